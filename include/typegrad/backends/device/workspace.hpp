// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>
#include <typegrad/backends/device/memory.hpp>

namespace typegrad {

/// Where a device's programs work between calls: memory, which grows and never shrinks, the stream on which everything runs, and what calls have been recorded.
/// Belongs to one thread at a time. Work goes on when a call returns, unless the call fetches numbers: `synchronise` waits.
template <class Runtime>
class device_workspace {
  public:
    using stream_type = typename Runtime::stream;
    device_workspace() = default;
    explicit device_workspace(stream_type stream) : stream_(stream) {}

    stream_type stream() const { return stream_; }
    /// Copies that are given the workspace are ordered with its work.
    operator stream_type() const { return stream_; }
    /// Waits for all that has been begun.
    void synchronise() const { Runtime::synchronise(stream_); }
    /// Bytes it has.
    std::size_t size() const { return memory_.size(); }
    typename Runtime::library& library() { return library_; }

    std::byte* reserve(std::size_t bytes) {
        if (bytes > memory_.size()) {
            Runtime::synchronise(stream_); // what still runs works in the old one
            numbers_.clear();
            records_.clear();
            memory_ = {};
            memory_ = device::block<Runtime>(bytes);
        }
        return memory_.data();
    }
    /// A call of `program` with these extents begins: unless the last one was such a call, nothing is left of what it has written.
    void enter(const void* program, std::vector<std::int64_t> extents) {
        if (program != owner_ || extents != extents_) {
            numbers_.clear();
            layout_.reset();
        }
        owner_ = program;
        extents_ = std::move(extents);
    }
    /// What `make` gives, asked for once in calls of the same program with the same extents that follow one another.
    template <class Make>
    const auto& remembered(const Make& make) {
        using Layout = std::invoke_result_t<const Make&>;
        if (layout_ == nullptr) layout_ = std::make_shared<const Layout>(make());
        return *static_cast<const Layout*>(layout_.get());
    }
    /// Has the last such call written `number` to `to`?
    template <class T>
    bool knows(const T* to, T number) const {
        for (const known& k : numbers_)
            if (k.at == to) return k.bits == bits_of(number);
        return false;
    }
    /// It has.
    template <class T>
    void remember(const T* to, T number) {
        for (known& k : numbers_)
            if (k.at == to) {
                k.bits = bits_of(number);
                return;
            }
        numbers_.push_back({to, bits_of(number)});
    }
    /// Has `program` run with this key?
    bool knows_call(const void* program, const std::vector<std::uintptr_t>& key) const { return find(program, key) < records_.size(); }
    /// Runs `work`, which does the same whenever `program` and `key` are the same: the second time it is recorded, and from then on replayed as one.
    template <class Work>
    void run(const void* program, const std::vector<std::uintptr_t>& key, const Work& work) {
        if (!Runtime::can_record(stream_)) return work();
        if (const std::size_t k = find(program, key); k < records_.size()) {
            std::rotate(records_.begin() + static_cast<std::ptrdiff_t>(k), records_.begin() + static_cast<std::ptrdiff_t>(k) + 1, records_.end()); // the last is the latest
            typename Runtime::graph& graph = records_.back().graph;
            if (!graph.ready() && !graph.record(stream_, work)) return work();
            return graph.launch(stream_);
        }
        work();
        if (records_.size() == most_records) records_.erase(records_.begin());
        records_.push_back({program, key, {}});
    }

  private:
    template <class T>
    static std::uint64_t bits_of(T number) {
        std::uint64_t bits = 0;
        __builtin_memcpy(&bits, &number, sizeof(T));
        return bits;
    }
    struct known {
        const void* at;
        std::uint64_t bits;
    };
    struct record {
        const void* program;
        std::vector<std::uintptr_t> key;
        typename Runtime::graph graph;
    };
    std::size_t find(const void* program, const std::vector<std::uintptr_t>& key) const {
        std::size_t k = 0;
        while (k < records_.size() && !(records_[k].program == program && records_[k].key == key)) ++k;
        return k;
    }
    static constexpr std::size_t most_records = 8;
    stream_type stream_{};
    device::block<Runtime> memory_;
    typename Runtime::library library_;
    std::vector<known> numbers_;
    std::vector<record> records_;
    const void* owner_ = nullptr;
    std::vector<std::int64_t> extents_;
    std::shared_ptr<const void> layout_; ///< of that call
};

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <barrier>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>
#include <typegrad/backends/device/backend.hpp>

/// A device that is not there: memory that is known by its addresses, streams that remember what they did, graphs that replay it, and teams
/// of several threads. What a device backend asks of CUDA is tried on it.
namespace emulated {

namespace tg = typegrad;

/// What has happened, for tests to look at.
struct counters {
    int launches = 0, recorded = 0, replays = 0, copies_in = 0, copies_out = 0, synchronised = 0;
};
inline counters& count() {
    static counters c;
    return c;
}
/// First bytes and sizes of what is allocated.
inline std::map<const std::byte*, std::size_t>& blocks() {
    static std::map<const std::byte*, std::size_t> all;
    return all;
}
inline std::size_t& memory_left() {
    static std::size_t bytes = std::size_t{1} << 30;
    return bytes;
}
inline bool is_device(const void* p) {
    const auto* at = static_cast<const std::byte*>(p);
    auto after = blocks().upper_bound(at);
    if (after == blocks().begin()) return false;
    --after;
    return at < after->first + after->second;
}
/// What is being recorded, or null.
inline std::vector<std::function<void()>>*& recording() {
    static std::vector<std::function<void()>>* to = nullptr;
    return to;
}
inline void enqueue(std::function<void()> work) {
    if (recording() != nullptr) recording()->push_back(std::move(work));
    else work();
}

/// Threads that wait for each other.
struct thread_team {
    struct shared {
        std::barrier<> meet;
        std::vector<double> cells;
        std::vector<double> scratch; ///< as much as was asked for: sanitizers see what is behind
        shared(std::ptrdiff_t n, std::int64_t bytes) : meet(n), cells(static_cast<std::size_t>(n)), scratch(static_cast<std::size_t>((bytes + 7) / 8), std::nan("")) {}
    };
    shared* all;
    std::ptrdiff_t rank_, size_;
    std::ptrdiff_t rank() const { return rank_; }
    std::ptrdiff_t size() const { return size_; }
    void sync() const { all->meet.arrive_and_wait(); }
    char* scratch() const { return reinterpret_cast<char*>(all->scratch.data()); }
    template <class T, class Join>
    T reduce(T x, const Join& join) const {
        static_assert(sizeof(T) == sizeof(double));
        std::memcpy(&all->cells[static_cast<std::size_t>(rank_)], &x, sizeof(T));
        sync();
        T sum;
        std::memcpy(&sum, &all->cells[0], sizeof(T));
        for (std::ptrdiff_t k = 1; k < size_; ++k) {
            T next;
            std::memcpy(&next, &all->cells[static_cast<std::size_t>(k)], sizeof(T));
            sum = join(sum, next);
        }
        sync();
        return sum;
    }
};

template <int Threads>
struct runtime {
    using stream = int;
    struct library {};
    static constexpr const char* product_library = "loops";

    static void* allocate(std::size_t bytes) {
        if (recording() != nullptr) throw std::logic_error("emulated: memory is asked for while work is recorded");
        if (bytes > memory_left()) throw tg::device_error("emulated: out of memory: " + std::to_string(bytes) + " bytes");
        auto* p = static_cast<std::byte*>(::operator new(bytes, std::align_val_t{256}));
        std::memset(p, 0xFB, bytes); // NaN, in float and in double
        blocks()[p] = bytes;
        return p;
    }
    static void release(void* p) noexcept {
        blocks().erase(static_cast<std::byte*>(p));
        ::operator delete(p, std::align_val_t{256});
    }
    static void must_be(const void* p, bool device) {
        if (p != nullptr && is_device(p) != device) throw std::logic_error("emulated: memory of the wrong side");
    }
    static void copy_in(void* to, const void* from, std::size_t bytes, stream) {
        if (recording() != nullptr) throw std::logic_error("emulated: a transfer is recorded");
        must_be(to, true), must_be(from, false);
        ++count().copies_in;
        if (bytes > 0) std::memcpy(to, from, bytes);
    }
    static void copy_out(void* to, const void* from, std::size_t bytes, stream) {
        if (recording() != nullptr) throw std::logic_error("emulated: a transfer is recorded");
        must_be(to, false), must_be(from, true);
        ++count().copies_out;
        if (bytes > 0) std::memcpy(to, from, bytes);
    }
    static void copy(void* to, const void* from, std::size_t bytes, stream) {
        must_be(to, true), must_be(from, true);
        enqueue([=] {
            if (bytes > 0) std::memmove(to, from, bytes);
        });
    }
    static void synchronise(stream) {
        if (recording() != nullptr) throw std::logic_error("emulated: a recording waits");
        ++count().synchronised;
    }
    static bool can_record(stream s) { return s == 0; }
    template <class Name>
    static void check(const void* p, const Name& name) {
        if (!is_device(p)) throw tg::device_error("typegrad: " + name() + " is not in the device's memory");
    }
    static constexpr tg::device::work_split split(const tg::device::work_size& w) {
        tg::device::work_split s;
        if (w.row_bytes % 16 != 0) throw std::logic_error("emulated: the scratch memory of the next team would not be aligned");
        s.chunks = w.indices < 1 ? 1 : w.indices < 5 ? w.indices : 5;
        const std::int64_t whole = w.inner_cut && w.indices > 64 ? 16 : w.inner_cut ? 4 : 1;
        s.pitch = ((w.indices + s.chunks - 1) / s.chunks + whole - 1) / whole * whole;
        if (s.pitch > 0) s.chunks = (w.indices + s.pitch - 1) / s.pitch;
        if (s.chunks < 1) s.chunks = 1;
        s.cyclic = !w.inner_cut;
        s.team = Threads;
        if (Threads > 1 && w.row_bytes <= 400) s.scratch = w.row_bytes; // rows of a hundred floats; longer ones are in memory
        return s;
    }
    template <class Kernel>
    static void launch(stream, const tg::device::work_split& split, const Kernel& kernel) {
        enqueue([split, kernel] {
            ++count().launches;
            for (std::int64_t chunk = 0; chunk < split.chunks; ++chunk) {
                if (split.team == 1) {
                    kernel(tg::device::one_thread{}, chunk);
                    continue;
                }
                thread_team::shared all(split.team, split.scratch);
                std::vector<std::thread> threads;
                for (int k = 1; k < split.team; ++k) threads.emplace_back([&, k] { kernel(thread_team{&all, k, split.team}, chunk); });
                kernel(thread_team{&all, 0, split.team}, chunk);
                for (std::thread& t : threads) t.join();
            }
        });
    }
    class graph {
      public:
        bool ready() const { return !work_.empty(); }
        template <class Work>
        bool record(stream, const Work& work) {
            ++count().recorded;
            recording() = &work_;
            work();
            recording() = nullptr;
            return true;
        }
        void launch(stream) const {
            ++count().replays;
            for (const auto& w : work_) w();
        }

      private:
        std::vector<std::function<void()>> work_;
    };
    /// As a BLAS would: the same layouts, many products in one piece of work.
    template <class Factor>
    static bool multiplies(const tg::product_space& space) { return (std::is_floating_point_v<Factor> || tg::sixteen_bit_number<Factor>) && tg::blas_can<Factor>(space); }
    template <class Factor, class T>
    static void multiply(library&, stream, Factor* a, Factor* b, T* c, const tg::product_space& space) {
        using matrix = tg::matrix_view<Factor>;
        tg::each_product_batch(a, b, c, space, false, true, [](const matrix& x, const matrix& y, const tg::matrix_view<T>& z, bool more, const tg::product_bands&, const tg::product_axis& batch) {
            enqueue([=] {
                ++count().launches;
                for (std::int64_t p = 0; p < batch.n; ++p)
                    for (std::int64_t i = 0; i < z.rows; ++i)
                        for (std::int64_t j = 0; j < z.columns; ++j) {
                            double sum = 0;
                            for (std::int64_t k = 0; k < x.columns; ++k)
                                sum += static_cast<double>(x.data[p * batch.a + i * x.row_stride + k * x.column_stride]) * static_cast<double>(y.data[p * batch.b + k * y.row_stride + j * y.column_stride]);
                            T& to = z.data[p * batch.c + i * z.row_stride + j * z.column_stride];
                            to = static_cast<T>(more ? static_cast<double>(to) + sum : sum);
                        }
            });
        });
    }
};

} // namespace emulated

namespace typegrad {

/// Teams of one thread and of three.
struct emulated_device : device_backend<emulated_device, emulated::runtime<1>> {};
/// The first one without its BLAS.
struct emulated_without_blas : device_backend<emulated_without_blas, emulated::runtime<1>> {
    template <class T>
    static bool multiplies(const product_space&) { return false; }
};
struct emulated_teams : device_backend<emulated_teams, emulated::runtime<3>> {};

} // namespace typegrad

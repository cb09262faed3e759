// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>
#include <typegrad/arrays/view.hpp>
#include <typegrad/program/error.hpp>

/// Arrays in a device's memory. Nothing is ever copied between host and device but by `copy_to_device` and `copy_to_host`.
namespace typegrad {

/// Memory that a device has not got, a call that it has refused.
struct device_error : error {
    using error::error;
};

namespace device {

/// One block of memory; `Runtime` says how it is got and given back.
template <class Runtime>
class block {
  public:
    block() = default;
    explicit block(std::size_t bytes) : memory_(bytes == 0 ? nullptr : static_cast<std::byte*>(Runtime::allocate(bytes))), size_(bytes) {}
    block(block&& o) noexcept : memory_(std::exchange(o.memory_, nullptr)), size_(std::exchange(o.size_, 0)) {}
    block& operator=(block&& o) noexcept {
        std::swap(memory_, o.memory_);
        std::swap(size_, o.size_);
        return *this;
    }
    ~block() {
        if (memory_ != nullptr) Runtime::release(memory_);
    }
    std::byte* data() const { return memory_; }
    std::size_t size() const { return size_; }

  private:
    std::byte* memory_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace device

/// An array that owns its memory on a device; row-major. Made with its extents, contents undefined. Not copied by `=`: see copy_to_host.
template <class Runtime, array_element T, int Rank>
class device_array : public run_time_extents<Rank> {
  public:
    device_array() {
        if constexpr (Rank == 0) *this = device_array(std::array<std::int64_t, 0>{});
    }
    explicit device_array(const std::array<std::int64_t, static_cast<std::size_t>(Rank)>& extents) {
        for (int k = 0; k < Rank; ++k) {
            if (extents[static_cast<std::size_t>(k)] < 0) throw shape_error(joined({"typegrad: device_array: axis ", k, " has the negative extent ", extents[static_cast<std::size_t>(k)]}));
            this->extents_[static_cast<std::size_t>(k)] = extents[static_cast<std::size_t>(k)];
        }
        block_ = device::block<Runtime>(static_cast<std::size_t>(this->size()) * sizeof(T));
    }
    T* data() { return reinterpret_cast<T*>(block_.data()); }
    const T* data() const { return reinterpret_cast<const T*>(block_.data()); }

  private:
    device::block<Runtime> block_;
};

template <class Runtime, class T, int Rank>
struct array_traits<device_array<Runtime, T, Rank>> : run_time_traits<device_array<Runtime, T, Rank>, T, Rank> {
    static constexpr bool on_device = true;
};

namespace device {

template <class From, class To>
void check_copy(const From& from, const To& to) {
    using a = array_traits<From>;
    using b = array_traits<To>;
    static_assert(std::same_as<typename a::value_type, typename b::value_type>, "typegrad: copy: the arrays hold different element types");
    static_assert(a::rank == b::rank, "typegrad: copy: the arrays have different numbers of axes");
    for (int k = 0; k < a::rank; ++k)
        if (a::extent(from, k) != b::extent(to, k)) throw shape_error(joined({"typegrad: copy: axis ", k, " has extent ", a::extent(from, k), " here and ", b::extent(to, k), " there"}));
}
template <class A>
std::size_t bytes_of(const A& a) {
    std::size_t n = sizeof(typename array_traits<A>::value_type);
    for (int k = 0; k < array_traits<A>::rank; ++k) n *= static_cast<std::size_t>(array_traits<A>::extent(a, k));
    return n;
}
template <class A>
void check_order(const A& a) {
    if (!is_row_major<A>(bind_array(a))) throw shape_error("typegrad: copy: the host's array is not contiguous in row-major order");
}

} // namespace device

/// Copies an array of the host to one of a device, of the same extents; returns when `from` has been read.
/// Errors: shape_error (before anything is written), device_error.
template <class Backend, array From, array To>
    requires(!is_on_device<From> && is_on_device<To>)
void copy_to_device(const From& from, To& to, typename Backend::stream stream = {}) {
    device::check_copy(from, to);
    device::check_order(from);
    Backend::runtime::copy_in(array_traits<To>::data(to), array_traits<From>::data(from), device::bytes_of(from), stream);
}
/// A new array on a device with what an array of the host holds.
template <class Backend, array From>
    requires(!is_on_device<From>)
auto copy_to_device(const From& from, typename Backend::stream stream = {}) {
    using traits = array_traits<From>;
    std::array<std::int64_t, static_cast<std::size_t>(traits::rank)> extents{};
    for (int k = 0; k < traits::rank; ++k) extents[static_cast<std::size_t>(k)] = traits::extent(from, k);
    typename Backend::template array<typename traits::value_type, traits::rank> to(extents);
    copy_to_device<Backend>(from, to, stream);
    return to;
}
/// Copies an array of a device to one of the host, of the same extents; returns when that is done, and all that the stream did before.
/// Errors: shape_error (before anything is written), device_error.
template <class Backend, array From, array To>
    requires(is_on_device<From> && !is_on_device<To>)
void copy_to_host(const From& from, To& to, typename Backend::stream stream = {}) {
    device::check_copy(from, to);
    device::check_order(to);
    Backend::runtime::copy_out(array_traits<To>::data(to), array_traits<From>::data(from), device::bytes_of(from), stream);
    Backend::runtime::synchronise(stream);
}
/// All elements of an array of a device, in row-major order.
template <class Backend, array From>
    requires(is_on_device<From>)
auto copy_to_host(const From& from, typename Backend::stream stream = {}) {
    using T = typename array_traits<From>::value_type;
    std::vector<T> to(device::bytes_of(from) / sizeof(T));
    static_assert(!std::same_as<T, bool>, "typegrad: copy_to_host: std::vector<bool> holds no bools: give an array to copy to");
    Backend::runtime::copy_out(to.data(), array_traits<From>::data(from), to.size() * sizeof(T), stream);
    Backend::runtime::synchronise(stream);
    return to;
}

/// The array where programs compiled for `Backend` read it: itself, or a copy on the device. `x = to<backend>(array)` is right for every backend.
template <class Backend, array A, class... Stream>
    requires(sizeof...(Stream) <= 1)
decltype(auto) to(const A& a, const Stream&... stream) {
    if constexpr (Backend::own_memory && array_traits<A>::rank > 0) return copy_to_device<Backend>(hold(a), stream...);
    else return (a);
}
/// What a program compiled for `Backend` has returned, in an array of the host, which is made as large.
template <class Backend, array From, array To, class... Stream>
    requires(sizeof...(Stream) <= 1)
void from(From&& result, To& host, const Stream&... stream) {
    if constexpr (!is_on_device<std::remove_cvref_t<From>>) host = std::forward<From>(result);
    else {
        using traits = array_traits<std::remove_cvref_t<From>>;
        static_assert(traits::rank == array_traits<To>::rank, "typegrad: from: the arrays have different numbers of axes");
        if constexpr (resizable<To>) {
            std::int64_t extents[traits::rank + 1]{};
            for (int k = 0; k < traits::rank; ++k) extents[k] = traits::extent(result, k);
            host = make_container<To>(extents);
        }
        copy_to_host<Backend>(result, host, stream...);
    }
}

} // namespace typegrad

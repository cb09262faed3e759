// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <thrust/device_vector.h>
#include <thrust/host_vector.h>
#include <typegrad/arrays/result.hpp>

/// thrust::host_vector and thrust::device_vector as arrays of one axis. A device_vector is in a device's memory where Thrust's device is a GPU; with
/// another THRUST_DEVICE_SYSTEM it is in the host's.
namespace typegrad {

template <class V, class T>
struct thrust_vector_traits {
    static constexpr bool bindable = true, strided = false;
    using value_type = T;
    static constexpr int rank = 1;
    static constexpr std::int64_t extents[1]{-1};
    static constexpr family owner = family::standard;
    using result = V;
    static T* data(const V& x) { return const_cast<T*>(thrust::raw_pointer_cast(x.data())); }
    static std::int64_t extent(const V& x, int) { return static_cast<std::int64_t>(x.size()); }
};
template <array_element T, class Allocator>
struct array_traits<thrust::host_vector<T, Allocator>> : thrust_vector_traits<thrust::host_vector<T, Allocator>, T> {};
template <array_element T, class Allocator>
struct array_traits<thrust::device_vector<T, Allocator>> : thrust_vector_traits<thrust::device_vector<T, Allocator>, T> {
    static constexpr bool on_device = THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA;
};
template <class T, class Allocator>
inline constexpr bool resizable<thrust::host_vector<T, Allocator>> = true;
template <class T, class Allocator>
inline constexpr bool resizable<thrust::device_vector<T, Allocator>> = true;

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A derivative in kernels of one's own: the functor of an expression in a __global__ function and in thrust::for_each.
//     nvcc -std=c++20 -I include examples/custom_kernel.cu -o custom_kernel
#include <typegrad/typegrad.hpp>

#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>

#include <cmath>
#include <cstdio>
#include <tuple>

namespace tg = typegrad;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
constexpr auto a = tg::input<"a", float>;
constexpr auto energy = tg::log(tg::cosh(a * x)); // of each x; its force is a tanh(a x)

/// Each block handles its own part; whatever else a kernel does may stand beside the call.
template <class F>
__global__ void for_each_element(F f, std::size_t n) {
    const std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x;
    if (i < n) f(i);
}

} // namespace

int main() {
    if (int devices = 0; cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
        std::puts("this example needs a GPU");
        return 1;
    }
    constexpr std::size_t n = 1000;
    thrust::device_vector<float> position(n, 0.5f), value(n), force(n), stiffness(1, 2.0f);
    const auto pointer = [](auto& v) { return thrust::raw_pointer_cast(v.data()); };

    // [fused]
    // the energy and its derivative in one functor; a is one number, so it is read at element 0
    const auto both = std::make_tuple(energy, tg::gradients(tg::sum(energy), x));
    const auto f = tg::device::fused(both, a, x).on(pointer(stiffness), pointer(position), pointer(value), pointer(force));

    for_each_element<<<(n + 255) / 256, 256>>>(f, n);
    // [fused]
    thrust::for_each(thrust::device, thrust::counting_iterator<std::size_t>(0), thrust::counting_iterator<std::size_t>(n), f);
    if (const cudaError_t status = cudaDeviceSynchronize(); status != cudaSuccess) {
        std::printf("no GPU ran this: %s\n", cudaGetErrorString(status));
        return 1;
    }
    std::printf("energy %.6f, should be %.6f\nforce  %.6f, should be %.6f\n", static_cast<float>(value[7]), std::log(std::cosh(1.0)), static_cast<float>(force[7]), 2 * std::tanh(1.0));
}

// limits: seconds=10 mb=1000 files_mb=1000
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A traced graph of 500 operations as one kernel.
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

constexpr auto x = tg::input<"x", double, 4096>;

struct recurrence {
    constexpr auto operator()(auto h) const {
        for (int k = 0; k < 125; ++k) h = tg::sin(h * h) + 0.5 * h;
        return h;
    }
};

template <class F>
__global__ void for_each_element(F f, std::size_t n) {
    const std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x;
    if (i < n) f(i);
}

} // namespace

void iterate(const double* from, double* to) {
    for_each_element<<<16, 256>>>(tg::device::fused(tg::graph(recurrence{})(x), x).on(from, to), 4096);
}

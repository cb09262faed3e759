// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/report.hpp>

namespace typegrad {

/// A scan moves its arguments and results; what its steps hand to each other stays in their memory.
template <class Backend, class Arch, class Program, class Planned, class ResultName>
template <std::size_t K>
void plan_reporter<Backend, Arch, Program, Planned, ResultName>::scan() {
    using kernel = scan_kernel<Backend, Planned, K>;
    using step = typename kernel::step;
    using program = typename kernel::program;
    constexpr std::size_t first = step::first_operand;
    const auto name = [](std::size_t k) { return joined({"result ", k}); };
    const std::int64_t steps = executor::template value<kernel::template extent<first + step::carries, 0>()>(call);
    kernel_report r;
    const auto buffer_of = [](std::size_t o) { return static_cast<std::size_t>(tables.operands[o].info.buffer); };
    unrolled<step::arguments>([&](auto a) { read(r, buffer_of(first + a), kernel::template bytes_of<a>(&call) * (kernel::is_sequence(a) ? steps : 1)); });
    for (std::size_t o = step::first_result; o < step::memory_operand; ++o) write(r, buffer_of(o), buffer_bytes(buffer_of(o)));
    binding bound[step::arguments + 1];
    typename kernel::executor::call inner;
    kernel::open(call, inner, bound);
    program_report each;
    if constexpr (kernel::straight) each = report_straight<program>(bound, name);
    else each = plan_reporter<Backend, Arch, program, typename kernel::planned, decltype(name)>{inner, false, name}.run();
    r.what = joined({"scan of ", program_report::counted(static_cast<std::size_t>(steps), "step"), step::loop.backward ? " backwards, " : ", ", program_report::counted(each.kernels.size(), "kernel"), " each"});
    for (const kernel_report& k : each.kernels) {
        r.flops += steps * k.flops;
        r.transcendental += steps * k.transcendental;
    }
    launched(steps * each.launches);
    r.steps = std::move(each.kernels);
    if (!each.simd.empty()) out.simd = each.simd;
    if (!each.products.empty()) out.products = each.products;
    out.kernels.push_back(r);
}

} // namespace typegrad

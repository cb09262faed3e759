// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/report.hpp>

namespace typegrad {

/// A product reads its operands once and writes its result, whatever the library does in between.
template <class Arch, class Program, class Planned, class ResultName>
template <std::size_t K>
void plan_reporter<Arch, Program, Planned, ResultName>::product() {
    constexpr plan_kernel k = tables.kernels[K].info;
    constexpr const word* w = Planned::graph.words;
    kernel_report r;
    cpu::unrolled<3>([&](auto m) {
        constexpr node_id node = m == 0 ? a_of(w[k.node]) : m == 1 ? b_of(w[k.node]) : k.node;
        std::int64_t bytes = size_of(dtype_of(w[node]));
        for (int axis = 0; axis < b_of(w[shape_of(w[node])]); ++axis) bytes *= executor::value(call, Planned::extent_code_of(node, axis));
        const std::size_t b = static_cast<std::size_t>(tables.operands[static_cast<std::size_t>(k.operand) + m].info.buffer);
        m == 2 ? write(r, b, bytes) : read(r, b, bytes);
    });
    // [batch, rows, inner] x [batch, inner, columns]
    constexpr axis_labels labels = labels_of(w, k.node);
    std::int64_t extent[2][2 * max_rank]{};
    int rank[2]{};
    r.flops = 2;
    const auto list = [&](bool in_a, bool in_b, bool summed) {
        cpu::unrolled<axis_labels::none>([&](auto label) {
            constexpr int l = static_cast<int>(label.value);
            if constexpr (labels.has(l))
                if ((labels.axis(0, l) >= 0) == in_a && (labels.axis(1, l) >= 0) == in_b && (l >= axis_labels::summed) == summed) {
                    const std::int64_t n = executor::template value<executor::template label_extent<K, l>()>(call);
                    if (in_a) extent[0][rank[0]++] = n;
                    if (in_b) extent[1][rank[1]++] = n;
                    r.flops *= n;
                }
        });
    };
    list(true, true, false);
    list(true, false, false);
    list(true, true, true);
    list(false, true, false);
    r.what = joined("product ", extents_text(extent[0], rank[0]), " x ", extents_text(extent[1], rank[1]));
    out.products = cpu::product_library;
    out.kernels.push_back(r);
}

} // namespace typegrad

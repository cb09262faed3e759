// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/report.hpp>

namespace typegrad {

/// A product reads its operands once and writes its result, whatever the library does in between.
template <class Backend, class Arch, class Program, class Planned, class ResultName>
template <std::size_t K>
void plan_reporter<Backend, Arch, Program, Planned, ResultName>::product() {
    constexpr plan_kernel k = tables.kernels[K].info;
    constexpr const word* w = Planned::graph.words;
    kernel_report r;
    unrolled<3>([&](auto m) {
        constexpr node_id node = m == 0 ? a_of(w[k.node]) : m == 1 ? b_of(w[k.node]) : k.node;
        std::int64_t bytes = size_of(dtype_of(w[node]));
        for (int axis = 0; axis < b_of(w[shape_of(w[node])]); ++axis) bytes *= executor::value(call, Planned::extent_code_of(node, axis));
        const std::size_t b = static_cast<std::size_t>(tables.operands[static_cast<std::size_t>(k.operand) + m].info.buffer);
        m == 2 ? write(r, b, bytes) : read(r, b, bytes);
    });
    // [batch, rows, inner] x [batch, inner, columns]
    std::int64_t extent[2][2 * max_rank]{};
    int rank[2]{};
    r.flops = 2;
    for (const int kind : {product_space::batch, product_space::rows, product_space::inner, product_space::columns})
        for (int i = 0; i < executor::products.of[K].count; ++i) {
            const auto& label = executor::products.of[K].of[i];
            if (label.kind != kind) continue;
            const std::int64_t n = executor::value(call, label.extent);
            for (int o = 0; o < 2; ++o)
                if (label.is_of(o)) extent[o][rank[o]++] = n;
            r.flops *= n;
        }
    r.what = joined({"product ", extents_text(extent[0], rank[0]), " x ", extents_text(extent[1], rank[1])});
    using T = element_type<tables.operands[static_cast<std::size_t>(k.operand)].info.type>;
    if constexpr (Backend::launches) {
        const product_space space = executor::space_of(call, K);
        const bool library = Backend::template multiplies<T>(space);
        launched(library ? Backend::product_pieces(space) : 1);
        out.products = library ? Backend::product_library() : own_products;
    } else out.products = Backend::product_library();
    out.kernels.push_back(r);
}

} // namespace typegrad

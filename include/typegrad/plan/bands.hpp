// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/product.hpp>

/// Triangles and diagonals: where matrices are zero because a mask says so, and which elements of a product anybody reads.
namespace typegrad {

/// Of a matrix (the last two axes) the elements whose column less their row is from `low` to `high`.
struct band {
    static constexpr std::int16_t far = 16384;
    std::int16_t low = -far, high = far;
    constexpr bool whole() const { return low <= -far && high >= far; }
    constexpr bool empty() const { return low > high; }
    constexpr band common(band b) const { return {low > b.low ? low : b.low, high < b.high ? high : b.high}; }
    constexpr band joined(band b) const {
        if (empty() || b.empty()) return empty() ? b : *this;
        return {low < b.low ? low : b.low, high > b.high ? high : b.high};
    }
    constexpr band turned() const { return {static_cast<std::int16_t>(-high), static_cast<std::int16_t>(-low)}; }
};
inline constexpr band no_element{1, 0};

/// The band of a matrix whose rows and columns have these labels in a product.
struct labelled_band {
    band of{};
    std::int8_t row = -1, column = -1;
};

/// Bands of all nodes of a canonical graph.
template <std::size_t N>
struct band_analysis {
    const word* words;
    band values[N]{};  ///< outside of it a value is 0
    band read[N]{};    ///< outside of it nobody needs it
    bool any = false;

    constexpr band_analysis(const word* words_, std::uint32_t size, const node_id* roots, std::size_t root_count) : words(words_) {
        bool indexed = false, product = false;
        for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at]))) {
            indexed = indexed || op_of(words[at]) == op::iota;
            product = product || op_of(words[at]) == op::einsum;
        }
        if (!indexed || !product) return;
        any = true;
        node_id order[N]{};
        std::uint32_t n = 0;
        for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at]))) {
            if (info(op_of(words[at])).kind == kind::structure) continue;
            values[at] = band_of(static_cast<node_id>(at));
            read[at] = no_element;
            order[n++] = static_cast<node_id>(at);
        }
        for (std::size_t k = 0; k < root_count; ++k) read[roots[k]] = band{};
        while (n-- > 0) {
            const node_id v = order[n];
            const word w = words[v];
            if (read[v].empty() || info(op_of(w)).kind == kind::leaf) continue;
            const bool same = info(op_of(w)).kind == kind::elementwise;
            for (int k = 0; k < arity_of(w); ++k) {
                const node_id x = operand_of(words, v, k);
                band wanted = same && shape_of(words[x]) == shape_of(w) ? read[v] : band{};
                if (op_of(w) == op::select && k == 1 && shape_of(words[x]) == shape_of(w)) wanted = wanted.common(mask_of(operand_of(words, v, 0)));
                read[x] = read[x].joined(wanted);
            }
        }
    }

    constexpr int rank(node_id v) const { return b_of(words[shape_of(words[v])]); }
    constexpr bool is_zero(node_id v) const {
        while (op_of(words[v]) == op::broadcast_to) v = a_of(words[v]);
        return op_of(words[v]) == op::constant && words[v + 1] == 0;
    }
    constexpr band band_of(node_id v) const {
        const word w = words[v];
        const auto of = [&](int k) {
            const node_id x = operand_of(words, v, k);
            return shape_of(words[x]) == shape_of(w) ? values[x] : is_zero(x) ? no_element : band{};
        };
        switch (op_of(w)) {
        case op::constant: return is_zero(v) ? no_element : band{};
        case op::select: return is_zero(operand_of(words, v, 2)) ? of(1).common(mask_of(operand_of(words, v, 0))) : of(1).joined(of(2));
        case op::add:
        case op::subtract: return of(0).joined(of(1));
        case op::multiply: return of(0).common(of(1));
        case op::divide:
        case op::negative:
        case op::square:
        case op::cast:
        case op::broadcast_to: return of(0);
        default: return {};
        }
    }

    /// An index of rows or columns plus a number.
    struct index {
        int side = -1; ///< 0: of rows, 1: of columns
        std::int64_t offset = 0;
    };
    constexpr index index_of(node_id v) const {
        const word w = words[v];
        if (op_of(w) == op::add || op_of(w) == op::subtract) {
            const bool first = op_of(words[b_of(w)]) == op::constant;
            const node_id number = first ? b_of(w) : a_of(w);
            index i = index_of(first ? a_of(w) : b_of(w));
            if (op_of(words[number]) != op::constant || i.side < 0 || (!first && op_of(w) == op::subtract)) return {};
            const std::int64_t step = static_cast<std::int64_t>(words[number + 1]);
            i.offset += op_of(w) == op::add ? step : -step;
            return i;
        }
        const int r = rank(v);
        if (op_of(w) == op::iota) return {1, 0};
        if (op_of(w) != op::reshape || op_of(words[a_of(w)]) != op::iota || r < 2) return {};
        const node_id shape = shape_of(w), n = operand_of(words, shape_of(words[a_of(w)]), 0);
        const auto is = [&](int axis, node_id e) { return operand_of(words, shape, axis) == e; };
        const auto one = [&](int axis) { return words[operand_of(words, shape, axis)] == (static_cast<word>(op::extent) | word{1} << 16); };
        for (int k = 0; k + 2 < r; ++k)
            if (!one(k)) return {};
        if (is(r - 2, n) && one(r - 1)) return {0, 0};
        return is(r - 1, n) && one(r - 2) ? index{1, 0} : index{};
    }
    /// Where a mask is true, as far as it is a band.
    constexpr band mask_of(node_id v) const {
        const word w = words[v];
        const op code = op_of(w);
        if (code == op::logical_and) return mask_of(a_of(w)).common(mask_of(b_of(w)));
        if (code != op::less_equal && code != op::less && code != op::equal) return {};
        const index a = index_of(a_of(w)), b = index_of(b_of(w));
        if (a.side < 0 || b.side < 0 || a.side == b.side) return {};
        const std::int64_t apart = a.side == 1 ? b.offset - a.offset : a.offset - b.offset; // column - row compared with this
        if (apart <= -band::far || apart >= band::far) return {};
        const std::int16_t n = static_cast<std::int16_t>(apart), strict = code == op::less ? 1 : 0;
        if (code == op::equal) return {n, n};
        return a.side == 1 ? band{-band::far, static_cast<std::int16_t>(n - strict)} : band{static_cast<std::int16_t>(n + strict), band::far};
    }

    /// The band of operand `o` of a product, or of what is read of its result (2).
    constexpr labelled_band of_operand(node_id product, int o) const {
        const node_id x = o == 2 ? product : operand_of(words, product, o);
        const axis_labels labels = labels_of(words, product);
        const int r = rank(x);
        labelled_band out;
        if (!any || r < 2) return out;
        out.of = o == 2 ? read[x] : values[x];
        out.row = static_cast<std::int8_t>(o == 2 ? r - 2 : labels(o, r - 2));
        out.column = static_cast<std::int8_t>(o == 2 ? r - 1 : labels(o, r - 1));
        return out;
    }
};

} // namespace typegrad

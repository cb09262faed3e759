// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>
#include <typegrad/backends/product_space.hpp>
#include <typegrad/program/tables.hpp>

/// A call of a plan as its tables see it: what reads them is compiled once and not for each plan.
namespace typegrad {

/// What has one label in a product.
struct product_label {
    extent_code extent = 1;
    std::int8_t label = 0, kind = 0;  ///< of product_space
    std::int8_t axis[3]{-1, -1, -1};  ///< of the operands' frames
    constexpr bool is_of(int operand) const { return operand == 2 ? kind != product_space::inner : kind == product_space::batch || kind == product_space::inner || kind == operand; }
};
struct product_labels {
    product_label of[axis_labels::none];
    int count = 0;
};

inline namespace TYPEGRAD_TARGET {

/// A product over a few axes: compilers take their time to make vectors of such loops.
TYPEGRAD_HOST_INLINE void multiply_once(std::int64_t& product, std::int64_t n) {
    product *= n;
#if defined(__GNUC__)
    asm("" : "+r"(product));
#endif
}

struct table_call {
    const std::int64_t* dims;       ///< run-time extents, and behind them the rows of each group's tile
    const std::int64_t* tile_rows;  ///< these alone
    void* const* memory;            ///< by buffer
    const binding* slots;
    std::int64_t begin;             ///< first row of the tile
    const buffer_table_entry* buffers;
    const operand_table_entry* operands;
    const finish_record* finishes;

    std::int64_t value(extent_code e) const { return e >= 0 ? e : dims[~e]; }
    /// Elements of a shape along axes first … last-1.
    TYPEGRAD_HOST_INLINE std::int64_t elements(const shape_code& s, int first, int last) const {
        std::int64_t n = 1;
        for (int k = first; k < last; ++k) multiply_once(n, value(s.extent[k]));
        return n;
    }
    /// Row-major stride of an axis of an operand's frame, or what the bound array says.
    TYPEGRAD_HOST_INLINE std::ptrdiff_t stride(const operand_table_entry& o, int axis) const {
        if (axis < 0) return 0;
        if (o.strided) return slots[buffers[o.info.buffer].info.index].stride[axis];
        return static_cast<std::ptrdiff_t>(elements(o.frame, axis + 1, o.frame.rank));
    }
    /// Where an operand of the tile begins.
    TYPEGRAD_HOST_INLINE std::byte* pointer(const operand_table_entry& o) const {
        std::ptrdiff_t at = 0;
        for (int k = 0; k < o.frame.rank; ++k)
            if (o.info.fixed[k] != 0) at += static_cast<std::ptrdiff_t>(o.info.fixed[k]) * stride(o, k);
        if (o.info.lead >= 0) at += static_cast<std::ptrdiff_t>(begin) * stride(o, o.info.lead);
        return static_cast<std::byte*>(memory[o.info.buffer]) + at * size_of(o.info.type);
    }
    /// The axes of a product.
    [[gnu::noinline]] product_space space_of(const plan_kernel& k, const product_labels& labels) const {
        const operand_table_entry* o = operands + k.operand;
        product_space space;
        for (int n = 0; n < labels.count; ++n) {
            const product_label& l = labels.of[n];
            const std::int64_t extent = k.cut == l.label ? tile_rows[k.group] : value(l.extent);
            space.of(l.kind).add({extent, stride(o[0], l.axis[0]), stride(o[1], l.axis[1]), stride(o[2], l.axis[2]), l.label});
        }
        return space;
    }
    /// Where its three operands begin.
    struct operands_of_three { std::byte* at[3]; };
    [[gnu::noinline]] operands_of_three begins(const plan_kernel& k) const {
        operands_of_three p;
        for (int m = 0; m < 3; ++m) p.at[m] = pointer(operands[k.operand + m]);
        return p;
    }
};

} // namespace TYPEGRAD_TARGET

} // namespace typegrad

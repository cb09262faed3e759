// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/access.hpp>
#include <typegrad/transforms/cut.hpp>

/// Which values exist in memory, and when. A program runs in stages; a stage is its scalar code, then its products, then
/// its loop nests. The rule of fusion:
///
/// - every node has a shape, and a home: the index space of the loop nest that computes it. An elementwise node's home is
///   its own shape. A reduction's home is its operand's shape. Where a reduction is over the last axes of its home
///   (a row reduction), its result lives in that nest once a row, and so does what is computed from it.
/// - nodes of one home and one stage are one nest. A value is used in the nest that computes it for nothing; anywhere
///   else it must be materialised (have a buffer), and its users run a stage later.
/// - a few flops on one or two things in memory are recomputed rather than stored.
/// - an elementary function of row values that no row needs again is computed in a nest of its own, a vector of rows at a
///   time, with all that follows from it.
namespace typegrad {

template <std::size_t N>
struct schedule {
    node_id home[N]{};         ///< shape of the nest; 0 for scalars and for what is not computed in nests
    std::uint16_t stage[N]{};
    bool nest[N]{};            ///< computed in a loop nest
    bool scalar[N]{};          ///< a single number computed in scalar code, or an alias of one
    bool memory[N]{};          ///< in memory at any time: leaves, products
    bool materialised[N]{};    ///< computed in a nest and given a buffer
    bool row[N]{};             ///< a row reduction
    bool leafy[N]{};           ///< elementwise of values in memory and constants only
    std::uint16_t within_reach[N]{}; ///< of leafy ones: the stage from which all that they are made of can be read
    bool spreads[N]{};         ///< does something of a larger shape need it, in elementwise steps?
    std::uint8_t repeats[N]{}; ///< the axes, counted from the last one, along which elementwise steps repeat it
    bool apart[N]{};           ///< computed from row values, but not once a row
    std::uint16_t row_mask[N]{}; ///< per shape: the axes of its row reductions
    access where[N]{};         ///< for what is in memory, or a view of it
    std::uint16_t stages = 1;

    const word* words = nullptr;

    constexpr node_id shape(node_id v) const { return shape_of(words[v]); }
    constexpr bool one_element(node_id v) const {
        const node_id s = shape(v);
        for (int k = 0; k < b_of(words[s]); ++k) {
            const word e = words[operand_of(words, s, k)];
            if (op_of(e) != op::extent || static_extent_of(e) != 1) return false;
        }
        return true;
    }
    /// First stage whose nests can read `v` from memory.
    constexpr std::uint16_t available(node_id v) const {
        if (where[v].found && where[v].base != v) return available(where[v].base);
        if (materialised[v]) return static_cast<std::uint16_t>(stage[v] + 1);
        return stage[v];
    }
    constexpr void materialise(node_id v) {
        if (memory[v] || materialised[v]) return;
        materialised[v] = true;
        where[v] = direct_access(words, v);
    }
    /// Is `small` the shape of `wide`'s rows: extent 1 along the row axes, equal elsewhere?
    constexpr bool row_shape(node_id small, node_id wide) const {
        const int r = b_of(words[wide]);
        if (row_mask[wide] == 0 || b_of(words[small]) != r) return false;
        for (int k = 0; k < r; ++k) {
            const node_id es = operand_of(words, small, k);
            if ((row_mask[wide] >> k & 1u) != 0) {
                if (op_of(words[es]) != op::extent || static_extent_of(words[es]) != 1) return false;
            } else if (es != operand_of(words, wide, k)) return false;
        }
        return true;
    }
    /// Recomputed in another nest rather than stored: a few flops on one or two values that are in memory anyway.
    constexpr bool cheap(node_id v) const {
        int flops = 4, loads = 2;
        return cheap(v, flops, loads);
    }
    constexpr bool cheap(node_id v, int& flops, int& loads) const {
        const word w = words[v];
        if (scalar[v] || (info(op_of(w)).kind == kind::leaf && (!memory[v] || one_element(v)))) return true;
        if (memory[v] || materialised[v] || (where[v].found && !nest[v])) return --loads >= 0;
        if (where[v].found || info(op_of(w)).kind != kind::elementwise || info(op_of(w)).cost > 1 || !leafy[v] || --flops < 0) return false;
        for (int k = 0; k < info(op_of(w)).arity; ++k)
            if (!cheap(operand_of(words, v, k), flops, loads)) return false;
        return true;
    }
    /// A copy that the canonical graph has put between a view and those who read it.
    constexpr bool is_copy(node_id v) const { return op_of(words[v]) == op::broadcast_to && shape(a_of(words[v])) == shape(v); }
    /// May a nest over `space` compute `o` where it needs it, whatever `o`'s own home is?
    constexpr bool inline_in(node_id o, node_id space) const {
        if (!nest[o] || materialised[o] || is_copy(o)) return false;
        if (leafy[o] && row_shape(shape(o), space)) return true;
        return leafy[o] && cheap(o);
    }
    /// Computed in the nest over `space` itself.
    constexpr bool native_in(node_id o, node_id space) const {
        return nest[o] && home[o] == space && (shape(o) == space || row[o] || row_shape(shape(o), space)) &&
               (info(op_of(words[o])).kind != kind::reduction || row[o]);
    }

    constexpr schedule(const word* graph, std::uint32_t size, const node_id* roots, std::size_t root_count) : words(graph) {
        find_spread(size);
        assign(size);
        for (std::size_t k = 0; k < root_count; ++k) {
            const node_id r = stored_root(roots[k]);
            if (nest[r]) materialise(r);
        }
        delay(size);
        settle(size);
        for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at])))
            if (info(op_of(words[at])).kind != kind::structure && stage[at] + 1 > stages) stages = static_cast<std::uint16_t>(stage[at] + 1);
    }

    /// A plan has no more kernels: a scalar one a stage, one for each product and scan, and each nest stores something.
    constexpr std::size_t most_kernels(std::uint32_t size) const {
        std::size_t n = stages;
        for (std::uint32_t p = 0; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p])))
            n += op_of(words[p]) == op::einsum || op_of(words[p]) == op::scan || (nest[p] && materialised[p]) ? 1 : 0;
        return n;
    }

    /// A root is stored by the node behind its squeezes.
    constexpr node_id stored_root(node_id r) const {
        while (op_of(words[r]) == op::reshape) r = a_of(words[r]);
        return r;
    }

  private:
    /// By a product or scan, which come between a stage's scalar code and its nests.
    constexpr bool computed_whole(node_id v) const { return info(op_of(words[v])).kind == kind::product || op_of(words[v]) == op::scan_result; }
    constexpr void find_spread(std::uint32_t size) {
        node_id order[N]{};
        int n = 0;
        for (std::uint32_t p = 0; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p]))) order[n++] = static_cast<node_id>(p);
        while (n-- > 0) {
            const node_id v = order[n];
            const kind k = info(op_of(words[v])).kind;
            if (k != kind::elementwise && k != kind::view) continue;
            for (int j = 0; j < info(op_of(words[v])).arity; ++j) {
                const node_id x = operand_of(words, v, j);
                if (spreads[v] || (k == kind::elementwise && shape(x) != shape(v))) spreads[x] = true;
                if (k == kind::elementwise) repeats[x] = static_cast<std::uint8_t>(repeats[x] | repeats[v] | repeated(x, v));
            }
        }
    }
    /// The axes along which elementwise node `v` repeats its operand `x`.
    constexpr unsigned repeated(node_id x, node_id v) const {
        unsigned mask = 0;
        const node_id from = shape(x), to = shape(v);
        const auto one = [&](node_id s, int k) {
            if (k < 0) return true;
            const word e = words[operand_of(words, s, k)];
            return op_of(e) == op::extent && static_extent_of(e) == 1;
        };
        for (int k = 1; k <= b_of(words[to]); ++k)
            if (one(from, b_of(words[from]) - k) && !one(to, b_of(words[to]) - k)) mask |= 1u << (k - 1);
        return mask;
    }
    /// Stage from which operand `o` can be used by a node in the nest over `space` (0: in scalar code or a product).
    constexpr std::uint16_t ready(node_id o, node_id space) {
        if (scalar[o]) return stage[o];
        if (info(op_of(words[o])).kind == kind::leaf) return 0;
        if (where[o].found && !nest[o]) return available(o);
        if (nest[o]) {
            if (space != 0 && native_in(o, space)) return stage[o];
            if (space != 0 && inline_in(o, space)) return stage[o] > within_reach[o] ? stage[o] : within_reach[o];
            materialise(o);
            return static_cast<std::uint16_t>(stage[o] + 1);
        }
        return available(o);
    }

    constexpr void assign(std::uint32_t size) {
        for (std::uint32_t p = 0; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p]))) {
            const node_id v = static_cast<node_id>(p);
            const word w = words[v];
            const op code = op_of(w);
            const op_info& o = info(code);
            const auto raise = [&](std::uint16_t s) { stage[v] = s > stage[v] ? s : stage[v]; };
            switch (o.kind) {
            case kind::structure: break;
            case kind::leaf:
                if (code == op::constant || code == op::iota) break;
                memory[v] = true;
                where[v] = direct_access(words, v);
                break;
            case kind::view: {
                const node_id a = a_of(w);
                if (code == op::reshape && one_element(v) && (scalar[a] || nest[a])) { // a squeezed scalar
                    scalar[v] = true;
                    if (nest[a]) materialise(a);
                    raise(scalar[a] ? stage[a] : static_cast<std::uint16_t>(stage[a] + 1));
                    break;
                }
                if (op_of(words[a]) == op::iota) break; // an index along another axis
                if (nest[a]) materialise(a);
                if (where[a].found) where[v] = view_access(words, v, where[a]);
                if (!where[v].found) throw "typegrad: a view of something that is not in memory";
                break;
            }
            case kind::product:
                for (int k = 0; k < 2; ++k) {
                    const node_id x = operand_of(words, v, k);
                    raise(ready(x, 0));
                }
                memory[v] = true;
                where[v] = direct_access(words, v);
                break;
            case kind::assembly:
                if (code == op::concat) throw "typegrad: concatenation is for small static arrays";
                // each row is a copy that is computed straight into its place
                memory[v] = true;
                where[v] = direct_access(words, v);
                for (int k = 0; k < arity_of(w); ++k) {
                    const node_id x = operand_of(words, v, k);
                    raise(static_cast<std::uint16_t>(stage[x] + (nest[x] ? 1 : 0)));
                    where[x] = where[v];
                    for (int j = 0; j < max_rank; ++j) where[x].axis[j] = j + 1 < b_of(words[shape(v)]) ? static_cast<std::int8_t>(j + 1) : std::int8_t{-1};
                    where[x].fixed[0] = static_cast<node_id>(k);
                    materialised[x] = nest[x];
                }
                break;
            case kind::loop:
                if (code == op::apply) raise(ready(b_of(w), 0));
                if (info(op_of(words[a_of(w)])).kind == kind::loop) raise(stage[a_of(w)]);
                if (code != op::scan_result) break;
                memory[v] = true;
                where[v] = direct_access(words, v);
                break;
            case kind::reduction: {
                const node_id x = a_of(w);
                nest[v] = true;
                home[v] = nest[x] && (row[x] || info(op_of(words[x])).kind == kind::elementwise) ? home[x] : shape(x);
                if (shape(x) == home[v] && !one_element(v) && suffix(shape(x), b_of(w)) && !summed_by_tiles(v) && (row_mask[home[v]] == 0 || row_mask[home[v]] == b_of(w))) {
                    row[v] = true;
                    row_mask[home[v]] = b_of(w);
                }
                raise(ready(x, home[v]));
                if (!row[v]) materialise(v);
                break;
            }
            case kind::elementwise: {
                if (one_element(v)) {
                    scalar[v] = true;
                    for (int k = 0; k < o.arity; ++k) { // a stage's scalar code runs before its products
                        const node_id x = operand_of(words, v, k);
                        raise(static_cast<std::uint16_t>(ready(x, 0) + (where[x].found && computed_whole(where[x].base) ? 1 : 0)));
                    }
                    break;
                }
                nest[v] = true;
                home[v] = shape(v);
                leafy[v] = true;
                for (int k = 0; k < o.arity; ++k) {
                    const node_id x = operand_of(words, v, k);
                    if (nest[x] && !leafy[x] && !materialised[x]) leafy[v] = false;
                    const std::uint16_t from = nest[x] && !materialised[x] ? within_reach[x] : info(op_of(words[x])).kind == kind::leaf ? std::uint16_t{0} : available(x);
                    if (from > within_reach[v]) within_reach[v] = from;
                    if (!spreads[v] && shape(x) == shape(v) && (apart[x] || (o.cost == 3 && nest[x] && home[x] != shape(x)))) apart[v] = true;
                }
                for (int k = 0; k < o.arity && !apart[v]; ++k) {
                    const node_id x = operand_of(words, v, k);
                    if (nest[x] && home[x] != shape(x) && shape(x) == shape(v) && row_shape(shape(v), home[x])) home[v] = home[x];
                    if (row[x] && shape(x) == shape(v)) home[v] = home[x];
                }
                for (int k = 0; k < o.arity; ++k) raise(ready(operand_of(words, v, k), home[v]));
                break;
            }
            default: throw "typegrad: composites are lowered before planning";
            }
        }
    }
    /// Does reduction `v` reduce the axis along which its operand is cut into tiles, and nothing along that axis need it again? Then it
    /// goes on from tile to tile.
    constexpr bool summed_by_tiles(node_id v) const {
        const node_id s = shape(a_of(words[v]));
        const int k = tile_axis(words, s);
        return k >= 0 && (b_of(words[v]) >> k & 1u) != 0 && (repeats[v] >> (b_of(words[s]) - 1 - k) & 1u) == 0;
    }
    /// Do the axes of `mask` and of extent 1 make up the end of the shape, with something left before them?
    constexpr bool suffix(node_id s, unsigned mask) const {
        int k = b_of(words[s]);
        const auto one = [&](int axis) {
            const word e = words[operand_of(words, s, axis)];
            return op_of(e) == op::extent && static_extent_of(e) == 1;
        };
        while (k > 0 && ((mask >> (k - 1) & 1u) != 0 || one(k - 1))) --k;
        unsigned before = 0;
        for (int j = 0; j < k; ++j)
            if ((mask >> j & 1u) != 0) return false;
            else if (!one(j)) before = 1;
        return before != 0;
    }

    /// What only later stages need is computed there: elementwise nodes move to the first stage that uses them.
    constexpr void delay(std::uint32_t size) {
        node_id order[N]{};
        std::uint16_t latest[N]{};
        std::uint32_t n = 0;
        for (std::uint32_t p = 0; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p])))
            if (info(op_of(words[p])).kind != kind::structure) {
                latest[p] = 0xFFFF;
                order[n++] = static_cast<node_id>(p);
            }
        while (n-- > 0) {
            const node_id v = order[n];
            const bool movable = nest[v] && !materialised[v] && info(op_of(words[v])).kind == kind::elementwise;
            if (movable && latest[v] != 0xFFFF && latest[v] > stage[v]) stage[v] = latest[v];
            const int arity = arity_of(words[v]);
            if (info(op_of(words[v])).kind == kind::leaf) continue;
            for (int k = 0; k < arity; ++k) {
                const node_id x = operand_of(words, v, k);
                std::uint16_t limit = stage[v];
                if (!nest[v] || !(native_in(x, home[v]) || inline_in(x, home[v]))) limit = stage[v] > 0 ? static_cast<std::uint16_t>(stage[v] - 1) : std::uint16_t{0};
                if (limit < latest[x]) latest[x] = limit;
            }
        }
    }
    /// Values used in a later stage than their own: stored, unless they are cheap to compute again.
    constexpr void settle(std::uint32_t size) {
        for (std::uint32_t p = 0; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p]))) {
            if (!nest[p]) continue;
            const kind kd = info(op_of(words[p])).kind;
            if (kd != kind::elementwise && kd != kind::reduction) continue;
            for (int k = 0; k < info(op_of(words[p])).arity; ++k) {
                const node_id x = operand_of(words, p, k);
                if (!nest[x] || materialised[x] || stage[x] >= stage[p] || where[x].found) continue;
                if (!(leafy[x] && (cheap(x) || row_shape(shape(x), home[p])))) materialise(x);
            }
        }
    }
};

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/table.hpp>
#include "random_numbers.hpp"

/// Random graphs from a seed, at run time or in constant evaluation: every differentiable op on a domain where it is
/// smooth, broadcasting, reductions, views, products, composites, shared nodes; a scalar at the end.
namespace random_graphs {

using namespace typegrad;

/// Run-time extents are named by one letter and have these values at the call.
constexpr std::int64_t dim_value(char letter) { return letter == 'm' || letter == 'k' ? 3 : letter == 'n' ? 2 : 4; }

constexpr std::int64_t extent_value(const builder& g, node_id e) {
    return g.is_static(e) ? g.extent_value(e) : dim_value(static_cast<char>(g.words[e + 1] & 255));
}

/// A named leaf; letters are its name.
constexpr node_ref add_leaf(builder& g, op code, char letter, dtype type, node_id shape) {
    const word name = static_cast<unsigned char>(letter);
    return {&g, g.intern(make_head(code, type, 0, 0, shape, 1), &name)};
}

class generator {
  public:
    constexpr generator(builder& g, std::uint64_t seed) : g_(g), random_{seed * 2654435761u + 17} {}

    /// A shape of rank 0 to 3 out of the few extents this graph has, run-time ones among them.
    constexpr node_id random_shape() {
        if (extent_count_ == 0) {
            for (; extent_count_ < 3; ++extent_count_) {
                const word letter = static_cast<unsigned char>("mnk"[random_.below(3)]);
                extents_[extent_count_] = random_.one_in(4) ? g_.intern(make_head(op::dim, dtype::none, 0, 0, 0, 1), &letter) : g_.extent(1 + random_.below(4));
            }
        }
        node_id extents[3]{};
        const int rank = random_.below(4);
        for (int k = 0; k < rank; ++k) extents[k] = random_.one_in(6) ? g_.extent(1) : extents_[random_.below(extent_count_)];
        return g_.make_shape(extents, rank);
    }

    /// Leaves must be double and hold numbers of magnitude below 2.
    constexpr void add_leaf_value(node_ref leaf) { keep({leaf, 2}); }

    /// A scalar made in `steps` random steps from the leaves given before.
    constexpr node_ref generate(int steps) {
        for (int k = 0; k < steps && !g_.failed; ++k) keep(calm(step()));
        node_ref loss = total(pool_[count_ - 1].v);
        for (int k = 0; k < 2; ++k) loss = loss + literal(random_.uniform(0.2, 1)) * total(pick().v);
        return loss;
    }

    constexpr random_numbers& random() { return random_; }

  private:
    struct value {
        node_ref v;
        double bound; ///< no element is larger in magnitude
    };
    static constexpr int room = 96;

    constexpr void keep(value v) {
        if (count_ < room) pool_[count_++] = v;
        else pool_[random_.below(room)] = v;
    }
    /// Recent values are likelier, so that graphs grow deep.
    constexpr value pick() { return random_.one_in(2) && count_ > 4 ? pool_[count_ - 1 - random_.below(4)] : pool_[random_.below(count_)]; }

    constexpr node_ref ref(node_id id) { return {&g_, id}; }
    constexpr node_ref literal(double v) { return ref(g_.constant(v, dtype::float64)); }
    constexpr node_ref unary(op code, node_ref x, int attribute = 0) { return ref(make_unary(g_, code, x.id, attribute)); }
    constexpr node_ref total(node_ref x) {
        if (x.rank() == 0) return x;
        const unsigned all = (1u << x.rank()) - 1;
        const op code = random_.one_in(2) ? op::sum : op::mean;
        const node_id y = code == op::sum ? make_reduction(g_, op::sum, x.id, all) : make_composite_reduction(g_, op::mean, x.id, all);
        return ref(make_reshape(g_, y, 0));
    }
    constexpr std::int64_t elements(node_id shape, unsigned mask = 255) const {
        std::int64_t n = 1;
        for (int k = 0; k < g_.rank_of_shape(shape); ++k)
            if ((mask >> k & 1u) != 0) n *= extent_value(g_, g_.extent_of(shape, k));
        return n;
    }

    // --- domains --------------------------------------------------------------------------------------------------
    /// Large values are brought down, or nothing can be checked after a few steps.
    constexpr value calm(value x) {
        if (!(x.bound > 12)) return x;
        switch (random_.below(4)) {
        case 0: return {tanh(x.v * literal(0.1)), 1};
        case 1: return {asinh(x.v), x.bound < 1e6 ? math::asinh(x.bound) : 16};
        case 2: return {sin(x.v * literal(0.2)), 1};
        default: return {x.v * literal(4 / x.bound), 4};
        }
    }
    constexpr value at_most_three(value x) { return x.bound <= 3 ? x : value{literal(2.5) * tanh(literal(0.4) * x.v), 2.5}; }
    /// At least 0.3.
    constexpr value positive(value x) {
        switch (random_.below(4)) {
        case 0: return {literal(1.4) + tanh(x.v), 2.4};
        case 1: return {literal(0.4) + softplus(x.v), x.bound + 1.1};
        case 2: return {literal(1.5) + sin(x.v), 2.5};
        default: {
            const value y = at_most_three(x);
            return {literal(0.5) + square(y.v), 0.5 + y.bound * y.bound};
        }
        }
    }
    constexpr value inside_one(value x) { return {literal(0.85) * (random_.one_in(2) ? tanh(x.v) : sin(x.v)), 0.85}; }

    // --- steps ----------------------------------------------------------------------------------------------------
    constexpr value step() {
        switch (random_.below(20)) {
        case 0: case 1: case 2: case 3: case 4: return any_unary(pick());
        case 5: case 6: case 7: case 8: case 9: return any_binary();
        case 10: return choice();
        case 11: case 12: return reduction(pick());
        case 13: return normalised(pick());
        case 14: return cross_entropy(pick());
        case 15: case 16: return view(pick());
        case 17: return product();
        case 18: return stacked();
        default: return random_.one_in(2) ? precision(pick()) : value{literal(random_.uniform(-2, 2)), 2};
        }
    }

    constexpr value any_unary(value x) {
        constexpr op anywhere[]{op::negative, op::abs, op::sin, op::cos, op::tanh, op::atan, op::asinh, op::erf, op::erfc, op::sigmoid, op::softplus, op::log_sigmoid, op::square};
        constexpr op steps[]{op::sign, op::floor, op::ceil, op::trunc, op::round};
        constexpr op above_zero[]{op::sqrt, op::rsqrt, op::cbrt, op::reciprocal, op::log, op::log2, op::log10, op::lgamma, op::digamma};
        constexpr op growing[]{op::exp, op::exp2, op::expm1, op::sinh, op::cosh};
        constexpr op below_one[]{op::asin, op::acos, op::atanh, op::tan, op::log1p};
        switch (random_.below(12)) {
        case 0: case 1: case 2: case 3: return {unary(anywhere[random_.below(13)], x.v), x.bound * x.bound + 2};
        case 4: return {x.v * unary(steps[random_.below(5)], x.v), x.bound * (x.bound + 1)};
        case 5: case 6: case 7: return {unary(above_zero[random_.below(9)], positive(x).v), 2.5 * x.bound + 12};
        case 8: return {unary(growing[random_.below(5)], at_most_three(x).v), 21};
        case 9: case 10: return {unary(below_one[random_.below(5)], inside_one(x).v), 3};
        default:
            switch (random_.below(3)) {
            case 0: return {acosh(literal(0.8) + positive(x).v), 8};
            case 1: return {unary(op::polygamma, literal(0.7) + positive(x).v, 1 + random_.below(3)), 12};
            default: return in_its_interval(x);
            }
        }
    }
    /// An op whose rule says where.
    constexpr value in_its_interval(value x) {
        struct place { op code; interval in; };
        struct places { place of[op_count]; int count; };
        constexpr places those = []<std::size_t... Codes>(std::index_sequence<Codes...>) {
            places p{};
            const auto look = [&]<op Code>(std::integral_constant<op, Code>) {
                if constexpr (requires { rule<Code>::random_in; }) p.of[p.count++] = {Code, rule<Code>::random_in};
            };
            (look(std::integral_constant<op, static_cast<op>(Codes)>{}), ...);
            return p;
        }(std::make_index_sequence<op_count>{});
        static_assert(those.count > 0);
        const place p = those.of[random_.below(those.count)];
        const double middle = 0.5 * (p.in.low + p.in.high), half = 0.5 * (p.in.high - p.in.low);
        return {unary(p.code, literal(middle) + literal(half) * (random_.one_in(2) ? tanh(x.v) : sin(x.v))), 12};
    }

    constexpr bool broadcasts(node_id a, node_id b) const {
        const int ra = g_.rank_of_shape(a), rb = g_.rank_of_shape(b);
        for (int k = 1; k <= ra && k <= rb; ++k) {
            const node_id ea = g_.extent_of(a, ra - k), eb = g_.extent_of(b, rb - k);
            if (ea == eb || g_.is_one(ea) || g_.is_one(eb)) continue;
            if ((g_.is_static(ea) && g_.is_static(eb)) || extent_value(g_, ea) != extent_value(g_, eb)) return false;
        }
        return true;
    }
    constexpr value partner(node_id shape) {
        for (int k = 0; k < 6; ++k) {
            const value v = pick();
            if (broadcasts(shape, v.v.shape())) return v;
        }
        return {literal(random_.uniform(0.3, 1.5)), 1.5};
    }

    constexpr value any_binary() {
        value a = pick(), b = partner(a.v.shape());
        if (random_.one_in(2)) {
            const value t = a;
            a = b;
            b = t;
        }
        switch (random_.below(12)) {
        case 0: case 1: return {a.v + b.v, a.bound + b.bound};
        case 2: return {a.v - b.v, a.bound + b.bound};
        case 3: case 4: return {a.v * b.v, a.bound * b.bound};
        case 5: return {a.v / positive(b).v, a.bound * 3.4};
        case 6: {
            const value base = positive(a), exponent = inside_one(b);
            return {pow(base.v, exponent.v * literal(2)), 4 * base.bound * base.bound};
        }
        case 7: {
            constexpr double powers[]{-1, 0.5, 1.5, 2, 3};
            const value base = calm(positive(a));
            return {pow(positive(base).v, literal(powers[random_.below(5)])), 60};
        }
        case 8: return {random_.one_in(3) ? a.v % positive(b).v : atan2(a.v, positive(b).v), b.bound + 4};
        case 9: return {hypot(a.v, positive(b).v), a.bound + b.bound + 3};
        case 10: return {minimum(a.v, b.v), a.bound + b.bound};
        default: return {maximum(a.v, b.v), a.bound + b.bound};
        }
    }

    constexpr node_ref condition(node_id shape) {
        const node_ref a = partner(shape).v;
        const node_ref b = partner(a.rank() > g_.rank_of_shape(shape) ? a.shape() : shape).v;
        if (!broadcasts(a.shape(), b.shape())) return a < 0;
        switch (random_.below(5)) {
        case 0: return a < b;
        case 1: return a >= b;
        case 2: return a <= b && b < literal(1);
        case 3: return !(a < b) || a > literal(0.5);
        default: return a != b;
        }
    }
    constexpr value choice() {
        const value a = pick(), b = partner(a.v.shape());
        const node_ref both = a.v + b.v;
        const node_ref c = condition(both.shape());
        if (!broadcasts(c.shape(), both.shape()) || c.rank() > 4) return b;
        return {select(c, a.v, b.v), a.bound + b.bound};
    }

    constexpr unsigned random_mask(node_ref x) {
        const unsigned all = (1u << x.rank()) - 1;
        return random_.one_in(3) ? all : 1 + static_cast<unsigned>(random_.below(static_cast<int>(all)));
    }
    constexpr node_ref maybe_squeezed(node_id y, unsigned mask) { return ref(random_.one_in(3) ? y : squeeze(g_, y, mask)); }

    constexpr value reduction(value x) {
        if (x.v.rank() == 0) return any_unary(x);
        const unsigned mask = random_mask(x.v);
        const double n = static_cast<double>(elements(x.v.shape(), mask));
        switch (random_.below(7)) {
        case 0: case 1: return {maybe_squeezed(make_reduction(g_, op::sum, x.v.id, mask), mask), n * x.bound};
        case 2: {
            const node_ref y = n <= 4 && x.bound <= 2 ? x.v : tanh(x.v);
            return {maybe_squeezed(make_reduction(g_, op::prod, y.id, mask), mask), 16};
        }
        case 3: return {maybe_squeezed(make_reduction(g_, op::max, x.v.id, mask), mask), x.bound};
        case 4: return {maybe_squeezed(make_reduction(g_, op::min, x.v.id, mask), mask), x.bound};
        case 5: return {maybe_squeezed(make_composite_reduction(g_, op::mean, x.v.id, mask), mask), x.bound};
        default: return {maybe_squeezed(make_composite_reduction(g_, op::logsumexp, x.v.id, mask), mask), x.bound + 5};
        }
    }
    constexpr value normalised(value x) {
        if (x.v.rank() == 0) return any_unary(x);
        const unsigned mask = 1u << random_.below(x.v.rank());
        if (random_.one_in(2)) return {ref(make_composite_reduction(g_, op::softmax, x.v.id, mask)), 1};
        return {ref(make_composite_reduction(g_, op::log_softmax, x.v.id, mask)), 2 * x.bound + 5};
    }
    /// Labels come out of the graph: the index of another value's largest element, or its softmax.
    constexpr value cross_entropy(value x) {
        if (x.v.rank() == 0) return any_unary(x);
        const unsigned last = 1u << (x.v.rank() - 1);
        const node_ref candidate = partner(x.v.shape()).v;
        const node_ref other = covers(x.v.shape(), candidate.shape()) ? ref(make_broadcast(g_, candidate.id, x.v.shape())) : x.v;
        if (random_.one_in(2)) return {cross_entropy_function{}(x.v, ref(make_composite_reduction(g_, op::softmax, other.id, last))), 2 * x.bound + 5};
        node_ref labels = ref(squeeze(g_, make_composite_reduction(g_, op::argmax, other.id, last), last));
        if (random_.one_in(2)) labels = cast<std::int32_t>(labels);
        return {cross_entropy_function{}(x.v, labels), 2 * x.bound + 5};
    }
    /// `narrow` broadcasts to `wide` as it is.
    constexpr bool covers(node_id wide, node_id narrow) const {
        const int rw = g_.rank_of_shape(wide), rn = g_.rank_of_shape(narrow);
        for (int k = 1; k <= rn; ++k) {
            if (k > rw) return false;
            const node_id e = g_.extent_of(narrow, rn - k);
            if (!g_.is_one(e) && e != g_.extent_of(wide, rw - k)) return false;
        }
        return true;
    }

    constexpr value view(value x) {
        const int rank = x.v.rank();
        const node_id shape = x.v.shape();
        node_id extents[max_rank]{};
        for (int k = 0; k < rank; ++k) extents[k] = g_.extent_of(shape, k);
        switch (random_.below(5)) {
        case 0: { // axes in another order
            word permutation = 0;
            int order[max_rank]{};
            for (int k = 0; k < rank; ++k) {
                const int j = random_.below(k + 1);
                order[k] = order[j];
                order[j] = k;
            }
            for (int k = 0; k < rank; ++k) permutation |= static_cast<word>(order[k]) << (4 * k);
            return {ref(make_transpose(g_, x.v.id, permutation)), x.bound};
        }
        case 1: // one element of the first axis
            if (rank > 0 && g_.is_static(extents[0])) return {x.v[random_.below(static_cast<int>(g_.extent_value(extents[0])))], x.bound};
            return any_unary(x);
        case 2: { // a new axis, somewhere
            if (rank > 2) return any_unary(x);
            const int at = random_.below(rank + 1);
            for (int k = rank; k > at; --k) extents[k] = extents[k - 1];
            extents[at] = g_.extent(1);
            return {ref(make_reshape(g_, x.v.id, g_.make_shape(extents, rank + 1))), x.bound};
        }
        case 3: // all in one axis
            if (g_.static_size(shape) < 0) return any_unary(x);
            extents[0] = g_.extent(g_.static_size(shape));
            return {ref(make_reshape(g_, x.v.id, g_.make_shape(extents, 1))), x.bound};
        default: { // repeated along a new first axis
            if (rank > 2) return any_unary(x);
            for (int k = rank; k > 0; --k) extents[k] = g_.is_one(extents[k - 1]) && random_.one_in(2) ? extents_[0] : extents[k - 1];
            extents[0] = g_.extent(1 + random_.below(3));
            return {ref(make_broadcast(g_, x.v.id, g_.make_shape(extents, rank + 1))), x.bound};
        }
        }
    }

    /// A product of any two values whose inner dimensions fit, made to fit by a transpose where that helps.
    constexpr value product() {
        if (random_.one_in(2)) return labelled_product();
        for (int k = 0; k < 10; ++k) {
            const value a = pick(), b = pick();
            const int ra = a.v.rank(), rb = b.v.rank();
            if (ra < 1 || rb < 1 || ra > 2 || rb > 2) continue;
            const node_id inner = g_.extent_of(a.v.shape(), ra - 1);
            const auto fits = [&](node_id e) { return e == inner || (!(g_.is_static(e) && g_.is_static(inner)) && extent_value(g_, e) == extent_value(g_, inner)); };
            const double bound = a.bound * b.bound * static_cast<double>(extent_value(g_, inner));
            if (fits(g_.extent_of(b.v.shape(), 0))) return {matmul(a.v, b.v), bound};
            if (rb == 2 && fits(g_.extent_of(b.v.shape(), 1))) return {matmul(a.v, transpose(b.v)), bound};
        }
        return any_binary();
    }

    /// An einsum of any two values: axes of equal extent may meet, each is one of the result or summed over.
    constexpr value labelled_product() {
        const auto part = [&](value x) {
            if (x.v.rank() < 2 || !random_.one_in(3)) return x;
            return value{random_.one_in(3) ? triu<1>(x.v) : random_.one_in(2) ? triu(x.v) : tril(x.v), x.bound};
        };
        const value x[]{part(pick()), part(pick())};
        axis_labels labels;
        double bound = x[0].bound * x[1].bound;
        int kept = 0, next = axis_labels::summed;
        for (int o = 0; o < 2; ++o)
            for (int k = 0; k < x[o].v.rank(); ++k) {
                if (labels(o, k) != axis_labels::none) continue;
                const node_id e = g_.extent_of(x[o].v.shape(), k);
                const bool keep_it = kept < 3 && random_.one_in(2);
                const int label = keep_it ? kept++ : next++;
                if (!keep_it) bound *= static_cast<double>(extent_value(g_, e));
                labels.set(o, k, label);
                for (int j = 0; o == 0 && j < x[1].v.rank(); ++j) {
                    const node_id other = g_.extent_of(x[1].v.shape(), j);
                    const bool fits = other == e || (!(g_.is_static(e) && g_.is_static(other)) && extent_value(g_, e) == extent_value(g_, other));
                    if (!fits || labels(1, j) != axis_labels::none || random_.one_in(3)) continue;
                    g_.agree(e, other, op::einsum);
                    labels.set(1, j, label);
                    break;
                }
            }
        const int shift = kept > 0 ? random_.below(kept) : 0;
        for (int o = 0; o < 2; ++o)
            for (int k = 0; k < x[o].v.rank(); ++k)
                if (labels(o, k) < axis_labels::summed) labels.set(o, k, (labels(o, k) + shift) % kept);
        return part({ref(make_einsum(g_, x[0].v.id, x[1].v.id, labels, kept)), bound});
    }

    constexpr value stacked() {
        const value a = pick();
        if (a.v.rank() > 2) return any_unary(a);
        value b = partner(a.v.shape());
        if (b.v.rank() > 2) b = a;
        const node_id rows[]{a.v.id, b.v.id, covers(b.v.shape(), a.v.shape()) ? b.v.id : a.v.id};
        return {ref(make_stack(g_, rows, 1 + random_.below(3))), a.bound + b.bound};
    }

    /// There and back through float.
    constexpr value precision(value x) { return {cast<double>(square(cast<float>(x.v))), x.bound * x.bound}; }

    builder& g_;
    random_numbers random_;
    value pool_[room]{};
    int count_ = 0;
    node_id extents_[3]{};
    int extent_count_ = 0;
};

} // namespace random_graphs

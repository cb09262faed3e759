// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>
#include <typegrad/graph/loop.hpp>
#include <typegrad/ops/table.hpp>
#include <typegrad/graph/product.hpp>
#include "polygamma.hpp"

/// What a graph means, in plain loops over vectors of double: the reference that programs are compared with. It knows
/// nothing of the library but the word stream, and computes composite ops from their definitions. (Elementwise ops that it has no formula for are
/// computed as constants are, which tests/ops checks.)
class interpreter {
  public:
    using word = typegrad::word;
    using node_id = typegrad::node_id;
    using op = typegrad::op;
    using numbers = std::vector<double>;

    interpreter(const word* words, std::size_t size) : words_(words), size_(size), values_(size), needed_(size, 0) {
        for (int c = 0; c < 256; ++c) dims_[c] = -1;
    }

    /// The value of a leaf (row-major), or the extent of the run-time dimensions whose names begin with `letter`.
    void bind(node_id leaf, numbers value) { values_[leaf] = std::move(value); }
    void bind_dim(char letter, long extent) { dims_[static_cast<unsigned char>(letter)] = extent; }

    const numbers& run(node_id root) {
        evaluate({root});
        return values_[root];
    }
    void evaluate(const std::vector<node_id>& roots) {
        closest_ = std::numeric_limits<double>::infinity();
        std::vector<node_id> order;
        for (std::size_t at = 0; at < size_; at += 1 + static_cast<std::size_t>(typegrad::payload_of(words_[at]))) order.push_back(static_cast<node_id>(at));
        std::fill(needed_.begin(), needed_.end(), 0);
        for (const node_id r : roots) needed_[r] = 1;
        for (std::size_t n = order.size(); n-- > 0;) {
            const node_id at = order[n];
            if (needed_[at] == 0 || typegrad::info(code(at)).kind <= typegrad::kind::leaf) continue;
            for (int k = 0; k < typegrad::arity_of(words_[at]); ++k) needed_[operand(at, k)] = 1;
        }
        for (const node_id at : order)
            if (needed_[at] != 0 && code(at) != op::apply && code(at) != op::scan && code(at) != op::chunk) compute(at);
    }
    const numbers& operator[](node_id id) const { return values_[id]; }

    /// Every result is wrong by up to `relative`: how far the values move says how well they are conditioned.
    void disturb(double relative, double phase = 0) {
        disturbance_ = relative;
        phase_ = phase;
    }

    std::vector<long> shape(node_id id) const { return extents(typegrad::shape_of(words_[id])); }
    /// The smallest distance of any operand from a point where an op has no derivative, ties that persist left out.
    double closest() const { return closest_; }

  private:
    op code(node_id id) const { return typegrad::op_of(words_[id]); }
    node_id operand(node_id id, int k) const { return typegrad::operand_of(words_, id, k); }
    int attribute(node_id id) const { return typegrad::b_of(words_[id]); }

    long extent(node_id e) const {
        if (code(e) == op::extent) return static_cast<long>(words_[e] >> 16);
        const long n = dims_[words_[e + 1] & 255];
        if (n < 0) throw std::runtime_error("interpreter: a dimension is not bound");
        return n;
    }
    std::vector<long> extents(node_id shape) const {
        std::vector<long> out;
        for (int k = 0; k < typegrad::b_of(words_[shape]); ++k) out.push_back(extent(operand(shape, k)));
        return out;
    }
    static long product(const std::vector<long>& shape) {
        long n = 1;
        for (const long e : shape) n *= e;
        return n;
    }

    void near(double distance) {
        if (distance != 0 && std::fabs(distance) < closest_) closest_ = std::fabs(distance);
    }

    /// Calls f(position, index) for every element of `shape`.
    template <class F>
    static void each(const std::vector<long>& shape, const F& f) {
        std::vector<long> index(shape.size(), 0);
        const long n = product(shape);
        for (long i = 0; i < n; ++i) {
            f(i, index);
            for (std::size_t k = shape.size(); k-- > 0;) {
                if (++index[k] < shape[k]) break;
                index[k] = 0;
            }
        }
    }
    /// Position of the element that broadcasts to `index`.
    static long at(const std::vector<long>& shape, const std::vector<long>& index) {
        long p = 0;
        const std::size_t lead = index.size() - shape.size();
        for (std::size_t k = 0; k < shape.size(); ++k) p = p * shape[k] + (shape[k] == 1 ? 0 : index[k + lead]);
        return p;
    }

    double unary(op c, double x, int n) {
        switch (c) {
        case op::negative: return -x;
        case op::abs: return near(x), std::fabs(x);
        case op::sign: return near(x), x > 0 ? 1 : x < 0 ? -1 : x;
        case op::floor: return near(x - std::nearbyint(x)), std::floor(x);
        case op::ceil: return near(x - std::nearbyint(x)), std::ceil(x);
        case op::trunc: return near(x - std::nearbyint(x)), std::trunc(x);
        case op::round: return near(x - std::floor(x) - 0.5), std::nearbyint(x);
        case op::logical_not: return x == 0;
        case op::square: return x * x;
        case op::reciprocal: return 1 / x;
        case op::sqrt: return std::sqrt(x);
        case op::rsqrt: return 1 / std::sqrt(x);
        case op::cbrt: return std::cbrt(x);
        case op::exp: return std::exp(x);
        case op::exp2: return std::exp2(x);
        case op::expm1: return std::expm1(x);
        case op::log: return std::log(x);
        case op::log2: return std::log2(x);
        case op::log10: return std::log10(x);
        case op::log1p: return std::log1p(x);
        case op::sin: return std::sin(x);
        case op::cos: return std::cos(x);
        case op::tan: return std::tan(x);
        case op::asin: return std::asin(x);
        case op::acos: return std::acos(x);
        case op::atan: return std::atan(x);
        case op::sinh: return std::sinh(x);
        case op::cosh: return std::cosh(x);
        case op::tanh: return std::tanh(x);
        case op::asinh: return std::asinh(x);
        case op::acosh: return std::acosh(x);
        case op::atanh: return std::atanh(x);
        case op::erf: return std::erf(x);
        case op::erfc: return std::erfc(x);
        case op::lgamma: return std::lgamma(x);
        case op::digamma: return positive_polygamma(0, x);
        case op::polygamma: return positive_polygamma(n, x);
        case op::sigmoid: return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
        case op::softplus: return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x))) + (x != x ? x : 0);
        case op::log_sigmoid: return std::fmin(x, 0) - std::log1p(std::exp(-std::fabs(x))) + (x != x ? x : 0);
        case op::broadcast_to: return x;
        default: return typegrad::fold(c, &x, n);
        }
    }
    double binary(op c, double a, double b) {
        switch (c) {
        case op::add: return a + b;
        case op::subtract: return a - b;
        case op::multiply: return a * b;
        case op::divide: return a / b;
        case op::power: return std::pow(a, b);
        case op::floor_mod: return near(a / b - std::nearbyint(a / b)), a - b * std::floor(a / b);
        case op::minimum: return near(a - b), a != a || b != b ? a + b : std::min(a, b);
        case op::maximum: return near(a - b), a != a || b != b ? a + b : std::max(a, b);
        case op::atan2: return std::atan2(a, b);
        case op::hypot: return std::hypot(a, b);
        case op::less: return near(a - b), a < b;
        case op::less_equal: return near(a - b), a <= b;
        case op::equal: return near(a - b), a == b;
        case op::not_equal: return near(a - b), a != b;
        case op::logical_and: return a != 0 && b != 0;
        case op::logical_or: return a != 0 || b != 0;
        default: throw std::runtime_error("interpreter: unknown op");
        }
    }
    static double convert(double x, typegrad::dtype type) {
        if (typegrad::is_half(type)) return typegrad::rounded(x, type);
        if (type == typegrad::dtype::boolean) return x != 0;
        return typegrad::is_integer(type) ? std::trunc(x) : x; // float is computed in double
    }

    /// Elements of `x` that share an index outside the axes of `mask`, by that index.
    std::vector<numbers> groups(node_id x, unsigned mask) const {
        const std::vector<long> from = shape(x);
        std::vector<long> to = from;
        for (std::size_t k = 0; k < to.size(); ++k)
            if ((mask >> k & 1u) != 0) to[k] = 1;
        std::vector<numbers> out(static_cast<std::size_t>(product(to)));
        each(from, [&](long i, const std::vector<long>& index) { out[static_cast<std::size_t>(at(to, index))].push_back(values_[x][static_cast<std::size_t>(i)]); });
        return out;
    }
    static double log_sum_exp(const numbers& row) {
        double m = -std::numeric_limits<double>::infinity(), s = 0;
        for (const double v : row) m = v != v || m != m ? v + m : std::max(m, v);
        if (std::isinf(m) || m != m) return m;
        for (const double v : row) s += std::exp(v - m);
        return m + std::log(s);
    }
    double extremum(const numbers& row, double sign) { // of sign·x
        double best = -std::numeric_limits<double>::infinity(), second = best;
        for (const double v : row) {
            if (v != v) return v;
            if (sign * v > best) second = best, best = sign * v;
            else if (sign * v > second && sign * v != best) second = sign * v;
        }
        near(best - second);
        return sign * best;
    }
    double reduce(op c, const numbers& row) {
        double y = c == op::prod ? 1 : 0;
        switch (c) {
        case op::sum:
        case op::mean:
            for (const double v : row) y += v;
            return c == op::sum ? y : y / static_cast<double>(row.size());
        case op::prod:
            for (const double v : row) y *= v;
            return y;
        case op::max: return extremum(row, 1);
        case op::min: return extremum(row, -1);
        case op::max_number:
            y = -std::numeric_limits<double>::infinity();
            for (const double v : row) y = v > y ? v : y;
            return y;
        case op::logsumexp: return log_sum_exp(row);
        default: { // argmax, argmin
            const double best = extremum(row, c == op::argmax ? 1 : -1);
            std::size_t k = 0;
            while (row[k] != best && row[k] == row[k]) ++k;
            return static_cast<double>(k);
        }
        }
    }

    double cross_entropy(const numbers& logits, const double* labels, bool is_class) const {
        const double total = log_sum_exp(logits);
        if (is_class) {
            const double k = *labels;
            return k >= 0 && k < static_cast<double>(logits.size()) ? total - logits[static_cast<std::size_t>(k)] : std::numeric_limits<double>::quiet_NaN();
        }
        double y = 0;
        for (std::size_t k = 0; k < logits.size(); ++k)
            if (labels[k] != 0) y += labels[k] * (total - logits[k]);
        return y;
    }

    /// Result `index` of a scan, step by step.
    numbers scan(node_id id, int index) {
        const typegrad::loop_node l = typegrad::read_loop(words_, id);
        const typegrad::step_graph f(words_, l.step);
        interpreter step(f.words(), f.size());
        std::copy(dims_, dims_ + 256, step.dims_);
        step.disturbance_ = disturbance_;
        std::vector<node_id> roots;
        for (int k = 0; k < f.results(); ++k) roots.push_back(f.root(k));
        roots.push_back(f.node_of(index));
        const long steps = shape(l.argument[l.carries])[0];
        std::vector<numbers> carry, rows(static_cast<std::size_t>(steps));
        for (int k = 0; k < l.carries; ++k) carry.push_back(values_[l.argument[k]]);
        for (long i = 0; i < steps; ++i) {
            const long t = l.backward ? steps - 1 - i : i;
            for (int k = 0; k < l.count; ++k) {
                const numbers& x = values_[l.argument[k]];
                const bool sequence = k >= l.carries && k < l.carries + l.sequences;
                const long row = static_cast<long>(x.size()) / steps;
                if (k < l.carries) step.bind(f.argument(k), carry[static_cast<std::size_t>(k)]);
                else step.bind(f.argument(k), sequence ? numbers(x.begin() + t * row, x.begin() + (t + 1) * row) : x);
            }
            step.evaluate(roots);
            if (index >= l.carries) rows[static_cast<std::size_t>(t)] = step[f.node_of(index)];
            for (int k = 0; k < l.carries; ++k) carry[static_cast<std::size_t>(k)] = step[f.root(k)];
            closest_ = std::min(closest_, step.closest());
        }
        if (index < l.carries) return carry[static_cast<std::size_t>(index)];
        numbers all;
        for (const numbers& r : rows) all.insert(all.end(), r.begin(), r.end());
        return all;
    }

    void compute(node_id id) {
        const word w = words_[id];
        const op c = code(id);
        const typegrad::op_info& o = typegrad::info(c);
        const std::vector<long> shape_y = shape(id);
        numbers y(static_cast<std::size_t>(product(shape_y)));
        switch (c) {
        case op::constant: y[0] = typegrad::is_floating(typegrad::dtype_of(w)) ? __builtin_bit_cast(double, words_[id + 1]) : static_cast<double>(static_cast<std::int64_t>(words_[id + 1])); break;
        case op::iota: for (std::size_t k = 0; k < y.size(); ++k) y[k] = static_cast<double>(k); break;
        case op::count: y[0] = static_cast<double>(product(extents(operand(id, 0)))); break;
        case op::input: case op::variable: case op::argument: case op::parameter:
            if (values_[id].size() != y.size()) throw std::runtime_error("interpreter: a leaf is not bound, or not with its shape");
            return;
        default: break;
        }
        if (o.kind == typegrad::kind::leaf) {
            values_[id] = std::move(y);
            return;
        }
        const node_id x = operand(id, 0);
        if (c == op::scan_result) {
            values_[id] = scan(x, attribute(id));
            return;
        }
        const std::vector<long> shape_x = shape(x);
        if (o.kind == typegrad::kind::elementwise) {
            std::vector<long> shapes[3]{shape_x};
            const numbers* in[3]{&values_[x]};
            for (int k = 1; k < o.arity; ++k) shapes[k] = shape(operand(id, k)), in[k] = &values_[operand(id, k)];
            each(shape_y, [&](long i, const std::vector<long>& index) {
                double v[3]{};
                for (int k = 0; k < o.arity; ++k) v[k] = (*in[k])[static_cast<std::size_t>(at(shapes[k], index))];
                y[static_cast<std::size_t>(i)] = c == op::cast ? convert(v[0], typegrad::dtype_of(w)) : o.arity == 1 ? unary(c, v[0], attribute(id)) : o.arity == 2 ? binary(c, v[0], v[1]) : v[0] != 0 ? v[1] : v[2];
            });
        } else if (o.kind == typegrad::kind::reduction || c == op::mean || c == op::logsumexp || c == op::argmax || c == op::argmin) {
            const std::vector<numbers> rows = groups(x, static_cast<unsigned>(attribute(id)));
            for (std::size_t k = 0; k < y.size(); ++k) y[k] = reduce(c, rows[k]);
        } else switch (c) {
        case op::reshape: y = values_[x]; break;
        case op::transpose:
            each(shape_y, [&](long i, const std::vector<long>& index) {
                std::vector<long> from(index.size());
                for (std::size_t k = 0; k < index.size(); ++k) from[words_[id + 1] >> (4 * k) & 15] = index[k];
                y[static_cast<std::size_t>(i)] = values_[x][static_cast<std::size_t>(at(shape_x, from))];
            });
            break;
        case op::element: std::copy_n(values_[x].begin() + attribute(id) * static_cast<long>(y.size()), y.size(), y.begin()); break;
        case op::stack:
            for (int k = 0; k < typegrad::arity_of(w); ++k) {
                const numbers& row = values_[operand(id, k)];
                std::copy(row.begin(), row.end(), y.begin() + k * static_cast<long>(row.size()));
            }
            break;
        case op::matmul:
        case op::einsum: { // every combination of indices once
            const node_id factor[]{x, operand(id, 1)};
            const std::vector<long> shapes[]{shape_x, shape(factor[1])};
            const typegrad::axis_labels labels = c == op::einsum ? typegrad::labels_of(words_, id) : typegrad::matmul_labels(static_cast<int>(shapes[0].size()), static_cast<int>(shapes[1].size()));
            std::vector<long> space(16, 1);
            for (int o = 0; o < 2; ++o)
                for (std::size_t k = 0; k < shapes[o].size(); ++k)
                    if (const int l = labels(o, static_cast<int>(k)); l != typegrad::axis_labels::none) space[static_cast<std::size_t>(l)] = shapes[o][k];
            const auto place = [](const std::vector<long>& extents, const std::vector<long>& index, auto label) {
                long p = 0;
                for (std::size_t k = 0; k < extents.size(); ++k) p = p * extents[k] + index[static_cast<std::size_t>(label(static_cast<int>(k)))];
                return static_cast<std::size_t>(p);
            };
            each(space, [&](long, const std::vector<long>& index) {
                double term = 1;
                for (int o = 0; o < 2; ++o) term *= values_[factor[o]][place(shapes[o], index, [&](int k) { return labels(o, k); })];
                y[place(shape_y, index, [](int k) { return k; })] += term;
            });
            break;
        }
        case op::softmax:
        case op::log_softmax: {
            const unsigned mask = static_cast<unsigned>(attribute(id));
            const std::vector<numbers> rows = groups(x, mask);
            std::vector<long> to = shape_x;
            for (std::size_t k = 0; k < to.size(); ++k)
                if ((mask >> k & 1u) != 0) to[k] = 1;
            each(shape_y, [&](long i, const std::vector<long>& index) {
                const double z = values_[x][static_cast<std::size_t>(i)] - log_sum_exp(rows[static_cast<std::size_t>(at(to, index))]);
                y[static_cast<std::size_t>(i)] = c == op::softmax ? std::exp(z) : z;
            });
            break;
        }
        case op::softmax_cross_entropy: {
            const std::vector<numbers> rows = groups(x, 1u << (shape_x.size() - 1));
            const node_id t = operand(id, 1);
            const bool is_class = typegrad::is_integer(typegrad::dtype_of(words_[t]));
            for (std::size_t k = 0; k < y.size(); ++k) y[k] = cross_entropy(rows[k], values_[t].data() + k * (is_class ? 1 : rows[k].size()), is_class);
            break;
        }
        case op::one_hot:
            for (std::size_t k = 0; k < y.size(); ++k) y[k] = values_[x][k / static_cast<std::size_t>(shape_y.back())] == static_cast<double>(k % static_cast<std::size_t>(shape_y.back()));
            break;
        default: throw std::runtime_error("interpreter: unknown op");
        }
        if (disturbance_ != 0 && typegrad::is_floating(typegrad::dtype_of(w)) && o.kind != typegrad::kind::view)
            for (std::size_t k = 0; k < y.size(); ++k) y[k] *= 1 + disturbance_ * std::sin(12.9898 * static_cast<double>(id) + 78.233 * static_cast<double>(k) + phase_);
        values_[id] = std::move(y);
    }

    const word* words_;
    std::size_t size_;
    std::vector<numbers> values_;
    std::vector<char> needed_;
    long dims_[256];
    double closest_ = 0;
    double disturbance_ = 0, phase_ = 0;
};

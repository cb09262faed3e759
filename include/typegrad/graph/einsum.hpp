// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/arrays.hpp>
#include <typegrad/graph/text.hpp>

/// `einsum<"ij,jk->ik">(a, b)`: products and sums by the names of axes.
namespace typegrad {

/// The letters of one operand or of the result.
struct axis_letters {
    char letter[max_rank + 1]{};
    int count = 0;
    constexpr int find(char c) const {
        for (int k = 0; k < count; ++k)
            if (letter[k] == c) return k;
        return -1;
    }
    constexpr void add(char c) { letter[count++] = c; }
};

/// What is said in `"ij,jk->ik"`. Without an arrow the result has the letters that stand once, in the order of the alphabet.
struct einsum_terms {
    static constexpr int most = 8;
    axis_letters operand[most]{};
    axis_letters result{};
    int operands = 1;
    const char* wrong = nullptr;

    constexpr einsum_terms(const char* text, std::size_t length) {
        bool arrow = false;
        for (std::size_t i = 0; i < length && wrong == nullptr; ++i) {
            const char c = text[i];
            axis_letters& to = arrow ? result : operand[operands - 1];
            if (c == ' ') continue;
            if (c == '-' && i + 1 < length && text[i + 1] == '>' && !arrow) {
                arrow = true;
                ++i;
            } else if (c == ',' && !arrow) {
                if (operands == most) wrong = "takes at most 8 operands";
                else ++operands;
            } else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) wrong = "axes are letters, operands are parted by commas, the result stands behind ->";
            else if (to.find(c) >= 0) wrong = "a letter stands twice in one term (diagonals are not taken)";
            else if (to.count == max_rank) wrong = "arrays have at most 8 axes";
            else to.add(c);
        }
        for (int k = 0; k < result.count && wrong == nullptr; ++k)
            if (uses(result.letter[k], 0) == 0) wrong = "a letter of the result is in no operand";
        for (char c = 'A'; c <= 'z' && !arrow && wrong == nullptr; c = static_cast<char>(c + 1))
            if (uses(c, 0) == 1) {
                if (result.count == max_rank) wrong = "arrays have at most 8 axes";
                else result.add(c);
            }
    }
    /// Operands from number `from` on that have the letter.
    constexpr int uses(char c, int from) const {
        int n = 0;
        for (int k = from; k < operands; ++k)
            if (operand[k].find(c) >= 0) ++n;
        return n;
    }
};

template <text Spec>
struct einsum_function {
    static constexpr einsum_terms terms{Spec.characters, Spec.length};

    /// The extents of a letter agree; an extent of 1 is one, it does not stretch.
    static constexpr bool agree(builder& g, node_id a, int axis_a, node_id b, int axis_b, char letter) {
        const node_id ea = g.extent_of(g.shape(a), axis_a), eb = g.extent_of(g.shape(b), axis_b);
        if (ea == eb) return true;
        if (g.is_static(ea) && g.is_static(eb)) {
            const char name[]{letter, 0};
            message m = g.about("einsum", a, ", ", b);
            g.fail(m << "axis " << name << " is " << g.extent_value(ea) << " and " << g.extent_value(eb));
            return false;
        }
        g.agree(ea, eb, op::einsum);
        return true;
    }
    /// `a` with the axes of `from` as one with those of `to`, summed over the others.
    static constexpr node_id alone(builder& g, node_id a, const axis_letters& from, const axis_letters& to) {
        unsigned mask = 0;
        for (int k = 0; k < from.count; ++k)
            if (to.find(from.letter[k]) < 0) mask |= 1u << k;
        if (mask != 0) a = squeeze(g, make_reduction(g, op::sum, a, mask), mask);
        word permutation = 0;
        for (int k = 0; k < to.count; ++k) {
            int place = 0;
            for (int j = 0; from.letter[j] != to.letter[k]; ++j) place += static_cast<int>((mask >> j & 1u) == 0);
            permutation |= static_cast<word>(place) << (4 * k);
        }
        return g.failed ? node_id{0} : make_transpose(g, a, permutation);
    }
    /// The product of `a` and `b` with the axes in `to`.
    static constexpr node_id pair(builder& g, node_id a, const axis_letters& la, node_id b, const axis_letters& lb, const axis_letters& to) {
        axis_labels labels;
        int next = axis_labels::summed;
        const auto label = [&](char c) {
            const int k = to.find(c);
            if (k < 0 && next == axis_labels::none) g.fail(g.about("einsum", a, ", ", b) << "sums over more than 7 axes");
            return k >= 0 || g.failed ? k : next++;
        };
        for (int k = 0; k < la.count && !g.failed; ++k) {
            const int j = lb.find(la.letter[k]);
            if (j >= 0 && !agree(g, a, k, b, j, la.letter[k])) return 0;
            const int l = label(la.letter[k]);
            if (g.failed) return 0;
            labels.set(0, k, l);
            if (j >= 0) labels.set(1, j, l);
        }
        for (int k = 0; k < lb.count && !g.failed; ++k)
            if (la.find(lb.letter[k]) < 0) {
                const int l = label(lb.letter[k]);
                if (!g.failed) labels.set(1, k, l);
            }
        return g.failed ? node_id{0} : make_einsum(g, a, b, labels, to.count);
    }

    template <class... R>
    constexpr node_ref operator()(node_ref first, R... rest) const {
        builder& g = *first.graph;
        node_id x[]{first.id, rest.id...};
        constexpr int n = 1 + static_cast<int>(sizeof...(R));
        message m;
        m << "einsum<" << Spec.characters << ">: ";
        if (terms.wrong != nullptr) return {&g, g.fail(m << terms.wrong)};
        if (terms.operands != n) return {&g, g.fail(m << "names " << terms.operands << " operands, " << n << " are given")};
        for (int k = 0; k < n; ++k) {
            if (g.type(x[k]) == dtype::boolean) return {&g, g.fail(m << "needs numbers, not bool (tg::cast converts)")};
            if (g.rank(x[k]) == terms.operand[k].count) continue;
            m << "operand " << k << ", ";
            describe_value(m, g.words, x[k]);
            return {&g, g.fail(m << ", has " << g.rank(x[k]) << " axes, not " << terms.operand[k].count)};
        }
        axis_letters have = terms.operand[0];
        if (n == 1) return {&g, alone(g, x[0], have, terms.result)};
        for (int k = 1; k < n && !g.failed; ++k) {
            const axis_letters& other = terms.operand[k];
            axis_letters to;
            if (k + 1 == n) to = terms.result;
            else
                for (const axis_letters* from : {static_cast<const axis_letters*>(&have), &other})
                    for (int j = 0; j < from->count; ++j) {
                        const char c = from->letter[j];
                        if (to.find(c) >= 0 || (terms.result.find(c) < 0 && terms.uses(c, k + 1) == 0)) continue;
                        if (to.count == max_rank) return {&g, g.fail(m << "an intermediate product has more than 8 axes")};
                        to.add(c);
                    }
            if (!unify_factors(g, x[0], x[k], op::einsum)) return {&g, 0};
            x[0] = pair(g, x[0], have, x[k], other, to);
            have = to;
        }
        return {&g, g.failed ? node_id{0} : x[0]};
    }
};

/// Products and sums by axes, as in NumPy: `einsum<"ij,jk->ik">(a, b)` is a matrix product, `einsum<"bij,bj->bi">` one of many
/// matrices with as many vectors, `einsum<"ij->j">` a sum. What is not named in the result is summed over. One letter, one
/// extent; a letter stands once in a term. Several operands are multiplied from left to right.
/// Adjoint: that of an operand is the einsum of ȳ with the others. Errors: a letter with two extents or twice in a term; as many terms
/// as operands are needed, and as many letters as axes; bool.
template <text Spec, class... A> requires stackable<A...>
constexpr auto einsum(const A&... operands) { return apply<einsum_function<Spec>>(operands...); }

} // namespace typegrad

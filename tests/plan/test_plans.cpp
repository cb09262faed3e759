// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Plans of many random graphs, made at run time: nothing is read before it is written, and every result is written.
#include <memory>
#include <string>
#include <doctest/doctest.h>
#include <support/interpreter.hpp>
#include <support/random_problem.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/plan/plan.hpp>
#include <typegrad/transforms/gradient.hpp>

using namespace typegrad;
using namespace random_graphs;

namespace {

constexpr std::size_t roots = 1 + leaf_count, words = 4096;
using plan_type = program_plan<words, roots>;

/// What is wrong with the order of a plan's kernels, or nothing.
std::string fault(const plan_type& plan) {
    bool written[plan_type::max_buffers]{};
    for (int b = 0; b < plan.buffer_count; ++b) {
        const buffer_kind k = plan.buffers[b].kind;
        written[b] = k == buffer_kind::slot || k == buffer_kind::parameter || k == buffer_kind::count || k == buffer_kind::row_buffer || k == buffer_kind::accumulator;
    }
    for (int k = 0; k < plan.kernel_count; ++k) {
        const plan_kernel& x = plan.kernels[k];
        const auto buffer_of = [&](int i) { return plan.operands[x.operand + i].buffer; };
        const auto unwritten = [&](int i) { return "kernel " + std::to_string(k) + " reads buffer " + std::to_string(buffer_of(i)) + " before it is written"; };
        if (x.kind == kernel_kind::scalar) // step by step
            for (int c = x.code; c < x.code + x.code_size; ++c) {
                if (const word w = plan.code[c]; step_is(w, step_op::store)) written[buffer_of(static_cast<int>(step_b(w)))] = true;
                else if (const int i = static_cast<int>(step_a(w)); step_is(w, step_op::load) && !written[buffer_of(i)]) return unwritten(i);
            }
        const auto writes = [&](int i) {
            if (x.kind == kernel_kind::product) return i == 2;
            const auto role = static_cast<operand_role>(plan.code[x.code + 1 + i] >> 16 & 255);
            return role == operand_role::write || role == operand_role::result;
        };
        for (int i = 0; i < x.operand_count && x.kind != kernel_kind::scalar; ++i)
            if (!writes(i) && !written[buffer_of(i)]) return unwritten(i);
        for (int i = 0; i < x.operand_count; ++i) written[buffer_of(i)] = true;
        for (int i = 0; i < x.finish_count; ++i) written[plan.finishes[x.finish + i].result] = true;
        if (x.group >= 0 && (k < plan.groups[x.group].first || k > plan.groups[x.group].last)) return "kernel " + std::to_string(k) + " stands outside its group";
    }
    for (std::size_t r = 0; r < roots; ++r)
        if (!written[plan.output[r]]) return "result " + std::to_string(r) + " is not written";
    return {};
}

} // namespace

TEST_CASE("plans of 2,000 random graphs with their gradients read what has been written") {
    int planned = 0, grouped = 0, products = 0, too_large = 0;
    for (std::uint64_t seed = 1; planned < 2000 && seed < 4000; ++seed) {
        problem p(seed, 2 + static_cast<int>(seed % 19));
        add_gradient<capacity>(p.g(), p.loss, one_like(p.g(), p.loss), p.leaves, leaf_count, p.gradient);
        if (p.g().failed || p.g().size > words) continue;
        const node_id wanted[]{p.loss, p.gradient[0], p.gradient[1], p.gradient[2]};
        std::string what;
        try {
            const auto program = std::make_unique<cut_graph<words, roots>>(cut<words, roots, words>(p.g().words, wanted, nullptr, 0));
            if (program->graph.failed || program->unbound != 0 || program->graph.size > words / 2) continue;
            const auto canonical = std::make_unique<graph_data<words, roots>>(canonicalise<words, roots, words>(program->graph.words, program->graph.roots, 0, program->graph.size));
            REQUIRE_MESSAGE(std::string(verify(canonical->words, canonical->size, canonical->roots, roots, true).text) == "", "seed ", seed);
            const auto scheduled = std::make_unique<schedule<words>>(canonical->words, canonical->size, canonical->roots, roots);
            const auto made = std::make_unique<planner<words, roots>>(*scheduled, canonical->words, canonical->size, canonical->roots, 0);
            what = fault(made->plan);
            ++planned;
            grouped += made->plan.group_count;
            for (int k = 0; k < made->plan.kernel_count; ++k) products += made->plan.kernels[k].kind == kernel_kind::product ? 1 : 0;
        } catch (const char* error) {
            if (std::string(error).find(" at most ") != std::string::npos) ++too_large;
            else what = error;
        }
        CHECK_MESSAGE(what == "", "seed ", seed, ": ", what);
    }
    CHECK(planned == 2000);
    CHECK(grouped > 1000);
    CHECK(products > 150);
    CHECK(too_large < 100);
}

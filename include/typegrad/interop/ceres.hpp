// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/interop/objective.hpp>
#include <ceres/first_order_function.h>
#include <ceres/sized_cost_function.h>

/// Residuals and objectives for Ceres Solver. Not part of typegrad.hpp.
namespace typegrad {

template <int Extent>
using parameter_block = std::span<const double, static_cast<std::size_t>(Extent)>;

/// The Jacobian by one block, row by row, out of one with `stride` columns; Ceres passes a null pointer for a block that it holds constant.
inline void copy_columns(const double* from, std::size_t stride, int rows, int columns, double* out) {
    if (out == nullptr) return;
    for (int i = 0; i < rows; ++i, from += stride)
        for (int j = 0; j < columns; ++j) *out++ = from[j];
}

/// What f returns for parameter blocks and data, as far as types say.
template <class F, class Blocks, class... Data>
struct residuals_of;
template <class F, int... Blocks, class... Data>
struct residuals_of<F, std::integer_sequence<int, Blocks...>, Data...> {
    using traits = array_traits<decltype(evaluate(F{})(std::declval<const parameter_block<Blocks>&>()..., std::declval<const Data&>()...))>;
    static_assert(traits::rank <= 1 && traits::extents[0] > 0, "typegrad: ceres_cost_function: the function must return a number or a vector whose extent its type says");
    static_assert(std::same_as<typename traits::value_type, double>, "typegrad: ceres_cost_function: residuals are of double");
    static constexpr bool is_number = traits::rank == 0;
    static constexpr int count = static_cast<int>(traits::extents[0]);
    static constexpr std::size_t columns = (std::size_t{0} + ... + static_cast<std::size_t>(Blocks));
    using row = std::array<double, columns>;
    using values = std::conditional_t<is_number, double, std::array<double, static_cast<std::size_t>(count)>>;
    using jacobian = std::conditional_t<is_number, row, std::array<row, static_cast<std::size_t>(count)>>;
};

/// What `ceres_cost_function` makes.
template <class F, class Blocks, class... Data>
class ceres_cost;
template <class F, int... Blocks, class... Data>
class ceres_cost<F, std::integer_sequence<int, Blocks...>, Data...> final
    : public ceres::SizedCostFunction<residuals_of<F, std::integer_sequence<int, Blocks...>, Data...>::count, Blocks...> {
    using residuals = residuals_of<F, std::integer_sequence<int, Blocks...>, Data...>;

  public:
    template <class... D>
    explicit ceres_cost(std::in_place_t, const D&... data) : data_(data...) {
        if constexpr (!(has_static_extents<Data>() && ...)) check();
    }

    bool Evaluate(double const* const* parameters, double* out, double** jacobians) const override {
        return evaluate_blocks(std::index_sequence_for<std::integral_constant<int, Blocks>...>{}, parameters, out, jacobians);
    }

  private:
    template <class D>
    static constexpr bool has_static_extents() {
        for (int k = 0; k < array_traits<D>::rank; ++k)
            if (array_traits<D>::extents[k] < 0) return false;
        return true;
    }
    /// Extents that do not fit are found here, not in a thread of the solver's.
    void check() const {
        const std::tuple<std::array<double, static_cast<std::size_t>(Blocks)>...> zeros{};
        spread([&](const auto&... block) {
            const double* parameters[]{block.data()...};
            double out[residuals::count];
            Evaluate(parameters, out, nullptr);
        }, zeros);
    }
    template <std::size_t... K>
    bool evaluate_blocks(std::index_sequence<K...>, double const* const* parameters, double* out, double** jacobians) const {
        const auto with = [&](auto f, auto&... results) {
            spread([&](const auto&... data) { f(parameter_block<Blocks>(parameters[K], static_cast<std::size_t>(Blocks))..., data..., into(results...)); }, data_);
        };
        typename residuals::values r;
        if (jacobians == nullptr) with(evaluate(F{}), r);
        else {
            typename residuals::jacobian J;
            with(value_and_jacobian<static_cast<int>(K)...>(F{}), r, J);
            std::size_t first = 0;
            ((copy_columns(array_traits<typename residuals::jacobian>::data(J) + first, residuals::columns, residuals::count, Blocks, jacobians[K]), first += static_cast<std::size_t>(Blocks)), ...);
        }
        if constexpr (residuals::is_number) *out = r;
        else
            for (std::size_t i = 0; i < r.size(); ++i) out[i] = r[i];
        return true;
    }
    std::tuple<Data...> data_;
};

/// Residuals f(block…, data…) for `problem.AddResidualBlock`, which takes ownership: `tg::ceres_cost_function<9, 3>(reprojection, observed)` has parameter blocks of
/// 9 and 3 numbers, which f gets as vectors. Data is copied; lazy expressions are evaluated, views stay views. f returns a number or a vector; residuals and Jacobians
/// come out of one pass, straight-line code that takes no memory from the heap where data has compile-time extents. Errors: tg::shape_error where extents of data do
/// not fit.
template <int... Blocks, class F, class... Data>
ceres::CostFunction* ceres_cost_function(F, const Data&... data) {
    static_assert(stateless<F>, "typegrad: ceres_cost_function: the function must capture nothing: pass values as data");
    static_assert(sizeof...(Blocks) > 0 && ((Blocks > 0) && ...), "typegrad: ceres_cost_function: names the size of each parameter block: ceres_cost_function<9, 3>(f)");
    static_assert((array<Data> && ...), "typegrad: ceres_cost_function: data is not an array the library can bind: " TYPEGRAD_ARRAYS);
    return new ceres_cost<F, std::integer_sequence<int, Blocks...>, kept_copy<Data>...>(std::in_place, data...);
}

/// What `ceres_first_order_function` makes.
template <class Objective>
class ceres_objective final : public ceres::FirstOrderFunction {
  public:
    ceres_objective(int parameters, Objective objective) : parameters_(parameters), objective_(std::move(objective)) {}
    int NumParameters() const override { return parameters_; }
    bool Evaluate(const double* const parameters, double* cost, double* gradient) const override {
        *cost = objective_.at("ceres", parameters_, parameters, gradient);
        return true;
    }

  private:
    int parameters_;
    Objective objective_;
};

/// An objective (tg::objective) of n parameters for `ceres::GradientProblem`, which takes ownership.
template <std::int64_t Parameters, class F, class... Data>
ceres::FirstOrderFunction* ceres_first_order_function(int n, objective_function<Parameters, F, Data...> objective) {
    if (Parameters >= 0 && n != Parameters) throw_parameter_count("ceres_first_order_function", n, Parameters);
    return new ceres_objective<objective_function<Parameters, F, Data...>>(n, std::move(objective));
}

} // namespace typegrad

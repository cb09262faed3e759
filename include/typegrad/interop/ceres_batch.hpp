// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <typegrad/interop/ceres.hpp>
#include <typegrad/program/vmap.hpp>
#include <ceres/evaluation_callback.h>
#include <ceres/problem.h>

/// Residual blocks of Ceres Solver of one kind, computed all at once by `vmap`. Not part of typegrad.hpp.
namespace typegrad {

/// What `ceres_batch` makes: the callback that Ceres calls before it asks cost functions, and the maker of those. Outlives the problem.
template <class F, class Parameters, class... A>
class ceres_batch_function;
template <class F, int... Parameter, class... A>
class ceres_batch_function<F, std::integer_sequence<int, Parameter...>, A...> final : public ceres::EvaluationCallback {
    using arguments = std::tuple<A...>;
    template <int K>
    using argument = std::remove_cvref_t<std::tuple_element_t<static_cast<std::size_t>(K), arguments>>;
    using both = derivative_function<default_backend, derivative::value_and_jacobian, F, Parameter...>;
    using mapped = mapped_function<default_backend, both>;

    template <std::size_t... K>
    static auto find_program(std::index_sequence<K...>) {
        return std::type_identity<program_graph<typename mapped::parts::template source<decltype(mapped::template signature_for<std::remove_cvref_t<A>, K>())...>>>{};
    }
    using program = typename decltype(find_program(std::index_sequence_for<A...>{}))::type;
    using value = root_info<program, 0>;
    static_assert(value::type == dtype::float64, "typegrad: ceres_batch: residuals are of double");

    static constexpr std::size_t rows = value::rank == 0 ? 1 : static_cast<std::size_t>(value::extent(0));
    template <int K>
    static constexpr std::size_t width = [] {
        using row = row_traits<argument<K>>;
        std::int64_t n = 1;
        for (int k = 0; k < row::rank; ++k) n *= row::extent(k);
        return static_cast<std::size_t>(n);
    }();
    static constexpr std::size_t columns = (std::size_t{0} + ... + width<Parameter>);

  public:
    template <class... B>
    explicit ceres_batch_function(std::in_place_t, B&&... b) : arguments_(std::forward<B>(b)...) {
        count_ = rows_of(std::get<static_cast<std::size_t>(first_parameter)>(arguments_));
        residuals_.resize(static_cast<std::size_t>(count_) * rows);
        jacobians_.resize(static_cast<std::size_t>(count_) * rows * columns);
        (check_parameter<Parameter>(), ...);
        evaluate_all(false); // so that what does not fit is found here
    }
    ceres_batch_function(const ceres_batch_function&) = delete;
    ceres_batch_function& operator=(const ceres_batch_function&) = delete;

    /// Residual blocks.
    std::int64_t count() const { return count_; }
    void PrepareForEvaluation(bool jacobians, bool new_point) override {
        if (new_point || !announced_ || (jacobians && !has_jacobians_)) evaluate_all(jacobians);
        announced_ = true;
    }
    /// The cost of instance i; whom it is given to owns it.
    ceres::CostFunction* cost_function(std::int64_t i) const { return new row_cost(*this, static_cast<std::size_t>(i)); }
    /// Adds all instances to a problem whose options name this object as `evaluation_callback`; it takes ownership of the costs.
    void add_to(ceres::Problem& problem, ceres::LossFunction* loss = nullptr) const {
        for (std::int64_t i = 0; i < count_; ++i) problem.AddResidualBlock(cost_function(i), loss, std::vector<double*>{block<Parameter>(i)...});
    }

  private:
    static constexpr int first_parameter = [] {
        constexpr int all[]{Parameter...};
        return all[0];
    }();

    class row_cost final : public ceres::CostFunction {
      public:
        row_cost(const ceres_batch_function& all, std::size_t i) : all_(all), i_(i) {
            set_num_residuals(static_cast<int>(rows));
            (mutable_parameter_block_sizes()->push_back(static_cast<std::int32_t>(width<Parameter>)), ...);
        }
        bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
            if (!all_.announced_ || !all_.is_current(i_, parameters) || (jacobians != nullptr && !all_.has_jacobians_)) return false;
            const double* r = all_.residuals_.data() + i_ * rows;
            for (std::size_t k = 0; k < rows; ++k) residuals[k] = r[k];
            if (jacobians == nullptr) return true;
            const double* J = all_.jacobians_.data() + i_ * rows * columns;
            std::size_t number = 0, first = 0;
            const auto copy = [&](std::size_t n) {
                copy_columns(J + first, columns, static_cast<int>(rows), static_cast<int>(n), jacobians[number++]);
                first += n;
            };
            (copy(width<Parameter>), ...);
            return true;
        }

      private:
        const ceres_batch_function& all_;
        std::size_t i_;
    };

    void evaluate_all(bool jacobians) {
        const auto n = count_, r = static_cast<std::int64_t>(rows), c = static_cast<std::int64_t>(columns);
        const auto run = [&](auto residuals, auto jacobian) {
            spread([&](const auto&... a) {
                if (jacobians) mapped{}(a..., into(residuals, jacobian));
                else vmap(F{})(a..., into(residuals));
            }, arguments_);
        };
        if constexpr (value::rank == 0) run(array_view<double, 1>(residuals_.data(), n), array_view<double, 2>(jacobians_.data(), n, c));
        else run(array_view<double, 2>(residuals_.data(), n, r), array_view<double, 3>(jacobians_.data(), n, r, c));
        has_jacobians_ = jacobians;
        std::size_t number = 0;
        const auto note = [&]<int K>(std::integral_constant<int, K>) {
            std::vector<double>& at = evaluated_at_[number++];
            at.resize(static_cast<std::size_t>(count_) * width<K>);
            double* to = at.data();
            for (std::int64_t i = 0; i < count_; ++i) to = std::copy_n(block<K>(i), width<K>, to);
        };
        (note(std::integral_constant<int, Parameter>{}), ...);
    }
    /// Are these the parameters of the last evaluation?
    bool is_current(std::size_t i, double const* const* parameters) const {
        std::size_t number = 0;
        const auto same = [&](std::size_t n) {
            const double *now = parameters[number], *then = evaluated_at_[number].data() + i * n;
            ++number;
            for (std::size_t k = 0; k < n; ++k)
                if (now[k] != then[k] && !(now[k] != now[k] && then[k] != then[k])) return false;
            return true;
        };
        return (same(width<Parameter>) && ...);
    }

    template <class X>
    static std::int64_t rows_of(const X& x) {
        if constexpr (std::same_as<typename row_traits<X>::index_type, every_row>) return bind_array(row_traits<X>::array(x)).extent[0];
        else return bind_array(x.index).extent[0];
    }
    template <int K>
    void check_parameter() const {
        using traits = array_traits<typename row_traits<argument<K>>::array_type>;
        static_assert(mapped::template is_mapped<argument<K>>(K), "typegrad: ceres_batch: a parameter is taken row by row: a block for each instance");
        static_assert(std::same_as<typename traits::value_type, double>, "typegrad: ceres_batch: parameters are of double");
        static_assert(!requires(const typename row_traits<argument<K>>::array_type& x) { traits::evaluate(x); }, "typegrad: ceres_batch: parameters lie in memory, which Ceres writes");
        if (!is_row_major<typename row_traits<argument<K>>::array_type>(bind_array(row_traits<argument<K>>::array(std::get<static_cast<std::size_t>(K)>(arguments_)))))
            throw shape_error("typegrad: ceres_batch: parameter " + std::to_string(K) + " does not lie in contiguous rows");
    }
    template <int K>
    double* block(std::int64_t i) const {
        const auto& x = std::get<static_cast<std::size_t>(K)>(arguments_);
        using index = typename row_traits<argument<K>>::index_type;
        std::int64_t row = i;
        if constexpr (!std::same_as<index, every_row>) {
            const binding at = bind_array(x.index);
            row = static_cast<std::int64_t>(static_cast<const typename array_traits<index>::value_type*>(at.data)[i * at.stride[0]]);
        }
        return static_cast<double*>(bind_array(row_traits<argument<K>>::array(x)).data) + row * static_cast<std::int64_t>(width<K>);
    }

    arguments arguments_;
    std::int64_t count_ = 0;
    std::vector<double> residuals_, jacobians_;
    std::array<std::vector<double>, sizeof...(Parameter)> evaluated_at_;
    bool has_jacobians_ = false, announced_ = false; ///< Has Ceres ever called this as its callback?
};

/// f on every row of its arguments, as residual blocks that are computed together, in SIMD lanes: `tg::ceres_batch<0, 1>(reprojection, tg::rows(cameras, camera_of),
/// tg::rows(points, point_of), observed)` has the rows of arguments 0 and 1 as parameters, which the solver changes where they lie. Arguments with a name are
/// referred to, others are kept. Name the object as `evaluation_callback` in the problem's options, then call its `add_to(problem)`; without the callback evaluations
/// fail. Errors: those of `vmap`, when it is made; tg::shape_error where parameters do not lie in contiguous rows.
template <int... Parameter, class F, class... A>
auto ceres_batch(F, A&&... arguments) {
    static_assert(stateless<F>, "typegrad: ceres_batch: the function must capture nothing: pass values as arguments");
    static_assert(sizeof...(Parameter) > 0 && ((Parameter >= 0 && Parameter < static_cast<int>(sizeof...(A))) && ...), "typegrad: ceres_batch: names the arguments that are parameters: ceres_batch<0, 1>(f, …)");
    static_assert(((array<A> || is_rows<std::remove_cvref_t<A>>) && ...), "typegrad: ceres_batch: an argument is not an array the library can bind: " TYPEGRAD_ARRAYS ", and tg::rows of them");
    return ceres_batch_function<F, std::integer_sequence<int, Parameter...>, kept<A&&>...>(std::in_place, std::forward<A>(arguments)...);
}

/// What `ceres_callbacks` makes.
template <class... Batch>
class ceres_callback_list final : public ceres::EvaluationCallback {
  public:
    explicit ceres_callback_list(Batch&... batches) : batches_(batches...) {}
    void PrepareForEvaluation(bool jacobians, bool new_point) override {
        spread([&](auto&... b) { (b.PrepareForEvaluation(jacobians, new_point), ...); }, batches_);
    }

  private:
    std::tuple<Batch&...> batches_;
};
/// One callback for several batches, since a problem has but one: `auto both = tg::ceres_callbacks(reprojections, priors);`. Refers to them.
template <class... Batch>
ceres_callback_list<Batch...> ceres_callbacks(Batch&... batches) { return ceres_callback_list<Batch...>(batches...); }

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <exception>
#include <limits>
#include <span>
#include <typegrad/interop/kept.hpp>

/// A function to minimise, in the forms in which optimisers call it: as an object (LBFGS++, ensmallen, code of your own), and as the C callbacks of NLopt
/// and liblbfgs. Needs none of them. Not part of typegrad.hpp.
namespace typegrad {

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_parameter_count(const char* who, std::int64_t found, std::int64_t wanted) {
    throw shape_error("typegrad: " + std::string(who) + ": the function has " + std::to_string(wanted) + " parameters, but the optimiser passes " + std::to_string(found));
}

/// f(x, data…) and its gradient by x, a vector of `Parameters` numbers (-1: the run time knows). Data that has a name is referred to, other data is kept.
template <std::int64_t Parameters, stateless F, class... Data>
class objective_function {
  public:
    template <class... D>
    explicit constexpr objective_function(std::in_place_t, D&&... data) : data_(std::forward<D>(data)...) {}
    objective_function(const objective_function&) = default;
    objective_function& operator=(const objective_function&) = delete;
    ~objective_function() = default;

    /// The value; the gradient goes to the array `gradient`, of the extent of x. Throws tg::shape_error where x has not `Parameters` elements.
    template <array X, array G>
    auto operator()(const X& x, G&& gradient) const {
        if constexpr (Parameters >= 0 && array_traits<held<X>>::extents[0] < 0) {
            using T = typename array_traits<held<X>>::value_type;
            const auto fixed = elements(x);
            std::array<T, static_cast<std::size_t>(Parameters)> by_x;
            const binding to = bind_array(gradient);
            if (to.extent[0] != Parameters) throw_into_extent(0, 0, to.extent[0], Parameters);
            const auto value = (*this)(fixed, by_x);
            for (std::int64_t k = 0; k < Parameters; ++k) static_cast<T*>(to.data)[k * to.stride[0]] = by_x[static_cast<std::size_t>(k)];
            return value;
        } else {
            return spread([&](const auto&... data) { return value_and_grad(F{})(x, data..., into(gradient)); }, data_);
        }
    }
    /// The value alone.
    template <array X>
    auto operator()(const X& x) const {
        if constexpr (Parameters >= 0 && array_traits<held<X>>::extents[0] < 0) return (*this)(elements(x));
        else return spread([&](const auto&... data) { return evaluate(F{})(x, data...); }, data_);
    }
    /// On n numbers behind pointers; a null pointer: no gradient is wanted. Throws tg::shape_error where n is not `Parameters`.
    template <class T>
    T at(const char* who, std::int64_t n, const T* x, T* gradient) const {
        constexpr std::size_t extent = Parameters < 0 ? std::dynamic_extent : static_cast<std::size_t>(Parameters);
        if (Parameters >= 0 && n != Parameters) throw_parameter_count(who, n, Parameters);
        const std::span<const T, extent> at(x, static_cast<std::size_t>(n));
        if (gradient == nullptr) return static_cast<T>((*this)(at));
        return static_cast<T>((*this)(at, std::span<T, extent>(gradient, static_cast<std::size_t>(n))));
    }

    /// NLopt's callback, for objectives and for scalar constraints: `opt.set_min_objective(f.nlopt, &f)`. An exception stops NLopt, whose C++ interface
    /// throws one of its own then; `rethrow` throws the first.
    static double nlopt(unsigned n, const double* x, double* gradient, void* self) {
        const auto& me = *static_cast<const objective_function*>(self);
        try {
            return me.at("nlopt", static_cast<std::int64_t>(n), x, gradient);
        } catch (...) {
            me.stopped_by_ = std::current_exception();
            throw;
        }
    }
    /// liblbfgs's: `lbfgs(n, x, &value, f.lbfgs, nullptr, &f, nullptr)`. It is C, which no exception may cross: after one all values are NaN, at which `lbfgs` gives up,
    /// whatever it returns then. Call `rethrow` after it.
    static double lbfgs(void* self, const double* x, double* gradient, int n, double /*step*/) noexcept {
        const auto& me = *static_cast<const objective_function*>(self);
        if (me.stopped_by_ == nullptr) try {
            return me.at("lbfgs", n, x, gradient);
        } catch (...) {
            me.stopped_by_ = std::current_exception();
        }
        for (int i = 0; i < n; ++i) gradient[i] = std::numeric_limits<double>::quiet_NaN();
        return std::numeric_limits<double>::quiet_NaN();
    }
    /// Throws what a callback has caught, if it has.
    void rethrow() const {
        if (stopped_by_ != nullptr) std::rethrow_exception(std::exchange(stopped_by_, nullptr));
    }

  private:
    /// The elements of a vector of run-time extent.
    template <class X>
    static auto elements(const X& x) {
        using traits = array_traits<held<X>>;
        static_assert(traits::rank == 1, "typegrad: objective: the parameters are a vector");
        const auto& kept = hold(x);
        const binding at = bind_array(kept);
        if (at.extent[0] != Parameters) throw_parameter_count("objective", at.extent[0], Parameters);
        std::array<typename traits::value_type, static_cast<std::size_t>(Parameters)> fixed;
        for (std::int64_t k = 0; k < Parameters; ++k) fixed[static_cast<std::size_t>(k)] = static_cast<const typename traits::value_type*>(at.data)[k * at.stride[0]];
        return fixed;
    }

    std::tuple<Data...> data_;
    mutable std::exception_ptr stopped_by_;
};

/// An objective: `auto f = tg::objective(misfit, measured)` minimises misfit(x, measured) over x. With `tg::objective<2>(…)` x has two elements, which the function
/// may take apart: x[0], x[1]. Call one object from one thread at a time.
template <std::int64_t Parameters = -1, class F, class... Data>
constexpr auto objective(F, Data&&... data) {
    static_assert(stateless<F>, "typegrad: objective: the function must capture nothing: pass values as data");
    static_assert((array<Data> && ...), "typegrad: objective: data is not an array the library can bind: " TYPEGRAD_ARRAYS);
    return objective_function<Parameters, F, kept<Data&&>...>(std::in_place, std::forward<Data>(data)...);
}

} // namespace typegrad

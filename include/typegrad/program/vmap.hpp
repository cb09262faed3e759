// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/instances_on_device.hpp>
#if !defined(__CUDACC__)
#include <typegrad/program/instances_on_cpu.hpp>
#endif

/// A small function on every row of its arguments.
namespace typegrad {

/// What `vmap` is given: a function, or a derivative of one.
template <class F>
struct function_parts {
    static constexpr derivative mode = derivative::none;
    template <class... Signature>
    using trace = function_trace<F, Signature...>;
    template <class... Signature>
    using source = derivative_source<mode, trace<Signature...>>;
    template <class... Signature>
    static constexpr bool fits() { return typegrad::can_be_differentiated<mode>(std::type_identity<trace<Signature...>>{}); }
};
template <class Backend, derivative Mode, class F, int... Wrt>
struct function_parts<derivative_function<Backend, Mode, F, Wrt...>> {
    static constexpr derivative mode = Mode;
    template <class... Signature>
    using trace = function_trace<F, Signature...>;
    template <class... Signature>
    using source = derivative_source<Mode, trace<Signature...>, Wrt...>;
    template <class... Signature>
    static constexpr bool fits() { return typegrad::can_be_differentiated<Mode, Wrt...>(std::type_identity<trace<Signature...>>{}); }
};

/// A function of one instance, called with the rows of arrays.
template <class Backend, class F, int... Mapped>
struct mapped_function {
    using parts = function_parts<F>;

    /// Is argument `k` taken row by row? Without a list all are, but for plain numbers.
    template <class A>
    static constexpr bool is_mapped(int k) {
        if constexpr (sizeof...(Mapped) > 0) return ((k == Mapped) || ...);
        else if constexpr (is_rows<A>) return true;
        else return array_traits<held<A>>::rank > 0;
    }
    template <class A, bool Rows, std::size_t... Axis>
    static constexpr auto make_signature_of(std::index_sequence<Axis...>) {
        if constexpr (Rows) {
            using row = row_traits<A>;
            return signature<dtype_for<typename row::traits::value_type>, false, row::extent(static_cast<int>(Axis))...>{};
        } else {
            using traits = array_traits<held<A>>;
            return signature<dtype_for<typename traits::value_type>, false, traits::extents[Axis]...>{};
        }
    }
    template <class A, std::size_t K>
    static constexpr auto signature_for() {
        if constexpr (is_mapped<A>(static_cast<int>(K))) return make_signature_of<A, true>(std::make_index_sequence<static_cast<std::size_t>(row_traits<A>::rank)>{});
        else return make_signature_of<A, false>(std::make_index_sequence<static_cast<std::size_t>(array_traits<held<A>>::rank)>{});
    }
    /// Can rows be named by it? Else the error is shown.
    template <class Index>
    static constexpr bool index_fits() {
        if constexpr (std::same_as<Index, every_row>) return true;
        else {
            using traits = array_traits<held<Index>>;
            using number = typename traits::value_type;
            constexpr bool numbers = traits::rank == 1 && (std::same_as<number, std::int32_t> || std::same_as<number, std::int64_t>), lazy = requires(const Index& x) { traits::evaluate(x); };
            constexpr bool here = is_on_device<held<Index>> == Backend::own_memory;
            static_assert(numbers, "typegrad: rows: the index is an array of one axis of int32 or int64");
            static_assert(!lazy, "typegrad: rows: the index is a lazy expression: evaluate it first");
            static_assert(here, "typegrad: vmap: row numbers are in the memory in which the function works");
            return numbers && !lazy && here;
        }
    }
    /// Can argument K be taken by rows, or shared, and is it where the function works? Else the error is shown.
    template <class A, std::size_t K>
    static constexpr bool argument_fits() {
        constexpr bool mapped = is_mapped<A>(static_cast<int>(K));
        static_assert(mapped || !is_rows<A>, "typegrad: vmap: rows of an argument that is not mapped");
        if constexpr (!mapped && is_rows<A>) return false;
        else if constexpr (!index_fits<typename row_traits<A>::index_type>()) return false;
        else {
            constexpr auto static_extents = [](int rank, auto extent) {
                for (int k = 0; k < rank; ++k)
                    if (extent(k) < 0) return false;
                return true;
            };
            using traits = array_traits<held<typename row_traits<A>::array_type>>;
            constexpr bool here = traits::rank == 0 || is_on_device<held<typename row_traits<A>::array_type>> == (Backend::own_memory && mapped);
            static_assert(here, "typegrad: vmap: rows are in the memory in which the function works (tg::copy_to_device), what all instances share is in the host's");
            if constexpr (mapped) {
                constexpr bool rows = row_traits<A>::rank >= 0, known = static_extents(row_traits<A>::rank, [](int k) { return row_traits<A>::extent(k); });
                static_assert(rows, "typegrad: vmap: a plain number has no rows to map over");
                static_assert(known, "typegrad: vmap: the type of an argument must say the extents of its rows: "
                                     "std::vector<std::array<double, 3>>, xt::xtensor_fixed or tg::rows<3>(x)");
                return here && rows && known;
            } else {
                constexpr bool known = static_extents(traits::rank, [](int k) { return traits::extents[k]; });
                static_assert(known, "typegrad: vmap: the type of an argument that all instances share must say its extents");
                return here && known;
            }
        }
    }
    /// Memory for the results from number `First` on.
    template <class P, std::size_t First, class... Given>
    static constexpr bool given_fits() {
        constexpr bool here = ((is_on_device<Given> == Backend::own_memory) && ...);
        constexpr auto kinds = []<std::size_t... R>(std::index_sequence<R...>) {
            return std::array{((array_traits<Given>::rank == instance_result<P, First + R>::rank) && ...), ((dtype_for<typename array_traits<Given>::value_type> == root_info<P, First + R>::type) && ...)};
        }(std::index_sequence_for<Given...>{});
        static_assert(kinds[0], "typegrad: vmap: into: the memory needs one axis more than the result of one row");
        static_assert(!kinds[0] || kinds[1], "typegrad: into: the memory holds another element type than the result");
        static_assert(here, "typegrad: vmap: into: an array is not in the memory in which the function works");
        return here && kinds[0] && kinds[1];
    }
    template <class... Given, class... A, std::size_t... K>
    static constexpr bool call_fits(std::type_identity<std::tuple<Given&...>>, std::type_identity<std::tuple<A...>>, std::index_sequence<K...>) {
        constexpr bool some = ((array<A> || is_rows<A>) || ...), mapped = (is_mapped<A>(static_cast<int>(K)) || ...), numbers = ((Mapped >= 0 && Mapped < static_cast<int>(sizeof...(A))) && ...);
        static_assert(some, "typegrad: vmap: nothing to map over");
        static_assert(!some || mapped, "typegrad: vmap: nothing to map over: plain numbers have no rows");
        static_assert(numbers, "typegrad: vmap: the function has no argument of that number");
        if constexpr (!some || !mapped || !numbers) return false;
        else if constexpr (!(argument_fits<A, K>() && ...)) return false;
        else if constexpr (!parts::template fits<decltype(signature_for<A, K>())...>()) return false;
        else {
            using source = typename parts::template source<decltype(signature_for<A, K>())...>;
            if constexpr (!sound<source::data>()) return false;
            else {
                using P = program_graph<source>;
                constexpr bool possible = straight_program<P>::possible, room = sizeof...(Given) <= P::results;
                static_assert(possible, "typegrad: vmap: the function of one row is too large for straight-line code: at most 2,000 scalar operations, 12,288 where no array has more than 16 elements");
                static_assert(room, "typegrad: into: more buffers than results");
                if constexpr (possible && room) return given_fits<P, P::results - sizeof...(Given), Given...>();
                else return false;
            }
        }
    }

    /// The rows of results: of standard containers `std::vector` of numbers or of `std::array`, with one xtensor among the
    /// arguments `xt::xtensor`, of the shape [instances, the shape of a result]. The last argument may be `tg::into(buffers…)`: arrays
    /// of that shape, with any strides. Throws shape_error, index_error or alias_error before it writes anything.
    template <class... A>
        requires(sizeof...(A) > 0)
    auto operator()(const A&... arguments) const {
        constexpr bool bound = ((array<A> || is_rows<A> || is_into<A>) && ...);
        static_assert(bound, "typegrad: vmap: an argument is not an array the library can bind: " TYPEGRAD_ARRAYS ", and tg::rows of them");
        if constexpr (bound) {
            const auto all = std::tie(arguments...);
            constexpr std::size_t n = sizeof...(A) - 1;
            using last = std::remove_cvref_t<std::tuple_element_t<n, decltype(all)>>;
            return [&]<std::size_t... K>(std::index_sequence<K...>) {
                if constexpr (is_into<last>) return call(std::index_sequence<K...>{}, std::get<n>(all).buffers, std::get<K>(all)...);
                else return call(std::index_sequence<K...>{}, std::tuple<>{}, std::get<K>(all)...);
            }(std::make_index_sequence<n + (is_into<last> ? 0 : 1)>{});
        } else return mistake{};
    }

  private:
    template <std::size_t... K, class... Given, class... A>
    static auto call(std::index_sequence<K...> numbers, const std::tuple<Given&...>& given, const A&... arguments) {
        if constexpr (call_fits(std::type_identity<std::tuple<Given&...>>{}, std::type_identity<std::tuple<A...>>{}, std::index_sequence<K...>{})) return checked_call(numbers, given, arguments...);
        else return mistake{};
    }
    template <std::size_t... K, class... Given, class... A>
    static auto checked_call(std::index_sequence<K...>, const std::tuple<Given&...>& given, const A&... arguments) {
        using P = program_graph<typename parts::template source<decltype(signature_for<A, K>())...>>;
        [[maybe_unused]] constexpr family f = common_family<held<typename row_traits<A>::array_type>...>;
        constexpr std::size_t kept = P::results - sizeof...(Given);
        using packing = typename decltype([]<std::size_t... R>(std::index_sequence<R...>) {
            return std::type_identity<returned<has_value_too(parts::mode), typename instance_result<P, R>::template container<Backend, f>...>>{};
        }(std::make_index_sequence<kept>{}))::type;
        typename packing::type out{};
        const std::tuple<decltype(hold(row_traits<A>::array(arguments)))...> arrays(hold(row_traits<A>::array(arguments))...);
        instances<Backend, P, instance_argument<A, is_mapped<A>(static_cast<int>(K))>...> run;
        (run.template bind<K>(arguments, std::get<K>(arrays)), ...);
        run.results(packing::parts(out), given);
        run.all();
        if constexpr (kept > 0) return out;
    }
};

/// The function on every row: `tg::vmap(f)(x, y)` computes f(x[i], y[i]) for all i, with one instance in each SIMD lane. A row
/// is a number or a small array whose extents the type says; the function may be a derivative: `tg::vmap(tg::jacobian<0, 1>(f))`.
/// Every argument is taken row by row, but for plain numbers; `tg::vmap<0, 2>(f)` lists those that are, all instances share the others.
template <int... Mapped, class F>
constexpr auto vmap(F) {
    static_assert(stateless<F>, "typegrad: vmap: the function must capture nothing: pass values as arguments");
    if constexpr (!stateless<F>) return mistake{};
    else return mapped_function<default_backend, F, Mapped...>{};
}
/// The same on another backend: `on<thrust_omp>(vmap(f))`, one instance in each thread. On a device rows and results are there, what all instances share is
/// the host's, and an instance whose row number does not exist gets NaN (0 of integers): nobody waits for an answer.
template <class Backend, class From, class F, int... Mapped>
constexpr auto on(mapped_function<From, F, Mapped...>) { return mapped_function<Backend, F, Mapped...>{}; }

} // namespace typegrad

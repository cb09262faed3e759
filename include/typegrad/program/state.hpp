// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/scalar/libm.hpp>
#include <typegrad/program/variables.hpp>

/// State: the variables of a model, by symbol, with what they start from, and the memory its programs work in.
namespace typegrad {

/// Counter-based random numbers: number `i` of stream `seed` never depends on any other, so results are the same on
/// every machine. Source: SplitMix64's finaliser (Steele, Lea & Flood 2014).
constexpr std::uint64_t random_bits(std::uint64_t seed, std::uint64_t i) {
    std::uint64_t z = seed * 0x9E3779B97F4A7C15u + (i + 1) * 0xD1B54A32D192ED03u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}
/// Uniform in [0, 1).
constexpr double random_unit(std::uint64_t seed, std::uint64_t i) { return static_cast<double>(random_bits(seed, i) >> 11) * 0x1p-53; }

/// How a variable starts: `fill(i, n)` gives element i.
template <expression V, class Fill>
struct initialiser {
    V symbol;
    Fill fill;
};
template <expression V, class Fill>
initialiser(V, Fill) -> initialiser<V, Fill>;

struct constant_fill {
    double value;
    double operator()(std::uint64_t) const { return value; }
};
struct uniform_fill {
    double low, high;
    std::uint64_t seed;
    double operator()(std::uint64_t i) const { return low + (high - low) * random_unit(seed, i); }
};
/// Box-Muller on two numbers of the stream.
struct normal_fill {
    double mean, deviation;
    std::uint64_t seed;
    double operator()(std::uint64_t i) const {
        const double u = 1.0 - random_unit(seed, 2 * i), v = random_unit(seed, 2 * i + 1);
        return mean + deviation * libm::sqrt(-2.0 * libm::log(u)) * libm::cos(6.28318530717958647692 * v);
    }
};

/// All elements start as 0.
template <expression V> constexpr auto zeros(const V& v) { return initialiser{v, constant_fill{0}}; }
/// All elements start as 1.
template <expression V> constexpr auto ones(const V& v) { return initialiser{v, constant_fill{1}}; }
/// All elements start as `value`, rounded to the element type.
template <expression V> constexpr auto filled(const V& v, double value) { return initialiser{v, constant_fill{value}}; }
/// Uniform in [low, high), then rounded to the element type. An element depends on the seed and its index alone.
template <expression V> constexpr auto uniform(const V& v, double low, double high, std::uint64_t seed) { return initialiser{v, uniform_fill{low, high, seed}}; }
/// Normal, then rounded to the element type. An element depends on the seed and its index alone.
template <expression V> constexpr auto normal(const V& v, double mean, double deviation, std::uint64_t seed) { return initialiser{v, normal_fill{mean, deviation, seed}}; }

/// Inputs and outputs of a weight: the last axis is the outputs, the axis before it the inputs, further axes multiply both.
template <expression V>
struct fan {
    static constexpr const auto& v = variable_of<V>;
    static constexpr double receptive = [] {
        double n = 1;
        for (int k = 0; k + 2 < v.rank; ++k) n *= static_cast<double>(v.extent[k]);
        return n;
    }();
    static constexpr double out = v.rank >= 1 ? static_cast<double>(v.extent[v.rank - 1]) * receptive : 1;
    static constexpr double in = v.rank >= 2 ? static_cast<double>(v.extent[v.rank - 2]) * receptive : out;
};
/// Uniform within ±√(6/(inputs + outputs)). Source: Glorot & Bengio (2010).
template <expression V>
constexpr auto glorot(const V& v, std::uint64_t seed) {
    const double limit = math::sqrt(6.0 / (fan<V>::in + fan<V>::out));
    return uniform(v, -limit, limit, seed);
}
/// Normal with variance 2/inputs. Source: He et al. (2015).
template <expression V>
constexpr auto he(const V& v, std::uint64_t seed) { return normal(v, 0.0, math::sqrt(2.0 / fan<V>::in), seed); }

template <class Memory, expression... V>
class state_of {
    using storages = variable_storages<Memory, std::index_sequence_for<V...>, V...>;

  public:
    using memory_type = Memory;
    template <class... Init>
    explicit state_of(std::type_identity<std::tuple<Init...>>, const Init&... init) : state_of(std::index_sequence_for<V...>{}, init...) {}
    struct variable_list { declared_variable at[sizeof...(V) + 1]; };
    /// Its variables, in order.
    static constexpr variable_list variables{{variable_of<V>...}};
    /// Is no variable among them twice?
    static constexpr bool distinct() {
        for (std::size_t k = 0; k < sizeof...(V); ++k)
            if (find(variables.at[k].words, variables.at[k].leaf) != k) return false;
        return true;
    }

    /// The variable's array (or number), to read or to set.
    template <expression S>
    auto& operator[](const S&) { return value<index<S>()>(); }
    template <expression S>
    const auto& operator[](const S&) const { return in<index<S>()>(values_); }

    /// Which variable has the name of the leaf at `at`, or the number of variables.
    static constexpr std::size_t find(const word* words, node_id at) {
        std::size_t k = 0;
        while (k < sizeof...(V) && !same_payload(variables.at[k].words, variables.at[k].leaf, words, at)) ++k;
        return k;
    }
    template <std::size_t K>
    auto& value() { return in<K>(values_); }
    template <std::size_t K>
    auto* data() { return data_of(in<K>(values_)); }
    template <std::size_t K>
    auto* data() const { return data_of(in<K>(values_)); }

    /// Has every variable still the shape it was declared with? Throws state_error.
    void check() const {
        [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_LAMBDA { (check_extents(in<K>(values_), variables.at[K]), ...); }(std::index_sequence_for<V...>{});
    }

    /// Where programs called with this state work.
    typename Memory::workspace& memory() { return memory_; }

  private:
    template <std::size_t... K, class... Init>
    explicit state_of(std::index_sequence<K...>, const Init&... init) : values_{variable_storage<Memory, K, V>{start<typename Memory::template array<V>>(variables.at[K], init)}...} {}

    template <std::size_t K, expression W>
    static auto& in(variable_storage<Memory, K, W>& s) { return s.value; }
    template <std::size_t K, expression W>
    static const auto& in(const variable_storage<Memory, K, W>& s) { return s.value; }
    template <class A>
    static auto* data_of(A& a) { return array_traits<std::remove_const_t<A>>::data(a); }
    template <class A>
    TYPEGRAD_HOST_INLINE static void check_extents(const A& a, const declared_variable& v) {
        for (int axis = 0; axis < array_traits<A>::rank; ++axis)
            if (const std::int64_t n = array_traits<A>::extent(a, axis); n != v.extent[axis]) throw_state_shape(v, axis, n);
    }
    template <expression S>
    static constexpr std::size_t index() {
        constexpr std::size_t k = find(S::stream(), S::root());
        static_assert(k < sizeof...(V), "typegrad: state: no such variable here");
        return k;
    }
    template <class A, class Init>
    static A start(const declared_variable& v, const Init& init) {
        if constexpr (requires { init.fill; }) return filled_array<A>(v, init.fill);
        else return copied_array<A>(v, init.array());
    }
    template <class A, class Fill>
    static A filled_array(const declared_variable& v, const Fill& fill) {
        return Memory::template make<A>(v, [&](auto* to) { fill_elements(to, v.elements, fill); });
    }
    /// `W = array`: a copy.
    template <class A, class Array>
    static A copied_array(const declared_variable& v, const Array& array) {
        decltype(auto) a = hold(array);
        const binding b = bind_array(a);
        for (int k = 0; k < v.rank; ++k)
            if (b.extent[k] != v.extent[k])
                throw state_error(joined({"typegrad: state: axis ", k, " of the initial value has extent ", b.extent[k], ", the variable ", v.extent[k]}));
        return Memory::template make<A>(v, [&](auto* to) {
            const auto* from = static_cast<const typename array_traits<held<Array>>::value_type*>(b.data);
            std::int64_t at[max_rank]{};
            for (std::int64_t i = 0; i < v.elements; ++i) {
                std::ptrdiff_t offset = 0;
                for (int k = 0; k < v.rank; ++k) offset += static_cast<std::ptrdiff_t>(at[k]) * b.stride[k];
                to[i] = static_cast<std::remove_reference_t<decltype(*to)>>(from[offset]);
                for (int k = v.rank; k-- > 0;) {
                    if (++at[k] < b.extent[k]) break;
                    at[k] = 0;
                }
            }
        });
    }
    storages values_;
    typename Memory::workspace memory_;
};

template <class T>
inline constexpr bool is_state = false;
template <class Memory, expression... V>
inline constexpr bool is_state<state_of<Memory, V...>> = true;

template <class Init>
struct initialised_variable {};
template <class Init>
    requires requires { typename Init::symbol_type; }
struct initialised_variable<Init> {
    using type = typename Init::symbol_type;
};
template <expression V, class Fill>
struct initialised_variable<initialiser<V, Fill>> {
    using type = V;
};

/// Does the argument of `state` give a variable what it can start from? Else the error is shown.
template <class Init>
constexpr bool has_initial_value() {
    constexpr bool names = requires { typename initialised_variable<Init>::type; };
    static_assert(names, "typegrad: state: its arguments are initial values of variables: tg::zeros(W), tg::glorot(W, seed), W = array");
    if constexpr (names) {
        using V = typename initialised_variable<Init>::type;
        constexpr bool variable = op_of(V::stream()[V::root()]) == op::variable;
        static_assert(variable, "typegrad: state: only variables have initial values (tg::variable<\"name\", ...>)");
        if constexpr (variable) {
            constexpr const declared_variable& v = variable_of<V>;
            constexpr bool sized = v.is_static();
            static_assert(sized, "typegrad: state: a variable's extents are compile-time numbers");
            if constexpr (requires { typename Init::array_type; }) {
                using A = typename Init::array_type;
                if constexpr (array<A>) {
                    constexpr bool axes = array_traits<held<A>>::rank == v.rank, type = std::is_same_v<typename array_traits<held<A>>::value_type, element_type<variable_of<V>.type>>;
                    static_assert(axes, "typegrad: state: the array has another number of axes than the variable");
                    static_assert(!axes || type, "typegrad: state: the array holds another element type than the variable");
                    if constexpr (sized && axes && type) {
                        constexpr bool extents = same_known_extents<held<A>>([](int axis) { return variable_of<V>.extent[axis]; });
                        static_assert(extents, "typegrad: state: the array has another extent than the variable");
                        return extents;
                    } else return false;
                } else return false; // such a feed has been an error already
            } else return sized;
        } else return false;
    } else return false;
}

template <class Backend>
struct memory_of {
    using type = host_memory;
};
template <class Backend>
    requires Backend::own_memory
struct memory_of<Backend> {
    using type = device_memory<typename Backend::types>;
};

/// `tg::state(tg::glorot(W, seed), tg::zeros(b), v = array)`: owns one array a variable, in the memory in which programs compiled for
/// `Backend` work. `state[W]` is the array of W, to read or to set; a number if W is a scalar. A copy copies the arrays.
/// Errors: a variable twice; an array of another number of axes or element type; tg::state_error where its extents are others.
template <class Backend = default_backend, class... Init>
auto state(const Init&... init) {
    if constexpr (!(has_initial_value<Init>() && ...)) return mistake{};
    else {
        using made = state_of<typename memory_of<Backend>::type, typename initialised_variable<Init>::type...>;
        static_assert(made::distinct(), "typegrad: state: a variable has two initial values");
        return made(std::type_identity<std::tuple<Init...>>{}, init...);
    }
}

} // namespace typegrad

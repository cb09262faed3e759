// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>
#include <typegrad/arrays/result.hpp>
#include <typegrad/backends/backends.hpp>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/math/scalar/libm.hpp>
#include <typegrad/program/error.hpp>

/// State: the variables of a model, by symbol, with what they start from, and the memory its programs work in.
namespace typegrad {

/// A variable's element type, rank and extents.
template <expression V>
struct variable_info {
    static constexpr word head = V::stream()[V::root()];
    using value_type = element_type<dtype_of(head)>;
    static constexpr node_id shape = shape_of(head);
    static constexpr int rank = b_of(V::stream()[shape]);
    static constexpr std::int64_t extent(int axis) {
        const word e = V::stream()[operand_of(V::stream(), shape, axis)];
        return op_of(e) == op::extent ? static_extent_of(e) : -1;
    }
    static constexpr bool is_static() {
        for (int k = 0; k < rank; ++k)
            if (extent(k) < 0) return false;
        return true;
    }
    static constexpr std::int64_t elements() {
        std::int64_t n = 1;
        for (int k = 0; k < rank; ++k) n *= extent(k);
        return n;
    }
    static constexpr struct extent_list { std::int64_t at[max_rank]; } extents = [] {
        extent_list e{};
        for (int k = 0; k < rank; ++k) e.at[k] = extent(k);
        return e;
    }();
    /// Is the leaf at `at` of a program declared in the same way?
    template <const auto& Graph>
    static constexpr bool fits(node_id at) {
        const word* words = Graph.words;
        const node_id s = shape_of(words[at]);
        if (dtype_of(words[at]) != dtype_of(head) || b_of(words[s]) != rank) return false;
        for (int k = 0; k < rank; ++k) {
            const word e = words[operand_of(words, s, k)];
            if (op_of(e) != op::extent || static_extent_of(e) != extent(k)) return false;
        }
        return true;
    }
};

/// Where a state of the host's memory keeps a variable.
struct host_memory {
    using workspace = typegrad::workspace;
    template <class V, class Sequence> struct container;
    template <class V, std::size_t... K> struct container<V, std::index_sequence<K...>> {
        using type = typename result_container<family::xtensor, typename variable_info<V>::value_type, variable_info<V>::extent(static_cast<int>(K))...>::type;
    };
    template <expression V>
    using array = typename container<V, std::make_index_sequence<static_cast<std::size_t>(variable_info<V>::rank)>>::type;
    /// An array whose elements `write(first)` writes in row-major order.
    template <expression V, class Write>
    static array<V> make(const Write& write) {
        auto value = make_container<array<V>>(variable_info<V>::extents.at);
        write(array_traits<array<V>>::data(value));
        return value;
    }
};
/// And one of a device's: its `device_types`.
template <class Device>
struct device_memory {
    using workspace = typename Device::workspace;
    template <expression V>
    using array = typename Device::template array<typename variable_info<V>::value_type, variable_info<V>::rank>;
    template <expression V, class Write>
    static array<V> make(const Write& write) {
        using T = typename variable_info<V>::value_type;
        std::vector<std::conditional_t<std::is_same_v<T, bool>, unsigned char, T>> memory(static_cast<std::size_t>(variable_info<V>::elements())); // a vector of bool has no array
        T* const values = reinterpret_cast<T*>(memory.data());
        write(values);
        auto value = make_container<array<V>>(variable_info<V>::extents.at);
        Device::runtime::copy_in(array_traits<array<V>>::data(value), values, static_cast<std::size_t>(variable_info<V>::elements()) * sizeof(T), {});
        return value;
    }
};

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
    using info = variable_info<V>;
    static constexpr double receptive = [] {
        double n = 1;
        for (int k = 0; k + 2 < info::rank; ++k) n *= static_cast<double>(info::extent(k));
        return n;
    }();
    static constexpr double out = info::rank >= 1 ? static_cast<double>(info::extent(info::rank - 1)) * receptive : 1;
    static constexpr double in = info::rank >= 2 ? static_cast<double>(info::extent(info::rank - 2)) * receptive : out;
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

/// One variable's storage.
template <class Memory, expression V>
struct variable_storage {
    typename Memory::template array<V> value;
};

inline namespace TYPEGRAD_TARGET {
/// Leaf `leaf` has been given an array of another extent than its own.
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_state_shape(const word* words, node_id leaf, int axis, std::int64_t found) {
    message m;
    describe_leaf(m, words, leaf);
    throw state_error(joined({"typegrad: state: ", m, " has been given an array of extent ", found, " on axis ", axis}));
}
/// Writes n elements: a function for each type and way to fill, not for each variable.
template <class T, class Fill>
[[gnu::noinline]] void fill_elements(T* to, std::int64_t n, const Fill& fill) {
    for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<T>(fill(static_cast<std::uint64_t>(i)));
}
} // namespace TYPEGRAD_TARGET

template <class Memory, expression... V>
class state_of {
  public:
    using memory_type = Memory;
    template <class... Init>
    explicit state_of(std::type_identity<std::tuple<Init...>>, const Init&... init) : values_{variable_storage<Memory, V>{start<V>(init)}...} {}
    /// Is no variable among them twice?
    static constexpr bool distinct() {
        std::size_t k = 0;
        return ((find(V::stream(), V::root()) == k++) && ...);
    }

    /// The variable's array (or number), to read or to set.
    template <expression S>
    auto& operator[](const S&) { return std::get<index<S>()>(values_).value; }
    template <expression S>
    const auto& operator[](const S&) const { return std::get<index<S>()>(values_).value; }

    /// Which variable has the name of the leaf at `at`, or the number of variables.
    static constexpr std::size_t find(const word* words, node_id at) {
        std::size_t k = 0, found = sizeof...(V);
        ((found == sizeof...(V) && same_payload(V::stream(), V::root(), words, at) ? void(found = k) : void(), ++k), ...);
        return found;
    }
    template <std::size_t K>
    auto* data() { return array_traits<typename Memory::template array<nth<K>>>::data(std::get<K>(values_).value); }
    template <std::size_t K>
    auto* data() const { return array_traits<typename Memory::template array<nth<K>>>::data(std::get<K>(values_).value); }
    template <std::size_t K>
    auto& value() { return std::get<K>(values_).value; }
    template <std::size_t K>
    using nth = std::tuple_element_t<K, std::tuple<V...>>;

    /// Has every variable still the shape it was declared with? Throws state_error.
    void check() const {
        [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_LAMBDA { (check_variable<K>(), ...); }(std::index_sequence_for<V...>{});
    }

    /// Where programs called with this state work.
    typename Memory::workspace& memory() { return memory_; }

  private:
    template <std::size_t K>
    TYPEGRAD_HOST_INLINE void check_variable() const {
        using info = variable_info<nth<K>>;
        using traits = array_traits<typename Memory::template array<nth<K>>>;
        for (int axis = 0; axis < info::rank; ++axis)
            if (const std::int64_t n = traits::extent(std::get<K>(values_).value, axis); n != info::extent(axis)) throw_state_shape(nth<K>::stream(), nth<K>::root(), axis, n);
    }
    template <expression S>
    static constexpr std::size_t index() {
        constexpr std::size_t k = find(S::stream(), S::root());
        static_assert(k < sizeof...(V), "typegrad: state: no such variable here");
        return k;
    }
    template <expression S, class Init>
    static auto start(const Init& init) {
        using info = variable_info<S>;
        if constexpr (requires { init.fill; })
            return Memory::template make<S>([&](typename info::value_type* to) { fill_elements(to, info::elements(), init.fill); });
        else return from_array<S>(init);
    }
    /// `W = array`: a copy.
    template <expression S, class Feed>
    static auto from_array(const Feed& feed) {
        using info = variable_info<S>;
        using A = typename Feed::array_type;
        decltype(auto) a = hold(feed.array());
        const binding b = bind_array(a);
        for (int k = 0; k < info::rank; ++k)
            if (b.extent[k] != info::extent(k))
                throw state_error(joined({"typegrad: state: axis ", k, " of the initial value has extent ", b.extent[k], ", the variable ", info::extent(k)}));
        return Memory::template make<S>([&](auto* to) {
            const auto* from = static_cast<const typename array_traits<held<A>>::value_type*>(b.data);
            std::int64_t at[max_rank]{};
            for (std::int64_t i = 0; i < info::elements(); ++i) {
                std::ptrdiff_t offset = 0;
                for (int k = 0; k < info::rank; ++k) offset += static_cast<std::ptrdiff_t>(at[k]) * b.stride[k];
                to[i] = static_cast<typename info::value_type>(from[offset]);
                for (int k = info::rank; k-- > 0;) {
                    if (++at[k] < b.extent[k]) break;
                    at[k] = 0;
                }
            }
        });
    }
    std::tuple<variable_storage<Memory, V>...> values_;
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
            using info = variable_info<V>;
            constexpr bool sized = info::is_static();
            static_assert(sized, "typegrad: state: a variable's extents are compile-time numbers");
            if constexpr (requires { typename Init::array_type; }) {
                using A = typename Init::array_type;
                if constexpr (array<A>) {
                    constexpr bool axes = array_traits<held<A>>::rank == info::rank, type = std::is_same_v<typename array_traits<held<A>>::value_type, typename info::value_type>;
                    static_assert(axes, "typegrad: state: the array has another number of axes than the variable");
                    static_assert(!axes || type, "typegrad: state: the array holds another element type than the variable");
                    if constexpr (sized && axes && type) {
                        constexpr bool extents = same_known_extents<held<A>, info>();
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

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/feed.hpp>
#include <typegrad/program/results.hpp>
#include <typegrad/program/state.hpp>
#include <typegrad/program/update.hpp>

/// Compiled programs: fetches and updates over named symbols.
namespace typegrad {

template <class T>
constexpr const auto& graph_of(const T& x) {
    if constexpr (is_updates<T>) return x.graph;
    else return x;
}
template <class T>
using graph_type = std::remove_cvref_t<decltype(graph_of(std::declval<const T&>()))>;
template <class T>
inline constexpr std::size_t update_count = 0;
template <expression G>
inline constexpr std::size_t update_count<updates<G>> = updates<G>::count;
template <class T>
inline constexpr std::size_t fetch_count = is_expression<T> ? 1 : 0;

/// All that a program can compute, in one graph. Roots: fetched values, new values of variables, those variables.
template <class... Item>
struct program_items {
    static constexpr std::size_t fetches = (fetch_count<Item> + ... + 0);
    static constexpr std::size_t writes = (update_count<Item> + ... + 0);
    static constexpr std::uint32_t capacity = static_cast<std::uint32_t>((graph_type<Item>::size + ... + 64));
    static constexpr std::size_t parameters = (graph_type<Item>::parameter_count + ... + 0);

    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold};
        graph_data<capacity, fetches + 2 * writes> out;
        node_id roots[fetches + 2 * writes]{};
        std::size_t f = 0, w = fetches;
        std::uint32_t p = 0;
        const auto add = [&]<class I>(std::type_identity<I>) TYPEGRAD_LAMBDA {
            using G = graph_type<I>;
            node_id map[G::size]{};
            import_words(s.graph, G::stream(), G::size, map, p);
            p += static_cast<std::uint32_t>(G::parameter_count);
            if constexpr (is_expression<I>) roots[f++] = map[G::root()];
            else
                for (std::size_t k = 0; k < I::count; ++k) {
                    roots[w] = map[G::root(k)];
                    roots[writes + w++] = map[G::root(I::count + k)];
                }
        };
        (add(std::type_identity<Item>{}), ...);
        for (std::size_t a = 0; a < writes; ++a)
            for (std::size_t b = 0; b < a; ++b)
                if (roots[fetches + writes + a] == roots[fetches + writes + b]) {
                    message m;
                    m << "compile: ";
                    describe_value(m, s.graph.words, roots[fetches + writes + a]);
                    s.graph.fail(m << " is updated twice");
                }
        extract(out, s.graph, roots);
        out.parameters = p;
        return out;
    }();
    static_assert(sound<data>());
};

/// The graph of one kind of call: what is fed is added as roots.
template <class Items, class... Symbol>
struct call_source {
    static constexpr std::size_t results = Items::fetches + Items::writes;
    static constexpr std::size_t reusable = Items::fetches; ///< new values of variables are written last
    static constexpr std::uint32_t capacity = static_cast<std::uint32_t>((Symbol::size + ... + (Items::data.size + 64)));
    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold};
        builder& g = s.graph;
        node_id map[Items::data.size + 1]{}, roots[results + sizeof...(Symbol)]{};
        import_words(g, Items::data.words, Items::data.size, map);
        const std::uint32_t size = g.size;
        for (std::size_t k = 0; k < results; ++k) roots[k] = map[Items::data.roots[k]];
        std::size_t n = results;
        [[maybe_unused]] const auto add = [&]<class S>(std::type_identity<S>) TYPEGRAD_LAMBDA {
            node_id at[S::size]{};
            import_words(g, S::stream(), S::size, at);
            const node_id id = at[S::root()];
            message m;
            m << "feed: ";
            describe_value(m, g.words, id);
            if (id >= size) g.fail(m << " is not part of this program");
            for (std::size_t k = results; k < n; ++k)
                if (roots[k] == id) g.fail(m << " is fed twice");
            roots[n++] = id;
        };
        (add(std::type_identity<Symbol>{}), ...);
        graph_data<capacity, results + sizeof...(Symbol)> out;
        extract(out, g, roots);
        out.parameters = Items::data.parameters;
        return out;
    }();
    static_assert(sound<data>());
};

/// What the call forgot to feed.
template <class Program>
struct missing_feed {
    static constexpr auto data = [] {
        graph_data<1, 0> out;
        if (Program::cut_graph.missing != 0) {
            out.failed = true;
            out.error << "feed: ";
            describe_value(out.error, Program::source.words, static_cast<node_id>(Program::cut_graph.missing - 1));
            out.error << " is missing";
        } else if (Program::cut_graph.unbound != 0) {
            out.failed = true;
            out.error << "feed: no array has the dimension ";
            describe_extent(out.error, Program::source.words, static_cast<node_id>(Program::cut_graph.unbound - 1));
        }
        return out;
    }();
};
/// What is fed with an array of another kind.
template <class Program, std::size_t Results, class... Feed>
struct feed_kind {
    static constexpr auto data = [] {
        graph_data<1, 0> out;
        std::size_t k = Results;
        [[maybe_unused]] const auto check = [&]<class F>(std::type_identity<F>) TYPEGRAD_LAMBDA {
            using traits = array_traits<held<typename F::array_type>>;
            const node_id v = Program::source.roots[k++];
            const word w = Program::source.words[v];
            const dtype t = dtype_for<typename traits::value_type>;
            if (out.failed || (t == dtype_of(w) && traits::rank == b_of(Program::source.words[shape_of(w)]))) return;
            out.failed = true;
            out.error << "feed: ";
            describe_value(out.error, Program::source.words, v);
            if (t != dtype_of(w)) out.error << " is " << name_of(dtype_of(w)) << ", the array holds " << name_of(t);
            else out.error << " cannot take an array with " << traits::rank << " axes";
        };
        (check(std::type_identity<Feed>{}), ...);
        return out;
    }();
};

/// Variables of a program in the caller's state.
template <class Program, class State>
struct state_variables {
    State* state;
    template <int Slot, class T>
    constexpr T* pointer() const {
        constexpr std::size_t k = std::remove_const_t<State>::find(Program::source.words, Program::cut_graph.slots[Slot].source);
        static_assert(k < find_end(), "typegrad: the program has a variable that the state has not");
        return const_cast<T*>(state->template data<k>());
    }
    static constexpr std::size_t find_end() {
        return []<class... V>(std::type_identity<state_of<V...>>) TYPEGRAD_LAMBDA { return sizeof...(V); }(std::type_identity<std::remove_const_t<State>>{});
    }
};

/// May root K, the new value of a variable, be written where the old one is read?
template <class Program, class Items, std::size_t K, class Planned>
constexpr bool update_in_place() {
    const node_id variable = Items::data.roots[K + Items::writes];
    for (std::size_t s = 0; s < Program::slot_count; ++s) {
        const slot leaf = Program::cut_graph.slots[s];
        if (leaf.code == op::variable && same_name(Program::source.words, leaf.source, Items::data.words, variable) && !in_place_safe<Planned>(static_cast<int>(s), static_cast<int>(K))) return false;
    }
    return true;
}

/// Results of a program: fetched values as `Base` has them, updates in the state.
template <class Program, class Items, class State, class Base>
struct program_results : Base {
    State* state;
    template <std::size_t K, class Planned>
    void* prepare(const std::int64_t* extents, const binding* slots, bool& direct) {
        if constexpr (K < Items::fetches) return Base::template prepare<K, Planned>(extents, slots, direct);
        else {
            constexpr node_id variable = Items::data.roots[K + Items::writes];
            constexpr std::size_t k = State::find(Items::data.words, variable);
            static_assert(k < state_variables<Program, State>::find_end(), "typegrad: the program updates a variable that the state has not");
            direct = update_in_place<Program, Items, K, Planned>();
            return state->template data<k>();
        }
    }
};

template <class... Item>
class program {
  public:
    using items = program_items<Item...>;
    constexpr explicit program(const Item&... item) : parameters_(join_parameters<items::parameters>(graph_of(item).parameters...)) {}

    /// Runs: `f(state, x = images, y = labels)`. Arguments: a state if there are variables, a `tg::workspace` if its memory
    /// is to be kept between calls without a state, feeds, `tg::learning_rate = value`, and last `tg::into(buffers…)`.
    /// Returns what is fetched: nothing, one value, or a tuple.
    /// Errors: tg::shape_error and tg::alias_error, before anything is written.
    template <class... Argument>
    TYPEGRAD_INLINE auto operator()(Argument&&... arguments) const {
        static_assert((known<std::remove_cvref_t<Argument>> && ...), "typegrad: program: an argument is neither a state, a feed (x = array), "
                                                                     "a tg::workspace, tg::learning_rate = value nor tg::into(…)");
        constexpr std::size_t states = (std::size_t{is_state<std::remove_cvref_t<Argument>>} + ... + 0);
        static_assert(states <= 1, "typegrad: program: one state at most");
        parameter_values<items::parameters> parameters = parameters_;
        (set_learning_rate(parameters, arguments), ...);
        workspace* memory = nullptr;
        ((memory = workspace_in(arguments) != nullptr ? workspace_in(arguments) : memory), ...);
        const auto feeds = std::tuple_cat(feeds_in(arguments)...);
        const auto given = std::tuple_cat(buffers_in(arguments)...);
        return spread([&](const auto&... f) TYPEGRAD_LAMBDA { return call(state_in(arguments...), memory, parameters, given, f...); }, feeds);
    }

    /// What a call with these arguments does: its kernels, what is fused in them, bytes, operations and memory. Runs and
    /// writes nothing; throws where the call would.
    template <class Arch = xsimd::default_arch, class... Argument>
    std::string report(Argument&&... arguments) const; // program/report.hpp

  private:
    template <class T>
    static constexpr bool known = is_state<T> || is_feed<T> || is_into<T> || std::same_as<T, workspace> || std::same_as<T, learning_rate_symbol::value_type>;

    template <class T>
    static constexpr auto feeds_in(const T& x) {
        if constexpr (is_feed<T>) return std::tuple<T>(x);
        else return std::tuple<>{};
    }
    template <class T>
    static constexpr auto buffers_in(const T& x) {
        if constexpr (is_into<T>) return x.buffers;
        else return std::tuple<>{};
    }
    template <class T>
    static constexpr workspace* workspace_in(T& x) {
        if constexpr (std::same_as<T, workspace>) return &x;
        else if constexpr (is_state<T>) return &x.memory(); // a state that may be changed brings its own
        else return nullptr;
    }
    struct no_state {};
    static constexpr no_state* state_in() { return nullptr; }
    template <class First, class... Rest>
    static constexpr auto* state_in(First& first, Rest&... rest) {
        if constexpr (is_state<std::remove_const_t<First>>) return &first;
        else return state_in(rest...);
    }
    template <class T>
    static constexpr void set_learning_rate(parameter_values<items::parameters>& parameters, const T& x) {
        if constexpr (std::same_as<T, learning_rate_symbol::value_type>) {
            constexpr int k = [] {
                for (std::uint32_t at = 0; at < items::data.size; at += 1 + static_cast<std::uint32_t>(payload_of(items::data.words[at]))) {
                    const word w = items::data.words[at];
                    if (op_of(w) == op::parameter && payload_of(w) == learning_rate_name.words && items::data.words[at + 1] == learning_rate_name.payload[0]) return static_cast<int>(a_of(w));
                }
                return -1;
            }();
            static_assert(k >= 0, "typegrad: program: there is no optimiser whose tg::learning_rate could be set");
            parameters.bits[k] = __builtin_bit_cast(word, x.value);
        }
    }
    static constexpr const word* bits_of(const parameter_values<items::parameters>& p) {
        if constexpr (items::parameters > 0) return p.bits;
        else return nullptr;
    }

    template <class State, class... Given, class... Feed>
    TYPEGRAD_INLINE static auto call(State* state, workspace* memory, const parameter_values<items::parameters>& parameters, const std::tuple<Given&...>& given, const Feed&... feeds) {
        using P = program_graph<call_source<items, typename Feed::symbol_type...>>;
        static_assert(sound<missing_feed<P>::data>());
        static_assert(sound<feed_kind<P, P::results, Feed...>::data>());
        static_assert(items::writes == 0 || (!std::same_as<State, no_state> && !std::is_const_v<State>),
                      "typegrad: program: it updates variables, so its call needs a state that is not const");
        static_assert(sizeof...(Given) <= items::fetches, "typegrad: into: more buffers than fetched values");
        using f = std::integral_constant<family, sizeof...(Feed) == 0 ? family::xtensor : common_family<held<typename Feed::array_type>...>>;
        constexpr std::size_t kept = sizeof...(Given) <= items::fetches ? items::fetches - sizeof...(Given) : 0;
        using kinds = typename decltype([]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_LAMBDA {
            return std::type_identity<std::pair<std::tuple<typename root_info<P, K>::template container<f::value>...>, returned<false, typename root_info<P, K>::template container<f::value>...>>>{};
        }(std::make_index_sequence<kept>{}))::type;
        using packing = typename kinds::second_type;
        using base = result_set<P, typename kinds::first_type, std::tuple<Given&...>>;
        typename packing::type out{};
        const std::tuple<decltype(hold(feeds.array()))...> arrays(hold(feeds.array())...);
        const auto bound = spread([](const auto&... a) TYPEGRAD_LAMBDA { return std::tuple<const held<typename Feed::array_type>&...>(a...); }, arrays);
        using run = runner<P, std::tuple<held<typename Feed::array_type>...>>;
        const auto variables = [&] {
            if constexpr (std::same_as<State, no_state>) {
                static_assert(!uses_variables<P>(), "typegrad: program: it reads variables, so its call needs a state");
                return no_variables{};
            } else return state_variables<P, State>{state};
        }();
        if constexpr (run::straight) {
            base results{packing::parts(out), given};
            results.check_straight();
            run::check(bound, variables);
            run::run_straight(bound, variables, bits_of(parameters), std::tuple_cat(results.references(), updated_variables(state)));
        } else if constexpr (items::writes == 0) {
            base results{packing::parts(out), given};
            run::run_bound(bound, variables, bits_of(parameters), results, memory);
        } else {
            program_results<P, items, State, base> results{{packing::parts(out), given}, state};
            run::run_bound(bound, variables, bits_of(parameters), results, memory);
        }
        if constexpr (kept > 0) return out;
    }
    /// The variables that are written, in the order of the updates.
    template <class State>
    static constexpr auto updated_variables([[maybe_unused]] State* state) {
        if constexpr (items::writes == 0) return std::tuple<>{};
        else return [&]<std::size_t... W>(std::index_sequence<W...>) TYPEGRAD_LAMBDA {
            return std::tie(state->template value<State::find(items::data.words, items::data.roots[items::fetches + items::writes + W])>()...);
        }(std::make_index_sequence<items::writes>{});
    }
    template <class P>
    static constexpr bool uses_variables() {
        for (std::size_t s = 0; s < P::slot_count; ++s)
            if (P::cut_graph.slots[s].code == op::variable) return true;
        return false;
    }

    template <class Arch, class State, class... Given, class... Feed>
    static std::string report_of(State* state, const std::tuple<Given&...>& given, const Feed&... feeds);

    [[no_unique_address]] parameter_values<items::parameters> parameters_;
};

/// A program that computes the fetched expressions and applies the updates: `compile(loss, sgd(loss))`. Only what they need
/// is in it. A program is immutable and may be called from several threads, each with its own state and workspace.
template <class... Item>
constexpr auto compile(const Item&... items) {
    static_assert(((is_expression<Item> || is_updates<Item>) && ...) && sizeof...(Item) > 0, "typegrad: compile: takes expressions to fetch and updates (tg::sgd, tg::assign)");
    return program<Item...>(items...);
}

} // namespace typegrad

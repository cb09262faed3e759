// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/items.hpp>
#include <typegrad/program/results.hpp>
#include <typegrad/program/state.hpp>

/// What can be wrong with a call, told where the user calls and before anything else of the call is compiled: one mistake
/// is one error, near the user's line.
namespace typegrad {

/// Memory given for the results from number `First` on.
template <class Backend, class Program, std::size_t First, class... Given>
constexpr bool given_fits() {
    if constexpr (!(array<Given> && ...)) return false; // tg::into has told it
    else {
        constexpr bool here = ((array_traits<Given>::rank == 0 || is_on_device<Given> == Backend::own_memory) && ...);
        constexpr auto kinds = []<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_LAMBDA {
            return std::array{((array_traits<Given>::rank == root_info<Program, First + K>::rank) && ...), ((dtype_for<typename array_traits<Given>::value_type> == root_info<Program, First + K>::type) && ...)};
        }(std::index_sequence_for<Given...>{});
        static_assert(here, "typegrad: into: an array is not in the memory in which the program works");
        static_assert(!here || kinds[0], "typegrad: into: the memory has another number of axes than the result");
        static_assert(!here || !kinds[0] || kinds[1], "typegrad: into: the memory holds another element type than the result");
        if constexpr (here && kinds[0] && kinds[1]) {
            constexpr bool extents = []<std::size_t... K>(std::index_sequence<K...>) { return (same_known_extents<Given>([](int axis) { return root_info<Program, First + K>::extent(axis); }) && ...); }(std::index_sequence_for<Given...>{});
            static_assert(extents, "typegrad: into: the memory has another extent than the result");
            return extents;
        } else return false;
    }
}

/// The variables that a program reads and writes, in a state.
template <class Program, class Items, class State>
struct state_match {
    template <class S>
    struct of;
    template <class Memory, class... V>
    struct of<state_of<Memory, V...>> {
        /// 0: the state has it; 1: it has not; 2: another element type or shape.
        static constexpr int verdict(const word* words, node_id at) {
            using state = state_of<Memory, V...>;
            const std::size_t k = state::find(words, at);
            return k == sizeof...(V) ? 1 : state::variables.at[k].fits(words, at) ? 0 : 2;
        }
        static constexpr int worst() {
            for (std::size_t s = 0; s != Program::slot_count; ++s)
                if (const slot leaf = Program::cut_graph.slots[s]; leaf.code == op::variable)
                    if (const int v = verdict(Program::source.words, leaf.source); v != 0) return v;
            for (std::size_t k = 0; k != Items::writes; ++k)
                if (const int v = verdict(Items::data.words, Items::data.roots[Items::fetches + Items::writes + k]); v != 0) return v;
            return 0;
        }
    };
    static constexpr int worst = of<std::remove_const_t<State>>::worst();
};

template <class Program>
constexpr bool uses_variables() {
    for (std::size_t s = 0; s != Program::slot_count; ++s)
        if (Program::cut_graph.slots[s].code == op::variable) return true;
    return false;
}

/// No state at all.
struct no_state {};

/// A call of a program: what is fed, the state, and memory for results.
template <class Backend, class Items, class State, class... Given, class... Feed>
constexpr bool call_fits(std::type_identity<std::tuple<Given&...>>, std::type_identity<std::tuple<Feed...>>) {
    using source = call_source<Items, typename Feed::symbol_type...>;
    if constexpr (!sound<source::data>()) return false;
    else {
        using P = program_graph<source>;
        if constexpr (!sound<missing_feed<P>::data>()) return false;
        else if constexpr (!sound<feed_kind<Backend, P, P::results, Feed...>::data>()) return false;
        else {
            constexpr bool stateless_call = std::same_as<State, no_state>;
            constexpr bool reads = stateless_call && uses_variables<P>() && Items::writes == 0, writes = Items::writes != 0 && (stateless_call || std::is_const_v<State>);
            static_assert(!reads, "typegrad: program: it reads variables, so its call needs a state");
            static_assert(!writes, "typegrad: program: it updates variables, so its call needs a state that is not const");
            if constexpr (reads || writes) return false;
            else {
                constexpr int match = [] {
                    if constexpr (stateless_call) return 0;
                    else return state_match<P, Items, State>::worst;
                }();
                static_assert(match != 1, "typegrad: the program has a variable that the state has not");
                static_assert(match != 2, "typegrad: state: the program has a variable of this name with another element type or shape");
                constexpr bool count = sizeof...(Given) <= Items::fetches;
                static_assert(count, "typegrad: into: more buffers than fetched values");
                if constexpr (match == 0 && count) return given_fits<Backend, P, Items::fetches - sizeof...(Given), Given...>();
                else return false;
            }
        }
    }
}

/// What a program is made of.
template <class Backend, class... Item>
constexpr bool items_fit(std::type_identity<std::tuple<Item...>>) {
    constexpr bool items = ((is_expression<Item> || is_updates<Item>) && ...) && sizeof...(Item) > 0, told = (std::same_as<Item, mistake> || ...), backend = requires { sizeof(Backend); };
    static_assert(items || told, "typegrad: compile: takes expressions to fetch and updates (tg::sgd, tg::assign)");
    static_assert(!items || backend, "typegrad: compile: the backend's header is missing (typegrad/thrust.hpp), or in a .cu file its name: tg::compile<tg::gpu>(...)");
    if constexpr (items && backend) return sound<program_items<Item...>::data>();
    else return false;
}

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/checks.hpp>
#include <typegrad/program/items.hpp>
#include <typegrad/program/results.hpp>
#include <typegrad/program/state.hpp>

/// Compiled programs: fetches and updates over named symbols.
namespace typegrad {

/// Variables of a program in the caller's state.
template <class Program, class State>
struct state_variables {
    State* state;
    template <int Slot, class T>
    constexpr T* pointer() const {
        constexpr std::size_t k = std::remove_const_t<State>::find(Program::source.words, Program::cut_graph.slots[Slot].source);
        return const_cast<T*>(state->template data<k>());
    }
};

/// May root `k`, the new value of a variable, be written where the old one is read?
template <class Program, class Items, class Planned>
constexpr bool update_in_place(std::size_t k) {
    const node_id variable = Items::data.roots[k + Items::writes];
    for (std::size_t s = 0; s < Program::slot_count; ++s) {
        const slot leaf = Program::cut_graph.slots[s];
        if (leaf.code == op::variable && same_payload(Program::source.words, leaf.source, Items::data.words, variable) && !in_place_safe<Planned>(static_cast<int>(s), static_cast<int>(k))) return false;
    }
    return true;
}

/// Results of a program: fetched values as `Base` has them, updates in the state.
template <class Program, class Items, class State, class Base>
struct program_results : Base {
    State* state;
    static constexpr std::size_t first_waiting = Items::fetches;
    struct update_list {
        std::size_t variable[Items::writes]; ///< in the state
        bool in_place[Items::writes];
    };
    template <class Planned>
    static constexpr update_list updates = [] {
        update_list u{};
        for (std::size_t i = 0; i < Items::writes; ++i) {
            u.variable[i] = State::find(Items::data.words, Items::data.roots[Items::fetches + Items::writes + i]);
            u.in_place[i] = update_in_place<Program, Items, Planned>(Items::fetches + i);
        }
        return u;
    }();
    /// Calls `place(k, to, direct)` for each root k that is the new value of a variable: where it goes, at once (`direct`) or when everything has
    /// been read. `Executor` has loops over tables or code for each.
    template <class Planned, class Executor, class Place>
    TYPEGRAD_HOST_INLINE void prepare_updates(const binding* slots, const Place& place) const {
        [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_LAMBDA {
            void* const memory[]{state->template data<updates<Planned>.variable[I]>()...};
            Executor::template each<Items::writes>([&](std::size_t i) TYPEGRAD_LAMBDA {
                const declared_variable& v = State::variables.at[updates<Planned>.variable[i]];
                const bool free = is_free(memory[i], static_cast<std::size_t>(v.elements * size_of(v.type)), slots);
                place(Items::fetches + i, memory[i], free && updates<Planned>.in_place[i]);
            });
        }(std::make_index_sequence<Items::writes>{});
    }
    /// Is there no feed in a variable's memory? Throws where a result is.
    bool is_free(const void* to, std::size_t bytes, const binding* slots) const {
        const std::byte* const p = bytes == 0 ? nullptr : static_cast<const std::byte*>(to);
        const memory_range mine{p, p + bytes};
        for (std::size_t j = Base::first_given; j != Items::fetches; ++j)
            if (mine.overlaps(this->ranges[j])) throw_alias(static_cast<int>(j));
        return !meets_feed(mine, slots);
    }
    /// A feed may lie in the state, too.
    static bool meets_feed(const memory_range& mine, const binding* slots) {
        for (std::size_t s = 0; s < Program::slot_count; ++s)
            if (const slot& leaf = Program::cut_graph.slots[s]; leaf.feed >= 0)
                if (mine.overlaps(range_of(slots[s], slot_shapes<Program>::shapes.at[s].rank, static_cast<std::size_t>(size_of(leaf.type))))) return true;
        return false;
    }
};

template <class Backend, class... Item>
class program {
  public:
    using items = program_items<Item...>;
    constexpr explicit program(const Item&... item) : parameters_(join_parameters<items::parameters>(graph_of(item).parameters...)) {}

    /// Runs: `f(state, x = images, y = labels)`. Arguments: a state if there are variables, a `tg::workspace` if its memory
    /// is to be kept between calls without a state, feeds, `tg::learning_rate = value`, and last `tg::into(buffers…)`.
    /// Returns what is fetched: nothing, one value, or a tuple.
    /// Errors: tg::shape_error and tg::alias_error, before anything is written.
    template <class... Argument>
    TYPEGRAD_HOST_INLINE auto operator()(Argument&&... arguments) const {
        constexpr bool all_known = (known<std::remove_cvref_t<Argument>> && ...);
        static_assert(all_known, "typegrad: program: an argument is neither a state, a feed (x = array), a tg::workspace, tg::learning_rate = value nor tg::into(...)");
        constexpr bool one_state = (std::size_t{is_state<std::remove_cvref_t<Argument>>} + ... + 0) <= 1;
        static_assert(one_state, "typegrad: program: one state at most");
        if constexpr (all_known && one_state && (may_be_fed<std::remove_cvref_t<Argument>> && ...)) {
            const auto feeds = std::tuple_cat(feeds_in(arguments)...);
            const auto given = std::tuple_cat(buffers_in(arguments)...);
            using state = std::remove_pointer_t<decltype(state_in(arguments...))>;
            if constexpr (call_fits<Backend, items, state>(std::type_identity<std::remove_const_t<decltype(given)>>{}, std::type_identity<std::remove_const_t<decltype(feeds)>>{})) {
                parameter_values<items::parameters> parameters = parameters_;
                (set_learning_rate(parameters, arguments), ...);
                typename Backend::workspace* memory = nullptr;
                ((memory = is_state<std::remove_cvref_t<Argument>> ? workspace_in(arguments) : memory), ...);
                ((memory = std::same_as<std::remove_cvref_t<Argument>, typename Backend::workspace> ? workspace_in(arguments) : memory), ...); // which beats a state's
                return spread([&](const auto&... f) TYPEGRAD_LAMBDA { return call(state_in(arguments...), memory, parameters, given, f...); }, feeds);
            } else return mistake{};
        } else return mistake{};
    }

    /// What a call with these arguments does: its kernels, what is fused in them, bytes, operations and memory. Runs and
    /// writes nothing; throws where the call would (of a device's arrays it looks at extents alone).
    template <class... Argument>
    TYPEGRAD_HOST_INLINE std::string report(Argument&&... arguments) const { return report_on<typename Backend::arch>(arguments...); }

  private:
    template <class Arch, class... Argument>
    std::string report_on(Argument&&... arguments) const; // program/report.hpp
    template <class T>
    static constexpr bool known = std::same_as<T, mistake> || is_state<T> || is_feed<T> || is_into<T> || std::same_as<T, typename Backend::workspace> || std::same_as<T, learning_rate_symbol::value_type>;

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
    static constexpr typename Backend::workspace* workspace_in(T& x) {
        if constexpr (std::same_as<T, typename Backend::workspace>) return &x;
        else if constexpr (is_state<T>) { // one that may be changed brings its own
            static_assert(std::same_as<typename T::memory_type, typename memory_of<Backend>::type>, "typegrad: program: the state is not in the memory in which the program works: tg::state<backend>(...)");
            if constexpr (std::same_as<typename T::memory_type, typename memory_of<Backend>::type>) return &x.memory();
            else return nullptr;
        } else return nullptr;
    }
    static constexpr no_state* state_in() { return nullptr; }
    template <class First, class... Rest>
    static constexpr auto* state_in(First& first, Rest&... rest) {
        if constexpr (is_state<std::remove_const_t<First>>) return &first;
        else return state_in(rest...);
    }
    template <class T>
    static constexpr void set_learning_rate(parameter_values<items::parameters>& parameters, const T& x) {
        if constexpr (std::same_as<T, learning_rate_symbol::value_type>) {
            constexpr auto rates = [] {
                std::array<bool, items::parameters + 1> is{};
                for (std::uint32_t at = 0; at < items::data.size; at += 1 + static_cast<std::uint32_t>(payload_of(items::data.words[at]))) {
                    const word w = items::data.words[at];
                    if (op_of(w) == op::parameter && payload_of(w) == learning_rate_name.words && items::data.words[at + 1] == learning_rate_name.payload[0]) is[a_of(w)] = is[items::parameters] = true;
                }
                return is;
            }();
            static_assert(rates[items::parameters], "typegrad: program: there is no optimiser whose tg::learning_rate could be set");
            for (std::size_t k = 0; k < items::parameters; ++k)
                if (rates[k]) parameters.bits[k] = __builtin_bit_cast(word, x.value);
        }
    }
    static constexpr const word* bits_of(const parameter_values<items::parameters>& p) {
        if constexpr (items::parameters > 0) return p.bits;
        else return nullptr;
    }

    template <class State, class... Given, class... Feed>
    TYPEGRAD_HOST_INLINE static auto call(State* state, typename Backend::workspace* memory, const parameter_values<items::parameters>& parameters, const std::tuple<Given&...>& given, const Feed&... feeds) {
        using P = program_graph<call_source<items, typename Feed::symbol_type...>>;
        using f = std::integral_constant<family, sizeof...(Feed) == 0 ? family::xtensor : common_family<held<typename Feed::array_type>...>>;
        constexpr std::size_t kept = items::fetches - sizeof...(Given);
        using kinds = typename decltype([]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_LAMBDA {
            return std::type_identity<std::pair<std::tuple<typename root_info<P, K>::template container<Backend, f::value>...>, returned<false, typename root_info<P, K>::template container<Backend, f::value>...>>>{};
        }(std::make_index_sequence<kept>{}))::type;
        using packing = typename kinds::second_type;
        using base = result_set<P, typename kinds::first_type, std::tuple<Given&...>>;
        typename packing::type out{};
        const std::tuple<decltype(hold(feeds.array()))...> arrays(hold(feeds.array())...);
        const auto bound = spread([](const auto&... a) TYPEGRAD_LAMBDA { return std::tuple<const held<typename Feed::array_type>&...>(a...); }, arrays);
        using run = runner<Backend, P, std::tuple<held<typename Feed::array_type>...>>;
        const auto variables = [&] {
            if constexpr (std::same_as<State, no_state>) return no_variables{};
            else {
                state->check();
                return state_variables<P, State>{state};
            }
        }();
        if constexpr (run::straight) {
            base results{packing::parts(out), given};
            const auto updated = updated_variables(state);
            results.check_straight(updated);
            run::check(bound, variables);
            run::run_straight(bound, variables, bits_of(parameters), std::tuple_cat(results.references(), updated));
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

    template <class Arch, class State, class... Given, class... Feed>
    static std::string report_of(State* state, const std::tuple<Given&...>& given, const Feed&... feeds);

    [[no_unique_address]] parameter_values<items::parameters> parameters_;
};

template <class T>
constexpr std::tuple<T> item_list(const T& item) { return {item}; }
template <class... T>
constexpr std::tuple<T...> item_list(const std::tuple<T...>& items) { return items; }

/// A program that computes the fetched expressions and applies the updates: `compile(loss, sgd(loss))`. A tuple of them, as
/// `gradients` returns it, counts as its elements. Only what they need is in it. A program is immutable and may be called from several threads, each with its own state and workspace.
/// A call, `f(state, x = images, y = labels)`, returns what is fetched: nothing, one value, or a tuple. Arguments: a state if there are variables, feeds,
/// a `tg::workspace`, `tg::learning_rate = value`, last `tg::into(buffers…)`. Errors when compiling: a feed that is missing, doubled or unknown, or of another
/// type or number of axes. Errors of the call: tg::shape_error and tg::alias_error, before anything is written.
template <class Backend = default_backend, class... Item>
constexpr auto compile(const Item&... items) {
    if constexpr (items_fit<Backend>(std::type_identity<decltype(std::tuple_cat(item_list(items)...))>{}))
        return std::apply([]<class... I>(const I&... each) { return program<Backend, I...>(each...); }, std::tuple_cat(item_list(items)...));
    else return mistake{};
}

} // namespace typegrad

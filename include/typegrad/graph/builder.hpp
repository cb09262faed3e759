// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <typegrad/graph/describe.hpp>
#include <typegrad/graph/mistake.hpp>
#include <typegrad/graph/word.hpp>
#include <typegrad/half.hpp>

namespace typegrad {

struct builder;

/// Evaluates op `code` on constants; NaN where the result is not to be folded.
using fold_function = double (*)(op code, const double* operands, int attribute);
/// For graphs that are only copied. (Never a null pointer: g++ does not compare with null in constants under
/// -fsanitize=undefined.)
constexpr double fold_nothing(op, const double*, int) { return __builtin_nan(""); }

/// `value` as an array of `type` holds it. Beyond float's range it is infinite; a conversion is no constant there.
constexpr double rounded(double value, dtype type) {
    if (type == dtype::float16) return static_cast<double>(half(value));
    if (type == dtype::bfloat16) return static_cast<double>(bfloat16(value));
    if (type != dtype::float32 || value != value) return value;
    if (value >= 3.4028235677973366e38 || value <= -3.4028235677973366e38) return value < 0 ? -__builtin_inf() : __builtin_inf();
    return static_cast<double>(static_cast<float>(value));
}

/// A value handle: a node of the graph under construction. Arithmetic on handles adds nodes.
struct node_ref {
    builder* graph = nullptr;
    node_id id = 0;

    constexpr word head() const;
    constexpr op code() const { return op_of(head()); }
    constexpr dtype type() const { return dtype_of(head()); }
    constexpr node_id shape() const { return shape_of(head()); }
    constexpr int rank() const;
    constexpr node_ref operand(int k) const;
    constexpr const node_ref operator[](int index) const; // an element of the first axis, const so that it cannot be assigned

    // misuses, told
    template <class T>
    constexpr void operator=(const T&) const&& {
        constexpr bool element = sizeof(T) == 0;
        static_assert(element, "typegrad: a value has no elements that could be assigned: put the new array together with tg::stack or tg::select");
    }
    template <std::same_as<bool> T>
    constexpr explicit operator T() const { return truth_of_symbol<T>(); }
};

/// Appends nodes to a word stream, each distinct node once (hash-consing). Inference and identities stand on top of it
/// in infer.hpp. A misuse is recorded as text by `fail`, or thrown where the user's line is wanted in the backtrace.
struct builder {
    word* words = nullptr;
    node_id* table = nullptr; ///< hash table of `mask + 1` slots; null: nodes are found by scanning
    std::uint32_t mask = 0;
    std::uint32_t capacity = 0;
    std::uint32_t size = 0;
    fold_function fold = &fold_nothing;
    bool canonical = false; ///< operands of commutative ops are sorted by position
    std::uint64_t strided = 0; ///< canonical graphs: slots whose arrays may have any strides
    bool half_products = false; ///< canonical graphs: products read halves
    bool traces = false;  ///< a user's function fills it: no room left is an error with words
    bool throws = false;
    bool failed = false;
    node_id levels = 0;     ///< nested traces so far, so that their arguments stay apart
    message error{};

    constexpr word head(node_id id) const { return words[id]; }
    constexpr node_id shape(node_id id) const { return shape_of(words[id]); }
    constexpr dtype type(node_id id) const { return dtype_of(words[id]); }

    constexpr void begin() { intern(make_head(op::shape, dtype::none)); }

    /// Position of the node, which is appended if it is new.
    constexpr node_id intern(word head, const word* payload = nullptr) {
        return table != nullptr ? intern_hashed(head, payload) : intern_scanned(head, payload);
    }

    /// Appends without looking for an equal node: parameters are never merged.
    constexpr node_id append(word head, const word* payload = nullptr) {
        const int n = payload_of(head);
        if (size + 1 + static_cast<std::uint32_t>(n) > capacity) {
            if (!traces) throw "typegrad: the graph is larger than the tested limit";
            message m;
            return fail(m << "the function is larger than the tested limit of " << static_cast<std::int64_t>(capacity) << " words");
        }
        const node_id id = static_cast<node_id>(size);
        words[size++] = head;
        for (int k = 0; k < n; ++k) words[size++] = payload[k];
        return id;
    }

    /// Where the search for a node begins.
    constexpr std::uint32_t slot_of(word head, const word* payload) const {
        word h = head ^ head >> 29;
        for (int k = 0; k < payload_of(head); ++k) h = (h ^ payload[k]) * 0x9E3779B97F4A7C15u;
        h *= 0xD6E8FEB86659FD93u;
        return static_cast<std::uint32_t>(h >> 40) & mask;
    }

    constexpr node_id intern_hashed(word head, const word* payload) {
        std::uint32_t slot = slot_of(head, payload);
        while (table[slot] != 0) {
            const node_id id = static_cast<node_id>(table[slot] - 1);
            if (words[id] == head && equal_payload(id, payload)) return id;
            slot = (slot + 1) & mask;
        }
        const node_id id = append(head, payload);
        table[slot] = static_cast<node_id>(id + 1);
        return id;
    }

    /// Forgets the nodes from `at` on, as if they had never been asked for.
    constexpr void take_back(std::uint32_t at) {
        while (table != nullptr && size > at) { // the last one first: it ends its chain in the table
            std::uint32_t last = at;
            while (last + 1 + static_cast<std::uint32_t>(payload_of(words[last])) < size) last += 1 + static_cast<std::uint32_t>(payload_of(words[last]));
            std::uint32_t slot = slot_of(words[last], words + last + 1);
            while (table[slot] != 0 && table[slot] != last + 1) slot = (slot + 1) & mask;
            table[slot] = 0; // (of an appended node it is 0 already)
            size = last;
        }
        size = at;
    }

    constexpr bool equal_payload(node_id id, const word* payload) const {
        for (int k = 0; k < payload_of(words[id]); ++k)
            if (words[id + 1 + k] != payload[k]) return false;
        return true;
    }

    /// A node stands after its operands, so the scan starts behind the later one of them.
    constexpr node_id intern_scanned(word head, const word* payload) {
        std::uint32_t at = 0;
        const int n = info(op_of(head)).arity;
        if (n >= 1) at = a_of(head);
        if (n >= 2 && b_of(head) > at) at = b_of(head);
        for (; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at])))
            if (words[at] == head && equal_payload(static_cast<node_id>(at), payload)) return static_cast<node_id>(at);
        return append(head, payload);
    }

    // --- errors -------------------------------------------------------------------------------------------------
    constexpr node_id fail(const message& text) {
        if (throws) throw "typegrad: the line that caused this is in the backtrace; its text stands in the other error";
        if (!failed) error = text;
        failed = true;
        return 0;
    }

    /// `add: x[5,3,2] + [5,2]: `
    constexpr message about(const char* what, node_id a, const char* between, node_id b) const {
        message m;
        m << what << ": ";
        describe_value(m, words, a);
        m << between;
        describe_value(m, words, b);
        m << ": ";
        return m;
    }
    constexpr message about(const char* what, node_id a) const {
        message m;
        m << what << ": ";
        describe_value(m, words, a);
        m << ": ";
        return m;
    }

    // --- shapes -------------------------------------------------------------------------------------------------
    constexpr node_id extent(std::int64_t value) {
        return intern(static_cast<word>(op::extent) | static_cast<word>(value) << 16);
    }
    constexpr bool is_static(node_id extent_id) const { return op_of(words[extent_id]) == op::extent; }
    constexpr std::int64_t extent_value(node_id extent_id) const { return static_extent_of(words[extent_id]); }
    constexpr bool is_one(node_id extent_id) const {
        return is_static(extent_id) && extent_value(extent_id) == 1;
    }
    constexpr int rank_of_shape(node_id shape_id) const { return b_of(words[shape_id]); }
    constexpr int rank(node_id id) const { return rank_of_shape(shape(id)); }
    constexpr node_id extent_of(node_id shape_id, int axis) const { return operand_of(words, shape_id, axis); }

    constexpr node_id make_shape(const node_id* extents, int rank) {
        if (rank == 0) return 0;
        if (rank > max_rank) {
            message m;
            m << "arrays have at most 8 axes, not " << rank;
            return fail(m);
        }
        word payload[max_payload]{};
        for (int k = 0; k < rank; ++k) payload[k / 4] |= static_cast<word>(extents[k]) << (k % 4 * 16);
        return intern(make_head(op::shape, dtype::none, 0, static_cast<node_id>(rank), 0, (rank + 3) / 4), payload);
    }

    /// Elements of a static shape, or -1.
    constexpr std::int64_t static_size(node_id shape_id) const {
        std::int64_t n = 1;
        for (int k = 0; k < rank_of_shape(shape_id); ++k) {
            if (!is_static(extent_of(shape_id, k))) return -1;
            n *= extent_value(extent_of(shape_id, k));
        }
        return n;
    }

    /// Records that two extents must agree at the call; returns the one to go on with (a static one if there is one).
    constexpr node_id agree(node_id a, node_id b, op because) {
        if (a == b) return a;
        const node_id first = is_static(b) || (!is_static(a) && b < a) ? b : a;
        intern(make_head(op::require_equal, dtype::none, a, b, static_cast<node_id>(because)));
        return first;
    }

    // --- constants ----------------------------------------------------------------------------------------------
    constexpr node_id constant(double value, dtype type) {
        word bits = is_floating(type) ? __builtin_bit_cast(word, rounded(value, type))
                                      : static_cast<word>(static_cast<std::int64_t>(value));
        return intern(make_head(op::constant, type, 0, 0, 0, 1), &bits);
    }
    constexpr node_id integer_constant(std::int64_t value, dtype type) {
        const word bits = static_cast<word>(value);
        return intern(make_head(op::constant, type, 0, 0, 0, 1), &bits);
    }
    constexpr bool is_constant(node_id id) const { return op_of(words[id]) == op::constant; }
    constexpr double constant_value(node_id id) const {
        return is_floating(type(id)) ? __builtin_bit_cast(double, words[id + 1])
                                     : static_cast<double>(static_cast<std::int64_t>(words[id + 1]));
    }
    constexpr bool is_value(node_id id, double value) const { return is_constant(id) && constant_value(id) == value; }
};

constexpr word node_ref::head() const { return graph->words[id]; }
constexpr int node_ref::rank() const { return graph->rank(id); }
constexpr node_ref node_ref::operand(int k) const { return {graph, operand_of(graph->words, id, k)}; }

/// Room for a graph of `Capacity` words, in the caller's frame.
template <std::uint32_t Capacity>
struct graph_storage {
    static constexpr std::uint32_t slots() {
        std::uint32_t n = 64;
        while (n < Capacity + Capacity / 2) n *= 2;
        return n;
    }
    word words[Capacity]{};
    node_id table[slots()]{};
    builder graph{words, table, slots() - 1, Capacity};

    constexpr explicit graph_storage(fold_function fold = &fold_nothing) {
        graph.fold = fold;
        graph.begin();
    }
    graph_storage(const graph_storage&) = delete;
    graph_storage& operator=(const graph_storage&) = delete;
};

} // namespace typegrad

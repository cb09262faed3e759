// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <typegrad/graph/message.hpp>
#include <typegrad/graph/mistake.hpp>
#include <typegrad/graph/text.hpp>

/// Compile-time errors in the user's words: a graph that recorded an error makes the compiler print its text as the
/// template argument of `misuse`. Clang cuts texts after some 34 characters, so there the text comes in several.
namespace typegrad {

template <text... Message>
inline constexpr bool misuse = false;

template <text... Message>
constexpr bool report() {
    static_assert(misuse<Message...>, "typegrad: the graph cannot be built; the reason is the text in misuse<text<...>{\"...\"}>"); // ASCII: nvcc writes anything else as escapes, which clang refuses here
    return false;
}

#if defined(__clang__)
inline constexpr int longest_text = 34;
#else
inline constexpr int longest_text = message::capacity;
#endif

/// Where the `n`-th piece of an error text begins; pieces end behind a blank where there is one.
constexpr int piece_begin(const message& m, int n) {
    int begin = 0;
    for (; n > 0; --n) {
        int end = begin + longest_text;
        if (end >= m.size) return m.size;
        while (end > begin && m.text[end - 1] != ' ') --end;
        begin = end > begin ? end : begin + longest_text;
    }
    return begin;
}
constexpr std::size_t piece_count(const message& m) {
    int n = 1;
    while (piece_begin(m, n) < m.size) ++n;
    return static_cast<std::size_t>(n);
}

template <const auto& Data, std::size_t K>
constexpr auto piece() {
    constexpr int begin = piece_begin(Data.error, K), end = piece_begin(Data.error, K + 1);
    text<static_cast<std::size_t>(end - begin) + 1> out;
    for (int i = begin; i < end; ++i) out.characters[i - begin] = Data.error.text[i];
    out.characters[end - begin] = 0; // clang prints a string where every element was written
    return out;
}

/// True when `Data` recorded no error; else the error is shown.
template <const auto& Data>
constexpr bool sound() {
    if constexpr (Data.failed)
        return []<std::size_t... K>(std::index_sequence<K...>) { return report<piece<Data, K>()...>(); }(std::make_index_sequence<piece_count(Data.error)>{});
    else return true;
}

} // namespace typegrad

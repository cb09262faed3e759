// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/message.hpp>
#include <typegrad/graph/text.hpp>

/// Compile-time errors in the user's words: a graph that recorded an error makes the compiler print its text as the
/// template argument of `misuse`.
namespace typegrad {

template <text Message>
inline constexpr bool never = false;

template <text Message>
struct misuse {
    static_assert(never<Message>, "typegrad: the graph cannot be built; the reason is the text in misuse<text<…>{\"…\"}>");
};

template <const auto& Error, std::size_t N>
constexpr auto clipped() {
    text<N + 1> out;
    for (std::size_t i = 0; i < N; ++i) out.characters[i] = Error.error.text[i];
    return out;
}

/// True when `Data` recorded no error; else the error is shown.
template <const auto& Data>
constexpr bool sound() {
    if constexpr (Data.failed) {
        constexpr auto reason = clipped<Data, static_cast<std::size_t>(Data.error.size)>();
        return sizeof(misuse<reason>) == 0;
    } else return true;
}

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <typegrad/graph/word.hpp>

namespace typegrad {

/// A string as a template argument. Compilers print it readably because every element is written.
template <std::size_t N>
struct text {
    char characters[N]{};
    constexpr text() = default;
    constexpr text(const char (&source)[N]) {
        for (std::size_t i = 0; i < N; ++i) characters[i] = source[i];
    }
    static constexpr std::size_t length = N - 1;
};

/// A name packed into payload words.
struct packed_name {
    word payload[max_payload]{};
    int words = 0;

    template <std::size_t N>
    constexpr packed_name(const text<N>& name) : words(static_cast<int>(N - 1 <= 8 * max_payload ? (N + 6) / 8 : max_payload)) {
        static_assert(N > 1, "typegrad: a name has at least one character");
        static_assert(N - 1 <= 8 * max_payload, "typegrad: names have at most 56 characters");
        for (std::size_t i = 0; i + 1 < N && i < 8 * max_payload; ++i)
            payload[i / 8] |= static_cast<word>(static_cast<unsigned char>(name.characters[i])) << (i % 8 * 8);
    }
};

} // namespace typegrad

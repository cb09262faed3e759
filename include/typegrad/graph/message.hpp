// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <typegrad/graph/word.hpp>

namespace typegrad {

/// A text built during constant evaluation, or for an error of a call (where nothing is gained by speed); what does not fit is cut at the end.
struct message {
    static constexpr int capacity = 192;
    char text[capacity + 1]{};
    int size = 0;

    [[gnu::noinline, gnu::cold]] constexpr message& operator<<(const char* p) {
        while (*p != 0 && size < capacity) text[size++] = *p++;
        return *this;
    }
    [[gnu::noinline, gnu::cold]] constexpr message& operator<<(std::int64_t value) {
        if (value < 0) *this << "-";
        std::uint64_t rest = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
        char digits[21]{};
        int n = 20;
        do digits[--n] = static_cast<char>('0' + rest % 10);
        while ((rest /= 10) != 0);
        return *this << &digits[n];
    }
    constexpr message& operator<<(int value) { return *this << static_cast<std::int64_t>(value); }

    /// Appends the name stored in `n` payload words.
    [[gnu::noinline, gnu::cold]] constexpr message& name(const word* payload, int n) {
        for (int k = 0; k < n * 8 && size < capacity; ++k) {
            const char c = static_cast<char>(payload[k / 8] >> (k % 8 * 8) & 255);
            if (c == 0) break;
            text[size++] = c;
        }
        return *this;
    }
};

} // namespace typegrad

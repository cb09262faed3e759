// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <type_traits>

/// What is made of a misuse that has been told.
namespace typegrad {

/// Stands for the value of a call that has been an error already: anything, so that no other errors follow.
struct mistake {
    template <class... A>
    constexpr mistake operator()(const A&...) const { return {}; }
    template <class T>
        requires std::is_default_constructible_v<T>
    constexpr operator T() const { return T(); }
};

/// The truth of a symbol, which nobody knows while the program compiles.
template <class T>
constexpr bool truth_of_symbol() {
    constexpr bool known = sizeof(T) == 0;
    static_assert(known, "typegrad: a symbol is neither true nor false while the program compiles: tg::select(condition, a, b) in place of if and ?:, tg::minimum and tg::maximum in place of std::min and std::max, tg::scan in place of while");
    return false;
}

/// Symbols and something that is none.
template <class... A>
constexpr mistake wrong_operand() {
    constexpr bool operands = (std::is_same_v<A, mistake> || ...);
    static_assert(operands, "typegrad: one operand is a symbol, another is no symbol, number or _c literal: arrays are fed when the program is called (x = array), numbers of other types are converted first");
    return {};
}

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <typegrad/graph/message.hpp>

/// Texts that are put together while a program runs: errors and reports.
namespace typegrad {

/// A text or a whole number, as an argument of `joined`.
struct text_part {
    const char* text = nullptr;
    std::size_t size = 0;
    std::int64_t number = 0;

    text_part(const char* s) : text(s), size(std::char_traits<char>::length(s)) {}
    text_part(const std::string& s) : text(s.data()), size(s.size()) {}
    text_part(const message& m) : text(m.text), size(static_cast<std::size_t>(m.size)) {}
    text_part(std::integral auto n) : number(static_cast<std::int64_t>(n)) {}
};

/// Texts and whole numbers one after the other. A list, not a template or a chain of sums: what is included everywhere is compiled everywhere.
[[gnu::noinline, gnu::cold]] inline std::string joined(std::initializer_list<text_part> parts) {
    std::string s;
    for (const text_part& p : parts) {
        message number;
        if (p.text == nullptr) number << p.number;
        s.append(p.text == nullptr ? number.text : p.text, p.text == nullptr ? static_cast<std::size_t>(number.size) : p.size);
    }
    return s;
}

} // namespace typegrad

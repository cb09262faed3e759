// error: typegrad: C++20 is needed; compile with -std=c++20 or newer
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The tests compile with -std=c++20: this pretends to be C++17.
#undef __cplusplus
#define __cplusplus 201703L
#include <typegrad/config.hpp>

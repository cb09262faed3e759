// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// sizes: 1
// ops-per-size: 0
// flags: -O2 -march=native
#define TYPEGRAD_STANDARD_ONLY 1
#include <typegrad/typegrad.hpp>

/// What including the library without xtensor and xsimd costs.
int main() {}

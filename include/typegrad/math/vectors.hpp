// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/vectors/functions.hpp>

/// What the loops need of xsimd, by its names, on the vector types that g++ and clang have themselves: for compilations without
/// xsimd (TYPEGRAD_NO_XSIMD). Arithmetic, comparisons and our own functions (exp, log, tanh, erf, pow) run on vectors; the other
/// functions run lane by lane through the C library.
namespace typegrad::math {
namespace xsimd = vectors;
}
namespace typegrad::cpu {
namespace xsimd = vectors;
}

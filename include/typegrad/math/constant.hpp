// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/digamma.hpp>
#include <typegrad/math/constant/error_function.hpp>
#include <typegrad/math/constant/exponential.hpp>
#include <typegrad/math/constant/gamma.hpp>
#include <typegrad/math/constant/hyperbolic.hpp>
#include <typegrad/math/constant/inverse_trigonometric.hpp>
#include <typegrad/math/constant/logarithm.hpp>
#include <typegrad/math/constant/logistic.hpp>
#include <typegrad/math/constant/polygamma.hpp>
#include <typegrad/math/constant/roots.hpp>
#include <typegrad/math/constant/rounding.hpp>
#include <typegrad/math/constant/trigonometric.hpp>

/// Elementary functions that every compiler evaluates in constant expressions, with the same bits: only g++
/// has constexpr <cmath>, and a folded constant is part of a kernel's type. They take double; for float,
/// round the result. Made of IEEE additions, multiplications and divisions alone. Errors:
/// tests/math/ACCURACY.md.

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/arithmetic.hpp>
#include <typegrad/math/batch/special.hpp>
#include <typegrad/math/batch/transcendental.hpp>

/// The functions of scalar.hpp for xsimd batches. Measured errors: tests/math/ACCURACY.md.

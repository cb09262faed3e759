// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/scalar/arithmetic.hpp>
#include <typegrad/math/scalar/special.hpp>
#include <typegrad/math/scalar/transcendental.hpp>

/// The elementary functions for one float, double or (where it makes sense) std::int32_t, std::int64_t, bool.
/// Constant evaluation takes typegrad::math::constant, so that folding gives the same bits in every compiler;
/// host code takes the C library and device code CUDA's.

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The elementary functions for every type of value that the ops' `forward` is used with. They are all
/// declared before the ops, because the ops call them by qualified name. In .cu files there are no SIMD
/// batches.
#include <typegrad/math/scalar.hpp>
#if !defined(__CUDACC__)
#include <typegrad/math/batch.hpp>
#endif

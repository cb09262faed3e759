// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The whole library. In a .cu file the CPU backend and xtensor leave themselves out.
#include <typegrad/core.hpp>
#if !defined(__CUDACC__) && !defined(TYPEGRAD_NO_XTENSOR)
#include <typegrad/arrays/xtensor.hpp>
#endif
#include <typegrad/program/vmap.hpp>

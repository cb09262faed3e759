// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The library on plain numbers, std::array, std::vector and std::span: quicker to compile than typegrad.hpp, which adds
/// xtensor and vmap. In a .cu file the CPU backend leaves itself out: xsimd is not for nvcc.
#include <typegrad/config.hpp>

#include <typegrad/backends/device/fused.hpp>
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/literal.hpp>
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

#include <typegrad/arrays/mdspan.hpp>
#include <typegrad/arrays/nested.hpp>
#include <typegrad/arrays/tensor.hpp>
#include <typegrad/arrays/view.hpp>
#include <typegrad/backends/device/memory.hpp>
#include <typegrad/program/function.hpp>
#include <typegrad/program/program.hpp>
#include <typegrad/program/report.hpp>

#if !defined(__CUDACC__)
#include <typegrad/backends/simd.hpp>
#endif

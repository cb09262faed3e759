// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The digits demo on a GPU.
#define DIGITS_BACKEND gpu
#define DIGITS_BACKEND_HEADER <typegrad/gpu.hpp>
#include <typegrad/arrays/xtensor.hpp>
#include "main.cpp"

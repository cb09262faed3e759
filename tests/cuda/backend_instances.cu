// limits: seconds=600 mb=4000 files_mb=1000
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The tests of backends on a GPU. (Where there is one they are a program as any other: link them with main.cpp and cublas.)
#define TYPEGRAD_TEST_BACKEND gpu
#define TYPEGRAD_TEST_BACKEND_HEADER <typegrad/gpu.hpp>
#define TYPEGRAD_TEST_THRUST 1
#include <backends/test_halves.cpp>
#include <backends/test_instances.cpp>
#include <backends/test_thrust_vectors.cpp>

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#define TYPEGRAD_TABLE_KERNELS 0
#include <tiles/tiny.hpp>
#include <plan/random_program.hpp>

TEST_CASE("programs of random graphs of floats and their gradients are what the interpreter computes, in tiny tiles") {
    random_programs::check_seeds<float, 800>();
}

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <plan/random_program.hpp>

TEST_CASE("programs of random graphs of floats and their gradients are what the interpreter computes, from seed 160 on") {
    random_programs::check_seeds<float, 160>();
}

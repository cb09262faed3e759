// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "random_program.hpp"

TEST_CASE("programs of random graphs over halves and their gradients are what the interpreter computes") {
    random_programs::check_seeds<typegrad::half, 8000>();
}

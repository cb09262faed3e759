// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tiles/tiny.hpp>
#include <support/random_memory.hpp>

TEST_CASE("results of random functions are right in new memory, and right or refused in that of the arguments, in tiny tiles") {
    random_memory::check_all();
}

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

int version_in_other_file();
int version_in_other_file() { return TYPEGRAD_VERSION_MINOR; }

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>

namespace digits {

/// What the user gave cannot be used: `what()` is one sentence that names the file or the option and what is
/// wrong.
struct input_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace digits

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>
#include <typegrad/program/text.hpp>

namespace typegrad {

/// What every run-time error of the library derives from. Thrown before anything is written.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// An array whose extents do not fit the symbol it is bound to, or each other.
struct shape_error : error {
    using error::error;
};
/// A row number that an array does not have.
struct index_error : error {
    using error::error;
};
/// Output memory that overlaps something the call reads.
struct alias_error : error {
    using error::error;
};
/// A state that has no such variable, or none of that shape.
struct state_error : error {
    using error::error;
};

} // namespace typegrad

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <adolc/adolc.h>
#include "tape.hpp"

namespace bench {

/// A number of a tape, which is forgotten with its last copy.
std::shared_ptr<const short> new_tape_number();

/// Records `f`, a function of the independents of about so many operations, for which there is room in memory; values of long sweeps
/// ADOL-C still writes to ADOLC-Taylors_*.tap, where the program runs.
template <class F>
tape record_tape(std::vector<double> independents, std::size_t operations, F f) {
    const auto number = new_tape_number();
    const auto room = static_cast<unsigned>(operations + 2 * independents.size() + 65536);
    trace_on(*number, 0, room, 4 * room, room, 2 * room);
    std::vector<adouble> x(independents.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] <<= independents[i];
    double value = 0;
    adouble y = f(x.data());
    y >>= value;
    trace_off();
    return {number, std::move(independents)};
}

} // namespace bench

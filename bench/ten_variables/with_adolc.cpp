// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "ten_variables/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

tape rosenbrock(const double* at) {
    return record_tape(independents<double>({{at, 10}}), 100, [](const adouble* x) {
        adouble sum = 0;
        for (int i = 0; i < 9; ++i) {
            const adouble t = x[i + 1] - x[i] * x[i], u = 1 - x[i];
            sum += 100 * t * t + u * u;
        }
        return sum;
    });
}

} // namespace bench::with_adolc

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Two translation units with the same header, and every library that the package promises to bring along.
#include <typegrad/typegrad.hpp>

#include <xsimd/xsimd.hpp>
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif
#ifdef TYPEGRAD_HAS_CBLAS
#include <cblas.h>
#endif

int version_in_other_file();

int main() {
    const xt::xtensor<double, 1> x{3.0, 4.0};
    double squares = 25.0;
#ifdef TYPEGRAD_HAS_CBLAS
    squares = cblas_ddot(2, x.data(), 1, x.data(), 1);
#endif
    const bool right =
        xsimd::batch<double>(squares).get(0) == 25.0 && version_in_other_file() == TYPEGRAD_VERSION_MINOR;
    return right ? 0 : 1;
}

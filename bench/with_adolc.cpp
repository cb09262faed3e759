// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "with_adolc.hpp"

namespace bench {

std::shared_ptr<const short> new_tape_number() {
    static short numbers = 0;
    // Sweeps otherwise reserve what the longest tape before this one needed.
    setStoreManagerType(ADOLC_LOCATION_SINGLETONS);
    setStoreManagerType(ADOLC_LOCATION_BLOCKS);
    return {new short(numbers++), [](const short* number) {
        removeTape(*number, ADOLC_REMOVE_COMPLETELY);
        delete number;
    }};
}

double tape::sweep() {
    const int n = static_cast<int>(independents_.size());
    double value = 0, one = 1;
    zos_forward(*number_, 1, n, 1, independents_.data(), &value);
    fos_reverse(*number_, 1, n, &one, gradient_.data());
    return value;
}

} // namespace bench

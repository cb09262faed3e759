// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#if __has_include(<unistd.h>) && __has_include(<sys/ioctl.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#elif defined(_WIN32)
#include <io.h>
#endif

namespace digits {

/// What standard output is.
struct terminal {
    bool interactive = false; ///< a person watches: lines may be rewritten
    std::size_t columns = 80;
};

inline terminal standard_output() {
    terminal out;
#if __has_include(<unistd.h>) && __has_include(<sys/ioctl.h>)
    const char* kind = std::getenv("TERM");
    out.interactive = isatty(STDOUT_FILENO) == 1 && !(kind && std::string_view(kind) == "dumb");
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        out.columns = size.ws_col;
#elif defined(_WIN32)
    out.interactive = _isatty(_fileno(stdout)) != 0;
#endif
    return out;
}

} // namespace digits

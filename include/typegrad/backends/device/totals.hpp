// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/device/nest_step.hpp>
#include <typegrad/backends/device/team.hpp>

/// What happens around a nest: accumulators begin, and those of all chunks become a result.
namespace typegrad::device {

/// n totals of nothing.
template <class T, op Reduction>
struct start_totals {
    total_type<T>* totals;
    std::int64_t n;
    work_split split;

    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t chunk) const {
        const std::int64_t end = (chunk + 1) * split.pitch < n ? (chunk + 1) * split.pitch : n;
        for (std::int64_t k = chunk * split.pitch + team.rank(); k < end; k += team.size()) totals[k] = static_cast<total_type<T>>(rule<Reduction>::template identity<T>());
    }
};

/// Elements of a result from `copies` totals for each of n, which lie `pitch` apart. Few elements are a team's each, many a thread's.
template <class T, op Reduction>
struct finish_totals {
    const total_type<T>* totals;
    T* result;
    std::int64_t n, pitch, copies;
    work_split split;

    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t chunk) const {
        const auto join = [](total_type<T> a, total_type<T> b) TYPEGRAD_LAMBDA { return rule<Reduction>::forward(a, b); };
        const bool together = copies > n;
        const std::int64_t end = (chunk + 1) * split.pitch < n ? (chunk + 1) * split.pitch : n, first = together ? 0 : team.rank(), step = together ? 1 : team.size();
        for (std::int64_t k = chunk * split.pitch + first; k < end; k += step) {
            total_type<T> sum = static_cast<total_type<T>>(rule<Reduction>::template identity<T>());
            for (std::int64_t i = together ? team.rank() : 0; i < copies; i += together ? team.size() : 1) sum = join(sum, totals[k + i * pitch]);
            if (together) sum = team.reduce(sum, join);
            if (!together || team.rank() == 0) result[k] = static_cast<T>(sum);
        }
    }
};

} // namespace typegrad::device

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/cut.hpp>
#include <typegrad/backends/cpu/instance_kernel.hpp>
#include <typegrad/backends/cpu/threads.hpp>
#include <typegrad/backends/cpu/tile.hpp>
#include <typegrad/program/instances.hpp>

/// Instances on the CPU: one in each SIMD lane, tile by tile.
namespace typegrad {

template <class Backend, class Program, class... Argument>
struct instances;

template <class Program, class... Argument>
struct instances<simd, Program, Argument...> : bound_instances<simd, Program, Argument...> {
    using base = bound_instances<simd, Program, Argument...>;
    using base::slots, base::count, base::from, base::to, base::check_aliases;
    using typename base::straight, typename base::slot_indices, typename base::result_indices;
    template <std::size_t S>
    using slot_type = typename base::template slot_type<S>;
    template <std::size_t R>
    using result_type = typename base::template result_type<R>;
    template <std::size_t S>
    static constexpr std::size_t slot_elements = base::template slot_elements<S>;
    template <std::size_t R>
    static constexpr std::size_t result_elements = base::template result_elements<R>;
    template <std::size_t S>
    static constexpr bool mapped = base::template mapped<S>;

    struct kernel_maker {
        template <class Constants, word... Steps>
        constexpr auto operator()() const { return std::type_identity<cpu::instance_kernel<cpu::default_arch, Constants, Steps...>>{}; }
    };
    using kernel = typename decltype(straight::with_code(kernel_maker{}))::type;
    static constexpr std::size_t lanes = kernel::lanes;

    /// Runs; nothing has been written before.
    void all() const {
        check_aliases(slot_indices{}, result_indices{});
        const std::int64_t work = static_cast<std::int64_t>(straight::lazily::code.size);
        const std::int64_t chunk = count * work < cpu::threaded_work ? count : largest<std::int64_t>(cpu::chunk_work / work, 1) / width * width + width;
        const std::int64_t chunks = count == 0 ? 0 : (count + chunk - 1) / chunk;
        cpu::each_task(chunks, chunks > 1 ? cpu::thread_count(chunks) : 1, [&](std::int64_t k, int) {
            range(k * chunk, smallest(count, (k + 1) * chunk), slot_indices{}, result_indices{});
        });
    }

  private:
    /// Where the tile of each slot and result begins, and behind them all their size, in bytes.
    struct tile_places {
        std::size_t at[slots + Program::results + 1];
    };
    template <std::size_t... S, std::size_t... R>
    static constexpr tile_places make_places(std::index_sequence<S...>, std::index_sequence<R...>) {
        const std::size_t bytes[]{slot_elements<S> * sizeof(slot_type<S>)..., result_elements<R> * sizeof(result_type<R>)...};
        tile_places places{};
        for (std::size_t k = 0; k < slots + Program::results; ++k) places.at[k + 1] = places.at[k] + (bytes[k] * lanes + 63) / 64 * 64;
        return places;
    }
    static constexpr tile_places places = make_places(slot_indices{}, result_indices{});

    template <std::size_t... S, std::size_t... R>
    void range(std::int64_t begin, std::int64_t end, std::index_sequence<S...>, std::index_sequence<R...>) const {
        alignas(64) std::byte tiles[places.at[slots + Program::results] + 1];
        typename straight::operands memory;
        ((memory.template of<slot_type<S>>(S) = reinterpret_cast<slot_type<S>*>(tiles + places.at[S])), ...);
        ((memory.template of<result_type<R>>(slots + R) = reinterpret_cast<result_type<R>*>(tiles + places.at[slots + R])), ...);
        ((mapped<S> ? void() : load<S>(0, 1, memory.template of<slot_type<S>>(S))), ...);
        const auto tile = [&](std::int64_t i, const auto n) TYPEGRAD_LAMBDA {
            ((mapped<S> ? load<S>(i, n, memory.template of<slot_type<S>>(S)) : void()), ...);
            kernel::run(memory);
            (store<R>(i, n, memory.template of<result_type<R>>(slots + R)), ...);
        };
        std::int64_t i = begin;
        for (; i + width <= end; i += width) tile(i, std::integral_constant<std::int64_t, width>{});
        if (i < end) tile(i, end - i);
    }
    static constexpr std::int64_t width = static_cast<std::int64_t>(lanes);

    /// Instances i to i + n; the last of them stands in the lanes that are left.
    template <std::size_t S, class N>
    TYPEGRAD_HOST_INLINE void load(std::int64_t i, const N n, slot_type<S>* tile) const {
        const auto& rows = std::get<S>(from);
        if (n == width && rows.side_by_side())
            for (std::size_t e = 0; e < slot_elements<S>; ++e) std::memcpy(tile + e * lanes, rows.data + rows.offset[e] + i, lanes * sizeof(slot_type<S>));
        else {
            const slot_type<S>* row[lanes];
            for (std::int64_t l = 0; l < width; ++l) row[l] = rows.row(i + (l < n ? l : n - 1));
            cpu::rows_to_tile<slot_type<S>, lanes>(row, slot_elements<S>, rows.offsets(), tile);
        }
    }
    template <std::size_t R, class N>
    TYPEGRAD_HOST_INLINE void store(std::int64_t i, const N n, const result_type<R>* tile) const {
        const auto& rows = std::get<R>(to);
        if (n == width && rows.side_by_side())
            for (std::size_t e = 0; e < result_elements<R>; ++e) std::memcpy(rows.data + rows.offset[e] + i, tile + e * lanes, lanes * sizeof(result_type<R>));
        else {
            result_type<R>* row[lanes];
            for (std::int64_t l = 0; l < n; ++l) row[l] = rows.row(i + l);
            cpu::tile_to_rows<result_type<R>, lanes>(tile, result_elements<R>, rows.offsets(), row, static_cast<std::size_t>(n));
        }
    }
};

} // namespace typegrad

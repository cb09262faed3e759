// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <sstream>
#include <string>
#include <typegrad/typegrad.hpp>
#include <math/accuracy.hpp>

namespace tg = typegrad;
using tg::op;

/// Every op with samples in its rule is held to them: as a constant, as straight-line code and in every lane of a loop.
namespace {

constexpr double value_ulp = 8, slope_ulp = 16;

template <op Code>
constexpr bool has_samples = requires { tg::rule<Code>::samples; };
template <op Code>
constexpr auto function = [](auto... x) {
    if constexpr (tg::info(Code).arity == 2) return tg::apply<tg::binary_function<Code>>(x...);
    else return tg::apply<tg::unary_function<Code>>(x...);
};

/// A sample of an op of one operand or two.
struct point {
    double x[2], y, slope[2];
    constexpr point(const tg::sample& s) : x{s.x, 0}, y{s.y}, slope{s.slope, 0} {}
    constexpr point(const tg::sample_of_two& s) : x{s.a, s.b}, y{s.y}, slope{s.slope_a, s.slope_b} {}
};
template <op Code>
constexpr point sample(std::size_t i) { return tg::rule<Code>::samples[i % std::size(tg::rule<Code>::samples)]; }

/// Operand `k` decides which slope it is.
template <op Code, class T>
void check(const std::string& where, const point& p, std::size_t k, T y, T slope) {
    if (static_cast<double>(static_cast<T>(p.x[0])) != p.x[0] || static_cast<double>(static_cast<T>(p.x[1])) != p.x[1]) return; // no T
    const auto text = [&](const std::string& what, T got, double want) {
        std::ostringstream out;
        out.precision(17);
        out << where << ": " << what << tg::info(Code).name << "(" << p.x[0];
        if (tg::info(Code).arity == 2) out << ", " << p.x[1];
        out << ") is " << got << " instead of " << want;
        return out.str();
    };
    CHECK_MESSAGE(units_in_the_last_place(y, p.y) <= value_ulp, text("", y, p.y));
    CHECK_MESSAGE(units_in_the_last_place(slope, p.slope[k]) <= slope_ulp, text("slope " + std::to_string(k) + " of ", slope, p.slope[k]));
}

/// Constant expressions do not divide by zero or overflow.
constexpr bool is_finite(double x) { return x < tg::infinity && x > -tg::infinity; }
template <std::size_t Count>
struct constant_results {
    bool known[Count];
    double y[Count], slope[Count][2];
};
template <op Code>
void constants() {
    constexpr std::size_t count = std::size(tg::rule<Code>::samples);
    constexpr bool two = tg::info(Code).arity == 2;
    static constexpr auto results = [] {
        constant_results<count> all{};
        for (std::size_t i = 0; i < count; ++i) {
            const point p = sample<Code>(i);
            if (!is_finite(p.x[0]) || !is_finite(p.y) || !is_finite(p.slope[0]) || !is_finite(p.slope[1]) || (two && p.x[0] == 0)) continue;
            all.known[i] = true;
            if constexpr (two) {
                const auto [y, slopes] = tg::value_and_grad<0, 1>(function<Code>)(p.x[0], p.x[1]);
                all.y[i] = y;
                all.slope[i][0] = std::get<0>(slopes);
                all.slope[i][1] = std::get<1>(slopes);
            } else {
                const auto [y, slope] = tg::value_and_grad(function<Code>)(p.x[0]);
                all.y[i] = y;
                all.slope[i][0] = slope;
            }
        }
        return all;
    }();
    int known = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!results.known[i]) continue;
        ++known;
        for (std::size_t k = 0; k < (two ? 2 : 1); ++k) check<Code>("constant", sample<Code>(i), k, results.y[i], results.slope[i][k]);
    }
    CHECK(known > 1);
}

/// Several ops in one program, each of operands of its own: compilers take their time for a program, not for an op.
template <op... Codes>
struct group {
    static constexpr std::size_t arity = static_cast<std::size_t>((tg::info(Codes).arity, ...)), ops = sizeof...(Codes), operands = ops * arity;
    static constexpr std::size_t longest = std::max({std::size(tg::rule<Codes>::samples)...});
    /// Op number k of operands k and ops + k.
    static constexpr auto values = [](auto... x) {
        const auto all = std::tuple(x...);
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            if constexpr (arity == 2) return std::tuple(function<Codes>(std::get<K>(all), std::get<ops + K>(all))...);
            else return std::tuple(function<Codes>(std::get<K>(all))...);
        }(std::make_index_sequence<ops>{});
    };
    static constexpr auto total = [](auto... x) { return std::apply([](auto... y) { return (tg::sum(y) + ...); }, values(x...)); };

    /// The sum of those that are numbers.
    static constexpr auto unchosen = [](auto... x) { return std::apply([](auto... y) { return (tg::sum(tg::select(y == y, y, 0)) + ...); }, values(x...)); };

    template <class Get>
    static auto derivatives(const Get& x) {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return std::pair(tg::evaluate(values)(x[K]...), tg::grad<static_cast<int>(K)...>(total)(x[K]...));
        }(std::make_index_sequence<operands>{});
    }
    template <class T>
    static void numbers() {
        for (std::size_t i = 0; i < longest; ++i) {
            std::array<T, operands> x;
            std::size_t k = 0;
            ((x[k] = static_cast<T>(sample<Codes>(i).x[0]), arity == 2 ? void(x[ops + k] = static_cast<T>(sample<Codes>(i).x[1])) : void(), ++k), ...);
            asm volatile("" : "+m"(x)); // known to nobody while this is compiled
            const auto [y, slopes] = derivatives(x);
            [&]<std::size_t... K>(std::index_sequence<K...>) {
                (check<Codes, T>("number", sample<Codes>(i), 0, std::get<K>(y), std::get<K>(slopes)), ...);
                if constexpr (arity == 2) (check<Codes, T>("number", sample<Codes>(i), 1, std::get<K>(y), std::get<ops + K>(slopes)), ...);
            }(std::make_index_sequence<ops>{});
        }
    }
    template <class T>
    static void vectors() {
        constexpr std::size_t lanes = tg::cpu::batch<T, tg::simd::arch>::size;
        for (const std::size_t size : {std::size_t{1}, lanes - 1, lanes, 2 * lanes + 3})
            for (std::size_t shift = 0; shift < longest; ++shift) {
                std::array<std::vector<T>, operands> x;
                std::size_t k = 0;
                const auto fill = [&]<op Code>(std::integral_constant<op, Code>) {
                    for (std::size_t i = 0; i < size; ++i)
                        for (std::size_t o = 0; o < arity; ++o) x[o * ops + k].push_back(static_cast<T>(sample<Code>(i + shift).x[o]));
                    ++k;
                };
                (fill(std::integral_constant<op, Codes>{}), ...);
                const auto results = derivatives(x);
                [&]<std::size_t... K>(std::index_sequence<K...>) {
                    for (std::size_t i = 0; i < size; ++i) {
                        (check<Codes, T>("vector", sample<Codes>(i + shift), 0, std::get<K>(results.first)[i], std::get<K>(results.second)[i]), ...);
                        if constexpr (arity == 2) (check<Codes, T>("vector", sample<Codes>(i + shift), 1, std::get<K>(results.first)[i], std::get<ops + K>(results.second)[i]), ...);
                    }
                }(std::make_index_sequence<ops>{});
            }
    }
    /// Whatever the samples are.
    template <class T>
    static void not_a_number() {
        std::array<std::vector<T>, operands> x;
        for (auto& v : x) v.assign(tg::cpu::batch<T, tg::simd::arch>::size + 1, std::numeric_limits<T>::quiet_NaN());
        std::apply([](const auto&... y) {
            const auto all_are = [](const auto& one, const std::string& name) {
                for (const T v : one) CHECK_MESSAGE(v != v, name, " of NaN is ", v);
            };
            (all_are(y, tg::info(Codes).name), ...);
        }, derivatives(x).first);
        // and no gradient of it where it is not chosen
        std::apply([](const auto&... slopes) {
            const auto all_are_zero = [](const auto& one) {
                for (const T v : one) CHECK_MESSAGE(v == 0, "a gradient at NaN behind a select is ", v);
            };
            (all_are_zero(slopes), ...);
        }, [&]<std::size_t... K>(std::index_sequence<K...>) { return tg::grad<static_cast<int>(K)...>(unchosen)(x[K]...); }(std::make_index_sequence<operands>{}));
    }
};

template <int Arity>
constexpr auto with_samples = []<std::size_t... Codes>(std::index_sequence<Codes...>) {
    struct { op of[tg::op_count]; std::size_t count; } found{};
    ((has_samples<static_cast<op>(Codes)> && tg::info(static_cast<op>(Codes)).arity == Arity ? void(found.of[found.count++] = static_cast<op>(Codes)) : void()), ...);
    return found;
}(std::make_index_sequence<tg::op_count>{});

template <class T, int Arity, std::size_t First, std::size_t... K>
void check_group(std::index_sequence<K...>) {
    using some = group<with_samples<Arity>.of[First + K]...>;
    some::template numbers<T>();
    some::template vectors<T>();
    some::template not_a_number<T>();
    if constexpr (std::is_same_v<T, double>) (constants<with_samples<Arity>.of[First + K]>(), ...);
}
template <class T, int Arity, std::size_t First = 0>
void check_all() {
    constexpr std::size_t left = with_samples<Arity>.count - First, size = left < 6 ? left : 6;
    if constexpr (left > 0) {
        check_group<T, Arity, First>(std::make_index_sequence<size>{});
        check_all<T, Arity, First + size>();
    }
}

/// What takes floating numbers only and is no operator has samples.
template <op Code>
struct rule_of {
    static constexpr bool needs_samples = tg::info(Code).kind == tg::kind::elementwise && tg::info(Code).takes == tg::types::floating && Code != op::divide && Code != op::polygamma;
    static_assert(!needs_samples || has_samples<Code>, "this op's rule has no samples");
};
template <std::size_t... Codes>
constexpr std::size_t all_checked(std::index_sequence<Codes...>) { return (sizeof(rule_of<static_cast<op>(Codes)>) + ...); }
static_assert(all_checked(std::make_index_sequence<tg::op_count>{}) > 0);

} // namespace

TEST_CASE_TEMPLATE("ops of one operand give the values and slopes of their samples, as constants, numbers and vectors", T, float, double) { check_all<T, 1>(); }
TEST_CASE_TEMPLATE("ops of two operands give the values and slopes of their samples, as constants, numbers and vectors", T, float, double) { check_all<T, 2>(); }

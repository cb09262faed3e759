// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

/// The axes in a bit mask.
template <unsigned Mask, int At = 0, int... Found>
constexpr auto axes() {
    if constexpr (Mask >> At == 0) return tg::axis_list<Found...>{};
    else if constexpr ((Mask >> At & 1u) != 0) return axes<Mask, At + 1, Found..., At>();
    else return axes<Mask, At + 1, Found...>();
}

/// Sum, product, largest and smallest over the axes of every mask from 1 on.
template <unsigned Masks>
struct all_reductions {
    template <class X>
    constexpr auto operator()(X x) const {
        return [&]<unsigned... M>(std::integer_sequence<unsigned, M...>) {
            return std::tuple_cat(std::tuple(tg::sum(x, axes<M + 1>()), tg::prod(x, axes<M + 1>()), tg::max(x, axes<M + 1>()), tg::min(x, axes<M + 1>()))...);
        }(std::make_integer_sequence<unsigned, Masks>{});
    }
};
template <unsigned Masks>
struct all_sums {
    template <class X>
    constexpr auto operator()(X x) const {
        return [&]<unsigned... M>(std::integer_sequence<unsigned, M...>) { return std::tuple(tg::sum(x, axes<M + 1>())...); }(std::make_integer_sequence<unsigned, Masks>{});
    }
};
template <unsigned Masks>
struct all_maxima {
    template <class X>
    constexpr auto operator()(X x) const {
        return [&]<unsigned... M>(std::integer_sequence<unsigned, M...>) { return std::tuple(tg::max(x, axes<M + 1>(), tg::keepdims)...); }(std::make_integer_sequence<unsigned, Masks>{});
    }
};

enum class reduction { sum, prod, max, min };

template <class A>
std::vector<double> reference(const A& x, unsigned mask, reduction what) {
    using T = typename A::value_type;
    const auto& shape = x.shape();
    std::size_t size = 1;
    for (std::size_t k = 0; k < shape.size(); ++k) size *= (mask >> k & 1u) != 0 ? 1 : shape[k];
    const bool lowest = what == reduction::max, highest = what == reduction::min;
    const double extreme = std::is_floating_point_v<T> ? std::numeric_limits<double>::infinity() : 0;
    double start = what == reduction::prod ? 1 : 0;
    if (lowest) start = std::is_floating_point_v<T> ? -extreme : static_cast<double>(std::numeric_limits<T>::lowest());
    if (highest) start = std::is_floating_point_v<T> ? extreme : static_cast<double>(std::numeric_limits<T>::max());
    std::vector<double> y(size, start);
    std::vector<std::size_t> at(shape.size(), 0);
    for (const T value : x) {
        std::size_t to = 0;
        for (std::size_t k = 0; k < shape.size(); ++k)
            if ((mask >> k & 1u) == 0) to = to * shape[k] + at[k];
        const double v = static_cast<double>(value);
        y[to] = what == reduction::sum ? y[to] + v : what == reduction::prod ? y[to] * v : lowest ? std::max(y[to], v) : std::min(y[to], v);
        for (std::size_t k = shape.size(); k-- > 0;) {
            if (++at[k] < shape[k]) break;
            at[k] = 0;
        }
    }
    return y;
}

template <class Y>
std::vector<double> numbers(const Y& y) {
    if constexpr (std::is_arithmetic_v<Y>) return {static_cast<double>(y)};
    else return {y.begin(), y.end()};
}

template <class T, std::size_t Rank>
xt::xtensor<T, Rank> filled(std::array<std::size_t, Rank> shape, double scale = 1) {
    xt::xtensor<T, Rank> x(shape);
    std::uint64_t i = 0;
    for (T& v : x) v = static_cast<T>(scale * (tg::random_unit(7, i++) * 2.2 - 1.1));
    return x;
}

template <class A, class Y>
void same(const A& x, const Y& y, unsigned mask, reduction what) {
    const std::vector<double> got = numbers(y), want = reference(x, mask, what);
    REQUIRE(got.size() == want.size());
    const double tolerance = sizeof(typename A::value_type) == 4 ? 1e-6 : 1e-14;
    for (std::size_t k = 0; k < got.size(); ++k) {
        const double error = got[k] == want[k] ? 0 : std::fabs(got[k] - want[k]);
        CHECK_MESSAGE(error <= tolerance * (1 + std::fabs(want[k])), "reduction ", static_cast<int>(what), " over mask ", mask, ", element ", k, ": ", got[k], " instead of ", want[k]);
    }
}

template <std::size_t Rank, class T>
void check_all(std::array<std::size_t, Rank> shape, double scale = 1) {
    constexpr unsigned masks = (1u << Rank) - 1;
    const auto x = filled<T, Rank>(shape, scale);
    const auto y = tg::evaluate(all_reductions<masks>{})(x);
    INFO("first extent ", shape[0]);
    [&]<std::size_t... K>(std::index_sequence<K...>) { (same(x, std::get<K>(y), static_cast<unsigned>(K / 4 + 1), static_cast<reduction>(K % 4)), ...); }(std::make_index_sequence<4 * masks>{});
}

} // namespace

TEST_CASE_TEMPLATE("vectors are reduced at every size", T, float, double) {
    for (const std::size_t n : sizes{0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 19, 100, 1000, 5000}) check_all<1, T>({n});
}
TEST_CASE("vectors of integers are reduced at every size") {
    for (const std::size_t n : sizes{0, 1, 2, 5, 8, 17, 30}) {
        check_all<1, std::int32_t>({n}, 3);
        check_all<1, std::int64_t>({n}, 3);
    }
}
TEST_CASE_TEMPLATE("matrices are reduced over every combination of axes", T, float, double) {
    for (const std::size_t n : sizes{0, 1, 3, 17})
        for (const std::size_t m : sizes{0, 1, 2, 8, 21, 64}) check_all<2, T>({n, m});
}
TEST_CASE("arrays of three axes are reduced over every combination of them") {
    for (const std::size_t n : sizes{0, 1, 5})
        for (const std::size_t m : sizes{0, 1, 4})
            for (const std::size_t k : sizes{0, 1, 7, 19}) check_all<3, double>({n, m, k});
}
TEST_CASE("arrays of four axes are summed over every combination of them") {
    for (const auto& shape : {std::array<std::size_t, 4>{2, 3, 4, 5}, {1, 3, 1, 18}, {3, 1, 2, 1}, {2, 0, 3, 4}, {4, 5, 3, 17}}) {
        const auto x = filled<float, 4>(shape);
        const auto y = tg::evaluate(all_sums<15>{})(x);
        [&]<std::size_t... K>(std::index_sequence<K...>) { (same(x, std::get<K>(y), static_cast<unsigned>(K + 1), reduction::sum), ...); }(std::make_index_sequence<15>{});
    }
}
TEST_CASE("the largest elements over every combination of four axes keep the rank where that is asked for") {
    for (const auto& shape : {std::array<std::size_t, 4>{2, 3, 4, 5}, {3, 1, 2, 9}}) {
        const auto x = filled<double, 4>(shape);
        const auto y = tg::evaluate(all_maxima<15>{})(x);
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            (same(x, std::get<K>(y), static_cast<unsigned>(K + 1), reduction::max), ...);
            for (std::size_t axis = 0; axis < 4; ++axis) ([&] { CHECK(std::get<K>(y).shape()[axis] == (((K + 1) >> axis & 1u) != 0 ? 1 : shape[axis])); }(), ...);
        }(std::make_index_sequence<15>{});
    }
}

TEST_CASE("a float sum of ten million values holds to 1e-6") {
    std::vector<float> x(10'000'000);
    double want = 0;
    for (std::size_t i = 0; i < x.size(); ++i) want += x[i] = static_cast<float>(0.1 + 0.05 * tg::random_unit(1, i));
    const float y = tg::evaluate([](auto v) { return tg::sum(v); })(x);
    CHECK(std::fabs(y - want) < 1e-6 * want);
    const auto [value, gradient] = tg::value_and_grad([](auto v) { return tg::mean(tg::square(v)); })(x);
    double squares = 0;
    for (const float v : x) squares += static_cast<double>(v) * v;
    CHECK(std::fabs(value - squares / 1e7) < 1e-6 * squares / 1e7);
    CHECK(gradient.size() == x.size());
    CHECK(std::fabs(gradient.back() - 2e-7f * x.back()) < 1e-13f);
}

TEST_CASE("results do not depend on where in memory an array lies") {
    std::vector<float> memory(5000 + 32);
    std::vector<float> x(5000);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(tg::random_unit(3, i) - 0.4);
    const auto f = tg::value_and_grad([](auto v) { return tg::sum(tg::exp(v) * tg::sin(v)); });
    const auto [value, gradient] = f(x);
    for (std::size_t offset = 0; offset < 32; ++offset) {
        std::copy(x.begin(), x.end(), memory.begin() + static_cast<std::ptrdiff_t>(offset));
        const auto [again, slope] = f(std::span<const float>(memory.data() + offset, x.size()));
        CHECK(again == value);
        CHECK(slope == gradient);
    }
}

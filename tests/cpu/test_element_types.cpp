// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

template <class T>
std::vector<T> integers(std::size_t n, std::uint64_t seed) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(static_cast<std::int64_t>(tg::random_bits(seed, i) % 41) - 20);
    return x;
}

} // namespace

TEST_CASE_TEMPLATE("integers are computed exactly at every size", T, std::int32_t, std::int64_t) {
    const auto f = tg::evaluate([](auto a, auto b) {
        return std::tuple(a + b, a - b, a * b, -a, tg::abs(a), tg::sign(a), tg::square(a), tg::minimum(a, b), tg::maximum(a, b), a % b, tg::select(a < b, a, b * 2), a == b);
    });
    for (const std::size_t n : sizes{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 35, 1000}) {
        const auto a = integers<T>(n, 1), b = integers<T>(n, 2);
        const auto y = f(a, b);
        REQUIRE(std::get<0>(y).size() == n);
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(std::get<0>(y)[i] == a[i] + b[i]);
            CHECK(std::get<1>(y)[i] == a[i] - b[i]);
            CHECK(std::get<2>(y)[i] == a[i] * b[i]);
            CHECK(std::get<3>(y)[i] == -a[i]);
            CHECK(std::get<4>(y)[i] == std::abs(a[i]));
            CHECK(std::get<5>(y)[i] == (a[i] > 0) - (a[i] < 0));
            CHECK(std::get<6>(y)[i] == a[i] * a[i]);
            CHECK(std::get<7>(y)[i] == std::min(a[i], b[i]));
            CHECK(std::get<8>(y)[i] == std::max(a[i], b[i]));
            CHECK(std::get<9>(y)[i] == (b[i] == 0 ? 0 : ((a[i] % b[i]) + b[i]) % b[i]));
            CHECK(std::get<10>(y)[i] == (a[i] < b[i] ? a[i] : b[i] * 2));
            CHECK(std::get<11>(y)[i] == (a[i] == b[i]));
        }
    }
}

TEST_CASE("casts between all element types are C++'s") {
    const auto f = tg::evaluate([](auto x) {
        return std::tuple(tg::cast<std::int32_t>(x), tg::cast<std::int64_t>(x), tg::cast<float>(x), tg::cast<double>(x), tg::cast<bool>(x));
    });
    const auto check = [&](const auto& x) {
        using T = typename std::remove_cvref_t<decltype(x)>::value_type;
        const auto y = f(x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            CHECK(std::get<0>(y)[i] == static_cast<std::int32_t>(x[i]));
            CHECK(std::get<1>(y)[i] == static_cast<std::int64_t>(x[i]));
            CHECK(std::get<2>(y)[i] == static_cast<float>(x[i]));
            CHECK(std::get<3>(y)[i] == static_cast<double>(x[i]));
            CHECK(std::get<4>(y)[i] == (x[i] != T(0)));
        }
    };
    const std::vector<double> numbers{0, 0.5, -0.5, 1.9, -1.9, 1e6 + 0.3, -123456.7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0.1};
    check(numbers);
    check(std::vector<float>(numbers.begin(), numbers.end()));
    check(integers<std::int32_t>(37, 4));
    check(integers<std::int64_t>(37, 4));
    check(std::array<double, 5>{0, 0.5, -2.7, 3, -0.0});
    check(xt::xtensor<bool, 1>{true, false, true, true, false, false, true, true, true, false, true});
}

TEST_CASE("one loop computes with floats, doubles, ints and bools together") {
    const auto f = tg::evaluate([](auto value, auto label, auto weight, auto valid) {
        auto wide = tg::cast<double>(value) * weight;
        auto hit = label == 3 && valid;
        return std::tuple(tg::select(hit, wide, -wide), tg::sum(tg::select(hit, value, 0)), label * 2, hit, tg::sum(label));
    });
    for (const std::size_t n : sizes{1, 5, 8, 16, 17, 33, 300}) {
        const auto label = integers<int>(n, 3);
        std::vector<float> value(n);
        std::vector<double> weight(n);
        xt::xtensor<bool, 1> valid(std::array{n});
        for (std::size_t i = 0; i < n; ++i) value[i] = static_cast<float>(tg::random_unit(1, i)), weight[i] = tg::random_unit(2, i), valid(i) = tg::random_unit(3, i) < 0.7;
        const auto [chosen, total, twice, hit, sum] = f(value, label, weight, valid);
        double want = 0;
        int labels = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const bool h = label[i] == 3 && valid(i);
            CHECK(chosen(i) == (h ? 1 : -1) * (static_cast<double>(value[i]) * weight[i]));
            CHECK(twice(i) == 2 * label[i]);
            CHECK(hit(i) == h);
            want += h ? static_cast<double>(value[i]) : 0;
            labels += label[i];
        }
        CHECK(std::fabs(static_cast<double>(total) - want) < 1e-6 * (1 + want));
        CHECK(sum == labels);
    }
}

TEST_CASE("float arithmetic beside doubles stays float arithmetic") {
    const auto [product, wide] = tg::evaluate([](auto x, auto y) { return std::tuple(x * x, tg::cast<double>(x * x) + y); })(std::vector<float>(19, 0.1f), std::vector<double>(19, 0.0));
    for (std::size_t i = 0; i < 19; ++i) {
        CHECK(product[i] == 0.1f * 0.1f);
        CHECK(wide[i] == static_cast<double>(0.1f * 0.1f));
    }
}

namespace {

template <class T>
void check_index(const xt::xtensor<T, 3>& x) {
    const auto f = tg::evaluate([](auto v) {
        return std::tuple(tg::argmax(v, tg::axis<0>), tg::argmax(v, tg::axis<1>), tg::argmax(v, tg::axis<2>), tg::argmin(v, tg::axis<0>), tg::argmin(v, tg::axis<1>), tg::argmin(v, tg::axis<2>));
    });
    const auto y = f(x);
    const auto check = [&](const xt::xtensor<std::int64_t, 2>& got, std::size_t axis, double sign) {
        const auto& s = x.shape();
        for (std::size_t i = 0; i < s[axis == 0 ? 1 : 0]; ++i)
            for (std::size_t j = 0; j < s[axis == 2 ? 1 : 2]; ++j) {
                const auto at = [&](std::size_t k) { return sign * static_cast<double>(axis == 0 ? x(k, i, j) : axis == 1 ? x(i, k, j) : x(i, j, k)); };
                std::size_t best = 0;
                for (std::size_t k = 1; k < s[axis]; ++k)
                    if (!std::isnan(at(best)) && (at(k) > at(best) || std::isnan(at(k)))) best = k;
                CHECK(got(i, j) == static_cast<std::int64_t>(best));
            }
    };
    check(std::get<0>(y), 0, 1);
    check(std::get<1>(y), 1, 1);
    check(std::get<2>(y), 2, 1);
    check(std::get<3>(y), 0, -1);
    check(std::get<4>(y), 1, -1);
    check(std::get<5>(y), 2, -1);
}

} // namespace

TEST_CASE_TEMPLATE("argmax and argmin find the first extremum along each axis, ties and NaN included", T, float, double, std::int32_t, std::int64_t) {
    for (const auto& shape : {std::array<std::size_t, 3>{1, 1, 1}, {3, 4, 5}, {2, 7, 17}, {5, 1, 9}}) {
        xt::xtensor<T, 3> x(shape);
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(tg::random_bits(11, i) % 4); // ties everywhere
        check_index(x);
        if constexpr (std::is_floating_point_v<T>) {
            for (std::size_t i = 0; i < x.size(); i += 7) x.data()[i] = std::numeric_limits<T>::quiet_NaN();
            check_index(x);
            for (T& v : x) v = -std::numeric_limits<T>::infinity();
            check_index(x);
        }
    }
}

TEST_CASE("one_hot marks the class and nothing for a label out of range") {
    const auto y = tg::evaluate([](auto labels) { return tg::one_hot<5>(labels); })(xt::xtensor<int, 1>{0, 4, 5, -1, 2});
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t k = 0; k < 5; ++k) CHECK(y(i, k) == ((i == 0 && k == 0) || (i == 1 && k == 4) || (i == 4 && k == 2) ? 1.f : 0.f));
}

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <support/on_backend.hpp>
#include <typegrad/program/vmap.hpp>

namespace tg = typegrad;

namespace {

/// A number for each of two rows: of the instance's own, and one of a table.
constexpr auto bent = [](auto p, auto q, auto s) { return tg::stack(p[0] * q[1] + s * p[2], tg::sin(p[1]) * q[0] * p[0]); };

} // namespace

TEST_CASE("a small function's values and derivatives on many instances, some of whose rows are looked up") {
    for (const std::int64_t n : {0, 1, 5, 64, 1000}) {
        CAPTURE(n);
        const on::array<double, 2> p(on::extents(n, 3), on::wild), q(on::extents(7, 2), [](std::size_t k) { return on::wild(k + 31); });
        const on::array<std::int32_t, 1> at(on::extents(n), [](std::size_t k) { return static_cast<double>(k * 5 % 7); });
        on::array<double, 2> values(on::extents(n, 2));
        on::array<double, 3> jacobians(on::extents(n, 2, 5));
        const double s = 0.75;
        tg::on<on::backend>(tg::vmap(bent))(tg::rows<3>(*p), tg::rows<2>(*q, *at), s, tg::into(*values));
        tg::on<on::backend>(tg::vmap(tg::jacobian<0, 1>(bent)))(tg::rows<3>(*p), tg::rows<2>(*q, *at), s, tg::into(*jacobians));
        const std::vector<double> v = values.numbers(), j = jacobians.numbers();
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            const std::size_t row = i * 5 % 7;
            const double x[]{on::wild(3 * i), on::wild(3 * i + 1), on::wild(3 * i + 2)}, y[]{on::wild(2 * row + 31), on::wild(2 * row + 32)};
            CHECK(v[2 * i] == doctest::Approx(x[0] * y[1] + s * x[2]));
            CHECK(v[2 * i + 1] == doctest::Approx(std::sin(x[1]) * y[0] * x[0]));
            const double want[]{y[1], 0, s, 0, x[0], std::sin(x[1]) * y[0], std::cos(x[1]) * y[0] * x[0], 0, std::sin(x[1]) * x[0], 0};
            for (std::size_t k = 0; k < 10; ++k) CHECK(j[10 * i + k] == doctest::Approx(want[k]));
        }
    }
}
TEST_CASE("row numbers that do not exist") {
    const on::array<double, 2> table(on::extents(4, 2), on::wild);
    const on::array<std::int64_t, 1> at(on::extents(5), [](std::size_t k) { return k == 1 ? -1.0 : k == 3 ? 4.0 : 2.0; });
    on::array<double, 1> sums(on::extents(5), [](std::size_t) { return 17.0; });
    const auto run = [&] { tg::on<on::backend>(tg::vmap([](auto row) { return tg::sum(row); }))(tg::rows<2>(*table, *at), tg::into(*sums)); };
    if (on::backend::own_memory) run(); // nobody waits
    else CHECK_THROWS_AS(run(), tg::index_error);
    const std::vector<double> got = sums.numbers();
    for (std::size_t k = 0; k < 5; ++k) {
        if (!on::backend::own_memory) CHECK(got[k] == 17);
        else if (k % 2 == 1) CHECK(std::isnan(got[k]));
        else CHECK(got[k] == doctest::Approx(on::wild(4) + on::wild(5)));
    }
}
TEST_CASE("what all instances share is the host's, and extents are checked") {
    on::array<float, 2> x(on::extents(50, 2), on::wild);
    const std::array<std::array<float, 2>, 3> m{{{1, 2}, {3, 4}, {5, 6}}};
    on::array<float, 2> y(on::extents(50, 3)), narrow(on::extents(50, 2));
    const auto f = tg::on<on::backend>(tg::vmap<1>([](auto a, auto b) { return tg::matmul(a, b); }));
    f(m, tg::rows<2>(*x), tg::into(*y));
    const std::vector<double> a = x.numbers(), b = y.numbers();
    for (std::size_t i = 0; i < 50; ++i)
        for (std::size_t k = 0; k < 3; ++k) CHECK(b[3 * i + k] == doctest::Approx(static_cast<double>(m[k][0]) * a[2 * i] + static_cast<double>(m[k][1]) * a[2 * i + 1]));
    CHECK_THROWS_AS(f(m, tg::rows<2>(*x), tg::into(*narrow)), tg::shape_error);
}

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Gradients of numbers are constant expressions with every compiler.
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
namespace exact = typegrad::math; // constant expressions everywhere

namespace {

constexpr bool near(double got, double want, double tolerance = 2e-15) {
    const double error = got < want ? want - got : got - want, size = want < 0 ? -want : want;
    return error <= tolerance * (size + 1e-3);
}
/// grad(f) at several points against the derivative in closed form.
template <class F, class D>
constexpr bool derivative_is(F f, D d, std::initializer_list<double> points, double tolerance = 2e-15) {
    for (const double x : points)
        if (!near(tg::grad(f)(x), d(x), tolerance)) return false;
    return true;
}
constexpr double pi = 3.141592653589793;

} // namespace

// clang-format off
static_assert(derivative_is([](auto x) { return -x; }, [](double) { return -1.0; }, {-1, 0, 2}));
static_assert(derivative_is([](auto x) { return tg::abs(x); }, [](double x) { return x < 0 ? -1.0 : x > 0 ? 1.0 : 0.0; }, {-1.5, 0, 2}));
static_assert(derivative_is([](auto x) { return tg::sign(x) + tg::floor(x) + tg::ceil(x) + tg::trunc(x) + tg::round(x); }, [](double) { return 0.0; }, {-1.3, 0.2, 2.7}));
static_assert(derivative_is([](auto x) { return tg::square(x); }, [](double x) { return 2 * x; }, {-1.5, 0, 2}));
static_assert(derivative_is([](auto x) { return tg::reciprocal(x); }, [](double x) { return -1 / (x * x); }, {-1.5, 0.3, 2}));
static_assert(derivative_is([](auto x) { return tg::sqrt(x); }, [](double x) { return 0.5 / exact::sqrt(x); }, {0.01, 0.3, 200}));
static_assert(derivative_is([](auto x) { return tg::rsqrt(x); }, [](double x) { return -0.5 / (x * exact::sqrt(x)); }, {0.01, 0.3, 200}));
static_assert(derivative_is([](auto x) { return tg::cbrt(x); }, [](double x) { return exact::cbrt(x) / (3 * x); }, {-2, 0.01, 200}));
static_assert(derivative_is([](auto x) { return tg::exp(x); }, [](double x) { return exact::exp(x); }, {-3, 0, 5}));
static_assert(derivative_is([](auto x) { return tg::exp2(x); }, [](double x) { return exact::exp2(x) * 0.6931471805599453; }, {-3, 0, 5}));
static_assert(derivative_is([](auto x) { return tg::expm1(x); }, [](double x) { return exact::exp(x); }, {-3, 1e-9, 5}));
static_assert(derivative_is([](auto x) { return tg::log(x); }, [](double x) { return 1 / x; }, {0.01, 1, 50}));
static_assert(derivative_is([](auto x) { return tg::log2(x); }, [](double x) { return 1 / (x * 0.6931471805599453); }, {0.01, 1, 50}));
static_assert(derivative_is([](auto x) { return tg::log10(x); }, [](double x) { return 1 / (x * 2.302585092994046); }, {0.01, 1, 50}));
static_assert(derivative_is([](auto x) { return tg::log1p(x); }, [](double x) { return 1 / (1 + x); }, {-0.5, 1e-9, 50}));
static_assert(derivative_is([](auto x) { return tg::sin(x); }, [](double x) { return exact::cos(x); }, {-2, 0, 1.1}));
static_assert(derivative_is([](auto x) { return tg::cos(x); }, [](double x) { return -exact::sin(x); }, {-2, 0, 1.1}));
static_assert(derivative_is([](auto x) { return tg::tan(x); }, [](double x) { return 1 / (exact::cos(x) * exact::cos(x)); }, {-1, 0, 1.1}));
static_assert(derivative_is([](auto x) { return tg::asin(x); }, [](double x) { return 1 / exact::sqrt(1 - x * x); }, {-0.6, 0, 0.9}, 1e-14));
static_assert(derivative_is([](auto x) { return tg::acos(x); }, [](double x) { return -1 / exact::sqrt(1 - x * x); }, {-0.6, 0, 0.9}, 1e-14));
static_assert(derivative_is([](auto x) { return tg::atan(x); }, [](double x) { return 1 / (1 + x * x); }, {-3, 0, 0.9}));
static_assert(derivative_is([](auto x) { return tg::sinh(x); }, [](double x) { return exact::cosh(x); }, {-3, 0, 0.9}));
static_assert(derivative_is([](auto x) { return tg::cosh(x); }, [](double x) { return exact::sinh(x); }, {-3, 0, 0.9}));
static_assert(derivative_is([](auto x) { return tg::tanh(x); }, [](double x) { return 1 / (exact::cosh(x) * exact::cosh(x)); }, {-2, 0, 0.9}, 1e-14));
static_assert(derivative_is([](auto x) { return tg::asinh(x); }, [](double x) { return 1 / exact::sqrt(1 + x * x); }, {-3, 0, 0.9}));
static_assert(derivative_is([](auto x) { return tg::acosh(x); }, [](double x) { return 1 / exact::sqrt(x * x - 1); }, {1.5, 2, 9}, 1e-14));
static_assert(derivative_is([](auto x) { return tg::atanh(x); }, [](double x) { return 1 / (1 - x * x); }, {-0.6, 0, 0.9}, 1e-14));
static_assert(derivative_is([](auto x) { return tg::erf(x); }, [](double x) { return 2 / exact::sqrt(pi) * exact::exp(-x * x); }, {-1.5, 0, 0.3}));
static_assert(derivative_is([](auto x) { return tg::erfc(x); }, [](double x) { return -2 / exact::sqrt(pi) * exact::exp(-x * x); }, {-1.5, 0, 2.3}));
static_assert(derivative_is([](auto x) { return tg::lgamma(x); }, [](double x) { return exact::digamma(x); }, {0.5, 1, 7.3}));
static_assert(derivative_is([](auto x) { return tg::digamma(x); }, [](double x) { return exact::polygamma(x, 1); }, {0.5, 1, 7.3}));
static_assert(derivative_is([](auto x) { return tg::polygamma<2>(x); }, [](double x) { return exact::polygamma(x, 3); }, {0.5, 1, 7.3}));
static_assert(derivative_is([](auto x) { return tg::sigmoid(x); }, [](double x) { return exact::exp(-x) / ((1 + exact::exp(-x)) * (1 + exact::exp(-x))); }, {-2, 0, 3}, 1e-14));
static_assert(derivative_is([](auto x) { return tg::softplus(x); }, [](double x) { return 1 / (1 + exact::exp(-x)); }, {-2, 0, 30}));
static_assert(derivative_is([](auto x) { return tg::log_sigmoid(x); }, [](double x) { return 1 / (1 + exact::exp(x)); }, {-2, 0, 30}));
static_assert(derivative_is([](auto x) { return tg::pow(x, 2.5); }, [](double x) { return 2.5 * x * exact::sqrt(x); }, {0.2, 1, 3}));
static_assert(derivative_is([](auto x) { return tg::pow(2, x); }, [](double x) { return exact::exp2(x) * 0.6931471805599453; }, {-2, 0, 3}));
static_assert(derivative_is([](auto x) { return tg::atan2(x, 2); }, [](double x) { return 2 / (4 + x * x); }, {-2, 0, 3}));
static_assert(derivative_is([](auto x) { return tg::hypot(x, 2); }, [](double x) { return x / exact::hypot(x, 2.0); }, {-2, 0, 3}));
static_assert(derivative_is([](auto x) { return tg::minimum(x, 1) * 3 + tg::maximum(x, 1); }, [](double x) { return x < 1 ? 3.0 : x > 1 ? 1.0 : 2.0; }, {-2, 1, 3}));
static_assert(derivative_is([](auto x) { return tg::select(x < 0, tg::exp(x), x * x); }, [](double x) { return x < 0 ? exact::exp(x) : 2 * x; }, {-2, 0, 3}));
static_assert(derivative_is([](auto x) { return x % 2; }, [](double) { return 1.0; }, {-2.5, 0.5, 3.5}));
static_assert(derivative_is([](auto x) { return tg::clip(x, -1, 1); }, [](double x) { return x > -1 && x < 1 ? 1.0 : 0.0; }, {-2.5, 0.5, 3.5}));
static_assert(derivative_is([](auto x) { return (x * x + 3) / (x - 7) - x; }, [](double x) { return (2 * x * (x - 7) - (x * x + 3)) / ((x - 7) * (x - 7)) - 1; }, {-2, 0, 3}, 1e-14));
// clang-format on

// --- several arguments, floats, arrays ----------------------------------------------------------------------------------

constexpr auto both = [](auto a, auto b) { return a * tg::exp(b); };
static_assert(std::get<0>(tg::grad<0, 1>(both)(2.0, 0.0)) == 1);
static_assert(std::get<1>(tg::grad<0, 1>(both)(2.0, 0.0)) == 2);
static_assert(std::get<1>(tg::value_and_grad<0, 1>(both)(2.0, 0.0).second) == 2);
static_assert(tg::grad([](auto x) { return x * x * x; })(2.0f) == 12.0f);
static_assert(std::is_same_v<decltype(tg::grad([](auto x) { return x * x; })(2.0f)), float>);
static_assert(tg::grad([](auto v) { return tg::sum(v * v); })(std::array<double, 3>{1, 2, 3}) == std::array<double, 3>{2, 4, 6});
static_assert(tg::evaluate([](auto v) { return tg::max(v) - tg::min(v); })(std::array<int, 4>{3, 9, -2, 5}) == 11);
static_assert(tg::jacobian([](auto v) { return v[0] * v[1] + v[1]; })(std::array<double, 2>{3, 4}) == std::array<double, 2>{4, 4});

// --- gradients of gradients --------------------------------------------------------------------------------------------

static_assert(near(tg::grad(tg::grad([](auto x) { return tg::sin(x); }))(0.7), -exact::sin(0.7)));
static_assert(tg::grad(tg::grad([](auto x) { return x * x * x; }))(2.0) == 12);
static_assert(tg::grad(tg::grad(tg::grad([](auto x) { return x * x * x * x; })))(2.0) == 48);
static_assert(near(tg::grad([](auto x) { return tg::exp(x) * tg::grad([](auto y) { return tg::log(y); })(x); })(2.0), exact::exp(2.0) * (0.5 - 0.25)));

TEST_CASE("second derivatives of array functions are gradients of gradients") {
    constexpr auto f = [](auto v) { return tg::sum(tg::exp(v) * v); };
    const std::vector<double> x{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    const auto h = tg::grad([](auto v) { return tg::sum(tg::grad([](auto u) { return tg::sum(tg::exp(u) * u); })(v)); })(x);
    for (std::size_t k = 0; k < x.size(); ++k) CHECK(h[k] == doctest::Approx(std::exp(x[k]) * (2 + x[k])));
    CHECK(tg::grad(f)(x)[3] == doctest::Approx(std::exp(0.4) * 1.4));
}

namespace {
constexpr std::array<double, 2> point{2, 5};
constexpr auto jacobian_matrix = tg::jacobian([](auto x) { return tg::stack(x[0] * x[1], x[0] + x[1]); })(point);
static_assert(jacobian_matrix == std::array{std::array{5.0, 2.0}, std::array{1.0, 1.0}});
constexpr std::array<std::array<double, 2>, 2> square_matrix{{{1, 2}, {3, 4}}};
static_assert(tg::evaluate([](auto a) { return tg::sum(a); })(square_matrix) == 10);
static_assert(tg::grad([](auto a) { return tg::sum(a * a); })(square_matrix) == std::array{std::array{2.0, 4.0}, std::array{6.0, 8.0}});
} // namespace

TEST_CASE("matrices are arguments and results of constant expressions") { CHECK(jacobian_matrix[0][0] == 5); }

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

template <class T, std::size_t N>
xt::xtensor<T, N> numbers(std::array<std::size_t, N> shape, std::uint64_t seed) {
    xt::xtensor<T, N> x(shape);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<T>(std::is_integral_v<T> ? static_cast<double>(tg::random_bits(seed, i) % 11) - 5 : 2 * tg::random_unit(seed, i) - 1);
    return x;
}
/// `y` is `want`, to the rounding of a sum of `terms` products of numbers below 1.
template <class T>
void check_near(T y, double want, std::size_t terms, const char* what) {
    CHECK_MESSAGE(std::fabs(static_cast<double>(y) - want) <= (std::is_integral_v<T> ? 0 : sizeof(T) == 4 ? 4e-7 : 4e-16) * static_cast<double>(terms + 1), what);
}

} // namespace

TEST_CASE_TEMPLATE("products of arrays of matrices, of any extents", T, float, double, std::int32_t) {
    const auto f = tg::evaluate([](auto a, auto b) { return tg::matmul(a, b); });
    for (const std::size_t batch : sizes{0, 1, 3})
        for (const std::size_t m : sizes{0, 1, 5})
            for (const std::size_t k : sizes{0, 1, 7})
                for (const std::size_t n : sizes{0, 1, 4, 9}) {
                    const auto a = numbers<T, 3>({batch, m, k}, 1), b = numbers<T, 3>({batch, k, n}, 2);
                    const auto y = f(a, b);
                    REQUIRE((y.shape()[0] == batch && y.shape()[1] == m && y.shape()[2] == n));
                    for (std::size_t l = 0; l < batch; ++l)
                        for (std::size_t i = 0; i < m; ++i)
                            for (std::size_t j = 0; j < n; ++j) {
                                double want = 0;
                                for (std::size_t q = 0; q < k; ++q) want += static_cast<double>(a(l, i, q)) * static_cast<double>(b(l, q, j));
                                check_near(y(l, i, j), want, k, "batched");
                            }
                }
}

TEST_CASE("leading axes broadcast, and vectors multiply arrays of matrices") {
    const auto a = numbers<double, 4>({2, 1, 3, 4}, 1);
    const auto b = numbers<double, 3>({5, 4, 6}, 2);
    const auto m = numbers<double, 2>({4, 6}, 3);
    const auto u = numbers<double, 1>({4}, 4);
    constexpr auto A = tg::input<"a", double, 2, 1, 3, 4>;
    constexpr auto B = tg::input<"b", double, tg::dynamic, 4, 6>;
    constexpr auto M = tg::input<"m", double, 4, 6>;
    constexpr auto U = tg::input<"u", double, 4>;
    const auto program = tg::compile(tg::matmul(A, B), tg::matmul(A, M), tg::matmul(A, U), tg::matmul(U, B));
    const auto [ab, am, au, ub] = program(A = a, B = b, M = m, U = u);
    REQUIRE((ab.dimension() == 4 && ab.shape()[0] == 2 && ab.shape()[1] == 5 && ab.shape()[2] == 3 && ab.shape()[3] == 6));
    REQUIRE((au.dimension() == 3 && au.shape()[2] == 3));
    REQUIRE((ub.dimension() == 2 && ub.shape()[0] == 5 && ub.shape()[1] == 6));
    for (std::size_t p = 0; p < 2; ++p)
        for (std::size_t i = 0; i < 3; ++i) {
            double v = 0;
            for (std::size_t k = 0; k < 4; ++k) v += a(p, 0, i, k) * u(k);
            check_near(au(p, 0, i), v, 4, "A u");
            for (std::size_t j = 0; j < 6; ++j) {
                double w = 0;
                for (std::size_t k = 0; k < 4; ++k) w += a(p, 0, i, k) * m(k, j);
                check_near(am(p, 0, i, j), w, 4, "A M");
                for (std::size_t q = 0; q < 5; ++q) {
                    double y = 0;
                    for (std::size_t k = 0; k < 4; ++k) y += a(p, 0, i, k) * b(q, k, j);
                    check_near(ab(p, q, i, j), y, 4, "A B");
                }
            }
        }
    for (std::size_t q = 0; q < 5; ++q)
        for (std::size_t j = 0; j < 6; ++j) {
            double y = 0;
            for (std::size_t k = 0; k < 4; ++k) y += u(k) * b(q, k, j);
            check_near(ub(q, j), y, 4, "u B");
        }
}

TEST_CASE("einsum names axes: products, sums, permutations, of one operand and of several") {
    const auto a = numbers<double, 3>({3, 4, 5}, 1);
    const auto b = numbers<double, 3>({5, 3, 2}, 2);
    const auto c = numbers<double, 2>({2, 4}, 3);
    constexpr auto A = tg::input<"a", double, tg::dim<"p">, 4, 5>;
    constexpr auto B = tg::input<"b", double, 5, tg::dim<"p">, 2>;
    constexpr auto C = tg::input<"c", double, 2, 4>;
    const auto program = tg::compile(tg::einsum<"ijk,kil->lji">(A, B), tg::einsum<"ijk,kil,lj->i">(A, B, C), tg::einsum<"ijk->kj">(A), tg::einsum<"ijk,kil">(A, B),
                                     tg::einsum<"ijk, kil -> ">(A, B), tg::einsum<"lj,ijk->ilk">(C, A), tg::einsum<"lj,kil->jlik">(C, B));
    const auto [y0, y1, y2, y3, y4, y5, y6] = program(A = a, B = b, C = c);
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        double with_c = 0;
        for (std::size_t j = 0; j < 4; ++j)
            for (std::size_t l = 0; l < 2; ++l) {
                double y = 0;
                for (std::size_t k = 0; k < 5; ++k) y += a(i, j, k) * b(k, i, l);
                check_near(y0(l, j, i), y, 5, "batch last");
                with_c += y * c(l, j);
                sum += y;
                for (std::size_t k = 0; k < 5; ++k) check_near(y6(j, l, i, k), c(l, j) * b(k, i, l), 1, "nothing summed");
            }
        check_near(y1(i), with_c, 40, "three operands");
        for (std::size_t l = 0; l < 2; ++l)
            for (std::size_t k = 0; k < 5; ++k) {
                double y = 0;
                for (std::size_t j = 0; j < 4; ++j) y += c(l, j) * a(i, j, k);
                check_near(y5(i, l, k), y, 4, "rows of the second operand");
            }
    }
    check_near(static_cast<double>(y4), sum, 120, "all summed");
    for (std::size_t j = 0; j < 4; ++j) {
        for (std::size_t k = 0; k < 5; ++k) check_near(y2(k, j), a(0, j, k) + a(1, j, k) + a(2, j, k), 3, "one operand");
        for (std::size_t l = 0; l < 2; ++l) {
            double y = 0;
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t k = 0; k < 5; ++k) y += a(i, j, k) * b(k, i, l);
            check_near(y3(j, l), y, 15, "without an arrow");
        }
    }
}

TEST_CASE("views of any strides and columns in any order are multiplied where they lie") {
    const auto wide = numbers<double, 3>({6, 8, 10}, 1);
    const xt::xtensor<double, 3, xt::layout_type::column_major> turned = numbers<double, 3>({3, 5, 2}, 2);
    const auto f = tg::evaluate([](auto a, auto b) { return tg::einsum<"bij,bjk->kbi">(a, b); });
    const auto view = xt::view(wide, xt::range(0, 6, 2), xt::range(1, 8, 2), xt::range(0, 10, 2));
    const auto y = f(view, turned);
    REQUIRE((y.shape()[0] == 2 && y.shape()[1] == 3 && y.shape()[2] == 4));
    for (std::size_t b = 0; b < 3; ++b)
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t k = 0; k < 2; ++k) {
                double want = 0;
                for (std::size_t j = 0; j < 5; ++j) want += view(b, i, j) * turned(b, j, k);
                check_near(y(k, b, i), want, 5, "strided");
            }
}

TEST_CASE("extents that disagree at the call are told by their names") {
    constexpr auto A = tg::input<"a", double, tg::dynamic, 2, 3>;
    constexpr auto B = tg::input<"b", double, tg::dynamic, 3, 2>;
    const auto program = tg::compile(tg::matmul(A, B));
    CHECK_THROWS_AS((void)program(A = numbers<double, 3>({2, 2, 3}, 1), B = numbers<double, 3>({4, 3, 2}, 2)), tg::shape_error);
}

TEST_CASE("the sum of all elements of a product, and its gradients, need no product of matrices") {
    constexpr auto A = tg::variable<"A", double, 400, 300>;
    constexpr auto B = tg::variable<"B", double, 300, 500>;
    constexpr auto loss = tg::sum(tg::matmul(A, B));
    const auto program = tg::compile(loss, tg::gradients(loss, A, B));
    const auto a = numbers<double, 2>({400, 300}, 1), b = numbers<double, 2>({300, 500}, 2);
    auto state = tg::state(A = a, B = b);
    CHECK(tg::compile<tg::simd>(loss, tg::gradients(loss, A, B)).report(state).find("product [400,300] x [300,500]") == std::string::npos);
    const auto [y, da, db] = program(state);
    double sum = 0;
    for (std::size_t k = 0; k < 300; ++k) {
        double column = 0, row = 0;
        for (std::size_t i = 0; i < 400; ++i) column += a(i, k);
        for (std::size_t j = 0; j < 500; ++j) row += b(k, j);
        sum += column * row;
        check_near(da(7, k), row, 500, "dA");
        check_near(db(k, 9), column, 400, "dB");
    }
    CHECK(static_cast<double>(y) == doctest::Approx(sum).epsilon(1e-12));
}

static_assert([] { // small products are constant expressions
    constexpr std::array<std::array<double, 2>, 2> a{{{1, 2}, {3, 4}}}, b{{{5, 6}, {7, 8}}};
    constexpr auto y = tg::on<tg::simd>(tg::evaluate([](auto x, auto z) { return tg::einsum<"ij,kj->ki">(x, z); }))(a, b);
    constexpr auto many = tg::on<tg::simd>(tg::evaluate([](auto x, auto z) { return tg::matmul(tg::stack(x, z), x)[1]; }))(a, b);
    return y[0][0] == 17 && y[0][1] == 39 && y[1][0] == 23 && y[1][1] == 53 && many[0][0] == 23 && many[1][1] == 46;
}());

TEST_CASE("triangles of matrices, of one and of many, and their gradients") {
    const auto a = numbers<double, 3>({2, 3, 4}, 1);
    constexpr auto A = tg::input<"a", double, tg::dynamic, 3, 4>;
    constexpr auto loss = tg::sum(tg::square(tg::tril(A)) + 3 * tg::triu<2>(A));
    const auto program = tg::compile(tg::tril(A), tg::tril<-1>(A), tg::triu(A), tg::triu<1>(A), tg::gradients(loss, A));
    const auto [lower, strict, upper, above, da] = program(A = a);
    for (std::size_t m = 0; m < 2; ++m)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 4; ++j) {
                const double x = a(m, i, j);
                CHECK(lower(m, i, j) == (j <= i ? x : 0));
                CHECK(strict(m, i, j) == (j < i ? x : 0));
                CHECK(upper(m, i, j) == (j >= i ? x : 0));
                CHECK(above(m, i, j) == (j > i ? x : 0));
                CHECK(da(m, i, j) == (j <= i ? 2 * x : 0) + (j >= i + 2 ? 3 : 0));
            }
}

TEST_CASE("matrices of their diagonals") {
    const auto v = numbers<double, 2>({2, 3}, 1);
    constexpr auto V = tg::input<"v", double, 2, 3>;
    const auto program = tg::compile(tg::diag(V), tg::gradients(tg::sum(tg::square(tg::diag(V) - 1)), V));
    const auto [d, dv] = program(V = v);
    for (std::size_t m = 0; m < 2; ++m)
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(dv(m, i) == 2 * (v(m, i) - 1));
            for (std::size_t j = 0; j < 3; ++j) CHECK(d(m, i, j) == (i == j ? v(m, i) : 0));
        }
}

TEST_CASE("products of triangular matrices and their gradients are those of the matrices with zeros") {
    using T = double;
    for (const std::size_t n : sizes{1, 3, 10, 32})
        for (const std::size_t m : sizes{1, 6, 40, 300}) {
            const auto l = numbers<T, 3>({2, n, n}, 1), x = numbers<T, 3>({2, n, m}, 2), w = numbers<T, 3>({2, n, m}, 3);
            constexpr auto L = tg::input<"l", T, 2, tg::dim<"n">, tg::dim<"n">>;
            constexpr auto X = tg::input<"x", T, 2, tg::dim<"n">, tg::dim<"m">>;
            constexpr auto W = tg::input<"w", T, 2, tg::dim<"n">, tg::dim<"m">>;
            constexpr auto lower = tg::sum(W * tg::matmul(tg::tril(L), X));
            constexpr auto upper = tg::sum(W * tg::matmul(tg::transpose(tg::tril<-1>(L), tg::axis<0, 2, 1>), X));
            constexpr auto turned = tg::sum(tg::transpose(W, tg::axis<0, 2, 1>) * tg::matmul(tg::transpose(X, tg::axis<0, 2, 1>), tg::triu<1>(L)));
            constexpr auto both = tg::sum(tg::square(tg::tril(tg::matmul(tg::tril(L), tg::triu(L)))));
            const auto program = tg::compile(lower, tg::gradients(lower, L, X), upper, tg::gradients(upper, L, X), turned, tg::gradients(turned, L, X), both, tg::gradients(both, L));
            const auto [y0, dl0, dx0, y1, dl1, dx1, y2, dl2, dx2, y3, dl3] = program(L = l, X = x, W = w);
            const auto at = [&](std::size_t b, std::size_t i, std::size_t j, int low, int high) { // l between two diagonals
                const int d = static_cast<int>(j) - static_cast<int>(i);
                return d >= low && d <= high ? static_cast<double>(l(b, i, j)) : 0.0;
            };
            double v0 = 0, v1 = 0, v2 = 0, v3 = 0;
            for (std::size_t b = 0; b < 2; ++b)
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t j = 0; j < n; ++j) {
                        double wx = 0, product = 0;
                        for (std::size_t q = 0; q < m; ++q) wx += static_cast<double>(w(b, i, q)) * static_cast<double>(x(b, j, q));
                        v0 += at(b, i, j, -99, 0) * wx;
                        v1 += at(b, j, i, -99, -1) * wx;
                        v2 += at(b, j, i, 1, 99) * wx;
                        check_near(dl0(b, i, j), j <= i ? wx : 0, m, "lower, by the matrix");
                        check_near(dl1(b, j, i), i < j ? wx : 0, m, "upper, by the matrix");
                        check_near(dl2(b, j, i), i > j ? wx : 0, m, "from the right, by the matrix");
                        for (std::size_t k = 0; k < n && j <= i; ++k) product += at(b, i, k, -99, 0) * at(b, k, j, 0, 99);
                        v3 += product * product;
                    }
            for (std::size_t b = 0; b < 2; ++b)
                for (std::size_t j = 0; j < n; ++j)
                    for (std::size_t q = 0; q < m; ++q) {
                        double d0 = 0, d1 = 0, d2 = 0;
                        for (std::size_t i = 0; i < n; ++i) {
                            d0 += at(b, i, j, -99, 0) * static_cast<double>(w(b, i, q));
                            d1 += at(b, j, i, -99, -1) * static_cast<double>(w(b, i, q));
                            d2 += at(b, j, i, 1, 99) * static_cast<double>(w(b, i, q));
                        }
                        check_near(dx0(b, j, q), d0, n, "lower, by the vectors");
                        check_near(dx1(b, j, q), d1, n, "upper, by the vectors");
                        check_near(dx2(b, j, q), d2, n, "from the right, by the vectors");
                    }
            check_near(static_cast<T>(y0), v0, 2 * n * n * m, "lower");
            check_near(static_cast<T>(y1), v1, 2 * n * n * m, "upper");
            check_near(static_cast<T>(y2), v2, 2 * n * n * m, "from the right");
            check_near(static_cast<T>(y3), v3, 2 * n * n * n, "both");
            if (m != 1) continue; // it does not depend on m
            for (std::size_t b = 0; b < 2; ++b) {
                std::vector<double> p(n * n); // the lower triangle of the product
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t j = 0; j <= i; ++j)
                        for (std::size_t k = 0; k < n; ++k) p[i * n + j] += at(b, i, k, -99, 0) * at(b, k, j, 0, 99);
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t j = 0; j < n; ++j) {
                        double d = 0;
                        for (std::size_t k = 0; k < n; ++k)
                            d += 2 * ((j <= i ? p[i * n + k] * at(b, j, k, 0, 99) : 0) + (i <= j ? at(b, k, i, -99, 0) * p[k * n + j] : 0));
                        check_near(dl3(b, i, j), d, 8 * n * n, "both, by the matrix");
                    }
            }
        }
}

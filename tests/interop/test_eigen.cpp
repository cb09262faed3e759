// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <type_traits>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/eigen.hpp>
#include <Eigen/Dense>

namespace tg = typegrad;

namespace {

using row_major = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr auto energy = [](auto x) { return tg::sum(tg::square(x)) / 2; };
// its gradient is 3x² times the place of the element, so that nothing can be transposed or shifted unnoticed
constexpr auto cubes = [](auto x, auto place) { return tg::sum(place * x * x * x); };

Eigen::MatrixXd numbers(Eigen::Index rows, Eigen::Index columns) {
    Eigen::MatrixXd m(rows, columns);
    for (Eigen::Index i = 0; i < rows; ++i)
        for (Eigen::Index j = 0; j < columns; ++j) m(i, j) = 0.25 + 0.5 * static_cast<double>(i) - 0.125 * static_cast<double>(j);
    return m;
}
template <class A, class P>
void check_gradient(const A& a, const P& place) {
    const Eigen::ArrayXXd wanted = 3 * Eigen::MatrixXd(place).array() * Eigen::MatrixXd(a).array().square();
    const auto g = tg::grad(cubes)(a, place);
    REQUIRE(g.rows() == a.rows());
    REQUIRE(g.cols() == a.cols());
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j) CHECK(g(i, j) == doctest::Approx(wanted(i, j)).epsilon(1e-14));
}

} // namespace

TEST_CASE("gradients by Eigen's vectors are vectors of the same type") {
    for (const Eigen::Index n : {0, 1, 5, 67}) {
        const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(n, -1, 2);
        const auto g = tg::grad(energy)(v);
        static_assert(std::is_same_v<decltype(g), const Eigen::VectorXd>);
        CHECK(g == v);
        const Eigen::RowVectorXf r = v.transpose().cast<float>();
        static_assert(std::is_same_v<decltype(tg::grad(energy)(r)), Eigen::RowVectorXf>);
        CHECK(tg::grad(energy)(r) == r);
        const Eigen::ArrayXd a = v;
        static_assert(std::is_same_v<decltype(tg::grad(energy)(a)), Eigen::ArrayXd>);
        CHECK((tg::grad(energy)(a) == a).all());
    }
    const Eigen::Vector3d three(1, 2, 3);
    static_assert(std::is_same_v<decltype(tg::grad(energy)(three)), Eigen::Vector3d>);
    CHECK(tg::grad(energy)(three) == three);
}

TEST_CASE("gradients by Eigen's matrices have their shape, in either order") {
    for (const auto& [n, m] : {std::pair<Eigen::Index, Eigen::Index>{0, 3}, {1, 1}, {2, 3}, {1, 9}, {9, 1}, {17, 35}}) {
        const Eigen::MatrixXd a = numbers(n, m), place = Eigen::MatrixXd::Random(n, m);
        static_assert(std::is_same_v<decltype(tg::grad(energy)(a)), row_major>);
        check_gradient(a, place);
        check_gradient(row_major(a), place);
        check_gradient(a, row_major(place));
    }
    const Eigen::Matrix<double, 3, 2> fixed = numbers(3, 2);
    const Eigen::Matrix<double, 3, 2, Eigen::RowMajor> fixed_rows = fixed;
    static_assert(std::is_same_v<decltype(tg::grad(energy)(fixed)), Eigen::Matrix<double, 3, 2, Eigen::RowMajor>>);
    check_gradient(fixed, fixed_rows);
    check_gradient(fixed_rows, fixed);
}

TEST_CASE("blocks, maps, references and transposes are read where they are") {
    const Eigen::MatrixXd m = numbers(7, 9), place = Eigen::MatrixXd::Random(9, 9);
    check_gradient(m.block(1, 2, 4, 5), place.block(3, 1, 4, 5));
    check_gradient(m.transpose(), place.block(0, 0, 9, 7));
    check_gradient(m.col(3), place.col(1).head(7));
    check_gradient(m.row(2), place.row(5));
    check_gradient(m.diagonal(), place.diagonal().head(7));
    check_gradient(m.topLeftCorner<3, 2>(), place.bottomRightCorner<3, 2>());
    const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(20, 1, 2);
    check_gradient(v.segment(3, 11), place.reshaped().segment(2, 11));
    using every_third = Eigen::Map<const Eigen::VectorXd, 0, Eigen::InnerStride<3>>;
    check_gradient(every_third(v.data() + 1, 6), every_third(place.data(), 6));
    check_gradient(v.reverse().segment(4, 7).reverse(), place.col(0).head(7));
    const auto by_reference = [&](const Eigen::Ref<const Eigen::MatrixXd>& r, const Eigen::Ref<const Eigen::MatrixXd>& p) { check_gradient(r, p); };
    by_reference(m.middleRows(2, 3), place.middleRows(1, 3));
    using rows_apart = Eigen::Map<const row_major, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;
    check_gradient(rows_apart(place.data(), 3, 4, {13, 2}), rows_apart(place.data() + 5, 3, 4, {9, 3}));
}

TEST_CASE("expressions are evaluated first") {
    const Eigen::MatrixXd m = numbers(5, 4), n = Eigen::MatrixXd::Random(5, 4);
    check_gradient(m + n, n);
    check_gradient(2 * m.col(1), n.col(0));
    CHECK(tg::grad(energy)(m * Eigen::VectorXd::Ones(4)) == m * Eigen::VectorXd::Ones(4));
    const Eigen::MatrixXd big = numbers(9, 9);
    check_gradient(big(Eigen::seq(0, 8, 2), Eigen::seq(1, 7, 3)), big(Eigen::seq(0, 8, 2), Eigen::seq(1, 7, 3)));
    CHECK(tg::grad(energy)(m.array().exp()).isApprox(m.array().exp(), 1e-15));
}

TEST_CASE("values are Eigen's where an argument was, and xtensors where one of those was among them") {
    const Eigen::MatrixXd A = numbers(4, 3);
    const Eigen::Vector3d b(1, -1, 0.5);
    constexpr auto product = [](auto a, auto x) { return tg::matmul(a, x); };
    const auto y = tg::evaluate(product)(A, b);
    static_assert(std::is_same_v<decltype(y), const Eigen::VectorXd>);
    CHECK(y.isApprox(A * b, 1e-15));
    static_assert(std::is_same_v<decltype(tg::evaluate(product)(A, std::array<double, 3>{})), Eigen::VectorXd>);
    const xt::xtensor<double, 1> x{1, -1, 0.5};
    static_assert(std::is_same_v<decltype(tg::evaluate(product)(A, x)), xt::xtensor<double, 1>>);

    constexpr auto outer = [](auto a, auto x) { return tg::reshape<3, 1>(a) * tg::reshape<1, 3>(x); };
    const auto both = tg::evaluate(outer)(b, b);
    static_assert(std::is_same_v<decltype(both), const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>);
    CHECK(both == b * b.transpose());
    constexpr auto as_row = [](auto a) { return tg::reshape<1, 3>(a); };
    const auto row = tg::evaluate(as_row)(b); // two axes
    static_assert(std::is_same_v<decltype(row), const row_major>);
    CHECK(row == b.transpose());
}

TEST_CASE("value and Jacobian come from one call") {
    constexpr auto f = [](auto p) { return tg::stack(p[0] * p[1], tg::sin(p[0]), p[1]); };
    const Eigen::Vector2d p(0.5, 2);
    const auto [r, J] = tg::value_and_jacobian(f)(p);
    static_assert(std::is_same_v<decltype(r), const Eigen::Vector3d>);
    static_assert(std::is_same_v<decltype(J), const Eigen::Matrix<double, 3, 2, Eigen::RowMajor>>);
    CHECK(r == Eigen::Vector3d(1, std::sin(0.5), 2));
    Eigen::Matrix<double, 3, 2> wanted;
    wanted << 2, 0.5, std::cos(0.5), 0, 0, 1;
    CHECK(J.isApprox(wanted, 1e-15));
}

TEST_CASE("results go into Eigen's memory, which must be contiguous rows") {
    const Eigen::MatrixXd m = numbers(4, 3);
    Eigen::VectorXd out(3);
    constexpr auto f = [](auto x) { return tg::sum(tg::exp(x)); };
    const Eigen::VectorXd c = m.row(1);
    CHECK(tg::value_and_grad(f)(c, tg::into(out)) == doctest::Approx(c.array().exp().sum()));
    CHECK(out.isApprox(c.array().exp().matrix(), 1e-15));
    Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(3, 4);
    auto second = columns.col(2);
    tg::grad(f)(c, tg::into(second));
    CHECK(columns.col(2) == out);
    CHECK(columns.col(1).isZero());

    row_major rows(4, 3);
    tg::grad(energy)(m, tg::into(rows));
    CHECK(rows == m);
    Eigen::MatrixXd wrong(4, 3);
    CHECK_THROWS_WITH_AS(tg::grad(energy)(m, tg::into(wrong)), "typegrad: into: the memory for result 0 is not contiguous in row-major order", tg::shape_error);
    static_assert(!tg::writable<Eigen::Reverse<Eigen::VectorXd, Eigen::BothDirections>>);
    static_assert(tg::writable<Eigen::VectorXd> && !tg::writable<const Eigen::VectorXd> && !tg::writable<Eigen::Map<const Eigen::VectorXd>> && tg::writable<const Eigen::Map<Eigen::VectorXd>>);
}

TEST_CASE("models and states take Eigen's arrays") {
    constexpr auto x = tg::input<"x", double, tg::dim<"n">, 2>;
    constexpr auto y = tg::input<"y", double, tg::dim<"n">>;
    constexpr auto w = tg::variable<"w", double, 2>;
    constexpr auto loss = tg::mean(tg::square(tg::matmul(x, w) - y));
    const Eigen::MatrixXd points = Eigen::MatrixXd::Random(50, 2);
    const Eigen::Vector2d truth(0.5, -1.5);
    const Eigen::VectorXd seen = points * truth;
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state(w = Eigen::Vector2d(0, 0));
    for (int step = 0; step < 200; ++step) train(state, x = points, y = seen);
    CHECK(train(state, x = points, y = seen) < 1e-12);
    CHECK_THROWS_WITH_AS(train(state, x = points, y = seen.head(49)), "typegrad: dimension n is 50 in x (axis 0) and 49 in y (axis 0)", tg::shape_error);
    auto predict = tg::compile(tg::matmul(x, w));
    const auto predicted = predict(state, x = points.topRows(5));
    static_assert(std::is_same_v<decltype(predicted), const Eigen::VectorXd>);
    CHECK(predicted.isApprox(points.topRows(5) * truth, 1e-5));
}

TEST_CASE("vmap maps over the rows of Eigen's matrices") {
    constexpr auto rosenbrock = [](auto q) { return tg::square(1 - q[0]) + 100 * tg::square(q[1] - q[0] * q[0]); };
    const Eigen::MatrixXd points = numbers(11, 2);
    const auto g = tg::vmap(tg::grad(rosenbrock))(tg::rows<2>(points));
    REQUIRE(g.rows() == 11);
    for (Eigen::Index i = 0; i < 11; ++i) CHECK(Eigen::Vector2d(g.row(i)).isApprox(tg::grad(rosenbrock)(Eigen::Vector2d(points.row(i))), 1e-14));
    const auto [values, gradients] = tg::vmap(tg::value_and_jacobian(rosenbrock))(tg::rows<2>(points));
    CHECK(values(3) == doctest::Approx(tg::evaluate(rosenbrock)(Eigen::Vector2d(points.row(3)))));
    CHECK(gradients == g);
}

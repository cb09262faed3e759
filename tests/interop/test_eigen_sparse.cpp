// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/eigen_sparse.hpp>
#include <Eigen/Dense>
#include <Eigen/SparseCholesky>

namespace tg = typegrad;

namespace {
// two outputs of a group of two parameters and one of one
constexpr auto residual = [](auto a, auto b, auto seen) { return tg::stack(a[0] * tg::exp(a[1] * b[0]) - seen, a[1] - b[0] * seen); };
} // namespace

TEST_CASE("the Jacobian of a mapped function is written into a sparse matrix") {
    const std::vector<std::array<double, 2>> a{{1, 0.5}, {2, -0.5}, {0.1, 0.2}};
    const std::vector<std::array<double, 1>> b{{0.3}, {0.7}};
    const std::vector<std::int32_t> a_of{0, 2, 2, 1, 0};
    const std::vector<std::int64_t> b_of{1, 0, 1, 1, 0};
    const std::vector<double> seen{1, 2, 3, 4, 5};

    auto J = tg::jacobian_pattern<2>(tg::columns<2>(a_of, 3), tg::columns<1>(b_of, 2));
    CHECK(J.rows() == 10);
    CHECK(J.cols() == 8);
    CHECK(J.nonZeros() == 30);
    CHECK(J.isCompressed());
    CHECK(Eigen::MatrixXd(J).isZero());
    auto values = tg::nonzeros<2, 3>(J);
    tg::vmap(tg::jacobian<0, 1>(residual))(tg::rows(a, a_of), tg::rows(b, b_of), seen, tg::into(values));

    Eigen::MatrixXd wanted = Eigen::MatrixXd::Zero(10, 8);
    for (std::size_t i = 0; i < 5; ++i) {
        const auto block = tg::jacobian<0, 1>(residual)(a[static_cast<std::size_t>(a_of[i])], b[static_cast<std::size_t>(b_of[i])], seen[i]);
        for (std::size_t r = 0; r < 2; ++r) {
            const auto row = static_cast<Eigen::Index>(2 * i + r);
            for (int k = 0; k < 2; ++k) wanted(row, 2 * a_of[i] + k) = block[r][static_cast<std::size_t>(k)];
            wanted(row, 6 + b_of[i]) = block[r][2];
        }
    }
    CHECK(Eigen::MatrixXd(J).isApprox(wanted, 1e-14));

    const Eigen::SparseMatrix<double> normal = J.transpose() * J; // what a Gauss-Newton step solves with
    const Eigen::VectorXd step = Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>>(normal + 1e-3 * Eigen::MatrixXd::Identity(8, 8).sparseView()).solve(Eigen::VectorXd::Ones(8));
    CHECK(((wanted.transpose() * wanted + 1e-3 * Eigen::MatrixXd::Identity(8, 8)) * step).isApprox(Eigen::VectorXd::Ones(8), 1e-9));
}

TEST_CASE("the values of a sparse matrix are an array to read and to write") {
    Eigen::SparseMatrix<double> S(4, 4);
    for (int k = 0; k < 4; ++k) S.insert(k, (k * 3) % 4) = k + 1;
    CHECK_THROWS_WITH_AS(tg::nonzeros(S), "typegrad: nonzeros: the matrix is not compressed: makeCompressed()", tg::shape_error);
    S.makeCompressed();
    CHECK_THROWS_WITH_AS((tg::nonzeros<3>(S)), "typegrad: nonzeros: 4 values do not divide into parts of 3", tg::shape_error);
    constexpr auto frobenius = [](auto s) { return tg::sum(s * s); };
    Eigen::SparseMatrix<double> G = S;
    auto g = tg::nonzeros(G);
    CHECK(tg::value_and_grad(frobenius)(tg::nonzeros(S), tg::into(g)) == 30);
    CHECK(Eigen::MatrixXd(G) == 2 * Eigen::MatrixXd(S));
    const auto block = S.middleCols(2, 2);
    CHECK(tg::evaluate(frobenius)(tg::nonzeros(block)) == Eigen::MatrixXd(S).middleCols(2, 2).squaredNorm());
    const auto& fixed = S;
    CHECK(tg::evaluate(frobenius)(tg::nonzeros(fixed)) == 30);
}

TEST_CASE("a pattern that cannot be is refused") {
    const std::vector<std::int32_t> three{0, 1, 2}, two{0, 1}, none;
    CHECK_THROWS_WITH_AS(tg::jacobian_pattern<1>(tg::columns<2>(three, 3), tg::columns<2>(two, 2)), "typegrad: jacobian_pattern: an index has 2 elements, another 3", tg::shape_error);
    CHECK_THROWS_WITH_AS(tg::jacobian_pattern<1>(tg::columns<2>(three, 2)), "typegrad: jacobian_pattern: element 2 of an index is 2, but there are 2 groups", tg::index_error);
    const auto empty = tg::jacobian_pattern<1>(tg::columns<2>(none, 2));
    CHECK(empty.rows() == 0);
    CHECK(empty.cols() == 4);
}

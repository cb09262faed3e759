// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause

// Eigen's matrices as arguments and results, and a Gauss-Newton method on a sparse Jacobian.
#include <cstdio>
// [include]
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/eigen.hpp>
#include <typegrad/interop/eigen_sparse.hpp>
#include <Eigen/Dense>
#include <Eigen/SparseCholesky>
// [include]
namespace tg = typegrad;

void dense() {
    // [dense]
    constexpr auto misfit = [](auto A, auto x, auto b) { return tg::sum(tg::square(tg::matmul(A, x) - b)) / 2; };
    Eigen::MatrixXd A(3, 2);
    A << 1, 2, 3, 4, 5, 6;
    const Eigen::Vector2d x(1, -1);
    const Eigen::Vector3d b(0, 0, 1);

    const Eigen::Vector2d by_x = tg::grad<1>(misfit)(A, x, b);
    const Eigen::MatrixXd by_A = tg::grad<0>(misfit)(A, x, b);
    const auto [r, J] = tg::value_and_jacobian([](auto v) { return tg::stack(tg::exp(v[0]), v[0] * v[1]); })(x);
    // [dense]
    std::printf("by x     %g %g, wanted %g %g\n", by_x(0), by_x(1), (A.transpose() * (A * x - b))(0), (A.transpose() * (A * x - b))(1));
    std::printf("by A     %g apart\n", (by_A - (A * x - b) * x.transpose()).norm());
    std::printf("Jacobian %.4f %g, %g %g\n", J(0, 0), J(0, 1), J(1, 0), J(1, 1));
}

void sparse() {
    // [sparse]
    // a ring of points, each pair of neighbours at a measured distance
    constexpr auto too_far = [](auto p, auto q, auto distance) { return tg::sqrt(tg::sum(tg::square(p - q))) - distance; };
    constexpr int n = 6;
    std::vector<std::array<double, 2>> points;
    for (int i = 0; i < n; ++i) points.push_back({std::cos(1.1 * i), std::sin(1.1 * i)});
    const std::vector<std::int32_t> from{0, 1, 2, 3, 4, 5}, to{1, 2, 3, 4, 5, 0};
    const std::vector<double> measured(n, 1.0);

    // one row a distance; the columns of p and those of q are the same numbers, so each has a block of columns, and they are added
    auto blocks = tg::jacobian_pattern<1>(tg::columns<2>(from, n), tg::columns<2>(to, n));
    auto values = tg::nonzeros<4>(blocks); // [distances, 4]
    Eigen::VectorXd r(n);
    for (int step = 0; step <= 4; ++step) {
        tg::vmap(tg::value_and_jacobian<0, 1>(too_far))(tg::rows(points, from), tg::rows(points, to), measured, tg::into(r, values));
        std::printf("step %d   squares %.3e\n", step, r.squaredNorm());
        const Eigen::SparseMatrix<double> J = blocks.leftCols(2 * n) + blocks.rightCols(2 * n);
        Eigen::SparseMatrix<double> normal = J.transpose() * J;
        for (int k = 0; k < 2 * n; ++k) normal.coeffRef(k, k) += 1e-6; // the ring may turn and shift
        const Eigen::VectorXd down = Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>>(normal).solve(J.transpose() * r);
        Eigen::Map<Eigen::VectorXd>(points[0].data(), 2 * n) -= down;
    }
    // [sparse]
}

int main() {
    dense();
    sparse();
}

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "full_gaussian_mixture/references.hpp"

#include <vector>
#include <Eigen/Dense>

namespace bench::with_eigen {

namespace {
using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using array = Eigen::Array<double, Eigen::Dynamic, 1>;
} // namespace

double full_gaussian_mixture(const double* points, std::size_t n, int d, int k, const full_mixture& p, const full_mixture& g) {
    static std::vector<matrix> y, centred, factor;
    static matrix t, weighted, by_factor;
    for (auto* room : {&y, &centred, &factor}) room->resize(static_cast<std::size_t>(k));
    const Eigen::Map<const matrix> x(points, static_cast<Eigen::Index>(n), d), mu(p.mu, k, d), q(p.q, k, d);
    const Eigen::Map<const array> alpha(p.alpha, k);
    Eigen::Map<matrix> gmu(g.mu, k, d), gq(g.q, k, d);
    Eigen::Map<array> galpha(g.alpha, k);
    const double largest = alpha.maxCoeff(), total = (alpha - largest).exp().sum();
    double value = -static_cast<double>(n) * (largest + std::log(total));
    t.resize(k, x.rows());
    for (int j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>(j);
        factor[at] = Eigen::Map<const matrix>(p.l + j * d * d, d, d).triangularView<Eigen::StrictlyLower>();
        factor[at].diagonal() = q.row(j).array().exp();
        centred[at] = (x.rowwise() - mu.row(j)).transpose();
        y[at].noalias() = factor[at].triangularView<Eigen::Lower>() * centred[at];
        t.row(j) = (-0.5 * y[at].colwise().squaredNorm()).array() + (alpha[j] + q.row(j).sum());
        value += factor[at].squaredNorm() / 2;
    }
    const Eigen::RowVectorXd most = t.colwise().maxCoeff();
    t = (t.rowwise() - most).array().exp();
    const Eigen::RowVectorXd sum = t.colwise().sum();
    value += most.sum() + sum.array().log().sum();
    t.array().rowwise() /= sum.array();
    galpha = t.rowwise().sum().array() - static_cast<double>(n) / total * (alpha - largest).exp();
    for (int j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>(j);
        Eigen::Map<matrix> gl(g.l + j * d * d, d, d);
        weighted = y[at].array().rowwise() * t.row(j).array();
        gmu.row(j).noalias() = weighted.rowwise().sum().transpose() * factor[at].triangularView<Eigen::Lower>();
        by_factor = factor[at];
        by_factor.noalias() -= weighted * centred[at].transpose();
        gq.row(j) = t.row(j).sum() + (by_factor.diagonal().array() * factor[at].diagonal().array()).transpose();
        gl = by_factor.triangularView<Eigen::StrictlyLower>();
    }
    return value;
}

} // namespace bench::with_eigen

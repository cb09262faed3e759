// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "stochastic_volatility/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T stochastic_volatility(const volatility_data<T>& in, const volatility_gradient<T>& g, T* errors) {
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const auto n = static_cast<Eigen::Index>(in.n);
    const Eigen::Map<const array> h(in.h, n), y(in.y, n);
    Eigen::Map<array> gh(g.h, n), e(errors, n - 1);
    const auto now = h.tail(n - 1), before = h.head(n - 1);
    e = now - in.mu - in.phi * (before - in.mu);
    gh.tail(n - 1) = y.tail(n - 1).square() * (-now).exp();
    const volatility_sums<T> sums{e.square().sum(), e.sum(), (e * (before - in.mu)).sum(), -(gh.tail(n - 1) + now).sum()};
    const T precision = 1 / (in.sigma * in.sigma);
    gh.tail(n - 1) = (gh.tail(n - 1) - 1) / 2 - e * precision;
    gh.segment(1, n - 2) += e.tail(n - 2) * (in.phi * precision);
    return finish(in, g, sums, [](T x) { return std::log(x); }, [](T x) { return std::exp(x); });
}
template float stochastic_volatility(const volatility_data<float>&, const volatility_gradient<float>&, float*);
template double stochastic_volatility(const volatility_data<double>&, const volatility_gradient<double>&, double*);

} // namespace bench::with_eigen

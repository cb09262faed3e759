// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "full_gaussian_mixture/references.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bench::plain {

double full_gaussian_mixture(const double* x, std::size_t n, int d, int k, const full_mixture& p, const full_mixture& g, double* scratch) {
    double *diagonal = scratch, *centred = diagonal + k * d, *y = centred + k * d, *turned = y + k * d, *offset = turned + k * d, *t = offset + k;
    std::fill_n(g.alpha, k, 0.0);
    std::fill_n(g.mu, k * d, 0.0);
    std::fill_n(g.q, k * d, 0.0);
    std::fill_n(g.l, k * d * d, 0.0);
    double largest = p.alpha[0], total = 0, value = 0;
    for (int j = 0; j < k; ++j) largest = std::max(largest, p.alpha[j]);
    for (int j = 0; j < k; ++j) {
        total += std::exp(p.alpha[j] - largest);
        offset[j] = p.alpha[j];
        for (int a = 0; a < d; ++a) {
            offset[j] += p.q[j * d + a];
            diagonal[j * d + a] = std::exp(p.q[j * d + a]);
        }
    }
    value = -static_cast<double>(n) * (largest + std::log(total));
    for (int j = 0; j < k; ++j) g.alpha[j] = -static_cast<double>(n) * std::exp(p.alpha[j] - largest) / total;
    for (std::size_t i = 0; i < n; ++i) {
        double most = std::numeric_limits<double>::lowest(), sum = 0;
        for (int j = 0; j < k; ++j) {
            double *c = centred + j * d, *yj = y + j * d, *u = turned + j * d, square = 0;
            for (int a = 0; a < d; ++a) c[a] = x[i * static_cast<std::size_t>(d) + static_cast<std::size_t>(a)] - p.mu[j * d + a];
            for (int a = 0; a < d; ++a) {
                const double* row = p.l + (j * d + a) * d;
                double s = diagonal[j * d + a] * c[a];
                for (int b = 0; b < a; ++b) s += row[b] * c[b];
                yj[a] = s;
                square += s * s;
            }
            for (int a = 0; a < d; ++a) u[a] = diagonal[j * d + a] * yj[a]; // Qᵀy
            for (int a = 0; a < d; ++a) {
                const double* row = p.l + (j * d + a) * d;
                for (int b = 0; b < a; ++b) u[b] += row[b] * yj[a];
            }
            t[j] = offset[j] - square / 2;
            most = std::max(most, t[j]);
        }
        for (int j = 0; j < k; ++j) sum += t[j] = std::exp(t[j] - most);
        value += most + std::log(sum);
        for (int j = 0; j < k; ++j) {
            const double w = t[j] / sum;
            const double *c = centred + j * d, *yj = y + j * d, *u = turned + j * d;
            g.alpha[j] += w;
            for (int a = 0; a < d; ++a) {
                const double wy = w * yj[a];
                double* row = g.l + (j * d + a) * d;
                g.mu[j * d + a] += w * u[a];
                g.q[j * d + a] += w - wy * c[a] * diagonal[j * d + a];
                for (int b = 0; b < a; ++b) row[b] -= wy * c[b];
            }
        }
    }
    for (int j = 0; j < k * d; ++j) {
        value += diagonal[j] * diagonal[j] / 2;
        g.q[j] += diagonal[j] * diagonal[j];
        for (int b = 0; b < j % d; ++b) {
            value += p.l[j * d + b] * p.l[j * d + b] / 2;
            g.l[j * d + b] += p.l[j * d + b];
        }
    }
    return value;
}

} // namespace bench::plain

// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <support/on_backend.hpp>

#if defined(TYPEGRAD_TEST_THRUST) // their device is the backend's
#include <typegrad/arrays/thrust.hpp>

namespace tg = typegrad;

namespace {

/// Where a vector of the device is in other memory than one of the host.
template <class V>
void check_copies(const thrust::host_vector<float>& host) {
    if constexpr (tg::is_on_device<V>) { // nvcc wants the braces
        V copied(host.size());
        tg::copy_to_device<on::backend>(host, copied);
        thrust::host_vector<float> back(host.size());
        tg::copy_to_host<on::backend>(copied, back);
        CHECK(back == host);
    }
}

} // namespace

TEST_CASE("Thrust's vectors are bound, written and copied") {
    constexpr auto v = tg::input<"v", float, tg::dim<"n">>;
    const auto loss = tg::sum(tg::square(v) * v);
    const auto f = tg::compile<on::backend>(loss, tg::gradients(loss, v));
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{1001}}) {
        thrust::host_vector<float> host(n);
        double want = 0;
        for (std::size_t k = 0; k < n; ++k) {
            host[k] = static_cast<float>(on::wild(k));
            want += std::pow(static_cast<double>(host[k]), 3);
        }
        const thrust::device_vector<float> array = host;
        thrust::device_vector<float> gradient(n);
        float value = 0;
        f(v = array, tg::into(value, gradient));
        CHECK(static_cast<double>(value) == doctest::Approx(want).epsilon(1e-5));
        const thrust::host_vector<float> got = gradient;
        for (std::size_t k = 0; k < n; ++k) CHECK(got[k] == doctest::Approx(3 * host[k] * host[k]));
        if (n > 1) {
            thrust::device_vector<float> small(n - 1);
            CHECK_THROWS_AS(f(v = array, tg::into(value, small)), tg::shape_error);
        }
        check_copies<thrust::device_vector<float>>(host);
    }
}
#endif

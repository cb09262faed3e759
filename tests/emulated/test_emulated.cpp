// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <support/emulated_device.hpp>
#include <typegrad/core.hpp>

/// What a device backend does around its kernels.
namespace tg = typegrad;
using device = tg::emulated_device;
using namespace typegrad::literals;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"n">, 3>;
constexpr auto y = tg::input<"y", float, tg::dim<"n">>;
constexpr auto w = tg::variable<"w", float, 3>;
constexpr auto loss = tg::mean(tg::square(tg::matmul(x, w) - y));

template <class T, int Rank>
device::array<T, Rank> ramp(const std::array<std::int64_t, static_cast<std::size_t>(Rank)>& extents) {
    device::array<T, Rank> a(extents);
    std::vector<T> values(static_cast<std::size_t>(a.size()));
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<T>(static_cast<double>(k % 7) * 0.25 - 0.5);
    tg::array_view<T, Rank> from(values.data(), extents);
    tg::copy_to_device<device>(from, a);
    return a;
}
struct counted {
    emulated::counters before = emulated::count();
    emulated::counters since() {
        emulated::counters now = emulated::count();
        const emulated::counters d{now.launches - before.launches, now.recorded - before.recorded, now.replays - before.replays, now.copies_in - before.copies_in, now.copies_out - before.copies_out, now.synchronised - before.synchronised};
        before = now;
        return d;
    }
};

} // namespace

TEST_CASE("a training loop is recorded at its second step and replayed from then on") {
    auto state = tg::state<device>(tg::ones(w));
    const auto images = ramp<float, 2>({50, 3});
    const auto values = ramp<float, 1>({50});
    const auto train = tg::compile<device>(tg::sgd(loss)); // fetches nothing
    counted calls;
    train(state, x = images, y = values, tg::learning_rate = 0.1);
    auto c = calls.since();
    CHECK(c.recorded == 0);
    CHECK(c.launches > 2);
    const int kernels = c.launches;
    train(state, x = images, y = values, tg::learning_rate = 0.1);
    c = calls.since();
    CHECK(c.recorded == 1);
    CHECK(c.replays == 1);
    CHECK(c.launches < kernels); // the call's numbers are there already
    for (int k = 0; k < 5; ++k) train(state, x = images, y = values, tg::learning_rate = 0.1);
    c = calls.since();
    CHECK(c.recorded == 0);
    CHECK(c.replays == 5);
    CHECK(c.synchronised == 0); // nobody waits, nothing is moved
    CHECK(c.copies_in + c.copies_out == 0);
    train(state, x = images, y = values, tg::learning_rate = 0.05);
    c = calls.since();
    CHECK(c.recorded == 0); // another number is written and the same work replayed
    CHECK(c.replays == 1);
}
TEST_CASE("other memory and other extents are other work; both are remembered") {
    auto state = tg::state<device>(tg::ones(w));
    const auto train = tg::compile<device>(tg::sgd(loss));
    const auto a = ramp<float, 2>({50, 3}), b = ramp<float, 2>({40, 3});
    const auto u = ramp<float, 1>({50}), v = ramp<float, 1>({40});
    counted calls;
    for (int k = 0; k < 4; ++k) {
        train(state, x = a, y = u, tg::learning_rate = 0.1);
        train(state, x = b, y = v, tg::learning_rate = 0.1);
    }
    const auto c = calls.since();
    CHECK(c.recorded == 2);
    CHECK(c.replays == 6);
}
TEST_CASE("what is replayed computes what is run") {
    auto state = tg::state<device>(tg::ones(w)), fresh = tg::state<device>(tg::ones(w));
    const auto images = ramp<float, 2>({50, 3});
    const auto values = ramp<float, 1>({50});
    const auto train = tg::compile<device>(loss, tg::sgd(loss));
    for (int k = 0; k < 20; ++k) {
        const double rate = 0.05 / (1 + k);
        const float replayed = train(state, x = images, y = values, tg::learning_rate = rate);
        tg::device_workspace<emulated::runtime<1>> own; // which remembers nothing
        const float run = train(fresh, x = images, y = values, tg::learning_rate = rate, own);
        CHECK(replayed == run);
    }
    CHECK(tg::copy_to_host<device>(state[w]) == tg::copy_to_host<device>(fresh[w]));
}
TEST_CASE("two programs in one workspace write their numbers again") {
    constexpr auto a = tg::input<"a", double, tg::dim<"n">>;
    const auto in = ramp<double, 1>({21});
    tg::device_workspace<emulated::runtime<1>> work;
    const auto one = tg::compile<device>(tg::sum(a * 2.0)), other = tg::compile<device>(tg::sum(a * 3.0));
    static_assert(std::is_same_v<decltype(one), decltype(other)>); // the numbers are not part of it
    const auto third = tg::compile<device>(tg::mean(a) + 5.0);
    const double sum = one(a = in, work) / 2;
    for (int k = 0; k < 3; ++k) {
        CHECK(one(a = in, work) == doctest::Approx(2 * sum));
        CHECK(other(a = in, work) == doctest::Approx(3 * sum));
        CHECK(third(a = in, work) == doctest::Approx(sum / 21 + 5));
    }
}
TEST_CASE("numbers of the host are fed and fetched") {
    constexpr auto a = tg::input<"a", float>;
    constexpr auto v = tg::input<"v", float, tg::dim<"n">>;
    const auto in = ramp<float, 1>({8});
    tg::device_workspace<emulated::runtime<1>> work;
    const auto f = tg::compile<device>(tg::sum(v * a), v * a);
    const auto values = tg::copy_to_host<device>(in);
    for (const float number : {2.0f, 3.0f, 3.0f, -1.0f}) {
        const auto [total, array] = f(v = in, a = number, work);
        float want = 0;
        for (const float k : values) want += k * number;
        CHECK(total == doctest::Approx(want));
        const auto back = tg::copy_to_host<device>(array);
        for (std::size_t k = 0; k < back.size(); ++k) CHECK(back[k] == values[k] * number);
    }
}
TEST_CASE("memory of the host is refused by name, and memory that is not there with its size") {
    auto state = tg::state<device>(tg::ones(w));
    const auto train = tg::compile<device>(loss, tg::sgd(loss));
    float mine[9]{};
    const auto values = ramp<float, 1>({3});
    CHECK_THROWS_WITH_AS(train(state, x = tg::device_view<float, 2>(mine, 3, 3), y = values), "typegrad: x is not in the device's memory", tg::device_error);
    const auto before = tg::copy_to_host<device>(state[w]);
    const auto images = ramp<float, 2>({3, 3});
    emulated::memory_left() = 16;
    CHECK_THROWS_AS(train(state, x = images, y = values), tg::device_error);
    CHECK_THROWS_AS((device::array<float, 1>({1000})), tg::device_error);
    emulated::memory_left() = std::size_t{1} << 30;
    CHECK(tg::copy_to_host<device>(state[w]) == before);
    (void)train(state, x = images, y = values);
    CHECK(tg::copy_to_host<device>(state[w]) != before);
}
TEST_CASE("copies check extents and order before they write") {
    std::vector<float> host(6, 1.0f);
    device::array<float, 1> there({5});
    CHECK_THROWS_WITH_AS(tg::copy_to_device<device>(host, there), "typegrad: copy: axis 0 has extent 6 here and 5 there", tg::shape_error);
    CHECK_THROWS_AS(tg::copy_to_host<device>(there, host), tg::shape_error);
    CHECK_THROWS_AS((device::array<float, 2>({3, -1})), tg::shape_error);
    const auto copy = tg::copy_to_device<device>(host);
    CHECK(tg::copy_to_host<device>(copy) == host);
}
TEST_CASE("everything is given back") {
    const std::size_t before = emulated::blocks().size();
    {
        auto state = tg::state<device>(tg::ones(w));
        const auto images = ramp<float, 2>({50, 3});
        const auto values = ramp<float, 1>({50});
        const auto train = tg::compile<device>(loss, tg::gradients(loss, w), tg::sgd(loss));
        for (int k = 0; k < 3; ++k) (void)train(state, x = images, y = values);
        CHECK(emulated::blocks().size() > before);
    }
    CHECK(emulated::blocks().size() == before);
}
TEST_CASE("calls with other extents in one workspace do not lose their numbers") {
    auto state = tg::state<device>(tg::ones(w)), fresh = tg::state<device>(tg::ones(w));
    const auto a = ramp<float, 2>({500, 3}), b = ramp<float, 2>({7, 3});
    const auto u = ramp<float, 1>({500}), v = ramp<float, 1>({7});
    const auto train = tg::compile<device>(tg::sgd(loss));
    for (int k = 0; k < 4; ++k) {
        tg::device_workspace<emulated::runtime<1>> own, another;
        train(state, x = a, y = u, tg::learning_rate = 0.1);
        train(state, x = b, y = v, tg::learning_rate = 0.1);
        train(own, fresh, x = a, y = u, tg::learning_rate = 0.1); // a workspace beats the state's
        train(fresh, x = b, y = v, tg::learning_rate = 0.1, another);
        CHECK(own.size() > 0);
        CHECK(tg::copy_to_host<device>(state[w]) == tg::copy_to_host<device>(fresh[w]));
    }
    CHECK(fresh.memory().size() == 0);
}
TEST_CASE("fetching to another number each time is the same work") {
    auto state = tg::state<device>(tg::ones(w));
    const auto images = ramp<float, 2>({50, 3});
    const auto values = ramp<float, 1>({50});
    const auto train = tg::compile<device>(loss, tg::sgd(loss));
    counted calls;
    std::vector<float> losses(12);
    for (float& l : losses) train(state, x = images, y = values, tg::learning_rate = 0.01, tg::into(l));
    const auto c = calls.since();
    CHECK(c.recorded == 1);
    CHECK(c.replays == 11);
    CHECK(losses.back() < losses.front());
}
TEST_CASE("a stream that cannot be recorded is run") {
    tg::device_workspace<emulated::runtime<1>> work(7); // the emulated device records stream 0 only
    constexpr auto a = tg::input<"a", double, tg::dim<"n">>;
    const auto in = ramp<double, 1>({21});
    const auto f = tg::compile<device>(tg::sum(a));
    counted calls;
    const double first = f(a = in, work);
    for (int k = 0; k < 3; ++k) CHECK(f(a = in, work) == first);
    CHECK(calls.since().recorded == 0);
}
TEST_CASE("results are checked as arguments are, and extents without memory are none") {
    constexpr auto a = tg::input<"a", float, tg::dim<"n">>;
    const auto in = ramp<float, 1>({4});
    float mine[4]{};
    tg::device_view<float, 1> there(mine, 4), nowhere(nullptr, 4);
    const auto f = tg::compile<device>(a * 2.0f);
    CHECK_THROWS_WITH_AS(f(a = in, tg::into(there)), "typegrad: the memory for result 0 is not in the device's memory", tg::device_error);
    CHECK_THROWS_WITH_AS(f(a = in, tg::into(nowhere)), "typegrad: the memory for result 0 has extents but no memory", tg::device_error);
    CHECK_THROWS_WITH_AS((void)f(a = nowhere), "typegrad: a has extents but no memory", tg::device_error);
    const auto none = f(a = device::array<float, 1>({0}));
    CHECK(none.size() == 0);
}

TEST_CASE("a report says what is launched and what memory is asked for") {
    auto state = tg::state<device>(tg::ones(w));
    const auto images = ramp<float, 2>({70, 3});
    const auto values = ramp<float, 1>({70});
    const auto train = tg::compile<device>(loss, tg::sgd(loss)); // fetches a number
    const std::string report = train.report(state, x = images, y = values, tg::learning_rate = 0.1);
    CAPTURE(report);
    for (int k = 0; k < 2; ++k) (void)train(state, x = images, y = values, tg::learning_rate = 0.1);
    counted calls; // of a call whose numbers are there
    (void)train(state, x = images, y = values, tg::learning_rate = 0.1);
    const auto number_behind = [&](const std::string& label) {
        std::string digits;
        for (std::size_t at = report.find(label) + label.size(); at < report.size() && report[at] != '\n' && report[at] != 'B'; ++at)
            if (report[at] >= '0' && report[at] <= '9') digits += report[at];
        return digits.empty() ? -1 : std::stoi(digits);
    };
    CHECK(number_behind("\nlaunches") == calls.since().launches);
    CHECK(number_behind("\nworkspace") == static_cast<int>(state.memory().size()));
    CHECK(report.find("B of the device") != std::string::npos);
    CHECK(report.find("SIMD") == std::string::npos);
}

TEST_CASE("as many products as an array has matrices are one piece of work") {
    constexpr auto A = tg::input<"A", double, tg::dim<"h">, tg::dim<"g">, tg::dim<"n">, tg::dim<"m">>;
    constexpr auto B = tg::input<"B", double, tg::dim<"h">, tg::dim<"k">, tg::dim<"m">>;
    constexpr std::size_t H = 7, G = 2, N = 3, M = 5, K = 4;
    const auto a = ramp<double, 4>({H, G, N, M});
    const auto b = ramp<double, 3>({H, K, M});
    const std::vector<double> x = tg::copy_to_host<device>(a), y = tg::copy_to_host<device>(b);
    const auto launches = [&](const auto& f, const auto& where, std::size_t results) {
        const std::string report = f.report(A = a, B = b);
        counted calls;
        const auto c = f(A = a, B = b);
        const int pieces = calls.since().launches;
        CHECK(report.find("\nlaunches   " + std::to_string(pieces) + "\n") != std::string::npos);
        const std::vector<double> z = tg::copy_to_host<device>(c);
        std::vector<double> want(results);
        for (std::size_t h = 0; h < H; ++h)
            for (std::size_t g = 0; g < G; ++g)
                for (std::size_t n = 0; n < N; ++n)
                    for (std::size_t k = 0; k < K; ++k)
                        for (std::size_t m = 0; m < M; ++m) want[where(h, g, n, k)] += x[((h * G + g) * N + n) * M + m] * y[(h * K + k) * M + m];
        REQUIRE(z.size() == results);
        for (std::size_t i = 0; i < results; ++i) CHECK(z[i] == doctest::Approx(want[i]));
        return pieces;
    };
    const auto hgnk = [](std::size_t h, std::size_t g, std::size_t n, std::size_t k) { return ((h * G + g) * N + n) * K + k; };
    CHECK(launches(tg::compile<device>(tg::einsum<"hgnm,hkm->hgnk">(A, B)), hgnk, H * G * N * K) == 1); // g and n are the rows
    const auto hngk = [](std::size_t h, std::size_t g, std::size_t n, std::size_t k) { return ((h * N + n) * G + g) * K + k; };
    CHECK(launches(tg::compile<device>(tg::einsum<"hgnm,hkm->hngk">(A, B)), hngk, H * G * N * K) == 3); // for each n
    const auto gnk = [](std::size_t, std::size_t g, std::size_t n, std::size_t k) { return (g * N + n) * K + k; };
    CHECK(launches(tg::compile<device>(tg::einsum<"hgnm,hkm->gnk">(A, B)), gnk, G * N * K) == 7); // each is added to the one before
}

TEST_CASE("backends of one device share states and arrays, and record their calls apart") {
    auto state = tg::state<device>(tg::filled(w, 0.5));
    const auto images = ramp<float, 2>({50, 3});
    const auto values = ramp<float, 1>({50});
    const auto one = tg::compile<device>(loss);
    const auto other = tg::compile<tg::emulated_without_blas>(loss);
    device::array<float, 0> a, b;
    counted calls;
    for (int k = 0; k < 4; ++k) {
        one(state, x = images, y = values, tg::into(a));
        other(state, x = images, y = values, tg::into(b));
    }
    const auto c = calls.since();
    CHECK(c.recorded == 2);
    CHECK(c.replays == 6);
    CHECK(tg::copy_to_host<device>(a)[0] == doctest::Approx(tg::copy_to_host<device>(b)[0]));
}

TEST_CASE("a recorded call is not taken for one whose numbers are elsewhere") {
    constexpr auto v = tg::input<"v", double, tg::dim<"n">>;
    constexpr auto a = tg::input<"a", double>;
    constexpr auto b = tg::input<"b", double>;
    const auto f = tg::compile<device>(v * a - b);
    const auto total = tg::compile<device>(tg::sum(v));
    device::workspace work;
    const auto in = tg::copy_to_device<device>(std::vector<double>{1, 2});
    const auto seven = tg::copy_to_device<device>(7.0);
    device::array<double, 1> out({2});
    for (int k = 0; k < 4; ++k) {
        f(work, v = in, a = 2.0, b = seven, tg::into(out));
        CHECK(tg::copy_to_host<device>(out) == std::vector<double>{-5, -3});
    }
    for (int k = 0; k < 4; ++k) {
        f(work, v = in, a = seven, b = 2.0, tg::into(out));
        CHECK(tg::copy_to_host<device>(out) == std::vector<double>{5, 12});
    }
    CHECK(total(work, v = in) == 3);
    tg::device_view<double, 0> nowhere(nullptr);
    CHECK_THROWS_WITH_AS(total(work, v = in, tg::into(nowhere)), "typegrad: the memory for result 0 has extents but no memory", tg::device_error);
    CHECK(total(work, v = in) == 3);
}
TEST_CASE("rows of several types lie in scratch memory, and longer ones in the workspace") {
    using teams = tg::emulated_teams;
    constexpr auto A = tg::input<"A", double, tg::dim<"n">, tg::dim<"m">>;
    const auto e = tg::exp(A);
    const auto large = e > tg::mean(e, tg::axis<1>, tg::keepdims);
    const auto f = tg::compile<teams>(tg::where(large, e / tg::sum(tg::where(large, e, 0.0), tg::axis<1>, tg::keepdims), 0.0));
    for (const std::int64_t m : {1, 5, 37, 200}) {
        CAPTURE(m);
        const std::int64_t n = 7;
        std::vector<double> host(static_cast<std::size_t>(n * m));
        for (std::size_t k = 0; k < host.size(); ++k) host[k] = std::sin(static_cast<double>(k));
        teams::array<double, 2> x({n, m});
        tg::copy_to_device<teams>(tg::array_view<double, 2>(host.data(), n, m), x);
        const std::string report = f.report(A = x);
        CAPTURE(report);
        CHECK(report.find("row buffer") != std::string::npos);
        CHECK((report.find("rows in shared memory") != std::string::npos) == (m <= 37));
        const auto got = tg::copy_to_host<teams>(f(A = x));
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            double mean = 0, sum = 0;
            const double* row = host.data() + i * static_cast<std::size_t>(m);
            for (std::int64_t k = 0; k < m; ++k) mean += std::exp(row[k]) / static_cast<double>(m);
            const auto is_large = [&](std::int64_t k) { return m > 1 && std::exp(row[k]) > mean; };
            for (std::int64_t k = 0; k < m; ++k) sum += is_large(k) ? std::exp(row[k]) : 0;
            for (std::int64_t k = 0; k < m; ++k) CHECK(got[i * static_cast<std::size_t>(m) + static_cast<std::size_t>(k)] == doctest::Approx(is_large(k) ? std::exp(row[k]) / sum : 0));
        }
    }
}

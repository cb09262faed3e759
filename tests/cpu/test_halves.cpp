// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <support/halves.hpp>
#include <typegrad/typegrad.hpp>
#include <vector>

namespace tg = typegrad;
using namespace typegrad::literals;

using halves::numbers, halves::widened;

namespace {

template <class H>
std::vector<std::uint16_t> bits(const std::vector<H>& x) {
    std::vector<std::uint16_t> out;
    for (const H h : x) out.push_back(h.bits);
    return out;
}

} // namespace

TEST_CASE_TEMPLATE("halves are loaded and stored exactly, whatever they are and however many", H, tg::half, tg::bfloat16) {
    constexpr auto x = tg::input<"x", H, tg::dim<"n">>;
    std::vector<H> all;
    for (unsigned b = 0; b < 65536; ++b)
        if (const H h = H::from_bits(static_cast<std::uint16_t>(b)); static_cast<float>(h) == static_cast<float>(h)) all.push_back(h);
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{8}, std::size_t{17}, std::size_t{1001}, all.size()}) {
        CAPTURE(n);
        const std::vector<H> some(all.end() - static_cast<std::ptrdiff_t>(n), all.end());
        const std::vector<float> y = tg::compile(x * 1.0f)(x = some);
        const std::vector<float> expected = widened(some);
        REQUIRE(y.size() == n);
        CHECK((n == 0 || std::memcmp(y.data(), expected.data(), n * sizeof(float)) == 0));
        const std::vector<H> back = tg::compile(tg::cast<H>(x))(x = some);
        CHECK(bits(back) == bits(some));
    }
}
TEST_CASE_TEMPLATE("halves are rounded to the nearest, ties to even", H, tg::half, tg::bfloat16) {
    constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
    constexpr auto d = tg::input<"d", double, tg::dim<"n">>;
    constexpr auto i = tg::input<"i", std::int64_t, tg::dim<"n">>;
    std::mt19937 random(7);
    std::vector<float> f(4099);
    std::vector<double> w(f.size());
    std::vector<std::int64_t> whole(f.size());
    for (std::size_t k = 0; k < f.size(); ++k) {
        std::uint32_t b = static_cast<std::uint32_t>(random());
        if (k % 2 == 0) b = (b & 0x0FFFFFFFu) | 0x38000000u; // near 1
        if (k % 5 == 0) b &= 0xFFFFF000u;                     // a tie, often
        std::memcpy(&f[k], &b, 4);
        if (k % 97 == 0) f[k] = NAN;
        w[k] = k % 3 == 0 ? 1.0 + std::ldexp(1.0, -11) + std::ldexp(1.0, -40) : static_cast<double>(f[k]); // a tie only if rounded twice
        whole[k] = static_cast<std::int64_t>(random() % 70001) - 35000;
    }
    const auto [a, b, c, again] = tg::compile(tg::cast<H>(x), tg::cast<H>(d), tg::cast<H>(i), tg::cast<float>(tg::cast<H>(x)))(x = f, d = w, i = whole);
    for (std::size_t k = 0; k < f.size(); ++k) {
        if (std::isnan(f[k])) {
            CHECK(std::isnan(static_cast<float>(a[k])));
            CHECK(std::isnan(again[k]));
            continue;
        }
        CHECK(a[k].bits == H(static_cast<double>(f[k])).bits);
        CHECK(b[k].bits == H(w[k]).bits);
        CHECK(c[k].bits == H(static_cast<double>(whole[k])).bits);
        CHECK(again[k] == static_cast<float>(H(static_cast<double>(f[k]))));
    }
}
TEST_CASE("casts there and back are as exact as the type between") {
    constexpr auto x = tg::input<"x", tg::half, tg::dim<"n">>;
    constexpr auto b = tg::input<"b", tg::bfloat16, tg::dim<"n">>;
    constexpr auto i = tg::input<"i", std::int64_t, tg::dim<"n">>;
    const std::vector<tg::half> xs{tg::half(2.75), tg::half(1000.5), tg::half(-0.5), tg::half(0)};
    const std::vector<tg::bfloat16> bs{tg::bfloat16(2.75), tg::bfloat16(1e30), tg::bfloat16(1e-30), tg::bfloat16(-3)};
    const std::vector<std::int64_t> is{(std::int64_t{1} << 60) + (std::int64_t{1} << 52) + 1, -(std::int64_t{1} << 60) - (std::int64_t{1} << 52) - 1, (std::int64_t{1} << 60) + (std::int64_t{1} << 52), 17};
    const auto [whole, truth, narrow, wide, same, precise] = tg::compile(tg::cast<tg::half>(tg::cast<std::int32_t>(x)), tg::cast<tg::half>(tg::cast<bool>(x)), tg::cast<tg::half>(tg::cast<tg::bfloat16>(x)), tg::cast<tg::bfloat16>(tg::cast<tg::half>(b)), tg::cast<tg::half>(tg::cast<double>(x)), tg::cast<tg::bfloat16>(i))(x = xs, b = bs, i = is);
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(whole[k] == std::trunc(static_cast<float>(xs[k])));
        CHECK(truth[k] == (xs[k] != 0 ? 1.0f : 0.0f));
        CHECK(narrow[k] == static_cast<float>(tg::bfloat16(static_cast<float>(xs[k]))));
        CHECK(wide[k] == static_cast<float>(tg::half(static_cast<float>(bs[k]))));
        CHECK(same[k].bits == xs[k].bits);
    }
    CHECK(precise[0].bits == 0x5D81);
    CHECK(precise[1].bits == 0xDD81);
    CHECK(precise[2].bits == 0x5D80); // a tie
    CHECK(precise[3] == 17);
    static_assert(decltype(tg::stack(x, x))::type() == tg::dtype::float16 && decltype(tg::stack(x, 1_c))::type() == tg::dtype::float16 && decltype(tg::stack(x, b))::type() == tg::dtype::float32 && decltype(tg::select(x < b, x, b))::type() == tg::dtype::float32);
}
TEST_CASE("what is a number and what is finite") {
    constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
    constexpr auto h = tg::input<"h", tg::half, tg::dim<"n">>;
    constexpr auto i = tg::input<"i", std::int32_t, tg::dim<"n">>;
    const std::vector<float> xs{0, -0.0f, 1, -3e38f, 1e-45f, INFINITY, -INFINITY, NAN, -NAN, 65520, 2};
    const std::vector<tg::half> hs(xs.begin(), xs.end());
    const std::vector<std::int32_t> is(xs.size(), -7);
    const auto as_int = [](auto b) { return tg::cast<std::int32_t>(b); };
    const auto [nan, finite, nan_h, finite_h, finite_i] = tg::compile(as_int(tg::isnan(x)), as_int(tg::isfinite(x)), as_int(tg::isnan(h)), as_int(tg::isfinite(h)), as_int(tg::isfinite(i)))(x = xs, h = hs, i = is);
    for (std::size_t k = 0; k < xs.size(); ++k) {
        CHECK((nan[k] == 1) == std::isnan(xs[k]));
        CHECK((finite[k] == 1) == std::isfinite(xs[k]));
        CHECK((nan_h[k] == 1) == std::isnan(xs[k]));
        CHECK((finite_h[k] == 1) == std::isfinite(static_cast<float>(hs[k])));
        CHECK(finite_i[k] == 1);
    }
}
TEST_CASE_TEMPLATE("what is computed with halves is computed in float, and so are gradients", H, tg::half, tg::bfloat16) {
    constexpr auto x = tg::input<"x", H, tg::dim<"n">>;
    constexpr auto w = tg::input<"w", H, tg::dim<"n">>;
    constexpr auto xf = tg::input<"x", float, tg::dim<"n">>;
    constexpr auto wf = tg::input<"w", float, tg::dim<"n">>;
    static_assert(decltype(x * w)::type() == tg::dtype::float32 && decltype(-x)::type() == tg::dtype::float32 && decltype(tg::sum(x))::type() == tg::dtype::float32);
    static_assert(decltype(tg::cast<H>(x * w))::type() == tg::dtype_for<H> && decltype(tg::select(x < w, x, w))::type() == tg::dtype_for<H>);
    const auto f = [](auto u, auto v) { return tg::sum(tg::tanh(u * v) * tg::exp(-tg::square(u)) + tg::maximum(u, v)); };
    const auto loss = f(x, w);
    const auto same = f(xf, wf);
    for (const std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{1003}}) {
        const std::vector<H> u = numbers<H>(n, 1), v = numbers<H>(n, 2);
        const auto [l, du, dv] = tg::compile(loss, tg::gradients(loss, x), tg::gradients(loss, w))(x = u, w = v);
        const auto [lf, duf, dvf] = tg::compile(same, tg::gradients(same, xf), tg::gradients(same, wf))(xf = widened(u), wf = widened(v));
        static_assert(std::is_same_v<decltype(du), decltype(duf)>);
        CHECK(l == lf);
        CHECK(du == duf);
        CHECK(dv == dvf);
    }
}

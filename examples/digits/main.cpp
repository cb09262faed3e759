// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Softmax regression on handwritten digits: the model is the first ten lines of `learn`, the rest shows what
// it does. DIGITS_BACKEND is what it runs on: the CPU, or one of Thrust's host systems, or (main.cu) a GPU.

#include "confusion.hpp"
#include "dataset.hpp"
#include "input_error.hpp"
#include "learning_curve.hpp"
#include "minibatches.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "report.hpp"

#include <typegrad/typegrad.hpp>
#if defined(DIGITS_BACKEND)
#include DIGITS_BACKEND_HEADER
#else
#define DIGITS_BACKEND simd
#endif

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>

namespace tg = typegrad;
using namespace digits;
using backend = tg::DIGITS_BACKEND;

/// Trains on images of so many pixels and reports; how many there are is part of the model's types.
template<int Pixels>
void learn(const options& options, const dataset& data) {
    constexpr auto x = tg::input<"x", float, tg::dim<"batch">, Pixels>;
    constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
    constexpr auto W = tg::variable<"W", float, Pixels, 10>;
    constexpr auto b = tg::variable<"b", float, 10>;

    constexpr auto logits = tg::matmul(x, W) + b;
    constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));

    auto train = tg::compile<backend>(loss, tg::sgd(loss, {.learning_rate = options.learning_rate}));
    auto predict = tg::compile<backend>(tg::argmax(logits, tg::axis<1>));
    auto state = tg::state<backend>(tg::glorot(W, options.seed), tg::zeros(b));

    minibatches batches(data.train, options.batch, options.seed);
    xt::xtensor<std::int64_t, 1> read;
    learning_curve curve;
    {
        progress progress(options.epochs, data.train.count());
        for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
            for (const auto& [images, labels] : batches) {
                const float l = train(state, x = tg::to<backend>(images), y = tg::to<backend>(labels));
                if (!std::isfinite(l))
                    throw input_error("the loss is no longer finite: lower --learning-rate");
                progress.batch(labels.size(), l);
            }
            tg::from<backend>(predict(state, x = tg::to<backend>(data.test.images)), read);
            curve.accuracy.push_back(confusion(data.test.labels, read).accuracy());
            curve.loss.push_back(progress.epoch(curve.accuracy.back()));
        }
    }

    show_mistakes(data.test, read, data.side);
    plot(curve, "Softmax regression on handwritten digits", options.plot);
    std::printf("loss curve: %s\n", options.plot.string().c_str());
    std::printf("test accuracy %.3f\n", curve.accuracy.back());
}

int main(int argc, char** argv) try {
    const auto options = parse_options(argc, argv);
    if (!options)
        return 0;
    const dataset data = options->mnist ? load_mnist(*options->mnist) : load_small_digits(options->data);
    if (options->batch > data.train.count())
        throw input_error("--batch must be at most " + grouped(data.train.count()) +
                          ", the number of training images, not " + grouped(options->batch));
    check_writable(options->plot);
    introduce(data);
    if (data.side == small_digits.side)
        learn<64>(*options, data);
    else
        learn<784>(*options, data);
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
        throw input_error("standard output cannot be written");
} catch (const std::exception& error) {
    std::fprintf(stderr, "digits: %s\n", error.what());
    return 1;
}

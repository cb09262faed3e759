# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""The cases of the C++ program as functions of a library `m` (libraries.py), named as there.

A problem takes the arrays that the C++ program wrote, in their order, and returns what it wrote as results, in any shapes.
"""
from typing import Any, Callable, NamedTuple

HALF_LOG_2_PI = 0.91893853320467274178


class Problem(NamedTuple):
    call: Callable[..., Any]  # of a library and the arguments
    prepare: Callable[..., Any] = lambda *arrays: arrays  # from the arrays written to the arguments
    parameters: tuple[int, ...] = ()  # of a training step: the arguments that it returns, behind the loss
    steps_through_time: bool = False


def gradients(loss: Callable[..., Any], *wrt: int, **others: Any) -> Problem:
    return Problem(lambda m, *arguments: m.value_and_grad(lambda *a: loss(m, *a), wrt)(*arguments), **others)


def descent(loss: Callable[..., Any], rate: float, *wrt: int) -> Problem:
    def step(m: Any, *arguments: Any) -> tuple[Any, ...]:
        value, *by = m.value_and_grad(lambda *a: loss(m, *a), wrt)(*arguments)
        return value, *(arguments[k] - rate * g for k, g in zip(wrt, by))
    return Problem(step, parameters=wrt)


def cross_entropy(m: Any, z: Any, labels: Any) -> Any:
    return -m.mean(m.pick(m.log_softmax(z), labels))


def linear(m: Any, x: Any, y: Any, w: Any, b: Any) -> Any:
    return m.mean(m.square(x @ w + b - y))


def logistic(m: Any, x: Any, y: Any, w: Any, b: Any) -> Any:
    z = x @ w + b
    return m.sum(y * z - m.softplus(z)) - (m.sum(m.square(w)) + m.sum(m.square(b))) / 2


def five_vectors(m: Any, a: Any, b: Any, c: Any, d: Any, x: Any) -> Any:
    return m.sum(m.tanh(a * x + b) * m.exp(-c * x * x) + m.log1p(m.exp(d * x)))


def normal(m: Any, x: Any, mu: Any, sigma: Any) -> Any:
    return m.sum(-0.5 * m.square((x - mu) / sigma) - m.log(sigma) - HALF_LOG_2_PI)


def volatility(m: Any, h: Any, y: Any, parameters: Any) -> Any:
    mu, phi, sigma = parameters[0], parameters[1], parameters[2]
    q, z = 1 - m.square(phi), (h - mu) / sigma
    errors = m.sum(m.square(z[1:] - phi * z[:-1])) + q * m.square(z[0])
    return (m.log(q) - errors - m.sum(m.square(y) * m.exp(-h) + h)) / 2 - h.shape[0] * m.log(sigma)


def mixture(m: Any, x: Any, a: Any, mu: Any, s: Any) -> Any:
    return m.sum(m.logsumexp(m.log_softmax(a) - s - m.square((x - mu) * m.exp(-s)) / 2))


def full_mixture(m: Any, x: Any, alpha: Any, mu: Any, q: Any, l: Any) -> Any:
    d = x.shape[1]
    factor = m.tril(l, -1) + m.exp(q)[:, :, None] * m.eye(d)
    y = m.einsum("kab,nkb->nka", factor, x[:, None, :] - mu)
    t = alpha + m.sum_last(q) - m.sum_last(m.square(y)) / 2
    return m.sum(m.logsumexp(t)) - x.shape[0] * m.sum(m.logsumexp(alpha)) + m.sum(m.square(factor)) / 2


def perceptron(m: Any, x: Any, y: Any, w1: Any, w2: Any, b1: Any, b2: Any) -> Any:
    return cross_entropy(m, m.relu(x @ w1 + b1) @ w2 + b2, y)


def rosenbrock(m: Any, x: Any) -> Any:
    return m.sum(100 * m.square(x[1:] - m.square(x[:-1])) + m.square(1 - x[:-1]))


def reprojection(m: Any, camera: Any, point: Any, weight: Any, feature: Any) -> Any:
    r, y = camera[:3], point - camera[3:6]
    square = m.sum(m.square(r))
    angle = m.sqrt(square)
    turned = m.stack([r[1] * y[2] - r[2] * y[1], r[2] * y[0] - r[0] * y[2], r[0] * y[1] - r[1] * y[0]])
    c = m.cos(angle) * y + m.sin(angle) / angle * turned + (1 - m.cos(angle)) / square * m.sum(r * y) * r
    p = c[:2] / c[2]
    radius = m.sum(m.square(p))
    return weight * (camera[6] * (1 + radius * (camera[9] + camera[10] * radius)) * p + camera[7:9] - feature)


def lstm(m: Any, x: Any, y: Any, state: Any, main: Any, extra: Any) -> Any:
    def step(carry: Any, x: Any) -> tuple[Any, Any]:
        after = []
        for layer in range(2):
            h, c = carry[2 * layer:2 * layer + 2]
            w = main[8 * layer:8 * layer + 8]
            forget, take, give = m.sigmoid(x * w[0] + w[1]), m.sigmoid(h * w[2] + w[3]), m.sigmoid(x * w[4] + w[5])
            c = c * forget + take * m.tanh(h * w[6] + w[7])
            x = give * m.tanh(c)
            after += [x, c]
        return tuple(after), x
    z = m.scan(step, tuple(state), x * extra[0]) * extra[1] + extra[2]
    return -m.mean(y * (z - m.log(2 + m.sum(m.exp(z), 1))[:, None]))


def scene(n: Any, _: Any) -> tuple[Any, ...]:
    camera = n[:11] * [0.3, 0.2, 0.4, 1, 1, 1, 500, 300, 200, 0.1, 0.02] - [0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0]
    return camera, n[11:14], n[14], n[15:] * [300, 200]


def jacobian(m: Any, *arguments: Any) -> Any:
    by_camera, by_point, by_weight = m.jacobian(lambda *a: reprojection(m, *a), (0, 1, 2))(*arguments)
    return (m.stack([*by_camera.T, *by_point.T, by_weight]).T,)


PROBLEMS = {
    "cross_entropy_of_10": gradients(cross_entropy, 0),
    "cross_entropy_of_100": gradients(cross_entropy, 0),
    "five_vector_chain": gradients(five_vectors, 0, 1, 2, 3, 4),
    "gaussian_mixture_2x5": gradients(full_mixture, 1, 2, 3, 4),
    "gaussian_mixture_10x25": gradients(full_mixture, 1, 2, 3, 4),
    "gaussian_mixture_32x25": gradients(full_mixture, 1, 2, 3, 4),
    "gaussian_mixture": gradients(mixture, 1, 2, 3),
    "linear_regression": gradients(linear, 2, 3),
    "log_sum_exp": gradients(lambda m, x: m.logsumexp(x), 0),
    "logistic_regression": gradients(logistic, 2, 3),
    "lstm": gradients(lstm, 3, 4, steps_through_time=True),
    "lstm_value": Problem(lambda m, *arguments: (lstm(m, *arguments),), steps_through_time=True),
    "matrix_chain": gradients(lambda m, a, b, v: m.sum(m.square(a @ (b @ v))), 0, 1, 2),
    "normal_log_density": gradients(normal, 0, 1, 2, prepare=lambda x, p: (x, p[0], p[1])),
    "perceptron_step": descent(perceptron, 0.1, 2, 4, 3, 5),
    "reprojection_jacobian": Problem(jacobian, prepare=scene),
    "stochastic_volatility": gradients(volatility, 0, 2),
    "sum_of_logs": gradients(lambda m, x: m.sum(m.log(x)), 0),
    "ten_variables": gradients(rosenbrock, 0, prepare=lambda x, _: (x,)),
    "ten_variables_compiled": gradients(rosenbrock, 0, prepare=lambda x, _: (x,)),
    "training_step_64_to_10": descent(lambda m, x, y, w, b: cross_entropy(m, x @ w + b, y), 0.01, 2, 3),
    "training_step_784_to_10": descent(lambda m, x, y, w, b: cross_entropy(m, x @ w + b, y), 0.01, 2, 3),
}

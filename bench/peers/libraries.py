# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""What problems.py asks of a library: its functions under one set of names, gradients, and how a call is prepared."""
from types import SimpleNamespace
from typing import Any, Callable


def jax(double: bool = True) -> Any:
    import jax
    import jax.numpy as jnp
    jax.config.update("jax_enable_x64", double)

    def value_and_grad(f: Callable[..., Any], wrt: tuple[int, ...]) -> Callable[..., Any]:
        def call(*arguments: Any) -> tuple[Any, ...]:
            value, by = jax.value_and_grad(f, argnums=wrt)(*arguments)
            return value, *by
        return call

    return SimpleNamespace(
        version=f"JAX {jax.__version__}", compiles_each_step=False, array=jnp.asarray, prepare=jax.jit, wait=jax.block_until_ready,
        value_and_grad=value_and_grad, jacobian=jax.jacrev,
        exp=jnp.exp, log=jnp.log, log1p=jnp.log1p, tanh=jnp.tanh, sqrt=jnp.sqrt, sin=jnp.sin, cos=jnp.cos,
        square=jnp.square, sum=jnp.sum, mean=jnp.mean, stack=jnp.stack, softplus=jax.nn.softplus,
        sum_last=lambda x: jnp.sum(x, axis=-1), einsum=jnp.einsum, tril=jnp.tril, eye=jnp.eye,
        sigmoid=jax.nn.sigmoid, scan=lambda step, start, x: jax.lax.scan(step, start, x)[1],
        relu=lambda x: jnp.maximum(x, 0), log_softmax=jax.nn.log_softmax,
        logsumexp=lambda x: jax.scipy.special.logsumexp(x, axis=-1),
        pick=lambda z, labels: jnp.take_along_axis(z, labels[:, None], axis=1)[:, 0])


def torch(compiled: bool = False) -> Any:
    import torch

    def array(x: Any) -> Any:
        y = torch.tensor(x)
        return y if y.dtype.is_floating_point else y.long()

    def eager(f: Callable[..., Any], wrt: tuple[int, ...]) -> Callable[..., Any]:
        def call(*arguments: Any) -> tuple[Any, ...]:
            leaves = [a.detach().requires_grad_(k in wrt) if k in wrt else a for k, a in enumerate(arguments)]
            value = f(*leaves)
            return value.detach(), *torch.autograd.grad(value, [leaves[k] for k in wrt])
        return call

    def functional(f: Callable[..., Any], wrt: tuple[int, ...]) -> Callable[..., Any]:
        def call(*arguments: Any) -> tuple[Any, ...]:
            by, value = torch.func.grad_and_value(f, argnums=wrt)(*arguments)
            return value, *by
        return call

    def scan(step: Callable[..., Any], carry: Any, x: Any) -> Any:
        rows = []
        for row in x:
            carry, y = step(carry, row)
            rows.append(y)
        return torch.stack(rows)

    def compile_once(f: Callable[..., Any]) -> Callable[..., Any]:
        torch.compiler.reset()
        return torch.compile(f, dynamic=False, fullgraph=True)

    return SimpleNamespace(
        version=f"PyTorch {torch.__version__.split('+')[0]}", compiles_each_step=compiled, array=array, wait=lambda result: result,
        prepare=compile_once if compiled else lambda f: f,
        value_and_grad=functional if compiled else eager, jacobian=torch.func.jacrev,
        exp=torch.exp, log=torch.log, log1p=torch.log1p, tanh=torch.tanh, sqrt=torch.sqrt, sin=torch.sin, cos=torch.cos,
        square=torch.square, sum=torch.sum, mean=torch.mean, stack=torch.stack, softplus=torch.nn.functional.softplus,
        sum_last=lambda x: torch.sum(x, dim=-1), einsum=torch.einsum, tril=torch.tril, eye=lambda n: torch.eye(n, dtype=torch.float64),
        sigmoid=torch.sigmoid, scan=scan,
        relu=torch.relu, log_softmax=lambda z: torch.log_softmax(z, -1), logsumexp=lambda z: torch.logsumexp(z, -1),
        pick=lambda z, labels: torch.gather(z, 1, labels[:, None])[:, 0])


LIBRARIES = {"jax": jax, "torch": torch, "torch-compile": lambda: torch(compiled=True)}

# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Times programs on a GPU beside a copy of memory, PyTorch (eager and compiled) and JAX, after checking them against the host.

    python3 bench/gpu/run.py [--json FILE] [--arch native] [--thrust] [--build FOLDER]

Needs nvcc and a GPU; with --thrust only g++ and Thrust's headers: then it runs on the host's threads and says nothing of a GPU's speed.
PyTorch and JAX are left out where they are not installed or see no GPU.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent


def compile_bench(arch, thrust, folder):
    program = folder / ("bench_thrust" if thrust else "bench_gpu")
    common = ["-std=c++20", "-O3", f"-I{root}/include", str(here / "bench.cpp"), "-o", str(program)]
    if thrust:
        nvcc = shutil.which("nvcc", path="/usr/local/cuda/bin:" + (shutil.os.environ.get("PATH") or ""))
        toolkit = sorted(pathlib.Path(nvcc).resolve().parent.parent.glob("targets/*/include/cccl")) if nvcc else []
        line = ["g++", "-march=native", "-fopenmp", "-DBENCH_BACKEND=thrust_omp", *(f"-isystem{path}" for path in toolkit), *common]
    else:
        nvcc = shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"
        line = [nvcc, "-x", "cu", f"-arch={arch}", "-DBENCH_BACKEND=gpu", *common, "-lcublas"]
    print("+", *line, flush=True)
    subprocess.run(line, check=True)
    return program


def median_seconds(call, wait, groups=25):
    for _ in range(5):
        call()
    wait()
    start = time.perf_counter()
    call()
    wait()
    calls = max(1, min(2000, int(0.01 / (time.perf_counter() - start))))
    times = []
    for _ in range(groups):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        wait()
        times.append((time.perf_counter() - start) / calls)
    return statistics.median(times)


def torch_times():
    try:
        import torch
    except ImportError:
        return
    if not torch.cuda.is_available():
        return
    torch.manual_seed(1)
    wait = torch.cuda.synchronize
    f = torch.nn.functional

    def chain(a, b, c, d, x):
        return (torch.tanh(a * x + b) * torch.exp(-c * x * x) + f.softplus(d * x)).sum()

    def entropy(z, y):
        return f.cross_entropy(z, y)

    def with_gradients(loss, leaves, rest=()):
        def call():
            return torch.autograd.grad(loss(*leaves, *rest), leaves)
        return call

    vectors = [torch.rand(100_000_000, device="cuda", requires_grad=True) for _ in range(5)]
    for label, loss in (("torch", chain), ("torch.compile", torch.compile(chain))):
        yield label, "five_vector_chain", median_seconds(with_gradients(loss, vectors), wait)
    del vectors
    for name, rows, columns in (("cross_entropy_1000", 100_000, 1000), ("cross_entropy_10", 10_000_000, 10)):
        z = torch.randn(rows, columns, device="cuda", requires_grad=True)
        y = torch.arange(rows, device="cuda") % columns
        for label, loss in (("torch", entropy), ("torch.compile", torch.compile(entropy))):
            yield label, name, median_seconds(with_gradients(loss, [z], [y]), wait)
    x, y = torch.rand(128, 784, device="cuda"), torch.arange(128, device="cuda") % 10
    for label in ("torch", "torch.compile"):
        model = torch.nn.Sequential(torch.nn.Linear(784, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10)).cuda()
        optimiser = torch.optim.SGD(model.parameters(), lr=0.1)

        def step(model=model, optimiser=optimiser):
            optimiser.zero_grad(set_to_none=True)
            f.cross_entropy(model(x), y).backward()
            optimiser.step()

        yield label, "perceptron_step", median_seconds(step if label == "torch" else torch.compile(step, mode="reduce-overhead"), wait)
    model = torch.nn.Sequential(torch.nn.Linear(784, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10)).cuda()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cuda")

    def mixed_step():
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16):
            value = f.cross_entropy(model(x), y)
        scaler.scale(value).backward()
        scaler.step(optimiser)
        scaler.update()

    yield "torch", "mixed_perceptron_step", median_seconds(mixed_step, wait)
    a, b = (torch.randn(8192, 8192, device="cuda") for _ in range(2))
    half_a, half_b = a.half(), b.half()
    yield "torch", "half_product", median_seconds(lambda: half_a @ half_b, wait)
    torch.backends.cuda.matmul.allow_tf32 = False
    yield "torch", "product", median_seconds(lambda: a @ b, wait)


def jax_times():
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        return
    if not any(device.platform == "gpu" for device in jax.devices()):
        return

    def timed(function, *arguments):
        compiled = jax.jit(function)
        last = [compiled(*arguments)]

        def call():
            last[0] = compiled(*arguments)

        return median_seconds(call, lambda: jax.block_until_ready(last[0]))

    keys = jax.random.split(jax.random.key(1), 5)
    vectors = [jax.random.uniform(key, (100_000_000,)) for key in keys]

    def chain(a, b, c, d, x):
        return jnp.sum(jnp.tanh(a * x + b) * jnp.exp(-c * x * x) + jax.nn.softplus(d * x))

    yield "jax", "five_vector_chain", timed(jax.value_and_grad(chain, argnums=(0, 1, 2, 3, 4)), *vectors)
    del vectors

    def entropy(z, y):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], axis=1))

    for name, rows, columns in (("cross_entropy_1000", 100_000, 1000), ("cross_entropy_10", 10_000_000, 10)):
        z = jax.random.normal(keys[0], (rows, columns))
        yield "jax", name, timed(jax.value_and_grad(entropy), z, jnp.arange(rows) % columns)
    x, y = jax.random.uniform(keys[0], (128, 784)), jnp.arange(128) % 10
    weights = [jax.random.normal(keys[1], (784, 256)) * 0.05, jnp.zeros(256), jax.random.normal(keys[2], (256, 10)) * 0.05, jnp.zeros(10)]

    def loss(w):
        return entropy(jnp.maximum(x @ w[0] + w[1], 0) @ w[2] + w[3], y)

    yield "jax", "perceptron_step", timed(lambda w: [p - 0.1 * g for p, g in zip(w, jax.grad(loss)(w))], weights)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", help="write all times there")
    parser.add_argument("--arch", default="native", help="nvcc's -arch")
    parser.add_argument("--thrust", action="store_true", help="try it on the host's threads")
    parser.add_argument("--build", default=str(root / "build" / "gpu"), help="folder for the program")
    chosen = parser.parse_args()
    folder = pathlib.Path(chosen.build)
    folder.mkdir(parents=True, exist_ok=True)
    program = compile_bench(chosen.arch, chosen.thrust, folder)
    own = folder / "typegrad.json"
    subprocess.run([program, "--json", own], check=True)
    rows = {entry["name"]: {"typegrad": entry["seconds"], "bytes": entry["bytes"], "ulps_from_host": entry["ulps_from_host"]} for entry in json.loads(own.read_text())}
    if not chosen.thrust:
        for times in (torch_times, jax_times):
            for label, name, seconds in times():
                rows.setdefault(name, {})[label] = seconds
    copy = rows["copy"]["bytes"] / rows["copy"]["typegrad"]
    labels = ["typegrad", "torch", "torch.compile", "jax"]
    print(f"\n{'':26s}" + "".join(f"{label:>15s}" for label in labels) + f"{'of copy':>12s}")
    for name, row in rows.items():
        share = f"{row['bytes'] / row['typegrad'] / copy:12.0%}" if row.get("bytes") else ""
        print(f"{name:26s}" + "".join(f"{row[label] * 1e6:12.1f} us" if label in row else f"{'-':>15s}" for label in labels) + share)
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(rows, indent=2) + "\n")
    worst = max(row.get("ulps_from_host", 0) for row in rows.values())
    print(f"largest difference from the host: {worst:.1f} ulp of the largest number")
    if worst > 1000:
        sys.exit("a program does not compute what it computes on the host")


if __name__ == "__main__":
    main()

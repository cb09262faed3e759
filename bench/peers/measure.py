# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Times the C++ program's cases in another library, on the same arrays, and writes records like those of the C++ program.

On one core: the processor time of the process, bound to that core; the median of 25 turns, as in C++. On all cores: elapsed
time, the shortest of 25 turns, because other work on the machine counts there.
"""
import argparse
import json
import os
import pathlib
import statistics
import sys
import time
import warnings
from typing import Any, Callable

ROUNDS = 25
TURN = 200e-6
PATIENCE = 2.0  # seconds for all turns of a case; a slow one gets fewer of them, at least 3


def measure(run: Callable[[], Any], clock: Callable[[], float]) -> list[float]:
    """Nanoseconds a call, one number a turn."""
    def turn(calls: int) -> float:
        start = clock()
        for _ in range(calls):
            run()
        return clock() - start

    calls = 1
    while (first := turn(calls)) < TURN:
        calls *= 2
    rounds = max(3, min(ROUNDS, int(PATIENCE / first)))
    times = []
    for _ in range(rounds):
        turn(1)
        times.append(turn(calls) / calls * 1e9)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", choices=["jax", "torch", "torch-compile"])
    parser.add_argument("data", type=pathlib.Path, help="what typegrad_bench --write=DIR wrote")
    parser.add_argument("ours", type=pathlib.Path, help="the C++ program's records")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, required=True, help="where the records go")
    parser.add_argument("--all-cores", action="store_true", help="let the library use all cores")
    parser.add_argument("--filter", metavar="REGEX", default="", help="only cases whose name/dtype/n matches")
    options = parser.parse_args()

    if not options.all_cores:  # before the libraries count the cores
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        os.environ.update(OMP_NUM_THREADS="1", XLA_FLAGS="--xla_cpu_multi_thread_eigen=false")
    warnings.filterwarnings("ignore")
    from data import cases
    from libraries import LIBRARIES
    from problems import PROBLEMS
    try:
        m = LIBRARIES[options.library]()
    except ImportError as error:
        sys.exit(f"not measured: {error}")

    ours = {(r["case"], r["dtype"], r["n"]): r for r in json.loads(options.ours.read_text(encoding="utf-8"))}
    label = options.library + (", all cores" if options.all_cores else "")
    records = []
    for case in cases(options.data, options.filter):
        key = case.name, case.dtype, case.n
        if case.name not in PROBLEMS or key not in ours:
            continue
        problem = PROBLEMS[case.name]
        if problem.steps_through_time and m.compiles_each_step:
            print(f"{'/'.join(map(str, key))}: {label} would compile every step on its own, for many minutes: left out", flush=True)
            continue
        arguments = [m.array(a.astype(case.inputs[0].dtype) if a.dtype.kind == "f" else a) for a in problem.prepare(*case.inputs)]
        call = m.prepare(lambda *a: problem.call(m, *a))
        run = lambda: m.wait(call(*arguments))
        try:
            run()
        except Exception as error:  # what a library cannot compile is no reason to lose the others
            print(f"{'/'.join(map(str, key))}: {label} failed: {str(error).splitlines()[0][:160]}", flush=True)
            continue
        if options.all_cores:
            ns = min(measure(run, time.perf_counter))
        else:
            ns = statistics.median(measure(run, time.process_time))
        record = {k: ours[key][k] for k in ("case", "n", "dtype", "compiler", "ns")}
        records.append(record | {"reference": label, "reference_ns": round(ns, 1), "ratio": record["ns"] / ns})
        print(f"{case.name:26} {case.n:9} {case.dtype:7} {label:24} {ns:13.0f} {record['ns'] / ns:7.2f}", flush=True)
    options.json.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

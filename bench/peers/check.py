# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Compares the values and gradients that typegrad wrote with those of JAX in double precision.

Fails where they are apart by more than 1e-10 (float: 5e-4) of a result's largest element.
"""
import argparse
import pathlib
import sys

import numpy as np

from data import Case, cases
from libraries import LIBRARIES
from problems import PROBLEMS

TOLERANCE = {"double": 1e-10, "float": 5e-4}


def expected(m, case: Case) -> list[np.ndarray]:
    """What JAX makes of it, all in double precision, cut as the C++ program's results are."""
    problem = PROBLEMS[case.name]
    wide = [a.astype(np.float64) if a.dtype == np.float32 else a for a in case.inputs]
    arguments = [m.array(a) for a in problem.prepare(*wide)]
    call = m.prepare(lambda *a: problem.call(m, *a))
    results = call(*arguments)
    for _ in range(2 if problem.parameters else 0):  # the C++ program takes three training steps
        for k, new in zip(problem.parameters, results[1:]):
            arguments[k] = new
        results = call(*arguments)
    flat = np.concatenate([np.ravel(np.asarray(r)) for r in results])
    return np.split(flat, np.cumsum([r.size for r in case.results])[:-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path, help="what typegrad_bench --write=DIR wrote")
    parser.add_argument("--filter", metavar="REGEX", default="", help="only cases whose name/dtype/n matches")
    options = parser.parse_args()

    m = LIBRARIES["jax"]()
    failed = checked = 0
    worst = {"double": 0.0, "float": 0.0}
    for case in cases(options.data, options.filter):
        if case.name not in PROBLEMS:
            print(f"{case.name}: not in problems.py, not checked")
            continue
        for k, (ours, theirs) in enumerate(zip(case.results, expected(m, case), strict=True)):
            apart = np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs))
            checked += 1
            if apart <= TOLERANCE[case.dtype]:
                worst[case.dtype] = max(worst[case.dtype], apart)
            else:
                failed += 1
                print(f"{case.name}/{case.dtype}/{case.n}: result {k} is {apart:.2g} from what JAX says")
    print(f"{checked} results compared with {m.version} in double precision, {failed} apart; "
          f"largest difference of the others: double {worst['double']:.1e}, float {worst['float']:.1e}")
    sys.exit(failed > 0 or checked == 0)


if __name__ == "__main__":
    main()

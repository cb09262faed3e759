# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""The arrays that `typegrad_bench --write=DIR` wrote."""
import pathlib
import re
from typing import Iterator, NamedTuple

import numpy as np


class Case(NamedTuple):
    name: str
    dtype: str
    n: int
    inputs: list[np.ndarray]
    results: list[np.ndarray]


def arrays(folder: pathlib.Path, kind: str) -> list[np.ndarray]:
    return [np.load(folder / f"{kind}{k}.npy") for k in range(len(list(folder.glob(f"{kind}*.npy"))))]


def cases(root: pathlib.Path, pattern: str = "") -> Iterator[Case]:
    """Those whose name/dtype/n matches."""
    for folder in sorted(root.glob("*/*/*"), key=lambda f: (f.parts[-3], f.parts[-2], int(f.name))):
        if re.search(pattern, "/".join(folder.parts[-3:])):
            yield Case(folder.parts[-3], folder.parts[-2], int(folder.name), arrays(folder, "in"), arrays(folder, "out"))

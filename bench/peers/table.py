# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Prints one table of the C++ program's records and those of measure.py, and with --page writes it into a page, between

    <!-- measured: NAME -->
    <!-- end -->

where NAME is `setup`, `hand-written` or `one core`. Numbers of others are their time over typegrad's.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import sys
from importlib import metadata
from typing import Any, NamedTuple

HAND_WRITTEN = ("xsimd", "plain", "cblas", "scalar")
LIBRARIES = {"eigen": "Eigen", "adolc": "ADOL-C", "ceres": "Ceres"}  # in the C++ program
PEERS = {"jax": "JAX", "torch": "PyTorch", "torch-compile": "torch.compile"}
COLUMNS = {
    "hand-written": {name: name for name in HAND_WRITTEN} | {"eigen": "Eigen"},
    "one core": {"adolc": "ADOL-C", "ceres": "Ceres"} | PEERS,
    "all cores": {f"{name}, all cores": title for name, title in PEERS.items()},
}


class Row(NamedTuple):
    case: str
    dtype: str
    n: int
    ns: float
    others: dict[str, float]  # nanoseconds by reference

    def times(self, reference: str) -> float | None:
        return self.others[reference] / self.ns if reference in self.others else None

    def best_by_hand(self) -> float:
        return min(self.others[name] for name in HAND_WRITTEN if name in self.others)


def read(files: list[pathlib.Path]) -> list[Row]:
    """Rows in order of case, type and size. The first file is the C++ program's; the others' copies of its time are ignored."""
    rows: dict[tuple[str, str, int], Row] = {}
    for k, file in enumerate(files):
        for r in json.loads(file.read_text(encoding="utf-8")):
            key = r["case"], r["dtype"], r["n"]
            if k == 0:
                rows.setdefault(key, Row(*key, r["ns"], {}))
            if key in rows:
                rows[key].others[r["reference"]] = r["reference_ns"]
    return [rows[key] for key in sorted(rows)]


def compiler(file: pathlib.Path) -> str:
    records: list[Any] = json.loads(file.read_text(encoding="utf-8"))
    return records[0]["compiler"] if records else "unknown"


def short(x: float | None) -> str:
    """At least two digits."""
    return "" if x is None else f"{x:.2f}" if x < 9.95 else f"{x:.0f}"


def microseconds(ns: float) -> str:
    return f"{ns / 1e3:.3g}" if ns < 1e6 else f"{ns / 1e3:.0f}"


def setup(files: list[pathlib.Path]) -> str:
    """A line about the machine and the versions."""
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.exists() else None
    flags = cpuinfo.read_text().split() if cpuinfo.exists() else []
    simd = next((title for flag, title in (("avx512f", ", AVX-512"), ("avx2", ", AVX2")) if flag in flags), "")
    versions = []
    for package, title in (("jax", "JAX"), ("torch", "PyTorch")):
        try:
            versions.append(f"{title} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{title} not installed")
    return (f"{found[1] if found else platform.machine()}{simd}, {os.cpu_count()} cores (load average {os.getloadavg()[2]:.1f} while measuring); "
            f"{compiler(files[0])}; {', '.join(versions)}, Python {platform.python_version()}.\n")


def markdown(rows: list[Row], columns: dict[str, str]) -> str:
    columns = {name: title for name, title in columns.items() if any(name in row.others for row in rows)}
    lines = ["| case | n | type | typegrad, µs |" + "".join(f" {title} |" for title in columns.values()),
             "| --- | ---: | --- | ---: |" + " ---: |" * len(columns)]
    for row in rows:
        if any(name in row.others for name in columns):
            lines.append(f"| {row.case} | {row.n:,} | {row.dtype} | {microseconds(row.ns)} |" + "".join(f" {short(row.times(name))} |" for name in columns))
    return "\n".join(lines) + "\n"


def write_page(page: pathlib.Path, parts: dict[str, str]) -> None:
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        text, count = re.subn(rf"(<!-- measured: {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + "\n" + part + "\n" + m[2], text, flags=re.DOTALL)
        if count != 1:
            sys.exit(f"{page}: `{name}` has {count} places, not one")
    page.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("json", nargs="+", type=pathlib.Path, help="the C++ program's records, then others")
    parser.add_argument("--page", type=pathlib.Path, help="write the tables there too")
    options = parser.parse_args()

    rows = read(options.json)
    titles = {"by hand": 9} | {title: 8 for title in LIBRARIES.values()} | {title + cores: 15 for cores in ("", ", all") for title in PEERS.values()}
    print("us a call by typegrad; others: their time over typegrad's, by hand the fastest; none: not installed or failed")
    print(f"{'case':26}{'n':>9} {'dtype':7}{'typegrad':>10}" + "".join(f"{title:>{max(width, len(title) + 2)}}" for title, width in titles.items()))
    for row in rows:
        ratios = [row.best_by_hand() / row.ns, *(row.times(name) for name in [*LIBRARIES, *PEERS, *COLUMNS["all cores"]])]
        print(f"{row.case:26}{row.n:9} {row.dtype:7}{microseconds(row.ns):>10}"
              + "".join(f"{short(x) or 'none':>{max(width, len(title) + 2)}}" for x, (title, width) in zip(ratios, titles.items())))
    if options.page:
        tables = {name: markdown(rows, COLUMNS[name]) for name in ("hand-written", "one core")}
        write_page(options.page, {"setup": setup(options.json)} | tables)


if __name__ == "__main__":
    main()

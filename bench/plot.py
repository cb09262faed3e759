# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Draws docs/time.svg and docs/ratio.svg from the records of the C++ program and of peers/measure.py."""
import argparse
import pathlib
import sys

import matplotlib
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))
from table import Row, read

CASES = ("normal_log_density", "sum_of_logs", "five_vector_chain", "log_sum_exp", "cross_entropy_of_10", "cross_entropy_of_100",
         "stochastic_volatility", "gaussian_mixture", "logistic_regression")
# Colours: Okabe and Ito's, which colour-blind people tell apart.
SERIES = {"typegrad": ("#000000", "o"), "by hand": ("#E69F00", "s"), "ADOL-C": ("#D55E00", "P"), "JAX": ("#0072B2", "^"), "PyTorch": ("#CC79A7", "v"), "torch.compile": ("#009E73", "D")}
REFERENCES = {"ADOL-C": "adolc", "Ceres": "ceres", "JAX": "jax", "PyTorch": "torch", "torch.compile": "torch-compile"}


def nanoseconds(row: Row, series: str) -> float | None:
    if series == "typegrad":
        return row.ns
    return row.best_by_hand() if series == "by hand" else row.others.get(REFERENCES[series])


def human(ns: float, _: int = 0) -> str:
    for limit, unit in ((1e3, "ns"), (1e6, "µs"), (1e9, "ms")):
        if ns < limit:
            return f"{ns * 1e3 / limit:g} {unit}"
    return f"{ns / 1e9:g} s"


def add_legend(figure: plt.Figure, title: str) -> None:
    found = {label: handle for axis in figure.axes for handle, label in zip(*axis.get_legend_handles_labels())}
    order = [name for name in SERIES if name in found]
    figure.legend([found[name] for name in order], order, title=title, title_fontsize=11, loc="outside upper center", ncols=len(order), frameon=False)


def draw_times(rows: list[Row], dtype: str) -> plt.Figure:
    figure, axes = plt.subplots(3, 3, figsize=(10, 9), layout="constrained")
    for axis, case in zip(axes.flat, CASES):
        chosen = [row for row in rows if (row.case, row.dtype) == (case, dtype)]
        for series, (colour, marker) in SERIES.items():
            points = [(row.n, ns) for row in chosen if (ns := nanoseconds(row, series)) is not None]
            if points:
                axis.plot(*zip(*points), color=colour, marker=marker, markersize=5, linewidth=1.4, label=series, zorder=3 if series == "typegrad" else 2)
        axis.set(xscale="log", yscale="log", title=case)
        axis.title.set_fontsize(10)
        axis.yaxis.set_major_locator(LogLocator(numticks=12))
        axis.yaxis.set_major_formatter(FuncFormatter(human))
        axis.xaxis.set_minor_locator(NullLocator())
        axis.yaxis.set_minor_locator(NullLocator())
        axis.grid(color="#dddddd", linewidth=0.6)
    for axis in axes[-1]:
        axis.set_xlabel("n")
    for axis in axes[:, 0]:
        axis.set_ylabel("time of a call")
    add_legend(figure, f"Value and gradient in {dtype} on one core")
    return figure


def draw_ratios(rows: list[Row]) -> plt.Figure:
    largest = {(row.case, row.dtype): row for row in rows if row.n >= 32}  # rows come in order of size; not what only is the cost of a call
    series = [name for name in SERIES if name != "typegrad"]
    panels = {dtype: [row for (_, d), row in largest.items() if d == dtype] for dtype in ("float", "double")}
    figure, axes = plt.subplots(1, 2, figsize=(10, 9), layout="constrained", sharex=True)
    height = 0.8 / len(series)
    for axis, (dtype, chosen) in zip(axes, panels.items()):
        for k, name in enumerate(series):
            bars = [(i, ns / row.ns) for i, row in enumerate(chosen) if (ns := nanoseconds(row, name)) is not None]
            at = [i + (k - (len(series) - 1) / 2) * height for i, _ in bars]
            axis.barh(at, [ratio - 1 for _, ratio in bars], height, left=1, color=SERIES[name][0], label=name, zorder=2)
        axis.axvline(1, color="black", linewidth=1, zorder=3)
        axis.set(xscale="log", title=dtype, xlabel="time over typegrad's (left of 1: faster than typegrad)")
        axis.set_yticks(range(len(chosen)), [f"{row.case}\nn = {row.n:,}" for row in chosen], fontsize=8)
        axis.set_ylim(len(chosen) - 0.4, -0.6)
        axis.set_xlim(0.1, 1000)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        axis.grid(axis="x", color="#dddddd", linewidth=0.6)
        axis.set_axisbelow(True)
    add_legend(figure, "Value and gradient on one core, the largest n of each case")
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("json", nargs="+", type=pathlib.Path, help="the C++ program's records, then others")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("docs"), help="folder of the pictures")
    parser.add_argument("--dtype", choices=["float", "double"], default="double", help="of the picture of times")
    options = parser.parse_args()

    matplotlib.use("svg")
    plt.rcParams.update({"font.family": "sans-serif", "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "typegrad", "savefig.facecolor": "white"})
    rows = read(options.json)
    for name, figure in (("time", draw_times(rows, options.dtype)), ("ratio", draw_ratios(rows))):
        figure.savefig(options.out / f"{name}.svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()

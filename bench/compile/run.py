# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Measures how long compilers take for the cases beside this file, and how much memory.

A case says in its leading comments for which sizes it is compiled, each as -DTYPEGRAD_SIZE=N, and how many operations
one unit of size is:

    // sizes: 25 50 100
    // ops-per-size: 2

and perhaps with which flags instead of -O2 and -O2 -g:

    // flags: -O3
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
FLAGS = ("-O2", "-O2 -g")


def headline(case, key):
    found = re.search(rf"^// {key}: ([\d ]+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        sys.exit(f"{case}: no line `// {key}: …`")
    return [int(word) for word in found[1].split()]


def flags_of(case):
    found = re.search(r"^// flags: (.+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    return (found[1],) if found else FLAGS


def compilers(case):
    names = ("nvcc",) if case.suffix == ".cu" else ("g++", "clang++-19")
    return [name for name in names if shutil.which(name)]


def measure(command):
    """Seconds and the largest process's megabytes: the best of three unless one takes five seconds."""
    runs = []
    while len(runs) < 3 and (not runs or runs[-1][0] < 5):
        start = time.monotonic()
        pid = os.posix_spawnp(command[0], command, os.environ)
        _, status, usage = os.wait4(pid, 0)
        if status:
            sys.exit(f"failed: {' '.join(command)}")
        runs.append((time.monotonic() - start, usage.ru_maxrss / 1024))
    return min(runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", metavar="FILE", help="write the records there too")
    parser.add_argument("--filter", metavar="REGEX", default="", help="only cases whose name matches")
    parser.add_argument("--include", metavar="DIR", action="append", default=[], help="a further include folder")
    options = parser.parse_args()

    include = [f"-I{folder}" for folder in [HERE.parents[1] / "include", *options.include]]
    cases = sorted(case for case in HERE.iterdir() if case.suffix in (".cpp", ".cu"))
    records = []
    print(f"{'case':24} {'ops':>6}  {'compiler':12} {'flags':8} {'seconds':>8} {'mb':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            if not re.search(options.filter, case.stem):
                continue
            (ops_per_size,) = headline(case, "ops-per-size")
            for compiler in compilers(case):
                for flags in flags_of(case):
                    for size in headline(case, "sizes"):
                        seconds, mb = measure(
                            [compiler, "-std=c++20", *flags.split(), *include, f"-DTYPEGRAD_SIZE={size}",
                             "-c", str(case), "-o", os.path.join(folder, "object.o")])
                        record = {"case": case.stem, "ops": size * ops_per_size, "compiler": compiler,
                                  "flags": flags, "seconds": round(seconds, 3), "mb": round(mb, 1)}
                        records.append(record)
                        print("{case:24} {ops:6}  {compiler:12} {flags:8} {seconds:8.2f} {mb:7.0f}".format(**record),
                              flush=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

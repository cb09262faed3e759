#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""What g++ 12, clang 19 and nvcc print first about each mistake in docs/errors.md.

    errors.py write [COMPILER...] [NAME...]  compiles the files of the page (or those that are called NAME) with every compiler
                                            that is found (or with gcc, clang, nvcc), and puts into the page what they print
    errors.py check FILE COMPILER OUTPUT    fails when the page shows other words for FILE than COMPILER's OUTPUT has
    errors.py nvcc NVCC NAME...             the same for nvcc, which it runs

The words are the first error, g++'s note with the text of `misuse`, and the first line that names the file. Library paths begin
in the repository, and have no line numbers; the user's are not compared.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/errors.md"
MARK = "<!-- says: {} -->"
LABEL = {"gcc": "g++ 12", "clang": "clang 19", "nvcc": "nvcc 13"}
WIDTH = 160


def tidy(line, file):
    line = re.sub(r"[^\s'(]*/(include/typegrad/)", r"\1", line.strip())
    line = re.sub(r"[^\s'(]*/(tests/(compile_fail|docs/fail)/)", r"\1", line)
    line = re.sub(r"[^\s'(]*/include/(c\+\+/12|xtensor|xsimd)/", r"\1/", line)
    line = re.sub(r"((include/typegrad/|c\+\+/12/|xtensor/|xsimd/)[\w/.]+)(:\d+)?:\d+:", r"\1:", line)
    line = re.sub(r"((include/typegrad/|c\+\+/12/)[\w/.]+)\(\d+\):", r"\1:", line)
    line = re.sub(r"auto:\d+", "auto", line)
    line = re.sub(r" at [^ ]*:\d+:\d+\)", ")", line)  # clang's names of lambdas
    line = re.sub(r"(due to requirement ')(?!misuse)[^']{60,}'", r"\1…'", line)
    width = WIDTH if "error: " not in line else 2 * WIDTH
    return line if len(line) <= width else line[:width].rstrip() + " …"


def characters(match):
    """nvcc's list of characters as the text that it is."""
    parts = re.findall(r"'((?:\\.)?[^']*)'", match.group(1))
    return '{"' + "".join(p for p in parts if p != "\\000") + '"}'


def words(output, compiler, file):
    """The lines of `output` to be shown."""
    lines = output.splitlines()
    if compiler == "nvcc":
        lines = [re.sub(r"\{\{(.*?)\}\}", characters, l) for l in lines]
    error = next((k for k, l in enumerate(lines) if re.search(r"\berror( #\S+)?: ", l)), None)
    if error is None:
        return []
    name = re.escape(pathlib.PurePath(file).name)
    shown = {error}
    here = rf"{name}\(\d+\)|at line \d+ of \S*{name}" if compiler == "nvcc" else rf"{name}:\d+:\d+:"
    shown |= set([k for k, l in enumerate(lines) if re.search(here, l)][:1])
    if compiler == "gcc":
        shown |= set([k for k, l in enumerate(lines) if "misuse<" in l and "note: " in l][:1])
    if compiler == "nvcc":
        shown |= set([k for k, l in enumerate(lines) if "report<Message...>" in l][:1])
    out = [lines[k].strip() for k in sorted(shown)]
    if compiler == "nvcc":
        out = [re.sub(r"^(detected during )?instantiation of .*( at line \d+ of \S+)$", r"instantiation of …\2", l) for l in out]
        out = [re.sub(r"^.*?\[with (Message=.*?\})>?\].*$", r"\1", l) for l in out]
    out = [re.sub(r"'([\w:]+(operator\W\W?(?=<))?)[<(].*' requested here$", r"'\1<…>' requested here", l) for l in out]
    return [tidy(l, file) for l in out]


def command(compiler, program, file):
    source = (ROOT / file).read_text()
    macros = re.search(r"(?m)^# *define ", source)
    include = ["-Iinclude", "-Itests"]
    if compiler == "nvcc":
        return [program, "-std=c++20", "-x", "cu", "-ccbin", "g++", *include, "-cuda", "-o", os.devnull, file]
    out = [program, "-std=c++20", "-fsyntax-only", "-fmessage-length=0"]
    folder = ROOT / "build" / {"gcc": "dev", "clang": "asan"}[compiler] / "tests"
    compiled = folder / "compile_fail.hpp.gch"
    newest = max(h.stat().st_mtime for h in (ROOT / "include").rglob("*.hpp"))
    if not macros and compiled.exists() and compiled.stat().st_mtime > newest:
        out += ["-include", str(folder / "compile_fail.hpp")] if compiler == "gcc" else ["-include-pch", str(folder / "compile_fail.hpp.gch")]
    return [*out, *include, file]


def run(compiler, program, file):
    done = subprocess.run(command(compiler, program, file), cwd=ROOT, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"))
    return done.stderr + (done.stdout if compiler == "nvcc" else "")


def same_mistake(output, file):
    """A mistake may be another one for nvcc, which sees neither xtensor nor the CPU backend."""
    expected = re.search(r"(?m)^// error: (.*)$", (ROOT / file).read_text())
    first = " ".join(words(output, "nvcc", file))
    return expected is not None and expected.group(1)[:60] in first


def blocks(text):
    """What the page shows: {file: {compiler: [line...]}}."""
    out = {}
    for match in re.finditer(r"<!-- says: (\S+) -->\n```text\n(.*?)```\n", text, re.S):
        shown = out.setdefault(match.group(1), {})
        for line in match.group(2).splitlines():
            label, rest = line[:9].strip(), line[9:]
            if label:
                current = shown.setdefault(next(c for c, l in LABEL.items() if l == label), [])
            current.append(rest.strip())
    return out


def block(file, shown):
    lines = [f"{LABEL[c] if k == 0 else '':9}{l}".rstrip() for c in LABEL for k, l in enumerate(shown.get(c, []))]
    return "\n".join([MARK.format(file), "```text", *lines, "```", ""])


def plain(lines):
    return [re.sub(r"(\.cpp)(:\d+:\d+:|\(\d+\):?)|at line \d+", r"\1", l) for l in lines]


def compare(file, compiler, output):
    shown = blocks(PAGE.read_text()).get(file, {}).get(compiler)
    if shown is None:
        return True
    now = words(output, compiler, file)
    if plain(now) == plain(shown):
        return True
    print(f"{file}: docs/errors.md shows of {LABEL[compiler]}:", *shown, "and it prints:", *now, sep="\n  ", file=sys.stderr)
    return False


def write(names):
    text = PAGE.read_text()
    programs = {"gcc": shutil.which("g++"), "clang": shutil.which("clang++-19"), "nvcc": shutil.which("nvcc") or shutil.which("nvcc", path="/usr/local/cuda/bin")}
    programs = {c: p for c, p in programs.items() if p and (c in names or not set(names) & set(LABEL))}
    names = [n for n in names if n not in LABEL]
    files = list(dict.fromkeys(re.findall(r"<!-- (tests/(?:compile_fail|docs/fail)/\w+\.cpp) -->", text)))
    files = [f for f in files if not names or pathlib.PurePath(f).stem in names]
    have = blocks(text)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = {(f, c): pool.submit(run, c, p, f) for f in files for c, p in programs.items()}
    for (file, compiler), job in jobs.items():
        output = job.result()
        shown = have.setdefault(file, {})
        shown.pop(compiler, None)
        if compiler != "nvcc" or same_mistake(output, file):
            shown[compiler] = words(output, compiler, file)
    for file in files:
        new = block(file, have[file])
        old = re.compile(r"<!-- says: %s -->\n```text\n.*?```\n" % re.escape(file), re.S)
        if old.search(text):
            text = old.sub(lambda m: new, text)
            continue
        code = list(re.finditer(r"<!-- %s -->\n```cpp\n.*?```\n" % re.escape(file), text, re.S))[-1]
        text = text[: code.end()] + "\n" + new + text[code.end() :]
    PAGE.write_text(text)


def main():
    mode = sys.argv[1]
    if mode == "write":
        write(sys.argv[2:])
    elif mode == "check":
        file = str(pathlib.Path(sys.argv[2]).resolve().relative_to(ROOT))
        sys.exit(not compare(file, sys.argv[3], pathlib.Path(sys.argv[4]).read_text()))
    elif mode == "nvcc":
        have = blocks(PAGE.read_text())
        files = [f for f in have if pathlib.PurePath(f).stem in sys.argv[3:] and "nvcc" in have[f]]
        good = [compare(f, "nvcc", run("nvcc", sys.argv[2], f)) for f in files]
        sys.exit(not all(good) or not files)


main()

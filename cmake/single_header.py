# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the library as one header, and what it has for printing, for Thrust, for GPUs and for other libraries as one each beside it.

    typegrad.hpp           typegrad/typegrad.hpp and all that it includes but xsimd, xtensor, CBLAS and the standard library
    typegrad_print.hpp     typegrad/expr/print.hpp: #includes typegrad.hpp, then what that has not
    typegrad_thrust.hpp    typegrad/thrust.hpp: the same
    typegrad_gpu.hpp       typegrad/gpu.hpp, for .cu files: the same
    typegrad_NAME.hpp      typegrad/interop/NAME.hpp: the same

Usage: single_header.py FOLDER [FILE...]: all, or those that are named. A file that is included in several places is
written at the first, and once more, with a guard, only where the first lies between #if and #endif that the later is not between.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INCLUDE = os.path.join(ROOT, "include")
HEADERS = {"typegrad.hpp": "typegrad/typegrad.hpp", "typegrad_print.hpp": "typegrad/expr/print.hpp",
           "typegrad_thrust.hpp": "typegrad/thrust.hpp", "typegrad_gpu.hpp": "typegrad/gpu.hpp"}
HEADERS |= {f"typegrad_{name}": f"typegrad/interop/{name}" for name in sorted(os.listdir(os.path.join(INCLUDE, "typegrad/interop")))}
OWN = re.compile(r"^\s*#\s*include\s*<(typegrad/[^>]+)>")
DIRECTIVE = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)")


def read(name):
    with open(os.path.join(INCLUDE, name), encoding="utf-8") as file:
        return file.read().splitlines()


def version():
    text = "\n".join(read("typegrad/config.hpp"))
    return ".".join(re.search(rf"#define TYPEGRAD_VERSION_{part} (\d+)", text).group(1) for part in ("MAJOR", "MINOR", "PATCH"))


class Writer:
    """`places`: of each file the branches of #if between which it is written, outermost first. `repeated`: files that need a guard."""

    def __init__(self, places, repeated):
        self.places = places
        self.repeated = repeated
        self.lines = []

    def include(self, name, branches):
        earlier = self.places.setdefault(name, [])
        if any(set(place) <= set(branches) for place in earlier):
            return
        earlier.append(tuple(branches))
        guard = "TYPEGRAD_HEADER_" + re.sub(r"\W", "_", name.removeprefix("typegrad/")).upper()
        self.lines.append(f"// ---- {name}")
        if name in self.repeated:
            self.lines += [f"#if !defined({guard})", f"#define {guard} 1"]
        inner = list(branches)
        for line in read(name):
            own, directive = OWN.match(line), DIRECTIVE.match(line)
            if line.startswith("// SPDX-") or line.strip() == "#pragma once":
                continue
            if own:
                self.include(own.group(1), inner)
                continue
            if directive:
                word, condition = directive.groups()
                if word == "endif":
                    inner.pop()
                elif word in ("elif", "else"): # none of the branches before it
                    inner.append(f"not {inner.pop()}; {word} {condition}")
                else:
                    inner.append(f"{word} {condition}")
            self.lines.append(line)
        if name in self.repeated:
            self.lines.append("#endif")


def headers(repeated=frozenset()):
    """The lines of each header, and the files that are in several places of them."""
    main, lines, all_places = {}, {}, []
    for name, source in HEADERS.items():
        places = {file: list(at) for file, at in main.items()} # one may be included without the other
        writer = Writer(places, repeated)
        writer.include(source, [])
        lines[name] = writer.lines
        all_places += [file for file in places for _ in places[file][len(main.get(file, [])):]]
        main = main or places
    return lines, {file for file in all_places if all_places.count(file) > 1}


def write(folder, names):
    with open(os.path.join(ROOT, "LICENSE"), encoding="utf-8") as file:
        license_lines = [f"// {line}".rstrip() for line in file.read().splitlines()]
    for name, lines in headers(headers()[1])[0].items():
        if name not in names:
            continue
        head = [f"// typegrad {version()} as one header, made from include/{HEADERS[name]} by ./dev single-header", "//", *license_lines, "#pragma once"]
        if name == "typegrad.hpp":
            head += ["#if defined(TYPEGRAD_VERSION_MAJOR)", '#error "typegrad: this file includes both a header of the folder typegrad/ and typegrad.hpp, the library as one header: include one or the other"', "#endif"]
            lines = [*lines, "#define TYPEGRAD_SINGLE_HEADER 1"]
        else:
            head.append('#include "typegrad.hpp"')
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 2 or any(name not in HEADERS for name in sys.argv[2:]):
        raise SystemExit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    write(sys.argv[1], sys.argv[2:] or HEADERS)

# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""The reference, written from the doc comments of the headers.

    reference.py ROOT FOLDER     writes FOLDER/*.md; prints the pages and their titles
"""
import pathlib
import re
import sys

# A page: its file, title, and which names of which headers it has, in that order; `None`: all that are documented.
PAGES = [
    ("elementwise", "Elementwise functions", [("graph/elementwise.hpp", None), *((f"ops/{kind}.hpp", None) for kind in ("arithmetic", "exponential", "trigonometric", "special"))]),
    ("arrays", "Functions of arrays", [
        ("graph/arrays.hpp", "sum prod mean max min logsumexp argmax argmin softmax log_softmax softmax_cross_entropy one_hot matmul dot "
                             "transpose stack element diag tril triu axis keepdims"),
        ("graph/einsum.hpp", "einsum"),
        ("expr/symbol.hpp", "reshape broadcast_to"),
        ("expr/scan.hpp", "scan")]),
    ("derivatives", "Functions and derivatives", [
        ("program/function.hpp", "grad value_and_grad jacobian value_and_jacobian evaluate on"),
        ("program/vmap.hpp", "vmap on"),
        ("arrays/rows.hpp", "rows"),
        ("program/run.hpp", "into"),
        ("expr/trace.hpp", "graph"),
        ("expr/gradients.hpp", "gradients")]),
    ("programs", "Symbols, programs and states", [
        ("expr/symbol.hpp", "input variable dim dynamic"),
        ("expr/literal.hpp", '""_c'),
        ("program/program.hpp", "compile"),
        ("program/state.hpp", "state zeros ones filled uniform normal glorot he"),
        ("program/update.hpp", "assign assign_add assign_sub after sgd learning_rate"),
        ("backends/cpu/arena.hpp", "workspace"),
        ("program/error.hpp", None)]),
    ("looking", "Printing and reports", [
        ("expr/print.hpp", "<< graphviz shape_of"),
        ("program/program.hpp", "report")]),
    ("storage", "Arrays, halves and devices", [
        ("arrays/tensor.hpp", "tensor"),
        ("arrays/view.hpp", "array_view device_view"),
        ("half.hpp", "half bfloat16"),
        ("backends/device/memory.hpp", "copy_to_device copy_to_host to from"),
        ("backends/cuda/runtime.hpp", "gpu_array gpu_workspace"),
        ("backends/device/fused.hpp", "fused")]),
    ("interop", "Other libraries", [
        ("interop/eigen_sparse.hpp", "nonzeros columns jacobian_pattern"),
        ("interop/objective.hpp", "objective"),
        ("interop/ceres.hpp", "ceres_cost_function ceres_first_order_function"),
        ("interop/ceres_batch.hpp", "ceres_batch"),
        ("interop/odeint.hpp", "ode")]),
]
INCLUDE = {"expr/print.hpp": "<typegrad/expr/print.hpp>", "backends/device/memory.hpp": "<typegrad/gpu.hpp>` or `<typegrad/thrust.hpp>",
           "backends/cuda/runtime.hpp": "<typegrad/gpu.hpp>"}


def where(header):
    own = f"<typegrad/{header}>" if header.startswith("interop/") else INCLUDE.get(header, "<typegrad/typegrad.hpp>")
    return f"`#include {own}`, declared in [`typegrad/{header}`](../../include/typegrad/{header})."


BEGINNING = re.compile(r"(template <|constexpr |inline constexpr |struct |class |using \w+ =|auto |void |decltype\(auto\) |std::|Eigen::|ceres::|column_blocks<|TYPEGRAD_HOST_INLINE )")


def signature(text):
    """A declaration without what follows it: up to the first `{`, `;` or ` = ` outside of brackets."""
    at = depth = 0
    if text.startswith("template <"):
        for at, c in enumerate(text):
            depth += (c == "<") - (c == ">")
            if c == ">" and depth == 0:
                break
    depth = 0
    for k in range(at + 1 if at else 0, len(text)):
        depth += (text[k] == "(") - (text[k] == ")")
        if depth == 0 and (text[k] in "{;" or text.startswith(" = ", k) and "using " not in text[:k]):
            return text[:k].rstrip()
    return None


def name_of(code):
    plain = re.sub(r"^template <.*?>(?=[ \n](?:requires|constexpr|inline|auto|void|std|Eigen|ceres|column_blocks|decltype|TYPEGRAD|struct|class|using))", "", code, flags=re.S)
    m = re.search(r"operator ?(\S+?)\(|\b(?:struct|class|using) (\w+)|(?:auto|void|string|constexpr A|decltype\(auto\)|[>&*]) (\w+)\(|inline constexpr \S+ (\w+)$", plain.partition(" = ")[0] if plain.lstrip().startswith("using") else plain)
    return next((v for v in m.groups() if v), None) if m else None


def documented(path):
    """(name, signature, doc, body) of the declarations of a header, in its order."""
    doc, lines, at = [], path.read_text().splitlines(), 0
    while at < len(lines):
        line = lines[at].strip()
        at += 1
        if line.startswith("///"):
            doc.append(line[4:])
            continue
        if BEGINNING.match(line):
            text, end = line, at
            while signature(text) is None and end < len(lines) and end < at + 6:
                text += "\n" + lines[end].strip()
                end += 1
            code = signature(text)
            if code and name_of(code) and not code.startswith("template <> struct rule<"):
                yield name_of(code), code, "\n".join(doc), " ".join(lines[at - 1:end + 4])[len(code):]
                at = end
        doc = []


def rules(root):
    """What each op's pullback says of itself."""
    out = {}
    for path in sorted((root / "include/typegrad/ops").glob("*.hpp")):
        for doc, op in re.findall(r"((?:///.*\n)+)template <> struct rule<op::(\w+)>", path.read_text()):
            out[op] = " ".join(line[3:].strip() for line in doc.splitlines())
    return out


def samples(root):
    """What each op's rule is tested with."""
    out = {}
    for path in sorted((root / "include/typegrad/ops").glob("*.hpp")):
        for op, rule in re.findall(r"^template <> struct rule<op::(\w+)> \{(.*?)^\};", path.read_text(), re.M | re.S):
            if found := re.search(r"sample(?:_of_two)? samples\[\]\{(.*?)\};", rule, re.S):
                out[op] = [row.replace("infinity", "∞").replace("-", "−").split(", ") for row in re.findall(r"\{(.*?)\}", found[1])]
    return out


def table_of(rows):
    """Samples as a table: arguments, value, slopes."""
    head = ["x", "y", "∂y/∂x"] if len(rows[0]) == 3 else ["a", "b", "y", "∂y/∂a", "∂y/∂b"]
    return ["", *("| " + " | ".join(row) + " |" for row in [head, ["---:"] * len(head), *rows])]


def element_types(root):
    """What each op takes, by the table of ops."""
    words = {"numbers": "integers and floating numbers", "floating": "floating numbers", "integers": "integers", "booleans": "`bool`", "factors": "integers and floating numbers", "anything": "all element types"}
    line = re.compile(r"^    (?:OP|FUNCTION)\((\w+), +\w+, +\w+, +\d, (\w+), +(\w+)", re.M)
    return {op: words[takes] + {"boolean": "; gives `bool`", "int64": "; gives `int64`"}.get(gives, "")
            for op, takes, gives in line.findall((root / "include/typegrad/graph/op.hpp").read_text()) if takes in words}


def header_doc(path):
    """What a header says of itself, before it opens its namespace."""
    m = re.search(r"((?:^///.*\n)+)(?=namespace typegrad)", path.read_text(), re.M)
    return "\n".join(line[3:].strip() for line in m[1].splitlines()) if m else ""


def text_of(doc):
    """Doc comments as Markdown: indented lines are code already; stars and brackets stand for themselves."""
    def plain(text):
        return re.sub(r"([*_\[\]])", r"\\\1", text.replace("<", "&lt;"))
    pieces = re.split(r"(`[^`]*`|^    .*$)", doc, flags=re.M)
    return "".join(piece if k % 2 else plain(piece) for k, piece in enumerate(pieces))


def entry(name, header, those, rule_of, types_of, samples_of):
    docs = dict.fromkeys(doc for _, doc, _ in those if doc)
    code = "\n".join(dict.fromkeys(re.sub(r"^(template <.*>) (?=constexpr|auto)", r"\1\n", c.replace("TYPEGRAD_HOST_INLINE ", "")) + ";" for c, _, _ in those))
    out = ["```cpp", code, "```"]
    for doc in docs:
        out += ["", text_of(doc)]
    op = re.search(r"op::(\w+)", those[0][2].split("}")[0])
    op = op[1] if op else name
    elementwise = header == "graph/elementwise.hpp" or header.startswith("ops/")
    if elementwise and op in rule_of:
        out += ["", "Adjoint: " + text_of(rule_of[op].partition("; ")[2] or rule_of[op])]
    if header.startswith(("graph/", "ops/")) and op in types_of:
        out += ["", f"Element types: {types_of[op]}."]
    if op in samples_of:
        out += table_of(samples_of[op])
    return out + ["", where(header)] * (not elementwise)


def operators(declarations, rule_of, types_of):
    out = ["", "## Operators", "", "| | value and adjoint | element types |", "| --- | --- | --- |"]
    for name, code, _, body in declarations:
        op = re.search(r"op::(\w+)", body.split("}")[0])
        if not code.startswith("template") or "operator" not in code or "node_ref&" in code or not op:
            continue
        call = f"a {name} b" if "const B&" in code else f"{name}x"
        said = f"b {name.replace('>', '<')} a" if "swapped" in body.split("}")[0] else rule_of[op[1]]
        said = text_of(said).replace("|", "&#124;")
        out.append(f"| `{call}` | {said} | {types_of[op[1]]} |")
    return out + ["", "In traced functions also `+=`, `-=`, `*=` and `/=` of a handle."]


def page(root, title, parts, rule_of, types_of, samples_of):
    """The text of a page, and the names that have no documented declaration."""
    out, missing, seen = [f"# {title}", ""], [], set()
    first = root / "include/typegrad" / parts[0][0]
    if parts[0][0].startswith("graph/"):
        out += [text_of(header_doc(first)), "", "ȳ is the adjoint of the result y, x̄ that of an operand x. Where derivatives are infinite or NaN "
                "[the guide's table](../guide.md#operations-and-their-derivatives) says what comes out.", ""]
    out.append("This page is written from the comments in the headers; in code `tg` is `namespace tg = typegrad;`.")
    if title.startswith("Elementwise"):
        files = [f"[`typegrad/{header}`](../../include/typegrad/{header})" for header, _ in parts]
        out += ["", "`#include <typegrad/typegrad.hpp>`, declared in " + ", ".join(files[:-1]) + " and " + files[-1] + ". Tables of values and slopes are what tests hold each function to."]
        out += operators(documented(first), rule_of, types_of)
    for header, names in parts:
        found = {}
        for name, code, doc, body in documented(root / "include/typegrad" / header):
            if "node_id" not in code and "operator" not in code or name in ('""_c', "<<"):
                found.setdefault(name, []).append((code, doc, body))
        for name in names.split() if names else [n for n, those in found.items() if any(doc for _, doc, _ in those)]:
            those = found.get(name, [])
            while those and not those[0][1]: # declared before, for others
                those = those[1:]
            if not those:
                missing.append(f"{header}: {name}")
                continue
            heading = ("operator" if not name.isidentifier() else "") + name
            heading = f"`{heading}`" + (f" of {first_word(header)}" if heading in seen else "")
            seen.add(name)
            out += ["", f"## {heading}", ""] + entry(name, header, those, rule_of, types_of, samples_of)
    return "\n".join(out) + "\n", missing


def first_word(header):
    return f"`{header.split('/')[-1][:-4]}`"


def main(root, folder):
    root, folder = pathlib.Path(root), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rule_of, types_of, samples_of, missing = rules(root), element_types(root), samples(root), []
    for name, title, parts in PAGES:
        text, lost = page(root, title, parts, rule_of, types_of, samples_of)
        (folder / f"{name}.md").write_text(text)
        missing += lost
    for what in missing:
        print("no documented declaration:", what, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

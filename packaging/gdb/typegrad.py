# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""gdb's pretty printers for typegrad: `source typegrad.py` in gdb.

`p loss` prints `mean(square(matmul(x, W) - y))`. The graph is read off the type (graph/word.hpp), so nothing has to run, and a core is
enough. Shared parts are written out each time, and what is very long is cut.
"""

import re
import struct

import gdb
import gdb.printing

LONGEST = 400
BINARY = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "floor_mod": "%", "less": "<", "less_equal": "<=", "equal": "==",
          "not_equal": "!=", "logical_and": "&&", "logical_or": "||"}
STRENGTH = {"*": 6, "/": 6, "%": 6, "+": 5, "-": 5, "<": 4, "<=": 4, "==": 3, "!=": 3, "&&": 2, "||": 1}
TWO = {"minimum", "maximum", "atan2", "hypot", "power", "matmul", "einsum", "softmax_cross_entropy", "require_equal", "apply"}
VARIADIC = {"shape", "stack", "concat", "scan"}
REDUCTIONS = {"sum", "prod", "max", "min", "max_number", "mean", "logsumexp", "argmax", "argmin"}
FLOATING = {4, 5, 6, 7, 9}  # dtype
_ops = None


def op_names():
    global _ops
    if not _ops:
        fields = gdb.lookup_type("typegrad::op").fields()
        _ops = {f.enumval: f.name.split("::")[-1] for f in fields}
    return _ops


class Graph:
    """The words of an expression's type, and the bits of its run-time numbers."""

    def __init__(self, arguments, numbers):
        roots = arguments[0] >> 8 & 0xFFFF
        self.roots, self.words, self.numbers = arguments[1 : 1 + roots], arguments[1 + roots :], numbers

    def a(self, at):
        return self.words[at] >> 16 & 0xFFFF

    def b(self, at):
        return self.words[at] >> 32 & 0xFFFF

    def op(self, at):
        return op_names().get(self.words[at] & 255, "?")

    def payload(self, at):
        return self.words[at + 1 : at + 1 + (self.words[at] >> 8 & 7)]

    def name(self, at):
        return b"".join(struct.pack("<Q", w) for w in self.payload(at)).rstrip(b"\0").decode("utf-8", "replace")

    def number(self, bits, at):
        if (self.words[at] >> 11 & 31) in FLOATING:
            return repr(struct.unpack("<d", struct.pack("<Q", bits))[0]).removesuffix(".0")
        return str(bits if bits < 1 << 63 else bits - (1 << 64))

    def operands(self, at):
        op = self.op(at)
        if op in VARIADIC:
            return [self.payload(at)[k // 4] >> (k % 4 * 16) & 0xFFFF for k in range(self.b(at))]
        if op == "select":
            return [self.a(at), self.b(at), self.payload(at)[0] & 0xFFFF]
        if op in BINARY or op in TWO:
            return [self.a(at), self.b(at)]
        return [self.a(at)]

    def rank(self, at):
        return self.b(self.words[at] >> 48)

    def extent(self, at):
        if self.op(at) == "extent":
            return str(self.words[at] >> 16)
        return self.name(at) if self.b(at) == 0 and self.payload(at) else "?"

    def shape(self, at):
        return "[" + ",".join(self.extent(e) for e in self.operands(self.words[at] >> 48)) + "]"

    def text(self, at, least=0, depth=0):
        if depth > 40:
            return "…"
        op = self.op(at)
        if op in ("input", "variable"):
            return self.name(at)
        if op == "argument":
            return "argument %d" % self.a(at)
        if op == "parameter":
            k = self.a(at)
            return self.number(self.numbers[k], at) if k < len(self.numbers) else "number %d" % k
        if op == "constant":
            return self.number(self.payload(at)[0], at)
        if op in ("iota", "count"):
            return op
        if op in ("reshape", "cast", "broadcast_to"):
            inner = self.op(self.a(at))
            if inner in REDUCTIONS and op == "reshape" or inner in ("parameter", "constant"):
                return self.text(self.a(at), least, depth)  # the shape says so, too
        if op in BINARY:
            sign = BINARY[op]
            strength = STRENGTH[sign]
            text = self.text(self.a(at), strength, depth + 1) + " " + sign + " " + self.text(self.b(at), strength + 1, depth + 1)
            return "(" + text + ")" if strength < least else text
        if op in ("negative", "logical_not"):
            return ("-" if op == "negative" else "!") + self.text(self.a(at), 7, depth + 1)
        if op == "element":
            return self.text(self.a(at), 8, depth + 1) + "[%d]" % self.b(at)
        inside = ", ".join(self.text(k, 0, depth + 1) for k in self.operands(at))
        if op in REDUCTIONS and self.b(at) != (1 << self.rank(self.a(at))) - 1:
            inside += ", axis<" + ", ".join(str(k) for k in range(16) if self.b(at) >> k & 1) + ">"
        return {"power": "pow"}.get(op, op) + "(" + inside + ")"

    def formula(self):
        texts = [self.text(r) for r in self.roots]
        text = texts[0] if len(texts) == 1 else "(" + ", ".join(texts) + ")"
        if len(self.roots) == 1 and self.op(self.roots[0]) in ("input", "variable"):
            text += self.shape(self.roots[0])
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def words_of(type_name):
    """The numbers of expr<…>; gdb's template_argument is slow for hundreds of them."""
    inside = type_name[type_name.index("<") + 1 : type_name.rindex(">")]
    return [int(n) for n in re.findall(r"\d+", inside)]


def plain(value):
    return value.type.strip_typedefs().unqualified()


class Expression:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        arguments = words_of(plain(self.value).name)
        count = arguments[0] >> 24 & 0xFFFF
        try:
            numbers = [int(self.value["parameters"]["bits"][k]) for k in range(count)]
        except gdb.error:
            numbers = []
        return Graph(arguments, numbers).formula()


class Half:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        bits = int(self.value["bits"])
        if plain(self.value).name.endswith("bfloat16"):
            return repr(struct.unpack("<f", struct.pack("<I", bits << 16))[0])
        return repr(struct.unpack("<e", struct.pack("<H", bits))[0])


class State:
    """What a state holds, by the names of its variables."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "typegrad::state"

    def children(self):
        values = self.value["values_"]
        for f in values.type.fields():
            if f.is_base_class:  # variable_storage<memory, number, symbol>
                storage = values[f]
                symbol = plain(storage).template_argument(2)
                yield Graph(words_of(symbol.strip_typedefs().name), []).formula(), storage["value"]

    def display_hint(self):
        return None


class Tensor:
    def __init__(self, value):
        self.value = value
        self.extents = [int(value["extents_"]["_M_elems"][k]) for k in range(int(plain(value).template_argument(1)))] if int(plain(value).template_argument(1)) else []

    def to_string(self):
        return "typegrad::tensor[" + ",".join(str(e) for e in self.extents) + "]"

    def children(self):
        total = 1
        for e in self.extents:
            total *= e
        element = plain(self.value).template_argument(0)
        first = self.value["elements_"]["_M_impl"]["_M_start"].cast(element.pointer())
        for k in range(min(total, 200)):
            yield "[%d]" % k, first[k]

    def display_hint(self):
        return "array"


class Error:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        # std::runtime_error, whose own type is seldom in the debug information: behind the table of functions a pointer to the text
        at = int(self.value.address) + gdb.lookup_type("char").pointer().sizeof
        text = gdb.Value(at).cast(gdb.lookup_type("char").pointer().pointer()).dereference()
        return plain(self.value).name + ": " + text.string()


def printers():
    out = gdb.printing.RegexpCollectionPrettyPrinter("typegrad")
    out.add_printer("expr", r"^typegrad::expr<", Expression)
    out.add_printer("half", r"^typegrad::(half|bfloat16)$", Half)
    out.add_printer("state", r"^typegrad::state_of<", State)
    out.add_printer("tensor", r"^typegrad::tensor<", Tensor)
    out.add_printer("error", r"^typegrad::(error|\w+_error)$", Error)
    return out


gdb.printing.register_pretty_printer(None, printers(), replace=True)

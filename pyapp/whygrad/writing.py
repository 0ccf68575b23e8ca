"""Expressions as text: plain text that reads back, LaTeX, and Python.

The walk is a loop over an explicit stack, so depth costs nothing. Two ways of writing: as it was written (every
division, sign and bracket where the person put it) and tidy (signs moved into sums, negative powers into fractions,
coefficients in front), which is how results are shown.
"""

# ruff: noqa: D102  (a method is named after what it writes)
from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from string import Formatter
from typing import NamedTuple

from .exact import Exact
from .expressions import ARRAY, CALL, CONSTANT, DERIVATIVE, GRADIENT, NUMBER, SYMBOL, Expressions
from .lengths import tree_sizes
from .literals import array_text, identifier, number_text, symbol_latex
from .operations import CONSTANTS, TABLE, Operation

__all__ = ["INVERTED", "LATEX", "PYTHON", "TEXT", "Item", "Style", "Writer", "negative_number", "shared_names", "write"]

ADD, SUB, MUL, DIV, POW, NEG = (TABLE[n] for n in ("add", "subtract", "multiply", "divide", "power", "negative"))
SQRT, EXP, WHERE = TABLE["sqrt"], TABLE["exp"], TABLE["where"]
TIGHT = 9  # binds as tightly as an atom or a call


class Style(NamedTuple):
    """How to write: ``kind`` is "text", "latex" or "python"; ``tidy`` for results, not for what a person wrote.

    ``bracketed`` puts every operation but the outermost in brackets; ``decimals`` writes 0.5 rather than 1/2 (None: in what a
    person wrote, not in results).
    """

    kind: str = "text"
    tidy: bool = True
    bracketed: bool = False
    decimals: bool | None = None

    @property
    def points(self) -> bool:
        """Whether numbers are written with a decimal point where that is exact."""
        return not self.tidy if self.decimals is None else self.decimals


TEXT, LATEX, PYTHON = Style("text"), Style("latex"), Style("python")
Item = tuple[int, int, int]  # a node, the binding strength its place needs, and how it is taken
PLAIN, NEGATED, INVERTED = 0, 1, 2


@cache
def _pieces(template: str) -> tuple[str | int, ...]:
    """Split a template of the table into its text and the numbers of its arguments."""
    pieces: list[str | int] = []
    for literal, field, _, _ in Formatter().parse(template):
        pieces += [literal] * bool(literal) + ([int(field)] if field else [])
    joined: list[str | int] = []
    for piece in pieces:  # a doubled brace ends a literal for the formatter
        if joined and isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


def negative_number(nodes: Expressions, node: int) -> bool:
    """Tell whether a tidy node is written with a leading minus sign."""
    op = nodes.ops[node]
    if op is MUL:
        node = nodes.args[node][0]
        op = nodes.ops[node]
    return op is NEG or (op == NUMBER and nodes.data[node] < 0)


class Writer:
    """One run of writing: the nodes, the style, and the names that stand for shared parts."""

    def __init__(self, nodes: Expressions, style: Style, names: dict[int, str]) -> None:
        self.nodes, self.style, self.names = nodes, style, names
        self.inner = TIGHT if style.bracketed else 0

    def run(self, root: int, skip_name: bool = False) -> str:
        out: list[str] = []
        stack: list[str | Item] = [(root, 0, PLAIN)]
        first = skip_name
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                out.append(item)
                continue
            node, need, how = item
            name = None if first or how == INVERTED else self.names.get(node)
            first = False
            level: int = TIGHT
            parts: list[str | Item] = [self.symbol(name)] if name else []
            if not name:
                level, parts = self.form(node, how)
            if level < need:
                left, right = (r"\left(", r"\right)") if self.style.kind == "latex" else ("(", ")")
                parts = [left, *parts, right]
            stack.extend(reversed(self.enclosed(node, how, parts)))
        return "".join(out)

    def enclosed(self, node: int, how: int, parts: list[str | Item]) -> list[str | Item]:
        """Return the parts of a node as they go into the text (a subclass may mark them)."""
        return parts

    def symbol(self, name: str) -> str:
        return {"latex": symbol_latex, "python": identifier}.get(self.style.kind, str)(name)

    # each form is the binding strength of what is written and its parts
    def form(self, node: int, how: int) -> tuple[int, list[str | Item]]:
        op, args = self.nodes.ops[node], self.nodes.args[node]
        if how == INVERTED:
            base, exponent = args
            return self.power(base, exponent, -self.nodes.data[exponent])
        if op == NUMBER:
            value = self.nodes.data[node]
            return self.number(-value if how == NEGATED else value)
        if op == SYMBOL:
            return TIGHT, [self.symbol(self.nodes.data[node])]
        if op == CONSTANT:
            constant = CONSTANTS[self.nodes.data[node]]
            return TIGHT, [{"text": constant.name, "latex": constant.latex, "python": constant.python}[self.style.kind]]
        if op == ARRAY:
            return TIGHT, [array_text(self.nodes.data[node].value, self.nodes.data[node].text, self.style.kind)]
        if op is ADD:
            return self.sum(args)
        if op is MUL:
            return self.product(args, how) if self.style.tidy else self.infix(2, "*", args)
        if op is NEG:
            return (self.form(args[0], PLAIN)) if how == NEGATED else (2, ["-", (args[0], max(3, self.inner), PLAIN)])
        if op is SUB:
            return 1, [(args[0], max(1, self.inner), PLAIN), " - ", (args[1], max(2, self.inner), PLAIN)]
        if op is DIV:
            return self.quotient([(args[0], max(2, self.inner), PLAIN)], [(args[1], max(3, self.inner), PLAIN)], args)
        if op is POW:
            exponent = args[1]
            value = self.nodes.data[exponent] if self.nodes.ops[exponent] == NUMBER else None
            return self.power(args[0], exponent, value)
        if op == CALL:
            return self.defined(self.nodes.data[node], args)
        if op == DERIVATIVE:
            return self.derivative(args, self.nodes.data[node])
        if op == GRADIENT:
            return self.listed(self.nodes.data[node], args)
        assert isinstance(op, Operation)
        if op is EXP and self.style.tidy and self.style.kind == "text":
            return 4, ["e^", (args[0], 5, PLAIN)]
        return self.call(op, args)

    def number(self, value: Exact) -> tuple[int, list[str | Item]]:
        if value.denominator != 1 and self.style.kind == "latex" and not self.style.points:
            sign = "-" if value < 0 else ""
            return (2 if sign else 3), [rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"]
        text = number_text(value, decimals=self.style.points)
        return (2 if "/" in text or value < 0 else TIGHT), [text]

    def infix(self, level: int, sign: str, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        if self.style.kind == "latex" and sign == "*":
            left, right = (self.nodes.ops[a] for a in args[:2])
            letters = (left in (SYMBOL, MUL) and right == SYMBOL) or right == NUMBER or right is MUL
            dotted = letters or (right is POW and self.nodes.ops[self.nodes.args[args[1]][0]] == NUMBER) or right is DIV
            sign = r" \cdot " if dotted else r" \, "
        parts: list[str | Item] = [(args[0], max(level, self.inner), PLAIN)]
        for arg in args[1:]:
            parts += [sign, (arg, max(level + 1, self.inner), PLAIN)]
        return level, parts

    def sum(self, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        parts: list[str | Item] = [(args[0], max(1, self.inner), PLAIN)]
        for arg in args[1:]:
            minus = self.style.tidy and arg not in self.names and negative_number(self.nodes, arg)
            parts += [" - " if minus else " + ", (arg, max(2, self.inner), NEGATED if minus else PLAIN)]
        return 1, parts

    def product(self, args: tuple[int, ...], how: int) -> tuple[int, list[str | Item]]:
        """Write a tidy product: sign, coefficient, factors with positive powers over those with negative ones."""
        nodes = self.nodes
        coefficient: Exact = 1
        rest = args
        if nodes.ops[args[0]] == NUMBER:
            coefficient, rest = nodes.data[args[0]], args[1:]
        elif nodes.ops[args[0]] is NEG:
            coefficient, rest = -1, (*nodes.args[args[0]], *args[1:])
        sign = "-" if (coefficient < 0) != (how == NEGATED) else ""
        coefficient = coefficient if coefficient >= 0 else -coefficient
        top: list[str | Item] = []
        bottom: list[str | Item] = []
        if self.style.points and coefficient.denominator != 1 and "/" not in number_text(coefficient):
            top.append(number_text(coefficient))
            coefficient = 1
        elif coefficient.numerator != 1:
            top.append(str(coefficient.numerator))
        if coefficient.denominator != 1:
            bottom.append(str(coefficient.denominator))
        for arg in rest:
            below = self.negative_power(arg)
            (bottom if below else top).append((arg, 3, INVERTED if below else PLAIN))
        if not top:
            top.append("1")
        if not bottom:
            level, parts = 2, self.join(top)
        else:
            level, parts = self.quotient(top, bottom, None)
        return (level, parts) if not sign else (2, [sign, *parts])

    def negative_power(self, node: int) -> bool:
        nodes = self.nodes
        if nodes.ops[node] is not POW or node in self.names:
            return False
        exponent = nodes.args[node][1]
        return nodes.ops[exponent] == NUMBER and nodes.data[exponent] < 0

    def join(self, factors: list[str | Item]) -> list[str | Item]:
        if len(factors) == 1:
            return [self.loose(factors[0])]
        parts: list[str | Item] = [factors[0]]
        for left, factor in pairwise(factors):
            parts += [self.times(left, factor), factor]
        return parts

    @staticmethod
    def loose(item: str | Item) -> str | Item:
        """A lone factor needs no brackets beyond those of a product."""
        return item if isinstance(item, str) else (item[0], 2, item[2])

    def times(self, left: str | Item, right: str | Item) -> str:
        """Return the sign between two factors: a dot before a digit, a thin space before a function or a bracket."""
        if self.style.kind != "latex":
            return "*"
        node = right[0] if isinstance(right, tuple) else None
        while node is not None and node not in self.names and self.nodes.ops[node] is POW:
            node = self.nodes.args[node][0]
        if node is None or self.nodes.ops[node] == NUMBER:
            return r" \cdot "
        return " " if isinstance(left, str) or self.nodes.ops[node] in (SYMBOL, CONSTANT) else r" \, "

    def quotient(self, top: list[str | Item], bottom: list[str | Item], args: tuple[int, ...] | None) -> tuple[int, list[str | Item]]:
        if self.style.kind == "latex":
            return 3, [r"\frac{", *self.alone(top), "}{", *self.alone(bottom), "}"]
        if args is not None:
            return 2, [*top, "/", *bottom]
        below: list[str | Item] = ["(", *self.join(bottom), ")"] if len(bottom) > 1 else [bottom[0]]
        return 2, [*self.join(top), "/", *below]

    def alone(self, factors: list[str | Item]) -> list[str | Item]:
        """One side of a fraction bar, which needs no brackets of its own."""
        return [i if isinstance(i, str) else (i[0], 0, i[2]) for i in factors] if len(factors) == 1 else self.join(factors)

    def power(self, base: int, exponent: int, value: Exact | None) -> tuple[int, list[str | Item]]:
        """Write ``base`` to the power ``value`` (if it is a number, which may differ from the node's) or to the node."""
        kind, tidy = self.style.kind, self.style.tidy
        if tidy and value is not None:
            if value == 1:
                return self.bare(base)
            if value.denominator == 2 and value.numerator == 1:
                return self.call(SQRT, (base,))
            if value < 0:
                top: list[str | Item] = ["1"]
                return self.quotient(top, [self.inverse(base, exponent, value)], None)
        op = self.nodes.ops[base]
        above: str | Item
        if kind == "latex":
            if tidy and value is not None and value.denominator == 1 and value > 1 and base not in self.names:
                short = self.function_power(op, self.nodes.args[base], str(value))
                if short:
                    return TIGHT, short
            atom = op in (SYMBOL, CONSTANT) or base in self.names or (op == NUMBER and self.nodes.data[base].denominator == 1)
            left, right = ("", "^{") if atom else ("{", "}^{")
            above = self.literal(value) if value is not None else (exponent, 0, PLAIN)
            return 4, [left, (base, max(5, self.inner), PLAIN), right, above, "}"]
        sign = "**" if kind == "python" else "^"
        if value is None:
            above = (exponent, 5, PLAIN)
        else:
            above = self.literal(value)
            above = above if value.denominator == 1 and value >= 0 else f"({above})"
        return 4, [(base, max(5, self.inner), PLAIN), sign, above]

    def bare(self, base: int) -> tuple[int, list[str | Item]]:
        return (TIGHT, [self.symbol(self.names[base])]) if base in self.names else self.form(base, PLAIN)

    def inverse(self, base: int, exponent: int, value: Exact) -> Item:
        """The item for ``base`` to the power ``-value``: the power node itself, taken inverted."""
        found = self.nodes.add(POW, (base, exponent))
        return (found, 3, INVERTED)

    def function_power(self, op: Operation | str, args: tuple[int, ...], exponent: str) -> list[str | Item] | None:
        """Write sin²(x) for the square of a named function of one argument."""
        if not isinstance(op, Operation) or op.rule not in ("trigonometric", "hyperbolic", "logarithm"):
            return None
        pieces = _pieces(op.latex)
        if not isinstance(pieces[0], str) or not pieces[0].endswith(r"\left(") or "^" in pieces[0]:
            return None
        head = pieces[0].removesuffix(r"\left(")
        return [f"{head}^{{{exponent}}}" + r"\left(", *[p if isinstance(p, str) else (args[p], 0, PLAIN) for p in pieces[1:]]]

    def literal(self, value: Exact) -> str:
        if self.style.kind == "latex" and value.denominator != 1:
            return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
        return number_text(value, decimals=self.style.points)

    def call(self, op: Operation, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        if op is WHERE and self.style.kind != "python":
            return TIGHT, self.piecewise(args)
        return self.filled(op, {"text": op.text, "latex": op.latex, "python": op.python}[self.style.kind], args)

    def filled(self, op: Operation, template: str, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        pieces, parts = _pieces(template), list[str | Item]()
        infix = op.level < TIGHT and isinstance(pieces[0], int)
        for i, piece in enumerate(pieces):
            if isinstance(piece, str):
                parts.append(piece)
                continue
            before, behind = (str(pieces[j]).strip() if 0 <= j < len(pieces) else "" for j in (i - 1, i + 1))
            enclosed = behind.startswith(r"\right") or (before.endswith(("(", ",", "{", "[")) and behind.startswith((")", ",", "}", "]")))
            arg: str | Item = (args[piece], max(op.level + 1, self.inner) if infix else 0 if enclosed else TIGHT, PLAIN)
            crowded = behind.startswith("(") and not self.short(args[piece])  # log_(f(x))(y)
            parts += ["(", (args[piece], 0, PLAIN), ")"] if crowded and args[piece] not in self.names else [arg]
        return self.call_level(op, pieces, infix), parts

    def defined(self, called: tuple[str, int | str], args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        """Write a call of a function that the source defines."""
        left, right = (r"\left(", r"\right)") if self.style.kind == "latex" else ("(", ")")
        parts: list[str | Item] = [self.symbol(called[0]), called[1] if isinstance(called[1], str) else "'" * called[1], left]
        for i, arg in enumerate(args):
            parts += [", "] * (i > 0) + [(arg, 0, PLAIN)]
        return TIGHT, [*parts, right]

    def derivative(self, args: tuple[int, ...], order: int) -> tuple[int, list[str | Item]]:
        """Write d/dx(…)."""
        latex, power = self.style.kind == "latex", "" if order == 1 else f"^{order}"
        x = self.symbol(self.nodes.data[args[1]])
        head = rf"\frac{{d{power}}}{{d {x}{power}}}\left(" if latex else f"d{power}/d{x}{power}("
        return TIGHT, [head, (args[0], 0, PLAIN), r"\right)" if latex else ")"]

    def listed(self, kind: str, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        """Write gradient(z) or hessian(z, x, y)."""
        latex = self.style.kind == "latex"
        parts: list[str | Item] = [rf"\operatorname{{{kind}}}\left(" if latex else f"{kind}("]
        for i, arg in enumerate(args):
            parts += [", "] * (i > 0) + [(arg, 0, PLAIN)]
        return TIGHT, [*parts, r"\right)" if latex else ")"]

    def short(self, node: int) -> bool:
        """Tell whether a node is a name or a whole number."""
        op = self.nodes.ops[node]
        return op in (SYMBOL, CONSTANT) or (op == NUMBER and self.nodes.data[node].denominator == 1 and self.nodes.data[node] >= 0)

    def call_level(self, op: Operation, pieces: tuple[str | int, ...], infix: bool) -> int:
        """How tightly an application binds as it is written: a power or a fraction less than a call."""
        if infix or op.level < TIGHT:
            return op.level
        head = str(pieces[0]) if self.style.kind == "latex" else ""
        return 4 if head.endswith("^{") or str(pieces[-1]).startswith("^") else 3 if head.startswith(r"\frac") else TIGHT

    def piecewise(self, args: tuple[int, ...]) -> list[str | Item]:
        """Write nested choices as one list of cases."""
        rows: list[tuple[int, int]] = []
        while True:
            rows.append((args[0], args[1]))
            last = args[2]
            if self.nodes.ops[last] is not WHERE or last in self.names or len(rows) > 50:
                break
            args = self.nodes.args[last]
        latex = self.style.kind == "latex"
        parts: list[str | Item] = [r"\begin{cases}" if latex else "piecewise("]
        for condition, value in rows:
            pair: list[str | Item] = [(value, 0, PLAIN), r" & \text{if } ", (condition, 0, PLAIN), r" \\ "]
            parts += pair if latex else [(condition, 0, PLAIN), ": ", (value, 0, PLAIN), ", "]
        return [*parts, (last, 0, PLAIN), r" & \text{otherwise}\end{cases}" if latex else ")"]


def shared_names(nodes: Expressions, order: list[int], sizes: dict[int, int]) -> dict[int, str]:
    """Return names for the parts of ``order`` that are used more than once."""
    uses: dict[int, int] = {}
    for node in order:
        for arg in nodes.args[node]:
            uses[arg] = uses.get(arg, 0) + 1
    taken = {nodes.data[n] for n in order if nodes.ops[n] == SYMBOL}
    letter = next(c for c in ("u", "v", "w", "s", "t", "q", "uu") if not any(re.fullmatch(rf"{c}\d*", n) for n in taken))
    shared = [n for n in order if uses.get(n, 0) > 1 and sizes[n] > 3]
    return {node: f"{letter}{i}" for i, node in enumerate(shared, 1)}


def write(nodes: Expressions, root: int, style: Style = TEXT, limit: int = 200, longest: int = 30_000) -> str | None:
    """Return node ``root`` written in ``style``.

    A tidy result of more than ``limit`` nodes gets named sub-results (``u1 = …; u2 = …; formula``), so that its length
    stays proportional to the shared expression. Returns None if it would still exceed about ``longest`` characters.
    """
    names: dict[int, str] = {}
    if style.tidy:
        order = nodes.reach([root])
        sizes = tree_sizes(nodes, order)
        if sizes[root] > limit:
            names = shared_names(nodes, order, sizes)
        if not names and sizes[root] * 3 > longest:
            return None
    if len(names) * 12 > longest:
        return None
    writer = Writer(nodes, style, names)
    formula = writer.run(root)
    if not names:
        return formula
    rows = [f"{writer.symbol(name)} = {writer.run(node, skip_name=True)}" for node, name in names.items()]
    if sum(map(len, rows)) + len(formula) > longest:
        return None
    if style.kind == "latex":
        return r"\begin{aligned}" + r" \\ ".join(f"&{row}" for row in [*rows, formula]) + r"\end{aligned}"
    return "; ".join([*rows, formula])

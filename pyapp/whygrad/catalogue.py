"""The catalogue: every rule and every operation of the table, each with an example, as plain data for the rules page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from . import operations
from .curves import curve
from .document import document
from .expand import expand
from .explain import Explanation, explain
from .expressions import Expressions
from .forms import shortest
from .inline import inline
from .literals import symbol_latex, value_text
from .operations import TABLE, Operation
from .reading import Reading
from .rules import Derivation
from .simplify import Simplifier
from .syntax import read
from .words import because, say, words
from .writing import Style, write

__all__ = ["CLASSICS", "PLACES", "RULE_EXAMPLES", "Slope", "catalogue", "families", "slopes"]

PLACES = ((2.0, 3.0, 5.0), (0.5, 1.5, 2.5), (1.0, 2.0, 3.0), (-0.5, 1.5, 2.5))
"""Where an example is worked out: at the first of these points at which everything has a number."""

LOOSE = 2  # operations that bind as loosely as this stand in brackets behind d/dx

RULE_EXAMPLES: dict[str, tuple[str, dict[str, float]]] = {
    "constant": ("x^2 + 5", {"x": 3}),
    "identity": ("x + 5", {"x": 3}),
    "constant_multiple": ("4*x^2", {"x": 3}),
    "sum": ("x^3 + x^2", {"x": 2}),
    "difference": ("x^3 - x^2", {"x": 2}),
    "power": ("x^3", {"x": 2}),
    "root": ("sqrt(x)", {"x": 9}),
    "product": ("x^2*sin(x)", {"x": 1}),
    "quotient": ("x^2/(x + 1)", {"x": 1}),
    "reciprocal": ("1/(x^2 + 1)", {"x": 2}),
    "chain": ("(3*x + 1)^4", {"x": 1}),
    "exponential": ("2^x", {"x": 3}),
    "logarithm": ("ln(x)", {"x": 4}),
    "trigonometric": ("sin(x)", {"x": 1}),
    "inverse_trigonometric": ("arctan(x)", {"x": 2}),
    "hyperbolic": ("sinh(x)", {"x": 1}),
    "inverse_hyperbolic": ("arsinh(x)", {"x": 2}),
    "absolute": ("abs(x)", {"x": -2}),
    "extremum": ("max(x^2, 4)", {"x": 3}),
    "piecewise": ("piecewise(x < 0: -x, x^2)", {"x": 3}),
    "special": ("erf(x)", {"x": 0.5}),
    "logarithmic_differentiation": ("x^x", {"x": 2}),
    "implicit": ("x^2 + y^2 = 25", {"x": 3, "y": 4}),
    "rewrite": ("5/x^2", {"x": 2}),
    "simplify": ("(x^2 + 1)/x", {"x": 2}),
    "reduction": ("x = ones(2, 2); y = sum(x); z = y*y", {}),
    "matrix": ("A = [[1, 2], [3, 4]]; x = [5, 6]; sum(A @ x)", {}),
}
"""For each rule a formula in whose steps (with arrays: on whose tape) it occurs, and a point."""

CLASSICS: dict[str, str] = {
    "constants": "c",
    "lines": "x; c*x; a*x + b",
    "squares": "x^2; x^3; 1/x; 1/x^2; x^n",
    "roots": "sqrt(x); cbrt(x); root(x, n); 1/sqrt(x)",
    "exponentials": "e^x; e^(c*x); 2^x; a^x; x^x",
    "logarithms": "ln(x); ln(abs(x)); log_a(x); log2(x); log10(x)",
    "trigonometric": "sin(x); cos(x); tan(x); sec(x); csc(x); cot(x)",
    "inverse": "arcsin(x); arccos(x); arctan(x); arcsec(x); arccsc(x); arccot(x)",
    "hyperbolic": "sinh(x); cosh(x); tanh(x); arsinh(x); arcosh(x); artanh(x)",
    "rules": "c*f(x); f(x) + g(x); f(x) - g(x); f(x)*g(x); f(x)/g(x); 1/f(x); f(g(x))",
    "chained": "f(x)^n; sqrt(f(x)); e^f(x); a^f(x); ln(f(x)); abs(f(x)); sin(f(x)); cos(f(x)); tan(f(x)); arctan(f(x)); f(x)^g(x)",
}
"""The rows of the lists of derivatives that everybody knows, by group: their derivatives are worked out, not written down."""


class Slope(NamedTuple):
    """The slope of an operation in one argument: ``whole`` by ``letter`` is ``slope``; ``text`` and ``latex`` are the rule."""

    letter: str
    whole: str
    slope: str
    text: str
    latex: str


@cache
def slopes(op: Operation) -> list[Slope]:
    """Return the slope of an operation in each argument that must be given and through which a slope flows."""
    if op.composed:
        return [_definition(op)]
    if not op.elementwise:
        return _slopes_of_arrays(op)
    nodes = Expressions()
    letters = [nodes.symbol(c) for c in ("x" if op.arity == 1 else "abcd"[: op.arity])]
    whole = nodes.add(op, tuple(letters))
    written, latex = _both(nodes, whole, tidy=False)
    if op.level <= LOOSE:
        shown, latex = f"({written})", rf"\left({latex}\right)"
    else:
        shown = written
    found = []
    for k, letter in enumerate(letters[: op.arity - len(op.defaults)]):
        if op.vjp[k] is not None:
            x: str = nodes.data[letter]
            slope, slope_latex = _both(nodes, Derivation(nodes, Simplifier(nodes), letter).slope(whole, k))
            found.append(Slope(x, written, slope, f"d/d{x} {shown} = {slope}", rf"\frac{{d}}{{d{x}}} {latex} = {slope_latex}"))
    return found


def _definition(op: Operation) -> Slope:
    """Return what an operation is made of: its slopes are those of its parts."""
    whole, _, parts = op.composed.partition(" = ")
    name, _, letters = whole.partition("(")
    call = rf"\operatorname{{{name}}}({letters}".replace("_", r"\_")
    return Slope(letters[0], whole, parts, op.composed, f"{call} = {Reading(read(parts)).latex}")


def _slopes_of_arrays(op: Operation) -> list[Slope]:
    """Return what each argument receives of the effect g on the result, as worked out in the operation's example."""
    tape = explain(op.example).tape
    line = next((line for line in tape.lines if line.operation == op.name), None)
    found = []
    for other in tape.lines if line is not None else ():
        for use in other.contributions:
            if line is not None and use.line == line.number and use.formula:
                letter = other.name or f"v{other.number}"
                shown = ((use.formula, "{}{}"), (use.latex, "{}_{{{}}}"))
                formula, latex = (t.replace(how.format("g", use.line), "g").replace(how.format("v", use.line), "y") for t, how in shown)
                own = symbol_latex(letter)
                text = f"{line.formula}: {letter} receives {formula}"
                tex = rf"{line.latex}: \quad \frac{{\partial}}{{\partial {own}}} \gets {latex}"
                found.append(Slope(letter, line.formula, formula, text, tex))
    return found


def families() -> dict[str, list[Operation]]:
    """Return the operations by the file that enters them in the table, in the table's order."""
    home: dict[Operation, str] = {}
    for name, module in vars(operations).items():  # a family stands behind those that it imports from
        if isinstance(module, ModuleType):
            for entry in vars(module).values():
                if isinstance(entry, Operation):
                    home.setdefault(entry, name)
    found: dict[str, list[Operation]] = {}
    for op in TABLE.values():
        if op.example.strip():  # others only serve the slopes of these
            found.setdefault(home.get(op, "others"), []).append(op)
    return found


def catalogue() -> dict[str, Any]:
    """Return everything that the rules page says, as JSON data.

    ``rules``: id, title, general form, reason, the names of its operations, an example; ``families``: title and operations,
    each with names, slopes, reason, conditions, an example and a curve (see :func:`whygrad.curves.curve`);
    ``classics``: groups of rows, each with a formula, its derivative and the rule of its first step.
    """
    return {
        "rules": [_rule(rule) for rule in words.RULES],
        "families": [
            {"id": name, "title": words.FAMILIES.get(name, name.capitalize()), "operations": [_operation(op) for op in members]}
            for name, members in families().items()
        ],
        "classics": [
            {"title": words.CLASSICS[group], "rows": [_classic(source.strip()) for source in sources.split(";")]}
            for group, sources in CLASSICS.items()
        ],
    }


def _both(nodes: Expressions, node: int, tidy: bool = True) -> tuple[str, str]:
    text, latex = (write(nodes, node, Style(kind, tidy=tidy)) or "…" for kind in ("text", "latex"))
    return text, latex


# ---- rules ----


def _rule(rule: str) -> dict[str, Any]:
    title, general, because = words.RULES[rule]
    text, latex = words.FOR_EXAMPLE.get(rule, (general, words.GENERAL_LATEX.get(rule, "")))
    source, at = RULE_EXAMPLES[rule]
    return {
        "id": rule,
        "title": title,
        "text": text,
        "latex": latex,
        "because": (because or words.WHOLE_RULES[rule]).format(x="x"),
        "operations": [op.name for op in TABLE.values() if op.rule == rule and op.example.strip()],
        "example": _example(explain(source, at=at), rule),
    }


def _example(e: Explanation, rule: str = "") -> dict[str, Any]:
    """Return a worked example: the value, each derivative, and the step in which ``rule`` was applied, if it was."""
    told = document(e)
    gradients = [{k: g[k] for k in ("label", "label_latex", "formula", "latex", "value", "text")} for g in told["gradients"]]
    step = next((s for g in told["gradients"] for s in g["steps"] if s["rule"] == rule), None)
    return {
        "source": e.program.source,
        "latex": told["reading"]["latex"],
        "at": {i.name: i.value for i in e.inputs},
        "value": e.target.value,
        "text": e.target.text,
        "gradients": [g for g in gradients if g["formula"] is not None],
        "step": step and {k: step[k] for k in ("before", "before_latex", "after", "after_latex", "because")},
    }


# ---- operations ----


def _operation(op: Operation) -> dict[str, Any]:
    source = op.example
    return {
        "name": op.name,
        "names": [op.name, *op.aliases],
        "rule": op.rule,
        "slopes": [slope._asdict() for slope in slopes(op)],
        "because": because(op),
        "conditions": list(_conditions(op)),
        "special": list(op.special),
        "example": _example(_worked(source)),
        "curve": curve(source, op) if op.elementwise else None,
    }


def _worked(source: str) -> Explanation:
    """Explain ``source`` at the first sensible place: one with numbers for everything, no warning, and if possible a slope."""
    if "[" in source:  # it says its numbers itself
        return explain(source)
    names = explain(source).input_names
    tried = []
    for place in PLACES:
        e = explain(source, at=dict(zip(names, place, strict=False)))
        numbers = [g.value for g in e.gradients.values() if not g.why]
        good = e.target.value is not None and not [w for w in e.warnings if w.kind != "default"] and all(v is not None for v in numbers)
        tried.append((good, any(numbers), e))
    return max(tried, key=lambda found: found[:2])[2]


def _conditions(op: Operation) -> Iterator[str]:
    if op.domain is not None:
        yield words.NEEDS["domain"].format(name=op.name, allowed=say(op.domain.allowed))
    letters = "x" if op.arity == 1 else "abcd"
    limits = [limit for limit in op.slope if limit is not None]
    if limits and all(limit == limits[0] for limit in op.slope):
        yield words.NEEDS["slope"].format(allowed=say(limits[0].allowed))
    else:
        for letter, limit in zip(letters, op.slope, strict=False):
            if limit is not None:
                yield words.NEEDS["slope_in"].format(letter=letter, allowed=say(limit.allowed))
    if op.corner is not None:
        left, right = map(say, op.corner.sides)
        key = "jump" if left == right else "corner"
        yield words.NEEDS[key].format(left=left, right=right, convention=say(op.corner.convention))
    if op.agreed is not None:
        yield say(op.agreed[1])
    if op.defaults:
        given = ", ".join(value_text(float(value)) for value in op.defaults)
        yield words.NEEDS["default"].format(letters=", ".join(letters[op.arity - len(op.defaults) : op.arity]), values=given)


# ---- the well-known lists ----


def _classic(source: str) -> dict[str, Any]:
    """Return a row of the well-known lists: a formula, its derivative by x, and the rule of the first step."""
    program = expand(read(source))
    nodes = Expressions()
    root = inline(program, nodes, len(program.lines) - 1, ())
    simple = Simplifier(nodes)
    applied = Derivation(nodes, simple, nodes.symbol("x"))(root)
    (text, latex), (slope, slope_latex) = _both(nodes, root, tidy=False), _both(nodes, shortest(simple, applied.after))
    return {"source": text, "latex": latex, "slope": slope, "slope_latex": slope_latex, "rule": applied.rule}

"""Other ways to the same derivative, where a teacher would show two: a quotient as a product, a product multiplied out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from .chains import gather_product, gather_sum
from .expressions import CONSTANT, NUMBER, SYMBOL, Expressions
from .forms import expanded
from .operations import TABLE
from .rules import Applied, Derivation
from .simplify import Simplifier, TooLong

__all__ = ["Alternative", "alternatives"]

ADD, SUB, MUL, DIV, POW, NEG, EXP, LN, SQRT, CBRT = (
    TABLE[n] for n in ["add", "subtract", "multiply", "divide", "power", "negative", "exp", "ln", "sqrt", "cbrt"]
)
TERMS_AT_MOST = 6  # of a product that is multiplied out
POWER_AT_MOST = 4  # of a sum that is multiplied out


class Alternative(NamedTuple):
    """Another way: which one (a key of the words), its derivation, and its root step."""

    way: str
    derivation: Derivation
    root: Applied


class _Ways:
    """The other forms of one expression; ``way`` and the new form, or None for the quotient rule on the form as it is."""

    def __init__(self, nodes: Expressions, simple: Simplifier, symbol: int) -> None:
        self.nodes, self.simple, self.symbol = nodes, simple, symbol

    def of(self, node: int, main: Applied) -> Iterator[tuple[str, int | None]]:
        nodes, op = self.nodes, self.nodes.ops[node]
        first = next((step for step in main.inner if step.rule == "rewrite"), None)
        if main.rule == "quotient":
            top, bottom = (n for _, n in main.bindings)
            yield "product", nodes.add(MUL, (top, self._inverse(bottom)))
        if first is not None and first.reason == "negative power":
            yield "quotient", None
        if main.rule in ("product", "power", "chain") and (main.rule == "product" or op is POW):
            yield from self._multiplied_out(node)
        if op in (SQRT, CBRT):
            (inside,) = nodes.args[node]
            yield "power", self._power(inside, (1, 2) if op is SQRT else (1, 3))
        if main.rule == "logarithmic_differentiation":
            base, exponent = nodes.args[node]
            yield "exponential", nodes.add(EXP, (nodes.add(MUL, (exponent, nodes.add(LN, (base,)))),))
        if op is LN:
            yield from self._logarithm(nodes.args[node][0])

    def _inverse(self, bottom: int) -> int:
        """Return what stands below a line as a negative power, its own exponent or root taken along."""
        op, args = self.nodes.ops[bottom], self.nodes.args[bottom]
        if op is SQRT:
            return self._power(args[0], (-1, 2))
        value = self.simple.value(args[1]) if op is POW else None
        return self._power(bottom, -1) if value is None else self._power(args[0], (-value.numerator, value.denominator))

    def _power(self, base: int, exponent: int | tuple[int, int]) -> int:
        value = Fraction(*exponent) if isinstance(exponent, tuple) else Fraction(exponent)
        return self.nodes.add(POW, (base, self.nodes.num(value)))

    def _multiplied_out(self, node: int) -> Iterator[tuple[str, int | None]]:
        simple, nodes = self.simple, self.nodes
        if nodes.ops[node] is POW:
            exponent = simple.value(nodes.args[node][1])
            if exponent is None or exponent.denominator != 1 or not 2 <= exponent <= POWER_AT_MOST:
                return
        ops = {nodes.ops[n] for n in nodes.reach([node])}
        if not ops <= {ADD, SUB, MUL, NEG, POW, NUMBER, SYMBOL}:
            return
        whole = expanded(simple, simple(node))
        if nodes.ops[whole] is ADD and len(nodes.args[whole]) <= TERMS_AT_MOST and whole != simple(node):
            yield "expanded", whole

    def _logarithm(self, inside: int) -> Iterator[tuple[str, int | None]]:
        """ln of a product is a sum of logarithms, where every factor is positive."""
        nodes = self.nodes
        sign, factors = gather_product(nodes, inside)
        parts = []
        for factor, exponent in factors:
            base, power = factor, exponent
            value = self.simple.value(nodes.args[factor][1]) if nodes.ops[factor] is POW else None
            if value is not None and value.denominator == 1:
                base, power = nodes.args[factor][0], exponent * int(value)
            log = nodes.add(LN, (base,))
            parts.append((log if abs(power) == 1 else nodes.add(MUL, (nodes.num(abs(power)), log)), power < 0))
        if sign < 0 or (len(parts) == 1 and nodes.ops[inside] is not POW) or len(parts) > TERMS_AT_MOST or parts[0][1]:
            return
        whole = parts[0][0]
        for part, minus in parts[1:]:
            whole = nodes.add(SUB if minus else ADD, (whole, part))
        if whole != nodes.add(LN, (inside,)):
            yield "logarithm", whole


def alternatives(nodes: Expressions, simple: Simplifier, symbol: int, node: int, main: Applied) -> list[Alternative]:
    """Return the other ways to differentiate ``node`` by ``symbol``, whose main way is the step ``main``.

    Each ends with the same answer. Ways that would grow too long are left out.
    """
    found = []
    for way, form in _Ways(nodes, simple, symbol).of(node, main):
        derivation = Derivation(nodes, simple, symbol)
        try:
            root = derivation.by_quotient(node) if form is None else derivation(form)
            if form is not None:
                positive = _insides(nodes, form) if way == "logarithm" else nodes.args[node][:1] if way == "exponential" else ()
                legal = tuple((n, "> 0") for n in positive)
                root = root._replace(node=node, inner=(Applied("rewrite", node, form, reason=way, legal_if=legal), *root.inner))
        except TooLong:
            continue
        if main.after != root.after:
            root = root._replace(after=main.after, last=(*root.last, Applied("simplify", root.after, main.after)))
        found.append(Alternative(way, derivation, root))
    return found


def _insides(nodes: Expressions, form: int) -> list[int]:
    """Return what stands inside the logarithms of a sum of multiples of logarithms, numbers left out."""
    found = []
    for term, _ in gather_sum(nodes, form):
        log = nodes.args[term][1] if nodes.ops[term] is MUL else term
        inside = nodes.args[log][0]
        if nodes.ops[inside] not in (NUMBER, CONSTANT):
            found.append(inside)
    return found

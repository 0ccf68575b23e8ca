"""Derivatives by rules, as a teacher goes about it: each rule applied is a step, and the last step is the answer.

The expression is an arena of shared nodes, so each part is differentiated once, however often it occurs. Parts come
before the whole (a loop over a stack, no recursion); the steps are told from the whole down to the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .chains import gather_product, gather_sum
from .exact import Exact, exact
from .expressions import CONSTANT, SYMBOL, Expressions
from .operations import TABLE, Operation
from .simplify import Simplifier

__all__ = ["Applied", "Derivation", "Plan", "told"]

(ADD, SUB, MUL, DIV, POW, SQRT, NEG, EXP, LN, WHERE, MAX, MIN, GREATER, LESS) = (
    TABLE[n]
    for n in ["add", "subtract", "multiply", "divide", "power", "sqrt", "negative", "exp", "ln", "where", "max", "min", "greater", "less"]
)

FACTORS_WRITTEN_OUT = 8  # of a product whose slope is one sum of products


class Applied(NamedTuple):
    """One rule applied to a node: ``after`` is the derivative of ``node`` (for rewrite and simplify: its new form).

    ``local`` is set for a step about an outer function alone: its slope in argument ``local``. ``children`` are the
    nodes whose own steps belong under this one; ``inner`` are steps told only here, ``last`` those that end it.
    """

    rule: str
    node: int
    after: int
    op: Operation | None = None
    bindings: tuple[tuple[str, int], ...] = ()
    children: tuple[int, ...] = ()
    inner: tuple[Applied, ...] = ()
    local: int | None = None
    reason: str = ""
    legal_if: tuple[tuple[int, str], ...] = ()
    last: tuple[Applied, ...] = ()


class Plan(NamedTuple):
    """What must be differentiated first, and how the derivative is then put together."""

    parts: tuple[int, ...]
    finish: Callable[[], Applied]


class Derivation:
    """The derivative of expressions in ``nodes`` with respect to one symbol, with its steps.

    ``applied[node]`` holds the step of every node that took part. Raises ``simplify.TooLong`` when a written-out form
    grows out of proportion.
    """

    def __init__(self, nodes: Expressions, simplifier: Simplifier, symbol: int) -> None:
        self.nodes, self.simple, self.symbol = nodes, simplifier, symbol
        self.follower = -1  # the symbol that follows, in an equation
        self.applied: dict[int, Applied] = {}
        self._moving: dict[int, bool] = {}

    def __call__(self, root: int) -> Applied:
        """Differentiate ``root`` (a node as written) and return its step."""
        stack: list[tuple[int, Plan | None]] = [(root, None)]
        while stack:
            node, plan = stack.pop()
            if node in self.applied:
                continue
            if plan is None:
                plan = self._plan(node)
                missing = [p for p in plan.parts if p not in self.applied]
                if missing:
                    stack.append((node, plan))
                    stack.extend((p, None) for p in missing)
                    continue
            self.applied[node] = plan.finish()
        return self.applied[root]

    def by_quotient(self, node: int) -> Applied:
        """Differentiate a quotient by the quotient rule, also where it could be a negative power."""
        _, factors = gather_product(self.nodes, node)
        top, bottom = (self._fraction([(f, 1) for f, e in factors if (e > 0) == up], 1) for up in (True, False))
        plan = self._quotient(node, top, bottom)
        for part in plan.parts:
            self(part)
        self.applied[node] = plan.finish()
        return self.applied[node]

    def moving(self, node: int) -> bool:
        """Tell whether the symbol can move ``node``."""
        known = self._moving.get(node)
        if known is None:
            order = self.nodes.reach([node])
            moved = self.nodes.depends(order, self.moves())
            for n in order:
                self._moving[n] = n in moved
            known = self._moving[node]
        return known

    def moves(self) -> set[int]:
        """The symbols that move."""
        return {self.symbol}

    def start(self, values: Mapping[int, float]) -> dict[int, float]:
        """How fast the symbols move, where the nodes have the given values."""
        return {self.symbol: 1.0}

    def rates(self) -> list[int]:
        """The nodes, apart from those of the steps, that :meth:`start` looks at."""
        return []

    def derivative(self, node: int) -> int:
        """Return the derivative of a part that was differentiated before."""
        return self.applied[node].after

    def _plan(self, node: int) -> Plan:
        op = self.nodes.ops[node]
        if not self.moving(node):
            return Plan((), lambda: Applied("constant", node, self.simple.zero))
        if node == self.symbol:
            return Plan((), lambda: Applied("identity", node, self.simple.one))
        assert isinstance(op, Operation)
        if op is ADD or op is SUB or op is NEG:
            return self._sum(node)
        if op is MUL or op is DIV:
            return self._product(node)
        if op is POW:
            return self._power(node)
        if op is WHERE:
            return self._choice(node)
        if op is MAX or op is MIN:
            return self._extremum(node, op)
        return self._function(node, op)

    # sums
    def _sum(self, node: int) -> Plan:
        terms = gather_sum(self.nodes, node)
        if len(terms) == 1:
            rest, sign = terms[0]
            if sign > 0:
                return self._rewritten(node, rest, "rewrite")
            return self._multiple(node, self.simple.minus_one, rest)
        parts = tuple(t for t, _ in terms)

        def finish() -> Applied:
            slopes = [
                self.derivative(t) if s > 0 else self.simple.product_of((self.simple.minus_one, self.derivative(t))) for t, s in terms
            ]
            rule = "difference" if len(terms) == 2 and terms[1][1] < 0 < terms[0][1] else "sum"
            return Applied(rule, node, self.simple.sum_of(slopes), children=parts)

        return Plan(parts, finish)

    def _multiple(self, node: int, factor: int, rest: int) -> Plan:
        def finish() -> Applied:
            after = self.simple.product_of((self.simple(factor), self.derivative(rest)))
            return Applied("constant_multiple", node, after, bindings=(("c", factor), ("u", rest)), children=(rest,))

        return Plan((rest,), finish)

    def _rewritten(self, node: int, other: int, reason: str) -> Plan:
        """Differentiate ``other``, the same function in another form, in place of ``node``."""

        def finish() -> Applied:
            step = self.applied[other]
            rewrite = Applied("rewrite", node, other, reason=reason)
            return step._replace(node=node, inner=(rewrite, *step.inner))

        return Plan((other,), finish)

    # products and quotients
    def _product(self, node: int) -> Plan:
        nodes = self.nodes
        sign, factors = gather_product(nodes, node)
        still = [(f, e) for f, e in factors if f != self.simple.one and not self.moving(f)]
        moving = [(f, e) for f, e in factors if self.moving(f)]
        if still or sign < 0:
            constant = self._fraction(still, sign)
            if len(moving) == 1 and moving[0][1] < 0 and len(still) == 1 and still[0][1] > 0 and sign > 0:
                power = self._as_power(*moving[0])
                if power is not None:  # c/x^n as c*x^(-n)
                    return self._rewritten(node, nodes.add(MUL, (constant, power)), "negative power")
            return self._multiple(node, constant, self._fraction(moving, 1))
        exponents: dict[int, Exact] = {}
        for f, e in moving:
            base, exponent = self._base(f)
            exponents[base] = exponents.get(base, 0) + e * exponent
        if len(exponents) < len(moving):
            return self._rewritten(node, self._powers(exponents), "equal factors")
        tops = [f for f, e in moving if e > 0]
        bottoms = [f for f, e in moving if e < 0]
        if not bottoms:
            return self._factors(node, tops)
        if tops:
            return self._quotient(node, self._fraction([(f, 1) for f in tops], 1), self._fraction([(f, 1) for f in bottoms], 1))
        power = self._as_power(moving[0][0], -1) if len(bottoms) == 1 else None
        if power is not None:
            return self._rewritten(node, power, "negative power")
        return self._reciprocal(node, self._fraction([(f, 1) for f in bottoms], 1))

    def _base(self, factor: int) -> tuple[int, Exact]:
        """Return a factor as a base and a number as exponent."""
        nodes = self.nodes
        if nodes.ops[factor] is POW:
            base, exponent = nodes.args[factor]
            value = self.simple.value(self.simple(exponent))
            if value is not None:
                return base, value
        if nodes.ops[factor] is SQRT:
            return nodes.args[factor][0], Fraction(1, 2)
        return factor, 1

    def _as_power(self, factor: int, sign: int) -> int | None:
        """Return a factor below the line as a negative power, if it is a power or a variable."""
        nodes = self.nodes
        base, exponent = self._base(factor)
        if base == factor and nodes.ops[base] != SYMBOL:
            return None
        return nodes.add(POW, (base, nodes.num(exponent * sign)))

    def _powers(self, exponents: dict[int, Exact]) -> int:
        """Return the product of powers as it would be written."""
        nodes = self.nodes
        powers = [b if e == 1 else nodes.add(POW, (b, nodes.num(e))) for b, e in exponents.items() if e != 0]
        if not powers:
            return self.simple.one
        product = powers[0]
        for power in powers[1:]:
            product = nodes.add(MUL, (product, power))
        return product

    def _fraction(self, factors: list[tuple[int, int]], sign: int) -> int:
        """Return the product of factors as it would be written, those with exponent -1 below the line."""
        nodes = self.nodes
        sides: list[int | None] = [None, None]
        for factor, exponent in factors:
            side = 0 if exponent > 0 else 1
            before = sides[side]
            sides[side] = factor if before is None else nodes.add(MUL, (before, factor))
        top, bottom = sides
        whole = top if top is not None else self.simple.one
        if bottom is not None:
            whole = nodes.add(DIV, (whole, bottom))
        if sign > 0:
            return whole
        return self.simple.minus_one if whole == self.simple.one else nodes.add(NEG, (whole,))

    def _factors(self, node: int, factors: list[int]) -> Plan:
        if len(factors) == 1:
            return self._rewritten(node, factors[0], "rewrite")
        parts = tuple(factors)

        def finish() -> Applied:
            turns = [(self.derivative(f), self.simple(f)) for f in factors]
            while len(turns) > (1 if len(factors) > FACTORS_WRITTEN_OUT else len(factors)):  # by halves, which shares what is alike
                turns = [self._both(*turns[i : i + 2]) for i in range(0, len(turns), 2)]
            simple = [u for _, u in turns]
            terms = [self.simple.product_of((slope, *simple[:i], *simple[i + 1 :])) for i, (slope, _) in enumerate(turns)]
            names = ("u", "v", "w") if len(factors) <= 3 else tuple(f"u{i}" for i in range(1, len(factors) + 1))
            bindings = tuple(zip(names, factors, strict=False))
            return Applied("product", node, self.simple.sum_of(terms), bindings=bindings, children=parts)

        return Plan(parts, finish)

    def _both(self, first: tuple[int, int], second: tuple[int, int] | None = None) -> tuple[int, int]:
        """Return the slope of a product of two factors and the product; of each factor its slope and itself are given."""
        if second is None:
            return first
        (du, u), (dv, v), s = first, second, self.simple
        return s.sum_of((s.product_of((du, v)), s.product_of((u, dv)))), s.product_of((u, v))

    def _quotient(self, node: int, top: int, bottom: int) -> Plan:
        def finish() -> Applied:
            s = self.simple
            u, v = s(top), s(bottom)
            numerator = s.sum_of((s.product_of((self.derivative(top), v)), s.product_of((s.minus_one, u, self.derivative(bottom)))))
            after = s.product_of((numerator, s.power_of(v, s.nodes.num(-2))))
            return Applied("quotient", node, after, bindings=(("u", top), ("v", bottom)), children=(top, bottom))

        return Plan((top, bottom), finish)

    def _reciprocal(self, node: int, bottom: int) -> Plan:
        def finish() -> Applied:
            s = self.simple
            after = s.product_of((s.minus_one, self.derivative(bottom), s.power_of(s(bottom), s.nodes.num(-2))))
            return Applied("reciprocal", node, after, bindings=(("v", bottom),), children=(bottom,))

        return Plan((bottom,), finish)

    # powers
    def _power(self, node: int) -> Plan:
        base, exponent = self.nodes.args[node]
        s = self.simple
        if not self.moving(exponent):
            return self._outer(node, POW, 0, "power", (("n", exponent),))
        if not self.moving(base):
            e = self.nodes.ops[base] == CONSTANT and self.nodes.data[base] == "e"
            return self._outer(node, EXP if e else POW, 1, "exponential", () if e else (("a", base),))

        def finish() -> Applied:
            u, v = s(base), s(exponent)
            terms = (
                s.product_of((self.derivative(exponent), s.build(LN, (u,)))),
                s.product_of((v, self.derivative(base), s.power_of(u, s.minus_one))),
            )
            after = s.product_of((s(node), s.sum_of(terms)))
            return Applied(
                "logarithmic_differentiation", node, after, bindings=(("u", base), ("v", exponent)),
                children=(base, exponent), legal_if=((base, "> 0"),),
            )  # fmt: skip

        return Plan((base, exponent), finish)

    # functions
    def _outer(self, node: int, op: Operation, k: int, rule: str, bindings: tuple[tuple[str, int], ...] = ()) -> Plan:
        """The derivative through argument ``k`` of the node alone: the outer slope times the slope of the inside."""
        inside = self.nodes.args[node][k]

        def finish() -> Applied:
            slope = self.slope(node, k)
            if inside == self.symbol:
                return Applied(rule, node, slope, op, bindings)
            after = self.simple.product_of((slope, self.derivative(inside)))
            outer = Applied(rule, node, slope, op, (("u", inside), *bindings), local=k)
            return Applied("chain", node, after, op, (("u", inside),), (inside,), (outer,))

        return Plan((inside,), finish)

    def slope(self, node: int, k: int) -> int:
        """Return the vjp of the node's operation applied to its arguments as letters, with effect 1."""
        s = self.simple
        op = self.nodes.ops[node]
        assert isinstance(op, Operation)
        vjp = op.vjp[k]
        if vjp is None:
            return s.zero
        args = [s.ref(s(a)) for a in self.nodes.args[node]]
        result = vjp(s.ref(s.one), s.ref(s(node)), *args)
        return result.index if hasattr(result, "index") else self.nodes.num(exact(result))

    def _function(self, node: int, op: Operation) -> Plan:
        moving = [k for k, a in enumerate(self.nodes.args[node]) if self.moving(a)]
        if len(moving) == 1:
            return self._outer(node, op, moving[0], op.rule)
        parts = tuple(dict.fromkeys(self.nodes.args[node][k] for k in moving))

        def finish() -> Applied:
            terms, inner = [], []
            for k in moving:
                inside = self.nodes.args[node][k]
                slope = self.slope(node, k)
                terms.append(self.simple.product_of((slope, self.derivative(inside))))
                inner.append(Applied(op.rule, node, slope, op, (("u", inside),), local=k))
            return Applied("chain", node, self.simple.sum_of(terms), op, (), parts, tuple(inner), reason="several")

        return Plan(parts, finish)

    def _extremum(self, node: int, op: Operation) -> Plan:
        """Where one side is larger only that side counts; at a tie each counts half."""
        first, second = self.nodes.args[node]

        def finish() -> Applied:
            s = self.simple
            u, v = s(first), s(second)
            wins, loses = (GREATER, LESS) if op is MAX else (LESS, GREATER)
            du, dv = self.derivative(first), self.derivative(second)
            tie = s.product_of((s.nodes.num(Fraction(1, 2)), s.sum_of((du, dv))))
            after = s.build(WHERE, (s.build(wins, (u, v)), du, s.build(WHERE, (s.build(loses, (u, v)), dv, tie))))
            return Applied("extremum", node, after, op, (("u", first), ("v", second)), (first, second), reason="branches")

        return Plan((first, second), finish)

    def _choice(self, node: int) -> Plan:
        condition, first, second = self.nodes.args[node]

        def finish() -> Applied:
            s = self.simple
            after = s.build(WHERE, (s(condition), self.derivative(first), self.derivative(second)))
            return Applied("piecewise", node, after, WHERE, (("c", condition), ("u", first), ("v", second)), (first, second))

        return Plan((first, second), finish)


def told(derivation: Derivation, root: Applied, limit: int) -> tuple[list[tuple[Applied, list[int]]], int]:
    """Lay the steps under ``root`` out flat, the root first, each with the numbers of its children.

    A part that occurs again is told once; the one-line steps (constant, identity) are told wherever they are needed.
    Returns at most ``limit`` steps and how many there are in all.
    """
    out: list[tuple[Applied, list[int]]] = []
    total = 0
    seen: set[Any] = set()
    stack: list[tuple[Applied, list[int] | None]] = [(root, None)]
    while stack:
        step, siblings = stack.pop()
        total += 1
        if len(out) >= limit:
            continue
        if siblings is not None:
            siblings.append(len(out))
        children: list[int] = []
        out.append((step, children))
        below: list[Applied] = list(step.inner)  # then the parts, then what ends the step
        for node in step.children:
            child = derivation.applied[node]
            if child.rule in ("constant", "identity") or node not in seen:
                seen.add(node)
                below.append(child)
        below += step.last
        stack.extend((b, children) for b in reversed(below))
    return out, total

"""Derivatives along something: the curve of an equation, the path of a moving point, a direction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .backward import backward, derivative_line
from .edges import why_no_value
from .evaluate import evaluate
from .expressions import Expressions
from .forms import shortest
from .gradient import Gradient, Symbols, shortened
from .implicit import ImplicitDerivation, followed
from .literals import symbol_latex
from .operations import TABLE, Ref
from .program import Aside
from .rules import Applied, Derivation, Plan
from .simplify import Simplifier
from .slope import Check, check
from .tape import as_float, finite, in_wide
from .words import words
from .writing import Style, write

if TYPE_CHECKING:
    from .explain import Explanation

__all__ = ["CurveGradient", "DirectionalGradient", "ImplicitGradient"]


class ImplicitGradient(Gradient):
    """How the follower moves on the curve of an equation."""

    def _worked_out(self) -> tuple[Any, int, str]:
        """The effect of the name on the difference of the sides, made up for by the follower."""
        e = self._explanation
        why = e.off_curve
        if why:
            return None, e.target_line, why
        names = e.recording.tape.names
        effects = [as_float(e.adjoints[names[n]]) if e.connected[names[n]] else 0.0 for n in (self.name, e.of)]
        by, follower = (0.0 if x is None else x for x in effects)
        if None in effects or not follower:
            return None, e.target_line, words.NO_FOLLOWER.format(of=e.of, wrt=self.name)
        return -by / follower, e.target_line, ""

    def _derivations(self, nodes: Expressions, simple: Simplifier) -> list[tuple[Derivation, Applied]]:
        node = self._symbols.root(self.by)
        derivation = ImplicitDerivation(nodes, simple, nodes.symbol(self.name), nodes.symbol(self._explanation.of))
        solution = derivation.solve(node)
        return [] if solution is None else [(derivation, solution)]

    @property
    def _environment(self) -> dict[str, float]:
        found = super()._environment
        return found if self.value is None else {**found, f"{self._explanation.of}'": self.value}

    def _measured(self, value: float) -> Check:
        e = self._explanation
        curve = followed(e.program, self._environment, self.name, e.of)
        return check(curve, e.recording.tape.values[e.recording.tape.names[self.name]], value, self._noise, False, lambda: self._rounding)


class CurveGradient(Gradient):
    """The slope dy/dx of the path of a point whose x and y are both made from a parameter."""

    def __init__(self, explanation: Explanation, name: str, by: tuple[str, ...], parameter: str, symbols: Symbols) -> None:
        self._parameter = parameter
        super().__init__(explanation, name, by, symbols)

    def _worked_out(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        why, _ = e.why(self._parameter)
        if why:
            return None, e.target_line, why
        t, x = tape.names[self._parameter], tape.names[self.name]
        if not finite(tape.values[x]):
            return None, e.target_line, words.NO_VALUE.format(of=self.name, cause=why_no_value(e.recording, x)[0])
        return in_wide(self._divided, t, x) if tape.wide else self._divided(t, x)

    def _divided(self, t: int, x: int) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        below = derivative_line(tape, x, t)
        speed = tape.values[below.index] if type(below) is Ref else below
        if not finite(speed):
            return None, e.target_line, words.NO_SLOPE_FOUND.format(of=self.name, line=x + 1, call=self.name)
        if not speed:
            return None, e.target_line, words.VERTICAL.format(x=self.name, t=self._parameter)
        current: Any = Ref(tape, e.target_line)
        previous = e.target_line
        for _ in self.by:
            previous = current.index if type(current) is Ref else previous
            current = derivative_line(tape, current.index, t) / below if type(current) is Ref else tape._as_value(0)
        value = tape.values[current.index] if type(current) is Ref else current
        return (value, previous, "") if finite(value) else (None, previous, words.NO_ORDER.format(of=e.label, order=len(self.by)))

    @property
    def _reached(self) -> bool:
        return True

    def _derivations(self, nodes: Expressions, simple: Simplifier) -> list[tuple[Derivation, Applied]]:
        node, t = self._symbols.root(()), nodes.symbol(self._parameter)
        x = self._symbols.line(self.name)
        found: list[tuple[Derivation, Applied]] = []
        for _ in self.by:
            derivation = Derivation(nodes, simple, t)
            slope = simple.product_of((derivation(node).after, simple.power_of(derivation(x).after, simple.minus_one)))
            bindings = (("x", x), ("y", node))
            applied = Applied("chain", node, shortest(simple, slope), bindings=bindings, children=(node, x), reason="curve")
            node = applied.after
            found.append((derivation, applied))
        return found

    def _measured(self, value: float) -> Check:
        tape = self._explanation.recording.tape
        t, x = tape.names[self._parameter], tape.names[self.name]
        adjoint = as_float(backward(tape, x)[t]) or math.nan
        parts = [
            check(tape.along([t], line), tape.values[t], claimed, self._noise, self._smooth, lambda: self._rounding)
            for line, claimed in ((self._previous, value * adjoint), (x, adjoint))
        ]
        slopes = [part.slope for part in parts]
        if None in slopes or not slopes[1]:
            return next((part for part in parts if part.slope is None), parts[0])
        worst = next((part for part in parts if part.verdict != "agrees"), parts[0])
        return Check((slopes[0] or 0.0) / slopes[1], parts[0].error, worst.verdict, worst.why)


class DirectionalDerivation(Derivation):
    """Differentiates along a direction: every symbol moves, each at a rate of its own, when ``symbol`` does."""

    def __init__(self, nodes: Expressions, simplifier: Simplifier, symbol: int, rates: Mapping[int, int]) -> None:
        super().__init__(nodes, simplifier, symbol)
        self._rates = rates

    def moves(self) -> set[int]:
        """All symbols whose rate is not 0."""
        return {symbol for symbol, rate in self._rates.items() if rate != self.simple.zero}

    def rates(self) -> list[int]:
        """The nodes of the rates."""
        return list(self._rates.values())

    def start(self, values: Mapping[int, float]) -> dict[int, float]:
        """Each symbol moves at its rate."""
        return {symbol: values[rate] for symbol, rate in self._rates.items()}

    def _plan(self, node: int) -> Plan:
        rate = self._rates.get(node)
        if rate is not None and rate != self.simple.zero:
            return Plan((), lambda: Applied("identity", node, rate, reason="direction"))
        return super()._plan(node)


class DirectionalGradient(Gradient):
    """How fast the target moves when all inputs move together along a direction of length 1."""

    def __init__(self, explanation: Explanation, by: tuple[str, ...], direction: Aside, symbols: Symbols) -> None:
        nodes, roots = direction
        values = evaluate(nodes, range(len(nodes)), {})
        parts = [values[root] for root in roots]
        self._direction = direction
        self._size = math.hypot(*parts)
        self._rates = [part / self._size if self._size else math.nan for part in parts]
        self._shown = [
            "(" + ", ".join(write(nodes, root, Style(kind, tidy=False)) or "…" for root in roots) + ")" for kind in ("text", "latex")
        ]
        super().__init__(explanation, f"along {self._shown[0]}", by, symbols)

    def _worked_out(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        if not (math.isfinite(self._size) and self._size):
            return None, e.target_line, words.NO_DIRECTION.format(direction=self._shown[0])
        total = tape._as_value(0)
        for name, rate in zip(self.by, self._rates, strict=True):
            why, _ = e.why(name)
            adjoint = e.adjoints[tape.names[name]] if e.reaches(name) else None
            if why and e.reaches(name) and rate:
                return None, e.target_line, why
            if adjoint is not None and rate:
                total += adjoint * tape._as_value(rate)
        return total, e.target_line, "" if finite(total) else words.NO_ORDER.format(of=e.label, order=1)

    @property
    def label(self) -> str:
        """How the derivative is called."""
        return f"D_{self._shown[0]} {self._explanation.of}".rstrip()

    @property
    def label_latex(self) -> str:
        """The label in LaTeX."""
        of = self._explanation.of
        return rf"D_{{{self._shown[1]}}}" + (rf"\, {symbol_latex(of)}" if of else "")

    @property
    def _reached(self) -> bool:
        return any(self._explanation.reaches(name) for name in self.by) and bool(self._size)

    def _derivations(self, nodes: Expressions, simple: Simplifier) -> list[tuple[Derivation, Applied]]:
        taken = {*self._explanation.input_names, *self.by}
        way = nodes.symbol(next(c for c in ("s", "t", "r", "w", "way") if c not in taken))
        parts = [simple(part) for part in _copied(self._direction, nodes)]
        square = simple.sum_of([simple.power_of(part, nodes.num(2)) for part in parts])
        length = simple.apply(TABLE["sqrt"], (simple.ref(square),)).index
        rates = [simple.product_of((part, simple.power_of(length, simple.minus_one))) for part in parts]
        moving = {nodes.symbol(name): rate for name, rate in zip(self.by, rates, strict=True)}
        derivation = DirectionalDerivation(nodes, simple, way, moving)
        return [(derivation, shortened(simple, derivation(self._symbols.root(self.by))))]

    @property
    def _rounding(self) -> float:
        return 1e-9 * sum(abs(float(a or 0)) for a in (self._explanation.adjoints[self._line(n)] for n in self.by))

    def _line(self, name: str) -> int:
        return self._explanation.recording.tape.names[name]

    def _measured(self, value: float) -> Check:
        tape = self._explanation.recording.tape
        lines = [self._line(name) for name in self.by]
        moved = tape.along(lines, self._previous)
        here = [tape.values[line] for line in lines]
        return check(
            lambda s: moved(*[x + s * rate for x, rate in zip(here, self._rates, strict=True)]),
            0.0, value, self._noise, self._smooth, lambda: self._rounding,
        )  # fmt: skip


def _copied(aside: Aside, nodes: Expressions) -> list[int]:
    """Return the roots of expressions that stand beside the lines, copied into ``nodes``."""
    source, placed = aside.nodes, list[int]()
    for op, args, data in zip(source.ops, source.args, source.data, strict=True):
        placed.append(nodes.add(op, tuple(placed[a] for a in args), data))
    return [placed[root] for root in aside.roots]

"""Equations: one letter follows another so that both sides stay equal (implicit differentiation)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from .expressions import Expressions
from .forms import expanded, shortest
from .operations import TABLE
from .program import Program
from .record import record
from .rules import Applied, Derivation, Plan
from .simplify import Simplifier

__all__ = ["ImplicitDerivation", "followed", "solved"]

ADD, SUB, MUL = TABLE["add"], TABLE["subtract"], TABLE["multiply"]
STARTS = (0.0, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0)
HALVINGS = 200


class ImplicitDerivation(Derivation):
    """Differentiates both sides of an equation by one symbol, while another follows with the slope ``slope_symbol``."""

    def __init__(self, nodes: Expressions, simplifier: Simplifier, symbol: int, follows: int) -> None:
        super().__init__(nodes, simplifier, symbol)
        self.follower = follows
        self.slope_symbol = nodes.symbol(f"{nodes.data[follows]}'")

    def moves(self) -> set[int]:
        """Both symbols move."""
        return {self.symbol, self.follower}

    def start(self, values: Mapping[int, float]) -> dict[int, float]:
        """The follower moves as fast as the slope at the point says."""
        return {self.symbol: 1.0, self.follower: values.get(self.slope_symbol, math.nan)}

    def rates(self) -> list[int]:
        """The slope of the follower."""
        return [self.slope_symbol]

    def _plan(self, node: int) -> Plan:
        if node == self.follower:
            return Plan((), lambda: Applied("identity", node, self.slope_symbol, reason="follows"))
        return super()._plan(node)

    def solve(self, root: int) -> Applied | None:
        """Differentiate the difference of the two sides and solve for the slope; None where it does not occur."""
        left, right = self.nodes.args[root]
        simple = self.simple
        both = (self(left).after, simple.product_of((simple.minus_one, self(right).after)))
        total = expanded(simple, simple.sum_of(both))
        terms = self.nodes.args[total] if self.nodes.ops[total] is ADD else (total,)
        slope = self.slope_symbol
        inverse = simple.power_of(slope, simple.minus_one)
        with_slope = [t for t in terms if t == slope or (self.nodes.ops[t] is MUL and slope in self.nodes.args[t])]
        rest = simple.sum_of([t for t in terms if t not in with_slope])
        factor = simple.sum_of([simple.product_of((t, inverse)) for t in with_slope])
        if factor == simple.zero:
            return None
        answer = shortest(simple, simple.product_of((simple.minus_one, rest, simple.power_of(factor, simple.minus_one))))
        last: tuple[Applied, ...] = ()
        if len(with_slope) > 1:
            nodes = self.nodes
            apart = nodes.add(SUB, (self(left).after, self(right).after))
            collected = nodes.add(ADD, (nodes.add(MUL, (shortest(simple, factor), slope)), shortest(simple, rest)))
            last = (Applied("simplify", apart, collected, reason="collected"),)
        return Applied("implicit", root, answer, children=(left, right), bindings=(("u", left), ("v", right)), last=last)


def solved(program: Program, at: Mapping[str, float], follows: str, near: float | None = None) -> float | None:
    """Return a value of ``follows`` that makes both sides of the equation equal, the nearest to ``near`` or the smallest above 0.

    ``at`` holds the values of all other inputs. The root is bracketed by a change of sign and halved; None if none is found.
    """
    recording = record(program, {**at, follows: 1.0})
    tape = recording.tape
    gap = tape.along([tape.names[follows]], recording.target)
    if near is None:
        places = sorted({s for start in STARTS for s in (start, -start)})
    else:
        places = sorted({near + sign * abs(near or 1.0) * 2.0**-k for k in range(1, 40) for sign in (1, -1)} | {near})
    found: list[float] = [p for p in places if gap(p) == 0]
    for low, high in pairwise(places):
        if gap(low) * gap(high) < 0:  # false for nan
            found.append(_halved(gap, low, high))
    found = [f for f in found if math.isfinite(f)]
    if near is not None:
        return min(found, key=lambda f: abs(f - near), default=None)
    return min(found, key=lambda f: (f <= 0, abs(f)), default=None)


def _halved(gap: Callable[[float], float], low: float, high: float) -> float:
    rising = gap(low) < 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if (gap(middle) < 0) == rising else (low, middle)
    return low if abs(gap(low)) <= abs(gap(high)) else high


def followed(program: Program, at: Mapping[str, float], by: str, follows: str) -> Callable[[float], float]:
    """Return the value of ``follows`` on the curve as a function of ``by``, near the point ``at``; nan where there is none."""

    def value_at(x: float) -> float:
        found = solved(program, {**at, by: x}, follows, at[follows])
        return math.nan if found is None else found

    return value_at

"""Values and slopes of expressions at a point, for checking formulas (the tape does the same for calculations)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import mul

from .backward import effect, passes
from .expressions import CONSTANT, NUMBER, SYMBOL, Expressions
from .operations import CONSTANTS, TABLE, Operation
from .tape import compute

__all__ = ["evaluate", "tangents"]

NAN = math.nan
ADD, MUL = TABLE["add"], TABLE["multiply"]


def _total(values: list[float]) -> float:
    try:
        return math.fsum(values) if all([math.isfinite(v) for v in values]) else NAN
    except OverflowError:
        return NAN


def evaluate(nodes: Expressions, order: Sequence[int], at: Mapping[str, float], values: dict[int, float] | None = None) -> dict[int, float]:
    """Return the value of each node of ``order`` (arguments first) where the symbols are as in ``at``; nan where there is none."""
    values = {} if values is None else values
    for node in order:
        if node in values:
            continue
        op, args = nodes.ops[node], nodes.args[node]
        if op == NUMBER:
            try:
                value = float(nodes.data[node])
            except OverflowError:
                value = NAN
        elif op == SYMBOL:
            value = at.get(nodes.data[node], NAN)
        elif op == CONSTANT:
            value = CONSTANTS[nodes.data[node]].value
        elif op is ADD:
            value = _total([values[a] for a in args])
        elif op is MUL:
            value = math.prod([values[a] for a in args])
        else:
            assert isinstance(op, Operation)
            value = compute(op, [values[a] for a in args])
        values[node] = value
    return values


def tangents(nodes: Expressions, order: Sequence[int], values: Mapping[int, float], start: Mapping[int, float]) -> dict[int, float]:
    """Return how fast each node of ``order`` moves when symbols move at the rates of ``start`` (forward mode).

    Nan where a node has no slope. Sums and products may have any number of arguments here.
    """
    moving: dict[int, float] = dict(start)
    for node in order:
        args, op = nodes.args[node], nodes.ops[node]
        if not any([a in moving for a in args]):
            continue
        assert isinstance(op, Operation)
        vals = [values[a] for a in args]
        total = 0.0
        if op is ADD:
            total = _total([moving[a] for a in args if a in moving])
        elif op is MUL:
            behind = list(accumulate(reversed(vals[1:]), mul, initial=1.0))[::-1]  # the product of all factors after each
            before = 1.0
            for a, factor, rest in zip(args, vals, behind, strict=True):
                if a in moving:
                    total += moving[a] * (before * rest)
                before *= factor
        else:
            for k in passes(op, vals):
                if args[k] in moving:
                    total += effect(op, k, moving[args[k]], values[node], vals)
        moving[node] = total
    return moving

"""Curves: a formula of one letter, sampled for a small picture together with its slope."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .evaluate import evaluate, tangents
from .expand import expand
from .expressions import Expressions
from .inline import inline
from .operations import Operation
from .syntax import read

__all__ = ["POINTS", "Sample", "curve"]

POINTS = 121  # an odd number, so that the middle, which is often 0, is one of them
HALVINGS = 50
OTHERS = (3.0, 5.0, 7.0)  # the values of the other letters
Sample = tuple[float, float | None, float | None]


class Place(NamedTuple):
    """A point of a curve; nan where there is no number."""

    x: float
    value: float
    slope: float


def curve(source: str, op: Operation) -> dict[str, Any]:
    """Sample ``source``, an example of ``op``, and its slope by its first letter.

    Returns that ``letter``, the values of the ``others``, and the ``samples`` (x, value, slope). A sample has None where
    there is no number; between two samples with a pole or a jump between them stands one with None, so that a line that
    is drawn through neighbours never crosses it.
    """
    program = expand(read(source))
    nodes = Expressions()
    root = inline(program, nodes, len(program.lines) - 1, ())
    letter, *others = program.inputs
    symbol = nodes.symbol(letter)
    order = nodes.reach([root, symbol])
    fixed = dict(zip(others, OTHERS, strict=False))

    def at(x: float) -> Place:
        values = evaluate(nodes, order, {letter: x, **fixed})
        if not math.isfinite(values[root]):
            return Place(x, math.nan, math.nan)
        slope = tangents(nodes, order, values, {symbol: 1.0}).get(root, 0.0) if op.differentiable else math.nan
        return Place(x, values[root], slope)

    low, high = next((op.samples[k] for k, a in enumerate(nodes.args[root]) if a == symbol and nodes.ops[root] is op), (-3.0, 3.0))
    if low > 0 and math.isfinite(at(-(low + high) / 2).value):
        low = -high
    low, high = low - (high - low) / 5, high + (high - low) / 5
    points = [_short(low + (high - low) * i / (POINTS - 1)) for i in range(POINTS)]
    return {"letter": letter, "others": fixed, "samples": [_sample(place) for place in _sampled(points, at)]}


def _sampled(points: list[float], at: Callable[[float], Place]) -> Iterator[Place]:
    left = at(points[0])
    yield left
    for right in map(at, points[1:]):
        if (place := _break(left, right, at)) is not None:
            yield Place(place.x, math.nan, math.nan)
        elif (place := _jump(left, right, 2, at)) is not None:
            yield place._replace(slope=math.nan)
        yield right
        left = right


def _break(left: Place, right: Place, at: Callable[[float], Place]) -> Place | None:
    """Return a place close to where the value does not pass from ``left`` to ``right`` without a break, or None.

    At a pole on whose two sides the value goes the same way it is the slope that jumps, where the value is very large.
    """
    if (place := _jump(left, right, 1, at)) is not None:
        return place
    place = _jump(left, right, 2, at)
    return None if place is None or abs(place.value) <= 1e3 * max(1.0, abs(left.value), abs(right.value)) else place


def _jump(left: Place, right: Place, k: int, at: Callable[[float], Place]) -> Place | None:
    """Return a place close to where the value (k = 1) or the slope (k = 2) jumps between two places, or None.

    The interval is halved, always keeping the half with the larger change: what is continuous changes less and less. Where
    the number is missing at one of the two ends, the line ends there anyway.
    """
    whole = abs(right[k] - left[k])
    for _ in range(HALVINGS):
        if not abs(right[k] - left[k]) > whole / 16:
            return None
        middle = at((left.x + right.x) / 2)
        if not math.isfinite(middle[k]):
            return middle
        left, right = (left, middle) if abs(middle[k] - left[k]) >= abs(right[k] - middle[k]) else (middle, right)
    return left


def _short(number: float) -> float:
    return float(f"{number:.4g}")


def _sample(place: Place) -> Sample:
    value, slope = (_short(number) if math.isfinite(number) else None for number in place[1:])
    return _short(place.x), value, slope

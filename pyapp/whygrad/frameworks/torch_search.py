"""How far L-BFGS goes along a direction: a step that meets Wolfe's strong conditions.

J. Nocedal, S. Wright, "Numerical Optimization", 2006, algorithms 3.5 and 3.6, with PyTorch's numbers and its safeguards.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Point", "wolfe_step"]

LEAST = 1e-9
FALL, BEND, TURNS = 1e-4, 0.9, 25  # what the loss has to fall, what its slope has to, and how many steps are tried


class Point(NamedTuple):
    """A step along the direction: the loss there, its slope along the direction, and all its slopes."""

    step: float
    loss: float
    along: float
    slopes: list[float]


def wolfe_step(measure: Callable[[float], Point], start: Point, step: float, longest: float, most: int) -> tuple[Point, int]:
    """Return the point to go to and how many were measured.

    ``longest`` is the longest entry of the direction: the search ends where no entry would move by more than LEAST, and after
    ``most`` more points than the first.
    """
    low = high = start
    here, turn, found, most = measure(step), 0, False, min(TURNS, most)

    def too_high(p: Point) -> bool:
        return p.loss > start.loss + FALL * p.step * start.along

    def flat(p: Point) -> bool:
        return abs(p.along) <= -BEND * start.along

    while turn < most:  # go on until a valley lies between two points
        if too_high(here) or (turn > 1 and here.loss >= low.loss):
            high = here
            break
        if flat(here):
            return here, turn + 1
        if here.along >= 0:
            high = here
            break
        bounds = here.step + 0.01 * (here.step - low.step), here.step * 10
        low, here = here, measure(_lowest(low, here, *bounds))
        turn += 1
    else:
        low, high = start, here
    if high.loss < low.loss:
        low, high = high, low
    stuck = False
    while not found and turn < most and not abs(high.step - low.step) * longest < LEAST:  # make the valley narrower
        left, right = sorted((low, high), key=lambda p: p.step)
        step = _lowest(left, right, left.step, right.step)
        margin = 0.1 * (right.step - left.step)
        near = min(right.step - step, step - left.step) < margin
        if near and (stuck or not left.step < step < right.step):
            step = right.step - margin if abs(step - right.step) < abs(step - left.step) else left.step + margin
            near = False
        stuck = near
        here = measure(step)
        turn += 1
        if too_high(here) or here.loss >= low.loss:
            low, high = (low, here) if low.loss <= here.loss else (here, low)
            continue
        found = flat(here)
        if not found and here.along * (high.step - low.step) >= 0:
            high = low
        low = here
    return low, turn + 1


def _lowest(a: Point, b: Point, least: float, most: float) -> float:
    """Return where the cubic through two points with their slopes is lowest, between two steps."""
    a, b = sorted((a, b), key=lambda p: p.step)
    if a.step == b.step:
        return a.step
    middle = a.along + b.along - 3 * (a.loss - b.loss) / (a.step - b.step)
    square = middle**2 - a.along * b.along
    if not square >= 0:
        return (least + most) / 2
    root = math.sqrt(square)
    under = b.along - a.along + 2 * root
    if not under:
        return (least + most) / 2
    return min(max(b.step - (b.step - a.step) * ((b.along + root - middle) / under), least), most)

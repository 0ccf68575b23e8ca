"""What the slopes to nearer and nearer points tell of a point at which the rules alone give no slope, or a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from .backward import backward
from .edges import EXACTLY, turning
from .literals import value_text
from .operations import TABLE
from .record import Recording
from .slope import jumps, sides, steepens
from .tape import finite, in_wide
from .words import words

__all__ = ["Limit", "around", "single_point"]

WHERE = TABLE["where"]
LINES_AT_MOST = 2_000
CLOSE = 1e-4  # between measured slopes that count as one


class Limit(NamedTuple):
    """What is true where the tape cannot tell: the slope (None if there is none) and the sentence."""

    slope: float | None
    why: str


def _moved(recording: Recording, target: int, line: int) -> Callable[[float], float] | None:
    """Return the answer as a function of one input, if both are numbers and the calculation is short."""
    tape = recording.tape
    if tape.arrays or line > target or len(tape) > LINES_AT_MOST or not finite(tape.values[target]):
        return None
    moved = tape.along([line], target)
    if tape.wide:
        return lambda x: float(in_wide(moved, Decimal(x)))
    return lambda x: float(moved(x))


def around(recording: Recording, target: int, line: int) -> str:
    """Return a sentence about the graph near the point, as ``line`` moves: vertical, a cusp, a corner; "" if nothing is sure."""
    f = _moved(recording, target, line)
    if f is None:
        return ""
    x = float(recording.tape.values[line])
    steep = {sign: way for sign in (-1, 1) if (way := steepens(f, x, sign))}
    if any(jumps(f, x, sign) for sign in steep):
        return words.JUMP
    if steep:
        return words.CUSP if len(set(steep.values())) > 1 else words.STEEP
    left, right = sides(f, x)
    if left is None and right is None:
        return ""
    if left is None or right is None:
        return words.ONE_SIDE.format(slope=_told(left if left is not None else right or 0.0))
    if abs(left - right) <= CLOSE * max(1.0, abs(left)):
        return words.LEVEL.format(slope=_told(left))
    return words.CORNER_HERE.format(left=_told(left), right=_told(right))


def single_point(recording: Recording, target: int, line: int, adjoints: list[Any]) -> Limit | None:
    """Tell what is true where a condition such as x == 0 takes out this point alone; None if the tape's is the slope after all.

    The rule of the piece that holds says nothing about the slope: it holds nowhere else.
    """
    tape = recording.tape
    choice = next(
        (i for i in range(target, line, -1) if tape.ops[i] is WHERE and turning(tape, tape.args[i][0], EXACTLY) is not None), None
    )
    f = None if choice is None else _moved(recording, target, line)
    if choice is None or f is None or (adjoints[line] is not None and not finite(adjoints[line])):
        return None
    left, right = sides(f, float(tape.values[line]))
    if left is None or right is None or abs(left - right) > CLOSE * max(1.0, abs(left)):
        return Limit(None, words.ALONE)
    if abs(left - float(adjoints[line] or 0)) <= CLOSE * max(1.0, abs(left)):
        return None
    condition, first, second = tape.args[choice]
    other = second if tape.values[condition] else first
    if choice == target and finite(tape.values[other]):
        found = backward(tape, other)[line] if line <= other else 0.0
        slope = 0.0 if found is None else float(found)
        if abs(slope - left) <= CLOSE * max(1.0, abs(left)):
            return Limit(slope, words.ALONE_LIMIT.format(slope=value_text(slope)))
    return Limit(None, words.ALONE + words.LEVEL.format(slope=_told(left)))


def _told(slope: float) -> str:
    return value_text(slope).removeprefix("≈ ")

"""What the slopes to nearer and nearer points tell of a point at which the rules alone give no slope, or a wrong one."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from .backward import backward
from .edges import EXACTLY, Warning, corners, turning
from .literals import value_text
from .operations import TABLE
from .record import Recording
from .slope import jumps, sides, steepens
from .tape import finite, in_wide
from .words import words

__all__ = ["Limit", "around", "corners_here", "gap", "single_point"]

WHERE = TABLE["where"]
LINES_AT_MOST = 2_000
NEAR = (1e-3, 3e-5, 1e-5, 1e-12)  # distances from a point without value
CLOSE = 1e-4  # between measured slopes that count as one


class Limit(NamedTuple):
    """What is true where the tape cannot tell: the slope (None if there is none) and the sentence."""

    slope: float | None
    why: str


def _moved(recording: Recording, target: int, line: int) -> Callable[[float], float] | None:
    """Return the answer as a function of one input, if both are numbers and the calculation is short."""
    tape = recording.tape
    if tape.arrays or line > target or len(tape) > LINES_AT_MOST:
        return None
    moved = tape.along([line], target)
    if tape.wide:
        return lambda x: float(in_wide(moved, Decimal(x)))
    return lambda x: float(moved(x))


def around(recording: Recording, target: int, line: int) -> str:
    """Return a sentence about the graph near the point, as ``line`` moves: vertical, a cusp, a corner; "" if nothing is sure."""
    f = _moved(recording, target, line)
    if f is None or not finite(recording.tape.values[target]):
        return ""
    x = float(recording.tape.values[line])
    steep = {sign: way for sign in (-1, 1) if (way := steepens(f, x, sign))}
    if any(jumps(f, x, sign) for sign in steep):
        return words.JUMP_BESIDE
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
    if choice is None or f is None or not finite(tape.values[target]) or (adjoints[line] is not None and not finite(adjoints[line])):
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


def corners_here(recording: Recording, target: int, lines: list[int], of: str, moving: list[str]) -> list[Warning]:
    """Return the warnings of :func:`whygrad.edges.corners`; where one input moves, the last says what they come to for ``of``."""
    found = corners(recording, target, lines)
    f = _moved(recording, target, recording.tape.names[moving[0]]) if found and len(moving) == 1 else None
    if f is None:
        return found
    x = float(recording.tape.values[recording.tape.names[moving[0]]])
    left, right = sides(f, x)
    if left is None or right is None or any(jumps(f, x, sign) for sign in (-1, 1)):
        return found
    last, smooth = found[-1], abs(left - right) <= CLOSE * max(1.0, abs(left))
    if not smooth and len(found) == 1 and last.line == target and all(f" {_told(slope)} " in last for slope in (left, right)):
        return found  # the operation is the answer, and its own slopes are told already
    form = words.ANSWER_SMOOTH if smooth else words.ANSWER_SIDES
    more = form.format(of=of, slope=_told(left), left=_told(left), right=_told(right))
    return [*found[:-1], Warning(last + more, last.kind, last.line, last.span)]


def gap(recording: Recording, target: int, moving: list[str]) -> str:
    """Return a sentence about the number that the values on both sides of a point without value approach; "" if nothing is sure."""
    f = _moved(recording, target, recording.tape.names[moving[0]]) if len(moving) == 1 else None
    if f is None:
        return ""
    x = float(recording.tape.values[recording.tape.names[moving[0]]])
    size = max(1.0, abs(x))
    near = [f(x + sign * h * size) for h in NEAR for sign in (-1, 1)]
    if not all(map(math.isfinite, near)):
        return ""
    limit = sum(near[4:6]) / 2
    bound = CLOSE * max(1.0, abs(limit))
    grows = any(abs(value) > 10 * max(1.0, abs(limit)) for value in near[6:])  # a pole, however weak
    if grows or any(abs(value - limit) > bound for value in near[2:6]):
        return ""
    if abs(limit) < bound and any(abs(b) > 0.1 * abs(a) for a, b in zip(near[:2], near[4:6], strict=True)):
        return ""
    short = 0.0 if abs(limit) < bound else float(f"{limit:.3g}")
    return words.GAP.format(limit=value_text(short) if abs(short - limit) <= 0.2 * bound else f"≈ {limit:.4g}")


def _told(slope: float) -> str:
    return value_text(slope).removeprefix("≈ ")

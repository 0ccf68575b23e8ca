"""The third route: the slope measured by moving an input a little and looking at the answer.

Central differences at shrinking steps, extrapolated (C. J. F. Ridders, "Accurate computation of F'(x) and F'(x) F''(x)",
Advances in Engineering Software 4, 1982); one-sided where only one side has values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

__all__ = [
    "AGREES",
    "CANNOT_TELL",
    "DISAGREES",
    "Check",
    "approaches",
    "check",
    "compare",
    "jumps",
    "measure",
    "sides",
    "steepens",
    "verdict",
]

AGREES, DISAGREES, CANNOT_TELL = "agrees", "disagrees", "cannot tell"
CORNER, EDGE, ROUNDING, NONE = "corner", "edge", "rounding", "none"
SHRINK = 2.0
LEVELS = 10
SURE = 1e-11  # error of an estimate that needs no smaller steps
NEARER = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
EPSILON = 2.3e-16


class Check(NamedTuple):
    """A measured slope: the number (None if there is none), its estimated error, the verdict, and why it cannot tell."""

    slope: float | None
    error: float | None
    verdict: str
    why: str = ""
    left: float | None = None  # at a corner, the slopes on both sides
    right: float | None = None


class _Estimate(NamedTuple):
    slope: float
    error: float


def _extrapolate(quotient: Callable[[float], float], start: float, noise: float, order: int) -> _Estimate | None:
    """Extrapolate difference quotients to step 0; ``order`` is the power in which their error grows (1 or 2)."""
    best: _Estimate | None = None
    previous: list[float] = []
    h = start
    for _ in range(LEVELS):
        first = quotient(h)
        if not math.isfinite(first):
            previous = []
            h /= SHRINK
            continue
        row, factor = [first], 1.0
        floor = noise / h
        for old in previous:
            factor *= SHRINK**order
            row.append((row[-1] * factor - old) / (factor - 1))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - old)) + floor
            if math.isfinite(error) and (best is None or error <= best.error):
                best = _Estimate(row[-1], error)
        if best is not None and best.error <= SURE * abs(best.slope):
            break  # more digits than anybody is shown
        if best is not None and previous and abs(row[-1] - previous[-1]) > 4 * best.error + floor:
            break
        previous = row
        h /= SHRINK
    return best


def measure(f: Callable[[float], float], x: float, near: float = 1.0, noise: float = 0.0) -> Check:
    """Measure the slope of ``f`` at ``x`` (f gives nan where it has no value). The verdict is left at "cannot tell".

    Steps start at an eighth of the size of ``x`` (at least of 0.1) times ``near``; ``noise`` is how uncertain f is at least.
    """
    here = f(x)
    if not math.isfinite(here):
        return Check(None, None, CANNOT_TELL, NONE)
    start = max(abs(x), 0.1) / 8 * near
    for _ in range(12):  # come closer until both sides have values, if they ever do
        left, right = f(x - start), f(x + start)
        if math.isfinite(left) and math.isfinite(right):
            break
        start /= 8
    noise = max(noise, EPSILON * max(abs(v) for v in (here, left, right) if math.isfinite(v)))
    if not (math.isfinite(left) and math.isfinite(right)):
        return _one_sided(f, x, here, max(abs(x), 0.1) / 8 * near, noise)
    if _corner(f, x, here, min(start, max(abs(x), 0.1) * 1e-3), noise):
        return Check(None, None, CANNOT_TELL, CORNER)
    found = _extrapolate(lambda h: (f(x + h) - f(x - h)) / (2 * h), start, noise, 2)
    if found is None:
        return Check(None, None, CANNOT_TELL, ROUNDING)
    return Check(found.slope, found.error, CANNOT_TELL, ROUNDING)


def check(f: Callable[[float], float], x: float, claimed: float, noise: float, smooth: bool, rounding: Callable[[], float]) -> Check:
    """Measure the slope of ``f`` at ``x`` and compare it with a claimed one.

    Where a wide step crosses a jump or many waves, narrower ones are tried. "disagrees" is said only of a ``smooth``
    function, when two ranges of steps give the same slope and it is not the claimed one. ``noise`` is how uncertain f
    is by rounding, and ``rounding()`` how far rounding may have moved the claimed slope.
    """
    ranges = [1.0, 1 / 32, 1 / 1024, 1 / 32768]
    if 0 < abs(x) < 1e-3:
        ranges.insert(1, abs(x) / 0.1)  # steps as small as x itself
    against: list[Check] = []
    best: Check | None = None
    for near in ranges:
        found = compare(measure(f, x, near, noise), claimed)
        if found.verdict == DISAGREES:
            found = compare(found, claimed, rounding())
        if found.verdict == AGREES or found.slope is None:
            return found
        if found.verdict == DISAGREES:
            against.append(found)
        if best is None or (found.error or 0.0) <= (best.error or 0.0):
            best = found
    assert best is not None
    if smooth and len(against) > 1:
        first, second = (c.slope or 0.0 for c in against[-2:])
        if abs(first - second) <= 1e-4 * abs(second):
            return against[-1]
    return best._replace(verdict=CANNOT_TELL, why=ROUNDING)


def _one_sided(f: Callable[[float], float], x: float, here: float, start: float, noise: float) -> Check:
    for sign in (1, -1):
        found = _extrapolate(lambda h, s=sign: s * (f(x + s * h) - here) / h, start, noise, 1)  # type: ignore[misc]
        if found is not None:
            return Check(found.slope, found.error, CANNOT_TELL, EDGE)
    return Check(None, None, CANNOT_TELL, NONE)


def sides(f: Callable[[float], float], x: float) -> tuple[float | None, float | None]:
    """Measure the slopes of ``f`` at ``x`` from the left and from the right; None where there is none."""
    here = f(x)
    noise = EPSILON * max(1.0, abs(here)) if math.isfinite(here) else math.inf
    found = []
    for sign in (-1, 1):
        estimate = None
        for start in (max(abs(x), 0.1) / 8, max(abs(x), 0.1) / 4096):  # closer, if there is another corner nearby
            tried = _extrapolate(lambda h, s=sign: s * (f(x + s * h) - here) / h, start, noise, 1)  # type: ignore[misc]
            if tried is not None and (estimate is None or tried.error < estimate.error):
                estimate = tried
        sure = estimate is not None and estimate.error <= 1e-4 * max(1.0, abs(estimate.slope))
        found.append(_rounded(estimate) if estimate is not None and sure else None)
    return found[0], found[1]


def approaches(f: Callable[[float], float], x: float, claimed: float) -> bool:
    """Tell whether the slopes from ``x`` to ever nearer points, on each side that has values, come ever nearer to ``claimed``."""
    here, size, told = f(x), 1.0 + abs(claimed), 0
    for sign in (-1, 1):
        gaps = [abs(sign * (f(x + sign * h) - here) / h - claimed) / size for h in NEARER]
        if not any(map(math.isfinite, gaps)):
            continue
        told += 1
        noise = EPSILON * max(1.0, abs(here)) / NEARER[-1] * 4
        shrinks = all(b <= max(0.5 * a, noise) for a, b in pairwise(gaps))
        if not (shrinks and gaps[-1] <= 1e-2):
            return False
    return told > 0


def steepens(f: Callable[[float], float], x: float, sign: int) -> int:
    """Tell whether the slopes from ``x`` to ever nearer points on one side grow without end: their sign, or 0."""
    here = f(x)
    quotients = [sign * (f(x + sign * h) - here) / h for h in NEARER]
    grows = all(math.isfinite(b) and abs(b) > 1.1 * abs(a) and a * b > 0 for a, b in pairwise(quotients))
    return int(math.copysign(1, quotients[-1])) if grows else 0


def jumps(f: Callable[[float], float], x: float, sign: int) -> bool:
    """Tell whether the value at ever nearer points on one side comes no nearer to the value at ``x``."""
    far, near = (abs(f(x + sign * h) - f(x)) for h in NEARER[-2:])
    return near > 0 and abs(far - near) <= 1e-3 * near


def _rounded(estimate: _Estimate) -> float:
    """Return a measured slope without the digits that the measurement cannot tell."""
    digits = max(1, min(12, int(-math.log10(max(estimate.error, 1e-12))) - 1))
    return round(estimate.slope, digits) + 0.0


def _corner(f: Callable[[float], float], x: float, here: float, start: float, noise: float) -> bool:
    """Tell whether the slopes on the two sides differ by an amount that does not shrink with the step."""
    gaps = []
    for h in (start, start / 64):
        right, left = (f(x + h) - here) / h, (here - f(x - h)) / h
        if not (math.isfinite(right) and math.isfinite(left)):
            return False
        gaps.append((abs(right - left), 1e-3 * (abs(right) + abs(left)) + 8 * noise / h))
    (wide, _), (narrow, small) = gaps
    return narrow > small and narrow > 0.5 * wide


def compare(check: Check, claimed: float, rounding: float = 0.0) -> Check:
    """Return ``check`` with a verdict about a claimed slope, which rounding may have moved by ``rounding``."""
    if check.slope is None or check.error is None:
        return check
    size = max(abs(claimed), abs(check.slope))
    difference = abs(check.slope - claimed)
    if check.error > 1e-3 * size and difference > 1e-9 * size and size > 1e-300:
        return check
    if difference <= max(1e-6 * size, 20 * check.error, rounding):
        return check._replace(verdict=AGREES, why=check.why if check.why == EDGE else "")
    return check if check.why == EDGE or check.error > 1e-5 * size else check._replace(verdict=DISAGREES, why="")


def verdict(first: float, second: float, rounding: float = 0.0) -> str:
    """Compare two computed numbers (nan: cannot tell), which rounding may have moved by ``rounding``."""
    if not (math.isfinite(first) and math.isfinite(second)):
        return CANNOT_TELL
    if first == second or abs(first - second) <= max(1e-7 * max(abs(first), abs(second)), rounding):
        return AGREES
    return DISAGREES

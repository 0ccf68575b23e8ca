"""A curve in its true pieces: *runs* of neighbouring places that a line may join, and *marks* of what stands between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .sampling import DEPTH, FLAT, At, Place, Sampler, around, explained, same_way, simple, window

__all__ = ["CORNER", "EDGE", "HOLE", "JUMP", "POLE", "Mark", "Sampled", "sampled", "zeros"]

NAN = math.nan
BASE = 128  # parts that the range is cut in at first
HALVINGS = 60
TOPS = 6
HAIR = 0.1  # of the height of a turn, which two of the places around it must have for it to be seen
POLE, JUMP, HOLE, EDGE, CORNER = "pole", "jump", "hole", "edge", "corner"


class Mark(NamedTuple):
    """A place where the curve breaks or bends sharply. ``left`` and ``right`` are the limits of the value there (nan: none)."""

    kind: str
    x: float
    left: float
    right: float
    value: float


class Sampled(NamedTuple):
    """A sampled curve. ``dense`` are the parts (from, to) in which it turns more often than a picture can show."""

    runs: list[list[Place]]
    marks: list[Mark]
    dense: list[tuple[float, float]]
    low: float
    high: float


def sampled(
    at: At, low: float, high: float, *, critical: Sequence[float] = (), shown: tuple[float, float] | None = None,
    point: Place | None = None, budget: int = 2000, bends: bool = True,
) -> Sampled:  # fmt: skip
    """Sample a curve from ``low`` to ``high``.

    ``critical`` are places at which it may break; ``shown`` is the part of the values that is seen (found if None), and
    ``point`` a place that must be in it; ``bends`` tells whether the slope may jump.
    """
    parts = max(16, min(BASE, budget // 4))
    sampler = Sampler(at, max(4, 2 * budget // parts), bends, high - low, 4 * budget)
    grid = {low + (high - low) * i / parts for i in range(parts + 1)} | {x for x in critical if low <= x <= high}
    places = [sampler.at(x) for x in sorted(grid)]
    bottom, top = shown or _window(places, frozenset(critical), point, sampler)
    made = _Made(sampler, bottom, top, (high - low) / parts, frozenset(critical))
    made.start(places[0])
    for left, right in pairwise(places):
        made.add(left, right)
    marks = _merged(made.marks, high - low, critical)
    poles = [mark.x for mark in marks if mark.kind == POLE]
    runs = [run for run in made.runs if run and not (len(run) == 1 and _close(poles, run[0].x, run[0].x, high - low))]
    return Sampled(runs, marks, _joined([part for part in made.dense if not _close(poles, *part, high - low)]), bottom, top)


def _window(places: Sequence[Place], critical: frozenset[float], point: Place | None, sampler: Sampler) -> tuple[float, float]:
    """Return the part of the values that is seen; a place where the curve turns, not in a hair's breadth, belongs to it."""
    values = [p.value for p in places if p.x not in critical]  # many of those may be poles
    here = NAN if point is None else point.value
    near = [] if point is None else [p.value for p in around(places, point)]
    low, high = window(values, here, near)
    tops: list[float] = []
    for a, b, c in zip(places, places[1:], places[2:], strict=False):
        if not low <= b.value <= high and (b.value - a.value) * (b.value - c.value) > 0 and len(tops) < TOPS:
            top, beside = sampler.turn(a, b, c), sorted(abs(p.value) for p in (a, b, c))[1]
            tops += [top] if HAIR * abs(top) < beside else []
    return window(values, here, near, tops) if tops else (low, high)


def _close(poles: Sequence[float], low: float, high: float, span: float) -> bool:
    """Tell whether a pole lies at a place, or in a part or beside it."""
    return any(low - max(high - low, 1e-6 * span) <= x <= high + max(high - low, 1e-6 * span) for x in poles)


class _Made:
    """The curve as far as it is made."""

    def __init__(self, sampler: Sampler, low: float, high: float, part: float, critical: frozenset[float]) -> None:
        self.sampler, self.low, self.high, self.part, self.critical = sampler, low, high, part, critical
        self.runs: list[list[Place]] = [[]]
        self.marks: list[Mark] = []
        self.dense: list[tuple[float, float]] = []
        self._large = 1e3 * (high - low) + 10 * max(abs(low), abs(high))  # so far out of the picture that it is a pole

    def start(self, place: Place) -> None:
        if not math.isnan(place.value):
            self.runs[-1].append(place)

    def add(self, left: Place, right: Place) -> None:
        """Add the part between two places, of which the left one is there already."""
        found, turning = self.sampler.refine(left, right, DEPTH, self.low, self.high)
        here = left
        for place in found:
            turns = any(a <= here.x and place.x <= b for a, b in turning)
            if not self._between(here, place, turns) and turns:
                self.dense.append((here.x, place.x))
            self._go(place)
            here = place

    def _go(self, place: Place) -> None:
        if not math.isnan(place.value):
            self.runs[-1].append(place)

    def _between(self, left: Place, right: Place, turns: bool) -> bool:
        """Mark what lies between two neighbours, and tell whether something does; what ``turns`` often is asked only for breaks."""
        gone, back = math.isnan(left.value), math.isnan(right.value)
        if gone and back:
            return True
        if gone or back:
            self._ends(left, right)
            return True
        span = self.high - self.low
        far = abs(right.value - left.value) > 0.02 * span and not explained(left, right)
        opposite = not same_way(left, right) and max(abs(left.value), abs(right.value)) > span
        if self.sampler.tired:
            if far or opposite:  # rather no line than one that may pass through a pole
                self.runs.append([])
            return far or opposite
        if far and (pair := self.sampler.broken(left, right, span)) is not None:
            self._break(*pair)
        elif opposite and (top := self._peak(left, right)) is not None:
            self.runs.append([])
            self.marks.append(Mark(POLE, top, NAN, NAN, NAN))
        elif self.sampler.bends and not turns and (pair := self._cornered(left, right)) is not None:
            small_jump = abs(pair[1].value - pair[0].value) > FLAT * span
            (self._break if small_jump else self._corner)(*pair)
        else:
            return False
        return True

    def _ends(self, left: Place, right: Place) -> None:
        """The values end, or begin, between two neighbours."""
        back = math.isnan(right.value)
        there, missing = self.sampler.edge(*((left, right) if back else (right, left)))
        if back and there.x != left.x:
            self._go(there)
        if back:
            self.runs.append([])
        elif there.x != right.x:
            self._go(there)
        self._end(there, missing, left if back else right)

    def _cornered(self, left: Place, right: Place) -> tuple[Place, Place] | None:
        """Return the two sides of a corner between two neighbours, or at the right one of them, where no slope may be."""
        if math.isnan(right.slope):
            step = 1e-6 * self.part
            sides = self.sampler.at(right.x - step), self.sampler.at(right.x + step)
            a, b = sides[0].slope, sides[1].slope
            return sides if abs(b - a) > 1e-3 * max(abs(a), abs(b)) and sides[0].x > left.x else None
        pair, step = self.sampler.corner(left, right), 1e-6 * self.part
        ends = pair and math.isnan(self.sampler.at(pair[0].x - step).value + self.sampler.at(pair[1].x + step).value)
        return None if ends else pair  # where the values end the slope may grow without bound, which is no corner

    def _corner(self, left: Place, right: Place) -> None:
        """Add a corner: its two sides with their slopes, and between them the place itself without one."""
        x = simple(left.x, right.x, self.sampler.near)
        value = self.sampler.at(x).value
        self.runs[-1] += [left, Place(x, value), right]
        self.marks.append(Mark(CORNER, x, left.slope, right.slope, value))

    def _break(self, left: Place, right: Place) -> None:
        x = simple(left.x, right.x, self.sampler.near)
        if max(abs(left.value), abs(right.value)) > self._large or any(
            math.isinf(self.sampler.limit(x, step)) for step in (-self.part, self.part)
        ):
            self.runs.append([])
            self.marks.append(Mark(POLE, x, NAN, NAN, NAN))
            return
        self._go(left)
        self.runs.append([right])
        self.marks.append(Mark(JUMP, x, left.value, right.value, self.sampler.at(x).value))

    def _end(self, there: Place, missing: Place, beyond: Place) -> None:
        """Mark the place where the values end: there is one at ``there`` and none at ``missing``."""
        x = simple(there.x, missing.x, self.sampler.near)
        value = self.sampler.at(x).value
        step = abs(beyond.x - x) if abs(beyond.x - x) > self.sampler.near else self.part
        step = step if there.x > missing.x else -step
        limit = self.sampler.limit(x, step)
        value_of = value if abs(value) < self._large and not math.isinf(limit) else limit  # close to a pole numbers stay finite
        left, right = (NAN, value_of) if step > 0 else (value_of, NAN)
        self.marks.append(Mark(POLE if math.isinf(value_of) else EDGE, x, left, right, value))

    def _peak(self, left: Place, right: Place) -> float | None:
        """Return the place between two steep sides where the value grows without bound, or None."""
        a, b, sign = left.x, right.x, math.copysign(1.0, left.value)
        for _ in range(HALVINGS):
            middle = (a + b) / 2
            step = (b - a) / 1e3
            one, other = self.sampler.at(middle - step).value * sign, self.sampler.at(middle + step).value * sign
            if math.isnan(one) or math.isnan(other):
                return middle
            if not a < middle < b:
                break
            a, b = (middle - step, b) if other > one else (a, middle + step)
        return None if self.sampler.level((a + b) / 2, right.x - left.x) else (a + b) / 2


def _merged(marks: list[Mark], span: float, critical: Sequence[float]) -> list[Mark]:
    """Put together what was found from both sides of one place."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.x):
        before = found[-1] if found else None
        if before is not None and CORNER == mark.kind == before.kind and abs(mark.x - before.x) <= 1e-6 * span:
            found[-1] = mark._replace(left=before.left)  # the place itself may have a slope of its own
            continue
        if before is not None and POLE in (mark.kind, before.kind) and mark.x - before.x < 1e-2 * span and mark.x > before.x:
            # the numbers end a little before the pole: they are too large
            between = [c for c in critical if before.x <= c <= mark.x and math.isnan(before.right) and math.isnan(mark.left)]
            if between:
                found[-1] = Mark(POLE, between[0], before.left, mark.right, NAN)
                continue
        if before is None or abs(mark.x - before.x) > 1e-9 * span or CORNER in (mark.kind, before.kind):
            found.append(mark)
            continue
        left, right = before.left, mark.right
        kind = POLE if POLE in (mark.kind, before.kind) or math.isinf(left) or math.isinf(right) else JUMP
        same = abs(left - right) <= 1e-3 * max(abs(left), abs(right)) + 1e-6 * span
        if kind == JUMP and same:
            kind = HOLE
            left = right = float(f"{(left + right) / 2:.6g}")
        elif kind == JUMP and math.isnan(left) and math.isnan(right):
            kind = EDGE
        value = before.value if not math.isnan(before.value) else mark.value
        found[-1] = Mark(kind, mark.x, left, right, value)
    return found


def _joined(parts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Put neighbours together; a part that stands alone has a single turn, which is no reason to draw no line."""
    found: list[tuple[float, float, int]] = []
    for low, high in sorted(parts):
        if found and low - found[-1][1] < 4 * (high - low):
            found[-1] = (found[-1][0], high, found[-1][2] + 1)
        else:
            found.append((low, high, 1))
    return [(low, high) for low, high, count in found if count > 2]


def zeros(curve: Sampled, at: At, most: int = 24) -> list[Place]:
    """Return the places of a sampled curve where the slope is 0: [] where there are more than ``most``."""
    runs, marks, dense = curve.runs, curve.marks, curve.dense
    whole = runs[-1][-1].x - runs[0][0].x
    found: list[Place] = []
    for run in runs:
        for before, a, b in zip([Place(NAN), *run], run, run[1:], strict=False):
            if a.slope == 0:  # and not all around
                found += [a] if before.slope != 0 != b.slope else []
            elif a.slope * b.slope < 0 and not any(x <= a.x <= y for x, y in dense):
                place = _root(a, b, at)
                if place is not None:
                    found.append(place)
        if len(run) > 1 and run[-1].slope == 0 != run[-2].slope:
            found.append(run[-1])
    found = [p for p in found if all(abs(p.x - mark.x) > 1e-5 * whole for mark in marks)]
    flat = [p for i, p in enumerate(found) if not i or abs(p.x - found[i - 1].x) > 1e-9 * max(1.0, abs(p.x))]
    return flat if len(flat) <= most else []


def _root(a: Place, b: Place, at: At) -> Place | None:
    """Return the place between two where the slope passes through 0, or None where it jumps over it."""
    size = max(abs(a.slope), abs(b.slope))
    for _ in range(HALVINGS):
        middle = at((a.x + b.x) / 2)
        if math.isnan(middle.slope):
            return None
        if not a.x < middle.x < b.x or middle.slope == 0:
            break
        a, b = (a, middle) if a.slope * middle.slope < 0 else (middle, b)
    place = at(simple(a.x, b.x)) if middle.slope else middle
    return place if abs(place.slope) <= 1e-6 * size else None

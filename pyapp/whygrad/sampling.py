"""Where to look at a curve so that its picture is true: closer where it bends, and at the two sides of every break."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

__all__ = ["DEPTH", "FLAT", "At", "Place", "Sampler", "around", "explained", "root_of", "same_way", "simple", "window"]

NAN = math.nan
DEPTH = 5  # halvings of a part that bends
FLAT = 0.002  # of the height of the picture: half a pixel
EQUAL = 1e-10
STRETCH = 10.0  # a picture shows so many times the values around the point, where the rest explodes
GROWING = 1.25  # all places reach so many times as far as those that are not near the ends
EXPLODING = 8.0  # the outer places reach so many times as far as the inner half
HALVINGS = 60
TURNING = 20  # halvings after which a value that turns is known


class Place(NamedTuple):
    """A point of a curve: x, the value, its slope, and the slope of the slope; nan where there is no number."""

    x: float
    value: float = NAN
    slope: float = NAN
    second: float = NAN


At = Callable[[float], Place]


class Sampler:
    """Samples one curve: between two neighbours of the first look it looks at most ``most`` times, breaks apart."""

    def __init__(self, at: At, most: int, bends: bool, span: float, budget: float = math.inf) -> None:
        self._at, self._most, self._budget, self.bends = at, most, budget, bends
        self.near = 1e-12 * span  # what is as close as this is one place
        self.looks = 0

    def at(self, x: float) -> Place:
        """Look at one place."""
        self.looks += 1
        place = self._at(x)
        return place if math.isfinite(place.value) else Place(x)

    @property
    def tired(self) -> bool:
        """Whether it has looked so often that no more breaks are looked for."""
        return self.looks > self._budget

    # the plain part: closer where it bends
    def refine(self, left: Place, right: Place, depth: int, low: float, high: float) -> tuple[list[Place], list[tuple[float, float]]]:
        """Return the places between two (the right one included), and the parts that are still not flat."""
        found: list[Place] = []
        dense: list[tuple[float, float]] = []
        stack, most = [(left, right, depth)], self.looks + self._most
        while stack:
            a, b, depth = stack.pop()
            if self.looks > most or depth == 0 or not a.x < (a.x + b.x) / 2 < b.x:
                found.append(b)
                continue
            middle = self.at((a.x + b.x) / 2)
            if self._flat(a, middle, b, low, high):
                found += [middle, b]
            elif depth == 1:
                found += [middle, b]
                if self._turns(a, middle, b, high - low):
                    dense.append((a.x, b.x))
            else:
                stack += [(middle, b, depth - 1), (a, middle, depth - 1)]
        return found, dense

    def _flat(self, a: Place, middle: Place, b: Place, low: float, high: float) -> bool:
        values = (a.value, middle.value, b.value)
        if not all(map(math.isfinite, values)):
            return all(map(math.isnan, values))
        if max(values) < low or min(values) > high:
            return same_way(a, b)
        span = high - low
        if abs(middle.value - (a.value + b.value) / 2) > FLAT * span:
            return False
        bend = abs(a.slope - middle.slope) + abs(middle.slope - b.slope)  # nan is no reason to look closer
        return not bend * (b.x - a.x) / 16 > FLAT * span

    def _turns(self, a: Place, middle: Place, b: Place, span: float) -> bool:
        """Tell whether the value goes up and down between three neighbours."""
        up, down = middle.value - a.value, b.value - middle.value
        return (up * down < 0 and min(abs(up), abs(down)) > 4 * FLAT * span) or (
            a.slope * b.slope < 0 and abs(a.slope) * (b.x - a.x) > 0.05 * span
        )

    # breaks
    def broken(self, left: Place, right: Place, span: float) -> tuple[Place, Place] | None:
        """Return the two neighbouring places between which the value does not pass without a break, or None.

        The part is halved, always keeping the half with the larger change: what is continuous changes less and less.
        """
        whole = abs(right.value - left.value)
        if not whole > FLAT * span:
            return None
        for _ in range(HALVINGS):
            middle = self.at((left.x + right.x) / 2)
            if not left.x < middle.x < right.x:
                return left, right
            if math.isnan(middle.value):
                return left, right
            left, right = (left, middle) if abs(middle.value - left.value) >= abs(right.value - middle.value) else (middle, right)
            if not abs(right.value - left.value) > whole / 16:
                return None
        return left, right

    def edge(self, there: Place, missing: Place) -> tuple[Place, Place]:
        """Return the neighbouring places where the value ends: the last one with a value, and the first one without."""
        for _ in range(HALVINGS):
            middle = self.at((there.x + missing.x) / 2)
            if middle.x in (there.x, missing.x):
                break
            there, missing = (there, middle) if math.isnan(middle.value) else (middle, missing)
        if 0 < abs(there.x) < self.near:
            at_zero = self.at(0.0)  # halving never arrives at 0
            there, missing = (at_zero, missing) if not math.isnan(at_zero.value) else (there, at_zero)
        return there, missing

    def limit(self, x: float, step: float) -> float:
        """Return the limit of the value at x, coming from x + step; infinite where it grows without bound."""
        values: list[float] = []
        changes: list[float] = []
        estimates: list[float] = []
        for k in range(2, 22):
            values.append(self.at(x + step / 2**k).value)
            if math.isnan(values[-1]):
                return math.copysign(math.inf, changes[-1]) if _growing(changes) else NAN
            if len(values) < 2:
                continue
            changes.append(values[-1] - values[-2])
            if len(changes) < 2:
                continue
            before, now = changes[-2:]
            if abs(now) > 0.97 * abs(before):
                if now == before == 0:
                    return values[-1]
                continue
            estimates.append(values[-1] + now * now / (before - now) if now else values[-1])
            if len(estimates) > 1 and abs(estimates[-1] - estimates[-2]) <= 1e-6 * abs(estimates[-1]) + self.near:
                return float(f"{estimates[-1]:.6g}")
        if all(abs(b) < 0.97 * abs(a) and a * b > 0 for a, b in pairwise(changes[-8:])):
            return estimates[-1]
        return math.copysign(math.inf, changes[-1]) if _growing(changes) else NAN

    def turn(self, a: Place, b: Place, c: Place) -> float:
        """Return the value at which the curve turns, of which the middle one of three places is the farthest; nan for a pole."""
        sign, span = math.copysign(1.0, b.value - a.value), c.x - a.x
        for _ in range(TURNING):
            one, other = self.at((a.x + b.x) / 2), self.at((b.x + c.x) / 2)
            a, b, c = max((a, one, b), (one, b, other), (b, other, c), key=lambda three: sign * three[1].value)
            if math.isnan(one.value + other.value):
                return NAN
        return b.value if self.level(b.x, span) else NAN

    def level(self, x: float, span: float) -> bool:
        """Tell whether the value at the top of a part of a picture is that of its nearest neighbours: at a pole it is not."""
        step = 1e-6 * span
        return abs(self.at(x).value) <= 1.1 * max(abs(self.at(x - step).value), abs(self.at(x + step).value))

    def corner(self, left: Place, right: Place) -> tuple[Place, Place] | None:
        """Return the neighbouring places between which the slope jumps although the value does not, or None."""
        whole = abs(right.slope - left.slope)
        if not whole > 1e-6 * max(abs(left.slope), abs(right.slope), 1e-300):
            return None
        for n in range(HALVINGS):
            middle = self.at((left.x + right.x) / 2)
            if not left.x < middle.x < right.x or (math.isnan(middle.slope) and not math.isnan(middle.value)):
                break
            left, right = (left, middle) if abs(middle.slope - left.slope) >= abs(right.slope - middle.slope) else (middle, right)
            if not abs(right.slope - left.slope) > whole / 4:
                return None
            if n > 24:  # a part of a millionth: what still jumps there is a corner
                break
        return left, right


def _growing(changes: Sequence[float]) -> bool:
    """Tell whether a value that changes so goes on for ever: by no less at every halving of the way."""
    return len(changes) > 3 and all(a * b > 0 and abs(b) > 0.9 * abs(a) for a, b in pairwise(changes[-8:]))


def window(values: Sequence[float], point: float = NAN, near: Sequence[float] = (), tops: Sequence[float] = ()) -> tuple[float, float]:
    """Return the lowest and highest value that a picture shows: all, unless a few of them are far away from most.

    ``near`` are the values around the ``point``: where the others grow so fast that these would look the same, they count.
    ``tops`` are values at which the curve turns, which are worth being seen.
    """
    known = sorted(v for v in values if math.isfinite(v))
    if not known:
        return -1.0, 1.0
    low, high = known[0], known[-1]
    inner = [known[min(len(known) - 1, int(len(known) * part))] for part in (0.06, 0.94)]
    if high - low > 4 * (inner[1] - inner[0]) > 0:
        reach = 0.5 * (inner[1] - inner[0])
        low, high = max(low, inner[0] - reach), min(high, inner[1] + reach)
    half = [known[min(len(known) - 1, int(len(known) * part))] for part in (0.25, 0.75)]
    around = sorted(v for v in near if math.isfinite(v))
    reach = STRETCH * max(around[-1] - around[0], abs(around[0]), abs(around[-1])) if around else 0.0
    growing = known[-1] - known[0] > GROWING * (inner[1] - inner[0]) > GROWING * EXPLODING * (half[1] - half[0])
    if high - low > reach > 0 and growing:
        low, high = max(low, around[0] - reach), min(high, around[-1] + reach)
    low, high = min([low, *tops]), max([high, *tops])
    if math.isfinite(point):
        low, high = min(low, point), max(high, point)
    if 0 < low < 0.25 * high:
        low = 0.0
    elif 0 > high > 0.25 * low:
        high = 0.0
    if high - low < EQUAL * max(abs(low), abs(high)):  # what differs in the last digits is one number
        low = high = (low + high) / 2
    room = (high - low) * 0.06 or abs(high) / 2 or 1.0
    return low - room, high + room


def around(places: Sequence[Place], point: Place) -> list[Place]:
    """Return the places within a tenth of the picture from a point."""
    reach = (places[-1].x - places[0].x) / 10
    return [p for p in places if abs(p.x - point.x) <= reach]


def same_way(a: Place, b: Place) -> bool:
    """Tell whether a curve goes the same way at two places; it does not where a pole may lie between them."""
    return not (a.slope * b.slope < 0 and a.slope * a.value > 0)


def explained(left: Place, right: Place) -> bool:
    """Tell whether the slopes at both ends explain how far the value went."""
    step, change = right.x - left.x, right.value - left.value
    return abs(change - (left.slope + right.slope) / 2 * step) < 0.2 * abs(change)


def simple(a: float, b: float, near: float = 0.0) -> float:
    """Return the number with the fewest digits between two that are close together, or nearly so."""
    low, high = min(a, b) - near, max(a, b) + near
    if low <= 0 <= high:
        return 0.0
    for digits in range(1, 17):
        number = float(f"{(low + high) / 2:.{digits}g}")
        if low <= number <= high:
            return number
    return max(a, b)


def root_of(values: Callable[[float], float], low: float, high: float) -> float:
    """Return where a number changes its sign between two places."""
    below = values(low) < 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        here: Any = values(middle)
        if here == 0:
            return middle
        low, high = (middle, high) if (here < 0) == below else (low, middle)
    return simple(low, high)

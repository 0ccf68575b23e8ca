"""The numbers of a plot: a curve in one variable, heights over two, and how far each variable may be moved.

What belongs to a text alone is made once and kept for the text that was asked about last, so that moving a slider costs
only the looking.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from .arrays import Array, nested
from .backward import backward
from .cells import is_cell
from .compiled import TooLong, compiled, rate, watched
from .explain import Explanation, explain
from .literals import value_text
from .operations import Operation, Ref
from .pieces import Mark, sampled, zeros
from .points import checked_point
from .record import record
from .sampling import Place, Sampler, around, root_of, simple, window
from .tape import Tape
from .words import words

__all__ = ["NoPicture", "curve", "field", "ranges"]

NAN = math.nan
WORK = 600_000  # lines that one picture may work out
LOOKS = 2400
WATCHED_AT = 128  # places between which a change of sign is looked for
GRID = 48
CELLS_LOOKED_AT = 600
ARROWS = 11
NARROW = 24  # parts in which the allowed numbers are looked for


class NoPicture(Exception):
    """There is nothing to draw; the message says why."""


class Plotted:
    """A program whose pictures are asked for: its tape, and the functions that were compiled of it."""

    def __init__(self, asked: Asked, at: Mapping[str, Any]) -> None:
        source, of, wrt, language, log, request = asked
        if is_cell(source, language):
            cell: Any = explain(source, of=of, wrt=wrt, language=language, log=log)
            self.explanation: Explanation = cell.asked(-1 if request is None else request).main
        else:
            self.explanation = explain(source, at=at, of=of, wrt=wrt, language=language, log=log)
        held = self.explanation.recording.tape
        values = {name: held.values[held.names[name]] for name in self.explanation.input_names}
        self.usual = {name: value if type(value) is Array else float(value) for name, value in values.items()}
        recording = record(self.explanation.program, self.usual)
        self.tape, self.target = recording.tape, self.explanation.target_in(recording)
        if type(self.tape.values[self.target]) is Array:
            raise NoPicture(words.NO_PICTURE_OF_ARRAYS.format(of=self.explanation.label))
        self._functions: dict[tuple[str, ...], Any] = {}

    def _tape(self) -> Tape:
        return record(self.explanation.program, self.usual).tape

    @property
    def smooth(self) -> bool:
        """Whether no operation has a corner or a slope that is missing somewhere."""
        return all(not isinstance(op, Operation) or not (op.corner or any(op.slope) or not op.differentiable) for op in self.tape.ops)

    def point(self, at: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of all inputs."""
        return {**self.usual, **checked_point(self.explanation.program, at)}

    def budget(self, per_line: int = 1) -> int:
        """Return how often the curve may be looked at."""
        return max(130, min(LOOKS, WORK // (per_line * len(self.tape))))

    def check(self, name: str) -> None:
        """Raise NoPicture where the answer is not made from ``name``."""
        e = self.explanation
        if name not in e.input_names:
            raise NoPicture(words.NO_PICTURE_BY.format(of=e.label, name=name))

    def function(self, kind: str, *names: str) -> Callable[[Mapping[str, Any]], Any]:
        """Return a compiled function of ``names``: "curve" (value, slope, second), "height", "slopes", or "watch"."""
        key = (kind, *names)
        if key not in self._functions:
            tape = self._tape()
            lines = [tape.names[name] for name in names]
            outputs = self._outputs(kind, tape, lines)
            bind = compiled(tape, outputs, lines)
            inputs = [(name, tape.names[name]) for name in self.explanation.input_names]
            self._functions[key] = lambda point: bind({line: point[name] for name, line in inputs})
        return self._functions[key]  # type: ignore[no-any-return]

    def _outputs(self, kind: str, tape: Tape, lines: list[int]) -> list[Any]:
        target = Ref(tape, self.target)
        if kind == "height":
            return [target]
        if kind == "watch":
            return watched(tape, self.target, lines[0])
        if kind == "slopes":
            return [rate(tape, self.target, line) for line in lines]
        first = rate(tape, self.target, lines[0])
        if kind == "curve":
            return [target, first]
        return [target, first, rate(tape, first.index, lines[0]) if type(first) is Ref else 0.0]

    # one variable
    def along(self, name: str, entry: Sequence[int], point: Mapping[str, Any], order: int) -> Callable[[float], Place]:
        """Return the curve in ``name``, or in one of its entries."""
        if self.tape.arrays:
            return self._along_entry(name, entry, point)
        function = self.function("curve" if order == 1 else "bend", name)(point)

        def at(x: float) -> Place:
            return Place(x, *[_number(v) for v in function(x)])

        return at

    def _along_entry(self, name: str, entry: Sequence[int], point: Mapping[str, Any]) -> Callable[[float], Place]:
        """The curve in a program with arrays: the tape is run at every place, forwards and backwards."""
        program, array = self.explanation.program, point[name]
        k = _flat(array.shape, entry) if type(array) is Array else 0

        def at(x: float) -> Place:
            moved = Array([*array.data[:k], x, *array.data[k + 1 :]], array.shape) if type(array) is Array else x
            tape = record(program, {**point, name: moved}).tape
            value, line = _number(tape.values[self.target]), tape.names[name]
            effects = backward(tape, self.target) if value == value and line <= self.target else []
            effect = effects[line] if effects else 0.0
            slope = 0.0 if effect is None else effect.data[k] if type(effect) is Array else effect
            return Place(x, value, _number(slope))

        return at

    def critical(self, name: str, point: Mapping[str, Any], low: float, high: float) -> list[float]:
        """Return places in a range where the curve may break: the zeros of what is watched."""
        if self.tape.arrays:
            return []
        watch = self.function("watch", name)(point)
        xs = [low + (high - low) * i / WATCHED_AT for i in range(WATCHED_AT + 1)]
        rows = [watch(x) for x in xs]
        found: set[float] = set()
        for n in range(len(rows[0])):
            column = [row[n] for row in rows]
            for i, (a, b) in enumerate(pairwise(column)):
                if a == 0:
                    found.add(xs[i])
                elif a * b < 0 and len(found) < 200:
                    found.add(root_of(_part(watch, n), xs[i], xs[i + 1]))
            for i in range(1, len(column) - 1):  # touching 0 without passing through it
                a, b, c = (abs(v) for v in column[i - 1 : i + 2])
                if b and b <= a and b <= c and b < 0.1 * max(a, c) and len(found) < 200 and column[i - 1] * column[i + 1] > 0:
                    found.add(_lowest(_part(watch, n), xs[i - 1], xs[i + 1]))
        return sorted(found)


def _part(function: Callable[[float], tuple[float, ...]], n: int) -> Callable[[float], float]:
    return lambda x: function(x)[n]


def _lowest(values: Callable[[float], float], low: float, high: float) -> float:
    """Return where a number is closest to 0 between two places, as a number of few digits where one will do."""
    for _ in range(80):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if abs(values(a)) <= abs(values(b)) else (a, high)
    middle = (low + high) / 2
    return next((x for digits in range(1, 9) if abs(values(x := float(f"{middle:.{digits}g}"))) <= abs(values(middle))), middle)


def _number(value: Any) -> float:
    return float(value) if type(value) in (float, int, bool) and math.isfinite(value) else NAN


def _flat(shape: Sequence[int], entry: Sequence[int]) -> int:
    k = 0
    for size, i in zip(shape, entry, strict=True):
        k = k * size + i
    return k


class Asked(NamedTuple):
    """What a picture is of: the arguments of ``explain`` without the values, and of a cell the number of its request."""

    source: str
    of: str | None
    wrt: tuple[str, ...] | None
    language: str
    log: str
    request: int | None


@lru_cache(maxsize=4)
def _kept(asked: Asked, at: str, given: _Hidden) -> Plotted:
    return Plotted(asked, given.at)


class _Hidden:
    """Values that do not count as a part of a key."""

    def __init__(self, at: Mapping[str, Any]) -> None:
        self.at = at

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)


def _plotted(
    source: str, at: Mapping[str, Any], of: str | None, wrt: Sequence[str] | None, language: str, log: str, request: int | None
) -> Plotted:
    shapes = repr(sorted((name, _shape(value)) for name, value in at.items()))
    return _kept(Asked(source, of, None if wrt is None else tuple(wrt), language, log, request), shapes, _Hidden(at))


def _shape(value: Any) -> tuple[int, ...]:
    return (len(value), *_shape(value[0])) if isinstance(value, list) and value else ()


def curve(
    source: str, name: str, low: float, high: float, *, at: Mapping[str, Any] | None = None, of: str | None = None,
    wrt: Sequence[str] | None = None, language: str = "auto", log: str = "ln", request: int | None = None,
    entry: Sequence[int] = (), order: int = 1, fit: bool = False, bottom: float | None = None, top: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Sample the answer along ``name`` (or one ``entry`` of it) from ``low`` to ``high``, everything else as in ``at``.

    ``fit`` narrows the range to where the answer exists. Each place of a run is [x, value, slope] and, for ``order`` 2, the
    second slope; None where there is no number. Of a cell that asks for several gradients, ``request`` is the number of the one
    that is drawn (the last, if it is left out); what the cell took for a fixed number, and the branch it chose, stay as they were.
    Raises NoPicture where there is nothing to draw.
    """
    try:
        plotted = _plotted(source, at or {}, of, wrt, language, log, request)
        plotted.check(name)
        point = plotted.point(at or {})
        look = plotted.along(name, entry, point, order)
        here = _entry(point[name], entry)
        if fit:
            start, end = _allowed(look, here, low, high, whole=True)
            start, end = min(start, here), max(end, here)
            room = 0.08 * (end - start)
            low, high = max(low, start - room), min(high, end + room)
        budget = plotted.budget(40 if plotted.tape.arrays else 1)
        now = look(here)
        shown = None if bottom is None or top is None else (bottom, top)
        critical = plotted.critical(name, point, low, high) if budget > 500 else []
        found = sampled(
            look, low, high, critical=critical, shown=shown, point=now, budget=budget, bends=not plotted.smooth
        )  # fmt: skip
    except TooLong:
        raise NoPicture(words.NO_PICTURE_SO_LONG) from None
    if not found.runs:
        raise NoPicture(words.NO_PICTURE_HERE.format(name=name, low=value_text(low, 4), high=value_text(high, 4)))
    places = _spread(found.runs, (high - low) / WATCHED_AT)
    near = around(places, now)
    return {
        "name": name, "entry": list(entry), "low": low, "high": high, "bottom": found.low, "top": found.high,
        "slopes": list(window([p.slope for p in places], now.slope, [p.slope for p in near])),
        "seconds": list(window([p.second for p in places], now.second, [p.second for p in near])),
        "point": _place(now, order), "runs": [[_place(p, order) for p in run] for run in found.runs],
        "marks": [_mark(mark) for mark in found.marks], "dense": [list(part) for part in found.dense],
        "zeros": [{"x": p.x, "value": p.value, "x_text": value_text(p.x), "text": value_text(p.value)} for p in zeros(found, look)],
    }  # fmt: skip


def _spread(runs: Sequence[Sequence[Place]], step: float) -> list[Place]:
    """Return places that are a step apart: where the curve was looked at closely they would count too much."""
    found: list[Place] = []
    for place in (p for run in runs for p in run):
        if not found or place.x - found[-1].x >= step:
            found.append(place)
    return found


def _place(place: Place, order: int) -> list[float | None]:
    return [n if n == n and abs(n) != math.inf else None for n in place[: order + 2]]


def _mark(mark: Mark) -> dict[str, Any]:
    numbers = {key: n if math.isfinite(n) else None for key, n in mark._asdict().items() if key != "kind"}
    return {"kind": mark.kind, **numbers, "text": value_text(mark.x)}


def _entry(value: Any, entry: Sequence[int]) -> float:
    for i in entry:
        value = nested(value)[i] if type(value) is Array else value[i]
    return float(value)


def _allowed(look: Callable[[float], Place], here: float, low: float, high: float, whole: bool = False) -> tuple[float, float]:
    """Return the part of a range, around ``here``, in which the answer exists; a single place without it does not end it.

    The ``whole`` part, from the first such place to the last, may have gaps.
    """
    sampler = Sampler(look, 0, False, high - low)
    places = [sampler.at(low + (high - low) * i / NARROW) for i in range(NARROW + 1)]
    inside = [not math.isnan(p.value) for p in places]
    if all(inside) or not any(inside):
        return low, high
    k = min((i for i, there in enumerate(inside) if there), key=lambda i: abs(places[i].x - here))
    first = last = k
    while first > 0 and (inside[first - 1] or (first > 1 and inside[first - 2])):
        first -= 1
    while last < NARROW and (inside[last + 1] or (last < NARROW - 1 and inside[last + 2])):
        last += 1
    if whole:  # a place that has no neighbour is not worth the empty paper
        pairs = [i for i in range(NARROW) if inside[i] and inside[i + 1]]
        first, last = min([first, *pairs]), max([last, *[i + 1 for i in pairs]])
    ends = [low, high]
    for side, (i, step) in enumerate(((first, -1), (last, 1))):
        if 0 <= i + step <= NARROW:
            there, missing = sampler.edge(places[i], places[i + step])
            end = simple(there.x, missing.x, sampler.near)
            ends[side] = end if not math.isnan(sampler.at(end).value) else end - step * (high - low) / 1000  # the end is left out
    return ends[0], ends[1]


def ranges(
    source: str, within: Mapping[str, Sequence[float]], *, at: Mapping[str, Any] | None = None, of: str | None = None,
    wrt: Sequence[str] | None = None, language: str = "auto", log: str = "ln", request: int | None = None,
) -> dict[str, list[float]]:  # fmt: skip
    """Return how far each of the names may be moved, within its range, so that the answer exists. Raises NoPicture."""
    try:
        plotted = _plotted(source, at or {}, of, wrt, language, log, request)
        point = plotted.point(at or {})
        found = {}
        for name, (low, high) in within.items():
            if name in plotted.explanation.input_names and type(point[name]) is not Array:
                found[name] = list(_allowed(plotted.along(name, (), point, 1), point[name], low, high))
    except TooLong:
        raise NoPicture(words.NO_PICTURE_SO_LONG) from None
    return found


def field(
    source: str, names: Sequence[str], low: Sequence[float], high: Sequence[float], *, at: Mapping[str, Any] | None = None,
    of: str | None = None, wrt: Sequence[str] | None = None, language: str = "auto", log: str = "ln", request: int | None = None,
    arrows: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return the heights of the answer over two variables, row by row from the lowest y, and the gradient at the point.

    ``broken`` are the cells (row, column) through which no line of equal height may be drawn: a pole passes there.
    """
    try:
        plotted = _plotted(source, at or {}, of, wrt, language, log, request)
        if plotted.tape.arrays:
            raise NoPicture(words.NO_PICTURE_OVER_ARRAYS)
        for name in names:
            plotted.check(name)
        point = plotted.point(at or {})
        height, slopes = (plotted.function(kind, *names)(point) for kind in ("height", "slopes"))
    except TooLong:
        raise NoPicture(words.NO_PICTURE_SO_LONG) from None
    size = max(8, min(GRID, math.isqrt(WORK // len(plotted.tape))))
    xs, ys = ([a + (b - a) * i / size for i in range(size + 1)] for a, b in zip(low, high, strict=True))
    rows = [[_number(height(x, y)[0]) for x in xs] for y in ys]
    known = sorted(v for row in rows for v in row if v == v)
    if not known:
        raise NoPicture(words.NO_PICTURE_THERE)
    here = [float(point[name]) for name in names]
    return {
        "names": list(names), "low": list(low), "high": list(high), "rows": [[v if v == v else None for v in row] for row in rows],
        "bottom": known[len(known) // 50], "top": known[-1 - len(known) // 50], "equation": plotted.explanation.equation,
        "broken": _broken(rows, xs, ys, height, known), "point": [*here, _absent(height(*here)[0])],
        "gradient": [_absent(s) for s in slopes(*here)], "arrows": _arrows(slopes, low, high) if arrows else [],
    }  # fmt: skip


def _absent(value: Any) -> float | None:
    number = _number(value)
    return number if number == number else None


def _broken(rows: list[list[float]], xs: list[float], ys: list[float], height: Any, known: list[float]) -> list[list[int]]:
    """Return the cells in whose middle the height is far from the heights at their corners."""
    usual = known[len(known) * 19 // 20] - known[len(known) // 20]
    found, looked = [], 0
    for j, (below, above) in enumerate(pairwise(rows)):
        for i in range(len(xs) - 1):
            corners = (below[i], below[i + 1], above[i], above[i + 1])
            lowest, highest = min(corners), max(corners)
            if not highest - lowest > 0.3 * usual:
                continue
            looked += 1
            middle = _number(height((xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2)[0]) if looked < CELLS_LOOKED_AT else NAN
            room = 0.3 * (highest - lowest)
            if not lowest - room <= middle <= highest + room:
                found.append([j, i])
    return found


def _arrows(slopes: Any, low: Sequence[float], high: Sequence[float]) -> list[list[float]]:
    """Return the gradients at places spread over the picture: [x, y, slope in x, slope in y]."""
    found = []
    for j in range(ARROWS):
        for i in range(ARROWS):
            x, y = (a + (b - a) * (k + 0.5) / ARROWS for a, b, k in zip(low, high, (i, j), strict=True))
            dx, dy = (_number(s) for s in slopes(x, y))
            if dx == dx and dy == dy:
                found.append([x, y, dx, dy])
    return found

"""One entry of an array, followed through the calculation: which entries of each later line it moves, how fast, and what that counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from .arrays import data_of, shape_of, value_of
from .backward import backward, contributions, derivative_line
from .errors import UserError
from .explain import Explanation, explain
from .literals import value_text
from .operations import TABLE, Operation, Ref
from .tape import Tape, Value, as_float
from .words import say

__all__ = ["Followed", "Reached", "Touched", "follow", "followed"]

SUM, MULTIPLY = TABLE["sum"].bind(), TABLE["multiply"]
LINES_AT_MOST = 300
ENTRIES_AT_MOST = 100_000
SHOWN = 12


class Touched(NamedTuple):
    """One entry of a later line that moves: how fast (``slope``), its effect on the answer, and what that makes together."""

    entry: tuple[int, ...]
    slope: float
    effect: float
    carries: float


class Reached(NamedTuple):
    """A later line that moves: how many of its entries, the first of them, and what all of them carry together.

    ``adds`` is what a direct use of the entry adds to its effect; None where the line is reached through others only.
    """

    number: int
    name: str | None
    formula: str
    size: int
    moved: int
    entries: list[Touched]
    carries: float
    adds: float | None


class Followed(NamedTuple):
    """An entry, its value, its effect on the answer, and the lines that it reaches; the ``adds`` of these make the effect.

    ``name`` is that of its line, or the number (from 1) of one without a name.
    """

    name: str | int
    entry: tuple[int, ...]
    value: float | None
    effect: float
    lines: list[Reached]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data, with texts for a reader."""
        return {
            "name": self.name, "entry": list(self.entry), "value": self.value, "effect": self.effect,
            "effect_text": value_text(self.effect),
            "lines": [
                {
                    **line._asdict(),
                    "entries": [
                        {**t._asdict(), "entry": list(t.entry), "slope_text": value_text(t.slope, 6),
                         "effect_text": value_text(t.effect, 6), "carries_text": value_text(t.carries, 6)}
                        for t in line.entries
                    ],
                    "carries_text": value_text(line.carries), "adds_text": value_text(line.adds),
                }
                for line in self.lines
            ],
        }  # fmt: skip


def follow(source: str, name: str | int, index: Sequence[int], **options: Any) -> Followed:
    """Return how entry ``index`` of line ``name`` reaches the answer of ``source``; ``options`` are those of :func:`whygrad.explain`.

    A line without a name is given by its number, from 1. Raises UserError where there is no such line or entry, or no slope.

    >>> found = follow("X = [[1, 2], [3, 4]]; w = [5, 6]; y = X @ w; sum(y)", "w", [1])
    >>> [(line.name, [(t.entry, t.slope, t.effect) for t in line.entries]) for line in found.lines]
    [('y', [((0,), 2.0, 1.0), ((1,), 4.0, 1.0)]), (None, [((), 6.0, 1.0)])]
    """
    e = explain(source, **options)
    return followed(e if isinstance(e, Explanation) else e.main, name, index)


def followed(e: Explanation, name: str | int, index: Sequence[int]) -> Followed:
    """Return how entry ``index`` of line ``name`` (or of the line with that number) reaches the answer of an explanation."""
    tape, target = e.recording.tape, e.target_line
    line = _line(e, name)
    place = _place(e, tape.values[line], index)
    if tape.wide or line > target or not tape.moves[line] or not e.connected[line]:
        text = say("No slope flows from the answer to {names}, so there is no gradient to ask for.", names=name)
        raise UserError(text, e.program.source)
    if target - line > LINES_AT_MOST or sum(len(data_of(v)) for v in tape.values[line : target + 1]) > ENTRIES_AT_MOST:
        raise UserError(say("This calculation is too long to follow one entry through it."), e.program.source)
    adjoint = e.adjoints[line]
    effect = float(data_of(adjoint)[place]) if adjoint is not None else 0.0
    if not math.isfinite(effect):
        why = e.why(name)[0] if isinstance(name, str) else ""
        raise UserError(why or say("This entry has no slope here."), e.program.source)
    adds: dict[int, float] = {}
    for c in contributions(tape, target, e.adjoints):
        if c.line == line:
            adds[c.user] = adds.get(c.user, 0.0) + float(data_of(c.adds)[place])
    own = shape_of(tape.values[line])
    speeds: dict[int, Value] = {line: value_of([float(k == place) for k in range(len(data_of(tape.values[line])))], own)}
    for i in range(line + 1, target + 1):
        speed = _speed(tape, i, speeds)
        if speed is not None and any(data_of(speed)):
            speeds[i] = speed
    told = {t.number - 1: t for t in e.tape.lines}
    names = {number: text for text, number in tape.names.items()}
    lines = [
        _reached(i, names.get(i), told[i].formula if i in told else "", speeds[i], e.adjoints[i], adds.get(i))
        for i in sorted(speeds)
        if i != line and e.adjoints[i] is not None
    ]
    if not all(math.isfinite(reached.carries) for reached in lines):
        raise UserError(say("This entry has no slope here."), e.program.source)
    return Followed(name, tuple(index), as_float(data_of(tape.values[line])[place]), effect, lines)


def _line(e: Explanation, name: str | int) -> int:
    """Return the tape line of a name, or of a number from 1."""
    tape = e.recording.tape
    if isinstance(name, str) and name in tape.names:
        return tape.names[name]
    if isinstance(name, int) and not isinstance(name, bool) and 1 <= name <= e.length:
        return name - 1
    raise UserError(say("There is no line called {name}.", name=str(name)[:40]), e.program.source)


def _place(e: Explanation, value: Value, index: Sequence[int]) -> int:
    """Return where an entry stands among all of them."""
    own, place = shape_of(value), 0
    fits = len(index) == len(own) and all(isinstance(k, int) and 0 <= k < size for k, size in zip(index, own, strict=False))
    if not fits:
        raise UserError(say("There is no entry {index} in an array of shape {shape}.", index=list(index)[:8], shape=own), e.program.source)
    for k, size in zip(index, own, strict=True):
        place = place * size + k
    return place


def _speed(tape: Tape, line: int, speeds: dict[int, Value]) -> Value | None:
    """Return how fast the entries of a line move when its arguments move at their speeds; None where none of them does.

    By the transpose of a transpose: the gradient of u·y is J^T u, and how that, times the speeds, moves with u is J times them.
    """
    op, lines = tape.ops[line], tape.args[line]
    if not isinstance(op, Operation) or not any(a in speeds for a in lines):
        return None
    local = Tape()
    args = [local.input(f"a{k}", tape.values[a]) for k, a in enumerate(lines)]
    y = Ref(local, local.record(op, tuple(a.index for a in args)))
    weights = local.input("u", value_of([1.0] * len(data_of(tape.values[line])), shape_of(tape.values[line])))
    weighed = SUM(MULTIPLY(weights, y)).index
    total: Any = None
    for k, a in enumerate(lines):
        slope = derivative_line(local, weighed, args[k].index) if a in speeds and op.vjp[k] is not None else None
        if type(slope) is Ref:
            found = backward(local, SUM(MULTIPLY(slope, speeds[a])).index)[weights.index]
            total = found if total is None else total if found is None else total + found
    return total


def _reached(i: int, name: str | None, formula: str, speed: Value, effect: Value, adds: float | None) -> Reached:
    own = shape_of(speed)
    pairs = list(zip(map(float, data_of(speed)), map(float, data_of(effect)), strict=True))
    moved = [k for k, (slope, _) in enumerate(pairs) if slope]
    entries = [Touched(_index(k, own), *pairs[k], pairs[k][0] * pairs[k][1]) for k in moved[:SHOWN]]
    return Reached(i + 1, name, formula, len(pairs), len(moved), entries, math.fsum(a * b for a, b in pairs), adds)


def _index(place: int, own: tuple[int, ...]) -> tuple[int, ...]:
    found = []
    for size in reversed(own):
        place, k = divmod(place, size)
        found.append(k)
    return tuple(reversed(found))

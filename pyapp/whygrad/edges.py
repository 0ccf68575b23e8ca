"""When the answer is not a number: which operation, which line, which number, and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from .arrays import Array, broadcast_shape, broadcast_to, data_of, shape_of
from .backward import backward, connected, effect, passes
from .literals import value_text
from .operations import TABLE, Operation
from .record import Recording
from .tape import Tape, deciding, finite
from .words import say, words

__all__ = [
    "EXACTLY",
    "Warning",
    "conventions",
    "corners",
    "decisive",
    "leads_from",
    "pieces",
    "turning",
    "why_no_slope",
    "why_no_value",
    "written",
]


WHERE = TABLE["where"]
COMPARISONS = frozenset(TABLE[n] for n in ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"))
EXACTLY = frozenset(TABLE[n] for n in ("equal", "not_equal"))
LOGIC = frozenset(TABLE[n] for n in ("logical_and", "logical_or", "logical_not"))


class Warning(str):
    """A sentence about the answer, with its ``kind``, the tape ``line`` (or None) and the place in the source (or None)."""

    kind: str
    line: int | None
    span: tuple[int, int] | None

    def __new__(cls, message: str, kind: str, line: int | None = None, span: tuple[int, int] | None = None) -> Warning:
        """Make the sentence and remember what it is about."""
        self = super().__new__(cls, message)
        self.kind, self.line, self.span = kind, line, span
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the warning as JSON data (tape lines count from 1)."""
        start, end = self.span or (None, None)
        line = None if self.line is None else self.line + 1
        return {"kind": self.kind, "message": str(self), "line": line, "start": start, "end": end}


def decisive(tape: Tape, target: int) -> list[int]:
    """Return the lines that decide the value of ``target`` at this point (a branch not taken does not), ascending."""
    seen = {target}
    stack = [target]
    while stack:
        i = stack.pop()
        op, lines = tape.ops[i], tape.args[i]
        if isinstance(op, Operation) and op.active is not None:
            lines = tuple([lines[k] for k in deciding(op, [tape.values[a] for a in lines])])
        for a in lines:
            if a not in seen:
                seen.add(a)
                stack.append(a)
    return sorted(seen)


def entries(op: Operation, vals: Sequence[Any]) -> Iterator[tuple[tuple[int, ...] | None, Sequence[Any]]]:
    """Yield the arguments of an operation: once as they are, or for each entry with its place, where it works on entries."""
    if not op.elementwise or not any([type(v) is Array for v in vals]):
        yield None, vals
        return
    shape = broadcast_shape(*map(shape_of, vals))
    columns = [data_of(broadcast_to(v, shape)) for v in vals]
    yield from zip(product(*map(range, shape)), zip(*columns, strict=True), strict=True)


def first_entry(op: Operation, vals: Sequence[Any], test: Callable[..., bool]) -> tuple[tuple[int, ...] | None, Sequence[Any]] | None:
    """Return the first entry (its place and its numbers) of which ``test`` is true, or None."""
    return next(((place, numbers) for place, numbers in entries(op, vals) if test(*numbers)), None)


def written(tape: Tape, line: int, at: tuple[tuple[int, ...] | None, Sequence[Any]] | None = None) -> str:
    """Return a line with its numbers put in, such as ``ln(-1)``; of an array those of one entry, with its place."""
    op = tape.ops[line]
    if not isinstance(op, Operation):
        return value_text(_shown(tape.values[line]))
    place, numbers = at or (None, [tape.values[a] for a in tape.args[line]])
    text = _call(op, numbers)
    return text if place is None else words.AT_ENTRY.format(call=text, place=", ".join(map(str, place)))


def _call(op: Operation, numbers: Sequence[Any]) -> str:
    texts = []
    for number in numbers:
        text = value_text(_shown(number)) or "?"
        texts.append(f"({text})" if op.level < 9 and text[0] in "-≈" else text)
    return op.text.format(*texts)


def _shown(value: Any) -> Any:
    """Return a value as a float where a double holds it, else as it is."""
    if type(value) is Decimal:
        near = float(value)
        return near if math.isfinite(near) and (near or not value) else value
    return value


def why_no_value(recording: Recording, target: int) -> tuple[str, int | None]:
    """Return the sentence that says why line ``target`` has no value, and the tape line that is the cause."""
    tape = recording.tape
    for i in decisive(tape, target):
        op = tape.ops[i]
        vals = [tape.values[a] for a in tape.args[i]]
        if finite(tape.values[i]) or not isinstance(op, Operation) or not all(map(finite, vals)):
            continue
        return _cause(tape, i, op, vals), i
    return words.CAUSE_UNKNOWN.format(line=target + 1, call=written(tape, target)), target


def _cause(tape: Tape, line: int, op: Operation, vals: Sequence[Any]) -> str:
    domain = op.domain
    outside = None if domain is None else first_entry(op, vals, lambda *numbers: not _holds(domain.holds, numbers))
    if domain is not None and outside is not None:
        return words.CAUSE_DOMAIN.format(op=op.name, allowed=say(domain.allowed), line=line + 1, call=written(tape, line, outside))
    large = first_entry(op, vals, lambda *numbers: _too_large(op, numbers))
    cause = words.CAUSE_OVERFLOW if large else words.CAUSE_UNKNOWN
    return cause.format(line=line + 1, call=written(tape, line, large))


def _holds(test: Any, vals: Sequence[Any]) -> bool:
    try:
        return bool(test(*vals))
    except (ArithmeticError, ValueError):
        return False


def _too_large(op: Operation, vals: Sequence[Any]) -> bool:
    try:
        value = op(*vals)
    except OverflowError:
        return True
    except (ArithmeticError, ValueError):
        return False
    return not isinstance(value, complex | Array) and math.isinf(value)


def why_no_slope(recording: Recording, target: int, wrt: int, of: str, adjoints: Sequence[Any]) -> tuple[str, int | None]:
    """Return the sentence that says why the slope of ``target`` does not exist though its value does, and the line."""
    tape = recording.tape
    towards = leads_from(tape, wrt, target)
    for i in range(target, -1, -1):
        g, op, lines = adjoints[i], tape.ops[i], tape.args[i]
        if g is None or not isinstance(op, Operation) or not finite(g):
            continue
        vals = [tape.values[a] for a in lines]
        for k in passes(op, vals):
            if lines[k] in towards and not finite(effect(op, k, g, tape.values[i], vals)):
                limit = op.slope[k]
                place = None if limit is None else first_entry(op, vals, lambda *numbers, test=limit.holds: not _holds(test, numbers))
                if limit is not None and (place is not None or not op.elementwise):  # a part of an array is enough
                    text = words.NO_SLOPE.format(of=of, line=i + 1, call=written(tape, i, place), op=op.name, allowed=say(limit.allowed))
                else:
                    text = words.NO_SLOPE_FOUND.format(of=of, line=i + 1, call=written(tape, i))
                return text, i
    return words.NO_SLOPE_FOUND.format(of=of, line=target + 1, call=written(tape, target)), None


def leads_from(tape: Tape, wrt: int, target: int) -> set[int]:
    """Return the lines up to ``target`` that are made from line ``wrt``, itself included."""
    found = {wrt}
    for i in range(wrt + 1, target + 1):
        if not found.isdisjoint(tape.args[i]):
            found.add(i)
    return found


def why_no_path(recording: Recording, target: int, wrt: int, of: str, name: str) -> str:
    """Return the sentence that says why no slope can flow from ``target`` to ``wrt``."""
    tape = recording.tape
    if target not in leads_from(tape, wrt, target):
        return words.NO_PATH.format(of=of, wrt=name)
    reached = connected(tape, target)
    towards = leads_from(tape, wrt, target)
    for i in range(target, -1, -1):
        op = tape.ops[i]
        if not (reached[i] and i in towards and isinstance(op, Operation)):
            continue
        if any(op.vjp[k] is None and a in towards for k, a in enumerate(tape.args[i])):
            return words.NOT_SMOOTH.format(of=of, wrt=name, op=op.name)
    return words.NO_PATH.format(of=of, wrt=name)


def conventions(recording: Recording, lines: Iterable[int]) -> list[Warning]:
    """Return a warning for each of ``lines`` whose value is a convention, such as 0^0."""
    tape, found = recording.tape, []
    for i in lines:
        op = tape.ops[i]
        if not isinstance(op, Operation) or op.agreed is None:
            continue
        agreed = op.agreed[0]
        if first_entry(op, [tape.values[a] for a in tape.args[i]], lambda *numbers, test=agreed: _holds(test, numbers)):
            found.append(Warning(say(op.agreed[1]), "convention", i, recording.span(i)))
    return found


def pieces(recording: Recording, lines: Iterable[int]) -> list[Warning]:
    """Return a warning for each choice among ``lines`` that stands where its condition turns, if its pieces differ there."""
    tape, found = recording.tape, []
    inputs = [line for line in tape.names.values() if not tape.args[line]]
    for i in lines:
        if tape.ops[i] is not WHERE or tape.arrays:
            continue
        turns = turning(tape, tape.args[i][0], COMPARISONS - EXACTLY)
        both = [tape.values[a] for a in tape.args[i][1:]]
        if turns is None or not all(map(finite, both)):
            continue
        form = words.JUMP
        first, second = both
        if first == second:
            form, slopes = words.PIECES, [backward(tape, a) for a in tape.args[i][1:]]
            pairs = ([float(s[line] or 0) if line < len(s) else 0.0 for s in slopes] for line in inputs)
            first, second = next(((a, b) for a, b in pairs if a != b), (0.0, 0.0))
        if first != second:
            call, shown = written(tape, turns), [value_text(_shown(v)) if finite(v) else say("none") for v in (first, second)]
            text = form.format(call=call, first=shown[0], second=shown[1])
            found.append(Warning(text, "corner", i, recording.span(i)))
    return found


def turning(tape: Tape, condition: int, among: Collection[Any] = COMPARISONS) -> int | None:
    """Return a comparison, one of ``among``, of equal numbers that an input moves and that a condition is made from, or None."""
    stack = [condition]
    while stack:
        i = stack.pop()
        op = tape.ops[i]
        if op in among:
            a, b = tape.args[i]
            if tape.values[a] == tape.values[b] and (tape.moves[a] or tape.moves[b]):
                return i
        elif op in LOGIC:
            stack += tape.args[i]
    return None


def corners(recording: Recording, target: int, lines: Iterable[int]) -> list[Warning]:
    """Return a warning for each of ``lines`` that stands at a corner of its operation and that an input can move."""
    tape, found = recording.tape, []
    for i in lines:
        op = tape.ops[i]
        if isinstance(op, Operation) and op.corner is not None and tape.moves[i]:
            vals = [tape.values[a] for a in tape.args[i]]
            place = first_entry(op, vals, lambda *numbers, test=op.corner.at: all(map(finite, numbers)) and _holds(test, numbers))
            if place is not None:
                left, right = map(say, op.corner.sides)
                name = {"amax": "max", "amin": "min"}.get(op.name, op.name)
                text = (words.JUMP_OF if left == right else words.CORNER).format(
                    op=name, call=written(tape, i, place), left=left, right=right, convention=say(op.corner.convention)
                )
                found.append(Warning(text, "corner", i, recording.span(i)))
    return found

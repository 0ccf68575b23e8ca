"""The backward pass: from the answer back to the lines it was made from.

Start with 1 at the answer. Each line passes its effect on the answer (its adjoint) to the lines it was made from, one
vjp an argument; a line that is used several times adds up what it receives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from .arrays import Array, ArrayError, broadcast_to, data_of, elementwise, shape_of
from .operations import Operation, Ref, shape, sum_to
from .tape import Tape, Value, absent, deciding, finite

__all__ = [
    "Contribution",
    "TooLong",
    "backward",
    "connected",
    "contributions",
    "derivative_line",
    "effect",
    "local_slope",
    "magnitude",
    "passes",
    "rounding_noise",
    "start",
    "unselected",
]

NAN = math.nan
LINES_AT_MOST = 1_000_000


class TooLong(Exception):
    """A recorded derivative that would outgrow ``LINES_AT_MOST`` lines."""


class Contribution(NamedTuple):
    """What one use of a line adds to the line's effect: ``adds`` = ``slope`` times ``incoming``."""

    line: int  # the line that receives it
    user: int  # the line that uses it
    argument: int  # as which argument
    slope: Value
    incoming: Value
    adds: Value


def effect(op: Operation, k: int, g: Any, y: Any, args: Sequence[Any]) -> Any:
    """Return what argument ``k`` receives of the effect ``g`` on ``y``; nan where there is no slope."""
    if not op.elementwise or type(g) is Array or type(y) is Array:
        return _effect_on_array(op, k, g, y, args)
    limit = op.slope[k]
    try:
        for test, slopes in op.removable:
            if slopes[k] is not None and test(*args):
                return g * slopes[k]
        if limit is not None and not limit.holds(*args):
            return absent(g)
        result = op.vjp[k](g, y, *args)  # type: ignore[misc]
    except (ArithmeticError, ValueError):
        return absent(g)
    return absent(g) if type(result) is complex else result


def _effect_on_array(op: Operation, k: int, g: Any, y: Any, args: Sequence[Any]) -> Any:
    """Return what argument ``k`` receives, in its own shape: an argument that was broadcast receives the sum over its copies."""
    if op.elementwise:
        plain = not op.removable and op.slope[k] is None and op.active is None and op.corner is None
        if plain or (k == 0 and op.everywhere is not None and op.everywhere[0](*args)):  # whole arrays at once
            try:
                return sum_to(broadcast_to(op.vjp[k](g, y, *args), shape_of(y)), shape_of(args[k]))  # type: ignore[misc]
            except (ArithmeticError, ValueError):
                pass  # entry by entry, below
        return sum_to(elementwise(lambda *entries: effect(op, k, entries[0], entries[1], entries[2:]), g, y, *args), shape_of(args[k]))
    limit = op.slope[k]
    try:
        if limit is not None and not limit.holds(*args):
            return absent(args[k])
        return op.vjp[k](g, y, *args)  # type: ignore[misc]
    except (ArithmeticError, ValueError, ArrayError):  # the last: no inverse of a matrix
        return absent(args[k])


def unselected(g: Any, adds: Any) -> Any:
    """Return an effect with 0 for the entries that have no slope where no effect came in: they were not chosen."""
    if type(adds) is not Array or type(g) is not Array or g.shape != adds.shape or finite(adds):
        return adds
    return elementwise(lambda a, b: 0.0 if a == 0 else b, g, adds)


def local_slope(tape: Tape, line: int, k: int) -> Value:
    """Return how fast line ``line`` moves when only its argument ``k`` moves; nan where there is no slope."""
    values, lines = tape.values, tape.args[line]
    op = tape.ops[line]
    assert isinstance(op, Operation)
    value = values[line]
    one = Array([1.0] * value.size, value.shape) if type(value) is Array else value * 0 + 1 if finite(value) else 1.0
    return effect(op, k, one, value, [values[a] for a in lines])


def passes(op: Operation, args: Sequence[Value]) -> Sequence[int]:
    """Return the arguments that decide the value at this point and can carry a slope."""
    return [k for k in deciding(op, args) if op.vjp[k] is not None]


def backward(tape: Tape, target: int, seed: Value = None) -> list[Value | None]:
    """Return the effect of every line up to ``target`` on line ``target``: on the sum of its entries, if they are many.

    ``seed`` is the effect to start with, where it is not 1 (for each entry). None stands for a line from which no
    effect was asked (it does not lead to the answer at this point), nan for an
    effect that does not exist. Linear in the number of lines.
    """
    ops, args, values, moves = tape.ops, tape.args, tape.values, tape.moves
    adjoints: list[Any] = [None] * (target + 1)
    adjoints[target] = start(tape, target) if seed is None else seed
    plans: dict[Any, tuple[Any, ...]] = {}
    for i in range(target, -1, -1):
        g = adjoints[i]
        lines = args[i]
        if g is None or not lines:
            continue
        op: Any = ops[i]
        plan = plans.get(op)
        if plan is None:
            plain = not tape.arrays and not op.removable and op.active is None and all(v is not None for v in op.vjp) and not any(op.slope)
            plan = plans[op] = op.vjp if plain else ()
        if plan:
            try:
                if len(lines) == 2:  # written out, for most lines are such
                    a, b = lines
                    u, v, y = values[a], values[b], values[i]
                    first = plan[0](g, y, u, v) if moves[a] else None
                    second = plan[1](g, y, u, v) if moves[b] else None
                    if first is not None:
                        before = adjoints[a]
                        adjoints[a] = first if before is None else before + first
                    if second is not None:
                        before = adjoints[b]
                        adjoints[b] = second if before is None else before + second
                else:
                    vals = [values[a] for a in lines]
                    for a, adds in [(a, vjp(g, values[i], *vals)) for a, vjp in zip(lines, plan) if moves[a]]:  # noqa: B905
                        before = adjoints[a]
                        adjoints[a] = adds if before is None else before + adds
                continue
            except (ArithmeticError, ValueError):
                pass  # one argument at a time, below
        vals = [values[a] for a in lines]
        for k in passes(op, vals):
            a = lines[k]
            if moves[a]:
                before = adjoints[a]
                adds = effect(op, k, g, values[i], vals)
                if tape.selects:
                    adds = unselected(g, adds)
                adjoints[a] = adds if before is None else before + adds
    return adjoints


def start(tape: Tape, target: int) -> Value:
    """Return the effect with which a backward pass begins: 1, for every entry."""
    value = tape.values[target]
    return Array([1.0] * value.size, value.shape) if type(value) is Array else tape._as_value(1)


def magnitude(tape: Tape, target: int, line: int) -> float:
    """Return the sum over all paths from ``line`` to ``target`` of the sizes of their slopes.

    Rounding errors of the effect on ``line`` are a small multiple of this, however much cancels.
    """
    if tape.arrays:
        return math.nan
    sizes: dict[int, Value] = {target: tape._as_value(1)}
    for i in range(target, line, -1):
        g, op = sizes.get(i), tape.ops[i]
        if g is None or not isinstance(op, Operation):
            continue
        vals = [tape.values[a] for a in tape.args[i]]
        for k in passes(op, vals):
            a = tape.args[i][k]
            if tape.moves[a] and a >= line:
                sizes[a] = sizes.get(a, 0) + abs(effect(op, k, g, tape.values[i], vals))
    return float(sizes.get(line, 0.0))


def rounding_noise(tape: Tape, adjoints: Sequence[Value | None]) -> float:
    """Return how far the rounding of every line may have moved the value that the backward pass began with (first order, in doubles)."""
    total = 0.0
    for value, effect_on in zip(tape.values, adjoints, strict=False):
        if effect_on is not None and finite(value) and finite(effect_on):
            if type(value) is Array:
                total += sum([abs(a * b) for a, b in zip(value.data, data_of(effect_on), strict=True)])
            else:
                total += abs(float(value)) * abs(float(effect_on))
    return 2.3e-16 * total


def contributions(tape: Tape, target: int, adjoints: Sequence[Value | None]) -> list[Contribution]:
    """Return every contribution of the backward pass that gave ``adjoints``, in the order in which they were added."""
    found: list[Contribution] = []
    for i in range(target, -1, -1):
        g, lines, op = adjoints[i], tape.args[i], tape.ops[i]
        if g is None or not lines or not isinstance(op, Operation):
            continue
        vals = [tape.values[a] for a in lines]
        for k in passes(op, vals):
            if tape.moves[lines[k]]:
                adds = effect(op, k, g, tape.values[i], vals)
                if tape.selects:
                    adds = unselected(g, adds)
                found.append(Contribution(lines[k], i, k, local_slope(tape, i, k), g, adds))
    return found


def connected(tape: Tape, target: int) -> bytearray:
    """Return for each line up to ``target`` whether a slope can flow to it from ``target`` in principle."""
    reached = bytearray(target + 1)
    reached[target] = 1
    for i in range(target, -1, -1):
        op = tape.ops[i]
        if reached[i] and isinstance(op, Operation):
            for k, a in enumerate(tape.args[i]):
                if op.vjp[k] is not None:
                    reached[a] = 1
    return reached


def derivative_line(tape: Tape, target: int, wrt: int) -> Any:
    """Record the backward pass from ``target`` to ``wrt`` on the tape itself.

    Returns a handle of the line that holds the derivative, or a number where the derivative is constant (0 where there
    is no path, nan where it does not exist at this point). Applying it again to its result gives the next order
    (reverse over reverse). Raises TooLong when the tape would outgrow ``LINES_AT_MOST``.
    """
    if target <= wrt:
        return 1.0 if target == wrt else 0.0
    tape.share()
    ops, args, values = tape.ops, tape.args, tape.values
    moved = bytearray(target + 1)
    moved[wrt] = 1
    for i in range(wrt + 1, target + 1):
        if args[i] and any([moved[a] for a in args[i]]):
            moved[i] = 1
    adjoints: dict[int, Any] = {target: start(tape, target)}
    for i in range(target, wrt, -1):
        g = adjoints.get(i)
        op = ops[i]
        if g is None or not moved[i] or not isinstance(op, Operation):
            continue
        if len(ops) > LINES_AT_MOST:
            raise TooLong
        lines = args[i]
        vals = [values[a] for a in lines]
        handles = [tape.plain(a) for a in lines]
        for k in passes(op, vals):
            a = lines[k]
            if moved[a]:
                adds = _recorded_effect(op, k, g, Ref(tape, i), handles, vals)
                before = adjoints.get(a)
                adjoints[a] = adds if before is None else before + adds
    return adjoints.get(wrt, 0.0)


def _recorded_effect(op: Operation, k: int, g: Any, y: Ref, handles: Sequence[Any], vals: Sequence[Value]) -> Any:
    still = [NAN if type(h) is Ref else h for h in handles]
    limit = op.slope[k]
    try:
        for test, slopes in op.removable if not y.owner.arrays else ():  # type: ignore[attr-defined]
            # a slope known only at this point says nothing about the next order, unless constants alone decide it
            if slopes[k] is not None and test(*still):
                return g * slopes[k]
        if limit is not None and not _everywhere(limit.holds, op, vals):
            return absent(vals[k])
        result = op.vjp[k](g, y, *handles)  # type: ignore[misc]
        if op.elementwise and y.owner.arrays:  # type: ignore[attr-defined]
            result = sum_to(result if shape(result) == shape(y) else result + shape_like(y), shape_of(vals[k]))
    except (ArithmeticError, ValueError, ArrayError):
        return absent(vals[k])
    return absent(vals[k]) if type(result) is complex else result


def _everywhere(test: Any, op: Operation, vals: Sequence[Value]) -> bool:
    """Tell whether a condition holds for all entries (or for whole arrays, if it is about those)."""
    if not op.elementwise or not any([type(v) is Array for v in vals]):
        return bool(test(*vals))
    found = elementwise(lambda *entries: float(test(*entries)), *vals)
    return all(found.data) if type(found) is Array else bool(found)


def shape_like(y: Ref) -> Any:
    """Return zeros in the shape of a line, to which a smaller effect is added so that it has that shape too."""
    own = shape(y)
    return Array([0.0] * math.prod(own), own) if own else 0.0

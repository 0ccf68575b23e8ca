"""Where to look when free variables were given no values: a point at which everything exists."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import cycle, islice
from typing import Any

from .arrays import Array, ArrayError, asarray
from .backward import backward
from .edges import corners, decisive
from .errors import UserError
from .expand import ORDER_AT_MOST
from .implicit import solved
from .program import Program
from .record import Recording, constant_lines, record
from .syntax.names import SYMBOLS, plain
from .tape import finite
from .words import say

__all__ = ["checked_point", "checked_question", "default_point", "point_on_curve"]

POINTS = ((2, 3, 4, 5), (0.5, 0.25, 0.75), (1.5, 1.25, 1.75), (-0.5, -0.25), (-2, -3, -1.5), (0.1, 0.2), (10, 20), (1,), (100,))
"""The values that are tried, in turn; the first point at which everything exists is taken."""

ON_CURVES = ((0.5, 0.25), (1, 2), (2, 3), (0.1, 0.2), (0, 0), (-1, -2), (3, 5))
MATRIX, LIST, LONGER = ((1.0, 2.0), (3.0, 4.0)), (1.0, 2.0), (1.0, 2.0, 3.0)
TRIED_AT_MOST = 5_000  # nodes of a program that is run at more than one point


def default_point(program: Program, at: Mapping[str, Any], target: Callable[[Recording], int]) -> dict[str, Any]:
    """Return a point with values for the inputs that ``at`` lacks, if possible one where value and slopes exist, away from corners.

    ``target`` gives the tape line that is asked about.
    """
    missing = [name for name in program.inputs if name not in at]
    try:
        record(program, _completed(at, missing, POINTS[0]))
    except UserError as error:  # numbers do not fit: a matrix product, an index
        return _with_arrays(program, at, missing, error)
    tried: list[tuple[int, dict[str, float]]] = []
    for i, values in enumerate(POINTS):
        point = _completed(at, missing, values)
        if len(program.nodes) > TRIED_AT_MOST:
            return point
        recording = record(program, point)
        score = _exists(recording, target(recording))
        tried.append((score * 100 - i, point))
        if score == 2:
            break
    return max(tried, key=lambda t: t[0])[1]


def _with_arrays(program: Program, at: Mapping[str, Any], missing: list[str], error: UserError) -> dict[str, Any]:
    """Return a point where capital letters are matrices and small ones lists, or all are of one kind; else raise ``error``."""
    for large, small in ((MATRIX, LIST), (LIST, LIST), (MATRIX, MATRIX), (MATRIX, (2.0,)), (MATRIX, LONGER), (LONGER, LONGER)):
        point = {**at}
        for i, name in enumerate(missing):
            chosen = large if name[0].isupper() else small
            point[name] = asarray(chosen) + i / 2 if len(chosen) > 1 else chosen[0]
        try:
            record(program, point)
        except UserError:
            continue
        return point
    raise error


def point_on_curve(program: Program, at: Mapping[str, float], follower: str) -> dict[str, float]:
    """Complete the point so that both sides of the equation are equal, where ``follower`` was given no value."""
    others = [name for name in program.inputs if name not in at and name != follower]
    y: float | None = None
    point = dict(at)
    for values in ON_CURVES if others else ((),):
        point = _completed(at, others, values)
        y = at.get(follower, solved(program, point, follower) if follower not in at else None)
        if y is not None:
            break
    return {**point, follower: 1.0 if y is None else y}


def _completed(at: Mapping[str, float], names: list[str], values: tuple[float, ...]) -> dict[str, float]:
    return {**at, **dict(zip(names, map(float, islice(cycle(values), len(names))), strict=True))}


def _exists(recording: Recording, target: int) -> int:
    """Return 2 where the answer and all slopes exist away from corners, 1 where the answer does, else 0."""
    tape = recording.tape
    if not finite(tape.values[target]):
        return 0
    smooth = all(finite(a) for a in backward(tape, target) if a is not None)
    return 2 if smooth and not corners(recording, target, decisive(tape, target)) else 1


def checked_question(source: str, at: Any, of: Any, wrt: Any, order: Any) -> tuple[dict[str, Any], list[str] | None, int]:
    """Return the given values, the names that are asked for, and the order. Raises UserError for what is no question at all."""
    if of is not None and not isinstance(of, str):
        raise UserError("What is asked about must be the name of a line.", source, hint='write it like of="y"')
    names: Any = [wrt] if isinstance(wrt, str) else None if wrt is None else list(wrt) if isinstance(wrt, Iterable) else [0]
    if not all(isinstance(name, str) for name in names or ()):
        raise UserError("What is differentiated by must be a name, or a list of names.", source, hint='write it like wrt="x"')
    if at is not None and not (isinstance(at, Mapping) and all(isinstance(name, str) for name in at)):
        raise UserError("The values must be given by name.", source, hint='write it like at={"x": 2}')
    number = int(order.__index__()) if hasattr(order, "__index__") and not isinstance(order, bool) else 0
    if not 1 <= number <= ORDER_AT_MOST:
        raise UserError(f"The order must be a whole number from 1 to {ORDER_AT_MOST}.", source)
    return dict(at or {}), names, number


def checked_point(program: Program, at: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of ``at`` as floats and arrays. Raises UserError for what is no value, or for a name that has one already."""
    point: dict[str, Any] = {}
    lines = {line.name for line in program.lines}
    settable = {*program.inputs, *constant_lines(program)}
    for given, value in at.items():
        name = given if given in settable or (canonical := SYMBOLS.get(plain(given), plain(given))) not in settable else canonical
        if isinstance(value, list | tuple | Array) or hasattr(value, "tolist"):
            point[name] = _checked_array(program, name, value)
            continue
        if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
            raise UserError(
                say("The value of {name} must be a number.", name=name),
                program.source,
                hint=say("give {name} a number such as 2", name=name),
            )
        try:
            number = float(value)
        except (OverflowError, ValueError):  # a decimal that signals
            number = math.inf
        if not math.isfinite(number):
            raise UserError(say("The value of {name} must be a finite number that a double can hold.", name=name), program.source)
        if name in lines and name not in settable:
            raise UserError(
                say("{name} is worked out by a line of the program, so it cannot be given a value.", name=name),
                program.source,
                next((line.start, line.end) for line in program.lines if line.name == name),
                say("take out {name} = …", name=name),
            )
        point[name] = number
    if program.equation and (any(type(v) is Array for v in point.values()) or program.has_arrays):
        text = say("An equation is answered with numbers, not with arrays.")
        raise UserError(
            text, program.source, program.place, say("name the sides with = in lines of their own, and ask for their difference")
        )
    return point


def _checked_array(program: Program, name: str, value: Any) -> Any:
    """Return nested lists as an array. Raises UserError where they are no array of finite numbers."""
    try:
        found = asarray(value.tolist() if hasattr(value, "tolist") else value)
    except (ArrayError, TypeError, ValueError, OverflowError) as error:
        reason = error.message if isinstance(error, ArrayError) else "its entries must be numbers"
        raise UserError(
            say("The value of {name} is no array: {reason}.", name=name, reason=reason),
            program.source,
            hint=say("give {name} nested lists of numbers", name=name),
        ) from None
    if not finite(found):
        raise UserError(say("The entries of {name} must be finite numbers.", name=name), program.source)
    return found

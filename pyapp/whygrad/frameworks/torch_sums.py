"""Numbers as PyTorch works them out on a CPU where float32 would show it: the order of its sums, small whole powers.

A row is added in eight lanes of four rows each, with sums of sums every sixteen; columns are added one row after another.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from operator import add, mul
from typing import Any

from ..arrays import Array, data_of, elementwise, shape_of, value_of
from ..operations import Operation

__all__ = ["single", "single_sum"]

LANES, ROWS = 8, 4
Row = Sequence[float]


def single(op: Operation, args: Sequence[Any]) -> Any:
    """Return the value of ``op`` in float32 as PyTorch has it, or None where that is the exact value, rounded."""
    if op.name == "power" and type(args[1]) is float and args[1] in (2.0, 3.0):
        data = data_of(args[0])
        square = list(map(mul, data, data))
        return value_of(square if args[1] == 2.0 else list(map(mul, map(_round, square), data)), shape_of(args[0]))
    if op.name == "logsigmoid":  # 0 for large numbers, not -0
        return elementwise(lambda x: min(x, 0.0) - math.log1p(math.exp(-abs(x))), *args)
    if op.name == "mod":
        return elementwise(_rest, *args)
    if op.name not in ("sum", "mean", "sum_to") or type(args[0]) is not Array:
        return None
    x = args[0]
    axis = op.bound.get("axis") if op.name != "sum_to" else _left(x.shape, op.bound["shape"])
    if isinstance(axis, int):
        axis = (axis % len(x.shape),)
    if axis is None or len(axis) == len(x.shape):
        sums, size = [single_sum(x.data)], len(x.data)
    elif len(x.shape) == 2 and len(axis) == 1:
        rows, columns = x.shape
        if axis[0] % 2:
            sums, size = [single_sum(x.data[k * columns : (k + 1) * columns]) for k in range(rows)], columns
        else:
            wide = columns // 32 * 32
            turned = [x.data[k::columns] for k in range(columns)]
            sums, size = (
                [_levels([[v] for v in row])[0] if k < wide else _added([[v] for v in row])[0] for k, row in enumerate(turned)],
                rows,
            )
    else:
        return None
    if not size:
        return None
    exact = op.forward(x)
    numbers = [_round(s / size) for s in sums] if op.name == "mean" else sums
    return value_of(numbers, shape_of(exact))


def _rest(a: float, b: float) -> float:
    """Return the rest of a division, with the sign of ``b``; a rest of 0 keeps the sign of ``a``."""
    if not b or math.isinf(a) or a != a or b != b:
        return math.nan
    rest = math.fmod(a, b)
    return rest + b if rest and (b < 0) != (rest < 0) else rest


def _left(shape: tuple[int, ...], to: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the axes that a sum to a smaller shape takes away."""
    wide = (1,) * (len(shape) - len(to)) + tuple(to)
    return tuple([k for k, (a, b) in enumerate(zip(shape, wide, strict=True)) if a != b or k < len(shape) - len(to)])


def _round(x: float) -> float:
    try:
        return array("f", [x])[0]
    except OverflowError:
        return x * float("inf")


def single_sum(numbers: Row) -> float:
    """Return the sum of numbers, rounded to float32 after every addition, as PyTorch adds a row of them."""
    if len(numbers) < LANES:
        return _added([[x] for x in numbers])[0]
    whole = len(numbers) // LANES
    lanes = _added([numbers[k * LANES : (k + 1) * LANES] for k in range(whole)])
    total = 0.0
    for x in (*numbers[whole * LANES :], *lanes):
        total = _round(total + x)
    return total


def _plus(a: Row, b: Row) -> Row:
    try:
        return array("f", map(add, a, b))
    except OverflowError:
        return list(map(_round, map(add, a, b)))


def _levels(rows: Sequence[Row]) -> Row:
    """Return the sum of rows: one after another, with sums of sums in four levels."""
    count, zero = len(rows), [0.0] * len(rows[0]) if rows else [0.0]
    step = max(4, (count - 1).bit_length() // 4) if count > 1 else 4
    levels: list[Row] = [zero] * 4
    at = 0
    while at + (1 << step) <= count:
        for row in rows[at : at + (1 << step)]:
            levels[0] = _plus(levels[0], row)
        at += 1 << step
        for j in range(1, 4):
            levels[j], levels[j - 1] = _plus(levels[j], levels[j - 1]), zero
            if at & ((1 << step) - 1) << (j * step):
                break
    for row in rows[at:]:
        levels[0] = _plus(levels[0], row)
    for level in levels[1:]:
        levels[0] = _plus(levels[0], level)
    return levels[0]


def _added(rows: Sequence[Row]) -> Row:
    """Return the sum of rows: four sums side by side."""
    count = len(rows) // ROWS * ROWS
    parts = [_levels(rows[k:count:ROWS]) if count else [0.0] * (len(rows[0]) if rows else 1) for k in range(ROWS)]
    for row in rows[count:]:
        parts[0] = _plus(parts[0], row)
    for part in parts[1:]:
        parts[0] = _plus(parts[0], part)
    return parts[0]

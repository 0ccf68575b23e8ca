"""How arrays are made, from nested lists, by rule and by chance, and how they are turned into nested lists again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from random import Random
from typing import Any

from ..words import say
from .core import AXES_AT_MOST, ENTRIES_AT_MOST, Array, ArrayError, Shape, Value, entries, value_of

__all__ = ["arange", "asarray", "eye", "full", "linspace", "nested", "ones", "random_normal", "random_uniform", "zeros"]


def asarray(items: Any) -> Value:
    """Return the value of a number, an array, or a list (or tuple) of such values that all have the same shape.

    Raises ArrayError for lists of different lengths, for numbers beside lists, and for anything that is no number.
    """
    if isinstance(items, Array):
        return items
    level: list[Any] = [items]
    shape: list[int] = []
    while level and isinstance(level[0], list | tuple | Array):
        first = level[0]
        if isinstance(first, Array) and all([type(x) is Array and x.shape == first.shape for x in level]):
            whole = (*shape, *first.shape)
            entries(whole)
            return Array(list(chain.from_iterable([x.data for x in level])), whole)
        if len(shape) == AXES_AT_MOST:
            raise ArrayError(f"an array may have {AXES_AT_MOST} axes at most")
        length = len(level[0])
        for row in level:
            if not isinstance(row, list | tuple | Array):
                raise ArrayError(say("a list mixes numbers and lists"), say("every row of an array has the same length"))
            if len(row) != length:
                raise ArrayError(
                    say("the rows have different lengths: {one} and {other}", one=length, other=len(row)),
                    say("every row of an array has the same length"),
                )
        if len(level) * length > ENTRIES_AT_MOST:
            entries((*shape, length))
        shape.append(length)
        level = [x for row in level for x in (_rows(row) if isinstance(row, Array) else row)]
    for x in level:
        if isinstance(x, list | tuple | Array):
            raise ArrayError("a list mixes numbers and lists", "every row of an array has the same length")
        if not isinstance(x, int | float):
            raise ArrayError(f"an array holds numbers, and {x!r:.40} is none")
    try:
        data = list(map(float, level))
    except OverflowError:
        raise ArrayError("an array holds a whole number that is too large for a double") from None
    return value_of(data, tuple(shape))


def _rows(a: Array) -> list[Value]:
    rest = a.shape[1:]
    step = math.prod(rest)
    return [value_of(a.data[k * step : (k + 1) * step], rest) for k in range(a.shape[0])]


def nested(value: Value) -> Any:
    """Return a value as a float or nested lists of floats."""
    if not isinstance(value, Array):
        return value
    level: list[Any] = value.data[:]
    for k in range(len(value.shape) - 1, 0, -1):
        size = value.shape[k]
        level = [level[i * size : (i + 1) * size] for i in range(math.prod(value.shape[:k]))]
    return level


def full(shape: Sequence[int] | int, number: float) -> Value:
    """Return a value of the given shape (a number of entries, or a size for each axis) with ``number`` everywhere."""
    shape = _shape(shape)
    return value_of([float(number)] * entries(shape), shape)


def zeros(shape: Sequence[int] | int) -> Value:
    """Return a value of the given shape that is 0 everywhere."""
    return full(shape, 0.0)


def ones(shape: Sequence[int] | int) -> Value:
    """Return a value of the given shape that is 1 everywhere."""
    return full(shape, 1.0)


def eye(rows: int, columns: int | None = None, k: int = 0) -> Array:
    """Return the matrix that is 1 on its ``k``-th diagonal (above the main one where ``k`` is positive), else 0."""
    columns = rows if columns is None else columns
    data = [0.0] * entries((rows, columns))
    for i in range(max(0, -k), min(rows, columns - k)):
        data[i * columns + i + k] = 1.0
    return Array(data, (rows, columns))


def arange(start: float, stop: float | None = None, step: float = 1.0) -> Array:
    """Return ``start``, ``start + step``, … before ``stop``; with one argument 0, 1, … before it."""
    if stop is None:
        start, stop = 0.0, start
    if step == 0 or not all(map(math.isfinite, (start, stop, step))):
        raise ArrayError("a range needs finite ends and a step that is not 0")
    try:
        count = max(0, math.ceil((stop - start) / step))
    except OverflowError:
        count = ENTRIES_AT_MOST + 1
    entries((count,))
    return Array([float(start + k * step) for k in range(count)], (count,))


def linspace(start: float, stop: float, count: int = 50, endpoint: bool = True) -> Array:
    """Return ``count`` numbers at equal distances from ``start`` to ``stop`` (left out where not ``endpoint``)."""
    entries((count,))
    gaps = count - 1 if endpoint else count
    data = [start + k * ((stop - start) / gaps) if gaps else float(start) for k in range(count)]
    if endpoint and count > 1:
        data[-1] = float(stop)
    return Array(data, (count,))


def random_normal(shape: Sequence[int] | int, seed: int, mean: float = 0.0, deviation: float = 1.0) -> Value:
    """Return normally distributed numbers; the same ``seed`` gives the same numbers."""
    shape, draw = _shape(shape), Random(seed).gauss
    return value_of([draw(mean, deviation) for _ in range(entries(shape))], shape)


def random_uniform(shape: Sequence[int] | int, seed: int, low: float = 0.0, high: float = 1.0) -> Value:
    """Return numbers drawn evenly from ``low`` to ``high``; the same ``seed`` gives the same numbers."""
    shape, draw = _shape(shape), Random(seed).random
    return value_of([low + (high - low) * draw() for _ in range(entries(shape))], shape)


def _shape(shape: Sequence[int] | int) -> Shape:
    return (shape,) if isinstance(shape, int) else tuple(shape)

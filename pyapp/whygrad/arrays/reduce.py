"""Reductions, which turn the entries along some axes into one number, and lanes, which work along one axis.

Sums are Python's own ``sum`` in the order of the entries: quick, and exact enough for lists of this length.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TypeAlias

from .core import (
    Array,
    ArrayError,
    Shape,
    Value,
    axes_of,
    axis_of,
    broadcast_shape,
    data_of,
    guarded,
    plural,
    shape_of,
    strided,
    strides_of,
    value_of,
)

__all__ = [
    "all_",
    "any_",
    "argmax",
    "argmin",
    "argsort",
    "count",
    "cumprod",
    "cumsum",
    "lanes",
    "log_softmax",
    "logsumexp",
    "max_",
    "mean",
    "min_",
    "norm",
    "prod",
    "reduce",
    "softmax",
    "sort",
    "std",
    "sum_",
    "sum_to",
    "var",
]

Axis: TypeAlias = int | Sequence[int] | None
Row: TypeAlias = list[float]


def _axes_last(data: Row, shape: Shape, axes: Sequence[int]) -> Row:
    order = [k for k in range(len(shape)) if k not in axes] + list(axes)
    steps = strides_of(shape)
    return strided(data, [shape[k] for k in order], [steps[k] for k in order])


def reduce(f: Callable[[Row], float], value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return ``f`` of the list of entries along ``axis`` (one axis, several, or None for all).

    ``keepdims`` leaves the axes there with size 1. Where ``f`` raises ArithmeticError or ValueError the result is nan.
    Raises ArrayError for a wrong axis.
    """
    shape = shape_of(value)
    axes = axes_of(axis, shape)
    data = _axes_last(data_of(value), shape, axes) if shape else data_of(value)
    kept = tuple([size for k, size in enumerate(shape) if k not in axes])
    length = math.prod([shape[k] for k in axes])
    rows = [data[i : i + length] for i in range(0, len(data), length or 1)]
    out = [guarded(f, row) for row in rows] if length else [f([])] * math.prod(kept)
    return value_of(out, tuple([1 if k in axes else size for k, size in enumerate(shape)]) if keepdims else kept)


def _total(row: Row) -> float:
    return sum(row, 0.0)


def _needs_entries(f: Callable[[Row], float], what: str) -> Callable[[Row], float]:
    def checked(row: Row) -> float:
        if not row:
            raise ArrayError(f"the {what} of no entries does not exist", "an axis of size 0 has no entries")
        return f(row)

    return checked


def _mean(row: Row) -> float:
    return sum(row) / len(row)


def _best(pick: Callable[[Row], float]) -> Callable[[Row], float]:
    def best(row: Row) -> float:
        total = sum(row)  # nan where an entry is (or where infinities meet), which a comparison would pass over
        return math.nan if total != total and any([x != x for x in row]) else pick(row)

    return best


_largest = _needs_entries(_best(max), "maximum")
_smallest = _needs_entries(_best(min), "minimum")


def sum_(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the sum along ``axis``, 0 of no entries."""
    return reduce(_total, value, axis, keepdims)


def prod(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the product along ``axis``, 1 of no entries."""
    return reduce(lambda row: math.prod(row, start=1.0), value, axis, keepdims)


def mean(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the mean along ``axis``. Raises ArrayError where there are no entries."""
    return reduce(_needs_entries(_mean, "mean"), value, axis, keepdims)


def max_(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the largest entry along ``axis``, nan where one is nan. Raises ArrayError where there are no entries."""
    return reduce(_largest, value, axis, keepdims)


def min_(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the smallest entry along ``axis``, nan where one is nan. Raises ArrayError where there are no entries."""
    return reduce(_smallest, value, axis, keepdims)


def var(value: Value, axis: Axis = None, keepdims: bool = False, less: int = 0) -> Value:
    """Return the mean squared distance from the mean, divided by the number of entries minus ``less``.

    Raises ArrayError where nothing is left to divide by.
    """

    def variance(row: Row) -> float:
        if len(row) <= less:
            what = f"the variance of {plural(len(row), 'entry', 'entries')}, divided by {len(row) - less}, does not exist"
            raise ArrayError(what, "take more entries, or ddof=0")
        middle = _mean(row)
        return sum([(x - middle) ** 2 for x in row]) / (len(row) - less)

    return reduce(variance, value, axis, keepdims)


def std(value: Value, axis: Axis = None, keepdims: bool = False, less: int = 0) -> Value:
    """Return the square root of :func:`var`."""
    found = var(value, axis, keepdims, less)
    return value_of(list(map(math.sqrt, data_of(found))), shape_of(found))


def norm(value: Value, axis: Axis = None, keepdims: bool = False, order: float = 2) -> Value:
    """Return the ``order``-norm of the entries along ``axis``: 1, 2, infinity or any positive number."""
    if order == 2:
        return reduce(lambda row: math.hypot(*row), value, axis, keepdims)
    if order == 1:
        return reduce(lambda row: sum(map(abs, row), 0.0), value, axis, keepdims)
    if order == math.inf:
        return reduce(lambda row: _largest(list(map(abs, row))) if row else 0.0, value, axis, keepdims)
    if not order > 0:
        raise ArrayError(f"a norm needs a positive order, not {order}")
    return reduce(lambda row: sum([abs(x) ** order for x in row], 0.0) ** (1 / order), value, axis, keepdims)


def _logsumexp(row: Row) -> float:
    top = _largest(row) if row else -math.inf
    return top + math.log(sum([math.exp(x - top) for x in row])) if math.isfinite(top) else top


def logsumexp(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the logarithm of the sum of the exponentials along ``axis``, without overflow; -infinity of no entries."""
    return reduce(_logsumexp, value, axis, keepdims)


def any_(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return 1 where an entry along ``axis`` is not 0, else 0."""
    return reduce(lambda row: float(any(row)), value, axis, keepdims)


def all_(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return 1 where no entry along ``axis`` is 0, else 0."""
    return reduce(lambda row: float(all(row)), value, axis, keepdims)


def count(value: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return how many entries along ``axis`` are not 0."""
    return reduce(lambda row: float(len(row) - row.count(0.0)), value, axis, keepdims)


def _place_of(best: Callable[[Row], float]) -> Callable[[Row], float]:
    def place(row: Row) -> float:
        found = best(row)
        return float(row.index(found) if found == found else [x != x for x in row].index(True))

    return place


def argmax(value: Value, axis: int | None = None, keepdims: bool = False) -> Value:
    """Return the place of the first largest entry along ``axis``. Raises ArrayError where there are no entries."""
    return reduce(_place_of(_largest), value, axis, keepdims)


def argmin(value: Value, axis: int | None = None, keepdims: bool = False) -> Value:
    """Return the place of the first smallest entry along ``axis``. Raises ArrayError where there are no entries."""
    return reduce(_place_of(_smallest), value, axis, keepdims)


def sum_to(value: Value, shape: Shape) -> Value:
    """Return ``value`` summed to ``shape``: what an argument of that shape receives where it was broadcast.

    The adjoint of :func:`broadcast_to`. Raises ArrayError where ``shape`` does not broadcast to the shape of ``value``.
    """
    own = shape_of(value)
    if own == shape:
        return value
    if len(shape) > len(own) or broadcast_shape(own, shape) != own:
        raise ArrayError(f"{own} cannot be summed to {shape}: {shape} does not broadcast to {own}")
    lead = len(own) - len(shape)
    axes = [k for k, size in enumerate(own) if k < lead or (shape[k - lead] == 1 and size != 1)]
    return value_of(data_of(sum_(value, axes)), shape)


def lanes(f: Callable[[Row], Row], value: Value, axis: int | None) -> Value:
    """Return the array where every list of entries along ``axis`` is replaced by ``f`` of it, all of one length.

    None takes all entries as one list, as a single number is.
    """
    shape = shape_of(value)
    if axis is None or not shape:
        if axis not in (None, 0, -1):
            axis_of(axis or 0, shape)
        row = f(data_of(value))
        return value_of(row, (len(row),) if shape else ())
    axis = axis_of(axis, shape)
    length = shape[axis]
    data = _axes_last(data_of(value), shape, (axis,))
    rest = shape[:axis] + shape[axis + 1 :]
    size = len(f([0.0] * length))
    out: Row = []
    for k in range(math.prod(rest)):
        out += f(data[k * length : (k + 1) * length])
    turned = strides_of((*rest, size))
    shape = (*shape[:axis], size, *shape[axis + 1 :])
    return Array(strided(out, shape, [*turned[:axis], 1, *turned[axis:-1]]), shape)


def _scan(f: Callable[[float, float], float], first: float, reverse: bool, exclusive: bool) -> Callable[[Row], Row]:
    def scan(row: Row) -> Row:
        row = row[::-1] if reverse else row
        row = list(accumulate([first, *row[:-1]] if exclusive and row else row, f))
        return row[::-1] if reverse else row

    return scan


def cumsum(value: Value, axis: int | None = None, reverse: bool = False, exclusive: bool = False) -> Value:
    """Return the running sums along ``axis``; from the end where ``reverse``, without the entry itself where ``exclusive``.

    The adjoint of a running sum is the running sum from the other end.
    """
    return lanes(_scan(operator.add, 0.0, reverse, exclusive), value, axis)


def cumprod(value: Value, axis: int | None = None, reverse: bool = False, exclusive: bool = False) -> Value:
    """Return the running products along ``axis``, with the options of :func:`cumsum`."""
    return lanes(_scan(operator.mul, 1.0, reverse, exclusive), value, axis)


def softmax(value: Value, axis: int | None = -1) -> Value:
    """Return the exponentials along ``axis`` divided by their sum."""

    def weights(row: Row) -> Row:
        top = max(row, default=0.0)
        powers = [math.exp(x - top) for x in row]
        total = sum(powers)
        return [p / total for p in powers]

    return lanes(weights, value, axis)


def log_softmax(value: Value, axis: int | None = -1) -> Value:
    """Return the logarithm of :func:`softmax`, without its rounding to 0."""

    def logs(row: Row) -> Row:
        total = _logsumexp(row)
        return [x - total for x in row]

    return lanes(logs, value, axis)


def _order(row: Row, descending: bool) -> list[int]:
    """Return the places of the entries in order, equal ones as they stand, nan last."""
    numbers = [i for i, x in enumerate(row) if x == x]
    numbers.sort(key=row.__getitem__, reverse=descending)
    return numbers + [i for i, x in enumerate(row) if x != x]


def argsort(value: Value, axis: int | None = -1, descending: bool = False) -> Value:
    """Return the places of the entries along ``axis`` in order of size; equal ones keep their order, nan stands last."""
    return lanes(lambda row: list(map(float, _order(row, descending))), value, axis)


def sort(value: Value, axis: int | None = -1, descending: bool = False) -> Value:
    """Return the entries along ``axis`` in order of size, nan last."""
    return lanes(lambda row: [row[i] for i in _order(row, descending)], value, axis)

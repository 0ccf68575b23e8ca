"""Indexing as in NumPy, and its adjoint.

Every index is turned into the list of the places, in the flat list, that it picks: reading takes them, the adjoint adds
to them. Whole numbers in lists and arrays are indices; truth values in lists, and a :class:`Mask`, choose entries.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..words import say
from .core import (
    Array,
    ArrayError,
    Shape,
    Value,
    axis_of,
    broadcast_shape,
    broadcast_to,
    data_of,
    entries,
    offsets,
    plural,
    shape_of,
    strided,
    strides_of,
    value_of,
)
from .make import asarray

__all__ = [
    "Mask",
    "gather",
    "gather_adjoint",
    "getitem",
    "one_hot",
    "scatter_add",
    "setitem",
    "take",
    "take_along_axis",
    "take_along_axis_adjoint",
]


class Mask(NamedTuple):
    """An array as an index that chooses the entries where it is not 0."""

    where: Value


class _Axis(NamedTuple):
    size: int
    step: int


class _Plan(NamedTuple):
    """What an index picks: axes in front, the places of index lists (with their own shape), axes behind."""

    start: int
    front: list[_Axis]
    picked: list[int] | None
    shape: Shape
    back: list[_Axis]

    @property
    def result(self) -> Shape:
        return (*[a.size for a in self.front], *self.shape, *[a.size for a in self.back])

    def places(self) -> list[int]:
        entries(self.result)
        found = offsets([a.size for a in self.front], [a.step for a in self.front], self.start)
        if self.picked is not None:
            found = [i + k for i in found for k in self.picked]
        if not self.back:
            return found
        row = offsets([a.size for a in self.back], [a.step for a in self.back])
        return [i + k for i in found for k in row]


def _whole(x: float, size: int, axis: int) -> int:
    k = int(x) if x == x and abs(x) != math.inf else None
    if k is None or k != x:
        raise ArrayError(f"{x} is no index: an index is a whole number")
    if not -size <= k < size:
        form = "indices go from 0 to {last}, or from -1 back to {first}" if size else "the axis has no entries"
        text = say("index {k} is outside axis {axis}, whose size is {size}", k=k, axis=axis, size=size)
        raise ArrayError(text, say(form, last=size - 1, first=-size))
    return k % size


def _truths(item: Any) -> bool:
    """Tell whether nested lists hold truth values (all of them, as their first)."""
    while isinstance(item, list | tuple) and item:
        item = item[0]
    return isinstance(item, bool)


def _expanded(index: Any, shape: Shape) -> list[Any]:
    """Return the parts of an index, one for each axis: ints, slices, None, Arrays of whole numbers, Masks."""
    parts: list[Any] = []
    for item in index if type(index) is tuple else (index,):
        if isinstance(item, bool):
            raise ArrayError("a single truth value is no index", "use a list of them, one for each entry")
        if isinstance(item, list | tuple) and not isinstance(item, Mask):
            item = Mask(asarray(item)) if _truths(item) else asarray(item)
        if isinstance(item, float):
            item = _as_int(item)
        if not (item is None or item is ... or isinstance(item, int | slice | Array | Mask)):
            raise ArrayError(f"{item!r:.40} is no index", "an index is a whole number, a slice, a list of them, or None")
        parts.append(item)
    used = sum([len(shape_of(p.where)) if isinstance(p, Mask) else p is not None and p is not ... for p in parts])
    if used > len(shape):
        axes = plural(len(shape), "axis", "axes")
        many = "1 index is" if used == 1 else f"{used} indices are"
        raise ArrayError(f"{many} too many for the shape {shape}, which has {axes}", "give one index for each axis at most")
    dots = [k for k, p in enumerate(parts) if p is ...]
    if len(dots) > 1:
        raise ArrayError("an index may have one ... only", "write : for each axis that one of them stands for")
    at = dots[0] if dots else len(parts)
    return [*parts[:at], *[slice(None)] * (len(shape) - used), *parts[at + 1 :]]


def _as_int(x: float) -> int:
    if x != x or abs(x) == math.inf or int(x) != x:
        raise ArrayError(f"{x} is no index: an index is a whole number")
    return int(x)


def _plan(index: Any, shape: Shape) -> _Plan:
    steps = strides_of(shape)
    start, axis = 0, 0
    axes: list[_Axis] = []
    lists: list[tuple[Array, int, int]] = []  # numbers, size and axis they count on
    spots: list[int] = []  # where in the index the lists and numbers stand, and how many axes of the result before
    before: list[int] = []
    for spot, item in enumerate(_expanded(index, shape)):
        if item is None:
            axes.append(_Axis(1, 0))
        elif isinstance(item, slice):
            first, stop, step = _bounds(item, shape[axis])
            start += first * steps[axis]
            axes.append(_Axis(len(range(first, stop, step)), step * steps[axis]))
            axis += 1
        elif isinstance(item, Mask):
            spots.append(spot)
            before.append(len(axes))
            for chosen in _chosen(item.where, shape, axis):
                lists.append((chosen, shape[axis], axis))
                axis += 1
        elif isinstance(item, Array):
            spots.append(spot)
            before.append(len(axes))
            lists.append((item, shape[axis], axis))
            axis += 1
        else:
            spots.append(spot)
            before.append(len(axes))
            start += _whole(item, shape[axis], axis) * steps[axis]
            axis += 1
    if not lists:
        return _Plan(start if math.prod([a.size for a in axes]) else 0, axes, None, (), [])
    picked_shape = broadcast_shape(*[a.shape for a, _, _ in lists])
    picked = [0] * entries(picked_shape)
    for array, size, k in lists:
        step = steps[k]
        wholes = {x: _whole(x, size, k) * step for x in set(array.data)} if picked else {}  # as NumPy, nothing asked of none
        picked = [p + wholes[x] for p, x in zip(picked, data_of(broadcast_to(array, picked_shape)), strict=True)]
    together = spots[-1] - spots[0] == len(spots) - 1
    at = before[0] if together else 0
    return _Plan(start, axes[:at], picked, picked_shape, axes[at:])


def _bounds(item: slice, size: int) -> tuple[int, int, int]:
    return _slice(item).indices(size)


def _slice(item: slice) -> slice:
    """Return a slice with whole numbers. Raises ArrayError where a bound is none, or the step is 0."""
    parts = [_as_int(x) if isinstance(x, float) else x for x in (item.start, item.stop, item.step)]
    for x in parts:
        if not (x is None or isinstance(x, int)):
            raise ArrayError(f"{x!r:.40} is no bound of a slice: bounds are whole numbers")
    if parts[2] == 0:
        raise ArrayError("the step of a slice cannot be 0", "write 1, or -1 to go backwards")
    return slice(*parts)


def _chosen(mask: Value, shape: Shape, axis: int) -> list[Array]:
    """Return the indices of the entries a mask chooses, one list for each of its axes."""
    own = shape_of(mask)
    if not own:
        raise ArrayError("a single truth value is no index", "use a list of them, one for each entry")
    if own != shape[axis : axis + len(own)]:
        raise ArrayError(
            f"a mask of shape {own} does not fit the axes {shape[axis : axis + len(own)]} that it stands for",
            "a mask has one condition for each entry, such as x > 0",
        )
    places = [i for i, x in enumerate(data_of(mask)) if x]
    return [Array([float(p // step % size) for p in places], (len(places),)) for size, step in zip(own, strides_of(own), strict=True)]


def getitem(value: Value, index: Any) -> Value:
    """Return ``value[index]`` as NumPy does: whole numbers, slices, ``...``, None, lists or arrays of whole numbers, masks.

    Raises ArrayError for too many indices, an index outside its axis, or lists that do not broadcast.
    """
    data = data_of(value)
    if type(index) is slice and len(shape_of(value)) == 1:
        part = data[_slice(index)]
        return Array(part, (len(part),))
    plan = _plan(index, shape_of(value))
    result = plan.result
    entries(result)
    if plan.picked is None:
        return value_of(strided(data, result, [a.step for a in plan.front], plan.start), result)
    return value_of([data[i] for i in plan.places()], result)


def scatter_add(g: Value, index: Any, shape: Shape) -> Value:
    """Return the array of ``shape`` to which ``g`` is added at ``index``, 0 elsewhere: the adjoint of :func:`getitem`.

    ``g`` is broadcast to the shape that the index picks; a place that is picked twice receives both.
    """
    if type(index) is slice and len(shape) == 1 and type(g) is Array and g.shape == (len(range(*_bounds(index, shape[0]))),):
        out = [0.0] * entries(shape)
        out[_slice(index)] = g.data
        return Array(out, shape)
    plan = _plan(index, shape)
    numbers = data_of(broadcast_to(g, plan.result))
    return value_of(_laid(numbers, plan, entries(shape)), shape) if plan.picked is None else _added(numbers, plan.places(), shape)


def _laid(numbers: list[float], plan: _Plan, size: int) -> list[float]:
    """Return ``size`` zeros with numbers laid at the places of slices, row by row."""
    out = [0.0] * size
    axes = [axis for axis in plan.front if axis.size != 1]
    length, step = axes.pop() if axes else _Axis(1, 1)
    if not length:
        return out
    rows = offsets([a.size for a in axes], [a.step for a in axes], plan.start)
    for k, first in enumerate(rows):
        stop = first + length * step
        out[first : stop if stop >= 0 else None : step] = numbers[k * length : (k + 1) * length]
    return out


def _added(numbers: list[float], places: list[int], shape: Shape) -> Value:
    out = [0.0] * entries(shape)
    for place, x in zip(places, numbers, strict=True):
        out[place] += x
    return value_of(out, shape)


def setitem(value: Value, index: Any, new: Value) -> Value:
    """Return ``value`` with ``new``, broadcast, at ``index``; where a place is picked twice the last one counts."""
    plan = _plan(index, shape_of(value))
    out = data_of(value)[:]
    for place, x in zip(plan.places(), data_of(broadcast_to(new, plan.result)), strict=True):
        out[place] = x
    return value_of(out, shape_of(value))


def take(value: Value, indices: Any, axis: int | None = None) -> Value:
    """Return the slices of ``value`` along ``axis`` that ``indices`` (of any shape) name; None counts all entries."""
    if axis is None:
        data = data_of(value)
        value, axis = Array(data, (len(data),)), 0
    axis = axis_of(axis, shape_of(value))
    return getitem(value, (*[slice(None)] * axis, asarray(indices)))


def take_along_axis(value: Value, indices: Value, axis: int) -> Value:
    """Return for each entry of ``indices`` the entry of ``value`` with that index along ``axis`` in the same lane.

    The other axes are broadcast. Raises ArrayError where the numbers of axes differ.
    """
    plan = _along(indices, shape_of(value), axis)
    return getitem(value, plan)


def take_along_axis_adjoint(g: Value, indices: Value, shape: Shape, axis: int) -> Value:
    """Return what an array of ``shape`` receives of the effect ``g`` on :func:`take_along_axis`."""
    return scatter_add(g, _along(indices, shape, axis), shape)


def _along(indices: Value, shape: Shape, axis: int, cut: bool = False) -> tuple[Array, ...]:
    own = shape_of(indices)
    axis = axis_of(axis, shape)
    if len(own) != len(shape) or not isinstance(indices, Array):
        raise ArrayError(
            f"indices of shape {own} do not fit the shape {shape}: they need as many axes",
            "write one list of indices for each row, such as [[0], [2]]",
        )
    found = []
    for k, size in enumerate(shape):
        if cut and k != axis:
            if own[k] > size:
                raise ArrayError(f"indices of shape {own} do not fit the shape {shape}: axis {k} is larger")
            size = own[k]
        sizes = [1] * len(shape)
        sizes[k] = size
        found.append(indices if k == axis else Array(list(map(float, range(size))), tuple(sizes)))
    return tuple(found)


def gather(value: Value, indices: Value, axis: int) -> Value:
    """Return :func:`take_along_axis` without broadcasting: along the other axes ``indices`` may be shorter than ``value``."""
    return getitem(value, _along(indices, shape_of(value), axis, cut=True))


def gather_adjoint(g: Value, indices: Value, shape: Shape, axis: int) -> Value:
    """Return what an array of ``shape`` receives of the effect ``g`` on :func:`gather`."""
    return scatter_add(g, _along(indices, shape, axis, cut=True), shape)


def one_hot(indices: Value, classes: int, axis: int = -1) -> Value:
    """Return 1 at each index along a new axis of size ``classes``, 0 elsewhere (everywhere for an index outside)."""
    own = shape_of(indices)
    entries((*own, classes))
    axis = axis_of(axis, (*own, classes))
    wanted = Array(list(map(float, range(classes))), (classes, *[1] * (len(own) - axis)))
    if isinstance(indices, Array):
        indices = Array(indices.data, (*own[:axis], 1, *own[axis:]))
    shape = broadcast_shape(shape_of(indices), wanted.shape)
    pairs: Sequence[tuple[float, float]] = list(
        zip(data_of(broadcast_to(indices, shape)), data_of(broadcast_to(wanted, shape)), strict=True)
    )
    return Array([1.0 if i == k else 0.0 for i, k in pairs], shape)

"""The same entries in another shape or order: reshape, transpose, join, cut, repeat."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from ..words import say
from .core import (
    Array,
    ArrayError,
    Shape,
    Value,
    as_array,
    axes_of,
    axis_of,
    broadcast_to,
    data_of,
    elementwise,
    entries,
    plural,
    shape_of,
    strided,
    strides_of,
    value_of,
)
from .make import full

__all__ = [
    "concat",
    "diag",
    "expand_dims",
    "flip",
    "meshgrid",
    "moveaxis",
    "pad",
    "ravel",
    "repeat",
    "reshape",
    "roll",
    "split",
    "squeeze",
    "stack",
    "swapaxes",
    "tile",
    "transpose",
    "tril",
    "triu",
    "unpad",
    "where",
]


Widths = int | Sequence[int | tuple[int, int]]


def reshape(value: Value, shape: Sequence[int] | int) -> Value:
    """Return the same entries, row by row, in another shape, of which one size may be -1: whatever is left.

    Raises ArrayError where the numbers of entries differ.
    """
    wanted = (shape,) if isinstance(shape, int) else tuple(shape)
    own, data = shape_of(value), data_of(value)
    if wanted.count(-1) > 1:
        raise ArrayError(f"{wanted} has more than one size -1", "one size can be left to be worked out, not two")
    if -1 in wanted:
        known = math.prod([size for size in wanted if size != -1])
        if not known or len(data) % known:
            raise ArrayError(
                say(
                    "{own} cannot be reshaped to {wanted}: {count} entries do not fill rows of {known}",
                    own=own,
                    wanted=wanted,
                    count=len(data),
                    known=known,
                ),
                say("the sizes must multiply to the number of entries"),
            )
        wanted = tuple([len(data) // known if size == -1 else size for size in wanted])
    if entries(wanted) != len(data):
        raise ArrayError(
            say(
                "{own} cannot be reshaped to {wanted}: {count} entries are not {product}",
                own=own,
                wanted=wanted,
                count=len(data),
                product=math.prod(wanted),
            ),
            say("the sizes must multiply to the number of entries; -1 stands for the one that fits"),
        )
    return value_of(data, wanted)


def ravel(value: Value) -> Array:
    """Return all entries row by row with one axis."""
    data = data_of(value)
    return Array(data, (len(data),))


def transpose(value: Value, order: Sequence[int] | None = None) -> Value:
    """Return the array whose axis k is axis ``order[k]`` of ``value``; by default the axes are reversed.

    Raises ArrayError where ``order`` does not name every axis once.
    """
    shape = shape_of(value)
    order = range(len(shape) - 1, -1, -1) if order is None else [axis_of(k, shape) for k in order]
    if sorted(order) != list(range(len(shape))):
        raise ArrayError(
            f"the order {tuple(order)} does not name each axis of the shape {shape} once", "name every axis, such as (1, 0) for a matrix"
        )
    if list(order) == [1, 0]:
        rows, columns, data = *shape, data_of(value)
        return Array([x for k in range(columns) for x in data[k::columns]] if rows else [], (columns, rows))
    steps = strides_of(shape)
    turned = tuple([shape[k] for k in order])
    return value_of(strided(data_of(value), turned, [steps[k] for k in order]), turned)


def swapaxes(value: Value, a: int, b: int) -> Value:
    """Return ``value`` with two axes exchanged."""
    shape = shape_of(value)
    order = list(range(len(shape)))
    a, b = axis_of(a, shape), axis_of(b, shape)
    order[a], order[b] = b, a
    return transpose(value, order)


def moveaxis(value: Value, source: int | Sequence[int], target: int | Sequence[int]) -> Value:
    """Return ``value`` with the axes ``source`` at the places ``target``, the others in their order."""
    shape = shape_of(value)
    sources = [axis_of(k, shape) for k in ([source] if isinstance(source, int) else source)]
    targets = [axis_of(k, shape) for k in ([target] if isinstance(target, int) else target)]
    if len(sources) != len(targets):
        raise ArrayError(f"{len(sources)} axes cannot be moved to {len(targets)} places", "name as many places as axes")
    axes_of(sources, shape), axes_of(targets, shape)
    order = [k for k in range(len(shape)) if k not in sources]
    for to, frm in sorted(zip(targets, sources, strict=True)):
        order.insert(to, frm)
    return transpose(value, order)


def squeeze(value: Value, axis: int | Sequence[int] | None = None) -> Value:
    """Return ``value`` without the axes of size 1 (those named, or all). Raises ArrayError where a named size is not 1."""
    shape = shape_of(value)
    axes = [k for k, size in enumerate(shape) if size == 1] if axis is None else axes_of(axis, shape)
    for k in axes:
        if shape[k] != 1:
            raise ArrayError(f"axis {k} of the shape {shape} cannot be left out: its size is {shape[k]}, not 1")
    return value_of(data_of(value), tuple([size for k, size in enumerate(shape) if k not in axes]))


def expand_dims(value: Value, axis: int | Sequence[int]) -> Value:
    """Return ``value`` with axes of size 1 that stand at the places ``axis`` of the result."""
    shape = shape_of(value)
    places = [axis] if isinstance(axis, int) else list(axis)
    added = axes_of(places, (1,) * (len(shape) + len(places)))
    sizes = list(shape)
    for k in added:
        sizes.insert(k, 1)
    return value_of(data_of(value), tuple(sizes))


def concat(values: Sequence[Value], axis: int | None = 0) -> Array:
    """Return the arrays joined along an axis; None joins all their entries.

    Raises ArrayError where there is nothing to join or their other sizes differ.
    """
    if not values:
        raise ArrayError("there are no arrays to join", "write them in a list: [a, b]")
    parts = [ravel(v) for v in values] if axis is None else [v for v in values if isinstance(v, Array)]
    if len(parts) != len(values):
        raise ArrayError("a single number cannot be joined to arrays along an axis", "stack the numbers, or give each an axis of size 1")
    first = parts[0].shape
    axis = axis_of(axis or 0, first)
    for part in parts[1:]:
        if len(part.shape) != len(first) or part.shape[:axis] + part.shape[axis + 1 :] != first[:axis] + first[axis + 1 :]:
            raise ArrayError(
                say(
                    "{first} and {second} cannot be joined along axis {axis}: their other sizes differ",
                    first=first,
                    second=part.shape,
                    axis=axis,
                ),
                say("only the axis along which they are joined may have different sizes"),
            )
    shape = (*first[:axis], sum([p.shape[axis] for p in parts]), *first[axis + 1 :])
    entries(shape)
    blocks = [(p.data, math.prod(p.shape[axis:])) for p in parts]
    out: list[float] = []
    for k in range(math.prod(first[:axis])):
        for data, length in blocks:
            out += data[k * length : (k + 1) * length]
    return Array(out, shape)


def stack(values: Sequence[Value], axis: int = 0) -> Array:
    """Return the values, all of one shape, side by side along a new axis."""
    shapes = [shape_of(v) for v in values]
    for shape in shapes[1:]:
        if shape != shapes[0]:
            raise ArrayError(
                say("{first} and {second} cannot be stacked: the shapes must be equal", first=shapes[0], second=shape),
                say("bring them to one shape first, or join them with concat"),
            )
    return concat([expand_dims(v, axis) for v in values], axis_of(axis, (1, *shapes[0])) if shapes else 0)


def split(value: Value, parts: int | Sequence[int], axis: int = 0) -> list[Array]:
    """Return the pieces of an array along an axis: ``parts`` equal ones, or cut before each of the places ``parts``.

    Raises ArrayError where the axis does not divide into equal parts.
    """
    shape = shape_of(value)
    axis = axis_of(axis, shape)
    size = shape[axis]
    if isinstance(parts, int):
        if parts < 1 or size % parts:
            raise ArrayError(
                f"an axis of size {size} does not divide into {parts} equal parts",
                "choose a number of parts that divides it, or take slices",
            )
        cuts = list(range(0, size + 1, size // parts)) if size else [0] * (parts + 1)
    else:
        cuts = [0, *[slice(0, cut).indices(size)[1] for cut in parts], size]
    return [_part(value, axis, start, max(start, stop)) for start, stop in pairwise(cuts)]


def _part(value: Value, axis: int, start: int, stop: int) -> Array:
    shape, steps = shape_of(value), strides_of(shape_of(value))
    cut = (*shape[:axis], stop - start, *shape[axis + 1 :])
    return Array(strided(data_of(value), cut, steps, start * steps[axis]), cut)


def tile(value: Value, times: int | Sequence[int]) -> Value:
    """Return ``value`` laid side by side ``times`` along each axis (the last ones, where there are fewer numbers)."""
    counts = (times,) if isinstance(times, int) else tuple(times)
    own = shape_of(value)
    length = max(len(own), len(counts))
    shape, counts = (1,) * (length - len(own)) + own, (1,) * (length - len(counts)) + counts
    result = tuple([n * k for n, k in zip(shape, counts, strict=True)])
    entries(counts), entries(result)
    sizes: list[int] = []
    steps: list[int] = []
    for n, k, step in zip(shape, counts, strides_of(shape), strict=True):
        sizes += (k, n)
        steps += (0, step)
    return value_of(strided(data_of(value), sizes, steps), result)


def repeat(value: Value, times: int | Sequence[int], axis: int | None = None) -> Array:
    """Return ``value`` with every entry along ``axis`` ``times`` in a row (one number, or one for each entry)."""
    array = ravel(value) if axis is None else as_array(value)
    axis = axis_of(axis or 0, array.shape)
    size = array.shape[axis]
    counts = [times] * size if isinstance(times, int) else list(times)
    if len(counts) == 1:
        counts *= size
    if len(counts) != size:
        raise ArrayError(f"{len(counts)} numbers of repetitions do not fit an axis of size {size}")
    if any([k < 0 for k in counts]):
        raise ArrayError("an entry cannot be repeated a negative number of times")
    shape = (*array.shape[:axis], sum(counts), *array.shape[axis + 1 :])
    entries(shape)
    inner = math.prod(shape[axis + 1 :])
    out: list[float] = []
    for start in range(0, len(array.data), inner * size or 1):
        for k, count in enumerate(counts):
            out += array.data[start + k * inner : start + (k + 1) * inner] * count
    return Array(out, shape)


def flip(value: Value, axis: int | Sequence[int] | None = None) -> Value:
    """Return ``value`` with the order of the entries along ``axis`` reversed."""
    shape = shape_of(value)
    steps, start = strides_of(shape), 0
    for k in axes_of(axis, shape):
        start += (shape[k] - 1) * steps[k]
        steps[k] = -steps[k]
    return value_of(strided(data_of(value), shape, steps, start), shape)


def roll(value: Value, shift: int | Sequence[int], axis: int | Sequence[int] | None = None) -> Value:
    """Return ``value`` with the entries along ``axis`` moved ``shift`` places on, the last ones to the front."""
    if axis is None:
        total = shift if isinstance(shift, int) else sum(shift)
        return reshape(roll(ravel(value), total, 0), shape_of(value))
    axes = [axis] if isinstance(axis, int) else list(axis)
    shifts = [shift] * len(axes) if isinstance(shift, int) else list(shift)
    if len(axes) != len(shifts):
        raise ArrayError(f"{len(shifts)} shifts do not fit {len(axes)} axes", "give one shift for each axis")
    for k, by in zip(axes, shifts, strict=True):
        size = shape_of(value)[axis_of(k, shape_of(value))]
        if size:
            value = concat(split(value, [size - by % size], k)[::-1], k)
    return value


def pad(value: Value, widths: Widths, fill: float = 0.0) -> Value:
    """Return ``value`` inside a border of ``fill``.

    ``widths`` are the entries before and behind each axis; one pair, or one number, stands for all axes.
    """
    shape = shape_of(value)
    widths = _widths(shape, widths)
    result = tuple([low + size + high for size, (low, high) in zip(shape, widths, strict=True)])
    out = data_of(full(result, fill))
    steps = strides_of(result)
    length = shape[-1] if shape else 1
    if not math.prod(shape):
        return value_of(out, result)
    corner = sum([low * step for (low, _), step in zip(widths, steps, strict=True)])
    data = data_of(value)
    from_, places = 0, [corner]
    for size, step in zip(shape[:-1], steps[:-1], strict=True):
        places = [p + k for p in places for k in range(0, size * step, step)]
    for place in places:
        out[place : place + length] = data[from_ : from_ + length]
        from_ += length
    return value_of(out, result)


def unpad(value: Value, widths: Widths) -> Value:
    """Return ``value`` without a border: the adjoint of :func:`pad`."""
    shape = shape_of(value)
    widths = _widths(shape, widths)
    result = tuple([size - low - high for size, (low, high) in zip(shape, widths, strict=True)])
    if any([size < 0 for size in result]):
        raise ArrayError(f"a border of {tuple(widths)} is wider than the shape {shape}")
    steps = strides_of(shape)
    start = sum([low * step for (low, _), step in zip(widths, steps, strict=True)])
    return value_of(strided(data_of(value), result, steps, start), result)


def _widths(shape: Shape, widths: Widths) -> list[tuple[int, int]]:
    """Return the entries before and behind for each axis; one width, or one pair, stands for all axes."""
    if isinstance(widths, int):
        widths = (widths, widths)
    if len(widths) == 2 and all([isinstance(width, int) for width in widths]):
        widths = [widths] * len(shape)  # type: ignore[list-item]
    pairs: list[tuple[int, int]] = [(pair, pair) if isinstance(pair, int) else pair for pair in widths]
    if len(pairs) != len(shape):
        raise ArrayError(f"{plural(len(pairs), 'pair')} of widths do not fit the shape {shape}", "a border needs one pair for each axis")
    if any([width < 0 for pair in pairs for width in pair]):
        raise ArrayError("a border cannot have a negative width", "take entries away with a slice: x[1:]")
    return pairs


def where(condition: Value, yes: Value, no: Value) -> Value:
    """Return ``yes`` where ``condition`` is not 0, else ``no``; all three are broadcast."""
    return elementwise(lambda c, a, b: a if c else b, condition, yes, no)


def meshgrid(*values: Value, indexing: str = "xy") -> list[Value]:
    """Return the coordinates of a grid: each of the lists repeated along the axes of the others.

    With ``"xy"`` the first list runs along the columns, with ``"ij"`` along the rows.
    """
    lists = [ravel(v) for v in values]
    order = list(range(len(lists)))
    if indexing == "xy":
        order[:2] = order[:2][::-1]
    shape = tuple([lists[k].size for k in order])
    found = []
    for k, numbers in enumerate(lists):
        sizes = [1] * len(lists)
        sizes[order.index(k)] = numbers.size
        found.append(broadcast_to(reshape(numbers, sizes), shape))
    return found


def _triangle(value: Value, keep: Callable[[int, int], bool]) -> Value:
    shape = shape_of(value)
    if len(shape) < 2:
        raise ArrayError(f"a triangle needs a matrix, not the shape {shape}")
    rows, columns = shape[-2:]
    mask = [keep(i, j) for i in range(rows) for j in range(columns)]
    data = data_of(value)
    full_mask = mask * (len(data) // len(mask) if mask else 0)
    return Array([x if kept else 0.0 for x, kept in zip(data, full_mask, strict=True)], shape)


def tril(value: Value, k: int = 0) -> Value:
    """Return the matrices with 0 above the ``k``-th diagonal."""
    return _triangle(value, lambda i, j: j - i <= k)


def triu(value: Value, k: int = 0) -> Value:
    """Return the matrices with 0 below the ``k``-th diagonal."""
    return _triangle(value, lambda i, j: j - i >= k)


def diag(value: Value, k: int = 0) -> Array:
    """Return the ``k``-th diagonal of a matrix, or the matrix with this diagonal and 0 elsewhere. Each is the other's adjoint."""
    shape, data = shape_of(value), data_of(value)
    if len(shape) == 1:
        size = shape[0] + abs(k)
        out = [0.0] * entries((size, size))
        for i, x in enumerate(data):
            out[(i + max(0, -k)) * size + i + max(0, k)] = x
        return Array(out, (size, size))
    if len(shape) != 2:
        raise ArrayError(f"a diagonal needs a list or a matrix, not the shape {shape}")
    rows, columns = shape
    length = max(0, min(rows + min(0, k), columns - max(0, k)))
    start = max(0, -k) * columns + max(0, k)
    return Array([data[start + i * (columns + 1)] for i in range(length)], (length,))

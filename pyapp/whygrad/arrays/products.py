"""Products of vectors and matrices."""

from __future__ import annotations

import math
from operator import mul

from ..words import say
from .core import (
    Array,
    ArrayError,
    Value,
    axes_of,
    broadcast_shape,
    broadcast_to,
    check_work,
    data_of,
    elementwise,
    entries,
    plural,
    shape_of,
    value_of,
)
from .index import getitem
from .layout import concat, expand_dims, moveaxis, reshape, transpose

__all__ = ["cross", "dot", "kron", "matmul", "matrices", "multiply_rows", "outer", "tensordot", "trace"]

NARROW = 4  # products an entry, up to which writing them out is quicker than summing a list


def multiply_rows(a: list[float], b: list[float], rows: int, inner: int, columns: int) -> list[float]:
    """Return the product of a ``rows`` × ``inner`` and an ``inner`` × ``columns`` matrix, all flat."""
    if inner == 1:
        return [x * y for x in a for y in b]
    if 1 < inner <= NARROW and columns > 1:
        return _multiply_narrow(a, b, rows, inner, columns)
    turned = [b[j::columns] for j in range(columns)]
    out: list[float] = []
    for i in range(0, rows * inner, inner or 1):
        row = a[i : i + inner]
        out += [sum(map(mul, row, column)) for column in turned]
    return out if inner else [0.0] * (rows * columns)


def _multiply_narrow(a: list[float], b: list[float], rows: int, inner: int, columns: int) -> list[float]:
    """The same for rows of four numbers at most: written out, in the same order."""
    missing = NARROW - inner
    lines = [b[k : k + columns] for k in range(0, inner * columns, columns)] + [[0.0] * columns] * missing
    fours, padding, out = list(zip(*lines, strict=True)), [0.0] * missing, list[float]()
    for i in range(0, rows * inner, inner):
        p, q, r, s = a[i : i + inner] + padding
        out += [p * w + q * x + r * y + s * z for w, x, y, z in fours]
    return out


def matmul(a: Value, b: Value) -> Value:
    """Return the matrix product over the last two axes; the axes before them are broadcast.

    A list on the left is a row, on the right a column, and its axis is left out of the result. Raises ArrayError for
    single numbers and where the inner sizes differ.
    """
    first, second = shape_of(a), shape_of(b)
    if not first or not second:
        raise ArrayError("a matrix product needs arrays, not a single number", "multiply by a number with *")
    shape_a = first if len(first) > 1 else (1, *first)
    shape_b = second if len(second) > 1 else (*second, 1)
    rows, inner, columns = shape_a[-2], shape_a[-1], shape_b[-1]
    if shape_b[-2] != inner:
        raise ArrayError(
            say(
                "{first} and {second} cannot be multiplied as matrices: the left has {columns}, the right {rows}",
                first=first,
                second=second,
                columns=plural(inner, "column"),
                rows=plural(shape_b[-2], "row"),
            ),
            say("the last size of the left and the last but one of the right must be equal"),
        )
    lead = broadcast_shape(shape_a[:-2], shape_b[:-2])
    shape = (*lead, *((rows,) if len(first) > 1 else ()), *((columns,) if len(second) > 1 else ()))
    check_work(entries((*lead, rows, columns)) * inner, f"the product of {first} and {second}")
    if len(shape_b) == 2:  # one right side: all rows of the left are rows of one matrix
        return value_of(multiply_rows(data_of(a), data_of(b), math.prod(lead) * rows, inner, columns), shape)
    left = data_of(broadcast_to(reshape(a, shape_a), (*lead, rows, inner)))
    right = data_of(broadcast_to(reshape(b, shape_b), (*lead, inner, columns)))
    m, n = rows * inner, inner * columns
    out: list[float] = []
    for k in range(math.prod(lead)):
        out += multiply_rows(left[k * m : (k + 1) * m], right[k * n : (k + 1) * n], rows, inner, columns)
    return value_of(out, shape)


def dot(a: Value, b: Value) -> Value:
    """Return the product of NumPy's ``dot``: over the last axis of ``a`` and the last but one of ``b``, or by a number."""
    if not shape_of(a) or not shape_of(b):
        return elementwise(mul, a, b)
    return tensordot(a, b, ([len(shape_of(a)) - 1], [max(len(shape_of(b)) - 2, 0)]))


def tensordot(a: Value, b: Value, axes: int | tuple[list[int], list[int]] = 2) -> Value:
    """Return the sum of products over axes of ``a`` and of ``b``, paired in order.

    A whole number stands for that many last axes of ``a`` and first ones of ``b``. The result has the other axes of
    ``a``, then those of ``b``. Raises ArrayError where paired sizes differ.
    """
    first, second = shape_of(a), shape_of(b)
    if isinstance(axes, int):
        if not 0 <= axes <= min(len(first), len(second)):
            raise ArrayError(f"{first} and {second} cannot be multiplied over {axes} axes: they have {len(first)} and {len(second)}")
        axes = (list(range(len(first) - axes, len(first))), list(range(axes)))
    left, right = [k % len(first) if first else k for k in axes[0]], [k % len(second) if second else k for k in axes[1]]
    axes_of(axes[0], first), axes_of(axes[1], second)
    if [first[k] for k in left] != [second[k] for k in right]:
        raise ArrayError(
            f"{first} and {second} cannot be multiplied over the axes {tuple(left)} and {tuple(right)}: their sizes differ",
            "the sizes of the paired axes must be equal",
        )
    free_a = [k for k in range(len(first)) if k not in left]
    free_b = [k for k in range(len(second)) if k not in right]
    rows, columns = math.prod([first[k] for k in free_a]), math.prod([second[k] for k in free_b])
    inner = math.prod([first[k] for k in left])
    shape = (*[first[k] for k in free_a], *[second[k] for k in free_b])
    check_work(entries(shape) * inner, f"the product of {first} and {second}")
    turned_a, turned_b = transpose(a, [*free_a, *left]), transpose(b, [*right, *free_b])
    return value_of(multiply_rows(data_of(turned_a), data_of(turned_b), rows, inner, columns), shape)


def outer(a: Value, b: Value) -> Array:
    """Return the products of every entry of ``a`` (a row each) with every entry of ``b``."""
    x, y = data_of(a), data_of(b)
    entries((len(x), len(y)))
    return Array(multiply_rows(x, y, len(x), 1, len(y)), (len(x), len(y)))


def kron(a: Value, b: Value) -> Value:
    """Return the Kronecker product: every entry of ``a`` times all of ``b``, laid side by side."""
    first, second = shape_of(a), shape_of(b)
    count = max(len(first), len(second))
    first, second = (1,) * (count - len(first)) + first, (1,) * (count - len(second)) + second
    spread_a = tuple([size for m in first for size in (m, 1)])
    spread_b = tuple([size for n in second for size in (1, n)])
    shape = tuple([m * n for m, n in zip(first, second, strict=True)])
    entries(shape)
    return reshape(elementwise(mul, reshape(a, spread_a), reshape(b, spread_b)), shape)


def cross(a: Value, b: Value, axis: int = -1) -> Value:
    """Return the cross product of the vectors of 3 entries along ``axis``. Raises ArrayError for another size."""
    for value in (a, b):
        shape = shape_of(value)
        if not shape or shape[axes_of(axis, shape)[0]] != 3:
            raise ArrayError(f"a cross product needs vectors of 3 entries, not the shape {shape}")
    x, y = [[getitem(moveaxis(v, axis, 0), k) for k in range(3)] for v in (a, b)]
    parts = [elementwise(lambda p, q, r, s: p * q - r * s, x[i], y[j], x[j], y[i]) for i, j in ((1, 2), (2, 0), (0, 1))]
    whole = concat([expand_dims(part, 0) for part in parts])
    return moveaxis(whole, 0, axis)


def trace(value: Value, k: int = 0) -> Value:
    """Return the sum of the ``k``-th diagonal of the matrices in the last two axes."""
    rows, columns = matrices(value, "trace")
    data = data_of(value)
    length = max(0, min(rows + min(0, k), columns - max(0, k)))
    start, size = max(0, -k) * columns + max(0, k), rows * columns
    places = range(start, start + length * (columns + 1), columns + 1)
    shape = shape_of(value)[:-2]
    return value_of([sum([data[m * size + i] for i in places], 0.0) for m in range(math.prod(shape))], shape)


def matrices(value: Value, what: str, square: bool = False) -> tuple[int, int]:
    """Return the sizes of the matrices in the last two axes. Raises ArrayError where there are none, or not square ones."""
    shape = shape_of(value)
    if len(shape) < 2:
        found = f"the shape {shape}" if shape else "a single number"
        raise ArrayError(f"the {what} needs a matrix, not {found}", "write a matrix as a list of its rows: [[1, 2], [3, 4]]")
    if square and shape[-1] != shape[-2]:
        rows, columns = plural(shape[-2], "row"), plural(shape[-1], "column")
        text = say("the {what} needs a square matrix, not one of {rows} and {columns}", what=say(what), rows=rows, columns=columns)
        raise ArrayError(text, say("A^T @ A is square for every matrix A"))
    return shape[-2], shape[-1]

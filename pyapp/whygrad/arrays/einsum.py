"""Sums of products by the names of their axes: ``einsum("ij,jk->ik", a, b)``.

Operands are multiplied two at a time, each time as one batched matrix product: shared names that stay are the batch,
shared names that are needed no more are summed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from .core import (
    ArrayError,
    Shape,
    Value,
    broadcast_shape,
    broadcast_to,
    check_work,
    data_of,
    entries,
    offsets,
    plural,
    shape_of,
    strided,
    strides_of,
    value_of,
)
from .layout import reshape, transpose
from .products import multiply_rows
from .reduce import sum_, sum_to

__all__ = ["einsum", "einsum_adjoint", "einsum_terms"]

Term = tuple[Value, list[str]]


def einsum_terms(notation: str, shapes: list[Shape]) -> tuple[list[list[str]], list[str]]:
    """Return the name of every axis of every operand, and of the result; the axes of ``...`` are named "0", "1", ….

    Without ``->`` the result has the names that occur once, in alphabetical order, behind the axes of ``...``.
    Raises ArrayError where the notation is malformed or does not fit the shapes.
    """
    text = notation.replace(" ", "")
    left, arrow, right = text.partition("->")
    parts = left.split(",")
    if len(parts) != len(shapes):
        raise ArrayError(
            f'"{notation}" speaks of {plural(len(parts), "array")}, not of {len(shapes)}',
            'write one letter for each axis and a comma between arrays: "ij,jk->ik"',
        )
    hidden = 0
    for part, shape in zip(parts, shapes, strict=True):
        named = _letters(part, notation)
        if "..." in part and len(shape) >= len(named):
            hidden = max(hidden, len(shape) - len(named))
        elif len(named) != len(shape):
            raise ArrayError(
                f'"{part}" in "{notation}" names {plural(len(named), "axis", "axes")}, and the array of shape {shape} has {len(shape)}'
            )
    terms = []
    for part, shape in zip(parts, shapes, strict=True):
        own = len(shape) - len(_letters(part, notation))
        terms.append(_named(part, [str(k) for k in range(hidden - own, hidden)]))
    dots = [str(k) for k in range(hidden)]
    if not arrow:
        counted = Counter([name for term in terms for name in term if name.isalpha()])
        return terms, dots + sorted([name for name, times in counted.items() if times == 1])
    letters = _letters(right, notation)
    for name in letters:
        if letters.count(name) > 1:
            raise ArrayError(f'"{notation}" names {name} twice in the result')
        if not any([name in term for term in terms]):
            raise ArrayError(f'"{notation}" names {name} in the result, and no array has such an axis')
    if hidden and "..." not in right:
        raise ArrayError(f'"{notation}" leaves out the axes of ... in the result', "sum them apart, or write ... in the result too")
    return terms, _named(right, dots)


def _letters(part: str, notation: str) -> list[str]:
    letters = part.replace("...", "", 1)
    for c in letters:
        if not (c.isascii() and c.isalpha()):
            raise ArrayError(f'"{notation}" is no notation for a sum of products: {c!r} is no letter', 'write it like "ij,jk->ik"')
    return list(letters)


def _named(part: str, dots: list[str]) -> list[str]:
    before, found, after = part.partition("...")
    return [*before, *(dots if found else ()), *after]


def einsum(notation: str, *values: Value) -> Value:
    """Return the sum of products that ``notation`` describes; names not in the result are summed.

    A name that is repeated in one operand takes the diagonal. Raises ArrayError where the notation is malformed or a
    name has two sizes.
    """
    terms, result, sizes = _sized(notation, values)
    return _product([_prepared(value, names, sizes) for value, names in zip(values, terms, strict=True)], result, sizes)


def einsum_adjoint(g: Value, notation: str, k: int, *values: Value) -> Value:
    """Return what operand ``k`` receives of the effect ``g`` on ``einsum(notation, *values)``.

    It is a sum of products again, with ``g`` in the place of the operand; along a name that this operand alone has, and
    that was summed, every entry receives the same.
    """
    terms, result, sizes = _sized(notation, values)
    wanted = tuple([sizes[name] for name in result])
    if shape_of(g) != wanted:
        raise ArrayError(f"an effect of shape {shape_of(g)} does not fit the sum of products, whose result has the shape {wanted}")
    others = [_prepared(values[i], names, sizes) for i, names in enumerate(terms) if i != k]
    once = list(dict.fromkeys(terms[k]))
    known = [name for name in once if name in result or any([name in names for _, names in others])]
    received = _product([(g, result), *others], known, sizes)
    received = reshape(received, [sizes[name] if name in known else 1 for name in once])
    shape, steps = _diagonal(terms[k], sizes)
    numbers = data_of(broadcast_to(received, shape))
    whole = tuple([sizes[name] for name in terms[k]])
    out = [0.0] * entries(whole)
    for place, x in zip(offsets(shape, steps), numbers, strict=True):
        out[place] = x
    return sum_to(value_of(out, whole), shape_of(values[k]))


def _sized(notation: str, values: Sequence[Value]) -> tuple[list[list[str]], list[str], dict[str, int]]:
    """Return the names of all axes and of the result, and the size of each name."""
    terms, result = einsum_terms(notation, [shape_of(v) for v in values])
    sizes: dict[str, int] = {}
    for value, names in zip(values, terms, strict=True):
        for name, size in zip(names, shape_of(value), strict=True):
            known = sizes.setdefault(name, size)
            if name.isalpha() and known != size:
                raise ArrayError(f'the axis {name} in "{notation}" has two sizes, {known} and {size}')
            if known != size:
                sizes[name] = broadcast_shape((known,), (size,))[0]
    return terms, result, sizes


def _product(left: list[Term], result: list[str], sizes: dict[str, int]) -> Value:
    """Return the product of operands in which every name stands once, summed to the names of ``result``."""
    while len(left) > 1:
        i, j = _cheapest(left, sizes)
        b, a = left.pop(j), left.pop(i)
        needed = {name for _, names in left for name in names} | set(result)
        left.append(_multiplied(_summed(a, needed | set(b[1])), _summed(b, needed | set(a[1])), needed, sizes))
    value, names = _summed(left[0], set(result))
    return transpose(value, [names.index(name) for name in result])


def _prepared(value: Value, names: list[str], sizes: dict[str, int]) -> Term:
    """Return an operand with every name once: repeated names take the diagonal, axes of ``...`` are broadcast."""
    wanted = tuple([sizes[name] if not name.isalpha() else size for name, size in zip(names, shape_of(value), strict=True)])
    value = broadcast_to(value, wanted)
    once = list(dict.fromkeys(names))
    if len(once) == len(names):
        return value, names
    shape, steps = _diagonal(names, sizes)
    return value_of(strided(data_of(value), shape, steps), shape), once


def _diagonal(names: list[str], sizes: dict[str, int]) -> tuple[Shape, list[int]]:
    """Return the sizes of the names, each once, and how far apart their entries stand where repeated names are equal."""
    steps = dict.fromkeys(names, 0)
    for name, step in zip(names, strides_of([sizes[name] for name in names]), strict=True):
        steps[name] += step
    return tuple([sizes[name] for name in steps]), list(steps.values())


def _summed(term: Term, needed: set[str]) -> Term:
    value, names = term
    axes = [k for k, name in enumerate(names) if name not in needed]
    return (sum_(value, axes), [name for name in names if name in needed]) if axes else term


def _cheapest(terms: list[Term], sizes: dict[str, int]) -> tuple[int, int]:
    """Return the two operands whose product takes the fewest multiplications."""
    if len(terms) == 2:
        return 0, 1
    pairs = [(i, j) for j in range(len(terms)) for i in range(j)]
    return min(pairs, key=lambda p: math.prod([sizes[name] for name in {*terms[p[0]][1], *terms[p[1]][1]}]))


def _multiplied(a: Term, b: Term, needed: set[str], sizes: dict[str, int]) -> Term:
    (x, left), (y, right) = a, b
    batch = [n for n in left if n in right and n in needed]
    inner = [n for n in left if n in right and n not in needed]
    rows = [n for n in left if n not in right]
    columns = [n for n in right if n not in left]
    names = batch + rows + columns
    shape = tuple([sizes[n] for n in names])
    times, m, k, n = (math.prod([sizes[name] for name in group]) for group in (batch, rows, inner, columns))
    check_work(entries(shape) * k, "the sum of products")
    p = data_of(transpose(x, [left.index(name) for name in batch + rows + inner]))
    q = data_of(transpose(y, [right.index(name) for name in batch + inner + columns]))
    if m == n == k == 1:
        return value_of([s * t for s, t in zip(p, q, strict=True)], shape), names
    out: list[float] = []
    for i in range(times):
        out += multiply_rows(p[i * m * k : (i + 1) * m * k], q[i * k * n : (i + 1) * k * n], m, k, n)
    return value_of(out, shape), names

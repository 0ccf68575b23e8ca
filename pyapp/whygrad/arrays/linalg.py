"""Linear algebra on the matrices in the last two axes: elimination with the largest pivot, and Cholesky's way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import mul

from ..words import say
from .core import Array, ArrayError, Shape, Value, broadcast_shape, broadcast_to, check_work, data_of, shape_of, value_of
from .make import eye
from .products import matmul, matrices

__all__ = ["cholesky", "cofactors", "det", "inverse", "matrix_power", "slogdet", "solve", "solve_triangular"]

Matrix = list[list[float]]
POWER_AT_MOST = 1000
MINORS_AT_MOST = 4  # rows of a matrix whose cofactors are always worked out as determinants of what is left
PRECISION = 2.220446049250313e-16  # the distance from 1 to the next double


def _each(value: Value, what: str) -> list[Matrix]:
    """Return every matrix as a list of its rows (new lists). Raises ArrayError for what is no square matrix."""
    n, _ = matrices(value, what, square=True)
    data = data_of(value)
    count = math.prod(shape_of(value)[:-2])
    check_work(count * n**3, f"the {what} of an array of shape {shape_of(value)}")
    return [[data[(m * n + i) * n : (m * n + i + 1) * n] for i in range(n)] for m in range(count)]


def _eliminate(rows: Matrix, n: int) -> tuple[float, bool]:
    """Bring the first ``n`` columns of ``rows`` to triangular form, in place.

    Returns the sign of the exchanges of rows, and whether a pivot is no larger than rounding (the matrix is singular
    as far as doubles can tell).
    """
    sign, singular = 1.0, False
    heights = [max([abs(x) for x in row[:n]], default=0.0) for row in rows]
    widths = [max([abs(row[j]) for row in rows], default=0.0) for j in range(n)]
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if best != k:
            rows[k], rows[best] = rows[best], rows[k]
            heights[k], heights[best] = heights[best], heights[k]
            sign = -sign
        top = rows[k]
        pivot = top[k]
        if abs(pivot) <= n * PRECISION * min(heights[k], widths[k]):
            singular = True
            if not pivot:
                continue
        for i in range(k + 1, n):
            row = rows[i]
            factor = row[k] / pivot
            if factor:
                rows[i] = row[: k + 1] + [x - factor * t for x, t in zip(row[k + 1 :], top[k + 1 :], strict=True)]
    return sign, singular


def det(value: Value) -> Value:
    """Return the determinants. Raises ArrayError where the matrices are not square."""
    found = []
    for rows in _each(value, "determinant"):
        found.append(_determinant(rows))
    return value_of(found, shape_of(value)[:-2])


def cofactors(value: Value) -> Value:
    """Return for each entry its cofactor: how fast the determinant moves with it, whether the matrix has an inverse or not.

    Raises ArrayError where the matrices are not square.
    """
    shape, out = shape_of(value), list[float]()
    for rows in _each(value, "determinant"):
        n = len(rows)
        _, singular = (0.0, True) if n <= MINORS_AT_MOST else _eliminate([row[:] for row in rows], n)
        if singular:
            check_work(n**5, f"the cofactors of a {n} × {n} matrix without an inverse")
            for i in range(n):
                left = [row for k, row in enumerate(rows) if k != i]
                out += [(-1.0) ** (i + j) * _determinant([row[:j] + row[j + 1 :] for row in left]) + 0.0 for j in range(n)]
        else:
            size, turned = _determinant([row[:] for row in rows]), _solved(rows, _identity(n))
            out += [size * turned[j][i] for i in range(n) for j in range(n)]
    return value_of(out, shape)


def _identity(n: int) -> Matrix:
    return [[float(i == j) for j in range(n)] for i in range(n)]


def _determinant(rows: Matrix) -> float:
    """Return the determinant of a matrix, which is changed; small ones as sums of products, so that whole numbers stay whole."""
    if len(rows) == 2:
        (a, b), (c, d) = rows
        return a * d - b * c
    if len(rows) == 3:
        (a, b, c), (d, e, f), (g, h, i) = rows
        return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    sign, _ = _eliminate(rows, len(rows))
    return math.prod([row[i] for i, row in enumerate(rows)], start=sign)


def slogdet(value: Value) -> tuple[Value, Value]:
    """Return the signs of the determinants and the logarithms of their sizes (0 and -infinity where one is 0)."""
    signs, logs = [], []
    for rows in _each(value, "determinant"):
        sign, _ = _eliminate(rows, len(rows))
        pivots = [row[i] for i, row in enumerate(rows)]
        negative = sum([p < 0 for p in pivots]) % 2
        signs.append(0.0 if 0.0 in pivots else -sign if negative else sign)
        logs.append(-math.inf if 0.0 in pivots else sum([math.log(abs(p)) for p in pivots], 0.0))
    shape = shape_of(value)[:-2]
    return value_of(signs, shape), value_of(logs, shape)


def _solved(rows: Matrix, right: Matrix) -> Matrix:
    n = len(rows)
    both = [row + more for row, more in zip(rows, right, strict=True)]
    _, singular = _eliminate(both, n)
    if singular:
        raise ArrayError(
            say("the {n} × {n} matrix is singular: its determinant is 0, so it has no inverse", n=n),
            say("one of its rows is a sum of multiples of the others, as far as doubles can tell"),
        )
    return _back(both, [row[n:] for row in both], range(n - 1, -1, -1))


def _back(rows: Matrix, right: Matrix, order: Sequence[int], unit: bool = False) -> Matrix:
    """Solve a triangular system, its unknowns in ``order``."""
    out: Matrix = [[]] * len(right)
    done: list[int] = []
    for i in order:
        row = rows[i]
        found = right[i]
        if done:
            weights = [row[k] for k in done]
            columns = zip(*[out[k] for k in done], strict=True)
            found = [x - sum(map(mul, weights, column)) for x, column in zip(found, columns, strict=True)]
        out[i] = found if unit else [x / row[i] for x in found]
        done.append(i)
    return out


def _systems(a: Value, b: Value, what: str, work: Callable[[Matrix, Matrix], Matrix]) -> Value:
    """Return ``work`` of every matrix of ``a`` with its right side: a list where ``b`` has one axis, else a matrix."""
    n, _ = matrices(a, what, square=True)
    own = shape_of(b)
    shape_b = (*own, 1) if len(own) == 1 else own
    if len(shape_b) < 2 or shape_b[-2] != n:
        raise ArrayError(
            f"{shape_of(a)} and {own} do not fit: the matrix has {n} rows and the right side {shape_b[-2] if shape_b else 'none'}",
            "the right side is a list with one entry for each row, or a matrix with as many rows",
        )
    lead = broadcast_shape(shape_of(a)[:-2], shape_b[:-2])
    width = shape_b[-1]
    systems = _each(broadcast_to(a, (*lead, n, n)), what)
    check_work(len(systems) * n * n * width, f"the {what} of {shape_of(a)} and {own}")
    data = data_of(broadcast_to(Array(data_of(b), shape_b), (*lead, n, width)))
    out: list[float] = []
    for m, rows in enumerate(systems):
        right = [data[(m * n + i) * width : (m * n + i + 1) * width] for i in range(n)]
        for row in work(rows, right):
            out += row
    shape: Shape = (*lead, n) if len(own) == 1 else (*lead, n, width)
    return value_of(out, shape)


def solve(a: Value, b: Value) -> Value:
    """Return x with ``a`` x = ``b``, where ``b`` is one list of right sides or a matrix of columns.

    Raises ArrayError where a matrix is not square, is singular, or does not fit ``b``.
    """
    return _systems(a, b, "solution", _solved)


def inverse(value: Value) -> Value:
    """Return the inverse matrices. Raises ArrayError where one is not square or is singular."""
    n, _ = matrices(value, "inverse", square=True)
    return _systems(value, eye(n), "inverse", _solved)


def matrix_power(value: Value, n: int) -> Value:
    """Return the ``n``-th powers of matrices, by squares; of the inverses where ``n`` is negative.

    Raises ArrayError where the matrices are not square, or have no inverse, and for very high powers, whose slope would take long.
    """
    matrices(value, "matrix power", square=True)
    if abs(n) > POWER_AT_MOST:
        raise ArrayError(f"a matrix power is worked out up to {POWER_AT_MOST}, not to {n}", "take a lower power of a power")
    base = inverse(value) if n < 0 else value
    result = broadcast_to(eye(shape_of(value)[-1]), shape_of(value))
    for bit in f"{abs(n):b}":
        result = matmul(result, result)
        result = matmul(result, base) if bit == "1" else result
    return result


def solve_triangular(a: Value, b: Value, lower: bool = True, unit: bool = False) -> Value:
    """Return x with ``a`` x = ``b`` where only one triangle of ``a`` is read (with 1 on its diagonal where ``unit``).

    Raises ArrayError where a number on the diagonal is 0.
    """

    def work(rows: Matrix, right: Matrix) -> Matrix:
        n = len(rows)
        if not unit and any([rows[i][i] == 0 for i in range(n)]):
            raise ArrayError("the triangular matrix is singular: there is a 0 on its diagonal")
        return _back(rows, right, range(n) if lower else range(n - 1, -1, -1), unit)

    return _systems(a, b, "solution", work)


def cholesky(value: Value) -> Value:
    """Return the lower triangular L with L L' = ``value``; only the lower triangle is read.

    Raises ArrayError where a matrix is not positive definite.
    """
    out: list[float] = []
    for rows in _each(value, "Cholesky factor"):
        n = len(rows)
        lower: Matrix = []
        for i, row in enumerate(rows):
            found: list[float] = []
            for j in range(i):
                found.append((row[j] - sum(map(mul, found, lower[j]))) / lower[j][j])
            rest = row[i] - sum(map(mul, found, found))
            if not rest > 0:
                raise ArrayError("the matrix is not positive definite, so it has no Cholesky factor", "A @ A^T + eye(n) always has one")
            lower.append([*found, math.sqrt(rest)])
            out += lower[-1] + [0.0] * (n - i - 1)
    return value_of(out, shape_of(value))

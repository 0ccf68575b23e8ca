"""Factors of a matrix given as rows of numbers: eigenvalues with their vectors, and orthogonal columns with a triangle."""

from __future__ import annotations

import math

__all__ = ["SIGNS", "Rows", "eigenvalues", "eigenvectors", "reflected", "rotated"]

SIGNS = "The signs of eigenvectors and singular vectors are a matter of choice: the library may give the opposite ones."
Rows = list[list[float]]


def rotated(a: Rows) -> tuple[list[float], Rows]:
    """Return the eigenvalues of a symmetric matrix, rising, and its eigenvectors as columns (C. G. J. Jacobi, 1846)."""
    n = len(a)
    a = [[(a[i][j] if i >= j else a[j][i]) for j in range(n)] for i in range(n)]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    scale = math.sqrt(sum([x * x for row in a for x in row])) or 1.0
    for _ in range(60):
        if math.sqrt(sum([a[i][j] ** 2 for i in range(n) for j in range(i)])) <= 1e-17 * scale:
            break
        for p in range(n):
            for q in range(p + 1, n):
                if abs(a[p][q]) <= 1e-300:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = math.copysign(1.0, theta) / (abs(theta) + math.hypot(theta, 1.0))
                c = 1 / math.hypot(t, 1.0)
                s = t * c
                for m in (a, v):
                    for row in m:
                        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
                a[p], a[q] = (
                    [c * x - s * y for x, y in zip(a[p], a[q], strict=True)],
                    [s * x + c * y for x, y in zip(a[p], a[q], strict=True)],
                )
    order = sorted(range(n), key=lambda k: a[k][k])
    columns = [[row[k] for row in v] for k in order]
    turned = [[-x for x in c] if (next((x for x in reversed(c) if abs(x) > 1e-12), 1.0) < 0) else c for c in columns]
    return [a[k][k] for k in order], [list(row) for row in zip(*turned, strict=True)] if n else []


def reflected(a: Rows) -> tuple[Rows, Rows]:
    """Return Q and R with a = Q R, by A. S. Householder's reflections (1958)."""
    m, n = len(a), len(a[0])
    r, q = [row[:] for row in a], [[float(i == j) for j in range(m)] for i in range(m)]
    for k in range(min(m - 1, n)):
        size = math.sqrt(sum([r[i][k] ** 2 for i in range(k, m)]))
        if not size or all([not r[i][k] for i in range(k + 1, m)]):
            continue
        v = [0.0] * k + [r[i][k] for i in range(k, m)]
        v[k] += math.copysign(size, v[k])
        length = sum([x * x for x in v])
        for j in range(n):
            dot = 2 * sum([v[i] * r[i][j] for i in range(k, m)]) / length
            for i in range(k, m):
                r[i][j] -= dot * v[i]
        for row in q:
            dot = 2 * sum([row[i] * v[i] for i in range(k, m)]) / length
            for i in range(k, m):
                row[i] -= dot * v[i]
    return q, [[x if j >= i else 0.0 for j, x in enumerate(row)] for i, row in enumerate(r)]


def eigenvalues(a: Rows) -> list[float] | None:
    """Return the eigenvalues of a square matrix as they come to stand on its diagonal, by steps of QR (J. G. F. Francis, 1961).

    None if some are complex.
    """
    a, found, moved = [row[:] for row in a], list[float](), 0.0
    size = max([abs(x) for row in a for x in row], default=0.0) or 1.0
    rounds = 0
    while a:
        n = len(a)
        if n == 1 or max([abs(x) for x in a[-1][:-1]]) <= 1e-15 * size:
            found.append(a[-1][-1] + moved)
            a, rounds = [row[:-1] for row in a[:-1]], 0
            continue
        if n == 2:
            pair = _of_two(a)
            if pair is None:
                return None
            found += [pair[1] + moved, pair[0] + moved]
            break
        if rounds > 60 * n or max([abs(x) for row in a[-2:] for x in row[:-2]]) <= 1e-15 * size:
            pair = _of_two([row[-2:] for row in a[-2:]])
            if pair is None or rounds > 60 * n:
                return None
            found += [pair[1] + moved, pair[0] + moved]
            a, rounds = [row[:-2] for row in a[:-2]], 0
            continue
        corner = _of_two([row[-2:] for row in a[-2:]]) or (a[-1][-1], a[-1][-1])
        shift = min(corner, key=lambda v: abs(v - a[-1][-1])) + (1e-3 * size if rounds % 11 == 10 else 0.0)
        q, r = reflected([[x - shift * (i == j) for j, x in enumerate(row)] for i, row in enumerate(a)])
        a = [[sum([x * q[k][j] for k, x in enumerate(row)]) for j in range(n)] for row in r]
        moved += shift
        rounds += 1
    return found[::-1]


def _of_two(a: Rows) -> tuple[float, float] | None:
    """Return the eigenvalues of a matrix of two rows in LAPACK's order (dlanv2); None if they are complex."""
    (p, b), (c, d) = a
    if c == 0:
        return p, d
    if b == 0:
        return d, p
    half = (p - d) / 2
    inside = half * half + b * c
    if inside < 0:
        return None
    z = half + math.copysign(math.sqrt(inside), half)
    return (d + z, d - b * c / z) if z else (d, d)


def eigenvectors(a: Rows, values: list[float]) -> Rows:
    """Return eigenvectors of length 1, as columns, for eigenvalues that are known: those of a repeated value as far apart as there are any."""
    size = max([abs(x) for row in a for x in row], default=0.0) or 1.0
    columns = list[list[float]]()
    for k, value in enumerate(values):
        before = sum([abs(v - value) <= 1e-7 * size for v in values[:k]])
        kernel = _kernel([[x - value * (i == j) for j, x in enumerate(row)] for i, row in enumerate(a)], 1e-7 * size)
        v = kernel[min(before, len(kernel) - 1)]
        length = math.hypot(*v) * (1.0 if next((x for x in reversed(v) if abs(x) > 1e-12), 1.0) > 0 else -1.0)
        columns.append([x / length for x in v])
    return [list(row) for row in zip(*columns, strict=True)]


def _kernel(a: Rows, least: float) -> Rows:
    """Return vectors that a square matrix takes to 0, at least one, by elimination with the largest pivot that is left."""
    n, order = len(a), list(range(len(a)))
    a = [row[:] for row in a]
    rank = 0
    while rank < n - 1:
        i, j = max(((i, j) for i in range(rank, n) for j in range(rank, n)), key=lambda place: abs(a[place[0]][place[1]]))
        if abs(a[i][j]) <= least:
            break
        a[rank], a[i] = a[i], a[rank]
        order[rank], order[j] = order[j], order[rank]
        for row in a:
            row[rank], row[j] = row[j], row[rank]
        pivot = a[rank][rank]
        a[rank] = [x / pivot for x in a[rank]]
        for k in range(n):
            if k != rank and a[k][rank]:
                by = a[k][rank]
                a[k] = [x - by * y for x, y in zip(a[k], a[rank], strict=True)]
        rank += 1
    found = []
    for free in range(rank, n):
        v = [0.0] * n
        v[order[free]] = 1.0
        for k in range(rank):
            v[order[k]] = -a[k][free]
        found.append(v)
    return found

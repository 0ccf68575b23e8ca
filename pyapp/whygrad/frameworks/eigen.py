"""Eigenvalues and eigenvectors of a symmetric matrix of plain numbers, by Jacobi's rotations."""

from __future__ import annotations

import math

__all__ = ["Rows", "rotated"]

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

"""NumPy's functions of vectors and matrices: products, triangles, and what numpy.linalg has."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from .. import arrays
from ..operations import TABLE
from .dtypes import DType
from .functions import Functions
from .session import CellError
from .tensor import apply, as_tensor

__all__ = ["Matrices"]


class Matrices(Functions):
    """Products, triangles and numpy.linalg."""

    def _of(self, name: str, x: Any) -> Any:
        return apply(self.cls, TABLE[name], x)

    def _as(self, x: Any, dtype: DType) -> Any:
        return as_tensor(self.cls, self.t(x), dtype)

    def inner(self, a: Any, b: Any) -> Any:
        a, b = self.t(a), self.t(b)
        return self.matmul(a, b) if a.ndim <= 1 and b.ndim <= 1 else self.tensordot(a, b, ((-1 % a.ndim,), (-1 % b.ndim,)))

    def vdot(self, a: Any, b: Any, **_: Any) -> Any:
        return self.dot(self._flat(a), self._flat(b))

    def _flat(self, x: Any) -> Any:
        x = self.t(x)
        return x if x.ndim == 1 else self.ravel(x)

    def cross(self, a: Any, b: Any, **_: Any) -> Any:
        a, b = self.t(a), self.t(b)
        if a.ndim != 1 or a.size != 3 or b.size != 3:
            raise CellError("NotImplementedError", "cross is supported for two vectors with three entries.")
        turned = [[a[1] * b[2] - a[2] * b[1]], [a[2] * b[0] - a[0] * b[2]], [a[0] * b[1] - a[1] * b[0]]]
        return self.stack([row[0] for row in turned])

    def kron(self, a: Any, b: Any) -> Any:
        a, b = self.t(a), self.t(b)
        if a.ndim != 2 or b.ndim != 2:
            return self.ravel(self.outer(a, b))
        (m, n), (p, q) = a.shape, b.shape
        return self.reshape(self.reshape(a, (m, 1, n, 1)) * self.reshape(b, (1, p, 1, q)), (m * p, n * q))

    def multi_dot(self, parts: Any, **_: Any) -> Any:
        found = parts[0]
        for part in parts[1:]:
            found = self.matmul(found, part)
        return found

    def matrix_power(self, x: Any, n: int) -> Any:
        return apply(self.cls, TABLE["matrix_power"].bind(n=n), self.t(x))

    def diag(self, x: Any, k: int = 0) -> Any:
        x = self.t(x)
        if k and x.ndim == 1:
            size = x.size + abs(k)
            rows = self.pad(self.diag(x), ((max(-k, 0), max(k, 0)), (max(k, 0), max(-k, 0))))
            return rows[:size, :size]
        if k:
            x = x[:, k:] if k > 0 else x[-k:]
        if x.ndim == 2 and x.shape[0] != x.shape[1]:
            size = min(x.shape)
            x = x[:size, :size]
        return apply(self.cls, TABLE["diag"], x)

    diagonal = diag

    def diagflat(self, x: Any, k: int = 0) -> Any:
        return self.diag(self.ravel(x), k)

    def tril(self, x: Any, k: int = 0) -> Any:
        return apply(self.cls, TABLE["tril"].bind(**({"k": k} if "k" in TABLE["tril"].parameters else {})), self.t(x))

    def triu(self, x: Any, k: int = 0) -> Any:
        return apply(self.cls, TABLE["triu"].bind(**({"k": k} if "k" in TABLE["triu"].parameters else {})), self.t(x))

    def pinv(self, x: Any, **_: Any) -> Any:
        x = self.t(x)
        turned = self.transpose(x)
        if x.shape[0] >= x.shape[1]:
            return self.matmul(self.inv(self.matmul(turned, x)), turned)
        return self.matmul(turned, self.inv(self.matmul(x, turned)))

    def slogdet(self, x: Any) -> tuple[Any, Any]:
        found = self.det(x)
        return apply(self.cls, TABLE["sign"], found), apply(self.cls, TABLE["ln"], apply(self.cls, TABLE["abs"], found))

    def lstsq(self, a: Any, b: Any, **_: Any) -> tuple[Any, Any, int, Any]:
        a, b = self.t(a), self.t(b)
        turned = self.transpose(a)
        found = self.solve(self.matmul(turned, a), self.matmul(turned, b))
        rest = self.matmul(a, found) - b
        return found, self.sum(rest * rest, 0), min(a.shape), None

    def qr(self, x: Any, mode: str = "reduced", **_: Any) -> Any:
        """Orthogonal columns and a triangle, by reflections as LAPACK makes them: the corners of the triangle take the signs it gives."""
        x = self.t(x)
        rows, columns = x.shape
        r = [[float(v) for v in row] for row in arrays.nested(x.value)]
        q = [[float(i == j) for j in range(rows)] for i in range(rows)]
        for k in range(min(rows - 1, columns)):
            v = [r[i][k] if i >= k else 0.0 for i in range(rows)]
            if not any(v[k + 1 :]):
                continue
            v[k] += math.copysign(math.hypot(*v), v[k])
            size = sum(a * a for a in v)
            for table in (r, q):
                for j in range(len(table[0])):
                    by = 2 * sum(v[i] * table[i][j] for i in range(rows)) / size
                    for i in range(k, rows):
                        table[i][j] -= by * v[i]
        kept = rows if mode == "complete" else min(rows, columns)
        upper = [[r[i][j] if j >= i else 0.0 for j in range(columns)] for i in range(kept)]
        made = [self._made(arrays.asarray(m), self.cls.float_type) for m in ([[q[j][i] for j in range(kept)] for i in range(rows)], upper)]
        return made[1] if mode == "r" else QRResult(*made)

    def svdvals(self, x: Any) -> Any:
        """Return the lengths by which a matrix stretches, the largest first. Values only."""
        x = self.t(x)
        small = self.matmul(x, self.transpose(x)) if x.shape[0] < x.shape[1] else self.matmul(self.transpose(x), x)
        return apply(self.cls, TABLE["sqrt"], self.clip(self.flip(self.eigvalsh(small)), 0.0, None))

    def svd(self, x: Any, full_matrices: bool = True, compute_uv: bool = True, **_: Any) -> Any:
        if compute_uv:
            raise CellError("NotImplementedError", "svd with its vectors is not supported.", "write compute_uv=False")
        return self.svdvals(x)

    def matrix_rank(self, x: Any, tol: Any = None, **_: Any) -> Any:
        found = arrays.data_of(self.svdvals(x).value)
        least = max(found) * max(self.t(x).shape) * 2.0 ** (-52 if self.cls.float_type.bits == 64 else -23) if tol is None else float(tol)
        return self._made(float(sum(v > least for v in found)), self.cls.int_type)

    def cond(self, x: Any, p: Any = None) -> Any:
        if p not in (None, 2):
            return self.norm(x, p) * self.norm(self.inv(x), p)
        found = self.svdvals(x)
        return found[0] / found[-1]

    def solve_triangular(self, a: Any, b: Any, lower: bool = False, trans: Any = 0, **_: Any) -> Any:
        a = self.tril(a) if lower else self.triu(a)
        return self.solve(self.transpose(a) if trans in (1, "T") else a, b)

    def expm(self, x: Any, **_: Any) -> Any:
        """The exponential of a matrix: its series for a matrix made small by halving, squared as often."""
        x = self.t(x)
        halvings = max(0, math.ceil(math.log2(max([abs(v) for v in arrays.data_of(x.value)] + [1e-9]) * x.shape[0])) + 3)
        x = x / 2.0**halvings
        found = term = self.eye(x.shape[0])
        for k in range(1, 14):
            term = self.matmul(term, x) / float(k)
            found = found + term
        for _round in range(halvings):
            found = self.matmul(found, found)
        return found

    def polyfit(self, x: Any, y: Any, degree: int, **_: Any) -> Any:
        x = self.t(x)
        columns = self.stack([x ** float(degree - k) if k < degree else x * 0 + 1.0 for k in range(degree + 1)], 1)
        return self.lstsq(columns, y)[0]

    def eigh(self, x: Any, **_: Any) -> tuple[Any, Any]:
        """Eigenvalues and vectors of a symmetric matrix, by turns that make one entry zero after another (Jacobi). Values only."""
        x = self.t(x)
        a = [row[:] for row in arrays.nested(x.value)]
        n = len(a)
        v = [[float(i == j) for j in range(n)] for i in range(n)]
        for _sweep in range(60):
            if sum(a[i][j] ** 2 for i in range(n) for j in range(i)) < 1e-30:
                break
            for p in range(n):
                for q in range(p + 1, n):
                    if a[p][q]:
                        _turned(a, v, p, q)
        order = sorted(range(n), key=lambda k: a[k][k])
        values = self._made(arrays.asarray([a[k][k] for k in order]), self.cls.float_type)
        return values, self._made(arrays.asarray([[v[i][k] for k in order] for i in range(n)]), self.cls.float_type)

    def eigvalsh(self, x: Any, **_: Any) -> Any:
        return self.eigh(x)[0]


class QRResult(NamedTuple):
    """What qr gives."""

    Q: Any
    R: Any


def _turned(a: list[list[float]], v: list[list[float]], p: int, q: int) -> None:
    theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    t = math.copysign(1.0, theta) / (abs(theta) + math.hypot(theta, 1.0))
    c = 1 / math.hypot(t, 1.0)
    s = t * c
    for k in range(len(a)):
        a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
    for k in range(len(a)):
        a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
    for row in v:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]

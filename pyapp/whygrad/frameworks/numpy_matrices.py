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


class SlogdetResult(NamedTuple):
    """What slogdet gives."""

    sign: Any
    logabsdet: Any


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
        return SlogdetResult(apply(self.cls, TABLE["sign"], found), apply(self.cls, TABLE["ln"], apply(self.cls, TABLE["abs"], found)))

    def lstsq(self, a: Any, b: Any, **_: Any) -> tuple[Any, Any, int, Any]:
        a, b = self.t(a), self.t(b)
        turned = self.transpose(a)
        found = self.solve(self.matmul(turned, a), self.matmul(turned, b))
        rest = self.matmul(a, found) - b
        return found, self.sum(rest * rest, 0), min(a.shape), None

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

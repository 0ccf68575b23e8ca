"""PyTorch's matrices (torch.linalg): products, inverses, factors, eigenvalues and singular values.

Eigenvalues come from Jacobi's rotations. The sign of an eigenvector is nobody's to say: here its last entry is not negative.
"""

from __future__ import annotations

import math
from typing import Any

from .. import arrays
from ..operations import TABLE
from .custom import own_operation
from .eigen import Rows, rotated
from .functions import Functions
from .session import current
from .tensor import Tensor, apply
from .torch import TorchTensor
from .torch_checks import refused
from .torch_statistics import Statistics, pair

__all__ = ["TorchMatrices"]

SIGNS = "The signs of eigenvectors and singular vectors are a matter of choice: PyTorch may give the opposite ones."


def _reflected(a: Rows) -> tuple[Rows, Rows]:
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


class TorchMatrices(Statistics):
    """torch.linalg, and the products of vectors and matrices."""

    # products
    def matmul(self, a: Any, b: Any, **o: Any) -> Any:
        b = o.get("other", b)
        if not isinstance(b, Tensor):
            raise refused(f"matmul(): argument 'other' (position 2) must be Tensor, not {type(b).__name__}", "TypeError")
        return Functions.matmul(self, a, b)

    def mm(self, a: Any, b: Any) -> Any:
        if a.ndim != 2:
            raise refused("self must be a matrix")
        if b.ndim != 2:
            raise refused("mat2 must be a matrix")
        return self.matmul(a, b)

    def bmm(self, a: Any, b: Any) -> Any:
        for k, t in enumerate((a, b), 1):
            if t.ndim != 3:
                raise refused(f"batch{k} must be a 3D tensor")
        return self.matmul(a, b)._rename("BmmBackward0")

    def addmm(self, x: Any, a: Any, b: Any, beta: float = 1, alpha: float = 1) -> Any:
        found = (x if beta == 1 else beta * x) + (self.matmul(a, b) if alpha == 1 else alpha * self.matmul(a, b))
        return found._rename("AddmmBackward0", [x, a, b])

    def outer(self, a: Any, b: Any) -> Any:
        return Functions.outer(self, a, b)

    def diag(self, x: Any, diagonal: Any = 0) -> Any:
        if not diagonal:
            return apply(TorchTensor, TABLE["diag"], x)
        if x.ndim == 1:
            above, below = max(diagonal, 0), max(-diagonal, 0)
            return apply(TorchTensor, TABLE["pad"].bind(widths=((below, above), (above, below))), self.diag(x))._rename(
                "DiagEmbedBackward0"
            )
        m, n = x.shape
        rows = range(max(-diagonal, 0), min(m, n - diagonal))
        return self.part(x, (list(rows), [k + diagonal for k in rows]))._rename("DiagonalBackward0")

    def diagonal(self, x: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Any:
        if x.ndim == 2:
            return self.diag(x, offset)
        if offset:
            raise refused("diagonal of more than two axes is supported with offset=0.", "NotImplementedError")
        size, moved = min(x.shape[dim1], x.shape[dim2]), self.movedim(x, (dim1, dim2), (-2, -1))
        return self.part(moved, (..., list(range(size)), list(range(size))))._rename("DiagonalBackward0")

    def diag_embed(self, x: Any, offset: int = 0, **_: Any) -> Any:
        if x.ndim == 1:
            return self.diag(x, offset)
        return (x.unsqueeze(-1) * self.eye(x.shape[-1], dtype=x._dtype))._rename("DiagEmbedBackward0", [x])

    def tril(self, x: Any, diagonal: Any = 0) -> Any:
        return apply(TorchTensor, TABLE["tril"].bind(k=diagonal), x)

    def triu(self, x: Any, diagonal: Any = 0) -> Any:
        return apply(TorchTensor, TABLE["triu"].bind(k=diagonal), x)

    def logdet(self, x: Any) -> Any:
        return apply(TorchTensor, TABLE["logdet"], x)

    def matrix_power(self, x: Any, n: Any) -> Any:
        return apply(TorchTensor, TABLE["matrix_power"].bind(n=n), x)

    def multi_dot(self, tensors: Any) -> Any:
        found = tensors[0]
        for t in tensors[1:]:
            found = self.matmul(found, t)
        return found

    def inv(self, x: Any) -> Any:
        return Functions.inv(self, x)

    inverse = inv

    def kron(self, a: Any, b: Any) -> Any:
        return self._new(arrays.kron(a.value, b.value), a._dtype) if not (a._needs or b._needs) else self._kron(a, b)

    def _kron(self, a: Any, b: Any) -> Any:
        (m, n), (p, q) = a.shape, b.shape
        return self.reshape(self.reshape(a, m, 1, n, 1) * self.reshape(b, 1, p, 1, q), m * p, n * q)

    def cross(self, a: Any, b: Any, dim: Any = -1) -> Any:
        x, y = self.unbind(a, dim), self.unbind(b, dim)
        parts = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]]
        return self.stack(parts, dim)._rename("LinalgCrossBackward0", [a, b])

    def cdist(self, a: Any, b: Any, p: Any = 2.0) -> Any:
        return self.norm(self.unsqueeze(a, -2) - self.unsqueeze(b, -3), p, -1)._rename("CdistBackward0", [a, b])

    def cosine_similarity(self, a: Any, b: Any, dim: Any = 1, eps: Any = 1e-8) -> Any:
        return self.sum(a / self.clamp(self.norm(a, 2, dim, True), eps) * (b / self.clamp(self.norm(b, 2, dim, True), eps)), dim)

    # sums of products
    def addmv(self, x: Any, a: Any, b: Any, beta: float = 1, alpha: float = 1) -> Any:
        return (beta * x + alpha * self.matmul(a, b))._rename("AddmvBackward0", [x, a, b])

    def addr(self, x: Any, a: Any, b: Any, beta: float = 1, alpha: float = 1) -> Any:
        return (beta * x + alpha * self.outer(a, b))._rename("AddrBackward0", [x, a, b])

    def baddbmm(self, x: Any, a: Any, b: Any, beta: float = 1, alpha: float = 1) -> Any:
        return (beta * x + alpha * self.bmm(a, b))._rename("BaddbmmBackward0", [x, a, b])

    def addbmm(self, x: Any, a: Any, b: Any, beta: float = 1, alpha: float = 1) -> Any:
        return (beta * x + alpha * self.sum(self.bmm(a, b), 0))._rename("AddbmmBackward0", [x, a, b])

    def vecdot(self, a: Any, b: Any, dim: int = -1) -> Any:
        return self.sum(a * b, dim)

    def inner(self, a: Any, b: Any) -> Any:
        if a.ndim <= 1 and b.ndim <= 1:
            return self.dot(a, b) if a.ndim and b.ndim else a * b
        return self.tensordot(a, b, ([a.ndim - 1], [b.ndim - 1]))

    def tensordot(self, a: Any, b: Any, dims: Any = 2, **_: Any) -> Any:
        if isinstance(dims, Tensor):
            dims = dims.tolist()
        return Functions.tensordot(self, a, b, dims)

    def vdot(self, a: Any, b: Any) -> Any:
        return self.dot(a, b)

    def pdist(self, x: Any, p: float = 2.0) -> Any:
        rows = [(i, j) for i in range(x.shape[0]) for j in range(i + 1, x.shape[0])]
        return self.stack([self.norm(x[i] - x[j], p) for i, j in rows])._rename("PdistBackward0", [x])

    def diagflat(self, x: Any, offset: int = 0) -> Any:
        return self.diag(x.reshape(-1), offset)

    def fill_of(self, x: Any) -> Rows:
        """Return a matrix as rows of numbers."""
        if x.ndim != 2:
            raise refused("factors and eigenvalues of more than one matrix at a time are not supported.", "NotImplementedError")
        data, width = arrays.data_of(x.value), x.shape[1]
        return [list(data[k * width : (k + 1) * width]) for k in range(x.shape[0])]

    def _rows(self, rows: Rows, like: Any) -> Any:
        shape = (len(rows), len(rows[0]) if rows else 0)
        return self._new(arrays.value_of([v for row in rows for v in row], shape), like._dtype)

    # eigenvalues and singular values
    def eigvalsh(self, x: Any, UPLO: str = "L") -> Any:
        numbers, _ = rotated(self.fill_of(x))
        values = self._new(arrays.value_of(numbers, (len(numbers),)), x._dtype)

        def back(g: Any) -> list[Any]:
            v = self._eigenvectors(x)
            return [self.matmul(v * g, self.turned(v))]

        return own_operation(TorchTensor, [x], values, back)._rename("LinalgEighBackward0") if x._needs else values

    def _eigenvectors(self, x: Any) -> Any:
        vectors = self._rows(rotated(self.fill_of(x))[1], x)

        def back(g: Any) -> list[Any]:
            v, w = self._eigenvectors(x), self.eigvalsh(x)
            apart = w.unsqueeze(0) - w.unsqueeze(1)
            same = self.eye(w.shape[0], dtype=x._dtype)
            inside = self.matmul(self.turned(v), g) * ((1 - same) / (apart + same))
            return [self.matmul(self.matmul(v, inside), self.turned(v))]

        return own_operation(TorchTensor, [x], vectors, back)._rename("LinalgEighBackward0") if x._needs else vectors

    def eigh(self, x: Any, UPLO: str = "L") -> Any:
        current().note(SIGNS)
        return pair("linalg_eigh", self.eigvalsh(x), self._eigenvectors(x), parts=("eigenvalues", "eigenvectors"))

    def svdvals(self, x: Any) -> Any:
        m, n = x.shape
        square = self.matmul(self.turned(x), x) if m >= n else self.matmul(x, self.turned(x))
        return self.sqrt_of(self.clamp(self.flip(self.eigvalsh(square.double()), 0), 0.0)).to(x._dtype)._rename("LinalgSvdBackward0", [x])

    def svd(self, x: Any, full_matrices: bool = True, some: bool = True, **_: Any) -> Any:
        """Return U, S and V turned; what it does not support (more columns than the rank has) is said."""
        current().note(SIGNS)
        m, n = x.shape
        if m < n:
            u, s, vh = self.svd(self.turned(x), full_matrices)
            return pair("linalg_svd", self.turned(vh), s, self.turned(u), parts=("U", "S", "Vh"))
        s, right = self.svdvals(x), self.flip(self._eigenvectors(self.matmul(self.turned(x), x)), 1)
        if (full_matrices and m > n) or any([v <= 1e-7 for v in arrays.data_of(s.value)]):
            raise refused(
                "svd is supported for matrices of full rank, with full_matrices=False where they are not square.", "NotImplementedError"
            )
        left = self.matmul(x, right) / s
        return pair("linalg_svd", left, s, self.turned(right), parts=("U", "S", "Vh"))

    def matrix_rank(self, x: Any, tol: Any = None, **_: Any) -> Any:
        sizes = arrays.data_of(self.svdvals(x.detach().double()).value)
        eps = {"float64": 2.0**-52}.get(x._dtype.name, 2.0**-23)
        least = max(sizes, default=0.0) * max(x.shape) * eps if tol is None else float(tol)
        return self.tensor(sum([s > max(least, 1e-8 * max(sizes, default=0.0)) for s in sizes]))

    def cond(self, x: Any, p: Any = None) -> Any:
        if p is not None and p != 2:
            return self.norm(x, p) * self.norm(self.inv(x), p)
        sizes = self.svdvals(x)
        return sizes[0] / sizes[-1]

    def slogdet(self, x: Any) -> Any:
        value = self.det(x)
        return pair(
            "linalg_slogdet",
            self.sign(value.detach()),
            abs(value).log()._rename("LinalgSlogdetBackward0", [x]),
            parts=("sign", "logabsdet"),
        )

    # factors
    def qr(self, x: Any, mode: str = "reduced") -> Any:
        q, r = _reflected(self.fill_of(x))
        m, n = x.shape
        size = min(m, n) if mode == "reduced" else m
        found = [self._rows([row[:size] for row in q], x), self._rows(r[:size], x)]
        if x._needs:
            if m < n or mode != "reduced":
                raise refused("the slope of qr is supported for mode='reduced' and no more columns than rows.", "NotImplementedError")
            found[1] = self._triangle(x, found[1])
            found[0] = self.matmul(x, self.inv(found[1]))
        return pair("linalg_qr", *[f._rename("LinalgQrBackward0") for f in found], parts=("Q", "R"))

    def _triangle(self, x: Any, r: Any) -> Any:
        """Return R with its slope: R turned times R is x turned times x, so it is Cholesky's factor, its rows with their signs."""
        factor = self.turned(apply(TorchTensor, TABLE["cholesky"], self.matmul(self.turned(x), x)))
        return factor * self.sign(self.diag(r.detach())).unsqueeze(1)

    def pinv(self, x: Any, **_: Any) -> Any:
        m, n = x.shape
        turned = self.turned(x)
        if m >= n:
            return self.matmul(self.inv(self.matmul(turned, x)), turned)
        return self.matmul(turned, self.inv(self.matmul(x, turned)))

    pinverse = pinv

    def lstsq(self, a: Any, b: Any, **_: Any) -> Any:
        solution = self.matmul(self.pinv(a), b)
        m, n = a.shape
        rest = self.sum((self.matmul(a, solution) - b) ** 2, 0) if m > n else self.zeros(0)
        return pair(
            "linalg_lstsq", solution, rest, self.matrix_rank(a), self.zeros(0), parts=("solution", "residuals", "rank", "singular_values")
        )

    def solve_triangular(self, a: Any, b: Any, *, upper: bool, left: bool = True, unitriangular: bool = False) -> Any:
        table = self.triu(a) if upper else self.tril(a)
        if unitriangular:
            table = table - self.diag(self.diag(table)) + self.eye(a.shape[-1], dtype=a._dtype)
        found = self.solve(table, b) if left else self.turned(self.solve(self.turned(table), self.turned(b)))
        return found._rename("LinalgSolveTriangularBackward0")

    def cholesky_solve(self, b: Any, factor: Any, upper: bool = False) -> Any:
        table = self.matmul(self.turned(factor), factor) if upper else self.matmul(factor, self.turned(factor))
        return self.solve(table, b)._rename("CholeskySolveBackward0")

    def matrix_exp(self, x: Any) -> Any:
        """Return e^x by its series, for x halved until it is small, then squared as often."""
        size = max([abs(v) for v in arrays.data_of(x.value)], default=0.0) * max(x.shape[-1], 1)
        halves = max(0, math.ceil(math.log2(size)) + 1) if size else 0
        small = x / 2.0**halves
        total = term = self.eye(x.shape[-1], dtype=x._dtype)
        for k in range(1, 15):
            term = self.matmul(term, small) / k
            total = total + term
        for _ in range(halves):
            total = self.matmul(total, total)
        return total._rename("LinalgMatrixExpBackward0", [x])

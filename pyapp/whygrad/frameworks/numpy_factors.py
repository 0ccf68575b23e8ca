"""Factors of matrices in NumPy's way, with their slopes: eigenvalues, singular values, orthogonal columns, and the norms made of them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from .. import arrays
from ..operations import TABLE
from .custom import own_operation
from .dtypes import FLOAT64, DType
from .factors import SIGNS, Rows, eigenvalues, eigenvectors, reflected, rotated
from .numpy_matrices import Matrices
from .session import CellError, current
from .tensor import apply

__all__ = ["Factors"]

ORDER = "The eigenvalues of a matrix that is not symmetric stand in no order: the library may give another one."
TINY = 1e-9  # a singular value this small against the largest is none: its vectors have no slope


class EighResult(NamedTuple):
    """What eigh gives."""

    eigenvalues: Any
    eigenvectors: Any


class EigResult(NamedTuple):
    """What eig gives."""

    eigenvalues: Any
    eigenvectors: Any


class SVDResult(NamedTuple):
    """What svd gives."""

    U: Any
    S: Any
    Vh: Any


class QRResult(NamedTuple):
    """What qr gives."""

    Q: Any
    R: Any


class Factors(Matrices):
    """numpy.linalg's factors and norms. What is found by steps that no rule follows has its slope from the theory of small changes."""

    def _matrix(self, x: Any) -> Any:
        x = self.t(x)
        if x.ndim != 2:
            text = "factors and eigenvalues are supported for one matrix at a time."
            raise CellError("NotImplementedError", text, "take one matrix after another")
        return x

    def _filled(self, rows: Rows, dtype: DType) -> Any:
        return self._made(arrays.asarray(rows), dtype)

    def _float(self, x: Any) -> Any:
        return x if x._dtype.is_floating else self._as(x, self.cls.float_type)

    # eigenvalues
    def eigh(self, x: Any, *_: Any, **__: Any) -> Any:
        """Eigenvalues, rising, and eigenvectors of a symmetric matrix."""
        x = self._matrix(x)
        if x.shape[0] != x.shape[1]:
            raise CellError("LinAlgError", "Last 2 dimensions of the array must be square")
        current().note(SIGNS)
        return EighResult(self._eigenvalues(x), self._eigenvectors(x))

    def eigvalsh(self, x: Any, *_: Any, **__: Any) -> Any:
        return self._eigenvalues(self._matrix(x))

    def eig(self, x: Any) -> Any:
        """Eigenvalues and eigenvectors of a matrix that need not be symmetric, if they are real. Values only."""
        values = self.eigvals(x)
        current().note(SIGNS)
        current().note(ORDER)
        x = self._float(self._matrix(x))
        rows = arrays.nested(x.value)
        return EigResult(values, self._filled(eigenvectors(rows, arrays.data_of(values.value)), x._dtype))

    def eigvals(self, x: Any) -> Any:
        x = self._float(self._matrix(x))
        found = eigenvalues(arrays.nested(x.value))
        if self.cls.framework == "jax" or found is None or getattr(x, "traced", False):
            text = "eigenvalues of a matrix that is not symmetric are supported in NumPy, without slopes, where they are real."
            raise CellError("NotImplementedError", text, "use eigh if the matrix is symmetric")
        return self._made(arrays.asarray(found), x._dtype)

    def _eigenvalues(self, x: Any) -> Any:
        x = self._float(x)
        values = self._made(arrays.asarray(rotated(arrays.nested(x.value))[0]), x._dtype)

        def back(g: Any) -> list[Any]:
            v = self._eigenvectors(x)
            return [self._of_symmetric(self.matmul(v * g, self.transpose(v)))]

        return own_operation(self.cls, [x], values, back)

    def _eigenvectors(self, x: Any) -> Any:
        x = self._float(x)
        vectors = self._filled(rotated(arrays.nested(x.value))[1], x._dtype)

        def back(g: Any) -> list[Any]:
            v, w = self._eigenvectors(x), self._eigenvalues(x)
            n = w.shape[0]
            same = self.eye(n)
            apart = self.reshape(w, (1, n)) - self.reshape(w, (n, 1)) + same
            inside = self.matmul(self.transpose(v), g) * ((1.0 - same) / apart)
            return [self._of_symmetric(self.matmul(self.matmul(v, inside), self.transpose(v)))]

        return own_operation(self.cls, [x], vectors, back)

    def _of_symmetric(self, slope: Any) -> Any:
        """Return the slope for a matrix that stays symmetric: an entry and its mirror image share it evenly; in autograd the lower one has it all."""
        both = slope + self.transpose(slope)
        if self.cls.framework == "autograd":
            return self.tril(both) - self.diag(self.diag(slope))
        return both / 2.0

    # singular values
    def svdvals(self, x: Any) -> Any:
        """Return the lengths by which a matrix stretches, the largest first."""
        return self._as(self._lengths(x), self._float(self.t(x))._dtype)

    def _lengths(self, x: Any) -> Any:
        x = self._as(self._matrix(x), FLOAT64)
        turned = self.transpose(x)
        small = self.matmul(x, turned) if x.shape[0] < x.shape[1] else self.matmul(turned, x)
        return apply(self.cls, TABLE["sqrt"], self.clip(self.flip(self._eigenvalues(small)), 0.0, None))

    def svd(self, x: Any, full_matrices: bool = True, compute_uv: bool = True, **_: Any) -> Any:
        """Return U, the singular values and V turned, or the values alone."""
        x = self._float(self._matrix(x))
        if not compute_uv:
            return self.svdvals(x)
        current().note(SIGNS)
        m, n = x.shape
        if m < n:
            u, s, vh = self.svd(self.transpose(x), full_matrices)
            return SVDResult(self.transpose(vh), s, self.transpose(u))
        wide = self._as(x, FLOAT64)
        s = self._lengths(x)
        right = self.flip(self._eigenvectors(self.matmul(self.transpose(wide), wide)), 1)
        found = arrays.data_of(s.value)
        if found and found[-1] <= TINY * max(found[0], TINY):
            text = "svd with its vectors is supported for matrices of full rank."
            raise CellError("NotImplementedError", text, "write compute_uv=False where the singular values are enough")
        left = self.matmul(wide, right) / s
        if full_matrices and m > n:
            rest = [row[n:] for row in reflected(arrays.nested(left.value))[0]]
            left = self.concatenate([left, self._filled(rest, FLOAT64)], 1)
        return SVDResult(*[self._as(part, x._dtype) for part in (left, s, self.transpose(right))])

    def matrix_rank(self, x: Any, tol: Any = None, **_: Any) -> Any:
        found = arrays.data_of(self._lengths(x).value)
        eps = 2.0 ** (-52 if self.cls.float_type.bits == 64 else -23)
        largest = max(found, default=0.0)
        least = max(largest * max(self.t(x).shape) * eps, 1e-8 * largest) if tol is None else float(tol)
        return self._made(float(sum(v > least for v in found)), self.cls.int_type)

    def cond(self, x: Any, p: Any = None) -> Any:
        if p not in (None, 2):
            return self.norm(x, p) * self.norm(self.inv(x), p)
        found = self.svdvals(x)
        return found[0] / found[-1]

    # orthogonal columns
    def qr(self, x: Any, mode: str = "reduced", **_: Any) -> Any:
        """Return orthogonal columns and a triangle, by reflections as LAPACK makes them: the corners of the triangle take the signs it gives."""
        x = self._float(self._matrix(x))
        m, n = x.shape
        q, r = reflected(arrays.nested(x.value))
        kept = m if mode == "complete" else min(m, n)
        upper = self._filled(r[:kept], x._dtype)
        left = self._filled([row[:kept] for row in q], x._dtype)
        if m >= n and kept == n and all([abs(r[k][k]) > TINY for k in range(n)]):
            # R turned times R is x turned times x, so R is Cholesky's factor, its rows with their signs
            factor = self.transpose(apply(self.cls, TABLE["cholesky"], self.matmul(self.transpose(x), x)))
            signs = self._made(arrays.asarray([[math.copysign(1.0, r[k][k])] for k in range(n)]), x._dtype)
            sloped = factor * signs
            upper, left = self._with_slope_of(upper, sloped), self._with_slope_of(left, self.matmul(x, self.inv(sloped)))
        return upper if mode == "r" else QRResult(left, upper)

    def _with_slope_of(self, value: Any, sloped: Any) -> Any:
        """Return the numbers of ``value`` with the slopes of ``sloped``, which is the same found in a less exact way."""
        return own_operation(self.cls, [sloped], value, lambda g: [g])

    # norms
    def norm(self, x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        x = self.t(x)
        ord = math.inf if ord == "inf" else ord
        if ord is not None and (x.ndim == 2 if axis is None else isinstance(axis, tuple) and len(axis) == 2):
            return self._matrix_norm(x, ord, keepdims)
        if isinstance(ord, str):
            raise CellError("ValueError", f"Invalid norm order '{ord}' for vectors")
        return super().norm(x, 2 if ord is None else ord, axis, keepdims, **o)

    def _matrix_norm(self, x: Any, ord: Any, keepdims: bool) -> Any:
        """Return the norm of a matrix: of its entries ("fro"), columns (1), rows (inf) or singular values (2 and "nuc")."""
        if ord in ("fro", "f"):
            return super().norm(x, 2, None, keepdims)
        x = self._matrix(x)
        if ord in ("nuc", 2, -2):
            sizes = self.svdvals(x)
            found = self.sum(sizes) if ord == "nuc" else sizes[0 if ord == 2 else -1]
        elif isinstance(ord, str) or abs(ord) not in (1, math.inf):
            jax = self.cls.framework == "jax"
            raise CellError("ValueError", f"Invalid order '{ord}' for matrix norm." if jax else "Invalid norm order for matrices.")
        else:
            sums = self.sum(abs(x), 0 if abs(ord) == 1 else 1)
            found = self.amax(sums) if ord > 0 else self.amin(sums)
        return self.reshape(found, (1, 1)) if keepdims else found

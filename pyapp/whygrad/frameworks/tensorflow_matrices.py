"""TensorFlow's matrices (tf.linalg): inverses, diagonals and eigenvalues.

The sign of an eigenvector is nobody's to say: here its last entry is not negative.
"""

from __future__ import annotations

import math
from typing import Any

from .. import arrays
from ..operations import TABLE
from .custom import own_operation
from .factors import rotated
from .functions import Functions
from .session import CellError, current
from .tensor import apply
from .tensorflow import EagerTensor
from .tensorflow_arrays import TFArrays

__all__ = ["TFMatrices"]

SIGNS = "The signs of eigenvectors are a matter of choice: TensorFlow may give the opposite ones."


class TFMatrices(TFArrays):
    """Whole matrices."""

    def _turned(self, x: Any, really: bool = True) -> Any:
        return apply(self.cls, TABLE["swapaxes"].bind(), x) if really else x

    def inv(self, input: Any, adjoint: bool = False, **_: Any) -> Any:
        return Functions.inv(self, self._turned(self.t(input), adjoint))

    def solve(self, matrix: Any, rhs: Any, adjoint: bool = False, **_: Any) -> Any:
        return Functions.solve(self, self._turned(self.t(matrix), adjoint), self.t(rhs))

    def matrix_transpose(self, a: Any, **_: Any) -> Any:
        return self._turned(self.t(a))

    adjoint = matrix_transpose

    def band_part(self, x: Any, num_lower: int, num_upper: int, **_: Any) -> Any:
        x = self.t(x)
        x = x if num_lower < 0 else apply(self.cls, TABLE["triu"].bind(k=-int(num_lower)), x)
        return x if num_upper < 0 else apply(self.cls, TABLE["tril"].bind(k=int(num_upper)), x)

    def logdet(self, x: Any, **_: Any) -> Any:
        x = self.t(x)
        lower = self.band_part(x, -1, 0)
        try:
            apply(self.cls, TABLE["cholesky"], lower + self._turned(lower) - self.band_part(x, 0, 0))
        except CellError:  # TensorFlow takes the logarithms of Cholesky's factor, which there is none of
            return self.sum(x, (-2, -1)) * math.nan
        return apply(self.cls, TABLE["logdet"], x)

    def set_diag(self, x: Any, diagonal: Any, **_: Any) -> Any:
        x = self.t(x)
        ones = self.eye(x.shape[0], x.shape[1], x._dtype)
        return x * (1 - ones) + self.expand_dims(self.t(diagonal), -1) * ones

    def diag(self, diagonal: Any, k: int = 0, **_: Any) -> Any:
        made = Functions.diag(self, diagonal)
        if not k:
            return made
        below, above = max(-k, 0), max(k, 0)
        return self.pad(made, [*[[0, 0]] * (made.ndim - 2), [below, above], [above, below]])

    def diag_part(self, input: Any, k: int = 0, **_: Any) -> Any:
        x = self.t(input)
        if x.ndim != 2:
            return Functions.diag(self, x)
        return Functions.diag(self, x[max(-k, 0) :, max(k, 0) :]) if k else Functions.diag(self, x)

    # symmetric matrices: as TensorFlow does, the numbers and the slope are those of the lower triangle
    def eigvalsh(self, tensor: Any, **_: Any) -> Any:
        x = self.t(tensor)
        numbers, _columns = rotated(self._rows(x))
        values = self.cls(current().leaf(arrays.value_of(numbers, (len(numbers),)), x._dtype), x._dtype)

        def back(g: Any) -> list[Any]:
            v = self._eigenvectors(x)
            return [self._lower(self.matmul(v * g, self._turned(v)))]

        return own_operation(EagerTensor, [x], values, back)

    def eigh(self, tensor: Any, **_: Any) -> tuple[Any, Any]:
        current().note(SIGNS)
        return self.eigvalsh(tensor), self._eigenvectors(self.t(tensor))

    def _eigenvectors(self, x: Any) -> Any:
        rows = rotated(self._rows(x))[1]
        made = arrays.value_of([v for row in rows for v in row], (len(rows), len(rows)))

        def back(g: Any) -> list[Any]:
            v, w = self._eigenvectors(x), self.eigvalsh(x)
            apart = self.expand_dims(w, 0) - self.expand_dims(w, 1)
            same = self.eye(w.shape[0], dtype=x._dtype)
            inside = self.matmul(self._turned(v), g) * ((1 - same) / (apart + same))
            return [self._lower(self.matmul(self.matmul(v, inside), self._turned(v)))]

        return own_operation(EagerTensor, [x], self.cls(current().leaf(made, x._dtype), x._dtype), back)

    def _rows(self, x: Any) -> list[list[float]]:
        if x.ndim != 2 or x.shape[0] != x.shape[1]:
            raise CellError("NotImplementedError", "eigenvalues of anything but one square matrix are not supported.", "take one at a time")
        data, width = arrays.data_of(x.value), x.shape[1]
        return [list(data[k * width : (k + 1) * width]) for k in range(x.shape[0])]

    def _lower(self, g: Any) -> Any:
        both = g + self._turned(g)
        return self.band_part(both, -1, 0) - self.band_part(g, 0, 0)

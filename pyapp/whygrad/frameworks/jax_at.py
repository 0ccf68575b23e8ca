"""x.at[index] of JAX: changed copies of an array."""

from __future__ import annotations

from typing import Any

from .. import arrays
from ..arrays import ArrayError
from ..operations import TABLE
from .dtypes import FLOAT32
from .jax import JNP, JaxArray
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor

__all__ = ["At"]


class At:
    """x.at[index]: changed copies of an array."""

    def __init__(self, array: Any, index: Any = None) -> None:
        self.array, self.index = array, index

    def __getitem__(self, index: Any) -> At:
        return At(self.array, index)

    def _plan(self) -> tuple[Any, tuple[int, ...]]:
        index, shape = self.index, arrays.shape_of(self.array.value)
        if isinstance(index, Tensor):
            index = index.tolist()
        elif isinstance(index, tuple):
            index = tuple([k.tolist() if isinstance(k, Tensor) else k for k in index])
        try:
            arrays.getitem(arrays.zeros(shape), index)
        except ArrayError:
            return None, shape
        return index, shape

    def _mask(self, index: Any, shape: tuple[int, ...]) -> Any:
        mask = arrays.setitem(arrays.zeros(shape), index, 1.0)
        return JaxArray(current().leaf(mask, FLOAT32), FLOAT32)

    def _spread(self, new: Any, index: Any, shape: tuple[int, ...]) -> Any:
        """Return zeros with ``new`` at the places of the index."""
        value = as_tensor(JaxArray, new)
        if value._dtype.kind != "b":
            value = as_tensor(JaxArray, value, self.array._dtype)
        wanted = arrays.shape_of(arrays.getitem(arrays.zeros(shape), index))
        try:
            value = JNP.broadcast_to(value, wanted) if wanted != value.shape else value
        except CellError:
            text = f"Incompatible shapes for broadcasting: {tuple(value.shape)} and requested shape {wanted}"
            if value.ndim > len(wanted):
                text = f"Cannot broadcast to shape with fewer dimensions: arr_shape={tuple(value.shape)} shape={wanted}"
            raise CellError("ValueError", text, "give one number, or as many as there are places") from None
        return apply(JaxArray, TABLE["scatter_add"].bind(index=index, shape=shape), value)

    def set(self, new: Any, **_: Any) -> Any:
        index, shape = self._plan()
        if index is None:  # JAX passes over places that are not there
            return self.array
        if self._repeats(index, shape):
            current_value = arrays.setitem(self.array.value, index, as_tensor(JaxArray, new).value)
            return JaxArray(current().leaf(current_value, self.array._dtype), self.array._dtype)
        return JNP.where(self._mask(index, shape) > 0, self._spread(new, index, shape), self.array)

    @staticmethod
    def _repeats(index: Any, shape: tuple[int, ...]) -> bool:
        counts = arrays.scatter_add(arrays.ones(arrays.shape_of(arrays.getitem(arrays.zeros(shape), index))), index, shape)
        return any([c > 1 for c in arrays.data_of(counts)])

    def add(self, new: Any, **_: Any) -> Any:
        index, shape = self._plan()
        return self.array if index is None else self.array + self._spread(new, index, shape)

    def subtract(self, new: Any, **_: Any) -> Any:
        return self.add(-as_tensor(JaxArray, new))

    def _by(self, work: Any) -> Any:
        index, _ = self._plan()
        return self.array if index is None else self.set(work(self.array[self.index]))

    def multiply(self, new: Any, **_: Any) -> Any:
        return self._by(lambda old: old * new)

    mul = multiply

    def divide(self, new: Any, **_: Any) -> Any:
        return self._by(lambda old: old / new)

    def power(self, new: Any, **_: Any) -> Any:
        return self._by(lambda old: old**new)

    def max(self, new: Any, **_: Any) -> Any:
        return self._by(lambda old: JNP.maximum(old, new))

    def min(self, new: Any, **_: Any) -> Any:
        return self._by(lambda old: JNP.minimum(old, new))

    def apply(self, f: Any, **_: Any) -> Any:
        return self._by(f)

    def get(self, mode: str = "", fill_value: Any = None, **_: Any) -> Any:
        index, shape = self._plan()
        if index is None and mode == "fill":
            return as_tensor(JaxArray, float("nan") if fill_value is None else fill_value, self.array._dtype)
        return self.array[self.index if index is not None else _near(self.index, shape)]


def _near(index: Any, shape: tuple[int, ...]) -> Any:
    """Return an index with places that are not there moved to the edge, as JAX does."""
    parts = index if isinstance(index, tuple) else (index,)
    moved = tuple([min(max(k, -n), n - 1) if isinstance(k, int) else k for k, n in zip(parts, shape, strict=False)])
    return (*moved, *parts[len(shape) :]) if isinstance(index, tuple) else moved[0]

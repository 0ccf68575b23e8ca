"""NumPy arrays that share their numbers with tensors of PyTorch: numpy() and from_numpy()."""

from __future__ import annotations

from typing import Any

from .numpy import ndarray
from .session import current
from .tensor import as_tensor
from .torch import TorchTensor
from .torch_memory import alias, memory_of, write

__all__ = ["from_numpy", "shared"]


class SharedArray(ndarray):
    """An array whose changes a tensor sees."""

    _at: Any = ()
    _base: Any = None
    _memory: Any = None

    def _give(self) -> None:
        """Let the tensors that share its numbers have them."""
        value, memory = self.value, self._memory
        for t in memory.others(self):
            if isinstance(t, TorchTensor) and t._at == self._at:
                write(t._apart(), as_tensor(TorchTensor, ndarray(current().leaf(value, self._dtype), self._dtype)), "")
                return

    def __setitem__(self, index: Any, new: Any) -> None:
        super().__setitem__(index, new)
        self._give()

    def _replaced(self, new: Any) -> Any:
        self.line = new.line
        self._give()
        return self

    def __iadd__(self, other: Any) -> Any:
        return self._replaced(self + other)

    def __isub__(self, other: Any) -> Any:
        return self._replaced(self - other)

    def __imul__(self, other: Any) -> Any:
        return self._replaced(self * other)


SharedArray.__name__ = SharedArray.__qualname__ = "ndarray"
SharedArray.__module__ = "numpy"


def shared(tensor: Any) -> Any:
    """Return the numbers of a tensor as an array that shares them."""
    made = SharedArray(current().leaf(tensor.value, tensor._dtype), tensor._dtype)
    memory_of(tensor)
    alias(made, tensor, None)
    return made


def from_numpy(array: Any) -> Any:
    """Return the numbers of an array as a tensor that shares them."""
    made = TorchTensor(current().leaf(array.value, array._dtype), array._dtype)
    if type(array) is ndarray:
        array.__class__ = SharedArray
    if type(array) is SharedArray:
        if array._memory is None:
            alias(array, made, None)
        else:
            alias(made, array, None)
    return made

"""TensorFlow's shapes and number types."""

from __future__ import annotations

from typing import Any

from .. import arrays
from .dtypes import DTYPES, DType

__all__ = ["TYPES", "TensorShape"]


class TensorShape(tuple):  # type: ignore[type-arg]
    """A shape that prints as TensorFlow's."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"TensorShape([{', '.join(map(str, self))}])"

    def __str__(self) -> str:
        return str(tuple(self))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, list | tuple) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __getitem__(self, index: Any) -> Any:
        found = tuple(self)[index]
        return TensorShape(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        return TensorShape((*self, *other))

    concatenate = __add__

    def as_list(self) -> list[int]:
        """Return the sizes as a list."""
        return list(self)

    def num_elements(self) -> int:
        """Return the number of entries."""
        return arrays.entries(self)

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self)

    ndims = rank


class _Type(DType):
    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    @property
    def is_integer(self) -> bool:
        """Whether it holds whole numbers."""
        return self.kind == "i"

    @property
    def as_numpy_dtype(self) -> DType:
        """The same type in NumPy."""
        return DTYPES[self.name]

    base_dtype = property(lambda self: self)


TYPES = {name: _Type(d.name, d.kind, d.bits) for name, d in DTYPES.items() if name == d.name}

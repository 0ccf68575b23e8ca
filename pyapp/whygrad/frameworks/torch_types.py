"""What PyTorch says of a tensor: its number type, its shape, its device."""

from __future__ import annotations

import math
from typing import Any

from .dtypes import DTYPES, DType
from .session import CellError

__all__ = ["TYPES", "Device", "Size"]


class _Type(DType):
    def __repr__(self) -> str:
        return f"torch.{self.name}"


TYPES = {name: _Type(d.name, d.kind, d.bits) for name, d in DTYPES.items()}


class Device:
    """Where a tensor is kept."""

    def __init__(self, name: Any = "cpu", index: Any = None) -> None:
        self.type = str(name).split(":")[0]
        self.index = index
        if self.type == "cuda":
            raise CellError("AssertionError", "Torch not compiled with CUDA enabled", "use the CPU: torch.device('cpu')")

    def __str__(self) -> str:
        return self.type

    def __repr__(self) -> str:
        return f"device(type='{self.type}')"

    def __eq__(self, other: object) -> bool:
        return str(other) == self.type

    def __hash__(self) -> int:
        return hash(self.type)

    def __enter__(self) -> Device:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Size(tuple):  # type: ignore[type-arg]
    """A shape that prints as PyTorch's."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, tuple(other)))

    def numel(self) -> int:
        """Return how many entries there are."""
        return math.prod(self)

"""Number types of the frameworks: what each holds, and how it is rounded."""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import Array, value_of

__all__ = [
    "BOOL",
    "DTYPES",
    "FLOAT32",
    "FLOAT64",
    "INT32",
    "INT64",
    "LARGEST",
    "UINT32",
    "DType",
    "ScalarType",
    "dtype_text",
    "rounded",
    "shortest",
]


LARGEST = {"float16": 65504.0, "bfloat16": 3.3895313892515355e38, "float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}


class DType:
    """A number type: its name, its kind ("f", "i" or "b") and its size in bits."""

    def __init__(self, name: str, kind: str, bits: int) -> None:
        self.name, self.kind, self.bits = name, kind, bits

    def __repr__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return getattr(other, "name", other) in (self.name, f"torch.{self.name}")

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_floating(self) -> bool:
        """Whether it holds fractions."""
        return self.kind == "f"

    @property
    def is_floating_point(self) -> bool:
        """Whether it holds fractions, in PyTorch's words."""
        return self.kind == "f"

    def __call__(self, value: Any = 0.0) -> Any:
        from .tensor import converted

        return converted(value, self)


class NumpyType(DType):
    """A number type in the words of NumPy and JAX."""

    def __repr__(self) -> str:
        return f"dtype('{self.name}')"

    def __str__(self) -> str:
        return self.name

    __hash__ = DType.__hash__

    def __eq__(self, other: object) -> bool:
        return super().__eq__({float: "float64", int: "int64", bool: "bool"}.get(other, other))  # type: ignore[call-overload]

    @property
    def type(self) -> Any:
        """The type itself."""
        return DTYPES[self.name]

    @property
    def itemsize(self) -> int:
        """The number of bytes of a number."""
        return max(self.bits // 8, 1)


BFLOAT16 = DType("bfloat16", "f", 16)
FLOAT16, FLOAT32, FLOAT64 = DType("float16", "f", 16), DType("float32", "f", 32), DType("float64", "f", 64)
INT8, INT16, INT32, INT64 = (DType(f"int{bits}", "i", bits) for bits in (8, 16, 32, 64))
UINT8, UINT16, UINT32, UINT64 = (DType(f"uint{bits}", "i", bits) for bits in (8, 16, 32, 64))
BOOL = DType("bool", "b", 1)
DTYPES = {d.name: d for d in (FLOAT16, BFLOAT16, FLOAT32, FLOAT64, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, BOOL)}
DTYPES |= {"float": FLOAT32, "double": FLOAT64, "half": FLOAT16, "long": INT64, "int": INT32}


def _single(numbers: Sequence[float]) -> list[float]:
    try:
        return array("f", numbers).tolist()
    except OverflowError:
        return [math.copysign(math.inf, x) if abs(x) > 3.4028235e38 and x == x else array("f", [x])[0] for x in numbers]


def _half(numbers: Sequence[float]) -> list[float]:
    out = []
    for x in numbers:
        try:
            out.append(struct.unpack("e", struct.pack("e", x))[0])
        except OverflowError:
            out.append(math.copysign(math.inf, x))
    return out


def _brief(numbers: Sequence[float]) -> list[float]:
    """Return numbers with the eight leading bits of bfloat16, ties to even."""
    out = []
    for x in _single(numbers):
        if math.isfinite(x):
            (bits,) = struct.unpack("I", struct.pack("f", x))
            bits = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16 << 16
            (x,) = struct.unpack("f", struct.pack("I", bits & 0xFFFFFFFF))
        out.append(x)
    return out


def _cut(numbers: Sequence[float]) -> list[float]:
    return [float(math.trunc(x)) if math.isfinite(x) else 0.0 for x in numbers]


def _wrapped(bits: int, signed: bool) -> Callable[[Sequence[float]], list[float]]:
    """Return what cuts to whole numbers and goes round at the ends of what ``bits`` hold."""
    low, high, span = -(2 ** (bits - 1)) * signed, 2 ** (bits - signed), 2**bits

    def work(numbers: Sequence[float]) -> list[float]:
        found = _cut(numbers)
        return [x if low <= x < high else (x - low) % span + low for x in found]

    return work


ROUND: dict[str, Callable[[Sequence[float]], list[float]]] = {
    "float16": _half,
    "bfloat16": _brief,
    "float32": _single,
    "float64": list,
    **{f"int{bits}": _wrapped(bits, True) for bits in (8, 16, 32)},
    **{f"uint{bits}": _wrapped(bits, False) for bits in (8, 16, 32)},
    "bool": lambda numbers: [float(x != 0) for x in numbers],
}


def rounded(value: Any, dtype: DType) -> Any:
    """Return a value as ``dtype`` holds it: floats rounded to its bits, whole numbers cut."""
    work = ROUND.get(dtype.name, _cut)
    if isinstance(value, Array):
        return Array(work(value.data), value.shape)
    return value_of(work([float(value)]), ())


class ScalarType(DType):
    """A number type as NumPy's class of single numbers: called, it makes one."""

    def __repr__(self) -> str:
        return f"<class 'numpy.{self.__name__}'>"

    @property
    def __name__(self) -> str:
        return self.name

    __hash__ = DType.__hash__

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def dtype_text(dtype: Any) -> NumpyType:
    """Return a type in the words of NumPy."""
    known = dtype if isinstance(dtype, DType) else DTYPES[{float: "float64", int: "int64", bool: "bool"}.get(dtype, dtype)]
    return NumpyType(known.name, known.kind, known.bits)


def shortest(x: float, dtype: DType) -> str:
    """Return the shortest digits that give back ``x`` in its type, without an exponent or with one as Python's repr has it."""
    if dtype.name == "float64":
        return repr(x)
    return next((repr(float(t)) for t in (f"{x:.{d}g}" for d in range(1, 10)) if rounded(float(t), dtype) == x), repr(x))

"""Number types of the frameworks: what each holds, how it is rounded, and how numbers of it are printed."""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import Array, value_of

__all__ = ["BOOL", "DTYPES", "FLOAT32", "FLOAT64", "INT32", "INT64", "DType", "array_text", "number_text", "rounded", "shortest"]


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


FLOAT16, FLOAT32, FLOAT64 = DType("float16", "f", 16), DType("float32", "f", 32), DType("float64", "f", 64)
INT8, INT32, INT64, UINT8 = DType("int8", "i", 8), DType("int32", "i", 32), DType("int64", "i", 64), DType("uint8", "i", 8)
BOOL = DType("bool", "b", 1)
DTYPES = {d.name: d for d in (FLOAT16, FLOAT32, FLOAT64, INT8, INT32, INT64, UINT8, BOOL)}
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


def _cut(numbers: Sequence[float]) -> list[float]:
    return [float(math.trunc(x)) if math.isfinite(x) else 0.0 for x in numbers]


ROUND: dict[str, Callable[[Sequence[float]], list[float]]] = {
    "float16": _half,
    "float32": _single,
    "float64": list,
    "bool": lambda numbers: [float(x != 0) for x in numbers],
}


def rounded(value: Any, dtype: DType) -> Any:
    """Return a value as ``dtype`` holds it: floats rounded to its bits, whole numbers cut."""
    work = ROUND.get(dtype.name, _cut)
    if isinstance(value, Array):
        return Array(work(value.data), value.shape)
    return value_of(work([float(value)]), ())


# ---- printing, as NumPy does ----


def shortest(x: float, dtype: DType) -> str:
    """Return the shortest digits that give back ``x`` in its type, without an exponent or with one as Python's repr has it."""
    if dtype.name == "float64":
        return repr(x)
    for digits in range(1, 10):
        text = f"{x:.{digits}g}"
        if rounded(float(text), dtype) == x:
            return repr(float(text))
    return repr(x)


def number_text(x: float, dtype: DType) -> str:
    """Return a number as NumPy prints a scalar of ``dtype``: 8.0, 0.1, 12, True, nan, inf, 1e-05."""
    if dtype.kind == "b":
        return str(bool(x))
    if dtype.kind == "i":
        return str(int(x))
    if not math.isfinite(x):
        return repr(x)
    text = shortest(x, dtype)
    size = abs(x)
    if "e" not in text and size and (size >= 1e16 or size < 1e-4):
        text = f"{x:e}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        if -5 < int(exponent) < 16 and dtype.name != "float64":
            return _plain(x, dtype)
        return f"{mantissa.removesuffix('.0')}e{exponent[0] if exponent[0] in '+-' else '+'}{exponent.lstrip('+-'):0>2}"
    return text


def _plain(x: float, dtype: DType) -> str:
    for digits in range(20):
        text = f"{x:.{digits}f}"
        if rounded(float(text), dtype) == x:
            return text if "." in text else f"{text}.0"
    return repr(x)


def _digits(x: float, dtype: DType, precision: int) -> tuple[str, str]:
    """Return what stands before and behind the point of ``x``, at most ``precision`` digits behind it."""
    text = _plain(x, dtype) if dtype.name != "float64" else _unique(x)
    whole, _, part = text.partition(".")
    if len(part) > precision:
        whole, _, part = f"{x:.{precision}f}".partition(".")
    return whole, part.rstrip("0")


def _unique(x: float) -> str:
    text = repr(x)
    if "e" not in text:
        return text
    return next((t for t in (f"{x:.{d}f}" for d in range(1, 25)) if float(t) == x), f"{x:.24f}")


def _scientific(x: float, dtype: DType, precision: int) -> tuple[str, str]:
    for digits in range(precision + 1):
        text = f"{x:.{digits}e}"
        if rounded(float(text), dtype) == x:
            break
    mantissa, exponent = text.split("e")
    whole, _, part = mantissa.partition(".")
    return f"{whole}.{part}", f"e{exponent[0]}{exponent[1:]:0>2}"


def entry_texts(numbers: Sequence[float], dtype: DType, precision: int = 8) -> list[str]:
    """Return the entries of an array as NumPy prints them side by side: of one width."""
    if dtype.kind == "b":
        texts = [str(bool(x)) for x in numbers]
    elif dtype.kind == "i":
        texts = [str(int(x)) for x in numbers]
    else:
        texts = _floats(numbers, dtype, precision)
    width = max(map(len, texts), default=0)
    return [t.rjust(width) for t in texts]


def _floats(numbers: Sequence[float], dtype: DType, precision: int) -> list[str]:
    known = [x for x in numbers if math.isfinite(x)]
    sizes = [abs(x) for x in known if x]
    large = sizes and (max(sizes) >= 1e8 or min(sizes) < 1e-4 or max(sizes) / min(sizes) > 1000.0)
    if large:
        parts = [_scientific(x, dtype, precision) for x in known]
        most = max(len(m.partition(".")[2]) for m, _ in parts)
        shown = iter([f"{m.partition('.')[0]}.{m.partition('.')[2]:0<{most}}{e}" for m, e in parts])
    else:
        pairs = [_digits(x, dtype, precision) for x in known]
        most = max([len(part) for _, part in pairs], default=0)
        shown = iter([f"{whole}.{part:<{most}}" for whole, part in pairs])
    return [next(shown) if math.isfinite(x) else repr(x) for x in numbers]


def array_text(value: Any, dtype: DType, separator: str = " ", indent: str = " ", texts: Sequence[str] | None = None) -> str:
    """Return an array as nested brackets, rows under each other as NumPy prints them; a long one with dots."""
    if not isinstance(value, Array):
        return number_text(value, dtype)
    if value.size > 1000:
        return _summary(value, dtype, separator, indent)
    entries = list(entry_texts(value.data, dtype) if texts is None else texts)
    return _nested(entries, value.shape, separator, indent)


def _nested(entries: list[str], shape: tuple[int, ...], separator: str, indent: str) -> str:
    if len(shape) == 1:
        return "[" + _wrapped(entries, separator, indent) + "]"
    step = len(entries) // shape[0] if shape[0] else 0
    rows = [_nested(entries[k * step : (k + 1) * step], shape[1:], separator, indent + " ") for k in range(shape[0])]
    return "[" + (separator.rstrip() + "\n" * (len(shape) - 1) + indent).join(rows) + "]"


def _wrapped(entries: list[str], separator: str, indent: str) -> str:
    lines, line = [], ""
    for k, entry in enumerate(entries):
        more = entry + (separator if k < len(entries) - 1 else "")
        if line and len(indent) + len(line) + len(more.rstrip()) > 74:
            lines.append(line.rstrip())
            line = ""
        line += more
    return ("\n" + indent).join([*lines, line])


def _summary(value: Array, dtype: DType, separator: str, indent: str) -> str:
    def row(data: list[float], shape: tuple[int, ...], indent: str) -> str:
        edges = [*range(min(3, shape[0])), *range(max(shape[0] - 3, 3), shape[0])]
        if len(shape) == 1:
            texts = [t.strip() for t in entry_texts([data[k] for k in edges], dtype)]
            if shape[0] > 6:
                texts.insert(3, "...")
            return "[" + separator.join(texts) + "]"
        step = len(data) // shape[0]
        rows = [row(data[k * step : (k + 1) * step], shape[1:], indent + " ") for k in edges]
        if shape[0] > 6:
            rows.insert(3, "...")
        return "[" + (separator.rstrip() + "\n" * (len(shape) - 1) + indent).join(rows) + "]"

    return row(value.data, value.shape, indent)

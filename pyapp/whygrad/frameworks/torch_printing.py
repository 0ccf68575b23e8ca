"""How PyTorch prints numbers: four digits behind the point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..arrays import Array
from .dtypes import DType
from .printing import number_text

__all__ = ["tensor_text"]


def tensor_text(value: Any, dtype: DType) -> str:
    """Return the numbers of a tensor as PyTorch prints them."""
    if not isinstance(value, Array):
        return _entries([value], dtype)[0].strip()
    texts = _entries(value.data, dtype)
    width = max(map(len, texts), default=0)
    return _nested([t.rjust(width) for t in texts], value.shape, "        ")


def _entries(numbers: Sequence[float], dtype: DType) -> list[str]:
    if dtype.kind != "f":
        return [number_text(x, dtype) for x in numbers]
    known = [x for x in numbers if math.isfinite(x)]
    whole = all(x == int(x) for x in known)
    sizes = [abs(x) for x in known if x]
    if (
        sizes
        and (max(sizes) / min(sizes) > 1000 or max(sizes) > 1e8 or min(sizes) < 1e-4)
        and not (whole and max(sizes) <= 1e8 and max(sizes) / min(sizes) <= 1000)
    ):
        return [f"{x:.4e}" if math.isfinite(x) else repr(x) for x in numbers]
    return [(f"{x:.0f}." if whole else f"{x:.4f}") if math.isfinite(x) else repr(x) for x in numbers]


def _nested(entries: list[str], shape: tuple[int, ...], indent: str) -> str:
    if len(shape) == 1:
        return f"[{', '.join(entries)}]"
    step = len(entries) // shape[0] if shape[0] else 0
    rows = [_nested(entries[k * step : (k + 1) * step], shape[1:], indent + " ") for k in range(shape[0])]
    return "[" + ("," + "\n" * (len(shape) - 1) + indent).join(rows) + "]"

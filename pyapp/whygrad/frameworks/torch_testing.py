"""torch.testing: the check that two results are close, with PyTorch's words where they are not."""

from __future__ import annotations

import math
from typing import Any

from ..arrays import data_of, value_of
from .dtypes import FLOAT32, rounded
from .modules import Namespace
from .torch import TorchTensor
from .torch_checks import refused

__all__ = ["testing"]

USUAL = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}


def assert_close(
    actual: Any, expected: Any, *, rtol: Any = None, atol: Any = None, equal_nan: bool = False, check_dtype: bool = True,
    msg: Any = None, **_: Any,
) -> None:  # fmt: skip
    """Raise CellError unless the two are close, entry by entry. What is no tensor is compared alike, lists part by part."""
    text = _unlike(actual, expected, rtol, atol, equal_nan, check_dtype)
    if text:
        raise refused(text if msg is None else msg(text) if callable(msg) else str(msg), "AssertionError", "compare the two printed values")


def _unlike(a: Any, b: Any, rtol: Any, atol: Any, same_nan: bool, check_dtype: bool) -> str:
    """Return how two values differ, or nothing."""
    if isinstance(a, TorchTensor) and isinstance(b, TorchTensor):
        for name, of_a, of_b in (("shape", a.shape, b.shape), ("dtype", a.dtype, b.dtype)):
            if of_a != of_b and (name != "dtype" or check_dtype):
                return f"The values for attribute '{name}' do not match: {of_a!r} != {of_b!r}."
        return _numbers(data_of(a.value), data_of(b.value), tuple(a.shape), a._dtype, rtol, atol, same_nan)
    if isinstance(a, list | tuple | dict) and isinstance(b, list | tuple | dict) and isinstance(a, dict) == isinstance(b, dict):
        if len(a) != len(b):
            return f"The length of the sequences mismatch: {len(a)} != {len(b)}"
        for k in a if isinstance(a, dict) else range(len(a)):
            if isinstance(a, dict) and k not in b:
                return f"The keys of the mappings do not match: {k!r} is missing in the second"
            text = _unlike(a[k], b[k], rtol, atol, same_nan, check_dtype)
            if text:
                return f"{text}\n\nThe failure occurred for item [{k!r}]" if "failure" not in text else text
        return ""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return _numbers([a], [b], (), TorchTensor.float_type if isinstance(a, float) else None, rtol, atol, same_nan, "float64")
    raise refused(f"No comparison pair was able to handle inputs of type {type(a)} and {type(b)}.", "TypeError", "give two tensors")


def _numbers(
    a: Any, b: Any, shape: tuple[int, ...], dtype: Any, rtol: Any, atol: Any, same_nan: bool, kind: str = ""
) -> str:  # fmt: skip
    floating = dtype is not None and dtype.is_floating
    usual = USUAL[kind or dtype.name] if floating else (0.0, 0.0)
    rtol, atol = (usual[0] if rtol is None else rtol), (usual[1] if atol is None else atol)
    gaps = [0.0 if x == y or (same_nan and x != x and y != y) else abs(x - y) for x, y in zip(a, b, strict=True)]
    shares = [g / abs(y) if y else math.inf if g else 0.0 for g, y in zip(gaps, b, strict=True)]
    if not kind:
        gaps, shares = [data_of(rounded(value_of(part, (len(part),)), dtype if floating else FLOAT32)) for part in (gaps, shares)]
    wrong = [k for k, (g, y) in enumerate(zip(gaps, b, strict=True)) if g and not g <= atol + rtol * abs(y)]
    if not wrong:
        return ""
    exact = not rtol and not atol
    allowed = [f" (up to {t} allowed)" if not exact else "" for t in (atol, rtol)]
    if not shape:
        head = f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {b[0]} but got {a[0]}.\n"
        return f"{head}Absolute difference: {gaps[0]}{allowed[0]}\nRelative difference: {shares[0]}{allowed[1]}"
    lines = [f"Mismatched elements: {len(wrong)} / {len(a)} ({len(wrong) / len(a):.1%})"]
    for name, found, told in zip(("absolute", "relative"), (gaps, shares), allowed, strict=True):
        _, value, at = max([(found[k] != found[k], found[k], -k) for k in wrong])
        at, value = -at, value if floating or name == "relative" else int(value)
        lines.append(f"Greatest {name} difference: {value} at index {_place(at, shape)}{told}")
    return f"Tensor-likes are not {'equal' if exact else 'close'}!\n\n" + "\n".join(lines)


def _place(at: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    place = []
    for n in reversed(shape):
        place.append(at % n)
        at //= n
    return tuple(reversed(place))


testing = Namespace("torch.testing", {"assert_close": assert_close})

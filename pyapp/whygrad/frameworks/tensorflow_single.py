"""Numbers of 32 bits in TensorFlow's own order of single steps, so that the last digit is the library's where that can be had.

For up to seven entries; longer tensors go through other code of the library, whose last digits are its own.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import data_of, elementwise
from ..arrays.reduce import lanes
from ..operations import Operation

__all__ = ["single"]

LARGE = 87.0  # from here on exp would leave the range


def _s(x: float) -> float:
    return float(array("f", [x])[0])


def _exp(x: float) -> float:
    return _s(math.exp(min(max(x, -103.0), 88.0)))


def _sigmoid(x: float) -> float:
    e = _exp(x)
    return _s(e / _s(1 + e)) if x < LARGE else 1.0


def _gelu(x: float) -> float:
    return _s(0.5 * x) * _s(1 + _s(math.erf(_s(x * _s(math.sqrt(0.5))))))


TANH = (
    (1.394553628e-8, 2.102733560e-5, 3.520756727e-3, 1.340216100e-1),
    (8.015776984e-7, 3.326951409e-4, 2.597254514e-2, 4.673548340e-1, 1.0),
)


def _tanh(x: float) -> float:
    """Return tanh as Eigen's quotient of two polynomials gives it."""
    x = min(max(x, -7.90738964080810547), 7.90738964080810547) if x == x else x
    square = _s(x * x)
    top, bottom = (_polynomial(square, numbers) for numbers in TANH)
    return _s(_s(_s(square * x) * top) + x) / bottom


def _polynomial(x: float, numbers: Sequence[float]) -> float:
    found = _s(numbers[0])
    for c in numbers[1:]:
        found = _s(_s(found * x) + _s(c))
    return found


ENTRIES: dict[str, Callable[..., float]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "swish": lambda x: x * _sigmoid(x),
    "softplus": lambda x: math.log1p(_exp(x)) if x < 13.9 else x,
    "elu": lambda x, alpha: x if x > 0 else alpha * (_exp(x) - 1),
    "gelu": _gelu,
    "rsqrt": lambda x: 1 / _s(math.sqrt(x)) if x > 0 else math.inf if x == 0 else math.nan,
}


def _softmax(row: list[float]) -> list[float]:
    top = max(row)
    powers = array("f", [math.exp(x - top) for x in row]).tolist()
    part = _s(1.0 / _s(math.fsum(powers)))
    return [p * part for p in powers]


def _log_softmax(row: list[float]) -> list[float]:
    top = max(row)
    moved = array("f", [x - top for x in row]).tolist()
    total = _s(math.log(_s(math.fsum(array("f", [math.exp(x) for x in moved])))))
    return [x - total for x in moved]


ROWS: dict[str, Callable[[list[float]], list[float]]] = {"softmax": _softmax, "log_softmax": _log_softmax}


def single(op: Operation, given: Sequence[Any]) -> Any:
    """Return the value of an operation; None where the usual order will do."""
    if op.name in ENTRIES:
        return elementwise(ENTRIES[op.name], *given)
    if op.name in ROWS and all(map(math.isfinite, data_of(given[0]))):
        return lanes(ROWS[op.name], given[0], op.bound["axis"])
    return None

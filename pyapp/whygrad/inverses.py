"""What a function makes of an inverse function: sin(arcsin u) is u, and cos(arcsin u) is sqrt(1 - u^2).

Each holds wherever the left side has a value; the right side may have one at more places.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .operations import TABLE, Operation

__all__ = ["UNDONE"]

sqrt = TABLE["sqrt"]


def _itself(u: Any) -> Any:
    return u


def _down(u: Any) -> Any:
    return sqrt(1 - u * u)


def _up(u: Any) -> Any:
    return sqrt(1 + u * u)


PAIRS = (
    ("exp", "ln"), ("ln", "exp"), ("arsinh", "sinh"), ("artanh", "tanh"),
    *((f, f"arc{f}") for f in ("sin", "cos", "tan", "sec", "csc", "cot")),
    *((f, f"ar{f}") for f in ("sinh", "cosh", "tanh", "sech", "csch", "coth")),
)  # fmt: skip
MIXED: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("cos", "arcsin"): _down, ("sin", "arccos"): _down, ("sech", "artanh"): _down,
    ("sec", "arctan"): _up, ("cosh", "arsinh"): _up,
    ("cos", "arctan"): lambda u: 1 / _up(u), ("sin", "arctan"): lambda u: u / _up(u), ("tanh", "arsinh"): lambda u: u / _up(u),
    ("tan", "arcsin"): lambda u: u / _down(u), ("tan", "arccos"): lambda u: _down(u) / u, ("sec", "arcsin"): lambda u: 1 / _down(u),
    ("cosh", "artanh"): lambda u: 1 / _down(u), ("sinh", "artanh"): lambda u: u / _down(u),
    ("sinh", "arcosh"): lambda u: sqrt(u * u - 1),
}  # fmt: skip
UNDONE: dict[tuple[Operation, Operation], Callable[[Any], Any]] = {
    (TABLE[f], TABLE[g]): made for (f, g), made in {**dict.fromkeys(PAIRS, _itself), **MIXED}.items()
}
"""By the outer and the inner operation: what the two make of their argument."""

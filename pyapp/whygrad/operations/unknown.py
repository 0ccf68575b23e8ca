"""Functions that nobody defined: f(x) stands for any function, and its derivative is written f'(x)."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from .entry import Limit, Operation

__all__ = ["UNKNOWN", "unknown"]

UNKNOWN = frozenset("fgh")
"""The letters that stand for a function before a bracket, if the source gives them no other meaning."""


@cache
def unknown(name: str, primes: int = 0) -> Operation:
    """Return the operation "an unknown function, differentiated ``primes`` times": it has a rule, but no value."""

    def slope(g: Any, y: Any, x: Any) -> Any:
        return g * unknown(name, primes + 1)(x)

    shown = name + "'" * primes
    needed = f"a definition of {name}" if primes else "a definition"
    return Operation(
        shown,
        lambda x: math.nan,
        (slope,),
        "special",
        "{name} is any function: its slope is called {name}'",
        text=f"{shown}({{0}})",
        latex=rf"{shown}\left({{0}}\right)",
        python=f"{'d' * (primes > 0)}{primes if primes > 1 else ''}{name}({{0}})",
        domain=Limit(lambda x: False, f"{needed}, such as {name}(x) = x^2, before it can have a value"),
    )

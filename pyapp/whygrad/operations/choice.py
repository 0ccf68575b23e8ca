"""Comparisons and choices. A comparison is 1 where it holds and 0 where it does not; no slope flows through it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import arithmetic  # noqa: F401  (arithmetic on handles looks its entries up)
from .entry import Operation, Ref, operation

# ---- comparisons ----


def _comparison(name: str, test: Callable[[Any, Any], bool], sign: str, latex: str, alias: str, special: str) -> Operation:
    return operation(
        name, test, None, None,
        rule="piecewise", because="it only tells which piece holds, and it does not change under a small move",
        text=f"{{0}} {sign} {{1}}", latex=f"{{0}} {latex} {{1}}", python=f"{{0}} {sign} {{1}}", level=0,
        wide=lambda a, b: Decimal(test(a, b)), aliases=alias, special=(special,),
    )  # fmt: skip


less = _comparison("less", operator.lt, "<", "<", "lt", "1, 2 -> 1")
less_equal = _comparison("less_equal", operator.le, "<=", r"\le", "le", "2, 1 -> 0")
greater = _comparison("greater", operator.gt, ">", ">", "gt", "2, 1 -> 1")
greater_equal = _comparison("greater_equal", operator.ge, ">=", r"\ge", "ge", "2, 2 -> 1")
equal = _comparison("equal", operator.eq, "==", "=", "eq", "2, 2 -> 1")
not_equal = _comparison("not_equal", operator.ne, "!=", r"\ne", "ne", "2, 2 -> 0")

# ---- conditions joined ----

logical_and = operation(
    "logical_and", lambda a, b: a != 0 and b != 0, None, None,
    rule="piecewise", because="it only tells whether both conditions hold, and it does not change under a small move",
    latex=r"\left({0} \text{{ and }} {1}\right)", python="({0} != 0 and {1} != 0)",
    wide=lambda a, b: Decimal(a != 0 and b != 0), special=("1, 0 -> 0", "1, 1 -> 1"), example="where(logical_and(x > 0, x < 1), x, 0)",
    spelled={"*": "@.logical_and"},
)  # fmt: skip

logical_or = operation(
    "logical_or", lambda a, b: a != 0 or b != 0, None, None,
    rule="piecewise", because="it only tells whether one of the conditions holds, and it does not change under a small move",
    latex=r"\left({0} \text{{ or }} {1}\right)", python="({0} != 0 or {1} != 0)",
    wide=lambda a, b: Decimal(a != 0 or b != 0), special=("1, 0 -> 1", "0, 0 -> 0"), example="where(logical_or(x < 0, x > 1), x, 0)",
    spelled={"*": "@.logical_or"},
)  # fmt: skip

logical_not = operation(
    "logical_not", lambda a: a == 0, None,
    rule="piecewise", because="it only tells that the condition does not hold, and it does not change under a small move",
    latex=r"\left(\text{{not }} {0}\right)", python="({0} == 0)",
    wide=lambda a: Decimal(a == 0), special=("0 -> 1", "1 -> 0"), example="where(logical_not(x > 0), x, 0)",
    spelled={"*": "@.logical_not"},
)  # fmt: skip

# ---- the choice ----

where = operation(
    "where", lambda c, a, b: a if c else b, None, lambda g, y, c, a, b: where(c, g, 0), lambda g, y, c, a, b: where(c, 0, g),
    rule="piecewise", because="on each piece only that piece's formula counts, so each piece is differentiated on its own",
    latex=r"\begin{{cases}} {1} & \text{{if }} {0} \\ {2} & \text{{otherwise}} \end{{cases}}", python="({1} if {0} else {2})",
    wide=lambda c, a, b: a if c else b, active=lambda c, a, b: (0, 1) if c else (0, 2),
    special=("1, 2, 3 -> 2", "0, 2, 3 -> 3"), example="where(x < 0, -x, x^2)",
    spelled={"*": "@.where"},
)  # fmt: skip


def choose(condition: Any, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    """Return ``where(condition, then(), otherwise())``, for vjps.

    With numbers only the chosen side is worked out, because the other one may not exist there or be too large.
    """
    if type(condition) is Ref:
        return where(condition, then(), otherwise())
    return then() if condition else otherwise()

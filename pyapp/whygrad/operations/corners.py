"""Operations with corners and jumps: each says which slope is used where the slopes on the two sides differ."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from .choice import greater, less, where
from .entry import Corner, Limit, operation
from .numerics import whole

# Forwards that only compare and choose are exact for every kind of number, so they also serve exact fractions.

# ---- size and sign ----

absolute = operation(
    "abs", abs, lambda g, y, x: g * sign(x),
    rule="absolute", because="where x is positive it is x itself, slope 1; where x is negative it is -x, slope -1",
    latex=r"\left|{0}\right|", python="abs({0})", wide=abs, aliases="absolute fabs",
    corner=Corner(lambda x: x == 0, ("-1", "1"), "0, halfway between the two; TensorFlow and PyTorch also give 0, JAX gives 1"),
    special=("0 -> 0", "-2 -> 2"),
    spelled={"*": "@.abs"},
)  # fmt: skip

sign = operation(
    "sign", lambda x: (x > 0) - (x < 0), lambda g, y, x: g * 0,
    rule="absolute", because="it stays at 1 or at -1 when x moves a little, so its slope is 0",
    python="(({0} > 0) - ({0} < 0))", wide=lambda x: Decimal((x > 0) - (x < 0)), aliases="sgn signum",
    corner=Corner(lambda x: x == 0, ("0", "0"), "0, although the value jumps here; TensorFlow, PyTorch and JAX also give 0"),
    special=("0 -> 0", "-2 -> -1", "3 -> 1"),
    spelled={"*": "@.sign"},
)  # fmt: skip

# ---- steps ----


def _steps(name: str, forward: Any, python: str, rounding: str, at: Any, latex: str, aliases: str, special: tuple[str, ...]) -> Any:
    convention = "0, although the value jumps here; TensorFlow gives None, PyTorch and JAX give 0"
    return operation(
        name, forward, lambda g, y, x: g * 0,
        rule="absolute", because="between its jumps it stays at one whole number, so its slope is 0",
        latex=latex, python=python, wide=lambda x: x.to_integral_value(rounding), aliases=aliases,
        corner=Corner(at, ("0", "0"), convention), special=special, spelled={"*": f"@.{name}", "tf": f"tf.math.{name}"},
    )  # fmt: skip


floor = _steps(
    "floor", math.floor, "math.floor({0})", ROUND_FLOOR, whole,
    r"\left\lfloor {0} \right\rfloor", "", ("2 -> 2", "5/2 -> 2", "-5/2 -> -3"),
)  # fmt: skip
ceil = _steps(
    "ceil", math.ceil, "math.ceil({0})", ROUND_CEILING, whole,
    r"\left\lceil {0} \right\rceil", "ceiling", ("2 -> 2", "5/2 -> 3", "-5/2 -> -2"),
)  # fmt: skip
rounded = _steps(
    "round", round, "round({0})", ROUND_HALF_EVEN, lambda x: whole(2 * x) and not whole(x),
    r"\operatorname{{round}}\left({0}\right)", "rint", ("5/2 -> 2", "7/2 -> 4"),
)  # fmt: skip
# ---- remainders ----


def _mod_wide(a: Decimal, b: Decimal) -> Decimal:
    rest = a % b  # has the sign of a
    return rest + b if rest and (rest < 0) != (b < 0) else rest


mod = operation(
    "mod", lambda a, b: a % b, lambda g, y, a, b: g, lambda g, y, a, b: -g * floor(a / b),
    rule="absolute", because="it is a - n*b with a whole number n that stays fixed under a small move: a counts once, b counts -n times",
    python="({0} % {1})", wide=_mod_wide, aliases="floormod floor_mod",
    domain=Limit(lambda a, b: b != 0, "a divisor other than 0"),
    corner=Corner(
        lambda a, b: a % b == 0, ("1", "1"),
        "1, although the value jumps here; TensorFlow, PyTorch and JAX do the same",
    ),
    samples=((-5.0, 5.0), (1.0, 3.0)), outside=((1.0, 0.0),), special=("7, 3 -> 1", "-7, 3 -> 2", "6, 3 -> 0"), example="mod(x, 3)",
)  # fmt: skip

# ---- the largest and the smallest ----

_TIE = "1/2 for each of the two; PyTorch and JAX do the same, TensorFlow gives 1 to the first and 0 to the second"

maximum = operation(
    "max", max,
    lambda g, y, a, b: where(greater(a, b), g, where(less(a, b), 0, g / 2)),
    lambda g, y, a, b: where(less(a, b), g, where(greater(a, b), 0, g / 2)),
    rule="extremum", because="the larger number decides, so only its moves are seen",
    latex=r"\max\left({0}, {1}\right)", wide=max, aliases="maximum fmax",
    corner=Corner(lambda a, b: a == b, ("0", "1"), _TIE),
    active=lambda a, b: (0,) if a > b else (1,) if a < b else (0, 1), special=("2, 3 -> 3", "2, 2 -> 2"), example="max(x, 0)",
    spelled={"*": "@.maximum"},
)  # fmt: skip

minimum = operation(
    "min", min,
    lambda g, y, a, b: where(less(a, b), g, where(greater(a, b), 0, g / 2)),
    lambda g, y, a, b: where(greater(a, b), g, where(less(a, b), 0, g / 2)),
    rule="extremum", because="the smaller number decides, so only its moves are seen",
    latex=r"\min\left({0}, {1}\right)", wide=min, aliases="minimum fmin",
    corner=Corner(lambda a, b: a == b, ("1", "0"), _TIE),
    active=lambda a, b: (0,) if a < b else (1,) if a > b else (0, 1), special=("2, 3 -> 2", "2, 2 -> 2"), example="min(x, 1)",
    spelled={"*": "@.minimum"},
)  # fmt: skip

clip = operation(
    "clip", lambda x, lo, hi: min(max(x, lo), hi),
    lambda g, y, x, lo, hi: where(less(x, lo), 0, where(greater(x, hi), 0, g)),
    lambda g, y, x, lo, hi: where(less(x, lo), g, 0),
    lambda g, y, x, lo, hi: where(greater(x, hi), g, 0),
    rule="extremum", because="between the two ends it is x itself, slope 1; beyond an end it stays at that end, slope 0",
    python="min(max({0}, {1}), {2})", wide=lambda x, lo, hi: min(max(x, lo), hi), aliases="clamp clip_by_value",
    domain=Limit(lambda x, lo, hi: lo <= hi, "a lower end that is not above the upper end"),
    corner=Corner(
        lambda x, lo, hi: x in (lo, hi), ("0 (at the upper end 1)", "1 (at the upper end 0)"),
        "1; TensorFlow and PyTorch also give 1, JAX gives 1/2",
    ),
    active=lambda x, lo, hi: (1,) if x < lo else (2,) if x > hi else (0,) if lo <= x <= hi else (0, 1, 2),
    samples=((-3.0, 3.0), (-2.0, -0.5), (0.5, 2.0)), outside=((0.0, 2.0, 1.0),),
    special=("5, 0, 1 -> 1", "-5, 0, 1 -> 0", "1, 0, 1 -> 1"), example="clip(x, -1, 1)",
    spelled={"*": "@.clip", "tf": "tf.clip_by_value", "torch": "torch.clamp"},
)  # fmt: skip

"""Powers and roots."""

from __future__ import annotations

import math

from .arithmetic import *  # noqa: F403  (the table reads as one text)
from .entry import Limit, operation
from .exponential import ln


def _power(a: float, b: float) -> float:
    if a < 0 and not b.is_integer():
        raise ValueError("a negative base with a broken exponent")
    return math.pow(a, b)


power = operation(
    "power", _power,
    lambda g, y, a, b: g * (b * power(a, b - 1)), lambda g, y, a, b: g * (y * ln(a)),
    rule="power", because="the exponent comes to the front and drops by one",
    text="{0}^{1}", latex="{0}^{{{1}}}", python="{0}**{1}", level=4, wide=lambda a, b: a**b, aliases="pow float_power",
    domain=Limit(
        lambda a, b: a > 0 or (a == 0 and b >= 0) or (a < 0 and b == b // 1),
        "a base above 0 (a negative base takes whole exponents only, and 0 no negative exponent)",
    ),
    slope=(
        Limit(lambda a, b: a != 0 or b >= 1 or b == 0, "a base other than 0 when the exponent lies between 0 and 1"),
        Limit(lambda a, b: a > 0 or (a == 0 and b > 0), "a base above 0, because the slope in the exponent holds ln of the base"),
    ),
    removable=((lambda a, b: b == 0, (0, None)), (lambda a, b: a == 0 and b > 0, (None, 0))),
    samples=((0.2, 3.0), (-3.0, 3.0)), outside=((-1.0, 0.5), (0.0, -1.0)),
    special=("0, 2 -> 0", "2, 3 -> 8"), example="x^3",
)  # fmt: skip

"""Powers and roots."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from ..arrays import Array, elementwise
from .entry import Limit, operation
from .exponential import ln
from .numerics import whole

# ---- powers ----


def _power(a: float, b: float) -> float:
    if b == 2:
        return a * a
    if a < 0 and not whole(b):
        raise ValueError("a negative base with a broken exponent")
    return math.pow(a, b)


def _power_of_all(a: Any, b: float) -> Any:
    """Return a whole power of each entry."""
    return a if b == 1 else a * a if b == 2 else elementwise(math.pow, a, b)


def _power_wide(a: Decimal, b: Decimal) -> Decimal:
    return a**b if b else Decimal(1)  # decimal arithmetic refuses 0^0


power = operation(
    "power", _power,
    lambda g, y, a, b: g * (b * power(a, b - 1)), lambda g, y, a, b: g * (y * ln(a)),
    rule="power", because="the exponent comes to the front and drops by one",
    text="{0}^{1}", latex="{0}^{{{1}}}", python="{0}**{1}", level=4, wide=_power_wide, aliases="pow float_power",
    everywhere=(lambda a, b: type(b) is not Array and b >= 1 and whole(b), _power_of_all),
    domain=Limit(
        lambda a, b: a > 0 or (a == 0 and b >= 0) or (a < 0 and whole(b)),
        "a base above 0 (a negative base takes whole exponents only, and 0 no negative exponent)",
    ),
    slope=(
        Limit(lambda a, b: a != 0 or b >= 1 or b == 0, "a base other than 0 when the exponent lies between 0 and 1"),
        Limit(lambda a, b: a > 0 or (a == 0 and b > 0), "a base above 0, because the slope in the exponent holds ln of the base"),
    ),
    agreed=(
        lambda a, b: a == 0 and b == 0,
        "0^0 is taken as 1, as in polynomials and in programming languages; as a limit it has no single value.",
    ),
    removable=((lambda a, b: b == 0, (0, None)), (lambda a, b: a == 0 and b > 0, (None, 0))),
    samples=((0.2, 3.0), (-3.0, 3.0)), outside=((-1.0, 0.5), (0.0, -1.0)),
    special=("0, 2 -> 0", "2, 3 -> 8", "-2, 3 -> -8", "2, 0 -> 1", "0, 1/2 -> 0"), example="x^3",
)  # fmt: skip

square = operation(
    "square", lambda x: x * x, lambda g, y, x: g * (2 * x),
    rule="power", because="it is x times x: each of the two factors moves with x and counts x times",
    latex=r"\left({0}\right)^2", python="({0}**2)", wide=lambda x: x * x, special=("0 -> 0", "3 -> 9"),
)  # fmt: skip

squared_difference = operation(
    "squared_difference", lambda a, b: (a - b) * (a - b),
    lambda g, y, a, b: g * (2 * (a - b)), lambda g, y, a, b: -g * (2 * (a - b)),
    rule="power", because="it is the square of a - b; the square moves by twice the difference, and b moves the difference the other way",
    python="(({0} - {1})**2)", wide=lambda a, b: (a - b) * (a - b),
    special=("5, 2 -> 9",),
)  # fmt: skip

reciprocal = operation(
    "reciprocal", lambda x: 1 / x, lambda g, y, x: -g / x / x,
    rule="reciprocal", because="when x grows, 1/x shrinks, and it shrinks by 1 measured against x squared",
    latex=r"\frac 1{{{0}}}", python="(1/{0})", wide=lambda x: 1 / x,
    domain=Limit(lambda x: x != 0, "a number other than 0"), samples=((0.2, 3.0),), outside=((0.0,),), special=("2 -> 1/2",),
)  # fmt: skip

# ---- roots ----


def _root(x: float, n: float) -> float:
    size = math.cbrt(abs(x)) if n == 3 else math.pow(abs(x), 1 / n)
    if near := float(round(size)):
        size = near if math.pow(near, n) == abs(x) else size  # a whole root comes without a rounding error
    return math.copysign(size, x) if x < 0 else size


def _root_wide(x: Decimal, n: Decimal) -> Decimal:
    size = abs(x) ** (1 / n) if x else x
    return -size if x < 0 else size


def _has_root(x: Any, n: Any) -> bool:
    return n > 0 if x == 0 else n != 0 if x > 0 else whole(n) and not whole(n / 2)


sqrt = operation(
    "sqrt", math.sqrt, lambda g, y, x: g / (2 * y),
    rule="root", because="a root is the power 1/2: the 1/2 comes to the front, and the power drops to -1/2",
    latex=r"\sqrt{{{0}}}", python="math.sqrt({0})", wide=Decimal.sqrt,
    domain=Limit(lambda x: x >= 0, "a number of at least 0"), slope=Limit(lambda x: x > 0, "a number above 0"),
    samples=((0.1, 5.0),), outside=((-1.0,),), special=("0 -> 0", "1 -> 1", "4 -> 2"),
    spelled={"micrograd": "({0}**0.5)"},
)  # fmt: skip

cbrt = operation(
    "cbrt", math.cbrt, lambda g, y, x: g / (3 * y**2),
    rule="root", because="the cube root is the power 1/3: the 1/3 comes to the front, and the power drops to -2/3",
    latex=r"\sqrt[3]{{{0}}}", python="math.cbrt({0})", wide=lambda x: _root_wide(x, Decimal(3)),
    slope=Limit(lambda x: x != 0, "a number other than 0"), samples=((0.1, 5.0),), special=("0 -> 0", "8 -> 2", "-27 -> -3"),
    spelled={"tf": "(math.sign({0})*math.abs({0})**(1/3))", "torch": "(math.sign({0})*math.abs({0})**(1/3))"},
)  # fmt: skip

root = operation(
    "root", _root, lambda g, y, x, n: g * power(y, 1 - n) / n, lambda g, y, x, n: -g * y * ln(x) / n**2,
    rule="root", because="the n-th root is the power 1/n: the 1/n comes to the front, and the power drops by one",
    latex=r"\sqrt[{1}]{{{0}}}", python="math.copysign(abs({0})**(1/{1}), {0})", wide=_root_wide, aliases="nthroot nroot",
    domain=Limit(_has_root, "a number above 0 (0 takes degrees above 0, and a negative number takes odd degrees only)"),
    slope=(
        Limit(lambda x, n: x != 0 or n <= 1, "a number other than 0 when the degree is above 1"),
        Limit(lambda x, n: x > 0 or (x == 0 and n > 0), "a number above 0, because the slope in the degree holds its ln"),
    ),
    removable=((lambda x, n: x == 0 and n > 0, (None, 0)),),
    samples=((0.1, 5.0), (1.0, 5.0)), outside=((-1.0, 2.0), (2.0, 0.0), (0.0, -1.0), (-8.0, 2.5)),
    special=("16, 4 -> 2", "-32, 5 -> -2", "0, 3 -> 0", "2, 1 -> 2"), example="root(x, 4)",
    spelled={"*": "(math.sign({0})*math.abs({0})**(1/{1}))", "micrograd": "({0}**(1/{1}))"},
)  # fmt: skip

rsqrt = operation(
    "rsqrt", lambda x: 1 / math.sqrt(x), lambda g, y, x: -g / (2 * x * sqrt(x)),
    rule="root", because="it is the power -1/2: the -1/2 comes to the front, and the power drops to -3/2",
    latex=r"\frac 1{{\sqrt{{{0}}}}}", python="(1/math.sqrt({0}))", wide=lambda x: 1 / x.sqrt(),
    domain=Limit(lambda x: x > 0, "a number above 0"), samples=((0.1, 5.0),), outside=((0.0,), (-1.0,)), special=("4 -> 1/2",),
    spelled={"micrograd": "({0}**-0.5)"},
)  # fmt: skip

hypot = operation(
    "hypot", math.hypot, lambda g, y, a, b: g * a / y, lambda g, y, a, b: g * b / y,
    rule="root", because="it is the length of the way (a, b): moving along a makes it longer by the share that a has in it, a/length",
    python="math.hypot({0}, {1})", wide=lambda a, b: (a * a + b * b).sqrt(),
    slope=Limit(lambda a, b: a != 0 or b != 0, "two numbers that are not both 0"), special=("3, 4 -> 5", "0, 2 -> 2", "0, 0 -> 0"),
    spelled={"tf": "math.sqrt({0}**2 + {1}**2)", "micrograd": "(({0}**2 + {1}**2)**0.5)"},
)  # fmt: skip

"""Exponentials and logarithms."""

from __future__ import annotations

import math
from decimal import Decimal

from . import arithmetic  # noqa: F401  (arithmetic on handles looks its entries up)
from .entry import Limit, operation, same
from .numerics import expm1_wide, log1p_wide

# ---- exponentials ----

exp = operation(
    "exp", math.exp, lambda g, y, x: g * y,
    rule="exponential", because="e^x is the one function, up to a fixed factor, that grows exactly as fast as it is large",
    text="exp({0})", latex="e^{{{0}}}", python="math.exp({0})", wide=Decimal.exp,
    special=("0 -> 1", "1 -> e"),
    spelled={"micrograd": "{0}.exp()"},
)  # fmt: skip

expm1 = operation(
    "expm1", math.expm1, lambda g, y, x: g * exp(x),
    rule="exponential", because="it is e^x moved down by 1, and moving a curve down leaves its slope as it was",
    python="math.expm1({0})", wide=expm1_wide, special=("0 -> 0",),
    spelled={"micrograd": "({0}.exp() - 1)"},
)  # fmt: skip

exp2 = operation(
    "exp2", math.exp2, lambda g, y, x: g * (y * ln(same(g, 2))),
    rule="exponential", because="it is e^(x ln 2): it grows in proportion to its size, and ln 2 is the proportion",
    latex="2^{{{0}}}", python="math.exp2({0})", wide=lambda x: Decimal(2) ** x, special=("0 -> 1", "3 -> 8", "-1 -> 1/2"),
    spelled={"tf": "(2.0**{0})", "micrograd": ""},
)  # fmt: skip

# ---- logarithms ----


def _positive(x: float) -> bool:
    return x > 0


def _log_base(b: float, x: float) -> float:
    value = math.log(x) / math.log(b)
    near = float(round(value))
    try:
        return near if math.pow(b, near) == x else value  # a power of the base has a whole logarithm, without a rounding error
    except OverflowError:
        return value


ln = operation(
    "ln", math.log, lambda g, y, x: g / x,
    rule="logarithm", because="ln undoes e^x: where e^x is as steep as it is high, ln x is as steep as 1/x",
    latex=r"\ln\left({0}\right)", python="math.log({0})", aliases="log log_e", wide=Decimal.ln,
    domain=Limit(_positive, "a number above 0"), samples=((0.1, 5.0),), outside=((0.0,), (-1.0,)),
    special=("1 -> 0", "e -> 1"),
    spelled={"micrograd": "{0}.log()"},
)  # fmt: skip

log2 = operation(
    "log2", math.log2, lambda g, y, x: g / (x * ln(same(g, 2))),
    rule="logarithm", because="log2 x is ln x divided by the fixed number ln 2, and so is its slope",
    latex=r"\log_2\left({0}\right)", python="math.log2({0})", aliases="lb", wide=lambda x: x.ln() / Decimal(2).ln(),
    domain=Limit(_positive, "a number above 0"), samples=((0.1, 5.0),), outside=((0.0,), (-1.0,)),
    special=("1 -> 0", "2 -> 1", "8 -> 3", "1/2 -> -1"),
    spelled={"tf": "(math.log({0})/0.6931471805599453)", "micrograd": "(math.log({0})/0.6931471805599453)"},
)  # fmt: skip

log10 = operation(
    "log10", math.log10, lambda g, y, x: g / (x * ln(same(g, 10))),
    rule="logarithm", because="log10 x is ln x divided by the fixed number ln 10, and so is its slope",
    latex=r"\log_{{ 10 }}\left({0}\right)", python="math.log10({0})", aliases="lg", wide=Decimal.log10,
    domain=Limit(_positive, "a number above 0"), samples=((0.1, 5.0),), outside=((0.0,), (-1.0,)),
    special=("1 -> 0", "10 -> 1", "1000 -> 3", "1/10 -> -1"),
    spelled={"tf": "(math.log({0})/2.302585092994046)", "micrograd": "(math.log({0})/2.302585092994046)"},
)  # fmt: skip

log_b = operation(
    "log_b", _log_base, lambda g, y, b, x: -g * y / (b * ln(b)), lambda g, y, b, x: g / (x * ln(b)),
    rule="logarithm", because="the logarithm to base b is ln x divided by ln b, and so is its slope when x moves",
    text="log_{0}({1})", latex=r"\log_{{{0}}}\left({1}\right)", python="(math.log({1})/math.log({0}))",
    wide=lambda b, x: x.ln() / b.ln(),
    domain=Limit(lambda b, x: x > 0 and b > 0 and b != 1, "a number above 0 and a base above 0 other than 1"),
    samples=((1.5, 5.0), (0.1, 5.0)), outside=((2.0, 0.0), (2.0, -1.0), (1.0, 2.0), (0.0, 2.0), (-2.0, 2.0)),
    special=("2, 8 -> 3", "3, 1 -> 0", "5, 125 -> 3"), example="log_2(x)",
)  # fmt: skip

log1p = operation(
    "log1p", math.log1p, lambda g, y, x: g / (1 + x),
    rule="logarithm", because="it is ln of 1 + x, and 1 + x moves one for one with x",
    python="math.log1p({0})", wide=log1p_wide,
    domain=Limit(lambda x: x > -1, "a number above -1"), samples=((-0.9, 5.0),), outside=((-1.0,), (-2.0,)), special=("0 -> 0",),
    spelled={"micrograd": "(1 + {0}).log()"},
)  # fmt: skip

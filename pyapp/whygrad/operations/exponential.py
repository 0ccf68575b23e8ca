"""Exponentials and logarithms."""

from __future__ import annotations

import math
from decimal import Decimal

from . import arithmetic  # noqa: F401  (arithmetic on handles looks its entries up)
from .entry import Limit, operation, same

exp = operation(
    "exp", math.exp, lambda g, y, x: g * y,
    rule="exponential", because="e^x is the one function that grows exactly as fast as it is large",
    text="exp({0})", latex="e^{{{0}}}", python="math.exp({0})", wide=Decimal.exp,
    special=("0 -> 1", "1 -> e"), example="e^x",
)  # fmt: skip

ln = operation(
    "ln", math.log, lambda g, y, x: g / x,
    rule="logarithm", because="ln undoes e^x: where e^x is as steep as it is high, ln x is as steep as 1/x",
    text="ln({0})", latex=r"\ln\left({0}\right)", python="math.log({0})", wide=Decimal.ln,
    domain=Limit(lambda x: x > 0, "a number above 0"), samples=((0.1, 5.0),), outside=((0.0,), (-1.0,)),
    special=("1 -> 0", "e -> 1"),
)  # fmt: skip

log2 = operation(
    "log2", math.log2, lambda g, y, x: g / (x * ln(same(g, 2))),
    rule="logarithm", because="log2 x is ln x divided by the fixed number ln 2",
    latex=r"\log_{{2}}\left({0}\right)", python="math.log2({0})", aliases="lb", wide=lambda x: x.ln() / Decimal(2).ln(),
    domain=Limit(lambda x: x > 0, "a number above 0"), samples=((0.1, 5.0),), outside=((0.0,), (-1.0,)),
    special=("1 -> 0", "8 -> 3"),
)  # fmt: skip

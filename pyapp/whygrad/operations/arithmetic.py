"""The arithmetic operations, and the named numbers."""

from __future__ import annotations

import math
import operator

from .entry import CONSTANTS, Constant, Limit, operation

for _name, _value, _latex, _python, _digits in (
    ("pi", math.pi, r"\pi", "math.pi", "3.14159265358979323846264338327950288419716939937510"),
    ("e", math.e, "e", "math.e", "2.71828182845904523536028747135266249775724709369995"),
    ("tau", math.tau, r"\tau", "math.tau", "6.28318530717958647692528676655900576839433879875021"),
    ("phi", (1 + math.sqrt(5)) / 2, r"\varphi", "((1 + math.sqrt(5))/2)", "1.61803398874989484820458683436563811772030917980576"),
):
    CONSTANTS[_name] = Constant(_name, _value, _latex, _python, _digits)

add = operation(
    "add", operator.add, lambda g, y, a, b: g, lambda g, y, a, b: g,
    rule="sum", because="each part of a sum moves the sum one for one",
    text="{0} + {1}", latex="{0} + {1}", python="{0} + {1}", level=1, wide=operator.add, aliases="plus",
    special=("1, 2 -> 3",), example="x + y",
)  # fmt: skip

subtract = operation(
    "subtract", operator.sub, lambda g, y, a, b: g, lambda g, y, a, b: -g,
    rule="difference", because="what is taken away moves the difference the other way, one for one",
    text="{0} - {1}", latex="{0} - {1}", python="{0} - {1}", level=1, wide=operator.sub, aliases="sub minus",
    special=("3, 2 -> 1",), example="x - y",
)  # fmt: skip

multiply = operation(
    "multiply", operator.mul, lambda g, y, a, b: g * b, lambda g, y, a, b: g * a,
    rule="product", because="let one factor change at a time: each change counts as often as the other factor is large",
    text="{0}*{1}", latex=r"{0} \cdot {1}", python="{0}*{1}", level=2, wide=operator.mul, aliases="mul times",
    special=("2, 3 -> 6",), example="x*y",
)  # fmt: skip

divide = operation(
    "divide", operator.truediv, lambda g, y, a, b: g / b, lambda g, y, a, b: -g * a / b / b,
    rule="quotient", because="the top moves the quotient by 1/v; the bottom moves it the other way, by u/v²",
    text="{0}/{1}", latex=r"\frac{{{0}}}{{{1}}}", python="{0}/{1}", level=2, wide=operator.truediv,
    domain=Limit(lambda a, b: b != 0, "a divisor other than 0"), aliases="div truediv true_divide realdiv",
    samples=((-3.0, 3.0), (0.2, 3.0)), outside=((1.0, 0.0), (0.0, 0.0)), special=("1, 2 -> 1/2",), example="x/y",
)  # fmt: skip

negative = operation(
    "negative", operator.neg, lambda g, y, a: -g,
    rule="constant_multiple", because="the opposite moves one for one, the other way",
    text="-{0}", latex="-{0}", python="-{0}", level=2, wide=operator.neg, aliases="neg",
    special=("1 -> -1",), example="-x",
)  # fmt: skip

identity = operation(
    "identity", operator.pos, lambda g, y, a: g,
    rule="identity", because="it is the same number under another name, so it moves one for one",
    text="{0}", latex="{0}", python="{0}", wide=lambda a: a, special=("2 -> 2",), example="x",
)  # fmt: skip

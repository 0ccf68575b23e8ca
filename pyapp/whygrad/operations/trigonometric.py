"""Trigonometric functions and their inverses. Angles are in radians."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .corners import absolute
from .entry import Corner, Limit, operation
from .powers import sqrt

# ---- sine and cosine ----

sin = operation(
    "sin", math.sin, lambda g, y, x: g * cos(x),
    rule="trigonometric", because="on the unit circle, at speed 1, the height sin rises as fast as the point is to the right, which is cos",
    latex=r"\sin\left({0}\right)", python="math.sin({0})",
    special=(
        "0 -> 0", "pi/6 -> 1/2", "pi/4 -> sqrt(2)/2", "pi/3 -> sqrt(3)/2", "pi/2 -> 1", "2*pi/3 -> sqrt(3)/2",
        "3*pi/4 -> sqrt(2)/2", "5*pi/6 -> 1/2", "pi -> 0", "3*pi/2 -> -1", "2*pi -> 0", "-pi/2 -> -1", "-pi -> 0",
    ),
)  # fmt: skip

cos = operation(
    "cos", math.cos, lambda g, y, x: -g * sin(x),
    rule="trigonometric", because="on the unit circle, at speed 1, the point moves to the left as fast as it is high, which is sin",
    latex=r"\cos\left({0}\right)", python="math.cos({0})",
    special=(
        "0 -> 1", "pi/6 -> sqrt(3)/2", "pi/4 -> sqrt(2)/2", "pi/3 -> 1/2", "pi/2 -> 0", "2*pi/3 -> -1/2",
        "3*pi/4 -> -sqrt(2)/2", "5*pi/6 -> -sqrt(3)/2", "pi -> -1", "3*pi/2 -> 0", "2*pi -> 1", "-pi/2 -> 0", "-pi -> -1",
    ),
)  # fmt: skip

# ---- quotients of them ----


def _apart(f: Callable[[float], float]) -> Callable[[Any], bool]:
    """Return the test that ``f`` is not 0: no double is a multiple of pi, so the nearest doubles count as one."""

    def holds(x: Any) -> bool:
        x = float(x)
        return abs(f(x)) > min(math.ulp(x), 1e-15)

    return holds


_off_cos = Limit(_apart(math.cos), "an angle that is not an odd multiple of pi/2")
_off_sin = Limit(_apart(math.sin), "an angle that is not a multiple of pi")

tan = operation(
    "tan", math.tan, lambda g, y, x: g * sec(x) ** 2,
    rule="trigonometric", because="tan is sin/cos; the quotient rule gives (cos² + sin²)/cos², and cos² + sin² is 1",
    latex=r"\tan\left({0}\right)", python="math.tan({0})", domain=_off_cos, samples=((-1.3, 1.3),), outside=((math.pi / 2,),),
    special=("0 -> 0", "pi/6 -> sqrt(3)/3", "pi/4 -> 1", "pi/3 -> sqrt(3)", "3*pi/4 -> -1", "pi -> 0", "-pi/4 -> -1"),
)  # fmt: skip

sec = operation(
    "sec", lambda x: 1 / math.cos(x), lambda g, y, x: g * (y * tan(x)),
    rule="trigonometric", because="sec is 1/cos; the reciprocal rule gives sin/cos², which is sec times tan",
    latex=r"\sec\left({0}\right)", python="(1/math.cos({0}))", domain=_off_cos, samples=((-1.3, 1.3),), outside=((math.pi / 2,),),
    special=("0 -> 1", "pi/3 -> 2", "pi/4 -> sqrt(2)", "pi -> -1"),
)  # fmt: skip

csc = operation(
    "csc", lambda x: 1 / math.sin(x), lambda g, y, x: -g * (y * cot(x)),
    rule="trigonometric", because="csc is 1/sin; the reciprocal rule gives -cos/sin², which is -csc times cot",
    latex=r"\csc\left({0}\right)", python="(1/math.sin({0}))", aliases="cosec", domain=_off_sin,
    samples=((0.3, 2.8),), outside=((0.0,), (math.pi,)), special=("pi/2 -> 1", "pi/6 -> 2", "pi/4 -> sqrt(2)"),
)  # fmt: skip

cot = operation(
    "cot", lambda x: 1 / math.tan(x), lambda g, y, x: -g * csc(x) ** 2,
    rule="trigonometric", because="cot is cos/sin; the quotient rule gives -(sin² + cos²)/sin², and sin² + cos² is 1",
    latex=r"\cot\left({0}\right)", python="(1/math.tan({0}))", aliases="cotan ctg", domain=_off_sin,
    samples=((0.3, 2.8),), outside=((0.0,), (math.pi,)), special=("pi/4 -> 1", "pi/2 -> 0", "pi/6 -> sqrt(3)"),
)  # fmt: skip

# ---- inverses ----

_within = Limit(lambda x: -1 <= x <= 1, "a number from -1 to 1")
_inside = Limit(lambda x: -1 < x < 1, "a number between -1 and 1, both left out")
_outside = Limit(lambda x: abs(x) >= 1, "a number of at least 1 or at most -1")
_beyond = Limit(lambda x: abs(x) > 1, "a number above 1 or below -1")

arcsin = operation(
    "arcsin", math.asin, lambda g, y, x: g / sqrt(1 - x**2),
    rule="inverse_trigonometric", because="arcsin undoes sin, whose slope is cos; where sin is x, cos is sqrt(1 - x²), so turn that over",
    latex=r"\arcsin\left({0}\right)", python="math.asin({0})", aliases="asin", domain=_within, slope=_inside,
    samples=((-0.9, 0.9),), outside=((2.0,), (-1.5,)),
    special=("0 -> 0", "1/2 -> pi/6", "1 -> pi/2", "-1 -> -pi/2", "sqrt(2)/2 -> pi/4", "sqrt(3)/2 -> pi/3"),
)  # fmt: skip

arccos = operation(
    "arccos", math.acos, lambda g, y, x: -g / sqrt(1 - x**2),
    rule="inverse_trigonometric", because="arccos is pi/2 minus arcsin, so it falls exactly as fast as arcsin rises",
    latex=r"\arccos\left({0}\right)", python="math.acos({0})", aliases="acos", domain=_within, slope=_inside,
    samples=((-0.9, 0.9),), outside=((2.0,), (-1.5,)),
    special=("0 -> pi/2", "1/2 -> pi/3", "1 -> 0", "-1 -> pi", "sqrt(2)/2 -> pi/4", "sqrt(3)/2 -> pi/6"),
)  # fmt: skip

arctan = operation(
    "arctan", math.atan, lambda g, y, x: g / (1 + x**2),
    rule="inverse_trigonometric", because="arctan undoes tan, whose slope is 1 + tan²; where tan is x, that is 1 + x², so turn it over",
    latex=r"\arctan\left({0}\right)", python="math.atan({0})", aliases="atan",
    special=("0 -> 0", "1 -> pi/4", "-1 -> -pi/4", "sqrt(3) -> pi/3", "sqrt(3)/3 -> pi/6"),
)  # fmt: skip

arcsec = operation(
    "arcsec", lambda x: math.acos(1 / x), lambda g, y, x: g / (absolute(x) * sqrt(x**2 - 1)),
    rule="inverse_trigonometric", because="it is arccos of 1/x; the chain rule multiplies the slope of arccos there by -1/x²",
    latex=r"\operatorname{{arcsec}}\left({0}\right)", python="math.acos(1/{0})", aliases="asec", domain=_outside, slope=_beyond,
    samples=((1.1, 5.0),), outside=((0.0,), (0.5,), (-0.5,)), special=("1 -> 0", "2 -> pi/3", "-1 -> pi"),
)  # fmt: skip

arccsc = operation(
    "arccsc", lambda x: math.asin(1 / x), lambda g, y, x: -g / (absolute(x) * sqrt(x**2 - 1)),
    rule="inverse_trigonometric", because="it is arcsin of 1/x; the chain rule multiplies the slope of arcsin there by -1/x²",
    latex=r"\operatorname{{arccsc}}\left({0}\right)", python="math.asin(1/{0})", aliases="acsc", domain=_outside, slope=_beyond,
    samples=((1.1, 5.0),), outside=((0.0,), (0.5,), (-0.5,)), special=("1 -> pi/2", "2 -> pi/6", "-1 -> -pi/2"),
)  # fmt: skip

arccot = operation(
    "arccot", lambda x: math.atan(1 / x), lambda g, y, x: -g / (1 + x**2),
    rule="inverse_trigonometric", because="it is arctan of 1/x; the chain rule gives -1/x² over 1 + 1/x², which is -1/(1 + x²)",
    latex=r"\operatorname{{arccot}}\left({0}\right)", python="math.atan(1/{0})", aliases="acot",
    domain=Limit(lambda x: x != 0, "a number other than 0, because it is read as arctan(1/x)"),
    samples=((0.2, 5.0),), outside=((0.0,),), special=("1 -> pi/4", "-1 -> -pi/4", "sqrt(3) -> pi/6"),
)  # fmt: skip

atan2 = operation(
    "atan2", math.atan2, lambda g, z, y, x: g * x / (x**2 + y**2), lambda g, z, y, x: -g * y / (x**2 + y**2),
    rule="inverse_trigonometric",
    because="it is the angle of the point (x, y): a move across the ray turns it by move/distance, a move along the ray not at all",
    python="math.atan2({0}, {1})", aliases="arctan2",
    slope=Limit(lambda y, x: x != 0 or y != 0, "a point other than (0, 0)"),
    corner=Corner(
        lambda y, x: y == 0 and x < 0, ("1/x", "1/x"),
        "1/x, although the angle jumps from -pi to pi here; TensorFlow, PyTorch and JAX do the same",
    ),
    special=("0, 1 -> 0", "1, 1 -> pi/4", "1, 0 -> pi/2", "1, -1 -> 3*pi/4", "0, -1 -> pi", "0, 0 -> 0"), example="atan2(y, x)",
)  # fmt: skip

"""Hyperbolic functions and their inverses."""

from __future__ import annotations

import math
from decimal import Decimal

from .corners import absolute
from .entry import Limit, operation
from .numerics import expm1_wide
from .powers import sqrt

_not_zero = Limit(lambda x: x != 0, "a number other than 0")

# ---- functions ----


def _sinh_wide(x: Decimal) -> Decimal:
    rise = expm1_wide(abs(x))
    return ((rise + rise / (1 + rise)) / 2).copy_sign(x)


def _tanh_wide(x: Decimal) -> Decimal:
    fall = expm1_wide(-2 * abs(x))
    return (-fall / (2 + fall)).copy_sign(x)


def _sech(x: float) -> float:
    return 1 / math.cosh(x) if -700 < x < 700 else 2 * math.exp(-abs(x))


def _sech_wide(x: Decimal) -> Decimal:
    small = (-abs(x)).exp()
    return 2 * small / (1 + small * small)


def _csch(x: float) -> float:
    return math.copysign(2 * math.exp(-abs(x)), x) / -math.expm1(-2 * abs(x))


def _csch_wide(x: Decimal) -> Decimal:
    return (2 * (-abs(x)).exp() / -expm1_wide(-2 * abs(x))).copy_sign(x)


sinh = operation(
    "sinh", math.sinh, lambda g, y, x: g * cosh(x),
    rule="hyperbolic", because="sinh is half of e^x - e^(-x); the second part changes its sign when it is differentiated, which gives cosh",
    latex=r"\sinh\left({0}\right)", python="math.sinh({0})", wide=_sinh_wide, special=("0 -> 0",),
    spelled={"micrograd": "((math.exp({0}) - math.exp(-{0}))/2)"},
)  # fmt: skip

cosh = operation(
    "cosh", math.cosh, lambda g, y, x: g * sinh(x),
    rule="hyperbolic", because="cosh is half of e^x + e^(-x); the second part changes its sign when it is differentiated, which gives sinh",
    latex=r"\cosh\left({0}\right)", python="math.cosh({0})", wide=lambda x: (x.exp() + (-x).exp()) / 2, special=("0 -> 1",),
    spelled={"micrograd": "((math.exp({0}) + math.exp(-{0}))/2)"},
)  # fmt: skip

tanh = operation(
    "tanh", math.tanh, lambda g, y, x: g * sech(x) ** 2,
    rule="hyperbolic", because="tanh is sinh/cosh; the quotient rule gives (cosh² - sinh²)/cosh², and cosh² - sinh² is 1",
    latex=r"\tanh\left({0}\right)", python="math.tanh({0})", wide=_tanh_wide, special=("0 -> 0",),
    spelled={"micrograd": "{0}.tanh()"},
)  # fmt: skip

sech = operation(
    "sech", _sech, lambda g, y, x: -g * (y * tanh(x)),
    rule="hyperbolic", because="sech is 1/cosh; the reciprocal rule gives -sinh/cosh², which is -sech times tanh",
    latex=r"\operatorname{{sech}}\left({0}\right)", python="(1/math.cosh({0}))", wide=_sech_wide, special=("0 -> 1",),
)  # fmt: skip

csch = operation(
    "csch", _csch, lambda g, y, x: -g * (y * coth(x)),
    rule="hyperbolic", because="csch is 1/sinh; the reciprocal rule gives -cosh/sinh², which is -csch times coth",
    latex=r"\operatorname{{csch}}\left({0}\right)", python="(1/math.sinh({0}))", wide=_csch_wide, aliases="cosech",
    domain=_not_zero, samples=((0.3, 3.0),), outside=((0.0,),),
)  # fmt: skip

coth = operation(
    "coth", lambda x: 1 / math.tanh(x), lambda g, y, x: -g * csch(x) ** 2,
    rule="hyperbolic", because="coth is cosh/sinh; the quotient rule gives (sinh² - cosh²)/sinh², and sinh² - cosh² is -1",
    latex=r"\coth\left({0}\right)", python="(1/math.tanh({0}))", wide=lambda x: 1 / _tanh_wide(x), domain=_not_zero,
    samples=((0.3, 3.0),), outside=((0.0,),),
)  # fmt: skip

# ---- inverses ----


def _arcsch(x: float) -> float:
    if abs(x) < 1e-300:  # 1/x would leave the doubles
        return math.copysign(math.log(2) - math.log(abs(x)), x)
    return math.asinh(1 / x)


def _arsech(x: float) -> float:
    return math.log(2) - math.log(x) if x < 1e-300 else math.acosh(1 / x)


arsinh = operation(
    "arsinh", math.asinh, lambda g, y, x: g / sqrt(x**2 + 1),
    rule="inverse_hyperbolic", because="arsinh undoes sinh, whose slope is cosh; where sinh is x, cosh is sqrt(x² + 1), so turn that over",
    latex=r"\operatorname{{arsinh}}\left({0}\right)", python="math.asinh({0})", aliases="asinh arcsinh", special=("0 -> 0",),
)  # fmt: skip

arcosh = operation(
    "arcosh", math.acosh, lambda g, y, x: g / sqrt(x**2 - 1),
    rule="inverse_hyperbolic", because="arcosh undoes cosh, whose slope is sinh; where cosh is x, sinh is sqrt(x² - 1), so turn that over",
    latex=r"\operatorname{{arcosh}}\left({0}\right)", python="math.acosh({0})", aliases="acosh arccosh",
    domain=Limit(lambda x: x >= 1, "a number of at least 1"), slope=Limit(lambda x: x > 1, "a number above 1"),
    samples=((1.1, 5.0),), outside=((0.5,), (-2.0,)), special=("1 -> 0",),
)  # fmt: skip

artanh = operation(
    "artanh", math.atanh, lambda g, y, x: g / (1 - x**2),
    rule="inverse_hyperbolic", because="artanh undoes tanh, whose slope is 1 - tanh²; where tanh is x, that is 1 - x², so turn it over",
    latex=r"\operatorname{{artanh}}\left({0}\right)", python="math.atanh({0})", aliases="atanh arctanh",
    domain=Limit(lambda x: -1 < x < 1, "a number between -1 and 1, both left out"),
    samples=((-0.9, 0.9),), outside=((1.0,), (-1.0,), (2.0,)), special=("0 -> 0",),
)  # fmt: skip

arsech = operation(
    "arsech", _arsech, lambda g, y, x: -g / (x * sqrt(1 - x**2)),
    rule="inverse_hyperbolic", because="it is arcosh of 1/x; the chain rule multiplies the slope of arcosh there by -1/x²",
    latex=r"\operatorname{{arsech}}\left({0}\right)", python="math.acosh(1/{0})", aliases="asech arcsech",
    domain=Limit(lambda x: 0 < x <= 1, "a number above 0 and at most 1"),
    slope=Limit(lambda x: 0 < x < 1, "a number between 0 and 1, both left out"),
    samples=((0.1, 0.9),), outside=((0.0,), (2.0,), (-0.5,)), special=("1 -> 0",),
)  # fmt: skip

arcsch = operation(
    "arcsch", _arcsch, lambda g, y, x: -g / (absolute(x) * sqrt(1 + x**2)),
    rule="inverse_hyperbolic", because="it is arsinh of 1/x; the chain rule multiplies the slope of arsinh there by -1/x²",
    latex=r"\operatorname{{arcsch}}\left({0}\right)", python="math.asinh(1/{0})", aliases="acsch", domain=_not_zero,
    samples=((0.2, 5.0),), outside=((0.0,),),
)  # fmt: skip

arcoth = operation(
    "arcoth", lambda x: math.atanh(1 / x), lambda g, y, x: g / (1 - x**2),
    rule="inverse_hyperbolic", because="it is artanh of 1/x; the chain rule gives -1/x² over 1 - 1/x², which is 1/(1 - x²)",
    latex=r"\operatorname{{arcoth}}\left({0}\right)", python="math.atanh(1/{0})", aliases="acoth arccoth",
    domain=Limit(lambda x: abs(x) > 1, "a number above 1 or below -1"),
    samples=((1.1, 5.0),), outside=((0.0,), (1.0,), (-0.5,)),
)  # fmt: skip

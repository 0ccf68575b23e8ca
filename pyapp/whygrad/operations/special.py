"""Special functions: the error function and the gamma function with its relatives."""

from __future__ import annotations

import math
from typing import Any

from .entry import Limit, operation, same
from .exponential import exp
from .numerics import ORDER_AT_MOST, gamma_wide, lgamma_wide, whole
from .numerics import digamma as digamma_of
from .numerics import polygamma as polygamma_of
from .powers import sqrt

# ---- the error function ----


def _bell(g: Any, x: Any) -> Any:
    """Return the slope of erf, 2/sqrt(pi)*e^(-x^2). x*x may grow beyond the doubles here: e^(-inf) is 0, as it should be."""
    return 2 * exp(-x * x) / sqrt(same(g, "pi"))


erf = operation(
    "erf", math.erf, lambda g, y, x: g * _bell(g, x),
    rule="special", because="erf adds up the area under the bell curve 2/sqrt(pi)*e^(-x²), so it grows as fast as that curve is high",
    latex=r"\operatorname{{erf}}\left({0}\right)", python="math.erf({0})", special=("0 -> 0",),
    spelled={"jax": "jax.lax.erf", "np": ""},
)  # fmt: skip

erfc = operation(
    "erfc", math.erfc, lambda g, y, x: -g * _bell(g, x),
    rule="special", because="erfc is 1 - erf, so it falls as fast as the bell curve 2/sqrt(pi)*e^(-x²) is high",
    latex=r"\operatorname{{erfc}}\left({0}\right)", python="math.erfc({0})", special=("0 -> 1",),
    spelled={"jax": "jax.lax.erfc", "np": ""},
)  # fmt: skip

# ---- the gamma function ----


def _off_poles(x: Any) -> bool:
    return x > 0 or not whole(x)


_poles = Limit(_off_poles, "a number other than 0, -1, -2, …")

# The shifted asymptotic series, for people who want the number in plain Python; m steps lead above 30.
_STEPS = "max(0, 30 - math.floor({x}))"
_DIGAMMA = (
    "(lambda x, m: math.log(x + m) - 1/(2*(x + m)) - 1/(12*(x + m)**2) + 1/(120*(x + m)**4) - 1/(252*(x + m)**6)"
    " - sum(1/(x + k) for k in range(m)))({0}, " + _STEPS.format(x="{0}") + ")"
)
_POLYGAMMA = (
    "(lambda n, x, m: (-1)**(n + 1)*math.factorial(n)*(sum((x + k)**(-n - 1) for k in range(m)) + (x + m)**-n/n + (x + m)**(-n - 1)/2"
    " + (n + 1)*(x + m)**(-n - 2)/12 - (n + 1)*(n + 2)*(n + 3)*(x + m)**(-n - 4)/720"
    " + (n + 1)*(n + 2)*(n + 3)*(n + 4)*(n + 5)*(x + m)**(-n - 6)/30240))(int({0}), {1}, " + _STEPS.format(x="{1}") + ")"
)

gamma = operation(
    "gamma", math.gamma, lambda g, y, x: g * (y * digamma(x)),
    rule="special", because="digamma is the slope of ln(gamma), that is gamma'/gamma, so gamma' is gamma times digamma",
    latex=r"\Gamma\left({0}\right)", python="math.gamma({0})", aliases="tgamma", wide=gamma_wide, domain=_poles,
    samples=((0.3, 5.0),), outside=((0.0,), (-1.0,), (-2.0,)),
    special=(*[f"{n} -> {math.factorial(n - 1)}" for n in range(1, 14)], "1/2 -> sqrt(pi)"),
    spelled={  # the frameworks have ln|gamma| only; below 0 the sign changes with every whole number
        "tf": "(tf.exp(tf.math.lgamma({0}))*(1 - 2*(tf.math.floor(tf.minimum({0}, 0.0)) % 2)))",
        "torch": "(torch.exp(torch.lgamma({0}))*(1 - 2*(torch.floor(torch.clamp({0}, max=0.0)) % 2)))",
        "jax": "jax.scipy.special.gamma", "*": "",
    },
)  # fmt: skip

lgamma = operation(
    "lgamma", math.lgamma, lambda g, y, x: g * digamma(x),
    rule="special", because="digamma is the name of the slope of ln(gamma)",
    latex=r"\ln\left|\Gamma\left({0}\right)\right|", python="math.lgamma({0})", aliases="gammaln loggamma", wide=lgamma_wide, domain=_poles,
    samples=((0.3, 5.0),), outside=((0.0,), (-1.0,), (-2.0,)), special=("1 -> 0", "2 -> 0"),
    spelled={"jax": "jax.lax.lgamma", "np": ""},
)  # fmt: skip

digamma = operation(
    "digamma", digamma_of, lambda g, y, x: g * polygamma(1, x),
    rule="special", because="the derivatives of digamma have names of their own: polygamma(1, x) is the first",
    latex=r"\psi\left({0}\right)", python=_DIGAMMA, aliases="psi", domain=_poles,
    samples=((0.3, 5.0),), outside=((0.0,), (-1.0,), (-2.0,)),
    spelled={"tf": "tf.math.digamma", "torch": "torch.digamma", "jax": "jax.lax.digamma", "*": ""},
)  # fmt: skip

polygamma = operation(
    "polygamma", polygamma_of, None, lambda g, y, n, x: g * polygamma(n + 1, x),
    rule="special", because="polygamma(n, x) is the n-th derivative of digamma, so one more derivative makes n one larger",
    python=_POLYGAMMA,
    domain=Limit(
        lambda n, x: 1 <= n <= ORDER_AT_MOST and whole(n) and _off_poles(x),
        f"a whole number from 1 to {ORDER_AT_MOST} as its order, and then a number other than 0, -1, -2, …",
    ),
    samples=((1.0, 1.0), (0.3, 5.0)), outside=((0.5, 1.0), (0.0, 1.0), (1.0, 0.0), (2.0, -1.0)),
    special=("1, 1 -> pi^2/6", "1, 1/2 -> pi^2/2"), example="polygamma(1, x)",
    spelled={"tf": "tf.math.polygamma", "torch": "torch.polygamma", "jax": "jax.scipy.special.polygamma", "*": ""},
)  # fmt: skip

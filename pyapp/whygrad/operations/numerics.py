"""Numbers that Python's ``math`` does not give: polygamma functions, and functions of small or large ``Decimal`` numbers.

Sources: NIST Digital Library of Mathematical Functions (https://dlmf.nist.gov), the sections named below.
"""

from __future__ import annotations

import math
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

from .entry import CONSTANTS

__all__ = [
    "ORDER_AT_MOST", "digamma", "expm1_wide", "gamma_wide", "lgamma_wide", "log1p_wide", "polygamma", "power_of_e", "whole",
]  # fmt: skip

ORDER_AT_MOST = 170  # of polygamma: the factorial of 171 is beyond the doubles


def whole(x: Any) -> bool:
    """Tell whether a float or a ``Decimal`` is a whole number."""
    return bool(x == (x.to_integral_value() if isinstance(x, Decimal) else x // 1))


@cache
def bernoulli(n: int) -> Fraction:
    """Return the Bernoulli number B_n (DLMF 24.5.3: the binomial sums of the numbers up to B_n are 0)."""
    numbers = [Fraction(1)]
    for m in range(1, n + 1):
        numbers.append(-sum((math.comb(m + 1, k) * b for k, b in enumerate(numbers)), Fraction(0)) / (m + 1))
    return numbers[n]


# ---- digamma and its derivatives ----


def _cot_of_pi_times(x: float) -> float:
    """Return cot(pi*x); the whole part of x is taken off first, because it is exact to do so."""
    return 1 / math.tan(math.pi * (x - round(x)))


def digamma(x: float) -> float:
    """Return the derivative of ln(gamma(x)).

    Steps up to x >= 10 (DLMF 5.5.2), then the asymptotic series (DLMF 5.11.2); below 0 the reflection (DLMF 5.5.4).
    Raises ValueError at 0, -1, -2, …
    """
    if x <= 0 and whole(x):
        raise ValueError("digamma has a pole here")
    if x < 0:
        return digamma(1 - x) - math.pi * _cot_of_pi_times(x)
    terms = []
    while x < 10:
        terms.append(-1 / x)
        x += 1
    step = 1 / x
    terms += [math.log(x), -step / 2]
    terms += [-float(bernoulli(2 * k)) / (2 * k) * step ** (2 * k) for k in range(1, 10)]
    return math.fsum(terms)


def polygamma(order: float, x: float) -> float:
    """Return the derivative of digamma of an order from 1 up.

    The sum of n!/(x + k)^(n + 1) over k (DLMF 5.15.1), its tail by the Euler-Maclaurin formula (DLMF 25.11.28 has the
    same terms); below 0 the reflection (DLMF 5.15.6). Raises ValueError at 0, -1, -2, … and for other orders.
    """
    n = int(order)
    if n != order or not 1 <= n <= ORDER_AT_MOST or (x <= 0 and whole(x)):
        raise ValueError("polygamma has no value here")
    sign = 1.0 if n % 2 else -1.0
    if x < 0:
        return -sign * polygamma(n, 1 - x) - math.pi ** (n + 1) * _derivative_of_cot(n, _cot_of_pi_times(x))
    terms = []
    for _ in range(n + 12):
        if x >= n + 12:
            break
        terms.append(_factorial_over_power(n, x))
        x += 1
    tail, rising = [x / n, 0.5], (n + 1) / x
    for k in range(1, 12):
        tail.append(float(bernoulli(2 * k) / math.factorial(2 * k)) * rising)
        rising *= (n + 2 * k) / x * ((n + 2 * k + 1) / x)
    terms.append(_factorial_over_power(n, x) * math.fsum(tail))
    return sign * math.fsum(terms)


def _factorial_over_power(n: int, x: float) -> float:
    """Return n!/x^(n + 1), factor by factor, so that neither part leaves the doubles alone."""
    return math.prod([k / x for k in range(1, n + 1)], start=1 / x)


def _derivative_of_cot(n: int, t: float) -> float:
    """Return the n-th derivative of cot where it is t: each derivative of t^m is -m*t^(m - 1)*(1 + t^2)."""
    powers = [0, 1]
    for _ in range(n):
        slopes = [m * c for m, c in enumerate(powers)][1:]
        powers = [-(a + b) for a, b in zip([*slopes, 0, 0], [0, 0, *slopes], strict=True)]
    total = 0.0
    for c in reversed(powers):
        total = total * t + c
    return total


# ---- beyond the doubles ----


def expm1_wide(x: Decimal) -> Decimal:
    """Return e^x - 1; a small x gets as many digits more as the subtraction would cost."""
    digits = getcontext().prec
    if x == 0 or x.adjusted() < -digits:
        return x + x * x / 2
    with localcontext() as context:
        context.prec = digits + max(0, -x.adjusted()) + 3
        exact = x.exp() - 1
    return +exact


def log1p_wide(x: Decimal) -> Decimal:
    """Return ln(1 + x); a small x gets as many digits more as the sum would cost."""
    digits = getcontext().prec
    if x == 0 or x.adjusted() < -digits:
        return x - x * x / 2
    with localcontext() as context:
        context.prec = digits + max(0, -x.adjusted()) + 3
        exact = (1 + x).ln()
    return +exact


def power_of_e(x: Any) -> Any:
    """Return e^x for a number that is not above 0, so that it never overflows."""
    return x.exp() if isinstance(x, Decimal) else math.exp(x)


def _stirling(x: Decimal) -> tuple[Decimal, Decimal]:
    """Return ln(gamma(z)) for a large z = x + k, and the product x (x + 1) … (z - 1), by which gamma(z) is larger than gamma(x)."""
    product = Decimal(1)
    while x < 60:
        product *= x
        x += 1
    total = (x - Decimal("0.5")) * x.ln() - x + (2 * Decimal(CONSTANTS["pi"].digits)).ln() / 2
    for k in range(1, 25):  # DLMF 5.11.1
        b = bernoulli(2 * k) / (2 * k * (2 * k - 1))
        total += Decimal(b.numerator) / b.denominator / x ** (2 * k - 1)
    return total, product


def _gamma_parts(x: Decimal) -> tuple[Decimal, Decimal]:
    if x < -1000 or (x <= 0 and whole(x)):
        raise ValueError("gamma has a pole here, or is too close to 0")
    return _stirling(x)


def gamma_wide(x: Decimal) -> Decimal:
    """Return gamma(x) for x above -1000. Raises ValueError at 0, -1, -2, …"""
    with localcontext() as context:
        context.prec += 25
        log, product = _gamma_parts(x)
        exact = log.exp() / product
    return +exact


def lgamma_wide(x: Decimal) -> Decimal:
    """Return ln(abs(gamma(x))) for x above -1000. Raises ValueError at 0, -1, -2, …"""
    if x in (1, 2):  # exactly 0, which the sum below only comes close to
        return Decimal(0)
    with localcontext() as context:
        context.prec += 25
        log, product = _gamma_parts(x)
        exact = log - abs(product).ln()
    return +exact

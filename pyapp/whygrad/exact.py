"""Exact numbers: whole ones are ints, with which Python calculates many times faster, the others Fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

__all__ = ["Exact", "exact", "exact_power"]

Exact = int | Fraction
DEGREE_AT_MOST = 64  # of a root that is looked for


def exact(value: Exact | Decimal | float | str, divisor: Exact = 1) -> Exact:
    """Return a number, or its text, as it is kept: divided exactly, an int if it is whole."""
    if type(value) is str and value.isdecimal():
        return int(value) if divisor == 1 else exact(int(value), divisor)
    found = value if type(value) is Fraction or type(value) is int else Fraction(value)
    if divisor != 1:
        found = Fraction(found, divisor)
    return int(found) if found.denominator == 1 else found


def exact_power(b: Exact, r: Exact, bits: int) -> Exact | None:
    """Return ``b**r`` where it is an exact number of about ``bits`` bits at most, else None."""
    size = (b.numerator.bit_length() + b.denominator.bit_length()) * max(1, abs(r.numerator))
    if b == 1:
        return b
    if (b == 0 and r < 0) or size > bits or (b < 0 and r.denominator > 1) or r.denominator > DEGREE_AT_MOST:
        return None
    if r.denominator > 1:
        top, bottom = _root(b.numerator, r.denominator), _root(b.denominator, r.denominator)
        if top is None or bottom is None:
            return None
        b = Fraction(top, bottom)
    return b**r.numerator if r > 0 else Fraction(b) ** r.numerator


def _root(number: int, degree: int) -> int | None:
    """Return the whole number whose power is ``number``, or None."""
    root = round(number ** (1 / degree)) if number.bit_length() < 1000 else 0
    return next((r for r in (root - 1, root, root + 1) if r >= 0 and r**degree == number), None)

"""Powers of exact numbers."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["exact_power"]

DEGREE_AT_MOST = 64  # of a root that is looked for


def exact_power(b: Fraction, r: Fraction, bits: int) -> Fraction | None:
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
    return b**r.numerator


def _root(number: int, degree: int) -> int | None:
    """Return the whole number whose power is ``number``, or None."""
    root = round(number ** (1 / degree)) if number.bit_length() < 1000 else 0
    return next((r for r in (root - 1, root, root + 1) if r >= 0 and r**degree == number), None)

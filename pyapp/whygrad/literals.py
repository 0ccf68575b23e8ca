"""Numbers and names as text."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from .arrays import Array, nested
from .exact import Exact
from .words import say

__all__ = ["array_text", "identifier", "number_text", "shape_text", "symbol_latex", "value_text"]

ENTRIES_SHOWN = 16
SHOWN_AT_MOST = 36  # entries of an array in a formula

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)


def number_text(value: Exact, decimals: bool = True) -> str:
    """Return an exact number as a literal: a whole number, a decimal that ends, or a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, places = value.denominator, 0
    while decimals and rest % 10 == 0:
        rest //= 10
        places += 1
    for prime in (2, 5) if decimals else ():
        while rest % prime == 0:
            rest //= prime
            places += 1
    if decimals and rest == 1 and places <= 400:
        digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
        text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0")
        return f"-{text}" if value < 0 else text
    return f"{value.numerator}/{value.denominator}"


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape for a reader: "2×3"."""
    return "×".join(map(str, shape)) if len(shape) > 1 else say("{count} entries", count=shape[0]) if shape else "1"


def _array_text(value: Array, digits: int) -> str:
    """Return a small array as nested lists, a large one by its shape, its extremes and its first entries."""
    digits = min(digits, 6) if value.size > 1 else digits
    texts = [value_text(x, digits) or "none" for x in value.data[: max(ENTRIES_SHOWN, 3)]]
    rounded = any(text.startswith("≈") for text in texts)
    texts = [text.removeprefix("≈ ") for text in texts]
    if value.size > ENTRIES_SHOWN:
        known = [x for x in value.data if x == x]
        low, high = (value_text(f(known), 5).removeprefix("≈ ") if known else "none" for f in (min, max))
        form = "{shape}, from {low} to {high}: {first}, …"
        return say(form, shape=shape_text(value.shape), low=low, high=high, first=", ".join(texts[:3]))

    def told(parts: list[str], shape: tuple[int, ...]) -> str:
        if len(shape) == 1:
            return f"[{', '.join(parts)}]"
        step = len(parts) // shape[0] if shape[0] else 0
        return f"[{', '.join(told(parts[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0]))}]"

    return "≈ " * rounded + told(texts, value.shape)


def value_text(value: float | Decimal | Array | None, digits: int = 10) -> str:
    """Return a computed number for a reader: as it is if that is short, else rounded and marked with ≈; "" for None.

    A ``Decimal`` beyond the doubles is written with its power of ten.
    """
    if isinstance(value, Array):
        return _array_text(value, digits)
    if value is None or value != value:
        return ""
    if isinstance(value, Decimal):
        near = float(value)
        if not math.isfinite(near) or (value and not near):
            return f"≈ {value:.{digits - 1}e}".replace("e+", "e")
        text = value_text(near, digits)
        return text if near == value or text.startswith("≈") else f"≈ {text}"
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    exact = repr(float(value))
    short = f"{value:.{digits}g}"
    short = repr(float(short)) if "e" not in short or "e" in exact else short
    if "e" in short:
        mantissa, exponent = short.split("e")
        short = f"{mantissa}e{int(exponent)}"
    return short if float(short) == value else f"≈ {short.removesuffix('.0')}"


def array_text(value: Array, written: str, kind: str) -> str:
    """Return an array of plain numbers as it was written, or as lists; in LaTeX a small one as a matrix."""
    if kind == "latex":
        if value.size > SHOWN_AT_MOST or value.ndim > 2:
            return rf"\text{{{written or f'array of shape {value.shape}'}}}".replace("_", r"\_")
        rows = nested(value) if value.ndim == 2 else [nested(value)]
        return (
            r"\begin{bmatrix}"
            + r" \\ ".join(" & ".join(value_text(x, 6).removeprefix("≈ ") for x in row) for row in rows)
            + r"\end{bmatrix}"
        )
    if written:
        return f"np.{written}" if kind == "python" else written
    text = _nested_text(nested(value))
    return f"np.array({text})" if kind == "python" else text


def _nested_text(value: Any) -> str:
    return f"[{', '.join(map(_nested_text, value))}]" if isinstance(value, list) else value_text(value, 17).removeprefix("≈ ")


def symbol_latex(name: str) -> str:
    """Return a variable's name in LaTeX: Greek letters, subscripts, words upright."""
    if name.endswith("'"):
        return symbol_latex(name.rstrip("'")) + name[len(name.rstrip("'")) :]
    match = re.fullmatch(r"([A-Za-z]+?)(?:_?(\d+)|_(\w+))", name)
    head, tail = (match[1], match[2] or match[3]) if match else (name, "")
    if head in GREEK:
        head = "\\" + head
    elif len(head) > 1:
        head = rf"\mathrm{{{head}}}".replace("_", r"\_")
    if not tail:
        return head
    tail = tail if tail.isdigit() or len(tail) == 1 else rf"\mathrm{{{tail}}}".replace("_", r"\_")
    return f"{head}_{{{tail}}}"


USED_IN_FORMULAS = frozenset(["abs", "float", "math", "max", "min", "np", "range", "sum"])


def identifier(name: str, taken: Collection[str] = USED_IN_FORMULAS) -> str:
    """Return a name as Python takes it, other than those that are ``taken``: x_{max} is x_max, lambda is lambda_."""
    plain = re.sub(r"\W+", "_", name.replace("'", "_prime")).strip("_") or "v"
    plain = f"v{plain}" if plain[0].isdigit() else plain
    while keyword.iskeyword(plain) or plain in taken:
        plain += "_"
    return plain

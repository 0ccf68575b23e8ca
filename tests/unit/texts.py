"""Pieces from which hostile texts are made, and where they are put together at random."""

from __future__ import annotations

import random

from .readings import READINGS
from .test_mistakes import MISTAKES

UNITS = [
    "\n", "\r", "\n ", ";", " ", "#\n",
    "x", "ab", "e5", "sin", "log", "log_", "π", "日", "d", "dx/dy", "d/d", "x1", "foo ", "foo(", "x_a", "x_{a}", "foo",
    "(", ")", "|", "-", "^", "**", "!", "²", "√", "7", ".", "1e", ",", "=", "x=", "f(x)=", "'", "\\", r"\frac", r"\left", r"\mathrm{", "{",
    "tf.", "a.", "&", "$", "\0", "\u202e", "\u200b", "😀", "not ", "piecewise(", "sin^2 ", "1/2x ", "e^2x", "sin xy ", "√2x", "|x|y",
    "x(2)", "\u0301", "\u00ad", "x ", "2 ", "(-", "sin(", "if ", "lim ", " mod ", "°", "∞", "foo_bar ", "х", "٣", "\"", "‘", "sinn ", "x!",
    "x^T ", "{x<0:", "³√", "d x/dx ", r"\hat{x}", "f(x)=",
]  # fmt: skip


PARTS = [
    *"xyzabn", *"xyzn", *"0123456789", *"+-*/^", *"  ()()||,.!", "√", "²", "⁻¹", "π", "e", "sin", "sin ", "ln ", "log ", "log_", "cos",
    "exp", "sqrt", "max(", "where(", "piecewise(", ":", "<", "; ", "x_1", "x1", "x_{ab}", "½", "₁", r"\frac", "{", "}", r"\sin", r"\left(",
    r"\right)", r"\sqrt", "^-", "^2", "/2", "%", "'", "\n", "θ", "tf.", "alpha", "foo", "1e3", "y=", "{x}{y}", "asin", "tan",
]  # fmt: skip


ROWS = [text for group in (*READINGS.values(), *MISTAKES.values()) for text in group if len(text) < 100]


def texts(seed: int, count: int) -> list[str]:
    """Random rows of pieces."""
    rng = random.Random(seed)
    return ["".join(rng.choice(PARTS) for _ in range(rng.randint(1, 8))) for _ in range(count)]


def slips(seed: int, count: int) -> list[str]:
    """Rows of the tables with a few characters left out, put in, or swapped."""
    rng = random.Random(seed)
    return [_slipped(rng.choice(ROWS), rng) for _ in range(count)]


def _slipped(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 3)):
        i = rng.randrange(len(text) + 1)
        before, one, two, behind = text[:i], text[i : i + 1], text[i + 1 : i + 2], text[i + 2 :]
        text = before + rng.choice((two, rng.choice(PARTS) + one + two, two + one)) + behind
    return text

"""More mistakes, each with its own sentence; and texts of any length, answered in time."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import whygrad
from whygrad.reading import Reading
from whygrad.syntax import read, tokens

MISTAKES: dict[str, tuple[str, list[str]]] = {  # words of the message or the hint, and what the repairs give
    "1,000": ("1.000 or 1000", ["1.000", "1000"]),
    "1,000.5": ("cannot stand inside a number", ["1000.5"]),
    "1..2": ("Two numbers", ["1.*.2", "1.; .2"]),
    "1.5.2": ("Two numbers", ["1.5*.2", "1.5; .2"]),
    "3½": ("Two numbers", ["3+½", "3*½", "3; ½"]),
    "2 3": ("Two numbers", ["2*3", "23", "2; 3"]),
    "1e-400": ("too small", []),
    "1e-99999": ("too small", []),
    "1e99999": ("too large", []),
    "0e" + "9" * 500: ("digits", []),
    "x" + "²" * 500: ("digits", []),
    "5%": ("percent", ["5/100"]),
    "5 % 2": ("remainder", []),
    "x ± 1": ("one of the two signs", []),
    "x → 0": ("limit", []),
    "∞": ("infinity", []),
    "(x]": ("column 1", ["(x)"]),
    "[x)": ("column 1", ["[x]"]),
    "sin(": ("column 4", []),
    "(": ("column 1", []),
    ")": ("no opening", []),
    "+": ("missing after +", []),
    "||": ("no partner", []),
    "|(x|)": ("no partner", []),
    "√-x": ("needs brackets", []),
    "log_2^2 x": ("cannot stand here", []),
    "LN(x)": ("did you mean ln", ["ln(x)"]),
    "Log(x)": ("did you mean log", ["log(x)", "log2(x)", "lg(x)"]),
    "max": ("write it like max(x, 0)", []),
    "tf.reduce_foo(x)": ("no function called reduce_foo", None),
    "reduce_foo(x)": ("no function called reduce_foo", None),
    "tf.foo x": ("no function called foo", None),
    "np.x": ("no function called x", None),
    "dy/dx": ("derivative of y, and no line names y", []),
    "∂z/∂x": ("derivative of z", []),
    "d^2/dx^3 x": ("have to be the same", []),
    "d^2/dx x": ("have to be the same", []),
    "d^9/dx^9 x": ("from 1 to 8", []),
    "∂²/∂x (x y)": ("have to be the same", []),
    "d/dx": ("not clear what d/dx works on", []),
    "(d/dx)(x^2)": ("not clear what d/dx works on", []),
    "f(x) = x; f(x) = x^2; f(3)": ("already defined", []),
    "f(x, x) = x; f(1, 2)": ("two arguments with the name x", []),
    "f(x) = x^2; f 3": ("in brackets", ["f(x) = x^2; f(3)"]),
    "f(x) = x^2; f": ("in brackets", ["f(x) = x^2; f(x)"]),
    "₁ = a": ("no meaning", None),
    "a.b.c": ("not a name", []),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text: str) -> None:
    words, repaired = MISTAKES[text]
    with pytest.raises(whygrad.UserError) as caught:
        read(text)
    error = caught.value
    assert words in f"{error.message} {error.hint}"
    assert 0 <= error.start <= error.end <= len(text)
    if repaired is not None:
        assert [repair.applied(text) for repair in error.repairs] == repaired


READINGS = {
    "ln sin(x)": "ln(sin(x))", "sin cos(x) y": "sin(cos(x))*y", "ln sin(x)^2": "ln(sin(x)^2)", "sin -cos(x)": "sin(-cos(x))",
    "x ln sin(x) cos(x)": "(x*ln(sin(x)))*cos(x)", "sin log_2(x)": "sin(log_2(x))", "f(x) = x^2; sin f(x)": "f(x) = x^2; sin(f(x))",
    "√sin x": "sqrt(sin(x))", "√sin(x)y": "sqrt(sin(x))*y", r"\ln\frac{x}{y}": "ln(x/y)", r"\sin\frac{x}{2}": "sin(x/2)",
    "x₁ + x₂²": "x_1 + (x_2^2)", "θ₁": "theta_1", "xₙ": "x_n", "log₂ x": "log_2(x)", "log₁₀(x)": "log_10(x)", "Γ(x)": "gamma(x)",
    "x_{ab}y": "x_ab*y", r"x_{\text{max}}": "x_max", r"x_{\mathrm{max}}^2": "x_max^2",
    "f(speed) = speed^2; f(3)": "f(speed) = speed^2; f(3)", "f(α) = α^2; f(2)": "f(alpha) = alpha^2; f(2)", "2e3x": "2000*x",
    "gt^2": "g*(t^2)", "1/2 gt^2": "((1/2)*g)*(t^2)", "ne": "n*e", "weight": "((((w*e)*i)*g)*h)*t", "sub(x, y)": "x - y",
}  # fmt: skip


@pytest.mark.parametrize("text", READINGS)
def test_readings(text: str) -> None:
    assert Reading(read(text)).text == READINGS[text]


UNITS = [
    "\n", "\r", "\n ", ";", " ", "#\n",
    "x", "ab", "e5", "sin", "log", "log_", "π", "日", "d", "dx/dy", "d/d", "x1", "foo ", "foo(", "x_a", "x_{a}", "foo",
    "(", ")", "|", "-", "^", "**", "!", "²", "√", "7", ".", "1e", ",", "=", "x=", "f(x)=", "'", "\\", r"\frac", r"\left", r"\mathrm{", "{",
    "tf.", "a.", "&", "$", "\0", "\u202e", "\u200b", "😀", "not ", "piecewise(", "sin^2 ", "1/2x ", "e^2x", "sin xy ", "√2x", "|x|y",
    "x(2)",
]  # fmt: skip


@pytest.mark.parametrize("end", ["", "x", "=x", "(x)"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_answered_in_time(unit: str, end: str) -> None:
    text = unit * (99_990 // len(unit)) + end
    begin = time.process_time()
    try:
        read(text)
    except whygrad.UserError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert len(error.message) < 300
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("unit", UNITS)
def test_any_text_has_colours(unit: str) -> None:
    for text in (unit, f"sin x {unit} # y", unit * (20_000 // len(unit))):
        spans = tokens(text)
        for before, after in pairwise(spans):
            assert 0 <= before.start < before.end <= after.start < after.end <= len(text)


def test_the_colours_follow_the_reader() -> None:
    text = "speed = 2; xsin(speed t) ± foo(π) # why"
    spans = [(text[start:end], kind) for start, end, kind in tokens(text)]
    assert spans == [
        ("speed", "name"), ("=", "operator"), ("2", "number"), ("x", "name"), ("sin", "function"), ("(", "bracket"), ("speed", "name"),
        ("t", "name"), (")", "bracket"), ("±", "unknown"), ("foo", "unknown"), ("(", "bracket"), ("π", "constant"), (")", "bracket"),
        ("# why", "comment"),
    ]  # fmt: skip

"""The form of the answer: as short as sympy's, equal in value, defined wherever the function has a slope."""

from __future__ import annotations

import json
import math
import random
from functools import cache

import pytest
from whygrad import explain
from whygrad.syntax import read

from .corpus import ANSWERS, CORPUS, FORMULAS, size

SYMPY = json.loads(ANSWERS.read_text("utf-8"))
POINTS = 12  # tried for every formula, negative ones among them

# what sympy's printed answers are made of
FUNCTIONS = {
    **{n: getattr(math, n) for n in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "pi")},
    "asin": math.asin, "acos": math.acos, "atan": math.atan, "asinh": math.asinh, "atanh": math.atanh, "Abs": abs,
    "sec": lambda x: 1 / math.cos(x), "csc": lambda x: 1 / math.sin(x), "cot": lambda x: 1 / math.tan(x),
    "sign": lambda x: (x > 0) - (x < 0),
}  # fmt: skip


@cache
def derivative(formula: str) -> str:
    """Our answer as it is printed."""
    found = explain(formula, wrt="x").gradients["x"].formula
    assert found is not None
    return found


def test_the_corpus_is_what_sympy_was_asked() -> None:
    assert len(FORMULAS) == len(set(FORMULAS)) == 300
    assert list(SYMPY) == FORMULAS
    assert all(answer["nodes"] == [size(answer["diff"]), size(answer["simplify"])] for answer in SYMPY.values())


def test_answers_are_no_longer_than_sympys() -> None:
    ours = {f: size(derivative(f)) for f in FORMULAS}
    longer = [f for f in FORMULAS if ours[f] > SYMPY[f]["nodes"][0]]
    longer_than_both = [f for f in FORMULAS if ours[f] > min(SYMPY[f]["nodes"])]
    assert len(longer) <= 0.05 * len(FORMULAS), longer
    assert len(longer_than_both) <= 0.20 * len(FORMULAS), longer_than_both


@pytest.mark.parametrize("group", CORPUS)
def test_answers_have_sympys_values_and_no_smaller_domain(group: str) -> None:
    rng = random.Random(group)
    for formula in CORPUS[group]:
        compared = 0
        names = read(formula).inputs
        for i in range(POINTS):
            at = {n: rng.uniform(0.2, 3) for n in names}
            at["x"] = rng.uniform(-3, 3) if i % 2 else rng.uniform(0.05, 0.95) if i % 4 else rng.uniform(1.1, 4)
            try:
                expected = eval(SYMPY[formula]["diff"], {**FUNCTIONS, **at})
            except (ArithmeticError, ValueError):
                continue
            if isinstance(expected, complex):
                continue
            gradient = explain(formula, at=at, wrt="x").gradients["x"]
            if gradient.value is None:  # the function itself has no value here, although sympy's answer has one
                continue
            assert gradient.rules_value is not None, (formula, at, derivative(formula))
            assert math.isclose(gradient.rules_value, expected, rel_tol=1e-9, abs_tol=1e-9), (formula, at, derivative(formula))
            compared += 1
        assert compared >= 2, formula


FORMS = {
    "cosh(-x)/x": "(x*sinh(x) - cosh(x))/x^2",
    "5/cosh(-x)": "-5*sinh(x)/cosh(x)^2",
    "sin(-2x) cos(-x)": "sin(x)*sin(2*x) - 2*cos(2*x)*cos(x)",
    "(x^2-1)/(x-1)": "1",
    "(x^3+1)/(x+1)": "2*x - 1",
    "(x^2-3x+2)/(x-2)^2": "-1/(x - 2)^2",
    "sin(arcsin x)": "1",
    "cos(arcsin x)": "-x/sqrt(1 - x^2)",
    "tan(arctan(2x))": "2",
    "e^(2 ln x)": "2*x",
    "ln(x)/x^n": "x^(-n - 1)*(1 - n*ln(x))",
    "x^2/a^x": "x*(2 - x*ln(a))/a^x",
    "a^(-x)": "-a^(-x)*ln(a)",
    "arcsin(x/2)": "1/sqrt(4 - x^2)",
    "arctan(x/a)": "a/(a^2 + x^2)",
    "x e^x": "e^x*(1 + x)",
    "1/x^2 + 1/x": "-(2 + x)/x^3",
    "x ln x": "ln(x) + 1",
    "tan x - x": "tan(x)^2",
    "ln(cos x)": "-tan(x)",
    "ln(cosh x)": "tanh(x)",
    "ln((x + 1)/(x - 1))": "-2/(x^2 - 1)",
    "(x^2 + 3)^4 (x - 1)": "(x^2 + 3)^3*(9*x^2 - 8*x + 3)",
    "x^(2x)": "2*x^(2*x)*(ln(x) + 1)",
    "ln(1 + e^(-x))": "-1/(e^x + 1)",
    "sin x cos x": "cos(x)^2 - sin(x)^2",
    "sin^2 x": "2*sin(x)*cos(x)",
    "x^3/3 - x^2": "x^2 - 2*x",
    "sqrt(x^2)": "x/abs(x)",
    "sqrt(x^3)": "3*sqrt(x)/2",
    "ln(x^2)": "2/x",
    "ln|x|": "1/x",
    "x|x|": "2*abs(x)",
    "x/|x|": "0",
    "ln|x^2 - 1|": "2*x/(x^2 - 1)",
    "x sqrt(x)": "3*sqrt(x)/2",
    "x^y": "y*x^(y - 1)",
}


@pytest.mark.parametrize("formula", FORMS)
def test_forms_that_a_teacher_would_leave(formula: str) -> None:
    assert derivative(formula) == FORMS[formula]


@pytest.mark.parametrize(("formula", "slope"), [("sqrt(x^2)", -1.0), ("ln(x^2)", -1.0), ("(x^2)^(3/2)", -12.0), ("abs(x)^3", -12.0)])
def test_negative_numbers_stay_allowed(formula: str, slope: float) -> None:
    gradient = explain(formula, at={"x": -2}).gradients["x"]
    assert gradient.rules_value == pytest.approx(slope)
    assert gradient.rules_verdict == "agrees"


def product(n: int) -> str:
    return "*".join(f"sin({k}x)" for k in range(1, n + 1))


def nested(n: int) -> str:
    return "sin(" * n + "x" + ")" * n


@pytest.mark.parametrize("chain", [product, nested])
def test_long_chains_stay_printable(chain: object) -> None:
    """Named sub-results keep the length in proportion to the formula's."""
    lengths = {}
    for n in (25, 50, 100):
        text = derivative(chain(n))  # type: ignore[operator]
        lengths[n] = len(text)
        assert explain(text, at={"x": 0.3}, wrt="x").target.value == pytest.approx(
            explain(chain(n), at={"x": 0.3}).gradients["x"].value  # type: ignore[operator]
        )
    assert lengths[100] < 2.6 * lengths[50] < 2.6 * 2.6 * lengths[25], lengths

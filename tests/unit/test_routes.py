"""Three routes, one number: rules, tape and slope agree on programs that nobody chose, and sympy agrees with them."""

from __future__ import annotations

import math
import random
import re
import warnings

import pytest
import sympy
import whygrad

from .programs import expression, point, program

PROGRAMS = 10_000
BATCHES = 20


def agree(source: str, at: dict[str, float]) -> int:
    """Explain and compare the routes for every gradient; return how many gradients had all three."""
    compared = 0
    e = whygrad.explain(source, at=at)
    for g in e.gradients.values():
        if g.value is None:
            assert g.why, source
            continue
        assert g.rules_verdict != "disagrees", (source, at, g.name, g.formula, g.value, g.rules_value)
        assert g.check.verdict != "disagrees", (source, at, g.name, g.formula, g.value, g.check)
        compared += g.rules_verdict == "agrees" and g.check.verdict == "agrees"
    return compared


@pytest.mark.parametrize("batch", range(BATCHES))
def test_routes_agree_on_random_programs(batch: int) -> None:
    rng = random.Random(batch)
    compared = sum(agree(program(rng), point(rng)) > 0 for _ in range(PROGRAMS // BATCHES))
    assert compared > PROGRAMS // BATCHES // 4  # many random programs have no value at a random point


SYMPY_NAMES = {
    "ln": sympy.log, "arcsin": sympy.asin, "arccos": sympy.acos, "arctan": sympy.atan, "arsinh": sympy.asinh,
    "exp": sympy.exp, "sqrt": sympy.sqrt, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "sec": sympy.sec,
    "csc": sympy.csc, "cot": sympy.cot, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh, "erf": sympy.erf,
    "gamma": sympy.gamma,
}  # fmt: skip


def sympy_formula(rng: random.Random, size: int) -> str:
    """A random formula from the operations that sympy has under a name we know."""
    while True:
        text = expression(rng, size)
        words = set(re.findall(r"[a-z]\w*(?=\()", text))
        if words <= set(SYMPY_NAMES) and "x" in text.replace("exp", ""):
            return text


def to_sympy(text: str) -> sympy.Expr:
    names = {**SYMPY_NAMES, "x": sympy.Symbol("x"), "y": sympy.Symbol("y"), "t": sympy.Symbol("t"), "pi": sympy.pi, "e": sympy.E}
    return sympy.sympify(text.replace("^", "**"), locals=names, rational=True)


@pytest.mark.parametrize("batch", range(10))
def test_sympy_agrees(batch: int) -> None:
    rng = random.Random(1000 + batch)
    confirmed = 0
    while confirmed < 50:
        text = sympy_formula(rng, rng.randint(1, 4))
        at = point(rng)
        g = whygrad.explain(text, at=at, wrt="x").gradients["x"]
        if g.value is None or abs(g.value) > 1e8:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            derivative = sympy.diff(to_sympy(text), sympy.Symbol("x"))
            expected = complex(derivative.evalf(30, subs={sympy.Symbol(n): sympy.Rational(str(v)) for n, v in at.items()}))
        if abs(expected.imag) > 1e-12 * abs(expected) or not math.isfinite(expected.real):
            continue
        assert math.isclose(g.value, expected.real, rel_tol=1e-6, abs_tol=1e-9), (text, at, g.formula, derivative)
        confirmed += 1

"""Three routes, one number: rules, tape and slope agree on programs that nobody chose, and sympy agrees with them."""

from __future__ import annotations

import json
import math
import random
import re
import warnings

import pytest
import sympy
import whygrad
from whygrad.respond import respond

from .programs import LETTERS, expression, point, program

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
    compared = 0  # many random programs have no value at a random point, so more are tried than count
    while compared < PROGRAMS // BATCHES:
        compared += agree(program(rng), point(rng)) > 0


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


EDGES = [0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 1e200, -1e200, 1e-300, 1e10, -1e-10, 700.0, -1000.0]


@pytest.mark.parametrize("batch", range(5))
def test_any_point_and_order_gets_numbers_that_are_true_or_absent(batch: int) -> None:
    """At edges and far out: a number on which no route disagrees, or none and the reason; never a broken document."""
    rng = random.Random(2000 + batch)
    for _ in range(300):
        source, at, order = program(rng), {n: rng.choice(EDGES) for n in LETTERS}, rng.choice((1, 1, 2, 3))
        document = json.loads(respond(json.dumps({"source": source, "at": at, "order": order})))["document"]
        target = document["target"]
        assert target["value"] is not None or target["why"], (source, at)
        for g in document["gradients"]:
            assert g["value"] is not None or g["why"], (source, at, order, g["name"])
            assert "disagrees" not in (g["rules"]["verdict"], g["check"]["verdict"]), (source, at, order, g["name"])
            if target["value"] is None and g["value"] is not None:
                assert "double" in target["why"], (source, at, order, g["name"])

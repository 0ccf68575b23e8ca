"""The notations for derivatives: each is read, gives the right number and formula, and its reading reads back."""

from __future__ import annotations

import math

import pytest
import whygrad
from whygrad import explain

S5 = math.sqrt(5)
ASKED = {
    # source: (the answer, the formula of the gradient that is asked for; of several the last)
    "d/dx(x^3) at 2": (12, "3*x^2"),
    "d/dx(5)": (0, "0"),
    "f(x)=5; f'(2)": (0, "0"),
    "y=5; dy/dx": (0, "0"),
    "d/dx d/dy (x^2)": (0, "0"),
    "d/dx x^3 at x = 2": (12, "3*x^2"),
    "d(x^3)/dx at x = 2": (12, "3*x^2"),
    "d^2(x^3)/dx^2 at 2": (12, "6*x"),
    "∂/∂x (x^2 y) at (1, 2)": (4, "2*x*y"),
    "∂²/∂x∂y (x^2 y^3) at (1, 2)": (24, "6*x*y^2"),
    "∂^2/(∂x ∂y) x^2 y^3 at (1, 2)": (24, "6*x*y^2"),
    "d^3/dx^2dy (x^2 y^3) at (1, 2)": (24, "6*y^2"),
    r"\frac{\partial^2}{\partial x \partial y} x^2 y^3 at (1, 2)": (24, "6*x*y^2"),
    r"\frac{d}{dx}\left(x^3\right)": (12, "3*x^2"),
    "z = x^2 y^3; d^2z/dxdy at (1, 2)": (24, "6*x*y^2"),
    "z = x^2 y^3; ∂z/∂y at (1, 2)": (12, "3*x^2*y^2"),
    "f(x) = x^3; f'(2)": (12, "3*x^2"),
    "f(x) = x^3; f''(x) at 2": (12, "6*x"),
    "f(x) = x^3; df/dx at 2": (12, "3*x^2"),
    "d/dx d/dx x^3 at 2": (12, "6*x"),
    "diff(x^3, x) at 2": (12, "3*x^2"),
    "diff(x^3, x, 2) at 2": (12, "6*x"),
    "diff(x^3) at 2": (12, "3*x^2"),
    "diff(x^2 y^3, x, y) at (1, 2)": (24, "6*x*y^2"),
    "gradient(x^3, x) at 2": (12, "3*x^2"),
    "gradient(x^2 y) at (1, 2)": ([4, 1], "x^2"),
    "grad(x^2 y) at (1, 2)": ([4, 1], "x^2"),
    "jacobian(x^2 y) at (1, 2)": ([4, 1], "x^2"),
    "z = x^2 y; gradient(z) at (1, 2)": ([4, 1], "x^2"),
    "hessian(x^2 y) at (1, 2)": ([[4, 2], [2, 0]], "0"),
    "hessian(x y z, x, y) at (1, 2, 3)": ([[0, 3], [3, 0]], "0"),
    "x = t^2; y = t^3; dy/dx at 2": (3, "3*t/2"),
    "x = t^2; y = t^3; d^2y/dx^2 at 2": (3 / 8, "3/(4*t)"),
    "(t^2, t^3) at 2": (3, "3*t/2"),
    "(cos t, sin t) at pi/4": (-1, "-cos(t)/sin(t)"),
    "x = a cos(t); y = b sin(t); dy/dx at a = 2, b = 3, t = pi/4": (-1.5, "-b*cos(t)/(a*sin(t))"),
    "x^2 y along (1, 2) at (3, 4)": (42 / S5, "2*x*(y + x)/sqrt(5)"),
    "x^2 y in the direction of (1, 2) at (3, 4)": (42 / S5, "2*x*(y + x)/sqrt(5)"),
    "x^2 y in direction (3/5, 4/5) at (3, 4)": (21.6, "6*x*y/5 + 4*x^2/5"),
    "e^x along (-1) at 0": (-1, "-e^x"),
    "x^2 + y^2 = 25 at (3, 4)": (4, "-x/y"),
    "x sin x at x = pi": (0, "sin(x) + x*cos(x)"),
}


@pytest.mark.parametrize("source", ASKED)
def test_a_derivative_that_is_asked_for_is_the_answer(source: str) -> None:
    answer, formula = ASKED[source]
    e = explain(source)
    assert _flat(e.target.value) == pytest.approx(_flat(answer), abs=1e-12)
    last = next((g for key, g in e.gradients.items() if key.startswith("along")), list(e.gradients.values())[-1])
    value = explain(formula, at={name: e.at[name] for name in explain(formula).at}).target.value
    assert last.formula is not None
    assert last.value == pytest.approx(value)
    assert last.check.verdict == "agrees"
    assert last.rules_verdict == "agrees"
    assert explain(e.reading.text).target == e.target
    assert "disagrees" not in {s.check for s in _steps(last.steps)}


def _flat(value: object) -> list[float]:
    return [x for part in value for x in _flat(part)] if isinstance(value, list) else [value]  # type: ignore[list-item]


def _steps(root: object) -> list:
    found, stack = [], [root]
    while stack:
        found.append(stack.pop())
        stack += found[-1].children
    return found


UNKNOWN = {
    "x f(x)": "f(x) + x*f'(x)",
    "f(g(x))": "f'(g(x))*g'(x)",
    "f(x)^2": "2*f(x)*f'(x)",
    "f(x)/g(x)": "(f'(x)*g(x) - f(x)*g'(x))/g(x)^2",
    "sin(f(x))": "cos(f(x))*f'(x)",
    "f(2x)": "2*f'(2*x)",
    "f'(x)": "f''(x)",
    "ln(f(x))": "f'(x)/f(x)",
    "d/dx f(x^2)": "2*x*f'(x^2)",
    "df/dx": "f'(x)",
}
DEFINED = "f(x) = x^3 + 1; g(x) = sin(x) + 2; "


@pytest.mark.parametrize("source", UNKNOWN)
def test_unknown_functions_have_a_formula_and_no_number(source: str) -> None:
    e = explain(source)
    (gradient,) = e.gradients.values()
    assert e.target.value is None
    assert "a definition" in e.target.why
    assert gradient.value is None
    assert "a definition" in gradient.why
    assert gradient.formula is not None
    expected = UNKNOWN[source]
    x = {"x": 0.7}
    assert explain(DEFINED + gradient.formula, at=x).target.value == pytest.approx(explain(DEFINED + expected, at=x).target.value)
    if "d" not in source and "'" not in source:  # the formula of any function is the formula of these
        assert explain(DEFINED + source, at=x).gradients["x"].value == pytest.approx(explain(DEFINED + gradient.formula, at=x).target.value)


NO_SLOPE = {
    "x = t^3; y = t^2; dy/dx at t = 0": "vertical",
    "x y along (0, 0)": "no length",
    "ln(x) y along (1, 1) at (-1, 2)": "no value",
    "x = ln(t); y = t^2; dy/dx at -1": "no",
}


@pytest.mark.parametrize("source", NO_SLOPE)
def test_no_number_where_there_is_none(source: str) -> None:
    e = explain(source)
    assert e.target.value is None
    assert NO_SLOPE[source] in e.target.why


REFUSED = {
    "x^2 y along (1)": "alphabetical",
    "x^2 along (1, 2)": "alphabetical",
    "x^2 y at (1, 2, 3)": "at x = 2",
    "x^2 at q = 3": "at x = 2",
    "1 + gradient(x y)": "alone",
    "diff(x y)": "name it",
    "(1, 5)": "point",
    "x = s*t; y = s + q*t; p = q; x2 = a*b; y2 = a + b; d/dx2 y2": "parameter",
    "dy/dx": "name it",
    "d^2/dx x": "∂",
    "f(x, y)": "define",
    "x^2 along (y, 1)": "numbers",
    "gradient(x, 2)": "gradient(z, y)",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_cannot_be_asked_is_refused_with_a_hint(source: str) -> None:
    with pytest.raises(whygrad.UserError) as error:
        explain(source)
    assert REFUSED[source] in error.value.hint

"""Learning by doing: right answers in any form, known slips by their name, hints that keep the answer, problems that can be solved."""

from __future__ import annotations

import random

import pytest
import sympy
import whygrad
from whygrad import explain
from whygrad.learning import LEVELS, RULES, SLIPS, check, hint, practice
from whygrad.learning.slips import candidates
from whygrad.words import learning_en as words
from whygrad.writing import write

FORMULAS = (
    "x^2 sin x", "x^3 - 5x + 2", "(3x+1)^5", "sin(x)/x", "(x^2+1)/(x-1)", "e^(2x) cos(3x)", "ln(x^2+1)", "sqrt(x^2+4)", "x ln x",
    "1/(x^2+1)", "x^x", "2^x", "tan(x)", "arctan(2x)", "x^2 e^x", "sin(x^2)", "cos(x)^3", "x/(x^2+1)", "e^(-x^2)", "sqrt(x)",
    "log10(x)", "5x^4 + 7", "sin(x) cos(x)", "(x+1)(x-2)", "4/x^3", "ln(sin(x))", "sinh(x) + x", "arcsin(x/2)", "abs(x - 1)",
    "x sqrt(x+1)", "1/(sin(x)+2)", "x^(sin x)", "3cos(2x) - 4x", "e^x/x^2", "(2x-3)/(x+5)", "cosh(3x)", "ln(3x) + x^2", "2^(3x)",
    "sin(e^x)", "x^5 + x^-2",
)  # fmt: skip
RIGHT = {
    "sin(x)^2": ["2 sin x cos x", "sin(2x)", "sin 2x + 0"],
    "sin(x) cos(x)": ["cos(2x)", "cos^2 x - sin^2 x", "1 - 2 sin^2 x", "2cos(x)^2 - 1"],
    "tan(x)": ["1 + tan(x)^2", "sec(x)^2", "1/cos(x)^2", "dy/dx = sec^2 x"],
    "ln(3x)": ["1/x", "3/(3x)"],
    "e^x e^x": ["2e^(2x)", "2 e^x e^x"],
    "sqrt(x)": ["1/(2 sqrt(x))", "x^(-1/2)/2", "0.5x^-0.5"],
    "x^2": ["2x", "f'(x) = 2x", "y' = x + x"],
    "x^2 + y^2 = 25": ["-x/y", "dy/dx = -2x/(2y)"],
    "u = x^2; y = u^3": ["6x^5", "3u^2 * 2x"],
    "x^2 y": ["2x y", "2xy"],
    "abs(x)": ["x/abs(x)", "sign(x)"],
    "x^3": ["= 3x^2", "dy/dx = 3x x"],
    "cbrt(x)": ["1/3 x^(-2/3)", "1/(3x^(2/3))"],
    "x cbrt(x)": ["4/3 x^(1/3)"],
    "f(x) = a x^2 + b x": ["2ax + b", "f'(x) = 2a x + b", "df/da = x^2"],
    "y = a x^2": ["x^2", "dy/dx = 2ax"],
}


@pytest.mark.parametrize("source", RIGHT)
def test_right_answers_are_right_in_any_form(source: str) -> None:
    for answer in RIGHT[source]:
        assert check(source, answer).verdict == "right", answer


@pytest.mark.parametrize("source", FORMULAS)
def test_what_sympy_makes_of_the_answer_is_right(source: str) -> None:
    formula = explain(source).gradients["x"].formula
    assert formula is not None
    local = {name: getattr(sympy, known) for name, known in {"ln": "log", "abs": "Abs", "arcsin": "asin", "arctan": "atan"}.items()}
    expression = sympy.sympify(formula.replace("^", "**"), locals={**local, "e": sympy.E, "x": sympy.Symbol("x", real=True)})
    for form in (sympy.expand, sympy.factor, sympy.together):
        answer = str(form(expression)).replace("log(", "ln(").replace("E**", "e^").replace("**", "^").replace("asin(", "arcsin(")
        assert check(source, answer.replace("atan(", "arctan(").replace("exp(", "e^(")).verdict == "right", answer


@pytest.mark.parametrize("source", FORMULAS)
def test_a_changed_answer_is_never_right(source: str) -> None:
    formula = explain(source).gradients["x"].formula
    for change in ("({}) + 1/1000", "1.001*({})", "({}) + x/500", "-({})"):
        checked = check(source, change.format(formula))
        assert checked.verdict == "wrong", change
        assert checked.yours != checked.ours
        assert checked.message


def _wrong_answers(source: str) -> list[tuple[str, str]]:
    gradient = explain(source).gradients["x"]
    assert gradient._derived is not None
    derivation, nodes = gradient._derived[0], gradient._symbols.nodes
    root = gradient._symbols.root(("x",))
    found = []
    for slip, _, node in candidates(derivation, root):
        text = write(nodes, node)
        if text is not None and ";" not in text:
            found.append((slip.name, text))
    return found


def test_every_slip_is_recognised() -> None:
    seen: dict[str, int] = {}
    for source in FORMULAS:
        for name, text in _wrong_answers(source):
            checked = check(source, text)
            if checked.verdict == "right":
                continue  # this slip changes nothing here: sign(x) for |x| where it is 1, ln without a base
            assert checked.slip is not None, (source, name, text)
            assert checked.slip.message
            seen[name] = seen.get(name, 0) + 1
    assert set(seen) == {slip.name for slip in SLIPS}
    assert len(seen) >= 35


SLIPPED = {
    ("x^2 sin x", "2x cos x"): "product_of_slopes", ("sin(x^2)", "cos(x^2)"): "inner_forgotten", ("x^3", "3x^3"): "exponent_not_lowered",
    ("x^3", "x^2"): "exponent_not_in_front", ("e^x", "x e^(x-1)"): "exponential_by_power", ("2^x", "2^x"): "exponential_without_ln",
    ("x^x", "x x^(x-1)"): "power_rule_on_both", ("x^x", "x^x ln x"): "exponential_rule_on_both",
    ("cos x", "sin x"): "sign_of_trigonometric",
    ("sin(x)/x", "(sin x - x cos x)/x^2"): "quotient_swapped", ("sin(x)/x", "cos x"): "quotient_of_slopes",
    ("sin(x)/x", "(x cos x - sin x)/x"): "quotient_not_squared", ("sin(x)/x", "(x cos x + sin x)/x^2"): "quotient_plus",
    ("5x^2 + 7", "10x + 7"): "constant_kept", ("5x^2", "2x"): "factor_dropped", ("x^2 + x", "2x"): "term_dropped",
    ("sqrt(x)", "1/sqrt(x)"): "root_without_half", ("log10(x)", "1/x"): "base_ignored", ("cosh x", "-sinh x"): "sign_of_hyperbolic",
    ("1/(x^2+1)", "2x/(x^2+1)^2"): "reciprocal_sign", ("x^-2", "2x^-3"): "sign_of_exponent", ("x^2", "x^3/3"): "exponent_raised",
    ("sin x", "cos(x) pi/180"): "degrees", ("x^2", "x^2"): "function_itself", ("x^3", "6x"): "second_derivative",
    ("x^2 + y^2 = 25", "x/y"): "sign", ("x^2 + y^2 = 25", "-y/x"): "upside_down", ("x^2 y", "x^2"): "other_letter",
    ("e^(2x)", "2x e^(2x-1)"): "exponential_by_power", ("2^x", "2^x/ln 2"): "ln_upside_down", ("log10(x)", "ln(10)/x"): "ln_upside_down",
    ("1/(x^2+1)", "-2x/(x^2+1)"): "reciprocal_not_squared", ("sin(2x)", "2cos(x)"): "inside_lost",
    ("sin(3x)^2", "2 sin(3x) cos(3x)"): "inner_forgotten", ("x^2 sin x", "2x sin x - x^2 cos x"): "product_minus",
}  # fmt: skip


@pytest.mark.parametrize(("source", "answer"), SLIPPED)
def test_a_slip_has_its_name(source: str, answer: str) -> None:
    checked = check(source, answer)
    assert checked.verdict == "wrong"
    assert checked.slip is not None
    assert checked.slip.name == SLIPPED[source, answer]
    assert set(words.SLIPS) >= {checked.slip.name}


@pytest.mark.parametrize(("source", "answer"), [("x^2", "2q"), ("x^2", "2x +"), ("x^2", "x^2 = 3"), ("3", "0"), ("x^2", ""), ("sin(", "x")])
def test_what_cannot_be_checked_is_said(source: str, answer: str) -> None:
    with pytest.raises(whygrad.UserError):
        check(source, answer)


@pytest.mark.parametrize("source", FORMULAS)
def test_hints_keep_the_answer_to_the_last(source: str) -> None:
    formula = explain(source).gradients["x"].formula or ""
    levels = [hint(source, level) for level in range(1, 9)]
    assert levels[-1].last
    assert levels[-1].text == formula
    for each in levels:
        assert each.message
        assert each.last or formula not in (each.text, each.message)
    assert len({each.level for each in levels}) >= 3


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("rule", RULES)
def test_problems_use_their_rule_and_can_be_solved(rule: str, level: int) -> None:
    seen = set()
    for seed in range(12):
        problem = practice(rule, level, seed)
        assert practice(rule, level, seed) == problem
        seen.add(problem.source)
        e = explain(problem.source, at=problem.at)
        gradient = e.gradients[problem.wrt]
        assert e.target.value is not None
        assert gradient.value is not None
        assert gradient.formula is not None
        assert gradient.story is not None
        assert rule == "mixed" or rule in {step.rule for step, _ in gradient.story.steps}
        assert check(problem.source, gradient.formula, wrt=problem.wrt).verdict == "right"
        assert check(problem.source, f"({gradient.formula}) + 1/7", wrt=problem.wrt).verdict == "wrong"
    assert len(seen) > (1 if level == 1 else 3)


def test_a_rule_that_there_is_not_is_refused() -> None:
    rng = random.Random(1)
    for rule, level in (("nothing", 1), ("chain", 0), ("chain", rng.randint(4, 9))):
        with pytest.raises(whygrad.UserError):
            practice(rule, level)

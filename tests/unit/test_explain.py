"""The public face: explain(), its document, the command line, and what is said where there is no number."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import whygrad
from whygrad.cli import main
from whygrad.operations import TABLE
from whygrad.respond import respond

SCHEMA = json.loads((Path(whygrad.__file__).parent / "document.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_opening_question() -> None:
    e = whygrad.explain("z = y*y", at={"y": 4})
    assert e.target.value == 16.0
    g = e.gradients["y"]
    assert (g.value, g.formula, g.check.verdict, g.rules_verdict) == (8.0, "2*y", "agrees", "agrees")
    assert (g.steps.rule, g.steps.after) == ("power", "2*y")
    received = e.tape.lines[0].contributions
    assert [c.adds for c in received] == [4.0, 4.0]
    assert e.tape.lines[0].adjoint == 8.0


def test_the_second_question() -> None:
    e = whygrad.explain("x*x*x", at={"x": 2})
    g = e.gradients["x"]
    assert (e.target.value, g.value, g.formula, g.steps.rule) == (8.0, 12.0, "3*x^2", "power")
    assert sum(c.adds for c in e.tape.lines[0].contributions) == 12.0


def test_a_number_line_is_an_input() -> None:
    e = whygrad.explain("y = 4; z = y*y")
    assert (e.gradients["y"].value, e.gradients["y"].formula) == (8.0, "2*y")
    assert whygrad.explain("y = 4; z = y*y", at={"y": 3}).gradients["y"].value == 6.0


def test_a_line_by_itself() -> None:
    assert whygrad.explain("y = pi").gradients["y"].formula == "1"
    assert whygrad.explain("z = x^2", wrt="z").gradients["z"].formula == "1"


def test_any_line_by_any_line() -> None:
    source = "u = x^2; v = sin(u); w = u v"
    e = whygrad.explain(source, at={"x": 1.5}, of="v", wrt=["u", "x"])
    assert math.isclose(e.gradients["u"].value, math.cos(2.25))
    assert e.gradients["u"].formula == "cos(u)"
    assert math.isclose(e.gradients["x"].value, 3 * math.cos(2.25))
    e = whygrad.explain(source, at={"x": 1.5}, of="u", wrt="v")
    assert e.gradients["v"].value is None
    assert "v" in e.gradients["v"].why


@pytest.mark.parametrize("order", range(1, 9))
def test_orders(order: int) -> None:
    e = whygrad.explain("x^9 + sin(x)", at={"x": 1.1}, order=order)
    expected = math.perm(9, order) * 1.1 ** (9 - order) + math.sin(1.1 + order * math.pi / 2)
    g = e.gradients["x"]
    assert math.isclose(g.value, expected, rel_tol=1e-12)
    assert g.rules_verdict == "agrees"
    assert g.check.verdict == "agrees"


NO_NUMBER = [  # source, point, value, words of the reason
    ("ln(x)", -1, None, ["ln", "above 0", "line 2", "ln(-1)"]),
    ("1/x", 0, None, ["line 3", "1/0"]),
    ("sqrt(x)", 0, 0.0, ["no slope", "sqrt(0)"]),
    ("arcsin(x)", 1, math.pi / 2, ["no slope", "arcsin"]),
    ("arcsin(x)", 2, None, ["arcsin", "line 2"]),
    ("sqrt(x)", -1, None, ["sqrt(-1)"]),
    ("x^x", 0, 1.0, ["0^0"]),
    ("sqrt(x^2)", 0, 0.0, ["no slope", "left the slope is -1", "right 1", "corner"]),
    ("sqrt(sin(x)^2)", 0, 0.0, ["left the slope is -1", "right 1"]),
    ("sqrt(x^2 + y^2)", 0, 0.0, ["corner"]),
    ("sqrt(x^4)", 0, 0.0, ["both sides", "approaches 0"]),
    ("cbrt(x)", 0, 0.0, ["no slope", "infinite"]),
    ("arcsin(x)", -1, -math.pi / 2, ["infinite"]),
    ("x^(2/3)", 0, 0.0, ["infinite"]),
    ("sqrt|x|", 0, 0.0, ["cusp"]),
    ("atan2(x, x)", 0, 0.0, ["value jumps here, so there is no slope"]),
    ("piecewise(x != 0: x, 5)", 0, 5.0, ["alone"]),
    ("piecewise(x = 0: 0, |x|)", 0, 0.0, ["alone"]),
]


@pytest.mark.parametrize(("source", "x", "value", "reasons"), NO_NUMBER)
def test_numbers_are_true_or_absent(source: str, x: float, value: float | None, reasons: list[str]) -> None:
    e = whygrad.explain(source, at={"x": x, "y": 0.0} if "y" in source else {"x": x})
    assert e.target.value == value
    assert e.gradients["x"].value is None
    for words in reasons:
        assert words in e.gradients["x"].why
    assert e.warnings


ALONE = [  # source, point, slope: a condition takes out the point, and the other piece leads there
    ("piecewise(x != 0: x^2 + x, 0)", 0, 1.0),
    ("piecewise(x = 2: 4, x^2)", 2, 4.0),
    ("where(x == 1, 1, x^3)", 1, 3.0),
    ("piecewise(x != 0: sin(x)/x, 1)", 0, 0.0),
    ("piecewise(x != 0: x^2 sin(1/x), 0)", 0, 0.0),
]


@pytest.mark.parametrize(("source", "x", "slope"), ALONE)
def test_the_rule_of_a_single_point_is_no_slope(source: str, x: float, slope: float) -> None:
    gradient = whygrad.explain(source, at={"x": x}).gradients["x"]
    assert gradient.value == slope
    assert "disagrees" not in (gradient.rules_verdict, gradient.check.verdict)


def test_a_number_worked_out_with_many_digits_is_told_like_any_other() -> None:
    document = whygrad.explain("sqrt(x^2)", at={"x": 0}).to_dict()
    assert [document["inputs"][0]["text"], document["target"]["text"]] == ["0", "0"]
    assert whygrad.explain("sqrt(x + 2)", at={"x": -2}).to_dict()["inputs"][0]["text"] == "-2"


FAR = [  # source, point, value, slope: the answer is a double though a line on the way is not
    ("ln(1 + e^x)", 1000.0, 1000.0, 1.0),
    ("ln(e^x)", -1000.0, -1000.0, 1.0),
    ("x^2", 1e200, None, 2e200),
    ("sigmoid(x)", -1000.0, 0.0, 0.0),
    ("softplus(x)", 1000.0, 1000.0, 1.0),
    ("1/(1 + e^(-x))", -1000.0, 0.0, 0.0),
    ("sqrt(x^2 + 1)", 1e200, 1e200, 1.0),
    ("e^x/e^x", 1000.0, 1.0, 0.0),
]


@pytest.mark.parametrize(("source", "x", "value", "slope"), FAR)
def test_no_overflow_where_the_answer_is_a_double(source: str, x: float, value: float | None, slope: float) -> None:
    e = whygrad.explain(source, at={"x": x})
    assert e.target.value == value
    assert e.gradients["x"].value == pytest.approx(slope, rel=1e-12, abs=1e-30)
    if value is None:
        assert "double" in e.target.why


def test_corners_state_both_slopes_and_the_convention() -> None:
    e = whygrad.explain("abs(x)", at={"x": 0})
    assert e.gradients["x"].value == 0.0
    assert e.gradients["x"].check.verdict == "cannot tell"
    (warning,) = [w for w in e.warnings if w.kind == "corner"]
    assert "-1" in warning
    assert "1" in warning


ASKED = [  # a source that ends with a derivative: its point, the derivative's value and formula
    ("f(x) = x^2 + a x; f'(3)", {"a": 2}, 8.0, "2*x + a"),
    ("d/dx(x^2 sin x)", {"x": 2}, 4 * math.sin(2) + 4 * math.cos(2), "2*x*sin(x) + x^2*cos(x)"),
    ("d^2/dx^2(x^3)", {"x": 2}, 12.0, "6*x"),
    ("z = y*y; dz/dy", {"y": 4}, 8.0, "2*y"),
    ("z = y*y; gradient(z, y)", {"y": 4}, 8.0, "2*y"),
    ("y = x^2; z = sin y; dz/dx", {"x": 1}, 2 * math.cos(1), "2*x*cos(x^2)"),
    ("f(x) = x^3; f''(x)", {"x": 2}, 12.0, "6*x"),
]


@pytest.mark.parametrize(("source", "at", "value", "formula"), ASKED)
def test_a_derivative_that_is_asked_for_is_explained(source: str, at: dict, value: float, formula: str) -> None:
    e = whygrad.explain(source, at=at)
    (g,) = e.gradients.values()
    assert e.target.value == g.value == pytest.approx(value)
    assert g.formula == formula
    assert g.steps is not None
    assert (g.check.verdict, g.rules_verdict) == ("agrees", "agrees")
    VALIDATOR.validate(e.to_dict())


CURVES = [  # an equation, a point on it, the slope of the curve and its formula
    ("x^2 + y^2 = 25", {"x": 3, "y": 4}, -0.75, "-x/y"),
    ("x y = 1", {"x": 2}, -0.25, "-y/x"),
    ("e^y = x", {"x": 0.5}, 2.0, "e^(-y)"),
    ("x^3 + y^3 = 3 x y", {"x": 1.5, "y": 1.5}, -1.0, "(y - x^2)/(y^2 - x)"),
    ("a = 2; x y = a", {"x": 1, "y": 2}, -2.0, "-y/x"),
]


@pytest.mark.parametrize(("source", "at", "slope", "formula"), CURVES)
def test_equations_are_differentiated_implicitly(source: str, at: dict, slope: float, formula: str) -> None:
    e = whygrad.explain(source, at=at)
    g = e.gradients["x"]
    assert (g.label, g.formula, g.steps.rule) == ("dy/dx", formula, "implicit")
    assert g.value == pytest.approx(slope)
    assert (g.check.verdict, g.rules_verdict) == ("agrees", "agrees")
    VALIDATOR.validate(e.to_dict())


def test_a_point_off_the_curve_has_no_slope() -> None:
    e = whygrad.explain("x^2 + y^2 = 1", at={"x": 1, "y": 1})
    assert e.gradients["x"].value is None
    assert "not lie on the curve" in e.gradients["x"].why
    assert whygrad.explain("x^2 + y^2 = 1", at={"x": 1, "y": 0}).gradients["x"].value is None


INSIDE = [  # a derivative or a call inside a formula is put in place
    ("x + d/dx(x^2)", {"x": 3}, 9.0, "3"),
    ("f(x) = x^2; x f'(2x)", {"x": 3}, 36.0, "8*x"),
    ("f(x) = x^2; g(x) = f(x) + 1; g(f(x))", {"x": 2}, 17.0, "4*x^3"),
    ("f(x) = x^3", {"x": 2}, 8.0, "3*x^2"),
]


@pytest.mark.parametrize(("source", "at", "value", "formula"), INSIDE)
def test_functions_and_derivatives_inside_a_formula(source: str, at: dict, value: float, formula: str) -> None:
    e = whygrad.explain(source, at=at)
    g = e.gradients["x"]
    assert (e.target.value, g.formula, g.check.verdict) == (value, formula, "agrees")


def test_no_path_is_said() -> None:
    e = whygrad.explain("u = x^2; z = y^2", at={"x": 1, "y": 2})
    assert e.gradients["x"].value is None
    assert "x" in e.gradients["x"].why


def test_a_free_variable_without_a_value_gets_a_stated_default() -> None:
    e = whygrad.explain("x^2 + y")
    assert any(w.kind == "default" and "x = 2" in w for w in e.warnings)
    assert whygrad.explain("arcsin(x)").gradients["x"].value is not None
    assert whygrad.explain("ln(-x)").gradients["x"].value is not None


USER_ERRORS = [
    "",
    "   ",
    "sin(x",
    "x +",
    "*",
    "foo(x)",
    "x = x + 1",
    "pi = 3",
    "1e400",
    "2 3",
    "1,5",
    "(",
    ")",
    "x^2 )",
    "=",
    "y ==",
    "\0",
    "x'",
    "5 = x",
]


@pytest.mark.parametrize("source", USER_ERRORS)
def test_bad_input_is_a_user_error_with_a_place(source: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source)
    error = caught.value
    assert error.message.strip()
    assert error.line >= 1
    assert error.column >= 1
    assert (error.end_line, error.end_column) >= (error.line, error.column)


BAD_CALLS = [
    {"at": {"x": "a"}}, {"at": {"x": math.nan}}, {"at": {"x": 10**400}}, {"of": "q"}, {"wrt": "q"}, {"order": 0}, {"order": 9},
    {"order": 1.5}, {"language": "klingon"},
]  # fmt: skip


@pytest.mark.parametrize("arguments", BAD_CALLS, ids=str)
def test_bad_arguments_are_user_errors(arguments: dict) -> None:
    with pytest.raises(whygrad.UserError):
        whygrad.explain("x^2", **arguments)


EXAMPLES = [op.example for op in TABLE.values() if op.elementwise] + [
    "x^2 sin x", "u = x^2; y = sin(u); y u", "ln(x)", "x^x", "where(x < 1, x, x^2)", "3", "x - x", "1/x + 1/x", "a b c", "e^(-x^2)",
]  # fmt: skip


@pytest.mark.parametrize("source", EXAMPLES)
@pytest.mark.parametrize("x", [0.0, -1.0, 0.5, 2.0])
def test_every_document_fits_the_schema(source: str, x: float) -> None:
    answer = json.loads(respond(json.dumps({"source": source, "at": {"x": x}})))
    assert answer["ok"], answer
    VALIDATOR.validate(answer["document"])


@pytest.mark.parametrize("source", EXAMPLES)
def test_the_answer_is_the_last_step_and_reads_back(source: str) -> None:
    e = whygrad.explain(source)
    for g in e.gradients.values():
        if g.formula is None:
            continue
        assert g.steps.after == g.formula
        if g.value is not None:
            at = {i.name: i.value for i in e.inputs}
            assert whygrad.explain(g.formula, at=at).target.value == pytest.approx(g.value, rel=1e-9, abs=1e-12)


def test_a_value_is_given_under_any_spelling_of_a_name() -> None:
    assert whygrad.explain(r"x_{1} + x₂ + \beta", at={"x_{1}": 3, "x₂": 5, "β": 7}).target.value == 15


def test_a_value_by_convention_is_said() -> None:
    e = whygrad.explain("0^0")
    assert e.target.value == 1.0
    assert [w.kind for w in e.warnings] == ["convention"]
    assert not whygrad.explain("x^2", at={"x": 0}).warnings


def test_huge_orders_and_powers_get_an_answer() -> None:
    e = whygrad.explain("9^9^9^9")
    assert e.target.value is None
    assert e.target.why


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "whygrad", *arguments], input=stdin, capture_output=True, text=True, check=False, env=os.environ
    )


def test_command_line() -> None:
    done = run("z = y*y", "y=4")
    assert done.returncode == 0
    for part in ("z = 16", "dz/dy = 2*y = 8", "Power rule", "effect on the answer 8", "agrees"):
        assert part in done.stdout
    done = run("x*x*x", "x=2")
    assert "3*x^2 = 12" in done.stdout
    assert "Power rule" in done.stdout
    done = run("sin(x")
    assert done.returncode == 2
    assert "^" in done.stderr
    assert "Traceback" not in done.stderr
    done = run("--json", "-", "x=3", stdin="x^2\n")
    VALIDATOR.validate(json.loads(done.stdout))


def test_command_line_in_process(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["x^2 y", "x=1", "y=2", "--wrt", "y", "--order", "1"]) == 0
    assert "d/dy" in capsys.readouterr().out
    assert main(["--wrt", "y", "-x^2 y", "--order=1", "x=1", "y=2"]) == 0  # a leading minus sign, values behind options
    assert main(["x^2", "x=a"]) == 2
    assert main(["--of", "q", "x^2"]) == 2


@pytest.mark.parametrize(("source", "x"), [("ln(x)", -1.0), ("1/x", 0.0), ("x^2 ln(x)", -2.0), ("sqrt(x) + x^2", -1.0)])
def test_no_step_gives_a_slope_where_there_is_no_value(source: str, x: float) -> None:
    g = whygrad.explain(source, at={"x": x}).gradients["x"]
    assert g.rules_value is None
    assert g.steps.value == (None, None)
    assert g.steps.check == "cannot tell"


SIDES = {
    "abs(x)": (0, -1, 1), "max(x, x^2)": (1, 1, 2), "relu(x) + x^2": (0, 0, 1), "abs(sin x)": (0, -1, 1), "clip(x, 0, 1)": (1, 1, 0),
    "3abs(x - 2) + x": (2, -2, 4), "e^abs(x)": (0, -1, 1), "min(x, 2x)": (0, 2, 1),
}  # fmt: skip


@pytest.mark.parametrize("source", SIDES)
def test_a_corner_has_a_slope_on_each_side(source: str) -> None:
    x, left, right = SIDES[source]
    check = whygrad.explain(source, at={"x": x}).gradients["x"].check
    assert (check.left, check.right) == pytest.approx((left, right), abs=1e-6)
    assert check.slope is None
    assert "from the left" in check.why


def test_a_corner_on_the_way_may_leave_no_corner_in_the_answer() -> None:
    assert whygrad.explain("x abs(x)", at={"x": 0}).gradients["x"].check.verdict == "agrees"
    assert whygrad.explain("abs(x) + y", at={"x": 0, "y": 1}).gradients["y"].check.verdict == "agrees"


@pytest.mark.parametrize(("source", "slope"), [("x*sqrt(x)", 0.0), ("sqrt(x)*x^2 + 3x", 3.0), ("sqrt(x)", None), ("sqrt(x^2)", None)])
def test_a_slope_that_only_the_limit_tells(source: str, slope: float | None) -> None:
    e = whygrad.explain(source, at={"x": 0})
    assert e.gradients["x"].value == slope
    assert bool(e.gradients["x"].why) == (slope is None)
    assert any(w.kind == "limit" for w in e.warnings) == (slope is not None)


@pytest.mark.parametrize(
    ("source", "told"),
    [("piecewise(x<0: x^2, x)", "slope is 0 by one and 1"), ("piecewise(x<0: 1, 2)", "value jumps"), ("piecewise(x<0: -x^2, x^2)", "")],
)
def test_pieces_that_meet_are_told(source: str, told: str) -> None:
    warnings = [w for w in whygrad.explain(source, at={"x": 0}).warnings if w.kind == "corner"]
    assert bool(warnings) == bool(told)
    assert not told or told in warnings[0]


TOLD = {  # source, point: words of the last warning, and words that it must not have
    ("x abs(x)", 0): ("Yet the answer is smooth here: its slope is 0 on both sides", "slope of the answer"),
    ("max(x, x^2)", 1): ("slope of the answer is 1 on the left and 2 on the right", "smooth"), ("abs(x)", 0): ("corner", "the answer"),
    ("floor(x)", 2): ("floor jumps here", "corner"), ("mod(x, 2)", 2): ("mod jumps here", "smooth"),
    ("sin(x)/x", 0): ("approach 1: a gap", "about"), ("(x^2 - 4)/(x - 2)", 2): ("approach 4: a gap", "about"),
    ("(e^(2x) - 1)/(7x)", 0): ("approach ≈ 0.2857: a gap", "about"), ("1/x", 0): ("1/0", "gap"), ("x/abs(x)", 0): ("0/0", "gap"),
    ("1e-9/x", 0): ("/0", "gap"), ("sin(1/x)", 0): ("1/0", "gap"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "x"), TOLD)
def test_what_becomes_of_the_answer_at_a_corner_and_a_gap_is_told(source: str, x: float) -> None:
    wanted, strange = TOLD[source, x]
    warning = whygrad.explain(source, at={"x": x}).warnings[-1]
    assert wanted in warning
    assert strange not in warning


@pytest.mark.parametrize("asked", [{"at": "x"}, {"at": [1]}, {"at": {1: 2}}, {"wrt": 5}, {"wrt": [["x"]]}, {"of": 5}, {"order": "2"}])
def test_a_question_of_a_wrong_kind_is_told(asked: dict[str, Any]) -> None:
    with pytest.raises(whygrad.UserError):
        whygrad.explain("x^2", **asked)


@pytest.mark.parametrize(
    ("source", "x", "python"), [("lambda^2 x", 2, "lambda_**2"), ("lambda*sum(x)", [1, 2], "lambda_*np.array([1.0, 1.0])")]
)
def test_names_that_python_uses_itself_are_others_in_what_is_copied(source: str, x: Any, python: str) -> None:
    assert whygrad.explain(source, at={"x": x}).gradients["x"].python == python

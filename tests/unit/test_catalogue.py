"""The catalogue behind the rules page: nothing is missing, and what it says is read again and measured."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import pytest
import whygrad
from whygrad.catalogue import CLASSICS, catalogue, families, slopes
from whygrad.operations import TABLE
from whygrad.words import en as words

CATALOGUE = catalogue()
OPERATIONS: dict[str, dict[str, Any]] = {op["name"]: op for family in CATALOGUE["families"] for op in family["operations"]}
RULES: dict[str, dict[str, Any]] = {rule["id"]: rule for rule in CATALOGUE["rules"]}
ROWS: dict[str, dict[str, str]] = {row["source"]: row for group in CATALOGUE["classics"] for row in group["rows"]}
LETTERS = {"x": 0.8, "a": 1.7, "b": 2.3, "c": 0.6, "d": 0.4, "n": 3.0}
POLES = {
    "tan": (-math.pi / 2, math.pi / 2), "sec": (-math.pi / 2, math.pi / 2), "csc": (-math.pi, 0, math.pi), "cot": (-math.pi, 0, math.pi),
    "reciprocal": (0,), "csch": (0,), "coth": (0,), "gamma": (0, -1, -2, -3), "digamma": (0, -1, -2), "polygamma": (0, -1, -2),
    "lgamma": (0, -1, -2), "floor": (-1, 0, 1, 2), "sign": (0,), "arccot": (0,), "less": (3,),
}  # fmt: skip


def test_it_is_plain_data() -> None:
    assert json.loads(json.dumps(CATALOGUE, allow_nan=False)) == json.loads(json.dumps(CATALOGUE))


def test_every_operation_is_there_once_in_a_family_that_has_a_title() -> None:
    listed = [op.name for members in families().values() for op in members]
    assert sorted(listed) == sorted(op.name for op in TABLE.values() if op.example.strip())
    assert list(OPERATIONS) == listed
    assert set(families()) <= set(words.FAMILIES)
    assert {name: [op.name for op in members] for name, members in families().items()}["trigonometric"][:3] == ["sin", "cos", "tan"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_entry_of_an_operation_is_complete(name: str) -> None:
    op, entry = TABLE[name], OPERATIONS[name]
    assert entry["because"]
    assert set(entry["names"]) == {name, *op.aliases}
    assert entry["rule"] in RULES
    assert name in RULES[entry["rule"]]["operations"]
    assert bool(entry["slopes"]) == op.differentiable
    assert all(all(slope.values()) for slope in entry["slopes"])
    assert len(entry["conditions"]) >= sum((op.domain is not None, any(op.slope), op.corner is not None, bool(op.defaults)))
    assert entry["example"]["text"]
    if not op.elementwise:
        assert entry["curve"] is None
        return
    assert bool(entry["example"]["gradients"]) == (op.differentiable or "where" in op.example)
    assert sum(sample[1] is not None for sample in entry["curve"]["samples"]) > 30


@pytest.mark.parametrize("name", [name for name, op in TABLE.items() if op.differentiable and op.elementwise])
def test_a_slope_reads_back_and_is_what_is_measured(name: str) -> None:
    """Both sides of a rule are read from their text; a central difference of the left gives the right."""
    op = TABLE[name]
    middles = [(low + high) / 2 + 0.1 for low, high in op.samples]
    point = dict(zip("x" if op.arity == 1 else "abcd", middles, strict=False))
    if name == "polygamma":
        point["a"] = 1.0
    for slope in slopes(op):
        right = _value(slope.slope, point)
        h = 1e-5
        measured = (
            _value(slope.whole, {**point, slope.letter: point[slope.letter] + h})
            - _value(slope.whole, {**point, slope.letter: point[slope.letter] - h})
        ) / (2 * h)
        assert right == pytest.approx(measured, rel=1e-6, abs=1e-8), slope.text


def _value(source: str, at: dict[str, float]) -> float:
    value = whygrad.explain(source, at={name: v for name, v in at.items() if name in source}).target.value
    assert isinstance(value, float), source
    return value


@pytest.mark.parametrize("rule", words.RULES)
def test_the_entry_of_a_rule_is_complete(rule: str) -> None:
    entry = RULES[rule]
    assert all(entry[part] for part in ("title", "text", "latex", "because"))
    example = entry["example"]
    assert example["text"]
    assert all(g["text"] and g["formula"] for g in example["gradients"])
    # the rules of arrays are shown for their entries, so no step bears their names
    assert (example["step"] is None) == (rule in ("reduction", "matrix"))


@pytest.mark.parametrize("name", POLES)
def test_no_line_crosses_a_pole_or_a_jump(name: str) -> None:
    samples = OPERATIONS[name]["curve"]["samples"]
    joined = [(a[0], b[0]) for a, b in pairwise(samples) if a[1] is not None and b[1] is not None]
    for pole in POLES[name]:
        assert samples[0][0] < pole < samples[-1][0]
        # floor has a value at the jump itself, to which the line leads from one side
        assert not [(a, b) for a, b in joined if a < pole - 1e-9 and b > pole + 1e-9], pole


@pytest.mark.parametrize("name", ["sin", "exp", "cbrt", "abs", "relu", "sigmoid", "arcsin", "power", "sinh"])
def test_what_is_continuous_is_one_line(name: str) -> None:
    there = [sample[1] is not None for sample in OPERATIONS[name]["curve"]["samples"]]
    first, last = there.index(True), len(there) - there[::-1].index(True)
    assert all(there[first:last])


def test_the_samples_are_the_function_and_its_slope() -> None:
    for name in ("sin", "ln", "power", "max", "gamma"):
        for x, value, slope in OPERATIONS[name]["curve"]["samples"][5:120:17]:
            if value is None or slope is None:
                continue
            e = whygrad.explain(OPERATIONS[name]["example"]["source"], at={"x": x})
            assert value == pytest.approx(e.target.value, rel=2e-3, abs=1e-9)
            assert slope == pytest.approx(e.gradients["x"].value, rel=2e-3, abs=1e-9)


KNOWN = {
    "c": "0", "x": "1", "c*x": "c", "a*x + b": "a", "x^2": "2*x", "x^3": "3*x^2", "1/x": "-1/x^2", "1/x^2": "-2/x^3", "x^n": "n*x^(n - 1)",
    "sqrt(x)": "x^(-1/2)/2", "cbrt(x)": "1/(3*x^(2/3))", "root(x, n)": "x^(1/n - 1)/n", "1/sqrt(x)": "-x^(-3/2)/2",
    "e^x": "e^x", "e^(c*x)": "c*e^(c*x)", "2^x": "2^x*ln(2)", "a^x": "ln(a)*a^x", "x^x": "x^x*(1 + ln(x))",
    "ln(x)": "1/x", "ln(abs(x))": "1/x", "log_a(x)": "1/(x*ln(a))", "log2(x)": "1/(x*ln(2))", "log10(x)": "1/(x*ln(10))",
    "sin(x)": "cos(x)", "cos(x)": "-sin(x)", "tan(x)": "sec(x)^2", "sec(x)": "sec(x)*tan(x)", "csc(x)": "-csc(x)*cot(x)",
    "cot(x)": "-csc(x)^2",
    "arcsin(x)": "1/sqrt(1 - x^2)", "arccos(x)": "-1/sqrt(1 - x^2)", "arctan(x)": "1/(1 + x^2)", "arccot(x)": "-1/(1 + x^2)",
    "arcsec(x)": "1/(abs(x)*sqrt(x^2 - 1))", "arccsc(x)": "-1/(abs(x)*sqrt(x^2 - 1))",
    "sinh(x)": "cosh(x)", "cosh(x)": "sinh(x)", "tanh(x)": "1 - tanh(x)^2",
    "arsinh(x)": "1/sqrt(x^2 + 1)", "arcosh(x)": "1/sqrt(x^2 - 1)", "artanh(x)": "1/(1 - x^2)",
}  # fmt: skip
GENERAL = {
    "c*f(x)": "c*f'(x)", "f(x) + g(x)": "f'(x) + g'(x)", "f(x) - g(x)": "f'(x) - g'(x)", "f(x)*g(x)": "f'(x)*g(x) + f(x)*g'(x)",
    "f(x)/g(x)": "(f'(x)*g(x) - f(x)*g'(x))/g(x)^2", "1/f(x)": "-f'(x)/f(x)^2", "f(g(x))": "f'(g(x))*g'(x)",
    "f(x)^n": "n*f(x)^(n - 1)*f'(x)", "e^f(x)": "f'(x)*e^f(x)", "ln(f(x))": "f'(x)/f(x)", "sin(f(x))": "cos(f(x))*f'(x)",
    "f(x)^g(x)": "f(x)^g(x)*(g'(x)*ln(f(x)) + g(x)*f'(x)/f(x))",
}  # fmt: skip
FUNCTIONS = "f(t) = t^2 + 1; g(t) = e^(t/3) + t; "  # what the unknown functions are, for a measurement


@pytest.mark.parametrize("source", KNOWN)
def test_a_row_of_the_lists_that_everybody_knows(source: str) -> None:
    written = ROWS[source]["slope"]
    for x in (0.4, 0.8) if source not in ("arcsec(x)", "arccsc(x)", "arcosh(x)") else (1.3, 2.7):
        at = {**LETTERS, "x": x}
        assert _value(written, at) == pytest.approx(_value(KNOWN[source], at), rel=1e-12)


@pytest.mark.parametrize("source", GENERAL)
def test_a_rule_of_the_lists_for_any_functions(source: str) -> None:
    written = ROWS[source]["slope"]
    for x in (0.4, 0.8):
        at = {**LETTERS, "x": x}
        right = whygrad.explain(FUNCTIONS + GENERAL[source], at=_used(GENERAL[source], at)).target.value
        assert whygrad.explain(FUNCTIONS + written, at=_used(written, at)).target.value == pytest.approx(right, rel=1e-12)
        known = whygrad.explain(FUNCTIONS + source, at=_used(source, at), wrt="x").gradients["x"].value
        assert known == pytest.approx(right, rel=1e-12)


def _used(source: str, at: dict[str, float]) -> dict[str, float]:
    return {name: at[name] for name in ("x", "c", "n") if name in source}


def test_the_rows_lead_to_rules_and_have_titles() -> None:
    assert len(KNOWN) + len(GENERAL) >= 40
    assert set(CLASSICS) == set(words.CLASSICS)
    assert {row["rule"] for row in ROWS.values()} <= set(RULES)
    first = {"c": "constant", "c*x": "constant_multiple", "f(x) + g(x)": "sum", "f(x) - g(x)": "difference", "f(x)*g(x)": "product"}
    assert {source: ROWS[source]["rule"] for source in first} == first
    assert [ROWS[source]["rule"] for source in ("f(x)/g(x)", "1/f(x)", "f(g(x))", "x^n")] == ["quotient", "reciprocal", "chain", "power"]

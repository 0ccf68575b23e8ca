"""The steps: every one holds at the point and elsewhere, the last is the answer, and other ways lead to it too."""

from __future__ import annotations

import random
import re

import pytest
import whygrad
from whygrad import explain
from whygrad.steps import ONE_LINE, Step, Story

from .programs import point, program

RANDOM_FORMULAS = 2_000


def _all(story: Story) -> list[Step]:
    return [Step(story, i) for i in range(len(story.steps))]


def test_every_step_of_random_formulas_holds() -> None:
    rng = random.Random(7)
    told = tried = 0
    while told < RANDOM_FORMULAS:
        source, at, order = program(rng), point(rng), rng.choice((1, 1, 1, 2))
        try:
            e = explain(source, at=at, order=order)
        except whygrad.UserError:
            continue
        told += 1
        for gradient in e.gradients.values():
            ways = [story for _, story in gradient.alternatives]
            for story in [*gradient.earlier, *([gradient.story] if gradient.story else []), *ways]:
                tried += len(story.trials) > 0
                for step in _all(story):
                    assert step.check != "disagrees", (source, at, order, step.rule, step.before, step.after, step.value)
            if gradient.story is not None:
                assert gradient.story.answer == gradient.story.steps[0][0].after
                assert gradient.rules_verdict != "disagrees", (source, at, order)
                assert all(way.answer == gradient.story.answer for way in ways)
    assert tried > RANDOM_FORMULAS


WAYS = {
    "sin(x)/x": ["as a product with a negative power"],
    "1/x^2": ["with the quotient rule"],
    "5/x^3": ["with the quotient rule"],
    "(x + 1)(x - 1)": ["multiplied out first"],
    "(2x + 1)^2": ["multiplied out first"],
    "sqrt(x)": ["as a power"],
    "x^x": ["as a power of e"],
    "ln(x^2 sin x)": ["with the logarithm taken apart first"],
    "sin(x)": [],
    "x^2 sin x": [],
    "(sin x + 1)(x^2 + 3)": [],
}


@pytest.mark.parametrize("source", WAYS)
def test_other_ways_end_with_the_same_answer(source: str) -> None:
    gradient = explain(source).gradients["x"]
    assert [title for title, _ in gradient.alternatives] == WAYS[source]
    for _, story in gradient.alternatives:
        assert story.root.after == gradient.formula
        rules = [step.rule for step in _all(story)]
        assert rules != [step.rule for step in _all(gradient.story)]  # type: ignore[arg-type]
        assert all(step.check == "agrees" for step in _all(story))


def test_the_orders_below_are_told_too() -> None:
    gradient = explain("x^3 sin x", order=3).gradients["x"]
    first, second = gradient.earlier
    assert first.root.before == "d/dx(x^3*sin(x))"
    assert explain(second.root.before).reading.text.count("d/dx") == 1
    assert explain(first.root.after).gradients["x"].formula == second.root.after
    assert explain(second.root.after).gradients["x"].formula == gradient.formula


def test_parts_are_followed_from_before_to_after() -> None:
    step = explain("x^2 sin x").gradients["x"].steps
    assert step is not None
    first, second = step.path
    assert [step.before[a:b] for a, b in first["before"]] == ["x^2"]
    assert [step.worked[a:b] for a, b in second["worked"]] == ["sin(x)", "cos(x)"]
    assert [step.latex("worked")[a:b] for a, b in second["worked_latex"]] == [r"\sin\left(x\right)", r"\cos\left(x\right)"]


def test_levels_leave_out_what_is_plain() -> None:
    story = explain("(3x + 1)^5 + 4x").gradients["x"].story
    assert story is not None
    shown = {
        level: [s.rule for s, at in zip(_all(story), story.levels, strict=True) if at == level] for level in ("brief", "standard", "full")
    }
    assert shown["brief"][0] == "sum"
    assert {"chain", "power"} <= set(shown["brief"])
    assert set(shown["brief"][1:]).isdisjoint(ONE_LINE)
    assert set(shown["full"]) <= {"constant", "identity", "constant_multiple", "sum"}
    assert "identity" in shown["full"]


@pytest.mark.parametrize("source", ["x^2 sin x", "sqrt(3x+1)/x", "x^x", "f(x) = x^2; f(3x)", "x^2 + y^2 = 1", "1/(x^2+1)", "e^(2x)"])
def test_the_worked_form_is_between_before_and_after(source: str) -> None:
    for gradient in explain(source).gradients.values():
        assert gradient.story is not None
        for step in _all(gradient.story):
            if step.rule not in ("rewrite", "implicit") and "'" not in step.worked and "u" not in step.worked:
                at = {n: 0.7 for n in ("x", "y") if n in step.worked + step.after}
                assert explain(step.worked, at=at).target.value == pytest.approx(explain(step.after, at=at).target.value)


LINED = [
    ("x^2 sin(x)", {"x": 2}),
    ("a = w*x + b\np = sigmoid(a)\nloss = (p - y)^2", {"w": 0.5, "x": 2, "b": -1, "y": 1}),
    ("x = 2; z = ln(x) x / (1 + x^2)", {}),
    ("u = tan(x); where(u > 0, u^3, u) e^u", {"x": 0.4}),
    ("import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x**2 * torch.sin(x)).backward()", {}),
]


@pytest.mark.parametrize(("source", "at"), LINED)
def test_a_step_knows_the_line_of_the_tape_that_it_is_about(source: str, at: dict[str, float]) -> None:
    document = explain(source, at=at).to_dict()
    lines = document["tape"]["lines"]
    place = {each["name"]: each["value"] for each in document["inputs"]}
    for gradient in document["gradients"]:
        first = gradient["steps"][0]
        assert lines[first["line"] - 1]["adjoint"] == 1
        assert all(step["line"] for step in gradient["steps"] if step["rule"] not in ("rewrite", "simplify"))
        for step in gradient["steps"]:
            inside = re.fullmatch(r"d/d(\w+)\((.*)\)", step["before"])
            if inside and inside[1] == gradient["name"]:
                assert explain(inside[2], at=place).target.value == pytest.approx(lines[step["line"] - 1]["value"])
            for part in step["path"]:
                line = step["lines"][part["part"]]
                texts = [step["before"][start:end] for start, end in part["before"]]
                for text in texts if line and inside and inside[1] == gradient["name"] else []:
                    assert explain(text, at=place).target.value == pytest.approx(lines[line - 1]["value"])

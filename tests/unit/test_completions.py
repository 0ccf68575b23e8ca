"""What an editor offers while a name is typed: every name of the table with its rule, and first the names of the text."""

from __future__ import annotations

import json

import pytest
import whygrad
from whygrad.completions import completions
from whygrad.operations import CONSTANTS, NAMES
from whygrad.respond import respond


@pytest.mark.parametrize("name", [name for name, op in NAMES.items() if op.example.strip()])
def test_every_name_of_the_table_is_found_by_its_beginning(name: str) -> None:
    assert name in [c.name for c in completions(name)]
    for start in (name[:2], name):
        (found,) = [c for c in completions(start) if NAMES.get(c.name) is NAMES[name]]
        assert found.opens
        assert len(found.name) <= len(name)
        assert len(found.rules) <= max(NAMES[name].arity, 2)


@pytest.mark.parametrize("name", [op.name for op in NAMES.values() if op.differentiable and op.elementwise and op.arity == 1])
def test_a_rule_is_what_the_explanation_says(name: str) -> None:
    """Both sides of "d/dx sin(x) = cos(x)" are read, and what is read on the left gives the right."""
    (rule,) = next(c for c in completions(name) if c.name == name).rules
    whole, slope = rule.removeprefix("d/dx ").split(" = ")
    for x in (0.3, 0.7, 1.4, -0.6):
        try:
            left, right = whygrad.explain(whole, at={"x": x}), whygrad.explain(slope, at={"x": x})
        except whygrad.UserError as error:
            pytest.fail(f"{rule}: {error}")
        if "x" in left.gradients and left.gradients["x"].value is not None and right.target.value is not None:
            assert left.gradients["x"].value == pytest.approx(right.target.value, rel=1e-9)


def test_names_of_the_text_come_first() -> None:
    assert [c.name for c in completions("si", "size = 2; z = si")][:2] == ["size", "sin"]
    assert [c.name for c in completions("x_m", "x_max + x_m")] == ["x_max"]
    assert completions("fo", "fool(x) = x^2; fo")[0] == ("fool", True, [])
    assert completions("arcs", known=("arcspeed",))[0] == ("arcspeed", False, [])


def test_a_name_that_the_text_gives_is_not_the_tables() -> None:
    assert "gamma" in [c.name for c in completions("gam", "x + 1")]
    (own, *table) = completions("gam", "gamma = 3; 2gam")
    assert own == ("gamma", False, [])
    assert "gamma" not in [c.name for c in table]


def test_a_constant_is_offered_with_its_value() -> None:
    assert [c.rules for c in completions("ph") if c.name == "phi"] == [["phi ≈ 1.618033989"]]
    assert not [c for name in CONSTANTS for c in completions(name) if c.name == name], "there is nothing left to complete"


def test_nothing_is_offered_for_nonsense() -> None:
    assert completions("nothing like this") == []
    assert completions("\x00", "\x00" * 10) == []
    assert completions("sin", "(" * 20_000)[0].name == "sin"


def test_the_page_can_ask_for_them() -> None:
    asked = {"ask": "completions", "start": "si", "source": "z = size si", "known": ["size"]}
    answer = json.loads(respond(json.dumps(asked)))
    assert answer["ok"]
    assert answer["completions"][0] == {"name": "size", "opens": False, "rules": []}
    assert answer["completions"][1] == {"name": "sin", "opens": True, "rules": ["d/dx sin(x) = cos(x)"]}
    assert json.loads(respond('{"ask": "tokens", "source": "2x"}'))["tokens"] == [[0, 1, "number"], [1, 2, "name"]]

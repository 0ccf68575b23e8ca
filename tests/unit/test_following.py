"""One entry of an array, followed: what it adds in each line that uses it makes its entry of the gradient."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import whygrad
from whygrad.respond import respond

PROGRAMS = [
    ("X = [[1, 2], [3, 4], [5, 6]]; w = [5, 6]; y = X @ w; sum(y^2)", "w"),
    ("W = [[1, 2], [3, 4]]; x = [1, -1]; h = tanh(W @ x); p = softmax(h); -ln(p[0]) + sum(W^2)/10", "W"),
    ("x = [3, 1, 2]; y = x[0]*x; max(y) + x[0]", "x"),
    ("b = [1, 2]; X = [[1, 2], [3, 4]]; sum((X + b)^2)", "b"),
    ("x = [1, 2, 3]; y = cumsum(x); z = reshape(y, (3, 1)); sum(z @ [[2, 1]])", "x"),
]


def entries(value: Any, index: tuple[int, ...] = ()) -> dict[tuple[int, ...], float]:
    if isinstance(value, list):
        return {k: v for i, each in enumerate(value) for k, v in entries(each, (*index, i)).items()}
    return {index: value}


@pytest.mark.parametrize(("source", "name"), PROGRAMS)
def test_what_an_entry_adds_is_its_gradient(source: str, name: str) -> None:
    for index, wanted in entries(whygrad.explain(source).gradients[name].value).items():
        found = whygrad.follow(source, name, index)
        assert found.effect == pytest.approx(wanted)
        assert math.fsum(line.adds or 0 for line in found.lines) == pytest.approx(wanted)
        assert found.lines[-1].carries == pytest.approx(wanted)
        for line in found.lines:
            assert line.carries == pytest.approx(math.fsum(t.carries for t in line.entries))


def test_an_entry_of_w_moves_the_products_by_its_column() -> None:
    y, _, _ = whygrad.follow(PROGRAMS[0][0], "w", (1,)).lines
    assert [(t.entry, t.slope) for t in y.entries] == [((0,), 2.0), ((1,), 4.0), ((2,), 6.0)]
    assert [t.effect for t in y.entries] == [34.0, 78.0, 122.0]  # twice each product
    assert (y.moved, y.size) == (3, 3)


@pytest.mark.parametrize(
    ("source", "name", "index", "message"),
    [
        ("x = [1, 2]; sum(x)", "x", [2], "There is no entry [2] in an array of shape (2,)."),
        ("x = [1, 2]; sum(x)", "x", [0, 0], "There is no entry [0, 0] in an array of shape (2,)."),
        ("x = [1, 2]; sum(x)", "q", [0], "There is no line called q."),
        ("x = [0, 4]; sum(sqrt(x))", "x", [0], whygrad.explain("x = [0, 4]; sum(sqrt(x))").gradients["x"].why),
        ("x = [1, 2]; sum(stop_gradient(x))", "x", [0], "No slope flows from the answer to x, so there is no gradient to ask for."),
    ],
)
def test_what_cannot_be_followed_is_said(source: str, name: str, index: list[int], message: str) -> None:
    told = json.loads(respond(json.dumps({"ask": "follow", "source": source, "name": name, "index": index})))
    assert told["error"]["message"] == message


def test_the_page_gets_texts() -> None:
    told = json.loads(respond(json.dumps({"ask": "follow", "source": PROGRAMS[0][0], "name": "w", "index": [1]})))["followed"]
    assert told["effect_text"] == "1112"
    assert told["lines"][0]["entries"][0]["carries_text"] == "68"

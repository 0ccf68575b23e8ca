"""A notebook's cells run in order and share their names; each keeps its output, its mistake and its explanations."""

from __future__ import annotations

import json
from typing import Any

import pytest
import whygrad
from whygrad.respond import respond

from .notebooks import HOSTILE, SEED, cell


def book(*sources: str) -> str:
    return json.dumps({"cells": [cell("code", source) for source in sources], "nbformat": 4})


def test_the_notebook_that_it_began_with_says_8_and_12_and_why() -> None:
    found = whygrad.notebook(json.dumps(SEED))
    assert [c.kind for c in found.cells] == ["markdown", "code", "markdown", "code", "markdown", "code", "code", "markdown"]
    assert not any(c.error for c in found.cells)
    install, imports, first, second = (c for c in found.cells if c.kind == "code")
    assert "!pip install" in install.notes[0]
    assert imports.output == "2.21.0\n"
    assert (first.last, second.last) == ("8.0", "12.0")
    (request,) = first.requests
    assert request.gradients["y"].formula == "2*y"
    assert [line.name for line in request.tape.lines] == ["x", "y", "z"]
    (request,) = second.requests
    assert request.gradients["x"].formula == "3*x^2"


def test_places_are_those_of_the_cell() -> None:
    told = whygrad.notebook(json.dumps(SEED)).to_dict()["cells"]
    (first,) = told[5]["documents"]
    shown = [told[5]["source"][line["start"] : line["end"]] for line in first["tape"]["lines"]]
    assert shown == ["x = tf.ones((2,2)) # [[1,1] [1,1]]", "y = tf.reduce_sum(x) # 4", "z = tf.multiply(y,y) # 4 x 4 = 16"]


def test_what_an_earlier_cell_made_has_no_place_in_this_one() -> None:
    told = whygrad.notebook(book("x = tf.Variable(3.0)", "with tf.GradientTape() as t:\n  y = x*x\nprint(t.gradient(y, x))")).to_dict()
    x, y = told["cells"][1]["documents"][0]["tape"]["lines"]
    assert (x["name"], x["start"]) == ("x", None)
    assert (y["name"], y["start"]) == ("y", 31)


def test_names_are_shared_and_a_mistake_does_not_lose_the_others() -> None:
    found = whygrad.notebook(book("def f(x):\n  return x**2\na = 3", "print(a)\nb = 1/0", "print(f(a))", "while True: pass", "print('on')"))
    assert [c.output for c in found.cells] == ["", "3\n", "9\n", "", "on\n"]
    assert found.cells[1].error is not None
    assert (found.cells[1].error.line, found.cells[1].error.message) == (2, "ZeroDivisionError: division by zero.")
    assert found.cells[3].error is not None


def test_a_cell_for_another_program_is_passed_over() -> None:
    found = whygrad.notebook(book("%%bash\nrm -rf /", "%matplotlib inline\n1 + 1"))
    assert not any(c.error for c in found.cells)
    assert found.cells[1].last == "2"


def asked(**request: Any) -> dict[str, Any]:
    return json.loads(respond(json.dumps({"ask": "notebook", **request})))  # type: ignore[no-any-return]


def test_the_page_may_read_a_notebook_without_running_it() -> None:
    cells = asked(text=book("print(1)"), run=False)["notebook"]["cells"]
    assert (cells[0]["source"], cells[0]["output"]) == ("print(1)", "")
    assert asked(text=book("print(1)"))["notebook"]["cells"][0]["output"] == "1\n"


def test_outputs_that_a_file_holds_are_not_looked_at() -> None:
    assert "script" not in json.dumps(asked(text=json.dumps(SEED)))


@pytest.mark.parametrize(("text", "sentence"), HOSTILE, ids=[sentence for _, sentence in HOSTILE])
def test_what_is_no_notebook_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.notebook(text)
    assert caught.value.message == sentence

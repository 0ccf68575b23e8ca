"""Cells of the frameworks: what they print, what they show, what they refuse, and that each gradient is explained."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest
import whygrad
from whygrad.respond import respond

from .cells import CELLS, EDGES, LAST, PASSED, REACHING, REFUSED

ROWS = [(framework, source, output) for framework, rows in CELLS.items() for source, output in rows]
SCHEMA = json.loads((Path(whygrad.__file__).parent / "document.schema.json").read_text("utf-8"))
WRITTEN = {
    "abs(x)": ("tf.abs(x)", "torch.abs(x)", "jnp.abs(x)"),
    "relu(x)": ("tf.nn.relu(x)", "torch.relu(x)", "jax.nn.relu(x)"),
    "relu6(x)": ("tf.nn.relu6(x)", "torch.nn.functional.relu6(x)", "jax.nn.relu6(x)"),
    "maximum(x, 0)": ("tf.maximum(x, 0.)", "torch.maximum(x, torch.tensor(0.))", "jnp.maximum(x, 0.)"),
    "leaky(x)": ("tf.nn.leaky_relu(x, 0.2)", "torch.nn.functional.leaky_relu(x, 0.2)", "jax.nn.leaky_relu(x, 0.2)"),
    "clip(x)": ("tf.clip_by_value(x, -1., 1.)", "torch.clamp(x, -1., 1.)", "jnp.clip(x, -1., 1.)"),
    "sqrt(x)": ("tf.sqrt(x)", "torch.sqrt(x)", "jnp.sqrt(x)"),
    "log(x)": ("tf.math.log(x)", "torch.log(x)", "jnp.log(x)"),
    "arcsin(x)": ("tf.asin(x)", "torch.asin(x)", "jnp.arcsin(x)"),
    "x**0.0": ("tf.pow(x, 0.0)", "torch.pow(x, 0.0)", "jnp.power(x, 0.0)"),
    "where(x)": ("tf.where(x<1., x, tf.sqrt(x))", "torch.where(x<1., x, torch.sqrt(x))", "jnp.where(x<1., x, jnp.sqrt(x))"),
    "floor(x)": ("tf.floor(x)", "torch.floor(x)", "jnp.floor(x)"),
}


@pytest.mark.parametrize(("framework", "source", "output"), ROWS, ids=[f"{f}-{i}" for i, (f, _, _) in enumerate(ROWS)])
def test_a_cell_prints_what_the_library_prints(framework: str, source: str, output: str) -> None:
    e = whygrad.explain(source, language="python")
    assert e.output == output
    document = e.to_dict()
    jsonschema.validate(document, SCHEMA)
    json.dumps(document, allow_nan=False)
    for request in e.requests:
        for gradient in request.gradients.values():
            assert gradient.check.verdict != "disagrees", source
            assert gradient.rules_verdict != "disagrees", source


@pytest.mark.parametrize(("source", "output"), PASSED)
def test_what_does_nothing_here_is_passed_over(source: str, output: str) -> None:
    assert whygrad.explain(source, language="python").output == output


@pytest.mark.parametrize(("source", "last"), LAST)
def test_the_last_expression_is_shown(source: str, last: str) -> None:
    assert whygrad.explain(source, language="python").last == last


@pytest.mark.parametrize(("source", "line", "message"), REFUSED)
def test_what_a_library_refuses_is_refused_at_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source, language="python")
    assert message in caught.value.message
    assert caught.value.line == line


@pytest.mark.parametrize("source", REACHING)
def test_a_cell_cannot_reach_what_is_outside(source: str) -> None:
    with pytest.raises(whygrad.UserError):
        whygrad.explain(source, language="python")


@pytest.mark.parametrize("row", EDGES, ids=[row[0] for row in EDGES])
def test_each_framework_keeps_its_convention_at_an_edge(row: tuple[str, str, str, str]) -> None:
    function, _, place = row[0].partition(" at ")
    at, (tf, torch, jax) = float(place), WRITTEN[function]
    cells = (
        f"x = tf.Variable({at})\nwith tf.GradientTape() as t:\n  y = {tf}\ng = t.gradient(y, x)\nprint(None if g is None else g.numpy())",
        f"x = torch.tensor({at}, requires_grad=True)\ny = {torch}\ny.backward()\nprint(x.grad.item())",
        f"print(jax.grad(lambda x: {jax})({at}))",
    )
    for cell, wanted in zip(cells, row[1:], strict=True):
        output = whygrad.explain(cell, language="python").output.strip()
        if wanted == "None":
            assert output == wanted
        else:
            found, number = float(output), float(wanted)
            assert found == pytest.approx(number, rel=1e-6) or (math.isnan(found) and math.isnan(number)), cell


def test_the_two_cells_of_the_notebook_are_explained() -> None:
    first, second = (whygrad.explain(source) for source, _ in LAST[:2])  # found to be Python without being told
    (request,) = first.requests
    assert (request.of, list(request.gradients)) == ("z", ["y"])
    assert request.gradients["y"].value == 8.0
    assert request.gradients["y"].formula == "2*y"
    assert [line.name for line in request.tape.lines] == ["x", "y", "z"]
    assert [c.adds for c in request.tape.lines[1].contributions] == [4.0, 4.0]
    assert first.variables["z"].value == 16.0
    assert first.variables["x"].shape == (2, 2)
    assert first.variables["x"].dtype == "float32"
    (request,) = second.requests
    assert request.gradients["x"].value == 12.0
    assert request.gradients["x"].formula == "3*x^2"
    assert "power" in {step.rule for step in _all(request.gradients["x"].steps)}


def _all(step: whygrad.explain) -> list:  # type: ignore[valid-type, type-arg]
    return [step, *(s for child in step.children for s in _all(child))]  # type: ignore[attr-defined]


def test_why_none_is_said_with_a_repair() -> None:
    e = whygrad.explain("x = tf.constant(3.0)\nwith tf.GradientTape() as g:\n  y = x*x\nprint(g.gradient(y, x))")
    assert e.output == "None\n"
    (note,) = e.requests[0].reading.notes
    assert "a constant that the tape did not watch: add tape.watch" in note.message


def test_gradients_are_kept_with_the_variables() -> None:
    e = whygrad.explain("x = torch.tensor([1., 2.], requires_grad=True)\n(x**2).sum().backward()")
    assert e.variables["x"].grad == [2.0, 4.0]
    assert e.variables["x"].value == [1.0, 2.0]


def test_a_notebook_runs_cell_after_cell() -> None:
    book = {"cells": [
        {"cell_type": "markdown", "source": ["# Derivatives"]},
        {"cell_type": "code", "source": ["!pip install tensorflow\n", "import tensorflow as tf"]},
        {"cell_type": "code", "source": "x = tf.Variable(2.0)\nwith tf.GradientTape() as t:\n  y = x**3\nprint(t.gradient(y, x).numpy())"},
    ], "nbformat": 4}  # fmt: skip
    e = whygrad.explain(json.dumps(book))
    assert e.output == "12.0\n"
    assert any("is passed over" in note["message"] for note in e.to_dict()["reading"]["notes"])


@pytest.mark.parametrize(
    "source", ["x^2", "y = x*x*x", "x = ones(2, 2)\ny = sum(x)\nz = y*y", "f(x) = x^2; f'(3)", "for x > 0", "tf.reduce_sum(x)", "print x"]
)
def test_a_formula_is_no_cell(source: str) -> None:
    from whygrad.cells import CELL

    assert CELL.search(source) is None


def test_values_of_the_formula_before_do_not_stop_a_cell() -> None:
    asked = {"source": "import torch\nx = torch.tensor(2., requires_grad=True)\n(x * x).backward()", "at": {"y": 4}}
    assert json.loads(respond(json.dumps(asked)))["ok"]

"""Why there is no gradient, or why a cell fails, comes with a change of its text after which there is one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from whygrad.errors import Repair
from whygrad.respond import respond

TAPE = "with tf.GradientTape() as t:\n  "
NONE = [  # a cell, and a part of the repair
    (f"x = tf.constant(3.0)\n{TAPE}y = x*x\nprint(t.gradient(y, x))", "t.watch(x)"),
    (f"x = tf.constant(3)\n{TAPE}t.watch(x)\n  y = x*x\nprint(t.gradient(y, x))", "3.0"),
    (f"x = tf.Variable([1., 2.])\n{TAPE}y = np.mean(x**2, axis=0)\n  z = tf.reduce_mean(y)\nprint(t.gradient(z, x))", "tf.reduce_mean"),
    (f"x = tf.Variable(2.0)\n{TAPE}y = x*x\nz = y*y\nprint(t.gradient(z, x))", "  z = y*y"),
    (f"x = tf.Variable(2.0)\n{TAPE}y = tf.stop_gradient(x*x)\nprint(t.gradient(y, x))", "x*x"),
    (f"x = tf.Variable(2.0)\n{TAPE}y = x*x\n  z = tf.constant(y.numpy())*3.\nprint(t.gradient(z, x))", "y"),
]  # fmt: skip
ERRORS = [
    (f"x = tf.Variable(2.0)\n{TAPE}y = x*x\nprint(t.gradient(y, x))\nprint(t.gradient(y, x))", "persistent=True"),
    ("x = torch.tensor(3.0)\ny = x*x\ny.backward()", "requires_grad=True"),
    ("x = torch.tensor(3.0, requires_grad=True)\ny = x*x\ny.backward()\ny.backward()", "retain_graph=True"),
    ("x = torch.tensor([1., 2.], requires_grad=True)\ny = x*x\ny.backward()", "y.sum()"),
    ("print(jax.grad(lambda x: x*x)(3))", "3.0"),
    ("x = torch.tensor(3, requires_grad=True)\ny = x*x\ny.backward()", "torch.tensor(3.0"),
]


def told(source: str) -> dict[str, Any]:
    return json.loads(respond(json.dumps({"source": source, "language": "python"})))  # type: ignore[no-any-return]


def offered(repairs: list[dict[str, Any]], source: str, part: str) -> str:
    """The text after the repair that holds ``part``."""
    assert repairs, "no repair is offered"
    repair = next(r for r in repairs if part in r["text"])
    return Repair(repair["start"], repair["end"], repair["text"]).applied(source)


@pytest.mark.parametrize(("source", "part"), NONE)
def test_a_missing_gradient_comes_with_a_change_that_brings_it(source: str, part: str) -> None:
    (note,) = [n for n in told(source)["document"]["reading"]["notes"] if n["kind"] == "amber"]
    mended = told(offered(note["alternatives"], source, part))["document"]
    assert mended["gradients"][0]["value"] is not None
    assert mended["cell"]["output"] != "None\n"


@pytest.mark.parametrize(("source", "part"), ERRORS)
def test_a_mistake_comes_with_a_change_that_mends_it(source: str, part: str) -> None:
    answer = told(source)
    assert not answer["ok"]
    assert told(offered(answer["error"]["repairs"], source, part))["ok"]


def test_a_missing_gradient_that_no_small_change_brings_has_no_repair() -> None:
    (note,) = [
        n
        for n in told(f"x = tf.Variable(2.)\ny = tf.Variable(3.)\n{TAPE}z = y*y\nprint(t.gradient(z, x))")["document"]["reading"]["notes"]
        if n["kind"] == "amber"
    ]
    assert note["alternatives"] == []

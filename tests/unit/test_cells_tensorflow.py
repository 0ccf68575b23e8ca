"""TensorFlow cells: what the real library prints, shows and refuses, and that each gradient is told with the cell's own number."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import whygrad
from whygrad.arrays import nested
from whygrad.words import say, speaking

from .cells_tensorflow import TENSORFLOW_CELLS, TENSORFLOW_REFUSED

SCHEMA = json.loads((Path(whygrad.__file__).parent / "document.schema.json").read_text("utf-8"))


def shown(text: str | None) -> str | None:
    """NumPy's own numbers are written without their type: 8.0, not np.float32(8.0)."""
    return text and re.sub(r"np\.\w+\(([^()]*)\)", r"\1", text)


@pytest.mark.parametrize(("source", "output", "last"), TENSORFLOW_CELLS, ids=range(len(TENSORFLOW_CELLS)))
def test_a_cell_prints_what_tensorflow_prints(source: str, output: str, last: str | None) -> None:
    e = whygrad.explain(source, language="python")
    assert e.output == shown(output)
    assert e.last == shown(last)
    for request, asked in zip(e.requests, e.run.session.requests, strict=True):
        for gradient in request.gradients.values():
            assert "disagrees" not in (gradient.check.verdict, gradient.rules_verdict)
            assert gradient.value is not None or gradient.why
        found = dict(zip(asked.by, asked.found, strict=True))
        assert close(
            [g.value for g in request.gradients.values()], [v if v is None or isinstance(v, float) else nested(v) for v in found.values()]
        )


def close(told: Any, got: Any) -> bool:
    if isinstance(got, list):
        return len(told) == len(got) and all(map(close, told, got))
    if got is None or not math.isfinite(got):
        return told is None
    return bool(told == pytest.approx(got, rel=1e-3, abs=1e-4))


@pytest.mark.parametrize(("source", "line", "message"), TENSORFLOW_REFUSED, ids=range(len(TENSORFLOW_REFUSED)))
def test_what_tensorflow_refuses_is_refused_at_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source, language="python")
    assert message in caught.value.message
    assert caught.value.line == line


NONE = [
    # what stands in the tape, what is asked for, and the cause
    ("y = tf.constant(x.numpy()) * 2.0", "x", "went through NumPy (line 3)"),
    ("y = tf.constant(np.square(x) + 1.0)", "x", "went through NumPy"),
    ("y = tf.round(x)", "x", "tf.round (line 3) moves in steps"),
    ("y = tf.cast(tf.cast(x, tf.int32), tf.float32)", "x", "made a whole number by tf.cast"),
    ("y = tf.cast(x > 1., tf.float32)", "x", "only compared"),
    ("y = tf.stop_gradient(x) * 2.0", "x", "tf.stop_gradient (line 3) holds it fixed"),
    ("v.assign(x * 2.0); y = v * v", "x", "a variable keeps its numbers"),
    ("y = c * 2.0", "c", "a constant that the tape did not watch"),
    ("y = n * n", "n", "whole numbers"),
    ("y = v * v", "x", "not made from it"),
    ("y = outside * v", "x", "outside the tape"),
]


@pytest.mark.parametrize(("inside", "asked", "cause"), NONE)
def test_why_a_gradient_is_none(inside: str, asked: str, cause: str) -> None:
    before = "x, v, c, n = tf.Variable(2.0), tf.Variable(3.0), tf.constant(4.0), tf.Variable(5); outside = x * x\n"
    e = whygrad.explain(f"{before}with tf.GradientTape() as t:\n  {inside}\nprint(t.gradient(y, {asked}))", language="python")
    assert e.output == "None\n"
    (gradient,) = e.requests[0].gradients.values()
    assert gradient.value is None
    assert cause in gradient.why
    assert any(cause in note.message for note in e.requests[0].reading.notes)
    jsonschema.validate(e.to_dict(), SCHEMA)


def test_the_cause_is_told_in_german_too() -> None:
    with speaking("de"):
        e = whygrad.explain("x = tf.Variable(2)\nwith tf.GradientTape() as t:\n  y = x * x\nt.gradient(y, x)")
        assert "ganze Zahlen" in e.requests[0].gradients["x"].why


def test_the_answer_of_the_framework_is_taken_at_a_corner() -> None:
    e = whygrad.explain("x = tf.Variable(0.0)\nwith tf.GradientTape() as t:\n  y = tf.maximum(x, 0.)\nt.gradient(y, x)")
    gradient = e.requests[0].gradients["x"]
    assert gradient.value == 1.0
    assert "TensorFlow takes" in gradient.why


FIT = (
    "model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer='ones')])\nmodel.compile('sgd', 'mse')\n{seed}\n"
    "model.fit({rows}, verbose=0)"
)
CHANCE = [
    # a cell, and what is said of chance in it: nothing where the numbers are TensorFlow's own
    ("tf.random.set_seed(1)\nprint(tf.random.normal((2,)))", ""),
    ("print(tf.random.normal((2,)))", "without a seed"),
    ("print(tf.random.normal((2,), seed=1))", ""),
    ("tf.keras.utils.set_random_seed(1)\nlayer = tf.keras.layers.Dense(2)\ny = layer(tf.ones((1, 2)))", ""),
    ("layer = tf.keras.layers.Dense(2)\ny = layer(tf.ones((1, 2)))", "without a seed"),
    (FIT.format(seed="", rows="np.ones((3, 1)), np.ones((3, 1)), batch_size=2"), "in another order"),
    (FIT.format(seed="", rows="np.ones((3, 1)), np.ones((3, 1)), batch_size=2, shuffle=False"), ""),
    (FIT.format(seed="", rows="np.ones((3, 1)), np.ones((3, 1))"), ""),
    (FIT.format(seed="tf.random.set_seed(1)", rows="np.ones((3, 1)), np.ones((3, 1)), batch_size=2"), ""),
]


@pytest.mark.parametrize(("source", "said"), CHANCE)
def test_where_chance_decides_it_is_said(source: str, said: str) -> None:
    told = whygrad.explain(source, language="python").run.session.notes
    assert any(said in note for note in told) if said else not told
    with speaking("de"):
        assert all(say(note) != note for note in told)

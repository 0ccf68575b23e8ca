"""Tables of slopes times a vector against the tables themselves; losses against their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import whygrad
from whygrad.document import document
from whygrad.operations import TABLE

PROGRAMS = (
    "y = x^3",
    "y = [[1, 2, 3], [0, 1, 4]] @ sin(x)",
    "y = softmax(x)",
    "y = outer(x, x)",
    "y = sum(x^2)*x",
    "y = layer_norm(x)",
    "y = x[::-1]*exp(x)",
    "y = [1, 2]",
)
NUMBERS = ("z = sum(x^4)", "z = logsumexp(x)", "z = x^T [[1, 2, 0], [0, 1, 5], [1, 1, 1]] x", "z = prod(x)", "z = sum(x)", "z = norm(x)^3")
X, V = [0.5, -1.25, 2.0], [1.0, -2.0, 0.5]
START = f"x = {X}\nv = {V}\n"


def answered(lines: str) -> Any:
    return np.array(whygrad.explain(START + lines).target.value)


@pytest.mark.parametrize("line", PROGRAMS[:-1])
def test_jvp_and_vjp_are_the_table_times_the_vector(line: str) -> None:
    table = answered(f"{line}\njacobian(y, x)")
    assert np.allclose(answered(f"{line}\njvp(y, x, v)"), table @ V)
    weights = np.arange(table[..., 0].size).reshape(table.shape[:-1]) + 1.0
    assert np.allclose(answered(f"{line}\nw = {weights.tolist()}\nvjp(y, x, w)"), np.tensordot(weights, table, weights.ndim))


@pytest.mark.parametrize("line", NUMBERS)
def test_hvp_is_the_table_of_second_derivatives_times_the_vector(line: str) -> None:
    assert np.allclose(answered(f"{line}\nhvp(z, x, v)"), answered(f"{line}\nhessian(z, x)") @ V)
    assert np.allclose(answered(f"{line}\nhvp(z, x, {V})"), answered(f"{line}\nhvp(z, x, v)"))


ASKED = [f"{p}\njvp(y, x, v)" for p in PROGRAMS[:-1]] + [f"{n}\nhvp(z, x, v)" for n in NUMBERS if "sum(x)" not in n]


@pytest.mark.parametrize("line", ASKED)
def test_a_product_is_checked_by_a_slope(line: str) -> None:
    e = whygrad.explain(START + line)
    (gradient,) = e.gradients.values()
    assert gradient.check.verdict == "agrees"
    assert gradient.label == line.splitlines()[-1]
    assert document(e)["gradients"][0]["check"]["verdict"] == "agrees"


def test_what_is_not_moved_has_no_product_and_says_why() -> None:
    (gradient,) = whygrad.explain(START + "y = [1, 2]\njvp(y, x, v)").gradients.values()
    assert gradient.value is None
    assert "x" in gradient.why


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("y = x^2\njvp(y, x, [1, 2])", "The vector has 2 entries, and x has 3 entries."),
        ("y = x^2\nhvp(y, x, v)", "A second derivative by arrays is worked out for a single number."),
        ("y = x^2\njvp(y, x)", "jvp needs what is differentiated, the name by which, and a vector."),
        ("y = x^2\njvp(y, x, 2*v)", "The vector must be a name or plain numbers."),
        ("y = x^2\nz = 2*jvp(y, x, v)", "A jvp is a list of slopes, so it can only be what the last line asks for."),
    ],
)
def test_a_product_that_cannot_be_is_refused(line: str, said: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        _ = whygrad.explain(START + line).target
    assert caught.value.message == said


COMPOSED = [op for op in TABLE.values() if op.composed]


@pytest.mark.parametrize("op", COMPOSED, ids=lambda op: op.name)
def test_what_is_composed_is_its_definition(op: Any) -> None:
    """The operation and its definition, read as a function of the source, have the same value and gradients."""
    lines = op.example.replace("; ", "\n")
    for name, value in op.parameters.items():
        lines = lines.replace(", t)", f", t, {value})") if name == "delta" else lines
    head, _, body = op.composed.partition("(")
    assert head == op.name
    own, other = whygrad.explain(lines), whygrad.explain(f"f({body}\n{lines.replace(op.name, 'f')}")
    assert np.allclose(own.target.value, other.target.value)
    assert own.gradients.keys() == other.gradients.keys()
    for name, gradient in own.gradients.items():
        assert np.allclose(gradient.value, other.gradients[name].value)
    assert any(op.composed in note.message for note in own.reading.notes)


def test_scores_can_be_meant_by_cross_entropy() -> None:
    """What PyTorch calls cross_entropy takes scores: the note offers it."""
    text = "z = [1, 2, 3]\nt = [0, 0, 1]\ncross_entropy(z, t)"
    (note,) = [n for n in whygrad.explain(text).reading.notes if n.alternatives]
    (repair,) = note.alternatives
    meant = text[: repair.start] + repair.text + text[repair.end :]
    assert whygrad.explain(meant).target.value == pytest.approx(0.40760596)

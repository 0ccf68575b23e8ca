"""Pictures are true: a curve is in pieces where the function is, and every number in them is the function's own."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import whygrad
from whygrad.expand import read_and_expand
from whygrad.pieces import sampled
from whygrad.plots import NoPicture, curve, field, ranges
from whygrad.respond import respond
from whygrad.sampling import Place

# formula, from, to, the number of runs, and the marks: kind, place, limit from the left, limit from the right, value
BROKEN: tuple[tuple[str, float, float, int, list[tuple[str, float, float | None, float | None, float | None]]], ...] = (
    ("1/x", -5, 5, 2, [("pole", 0, None, None, None)]),
    ("1/(x - 1)^2", -5, 5, 2, [("pole", 1, None, None, None)]),
    ("tan(x)", -2, 2, 3, [("pole", -math.pi / 2, None, None, None), ("pole", math.pi / 2, None, None, None)]),
    ("ln(x)", -5, 5, 1, [("pole", 0, None, None, None)]),
    ("e^(1/x)", -5, 5, 2, [("pole", 0, 0, None, None)]),
    ("sin(x)/x", -5, 5, 2, [("hole", 0, 1, 1, None)]),
    ("(x^2 - 1)/(x - 1)", -5, 5, 2, [("hole", 1, 2, 2, None)]),
    ("(1 - cos(x))/x^2", -5, 5, 2, [("hole", 0, 0.5, 0.5, None)]),
    ("sqrt(x)", -5, 5, 1, [("edge", 0, None, 0, 0)]),
    ("floor(x)", -0.7, 1.4, 3, [("jump", 0, -1, 0, 0), ("jump", 1, 0, 1, 1)]),
    ("where(x < 1.3, x, x + 1)", -5, 5, 2, [("jump", 1.3, 1.3, 2.3, 2.3)]),
    ("where(x < 1.3, x, 3x - 1.6)", -20, 20, 2, [("jump", 1.3, 1.3, 2.3, 2.3)]),
    ("abs(x - 1)", -5, 5, 1, [("corner", 1, -1, 1, 0)]),
    ("max(x, 0)", -4.9, 5, 1, [("corner", 0, 0, 1, 0)]),
    ("sqrt(x^2)", -5, 5, 1, [("corner", 0, -1, 1, 0)]),
    ("clip(x, -1, 2.5)", -5, 5, 1, [("corner", -1, 0, 1, -1), ("corner", 2.5, 1, 0, 2.5)]),
    ("sqrt(sin(x))", 1, 5, 1, [("edge", math.pi, 0, None, None)]),  # no corner where the slope ends steeply
    ("ln(abs(cos(x) - 0.3))", 0, 3, 2, [("pole", math.acos(0.3), None, None, None)]),
    ("ln(sin(x))", 1, 5, 1, [("pole", math.pi, None, None, None)]),
    ("sin(x)/(x^2 + 0.001)", -5, 5, 1, []),  # steep, but no pole
    ("x/(x^2 + 1e-5)", -5, 5, 1, []),
    ("cbrt(x)", -5, 5, 1, []),
    ("tanh(1000x)", -5, 5, 1, []),
    ("3 + 0x", -5, 5, 1, []),
    ("1e300 x", -5, 5, 1, []),
    ("e^(-x^2)", -5, 5, 1, []),
)


@pytest.mark.parametrize(("source", "low", "high", "runs", "marks"), BROKEN, ids=[row[0] for row in BROKEN])
def test_breaks_are_found_and_named(source: str, low: float, high: float, runs: int, marks: list[Any]) -> None:
    found = curve(source, "x", low, high, at={"x": 2.0})
    assert len(found["runs"]) == runs
    assert [mark["kind"] for mark in found["marks"]] == [mark[0] for mark in marks]
    for mark, (_, *numbers) in zip(found["marks"], marks, strict=True):
        for key, number in zip(("x", "left", "right", "value"), numbers, strict=True):
            assert mark[key] == (None if number is None else pytest.approx(number, abs=1e-6)), key
    assert found["bottom"] < found["top"]


@pytest.mark.parametrize(
    "source", ["x^2 sin(x)", "x^x", "sigmoid(3x) + relu(x)", "where(x > 0, ln(x), x)", "u = x^2; max(u, x) u", "gamma(x)"]
)
def test_the_numbers_are_those_of_the_explanation(source: str) -> None:
    found = curve(source, "x", -1.7, 3.1, at={"x": 2.0}, order=2)
    places = [place for run in found["runs"] for place in run]
    for x, value, slope, second in places[:: len(places) // 7]:
        e = whygrad.explain(source, at={"x": x})
        assert value == pytest.approx(e.target.value, rel=1e-9)
        if slope is not None and e.gradients["x"].value is not None:
            assert slope == pytest.approx(e.gradients["x"].value, rel=1e-9, abs=1e-12)
            twice = whygrad.explain(source, at={"x": x}, order=2).gradients["x"].value
            assert second is None or twice is None or second == pytest.approx(twice, rel=1e-7, abs=1e-9)
    assert found["point"][:2] == [2.0, pytest.approx(whygrad.explain(source, at={"x": 2.0}).target.value)]


@pytest.mark.parametrize("source", ["tan(x^2)", "1/cos(x^2)", "1/sin(x^3)", "tan(x^3)"])
def test_no_run_leads_through_a_pole_however_many_there_are(source: str) -> None:
    inner = {"tan(x^2)": (math.pi / 2, 2), "1/cos(x^2)": (math.pi / 2, 2), "1/sin(x^3)": (0.0, 3), "tan(x^3)": (math.pi / 2, 3)}
    first, power = inner[source]
    poles = [(first + k * math.pi) ** (1 / power) for k in range(40)]
    for run in curve(source, "x", 0.1, 5, at={"x": 2.0})["runs"]:
        assert not [pole for pole in poles if run[0][0] < pole < run[-1][0]]


# formula, the point, and what the picture shows at least and at most of the values
SEEN = (
    ("e^(x^2)", 1.5, (1, 100), (-1e5, 1e5)),  # where the values explode, those around the point are seen
    ("x^10", 1, (0, 100), (-1e6, 1e6)),
    ("e^(-50(x - 2)^2)", -3, (0, 1), (-1, 2)),  # a narrow summit is not cut off
    ("sin(x)/(x^2 + 0.001)", 2, (-15, 15), (-30, 30)),
    ("1/sin(x^3)", 1.5, (-4, 4), (-1e3, 1e3)),  # many poles do not count
    ("sigmoid(20x)", 3, (0, 1), (-1, 2)),
    ("tanh(x + 4) + tanh(x + 5)", 1, (0.8, 2), (-1, 3)),
    ("x^2", 0, (0, 25), (-5, 30)),
)


@pytest.mark.parametrize(("source", "x", "least", "most"), SEEN, ids=[row[0] for row in SEEN])
def test_the_picture_shows_what_is_worth_being_seen(source: str, x: float, least: tuple[float, float], most: tuple[float, float]) -> None:
    found = curve(source, "x", -5, 5, at={"x": x})
    assert most[0] <= found["bottom"] <= least[0]
    assert least[1] <= found["top"] <= most[1]


def test_a_slope_that_stays_the_same_has_one_number() -> None:
    low, high = curve("(x^2 - 1)/(x - 1)", "x", -5, 5, at={"x": 0.5})["slopes"]
    assert low < 0.9 < 1.1 < high


def test_other_variables_are_held_at_their_values() -> None:
    found = curve("a x^2 + b", "x", -1, 1, at={"a": 3, "b": 1, "x": 1})
    assert found["point"] == [1, 4, 6]
    assert curve("a x^2 + b", "x", -1, 1, at={"a": 5, "b": 1, "x": 1})["point"] == [1, 6, 10]  # the same program, other numbers


def test_flat_places_are_told_with_their_numbers() -> None:
    assert [(z["x"], z["value"]) for z in curve("x^3 - 3x", "x", -5, 5)["zeros"]] == [(-1, 2), (1, -2)]
    assert curve("abs(x)", "x", -4.9, 5)["zeros"] == []  # a corner is not flat
    assert curve("3 + 0x", "x", -5, 5)["zeros"] == []


def test_what_turns_too_often_is_said_to() -> None:
    found = curve("sin(1/x)", "x", -1, 1, at={"x": 0.5})
    assert found["dense"]
    assert all(-0.1 < low < high < 0.1 for low, high in found["dense"])
    assert not curve("sin(20x)", "x", -5, 5)["dense"]


def test_the_looks_are_limited() -> None:
    looks = 0

    def at(x: float) -> Place:
        nonlocal looks
        looks += 1
        return Place(x, math.sin(1e6 * x), 1e6 * math.cos(1e6 * x))

    sampled(at, -1, 1, budget=1000)
    assert looks < 8000


def test_ranges_keep_to_the_allowed_numbers() -> None:
    wide = [-5, 5]
    found = ranges("ln(x) + sqrt(4 - y^2) + 1/z", {"x": wide, "y": wide, "z": wide}, at={"x": 2, "y": 1, "z": 2})
    assert found == {"x": [0.01, 5], "y": [-2, 2], "z": wide}  # a single place without a value is no end


def test_a_curve_begins_where_the_values_do() -> None:
    assert curve("ln(x)", "x", -5, 5, at={"x": 2}, fit=True)["low"] == pytest.approx(-0.39, abs=0.02)
    assert curve("x^2", "x", -5, 5, fit=True)["low"] == -5
    assert curve("ln(x)", "x", -5, 5, at={"x": -2}, fit=True)["low"] < -2  # the point is seen, though it has no value
    both = curve("sqrt(x^2 - 4)", "x", -5, 5, at={"x": 3}, fit=True)
    assert (both["low"], both["high"], len(both["runs"])) == (-5, 5, 2)
    assert curve("gamma(x)", "x", -5, 5, at={"x": 2}, fit=True)["low"] == -5


def test_an_entry_of_an_array_is_a_variable_too() -> None:
    found = curve("sum(W @ x)", "W", -5, 5, at={"W": [[1, 2], [3, 4]], "x": [1, 2]}, entry=[0, 1])
    assert found["point"] == [2, 16, 2]


CELLS = (
    ("import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x**2 * torch.sin(x)).backward()", "x", ()),
    ("import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x * x.detach()).backward()", "x", ()),
    ("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x*2 if x > 0 else -x\ny.backward()", "x", ()),
    ("import tensorflow as tf\nx = tf.Variable(2.0)\nwith tf.GradientTape() as t:\n  y = tf.nn.relu(x)**3 / x\nt.gradient(y, x)", "x", ()),
    ("import jax\nprint(jax.grad(jax.grad(lambda x: x**3))(2.0))", "v1", ()),
    ("import jax, jax.numpy as jnp\njax.grad(lambda w: jnp.mean((w*jnp.array([1., 2.]) - 2)**2))(0.5)", "w", ()),
    ("from micrograd.engine import Value\na = Value(2.0)\nb = Value(3.0)\nc = (a*b + a).relu()\nc.backward()", "b", ()),
    ("import torch\nw = torch.tensor([1., 2.], requires_grad=True)\n(w**2).sum().backward()", "w", (1,)),
    ("x = 0.5; x tanh(x)", "x", ()),
)


@pytest.mark.parametrize(("source", "name", "entry"), CELLS)
def test_what_a_text_gives_a_value_itself_can_be_drawn_by(source: str, name: str, entry: tuple[int, ...]) -> None:
    found = curve(source, name, -5, 5, entry=entry, fit=True)
    e = whygrad.explain(source)
    slope = e.gradients[name].value
    assert found["point"][1:] == pytest.approx([e.target.value, slope[entry[0]] if entry else slope], rel=1e-6)
    x, value, _ = next(place for run in found["runs"] for place in run if place[0] > found["low"] + 2)
    assert curve(source, name, x, x + 1, entry=entry)["runs"][0][0][:2] == [x, pytest.approx(value)]


def test_of_several_gradients_of_a_cell_one_is_drawn() -> None:
    source = "import jax\njax.grad(lambda x: x**2)(3.0)\njax.grad(lambda x: x**3)(2.0)"
    points = [curve(source, str(name), -5, 5, request=k)["point"] for k, name in ((0, "x"), (1, "x"))]
    assert points == [[3, 9, 6], [2, 8, 12]]


def test_heights_over_two_variables() -> None:
    found = field("x^2 y + 1/(x - y)", ["x", "y"], [-5, -4.9], [5, 5], at={"x": 2, "y": 1}, arrows=True)
    assert found["gradient"] == [3, 5]
    assert found["rows"][0][0] == pytest.approx(25 * -4.9 + 1 / (-5 + 4.9))
    assert found["broken"]  # the pole along x = y
    x, y, dx, dy = found["arrows"][5]
    e = whygrad.explain("x^2 y + 1/(x - y)", at={"x": x, "y": y})
    assert [dx, dy] == [pytest.approx(e.gradients["x"].value), pytest.approx(e.gradients["y"].value)]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("x = 3; z = 2y", "q"),
        ("[x, 2x]", "x"),
        ("import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\n(w**2).backward(torch.ones(2))", "w"),
        ("sqrt(-1 - x^2)", "x"),
    ],
)
def test_where_there_is_no_picture_a_sentence_says_why(source: str, name: str) -> None:
    with pytest.raises(NoPicture, match=r"[.]$"):
        curve(source, name, -5, 5)


def test_the_page_is_answered() -> None:
    def ask(**asked: Any) -> Any:
        return json.loads(respond(json.dumps(asked)))

    assert ask(ask="curve", source="x^2", name="x", low=-1, high=1)["curve"]["point"] == [2, 4, 4]
    assert ask(ask="curve", source="[x, x]", name="x", low=-1, high=1, speak="de")["why"].endswith("zu sehen.")
    assert ask(ask="field", source="x y", names=["x", "y"], low=[-1, -1], high=[1, 1])["field"]["gradient"] == [3, 2]
    assert ask(ask="ranges", source="ln x", within={"x": [-5, 5]}, at={"x": 2})["ranges"] == {"x": [0.01, 5]}
    assert not ask(ask="curve", source="sin(", name="x", low=-1, high=1)["ok"]


@pytest.mark.parametrize("source", ["x^2 sin(x)", "ln(x)/x", "x = 2; z = x*y", "u = abs(y); u y", "x^2 + y^2 = 25", "d/dx(x^3 sin(x))"])
def test_a_moved_point_is_answered_like_a_new_question(source: str) -> None:
    """What is kept from point to point, so that dragging is quick, changes nothing of the answer."""
    points = [{"x": 2.0, "y": 3.0}, {"x": -1.0, "y": 0.0}, {"x": 0.5, "y": -2.0}]
    moved = [whygrad.explain(source, at=point).to_dict() for point in points]
    for point, document in zip(points, moved, strict=True):
        read_and_expand.cache_clear()
        assert whygrad.explain(source, at=point).to_dict() == document

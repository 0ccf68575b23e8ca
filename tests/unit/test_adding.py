"""One entry is all it takes: an operation that is added to the table is read, differentiated, explained and tested."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import whygrad
from whygrad.operations import NAMES, TABLE, Operation, operation, remove
from whygrad.operations.trigonometric import cos

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def sinc() -> Iterator[Operation]:
    """The entry that the README shows, run as it stands there."""
    code = re.search(r"```python\n(sinc = .*?)```", README.read_text(), re.S)
    assert code is not None
    scope: dict[str, object] = {"operation": operation, "math": math, "cos": cos}
    exec(code[1], scope)
    entry = scope["sinc"]
    assert isinstance(entry, Operation)
    yield entry
    remove(entry)


def test_an_added_operation_works_everywhere(sinc: Operation) -> None:
    e = whygrad.explain("sinc(x^2)", at={"x": 1.2})
    g = e.gradients["x"]
    t = 1.44
    assert math.isclose(e.target.value, math.sin(t) / t)
    assert math.isclose(g.value, (math.cos(t) * t - math.sin(t)) / t**2 * 2.4)
    assert (g.rules_verdict, g.check.verdict) == ("agrees", "agrees")
    assert g.steps.rule == "chain"
    outer = g.steps.children[0]
    assert outer.because == sinc.because
    assert outer.general() == "d/dx sinc(x) = (cos(x) - sinc(x))/x"
    assert "sinc" in [line.operation for line in e.tape.lines]


def test_its_special_points_and_removable_slopes_are_used(sinc: Operation) -> None:
    e = whygrad.explain("sinc(x)", at={"x": 0})
    assert (e.target.value, e.gradients["x"].value) == (1.0, 0.0)
    assert whygrad.explain("x + sinc(0)", at={"x": 0}).gradients["x"].formula == "1"


def test_it_leaves_no_trace(sinc: Operation) -> None:
    assert "sinc" in NAMES
    remove(sinc)
    assert "sinc" not in TABLE
    TABLE["sinc"] = NAMES["sinc"] = sinc  # the fixture takes it out again

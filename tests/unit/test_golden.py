"""Textbook exercises as they are told at standard detail, kept as text that was read through by eye.

``python -m tests.unit.test_golden`` writes the file anew; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from whygrad import explain
from whygrad.steps import Step
from whygrad.telling import tell

GOLDEN = Path(__file__).parent / "golden" / "exercises.txt"
EXERCISES: dict[str, dict[str, float]] = {
    # the two that whygrad began with
    "z = y*y": {"y": 4}, "y = x*x*x": {"x": 2},
    # powers, sums, constants
    "7": {}, "x": {"x": 2}, "5x - 3": {"x": 2}, "x^2": {"x": 3}, "3x^4 - 2x^2 + 7": {"x": 1}, "x^5/5": {"x": 2}, "4/x^3": {"x": 2},
    "1/x": {"x": 2}, "sqrt(x)": {"x": 4}, "x sqrt(x)": {"x": 4}, "x^(2/3)": {"x": 8}, "(x^2 + 1)/2": {"x": 3}, "x^-2 + x^-1": {"x": 1},
    # products and quotients
    "x^2 sin x": {"x": 2}, "x e^x": {"x": 1}, "x ln x": {"x": 1}, "(x + 1)(x - 1)": {"x": 3}, "x sin x cos x": {"x": 1},
    "sin(x)/x": {"x": 2}, "(x^2 + 1)/(x - 1)": {"x": 3}, "x/(x^2 + 1)": {"x": 2}, "1/(x^2 + 1)": {"x": 1}, "e^x/x": {"x": 2},
    "ln(x)/x^2": {"x": 1}, "tan(x)": {"x": 1},
    # chains
    "(3x + 1)^5": {"x": 0}, "sqrt(x^2 + 1)": {"x": 1}, "sin(3x)": {"x": 0.5}, "sin^2 x": {"x": 1}, "sin(x^2)": {"x": 1},
    "e^(-x^2)": {"x": 1},
    "ln(x^2 + 1)": {"x": 1}, "ln(sin x)": {"x": 1}, "cos(e^x)": {"x": 0}, "sin(cos(tan x))": {"x": 0.5}, "e^(sin x)": {"x": 0},
    "1/sqrt(2x + 3)": {"x": 3}, "(x^2 + 3)^4 (x - 1)": {"x": 1}, "x/sqrt(1 - x^2)": {"x": 0.6},
    # exponentials, logarithms, inverse functions
    "2^x": {"x": 3}, "x^x": {"x": 2}, "x^(sin x)": {"x": 2}, "log_2 x": {"x": 4}, "log10(x)": {"x": 10}, "arctan x": {"x": 1},
    "arcsin(x/2)": {"x": 1}, "x arctan(2x)": {"x": 1}, "sinh(x) cosh(x)": {"x": 1}, "tanh(x/2)": {"x": 0}, "arccos(x^2)": {"x": 0.5},
    # corners and pieces
    "|x - 1|": {"x": 3}, "max(x, x^2)": {"x": 2}, "piecewise(x < 0: -x, x^2)": {"x": 3}, "relu(2x - 1)": {"x": 2},
    # several variables, curves, machine learning
    "x^2 y + sin(x y)": {"x": 1, "y": 2}, "x^2 + y^2 = 25": {"x": 3, "y": 4}, "x^3 + y^3 = 6 x y": {"x": 3, "y": 3},
    "x = cos t; y = sin t; dy/dx": {"t": 1}, "x^2 y along (1, 2) at (3, 4)": {}, "f(x) = x^2 + 1; f(3x)": {"x": 1},
    "f(x) g(x)": {"x": 1}, "d^2/dx^2(x^2 sin x)": {"x": 1}, "(sigmoid(w x + b) - 1)^2": {"w": 1, "x": 2, "b": -1},
    "a = x + 1; b = a^2; c = a b": {"x": 2},
}  # fmt: skip


def told() -> str:
    """All exercises, told one after another."""
    parts = []
    for source, at in EXERCISES.items():
        point = ", ".join(f"{name} = {value:g}" for name, value in at.items())
        parts.append(f"=== {source}{f'   at {point}' if point else ''}\n{tell(explain(source, at=at))}\n")
    return "\n".join(parts)


def test_the_exercises_are_told_as_they_were_read() -> None:
    assert told() == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("source", EXERCISES)
def test_no_step_is_empty_repeated_or_circular(source: str) -> None:
    e = explain(source, at=EXERCISES[source])
    for gradient in e.gradients.values():
        if gradient.story is None:
            continue
        steps = [Step(gradient.story, i) for i in range(len(gradient.story.steps))]
        told_once = [(s.rule, s.before, s.after) for s in steps if s.rule not in ("constant", "identity") and s._applied.local is None]
        assert len(set(told_once)) == len(told_once)
        for step in steps:
            assert step.before
            assert step.after
            assert step.because
            assert step.before != step.after or step.rule == "identity"
            assert not any(child.before == step.before and child.rule == step.rule for child in step.children)


if __name__ == "__main__":
    GOLDEN.write_text(told(), "utf-8")

"""The tape and the backward pass: values, effects, size, order, and what does not exist."""

from __future__ import annotations

import math

import pytest
from whygrad.backward import backward, contributions, derivative_line
from whygrad.operations import TABLE, Ref
from whygrad.tape import Tape, in_wide

sin, cos, exp, ln, where, sqrt = (TABLE[n] for n in ("sin", "cos", "exp", "ln", "where", "sqrt"))


def derivatives(f, x: float, order: int) -> list[float]:
    """The value of f at x and its derivatives, by reverse over reverse on one tape."""
    tape = Tape()
    start = tape.input("x", x)
    current = f(start)
    values = []
    for _ in range(order + 1):
        values.append(tape.values[current.index] if type(current) is Ref else float(current))
        current = derivative_line(tape, current.index, start.index) if type(current) is Ref else 0.0
    return values


def test_a_line_used_twice_receives_two_contributions() -> None:
    tape = Tape()
    y = tape.input("y", 4.0)
    z = y * y
    adjoints = backward(tape, z.index)
    assert adjoints[y.index] == 8.0
    received = contributions(tape, z.index, adjoints)
    assert [(c.line, c.user, c.slope, c.incoming, c.adds) for c in received] == [(0, 1, 4.0, 1.0, 4.0)] * 2


def test_long_chain_is_linear_and_flat() -> None:
    tape = Tape()
    x = tape.input("x", 0.5)
    y = x
    for _ in range(100_000):
        y = sin(y) + x
    adjoints = backward(tape, y.index)
    assert len(tape) == 200_001
    expected, value = 0.0, 0.5
    slope = 1.0
    for _ in range(100_000):  # the same slope by the chain rule, forward
        slope = math.cos(value) * slope + 1.0
        value = math.sin(value) + 0.5
    expected = slope
    assert math.isclose(adjoints[x.index], expected, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("f", "x", "known"),
    [
        (lambda x: sin(x), 0.7, [math.sin, math.cos, lambda t: -math.sin(t), lambda t: -math.cos(t)] * 2 + [math.sin]),
        (lambda x: exp(x), 0.3, [math.exp] * 9),
        (lambda x: x**8, 1.5, [lambda t, k=k: math.perm(8, k) * t ** (8 - k) for k in range(9)]),
        (lambda x: ln(x), 2.0, [math.log, *[lambda t, k=k: (-1) ** (k - 1) * math.factorial(k - 1) / t**k for k in range(1, 9)]]),
    ],
)
def test_eight_orders_by_reverse_over_reverse(f, x, known) -> None:
    for value, expected in zip(derivatives(f, x, 8), known, strict=True):
        assert math.isclose(value, expected(x), rel_tol=1e-9, abs_tol=1e-12)


def test_derivative_of_an_intermediate_line() -> None:
    tape = Tape()
    x = tape.input("x", 3.0)
    y = x * x
    tape.name("y", y.index)
    z = sin(y) * y
    adjoints = backward(tape, z.index)
    assert math.isclose(adjoints[y.index], math.cos(9) * 9 + math.sin(9))
    assert math.isclose(adjoints[x.index], adjoints[y.index] * 6)


def test_a_branch_not_taken_does_not_poison_the_slope() -> None:
    tape = Tape()
    x = tape.input("x", -1.0)
    y = where(TABLE["less"](x, 0), x * 2, sqrt(x))
    adjoints = backward(tape, y.index)
    assert tape.values[y.index] == -2.0
    assert adjoints[x.index] == 2.0


def test_absent_values_stay_absent() -> None:
    tape = Tape()
    x = tape.input("x", -1.0)
    y = ln(x) * 0
    assert math.isnan(tape.values[y.index])


def test_wide_tape_reaches_beyond_the_doubles() -> None:
    def work() -> tuple[float, float]:
        tape = Tape(wide=True)
        x = tape.input("x", 1000.0)
        y = ln(1 + exp(x))
        return float(tape.values[y.index]), float(backward(tape, y.index)[x.index])

    assert in_wide(work) == (1000.0, 1.0)


def test_along_gives_the_answer_as_a_function_of_one_line() -> None:
    tape = Tape()
    x = tape.input("x", 2.0)
    y = x * x + x
    f = tape.along([x.index], y.index)
    assert [f(1.0), f(3.0), f(2.0)] == [2.0, 12.0, 6.0]
    assert tape.values[y.index] == 6.0

"""Random programs made from the table, for property tests: text, and a point at which they have a value."""

from __future__ import annotations

import random

from whygrad.operations import TABLE, Operation

LETTERS = ("x", "y", "t")
ATOMS = ("x", "y", "t", "2", "3", "1/2", "0.7", "e")
DIFFERENTIABLE = [op for op in TABLE.values() if op.differentiable and op.elementwise and op.name != "identity"]


def call(op: Operation, args: list[str]) -> str:
    """The application of an operation written so that it reads back."""
    if op.text.startswith(f"{op.name}("):
        return op.text.format(*args)
    return "(" + op.text.format(*(f"({a})" for a in args)) + ")"


def expression(rng: random.Random, size: int) -> str:
    """A random formula of about ``size`` operations."""
    if size <= 0:
        return rng.choice(ATOMS)
    op = rng.choice(DIFFERENTIABLE if rng.random() < 0.6 else [TABLE[n] for n in ("add", "subtract", "multiply", "divide", "power")])
    if op.name == "where":
        condition = f"{expression(rng, 0)} < {expression(rng, 0)}"
        return f"where({condition}, {expression(rng, size - 1)}, {expression(rng, size - 1)})"
    sizes = [0] * op.arity
    for _ in range(size - 1):
        sizes[rng.randrange(op.arity)] += 1
    args = [expression(rng, s) for s in sizes]
    if op.name == "power" and rng.random() < 0.7:
        args[1] = rng.choice(("2", "3", "-1", "1/2", "(-2)"))
    return call(op, args)


def program(rng: random.Random) -> str:
    """A random program of one to three lines."""
    lines = [f"a{i} = {expression(rng, rng.randint(1, 3))}" for i in range(rng.randint(0, 2))]
    last = expression(rng, rng.randint(1, 4))
    for i in range(len(lines)):
        last = f"{last} {rng.choice('+*-')} a{i}"
    return "; ".join([*lines, last])


def point(rng: random.Random) -> dict[str, float]:
    """A random point, mostly tame."""
    return {name: round(rng.uniform(-2, 3), 3) for name in LETTERS}

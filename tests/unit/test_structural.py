"""Every operation on whole arrays against its own facts: the tests loop over the table and the cases of each entry.

The slope is measured from ``forward`` alone, entry by entry; the second order by moving the first.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
import whygrad
from whygrad.arrays import asarray, broadcast_to, data_of, shape_of, value_of
from whygrad.backward import backward, derivative_line, effect
from whygrad.matrix_forms import agree
from whygrad.operations import TABLE, Operation, Ref
from whygrad.tape import Tape, compute

STRUCTURAL = [op for op in TABLE.values() if not op.elementwise]
CASES = [(op, case) for op in STRUCTURAL for case in op.cases]
EXAMPLES = [op.example for op in STRUCTURAL if op.example.strip()]
each = pytest.mark.parametrize(("op", "case"), CASES, ids=[f"{op.name}-{case[-1]}" for op, case in CASES])
SUM = TABLE["sum"].bind()


def drawn(op: Operation, case: tuple[Any, ...]) -> tuple[Operation, list[Any], random.Random]:
    """The operation with its parameters, and arguments of the shapes of a case, the same on every run."""
    rng = random.Random(f"{op.name}{case}")
    *args, parameters = case
    values = [_random(rng, a) if isinstance(a, tuple) else a for a in args]
    return op.bind(arity=len(values) if op.variadic else None, **parameters), values, rng


def _random(rng: random.Random, shape: tuple[int, ...]) -> Any:
    return value_of([rng.uniform(0.3, 2) * rng.choice((1, -1)) for _ in range(math.prod(shape))], shape)


def close(a: float, b: float, relative: float) -> bool:
    return abs(a - b) <= relative * (1 + abs(a))


def moved(values: list[Any], k: int, j: int, by: float) -> list[Any]:
    data = list(data_of(values[k]))
    data[j] += by
    return [*values[:k], value_of(data, shape_of(values[k])), *values[k + 1 :]]


def wrong_slopes(op: Operation, case: tuple[Any, ...]) -> list[str]:
    bound, values, rng = drawn(op, case)
    y = compute(bound, values)
    weights = [rng.uniform(-1, 1) for _ in data_of(y)]
    found = []

    def weighed(args: list[Any]) -> float:
        return math.fsum(w * x for w, x in zip(weights, data_of(compute(bound, args)), strict=True))

    for k in range(bound.arity):
        if bound.vjp[k] is None:
            continue
        received = effect(bound, k, value_of(weights, shape_of(y)), y, values)
        assert shape_of(received) == shape_of(values[k])
        for j, claimed in enumerate(data_of(received)):
            slope = (weighed(moved(values, k, j, 1e-5)) - weighed(moved(values, k, j, -1e-5))) / 2e-5
            if not close(slope, claimed, 1e-5):
                found.append(f"argument {k}, entry {j}: {claimed}, measured {slope}")
    return found


@each
def test_each_slope_is_what_is_measured(op: Operation, case: tuple[Any, ...]) -> None:
    assert not wrong_slopes(op, case)


def test_a_wrong_slope_is_found() -> None:
    op = TABLE["mean"]
    wrong = op.bind(axis=0)
    object.__setattr__(wrong, "vjp", (lambda g, y, x: effect(TABLE["sum"].bind(axis=0), 0, g, y, [x]),))
    try:
        assert wrong_slopes(op, ((2, 3), {"axis": 0}))
    finally:
        object.__setattr__(wrong, "vjp", TABLE["mean"].bind(axis=0, keepdims=False).vjp)


@each
def test_the_second_order_is_how_the_first_moves(op: Operation, case: tuple[Any, ...]) -> None:
    bound, values, rng = drawn(op, case)
    weights = _random(rng, shape_of(compute(bound, values)))
    for k in range(bound.arity):
        if bound.vjp[k] is None:
            continue
        direction = _random(rng, shape_of(values[k]))

        def slope(args: list[Any], k: int = k) -> tuple[Tape, Any, int]:
            tape = Tape()
            lines = [tape.input(f"a{i}", v) for i, v in enumerate(args)]
            y = bound(*lines)
            return tape, SUM(y * y * weights), lines[k].index

        tape, z, line = slope(values)
        first = derivative_line(tape, z.index, line)
        if type(first) is not Ref:
            continue
        along = SUM(first * direction)
        claimed = backward(tape, along.index)[line]

        def gradient(by: float, k: int = k, direction: Any = direction) -> list[float]:
            tape, z, line = slope([*values[:k], values[k] + by * direction, *values[k + 1 :]])
            return data_of(backward(tape, z.index)[line])

        for a, b, c in zip(gradient(1e-5), gradient(-1e-5), data_of(claimed) if claimed is not None else _zeros(values[k]), strict=True):
            assert close((a - b) / 2e-5, c, 1e-4)


def _zeros(like: Any) -> Iterator[float]:
    return iter([0.0] * len(data_of(like)))


@pytest.mark.parametrize("source", EXAMPLES)
def test_an_example_agrees_and_its_formula_reads_back(source: str) -> None:
    e = whygrad.explain(source)
    at = {i.name: i.value for i in e.inputs}
    for name, gradient in e.gradients.items():
        assert gradient.value is not None or gradient.why
        assert gradient.check.verdict == "agrees", name
        assert gradient.formula is not None
        again = whygrad.explain(gradient.formula, at=at).target.value
        assert agree(_value(again), _value(gradient.value)), gradient.formula


def _value(plain: Any) -> Any:
    return asarray(plain) if isinstance(plain, list) else plain


@pytest.mark.parametrize("name", [op.name for op in TABLE.values() if op.elementwise and op.differentiable and op.name != "identity"])
@pytest.mark.parametrize("shapes", [((2, 3), (3,)), ((2, 1), (1, 3)), ((), (3,)), ((0,), (1,)), ((1,), (1,))])
def test_an_operation_on_numbers_works_entry_by_entry(name: str, shapes: tuple[tuple[int, ...], ...]) -> None:
    """Values and effects of broadcast arguments are those of the single entries, summed over the copies."""
    op, rng = TABLE[name], random.Random(name)
    used = [shapes[k % 2] for k in range(op.arity)]
    args = [value_of([rng.uniform(*op.samples[k]) for _ in range(math.prod(s))], s) for k, s in enumerate(used)]
    if name == "polygamma":
        args[0] = 1.0
    y = compute(op, args)
    whole = shape_of(y)
    if not whole:
        return
    g = value_of([rng.uniform(-1, 1) for _ in range(math.prod(whole))], whole)
    columns = [data_of(broadcast_to(a, whole)) for a in args]
    for i, entry in enumerate(zip(*columns, strict=True)):
        assert _same(y.data[i], compute(op, entry))
    for k in range(op.arity):
        if op.vjp[k] is None:
            continue
        received = effect(op, k, g, y, args)
        assert shape_of(received) == shape_of(args[k])
        single = [effect(op, k, g.data[i], y.data[i], entry) for i, entry in enumerate(zip(*columns, strict=True))]
        total = math.fsum(single) if all(map(math.isfinite, single)) else math.nan
        assert _same(math.fsum(data_of(received)) if all(map(math.isfinite, data_of(received))) else math.nan, total)


def _same(a: float, b: float) -> bool:
    return (a != a and b != b) or abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-9)

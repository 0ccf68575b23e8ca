"""Every linear operation A and its adjoint A* satisfy <A x, y> = <x, A* y>."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import mul
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whygrad import arrays as wa

from .arrays import NOTATIONS, convolutions, filled, indices, operands, ours, plain, random, seeds, shapes

Linear = Callable[[wa.Value], wa.Value]


def inner(a: wa.Value, b: wa.Value) -> float:
    assert wa.shape_of(a) == wa.shape_of(b)
    return math.fsum(map(mul, wa.data_of(a), wa.data_of(b)))


def adjoint(forward: Linear, back: Linear, shape: tuple[int, ...], seed: int) -> None:
    x = ours(random(shape, seed))
    y = forward(x)
    g = ours(random(wa.shape_of(y), seed + 1))
    received = back(g)
    assert wa.shape_of(received) == shape
    assert inner(y, g) == pytest.approx(inner(x, received), rel=1e-10, abs=1e-10)


LAYOUT: list[tuple[str, Linear, Linear]] = [
    ("transpose", lambda x: wa.transpose(x, (2, 0, 1)), lambda g: wa.transpose(g, (1, 2, 0))),
    ("swapaxes", lambda x: wa.swapaxes(x, 0, 2), lambda g: wa.swapaxes(g, 0, 2)),
    ("moveaxis", lambda x: wa.moveaxis(x, 0, 2), lambda g: wa.moveaxis(g, 2, 0)),
    ("reshape", lambda x: wa.reshape(x, (-1, 2)), lambda g: wa.reshape(g, (2, 3, 4))),
    ("expand_dims", lambda x: wa.expand_dims(x, 1), lambda g: wa.squeeze(g, 1)),
    ("flip", lambda x: wa.flip(x, (0, 2)), lambda g: wa.flip(g, (0, 2))),
    ("roll", lambda x: wa.roll(x, 5, 1), lambda g: wa.roll(g, -5, 1)),
    ("roll all", lambda x: wa.roll(x, 5), lambda g: wa.roll(g, -5)),
    ("pad", lambda x: wa.pad(x, [(1, 0), (0, 2), (3, 1)]), lambda g: wa.unpad(g, [(1, 0), (0, 2), (3, 1)])),
    ("concat", lambda x: wa.concat([x, x, x], 1), lambda g: sum(wa.split(g, 3, 1)[1:], wa.split(g, 3, 1)[0])),
    ("stack", lambda x: wa.stack([x, x], 1), lambda g: wa.sum_(g, 1)),
    ("tile", lambda x: wa.tile(x, (2, 1, 3)), lambda g: wa.sum_(wa.reshape(g, (2, 2, 1, 3, 3, 4)), (0, 2, 4))),
    ("repeat", lambda x: wa.repeat(x, 3, 1), lambda g: wa.sum_(wa.reshape(g, (2, 3, 3, 4)), 2)),
    ("tril", lambda x: wa.tril(x, 1), lambda g: wa.tril(g, 1)),
    ("triu", lambda x: wa.triu(x, -1), lambda g: wa.triu(g, -1)),
    ("sum", lambda x: wa.sum_(x, (0, 2)), lambda g: wa.broadcast_to(wa.expand_dims(g, (0, 2)), (2, 3, 4))),
    ("mean", lambda x: wa.mean(x, 1), lambda g: wa.broadcast_to(wa.expand_dims(g, 1), (2, 3, 4)) / 3.0),
    ("cumsum", lambda x: wa.cumsum(x, 1), lambda g: wa.cumsum(g, 1, reverse=True)),
    ("cumsum back", lambda x: wa.cumsum(x, 1, reverse=True), lambda g: wa.cumsum(g, 1)),
    ("cumsum exclusive", lambda x: wa.cumsum(x, 2, exclusive=True), lambda g: wa.cumsum(g, 2, reverse=True, exclusive=True)),
    ("trace", lambda x: wa.trace(x, 1), lambda g: wa.expand_dims(g, (1, 2)) * wa.eye(3, 4, 1)),
]


@pytest.mark.parametrize(("name", "forward", "back"), LAYOUT, ids=[name for name, _, _ in LAYOUT])
@given(seed=seeds)
def test_layout(name: str, forward: Linear, back: Linear, seed: int) -> None:
    adjoint(forward, back, (2, 3, 4), seed)


@given(shapes, seeds, st.data())
def test_broadcasting_and_summing(shape: tuple[int, ...], seed: int, data: st.DataObject) -> None:
    own = tuple(data.draw(st.sampled_from([n, 1])) for n in shape[data.draw(st.integers(0, len(shape))) :])
    adjoint(lambda x: wa.broadcast_to(x, shape), lambda g: wa.sum_to(g, own), own, seed)
    adjoint(lambda g: wa.sum_to(g, own), lambda x: wa.broadcast_to(x, shape), shape, seed)


@given(filled | shapes, indices(), seeds)
def test_reading_and_adding(shape: tuple[int, ...], index: tuple[Any, ...], seed: int) -> None:
    try:
        np.zeros(shape)[plain(index)]
    except IndexError:
        return
    adjoint(lambda x: wa.getitem(x, index), lambda g: wa.scatter_add(g, index, shape), shape, seed)


@given(seeds, st.integers(-3, 2))
def test_gathering(seed: int, axis: int) -> None:
    shape = (2, 3, 4)
    index = ours(np.random.default_rng(seed).integers(0, shape[axis], (2, 1, 4)))
    adjoint(lambda x: wa.gather(x, index, axis), lambda g: wa.gather_adjoint(g, index, shape, axis), shape, seed)
    adjoint(lambda x: wa.take_along_axis(x, index, axis), lambda g: wa.take_along_axis_adjoint(g, index, shape, axis), shape, seed)
    order = wa.argsort(ours(random(shape, seed)), axis)
    adjoint(lambda x: wa.gather(x, order, axis), lambda g: wa.gather_adjoint(g, order, shape, axis), shape, seed)


@given(seeds, st.integers(-3, 3))
def test_diagonals(seed: int, k: int) -> None:
    adjoint(lambda x: wa.diag(x, k), lambda g: wa.diag(g, k), (4,), seed)


@given(seeds)
def test_products(seed: int) -> None:
    a, b = ours(random((2, 3, 4), seed)), ours(random((4, 5), seed + 1))
    adjoint(lambda x: wa.matmul(x, b), lambda g: wa.matmul(g, wa.transpose(b)), (2, 3, 4), seed)
    adjoint(lambda y: wa.matmul(a, y), lambda g: wa.sum_to(wa.matmul(wa.swapaxes(a, -1, -2), g), (4, 5)), (4, 5), seed)
    adjoint(lambda x: wa.einsum("bij,jk->ikb", x, b), lambda g: wa.einsum("ikb,jk->bij", g, b), (2, 3, 4), seed)
    square = ours(random((4, 4), seed) + 5 * np.eye(4))
    adjoint(lambda y: wa.solve(square, y), lambda g: wa.solve(wa.transpose(square), g), (4,), seed)


@pytest.mark.parametrize("notation", NOTATIONS)
@given(data=st.data(), seed=seeds)
def test_sums_of_products(notation: str, data: st.DataObject, seed: int) -> None:
    values = [ours(v) for v in operands(data.draw, notation, seed)]
    for k, value in enumerate(values):

        def forward(x: wa.Value, k: int = k) -> wa.Value:
            return wa.einsum(notation, *values[:k], x, *values[k + 1 :])

        def back(g: wa.Value, k: int = k) -> wa.Value:
            return wa.einsum_adjoint(g, notation, k, *values)

        adjoint(forward, back, wa.shape_of(value), seed)


@given(convolutions(), seeds, st.booleans())
def test_convolution(case: dict[str, Any], seed: int, channels_last: bool) -> None:
    x, w = case["x"], case["w"]
    if channels_last:
        x, w = np.moveaxis(x, 1, -1), np.moveaxis(w, (0, 1), (-1, -2))
    how = {k: case[k] for k in ("stride", "padding", "dilation", "groups")} | {"channels_last": channels_last}
    adjoint(lambda v: wa.convolve(v, ours(w), **how), lambda g: wa.convolve_input_adjoint(g, ours(w), x.shape, **how), x.shape, seed)
    adjoint(lambda v: wa.convolve(ours(x), v, **how), lambda g: wa.convolve_kernel_adjoint(g, ours(x), w.shape, **how), w.shape, seed)


@given(
    seeds, st.sampled_from([1, 2, (2, 3)]), st.sampled_from([None, 1, 2]), st.sampled_from(["valid", "same"]), st.booleans(), st.booleans()
)
def test_pooling(seed: int, size: Any, stride: Any, padding: str, channels_last: bool, counted: bool) -> None:
    shape = (2, 5, 6, 3) if channels_last else (2, 3, 5, 6)
    how = (size, stride, padding, channels_last)
    adjoint(lambda x: wa.avg_pool(x, *how, counted), lambda g: wa.avg_pool_adjoint(g, shape, *how, counted), shape, seed)
    x = ours(random(shape, seed))
    y = wa.max_pool(x, *how)
    g = ours(random(wa.shape_of(y), seed + 1))
    received = wa.max_pool_adjoint(g, x, *how)
    # where all entries differ, the largest entries are linear in x nearby, and in particular along x itself
    assert inner(y, g) == pytest.approx(inner(x, received), rel=1e-10, abs=1e-10)


def test_the_first_largest_entry_takes_all() -> None:
    x = wa.ones((1, 1, 2, 2))
    assert wa.nested(wa.max_pool_adjoint(wa.ones((1, 1, 1, 1)), x, 2)) == [[[[1.0, 0.0], [0.0, 0.0]]]]

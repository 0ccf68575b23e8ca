"""Products of matrices, linear algebra, sums of products and convolutions agree with NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whygrad import arrays as wa

from .arrays import NOTATIONS, compare, convolutions, operands, ours, random, same, seeds, shapes, sizes, theirs


@st.composite
def factors(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    rows, inner, columns = draw(sizes), draw(sizes), draw(sizes)
    lead = draw(st.lists(sizes, max_size=2).map(tuple))
    left, right = [tuple(draw(st.sampled_from([n, 1])) for n in lead[draw(st.integers(0, len(lead))) :]) for _ in "ab"]
    if not draw(st.integers(0, 5)):
        inner, other = draw(sizes), draw(sizes)
        return (*left, rows, inner), (*right, other, columns)
    return (*left, rows, inner) if draw(st.booleans()) else (inner,), (*right, inner, columns) if draw(st.booleans()) else (inner,)


@given(factors() | st.tuples(shapes, shapes), seeds)
def test_products(pair: tuple[tuple[int, ...], tuple[int, ...]], seed: int) -> None:
    a, b = random(pair[0], seed), random(pair[1], seed + 1)
    x, y = ours(a), ours(b)
    compare(lambda: wa.matmul(x, y), lambda: np.matmul(a, b))
    compare(lambda: wa.dot(x, y), lambda: np.dot(a, b))
    compare(lambda: wa.outer(x, y), lambda: np.outer(a, b))
    for axes in (0, 1, 2):
        compare(lambda axes=axes: wa.tensordot(x, y, axes), lambda axes=axes: np.tensordot(a, b, axes))
    if a.size * b.size < 10_000:
        compare(lambda: wa.kron(x, y), lambda: np.kron(a, b))


@given(shapes, seeds, st.integers(-4, 4))
def test_trace(shape: tuple[int, ...], seed: int, k: int) -> None:
    a = random(shape, seed)
    compare(lambda: wa.trace(ours(a), k), lambda: np.trace(a, k, -2, -1))


def test_tensordot_over_named_axes() -> None:
    a, b = random((2, 3, 4), 1), random((4, 5, 2), 2)
    same(wa.tensordot(ours(a), ours(b), ([0, 2], [2, 0])), np.tensordot(a, b, ([0, 2], [2, 0])))
    same(wa.tensordot(ours(a), ours(b), ([-1], [0])), np.tensordot(a, b, ([-1], [0])))


def test_cross() -> None:
    a, b = random((4, 3), 1), random((4, 3), 2)
    same(wa.cross(ours(a), ours(b)), np.cross(a, b))
    same(wa.cross(ours(a[0]), ours(b)), np.cross(a[0], b))
    same(wa.cross(ours(a.T), ours(b.T), 0), np.cross(a.T, b.T, axis=0))


@given(st.lists(st.integers(0, 2), max_size=2).map(tuple), st.integers(0, 5), st.integers(0, 3), seeds)
def test_linear_algebra(lead: tuple[int, ...], n: int, width: int, seed: int) -> None:
    a = random((*lead, n, n), seed) + 3 * np.eye(n)
    if not a.size or np.linalg.cond(a).max() < 1e3:
        b = random((*lead, n, width), seed + 1)
        np.testing.assert_allclose(theirs(wa.inverse(ours(a))), np.linalg.inv(a), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(theirs(wa.solve(ours(a), ours(b))), np.linalg.solve(a, b), rtol=1e-9, atol=1e-12)
        if width and not lead:
            np.testing.assert_allclose(theirs(wa.solve(ours(a), ours(b[:, 0]))), np.linalg.solve(a, b[:, 0]), rtol=1e-9, atol=1e-12)
        sign, size = wa.slogdet(ours(a))
        same(sign, np.linalg.slogdet(a)[0])
        np.testing.assert_allclose(theirs(size), np.linalg.slogdet(a)[1], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(theirs(wa.det(ours(a))), np.linalg.det(a), rtol=1e-10, atol=1e-12)
    positive = a @ np.swapaxes(a, -1, -2) + np.eye(n)
    lower = wa.cholesky(ours(positive))
    np.testing.assert_allclose(theirs(lower), np.linalg.cholesky(positive), rtol=1e-9, atol=1e-12)
    b = random((*lead, n, width), seed + 2)
    for turned in (False, True):
        found = wa.solve_triangular(ours(a), ours(b), lower=not turned)
        np.testing.assert_allclose((np.triu(a) if turned else np.tril(a)) @ theirs(found), b, atol=1e-8)
    found = wa.solve_triangular(ours(a), ours(b), unit=True)
    np.testing.assert_allclose((np.tril(a, -1) + np.eye(n)) @ theirs(found), b, atol=1e-8)


def test_pivots_are_exchanged() -> None:
    for a in ([[0.0, 1.0], [1.0, 0.0]], [[0.0, 2.0, 1.0], [1.0, 0.0, 0.0], [3.0, 1.0, 0.0]], [[1e-20, 1.0], [1.0, 1.0]]):
        same(wa.det(wa.asarray(a)), np.linalg.det(a))
        same(wa.inverse(wa.asarray(a)), np.linalg.inv(a))
    assert wa.det(wa.asarray([[1.0, 2.0], [2.0, 4.0]])) == 0
    assert wa.slogdet(wa.asarray([[1.0, 2.0], [2.0, 4.0]])) == (0.0, -np.inf)


def test_badly_scaled_is_not_singular() -> None:
    for a in ([[1.0, 0.0], [0.0, 1e-18]], [[1.0, 1e-17], [1.0, 2e-17]], [[1e-30, 2e-30], [3.0, 4.0]]):
        np.testing.assert_allclose(np.array(a) @ theirs(wa.inverse(wa.asarray(a))), np.eye(2), atol=1e-12)


@pytest.mark.parametrize("notation", NOTATIONS)
@given(data=st.data(), seed=seeds)
def test_einsum(notation: str, data: st.DataObject, seed: int) -> None:
    values = operands(data.draw, notation, seed)
    same(wa.einsum(notation, *map(ours, values)), np.einsum(notation, *values))


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(*[st.text("ijk.>,- 1", max_size=6)] * n)), seeds)
def test_any_notation_is_answered_or_refused(parts: tuple[str, ...], seed: int) -> None:
    values = [random((2, 2, 2)[: len(p) % 4], seed) for p in parts]
    try:
        wa.einsum(",".join(parts), *map(ours, values))
    except wa.ArrayError:
        return


def slow_convolution(x: np.ndarray, w: np.ndarray, stride: Any, widths: Any, dilation: Any, groups: int) -> np.ndarray:
    """The definition, place by place."""
    x = np.pad(x, [(0, 0), (0, 0), *widths])
    space = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(x.shape[2:], w.shape[2:], stride, dilation, strict=True)]
    out = np.zeros((x.shape[0], w.shape[0], *space))
    inputs, outputs = w.shape[1], w.shape[0] // groups
    for place in np.ndindex(out.shape):
        first = place[1] // outputs * inputs
        spans = [slice(p * s, p * s + d * (k - 1) + 1, d) for p, s, d, k in zip(place[2:], stride, dilation, w.shape[2:], strict=True)]
        out[place] = (x[(place[0], slice(first, first + inputs), *spans)] * w[place[1]]).sum()
    return out


@given(convolutions())
def test_convolution(case: dict[str, Any]) -> None:
    x, w, how = case["x"], case["w"], {k: case[k] for k in ("stride", "padding", "dilation", "groups")}
    wanted = slow_convolution(x, w, how["stride"], how["padding"], how["dilation"], how["groups"])
    same(wa.convolve(ours(x), ours(w), **how), wanted)
    last = wa.convolve(ours(np.moveaxis(x, 1, -1)), ours(np.moveaxis(w, (0, 1), (-1, -2))), channels_last=True, **how)
    same(last, np.moveaxis(wanted, 1, -1))
    same_size = wa.convolve(ours(x), ours(w), how["stride"], "same", how["dilation"], how["groups"])
    assert same_size.shape[2:] == tuple(-(-n // s) for n, s in zip(x.shape[2:], how["stride"], strict=True))


def test_same_puts_the_odd_column_behind() -> None:
    x, w = random((1, 1, 5), 1), random((1, 1, 2), 2)
    same(wa.conv1d(ours(x), ours(w), 1, "same"), slow_convolution(x, w, [1], [(0, 1)], [1], 1))
    x, w = random((1, 1, 4, 5), 1), random((1, 1, 3, 2), 2)
    same(wa.conv2d(ours(x), ours(w), (1, 2), "same"), slow_convolution(x, w, [1, 2], [(1, 1), (0, 1)], [1, 1], 1))


@given(
    st.integers(0, 3),
    seeds,
    st.booleans(),
    st.sampled_from([1, 2, (2, 3)]),
    st.sampled_from([None, 1, (1, 2)]),
    st.sampled_from(["valid", 0, "same"]),
)
def test_pooling(wide: int, seed: int, channels_last: bool, size: Any, stride: Any, padding: Any) -> None:
    x = random((2, 3, 5 + wide, 6), seed)
    a = ours(np.moveaxis(x, 1, -1) if channels_last else x)
    kernel = (size, size) if isinstance(size, int) else size
    steps = kernel if stride is None else (stride, stride) if isinstance(stride, int) else stride
    widths = [(0, 0), (0, 0)]
    for n, k, s in zip(x.shape[2:], kernel, steps, strict=True):
        total = max((-(-n // s) - 1) * s + k - n, 0) if padding == "same" else 0
        widths.append((total // 2, total - total // 2))
    bordered = np.pad(x, widths, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(bordered, kernel, (2, 3))[:, :, :: steps[0], :: steps[1]]
    how = (size, stride, padding, channels_last)
    for found, wanted in (
        (wa.max_pool(a, *how), np.nanmax(windows, (-1, -2))),
        (wa.avg_pool(a, *how), np.nansum(windows, (-1, -2)) / (kernel[0] * kernel[1])),
        (wa.avg_pool(a, *how, count_padding=False), np.nanmean(windows, (-1, -2))),
    ):
        same(found, np.moveaxis(wanted, 1, -1) if channels_last else wanted)

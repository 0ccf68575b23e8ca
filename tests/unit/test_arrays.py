"""The value layer agrees with NumPy: broadcasting, layout, indexing, reductions."""

from __future__ import annotations

import itertools
import math
import operator
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whygrad import arrays as wa

from .arrays import compare, filled, indices, ours, plain, random, same, seeds, shapes, theirs


@st.composite
def broadcastable(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """Two or three shapes, most of which broadcast."""
    whole = draw(shapes)
    found = []
    for _ in range(draw(st.integers(2, 3))):
        kept = whole[draw(st.integers(0, len(whole))) :]
        found.append(tuple(draw(st.sampled_from([n, n, 1])) for n in kept))
    return found if draw(st.integers(0, 5)) else [*found, draw(shapes)]


@given(broadcastable(), seeds)
def test_broadcasting(some: list[tuple[int, ...]], seed: int) -> None:
    values = [random(s, seed + k) for k, s in enumerate(some)]
    compare(lambda: wa.elementwise(lambda *xs: math.fsum(xs), *map(ours, values)), lambda: sum(values[1:], values[0]))
    a, b = values[:2]
    for f in (operator.add, operator.sub, operator.mul):
        compare(lambda f=f: f(ours(a), ours(b)), lambda f=f: f(a, b))
    compare(lambda: wa.elementwise(operator.lt, ours(a), ours(b)), lambda: a < b)
    compare(lambda: wa.where(ours(a > 0), ours(b), ours(values[-1])), lambda: np.where(a > 0, b, values[-1]))


@given(shapes, shapes, seeds)
def test_broadcast_to(own: tuple[int, ...], shape: tuple[int, ...], seed: int) -> None:
    a = random(own, seed)
    for wanted in (shape, (*shape, *own), (2, *own), own):
        compare(lambda wanted=wanted: wa.broadcast_to(ours(a), wanted), lambda wanted=wanted: np.broadcast_to(a, wanted))


def test_what_does_not_exist_is_nan() -> None:
    x = wa.asarray([-1.0, 0.0, 1.0, 1e308])
    same(wa.elementwise(math.log, x), [math.nan, math.nan, 0.0, math.log(1e308)])
    same(1.0 / x, [-1.0, math.nan, 1.0, 1e-308])
    same(wa.elementwise(math.exp, x), [math.exp(-1), 1.0, math.e, math.nan])
    same((x - 0.5) ** 0.5, [math.nan, math.nan, 0.5**0.5, 1e154])
    assert math.isnan(wa.elementwise(math.log, -1.0))


def test_where_the_axes_of_index_lists_stand() -> None:
    a, every = random((2, 3, 4, 5), 1), slice(None)
    two, both = [0, 1], [[0, 1], [1, 0]]
    for index in (
        (every, two, every, two),  # lists apart from one another: their axes come first
        (every, two, None, two),
        (every, two, every, 1),
        (every, 1, every, both),
        (every, every, two, two),  # lists side by side: their axes stand where they stood
        (every, both, 1),
        (None, every, 1, two),
        (..., both, 0),
        (every, two, ..., 0),
    ):
        same(wa.getitem(ours(a), index), a[plain(index)])


def test_indices_that_pick_nothing_are_not_looked_at() -> None:
    same(wa.getitem(wa.ones((1, 1)), ([1], [False])), np.ones((1, 1))[np.array([1]), np.array([False])])


def test_whole_numbers_become_floats() -> None:
    same(wa.where(wa.asarray([1, 0, 1]), wa.asarray([1.5, 2.5, 3.5]), 0), [1.5, 0.0, 3.5])
    same(2 * wa.arange(3) - 1, [-1.0, 1.0, 3.0])
    same(wa.elementwise(lambda x: 1, wa.arange(2)), [1.0, 1.0])


@given(shapes, seeds)
def test_nested_lists_round_trip(shape: tuple[int, ...], seed: int) -> None:
    a = random(shape, seed)
    same(ours(a), a)
    assert wa.nested(ours(a)) == a.tolist()
    read = wa.asarray(a.tolist())
    assert theirs(read).tolist() == a.tolist()
    if 0 not in shape:
        assert read == ours(a)
    same(wa.asarray([ours(a), ours(a)]), np.stack([a, a]))


def test_arrays_are_made() -> None:
    same(wa.full((2, 3), 4), np.full((2, 3), 4.0))
    same(wa.zeros(3), np.zeros(3))
    same(wa.ones(()), 1.0)
    for rows, columns, k in itertools.product(range(4), range(4), range(-4, 5)):
        same(wa.eye(rows, columns, k), np.eye(rows, columns, k))
    for args in ((5,), (2, 7), (0, 1, 0.1), (5, 0, -2), (0, 5, -1), (0.5,)):
        same(wa.arange(*args), np.arange(*args))
    for args in ((0, 1, 5), (1, 1, 3), (2, -1, 4), (0, 1, 1), (0, 1, 0)):
        for end in (True, False):
            same(wa.linspace(*args, end), np.linspace(*args, endpoint=end))
    same(wa.one_hot(wa.asarray([0, 2, 5]), 3), [[1, 0, 0], [0, 0, 1], [0, 0, 0]])
    same(wa.one_hot(wa.asarray([0, 2]), 3, 0), [[1, 0], [0, 0], [0, 1]])
    same(wa.one_hot(1.0, 3), [0, 1, 0])
    for indexing in ("xy", "ij"):
        grids = wa.meshgrid(wa.arange(2), wa.arange(3), wa.arange(4), indexing=indexing)
        for found, wanted in zip(grids, np.meshgrid(range(2), range(3), range(4), indexing=indexing), strict=True):
            same(found, wanted)


def test_chance_is_seeded() -> None:
    for make in (wa.random_normal, wa.random_uniform):
        assert make((3, 4), 7) == make((3, 4), 7)
        assert make((3, 4), 7) != make((3, 4), 8)
    many = theirs(wa.random_normal(20_000, 1, 3.0, 2.0))
    assert abs(many.mean() - 3) < 0.1
    assert abs(many.std() - 2) < 0.1
    even = theirs(wa.random_uniform(20_000, 1, -1.0, 3.0))
    assert -1 <= even.min() < -0.99
    assert 2.99 < even.max() < 3


@given(shapes, seeds, st.data())
def test_layout(shape: tuple[int, ...], seed: int, data: st.DataObject) -> None:
    a = random(shape, seed)
    x, n = ours(a), len(shape)
    axis = data.draw(st.integers(-n - 1, n))
    other = data.draw(st.integers(-n - 1, n))
    order = data.draw(st.permutations(range(n)))
    axes = tuple(data.draw(st.lists(st.integers(-n, n - 1), max_size=3))) if n else ()
    shift = data.draw(st.integers(-7, 7))
    times = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))
    wanted = tuple(data.draw(st.lists(st.integers(-1, 6), max_size=3)))
    many = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    pairs = [tuple(data.draw(st.lists(st.integers(0, 2), min_size=2, max_size=2))) for _ in shape]
    compare(lambda: wa.reshape(x, wanted), lambda: a.reshape(wanted))
    compare(lambda: wa.ravel(x), lambda: a.ravel())
    compare(lambda: wa.transpose(x, order), lambda: a.transpose(order))
    compare(lambda: wa.transpose(x), lambda: a.T)
    compare(lambda: wa.swapaxes(x, axis, other), lambda: np.swapaxes(a, axis, other))
    compare(lambda: wa.moveaxis(x, axis, other), lambda: np.moveaxis(a, axis, other))
    compare(lambda: wa.moveaxis(x, axes, axes[::-1]), lambda: np.moveaxis(a, axes, axes[::-1]))
    compare(lambda: wa.squeeze(x), lambda: a.squeeze())
    compare(lambda: wa.expand_dims(x, axis), lambda: np.expand_dims(a, axis))
    compare(lambda: wa.flip(x), lambda: np.flip(a))
    compare(lambda: wa.flip(x, axes), lambda: np.flip(a, axes))
    compare(lambda: wa.roll(x, shift), lambda: np.roll(a, shift))
    compare(lambda: wa.roll(x, shift, axis), lambda: np.roll(a, shift, axis))
    compare(lambda: wa.tile(x, times), lambda: np.tile(a, times))
    compare(lambda: wa.repeat(x, shift), lambda: a.repeat(shift))
    compare(lambda: wa.repeat(x, many, axis), lambda: a.repeat(many, axis))
    compare(lambda: wa.pad(x, pairs, 7.0), lambda: np.pad(a, pairs, constant_values=7.0) if n else a)
    same(wa.unpad(wa.pad(x, pairs), pairs), a)
    if n:
        compare(lambda: wa.squeeze(x, axes), lambda: a.squeeze(axes))
        compare(lambda: wa.concat([x, x, x], axis), lambda: np.concatenate([a, a, a], axis))
        compare(lambda: wa.split(x, abs(shift), axis)[-1], lambda: np.split(a, abs(shift), axis)[-1])
        cuts = sorted(many)
        for k in range(len(cuts) + 1):
            compare(lambda k=k: wa.split(x, cuts, axis)[k], lambda k=k: np.split(a, cuts, axis)[k])
    compare(lambda: wa.stack([x, x], axis), lambda: np.stack([a, a], axis))
    compare(lambda: wa.concat([x, x], None), lambda: np.concatenate([a, a], None))
    if n >= 2:
        compare(lambda: wa.tril(x, shift), lambda: np.tril(a, shift))
        compare(lambda: wa.triu(x, shift), lambda: np.triu(a, shift))
    if n in (1, 2):
        compare(lambda: wa.diag(x, shift), lambda: np.diag(a, shift))


def test_parts_of_different_sizes_are_joined() -> None:
    a, b = random((2, 1, 3), 1), random((2, 4, 3), 2)
    same(wa.concat([ours(a), ours(b)], 1), np.concatenate([a, b], 1))
    same(wa.concat([ours(a), ours(b)], None), np.concatenate([a, b], None))


@given(filled | shapes, indices(), seeds)
def test_indexing(shape: tuple[int, ...], index: tuple[Any, ...], seed: int) -> None:
    a = random(shape, seed)
    compare(lambda: wa.getitem(ours(a), index), lambda: a[plain(index)])
    arrays = tuple(ours(p) if isinstance(p, list) and not isinstance(p[0], bool) else p for p in index)
    compare(lambda: wa.getitem(ours(a), arrays), lambda: a[plain(index)])


@given(filled | shapes, indices(), seeds)
def test_places_are_set_and_added_to(shape: tuple[int, ...], index: tuple[Any, ...], seed: int) -> None:
    a = random(shape, seed)
    try:
        picked = a[plain(index)]
    except IndexError:
        return
    g = random(picked.shape, seed + 1)
    added = np.zeros(shape)
    np.add.at(added, plain(index), g)
    same(wa.scatter_add(ours(g), index, shape), added)
    copy = a.copy()
    copy[plain(index)] = g
    same(wa.setitem(ours(a), index, ours(g)), copy)
    copy[plain(index)] = 7.0
    same(wa.setitem(ours(a), index, 7.0), copy)


@given(filled, seeds, st.data())
def test_masks_and_gathering(shape: tuple[int, ...], seed: int, data: st.DataObject) -> None:
    a, mask = random(shape, seed), random(shape, seed + 1) > 0
    x, n = ours(a), len(shape)
    if not n:
        return
    same(wa.getitem(x, wa.Mask(ours(mask))), a[mask])
    same(wa.getitem(x, mask.tolist()), a[mask])
    if n > 1:
        same(wa.getitem(x, (0, ..., wa.Mask(ours(mask[0])))), a[(0, ..., mask[0])])
    axis = data.draw(st.integers(-n, n - 1))
    own = tuple(data.draw(st.sampled_from([k, 1])) for k in shape)
    index = np.random.default_rng(seed).integers(-shape[axis], shape[axis], own)
    same(wa.take_along_axis(x, ours(index), axis), np.take_along_axis(a, index, axis))
    same(wa.take(x, ours(index), axis), np.take(a, index, axis))
    same(wa.take(x, 0.0), a.ravel()[0])
    wanted = np.empty(own)
    for spot in np.ndindex(own):
        there = list(spot)
        there[axis] = index[spot]
        wanted[spot] = a[tuple(there)]
    same(wa.gather(x, ours(index), axis), wanted)


REDUCTIONS: list[tuple[Any, Any]] = [
    (wa.sum_, np.sum),
    (wa.prod, np.prod),
    (wa.mean, np.mean),
    (wa.max_, np.max),
    (wa.min_, np.min),
    (wa.var, np.var),
    (wa.std, np.std),
    (wa.any_, np.any),
    (wa.all_, np.all),
    (wa.count, np.count_nonzero),
    (wa.logsumexp, lambda a, axis, keepdims: np.log(np.exp(a).sum(axis, keepdims=keepdims))),
    (wa.norm, lambda a, axis, keepdims: np.sqrt((a * a).sum(axis, keepdims=keepdims))),
    (lambda a, *k: wa.norm(a, *k, order=1), lambda a, axis, keepdims: abs(a).sum(axis, keepdims=keepdims)),
    (lambda a, *k: wa.norm(a, *k, order=3), lambda a, axis, keepdims: (abs(a) ** 3).sum(axis, keepdims=keepdims) ** (1 / 3)),
    (lambda a, *k: wa.norm(a, *k, order=math.inf), lambda a, axis, keepdims: abs(a).max(axis, keepdims=keepdims, initial=0)),
]


@pytest.mark.parametrize(("mine", "numpys"), REDUCTIONS, ids=[f"{b.__name__}{k}" for k, (_, b) in enumerate(REDUCTIONS)])
@given(shape=shapes, seed=seeds, whole=st.booleans(), data=st.data())
def test_reductions(mine: Any, numpys: Any, shape: tuple[int, ...], seed: int, whole: bool, data: st.DataObject) -> None:
    a, n = random(shape, seed, whole), len(shape)
    axis = data.draw(st.none() | st.integers(-n - 1, n) | st.lists(st.integers(-n, n), max_size=3).map(tuple)) if n else None
    for keepdims in (False, True):

        def wanted(keepdims: bool = keepdims) -> Any:
            if mine in (wa.mean, wa.var, wa.std):
                np.max(a, axis)  # NumPy gives nan of no entries, with a warning
            return numpys(a, axis=axis, keepdims=keepdims)

        compare(lambda keepdims=keepdims: mine(ours(a), axis, keepdims), wanted)


@given(shapes, seeds, st.booleans(), st.data())
def test_along_one_axis(shape: tuple[int, ...], seed: int, whole: bool, data: st.DataObject) -> None:
    a, n = random(shape, seed, whole), len(shape)
    x = ours(a)
    axis = data.draw(st.none() | st.integers(-n - 1, n))
    if n:
        compare(lambda: wa.argmax(x, axis), lambda: np.argmax(a, axis))
        compare(lambda: wa.argmin(x, axis), lambda: np.argmin(a, axis))
        compare(lambda: wa.cumsum(x, axis), lambda: np.cumsum(a, axis))
        compare(lambda: wa.cumprod(x, axis), lambda: np.cumprod(a, axis))
        compare(lambda: wa.sort(x, axis), lambda: np.sort(a, axis))
        compare(lambda: wa.argsort(x, axis), lambda: np.argsort(a, axis, kind="stable"))
        compare(lambda: -wa.sort(-x, axis, descending=True), lambda: np.sort(a, axis))
        compare(lambda: wa.argsort(x, axis, descending=True), lambda: np.argsort(-a, axis, kind="stable"))
        compare(lambda: wa.softmax(x, axis), lambda: _softmax(a, axis))
        same(wa.elementwise(math.exp, wa.log_softmax(x)), theirs(wa.softmax(x)))
    if n and axis is not None and -n <= axis < n:
        turned = np.flip(np.cumsum(np.flip(a, axis), axis), axis)
        same(wa.cumsum(x, axis, reverse=True), turned)
        same(wa.cumsum(x, axis, reverse=True, exclusive=True), turned - a)
        same(wa.cumsum(x, axis, exclusive=True), np.cumsum(a, axis) - a)
    same(wa.var(ours(random((3, 4), seed)), 1, less=1), np.var(random((3, 4), seed), 1, ddof=1))


def _softmax(a: np.ndarray, axis: int | None) -> np.ndarray:
    powers = np.exp(a if axis is not None else a.ravel())
    return powers / powers.sum(axis, keepdims=True)


def test_nan_is_carried_on() -> None:
    a = np.array([[1.0, math.nan, 3.0], [math.inf, -math.inf, 0.0], [3.0, 1.0, 2.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for mine, numpys in ((wa.max_, np.max), (wa.min_, np.min), (wa.argmax, np.argmax), (wa.argmin, np.argmin), (wa.sort, np.sort)):
            same(mine(ours(a), 1), numpys(a, 1))
        same(wa.argsort(ours(a), 1), np.argsort(a, 1))
        assert math.isnan(theirs(wa.sum_(ours(a), 1))[0])


def test_large_numbers_do_not_overflow() -> None:
    same(wa.logsumexp(wa.asarray([1000.0, 1000.0])), 1000 + math.log(2))
    same(wa.logsumexp(wa.asarray([-math.inf, -math.inf])), -math.inf)
    same(wa.softmax(wa.asarray([1000.0, 1000.0])), [0.5, 0.5])
    same(wa.log_softmax(wa.asarray([0.0, 1000.0])), [-1000.0, 0.0])
    same(wa.norm(wa.asarray([3e200, 4e200])), 5e200)


def test_equality() -> None:
    a = wa.asarray([[1.0, 2.0]])
    assert a == wa.asarray([[1, 2]])
    assert a != wa.asarray([1, 2])
    nan = wa.asarray([math.nan])
    assert nan != nan
    assert repr(wa.arange(8)) == "Array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, …], (8,))"

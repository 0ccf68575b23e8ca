"""Arrays and the same arrays in NumPy, for the tests of the value layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from whygrad import arrays as wa

sizes = st.integers(0, 4)
shapes = st.lists(sizes, max_size=4).map(tuple)
filled = st.lists(st.integers(1, 4), max_size=4).map(tuple)  # shapes without a size 0
seeds = st.integers(0, 10**6)


def random(shape: tuple[int, ...], seed: int, whole: bool = False) -> np.ndarray:
    """Numbers to test with; whole numbers, which repeat, where ties matter."""
    rng = np.random.default_rng(seed)
    return rng.integers(-2, 3, shape).astype(float) if whole else rng.uniform(-2, 2, shape)


def ours(a: Any) -> wa.Value:
    """The array of NumPy in our form."""
    a = np.asarray(a, dtype=float)
    return wa.Array(a.ravel().tolist(), a.shape) if a.shape else float(a)


def theirs(value: wa.Value) -> np.ndarray:
    """Our value as an array of NumPy, its numbers proved to be floats that fill its shape."""
    if not isinstance(value, wa.Array):
        assert type(value) is float
        return np.asarray(value)
    assert value.shape
    assert all(type(n) is int for n in value.shape)
    assert all(type(x) is float for x in value.data)
    return np.array(value.data).reshape(value.shape)


def same(found: Any, wanted: Any) -> None:
    """Assert that the two values have one shape and the same numbers, to 12 digits."""
    found, wanted = theirs(found), np.asarray(wanted, dtype=float)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13)


def compare(ours_: Any, theirs_: Any) -> None:
    """Assert that both functions give the same, or that both refuse."""
    try:
        with np.errstate(all="ignore"):
            wanted = theirs_()
    except (ValueError, IndexError, TypeError, ZeroDivisionError):
        try:
            found = ours_()
        except wa.ArrayError as error:
            assert error.message[0] not in " ."
            return
        raise AssertionError(f"NumPy refuses, and {found!r} was found") from None
    same(ours_(), wanted)


ends = st.none() | st.integers(-6, 6)
whole = st.integers(-4, 3)
parts = st.one_of(
    whole,
    st.builds(slice, ends, ends, st.sampled_from([None, 1, 2, -1, -2, 3])),
    st.just(None),
    st.lists(whole, min_size=1, max_size=3),
    st.lists(st.lists(whole, min_size=2, max_size=2), min_size=1, max_size=2),
    st.lists(st.booleans(), min_size=1, max_size=4),
)


@st.composite
def indices(draw: st.DrawFn) -> tuple[Any, ...]:
    found = draw(st.lists(parts, max_size=4))
    if draw(st.booleans()):
        found.insert(draw(st.integers(0, len(found))), ...)
    return tuple(found)


def plain(index: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(np.array(p) if isinstance(p, list) else p for p in index)


@st.composite
def convolutions(draw: st.DrawFn) -> dict[str, Any]:
    space = draw(st.integers(1, 2))
    groups = draw(st.sampled_from([1, 1, 2]))
    kernel = [draw(st.integers(1, 3)) for _ in range(space)]
    dilation = [draw(st.integers(1, 2)) for _ in range(space)]
    stride = [draw(st.integers(1, 3)) for _ in range(space)]
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    widths = [tuple(draw(st.integers(0, 2)) for _ in "ab") for _ in range(space)]
    size = [draw(st.integers(max(1, r), r + 4)) for r in reach]
    inputs = draw(st.integers(1, 2))
    x = (draw(st.integers(1, 2)), groups * inputs, *size)
    return {
        "x": random(x, draw(seeds)),
        "w": random((groups * draw(st.integers(1, 2)), inputs, *kernel), draw(seeds)),
        "stride": stride,
        "padding": widths,
        "dilation": dilation,
        "groups": groups,
    }


NOTATIONS = [
    "ij,jk->ik",
    "ij,jk",
    "ij,kj->ik",
    "i,i",
    "i,j->ij",
    "ij->ji",
    "ii",
    "ii->i",
    "iij->j",
    "iji->ij",
    "ij->",
    "ij->j",
    "ij,ij->",
    "ij,ij->ij",
    "bij,bjk->bik",
    "bij,bjk->ik",
    "ij,jk,kl->il",
    "i,j,k->kji",
    "ij,jk,ki->",
    "ij,j",
    "ijk,ik->j",
    "...ij,...jk->...ik",
    "...,...",
    "...i->...",
    "i...->i...",
    "...ij->...ji",
    "...ii->...i",
    "i...,i...->...",
    ",ij->",
    ",->",
    "bqhd,bkhd->bhqk",
    "ab,cd,ef,ac,be->df",
    "i,i,i->",
    "ij,ij,ij->i",
    "ba",
    "cab,ab",
    "...->...",
    "i->",
]


def operands(draw: st.DrawFn, notation: str, seed: int) -> list[np.ndarray]:
    """Arrays that fit a notation for sums of products, some axes of ``...`` missing or of size 1."""
    found: dict[str, int] = {}
    values = []
    hidden = draw(st.lists(st.integers(1, 3), max_size=2))
    for k, term in enumerate(notation.partition("->")[0].split(",")):
        shape: list[int] = []
        for name in term.replace("...", "."):
            if name == ".":
                shape += [draw(st.sampled_from([n, 1])) for n in hidden[draw(st.integers(0, len(hidden))) :]]
            else:
                shape.append(found.setdefault(name, draw(st.integers(0, 3))))
        values.append(random(tuple(shape), seed + k))
    return values

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

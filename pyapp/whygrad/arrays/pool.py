"""Pooling: one number for each window, the largest entry or the mean, and the adjoints."""

from __future__ import annotations

import math

from .core import Array, ArrayError, Shape, Value, as_array, data_of, entries, offsets, strided
from .layout import unpad
from .reduce import max_, sum_
from .windows import Padding, Sizes, Windows, channels_first, each, restored, windows_on, with_border

__all__ = ["avg_pool", "avg_pool_adjoint", "max_pool", "max_pool_adjoint", "max_pool_tied"]


def _pool(x: Shape, size: Sizes, stride: Sizes | None, padding: Padding) -> Windows:
    if len(x) < 3:
        raise ArrayError(f"pooling needs axes for batch, channels and space, not the shape {x}", "write x[None, None, :] for a list")
    kernel = each(size, len(x) - 2, "size of the window")
    windows = windows_on(x[2:], kernel, kernel if stride is None else stride, padding)
    entries((*x[:2], *windows.grid, *kernel))
    for k, width in zip(kernel, windows.widths, strict=True):
        if max(width) >= k:
            raise ArrayError(f"a padding of {max(width)} leaves windows of size {k} empty", "the padding must be smaller than the window")
    return windows


def _window_rows(x: Array, w: Windows, fill: float) -> Array:
    """Return an array with the entries of each window along its last axis."""
    images = x.shape[0] * x.shape[1]
    steps = [math.prod(w.bordered), *w.grid_steps, *w.inside_steps]
    rows = strided(with_border(x, w, fill), [images, *w.grid, *w.inside], steps)
    return Array(rows, (*x.shape[:2], *w.grid, math.prod(w.inside)))


def max_pool(x: Value, size: Sizes, stride: Sizes | None = None, padding: Padding = "valid", channels_last: bool = False) -> Array:
    """Return the largest entry of each window; by default the windows stand side by side."""
    x = channels_first(x, channels_last)
    rows = _window_rows(x, _pool(x.shape, size, stride, padding), -math.inf)
    return restored(as_array(max_(rows, -1)), channels_last)


def max_pool_tied(x: Value, size: Sizes, stride: Sizes | None = None, padding: Padding = "valid", channels_last: bool = False) -> bool:
    """Tell whether the largest entry of some window is there more than once."""
    x = channels_first(x, channels_last)
    rows = _window_rows(x, _pool(x.shape, size, stride, padding), -math.inf)
    length = rows.shape[-1]
    lanes = (rows.data[k : k + length] for k in range(0, rows.size, length or 1))
    return any([row.count(max(row)) > 1 for row in lanes])


def max_pool_adjoint(
    g: Value, x: Value, size: Sizes, stride: Sizes | None = None, padding: Padding = "valid", channels_last: bool = False
) -> Array:
    """Return what ``x`` receives of the effect ``g`` on :func:`max_pool`: the first largest entry of a window takes it all."""
    x, g = channels_first(x, channels_last), channels_first(g, channels_last)
    w = _pool(x.shape, size, stride, padding)
    rows = _window_rows(x, w, -math.inf)
    _check_windows(g, x.shape, w)
    length = rows.shape[-1]
    weights: list[float] = []
    for k, value in enumerate(g.data):
        row = rows.data[k * length : (k + 1) * length]
        place = row.index(max(row))
        weights += [0.0] * place + [value] + [0.0] * (length - place - 1)
    return restored(_spread(weights, x.shape, w), channels_last)


def _check_windows(g: Array, shape: Shape, w: Windows) -> None:
    wanted = (*shape[:2], *w.grid)
    if g.shape != wanted:
        raise ArrayError(f"an effect of shape {g.shape} does not fit the windows, of which there are {wanted}")


def _spread(weights: list[float], shape: Shape, w: Windows) -> Array:
    """Add the entries of all windows to the places they were taken from: the adjoint of :func:`_window_rows`."""
    whole = (*shape[:2], *w.bordered)
    out = [0.0] * entries(whole)
    steps = [math.prod(w.bordered), *w.grid_steps, *w.inside_steps]
    for place, value in zip(offsets([shape[0] * shape[1], *w.grid, *w.inside], steps), weights, strict=True):
        out[place] += value
    return as_array(unpad(Array(out, whole), [(0, 0), (0, 0), *w.widths]))


def _counts(shape: Shape, w: Windows, count_padding: bool) -> list[float]:
    """Return by how much each window's sum is divided."""
    if count_padding or not any(map(any, w.widths)):
        return [float(math.prod(w.inside))] * (shape[0] * shape[1] * w.number)
    one = Array([1.0] * math.prod(shape[2:]), (1, 1, *shape[2:]))
    return data_of(sum_(_window_rows(one, w, 0.0), -1)) * (shape[0] * shape[1])


def avg_pool(
    x: Value,
    size: Sizes,
    stride: Sizes | None = None,
    padding: Padding = "valid",
    channels_last: bool = False,
    count_padding: bool = True,
) -> Array:
    """Return the mean of each window, of which the padding is a part (with 0) where ``count_padding``."""
    x = channels_first(x, channels_last)
    w = _pool(x.shape, size, stride, padding)
    sums = as_array(sum_(_window_rows(x, w, 0.0), -1))
    means = [s / n for s, n in zip(sums.data, _counts(x.shape, w, count_padding), strict=True)]
    return restored(Array(means, sums.shape), channels_last)


def avg_pool_adjoint(
    g: Value,
    shape: Shape,
    size: Sizes,
    stride: Sizes | None = None,
    padding: Padding = "valid",
    channels_last: bool = False,
    count_padding: bool = True,
) -> Array:
    """Return what an input of ``shape`` receives of the effect ``g`` on :func:`avg_pool`."""
    g = channels_first(g, channels_last)
    first = (shape[0], shape[-1], *shape[1:-1]) if channels_last else shape
    w = _pool(first, size, stride, padding)
    _check_windows(g, first, w)
    length = math.prod(w.inside)
    shares = [value / n for value, n in zip(g.data, _counts(first, w, count_padding), strict=True)]
    return restored(_spread([s for s in shares for _ in range(length)], first, w), channels_last)

"""Convolution and pooling over windows, with their adjoints.

Here a convolution is what networks call so: the kernel is not turned round (a correlation). Channels stand behind the
batch (N, C, H, W with kernels O, C, H, W) or, where ``channels_last``, at the end (N, H, W, C with kernels H, W, C, O).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from .core import (
    Array,
    ArrayError,
    Shape,
    Value,
    as_array,
    check_work,
    data_of,
    entries,
    offsets,
    plural,
    shape_of,
    strided,
    strides_of,
)
from .layout import moveaxis, pad, transpose, unpad
from .products import multiply_rows
from .reduce import max_, sum_

__all__ = [
    "avg_pool",
    "avg_pool_adjoint",
    "conv1d",
    "conv2d",
    "convolve",
    "convolve_input_adjoint",
    "convolve_kernel_adjoint",
    "max_pool",
    "max_pool_adjoint",
]

Sizes: TypeAlias = int | Sequence[int]
Padding: TypeAlias = str | int | Sequence[int] | Sequence[tuple[int, int]]


class _Windows(NamedTuple):
    """How windows stand on an array: the border, the bordered shape, the grid of windows, and the steps in the flat list."""

    widths: list[tuple[int, int]]
    bordered: Shape
    grid: Shape
    inside: Shape  # sizes of a window
    grid_steps: list[int]
    inside_steps: list[int]

    @property
    def number(self) -> int:
        return math.prod(self.grid)


def _each(sizes: Sizes, axes: int, what: str) -> tuple[int, ...]:
    found = (sizes,) * axes if isinstance(sizes, int) else tuple(sizes)
    if len(found) != axes:
        raise ArrayError(f"{len(found)} numbers for the {what} do not fit {axes} axes")
    if any([size < 1 for size in found]):
        raise ArrayError(f"the {what} must be at least 1, not {min(found)}")
    return found


def _widths(padding: Padding, space: Shape, reach: Sequence[int], stride: Sequence[int]) -> list[tuple[int, int]]:
    if isinstance(padding, str):
        if padding.lower() == "valid":
            return [(0, 0)] * len(space)
        if padding.lower() != "same":
            raise ArrayError(f'"{padding}" is no padding', '"valid", "same", a width, or a pair of widths for each axis')
        needed = [max((-(-n // s) - 1) * s + r - n, 0) for n, r, s in zip(space, reach, stride, strict=True)]
        return [(k // 2, k - k // 2) for k in needed]
    pairs: list[Any] = [padding] * len(space) if isinstance(padding, int) else list(padding)
    if len(pairs) != len(space):
        raise ArrayError(f"{len(pairs)} widths of padding do not fit {len(space)} axes")
    widths = [(w, w) if isinstance(w, int) else (w[0], w[1]) for w in pairs]
    if any([k < 0 for w in widths for k in w]):
        raise ArrayError("the padding cannot be negative")
    return widths


def _windows(space: Shape, kernel: Shape, stride: Sizes, padding: Padding, dilation: Sizes = 1) -> _Windows:
    strides = _each(stride, len(space), "stride")
    spread = _each(dilation, len(space), "dilation")
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, spread, strict=True)]
    widths = _widths(padding, space, reach, strides)
    bordered = tuple([low + n + high for n, (low, high) in zip(space, widths, strict=True)])
    for n, r in zip(bordered, reach, strict=True):
        if r > n or r < 1:
            raise ArrayError(
                f"a window of {kernel} does not fit into {bordered}", "take a smaller window, or more padding" if r > n else ""
            )
    grid = tuple([(n - r) // s + 1 for n, r, s in zip(bordered, reach, strides, strict=True)])
    steps = strides_of(bordered)
    grid_steps = [s * step for s, step in zip(strides, steps, strict=True)]
    return _Windows(widths, bordered, grid, kernel, grid_steps, [d * step for d, step in zip(spread, steps, strict=True)])


def _bordered(x: Array, windows: _Windows, fill: float = 0.0) -> list[float]:
    return data_of(pad(x, [(0, 0), (0, 0), *windows.widths], fill)) if any(map(any, windows.widths)) else x.data


def _channels_first(value: Value, channels_last: bool) -> Array:
    return as_array(moveaxis(value, -1, 1) if channels_last else value)


def _kernel_first(kernel: Value, channels_last: bool) -> Array:
    """Return kernels H, W, C, O as O, C, H, W."""
    count = len(shape_of(kernel))
    return as_array(transpose(kernel, [count - 1, count - 2, *range(count - 2)]) if channels_last else kernel)


def _restored(x: Array, channels_last: bool) -> Array:
    return as_array(moveaxis(x, 1, -1)) if channels_last else x


class _Setting(NamedTuple):
    windows: _Windows
    images: int
    channels: int  # of one group
    outputs: int  # of one group
    groups: int

    @property
    def weights(self) -> int:
        return self.channels * math.prod(self.windows.inside)

    def place(self, image: int, group: int) -> int:
        """Return where the channels of a group begin in the bordered data."""
        return (image * self.groups + group) * self.channels * math.prod(self.windows.bordered)

    def axes(self) -> tuple[list[int], list[int]]:
        """Return sizes and steps of the grid that has channels and window in front, and the windows behind."""
        w = self.windows
        sizes = [self.channels, *w.inside, *w.grid]
        return sizes, [math.prod(w.bordered), *w.inside_steps, *w.grid_steps]


def _setting(x: Shape, kernel: Shape, stride: Sizes, padding: Padding, dilation: Sizes, groups: int) -> _Setting:
    """Check the shapes (channels first) and return how the kernel moves."""
    if len(x) < 3 or len(kernel) != len(x):
        raise ArrayError(
            f"{x} and {kernel} cannot be convolved: they have {len(x)} and {len(kernel)} axes",
            "the input has axes for batch, channels and space; the kernel for outputs, channels and space",
        )
    if groups < 1 or x[1] % groups or kernel[0] % groups:
        raise ArrayError(f"{plural(x[1], 'channel')} and {plural(kernel[0], 'output')} do not divide into {groups} groups")
    if kernel[1] * groups != x[1]:
        raise ArrayError(f"the input has {plural(x[1], 'channel')}, and the kernel of shape {kernel} is made for {kernel[1] * groups}")
    windows = _windows(x[2:], kernel[2:], stride, padding, dilation)
    setting = _Setting(windows, x[0], kernel[1], kernel[0] // groups, groups)
    check_work(x[0] * kernel[0] * setting.weights * windows.number, "the convolution")
    entries((setting.weights, windows.number))
    entries((x[0], x[1], *windows.bordered))
    entries((x[0], kernel[0], *windows.grid))
    return setting


def convolve(
    x: Value,
    kernel: Value,
    stride: Sizes = 1,
    padding: Padding = "valid",
    dilation: Sizes = 1,
    groups: int = 1,
    channels_last: bool = False,
) -> Array:
    """Return at each place of the window the sum of products of kernel and input, for each image and output.

    ``padding`` is "valid", "same" (as many windows as the size divided by the stride), a width, or one width or pair
    for each axis in space. Raises ArrayError where shapes do not fit or the window is larger than the input.
    """
    x, kernel = _channels_first(x, channels_last), _kernel_first(kernel, channels_last)
    s = _setting(x.shape, kernel.shape, stride, padding, dilation, groups)
    data, (sizes, steps) = _bordered(x, s.windows), s.axes()
    part = s.outputs * s.weights
    out: list[float] = []
    for image in range(s.images):
        for group in range(groups):
            columns = strided(data, sizes, steps, s.place(image, group))
            out += multiply_rows(kernel.data[group * part : (group + 1) * part], columns, s.outputs, s.weights, s.windows.number)
    return _restored(Array(out, (s.images, kernel.shape[0], *s.windows.grid)), channels_last)


def convolve_input_adjoint(
    g: Value,
    kernel: Value,
    shape: Shape,
    stride: Sizes = 1,
    padding: Padding = "valid",
    dilation: Sizes = 1,
    groups: int = 1,
    channels_last: bool = False,
) -> Array:
    """Return what an input of ``shape`` receives of the effect ``g`` on :func:`convolve` (a transposed convolution)."""
    g, kernel = _channels_first(g, channels_last), _kernel_first(kernel, channels_last)
    first = (shape[0], shape[-1], *shape[1:-1]) if channels_last else shape
    s = _setting(first, kernel.shape, stride, padding, dilation, groups)
    _check_effect(g, s)
    part, cells = s.outputs * s.weights, s.outputs * s.windows.number
    out = [0.0] * entries((*first[:2], *s.windows.bordered))
    places = offsets(*s.axes())
    turned = [_turned(kernel.data[k * part : (k + 1) * part], s.outputs, s.weights) for k in range(groups)]
    for image in range(s.images):
        for group in range(groups):
            at = (image * groups + group) * cells
            spread = multiply_rows(turned[group], g.data[at : at + cells], s.weights, s.outputs, s.windows.number)
            start = s.place(image, group)
            for k, value in zip(places, spread, strict=True):
                out[start + k] += value
    whole = Array(out, (*first[:2], *s.windows.bordered))
    return _restored(as_array(unpad(whole, [(0, 0), (0, 0), *s.windows.widths])), channels_last)


def convolve_kernel_adjoint(
    g: Value,
    x: Value,
    shape: Shape,
    stride: Sizes = 1,
    padding: Padding = "valid",
    dilation: Sizes = 1,
    groups: int = 1,
    channels_last: bool = False,
) -> Array:
    """Return what a kernel of ``shape`` receives of the effect ``g`` on :func:`convolve`."""
    g, x = _channels_first(g, channels_last), _channels_first(x, channels_last)
    first = (shape[-1], shape[-2], *shape[:-2]) if channels_last else shape
    s = _setting(x.shape, first, stride, padding, dilation, groups)
    _check_effect(g, s)
    data, (sizes, steps) = _bordered(x, s.windows), s.axes()
    inside = len(s.windows.inside) + 1
    sizes, steps = sizes[inside:] + sizes[:inside], steps[inside:] + steps[:inside]
    part, cells = s.outputs * s.weights, s.outputs * s.windows.number
    out = [0.0] * entries(first)
    for image in range(s.images):
        for group in range(groups):
            at = (image * groups + group) * cells
            rows = strided(data, sizes, steps, s.place(image, group))
            adds = multiply_rows(g.data[at : at + cells], rows, s.outputs, s.windows.number, s.weights)
            span = slice(group * part, (group + 1) * part)
            out[span] = [a + b for a, b in zip(out[span], adds, strict=True)]
    found = Array(out, first)
    return as_array(transpose(found, [*range(2, len(first)), 1, 0])) if channels_last else found


def _check_effect(g: Array, s: _Setting) -> None:
    wanted = (s.images, s.outputs * s.groups, *s.windows.grid)
    if g.shape != wanted:
        raise ArrayError(f"an effect of shape {g.shape} does not fit the convolution, whose result has the shape {wanted}")


def _turned(data: list[float], rows: int, columns: int) -> list[float]:
    return strided(data, (columns, rows), (1, columns))


def conv1d(x: Value, kernel: Value, stride: Sizes = 1, padding: Padding = "valid", channels_last: bool = False) -> Array:
    """Return :func:`convolve` along one axis: ``x`` has three axes."""
    return _convolved(1, x, kernel, stride, padding, channels_last)


def conv2d(x: Value, kernel: Value, stride: Sizes = 1, padding: Padding = "valid", channels_last: bool = False) -> Array:
    """Return :func:`convolve` over images: ``x`` has four axes."""
    return _convolved(2, x, kernel, stride, padding, channels_last)


def _convolved(space: int, x: Value, kernel: Value, stride: Sizes, padding: Padding, channels_last: bool) -> Array:
    if len(shape_of(x)) != space + 2:
        raise ArrayError(f"conv{space}d needs an input with {space + 2} axes, not the shape {shape_of(x)}")
    return convolve(x, kernel, stride, padding, channels_last=channels_last)


def _pool(x: Shape, size: Sizes, stride: Sizes | None, padding: Padding) -> _Windows:
    if len(x) < 3:
        raise ArrayError(f"pooling needs axes for batch, channels and space, not the shape {x}")
    kernel = _each(size, len(x) - 2, "size of the window")
    windows = _windows(x[2:], kernel, kernel if stride is None else stride, padding)
    entries((*x[:2], *windows.grid, *kernel))
    for k, width in zip(kernel, windows.widths, strict=True):
        if max(width) >= k:
            raise ArrayError(f"a padding of {max(width)} leaves windows of size {k} empty", "the padding must be smaller than the window")
    return windows


def _window_rows(x: Array, w: _Windows, fill: float) -> Array:
    """Return an array with the entries of each window along its last axis."""
    images = x.shape[0] * x.shape[1]
    steps = [math.prod(w.bordered), *w.grid_steps, *w.inside_steps]
    rows = strided(_bordered(x, w, fill), [images, *w.grid, *w.inside], steps)
    return Array(rows, (*x.shape[:2], *w.grid, math.prod(w.inside)))


def max_pool(x: Value, size: Sizes, stride: Sizes | None = None, padding: Padding = "valid", channels_last: bool = False) -> Array:
    """Return the largest entry of each window; by default the windows stand side by side."""
    x = _channels_first(x, channels_last)
    rows = _window_rows(x, _pool(x.shape, size, stride, padding), -math.inf)
    return _restored(as_array(max_(rows, -1)), channels_last)


def max_pool_adjoint(
    g: Value, x: Value, size: Sizes, stride: Sizes | None = None, padding: Padding = "valid", channels_last: bool = False
) -> Array:
    """Return what ``x`` receives of the effect ``g`` on :func:`max_pool`: the first largest entry of a window takes it all."""
    x, g = _channels_first(x, channels_last), _channels_first(g, channels_last)
    w = _pool(x.shape, size, stride, padding)
    rows = _window_rows(x, w, -math.inf)
    _check_windows(g, x.shape, w)
    length = rows.shape[-1]
    weights: list[float] = []
    for k, value in enumerate(g.data):
        row = rows.data[k * length : (k + 1) * length]
        place = row.index(max(row))
        weights += [0.0] * place + [value] + [0.0] * (length - place - 1)
    return _restored(_spread(weights, x.shape, w), channels_last)


def _check_windows(g: Array, shape: Shape, w: _Windows) -> None:
    wanted = (*shape[:2], *w.grid)
    if g.shape != wanted:
        raise ArrayError(f"an effect of shape {g.shape} does not fit the windows, of which there are {wanted}")


def _spread(weights: list[float], shape: Shape, w: _Windows) -> Array:
    """Add the entries of all windows to the places they were taken from: the adjoint of :func:`_window_rows`."""
    bordered = (*shape[:2], *w.bordered)
    out = [0.0] * entries(bordered)
    steps = [math.prod(w.bordered), *w.grid_steps, *w.inside_steps]
    for place, value in zip(offsets([shape[0] * shape[1], *w.grid, *w.inside], steps), weights, strict=True):
        out[place] += value
    return as_array(unpad(Array(out, bordered), [(0, 0), (0, 0), *w.widths]))


def _counts(shape: Shape, w: _Windows, count_padding: bool) -> list[float]:
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
    x = _channels_first(x, channels_last)
    w = _pool(x.shape, size, stride, padding)
    sums = as_array(sum_(_window_rows(x, w, 0.0), -1))
    means = [s / n for s, n in zip(sums.data, _counts(x.shape, w, count_padding), strict=True)]
    return _restored(Array(means, sums.shape), channels_last)


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
    g = _channels_first(g, channels_last)
    first = (shape[0], shape[-1], *shape[1:-1]) if channels_last else shape
    w = _pool(first, size, stride, padding)
    _check_windows(g, first, w)
    length = math.prod(w.inside)
    shares = [value / n for value, n in zip(g.data, _counts(first, w, count_padding), strict=True)]
    return _restored(_spread([s for s in shares for _ in range(length)], first, w), channels_last)

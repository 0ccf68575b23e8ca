"""Convolution, with its adjoints.

Here a convolution is what networks call so: the kernel is not turned round (a correlation). Channels stand behind the
batch (N, C, H, W with kernels O, C, H, W) or, where ``channels_last``, at the end (N, H, W, C with kernels H, W, C, O).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from .core import Array, ArrayError, Shape, Value, as_array, check_work, entries, offsets, plural, shape_of, strided
from .layout import transpose, unpad
from .products import multiply_rows
from .windows import Padding, Sizes, Windows, channels_first, restored, windows_on, with_border

__all__ = ["conv1d", "conv2d", "convolve", "convolve_input_adjoint", "convolve_kernel_adjoint"]


def _kernel_first(kernel: Value, channels_last: bool) -> Array:
    """Return kernels H, W, C, O as O, C, H, W."""
    count = len(shape_of(kernel))
    return as_array(transpose(kernel, [count - 1, count - 2, *range(count - 2)]) if channels_last else kernel)


class _Setting(NamedTuple):
    windows: Windows
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
    windows = windows_on(x[2:], kernel[2:], stride, padding, dilation)
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
    x, kernel = channels_first(x, channels_last), _kernel_first(kernel, channels_last)
    s = _setting(x.shape, kernel.shape, stride, padding, dilation, groups)
    data, (sizes, steps) = with_border(x, s.windows), s.axes()
    part = s.outputs * s.weights
    out: list[float] = []
    for image in range(s.images):
        for group in range(groups):
            columns = strided(data, sizes, steps, s.place(image, group))
            out += multiply_rows(kernel.data[group * part : (group + 1) * part], columns, s.outputs, s.weights, s.windows.number)
    return restored(Array(out, (s.images, kernel.shape[0], *s.windows.grid)), channels_last)


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
    g, kernel = channels_first(g, channels_last), _kernel_first(kernel, channels_last)
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
    return restored(as_array(unpad(whole, [(0, 0), (0, 0), *s.windows.widths])), channels_last)


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
    g, x = channels_first(g, channels_last), channels_first(x, channels_last)
    first = (shape[-1], shape[-2], *shape[:-2]) if channels_last else shape
    s = _setting(x.shape, first, stride, padding, dilation, groups)
    _check_effect(g, s)
    data, (sizes, steps) = with_border(x, s.windows), s.axes()
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

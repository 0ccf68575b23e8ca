"""How windows stand on an array with axes for batch, channels and space: for convolution and pooling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from .core import Array, ArrayError, Shape, Value, as_array, data_of, strides_of
from .layout import moveaxis, pad

__all__ = ["Padding", "Sizes", "Windows", "channels_first", "each", "restored", "windows_on", "with_border"]

Sizes: TypeAlias = int | Sequence[int]
Padding: TypeAlias = str | int | Sequence[int] | Sequence[tuple[int, int]]


class Windows(NamedTuple):
    """How windows stand on an array: the border, the bordered shape, the grid of windows, and the steps in the flat list."""

    widths: list[tuple[int, int]]
    bordered: Shape
    grid: Shape
    inside: Shape  # sizes of a window
    grid_steps: list[int]
    inside_steps: list[int]

    @property
    def number(self) -> int:
        """How many windows there are."""
        return math.prod(self.grid)


def each(sizes: Sizes, axes: int, what: str) -> tuple[int, ...]:
    """Return one size for each axis: the number, or the numbers given. Raises ArrayError for a wrong count or a size below 1."""
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
        raise ArrayError("the padding cannot be negative", "write 0 or more")
    return widths


def windows_on(space: Shape, kernel: Shape, stride: Sizes, padding: Padding, dilation: Sizes = 1) -> Windows:
    """Return how windows of the sizes ``kernel`` stand on a ``space``. Raises ArrayError where one does not fit."""
    strides = each(stride, len(space), "stride")
    spread = each(dilation, len(space), "dilation")
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, spread, strict=True)]
    widths = _widths(padding, space, reach, strides)
    space = tuple([low + n + high for n, (low, high) in zip(space, widths, strict=True)])
    for n, r in zip(space, reach, strict=True):
        if r > n or r < 1:
            raise ArrayError(f"a window of {kernel} does not fit into {space}", "take a smaller window, or more padding" if r > n else "")
    grid = tuple([(n - r) // s + 1 for n, r, s in zip(space, reach, strides, strict=True)])
    steps = strides_of(space)
    grid_steps = [s * step for s, step in zip(strides, steps, strict=True)]
    return Windows(widths, space, grid, kernel, grid_steps, [d * step for d, step in zip(spread, steps, strict=True)])


def with_border(x: Array, windows: Windows, fill: float = 0.0) -> list[float]:
    """Return the numbers of ``x`` inside the border of the windows."""
    return data_of(pad(x, [(0, 0), (0, 0), *windows.widths], fill)) if any(map(any, windows.widths)) else x.data


def channels_first(value: Value, channels_last: bool) -> Array:
    """Return ``value`` with its channels behind the batch."""
    return as_array(moveaxis(value, -1, 1) if channels_last else value)


def restored(x: Array, channels_last: bool) -> Array:
    """Return ``x`` with its channels where the caller has them."""
    return as_array(moveaxis(x, 1, -1)) if channels_last else x

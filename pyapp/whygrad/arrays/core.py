"""What an array is: its numbers in one flat list, row by row, and a shape; and how shapes are matched.

A value is a float or an :class:`Array`; an array without axes is a float everywhere. Nothing here changes an array
that it was given, so arrays may share their lists.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise, repeat
from typing import Any, TypeAlias

from ..words import say

__all__ = [
    "ENTRIES_AT_MOST",
    "Array",
    "ArrayError",
    "Shape",
    "Value",
    "as_array",
    "axes_of",
    "axis_of",
    "broadcast_shape",
    "broadcast_to",
    "check_work",
    "data_of",
    "elementwise",
    "entries",
    "guarded",
    "offsets",
    "plural",
    "shape_of",
    "strided",
    "strides_of",
    "value_of",
]

ENTRIES_AT_MOST = 2_000_000
AXES_AT_MOST = 32
PRODUCTS_AT_MOST = 200_000_000

Shape: TypeAlias = tuple[int, ...]


class ArrayError(Exception):
    """An operation that its arrays do not allow: ``message`` is a sentence, ``hint`` a repair in words or ``""``.

    It is no ValueError: that stands for a number that does not exist, which a calculation survives as nan.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Array:
    """Numbers in a grid: ``data`` holds them row by row, ``shape`` the size of each axis (at least one axis).

    Arithmetic works entry by entry and broadcasts. ``==`` tells whether two arrays have the same shape and numbers.
    """

    __slots__ = ("data", "shape")

    def __init__(self, data: list[float], shape: Shape) -> None:
        self.data, self.shape = data, shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.data)

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.data[:6])) + (", …" if len(self.data) > 6 else "")
        return f"Array([{shown}], {self.shape})"

    def __len__(self) -> int:
        return self.shape[0]

    def __bool__(self) -> bool:
        raise ArrayError(f"an array of shape {self.shape} is neither true nor false", "ask for any or all of its entries")

    def __eq__(self, other: object) -> bool:
        return type(other) is Array and self.shape == other.shape and all(map(operator.eq, self.data, other.data))

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: Any) -> Any:
        return _joined(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _joined(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _joined(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _joined(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return _joined(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _joined(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _joined(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _joined(operator.truediv, other, self)

    def __pow__(self, other: Any) -> Any:
        return _joined(operator.mul, self, self) if other == 2 else _joined(math.pow, self, other)

    def __rpow__(self, other: Any) -> Any:
        return _joined(math.pow, other, self)

    def __neg__(self) -> Value:
        return elementwise(operator.neg, self)

    def __abs__(self) -> Value:
        return elementwise(abs, self)


Value: TypeAlias = float | Array


def _joined(f: Callable[..., Any], a: Any, b: Any) -> Any:
    """Return ``f`` entry by entry, and leave it to the other operand if that is no value."""
    known = isinstance(a, (int, float, Fraction, Array)) and isinstance(b, (int, float, Fraction, Array))
    return elementwise(f, a, b) if known else NotImplemented


def plural(count: int, word: str, many: str = "") -> str:
    """Return "1 axis", "2 axes" in the language that is spoken."""
    form = f"{{count}} {word if count == 1 else many or word + 's'}"
    return say(form, count=count)


def shape_of(value: Value) -> Shape:
    """Return the shape of a value, ``()`` for a float."""
    return value.shape if type(value) is Array else ()


def data_of(value: Value) -> list[float]:
    """Return the numbers of a value in one flat list; it must not be changed."""
    return value.data if isinstance(value, Array) else [float(value)]


def value_of(data: list[float], shape: Shape) -> Value:
    """Return the value with these numbers: a float where ``shape`` is ``()``."""
    return Array(data, shape) if shape else data[0]


def as_array(value: Value) -> Array:
    """Return a value as an array, a float as one of shape ``(1,)``."""
    return value if isinstance(value, Array) else Array([float(value)], (1,))


def entries(shape: Sequence[int]) -> int:
    """Return how many entries an array of this shape has. Raises ArrayError where they are too many to hold."""
    for size in shape:
        if size < 0:
            raise ArrayError(f"the shape {tuple(shape)} has the negative size {size}", "sizes are 0 or more")
    if len(shape) > AXES_AT_MOST:
        raise ArrayError(f"an array may have {AXES_AT_MOST} axes at most, not {len(shape)}", "take fewer axes")
    count = math.prod(shape)
    if count > ENTRIES_AT_MOST:
        text = say(
            "an array of shape {shape} is too big: it may have {most:,} entries at most, not {count:,}",
            shape=tuple(shape),
            most=ENTRIES_AT_MOST,
            count=count,
        )
        raise ArrayError(text, say("take smaller sizes"))
    return count


def check_work(products: int, what: str) -> None:
    """Raise ArrayError where an operation would take more multiplications than anybody waits for."""
    if products > PRODUCTS_AT_MOST:
        text = f"{what} is too big: it would take {products:,} multiplications, and {PRODUCTS_AT_MOST:,} are allowed"
        raise ArrayError(text, "take smaller sizes")


def axis_of(axis: int, shape: Shape) -> int:
    """Return an axis counted from 0. Raises ArrayError where there is no such axis."""
    count = len(shape)
    if not -count <= axis < count:
        if not count:
            raise ArrayError(say("axis {axis} does not exist: a single number has no axes", axis=axis), say("leave the axis out"))
        raise ArrayError(
            say(
                "axis {axis} does not exist: an array of shape {shape} has {axes}",
                axis=axis,
                shape=shape,
                axes=plural(count, "axis", "axes"),
            ),
            say("axes are counted from 0 to {last}, or from -1 back to {first}", last=count - 1, first=-count),
        )
    return axis % count


def axes_of(axis: int | Sequence[int] | None, shape: Shape) -> tuple[int, ...]:
    """Return the axes named, from 0 and in order; None names them all. Raises ArrayError for a wrong or repeated axis."""
    if axis is None:
        return tuple(range(len(shape)))
    if isinstance(axis, int):
        return (axis_of(axis, shape),)
    found = sorted(axis_of(k, shape) for k in axis)
    for k, following in pairwise(found):
        if k == following:
            raise ArrayError(f"axis {k} is named twice in {tuple(axis)}", "name each axis once")
    return tuple(found)


def strides_of(shape: Sequence[int]) -> list[int]:
    """Return how far apart in the flat list the neighbours along each axis stand."""
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= size
    return strides[::-1]


def offsets(shape: Iterable[int], steps: Iterable[int], start: int = 0) -> list[int]:
    """Return the places in a flat list of all entries of a grid whose neighbours along axis k are ``steps[k]`` apart."""
    found = [start]
    for size, step in zip(shape, steps, strict=True):
        if size != 1:
            row = [step * k for k in range(size)]
            found = [i + k for i in found for k in row]
    return found


def _run(data: list[float], start: int, size: int, step: int) -> list[float]:
    if not step:
        return [data[start]] * size
    stop = start + size * step
    return data[start : stop if stop >= 0 else None : step]


def strided(data: list[float], shape: Sequence[int], steps: Sequence[int], start: int = 0) -> list[float]:
    """Return ``[data[i] for i in offsets(shape, steps, start)]``, taken in long slices."""
    if not math.prod(shape):
        return []
    axes: list[tuple[int, int]] = []  # without axes of size 1, neighbours made one where their steps allow it
    for size, step in zip(shape, steps, strict=True):
        if size != 1:
            if axes and axes[-1][1] == size * step:
                axes[-1] = (axes[-1][0] * size, step)
            else:
                axes.append((size, step))
    times = axes.pop(0)[0] if axes and axes[0][1] == 0 else 1
    if not axes:
        return [data[start]] * times
    longest = max(range(len(axes)), key=lambda k: axes[k][0])
    length, step = axes[longest]
    if len(axes) == 1:
        out = _run(data, start, length, step)
    elif length < 4:
        out = [data[i] for i in offsets([size for size, _ in axes], [step for _, step in axes], start)]
    else:
        sizes = [size for size, _ in axes]
        apart = strides_of(sizes)
        rest = [k for k in range(len(axes)) if k != longest]
        others = [sizes[k] for k in rest]
        out = [0.0] * math.prod(sizes)
        there = apart[longest]
        reach = (length - 1) * there + 1
        places = offsets(others, [apart[k] for k in rest])
        for to, frm in zip(places, offsets(others, [axes[k][1] for k in rest], start), strict=True):
            out[to : to + reach : there] = _run(data, frm, length, step)
    return out * times


def broadcast_shape(*shapes: Shape) -> Shape:
    """Return the shape to which all ``shapes`` broadcast: from the end, sizes are equal or one of them is 1.

    Raises ArrayError, which names the first two shapes that do not match.
    """
    result: Shape = ()
    for shape in shapes:
        if shape != result:
            result = _matched(result, shape)
    return result


def _matched(a: Shape, b: Shape) -> Shape:
    length = max(len(a), len(b))
    long_a, long_b = (1,) * (length - len(a)) + a, (1,) * (length - len(b)) + b
    found = []
    for place, (m, n) in enumerate(zip(long_a, long_b, strict=True)):
        if m != n and m != 1 and n != 1:
            forms = {
                1: "{a} and {b} cannot be broadcast: the last sizes are {m} and {n}",
                2: "{a} and {b} cannot be broadcast: the sizes before the last are {m} and {n}",
            }
            form = forms.get(length - place, "{a} and {b} cannot be broadcast: the sizes of axis {axis} are {m} and {n}")
            hint = say("sizes are compared from the end; two sizes match where they are equal or one of them is 1")
            raise ArrayError(say(form, a=a, b=b, m=m, n=n, axis=place - length), hint)
        found.append(n if m == 1 else m)
    return tuple(found)


def broadcast_to(value: Value, shape: Shape) -> Value:
    """Return ``value`` repeated to ``shape``. Raises ArrayError where its shape does not broadcast to it."""
    own = shape_of(value)
    if own == shape:
        return value
    count = entries(shape)
    if not own:
        return Array([float(value)] * count, shape)  # type: ignore[arg-type]
    if len(own) > len(shape) or broadcast_shape(own, shape) != shape:
        raise ArrayError(f"{own} cannot be broadcast to {shape}", "only an axis of size 1 can be repeated, and axes be added in front")
    steps = [0 if m == 1 else step for m, step in zip(own, strides_of(own), strict=True)]
    return Array(strided(data_of(value), shape, [0] * (len(shape) - len(own)) + steps), shape)


def elementwise(f: Callable[..., Any], *args: Value) -> Value:
    """Return ``f`` of the entries at the same place of all ``args``, which are broadcast.

    An entry where ``f`` raises ArithmeticError or ValueError does not exist and is nan. Raises ArrayError where the
    shapes do not match.
    """
    shapes = [a.shape for a in args if type(a) is Array]
    if not shapes:
        return float(guarded(f, *args))
    shape = shapes[0]
    if shapes.count(shape) != len(shapes):
        shape = broadcast_shape(*shapes)
        args = tuple([broadcast_to(a, shape) if type(a) is Array else a for a in args])
    count = math.prod(shape)
    try:
        out = list(map(f, *_columns(args, count)))
    except (ArithmeticError, ValueError):
        out = [guarded(f, *values) for values in zip(*_columns(args, count), strict=True)]
    if out and type(out[0]) is not float:  # whole numbers, truth values
        out = list(map(float, out))
    return Array(out, shape)


def _columns(args: Iterable[Value], count: int) -> list[Iterable[float]]:
    return [a.data if isinstance(a, Array) else repeat(float(a), count) for a in args]


def guarded(f: Callable[..., Any], *args: Any) -> Any:
    """Return ``f(*args)``, nan where it raises ArithmeticError or ValueError: the number does not exist."""
    try:
        return f(*args)
    except (ArithmeticError, ValueError):
        return math.nan

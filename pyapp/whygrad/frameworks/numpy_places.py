"""The functions of NumPy that pick entries, put them in other places, and shape arrays."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE
from .functions import AXIS, axes, taken
from .numpy_factors import Factors
from .numpy_views import view
from .session import CellError
from .tensor import apply, as_tensor, plain

__all__ = ["Places"]


class Places(Factors):
    """Parts of arrays, places in them, and their shapes."""

    def _floating(self, x: Any) -> Any:
        x = self.t(x)
        return x if x._dtype.is_floating else as_tensor(self.cls, x, self.cls.float_type)

    def shape(self, x: Any) -> Any:
        return arrays.shape_of(self.t(x).value)

    # parts and places
    def nonzero(self, x: Any) -> tuple[Any, ...]:
        x = self.t(x)
        shape = arrays.shape_of(x.value)
        found = [k for k, v in enumerate(arrays.data_of(x.value)) if v]
        columns = []
        for axis in range(len(shape)):
            step = math.prod(shape[axis + 1 :])
            columns.append(self._whole([k // step % shape[axis] for k in found]))
        return tuple(columns)

    def _whole(self, numbers: Sequence[int], shape: tuple[int, ...] | None = None) -> Any:
        return self._made(arrays.value_of([float(n) for n in numbers], (len(numbers),) if shape is None else shape), self.cls.int_type)

    def argwhere(self, x: Any) -> Any:
        return self.stack(list(self.nonzero(x)), 1)

    def flatnonzero(self, x: Any) -> Any:
        return self.nonzero(self.ravel(x))[0]

    def unique(self, x: Any, return_counts: bool = False, **_: Any) -> Any:
        x = self.t(x)
        data = arrays.data_of(x.value)
        found = sorted(set(data))
        made = self._made(arrays.value_of(found, (len(found),)), x._dtype)
        return (made, self._whole([data.count(v) for v in found])) if return_counts else made

    def searchsorted(self, ordered: Any, x: Any, side: str = "left", **_: Any) -> Any:
        ends, x = arrays.data_of(self.t(ordered).value), self.t(x)
        places = [sum([e < v if side == "left" else e <= v for e in ends]) for v in arrays.data_of(x.value)]
        return self._whole(places, x.shape)

    def bincount(self, x: Any, **o: Any) -> Any:
        data = [int(v) for v in arrays.data_of(self.t(x).value)]
        return self._whole([data.count(k) for k in range(max([*data, o.get("minlength", 0) - 1]) + 1)])

    def take(self, x: Any, indices: Any, axis: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return apply(self.cls, TABLE["take"].bind(axis=0 if axis is None else axis), self.ravel(x) if axis is None else x, self.t(indices))

    def take_along_axis(self, x: Any, indices: Any, axis: int = -1, **o: Any) -> Any:
        return apply(self.cls, TABLE["take_along_axis"].bind(axis=axis), self.t(x), self.t(indices))

    def diff(self, x: Any, n: int = 1, axis: int = -1, **_: Any) -> Any:
        x = self.t(x)
        for _round in range(n):
            before = (slice(None),) * (axis % x.ndim)
            x = x[(*before, slice(1, None))] - x[(*before, slice(None, -1))]
        return x

    ediff1d = diff

    def gradient(self, y: Any, *spacing: Any, **o: Any) -> Any:
        y = self._floating(y)
        size = y.size
        if y.ndim != 1:
            raise CellError("NotImplementedError", "gradient of an array with more than one axis is not supported.", "give one row")
        x = self.t(spacing[0]) if spacing else self.t(1.0)
        if not x.ndim:
            inner = (y[2:] - y[:-2]) / (2.0 * x)
            return self.concat([self.reshape((y[1] - y[0]) / x, (1,)), inner, self.reshape((y[size - 1] - y[size - 2]) / x, (1,))])
        h = x[1:] - x[:-1]
        a, b = h[:-1], h[1:]
        inner = -b / (a * (a + b)) * y[:-2] + (b - a) / (a * b) * y[1:-1] + a / (b * (a + b)) * y[2:]
        ends = [(y[1] - y[0]) / h[0], (y[size - 1] - y[size - 2]) / h[size - 2]]
        return self.concat([self.reshape(ends[0], (1,)), inner, self.reshape(ends[1], (1,))])

    def trapezoid(self, y: Any, x: Any = None, dx: float = 1.0, **_: Any) -> Any:
        y = self._floating(y)
        width = dx if x is None else self.diff(x)
        return self.sum(width * (y[1:] + y[:-1]) / 2.0)

    trapz = trapezoid

    def convolve(self, a: Any, v: Any, mode: str = "full", **_: Any) -> Any:
        a, v = self.t(a), self.t(v)
        long, short = (a, v) if a.size >= v.size else (v, a)
        n, m = long.size, short.size
        widths = {"full": m - 1, "same": m - 1, "valid": 0}[mode]
        wide = self.pad(long, ((widths, widths),)) if widths else long
        windows = self.stack([wide[k : wide.size - m + 1 + k] for k in range(m)])
        found = self.matmul(self.flip(short), windows)
        start = (m - 1) // 2
        return found[start : start + n] if mode == "same" else found

    def correlate(self, a: Any, v: Any, mode: str = "valid", **_: Any) -> Any:
        return self.convolve(a, self.flip(v), mode)

    def polyval(self, p: Any, x: Any, **_: Any) -> Any:
        found: Any = 0.0
        for c in self.t(p):
            found = found * x + c
        return found

    def interp(self, x: Any, xp: Any, fp: Any, **_: Any) -> Any:
        x, xp, fp = self._floating(x), self._floating(xp), self._floating(fp)
        ends, last = arrays.data_of(xp.value), xp.size - 1
        places = [min(max(bisect.bisect_right(ends, v) - 1, 0), last - 1) for v in arrays.data_of(x.value)]
        left, right = (self._whole([k + more for k in places], x.shape) for more in (0, 1))
        a, b, low, high = self.take(xp, left), self.take(xp, right), self.take(fp, left), self.take(fp, right)
        found = low + (high - low) * (x - a) / (b - a)
        return self.where(x < ends[0], fp[0], self.where(x > ends[-1], fp[last], found))

    def vectorize(self, f: Callable[..., Any], **_: Any) -> Callable[..., Any]:
        def function(*args: Any) -> Any:
            shape = arrays.broadcast_shape(*[self.shape(a) for a in args]) if len(args) > 1 else self.shape(args[0])
            columns = [arrays.data_of(arrays.broadcast_to(self.t(a).value, shape)) for a in args]
            kinds = [self.t(a)._dtype for a in args]
            rows = [f(*[plain(v, k) for v, k in zip(row, kinds, strict=True)]) for row in zip(*columns, strict=True)]
            return self.reshape(as_tensor(self.cls, rows), shape)

        return function

    def apply_along_axis(self, f: Callable[..., Any], axis: int, x: Any) -> Any:
        x = self.moveaxis(x, axis, 0) if axis else self.moveaxis(x, 0, -1)
        return self.stack([f(row) for row in x])

    # shapes
    def vstack(self, values: Any, **_: Any) -> Any:
        return self.concat([v if self.t(v).ndim > 1 else self.reshape(v, (1, -1)) for v in values], 0)

    def hstack(self, values: Any, **_: Any) -> Any:
        values = [self.atleast_1d(v) for v in values]
        return self.concat(values, 1 if values[0].ndim > 1 else 0)

    def column_stack(self, values: Any) -> Any:
        return self.concat([v if self.t(v).ndim > 1 else self.reshape(v, (-1, 1)) for v in values], 1)

    def append(self, x: Any, more: Any, axis: Any = None) -> Any:
        return self.concat([self.ravel(x), self.ravel(more)]) if axis is None else self.concat([x, more], axis)

    def atleast_1d(self, x: Any) -> Any:
        x = self.t(x)
        return x if x.ndim else self.reshape(x, (1,))

    def atleast_2d(self, x: Any) -> Any:
        x = self.t(x)
        return x if x.ndim > 1 else self.reshape(x, (1, -1))

    def roll(self, x: Any, shift: Any, axis: Any = None) -> Any:
        return apply(self.cls, TABLE["roll"].bind(shift=shift, axis=axis), self.t(x))

    def moveaxis(self, x: Any, source: Any, target: Any) -> Any:
        return apply(self.cls, TABLE["moveaxis"].bind(source=source, target=target), self.t(x))

    def pad(self, x: Any, widths: Any, mode: str = "constant", constant_values: float = 0.0, **_: Any) -> Any:
        x = self.t(x)
        if mode != "constant":
            raise CellError("NotImplementedError", f"pad with mode '{mode}' is not supported.", "pad with a constant")
        if isinstance(widths, int):
            pairs = ((widths, widths),) * x.ndim
        elif all([isinstance(w, int) for w in widths]):
            pairs = ((widths[0], widths[-1]),) * x.ndim
        else:
            pairs = tuple([(int(p[0]), int(p[-1])) for p in widths])
            pairs = pairs * x.ndim if len(pairs) == 1 else pairs
        return apply(self.cls, TABLE["pad"].bind(widths=pairs, fill=float(constant_values)), x)

    def flipud(self, x: Any) -> Any:
        return self.flip(x, 0)

    def fliplr(self, x: Any) -> Any:
        return self.flip(x, 1)

    def array_split(self, x: Any, parts: int, axis: int = 0) -> list[Any]:
        size = self.t(x).shape[axis]
        counts = [size // parts + (k < size % parts) for k in range(parts)]
        cuts = [sum(counts[:k]) for k in range(1, parts)]
        return self.split(x, cuts, axis)

    # views
    def _shown(self, x: Any, found: Any) -> Any:
        """Return an array of the same entries in another shape as the view that it is in NumPy."""
        own, shape = arrays.shape_of(x.value), arrays.shape_of(found.value)
        if not getattr(x, "_row", True):  # entries that do not lie in one row are copied
            return found
        return view(found, x, lambda value: arrays.reshape(value, shape), lambda _, new: arrays.reshape(new, own))

    def reshape(self, x: Any, *shape: Any, **o: Any) -> Any:
        x = self.t(x)
        return self._shown(x, super().reshape(x, *shape, **o))

    def ravel(self, x: Any, *_: Any, **__: Any) -> Any:
        x = self.t(x)
        return self._shown(x, super().ravel(x))

    def squeeze(self, x: Any, axis: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return self._shown(x, apply(self.cls, TABLE["squeeze"].bind(axis=axes(taken(o, AXIS, axis))), x))

    def expand_dims(self, x: Any, axis: Any = 0, **o: Any) -> Any:
        x = self.t(x)
        return self._shown(x, super().expand_dims(x, axis, **o))

    def transpose(self, x: Any, *perm: Any, **o: Any) -> Any:
        x = self.t(x)
        found = super().transpose(x, *perm, **o)
        given = taken(o, ("axes",), perm[0] if len(perm) == 1 else perm or None)
        order = tuple(range(x.ndim))[::-1] if given is None else tuple([k % x.ndim for k in given])
        back = [order.index(k) for k in range(len(order))]
        return view(found, x, lambda value: arrays.transpose(value, order), lambda _, new: arrays.transpose(new, back), len(order) < 2)

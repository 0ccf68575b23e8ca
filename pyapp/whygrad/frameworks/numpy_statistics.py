"""The functions of NumPy that count and measure data: spread, histograms, sets, what passes over nan, polynomials."""

from __future__ import annotations

import bisect
import math
import operator
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import LARGEST
from .numpy_grids import Grids
from .session import CellError
from .tensor import Tensor, apply, as_tensor

__all__ = ["Statistics"]


class Statistics(Grids):
    """Spread, counts, sets and polynomials."""

    def cov(self, x: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None, **_: Any) -> Any:
        x = self._rows(x, rowvar)
        x = x if y is None else self.concat([x, self._rows(y, rowvar)], 0)
        ddof = (0 if bias else 1) if ddof is None else ddof
        apart = x - self.mean(x, 1, True)
        return self.squeeze(self.matmul(apart, self.transpose(apart)) / float(x.shape[1] - ddof))

    def _rows(self, x: Any, rowvar: bool) -> Any:
        x = self.atleast_2d(self._floating(x))
        return x if rowvar or x.shape[0] == 1 else self.transpose(x)

    def corrcoef(self, x: Any, y: Any = None, rowvar: bool = True, **_: Any) -> Any:
        found = self.cov(x, y, rowvar)
        if not found.ndim:
            return found / found
        widths = apply(self.cls, TABLE["sqrt"], self.diag(found))
        return self.clip(found / self.reshape(widths, (-1, 1)) / self.reshape(widths, (1, -1)), -1.0, 1.0)

    def average(self, x: Any, axis: Any = None, weights: Any = None, **o: Any) -> Any:
        if weights is None:
            return self.mean(x, axis)
        weights = self.t(weights)
        return self.sum(self.t(x) * weights, axis) / self.sum(weights, axis)

    def ptp(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amax(x, axis) - self.amin(x, axis)

    def median(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.quantile(x, 0.5, axis)

    def percentile(self, x: Any, q: Any, axis: Any = None, **o: Any) -> Any:
        return self.quantile(x, self.t(q) / 100.0, axis)

    def quantile(self, x: Any, q: Any, axis: Any = None, **o: Any) -> Any:
        q = q if isinstance(q, Tensor) else self.t(q)
        if q.ndim:
            return self.stack([self.quantile(x, float(p), axis) for p in q])
        x = self._floating(x)
        x, axis = (self.ravel(x), 0) if axis is None else (x, axis % x.ndim)
        ordered = self.sort(x, axis)
        place = float(q) * (x.shape[axis] - 1)
        low = min(int(place), x.shape[axis] - 1)
        before = (slice(None),) * axis
        first, second = ordered[(*before, low)], ordered[(*before, min(low + 1, x.shape[axis] - 1))]
        return (first + second) / 2 if place - low == 0.5 else first + (second - first) * (place - low) if place > low else first

    # counts
    def count_nonzero(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.sum(self._as(self.t(x) != 0, self.cls.int_type), axis)

    def histogram(self, x: Any, bins: Any = 10, range: Any = None, density: bool = False, **_: Any) -> tuple[Any, Any]:
        data = arrays.data_of(self.t(x).value)
        if isinstance(bins, int):
            low, high = (float(v) for v in range) if range is not None else (min(data, default=0.0), max(data, default=1.0))
            low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
            edges = self.linspace(low, high, bins + 1)
        else:
            edges = self.t(bins)
        ends = arrays.data_of(edges.value)
        counts = [0] * (len(ends) - 1)
        for v in data:
            if ends[0] <= v <= ends[-1]:
                counts[min(bisect.bisect_right(ends, v) - 1, len(counts) - 1)] += 1
        if not density:
            return (self._whole(counts) if self.cls.framework != "jax" else self._floating(self._whole(counts))), edges
        return self._floating(self._whole(counts)) / (sum(counts) * self.diff(edges)), edges

    def digitize(self, x: Any, bins: Any, right: bool = False) -> Any:
        return self.searchsorted(bins, x, side="left" if right else "right")

    # sets
    def isin(self, x: Any, those: Any, **_: Any) -> Any:
        x, data = self.t(x), set(arrays.data_of(self.t(those).value))
        return self._made(arrays.elementwise(lambda v: float(v in data), x.value), "bool")

    in1d = isin

    def _set(self, values: set[float], like: Any) -> Any:
        return self._made(arrays.value_of(sorted(values), (len(values),)), like._dtype)

    def _sets(self, a: Any, b: Any) -> tuple[set[float], set[float], Any]:
        a, b = self.t(a), self.t(b)
        return set(arrays.data_of(a.value)), set(arrays.data_of(b.value)), a

    def intersect1d(self, a: Any, b: Any, **_: Any) -> Any:
        first, second, like = self._sets(a, b)
        return self._set(first & second, like)

    def union1d(self, a: Any, b: Any) -> Any:
        first, second, like = self._sets(a, b)
        return self._set(first | second, like)

    def setdiff1d(self, a: Any, b: Any, **_: Any) -> Any:
        first, second, like = self._sets(a, b)
        return self._set(first - second, like)

    # numbers that may be nan or infinite
    def isnan(self, x: Any) -> Any:
        x = self.t(x)
        return apply(self.cls, TABLE["not_equal"], x, x)

    def isinf(self, x: Any) -> Any:
        return apply(self.cls, TABLE["equal"], apply(self.cls, TABLE["abs"], self.t(x)), math.inf)

    def isfinite(self, x: Any) -> Any:
        return apply(self.cls, TABLE["less"], apply(self.cls, TABLE["abs"], self.t(x)), math.inf)

    def nansum(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.sum(self.where(self.isnan(x), 0.0, x), axis)

    def nanmean(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.nansum(x, axis) / self.sum(self._as(self._of("logical_not", self.isnan(x)), self.cls.float_type), axis)

    def nan_to_num(self, x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
        x = self._floating(x)
        largest = LARGEST.get(x._dtype.name, 0.0)
        x = self.where(self.isnan(x), nan, x)
        x = self.where(x == math.inf, largest if posinf is None else posinf, x)
        return self.where(x == -math.inf, -largest if neginf is None else neginf, x)

    def isposinf(self, x: Any) -> Any:
        return self.t(x) == math.inf

    def isneginf(self, x: Any) -> Any:
        return self.t(x) == -math.inf

    def signbit(self, x: Any) -> Any:
        return self._made(arrays.elementwise(lambda v: float(math.copysign(1.0, v) < 0), self.t(x).value), "bool")

    def copysign(self, x: Any, like: Any) -> Any:
        return self.where(self.signbit(like), -1.0, 1.0) * apply(self.cls, TABLE["abs"], self._floating(x))

    def nanmax(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amax(self.where(self.isnan(x), -math.inf, self.t(x)), axis, **o)

    def nanmin(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amin(self.where(self.isnan(x), math.inf, self.t(x)), axis, **o)

    def nanargmax(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.argmax(self.where(self.isnan(x), -math.inf, self.t(x)), axis, **o)

    def nanargmin(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.argmin(self.where(self.isnan(x), math.inf, self.t(x)), axis, **o)

    def nanvar(self, x: Any, axis: Any = None, ddof: int = 0, **o: Any) -> Any:
        x = self._floating(x)
        known = 1.0 - as_tensor(self.cls, self.isnan(x), x._dtype)
        count = self.sum(known, axis, True)
        safe = self.where(self.isnan(x), 0.0, x)
        apart = known * (safe - self.sum(safe, axis, True) / count)
        return self.sum(apart * apart, axis) / (self.sum(known, axis) - ddof)

    def nanstd(self, x: Any, axis: Any = None, ddof: int = 0, **o: Any) -> Any:
        return apply(self.cls, TABLE["sqrt"], self.nanvar(x, axis, ddof))

    def nanprod(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.prod(self.where(self.isnan(x), 1.0, self.t(x)), axis, **o)

    def nanmedian(self, x: Any, axis: Any = None, **_: Any) -> Any:
        if axis is not None:
            raise CellError("NotImplementedError", "np.nanmedian along an axis is not supported.", "take the rows one after another")
        return self.median(self.extract(self._of("logical_not", self.isnan(x)), x))

    def cumulative_sum(self, x: Any, axis: Any = None, **_: Any) -> Any:
        return self.cumsum(x, axis)

    def cumulative_prod(self, x: Any, axis: Any = None, **_: Any) -> Any:
        return self.cumprod(x, axis)

    def gcd(self, a: Any, b: Any) -> Any:
        return self._wholes(lambda p, q: math.gcd(int(p), int(q)), a, b)

    def lcm(self, a: Any, b: Any) -> Any:
        return self._wholes(lambda p, q: math.lcm(int(p), int(q)), a, b)

    def _wholes(self, work: Any, a: Any, b: Any) -> Any:
        a, b = self.t(a), self.t(b)
        return self._made(arrays.elementwise(lambda p, q: float(work(p, q)), a.value, b.value), a._dtype if not a.weak else b._dtype)

    # bits of whole numbers; of truth values, what they say
    def _bit(self, name: str, work: Any, a: Any, b: Any) -> Any:
        a, b = self.t(a), self.t(b)
        if a._dtype.kind == b._dtype.kind == "b":
            return apply(self.cls, TABLE[name], a, b)
        for x in (a, b):
            if x._dtype.kind == "f":
                text = f"ufunc 'bitwise_{name.removeprefix('logical_')}' not supported for the input types, and the inputs could not be safely coerced"
                raise CellError("TypeError", text, "compare first: (x > 0) & (y > 0)")
        return self._wholes(lambda p, q: work(int(p), int(q)), a, b)

    def bitwise_and(self, a: Any, b: Any) -> Any:
        return self._bit("logical_and", operator.and_, a, b)

    def bitwise_or(self, a: Any, b: Any) -> Any:
        return self._bit("logical_or", operator.or_, a, b)

    def bitwise_xor(self, a: Any, b: Any) -> Any:
        return self._bit("not_equal", operator.xor, a, b)

    def bitwise_not(self, x: Any) -> Any:
        x = self.t(x)
        return apply(self.cls, TABLE["logical_not"], x) if x._dtype.kind == "b" else -x - 1

    invert = bitwise_invert = bitwise_not

    def left_shift(self, x: Any, k: Any) -> Any:
        return self._wholes(lambda p, q: int(p) << min(int(q), 64), x, k)

    def right_shift(self, x: Any, k: Any) -> Any:
        return self._wholes(lambda p, q: int(p) >> int(q), x, k)

    # polynomials, the highest power first
    def polyder(self, p: Any, m: int = 1) -> Any:
        p = self.t(p)
        for _round in range(m):
            p = p[:-1] * self.arange(p.size - 1, 0, -1)
        return p

    def polyint(self, p: Any, m: int = 1, **_: Any) -> Any:
        p = self._floating(p)
        for _round in range(m):
            p = self.concat([p / self.arange(p.size, 0, -1), self.zeros(1)])
        return p

    def polyadd(self, a: Any, b: Any) -> Any:
        a, b = self.t(a), self.t(b)
        size = max(a.size, b.size)
        return self.pad(a, (size - a.size, 0)) + self.pad(b, (size - b.size, 0))

    def polysub(self, a: Any, b: Any) -> Any:
        return self.polyadd(a, -self.t(b))

    def polymul(self, a: Any, b: Any) -> Any:
        return self.convolve(a, b)

"""PyTorch's functions of samples: what stands in the middle, how often, how spread, and running results along an axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import groupby
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import INT64
from .tensor import Tensor, apply
from .torch import TorchTensor
from .torch_checks import refused
from .torch_special import Special

__all__ = ["Pair", "Statistics", "pair"]


class Pair(tuple):  # type: ignore[type-arg]
    """Values and their places."""

    __slots__ = ()
    kind = "max"
    parts = ("values", "indices")

    def __getattr__(self, name: str) -> Any:
        if name in self.parts:
            return self[self.parts.index(name)]
        raise AttributeError(f"'torch.return_types.{self.kind}' object has no attribute '{name}'")

    def __repr__(self) -> str:
        return f"torch.return_types.{self.kind}(\n" + ",\n".join([f"{n}={v!r}" for n, v in zip(self.parts, self, strict=True)]) + ")"


def pair(kind: str, *values: Any, parts: tuple[str, ...] = ("values", "indices")) -> Pair:
    """Return several results that print as those of the function ``kind``."""
    return type(kind, (Pair,), {"kind": kind, "parts": parts, "__slots__": ()})(values)  # type: ignore[no-any-return]


class Statistics(Special):
    """Functions of samples."""

    def _sorted(self, x: Any, dim: int) -> tuple[Any, Any]:
        order = apply(TorchTensor, TABLE["argsort"].bind(axis=dim), x.detach())
        return self.gather(x, dim, order), order

    def _lanes(self, x: Any, dim: int) -> list[list[float]]:
        """Return the rows along an axis."""
        rows = self.movedim(x.detach(), dim, -1) if x.ndim > 1 else x
        width = x.shape[dim] if x.ndim else 1
        data = arrays.data_of(rows.value)
        return [list(data[k : k + width]) for k in range(0, len(data), width)]

    def _picked(self, kind: str, x: Any, dim: int, keepdim: bool, pick: Callable[[list[float]], int], name: str) -> Pair:
        """Return the entry of every row whose place ``pick`` tells, and that place."""
        if not x.ndim:
            return pair(kind, x.clone(), self.tensor(0))
        shape = [n for k, n in enumerate(x.shape) if k != dim % x.ndim]
        places = self._new(arrays.value_of([float(pick(row)) for row in self._lanes(x, dim)], tuple(shape)), INT64).unsqueeze(dim)
        values = self.gather(x, dim, places)
        if not keepdim:
            values, places = self.squeeze(values, dim), self.squeeze(places, dim)
        return pair(kind, values._rename(name, [x]), places)

    def mode(self, x: Any, dim: int = -1, keepdim: bool = False) -> Any:
        def pick(row: list[float]) -> int:
            most = max([row.count(v) for v in row])
            least = min([v for v in row if row.count(v) == most])
            return len(row) - 1 - row[::-1].index(least)

        return self._picked("mode", x, dim, keepdim, pick, "ModeBackward0")

    def kthvalue(self, x: Any, k: int, dim: int = -1, keepdim: bool = False) -> Any:
        if not 1 <= k <= (x.shape[dim] if x.ndim else 1):
            raise refused("kthvalue(): selected number k out of range for dimension " + str(dim % max(x.ndim, 1)))
        return self._picked(
            "kthvalue", x, dim, keepdim, lambda row: sorted(range(len(row)), key=row.__getitem__)[k - 1], "KthvalueBackward0"
        )

    def median(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        if dim is None:
            middle = sorted(arrays.data_of(x.value))[(x.numel() - 1) // 2]
            mask = self._truths(lambda v: v == middle, x)
            return (self.sum(self.where(mask, x, self.zeros_like(x))) / self.sum(mask))._rename("MedianBackward0", [x])
        order = self.narrow(self._sorted(x, dim)[1], dim, (x.shape[dim] - 1) // 2, 1)
        values = self.gather(x, dim, order)
        values, order = (values, order) if keepdim else (self.squeeze(values, dim), self.squeeze(order, dim))
        return pair("median", values._rename("MedianBackward1"), order)

    def diff(self, x: Any, n: Any = 1, dim: Any = -1) -> Any:
        size = x.shape[dim]
        return self.narrow(x, dim, 1, size - 1) - self.narrow(x, dim, 0, size - 1)

    def nanmedian(self, x: Any) -> Any:
        return self.median(self.part(x, x == x))._rename("NanmedianBackward0")

    def nanmean(self, x: Any, dim: Any = None, keepdim: bool = False, **_: Any) -> Any:
        known = (x == x).to(x._dtype)
        return self.sum(self.nan_to_num(x), dim, keepdim) / self.sum(known, dim, keepdim)

    def quantile(self, x: Any, q: Any, dim: Any = None, keepdim: bool = False, interpolation: str = "linear", **_: Any) -> Any:
        """Return the numbers below which shares ``q`` of the entries lie; between two entries by ``interpolation``."""
        shares = arrays.data_of(self.t(q).value)
        if any([not 0 <= s <= 1 for s in shares]):
            raise refused("quantile() q values must be in the range [0, 1]")
        given = x.reshape(-1) if dim is None else x
        axis = 0 if dim is None else dim % x.ndim
        rows, size, found = self._sorted(given, axis)[0], given.shape[axis], []
        for s in shares:
            place = s * (size - 1)
            low, high = math.floor(place), math.ceil(place)
            a, b = self.narrow(rows, axis, low, 1), self.narrow(rows, axis, high, 1)
            part = {"lower": 0.0, "higher": 1.0, "nearest": float(round(place) - low), "midpoint": 0.5 * (high > low)}.get(
                interpolation, place - low
            )
            found.append(self.lerp(a, b, part) if part else a)
        kept = [v if keepdim and dim is not None else self.squeeze(v, axis) for v in found]
        kept = [v.reshape([1] * x.ndim) for v in kept] if keepdim and dim is None else kept
        several = isinstance(q, Tensor) and q.ndim
        return (self.stack(kept) if several else kept[0])._rename("StackBackward0" if several else "SqueezeBackward1")

    def nanquantile(self, x: Any, q: Any, **o: Any) -> Any:
        return self.quantile(self.part(x, x == x), q, **o)

    def msort(self, x: Any) -> Any:
        return self._sorted(x, 0)[0]._rename("SortBackward0")

    def aminmax(self, x: Any, dim: Any = None, keepdim: bool = False) -> Any:
        ends = [self.amin(x, dim, keepdim), self.amax(x, dim, keepdim)]
        return pair("aminmax", *[e._rename("AminmaxBackward0", [x]) for e in ends], parts=("min", "max"))

    def _running(self, kind: str, x: Any, dim: int, better: Callable[[float, float], bool]) -> Pair:
        found = []
        for row in self._lanes(x, dim):
            best = 0
            for k, v in enumerate(row):
                best = k if better(v, row[best]) else best
                found.append(float(best))
        shape = [n for k, n in enumerate(x.shape) if k != dim % x.ndim]
        places = self.movedim(self._new(arrays.value_of(found, (*shape, x.shape[dim])), INT64), -1, dim) + 0
        return pair(kind, self.gather(x, dim, places)._rename(f"{kind.title()}Backward0", [x]), places)

    def cummax(self, x: Any, dim: int) -> Any:
        return self._running("cummax", x, dim, lambda a, b: a >= b)

    def cummin(self, x: Any, dim: int) -> Any:
        return self._running("cummin", x, dim, lambda a, b: a <= b)

    def logcumsumexp(self, x: Any, dim: int) -> Any:
        most = self.amax(x.detach(), dim, True)
        return (self.cumsum((x - most).exp(), dim).log() + most)._rename("LogcumsumexpBackward0", [x])

    def trapezoid(self, y: Any, x: Any = None, dx: float = 1.0, dim: int = -1) -> Any:
        size = y.shape[dim]
        pairs = self.narrow(y, dim, 1, size - 1) + self.narrow(y, dim, 0, size - 1)
        return (self.sum(pairs * (dx if x is None else self.diff(x)), dim) / 2)._rename("DivBackward1")

    trapz = trapezoid

    def cumulative_trapezoid(self, y: Any, x: Any = None, dx: float = 1.0, dim: int = -1) -> Any:
        size = y.shape[dim]
        means = (self.narrow(y, dim, 1, size - 1) + self.narrow(y, dim, 0, size - 1)) / 2
        return self.cumsum(means * (dx if x is None else self.diff(x)), dim)

    def cov(self, x: Any, correction: int = 1, **_: Any) -> Any:
        rows = x if x.ndim > 1 else x.reshape(1, -1)
        moved = rows - self.mean(rows, 1, True)
        return self.squeeze(self.matmul(moved, self.turned(moved)) / (rows.shape[1] - correction))._rename("SqueezeBackward0")

    def corrcoef(self, x: Any) -> Any:
        table = self.cov(x)
        if not table.ndim:
            return table / table
        spread = self.sqrt_of(self.diag(table))
        return self.clamp(table / spread.unsqueeze(1) / spread.unsqueeze(0), -1.0, 1.0)

    def sqrt_of(self, x: Any) -> Any:
        """Return the square root."""
        return apply(TorchTensor, TABLE["sqrt"], x)

    # counting
    def unique(self, x: Any, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim: Any = None) -> Any:
        data = arrays.data_of(x.value)
        if dim is not None:
            return self._unique_rows(x, dim, return_inverse, return_counts)
        kinds = _in_order(data)
        found = [self._new(arrays.value_of(kinds, (len(kinds),)), x._dtype)]
        places = {v: float(k) for k, v in enumerate(kinds)}
        if return_inverse:
            found.append(self._new(arrays.value_of([places[v] for v in data], tuple(x.shape)), INT64))
        if return_counts:
            found.append(self._new(arrays.value_of([float(data.count(v)) for v in kinds], (len(kinds),)), INT64))
        return found[0] if len(found) == 1 else tuple(found)

    def _unique_rows(self, x: Any, dim: int, inverse: bool, counts: bool) -> Any:
        rows = [tuple(arrays.data_of(self.select(x.detach(), dim, k).value)) for k in range(x.shape[dim])]
        kinds = _in_order(rows)
        found = [self.index_select(x.detach(), dim, self.tensor([rows.index(r) for r in kinds], dtype=INT64))]
        found += [self.tensor([kinds.index(r) for r in rows], dtype=INT64)] if inverse else []
        found += [self.tensor([rows.count(r) for r in kinds], dtype=INT64)] if counts else []
        return found[0] if len(found) == 1 else tuple(found)

    def unique_consecutive(self, x: Any, return_inverse: bool = False, return_counts: bool = False, **_: Any) -> Any:
        runs = [(v, len(list(g))) for v, g in groupby(arrays.data_of(x.value))]
        found = [self._new(arrays.value_of([v for v, _ in runs], (len(runs),)), x._dtype)]
        if return_inverse:
            found.append(self.tensor([k for k, (_, n) in enumerate(runs) for _ in range(n)], dtype=INT64).reshape(x.shape))
        if return_counts:
            found.append(self.tensor([n for _, n in runs], dtype=INT64))
        return found[0] if len(found) == 1 else tuple(found)

    def bincount(self, x: Any, weights: Any = None, minlength: int = 0) -> Any:
        data = [int(v) for v in arrays.data_of(x.value)]
        if x._dtype.kind == "f" or any([v < 0 for v in data]):
            raise refused("bincount only supports 1-d non-negative integral inputs.")
        size = max(max(data, default=-1) + 1, minlength)
        adds = [1.0] * len(data) if weights is None else arrays.data_of(weights.value)
        found = [sum([a for v, a in zip(data, adds, strict=True) if v == k]) for k in range(size)]
        return self._new(arrays.value_of([float(v) for v in found], (size,)), INT64 if weights is None else weights._dtype)

    def histc(self, x: Any, bins: int = 100, min: float = 0, max: float = 0) -> Any:
        counts = self._counts(x, bins, float(min), float(max))[0]
        return self._new(arrays.value_of(counts, (bins,)), x._dtype)

    def histogram(self, x: Any, bins: int, range: Any = (0.0, 0.0), **_: Any) -> Any:
        counts, low, high = self._counts(x, bins, *map(float, range))
        return pair("histogram", self._new(arrays.value_of(counts, (bins,)), x._dtype), self.linspace(low, high, bins + 1),
                    parts=("hist", "bin_edges"))  # fmt: skip

    @staticmethod
    def _counts(x: Any, bins: int, low: float, high: float) -> tuple[list[float], float, float]:
        data = arrays.data_of(x.value)
        if low == high:
            low, high = min(data, default=0.0), max(data, default=0.0)
        low, high = (low - 1, high + 1) if low == high else (low, high)
        counts = [0.0] * bins
        for v in data:
            if low <= v <= high:
                counts[min(int((v - low) / (high - low) * bins), bins - 1)] += 1
        return counts, low, high

    def isin(self, elements: Any, test_elements: Any, invert: bool = False, **_: Any) -> Any:
        known = set(arrays.data_of(self.t(test_elements).value))
        return self._truths(lambda v: (v in known) != invert, self.t(elements))

    def renorm(self, x: Any, p: float, dim: int, maxnorm: float) -> Any:
        axes = tuple([k for k in range(x.ndim) if k != dim % x.ndim])
        size = self.norm(x, p, axes, True)
        return self.where(size > maxnorm, x * (maxnorm / (size + 1e-7)), x)._rename("RenormBackward0", [x])


def _in_order(things: Any) -> list[Any]:
    return sorted(set(things))

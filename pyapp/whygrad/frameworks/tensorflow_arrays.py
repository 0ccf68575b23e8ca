"""The functions of TensorFlow that pick, place and join entries, and those of linear algebra."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .. import arrays
from ..operations import TABLE
from .dtypes import BOOL, INT32, INT64
from .numpy import ndarray
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor, shape_arg
from .tensorflow import EagerTensor, fitting
from .tensorflow_functions import TFFunctions

__all__ = ["TFArrays"]


class Unique(NamedTuple):
    """The entries that differ, and which of them each one is."""

    y: Any
    idx: Any


class TopKV2(NamedTuple):
    """The largest entries and their places."""

    values: Any
    indices: Any


def _whole(values: Any) -> list[Any]:
    """Return indices as nested lists of whole numbers."""
    found: list[Any] = as_tensor(EagerTensor, values).tolist()
    return found


class TFArrays(TFFunctions):
    """Entries picked, placed and joined."""

    def concat(self, values: Sequence[Any], axis: Any = 0, **_: Any) -> Any:
        return apply(self.cls, TABLE["concat"].bind(arity=len(values), axis=int(axis)), *self._alike(values))

    def stack(self, values: Sequence[Any], axis: int = 0, **_: Any) -> Any:
        return apply(self.cls, TABLE["stack"].bind(arity=len(values), axis=axis), *self._alike(values))

    def _alike(self, values: Any) -> list[Any]:
        first = next((v for v in values if isinstance(v, EagerTensor)), None)
        return [v if isinstance(v, EagerTensor) else self.t(v) if first is None else fitting(v, first._dtype) for v in values]

    def unstack(self, value: Any, num: Any = None, axis: int = 0, **_: Any) -> list[Any]:
        value = self.t(value)
        before = (slice(None),) * (axis % value.ndim)
        return [value[(*before, k)] for k in range(value.shape[axis])]

    def split(self, value: Any, num_or_size_splits: Any, axis: int = 0, **_: Any) -> list[Any]:
        value, sizes = self.t(value), num_or_size_splits
        if isinstance(sizes, list | tuple):
            known = sum(s for s in sizes if s >= 0)
            sizes = [s if s >= 0 else value.shape[axis] - known for s in sizes]
            edges = list(itertools.accumulate(sizes))[:-1]
            return super().split(value, edges, axis=axis)
        if value.shape[axis] % int(sizes):
            raise CellError(
                "InvalidArgumentError",
                f"Dimension size, {value.shape[axis]}, must be evenly divisible by the number of splits, {int(sizes)}.",
            )
        return super().split(value, int(sizes), axis=axis)

    def repeat(self, input: Any, repeats: Any, axis: Any = None, **_: Any) -> Any:
        if isinstance(repeats, list | tuple):
            value = self.t(input)
            places = [k for k, times in enumerate(repeats) for _ in range(times)]
            return self.gather(value if axis is not None else self.ravel(value), places, axis=axis or 0)
        return super().repeat(input, int(repeats), axis)

    def reverse(self, x: Any, axis: Any, **_: Any) -> Any:
        return apply(self.cls, TABLE["flip"].bind(axis=tuple(shape_arg(axis))), self.t(x))

    def roll(self, x: Any, shift: Any, axis: Any, **_: Any) -> Any:
        return apply(self.cls, TABLE["roll"].bind(shift=shift, axis=axis), self.t(x))

    def pad(self, x: Any, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0, **_: Any) -> Any:
        widths = tuple(tuple(int(k) for k in p) for p in _whole(paddings))
        made = apply(self.cls, TABLE["pad"].bind(widths=widths), self.t(x))
        if not constant_values:
            return made
        inside = apply(self.cls, TABLE["pad"].bind(widths=widths), self.ones_like(x))
        return made + (1 - inside) * constant_values

    def slice(self, input_: Any, begin: Any, size: Any, **_: Any) -> Any:
        value = self.t(input_)
        pairs = zip(shape_arg(begin), shape_arg(size), strict=True)
        return value[tuple([slice(b, None if n < 0 else b + n) for b, n in pairs])]

    def squeeze(self, x: Any, axis: Any = None, **_: Any) -> Any:
        return super().squeeze(x, None if axis is None or axis == [] else axis)

    def ensure_shape(self, x: Any, shape: Any, **_: Any) -> Any:
        return x

    def gather(self, params: Any, indices: Any, axis: Any = None, batch_dims: int = 0, **o: Any) -> Any:
        params, indices = self.t(params), self.t(indices)
        if batch_dims:
            return self.stack([self.gather(p, i, batch_dims=batch_dims - 1) for p, i in zip(params, indices, strict=True)])
        axis = int(o.get("validate_indices") or 0) if axis is None else int(axis)
        size = params.shape[axis]
        for k, i in enumerate(arrays.data_of(indices.value)):
            if not 0 <= i < size:
                raise CellError("InvalidArgumentError", f"indices[{k}] = {int(i)} is not in [0, {size}) [Op:GatherV2]")
        return apply(self.cls, TABLE["take"].bind(axis=axis), params, indices)

    def embedding_lookup(self, params: Any, ids: Any, **_: Any) -> Any:
        return self.gather(params, ids)

    def gather_nd(self, params: Any, indices: Any, batch_dims: int = 0, **_: Any) -> Any:
        params, rows = self.t(params), self.t(indices)
        if batch_dims:
            return self.stack([self.gather_nd(p, i, batch_dims - 1) for p, i in zip(params, rows, strict=True)])
        depth = rows.shape[-1]
        lists = [[int(x) for x in arrays.data_of(rows.value)[k::depth]] for k in range(depth)]
        found = params[tuple(lists)] if depth else params
        return self.reshape(found, (*tuple(rows.shape)[:-1], *tuple(params.shape)[depth:]))

    def boolean_mask(self, tensor: Any, mask: Any, axis: Any = None, **_: Any) -> Any:
        if axis:
            return self.gather(tensor, [k for k, kept in enumerate(as_tensor(EagerTensor, mask, BOOL).tolist()) if kept], axis)
        return apply(self.cls, TABLE["masked"], self.t(tensor), as_tensor(EagerTensor, mask, BOOL))

    def where(self, condition: Any, x: Any = None, y: Any = None, **_: Any) -> Any:
        condition = as_tensor(EagerTensor, condition, BOOL)
        if x is None:
            shape, data = tuple(condition.shape), arrays.data_of(condition.value)
            places = [p for p, hit in zip(itertools.product(*map(range, shape)), data, strict=True) if hit]
            made = arrays.value_of([float(k) for p in places for k in p], (len(places), len(shape)))
            return self.cls(current().leaf(made, INT64), INT64)
        return apply(self.cls, TABLE["where"], condition, self._beside(x, y), self._beside(y, x))

    def _placed(self, tensor: Any, indices: Any, updates: Any, how: Callable[[Any, Any, Any], Any]) -> Any:
        """Return what ``how`` makes of a tensor, updates put at their places in zeros, and ones there."""
        tensor = self.t(tensor)
        rows = self.t(indices)
        lists = tuple([[int(x) for x in arrays.data_of(rows.value)[k :: rows.shape[-1]]] for k in range(rows.shape[-1])])
        put = TABLE["scatter_add"].bind(index=lists, shape=tuple(tensor.shape))
        updates = updates if isinstance(updates, EagerTensor) else fitting(updates, tensor._dtype)
        updates = self.reshape(updates, (len(lists[0]), *tuple(tensor.shape)[len(lists) :]))
        return how(tensor, apply(self.cls, put, updates), apply(self.cls, put, self.ones_like(updates)))

    def tensor_scatter_nd_update(self, tensor: Any, indices: Any, updates: Any, **_: Any) -> Any:
        return self._placed(tensor, indices, updates, lambda t, u, ones: t * (1 - ones) + u)

    def tensor_scatter_nd_add(self, tensor: Any, indices: Any, updates: Any, **_: Any) -> Any:
        return self._placed(tensor, indices, updates, lambda t, u, ones: t + u)

    def tensor_scatter_nd_sub(self, tensor: Any, indices: Any, updates: Any, **_: Any) -> Any:
        return self._placed(tensor, indices, updates, lambda t, u, ones: t - u)

    def scatter_nd(self, indices: Any, updates: Any, shape: Any, **_: Any) -> Any:
        updates = self.t(updates)
        return self._placed(self.zeros(shape, updates._dtype), indices, updates, lambda t, u, ones: u)

    def segment_sum(self, data: Any, segment_ids: Any, **_: Any) -> Any:
        ids = [int(k) for k in _whole(segment_ids)]
        return self.unsorted_segment_sum(data, ids, max(ids) + 1)

    def unsorted_segment_sum(self, data: Any, segment_ids: Any, num_segments: Any, **_: Any) -> Any:
        data, ids = self.t(data), [[int(k)] for k in _whole(segment_ids)]
        return self.scatter_nd(ids, data, (int(num_segments), *tuple(data.shape)[1:]))

    def _segments(self, data: Any, segment_ids: Any, how: Callable[..., Any]) -> Any:
        data, ids = self.t(data), [int(k) for k in _whole(segment_ids)]
        return self.stack([how(self.gather(data, [k for k, i in enumerate(ids) if i == s]), 0) for s in range(max(ids) + 1)])

    def unsorted_segment_mean(self, data: Any, segment_ids: Any, num_segments: Any, **_: Any) -> Any:
        data = self.t(data)
        count = self.unsorted_segment_sum(self.ones_like(data), segment_ids, num_segments)
        return self.unsorted_segment_sum(data, segment_ids, num_segments) / self.maximum(count, 1.0)

    def segment_mean(self, data: Any, segment_ids: Any, **_: Any) -> Any:
        return self._segments(data, segment_ids, self.mean)

    def segment_max(self, data: Any, segment_ids: Any, **_: Any) -> Any:
        return self._segments(data, segment_ids, self.amax)

    def segment_min(self, data: Any, segment_ids: Any, **_: Any) -> Any:
        return self._segments(data, segment_ids, self.amin)

    def segment_prod(self, data: Any, segment_ids: Any, **_: Any) -> Any:
        return self._segments(data, segment_ids, self.prod)

    def dynamic_partition(self, data: Any, partitions: Any, num_partitions: Any, **_: Any) -> list[Any]:
        ids = [int(k) for k in _whole(partitions)]
        return [self.gather(data, self.constant([k for k, i in enumerate(ids) if i == p], INT32)) for p in range(int(num_partitions))]

    def strided_slice(self, input_: Any, begin: Any, end: Any, strides: Any = None, **_: Any) -> Any:
        first, last = shape_arg(begin), shape_arg(end)
        steps = [1] * len(first) if strides is None else shape_arg(strides)
        return self.t(input_)[tuple(slice(a, b, s) for a, b, s in zip(first, last, steps, strict=True))]

    def searchsorted(self, sorted_sequence: Any, values: Any, side: str = "left", **_: Any) -> Any:
        edges, wanted = _whole(sorted_sequence), self.t(values)
        find = bisect.bisect_left if side == "left" else bisect.bisect_right
        return self._made(arrays.elementwise(lambda v: float(find(edges, v)), wanted.value), INT32)

    def histogram_fixed_width(self, values: Any, value_range: Any, nbins: int = 100, **_: Any) -> Any:
        low, high = (float(v) for v in self.t(value_range).tolist())
        counts = [0.0] * int(nbins)
        for v in arrays.data_of(self.t(values).value):
            counts[min(max(int((v - low) / (high - low) * nbins), 0), int(nbins) - 1)] += 1
        return self._made(arrays.value_of(counts, (int(nbins),)), INT32)

    def cumulative_logsumexp(self, x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, **_: Any) -> Any:
        if exclusive:
            raise CellError("NotImplementedError", "tf.math.cumulative_logsumexp with exclusive=True is not supported.", "leave it out")
        rows = self.unstack(self.t(x), axis=axis)[:: -1 if reverse else 1]
        found = [self.logsumexp(self.stack(rows[: k + 1]), 0) for k in range(len(rows))]
        return self.stack(found[:: -1 if reverse else 1], axis=axis)

    def top_k(self, x: Any, k: int = 1, sorted: bool = True, **_: Any) -> Any:
        x = self.t(x)
        order = self.argsort(x, -1, "DESCENDING")
        first = (Ellipsis, slice(0, k))
        return TopKV2(self.sort(x, -1, "DESCENDING")[first], order[first])

    def unique(self, x: Any, **_: Any) -> Any:
        x = self.t(x)
        data = arrays.data_of(x.value)
        kept = list(dict.fromkeys(data))
        places = arrays.value_of([float(kept.index(v)) for v in data], (len(data),))
        return Unique(self._made(arrays.value_of(kept, (len(kept),)), x._dtype), self._made(places, INT32))

    def bincount(self, x: Any, weights: Any = None, minlength: Any = None, maxlength: Any = None, dtype: Any = INT32, **_: Any) -> Any:
        data = [int(v) for v in arrays.data_of(self.t(x).value)]
        size = max(max(data, default=-1) + 1, int(minlength or 0))
        size = size if maxlength is None else min(size, int(maxlength))
        adds = [1.0] * len(data) if weights is None else arrays.data_of(self.t(weights).value)
        counts = [0.0] * size
        for k, v in zip(data, adds, strict=True):
            if k < size:
                counts[k] += v
        return self._made(arrays.value_of(counts, (size,)), dtype if weights is None else self.t(weights)._dtype)

    def confusion_matrix(
        self, labels: Any, predictions: Any, num_classes: Any = None, weights: Any = None, dtype: Any = INT32, **_: Any
    ) -> Any:
        rows, columns = ([int(v) for v in arrays.data_of(self.t(p).value)] for p in (labels, predictions))
        n = int(num_classes or max([*rows, *columns]) + 1)
        adds = [1.0] * len(rows) if weights is None else arrays.data_of(self.t(weights).value)
        counts = [0.0] * (n * n)
        for i, j, v in zip(rows, columns, adds, strict=True):
            counts[i * n + j] += v
        return self._made(arrays.value_of(counts, (n, n)), dtype)

    def meshgrid(self, *values: Any, indexing: str = "xy", **_: Any) -> list[Any]:
        parts = [self.t(v) for v in values]
        count = len(parts)
        order = [1, 0, *range(2, count)] if indexing == "xy" and count > 1 else list(range(count))
        sizes = [int(parts[k].size) for k in order]
        apart = [self.reshape(p, [-1 if order[at] == k else 1 for at in range(count)]) for k, p in enumerate(parts)]
        return [self.broadcast_to(p, sizes) for p in apart]

    def sequence_mask(self, lengths: Any, maxlen: Any = None, dtype: Any = BOOL, **_: Any) -> Any:
        lengths = self.t(lengths)
        n = int(max(arrays.data_of(lengths.value)) if maxlen is None else maxlen)
        return self.cast(self.range(n) < self.expand_dims(lengths, -1), dtype)

    def numpy_function(self, func: Callable[..., Any], inp: Sequence[Any], Tout: Any, **_: Any) -> Any:
        return self.constant(func(*[as_tensor(ndarray, v) if isinstance(v, Tensor) else v for v in inp]), Tout)

    def py_function(self, func: Callable[..., Any], inp: Sequence[Any], Tout: Any, **_: Any) -> Any:
        return self.cast(func(*[self.t(v) for v in inp]), Tout)

    # linear algebra
    def normalize(self, x: Any, ord: Any = "euclidean", axis: Any = None, **_: Any) -> Any:
        norm = self.norm(x, ord, axis, True)
        return self.t(x) / norm, norm

    def cross(self, a: Any, b: Any, **_: Any) -> Any:
        a, b = self.t(a), self.t(b)
        one, two = [1, 2, 0], [2, 0, 1]
        return self.gather(a, one, -1) * self.gather(b, two, -1) - self.gather(a, two, -1) * self.gather(b, one, -1)

    def is_nan(self, x: Any, **_: Any) -> Any:
        return self.t(x) != self.t(x)

    def is_inf(self, x: Any, **_: Any) -> Any:
        return self.abs(x) == float("inf")

    def is_finite(self, x: Any, **_: Any) -> Any:
        return self.abs(x) < float("inf")

    def logical_xor(self, x: Any, y: Any, **_: Any) -> Any:
        return self.cast(x, INT32) != self.cast(y, INT32)

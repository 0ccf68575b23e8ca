"""More of PyTorch's functions by place: filling, spreading and picking entries, turning and joining, tables of places."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from operator import add, mul
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import INT64
from .tensor import Tensor, apply, as_tensor
from .torch import TorchTensor
from .torch_checks import refused
from .torch_memory import write
from .torch_parts import Parts, places_of
from .torch_types import Size

__all__ = ["Places"]


class Places(Parts):
    """Functions by place."""

    # filling and spreading
    def _put_along(self, x: Any, dim: int, index: Any, source: Any) -> tuple[Any, Any]:
        """Return where ``index`` points along an axis, as truths, and ``source`` there (0 elsewhere)."""
        spread = TABLE["put"].bind(axis=dim % x.ndim, shape=tuple(x.shape))
        ones = self.ones(*[index.numel() if k == dim % x.ndim else n for k, n in enumerate(x.shape)], dtype=x._dtype)
        return apply(TorchTensor, spread, ones, index) > 0, apply(TorchTensor, spread, source, index)

    def index_fill(self, x: Any, dim: int, index: Any, value: Any) -> Any:
        found = self._put_along(x, dim, index, self.ones(*[index.numel() if k == dim % x.ndim else n for k, n in enumerate(x.shape)]))
        return self.where(found[0], self.t(value).to(x._dtype), x)._rename("IndexFillBackward0", [x])

    def index_copy(self, x: Any, dim: int, index: Any, source: Any) -> Any:
        mask, spread = self._put_along(x, dim, index, source)
        return self.where(mask, spread, x)._rename("IndexCopyBackward0", [x, source])

    def index_put(self, x: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
        if accumulate:
            rows = self._new(arrays.value_of([float(k) for k in range(x.numel())], tuple(x.shape)), INT64)[tuple(indices)]
            spread = TABLE["scatter_add"].bind(index=([int(k) for k in arrays.data_of(rows.value)],), shape=(x.numel(),))
            flat = self.broadcast_to(self.t(values).to(x._dtype), rows.shape).reshape(-1)
            return (x + apply(TorchTensor, spread, flat).reshape(x.shape))._rename("IndexPutBackward0", [x])
        made = x.clone()
        self.set_part(made, tuple(indices), values)
        return made._rename("IndexPutBackward0")

    def masked_scatter(self, x: Any, mask: Any, source: Any) -> Any:
        mask = self.broadcast_to(mask, x.shape)
        made = x.clone()
        count = len(places_of(mask)[0]) if x.ndim else int(bool(mask))
        self.set_part(made, mask, source.reshape(-1)[:count])
        return made._rename("MaskedScatterBackward0")

    def scatter_reduce(self, x: Any, dim: int, index: Any, src: Any, reduce: str, include_self: bool = True) -> Any:
        if reduce not in ("sum", "mean", "amax", "amin", "prod"):
            raise refused(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}.")
        if reduce in ("sum", "mean") and include_self:
            found = self.scatter_add(x, dim, index, src)
            if reduce == "mean":
                found = found / self.scatter_add(self.ones_like(x), dim, index, self.ones(*index.shape, dtype=x._dtype))
            return found._rename("ScatterReduceBackward0")
        if x._needs or src._needs:
            raise refused(f"the slope of scatter_reduce with {reduce} is not supported.", "NotImplementedError")
        start: dict[str, float] = {"sum": 0.0, "mean": 0.0, "prod": 1.0, "amax": -math.inf, "amin": math.inf}
        join: dict[str, Callable[..., float]] = {"amax": max, "amin": min, "prod": mul, "sum": add, "mean": add}
        data, counts = list(arrays.data_of(x.value)), [1.0 if include_self else 0.0] * x.numel()
        steps = x.stride()
        for k, to in enumerate(zip(*self._each(index), strict=True)):
            at = [int(arrays.data_of(index.value)[k]) if axis == dim % x.ndim else p for axis, p in enumerate(to)]
            place = sum([p * s for p, s in zip(at, steps, strict=True)])
            held = data[place] if counts[place] else start[reduce]
            number = arrays.data_of(src.value)[sum([p * s for p, s in zip(to, src.stride(), strict=True)])]
            data[place] = join[reduce](held, number)
            counts[place] += 1
        if reduce == "mean":
            data = [d / max(c, 1) for d, c in zip(data, counts, strict=True)]
        return self._new(arrays.value_of(data, tuple(x.shape)), x._dtype)

    @staticmethod
    def _each(x: Any) -> list[tuple[int, ...]]:
        rows = list(itertools.product(*[range(n) for n in x.shape]))
        return list(zip(*rows, strict=True))

    def fill_diagonal(self, x: Any, value: Any, wrap: bool = False) -> Any:
        mask = self.eye(*x.shape[-2:]) > 0
        return self.where(mask, self.t(value).to(x._dtype), x)

    def select_scatter(self, x: Any, src: Any, dim: int, index: int) -> Any:
        made = x.clone()
        self.set_part(made, (*[slice(None)] * (dim % x.ndim), index), src)
        return made._rename("SelectScatterBackward0")

    def slice_scatter(self, x: Any, src: Any, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Any:
        made = x.clone()
        self.set_part(made, (*[slice(None)] * (dim % x.ndim), slice(start, end, step)), src)
        return made._rename("SliceScatterBackward0")

    # picking
    def argwhere(self, x: Any) -> Any:
        return self.find("nonzero")(x)  # type: ignore[misc]

    def split_with_sizes(self, x: Any, sizes: Sequence[int], dim: int = 0) -> Any:
        return self.split(x, list(sizes), dim)

    def unfold(self, x: Any, dimension: int, size: int, step: int) -> Any:
        dim = dimension % max(x.ndim, 1)
        if size > x.shape[dim]:
            raise refused(f"maximum size for tensor at dimension {dim} is {x.shape[dim]} but size is {size}")
        parts = [self.narrow(x, dim, k, size) for k in range(0, x.shape[dim] - size + 1, step)]
        return self.movedim(self.stack(parts, dim), dim + 1, -1)._rename("UnfoldBackward0", [x])

    def hsplit(self, x: Any, sections: Any) -> Any:
        return self.tensor_split(x, sections, 1 if x.ndim > 1 else 0)

    def vsplit(self, x: Any, sections: Any) -> Any:
        return self.tensor_split(x, sections, 0)

    def tensor_split(self, x: Any, sections: Any, dim: int = 0) -> Any:
        """Return parts of an axis: a number of them, the first ones longer, or split before the places given."""
        total = x.shape[dim]
        if isinstance(sections, int):
            small, more = divmod(total, sections)
            return self.split(x, [small + (k < more) for k in range(sections)], dim)
        ends = [min(k % total if k < 0 else k, total) for k in (*sections, total)]
        return self.split(x, [max(b - a, 0) for a, b in itertools.pairwise([0, *ends])], dim)

    # turning and joining
    def fliplr(self, x: Any) -> Any:
        return self.flip(x, 1)

    def flipud(self, x: Any) -> Any:
        return self.flip(x, 0)

    def rot90(self, x: Any, k: int = 1, dims: Any = (0, 1)) -> Any:
        a, b = dims
        found = x
        for _ in range(k % 4):
            found = self.flip(self.transpose(found, a, b), a)
        return found._rename("Rot90Backward0", [x])

    def atleast_1d(self, *tensors: Any) -> Any:
        return self._widened(1, tensors)

    def atleast_2d(self, *tensors: Any) -> Any:
        return self._widened(2, tensors)

    def atleast_3d(self, *tensors: Any) -> Any:
        return self._widened(3, tensors)

    def _widened(self, count: int, tensors: Any) -> Any:
        given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], list | tuple) else tensors
        found = []
        for t in given:
            while t.ndim < count:
                t = t.unsqueeze(-1 if t.ndim == 2 else 0)
            found.append(t)
        return found[0] if len(tensors) == 1 and isinstance(tensors[0], Tensor) else tuple(found)

    def dstack(self, tensors: Any) -> Any:
        return self.concat(list(self._widened(3, (list(tensors),))), 2)

    def row_stack(self, tensors: Any) -> Any:
        return self.vstack(tensors)

    def block_diag(self, *tensors: Any) -> Any:
        given, width = self._widened(2, (list(tensors),)), sum([t.shape[-1] for t in self._widened(2, (list(tensors),))])
        rows, at = [], 0
        for t in given:
            size = (t.shape[0],)
            sides = [self.zeros(*size, at, dtype=t._dtype), t, self.zeros(*size, width - at - t.shape[1], dtype=t._dtype)]
            rows.append(self.concat([s for s in sides if s.numel()], 1))
            at += t.shape[1]
        return self.concat(rows, 0)

    def broadcast_shapes(self, *shapes: Any) -> Any:
        try:
            return Size(arrays.broadcast_shape(*[(s,) if isinstance(s, int) else tuple(s) for s in shapes]))
        except arrays.ArrayError:
            raise refused("Shape mismatch: objects cannot be broadcast to a single shape") from None

    # changes of the shape in place
    def resize_to(self, x: Any, new: Any) -> Any:
        """Let ``x`` stand for ``new``, which has the same numbers in another order or shape."""
        if x._needs and x._leaf:
            return write(x, new, "")
        x.lines.append(x.line)
        x.line, x._memory, x._at, x._base, x._path = new.line, new._memory, new._at, new._base, new._path
        return x

    # tables of places
    def tril_indices(self, row: int, col: int, offset: int = 0, **_: Any) -> Any:
        return self.tensor([[i for i in range(row) for j in range(col) if j - i <= offset],
                            [j for i in range(row) for j in range(col) if j - i <= offset]], dtype=INT64)  # fmt: skip

    def triu_indices(self, row: int, col: int, offset: int = 0, **_: Any) -> Any:
        return self.tensor([[i for i in range(row) for j in range(col) if j - i >= offset],
                            [j for i in range(row) for j in range(col) if j - i >= offset]], dtype=INT64)  # fmt: skip

    def cartesian_prod(self, *tensors: Any) -> Any:
        return self.stack([g.reshape(-1) for g in self.meshgrid(*tensors)], 1)

    def combinations(self, x: Any, r: int = 2, with_replacement: bool = False) -> Any:
        pick = itertools.combinations_with_replacement if with_replacement else itertools.combinations
        return x[self.tensor([list(row) for row in pick(range(x.numel()), r)], dtype=INT64)]

    def unravel_index(self, indices: Any, shape: Sequence[int]) -> Any:
        found, rest = [], indices
        for size in reversed([int(k) for k in shape]):
            found.append(rest % size)
            rest = rest // size
        return tuple(found[::-1])

    def vander(self, x: Any, N: Any = None, increasing: bool = False) -> Any:
        count = x.shape[-1] if N is None else N
        columns = [x**k if k else self.ones_like(x) for k in (range(count) if increasing else range(count - 1, -1, -1))]
        return self.stack(columns, -1)

    def bucketize(self, x: Any, boundaries: Any, right: bool = False, **_: Any) -> Any:
        return self.searchsorted(boundaries, x, right=right)

    def searchsorted(self, sorted_sequence: Any, values: Any, right: bool = False, side: Any = None, **_: Any) -> Any:
        from bisect import bisect_left, bisect_right

        find = bisect_right if right or side == "right" else bisect_left
        given = as_tensor(TorchTensor, values)
        width = sorted_sequence.shape[-1]
        rows, data = arrays.data_of(sorted_sequence.value), arrays.data_of(given.value)
        each = given.shape[-1] if sorted_sequence.ndim > 1 else max(len(data), 1)
        found = [float(find(rows[k // each * width : (k // each + 1) * width], v)) for k, v in enumerate(data)]
        return self._new(arrays.value_of(found, tuple(given.shape)), INT64)

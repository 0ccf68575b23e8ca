"""Parts of PyTorch's tensors: indexing, changing parts, taking tensors apart and moving their axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import INT64
from .functions import Functions
from .tensor import Tensor, apply, as_tensor
from .torch import TorchTensor
from .torch_checks import axis_in, refused
from .torch_graph import graph
from .torch_making import Making
from .torch_memory import put, write
from .torch_random import generator

__all__ = ["Parts"]


def places_of(mask: Any) -> list[list[int]]:
    """Return where a mask is true: one list of numbers an axis."""
    shape, data = arrays.shape_of(mask.value), arrays.data_of(mask.value)
    found: list[list[int]] = [[] for _ in shape]
    for k, x in enumerate(data):
        if x:
            for axis in range(len(shape) - 1, -1, -1):
                k, at = divmod(k, shape[axis])
                found[axis].append(at)
    return found


def _plain(index: Any) -> Any:
    """Return an index without tensors."""
    if isinstance(index, tuple):
        found: list[Any] = []
        for k in index:
            if isinstance(k, Tensor) and k._dtype.kind == "b" and k.ndim:
                found += places_of(k)
            else:
                found.append(_plain(k))
        return tuple(found)
    if isinstance(index, Tensor):
        if index._dtype.kind == "b":
            return tuple(places_of(index)) if index.ndim > 1 else places_of(index)[0]
        if index._dtype.kind == "f":
            raise refused("tensors used as indices must be long, int, byte or bool tensors", "IndexError", "convert it: i.long()")
        return index.tolist() if index.ndim else int(index.item())
    if isinstance(index, slice):
        return slice(*[None if k is None else int(k) for k in (index.start, index.stop, index.step)])
    if isinstance(index, list) and index and all([isinstance(k, bool) for k in index]):
        return [k for k, on in enumerate(index) if on]
    if isinstance(index, list | range):
        return [_plain(k) for k in index]
    if isinstance(index, str):
        raise refused("new(): invalid data type 'str'", "TypeError", "an index is a whole number, a slice or a tensor")
    if isinstance(index, float):
        raise refused("only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
                      f"{type(index).__name__})", "IndexError")  # fmt: skip
    return index


TURNING = ("t", "transpose", "swapaxes", "unsqueeze", "squeeze")
"""Changes in place of the shape alone: the numbers stay where they are."""


def _is_mask(index: Any) -> bool:
    return isinstance(index, Tensor) and index._dtype.kind == "b" and index.ndim > 0


class Parts(Making):
    """Indexing, and functions that take apart or put together."""

    def part(self, x: Any, index: Any) -> Any:
        """Return ``x[index]``."""
        if _is_mask(index):
            if tuple(index.shape) != tuple(x.shape)[: index.ndim]:
                raise refused(
                    f"The shape of the mask {list(index.shape)} at index 0 does not match the shape of the indexed tensor {list(x.shape)} at "
                    "index 0", "IndexError",
                )  # fmt: skip
            return apply(TorchTensor, TABLE["masked"], x, index)
        if isinstance(index, Tensor) and index.ndim and index._dtype.kind == "i":
            return self._taken(x, index, 0)
        return apply(TorchTensor, TABLE["getitem"].bind(index=_plain(index)), x)

    def _taken(self, x: Any, index: Any, dim: int) -> Any:
        for k in arrays.data_of(index.value):
            if not -x.shape[dim] <= k < x.shape[dim]:
                raise refused(f"index {int(k)} is out of bounds for dimension {dim} with size {x.shape[dim]}", "IndexError")
        return apply(TorchTensor, TABLE["take"].bind(axis=dim), x, index)

    def set_part(self, x: Any, index: Any, new: Any) -> None:
        """Do ``x[index] = new``."""
        plain = places_of(index) if _is_mask(index) else _plain(index)
        if graph().recording and x._needs and x._leaf:
            raise refused(
                "a view of a leaf Variable that requires grad is being used in an in-place operation.",
                hint="put it inside with torch.no_grad():, or change a copy: x.clone()",
            )
        if _is_mask(index):
            plain = tuple(plain)
        op = TABLE["getitem"].bind(index=plain)
        TorchTensor.result_type(op, [x])
        value = new if isinstance(new, TorchTensor) else as_tensor(TorchTensor, new.tolist() if isinstance(new, Tensor) else new, x._dtype)
        if value._dtype != x._dtype:
            value = as_tensor(TorchTensor, value, x._dtype)
        if isinstance(plain, tuple) and plain and isinstance(plain[0], list) and not plain[0]:
            return
        shape = arrays.shape_of(op.forward(x.value))
        if value.ndim > len(shape):
            value = self.reshape(value, *tuple(value.shape)[value.ndim - len(shape) :])
        if any([a not in (1, b) for a, b in zip(reversed(tuple(value.shape)), reversed(shape), strict=False)]):
            raise refused(
                f"shape mismatch: value tensor of shape {list(value.shape)} cannot be broadcast to indexing result of shape {list(shape)}"
            )
        if graph().recording and (x._needs or value._needs) and not (x._needs and x._leaf):
            write(x, put(x, [op], value), "CopySlices")
        else:
            write(x, self._new(arrays.setitem(x.value, plain, value.value), x._dtype), "")

    def change(self, x: Any, name: str, *args: Any, **o: Any) -> Any:
        """Do ``x.name_(…)``, a change in place."""
        if name == "zero":
            return write(x, self._moving(x, self.zeros_like(x)), "ZeroBackward0")
        if name == "fill":
            return write(x, self._moving(x, self.full_like(x, float(args[0]))), "FillBackward2")
        if name == "copy":
            source = as_tensor(TorchTensor, args[0], x._dtype)
            return write(
                x, self.broadcast_to(source, x.shape) if tuple(source.shape) != tuple(x.shape) else source.clone(), "CopyBackwards"
            )
        if name in ("uniform", "normal"):
            usual = {"uniform": (0.0, 1.0), "normal": (0.0, 1.0)}[name]
            given = [*args, *[o[k] for k in ("a", "b", "mean", "std", "from", "to") if k in o]]
            low, high = [*given, *usual[len(given) :]][:2]
            source = {"dtype": x._dtype, "generator": o.get("generator")}
            return write(x, self._drawn(name, (tuple(x.shape),), source, float(low), float(high)), "")
        if name == "bernoulli":
            p = args[0] if args else o.get("p", 0.5)
            return write(x, self.bernoulli(p) if isinstance(p, Tensor) else self._filled(x, generator(o.get("generator")).truths, p), "")
        if name == "exponential":
            return write(x, self._filled(x, generator(o.get("generator")).exponential, args[0] if args else o.get("lambd", 1.0)), "")
        if name == "log_normal":
            mean, std = [*args, *[o[k] for k in ("mean", "std") if k in o], *(1.0, 2.0)[len(args) + len(o) :]][:2]
            drawn = generator(o.get("generator")).normal(x.numel(), float(mean), float(std), x._dtype)
            return write(x, self._new(arrays.value_of([math.exp(v) for v in drawn], tuple(x.shape)), x._dtype), "")
        if name == "random":
            bounds = [*args, *[o[k] for k in ("from", "to") if k in o]]
            low, high = (0, bounds[0]) if len(bounds) == 1 else bounds or (0, 2**24 + 1 if x._dtype.kind == "f" else 2**63)
            return write(x, self._filled(x, generator(o.get("generator")).whole, low, high), "")
        if name in TURNING:
            return self.resize_to(x, self.method(name)(x, *args, **o))  # type: ignore[attr-defined]
        if name in ("cauchy", "geometric"):
            raise refused(f"{name}_ is not supported.", "NotImplementedError")
        return x._changed(name, *args, **o)

    def _filled(self, x: Any, draw: Callable[..., list[float]], *about: Any) -> Any:
        return self._new(arrays.value_of(draw(x.numel(), *about), tuple(x.shape)), x._dtype)

    @staticmethod
    def _moving(x: Any, new: Any) -> Any:
        """Numbers that replace those of a tensor with slopes: it is still made from itself, without effect."""
        if not x._needs or x._leaf or not graph().recording:
            return new
        return apply(TorchTensor, TABLE["where"], TorchTensor.apply(TABLE["zeros_like"], x), x, new)

    # shapes
    def reshape(self, x: Any, *shape: Any, **o: Any) -> Any:
        given = o.get("shape", shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)
        return apply(TorchTensor, TABLE["reshape"].bind(shape=tuple([int(k) for k in given])), x)

    def view(self, x: Any, *shape: Any, **o: Any) -> Any:
        if len(shape) == 1 and not isinstance(shape[0], int | list | tuple | Tensor):
            return x.to(shape[0])
        if not x.is_contiguous():
            raise refused(
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
                "subspaces). Use .reshape(...) instead.", hint="use .reshape(…), or .contiguous() before"
            )  # fmt: skip
        return self.reshape(x, *shape, **o)

    def view_as(self, x: Any, other: Any) -> Any:
        return self.reshape(x, *other.shape)

    reshape_as = view_as

    def flatten(self, x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
        shape = tuple(x.shape)
        if len(shape) == 1 and start_dim == 0:
            return x
        first, last = start_dim % max(len(shape), 1), end_dim % max(len(shape), 1)
        count = 1
        for size in shape[first : last + 1]:
            count *= size
        return self.reshape(x, *shape[:first], count, *shape[last + 1 :])

    def ravel(self, x: Any) -> Any:
        return self.reshape(x, -1)

    def unflatten(self, x: Any, dim: int, sizes: Sequence[int]) -> Any:
        dim %= x.ndim
        return self.reshape(x, *tuple(x.shape)[:dim], *sizes, *tuple(x.shape)[dim + 1 :])

    def squeeze(self, x: Any, dim: Any = None) -> Any:
        if dim is None:
            return apply(TorchTensor, TABLE["squeeze"].bind(axis=None), x)
        given = dim if isinstance(dim, tuple | list) else (dim,)
        for d in given:
            axis_in(d, x.ndim)
        ones = tuple([d % max(x.ndim, 1) for d in given if x.ndim and x.shape[d] == 1])
        if not ones:
            return apply(TorchTensor, TABLE["reshape"].bind(shape=tuple(x.shape)), x)._rename("SqueezeBackward1")
        return apply(TorchTensor, TABLE["squeeze"].bind(axis=ones[0] if isinstance(dim, int) else ones), x)

    def unsqueeze(self, x: Any, dim: int) -> Any:
        axis_in(dim, x.ndim + 1)
        return apply(TorchTensor, TABLE["expand_dims"].bind(axis=dim), x)

    def expand(self, x: Any, *shape: Any) -> Any:
        wanted = tuple(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)
        own = (1,) * (len(wanted) - x.ndim) + tuple(x.shape)
        return self.broadcast_to(x, [o if s == -1 else s for s, o in zip(wanted, own, strict=True)])

    def expand_as(self, x: Any, other: Any) -> Any:
        return self.expand(x, *other.shape)

    def t(self, x: Any) -> Any:
        """Turn a matrix; anything that is no tensor becomes one (for the functions that all frameworks share)."""
        if not isinstance(x, Tensor):
            return as_tensor(TorchTensor, x)
        return x

    def turned(self, x: Any) -> Any:
        if x.ndim > 2:
            raise refused(f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D")
        return apply(TorchTensor, TABLE["transpose"].bind(), x)._rename("TBackward0")

    def transpose(self, x: Any, dim0: int, dim1: int) -> Any:
        for d in (dim0, dim1):
            axis_in(d, x.ndim)
        return apply(TorchTensor, TABLE["swapaxes"].bind(first=dim0, second=dim1), x)

    swapaxes = swapdims = transpose  # type: ignore[assignment]

    def permute(self, x: Any, *axes: Any, dims: Any = None) -> Any:
        given = axes if dims is None else (dims,)
        order = given[0] if len(given) == 1 and not isinstance(given[0], int) else given
        return apply(TorchTensor, TABLE["transpose"].bind(axes=tuple([int(d) % x.ndim for d in order])), x)

    def movedim(self, x: Any, source: Any, destination: Any) -> Any:
        return apply(TorchTensor, TABLE["moveaxis"].bind(source=source, target=destination), x)._rename("PermuteBackward0")

    moveaxis = movedim

    def contiguous(self, x: Any, **_: Any) -> Any:
        return x if x.is_contiguous() else x.clone()

    def repeat(self, x: Any, *sizes: Any, **_: Any) -> Any:
        times = sizes[0] if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes
        return apply(TorchTensor, TABLE["tile"].bind(times=tuple([int(k) for k in times])), x)

    def repeat_interleave(self, x: Any, repeats: Any, dim: Any = None, **_: Any) -> Any:
        if isinstance(repeats, TorchTensor) and repeats.numel() > 1:
            x, dim = (self.reshape(x, -1), 0) if dim is None else (x, dim)
            rows = [k for k, n in enumerate(arrays.data_of(repeats.value)) for _ in range(int(n))]
            return self._taken(x, self.tensor(rows, dtype=INT64), dim)._rename("IndexSelectBackward0")
        return apply(TorchTensor, TABLE["repeat"].bind(times=int(repeats), axis=dim), x)

    def tile(self, x: Any, *sizes: Any) -> Any:
        return self.repeat(x, *sizes)

    def broadcast_tensors(self, *tensors: Any) -> Any:
        shape = arrays.broadcast_shape(*[tuple(t.shape) for t in tensors])
        return tuple([t if tuple(t.shape) == shape else self.broadcast_to(t, shape) for t in tensors])

    # apart and together
    def split(self, x: Any, size: Any, dim: int = 0) -> Any:
        total = x.shape[dim]
        sizes = [min(size, total - k) for k in range(0, total, size)] if isinstance(size, int) else list(size)
        before, found, at = [slice(None)] * (dim % x.ndim), [], 0
        for k in sizes:
            found.append(self.part(x, (*before, slice(at, at + k)))._rename("SplitBackward0"))
            at += k
        return tuple(found)

    def chunk(self, x: Any, chunks: int, dim: int = 0) -> Any:
        return self.split(x, -(-x.shape[dim] // chunks), dim)

    tensor_split = chunk

    def unbind(self, x: Any, dim: int = 0) -> Any:
        before = [slice(None)] * (dim % x.ndim)
        return tuple([self.part(x, (*before, k))._rename("UnbindBackward0") for k in range(x.shape[dim])])

    def select(self, x: Any, dim: int, index: int) -> Any:
        return self.part(x, (*[slice(None)] * (dim % x.ndim), index))

    def narrow(self, x: Any, dim: int, start: int, length: int) -> Any:
        return self.part(x, (*[slice(None)] * (dim % x.ndim), slice(start, start + length)))

    def index_select(self, x: Any, dim: int, index: Any) -> Any:
        return self._taken(x, index, dim)._rename("IndexSelectBackward0")

    def gather(self, x: Any, dim: int, index: Any, **_: Any) -> Any:
        if index.ndim != x.ndim:
            raise refused("Index tensor must have the same number of dimensions as input tensor")
        return apply(TorchTensor, TABLE["take_along_axis"].bind(axis=dim), x, index)

    def take_along_dim(self, x: Any, index: Any, dim: Any = None) -> Any:
        return self.gather(x, dim, index) if dim is not None else self.take(x, index)

    def take(self, x: Any, index: Any, *_: Any, **__: Any) -> Any:
        return self._taken(self.reshape(x, -1), index, 0)._rename("TakeBackward0")

    def masked_select(self, x: Any, mask: Any) -> Any:
        return self.part(x, mask)._rename("MaskedSelectBackward0")

    def masked_fill(self, x: Any, mask: Any, value: Any) -> Any:
        return apply(TorchTensor, TABLE["where"], mask, self.t(value).to(x._dtype), x)._rename("MaskedFillBackward0")

    def scatter(self, x: Any, dim: int, index: Any, src: Any = None, value: Any = None, reduce: Any = None) -> Any:
        """Return ``x`` with the entries of ``src`` put where ``index`` points along an axis; of several for one place, the last."""
        src = value if src is None else src
        if reduce is not None:
            raise refused("scatter with reduce is not supported.", "NotImplementedError", "use scatter_add or scatter_reduce")
        source: Any = src if isinstance(src, Tensor) else self.full(tuple(index.shape), src, dtype=x._dtype)
        kept = self._last(dim, index)
        if kept is not None:  # what is written over leaves no number, but PyTorch gives it the effect all the same
            source = source * kept + (source - source.detach()) * (1 - kept)
        spread = TABLE["put_along_axis"].bind(axis=dim, shape=tuple(x.shape))
        mask = apply(TorchTensor, spread, self.ones(*index.shape), index) > 0
        return apply(TorchTensor, TABLE["where"], mask, apply(TorchTensor, spread, source, index), x)._rename("ScatterBackward0")

    def _last(self, dim: int, index: Any) -> Any:
        """Return 1 for the entries that stay where several go to one place, 0 for the others; None if all stay."""
        shape, data = tuple(index.shape), arrays.data_of(index.value)
        axis = dim % max(len(shape), 1)
        ahead = math.prod(shape[axis + 1 :])
        wide = ahead * (shape[axis] if shape else 1)
        last = {(k // wide, int(to), k % ahead): k for k, to in enumerate(data)}
        if len(last) == len(data):
            return None
        kept = set(last.values())
        return self._new(arrays.value_of([float(k in kept) for k in range(len(data))], shape), TorchTensor.float_type)

    def scatter_add(self, x: Any, dim: int, index: Any, src: Any) -> Any:
        spread = TABLE["put_along_axis"].bind(axis=dim, shape=tuple(x.shape))
        return (x + apply(TorchTensor, spread, src, index))._rename("ScatterAddBackward0")

    def index_add(self, x: Any, dim: int, index: Any, source: Any, **_: Any) -> Any:
        spread = TABLE["put"].bind(axis=dim, shape=tuple(x.shape))
        return (x + apply(TorchTensor, spread, source, index))._rename("IndexAddBackward0")

    def concat(self, tensors: Any, dim: int = 0, **o: Any) -> Any:
        return Functions.concat(self, self._all_tensors("cat", tensors), o.get("axis", dim))

    @staticmethod
    def _all_tensors(name: str, things: Any) -> Any:
        if isinstance(things, Tensor):
            raise refused(
                f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor", "TypeError", "put them in a list"
            )
        for k, thing in enumerate(things):
            if not isinstance(thing, Tensor):
                kind = type(thing).__name__
                raise refused(f"expected Tensor as element {k} in argument 0, but got {kind}", "TypeError", "torch.tensor(…) makes one")
        if not len(things):
            empty = (
                ("torch.cat(): expected a non-empty list of Tensors", "ValueError")
                if name == "cat"
                else ("stack expects a non-empty TensorList",)
            )
            raise refused(*empty)
        return things

    cat = concatenate = concat  # type: ignore[assignment]

    def stack(self, tensors: Any, dim: int = 0, **o: Any) -> Any:
        return Functions.stack(self, self._all_tensors("stack", tensors), o.get("axis", dim))

    def vstack(self, tensors: Any) -> Any:
        return self.concat([t if t.ndim > 1 else self.reshape(t, 1, -1) for t in tensors], 0)

    def hstack(self, tensors: Any) -> Any:
        return self.concat(list(tensors), 1 if tensors[0].ndim > 1 else 0)

    def column_stack(self, tensors: Any) -> Any:
        return self.concat([t if t.ndim > 1 else self.reshape(t, -1, 1) for t in tensors], 1)

    def flip(self, x: Any, *dims: Any, **o: Any) -> Any:
        given = o.get("dims", dims[0] if len(dims) == 1 and not isinstance(dims[0], int) else dims)
        return apply(TorchTensor, TABLE["flip"].bind(axis=tuple(given)), x)

    def roll(self, x: Any, shifts: Any, dims: Any = None) -> Any:
        return apply(TorchTensor, TABLE["roll"].bind(shift=shifts, axis=dims), x)

    def meshgrid(self, *tensors: Any, indexing: str = "ij") -> Any:
        given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], list | tuple) else tensors
        shape = tuple([len(t) for t in given])
        grids = [self.expand(self.reshape(t, *[-1 if j == k else 1 for j in range(len(given))]), *shape) for k, t in enumerate(given)]
        return tuple(grids if indexing == "ij" else [self.transpose(g, 0, 1) for g in grids])

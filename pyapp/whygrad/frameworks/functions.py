"""The functions that all frameworks share, under the names of each; the frameworks add what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from .. import arrays
from ..operations import TABLE
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor, dtype_of, operation_named, shape_arg

__all__ = ["Functions"]

# how arguments are called in one framework or another
AXIS = ("axis", "dim", "reduction_indices")
KEEP = ("keepdims", "keepdim", "keep_dims")


def taken(options: dict[str, Any], names: Sequence[str], usual: Any = None) -> Any:
    """Take the argument that is given under one of ``names``."""
    for name in names:
        if name in options:
            return options.pop(name)
    return usual


def axes(axis: Any) -> Any:
    """Return an axis argument as a number, a tuple or None."""
    if axis is None or isinstance(axis, int):
        return axis
    if any([isinstance(k, str) for k in (axis if isinstance(axis, list | tuple) else [axis])]):
        raise CellError("TypeError", "'str' object cannot be interpreted as an integer", "axes are numbered from 0")
    return tuple(int(k) for k in axis) if isinstance(axis, list | tuple) else int(axis)


class Functions:
    """Functions over tensors of one class. A name that is not here may be an operation of the table."""

    def __init__(self, cls: type[Tensor]) -> None:
        self.cls = cls

    def find(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, or None."""
        own = getattr(self, name, None) if not name.startswith("_") else None
        if own is not None and callable(own):
            return own  # type: ignore[no-any-return]
        op = operation_named(name)
        if op is None:
            return None

        def function(*args: Any, **options: Any) -> Any:
            out = options.get("out")
            if isinstance(out, Tensor):
                out[...] = function(*args, **{k: v for k, v in options.items() if k != "out"})  # type: ignore[index]
                return out
            options = {k: v for k, v in options.items() if k not in ("name", "out", "dtype", "inplace")}
            given = [*args, *options.values()]
            missing = op.arity - len(given)
            if 0 < missing <= len(op.defaults):
                given += [float(d) for d in op.defaults[-missing:]]
            if len(given) != op.arity:
                raise CellError(
                    "TypeError",
                    f"{name}() takes {op.arity} positional argument{'s' * (op.arity != 1)} but {len(given)} {'were' if len(given) != 1 else 'was'} given",
                )
            return apply(self.cls, op, *[self.t(a) if not isinstance(a, int | float) or op.arity == 1 else a for a in given])

        return function

    def t(self, value: Any) -> Any:
        """Return a value as a tensor."""
        return as_tensor(self.cls, value)

    def _reduce(self, name: str, x: Any, axis: Any, options: dict[str, Any], **more: Any) -> Any:
        axis = taken(options, AXIS, axis)
        keep = bool(taken(options, KEEP, False))
        dtype = options.pop("dtype", None)
        x = self.t(x)
        if dtype is not None:
            x = as_tensor(self.cls, x, dtype)
        if name in ("mean", "var", "std", "logsumexp", "norm") and not x._dtype.is_floating:
            x = as_tensor(self.cls, x, self.cls.float_type)
        return apply(self.cls, TABLE[name].bind(axis=axes(axis), keepdims=keep, **more), x)

    # reductions
    def sum(self, x: Any, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return self._reduce("sum", x, axis, {"keepdims": keepdims, **o})

    def mean(self, x: Any, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return self._reduce("mean", x, axis, {"keepdims": keepdims, **o})

    def prod(self, x: Any, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return self._reduce("prod", x, axis, {"keepdims": keepdims, **o})

    def amax(self, x: Any, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return self._reduce("amax", x, axis, {"keepdims": keepdims, **o})

    def amin(self, x: Any, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return self._reduce("amin", x, axis, {"keepdims": keepdims, **o})

    def var(self, x: Any, axis: Any = None, keepdims: bool = False, ddof: int = 0, **o: Any) -> Any:
        return self._reduce("var", x, axis, {"keepdims": keepdims, **o}, ddof=ddof)

    def std(self, x: Any, axis: Any = None, keepdims: bool = False, ddof: int = 0, **o: Any) -> Any:
        return self._reduce("std", x, axis, {"keepdims": keepdims, **o}, ddof=ddof)

    def norm(self, x: Any, ord: Any = 2, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        ord = o.pop("p", ord)
        order = {"fro": 2, "euclidean": 2, None: 2}.get(ord, ord) if not isinstance(ord, float | int) else ord
        return self._reduce("norm", x, axis, {"keepdims": keepdims, **o}, ord=order)

    def logsumexp(self, x: Any, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return self._reduce("logsumexp", x, axis, {"keepdims": keepdims, **o})

    def argmax(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["argmax"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def argmin(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["argmin"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def cumsum(self, x: Any, axis: Any = None, exclusive: bool = False, reverse: bool = False, **o: Any) -> Any:
        return apply(self.cls, TABLE["cumsum"].bind(axis=taken(o, AXIS, axis), exclusive=exclusive, reverse=reverse), self.t(x))

    def cumprod(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["cumprod"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def softmax(self, x: Any, axis: int = -1, **o: Any) -> Any:
        return apply(self.cls, TABLE["softmax"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def log_softmax(self, x: Any, axis: int = -1, **o: Any) -> Any:
        return apply(self.cls, TABLE["log_softmax"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def sort(self, x: Any, axis: int = -1, **o: Any) -> Any:
        return apply(self.cls, TABLE["sort"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def argsort(self, x: Any, axis: int = -1, **o: Any) -> Any:
        return apply(self.cls, TABLE["argsort"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    # shapes
    def reshape(self, x: Any, *shape: Any, **o: Any) -> Any:
        given = o.pop("shape", o.pop("newshape", shape[0] if len(shape) == 1 else shape))
        return apply(self.cls, TABLE["reshape"].bind(shape=shape_arg(given)), self.t(x))

    def transpose(self, x: Any, *perm: Any, **o: Any) -> Any:
        order = taken(o, ("perm", "axes", "a"), perm[0] if len(perm) == 1 else perm or None)
        return apply(self.cls, TABLE["transpose"].bind(axes=None if order is None else tuple(order)), self.t(x))

    def swapaxes(self, x: Any, first: int, second: int) -> Any:
        return apply(self.cls, TABLE["swapaxes"].bind(first=first, second=second), self.t(x))

    def squeeze(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["squeeze"].bind(axis=axes(taken(o, AXIS, axis))), self.t(x))

    def expand_dims(self, x: Any, axis: int = 0, **o: Any) -> Any:
        return apply(self.cls, TABLE["expand_dims"].bind(axis=taken(o, AXIS, axis)), self.t(x))

    def ravel(self, x: Any) -> Any:
        return apply(self.cls, TABLE["ravel"], self.t(x))

    def broadcast_to(self, x: Any, shape: Any) -> Any:
        return apply(self.cls, TABLE["broadcast_to"].bind(shape=shape_arg(shape)), self.t(x))

    def concat(self, values: Sequence[Any], axis: int = 0, **o: Any) -> Any:
        parts = [self.t(v) for v in values]
        return apply(self.cls, TABLE["concat"].bind(arity=len(parts), axis=taken(o, AXIS, axis)), *parts)

    concatenate = cat = concat

    def stack(self, values: Sequence[Any], axis: int = 0, **o: Any) -> Any:
        parts = [self.t(v) for v in values]
        return apply(self.cls, TABLE["stack"].bind(arity=len(parts), axis=taken(o, AXIS, axis)), *parts)

    def tile(self, x: Any, multiples: Any, **o: Any) -> Any:
        return apply(self.cls, TABLE["tile"].bind(times=multiples if isinstance(multiples, int) else shape_arg(multiples)), self.t(x))

    def repeat(self, x: Any, repeats: int, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["repeat"].bind(times=int(repeats), axis=taken(o, AXIS, axis)), self.t(x))

    def flip(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["flip"].bind(axis=axes(taken(o, (*AXIS, "dims"), axis))), self.t(x))

    def split(self, x: Any, parts: Any, axis: int = 0, **o: Any) -> list[Any]:
        x = self.t(x)
        axis = taken(o, AXIS, axis)
        size = arrays.shape_of(x.value)[axis]
        cuts = [size // parts * k for k in range(1, parts)] if isinstance(parts, int) else list(parts)
        edges = [0, *cuts, size]
        before = [slice(None)] * (axis % x.ndim)
        return [x[(*before, slice(a, b))] for a, b in pairwise(edges)]

    def gather(self, x: Any, indices: Any, axis: int = 0, **o: Any) -> Any:
        return apply(self.cls, TABLE["take"].bind(axis=axis), self.t(x), self.t(indices))

    take = gather

    def one_hot(self, indices: Any, depth: int, **o: Any) -> Any:
        found = apply(self.cls, TABLE["one_hot"].bind(classes=depth), self.t(indices))
        return as_tensor(self.cls, found, self.cls.float_type)

    def pad(self, x: Any, paddings: Any, *_: Any, **o: Any) -> Any:
        return apply(self.cls, TABLE["pad"].bind(widths=tuple(tuple(int(k) for k in p) for p in paddings)), self.t(x))

    # products
    def matmul(self, a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False, **o: Any) -> Any:
        a, b = self.t(a), self.t(b)
        a = apply(self.cls, TABLE["swapaxes"].bind(), a) if transpose_a else a
        b = apply(self.cls, TABLE["swapaxes"].bind(), b) if transpose_b else b
        return apply(self.cls, TABLE["matmul"].bind(), a, b)

    mm = bmm = mv = matvec = matmul

    def dot(self, a: Any, b: Any) -> Any:
        return apply(self.cls, TABLE["dot"], self.t(a), self.t(b))

    inner = vdot = dot

    def outer(self, a: Any, b: Any) -> Any:
        return apply(self.cls, TABLE["outer"], self.t(a), self.t(b))

    ger = outer

    def tensordot(self, a: Any, b: Any, axes: Any = 2) -> Any:
        a, b = self.t(a), self.t(b)
        letters = "abcdefghijklmnopqrstuvwxyz"
        first, second = list(letters[: a.ndim]), list(letters[a.ndim : a.ndim + b.ndim])
        pairs = (range(a.ndim - axes, a.ndim), range(axes)) if isinstance(axes, int) else [[k] if isinstance(k, int) else k for k in axes]
        for i, j in zip(*pairs, strict=True):
            second[j] = first[i]
        result = [c for c in first + second if (first + second).count(c) == 1]
        return self.einsum(f"{''.join(first)},{''.join(second)}->{''.join(result)}", a, b)

    def einsum(self, notation: str, *values: Any) -> Any:
        parts = [self.t(v) for v in (values[0] if len(values) == 1 and isinstance(values[0], list) else values)]
        return apply(self.cls, TABLE["einsum"].bind(arity=len(parts), notation=notation.replace(" ", "")), *parts)

    def trace(self, x: Any) -> Any:
        return apply(self.cls, TABLE["trace"], self.t(x))

    def det(self, x: Any) -> Any:
        return apply(self.cls, TABLE["det"], self.t(x))

    def inv(self, x: Any) -> Any:
        return apply(self.cls, TABLE["inverse"], self.t(x))

    inverse = inv

    def solve(self, a: Any, b: Any) -> Any:
        return apply(self.cls, TABLE["solve"], self.t(a), self.t(b))

    def cholesky(self, x: Any) -> Any:
        return apply(self.cls, TABLE["cholesky"], self.t(x))

    def diag(self, x: Any) -> Any:
        return apply(self.cls, TABLE["diag"], self.t(x))

    diag_part = diagonal = diag

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        return apply(self.cls, TABLE["where"], self.t(condition), self._beside(a, b), self._beside(b, a))

    def _beside(self, value: Any, other: Any) -> Any:
        return as_tensor(self.cls, value, other._dtype if isinstance(other, Tensor) and isinstance(value, int | float) else None)

    # more operations on numbers under other names
    def maximum(self, a: Any, b: Any, **o: Any) -> Any:
        return apply(self.cls, TABLE["max"], self._beside(a, b), self._beside(b, a))

    def minimum(self, a: Any, b: Any, **o: Any) -> Any:
        return apply(self.cls, TABLE["min"], self._beside(a, b), self._beside(b, a))

    def clip(self, x: Any, *bounds: Any, **o: Any) -> Any:
        low = taken(o, ("min", "a_min", "clip_value_min", "lo"), bounds[0] if bounds else None)
        high = taken(o, ("max", "a_max", "clip_value_max", "hi"), bounds[1] if len(bounds) > 1 else None)
        x = self.t(x)
        return apply(self.cls, TABLE["clip"], x, -3e38 if low is None else low, 3e38 if high is None else high)

    clamp = clip_by_value = clip

    def allclose(self, a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, **o: Any) -> bool:
        x, y = (arrays.data_of(arrays.broadcast_to(self.t(v).value, self._wide(a, b))) for v in (a, b))
        return all(abs(p - q) <= atol + rtol * abs(q) for p, q in zip(x, y, strict=True))

    def _wide(self, a: Any, b: Any) -> Any:
        return arrays.broadcast_shape(arrays.shape_of(self.t(a).value), arrays.shape_of(self.t(b).value))

    # made arrays
    def _made(self, value: Any, dtype: Any) -> Any:
        kind = dtype_of(dtype, self.cls.float_type)
        return self.cls(current().leaf(value, kind), kind)

    def ones(self, *shape: Any, dtype: Any = None, **o: Any) -> Any:
        return self._made(arrays.ones(self._shape(shape, o)), self._type(shape, dtype))

    def zeros(self, *shape: Any, dtype: Any = None, **o: Any) -> Any:
        return self._made(arrays.zeros(self._shape(shape, o)), self._type(shape, dtype))

    @staticmethod
    def _shape(shape: tuple[Any, ...], options: dict[str, Any]) -> tuple[int, ...]:
        given = taken(options, ("shape", "size"), None)
        if given is None:
            typed = len(shape) == 2 and not isinstance(shape[1], int | Tensor)  # zeros(3, float)
            given = shape[0] if len(shape) == 1 or typed or (shape and isinstance(shape[0], list | tuple)) else shape
        return shape_arg(given)

    @staticmethod
    def _type(shape: tuple[Any, ...], dtype: Any) -> Any:
        return shape[1] if dtype is None and len(shape) == 2 and not isinstance(shape[1], int) else dtype

    def full(self, shape: Any, value: Any = 0.0, dtype: Any = None, **o: Any) -> Any:
        value = taken(o, ("fill_value",), value)
        usual = self.cls.float_type if isinstance(value, float) else as_tensor(self.cls, value)._dtype
        return self._made(arrays.full(shape_arg(shape), float(value)), dtype or usual)

    fill = full

    def eye(self, n: int, m: int | None = None, dtype: Any = None, **o: Any) -> Any:
        return self._made(arrays.eye(n, m), dtype)

    def ones_like(self, x: Any, dtype: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return self._made(arrays.ones(arrays.shape_of(x.value)), dtype or x._dtype)

    def zeros_like(self, x: Any, dtype: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return self._made(arrays.zeros(arrays.shape_of(x.value)), dtype or x._dtype)

    def full_like(self, x: Any, value: float, dtype: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return self._made(arrays.full(arrays.shape_of(x.value), float(value)), dtype or x._dtype)

    def arange(self, *bounds: Any, dtype: Any = None, **o: Any) -> Any:
        numbers = [b.item() if isinstance(b, Tensor) else b for b in bounds]
        usual = self.cls.int_type if all(isinstance(b, int) for b in numbers) else self.cls.float_type
        return self._made(arrays.arange(*numbers), dtype or o.get("dtype") or usual)

    range = arange

    def linspace(self, start: float, stop: float, num: int = 50, dtype: Any = None, **o: Any) -> Any:
        num = taken(o, ("steps",), num)
        return self._made(arrays.linspace(float(start), float(stop), int(num)), dtype)

    def normal(self, shape: Any = (), mean: float = 0.0, stddev: float = 1.0, seed: Any = None, dtype: Any = None, **o: Any) -> Any:
        session = current()
        session.seed += 1
        made = arrays.random_normal(shape_arg(shape), session.seed if seed is None else int(seed), float(mean), float(stddev))
        return self._made(made, dtype)

    def uniform(self, shape: Any = (), minval: float = 0.0, maxval: float = 1.0, seed: Any = None, dtype: Any = None, **o: Any) -> Any:
        session = current()
        session.seed += 1
        made = arrays.random_uniform(shape_arg(shape), session.seed if seed is None else int(seed), float(minval), float(maxval or 1.0))
        return self._made(made, dtype)

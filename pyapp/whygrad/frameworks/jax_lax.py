"""jax.lax: operations under their own names, and its loops."""

from __future__ import annotations

import itertools
import math
from typing import Any

from .. import arrays
from ..operations import TABLE
from .jax import JNP, JaxArray
from .jax_loops import LOOPS, whole
from .modules import Namespace
from .session import CellError, current
from .tensor import apply, as_tensor

__all__ = ["lax_module"]

SAME = {
    "mul": "multiply", "sub": "subtract", "div": "divide", "add": "add", "pow": "power", "max": "maximum", "min": "minimum", "neg": "negative",
    "eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "rem": "mod", "log": "log",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "integer_pow": "power", "rev": "flip", "tan": "tan", "logistic": "sigmoid",
}  # fmt: skip
STRICT = frozenset(["add", "sub", "mul", "div", "pow", "max", "min", "rem", "eq", "lt", "le", "gt", "ge", "ne"])


def _same_types(name: str, args: Any) -> None:
    given = [as_tensor(JaxArray, a) for a in args]
    kinds = [g._dtype.name for g in given]
    firm = {g._dtype.name for g in given if not g.weak}
    whole = [g.weak and g._dtype.kind == "i" for g in given]
    if len(set(kinds)) > 1 and (len(firm) != 1 or not all(whole) or True) and not _gives_way(given):
        text = f"lax.{name} requires arguments to have the same dtypes, got {', '.join(kinds)}."
        raise CellError(
            "TypeError", f"{text} (Tip: jnp.{name} is a similar function that does automatic type promotion on inputs).", f"use jnp.{name}"
        )


def _gives_way(given: Any) -> bool:
    """Whether weak numbers of Python can take the type of the array beside them."""
    firm = {g._dtype.name for g in given if not g.weak}
    return len(firm) == 1 and all([g._dtype.name in firm or (g.weak and g._dtype.kind in ("i", "f")) for g in given])


def _along(axis: int, x: Any, part: Any) -> tuple[Any, ...]:
    return (*[slice(None)] * (axis % x.ndim), part)


class _Lax:
    """Operations of jax.lax."""

    def find(self, name: str) -> Any:
        """Return the function called ``name``, or None."""
        found = JNP.any_name(SAME.get(name, name))
        if found is None or name not in STRICT:
            return found

        def function(*args: Any) -> Any:
            _same_types(name, args)
            return found(*args)

        function.__name__ = name

        return function

    @staticmethod
    def select(which: Any, on_true: Any, on_false: Any) -> Any:
        return JNP.where(which, on_true, on_false)

    @staticmethod
    def clamp(low: Any, x: Any, high: Any) -> Any:
        return JNP.clip(x, low, high)

    @staticmethod
    def convert_element_type(x: Any, dtype: Any) -> Any:
        return as_tensor(JaxArray, x, JNP.kind(dtype))

    @staticmethod
    def dynamic_slice(x: Any, starts: Any, sizes: Any) -> Any:
        x = as_tensor(JaxArray, x)
        begins = [min(max(whole(s), 0), n - w) for s, w, n in zip(starts, sizes, x.shape, strict=True)]
        return x[tuple([slice(b, b + w) for b, w in zip(begins, sizes, strict=True)])]

    @staticmethod
    def dynamic_update_slice(x: Any, new: Any, starts: Any) -> Any:
        x, new = as_tensor(JaxArray, x), as_tensor(JaxArray, new)
        begins = [whole(s) for s in (starts if isinstance(starts, list | tuple) else list(starts))]
        return x.at[tuple([slice(b, b + w) for b, w in zip(begins, new.shape, strict=True)])].set(new)

    @staticmethod
    def dynamic_slice_in_dim(x: Any, start: Any, size: int, axis: int = 0) -> Any:
        x = as_tensor(JaxArray, x)
        begin = min(max(whole(start), 0), x.shape[axis] - size)
        return x[_along(axis, x, slice(begin, begin + size))]

    @staticmethod
    def dynamic_index_in_dim(x: Any, k: Any, axis: int = 0, keepdims: bool = True) -> Any:
        found = _Lax.dynamic_slice_in_dim(x, whole(k), 1, axis)
        return found if keepdims else JNP.squeeze(found, axis)

    index_in_dim = dynamic_index_in_dim

    @staticmethod
    def dynamic_update_slice_in_dim(x: Any, new: Any, start: Any, axis: int) -> Any:
        x, new = as_tensor(JaxArray, x), as_tensor(JaxArray, new)
        begin = min(max(whole(start), 0), x.shape[axis] - new.shape[axis])
        return x.at[_along(axis, x, slice(begin, begin + new.shape[axis]))].set(new)

    @staticmethod
    def dynamic_update_index_in_dim(x: Any, new: Any, k: Any, axis: int) -> Any:
        return as_tensor(JaxArray, x).at[_along(axis, as_tensor(JaxArray, x), whole(k))].set(new)

    @staticmethod
    def slice_in_dim(x: Any, start: Any, stop: Any, stride: int = 1, axis: int = 0) -> Any:
        return as_tensor(JaxArray, x)[_along(axis, as_tensor(JaxArray, x), slice(start, stop, stride))]

    @staticmethod
    def slice_of(x: Any, starts: Any, stops: Any, strides: Any = None) -> Any:
        steps = strides or [1] * len(starts)
        return as_tensor(JaxArray, x)[tuple([slice(a, b, c) for a, b, c in zip(starts, stops, steps, strict=True)])]

    @staticmethod
    def split(x: Any, sizes: Any, axis: int = 0) -> Any:
        ends = [sum(sizes[: k + 1]) for k in range(len(sizes) - 1)]
        return JNP.split(x, ends, axis)

    @staticmethod
    def collapse(x: Any, start: int, stop: int | None = None) -> Any:
        sizes = as_tensor(JaxArray, x).shape
        stop = len(sizes) if stop is None else stop
        return JNP.reshape(x, (*sizes[:start], math.prod(sizes[start:stop]), *sizes[stop:]))

    @staticmethod
    def pad(x: Any, value: Any, widths: Any) -> Any:
        if any([w[2] for w in widths]):
            raise CellError("NotImplementedError", "lax.pad between entries is not supported.", "pad at the ends only")
        return JNP.pad(x, [w[:2] for w in widths], constant_values=float(value))

    @staticmethod
    def broadcast_in_dim(x: Any, shape: Any, axes: Any) -> Any:
        x = as_tensor(JaxArray, x)
        wide = [x.shape[list(axes).index(k)] if k in axes else 1 for k in range(len(shape))]
        return JNP.broadcast_to(JNP.reshape(x, tuple(wide)), shape)

    @staticmethod
    def broadcasted_iota(dtype: Any, shape: Any, axis: int) -> Any:
        return _Lax.broadcast_in_dim(_Lax.iota(dtype, shape[axis]), shape, (axis,))

    @staticmethod
    def reduce(x: Any, start: Any, f: Any, axes: Any) -> Any:
        x = as_tensor(JaxArray, x)
        kept = [k for k in range(x.ndim) if k not in axes]
        rows = JNP.reshape(JNP.transpose(x, (*axes, *kept)), (-1, *[x.shape[k] for k in kept]))
        found = as_tensor(JaxArray, start, x._dtype)
        for row in rows:
            found = f(found, row)
        return found

    @staticmethod
    def select_n(which: Any, *cases: Any) -> Any:
        which, found = as_tensor(JaxArray, which), cases[0]
        for k, case in enumerate(cases[1:], 1):
            found = JNP.where(which if which._dtype.kind == "b" else which == k, case, found)
        return found

    @staticmethod
    def is_finite(x: Any) -> Any:
        return JNP.isfinite(x)

    @staticmethod
    def batch_matmul(a: Any, b: Any, **_: Any) -> Any:
        return JNP.matmul(a, b)

    @staticmethod
    def dot_general(a: Any, b: Any, dimension_numbers: Any, **_: Any) -> Any:
        (summed, batched), a, b = dimension_numbers, as_tensor(JaxArray, a), as_tensor(JaxArray, b)
        letters = iter("abcdefghijklmnopqrstuvwxyz")
        first = [next(letters) for _k in range(a.ndim)]
        same = {j: first[i] for pairs in (summed, batched) for i, j in zip(*pairs, strict=True)}
        second = [same.get(k) or next(letters) for k in range(b.ndim)]
        both = [first[k] for k in batched[0]]
        rest = [c for c in first if c not in same.values()] + [c for c in second if c not in same.values()]
        return JNP.einsum(f"{''.join(first)},{''.join(second)}->{''.join([*both, *rest])}", a, b)

    @staticmethod
    def conv_general_dilated(
        x: Any, kernel: Any, window_strides: Any, padding: Any, lhs_dilation: Any = None, rhs_dilation: Any = None,
        dimension_numbers: Any = None, feature_group_count: int = 1, **_: Any,
    ) -> Any:  # fmt: skip
        x, kernel = as_tensor(JaxArray, x), as_tensor(JaxArray, kernel)
        if lhs_dilation is not None and any([k != 1 for k in lhs_dilation]):
            raise CellError("NotImplementedError", "a convolution with lhs_dilation is not supported.", "leave lhs_dilation out")
        space = "DHW"[5 - x.ndim :] if x.ndim > 2 else ""
        usual = ("NC" + space, "OI" + space, "NC" + space)
        orders = [o or u for o, u in zip(dimension_numbers or usual, usual, strict=True)]
        x = JNP.transpose(x, tuple([orders[0].index(c) for c in usual[0]]))
        kernel = JNP.transpose(kernel, tuple([orders[1].index(c) for c in usual[1]]))
        how = padding.lower() if isinstance(padding, str) else tuple([tuple(p) for p in padding])
        op = TABLE["convolve"].bind(
            stride=tuple(window_strides), padding=how, dilation=tuple(rhs_dilation or [1] * len(space)), groups=feature_group_count
        )
        return JNP.transpose(apply(JaxArray, op, x, kernel), tuple([usual[0].index(c) for c in orders[2]]))

    @staticmethod
    def conv(x: Any, kernel: Any, window_strides: Any, padding: Any, **_: Any) -> Any:
        return _Lax.conv_general_dilated(x, kernel, window_strides, padding)

    @staticmethod
    def reduce_window(
        x: Any, init_value: Any, computation: Any, window_dimensions: Any, window_strides: Any = None, padding: Any = "VALID",
        base_dilation: Any = None, window_dilation: Any = None,
    ) -> Any:  # fmt: skip
        """Bring each window of an array down to one entry: by taking one entry after another, the largest as pooling does."""
        x = as_tensor(JaxArray, x)
        if any([k != 1 for k in (*(base_dilation or ()), *(window_dilation or ()))]):
            raise CellError("NotImplementedError", "reduce_window with a dilation is not supported.", "leave the dilation out")
        size, steps = tuple(window_dimensions), tuple(window_strides or [1] * x.ndim)
        if isinstance(padding, str):
            lacking = [max((-(-n // s) - 1) * s + w - n, 0) for n, s, w in zip(x.shape, steps, size, strict=True)]
            padding = [(k // 2, k - k // 2) if padding.upper() == "SAME" else (0, 0) for k in lacking]
        if any([any(p) for p in padding]):
            x = JNP.pad(x, [tuple(p) for p in padding], constant_values=float(init_value))
        counts = [(n - w) // s + 1 for n, w, s in zip(x.shape, size, steps, strict=True)]
        if getattr(computation, "__name__", "") == "max" and 0 < sum([w > 1 or s > 1 for w, s in zip(size, steps, strict=True)]) <= 2:
            return _Lax._largest(x, size, steps)
        found = None
        for place in itertools.product(*map(range, size)):
            part = x[tuple([slice(p, p + (c - 1) * s + 1, s) for p, c, s in zip(place, counts, steps, strict=True)])]
            found = part if found is None else computation(found, part)
        return computation(found, as_tensor(JaxArray, init_value, x._dtype)) if init_value else found

    @staticmethod
    def _largest(x: Any, size: tuple[int, ...], steps: tuple[int, ...]) -> Any:
        """Return the largest of each window, to which alone its effect goes back (the first of equals)."""
        wide = [k for k in range(x.ndim) if size[k] > 1 or steps[k] > 1]
        rest = [k for k in range(x.ndim) if k not in wide]
        order = (*rest, *wide)
        rows = JNP.reshape(JNP.transpose(x, order), (-1, 1, *[x.shape[k] for k in wide]))
        op = TABLE["max_pool"].bind(size=tuple([size[k] for k in wide]), stride=tuple([steps[k] for k in wide]), padding="valid")
        found = apply(JaxArray, op, rows)
        found = JNP.reshape(found, (*[x.shape[k] for k in rest], *found.shape[2:]))
        return JNP.transpose(found, tuple([order.index(k) for k in range(x.ndim)]))

    @staticmethod
    def sort_key_val(keys: Any, rows: Any, *_: Any) -> Any:
        order = JNP.argsort(keys)
        return as_tensor(JaxArray, keys)[order], as_tensor(JaxArray, rows)[order]

    @staticmethod
    def cumlogsumexp(x: Any, axis: int = 0, **_: Any) -> Any:
        return LOOPS["associative_scan"](JNP.logaddexp, x, axis=axis)

    @staticmethod
    def cummax(x: Any, axis: int = 0, **_: Any) -> Any:
        return LOOPS["associative_scan"](JNP.maximum, x, axis=axis)

    @staticmethod
    def cummin(x: Any, axis: int = 0, **_: Any) -> Any:
        return LOOPS["associative_scan"](JNP.minimum, x, axis=axis)

    @staticmethod
    def full_like(x: Any, value: Any, *_: Any) -> Any:
        return JNP.full_like(x, value)

    @staticmethod
    def broadcast(x: Any, sizes: Any) -> Any:
        x = as_tensor(JaxArray, x)
        return JNP.broadcast_to(x, (*sizes, *x.shape))

    @staticmethod
    def full(shape: Any, value: Any, dtype: Any = None) -> Any:
        return JNP.full(shape, value, dtype)

    @staticmethod
    def iota(dtype: Any, size: int) -> Any:
        return JNP.arange(size, dtype=JNP.kind(dtype))

    @staticmethod
    def concatenate(parts: Any, dimension: int) -> Any:
        return JNP.concat(parts, dimension)

    @staticmethod
    def reciprocal(x: Any) -> Any:
        return 1.0 / as_tensor(JaxArray, x)

    @staticmethod
    def erf_inv(x: Any) -> Any:
        from .jax_random import erf_inv

        x = as_tensor(JaxArray, x)
        return JaxArray(current().leaf(arrays.elementwise(erf_inv, x.value), x._dtype), x._dtype)

    @staticmethod
    def top_k(x: Any, k: int) -> Any:
        x = as_tensor(JaxArray, x)
        places = JNP.argsort(-x)[:k]
        return [x[places], places]


def _reduction(name: str) -> Any:
    return lambda x, axes, **_: JNP.find(name)(x, axis=tuple(axes))


def lax_module(stop_gradient: Any) -> Namespace:
    """Return jax.lax."""
    own = {n: getattr(_Lax, n) for n in vars(_Lax) if not n.startswith("_") and n != "find"}
    names = {
        **own, **{f"reduce_{n}": _reduction(n) for n in ("sum", "max", "min", "prod")}, "slice": _Lax.slice_of, **LOOPS, "stop_gradient": stop_gradient, "rsqrt": lambda x: apply(JaxArray, TABLE["rsqrt"], as_tensor(JaxArray, x)),
    }  # fmt: skip
    return Namespace("jax.lax", names, _Lax().find)

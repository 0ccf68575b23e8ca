"""The functions of NumPy, under NumPy's names, for arrays of NumPy, of autograd and of JAX."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import BOOL, DTYPES, FLOAT32, FLOAT64, DType, dtype_text
from .functions import AXIS, Functions, axes, taken
from .modules import Namespace
from .numpy_matrices import Matrices
from .printing import array_text, printoptions, set_printoptions
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor, dtype_of, plain, shape_arg

__all__ = ["NumpyFunctions", "numpy_names"]

OTHER = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "arcsinh": "arsinh", "arccosh": "arcosh", "arctanh": "artanh", "asinh": "arsinh",
    "acosh": "arcosh", "atanh": "artanh", "arctan2": "atan2", "absolute": "abs", "fabs": "abs", "divide": "divide", "true_divide": "divide",
    "remainder": "mod", "fmod": "mod", "float_power": "power", "pow": "power", "log": "ln", "fix": "trunc",
}  # fmt: skip
HIDDEN = frozenset(
    "cat gather ger mm bmm mv matvec inverse clamp clip_by_value fill range normal uniform t find kind names one_hot logsumexp softmax "
    "log_softmax relu sigmoid softplus gelu elu inv det norm solve cholesky cls relu6 leaky_relu swish silu logsigmoid softsign selu mse "
    "mae huber erf erfc gamma lgamma digamma cot sec csc coth sech csch rsqrt ln identity_ cross_entropy permute".split()
)


class NumpyFunctions(Matrices):
    """NumPy's names. ``hidden`` names belong to the frameworks' other modules."""

    hidden = HIDDEN

    def kind(self, dtype: Any) -> Any:
        """Return the type that a cell names: float is that of doubles in NumPy."""
        if dtype is None or isinstance(dtype, DType):
            return dtype
        if dtype in (float, int, bool):
            return {float: self.cls.float_type, int: self.cls.int_type, bool: BOOL}[dtype]
        if dtype == "float":
            return self.cls.float_type
        return self.cls.int_type if dtype == "int" else dtype_of(dtype, self.cls.float_type)

    def find(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, or None."""
        return None if name in self.hidden else super().find(OTHER.get(name, name))

    def any_name(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, one of other modules too."""
        return super().find(OTHER.get(name, name))

    def _of(self, name: str, x: Any) -> Any:
        return apply(self.cls, TABLE[name], x)

    # made arrays
    def _made(self, value: Any, dtype: Any) -> Any:
        found = super()._made(value, self.kind(dtype))
        return self._boxed(found)

    @staticmethod
    def _boxed(found: Any) -> Any:
        if hasattr(found, "box") and not found.ndim:
            found.box = True
        return found

    def array(self, value: Any, dtype: Any = None, **_: Any) -> Any:
        dtype = self.kind(dtype)
        if isinstance(value, Tensor):
            return self._boxed(as_tensor(self.cls, value, dtype).copy())
        if isinstance(value, set | dict) or value is None:
            raise CellError("TypeError", f"a value of type {type(value).__name__} is no array.", "give a list of numbers")
        value = list(value) if isinstance(value, range) else value
        return self._boxed(as_tensor(self.cls, value, dtype))

    def asarray(self, value: Any, dtype: Any = None, **_: Any) -> Any:
        dtype = self.kind(dtype)
        same = isinstance(value, self.cls) and dtype in (None, value._dtype)
        return value if same else self.array(value, dtype)

    asanyarray = ascontiguousarray = asarray

    def empty(self, *shape: Any, dtype: Any = None, **o: Any) -> Any:
        return self.zeros(*shape, dtype=dtype, **o)

    def empty_like(self, x: Any, dtype: Any = None, **o: Any) -> Any:
        return self.zeros_like(x, self.kind(dtype), **o)

    def eye(self, n: int, m: int | None = None, k: int = 0, dtype: Any = None, **o: Any) -> Any:
        m = o.pop("M", n if m is None else m)
        return self._made(arrays.asarray([[float(j == i + k) for j in range(m)] for i in range(n)]), dtype)

    def identity(self, n: int, dtype: Any = None) -> Any:
        return self.eye(n, dtype=dtype)

    def logspace(self, start: float, stop: float, num: int = 50, base: float = 10.0, **o: Any) -> Any:
        return self.t(float(base)) ** self.linspace(start, stop, num)

    def linspace(self, start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None, **o: Any) -> Any:
        start, stop, num = float(start), float(stop), int(num)
        step = (stop - start) / max(num - 1 if endpoint else num, 1)
        found = self._made(arrays.value_of([stop if endpoint and k == num - 1 and k else start + k * step for k in range(num)], (num,)), dtype)
        return (found, step) if retstep else found

    def meshgrid(self, *vectors: Any, indexing: str = "xy", **_: Any) -> list[Any]:
        given = [self.t(v) for v in vectors]
        sizes = [v.size for v in given]
        count = len(given)
        order = [1, 0, *range(2, count)] if indexing == "xy" and count > 1 else list(range(count))
        shape = tuple([sizes[k] for k in order])
        found = []
        for k, v in enumerate(given):
            place = order.index(k)
            found.append(self.broadcast_to(self.reshape(v, tuple([sizes[k] if j == place else 1 for j in range(count)])), shape))
        return found

    def frombuffer(self, *_: Any, **__: Any) -> Any:
        raise CellError("NotImplementedError", "np.frombuffer is not supported.")

    def copy(self, x: Any, **_: Any) -> Any:
        return self.t(x).copy()

    # what an array is
    def shape(self, x: Any) -> Any:
        return arrays.shape_of(self.t(x).value)

    def ndim(self, x: Any) -> int:
        return int(self.t(x).ndim)

    def size(self, x: Any, axis: Any = None) -> Any:
        return self.t(x).size if axis is None else self.t(x).shape[axis]

    def isscalar(self, x: Any) -> bool:
        return isinstance(x, int | float)

    # reductions under Python's names
    def max(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amax(x, axis, **o)

    def min(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amin(x, axis, **o)

    def norm(self, x: Any, ord: Any = 2, axis: Any = None, keepdims: bool = False, **o: Any) -> Any:
        return super().norm(x, {None: 2, "inf": math.inf}.get(ord, ord), axis, keepdims, **o)

    def argmax(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return super().argmax(x, axis, **o)

    def ptp(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amax(x, axis) - self.amin(x, axis)

    def average(self, x: Any, axis: Any = None, weights: Any = None, **o: Any) -> Any:
        if weights is None:
            return self.mean(x, axis)
        weights = self.t(weights)
        return self.sum(self.t(x) * weights, axis) / self.sum(weights, axis)

    def any(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self._as(self.sum(self._as(x, self.cls.int_type), axis, **o) > 0, BOOL)

    def all(self, x: Any, axis: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return self._as(self.prod(self._as(x != 0, self.cls.int_type), axis, **o) > 0, BOOL)

    def _as(self, x: Any, dtype: DType) -> Any:
        return as_tensor(self.cls, self.t(x), dtype)

    def count_nonzero(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.sum(self._as(self.t(x) != 0, self.cls.int_type), axis)

    def nansum(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.sum(self.where(self.isnan(x), 0.0, x), axis)

    def nanmean(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.nansum(x, axis) / self.sum(self._as(self._of("logical_not", self.isnan(x)), self.cls.float_type), axis)

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

    def _floating(self, x: Any) -> Any:
        x = self.t(x)
        return x if x._dtype.is_floating else self._as(x, self.cls.float_type)

    # numbers
    def round(self, x: Any, decimals: int = 0, **_: Any) -> Any:
        x = self.t(x)
        if decimals == 0 or not x._dtype.is_floating:
            return x if not x._dtype.is_floating else apply(self.cls, TABLE["round"], x)
        factor = 10.0**decimals
        return apply(self.cls, TABLE["round"], x * factor) / factor

    around = round_ = round

    def trunc(self, x: Any) -> Any:
        x = self.t(x)
        return self.where(x > 0, self._of("floor", x), self._of("ceil", x))

    def positive(self, x: Any) -> Any:
        return self.t(x)

    real = conjugate = positive

    def floor_divide(self, a: Any, b: Any) -> Any:
        return self.t(a) // b

    def divmod(self, a: Any, b: Any) -> Any:
        return divmod(self.t(a), b)

    def isnan(self, x: Any) -> Any:
        x = self.t(x)
        return apply(self.cls, TABLE["not_equal"], x, x)

    def isinf(self, x: Any) -> Any:
        return apply(self.cls, TABLE["equal"], apply(self.cls, TABLE["abs"], self.t(x)), math.inf)

    def isfinite(self, x: Any) -> Any:
        return apply(self.cls, TABLE["less"], apply(self.cls, TABLE["abs"], self.t(x)), math.inf)

    def isclose(self, a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, **_: Any) -> Any:
        a, b = self.t(a), self.t(b)
        return apply(self.cls, TABLE["less_equal"], apply(self.cls, TABLE["abs"], a - b), atol + rtol * apply(self.cls, TABLE["abs"], b))

    def allclose(self, a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, **o: Any) -> Any:
        return super().allclose(a, b, rtol, atol)

    def array_equal(self, a: Any, b: Any, **_: Any) -> Any:
        return self.shape(a) == self.shape(b) and arrays.data_of(self.t(a).value) == arrays.data_of(self.t(b).value)

    def logaddexp(self, a: Any, b: Any) -> Any:
        b = self._floating(b)
        return b + self._of("softplus", self._floating(a) - b)

    def deg2rad(self, x: Any) -> Any:
        return self.t(x) * (math.pi / 180)

    radians = deg2rad

    def rad2deg(self, x: Any) -> Any:
        return self.t(x) * (180 / math.pi)

    degrees = rad2deg

    def sinc(self, x: Any) -> Any:
        x = self.t(x) * math.pi
        safe = self.where(x == 0, 1.0, x)
        return self.where(x == 0, 1.0, self._of("sin", safe) / safe)

    def heaviside(self, x: Any, at: Any) -> Any:
        x = self.t(x)
        return self.where(x == 0, at, self.where(x > 0, 1.0, 0.0))

    def where(self, condition: Any, *values: Any, **o: Any) -> Any:
        return super().where(condition, *values) if values else self.nonzero(condition)

    def clip(self, x: Any, *bounds: Any, **o: Any) -> Any:
        x = self.t(x)
        low = taken(o, ("min", "a_min"), bounds[0] if bounds else None)
        high = taken(o, ("max", "a_max"), bounds[1] if len(bounds) > 1 else None)
        if isinstance(low, Tensor | list) or isinstance(high, Tensor | list):
            x = x if low is None else self.maximum(x, low)
            return x if high is None else self.minimum(x, high)
        return super().clip(x, low, high)

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
        x, ends, values = self.t(x), arrays.data_of(self.t(xp).value), arrays.data_of(self.t(fp).value)

        def at(v: float) -> float:
            k = next((k for k, (a, b) in enumerate(pairwise(ends)) if a <= v <= b), None)
            if k is None:
                return values[0] if v < ends[0] else values[-1]
            return values[k] + (values[k + 1] - values[k]) * (v - ends[k]) / (ends[k + 1] - ends[k])

        return self._made(arrays.value_of([at(v) for v in arrays.data_of(x.value)], x.shape), None)

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
            pairs = tuple([tuple([int(k) for k in p]) for p in widths])  # type: ignore[misc]
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

    def squeeze(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return apply(self.cls, TABLE["squeeze"].bind(axis=axes(taken(o, AXIS, axis))), self.t(x))


class _Columns:
    """np.c_ and np.r_: brackets that put columns, or rows, side by side."""

    def __init__(self, join: Callable[[Any], Any]) -> None:
        self.join = join

    def __getitem__(self, parts: Any) -> Any:
        return self.join(parts if isinstance(parts, tuple) else (parts,))


class finfo:
    """What a type of floats can hold."""

    def __init__(self, dtype: Any = FLOAT64) -> None:
        bits = dtype_of(dtype, FLOAT64).bits
        self.bits, self.eps = bits, DTYPES[f"float{bits}"]({16: 2.0**-10, 32: 2.0**-23, 64: 2.0**-52}[bits])
        self.max = {16: 65504.0, 32: 3.4028234663852886e38, 64: 1.7976931348623157e308}[bits]
        self.min, self.tiny = -self.max, {16: 2.0**-14, 32: 2.0**-126, 64: 2.0**-1022}[bits]


def _close(functions: NumpyFunctions) -> Callable[..., None]:
    def check(a: Any, b: Any, rtol: float = 1e-7, atol: float = 0.0, **_: Any) -> None:
        if not functions.allclose(a, b, rtol, atol):
            raise CellError("AssertionError", f"Not equal to tolerance rtol={rtol}, atol={atol}")

    return check


def numpy_names(functions: NumpyFunctions) -> dict[str, Any]:
    """Return the names of a module of NumPy that are no plain functions."""
    linalg = Namespace("numpy.linalg", {}, functions.any_name)
    close = _close(functions)

    def text(x: Any, *_: Any, precision: Any = None, suppress_small: Any = None, separator: str = " ", **o: Any) -> str:
        with printoptions(precision=precision, suppress=suppress_small):
            x = functions.t(x)
            return array_text(x.value, x._dtype, separator)

    names: dict[str, Any] = {n: d for n, d in DTYPES.items() if n not in ("float", "int")}
    names |= {
        "bool_": BOOL, "float_": FLOAT64, "single": FLOAT32, "intp": DTYPES["int64"], "intc": DTYPES["int32"], "integer": int, "floating": float,
        "linalg": linalg, "c_": _Columns(functions.column_stack), "r_": _Columns(functions.hstack), "finfo": finfo, "dtype": dtype_text,
        "set_printoptions": set_printoptions, "printoptions": printoptions, "array2string": text, "array_str": text,
        "get_printoptions": lambda: dict(current().kept("printing", dict)), "seterr": lambda **_: {}, "errstate": printoptions_nothing,
        "testing": Namespace("numpy.testing", {
            "assert_allclose": close, "assert_array_almost_equal": lambda a, b, decimal=6, **_: close(a, b, 0.0, 1.5 * 10.0**-decimal),
            "assert_almost_equal": lambda a, b, decimal=7, **_: close(a, b, 0.0, 1.5 * 10.0**-decimal), "assert_array_equal": lambda a, b, **_: close(a, b, 0.0),
        }),
    }  # fmt: skip
    return names


class printoptions_nothing:
    """np.errstate: warnings are not printed here anyway."""

    def __init__(self, **_: Any) -> None: ...

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


assert shape_arg and Functions

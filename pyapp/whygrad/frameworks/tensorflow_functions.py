"""The functions of TensorFlow over whole tensors: made ones, reductions, shapes, control."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE
from .custom import with_own_gradient
from .dtypes import BOOL, DTYPES, FLOAT32, FLOAT64, INT32, INT64, DType, rounded
from .functions import Functions
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor, dtype_of, shape_arg
from .tensorflow import EagerTensor, IndexedSlices, Variable, fitting, flat, work
from .tensorflow_errors import check_float
from .tensorflow_keywords import passed_over
from .tensorflow_strings import RaggedTensor, StringTensor
from .tensorflow_traced import Traced
from .tensorflow_types import TYPES, TensorShape

__all__ = ["TFFunctions"]

# what the first argument of a function may be called
FIRST = (
    "x", "input", "input_tensor", "tensor", "a", "value", "values", "logits", "features", "t", "params", "tensors", "inputs", "fn",
    "equation", "matrix", "shape", "condition", "initial_value", "dims", "labels", "diagonal",
)  # fmt: skip


PLANNED = (
    "A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic placeholder for a shape and dtype, used when "
    "constructing Keras Functional models or Keras Functions."
)


class TFFunctions(Functions):
    """TensorFlow's own names."""

    def find(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, or None. Its first argument may be given under its name."""
        found = super().find(name)
        if found is None:
            return None

        code = getattr(found, "__code__", None)
        own: tuple[str, ...] = () if code is None else code.co_varnames[: code.co_argcount]

        open_ended = code is not None and bool(code.co_flags & inspect.CO_VARKEYWORDS)
        known = {*FIRST, "y", *(() if code is None else code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])}

        def function(*args: Any, **options: Any) -> Any:
            options.pop("name", None)
            if "y" in options and "y" not in own and len(own) > 2:
                options[own[2]] = options.pop("y")
            if open_ended:
                passed_over(name, {k: v for k, v in options.items() if k not in known})
            if not args and not any(n in options for n in own[1:2]):
                first = next((n for n in FIRST if n in options and n not in own), None)
                args = () if first is None else (options.pop(first),)
            return found(*args, **options)

        function.__name__ = name
        return function

    def t(self, value: Any) -> Any:
        """Return a value as a tensor."""
        if isinstance(value, IndexedSlices):
            return value.dense
        if isinstance(value, str):
            return StringTensor(value)
        if getattr(value, "planned", False):
            raise CellError("ValueError", PLANNED, "use a layer, or the function of the same name in keras.ops")
        return fitting(value, FLOAT32) if value is None else as_tensor(self.cls, value)

    def _beside(self, value: Any, other: Any) -> Any:
        if isinstance(value, EagerTensor) or not isinstance(other, EagerTensor):
            return self.t(value)
        return fitting(value, other._dtype)

    # made tensors
    def constant(self, value: Any, dtype: Any = None, shape: Any = None, **_: Any) -> Any:
        if isinstance(value, str | bytes | StringTensor) or any(isinstance(v, str) for v in flat(value)[:1]):
            return StringTensor(value)
        if isinstance(value, RaggedTensor):
            return value.to_tensor()
        if value is None:
            return fitting(None, FLOAT32)
        if isinstance(value, IndexedSlices):
            value = value.dense
        if dtype is not None and not isinstance(value, Tensor):
            found = fitting(value, dtype_of(dtype, FLOAT32))
        else:
            found = as_tensor(EagerTensor, value, None if isinstance(value, EagerTensor) else dtype)
        if dtype is not None and isinstance(value, EagerTensor) and dtype_of(dtype, FLOAT32) != value._dtype:
            raise CellError(
                "ValueError", f"Tensor conversion requested dtype {dtype_of(dtype, FLOAT32).name} for Tensor with dtype {value._dtype.name}: {value!r}",
                "use tf.cast(…)",
            )  # fmt: skip
        if isinstance(found, Variable):
            found = found.read_value()
        if shape is not None:
            found = self.broadcast_to(found, shape) if found.size == 1 else self.reshape(found, shape)
        return found

    convert_to_tensor = constant

    def ones(self, shape: Any = (), dtype: Any = None, **_: Any) -> Any:
        return self._made(arrays.ones(shape_arg(shape)), dtype)

    def zeros(self, shape: Any = (), dtype: Any = None, **_: Any) -> Any:
        return self._made(arrays.zeros(shape_arg(shape)), dtype)

    def fill(self, dims: Any, value: Any = 0, **_: Any) -> Any:
        value = self.t(value)
        return self.cls(current().leaf(arrays.full(shape_arg(dims), float(value)), value._dtype), value._dtype)

    def eye(self, num_rows: Any, num_columns: Any = None, batch_shape: Any = None, dtype: Any = None, **_: Any) -> Any:
        made = self._made(arrays.eye(int(num_rows), None if num_columns is None else int(num_columns)), dtype)
        return self.broadcast_to(made, (*shape_arg(batch_shape), *made.shape)) if batch_shape else made

    def range(self, start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, **_: Any) -> Any:
        start, limit = (0, start) if limit is None else (start, limit)
        bounds = [b.item() if isinstance(b, Tensor) else b for b in (start, limit, delta)]
        usual = INT32 if all(isinstance(b, int) for b in bounds) else FLOAT32
        given = next((b._dtype for b in (start, limit, delta) if isinstance(b, EagerTensor)), usual)
        return self._made(arrays.arange(*bounds), dtype or given)

    def linspace(self, start: Any, stop: Any, num: Any = 50, **_: Any) -> Any:
        first = self.t(start)
        dtype = first._dtype if first._dtype.is_floating else FLOAT64
        return self._made(arrays.linspace(float(start), float(stop), int(num)), dtype)

    def one_hot(
        self, indices: Any, depth: Any, on_value: Any = 1.0, off_value: Any = 0.0, axis: int = -1, dtype: Any = None, **_: Any
    ) -> Any:
        found = apply(self.cls, TABLE["one_hot"].bind(classes=int(depth), axis=-1 if axis is None else axis), self.t(indices))
        found = as_tensor(self.cls, found, dtype or FLOAT32)
        return found if (on_value, off_value) == (1.0, 0.0) else found * (on_value - off_value) + off_value

    # types
    def cast(self, x: Any, dtype: Any, **_: Any) -> Any:
        if dtype in (int, float) and not isinstance(dtype, DType):
            raise CellError(
                "TypeError", f"Cannot convert the argument `type_value`: {dtype!r} to a TensorFlow DType.", "use tf.float32 or tf.int32"
            )
        x = self.t(x)
        return as_tensor(EagerTensor, x, DTYPES[dtype_of(dtype, FLOAT32).name])

    def as_dtype(self, dtype: Any) -> Any:
        return TYPES[dtype_of(dtype, FLOAT32).name]

    def is_tensor(self, x: Any) -> bool:
        return isinstance(x, EagerTensor)

    def identity(self, x: Any, **_: Any) -> Any:
        return work("identity", self.t(x))

    def stop_gradient(self, x: Any, **_: Any) -> Any:
        return work("stop_gradient", self.t(x))

    def size(self, x: Any, out_type: Any = INT32, **_: Any) -> Any:
        return self._made(float(self.t(x).size), out_type)

    def shape(self, x: Any, out_type: Any = INT32, **_: Any) -> Any:
        sizes = arrays.shape_of(self.t(x).value)
        return self._made(arrays.value_of([float(k) for k in sizes], (len(sizes),)), out_type)

    def rank(self, x: Any, **_: Any) -> Any:
        return self._made(float(self.t(x).ndim), INT32)

    # reductions
    def _reduce(self, name: str, x: Any, axis: Any, options: dict[str, Any], **more: Any) -> Any:
        x = self.t(x)
        options = {k: v for k, v in options.items() if k != "name"}
        if name in ("std", "var") and not x._dtype.is_floating:
            raise CellError(
                "TypeError", f"Input must be either real or complex. Received integer type {x.dtype}.", "use tf.cast(x, tf.float32)"
            )
        if name == "mean" and x._dtype.kind == "i":  # TensorFlow divides whole numbers and drops the rest
            total = super()._reduce("sum", x, axis, options)
            return as_tensor(EagerTensor, total / (x.size // max(1, total.size)), x._dtype)
        if name in ("norm", "logsumexp"):
            check_float(TABLE["sqrt" if name == "norm" else "exp"], x)
        return super()._reduce(name, x, axis, options, **more)

    def norm(self, x: Any, ord: Any = "euclidean", axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        x = self.t(x)
        check_float(TABLE["sqrt"], x)
        if ord in (1, math.inf) or (isinstance(ord, float | int) and ord != 2):
            size = self.abs(x)
            if ord == math.inf:
                return self.amax(size, axis, keepdims)
            return self.sum(size, axis, keepdims) if ord == 1 else self.sum(size**ord, axis, keepdims) ** (1 / ord)
        return super().norm(x, 2, axis, keepdims)

    def abs(self, x: Any, **_: Any) -> Any:
        return work("abs", self.t(x))

    def reduce_max(self, x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        return self.amax(x, axis, keepdims)

    def reduce_min(self, x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        return self.amin(x, axis, keepdims)

    def reduce_any(self, x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        return as_tensor(EagerTensor, self.amax(self.cast(x, INT32), axis, keepdims), BOOL)

    def reduce_all(self, x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        return as_tensor(EagerTensor, self.amin(self.cast(x, INT32), axis, keepdims), BOOL)

    def reduce_euclidean_norm(self, x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        return self.norm(x, 2, axis, keepdims)

    def count_nonzero(self, x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = INT64, **_: Any) -> Any:
        return self.sum(self.cast(self.t(x) != self.zeros_like(x), dtype), axis, keepdims)

    def zero_fraction(self, x: Any, **_: Any) -> Any:
        return self.mean(self.cast(self.t(x) == self.zeros_like(x), FLOAT32))

    def argmax(self, x: Any, axis: Any = 0, output_type: Any = INT64, **o: Any) -> Any:
        return as_tensor(EagerTensor, Functions.argmax(self, x, 0 if axis is None else int(axis)), output_type)

    def argmin(self, x: Any, axis: Any = 0, output_type: Any = INT64, **o: Any) -> Any:
        return as_tensor(EagerTensor, Functions.argmin(self, x, 0 if axis is None else int(axis)), output_type)

    def argsort(self, x: Any, axis: int = -1, direction: str = "ASCENDING", **_: Any) -> Any:
        x = self.t(x)
        found = apply(self.cls, TABLE["argsort"].bind(axis=axis), -x if direction == "DESCENDING" else x)
        return as_tensor(EagerTensor, found, INT32)

    def sort(self, x: Any, axis: int = -1, direction: str = "ASCENDING", **_: Any) -> Any:
        found = apply(self.cls, TABLE["sort"].bind(axis=axis), self.t(x))
        return apply(self.cls, TABLE["flip"].bind(axis=axis), found) if direction == "DESCENDING" else found

    def cumsum(self, x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, **_: Any) -> Any:
        return super().cumsum(x, int(axis), exclusive, reverse)

    def cumprod(self, x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, **_: Any) -> Any:
        x, axis = self.t(x), int(axis) % self.t(x).ndim
        turn = TABLE["flip"].bind(axis=axis)
        found = apply(self.cls, turn, x) if reverse else x
        if exclusive:  # without the entry itself: a one comes in, the last one goes out
            before = (slice(None),) * axis
            found = self.concat([self.ones_like(found[(*before, slice(0, 1))]), found[(*before, slice(0, -1))]], axis)
        found = super().cumprod(found, axis)
        return apply(self.cls, turn, found) if reverse else found

    # the same for all entries
    def transpose(self, a: Any, perm: Any = None, **_: Any) -> Any:
        order = None if perm is None else shape_arg(perm)
        return apply(EagerTensor, TABLE["transpose"].bind(axes=order), self.t(a))

    def matmul(self, a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False, **o: Any) -> Any:
        a = self.t(a)
        b = b if isinstance(b, EagerTensor) else fitting(b, a._dtype)
        a, b = ((t.read_value() if isinstance(t, Variable) else t) for t in (a, b))
        if a.ndim < 2 or b.ndim < 2:
            product = TABLE["matmul"].bind()
            raise EagerTensor.refusal(
                product, [a, b], CellError("ValueError", "matmul multiplies matrices", "use tf.linalg.matvec or tf.tensordot")
            )
        return super().matmul(a, b, transpose_a or bool(o.get("adjoint_a")), transpose_b or bool(o.get("adjoint_b")))

    def matvec(self, a: Any, b: Any, transpose_a: bool = False, **_: Any) -> Any:
        a = self.t(a)
        b = fitting(b, a._dtype) if not isinstance(b, EagerTensor) else b
        a = apply(self.cls, TABLE["swapaxes"].bind(), a) if transpose_a else a
        return apply(self.cls, TABLE["matmul"].bind(), a, b)

    def log(self, x: Any, **_: Any) -> Any:
        return work("ln", self.t(x))

    def pow(self, x: Any, y: Any, **_: Any) -> Any:
        return self._beside(x, y) ** y

    def floordiv(self, x: Any, y: Any, **_: Any) -> Any:
        return self._beside(x, y) // y

    def add_n(self, values: Sequence[Any], **_: Any) -> Any:
        total = self.t(values[0])
        for v in values[1:]:
            total = total + self.t(v)
        return total

    accumulate_n = add_n

    def scalar_mul(self, scalar: Any, x: Any, **_: Any) -> Any:
        return self.t(x) * scalar

    # gradients that are cut
    def clip_by_value(self, t: Any, clip_value_min: Any, clip_value_max: Any, **_: Any) -> Any:
        return self.clip(t, clip_value_min, clip_value_max)

    def clip_by_norm(self, t: Any, clip_norm: Any, axes: Any = None, **_: Any) -> Any:
        t = self.t(t)
        size = self.sum(t * t, axes, True) if t.ndim else t * t
        norm = work("sqrt", self.where(size > 0, size, self.ones_like(size)))
        norm = self.where(size > 0, norm, size)
        return t * clip_norm / self.maximum(norm, clip_norm)

    def global_norm(self, t_list: Sequence[Any], **_: Any) -> Any:
        return work("sqrt", self.add_n([self.sum(self.t(v) ** 2) for v in t_list if v is not None]))

    def clip_by_global_norm(self, t_list: Sequence[Any], clip_norm: Any, use_norm: Any = None, **_: Any) -> Any:
        norm = self.global_norm(t_list) if use_norm is None else self.t(use_norm)
        scale = clip_norm * self.minimum(1.0 / norm, self.ones_like(norm) / clip_norm)
        return [None if v is None else self.t(v) * scale for v in t_list], norm

    # functions and control
    def function(self, func: Any = None, input_signature: Any = None, **_: Any) -> Any:
        return Traced(func, input_signature) if callable(func) else lambda f: Traced(f, input_signature)

    def custom_gradient(self, f: Callable[..., Any]) -> Callable[..., Any]:
        return with_own_gradient(EagerTensor, f)

    def recompute_grad(self, f: Any) -> Any:
        return f

    def cond(self, pred: Any, true_fn: Any = None, false_fn: Any = None, **_: Any) -> Any:
        return true_fn() if bool(pred) else false_fn()

    def case(self, pred_fn_pairs: Any, default: Any = None, **_: Any) -> Any:
        return next((f() for p, f in pred_fn_pairs if bool(p)), None) or default()

    def while_loop(self, cond: Any, body: Any, loop_vars: Any, maximum_iterations: Any = None, **_: Any) -> Any:
        held = [self.t(v) for v in loop_vars]
        rounds = itertools.count() if maximum_iterations is None else range(int(maximum_iterations))
        for _round in rounds:
            if not bool(cond(*held)):
                break
            found = body(*held)
            held = [self.t(v) for v in found] if isinstance(found, list | tuple) else [self.t(found)]
        return held

    def map_fn(self, fn: Any, elems: Any, **_: Any) -> Any:
        rows = [fn(row) for row in zip(*elems, strict=True)] if isinstance(elems, tuple) else [fn(row) for row in self.t(elems)]
        return tuple(self.stack(list(c)) for c in zip(*rows, strict=True)) if isinstance(rows[0], tuple) else self.stack(rows)

    vectorized_map = map_fn

    def scan(self, fn: Any, elems: Any, initializer: Any = None, reverse: bool = False, **_: Any) -> Any:
        rows = list(self.t(elems))[:: -1 if reverse else 1]
        held = [rows.pop(0) if initializer is None else self.t(initializer)]
        for row in rows:
            held.append(fn(held[-1], row))
        return self.stack((held if initializer is None else held[1:])[:: -1 if reverse else 1])

    def foldl(self, fn: Any, elems: Any, initializer: Any = None, **_: Any) -> Any:
        rows = list(self.t(elems))
        held = rows.pop(0) if initializer is None else self.t(initializer)
        for row in rows:
            held = fn(held, row)
        return held

    def group(self, *_: Any, **__: Any) -> None:
        return None

    def print(self, *values: Any, sep: str = " ", end: str = "\n", summarize: int = 3, **_: Any) -> None:
        current().write(sep.join(printed(v, summarize) for v in values) + end)  # type: ignore[attr-defined]


def printed(value: Any, ends: int = 3, inside: bool = False) -> str:
    """Return a value as tf.print shows it: numbers with up to nine digits, dots between the ``ends`` of long rows (-1: none)."""
    if isinstance(value, StringTensor):
        return f"[{' '.join(repr(t)[1:-1].join([chr(34)] * 2) for t in value.text)}]" if isinstance(value.text, list) else str(value.text)
    if not isinstance(value, Tensor):
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k!r}: {printed(v, ends, True)}" for k, v in value.items()) + "}"
        if isinstance(value, list | tuple) and not isinstance(value, TensorShape):
            text = ", ".join(printed(v, ends, True) for v in value)
            return f"[{text}]" if isinstance(value, list) else f"({text})"
        return repr(value) if isinstance(value, TensorShape) or (inside and isinstance(value, str)) else str(value)
    if not flat(value.tolist()):
        return "[]"
    texts = [_digits(x, value._dtype) for x in arrays.data_of(value.value)]
    return _rows(texts, arrays.shape_of(value.value), 1, ends if ends >= 0 else len(texts))


def _digits(x: float, dtype: DType) -> str:
    if not dtype.is_floating:
        return str(int(x)) if dtype.kind == "i" else str(int(bool(x)))
    if not math.isfinite(x):
        return repr(x)
    few, all_of_it = (15, 17) if dtype.bits == 64 else (6, 9)
    short = f"{x:.{few}g}"
    return short if float(rounded(float(short), dtype)) == x else f"{x:.{all_of_it}g}"


def _rows(texts: list[str], shape: tuple[int, ...], depth: int, ends: int) -> str:
    if not shape:
        return texts[0]
    size = shape[0]
    step = len(texts) // size if size else 0
    kept = list(range(size)) if size <= 2 * ends else [*range(ends), -1, *range(size - ends, size)]
    if len(shape) == 1:
        return "[" + " ".join("..." if k < 0 else texts[k] for k in kept) + "]"
    rows = ["..." if k < 0 else _rows(texts[k * step : (k + 1) * step], shape[1:], depth + 1, ends) for k in kept]
    return "[" + ("\n" * (len(shape) - 1) + " " * depth).join(rows) + "]"

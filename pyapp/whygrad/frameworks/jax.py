"""Arrays of JAX: single precision, types that follow JAX's rules, no change in place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..arrays import ArrayError
from ..operations import Operation
from .dtypes import FLOAT32, FLOAT64, INT32, INT64, DType, rounded
from .numpy import NumpyLike
from .numpy_functions import NumpyFunctions
from .numpy_refusals import jax_says
from .printing import array_text, options
from .session import CellError, current, widest
from .tensor import COMPARISONS, Tensor, as_tensor

__all__ = ["JNP", "JaxArray", "setting"]

PICKS = frozenset(["take", "masked", "take_along_axis", "getitem", "one_hot", "scatter_add", "put"])
AT = "https://docs.jax.dev/en/latest/_autosummary/jax.numpy.ndarray.at.html"
PRIMITIVES = {"subtract": "sub", "multiply": "mul", "divide": "div", "power": "pow", "ln": "log"}  # names that JAX's messages have


def setting(name: str) -> Any:
    """Return a setting of jax.config: each run of a page has its own."""
    return current().state.get(name, False)


class Spoken:
    """Something of which little more than its name is known here: a type, or the processor."""

    platform, device_kind, id = "cpu", "cpu", 0

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


class _Width:
    """A number type of 32 bits, or of 64 where the cell has switched them on."""

    def __init__(self, usual: DType, double: DType) -> None:
        self.usual, self.double = usual, double

    def __get__(self, owner: Any, cls: Any) -> DType:
        return self.double if setting("jax_enable_x64") else self.usual


class JaxArray(NumpyLike):
    """An array of JAX. ``traced`` while a gradient is asked for, ``staged`` while jit looks at the function.

    ``mapped``: how many entries vmap looks at with this one. ``front``: which of these looks last, "grad", "jit" or "vmap".
    ``one_way``: it came out of a loop through which JAX does not go backwards.
    """

    framework = "jax"
    spoken = "jaxlib._jax.ArrayImpl"
    float_type, int_type = _Width(FLOAT32, FLOAT64), _Width(INT32, INT64)
    traced = staged = one_way = False
    mapped, front = 0, ""

    @classmethod
    def result_type(cls, op: Operation, tensors: Sequence[Tensor]) -> DType:
        """JAX's rule: what is weak gives way, 64 bits are 32 unless they are switched on."""
        _fitting(op, tensors)
        if op.name in COMPARISONS or op.name in ("argmax", "argmin", "argsort"):
            return _canonical(super().result_type(op, tensors))
        used = _used(op, tensors)
        strong = [t._dtype for t in used if not getattr(t, "weak", False)]
        floats = [t._dtype for t in used if t._dtype.is_floating]
        found = super().result_type(op, used)
        if found.is_floating and floats:
            firm = widest([k for k in strong if k.is_floating])
            found = firm if firm is not None else cls.float_type
        elif found.is_floating:
            found = cls.float_type
        elif found.kind == "i" and strong:
            found = widest([k for k in strong if k.kind == "i"]) or cls.int_type
        if op.name in ("sum", "prod", "cumsum", "cumprod") and found.kind == "b":
            found = cls.int_type
        return _canonical(found)

    @classmethod
    def refusal(cls, op: Operation, tensors: Sequence[Tensor], error: CellError) -> CellError:
        """Return what JAX says of shapes that do not fit."""
        return jax_says(op, tensors, error)

    def made_from(self, op: Any, tensors: Any) -> Any:
        """A result is weak if all it is made of is, or all of its floats; it is traced and staged with any of it."""
        used = _used(op, tensors)
        weak = [getattr(t, "weak", False) for t in used]
        floats = [w for t, w in zip(used, weak, strict=True) if t._dtype.is_floating]
        self.weak = self._dtype.kind != "b" and bool(used) and (all(weak) or (bool(floats) and all(floats)))
        if op.name == "divide" and self._dtype is FLOAT32 and arrays.shape_of(tensors[0].value) and not arrays.shape_of(tensors[1].value):
            self._by_reciprocal(tensors[0].value, tensors[1].value)
        self.traced = any([getattr(t, "traced", False) for t in tensors])
        self.staged = any([getattr(t, "staged", False) for t in tensors])
        self.mapped = max([getattr(t, "mapped", 0) for t in tensors], default=0)
        self.front = next((t.front for t in tensors if getattr(t, "front", "")), "")
        self.one_way = op.name != "stop_gradient" and any([getattr(t, "one_way", False) for t in tensors])
        if setting("jax_debug_nans") and any([x != x for x in arrays.data_of(self.value)]):
            raise CellError("FloatingPointError", f"invalid value (nan) encountered in {PRIMITIVES.get(op.name, op.name)}")
        return self

    def _by_reciprocal(self, top: Any, bottom: float) -> None:
        """An array divided by one number is multiplied by its reciprocal: XLA does so, and the last digit shows it."""
        if bottom and math.isfinite(bottom):
            by = rounded(1.0 / rounded(bottom, FLOAT32), FLOAT32)
            self._session.tape.values[self.line] = rounded(arrays.elementwise(lambda x: x * by, top), FLOAT32)

    def _with(self, name: str, *args: Any) -> Any:
        return NotImplemented if any([isinstance(a, list | tuple) for a in args]) else super()._with(name, *args)

    def __hash__(self) -> int:
        raise CellError("TypeError", "unhashable type: 'jaxlib._jax.ArrayImpl'", "use x.item()")

    def __pow__(self, other: Any) -> Any:
        whole = isinstance(other, int) and not isinstance(other, bool)  # whole powers keep their type: their slopes differ at 0
        return super().__pow__(as_tensor(JaxArray, other) if whole else other)

    def _short(self) -> str:
        return f"{'~' if self.weak else ''}{self._dtype.name}[{','.join(map(str, self.shape))}]"

    def _tracer(self) -> str:
        """Return how it is shown to a function that JAX looks at: what looks last stands outermost."""
        own, wide = self._short(), ",".join(map(str, (self.mapped, *self.shape)))
        within = f"VmapTracer(aval={own}, batched={'~' * self.weak}{self._dtype.name}[{wide}])" if self.mapped else ""
        within = f"JitTracer({own})" if self.staged else within
        if self.traced and self._dtype.is_floating and (self.front == "grad" or not within):
            shape = ",".join(map(str, self.shape))
            return f"GradTracer(primal={within or array_text(self.value, self._dtype)}, typeof(tangent)=f{self._dtype.bits}[{shape}])"
        return within

    def __repr__(self) -> str:
        found = self._tracer()
        if found:
            return found
        kind = f"dtype={self._dtype.name}{', weak_type=True' if self.weak else ''})"
        if not self.size:
            return f"Array([], shape={self.shape}, {kind}"
        text = array_text(self.value, self._dtype, ", ", "Array(", ",", False)
        last = len(text) - text.rfind("\n") + 1  # JAX counts so, and puts spaces where NumPy begins a line
        return f"Array({text},{' ' if last + len(kind) + 1 <= options()['linewidth'] else ' ' * 6}{kind}"

    def __str__(self) -> str:
        return self._tracer() or array_text(self.value, self._dtype)

    def __format__(self, spec: str) -> str:
        if self.staged or self.traced or self.mapped:
            return format(str(self), spec)
        if self.ndim:
            return format(str(self), "") if not spec else format(self.tolist(), spec)
        return format(self.item(), spec)

    def __bool__(self) -> bool:
        self._known("bool", "TracerBoolConversionError", f"Attempted boolean conversion of traced array with shape bool{list(self.shape)}.")
        return super().__bool__()

    def __float__(self) -> float:
        self._abstract("float")
        if self.ndim:
            raise CellError("TypeError", f"Only scalar arrays can be converted to Python scalars; got arr.ndim={self.ndim}")
        return super().__float__()

    def __int__(self) -> int:
        if self.staged or self.mapped:
            self._abstract("int")
        return super().__int__()

    def __index__(self) -> int:
        self._known(
            "index", "TracerIntegerConversionError",
            f"The __index__() method was called on traced array with shape {self._short().removeprefix('~')}.",
        )  # fmt: skip
        return super().__index__()

    def item(self) -> Any:
        """Return the single number."""
        if self.staged or self.mapped:
            self._abstract("float")
        if self.size != 1:
            raise CellError("ValueError", "can only convert an array of size 1 to a Python scalar")
        return super().item()

    def _abstract(self, name: str) -> None:
        if self.staged or self.traced or self.mapped:
            text = f"Abstract tracer value encountered where concrete value is expected: traced array with shape {self._short().removeprefix('~')}"
            raise CellError("ConcretizationTypeError", text, f"{name}() leaves JAX, and no slope comes back from there: keep the array")

    def _known(self, name: str, kind: str, text: str) -> None:
        if self.staged or self.mapped:
            raise CellError(kind, text, "use jnp.where or jax.lax.cond, or mark the argument with static_argnums")

    @property
    def weak_type(self) -> bool:
        """Whether its type gives way to that of others."""
        return self.weak

    @property
    def aval(self) -> Any:
        """What JAX knows of it without its numbers."""
        return Spoken(f"ShapedArray({self._short().removeprefix('~')}{', weak_type=True' if self.weak else ''})")

    @property
    def device(self) -> Any:
        """Where it is."""
        return Spoken("CpuDevice(id=0)")

    def block_until_ready(self) -> Any:
        """Return itself."""
        return self

    def devices(self) -> Any:
        """Return where it is."""
        return {self.device}

    def __setitem__(self, index: Any, new: Any) -> None:
        raise CellError(
            "TypeError", "JAX arrays are immutable and do not support in-place item assignment. Instead of x[idx] = y, use x = x.at[idx].set(y) "
            f"or another .at[] method: {AT}", "write x = x.at[i].set(y)",
        )  # fmt: skip

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, float) or (isinstance(index, Tensor) and index._dtype.is_floating):
            kind = "float64" if isinstance(index, float) else index._dtype.name
            raise CellError(
                "TypeError", f"Indexer must have integer or boolean type, got indexer with type {kind}", "index with whole numbers"
            )
        if getattr(index, "staged", False) and index._dtype.kind == "b":
            raise CellError(
                "NonConcreteBooleanIndexError", f"Array boolean indices must be concrete; got bool[{','.join(map(str, index.shape))}]",
                "inside jit the sizes must be known: use jnp.where(mask, x, 0)",
            )  # fmt: skip
        if isinstance(index, str):
            raise CellError("TypeError", f"JAX does not support string indexing; got idx={index!r}", "index with whole numbers")
        if isinstance(index, list):
            raise CellError(
                "TypeError", "Using a non-tuple sequence for multidimensional indexing is not allowed; use `arr[array(seq)]` instead of `arr[seq]`.",
                "write x[jnp.array([0, 2])]",
            )  # fmt: skip
        if isinstance(index, Tensor) and index._dtype.kind != "b" and self.ndim:
            size = self.shape[0]  # places outside are moved to the edge
            if any([not -size <= k < size for k in arrays.data_of(index.value)]):
                index = JNP.clip(index, -size, size - 1)
        return super().__getitem__(index)

    def _inside(self, k: int, axis: int, size: int) -> int:
        return min(max(k, -size), size - 1)  # a place outside is moved to the edge

    @property
    def at(self) -> Any:
        """Give access to a changed copy."""
        from .jax_at import At

        return At(self)


def _canonical(dtype: DType) -> DType:
    if JaxArray.float_type is FLOAT64:
        return dtype
    return {"float64": FLOAT32, "int64": INT32}.get(dtype.name, dtype)


def _used(op: Operation, tensors: Sequence[Tensor]) -> Sequence[Tensor]:
    """Return the tensors whose types decide on that of the result."""
    return tensors[1:] if op.name == "where" else tensors[:1] if op.name in PICKS else tensors


def _fitting(op: Operation, tensors: Sequence[Tensor]) -> None:
    """Refuse shapes that do not fit, in JAX's words."""
    shapes = [arrays.shape_of(t.value) for t in tensors]
    if op.elementwise and len(shapes) > 1:
        try:
            arrays.broadcast_shape(*shapes)
        except ArrayError as error:
            listed = ", ".join(map(str, shapes))
            if len({len(s) for s in shapes}) > 1:
                raise CellError("ValueError", f"Incompatible shapes for broadcasting: shapes=[{listed}]", error.hint) from None
            name = PRIMITIVES.get(op.name, op.name)
            raise CellError("TypeError", f"{name} got incompatible shapes for broadcasting: {listed}.", error.hint) from None
    if op.name in ("matmul", "dot") and all(shapes):
        a, b = shapes[0][-1], shapes[1][-2 if len(shapes[1]) > 1 else 0]
        if a != b:
            raise CellError("TypeError", f"dot_general requires contracting dimensions to have the same shape, got ({a},) and ({b},).")


class JaxFunctions(NumpyFunctions):
    """jax.numpy: NumPy's names, which take arrays and numbers only."""

    def kind(self, dtype: Any) -> Any:
        """Return the type that a cell names, in 32 bits unless 64 are switched on."""
        found = super().kind(dtype)
        return None if found is None else _canonical(found)

    def t(self, value: Any) -> Any:
        if isinstance(value, list | tuple) and not self._building:
            raise CellError(
                "TypeError",
                f"{self._name} requires ndarray or scalar arguments, got {type(value)} at position 0.",
                "write jnp.array([…]) around it",
            )
        return super().t(value)

    _building, _name = True, ""

    def find(self, name: str) -> Any:
        """Return the function called ``name``, or None; reductions and functions of numbers refuse lists."""
        found = super().find(name)
        if found is None or name not in STRICT:
            return found

        def function(*args: Any, **options: Any) -> Any:
            for k, a in enumerate(args[: STRICT[name]]):
                if isinstance(a, list | tuple):
                    text = f"{name} requires ndarray or scalar arguments, got {type(a)} at position {k}."
                    raise CellError("TypeError", text, "write jnp.array([…]) around it")
            return found(*args, **options)

        function.__name__ = name
        return function

    def power(self, a: Any, b: Any) -> Any:
        return self.t(a) ** b

    @staticmethod
    def _shape(shape: tuple[Any, ...], options: dict[str, Any]) -> tuple[int, ...]:
        known(options.get("shape", shape[0] if shape else ()))
        return NumpyFunctions._shape(shape, options)

    def full(self, shape: Any, value: Any = 0.0, dtype: Any = None, **o: Any) -> Any:
        return super().full(known(shape), value, dtype, **o)

    def broadcast_to(self, x: Any, shape: Any) -> Any:
        return super().broadcast_to(x, known(shape))

    def reshape(self, x: Any, *shape: Any, **o: Any) -> Any:
        known(o.get("shape", shape[0] if len(shape) == 1 else shape))
        return super().reshape(x, *shape, **o)

    def array(self, value: Any, dtype: Any = None, **o: Any) -> Any:
        if value is None:
            raise CellError("ValueError", "None is not a valid value for jnp.array", "give a list of numbers")
        found = super().array(value, dtype, **o)
        if isinstance(value, Tensor) and not isinstance(value, JaxArray):
            found = as_tensor(JaxArray, found, _canonical(found._dtype))
        return found


def known(shape: Any) -> Any:
    """Return a shape that a cell gives. Raises CellError if jit does not know it yet."""
    sizes = list(shape) if isinstance(shape, list | tuple) else [shape]
    if any([getattr(n, "staged", False) for n in sizes]):
        text = (
            f"Shapes must be 1D sequences of concrete values of integer type, got ({', '.join(map(str, sizes))}{',' * (len(sizes) == 1)})."
        )
        raise CellError("TypeError", text, "mark the argument that gives the size with static_argnums")
    return shape


STRICT = {
    **dict.fromkeys("sum mean prod max min var std argmax argmin cumsum cumprod any all sort argsort reshape ravel transpose sin cos tan exp log sqrt tanh abs "
                    "square sign floor ceil round log1p expm1 arctan sinh cosh isnan median diff flip trace".split(), 1),
    **dict.fromkeys("dot matmul add subtract multiply divide power maximum minimum outer inner vdot".split(), 2),
}  # fmt: skip
JaxArray.__module__, JaxArray.__qualname__, JaxArray.__name__ = "jaxlib._jax", "ArrayImpl", "ArrayImpl"
JNP = JaxFunctions(JaxArray)
JaxArray.functions = JNP

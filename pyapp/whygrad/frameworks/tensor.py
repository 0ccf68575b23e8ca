"""Values of a cell: numbers and arrays with a type, each a line of the cell's tape. The frameworks dress them differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from .. import arrays
from ..arrays import Array, ArrayError
from ..operations import NAMES, TABLE, Operation
from .dtypes import BOOL, DTYPES, FLOAT32, FLOAT64, INT32, INT64, DType
from .session import CellError, current, widest

__all__ = ["Tensor", "apply", "as_tensor", "converted", "dtype_of", "plain", "shape_arg"]

COMPARISONS = frozenset("less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not".split())


class Tensor:
    """A line of the tape with its type. ``framework`` decides how it is printed and differentiated."""

    framework: ClassVar[str] = "numpy"
    uneven = ""  # what the framework says of rows whose lengths differ
    weak = False  # in JAX: made of Python's own numbers
    float_type: ClassVar[DType] = FLOAT64
    int_type: ClassVar[DType] = INT64

    def __init__(self, line: int, dtype: DType) -> None:
        self.line, self._dtype = line, dtype
        self._session = current()

    @classmethod
    def _plain(cls) -> type[Tensor]:
        """Return the class of what is calculated: of variables and parameters, that of tensors."""
        return next(c for c in cls.__mro__ if "framework" in c.__dict__)

    def made_from(self, op: Operation, tensors: Sequence[Tensor]) -> Any:
        """Take over from the tensors that it was made from what the framework keeps."""
        return self

    @classmethod
    def accepted(cls, op: Operation, args: Sequence[Any]) -> Sequence[Any]:
        """Return the arguments of an operation as the framework takes them. Raises CellError for types that it does not mix."""
        return args

    @classmethod
    def refusal(cls, op: Operation, tensors: Sequence[Tensor], error: CellError) -> CellError:
        """Return what the framework says of shapes that do not fit."""
        return error

    @classmethod
    def result_type(cls, op: Operation, tensors: Sequence[Tensor]) -> DType:
        """Return the type of the numbers of ``op``. Raises CellError where the framework refuses these tensors."""
        return _result_type(cls, op, tensors)

    # what it is
    @property
    def value(self) -> Any:
        """The numbers: a float or an Array."""
        return self._session.tape.values[self.line]

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return self._dtype

    @property
    def shape(self) -> Any:
        """The size of each axis."""
        return arrays.shape_of(self.value)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(arrays.shape_of(self.value))

    @property
    def size(self) -> Any:
        """The number of entries."""
        return len(arrays.data_of(self.value))

    @property
    def T(self) -> Any:
        """The transposed array."""
        return self.apply(TABLE["transpose"].bind(), self)

    def leaving(self) -> None:
        """Raise CellError where the framework lets no NumPy function take the numbers."""

    def tolist(self) -> Any:
        """Return the numbers as nested lists."""
        return plain(self.value, self._dtype)

    def item(self) -> Any:
        """Return the single number."""
        data = arrays.data_of(self.value)
        if len(data) != 1:
            raise CellError("ValueError", f"only a value with one entry can become a number, and this one has {len(data)}.")
        return plain(data[0], self._dtype)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.item(), digits)

    def __index__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __len__(self) -> int:
        if not self.ndim:
            raise CellError("TypeError", "a single number has no length.")
        return arrays.shape_of(self.value)[0]

    def __iter__(self) -> Iterator[Any]:
        for k in range(len(self)):
            yield self[k]

    def __hash__(self) -> int:
        return id(self)

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    # arithmetic
    @classmethod
    def apply(cls, op: Operation, *args: Any) -> Any:
        """Return ``op`` of tensors and plain numbers, as a tensor of this framework."""
        return apply(cls, op, *args)

    def __add__(self, other: Any) -> Any:
        return self._with("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._with("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._with("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._with("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._with("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._with("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._with("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with("divide", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return self._with("floor", self._with("divide", self, other))

    def __mod__(self, other: Any) -> Any:
        return self._with("mod", self, other)

    def __pow__(self, other: Any) -> Any:
        return self._with("power", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self._with("power", other, self)

    def __neg__(self) -> Any:
        return self._with("negative", self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return self._with("abs", self)

    def __invert__(self) -> Any:
        return self._with("logical_not", self)

    def __and__(self, other: Any) -> Any:
        return self._with("logical_and", self, other)

    def __or__(self, other: Any) -> Any:
        return self._with("logical_or", self, other)

    def __lt__(self, other: Any) -> Any:
        return self._with("less", self, other)

    def __le__(self, other: Any) -> Any:
        return self._with("less_equal", self, other)

    def __gt__(self, other: Any) -> Any:
        return self._with("greater", self, other)

    def __ge__(self, other: Any) -> Any:
        return self._with("greater_equal", self, other)

    def __eq__(self, other: object) -> Any:
        return self._with("equal", self, other) if isinstance(other, Tensor | int | float | list) else NotImplemented

    def __ne__(self, other: object) -> Any:
        return self._with("not_equal", self, other) if isinstance(other, Tensor | int | float | list) else NotImplemented

    def __matmul__(self, other: Any) -> Any:
        return self.apply(TABLE["matmul"].bind(), self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self.apply(TABLE["matmul"].bind(), other, self)

    def _with(self, name: str, *args: Any) -> Any:
        for arg in args:
            if not isinstance(arg, Tensor | int | float | bool | list | tuple):
                return NotImplemented
        other = next(
            (a for a in args if isinstance(a, Tensor) and a is not self and PRIORITY[a.framework] > PRIORITY[self.framework]), None
        )
        return apply(type(self), TABLE[name], *args) if other is None else other._with(name, *args)

    # parts
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, Tensor):
            name = "masked" if index._dtype.kind == "b" else "take"
            op = TABLE[name] if name == "masked" else TABLE["take"].bind(axis=0)
            return self.apply(op, self, index)
        wide = index if isinstance(index, tuple) and any([isinstance(k, Tensor) and k.ndim > 1 for k in index]) else ()
        if wide and all([isinstance(k, Tensor | int | list) for k in wide]):  # tables of places: they fit together as arrays do
            tables = [arrays.asarray(_floats(_deep(k)[0])) for k in wide]
            shape = arrays.broadcast_shape(*map(arrays.shape_of, tables))
            rows = tuple([[int(v) for v in arrays.data_of(arrays.broadcast_to(t, shape))] for t in tables])
            found = self[rows]
            return self.apply(TABLE["reshape"].bind(shape=(*shape, *arrays.shape_of(found.value)[1:])), found)
        return self.apply(TABLE["getitem"].bind(index=_index(index)), self)


PRIORITY = {"numpy": 0, "autograd": 1, "jax": 2, "tensorflow": 3, "torch": 4, "micrograd": 5}


def _index(index: Any) -> Any:
    if isinstance(index, tuple):
        return tuple([_index(k) for k in index])
    if isinstance(index, slice):
        return slice(*[None if k is None else int(k) for k in (index.start, index.stop, index.step)])
    if isinstance(index, Tensor):
        return [int(k) for k in arrays.data_of(index.value)] if index.ndim else int(index.value)
    return [_index(k) for k in index] if isinstance(index, list | range) else index


def plain(value: Any, dtype: DType) -> Any:
    """Return numbers as Python's own: floats, whole numbers or truth values, nested as they are."""
    kind = {"f": float, "i": int, "b": bool}[dtype.kind]
    if isinstance(value, Array):
        shape, data = value.shape, [kind(x) for x in value.data]
        for size in reversed(shape[1:]):
            data = [data[k : k + size] for k in range(0, len(data), size)] if size else data
        return data
    return kind(value)


def dtype_of(given: Any, usual: DType) -> DType:
    """Return the type that a cell names: a type, its name, or Python's own."""
    if given is None:
        return usual
    if isinstance(given, DType):
        return given
    if given in (float, int, bool):
        return {float: usual if usual.is_floating else FLOAT32, int: INT64, bool: BOOL}[given]
    name = str(getattr(given, "__name__", given)).removeprefix("torch.").removeprefix("tf.").removeprefix("np.")
    if name in DTYPES:
        return DTYPES[name]
    raise CellError("TypeError", f"{given} is no number type that is known here.")


def converted(value: Any, dtype: DType) -> Any:
    """Return a plain value in a type, as NumPy's float32(x) does."""
    from .numpy import ndarray

    found = as_tensor(ndarray, value, dtype)
    return found


def _deep(value: Any) -> tuple[Any, str]:
    """Return nested data as lists of plain numbers, and whether they are floats, whole or truth values."""
    if isinstance(value, Tensor):
        return value.tolist(), value._dtype.kind
    if isinstance(value, list | tuple | range):
        parts = [_deep(v) for v in value]
        kinds = {kind for _, kind in parts}
        return [v for v, _ in parts], "f" if "f" in kinds or not kinds else "i" if "i" in kinds else "b"
    if isinstance(value, bool):
        return float(value), "b"
    if isinstance(value, int):
        return value, "i"
    if isinstance(value, float):
        return value, "f"
    if isinstance(value, complex):
        raise CellError("TypeError", "complex numbers are not supported in arrays.", "keep the real and the imaginary part in two arrays")
    raise CellError("TypeError", f"a value of type {type(value).__name__} is no number.")


def as_tensor(cls: type[Tensor], value: Any, dtype: Any = None) -> Any:
    """Return ``value`` as a tensor of a framework: a tensor of its own stays, its slopes too; anything else is a new line."""
    if isinstance(value, Tensor):
        own = _own_type(cls, value)
        wanted = dtype_of(dtype, own)
        same = isinstance(value, cls)
        cls = cls._plain()
        if cls.framework == "numpy" and value.framework not in ("numpy", "autograd"):  # what NumPy takes has no slope any more
            value.leaving()
            found = cls(current().leaf(value.value, wanted), wanted)
            current().left[found.line] = (value.line, "numpy")
            return found
        if same and wanted == value._dtype:
            return value
        if wanted == value._dtype:
            return cls(value.line, wanted).made_from(TABLE["identity"], [value])
        return cls(current().apply(TABLE["identity"], [value.line], wanted), wanted).made_from(TABLE["identity"], [value])
    cls = cls._plain()
    if isinstance(value, list | tuple) and any(_tensors(value)):
        parts = [as_tensor(cls, v) for v in value]
        found = apply(cls, TABLE["stack"].bind(arity=len(parts)), *parts)
        return as_tensor(cls, found, dtype)
    lists, kind = _deep(value)
    usual = {"f": cls.float_type, "i": cls.int_type, "b": BOOL}[kind]
    wanted = dtype_of(dtype, usual)
    try:
        numbers = arrays.asarray(_floats(lists))
    except ArrayError as error:
        text = error.message[0].upper() + error.message[1:] + "."
        raise CellError("ValueError", cls.uneven or text, text if cls.uneven else error.hint) from None
    made = cls(current().leaf(numbers, wanted), wanted)
    made.weak = isinstance(value, int | float) and dtype is None
    return made


def _own_type(cls: type[Tensor], value: Tensor) -> DType:
    """Return the type that a tensor of another framework has in this one: JAX keeps 32 bits."""
    if cls._plain().framework == "jax" and cls.float_type.bits == 32:
        return {"float64": FLOAT32, "int64": INT32}.get(value._dtype.name, value._dtype)
    return value._dtype


def _floats(value: Any) -> Any:
    return [_floats(v) for v in value] if isinstance(value, list) else float(value)


def _tensors(value: Any) -> Iterator[bool]:
    for v in value:
        if isinstance(v, Tensor):
            yield True
        elif isinstance(v, list | tuple):
            yield from _tensors(v)


def apply(cls: type[Tensor], op: Operation, *args: Any) -> Any:
    """Return ``op`` of tensors and plain values as a tensor of ``cls``; plain numbers take the type of the tensors beside them."""
    cls = cls._plain()
    args = tuple(cls.accepted(op, args))
    given = [a for a in args if isinstance(a, Tensor)]
    kinds = [a._dtype for a in given]
    beside = widest([k for k in kinds if k.kind != "b"]) or widest(kinds)
    tensors = []
    for a in args:
        if isinstance(a, Tensor):
            tensors.append(a)
            continue
        lists, kind = _deep(a)
        fits = beside is not None and (beside.is_floating or (kind != "f" and beside.kind == "i"))
        made = as_tensor(cls, lists, beside if fits and not isinstance(a, list | tuple) else None)
        made.weak = not isinstance(a, list | tuple)
        tensors.append(made)
    result = cls.result_type(op, tensors)
    try:
        line = current().apply(op, [t.line for t in tensors], result)
    except CellError as error:
        raise cls.refusal(op, tensors, error) from None
    return cls(line, result).made_from(op, tensors)


def _result_type(cls: type[Tensor], op: Operation, tensors: Sequence[Tensor]) -> DType:
    if op.name in COMPARISONS:
        return BOOL
    if op.name in ("argmax", "argmin", "argsort"):
        return INT64 if cls.framework != "jax" else INT32
    used = tensors[1:] if op.name == "where" else tensors[:1] if op.name in ("take", "masked", "take_along_axis", "getitem") else tensors
    found = widest([t._dtype for t in used]) or cls.float_type
    exact = op.name in WHOLE or op.rule in ("rewrite", "constant")
    return found if found.is_floating or (exact and found.kind != "b") else found if exact else cls.float_type


WHOLE = frozenset([  # operations that give whole numbers for whole numbers
    "add", "subtract", "multiply", "negative", "abs", "sign", "max", "min", "clip", "where", "mod", "floor", "ceil", "round", "sum",
    "prod", "amax", "amin", "cumsum", "cumprod", "matmul", "dot", "outer", "einsum", "transpose", "reshape", "getitem", "take", "stack",
    "concat", "square", "identity", "power", "relu", "sort", "broadcast_to", "tile", "repeat", "scatter_add", "masked",
    "squared_difference", "trace",
])  # fmt: skip


def shape_arg(shape: Any) -> tuple[int, ...]:
    """Return a shape that a cell gives: a number, a list, a tensor."""
    if isinstance(shape, Tensor):
        return tuple([int(k) for k in arrays.data_of(shape.value)])
    if isinstance(shape, int):
        return (shape,)
    return tuple([int(k) for k in shape])


def operation_named(name: str) -> Operation | None:
    """Return the operation on numbers that a framework's function is named after."""
    op = NAMES.get(name)
    return op if op is not None and op.elementwise else None

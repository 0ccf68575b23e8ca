"""TensorFlow's tensors and variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import arrays
from ..arrays import Array
from ..operations import TABLE, Operation
from .dtypes import FLOAT32, FLOAT64, INT32, DType
from .numpy import ndarray
from .printing import array_text, number_text
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor, dtype_of
from .tensorflow_errors import cannot_convert, check_float, invalid, mixed, shape_refused
from .tensorflow_single import single
from .tensorflow_types import TYPES, TensorShape

__all__ = ["EagerTensor", "IndexedSlices", "Scope", "Variable", "fitting", "flat", "variables", "work"]

Variables = list["Variable"]


ONE_TYPE = frozenset(("matmul", "dot", "concat", "stack", "einsum", "solve", "outer"))
BITS = frozenset(("logical_and", "logical_or", "logical_not"))


def work(name: str, *args: Any) -> Any:
    """Return an operation of the table, by its name there, of tensors."""
    return apply(EagerTensor, TABLE[name], *args)


def fitting(value: Any, dtype: DType) -> Any:
    """Return a plain value, or an array of NumPy, as a tensor of a type. Raises CellError if the type cannot hold it."""
    if value is None:
        raise CellError("ValueError", "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor.")
    if isinstance(value, str) or (not isinstance(value, Tensor) and dtype.kind != "f" and _holds_float(value)):
        raise cannot_convert(value, dtype)
    return as_tensor(EagerTensor, value, dtype)


def _holds_float(value: Any) -> bool:
    return any(_holds_float(v) for v in value) if isinstance(value, list | tuple) else isinstance(value, float)


class EagerTensor(Tensor):
    """A tensor of TensorFlow."""

    framework = "tensorflow"
    uneven = "Can't convert non-rectangular Python sequence to Tensor."
    float_type, int_type = FLOAT32, INT32

    def __init__(self, line: int, dtype: DType) -> None:
        super().__init__(line, dtype)
        if self._session.tape.own_single is None:
            self._session.tape.own_single = single

    @classmethod
    def accepted(cls, op: Operation, args: Sequence[Any]) -> Sequence[Any]:
        """All arguments have one type, that of the first tensor; plain numbers and arrays of NumPy take it if they fit."""
        if not op.elementwise and op.name not in ONE_TYPE:
            return args
        skip = 1 if op.name == "where" else 0
        first = next((a for a in args[skip:] if isinstance(a, EagerTensor)), None)
        if first is None or op.name in BITS:
            return args
        check_float(op, first)
        wanted, found = first._dtype, list(args)
        for k in range(skip, len(args)):
            a = args[k]
            if isinstance(a, EagerTensor) and a._dtype != wanted:
                raise mixed(op, k - skip, wanted, a._dtype)
            if not isinstance(a, EagerTensor):
                found[k] = fitting(a, wanted)
        if op.name == "divide" and wanted.kind == "i":
            return [as_tensor(EagerTensor, a, FLOAT64 if wanted.bits > 16 else FLOAT32) for a in found]
        return found

    @classmethod
    def refusal(cls, op: Operation, tensors: Sequence[Tensor], error: CellError) -> CellError:
        """Return what TensorFlow says of shapes that do not fit."""
        return shape_refused(op, tensors, error)

    def _with(self, name: str, *args: Any) -> Any:
        own = [fitting(a, self._dtype) if a is None or isinstance(a, str | ndarray) else a for a in args]
        return super()._with(name, *own)

    def __floordiv__(self, other: Any) -> Any:
        return self._divided(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._divided(other, self)

    def _divided(self, a: Any, b: Any) -> Any:
        found = self._with("floor", self._with("divide", a, b))
        return as_tensor(EagerTensor, found, self._dtype)

    def __rmod__(self, other: Any) -> Any:
        return self._with("mod", other, self)

    def __bool__(self) -> bool:
        if self.size > 1:
            raise CellError("ValueError", "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
        return bool(self.size and arrays.data_of(self.value)[0])

    def __len__(self) -> int:
        if not self.ndim:
            raise CellError("TypeError", "Scalar tensor has no `len()`")
        return super().__len__()

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim:
            raise CellError("TypeError", "Cannot iterate over a scalar tensor.")
        return super().__iter__()

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, Tensor) and index._dtype.kind != "b" and index.ndim:
            raise CellError(
                "TypeError", "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are valid indices",
                "use tf.gather(x, indices)",
            )  # fmt: skip
        return super().__getitem__(index)

    def __format__(self, spec: str) -> str:
        if self.ndim and spec:
            raise CellError("TypeError", "unsupported format string passed to numpy.ndarray.__format__", "format one number: x[0]")
        return (
            format(self.item(), spec)
            if spec
            else array_text(self.value, self._dtype)
            if self.ndim
            else number_text(self.value, self._dtype)
        )

    def __setitem__(self, index: Any, value: Any) -> None:
        raise CellError(
            "TypeError", "'tensorflow.python.framework.ops.EagerTensor' object does not support item assignment",
            "use tf.tensor_scatter_nd_update, or a tf.Variable and x[0].assign(…)",
        )  # fmt: skip

    @property
    def shape(self) -> Any:
        """The size of each axis."""
        return TensorShape(arrays.shape_of(self.value))

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return TYPES[self._dtype.name]

    device = "/job:localhost/replica:0/task:0/device:CPU:0"

    def numpy(self) -> Any:
        """Return the numbers as NumPy's; slopes do not go on from there."""
        session = current()
        found = ndarray(session.leaf(self.value, self._dtype), self._dtype)
        session.left[found.line] = (self.line, "numpy")
        return found

    def _told(self) -> str:
        value = self.value
        if not isinstance(value, Array):
            return str(self.item())
        text = repr(self.numpy())
        return "\n" + text if "\n" in text else text

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={tuple(self.shape)}, dtype={self._dtype.name}, numpy={self._told()}>"

    def __str__(self) -> str:
        text = array_text(self.value, self._dtype)
        text = "\n" + text if "\n" in text else text
        return f"tf.Tensor({text}, shape={tuple(self.shape)}, dtype={self._dtype.name})"

    def get_shape(self) -> Any:
        """Return the shape."""
        return self.shape

    def __getattr__(self, name: str) -> Any:
        hint = {"assign": "make it a tf.Variable", "assign_sub": "make it a tf.Variable", "assign_add": "make it a tf.Variable"}.get(name)
        raise CellError(
            "AttributeError", f"'tensorflow.python.framework.ops.EagerTensor' object has no attribute '{name}'",
            hint or "call a function of tf with it",
        )  # fmt: skip


class Variable(EagerTensor):
    """A variable: a tensor whose value can be replaced, and which tapes watch by themselves."""

    def __init__(self, initial_value: Any, trainable: bool = True, name: str | None = None, dtype: Any = None, **_: Any) -> None:
        if callable(initial_value) and not isinstance(initial_value, Tensor):
            initial_value = initial_value()
        if initial_value is None:
            raise CellError("ValueError", "Initial value must be specified.")
        first = as_tensor(EagerTensor, initial_value) if dtype is None else fitting(initial_value, dtype_of(dtype, FLOAT32))
        super().__init__(current().leaf(first.value, first._dtype), first._dtype)
        scopes = current().kept("name scopes", list) if type(self) is Variable else []
        self.trainable, self.label, self.lines = trainable, "/".join([*scopes, name or "Variable"]), [self.line]
        if name and name.isidentifier():
            current().hints[self.line] = name
        variables().append(self)

    @property
    def name(self) -> str:
        """The name, as TensorFlow shows it."""
        return f"{self.label}:0"

    def replaced(self, value: Any, source: Any = None) -> Variable:
        """Put numbers in the place of its own: those of ``source``, if they come from one."""
        session, before = current(), self.line
        self.line = session.leaf(value, self._dtype)
        if before in session.hints:
            session.hints[self.line] = session.hints[before]
        if isinstance(source, Tensor):
            session.left[self.line] = (source.line, "assign")
        self.lines.append(self.line)
        return self

    def _unread(self) -> Variable:
        copy = object.__new__(Unread)
        copy.__dict__.update(self.__dict__, origin=self)
        return copy

    def assign(self, value: Any, use_locking: Any = None, name: Any = None, read_value: bool = True) -> Variable:
        """Replace the value."""
        new = self._fitting(value)
        if arrays.shape_of(new) != tuple(self.shape):
            raise CellError(
                "ValueError",
                f"Cannot assign value to variable ' {self.name}': Shape mismatch.The variable shape {tuple(self.shape)}, "
                f"and the assigned value shape {arrays.shape_of(new)} are incompatible.",
            )
        return self.replaced(new, value)._unread()

    def _fitting(self, value: Any) -> Any:
        if isinstance(value, EagerTensor) and value._dtype != self._dtype:
            raise CellError(
                "ValueError",
                f"Tensor conversion requested dtype {self._dtype.name} for Tensor with dtype {value._dtype.name}: {_plainly(value)!r}",
                f"use tf.cast(…, tf.{self._dtype.name})",
            )
        return fitting(value, self._dtype).value

    def _moved(self, delta: Any, name: str) -> Variable:
        new = self._fitting(delta)
        if arrays.shape_of(new) != tuple(self.shape):
            shapes = [f"[{','.join(map(str, s))}]" for s in (self.shape, arrays.shape_of(new))]
            raise invalid(
                f"Assign{name}VariableOp", f"Cannot update variable with shape {shapes[0]} using a Tensor with shape {shapes[1]}, "
                "shapes must be equal.",
            )  # fmt: skip
        value = self.value
        return self.replaced(value + new if name == "Add" else value - new, delta)._unread()

    def assign_add(self, delta: Any, use_locking: Any = None, name: Any = None, read_value: bool = True) -> Variable:
        """Add to the value."""
        return self._moved(delta, "Add")

    def assign_sub(self, delta: Any, use_locking: Any = None, name: Any = None, read_value: bool = True) -> Variable:
        """Take from the value."""
        return self._moved(delta, "Sub")

    def _scattered(self, indices: Any, updates: Any, how: int) -> Variable:
        """Put updates (0), add them (1) or take them away (-1) at their places."""
        places, new = as_tensor(EagerTensor, indices).tolist(), self._fitting(updates)
        parts = [arrays.getitem(new, k) for k in range(len(places))]
        value = self.value
        for place, part in zip(places, parts, strict=True):
            index = tuple(place) if isinstance(place, list) else place
            value = arrays.setitem(value, index, arrays.getitem(value, index) + part * how if how else part)
        return self.replaced(value)._unread()

    def scatter_nd_update(self, indices: Any, updates: Any, **_: Any) -> Variable:
        """Replace entries."""
        return self._scattered(indices, updates, 0)

    def scatter_nd_add(self, indices: Any, updates: Any, **_: Any) -> Variable:
        """Add to entries."""
        return self._scattered(indices, updates, 1)

    def scatter_nd_sub(self, indices: Any, updates: Any, **_: Any) -> Variable:
        """Take from entries."""
        return self._scattered(indices, updates, -1)

    def _rows(self, sparse_delta: Any, how: int) -> Variable:
        places = as_tensor(EagerTensor, sparse_delta.indices).tolist()
        return self._scattered([[k] for k in places], sparse_delta.values, how)._unread()

    def scatter_update(self, sparse_delta: Any, **_: Any) -> Variable:
        """Replace rows."""
        return self._rows(sparse_delta, 0)

    def scatter_add(self, sparse_delta: Any, **_: Any) -> Variable:
        """Add to rows."""
        return self._rows(sparse_delta, 1)

    def scatter_sub(self, sparse_delta: Any, **_: Any) -> Variable:
        """Take from rows."""
        return self._rows(sparse_delta, -1)

    def sparse_read(self, indices: Any, **_: Any) -> Any:
        """Return rows."""
        return self.apply(TABLE["take"].bind(axis=0), self, as_tensor(EagerTensor, indices))

    def read_value(self) -> Any:
        """Return the value as a tensor."""
        return EagerTensor(self.line, self._dtype)

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        found.__dict__["assign"] = lambda value, **_: self.replaced(arrays.setitem(self.value, index, self._fitting(value)))
        return found

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={tuple(self.shape)} dtype={self._dtype.name}, numpy={self._told()}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        if spec:
            kind = type(self).__name__
            raise CellError("TypeError", f"unsupported format string passed to {kind}.__format__", "format its number: v.numpy()")
        return str(self)


Variable.__name__ = Variable.__qualname__ = "ResourceVariable"  # what type(x).__name__ gives


class Scope:
    """A with block in which the names of variables get another in front."""

    def __init__(self, name: str = "", *_: Any, **__: Any) -> None:
        self.name = name

    def __enter__(self) -> str:
        held = current().kept("name scopes", list)
        held.append(self.name)
        return "/".join(held) + "/"

    def __exit__(self, *_: object) -> None:
        current().kept("name scopes", list).pop()


class Unread(Variable):
    """What assign returns: the variable, under another name."""

    name = "UnreadVariable"


def _plainly(value: Tensor) -> Tensor:
    return EagerTensor(value.line, value._dtype)


class IndexedSlices:
    """The slope of a table of which only some rows were used: those rows; ``dense`` is the whole table, where it is known."""

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None, dense: EagerTensor | None = None) -> None:
        self.values, self.indices = as_tensor(EagerTensor, values), as_tensor(EagerTensor, indices)
        sizes = dense_shape if dense is None else list(dense.shape)
        self.dense_shape = None if sizes is None else as_tensor(EagerTensor, [int(k) for k in sizes], INT32)
        self.table = dense

    @property
    def dense(self) -> EagerTensor:
        """The whole table."""
        if self.table is None:
            rest = tuple(self.values.shape)[1:]
            sizes = self.dense_shape.tolist() if self.dense_shape is not None else [1 + max(self.indices.tolist(), default=-1), *rest]
            put = TABLE["scatter_add"].bind(index=([int(k) for k in self.indices.tolist()],), shape=tuple(sizes))
            self.table = apply(EagerTensor, put, self.values)
        return self.table

    @property
    def shape(self) -> Any:
        """The shape of the table."""
        return self.dense.shape

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return self.dense.dtype

    def __repr__(self) -> str:
        return f"IndexedSlices(indices={self.indices!s}, values={self.values!s}, dense_shape={self.dense_shape!s})"


def variables() -> Variables:
    """Return the variables of the cell."""
    found: Variables = current().kept("tensorflow variables", list)
    return found


def flat(value: Any) -> list[Any]:
    """Return what nested lists, tuples and dicts hold, in order."""
    if isinstance(value, dict):
        return [v for each in value.values() for v in flat(each)]
    if isinstance(value, list | tuple) and not isinstance(value, Tensor):
        return [v for each in value for v in flat(each)]
    return [value]

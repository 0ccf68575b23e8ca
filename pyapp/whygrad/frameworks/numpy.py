"""NumPy, as far as cells about gradients use it: arrays of doubles that calculate and print as NumPy's do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE, Operation
from .dtypes import BOOL, FLOAT64, INT64, DType, ScalarType, dtype_text
from .numpy_functions import NumpyFunctions
from .numpy_names import numpy_names
from .numpy_random import random_module
from .numpy_refusals import numpy_says
from .numpy_views import Viewed, part
from .printing import array_text, number_text, options, repr_text
from .session import CellError, current, widest
from .tensor import COMPARISONS, Tensor, apply, as_tensor

__all__ = ["METHODS", "NUMPY", "NumpyLike", "ndarray", "numpy"]

METHODS = frozenset(
    "sum mean prod var std argmax argmin argsort cumsum cumprod reshape transpose squeeze ravel dot clip round max min any all ptp take "
    "repeat trace sort diagonal swapaxes nonzero searchsorted conj conjugate compress".split()
)
SPOKEN = {"conj": "positive"}
TOTALS = frozenset(["sum", "prod", "cumsum", "cumprod"])


KEEPING = frozenset(
    "broadcast_to expand_dims squeeze roll tile repeat flip concat stack swapaxes moveaxis diag tril triu pad take_along_axis trace masked take "
    "ravel scatter_add put unpad sort kron".split()
)


class NumpyLike(Tensor):
    """What arrays of NumPy, autograd and JAX share."""

    functions: Any = None  # the functions of the module, which are methods too
    spoken = "numpy.ndarray"  # how its class is called

    @classmethod
    def result_type(cls, op: Operation, tensors: Sequence[Tensor]) -> DType:
        """What only puts entries in other places keeps their type."""
        if op.name in KEEPING:
            found = widest([t._dtype for t in (tensors[:1] if op.name in ("take", "masked", "take_along_axis", "put") else tensors)])
            return found if found is not None else cls.float_type
        return super().result_type(op, tensors)

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return dtype_text(self._dtype)

    @property
    def itemsize(self) -> int:
        """The number of bytes of one number."""
        return max(self._dtype.bits // 8, 1)

    @property
    def real(self) -> Any:
        """The real part, which is all there is."""
        return self

    @property
    def flat(self) -> Any:
        """The entries one after another."""
        return iter(self.functions.ravel(self))

    @property
    def mT(self) -> Any:
        """The matrices with rows and columns changed over."""
        return self.functions.matrix_transpose(self)

    @property
    def nbytes(self) -> int:
        """The number of bytes the numbers take."""
        return int(self.size) * self.itemsize

    def __getattr__(self, name: str) -> Any:
        if name in METHODS:
            function = self.functions.find(SPOKEN.get(name, name))
            return lambda *args, **options: function(self, *args, **options)
        raise CellError("AttributeError", f"'{self.spoken}' object has no attribute '{name}'")

    def astype(self, dtype: Any, **_: Any) -> Any:
        """Return it in another type."""
        found = as_tensor(type(self), self, self.functions.kind(dtype))
        return self.functions._boxed(found) if getattr(self, "box", False) else found

    def copy(self, *_: Any, **__: Any) -> Any:
        """Return a copy."""
        return type(self)._plain()(self.line, self._dtype).made_from(TABLE["identity"], [self])

    def flatten(self, *_: Any) -> Any:
        """Return the entries in one row, as an array of its own."""
        return self.functions.ravel(self).copy()

    def __len__(self) -> int:
        if not self.ndim:
            raise CellError("TypeError", "len() of unsized object")
        return arrays.shape_of(self.value)[0]

    def __bool__(self) -> bool:
        if self.size > 1:
            raise CellError("ValueError", "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
        return bool(self.item())

    def __float__(self) -> float:
        if self.ndim:
            raise CellError("TypeError", "only 0-dimensional arrays can be converted to Python scalars")
        return float(self.item())

    def __index__(self) -> int:
        if self.ndim or self._dtype.kind != "i":
            raise CellError("TypeError", "only integer scalar arrays can be converted to a scalar index")
        return int(self.item())

    def __iter__(self) -> Any:
        if not self.ndim:
            raise CellError("TypeError", "iteration over a 0-d array")
        return (self[k] for k in range(len(self)))

    def __floordiv__(self, other: Any) -> Any:
        return self._whole(self / other, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._whole(other / self, other)

    def _whole(self, quotient: Any, other: Any) -> Any:
        if quotient is NotImplemented:
            return quotient
        found = apply(type(quotient), TABLE["floor"], quotient)
        exact = (
            self._dtype.kind != "f"
            and (other._dtype.kind if isinstance(other, Tensor) else "f" if isinstance(other, float) else "i") != "f"
        )
        return as_tensor(type(found), found, self._dtype if self._dtype.kind == "i" else self.int_type) if exact else found

    def __rmod__(self, other: Any) -> Any:
        return self._with("mod", other, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __round__(self, digits: int | None = None) -> Any:
        return self.functions.round(self, digits or 0) if digits is not None else round(self.item())

    def __and__(self, other: Any) -> Any:
        return self._bits("bitwise_and", other)

    def __or__(self, other: Any) -> Any:
        return self._bits("bitwise_or", other)

    def __xor__(self, other: Any) -> Any:
        return self._bits("bitwise_xor", other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __lshift__(self, other: Any) -> Any:
        return self._bits("left_shift", other)

    def __rshift__(self, other: Any) -> Any:
        return self._bits("right_shift", other)

    def __invert__(self) -> Any:
        return self.functions.bitwise_not(self)

    def _bits(self, name: str, other: Any) -> Any:
        return getattr(self.functions, name)(self, other) if isinstance(other, Tensor | int | list) else NotImplemented

    __hash__ = Tensor.__hash__

    def __getitem__(self, index: Any) -> Any:
        parts = index if isinstance(index, tuple) else (index,)
        if any([isinstance(p, float | str) or (isinstance(p, Tensor) and p._dtype.kind == "f") for p in parts]):
            text = "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices"
            raise CellError("IndexError", text, "use int(…)")
        if all([isinstance(p, int | slice) and not isinstance(p, bool) for p in parts]):
            size = arrays.shape_of(self.value)
            if len(parts) > len(size):
                text = f"too many indices for array: array is {len(size)}-dimensional, but {len(parts)} were indexed"
                raise CellError("IndexError", text, "use fewer")
            parts = tuple([self._inside(p, k, size[k]) if isinstance(p, int) else p for k, p in enumerate(parts)])
            index = parts if isinstance(index, tuple) else parts[0]
        return super().__getitem__(index)

    def _inside(self, k: int, axis: int, size: int) -> int:
        if not -size <= k < size:
            raise CellError("IndexError", f"index {k} is out of bounds for axis {axis} with size {size}", f"the last one is {size - 1}")
        return k


class ndarray(Viewed, NumpyLike):
    """An array of NumPy. A number of NumPy is one without axes; ``box`` marks an array without axes."""

    framework = "numpy"
    box = False

    @classmethod
    def result_type(cls, op: Operation, tensors: Sequence[Tensor]) -> DType:
        """NumPy's rule: whole numbers of 32 bits and more beside single floats make doubles."""
        found = super().result_type(op, tensors)
        if op.name in TOTALS and found.kind != "f":
            return INT64
        if op.name in COMPARISONS or op.name in ("where", "getitem", "take", "masked"):
            return found
        kinds = [t._dtype for t in tensors if not t.weak]
        whole, floats = widest([k for k in kinds if k.kind == "i"]), widest([k for k in kinds if k.kind == "f"])
        return FLOAT64 if whole and floats and whole.bits >= 32 and floats.bits <= 32 and len(kinds) > 1 else found

    @classmethod
    def refusal(cls, op: Operation, tensors: Sequence[Tensor], error: CellError) -> CellError:
        """Return what NumPy says of shapes that do not fit."""
        return numpy_says(op, tensors, error)

    def __repr__(self) -> str:
        value = self.value
        if not self.ndim and self.line in self._session.left:  # what a framework's numpy() gives is shown as a plain number
            return number_text(value, self._dtype)
        if not self.ndim and not self.box:
            name = self._dtype.name
            return f"np.{bool(value)}_" if name == "bool" else f"np.{name}({number_text(value, self._dtype)})"
        usual = self._dtype in (FLOAT64, INT64, BOOL) and self.size
        extra = [f"shape={self.shape}"] if self.size > options()["threshold"] or (not self.size and self.shape != (0,)) else []
        return repr_text("array", value, self._dtype, ", ".join([*extra, *([] if usual else [f"dtype={self._dtype.name}"])]))

    def __str__(self) -> str:
        return array_text(self.value, self._dtype)

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        if self.ndim:
            raise CellError(
                "TypeError", "unsupported format string passed to numpy.ndarray.__format__", "format a single entry, or use np.round"
            )
        return format(self.item(), spec)

    @property
    def T(self) -> Any:
        """The transposed array."""
        return self.functions.transpose(self)

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        parts = index if isinstance(index, tuple) else (index,)
        if not all([k is None or k is Ellipsis or (isinstance(k, int | slice) and not isinstance(k, bool)) for k in parts]):
            return found
        return part(found, self, index)

    def fill(self, value: Any) -> None:
        """Set all entries."""
        self[...] = value

    def view(self, *_: Any) -> Any:
        """Return it."""
        return self

    def scalar_type(self) -> ScalarType | None:
        """Return the class that a single number has in NumPy; None for an array."""
        kind = self._dtype
        return None if self.ndim or self.box else ScalarType(kind.name, kind.kind, kind.bits)

    def __setitem__(self, index: Any, new: Any) -> None:
        index = tuple([_place(k) for k in index]) if isinstance(index, tuple) else _place(index)
        try:
            value = arrays.setitem(self.value, index, as_tensor(ndarray, new).value)
        except arrays.ArrayError as error:
            raise CellError("IndexError" if "outside" in error.message else "ValueError", error.message, error.hint) from None
        self.line = current().leaf(value, self._dtype)

    def _changed(self, result: Any, work: str) -> Any:
        """Take over a result, as ``+=`` does: everyone who holds this array sees it."""
        if not isinstance(result, ndarray) or (not self.ndim and not self.box) or type(result) is not type(self):
            return result
        if result._dtype.is_floating and not self._dtype.is_floating:
            raise CellError(
                "UFuncTypeError", f"Cannot cast ufunc '{work}' output from dtype('{result._dtype.name}') to dtype('{self._dtype.name}') with casting "
                "rule 'same_kind'", "make the array of floats: np.array([1.0, 2.0])",
            )  # fmt: skip
        if result.shape != self.shape:
            raise CellError("ValueError", f"non-broadcastable output operand with shape {self.shape} doesn't match {result.shape}")
        self.line = as_tensor(ndarray, result, self._dtype).line
        return self

    def __iadd__(self, other: Any) -> Any:
        return self._changed(self + other, "add")

    def __isub__(self, other: Any) -> Any:
        return self._changed(self - other, "subtract")

    def __imul__(self, other: Any) -> Any:
        return self._changed(self * other, "multiply")

    def __itruediv__(self, other: Any) -> Any:
        return self._changed(self / other, "divide")

    def __ipow__(self, other: Any) -> Any:
        return self._changed(self**other, "power")


def _place(index: Any) -> Any:
    """Return an index in plain numbers."""
    return index.tolist() if isinstance(index, Tensor) else [_place(k) for k in index] if isinstance(index, list | range) else index


ndarray.__module__ = "numpy"
NUMPY = NumpyFunctions(ndarray)
ndarray.functions = NUMPY


def _numpy() -> Any:
    from .modules import Namespace

    return Namespace(
        "numpy",
        {**numpy_names(NUMPY), "ndarray": ndarray, "random": random_module("numpy.random", ndarray), "__version__": "2.4.6"},
        NUMPY.find,
    )


numpy = _numpy()

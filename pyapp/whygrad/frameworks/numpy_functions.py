"""The functions of NumPy, under NumPy's names, for arrays of NumPy, of autograd and of JAX."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import BOOL, DType
from .functions import taken
from .numpy_random import entries_of
from .numpy_refusals import ragged
from .numpy_statistics import Statistics
from .session import CellError
from .tensor import Tensor, apply, as_tensor, dtype_of

__all__ = ["NumpyFunctions"]

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


class NumpyFunctions(Statistics):
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

    def t(self, value: Any) -> Any:
        """Return a value as an array of the module."""
        if (
            self.cls.framework == "numpy"
            and (getattr(value, "traced", False) or getattr(value, "staged", False))
            and value.framework == "jax"
        ):
            text = (
                f"The numpy.ndarray conversion method __array__() was called on traced array with shape {value._short().removeprefix('~')}"
            )
            raise CellError("TracerArrayConversionError", text, "use the function of jax.numpy, through which slopes go")
        return super().t(value)

    def find(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, or None."""
        return None if name in self.hidden else super().find(OTHER.get(name, name))

    def any_name(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, one of other modules too."""
        return super().find(OTHER.get(name, name))

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
        text = ragged(value) if isinstance(value, list | tuple) else ""
        if text and not any([isinstance(v, Tensor) for v in value]):
            raise CellError("ValueError", text, "give rows of the same length")
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
        if not k:
            return self._made(arrays.eye(n, m), dtype)
        return self._made(arrays.asarray([[float(j == i + k) for j in range(m)] for i in range(n)]), dtype)

    def identity(self, n: int, dtype: Any = None) -> Any:
        return self.eye(n, dtype=dtype)

    def logspace(self, start: float, stop: float, num: int = 50, base: float = 10.0, **o: Any) -> Any:
        return self.t(float(base)) ** self.linspace(start, stop, num)

    def linspace(
        self, start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None, **o: Any
    ) -> Any:
        start, stop, num = float(start), float(stop), int(num)
        entries_of((num,))
        step = (stop - start) / max(num - 1 if endpoint else num, 1)
        found = self._made(
            arrays.value_of([stop if endpoint and k == num - 1 and k else start + k * step for k in range(num)], (num,)), dtype
        )
        return (found, step) if retstep else found

    def frombuffer(self, *_: Any, **__: Any) -> Any:
        raise CellError("NotImplementedError", "np.frombuffer is not supported.")

    def copy(self, x: Any, **_: Any) -> Any:
        return self.t(x).copy()

    # what an array is
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

    def argmax(self, x: Any, axis: Any = None, *_: Any, **o: Any) -> Any:
        return super().argmax(x, axis, **o)

    def any(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self._as(self.sum(self._as(x, self.cls.int_type), axis, **o) > 0, BOOL)

    def all(self, x: Any, axis: Any = None, **o: Any) -> Any:
        x = self.t(x)
        return self._as(self.prod(self._as(x != 0, self.cls.int_type), axis, **o) > 0, BOOL)

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

    def modf(self, x: Any) -> tuple[Any, Any]:
        x = self._floating(x)
        whole = self.trunc(x)
        return x - whole, whole

    def positive(self, x: Any) -> Any:
        return self.t(x)

    real = conj = conjugate = positive

    def isreal(self, x: Any) -> Any:
        return self.t(x) == x

    def astype(self, x: Any, dtype: Any, **_: Any) -> Any:
        return self.t(x).astype(dtype)

    def logical_xor(self, a: Any, b: Any) -> Any:
        return self._as(self.t(a), BOOL) != self._as(self.t(b), BOOL)

    def vecdot(self, a: Any, b: Any, axis: int = -1, **_: Any) -> Any:
        return self.sum(self.t(a) * self.t(b), axis)

    def floor_divide(self, a: Any, b: Any) -> Any:
        return self.t(a) // b

    def divmod(self, a: Any, b: Any) -> Any:
        return divmod(self.t(a), b)

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
        if len(values) == 1:
            raise CellError("ValueError", "either both or neither of x and y should be given", "write np.where(test, a, b)")
        return super().where(condition, *values) if values else self.nonzero(condition)

    def clip(self, x: Any, *bounds: Any, **o: Any) -> Any:
        x = self.t(x)
        low = taken(o, ("min", "a_min"), bounds[0] if bounds else None)
        high = taken(o, ("max", "a_max"), bounds[1] if len(bounds) > 1 else None)
        if isinstance(low, Tensor | list) or isinstance(high, Tensor | list):
            x = x if low is None else self.maximum(x, low)
            return x if high is None else self.minimum(x, high)
        return super().clip(x, low, high)

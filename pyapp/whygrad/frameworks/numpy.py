"""NumPy, as far as cells about gradients use it: arrays of doubles that print as NumPy's do."""

from __future__ import annotations

import math
import random as python_random
from typing import Any

from .. import arrays
from ..arrays import Array
from ..operations import TABLE
from .dtypes import BOOL, DTYPES, FLOAT32, FLOAT64, INT32, INT64, DType, array_text, number_text
from .functions import Functions
from .modules import Namespace
from .session import current
from .tensor import Tensor, apply, as_tensor, dtype_of, shape_arg

__all__ = ["METHODS", "ndarray", "numpy"]

METHODS = frozenset(
    [
        "sum",
        "mean",
        "prod",
        "var",
        "std",
        "argmax",
        "argmin",
        "cumsum",
        "reshape",
        "transpose",
        "squeeze",
        "ravel",
        "dot",
        "clip",
        "sin",
        "cos",
        "tan",
        "exp",
        "log",
        "sqrt",
        "abs",
        "tanh",
        "sigmoid",
        "relu",
        "square",
        "norm",
        "pow",
        "matmul",
        "mm",
        "mv",
        "t",
        "softmax",
        "log_softmax",
        "floor",
        "ceil",
        "round",
        "sign",
        "cumprod",
        "repeat",
        "trace",
        "det",
        "inverse",
        "sort",
        "flip",
        "outer",
    ]
)


class ndarray(Tensor):
    """An array of NumPy. A number of NumPy is one without axes."""

    framework = "numpy"

    def __repr__(self) -> str:
        value = self.value
        if not isinstance(value, Array):
            return number_text(value, self._dtype)
        usual = self._dtype in (FLOAT64, INT64, BOOL)
        return f"array({array_text(value, self._dtype, ', ', '       ')}{'' if usual else f', dtype={self._dtype.name}'})"

    def __str__(self) -> str:
        return array_text(self.value, self._dtype)

    def __getattr__(self, name: str) -> Any:
        if name in METHODS or name in ("max", "min"):
            function = NUMPY.find({"max": "amax", "min": "amin", "pow": "power"}.get(name, name))
            if function is not None:
                return lambda *args, **options: function(self, *args, **options)
        raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")

    def astype(self, dtype: Any, **_: Any) -> Any:
        """Return it in another type."""
        return as_tensor(ndarray, self, dtype_of(dtype, FLOAT64))

    def copy(self) -> Any:
        """Return a copy."""
        return self

    def flatten(self) -> Any:
        """Return the entries in one row."""
        return NUMPY.ravel(self)

    def __setitem__(self, index: Any, new: Any) -> None:
        value = arrays.setitem(self.value, index if not isinstance(index, Tensor) else index.tolist(), as_tensor(ndarray, new).value)
        self.line = current().leaf(value, self._dtype)


class _Functions(Functions):
    """NumPy's own names."""

    def array(self, value: Any, dtype: Any = None, **_: Any) -> Any:
        if isinstance(value, Tensor) and self.cls is ndarray:
            return as_tensor(ndarray, ndarray(current().leaf(value.value, value._dtype), value._dtype), dtype)
        return as_tensor(self.cls, value, dtype)

    asarray = array

    def max(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amax(x, axis, **o)

    def min(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amin(x, axis, **o)

    def log(self, x: Any) -> Any:
        return apply(self.cls, TABLE["ln"], self.t(x))

    def shape(self, x: Any) -> Any:
        return arrays.shape_of(self.t(x).value)

    def isnan(self, x: Any) -> Any:
        return apply(self.cls, TABLE["not_equal"], self.t(x), self.t(x))

    def vstack(self, values: Any) -> Any:
        return self.concat([v if self.t(v).ndim > 1 else self.reshape(v, (1, -1)) for v in values], 0)

    def hstack(self, values: Any) -> Any:
        return self.concat(values, 1 if self.t(values[0]).ndim > 1 else 0)


NUMPY = _Functions(ndarray)


def random_names(functions: Functions) -> dict[str, Any]:
    """Return the functions of a module for random numbers. They are the same on every run, and not those of the real library."""

    def seed(n: int = 0) -> None:
        current().seed = int(n)

    def rand(*shape: int) -> Any:
        return functions.uniform(shape)

    def randn(*shape: int) -> Any:
        return functions.normal(shape)

    def normal(loc: float = 0.0, scale: float = 1.0, size: Any = ()) -> Any:
        return functions.normal(() if size is None else size, loc, scale)

    def uniform(low: float = 0.0, high: float = 1.0, size: Any = ()) -> Any:
        return functions.uniform(() if size is None else size, low, high)

    def randint(low: int, high: int | None = None, size: Any = ()) -> Any:
        low, high = (0, low) if high is None else (low, high)
        session = current()
        session.seed += 1
        draw = python_random.Random(session.seed).randrange
        shape = shape_arg(size)
        numbers = [float(draw(low, high)) for _ in range(math.prod(shape))]
        return functions.cls(session.leaf(arrays.value_of(numbers, shape), INT64), INT64)

    def default_rng(n: int = 0) -> Namespace:
        current().seed = int(n)
        return Namespace(
            "Generator",
            {
                "normal": normal,
                "uniform": uniform,
                "random": rand,
                "standard_normal": lambda size=(): randn(*shape_arg(size)),
                "integers": randint,
            },
        )

    return {
        "seed": seed,
        "rand": rand,
        "randn": randn,
        "normal": normal,
        "uniform": uniform,
        "randint": randint,
        "random": rand,
        "default_rng": default_rng,
    }


TYPES: dict[str, DType] = {
    **{n: d for n, d in DTYPES.items() if n not in ("float", "int")},
    "float_": FLOAT64,
    "single": FLOAT32,
    "intc": INT32,
    "bool_": BOOL,
}
numpy = Namespace(
    "numpy",
    {**TYPES, "ndarray": ndarray, "random": Namespace("numpy.random", random_names(NUMPY)), "linalg": Namespace("numpy.linalg", {}, NUMPY.find),
     "__version__": "2.4.6", "set_printoptions": lambda **_: None, "testing": Namespace("numpy.testing", {"assert_allclose": lambda *a, **o: None})},
    NUMPY.find,
)  # fmt: skip

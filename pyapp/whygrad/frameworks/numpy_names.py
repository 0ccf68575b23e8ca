"""The names of a module of NumPy that are no plain functions: types, settings, linalg, and brackets that join."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .dtypes import BOOL, DTYPES, FLOAT32, FLOAT64, ScalarType, dtype_text
from .modules import Namespace
from .numpy_functions import NumpyFunctions
from .numpy_grids import Axes, Grid
from .printing import array_text, options, printoptions, set_printoptions
from .session import CellError, kind_named
from .tensor import dtype_of

__all__ = ["numpy_names"]


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


class iinfo:
    """What a type of whole numbers can hold."""

    def __init__(self, dtype: Any) -> None:
        kind = dtype_of({int: "int64"}.get(dtype, dtype), FLOAT64)
        signed = not kind.name.startswith("u")
        self.bits, self.min, self.max = kind.bits, -(2 ** (kind.bits - 1)) * signed, 2 ** (kind.bits - signed) - 1


def _is_kind(dtype: Any, kind: Any) -> bool:
    found = dtype_of(dtype, FLOAT64)
    kinds = {float: "f", int: "i", bool: "b"}
    return found.kind == kinds[kind] if kind in kinds else found == dtype_of(kind, FLOAT64)


def _close(functions: NumpyFunctions) -> Callable[..., None]:
    def check(a: Any, b: Any, rtol: float = 1e-7, atol: float = 0.0, **_: Any) -> None:
        if not functions.allclose(a, b, rtol, atol):
            raise CellError("AssertionError", f"Not equal to tolerance rtol={rtol}, atol={atol}")

    return check


def numpy_names(functions: NumpyFunctions) -> dict[str, Any]:
    """Return the names of a module of NumPy that are no plain functions."""
    linalg = Namespace("numpy.linalg", {"LinAlgError": kind_named("LinAlgError")}, functions.any_name)
    close = _close(functions)

    def text(x: Any, *_: Any, precision: Any = None, suppress_small: Any = None, separator: str = " ", **o: Any) -> str:
        with printoptions(precision=precision, suppress=suppress_small):
            x = functions.t(x)
            return array_text(x.value, x._dtype, separator)

    names: dict[str, Any] = {n: ScalarType(d.name, d.kind, d.bits) for n, d in DTYPES.items() if n not in ("float", "int")}
    names |= {
        "bool_": BOOL, "float_": FLOAT64, "single": FLOAT32, "intp": DTYPES["int64"], "intc": DTYPES["int32"], "integer": int, "floating": float,
        "linalg": linalg, "c_": _Columns(functions.column_stack), "r_": _Columns(functions.hstack), "s_": Axes(), "index_exp": Axes(), "mgrid": Grid(functions, True), "ogrid": Grid(functions, False),
        "euler_gamma": 0.5772156649015329, "iinfo": iinfo, "issubdtype": _is_kind, "finfo": finfo, "dtype": dtype_text,
        "set_printoptions": set_printoptions, "printoptions": printoptions, "array2string": text, "array_str": text,
        "get_printoptions": lambda: dict(options()), "seterr": lambda **_: {}, "errstate": printoptions_nothing,
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

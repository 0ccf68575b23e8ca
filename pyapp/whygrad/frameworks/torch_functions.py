"""The functions of PyTorch, under its own names: reductions, and how a name is found."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from .. import arrays
from ..operations import TABLE
from .functions import KEEP, Functions, taken
from .session import CellError
from .tensor import Tensor, apply, operation_named
from .torch import TorchTensor
from .torch_checks import axis_in, refused
from .torch_matrices import TorchMatrices
from .torch_memory import write
from .torch_statistics import pair

__all__ = ["TORCH", "find"]

RENAMED = {
    "log": "ln", "neg": "negative", "negative": "negative", "acos": "arccos", "asin": "arcsin", "atan": "arctan", "asinh": "arsinh",
    "acosh": "arcosh", "atanh": "artanh", "arctan2": "atan2", "square": "square", "lgamma": "lgamma", "expit": "sigmoid", "absolute": "abs",
    "eq": "equal", "ne": "not_equal", "lt": "less", "gt": "greater", "le": "less_equal", "ge": "greater_equal", "not_equal": "not_equal",
    "less": "less", "greater": "greater", "less_equal": "less_equal", "greater_equal": "greater_equal", "digamma": "digamma",
}  # fmt: skip
NO_METHODS = frozenset(
    [
        "tensor",
        "as_tensor",
        "asarray",
        "from_numpy",
        "Tensor",
        "ones",
        "zeros",
        "empty",
        "full",
        "eye",
        "arange",
        "range",
        "linspace",
        "logspace",
        "rand",
        "randn",
        "randint",
        "randperm",
        "manual_seed",
        "seed",
        "initial_seed",
        "cat",
        "concat",
        "concatenate",
        "stack",
        "vstack",
        "hstack",
        "column_stack",
        "meshgrid",
        "einsum",
        "is_tensor",
        "scalar_tensor",
        "find",
        "method",
        "part",
        "set_part",
        "change",
        "turned",
        "broadcast_tensors",
        "get_rng_state",
        "set_rng_state",
        "rand_like",
        "randn_like",
        "zeros_like",
        "ones_like",
        "full_like",
        "empty_like",
        "one_hot",
        "pad",
        "fill",
        "uniform",
        "cartesian_prod",
        "is_grad_enabled",
        "expand_dims",
        "gather_nd",
        "atleast_1d",
        "atleast_2d",
        "atleast_3d",
        "block_diag",
        "broadcast_shapes",
        "cartesian_prod",
        "combinations",
        "dstack",
        "row_stack",
        "tril_indices",
        "triu_indices",
        "vander",
        "bucketize",
        "searchsorted",
        "trapezoid",
        "sqrt_of",
        "resize_to",
        "linalg_norm",
    ]
)


ALSO = {"other": "b", "mat2": "b", "x1": "a", "x2": "b", "split_size_or_sections": "size"}
"""Arguments that have another name here."""
AFTER = ("where",)  # whose input stands second
TAKES_OTHERS = inspect.CO_VARKEYWORDS
ARGUMENTS = re.compile(r"[\w.<>]*\w>?\(\)( (?:missing|takes|got) .*)")
USUAL = frozenset(
    "dim axis keepdim keepdims keep_dims dtype out input other self x exponent device layout pin_memory requires_grad generator memory_format "
    "name inplace size stable x1 x2 split_size_or_sections tensors mat2 vec vec1 vec2 index source tensor src value values mask min max equation operands".split()
)


def keywords(function: Callable[..., Any]) -> frozenset[str]:
    """Return the keywords that a function may be given: its arguments, and the names that it, or what it calls, looks for among others."""
    found, seen, waiting = set(USUAL), set(), [getattr(function, "__code__", None)]
    while waiting:
        code = waiting.pop()
        if code is None or code in seen:
            continue
        seen.add(code)
        constants = [c if isinstance(c, tuple | frozenset) else (c,) for c in code.co_consts]
        found.update(code.co_varnames, [c for row in constants for c in row if isinstance(c, str)])
        if code.co_flags & TAKES_OTHERS:
            waiting += [getattr(getattr(TorchFunctions, name, None), "__code__", None) for name in code.co_names]
    return frozenset(found)


class _Strided:
    def __repr__(self) -> str:
        return "torch.strided"


class TorchFunctions(TorchMatrices):
    """PyTorch's own names."""

    layout = _Strided()

    def __init__(self, cls: type[Tensor]) -> None:
        super().__init__(cls)
        self.known: dict[str, Callable[..., Any] | None] = {}

    def find(self, name: str) -> Callable[..., Any] | None:
        """Return the function called ``name``, or None. It knows its name, and puts its result into ``out`` if that is given."""
        if name not in self.known:
            function = self._found(name)
            code = getattr(function, "__code__", None)
            own = code.co_varnames[: code.co_argcount] if code is not None else ()
            allowed = keywords(function) if function is not None else frozenset()

            def called(*args: Any, **options: Any) -> Any:
                for key in options:
                    if key not in allowed:
                        raise refused(f"{name}() got an unexpected keyword argument '{key}'", "TypeError", "look up how it is spelled")
                if "input" in options:
                    at = name in AFTER
                    args = (*args[:at], options.pop("input"), *args[at:])
                for key in [k for k in options if k in ALSO and k not in own and ALSO[k] in own]:
                    options[ALSO[key]] = options.pop(key)
                out = options.pop("out", None) if options else None
                try:
                    result = function(*args, **options)  # type: ignore[misc]
                except TypeError as error:
                    if isinstance(error, CellError) or not (told := ARGUMENTS.match(str(error))):
                        raise
                    raise refused(f"{name}(){told[1]}", "TypeError", "look up what it takes") from None
                return result if out is None else write(out, result, "")

            called.__name__ = called.__qualname__ = name
            self.known[name] = called if function is not None else None
        return self.known[name]

    def _found(self, name: str) -> Callable[..., Any] | None:
        if name == "t":
            return self.turned
        if name.endswith("_") and not name.endswith("__") and self.method(name[:-1]) is not None:
            return lambda x, *args, **o: self.change(x, name[:-1], *args, **o)
        if name in RENAMED:
            op = TABLE[RENAMED[name]]
            return lambda x, *more, **o: apply(TorchTensor, op, self._given(name, x, o), *more, *[o[k] for k in ("other",) if k in o])
        if name not in type(self).__dict__ and operation_named(name) is not None and not hasattr(TorchMatrices, name):
            function = Functions.find(self, name)
            return function and (lambda x=None, *args, **o: function(self._first(name, x, args, o), *args, **o))
        return Functions.find(self, name)

    def _first(self, name: str, x: Any, args: Any, o: dict[str, Any]) -> Any:
        return x if any([isinstance(a, Tensor) for a in args]) else self._given(name, x, o)

    def method(self, name: str) -> Callable[..., Any] | None:
        """Return the function behind a method of tensors, or None."""
        if name in NO_METHODS or name.startswith("_"):
            return None
        return self.find(name)

    # reductions
    def sum(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        return self._reduce("sum", self._given("sum", x, o), dim, {"keepdims": keepdim, **o})

    def nansum(self, x: Any, *args: Any, **o: Any) -> Any:
        return self.sum(self.nan_to_num(x), *args, **o)

    def mean(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        x = self._given("mean", x, o)
        return self._reduce("mean", x, dim, {"keepdims": keepdim, **o}) if x._dtype.is_floating or o.get("dtype") else self._mean(x)

    @staticmethod
    def _mean(x: Any) -> Any:
        return TorchTensor.result_type(TABLE["mean"].bind(), [x])

    def var(self, x: Any, dim: Any = None, unbiased: Any = True, **o: Any) -> Any:
        return self._spread("var", x, dim, unbiased, o)

    def std(self, x: Any, dim: Any = None, unbiased: Any = True, **o: Any) -> Any:
        return self._spread("std", x, dim, unbiased, o)

    def _spread(self, name: str, x: Any, dim: Any, unbiased: Any, o: dict[str, Any]) -> Any:
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        op = TABLE[name].bind(
            axis=taken(o, ("axis",), dim), keepdims=bool(taken(o, KEEP, False)), ddof=int(taken(o, ("correction",), int(unbiased)))
        )
        return apply(TorchTensor, op, x)

    def std_mean(self, x: Any, *args: Any, **o: Any) -> Any:
        return self.std(x, *args, **o)._rename("StdMeanBackward0"), self.mean(x, *args, **o)._rename("StdMeanBackward0")

    def var_mean(self, x: Any, *args: Any, **o: Any) -> Any:
        return self.var(x, *args, **o)._rename("VarMeanBackward0"), self.mean(x, *args, **o)._rename("VarMeanBackward0")

    def max(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        return self._best("max", self.maximum, x, o.get("other", dim), keepdim)

    def min(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        return self._best("min", self.minimum, x, o.get("other", dim), keepdim)

    def _best(self, name: str, either: Any, x: Any, dim: Any, keepdim: Any) -> Any:
        if isinstance(dim, Tensor):
            return either(x, dim)
        if not x.numel():
            raise refused(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
            )
        if dim is None:
            return self._reduce(f"a{name}", x, None, {})._rename(f"{name.title()}Backward1")
        axis_in(dim, x.ndim)
        if not x.ndim:
            return pair(name, x.clone(), self.tensor(0))
        places = apply(TorchTensor, TABLE[f"arg{name}"].bind(axis=dim), x)
        values = self._reduce(f"a{name}", x, dim, {"keepdims": keepdim})
        kept = self._reduce(f"a{name}", x, dim, {"keepdims": True})
        if sum(arrays.data_of((x == kept).value)) > places.numel():  # several are the largest: PyTorch takes one of them
            values = self.gather(x, dim, self.unsqueeze(places, dim))
            values = values if keepdim else self.squeeze(values, dim)
        places = self.unsqueeze(places, dim) if keepdim else places
        return pair(name, values._rename(f"{name.title()}Backward0"), places)

    def amax(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        return self._reduce("amax", x, dim if dim != () else None, {"keepdims": keepdim, **o})

    def amin(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        return self._reduce("amin", x, dim if dim != () else None, {"keepdims": keepdim, **o})

    def argmax(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        found = apply(TorchTensor, TABLE["argmax"].bind(axis=o.get("axis", dim)), x)
        return self.unsqueeze(found, dim) if keepdim and dim is not None else found

    def argmin(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        found = apply(TorchTensor, TABLE["argmin"].bind(axis=o.get("axis", dim)), x)
        return self.unsqueeze(found, dim) if keepdim and dim is not None else found

    def sort(self, x: Any, dim: Any = -1, descending: Any = False, **o: Any) -> Any:
        order = self.argsort(x, dim, descending)
        return pair("sort", (self.gather(x, dim, order) if x.ndim else x)._rename("SortBackward0"), order)

    def argsort(self, x: Any, dim: Any = -1, descending: Any = False, **o: Any) -> Any:
        key = -x.detach() if descending else x.detach()
        return apply(TorchTensor, TABLE["argsort"].bind(axis=dim), key)

    def topk(self, x: Any, k: Any, dim: Any = -1, largest: Any = True, **o: Any) -> Any:
        if not 0 <= k <= (x.shape[dim] if x.ndim else 1):
            raise refused("selected index k out of range")
        order = self.narrow(self.argsort(x, dim, largest), dim, 0, k)
        return pair("topk", self.gather(x, dim, order)._rename("TopkBackward0"), order)

    def cumsum(self, x: Any, dim: Any = None, **o: Any) -> Any:
        return Functions.cumsum(self, x, o.get("axis", dim))

    def cumprod(self, x: Any, dim: Any = None, **o: Any) -> Any:
        return Functions.cumprod(self, x, o.get("axis", dim))

    def norm(self, x: Any, p: Any = 2, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        order = taken(o, ("ord",), p)
        order = 2 if order in ("fro", None) else order
        return self._reduce("norm", x, dim, {"keepdims": keepdim}, ord=order)

    vector_norm = norm

    def matrix_norm(self, x: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: Any = False) -> Any:
        """Return the norm of a matrix: of its entries, its columns (1), its rows (inf) or its singular values (2 and "nuc")."""
        if ord in ("fro", None):
            return self.norm(x, 2, tuple(dim), keepdim)
        if x.ndim != 2:
            raise refused("norms of more than one matrix at a time are supported with ord='fro'.", "NotImplementedError")
        if ord in ("nuc", 2, -2):
            sizes = self.svdvals(x)
            return self.sum(sizes) if ord == "nuc" else sizes[0 if ord == 2 else -1]
        if abs(ord) not in (1, float("inf")):
            raise refused(f"linalg.matrix_norm: Order {ord} not supported.")
        sums = self.sum(abs(x), dim[0] if abs(ord) == 1 else dim[1])
        return self.amax(sums) if ord > 0 else self.amin(sums)

    def linalg_norm(self, x: Any, ord: Any = None, dim: Any = None, keepdim: Any = False, **_: Any) -> Any:
        """Return what torch.linalg.norm gives: of a matrix with an order its norm as a matrix."""
        if ord is not None and ((dim is None and x.ndim == 2) or (isinstance(dim, tuple | list) and len(dim) == 2)):
            return self.matrix_norm(x, ord, (-2, -1) if dim is None else dim, keepdim)
        return self.norm(x, 2 if ord is None else ord, dim, keepdim)

    def dist(self, a: Any, b: Any, p: Any = 2) -> Any:
        return self.norm(a - b, p)._rename("DistBackward0")

    def logsumexp(self, x: Any, dim: Any = None, keepdim: Any = False, **o: Any) -> Any:
        return self._reduce("logsumexp", x, dim, {"keepdims": keepdim, **o})._rename("LogsumexpBackward0")


TORCH = TorchFunctions(TorchTensor)
find = TORCH.find  # the function of PyTorch of a name, or None

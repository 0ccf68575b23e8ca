"""PyTorch's arithmetic, comparisons and number types, under its own names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import arrays
from ..operations import TABLE
from .dtypes import BOOL, INT64, LARGEST
from .functions import Functions, taken
from .tensor import Tensor, apply, as_tensor
from .torch import TorchTensor
from .torch_checks import promoted, refused
from .torch_graph import graph
from .torch_parts import places_of
from .torch_places import Places
from .torch_types import TYPES

__all__ = ["Arithmetic"]


class Arithmetic(Places):
    """Functions entry by entry."""

    @staticmethod
    def _given(name: str, x: Any, o: dict[str, Any]) -> Any:
        x = o.pop("input", x)
        if not isinstance(x, Tensor):
            raise refused(
                f"{name}(): argument 'input' (position 1) must be Tensor, not {type(x).__name__}", "TypeError", "torch.tensor(…) makes one"
            )
        return x

    # arithmetic
    def pow(self, x: Any, exponent: Any, **_: Any) -> Any:
        return self.t(x) ** exponent if isinstance(x, Tensor) else x ** self.t(exponent)

    def square(self, x: Any) -> Any:
        return x**2

    def float_power(self, x: Any, exponent: Any) -> Any:
        return self.t(x).double() ** exponent

    def add(self, a: Any, b: Any, alpha: float = 1, **_: Any) -> Any:
        return self.t(a) + b if alpha == 1 else (a + alpha * b)._rename("AddBackward0")

    def sub(self, a: Any, b: Any, alpha: float = 1, **_: Any) -> Any:
        return self.t(a) - b if alpha == 1 else (a - alpha * b)._rename("SubBackward0")

    subtract = sub

    def mul(self, a: Any, b: Any, **_: Any) -> Any:
        return self.t(a) * b

    multiply = mul

    def div(self, a: Any, b: Any, rounding_mode: Any = None, **_: Any) -> Any:
        found = self.t(a) / b
        return found if rounding_mode is None else self.floor(found) if rounding_mode == "floor" else self.trunc(found)

    divide = true_divide = div

    def floor(self, x: Any) -> Any:
        return apply(TorchTensor, TABLE["floor"], x)

    def floor_divide(self, a: Any, b: Any) -> Any:
        found = self.t(a) / b
        kind = TorchTensor.result_type(TABLE["multiply"], [self.t(a), self.t(b)]) if isinstance(b, Tensor) else self.t(a)._dtype
        if kind.kind == "i" and isinstance(b, int | Tensor):
            if 0 in arrays.data_of(self.t(b).value):
                raise refused("ZeroDivisionError")
            return self.floor(found).to(kind)
        return self.floor(found)

    def trunc(self, x: Any) -> Any:
        return (self.sign(x) * self.floor(abs(x)))._rename("TruncBackward0")

    fix = trunc

    def sign(self, x: Any) -> Any:
        return apply(TorchTensor, TABLE["sign"], x)

    def frac(self, x: Any) -> Any:
        return x - self.trunc(x)

    def round(self, x: Any, decimals: int = 0) -> Any:
        return (
            apply(TorchTensor, TABLE["round"], x) if not decimals else apply(TorchTensor, TABLE["round"], x * 10**decimals) / 10**decimals
        )

    def remainder(self, a: Any, b: Any) -> Any:
        return self.t(a) % b

    def addcmul(self, x: Any, a: Any, b: Any, value: float = 1) -> Any:
        return (x + value * a * b)._rename("AddcmulBackward0")

    def addcdiv(self, x: Any, a: Any, b: Any, value: float = 1) -> Any:
        return (x + value * a / b)._rename("AddcdivBackward0")

    def lerp(self, start: Any, end: Any, weight: Any) -> Any:
        return (start + weight * (end - start))._rename("LerpBackward0")

    def where(self, condition: Any, a: Any = None, b: Any = None, **o: Any) -> Any:
        if isinstance(condition, Tensor) and isinstance(a, Tensor) and condition._dtype.kind != "b":  # x.where(condition, other)
            condition, a = a, condition
        if not isinstance(condition, Tensor):
            kind = type(condition).__name__
            raise refused(
                f"where(): argument 'condition' (position 1) must be Tensor, not {kind}", "TypeError", "torch.tensor(…) makes one"
            )
        if a is None:
            return self.nonzero(condition, as_tuple=True)
        if b is None and "other" not in o:
            raise refused("where() received an invalid combination of arguments - got (Tensor, Tensor)", "TypeError", "give both branches")
        return Functions.where(self, condition, a, o.get("other", b))

    def clamp(self, x: Any, min: Any = None, max: Any = None, **_: Any) -> Any:
        if min is None and max is None:
            raise refused("torch.clamp: At least one of 'min' or 'max' must not be None")
        if isinstance(min, Tensor) or isinstance(max, Tensor):
            x = x if min is None else self.maximum(x, min)
            return x if max is None else self.minimum(x, max)
        return apply(TorchTensor, TABLE["clip"], self._given("clamp", x, {}), *self._bounds(x, min, max))

    clip = clamp

    @staticmethod
    def _bounds(x: Any, low: Any, high: Any) -> tuple[Any, Any]:
        far = 3e38 if x._dtype.kind == "f" else 2**53
        return (-far if low is None else low), (far if high is None else high)

    def clamp_min(self, x: Any, low: Any) -> Any:
        return self.clamp(x, low)

    def clamp_max(self, x: Any, high: Any) -> Any:
        return self.clamp(x, None, high)

    def softmax(self, x: Any, dim: Any = None, **o: Any) -> Any:
        return self._lane("softmax", x, dim, o)

    def log_softmax(self, x: Any, dim: Any = None, **o: Any) -> Any:
        return self._lane("log_softmax", x, dim, o)

    def _lane(self, name: str, x: Any, dim: Any, o: dict[str, Any]) -> Any:
        dim = taken(o, ("axis",), dim)
        if dim is None:
            raise refused(f'{name}() missing 1 required positional arguments: "dim"', "TypeError", "give dim=-1")
        x = x if o.get("dtype") is None else x.to(o["dtype"])
        return apply(TorchTensor, TABLE[name].bind(axis=dim), x) if x.ndim else x * 0 + (name == "softmax")

    def logaddexp(self, a: Any, b: Any) -> Any:
        return self.logsumexp(self.stack([a, b]), 0)._rename("LogaddexpBackward0")

    def xlogy(self, a: Any, b: Any) -> Any:
        return self.where(a == 0, self.zeros_like(b), a * b.log())

    def logit(self, x: Any, eps: Any = None) -> Any:
        x = x if eps is None else self.clamp(x, eps, 1 - eps)
        return (x / (1 - x)).log()._rename("LogitBackward0")

    def nan_to_num(self, x: Any, nan: Any = None, posinf: Any = None, neginf: Any = None) -> Any:
        found = self.where(x == x, x, self.full_like(x, nan or 0.0))
        largest = LARGEST.get(x._dtype.name, 0.0)
        for end, number in ((math.inf, largest if posinf is None else posinf), (-math.inf, -largest if neginf is None else neginf)):
            if end in arrays.data_of(x.value):
                found = self.where(x == end, self.full_like(x, number), found)
        return found._rename("NanToNumBackward0", [x])

    # truths
    def _truths(self, test: Callable[[float], bool], x: Any) -> Any:
        return self._new(arrays.value_of([float(test(v)) for v in arrays.data_of(x.value)], tuple(x.shape)), BOOL)

    def isnan(self, x: Any) -> Any:
        return self._truths(math.isnan, x)

    def isinf(self, x: Any) -> Any:
        return self._truths(math.isinf, x)

    def isfinite(self, x: Any) -> Any:
        return self._truths(math.isfinite, x)

    def bool(self, x: Any) -> Any:
        return self._truths(lambda v: v != 0, x)

    def logical_xor(self, a: Any, b: Any) -> Any:
        return self.bool(a) != self.bool(b)

    def any(self, x: Any, dim: Any = None, **o: Any) -> Any:
        return apply(TorchTensor, TABLE["greater"], self._reduce("amax", self.bool(x).float(), dim, o), 0)

    def all(self, x: Any, dim: Any = None, **o: Any) -> Any:
        return apply(TorchTensor, TABLE["greater"], self._reduce("amin", self.bool(x).float(), dim, o), 0)

    def equal(self, a: Any, b: Any) -> Any:
        return tuple(a.shape) == tuple(b.shape) and arrays.data_of(a.value) == arrays.data_of(b.value)

    def isclose(self, a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, **_: Any) -> Any:
        return abs(a - b) <= atol + rtol * abs(b)

    def nonzero(self, x: Any, as_tuple: Any = False) -> Any:
        rows = places_of(x)
        if as_tuple:
            return tuple([self.tensor(r, dtype=INT64) for r in rows])
        flat = [float(k) for row in zip(*rows, strict=True) for k in row]
        return self._new(arrays.value_of(flat, (len(rows[0]) if rows else 0, x.ndim)), INT64)

    def count_nonzero(self, x: Any, dim: Any = None) -> Any:
        return self.sum(self.bool(x), dim)

    def isreal(self, x: Any) -> Any:
        return self._truths(lambda v: True, x)

    # types
    def is_complex(self, x: Any) -> Any:
        return False

    def is_signed(self, x: Any) -> Any:
        return x._dtype.name not in ("uint8", "bool")

    def is_nonzero(self, x: Any) -> Any:
        return bool(x)

    def conj(self, x: Any) -> Any:
        return x

    resolve_conj = resolve_neg = real = conj

    def can_cast(self, a: Any, b: Any) -> Any:
        return "bif".index(b.kind) >= "bif".index(a.kind)

    def bfloat16(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "bfloat16")

    def short(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "int16")

    def char(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "int8")

    def byte(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "uint8")

    def float(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "float32")

    def double(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "float64")

    def half(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "float16")

    def long(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "int64")

    def int(self, x: Any) -> Any:
        return as_tensor(TorchTensor, x, "int32")

    def cpu(self, x: Any) -> Any:
        return x

    def cuda(self, x: Any) -> Any:
        return x.to("cuda")

    def numel(self, x: Any) -> Any:
        return x.numel()

    def is_tensor(self, x: Any) -> Any:
        return isinstance(x, TorchTensor)

    def is_floating_point(self, x: Any) -> Any:
        return x._dtype.is_floating

    def clone(self, x: Any) -> Any:
        return x.clone()

    def detach(self, x: Any) -> Any:
        return x.detach()

    def result_type(self, a: Any, b: Any) -> Any:
        return (a + b).dtype

    def promote_types(self, a: Any, b: Any) -> Any:
        return TYPES[promoted([a, b]).name]  # type: ignore[union-attr]

    def is_grad_enabled(self) -> Any:
        return graph().recording

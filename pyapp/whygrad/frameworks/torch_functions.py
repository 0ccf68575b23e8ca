"""The functions of PyTorch, under its own names."""

from __future__ import annotations

from typing import Any

from ..operations import TABLE
from .functions import Functions, taken
from .session import current
from .tensor import Tensor, apply, as_tensor
from .torch import TorchTensor
from .torch_graph import EnableGrad, NoGrad

__all__ = ["TORCH", "find"]


class _Functions(Functions):
    """PyTorch's own names."""

    def tensor(self, value: Any, dtype: Any = None, requires_grad: bool = False, **_: Any) -> Any:
        made = as_tensor(TorchTensor, value.tolist() if isinstance(value, Tensor) else value, dtype)
        return made.requires_grad_() if requires_grad else made

    as_tensor = from_numpy = tensor

    def _made(self, value: Any, dtype: Any) -> Any:
        return super()._made(value, dtype)

    def randn(self, *shape: Any, requires_grad: bool = False, dtype: Any = None, **_: Any) -> Any:
        made = self.normal(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape, dtype=dtype)
        return made.requires_grad_() if requires_grad else made

    def rand(self, *shape: Any, requires_grad: bool = False, dtype: Any = None, **_: Any) -> Any:
        made = self.uniform(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape, dtype=dtype)
        return made.requires_grad_() if requires_grad else made

    def ones(self, *shape: Any, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        made = super().ones(*shape, dtype=dtype, **_only_size(o))
        return made.requires_grad_() if requires_grad else made

    def zeros(self, *shape: Any, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        made = super().zeros(*shape, dtype=dtype, **_only_size(o))
        return made.requires_grad_() if requires_grad else made

    def eye(self, n: int, m: int | None = None, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        made = super().eye(n, m, dtype)
        return made.requires_grad_() if requires_grad else made

    def full(self, shape: Any, value: Any = 0.0, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        made = super().full(shape, value, dtype, **o)
        return made.requires_grad_() if requires_grad else made

    def arange(self, *bounds: Any, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        made = super().arange(*bounds, dtype=dtype)
        return made.requires_grad_() if requires_grad else made

    def linspace(self, start: float, stop: float, num: int = 100, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        made = super().linspace(start, stop, taken(o, ("steps",), num), dtype)
        return made.requires_grad_() if requires_grad else made

    def log(self, x: Any, **_: Any) -> Any:
        return apply(TorchTensor, TABLE["ln"], self.t(x))

    def pow(self, x: Any, y: Any) -> Any:
        return self.t(x) ** y if isinstance(x, Tensor) else x ** self.t(y)

    def add(self, a: Any, b: Any, alpha: float = 1, **_: Any) -> Any:
        return a + b if alpha == 1 else a + alpha * b

    def sub(self, a: Any, b: Any, alpha: float = 1, **_: Any) -> Any:
        return a - b if alpha == 1 else a - alpha * b

    def mul(self, a: Any, b: Any, **_: Any) -> Any:
        return a * b

    def div(self, a: Any, b: Any, **_: Any) -> Any:
        return a / b

    def neg(self, a: Any) -> Any:
        return -a

    def t_(self, x: Any) -> Any:
        return x.T

    def unsqueeze(self, x: Any, dim: int) -> Any:
        return self.expand_dims(x, dim)

    def view(self, x: Any, *shape: Any) -> Any:
        return self.reshape(x, *shape)

    def expand(self, x: Any, *shape: Any) -> Any:
        wanted = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
        own = (1,) * (len(wanted) - x.ndim) + tuple(x.shape)
        return self.broadcast_to(x, [o if s == -1 else s for s, o in zip(wanted, own, strict=True)])

    def transpose(self, x: Any, *dims: Any, **_: Any) -> Any:
        return self.swapaxes(x, *dims)

    def permute(self, x: Any, *dims: Any) -> Any:
        return Functions.transpose(self, x, *dims)

    def var(self, x: Any, axis: Any = None, unbiased: bool = True, **o: Any) -> Any:
        return Functions.var(self, x, axis, ddof=int(taken(o, ("correction",), int(unbiased))), **o)

    def std(self, x: Any, axis: Any = None, unbiased: bool = True, **o: Any) -> Any:
        return Functions.std(self, x, axis, ddof=int(taken(o, ("correction",), int(unbiased))), **o)

    def max(self, x: Any, other: Any = None, **o: Any) -> Any:
        return self._best("amax", "argmax", self.maximum, x, other, o)

    def min(self, x: Any, other: Any = None, **o: Any) -> Any:
        return self._best("amin", "argmin", self.minimum, x, other, o)

    def _best(self, name: str, place: str, pair: Any, x: Any, other: Any, o: dict[str, Any]) -> Any:
        axis = taken(o, ("dim", "axis"), other if isinstance(other, int) else None)
        if isinstance(other, Tensor):
            return pair(x, other)
        if axis is None:
            return self._reduce(name, x, None, {})
        return _Best(self._reduce(name, x, axis, dict(o)), apply(TorchTensor, TABLE[place].bind(axis=axis), self.t(x)))

    def leaky_relu(self, x: Any, negative_slope: float = 0.01, **_: Any) -> Any:
        return apply(TorchTensor, TABLE["leaky_relu"], self.t(x), negative_slope)

    def manual_seed(self, seed: int) -> None:
        current().seed = int(seed)

    def is_tensor(self, x: Any) -> bool:
        return isinstance(x, TorchTensor)

    def detach(self, x: Any) -> Any:
        return x.detach()

    def set_printoptions(self, **_: Any) -> None:
        """Take it and do nothing."""

    def is_grad_enabled(self) -> bool:
        return not current().no_grad

    def set_grad_enabled(self, on: bool) -> Any:
        return EnableGrad() if on else NoGrad()


class _Best(tuple):  # type: ignore[type-arg]
    """The largest entries and their places."""

    __slots__ = ()

    def __new__(cls, values: Any, indices: Any) -> _Best:
        return super().__new__(cls, (values, indices))

    values = property(lambda self: self[0])
    indices = property(lambda self: self[1])


def _only_size(options: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in options.items() if k in ("size",)}


TORCH = _Functions(TorchTensor)


def find(name: str) -> Any:
    """Return the function of PyTorch called ``name``, or None."""
    return TORCH.t_ if name == "t" else TORCH.find(name)

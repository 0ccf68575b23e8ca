"""PyTorch's functions on functions: torch.func, torch.autograd.functional, functions with a slope of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays
from .custom import own_operation
from .modules import Namespace
from .session import CellError, current
from .tensor import Tensor, as_tensor
from .torch import TorchTensor
from .torch import grad as gradient
from .torch_functions import TORCH

__all__ = ["Function", "func", "functional", "vmap"]


class _Context:
    """What forward leaves for backward."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()
        self.needs_input_grad: tuple[bool, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors."""
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *_: Any) -> None:
        """Take it and do nothing."""


class Function:
    """A function with a slope of its own: forward(ctx, …) and backward(ctx, grad)."""

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """Call it."""
        context = _Context()
        inputs = [a for a in args if isinstance(a, Tensor)]
        context.needs_input_grad = tuple(isinstance(a, TorchTensor) and a.requires_grad for a in args)
        current().no_grad += 1
        try:
            output = cls.forward(context, *args)  # type: ignore[attr-defined]
        finally:
            current().no_grad -= 1

        def slope(g: Any) -> list[Any]:
            found = cls.backward(context, g)  # type: ignore[attr-defined]
            found = list(found) if isinstance(found, tuple | list) else [found]
            return [f for f, a in zip(found, args, strict=False) if isinstance(a, Tensor)]

        return own_operation(TorchTensor, inputs, output, slope)


def _entered(x: Any) -> Any:
    """Return a tensor for the inside of a function: a leaf of its own, or a line from which slopes go on outside."""
    inside = as_tensor(TorchTensor, x, TorchTensor.float_type if isinstance(x, int | float) else None)
    if inside.requires_grad:
        return inside.clone()
    made = TorchTensor(current().leaf(inside.value, inside._dtype), inside._dtype)
    return made.requires_grad_()


def grad(f: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """Return the function that gives the gradient of ``f``."""

    def function(*args: Any, **options: Any) -> Any:
        places = [argnums] if isinstance(argnums, int) else list(argnums)
        inside = [_entered(a) if k in places else a for k, a in enumerate(args)]
        out = f(*inside, **options)
        out, aux = out if has_aux else (out, None)
        found = gradient(out, [inside[k] for k in places], create_graph=True, allow_unused=True)
        found = tuple(TORCH.zeros_like(inside[k]) if g is None else g for k, g in zip(places, found, strict=True))
        result = found[0] if isinstance(argnums, int) else found
        return (result, aux) if has_aux else result

    return function


def grad_and_value(f: Callable[..., Any], argnums: Any = 0) -> Callable[..., Any]:
    """Return the function that gives the gradient of ``f``, and its value."""
    return lambda *args: (grad(f, argnums)(*args), f(*args))


def vmap(f: Callable[..., Any], in_dims: Any = 0, **_: Any) -> Callable[..., Any]:
    """Return ``f`` for every entry along the first axis, the results put together."""

    def function(*args: Any) -> Any:
        dims = [in_dims] * len(args) if isinstance(in_dims, int) or in_dims is None else list(in_dims)
        count = next(a.shape[0] for a, d in zip(args, dims, strict=True) if d is not None)
        rows = [f(*[a if d is None else a[k] for a, d in zip(args, dims, strict=True)]) for k in range(count)]
        if isinstance(rows[0], tuple):
            return tuple(TORCH.stack([r[j] for r in rows]) for j in range(len(rows[0])))
        return TORCH.stack(rows)

    return function


def _table(out: Any, wanted: Any, create: bool = True) -> Any:
    """Return the effects of ``wanted`` on every entry of ``out``."""
    size, rows = out.numel(), []
    for k in range(size):
        unit = arrays.value_of([float(i == k) for i in range(size)], arrays.shape_of(out.value))
        seed = TorchTensor(current().leaf(unit, out._dtype), out._dtype)
        (found,) = gradient(out, [wanted], grad_outputs=[seed], create_graph=create, retain_graph=True, allow_unused=True)
        rows.append(TORCH.zeros_like(wanted) if found is None else found)
    del current().requests[len(current().requests) - size + 1 :]
    return TORCH.reshape(TORCH.stack(rows), (*tuple(out.shape), *tuple(wanted.shape)))


def jacobian(f: Callable[..., Any], inputs: Any, create_graph: bool = False, **_: Any) -> Any:
    """Return all slopes of ``f`` at ``inputs``."""
    several = isinstance(inputs, tuple)
    inside = [_entered(x) for x in (inputs if several else (inputs,))]
    out = f(*inside)
    found = tuple(_shown(_table(out, x), create_graph) for x in inside)
    return found if several else found[0]


def _shown(tensor: Any, keep: bool) -> Any:
    return tensor if keep else tensor.detach()


def hessian(f: Callable[..., Any], inputs: Any, **_: Any) -> Any:
    """Return all second slopes of ``f`` at ``inputs``."""
    several = isinstance(inputs, tuple)
    inside = [_entered(x) for x in (inputs if several else (inputs,))]
    out = f(*inside)
    if out.numel() != 1:
        raise CellError("RuntimeError", "The Tensor returned by the function given to hessian should contain a single element")
    first = gradient(out, inside, create_graph=True, allow_unused=True)
    found = tuple(tuple(_table(g, x).detach() for x in inside) for g in first)
    return found if several else found[0][0]


def vjp(f: Callable[..., Any], inputs: Any, v: Any = None, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and the effects where those on its value are ``v``."""
    inside = [_entered(x) for x in (inputs if isinstance(inputs, tuple) else (inputs,))]
    out = f(*inside)
    found = gradient(out, inside, grad_outputs=[v], allow_unused=True)
    found = tuple(g.detach() for g in found)
    return out.detach(), found if isinstance(inputs, tuple) else found[0]


def jvp(f: Callable[..., Any], inputs: Any, v: Any = None, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and how fast it moves when its inputs move like ``v``."""
    inside = [_entered(x) for x in (inputs if isinstance(inputs, tuple) else (inputs,))]
    moves = list(v) if isinstance(v, tuple) else [v]
    out = f(*inside)
    total = None
    for x, move in zip(inside, moves, strict=True):
        table = TORCH.reshape(_table(out, x), (out.numel(), x.numel()))
        adds = TORCH.reshape(TORCH.matmul(table, TORCH.reshape(as_tensor(TorchTensor, move), (x.numel(),))), tuple(out.shape))
        total = adds if total is None else total + adds
    return out.detach(), total.detach()  # type: ignore[union-attr]


def _func_jacobian(f: Callable[..., Any], argnums: int = 0, **_: Any) -> Callable[..., Any]:
    def function(*args: Any) -> Any:
        inside = [_entered(a) if k == argnums else a for k, a in enumerate(args)]
        return _table(f(*inside), inside[argnums])

    return function


def _func_hessian(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    def function(*args: Any) -> Any:
        inside = [_entered(a) if k == argnums else a for k, a in enumerate(args)]
        (first,) = gradient(f(*inside), [inside[argnums]], create_graph=True, allow_unused=True)
        return _table(first, inside[argnums])

    return function


func = Namespace("torch.func", {
    "grad": grad, "grad_and_value": grad_and_value, "vmap": vmap, "jacrev": _func_jacobian, "jacfwd": _func_jacobian, "hessian": _func_hessian,
})  # fmt: skip
functional = Namespace("torch.autograd.functional", {"jacobian": jacobian, "hessian": hessian, "vjp": vjp, "jvp": jvp})

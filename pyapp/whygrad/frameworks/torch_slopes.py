"""torch.autograd.functional: all slopes of a function, first and second, and slopes times a vector; and their check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays
from .modules import Namespace
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import NoGrad
from .torch_graph import grad as gradient
from .torch_transforms import entered, mapped, needing, plain, pushed, table

__all__ = ["functional", "gradcheck"]


def _inside(inputs: Any) -> list[Any]:
    return [entered(x) for x in (inputs if isinstance(inputs, tuple) else (inputs,))]


def _form(found: list[Any], inputs: Any) -> Any:
    return tuple(found) if isinstance(inputs, tuple) else found[0]


def jacobian(f: Callable[..., Any], inputs: Any, create_graph: bool = False, **_: Any) -> Any:
    """Return all slopes of ``f`` at ``inputs``."""
    inside = _inside(inputs)
    out = f(*inside)
    return plain(mapped(lambda o: _form([table(o, x, create_graph) for x in inside], inputs), out), create_graph)


def _scalar(out: Any, name: str) -> None:
    if out.numel() != 1:
        raise refused(f"The Tensor returned by the function given to {name} should contain a single element")


def hessian(f: Callable[..., Any], inputs: Any, create_graph: bool = False, **_: Any) -> Any:
    """Return all second slopes of ``f`` at ``inputs``."""
    inside = _inside(inputs)
    out = f(*inside)
    _scalar(out, "hessian")
    first = gradient(out, inside, create_graph=True, materialize_grads=True)
    found = [tuple([plain(table(g, x, create_graph), create_graph) for x in inside]) for g in first]
    return tuple(found) if isinstance(inputs, tuple) else found[0][0]


def vjp(f: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and the effects where those on its value are ``v``."""
    inside = _inside(inputs)
    out = f(*inside)
    found = gradient(out, inside, grad_outputs=[v], create_graph=create_graph, materialize_grads=True)
    return plain(out, create_graph), _form(list(found), inputs)


def jvp(f: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and how fast it moves when its inputs move like ``v``."""
    inside = _inside(inputs)
    moves = list(v) if isinstance(v, tuple) else [TORCH.ones_like(inside[0]) if v is None else v]
    out = f(*inside)
    return plain(out, create_graph), plain(pushed(out, inside, moves), create_graph)


def hvp(f: Callable[..., Any], inputs: Any, v: Any = None, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and its second slopes times ``v``."""
    inside = _inside(inputs)
    moves = list(v) if isinstance(v, tuple) else [TORCH.ones_like(inside[0]) if v is None else v]
    out = f(*inside)
    _scalar(out, "hvp")
    first = gradient(out, inside, create_graph=True, materialize_grads=True)
    found = gradient(list(first), inside, moves, materialize_grads=True) if needing(first) else [TORCH.zeros_like(x) for x in inside]
    return out.detach(), _form(list(found), inputs)


def gradcheck(
    f: Callable[..., Any], inputs: Any, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3, raise_exception: bool = True, **_: Any
) -> bool:
    """Tell whether the slopes of ``f`` agree with measured ones. Raises CellError where they do not, if that is wanted."""
    given = list(inputs) if isinstance(inputs, tuple | list) else [inputs]
    for k, x in enumerate(given):
        if not (isinstance(x, TorchTensor) and x.requires_grad):
            continue
        slopes = arrays.data_of(table(TORCH.reshape(f(*given), -1), x, False).value)
        with NoGrad():
            data, shape, columns = list(arrays.data_of(x.value)), tuple(x.shape), []
            for j in range(len(data)):
                ends = []
                for step in (eps, -eps):
                    moved = [v + step * (i == j) for i, v in enumerate(data)]
                    ends.append(arrays.data_of(f(*given[:k], TORCH._new(arrays.value_of(moved, shape), x._dtype), *given[k + 1 :]).value))
                columns.append([(a - b) / (2 * eps) for a, b in zip(*ends, strict=True)])
        measured = [columns[j][i] for i in range(len(columns[0])) for j in range(len(columns))]
        if any([abs(a - b) > atol + rtol * abs(b) for a, b in zip(slopes, measured, strict=True)]):
            if not raise_exception:
                return False
            raise refused(f"Jacobian mismatch for output 0 with respect to input {k}")
    return True


functional = Namespace(
    "torch.autograd.functional", {"jacobian": jacobian, "hessian": hessian, "vjp": vjp, "jvp": jvp, "hvp": hvp, "vhp": hvp}
)

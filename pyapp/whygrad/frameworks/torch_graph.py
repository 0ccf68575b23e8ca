"""The graph of PyTorch: which tensors need a gradient, how effects go back, and where none are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..operations import Operation, Ref
from .gradients import backward
from .session import CellError, current
from .tensor import as_tensor

__all__ = ["UNSAVED", "EnableGrad", "NoGrad", "effects_on", "functions", "held", "register", "registered", "seed_of"]

UNSAVED = frozenset(
    [
        "add",
        "subtract",
        "negative",
        "sum",
        "mean",
        "identity",
        "reshape",
        "transpose",
        "getitem",
        "stack",
        "concat",
        "expand_dims",
        "squeeze",
        "broadcast_to",
    ]
)
"""Operations whose slopes need no values, so that a freed graph can still go through them."""


def functions() -> Any:
    """Return PyTorch's functions, which stand after the tensors they work on."""
    from .torch_functions import TORCH

    return TORCH


def registered() -> dict[int, Any]:
    """Return the tensors that need a gradient, by their lines."""
    session = current()
    if not hasattr(session, "torch_tensors"):
        session.torch_tensors, session.torch_freed = {}, set()  # type: ignore[attr-defined]
    return session.torch_tensors  # type: ignore[attr-defined,no-any-return]


def register(tensor: Any) -> None:
    """Keep a tensor that needs a gradient."""
    registered()[tensor.line] = tensor


def held(session: Any) -> set[int]:
    """Return the lines through which no slope goes."""
    if not hasattr(session, "torch_held"):
        session.torch_held = set()
    return session.torch_held  # type: ignore[no-any-return]


def seed_of(tensor: Any, gradient: Any) -> Any:
    """Return the effect to start with. Raises CellError where the tensor needs no gradient, or is no single number."""
    if not tensor._needs:
        raise CellError(
            "RuntimeError", "element 0 of tensors does not require grad and does not have a grad_fn",
            "make an input with requires_grad=True, and leave out detach() and no_grad()",
        )  # fmt: skip
    if gradient is None:
        if tensor.numel() != 1:
            raise CellError(
                "RuntimeError", "grad can be implicitly created only for scalar outputs", "call .sum() first, or give gradient=…"
            )
        return functions().ones_like(tensor)
    return as_tensor(type(tensor), gradient)


def effects_on(target: Any, seed: Any, keep: bool) -> tuple[dict[int, Ref], set[int]]:
    """Return the effects on ``target`` of the lines that lead to it, and the lines of tensors that need a gradient."""
    session = current()
    tensors = registered()
    leaves = [line for line, t in tensors.items() if t._leaf and line <= target.line]
    stopped = held(session)
    found = backward(session, "torch", target.line, Ref(session.tape, seed.line), leaves, lambda i: i not in stopped)
    freed: set[int] = session.torch_freed  # type: ignore[attr-defined]
    saved = [i for i in found if isinstance(session.tape.ops[i], Operation) and session.tape.ops[i].name not in UNSAVED]  # type: ignore[union-attr]
    if any(i in freed for i in saved):
        raise CellError(
            "RuntimeError",
            "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed)",
            "call the first backward with retain_graph=True",
        )  # fmt: skip
    if not keep:
        freed.update(saved)
    return found, set(tensors)


class NoGrad:
    """Inside it nothing needs a gradient; it may also stand before a function."""

    def __init__(self, *_: Any) -> None:
        self.step = 1

    def __enter__(self) -> None:
        current().no_grad += self.step

    def __exit__(self, *_: object) -> None:
        current().no_grad -= self.step

    def __call__(self, f: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            with self:
                return f(*args, **options)

        return wrapped


class EnableGrad(NoGrad):
    """Inside it gradients are kept again."""

    def __enter__(self) -> None:
        self.before, current().no_grad = current().no_grad, 0

    def __exit__(self, *_: object) -> None:
        current().no_grad = self.before

"""Keras: activations by their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .session import CellError
from .tensorflow import work
from .tensorflow_nn import TF, find

__all__ = ["ACTIVATIONS", "activation"]


def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """Return ``x`` above the threshold, at most ``max_value``; below it ``negative_slope`` times what is missing."""
    x = TF.t(x)
    if not threshold:
        found = work("leaky_relu", x, negative_slope) if negative_slope else work("relu", x)
    else:
        found = TF.where(x > threshold, x, negative_slope * (x - threshold) if negative_slope else TF.zeros_like(x))
    return found if max_value is None else TF.minimum(found, max_value)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """Return ``x`` above 0 and alpha*(exp(x) - 1) below."""
    return work("elu", TF.t(x), alpha)


def mish(x: Any) -> Any:
    """Return x*tanh(softplus(x))."""
    return TF.t(x) * work("tanh", work("softplus", TF.t(x)))


def hard_sigmoid(x: Any) -> Any:
    """Return a sigmoid made of three lines."""
    return TF.minimum(work("relu", TF.t(x) + 3.0), 6.0) / 6.0


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """Return ``x`` above 0 and ``negative_slope`` times it below."""
    return work("leaky_relu", TF.t(x), negative_slope)


ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "relu": relu, "elu": elu, "mish": mish, "hard_sigmoid": hard_sigmoid, "leaky_relu": leaky_relu, "linear": lambda x: x,
    "exponential": lambda x: work("exp", TF.t(x)), "hard_silu": lambda x: TF.t(x) * hard_sigmoid(x), "hard_swish": lambda x: TF.t(x) * hard_sigmoid(x),
    "softmax": lambda x, axis=-1: TF.softmax(x, axis), "log_softmax": lambda x, axis=-1: TF.log_softmax(x, axis),
    "gelu": lambda x, approximate=False: TF.gelu(x, approximate), "tanh_shrink": lambda x: TF.t(x) - work("tanh", TF.t(x)),
    **{name: find(name) for name in ("sigmoid", "tanh", "softplus", "softsign", "selu", "silu", "swish", "relu6", "log_sigmoid")},
}  # fmt: skip


def activation(name: Any) -> Callable[[Any], Any]:
    """Return an activation by its name."""
    if callable(name):
        return name  # type: ignore[no-any-return]
    found = ACTIVATIONS.get("linear" if name is None else name)
    if found is None:
        raise CellError("ValueError", f"Could not interpret activation function identifier: {name}")
    return found

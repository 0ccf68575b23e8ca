"""Keras: keras.ops, the functions of NumPy by their names there, of tensors and of places in planned models."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .keras_activations import ACTIVATIONS
from .keras_layer import operated, planned
from .tensorflow import work
from .tensorflow_nn import TF, find

__all__ = ["op_named"]


def _array(x: Any, dtype: Any = None) -> Any:
    return TF.constant(x) if dtype is None else TF.cast(x, dtype)


OWN: dict[str, Callable[..., Any]] = {
    **ACTIVATIONS, "max": TF.amax, "min": TF.amin, "amax": TF.amax, "amin": TF.amin, "log": TF.log, "any": TF.reduce_any, "all": TF.reduce_all,
    "array": _array, "convert_to_tensor": _array, "convert_to_numpy": lambda x: TF.t(x).numpy(), "shape": lambda x: tuple(TF.t(x).shape),
    "where": lambda condition, x1=None, x2=None: TF.where(condition, x1, x2), "argmax": lambda x, axis=None: _place(TF.argmax, x, axis),
    "argmin": lambda x, axis=None: _place(TF.argmin, x, axis), "concatenate": lambda xs, axis=0: TF.concat(xs, axis),
    "one_hot": lambda x, num_classes, axis=-1, dtype=None: TF.one_hot(x, num_classes, axis=axis, dtype=dtype), "take": lambda x, i, axis=None: TF.gather(x, i, axis=axis),
    "transpose": lambda x, axes=None: TF.transpose(x, axes), "clip": lambda x, x_min, x_max: TF.clip(x, x_min, x_max), "norm": lambda x, ord=None, axis=None, keepdims=False: TF.norm(x, ord or 2, axis, keepdims),
    "mean": lambda x, axis=None, keepdims=False: TF.mean(x, axis, keepdims), "sum": lambda x, axis=None, keepdims=False: TF.sum(x, axis, keepdims),
    "var": lambda x, axis=None, keepdims=False: TF.var(x, axis, keepdims), "std": lambda x, axis=None, keepdims=False: TF.std(x, axis, keepdims),
    "prod": lambda x, axis=None, keepdims=False: TF.prod(x, axis, keepdims), "dot": lambda a, b: TF.tensordot(a, b, 1), "power": TF.pow,
    "arange": TF.range, "size": lambda x: TF.t(x).size, "ndim": lambda x: TF.t(x).ndim, "absolute": TF.abs, "true_divide": lambda a, b: TF.t(a) / b,
    "mod": lambda a, b: TF.t(a) % b, "ravel": lambda x: TF.reshape(x, (-1,)), "sort": lambda x, axis=-1: TF.sort(x, axis), "repeat": TF.repeat,
    "split": lambda x, n, axis=0: TF.split(x, n, axis), "flip": lambda x, axis=None: TF.flip(x, axis), "roll": TF.roll, "tile": TF.tile,
    "full": lambda shape, value, dtype=None: TF.fill(shape, value), "negative": lambda x: -TF.t(x), "not_equal": lambda a, b: TF.t(a) != b,
    "silu": lambda x: TF.t(x) * work("sigmoid", TF.t(x)),
}  # fmt: skip


def _place(function: Callable[..., Any], x: Any, axis: Any) -> Any:
    return function(TF.reshape(x, (-1,)) if axis is None else x, 0 if axis is None else axis, "int32")


def op_named(name: str) -> Any:
    """Return the function of keras.ops called ``name``, or None."""
    found = OWN.get(name) or find(name)
    if found is None:
        return None

    @functools.wraps(found)
    def function(*args: Any, **options: Any) -> Any:
        if planned([list(args), options]):
            title = "".join(part.title() for part in name.split("_"))
            return operated(title, found, *args, **options)
        return found(*args, **options)

    return function

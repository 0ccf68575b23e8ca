"""Keras: what layers are given: the arguments they are made with, and inputs as tensors of the usual type."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from .keras_variables import initializer
from .session import CellError, current
from .tensor import Tensor, as_tensor
from .tensorflow import EagerTensor, flat

__all__ = ["arguments", "converted", "floatx", "initial", "mask_of", "takes"]


def arguments(cls: type, args: Sequence[Any], options: dict[str, Any]) -> dict[str, Any]:
    """Return what a layer is made with, by its names, with the usual values."""
    try:
        signature = inspect.signature(cls.__init__)  # type: ignore[misc]
        bound = signature.bind(None, *args, **options)
    except (TypeError, ValueError):
        return dict(options)
    bound.apply_defaults()
    kinds = [p.kind for p in signature.parameters.values()]
    found: dict[str, Any] = {}
    for (name, value), kind in list(zip(bound.arguments.items(), kinds, strict=True))[1:]:
        if kind is inspect.Parameter.VAR_KEYWORD:
            found |= value
        elif kind is not inspect.Parameter.VAR_POSITIONAL:
            found[name] = value
    return found


def mask_of(inputs: Any) -> Any:
    """Return which steps of an input count, if its layer told."""
    first = next((v for v in flat(inputs) if isinstance(v, EagerTensor)), None)
    return None if first is None else first.__dict__.get("keras_mask")


def takes(function: Any, name: str) -> bool:
    """Whether a function of the cell takes an argument of this name."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and (name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] or bool(code.co_flags & 8))


def converted(value: Any) -> Any:
    """Return an input as tensors of the usual float type."""
    if isinstance(value, dict):
        return {k: converted(v) for k, v in value.items()}
    if value is None or isinstance(value, EagerTensor):
        return _float(value)
    if isinstance(value, list | tuple) and any(isinstance(v, Tensor) for v in flat(value)):
        return type(value)([converted(v) for v in value])
    if isinstance(value, list | tuple):
        held = flat(value)
        raise CellError(
            "ValueError", "Only input tensors may be passed as positional arguments. The following argument value should be passed as a "
            f"keyword argument: {held[0]} (of type {type(held[0])})", "give the layer a tensor: tf.constant(…)",
        ) if held else CellError("ValueError", "a layer was called without an input")  # fmt: skip
    return _float(as_tensor(EagerTensor, value)) if isinstance(value, Tensor) else value


def _float(value: Any) -> Any:
    wanted = floatx()
    if isinstance(value, EagerTensor) and value._dtype.is_floating and value._dtype.name != wanted:
        return as_tensor(EagerTensor, value, wanted)
    return value


def floatx() -> str:
    """Return the name of Keras' float type."""
    return str(current().kept("floatx", lambda: "float32"))


def initial(how: Any, shape: tuple[int, ...], dtype: Any = None) -> Any:
    """Return the first numbers of a variable."""
    return initializer(how)(shape, dtype=dtype or floatx())

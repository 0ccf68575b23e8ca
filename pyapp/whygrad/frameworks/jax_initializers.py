"""jax.nn.initializers: functions that make the first weights of a layer from a key and a shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .jax import JNP
from .jax_random import random
from .modules import Namespace
from .session import CellError
from .tensor import shape_arg

__all__ = ["initializers"]

CUT = 0.87962566103423978  # the spread of a normal number cut off at -2 and 2


def _filled(value: float) -> Callable[..., Any]:
    return lambda key, shape, dtype=None, *_: JNP.full(shape, float(value), dtype)


def _normal(stddev: float = 1e-2, dtype: Any = None) -> Callable[..., Any]:
    return lambda key, shape, dtype=None, *_: random.normal(key, shape, dtype) * stddev


def _uniform(scale: float = 1e-2, dtype: Any = None) -> Callable[..., Any]:
    return lambda key, shape, dtype=None, *_: random.uniform(key, shape, dtype) * scale


def _truncated(stddev: float = 1e-2, dtype: Any = None, lower: float = -2.0, upper: float = 2.0) -> Callable[..., Any]:
    return lambda key, shape, dtype=None, *_: random.truncated_normal(key, lower, upper, shape, dtype) * stddev


def variance_scaling(scale: float, mode: str, distribution: str, in_axis: int = -2, out_axis: int = -1, **_: Any) -> Callable[..., Any]:
    """Return the initializer whose numbers have the variance ``scale`` divided by the number of inputs, outputs, or their mean."""

    def made(key: Any, shape: Any, dtype: Any = None, *_: Any) -> Any:
        sizes = shape_arg(shape)
        if len(sizes) < 2:
            text = f"Can't compute input and output sizes of a {len(sizes)}-dimensional weights tensor. Must be at least 2D."
            raise CellError("ValueError", text, "give a shape such as (3, 2)")
        ins, outs = sizes[in_axis], sizes[out_axis]
        field = math.prod(sizes) / ins / outs
        variance = scale / (field * {"fan_in": ins, "fan_out": outs, "fan_avg": (ins + outs) / 2}[mode])
        if distribution == "uniform":
            return random.uniform(key, sizes, dtype, -1.0, 1.0) * math.sqrt(3 * variance)
        if distribution == "normal":
            return random.normal(key, sizes, dtype) * math.sqrt(variance)
        return random.truncated_normal(key, -2.0, 2.0, sizes, dtype) * (math.sqrt(variance) / CUT)

    return made


def _orthogonal(scale: float = 1.0, *_: Any) -> Callable[..., Any]:
    def made(key: Any, shape: Any, dtype: Any = None, *_: Any) -> Any:
        sizes = shape_arg(shape)
        columns, rest = sizes[-1], math.prod(sizes[:-1])
        q, r = JNP.qr(random.normal(key, (max(columns, rest), min(columns, rest)), dtype))
        q = q * JNP._of("sign", JNP.diag(r))
        return scale * JNP.reshape(JNP.transpose(q) if rest < columns else q, sizes)

    return made


def _scaled(scale: float, mode: str, distribution: str) -> Callable[..., Any]:
    return lambda **o: variance_scaling(scale, mode, distribution, **o)


def initializers() -> Namespace:
    """Return jax.nn.initializers."""
    kinds = {
        "lecun": (1.0, "fan_in"),
        "he": (2.0, "fan_in"),
        "kaiming": (2.0, "fan_in"),
        "glorot": (1.0, "fan_avg"),
        "xavier": (1.0, "fan_avg"),
    }
    names: dict[str, Any] = {f"{n}_uniform": _scaled(*kind, "uniform") for n, kind in kinds.items()}
    names |= {f"{n}_normal": _scaled(*kind, "truncated_normal") for n, kind in kinds.items()}
    names |= {
        "zeros": _filled(0.0), "ones": _filled(1.0), "constant": lambda value, *_: _filled(value), "normal": _normal, "uniform": _uniform,
        "truncated_normal": _truncated, "variance_scaling": variance_scaling, "orthogonal": _orthogonal,
    }  # fmt: skip
    return Namespace("jax.nn.initializers", names)

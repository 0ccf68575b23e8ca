"""torch.nn.init: the numbers with which parameters begin."""

from __future__ import annotations

import math
from typing import Any

from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import NoGrad

__all__ = ["INIT"]

GAINS = {"linear": 1.0, "sigmoid": 1.0, "conv1d": 1.0, "conv2d": 1.0, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 0.75}


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """Return the factor that goes with an activation."""
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in GAINS:
        raise refused(f"Unsupported nonlinearity {nonlinearity}", "ValueError")
    return GAINS[nonlinearity]


def _fans(tensor: Any) -> tuple[int, int]:
    if tensor.ndim < 2:
        raise refused("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", "ValueError")
    field = math.prod(tuple(tensor.shape)[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _changed(tensor: Any, name: str, *args: Any) -> Any:
    with NoGrad():
        return getattr(tensor, name)(*args)


def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Any:
    """Fill with numbers between ``a`` and ``b``."""
    return _changed(tensor, "uniform_", a, b)


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Any:
    """Fill with normal numbers."""
    return _changed(tensor, "normal_", mean, std)


def constant_(tensor: Any, val: float) -> Any:
    """Fill with one number."""
    return _changed(tensor, "fill_", val)


def ones_(tensor: Any) -> Any:
    """Fill with 1."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Any) -> Any:
    """Fill with 0."""
    return constant_(tensor, 0.0)


def eye_(tensor: Any) -> Any:
    """Make it 1 on the diagonal, 0 elsewhere."""
    return _changed(tensor, "copy_", TORCH.eye(*tensor.shape))


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Fill as X. Glorot and Y. Bengio, 2010, advise, evenly."""
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / sum(_fans(tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Fill as X. Glorot and Y. Bengio, 2010, advise, with normal numbers."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_fans(tensor))))


def _deviation(tensor: Any, a: float, mode: str, nonlinearity: str) -> float:
    fan = _fans(tensor)[0 if mode == "fan_in" else 1]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None) -> Any:
    """Fill as K. He and others, 2015, advise, evenly."""
    bound = math.sqrt(3.0) * _deviation(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None) -> Any:
    """Fill as K. He and others, 2015, advise, with normal numbers."""
    return normal_(tensor, 0.0, _deviation(tensor, a, mode, nonlinearity))


def trunc_normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None) -> Any:
    """Fill with normal numbers between ``a`` and ``b``: those beyond are drawn again."""
    shares = [math.erfc(-(end - mean) / std / math.sqrt(2)) / 2 for end in (a, b)]
    if shares[1] - shares[0] <= 0.3:
        raise refused("trunc_normal_ is supported where more than 3 of 10 numbers fall between a and b.", "NotImplementedError")
    with NoGrad():
        found = tensor.normal_(mean, std)
        while (beyond := TORCH.bitwise_or(found < a, found > b)).any():
            found = TORCH.where(beyond, TORCH.empty_like(found).normal_(mean, std), found)
        return tensor.copy_(found)


def orthogonal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Fill with rows (or columns, where there are fewer) at right angles to each other, of length ``gain``."""
    if tensor.ndim < 2:
        raise refused("Only tensors with 2 or more dimensions are supported", "ValueError")
    with NoGrad():
        rows = tensor.shape[0]
        drawn = TORCH.normal(0.0, 1.0, (rows, tensor.numel() // rows), dtype=tensor._dtype)
        tall = rows >= drawn.shape[1]
        q, r = TORCH.qr(drawn if tall else TORCH.turned(drawn))
        q = q * TORCH.sign(TORCH.diag(r))
        return tensor.copy_((q if tall else TORCH.turned(q)).reshape(tensor.shape) * gain)


INIT: dict[str, Any] = {
    f.__name__: f
    for f in (
        calculate_gain, uniform_, normal_, constant_, ones_, zeros_, eye_, xavier_uniform_, xavier_normal_, kaiming_uniform_, kaiming_normal_,
        trunc_normal_, orthogonal_,
    )
}  # fmt: skip

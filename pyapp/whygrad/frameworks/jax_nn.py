"""jax.nn and jax.scipy, and autograd.scipy: functions made of those of NumPy."""

from __future__ import annotations

import math
from typing import Any

from ..operations import TABLE
from .modules import Namespace
from .numpy_functions import NumpyFunctions
from .tensor import apply, as_tensor

__all__ = ["nn_module", "scipy_modules"]

ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


class Activations:
    """jax.nn for one class of arrays."""

    def __init__(self, functions: NumpyFunctions) -> None:
        self.np: Any = functions

    def t(self, x: Any) -> Any:
        """Return a value as an array of floats."""
        return self.np._floating(x)

    def _op(self, name: str, *args: Any) -> Any:
        return apply(self.np.cls, TABLE[name], self.t(args[0]), *args[1:])

    def relu(self, x: Any) -> Any:
        return self._op("relu", x)

    def relu6(self, x: Any) -> Any:
        return self._op("relu6", x)

    def sigmoid(self, x: Any) -> Any:
        return self._op("sigmoid", x)

    def softplus(self, x: Any) -> Any:
        return self._op("softplus", x)

    def soft_sign(self, x: Any) -> Any:
        return self._op("softsign", x)

    def silu(self, x: Any) -> Any:
        return self._op("swish", x)

    swish = silu

    def log_sigmoid(self, x: Any) -> Any:
        return self._op("logsigmoid", x)

    def tanh(self, x: Any) -> Any:
        return self._op("tanh", x)

    def identity(self, x: Any) -> Any:
        return self.np.t(x)

    def leaky_relu(self, x: Any, negative_slope: Any = 0.01) -> Any:
        return self._op("leaky_relu", x, negative_slope)

    def elu(self, x: Any, alpha: Any = 1.0) -> Any:
        x = self.t(x)
        safe = self.np.where(x > 0, 0.0, x)
        return self.np.where(x > 0, x, alpha * self._op("expm1", safe))

    def celu(self, x: Any, alpha: Any = 1.0) -> Any:
        x = self.t(x)
        return self.np.maximum(x, 0.0) + alpha * self._op("expm1", self.np.minimum(x, 0.0) / alpha)

    def selu(self, x: Any) -> Any:
        return SCALE * self.elu(x, ALPHA)

    def gelu(self, x: Any, approximate: bool = True) -> Any:
        x = self.t(x)
        if not approximate:
            return 0.5 * x * self._op("erfc", -x / math.sqrt(2))
        return x * (0.5 * (1.0 + self._op("tanh", math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))))

    def glu(self, x: Any, axis: int = -1) -> Any:
        a, b = self.np.split(self.t(x), 2, axis)
        return a * self.sigmoid(b)

    def hard_tanh(self, x: Any) -> Any:
        x = self.t(x)
        return self.np.where(x > 1, 1.0, self.np.where(x < -1, -1.0, x))

    def hard_sigmoid(self, x: Any) -> Any:
        return self.relu6(self.t(x) + 3.0) / 6.0

    def hard_swish(self, x: Any) -> Any:
        return self.t(x) * self.hard_sigmoid(x)

    hard_silu = hard_swish

    def mish(self, x: Any) -> Any:
        return self.t(x) * self.tanh(self.softplus(x))

    def softmax(self, x: Any, axis: Any = -1, **_: Any) -> Any:
        return self.np.any_name("softmax")(self.t(x), axis)

    def log_softmax(self, x: Any, axis: Any = -1, **_: Any) -> Any:
        return self.np.any_name("log_softmax")(self.t(x), axis)

    def logsumexp(self, x: Any, axis: Any = None, keepdims: bool = False, b: Any = None, **_: Any) -> Any:
        x = self.t(x)
        return self.np.any_name("logsumexp")(x if b is None else x + self.np.any_name("ln")(b), axis, keepdims)

    def standardize(self, x: Any, axis: int = -1, epsilon: float = 1e-5, **_: Any) -> Any:
        x = self.t(x)
        mean = self.np.mean(x, axis, True)
        return (x - mean) / self.np.any_name("sqrt")(self.np.var(x, axis, True) + epsilon)

    def one_hot(self, x: Any, num_classes: int, dtype: Any = None, **_: Any) -> Any:
        found = self.np.any_name("one_hot")(x, num_classes)
        return as_tensor(self.np.cls, found, self.np.kind(dtype) or self.np.cls.float_type)

    def find(self, name: str) -> Any:
        """Return the function called ``name``, or None."""
        return None if name.startswith("_") or name in ("t", "np", "find") else getattr(self, name, None)


class Normal:
    """scipy.stats.norm."""

    def __init__(self, functions: Any) -> None:
        self.np = functions

    def logpdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        scale = self.np._floating(scale)
        z = (self.np._floating(x) - loc) / scale
        return -(z * z + self.np.any_name("ln")(2 * math.pi * scale * scale)) / 2.0

    def pdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        return self.np.any_name("exp")(self.logpdf(x, loc, scale))

    def cdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        return 0.5 * self.np.any_name("erfc")(-(self.np._floating(x) - loc) / scale / math.sqrt(2))

    def logcdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        return self.np.any_name("ln")(self.cdf(x, loc, scale))


def nn_module(functions: NumpyFunctions) -> Namespace:
    """Return jax.nn."""
    own = Activations(functions)
    return Namespace("jax.nn", {}, own.find)


def scipy_modules(name: str, functions: Any) -> dict[str, Namespace]:
    """Return ``name`` (jax.scipy or autograd.scipy) with special and stats.norm, under their full names."""
    own = Activations(functions)
    find = functions.any_name
    special = Namespace(f"{name}.special", {
        "logsumexp": own.logsumexp, "expit": own.sigmoid, "softmax": own.softmax, "log_softmax": own.log_softmax, "gammaln": find("lgamma"),
        "logit": lambda x: functions.any_name("ln")(functions.t(x) / (1.0 - functions.t(x))), "xlogy": lambda a, b: functions.t(a) * find("ln")(b),
    }, find)  # fmt: skip
    normal = Normal(functions)
    norm = Namespace(f"{name}.stats.norm", {n: getattr(normal, n) for n in ("logpdf", "pdf", "cdf", "logcdf")})
    stats = Namespace(f"{name}.stats", {"norm": norm})
    linalg = Namespace(f"{name}.linalg", {}, find)
    module = Namespace(name, {"special": special, "stats": stats, "linalg": linalg})
    return {name: module, f"{name}.special": special, f"{name}.stats": stats, f"{name}.stats.norm": norm, f"{name}.linalg": linalg}

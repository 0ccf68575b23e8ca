"""jax.nn and jax.scipy, and autograd.scipy: functions made of those of NumPy."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from .. import arrays
from ..operations import TABLE
from .jax_stats import densities
from .modules import Namespace
from .numpy_functions import NumpyFunctions
from .session import current
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

    def squareplus(self, x: Any, b: Any = 4.0) -> Any:
        x = self.t(x)
        return (x + self._op("sqrt", x * x + b)) * 0.5

    def sparse_plus(self, x: Any) -> Any:
        x = self.t(x)
        return self.np.where(x <= -1.0, 0.0, self.np.where(x >= 1.0, x, (x + 1.0) ** 2 / 4))

    def sparse_sigmoid(self, x: Any) -> Any:
        return 0.5 * self.np.clip(self.t(x) + 1.0, 0.0, 2.0)

    def dot_product_attention(self, query: Any, key: Any, value: Any, *_: Any, scale: Any = None, is_causal: bool = False, **o: Any) -> Any:
        query, key, value = self.t(query), self.t(key), self.t(value)
        scale = 1.0 / math.sqrt(query.shape[-1]) if scale is None else scale
        scores = self.np.einsum("...qnh,...knh->...nqk" if query.ndim > 3 else "qnh,knh->nqk", query, key) * scale
        if is_causal:
            scores = self.np.where(self.np.tril(self.np.ones(scores.shape[-2:])) > 0, scores, -1e30)
        weights = self.softmax(scores)
        return self.np.einsum("...nqk,...knh->...qnh" if query.ndim > 3 else "nqk,knh->qnh", weights, value)

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

    def together(self, x: Any, mean: Any, cov: Any) -> Any:
        """multivariate_normal.logpdf."""
        apart = self.np._floating(x) - mean
        size = float(apart.shape[-1])
        spread = self.np.slogdet(cov)[1]
        return -0.5 * (self.np.sum(apart * self.np.matmul(apart, self.np.inv(cov)), -1) + size * math.log(2 * math.pi) + spread)

    def ppf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        return loc + scale * math.sqrt(2) * self.erfinv(2.0 * self.np._floating(x) - 1.0)

    def erfinv(self, y: Any) -> Any:
        """Return where erf gives ``y``; its slope is one over that of erf."""
        y = self.np._floating(y)
        near = arrays.elementwise(
            lambda v: NormalDist().inv_cdf((v + 1) / 2) / math.sqrt(2) if -1 < v < 1 else math.copysign(math.inf, v), y.value
        )
        cls = self.np.cls
        x = cls(current().leaf(near, y._dtype), y._dtype)
        error = self.np.any_name("erf")(x)
        shift = apply(cls, TABLE["stop_gradient"], error)  # one step of Newton's way from the answer: value and slope come out right
        return x + (y - shift) * math.sqrt(math.pi) / 2 * self.np.any_name("exp")(x * x)

    def logcdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        return self.np.any_name("ln")(self.cdf(x, loc, scale))


def _cho_solve(functions: Any, factor: Any, b: Any) -> Any:
    root, lower = factor
    root = root if lower else functions.transpose(root)
    return functions.solve(functions.transpose(root), functions.solve(root, b))


def nn_module(functions: NumpyFunctions) -> Namespace:
    """Return jax.nn."""
    own = Activations(functions)
    return Namespace("jax.nn", {}, own.find)


def scipy_modules(name: str, functions: Any) -> dict[str, Namespace]:
    """Return ``name`` (jax.scipy or autograd.scipy) with special and stats.norm, under their full names."""
    own = Activations(functions)
    find = functions.any_name
    normal = Normal(functions)
    special = Namespace(f"{name}.special", {
        "logsumexp": own.logsumexp, "expit": own.sigmoid, "softmax": own.softmax, "log_softmax": own.log_softmax, "gammaln": find("lgamma"),
        "ndtr": normal.cdf, "ndtri": normal.ppf, "erfinv": normal.erfinv, "log_ndtr": normal.logcdf, "entr": lambda x: -functions.t(x) * find("ln")(x),
        "xlog1py": lambda a, b: functions.t(a) * find("log1p")(b), "rel_entr": lambda a, b: functions.t(a) * find("ln")(functions.t(a) / b),
        "kl_div": lambda a, b: functions.t(a) * find("ln")(functions.t(a) / b) - a + b, "factorial": lambda n: find("gamma")(functions.t(n) + 1.0),
        "betaln": lambda a, b: find("lgamma")(a) + find("lgamma")(b) - find("lgamma")(functions.t(a) + b),
        "beta": lambda a, b: find("gamma")(a) * find("gamma")(b) / find("gamma")(functions.t(a) + b),
        "logit": lambda x: functions.any_name("ln")(functions.t(x) / (1.0 - functions.t(x))), "xlogy": lambda a, b: functions.t(a) * find("ln")(b),
    }, find)  # fmt: skip
    norm = Namespace(f"{name}.stats.norm", {n: getattr(normal, n) for n in ("logpdf", "pdf", "cdf", "logcdf", "ppf")})
    parts = {"norm": norm, **densities(f"{name}.stats", functions)}
    stats = Namespace(f"{name}.stats", parts)
    multivariate = Namespace(
        f"{name}.stats.multivariate_normal", {"logpdf": normal.together, "pdf": lambda *a: find("exp")(normal.together(*a))}
    )
    stats.multivariate_normal = multivariate
    linalg = Namespace(f"{name}.linalg", {
        "cholesky": lambda x, lower=False, **_: find("cholesky")(x) if lower else functions.transpose(find("cholesky")(x)),
        "cho_factor": lambda x, lower=False, **_: (find("cholesky")(x) if lower else functions.transpose(find("cholesky")(x)), lower),
        "cho_solve": lambda factor, b, **_: _cho_solve(functions, factor, b),
        "solve": lambda a, b, **_: functions.solve(a, b),
    }, find)  # fmt: skip
    module = Namespace(name, {"special": special, "stats": stats, "linalg": linalg})
    modules = {name: module, f"{name}.special": special, f"{name}.stats": stats, f"{name}.linalg": linalg}
    return modules | {f"{name}.stats.{n}": part for n, part in parts.items()}

"""torch.distributions: draws, and the logarithms of probabilities with their slopes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .modules import Namespace
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import NoGrad
from .torch_types import Size

__all__ = ["distributions"]


def _t(x: Any) -> Any:
    return x if isinstance(x, TorchTensor) else TORCH.tensor(float(x))


def _log(x: Any) -> Any:
    return x.log()


class Distribution:
    """How often each number is drawn. ``names`` are its parameters, in one shape."""

    names: tuple[str, ...] = ()

    def __init__(self, *given: Any, validate_args: Any = None) -> None:
        for name, value in zip(self.names, TORCH.broadcast_tensors(*map(_t, given)), strict=True):
            setattr(self, name, value)

    @property
    def batch_shape(self) -> Any:
        """The shape of the parameters."""
        return getattr(self, self.names[0]).shape

    def _shape(self, sample_shape: Any) -> tuple[int, ...]:
        return (*tuple(sample_shape), *tuple(self.batch_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Return a draw that moves with the parameters."""
        raise refused("This distribution has no rsample: its draws do not move with its parameters.", "NotImplementedError", "use sample()")

    def sample(self, sample_shape: Any = ()) -> Any:
        """Return a draw without slopes."""
        with NoGrad():
            return self.rsample(sample_shape)

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the probability, or of its density."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.variance.sqrt()  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        parts = [getattr(self, name) for name in self.names]
        told = [f"{n}: {p if p.numel() == 1 else p.size()}" for n, p in zip(self.names, parts, strict=True)]
        return f"{type(self).__name__}({', '.join(told)})"


class Normal(Distribution):
    """The normal distribution."""

    loc: Any
    scale: Any
    names = ("loc", "scale")
    mean = property(lambda self: self.loc)
    variance = property(lambda self: self.scale**2)
    stddev = property(lambda self: self.scale)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Return a draw without slopes."""
        with NoGrad():
            shape = self._shape(sample_shape)
            return TORCH.normal(TORCH.expand(self.loc, *shape), TORCH.expand(self.scale, *shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Return a draw that moves with the parameters."""
        return self.loc + TORCH.randn(*self._shape(sample_shape), dtype=self.loc._dtype) * self.scale

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the density."""
        return -((value - self.loc) ** 2) / (2 * self.scale**2) - _log(self.scale) - math.log(math.sqrt(2 * math.pi))

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + _log(self.scale)

    def cdf(self, value: Any) -> Any:
        """Return the probability of less than ``value``."""
        return 0.5 * (1 + ((value - self.loc) * self.scale.reciprocal() / math.sqrt(2)).erf())


class Uniform(Distribution):
    """All numbers between two alike."""

    low: Any
    high: Any
    names = ("low", "high")
    mean = property(lambda self: (self.high + self.low) / 2)
    variance = property(lambda self: (self.high - self.low) ** 2 / 12)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Return a draw that moves with the parameters."""
        return self.low + TORCH.rand(*self._shape(sample_shape), dtype=self.low._dtype) * (self.high - self.low)

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the density."""
        inside = (self.low <= value).to(self.low._dtype) * (self.high > value).to(self.low._dtype)
        return _log(inside) - _log(self.high - self.low)

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return _log(self.high - self.low)


class Exponential(Distribution):
    """Waiting times."""

    rate: Any
    names = ("rate",)
    mean = property(lambda self: self.rate.reciprocal())
    variance = property(lambda self: self.rate**-2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Return a draw that moves with the parameters."""
        return TORCH.empty(*self._shape(sample_shape), dtype=self.rate._dtype).exponential_() / self.rate

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the density."""
        return _log(self.rate) - self.rate * value

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return 1.0 - _log(self.rate)


class _Classes(Distribution):
    """What is given by probabilities or by logits."""

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None) -> None:
        if (probs is None) == (logits is None):
            raise refused("Either `probs` or `logits` must be specified, but not both.", "ValueError")
        self.given = "probs" if logits is None else "logits"
        self.names = (self.given,)
        self._set(_t(probs if logits is None else logits))

    def _set(self, given: Any) -> None:
        raise NotImplementedError


class Bernoulli(_Classes):
    """0 or 1."""

    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    def _set(self, given: Any) -> None:
        small = 2.0**-23
        self.probs = given if self.given == "probs" else given.sigmoid()
        if self.given == "logits":
            self.logits = given
        else:
            held = TORCH.clamp(given, small, 1 - small)
            self.logits = _log(held) - (-held).log1p()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Return a draw without slopes."""
        with NoGrad():
            return TORCH.bernoulli(TORCH.expand(self.probs, *self._shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the probability."""
        return -_bce(self.logits, TORCH.expand(_t(value), *self.logits.shape) if _t(value).ndim < self.logits.ndim else value)

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return _bce(self.logits, self.probs)


def _bce(logits: Any, target: Any) -> Any:
    from .torch_functional import FUNCTIONS

    logits, target = TORCH.broadcast_tensors(logits, _t(target))
    return FUNCTIONS["binary_cross_entropy_with_logits"](logits, target, reduction="none")


class Categorical(_Classes):
    """The number of a class."""

    @property
    def batch_shape(self) -> Any:
        """The shape of the parameters without that of the classes."""
        return Size(tuple(getattr(self, self.given).shape)[:-1])

    def _set(self, given: Any) -> None:
        if not given.ndim:
            raise refused(f"`{self.given}` parameter must be at least one-dimensional.", "ValueError")
        if self.given == "probs":
            self.probs = given / TORCH.sum(given, -1, True)
            self.logits = _log(TORCH.clamp(self.probs, 2.0**-23, 1 - 2.0**-23))
        else:
            self.logits = given - TORCH.logsumexp(given, -1, True)
            self.probs = TORCH.softmax(self.logits, -1)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Return a draw without slopes."""
        with NoGrad():
            count, shape = math.prod(tuple(sample_shape)), self._shape(sample_shape)
            rows = TORCH.multinomial(self.probs.detach().reshape(-1, self.probs.shape[-1]), count, True)
            return TORCH.turned(rows).reshape(*shape)

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the probability."""
        places = value.long().unsqueeze(-1)
        wide = tuple(places.shape)[:-1]
        logits = TORCH.expand(self.logits, *wide, self.logits.shape[-1]) if len(wide) > self.logits.ndim - 1 else self.logits
        return TORCH.gather(logits, -1, places).squeeze(-1)

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return -TORCH.sum(self.logits * self.probs, -1)


class Independent:
    """The last axes of a distribution as one event: their logarithms are added up."""

    def __init__(self, base_distribution: Any, reinterpreted_batch_ndims: int, **_: Any) -> None:
        self.base_dist, self.count = base_distribution, reinterpreted_batch_ndims

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the probability."""
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return self._summed(self.base_dist.entropy())

    def _summed(self, x: Any) -> Any:
        return TORCH.sum(x, tuple(range(-self.count, 0))) if self.count else x

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "base_dist":
            raise AttributeError(name)
        return getattr(self.base_dist, name)


def _normals(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - ratio.log())


KL: dict[type, Callable[[Any, Any], Any]] = {
    Normal: _normals,
    Categorical: lambda p, q: TORCH.sum(p.probs * (p.logits - q.logits), -1),
    Bernoulli: lambda p, q: p.probs * (p.logits - q.logits) + _softplus(q.logits) - _softplus(p.logits),
    Exponential: lambda p, q: q.rate / p.rate + (p.rate / q.rate).log() - 1,
}


def _softplus(x: Any) -> Any:
    return TORCH.find("softplus")(x)  # type: ignore[misc]


def kl_divergence(p: Any, q: Any) -> Any:
    """Return the divergence of Kullback and Leibler between two distributions of one kind."""
    if isinstance(p, Independent) and isinstance(q, Independent):
        return p._summed(kl_divergence(p.base_dist, q.base_dist))
    if type(p) is not type(q) or type(p) not in KL:
        raise refused(f"kl_divergence({type(p).__name__}, {type(q).__name__}) is not supported.", "NotImplementedError")
    return KL[type(p)](p, q)


distributions = Namespace("torch.distributions", {
    **{c.__name__: c for c in (Distribution, Normal, Uniform, Exponential, Bernoulli, Categorical, Independent)}, "kl_divergence": kl_divergence,
    "kl": Namespace("torch.distributions.kl", {"kl_divergence": kl_divergence}),
})  # fmt: skip

"""Distributions of single numbers: draws, and the logarithms of probabilities with their slopes."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

from .. import arrays
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import EnableGrad, NoGrad
from .torch_types import Size

__all__ = ["Bernoulli", "Categorical", "Distribution", "Exponential", "Normal", "Uniform", "log"]

SMALL = 2.0**-23


def _t(x: Any) -> Any:
    return x if isinstance(x, TorchTensor) else TORCH.tensor(float(x))


def log(x: Any) -> Any:
    """Return the natural logarithm of a tensor."""
    return x.log()


class Distribution:
    """How often each number is drawn. ``names`` are its parameters, in one shape."""

    names: tuple[str, ...] = ()

    def __init__(self, *given: Any, validate_args: Any = None) -> None:
        for name, value in zip(self.names, TORCH.broadcast_tensors(*map(_t, given)), strict=True):
            setattr(self, name, value)
        for name in set(self.names) & {"scale", "rate"}:
            value = getattr(self, name)
            if validate_args is not False and not all([x > 0 for x in arrays.data_of(value.value)]):
                raise refused(
                    f"Expected parameter {name} (Tensor of shape {tuple(value.shape)}) of distribution {self!r} to satisfy the constraint "
                    f"GreaterThan(lower_bound=0.0), but found invalid values:\n{value!r}", "ValueError", f"make {name} positive: exp or softplus",
                )  # fmt: skip

    @property
    def batch_shape(self) -> Any:
        """The shape of the parameters."""
        return getattr(self, self.names[0]).shape

    @property
    def event_shape(self) -> Any:
        """The shape of one event."""
        return Size(())

    def _shape(self, sample_shape: Any) -> tuple[int, ...]:
        return (*tuple(sample_shape), *tuple(self.batch_shape), *tuple(self.event_shape))

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
        return -((value - self.loc) ** 2) / (2 * self.scale**2) - log(self.scale) - math.log(math.sqrt(2 * math.pi))

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + log(self.scale)

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
        return log(inside) - log(self.high - self.low)

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return log(self.high - self.low)


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
        return log(self.rate) - self.rate * value

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return 1.0 - log(self.rate)


class _Classes(Distribution):
    """What is given by probabilities or by logits."""

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None) -> None:
        if (probs is None) == (logits is None):
            raise refused("Either `probs` or `logits` must be specified, but not both.", "ValueError")
        self.given = "probs" if logits is None else "logits"
        self.__dict__[self.given] = self._checked(_t(probs if logits is None else logits))

    @property
    def names(self) -> tuple[str, ...]:
        """The parameter that was given, and the other once it was asked for."""
        return tuple([n for n in ("probs", "logits") if n in self.__dict__])

    @property
    def batch_shape(self) -> Any:
        """The shape of the parameters."""
        return getattr(self, self.given).shape

    @cached_property
    def probs(self) -> Any:
        """The probabilities."""
        with EnableGrad():
            return self._probs(self.logits)

    @cached_property
    def logits(self) -> Any:
        """The logits."""
        with EnableGrad():
            return self._logits(self.probs)

    def _checked(self, given: Any) -> Any:
        return given

    def _probs(self, logits: Any) -> Any:
        raise NotImplementedError

    def _logits(self, probs: Any) -> Any:
        raise NotImplementedError


class Bernoulli(_Classes):
    """0 or 1."""

    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    def _probs(self, logits: Any) -> Any:
        return logits.sigmoid()

    def _logits(self, probs: Any) -> Any:
        held = TORCH.clamp(probs, SMALL, 1 - SMALL)
        return log(held) - (-held).log1p()

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

    def _checked(self, given: Any) -> Any:
        if not given.ndim:
            raise refused(f"`{self.given}` parameter must be at least one-dimensional.", "ValueError")
        return given / TORCH.sum(given, -1, True) if self.given == "probs" else given - TORCH.logsumexp(given, -1, True)

    def _probs(self, logits: Any) -> Any:
        return TORCH.softmax(logits, -1)

    def _logits(self, probs: Any) -> Any:
        return log(TORCH.clamp(probs, SMALL, 1 - SMALL))

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

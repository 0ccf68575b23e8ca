"""torch.distributions: distributions of several numbers and mixtures beside those of one, and how far two are from each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

from .modules import Namespace
from .torch_checks import refused
from .torch_distributions import Bernoulli, Categorical, Distribution, Exponential, Normal, Uniform, log
from .torch_functions import TORCH
from .torch_graph import EnableGrad, NoGrad
from .torch_types import Size

__all__ = ["distributions"]


def _found(name: str, *args: Any, **options: Any) -> Any:
    return TORCH.find(name)(*args, **options)  # type: ignore[misc]


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

    @property
    def batch_shape(self) -> Any:
        """The shape of the parameters, without the axes of one event."""
        return Size(self._shapes()[0])

    @property
    def event_shape(self) -> Any:
        """The shape of one event."""
        return Size(self._shapes()[1])

    def _shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        batch, event = tuple(self.base_dist.batch_shape), tuple(self.base_dist.event_shape)
        at = len(batch) - self.count
        return batch[:at], batch[at:] + event

    def __repr__(self) -> str:
        return f"Independent({self.base_dist!r}, {self.count})"

    def _summed(self, x: Any) -> Any:
        return TORCH.sum(x, tuple(range(-self.count, 0))) if self.count else x

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "base_dist":
            raise AttributeError(name)
        return getattr(self.base_dist, name)


class MultivariateNormal(Distribution):
    """Normal numbers that move together: their covariances are a lower triangle ``tril`` times its transpose."""

    mean = property(lambda self: self.loc)
    variance = property(lambda self: TORCH.expand(TORCH.sum(self.tril**2, -1), *tuple(self.loc.shape)))
    batch_shape = property(lambda self: Size(tuple(self.loc.shape)[:-1]))
    event_shape = property(lambda self: Size(tuple(self.loc.shape)[-1:]))

    def __init__(
        self, loc: Any, covariance_matrix: Any = None, precision_matrix: Any = None, scale_tril: Any = None, validate_args: Any = None
    ) -> None:
        given = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        known = [n for n in given if given[n] is not None]
        if len(known) != 1:
            raise refused("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.", "ValueError")
        (name,) = known
        matrix = given[name]
        if not loc.ndim:
            raise refused("loc must be at least one-dimensional.", "ValueError")
        if matrix.ndim < 2:
            raise refused(f"{name} must be at least two-dimensional, with optional leading batch dimensions", "ValueError")
        lead = TORCH.broadcast_shapes(tuple(loc.shape)[:-1], tuple(matrix.shape)[:-2])
        self.loc = TORCH.expand(loc, *lead, loc.shape[-1])
        matrix = TORCH.expand(matrix, *lead, *tuple(matrix.shape)[-2:])
        self.__dict__[name] = self.tril = matrix
        if name != "scale_tril":
            self.tril = _found("cholesky", matrix if name == "covariance_matrix" else _found("inv", matrix))

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that were given, and those that were asked for since."""
        return tuple([n for n in ("loc", "covariance_matrix", "precision_matrix", "scale_tril") if n in self.__dict__])

    @cached_property
    def scale_tril(self) -> Any:
        """The lower triangle whose product with its transpose are the covariances."""
        return self.tril

    @cached_property
    def covariance_matrix(self) -> Any:
        """How the numbers move together."""
        with EnableGrad():
            return self.tril @ self.tril.mT

    @cached_property
    def precision_matrix(self) -> Any:
        """The inverse of the covariances."""
        with EnableGrad():
            return _found("inv", self.covariance_matrix)

    def _spread(self) -> Any:
        return TORCH.sum(log(TORCH.diagonal(self.tril, 0, -2, -1)), -1)

    def _apart(self, matrix: Any) -> Any:
        """Return columns as numbers that do not move together: the triangle is solved for them."""
        lead = TORCH.broadcast_shapes(tuple(self.tril.shape)[:-2], tuple(matrix.shape)[:-2])
        both = [TORCH.expand(m, *lead, *tuple(m.shape)[-2:]) for m in (self.tril, matrix)]
        return _found("solve_triangular", *both, upper=False)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Return a draw that moves with the parameters."""
        drawn = TORCH.randn(*self._shape(sample_shape), dtype=self.loc._dtype)
        return self.loc + (self.tril @ drawn.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the density."""
        far = TORCH.sum(self._apart((value - self.loc).unsqueeze(-1)).squeeze(-1) ** 2, -1)
        return -0.5 * (self.loc.shape[-1] * math.log(2 * math.pi) + far) - self._spread()

    def entropy(self) -> Any:
        """Return how open a draw is, in nats."""
        return 0.5 * self.loc.shape[-1] * (1.0 + math.log(2 * math.pi)) + self._spread()


class MixtureSameFamily:
    """Draws of one of several distributions of a kind: the last axis of ``component_distribution`` counts them."""

    def __init__(self, mixture_distribution: Any, component_distribution: Any, validate_args: Any = None) -> None:
        if not isinstance(mixture_distribution, Categorical):
            raise refused("The Mixture distribution needs to be an instance of torch.distributions.Categorical", "ValueError")
        self.mixture_distribution, self.component_distribution = mixture_distribution, component_distribution
        self.axes = len(tuple(component_distribution.event_shape))

    def log_prob(self, value: Any) -> Any:
        """Return the logarithm of the density: that of the sum of the shares times the parts' densities."""
        parts = self.component_distribution.log_prob(value.unsqueeze(-1 - self.axes))
        return TORCH.logsumexp(parts + TORCH.log_softmax(self.mixture_distribution.logits, -1), -1)

    def _shares(self) -> Any:
        probs = self.mixture_distribution.probs
        return probs.reshape(*tuple(probs.shape), *[1] * self.axes)

    @property
    def mean(self) -> Any:
        """The mean."""
        return TORCH.sum(self._shares() * self.component_distribution.mean, -1 - self.axes)

    @property
    def variance(self) -> Any:
        """The variance: that inside the parts, and that between them."""
        part, axis = self.component_distribution, -1 - self.axes
        inside = TORCH.sum(self._shares() * part.variance, axis)
        return inside + TORCH.sum(self._shares() * (part.mean - self.mean.unsqueeze(axis)) ** 2, axis)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Return a draw without slopes."""
        with NoGrad():
            places = self.mixture_distribution.sample(sample_shape)
            drawn = self.component_distribution.sample(sample_shape)
            axis = places.ndim
            wide = places.reshape(*tuple(places.shape), *[1] * (self.axes + 1))
            wide = TORCH.expand(wide, *tuple(places.shape), 1, *tuple(self.component_distribution.event_shape))
            return TORCH.gather(drawn, axis, wide).squeeze(axis)

    def __repr__(self) -> str:
        return f"MixtureSameFamily(\n  {self.mixture_distribution!r},\n  {self.component_distribution!r})"


def _normals(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - ratio.log())


KL: dict[type, Callable[[Any, Any], Any]] = {
    Normal: _normals,
    MultivariateNormal: lambda p, q: (
        q._spread()
        - p._spread()
        + 0.5
        * (TORCH.sum(q._apart(p.tril) ** 2, (-2, -1)) + TORCH.sum(q._apart((q.loc - p.loc).unsqueeze(-1)) ** 2, (-2, -1)) - p.loc.shape[-1])
    ),
    Categorical: lambda p, q: TORCH.sum(p.probs * (p.logits - q.logits), -1),
    Bernoulli: lambda p, q: p.probs * (p.logits - q.logits) + _softplus(q.logits) - _softplus(p.logits),
    Exponential: lambda p, q: q.rate / p.rate + (p.rate / q.rate).log() - 1,
}


def _softplus(x: Any) -> Any:
    return _found("softplus", x)


def kl_divergence(p: Any, q: Any) -> Any:
    """Return the divergence of Kullback and Leibler between two distributions of one kind."""
    if isinstance(p, Independent) and isinstance(q, Independent):
        return p._summed(kl_divergence(p.base_dist, q.base_dist))
    if type(p) is not type(q) or type(p) not in KL:
        raise refused(f"kl_divergence({type(p).__name__}, {type(q).__name__}) is not supported.", "NotImplementedError")
    return KL[type(p)](p, q)


distributions = Namespace("torch.distributions", {
    **{c.__name__: c for c in (Distribution, Normal, Uniform, Exponential, Bernoulli, Categorical, Independent, MultivariateNormal, MixtureSameFamily)}, "kl_divergence": kl_divergence,
    "kl": Namespace("torch.distributions.kl", {"kl_divergence": kl_divergence}),
})  # fmt: skip

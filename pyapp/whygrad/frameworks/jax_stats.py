"""Densities of scipy.stats beside the normal one, as jax.scipy and autograd.scipy have them: by their logarithms, which have slopes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .modules import Namespace

__all__ = ["densities"]


class Densities:
    """Logarithms of densities; ``z`` is where one stands in units of the scale, counted from ``loc``."""

    def __init__(self, functions: Any) -> None:
        self.np = functions

    def _log(self, x: Any) -> Any:
        return self.np.any_name("ln")(x)

    def _log1p(self, x: Any) -> Any:
        return self.np.any_name("log1p")(x)

    def _log_gamma(self, x: Any) -> Any:
        return self.np.any_name("lgamma")(self.np._floating(x))

    def _inside(self, allowed: Any, z: Any, work: Callable[[Any], Any], usual: float = 0.5) -> Any:
        """Return ``work`` of z where it is allowed and minus infinity elsewhere; no slope comes from there."""
        return self.np.where(allowed, work(self.np.where(allowed, z, usual)), -math.inf)

    def expon(self, z: Any) -> Any:
        return self._inside(z >= 0, z, lambda z: -z)

    def laplace(self, z: Any) -> Any:
        return -abs(z) - math.log(2)

    def logistic(self, z: Any) -> Any:
        return -z - 2.0 * self.np.logaddexp(0.0, -z)

    def cauchy(self, z: Any) -> Any:
        return -math.log(math.pi) - self._log1p(z * z)

    def uniform(self, z: Any) -> Any:
        return self._inside((z >= 0) & (z <= 1), z, lambda z: z * 0.0)

    def gamma(self, z: Any, a: Any) -> Any:
        return self._inside(z >= 0, z, lambda z: (a - 1.0) * self._log(z) - z - self._log_gamma(a))

    def chi2(self, z: Any, df: Any) -> Any:
        half = self.np._floating(df) / 2.0
        return self._inside(z >= 0, z, lambda z: (half - 1.0) * self._log(z) - z / 2.0 - half * math.log(2) - self._log_gamma(half))

    def beta(self, z: Any, a: Any, b: Any) -> Any:
        whole = self._log_gamma(a) + self._log_gamma(b) - self._log_gamma(self.np._floating(a) + b)
        return self._inside((z >= 0) & (z <= 1), z, lambda z: (a - 1.0) * self._log(z) + (b - 1.0) * self._log1p(-z) - whole)

    def t(self, z: Any, df: Any) -> Any:
        df = self.np._floating(df)
        size = self._log_gamma(df / 2.0) - self._log_gamma((df + 1.0) / 2.0) + self._log(df * math.pi) / 2.0
        return -size - (df + 1.0) / 2.0 * self._log1p(z * z / df)

    def pareto(self, z: Any, b: Any) -> Any:
        return self._inside(z >= 1, z, lambda z: self._log(self.np._floating(b)) - (b + 1.0) * self._log(z), 2.0)

    # of whole numbers
    def poisson(self, k: Any, mu: Any) -> Any:
        return self._inside(k >= 0, k, lambda k: k * self._log(self.np._floating(mu)) - self._log_gamma(k + 1.0) - mu)

    def bernoulli(self, k: Any, p: Any) -> Any:
        p = self.np._floating(p)
        return self._inside((k == 0) | (k == 1), k, lambda k: self.np.where(k == 1, self._log(p), self._log1p(-p)), 1.0)

    def geom(self, k: Any, p: Any) -> Any:
        p = self.np._floating(p)
        return self._inside(k >= 1, k, lambda k: (k - 1.0) * self._log1p(-p) + self._log(p), 1.0)

    def binom(self, k: Any, n: Any, p: Any) -> Any:
        n, p = self.np._floating(n), self.np._floating(p)

        def within(k: Any) -> Any:
            ways = self._log_gamma(n + 1.0) - self._log_gamma(k + 1.0) - self._log_gamma(n - k + 1.0)
            return ways + k * self._log(p) + (n - k) * self._log1p(-p)

        return self._inside((k >= 0) & (k <= n), k, within, 0.0)

    # of several numbers at once
    def dirichlet(self, x: Any, alpha: Any) -> Any:
        alpha = self.np._floating(alpha)
        size = self.np.sum(self._log_gamma(alpha)) - self._log_gamma(self.np.sum(alpha))
        return self.np.sum((alpha - 1.0) * self._log(self.np._floating(x)), 0) - size


SHAPES = {  # how many parameters of shape each has before loc and scale
    "expon": 0, "laplace": 0, "logistic": 0, "cauchy": 0, "uniform": 0, "gamma": 1, "chi2": 1, "t": 1, "pareto": 1, "beta": 2,
}  # fmt: skip
COUNTS = {"poisson": 1, "bernoulli": 1, "geom": 1, "binom": 2}
PARAMETERS = {"gamma": ("a",), "chi2": ("df",), "t": ("df",), "pareto": ("b",), "beta": ("a", "b"), "poisson": ("mu",), "bernoulli": ("p",),
              "geom": ("p",), "binom": ("n", "p")}  # fmt: skip


def densities(name: str, functions: Any) -> dict[str, Namespace]:
    """Return the parts of ``name`` (jax.scipy.stats or autograd.scipy.stats), each with the logarithm of its density and the density."""
    own, exp, log = Densities(functions), functions.any_name("exp"), functions.any_name("ln")
    found = {"dirichlet": _part(f"{name}.dirichlet", "pdf", own.dirichlet, exp)}
    for kind, count in SHAPES.items():

        def logpdf(x: Any, *given: Any, kind: str = kind, count: int = count, **o: Any) -> Any:
            shapes, rest = _split(kind, count, given, o)
            loc = o.get("loc", rest[0] if rest else 0.0)
            scale = functions._floating(o.get("scale", rest[1] if len(rest) > 1 else 1.0))
            return getattr(own, kind)((functions._floating(x) - loc) / scale, *shapes) - log(scale)

        found[kind] = _part(f"{name}.{kind}", "pdf", logpdf, exp)
    for kind, count in COUNTS.items():

        def logpmf(k: Any, *given: Any, kind: str = kind, count: int = count, **o: Any) -> Any:
            shapes, rest = _split(kind, count, given, o)
            return getattr(own, kind)(functions._floating(k) - o.get("loc", rest[0] if rest else 0.0), *shapes)

        found[kind] = _part(f"{name}.{kind}", "pmf", logpmf, exp)
    return found


def _split(kind: str, count: int, given: tuple[Any, ...], options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the parameters of shape and what is given after them."""
    shapes = list(given[:count])
    shapes += [options.pop(n) for n in PARAMETERS.get(kind, ())[len(shapes) :] if n in options]
    return shapes, list(given[count:])


def _part(name: str, kind: str, logarithm: Callable[..., Any], exp: Callable[..., Any]) -> Namespace:
    return Namespace(name, {f"log{kind}": logarithm, kind: lambda *a, **o: exp(logarithm(*a, **o))})

"""PyTorch's special functions (torch.special): of the normal distribution, of Bessel, zeta and the incomplete gamma functions.

What can be written with operations of the table is; the others have their numbers from series, and their slope beside them.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

from .. import arrays
from ..arrays import elementwise
from .custom import own_operation
from .torch import TorchTensor
from .torch_arithmetic import Arithmetic
from .torch_checks import refused

__all__ = ["Special"]

NORMAL, ROOT = NormalDist(), math.sqrt(2.0)


def _normal_quantile(p: float) -> float:
    """Return the number below which a share ``p`` of the normal distribution lies, to the last digits (one step of Newton's)."""
    if not 0 < p < 1:
        return math.nan if not 0 <= p <= 1 else math.copysign(math.inf, p - 0.5)
    x = NORMAL.inv_cdf(p)
    return x - (math.erfc(-x / ROOT) / 2 - p) / NORMAL.pdf(x)


def _erfinv(y: float) -> float:
    if not -1 < y < 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    x = NORMAL.inv_cdf((1 + y) / 2) / ROOT if abs(y) > 1e-9 else y * math.sqrt(math.pi) / 2
    return x - (math.erf(x) - y) * math.exp(x * x) * math.sqrt(math.pi) / 2


def _bessel(order: int, x: float, sign: float = 1.0) -> float:
    """Return I of a whole order at x by its series, or J with ``sign`` -1 (for |x| up to about 30)."""
    term: float = (x / 2) ** order / math.factorial(order)
    total, k = term, 1
    while abs(term) > 1e-17 * abs(total) and k < 2000:
        term *= sign * (x / 2) ** 2 / (k * (k + order))
        total += term
        k += 1
    return total


def _zeta(s: float, a: float) -> float:
    """Return the sum of (a + k)^-s over k = 0, 1, 2, … (formula of Euler and Maclaurin)."""
    if s <= 1 or a <= 0:
        return math.inf if s == 1 or (a <= 0 and a == math.floor(a)) else math.nan
    head: float = math.fsum((a + k) ** -s for k in range(12))
    x = a + 12
    total: float = head + x ** (1 - s) / (s - 1) + x**-s / 2
    factor: float = s * x ** (-s - 1)
    for k, bernoulli in enumerate((1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160)):
        total += bernoulli * factor
        factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / x**2
    return total


def _lower_gamma(a: float, x: float) -> float:
    """Return the share of the gamma function's integral that lies below x (its series, or 1 minus the continued fraction)."""
    if a < 0 or x < 0 or a != a or x != x:
        return math.nan
    if x in (0, math.inf):
        return float(x > 0)
    front = math.exp(a * math.log(x) - x - math.lgamma(a)) if a else 0.0
    if not a:
        return 1.0
    if x < a + 1:
        term = total = 1 / a
        k = a
        while term > 1e-17 * total:
            k += 1
            term *= x / k
            total += term
        return total * front
    b, c, d = x + 1 - a, 1e300, 1 / (x + 1 - a)
    h = d
    for k in range(1, 500):
        b += 2
        d = 1 / (-k * (k - a) * d + b)
        c = b - k * (k - a) / c
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return 1 - front * h


def _next_single(x: float, to: float) -> float:
    """Return the number of float32 after ``x``, in the direction of another."""
    if x == to or x != x or to != to:
        return to if x == to else math.nan
    if not x:
        return math.copysign(2.0**-149, to)
    (bits,) = struct.unpack("i", struct.pack("f", x))
    return float(struct.unpack("f", struct.pack("i", bits + (1 if (to > x) == (x > 0) else -1)))[0])


class Special(Arithmetic):
    """torch.special."""

    def _own(self, name: str, f: Callable[..., float], args: tuple[Any, ...], slopes: Callable[..., Any]) -> Any:
        """Return ``f`` entry by entry, with ``slopes`` of the result and the arguments: one for each, None where there is none."""
        given = [a if a._dtype.kind == "f" else a.to(TorchTensor.float_type) for a in map(self.t, args)]
        output = self._new(elementwise(f, *[a.value for a in given]), given[0]._dtype)
        if not any([a.requires_grad for a in given]):
            return output

        def back(g: Any) -> list[Any]:
            return [None if s is None else self._onto(g * s, a) for s, a in zip(slopes(*given), given, strict=True)]

        return own_operation(TorchTensor, given, output, back, forward=f)._rename(f"{name}Backward0")

    def _onto(self, effect: Any, x: Any) -> Any:
        """Sum an effect over the axes that ``x`` was copied along."""
        while effect.ndim > x.ndim:
            effect = effect.sum(0)
        wide = tuple([k for k, (a, b) in enumerate(zip(effect.shape, x.shape, strict=True)) if a != b])
        return effect.sum(wide, True) if wide else effect

    def erfinv(self, x: Any) -> Any:
        return self._own("Erfinv", _erfinv, (x,), lambda x: [math.sqrt(math.pi) / 2 * (self.erfinv(x) ** 2).exp()])

    def ndtri(self, x: Any) -> Any:
        return self._own("SpecialNdtri", _normal_quantile, (x,), lambda x: [math.sqrt(2 * math.pi) * (self.ndtri(x) ** 2 / 2).exp()])

    def ndtr(self, x: Any) -> Any:
        return (0.5 * self.t(x / -ROOT).erfc())._rename("SpecialNdtrBackward0")

    def log_ndtr(self, x: Any) -> Any:
        return self.ndtr(x).log()._rename("SpecialLogNdtrBackward0")

    def erfcx(self, x: Any) -> Any:
        return ((x * x).exp() * x.erfc())._rename("SpecialErfcxBackward0")

    def entr(self, x: Any) -> Any:
        safe = self.where(x > 0, x, self.ones_like(x))
        return self.where(x > 0, -x * safe.log(), self.where(x == 0, self.zeros_like(x), self.full_like(x, -math.inf)))._rename(
            "SpecialEntrBackward0"
        )

    def sinc(self, x: Any) -> Any:
        x = self.t(x)
        safe = self.where(x == 0, self.ones_like(x), x) * math.pi
        return self.where(x == 0, self.ones_like(x), safe.sin() / safe)._rename("SincBackward0", [x])

    def i0(self, x: Any) -> Any:
        return self._own("I0", lambda v: _bessel(0, v), (x,), lambda x: [self.i1(x)])

    def i1(self, x: Any) -> Any:
        return self._own("SpecialI1", lambda v: _bessel(1, v), (x,), lambda x: [self.i0(x) - self.i1(x) / x])

    def i0e(self, x: Any) -> Any:
        f = lambda v: _bessel(0, v) * math.exp(-abs(v))  # noqa: E731
        return self._own("SpecialI0E", f, (x,), lambda x: [self.i1e(x) - self.sign(x) * self.i0e(x)])

    def i1e(self, x: Any) -> Any:
        f = lambda v: _bessel(1, v) * math.exp(-abs(v))  # noqa: E731
        return self._own("SpecialI1E", f, (x,), lambda x: [self.i0e(x) - self.i1e(x) * (self.sign(x) + 1 / x)])

    def bessel_j0(self, x: Any) -> Any:
        return self._own("", lambda v: _bessel(0, v, -1.0), (x.detach(),), lambda x: [None])

    def bessel_j1(self, x: Any) -> Any:
        return self._own("", lambda v: _bessel(1, v, -1.0), (x.detach(),), lambda x: [None])

    def zeta(self, x: Any, q: Any) -> Any:
        return self._own("SpecialZeta", _zeta, (x, q), lambda x, q: [None, -x * self.zeta(x + 1, q)])

    def gammainc(self, a: Any, x: Any) -> Any:
        return self._own("Igamma", _lower_gamma, (a, x), lambda a, x: [None, ((a - 1) * x.log() - x - a.lgamma()).exp()])

    igamma = gammainc

    def gammaincc(self, a: Any, x: Any) -> Any:
        f = lambda a, x: 1 - _lower_gamma(a, x)  # noqa: E731
        return self._own("Igammac", f, (a, x), lambda a, x: [None, -((a - 1) * x.log() - x - a.lgamma()).exp()])

    igammac = gammaincc

    def multigammaln(self, x: Any, p: int) -> Any:
        found = p * (p - 1) / 4 * math.log(math.pi)
        for k in range(p):
            found = found + (x - k / 2).lgamma()
        return self.t(found)._rename("MvlgammaBackward0", [x])

    mvlgamma = multigammaln

    def polygamma(self, n: Any, x: Any = None) -> Any:
        """Return a derivative of digamma; a tensor's method has them the other way round."""
        n, x = (x, n) if isinstance(n, TorchTensor) else (n, x)
        if not isinstance(n, int) or n < 0:
            raise refused("polygamma(n, x) does not support negative n.")
        found = self.t(x).digamma() if n == 0 else self._poly(n, self.t(x))
        return found._rename("PolygammaBackward0")

    def _poly(self, n: int, x: Any) -> Any:
        from ..operations import TABLE
        from .tensor import apply

        return apply(TorchTensor, TABLE["polygamma"], float(n), x)

    def xlog1py(self, a: Any, b: Any) -> Any:
        a, b = self.t(a), self.t(b)
        return self.where(a == 0, self.zeros_like(b), a * b.log1p())._rename("SpecialXlog1PyBackward0")

    def hypot(self, a: Any, b: Any) -> Any:
        return (a * a + b * b).sqrt()._rename("HypotBackward0", [a, b])

    def deg2rad(self, x: Any) -> Any:
        return (x * (math.pi / 180))._rename("Deg2RadBackward0")

    def rad2deg(self, x: Any) -> Any:
        return (x * (180 / math.pi))._rename("Rad2DegBackward0")

    def copysign(self, a: Any, b: Any) -> Any:
        b = self.t(b)
        turn = self._new(elementwise(lambda p, q: math.copysign(1.0, p) * math.copysign(1.0, q), a.value, b.value), a._dtype)
        return (a * turn)._rename("CopysignBackward0", [a])

    def fmod(self, a: Any, b: Any) -> Any:
        """Return the rest of a division, with the sign of ``a``."""
        a, b = self.t(a), self.t(b)
        if a._dtype.kind == b._dtype.kind == "i":
            if 0 in arrays.data_of(b.value):
                raise refused("ZeroDivisionError")
            return self._whole("fmod", math.fmod, a, b)
        f = lambda p, q: math.fmod(p, q) if q and math.isfinite(p) else math.nan  # noqa: E731
        return self._own("Fmod", f, (a, b), lambda a, b: [self.ones_like(a), -self.trunc((a / b).detach())])

    def heaviside(self, x: Any, values: Any) -> Any:
        return self._new(elementwise(lambda p, q: q if p == 0 else float(p > 0), x.value, values.value), x._dtype)

    def nextafter(self, a: Any, b: Any) -> Any:
        return self._new(elementwise(_next_single if a._dtype.name == "float32" else math.nextafter, a.value, b.value), a._dtype)

    def ldexp(self, a: Any, b: Any) -> Any:
        return (a * 2.0**b)._rename("MulBackward0")

    def rsub(self, a: Any, b: Any, alpha: float = 1) -> Any:
        return (b - a * alpha)._rename("RsubBackward0")

    def logaddexp2(self, a: Any, b: Any) -> Any:
        return (self.logaddexp(a * math.log(2), b * math.log(2)) / math.log(2))._rename("Logaddexp2Backward0", [a, b])

    def signbit(self, x: Any) -> Any:
        return self._truths(lambda v: math.copysign(1.0, v) < 0, x)

    def isneginf(self, x: Any) -> Any:
        return self._truths(lambda v: v == -math.inf, x)

    def isposinf(self, x: Any) -> Any:
        return self._truths(lambda v: v == math.inf, x)

    def positive(self, x: Any) -> Any:
        return x

    def sgn(self, x: Any) -> Any:
        return self.sign(x)

    # whole numbers
    def _whole(self, name: str, f: Callable[..., Any], *args: Any) -> Any:
        given = [self.t(a) for a in args]
        kinds = [g._dtype for g in given if not g.weak] or [given[0]._dtype]
        if any([k.kind == "f" for k in kinds]):
            names = {"float32": "Float", "float64": "Double", "float16": "Half", "bfloat16": "BFloat16"}
            raise refused(f"\"{name}_cpu\" not implemented for '{names[kinds[0].name]}'", "NotImplementedError", "convert it: x.long()")
        values = [arrays.data_of(arrays.broadcast_to(g.value, self._wide_of(given))) for g in given]
        found = [float(f(*map(int, row))) for row in zip(*values, strict=True)]
        return self._new(arrays.value_of(found, self._wide_of(given)), max(kinds, key=lambda k: (k.kind == "i", k.bits)))

    @staticmethod
    def _wide_of(tensors: list[Any]) -> Any:
        return arrays.broadcast_shape(*[tuple(t.shape) for t in tensors])

    def bitwise_and(self, a: Any, b: Any) -> Any:
        return self._whole("bitwise_and", lambda p, q: p & q, a, b)

    def bitwise_or(self, a: Any, b: Any) -> Any:
        return self._whole("bitwise_or", lambda p, q: p | q, a, b)

    def bitwise_xor(self, a: Any, b: Any) -> Any:
        return self._whole("bitwise_xor", lambda p, q: p ^ q, a, b)

    def bitwise_not(self, x: Any) -> Any:
        return self._truths(lambda v: not v, x) if x._dtype.kind == "b" else self._whole("bitwise_not", lambda p: ~p, x)

    def bitwise_left_shift(self, a: Any, b: Any) -> Any:
        return self._whole("lshift", lambda p, q: p << q if q < 64 else 0, a, b)

    def bitwise_right_shift(self, a: Any, b: Any) -> Any:
        return self._whole("rshift", lambda p, q: p >> q, a, b)

    def gcd(self, a: Any, b: Any) -> Any:
        return self._whole("gcd", math.gcd, a, b)

    def lcm(self, a: Any, b: Any) -> Any:
        return self._whole("lcm", math.lcm, a, b)

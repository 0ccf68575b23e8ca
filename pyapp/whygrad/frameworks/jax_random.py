"""JAX's random numbers: a key and a counter go through the Threefry cipher, so the same key gives the numbers that JAX gives.

J. Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", 2011. Normal numbers come of the inverse error function, as
M. Giles approximates it in single precision ("Approximating the erfinv function", 2010).
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from statistics import NormalDist
from typing import Any

from .. import arrays
from .dtypes import FLOAT64, UINT32, DType
from .jax import JNP, JaxArray
from .modules import Namespace
from .numpy_random import entries_of
from .printing import array_text
from .session import CellError, current
from .tensor import Tensor, as_tensor, dtype_of, shape_arg

__all__ = ["Key", "random"]

ALL = 0xFFFFFFFF
TURNS = ((13, 15, 26, 6), (17, 29, 16, 24))
NEAR = (2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727,
        1.50140941)  # fmt: skip
FAR = (-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406,
       2.83297682)  # fmt: skip
Pair = tuple[int, int]


def threefry(key: Pair, first: int, second: int) -> Pair:
    """Return two words enciphered with a key: twenty rounds of adding, turning and mixing."""
    keys = (*key, key[0] ^ key[1] ^ 0x1BD11BDA)
    x, y = first + keys[0] & ALL, second + keys[1] & ALL
    for group in range(5):
        for turn in TURNS[group % 2]:
            x = x + y & ALL
            y = (y << turn | y >> 32 - turn) & ALL ^ x
        x, y = x + keys[(group + 1) % 3] & ALL, y + keys[(group + 2) % 3] + group + 1 & ALL
    return x, y


def single(x: float) -> float:
    """Return a number rounded to single precision."""
    try:
        return array("f", [x])[0]
    except OverflowError:
        return math.copysign(math.inf, x)


class Key:
    """A key of the new kind, or an array of them: words are under it, and it does not calculate."""

    def __init__(self, words: Any) -> None:
        self.words = words

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each axis of the array of keys."""
        return arrays.shape_of(self.words.value)[:-1]

    @property
    def dtype(self) -> str:
        """The type of a key."""
        return "key<fry>"

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def __getitem__(self, index: Any) -> Key:
        return Key(self.words[index])

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Key]:
        return (Key(row) for row in self.words)

    def __repr__(self) -> str:
        return f"Array({self.shape}, dtype=key<fry>) overlaying:\n{array_text(self.words.value, UINT32)}"


def _words(numbers: Sequence[int], shape: tuple[int, ...]) -> Any:
    return JaxArray(current().leaf(arrays.value_of([float(n) for n in numbers], shape), UINT32), UINT32)


def _pair(key: Any) -> Pair:
    words = key.words if isinstance(key, Key) else key
    found = [int(x) for x in arrays.data_of(words.value)] if isinstance(words, Tensor) else []
    if len(found) != 2:
        raise CellError("TypeError", f"unexpected PRNG key type {type(key)}", "make a key with jax.random.key(0), and split it")
    return found[0], found[1]


def _made(seed: Any) -> Any:
    seed = int(seed) & 0xFFFFFFFF
    return _words((0, seed), (2,))


def _split_words(key: Pair, count: int) -> list[Pair]:
    return [threefry(key, k >> 32, k & ALL) for k in range(count)]


def _bits(key: Pair, count: int, double: bool = False) -> list[int]:
    pairs = _split_words(key, count)
    return [a << 32 | b for a, b in pairs] if double else [a ^ b for a, b in pairs]


def _uniform(key: Pair, count: int, low: float, high: float, dtype: DType) -> list[float]:
    double = dtype.name == "float64"
    if double:
        return [max(low, (b >> 12) / 2.0**52 * (high - low) + low) for b in _bits(key, count, True)]
    low, high = single(low), single(high)
    width = single(high - low)
    return [max(low, single(single((b >> 9) / 2.0**23 * width) + low)) for b in _bits(key, count)]


def erf_inv(x: float) -> float:
    """Return the inverse error function in single precision."""
    if abs(x) >= 1:
        return math.copysign(math.inf, x)
    w = single(-math.log1p(-single(x * x)))
    near = w < 5
    w = single(w - 2.5) if near else single(single(math.sqrt(w)) - 3)
    p = 0.0
    for c in NEAR if near else FAR:
        p = single(single(c) + p * w)  # multiplied and added in one, as the compiler does
    return single(p * x)


def _erf_inv(x: float, dtype: DType) -> float:
    if dtype.name == "float64":
        return NormalDist().inv_cdf((x + 1) / 2) / math.sqrt(2) if -1 < x < 1 else math.copysign(math.inf, x)
    return erf_inv(x)


def _normal(key: Pair, count: int, dtype: DType) -> list[float]:
    double = dtype.name == "float64"
    low = math.nextafter(-1.0, 0.0) if double else -1.0 + 2.0**-24
    root = math.sqrt(2) if double else single(math.sqrt(2))
    return [root * _erf_inv(u, dtype) for u in _uniform(key, count, low, 1.0, dtype)]


class _Random:
    """The functions of jax.random."""

    @staticmethod
    def _array(numbers: Sequence[float], shape: Any, dtype: DType) -> Any:
        return JaxArray(current().leaf(arrays.value_of(list(numbers), shape_arg(shape)), dtype), dtype)

    @staticmethod
    def _float(dtype: Any) -> DType:
        return JNP.kind(dtype) or JaxArray.float_type

    def PRNGKey(self, seed: Any, **_: Any) -> Any:
        return _made(seed)

    def key(self, seed: Any, **_: Any) -> Any:
        return Key(_made(seed))

    def key_data(self, key: Key) -> Any:
        return key.words

    def wrap_key_data(self, words: Any, **_: Any) -> Any:
        return Key(words)

    def split(self, key: Any, num: Any = 2) -> Any:
        shape = shape_arg(num)
        pairs = _split_words(_pair(key), entries_of(shape))
        made = _words([w for p in pairs for w in p], (*shape, 2))
        return Key(made) if isinstance(key, Key) else made

    def fold_in(self, key: Any, data: Any) -> Any:
        made = _words(threefry(_pair(key), 0, int(data) & ALL), (2,))
        return Key(made) if isinstance(key, Key) else made

    def clone(self, key: Any) -> Any:
        return key

    def bits(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        return self._array(_bits(_pair(key), entries_of(shape_arg(shape))), shape, UINT32)

    def uniform(self, key: Any, shape: Any = (), dtype: Any = None, minval: Any = 0.0, maxval: Any = 1.0) -> Any:
        kind = self._float(dtype)
        return self._array(_uniform(_pair(key), entries_of(shape_arg(shape)), float(minval), float(maxval), kind), shape, kind)

    def normal(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        kind = self._float(dtype)
        return self._array(_normal(_pair(key), entries_of(shape_arg(shape)), kind), shape, kind)

    def truncated_normal(self, key: Any, lower: Any, upper: Any, shape: Any = (), dtype: Any = None) -> Any:
        kind = self._float(dtype)
        low, high = (math.erf(float(v) / math.sqrt(2)) for v in (lower, upper))
        found = [_erf_inv(u, kind) * math.sqrt(2) for u in _uniform(_pair(key), entries_of(shape_arg(shape)), low, high, kind)]
        return self._array([min(max(x, float(lower)), float(upper)) for x in found], shape, kind)

    def exponential(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        return -JNP._of("log1p", -self.uniform(key, shape, dtype))

    def gumbel(self, key: Any, shape: Any = (), dtype: Any = None, **_: Any) -> Any:
        kind = self._float(dtype)
        return -JNP._of(
            "ln", -JNP._of("ln", self.uniform(key, shape, dtype, 2.2250738585072014e-308 if kind is FLOAT64 else 2.0**-126, 1.0))
        )

    def _open(self, key: Any, shape: Any, dtype: Any) -> Any:
        """Draw between 0 and 1, without these."""
        return self.uniform(key, shape, dtype, 2.2250738585072014e-308 if self._float(dtype) is FLOAT64 else 2.0**-126, 1.0)

    def laplace(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        u = self.uniform(key, shape, dtype, math.nextafter(-1.0, 0.0) if self._float(dtype) is FLOAT64 else -1.0 + 2.0**-24, 1.0)
        return JNP._of("sign", u) * JNP._of("log1p", -JNP._of("abs", u))

    def logistic(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        u = self._open(key, shape, dtype)
        return JNP._of("ln", u / (1.0 - u))

    def cauchy(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        u = self.uniform(key, shape, dtype, 2.220446049250313e-16 if self._float(dtype) is FLOAT64 else 2.0**-23, 1.0)
        return JNP._of("tan", math.pi * (u - 0.5))

    def rayleigh(self, key: Any, scale: Any, shape: Any = (), dtype: Any = None) -> Any:
        return scale * JNP._of("sqrt", -2.0 * JNP._of("ln", self._open(key, shape, dtype)))

    def pareto(self, key: Any, b: Any, shape: Any = (), dtype: Any = None) -> Any:
        return JNP._of("exp", self.exponential(key, shape, dtype) / b)

    def weibull_min(self, key: Any, scale: Any, concentration: Any, shape: Any = (), dtype: Any = None) -> Any:
        return scale * JNP.power(-JNP._of("log1p", -self.uniform(key, shape, dtype)), 1.0 / concentration)

    def multivariate_normal(self, key: Any, mean: Any, cov: Any, shape: Any = None, dtype: Any = None, **_: Any) -> Any:
        mean = as_tensor(JaxArray, mean)
        noise = self.normal(key, (*(() if shape is None else shape_arg(shape)), mean.shape[-1]), dtype)
        return mean + JNP.matmul(noise, JNP.transpose(JNP.cholesky(cov)))

    def bernoulli(self, key: Any, p: Any = 0.5, shape: Any = None, **_: Any) -> Any:
        p = as_tensor(JaxArray, p)
        return self.uniform(key, p.shape if shape is None else shape) < p

    def rademacher(self, key: Any, shape: Any = (), dtype: Any = None) -> Any:
        return as_tensor(
            JaxArray, 2 * as_tensor(JaxArray, self.bernoulli(key, 0.5, shape), JaxArray.int_type) - 1, dtype or JaxArray.int_type
        )

    def randint(self, key: Any, shape: Any, minval: Any, maxval: Any, dtype: Any = None) -> Any:
        kind = dtype_of(dtype, JaxArray.int_type)
        bits, low, count = kind.bits, int(minval), entries_of(shape_arg(shape))
        span = max(int(maxval) - low, 1)
        high_key, low_key = _split_words(_pair(key), 2)
        by = pow(2 ** (bits // 2) % span, 2) & (1 << bits) - 1
        by %= span
        pairs = zip(_bits(high_key, count, bits == 64), _bits(low_key, count, bits == 64), strict=True)
        numbers = [low + ((a % span * by & (1 << bits) - 1) + b % span & (1 << bits) - 1) % span for a, b in pairs]
        return self._array([float(n) for n in numbers], shape, kind)

    def permutation(self, key: Any, x: Any, axis: int = 0, **_: Any) -> Any:
        x = JNP.arange(x) if isinstance(x, int) else as_tensor(JaxArray, x)
        size = x.shape[axis]
        order, pair = list(range(size)), _pair(key)
        for _round in range(math.ceil(3 * math.log(max(1, size)) / math.log(ALL))):
            pair, sub = _split_words(pair, 2)
            keys = _bits(sub, size)
            order = [order[k] for k in sorted(range(size), key=keys.__getitem__)]
        return JNP.take(x, as_tensor(JaxArray, order), axis=axis)

    shuffle = permutation

    def choice(self, key: Any, a: Any, shape: Any = (), replace: bool = True, p: Any = None, axis: int = 0, **_: Any) -> Any:
        a = JNP.arange(a) if isinstance(a, int) else as_tensor(JaxArray, a)
        size, count = a.shape[axis], entries_of(shape_arg(shape))
        if p is not None and replace:
            total = JNP.cumsum(as_tensor(JaxArray, p))
            ends = arrays.data_of(total.value)
            draws = arrays.data_of((total[-1] * (1 - self.uniform(key, shape))).value)
            found: Any = [float(sum([e < r for e in ends])) for r in draws]
            index = self._array(found, shape, JaxArray.int_type)
        elif p is not None:
            index = JNP.argsort(-(self.gumbel(key, (size,)) + JNP._of("ln", as_tensor(JaxArray, p))))[:count]
        elif replace:
            index = self.randint(key, shape, 0, size)
        else:
            return JNP.reshape(self.permutation(key, a, axis)[:count], shape_arg(shape))
        return JNP.take(a, index, axis=axis)

    def categorical(self, key: Any, logits: Any, axis: int = -1, shape: Any = None, **_: Any) -> Any:
        logits = as_tensor(JaxArray, logits)
        rest = [size for k, size in enumerate(logits.shape) if k != axis % logits.ndim]
        wanted = tuple(rest) if shape is None else shape_arg(shape)
        front = wanted[: len(wanted) - len(rest)]
        noise = self.gumbel(key, (*front, *logits.shape))
        return JNP.argmax(noise + logits, axis=axis if axis < 0 else axis + len(front))

    def find(self, name: str) -> Any:
        """Return the function called ``name``, or None."""
        return None if name.startswith("_") or name == "find" else getattr(self, name, None)


random = Namespace("jax.random", {}, _Random().find)

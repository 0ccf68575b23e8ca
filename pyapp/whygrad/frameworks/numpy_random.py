"""NumPy's random numbers: the same seed gives the numbers that NumPy gives
(normal numbers of the new generator but for the last of seventeen digits now and then).

``np.random.seed`` starts the Mersenne twister (M. Matsumoto, T. Nishimura, 1998; it is Python's own too), ``default_rng`` the
generator PCG64 (M. O'Neill, 2014). Normal numbers come of Marsaglia's polar method there and of a ziggurat of 256 steps here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any

from .. import arrays
from .dtypes import INT64
from .modules import Namespace
from .session import CellError, current
from .tensor import Tensor, as_tensor, shape_arg

__all__ = ["random_module"]

WORD, LONG, WIDE = (1 << 32) - 1, (1 << 64) - 1, (1 << 128) - 1
EDGE, AREA = 3.6541528853610088, 0.004928673233974652  # of the ziggurat: where its tail begins, and the area of a step


class Twister:
    """The old generator."""

    def __init__(self, seed: int) -> None:
        state = [seed & WORD]
        for i in range(1, 624):
            state.append(1812433253 * (state[-1] ^ state[-1] >> 30) + i & WORD)
        self.own = Random(0)
        self.own.setstate((3, (*state, 624), None))
        self.unit = self.own.random
        self.second: float | None = None

    def gauss(self) -> float:
        """Return a normal number; they are made in pairs."""
        if self.second is not None:
            found, self.second = self.second, None
            return found
        while True:
            x, y = 2 * self.unit() - 1, 2 * self.unit() - 1
            size = x * x + y * y
            if 0 < size < 1:
                break
        factor = math.sqrt(-2 * math.log(size) / size)
        self.second = factor * x
        return factor * y

    def below(self, most: int) -> int:
        """Return a whole number from 0 to ``most``: bits are drawn until they are not more."""
        bits = most.bit_length()
        mask = (1 << bits) - 1
        while True:
            found = (self.own.getrandbits(32) if bits <= 32 else self.own.getrandbits(32) << 32 | self.own.getrandbits(32)) & mask
            if found <= most:
                return found


@cache
def _ziggurat() -> tuple[list[int], list[float], list[float]]:
    """Return for each step the part of it that is surely inside, its width in units, and the height of the curve."""
    unit = 2.0**52
    height = math.exp(-0.5 * EDGE * EDGE)
    inside, width, heights = [0] * 256, [0.0] * 256, [1.0] * 256
    inside[0], width[0] = int(EDGE * height / AREA * unit), AREA / height / unit
    x, width[255], heights[255] = EDGE, EDGE / unit, height
    for k in range(254, 0, -1):
        before, x = x, math.sqrt(-2 * math.log(AREA / x + math.exp(-0.5 * x * x)))
        inside[k + 1], width[k], heights[k] = int(x / before * unit), x / unit, math.exp(-0.5 * x * x)
    return inside, width, heights


def _mixed(seed: int) -> list[int]:
    """Return four words of 64 bits made of a seed of any size."""
    given = [seed >> 32 * k & WORD for k in range(max(1, (seed.bit_length() + 31) // 32))]
    factor = 0x43B0D7E5

    def stirred(x: int) -> int:
        nonlocal factor
        x ^= factor
        factor = factor * 0x931E8875 & WORD
        x = x * factor & WORD
        return x ^ x >> 16

    def mixed(x: int, y: int) -> int:
        found = 0xCA01F9DD * x - 0x4973F715 * y & WORD
        return found ^ found >> 16

    pool = [stirred(given[k] if k < len(given) else 0) for k in range(4)]
    for i in range(4):
        for j in range(4):
            if i != j:
                pool[j] = mixed(pool[j], stirred(pool[i]))
    for more in given[4:]:
        pool = [mixed(x, stirred(more)) for x in pool]
    words, by = [], 0x8B51F9DD
    for k in range(8):
        x = pool[k % 4] ^ by
        by = by * 0x58F38DED & WORD
        x = x * by & WORD
        words.append(x ^ x >> 16)
    return [words[k] | words[k + 1] << 32 for k in range(0, 8, 2)]


class Permuted:
    """The new generator."""

    def __init__(self, seed: int) -> None:
        a, b, c, d = _mixed(seed)
        self.step = (c << 64 | d) << 1 & WIDE | 1
        self.state = self.step + (a << 64 | b) & WIDE
        self._move()
        self.half: int | None = None

    def _move(self) -> None:
        self.state = self.state * 0x2360ED051FC65DA44385DF649FCCF645 + self.step & WIDE

    def bits64(self) -> int:
        """Return 64 random bits."""
        self._move()
        x, turn = self.state >> 64 ^ self.state & LONG, self.state >> 122
        return (x >> turn | x << (-turn & 63)) & LONG

    def bits(self) -> int:
        """Return 32 random bits, half of 64."""
        if self.half is not None:
            found, self.half = self.half, None
            return found
        both = self.bits64()
        self.half = both >> 32
        return both & WORD

    def unit(self) -> float:
        """Return a number from 0 to 1."""
        return (self.bits64() >> 11) / 2.0**53

    def gauss(self) -> float:
        """Return a normal number."""
        inside, width, heights = _ziggurat()
        while True:
            r = self.bits64()
            step, whole = r & 255, r >> 9 & (1 << 52) - 1
            x = whole * width[step]
            if r >> 8 & 1:
                x = -x
            if whole < inside[step]:
                return x
            if step:
                if (heights[step - 1] - heights[step]) * self.unit() + heights[step] < math.exp(-0.5 * x * x):
                    return x
                continue
            while True:  # the tail
                far, high = -math.log1p(-self.unit()) / EDGE, -math.log1p(-self.unit())
                if 2 * high > far * far:
                    return -(EDGE + far) if whole >> 8 & 1 else EDGE + far

    def below(self, most: int) -> int:
        """Return a whole number from 0 to ``most``, after D. Lemire: a product's upper half."""
        if not most:
            return 0
        size, bits, draw = (32, WORD, self.bits) if most < WORD else (64, LONG, self.bits64)
        found = draw() * (most + 1)
        if found & bits < most + 1:
            least = (bits - most) % (most + 1)
            while found & bits < least:
                found = draw() * (most + 1)
        return found >> size


class Generator:
    """The functions that draw numbers, for arrays of one class; ``new`` for what the new generator does otherwise."""

    def __init__(self, cls: type[Tensor], source: Any) -> None:
        self.cls, self.source, self.new = cls, source, isinstance(source, Permuted)

    def _made(self, draw: Callable[[], float], size: Any, dtype: Any = None) -> Any:
        shape = () if size is None else shape_arg(size)
        numbers = [draw() for _ in range(entries_of(shape))]
        return self._array(numbers, shape, dtype or self.cls.float_type)

    def _array(self, numbers: Sequence[float], shape: tuple[int, ...], dtype: Any) -> Any:
        return self.cls(current().leaf(arrays.value_of([float(n) for n in numbers], shape), dtype), dtype)

    def seed(self, n: Any = 0) -> None:
        self.source = Twister(int(n or 0))

    def random(self, size: Any = None, **_: Any) -> Any:
        return self._made(self.source.unit, size)

    random_sample = ranf = sample = random

    def rand(self, *shape: int) -> Any:
        return self._made(self.source.unit, shape)

    def randn(self, *shape: int) -> Any:
        return self._made(self.source.gauss, shape)

    def standard_normal(self, size: Any = None, **_: Any) -> Any:
        return self._made(self.source.gauss, size)

    def _spread(self, draw: Callable[[], float], low: Any, factor: Any, size: Any) -> Any:
        low, factor = (as_tensor(self.cls, v) for v in (low, factor))
        shape = arrays.broadcast_shape(low.shape, factor.shape) if size is None else shape_arg(size)
        bases, factors = (arrays.data_of(arrays.broadcast_to(v.value, shape)) for v in (low, factor))
        return self._array([a + b * draw() for a, b in zip(bases, factors, strict=True)], shape, self.cls.float_type)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        return self._spread(self.source.gauss, loc, scale, size)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        low = as_tensor(self.cls, low)
        return self._spread(self.source.unit, low, as_tensor(self.cls, high) - low, size)

    def exponential(self, scale: Any = 1.0, size: Any = None) -> Any:
        if self.new:
            raise CellError("NotImplementedError", "Generator.exponential is not supported.", "use np.random.exponential")
        return self._spread(lambda: -math.log(1.0 - self.source.unit()), 0.0, scale, size)

    def randint(self, low: int, high: int | None = None, size: Any = None, dtype: Any = None, endpoint: bool = False) -> Any:
        low, high = (0, int(low)) if high is None else (int(low), int(high))
        most = high - low - (not endpoint)
        if most < 0:
            raise CellError("ValueError", "low >= high", "give the upper end as the second number")
        return self._made(lambda: low + self.source.below(most), size, INT64)

    def integers(self, low: int, high: int | None = None, size: Any = None, dtype: Any = None, endpoint: bool = False) -> Any:
        return self.randint(low, high, size, dtype, endpoint)

    def _shuffled(self, count: int) -> list[int]:
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = self._masked(i)
            order[i], order[j] = order[j], order[i]
        return order

    def _masked(self, most: int) -> int:
        """Return a whole number up to ``most`` as shuffling draws it: bits until they are not more."""
        if not self.new:
            return int(self.source.below(most))
        mask = (1 << most.bit_length()) - 1
        while (found := self.source.bits() & mask) > most:
            pass
        return int(found)

    def permutation(self, x: Any) -> Any:
        if isinstance(x, int):
            return self._array(self._shuffled(x), (x,), INT64)
        x = as_tensor(self.cls, x)
        return x[self._array(self._shuffled(len(x)), (len(x),), INT64)]

    def shuffle(self, x: Any) -> None:
        order = self._shuffled(len(x))
        x[:] = [x[k] for k in order] if isinstance(x, list) else x[self._array(order, (len(order),), INT64)]

    def choice(self, a: Any, size: Any = None, replace: bool = True, p: Any = None) -> Any:
        count = int(a) if isinstance(a, int) else len(a)
        shape = () if size is None else shape_arg(size)
        wanted = entries_of(shape)
        if p is not None:
            found = self._weighted(count, wanted, replace, arrays.data_of(as_tensor(self.cls, p).value))
        elif replace:
            found = [self.source.below(count - 1) for _ in range(wanted)]
        elif wanted > count:
            raise CellError("ValueError", "Cannot take a larger sample than population when 'replace=False'")
        else:
            found = self._few(count, wanted) if self.new else self._shuffled(count)[:wanted]
        if isinstance(a, int):
            return self._array(found, shape, INT64)
        if isinstance(a, list | tuple) and not all([isinstance(v, int | float | Tensor) for v in a]):
            return a[found[0]] if size is None else [a[k] for k in found]
        return as_tensor(self.cls, a)[found[0] if size is None else self._array(found, shape, INT64)]

    def _weighted(self, count: int, wanted: int, replace: bool, weights: Sequence[float]) -> list[int]:
        weights, found = list(weights), list[int]()
        if not replace:
            while len(found) < wanted:
                draws = [self.source.unit() for _ in range(wanted - len(found))]
                for k in found:
                    weights[k] = 0.0
                ends = _running(weights)
                found += dict.fromkeys(sum([e <= r for e in ends]) for r in draws)
            return found
        ends = _running(weights)
        return [sum([e <= r for e in ends]) for r in [self.source.unit() for _ in range(wanted)]]

    def _few(self, count: int, wanted: int) -> list[int]:
        seen, found = set[int](), list[int]()
        for j in range(count - wanted, count):
            k = self.source.below(j)
            found.append(j if k in seen else k)
            seen.add(found[-1])
        for i in range(wanted - 1, 0, -1):
            j = self.source.below(i)
            found[i], found[j] = found[j], found[i]
        return found

    def find(self, name: str) -> Any:
        """Return the function called ``name``, or None."""
        only = {"integers": True, "rand": False, "randn": False, "randint": False, "seed": False}
        known = not name.startswith("_") and only.get(name, self.new) is self.new and name not in ("find", "new", "cls", "source")
        return getattr(self, name, None) if known else None


def entries_of(shape: Sequence[int]) -> int:
    """Return how many entries a shape has."""
    count = math.prod(shape)
    if count > arrays.ENTRIES_AT_MOST:
        raise CellError("Limit", f"An array of {count:,} entries is too large for this page.", "use a smaller one")
    return count


def _running(weights: Sequence[float]) -> list[float]:
    ends, total = [], 0.0
    for w in weights:
        total += w
        ends.append(total)
    return [e / total for e in ends]


def random_module(name: str, cls: type[Tensor]) -> Namespace:
    """Return numpy.random for arrays of a class."""

    def usual() -> Generator:
        return current().kept("numpy random", lambda: Generator(cls, Twister(5489)))  # type: ignore[no-any-return]

    def find(wanted: str) -> Any:
        return usual().find(wanted)

    def state(seed: Any = None) -> Namespace:
        return Namespace("RandomState", {}, Generator(cls, Twister(int(seed or 0))).find)

    def rng(seed: Any = None) -> Namespace:
        return Namespace("Generator", {}, Generator(cls, Permuted(int(seed or 0))).find)

    return Namespace(name, {"RandomState": state, "default_rng": rng}, find)

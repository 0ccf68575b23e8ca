"""TensorFlow's random numbers: Philox, as the library draws them, so that a seeded cell shows the library's numbers.

J. K. Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", 2011. Floats are worked out in single steps rounded
as the library rounds them; the last digit may differ where its processor's logarithm or sine does.
"""

from __future__ import annotations

import math
import random as python_random
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import arrays
from .dtypes import FLOAT32, INT64, DType
from .modules import Namespace
from .session import CellError, current
from .tensor import Tensor, as_tensor, dtype_of, shape_arg
from .tensorflow import EagerTensor
from .tensorflow_keywords import passed_over
from .tensorflow_nn import TF

__all__ = ["UNSEEDED", "draw", "dropout", "epoch_order", "mixing_seeds", "random_module", "stateless", "stateless_dropout", "words_of"]

LOW, WORD = 0xFFFFFFFF, 1 << 32
Counter = list[int]


class Philox:
    """Four words of 32 bits at a time, from a counter and a key."""

    def __init__(self, key: Sequence[int], counter: Sequence[int]) -> None:
        self.key, self.counter = list(key), list(counter)

    def skip(self, count: int) -> None:
        """Move the counter on."""
        total = sum(word << (32 * k) for k, word in enumerate(self.counter)) + count
        self.counter = [(total >> (32 * k)) & LOW for k in range(4)]

    def next(self) -> list[int]:
        """Return the next four words."""
        c, (a, b) = self.counter, self.key
        for _ in range(10):
            x, y = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
            c = [(y >> 32) ^ c[1] ^ a, y & LOW, (x >> 32) ^ c[3] ^ b, x & LOW]
            a, b = (a + 0x9E3779B9) & LOW, (b + 0xBB67AE85) & LOW
        self.skip(1)
        return c

    def copy(self) -> Philox:
        """Return one that goes on from here."""
        return Philox(self.key, self.counter)


def _single(x: float) -> float:
    return float(array("f", [x])[0])


def _unit(word: int) -> float:
    """Return a float in [0, 1) made of the lower 23 bits."""
    return (word & 0x7FFFFF) / 0x800000


def _unit_double(high: int, low: int) -> float:
    return (((high & 0xFFFFF) << 32) | low) / (1 << 52)


def _pair(a: int, b: int) -> tuple[float, float]:
    """Return two normal numbers of two words (Box and Muller)."""
    angle = _single(2 * math.pi * _unit(b))
    size = _single(math.sqrt(_single(-2 * _single(math.log(max(_unit(a), _single(1e-7)))))))
    return _single(_single(math.sin(angle)) * size), _single(_single(math.cos(angle)) * size)


def _pair_double(words: Sequence[int]) -> tuple[float, float]:
    angle = 2 * math.pi * _unit_double(words[2], words[3])
    size = math.sqrt(-2 * math.log(max(_unit_double(words[0], words[1]), 1e-7)))
    return math.sin(angle) * size, math.cos(angle) * size


def _normals(source: Philox, double: bool) -> Iterator[float]:
    while True:
        w = source.next()
        if double:
            yield from _pair_double(w)
        else:
            yield from (*_pair(w[0], w[1]), *_pair(w[2], w[3]))


def _uniforms(source: Philox, double: bool) -> Iterator[float]:
    while True:
        w = source.next()
        if double:
            yield from (_unit_double(w[0], w[1]), _unit_double(w[2], w[3]))
        else:
            yield from map(_unit, w)


def _truncated(source: Philox, double: bool) -> Iterator[float]:
    """Normal numbers between -2 and 2: groups of four, each with numbers of its own stretch of the counter."""
    while True:
        words = _words(source.copy())
        source.skip(128 if double else 256)
        found: list[float] = []
        while len(found) < (2 if double else 4):
            pair = _pair_double([next(words) for _ in range(4)]) if double else _pair(next(words), next(words))
            found += [x for x in pair if abs(x) < 2]
        yield from found[: 2 if double else 4]


def _words(source: Philox) -> Iterator[int]:
    while True:
        yield from source.next()


def _wholes(source: Philox, low: int, size: int, bits: int) -> Iterator[float]:
    while True:
        w = source.next()
        numbers = w if bits == 32 else [w[0] | w[1] << 32, w[2] | w[3] << 32]
        for n in numbers:
            yield float(low + n % size)


def draw(kind: str, source: Philox, shape: Any, dtype: DType, first: Any, second: Any) -> Any:
    """Return numbers of a kind ("normal", "truncated", "uniform") with mean and deviation, or from a lowest number to a highest."""
    sizes = shape_arg(shape)
    count, double = arrays.entries(sizes), dtype.bits == 64
    if kind == "uniform" and dtype.kind == "i":
        if second is None:
            raise CellError("ValueError", f"Must specify maxval for integer dtype {dtype!r}")
        numbers = _wholes(source, int(first), int(second) - int(first), dtype.bits)
    else:
        make: Callable[[Philox, bool], Iterator[float]] = {"normal": _normals, "truncated": _truncated, "uniform": _uniforms}[kind]
        numbers = make(source, double)
    value = arrays.value_of([next(numbers) for _ in range(count)], sizes)
    made = EagerTensor(current().leaf(value, dtype), dtype)
    if dtype.kind == "i":
        return made
    if kind == "uniform":
        low, high = (as_tensor(EagerTensor, v, dtype) for v in (first, 1.0 if second is None else second))
        return _moved(made, high - low, low, dtype)
    return _moved(made, second, first, dtype)


def _moved(made: Any, scale: Any, start: Any, dtype: DType) -> Any:
    numbers = [as_tensor(EagerTensor, v, dtype) for v in (scale, start)]
    if all(not n.ndim for n in numbers) and float(numbers[0]) == 1 and float(numbers[1]) == 0:
        return made
    found = made * numbers[0] + numbers[1]
    return EagerTensor(current().leaf(found.value, dtype), dtype)


# ---- numbers that depend on a global seed and on how often was drawn ----


class _State:
    """The seed of the cell, and of each drawing how far it is."""

    def __init__(self, seed: int | None) -> None:
        self.seed, self.rng = seed, python_random.Random(0 if seed is None else seed)
        self.going: dict[Any, Philox] = {}


def state() -> _State:
    """Return the state of the cell."""
    found: _State = current().kept("tensorflow seed", lambda: _State(None))
    return found


def set_seed(seed: Any) -> None:
    """Set the global seed."""
    current().state["tensorflow seed"] = _State(int(seed))


UNSEEDED = (
    "Numbers drawn by chance without a seed are others on every run of TensorFlow; here they are the same each time. To compare, set a seed first: "
    "tf.keras.utils.set_random_seed(0)."
)
USUAL_SEED = 87654321  # what TensorFlow takes for the global seed where only an operation has one


def _pair_of(seed: Any) -> tuple[int, int]:
    """Return the two seeds of a drawing: the global one and its own."""
    now = state()
    if seed is not None:
        return (USUAL_SEED if now.seed is None else now.seed), int(seed)
    if now.seed is None:
        current().note(UNSEEDED)
    return now.seed or 0, now.rng.randint(0, 2**31 - 1)


def _source(kind: str, seed: Any, count: int, dtype: DType) -> Philox:
    pair = _pair_of(seed)
    key = (kind, *pair, dtype.name)
    going = state().going
    if key not in going:
        going[key] = Philox([pair[0] & LOW, pair[0] >> 32 & LOW], [0, 0, pair[1] & LOW, pair[1] >> 32 & LOW])
    source = going[key].copy()
    going[key].skip(count * 256)
    return source


def _drawn(kind: str, first: float, second: Any) -> Callable[..., Any]:
    names = ("minval", "maxval") if kind == "uniform" else ("mean", "stddev")

    def drawn(shape: Any, *given: Any, dtype: Any = None, seed: Any = None, **o: Any) -> Any:
        passed_over(f"random.{kind}", {k: v for k, v in o.items() if k not in names})
        bounds = [*given[:2], *[o.get(n, usual) for n, usual in zip(names, (first, second), strict=True)][len(given) :]]
        kind_of = dtype_of(dtype if dtype is not None else given[2] if len(given) > 2 else None, FLOAT32)
        return draw(kind, _source(kind, seed, arrays.entries(shape_arg(shape)), kind_of), shape, kind_of, *bounds)

    return drawn


# ---- numbers that depend on nothing but their seed ----


def scrambled(seed: Any) -> Philox:
    """Return the source for a seed of two numbers, as stateless functions mix it."""
    a, b = (int(k) for k in (seed.tolist() if isinstance(seed, Tensor) else seed))
    mix = Philox([0x3EC8F720, 0x02461E29], [a & LOW, a >> 32 & LOW, b & LOW, b >> 32 & LOW]).next()
    return Philox(mix[:2], [0, 0, mix[2], mix[3]])


def stateless(kind: str, first: float = 0.0, second: Any = 1.0) -> Callable[..., Any]:
    """Return a function that draws numbers of a kind from a seed of two numbers."""
    names = ("minval", "maxval") if kind == "uniform" else ("mean", "stddev")

    def drawn(shape: Any, seed: Any, *given: Any, dtype: Any = None, **o: Any) -> Any:
        passed_over(f"random.stateless_{kind}", {k: v for k, v in o.items() if k not in names})
        bounds = [*given[:2], *[o.get(n, usual) for n, usual in zip(names, (first, second), strict=True)][len(given) :]]
        return draw(kind, scrambled(seed), shape, dtype_of(dtype, FLOAT32), *bounds)

    return drawn


class Generator:
    """Random numbers with a counter of their own."""

    def __init__(self, words: Sequence[int]) -> None:
        self.words = list(words)

    @classmethod
    def from_seed(cls, seed: Any, alg: Any = None) -> Generator:
        """Return one that starts from a number."""
        return cls([int(seed), 0, 0])

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """Return one that starts anywhere: here always at the same place."""
        return cls([state().rng.getrandbits(63), 0, 0])

    def reset_from_seed(self, seed: Any) -> None:
        self.words = [int(seed), 0, 0]

    def _next(self, shape: Any) -> Philox:
        counter, high, key = self.words
        source = Philox([key & LOW, key >> 32 & LOW], [counter & LOW, counter >> 32 & LOW, high & LOW, high >> 32 & LOW])
        after = source.copy()
        after.skip(arrays.entries(shape_arg(shape)) * 256)
        c = after.counter
        self.words = [c[0] | c[1] << 32, c[2] | c[3] << 32, key]
        return source

    def normal(self, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, **_: Any) -> Any:
        return draw("normal", self._next(shape), shape, dtype_of(dtype, FLOAT32), mean, stddev)

    def truncated_normal(self, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, **_: Any) -> Any:
        return draw("truncated", self._next(shape), shape, dtype_of(dtype, FLOAT32), mean, stddev)

    def uniform(self, shape: Any, minval: Any = 0.0, maxval: Any = None, dtype: Any = None, **_: Any) -> Any:
        return draw("uniform", self._next(shape), shape, dtype_of(dtype, FLOAT32), minval, maxval)


def order_of(count: int, source: Philox) -> list[int]:
    """Return the numbers below ``count`` in another order."""
    words, order = _words(source), list(range(count))
    for k in range(count - 1):
        j = k + next(words) % (count - k)
        order[k], order[j] = order[j], order[k]
    return order


def words_of(seed: int, second: int) -> Iterator[int]:
    """Return the words of a source for two seeds, one by one."""
    return _words(Philox([seed & LOW, seed >> 32 & LOW], [0, 0, second & LOW, second >> 32 & LOW]))


def mixing_seeds(seed: Any, anew: bool) -> Iterator[tuple[int, int]]:
    """Return the two seeds of each pass through a shuffled data set: drawn anew, or always those of the first."""
    pair = _pair_of(seed)
    pair = (0, 2**31 - 1) if pair == (0, 0) else pair
    words = words_of(*pair)
    while True:
        yield (next(words), next(words)) if anew else pair


def epoch_order(count: int) -> list[int] | None:
    """Return the order in which fit of Keras goes through rows after a global seed was set: the same in every epoch; None without a seed."""
    seed = state().seed
    return None if seed is None else order_of(count, Philox([seed & LOW, seed >> 32 & LOW], [0, 0, 0, 0]))


def dropout(x: Any, rate: float, noise_shape: Any = None, seed: Any = None, **_: Any) -> Any:
    """Return ``x`` with entries left out by chance."""
    return _dropped(x, rate, noise_shape, lambda shape, dtype: _drawn("uniform", 0, None)(shape, dtype=dtype, seed=seed))


def stateless_dropout(x: Any, rate: float, seed: Any, noise_shape: Any = None, **_: Any) -> Any:
    """Return ``x`` with entries left out by chance, which depends on nothing but the seed."""
    return _dropped(x, rate, noise_shape, lambda shape, dtype: stateless("uniform", 0, None)(shape, seed, dtype=dtype))


def _dropped(x: Any, rate: float, noise_shape: Any, drawn: Callable[..., Any]) -> Any:
    x, rate = TF.t(x), float(rate)
    if not 0 <= rate < 1:
        raise CellError("ValueError", f"`rate` must be a scalar tensor or a float in the range [0, 1). Received: rate={rate}")
    sizes = tuple(x.shape) if noise_shape is None else tuple(noise_shape)
    return TF.thinned(x, rate, drawn(sizes, x._dtype)) if rate else x


def shuffle(value: Any, seed: Any = None, **_: Any) -> Any:
    """Return the rows in another order."""
    value = TF.t(value)
    n = value.shape[0]
    order = order_of(n, _source("shuffle", seed, n * 4, INT64))
    return TF.gather(value, order)


def categorical(logits: Any, num_samples: int, seed: Any = None, dtype: Any = None, **_: Any) -> Any:
    """Return places drawn with the weights of each row. They are not those of the library."""
    found, rng = [], state().rng
    for row in TF.softmax(logits).tolist():
        found += [float(k) for k in rng.choices(range(len(row)), row, k=int(num_samples))]
    kind = dtype_of(dtype, INT64)
    return EagerTensor(current().leaf(arrays.value_of(found, (TF.t(logits).shape[0], int(num_samples))), kind), kind)


def random_module() -> Namespace:
    """Return tf.random."""
    names = {
        "normal": _drawn("normal", 0.0, 1.0), "uniform": _drawn("uniform", 0, None), "truncated_normal": _drawn("truncated", 0.0, 1.0),
        "set_seed": set_seed, "shuffle": shuffle, "Generator": Generator, "categorical": categorical,
        "stateless_normal": stateless("normal"), "stateless_uniform": stateless("uniform", 0, None),
        "stateless_truncated_normal": stateless("truncated"), "get_global_generator": lambda: Generator.from_non_deterministic_state(),
    }  # fmt: skip
    return Namespace("tf.random", {**names, "experimental": Namespace("tf.random.experimental", {"Generator": Generator})})

"""PyTorch's random numbers: its generator is the Mersenne twister, so the same seed gives the numbers that PyTorch gives.

M. Matsumoto, T. Nishimura, "Mersenne Twister", 1998. Normal numbers are made as PyTorch makes them on a CPU: sixteen at a time
by Box and Muller's method where there are at least sixteen, one pair after another otherwise. What dropout leaves out, and
waiting times, are drawn as on a processor that is not Intel's: on those PyTorch takes another generator for them.
"""

from __future__ import annotations

import math
from array import array
from random import Random
from typing import Any

from ..arrays import value_of
from .dtypes import DType
from .session import current

__all__ = ["Forked", "Generator", "generator"]

WAITS = (
    "Waiting times (exponential_, multinomial of one draw or without replacement, gumbel_softmax) depend on the machine: here they are "
    "what PyTorch draws with the same seed on a processor that is not Intel's. On an Intel processor they are others."
)
SINGLE, DOUBLE = 2.0**-24, 2.0**-53


class Generator:
    """A source of random numbers with a seed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.manual_seed(0)

    def manual_seed(self, seed: int) -> Generator:
        """Begin anew with ``seed``."""
        self.start, self.waiting = int(seed), dict[bool, float]()
        state = [self.start & 0xFFFFFFFF]
        for i in range(1, 624):
            state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + i) & 0xFFFFFFFF)
        self.twister = Random(0)
        self.twister.setstate((3, (*state, 624), None))
        return self

    def initial_seed(self) -> int:
        """Return the seed."""
        return self.start

    def seed(self) -> int:
        """Begin anew with some seed (here always the same one) and return it."""
        return self.manual_seed(0).start

    def get_state(self) -> Any:
        """Return where the sequence stands."""
        return self.start, dict(self.waiting), self.twister.getstate()

    def set_state(self, state: Any) -> None:
        """Go back to where the sequence stood."""
        self.start, self.waiting = state[0], dict(state[1])
        self.twister.setstate(state[2])

    def bits(self) -> int:
        """Return 32 random bits."""
        return self.twister.getrandbits(32)

    def bits64(self) -> int:
        """Return 64 random bits."""
        return self.bits() << 32 | self.bits()

    def _unit(self, double: bool) -> float:
        return (self.bits64() & (1 << 53) - 1) * DOUBLE if double else (self.bits() & (1 << 24) - 1) * SINGLE

    def uniform(self, count: int, low: float, high: float, dtype: DType) -> list[float]:
        """Return numbers between ``low`` and ``high``."""
        double = dtype.name == "float64"
        if double:
            return [self._unit(True) * (high - low) + low for _ in range(count)]
        low, high = array("f", [low, high])
        (width,) = array("f", [high - low])
        return array("f", [x * width for x in [self._unit(False) for _ in range(count)]]).tolist() if low == 0 else [
            x + low for x in array("f", [self._unit(False) * width for _ in range(count)])
        ]  # fmt: skip

    def _pair(self) -> float:
        if True in self.waiting:
            return self.waiting.pop(True)
        first, second = self._unit(True), self._unit(True)
        radius, angle = math.sqrt(-2.0 * math.log1p(-second)), 2.0 * math.pi * first
        self.waiting[True] = radius * math.sin(angle)
        return radius * math.cos(angle)

    def normal(self, count: int, mean: float, deviation: float, dtype: DType) -> list[float]:
        """Return normal numbers."""
        if count < 16:
            return [self._pair() * deviation + mean for _ in range(count)]
        double = dtype.name == "float64"
        data = [self._unit(double) for _ in range(count)]
        starts = [*range(0, count - 15, 16)]
        for at in starts:
            self._sixteen(data, at, mean, deviation)
        if count % 16:
            data[-16:] = [self._unit(double) for _ in range(16)]
            self._sixteen(data, count - 16, mean, deviation)
        return data

    @staticmethod
    def _sixteen(data: list[float], at: int, mean: float, deviation: float) -> None:
        for j in range(at, at + 8):
            radius, angle = math.sqrt(-2.0 * math.log(1 - data[j])), 2.0 * math.pi * data[j + 8]
            data[j], data[j + 8] = radius * math.cos(angle) * deviation + mean, radius * math.sin(angle) * deviation + mean

    def truths(self, count: int, p: float) -> list[float]:
        """Return ones with probability ``p``, else zeros."""
        return [float(self._unit(True) < p) for _ in range(count)]

    def exponential(self, count: int, rate: float) -> list[float]:
        """Return waiting times of events that happen ``rate`` times a unit of time."""
        current().note(WAITS)
        return [-math.log1p(-self._unit(True)) / rate for _ in range(count)]

    def whole(self, count: int, low: int, high: int) -> list[float]:
        """Return whole numbers from ``low`` to below ``high``."""
        width = high - low
        draw = self.bits64 if width >= 1 << 32 else self.bits
        return [float(draw() % width + low) for _ in range(count)]

    def permutation(self, count: int) -> list[float]:
        """Return the numbers below ``count`` in random order."""
        found = [float(k) for k in range(count)]
        for i in range(count - 1):
            z = i + self.bits() % (count - i)
            found[i], found[z] = found[z], found[i]
        return found


class Forked:
    """A with block that leaves the cell's generator as it was."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> None:
        self.state = generator().get_state()

    def __exit__(self, *_: object) -> None:
        generator().set_state(self.state)


def generator(given: Any = None) -> Generator:
    """Return the generator that is given, or that of the cell."""
    return given if isinstance(given, Generator) else current().kept("torch generator", Generator)


def shaped(numbers: list[float], shape: tuple[int, ...]) -> Any:
    """Return numbers as an array of a shape."""
    return value_of(numbers, shape)

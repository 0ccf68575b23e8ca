"""Keras: random numbers, each drawn from a seed and a counter, as the library draws them."""

from __future__ import annotations

from typing import Any

from .dtypes import FLOAT32
from .library import own_random
from .session import CellError, current
from .tensor import as_tensor
from .tensorflow import EagerTensor
from .tensorflow_nn import TF
from .tensorflow_random import UNSEEDED, set_seed, stateless

__all__ = ["RANDOM", "SeedGenerator", "dropped", "own_seed", "set_random_seed"]


def own_seed() -> int:
    """Return the seed of a layer or an initializer that is given none: Keras asks Python's own generator."""
    rng = own_random()
    if not rng.seeded:
        current().note(UNSEEDED)
    return rng.randint(1, 1_000_000_000)


def set_random_seed(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow, as keras.utils.set_random_seed does."""
    from .numpy import numpy

    own_random().seed(int(seed))
    numpy.random.seed(int(seed))
    set_seed(seed)
    current().state.pop("keras seeds", None)


class SeedGenerator:
    """Gives a new seed for every drawing: its own, and how often it was asked."""

    def __init__(self, seed: int | None = None, name: str | None = None, **_: Any) -> None:
        if seed is not None and not isinstance(seed, int):
            raise CellError("ValueError", f"Argument `seed` must be an integer. Received: seed={seed}")
        self.seed, self.count = own_seed() if seed is None else seed, 0

    def next(self, **_: Any) -> tuple[int, int]:
        """Return the next seed."""
        self.count += 1
        return self.seed, self.count - 1


def pair_of(seed: Any) -> tuple[int, int]:
    """Return two numbers to draw from: of a generator the next, of a number itself and 0."""
    if seed is None:
        seed = current().kept("keras seeds", SeedGenerator)
    return seed.next() if isinstance(seed, SeedGenerator) else (int(seed), 0)


def dropped(x: Any, rate: float, seed: Any = None, noise_shape: Any = None) -> Any:
    """Return ``x`` with entries left out by chance, the others larger for it; 0 where they are left out."""
    if not 0 < rate < 1:
        return TF.zeros_like(x) if rate else x
    sizes = tuple(x.shape) if noise_shape is None else tuple(n if k is None else k for k, n in zip(noise_shape, x.shape, strict=True))
    return TF.thinned(x, rate, stateless("uniform", 0.0, 1.0)(sizes, pair_of(seed)))


def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Return normal numbers."""
    return stateless("normal", mean, stddev)(shape, pair_of(seed), dtype=dtype)


def uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Return evenly spread numbers."""
    return stateless("uniform", minval, maxval)(shape, pair_of(seed), dtype=dtype)


def truncated_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Return normal numbers within two deviations."""
    return stateless("truncated", mean, stddev)(shape, pair_of(seed), dtype=dtype)


def randint(shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Return whole numbers."""
    return stateless("uniform", minval, maxval)(shape, pair_of(seed), dtype=dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """Return the entries along an axis in another order."""
    x = as_tensor(EagerTensor, x)
    places = stateless("uniform", 0.0, 1.0)((x.shape[axis],), pair_of(seed), dtype=FLOAT32)
    return TF.gather(x, TF.argsort(places), axis=axis)


RANDOM: dict[str, Any] = {
    "SeedGenerator": SeedGenerator, "normal": normal, "uniform": uniform, "truncated_normal": truncated_normal, "randint": randint,
    "shuffle": shuffle, "dropout": lambda inputs, rate, noise_shape=None, seed=None: dropped(inputs, rate, seed, noise_shape),
}  # fmt: skip

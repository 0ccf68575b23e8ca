"""Keras: layers that draw by chance while a model is trained."""

from __future__ import annotations

import math
from typing import Any

from .keras_layer import Layer
from .keras_random import SeedGenerator, dropped, normal, uniform
from .session import CellError
from .tensorflow_nn import TF

__all__ = ["NOISE"]


class Dropout(Layer):
    """Entries left out by chance while training."""

    built = True

    def __init__(self, rate: float, noise_shape: Any = None, seed: Any = None, **o: Any) -> None:
        super().__init__(**o)
        if not 0 <= rate <= 1:
            raise CellError(
                "ValueError", f"Invalid value received for argument `rate`. Expected a float value between 0 and 1. Received: rate={rate}"
            )
        self.rate, self.noise_shape = rate, noise_shape
        self.seed_generator = SeedGenerator(seed) if rate > 0 else None

    def shape_for(self, inputs: Any) -> Any:
        """Return the sizes of what is drawn."""
        return self.noise_shape

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Work out the output."""
        return dropped(inputs, self.rate, self.seed_generator, self.shape_for(inputs)) if training and self.rate > 0 else inputs


class _Spatial(Dropout):
    """Whole maps left out by chance while training."""

    def __init__(self, rate: float, seed: Any = None, data_format: Any = None, **o: Any) -> None:
        super().__init__(rate, seed=seed, **o)

    def shape_for(self, inputs: Any) -> Any:
        """Return the sizes of what is drawn: one number for a map."""
        return (inputs.shape[0], *[1] * (inputs.ndim - 2), inputs.shape[-1])


class GaussianNoise(Layer):
    """Normal numbers added while training."""

    built = True

    def __init__(self, stddev: float, seed: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.stddev, self.seed_generator = stddev, SeedGenerator(seed) if stddev > 0 else None

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Work out the output."""
        return inputs + normal(tuple(inputs.shape), 0.0, self.stddev, seed=self.seed_generator) if training and self.stddev > 0 else inputs


class GaussianDropout(Dropout):
    """Entries multiplied by normal numbers around 1 while training."""

    def __init__(self, rate: float, seed: Any = None, **o: Any) -> None:
        super().__init__(rate, seed=seed, **o)

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Work out the output."""
        if not training or not self.rate:
            return inputs
        return inputs * normal(tuple(inputs.shape), 1.0, math.sqrt(self.rate / (1.0 - self.rate)), seed=self.seed_generator)


class AlphaDropout(Dropout):
    """Entries set by chance to what keeps mean and spread of selu's outputs. G. Klambauer and others, 2017."""

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Work out the output."""
        if not training or not self.rate:
            return inputs
        kept = TF.cast(uniform(tuple(inputs.shape), seed=self.seed_generator) >= self.rate, inputs._dtype)
        low = -1.6732632423543772 * 1.0507009873554805
        a = ((1 - self.rate) * (1 + self.rate * low**2)) ** -0.5
        return a * (inputs * kept + low * (1 - kept)) - a * low * self.rate


NOISE: dict[str, Any] = {
    "Dropout": Dropout, "GaussianNoise": GaussianNoise, "GaussianDropout": GaussianDropout, "AlphaDropout": AlphaDropout,
    **{f"SpatialDropout{n}D": type(f"SpatialDropout{n}D", (_Spatial,), {"__doc__": _Spatial.__doc__}) for n in (1, 2, 3)},
}  # fmt: skip

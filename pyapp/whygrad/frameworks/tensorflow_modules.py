"""The modules of TensorFlow that a cell may import."""

from __future__ import annotations

from typing import Any

from .dtypes import FLOAT32
from .keras import keras
from .modules import Namespace
from .tensorflow import TF, TYPES, EagerTensor, Module, TensorShape, UnconnectedGradients, Variable, find
from .tensorflow_tape import GradientTape

__all__ = ["tensorflow"]


def tensorflow() -> Namespace:
    """Return the module."""
    shared = {"pow": TF.pow, "log": TF.log}
    names: dict[str, Any] = {
        **TYPES, "Tensor": EagerTensor, "Variable": Variable, "GradientTape": GradientTape, "UnconnectedGradients": UnconnectedGradients,
        "Module": Module, "TensorShape": TensorShape, "__version__": "2.21.0", "float": FLOAT32, "keras": keras, "newaxis": None,
        "math": Namespace("tf.math", shared, find), "nn": Namespace("tf.nn", shared, find), "linalg": Namespace("tf.linalg", {}, find),
        "random": Namespace("tf.random", {"normal": TF.random_normal, "uniform": TF.uniform, "set_seed": TF.set_seed}, find),
        "dtypes": Namespace("tf.dtypes", {**TYPES, "cast": TF.cast}), "autodiff": Namespace("tf.autodiff", {"GradientTape": GradientTape}),
        "config": Namespace("tf.config", {"run_functions_eagerly": lambda *_: None}),
        "debugging": Namespace("tf.debugging", {"assert_near": lambda *a, **o: None}),
        "initializers": Namespace("tf.initializers", {}), "compat": Namespace("tf.compat", {}),
    }  # fmt: skip
    return Namespace("tensorflow", names, find)

"""The modules of Keras that a cell may import."""

from __future__ import annotations

from typing import Any

from .keras_layers import LAYERS, Input, activation, floatx
from .keras_losses import FUNCTIONS, LOSSES, REGULARIZERS
from .keras_metrics import METRICS
from .keras_models import Model, Sequential
from .keras_optimizers import OPTIMIZERS, SCHEDULES
from .keras_variables import INITIALIZERS, KerasVariable, set_random_seed
from .modules import Namespace
from .session import current
from .tensorflow_nn import TF, find
from .tensorflow_random import stateless

__all__ = ["keras"]


def _set_floatx(name: str) -> None:
    current().state["floatx"] = name


def _to_categorical(x: Any, num_classes: int | None = None) -> Any:
    labels = TF.cast(x, "int64")
    count = num_classes if num_classes is not None else int(TF.amax(labels)) + 1
    return TF.one_hot(labels, count).numpy()


class Callback:
    """What fit would call; it is not called here."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


def _quiet(*_: Any, **__: Any) -> None:
    return None


UTILS = {"set_random_seed": set_random_seed, "to_categorical": _to_categorical, "plot_model": _quiet}
BACKEND = {"set_floatx": _set_floatx, "floatx": floatx, "clear_session": _quiet, "epsilon": lambda: 1e-7}
CALLBACKS = dict.fromkeys(("Callback", "EarlyStopping", "ModelCheckpoint", "TensorBoard", "ReduceLROnPlateau"), Callback)
NAMES: dict[str, Any] = {
    "layers": Namespace("keras.layers", LAYERS), "losses": Namespace("keras.losses", {**LOSSES, **FUNCTIONS}),
    "optimizers": Namespace("keras.optimizers", {
        **OPTIMIZERS, "schedules": Namespace("keras.optimizers.schedules", SCHEDULES), "legacy": Namespace("keras.optimizers.legacy", OPTIMIZERS),
    }),
    "metrics": Namespace("keras.metrics", METRICS), "initializers": Namespace("keras.initializers", INITIALIZERS),
    "regularizers": Namespace("keras.regularizers", REGULARIZERS), "utils": Namespace("keras.utils", UTILS),
    "activations": Namespace("keras.activations", {"linear": lambda x: x, "get": activation}, find),
    "models": Namespace("keras.models", {"Sequential": Sequential, "Model": Model}), "backend": Namespace("keras.backend", BACKEND, find),
    "callbacks": Namespace("keras.callbacks", CALLBACKS), "ops": Namespace("keras.ops", {"log": TF.log, "max": TF.amax, "min": TF.amin}, find),
    "random": Namespace("keras.random", {
        "normal": lambda shape, mean=0.0, stddev=1.0, dtype=None, seed=0: stateless("normal", mean, stddev)(shape, (seed, 0)),
        "uniform": lambda shape, minval=0.0, maxval=1.0, dtype=None, seed=0: stateless("uniform", minval, maxval)(shape, (seed, 0)),
    }),
    "Sequential": Sequential, "Model": Model, "Input": Input, "Variable": KerasVariable, "__version__": "3.15.1",
}  # fmt: skip
keras = Namespace("keras", NAMES)

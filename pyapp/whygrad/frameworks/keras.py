"""The modules of Keras that a cell may import."""

from __future__ import annotations

from typing import Any

from .keras_activations import ACTIVATIONS, activation
from .keras_attention import ATTENTION
from .keras_callbacks import CALLBACKS
from .keras_counts import COUNTS
from .keras_images import IMAGES
from .keras_inputs import floatx
from .keras_layer import Input, KerasTensor, Layer
from .keras_layers import LAYERS as COMMON
from .keras_losses import FUNCTIONS, LOSSES
from .keras_metrics import METRICS
from .keras_models import MODELS
from .keras_noise import NOISE
from .keras_ops import op_named
from .keras_optimizers import OPTIMIZERS
from .keras_random import RANDOM, set_random_seed
from .keras_recurrent import RECURRENT
from .keras_rules import CONSTRAINTS, REGULARIZERS
from .keras_schedules import SCHEDULES
from .keras_variables import INITIALIZERS, KerasVariable
from .modules import Namespace
from .session import CellError, current
from .tensorflow_nn import TF, find

__all__ = ["keras"]


def _set_floatx(name: str) -> None:
    current().state["floatx"] = name


def _to_categorical(x: Any, num_classes: int | None = None) -> Any:
    labels = TF.cast(x, "int64")
    count = num_classes if num_classes is not None else int(TF.amax(labels)) + 1
    return TF.one_hot(labels, count, dtype="float64").numpy()


def _quiet(*_: Any, **__: Any) -> None:
    return None


def _normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    x = TF.t(x)
    norm = TF.norm(x, order, axis, True)
    return (x / TF.where(norm == 0.0, TF.ones_like(norm), norm)).numpy()


def _registered(*args: Any, **_: Any) -> Any:
    """Return a class as it is; used as a decorator, with or without brackets."""
    return args[0] if args and isinstance(args[0], type) else lambda kind: kind


def _data(name: str) -> Any:
    raise CellError(
        "NotAvailable", f"keras.datasets.{name} is not available in a cell.", "a cell reads no files: write a few rows of numbers into it"
    )


LAYERS = {**COMMON, **IMAGES, **RECURRENT, **ATTENTION, **NOISE}
UTILS = {
    "set_random_seed": set_random_seed, "to_categorical": _to_categorical, "plot_model": _quiet, "normalize": _normalize,
    "register_keras_serializable": _registered, "clear_session": _quiet, "get_custom_objects": dict,
}  # fmt: skip
BACKEND = {"set_floatx": _set_floatx, "floatx": floatx, "clear_session": _quiet, "epsilon": lambda: 1e-7, "backend": lambda: "tensorflow"}
MIXED = Namespace("keras.mixed_precision", {"set_global_policy": _quiet})
NAMES: dict[str, Any] = {
    "layers": Namespace("keras.layers", LAYERS), "losses": Namespace("keras.losses", {**LOSSES, **FUNCTIONS}),
    "optimizers": Namespace("keras.optimizers", {
        **OPTIMIZERS, "schedules": Namespace("keras.optimizers.schedules", SCHEDULES), "legacy": Namespace("keras.optimizers.legacy", OPTIMIZERS),
    }),
    "metrics": Namespace("keras.metrics", {**METRICS, **COUNTS}), "initializers": Namespace("keras.initializers", INITIALIZERS),
    "regularizers": Namespace("keras.regularizers", REGULARIZERS), "constraints": Namespace("keras.constraints", CONSTRAINTS),
    "utils": Namespace("keras.utils", UTILS), "activations": Namespace("keras.activations", {**ACTIVATIONS, "get": activation}, find),
    "models": Namespace("keras.models", MODELS), "backend": Namespace("keras.backend", BACKEND, find), "callbacks": Namespace("keras.callbacks", CALLBACKS),
    "ops": Namespace("keras.ops", {}, op_named), "random": Namespace("keras.random", RANDOM), "mixed_precision": MIXED,
    "saving": Namespace("keras.saving", {"register_keras_serializable": _registered, "get_custom_objects": dict}), "config": Namespace("keras.config", BACKEND),
    "Sequential": MODELS["Sequential"], "Model": MODELS["Model"], "Input": Input, "Variable": KerasVariable, "Layer": Layer, "Loss": LOSSES["Loss"],
    "Metric": METRICS["Metric"], "Optimizer": OPTIMIZERS["Optimizer"], "Initializer": INITIALIZERS["Initializer"], "__version__": "3.15.1",
    "datasets": Namespace("keras.datasets", {}, _data), "version": lambda: "3.15.1", "Regularizer": REGULARIZERS["Regularizer"], "KerasTensor": KerasTensor,
}  # fmt: skip
keras = Namespace("keras", NAMES)

"""The modules of TensorFlow that a cell may import."""

from __future__ import annotations

from typing import Any

from .. import arrays
from .keras import keras
from .keras_variables import INITIALIZERS, Module
from .modules import Namespace
from .session import CellError, current
from .silent import Silent
from .tensorflow import EagerTensor, IndexedSlices, Scope, Variable, flat
from .tensorflow_control import CONTROL, TRAIN, ForwardAccumulator
from .tensorflow_data import Dataset
from .tensorflow_image import IMAGE
from .tensorflow_nn import TF, find
from .tensorflow_random import dropout, random_module, stateless_dropout
from .tensorflow_strings import RAGGED, SPARSE, STRINGS, RaggedTensor, SparseTensor
from .tensorflow_tape import GradientTape
from .tensorflow_traced import TensorSpec, run_eagerly
from .tensorflow_types import TYPES, TensorShape

__all__ = ["tensorflow"]


class UnconnectedGradients:
    """What stands where no slope flows."""

    NONE, ZERO = "none", "zero"


class _Nothing:
    """A context that changes nothing here: a device, a scope of names."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _mapped(work: Any, *values: Any) -> Any:
    """Return a function of the tensors of values that are nested alike."""
    first = values[0]
    if isinstance(first, dict):
        return {k: _mapped(work, *[v[k] for v in values]) for k in first}
    if isinstance(first, list | tuple) and not isinstance(first, TensorShape):
        return type(first)([_mapped(work, *parts) for parts in zip(*values, strict=True)])
    return work(*values)


def _quiet(*_: Any, **__: Any) -> None:
    return None


def _assertion(name: str, holds: Any) -> Any:
    def check(*args: Any, message: str | None = None, **_: Any) -> None:
        values = [TF.t(a) for a in args[: 2 if "x y" in name else 1]]
        if not all(arrays.data_of(holds(*values).value)):
            raise CellError("InvalidArgumentError", f"{message or ''} Condition {name.split()[0]} did not hold.".strip())

    return check


def _near(x: Any, y: Any, *_: Any, **__: Any) -> None:
    if not TF.allclose(x, y, 1e-6, 1e-6):
        raise CellError("InvalidArgumentError", "x and y not equal to tolerance rtol = 1e-06, atol = 1e-06")


def _numerics(tensor: Any, message: str = "", **_: Any) -> Any:
    tensor = TF.t(tensor)
    data = arrays.data_of(tensor.value)
    if any(x != x or abs(x) == float("inf") for x in data):
        raise CellError("InvalidArgumentError", f"{message} : Tensor had {'NaN' if any(x != x for x in data) else 'Inf'} values")
    return tensor


CHECKS = {
    "assert_equal": _assertion("x == y x y", lambda x, y: x == y), "assert_greater": _assertion("x > y x y", lambda x, y: x > y),
    "assert_less": _assertion("x < y x y", lambda x, y: x < y), "assert_positive": _assertion("x > 0", lambda x: x > TF.zeros_like(x)),
    "assert_non_negative": _assertion("x >= 0", lambda x: x >= TF.zeros_like(x)), "assert_near": _near, "assert_shapes": _quiet,
    "check_numerics": _numerics, "assert_rank": _quiet, "assert_type": _quiet, "enable_check_numerics": _quiet, "set_log_device_placement": _quiet,
}  # fmt: skip


OLD = frozenset(
    "Session InteractiveSession placeholder get_variable global_variables_initializer initialize_all_variables reset_default_graph "
    "variable_scope get_default_graph layers contrib app flags placeholder_with_default get_collection".split()
)


def _found(name: str) -> Any:
    if name in OLD:
        hint = "this is TensorFlow 1; TensorFlow 2 calculates at once: use tf.Variable and tf.GradientTape, and print the tensor"
        raise CellError("AttributeError", f"module 'tensorflow' has no attribute '{name}'", hint)
    return find(name)


def tensorflow() -> Namespace:
    """Return the module."""
    shared = {"pow": TF.pow, "log": TF.log}
    errors = {n: type(CellError(n, "")) for n in ("InvalidArgumentError", "OutOfRangeError", "FailedPreconditionError", "NotFoundError")}
    data = Namespace("tf.data", {"Dataset": Dataset, "AUTOTUNE": -1, "experimental": Namespace("tf.data.experimental", {"AUTOTUNE": -1})})
    initializers = {f"{n}_initializer": INITIALIZERS[n] for n in ("zeros", "ones", "constant", "random_uniform", "random_normal")}
    random = random_module()
    names: dict[str, Any] = {
        **TYPES, **initializers, "Tensor": EagerTensor, "Variable": Variable, "GradientTape": GradientTape, "UnconnectedGradients": UnconnectedGradients,
        "Module": Module, "TensorShape": TensorShape, "TensorSpec": TensorSpec, "IndexedSlices": IndexedSlices, "__version__": "2.21.0",
        "keras": keras, "newaxis": None, "double": TYPES["float64"], "half": TYPES["float16"], "data": data, "random": random,
        "device": _Nothing, "name_scope": Scope, "control_dependencies": _Nothing, "no_op": _quiet, "executing_eagerly": lambda: True,
        "math": Namespace("tf.math", shared, find), "nn": Namespace("tf.nn", {
            **shared, "dropout": dropout, "experimental": Namespace("tf.nn.experimental", {"stateless_dropout": stateless_dropout})}, find), "linalg": Namespace("tf.linalg", {}, find),
        "image": Namespace("tf.image", IMAGE), "strings": Namespace("tf.strings", STRINGS), "train": Namespace("tf.train", TRAIN),
        "ragged": Namespace("tf.ragged", RAGGED), "RaggedTensor": RaggedTensor, "SparseTensor": SparseTensor, "sparse": Namespace("tf.sparse", SPARSE), **CONTROL,
        "dtypes": Namespace("tf.dtypes", {**TYPES, "cast": TF.cast, "as_dtype": TF.as_dtype}),
        "autodiff": Namespace("tf.autodiff", {"GradientTape": GradientTape, "ForwardAccumulator": ForwardAccumulator}), "errors": Namespace("tf.errors", errors),
        "config": Namespace("tf.config", {
            "run_functions_eagerly": run_eagerly, "list_physical_devices": lambda *_: [], "functions_run_eagerly": lambda: bool(current().state.get("run functions eagerly")),
            "set_visible_devices": _quiet, "list_logical_devices": lambda *_: [], "get_visible_devices": lambda *_: [],
            "experimental": Namespace("tf.config.experimental", {"list_physical_devices": lambda *_: [], "set_memory_growth": _quiet}),
        }),
        "debugging": Namespace("tf.debugging", CHECKS), "initializers": Namespace("tf.initializers", INITIALIZERS),
        "losses": keras.losses, "optimizers": keras.optimizers, "metrics": keras.metrics,
        "nest": Namespace("tf.nest", {"map_structure": _mapped, "flatten": flat}), "compat": Namespace("tf.compat", {}), "experimental": Namespace("tf.experimental", {}), "autograph": Namespace("tf.autograph", {}),
        "summary": Silent(), "profiler": Silent(), "get_logger": lambda: Namespace("logger", {"setLevel": _quiet}), "test": Namespace("tf.test", {"is_gpu_available": lambda: False}),
    }  # fmt: skip
    return Namespace("tensorflow", names, _found)

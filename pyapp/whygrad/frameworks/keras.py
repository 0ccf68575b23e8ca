"""The parts of Keras that cells about gradients use: dense layers, sequential models, losses, optimizers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from .modules import Namespace
from .session import CellError
from .tensor import as_tensor
from .tensorflow import TF, EagerTensor, Module, Variable, find
from .tensorflow_tape import GradientTape

__all__ = ["keras"]


def activation(name: Any) -> Callable[[Any], Any]:
    """Return an activation by its name."""
    if callable(name):
        return name  # type: ignore[no-any-return]
    if name in (None, "linear"):
        return lambda x: x
    found = find(name)
    if found is None:
        raise CellError("ValueError", f"There is no activation called {name}.")
    return found  # type: ignore[no-any-return]


class Dense(Module):
    """A layer in which every output is made from every input."""

    def __init__(self, units: int, activation: Any = None, use_bias: bool = True, input_shape: Any = None, **o: Any) -> None:
        super().__init__(o.get("name"))
        self.units, self._activation, self.use_bias = units, _activation(activation), use_bias
        self.kernel: Any = None
        self.bias: Any = None
        self._start = o.get("kernel_initializer")
        if input_shape:
            self.build(input_shape)

    def build(self, shape: Any) -> None:
        """Make the variables for inputs of a shape."""
        inputs, limit = int(shape[-1]), math.sqrt(6 / (int(shape[-1]) + self.units))
        make = {"ones": TF.ones, "zeros": TF.zeros}.get(self._start) if isinstance(self._start, str) else None
        self.kernel = Variable(make((inputs, self.units)) if make else TF.uniform((inputs, self.units), -limit, limit), name="kernel")
        if self.use_bias:
            self.bias = Variable(TF.zeros((self.units,)), name="bias")

    def __call__(self, x: Any, **_: Any) -> Any:
        x = as_tensor(EagerTensor, x)
        if self.kernel is None:
            self.build(x.shape)
        y = TF.matmul(x, self.kernel)
        return self._activation(y + self.bias if self.use_bias else y)


def _activation(name: Any) -> Callable[[Any], Any]:
    return activation(name)


class Sequential(Module):
    """Layers one after another."""

    def __init__(self, layers: Sequence[Any] = (), **o: Any) -> None:
        super().__init__(o.get("name"))
        self.layers = list(layers)

    def add(self, layer: Any) -> None:
        """Add a layer at the end."""
        self.layers.append(layer)

    def __call__(self, x: Any, **_: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x


class Flatten(Module):
    """All axes but the first made one."""

    def __call__(self, x: Any, **_: Any) -> Any:
        x = as_tensor(EagerTensor, x)
        return TF.reshape(x, (x.shape[0], -1))


class Activation(Module):
    """An activation as a layer."""

    def __init__(self, name: Any, **_: Any) -> None:
        super().__init__()
        self._activation = activation(name)

    def __call__(self, x: Any, **_: Any) -> Any:
        return self._activation(x)


class ReLU(Activation):
    """relu as a layer."""

    def __init__(self, **_: Any) -> None:
        super().__init__("relu")


def _loss(of_rows: Callable[[Any, Any], Any]) -> type:
    class Loss:
        """A loss: the mean over the batch."""

        def __init__(self, **options: Any) -> None:
            self.options = options

        def __call__(self, y_true: Any, y_pred: Any, **_: Any) -> Any:
            p = as_tensor(EagerTensor, y_pred)
            return TF.mean(
                of_rows(as_tensor(EagerTensor, y_true, p._dtype if self.options.get("sparse") is None else None), p, **self.options)
            )

    return Loss


def mean_squared_error(y: Any, p: Any, **_: Any) -> Any:
    """Return the mean squared error over the last axis."""
    d = as_tensor(EagerTensor, p) - y
    return TF.mean(d * d, -1) if d.ndim else d * d


def mean_absolute_error(y: Any, p: Any, **_: Any) -> Any:
    """Return the mean absolute error over the last axis."""
    d = abs(as_tensor(EagerTensor, p) - y)
    return TF.mean(d, -1) if d.ndim else d


def binary_crossentropy(y: Any, p: Any, from_logits: bool = False, **_: Any) -> Any:
    """Return the binary cross-entropy."""
    p = as_tensor(EagerTensor, p)
    if from_logits:
        return TF.mean(TF.sigmoid_cross_entropy_with_logits(y, p), -1)
    p = TF.clip(p, 1e-7, 1 - 1e-7)
    y = as_tensor(EagerTensor, y, p._dtype)
    return -TF.mean(y * TF.log(p) + (1 - y) * TF.log(1 - p), -1)


def categorical_crossentropy(y: Any, p: Any, from_logits: bool = False, **_: Any) -> Any:
    """Return the cross-entropy with one-hot labels."""
    p = as_tensor(EagerTensor, p)
    if from_logits:
        return TF.softmax_cross_entropy_with_logits(y, p)
    return -TF.sum(as_tensor(EagerTensor, y) * TF.log(p / TF.sum(p, -1, True)), -1)


def sparse_categorical_crossentropy(y: Any, p: Any, from_logits: bool = False, **_: Any) -> Any:
    """Return the cross-entropy with classes as whole numbers."""
    p = as_tensor(EagerTensor, p)
    return categorical_crossentropy(TF.one_hot(TF.cast(y, "int32"), p.shape[-1]), p, from_logits)


class SGD:
    """Gradient descent."""

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, **o: Any) -> None:
        self.learning_rate, self.momentum = o.get("lr", learning_rate), momentum
        self.moves: dict[int, Any] = {}

    def apply_gradients(self, pairs: Any, **_: Any) -> None:
        """Move each variable against its gradient."""
        for gradient, variable in pairs:
            if gradient is None:
                continue
            move = gradient.value * float(self.learning_rate)
            if self.momentum:
                move = self.moves[id(variable)] = self.moves.get(id(variable), 0.0) * self.momentum + move
            variable._replaced(_plain(variable.value - move))

    def minimize(self, loss: Callable[[], Any], var_list: Sequence[Variable], **_: Any) -> None:
        """Work out a loss and its gradients, and move."""
        with GradientTape() as tape:
            value = loss()
        self.apply_gradients(zip(tape.gradient(value, list(var_list)), var_list, strict=True))


def _plain(value: Any) -> Any:
    return arrays.nested(value) if isinstance(value, arrays.Array) else float(value)


class Adam(SGD):
    """Adam. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015."""

    def __init__(self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7, **o: Any) -> None:
        super().__init__(learning_rate, **o)
        self.betas, self.epsilon, self.count = (beta_1, beta_2), epsilon, 0
        self.means: dict[int, tuple[Any, Any]] = {}

    def apply_gradients(self, pairs: Any, **_: Any) -> None:
        """Move each variable by its gradient's mean over the root of its mean square."""
        self.count += 1
        b1, b2 = self.betas
        for gradient, variable in pairs:
            if gradient is None:
                continue
            g = gradient.value
            m, v = self.means.get(id(variable), (0.0, 0.0))
            m, v = m * b1 + g * (1 - b1), v * b2 + g * g * (1 - b2)
            self.means[id(variable)] = m, v
            rate = float(self.learning_rate) * math.sqrt(1 - b2**self.count) / (1 - b1**self.count)
            root = arrays.elementwise(math.sqrt, v)
            variable._replaced(_plain(variable.value - m * rate / (root + self.epsilon)))


LAYERS = {"Dense": Dense, "Flatten": Flatten, "Activation": Activation, "ReLU": ReLU, "Layer": Module, "Input": lambda **_: None}
FUNCTIONS = {
    "mean_squared_error": mean_squared_error, "mse": mean_squared_error, "mean_absolute_error": mean_absolute_error, "mae": mean_absolute_error,
    "binary_crossentropy": binary_crossentropy, "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
}  # fmt: skip
LOSSES = {
    "MeanSquaredError": _loss(mean_squared_error), "MeanAbsoluteError": _loss(mean_absolute_error),
    "BinaryCrossentropy": _loss(binary_crossentropy), "CategoricalCrossentropy": _loss(categorical_crossentropy),
    "SparseCategoricalCrossentropy": _loss(sparse_categorical_crossentropy),
}  # fmt: skip
OPTIMIZERS = {"SGD": SGD, "Adam": Adam}


keras = Namespace(
    "tf.keras",
    {
        "layers": Namespace("tf.keras.layers", LAYERS), "losses": Namespace("tf.keras.losses", {**LOSSES, **FUNCTIONS}),
        "optimizers": Namespace("tf.keras.optimizers", OPTIMIZERS), "Sequential": Sequential, "Model": Module,
        "models": Namespace("tf.keras.models", {"Sequential": Sequential, "Model": Module}),
        "activations": Namespace("tf.keras.activations", {"linear": lambda x: x}, find), "Input": lambda **_: None,
        "metrics": Namespace("tf.keras.metrics", FUNCTIONS), "backend": Namespace("tf.keras.backend", {}, find),
    },
)  # fmt: skip

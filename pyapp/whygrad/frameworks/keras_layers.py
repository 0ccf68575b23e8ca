"""Keras: layers, and models made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .keras_variables import KerasVariable, Trackable, auto_name, initializer
from .session import CellError, current
from .tensor import Tensor, as_tensor
from .tensorflow import EagerTensor, flat, work
from .tensorflow_nn import TF, find
from .tensorflow_types import TensorShape

__all__ = ["LAYERS", "Dense", "KerasTensor", "Layer", "activation"]


def activation(name: Any) -> Callable[[Any], Any]:
    """Return an activation by its name."""
    if callable(name):
        return name  # type: ignore[no-any-return]
    if name in (None, "linear"):
        return lambda x: x
    found = find({"hard_sigmoid": "hard_sigmoid"}.get(name, name))
    if found is None:
        raise CellError("ValueError", f"Could not interpret activation function identifier: {name}")
    return found  # type: ignore[no-any-return]


class KerasTensor:
    """A place for a tensor in a model that is only planned: the layer that will make it, and from what."""

    def __init__(self, sample: Any, layer: Any = None, inputs: Any = None) -> None:
        self.sample, self.layer, self.inputs = sample, layer, inputs

    @property
    def shape(self) -> Any:
        """The shape, with None for the batch."""
        return (None, *tuple(self.sample.shape)[1:])

    dtype = property(lambda self: self.sample._dtype.name)

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name=keras_tensor>"

    def _with(self, work: Callable[..., Any], *others: Any) -> KerasTensor:
        return Lambda(lambda inputs: work(*inputs) if isinstance(inputs, list) else work(inputs))(  # type: ignore[no-any-return]
            [self, *others] if others and isinstance(others[0], KerasTensor) else self
        )

    def __add__(self, other: Any) -> Any:
        return self._with(lambda a, b=other: a + b, other)

    def __sub__(self, other: Any) -> Any:
        return self._with(lambda a, b=other: a - b, other)

    def __mul__(self, other: Any) -> Any:
        return self._with(lambda a, b=other: a * b, other)

    __radd__, __rmul__ = __add__, __mul__


def planned(value: Any) -> bool:
    """Whether there is a KerasTensor in nested values."""
    return any(isinstance(v, KerasTensor) for v in flat(value))


def Input(shape: Any = None, batch_size: int | None = None, dtype: Any = None, **o: Any) -> KerasTensor:
    """Return the place of a model's input."""
    sizes = [1 if k is None else int(k) for k in (shape or ())]
    return KerasTensor(TF.zeros((batch_size or 1, *sizes), dtype))


class Layer(Trackable):
    """A layer: its variables are made when it first sees an input."""

    built = False

    def __init__(self, trainable: bool = True, name: str | None = None, dtype: Any = None, input_shape: Any = None, **o: Any) -> None:
        super().__init__(auto_name(type(self), name))
        self.trainable = trainable
        self.regularized: list[Any] = []
        self.extra: list[Any] = []
        dim = o.pop("input_dim", None)
        shape = (dim,) if dim is not None else input_shape
        self.first_shape = None if shape is None else (None, *(shape if isinstance(shape, list | tuple) else (shape,)))
        o.pop("activity_regularizer", None)
        for unknown in o:
            raise CellError(
                "ValueError", f"Unrecognized keyword arguments passed to {type(self).__name__}: {{'{unknown}': {o[unknown]!r}}}"
            )

    def add_weight(
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, trainable: bool = True, regularizer: Any = None,
        name: str | None = None, **_: Any,
    ) -> KerasVariable:  # fmt: skip
        """Make a variable of the layer."""
        from_shape = (shape,) if isinstance(shape, int) else tuple(int(k) for k in shape)
        value = initial(initializer or "glorot_uniform", from_shape, dtype)
        made = KerasVariable(value, trainable=trainable, name=name or "variable", path=f"{self.name}/{name or 'variable'}")
        if regularizer is not None:
            self.regularized.append((regularizer, made))
        return made

    def build(self, input_shape: Any = None) -> None:
        """Make the variables for inputs of a shape."""

    def call(self, inputs: Any, *args: Any, **options: Any) -> Any:
        """Work out the output."""
        raise CellError("NotImplementedError", f"Layer {type(self).__name__} does not have a `call()` method implemented.")

    def _ensure_built(self, inputs: Any) -> None:
        if not self.built:
            first = flat(inputs)
            shapes = [TensorShape(x.shape) for x in first if isinstance(x, EagerTensor)]
            build = type(self).build
            if build is not Layer.build and shapes:
                self.build(shapes if isinstance(inputs, list | tuple) and len(shapes) > 1 else shapes[0])
            self.built = True

    def __call__(self, inputs: Any = None, *args: Any, **options: Any) -> Any:
        if planned(inputs):
            sample = self(nested_samples(inputs), *args, **options)
            return KerasTensor(sample, self, (inputs, args, options))
        given = converted(inputs)
        self._ensure_built(given)
        options = {k: v for k, v in options.items() if k not in ("training", "mask") or takes(self.call, k)}
        return self.call(given, *args, **options)

    def add_loss(self, loss: Any) -> None:
        """Add to what the model will minimize."""
        self.extra.append(loss)

    @property
    def losses(self) -> list[Any]:
        """What regularizers and add_loss add."""
        own = [r(v) for r, v in self.regularized] + self.extra
        return own + [x for part in self.parts() if isinstance(part, Layer) for x in part.losses]

    def count_params(self) -> int:
        """Return how many numbers the variables hold."""
        return sum(int(v.size) for v in self.variables)

    def get_weights(self) -> list[Any]:
        """Return the numbers of the variables as arrays of NumPy."""
        return [v.numpy() for v in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace the numbers of the variables."""
        for v, new in zip(self.weights, weights, strict=True):
            v.assign(new)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "trainable": self.trainable}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def takes(function: Any, name: str) -> bool:
    """Whether a function of the cell takes an argument of this name."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and (name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] or bool(code.co_flags & 8))


def nested_samples(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)([nested_samples(v) for v in value])
    return value.sample if isinstance(value, KerasTensor) else value


def converted(value: Any) -> Any:
    """Return an input as tensors of the usual float type."""
    if value is None or isinstance(value, dict | EagerTensor):
        return _float(value)
    if isinstance(value, list | tuple) and any(isinstance(v, Tensor) for v in value):
        return type(value)([converted(v) for v in value])
    if isinstance(value, list | tuple):
        held = flat(value)
        raise CellError(
            "ValueError", "Only input tensors may be passed as positional arguments. The following argument value should be passed as a "
            f"keyword argument: {held[0]} (of type {type(held[0])})", "give the layer a tensor: tf.constant(…)",
        ) if held else CellError("ValueError", "a layer was called without an input")  # fmt: skip
    return _float(as_tensor(EagerTensor, value)) if isinstance(value, Tensor) else value


def _float(value: Any) -> Any:
    wanted = floatx()
    if isinstance(value, EagerTensor) and value._dtype.is_floating and value._dtype.name != wanted:
        return as_tensor(EagerTensor, value, wanted)
    return value


def floatx() -> str:
    """Return the name of Keras' float type."""
    return str(current().kept("floatx", lambda: "float32"))


def initial(how: Any, shape: tuple[int, ...], dtype: Any = None) -> Any:
    """Return the first numbers of a variable."""
    return initializer(how)(shape, dtype=dtype or floatx())


class Dense(Layer):
    """A layer in which every output is made from every input."""

    def __init__(
        self, units: int, activation: Any = None, use_bias: bool = True, kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros", kernel_regularizer: Any = None, bias_regularizer: Any = None, **o: Any,
    ) -> None:  # fmt: skip
        o.pop("kernel_constraint", None)
        super().__init__(**o)
        self.units, self.use_bias, self.activation = int(units), use_bias, _activation(activation)
        self.start, self.rules = (kernel_initializer, bias_initializer), (kernel_regularizer, bias_regularizer)
        self.bias: Any = None

    def build(self, input_shape: Any = None) -> None:
        """Make kernel and bias."""
        assert input_shape is not None
        self.kernel = self.add_weight((int(input_shape[-1]), self.units), self.start[0], regularizer=self.rules[0], name="kernel")
        if self.use_bias:
            self.bias = self.add_weight((self.units,), self.start[1], regularizer=self.rules[1], name="bias")
        self.built = True

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        if inputs.shape[-1] != self.kernel.shape[0]:
            raise CellError(
                "ValueError", f'Input 0 of layer "{self.name}" is incompatible with the layer: expected axis -1 of input shape to have '
                f"value {self.kernel.shape[0]}, but received input with shape {tuple(inputs.shape)}",
            )  # fmt: skip
        inputs = inputs if inputs._dtype.is_floating else as_tensor(EagerTensor, inputs, self.kernel._dtype)
        y = TF.matvec(TF.matrix_transpose(self.kernel), inputs) if inputs.ndim < 2 else TF.matmul(inputs, self.kernel)
        return self.activation(y + self.bias if self.use_bias else y)


def _activation(name: Any) -> Callable[[Any], Any]:
    return activation(name)


class Flatten(Layer):
    """All axes but the first made one."""

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return TF.reshape(inputs, (inputs.shape[0], -1))


class Reshape(Layer):
    """All axes but the first in another shape."""

    def __init__(self, target_shape: Any, **o: Any) -> None:
        super().__init__(**o)
        self.target_shape = tuple(target_shape)

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return TF.reshape(inputs, (inputs.shape[0], *self.target_shape))


def simple(name: str, work: Callable[..., Any], *usual: tuple[str, Any]) -> type:
    """Return a layer without variables: ``work`` of its input and of its settings, with their usual values."""

    def __init__(self: Any, *given: Any, **o: Any) -> None:
        self.settings = [o.pop(key, value) for key, value in usual]
        self.settings[: len(given)] = given
        Layer.__init__(self, **o)

    def call(self: Any, inputs: Any, *_: Any, **__: Any) -> Any:
        return work(inputs, *self.settings)

    return type(name, (Layer,), {"__init__": __init__, "call": call, "__doc__": f"Keras' layer {name}."})


class Dropout(Layer):
    """Entries left out by chance while training."""

    def __init__(self, rate: float, seed: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.rate, self.seed = rate, seed

    def call(self, inputs: Any, training: bool = False, **_: Any) -> Any:
        """Work out the output."""
        return TF.dropout(inputs, self.rate, self.seed) if training and self.rate else inputs


class LayerNormalization(Layer):
    """Every row moved to mean 0 and spread 1."""

    def __init__(self, axis: int = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True, **o: Any) -> None:
        super().__init__(**o)
        self.axis, self.epsilon = axis, epsilon

    def build(self, input_shape: Any = None) -> None:
        """Make scale and center."""
        assert input_shape is not None
        self.gamma = self.add_weight((input_shape[self.axis],), "ones", name="gamma")
        self.beta = self.add_weight((input_shape[self.axis],), "zeros", name="beta")

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        mean, variance = TF.moments(inputs, (self.axis,), True)
        return TF.batch_normalization(inputs, mean, variance, self.beta, self.gamma, self.epsilon)


class BatchNormalization(LayerNormalization):
    """Every column moved to mean 0 and spread 1 while training, by running means afterwards."""

    def __init__(self, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, **o: Any) -> None:
        super().__init__(axis, epsilon, **o)
        self.momentum = momentum

    def build(self, input_shape: Any = None) -> None:
        """Make scale, center and the running means."""
        super().build(input_shape)
        assert input_shape is not None
        self.moving_mean = self.add_weight((input_shape[self.axis],), "zeros", trainable=False, name="moving_mean")
        self.moving_variance = self.add_weight((input_shape[self.axis],), "ones", trainable=False, name="moving_variance")

    def call(self, inputs: Any, training: bool = False, **_: Any) -> Any:
        """Work out the output."""
        mean, variance = self.moving_mean, self.moving_variance
        if training:
            mean, variance = TF.moments(inputs, tuple(range(inputs.ndim - 1)))
            for held, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
                held.assign(held * self.momentum + TF.stop_gradient(new) * (1 - self.momentum))
        return TF.batch_normalization(inputs, mean, variance, self.beta, self.gamma, self.epsilon)


class Embedding(Layer):
    """A row of a table for every whole number."""

    def __init__(self, input_dim: int, output_dim: int, embeddings_initializer: Any = "uniform", **o: Any) -> None:
        super().__init__(**o)
        self.sizes, self.start = (input_dim, output_dim), embeddings_initializer

    def build(self, input_shape: Any = None) -> None:
        """Make the table."""
        self.embeddings = self.add_weight(self.sizes, self.start, name="embeddings")

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return TF.gather(self.embeddings, TF.cast(inputs, "int32"))


class Conv2D(Layer):
    """A window of weights that moves over an image."""

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid", activation: Any = None, use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros", **o: Any,
    ) -> None:  # fmt: skip
        super().__init__(**o)
        size = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
        self.filters, self.size, self.strides, self.padding, self.use_bias = filters, size, strides, padding, use_bias
        self.activation, self.start = _activation(activation), (kernel_initializer, bias_initializer)

    def build(self, input_shape: Any = None) -> None:
        """Make kernel and bias."""
        assert input_shape is not None
        self.kernel = self.add_weight((*self.size, int(input_shape[-1]), self.filters), self.start[0], name="kernel")
        if self.use_bias:
            self.bias = self.add_weight((self.filters,), self.start[1], name="bias")

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        y = TF.conv2d(inputs, self.kernel, self.strides, self.padding)
        return self.activation(y + self.bias if self.use_bias else y)


Activation = simple("Activation", lambda x, name: activation(name)(x), ("activation", None))
Lambda = simple("Lambda", lambda x, function: function(x), ("function", None))
LAYERS: dict[str, Any] = {
    "Layer": Layer, "Dense": Dense, "Flatten": Flatten, "Reshape": Reshape, "Dropout": Dropout, "Embedding": Embedding, "Input": Input,
    "LayerNormalization": LayerNormalization, "BatchNormalization": BatchNormalization, "Activation": Activation, "Lambda": Lambda,
    "Conv2D": Conv2D, "InputLayer": Input,
    "ReLU": simple("ReLU", lambda x, top: TF.minimum(work("relu", x), top) if top else work("relu", x), ("max_value", None)),
    "LeakyReLU": simple("LeakyReLU", lambda x, slope: TF.leaky_relu(x, slope), ("negative_slope", 0.3)),
    "ELU": simple("ELU", lambda x, alpha: TF.where(x > 0, x, alpha * work("expm1", TF.minimum(x, 0.0))), ("alpha", 1.0)),
    "Softmax": simple("Softmax", lambda x, axis: TF.softmax(x, axis), ("axis", -1)),
    "Add": simple("Add", lambda xs: TF.add_n(xs)), "Subtract": simple("Subtract", lambda xs: xs[0] - xs[1]),
    "Multiply": simple("Multiply", lambda xs: math.prod(xs[1:], start=xs[0])),
    "Average": simple("Average", lambda xs: TF.add_n(xs) / len(xs)),
    "Concatenate": simple("Concatenate", lambda xs, axis: TF.concat(xs, axis), ("axis", -1)),
    "Rescaling": simple("Rescaling", lambda x, scale, offset: x * scale + offset, ("scale", 1.0), ("offset", 0.0)),
    "MaxPooling2D": simple("MaxPooling2D", lambda x, size, step, pad: TF.max_pool2d(x, size, step, pad),
                           ("pool_size", 2), ("strides", None), ("padding", "valid")),
    "AveragePooling2D": simple("AveragePooling2D", lambda x, size, step, pad: TF.avg_pool2d(x, size, step, pad),
                               ("pool_size", 2), ("strides", None), ("padding", "valid")),
    "GlobalAveragePooling2D": simple("GlobalAveragePooling2D", lambda x: TF.mean(x, (1, 2))),
    "GlobalAveragePooling1D": simple("GlobalAveragePooling1D", lambda x: TF.mean(x, 1)),
}  # fmt: skip
LAYERS["MaxPool2D"] = LAYERS["MaxPooling2D"]

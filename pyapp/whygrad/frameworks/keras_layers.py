"""Keras: layers of the common kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from .keras_activations import activation, relu
from .keras_activations import activation as activation_of
from .keras_layer import REQUIRED, Input, Layer, Weighed, simple
from .session import CellError
from .tensor import as_tensor
from .tensorflow import EagerTensor, work
from .tensorflow_nn import TF

__all__ = ["LAYERS", "Dense", "Embedding"]


class Dense(Weighed):
    """A layer in which every output is made from every input."""

    def __init__(self, units: int, activation: Any = None, use_bias: bool = True, **o: Any) -> None:
        super().__init__(**o)
        if not isinstance(units, int) or units <= 0:
            raise CellError("ValueError", f"Received an invalid value for `units`, expected a positive integer. Received: units={units}")
        self.units, self.use_bias, self.activation = units, use_bias, activation_of(activation)
        self.bias: Any = None

    def build(self, input_shape: Any = None) -> None:
        """Make kernel and bias."""
        assert input_shape is not None
        self.kernel = self.part("kernel", (int(input_shape[-1]), self.units))
        if self.use_bias:
            self.bias = self.part("bias", (self.units,))
        self.built = True

    def check(self, inputs: Any) -> None:
        """Raise CellError for inputs that the kernel does not fit."""
        if inputs.shape[-1] != self.kernel.shape[0]:
            raise CellError(
                "ValueError", f"Input 0 with name 'None' of layer '{self.name}' is incompatible with the layer: expected axis -1 of input shape to have "
                f"value {self.kernel.shape[0]}, but received input with shape {tuple(inputs.shape)}",
            )  # fmt: skip

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        inputs = inputs if inputs._dtype.is_floating else as_tensor(EagerTensor, inputs, self.kernel._dtype)
        y = TF.matvec(TF.matrix_transpose(self.kernel), inputs) if inputs.ndim < 2 else TF.matmul(inputs, self.kernel)
        return self.activation(y + self.bias if self.use_bias else y)


class Flatten(Layer):
    """All axes but the first made one."""

    built = True

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return TF.reshape(inputs, (inputs.shape[0], -1))


class Reshape(Layer):
    """All axes but the first in another shape."""

    built = True

    def __init__(self, target_shape: Any, **o: Any) -> None:
        super().__init__(**o)
        self.target_shape = tuple(target_shape)

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return TF.reshape(inputs, (inputs.shape[0], *self.target_shape))


class LayerNormalization(Weighed):
    """Every row moved to mean 0 and spread 1."""

    usual: ClassVar[dict[str, str]] = {"beta": "zeros", "gamma": "ones"}

    def __init__(self, axis: Any = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True, **o: Any) -> None:
        super().__init__(**o)
        self.axis, self.epsilon, self.center, self.scale = axis, epsilon, center, scale
        self.beta: Any = None
        self.gamma: Any = None

    def build(self, input_shape: Any = None) -> None:
        """Make scale and center."""
        assert input_shape is not None
        axes = self.axis if isinstance(self.axis, list | tuple) else [self.axis]
        sizes = [input_shape[k] for k in axes]
        self.gamma = self.part("gamma", sizes) if self.scale else None
        self.beta = self.part("beta", sizes) if self.center else None
        self.built = True

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        axes = tuple(self.axis) if isinstance(self.axis, list | tuple) else (self.axis,)
        mean, variance = TF.moments(inputs, axes, True)
        return TF.batch_normalization(inputs, mean, variance, self.beta, self.gamma, self.epsilon)


class BatchNormalization(LayerNormalization):
    """Every column moved to mean 0 and spread 1 while training, by running means afterwards."""

    moving_mean: Any
    moving_variance: Any

    usual: ClassVar[dict[str, str]] = {"beta": "zeros", "gamma": "ones", "moving_mean": "zeros", "moving_variance": "ones"}

    def __init__(
        self, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True, scale: bool = True, **o: Any
    ) -> None:
        super().__init__(axis, epsilon, center, scale, **o)
        self.momentum = momentum

    def build(self, input_shape: Any = None) -> None:
        """Make scale, center and the running means."""
        super().build(input_shape)
        assert input_shape is not None
        for name in ("moving_mean", "moving_variance"):
            made = self.part(name, (input_shape[self.axis],))
            made.trainable = False
            setattr(self, name, made)

    def call(self, inputs: Any, training: bool = False, **_: Any) -> Any:
        """Work out the output."""
        mean, variance = self.moving_mean, self.moving_variance
        axis = self.axis % inputs.ndim
        if training and self.trainable:
            mean, variance = TF.moments(inputs, tuple(k for k in range(inputs.ndim) if k != axis))
            for held, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
                held.assign(held * self.momentum + TF.stop_gradient(new) * (1.0 - self.momentum))
        shape = [-1 if k == axis else 1 for k in range(inputs.ndim)]
        last = axis == inputs.ndim - 1
        parts = [v if v is None or last else TF.reshape(v, shape) for v in (mean, variance, self.beta, self.gamma)]
        return TF.batch_normalization(inputs, parts[0], parts[1], parts[2], parts[3], self.epsilon)


class GroupNormalization(LayerNormalization):
    """Groups of channels moved to mean 0 and spread 1."""

    def __init__(self, groups: int = 32, axis: int = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True, **o: Any) -> None:
        super().__init__(axis, epsilon, center, scale, **o)
        self.groups = groups

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        *before, channels = tuple(inputs.shape)
        count = channels if self.groups == -1 else self.groups
        parts = TF.reshape(inputs, (*before, count, channels // count))
        axes = (*range(1, len(before)), len(before) + 1)
        mean, variance = TF.moments(parts, axes, True)
        beta, gamma = [None if v is None else TF.reshape(v, (count, -1)) for v in (self.beta, self.gamma)]
        return TF.reshape(TF.batch_normalization(parts, mean, variance, beta, gamma, self.epsilon), tuple(inputs.shape))


class Normalization(Layer):
    """Columns moved by means and spreads that adapt finds in data."""

    def __init__(self, axis: Any = -1, mean: Any = None, variance: Any = None, invert: bool = False, **o: Any) -> None:
        super().__init__(**o)
        self.axis, self.invert = axis, invert
        self.mean = None if mean is None else TF.constant(mean, "float32")
        self.variance = None if variance is None else TF.constant(variance, "float32")

    def adapt(self, data: Any, **_: Any) -> None:
        """Find means and spreads."""
        data = TF.cast(data if not hasattr(data, "make") else TF.concat(list(data), 0), "float32")
        kept = [] if self.axis is None else [k % data.ndim for k in (self.axis if isinstance(self.axis, list | tuple) else [self.axis])]
        axes = tuple(k for k in range(data.ndim) if k not in kept)
        self.mean, self.variance = TF.moments(data, axes, True)

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        if self.mean is None:
            raise CellError("ValueError", "You must call `.adapt(dataset)` before using the layer.")
        inputs, spread = TF.cast(inputs, "float32"), TF.maximum(work("sqrt", self.variance), 1e-7)
        return self.mean + inputs * spread if self.invert else (inputs - self.mean) / spread


class Embedding(Weighed):
    """A row of a table for every whole number."""

    usual: ClassVar[dict[str, str]] = {"embeddings": "uniform"}

    def __init__(self, input_dim: int, output_dim: int, mask_zero: bool = False, input_length: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.input_dim, self.output_dim, self.mask_zero = input_dim, output_dim, mask_zero

    def build(self, input_shape: Any = None) -> None:
        """Make the table."""
        self.embeddings = self.part("embeddings", (self.input_dim, self.output_dim))
        self.built = True

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return TF.gather(self.embeddings, TF.cast(inputs, "int32"))

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return where a number is not 0, if 0 stands for nothing."""
        return TF.t(inputs) != 0 if self.mask_zero else None


class Masking(Layer):
    """Steps that hold nothing but one value do not count."""

    def __init__(self, mask_value: float = 0.0, **o: Any) -> None:
        super().__init__(**o)
        self.mask_value = mask_value

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return which steps hold something else."""
        return TF.reduce_any(TF.t(inputs) != self.mask_value, -1)

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return inputs * TF.cast(TF.reduce_any(inputs != self.mask_value, -1, True), inputs._dtype)


class PReLU(Weighed):
    """A line whose slope below 0 is learned."""

    usual: ClassVar[dict[str, str]] = {"alpha": "zeros"}

    def __init__(self, shared_axes: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.shared_axes = shared_axes or ()

    def build(self, input_shape: Any = None) -> None:
        """Make the slopes."""
        assert input_shape is not None
        self.alpha = self.part("alpha", [1 if k + 1 in self.shared_axes else n for k, n in enumerate(input_shape[1:])])
        self.built = True

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        return work("relu", inputs) + -self.alpha * work("relu", -inputs)


def _of_lists(work: Callable[..., Any], start: int) -> Callable[[Any], Any]:
    def joined(values: Any) -> Any:
        if not isinstance(values, list | tuple) or len(values) < start:
            raise CellError("ValueError", f"A merge layer should be called on a list of at least {start} inputs. Received: {values}")
        found = values[0]
        for v in values[1:]:
            found = work(found, v)
        return found

    return joined


def _dot(values: Any, axes: Any, normalize: bool) -> Any:
    a, b = (TF.l2_normalize(v, 1) if normalize else v for v in values)
    first, second = (axes, axes) if isinstance(axes, int) else axes
    if a.ndim == 2 and b.ndim == 2:
        return TF.sum(a * b, 1, True)
    a = a if first % a.ndim == a.ndim - 1 else TF.matrix_transpose(a)
    return TF.matmul(a, b if second % b.ndim == 1 else TF.matrix_transpose(b))


def _categories(x: Any, num_tokens: int, mode: str) -> Any:
    x = TF.cast(x, "int32")
    wide = TF.one_hot(x, num_tokens)
    if mode == "one_hot" and x.ndim:
        return TF.squeeze(wide, -2) if x.ndim > 1 and x.shape[-1] == 1 else wide
    if not x.ndim or mode == "one_hot":
        return wide
    return TF.sum(wide, -2) if mode == "count" else TF.reduce_max(wide, -2)


def _bins(x: Any, edges: Sequence[float]) -> Any:
    return TF.sum(TF.cast(TF.expand_dims(x, -1) >= TF.constant([float(e) for e in edges]), "int32"), -1)


Activation = simple("Activation", lambda x, name: activation(name)(x), ("activation", None))
Lambda = simple(
    "Lambda", lambda x, function, *_: function(x), ("function", REQUIRED), ("output_shape", None), ("mask", None), ("arguments", None)
)
LAYERS: dict[str, Any] = {
    "Layer": Layer, "Dense": Dense, "Flatten": Flatten, "Reshape": Reshape, "Embedding": Embedding, "Input": Input, "InputLayer": Input,
    "LayerNormalization": LayerNormalization, "BatchNormalization": BatchNormalization, "GroupNormalization": GroupNormalization,
    "Normalization": Normalization, "Activation": Activation, "Lambda": Lambda, "Masking": Masking, "PReLU": PReLU,
    "UnitNormalization": simple("UnitNormalization", lambda x, axis: TF.l2_normalize(x, axis), ("axis", -1)),
    "ReLU": simple("ReLU", lambda x, top, slope, edge: relu(x, slope, top, edge), ("max_value", None), ("negative_slope", 0.0), ("threshold", 0.0)),
    "LeakyReLU": simple("LeakyReLU", lambda x, slope: TF.leaky_relu(x, slope), ("negative_slope", 0.3)),
    "ELU": simple("ELU", lambda x, alpha: TF.where(x > 0, x, alpha * work("expm1", TF.minimum(x, 0.0))), ("alpha", 1.0)),
    "Softmax": simple("Softmax", lambda x, axis: TF.softmax(x, axis), ("axis", -1)),
    "Add": simple("Add", _of_lists(lambda a, b: a + b, 1)), "Multiply": simple("Multiply", _of_lists(lambda a, b: a * b, 1)),
    "Subtract": simple("Subtract", lambda xs: xs[0] - xs[1]), "Average": simple("Average", lambda xs: TF.add_n(xs) / len(xs)),
    "Maximum": simple("Maximum", _of_lists(TF.maximum, 1)), "Minimum": simple("Minimum", _of_lists(TF.minimum, 1)),
    "Concatenate": simple("Concatenate", lambda xs, axis: TF.concat(xs, axis), ("axis", -1)),
    "Dot": simple("Dot", _dot, ("axes", REQUIRED), ("normalize", False)),
    "Rescaling": simple("Rescaling", lambda x, scale, offset: TF.cast(x, "float32") * scale + offset, ("scale", REQUIRED), ("offset", 0.0)),
    "RepeatVector": simple("RepeatVector", lambda x, n: TF.repeat(TF.expand_dims(x, 1), n, 1), ("n", REQUIRED)),
    "Permute": simple("Permute", lambda x, dims: TF.transpose(x, (0, *dims)), ("dims", REQUIRED)),
    "Identity": simple("Identity", lambda x: x),
    "CategoryEncoding": simple("CategoryEncoding", _categories, ("num_tokens", REQUIRED), ("output_mode", "multi_hot")),
    "Discretization": simple("Discretization", _bins, ("bin_boundaries", REQUIRED)),
}  # fmt: skip


def _as_function(kind: Any) -> Any:
    return lambda inputs, *args, **options: kind(*args, **options)(inputs)


LAYERS |= {
    name.lower(): _as_function(LAYERS[name])
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot")
}

"""TensorFlow, as far as cells about gradients use it: tensors, variables, the gradient tape, common functions, small models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from ..arrays import Array
from ..operations import TABLE
from .dtypes import DTYPES, FLOAT32, INT32, DType
from .functions import Functions
from .numpy import ndarray
from .printing import array_text, number_text
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor, dtype_of

__all__ = ["TF", "TYPES", "EagerTensor", "Module", "Variable", "find", "flat", "variables"]


class TensorShape(tuple):  # type: ignore[type-arg]
    """A shape that prints as TensorFlow's."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"TensorShape([{', '.join(map(str, self))}])"

    def __str__(self) -> str:
        return str(tuple(self))

    def as_list(self) -> list[int]:
        """Return the sizes as a list."""
        return list(self)

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self)


class _Type(DType):
    def __repr__(self) -> str:
        return f"<dtype: '{self.name}'>"


TYPES = {name: _Type(d.name, d.kind, d.bits) for name, d in DTYPES.items() if name == d.name}


class EagerTensor(Tensor):
    """A tensor of TensorFlow."""

    framework = "tensorflow"
    float_type, int_type = FLOAT32, INT32

    @property
    def shape(self) -> Any:
        """The size of each axis."""
        return TensorShape(arrays.shape_of(self.value))

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return TYPES[self._dtype.name]

    def numpy(self) -> Any:
        """Return the numbers as NumPy's; slopes do not go on from there."""
        return ndarray(current().leaf(self.value, self._dtype), self._dtype)

    def _told(self) -> tuple[str, str]:
        value = self.value
        if not isinstance(value, Array):
            return number_text(value, self._dtype), number_text(value, self._dtype)
        texts = array_text(value, self._dtype), repr(self.numpy())
        return tuple(["\n" + text if "\n" in text else text for text in texts])  # type: ignore[return-value]

    def __repr__(self) -> str:
        text = self._told()[1]
        return f"<tf.Tensor: shape={tuple(self.shape)}, dtype={self._dtype.name}, numpy={text}>"

    def __str__(self) -> str:
        return f"tf.Tensor({self._told()[0]}, shape={tuple(self.shape)}, dtype={self._dtype.name})"

    def get_shape(self) -> Any:
        """Return the shape."""
        return self.shape

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"'EagerTensor' object has no attribute '{name}'")


class Variable(EagerTensor):
    """A variable: a tensor whose value can be replaced, and which tapes watch by themselves."""

    def __init__(self, initial_value: Any, trainable: bool = True, name: str = "Variable", dtype: Any = None, **_: Any) -> None:
        first = as_tensor(
            EagerTensor, initial_value() if callable(initial_value) and not isinstance(initial_value, Tensor) else initial_value, dtype
        )
        super().__init__(current().leaf(first.value, first._dtype), first._dtype)
        self.trainable, self.label, self.lines = trainable, name, [self.line]
        variables().append(self)

    @property
    def name(self) -> str:
        """The name, as TensorFlow shows it."""
        return f"{self.label}:0"

    def _replaced(self, value: Any) -> Variable:
        new = as_tensor(EagerTensor, value, self._dtype).value
        if arrays.shape_of(new) != tuple(self.shape):
            raise CellError(
                "ValueError", f"A variable of shape {tuple(self.shape)} cannot be assigned a value of shape {arrays.shape_of(new)}."
            )
        self.line = current().leaf(new, self._dtype)
        self.lines.append(self.line)
        return self

    def assign(self, value: Any, **_: Any) -> Variable:
        """Replace the value."""
        return self._replaced(value)

    def assign_add(self, delta: Any, **_: Any) -> Variable:
        """Add to the value."""
        return self._replaced(self.read_value() + delta)

    def assign_sub(self, delta: Any, **_: Any) -> Variable:
        """Take from the value."""
        return self._replaced(self.read_value() - delta)

    def read_value(self) -> Any:
        """Return the value as a tensor."""
        return EagerTensor(self.line, self._dtype)

    value_ = read_value

    def __repr__(self) -> str:
        text = self._told()[1]
        return f"<tf.Variable '{self.name}' shape={tuple(self.shape)} dtype={self._dtype.name}, numpy={text}>"

    __str__ = __repr__


def variables() -> list[Variable]:
    """Return the variables of the cell."""
    session = current()
    if not hasattr(session, "variables"):
        session.variables = []  # type: ignore[attr-defined]
    return session.variables  # type: ignore[attr-defined,no-any-return]


def flat(value: Any) -> list[Any]:
    """Return what nested lists, tuples and dicts hold, in order."""
    if isinstance(value, dict):
        return [v for each in value.values() for v in flat(each)]
    if isinstance(value, list | tuple) and not isinstance(value, Tensor):
        return [v for each in value for v in flat(each)]
    return [value]


class _Functions(Functions):
    """TensorFlow's own names."""

    def constant(self, value: Any, dtype: Any = None, shape: Any = None, **_: Any) -> Any:
        found = as_tensor(EagerTensor, value, dtype)
        if isinstance(found, Variable):
            found = found.read_value()
        if shape is not None:
            found = self.broadcast_to(found, shape) if found.size == 1 else self.reshape(found, shape)
        return found

    convert_to_tensor = constant

    def Variable(self, *args: Any, **options: Any) -> Any:
        return Variable(*args, **options)

    def cast(self, x: Any, dtype: Any, **_: Any) -> Any:
        return as_tensor(EagerTensor, as_tensor(EagerTensor, x), dtype_of(dtype, FLOAT32))

    def identity(self, x: Any, **_: Any) -> Any:
        return apply(EagerTensor, TABLE["identity"], self.t(x))

    def stop_gradient(self, x: Any, **_: Any) -> Any:
        return apply(EagerTensor, TABLE["stop_gradient"], self.t(x))

    def transpose(self, a: Any, perm: Any = None, **_: Any) -> Any:
        return apply(EagerTensor, TABLE["transpose"].bind(axes=None if perm is None else tuple(perm)), self.t(a))

    def reduce_max(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amax(x, axis, **o)

    def reduce_min(self, x: Any, axis: Any = None, **o: Any) -> Any:
        return self.amin(x, axis, **o)

    def log(self, x: Any, **_: Any) -> Any:
        return apply(EagerTensor, TABLE["ln"], self.t(x))

    def pow(self, x: Any, y: Any, **_: Any) -> Any:
        return self.t(x) ** y

    def argmax(self, x: Any, axis: Any = 0, **o: Any) -> Any:
        return Functions.argmax(self, x, 0 if axis is None else axis)

    def argmin(self, x: Any, axis: Any = 0, **o: Any) -> Any:
        return Functions.argmin(self, x, 0 if axis is None else axis)

    def add_n(self, values: Sequence[Any], **_: Any) -> Any:
        total = self.t(values[0])
        for v in values[1:]:
            total = total + v
        return total

    def l2_loss(self, x: Any, **_: Any) -> Any:
        return self.sum(self.t(x) ** 2) / 2

    def leaky_relu(self, x: Any, alpha: float = 0.2, **_: Any) -> Any:
        return apply(EagerTensor, TABLE["leaky_relu"], self.t(x), alpha)

    def global_norm(self, values: Sequence[Any], **_: Any) -> Any:
        return apply(EagerTensor, TABLE["sqrt"], self.add_n([self.sum(self.t(v) ** 2) for v in values if v is not None]))

    def softmax_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, axis: int = -1, **_: Any) -> Any:
        return -self.sum(self.t(labels) * self.log_softmax(logits, axis), axis)

    def sparse_softmax_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, **_: Any) -> Any:
        logits = self.t(logits)
        return self.softmax_cross_entropy_with_logits(self.one_hot(labels, logits.shape[-1]), logits)

    def sigmoid_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, **_: Any) -> Any:
        z = self.t(logits)
        return apply(EagerTensor, TABLE["softplus"], z) - z * self.t(labels)

    def size(self, x: Any, **_: Any) -> Any:
        return self.t(self.t(x).size)

    def shape(self, x: Any, **_: Any) -> Any:
        return self.t(list(self.t(x).shape))

    def rank(self, x: Any, **_: Any) -> Any:
        return self.t(self.t(x).ndim)

    def function(self, f: Any = None, **_: Any) -> Any:
        return f if callable(f) else lambda g: g

    def custom_gradient(self, f: Callable[..., Any]) -> Callable[..., Any]:
        from .custom import with_own_gradient

        return with_own_gradient(EagerTensor, f)

    def print(self, *values: Any, **_: Any) -> None:
        current().write(" ".join(str(v.numpy()) if isinstance(v, EagerTensor) else str(v) for v in values) + "\n")  # type: ignore[attr-defined]

    def random_normal(self, shape: Any, mean: float = 0.0, stddev: float = 1.0, **o: Any) -> Any:
        return self.normal(shape, mean, stddev, dtype=o.get("dtype"), seed=o.get("seed"))

    def set_seed(self, seed: int) -> None:
        current().seed = int(seed)


RENAMED = {
    "reduce_sum": "sum", "reduce_mean": "mean", "reduce_prod": "prod", "reduce_variance": "var", "reduce_std": "std",
    "reduce_logsumexp": "logsumexp", "truncated_normal": "normal", "matrix_inverse": "inv", "matrix_transpose": "transpose",
}  # fmt: skip
TF = _Functions(EagerTensor)


def find(name: str) -> Any:
    """Return the function of TensorFlow called ``name``, or None."""
    return TF.find(RENAMED.get(name, name))


class UnconnectedGradients:
    """What stands where no slope flows."""

    NONE, ZERO = "none", "zero"


class Module:
    """A part of a model: its variables are found in its attributes."""

    def __init__(self, name: str | None = None, **_: Any) -> None:
        self.label = name

    @property
    def trainable_variables(self) -> list[Variable]:
        """The variables of the module and of its parts."""
        found: list[Variable] = []
        for value in vars(self).values():
            for v in flat(value):
                if isinstance(v, Variable):
                    found.append(v)
                elif isinstance(v, Module):
                    found += v.trainable_variables
        return found

    variables = trainable_weights = weights = trainable_variables

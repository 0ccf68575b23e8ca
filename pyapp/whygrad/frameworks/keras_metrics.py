"""Keras: metrics, which add up over the batches of an epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays
from .dtypes import FLOAT32
from .keras_losses import FUNCTIONS, pair
from .keras_variables import KerasVariable, auto_name
from .keras_variables import initializer as initializer_named
from .session import CellError
from .tensor import as_tensor
from .tensorflow import EagerTensor, work
from .tensorflow_nn import TF

__all__ = ["ACCURACIES", "METRICS", "Mean", "Metric", "named_metric"]


class Metric:
    """What is added up over batches: variables of its own, which a batch moves and ``result`` reads."""

    def __init__(self, name: str | None = None, dtype: Any = None, **settings: Any) -> None:
        self.name, self.settings = name or auto_name(type(self).__name__, None), settings

    dtype = "float32"

    @property
    def variables(self) -> list[Any]:
        """The variables of the metric."""
        return [v for v in vars(self).values() if isinstance(v, KerasVariable)]

    def add_weight(
        self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, name: str | None = None, **_: Any
    ) -> KerasVariable:
        """Make a variable."""
        sizes = (shape,) if isinstance(shape, int) else tuple(shape or ())
        value = initializer_named(initializer)(sizes, dtype=dtype or "float32")
        return KerasVariable(value, trainable=False, name=name or "variable", path=f"{self.name}/{name or 'variable'}")

    add_variable = add_weight

    def reset_state(self) -> None:
        """Start again."""
        for v in self.variables:
            v.replaced(arrays.elementwise(lambda _: 0.0, v.value))

    def reset_states(self) -> None:
        """Start again, under its old name."""
        self.reset_state()

    def update_state(self, *args: Any, **options: Any) -> Any:
        """Add a batch."""
        raise CellError("NotImplementedError", "A metric needs a method update_state.")

    def result(self) -> Any:
        """Return the metric so far."""
        raise CellError("NotImplementedError", "A metric needs a method result.")

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.update_state(*args, **options)
        return self.result()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


class Mean(Metric):
    """The mean of values."""

    title = "mean"

    def __init__(self, name: str | None = None, dtype: Any = None, **settings: Any) -> None:
        super().__init__(name or self.title, dtype, **settings)
        self.total, self.count = self.add_weight(name="total"), self.add_weight(name="count")

    def values(self, values: Any, *_: Any) -> Any:
        """Return what is averaged."""
        return as_tensor(EagerTensor, values, FLOAT32)

    def update_state(self, *args: Any, sample_weight: Any = None, **named: Any) -> None:
        """Add the values of a batch."""
        if len(args) > self.takes:
            sample_weight = args[self.takes]
        found = TF.cast(self.values(*args[: self.takes], *named.values()), FLOAT32)
        if sample_weight is None:
            self.count.assign_add(float(found.size))
        else:
            weight = as_tensor(EagerTensor, sample_weight, FLOAT32)
            weight = TF.squeeze(weight, -1) if weight.ndim == found.ndim + 1 else weight
            while 0 < weight.ndim < found.ndim:
                weight = TF.expand_dims(weight, -1)
            weight = TF.broadcast_to(weight, tuple(found.shape)) if found.ndim else weight
            self.count.assign_add(TF.sum(weight))
            found = found * weight
        self.total.assign_add(TF.sum(found))

    takes = 1  # how many arguments are values; one more is their weights

    def result(self) -> Any:
        """Return the mean so far."""
        return TF.divide_no_nan(self.total, self.count)


class Sum(Mean):
    """The sum of values."""

    title = "sum"

    def result(self) -> Any:
        """Return the sum so far."""
        return self.total.read_value()


class _OfPairs(Mean):
    """The mean of what a function gives for targets and predictions."""

    takes = 2


def _equal(a: Any, b: Any) -> Any:
    return TF.cast(a == as_tensor(EagerTensor, b, a._dtype), FLOAT32)


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return where a prediction is its target."""
    y, p = pair(y_true, y_pred)
    return _equal(p, y)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Return where a prediction is on the side of its target."""
    y, p = pair(y_true, y_pred)
    found = _equal(TF.cast(p > threshold, FLOAT32), y)
    return TF.mean(found, -1) if found.ndim else found


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return where the largest entry is at the place of the target's."""
    return _equal(TF.argmax(y_true, -1), TF.argmax(y_pred, -1))


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return where the place of the largest entry is the target."""
    y, p = TF.cast(y_true, "int64"), TF.t(y_pred)
    y = TF.squeeze(y, -1) if y.ndim == p.ndim and y.shape[-1] == 1 else y
    return _equal(TF.argmax(p, -1), y)


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return where the target's place is among the k largest entries."""
    return sparse_top_k_categorical_accuracy(TF.argmax(y_true, -1), y_pred, k)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return where the target is among the places of the k largest entries."""
    y, p = TF.cast(y_true, "int32"), TF.t(y_pred)
    y = TF.squeeze(y, -1) if y.ndim == p.ndim and y.shape[-1] == 1 else y
    return TF.cast(TF.reduce_any(TF.top_k(p, k).indices == TF.expand_dims(y, -1), -1), FLOAT32)


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Return the cosine of the angle between the rows."""
    return -FUNCTIONS["cosine_similarity"](y_true, y_pred, axis)


def _of(name: str, title: str, function: Callable[..., Any], root: bool = False) -> type:
    def values(self: Any, y_true: Any, y_pred: Any) -> Any:
        return function(y_true, y_pred, **self.settings)

    def result(self: Any) -> Any:
        return work("sqrt", Mean.result(self))

    own = {"values": values, "title": title, "__doc__": function.__doc__, **({"result": result} if root else {})}
    return type(name, (_OfPairs,), own)


ACCURACIES = {
    "accuracy": accuracy, "binary_accuracy": binary_accuracy, "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": sparse_categorical_accuracy,
}  # fmt: skip
ACCURACIES |= {
    "top_k_categorical_accuracy": top_k_categorical_accuracy,
    "sparse_top_k_categorical_accuracy": sparse_top_k_categorical_accuracy,
}
KINDS: dict[str, tuple[str, Callable[..., Any]]] = {
    "Accuracy": ("accuracy", accuracy), "BinaryAccuracy": ("binary_accuracy", binary_accuracy),
    "CategoricalAccuracy": ("categorical_accuracy", categorical_accuracy),
    "SparseCategoricalAccuracy": ("sparse_categorical_accuracy", sparse_categorical_accuracy),
    "MeanSquaredError": ("mean_squared_error", FUNCTIONS["mse"]), "MeanAbsoluteError": ("mean_absolute_error", FUNCTIONS["mae"]),
    "BinaryCrossentropy": ("binary_crossentropy", FUNCTIONS["binary_crossentropy"]),
    "CategoricalCrossentropy": ("categorical_crossentropy", FUNCTIONS["categorical_crossentropy"]),
    "SparseCategoricalCrossentropy": ("sparse_categorical_crossentropy", FUNCTIONS["sparse_categorical_crossentropy"]),
    "MeanAbsolutePercentageError": ("mean_absolute_percentage_error", FUNCTIONS["mape"]), "Hinge": ("hinge", FUNCTIONS["hinge"]),
    "MeanSquaredLogarithmicError": ("mean_squared_logarithmic_error", FUNCTIONS["msle"]), "KLDivergence": ("kl_divergence", FUNCTIONS["kld"]),
    "LogCoshError": ("logcosh", FUNCTIONS["log_cosh"]), "Poisson": ("poisson", FUNCTIONS["poisson"]),
    "SquaredHinge": ("squared_hinge", FUNCTIONS["squared_hinge"]), "CategoricalHinge": ("categorical_hinge", FUNCTIONS["categorical_hinge"]),
    "CosineSimilarity": ("cosine_similarity", cosine_similarity),
    "TopKCategoricalAccuracy": ("top_k_categorical_accuracy", top_k_categorical_accuracy),
    "SparseTopKCategoricalAccuracy": ("sparse_top_k_categorical_accuracy", sparse_top_k_categorical_accuracy),
}  # fmt: skip
METRICS: dict[str, Any] = {name: _of(name, *kind) for name, kind in KINDS.items()}
METRICS |= {
    "Metric": Metric, "Mean": Mean, "Sum": Sum, **FUNCTIONS, **ACCURACIES,
    "RootMeanSquaredError": _of("RootMeanSquaredError", "root_mean_squared_error", FUNCTIONS["mse"], root=True),
}  # fmt: skip


def named_metric(title: str, function: Callable[..., Any]) -> Metric:
    """Return the mean of a function under a name."""
    return _of("Named", title, function)()  # type: ignore[no-any-return]

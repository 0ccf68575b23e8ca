"""Keras: metrics, which add up over the batches of an epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .dtypes import FLOAT32
from .keras_losses import FUNCTIONS, pair
from .session import CellError
from .tensor import as_tensor
from .tensorflow import EagerTensor, work
from .tensorflow_nn import TF

__all__ = ["METRICS", "CompiledMetrics", "Metric", "metric_named"]


class Metric:
    """A mean that grows: of what ``values`` gives for targets and predictions."""

    title = "metric"

    def __init__(self, name: str | None = None, dtype: Any = None, **settings: Any) -> None:
        self.name, self.settings = name or self.title, settings
        self.reset_state()

    def reset_state(self) -> None:
        """Start again."""
        self.total, self.count = TF.constant(0.0), 0.0

    reset_states = reset_state

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return what is averaged."""
        raise CellError("NotImplementedError", "A metric needs a method for its values.")

    def update_state(self, *args: Any, sample_weight: Any = None, **_: Any) -> None:
        """Add the values of a batch."""
        found = self.values(*args)
        weight = 1.0 if sample_weight is None else as_tensor(EagerTensor, sample_weight, FLOAT32)
        weights = TF.broadcast_to(weight, tuple(found.shape)) if found.ndim else TF.t(weight)
        self.total = TF.t(self.total + TF.sum(found * weights))
        self.count += float(TF.sum(weights))

    def result(self) -> Any:
        """Return the mean so far."""
        return self.total / self.count if self.count else TF.constant(0.0)

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.update_state(*args, **options)
        return self.result()


class Mean(Metric):
    """The mean of values."""

    title = "mean"

    def values(self, values: Any, *_: Any) -> Any:
        """Return what is averaged."""
        return as_tensor(EagerTensor, values, FLOAT32)


class Sum(Mean):
    """The sum of values."""

    title = "sum"

    def result(self) -> Any:
        """Return the sum so far."""
        return self.total


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


def _of(name: str, title: str, function: Callable[..., Any], root: bool = False) -> type:
    def values(self: Any, y_true: Any, y_pred: Any) -> Any:
        return function(y_true, y_pred, **self.settings)

    def result(self: Any) -> Any:
        return work("sqrt", Metric.result(self))

    own = {"values": values, "title": title, "__doc__": function.__doc__, **({"result": result} if root else {})}
    return type(name, (Metric,), own)


ACCURACIES = {
    "accuracy": accuracy, "binary_accuracy": binary_accuracy, "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": sparse_categorical_accuracy,
}  # fmt: skip
KINDS: dict[str, tuple[str, Callable[..., Any]]] = {
    "Accuracy": ("accuracy", accuracy), "BinaryAccuracy": ("binary_accuracy", binary_accuracy),
    "CategoricalAccuracy": ("categorical_accuracy", categorical_accuracy),
    "SparseCategoricalAccuracy": ("sparse_categorical_accuracy", sparse_categorical_accuracy),
    "MeanSquaredError": ("mean_squared_error", FUNCTIONS["mse"]), "MeanAbsoluteError": ("mean_absolute_error", FUNCTIONS["mae"]),
    "BinaryCrossentropy": ("binary_crossentropy", FUNCTIONS["binary_crossentropy"]),
    "CategoricalCrossentropy": ("categorical_crossentropy", FUNCTIONS["categorical_crossentropy"]),
    "SparseCategoricalCrossentropy": ("sparse_categorical_crossentropy", FUNCTIONS["sparse_categorical_crossentropy"]),
}  # fmt: skip
METRICS: dict[str, Any] = {name: _of(name, *kind) for name, kind in KINDS.items()}
METRICS |= {
    "Metric": Metric, "Mean": Mean, "Sum": Sum, **FUNCTIONS, **ACCURACIES,
    "RootMeanSquaredError": _of("RootMeanSquaredError", "root_mean_squared_error", FUNCTIONS["mse"], root=True),
}  # fmt: skip


class CompiledMetrics(Metric):
    """The metrics that compile was given; which they are is known when target and prediction are."""

    title = "compile_metrics"

    def __init__(self, asked: list[Any]) -> None:
        self.asked, self.made = asked, list[Metric]()
        super().__init__()

    def reset_state(self) -> None:
        """Start again."""
        for m in self.made:
            m.reset_state()

    def update_state(self, *args: Any, **options: Any) -> None:
        """Add a batch."""
        self.made = self.made or [metric_named(m, TF.t(args[0]), args[1]) for m in self.asked]
        for m in self.made:
            m.update_state(*args, **options)

    def result(self) -> dict[str, Any]:
        """Return the metrics by their names."""
        return {m.name: m.result() for m in self.made}


def metric_named(given: Any, y_true: Any, y_pred: Any) -> Metric:
    """Return a metric by its name; "accuracy" means the one that fits target and prediction."""
    if isinstance(given, Metric):
        return given
    if given in ("accuracy", "acc"):
        wide, same = y_pred.shape[-1] > 1, tuple(y_true.shape) == tuple(y_pred.shape)
        function = binary_accuracy if not wide else categorical_accuracy if same else sparse_categorical_accuracy
        return _of("Accuracy", str(given), function)()  # type: ignore[no-any-return]
    known = {**FUNCTIONS, **ACCURACIES}.get(given) if isinstance(given, str) else given
    if known is None:
        raise CellError("ValueError", f"Could not interpret metric identifier: {given}")
    return _of("Named", str(given) if isinstance(given, str) else known.__name__, known)()  # type: ignore[no-any-return]

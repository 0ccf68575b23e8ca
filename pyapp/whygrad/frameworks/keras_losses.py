"""Keras: losses, what they add up, and regularizers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .session import CellError
from .tensor import as_tensor
from .tensorflow import EagerTensor, work
from .tensorflow_nn import TF

__all__ = ["FUNCTIONS", "LOSSES", "REGULARIZERS", "loss_named", "pair", "regularizer"]

SMALL = 1e-7


def pair(y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Return target and prediction as floats of one type; one axis of size 1 that only one of them has goes."""
    p = TF.t(y_pred)
    p = p if p._dtype.is_floating else TF.cast(p, "float32")
    y = as_tensor(EagerTensor, y_true if not isinstance(y_true, EagerTensor) else TF.t(y_true), p._dtype)
    if y.ndim == p.ndim + 1 and y.shape[-1] == 1:
        y = TF.squeeze(y, -1)
    elif p.ndim == y.ndim + 1 and p.shape[-1] == 1 and y.ndim:
        p = TF.squeeze(p, -1)
    return y, p


def _mean(value: Any, axis: int = -1) -> Any:
    return TF.mean(value, axis) if value.ndim else value


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean squared error over the last axis."""
    y, p = pair(y_true, y_pred)
    return _mean(work("square", y - p))


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean absolute error over the last axis."""
    y, p = pair(y_true, y_pred)
    return _mean(abs(y - p))


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean error in per cent over the last axis."""
    y, p = pair(y_true, y_pred)
    return 100.0 * _mean(abs((y - p) / TF.maximum(abs(y), SMALL)))


def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean squared error of the logarithms over the last axis."""
    y, p = pair(y_true, y_pred)
    return _mean((TF.log(TF.maximum(p, SMALL) + 1.0) - TF.log(TF.maximum(y, SMALL) + 1.0)) ** 2)


def _smoothed(y: Any, by: float, classes: float) -> Any:
    return y * (1.0 - by) + by / classes if by else y


def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1) -> Any:
    """Return the binary cross-entropy over the last axis."""
    y, p = pair(y_true, y_pred)
    y = _smoothed(y, label_smoothing, 2.0)
    if from_logits:
        return _mean(TF.sigmoid_cross_entropy_with_logits(y, p), axis)
    p = TF.clip(p, SMALL, 1 - SMALL)
    return _mean(-(y * TF.log(p) + (1.0 - y) * TF.log(1.0 - p)), axis)


def categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1) -> Any:
    """Return the cross-entropy with one-hot labels."""
    y, p = pair(y_true, y_pred)
    y = _smoothed(y, label_smoothing, float(y.shape[-1]))
    if from_logits:
        return TF.softmax_cross_entropy_with_logits(y, p, axis)
    p = TF.clip(p / TF.sum(p, axis, True), SMALL, 1 - SMALL)
    return -TF.sum(y * TF.log(p), axis)


def sparse_categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: Any = None, axis: int = -1) -> Any:
    """Return the cross-entropy with classes as whole numbers."""
    p, y = TF.t(y_pred), TF.cast(TF.t(y_true), "int64")
    if y.ndim == p.ndim and y.shape[-1] == 1:
        y = TF.squeeze(y, -1)
    return TF.sparse_softmax_cross_entropy_with_logits(y, p if from_logits else TF.log(TF.clip(p, SMALL, 1 - SMALL)))


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Return the mean over the last axis of half the square near 0, a line farther off."""
    y, p = pair(y_true, y_pred)
    e = p - y
    return _mean(TF.where(abs(e) <= delta, 0.5 * e**2, delta * abs(e) - 0.5 * delta**2))


def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """Return the mean logarithm of cosh over the last axis."""
    y, p = pair(y_true, y_pred)
    e = p - y
    return _mean(e + work("softplus", -2.0 * e) - math.log(2.0))


def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Return how far one distribution is from another."""
    y, p = (TF.clip(v, SMALL, 1.0) for v in pair(y_true, y_pred))
    return TF.sum(y * TF.log(y / p), -1)


def poisson(y_true: Any, y_pred: Any) -> Any:
    """Return the Poisson loss over the last axis."""
    y, p = pair(y_true, y_pred)
    return _mean(p - y * TF.log(p + SMALL))


def _signs(y: Any) -> Any:
    return y * 2.0 - 1.0 if set(_flat(y.tolist())) <= {0.0, 1.0} else y


def _flat(value: Any) -> list[float]:
    return [x for v in value for x in _flat(v)] if isinstance(value, list) else [value]


def hinge(y_true: Any, y_pred: Any) -> Any:
    """Return the mean hinge loss over the last axis."""
    y, p = pair(y_true, y_pred)
    return _mean(TF.maximum(1.0 - _signs(y) * p, 0.0))


def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """Return the mean squared hinge loss over the last axis."""
    y, p = pair(y_true, y_pred)
    return _mean(TF.maximum(1.0 - _signs(y) * p, 0.0) ** 2)


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Return minus the cosine of the angle between the rows."""
    y, p = pair(y_true, y_pred)
    return -TF.sum(TF.l2_normalize(y, axis) * TF.l2_normalize(p, axis), axis)


class Loss:
    """A loss that a cell defines itself, and what all losses share: ``call`` of every example, then added up."""

    def __init__(self, name: str | None = None, reduction: str | None = "sum_over_batch_size", **settings: Any) -> None:
        self.name, self.reduction, self.settings = name, reduction, settings

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of every example."""
        raise CellError("NotImplementedError", "A loss needs a method `call(self, y_true, y_pred)`.")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        found = self.call(y_true, y_pred)
        if sample_weight is not None:
            weight = as_tensor(EagerTensor, sample_weight, found._dtype)
            found = found * (TF.squeeze(weight, -1) if weight.ndim == found.ndim + 1 else weight)
        if self.reduction in (None, "none"):
            return found
        return TF.sum(found) if self.reduction == "sum" else TF.mean(found)


def _of(function: Callable[..., Any], *usual: str) -> type:
    def __init__(self: Any, *given: Any, name: str | None = None, reduction: Any = "sum_over_batch_size", **settings: Any) -> None:
        settings.pop("dtype", None)
        Loss.__init__(self, name, reduction, **dict(zip(usual, given, strict=False)), **settings)

    def call(self: Any, y_true: Any, y_pred: Any) -> Any:
        return function(y_true, y_pred, **self.settings)

    title = "".join(part.title() for part in function.__name__.split("_"))
    return type(title, (Loss,), {"__init__": __init__, "call": call, "__doc__": function.__doc__})


FUNCTIONS: dict[str, Any] = {
    f.__name__: f
    for f in (
        mean_squared_error, mean_absolute_error, mean_absolute_percentage_error, mean_squared_logarithmic_error, binary_crossentropy,
        categorical_crossentropy, sparse_categorical_crossentropy, huber, log_cosh, kl_divergence, poisson, hinge, squared_hinge,
        cosine_similarity,
    )
}  # fmt: skip
LOGITS = ("from_logits",)
LOSSES: dict[str, Any] = {
    "Loss": Loss, "MeanSquaredError": _of(mean_squared_error), "MeanAbsoluteError": _of(mean_absolute_error),
    "MeanAbsolutePercentageError": _of(mean_absolute_percentage_error), "Poisson": _of(poisson), "Hinge": _of(hinge),
    "MeanSquaredLogarithmicError": _of(mean_squared_logarithmic_error), "BinaryCrossentropy": _of(binary_crossentropy, *LOGITS),
    "CategoricalCrossentropy": _of(categorical_crossentropy, *LOGITS), "SquaredHinge": _of(squared_hinge), "Huber": _of(huber, "delta"),
    "SparseCategoricalCrossentropy": _of(sparse_categorical_crossentropy, *LOGITS), "LogCosh": _of(log_cosh),
    "KLDivergence": _of(kl_divergence), "CosineSimilarity": _of(cosine_similarity, "axis"),
}  # fmt: skip
FUNCTIONS |= {
    "mse": mean_squared_error, "MSE": mean_squared_error, "mae": mean_absolute_error, "MAE": mean_absolute_error,
    "mape": mean_absolute_percentage_error, "MAPE": mean_absolute_percentage_error, "KLD": kl_divergence, "kld": kl_divergence,
}  # fmt: skip


def loss_named(given: Any) -> Callable[..., Any]:
    """Return a loss by its name: a function, or an object, of target and prediction that gives one number."""
    if isinstance(given, str):
        function = FUNCTIONS.get(given)
        if function is None:
            raise CellError("ValueError", f"Could not interpret loss identifier: {given}")
        return _of(function)()  # type: ignore[no-any-return]
    if isinstance(given, Loss):
        return given
    return lambda y, p: TF.mean(given(y, p))


# ---- regularizers ----


def regularizer(l1: float = 0.0, l2: float = 0.0) -> Callable[[Any], Any]:
    """Return what is added to a loss for large weights."""

    def added(x: Any) -> Any:
        total = l1 * TF.sum(abs(x)) if l1 else None
        squares = l2 * TF.sum(work("square", x)) if l2 else None
        return squares if total is None else total if squares is None else total + squares

    return added


REGULARIZERS: dict[str, Any] = {
    "l1": lambda l1=0.01: regularizer(l1, 0.0), "l2": lambda l2=0.01: regularizer(0.0, l2),
    "L1": lambda l1=0.01: regularizer(l1, 0.0), "L2": lambda l2=0.01: regularizer(0.0, l2),
    "L1L2": lambda l1=0.0, l2=0.0: regularizer(l1, l2), "l1_l2": lambda l1=0.01, l2=0.01: regularizer(l1, l2),
}  # fmt: skip

"""Keras: losses, and how they add up."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .dtypes import FLOAT32
from .keras_variables import snake
from .session import CellError
from .tensor import as_tensor
from .tensorflow import EagerTensor, work
from .tensorflow_nn import TF

__all__ = ["FUNCTIONS", "LOSSES", "loss_named", "pair"]

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
    if isinstance(y_true, list | tuple):
        raise CellError("AttributeError", f"'{type(y_true).__name__}' object has no attribute 'shape'", "give a tensor: tf.constant(…)")
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


def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """Return by how much the best wrong class comes too near the right one."""
    y, p = pair(y_true, y_pred)
    return TF.maximum(TF.amax((1.0 - y) * p, -1) - TF.sum(y * p, -1) + 1.0, 0.0)


def binary_focal_crossentropy(
    y_true: Any, y_pred: Any, apply_class_balancing: bool = False, alpha: float = 0.25, gamma: float = 2.0, from_logits: bool = False,
    label_smoothing: float = 0.0, axis: int = -1,
) -> Any:  # fmt: skip
    """Return the binary cross-entropy with easy examples counted less. T.-Y. Lin and others, 2017."""
    y, p = pair(y_true, y_pred)
    y = _smoothed(y, label_smoothing, 2.0)
    p = work("sigmoid", p) if from_logits else p
    clipped = TF.clip(p, SMALL, 1 - SMALL)
    entropy = -(y * TF.log(clipped) + (1.0 - y) * TF.log(1.0 - clipped))
    focal = (1.0 - (y * p + (1.0 - y) * (1.0 - p))) ** gamma * entropy
    return _mean((y * alpha + (1.0 - y) * (1.0 - alpha)) * focal if apply_class_balancing else focal, axis)


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Return the cross-entropy with easy examples counted less. T.-Y. Lin and others, 2017."""
    y, p = pair(y_true, y_pred)
    y = _smoothed(y, label_smoothing, float(y.shape[-1]))
    p = TF.softmax(p, axis) if from_logits else p
    p = TF.clip(p / TF.sum(p, axis, True), SMALL, 1 - SMALL)
    return TF.sum(alpha * (1.0 - p) ** gamma * -y * TF.log(p), axis)


class Loss:
    """A loss that a cell defines itself, and what all losses share: ``call`` of every example, then added up."""

    def __init__(self, name: str | None = None, reduction: str | None = "sum_over_batch_size", dtype: Any = None, **settings: Any) -> None:
        if reduction not in REDUCTIONS:
            raise CellError(
                "ValueError",
                f"Invalid value for argument `reduction`. Expected one of {tuple(r for r in REDUCTIONS if r)}. Received: reduction={reduction}",
            )
        self.name, self.reduction, self.settings = name or snake(type(self).__name__), reduction, settings

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of every example."""
        raise CellError("NotImplementedError", "A loss needs a method `call(self, y_true, y_pred)`.")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        if _nesting(y_true) != _nesting(y_pred):
            raise CellError(
                "ValueError", "Structures don't have the same nested structure.", "give tensors: tf.constant(…) instead of plain lists"
            )
        y_true, y_pred = (as_tensor(EagerTensor, v, FLOAT32) for v in (y_true, y_pred))
        found = self.call(y_true, y_pred)
        weight = None
        if sample_weight is not None:
            weight = as_tensor(EagerTensor, sample_weight, found._dtype)
            weight = TF.squeeze(weight, -1) if weight.ndim == found.ndim + 1 else weight
            while 0 < weight.ndim < found.ndim:
                weight = TF.expand_dims(weight, -1)
            found = found * weight
        if self.reduction in (None, "none"):
            return found
        total = TF.sum(found)
        if self.reduction == "sum":
            return total
        if self.reduction == "mean_with_sample_weight" and weight is not None:
            return TF.divide_no_nan(total, TF.sum(TF.broadcast_to(weight, tuple(found.shape))))
        return TF.mean(found)

    def get_config(self) -> dict[str, Any]:
        """Return what a loss like this is made with."""
        return {"name": self.name, "reduction": self.reduction, **self.settings}


REDUCTIONS = (None, "none", "sum", "mean", "sum_over_batch_size", "mean_with_sample_weight", "auto")


def _nesting(value: Any) -> Any:
    return [_nesting(v) for v in value] if isinstance(value, list | tuple) else None


def _of(function: Callable[..., Any], *usual: str) -> type:
    title = "".join(part.title() for part in function.__name__.split("_"))
    known = getattr(getattr(function, "__code__", None), "co_varnames", ())[2:]

    def __init__(self: Any, *given: Any, name: str | None = None, reduction: Any = "sum_over_batch_size", **settings: Any) -> None:
        for key in settings:
            if key not in (*known, "dtype", "fn"):
                raise CellError("TypeError", f"{title}.__init__() got an unexpected keyword argument '{key}'", "leave it out")
        Loss.__init__(
            self, name or function.__name__, reduction, settings.pop("dtype", None), **dict(zip(usual, given, strict=False)), **settings
        )

    def call(self: Any, y_true: Any, y_pred: Any) -> Any:
        return function(y_true, y_pred, **self.settings)

    return type(title, (Loss,), {"__init__": __init__, "call": call, "__doc__": function.__doc__})


FUNCTIONS: dict[str, Any] = {
    f.__name__: f
    for f in (
        mean_squared_error, mean_absolute_error, mean_absolute_percentage_error, mean_squared_logarithmic_error, binary_crossentropy,
        categorical_crossentropy, sparse_categorical_crossentropy, huber, log_cosh, kl_divergence, poisson, hinge, squared_hinge,
        cosine_similarity, categorical_hinge, binary_focal_crossentropy, categorical_focal_crossentropy,
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
    "CategoricalHinge": _of(categorical_hinge), "BinaryFocalCrossentropy": _of(binary_focal_crossentropy),
    "CategoricalFocalCrossentropy": _of(categorical_focal_crossentropy, "alpha", "gamma"),
}  # fmt: skip
FUNCTIONS |= {
    "mse": mean_squared_error, "MSE": mean_squared_error, "mae": mean_absolute_error, "MAE": mean_absolute_error,
    "mape": mean_absolute_percentage_error, "MAPE": mean_absolute_percentage_error, "KLD": kl_divergence, "kld": kl_divergence,
    "msle": mean_squared_logarithmic_error, "MSLE": mean_squared_logarithmic_error, "logcosh": log_cosh,
}  # fmt: skip


def loss_named(given: Any) -> Loss:
    """Return a loss by its name or of a function: an object, of target and prediction, that adds up."""
    if isinstance(given, Loss):
        return given
    if isinstance(given, type) and issubclass(given, Loss):
        return given()
    function = (FUNCTIONS.get(given) or LOSSES.get(given)) if isinstance(given, str) else given
    if isinstance(function, type):
        return function()  # type: ignore[no-any-return]
    if not callable(function):
        raise CellError("ValueError", f"Could not interpret loss identifier: {given}")
    own: type[Loss] = _of(function)
    return own()


def _get(given: Any) -> Any:
    """Return what keras.losses.get gives: a function for a function's name."""
    return FUNCTIONS[given] if isinstance(given, str) and given in FUNCTIONS else given if callable(given) else loss_named(given)


FUNCTIONS["get"] = _get

"""What machine learning names and other operations are made of: losses, and the two ways to normalize.

They are put in place where they are read or called, so that every step of them is explained.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .choice import less_equal, where
from .corners import absolute
from .entry import Operation
from .exponential import ln
from .networks import softplus
from .powers import sqrt
from .reductions import log_softmax, mean, total, var
from .shaping import expand_dims, structural, take_along_axis

HALF = Fraction(1, 2)
EPSILON = Fraction(1, 100_000)


def composed(name: str, made: Callable[..., Any], definition: str, because: str, **facts: Any) -> Operation:
    """Enter what is made of other operations: ``made`` applies them, ``definition`` is the same in our notation."""
    facts.setdefault("cases", (((3,), (3,), {}), ((2, 3), (2, 3), {}), ((2, 3), (3,), {}), ((), (), {})))
    nothing = (None,) * made.__code__.co_posonlyargcount  # no slope of its own: those of its parts
    return structural(name, made, *nothing, rule="chain", because=because, composed=definition, **facts)


def _mean(x: Any) -> Any:
    return mean.bind()(x)


# ---- distances from what is wanted ----

composed(
    "mse", lambda p, t, /: _mean((p - t) ** 2), "mse(p, t) = mean((p - t)^2)",
    "each error counts by its square, so a large one pulls more than a small one", aliases="mse_loss mean_squared_error",
    example="p = [1, 2, 3]; t = [1, 3, 5]; mse(p, t)",
)  # fmt: skip

composed(
    "mae", lambda p, t, /: _mean(absolute(p - t)), "mae(p, t) = mean(abs(p - t))",
    "each error counts by its size, so all of them pull alike", aliases="l1_loss mean_absolute_error",
    example="p = [1, 2, 3]; t = [2, 1, 5]; mae(p, t)",
)  # fmt: skip


def _huber(p: Any, t: Any, /, delta: Any) -> Any:
    size = absolute(p - t)
    return _mean(where(less_equal(size, delta), HALF * size**2, delta * (size - HALF * delta)))


composed(
    "huber", _huber, "huber(p, t, delta) = mean(where(abs(p - t) <= delta, abs(p - t)^2/2, delta*(abs(p - t) - delta/2)))",
    "a small error counts by its square, a large one by its size, so that no single one pulls too much",
    parameters={"delta": 1}, aliases="huber_loss smooth_l1_loss", example="p = [1, 2, 3]; t = [1.5, 2.2, 6]; huber(p, t)",
)  # fmt: skip

# ---- distances between probabilities ----

LOGITS = "the slope by each score is its probability less the wanted one, shared among the rows"
composed(
    "cross_entropy", lambda p, t, /, axis: _mean(-total.bind(axis=axis)(t * ln(p))), "cross_entropy(p, t) = mean(-sum(t*ln(p), axis=-1))",
    "it is the surprise at what is true: large where its probability is small", parameters={"axis": -1},
    aliases="categorical_crossentropy categorical_cross_entropy", example="p = [0.2, 0.5, 0.3]; t = [0, 1, 0]; cross_entropy(p, t)",
    cases=(),
)  # fmt: skip

composed(
    "cross_entropy_with_logits", lambda z, t, /, axis: _mean(-total.bind(axis=axis)(t * log_softmax.bind(axis=axis)(z))),
    "cross_entropy_with_logits(z, t) = mean(-sum(t*log_softmax(z), axis=-1))", LOGITS, parameters={"axis": -1},
    aliases="softmax_cross_entropy softmax_cross_entropy_with_logits",
    example="z = [1, 2, 3]; t = [0, 1, 0]; cross_entropy_with_logits(z, t)",
    cases=(((3,), (3,), {}), ((2, 3), (2, 3), {})),
)  # fmt: skip


def _sparse(z: Any, labels: Any, /) -> Any:
    at = expand_dims.bind(axis=-1)(labels)
    return _mean(-take_along_axis.bind(axis=-1)(log_softmax.bind(axis=-1)(z), at))


composed(
    "sparse_cross_entropy_with_logits", _sparse,
    "sparse_cross_entropy_with_logits(z, t) = mean(-take_along_axis(log_softmax(z), expand_dims(t, -1), -1))", LOGITS,
    aliases="sparse_softmax_cross_entropy sparse_softmax_cross_entropy_with_logits nll_of_logits", cases=(),
    example="z = [[1, 2, 3], [0, 0, 1]]; sparse_cross_entropy_with_logits(z, [2, 0])",
)  # fmt: skip

composed(
    "binary_cross_entropy", lambda p, t, /: _mean(-(t * ln(p) + (1 - t) * ln(1 - p))),
    "binary_cross_entropy(p, t) = mean(-(t*ln(p) + (1 - t)*ln(1 - p)))",
    "it is the surprise at what is true: large where its probability is small", aliases="bce binary_crossentropy",
    example="p = [0.2, 0.5, 0.9]; t = [0, 1, 1]; binary_cross_entropy(p, t)", cases=(),
)  # fmt: skip

composed(
    "binary_cross_entropy_with_logits", lambda z, t, /: _mean(softplus(z) - t * z),
    "binary_cross_entropy_with_logits(z, t) = mean(softplus(z) - t*z)",
    "the slope by each score is sigmoid of it less what is wanted, shared among the entries",
    aliases="bce_with_logits sigmoid_cross_entropy", example="z = [-1, 0, 2]; t = [0, 1, 1]; binary_cross_entropy_with_logits(z, t)",
)  # fmt: skip

# ---- normalized to mean 0 and variance 1 ----


def _normalized(x: Any, axis: Any, eps: Any) -> Any:
    how = {"axis": axis, "keepdims": True}
    return (x - mean.bind(**how)(x)) / sqrt(var.bind(**how)(x) + eps)


composed(
    "layer_norm", lambda x, /, axis, eps: _normalized(x, axis, eps),
    "layer_norm(x) = (x - mean(x, axis=-1, keepdims=True))/sqrt(var(x, axis=-1, keepdims=True) + 1/100000)",
    "each row is moved to mean 0 and scaled to variance 1, so one entry moves all others of its row too",
    parameters={"axis": -1, "eps": EPSILON}, aliases="layer_normalization", example="x = [[1, 2, 4], [3, 1, 0]]; sum(layer_norm(x)[:, 0])",
    cases=(((2, 3), {}), ((2, 3), {"axis": 0}), ((4,), {})),
)  # fmt: skip

composed(
    "batch_norm", lambda x, /, axis, eps: _normalized(x, axis, eps),
    "batch_norm(x) = (x - mean(x, axis=0, keepdims=True))/sqrt(var(x, axis=0, keepdims=True) + 1/100000)",
    "each column is moved to mean 0 and scaled to variance 1, so one sample moves all others too",
    parameters={"axis": 0, "eps": EPSILON}, aliases="batch_normalization", example="x = [[1, 2], [3, 1], [0, 5]]; sum(batch_norm(x)[0])",
    cases=(((3, 2), {}),),
)  # fmt: skip

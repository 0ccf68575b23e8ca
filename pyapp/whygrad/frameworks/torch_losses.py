"""The losses of torch.nn.functional."""

from __future__ import annotations

import math
from typing import Any

from .. import arrays
from ..operations import TABLE
from .tensor import apply
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH

__all__ = ["LOSSES"]


def _reduced(loss: Any, reduction: str) -> Any:
    if reduction == "none":
        return loss
    if reduction not in ("mean", "sum"):
        raise refused(f"{reduction} is not a valid value for reduction", "ValueError")
    return TORCH.mean(loss) if reduction == "mean" else TORCH.sum(loss)


def mse_loss(input: Any, target: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the squared error."""
    return _reduced((input - target) ** 2, reduction)._rename("MseLossBackward0", [input, target])


def l1_loss(input: Any, target: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the absolute error."""
    return _reduced(abs(input - target), reduction)


def smooth_l1_loss(input: Any, target: Any, reduction: str = "mean", beta: float = 1.0, **_: Any) -> Any:
    """Return the squared error near 0, the absolute error beyond."""
    d = abs(input - target)
    return _reduced(TORCH.where(d < beta, d * d / (2 * beta), d - beta / 2), reduction)._rename("SmoothL1LossBackward0", [input, target])


def huber_loss(input: Any, target: Any, reduction: str = "mean", delta: float = 1.0, **_: Any) -> Any:
    """Return Huber's loss."""
    d = abs(input - target)
    return _reduced(TORCH.where(d < delta, d * d / 2, delta * (d - delta / 2)), reduction)._rename("HuberLossBackward0", [input, target])


def _weights(target: Any, weight: Any, ignored: int) -> tuple[Any, Any]:
    """Return the classes with those that are ignored replaced, and the weight of each."""
    data = arrays.data_of(target.value)
    kinds = arrays.data_of(weight.value) if weight is not None else None
    numbers = [0.0 if k == ignored else 1.0 if kinds is None else kinds[int(k)] for k in data]
    shape = tuple(target.shape)
    known = TORCH._new(arrays.value_of([0.0 if k == ignored else k for k in data], shape), target._dtype)
    return known, TORCH._new(arrays.value_of(numbers, shape), TorchTensor.float_type)


def checked_classes(input: Any, target: Any, ignore_index: int) -> None:
    """Raise the error of classes that do not go with their scores."""
    if target._dtype.kind != "i":
        raise refused("expected target dtype to be Long or Byte, but got Float", hint="make the classes whole numbers: y.long()")
    axis = 1 if input.ndim > 1 else 0
    if input.ndim > 1 and target.ndim and target.shape[0] != input.shape[0]:
        raise refused(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]}).", "ValueError")
    for k in arrays.data_of(target.value):
        if k != ignore_index and not 0 <= k < input.shape[axis]:
            raise refused(f"Target {int(k)} is out of bounds.", "IndexError", f"classes are counted from 0 to {input.shape[axis] - 1}")


def nll_loss(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: int = -100, reduce: Any = None,
    reduction: str = "mean", **_: Any,
) -> Any:  # fmt: skip
    """Return minus the logarithms at the right classes."""
    checked_classes(input, target, ignore_index)
    axis = 1 if input.ndim > 1 else 0
    classes, weights = (
        (target, None) if weight is None and ignore_index not in arrays.data_of(target.value) else _weights(target, weight, ignore_index)
    )
    places = TORCH.unsqueeze(classes, axis)
    loss = -TORCH.squeeze(apply(TorchTensor, TABLE["take_along_axis"].bind(axis=axis), input, places), axis)
    if weights is not None:
        loss = loss * weights
        found = TORCH.sum(loss) / TORCH.sum(weights) if reduction == "mean" else _reduced(loss, reduction)
    else:
        found = _reduced(loss, reduction)
    return found._rename("NllLoss2DBackward0" if input.ndim > 2 else "NllLossBackward0", [input])


def cross_entropy(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: int = -100, reduce: Any = None,
    reduction: str = "mean", label_smoothing: float = 0.0, **_: Any,
) -> Any:  # fmt: skip
    """Return the cross-entropy of logits."""
    axis = 1 if input.ndim > 1 else 0
    logs = apply(TorchTensor, TABLE["log_softmax"].bind(axis=axis), input)
    if target._dtype.is_floating and tuple(target.shape) == tuple(input.shape):
        target = target * (1 - label_smoothing) + label_smoothing / input.shape[axis] if label_smoothing else target
        weighed = logs * target if weight is None else logs * target * (weight if axis == 0 else TORCH.reshape(weight, 1, -1))
        if reduction == "mean":
            return (-TORCH.sum(weighed) / max(input.numel() // input.shape[axis], 1))._rename("DivBackward1")
        return -TORCH.sum(weighed) if reduction == "sum" else _reduced(-TORCH.sum(weighed, axis), reduction)
    loss = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    if not label_smoothing:
        return loss
    _, weights = _weights(target, weight, ignore_index)
    weighed = logs if weight is None else logs * (weight if axis == 0 else TORCH.reshape(weight, 1, -1))
    smooth = -TORCH.sum(weighed, axis) * _weights(target, None, ignore_index)[1]
    smooth = TORCH.sum(smooth) / TORCH.sum(weights) if reduction == "mean" else _reduced(smooth, reduction)
    return (1 - label_smoothing) * loss + label_smoothing / input.shape[axis] * smooth


def binary_cross_entropy(input: Any, target: Any, weight: Any = None, reduction: str = "mean", **_: Any) -> Any:
    """Return the binary cross-entropy of probabilities."""
    if tuple(input.shape) != tuple(target.shape):
        raise refused(
            f"Using a target size ({target.shape!r}) that is different to the input size ({input.shape!r}) is deprecated. "
            "Please ensure they have the same size.", "ValueError",
        )  # fmt: skip
    if any([not 0 <= x <= 1 for x in arrays.data_of(input.value)]):
        raise refused(
            "all elements of input should be between 0 and 1", hint="put sigmoid before it, or use binary_cross_entropy_with_logits"
        )
    log = TORCH.find("log")
    held = [TORCH.clamp(log(p), -100.0) for p in (input, 1 - input)]  # type: ignore[misc]
    loss = -(target * held[0] + (1 - target) * held[1])
    loss = loss if weight is None else loss * weight
    return _reduced(loss, reduction)._rename("BinaryCrossEntropyBackward0", [input, target])


def binary_cross_entropy_with_logits(
    input: Any, target: Any, weight: Any = None, reduction: str = "mean", pos_weight: Any = None, **_: Any
) -> Any:
    """Return the binary cross-entropy of logits."""
    if tuple(input.shape) != tuple(target.shape):
        raise refused(
            f"Target size ({target.shape!r}) must be the same as input size ({input.shape!r})",
            "ValueError",
            "give them one shape: .unsqueeze(1)",
        )
    softplus = TORCH.find("softplus")
    if pos_weight is None:
        loss = softplus(input) - input * target  # type: ignore[misc]
    else:
        loss = (1 - target) * input + (1 + (pos_weight - 1) * target) * softplus(-input)  # type: ignore[misc]
    loss = loss if weight is None else loss * weight
    return _reduced(loss, reduction)._rename("BinaryCrossEntropyWithLogitsBackward0", [input, target])


def kl_div(input: Any, target: Any, reduction: str = "mean", log_target: bool = False, **_: Any) -> Any:
    """Return the divergence of Kullback and Leibler."""
    loss = target.exp() * (target - input) if log_target else TORCH.xlogy(target, target) - target * input
    return TORCH.sum(loss) / input.shape[0] if reduction == "batchmean" else _reduced(loss, reduction)


def gaussian_nll_loss(input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> Any:
    """Return minus the logarithm of a normal distribution."""
    var = TORCH.clamp(TORCH.t(var), eps)
    var = var.unsqueeze(-1) if var.ndim == input.ndim - 1 else var
    loss = 0.5 * (TORCH.find("log")(var) + (input - target) ** 2 / var)  # type: ignore[misc]
    return _reduced(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)


def poisson_nll_loss(
    input: Any, target: Any, log_input: bool = True, full: bool = False, size_average: Any = None, eps: float = 1e-8, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """Return minus the logarithm of a Poisson distribution, with ``full`` Stirling's term for its factorial too."""
    log = TORCH.find("log")
    loss = input.exp() - target * input if log_input else input - target * log(input + eps)  # type: ignore[misc]
    if full:
        stirling = target * log(target) - target + 0.5 * log(2 * math.pi * target)  # type: ignore[misc]
        loss = loss + TORCH.where(target > 1, stirling, TORCH.zeros_like(target))
    return _reduced(loss, reduction)


def hinge_embedding_loss(input: Any, target: Any, margin: float = 1.0, reduction: str = "mean", **_: Any) -> Any:
    """Return the distance of what belongs together, and what lacks of the margin otherwise."""
    return _reduced(TORCH.where(target == 1, input, TORCH.clamp(margin - input, 0.0)), reduction)


def soft_margin_loss(input: Any, target: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return ln(1 + e^(-y x))."""
    return _reduced(TORCH.find("softplus")(-target * input), reduction)._rename("SoftMarginLossBackward0")  # type: ignore[misc]


def margin_ranking_loss(input1: Any, input2: Any, target: Any, margin: float = 0.0, reduction: str = "mean", **_: Any) -> Any:
    """Return what lacks of the margin between two scores."""
    return _reduced(TORCH.clamp(-target * (input1 - input2) + margin, 0.0), reduction)


def cosine_embedding_loss(input1: Any, input2: Any, target: Any, margin: float = 0.0, reduction: str = "mean", **_: Any) -> Any:
    """Return 1 - cos of what belongs together, and what cos is above the margin otherwise."""
    cos = TORCH.cosine_similarity(input1, input2, -1)
    return _reduced(TORCH.where(target == 1, 1 - cos, TORCH.clamp(cos - margin, 0.0)), reduction)


def triplet_margin_loss(anchor: Any, positive: Any, negative: Any, margin: float = 1.0, p: float = 2.0, eps: float = 1e-6,
                        swap: bool = False, reduction: str = "mean", **_: Any) -> Any:  # fmt: skip
    """Return how much nearer the wrong one is than it may be."""
    return triplet_margin_with_distance_loss(
        anchor,
        positive,
        negative,
        distance_function=lambda a, b: TORCH.norm(a - b + eps, p, -1),
        margin=margin,
        swap=swap,
        reduction=reduction,
    )


def triplet_margin_with_distance_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    *,
    distance_function: Any = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Any:
    """Return how much nearer the wrong one is than it may be, by a distance of one's own; with ``swap`` the nearer wrong one."""
    distance = distance_function or (lambda a, b: TORCH.norm(a - b + 1e-6, 2, -1))
    near, far = distance(anchor, positive), distance(anchor, negative)
    far = TORCH.minimum(far, distance(positive, negative)) if swap else far
    return _reduced(TORCH.clamp(near - far + margin, 0.0), reduction)


def multi_margin_loss(input: Any, target: Any, p: int = 1, margin: float = 1.0, weight: Any = None, size_average: Any = None,
                      reduce: Any = None, reduction: str = "mean") -> Any:  # fmt: skip
    """Return what lacks of the margin between the score of the right class and the others."""
    x, classes = (input.unsqueeze(0), target.reshape(1)) if input.ndim == 1 else (input, target)
    right = TORCH.gather(x, 1, classes.unsqueeze(1))
    lacks = TORCH.clamp(margin - right + x, 0.0)
    lacks = lacks if p == 1 else lacks**p
    lacks = lacks if weight is None else lacks * weight[classes].unsqueeze(1)
    others = TORCH.scatter(TORCH.ones_like(x), 1, classes.unsqueeze(1), 0.0)
    loss = TORCH.sum(lacks * others, 1) / x.shape[1]
    return _reduced(loss if input.ndim > 1 else loss[0], reduction)._rename("MultiMarginLossBackward0", [input])


def multilabel_margin_loss(input: Any, target: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return what lacks of a margin of 1 between the scores of the classes named (up to the first -1) and the others."""
    rows, named = (input.unsqueeze(0), target.unsqueeze(0)) if input.ndim == 1 else (input, target)
    found = []
    for x, names in zip(rows, named.tolist(), strict=True):
        mine = [int(k) for k in (names[: names.index(-1)] if -1 in names else names)]
        others = [k for k in range(x.shape[0]) if k not in mine]
        lacks = [TORCH.clamp(1 - (x[j] - x[i]), 0.0) for j in mine for i in others]
        found.append(TORCH.sum(TORCH.stack(lacks)) / x.shape[0] if lacks else x.sum() * 0)
    loss = TORCH.stack(found)
    return _reduced(loss if input.ndim > 1 else loss[0], reduction)._rename("MultilabelMarginLossBackward0", [input])


def multilabel_soft_margin_loss(input: Any, target: Any, weight: Any = None, reduction: str = "mean", **_: Any) -> Any:
    """Return the binary cross-entropy of logits, its mean over the classes."""
    softplus = TORCH.find("softplus")
    loss = softplus(input) - input * target  # type: ignore[misc]
    return _reduced(TORCH.mean(loss if weight is None else loss * weight, -1), reduction)


LOSSES: dict[str, Any] = {
    f.__name__: f
    for f in (
        mse_loss, l1_loss, smooth_l1_loss, huber_loss, nll_loss, cross_entropy, binary_cross_entropy, binary_cross_entropy_with_logits, kl_div,
        gaussian_nll_loss, poisson_nll_loss, hinge_embedding_loss, soft_margin_loss, margin_ranking_loss, cosine_embedding_loss,
        triplet_margin_loss, triplet_margin_with_distance_loss, multi_margin_loss, multilabel_margin_loss, multilabel_soft_margin_loss,
    )
}  # fmt: skip

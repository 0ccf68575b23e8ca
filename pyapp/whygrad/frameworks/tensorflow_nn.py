"""The functions of TensorFlow for neural networks, and those that are safe where a plain quotient or logarithm is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..operations import TABLE
from .custom import own_operation
from .session import CellError
from .tensor import apply
from .tensorflow import EagerTensor, work
from .tensorflow_errors import check_float
from .tensorflow_matrices import TFMatrices

__all__ = ["TF", "find"]


class _Functions(TFMatrices):
    """Functions of neural networks."""

    def softmax(self, logits: Any, axis: Any = -1, **_: Any) -> Any:
        logits = self.t(logits)
        check_float(TABLE["softmax"], logits)
        return super().softmax(logits, -1 if axis is None else axis)

    def log_softmax(self, logits: Any, axis: Any = -1, **_: Any) -> Any:
        return super().log_softmax(logits, -1 if axis is None else axis)

    def log_sigmoid(self, x: Any, **_: Any) -> Any:
        return -work("softplus", -self.t(x))

    def leaky_relu(self, features: Any, alpha: float = 0.2, **_: Any) -> Any:
        return work("leaky_relu", self.t(features), alpha)

    def silu(self, features: Any, beta: Any = 1.0, **_: Any) -> Any:
        x = self.t(features)
        return work("swish", x) if isinstance(beta, float) and beta == 1.0 else x * work("sigmoid", x * beta)

    swish = silu

    def selu(self, features: Any, **_: Any) -> Any:
        x = self.t(features)
        return 1.0507009873554805 * self.where(x >= 0, x, 1.6732632423543772 * work("expm1", self.minimum(x, 0.0)))

    def gelu(self, features: Any, approximate: bool = False, **_: Any) -> Any:
        x = self.t(features)
        if not approximate:
            return work("gelu", x)
        inner = 0.7978845608028654 * (x + 0.044715 * x**3)
        return 0.5 * x * (1.0 + work("tanh", inner))

    def bias_add(self, value: Any, bias: Any, **_: Any) -> Any:
        return self.t(value) + bias

    def l2_loss(self, t: Any, **_: Any) -> Any:
        return self.sum(self.t(t) ** 2) / 2

    def l2_normalize(self, x: Any, axis: Any = None, epsilon: float = 1e-12, **_: Any) -> Any:
        x = self.t(x)
        return x * work("rsqrt", self.maximum(self.sum(x * x, axis, True), epsilon))

    def moments(self, x: Any, axes: Any, keepdims: bool = False, **_: Any) -> Any:
        axes = tuple(axes)
        return self.mean(x, axes, keepdims), self.var(x, axes, keepdims)

    def batch_normalization(self, x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: float, **_: Any) -> Any:
        scale_of = work("rsqrt", self.t(variance) + variance_epsilon)
        scale_of = scale_of if scale is None else scale_of * scale
        return self.t(x) * scale_of + (-mean * scale_of if offset is None else self.t(offset) - mean * scale_of)

    def softmax_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, axis: int = -1, **_: Any) -> Any:
        logits = self.t(logits)
        return -self.sum(self._beside(labels, logits) * self.log_softmax(logits, axis), axis)

    def sparse_softmax_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, **_: Any) -> Any:
        logits = self.t(logits)
        return self.softmax_cross_entropy_with_logits(self.one_hot(self.cast(labels, "int32"), logits.shape[-1]), logits)

    def sigmoid_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, **_: Any) -> Any:
        z = self.t(logits)
        return work("softplus", z) - z * self._beside(labels, z)

    def weighted_cross_entropy_with_logits(self, labels: Any = None, logits: Any = None, pos_weight: Any = 1.0, **_: Any) -> Any:
        z = self.t(logits)
        y, softplus = self._beside(labels, z), TABLE["softplus"]
        return (1 - y) * z + (1 + (pos_weight - 1) * y) * apply(EagerTensor, softplus, -z)

    # images
    def conv2d(self, input: Any, filters: Any, strides: Any = 1, padding: str = "SAME", dilations: Any = 1, **_: Any) -> Any:
        how = {"stride": _steps(strides), "padding": padding.lower(), "dilation": _steps(dilations), "channels_last": True}
        return apply(EagerTensor, TABLE["convolve"].bind(**how), self.t(input), self.t(filters))

    def conv1d(self, input: Any, filters: Any, stride: Any = 1, padding: str = "SAME", **_: Any) -> Any:
        return self.conv2d(input, filters, stride, padding)

    def max_pool2d(self, input: Any, ksize: Any = 2, strides: Any = None, padding: str = "VALID", **_: Any) -> Any:
        return self._pool("max_pool", input, ksize, strides, padding)

    def avg_pool2d(self, input: Any, ksize: Any = 2, strides: Any = None, padding: str = "VALID", **_: Any) -> Any:
        return self._pool("avg_pool", input, ksize, strides, padding)

    max_pool, avg_pool = max_pool2d, avg_pool2d

    def _pool(self, name: str, x: Any, ksize: Any, strides: Any, padding: str) -> Any:
        size = _steps(ksize)
        how = {"size": size, "stride": size if strides is None else _steps(strides), "padding": padding.lower(), "channels_last": True}
        return apply(EagerTensor, TABLE[name].bind(**how), self.t(x))

    def thinned(self, x: Any, rate: float, drawn: Any) -> Any:
        """Return ``x`` divided by the share that stays, 0 where what was drawn is below ``rate``."""
        return self.where(drawn >= rate, x * (1.0 / (1.0 - rate)), self.zeros_like(x))

    # safe where the plain function has no value
    def _guarded(self, numerator: Any, x: Any, y: Any, work: Any) -> Any:
        """Return ``work`` of x and y; 0 where ``numerator`` is 0, its slopes too."""
        zero = numerator == 0.0
        return self.where(zero, self.zeros_like(x * y), work(self.where(zero, self.ones_like(y), y)))

    def divide_no_nan(self, x: Any, y: Any, **_: Any) -> Any:
        x, y = self._beside(x, y), self._beside(y, x)
        return self._guarded(y, x, y, lambda safe: x / safe)

    def multiply_no_nan(self, x: Any, y: Any, **_: Any) -> Any:
        x, y = self._beside(x, y), self._beside(y, x)
        zero = y == 0.0
        return self.where(zero, self.zeros_like(x * y), self.where(zero, self.zeros_like(x), x) * y)

    def reciprocal_no_nan(self, x: Any, **_: Any) -> Any:
        return self.divide_no_nan(1.0, self.t(x))

    def xlogy(self, x: Any, y: Any, **_: Any) -> Any:
        x, y = self._beside(x, y), self._beside(y, x)
        return self._guarded(x, x, y, lambda safe: x * self.log(safe))

    def xlog1py(self, x: Any, y: Any, **_: Any) -> Any:
        x, y = self._beside(x, y), self._beside(y, x)
        return self._guarded(x, x, y, lambda safe: x * work("log1p", safe))

    def xdivy(self, x: Any, y: Any, **_: Any) -> Any:
        x, y = self._beside(x, y), self._beside(y, x)
        return self._guarded(x, x, y, lambda safe: x / safe)

    def polyval(self, coeffs: Sequence[Any], x: Any, **_: Any) -> Any:
        x = self.t(x)
        total = self.zeros_like(x)
        for c in coeffs:
            total = total * x + c
        return total

    def adjust_contrast(self, images: Any, contrast_factor: Any) -> Any:
        images, factor = self.t(images), self.t(contrast_factor)
        mean = self.mean(images, (-3, -2), True)

        def slope(_: Any) -> Any:
            raise CellError("LookupError", "gradient registry has no entry for: AdjustContrastv2", "write it as (x - mean) * factor + mean")

        return own_operation(EagerTensor, [images, factor], (images - mean) * factor + mean, slope)

    def crelu(self, features: Any, axis: int = -1, **_: Any) -> Any:
        x = self.t(features)
        return self.concat([work("relu", x), work("relu", -x)], axis)

    def in_top_k(self, targets: Any, predictions: Any, k: int, **_: Any) -> Any:
        order = self.top_k(predictions, k).indices
        return self.reduce_any(order == self.expand_dims(self.cast(targets, "int32"), -1), -1)


def _steps(given: Any) -> Any:
    """Return the sizes along the axes of an image: of four, the two in the middle."""
    if isinstance(given, int):
        return given
    sizes = [int(k) for k in given]
    return tuple(sizes[1:-1] if len(sizes) > 2 else sizes) if len(sizes) > 1 else sizes[0]


RENAMED = {
    "reduce_sum": "sum", "reduce_mean": "mean", "reduce_prod": "prod", "reduce_variance": "var", "reduce_std": "std",
    "reduce_logsumexp": "logsumexp", "matrix_inverse": "inv", "floormod": "mod", "truediv": "divide", "tensor_diag": "diag",
    "realdiv": "divide",
}  # fmt: skip
TF = _Functions(EagerTensor)


def find(name: str) -> Any:
    """Return the function of TensorFlow called ``name``, or None."""
    return TF.find(RENAMED.get(name, name))

"""torch.nn.functional: activations, linear maps, convolution, pooling, normalization."""

from __future__ import annotations

import math
from functools import wraps
from typing import Any

from ..arrays import data_of, value_of
from ..operations import TABLE
from .modules import Namespace
from .session import current
from .tensor import Tensor, apply
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH, find
from .torch_graph import NoGrad
from .torch_images import IMAGES, pairs
from .torch_losses import LOSSES
from .torch_memory import write
from .torch_operators import rewritten
from .torch_random import generator

__all__ = ["FUNCTIONS", "IN_PLACE", "POOLING", "functional"]

POOLING = {"ceil_mode": False, "return_indices": False, "dilation": 1, "count_include_pad": True, "divisor_override": None}
DRAWN = (
    "Which entries dropout leaves out depends on the machine: here it is what PyTorch draws with the same seed on a processor that is "
    "not Intel's. On an Intel processor it leaves out others."
)


def _op(name: str, *args: Any, **bound: Any) -> Any:
    op = TABLE[name]
    return apply(TorchTensor, op.bind(**bound) if bound else op, *args)


# ---- linear maps ----


def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """Return x W^T + b."""
    if input._dtype != weight._dtype:
        names = {"float32": "Float", "float64": "Double", "int64": "Long", "int32": "Int"}
        raise refused(f"mat1 and mat2 must have the same dtype, but got {names.get(input._dtype.name)} and {names.get(weight._dtype.name)}",
                      hint="convert the input: x.float()")  # fmt: skip
    turned = TORCH.turned(weight)
    y = TORCH.matmul(input, turned)
    if bias is None:
        return y
    return (y + bias)._rename("AddmmBackward0" if input.ndim == 2 else "ViewBackward0", [bias, input, turned])


def bilinear(a: Any, b: Any, weight: Any, bias: Any = None) -> Any:
    """Return a W b + c."""
    y = TORCH.einsum("bi,kij,bj->bk", a, weight, b)
    return y if bias is None else y + bias


def embedding(input: Any, weight: Any, padding_idx: Any = None, **_: Any) -> Any:
    """Return the rows of ``weight`` at whole numbers; that at ``padding_idx`` stays as it is."""
    if input._dtype.kind == "f":
        raise refused(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead "
            "(while checking arguments for embedding)", hint="convert it: i.long()",
        )  # fmt: skip
    if any([not 0 <= k < weight.shape[0] for k in data_of(input.value)]):
        raise refused("index out of range in self", "IndexError")
    rows = _op("take", weight, input, axis=0)
    if padding_idx is not None:
        rows = TORCH.where((input == padding_idx).unsqueeze(-1), rows.detach(), rows)
    return rows._rename("EmbeddingBackward0", [weight])


def _convolved(count: int) -> Any:
    def convolve(input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1) -> Any:
        x = input if input.ndim == count + 2 else TORCH.unsqueeze(input, 0)
        if x.shape[1] != weight.shape[1] * groups:
            raise refused(
                f"Given groups={groups}, weight of size {list(weight.shape)}, expected input{list(x.shape)} to have {weight.shape[1] * groups} "
                f"channels, but got {x.shape[1]} channels instead"
            )
        if isinstance(padding, str):
            sides = padding
        else:
            sides, widths = "valid", pairs(padding, count)
            if any(widths):
                x = _op("pad", x, widths=((0, 0), (0, 0), *[(w, w) for w in widths]))
        gaps = pairs(dilation, count)
        spans, sizes = [g * (k - 1) + 1 for g, k in zip(gaps, tuple(weight.shape)[2:], strict=True)], tuple(x.shape)[2:]
        if sides == "valid" and any([a > b for a, b in zip(spans, sizes, strict=True)]):
            told = [" x ".join(map(str, v)) for v in (sizes, spans)]
            raise refused(
                f"Calculated padded input size per channel: ({told[0]}). Kernel size: ({told[1]}). Kernel size can't be greater than actual "
                "input size"
            )
        how = {"stride": pairs(stride, count), "dilation": pairs(dilation, count)}
        alike: dict[str, Any] = {k: v[0] if len(set(v)) == 1 else v for k, v in how.items()}
        y = _op("convolve", x, weight, padding=sides, groups=groups, **alike)
        if bias is not None:
            y = y + TORCH.reshape(bias, -1, *[1] * count)
        y = y if input.ndim == count + 2 else TORCH.squeeze(y, 0)
        return y._rename("ConvolutionBackward0", [input, weight, *([] if bias is None else [bias])])

    return convolve


def _pooled(name: str, count: int) -> Any:
    shown = {"max_pool": f"MaxPool{count}DWithIndicesBackward0", "avg_pool": f"AvgPool{count}DBackward0"}[name]

    def pool(input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, **more: Any) -> Any:
        for key, value in more.items():
            if key not in POOLING:
                raise refused(f"{name}{count}d() got an unexpected keyword argument '{key}'", "TypeError")
            if value != POOLING[key]:
                raise refused(f"{name}{count}d with {key}={value} is not supported.", "NotImplementedError")
        x = input if input.ndim == count + 2 else TORCH.unsqueeze(input, 0)
        widths, size = pairs(padding, count), pairs(kernel_size, count)
        if any(widths):
            fill = -3e38 if name == "max_pool" else 0.0
            x = _op("pad", x, widths=((0, 0), (0, 0), *[(w, w) for w in widths]), fill=fill)
        steps = None if stride is None else pairs(stride, count)
        y = _op(name, x, size=size, stride=steps)
        return (y if input.ndim == count + 2 else TORCH.squeeze(y, 0))._rename(shown if count > 1 else "SqueezeBackward1", [input])

    return pool


def _adaptive(name: str, count: int) -> Any:
    def pool(input: Any, output_size: Any) -> Any:
        sizes = [n if o is None else o for o, n in zip(output_size if isinstance(output_size, list | tuple) else [output_size] * count,
                                                       input.shape[-count:], strict=True)]  # fmt: skip
        if any([n % o for o, n in zip(sizes, input.shape[-count:], strict=True)]):
            raise refused("adaptive pooling to a size that does not divide the input is not supported.", "NotImplementedError")
        found = _pooled(name, count)(input, tuple([n // o for o, n in zip(sizes, input.shape[-count:], strict=True)]))
        return found._rename("MeanBackward1" if set(sizes) == {1} else f"AdaptiveAvgPool{count}DBackward0")

    return pool


# ---- normalization, dropout ----


def _standard(x: Any, axes: Any, eps: float) -> Any:
    mean, var = TORCH.mean(x, axes, True), TORCH.var(x, axes, False, keepdim=True)
    return (x - mean) / TORCH.find("sqrt")(var + eps)  # type: ignore[misc]


def layer_norm(input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    """Return ``input`` with mean 0 and variance 1 over its last axes, then scaled and moved."""
    axes = tuple(range(input.ndim - len(pairs(normalized_shape, 1)), input.ndim))
    y = _standard(input, axes, eps)
    y = y if weight is None else y * weight
    return (y if bias is None else y + bias)._rename("NativeLayerNormBackward0", [input, *[t for t in (weight, bias) if t is not None]])


def _along(t: Any, count: int) -> Any:
    return TORCH.reshape(t, 1, -1, *[1] * (count - 2))


def batch_norm(
    input: Any, running_mean: Any, running_var: Any, weight: Any = None, bias: Any = None, training: bool = False, momentum: Any = 0.1,
    eps: float = 1e-5,
) -> Any:  # fmt: skip
    """Return ``input`` with mean 0 and variance 1 in every channel, then scaled and moved."""
    axes = tuple([k for k in range(input.ndim) if k != 1])
    if training:
        count = input.numel() // input.shape[1]
        if count <= 1:
            raise refused(f"Expected more than 1 value per channel when training, got input size {input.shape!r}", "ValueError")
        mean, var = TORCH.mean(input, axes, True), TORCH.var(input, axes, False, keepdim=True)
        if running_mean is not None:
            with NoGrad():
                running_mean.copy_(running_mean * (1 - momentum) + momentum * TORCH.reshape(mean.detach(), -1))
                running_var.copy_(running_var * (1 - momentum) + momentum * TORCH.reshape(var.detach(), -1) * (count / (count - 1)))
    else:
        mean, var = _along(running_mean, input.ndim), _along(running_var, input.ndim)
    y = (input - mean) / TORCH.find("sqrt")(var + eps)  # type: ignore[misc]
    y = y if weight is None else y * _along(weight, input.ndim)
    y = y if bias is None else y + _along(bias, input.ndim)
    return y._rename("NativeBatchNormBackward0", [input, *[t for t in (weight, bias) if t is not None]])


def group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    """Return ``input`` with mean 0 and variance 1 in every group of channels, then scaled and moved."""
    grouped = TORCH.reshape(input, input.shape[0], num_groups, -1)
    y = TORCH.reshape(_standard(grouped, -1, eps), *input.shape)
    y = y if weight is None else y * _along(weight, input.ndim)
    return (y if bias is None else y + _along(bias, input.ndim))._rename("NativeGroupNormBackward0")


def normalize(input: Any, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Any:
    """Return ``input`` over its length."""
    return input / TORCH.clamp(TORCH.norm(input, p, dim, True), eps)


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Return ``input`` with some entries at random replaced by 0, the others made larger."""
    return _dropped(input, p, training, inplace, tuple(input.shape))


def dropout_channels(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Return ``input`` with some channels at random replaced by 0, the others made larger."""
    return _dropped(input, p, training, inplace, (*tuple(input.shape)[:2], *[1] * (input.ndim - 2)))


def _dropped(input: Any, p: float, training: bool, inplace: bool, shape: tuple[int, ...]) -> Any:
    if not 0 <= p <= 1:
        raise refused(f"dropout probability has to be between 0 and 1, but got {p}", "ValueError")
    if not training or not p:
        return input
    current().note(DRAWN)
    if p == 1:
        found = input * 0.0
    else:
        mask = TORCH._new(value_of(generator().truths(math.prod(shape), 1 - p), shape), input._dtype)
        found = input * (mask / (1 - p))
    return write(input, found, "MulBackward0") if inplace else found


# ---- activations ----


def relu(input: Any, inplace: bool = False) -> Any:
    """Return the larger of x and 0."""
    return input.relu_() if inplace else _op("relu", input)


def leaky_relu(input: Any, negative_slope: float = 0.01) -> Any:
    """Return x above 0, a small slope times x below."""
    return _op("leaky_relu", input, float(negative_slope))


def elu(input: Any, alpha: float = 1.0) -> Any:
    """Return x above 0, alpha (e^x - 1) below."""
    return _op("elu", input, float(alpha))


def selu(input: Any) -> Any:
    """Return the scaled elu."""
    return (1.0507009873554805 * elu(input, 1.6732632423543772))._rename("EluBackward0", [input])


def celu(input: Any, alpha: float = 1.0) -> Any:
    """Return x above 0, alpha (e^(x/alpha) - 1) below."""
    return TORCH.where(input > 0, input, alpha * TORCH.find("expm1")(input / alpha))._rename("CeluBackward0", [input])  # type: ignore[misc]


def gelu(input: Any, approximate: str = "none") -> Any:
    """Return x times the share of a normal distribution below x."""
    if approximate == "none":
        return _op("gelu", input)
    inside = math.sqrt(2 / math.pi) * (input + 0.044715 * input**3)
    return (0.5 * input * (1 + _op("tanh", inside)))._rename("GeluBackward0", [input])


def softplus(input: Any, beta: float = 1.0, threshold: float = 20.0) -> Any:
    """Return ln(1 + e^x)."""
    return (_op("softplus", input) if beta == 1 else _op("softplus", input * beta) / beta)._rename("SoftplusBackward0", [input])


def silu(input: Any) -> Any:
    """Return x times its sigmoid."""
    return _op("swish", input)


def mish(input: Any) -> Any:
    """Return x tanh(softplus(x))."""
    return (input * _op("tanh", _op("softplus", input)))._rename("MishBackward0", [input])


def hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    """Return x, held between two numbers; at the ends the slope is 0."""
    low, high = TORCH.full_like(input, min_val), TORCH.full_like(input, max_val)
    return TORCH.where(input <= min_val, low, TORCH.where(input >= max_val, high, input))._rename("HardtanhBackward0", [input])


def hardsigmoid(input: Any) -> Any:
    """Return x/6 + 1/2, held between 0 and 1."""
    return (_op("relu6", input + 3) / 6)._rename("HardsigmoidBackward0", [input])


def hardswish(input: Any) -> Any:
    """Return x times its hardsigmoid."""
    return (input * _op("relu6", input + 3) / 6)._rename("HardswishBackward0", [input])


def tanhshrink(input: Any) -> Any:
    """Return x - tanh x."""
    return input - _op("tanh", input)


def softshrink(input: Any, lambd: float = 0.5) -> Any:
    """Return x moved towards 0."""
    return TORCH.where(input > lambd, input - lambd, TORCH.where(input < -lambd, input + lambd, 0 * input))._rename(
        "SoftshrinkBackward0", [input]
    )


def hardshrink(input: Any, lambd: float = 0.5) -> Any:
    """Return x, or 0 where it is small."""
    return TORCH.where(abs(input) > lambd, input, 0 * input)._rename("HardshrinkBackward0", [input])


def threshold(input: Any, threshold: float, value: float) -> Any:
    """Return x above the threshold, else a number."""
    return TORCH.where(input > threshold, input, TORCH.full_like(input, value))._rename("ThresholdBackward0", [input])


def prelu(input: Any, weight: Any) -> Any:
    """Return x above 0, a learned slope times x below."""
    slope = weight if weight.numel() == 1 else _along(weight, max(input.ndim, 2))
    return TORCH.where(input > 0, input, slope * input)._rename("PreluKernelBackward0", [input, weight])


def glu(input: Any, dim: int = -1) -> Any:
    """Return the first half times the sigmoid of the second."""
    a, b = TORCH.chunk(input, 2, dim)
    return (a * _op("sigmoid", b))._rename("GluBackward0", [input])


def softmin(input: Any, dim: Any = None, **_: Any) -> Any:
    """Return the softmax of -x."""
    return TORCH.softmax(-input, dim)


def _softmax(input: Any, dim: Any = None, _stacklevel: int = 3, dtype: Any = None, **o: Any) -> Any:
    return TORCH.softmax(input, (0 if input.ndim in (0, 1, 3) else 1) if dim is None else dim, dtype=dtype)


def _log_softmax(input: Any, dim: Any = None, _stacklevel: int = 3, dtype: Any = None, **o: Any) -> Any:
    return TORCH.log_softmax(input, (0 if input.ndim in (0, 1, 3) else 1) if dim is None else dim, dtype=dtype)


def one_hot(tensor: Any, num_classes: int = -1) -> Any:
    """Return rows that are 1 at the class, whole numbers."""
    if tensor._dtype.name != "int64":
        raise refused("one_hot is only applicable to index tensor of type LongTensor.", hint="convert it: y.long()")
    classes = [int(k) for k in data_of(tensor.value)]
    if any([k < 0 for k in classes]):
        raise refused("Class values must be non-negative.")
    count = max(classes, default=-1) + 1 if num_classes == -1 else num_classes
    if any([k >= count for k in classes]):
        raise refused("Class values must be smaller than num_classes.")
    return TORCH.long(_op("one_hot", tensor, classes=count))


def pairwise_distance(a: Any, b: Any, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    """Return how far rows are apart."""
    return TORCH.norm(a - b + eps, p, -1, keepdim)._rename("NormBackward1")


def attention(query: Any, key: Any, value: Any, attn_mask: Any = None, dropout_p: float = 0.0, is_causal: bool = False, **_: Any) -> Any:
    """Return softmax(Q K^T / sqrt d) V."""
    scores = TORCH.matmul(query, key.transpose(-2, -1)) / math.sqrt(query.shape[-1])
    if is_causal:
        attn_mask = TORCH.tril(TORCH.ones(*scores.shape[-2:])) > 0
    if isinstance(attn_mask, Tensor):
        scores = TORCH.masked_fill(scores, attn_mask == 0, -math.inf) if attn_mask._dtype.kind == "b" else scores + attn_mask
    return TORCH.matmul(TORCH.softmax(scores, -1), value)


FUNCTIONS: dict[str, Any] = {
    f.__name__: f
    for f in (
        linear, bilinear, embedding, layer_norm, batch_norm, group_norm, normalize, dropout, relu, leaky_relu, elu, selu, celu, gelu,
        softplus, silu, mish, hardtanh, hardsigmoid, hardswish, tanhshrink, softshrink, hardshrink, threshold, prelu, glu, softmin, one_hot,
        pairwise_distance,
    )
}  # fmt: skip
FUNCTIONS |= {
    "softmax": _softmax, "log_softmax": _log_softmax, "scaled_dot_product_attention": attention, **dict.fromkeys(("dropout1d", "dropout2d", "dropout3d"), dropout_channels), "alpha_dropout": dropout,
    **{f"conv{n}d": _convolved(n) for n in (1, 2)}, **{f"max_pool{n}d": _pooled("max_pool", n) for n in (1, 2)},
    **{f"avg_pool{n}d": _pooled("avg_pool", n) for n in (1, 2)}, **{f"adaptive_avg_pool{n}d": _adaptive("avg_pool", n) for n in (1, 2)},
    **{f"adaptive_max_pool{n}d": _adaptive("max_pool", n) for n in (1, 2)}, **LOSSES, **IMAGES,
}  # fmt: skip


def _in_place(function: Any) -> Any:
    """Return an activation that with ``inplace`` changes its input."""

    @wraps(function)
    def activation(input: Any, *args: Any, **options: Any) -> Any:
        if options.pop("inplace", False):
            return rewritten(input, lambda x: function(x, *args, **options))
        return function(input, *args, **options)

    return activation


def _of_tensors(name: str, function: Any) -> Any:
    """Return a function that refuses an input that is no tensor."""

    @wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        if args and not isinstance(args[0], TorchTensor):
            raise refused(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(args[0]).__name__}", "TypeError",
                          "torch.tensor(…) makes one")  # fmt: skip
        return function(*args, **options)

    return called


IN_PLACE = ("leaky_relu", "elu", "selu", "celu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish", "threshold", "relu6")
FUNCTIONS |= {name: _in_place(FUNCTIONS.get(name) or find(name)) for name in IN_PLACE}
FUNCTIONS |= {name: _of_tensors(name, function) for name, function in FUNCTIONS.items()}
functional = Namespace("torch.nn.functional", FUNCTIONS, find)

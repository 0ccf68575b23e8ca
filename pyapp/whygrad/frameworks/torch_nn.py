"""torch.nn: layers and losses as modules, how parameters begin, and what helps with them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from .modules import Namespace
from .torch import TorchTensor
from .torch_attention import ATTENTION
from .torch_checks import refused
from .torch_containers import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .torch_functional import FUNCTIONS, functional
from .torch_functions import TORCH
from .torch_graph import NoGrad
from .torch_init import INIT
from .torch_layers import SETTLED
from .torch_lazy import lazy_layers
from .torch_module import Module, Parameter
from .torch_recurrent import RECURRENT

__all__ = ["init", "nn", "rnn", "utils"]


def _begun(*shape: int, bound: float, dtype: Any = None) -> Any:
    return Parameter(TORCH.uniform(shape, -bound, bound, dtype=dtype))


class Linear(Module):
    """x W^T + b."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / math.sqrt(in_features) if in_features else 0.0
        self.weight = _begun(out_features, in_features, bound=bound, dtype=dtype)
        if bias:
            self.bias = _begun(out_features, bound=bound, dtype=dtype)
        else:
            self.register_parameter("bias", None)

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        bound = 1 / math.sqrt(self.in_features)
        with NoGrad():
            for p in self.parameters():
                p.uniform_(-bound, bound)

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["linear"](input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Bilinear(Module):
    """a W b + c."""

    def __init__(self, in1_features: int, in2_features: int, out_features: int, bias: bool = True, **_: Any) -> None:
        super().__init__()
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        bound = 1 / math.sqrt(in1_features)
        self.weight = _begun(out_features, in1_features, in2_features, bound=bound)
        self.bias = _begun(out_features, bound=bound) if bias else None

    def forward(self, a: Any, b: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["bilinear"](a, b, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        sizes = f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}"
        return f"{sizes}, bias={self.bias is not None}"


class Embedding(Module):
    """A row of numbers for each whole number."""

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: Any = None, **_: Any) -> None:
        super().__init__()
        self.sizes = num_embeddings, embedding_dim
        self.padding_idx = padding_idx if padding_idx is None or padding_idx >= 0 else num_embeddings + padding_idx
        drawn = TORCH.randn(num_embeddings, embedding_dim)
        if self.padding_idx is not None:
            drawn[self.padding_idx] = 0.0
        self.weight = Parameter(drawn)

    def forward(self, input: Any) -> Any:
        """Return the rows."""
        return FUNCTIONS["embedding"](input, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"{self.sizes[0]}, {self.sizes[1]}" + ("" if self.padding_idx is None else f", padding_idx={self.padding_idx}")

    @classmethod
    def from_pretrained(cls, embeddings: Any, freeze: bool = True) -> Any:
        """Return one with these rows."""
        made = cls(*embeddings.shape)
        made.weight = Parameter(embeddings, not freeze)
        return made


def _convolution(count: int, turned: bool = False) -> type[Module]:
    class Conv(Module):
        """A window of weights that moves over its input, or ``turned``, over its output."""

        def __init__(
            self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
            bias: bool = True, padding_mode: str = "zeros", output_padding: Any = 0, **_: Any,
        ) -> None:  # fmt: skip
            super().__init__()
            if padding_mode != "zeros":
                raise refused(
                    f"padding_mode={padding_mode!r} is not supported.", "NotImplementedError", "put an nn.ReflectionPad2d before it"
                )
            self.output_padding, self.in_channels, self.out_channels = output_padding, in_channels, out_channels
            self.kernel_size, self.stride, self.dilation = (
                k if isinstance(k, tuple) else (k,) * count for k in (kernel_size, stride, dilation)
            )
            self.padding, self.groups = padding if isinstance(padding, str | tuple) else (padding,) * count, groups
            sizes = (in_channels, out_channels // groups) if turned else (out_channels, in_channels // groups)
            bound = 1 / math.sqrt(sizes[1] * math.prod(self.kernel_size))
            self.weight = _begun(*sizes, *self.kernel_size, bound=bound)
            if bias:
                self.bias = _begun(out_channels, bound=bound)
            else:
                self.register_parameter("bias", None)

        def forward(self, input: Any) -> Any:
            """Return the outputs."""
            if turned:
                return FUNCTIONS[f"conv_transpose{count}d"](
                    input, self.weight, self.bias, self.stride, self.padding, self.output_padding, self.groups, self.dilation
                )
            return FUNCTIONS[f"conv{count}d"](input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

        def extra_repr(self) -> str:
            """Return what stands in the brackets of its repr."""
            text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
            text += "" if self.padding == (0,) * count else f", padding={self.padding}"
            text += "" if self.dilation == (1,) * count else f", dilation={self.dilation}"
            text += f", output_padding={(self.output_padding,) * count}" if self.output_padding else ""
            text += "" if self.groups == 1 else f", groups={self.groups}"
            return text + ("" if self.bias is not None else ", bias=False")

    Conv.__name__ = Conv.__qualname__ = f"Conv{'Transpose' if turned else ''}{count}d"
    return Conv


class LayerNorm(Module):
    """Mean 0 and variance 1 over the last axes."""

    def __init__(self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True, **_: Any) -> None:
        super().__init__()
        self.sizes, self.eps, self.affine = (
            (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape),
            eps,
            elementwise_affine,
        )
        self.weight = Parameter(TORCH.ones(*self.sizes)) if elementwise_affine else None
        self.bias = Parameter(TORCH.zeros(*self.sizes)) if elementwise_affine and bias else None

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["layer_norm"](input, self.sizes, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"{self.sizes}, eps={self.eps}, elementwise_affine={self.affine}, bias={self.bias is not None}"


class _BatchNorm(Module):
    """Mean 0 and variance 1 in every channel."""

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, **_: Any
    ) -> None:
        super().__init__()
        self.about = {"eps": eps, "momentum": momentum, "affine": affine, "track_running_stats": track_running_stats}
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = Parameter(TORCH.ones(num_features)) if affine else None
        self.bias = Parameter(TORCH.zeros(num_features)) if affine else None
        track = track_running_stats
        self.register_buffer("running_mean", TORCH.zeros(num_features) if track else None)
        self.register_buffer("running_var", TORCH.ones(num_features) if track else None)
        self.register_buffer("num_batches_tracked", TORCH.tensor(0) if track else None)

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        training = self.training or self.running_mean is None
        if self.training and self.running_mean is not None:
            self.num_batches_tracked.add_(1)
        return FUNCTIONS["batch_norm"](
            input, self.running_mean, self.running_var, self.weight, self.bias, training, self.momentum, self.eps
        )

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        about = {**self.about, "bias": self.bias is not None}
        order = ("eps", "momentum", "affine", "bias", "track_running_stats")
        return f"{self.num_features}, " + ", ".join(f"{k}={about[k]}" for k in order)


class BatchNorm1d(_BatchNorm):
    """Of rows."""


class BatchNorm2d(_BatchNorm):
    """Of images."""


class GroupNorm(Module):
    """Mean 0 and variance 1 in every group of channels."""

    def __init__(self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, **_: Any) -> None:
        super().__init__()
        self.about = num_groups, num_channels, eps, affine
        self.weight = Parameter(TORCH.ones(num_channels)) if affine else None
        self.bias = Parameter(TORCH.zeros(num_channels)) if affine else None

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["group_norm"](input, self.about[0], self.weight, self.bias, self.about[2])

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        groups, channels, eps, affine = self.about
        return f"{groups}, {channels}, eps={eps}, affine={affine}, bias={self.bias is not None}"


class RMSNorm(Module):
    """Root mean square 1 over the last axes."""

    def __init__(self, normalized_shape: Any, eps: Any = None, elementwise_affine: bool = True, **_: Any) -> None:
        super().__init__()
        self.sizes = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.weight = Parameter(TORCH.ones(*self.sizes)) if elementwise_affine else None

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["rms_norm"](input, self.sizes, self.weight, self.eps)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"{self.sizes}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class _InstanceNorm(_BatchNorm):
    """Mean 0 and variance 1 in every channel of every example."""

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False, **_: Any) -> None:
        super().__init__(num_features, eps, momentum, affine, False)

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["instance_norm"](input, None, None, self.weight, self.bias, True, self.momentum, self.eps)


class InstanceNorm1d(_InstanceNorm):
    """Of rows."""


class InstanceNorm2d(_InstanceNorm):
    """Of images."""


class EmbeddingBag(Embedding):
    """The mean (or sum, or largest) of the rows of a bag of whole numbers."""

    def __init__(self, num_embeddings: int, embedding_dim: int, *_: Any, mode: str = "mean", **options: Any) -> None:
        super().__init__(num_embeddings, embedding_dim)
        self.mode = mode

    def forward(self, input: Any, offsets: Any = None, per_sample_weights: Any = None) -> Any:
        """Return the outputs."""
        return FUNCTIONS["embedding_bag"](input, self.weight, offsets, mode=self.mode, per_sample_weights=per_sample_weights)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"{super().extra_repr()}, mode={self.mode!r}"


class PReLU(Module):
    """x above 0, a learned slope times x below."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, **_: Any) -> None:
        super().__init__()
        self.count, self.weight = num_parameters, Parameter(TORCH.full((num_parameters,), init))

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["prelu"](input, self.weight)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"num_parameters={self.count}"


class Identity(Module):
    """Its input."""

    def forward(self, input: Any) -> Any:
        """Return the input."""
        return input


def _with_gradients(parameters: Any) -> list[Any]:
    given = [parameters] if isinstance(parameters, TorchTensor) else list(parameters) if isinstance(parameters, Iterable) else []
    return [p for p in given if p._grad is not None]


def clip_grad_norm_(parameters: Any, max_norm: float, norm_type: float = 2.0, **_: Any) -> Any:
    """Make gradients shorter if they are longer together than ``max_norm``; return how long they were."""
    kept = _with_gradients(parameters)
    if not kept:
        return TORCH.tensor(0.0)
    total = TORCH.norm(TORCH.stack([TORCH.norm(p.grad, norm_type) for p in kept]), norm_type)
    factor = TORCH.clamp(max_norm / (total + 1e-6), None, 1.0)
    for p in kept:
        p.grad.mul_(factor)
    return total


def clip_grad_value_(parameters: Any, clip_value: float, **_: Any) -> None:
    """Hold every entry of gradients between two numbers."""
    for p in _with_gradients(parameters):
        p.grad.clamp_(-clip_value, clip_value)


def parameters_to_vector(parameters: Any) -> Any:
    """Return all parameters in one row."""
    return TORCH.concat([TORCH.reshape(p, -1) for p in parameters])


def vector_to_parameters(vec: Any, parameters: Any) -> None:
    """Put the numbers of one row into the parameters."""
    at = 0
    for p in parameters:
        p.data = vec[at : at + p.numel()].reshape(p.shape).detach()
        at += p.numel()


def get_total_norm(tensors: Any, norm_type: float = 2.0, **_: Any) -> Any:
    """Return how long tensors are together."""
    return TORCH.norm(TORCH.stack([TORCH.norm(t, norm_type) for t in tensors]), norm_type)


def pad_sequence(sequences: Any, batch_first: bool = False, padding_value: float = 0.0, **_: Any) -> Any:
    """Return sequences of different lengths in one tensor, the shorter ones with numbers added behind."""
    given = list(sequences)
    longest = max([len(s) for s in given])
    rows = [TORCH.concat([s, s.new_full((longest - len(s), *s.shape[1:]), padding_value)]) for s in given]
    return TORCH.stack(rows, 0 if batch_first else 1)


init = Namespace("torch.nn.init", INIT)
rnn = Namespace("torch.nn.utils.rnn", {"pad_sequence": pad_sequence})
utils = Namespace("torch.nn.utils", {
    "clip_grad_norm_": clip_grad_norm_, "clip_grad_value_": clip_grad_value_, "parameters_to_vector": parameters_to_vector,
    "vector_to_parameters": vector_to_parameters, "get_total_norm": get_total_norm, "rnn": rnn,
})  # fmt: skip


def _missing(name: str) -> Any:
    def made(*_: Any, **__: Any) -> Any:
        raise refused(f"torch.nn.{name} is not supported.", "NotImplementedError", "write it with nn.Linear and functions")

    return made


LAYERS: dict[str, Any] = {
    **{c.__name__: c for c in (Linear, BatchNorm1d, BatchNorm2d, InstanceNorm1d, InstanceNorm2d)},
    "Conv1d": _convolution(1), "Conv2d": _convolution(2), **{f"ConvTranspose{n}d": _convolution(n, True) for n in (1, 2)},
}  # fmt: skip
nn = Namespace("torch.nn", {
    **{c.__name__: c for c in (Module, Parameter, Bilinear, Embedding, Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict,
                               LayerNorm, GroupNorm, RMSNorm, EmbeddingBag, PReLU, Identity)},
    **LAYERS, **lazy_layers(LAYERS), **RECURRENT, "functional": functional, "init": init, "utils": utils,
    **SETTLED, **ATTENTION,
    **{name: _missing(name) for name in ("Transformer", "TransformerDecoderLayer", "TransformerDecoder", "Conv3d", "BatchNorm3d", "MaxPool3d")},
    "parameter": Namespace("torch.nn.parameter", {"Parameter": Parameter}), "modules": Namespace("torch.nn.modules", {"Module": Module}),
})  # fmt: skip

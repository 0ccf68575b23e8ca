"""torch.nn: layers and losses as modules, how parameters begin, and what helps with them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from .modules import Namespace
from .torch import TorchTensor
from .torch_checks import refused
from .torch_containers import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .torch_functional import FUNCTIONS, functional
from .torch_functions import TORCH
from .torch_graph import NoGrad
from .torch_init import INIT
from .torch_losses import LOSSES
from .torch_module import Module, Parameter
from .torch_recurrent import RECURRENT

__all__ = ["init", "nn", "utils"]


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
        bound = 1 / math.sqrt(in1_features)
        self.weight = _begun(out_features, in1_features, in2_features, bound=bound)
        self.bias = _begun(out_features, bound=bound) if bias else None

    def forward(self, a: Any, b: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["bilinear"](a, b, self.weight, self.bias)


class Embedding(Module):
    """A row of numbers for each whole number."""

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: Any = None, **_: Any) -> None:
        super().__init__()
        self.sizes = num_embeddings, embedding_dim
        self.weight = Parameter(TORCH.randn(num_embeddings, embedding_dim))

    def forward(self, input: Any) -> Any:
        """Return the rows."""
        return FUNCTIONS["embedding"](input, self.weight)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"{self.sizes[0]}, {self.sizes[1]}"

    @classmethod
    def from_pretrained(cls, embeddings: Any, freeze: bool = True) -> Any:
        """Return one with these rows."""
        made = cls(*embeddings.shape)
        made.weight = Parameter(embeddings, not freeze)
        return made


def _convolution(count: int) -> type[Module]:
    class Conv(Module):
        """A window of weights that moves over its input."""

        def __init__(
            self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
            bias: bool = True, **_: Any,
        ) -> None:  # fmt: skip
            super().__init__()
            self.channels = in_channels, out_channels
            self.kernel_size, self.stride, self.dilation = (
                k if isinstance(k, tuple) else (k,) * count for k in (kernel_size, stride, dilation)
            )
            self.padding, self.groups = padding if isinstance(padding, str | tuple) else (padding,) * count, groups
            bound = 1 / math.sqrt(in_channels // groups * math.prod(self.kernel_size))
            self.weight = _begun(out_channels, in_channels // groups, *self.kernel_size, bound=bound)
            if bias:
                self.bias = _begun(out_channels, bound=bound)
            else:
                self.register_parameter("bias", None)

        def forward(self, input: Any) -> Any:
            """Return the outputs."""
            return FUNCTIONS[f"conv{count}d"](input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

        def extra_repr(self) -> str:
            """Return what stands in the brackets of its repr."""
            text = f"{self.channels[0]}, {self.channels[1]}, kernel_size={self.kernel_size}, stride={self.stride}"
            text += "" if self.padding == (0,) * count else f", padding={self.padding}"
            text += "" if self.dilation == (1,) * count else f", dilation={self.dilation}"
            text += "" if self.groups == 1 else f", groups={self.groups}"
            return text + ("" if self.bias is not None else ", bias=False")

    Conv.__name__ = Conv.__qualname__ = f"Conv{count}d"
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
        self.features, self.eps, self.momentum = num_features, eps, momentum
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
        return f"{self.features}, " + ", ".join(f"{k}={about[k]}" for k in order)


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


def _layer(kind: str, name: str, usual: dict[str, Any], shown: str = "") -> type[Module]:
    """Return a module that calls a function with settings; ``shown`` says how its repr gives them."""
    keys = list(usual)

    class Layer(Module):
        """A function as a module."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__()
            self.inplace = options.pop("inplace", False)
            self.settings = {**usual, **dict(zip(keys, args, strict=False)), **{k: v for k, v in options.items() if k in usual}}
            if len(args) > len(keys):
                self.inplace = args[len(keys)]

        def forward(self, *given: Any) -> Any:
            """Return the function of the input."""
            more = {"training": self.training} if name.startswith("dropout") else {}
            more |= {"inplace": True} if self.inplace and name == "relu" else {}
            function = FUNCTIONS.get(name) or TORCH.find(name)
            return function(*given, **self.settings, **more)  # type: ignore[misc]

        def extra_repr(self) -> str:
            """Return what stands in the brackets of its repr."""
            text = shown.format(**self.settings)
            if name.startswith("dropout"):
                return f"{text}, inplace={self.inplace}"
            return ", ".join([t for t in (text, "inplace=True" if self.inplace else "") if t])

        def __getattr__(self, key: str) -> Any:
            settings = self.__dict__.get("settings", {})
            return settings[key] if key in settings else Module.__getattr__(self, key)

    Layer.__name__ = Layer.__qualname__ = kind
    return Layer


LAYERS: dict[str, tuple[str, dict[str, Any], str]] = {
    # module: function, settings with their usual values, how the repr gives them
    "ReLU": ("relu", {}, ""), "Tanh": ("tanh", {}, ""), "Sigmoid": ("sigmoid", {}, ""), "SiLU": ("silu", {}, ""), "Mish": ("mish", {}, ""),
    "ReLU6": ("relu6", {}, ""), "SELU": ("selu", {}, ""), "LogSigmoid": ("logsigmoid", {}, ""), "Softsign": ("softsign", {}, ""),
    "Hardsigmoid": ("hardsigmoid", {}, ""), "Hardswish": ("hardswish", {}, ""), "Tanhshrink": ("tanhshrink", {}, ""),
    "GELU": ("gelu", {"approximate": "none"}, "approximate={approximate!r}"), "CELU": ("celu", {"alpha": 1.0}, "alpha={alpha}"),
    "Softplus": ("softplus", {"beta": 1.0, "threshold": 20.0}, "beta={beta}, threshold={threshold}"), "ELU": ("elu", {"alpha": 1.0}, "alpha={alpha}"),
    "LeakyReLU": ("leaky_relu", {"negative_slope": 0.01}, "negative_slope={negative_slope}"), "Softmax": ("softmax", {"dim": None}, "dim={dim}"),
    "Hardtanh": ("hardtanh", {"min_val": -1.0, "max_val": 1.0}, "min_val={min_val}, max_val={max_val}"), "Softmin": ("softmin", {"dim": None}, "dim={dim}"),
    "LogSoftmax": ("log_softmax", {"dim": None}, "dim={dim}"), "GLU": ("glu", {"dim": -1}, "dim={dim}"), "Softshrink": ("softshrink", {"lambd": 0.5}, "{lambd}"),
    "Hardshrink": ("hardshrink", {"lambd": 0.5}, "{lambd}"), "Dropout": ("dropout", {"p": 0.5}, "p={p}"), "Dropout2d": ("dropout2d", {"p": 0.5}, "p={p}"),
    "Threshold": ("threshold", {"threshold": 0.0, "value": 0.0}, "threshold={threshold}, value={value}"),
    "Flatten": ("flatten", {"start_dim": 1, "end_dim": -1}, "start_dim={start_dim}, end_dim={end_dim}"),
    "Unflatten": ("unflatten", {"dim": 1, "sizes": ()}, "dim={dim}, unflattened_size={sizes}"),
    "CosineSimilarity": ("cosine_similarity", {"dim": 1, "eps": 1e-8}, ""),
    **{f"MaxPool{n}d": (f"max_pool{n}d", {"kernel_size": 2, "stride": None, "padding": 0},
                        "kernel_size={kernel_size}, stride={stride}, padding={padding}, dilation=1, ceil_mode=False") for n in (1, 2)},
    **{f"AvgPool{n}d": (f"avg_pool{n}d", {"kernel_size": 2, "stride": None, "padding": 0},
                        "kernel_size={kernel_size}, stride={stride}, padding={padding}") for n in (1, 2)},
    **{f"AdaptiveAvgPool{n}d": (f"adaptive_avg_pool{n}d", {"output_size": 1}, "output_size={output_size}") for n in (1, 2)},
}  # fmt: skip
POOLS = ("MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d")


def _pool(kind: str) -> type[Module]:
    base = _layer(kind, *LAYERS[kind])

    class Pool(base):  # type: ignore[valid-type, misc]
        """A pool whose step is its size, if no other is given."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            if self.settings["stride"] is None:
                self.settings["stride"] = self.settings["kernel_size"]

    Pool.__name__ = Pool.__qualname__ = kind
    return Pool


def _loss(kind: str, name: str) -> type[Module]:
    class Loss(Module):
        """A loss as a module."""

        def __init__(self, weight: Any = None, *_: Any, reduction: str = "mean", **options: Any) -> None:
            super().__init__()
            self.reduction, self.settings = reduction, options
            self.register_buffer("weight", weight if isinstance(weight, TorchTensor) else None)

        def forward(self, *given: Any) -> Any:
            """Return the loss."""
            more = {} if self.weight is None else {"weight": self.weight}
            return LOSSES[name](*given, reduction=self.reduction, **self.settings, **more)

    Loss.__name__ = Loss.__qualname__ = kind
    return Loss


LOSS_MODULES = {
    "MSELoss": "mse_loss", "L1Loss": "l1_loss", "SmoothL1Loss": "smooth_l1_loss", "HuberLoss": "huber_loss", "NLLLoss": "nll_loss",
    "CrossEntropyLoss": "cross_entropy", "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "KLDivLoss": "kl_div", "GaussianNLLLoss": "gaussian_nll_loss", "PoissonNLLLoss": "poisson_nll_loss", "SoftMarginLoss": "soft_margin_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss", "MarginRankingLoss": "margin_ranking_loss", "CosineEmbeddingLoss": "cosine_embedding_loss",
    "TripletMarginLoss": "triplet_margin_loss",
}  # fmt: skip


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


init = Namespace("torch.nn.init", INIT)
utils = Namespace("torch.nn.utils", {
    "clip_grad_norm_": clip_grad_norm_, "clip_grad_value_": clip_grad_value_, "parameters_to_vector": parameters_to_vector,
})  # fmt: skip


def _missing(name: str) -> Any:
    def made(*_: Any, **__: Any) -> Any:
        raise refused(f"torch.nn.{name} is not supported.", "NotImplementedError", "write it with nn.Linear and functions")

    return made


nn = Namespace("torch.nn", {
    **{c.__name__: c for c in (Module, Parameter, Linear, Bilinear, Embedding, Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict,
                               LayerNorm, BatchNorm1d, BatchNorm2d, GroupNorm, PReLU, Identity)},
    "Conv1d": _convolution(1), "Conv2d": _convolution(2), **RECURRENT, "functional": functional, "init": init, "utils": utils,
    **{kind: _pool(kind) if kind in POOLS else _layer(kind, *about) for kind, about in LAYERS.items()},
    **{kind: _loss(kind, name) for kind, name in LOSS_MODULES.items()},
    **{name: _missing(name) for name in ("Transformer", "MultiheadAttention", "ConvTranspose2d", "TransformerEncoderLayer")},
    "parameter": Namespace("torch.nn.parameter", {"Parameter": Parameter}), "modules": Namespace("torch.nn.modules", {"Module": Module}),
})  # fmt: skip

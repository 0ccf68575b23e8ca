"""Layers of torch.nn without parameters of their own: activations, pools, borders and losses, each a function with settings."""

from __future__ import annotations

from typing import Any

from .torch_checks import refused
from .torch_functional import FUNCTIONS, IN_PLACE, POOLING
from .torch_functions import TORCH
from .torch_images import PADS
from .torch_losses import LOSSES
from .torch_module import Module

__all__ = ["SETTLED"]


class Upsample(Module):
    """A larger image."""

    def __init__(self, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: Any = None, **_: Any) -> None:
        super().__init__()
        self.size, self.scale_factor, self.mode, self.align_corners = size, scale_factor and float(scale_factor), mode, align_corners

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["interpolate"](input, self.size, self.scale_factor, self.mode, self.align_corners)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        about = f"size={self.size}" if self.scale_factor is None else f"scale_factor={self.scale_factor}"
        return f"{about}, mode={self.mode!r}"


def _layer(kind: str, name: str, usual: dict[str, Any], shown: str = "") -> type[Module]:
    """Return a module that calls a function with settings; ``shown`` says how its repr gives them."""
    keys = list(usual)

    class Layer(Module):
        """A function as a module."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__()
            self.inplace = options.pop("inplace", False)
            for key, value in options.items():
                if key not in usual and key not in NO_MATTER and not (name in POOLED and key in POOLING):
                    raise refused(f"{kind}.__init__() got an unexpected keyword argument '{key}'", "TypeError")
                if key in POOLING and value != POOLING[key] and key not in usual:
                    raise refused(f"{kind} with {key}={value} is not supported.", "NotImplementedError")
            self.settings = {**usual, **dict(zip(keys, args, strict=False)), **{k: v for k, v in options.items() if k in usual}}
            if "Pad" in kind and isinstance(self.settings["padding"], int):
                self.settings["padding"] = (self.settings["padding"],) * 2 * int(kind[-2])
            if len(args) > len(keys):
                self.inplace = args[len(keys)]

        def forward(self, *given: Any) -> Any:
            """Return the function of the input."""
            more = {"training": self.training} if "dropout" in name else {}
            more |= {"inplace": True} if self.inplace and name in ("relu", *IN_PLACE) else {}
            function = FUNCTIONS.get(name) or PADS.get(name) or TORCH.find(name)
            return function(*given, **self.settings, **more)  # type: ignore[misc]

        def extra_repr(self) -> str:
            """Return what stands in the brackets of its repr."""
            text = shown.format(**self.settings)
            if "dropout" in name:
                return f"{text}, inplace={self.inplace}"
            return ", ".join([t for t in (text, "inplace=True" if self.inplace else "") if t])

        def __getattr__(self, key: str) -> Any:
            settings = self.__dict__.get("settings", {})
            return settings[key] if key in settings else Module.__getattr__(self, key)

    Layer.__name__ = Layer.__qualname__ = kind
    return Layer


NO_MATTER = frozenset(["device", "dtype", "size_average", "reduce"])
POOLED = frozenset([f"{kind}_pool{n}d" for kind in ("max", "avg", "adaptive_max", "adaptive_avg", "lp") for n in (1, 2)])

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
LAYERS |= {  # what moves whole images or draws
    **{f"ReflectionPad{n}d": ("reflection_pad", {"padding": 0}, "{padding}") for n in (1, 2)},
    **{f"ReplicationPad{n}d": ("replication_pad", {"padding": 0}, "{padding}") for n in (1, 2)},
    **{f"CircularPad{n}d": ("circular_pad", {"padding": 0}, "{padding}") for n in (1, 2)},
    **{f"ZeroPad{n}d": ("zero_pad", {"padding": 0}, "{padding}") for n in (1, 2)},
    **{f"ConstantPad{n}d": ("constant_pad", {"padding": 0, "value": 0.0}, "padding={padding}, value={value}") for n in (1, 2)},
    **{f"AdaptiveMaxPool{n}d": (f"adaptive_max_pool{n}d", {"output_size": 1}, "output_size={output_size}") for n in (1, 2)},
    "Dropout1d": ("dropout1d", {"p": 0.5}, "p={p}"), "Dropout3d": ("dropout3d", {"p": 0.5}, "p={p}"), "AlphaDropout": ("alpha_dropout", {"p": 0.5}, "p={p}"),
    "Softmax2d": ("softmax", {"dim": -3}, ""), "PairwiseDistance": ("pairwise_distance", {"p": 2.0, "eps": 1e-6, "keepdim": False}, ""),
    "PixelShuffle": ("pixel_shuffle", {"upscale_factor": 1}, "upscale_factor={upscale_factor}"),
    "PixelUnshuffle": ("pixel_unshuffle", {"downscale_factor": 1}, "downscale_factor={downscale_factor}"),
    "Unfold": ("unfold", {"kernel_size": 1, "dilation": 1, "padding": 0, "stride": 1},
               "kernel_size={kernel_size}, dilation={dilation}, padding={padding}, stride={stride}"),
    "Fold": ("fold", {"output_size": 1, "kernel_size": 1, "dilation": 1, "padding": 0, "stride": 1},
             "output_size={output_size}, kernel_size={kernel_size}, dilation={dilation}, padding={padding}, stride={stride}"),
    "LocalResponseNorm": ("local_response_norm", {"size": 1, "alpha": 1e-4, "beta": 0.75, "k": 1.0}, "{size}, alpha={alpha}, beta={beta}, k={k}"),
    **{f"LPPool{n}d": (f"lp_pool{n}d", {"norm_type": 2, "kernel_size": 2, "stride": None},
                       "norm_type={norm_type}, kernel_size={kernel_size}, stride={stride}, ceil_mode=False") for n in (1, 2)},
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


SPREAD = "size_average reduce reduction"
LOSS_MODULES = {
    # module: function, and its settings in the order in which they may be given
    "MSELoss": ("mse_loss", SPREAD), "L1Loss": ("l1_loss", SPREAD), "SmoothL1Loss": ("smooth_l1_loss", f"{SPREAD} beta"),
    "HuberLoss": ("huber_loss", "reduction delta"), "NLLLoss": ("nll_loss", "weight size_average ignore_index reduce reduction"),
    "CrossEntropyLoss": ("cross_entropy", "weight size_average ignore_index reduce reduction label_smoothing"),
    "BCELoss": ("binary_cross_entropy", f"weight {SPREAD}"), "BCEWithLogitsLoss": ("binary_cross_entropy_with_logits", f"weight {SPREAD} pos_weight"),
    "KLDivLoss": ("kl_div", f"{SPREAD} log_target"), "GaussianNLLLoss": ("gaussian_nll_loss", "full eps reduction"),
    "PoissonNLLLoss": ("poisson_nll_loss", "log_input full size_average eps reduce reduction"), "SoftMarginLoss": ("soft_margin_loss", SPREAD),
    "HingeEmbeddingLoss": ("hinge_embedding_loss", f"margin {SPREAD}"), "MarginRankingLoss": ("margin_ranking_loss", f"margin {SPREAD}"),
    "CosineEmbeddingLoss": ("cosine_embedding_loss", f"margin {SPREAD}"), "MultiLabelMarginLoss": ("multilabel_margin_loss", SPREAD),
    "TripletMarginLoss": ("triplet_margin_loss", f"margin p eps swap {SPREAD}"), "MultiMarginLoss": ("multi_margin_loss", f"p margin weight {SPREAD}"),
    "MultiLabelSoftMarginLoss": ("multilabel_soft_margin_loss", f"weight {SPREAD}"),
    "TripletMarginWithDistanceLoss": ("triplet_margin_with_distance_loss", "distance_function margin swap reduction"),
}  # fmt: skip


def _loss(kind: str, name: str, order: str) -> type[Module]:
    keys = order.split()

    class Loss(Module):
        """A loss as a module."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__()
            given = dict(zip(keys, args, strict=False)) | options
            for key in given:
                if key not in keys:
                    raise refused(f"{kind}.__init__() got an unexpected keyword argument '{key}'", "TypeError")
            average, reduce = given.pop("size_average", None), given.pop("reduce", None)
            usual = "none" if reduce is False else "sum" if average is False else "mean"
            self.reduction = given.pop("reduction", usual)
            weights = {k: given.pop(k, None) for k in ("weight", "pos_weight") if k in keys}
            self.settings = given
            for key, weight in weights.items():
                self.register_buffer(key, weight)

        def forward(self, *given: Any) -> Any:
            """Return the loss."""
            weights = {k: getattr(self, k) for k in ("weight", "pos_weight") if k in keys and getattr(self, k) is not None}
            return LOSSES[name](*given, reduction=self.reduction, **self.settings, **weights)

    Loss.__name__ = Loss.__qualname__ = kind
    return Loss


SETTLED: dict[str, type[Module]] = {
    **{kind: _pool(kind) if kind in POOLS else _layer(kind, *about) for kind, about in LAYERS.items()},
    **{kind: _loss(kind, *about) for kind, about in LOSS_MODULES.items()}, "Upsample": Upsample,
}  # fmt: skip

"""The modules of PyTorch that a cell may import."""

from __future__ import annotations

from typing import Any

from .dtypes import DTYPES, FLOAT32, LARGEST
from .modules import Namespace
from .session import current
from .tensor import dtype_of
from .torch import TorchTensor
from .torch_checks import LINALG, refused
from .torch_functions import TORCH, find
from .torch_graph import EnableGrad, InferenceMode, NoGrad, SetGrad, backward_from, grad
from .torch_printing import set_printoptions
from .torch_random import Forked, Generator
from .torch_types import TYPES, Device, Size

__all__ = ["modules"]

STEPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52}
DIGITS = {"float16": 1e-3, "bfloat16": 1e-2, "float32": 1e-6, "float64": 1e-15}
SMALLEST = {"float16": 2.0**-14, "bfloat16": 2.0**-126, "float32": 2.0**-126, "float64": 2.0**-1022}


SHARED = (
    "threshold celu selu prelu hardshrink bilinear embedding layer_norm group_norm batch_norm instance_norm rms_norm dropout alpha_dropout "
    "conv1d conv2d conv_transpose1d conv_transpose2d max_pool1d max_pool2d avg_pool1d adaptive_avg_pool1d adaptive_max_pool1d pixel_shuffle "
    "pixel_unshuffle pairwise_distance kl_div cosine_embedding_loss hinge_embedding_loss margin_ranking_loss triplet_margin_loss "
    "poisson_nll_loss binary_cross_entropy_with_logits"
).split()
"""Functions of torch.nn.functional that torch has too."""


class Limits:
    """What numbers a type can hold."""

    def __init__(self, kind: str, about: dict[str, Any]) -> None:
        self._kind, self._about = kind, about

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._about:
            raise AttributeError(f"'torch.{self._kind}' object has no attribute '{name}'")
        return self._about[name]

    def __repr__(self) -> str:
        shown = {n: f"{v:g}" if isinstance(v, float) else v for n, v in self._about.items() if n != "bits"}
        return f"{self._kind}(" + ", ".join([f"{n}={v}" for n, v in shown.items()]) + ")"


def _finfo(dtype: Any = None) -> Limits:
    name = dtype_of(dtype, TorchTensor.float_type).name
    return Limits("finfo", {
        "resolution": DIGITS[name], "min": -LARGEST[name], "max": LARGEST[name], "eps": STEPS[name], "smallest_normal": SMALLEST[name],
        "tiny": SMALLEST[name], "dtype": name, "bits": DTYPES[name].bits,
    })  # fmt: skip


def _iinfo(dtype: Any) -> Limits:
    bits = dtype_of(dtype, FLOAT32).bits
    name = dtype_of(dtype, FLOAT32).name
    low, high = (0, 2**bits - 1) if name.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return Limits("iinfo", {"min": low, "max": high, "dtype": name, "bits": bits})


def _default(dtype: Any) -> None:
    kind = dtype_of(dtype, FLOAT32)
    if not kind.is_floating:
        raise refused(f"only floating-point types are supported as the default type, but got {dtype!r}", "TypeError")
    current().state["torch floats"] = kind


def _typed(name: str) -> Any:
    return lambda *data: TORCH.Tensor(*data).to(DTYPES[name])


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    from . import (
        torch_data,
        torch_functional,
        torch_joint,
        torch_module,
        torch_nn,
        torch_optim,
        torch_slopes,
        torch_testing,
        torch_transforms,
    )

    forward = torch_transforms.forward_ad
    autograd = Namespace("torch.autograd", {
        "grad": grad, "Function": torch_transforms.Function, "functional": torch_slopes.functional, "Variable": _variable, "enable_grad": EnableGrad, "inference_mode": InferenceMode,
        "backward": _backward, "set_detect_anomaly": _Quiet, "detect_anomaly": _Quiet, "gradcheck": torch_slopes.gradcheck,
        "gradgradcheck": lambda *a, **o: True, "no_grad": NoGrad, "forward_ad": forward, "set_grad_enabled": SetGrad,
    })  # fmt: skip
    amp = Namespace("torch.amp", {"autocast": Autocast, "GradScaler": Scaler})
    linalg = Namespace("torch.linalg", {"LinAlgError": LINALG, "norm": TORCH.linalg_norm}, find)
    checkpoint = Namespace("torch.utils.checkpoint", {"checkpoint": _called_plainly})
    utils = Namespace("torch.utils", {"data": torch_data.data, "checkpoint": checkpoint})
    jit = Namespace("torch.jit", {"script": _same, "trace": lambda f, *_, **__: f, "ignore": _same, "export": _same})
    names: dict[str, Any] = {
        **TYPES, "Tensor": _TensorClass, "Size": Size, "no_grad": NoGrad, "inference_mode": InferenceMode, "enable_grad": EnableGrad,
        "set_grad_enabled": SetGrad, "autograd": autograd, "nn": torch_nn.nn, "optim": torch_optim.optim, "func": torch_transforms.func,
        "vmap": torch_transforms.vmap, "testing": torch_testing.testing, "utils": utils, "__version__": "2.13.0", "linalg": linalg, "device": Device, "Generator": Generator,
        "special": Namespace("torch.special", {}, find), "random": Namespace("torch.random", {"manual_seed": TORCH.manual_seed, "fork_rng": Forked, "initial_seed": TORCH.initial_seed}),
        "cuda": Namespace("torch.cuda", {"is_available": lambda: False, "device_count": lambda: 0, "manual_seed": lambda _: None,
                                         "manual_seed_all": lambda _: None}),
        "amp": amp, "jit": jit, "autocast": Autocast, "distributions": torch_joint.distributions, "backends": _Quiet(), "accelerator": Namespace("torch.accelerator", {"is_available": lambda: False}),
        "FloatTensor": _typed("float32"), "DoubleTensor": _typed("float64"), "LongTensor": _typed("int64"), "IntTensor": _typed("int32"),
        "set_default_dtype": _default, "get_default_dtype": lambda: TYPES[TorchTensor.float_type.name], "set_printoptions": set_printoptions,
        "finfo": _finfo, "iinfo": _iinfo, "compile": _same, "set_num_threads": lambda _: None, "use_deterministic_algorithms": lambda _: None,
        "strided": TORCH.layout, "long": TYPES["int64"], "float": TYPES["float32"], "double": TYPES["float64"], "int": TYPES["int32"],
        "bool": TYPES["bool"], "half": TYPES["float16"], "typename": lambda x: x.type(), "contiguous_format": None, "preserve_format": None,
        **{name: torch_functional.FUNCTIONS[name] for name in SHARED}, "set_default_device": lambda _: None, "Function": torch_transforms.Function, "where": find("where"), "sqrt": find("sqrt"),
    }  # fmt: skip
    torch = Namespace("torch", names, find)
    return {
        "torch": torch, "torch.nn": torch_nn.nn, "torch.nn.functional": torch_functional.functional, "torch.optim": torch_optim.optim,
        "torch.autograd": autograd, "torch.func": torch_transforms.func, "torch.autograd.functional": torch_slopes.functional, "torch.autograd.forward_ad": forward,
        "torch.amp": amp, "torch.cuda.amp": amp, "torch.distributions": torch_joint.distributions, "functorch": torch_transforms.func, "torch.optim.lr_scheduler": torch_optim.lr_scheduler, "torch.utils": utils, "torch.utils.checkpoint": checkpoint, "torch.jit": jit, "torch.nn.utils.rnn": torch_nn.rnn, "torch.linalg": linalg,
        "torch.utils.data": torch_data.data, "torch.nn.init": torch_nn.init, "torch.testing": torch_testing.testing, "torch.nn.utils": torch_nn.utils,
        "torch.nn.parameter": Namespace("torch.nn.parameter", {"Parameter": torch_module.Parameter}),
        "torch.autograd.function": Namespace("torch.autograd.function", {"Function": torch_transforms.Function, "once_differentiable": _same}),
    }  # fmt: skip


class Autocast:
    """A with block in which some operations would take shorter numbers: nothing happens where it is off, as without a GPU."""

    def __init__(self, device_type: str = "cuda", dtype: Any = None, enabled: bool = True, **_: Any) -> None:
        if enabled and str(device_type) != "cuda":
            raise refused("autocast on the CPU is not supported.", "NotImplementedError", "leave it out, or give enabled=False")

    def __enter__(self) -> Autocast:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __call__(self, function: Any) -> Any:
        return function


class Scaler:
    """What makes a loss larger for short numbers on a GPU; without one it is off."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def scale(self, loss: Any) -> Any:
        """Return the loss."""
        return loss

    def step(self, optimizer: Any, *args: Any) -> Any:
        """Let the optimizer take its step."""
        return optimizer.step(*args)

    def update(self, *_: Any) -> None:
        """Do nothing."""

    unscale_ = update

    def get_scale(self) -> float:
        """Return 1."""
        return 1.0

    def is_enabled(self) -> bool:
        """Return that it is off."""
        return False


class _Meta(type):
    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, TorchTensor)

    def __call__(cls, *data: Any, **_: Any) -> Any:
        return TORCH.Tensor(*data)

    def __getattr__(cls, name: str) -> Any:
        return getattr(TorchTensor, name, None) or TORCH.method(name)

    def __repr__(cls) -> str:
        return "<class 'torch.Tensor'>"


class _TensorClass(metaclass=_Meta):
    """torch.Tensor: makes tensors of floats, and is their class."""


class _Quiet:
    """A setting, a with block or a module that changes nothing here."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> _Quiet:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Quiet()

    def __call__(self, *_: Any, **__: Any) -> bool:
        return False

    def __bool__(self) -> bool:
        return False


def _same(thing: Any = None, **_: Any) -> Any:
    return thing if thing is not None else _same


def _called_plainly(function: Any, *args: Any, use_reentrant: Any = None, **options: Any) -> Any:
    """Checkpointing saves memory and changes no number: the function is called."""
    return function(*args, **options)


def _backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None, **_: Any
) -> None:
    targets = list(tensors) if isinstance(tensors, list | tuple) else [tensors]
    seeds = list(grad_tensors) if isinstance(grad_tensors, list | tuple) else [grad_tensors] * len(targets)
    backward_from(targets, seeds, bool(create_graph if retain_graph is None else retain_graph), create_graph, inputs)


def _variable(x: Any, requires_grad: bool = False) -> Any:
    return x.requires_grad_(requires_grad) if requires_grad else x

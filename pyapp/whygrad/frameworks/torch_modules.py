"""The modules of PyTorch that a cell may import."""

from __future__ import annotations

from typing import Any

from .dtypes import DTYPES, FLOAT32
from .modules import Namespace
from .tensor import dtype_of
from .torch import TorchTensor
from .torch_functions import TORCH, find
from .torch_graph import EnableGrad, InferenceMode, NoGrad, SetGrad, backward_from, grad
from .torch_printing import set_printoptions
from .torch_random import Generator
from .torch_types import TYPES, Device, Size

__all__ = ["modules"]

LARGEST = {"float16": 65504.0, "float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}
STEPS = {"float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}
SMALLEST = {"float16": 2.0**-14, "float32": 2.0**-126, "float64": 2.0**-1022}


def _finfo(dtype: Any = FLOAT32) -> Namespace:
    name = dtype_of(dtype, FLOAT32).name
    return Namespace("finfo", {
        "eps": STEPS[name], "max": LARGEST[name], "min": -LARGEST[name], "tiny": SMALLEST[name], "bits": DTYPES[name].bits,
    })  # fmt: skip


def _iinfo(dtype: Any) -> Namespace:
    bits = dtype_of(dtype, FLOAT32).bits
    return Namespace("iinfo", {"max": 2 ** (bits - 1) - 1, "min": -(2 ** (bits - 1)), "bits": bits})


def _default(dtype: Any) -> None:
    TorchTensor.float_type = dtype_of(dtype, FLOAT32)


def _typed(name: str) -> Any:
    return lambda *data: TORCH.Tensor(*data).to(DTYPES[name])


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    from . import torch_data, torch_functional, torch_module, torch_nn, torch_optim, torch_transforms

    TorchTensor.float_type = FLOAT32
    forward = Namespace("torch.autograd.forward_ad", {})
    autograd = Namespace("torch.autograd", {
        "grad": grad, "Function": torch_transforms.Function, "functional": torch_transforms.functional, "Variable": _variable,
        "backward": _backward, "set_detect_anomaly": _Quiet, "detect_anomaly": _Quiet, "gradcheck": torch_transforms.gradcheck,
        "gradgradcheck": lambda *a, **o: True, "no_grad": NoGrad, "forward_ad": forward, "set_grad_enabled": SetGrad,
    })  # fmt: skip
    linalg = Namespace("torch.linalg", {"LinAlgError": RuntimeError}, find)
    utils = Namespace("torch.utils", {"data": torch_data.data})
    names: dict[str, Any] = {
        **TYPES, "Tensor": _TensorClass, "Size": Size, "no_grad": NoGrad, "inference_mode": InferenceMode, "enable_grad": EnableGrad,
        "set_grad_enabled": SetGrad, "autograd": autograd, "nn": torch_nn.nn, "optim": torch_optim.optim, "func": torch_transforms.func,
        "vmap": torch_transforms.vmap, "utils": utils, "__version__": "2.13.0", "linalg": linalg, "device": Device, "Generator": Generator,
        "special": Namespace("torch.special", {}, find), "random": Namespace("torch.random", {"manual_seed": TORCH.manual_seed}),
        "cuda": Namespace("torch.cuda", {"is_available": lambda: False, "device_count": lambda: 0, "manual_seed": lambda _: None,
                                         "manual_seed_all": lambda _: None}),
        "backends": _Quiet(), "accelerator": Namespace("torch.accelerator", {"is_available": lambda: False}),
        "FloatTensor": _typed("float32"), "DoubleTensor": _typed("float64"), "LongTensor": _typed("int64"), "IntTensor": _typed("int32"),
        "set_default_dtype": _default, "get_default_dtype": lambda: TYPES[TorchTensor.float_type.name], "set_printoptions": set_printoptions,
        "finfo": _finfo, "iinfo": _iinfo, "compile": _same, "set_num_threads": lambda _: None, "use_deterministic_algorithms": lambda _: None,
        "strided": TORCH.layout, "long": TYPES["int64"], "float": TYPES["float32"], "double": TYPES["float64"], "int": TYPES["int32"],
        "bool": TYPES["bool"], "half": TYPES["float16"], "typename": lambda x: x.type(), "contiguous_format": None, "preserve_format": None,
        "set_default_device": lambda _: None, "Function": torch_transforms.Function, "where": TORCH.where, "sqrt": find("sqrt"),
    }  # fmt: skip
    torch = Namespace("torch", names, find)
    return {
        "torch": torch, "torch.nn": torch_nn.nn, "torch.nn.functional": torch_functional.functional, "torch.optim": torch_optim.optim,
        "torch.autograd": autograd, "torch.func": torch_transforms.func, "torch.autograd.functional": torch_transforms.functional,
        "functorch": torch_transforms.func, "torch.optim.lr_scheduler": torch_optim.lr_scheduler, "torch.utils": utils, "torch.linalg": linalg,
        "torch.utils.data": torch_data.data, "torch.nn.init": torch_nn.init, "torch.nn.utils": torch_nn.utils,
        "torch.nn.parameter": Namespace("torch.nn.parameter", {"Parameter": torch_module.Parameter}),
        "torch.autograd.function": Namespace("torch.autograd.function", {"Function": torch_transforms.Function, "once_differentiable": _same}),
    }  # fmt: skip


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


def _backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None, **_: Any
) -> None:
    targets = list(tensors) if isinstance(tensors, list | tuple) else [tensors]
    seeds = list(grad_tensors) if isinstance(grad_tensors, list | tuple) else [grad_tensors] * len(targets)
    backward_from(targets, seeds, bool(create_graph if retain_graph is None else retain_graph), create_graph, inputs)


def _variable(x: Any, requires_grad: bool = False) -> Any:
    return x.requires_grad_(requires_grad) if requires_grad else x

"""The modules of PyTorch that a cell may import."""

from __future__ import annotations

from typing import Any

from .dtypes import FLOAT32
from .modules import Namespace
from .tensor import dtype_of
from .torch import TYPES, Size, TorchTensor, grad
from .torch_functions import TORCH, find
from .torch_graph import EnableGrad, NoGrad

__all__ = ["modules"]


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    from . import torch_functional, torch_nn

    shared = {"pow": TORCH.pow, "log": TORCH.log, "t": TORCH.t_}
    autograd = Namespace("torch.autograd", {
        "grad": grad, "Function": torch_functional.Function, "functional": torch_functional.functional, "Variable": _variable,
        "backward": lambda t, g=None, **o: t.backward(g, **o), "set_detect_anomaly": NoGrad, "gradcheck": lambda *a, **o: True,
    })  # fmt: skip
    names: dict[str, Any] = {
        **TYPES, **shared, "Tensor": TorchTensor, "Size": Size, "no_grad": NoGrad, "inference_mode": NoGrad, "enable_grad": EnableGrad,
        "autograd": autograd, "nn": torch_nn.nn, "optim": torch_nn.optim, "func": torch_functional.func, "vmap": torch_functional.vmap,
        "__version__": "2.13.0", "linalg": Namespace("torch.linalg", {}, find), "special": Namespace("torch.special", {}, find),
        "cuda": Namespace("torch.cuda", {"is_available": lambda: False}),
        "device": str, "FloatTensor": TORCH.tensor, "set_default_dtype": lambda d: setattr(TorchTensor, "float_type", dtype_of(d, FLOAT32)),
    }  # fmt: skip
    torch = Namespace("torch", names, find)
    return {
        "torch": torch, "torch.nn": torch_nn.nn, "torch.nn.functional": torch_nn.functional, "torch.optim": torch_nn.optim,
        "torch.autograd": autograd, "torch.func": torch_functional.func, "torch.autograd.functional": torch_functional.functional,
    }  # fmt: skip


def _variable(x: Any, requires_grad: bool = False) -> Any:
    return x.requires_grad_(requires_grad) if requires_grad else x

"""torch.nn and torch.optim: parameters, modules, layers, losses, optimizers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE
from .modules import Namespace
from .session import CellError, current
from .tensor import apply, as_tensor
from .torch import TorchTensor
from .torch_functions import TORCH, find
from .torch_graph import register

__all__ = ["functional", "nn", "optim"]


class Parameter(TorchTensor):
    """A tensor that is learned."""

    def __init__(self, data: Any, requires_grad: bool = True) -> None:
        made = as_tensor(TorchTensor, data)
        super().__init__(current().leaf(made.value, made._dtype), made._dtype)
        if requires_grad:
            self.requires_grad_()

    def __repr__(self) -> str:
        return f"Parameter containing:\n{TorchTensor.__repr__(self)}"


class Module:
    """A part of a model: its parameters are found in its attributes."""

    def __init__(self, *_: Any) -> None:
        self.training = True

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self.forward(*args, **options)  # type: ignore[attr-defined]

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
        """Yield the parameters with their names."""
        for name, value in vars(self).items():
            if isinstance(value, Parameter):
                yield prefix + name, value
            elif isinstance(value, Module):
                yield from value.named_parameters(f"{prefix}{name}.")
            elif isinstance(value, list | tuple):
                for k, part in enumerate(value):
                    if isinstance(part, Module):
                        yield from part.named_parameters(f"{prefix}{k}.")

    def parameters(self) -> Iterator[Parameter]:
        """Yield the parameters."""
        for _, p in self.named_parameters():
            yield p

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients."""
        for p in self.parameters():
            p.grad = None if set_to_none else TORCH.zeros_like(p)

    def train(self, on: bool = True) -> Any:
        """Return itself."""
        self.training = on
        return self

    def eval(self) -> Any:
        """Return itself."""
        return self.train(False)

    def to(self, *_: Any, **__: Any) -> Any:
        """Return itself."""
        return self

    def register_buffer(self, name: str, value: Any) -> None:
        """Keep a tensor that is not learned."""
        setattr(self, name, value)

    def state_dict(self) -> dict[str, Any]:
        """Return the parameters by their names."""
        return dict(self.named_parameters())


class Linear(Module):
    """x W^T + b."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True, **_: Any) -> None:
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.weight = Parameter(TORCH.uniform((out_features, in_features), -bound, bound))
        self.bias = Parameter(TORCH.uniform((out_features,), -bound, bound)) if bias else None
        self.sizes = in_features, out_features

    def forward(self, x: Any) -> Any:
        """Return the outputs."""
        return linear(x, self.weight, self.bias)

    def __repr__(self) -> str:
        return f"Linear(in_features={self.sizes[0]}, out_features={self.sizes[1]}, bias={self.bias is not None})"


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """Return x W^T + b."""
    y = TORCH.matmul(x, apply(TorchTensor, TABLE["transpose"].bind(), weight))
    return y if bias is None else y + bias


class Sequential(Module):
    """Modules one after another."""

    def __init__(self, *modules: Any) -> None:
        super().__init__()
        self.steps = list(modules)

    def forward(self, x: Any) -> Any:
        """Return what the last module gives."""
        for step in self.steps:
            x = step(x)
        return x

    def __getitem__(self, k: int) -> Any:
        return self.steps[k]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.steps)


def _layer(name: str, **usual: Any) -> type:
    class Layer(Module):
        """A function as a module."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__()
            self.args, self.options = args, {**usual, **{k: v for k, v in options.items() if k != "inplace"}}

        def forward(self, x: Any) -> Any:
            """Return the function of ``x``."""
            return getattr(functional, name)(x, *self.args, **self.options)

    return Layer


class Flatten(Module):
    """All axes but the first made one."""

    def forward(self, x: Any) -> Any:
        """Return the rows."""
        return TORCH.reshape(x, (x.shape[0], -1))


# ---- losses ----


def _reduced(loss: Any, reduction: str) -> Any:
    if reduction == "none":
        return loss
    if reduction not in ("mean", "sum"):
        raise CellError("ValueError", f"{reduction} is not a valid value for reduction")
    return TORCH.mean(loss) if reduction == "mean" else TORCH.sum(loss)


def mse_loss(p: Any, y: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the squared error."""
    return _reduced((p - y) ** 2, reduction)


def l1_loss(p: Any, y: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the absolute error."""
    return _reduced(abs(p - y), reduction)


def smooth_l1_loss(p: Any, y: Any, reduction: str = "mean", beta: float = 1.0, **_: Any) -> Any:
    """Return the squared error near 0, the absolute error beyond."""
    d = abs(p - y)
    return _reduced(TORCH.where(d < beta, d * d / (2 * beta), d - beta / 2), reduction)


def huber_loss(p: Any, y: Any, reduction: str = "mean", delta: float = 1.0, **_: Any) -> Any:
    """Return Huber's loss."""
    d = abs(p - y)
    return _reduced(TORCH.where(d < delta, d * d / 2, delta * (d - delta / 2)), reduction)


def nll_loss(logs: Any, y: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return minus the logarithms at the right classes."""
    hot = TORCH.one_hot(y, logs.shape[-1])
    return _reduced(-TORCH.sum(logs * hot, -1), reduction)


def cross_entropy(logits: Any, y: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the cross-entropy of logits."""
    logs = TORCH.log_softmax(logits, -1)
    return nll_loss(logs, y, reduction) if not y._dtype.is_floating else _reduced(-TORCH.sum(logs * y, -1), reduction)


def binary_cross_entropy(p: Any, y: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the binary cross-entropy of probabilities."""
    return _reduced(-(y * TORCH.log(p) + (1 - y) * TORCH.log(1 - p)), reduction)


def binary_cross_entropy_with_logits(z: Any, y: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the binary cross-entropy of logits."""
    return _reduced(apply(TorchTensor, TABLE["softplus"], z) - z * y, reduction)


LOSSES: dict[str, Callable[..., Any]] = {
    "mse_loss": mse_loss, "l1_loss": l1_loss, "smooth_l1_loss": smooth_l1_loss, "huber_loss": huber_loss, "nll_loss": nll_loss,
    "cross_entropy": cross_entropy, "binary_cross_entropy": binary_cross_entropy,
    "binary_cross_entropy_with_logits": binary_cross_entropy_with_logits,
}  # fmt: skip


def dropout(x: Any, p: float = 0.5, training: bool = True, **_: Any) -> Any:
    """Return ``x`` as it is: nothing is dropped here."""
    return x


functional = Namespace(
    "torch.nn.functional", {**LOSSES, "linear": linear, "dropout": dropout, "logsigmoid": TORCH.find("logsigmoid")}, find
)


def _loss(name: str) -> type:
    class Loss(Module):
        """A loss as a module."""

        def __init__(self, reduction: str = "mean", **options: Any) -> None:
            super().__init__()
            self.reduction, self.options = reduction, options

        def forward(self, p: Any, y: Any) -> Any:
            """Return the loss."""
            return LOSSES[name](p, y, reduction=self.reduction, **self.options)

    return Loss


nn = Namespace("torch.nn", {
    "Module": Module, "Parameter": Parameter, "Linear": Linear, "Sequential": Sequential, "Flatten": Flatten, "ModuleList": Sequential,
    "functional": functional, "Identity": _layer("dropout"), "Dropout": _layer("dropout"),
    **{n: _layer(f) for n, f in {
        "ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid", "GELU": "gelu", "Softplus": "softplus", "LeakyReLU": "leaky_relu", "ELU": "elu",
        "SiLU": "silu", "ReLU6": "relu6", "LogSigmoid": "logsigmoid", "Softsign": "softsign",
    }.items()},
    "Softmax": _layer("softmax", dim=-1), "LogSoftmax": _layer("log_softmax", dim=-1),
    **{n: _loss(f) for n, f in {
        "MSELoss": "mse_loss", "L1Loss": "l1_loss", "SmoothL1Loss": "smooth_l1_loss", "HuberLoss": "huber_loss", "NLLLoss": "nll_loss",
        "CrossEntropyLoss": "cross_entropy", "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    }.items()},
    "init": Namespace("torch.nn.init", {
        "zeros_": lambda t: _filled(t, 0.0), "ones_": lambda t: _filled(t, 1.0), "constant_": lambda t, v: _filled(t, v),
        "xavier_uniform_": lambda t, **_: t, "kaiming_uniform_": lambda t, **_: t, "normal_": lambda t, **_: t, "uniform_": lambda t, **_: t,
    }),
})  # fmt: skip


def _filled(tensor: Any, number: float) -> Any:
    tensor.line = current().leaf(arrays.full(arrays.shape_of(tensor.value), number), tensor._dtype)
    register(tensor)
    return tensor


# ---- optimizers ----


class SGD:
    """Gradient descent."""

    def __init__(self, params: Any, lr: float = 0.001, momentum: float = 0.0, weight_decay: float = 0.0, **_: Any) -> None:
        self.params: Sequence[Any] = list(params)
        self.lr, self.momentum, self.decay = lr, momentum, weight_decay
        self.moves: dict[int, Any] = {}
        self.param_groups = [{"lr": lr, "params": self.params}]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients."""
        for p in self.params:
            p.grad = None if set_to_none else TORCH.zeros_like(p)

    def step(self, *_: Any) -> None:
        """Move every parameter against its gradient."""
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.value + p.value * self.decay
            if self.momentum:
                g = self.moves[id(p)] = g + self.moves.get(id(p), 0.0) * self.momentum if id(p) in self.moves else g
            self._replace(p, p.value - g * self.param_groups[0]["lr"])

    @staticmethod
    def _replace(p: Any, value: Any) -> None:
        p.line = current().leaf(value, p._dtype)
        register(p)


class Adam(SGD):
    """Adam. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015."""

    def __init__(
        self, params: Any, lr: float = 0.001, betas: Any = (0.9, 0.999), eps: float = 1e-8, weight_decay: float = 0.0, **_: Any
    ) -> None:
        super().__init__(params, lr, 0.0, weight_decay)
        self.betas, self.eps, self.count = betas, eps, 0
        self.means: dict[int, tuple[Any, Any]] = {}

    def step(self, *_: Any) -> None:
        """Move every parameter by its gradient's mean over the root of its mean square."""
        self.count += 1
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.value + p.value * self.decay
            m, v = self.means.get(id(p), (0.0, 0.0))
            m, v = m * b1 + g * (1 - b1), v * b2 + g * g * (1 - b2)
            self.means[id(p)] = m, v
            root = arrays.elementwise(math.sqrt, v * (1 / (1 - b2**self.count)))
            self._replace(p, p.value - m * (self.lr / (1 - b1**self.count)) / (root + self.eps))


optim = Namespace("torch.optim", {"SGD": SGD, "Adam": Adam, "AdamW": Adam})

"""torch.optim: optimizers, each a rule by which numbers move, and how the learning rate changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

from .. import arrays
from .dtypes import rounded
from .modules import Namespace
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import EnableGrad, NoGrad
from .torch_memory import KINDS, write
from .torch_schedules import SCHEDULES

__all__ = ["lr_scheduler", "optim"]

Numbers = list[float]
COMMON = {"maximize": False, "foreach": None, "differentiable": False}


class Optimizer:
    """Parameters in groups, each with its settings."""

    usual: ClassVar[dict[str, Any]] = {"lr": 0.001, "weight_decay": 0}
    counts = True  # whether the number of steps is part of what is kept

    def __init__(self, params: Any, *args: Any, **options: Any) -> None:
        if isinstance(params, TorchTensor):
            kind = KINDS.get(params._dtype.name, "FloatTensor")
            raise refused(
                f"params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.{kind}", "TypeError",
                "put it in a list: [w]",
            )  # fmt: skip
        self.defaults = {**self.usual, **dict(zip(self.usual, args, strict=False)), **options}
        if isinstance(self.defaults["lr"], int | float) and self.defaults["lr"] < 0:
            raise refused(f"Invalid learning rate: {self.defaults['lr']}", "ValueError")
        self.kept: dict[Any, dict[str, Any]] = {}  # plain numbers, by parameter
        self.param_groups: list[dict[str, Any]] = []
        given = list(params)
        if not given:
            raise refused("optimizer got an empty parameter list", "ValueError")
        given = [(p[1] if isinstance(p, tuple) else p) for p in given]
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Take in more parameters."""
        given = group["params"]
        chosen = [given] if isinstance(given, TorchTensor) else [(p[1] if isinstance(p, tuple) else p) for p in given]
        for p in chosen:
            if not p._leaf:
                raise refused(
                    "can't optimize a non-leaf Tensor", "ValueError", "give the tensor made with requires_grad=True, not one calculated"
                )
        self.param_groups.append({"params": chosen, **self.defaults, **{k: v for k, v in group.items() if k != "params"}})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients."""
        for group in self.param_groups:
            for p in group["params"]:
                p._grad = None if set_to_none or p._grad is None else TORCH.zeros_like(p)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with EnableGrad():
                loss = closure()
        with NoGrad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p._grad is not None:
                        self._moved(p, group)
        return loss

    def _moved(self, p: Any, group: dict[str, Any]) -> None:
        def kept(numbers: Numbers) -> Numbers:
            return list(arrays.data_of(rounded(arrays.value_of(numbers, (len(numbers),)), p._dtype)))

        state = self.kept.setdefault(p, {"step": 0})
        state["step"] += 1
        now, slopes = list(arrays.data_of(p.value)), list(arrays.data_of(p._grad.value))
        if group.get("maximize"):
            slopes = [-g for g in slopes]
        decay = group.get("weight_decay", 0)
        if decay and not self.apart(group):
            slopes = [g + decay * x for g, x in zip(slopes, now, strict=True)]
        elif decay:
            now = [x * (1 - group["lr"] * decay) for x in now]
        new = self.moved(now, slopes, state, group, kept)
        write(p, TORCH._new(arrays.value_of(new, tuple(p.shape)), p._dtype), "")

    @staticmethod
    def apart(group: dict[str, Any]) -> bool:
        """Whether weight decay acts on the parameters, not on their gradients."""
        return bool(group.get("decoupled_weight_decay", False))

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Return the new numbers of a parameter; ``kept`` rounds what is kept for the next step."""
        raise NotImplementedError

    @property
    def state(self) -> dict[Any, dict[str, Any]]:
        """What is kept for each parameter, as tensors."""
        return {p: {k: self._shown(p, v) for k, v in state.items() if self.counts or k != "step"} for p, state in self.kept.items()}

    @staticmethod
    def _shown(p: Any, kept: Any) -> Any:
        return TORCH._new(arrays.value_of(kept, tuple(p.shape)), p._dtype) if isinstance(kept, list) else TORCH.tensor(float(kept))

    def state_dict(self) -> dict[str, Any]:
        """Return the state and the settings."""
        groups, count = [], 0
        for group in self.param_groups:
            size = len(group["params"])
            groups.append({**{k: v for k, v in group.items() if k != "params"}, "params": list(range(count, count + size))})
            count += size
        return {"state": {k: dict(v) for k, v in enumerate(self.state.values())}, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take the settings from ``state_dict``."""
        for group, saved in zip(self.param_groups, state_dict["param_groups"], strict=True):
            group.update({k: v for k, v in saved.items() if k != "params"})

    def __repr__(self) -> str:
        text = type(self).__name__ + " ("
        for k, group in enumerate(self.param_groups):
            text += f"\nParameter Group {k}\n" + "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"


class SGD(Optimizer):
    """Gradient descent, with momentum if it is asked for."""

    counts = False

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.001,
        "momentum": 0,
        "dampening": 0,
        "weight_decay": 0,
        "nesterov": False,
        **COMMON,
        "fused": None,
    }

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move against the gradient, or against the mean of the last ones."""
        momentum = group["momentum"]
        if momentum:
            before = state.get("momentum_buffer")
            (single,) = kept([momentum])
            part = None if before is None else kept([single * b for b in before])
            push = g if part is None else kept([b + (1 - group["dampening"]) * d for b, d in zip(part, g, strict=True)])
            state["momentum_buffer"] = push
            g = [d + momentum * b for d, b in zip(g, push, strict=True)] if group["nesterov"] else push
        (lr,) = kept([group["lr"]])
        return [v - lr * d for v, d in zip(x, g, strict=True)]


class Adam(Optimizer):
    """Adam. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.001, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, "amsgrad": False, **COMMON, "capturable": False, "fused": None,
        "decoupled_weight_decay": False,
    }  # fmt: skip

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient's mean over the root of its mean square."""
        (b1, b2), step = group["betas"], state["step"]
        none = [0.0] * len(x)
        m = state["exp_avg"] = kept([b1 * a + (1 - b1) * d for a, d in zip(state.get("exp_avg", none), g, strict=True)])
        v = state["exp_avg_sq"] = kept([b2 * a + (1 - b2) * d * d for a, d in zip(state.get("exp_avg_sq", none), g, strict=True)])
        if group["amsgrad"]:
            v = state["max_exp_avg_sq"] = [max(a, b) for a, b in zip(state.get("max_exp_avg_sq", none), v, strict=True)]
        size, root = group["lr"] / (1 - b1**step), math.sqrt(1 - b2**step)
        return [w - size * a / (math.sqrt(b) / root + group["eps"]) for w, a, b in zip(x, m, v, strict=True)]


class AdamW(Adam):
    """Adam with weight decay apart. I. Loshchilov, F. Hutter, 2019."""

    usual: ClassVar[dict[str, Any]] = {**Adam.usual, "weight_decay": 0.01, "decoupled_weight_decay": True}


class Adamax(Adam):
    """Adam with the largest slope in place of the mean square."""

    usual: ClassVar[dict[str, Any]] = {"lr": 0.002, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, **COMMON, "capturable": False}

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient's mean over its largest size."""
        (b1, b2), step, none = group["betas"], state["step"], [0.0] * len(x)
        m = state["exp_avg"] = kept([b1 * a + (1 - b1) * d for a, d in zip(state.get("exp_avg", none), g, strict=True)])
        u = state["exp_inf"] = kept([max(b2 * a, abs(d) + group["eps"]) for a, d in zip(state.get("exp_inf", none), g, strict=True)])
        return [w - group["lr"] / (1 - b1**step) * a / b for w, a, b in zip(x, m, u, strict=True)]


class NAdam(Adam):
    """Adam with Nesterov's momentum. T. Dozat, 2016."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.002, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, "momentum_decay": 0.004, "decoupled_weight_decay": False, **COMMON,
        "capturable": False,
    }  # fmt: skip

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient's mean as it will be."""
        (b1, b2), step, none = group["betas"], state["step"], [0.0] * len(x)
        now = b1 * (1 - 0.5 * 0.96 ** (step * group["momentum_decay"]))
        then = b1 * (1 - 0.5 * 0.96 ** ((step + 1) * group["momentum_decay"]))
        product = state["mu_product"] = state.get("mu_product", 1.0) * now
        m = state["exp_avg"] = kept([b1 * a + (1 - b1) * d for a, d in zip(state.get("exp_avg", none), g, strict=True)])
        v = state["exp_avg_sq"] = kept([b2 * a + (1 - b2) * d * d for a, d in zip(state.get("exp_avg_sq", none), g, strict=True)])
        lr, eps = group["lr"], group["eps"]
        roots = [math.sqrt(b / (1 - b2**step)) + eps for b in v]
        return [
            w - lr * (1 - now) / (1 - product) * d / r - lr * then / (1 - product * then) * a / r
            for w, d, a, r in zip(x, g, m, roots, strict=True)
        ]


class RMSprop(Optimizer):
    """The gradient over the root of its mean square."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.01, "alpha": 0.99, "eps": 1e-8, "weight_decay": 0, "momentum": 0, "centered": False, "capturable": False, **COMMON,
    }  # fmt: skip

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient over the root of its mean square."""
        alpha, none = group["alpha"], [0.0] * len(x)
        v = state["square_avg"] = kept([alpha * a + (1 - alpha) * d * d for a, d in zip(state.get("square_avg", none), g, strict=True)])
        if group["centered"]:
            m = state["grad_avg"] = kept([alpha * a + (1 - alpha) * d for a, d in zip(state.get("grad_avg", none), g, strict=True)])
            v = [b - a * a for a, b in zip(m, v, strict=True)]
        push = [d / (math.sqrt(b) + group["eps"]) for d, b in zip(g, v, strict=True)]
        if group["momentum"]:
            before = state.get("momentum_buffer", none)
            push = state["momentum_buffer"] = kept([group["momentum"] * a + d for a, d in zip(before, push, strict=True)])
        return [w - group["lr"] * d for w, d in zip(x, push, strict=True)]


class Adagrad(Optimizer):
    """The gradient over the root of the sum of its squares. J. Duchi, E. Hazan, Y. Singer, 2011."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.01, "lr_decay": 0, "weight_decay": 0, "initial_accumulator_value": 0, "eps": 1e-10, **COMMON, "fused": None,
    }  # fmt: skip

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient over the root of the sum of its squares."""
        start = [group["initial_accumulator_value"]] * len(x)
        v = state["sum"] = kept([a + d * d for a, d in zip(state.get("sum", start), g, strict=True)])
        size = group["lr"] / (1 + (state["step"] - 1) * group["lr_decay"])
        return [w - size * d / (math.sqrt(a) + group["eps"]) for w, d, a in zip(x, g, v, strict=True)]


class Adadelta(Optimizer):
    """Steps measured by the last steps. M. D. Zeiler, 2012."""

    usual: ClassVar[dict[str, Any]] = {"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0, **COMMON, "capturable": False}

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient times the last steps over the last slopes."""
        rho, eps, none = group["rho"], group["eps"], [0.0] * len(x)
        v = state["square_avg"] = kept([rho * a + (1 - rho) * d * d for a, d in zip(state.get("square_avg", none), g, strict=True)])
        before = state.get("acc_delta", none)
        push = [math.sqrt(b + eps) / math.sqrt(a + eps) * d for a, b, d in zip(v, before, g, strict=True)]
        state["acc_delta"] = kept([rho * b + (1 - rho) * d * d for b, d in zip(before, push, strict=True)])
        return [w - group["lr"] * d for w, d in zip(x, push, strict=True)]


lr_scheduler = Namespace("torch.optim.lr_scheduler", SCHEDULES)
optim = Namespace("torch.optim", {
    **{c.__name__: c for c in (Optimizer, SGD, Adam, AdamW, Adamax, NAdam, RMSprop, Adagrad, Adadelta)}, "lr_scheduler": lr_scheduler,
})  # fmt: skip

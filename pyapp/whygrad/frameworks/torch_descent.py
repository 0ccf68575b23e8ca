"""What PyTorch's optimizers have in common: parameters in groups, what is kept for each, and gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from .. import arrays
from .dtypes import rounded
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import EnableGrad, NoGrad
from .torch_memory import KINDS, write

__all__ = ["COMMON", "SGD", "Numbers", "Optimizer"]

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
        for key in options:
            if key not in self.usual:
                raise refused(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{key}'", "TypeError")
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

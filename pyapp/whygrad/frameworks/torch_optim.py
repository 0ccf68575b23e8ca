"""torch.optim: optimizers, each a rule by which numbers move, and how the learning rate changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import mul
from typing import Any, ClassVar

from .. import arrays
from .dtypes import rounded
from .modules import Namespace
from .torch_checks import refused
from .torch_descent import COMMON, SGD, Numbers, Optimizer
from .torch_functions import TORCH
from .torch_graph import EnableGrad, NoGrad
from .torch_memory import write
from .torch_schedules import SCHEDULES
from .torch_search import Point, wolfe_step

__all__ = ["lr_scheduler", "optim"]


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


class RAdam(Adam):
    """Adam whose step waits until its mean square is known well. L. Liu and others, 2020."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.001, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, "decoupled_weight_decay": False, **COMMON, "capturable": False,
    }  # fmt: skip

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move by the gradient's mean, over the root of its mean square once that rests on enough steps."""
        (b1, b2), step, none = group["betas"], state["step"], [0.0] * len(x)
        m = state["exp_avg"] = kept([b1 * a + (1 - b1) * d for a, d in zip(state.get("exp_avg", none), g, strict=True)])
        v = state["exp_avg_sq"] = kept([b2 * a + (1 - b2) * d * d for a, d in zip(state.get("exp_avg_sq", none), g, strict=True)])
        most = 2 / (1 - b2) - 1
        rests = most - 2 * step * b2**step / (1 - b2**step)
        size = group["lr"] / (1 - b1**step)
        if rests <= 5:
            return [w - size * a for w, a in zip(x, m, strict=True)]
        sure = math.sqrt((rests - 4) * (rests - 2) * most / ((most - 4) * (most - 2) * rests))
        root = math.sqrt(1 - b2**step)
        return [w - size * a * root / (math.sqrt(b) + group["eps"]) * sure for w, a, b in zip(x, m, v, strict=True)]


class Rprop(Optimizer):
    """Steps that grow while a slope keeps its sign and shrink when it turns. M. Riedmiller, H. Braun, 1993."""

    usual: ClassVar[dict[str, Any]] = {"lr": 0.01, "etas": (0.5, 1.2), "step_sizes": (1e-6, 50), "capturable": False, **COMMON}

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move every number by its own step, against the sign of its slope."""
        (less, more), (least, most), none = group["etas"], group["step_sizes"], [0.0] * len(x)
        turns = [a * b for a, b in zip(g, state.get("prev", none), strict=True)]
        sizes = state.get("step_size", [group["lr"]] * len(x))
        sizes = kept([min(max(s * (more if t > 0 else less if t < 0 else 1), least), most) for s, t in zip(sizes, turns, strict=True)])
        slopes = [0.0 if t < 0 else d for d, t in zip(g, turns, strict=True)]
        state["prev"], state["step_size"] = slopes, sizes
        return [w - math.copysign(s, d) if d else w for w, s, d in zip(x, sizes, slopes, strict=True)]


class ASGD(Optimizer):
    """Gradient descent that keeps the mean of the parameters. B. Polyak, A. Juditsky, 1992."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 0.01, "lambd": 1e-4, "alpha": 0.75, "t0": 1e6, "weight_decay": 0, **COMMON, "capturable": False,
    }  # fmt: skip

    def moved(self, x: Numbers, g: Numbers, state: dict[str, Any], group: dict[str, Any], kept: Callable[[Numbers], Numbers]) -> Numbers:
        """Move against the gradient, a little towards 0, by ever shorter steps."""
        lr, decay, step = group["lr"], group["lambd"], state["step"]
        eta, mu = state.get("eta", lr), state.get("mu", 1.0)
        new = kept([w * (1 - decay * eta) - eta * d for w, d in zip(x, g, strict=True)])
        mean = state.get("ax", [0.0] * len(x))
        state["ax"] = new if mu == 1 else kept([a + (w - a) * mu for a, w in zip(mean, new, strict=True)])
        state["eta"], state["mu"] = lr / (1 + decay * lr * step) ** group["alpha"], 1 / max(1, step - group["t0"])
        return new


class LBFGS(Optimizer):
    """Steps along what the last slopes say of the second slopes. D. C. Liu, J. Nocedal, 1989 (without a line search)."""

    usual: ClassVar[dict[str, Any]] = {
        "lr": 1, "max_iter": 20, "max_eval": None, "tolerance_grad": 1e-7, "tolerance_change": 1e-9, "history_size": 100, "line_search_fn": None,
    }  # fmt: skip

    def __init__(self, params: Any, *args: Any, **options: Any) -> None:
        super().__init__(params, *args, **options)
        if self.defaults["line_search_fn"] not in (None, "strong_wolfe"):
            raise refused("only 'strong_wolfe' is supported", hint="write line_search_fn='strong_wolfe', or leave it out")
        if len(self.param_groups) != 1:
            raise refused("LBFGS doesn't support per-parameter options (parameter groups)", "ValueError")
        self.past: list[tuple[Numbers, Numbers]] = []  # moves, and how the slopes changed with them
        self.iterations, self.scale = 0, 1.0
        self.before: tuple[Numbers, Numbers, float, float] | None = None  # the last move's direction, slopes, step and loss

    def _slopes(self) -> Numbers:
        found: Numbers = []
        for p in self.param_groups[0]["params"]:
            found += [0.0] * p.numel() if p._grad is None else list(arrays.data_of(p._grad.value))
        return found

    def _add(self, step: float, direction: Numbers) -> None:
        at = 0
        for p in self.param_groups[0]["params"]:
            moves = direction[at : at + p.numel()]
            at += p.numel()
            new = [w + step * d for w, d in zip(arrays.data_of(p.value), moves, strict=True)]
            write(p, TORCH._new(arrays.value_of(new, tuple(p.shape)), p._dtype), "")

    def _rounded(self, numbers: Numbers) -> Numbers:
        return list(arrays.data_of(rounded(arrays.value_of(numbers, (len(numbers),)), self.param_groups[0]["params"][0]._dtype)))

    def _measured(self, closure: Callable[[], Any], direction: Numbers) -> Callable[[float], Point]:
        """Return what asks ``closure`` for the loss at a step along ``direction``, and goes back."""
        params = self.param_groups[0]["params"]
        here = [list(arrays.data_of(p.value)) for p in params]

        def at(step: float) -> Point:
            self._add(step, direction)
            with EnableGrad():
                loss = float(closure())
            slopes = self._slopes()
            for p, data in zip(params, here, strict=True):
                write(p, TORCH._new(arrays.value_of(data, tuple(p.shape)), p._dtype), "")
            return Point(step, loss, dot(slopes, direction), slopes)

        return at

    def _direction(self, slopes: Numbers) -> Numbers:
        """Return where to go: the slopes times the inverse second slopes that the last moves tell."""
        q, parts = [-g for g in slopes], []
        for s, y in reversed(self.past):
            rho = 1 / dot(y, s)
            alpha = dot(s, q) * rho
            parts.append((alpha, rho))
            q = [a - alpha * b for a, b in zip(q, y, strict=True)]
        d = [a * self.scale for a in q]
        for (s, y), (alpha, rho) in zip(self.past, reversed(parts), strict=True):
            beta = dot(y, d) * rho
            d = [a + (alpha - beta) * b for a, b in zip(d, s, strict=True)]
        return d

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move up to ``max_iter`` times, asking ``closure`` for the loss and its slopes each time."""
        if closure is None:
            raise refused("LBFGS.step() missing 1 required positional argument: 'closure'", "TypeError")
        group = self.param_groups[0]
        with EnableGrad():
            first = closure()
        loss, slopes, evaluations = float(first), self._slopes(), 1
        most = group["max_eval"] or group["max_iter"] * 5 // 4
        if max(map(abs, slopes)) <= group["tolerance_grad"]:
            return first
        with NoGrad():
            for turn in range(1, group["max_iter"] + 1):
                self.iterations += 1
                if self.before is not None:
                    direction, old, step, _ = self.before
                    y, s = [a - b for a, b in zip(slopes, old, strict=True)], [a * step for a in direction]
                    if dot(y, s) > 1e-10:
                        self.past = [*self.past, (s, y)][-group["history_size"] :]
                        self.scale = dot(y, s) / dot(y, y)
                direction = self._rounded(self._direction(slopes))
                lr = group["lr"]
                step = min(1.0, 1 / sum(map(abs, slopes))) * lr if self.iterations == 1 else lr
                self.before = direction, slopes, step, loss
                if dot(slopes, direction) > -group["tolerance_change"]:
                    break
                last = loss
                if group["line_search_fn"] is not None:
                    start = Point(0.0, loss, dot(slopes, direction), slopes)
                    longest = max(map(abs, direction))
                    there, count = wolfe_step(self._measured(closure, direction), start, step, longest, most - evaluations)
                    step, loss, slopes, evaluations = there.step, there.loss, there.slopes, evaluations + count
                    self.before = direction, start.slopes, step, last
                self._add(step, direction)
                if group["line_search_fn"] is None and turn != group["max_iter"]:
                    with EnableGrad():
                        loss = float(closure())
                    slopes = self._slopes()
                    evaluations += 1
                if evaluations >= most or max(map(abs, slopes)) <= group["tolerance_grad"]:
                    break
                if max([abs(d * step) for d in direction]) <= group["tolerance_change"] or (
                    turn != group["max_iter"] and abs(loss - last) < group["tolerance_change"]
                ):
                    break
        return first


def dot(a: Numbers, b: Numbers) -> float:
    """Return the sum of products."""
    return math.fsum(map(mul, a, b))


lr_scheduler = Namespace("torch.optim.lr_scheduler", SCHEDULES)
optim = Namespace("torch.optim", {
    **{c.__name__: c for c in (Optimizer, SGD, Adam, AdamW, Adamax, NAdam, RAdam, RMSprop, Rprop, Adagrad, Adadelta, ASGD, LBFGS)},
    "lr_scheduler": lr_scheduler,
})  # fmt: skip

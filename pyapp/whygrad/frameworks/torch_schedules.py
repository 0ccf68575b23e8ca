"""torch.optim.lr_scheduler: how the learning rate changes from step to step."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any

from .session import CellError

__all__ = ["SCHEDULES"]


class LRScheduler:
    """Sets the learning rate of an optimizer's groups after each step."""

    def __init__(self, optimizer: Any, last_epoch: int = -1) -> None:
        self.optimizer, self.last_epoch = optimizer, last_epoch
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.step()

    def rates(self) -> list[float]:
        """Return the learning rates of this step."""
        return [
            self.rate(group["lr"], base, k) for k, (group, base) in enumerate(zip(self.optimizer.param_groups, self.base_lrs, strict=True))
        ]

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group, which was ``lr`` before and ``base`` at first."""
        raise NotImplementedError

    def step(self, *_: Any) -> None:
        """Go on by one step."""
        self.last_epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.rates(), strict=True):
            group["lr"] = lr
        self._last = [group["lr"] for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float]:
        """Return the learning rates."""
        return self._last

    get_lr = get_last_lr

    def state_dict(self) -> dict[str, Any]:
        """Return how far it is."""
        return {"last_epoch": self.last_epoch, "base_lrs": self.base_lrs}


class StepLR(LRScheduler):
    """Times gamma every some steps."""

    def __init__(self, optimizer: Any, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return lr if not self.last_epoch or self.last_epoch % self.step_size else lr * self.gamma


class MultiStepLR(LRScheduler):
    """Times gamma at given steps."""

    def __init__(self, optimizer: Any, milestones: Any, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.milestones, self.gamma = list(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return float(lr * self.gamma ** self.milestones.count(self.last_epoch)) if self.last_epoch in self.milestones else lr


class ExponentialLR(LRScheduler):
    """Times gamma at every step."""

    def __init__(self, optimizer: Any, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return lr * self.gamma if self.last_epoch else lr


class LambdaLR(LRScheduler):
    """The first rate times a function of the step."""

    def __init__(self, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> None:
        self.lambdas = list(lr_lambda) if isinstance(lr_lambda, list | tuple) else [lr_lambda] * len(optimizer.param_groups)
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return float(base * self.lambdas[group](self.last_epoch))


class CosineAnnealingLR(LRScheduler):
    """Down along half a wave."""

    def __init__(self, optimizer: Any, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        t, least = self.last_epoch, self.eta_min
        if not t:
            return lr
        if (t - 1 - self.T_max) % (2 * self.T_max) == 0:
            return lr + (base - least) * (1 - math.cos(math.pi / self.T_max)) / 2
        return (1 + math.cos(math.pi * t / self.T_max)) / (1 + math.cos(math.pi * (t - 1) / self.T_max)) * (lr - least) + least


class LinearLR(LRScheduler):
    """From a part of the rate to the whole in equal steps."""

    def __init__(
        self, optimizer: Any, start_factor: float = 1.0 / 3, end_factor: float = 1.0, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        self.first, self.last, self.total = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        if not self.last_epoch:
            return lr * self.first
        if self.last_epoch > self.total:
            return lr
        return lr * (1 + (self.last - self.first) / (self.total * self.first + (self.last_epoch - 1) * (self.last - self.first)))


class ConstantLR(LRScheduler):
    """A part of the rate for some steps."""

    def __init__(self, optimizer: Any, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1) -> None:
        self.factor, self.total = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return lr * self.factor if not self.last_epoch else lr / self.factor if self.last_epoch == self.total else lr


class MultiplicativeLR(LambdaLR):
    """The last rate times a function of the step."""

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return float(lr * self.lambdas[group](self.last_epoch)) if self.last_epoch else lr


class PolynomialLR(LRScheduler):
    """Down to 0 along a power."""

    def __init__(self, optimizer: Any, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        self.total, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        t = self.last_epoch
        return lr if not t or t > self.total else lr * ((1 - t / self.total) / (1 - (t - 1) / self.total)) ** self.power


class CosineAnnealingWarmRestarts(LRScheduler):
    """Down along half a wave, and again from the start, each time longer."""

    def __init__(self, optimizer: Any, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.length, self.times, self.least, self.since = T_0, T_mult, eta_min, last_epoch
        super().__init__(optimizer, last_epoch)

    def step(self, epoch: Any = None) -> None:
        """Go on by one step."""
        self.since += 1
        if self.since >= self.length:
            self.since, self.length = self.since - self.length, self.length * self.times
        super().step()

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        return self.least + (base - self.least) * (1 + math.cos(math.pi * self.since / self.length)) / 2


class CyclicLR(LRScheduler):
    """Up and down between two rates."""

    def __init__(
        self, optimizer: Any, base_lr: float, max_lr: float, step_size_up: int = 2000, step_size_down: Any = None, mode: str = "triangular",
        gamma: float = 1.0, cycle_momentum: bool = True, last_epoch: int = -1, **_: Any,
    ) -> None:  # fmt: skip
        if mode not in ("triangular", "triangular2", "exp_range"):
            raise CellError("ValueError", "mode is invalid and scale_fn is None")
        self.low, self.high, self.up, self.down = base_lr, max_lr, step_size_up, step_size_down or step_size_up
        self.mode, self.gamma = mode, gamma
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = base_lr
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        total = self.up + self.down
        cycle = math.floor(1 + self.last_epoch / total)
        x, turn = 1 + self.last_epoch / total - cycle, self.up / total
        part = x / turn if x <= turn else (x - 1) / (turn - 1)
        scale = {"triangular": 1.0, "triangular2": 1 / 2.0 ** (cycle - 1)}.get(self.mode, self.gamma**self.last_epoch)
        return self.low + (self.high - self.low) * part * scale


class OneCycleLR(LRScheduler):
    """Up to a rate and far down again, once."""

    def __init__(
        self, optimizer: Any, max_lr: float, total_steps: Any = None, epochs: Any = None, steps_per_epoch: Any = None, pct_start: float = 0.3,
        anneal_strategy: str = "cos", cycle_momentum: bool = True, base_momentum: float = 0.85, max_momentum: float = 0.95,
        div_factor: float = 25.0, final_div_factor: float = 1e4, three_phase: bool = False, last_epoch: int = -1, **_: Any,
    ) -> None:  # fmt: skip
        if total_steps is None and (epochs is None or steps_per_epoch is None):
            raise CellError("ValueError", "You must define either total_steps OR (epochs AND steps_per_epoch)")
        self.total = total_steps or epochs * steps_per_epoch
        first, last = max_lr / div_factor, max_lr / div_factor / final_div_factor
        up = float(pct_start * self.total) - 1
        self.phases = [(up, first, max_lr), (self.total - 1, max_lr, last)]
        if three_phase:
            self.phases = [(up, first, max_lr), (2 * float(pct_start * self.total) - 2, max_lr, first), (self.total - 1, first, last)]
        self.straight = anneal_strategy == "linear"
        for group in optimizer.param_groups:
            group["initial_lr"] = first
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, base: float, group: int) -> float:
        """Return the learning rate of a group."""
        if self.last_epoch > self.total:
            raise CellError(
                "ValueError",
                f"Tried to step {self.last_epoch} times. The specified number of total steps is {self.total}",
                "train for fewer steps",
            )
        start = 0.0
        for k, (end, low, high) in enumerate(self.phases):
            if self.last_epoch <= end or k == len(self.phases) - 1:
                part = (self.last_epoch - start) / (end - start)
                return (high - low) * part + low if self.straight else high + (low - high) / 2 * (1 + math.cos(math.pi * part))
            start = end
        return lr


class SequentialLR(LRScheduler):
    """Schedules one after another."""

    def __init__(self, optimizer: Any, schedulers: list[Any], milestones: list[int], last_epoch: int = -1) -> None:
        self.optimizer, self.schedulers, self.milestones, self.last_epoch = optimizer, schedulers, milestones, last_epoch + 1
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        for s in schedulers:
            s.last_epoch -= 1
        schedulers[0].step()
        self._last = schedulers[0].get_last_lr()

    def step(self, *_: Any) -> None:
        """Go on by one step."""
        self.last_epoch += 1
        at = bisect_right(self.milestones, self.last_epoch)
        chosen = self.schedulers[at]
        if at and self.milestones[at - 1] == self.last_epoch:
            chosen.last_epoch = -1
            for group in self.optimizer.param_groups:
                group["lr"] = group["initial_lr"]
        chosen.step()
        self._last = chosen.get_last_lr()


class ChainedScheduler(LRScheduler):
    """Schedules at once, each on what the one before made."""

    def __init__(self, schedulers: list[Any], optimizer: Any = None) -> None:
        self.schedulers, self.optimizer = list(schedulers), schedulers[0].optimizer
        self._last = [group["lr"] for group in self.optimizer.param_groups]

    def step(self, *_: Any) -> None:
        """Go on by one step."""
        for s in self.schedulers:
            s.step()
        self._last = [group["lr"] for group in self.optimizer.param_groups]


class ReduceLROnPlateau:
    """Times a factor when a number no longer falls."""

    def __init__(
        self,
        optimizer: Any,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        min_lr: float = 0.0,
        **_: Any,
    ) -> None:
        self.optimizer, self.sign, self.factor, self.patience = optimizer, 1 if mode == "min" else -1, factor, patience
        self.threshold, self.least, self.best, self.bad = threshold, min_lr, math.inf, 0

    def step(self, metrics: Any, *_: Any) -> None:
        """Look at a number."""
        now = self.sign * float(metrics)
        better = now < self.best - self.threshold * abs(self.best) if math.isfinite(self.best) else True
        self.best, self.bad = (now, 0) if better else (self.best, self.bad + 1)
        if self.bad > self.patience:
            self.bad = 0
            for group in self.optimizer.param_groups:
                group["lr"] = max(group["lr"] * self.factor, self.least)

    def get_last_lr(self) -> list[float]:
        """Return the learning rates."""
        return [group["lr"] for group in self.optimizer.param_groups]


SCHEDULES: dict[str, Any] = {
    c.__name__: c
    for c in (
        LRScheduler,
        StepLR,
        MultiStepLR,
        ExponentialLR,
        LambdaLR,
        CosineAnnealingLR,
        LinearLR,
        ConstantLR,
        ReduceLROnPlateau,
        MultiplicativeLR,
        PolynomialLR,
        CosineAnnealingWarmRestarts,
        CyclicLR,
        OneCycleLR,
        SequentialLR,
        ChainedScheduler,
    )
}

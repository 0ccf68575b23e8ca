"""torch.optim.lr_scheduler: how the learning rate changes from step to step."""

from __future__ import annotations

import math
from typing import Any

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
    for c in (LRScheduler, StepLR, MultiStepLR, ExponentialLR, LambdaLR, CosineAnnealingLR, LinearLR, ConstantLR, ReduceLROnPlateau)
}

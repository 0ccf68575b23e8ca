"""Keras: rates that change with the number of steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .session import CellError
from .tensorflow_nn import TF

__all__ = ["SCHEDULES", "LearningRateSchedule"]


class LearningRateSchedule:
    """A rate for every step; a cell derives its own by ``__call__(step)``."""

    def __call__(self, step: Any) -> Any:
        raise CellError("NotImplementedError", f"Learning rate schedule '{type(self).__name__}' must override `__call__(self, step)`.")

    def get_config(self) -> dict[str, Any]:
        """Return what a schedule like this is made with."""
        raise CellError("NotImplementedError", f"Learning rate schedule '{type(self).__name__}' must override `get_config()`.")


def _schedule(name: str, rule: Callable[..., float], *names: str, **usual: Any) -> type:
    def __init__(self: Any, *given: Any, name: Any = None, **o: Any) -> None:
        self.settings = {**usual, **dict(zip((*names, *usual), given, strict=False)), **o}
        missing = [n for n in names if n not in self.settings]
        if missing:
            raise CellError(
                "TypeError", f"{type(self).__name__}.__init__() missing {len(missing)} required positional arguments: {', '.join(missing)}"
            )

    def __call__(self: Any, step: Any) -> Any:
        return TF.constant(float(rule(float(step), **self.settings)))

    def get_config(self: Any) -> dict[str, Any]:
        return dict(self.settings)

    own = {"__init__": __init__, "__call__": __call__, "get_config": get_config, "__doc__": f"Keras' schedule {name}."}
    return type(name, (LearningRateSchedule,), own)


def _part(step: float, steps: float, staircase: bool) -> float:
    return math.floor(step / steps) if staircase else step / steps


def _pieces(step: float, boundaries: Sequence[float], values: Sequence[float]) -> float:
    return next((v for b, v in zip(boundaries, values, strict=False) if step <= b), values[-1])


def _polynomial(
    step: float, initial_learning_rate: float, decay_steps: float, end_learning_rate: float, power: float, cycle: bool
) -> float:
    if cycle:
        decay_steps *= math.ceil(step / decay_steps) or 1
    part = min(step, decay_steps) / decay_steps
    return float((initial_learning_rate - end_learning_rate) * (1.0 - part) ** power + end_learning_rate)


def _cosine(
    step: float, initial_learning_rate: float, decay_steps: float, alpha: float, warmup_target: float | None, warmup_steps: float
) -> float:
    top = initial_learning_rate
    if warmup_target is not None:
        if step < warmup_steps:
            return initial_learning_rate + (warmup_target - initial_learning_rate) * step / warmup_steps
        step, top = step - warmup_steps, warmup_target
    return top * ((1 - alpha) * 0.5 * (1 + math.cos(math.pi * min(step, decay_steps) / decay_steps)) + alpha)


def _restarts(step: float, initial_learning_rate: float, first_decay_steps: float, t_mul: float, m_mul: float, alpha: float) -> float:
    part = step / first_decay_steps
    if t_mul == 1.0:
        count = math.floor(part)
        part -= count
    else:
        count = math.floor(math.log(1.0 - part * (1.0 - t_mul)) / math.log(t_mul))
        part = (part - (1.0 - t_mul**count) / (1.0 - t_mul)) / t_mul**count
    return initial_learning_rate * ((1 - alpha) * 0.5 * m_mul**count * (1 + math.cos(math.pi * part)) + alpha)


START = ("initial_learning_rate", "decay_steps")
SCHEDULES: dict[str, Any] = {
    "LearningRateSchedule": LearningRateSchedule,
    "ExponentialDecay": _schedule(
        "ExponentialDecay", lambda step, initial_learning_rate, decay_steps, decay_rate, staircase:
        initial_learning_rate * decay_rate ** _part(step, decay_steps, staircase), *START, "decay_rate", staircase=False),
    "InverseTimeDecay": _schedule(
        "InverseTimeDecay", lambda step, initial_learning_rate, decay_steps, decay_rate, staircase:
        initial_learning_rate / (1 + decay_rate * _part(step, decay_steps, staircase)), *START, "decay_rate", staircase=False),
    "PiecewiseConstantDecay": _schedule("PiecewiseConstantDecay", _pieces, "boundaries", "values"),
    "PolynomialDecay": _schedule("PolynomialDecay", _polynomial, *START, end_learning_rate=0.0001, power=1.0, cycle=False),
    "CosineDecay": _schedule("CosineDecay", _cosine, *START, alpha=0.0, warmup_target=None, warmup_steps=0),
    "CosineDecayRestarts": _schedule(
        "CosineDecayRestarts", _restarts, "initial_learning_rate", "first_decay_steps", t_mul=2.0, m_mul=1.0, alpha=0.0),
}  # fmt: skip

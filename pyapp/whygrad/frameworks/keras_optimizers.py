"""Keras: optimizers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from .. import arrays
from .dtypes import FLOAT32, rounded
from .keras_optimizer import Numbers, Optimizer
from .session import CellError
from .tensorflow import Variable

__all__ = ["OPTIMIZERS", "optimizer_named"]


def _power(base: float, count: int) -> float:
    return float(rounded(float(rounded(base, FLOAT32)) ** count, FLOAT32))


class SGD(Optimizer):
    """Gradient descent, with momentum if it is given."""

    usual = 0.01

    def __init__(self, learning_rate: Any = None, momentum: float = 0.0, nesterov: bool = False, **o: Any) -> None:
        super().__init__(learning_rate, **o)
        self.momentum, self.nesterov = momentum, nesterov

    def kinds(self) -> dict[str, str]:
        """Return what is kept of each variable, and how Keras calls it."""
        return {"m": "momentum"} if self.momentum else {}

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        if not self.momentum:
            return x - g * rate
        m = self.keep(variable, "m", self.held(variable, "m") * self.momentum - g * rate)
        return x + (m * self.momentum - g * rate) if self.nesterov else x + m


class Adam(Optimizer):
    """Adam. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015."""

    slots: ClassVar[dict[str, str]] = {"m": "momentum", "v": "velocity"}

    def __init__(
        self, learning_rate: Any = None, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7, amsgrad: bool = False, **o: Any
    ) -> None:
        super().__init__(learning_rate, **o)
        self.betas, self.epsilon, self.amsgrad = (beta_1, beta_2), epsilon, amsgrad

    def means(self, g: Numbers, variable: Variable) -> tuple[Numbers, Numbers]:
        """Return the running means of the slope and of its square."""
        m, v = self.held(variable, "m"), self.held(variable, "v")
        m = self.keep(variable, "m", m + (g - m) * (1 - self.betas[0]))
        return m, self.keep(variable, "v", v + (g * g - v) * (1 - self.betas[1]))

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        first, second = (_power(b, count) for b in self.betas)
        r = [float(rounded(v, FLOAT32)) for v in (rate, 1 - second, 1 - first)]
        alpha = float(rounded(float(rounded(r[0] * float(rounded(math.sqrt(r[1]), FLOAT32)), FLOAT32)) / r[2], FLOAT32))
        m, v = self.means(g, variable)
        if self.amsgrad:
            v = self.keep(variable, "top", self.held(variable, "top").larger(v))
        return x - m * alpha / (v.root() + self.epsilon)


class AdamW(Adam):
    """Adam that also shrinks the variables."""

    def __init__(self, learning_rate: Any = None, weight_decay: float = 0.004, **o: Any) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay, **o)


class Adamax(Adam):
    """Adam by the largest slope instead of the mean square."""

    slots: ClassVar[dict[str, str]] = {"m": "momentum", "u": "norm"}

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        m, u = self.held(variable, "m"), self.held(variable, "u")
        m = self.keep(variable, "m", m + (g - m) * (1 - self.betas[0]))
        u = self.keep(variable, "u", (u * self.betas[1]).larger(g.size()))
        return x - m * rate / ((u + self.epsilon) * (1 - _power(self.betas[0], count)))


class Nadam(Adam):
    """Adam with the momentum of Nesterov."""

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        b1, b2 = self.betas
        u, later = (b1 * (1.0 - 0.5 * 0.96**k) for k in (count, count + 1))
        self.product = getattr(self, "product", 1.0) if getattr(self, "seen", 0) == count else getattr(self, "product", 1.0) * u
        self.seen = count
        m, v = self.means(g, variable)
        hat = m * (later / (1.0 - self.product * later)) + g * ((1.0 - u) / (1.0 - self.product))
        return x - hat * rate / ((v / (1.0 - b2**count)).root() + self.epsilon)


class RMSprop(Optimizer):
    """Steps divided by the root of the mean square of the slopes."""

    slots: ClassVar[dict[str, str]] = {"v": "velocity"}

    def __init__(
        self, learning_rate: Any = None, rho: float = 0.9, momentum: float = 0.0, epsilon: float = 1e-7, centered: bool = False, **o: Any
    ) -> None:
        super().__init__(learning_rate, **o)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        v = self.keep(variable, "v", self.held(variable, "v") * self.rho + g * g * (1 - self.rho))
        if self.centered:
            mean = self.keep(variable, "mean", self.held(variable, "mean") * self.rho + g * (1 - self.rho))
            v = v - mean * mean
        move = g * rate / (v + self.epsilon).root()
        if self.momentum:
            move = self.keep(variable, "m", self.held(variable, "m") * self.momentum + move)
        return x - move


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of the squares of the slopes."""

    def __init__(self, learning_rate: Any = None, initial_accumulator_value: float = 0.1, epsilon: float = 1e-7, **o: Any) -> None:
        super().__init__(learning_rate, **o)
        self.first, self.epsilon = initial_accumulator_value, epsilon

    slots: ClassVar[dict[str, str]] = {"sum": "accumulator"}

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        total = self.keep(variable, "sum", self.held(variable, "sum") + g * g)
        return x - g * rate / (total + self.epsilon).root()


class Adadelta(Optimizer):
    """Steps as large as the last steps, for their slopes."""

    slots: ClassVar[dict[str, str]] = {"v": "accumulated_grad", "steps": "accumulated_delta_var"}

    def __init__(self, learning_rate: Any = None, rho: float = 0.95, epsilon: float = 1e-7, **o: Any) -> None:
        super().__init__(learning_rate, **o)
        self.rho, self.epsilon = rho, epsilon

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        v = self.keep(variable, "v", self.held(variable, "v") * self.rho + g * g * (1 - self.rho))
        steps = self.held(variable, "steps")
        move = (steps + self.epsilon).root() * g / (v + self.epsilon).root()
        self.keep(variable, "steps", steps * self.rho + move * move * (1 - self.rho))
        return x - move * rate


class Ftrl(Optimizer):
    """Follow the regularized leader. H. B. McMahan and others, 2013."""

    slots: ClassVar[dict[str, str]] = {"sum": "accumulator", "linear": "linear"}

    def __init__(
        self, learning_rate: Any = None, learning_rate_power: float = -0.5, initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0, l2_regularization_strength: float = 0.0, l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0, **o: Any,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **o)
        self.exponent, self.start = -learning_rate_power, initial_accumulator_value
        self.l1, self.l2, self.shrinkage, self.beta = (
            l1_regularization_strength,
            l2_regularization_strength,
            l2_shrinkage_regularization_strength,
            beta,
        )

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        before = self.kept.get((id(variable), "sum")) or Numbers(arrays.full(tuple(variable.shape), self.start), variable._dtype)
        after = self.keep(variable, "sum", before + g * g)
        used = g + x * (2 * self.shrinkage)
        change = (after.power(self.exponent) - before.power(self.exponent)) / rate * x
        linear = self.keep(variable, "linear", self.held(variable, "linear") + (used - change))
        quadratic = after.power(self.exponent) / rate + 2 * (self.l2 + self.beta / (2.0 * rate))
        clipped = Numbers(arrays.elementwise(lambda v: min(max(v, -self.l1), self.l1), linear.value), variable._dtype)
        return (clipped - linear) / quadratic


class Lion(Optimizer):
    """Steps of one size, by the sign of the momentum. X. Chen and others, 2023."""

    slots: ClassVar[dict[str, str]] = {"m": "momentum"}

    def __init__(self, learning_rate: Any = None, beta_1: float = 0.9, beta_2: float = 0.99, **o: Any) -> None:
        super().__init__(learning_rate, **o)
        self.betas = beta_1, beta_2

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        m, (a, b) = self.held(variable, "m"), self.betas
        self.keep(variable, "m", m * b + g * (1.0 - b))
        return x - (m * a + g * (1.0 - a)).sign() * rate


class Lamb(Adam):
    """Adam with steps in the measure of each variable's size. Y. You and others, 2019."""

    def __init__(self, learning_rate: Any = None, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7, **o: Any) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **o)

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        first, second = (_power(b, count) for b in self.betas)
        m, v = self.means(g, variable)
        move = m / (1.0 - first) / ((v / (1.0 - second)).root() + self.epsilon)
        size, length = x.length(), move.length()
        return x - move * ((size / length if size > 0 and length > 0 else 1.0) * rate)


OPTIMIZERS: dict[str, Any] = {
    c.__name__: c for c in (Optimizer, SGD, Adam, AdamW, Adamax, Nadam, RMSprop, Adagrad, Adadelta, Ftrl, Lion, Lamb)
}  # fmt: skip


def optimizer_named(given: Any) -> Any:
    """Return an optimizer by its name."""
    if isinstance(given, dict):
        return optimizer_named(given["class_name"]).from_config(given.get("config", {}))
    if not isinstance(given, str):
        return given() if isinstance(given, type) else given
    found = next((c for n, c in OPTIMIZERS.items() if n.lower() == given.lower()), None)
    if not isinstance(found, type):
        raise CellError("ValueError", f"Could not interpret optimizer identifier: {given}")
    return found()


OPTIMIZERS["get"] = optimizer_named

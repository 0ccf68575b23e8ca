"""Keras: optimizers, each step worked out in the numbers of the variable's type, and schedules of their rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from .dtypes import FLOAT32, INT64, DType, rounded
from .keras_variables import KerasVariable
from .session import CellError
from .tensor import as_tensor
from .tensorflow import EagerTensor, Variable
from .tensorflow_nn import TF
from .tensorflow_tape import GradientTape

__all__ = ["OPTIMIZERS", "SCHEDULES", "SGD", "optimizer_named"]


class Numbers:
    """Numbers of a type, without a tape: every step is rounded."""

    def __init__(self, value: Any, dtype: DType) -> None:
        self.dtype, self.value = dtype, rounded(value, dtype)

    def _other(self, other: Any) -> Any:
        return other.value if isinstance(other, Numbers) else rounded(other, self.dtype)

    def __add__(self, other: Any) -> Numbers:
        return Numbers(self.value + self._other(other), self.dtype)

    def __sub__(self, other: Any) -> Numbers:
        return Numbers(self.value - self._other(other), self.dtype)

    def __mul__(self, other: Any) -> Numbers:
        return Numbers(self.value * self._other(other), self.dtype)

    def __truediv__(self, other: Any) -> Numbers:
        return Numbers(
            arrays.elementwise(lambda a, b: a / b if b else math.inf * a if a else math.nan, self.value, self._other(other)), self.dtype
        )

    def root(self) -> Numbers:
        """Return the square root of each."""
        return Numbers(arrays.elementwise(lambda x: math.sqrt(x) if x >= 0 else math.nan, self.value), self.dtype)

    def larger(self, other: Numbers) -> Numbers:
        """Return the larger of two, entry by entry."""
        return Numbers(arrays.elementwise(max, self.value, other.value), self.dtype)

    def size(self) -> Numbers:
        """Return each without its sign."""
        return Numbers(arrays.elementwise(abs, self.value), self.dtype)


def _power(base: float, count: int) -> float:
    return float(rounded(float(rounded(base, FLOAT32)) ** count, FLOAT32))


class Optimizer:
    """What all optimizers share."""

    usual = 0.001

    def __init__(
        self, learning_rate: Any = None, *, clipnorm: Any = None, clipvalue: Any = None, global_clipnorm: Any = None, weight_decay: Any = None,
        name: str | None = None, **o: Any,
    ) -> None:  # fmt: skip
        given = o.pop("lr", learning_rate)
        self.name = name or type(self).__name__
        self.rate: Any = self.usual if given is None else given
        if not callable(self.rate):
            self.rate = KerasVariable(float(self.rate), trainable=False, name="learning_rate", path=f"{self.name}/learning_rate")
        self.iterations = KerasVariable(as_tensor(EagerTensor, 0, INT64), trainable=False, name="iteration", path=f"{self.name}/iteration")
        self.clips, self.weight_decay = (clipnorm, clipvalue, global_clipnorm), weight_decay
        self.kept: dict[tuple[int, str], Numbers] = {}

    @property
    def learning_rate(self) -> Any:
        """The rate now."""
        return self.rate(self.iterations) if callable(self.rate) and not isinstance(self.rate, Variable) else self.rate

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        if isinstance(self.rate, Variable) and not callable(rate):
            self.rate.assign(as_tensor(EagerTensor, rate, FLOAT32))
        else:
            self.rate = rate

    lr = learning_rate

    def build(self, variables: Any) -> None:
        """Nothing is needed."""

    def held(self, variable: Variable, name: str, first: float = 0.0) -> Numbers:
        """Return what is kept of a variable under a name."""
        found = self.kept.get((id(variable), name))
        return found or Numbers(arrays.full(tuple(variable.shape), first), variable._dtype)

    def keep(self, variable: Variable, name: str, value: Numbers) -> Numbers:
        """Keep numbers of a variable under a name."""
        self.kept[id(variable), name] = value
        return value

    def apply_gradients(self, grads_and_vars: Any, **_: Any) -> Any:
        """Move each variable against its gradient."""
        pairs = [(g, v) for g, v in grads_and_vars]
        known = [(TF.t(g), v) for g, v in pairs if g is not None]
        if not known:
            raise CellError("ValueError", "No gradients provided for any variable.", "look why each gradient is None")
        self._apply(self._clipped(known))
        return self.iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Any = None) -> None:
        """Move variables against their gradients."""
        self.apply_gradients(zip(grads, trainable_variables, strict=True))

    def _clipped(self, pairs: list[Any]) -> list[Any]:
        norm, value, whole = self.clips
        grads = [g for g, _ in pairs]
        if norm is not None:
            grads = [TF.clip_by_norm(g, norm) for g in grads]
        if value is not None:
            grads = [TF.clip(g, -value, value) for g in grads]
        if whole is not None:
            grads, _ = TF.clip_by_global_norm(grads, whole)
        return [(g, v) for g, (_, v) in zip(grads, pairs, strict=True)]

    def _apply(self, pairs: Sequence[Any]) -> None:
        rate, count = float(self.learning_rate), int(self.iterations) + 1
        for gradient, variable in pairs:
            if self.weight_decay:
                now = Numbers(variable.value, variable._dtype)
                variable.replaced((now - now * self.weight_decay * rate).value)
            moved = self.step(Numbers(variable.value, variable._dtype), Numbers(gradient.value, variable._dtype), variable, rate, count)
            variable.replaced(moved.value)
        self.iterations.replaced(float(count))

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        raise NotImplementedError

    def minimize(self, loss: Any, var_list: Any, tape: Any = None) -> None:
        """Work out a loss and its gradients, and move."""
        variables = list(var_list() if callable(var_list) else var_list)
        if callable(loss) and not isinstance(loss, EagerTensor):
            with GradientTape() as tape:
                loss = loss()
        self.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))

    @property
    def variables(self) -> list[Any]:
        """The counter and the rate."""
        return [self.iterations, *([self.rate] if isinstance(self.rate, Variable) else [])]


class SGD(Optimizer):
    """Gradient descent, with momentum if it is given."""

    usual = 0.01

    def __init__(self, learning_rate: Any = None, momentum: float = 0.0, nesterov: bool = False, **o: Any) -> None:
        super().__init__(learning_rate, **o)
        self.momentum, self.nesterov = momentum, nesterov

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        if not self.momentum:
            return x - g * rate
        m = self.keep(variable, "m", self.held(variable, "m") * self.momentum - g * rate)
        return x + (m * self.momentum - g * rate) if self.nesterov else x + m


class Adam(Optimizer):
    """Adam. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015."""

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

    def step(self, x: Numbers, g: Numbers, variable: Variable, rate: float, count: int) -> Numbers:
        """Return the next value of a variable."""
        total = self.keep(variable, "sum", self.held(variable, "sum", self.first) + g * g)
        return x - g * rate / (total + self.epsilon).root()


class Adadelta(Optimizer):
    """Steps as large as the last steps, for their slopes."""

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


OPTIMIZERS: dict[str, Any] = {
    c.__name__: c for c in (Optimizer, SGD, Adam, AdamW, Adamax, Nadam, RMSprop, Adagrad, Adadelta)
}  # fmt: skip


def optimizer_named(given: Any) -> Any:
    """Return an optimizer by its name."""
    if not isinstance(given, str):
        return given() if isinstance(given, type) else given
    found = next((c for n, c in OPTIMIZERS.items() if n.lower() == given.lower()), None)
    if found is None:
        raise CellError("ValueError", f"Could not interpret optimizer identifier: {given}")
    return found()


# ---- schedules ----


def _schedule(rule: Callable[..., float], *names: str, **usual: Any) -> Callable[..., Any]:
    def made(*given: Any, **o: Any) -> Callable[[Any], Any]:
        settings = {**usual, **dict(zip(names, given, strict=False)), **{k: v for k, v in o.items() if k != "name"}}
        return lambda step: TF.constant(float(rule(float(step), **settings)))

    return made


def _exponential(step: float, initial_learning_rate: float, decay_steps: float, decay_rate: float, staircase: bool) -> float:
    part = step / decay_steps
    return initial_learning_rate * decay_rate ** (math.floor(part) if staircase else part)


def _pieces(step: float, boundaries: Sequence[float], values: Sequence[float]) -> float:
    return next((v for b, v in zip(boundaries, values, strict=False) if step <= b), values[-1])


SCHEDULES: dict[str, Any] = {
    "ExponentialDecay": _schedule(_exponential, "initial_learning_rate", "decay_steps", "decay_rate", "staircase", staircase=False),
    "PiecewiseConstantDecay": _schedule(_pieces, "boundaries", "values"),
    "InverseTimeDecay": _schedule(
        lambda step, initial_learning_rate, decay_steps, decay_rate, staircase=False: initial_learning_rate / (1 + decay_rate * step / decay_steps),
        "initial_learning_rate", "decay_steps", "decay_rate"),
    "CosineDecay": _schedule(
        lambda step, initial_learning_rate, decay_steps, alpha: initial_learning_rate * (
            (1 - alpha) * 0.5 * (1 + math.cos(math.pi * min(step, decay_steps) / decay_steps)) + alpha),
        "initial_learning_rate", "decay_steps", "alpha", alpha=0.0),
}  # fmt: skip

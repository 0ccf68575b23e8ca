"""Keras: what all optimizers share; each step is worked out in the numbers of the variable's type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

from .. import arrays
from .dtypes import FLOAT32, INT64, DType, rounded
from .keras_schedules import LearningRateSchedule
from .keras_variables import KerasVariable, snake
from .session import CellError, current
from .tensor import as_tensor
from .tensorflow import EagerTensor, Variable
from .tensorflow_nn import TF
from .tensorflow_tape import GradientTape

__all__ = ["Numbers", "Optimizer"]


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

    def power(self, exponent: float) -> Numbers:
        """Return a power of each."""
        return Numbers(arrays.elementwise(lambda x: x**exponent if x > 0 or exponent > 0 else math.inf, self.value), self.dtype)

    def sign(self) -> Numbers:
        """Return the sign of each."""
        return Numbers(arrays.elementwise(lambda x: float((x > 0) - (x < 0)), self.value), self.dtype)

    def length(self) -> float:
        """Return the root of the sum of the squares."""
        return math.sqrt(math.fsum(x * x for x in arrays.data_of(self.value)))

    def larger(self, other: Numbers) -> Numbers:
        """Return the larger of two, entry by entry."""
        return Numbers(arrays.elementwise(max, self.value, other.value), self.dtype)

    def size(self) -> Numbers:
        """Return each without its sign."""
        return Numbers(arrays.elementwise(abs, self.value), self.dtype)


class Optimizer:
    """What all optimizers share. A cell derives its own by ``update_step(gradient, variable, learning_rate)``."""

    usual = 0.001
    slots: ClassVar[dict[str, str]] = {}  # what is kept of each variable, and how Keras calls it
    built = False

    def __init__(
        self, learning_rate: Any = None, *, weight_decay: Any = None, clipnorm: Any = None, clipvalue: Any = None, global_clipnorm: Any = None,
        use_ema: bool = False, ema_momentum: float = 0.99, ema_overwrite_frequency: Any = None, loss_scale_factor: Any = None,
        gradient_accumulation_steps: int | None = None, name: str | None = None, **o: Any,
    ) -> None:  # fmt: skip
        given = o.pop("lr", learning_rate)
        for unknown in o:
            raise CellError(
                "ValueError", f"Argument(s) not recognized: {{'{unknown}': {o[unknown]!r}}}", "look at the options of the optimizer"
            )
        self.name = name or snake(type(self).__name__)
        self.rate: Any = self.usual if given is None else given
        self.iterations = KerasVariable(as_tensor(EagerTensor, 0, INT64), trainable=False, name="iteration", path=f"{self.name}/iteration")
        if not callable(self.rate):
            self.rate = KerasVariable(float(self.rate), trainable=False, name="learning_rate", path=f"{self.name}/learning_rate")
        self.clips, self.weight_decay = (clipnorm, clipvalue, global_clipnorm), weight_decay
        self.every, self.waiting = gradient_accumulation_steps, dict[int, Numbers]()
        self.kept: dict[tuple[int, str], Numbers] = {}
        self.moved: list[Variable] = []
        self.given = {
            "learning_rate": given,
            "weight_decay": weight_decay,
            "clipnorm": clipnorm,
            "clipvalue": clipvalue,
            "global_clipnorm": global_clipnorm,
        }

    @property
    def learning_rate(self) -> Any:
        """The rate now."""
        if isinstance(self.rate, Variable) or not callable(self.rate):
            return self.rate
        return self.rate(self.iterations) if isinstance(self.rate, LearningRateSchedule) else self.rate()

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        if isinstance(self.rate, Variable) and not callable(rate):
            self.rate.assign(as_tensor(EagerTensor, rate, FLOAT32))
        else:
            self.rate = rate

    lr = learning_rate

    def build(self, variables: Any) -> None:
        """Learn which variables will be moved."""
        self.built = True
        known = {id(v) for v in self.moved}
        self.moved += [v for v in variables if id(v) not in known]

    first = 0.0  # what is kept of a variable before the first step

    def held(self, variable: Variable, name: str) -> Numbers:
        """Return what is kept of a variable under a name."""
        found = self.kept.get((id(variable), name))
        return found or Numbers(arrays.full(tuple(variable.shape), self.first), variable._dtype)

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
        self.build([v for _, v in known])
        self._apply(known)
        return self.iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Any = None) -> None:
        """Move variables against their gradients."""
        variables = self.moved if trainable_variables is None else list(trainable_variables)
        self.apply_gradients(zip(grads, variables, strict=True))

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

    def _apply(self, pairs: list[Any]) -> None:
        rate, count = float(self.learning_rate), int(self.iterations) + 1
        ready = self._collected(pairs, count) if self.every else pairs
        for gradient, variable in self._clipped(ready):
            if self.weight_decay:
                now = Numbers(variable.value, variable._dtype)
                variable.replaced((now - now * self.weight_decay * rate).value)
            self.update_step(gradient, variable, rate)
            if isinstance(variable, KerasVariable):
                variable.keep_rule()
        self.iterations.replaced(float(count))

    def _collected(self, pairs: list[Any], count: int) -> list[Any]:
        """Return the mean gradients of the last steps where it is their turn."""
        sums = []
        for gradient, variable in pairs:
            now = Numbers(gradient.value, variable._dtype)
            before = self.waiting.get(id(variable))
            self.waiting[id(variable)] = now if before is None else now + before
            sums.append((self.waiting[id(variable)] / self.every, variable))
        if count % (self.every or 1):
            return []
        self.waiting.clear()
        return [(EagerTensor(current().leaf(g.value, v._dtype), v._dtype), v) for g, v in sums]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move a variable by one step."""
        dtype = variable._dtype
        moved = self.step(
            Numbers(variable.value, dtype), Numbers(gradient.value, dtype), variable, float(learning_rate), int(self.iterations) + 1
        )
        variable.replaced(moved.value)

    def assign(self, variable: Any, value: Any) -> None:
        """Replace a variable."""
        variable.assign(value)

    def assign_add(self, variable: Any, value: Any) -> None:
        """Add to a variable."""
        variable.assign_add(value)

    def assign_sub(self, variable: Any, value: Any) -> None:
        """Take from a variable."""
        variable.assign_sub(value)

    def add_variable_from_reference(self, reference_variable: Any, name: str | None = None, **_: Any) -> Any:
        """Return a variable like another, full of zeros."""
        zeros = TF.zeros(tuple(reference_variable.shape), reference_variable._dtype)
        return KerasVariable(zeros, trainable=False, name=name or "variable", path=f"{self.name}/{name or 'variable'}")

    def get_config(self) -> dict[str, Any]:
        """Return what an optimizer like this is made with."""
        rate = float(self.learning_rate) if isinstance(self.rate, Variable) else self.rate
        own = {k: v for k, v in vars(self).items() if isinstance(v, int | float | str | bool)}
        betas = vars(self).get("betas")
        named = {} if betas is None else {"beta_1": betas[0], "beta_2": betas[1]}
        return {**self.given, **own, **named, "name": self.name, "learning_rate": rate}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Return an optimizer made with what another one was."""
        return cls(**config)

    def finalize_variable_values(self, *_: Any) -> None:
        """Nothing is left to do."""

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

    def kinds(self) -> dict[str, str]:
        """Return what is kept of each variable, and how Keras calls it."""
        return self.slots

    @property
    def variables(self) -> list[Any]:
        """The counter, the rate, and what is kept of the variables, as they are now."""
        found = [self.iterations, *([self.rate] if isinstance(self.rate, Variable) else [])]
        for v in self.moved:
            for slot, title in self.kinds().items():
                held, name = self.held(v, slot), f"{v.name.removesuffix(':0')}_{title}"
                made = EagerTensor(current().leaf(held.value, v._dtype), v._dtype)
                found.append(KerasVariable(made, trainable=False, name=name, path=f"{self.name}/{name}"))
        return found

"""What modules and layers are made of: variables, their first values, and how a module finds them."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator
from operator import mul
from typing import Any, ClassVar

from .dtypes import FLOAT32
from .keras_random import own_seed
from .printing import array_text
from .session import CellError, current
from .tensor import as_tensor, dtype_of, shape_arg
from .tensorflow import EagerTensor, Scope, Variable, flat
from .tensorflow_nn import TF
from .tensorflow_random import stateless

__all__ = ["INITIALIZERS", "KerasVariable", "Module", "Trackable", "auto_name", "initializer"]


class KerasVariable(Variable):
    """A variable of a layer, which prints as Keras' own."""

    constraint: Any

    def __init__(self, value: Any, trainable: bool = True, name: str = "variable", path: str = "", **o: Any) -> None:
        super().__init__(value, trainable, name, **o)
        self.path, self.constraint = path or name, None
        current().hints[self.line] = self.path.replace("/", "_")

    @property
    def name(self) -> str:
        """The name of the variable in its layer."""
        return self.label

    def _unread(self) -> Variable:
        return self

    def keep_rule(self) -> None:
        """Make the numbers what the constraint asks."""
        if self.constraint is not None:
            self.replaced(self.constraint(self.read_value()).value)

    def __repr__(self) -> str:
        text = array_text(self.value, self._dtype)
        return f"<Variable path={self.path}, shape={tuple(self.shape)}, dtype={self._dtype.name}, value={text}>"

    __str__ = __repr__


KerasVariable.__name__ = KerasVariable.__qualname__ = "Variable"


class Module:
    """A part of a model: its variables are found in its attributes, by their names in order, those of its parts behind."""

    def __init__(self, name: str | None = None, **_: Any) -> None:
        self.__dict__["_name"] = name or lower_case(type(self).__name__)

    @property
    def name(self) -> str:
        """The name of the module."""
        return self.__dict__.get("_name") or lower_case(type(self).__name__)

    @property
    def name_scope(self) -> Scope:
        """A with block whose variables carry the name of the module in front of theirs."""
        return Scope(self.name)

    @classmethod
    def with_name_scope(cls, method: Any) -> Any:
        """Return a method that makes its variables in the name scope."""

        @functools.wraps(method)
        def inside(self: Any, *args: Any, **options: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **options)

        return inside

    def _attributes(self) -> list[Any]:
        return [v for _, v in sorted(vars(self).items())]

    def _found(self) -> Iterator[Any]:
        waiting: list[Any] = [self]
        seen: set[int] = {id(self)}
        while waiting:
            here = waiting.pop(0)
            for value in here._attributes():
                for v in flat(value):
                    if isinstance(v, Variable | Module) and id(v) not in seen:
                        seen.add(id(v))
                        yield v
                        if isinstance(v, Module):
                            waiting.append(v)

    @property
    def variables(self) -> Any:
        """All variables of the module and of its parts."""
        return tuple(v for v in self._found() if isinstance(v, Variable))

    @property
    def trainable_variables(self) -> Any:
        """The variables that are trained."""
        return tuple(v for v in self._found() if isinstance(v, Variable) and v.trainable)

    @property
    def submodules(self) -> Any:
        """The parts of the module."""
        return tuple(v for v in self._found() if isinstance(v, Module))


class Trackable(Module):
    """A layer of Keras: its variables in the order in which they were made, those of its parts behind."""

    trainable = True

    def parts(self) -> list[Any]:
        """Return the layers among the attributes."""
        found = [v for name, value in vars(self).items() if name != "given" for v in flat(value) if isinstance(v, Module)]
        return list({id(v): v for v in found}.values())

    def _own(self) -> list[Variable]:
        found = {id(v): v for value in vars(self).values() for v in flat(value) if isinstance(v, Variable)}
        return sorted(found.values(), key=lambda v: (not v.trainable, v.lines[0]))

    @property
    def variables(self) -> Any:
        """All variables of the layer and of its parts."""
        found = self._own() + [v for part in self.parts() for v in part.variables]
        return list({id(v): v for v in found}.values())

    @property
    def trainable_variables(self) -> Any:
        """The variables that are trained."""
        if not self.trainable:
            return []
        found = [v for v in self._own() if v.trainable] + [v for part in self.parts() for v in part.trainable_variables]
        return list({id(v): v for v in found}.values())

    @property
    def non_trainable_variables(self) -> Any:
        """The variables that are not trained."""
        trained = {id(v) for v in self.trainable_variables}
        return [v for v in self.variables if id(v) not in trained]

    weights = property(lambda self: self.variables)
    trainable_weights = property(lambda self: self.trainable_variables)
    non_trainable_weights = property(lambda self: self.non_trainable_variables)


def lower_case(name: str) -> str:
    """Return a class's name as a module of TensorFlow writes it: conv2_d for Conv2D."""
    return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name).lower()


def snake(name: str) -> str:
    """Return a class's name as Keras writes it: my_dense for MyDense, conv2d for Conv2D."""
    name = re.sub(r"\W+", "", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()


def auto_name(kind: str, given: str | None) -> str:
    """Return the name of a layer: its class and a number, dense, dense_1, dense_2."""
    if given:
        return given
    counts: dict[str, int] = current().kept("layer names", dict)
    name = snake(kind)
    counts[name] = counts.get(name, -1) + 1
    return f"{name}_{counts[name]}" if counts[name] else name


# ---- first values ----


class Initializer:
    """Makes the first value of a variable; a cell may derive its own, whose ``__call__`` gives the value for a shape."""

    make: Callable[..., Any]
    usual: ClassVar[dict[str, Any]] = {}

    def __init__(self, *given: Any, **o: Any) -> None:
        self.settings = {**self.usual, **dict(zip(self.usual, given, strict=False)), **o}
        if "seed" in self.settings and self.settings["seed"] is None:
            self.settings["seed"] = own_seed()

    def __call__(self, shape: Any = (), dtype: Any = None, **_: Any) -> Any:
        sizes = shape_arg(shape)
        found = type(self).make(sizes, **self.settings)
        return as_tensor(EagerTensor, found, dtype_of(dtype, FLOAT32))

    def get_config(self) -> dict[str, Any]:
        """Return what an initializer like this is made with."""
        return dict(self.settings)


def _fans(shape: tuple[int, ...]) -> tuple[float, float]:
    if len(shape) < 2:
        return (1.0, 1.0) if not shape else (float(shape[0]), float(shape[0]))
    field = math.prod(shape[:-2])
    return float(shape[-2] * field), float(shape[-1] * field)


def _scaled(
    shape: tuple[int, ...], scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal", seed: Any = None
) -> Any:
    fan_in, fan_out = _fans(shape)
    scale /= max(1.0, {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode])
    if distribution == "uniform":
        limit = math.sqrt(3.0 * scale)
        return stateless("uniform", -limit, limit)(shape, (seed, 0))
    deviation = math.sqrt(scale) / (0.87962566103423978 if distribution == "truncated_normal" else 1.0)
    return stateless("truncated" if distribution == "truncated_normal" else "normal", 0.0, deviation)(shape, (seed, 0))


def _orthogonal(shape: tuple[int, ...], gain: float, seed: Any) -> Any:
    """Return columns of length 1 that stand square to each other (Gram and Schmidt), or rows where those are fewer."""
    if len(shape) < 2:
        raise CellError(
            "ValueError", f"The tensor to initialize must be at least two-dimensional. Received: shape={shape} of rank {len(shape)}."
        )
    rows, columns = math.prod(shape[:-1]), shape[-1]
    drawn = stateless("normal")((max(rows, columns), min(rows, columns)), (seed, 0)).tolist()
    square: list[list[float]] = []
    for column in zip(*drawn, strict=True):
        rest = list(column)
        for known in square:
            part = sum(map(mul, rest, known))
            rest = [a - part * b for a, b in zip(rest, known, strict=True)]
        size = math.sqrt(sum(map(mul, rest, rest))) or 1.0
        square.append([a / size for a in rest])
    lists = square if rows < columns else [list(row) for row in zip(*square, strict=True)]
    return TF.reshape(as_tensor(EagerTensor, [[gain * a for a in row] for row in lists]), shape)


def _spread(scale: float, mode: str, distribution: str) -> tuple[Callable[..., Any], dict[str, Any]]:
    return lambda shape, seed: _scaled(shape, scale, mode, distribution, seed), {"seed": None}


def _random(kind: str, *names: str, **usual: Any) -> tuple[Callable[..., Any], dict[str, Any]]:
    return lambda shape, seed, **o: stateless(kind, *[o[n] for n in names])(shape, (seed, 0)), {**usual, "seed": None}


KINDS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "Zeros": (lambda shape: TF.zeros(shape), {}), "Ones": (lambda shape: TF.ones(shape), {}),
    "Constant": (lambda shape, value: TF.zeros(shape) + as_tensor(EagerTensor, value, FLOAT32), {"value": 0.0}),
    "Identity": (lambda shape, gain: TF.eye(*shape) * gain, {"gain": 1.0}),
    "RandomUniform": _random("uniform", "minval", "maxval", minval=-0.05, maxval=0.05),
    "RandomNormal": _random("normal", "mean", "stddev", mean=0.0, stddev=0.05),
    "TruncatedNormal": _random("truncated", "mean", "stddev", mean=0.0, stddev=0.05),
    "Orthogonal": (_orthogonal, {"gain": 1.0, "seed": None}),
    "VarianceScaling": (_scaled, {"scale": 1.0, "mode": "fan_in", "distribution": "truncated_normal", "seed": None}),
    "GlorotUniform": _spread(1.0, "fan_avg", "uniform"), "GlorotNormal": _spread(1.0, "fan_avg", "truncated_normal"),
    "HeUniform": _spread(2.0, "fan_in", "uniform"), "HeNormal": _spread(2.0, "fan_in", "truncated_normal"),
    "LecunUniform": _spread(1.0, "fan_in", "uniform"), "LecunNormal": _spread(1.0, "fan_in", "truncated_normal"),
}  # fmt: skip
INITIALIZERS: dict[str, Any] = {
    name: type(name, (Initializer,), {"make": staticmethod(make), "usual": usual, "__doc__": f"Keras' initializer {name}."})
    for name, (make, usual) in KINDS.items()
}
INITIALIZERS |= {snake(name): make for name, make in INITIALIZERS.items()}
INITIALIZERS |= {"uniform": INITIALIZERS["RandomUniform"], "normal": INITIALIZERS["RandomNormal"]}


INITIALIZERS |= {"Initializer": Initializer, "get": lambda how: initializer(how)}


def initializer(how: Any) -> Callable[..., Any]:
    """Return an initializer by its name."""
    if isinstance(how, str):
        if how not in INITIALIZERS:
            raise CellError("ValueError", f"Could not interpret initializer identifier: {how}")
        return INITIALIZERS[how]()  # type: ignore[no-any-return]
    if isinstance(how, type) and issubclass(how, Initializer):
        return how()
    if isinstance(how, type) or not callable(how):
        raise CellError("ValueError", f"Could not interpret initializer identifier: {how}")
    return how  # type: ignore[no-any-return]

"""tf.function: the function runs as it is each time, and what it prints in Python is printed once for every kind of argument."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any

from .dtypes import BOOL, FLOAT32, INT32
from .session import CellError, current
from .tensor import Tensor, as_tensor, dtype_of
from .tensorflow import EagerTensor, Variable, flat, variables
from .tensorflow_strings import StringTensor
from .tensorflow_types import TYPES, TensorShape

__all__ = ["TensorSpec", "Traced", "run_eagerly"]


class TensorSpec:
    """The shape and the type that a function takes."""

    def __init__(self, shape: Any = None, dtype: Any = None, name: str | None = None) -> None:
        self.shape = None if shape is None else TensorShape(shape)
        self.dtype, self.name = TYPES[dtype_of(dtype, FLOAT32).name], name

    def __repr__(self) -> str:
        shape = "<unknown>" if self.shape is None else tuple(self.shape)
        return f"TensorSpec(shape={shape}, dtype={self.dtype!r}, name={self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorSpec) and repr(self) == repr(other)

    __hash__ = None  # type: ignore[assignment]

    def takes(self, value: Tensor) -> bool:
        """Whether a tensor has the shape and the type."""
        fits = self.shape is None or (
            len(self.shape) == value.ndim and all(w in (None, n) for w, n in zip(self.shape, tuple(value.shape), strict=True))
        )
        return fits and value._dtype.name == self.dtype.name


class _Placeholder(EagerTensor):
    """A tensor that came as an argument: it prints as in TensorFlow's graph, without its numbers."""

    label = "x"
    told: Any = None  # the shape that is told instead of its own

    def __str__(self) -> str:
        shape = tuple(self.shape) if self.told is None else tuple(self.told)
        return f'Tensor("{self.label}:0", shape={shape}, dtype={self._dtype.name})'

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)


class _PlaceholderText(StringTensor):
    """A text that came as an argument."""

    label = "x"

    def __str__(self) -> str:
        return f'Tensor("{self.label}:0", shape={tuple(self.shape)}, dtype=string)'

    __repr__ = __str__


ONCE = (
    "tf.function only supports singleton tf.Variables created on the first call. Make sure the tf.Variable is only created once or created outside "
    "tf.function. See https://www.tensorflow.org/guide/function#creating_tfvariables for more information."
)


HELD = 4  # references to a variable that nothing but the list of all variables holds: that, its copy, the name in the loop, the argument


class Traced:
    """A function as TensorFlow's decorator leaves it."""

    def __init__(self, function: Callable[..., Any], input_signature: Any = None) -> None:
        functools.update_wrapper(self, function)
        self.python_function, self.seen = function, set[Any]()
        self.input_signature = None if input_signature is None else tuple(input_signature)
        self.made = 0  # how many variables the first call made

    def __get__(self, owner: Any, kind: Any = None) -> Any:
        if owner is None:
            return self
        held = owner.__dict__.setdefault("traced", {}) if hasattr(owner, "__dict__") else {}
        if id(self) not in held:  # each object has its own traces
            bound = Traced(self.python_function.__get__(owner), self.input_signature)
            held[id(self)] = bound
        return held[id(self)]

    def __call__(self, *args: Any, **options: Any) -> Any:
        session = current()
        if session.state.get("run functions eagerly"):
            return self.python_function(*args, **options)
        if self.input_signature is not None:
            args, options = self._fitted(args, options), {}
        kind = (
            "signature"
            if self.input_signature is not None
            else (tuple(map(_kind, args)), tuple((k, _kind(v)) for k, v in sorted(options.items())))
        )
        known = kind in self.seen
        names = self._names()
        if not known:
            specs = self.input_signature or ()
            args = tuple(
                _held(a, names[k] if k < len(names) else "x", specs[k].shape if k < len(specs) else None) for k, a in enumerate(args)
            )
            options = {k: _held(v, k) for k, v in options.items()}
        before = len(variables())
        session.muted += known
        try:
            found = _result(self.python_function(*args, **options))
        finally:
            session.muted -= known
        new = variables()[before:]
        lost = not self.made and any(sys.getrefcount(v) <= HELD for v in new)
        if (new and self.made) or lost:
            raise CellError("ValueError", ONCE, "make the variable outside of the function")
        self.made = self.made or len(new)
        del new
        self.seen.add(kind)
        return found

    def _names(self) -> Sequence[str]:
        function = getattr(self.python_function, "__func__", self.python_function)
        names: Sequence[str] = getattr(getattr(function, "__code__", None), "co_varnames", ())
        return names[1:] if function is not self.python_function else names

    def _fitted(self, args: Sequence[Any], options: dict[str, Any]) -> tuple[Any, ...]:
        """Return arguments as tensors that the signature takes. Raises CellError for others."""
        specs = self.input_signature or ()
        given = [*args, *[options[n] for n in self._names()[len(args) :] if n in options]]
        title = ", ".join(f"{n}: {s!r}" for n, s in zip(self._names(), flat(list(specs)), strict=False))
        found = []
        for value, spec in zip(given, specs, strict=False):
            if isinstance(spec, TensorSpec):
                made = value if isinstance(value, EagerTensor) else as_tensor(EagerTensor, value, spec.dtype)
                if not spec.takes(made):
                    own = TensorSpec(tuple(made.shape), made._dtype)
                    raise CellError(
                        "TypeError", f"Binding inputs to tf.function failed due to `Can not cast {own} to {spec}`. Received args: "
                        f"{tuple(args)} and kwargs: {options} for signature: ({title}).", "give what the input_signature says",
                    )  # fmt: skip
                value = made
            found.append(value)
        if len(given) != len(specs):
            text = (
                f"missing a required argument: {self._names()[len(given)]!r}"
                if len(given) < len(specs)
                else "too many positional arguments"
            )
            raise CellError(
                "TypeError",
                f"Binding inputs to tf.function failed due to `{text}`. Received args: {tuple(args)} and kwargs: {options} for signature: ({title}).",
            )
        return tuple(found)

    def get_concrete_function(self, *args: Any, **options: Any) -> Any:
        """Return the function for one kind of arguments: Python's own values are fixed, tensors are still to be given."""
        return _Concrete(self, args, options)

    def experimental_get_tracing_count(self) -> int:
        """Return for how many kinds of arguments it was called."""
        return len(self.seen)


class _Concrete:
    """A traced function whose plain arguments are fixed."""

    def __init__(self, traced: Traced, args: Sequence[Any], options: dict[str, Any]) -> None:
        self.traced = traced
        names = list(inspect.signature(traced.python_function).parameters)
        given = {**dict(zip(names, args, strict=False)), **options}
        self.fixed = {n: v for n, v in given.items() if not isinstance(v, TensorSpec | Tensor)}
        self.open = [n for n in names if n not in self.fixed]

    def __call__(self, *args: Any, **options: Any) -> Any:
        given = {n: as_tensor(EagerTensor, v) for n, v in {**dict(zip(self.open, args, strict=False)), **options}.items()}
        return self.traced(**{**given, **self.fixed})


def run_eagerly(run_eagerly: bool) -> None:
    """Say whether functions run as if they were not decorated."""
    current().state["run functions eagerly"] = bool(run_eagerly)


def _kind(value: Any) -> Any:
    """Return what decides whether the function is traced anew: shape and type of tensors, Python's values themselves."""
    if isinstance(value, Tensor):
        return (tuple(value.shape), value._dtype.name, id(value) if isinstance(value, Variable) else None)
    if isinstance(value, list | tuple):
        return tuple(map(_kind, value))
    return (type(value).__name__, value) if isinstance(value, int | float | str | None) else id(value)


def _held(value: Any, name: str, told: Any = None) -> Any:
    if isinstance(value, StringTensor):
        text = _PlaceholderText(value)
        text.label = name
        return text
    if not isinstance(value, Tensor) or isinstance(value, Variable) or value.framework != "tensorflow":
        return value
    found = _Placeholder(value.line, value._dtype)
    found.label, found.told = name, told
    return found


def _result(value: Any) -> Any:
    """Return what comes out: numbers and variables as tensors."""
    if isinstance(value, StringTensor):
        return StringTensor(value)
    if isinstance(value, _Placeholder):
        return EagerTensor(value.line, value._dtype)
    if isinstance(value, Variable):
        return value.read_value()
    if isinstance(value, bool | int | float):
        return as_tensor(EagerTensor, value, BOOL if isinstance(value, bool) else INT32 if isinstance(value, int) else FLOAT32)
    if isinstance(value, dict):
        return {k: _result(v) for k, v in value.items()}
    return type(value)([_result(v) for v in value]) if type(value) in (list, tuple) else value

"""tf.function: the function runs as it is each time, and what it prints in Python is printed once for every kind of argument."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .dtypes import BOOL, FLOAT32, INT32
from .session import current
from .tensor import Tensor, as_tensor
from .tensorflow import EagerTensor, Variable

__all__ = ["Traced"]


class _Placeholder(EagerTensor):
    """A tensor that came as an argument: it prints as in TensorFlow's graph, without its numbers."""

    label = "x"

    def __str__(self) -> str:
        return f'Tensor("{self.label}:0", shape={tuple(self.shape)}, dtype={self._dtype.name})'

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)


class Traced:
    """A function as TensorFlow's decorator leaves it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.python_function, self.seen = function, set[Any]()

    def __get__(self, owner: Any, kind: Any = None) -> Any:
        return self if owner is None else functools.partial(self, owner)

    def __call__(self, *args: Any, **options: Any) -> Any:
        session = current()
        kind = (tuple(map(_kind, args)), tuple((k, _kind(v)) for k, v in sorted(options.items())))
        known = kind in self.seen
        self.seen.add(kind)
        names = getattr(getattr(self.python_function, "__code__", None), "co_varnames", ())
        if not known:
            args = tuple(_held(a, names[k] if k < len(names) else "x") for k, a in enumerate(args))
            options = {k: _held(v, k) for k, v in options.items()}
        session.muted += known
        try:
            return _result(self.python_function(*args, **options))
        finally:
            session.muted -= known

    def get_concrete_function(self, *_: Any, **__: Any) -> Any:
        """Return itself: there is no graph."""
        return self

    def experimental_get_tracing_count(self) -> int:
        """Return for how many kinds of arguments it was called."""
        return len(self.seen)


def _kind(value: Any) -> Any:
    """Return what decides whether the function is traced anew: shape and type of tensors, Python's values themselves."""
    if isinstance(value, Tensor):
        return (tuple(value.shape), value._dtype.name, id(value) if isinstance(value, Variable) else None)
    if isinstance(value, list | tuple):
        return tuple(map(_kind, value))
    return value if isinstance(value, int | float | str | None) else id(value)


def _held(value: Any, name: str) -> Any:
    if not isinstance(value, Tensor) or isinstance(value, Variable) or value.framework != "tensorflow":
        return value
    found = _Placeholder(value.line, value._dtype)
    found.label = name
    return found


def _result(value: Any) -> Any:
    """Return what comes out: numbers as tensors."""
    if isinstance(value, _Placeholder):
        return EagerTensor(value.line, value._dtype)
    if isinstance(value, bool | int | float):
        return as_tensor(EagerTensor, value, BOOL if isinstance(value, bool) else INT32 if isinstance(value, int) else FLOAT32)
    if isinstance(value, dict):
        return {k: _result(v) for k, v in value.items()}
    return type(value)([_result(v) for v in value]) if type(value) in (list, tuple) else value

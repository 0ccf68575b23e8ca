"""JAX looks at a function once: jit, loops and branches see values that are not known yet, and print what they print once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .jax import JaxArray
from .jax_trees import flatten, leaves, tree_map
from .session import CELL, CellError, current
from .tensor import Tensor, as_tensor

__all__ = ["Jitted", "Once", "jit", "marked", "opened"]


def marked(value: Any, **marks: Any) -> Any:
    """Return a number or an array with other marks; anything else stays as it is."""
    if not isinstance(value, Tensor | int | float):
        return value
    tensor = as_tensor(JaxArray, value)
    found = JaxArray(tensor.line, tensor._dtype)
    for name in ("weak", "traced", "staged", "mapped", "one_way"):
        setattr(found, name, marks.get(name, getattr(tensor, name)))
    found.front = "jit" if found.staged else "grad" if found.traced else "vmap"
    return found


def _staged(tree: Any) -> Any:
    return tree_map(lambda v: marked(v, staged=True), tree)


def opened(tree: Any) -> Any:
    """Return a tree whose numbers are known again, unless jit is still looking."""
    return tree if current().state.get("looking") else tree_map(lambda v: marked(v, staged=False), tree)


@contextmanager
def _looking(again: bool) -> Iterator[None]:
    """While jit looks at a function, nothing is known; what it prints ``again`` is not heard."""
    session = current()
    session.muted += again
    session.state["looking"] = session.state.get("looking", 0) + 1
    try:
        yield
    finally:
        session.state["looking"] -= 1
        session.muted -= again


class Once:
    """A function that a loop or a branch goes through: JAX looks at it once, with values that are not known yet."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f, self.seen = f, False

    def __call__(self, *args: Any, **options: Any) -> Any:
        with _looking(self.seen):
            self.seen = True
            return self.f(*_staged(args), **_staged(options))


class Jitted:
    """A function as jit gives it. It runs as it is; for arguments of a kind that it knows, with the names as they were the first time."""

    def __init__(self, f: Callable[..., Any], static_argnums: Any = (), static_argnames: Any = (), **_: Any) -> None:
        self.f = self.__wrapped__ = f
        self.__name__, self.__doc__ = getattr(f, "__name__", "function"), getattr(f, "__doc__", None)
        self.fixed = (static_argnums,) if isinstance(static_argnums, int) else tuple(static_argnums or ())
        self.names = (static_argnames,) if isinstance(static_argnames, str) else tuple(static_argnames or ())

    def _static(self, k: int) -> bool:
        code = getattr(self.f, "__code__", None)
        name = code.co_varnames[k] if code is not None and k < code.co_argcount else ""
        return k in self.fixed or name in self.names

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Return what the function returns."""
        if any([isinstance(v, JaxArray) and v.staged for v in flatten((args, options))[0] if hasattr(v, "staged")]):
            return self.f(*args, **options)
        seen: list[Any] = [self.f]
        given = [a if self._static(k) else self._entered(a, seen) for k, a in enumerate(args)]
        named = {n: a if n in self.names else self._entered(a, seen) for n, a in options.items()}
        seen += [repr(a) for k, a in enumerate(args) if self._static(k)]
        space = _space()
        known = current().kept("jit", dict)
        again = tuple(seen) in known
        names = known.setdefault(tuple(seen), dict(space))
        now = dict(space) if again else {}
        with _looking(again):
            try:
                if again:
                    _set(space, names)
                return _given_back(self.f(*given, **named))
            finally:
                if again:
                    _set(space, now)

    @staticmethod
    def _entered(tree: Any, seen: list[Any]) -> Any:
        def entry(value: Any) -> Any:
            if isinstance(value, str):
                text = f"Cannot interpret value of type {type(value)} as an abstract array; it does not have a dtype attribute"
                raise CellError("TypeError", text, "mark the argument with static_argnums")
            found = marked(value, staged=True)
            if isinstance(found, JaxArray):
                seen.append(found._short())
            return found

        return tree_map(entry, tree)

    def __get__(self, owner: Any, cls: Any = None) -> Any:
        return self if owner is None else lambda *args, **options: self(owner, *args, **options)

    def __repr__(self) -> str:
        return f"<PjitFunction of {self.f!r}>"


def _given_back(tree: Any) -> Any:
    """Return what a function under jit gives: nothing that is looked at, unless jit looks from further outside."""
    outer = current().state["looking"] > 1
    for value in leaves(tree):
        if isinstance(value, str):
            text = f"a function traced for jit returned a value of type {type(value)}, which is not a valid JAX type"
            raise CellError("TypeError", text, "return arrays and numbers")
    return tree_map(lambda v: marked(v, staged=outer), tree)


def _space() -> dict[str, Any]:
    """Return the names of the cell: JAX keeps those that a function saw when it looked at it."""
    frame: Any = sys._getframe(1)
    while frame is not None and not frame.f_code.co_filename.startswith(CELL):
        frame = frame.f_back
    return {} if frame is None else frame.f_globals


def _set(space: dict[str, Any], names: dict[str, Any]) -> None:
    space.clear()
    space.update(names)


def jit(f: Any = None, **options: Any) -> Any:
    """Return the function; used as a decorator with or without arguments."""
    if f is not None and not callable(f):
        raise CellError("TypeError", f"Expected a callable value, got {f}", "give a function: jax.jit(f)")
    return Jitted(f, **options) if f is not None else lambda g: Jitted(g, **options)

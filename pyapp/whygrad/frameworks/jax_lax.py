"""jax.lax: loops and branches as functions, and operations under their own names."""

from __future__ import annotations

from typing import Any

from .. import arrays
from ..operations import TABLE
from .jax import JNP, JaxArray
from .jax_trees import leaves, rebuilt, tree_map
from .modules import Namespace
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor

__all__ = ["lax_module"]

SAME = {
    "mul": "multiply", "sub": "subtract", "div": "divide", "add": "add", "pow": "power", "max": "maximum", "min": "minimum", "neg": "negative",
    "eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "rem": "mod", "log": "log",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "integer_pow": "power", "rev": "flip", "tan": "tan", "logistic": "sigmoid",
}  # fmt: skip
STRICT = frozenset(["add", "sub", "mul", "div", "pow", "max", "min", "rem", "eq", "lt", "le", "gt", "ge", "ne"])
BIG = 10_000_000


def _values(tree: Any) -> Any:
    """Return a tree with arrays for its numbers."""
    return tree_map(lambda v: as_tensor(JaxArray, v) if isinstance(v, Tensor | int | float) else v, tree)


def cond(test: Any, yes: Any, no: Any, *operands: Any, operand: Any = None, **_: Any) -> Any:
    """Return what one of two functions gives."""
    if not callable(yes):  # the old form: cond(test, x, yes, y, no)
        return _values(no(yes) if test else operands[1](operands[0]))
    given = operands or ((operand,) if operand is not None else ())
    return _values(yes(*_values(given)) if _true(test) else no(*_values(given)))


def _true(test: Any) -> bool:
    return bool(test.value) if isinstance(test, Tensor) else bool(test)


def switch(index: Any, branches: Any, *operands: Any, **_: Any) -> Any:
    """Return what one of several functions gives."""
    k = min(max(int(as_tensor(JaxArray, index).value), 0), len(branches) - 1)
    return _values(branches[k](*_values(operands)))


def fori_loop(low: Any, high: Any, body: Any, start: Any, **_: Any) -> Any:
    """Return what is left of ``start`` after the rounds of a loop."""
    start = _values(start)
    for k in range(int(low), int(high)):
        start = _values(body(as_tensor(JaxArray, k), start))
    return start


def while_loop(test: Any, body: Any, start: Any) -> Any:
    """Return what is left of ``start`` when a loop ends."""
    start = _values(start)
    for _round in range(BIG):
        if not _true(test(start)):
            break
        start = _values(body(start))
    return start


def scan(f: Any, init: Any, xs: Any = None, length: Any = None, reverse: bool = False, **_: Any) -> Any:
    """Return what is left after a loop over the rows of ``xs``, and what each round gave."""
    state, outs = _values(init), []
    rows = _values(xs)
    size = int(length) if xs is None or not leaves(xs) else len(leaves(rows)[0])
    for k in range(size - 1, -1, -1) if reverse else range(size):
        state, out = f(state, None if xs is None else tree_map(lambda v, k=k: v[k], rows))
        state = _values(state)
        outs.append(out)
    if reverse:
        outs.reverse()
    if not outs or not leaves(outs[0]):
        return state, outs[0] if outs else None
    columns = [leaves(o) for o in outs]
    stacked = [JNP.stack([as_tensor(JaxArray, c[j]) for c in columns]) for j in range(len(columns[0]))]
    return state, rebuilt(outs[0], iter(stacked))


def _map(f: Any, xs: Any, **_: Any) -> Any:
    return scan(lambda state, x: (state, f(x)), 0, xs)[1]


def associative_scan(f: Any, xs: Any, reverse: bool = False, **_: Any) -> Any:
    """Return all results of ``f`` from the first row up to each."""
    rows = list(as_tensor(JaxArray, xs))
    rows = rows[::-1] if reverse else rows
    found = [rows[0]]
    for row in rows[1:]:
        found.append(f(found[-1], row))
    return JNP.stack(found[::-1] if reverse else found)


def _same_types(name: str, args: Any) -> None:
    given = [as_tensor(JaxArray, a) for a in args]
    kinds = [g._dtype.name for g in given]
    firm = {g._dtype.name for g in given if not g.weak}
    whole = [g.weak and g._dtype.kind == "i" for g in given]
    if len(set(kinds)) > 1 and (len(firm) != 1 or not all(whole) or True) and not _gives_way(given):
        text = f"lax.{name} requires arguments to have the same dtypes, got {', '.join(kinds)}."
        raise CellError(
            "TypeError", f"{text} (Tip: jnp.{name} is a similar function that does automatic type promotion on inputs).", f"use jnp.{name}"
        )


def _gives_way(given: Any) -> bool:
    """Whether weak numbers of Python can take the type of the array beside them."""
    firm = {g._dtype.name for g in given if not g.weak}
    return len(firm) == 1 and all([g._dtype.name in firm or (g.weak and g._dtype.kind in ("i", "f")) for g in given])


class _Lax:
    """Operations of jax.lax."""

    def find(self, name: str) -> Any:
        """Return the function called ``name``, or None."""
        found = JNP.any_name(SAME.get(name, name))
        if found is None or name not in STRICT:
            return found

        def function(*args: Any) -> Any:
            _same_types(name, args)
            return found(*args)

        return function

    @staticmethod
    def select(which: Any, on_true: Any, on_false: Any) -> Any:
        return JNP.where(which, on_true, on_false)

    @staticmethod
    def clamp(low: Any, x: Any, high: Any) -> Any:
        return JNP.clip(x, low, high)

    @staticmethod
    def convert_element_type(x: Any, dtype: Any) -> Any:
        return as_tensor(JaxArray, x, JNP.kind(dtype))

    @staticmethod
    def dynamic_slice(x: Any, starts: Any, sizes: Any) -> Any:
        x = as_tensor(JaxArray, x)
        begins = [min(max(int(s), 0), n - w) for s, w, n in zip(starts, sizes, x.shape, strict=True)]
        return x[tuple([slice(b, b + w) for b, w in zip(begins, sizes, strict=True)])]

    @staticmethod
    def dynamic_update_slice(x: Any, new: Any, starts: Any) -> Any:
        x, new = as_tensor(JaxArray, x), as_tensor(JaxArray, new)
        begins = [int(s) for s in (starts if isinstance(starts, list | tuple) else list(starts))]
        return x.at[tuple([slice(b, b + w) for b, w in zip(begins, new.shape, strict=True)])].set(new)

    @staticmethod
    def broadcast(x: Any, sizes: Any) -> Any:
        x = as_tensor(JaxArray, x)
        return JNP.broadcast_to(x, (*sizes, *x.shape))

    @staticmethod
    def full(shape: Any, value: Any, dtype: Any = None) -> Any:
        return JNP.full(shape, value, dtype)

    @staticmethod
    def iota(dtype: Any, size: int) -> Any:
        return JNP.arange(size, dtype=JNP.kind(dtype))

    @staticmethod
    def concatenate(parts: Any, dimension: int) -> Any:
        return JNP.concat(parts, dimension)

    @staticmethod
    def reciprocal(x: Any) -> Any:
        return 1.0 / as_tensor(JaxArray, x)

    @staticmethod
    def erf_inv(x: Any) -> Any:
        from .jax_random import erf_inv

        x = as_tensor(JaxArray, x)
        return JaxArray(current().leaf(arrays.elementwise(erf_inv, x.value), x._dtype), x._dtype)

    @staticmethod
    def top_k(x: Any, k: int) -> Any:
        x = as_tensor(JaxArray, x)
        places = JNP.argsort(-x)[:k]
        return [x[places], places]


def lax_module(stop_gradient: Any) -> Namespace:
    """Return jax.lax."""
    own = {n: getattr(_Lax, n) for n in vars(_Lax) if not n.startswith("_") and n != "find"}
    names = {
        **own, "stop_gradient": stop_gradient, "cond": cond, "switch": switch, "fori_loop": fori_loop, "while_loop": while_loop, "scan": scan,
        "map": _map, "associative_scan": associative_scan, "rsqrt": lambda x: apply(JaxArray, TABLE["rsqrt"], as_tensor(JaxArray, x)),
    }  # fmt: skip
    return Namespace("jax.lax", names, _Lax().find)

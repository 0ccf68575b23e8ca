"""Loops and branches of jax.lax: functions that take functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .jax import JNP, JaxArray
from .jax_staging import Once, marked, opened
from .jax_trees import flatten, leaves, rebuilt, tree_map
from .session import CellError
from .tensor import Tensor, as_tensor

__all__ = ["LOOPS", "values", "whole"]

BIG = 10_000_000


def values(tree: Any) -> Any:
    """Return a tree with arrays for its numbers."""
    return tree_map(lambda v: as_tensor(JaxArray, v) if isinstance(v, Tensor | int | float) else v, tree)


def cond(test: Any, yes: Any, no: Any, *operands: Any, operand: Any = None, **_: Any) -> Any:
    """Return what one of two functions gives."""
    if not callable(yes):  # the old form: cond(test, x, yes, y, no)
        return values(no(yes) if test else operands[1](operands[0]))
    given = values(operands or ((operand,) if operand is not None else ()))
    found = [values(branch(*given)) for branch in (Once(yes), Once(no))]  # JAX looks at both
    _fit("cond branch outputs", found, ("true_fun output", "false_fun output"))
    weak = iter([v.weak for v in map(marked, leaves(found[1]))])  # JAX asks the second one what gives way
    return opened(tree_map(lambda v: marked(v, weak=next(weak)), found[0] if _true(test) else found[1]))


def _true(test: Any) -> bool:
    return bool(test.value) if isinstance(test, Tensor) else bool(test)


def switch(index: Any, branches: Any, *operands: Any, **_: Any) -> Any:
    """Return what one of several functions gives."""
    k = min(max(whole(index), 0), len(branches) - 1)
    return opened(values(Once(branches[k])(*values(operands))))


def whole(number: Any) -> int:
    """Return a whole number of the cell; jit may be looking at it."""
    return int(number.value) if isinstance(number, Tensor) else int(number)


def _fit(what: str, trees: Sequence[Any], names: Sequence[str]) -> None:
    """Refuse trees of different forms or types where JAX needs the same."""
    first, second = ([marked(v) for v in leaves(tree)] for tree in trees)
    forms = [flatten(tree)[1] for tree in trees]
    if forms[0] != forms[1]:
        kinds = ["a pytree leaf" if f.kind == "*" else f"a {f.kind}" for f in forms]
        text = f"{names[0]} is {kinds[0]} but {names[1]} is {kinds[1]}"
        raise CellError(
            "TypeError", f"{what} must have the same pytree structure, but they differ: {text}.", "return values of the same form"
        )
    for a, b in zip(first, second, strict=True):
        gives_way = a.weak or (b.weak and a._dtype.is_floating)
        if a.shape != b.shape or (a._dtype != b._dtype and not gives_way):
            text = f"{names[0]} has type {a._short()} but {names[1]} has type {b._short()}"
            raise CellError(
                "TypeError", f"{what} must have equal types, but they differ: {text}.", "write numbers of the same type: 1.0 for 1"
            )


class _Loop:
    """The state of a loop: the body sees it in the types it began with, unless weak ones must give way in the first round."""

    def __init__(self, name: str, body: Any, start: Any) -> None:
        self.name, self.body, self.state = name, Once(body), values(start)
        self.last: Any = None  # what the body gave: its types are those of the result

    def round(self, *more: Any, apart: bool = False) -> Any:
        """Go round once; return what the body gives beside the state, if it gives it ``apart``."""
        found, beside = self._turn(*more, apart=apart)
        if self.last is None:
            kinds = [[v._dtype for v in map(marked, leaves(tree))] for tree in (self.state, found)]
            if kinds[0] != kinds[1]:
                types = iter(kinds[1])
                self.state = tree_map(lambda v: self._given_way(v, next(types)), self.state)
                found, beside = self._turn(*more, apart=apart)
        self.last = found
        weak = iter([v.weak for v in map(marked, leaves(self.state))])
        self.state = tree_map(lambda v: marked(v, weak=next(weak)), found)
        return beside

    def _turn(self, *more: Any, apart: bool) -> tuple[Any, Any]:
        found = self.body(*more, self.state) if not apart else self.body(self.state, *more)
        if apart and not (isinstance(found, tuple | list) and len(found) == 2):
            shown = marked(found)._short().removeprefix("~") if isinstance(found, Tensor | int | float) else found
            text = f"scan body output must be a pair, got {shown}."
            raise CellError("TypeError", text, "return carry, y")
        found, beside = found if apart else (found, None)
        found = values(found)
        _fit(f"{self.name} body function carry input and carry output", (self.state, found), ("the input carry", "the carry output"))
        return found, beside

    @staticmethod
    def _given_way(value: Any, kind: Any) -> Any:
        found = marked(value)
        return found if found._dtype == kind else marked(as_tensor(JaxArray, found, kind), weak=False)

    def end(self, one_way: bool = False) -> Any:
        """Return what is left of the state."""
        found = self.state if self.last is None else self.last
        return opened(tree_map(lambda v: marked(v, one_way=v.traced), found) if one_way else found)


def fori_loop(low: Any, high: Any, body: Any, start: Any, **_: Any) -> Any:
    """Return what is left of ``start`` after the rounds of a loop."""
    loop = _Loop("fori_loop", body, start)
    for k in range(whole(low), whole(high)):
        loop.round(as_tensor(JaxArray, k))
    return loop.end(one_way=any([getattr(bound, "staged", False) for bound in (low, high)]))


def while_loop(test: Any, body: Any, start: Any) -> Any:
    """Return what is left of ``start`` when a loop ends."""
    loop, test = _Loop("while_loop", body, start), Once(test)
    for _round in range(BIG):
        if not _true(test(loop.state)):
            break
        loop.round()
    return loop.end(one_way=True)


def scan(f: Any, init: Any, xs: Any = None, length: Any = None, reverse: bool = False, **_: Any) -> Any:
    """Return what is left after a loop over the rows of ``xs``, and what each round gave."""
    loop, rows, outs = _Loop("scan", f, init), values(xs), list[Any]()
    sizes = [v.shape[0] for v in leaves(rows) if v.ndim]
    if any([not v.ndim for v in leaves(rows)]):
        raise CellError("ValueError", "scan got value with no leading axis to scan over.", "give arrays with one row a round")
    if len({*sizes, *([int(length)] if length is not None else [])}) > 1:
        text = "scan got values with different leading axis sizes: " + ", ".join(map(str, sizes))
        raise CellError("ValueError", text + (f"; length={length}" if length is not None else "") + ".", "all need one row a round")
    size = sizes[0] if sizes else int(length)
    for k in range(size - 1, -1, -1) if reverse else range(size):
        outs.append(loop.round(None if xs is None else tree_map(lambda v, k=k: v[k], rows), apart=True))
    if reverse:
        outs.reverse()
    if not outs or not leaves(outs[0]):
        return loop.end(), outs[0] if outs else None
    columns = [leaves(o) for o in outs]
    stacked = [JNP.stack([as_tensor(JaxArray, c[j]) for c in columns]) for j in range(len(columns[0]))]
    return loop.end(), opened(rebuilt(outs[0], iter(stacked)))


def _map(f: Any, xs: Any, **_: Any) -> Any:
    return scan(lambda state, x: (state, f(x)), 0, xs)[1]


def associative_scan(f: Any, xs: Any, reverse: bool = False, axis: int = 0, **_: Any) -> Any:
    """Return all results of ``f`` from the first row up to each."""
    given = values(xs)
    size = leaves(given)[0].shape[axis]
    rows = [tree_map(lambda v, k=k: v[(slice(None),) * axis + (k,)], given) for k in range(size)]
    rows = rows[::-1] if reverse else rows
    found = rows[:1]
    for row in rows[1:]:
        found.append(f(found[-1], row))
    columns = [leaves(row) for row in (found[::-1] if reverse else found)]
    return rebuilt(given, iter([JNP.stack([c[j] for c in columns], axis) for j in range(len(columns[0]))]))


LOOPS: dict[str, Any] = {
    "cond": cond, "switch": switch, "fori_loop": fori_loop, "while_loop": while_loop, "scan": scan, "map": _map, "associative_scan": associative_scan,
}  # fmt: skip

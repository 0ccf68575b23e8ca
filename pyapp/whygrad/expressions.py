"""Expressions: flat lists of nodes with integer arguments.

A node is an operation applied to earlier nodes, or a leaf: a number (exact), a symbol or a named constant. Arguments
always have smaller numbers than the node, so every walk is a loop over indices; nothing recurses and no linked
objects exist. With ``shared=True`` equal nodes are one node, so that written-out repetition costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from .arrays import Array
from .exact import Exact, exact
from .operations import CONSTANTS, Operation, Ref

__all__ = ["ARRAY", "CALL", "CONSTANT", "DERIVATIVE", "GRADIENT", "NUMBER", "SYMBOL", "Expressions", "Kind", "Made"]

NUMBER: Final = "number"
SYMBOL: Final = "symbol"
CONSTANT: Final = "constant"
CALL: Final = "call"  # of a function that the source defines; data is its name and how often it is differentiated
DERIVATIVE: Final = "derivative"  # of its first argument by its second, a symbol; data is the order
GRADIENT: Final = "gradient"  # of its first argument by the others, symbols; data is "gradient" or "hessian"
ARRAY: Final = "array"  # of plain numbers; data is a Made
Kind = Operation | str


class Made(NamedTuple):
    """An array of plain numbers that a text holds, and how it was written: a call such as ones(2, 2), or "" for a list."""

    value: Array
    text: str

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Made) and other.value is self.value and other.text == self.text

    def __ne__(self, other: object) -> bool:
        return not self == other


class Expressions:
    """An append-only list of nodes: ``ops[i]`` is the kind of node i, ``args[i]`` its arguments, ``data[i]`` a leaf's payload.

    ``data`` is exact for a number (see ``exact.exact``) and the name for a symbol or a constant.
    """

    def __init__(self, shared: bool = True) -> None:
        self.ops: list[Kind] = []
        self.args: list[tuple[int, ...]] = []
        self.data: list[Any] = []
        self._index: dict[tuple[Any, ...], int] | None = {} if shared else None

    def __len__(self) -> int:
        return len(self.ops)

    def add(self, op: Kind, args: tuple[int, ...] = (), data: Any = None) -> int:
        """Add a node as it is written and return its number; a shared node that exists is returned instead."""
        if self._index is not None:
            key = (op, args, data)
            found = self._index.get(key)
            if found is not None:
                return found
            self._index[key] = len(self.ops)
        self.ops.append(op)
        self.args.append(args)
        self.data.append(data)
        return len(self.ops) - 1

    def num(self, value: Exact) -> int:
        """Return the node of an exact number."""
        if value.denominator == 1:
            return self.add(NUMBER, (), int(value))
        if self._index is None:
            return self.add(NUMBER, (), value)
        key = (NUMBER, value.numerator, value.denominator)  # hashing a Fraction takes a modular inverse
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = self.add(NUMBER, (), value)
        return found

    def symbol(self, name: str) -> int:
        """Return the node of a symbol."""
        return self.add(SYMBOL, (), name)

    def const(self, name: str) -> int:
        """Return the node of a named constant of the table."""
        if name not in CONSTANTS:
            raise ValueError(f"no constant is called {name}")
        return self.add(CONSTANT, (), name)

    # the owner's side of Ref: vjps applied to letters build nodes as they are written
    def ref(self, index: int) -> Ref:
        """Return a handle of node ``index``, on which operations and Python's operators work."""
        return Ref(self, index)

    def apply(self, op: Operation, args: Sequence[Any]) -> Ref:
        """Add ``op`` applied to handles and plain numbers; return its handle."""
        return Ref(self, self.add(op, tuple(self.lift(a) for a in args)))

    def number(self, value: Any) -> Ref:
        """Return a handle of a plain number."""
        return Ref(self, self.lift(value))

    def constant(self, name: str) -> Ref:
        """Return a handle of a named constant."""
        return Ref(self, self.const(name))

    def value_of(self, index: int) -> Any:
        """Return a number for every node: what stands for a number has no axes."""
        return 0.0

    def lift(self, value: Any) -> int:
        """Return the node of a handle of ours or of a plain number."""
        if type(value) is Ref:
            return value.index
        return self.num(exact(value) if isinstance(value, int | Fraction | Decimal | float) else value)

    def reach(self, roots: Iterable[int]) -> list[int]:
        """Return all nodes that ``roots`` are made from, the roots included, arguments before users."""
        seen = set(roots)
        stack = list(seen)
        args = self.args
        while stack:
            for arg in args[stack.pop()]:
                if arg not in seen:
                    seen.add(arg)
                    stack.append(arg)
        return sorted(seen)

    def depends(self, nodes: Iterable[int], symbols: Iterable[int]) -> set[int]:
        """Return those of ``nodes`` (arguments first, as from :meth:`reach`) that ``symbols`` can move."""
        moved = set(symbols)
        args = self.args
        for node in nodes:
            if not moved.isdisjoint(args[node]):
                moved.add(node)
        return moved

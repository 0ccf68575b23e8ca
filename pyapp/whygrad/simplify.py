"""Expressions in the form in which a teacher would leave them.

Building an expression through a ``Simplifier`` gives that form at once, so a derivative assembled from rules needs no
second pass. Sums, products and powers are put together in ``arithmetic``; here is what leads to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from .arithmetic import Arithmetic, TooLong
from .chains import gather_product, gather_sum
from .exact import Exact, exact
from .expressions import SYMBOL, Expressions
from .inverses import UNDONE
from .operations import TABLE, Operation, Ref
from .program import Program
from .syntax import read

__all__ = ["Simplifier", "TooLong"]

ADD, SUB, MUL, DIV, NEG = (TABLE[n] for n in ("add", "subtract", "multiply", "divide", "negative"))
POW, SQRT, RSQRT, SQUARE = (TABLE[n] for n in ("power", "sqrt", "rsqrt", "square"))
RECIPROCAL, SQUARED_DIFFERENCE, IDENTITY = (TABLE[n] for n in ("reciprocal", "squared_difference", "identity"))
EXP, EXP2, LN, WHERE = (TABLE[n] for n in ("exp", "exp2", "ln", "where"))
POWERS: dict[Operation, Exact] = {SQRT: Fraction(1, 2), SQUARE: 2, RECIPROCAL: -1, RSQRT: Fraction(-1, 2)}


class Simplifier(Arithmetic):
    """Builds simplified nodes in ``nodes``. It owns handles, so that a vjp called on them gives a simplified formula."""

    def __init__(self, nodes: Expressions) -> None:
        super().__init__(nodes)
        self.lengths: dict[int, int] = {}  # how long each node is when written, for the forms
        self.parts: dict[int, tuple[Exact, dict[int, Exact]]] = {}  # each term as coefficient and powers, for the forms
        self.changed: dict[tuple[Any, int], int] = {}  # by what and which node, for the forms
        self._done: dict[int, int] = {}
        self._closed: dict[int, bool] = {}
        self._special: dict[Operation, dict[tuple[int, ...], int]] = {}

    # the owner's side of Ref
    def ref(self, node: int) -> Ref:
        """Return a handle of a simplified node."""
        return Ref(self, node)

    def number(self, value: Any) -> Ref:
        """Return a handle of an exact number."""
        return Ref(self, self.nodes.num(exact(value)))

    def value_of(self, index: int) -> float:
        """Return a number for every node: what stands for a number has no axes."""
        return 0.0

    def constant(self, name: str) -> Ref:
        """Return a handle of a named constant."""
        return Ref(self, self.nodes.const(name))

    def apply(self, op: Operation, args: Sequence[Any]) -> Ref:
        """Return the simplified application of ``op`` to handles and plain numbers."""
        return Ref(self, self.build(op, tuple(a.index if type(a) is Ref else self.nodes.num(exact(a)) for a in args)))

    # written expressions
    def __call__(self, root: int) -> int:
        """Return the simplified form of a node as written. Loops over the parts; long sums and products are taken whole."""
        nodes, done = self.nodes, self._done
        stack = [root]
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            op = nodes.ops[node]
            signs: Iterable[int]
            if op is ADD or op is SUB or op is NEG:
                parts, signs = zip(*gather_sum(nodes, node), strict=True)
            elif op is MUL or op is DIV:
                sign, factors = gather_product(nodes, node)
                parts, signs = zip(*factors, strict=True)
            else:
                parts, signs = nodes.args[node], ()
            self.spend(len(parts))
            missing = [p for p in parts if p not in done]
            if missing:
                stack += missing
                continue
            ready = [done[p] for p in parts]
            if op is ADD or op is SUB or op is NEG:
                done[node] = self.sum_of([p if s > 0 else self.product_of((self.minus_one, p)) for p, s in zip(ready, signs, strict=True)])
            elif op is MUL or op is DIV:
                powers = [p if s > 0 else self.power_of(p, self.minus_one) for p, s in zip(ready, signs, strict=True)]
                done[node] = self.product_of([self.minus_one, *powers] if sign < 0 else powers)
            elif isinstance(op, Operation):
                done[node] = self.build(op, tuple(ready))
            else:
                done[node] = node
            stack.pop()
        return done[root]

    # every other operation
    def build(self, op: Operation, args: tuple[int, ...]) -> int:
        """Return ``op`` applied to simplified nodes."""
        rewritten = self._as_arithmetic(op, args)
        if rewritten is not None:
            return rewritten
        inner = self.nodes.ops[args[0]]
        undone = UNDONE.get((op, inner)) if isinstance(inner, Operation) else None
        if undone is not None:
            return int(undone(self.ref(self.nodes.args[args[0]][0])).index)
        if op is EXP and inner is MUL:  # e^(2 ln u) is u^2
            times, rest = self.split(args[0])
            if rest is not None and self.nodes.ops[rest] is LN:
                return self.power_of(self.nodes.args[rest][0], self.nodes.num(times))
        if op is WHERE:
            return self.choice(args)
        if all(self.closed(a) for a in args):
            known = self._known(op, args)
            if known is not None:
                return known
        return self.nodes.add(op, args)

    def _as_arithmetic(self, op: Operation, args: tuple[int, ...]) -> int | None:
        """Return sums, products, quotients and roots as flat sums, products and powers; None for other operations."""
        nodes, minus_one = self.nodes, self.minus_one
        if op is ADD:
            return self.sum_of(args)
        if op is SUB:
            return self.sum_of((args[0], self.product_of((minus_one, args[1]))))
        if op is MUL:
            return self.product_of(args)
        if op is DIV:
            return self.product_of((args[0], self.power_of(args[1], minus_one)))
        if op is NEG:
            return self.product_of((minus_one, args[0]))
        if op is POW:
            return self.power_of(*args)
        if op is EXP2:
            return self.power_of(nodes.num(2), args[0])
        if op is SQUARED_DIFFERENCE:
            return self.power_of(self.build(SUB, args), nodes.num(2))
        if op is IDENTITY:
            return args[0]
        exponent = POWERS.get(op)
        return None if exponent is None else self.power_of(args[0], nodes.num(exponent))

    def choice(self, args: tuple[int, ...]) -> int:
        """Return a choice between branches, one branch where the condition is known or both are alike."""
        condition = self.value(args[0])
        if self.nodes.ops[args[1]] is WHERE and self.nodes.args[args[1]][0] == args[0]:
            args = (args[0], self.nodes.args[args[1]][1], args[2])
        if self.nodes.ops[args[2]] is WHERE and self.nodes.args[args[2]][0] == args[0]:
            args = (args[0], args[1], self.nodes.args[args[2]][2])
        if args[1] == args[2]:
            return args[1]
        if condition is not None:
            return args[1] if condition else args[2]
        return self.nodes.add(WHERE, args)

    def closed(self, node: int) -> bool:
        """Tell whether a node holds no symbol (of a short expression; long ones are treated as open)."""
        known = self._closed.get(node)
        if known is None:
            order = self.nodes.reach([node])
            known = self._closed[node] = len(order) < 20 and all(self.nodes.ops[n] != SYMBOL for n in order)
        return known

    def _known(self, op: Operation, args: tuple[int, ...]) -> int | None:
        """Return the exact value of ``op`` at one of its special points, or of a comparison, sign or size of numbers."""
        numbers = [n if n is None else Fraction(n) for n in map(self.value, args)]
        exact_rules = ("piecewise", "absolute", "extremum")  # these only compare and choose, so exact numbers stay exact
        if op.rule in exact_rules and all(n is not None for n in numbers) and (op.domain is None or op.domain.holds(*numbers)):
            found = op.forward(*numbers)
            return self.nodes.num(found) if isinstance(found, int | Fraction) else None
        table = self._special.get(op)
        if table is None:
            table = self._special[op] = {}
            for point in op.special:
                left, right = point.split("->")
                table[tuple(self.read(p) for p in left.split(","))] = self.read(right)
        return table.get(args)

    def read(self, text: str) -> int:
        """Return the simplified form of a formula written in text (used for the table's special points)."""
        program = _read(text.strip())
        copied: list[int] = []
        for op, args, data in zip(program.nodes.ops, program.nodes.args, program.nodes.data, strict=True):
            copied.append(self.nodes.add(op, tuple(copied[a] for a in args), data))
        return self(copied[program.target.node])


@cache
def _read(text: str) -> Program:
    return read(text)

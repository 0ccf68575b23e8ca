"""Formulas of arrays: the effects of the backward pass written with letters, and put into a short form.

Every node carries its value at the point, so shapes are known, and a formula is only given if its number is the tape's.
The rules used are those of NumPy's arithmetic; a form is changed only where value and shape stay the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import sub
from typing import Any

from .arrays import Array, ArrayError, as_array, broadcast_shape, data_of, eye, ones, shape_of
from .backward import passes, start
from .exact import Exact, exact
from .expressions import ARRAY, NUMBER, Expressions, Made
from .operations import CONSTANTS, TABLE, Operation, Ref
from .operations import shape as shape_at
from .tape import Tape, Value, compute, finite

__all__ = ["Valued", "adjoint_formula", "agree", "received"]

ADD, SUB, MUL, DIV, POW, NEG, MATMUL, TRANSPOSE, SUM, WHERE = (
    TABLE[n]
    for n in "add subtract multiply divide power negative matmul transpose sum where".split()  # noqa: SIM905
)
LINES_AT_MOST = 400


class Valued(Expressions):
    """Expressions with a value for every node, made short as they are put together."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[Value] = []

    def add(self, op: Any, args: tuple[int, ...] = (), data: Any = None) -> int:
        """Add a node; its value follows (leaves get theirs from :meth:`leaf`)."""
        node = super().add(op, args, data)
        if node == len(self.values):
            self.values.append(compute(op, [self.values[a] for a in args]) if isinstance(op, Operation) else math.nan)
        return node

    def leaf(self, op: str, data: Any, value: Value) -> int:
        """Add a leaf with its value."""
        node = self.add(op, (), data)
        self.values[node] = value
        return node

    def value_of(self, index: int) -> Value:
        """Return the value of a node."""
        return self.values[index]

    def noise(self, node: int) -> float:
        """Return how far rounding may have moved the numbers of a node, by the largest it is made from."""
        sizes = [abs(x) for n in self.reach([node]) for x in data_of(self.values[n])]
        return 1e-14 * max([x for x in sizes if math.isfinite(x)], default=1.0)

    def shape(self, node: int) -> tuple[int, ...]:
        """Return the shape of a node's value."""
        return shape_of(self.values[node])

    def lift(self, value: Any) -> int:
        """Return the node of a handle, of a number, or of an array."""
        if type(value) is Ref:
            return value.index
        if type(value) is Array:
            if all(x == value.data[0] for x in value.data):
                return self.filled(value.data[0] if value.data else 0, value.shape)
            if value.ndim == 2 and value.shape[0] == value.shape[1] and value == eye(value.shape[0]):
                return self.leaf(ARRAY, Made(value, f"eye({value.shape[0]})"), value)
            return self.leaf(ARRAY, Made(value, ""), value)
        if not math.isfinite(value):
            raise ArithmeticError
        number = exact(repr(value) if type(value) is float else value)
        return self.leaf(NUMBER, number, float(number))

    def filled(self, number: float, shape: tuple[int, ...]) -> int:
        """Return an array that is the same number everywhere."""
        if not shape:
            return self.lift(number)
        name = "zeros" if number == 0 else "ones"
        text = f"{name}({', '.join(map(str, shape))})"
        node = self.add("filled", (), text)
        if self.ops[node] == "filled":
            self.ops[node], self.data[node] = ARRAY, Made(as_array(ones(shape) * float(number != 0)), text)
            self.values[node] = self.data[node].value
        return node if number in (0, 1) else self.times([self.lift(number), node])

    def constant(self, name: str) -> Ref:
        """Return a handle of a named constant."""
        node = self.const(name)
        self.values[node] = CONSTANTS[name].value
        return Ref(self, node)

    def apply(self, op: Operation, args: Sequence[Any]) -> Ref:
        """Apply an operation, in its short form."""
        nodes = [self.lift(a) for a in args]
        return Ref(self, self.put(op, nodes))

    # short forms
    def number(self, value: Any) -> Ref:  # noqa: D102
        return Ref(self, self.lift(value))

    def plain(self, node: int) -> Exact | None:
        """Return the number of a node that is one."""
        return self.data[node] if self.ops[node] == NUMBER else None

    def constant_like(self, node: int, number: int) -> bool:
        """Tell whether a node is ``number`` everywhere, as a plain number or an array of such."""
        if self.ops[node] == NUMBER:
            return bool(self.data[node] == number)
        return self.ops[node] == ARRAY and self.data[node].text.startswith(("zeros(", "ones(")[number])

    def put(self, op: Operation, nodes: list[int]) -> int:
        """Return the node of ``op`` applied to nodes, in its short form."""
        if op.name == "reshape" and not self.shape(nodes[0]):
            return self.times([nodes[0], self.filled(1.0, shape_of(compute(op, [self.values[nodes[0]]])))])
        if not op.elementwise and nodes and all([self.ops[n] in (ARRAY, NUMBER) for n in nodes]):
            return self.lift(_tidied(compute(op, [self.values[n] for n in nodes])))
        if op is MUL:
            return self.times(nodes)
        if op.elementwise and len(nodes) > 1:
            nodes = self.bare(nodes)
        if op is NEG:
            return self.times([self.lift(-1), nodes[0]])
        if op is DIV:
            top, bottom = nodes
            below = self.plain(bottom)
            if below:
                return self.times([self.lift(exact(1, below)), top])
            if self.ops[top] is DIV:
                first, second = self.args[top]
                return self.put(DIV, [first, self.times([second, bottom])])
            if self.constant_like(top, 0):
                return self.filled(0.0, broadcast_shape(self.shape(top), self.shape(bottom)))
            (over, above), (under, beneath) = self.factors(top), self.factors(bottom)
            if (over != 1 or under != 1) and above:  # the number stands in front
                return self.times(
                    [self.lift(exact(over, under)), self.put(DIV, [self.times(above), self.times(beneath or [self.lift(1)])])]
                )
        if op is ADD:
            return self.plus(*nodes)
        if op is SUB:
            if self.constant_like(nodes[1], 0) and self.shape(nodes[1]) in ((), self.shape(nodes[0])):
                return nodes[0]
            whole, less = (self.plain(n) for n in nodes)
            if whole is not None and less is not None:
                return self.lift(whole - less)
        if op is POW and self.plain(nodes[1]) == 1:
            return nodes[0]
        if op is POW and self.plain(nodes[1]) == 0:
            return self.filled(1.0, self.shape(nodes[0]))
        if op.name == "broadcast_to":
            return self.times([nodes[0], self.filled(1.0, op.bound["shape"])]) if not self.shape(nodes[0]) else self.add(op, tuple(nodes))
        if op.name == "sum_to":
            return self.summed(nodes[0], op.bound["shape"])
        if op.name == "transpose" and op.bound.get("axes") is None:
            return self.turned(nodes[0])
        if op.name == "matmul":
            return self.product(*nodes)
        if op is WHERE and self.constant_like(nodes[2], 0) and self.constant_like(nodes[1], 1):
            return self.add(op, (nodes[0], self.lift(1), self.lift(0)))
        if op is WHERE and self.constant_like(nodes[1], 0) and self.constant_like(nodes[2], 0):
            return self.filled(0.0, broadcast_shape(*(self.shape(n) for n in nodes)))
        return self.add(op, tuple(nodes))

    def bare(self, nodes: list[int]) -> list[int]:
        """Return the arguments of an operation without what only copies them to a shape that another one has anyway."""
        whole = broadcast_shape(*(self.shape(n) for n in nodes))
        full = [self.shape(n) == whole and not self._copies(n) for n in nodes]
        return [self._copied(n) if any(full) and self._copies(n) else n for n in nodes] if whole else nodes

    def _copies(self, node: int) -> bool:
        if getattr(self.ops[node], "name", "") == "broadcast_to":
            return True
        return bool(self.shape(node)) and not any(self.shape(x) and not self.constant_like(x, 1) for x in self.factors(node)[1])

    def _copied(self, node: int) -> int:
        """Return what a node is a copy of."""
        if getattr(self.ops[node], "name", "") == "broadcast_to":
            return self.args[node][0]
        number, rest = self.factors(node)
        return self.times([self.lift(number), *(x for x in rest if not self.shape(x))])

    def factors(self, node: int) -> tuple[Exact, list[int]]:
        """Return the number in front of a product, and its factors."""
        number = self.plain(node)
        if number is not None:
            return number, []
        if self.ops[node] is MUL:
            first, *rest = self.args[node]
            front = self.plain(first)
            return (1, [first, *rest]) if front is None else (front, rest)
        if self.ops[node] is DIV:
            front = self.plain(self.args[node][0])
            if front and front != 1:
                return front, [self.add(DIV, (self.lift(1), self.args[node][1]))]
        return 1, [node]

    def times(self, nodes: list[int]) -> int:
        """Return a product: one number in front, the rest as it came; ones that only give the shape are left out if they can be."""
        shape = broadcast_shape(*(self.shape(n) for n in nodes))
        number: Exact = 1
        found = list[int]()
        for node in nodes:
            front, rest = self.factors(node)
            number *= front
            found += rest
        if not number or any(self.constant_like(n, 0) for n in found):
            return self.filled(0.0, shape)
        powers: dict[int, Exact] = {}
        for node in [n for n in found if not self.constant_like(n, 1)]:
            base, exponent = node, 1
            if self.ops[node] is POW and self.plain(self.args[node][1]) is not None:
                base, exponent = self.args[node][0], self.data[self.args[node][1]]
            if base in powers and exponent > 0 and powers[base] > 0:
                powers[base] += exponent
            elif base in powers:
                powers[node] = powers.get(node, 0) + 1
            else:
                powers[base] = exponent
        kept = [base if e == 1 else self.add(POW, (base, self.lift(e))) for base, e in powers.items()]
        if broadcast_shape(*(self.shape(n) for n in kept)) != shape:
            kept.append(self.filled(1.0, shape))
        if not kept:
            return self.lift(number)
        over = [n for n in kept if self.ops[n] is DIV and self.constant_like(self.args[n][0], 1)]
        if over and len(over) < len(kept):
            bottom = self.times([self.args[n][1] for n in over])
            rest = [n for n in kept if n not in over]
            if broadcast_shape(self.shape(bottom), *(self.shape(n) for n in rest)) == shape:
                return self.put(DIV, [self.times([self.lift(number), *rest]), bottom])
        if len(kept) == len(over) == 1 and number != 1 and self.plain(self.args[kept[0]][0]) == 1:
            return self.add(DIV, (self.lift(number), self.args[kept[0]][1]))
        parts = [*([self.lift(number)] if number != 1 else []), *kept]
        return parts[0] if len(parts) == 1 else self.many(parts)

    def many(self, parts: list[int]) -> int:
        """Return a product of several factors as one node, with its value."""
        key = (MUL, tuple(parts), None)
        known = self._index is not None and key in self._index
        value: Value = self.values[parts[0]]
        for part in parts[1:]:
            value = compute(MUL, [value, self.values[part]])
        node = Expressions.add(self, *key)
        if not known:
            self.values.append(value)
        return node

    def plus(self, a: int, b: int) -> int:
        """Return a sum; equal terms, and matrix products with a factor in common, are put together."""
        for one, other in ((a, b), (b, a)):
            if self.constant_like(one, 0) and self.shape(one) in ((), self.shape(other)):
                return other
        (m, first), (n, second) = self.factors(a), self.factors(b)
        if first == second and first:
            return self.times([self.lift(m + n), *first])
        if m == n and len(first) == len(second) == 1:
            p, q = first[0], second[0]
            if getattr(self.ops[p], "name", "") == getattr(self.ops[q], "name", "") == "matmul":
                (p1, p2), (q1, q2) = self.args[p], self.args[q]
                if p2 == q2 and self.shape(p1) == self.shape(q1):
                    return self.times([self.lift(m), self.product(self.plus(p1, q1), p2)])
                if p1 == q1 and self.shape(p2) == self.shape(q2):
                    return self.times([self.lift(m), self.product(p1, self.plus(p2, q2))])
        return self.add(ADD, (a, b))

    def turned(self, node: int) -> int:
        """Return a transposed node."""
        if len(self.shape(node)) < 2:
            return node
        number, rest = self.factors(node)
        if number != 1:
            return self.times([self.lift(number), self.turned(self.times(rest))])
        op = self.ops[node]
        if getattr(op, "name", "") == "transpose" and op.bound.get("axes") is None:  # type: ignore[union-attr]
            return self.args[node][0]
        if self.ops[node] == ARRAY and self.data[node].text.startswith("ones("):
            return self.filled(1.0, self.shape(node)[::-1])
        return self.add(TRANSPOSE.bind(), (node,))

    def product(self, a: int, b: int) -> int:
        """Return a matrix product with the numbers in front of it."""
        if len(self.shape(a)) == 1 and len(self.shape(b)) == 2:
            return self.product(self.turned(b), a)
        for one, other in ((a, b), (b, a)):
            if self.ops[one] == ARRAY and self.data[one].text.startswith("eye("):
                return other
        (m, first), (n, second) = self.factors(a), self.factors(b)
        scalars = [x for x in first + second if not self.shape(x)]
        left, right = ([x for x in side if self.shape(x)] for side in (first, second))
        if (m * n != 1 or scalars) and left and right:
            inner = self.add(MATMUL.bind(), (self.times(left), self.times(right)))
            return self.times([self.lift(m * n), *scalars, inner])
        return self.add(MATMUL.bind(), (a, b))

    def summed(self, node: int, shape: tuple[int, ...]) -> int:
        """Return a node summed to the shape of which it is a copy, along named axes where that is possible."""
        own = self.shape(node)
        if own == shape:
            return node
        lead = len(own) - len(shape)
        if own[lead:] == shape:
            number, rest = self.factors(node)
            axis = None if not shape else 0 if lead == 1 else tuple(range(lead))
            inner = [x for x in rest if self.shape(x)]
            outer = [self.lift(number), *(x for x in rest if not self.shape(x))]
            if inner:
                return self.times([*outer, self.add(SUM.bind() if axis is None else SUM.bind(axis=axis), (self.times(inner),))])
        return self.add(TABLE["sum_to"].bind(shape=shape), (node,))


def _tidied(value: Value) -> Value:
    """Return numbers that were worked out without the last digit, which rounding has spoilt: -0.19, not -0.18999999999999995."""
    if type(value) is Array:
        return Array([float(f"{x:.15g}") for x in value.data], value.shape)
    return float(f"{value:.15g}")


def received(owner: Valued, op: Operation, k: int, g: Ref, y: Ref, args: Sequence[Ref]) -> Ref | None:
    """Return the formula of what argument ``k`` receives of the effect ``g`` on ``y``; None where there is none."""
    vjp = op.vjp[k]
    try:
        found = vjp(g, y, *args) if vjp is not None else None
        if found is None:
            return None
        node = owner.lift(found)
        wanted = shape_at(args[k])
        own = owner.shape(node)
        if op.elementwise and own != shape_at(y) and math.prod(own) <= math.prod(shape_at(y)):
            node = owner.times([node, owner.filled(1.0, shape_at(y))])
        return Ref(owner, owner.summed(node, wanted) if owner.shape(node) != wanted else node)
    except (ArithmeticError, ValueError, ArrayError):
        return None


def agree(a: Value, b: Value, noise: float = 1e-21) -> bool:
    """Tell whether two values have the same shape and, up to rounding (and never closer than ``noise``), the same numbers."""
    if shape_of(a) != shape_of(b):
        return False
    if not (finite(a) and finite(b)):
        return False
    left, right = data_of(a), data_of(b)
    size = max(map(abs, right), default=0.0)
    return max(map(abs, map(sub, left, right)), default=0.0) <= max(1e-9 * size, noise)


def adjoint_formula(tape: Tape, target: int, wrt: int, letters: dict[int, tuple[str, Any]]) -> tuple[Valued, int] | None:
    """Return the effect of line ``wrt`` on line ``target`` as a formula in the ``letters`` (kind and payload of each leaf line).

    None where there is no path, the tape is long, or the formula's number is not the tape's.
    """
    if target - wrt > LINES_AT_MOST or target < wrt:
        return None
    owner = Valued()
    nodes: dict[int, int] = {}
    moved = {wrt}
    try:
        for i in range(target + 1):
            op = tape.ops[i]
            if i in letters:
                kind, data = letters[i]
                nodes[i] = owner.leaf(kind, data, tape.values[i])
            elif isinstance(op, Operation):
                nodes[i] = owner.put(op, [nodes[a] for a in tape.args[i]])
            else:
                nodes[i] = owner.lift(tape.values[i])
            if not moved.isdisjoint(tape.args[i]):
                moved.add(i)
        adjoints: dict[int, Ref] = {target: Ref(owner, owner.lift(start(tape, target)))}
        for i in range(target, wrt, -1):
            op, g = tape.ops[i], adjoints.get(i)
            if g is None or not isinstance(op, Operation) or i not in moved:
                continue
            args = [Ref(owner, nodes[a]) for a in tape.args[i]]
            here = passes(op, [tape.values[a] for a in tape.args[i]])
            for k, a in enumerate(tape.args[i]):
                if a not in moved or op.vjp[k] is None:
                    continue
                adds = received(owner, op, k, g, Ref(owner, nodes[i]), args)
                if k not in here and (adds is None or not finite(owner.values[adds.index])):
                    continue  # what does not decide here may have no slope here
                if adds is None:
                    return None
                before = adjoints.get(a)
                adjoints[a] = adds if before is None else Ref(owner, owner.plus(before.index, adds.index))
    except (ArithmeticError, ValueError, ArrayError):
        return None
    found = adjoints.get(wrt)
    return owner, owner.filled(0.0, shape_of(tape.values[wrt])) if found is None else found.index

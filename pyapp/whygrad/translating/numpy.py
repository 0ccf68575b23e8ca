"""A program in NumPy, its backward pass written out by hand: one line for each use of each value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..arrays import Array, shape_of
from ..backward import effect, passes, start, unselected
from ..emitter import TRUTHS, Emitter, whole_nodes
from ..errors import UserError
from ..expressions import ARRAY, CONSTANT, NUMBER, SYMBOL
from ..matrix_forms import Valued, agree, received
from ..operations import Operation, Ref
from ..spelling import NUMPY
from ..words import say
from .jax import autograd
from .straight import Straight, numbered

__all__ = ["numpy"]

LINES_AT_MOST = 500
PUT = ["def put(g, index, shape):", "    out = np.zeros(shape)", "    out[index] = g", "    return out", ""]


def numpy(s: Straight) -> str:
    """Return the program in NumPy: its values, and its gradient by hand; other derivatives by the package autograd."""
    if s.kind != "gradient":
        return autograd(s)
    target = s.tape.names[s.target] if s.target in s.tape.names else s.line_of[s.lines[-1][1]]
    try:
        return _Backward(s, target).text()
    except UserError:
        return autograd(s)


class _Backward:
    """Writes the tape line by line, forwards and backwards."""

    def __init__(self, s: Straight, target: int) -> None:
        self.s, self.target, self.tape = s, target, s.tape
        self.owner = Valued()
        self.names = {line: s.names[name] for name, line in s.tape.names.items() if name in s.names}
        self.names.setdefault(target, s.names[s.target])
        taken = set(s.names.values())
        self.reach = self._reach()
        for i in self.reach:
            if i not in self.names and self.tape.args[i]:
                name = f"v{i + 1}"
                while name in taken:
                    name += "_"
                self.names[i] = name
        if len(self.reach) > LINES_AT_MOST:
            raise s.cannot(say("This program has too many lines to be translated."))

    def _reach(self) -> list[int]:
        seen = {self.target, *(self.tape.names[b] for b in self.s.by)}
        stack = list(seen)
        while stack:
            for a in self.tape.args[stack.pop()]:
                if a not in seen:
                    seen.add(a)
                    stack.append(a)
        return sorted(seen)

    def text(self) -> str:
        s, tape = self.s, self.tape
        forward = [(self.names[i], self._applied(i)) for i in self.reach if tape.args[i]]
        backward, reached = self._passes()
        emitter = Emitter(_Written(s, self.owner), NUMPY, set(), lambda lists, whole: f"np.array({lists})")
        emitter.truths = {name for i, name in self.names.items() if getattr(tape.ops[i], "name", "") in TRUTHS}
        emitter.numbers = {n for n in emitter.numbers if self.owner.ops[n] in (NUMBER, CONSTANT)}
        own = shape_of(tape.values[self.target])
        rows = [f"{s.names[name]} = {emitter.given(value, name in s.whole)}" for name, value in s.inputs]
        rows += [f"{s.names[s.target]} = {self.names[self.target]}"] if not tape.args[self.target] else []
        rows += [f"{name} = {emitter.run(node)}" for name, node in forward]
        rows += ["", f"# {say('backwards: how fast {name} moves with each line', name=s.names[s.target])}"]
        rows.append(f"{self._g(self.target)} = {f'np.ones({own})' if own else '1.0'}")
        for name, node, again in backward:
            adds = emitter.run(node)
            rows.append(f"{name} = " + (f"{name} + {f'({adds})' if adds.startswith('-') else adds}" if again else adds))
        shown = [self._g(tape.names[b]) if tape.names[b] in reached else self._nothing(b) for b in s.by]
        rows.append(f"print({', '.join([s.names[s.target], *shown])})")
        above = PUT if any("put(" in row for row in rows) else []
        return numbered([*["import math"] * emitter.math, "import numpy as np", "", *above, *rows])

    def _passes(self) -> tuple[list[tuple[str, int, bool]], dict[int, Any]]:
        """Return for each use what it adds to which effect (and whether that is not the first), and the effects."""
        tape = self.tape
        moved = {tape.names[b] for b in self.s.by}
        for i in self.reach:
            if not moved.isdisjoint(tape.args[i]):
                moved.add(i)
        effects: dict[int, Any] = {self.target: start(tape, self.target)}
        found = []
        for i in reversed(self.reach):
            op = tape.ops[i]
            if i not in effects or not isinstance(op, Operation):
                continue
            vals = [tape.values[a] for a in tape.args[i]]
            for k in passes(op, vals):
                a = tape.args[i][k]
                if a in moved:
                    node, adds = self._passed(i, k, effects[i], vals)
                    found.append((self._g(a), node, a in effects))
                    effects[a] = effects[a] + adds if a in effects else adds
        return found, effects

    def _nothing(self, name: str) -> str:
        """Return what stands for the effect of a name that does not count here: zeros, or None where there is no path at all."""
        own = shape_of(self.tape.values[self.tape.names[name]])
        return "None" if not self.s.e.reaches(name) else f"np.zeros({own})" if own else "0.0"

    @staticmethod
    def _bracketed(emitter: Emitter, node: int) -> str:
        text = emitter.run(node)
        return f"({text})" if text.startswith("-") else text

    def _g(self, line: int) -> str:
        name = self.names.get(line, f"v{line + 1}")
        return f"g_{name}"

    def _leaf(self, line: int) -> Ref:
        """Return what stands for a line: its name, or the number or array that it is."""
        tape = self.tape
        value = tape.values[line]
        if line in self.names:
            return Ref(self.owner, self.owner.leaf(SYMBOL, self.names[line], value))
        node = self.s.e.recording.node_of.get(line)
        if node is not None and self.s.nodes.ops[node] in (NUMBER, CONSTANT, ARRAY):
            return Ref(self.owner, self.owner.leaf(self.s.nodes.ops[node], self.s.nodes.data[node], value))  # type: ignore[arg-type]
        return Ref(self.owner, self.owner.lift(value if type(value) is Array else Fraction(value)))

    def _applied(self, i: int) -> int:
        """Return the node of a line of the calculation, as it stands there."""
        op = self.tape.ops[i]
        assert isinstance(op, Operation)
        return self.owner.add(op, tuple(self._leaf(a).index for a in self.tape.args[i]))

    def _passed(self, i: int, k: int, incoming: Any, vals: list[Any]) -> tuple[int, Any]:
        """Return the node of what one use adds, and its number, which is that of the tape."""
        tape, op = self.tape, self.tape.ops[i]
        assert isinstance(op, Operation)
        adds = effect(op, k, incoming, tape.values[i], vals)
        adds = unselected(incoming, adds) if tape.selects else adds
        g = Ref(self.owner, self.owner.leaf(SYMBOL, self._g(i), incoming))
        found = received(self.owner, op, k, g, self._leaf(i), [self._leaf(a) for a in tape.args[i]])
        if found is None or not agree(self.owner.values[found.index], adds):
            raise self.s.cannot(say("The backward pass of {name} cannot be written in NumPy here.", name=op.name))
        return found.index, adds


class _Written:
    """Nodes that are written, with what an emitter asks of a program."""

    def __init__(self, s: Straight, nodes: Valued) -> None:
        self.single, self.whole, self.names, self.parts, self.cannot = (
            s.single, whole_nodes(nodes), dict[str, str](), dict[int, str](), s.cannot,
        )  # fmt: skip
        self._nodes = nodes

    @property
    def nodes(self) -> Valued:
        return self._nodes

    def node_value(self, node: int) -> Any:
        return self._nodes.values[node]

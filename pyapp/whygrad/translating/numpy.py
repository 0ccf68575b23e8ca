"""A program in NumPy, its backward pass written out by hand: one line for each use of each value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..arrays import Array, shape_of
from ..backward import effect, passes, unselected
from ..errors import UserError
from ..expressions import ARRAY, CONSTANT, NUMBER, SYMBOL
from ..matrix_forms import Valued, agree, received
from ..operations import Operation, Ref
from ..words import say
from .emitter import TRUTHS, Emitter
from .jax import autograd
from .spelling import NUMPY
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
        inputs = [(name, value) for name, value in s.inputs]
        wanted = {tape.names[b] for b in s.by}
        moved = set(wanted)
        for i in self.reach:
            if not moved.isdisjoint(tape.args[i]):
                moved.add(i)
        forward, backward = [], []
        for i in self.reach:
            if tape.args[i]:
                forward.append((self.names[i], self._applied(i)))
        values: dict[int, Any] = {}
        own = shape_of(tape.values[self.target])
        values[self.target] = Array([1.0] * tape.values[self.target].size, own) if type(tape.values[self.target]) is Array else 1.0
        g = self._g(self.target)
        seed = f"np.ones({own})" if own else "1.0"
        for i in reversed(self.reach):
            op = tape.ops[i]
            if i not in values or not isinstance(op, Operation):
                continue
            vals = [tape.values[a] for a in tape.args[i]]
            for k in passes(op, vals):
                a = tape.args[i][k]
                if a not in moved:
                    continue
                node, adds = self._passed(i, k, values[i], vals)
                before = values.get(a)
                values[a] = adds if before is None else before + adds
                backward.append((self._g(a), node, before is not None))
        emitter = Emitter(_Written(self.s, self.owner), NUMPY, {self.names[i] for i in self.names if not shape_of(tape.values[i]) and i not in moved and not tape.args[i]}, lambda lists, whole: f"np.array({lists})")  # type: ignore[arg-type]
        emitter.truths = {self.names[i] for i in self.names if getattr(tape.ops[i], "name", "") in TRUTHS}
        emitter.numbers = {n for n in emitter.numbers if self.owner.ops[n] in (NUMBER, CONSTANT)}
        rows = [f"{s.names[name]} = {emitter.given(value, name in s.whole)}" for name, value in inputs]
        if not tape.args[self.target]:
            rows.append(f"{s.names[s.target]} = {self.names[self.target]}")
        rows += [f"{name} = {emitter.run(node)}" for name, node in forward]
        rows += ["", f"# {say('backwards: how fast {name} moves with each line', name=s.names[s.target])}", f"{g} = {seed}"]
        for name, node, again in backward:
            rows.append(f"{name} = {name} + {emitter.run(node) if not again else self._bracketed(emitter, node)}" if again else f"{name} = {emitter.run(node)}")
        shown = [s.names[s.target], *[self._g(tape.names[b]) if tape.names[b] in values else self._nothing(b) for b in s.by]]
        rows.append(f"print({', '.join(shown)})")
        above = PUT if any("put(" in row for row in rows) else []
        return numbered([*["import math"] * emitter.math, "import numpy as np", "", *above, *rows])

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
        self.nodes, self.single, self.whole, self.names = nodes, s.single, s.whole_nodes(nodes), {}
        self.cannot = s.cannot

    def node_value(self, node: int) -> Any:
        return self.nodes.values[node]

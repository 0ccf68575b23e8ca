"""What is translated: an explained program as straight lines, with the names that it has in Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arrays import Array
from ..emitter import whole_nodes
from ..errors import UserError
from ..explain import Explanation
from ..expressions import ARRAY, NUMBER, SYMBOL
from ..literals import identifier
from ..operations import TABLE, Operation
from ..words import say

__all__ = ["ENTRIES_AT_MOST", "Straight", "numbered"]

ENTRIES_AT_MOST = 2_000
LINES_AT_MOST = 1_000
LONGEST_LINE = 14  # operations in a line
TAKEN = frozenset(
    ["tf", "torch", "jax", "jnp", "np", "math", "grad", "hessian", "jacobian", "Value", "print", "tape", "outer", "f", "put", "float"]
)


class Straight:
    """The inputs (names and values), the lines (names and nodes) that lead to ``target``, and by what it is differentiated.

    ``by`` holds one name after another for a derivative of higher order; ``single`` tells that the numbers are of 32 bits.
    """

    def __init__(self, e: Explanation, single: bool) -> None:
        self.e, self.single = e, single
        self.program, self.tape, self.line_of = e.program, e.recording.tape, e.recording.line_of
        self.nodes = self.program.nodes
        self.kind = e.request.kind if e.request is not None else "derivative" if e.order > 1 else "gradient"
        self._refuse()
        self.names: dict[str, str] = {}
        self.inputs: list[tuple[str, Any]]
        last = self.program.lines[e.line]
        named = self.nodes.data[last.node] if self.nodes.ops[last.node] == SYMBOL else last.name
        lines = [line for line in self.program.lines[: e.line + 1] if line.name is not None]
        self.target = named or self._fresh([*self.program.inputs, *(line.name or "" for line in self.program.lines)])
        used = self.nodes.reach([last.node])
        needed = {self.nodes.data[n] for n in used if self.nodes.ops[n] == SYMBOL} | {self.target, *e.wrt}
        for line in reversed(lines):
            if line.name in needed:
                needed |= {self.nodes.data[n] for n in self.nodes.reach([line.node]) if self.nodes.ops[n] == SYMBOL}
        copied = [line.name or "" for line in lines if line.name not in e.input_names and line.name and self._copied(line.node)]
        inputs = [n for n in (*e.input_names, *copied) if n in needed]
        self.lines = [(line.name or "", line.node) for line in lines if line.name in needed and line.name not in inputs]
        if self.nodes.ops[last.node] == SYMBOL and named in e.input_names:  # the answer is an input as it stands
            named, self.target = "", self._fresh([*self.program.inputs, *(line.name or "" for line in self.program.lines)])
        if not named:
            self.lines.append((self.target, last.node))
        self.inputs = [(n, self.tape.values[self.tape.names[n]]) for n in inputs]
        self.by = list(e.request.names) if e.request is not None and e.request.names else list(e.wrt) * (e.order if e.order > 1 else 1)
        self.by = self.by or list(e.input_names)
        if self.kind != "derivative":
            self.by = list(dict.fromkeys(self.by))
        if self.kind == "derivative" and len(self.by) == 1:
            self.kind = "gradient"
        if len(self.lines) > LINES_AT_MOST:
            raise self.cannot(say("This program has too many lines to be translated."))
        for name in [*inputs, *(name for name, _ in self.lines)]:
            self.names[name] = self._identifier(name)
        self.parts: dict[int, str] = {}
        self._cut()
        self.whole = whole_nodes(self.nodes, self.program.lines)

    def _copied(self, node: int) -> bool:
        """Tell whether a node is a number or an array as it stands, handed on unchanged."""
        while getattr(self.nodes.ops[node], "name", "") == "identity":
            node = self.nodes.args[node][0]
        return self.nodes.ops[node] in (NUMBER, ARRAY)

    def _refuse(self) -> None:
        e = self.e
        if e.equation or self.kind in ("curve", "along"):
            raise self.cannot(say("An equation, a curve or a direction cannot be translated: frameworks differentiate by names."))
        if self.kind in ("jvp", "hvp"):
            raise self.cannot(say("A table of slopes times a vector is not translated yet."))
        for value in self.program.nodes.data:
            if hasattr(value, "value") and isinstance(value.value, Array) and value.value.size > ENTRIES_AT_MOST:
                raise self.cannot(say("An array of more than {count} entries is not written out.", count=f"{ENTRIES_AT_MOST:,}"))
        for op in self.program.nodes.ops:
            if isinstance(op, Operation) and op.name not in TABLE:
                raise self.cannot(say("An unknown function cannot be translated."))

    def cannot(self, sentence: str, hint: str = "") -> UserError:
        """Return the error that says why this program is not translated."""
        return UserError(sentence, self.program.source, (0, len(self.program.source)), hint)

    @staticmethod
    def _fresh(taken: Sequence[str]) -> str:
        return next(n for n in ("y", "z", "loss", *(f"y{k}" for k in range(1, 10_000))) if n not in taken)

    def _identifier(self, name: str) -> str:
        """Return a name as Python takes it: x_{max} is x_max, lambda is lambda_."""
        return identifier(name, TAKEN.union(self.names.values()))

    def _cut(self) -> None:
        """Give a line of its own to each part that is used twice, and to parts of what would be too long: ``parts`` names their nodes."""
        nodes = self.nodes
        order = nodes.reach([node for _, node in self.lines])
        uses: dict[int, int] = {}
        for node in order:
            for arg in nodes.args[node]:
                uses[arg] = uses.get(arg, 0) + 1
        roots, sizes, lines = {node for _, node in self.lines}, dict[int, int](), list[tuple[str, int]]()
        for name, root in self.lines:
            for node in nodes.reach([root]):
                if node in sizes:
                    continue
                sizes[node] = 1 + sum(sizes[a] for a in nodes.args[node]) if nodes.args[node] else 0
                if nodes.args[node] and node not in roots and (uses[node] > 1 or sizes[node] > LONGEST_LINE):
                    part = self.parts[node] = self._identifier(f"v{len(self.parts) + 1}")
                    self.names[part] = part
                    lines.append((part, node))
                    sizes[node] = 0
            lines.append((name, root))
        self.lines = lines
        if len(lines) > LINES_AT_MOST:
            raise self.cannot(say("This program has too many lines to be translated."))

    def value(self, name: str) -> Any:
        """Return the value of a name at the point."""
        return self.tape.values[self.tape.names[name]] if name in self.tape.names else self.tape.values[self.line_of[self.lines[-1][1]]]

    def node_value(self, node: int) -> Any:
        """Return the value of a node at the point."""
        return self.tape.values[self.line_of[node]]

    @property
    def is_array(self) -> bool:
        """Whether the target is an array."""
        return type(self.value(self.target)) is Array

    def check_slopes(self) -> None:
        """Refuse where no slope can flow: frameworks that look for one fail there."""
        if not any(self.e.reaches(b) for b in self.by):
            raise self.cannot(
                say("No slope flows from the answer to {names}, so there is no gradient to ask for.", names=", ".join(self.by))
            )

    def flows(self, name: str) -> bool:
        """Tell whether the gradient by a name is more than 0 everywhere, so that no framework gives None for it."""
        found = self.e.gradients.get(name)
        value: Any = None if found is None else found.value
        return found is None or (value is not None and value != 0)

    def depend(self, names: Sequence[str]) -> set[str]:
        """Return the names of lines that any of ``names`` can move, those included."""
        moved = set(names)
        for name, node in self.lines:
            if any(self.nodes.ops[n] == SYMBOL and self.nodes.data[n] in moved for n in self.nodes.reach([node])):
                moved.add(name)
        return moved

    def slope_name(self, by: Sequence[str]) -> str:
        """Return what a derivative is called in Python: dz_dx, d2z_dx2, d2z_dy_dx."""
        order = "" if len(by) == 1 else str(len(by))
        z = self.names[self.target]
        parts = "".join(f"_d{self.names[b]}" for b in dict.fromkeys(by)) + (order if len(set(by)) == 1 else "")
        name = f"d{order}{z}{parts}"
        while name in self.names.values():
            name += "_"
        return name


def _name(op: Any) -> str:
    return getattr(op, "name", "")


def numbered(lines: Sequence[str]) -> str:
    """Return lines as a text."""
    return "\n".join(lines).rstrip() + "\n"

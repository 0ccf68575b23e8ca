"""From a program to its tape at a point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .arrays import ArrayError
from .errors import UserError
from .expressions import ARRAY, CONSTANT, NUMBER, SYMBOL
from .operations import TABLE, Operation
from .program import Program
from .tape import Tape, in_wide

__all__ = ["Recording", "constant_lines", "record"]

IDENTITY = TABLE["identity"]


class Recording:
    """A tape and where the program stands on it: ``line_of[node]``, and ``node_of[line]`` (None for inputs)."""

    def __init__(self, program: Program, tape: Tape) -> None:
        self.program, self.tape = program, tape
        self.line_of: list[int] = []
        self.node_of: dict[int, int] = {}

    @property
    def target(self) -> int:
        """The tape line of the program's last line."""
        return self.line_of[self.program.target.node]

    def span(self, line: int) -> tuple[int, int] | None:
        """Return the place in the source that line ``line`` comes from, if it is a node's."""
        node = self.node_of.get(line)
        return None if node is None else self.program.spans[node]


def constant_lines(program: Program) -> list[str]:
    """Return the names of lines that are just a number, such as ``x = 2``: they are inputs that the text gives a value."""
    nodes, names = program.nodes, []
    for line in program.lines:
        if line.name is not None:
            node = line.node
            while nodes.args[node] and nodes.ops[node].name == "negative":  # type: ignore[union-attr]
                node = nodes.args[node][0]
            if nodes.ops[node] in (NUMBER, CONSTANT, ARRAY):
                names.append(line.name)
    return names


def record(program: Program, at: Mapping[str, Any], wide: bool = False) -> Recording:
    """Run ``program`` at a point and return the recording.

    ``at`` holds a number for every input and may hold one for a line that is just a number. A wide recording computes
    with 40 digits and nearly boundless exponents.
    """
    if wide:
        return in_wide(_record, program, at, Tape(wide=True))  # type: ignore[no-any-return]
    return _record(program, at, Tape())


def _record(program: Program, at: Mapping[str, Any], tape: Tape) -> Recording:
    recording = Recording(program, tape)
    nodes, line_of = program.nodes, recording.line_of
    given = set(constant_lines(program)) & set(at)
    for name in program.inputs:
        tape.input(name, at[name])
    first = 0
    for line in program.lines:
        for node in range(first, line.node + 1):
            op = nodes.ops[node]
            if isinstance(op, Operation):
                try:
                    index = tape.record(op, tuple(line_of[a] for a in nodes.args[node]))
                except ArrayError as error:
                    message = error.message[0].upper() + error.message[1:]
                    raise UserError(f"{message.rstrip('.')}.", program.source, program.spans[node], error.hint) from None
            elif op == NUMBER:
                index = tape.number(nodes.data[node]).index
            elif op == ARRAY:
                index = tape.number(nodes.data[node].value).index
            elif op == CONSTANT:
                index = tape.constant(nodes.data[node]).index
            else:
                assert op == SYMBOL
                index = tape.names[nodes.data[node]]
            line_of.append(index)
            recording.node_of.setdefault(index, node)
        first = line.node + 1
        if line.name is None:
            continue
        index = line_of[line.node]
        if line.name in given:
            index = line_of[line.node] = tape.input(line.name, at[line.name]).index
            recording.node_of[index] = line.node
        elif nodes.ops[line.node] == SYMBOL:
            index = line_of[line.node] = tape.record(IDENTITY, (index,))
            recording.node_of[index] = line.node
        tape.name(line.name, index)
    return recording

"""A program's line as one expression: every name replaced by what it stands for."""

from __future__ import annotations

from collections.abc import Container

from .expressions import SYMBOL, Expressions
from .program import Program

__all__ = ["copied", "inline"]


def inline(program: Program, nodes: Expressions, last: int, keep: Container[str]) -> int:
    """Copy line ``last`` of ``program`` (and all it is made from) into ``nodes`` and return its node.

    Names in ``keep`` stay symbols; names of other lines are replaced by their expressions, which costs nothing where
    ``nodes`` is shared.
    """
    return copied(program, nodes, last, keep)[1]


def copied(program: Program, nodes: Expressions, last: int, keep: Container[str]) -> tuple[list[int], int]:
    """Do what :func:`inline` does, and return the copies of all nodes of the program too."""
    copies: list[int] = []
    meaning: dict[str, int] = {}
    source = program.nodes
    for line in program.lines[: last + 1]:
        for node in range(len(copies), line.node + 1):
            op, args, data = source.ops[node], source.args[node], source.data[node]
            if op == SYMBOL and data in meaning:
                copies.append(meaning[data])
            else:
                copies.append(nodes.add(op, tuple([copies[a] for a in args]), data))
        if line.name is not None:
            meaning[line.name] = nodes.symbol(line.name) if line.name in keep else copies[line.node]
    name = program.lines[last].name
    return copies, copies[program.lines[last].node] if name is None else meaning[name]

"""A program: what a source text says, line by line, with the place of every node in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .errors import Repair
from .expressions import ARRAY, Expressions
from .operations import Operation

__all__ = ["Aside", "Function", "Note", "Program", "ProgramLine", "Request", "pruned"]


class Note(NamedTuple):
    """Something that was guessed about the input: a sentence, its place, and what could be meant instead.

    ``kind`` is "amber" where the text is truly ambiguous and "grey" where the note only informs. Each alternative
    is a change of the source text.
    """

    message: str
    start: int
    end: int
    kind: str = "grey"
    alternatives: tuple[Repair, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """The place in the source, as character offsets."""
        return self.start, self.end

    def to_dict(self) -> dict[str, object]:
        """Return the note as JSON data."""
        return {
            "message": self.message,
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "alternatives": [repair.to_dict() for repair in self.alternatives],
        }


class ProgramLine(NamedTuple):
    """One line: the name it gives (None for a bare expression), its root node, its place in the text."""

    name: str | None
    node: int
    start: int
    end: int


@dataclass
class Function:
    """A function that the source defines: its parameters, and its body as nodes of its own."""

    name: str
    parameters: tuple[str, ...]
    nodes: Expressions
    spans: list[tuple[int, int]]

    @property
    def root(self) -> int:
        """The node of the whole body."""
        return len(self.nodes) - 1


class Aside(NamedTuple):
    """Expressions that stand beside the lines: the parts of a direction, or the values of a point."""

    nodes: Expressions
    roots: tuple[int, ...]


class Request(NamedTuple):
    """The source's last line asks for derivatives by ``names``. The ``kind`` says which.

    "derivative": by one name after another, so ("y", "x") is d/dx of d/dy; "gradient" and "hessian": by each name, and
    by each pair; "curve": by another line, when both are made from ``parameter``; "along": in a ``direction``, which
    has a part for each name; "jacobian": every entry by every entry of each name; "jvp" and "hvp": such a table, or that of
    second derivatives, times a ``vector``: a name or a number or array.
    """

    kind: str
    names: tuple[str, ...]
    parameter: str = ""
    direction: Aside | None = None
    vector: Any = None


@dataclass
class Program:
    """What was read. ``nodes`` is unshared: each node stands for one place, ``spans[node]``, of ``source``.

    A symbol node whose name is a line read before it means that line; any other symbol is an input, and ``inputs``
    lists those in the order in which they first appear. ``functions`` are the definitions; ``request`` and ``fixed`` (the
    point at which a derivative is asked for, as in f'(3)) are completed by :func:`whygrad.expand.expand`; ``point`` is what
    the source says behind "at". Where ``equation`` is
    set, the last line is the difference of the two sides of an equation. ``follows`` is (y, x) where dy/dx is asked for behind it.
    ``log`` is what log means in the source, "ln" or "log10". ``kept`` is what was worked out at one point and serves at others.
    ``asked_first``: the question stands in the source before what it asks about.
    """

    source: str
    language: str = "formula"
    log: str = "ln"
    nodes: Expressions = field(default_factory=lambda: Expressions(shared=False))
    spans: list[tuple[int, int]] = field(default_factory=list)
    lines: list[ProgramLine] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    request: Request | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    point: tuple[tuple[str, ...], Aside] | None = None
    equation: bool = False
    sides: tuple[int, int] | None = None
    follows: tuple[str, str] | None = None
    kept: dict[Any, Any] = field(default_factory=dict)
    asked_first: bool = False

    @property
    def target(self) -> ProgramLine:
        """The answer: the last line."""
        return self.lines[-1]

    @property
    def has_arrays(self) -> bool:
        """Whether the text itself has arrays in it, or makes them."""
        return any(op == ARRAY or (isinstance(op, Operation) and not op.elementwise) for op in self.nodes.ops)

    @property
    def place(self) -> tuple[int, int]:
        """Where the source asks: the place of its last line."""
        return self.lines[-1].start, self.lines[-1].end


def pruned(program: Program) -> Program:
    """Return the program without the nodes that no line is made from."""
    keep = program.nodes.reach([line.node for line in program.lines])
    if len(keep) == len(program.nodes):
        return program
    place = {old: new for new, old in enumerate(keep)}
    nodes = Expressions(shared=False)
    for old in keep:
        nodes.add(program.nodes.ops[old], tuple(place[a] for a in program.nodes.args[old]), program.nodes.data[old])
    program.spans = [program.spans[old] for old in keep]
    program.nodes = nodes
    program.lines = [line._replace(node=place[line.node]) for line in program.lines]
    return program

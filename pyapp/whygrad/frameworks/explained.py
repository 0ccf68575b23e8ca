"""A cell explained: each gradient it asks for becomes an ordinary program, with the cell's own names, and is told as one."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..arrays import Array, shape_of
from ..document import document
from ..errors import UserError
from ..explain import Explanation
from ..expressions import ARRAY, NUMBER, SYMBOL, Made
from ..operations import Operation
from ..program import Note, Program, ProgramLine
from .cell import Run, run, without_magic
from .dtypes import shortest
from .repairs import repairs_of_none
from .session import Request
from .tensor import Tensor

__all__ = ["CellExplanation", "explain_cell"]

LINES_AT_MOST = 3_000
TRIED_AT_MOST = 1_000  # lines of a cell for which repairs are tried


class CellVariable:
    """A variable of the cell: its numbers as nested lists, its shape, its type, and its gradient if the framework keeps one."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    @property
    def value(self) -> Any:
        """The numbers, or the value itself for Python's own."""
        if isinstance(self.thing, Tensor):
            return self.thing.tolist()
        return self.thing

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape of a tensor."""
        return shape_of(self.thing.value) if isinstance(self.thing, Tensor) else None

    @property
    def dtype(self) -> str | None:
        """The name of the type of a tensor's numbers."""
        return self.thing._dtype.name if isinstance(self.thing, Tensor) else None

    @property
    def grad(self) -> Any:
        """What the framework keeps as its gradient, as nested lists, or None."""
        found = getattr(self.thing, "grad", None) if isinstance(self.thing, Tensor) or hasattr(self.thing, "_prev") else None
        return found.tolist() if isinstance(found, Tensor) else found


class CellExplanation:
    """What a cell did: ``output``, ``last``, ``variables`` and ``requests``, one explanation for each gradient it asked for.

    Everything else is that of the last request.
    """

    def __init__(self, source: str, log: str = "ln", done: Run | None = None) -> None:
        self.source, self.run = source, run(source) if done is None else done
        self.output, self.last = self.run.output, self.run.last
        self.variables = {
            n: CellVariable(v)
            for n, v in self.run.variables.items()
            if isinstance(v, Tensor | int | float | list | tuple | dict) or hasattr(v, "_prev")
        }
        builder = _Programs(source, self.run, log)
        self.requests = []
        self._told: dict[int, Explanation] = {}
        for request in self.run.requests:
            e = builder.explained(request)
            if e is not None:
                self.requests.append(e)
                self._told[id(request)] = e
        self._main = self.requests[-1] if self.requests else builder.values()

    @property
    def main(self) -> Explanation:
        """The explanation of the last request. Raises UserError if there is nothing to explain."""
        if self._main is None:
            raise UserError(
                "This cell calculates nothing that could be explained.", self.source, hint="ask for a gradient, or name a value"
            )
        return self._main

    def asked(self, number: int) -> CellExplanation:
        """Return this with request ``number`` as the one that everything else is about (the last, if there is none such)."""
        if 0 <= number < len(self.requests):
            self._main = self.requests[number]
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._main is None:
            raise AttributeError(f"the cell asks for no gradient, so it has no {name}")
        return getattr(self._main, name)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document of the last request, with what the cell printed."""
        told = document(self.main)
        told["source"], told["language"] = self.source, "python"
        told["cell"] = {
            "output": self.output,
            "last": self.last,
            "variables": [{"name": n, "dtype": v.dtype or "", "text": _short(v.thing)} for n, v in list(self.variables.items())[:50]],
            "chosen": self.requests.index(self._main) if self._main in self.requests else 0,
            "requests": [next(iter(e.gradients.values())).label if e.gradients else "" for e in self.requests],
        }
        self._mend(told["reading"]["notes"])
        told["reading"]["notes"] += [Note(n, 0, 0, "grey").to_dict() for n in self.run.notes]
        return told

    def _mend(self, notes: list[dict[str, Any]]) -> None:
        """Give each note that says why there is no gradient the changes of the text that mend it."""
        number = next((k for k, r in enumerate(self.run.requests) if self._told.get(id(r)) is self._main), None)
        if number is None or len(self.run.session.tape) > TRIED_AT_MOST:
            return
        request = self.run.requests[number]
        for place, why in enumerate(request.why):
            note = next((n for n in notes if why and n["message"].endswith(why)), None)
            if note is not None and not note["alternatives"]:
                name = note["message"].split()[1]
                note["alternatives"] = [r.to_dict() for r in repairs_of_none(self.source, self.run, number, place, name)]


def _short(thing: Any) -> str:
    text = repr(thing)
    return text if len(text) <= 200 else f"{text[:200]}…"


class _Programs:
    """Makes programs of the tape of a cell."""

    def __init__(self, source: str, done: Run, log: str) -> None:
        self.source, self.tape, self.log = source, done.session.tape, log
        self.hints = done.session.hints
        self.names: dict[int, str] = {}
        for name, thing in done.variables.items():
            for line in _lines(thing):
                if name.isidentifier():
                    self.names.setdefault(line, name)
        self.assigned = assigned_names(source)
        self.offsets = [0]
        for text in source.split("\n"):
            self.offsets.append(self.offsets[-1] + len(text) + 1)

    def explained(self, request: Request) -> Explanation | None:
        """Return the explanation of a request; None where it is too long."""
        program, at, names = self._program(request.target, request.by)
        if program is None:
            return None
        of = program.target.name
        why = {names[b]: w for b, w in zip(request.by, request.why, strict=True)}
        wrt = list(dict.fromkeys(names[b] for b in request.by))
        program.notes += [
            Note(f"Why {name} has no gradient: {text}", *self._span(request.row), "amber") for name, text in why.items() if text
        ]
        return Explanation(program, program, at, of, wrt, 1)

    def values(self) -> Explanation | None:
        """Return an explanation of the last value that has a name."""
        named = [i for i in self.names if isinstance(self.tape.ops[i], Operation)] or list(self.names) or list(range(len(self.tape)))[-1:]
        if not named:
            return None
        program, at, _ = self._program(max(named), [])
        return None if program is None else Explanation(program, program, at, program.target.name, [], 1)

    def _span(self, row: int) -> tuple[int, int]:
        row = min(max(row, 1), len(self.offsets) - 1)
        start, end = self.offsets[row - 1], self.offsets[row] - 1
        line = self.source[start:end]
        inner = len(line) - len(line.lstrip())
        return start + min(inner, len(line)), max(end, start + inner)

    def _program(self, target: int, by: list[int]) -> tuple[Program | None, dict[str, Any], dict[int, str]]:
        order = self._reach([target, *by])
        if len(order) > LINES_AT_MOST:
            return None, {}, {}
        program = Program(self.source, "python", self.log)
        placed, at = dict[int, int](), dict[str, Any]()
        names = self._named(order, {target, *by})
        for i in order:
            asked = i in by or i == target
            name = names.get(i)
            op, span = self.tape.ops[i], self._span(self.tape.rows[i] or 1)
            if isinstance(op, Operation) and op.name == "identity" and not asked and name is None:
                placed[i] = placed[self.tape.args[i][0]]
                continue
            if isinstance(op, Operation):
                node = program.nodes.add(op, tuple(placed[a] for a in self.tape.args[i]))
            else:
                node = self._leaf(program, i)
            program.spans.append(span)
            placed[i] = node
            if name is not None:
                program.lines.append(ProgramLine(name, node, *span))
                placed[i] = program.nodes.add(SYMBOL, (), name)
                program.spans.append(span)
        last = names[target]
        if program.lines[-1].name != last:
            node = program.nodes.add(SYMBOL, (), last)
            program.spans.append(program.spans[-1])
            program.lines.append(ProgramLine(None, node, *program.spans[-1]))
            line = next(k for k in program.lines if k.name == last)
            program.lines[-1] = line._replace(node=node, name=None)
        return program, at, names

    def _leaf(self, program: Program, i: int) -> int:
        value = self.tape.values[i]
        if isinstance(value, Array):
            return program.nodes.add(ARRAY, (), Made(value, ""))
        if value != value or abs(value) == float("inf"):
            return program.nodes.add(NUMBER, (), Fraction(0))
        dtype = self.tape.dtypes[i]
        return program.nodes.add(NUMBER, (), Fraction(repr(float(value)) if dtype is None else shortest(float(value), dtype)))

    def _named(self, order: list[int], asked: set[int]) -> dict[int, str]:
        """Return the names of lines: those of variables, of what the code assigned, and for what is asked about one made up.

        A name that the code gives again and again, in a loop, stands for the last of these lines; the others are numbered.
        """
        wanted: dict[str, list[int]] = {}
        for place, i in enumerate(order):
            row = self.tape.rows[i]
            given = self.assigned.get(row)
            if given is not None and any(self.tape.rows[j] == row for j in order[place + 1 : place + 2]):
                given = None  # a part of what is assigned there
            name = self.names.get(i) or given or (self.hints.get(i) or "v" if i in asked else None)
            if name is not None and (i in self.names or i in asked or name != "v"):
                wanted.setdefault(name, []).append(i)
        found: dict[int, str] = {}
        used = set(wanted)
        for name, lines in wanted.items():
            number = 0
            for i in lines:
                if name != "v" and i == lines[-1]:
                    found[i] = name
                    continue
                number += 1
                while (text := f"{name}{number}" if name == "v" else f"{name}_{number}") in used:
                    number += 1
                used.add(text)
                found[i] = text
        return found

    def _reach(self, roots: list[int]) -> list[int]:
        seen, stack = set(roots), list(roots)
        while stack:
            for a in self.tape.args[stack.pop()]:
                if a not in seen:
                    seen.add(a)
                    stack.append(a)
        return sorted(seen)


def assigned_names(source: str) -> dict[int, str]:
    """Return for lines of the code the name that is assigned there."""
    try:
        tree = ast.parse(without_magic(source)[0])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[int, str] = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            found.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), targets[0].id))  # type: ignore[attr-defined]
    return found


def _lines(thing: Any) -> list[int]:
    if isinstance(thing, Tensor):
        return [*getattr(thing, "lines", []), thing.line]
    line = getattr(thing, "line", None)
    return [line] if isinstance(line, int) else []


def explain_cell(source: str, at: Mapping[str, Any] | None = None, log: str = "ln") -> CellExplanation:
    """Run a cell and explain the gradients it asks for. Raises UserError for everything that goes wrong, at its line."""
    if at:
        raise UserError("A cell gives its variables their values itself.", source, hint="change the cell")
    return CellExplanation(source, log)

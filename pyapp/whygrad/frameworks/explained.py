"""A cell explained: each gradient it asks for becomes an ordinary program, with the cell's own names, and is told as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..arrays import Array, shape_of
from ..document import document
from ..errors import UserError
from ..exact import exact
from ..explain import Explanation
from ..expressions import ARRAY, NUMBER, SYMBOL, Made
from ..operations import Operation
from ..program import Note, Program, ProgramLine
from ..words import say
from .asked import Asked
from .cell import Run, run
from .dtypes import shortest
from .repairs import repairs_of_none
from .session import Request
from .silent import Silent
from .surroundings import Absent
from .tensor import Tensor

__all__ = ["CellExplanation", "explain_cell"]

LINES_AT_MOST = 3_000
NAMES_AT_MOST = 50
LABELS_AT_MOST = 10
NOTHING: dict[str, Any] = {"at": {}, "gradients": {}, "warnings": []}  # of a cell that calculates nothing
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


class Requests(Sequence[Explanation]):
    """The explanations of the gradients that a cell asked for, each made when it is looked at. Those too long to tell are left out."""

    def __init__(self, builder: _Programs, done: Run) -> None:
        self.builder = builder
        before = len(done.session.requests) - len(done.requests)  # those of earlier cells of a notebook
        self.asked = [(before + k, request) for k, request in enumerate(done.requests) if builder.short(request)]
        self.made: dict[int, Explanation] = {}

    def __len__(self) -> int:
        return len(self.asked)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[k] for k in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        if at not in self.made:
            number, request = self.asked[at]
            self.made[at] = self.builder.explained(request, number)
        return self.made[at]

    def place(self, explanation: Explanation | None) -> int:
        """Return which request an explanation is about."""
        return next((k for k, made in self.made.items() if made is explanation), 0)

    def labels(self) -> list[str]:
        """Return how the derivatives are called; where there are many, only the last ones are looked up."""
        known = [next(iter(e.gradients.values())).label if e.gradients else "" for e in self[-LABELS_AT_MOST:]]
        return [""] * (len(self) - len(known)) + known


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
        self.requests = Requests(builder, self.run)
        self._main = self.requests[-1] if self.requests else builder.values()

    @property
    def main(self) -> Explanation:
        """The explanation of the last request. Raises UserError if there is nothing to explain."""
        if self._main is None:
            printed = _cut(self.output.strip())
            ran = say("It ran, and printed: {printed}", printed=printed) if printed else say("It ran, and printed nothing.")
            message = say("This cell calculates nothing that could be explained.")
            raise UserError(f"{message} {ran}", self.source, hint=say("ask for a gradient, or name a value"))
        return self._main

    def asked(self, number: int) -> CellExplanation:
        """Return this with request ``number`` as the one that everything else is about (the last, if there is none such)."""
        if 0 <= number < len(self.requests):
            self._main = self.requests[number]
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._main is not None:
            return getattr(self._main, name)
        if name in NOTHING:
            return NOTHING[name]
        raise AttributeError(f"the cell asks for no gradient, so it has no {name}")

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document of the last request, with what the cell printed."""
        told = document(self.main)
        told["source"], told["language"] = self.source, "python"
        told["cell"] = {
            "output": self.output,
            "last": self.last,
            "variables": [{"name": n, "dtype": v.dtype or "", "text": _short(v.thing)} for n, v in list(self.variables.items())[:50]],
            "chosen": self.requests.place(self._main),
            "requests": self.requests.labels(),
        }
        self._mend(told["reading"]["notes"])
        told["reading"]["notes"] += [Note(n, 0, 0, "grey").to_dict() for n in self.run.notes]
        return told

    def _mend(self, notes: list[dict[str, Any]]) -> None:
        """Give each note that says why there is no gradient the changes of the text that mend it."""
        main = self._main
        if not isinstance(main, Asked) or len(self.run.session.tape) > TRIED_AT_MOST:
            return
        _, request = self.requests.asked[self.requests.place(main)]
        for name, why in main.missing.items():
            note = next((n for n in notes if why in n["message"] and not n["alternatives"]), None)
            if note is not None:
                found = repairs_of_none(self.source, self.run, self.run.requests.index(request), request.why.index(why), name)
                note["alternatives"] = [repair.to_dict() for repair in found]


def _short(thing: Any) -> str:
    return _cut(repr(thing))


def _cut(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


class _Programs:
    """Makes programs of the tape of a cell."""

    def __init__(self, source: str, done: Run, log: str) -> None:
        self.source, self.tape, self.log = source, done.session.tape, log
        self.hints = done.session.hints
        self.remarks = done.session.remarks
        self.names: dict[int, str] = {}
        for name, thing in done.variables.items():
            for wanted, line in _named(name, thing):
                if wanted.isidentifier():
                    self.names.setdefault(line, wanted)
        self.offsets = [0]
        for text in source.split("\n"):
            self.offsets.append(self.offsets[-1] + len(text) + 1)

    def short(self, request: Request) -> bool:
        """Tell whether a request is short enough to be told."""
        return len(self._reach([request.target, *request.by], request.ends)) <= LINES_AT_MOST

    def explained(self, request: Request, number: int = -1) -> Explanation:
        """Return the explanation of a request."""
        program, at, names = self._program(request.target, request.by, request.ends)
        of = program.target.name
        why = {names[b]: w for b, w in zip(request.by, request.why, strict=True)}
        wrt = list(dict.fromkeys(names[b] for b in request.by))
        program.notes += [
            Note(say("Why {name} has no gradient: {text}", name=name, text=text), *self._span(request.row), "amber")
            for name, text in why.items()
            if text
        ]
        for remark in [r for r in self.remarks if r.request == number]:
            text = say(remark.text, name=names.get(remark.line) or self.names.get(remark.line, say("the tensor")), **remark.parts)
            program.notes.append(Note(text, *self._span(remark.row), "amber"))
        return Asked(program, at, wrt, of, request, names)

    def values(self) -> Explanation | None:
        """Return an explanation of the last value that has a name."""
        named = [i for i in self.names if isinstance(self.tape.ops[i], Operation)] or list(self.names) or list(range(len(self.tape)))[-1:]
        if not named:
            return None
        if len(self._reach([max(named)])) > LINES_AT_MOST:
            return None
        program, at, _ = self._program(max(named), [])
        return Explanation(program, program, at, program.target.name, [], 1)

    def _span(self, row: int) -> tuple[int, int]:
        row = min(max(row, 1), len(self.offsets) - 1)
        start, end = self.offsets[row - 1], self.offsets[row] - 1
        line = self.source[start:end]
        inner = len(line) - len(line.lstrip())
        return start + min(inner, len(line)), max(end, start + inner)

    def _program(self, target: int, by: list[int], ends: Collection[int] = ()) -> tuple[Program, dict[str, Any], dict[int, str]]:
        ends = {*ends, *self.whole}
        order = self._reach([target, *by], ends)
        program = Program(self.source, "python", self.log)
        placed, at = dict[int, int](), dict[str, Any]()
        names = self._named(order, {target, *by})
        for i in order:
            asked = i in by or i == target
            name = names.get(i)
            op, span = self.tape.ops[i], self._span(self.tape.rows[i] or 1)
            if isinstance(op, Operation) and op.name == "identity" and i not in ends and not asked and name is None:
                placed[i] = placed[self.tape.args[i][0]]
                continue
            if isinstance(op, Operation) and i not in ends:
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
            return program.nodes.add(NUMBER, (), 0)
        dtype = self.tape.dtypes[i]
        return program.nodes.add(NUMBER, (), exact(repr(float(value)) if dtype is None else shortest(float(value), dtype)))

    def _named(self, order: list[int], asked: set[int]) -> dict[int, str]:
        """Return the names of lines: those of variables, of what the code assigned, and for what is asked about one made up.

        A name that the code gives again and again, in a loop, stands for the last of these lines; the others are numbered.
        """
        wanted: dict[str, list[int]] = {}
        for i in order:
            name = self.names.get(i) or self.hints.get(i) or ("v" if i in asked else None)
            if name is not None:
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

    @cached_property
    def whole(self) -> set[int]:
        """The lines where floats were made whole numbers: constants for all that follows."""
        kinds = self.tape.dtypes
        return {
            i for i, op in enumerate(self.tape.ops)
            if isinstance(op, Operation) and op.name == "identity" and (now := kinds[i]) and not now.is_floating
            and (before := kinds[self.tape.args[i][0]]) and before.is_floating
        }  # fmt: skip

    def _reach(self, roots: list[int], ends: Collection[int] = ()) -> list[int]:
        seen, stack = set(roots), list(roots)
        while stack:
            here = stack.pop()
            for a in () if here in ends else self.tape.args[here]:
                if a not in seen:
                    seen.add(a)
                    stack.append(a)
        return sorted(seen)


def _named(name: str, thing: Any, depth: int = 0) -> list[tuple[str, int]]:
    """Return the lines that a variable of the cell stands for or stood for, and what is in it, with their names."""
    if isinstance(thing, Tensor):
        return [(name, line) for line in (thing.line, *getattr(thing, "lines", []))]
    if isinstance(thing, Absent | Silent):
        return []
    line = getattr(thing, "line", None)
    if isinstance(line, int):
        return [(name, line)]
    parts: list[tuple[Any, Any]] = []
    inside = getattr(type(thing), "named_parameters", None)
    if str(getattr(inside, "__module__", "")).startswith(str(__package__)):  # ours: the cell's own code has ended
        parts = list(inside(thing))[:NAMES_AT_MOST]  # type: ignore[misc]
    elif isinstance(thing, dict):
        parts = list(thing.items())[:NAMES_AT_MOST]
    elif isinstance(thing, list | tuple):
        parts = list(enumerate(thing[:NAMES_AT_MOST]))
    if depth > 2:
        return []
    return [found for key, part in parts for found in _named(f"{name}_{str(key).replace('.', '_')}", part, depth + 1)]


def explain_cell(source: str, at: Mapping[str, Any] | None = None, log: str = "ln") -> CellExplanation:
    """Run a cell and explain the gradients it asks for. Raises UserError for everything that goes wrong, at its line."""
    if at:
        raise UserError("A cell gives its variables their values itself.", source, hint="change the cell")
    return CellExplanation(source, log)

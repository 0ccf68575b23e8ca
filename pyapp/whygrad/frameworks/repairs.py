"""One-line repairs of a cell: changes of its text that a person would try, of which those are offered that truly help.

Whether a change helps is found by running the changed cell, so no reason is ever guessed from a message.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

from ..errors import Repair, UserError
from ..words import say
from .cell import Run, State, run, without_magic
from .guard import Limits

__all__ = ["repairs_of_error", "repairs_of_none"]

OFFERED = 3
TRIED = 24
SECONDS = 1.0  # of work that all trials together may take
TICKS = 20_000  # rounds of loops that a trial may take
LEAVING = frozenset(["numpy", "detach", "item", "tolist"])
WRAPPING = frozenset(["float", "int", "stop_gradient"])
RENAMED = {"mean": "reduce_mean", "sum": "reduce_sum", "max": "reduce_max", "min": "reduce_min", "prod": "reduce_prod"}
MADE = frozenset(["tensor", "ones", "zeros", "randn", "rand", "full", "eye", "arange", "linspace"])


class _Text:
    """A cell's text with its tree, and edits of its parts."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = ast.parse(without_magic(source)[0])
        self.rows = source.split("\n")
        self.starts = [0]
        for row in self.rows:
            self.starts.append(self.starts[-1] + len(row) + 1)

    def place(self, row: int, column: int) -> int:
        """Return the offset of a place of the tree, whose columns count bytes."""
        return self.starts[row - 1] + len(self.rows[row - 1].encode()[:column].decode(errors="ignore"))

    def span(self, node: Any) -> tuple[int, int]:
        """Return where a node stands."""
        return self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)

    def text(self, node: Any) -> str:
        """Return a node's text."""
        start, end = self.span(node)
        return self.source[start:end]

    def replaced(self, node: Any, text: str) -> Repair:
        """Return the repair that puts a text in the place of a node."""
        return Repair(*self.span(node), text)

    def behind(self, call: ast.Call, text: str) -> Repair:
        """Return the repair that adds an argument to a call."""
        end = self.span(call)[1] - 1
        return Repair(end, end, f", {text}" if call.args or call.keywords else text, say("add {text}", text=text))

    def assigned(self, name: str | None) -> list[ast.Assign]:
        """Return the statements that give ``name`` (or, for None, any name) its value."""
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and name in (None, t.id) for t in node.targets)
        ]

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls of functions or methods with these names."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and _name(node.func) in names]

    def with_points(self, node: ast.AST) -> Repair | None:
        """Return the repair that writes the whole numbers within a node as 2.0; None if there are none."""
        numbers = [n for n in ast.walk(node) if isinstance(n, ast.Constant) and type(n.value) is int]
        if not numbers:
            return None
        start, end = self.span(node)
        text = self.source[start:end]
        for number in sorted(numbers, key=lambda n: self.span(n)[0], reverse=True):
            at = self.span(number)[1] - start
            text = f"{text[:at]}.0{text[at:]}"
        return Repair(start, end, text)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def repairs_of_none(source: str, done: Run, number: int, place: int, name: str) -> list[Repair]:
    """Return changes after which source ``place`` (``name``) of request ``number`` has a gradient."""

    def helps(changed: Run) -> bool:
        requests = changed.requests
        return number < len(requests) and place < len(requests[number].why) and not requests[number].why[place]

    return _tried(source, lambda text: _for_none(text, name, done.requests[number].row), helps)


def repairs_of_error(error: UserError) -> list[Repair]:
    """Return changes after which a cell runs to its end."""
    return _tried(error.source, lambda text: _for_error(text, error.line), lambda changed: True)


def _tried(source: str, candidates: Callable[[_Text], Iterator[Repair]], helps: Callable[[Run], bool]) -> list[Repair]:
    found: list[Repair] = []
    try:
        text = _Text(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    started = process_time()
    for count, repair in enumerate(candidates(text)):
        if count >= TRIED or len(found) >= OFFERED or process_time() - started > SECONDS:
            break
        try:
            if helps(run(repair.applied(source), State(Limits(TICKS)))):
                found.append(repair)
        except UserError:
            continue
    return found


def _for_none(text: _Text, name: str, row: int) -> Iterator[Repair]:
    tapes = [
        (node, item.optional_vars.id)
        for node in ast.walk(text.tree)
        if isinstance(node, ast.With) and node.lineno <= row
        for item in node.items
        if "GradientTape" in text.text(item.context_expr) and isinstance(item.optional_vars, ast.Name)
    ]
    for node, tape in reversed(tapes):
        first = node.body[0]
        start = text.starts[first.lineno - 1]
        indent = text.rows[first.lineno - 1][: first.col_offset]
        yield Repair(start, start, f"{indent}{tape}.watch({name})\n", say("add {text}", text=f"{tape}.watch({name})"))
    for statement in text.assigned(name):
        if isinstance(statement.value, ast.Call) and _name(statement.value.func) == "constant":
            whole = text.text(statement.value.func)
            yield text.replaced(statement.value.func, f"{whole.removesuffix('constant')}Variable")
        pointed = text.with_points(statement.value)
        if pointed is not None:
            yield pointed
    yield from _staying(text)
    for node, _ in reversed(tapes):
        yield from _moved_in(text, node, row)


def _staying(text: _Text) -> Iterator[Repair]:
    """What leaves the framework, or stops a slope, taken away."""
    for call in ast.walk(text.tree):
        if not isinstance(call, ast.Call):
            continue
        name = _name(call.func)
        if name in LEAVING and isinstance(call.func, ast.Attribute) and not call.args:
            yield text.replaced(call, text.text(call.func.value))
        elif name in WRAPPING and len(call.args) == 1:
            yield text.replaced(call, text.text(call.args[0]))
        elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in ("np", "numpy"):
            for module, names in (("tf", RENAMED), ("torch", {}), ("jnp", {})):
                if f"{module}." in text.source:
                    yield text.replaced(call.func, f"{module}.{names.get(name, name)}")


def _moved_in(text: _Text, block: ast.With, row: int) -> Iterator[Repair]:
    """The lines between the end of a tape's block and the question, moved into the block."""
    first, last = (block.end_lineno or block.lineno) + 1, row - 1
    rows = text.rows[first - 1 : last]
    if not any(r.strip() for r in rows):
        return
    more = " " * (block.body[0].col_offset - block.col_offset)
    start, end = text.starts[first - 1], text.starts[last] - 1
    yield Repair(start, end, "\n".join(more + r if r.strip() else r for r in rows), say("move these lines into the tape's block"))


def _for_error(text: _Text, row: int) -> Iterator[Repair]:
    for call in text.calls("GradientTape"):
        yield text.behind(call, "persistent=True")
    for call in text.calls("backward"):
        if isinstance(call.func, ast.Attribute):
            yield text.behind(call, "retain_graph=True")
            whole = text.text(call.func.value)
            yield Repair(*text.span(call.func.value), f"{whole}.sum()" if whole.isidentifier() else f"({whole}).sum()")
    for call in text.calls("grad"):
        yield text.behind(call, "create_graph=True")
        yield text.behind(call, "retain_graph=True")
        yield text.behind(call, "allow_unused=True")
    for statement in text.assigned(None):
        if isinstance(statement.value, ast.Call) and _name(statement.value.func) in MADE:
            yield text.behind(statement.value, "requires_grad=True")
        pointed = text.with_points(statement.value)
        if pointed is not None:
            yield pointed
            if isinstance(statement.value, ast.Call) and _name(statement.value.func) in MADE:
                yield Repair(pointed.start, pointed.end, f"{pointed.text[:-1]}, requires_grad=True)")
    for node in ast.walk(text.tree):
        if isinstance(node, ast.stmt) and node.lineno == row:
            pointed = text.with_points(node)
            if pointed is not None:
                yield pointed

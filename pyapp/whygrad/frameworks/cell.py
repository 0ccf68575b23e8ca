"""Run a cell: Python with stand-ins for the frameworks, nothing else within reach, every output and every mistake kept.

The code is checked before it runs: names and attributes that lead out of the cell are refused, loops and calls are counted.
Running Python here is for a page that the person themselves filled; ``import whygrad`` users should treat it like ``exec``.
"""

from __future__ import annotations

import ast
import decimal
import re
import types
from functools import partial
from typing import Any

from ..arrays import ArrayError
from ..errors import UserError
from ..words import retold, say
from .guard import Guard, Limits, at_line
from .lent import as_they_were
from .modules import Namespace
from .naming import Naming, named
from .notebook_file import is_notebook, read_notebook
from .reach import USUAL, builtin_names, module_named, modules
from .session import CELL, SESSION, CellError, Request, Session
from .silent import Silent
from .surroundings import Absent, asked_of_the_machine
from .tensor import Tensor

__all__ = ["Run", "State", "run"]

OUTPUT_AT_MOST = 100_000


class State:
    """What the cells of a notebook share: the session, the names, what is printed, and how many rounds their loops went."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.session, self.written = Session(), 0
        self.out: list[str] = []
        self.decimals = decimal.Context()
        token = SESSION.set(self.session)
        as_they_were()
        known = modules()
        as_they_were()
        self.names: dict[str, Any] = {
            "__name__": "__main__",
            "__builtins__": {
                **builtin_names(known, self.say),
                **(limits or Limits()).names(),
                "__value__": value_of_it,
                "__named__": partial(named, self.session),
            },
            **{short: module_named(known, long) for short, long in USUAL.items()},
        }
        SESSION.reset(token)
        self.known = known
        self.usual = dict(self.names)
        self.session.write = self.write  # type: ignore[attr-defined]

    def look_at(self, tree: ast.AST) -> None:
        """Let the code import the modules of the machine that it uses harmlessly."""
        self.session.asked |= asked_of_the_machine(tree, self.known, USUAL)

    def write(self, text: str) -> None:
        """Print a text."""
        self.written += len(text)
        if self.written > OUTPUT_AT_MOST:
            raise CellError("Limit", f"The cell prints more than {OUTPUT_AT_MOST:,} characters.", "print less")
        self.out.append(text)

    def say(self, *values: Any, sep: str | None = " ", end: str | None = "\n", **_: Any) -> None:
        """What print does in a cell."""
        if not self.session.muted:
            self.write((" " if sep is None else sep).join(map(str, values)) + ("\n" if end is None else end))

    def variables(self) -> dict[str, Any]:
        """Return the variables that the cells have made so far."""
        return {
            n: v
            for n, v in self.names.items()
            if not n.startswith("__")
            and self.usual.get(n, self.names) is not v
            and not isinstance(v, Namespace | Absent | Silent | types.FunctionType | type)
        }


class Run:
    """What came of a cell: its output, the repr of its last expression, its variables, the session and the gradients it asked for."""

    def __init__(self, state: State, output: str, last: str | None, notes: list[str], requests: list[Request]) -> None:
        self.session, self.variables, self.output, self.last, self.notes = state.session, state.variables(), output, last, notes
        self.requests = requests


def cells_of(source: str) -> tuple[str, list[str]]:
    """Return the code of a source (a notebook's cells joined) with shell and magic lines made comments, and notes about it."""
    if is_notebook(source):
        parts = [cell.source for cell in read_notebook(source) if cell.kind == "code"]
        code, notes = without_magic("\n".join(parts))
        return code, [say("A notebook with {count} cells; they run in order.", count=len(parts)), *notes]
    return without_magic(source)


def without_magic(source: str) -> tuple[str, list[str]]:
    """Return a cell's code with shell and magic lines made comments, and notes about them."""
    notes = []
    lines = source.split("\n")
    if lines[0].startswith("%%") and not lines[0].startswith(("%%time", "%%capture")):
        return "\n".join(["pass  # " + lines[0], *["# " + line for line in lines[1:]]]), [
            say("The cell is for {what} and is passed over.", what=lines[0][:60])
        ]
    for k, line in enumerate(lines):
        timed = re.match(r"(\s*)%%?time (?=\S)", line)
        if timed:  # the statement behind it is run
            lines[k] = timed[1] + line[timed.end() :]
        elif re.match(r"\s*[!%]", line):
            notes.append(say("Line {row}, {what}, is passed over.", row=k + 1, what=line.strip()[:60]))
            lines[k] = re.match(r"\s*", line)[0] + "pass  # " + line.strip()  # type: ignore[index]
        elif re.match(r"\s*(In|Out) ?\[\d*\]:?", line):
            lines[k] = re.sub(r"^(\s*)(?:In|Out) ?\[\d*\]:? ?", r"\1", line)
    return "\n".join(lines), notes


def value_of_it(thing: Any) -> Any:
    """Return what ``thing.value()`` gives in a cell."""
    return thing.read_value() if isinstance(thing, Tensor) and hasattr(thing, "read_value") else thing.value()


def run(source: str, state: State | None = None, first: int = 0) -> Run:
    """Run a cell. Raises UserError for everything that goes wrong, at its line.

    ``state`` holds what the cells before it made, and ``first`` how many lines those have (the numbers go on from there).
    """
    code, notes = cells_of(source)
    try:
        tree = ast.parse(code, CELL)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        row = getattr(error, "lineno", None) or 1
        raise at_line(
            source, row, f"This is no Python: {getattr(error, 'msg', None) or 'it is nested too deep'}.", "check brackets and indents"
        ) from None
    state = State() if state is None else state
    state.look_at(tree)
    tree = Naming().visit(Guard(source).visit(tree))
    if first:
        ast.increment_lineno(tree, first)
    state.out.clear()
    state.session.notes.clear()
    asked = len(state.session.requests)
    decimals = decimal.getcontext()
    decimal.setcontext(state.decimals)
    token = SESSION.set(state.session)
    try:
        last = _execute(source, tree, state.names, first)
        return Run(state, "".join(state.out), last, [*notes, *state.session.notes], state.session.requests[asked:])
    finally:
        SESSION.reset(token)
        state.decimals = decimal.getcontext()
        decimal.setcontext(decimals)
        as_they_were(whole=False)


def _execute(source: str, tree: ast.Module, names: dict[str, Any], first: int) -> str | None:
    body = tree.body
    final = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    try:
        exec(compile(ast.fix_missing_locations(tree), CELL, "exec"), names)
        if not isinstance(final, ast.Expr):
            return None
        value = eval(compile(ast.fix_missing_locations(ast.Expression(final.value)), CELL, "eval"), names)
        return None if value is None else repr(value) or None
    except UserError:
        raise
    except ArrayError as error:
        raise at_line(source, _row(error) - first, error.message[0].upper() + error.message[1:] + ".", error.hint) from None
    except CellError as error:
        raise at_line(source, _row(error) - first, _sentence(error.kind, error.shown or error.message), error.hint) from None
    except RecursionError:
        raise at_line(source, 1, "The cell calls itself too deep.", "end the recursion earlier") from None
    except KeyboardInterrupt:
        raise
    except MemoryError as error:
        raise at_line(source, _row(error) - first, "The cell needs more memory than there is for it.", "use smaller numbers") from None
    except BaseException as error:
        text = str(error) if not isinstance(error, KeyError) else f"there is no key {error}"
        row = error.lineno or 1 if isinstance(error, SyntaxError) and error.filename == CELL else _row(error)
        raise at_line(source, row - first, _sentence(type(error).__name__, text)) from None


def _sentence(kind: str, message: str) -> str:
    message = retold(message.strip() or "without a word")
    shown = message if kind == "Limit" else f"{kind}: {message}"
    return shown if shown.endswith((".", "?", "!")) else f"{shown}."


def _row(error: BaseException) -> int:
    """Return the line of the cell at which an exception came up: the innermost one."""
    row, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(CELL):
            row = trace.tb_lineno
        trace = trace.tb_next
    return row

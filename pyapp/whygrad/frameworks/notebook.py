"""A notebook: its cells run one after another in one session, and each keeps its output, its mistake and its explanations."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Sequence
from typing import Any

from ..document import document
from ..errors import UserError
from .cell import State, run, without_magic
from .explained import CellExplanation
from .notebook_file import NotebookCell, read_notebook

__all__ = ["CellRun", "Notebook", "notebook"]

DOCUMENTS_AT_MOST = 20  # a training asks for hundreds of gradients, which differ little: the last are told


class CellRun:
    """One cell of a notebook: its text, and for code what it printed, its last value, or the error that ended it.

    ``requests`` holds one explanation for each gradient that it asked for; ``notes`` says which lines were passed over.
    """

    def __init__(self, cell: NotebookCell) -> None:
        self.kind, self.source = cell.kind, cell.source
        self.output = ""
        self.last: str | None = None
        self.error: UserError | None = None
        self.explanation: CellExplanation | None = None
        self.notes: list[str] = []

    @property
    def requests(self) -> Sequence[Any]:
        """The explanations of the gradients that the cell asked for, in order."""
        return [] if self.explanation is None else list(self.explanation.requests)

    def to_dict(self, start: int) -> dict[str, Any]:
        """Return the cell as JSON data; ``start`` is where it begins in the text that all cells of code make together."""
        return {
            "kind": self.kind, "source": self.source, "output": self.output, "last": self.last, "notes": self.notes,
            "error": None if self.error is None else self.error.to_dict(),
            "documents": [self._own(document(request), start) for request in self.requests[-DOCUMENTS_AT_MOST:]],
        }  # fmt: skip

    def _own(self, told: dict[str, Any], start: int) -> dict[str, Any]:
        """Return a document whose places are those of this cell's text; what another cell made has no place in it."""
        told["source"], told["language"] = self.source, "python"
        for place in (*told["reading"]["notes"], *told["warnings"], *told["tape"]["lines"]):
            if place["start"] is not None:
                inside = start <= place["start"] and place["end"] <= start + len(self.source)
                place["start"], place["end"] = (place["start"] - start, place["end"] - start) if inside else (None, None)
        told["reading"]["notes"] = [{**n, "start": n["start"] or 0, "end": n["end"] or 0} for n in told["reading"]["notes"]]
        return told


class Notebook:
    """The cells of a notebook. The code of all of them, one under another, is ``source``."""

    def __init__(self, cells: list[CellRun], source: str) -> None:
        self.cells, self.source = cells, source

    def to_dict(self) -> dict[str, Any]:
        """Return the notebook as JSON data."""
        told, start = [], 0
        for cell in self.cells:
            told.append(cell.to_dict(start))
            start += (len(cell.source) + 1) * (cell.kind == "code")
        return {"cells": told}


def notebook(text: str, *, running: bool = True, log: str = "ln") -> Notebook:
    """Read a notebook's file, run its cells of code in order and explain every gradient that they ask for.

    The cells share their names, as in a notebook. A cell that fails keeps its error, and those after it still run. Outputs
    that the file holds are not looked at. With ``running`` false nothing runs. Raises UserError where the file is no notebook.
    """
    cells = [CellRun(cell) for cell in read_notebook(text)]
    source = "\n".join(cell.source for cell in cells if cell.kind == "code")
    state, first = State(), 0
    with contextlib.suppress(SyntaxError, ValueError):  # what is imported in one cell is used in another
        state.look_at(ast.parse(without_magic(source)[0]))
    for cell in cells if running else ():
        if cell.kind != "code":
            continue
        code, cell.notes = without_magic(cell.source)
        try:
            done = run(cell.source, state, first)
            cell.output, cell.last, cell.notes = done.output, done.last, done.notes
            cell.explanation = CellExplanation(source, log, done)
        except UserError as error:
            cell.output, cell.error = cell.output or "".join(state.out), error
        first += code.count("\n") + 1
    return Notebook(cells, source)

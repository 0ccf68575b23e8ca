"""Read a notebook's file (.ipynb): its cells in order, as plain text. What the file holds besides, outputs above all, is not looked at."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ..errors import UserError
from ..words import say

__all__ = ["NotebookCell", "is_notebook", "read_notebook"]

CHARACTERS_AT_MOST = 5_000_000
CELLS_AT_MOST = 500
SOURCE_AT_MOST = 100_000


class NotebookCell(NamedTuple):
    """A cell: its ``kind`` ("code", "markdown" or "raw") and its text."""

    kind: str
    source: str


def is_notebook(text: str) -> bool:
    """Tell whether a text is meant as a notebook's file."""
    head = text.lstrip()
    return head.startswith("{") and ('"cells"' in head or '"worksheets"' in head)


def read_notebook(text: str) -> list[NotebookCell]:
    """Return the cells of a notebook's file. Raises UserError, with a sentence, for anything else."""
    if len(text) > CHARACTERS_AT_MOST:
        raise _refusal(say("This notebook is too large: it has more than {count} characters.", count=f"{CHARACTERS_AT_MOST:,}"))
    try:
        book = json.loads(text)
    except (ValueError, RecursionError):
        raise _refusal(say("This looks like a notebook, and it cannot be read.")) from None
    if not isinstance(book, dict):
        raise _refusal(say("This looks like a notebook, and it cannot be read."))
    language = _language(book)
    if language not in ("", "python"):
        raise _refusal(say("This notebook is written in {language}, and only Python runs here.", language=language[:40]))
    cells = _cells(book)
    if len(cells) > CELLS_AT_MOST:
        raise _refusal(say("This notebook is too long: it has more than {count} cells.", count=CELLS_AT_MOST))
    return [_cell(number, cell) for number, cell in enumerate(cells, 1)]


def _refusal(sentence: str) -> UserError:
    return UserError(sentence, hint=say("save the notebook once more as .ipynb, or paste the code of a cell"))


def _language(book: dict[str, Any]) -> str:
    """Return the language that the file names, "" for none."""
    about = book.get("metadata")
    for part in ("kernelspec", "language_info"):
        found = about.get(part) if isinstance(about, dict) else None
        if isinstance(found, dict):
            name = found.get("language") or (found.get("name") if part == "language_info" else None)
            if isinstance(name, str) and name:
                return "python" if name.lower().startswith(("python", "ipython")) else name
    return ""


def _cells(book: dict[str, Any]) -> list[Any]:
    """Return the cells as they stand in the file; in the oldest format they are in worksheets."""
    sheets = book.get("worksheets")
    if "cells" not in book and isinstance(sheets, list):
        found = [cell for sheet in sheets for cell in (sheet.get("cells") if isinstance(sheet, dict) else None) or ()]
    else:
        found = book.get("cells")  # type: ignore[assignment]
    if not isinstance(found, list):
        raise _refusal(say("This notebook has no list of cells."))
    return found


def _cell(number: int, cell: Any) -> NotebookCell:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        raise _refusal(say("Cell {number} of this notebook is no cell.", number=number))
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _refusal(say("The text of cell {number} of this notebook is no text.", number=number))
    if len(source) > SOURCE_AT_MOST:
        raise _refusal(
            say("Cell {number} of this notebook is too long: it has more than {count} characters.", number=number, count=SOURCE_AT_MOST)
        )
    kind = {"code": "code", "raw": "raw"}.get(cell["cell_type"], "markdown")
    return NotebookCell(kind, source.replace("\r\n", "\n").replace("\r", "\n").rstrip())

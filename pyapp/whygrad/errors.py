"""The one error that input can cause, and how a place in a text is told."""

from __future__ import annotations

from .words import say

__all__ = ["Repair", "UserError", "caret", "place"]


def place(source: str, offset: int) -> tuple[int, int]:
    """Return the line and the column (both from 1) of a character offset in ``source``."""
    offset = max(0, min(offset, len(source)))
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


class Repair:
    """A change of the source text that would mend it: put ``text`` in place of ``source[start:end]``."""

    __slots__ = ("end", "label", "start", "text")

    def __init__(self, start: int, end: int, text: str, label: str = "") -> None:
        self.start, self.end, self.text, self.label = start, end, text, label or say("write {text}", text=text)

    def applied(self, source: str) -> str:
        """Return ``source`` with the change made."""
        return source[: self.start] + self.text + source[self.end :]

    def to_dict(self) -> dict[str, object]:
        """Return the repair as JSON data (offsets count characters from 0)."""
        return {"start": self.start, "end": self.end, "text": self.text, "label": self.label}


class UserError(Exception):
    """Input that cannot be answered: what is wrong, where, and how to mend it.

    ``message`` is a sentence; ``line`` and ``column`` count from 1 and ``end_line``, ``end_column`` name the
    place just behind the span; ``hint`` is a repair in words or ``""``; ``repairs`` are changes of the text.
    """

    def __init__(
        self,
        message: str,
        source: str = "",
        span: tuple[int, int] = (0, 0),
        hint: str = "",
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.start, self.end = span[0], max(span)
        self.line, self.column = place(source, self.start)
        self.end_line, self.end_column = place(source, self.end)
        self.hint = hint
        self.repairs = repairs

    def to_dict(self) -> dict[str, object]:
        """Return the error as JSON data."""
        return {
            "message": self.message,
            "hint": self.hint,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "repairs": [repair.to_dict() for repair in self.repairs],
        }


def caret(error: UserError, width: int = 100) -> str:
    """Return the source line of ``error`` with carets under its span, at most ``width`` characters wide."""
    lines = error.source.split("\n")
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    line = "".join(c if c.isprintable() else " " for c in line)
    end = error.end_column if error.end_line == error.line else len(line) + 1
    first = max(0, error.column - 1 - width // 2)
    shown = line[first : first + width]
    length = max(1, min(end - error.column, width - (error.column - 1 - first)))
    return f"{shown}\n{' ' * (error.column - 1 - first)}{'^' * length}"

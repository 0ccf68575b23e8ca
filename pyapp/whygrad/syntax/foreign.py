"""Lists, matrices and long numbers as other programs and countries write them: what is said, with the same thing as it is written here."""

from __future__ import annotations

import re

from ..errors import Repair, UserError
from ..words import say

__all__ = ["other_list", "other_number", "other_rows"]

LONG = 2_000  # characters among which the other bracket is searched
_DIGITS = r"(?<![\w.,])[1-9]\d{0,2}"
GROUPED = re.compile(
    rf"{_DIGITS}(?:(?:,\d{{3}})+\.\d+|(?:\.\d{{3}})+,\d+|(?:,\d{{3}}){{2,}}|(?:\.\d{{3}}){{2,}}|(?:['’_]\d{{3}})+(?:[.,]\d+)?)(?!\d)"
)
ROWS = re.compile(r"\[[^\[\]=]*\]")
ENTRY = re.compile(r"[-+−]?(?:\w|[.\\√π])[^\s,;+]*")
BEFORE_LIST = re.compile(r"(?:^|[=;\n({\[,+\-*/])[^\S\n]*$")
DECIMAL = re.compile(r"\s*\d+,\d+\s*")


def other_number(source: str, position: int) -> UserError | None:
    """Return what is said about 1.000.000, 1'000 or 1.000,50 at a place of the source, or None where no such number stands."""
    begin = max(0, position - 40)
    for match in GROUPED.finditer(source, begin, position + 40):
        if match.start() <= position < match.end():
            signs = re.sub(r"\d", "", match[0])
            whole, point, part = match[0].rpartition(signs[-1]) if signs[-1] != signs[0] else (match[0], "", "")
            number = re.sub(r"\D", "", whole) + (f".{part}" if point else "")
            text, hint = say("Nothing stands between the digits of a long number here."), say("write {number}", number=number)
            return UserError(text, source, match.span(), hint, (Repair(*match.span(), number, hint),))
    return None


def other_rows(source: str, start: int, position: int) -> UserError | None:
    """Return what is said about [1 2; 3 4], which begins at ``start`` and goes on behind a ``position``, or None where there is none."""
    match = ROWS.match(source, start, start + LONG)
    if match is None or match.end() <= position:
        return None
    rows = [re.split(r"\s*,\s*|\s+", row.strip()) for row in re.split(r"[;\n]", match[0][1:-1]) if row.strip()]
    if not rows or len({len(row) for row in rows}) > 1 or not all(ENTRY.fullmatch(entry) for row in rows for entry in row):
        return None
    flat = len(rows) == 1 or len(rows[0]) == 1
    better = _written([entry for row in rows for entry in row] if flat else [_written(row) for row in rows])
    text = say("The entries of a list are divided by commas here, and each row has brackets of its own.")
    hint = say("write {number}", number=better)
    return UserError(text, source, match.span(), hint, (Repair(*match.span(), better, hint),))


def _written(entries: list[str]) -> str:
    return f"[{', '.join(entries)}]"


def other_list(source: str, comma: int) -> UserError | None:
    """Return what is said about (x, y), {1, 2, 3} or c(1, 2, 3) around a comma, or None where the comma divides something else."""
    start, end = _around(source, comma)
    if start < 0 or source[start] == "[":
        return None
    inside = source[start + 1 : end - 1]
    begin = start - (source[start - 1 : start] == "c" and not source[: start - 1][-1:].isalnum())
    if not BEFORE_LIST.search(source[:begin]) or (begin == start and DECIMAL.fullmatch(inside)) or not inside.strip(" ,"):
        return None
    better = f"[{inside.strip()}]"
    text, hint = say("A list is written in square brackets here."), say("write {number}", number=better)
    return UserError(text, source, (begin, end), hint, (Repair(begin, end, better, hint),))


def _around(source: str, position: int) -> tuple[int, int]:
    """Return the place of the innermost brackets around a position, its end included; (-1, -1) where there are none."""
    depth, start = 0, position
    while start >= max(0, position - LONG) and depth <= 0:
        start -= 1
        depth += (source[start : start + 1] in ("(", "[", "{")) - (source[start : start + 1] in (")", "]", "}")) if start >= 0 else 0
    depth, end = 1 if depth > 0 else 0, position
    while depth and end < min(len(source), position + LONG):
        depth += (source[end] in "([{") - (source[end] in ")]}")
        end += 1
    return (start, end) if depth == 0 and 0 <= start < position < end else (-1, -1)

"""Expressions as text in which the places of chosen parts are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .expressions import Expressions
from .writing import INVERTED, Item, Style, Writer

__all__ = ["MARKS_AT_MOST", "Place", "write_marked"]

OPENS, MARKS_AT_MOST, CLOSES = 0xE000, 100, "\uf000"  # signs for private use, which no formula holds
SIGNS = re.compile(f"([{chr(OPENS)}-{chr(OPENS + MARKS_AT_MOST - 1)}{CLOSES}])")


class Place(NamedTuple):
    """Where a marked part stands in a text."""

    mark: int
    start: int
    end: int


class _Marker(Writer):
    def __init__(self, nodes: Expressions, style: Style, marks: Mapping[int, int]) -> None:
        super().__init__(nodes, style, {})
        self.marks = marks

    def enclosed(self, node: int, how: int, parts: list[str | Item]) -> list[str | Item]:
        """Put signs around the nodes that are marked."""
        mark = self.marks.get(node) if how != INVERTED else None
        return parts if mark is None else [chr(OPENS + mark), *parts, CLOSES]


def write_marked(nodes: Expressions, root: int, style: Style, marks: Mapping[int, int]) -> tuple[str, list[Place]]:
    """Return node ``root`` written in ``style``, and the places of the nodes of ``marks`` in it, inside no other marked part.

    ``marks`` gives each node a number below ``MARKS_AT_MOST``.
    """
    out: list[str] = []
    places: list[Place] = []
    opened: list[tuple[int, int]] = []
    length = 0
    for piece in SIGNS.split(_Marker(nodes, style, marks).run(root)):
        if piece == CLOSES:
            mark, start = opened.pop()
            if not opened:
                places.append(Place(mark, start, length))
        elif len(piece) == 1 and OPENS <= ord(piece) < OPENS + MARKS_AT_MOST:
            opened.append((ord(piece) - OPENS, length))
        else:
            out.append(piece)
            length += len(piece)
    return "".join(out), places

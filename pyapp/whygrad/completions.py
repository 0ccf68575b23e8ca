"""What an editor offers while a name is typed: the names of the text, then the table's, each with its derivative."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .catalogue import slopes
from .literals import value_text
from .operations import CONSTANTS, NAMES, Operation
from .syntax import tokens
from .syntax.made import MADE, PLAIN

__all__ = ["Completion", "completions"]


class Completion(NamedTuple):
    """A name that can be typed: whether a bracket follows it, and what there is to say about it, a line each."""

    name: str
    opens: bool
    rules: list[str]


def completions(start: str, source: str = "", known: Iterable[str] = ()) -> list[Completion]:
    """Return the names that begin with ``start``: those of ``source`` and ``known`` first, then the table's, the shortest first.

    An operation is offered once, by the shortest of its names that begin so, which may be ``start`` itself: its bracket and
    its rule are still to come.
    """
    own = dict.fromkeys(known, False)
    for begin, end, kind in tokens(source, own):
        name = source[begin:end]
        if kind == "name" or (kind == "function" and name not in NAMES):
            own.setdefault(name, kind == "function")
    mine = [Completion(name, opens, []) for name, opens in own.items() if name.startswith(start) and name != start]
    shortest: dict[Operation, str] = {}
    for name in sorted(NAMES, key=len):
        if name.startswith(start) and name not in own and NAMES[name].example.strip():
            shortest.setdefault(NAMES[name], name)
    table = [Completion(name, True, [s.text for s in slopes(op)]) for op, name in shortest.items()]
    made = [name for name in MADE if name.startswith(start) and name not in own and name not in PLAIN]
    table += [Completion(name, True, []) for name in made]
    for c in CONSTANTS.values():
        if c.name.startswith(start) and c.name != start and c.name not in own:
            table.append(Completion(c.name, False, [f"{c.name} {value_text(c.value)}"]))
    return [*mine, *sorted(table, key=lambda c: len(c.name))]

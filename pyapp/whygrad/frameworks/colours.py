"""What an editor shows of a cell: the class of every piece, by Python's own rules."""

from __future__ import annotations

import io
import keyword
import tokenize

from ..syntax.spans import Span

__all__ = ["cell_tokens"]

OPENING = frozenset("()[]{}")


def cell_tokens(source: str) -> list[Span]:
    """Return the classes of the pieces of a cell, as far as it can be told apart; any text at all gets an answer."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found: list[Span] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            kind = _kind(token)
            start, end = starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
            if kind and end > start:
                found.append(Span(start, end, kind))
    except (tokenize.TokenError, SyntaxError, IndexError):
        pass  # a cell that is still being written
    return found


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.COMMENT:
        return "comment"
    if token.type == tokenize.NUMBER:
        return "number"
    if token.type == tokenize.STRING:
        return "constant"
    if token.type == tokenize.NAME:
        if keyword.iskeyword(token.string):
            return "constant" if token.string in ("True", "False", "None") else "word"
        return "function" if token.line[token.end[1] :].lstrip()[:1] == "(" else "name"
    if token.type == tokenize.OP:
        return "bracket" if token.string in OPENING else "operator"
    return ""

"""What an editor shows of a text: the class of every word and sign, from the grammar that reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from lark import Token, UnexpectedCharacters

from ..errors import UserError
from .reader import CHARACTERS_AT_MOST, COMMENT, names_given, raw_tokens
from .words import TOKENS_AT_MOST, Words
from .wrappers import unwrapped

__all__ = ["Span", "tokens"]

STRANGE_AT_MOST = 50  # different characters without a meaning, in a text whose other parts are told apart
CLASSES = {
    "NUMBER": "number", "SUPERSCRIPT": "number", "NAME": "name", "CONSTANT": "constant", "FUNCTION": "function", "LOG": "function",
    "ROOT": "function", "RADICAL": "function", "FRACTION": "function", "DEFINE": "function", "DEFINED": "function", "PRIME": "function",
    "DERIVATIVE": "function", "DERIVATIVE_OF": "function", "DERIVED": "function",
    "OPEN": "bracket", "CLOSE": "bracket", "BAR": "bracket", "LBAR": "bracket",
    "RBAR": "bracket", "LFLOOR": "bracket", "RFLOOR": "bracket", "CASES": "bracket", "END": "bracket", "IF": "word", "OTHERWISE": "word",
    "AND": "word", "AT": "word",
    "ASK": "word", "BY": "word", "PLACE": "operator", "ALONG": "word", "OR": "word", "NOT": "word", "WHOLE": "name", "SEP": "",
}  # fmt: skip


class Span(NamedTuple):
    """A piece of the text and its class: number, name, constant, function, operator, bracket, word, comment or unknown."""

    start: int
    end: int
    kind: str


def tokens(source: str, known: Iterable[str] = ()) -> list[Span]:
    """Return the classes of all pieces of ``source``, in order; any text at all gets an answer.

    A text that is too long to be read has none.
    """
    if len(source) > CHARACTERS_AT_MOST:
        return []
    text = unwrapped(source)
    given = names_given(text)
    words = Words(text, {*known, *given.assigned, *given.parameters}, given.heads, [], parameters=given.parameters)
    found = [Span(*match.span(), "comment") for match in COMMENT.finditer(source)]
    for token in _pieces(text, words):
        kind = CLASSES.get(token.type, "operator" if token.type != "UNKNOWN" else "unknown")
        if kind and token.end_pos and len(found) < TOKENS_AT_MOST:
            found.append(Span(token.start_pos or 0, token.end_pos, kind))
    return sorted(found)


def _pieces(source: str, words: Words) -> Iterator[Token]:
    """The lexer's tokens, words split; what cannot be read is UNKNOWN, and reading goes on behind it."""
    text, strange = source, set[str]()
    raw: list[Token | None] | None = None
    while raw is None:
        if len(strange) > STRANGE_AT_MOST:
            yield Token("UNKNOWN", source, 0, end_pos=len(source))
            return
        try:
            raw = [*raw_tokens(text), None]
        except UnexpectedCharacters as error:
            char = text[error.pos_in_stream or 0]
            strange.add(char)
            text = text.replace(char, " ")
    for i, char in enumerate(source):
        if char in strange:
            yield Token("UNKNOWN", char, i, end_pos=i + 1)
    unknown: set[str] = set()
    for token, following in pairwise(raw):
        assert token is not None
        if token in unknown:
            yield Token("UNKNOWN", str(token), token.start_pos, end_pos=token.end_pos)
            continue
        try:
            yield from words.classified(token, following)
        except UserError:
            if token.type == "COMMAND":  # not searched for again
                unknown.add(str(token))
            yield Token("UNKNOWN", str(token), token.start_pos, end_pos=token.end_pos)

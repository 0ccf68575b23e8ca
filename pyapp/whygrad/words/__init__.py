"""All words of the explanations, apart from logic: for each language one module of every kind, keyed by rule id.

English is complete: its sentences stand in ``en`` and ``learning_en``, in the table of operations, and in the ``say(…)``
where an error or a note is made. Another language is the same names once more (``de``, ``learning_de``), the reasons of
the operations by name (``operations_de``) and the other sentences by their English text (``sentences_de``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from . import cell_hints_de, de, en, learning_de, learning_en, operations_de, sentences_de

if TYPE_CHECKING:
    from ..operations import Operation

__all__ = ["LANGUAGES", "because", "language", "learning_words", "retold", "say", "speaking", "words"]

LANGUAGES = {"en": (en, learning_en), "de": (de, learning_de)}
REASONS = {"de": operations_de.BECAUSE}
SENTENCES = {"de": sentences_de.SENTENCES}
RETOLD = {"de": {**cell_hints_de.CELL_HINTS, **cell_hints_de.CELL_ERRORS}}

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the language that is spoken now: "en", or what ``speaking`` has chosen."""
    return _language.get()


@contextmanager
def speaking(chosen: str | None) -> Iterator[None]:
    """Speak a language for a while, such as "de"; one that is not known is English.

    What an explanation works out only when it is read speaks the language of its reader, so read it within.
    """
    token = _language.set(chosen if chosen in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def say(sentence: str, **values: object) -> str:
    """Return an English sentence in the language that is spoken, with its ``{name}`` places filled in."""
    sentence = SENTENCES.get(language(), {}).get(sentence, sentence)
    return sentence.format(**values) if values else sentence


@cache
def _forms(chosen: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences of cells that hold places, as patterns, and what they are in a language."""
    known = {english: other for english, other in RETOLD.get(chosen, {}).items() if "{" in english}
    return [(re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(e)), re.DOTALL), other) for e, other in known.items()]


def retold(sentence: str) -> str:
    """Return a finished sentence about a cell in the language that is spoken.

    Frameworks say their exceptions in English and a cell may read them, so these are told again only when they leave the cell;
    a library's own message stays as it is.
    """
    found = say(sentence)
    if found != sentence:
        return found
    for pattern, other in _forms(language()):
        match = pattern.fullmatch(sentence)
        if match is not None:
            return other.format(**{name: say(part) for name, part in match.groupdict().items()})
    return sentence


def because(op: Operation) -> str:
    """Return the reason for the rule of an operation."""
    return REASONS.get(language(), {}).get(op.name) or say(op.because).replace("{name}", op.name)


class _Spoken:
    """Stands for the module of one kind in the language that is spoken when a name is read."""

    def __init__(self, kind: int) -> None:
        self._kind = kind

    def __getattr__(self, name: str) -> object:
        module: ModuleType = LANGUAGES[language()][self._kind]
        return getattr(module, name)


if TYPE_CHECKING:
    words, learning_words = en, learning_en
else:
    words, learning_words = _Spoken(0), _Spoken(1)

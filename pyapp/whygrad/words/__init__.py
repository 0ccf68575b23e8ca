"""All words of the explanations, apart from logic: for each language one module of every kind, keyed by rule id.

English is complete: its sentences stand in ``en`` and ``learning_en``, in the table of operations, and in the ``say(…)``
where an error or a note is made. Another language is the same names once more (``de``, ``learning_de``), the reasons of
the operations by name (``operations_de``) and the other sentences by their English text (``sentences_de``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING

from . import de, en, learning_de, learning_en, operations_de, sentences_de

if TYPE_CHECKING:
    from ..operations import Operation

__all__ = ["LANGUAGES", "because", "language", "learning_words", "say", "speaking", "words"]

LANGUAGES = {"en": (en, learning_en), "de": (de, learning_de)}
REASONS = {"de": operations_de.BECAUSE}
SENTENCES = {"de": sentences_de.SENTENCES}

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

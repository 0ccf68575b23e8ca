"""The reader: from text to a program, with a note for every guess and a place for every mistake."""

from .reader import read
from .spans import Span, tokens

__all__ = ["Span", "read", "tokens"]

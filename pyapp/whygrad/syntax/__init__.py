"""The reader: from text to a program, with a note for every guess and a place for every mistake."""

from .reader import read
from .spans import Completion, Span, completions, tokens

__all__ = ["Completion", "Span", "completions", "read", "tokens"]

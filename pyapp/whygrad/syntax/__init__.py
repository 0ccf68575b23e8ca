"""The reader: from text to a program, with a note for every guess and a place for every mistake."""

from .reader import read

__all__ = ["read"]

"""What an editor shows: the class of every piece of a text, and the names that can be typed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from whygrad.syntax import tokens

from .texts import UNITS


@pytest.mark.parametrize("unit", UNITS)
def test_any_text_has_colours(unit: str) -> None:
    for text in (unit, f"sin x {unit} # y", unit * (20_000 // len(unit))):
        spans = tokens(text)
        for before, after in pairwise(spans):
            assert 0 <= before.start < before.end <= after.start < after.end <= len(text)


def test_the_colours_follow_the_reader() -> None:
    text = "speed = 2; xsin(speed t) ± foo(π) # why"
    spans = [(text[start:end], kind) for start, end, kind in tokens(text)]
    assert spans == [
        ("speed", "name"), ("=", "operator"), ("2", "number"), ("x", "name"), ("sin", "function"), ("(", "bracket"), ("speed", "name"),
        ("t", "name"), (")", "bracket"), ("±", "unknown"), ("foo", "unknown"), ("(", "bracket"), ("π", "constant"), (")", "bracket"),
        ("# why", "comment"),
    ]  # fmt: skip

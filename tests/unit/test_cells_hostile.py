"""No cell gets out of its bounds, and none leaves anything behind."""

from __future__ import annotations

import json

import pytest
import whygrad
from whygrad.respond import respond

from .cells_hostile import AFTER, ALLOWED, AROUND, CHANGES, ESCAPES, HOSTILE


@pytest.mark.parametrize("source", [*HOSTILE, *[AROUND + escape for escape in ESCAPES]])
def test_a_cell_reaches_nothing_and_ends(source: str) -> None:
    with pytest.raises(whygrad.UserError) as error:
        whygrad.explain(source, language="python")
    assert error.value.message.endswith((".", "?", "!"))


@pytest.mark.parametrize(("source", "output"), ALLOWED)
def test_what_is_usual_in_programs_is_allowed(source: str, output: str) -> None:
    assert whygrad.explain(source, language="python").output == output


def test_what_a_cell_changes_is_as_it_was_for_the_next() -> None:
    def answered(source: str) -> str:
        return respond(json.dumps({"source": source, "language": "python"}))

    before = answered(AFTER)
    assert json.loads(before)["ok"]
    for change in CHANGES:
        assert json.loads(answered(change)), change
        assert answered(AFTER) == before, change

"""Hints: the next rule without the result, and a little more each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..errors import UserError
from ..explain import explain
from ..steps import Step
from ..words import learning_words as words
from .asked import asked

__all__ = ["Hint", "hint"]


class Hint(NamedTuple):
    """One hint: its ``level`` (from 1), whether it is the ``last`` (the answer), the sentence, and a formula in text and LaTeX or ""."""

    level: int
    last: bool
    rule: str
    message: str
    text: str
    latex: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return self._asdict()


def hint(source: str, level: int = 1, *, at: Mapping[str, float] | None = None, wrt: str | None = None, order: int = 1) -> Hint:
    """Return hint number ``level`` for the derivative of ``source``: the rule, its form, the parts, their slopes, the answer.

    A level beyond the last gives the last. Raises UserError where the source cannot be read or has no derivative.
    """
    e = explain(source, at=at, wrt=wrt, order=order)
    gradient = asked(e)
    step = gradient.steps if gradient is not None else None
    if step is None:
        raise UserError(words.NOTHING_TO_DERIVE, source)
    hints = _hints(step)
    number = min(max(level, 1), len(hints))
    message, text, latex = hints[number - 1]
    return Hint(number, number == len(hints), step.rule, message, text, latex)


def _hints(step: Step) -> list[tuple[str, str, str]]:
    first = next((child for child in step.children if child.rule == "rewrite"), None)
    if first is None:
        found = [(words.HINT_RULE.format(title=step.title), "", "")]
    else:
        found = [(words.HINT_REWRITE.format(before=first.before, after=first.after, title=step.title), "", "")]
    if step.general():
        found.append((words.HINT_GENERAL, step.general(), step.general("latex")))
    for message, slopes in ((words.HINT_PARTS, False), (words.HINT_SLOPES, True)):
        chosen = [b for b in step.bindings if b.name.endswith("'") == slopes]
        texts = [f"{b.name} = {b.text}" for b in chosen]
        # a part whose slope is the whole answer would give it away
        if chosen and not any(b.text == step.after for b in chosen):
            latex = r" \qquad ".join(f"{b.name} = {b.latex}" for b in chosen)
            found.append((message, ", ".join(texts), latex))
    found.append((words.HINT_ANSWER, step.after, step.latex("after")))
    return found

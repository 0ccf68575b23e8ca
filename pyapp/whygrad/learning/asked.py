"""Which of the derivatives of a source a learner is asked for."""

from __future__ import annotations

import re

from ..explain import Explanation
from ..gradient import Gradient

__all__ = ["PREFIX", "asked"]

PREFIX = re.compile(
    r"^\s*(?:(?:d\S*\s*/\s*d|∂\S*\s*/\s*∂)(?P<by>[^\s=]*)\s*=(?!=)|[A-Za-z]\w*['′’]+\s*(?:\(\s*(?P<of>\w+)\s*\))?\s*=(?!=)|=(?!=))"
)
"""What may stand before an answer: dy/dx =, f'(x) =, y' =, or = alone."""


def asked(e: Explanation, answer: str = "") -> Gradient | None:
    """Return the derivative by the letter that ``answer`` begins with (df/dx =), else by the argument of the function that
    the source defines, else the first one; None where there is none.
    """
    prefix = PREFIX.match(answer)
    function = e.written.functions.get(e.written.target.name or "")
    letters = ((prefix["by"] or prefix["of"] or "") if prefix else "", *(function.parameters[:1] if function and e.request is None else ()))
    return next((e.gradients[letter] for letter in letters if letter in e.gradients), next(iter(e.gradients.values()), None))

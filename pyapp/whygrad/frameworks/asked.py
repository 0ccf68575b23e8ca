"""The explanation of a gradient that a cell asked for: our own reasons, and the framework's answer where it has another one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ..arrays import Array, data_of, shape_of
from ..explain import Explanation
from ..gradient import Gradient
from ..literals import value_text
from ..program import Program
from ..program import Request as Question
from ..words import say
from .session import Request

__all__ = ["Asked"]

FRAMEWORKS = {"tensorflow": "TensorFlow", "torch": "PyTorch", "jax": "JAX", "autograd": "autograd", "micrograd": "micrograd"}
NEAR = 1e-3  # numbers of 32 bits are as good as the same


class Asked(Explanation):
    """An explanation of a request: where the framework has no slope, or another one than the rules, that is told."""

    def __init__(
        self, program: Program, at: Mapping[str, Any], wrt: Sequence[str], of: str | None, request: Request, names: dict[int, str]
    ) -> None:
        self.framework = FRAMEWORKS.get(request.framework, request.framework)
        self.missing = {names[b]: why for b, why in zip(request.by, request.why, strict=True) if why}
        self.answers = {names[b]: f for b, f in zip(request.by, request.found or [None] * len(request.by), strict=True)}
        self.kind = request.kind
        if request.kind == "gradient":
            super().__init__(program, program, at, of, wrt, 1)
        else:
            program.request = Question("jacobian", tuple(wrt))
            super().__init__(program, program, at, None, None, 1)
            self.of = names[request.target]

    def why(self, name: str) -> tuple[str, int | None]:
        """Return why there is no slope: the framework's reason first."""
        missing = self.missing.get(name)
        return (missing, None) if missing else super().why(name)

    def reaches(self, name: str) -> bool:
        """Tell whether a slope can flow from the target to ``name`` in the framework."""
        return name not in self.missing and super().reaches(name)

    @cached_property
    def gradients(self) -> dict[str, Gradient]:
        """The derivatives that the cell asked for."""
        found: dict[str, Gradient] = Explanation.gradients.func(self)  # type: ignore[attr-defined]
        for name, gradient in found.items():
            answer = self.answers.get(name)
            if answer is not None and name in self.missing:
                gradient.adopt(answer, f"{self.missing[name]} {say('It was asked for 0 in such a case.')}")
            elif answer is not None:
                self._compare(gradient, answer)
        return found

    def _compare(self, gradient: Gradient, answer: Any) -> None:
        """Take over the framework's answer where it is another one."""
        own = gradient.value
        if own is not None and same(data_of(gradient._value), data_of(answer)) and shape_of(gradient._value) == shape_of(answer):
            return
        numbers, shown = data_of(answer), value_text(answer) if all(map(math.isfinite, data_of(answer))) else _text(answer)
        if self.kind == "batch":
            gradient.adopt(answer, say("Each row of the batch by itself: of the whole table only the parts of one row are kept."))
        elif not all(map(math.isfinite, numbers)):
            reason = say("{framework} gives {shown} here: on the way 0 is multiplied by an infinite slope, or the slope itself is infinite.",
                         framework=self.framework, shown=shown)  # fmt: skip
            gradient.adopt(None if not isinstance(answer, Array) else answer, f"{gradient.why} {reason}".strip())
        elif self.corners:
            gradient.adopt(
                answer, say("At a corner there are two slopes; {framework} takes {shown}.", framework=self.framework, shown=shown)
            )
        else:
            reason = say("{framework} works with another rule here and gives {shown}.", framework=self.framework, shown=shown)
            gradient.adopt(answer, f"{gradient.why} {reason}".strip())


def same(ours: Sequence[Any], theirs: Sequence[float]) -> bool:
    """Tell whether two lists of numbers are the same but for rounding."""
    size = max([abs(x) for x in theirs if math.isfinite(x)], default=1.0)
    return len(ours) == len(theirs) and all(
        [a is not None and (abs(float(a) - b) <= NEAR * max(size, 1e-30) or a == b) for a, b in zip(ours, theirs, strict=True)]
    )


def _text(answer: Any) -> str:
    numbers = data_of(answer)
    return str(numbers[0]) if len(numbers) == 1 else ", ".join(dict.fromkeys(str(x) for x in numbers if not math.isfinite(x)))

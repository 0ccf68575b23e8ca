"""Points at which the steps of a derivation are tried: all values and slopes there, and whether two numbers agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from typing import NamedTuple

from .evaluate import evaluate, tangents
from .rules import Derivation
from .slope import DISAGREES, verdict

__all__ = ["Trial", "agreement", "elsewhere", "tried"]

ELSEWHERE = (0.6180339887, 1.4142135624, -0.7320508076, 2.2360679775, 0.2679491924, -1.8392867552, 5.1961524227, 0.0986122887)


class Trial(NamedTuple):
    """The values of all nodes of a story at one point, and how fast they move there."""

    values: Mapping[int, float]
    slopes: Mapping[int, float]


def tried(derivation: Derivation, order: Sequence[int], at: Mapping[str, float]) -> Trial:
    """Return what the nodes of ``order`` (arguments first) are where the symbols are as in ``at``."""
    values = evaluate(derivation.nodes, order, at)
    return Trial(values, tangents(derivation.nodes, order, values, derivation.start(values)))


def elsewhere(derivation: Derivation, order: Sequence[int], symbols: Sequence[str], root: int) -> Iterator[Trial]:
    """Try points other than the person's, and give those at which ``root`` has a value and a slope."""
    for start in range(0, len(ELSEWHERE), 2):
        values = islice(cycle(ELSEWHERE[start:] + ELSEWHERE[:start]), len(symbols))
        trial = tried(derivation, order, dict(zip(symbols, values, strict=True)))
        if math.isfinite(trial.values[root]) and math.isfinite(trial.slopes.get(root, 0.0)):
            yield trial


def agreement(before: float, after: float, trial: Trial, loose: float) -> str:
    """Return the verdict about two numbers that rounding may have moved by ``loose`` times the largest number of the trial."""
    found = verdict(before, after)
    if found != DISAGREES:
        return found
    largest = max((abs(v) for part in trial for v in part.values() if math.isfinite(v)), default=0.0)
    return verdict(before, after, loose * largest)

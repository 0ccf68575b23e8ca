"""Keras: what a layer asks of its variables: regularizers add to the loss, constraints hold after every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .session import CellError
from .tensorflow import work
from .tensorflow_nn import TF

__all__ = ["CONSTRAINTS", "REGULARIZERS", "constraint", "regularizer"]

Rule = Callable[[Any], Any]


def penalty(l1: float = 0.0, l2: float = 0.0) -> Rule:
    """Return what is added to a loss for large weights."""

    def added(x: Any) -> Any:
        total = l1 * TF.sum(abs(x)) if l1 else None
        squares = l2 * TF.sum(work("square", x)) if l2 else None
        return squares if total is None else total if squares is None else total + squares

    return added


class Regularizer:
    """A rule that a cell defines itself: ``__call__`` gives what is added to the loss."""


def _own_of(names: dict[str, Any], kind: str, given: Any) -> Any:
    if given is None or (callable(given) and not isinstance(given, type)):
        return given
    found = names.get(given) if isinstance(given, str) else given if isinstance(given, type) else None
    if found is None:
        raise CellError("ValueError", f"Could not interpret {kind} identifier: {given}")
    return found()


REGULARIZERS: dict[str, Any] = {
    "l1": lambda l1=0.01: penalty(l1, 0.0), "l2": lambda l2=0.01: penalty(0.0, l2),
    "L1": lambda l1=0.01: penalty(l1, 0.0), "L2": lambda l2=0.01: penalty(0.0, l2),
    "L1L2": lambda l1=0.0, l2=0.0: penalty(l1, l2), "l1_l2": lambda l1=0.01, l2=0.01: penalty(l1, l2), "Regularizer": Regularizer,
    "get": lambda given: regularizer(given),
}  # fmt: skip


def regularizer(given: Any) -> Rule | None:
    """Return a regularizer by its name."""
    return _own_of(REGULARIZERS, "regularizer", given)  # type: ignore[no-any-return]


# ---- constraints ----


def _norm(w: Any, axis: Any) -> Any:
    return work("sqrt", TF.sum(w * w, axis, True))


def max_norm(max_value: float = 2.0, axis: Any = 0) -> Rule:
    """Return what makes columns at most so long."""

    def kept(w: Any) -> Any:
        norm = _norm(w, axis)
        return w * (TF.clip(norm, 0.0, max_value) / (norm + 1e-7))

    return kept


def min_max_norm(min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0) -> Rule:
    """Return what makes columns so long that they lie between two bounds."""

    def kept(w: Any) -> Any:
        norm = _norm(w, axis)
        return w * ((rate * TF.clip(norm, min_value, max_value) + (1 - rate) * norm) / (norm + 1e-7))

    return kept


class Constraint:
    """A rule that a cell defines itself: ``__call__`` gives what takes the place of a variable's numbers."""


CONSTRAINTS: dict[str, Any] = {
    "MaxNorm": max_norm, "max_norm": max_norm, "MinMaxNorm": min_max_norm, "min_max_norm": min_max_norm, "Constraint": Constraint,
    "NonNeg": lambda: lambda w: TF.maximum(w, 0.0), "UnitNorm": lambda axis=0: lambda w: w / (_norm(w, axis) + 1e-7),
}  # fmt: skip
CONSTRAINTS |= {"non_neg": CONSTRAINTS["NonNeg"], "unit_norm": CONSTRAINTS["UnitNorm"], "get": lambda given: constraint(given)}


def constraint(given: Any) -> Rule | None:
    """Return a constraint by its name."""
    return _own_of(CONSTRAINTS, "constraint", given)  # type: ignore[no-any-return]

"""What the named arguments of an operation may be: whole numbers, several of them, truth values, texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..operations import Operation

__all__ = ["Kind", "kind_of"]


class Kind(NamedTuple):
    """A test of a value, what it asks for in words, and how such a value is written."""

    holds: Callable[[Any], bool]
    words: str
    sample: str


def _whole(value: Any) -> bool:
    return type(value) is int


def _all_whole(value: Any) -> bool:
    return _whole(value) or (type(value) is tuple and all(map(_whole, value)))


def _pairs(value: Any) -> bool:
    return _all_whole(value) or (type(value) is tuple and all(type(v) is tuple and len(v) == 2 and _all_whole(v) for v in value))


WHOLE = Kind(_whole, "a whole number", "1")
SEVERAL = Kind(_all_whole, "a whole number, or several in brackets", "(1, 2)")
PAIRS = Kind(_pairs, "pairs of whole numbers", "((1, 1), (0, 0))")
NUMBER = Kind(lambda value: _whole(value) or type(value) is float, "a number", "0.5")
FLAG = Kind(lambda value: value in (0, 1) and type(value) is not float, "True or False", "True")
TEXT = Kind(lambda value: type(value) is str, "a text in quotes", "'ij,jk->ik'")
PADDING = Kind(lambda value: _pairs(value) or value in ("valid", "same"), 'a whole number, "valid" or "same"', "1")
ANY = Kind(lambda value: True, "", "")

KINDS = {
    "notation": TEXT, "index": ANY, "widths": PAIRS, "padding": PADDING,
    **dict.fromkeys(("fill", "ord", "delta", "eps"), NUMBER),
    **dict.fromkeys(("shape", "axes", "shift", "source", "target", "size", "stride", "dilation"), SEVERAL),
}  # fmt: skip
SEVERAL_AXES = ("squeeze", "expand_dims", "flip", "roll", "layer_norm", "batch_norm")
SEVERAL_TIMES = ("tile",)


def kind_of(op: Operation, name: str) -> Kind:
    """Return what the argument ``name`` of an operation may be; one whose default is None may be None too."""
    default = op.parameters[name]
    if type(default) is bool:
        return FLAG
    found = KINDS.get(name, WHOLE)
    if (name == "axis" and ("keepdims" in op.parameters or op.name in SEVERAL_AXES)) or (name == "times" and op.name in SEVERAL_TIMES):
        found = SEVERAL
    if default is None:
        return found._replace(holds=lambda value: value is None or found.holds(value))
    return found

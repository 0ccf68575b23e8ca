"""The classes that cells are lent: what a cell sets on one of them (``Value.tanh = tanh``) is gone when the next starts afresh."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["as_they_were"]

OWN = __name__.rpartition(".")[0]
MISSING = object()
_seen: set[str] = set()  # modules whose classes are known
_kept: dict[type, dict[str, Any]] = {}  # what each class had when it was first seen


def as_they_were() -> None:
    """Take back what cells have set on the classes of the frameworks; a class that is new is remembered as it is."""
    for cls, before in _kept.items():
        now = dict(vars(cls))
        if now.keys() == before.keys() and all([now[n] is v for n, v in before.items()]):
            continue
        for name in [n for n in before.keys() | now.keys() if not n.startswith("__")]:
            if name not in before:
                delattr(cls, name)
            elif now.get(name, MISSING) is not before[name]:
                setattr(cls, name, before[name])
    for module in [m for m in list(sys.modules) if m.startswith(OWN) and m not in _seen]:
        _seen.add(module)
        for thing in list(vars(sys.modules[module]).values()):
            if isinstance(thing, type) and thing.__module__.startswith(OWN):
                _kept.setdefault(thing, dict(vars(thing)))

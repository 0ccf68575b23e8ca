"""The classes that cells are lent: what a cell sets on one of them (``Value.tanh = tanh``) is gone when the next starts afresh.

What whygrad itself works with (its tape, its arrays, Python's library) is as it was as soon as the cell has ended.
"""

from __future__ import annotations

import _abc  # type: ignore[import-not-found]
import abc
import sys
from collections.abc import Iterator
from typing import Any

from .hidden import hidden
from .library import WHOLE
from .modules import CHANGED, MISSING
from .session import KINDS

__all__ = ["as_they_were"]

FRAMEWORKS = __name__.rpartition(".")[0]
PACKAGE = FRAMEWORKS.rpartition(".")[0]
_seen: set[str] = set()  # modules whose classes are known
_kept: dict[type, dict[str, Any]] = {}  # what each class had when it was first seen
_looks: dict[type, list[int]] = {}  # the identities of that: what is compared, because it is quick
_registered: dict[type, set[Any]] = {}  # the classes that count as one of an abstract class


def as_they_were(whole: bool = True) -> None:
    """Take back what cells have set on classes; a class that is new is remembered as it is.

    Where not the ``whole`` is asked for, what was set on the classes of the frameworks stays: another cell may go on with it.
    """
    for cls, look in _looks.items():
        if _look(cls) != look and (whole or not cls.__module__.startswith(FRAMEWORKS)):
            _restore(cls, _kept[cls])
            _looks[cls] = _look(cls)
    for cls, known in _registered.items():
        _forget(cls, known)
    if whole:
        for names, name, before in reversed(CHANGED):
            if before is MISSING:
                names.pop(name, None)
            else:
                names[name] = before
        CHANGED.clear()
    for cls in _new():
        if cls not in _kept:
            _kept[cls] = dict(vars(cls))
            _looks[cls] = _look(cls)
            if isinstance(cls, abc.ABCMeta):
                _registered[cls] = _abc._get_dump(cls)[0]


def _new() -> Iterator[type]:
    """Return the classes of modules that were not there before."""
    modules = [m for m in list(sys.modules) if m.startswith(PACKAGE) and m not in _seen]
    _seen.update(modules)
    own = [thing for m in modules for thing in list(vars(sys.modules[m]).values())]
    if modules:
        own += [thing for module in WHOLE.values() for thing in list(vars(module).values())]
        bases = [thing for thing in own if isinstance(thing, type) and thing.__module__.startswith(PACKAGE)]
        own += [made for base in bases for made in list[type](type.__subclasses__(base))]
    yield from [thing for thing in [*own, *KINDS.values()] if isinstance(thing, type)]


def _look(cls: type) -> list[int]:
    return [*map(id, vars(cls).values())]


def _restore(cls: type, before: dict[str, Any]) -> None:
    now = dict(vars(cls))
    for name in [n for n in before.keys() | now.keys() if not hidden(n, defined=True)]:  # the hidden ones Python itself sets
        if name not in before:
            type.__delattr__(cls, name)
        elif now.get(name, MISSING) is not before[name]:
            type.__setattr__(cls, name, before[name])


def _forget(cls: type, known: set[Any]) -> None:
    """Have no more classes count as one of an abstract class than did."""
    if _abc._get_dump(cls)[0] != known:
        _abc._reset_registry(cls)
        _abc._reset_caches(cls)
        for each in [ref() for ref in known]:
            if each is not None:
                _abc._abc_register(cls, each)

"""Modules that a cell may import: namespaces that look their names up in tables, and say what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from ..operations import NAMES
from .session import CellError

__all__ = ["CHANGED", "MISSING", "Namespace"]

MISSING = object()
CHANGED: list[tuple[dict[str, Any], str, Any]] = []  # what cells have set on modules, and what was there before

CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None}


class Namespace:
    """A module of a framework: ``names`` first, then what ``find`` returns for a name."""

    def __init__(self, name: str, names: Mapping[str, Any], find: Callable[[str], Any] | None = None) -> None:
        self.__dict__.update(_name=name, __names__=dict(names), _find=find)

    def __getattr__(self, name: str) -> Any:
        if name in self.__names__:
            return self.__names__[name]
        found = self._find(name) if self._find is not None and not name.startswith("_") else None
        if found is None and name in CONSTANTS:
            return CONSTANTS[name]
        if found is None:
            raise CellError(
                "AttributeError", f"{self._name}.{name} is not supported.", "write it with operations that are, such as + * sum exp"
            )
        return found

    @property
    def __all__(self) -> list[str]:
        """What ``from … import *`` brings: the names in the table, and those of functions and operations that are found."""
        names = [*self.__names__]
        if self._find is not None:
            more = {*NAMES, *dir(getattr(self._find, "__self__", None))} - {*names, "find", "method"}
            names += [n for n in sorted(more) if not n.startswith("_") and self._find(n) is not None]
        return [n for n in names if not n.startswith("_")]

    def __setattr__(self, name: str, value: Any) -> None:
        CHANGED.append((self.__names__, name, self.__names__.get(name, MISSING)))
        self.__names__[name] = value

    def __repr__(self) -> str:
        return f"<module '{self._name}'>"

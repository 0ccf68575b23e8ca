"""Views of NumPy: arrays that show the entries of another, so that a change of one is seen in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays

__all__ = ["Viewed", "part", "view"]

Forward = Callable[[Any], Any]
Back = Callable[[Any, Any], Any]


class Viewed:
    """What an array does to be a view, or to have views.

    ``_link`` of a view holds the array whose entries it shows, how its value follows from that array's, and how that array's
    follows from its own; ``_changes`` of an array that owns its entries counts how often they were written over.
    """

    _link: tuple[Any, Forward, Back] | None = None
    _changes = _known = 0
    _row = True
    _line: int
    _dtype: Any
    _session: Any

    @property
    def line(self) -> int:
        """The line of the tape that holds the entries as they are now."""
        if self._link is not None and self._known != self._owner()._changes:
            parent, forward, _ = self._link
            self._line = self._session.leaf(forward(parent.value), self._dtype)
            self._known = self._owner()._changes
        return self._line

    @line.setter
    def line(self, new: int) -> None:
        again = "_line" in self.__dict__
        self._line = new
        if not again:
            return
        if self._link is None:
            self._changes += 1
            return
        parent, _, back = self._link
        parent.line = self._session.leaf(back(parent.value, self._session.tape.values[new]), parent._dtype)
        self._known = self._owner()._changes

    def _owner(self) -> Any:
        found: Any = self
        while found._link is not None:
            found = found._link[0]
        return found


def view(found: Any, parent: Any, forward: Forward, back: Back, row: bool = True) -> Any:
    """Make ``found`` a view of ``parent``, if both are arrays of NumPy; ``row`` tells whether its entries lie in one row in memory."""
    if isinstance(found, Viewed) and isinstance(parent, Viewed) and found is not parent and arrays.shape_of(found.value):  # type: ignore[attr-defined]
        found._link = (parent, forward, back)
        found._known = parent._owner()._changes
        found._row = row and parent._row
    return found


def part(found: Any, parent: Any, index: Any) -> Any:
    """Make ``found``, which is ``parent[index]`` with whole numbers and slices, a view."""
    parts = index if isinstance(index, tuple) else (index,)
    kept = tuple([k for k in parts if k is not None])
    ranges = [k for k, p in enumerate(kept) if not isinstance(p, int)]
    row = not ranges or (ranges == [len(kept) - 1] and (kept[-1] is Ellipsis or kept[-1].step in (None, 1)))

    def back(value: Any, new: Any) -> Any:
        return arrays.setitem(value, kept, arrays.reshape(new, arrays.shape_of(arrays.getitem(value, kept))))

    return view(found, parent, lambda value: arrays.getitem(value, index), back, row)

"""The arguments of a function that vmap looks at: one entry after another."""

from __future__ import annotations

import inspect
from typing import Any

from .jax_trees import flatten, leaves
from .session import CellError
from .tensor import as_tensor

__all__ = ["Mapped", "count"]


class Mapped:
    """An argument of a mapped function: its leaves with the axis of each."""

    def __init__(self, cls: Any, tree: Any, axis: Any) -> None:
        self.given, self.form = flatten(tree)
        self.given = [v if hasattr(v, "words") else as_tensor(cls, v) for v in self.given]
        self.axes = [axis] * len(self.given) if isinstance(axis, int) or axis is None else _spread(axis, tree)

    def entry(self, k: int, count: int) -> Any:
        """Return entry ``k`` of it, one of ``count``."""
        parts = [
            v if x is None else v[(*[slice(None)] * (x % len(v.shape)), k)] if x else v[k]
            for v, x in zip(self.given, self.axes, strict=True)
        ]
        for part, x in zip(parts, self.axes, strict=True):
            if x is not None and hasattr(part, "mapped"):
                part.mapped, part.front = count, "vmap"
        return self.form.made(iter(parts))


def _spread(axes: Any, tree: Any) -> list[Any]:
    """Return the axis of each leaf of a tree; one for a whole branch counts for all its leaves."""
    if isinstance(axes, int) or axes is None:
        return [axes] * len(leaves(tree))
    keys = sorted(tree) if isinstance(tree, dict) else range(len(tree))
    return [x for k in keys for x in _spread(axes[k], tree[k])]


def count(f: Any, given: list[Mapped]) -> int:
    """Return how many entries the mapped axes have. Raises CellError if they differ."""
    sizes = [
        (v.shape[x], v, x, j) for j, g in enumerate(given) for v, x in zip(g.given, g.axes, strict=True) if x is not None and len(v.shape)
    ]
    flat = next((x for g in given for v, x in zip(g.given, g.axes, strict=True) if x is not None and not len(v.shape)), None)
    if flat is not None:
        text = f"vmap was requested to map its argument along axis {flat}, which implies that its rank should be at least {flat + 1}"
        raise CellError("ValueError", f"{text}, but is only 0 (its shape is ())", "give in_axes=None for what is one for all")
    if not sizes:
        raise CellError("ValueError", "vmap must have at least one non-None value in in_axes", "give in_axes=0 for what has many entries")
    if len({s[0] for s in sizes}) > 1:
        names = list(inspect.signature(f).parameters) if callable(f) and hasattr(f, "__code__") else []
        lines = []
        for size in dict.fromkeys(s[0] for s in sizes):
            _, v, x, j = next(s for s in sizes if s[0] == size)
            of = names[j] if j < len(names) else f"args[{j}]"
            lines.append(f"  * one axis had size {size}: axis {x} of argument {of} of type {v._dtype.name}[{','.join(map(str, v.shape))}]")
        raise CellError("ValueError", "vmap got inconsistent sizes for array axes to be mapped:\n" + ";\n".join(lines))
    return int(sizes[0][0])

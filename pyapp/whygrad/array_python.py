"""A formula of arrays in NumPy, to be copied: one expression, or a few with names for what they share."""

from __future__ import annotations

import math
from typing import Any

from .arrays import shape_of
from .emitter import Emitter, whole_nodes
from .errors import UserError
from .expressions import CONSTANT, NUMBER, SYMBOL
from .lengths import tree_sizes
from .literals import identifier
from .matrix_forms import Valued
from .operations import Operation
from .operations.shaping import index_text
from .spelling import NUMPY
from .writing import PLAIN, PYTHON, TIGHT, Item, shared_names

__all__ = ["numpy_formula"]

LONGEST = 4000
LONG = 200  # operations, from which on what they share gets a name
ENTRIES_AT_MOST = 100  # of an array of zeros among which entries are put by a table of ones as wide as it is long


def numpy_formula(nodes: Valued, root: int) -> str | None:
    """Return a node as an expression with ``np`` and ``math``; None where NumPy has nothing for it, or it would be long."""
    try:
        written = _Written(nodes, root)
        emitter = _Formula(written, NUMPY, set(), lambda lists, whole: f"np.array({lists})")
        emitter.style = PYTHON
        emitter.numbers = {n for n in emitter.numbers if nodes.ops[n] in (NUMBER, CONSTANT)}
        rows = [f"{name} = {emitter.run(node, skip_name=True)}" for node, name in written.parts.items()]
        text = "; ".join([*rows, emitter.run(root)])
    except UserError:
        return None
    return text if len(text) <= LONGEST else None


class _Formula(Emitter):
    """Puts entries among zeros within the expression, where a program has a function for that."""

    def call(self, op: Operation, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        if op.name != "scatter_add":
            return super().call(op, args)
        index, shape = op.bound["index"], op.bound["shape"]
        size, inner = math.prod(shape), len(shape_of(self.straight.node_value(args[0])))
        if size > ENTRIES_AT_MOST:
            raise self.straight.cannot("")
        if len(shape) == 1 and inner <= 1:
            return 2, [(args[0], 3, PLAIN), f"{' @ ' if inner else '*'}np.eye({size})[{index_text(index)}]"]
        places = f"np.eye({size}).reshape({(size, *shape)})[:, {index_text(index)}]"
        return TIGHT, [f"np.tensordot({places}, ", (args[0], 0, PLAIN), f", {inner}).reshape({shape})"]


class _Written:
    """A formula, with what an emitter asks of a program."""

    single = False

    def __init__(self, nodes: Valued, root: int) -> None:
        self._nodes, self.whole = nodes, whole_nodes(nodes)
        self.names = {str(d): identifier(str(d)) for op, d in zip(nodes.ops, nodes.data, strict=True) if op == SYMBOL}
        order = nodes.reach([root])
        sizes = tree_sizes(nodes, order)
        self.parts = shared_names(nodes, order, sizes) if sizes[root] > LONG else {}

    @property
    def nodes(self) -> Valued:
        return self._nodes

    def cannot(self, sentence: str, hint: str = "") -> UserError:
        return UserError(sentence, hint=hint)

    def node_value(self, node: int) -> Any:
        return self._nodes.values[node]

"""Going forwards: how fast the result of a function moves when its arguments do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays
from .functions import Functions
from .gradients import upstream
from .jax_trees import leaves, tree_map
from .session import CellError, current
from .tensor import Tensor, as_tensor

__all__ = ["Forward", "bent_lines"]


def bent_lines() -> dict[int, Callable[[Callable[[Any], Any]], Any]]:
    """Return the lines whose rule for moves is not linear (custom_jvp), which no table of slopes can stand for.

    Each with the function that gives its move, from the one that gives the move of what it is made from.
    """
    return current().kept("bent", dict)  # type: ignore[no-any-return]


class Forward:
    """The functions that go forwards; the others, and what they share, are in Transforms."""

    cls: Any
    table: Callable[..., list[Any]]
    left: Callable[..., Any]
    _called: Callable[..., Any]

    def bent(self, outs: Any, inside: list[Any]) -> list[int]:
        """Return the lines with a rule for moves that is not linear, by which ``inside`` leads to ``outs``; in their order."""
        known, first = bent_lines(), min([x.line for x in inside], default=0)
        if not known:
            return []
        session = current()
        behind = set[int]().union(*[upstream(session, out.line) for out in outs if isinstance(out, Tensor)])
        return sorted([i for i in known if i in behind and i > first])

    def speeds(self, result: Any, inside: list[Any], moves: list[Any]) -> Any:
        """Return how fast each part of a result moves when what it is made of moves like ``moves``."""
        bent = self.bent(leaves(result), inside)
        known, session = bent_lines(), current()
        roots, given, allowed = list(inside), list(moves), (lambda i: i not in bent) if bent else None

        def speed(part: Any) -> Any:
            part = as_tensor(self.cls, part)
            before = [k for k, x in enumerate(roots) if x.line <= part.line] if bent else range(len(roots))
            return self._speed(part, [roots[k] for k in before], [given[k] for k in before], allowed)

        for line in bent:  # each moves as its rule says when what it is made from moves; what is behind it looks no further back
            given.append(known[line](speed))
            root = self.cls(line, session.tape.dtypes[line])
            root.weak, root.outer = False, any([x.outer for x in inside])
            roots.append(root)
        found = tree_map(speed, result)
        return self.left(found, inside) if bent else found

    def _speed(self, part: Any, inside: list[Any], moves: list[Any], allowed: Any) -> Any:
        functions = Functions(self.cls)
        total = None
        for table, x, move in zip(self.table(part, inside, allowed), inside, moves, strict=True):
            size, width = len(arrays.data_of(part.value)), len(arrays.data_of(x.value))
            flat = functions.reshape(as_tensor(self.cls, move, x._dtype), (width,))
            adds = functions.reshape(functions.matmul(functions.reshape(table, (size, width)), flat), arrays.shape_of(part.value))
            total = adds if total is None else total + adds
        if total is None:
            return self.cls(current().leaf(arrays.zeros(arrays.shape_of(part.value)), part._dtype), part._dtype)
        total.weak = part.weak
        return total

    def moved_table(self, out: Any, inside: list[Any]) -> list[Any]:
        """Return all slopes of ``out`` by each of ``inside``, found by moving each entry by itself."""
        functions, found = Functions(self.cls), []
        for j, x in enumerate(inside):
            shape, size = arrays.shape_of(x.value), len(arrays.data_of(x.value))
            columns = []
            for k in range(size):
                unit = arrays.value_of([float(i == k) for i in range(size)], shape)
                moves = [
                    self.cls(current().leaf(unit if i == j else arrays.zeros(arrays.shape_of(v.value)), v._dtype), v._dtype)
                    for i, v in enumerate(inside)
                ]
                columns.append(self.speeds(out, inside, moves))
            found.append(functions.reshape(functions.stack(columns, -1), (*arrays.shape_of(out.value), *shape)))
        return found

    def jvp(self, f: Any, args: Any, moves: Any, has_aux: bool = False) -> Any:
        """Return the value of ``f``, and how fast it moves when its arguments move like ``moves``."""
        if not isinstance(args, list | tuple) or not isinstance(moves, list | tuple):
            raise CellError(
                "TypeError", f"primal and tangent arguments to jax.jvp must be tuples or lists; found {type(args).__name__} and "
                f"{type(moves).__name__}.", "write jax.jvp(f, (x,), (v,))",
            )  # fmt: skip
        result, _, inside = self._called(f, args, {}, range(len(args)), strict=False)
        result, aux = result if has_aux else (result, None)
        given = leaves(list(moves))
        for x, move in zip(inside, given, strict=False):
            if as_tensor(self.cls, move).shape != x.shape:
                text = f"jvp called with different primal and tangent shapes;Got primal shape {x.shape} and tangent shape as {as_tensor(self.cls, move).shape}"
                raise CellError("ValueError", text)
        found = self.speeds(result, inside, given)
        value = self.left(tree_map(lambda v: as_tensor(self.cls, v), result), inside)
        return (value, found, self.left(aux, inside)) if has_aux else (value, found)

    def linearize(self, f: Any, *args: Any, **_: Any) -> tuple[Any, Callable[..., Any]]:
        """Return the value of ``f`` and the linear function from moves of its arguments to its own."""
        result, _trees, inside = self._called(f, args, {}, range(len(args)), strict=False)
        value = self.left(tree_map(lambda v: as_tensor(self.cls, v), result), inside)
        return value, lambda *moves: self.speeds(result, inside, leaves(list(moves)))

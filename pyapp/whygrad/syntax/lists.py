"""The callbacks for arrays: lists, indices, matrix products, operations with named arguments."""

# ruff: noqa: D102  (a callback is named after the rule of the grammar that it serves)
from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from lark import Token

from .. import arrays
from ..arrays import Array, ArrayError
from ..errors import Repair, UserError
from ..exact import exact
from ..expressions import ARRAY, NUMBER, SYMBOL, Made
from ..operations import CONSTANTS, TABLE, Operation
from ..words import say
from .doubts import Doubts

__all__ = ["Keyword", "Listed", "Lists", "Text"]

MATMUL, TRANSPOSE, GETITEM, STACK, MUL = (TABLE[n] for n in ("matmul", "transpose", "getitem", "stack", "multiply"))
CONDITIONS = frozenset(TABLE[n] for n in "less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not".split())  # noqa: SIM905
JOINED = re.compile(r"\b(?:concat|concatenate|cat)\(\s*$")
OTHER_NAMES = {
    "dim": "axis", "keepdim": "keepdims", "depth": "classes", "num_classes": "classes", "repeats": "times",
    "multiples": "times", "reps": "times", "perm": "axes", "dims": "axes", "correction": "ddof", "newshape": "shape",
    "axis1": "first", "axis2": "second", "shifts": "shift", "p": "ord", "strides": "stride", "kernel_size": "size",
    "pool_size": "size", "ksize": "size",
}  # fmt: skip


class Keyword(NamedTuple):
    """An argument that is given by its name."""

    name: str
    value: Any
    span: tuple[int, int]


class Listed(NamedTuple):
    """Several values in round brackets."""

    items: list[Any]


class Text(NamedTuple):
    """A text in quotes, or one of True, False and None."""

    value: Any


class Slice(NamedTuple):
    """What stands between the colons of an index."""

    start: int | None
    stop: int | None
    step: int | None


class Lists(Doubts):
    """The callbacks for arrays."""

    def forget(self) -> None:
        super().forget()
        self.static = False  # whether nodes may be left over that only said something beforehand
        self.products: set[int] = set()  # matrix products that were written side by side

    def string(self, c: list[Token]) -> Text:
        return Text(str(c[0])[1:-1])

    def literal(self, c: list[Token]) -> Text:
        return Text({"True": True, "False": False, "None": None}[str(c[0])])

    def keyword(self, c: list[Any]) -> Keyword:
        return Keyword(OTHER_NAMES.get(str(c[0]), str(c[0])), c[2], (c[0].start_pos, c[0].end_pos))

    def several(self, c: list[Any]) -> Listed:
        return Listed([a for a in c if not isinstance(a, Token)])

    def elements(self, c: list[Any]) -> list[Any]:
        return [a for a in c if not isinstance(a, Token)]

    # lists
    def array(self, c: list[Any]) -> int:
        """A list: of plain numbers at once an array, else its parts put together."""
        items = c[1] if isinstance(c[1], list) else []
        span = (c[0].start_pos, c[-1].end_pos)
        values = [self._plain(node) for node in items]
        self.static = True
        if all(value is not None for value in values):
            try:
                return self.made(arrays.asarray([arrays.nested(v) for v in values if v is not None]), "", span)
            except ArrayError as error:
                if not JOINED.search(self.program.source[: span[0]]):  # arrays of different lengths can be joined
                    raise self.refused(error, span) from None
        return self.node(STACK.bind(arity=len(items)), tuple(items), span)

    def matrix(self, c: list[Any]) -> int:
        """A table of rows, as LaTeX writes it; rows of one entry are the entries of a vector."""
        rows = [part for part in c if isinstance(part, list)]
        if all(len(row) == 1 for row in rows):
            text = say("A column is read as a vector, a list of {count} numbers.", count=len(rows))
            self.note(text, (c[0].start_pos, c[-1].end_pos))
            return self.array([c[0], [row[0] for row in rows], c[-1]])
        ends = [(self.spans[row[0]][0], self.spans[row[-1]][1]) for row in rows]
        signs = [(Token("LSQUARE", "[", a, end_pos=a), Token("RSQUARE", "]", b, end_pos=b)) for a, b in ends]
        return self.array([c[0], [self.array([left, row, right]) for row, (left, right) in zip(rows, signs, strict=True)], c[-1]])

    def _plain(self, node: int) -> Any:
        """Return the value of a node that is a plain number or an array of such, or None."""
        op, sign = self.nodes.ops[node], 1.0
        while op is TABLE["negative"]:
            node, sign = self.nodes.args[node][0], -sign
            op = self.nodes.ops[node]
        if op == NUMBER:
            return sign * float(self.nodes.data[node])
        return self.nodes.data[node].value * sign if op == ARRAY else None

    def made(self, value: Any, text: str, span: tuple[int, int]) -> int:
        if not isinstance(value, Array):
            return self.node(NUMBER, (), span, exact(value))
        return self.node(ARRAY, (), span, Made(value, text))

    def refused(self, error: ArrayError, span: tuple[int, int]) -> UserError:
        text = error.message[0].upper() + error.message[1:]
        return UserError(text if text.endswith(".") else f"{text}.", self.program.source, span, error.hint)

    # what mathematics and NumPy read otherwise
    def _axes(self, node: int) -> int:
        """How many axes a node has that is a list of numbers, or names a line that is one; 0 for any other."""
        if self.nodes.ops[node] == SYMBOL:
            node = next((line.node for line in self.program.lines if line.name == self.nodes.data[node]), node)
        return len(self.nodes.data[node].value.shape) if self.nodes.ops[node] == ARRAY else 0

    def doubt_matrices(self, left: int, right: int) -> None:
        """Note A B, which is read entry by entry."""
        if max(self._axes(left), self._axes(right)) < 2 or not min(self._axes(left), self._axes(right)):
            return
        place, gap = (self.spans[left][0], self.spans[right][1]), (self.spans[left][1], self.spans[right][0])
        other = Repair(*gap, " @ ", say("read it as a matrix product"))
        text = say("{text} is read entry by entry; a matrix product is written with @.", text=self.program.source[slice(*place)])
        self.note(text, place, "amber", other)

    def doubt_matrix_power(self, base: int, power: int) -> None:
        """Note A^2 and A^-1, which are read entry by entry."""
        if self._axes(base) < 2:
            return
        written = self.text(self.nodes.args[power][1]).strip("(){} ")
        name, span = self.text(base), self.spans[power]
        better = {"2": f"({name} @ {name})", "-1": f"inv({name})"}.get(written)
        others = () if better is None else (Repair(*span, better, say("read it as {better}", better=better)),)
        self.note(say("{text} is read entry by entry.", text=self.text(power)), span, "amber", *others)

    def doubt_length(self, inside: int, result: int) -> None:
        """Note |x| of a list and ||x||, which are read entry by entry."""
        source, span = self.program.source, self.spans[result]
        double = inside in self.bars and source.startswith("||", span[0]) and source.endswith("||", 0, span[1]) and "[" in source
        if double:
            self.program.notes[:] = [note for note in self.program.notes if (note.start, note.end) != self.spans[inside]]
        if double or self._axes(inside):
            better = f"norm({self.text(self.nodes.args[inside][0] if double else inside)})"
            other = Repair(*span, better, say("read it as {better}", better=better))
            self.note(say("{text} is read entry by entry.", text=self.text(result)), span, "amber", other)

    # indices
    def subscripts(self, c: list[Any]) -> list[Any]:
        return [a for a in c if not (isinstance(a, Token) and a.type == "COMMA")]

    def dots(self, c: list[Token]) -> Any:
        return Ellipsis

    def slice(self, c: list[Any]) -> Slice:
        parts: list[int | None] = [None]
        for part in c:
            if isinstance(part, Token):
                parts.append(None)
            else:
                parts[-1] = part
        return Slice(*[*parts, None, None][:3])

    def index(self, c: list[Any]) -> int:
        base, parts = c[0], c[2]
        span = (self.spans[base][0], c[3].end_pos)
        if len(parts) == 1 and isinstance(parts[0], int) and self._is_mask(parts[0]):
            return self.node(TABLE["masked"], (base, parts[0]), span)
        if len(parts) == 1 and isinstance(parts[0], int) and self._static(parts[0]) is None:
            return self.node(TABLE["take"].bind(axis=0), (base, parts[0]), span)
        index = tuple([self._place(part) for part in parts])
        return self.node(GETITEM.bind(index=index[0] if len(index) == 1 else index), (base,), span)

    def _is_mask(self, node: int) -> bool:
        if self.nodes.ops[node] == SYMBOL:
            line = next((line for line in self.program.lines if line.name == self.nodes.data[node]), None)
            return line is not None and self._is_mask(line.node)
        return self.nodes.ops[node] in CONDITIONS

    def _place(self, part: Any) -> Any:
        if part is Ellipsis:
            return part
        if isinstance(part, Text):
            return part.value
        if isinstance(part, Slice):
            return slice(*[None if k is None else self._whole_number(k) for k in part])
        found = self._static(part)
        if isinstance(found, tuple):
            return list(found)
        return self._whole_number(part)

    def _whole_number(self, node: int) -> int:
        found = self._static(node)
        if not isinstance(found, int):
            raise UserError(
                say("An index must be a whole number that is known beforehand."),
                self.program.source,
                self.spans[node],
                say("write it like x[0]"),
            )
        return found

    def _static(self, given: Any) -> Any:
        """Return what is known of an argument before anything is calculated: numbers, tuples of them, texts; None if it moves."""
        self.static = True
        if isinstance(given, Text):
            return given.value
        if isinstance(given, Listed):
            items = [self._static(item) for item in given.items]
            return None if any(i is None for i in items) else tuple(items)
        if not isinstance(given, int):
            return None
        whole = self._plain(given)
        if isinstance(whole, Array):
            return _whole(arrays.nested(whole))
        if self.nodes.ops[given] == STACK or getattr(self.nodes.ops[given], "name", "") == "stack":
            return self._static(Listed(list(self.nodes.args[given])))
        lines = {line.name: line.node for line in self.program.lines if line.name}
        at: dict[str, float] = {}
        for name, node in lines.items():
            number = self._plain(node)
            if isinstance(number, float):
                at[name] = number
        order = self.nodes.reach([given])
        ops = [self.nodes.ops[n] for n in order]
        if ARRAY in ops or any(isinstance(op, Operation) and not op.elementwise for op in ops):
            return None
        value = self._worked_out(order, at)
        return _whole(value) if math.isfinite(value) else None

    def _worked_out(self, order: list[int], at: dict[str, float]) -> float:
        """Return the value of the last node of ``order``, which numbers alone decide; nan where they do not."""
        values: dict[int, float] = {}
        for node in order:
            op, data = self.nodes.ops[node], self.nodes.data[node]
            if isinstance(op, Operation):
                values[node] = arrays.guarded(op, *[values[a] for a in self.nodes.args[node]])
            else:
                values[node] = float(data) if op == NUMBER else at.get(data, CONSTANTS[data].value if data in CONSTANTS else math.nan)
        return values[order[-1]]

    # matrices
    def matrix_product(self, c: list[Any]) -> int:
        return self.join(MATMUL.bind(), c[0], c[2])

    def transposed(self, c: list[Any]) -> int:
        result = self.node(TRANSPOSE.bind(), (c[0],), (self.spans[c[0]][0], c[2].end_pos))
        self.products.add(result)
        return result

    def side_by_side(self, left: int, right: int) -> int | None:
        """x^T A x without a sign between its factors is a product of matrices."""
        if left not in self.products and right not in self.products:
            return None
        product = self.join(MATMUL.bind(), left, right)
        self.products.add(product)
        place = self.spans[left][1], self.spans[right][0]
        if left in self.products and not any(n.message.startswith("Beside a transposed") for n in self.program.notes):
            other = (Repair(*place, "*", say("multiply entry by entry")),)
            self.note(
                say("Beside a transposed array, factors without a sign between them are read as a matrix product."),
                self.spans[product],
                "grey",
                *other,
            )
        return product

    def attribute(self, c: list[Any]) -> int:
        name = str(c[1]).lstrip(".")
        if name == "T":
            return self.node(TRANSPOSE.bind(), (c[0],), (self.spans[c[0]][0], c[1].end_pos))
        text, span = say(".{name} needs its brackets.", name=name), (c[1].start_pos, c[1].end_pos)
        raise UserError(text, self.program.source, span, say("write .{name}()", name=name), (Repair(span[1], span[1], "()"),))


def _whole(value: Any) -> Any:
    """Return numbers as whole ones where they are."""
    if isinstance(value, list):
        return tuple([_whole(v) for v in value])
    return int(value) if value == int(value) else value

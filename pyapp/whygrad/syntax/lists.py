"""The callbacks for arrays: lists, indices, matrix products, operations with named arguments."""

# ruff: noqa: D102  (a callback is named after the rule of the grammar that it serves)
from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

from lark import Token

from .. import arrays
from ..arrays import Array, ArrayError
from ..errors import Repair, UserError
from ..expressions import ARRAY, NUMBER, SYMBOL, Made
from ..operations import CONSTANTS, NAMES, TABLE, Operation
from ..operations.shaping import index_of
from ..words import say
from .doubts import Doubts
from .made import MADE, PLAIN, sizes

__all__ = ["Keyword", "Listed", "Lists", "Text"]

MATMUL, TRANSPOSE, GETITEM, STACK, MUL = (TABLE[n] for n in ("matmul", "transpose", "getitem", "stack", "multiply"))
CONDITIONS = frozenset(TABLE[n] for n in "less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not".split())  # noqa: SIM905
REDUCED = {TABLE["max"]: TABLE["amax"], TABLE["min"]: TABLE["amin"]}
OTHER_NAMES = {
    "dim": "axis", "keepdim": "keepdims", "depth": "classes", "num_classes": "classes", "repeats": "times",
    "multiples": "times", "reps": "times", "perm": "axes", "dims": "axes", "correction": "ddof", "newshape": "shape",
    "axis1": "first", "axis2": "second", "shifts": "shift", "p": "ord", "strides": "stride", "kernel_size": "size",
    "pool_size": "size", "ksize": "size",
}  # fmt: skip
SHAPED = ("reshape", "broadcast_to", "expand", "view", "permute")


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
                raise self.refused(error, span) from None
        return self.node(STACK.bind(arity=len(items)), tuple(items), span)

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
            return self.node(NUMBER, (), span, Fraction(value))
        return self.node(ARRAY, (), span, Made(value, text))

    def refused(self, error: ArrayError, span: tuple[int, int]) -> UserError:
        text = error.message[0].upper() + error.message[1:]
        return UserError(text if text.endswith(".") else f"{text}.", self.program.source, span, error.hint)

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

    def method(self, c: list[Any]) -> int:
        args = c[3] if isinstance(c[3], list) else []
        name = Token("FUNCTION", str(c[1]).lstrip("."), self.spans[c[0]][0], end_pos=c[1].end_pos)
        if name == "T":
            raise UserError(say(".T takes no brackets."), self.program.source, (c[1].start_pos, c[-1].end_pos), say("write .T"))
        return self.applied(name, [c[0], *args], c[-1].end_pos)

    # operations
    def applied(self, name: Token, args: list[Any], end: int) -> int:
        raise NotImplementedError

    def of_arrays(self, name: Token, args: list[Any], end: int) -> int | None:
        """Apply what works on whole arrays, or makes them; None if the name stands for something else."""
        span, text = (name.start_pos or 0, end), str(name)
        if text in MADE:
            return self._make(text, args, span)
        op = NAMES.get(text)
        if op is None:
            return None
        given = {a.name: a for a in args if isinstance(a, Keyword)}
        if op in REDUCED and (len(args) == 1 or given or (len(args) == 2 and isinstance(args[1], Text | Listed))):
            op = REDUCED[op]
        if op.elementwise:
            if given or any(isinstance(a, Text | Listed) for a in args):
                raise UserError(
                    say("{text} works entry by entry and takes no such argument.", text=text),
                    self.program.source,
                    span,
                    say("write it like {op}", op=op.example),
                )
            return None
        try:
            return self._structural(op, args, given, span)
        except ArrayError as error:
            raise self.refused(error, span) from None

    def _structural(self, op: Operation, args: list[Any], given: dict[str, Keyword], span: tuple[int, int]) -> int:
        by_place = [a for a in args if not isinstance(a, Keyword)]
        chosen: dict[str, Any] = {}
        if op.variadic:
            if op.name == "einsum":
                first, by_place = by_place[0] if by_place else None, by_place[1:]
                chosen["notation"] = first.value if isinstance(first, Text) else ""
            elif by_place and isinstance(by_place[0], int | Listed) and len(by_place) <= 2:
                parts = self._parts(by_place[0])
                by_place = [*parts, *by_place[1:]] if len(by_place) == 1 else [*parts, Keyword("axis", by_place[1], span)]
                given.update({a.name: a for a in by_place if isinstance(a, Keyword)})
                by_place = [a for a in by_place if not isinstance(a, Keyword)]
            operands, rest = by_place, []
        else:
            operands, rest = by_place[: op.arity], by_place[op.arity :]
        if not op.variadic and len(operands) + sum(1 for a in given if a in ("x", "a", "b", "mask", "indices")) < op.arity:
            raise self._count(op, span)
        operands = [self._operand(o, span) for o in operands]
        names = list(op.parameters)
        if rest and names and (op.name in SHAPED or names == ["shape"] or names == ["axes"]) and not isinstance(rest[0], Listed):
            whole = [self._static(r) for r in rest]
            rest = []
            chosen[names[0]] = sizes(whole)
        for name, value in zip(names, rest, strict=False):
            chosen[name] = self._given(name, value, span)
        if len(rest) > len(names):
            raise self._count(op, span)
        for name, keyword in given.items():
            if name not in op.parameters:
                known = ", ".join(op.parameters) or "none"
                text = say("{op} has no argument called {name}.", op=op.name, name=name)
                raise UserError(text, self.program.source, keyword.span, say("its named arguments are: {known}", known=known))
            chosen[name] = self._given(name, keyword.value, span)
        missing = [n for n in names if op.parameters[n] == () and n not in chosen]
        if missing:
            raise UserError(
                say("{op} needs the {missing}.", op=op.name, missing=missing[0]),
                self.program.source,
                span,
                say("write it like {op}(x, {missing}=(2, 3))", op=op.name, missing=missing[0]),
            )
        return self.node(op.bind(arity=len(operands) if op.variadic else None, **chosen), tuple(operands), span)

    def _parts(self, given: Any) -> list[Any]:
        """Return the parts of a list of arrays."""
        if isinstance(given, Listed):
            return given.items
        op = self.nodes.ops[given]
        if isinstance(op, Operation) and op.name == "stack":
            return list(self.nodes.args[given])
        if op == ARRAY:
            value = self.nodes.data[given].value
            return [self.made(arrays.getitem(value, k), "", self.spans[given]) for k in range(len(value))]
        return [given]

    def _operand(self, given: Any, span: tuple[int, int]) -> int:
        if isinstance(given, int):
            return given
        if isinstance(given, Listed):
            return self.array(
                [Token("LSQUARE", "[", span[0], end_pos=span[0]), given.items, Token("RSQUARE", "]", span[1], end_pos=span[1])]
            )
        raise UserError(say("An array or a number must stand here."), self.program.source, span)

    def _given(self, name: str, value: Any, span: tuple[int, int]) -> Any:
        if isinstance(value, Text):
            return index_of(value.value) if name == "index" and isinstance(value.value, str) else value.value
        found = self._static(value)
        if found is None:
            place = self.spans[value] if isinstance(value, int) else span
            raise UserError(
                say("The {name} must be known beforehand: it cannot depend on values that move.", name=name),
                self.program.source,
                place,
                say("write a number"),
            )
        return bool(found) if name == "keepdims" else found

    def _count(self, op: Operation, span: tuple[int, int]) -> UserError:
        operands = ["x"] if op.arity == 1 else ["a", "b"]
        more = [f"{name}={value}" for name, value in op.parameters.items()]
        text = say("{op} was given a wrong number of arguments.", op=op.name)
        return UserError(text, self.program.source, span, say("write it like {op}({join})", op=op.name, join=", ".join([*operands, *more])))

    def _make(self, name: str, args: list[Any], span: tuple[int, int]) -> int:
        maker = MADE[name]
        by_place = [a for a in args if not isinstance(a, Keyword)]
        if name in PLAIN and by_place and isinstance(by_place[0], int):
            return int(by_place[0])
        numbers = [self._static(a) for a in by_place]
        chosen = {a.name: self._static(a.value) for a in args if isinstance(a, Keyword) and a.name != "dtype"}
        unknown = [n for n in chosen if n not in maker.parameters]
        if unknown or any(n is None for n in (*numbers, *chosen.values())) or len(numbers) + len(chosen) < maker.needed:
            text = say("{name} makes an array of plain numbers, so its arguments must be numbers that are known beforehand.", name=name)
            raise UserError(
                text,
                self.program.source,
                span,
                say("write it like {name}(2, 2)", name=name) if maker.shaped else say("write it like {name}(3)", name=name),
            )
        if maker.shaped:
            numbers = [sizes(numbers)] if numbers else []
        try:
            value = maker.make(*numbers, **chosen)
        except ArrayError as error:
            raise self.refused(error, span) from None
        except TypeError:
            raise UserError(
                say("These arguments do not fit {name}.", name=name),
                self.program.source,
                span,
                say("its arguments are {join}", join=", ".join(maker.parameters)),
            ) from None
        given = ", ".join(
            [*map(_shown, numbers[0] if maker.shaped and numbers else numbers), *(f"{k}={_shown(v)}" for k, v in chosen.items())]
        )
        return self.made(value, f"{name}({given})", span)


def _whole(value: Any) -> Any:
    """Return numbers as whole ones where they are."""
    if isinstance(value, list):
        return tuple([_whole(v) for v in value])
    return int(value) if value == int(value) else value


def _shown(value: Any) -> str:
    return repr(value)

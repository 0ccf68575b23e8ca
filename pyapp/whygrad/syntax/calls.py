"""Operations on whole arrays as they are called: their arguments by place and by name, and what makes arrays of numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from lark import Token

from .. import arrays
from ..arrays import ArrayError
from ..errors import Repair, UserError
from ..expressions import ARRAY
from ..operations import NAMES, TABLE, Operation
from ..operations.shaping import index_of
from ..words import say
from .lists import Keyword, Listed, Lists, Text
from .made import MADE, PLAIN, sizes
from .mistakes import unknown_function
from .parameters import kind_of

__all__ = ["Calls"]

REDUCED = {TABLE["max"]: TABLE["amax"], TABLE["min"]: TABLE["amin"]}
SHAPED = ("reshape", "broadcast_to", "expand", "view", "permute")


class Calls(Lists):
    """How what a name stands for is applied to its arguments."""

    def applied(self, name: Token, args: list[Any], end: int) -> int:
        """Apply the function of a name; what works entry by entry is applied by the builder."""
        raise NotImplementedError

    def method(self, c: list[Any]) -> int:
        """A function behind a dot: x.sum(axis=0)."""
        args = c[3] if isinstance(c[3], list) else []
        name = Token("FUNCTION", str(c[1]).lstrip("."), self.spans[c[0]][0], end_pos=c[1].end_pos)
        if name != "T" and name not in NAMES and name not in MADE:
            raise unknown_function(self.program.source, str(name), c[1].end_pos - len(name), NAMES)
        if name == "T":
            raise UserError(say(".T takes no brackets."), self.program.source, (c[1].start_pos, c[-1].end_pos), say("write .T"))
        return self.applied(name, [c[0], *args], c[-1].end_pos)

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
        for name, value in chosen.items():
            self._check_kind(op, name, value, given[name].span if name in given else span)
            if name == "shape" and isinstance(value, int):
                chosen[name] = (value,)
        if op.composed:
            return self._composed(op, operands, chosen, span)
        return self.node(op.bind(arity=len(operands) if op.variadic else None, **chosen), tuple(operands), span)

    def _check_kind(self, op: Operation, name: str, value: Any, span: tuple[int, int]) -> None:
        kind = kind_of(op, name)
        if not kind.holds(value):
            text = say("The {name} of {op} must be {kind}.", name=name, op=op.name, kind=say(kind.words))
            raise UserError(text, self.program.source, span, say("write it like {name}={sample}", name=name, sample=kind.sample))

    def _composed(self, op: Operation, operands: list[int], chosen: dict[str, Any], span: tuple[int, int]) -> int:
        """Put what an operation is made of in its place, with a note."""
        exact: dict[str, Any] = {name: Fraction(repr(value)) if type(value) is float else value for name, value in chosen.items()}
        result = op.bind(**exact)(*[self.nodes.ref(node) for node in operands])
        self.spans += [span] * (len(self.nodes) - len(self.spans))
        scores = f"{op.name}_with_logits"
        doubtful = scores in TABLE and self.program.source.startswith(op.name, span[0])
        other = (Repair(span[0], span[0] + len(op.name), scores, say("read scores, as PyTorch's cross_entropy does")),) if doubtful else ()
        text = say("{name} is made of other operations: {definition}.", name=op.name, definition=op.composed)
        self.note(text, span, "amber" if doubtful else "grey", *other)
        return int(result.index)

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
            items = [self._operand(item, span) for item in given.items]
            return self.array([Token("LSQUARE", "[", span[0], end_pos=span[0]), items, Token("RSQUARE", "]", span[1], end_pos=span[1])])
        raise UserError(
            say("An array or a number must stand here."), self.program.source, span, say("write a name, a number or a list such as [1, 2]")
        )

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


def _shown(value: Any) -> str:
    return repr(value)

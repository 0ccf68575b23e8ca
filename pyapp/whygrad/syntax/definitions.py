"""Functions that the source defines, their calls, and derivatives that it writes."""

# ruff: noqa: D102  (a callback is named after the rule of the grammar that it serves)
from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from lark import Token

from ..errors import Repair, UserError
from ..expressions import ARRAY, CALL, DERIVATIVE, GRADIENT, NUMBER, SYMBOL, Expressions
from ..operations import TABLE, UNKNOWN, unknown
from ..program import Aside, Function, ProgramLine, Request
from ..words import say
from .calls import Calls
from .leaves import span_of
from .lists import Listed
from .mistakes import primed_bracket, primed_function, primed_variable, used_before
from .names import primes

__all__ = ["Definitions"]

PRODUCTS = ("vjp", "jvp", "hvp")
PRIMES_AT_MOST = 8  # of an unknown function


class Definitions(Calls):
    """The callbacks for derivatives, definitions and calls."""

    # derivatives
    def derivative(self, c: list[Any]) -> int:
        operator, body = c
        return self._derived(operator, body, (operator.start_pos, self.spans[body][1]))

    def derivative_group(self, c: list[Any]) -> int:
        return self._derived(c[0], c[2], (c[0].start_pos, c[3].end_pos))

    def line_primed(self, c: list[Any]) -> int:
        """y' behind y = x^3: the derivative of a line by the only letter that it is made from."""
        name, prime = c[0], c[1]
        if str(name) not in self.named or len(self.program.inputs) != 1:
            raise primed_variable(self.program.source, span_of(prime))
        if len(c) > 2:
            place = (prime.end_pos, c[-1].end_pos)
            text = say("{name} names a line, so its derivative is asked for at a point, not with brackets.", name=name)
            better = f" at {self.program.inputs[0]} = {self.program.source[c[2].end_pos : c[-1].start_pos].strip()}"
            hint = say("write {name}' at {letter} = 2", name=name, letter=self.program.inputs[0])
            raise UserError(text, self.program.source, (name.start_pos, place[1]), hint, (Repair(*place, better),))
        span = (name.start_pos, prime.end_pos)
        return self.node(DERIVATIVE, (self.name([name]), self._symbol(self.program.inputs[0], span)), span, primes(str(prime)))

    def primed(self, c: list[Any]) -> int:
        """(x^2)' and sin(x)': the derivative by the only letter inside."""
        body, prime = c[-3] if len(c) > 2 else c[0], c[-1]
        start = int(c[0].start_pos or 0) if isinstance(c[0], Token) else self.spans[body][0]
        span = (start, int(prime.end_pos))
        letter = self._only_letter(body, span_of(prime))
        return self.node(DERIVATIVE, (body, self._symbol(letter, span)), span, primes(str(prime)))

    def _only_letter(self, body: int, place: tuple[int, int]) -> str:
        """The only letter that a part of the source is made from."""
        inside = {self.nodes.data[n] for n in self.nodes.reach([body]) if self.nodes.ops[n] == SYMBOL}
        letters = {*inside, *(self.program.inputs if inside & self.named.keys() else ())} - self.named.keys()
        if len(letters) != 1:
            raise primed_bracket(self.program.source, place)
        return str(letters.pop())

    def derivative_called(self, c: list[Any]) -> int:
        return self._derived(c[0], c[1], (c[0].start_pos, self.spans[c[1]][1]))

    def derivative_of(self, c: list[Token]) -> int:
        """The derivative of a line, or of a function, which is taken at its own arguments."""
        names, _, of = str(c[0]).partition("|")
        span = span_of(c[0])
        function = self.program.functions.get(of)
        if function is None and (of in self.heads or (of in UNKNOWN and of not in self.assigned)):
            args = [self._symbol(names.split(" ")[0], span)]
            body = self._call(Token("DEFINED", of, span[0], end_pos=span[1]), 0, args, span)
        elif function is not None:
            body = self._call(Token("DEFINED", of, span[0], end_pos=span[1]), 0, [self._symbol(p, span) for p in function.parameters], span)
        else:
            body = self._symbol(of, span)
        return self._derived(c[0], body, span)

    def call_partial(self, c: list[Any]) -> int:
        """f_x(1, 2): the derivative of a function of several arguments by one of them, at a place."""
        names, _, of = str(c[0]).partition("|")
        function, span = self.program.functions.get(of), (c[0].start_pos, c[3].end_pos)
        if function is None:
            raise used_before(self.program.source, of, span_of(c[0]))
        unknown_letters = [n for n in names.split(" ") if n not in function.parameters]
        if unknown_letters or len(c[2]) != len(function.parameters):
            text = say("{name} has the arguments {listed}.", name=of, listed=_listed(function.parameters))
            raise UserError(text, self.program.source, span, say("write it like {name}({join})", name=c[0], join="1, 2"))
        return self.node(CALL, tuple(c[2]), span, (of, f"_{{{''.join(reversed(names.split(' ')))}}}"))

    def _derived(self, operator: Token, body: int, span: tuple[int, int]) -> int:
        """Put a body under an operator: for ∂²/∂x∂y that is the derivative by y, then by x."""
        names = str(operator).partition("|")[0].split(" ")
        for name, group in groupby(reversed(names)):
            body = self.node(DERIVATIVE, (body, self._symbol(name, span_of(operator))), span, len(list(group)))
        return body

    def _symbol(self, name: str, span: tuple[int, int]) -> int:
        return self.name([Token("NAME", name, span[0], end_pos=span[1])])

    def _gradient(self, name: Token, args: list[Any], span: tuple[int, int]) -> int:
        """gradient(z, y), diff(z, y, 2), gradient(z) by every input, hessian(z), jacobian(y, x), hvp(z, x, v)."""
        kind, ops = str(name), self.nodes.ops
        if kind in PRODUCTS:
            return self._product(kind, args, span)
        args = [*args[:1], *[name for a in args[1:] for name in self._names(a)]]
        order = self._whole(args[2]) if len(args) == 3 and kind in ("diff", "derivative") else None
        if order is not None:
            args = args[:2]
        if len(args) == 2 and kind in ("diff", "derivative") and isinstance(args[1], int) and (times := self._whole(args[1])):
            order, args = times, [args[0], self._symbol(self._only_letter(args[0], span), span)]
        if not args or any(not isinstance(a, int) for a in args) or any(ops[a] != SYMBOL for a in args[1:]):
            text = say("{name} needs what is differentiated, and then the names by which, if not by all.", name=name)
            raise UserError(text, self.program.source, span, say("write it like {name}(z, y) or {name}(z)", name=name))
        if kind == "jacobian":
            return self.node(GRADIENT, tuple(args), span, "jacobian")
        if kind == "hessian" or (len(args) != 2 and kind not in ("diff", "derivative")):
            return self.node(GRADIENT, tuple(args), span, "hessian" if kind == "hessian" else "gradient")
        if len(args) == 1:
            return self.node(GRADIENT, tuple(args), span, "derivative")
        body = args[0]
        for by in args[1:]:
            body = self.node(DERIVATIVE, (body, by), span, order or 1)
        return int(body)

    def _names(self, given: Any) -> list[Any]:
        """Return the names in a list of names, as in gradient(z, [x, y]); what is no such list as it is."""
        parts = given.items if isinstance(given, Listed) else [given]
        if isinstance(given, int) and getattr(self.nodes.ops[given], "name", "") == "stack":
            self.static = True
            parts = list(self.nodes.args[given])
        return parts if all(isinstance(a, int) and self.nodes.ops[a] == SYMBOL for a in parts) else [given]

    def _product(self, kind: str, args: list[Any], span: tuple[int, int]) -> int:
        """vjp(y, x, v), jvp(y, x, v), hvp(z, x, v): a table of slopes times a vector, without the table."""
        ops, source = self.nodes.ops, self.program.source
        if len(args) != 3 or any(not isinstance(a, int) for a in args) or ops[args[1]] != SYMBOL:
            text = say("{name} needs what is differentiated, the name by which, and a vector.", name=kind)
            raise UserError(text, source, span, say("write it like {name}(y, x, v), with a line such as v = [1, 0] before", name=kind))
        target, by, vector = args
        if kind == "vjp":
            self.note(say("vjp(y, x, v) is the gradient of sum(v*y) by x: the entries of y count as v says."), span)
            weighed = self.node(TABLE["sum"].bind(), (self.node(TABLE["multiply"], (vector, target), span),), span)
            return self.node(DERIVATIVE, (weighed, by), span, 1)
        plain = self._plain(vector)
        if plain is not None:
            vector = self.made(plain, self.nodes.data[vector].text if ops[vector] == ARRAY else "", self.spans[vector])
        elif ops[vector] != SYMBOL:
            raise UserError(
                say("The vector must be a name or plain numbers."),
                source,
                self.spans[vector],
                say("name it in a line before, such as v = …"),
            )
        return self.node(GRADIENT, (target, by, vector), span, kind)

    def asked(self, c: list[Any]) -> None:
        """derivative of x^2 y with respect to y; without a letter, by the only one, or by each."""
        ask = c.pop(0) if isinstance(c[0], Token) and c[0].type == "ASK" else None
        kind, order, letter = str(ask).split("|") if ask else ("derivative", "1", "")
        body, names = c[0], [t for t in c[1:] if isinstance(t, Token) and t.type == "NAME"]
        if isinstance(body, Token):
            body = self._own_call(body, 0, span_of(body))
        start, end = self.spans[body]
        span = (start if ask is None else ask.start_pos or 0, names[-1].end_pos or 0 if names else end)
        by = [self.name([t]) for t in names] or ([self._symbol(letter, span)] if letter else [])
        if not by and len(self.program.inputs) < 2 and kind in ("derivative", "gradient"):
            by = [self._symbol(self.program.inputs[0] if self.program.inputs else "x", span)]
        if len(by) == 1 and kind in ("derivative", "gradient"):
            node = self.node(DERIVATIVE, (body, by[0]), span, int(order))
        elif int(order) > 2:
            raise UserError(say("It is not clear by which letter."), self.program.source, span, say("say it: … with respect to x"))
        else:
            wanted = "hessian" if kind == "hessian" or order == "2" else "jacobian" if kind == "jacobian" else "gradient"
            node = self.node(GRADIENT, (body, *by), span, wanted)
        self.program.lines.append(ProgramLine(None, node, *span))

    def _own_call(self, name: Token, primes: int, span: tuple[int, int]) -> int:
        """A function without arguments: at its own."""
        function = self.program.functions.get(str(name))
        args = [self._symbol(p, span) for p in (function.parameters if function else ("x",))]
        return self._call(name, primes, args, span)

    def _whole(self, node: int) -> int | None:
        value = self.nodes.data[node] if self.nodes.ops[node] == NUMBER else 0
        return int(value) if value in range(1, 9) else None

    # directions, points, pairs
    def along(self, c: list[Any]) -> None:
        """A direction: one part for each input, in alphabetical order."""
        body, parts, span = c[0], c[3], (self.spans[c[0]][0], c[4].end_pos)
        start = min([p for p in parts if not isinstance(p, tuple)], default=0)
        start = min((n for p in parts for n in self.nodes.reach([p])), default=start)
        direction = self._cut(start, parts, span)
        names = tuple(sorted(self.program.inputs))
        if len(names) != len(parts):
            text = say(
                "The direction has {parts} parts, and {listed} {verb} to move.",
                parts=len(parts),
                listed=_listed(names),
                verb=say("is" if len(names) == 1 else "are"),
            )
            raise UserError(text, self.program.source, span, say("give one part for each letter, in alphabetical order"))
        self.program.lines.append(ProgramLine(None, body, self.spans[body][0], span[1]))
        self.program.request = Request("along", names, direction=direction)
        self.note(say("The slope is told for a step of length 1: the direction is divided by its length."), span_of(c[1]))

    def pair(self, c: list[Any]) -> None:
        """A point that moves: (x, y) made from one parameter; the slope of its path is asked for."""
        span = (c[0].start_pos, c[4].end_pos)
        first, second = ("x", "y") if not {"x", "y"} & set(self.program.inputs) else ("X", "Y")
        if not self.program.inputs:
            text, hint = (
                say("A pair is read as a moving point, and nothing moves it."),
                say("write it like (cos t, sin t), or a number with a point: 1.5"),
            )
            raise UserError(text, self.program.source, span, hint)
        for name, node in ((first, c[1]), (second, c[3])):
            self.named[name] = name
            self.program.lines.append(ProgramLine(name, node, *self.spans[node]))
        slope = self.node(DERIVATIVE, (self._symbol(second, span), self._symbol(first, span)), span, 1)
        self.program.lines.append(ProgramLine(None, slope, *span))
        self.note(
            say(
                "The pair is read as a point that moves, ({first}, {second}), and its path has the slope d{second}/d{first}.",
                first=first,
                second=second,
            ),
            span,
        )

    def point(self, c: list[Any]) -> tuple[tuple[str, ...], list[int], int]:
        values = [v for v in c if not isinstance(v, Token)]
        return (), values, min(self.nodes.reach(values))

    def named_point(self, c: list[Any]) -> tuple[tuple[str, ...], list[int], int]:
        values = [v for v in c if not isinstance(v, Token)]
        return tuple(str(t) for t in c if isinstance(t, Token) and t.type == "NAME"), values, min(self.nodes.reach(values))

    def placed(self, c: list[Any]) -> None:
        """The point at which the last line is asked about."""
        parts = [part for part in c if part is not None and not (isinstance(part, Token) and part.type == "CLOSED")]
        at, (names, values, start) = parts[-2:]
        span = (at.start_pos, max(self.spans[v][1] for v in values))
        aside = self._cut(start, values, span)
        if isinstance(c[0], str):  # what a definition gives
            self.answer_function(c[0])
        inputs = tuple(sorted(self.program.inputs))
        names = names or tuple(str(at).partition("|")[2].split()) or inputs
        wrong = [n for n in names if n not in inputs]
        if wrong or len(names) != len(values):
            form = "The point gives {values} value, and the inputs are {listed}."
            form = form if len(values) == 1 else "The point gives {values} values, and the inputs are {listed}."
            text = say(form, values=len(values), listed=_listed(inputs))
            text = (
                say("The point gives {wrong} a value, and the inputs are {listed}.", wrong=wrong[0], listed=_listed(inputs))
                if wrong
                else text
            )
            raise UserError(text, self.program.source, span, say("write it like at x = 2, y = 3"))
        self.program.point = (names, aside)

    def _cut(self, start: int, roots: list[int], span: tuple[int, int]) -> Aside:
        """Take the nodes from ``start`` on out of the program; they stand beside it, and are made of numbers alone."""
        nodes = self._taken(start)
        if any(op in (SYMBOL, CALL, DERIVATIVE, GRADIENT) for op in nodes.ops):
            raise UserError(say("Only numbers can stand here."), self.program.source, span, say("write numbers such as 2 or pi/4"))
        return Aside(nodes, tuple(r - start for r in roots))

    def _taken(self, start: int) -> Expressions:
        nodes = Expressions(shared=False)
        for i in range(start, len(self.nodes)):
            nodes.add(self.nodes.ops[i], tuple(a - start for a in self.nodes.args[i]), self.nodes.data[i])
        for column in (self.nodes.ops, self.nodes.args, self.nodes.data, self.spans):
            del column[start:]
        self.grouped = {g for g in self.grouped if g < start}
        return nodes

    # functions that the source defines
    def head(self, c: list[Token]) -> str:
        """The left side of a definition; its parameters are known until the line ends."""
        self.parameters = tuple(str(t) for t in c if t.type == "NAME")
        if str(c[0]) in self.program.functions:
            text = say("{it} is already defined by an earlier line.", it=c[0])
            raise UserError(text, self.program.source, span_of(c[0]), say("give this function another name"))
        for i, token in enumerate(t for t in c if t.type == "NAME"):
            if str(token) in self.parameters[:i]:
                text = say("{it} has two arguments with the name {token}.", it=c[0], token=token)
                raise UserError(text, self.program.source, span_of(token), say("give each argument a name of its own"))
        self.body_starts = len(self.nodes)
        return str(c[0])

    def definition(self, c: list[Any]) -> str:
        """Keep the nodes of the body apart: they are copied where the function is called."""
        name, start = c[0], self.body_starts
        spans = self.spans[start:]
        self.program.functions[name] = Function(name, self.parameters, self._taken(start), spans)
        self.parameters = ()
        return str(name)

    def _call(self, name: Token, primes: int, args: list[Any], span: tuple[int, int]) -> int:
        function = self.program.functions.get(str(name))
        if function is None and str(name) in UNKNOWN and str(name) not in self.heads:
            return self._unknown(str(name), primes, args, span)
        if function is None:
            raise used_before(self.program.source, str(name), span_of(name))
        if len(args) != len(function.parameters) or any(isinstance(a, tuple) for a in args):
            count = len(function.parameters)
            one, more = (
                "{name} was defined with {count} argument, and here it has {args}.",
                "{name} was defined with {count} arguments, and here it has {args}.",
            )
            text = say(one if count == 1 else more, name=name, count=count, args=len(args))
            raise UserError(
                text, self.program.source, span, say("write it like {name}({join})", name=name, join=", ".join(function.parameters))
            )
        if primes and len(args) != 1:
            raise UserError(
                say("{name} has several arguments, so {name}' could mean several things.", name=name),
                self.program.source,
                span,
                say("write d/dx(…)"),
            )
        return self.node(CALL, tuple(args), span, (str(name), primes))

    def _unknown(self, name: str, primes: int, args: list[Any], span: tuple[int, int]) -> int:
        if len(args) != 1 or isinstance(args[0], tuple) or primes > PRIMES_AT_MOST:
            text = say(
                "{name} is not defined here, and an unknown function is read with one argument and at most {primes_at_most} primes.",
                name=name,
                primes_at_most=PRIMES_AT_MOST,
            )
            raise UserError(text, self.program.source, span, say("define it in a line before, such as {name}(x, y) = x*y", name=name))
        return self.node(unknown(name, primes), tuple(args), span)

    def call_defined(self, c: list[Any]) -> int:
        return self._call(c[0], 0, c[2], (c[0].start_pos, c[3].end_pos))

    def call_derived(self, c: list[Any]) -> int:
        if len(c) == 2:
            return self._own_call(c[0], primes(str(c[1])), (c[0].start_pos, c[1].end_pos))
        return self._call(c[0], primes(str(c[1])), c[3], (c[0].start_pos, c[4].end_pos))

    def call_primed(self, c: list[Any]) -> int:
        """sin'(x): the derivative of a known function by its letter."""
        name, prime, inside, span = c[0], c[1], c[3], (c[0].start_pos, c[4].end_pos)
        if len(inside) != 1 or not isinstance(inside[0], int) or self.nodes.ops[inside[0]] != SYMBOL:
            raise primed_function(self.program.source, str(name), span_of(prime))
        body = self.applied(name, inside, span[1])
        return self.node(DERIVATIVE, (body, inside[0]), span, primes(str(prime)))

    def answer_function(self, name: str) -> None:
        """End the program with a call of the function that its last line defines."""
        function = self.program.functions[name]
        place = function.spans[-1]
        args = [self.name([Token("NAME", p, place[0], end_pos=place[1])]) for p in function.parameters]
        node = self.node(CALL, tuple(args), place, (name, 0))
        self.program.lines.append(ProgramLine(name, node, *place))


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "none"

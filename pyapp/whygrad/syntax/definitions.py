"""Functions that the source defines, their calls, and derivatives that it writes."""

# ruff: noqa: D102  (a callback is named after the rule of the grammar that it serves)
from __future__ import annotations

from typing import Any

from lark import Token

from ..errors import UserError
from ..expressions import CALL, DERIVATIVE, SYMBOL, Expressions
from ..operations import UNKNOWN, unknown
from ..program import Function, ProgramLine
from .doubts import Doubts
from .leaves import span_of
from .mistakes import used_before

__all__ = ["Definitions"]

PRIMES_AT_MOST = 8  # of an unknown function


class Definitions(Doubts):
    """The callbacks for derivatives, definitions and calls."""

    # derivatives
    def derivative(self, c: list[Any]) -> int:
        operator, body = c
        order, name, _ = str(operator).split(" ")
        variable = self.name([Token("NAME", name, operator.start_pos, end_pos=operator.end_pos)])
        return self.node(DERIVATIVE, (body, variable), (operator.start_pos, self.spans[body][1]), int(order))

    def derivative_of(self, c: list[Token]) -> int:
        order, name, of = str(c[0]).split(" ")
        body, variable = (self.name([Token("NAME", n, c[0].start_pos, end_pos=c[0].end_pos)]) for n in (of, name))
        return self.node(DERIVATIVE, (body, variable), span_of(c[0]), int(order))

    def _gradient(self, name: Token, args: list[int], span: tuple[int, int]) -> int:
        if len(args) != 2 or self.nodes.ops[args[1]] != SYMBOL:
            text = f"{name} needs two things: what is differentiated, and the name by which."
            raise UserError(text, self.program.source, span, f"write it like {name}(z, y)")
        return self.node(DERIVATIVE, (args[0], args[1]), span, 1)

    # functions that the source defines
    def head(self, c: list[Token]) -> str:
        """The left side of a definition; its parameters are known until the line ends."""
        self.parameters = tuple(str(t) for t in c if t.type == "NAME")
        if str(c[0]) in self.program.functions:
            text = f"{c[0]} is already defined by an earlier line."
            raise UserError(text, self.program.source, span_of(c[0]), "give this function another name")
        for i, token in enumerate(t for t in c if t.type == "NAME"):
            if str(token) in self.parameters[:i]:
                text = f"{c[0]} has two arguments with the name {token}."
                raise UserError(text, self.program.source, span_of(token), "give each argument a name of its own")
        self.body_starts = len(self.nodes)
        return str(c[0])

    def definition(self, c: list[Any]) -> None:
        """Keep the nodes of the body apart: they are copied where the function is called."""
        name, start = c[0], self.body_starts
        nodes = Expressions(shared=False)
        for i in range(start, len(self.nodes)):
            nodes.add(self.nodes.ops[i], tuple(a - start for a in self.nodes.args[i]), self.nodes.data[i])
        self.program.functions[name] = Function(name, self.parameters, nodes, self.spans[start:])
        for column in (self.nodes.ops, self.nodes.args, self.nodes.data, self.spans):
            del column[start:]
        self.parameters = ()
        self.grouped = {g for g in self.grouped if g < start}

    def _defined(self, name: Token, primes: int, args: list[Any], span: tuple[int, int]) -> int:
        function = self.program.functions.get(str(name))
        if function is None and str(name) in UNKNOWN and str(name) not in self.heads:
            return self._unknown(str(name), primes, args, span)
        if function is None:
            raise used_before(self.program.source, str(name), span_of(name))
        if len(args) != len(function.parameters) or any(isinstance(a, tuple) for a in args):
            count = len(function.parameters)
            text = f"{name} was defined with {count} argument{'s' * (count != 1)}, and here it has {len(args)}."
            raise UserError(text, self.program.source, span, f"write it like {name}({', '.join(function.parameters)})")
        if primes and len(args) != 1:
            raise UserError(
                f"{name} has several arguments, so {name}' could mean several things.", self.program.source, span, "write d/dx(…)"
            )
        return self.node(CALL, tuple(args), span, (str(name), primes))

    def _unknown(self, name: str, primes: int, args: list[Any], span: tuple[int, int]) -> int:
        if len(args) != 1 or isinstance(args[0], tuple) or primes > PRIMES_AT_MOST:
            text = f"{name} is not defined here, and an unknown function is read with one argument and at most {PRIMES_AT_MOST} primes."
            raise UserError(text, self.program.source, span, f"define it in a line before, such as {name}(x, y) = x*y")
        return self.node(unknown(name, primes), tuple(args), span)

    def call_defined(self, c: list[Any]) -> int:
        return self._defined(c[0], 0, c[2], (c[0].start_pos, c[3].end_pos))

    def call_derived(self, c: list[Any]) -> int:
        return self._defined(c[0], len(str(c[1])), c[3], (c[0].start_pos, c[4].end_pos))

    def answer_function(self, name: str) -> None:
        """End the program with a call of the function that its last line defines."""
        function = self.program.functions[name]
        place = function.spans[-1]
        args = [self.name([Token("NAME", p, place[0], end_pos=place[1])]) for p in function.parameters]
        node = self.node(CALL, tuple(args), place, (name, 0))
        self.program.lines.append(ProgramLine(name, node, *place))

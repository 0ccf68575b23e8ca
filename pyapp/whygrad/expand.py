"""From what was written to what is calculated: calls of defined functions and derivatives are put in place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from .errors import UserError
from .evaluate import evaluate
from .expressions import ARRAY, CALL, DERIVATIVE, GRADIENT, NUMBER, SYMBOL, Expressions
from .forms import shortest
from .inline import inline
from .operations import TABLE, Operation
from .program import Function, Program, ProgramLine, Request, pruned
from .rules import Derivation
from .simplify import Simplifier, TooLong
from .syntax import read
from .words import say
from .writing import write

__all__ = ["ORDER_AT_MOST", "expand", "read_and_expand"]

NODES_AT_MOST = 100_000
ORDER_AT_MOST = 8
PLACED = frozenset({CALL, DERIVATIVE, GRADIENT})


@lru_cache(maxsize=4)
def read_and_expand(source: str, known: tuple[str, ...], language: str, log: str, arrays: bool, spoken: str) -> tuple[Program, Program]:
    """Return a source as it is written and as it is worked out: the same for every point, so that moving a point need not read again.

    ``spoken`` is the language of the notes.
    """
    written = read(source, known, language, log)
    return written, expand(written, arrays)


def expand(program: Program, arrays: bool = False) -> Program:
    """Return ``program`` without calls and derivatives; itself if it has none.

    Where the last line is a derivative, the result's ``request`` says so and its last line is what is differentiated:
    the derivative is then explained, not only worked out. ``arrays`` tells that the point gives arrays.
    Raises UserError where the text would grow too long.
    """
    plain = not program.functions and PLACED.isdisjoint(program.nodes.ops)
    out = program if plain else _Expansion(program, arrays).run()
    if program.point is not None:
        names, (nodes, roots) = program.point
        values = evaluate(nodes, range(len(nodes)), {})
        for name, root in zip(names, roots, strict=True):
            if not math.isfinite(values[root]):
                raise UserError(
                    say("The value of {name} at this point does not exist.", name=name),
                    program.source,
                    hint=say("write numbers such as 2 or pi/4"),
                )
            out.fixed[name] = values[root]
    return out


class _Expansion:
    def __init__(self, program: Program, arrays: bool = False) -> None:
        self.source, self.arrays = program, arrays
        self.out = Program(program.source, program.language, inputs=list(program.inputs), notes=program.notes)
        self.out.equation, self.out.follows, self.out.request = program.equation, program.follows, program.request
        self.copied: list[int] = []

    def run(self) -> Program:
        for line in self.source.lines:
            last = line is self.source.lines[-1]
            for node in range(len(self.copied), line.node + 1):
                asked = self._request(node) if last and node == line.node else None
                self.copied.append(self._node(node) if asked is None else asked)
            self.out.lines.append(line._replace(node=self.copied[line.node]))
        return pruned(self.out)

    def _add(self, op: object, args: tuple[int, ...], data: object, span: tuple[int, int]) -> int:
        if len(self.out.nodes) > NODES_AT_MOST:
            text = say("Put in place, the functions of this text give more than {nodes_at_most:,} operations.", nodes_at_most=NODES_AT_MOST)
            raise UserError(text, self.out.source, span, say("ask about a part of it"))
        self.out.spans.append(span)
        return self.out.nodes.add(op, args, data)  # type: ignore[arg-type]

    def _node(self, node: int) -> int:
        nodes, span = self.source.nodes, self.source.spans[node]
        args = tuple(self.copied[a] for a in nodes.args[node])
        op, data = nodes.ops[node], nodes.data[node]
        if op == CALL:
            name, by = data
            return self._call(name, by, args, span)
        if op == DERIVATIVE:
            name = nodes.data[nodes.args[node][1]]
            by = self._parameter(args[0], name, span)
            if by and data > 1:
                raise UserError(
                    say("The second slope of a curve can be asked for in the last line alone."), self.out.source, span, say("put it there")
                )
            tops = [self._derived(n, by or name, data, span) for n in ((args[0], self._line(name)) if by else (args[0],))]
            placed = [self._paste(formula, formula.target.node, {}, span) for formula in tops]
            return placed[0] if len(placed) == 1 else self._add(TABLE["divide"], tuple(placed), None, span)
        if op == GRADIENT:
            text = say("A {data} is a list of slopes, so it can only be what the last line asks for.", data=data)
            raise UserError(text, self.out.source, span, say("ask for it alone, or for one slope such as gradient(z, x)"))
        return self._add(op, args, data, span)

    def _call(self, name: str, by: int | str, args: Sequence[int], span: tuple[int, int]) -> int:
        function = self.source.functions[name]
        body = self._body(function)
        if isinstance(by, str):
            for letter in by.strip("_{}"):
                body = self._differentiated(body, letter, 1, span)
        elif by:
            body = self._differentiated(body, function.parameters[0], by, span)
        return self._paste(body, body.target.node, dict(zip(function.parameters, args, strict=True)), span)

    def _body(self, function: Function) -> Program:
        """Return a function's body as a program of one line, the functions that it calls put in place."""
        line = ProgramLine(None, function.root, *function.spans[-1])
        body = Program(self.source.source, nodes=function.nodes, spans=function.spans, lines=[line], functions=self.source.functions)
        return _Expansion(body).run() if not PLACED.isdisjoint(function.nodes.ops) else body

    def _paste(self, other: Program, root: int, meaning: Mapping[str, int], span: tuple[int, int]) -> int:
        placed: dict[int, int] = {}
        for node in other.nodes.reach([root]):
            op, data = other.nodes.ops[node], other.nodes.data[node]
            if op == SYMBOL and data in meaning:
                placed[node] = meaning[data]
            else:
                placed[node] = self._add(op, tuple(placed[a] for a in other.nodes.args[node]), data, span)
        return placed[root]

    def _derived(self, node: int, name: str, order: int, span: tuple[int, int]) -> Program:
        """Return the derivative of a node placed before, by a name."""
        so_far = Program(
            self.out.source,
            nodes=self.out.nodes,
            spans=self.out.spans,
            lines=[*self.out.lines, ProgramLine(None, node, *span)],
            inputs=self.out.inputs,
        )
        return self._differentiated(so_far, name, order, span)

    def _differentiated(self, program: Program, name: str, order: int, span: tuple[int, int]) -> Program:
        arena = Expressions()
        simple = Simplifier(arena)
        node = inline(program, arena, len(program.lines) - 1, {name})
        parts = [arena.ops[n] for n in arena.reach([node])]
        if any(op == ARRAY or (isinstance(op, Operation) and not op.elementwise) for op in parts):
            message = say("A derivative with arrays in it can only be what the last line asks for.")
            raise UserError(message, self.out.source, span, say("ask for it alone"))
        try:
            for _ in range(order):
                node = shortest(simple, Derivation(arena, simple, arena.symbol(name))(node).after)
            text = write(arena, node, limit=2000)
        except TooLong:
            text = None
        if text is None:
            raise UserError(
                say("This derivative is too long to be worked out inside a formula."), self.out.source, span, say("ask for it alone")
            )
        symbols = [arena.data[n] for n in arena.reach([node]) if arena.ops[n] == SYMBOL]
        return read(text, symbols)

    def _request(self, node: int) -> int | None:
        """Place what is differentiated by the last line, if that is all that it says, and note the request."""
        nodes, span = self.source.nodes, self.source.spans[node]
        op, data, args = nodes.ops[node], nodes.data[node], nodes.args[node]
        if op == DERIVATIVE:
            return self._derivative_request(node)
        if op == GRADIENT:
            vector = None
            if data in ("jvp", "hvp"):
                args, last = args[:-1], args[-1]
                vector = nodes.data[last].value if nodes.ops[last] == ARRAY else nodes.data[last]
            names = tuple(nodes.data[a] for a in args[1:]) or tuple(self.source.inputs)
            if not names and not any(line.name for line in self.out.lines):  # a line that only gives a number counts as a letter
                raise UserError(say("There is no letter to differentiate by."), self.out.source, span, say("write one, as in x^2"))
            if data == "derivative" and len(names) != 1:
                raise UserError(say("It is not clear by which letter."), self.out.source, span, say("name it, as in diff(z, x)"))
            if data == "jacobian" and not self._arrays():
                data = "derivative" if len(names) == 1 else "gradient"
            self.out.request = Request(data, names, vector=vector)
            return self.copied[args[0]]
        if op == CALL and data[1]:
            function = self.source.functions[data[0]]
            names = function.parameters
            body = self._body(function)
            if nodes.ops[args[0]] == SYMBOL and len(names) == 1 and data[1] in (1, 2) and body.has_arrays:  # by what stands in its place
                self.out.request = Request("derivative", (nodes.data[args[0]],) * data[1])
                return self._paste(body, body.target.node, {names[0]: self.copied[args[0]]}, span)
            named = {line.name for line in self.out.lines} | set(self.out.inputs)
            for name, arg in zip(names, args, strict=True):
                own = nodes.ops[arg] == SYMBOL and nodes.data[arg] == name
                if not own and (self._number(arg) is None or name in named):
                    return None
            for name, arg in zip(names, args, strict=True):
                value = self._number(arg)
                if value is not None:
                    self.out.fixed[name] = value
                    self.out.inputs.append(name)
            self.out.request = Request("derivative", tuple(data[1].strip("_{}")) if isinstance(data[1], str) else (names[0],) * data[1])
            return self._paste(body, body.target.node, {}, span)
        return None

    def _number(self, node: int) -> Any:
        """The value of a node that is a number or an array of numbers, with or without a sign; None for any other."""
        nodes, sign = self.source.nodes, 1.0
        while nodes.ops[node] is TABLE["negative"]:
            node, sign = nodes.args[node][0], -sign
        if nodes.ops[node] == ARRAY:
            return nodes.data[node].value * sign
        return sign * float(nodes.data[node]) if nodes.ops[node] == NUMBER else None

    def _arrays(self) -> bool:
        """Tell whether the text itself has arrays in it, or the point gives one."""
        return self.arrays or self.source.has_arrays

    def _derivative_request(self, node: int) -> int:
        """The last line is a derivative, perhaps of a derivative: by which names, the first taken first."""
        nodes, names = self.source.nodes, list[str]()
        body = node
        while nodes.ops[body] == DERIVATIVE:
            names += [nodes.data[nodes.args[body][1]]] * nodes.data[body]
            body = nodes.args[body][0]
        by = self._parameter(self.copied[body], names[0], self.source.spans[node])
        if by and set(names) == {names[0]}:
            self.out.request = Request("curve", tuple(names), by)
        elif len(names) > ORDER_AT_MOST:
            text = say(
                "This asks for a derivative of order {names}, and the highest is {order_at_most}.",
                names=len(names),
                order_at_most=ORDER_AT_MOST,
            )
            raise UserError(text, self.out.source, self.source.spans[node], say("ask for fewer"))
        else:
            self.out.request = Request("derivative", tuple(reversed(names)))
        return self.copied[body]

    def _line(self, name: str) -> int:
        """Return the node of the line called ``name``."""
        return next(line.node for line in self.out.lines if line.name == name)

    def _parameter(self, body: int, name: str, span: tuple[int, int]) -> str:
        """Return the input from which both ``body`` and the line ``name`` are made, if ``body`` is not made from that line; else ""."""
        if all(line.name != name for line in self.out.lines):
            return ""
        made, other = self._made_from(body), self._made_from(self._line(name))
        shared = [n for n in self.out.inputs if n in made & other]
        if name in made or not shared:
            return ""
        usual = next((n for n in ("t", "theta", "s", "u") if n in shared), "")
        if not usual and len(shared) > 1:
            raise UserError(say("It is not clear which letter is the parameter."), self.out.source, span, say("call the parameter t"))
        return usual or shared[0]

    def _made_from(self, node: int) -> set[str]:
        """Return the names of all inputs and lines from which ``node`` is made."""
        nodes, lines = self.out.nodes, {line.name: line.node for line in self.out.lines}
        names: set[str] = set()
        stack = [node]
        while stack:
            for n in nodes.reach([stack.pop()]):
                name = nodes.data[n]
                if nodes.ops[n] == SYMBOL and name not in names:
                    names.add(name)
                    if name in lines:
                        stack.append(lines[name])
        return names

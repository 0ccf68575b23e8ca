"""From what was written to what is calculated: calls of defined functions and derivatives are put in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .errors import UserError
from .expressions import CALL, DERIVATIVE, NUMBER, SYMBOL, Expressions
from .forms import shortest
from .inline import inline
from .program import Function, Program, ProgramLine, Request
from .rules import Derivation
from .simplify import Simplifier, TooLong
from .syntax import read
from .writing import write

__all__ = ["expand"]

NODES_AT_MOST = 100_000


def expand(program: Program) -> Program:
    """Return ``program`` without calls and derivatives; itself if it has none.

    Where the last line is a derivative, the result's ``request`` says so and its last line is what is differentiated:
    the derivative is then explained, not only worked out. Raises UserError where the text would grow too long.
    """
    if not program.functions and DERIVATIVE not in program.nodes.ops:
        return program
    return _Expansion(program).run()


class _Expansion:
    def __init__(self, program: Program) -> None:
        self.source = program
        self.out = Program(program.source, program.language, inputs=list(program.inputs), notes=program.notes)
        self.out.equation, self.out.follows = program.equation, program.follows
        self.copied: list[int] = []

    def run(self) -> Program:
        for line in self.source.lines:
            last = line is self.source.lines[-1]
            for node in range(len(self.copied), line.node + 1):
                asked = self._request(node) if last and node == line.node else None
                self.copied.append(self._node(node) if asked is None else asked)
            self.out.lines.append(line._replace(node=self.copied[line.node]))
        return _pruned(self.out)

    def _add(self, op: object, args: tuple[int, ...], data: object, span: tuple[int, int]) -> int:
        if len(self.out.nodes) > NODES_AT_MOST:
            text = f"Put in place, the functions of this text give more than {NODES_AT_MOST:,} operations."
            raise UserError(text, self.out.source, span, "ask about a part of it")
        self.out.spans.append(span)
        return self.out.nodes.add(op, args, data)  # type: ignore[arg-type]

    def _node(self, node: int) -> int:
        nodes, span = self.source.nodes, self.source.spans[node]
        args = tuple(self.copied[a] for a in nodes.args[node])
        op, data = nodes.ops[node], nodes.data[node]
        if op == CALL:
            name, primes = data
            return self._call(name, primes, args, span)
        if op == DERIVATIVE:
            name = nodes.data[nodes.args[node][1]]
            formula = self._derived(args[0], name, data, span)
            return self._paste(formula, formula.target.node, {}, span)
        return self._add(op, args, data, span)

    def _call(self, name: str, primes: int, args: Sequence[int], span: tuple[int, int]) -> int:
        function = self.source.functions[name]
        body = self._body(function)
        if primes:
            body = self._differentiated(body, function.parameters[0], primes, span)
        return self._paste(body, body.target.node, dict(zip(function.parameters, args, strict=True)), span)

    def _body(self, function: Function) -> Program:
        """Return a function's body as a program of one line, the functions that it calls put in place."""
        line = ProgramLine(None, function.root, *function.spans[-1])
        body = Program(self.source.source, nodes=function.nodes, spans=function.spans, lines=[line], functions=self.source.functions)
        return _Expansion(body).run() if {CALL, DERIVATIVE} & {o for o in function.nodes.ops if isinstance(o, str)} else body

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
        try:
            for _ in range(order):
                node = shortest(simple, Derivation(arena, simple, arena.symbol(name))(node).after)
            text = write(arena, node, limit=2000)
        except TooLong:
            text = None
        if text is None:
            raise UserError("This derivative is too long to be worked out inside a formula.", self.out.source, span, "ask for it alone")
        symbols = [arena.data[n] for n in arena.reach([node]) if arena.ops[n] == SYMBOL]
        return read(text, symbols)

    def _request(self, node: int) -> int | None:
        """Place what is differentiated by the last line, if that is all that it says, and note the request."""
        nodes, span = self.source.nodes, self.source.spans[node]
        op, data, args = nodes.ops[node], nodes.data[node], nodes.args[node]
        if op == DERIVATIVE:
            self.out.request = Request(nodes.data[args[1]], data)
            return self.copied[args[0]]
        if op == CALL and data[1]:
            function = self.source.functions[data[0]]
            (name,) = function.parameters
            named = {line.name for line in self.out.lines} | set(self.out.inputs)
            if nodes.ops[args[0]] == NUMBER and name not in named:
                self.out.fixed[name] = float(nodes.data[args[0]])
                self.out.inputs.append(name)
            elif nodes.ops[args[0]] != SYMBOL or nodes.data[args[0]] != name:
                return None
            self.out.request = Request(name, data[1])
            body = self._body(function)
            return self._paste(body, body.target.node, {}, span)
        return None


def _pruned(program: Program) -> Program:
    """Return the program without the nodes that no line is made from."""
    keep = program.nodes.reach([line.node for line in program.lines])
    place = {old: new for new, old in enumerate(keep)}
    nodes = Expressions(shared=False)
    for old in keep:
        nodes.add(program.nodes.ops[old], tuple(place[a] for a in program.nodes.args[old]), program.nodes.data[old])
    program.spans = [program.spans[old] for old in keep]
    program.nodes = nodes
    program.lines = [line._replace(node=place[line.node]) for line in program.lines]
    return program

"""How a source was read, written out for the person who typed it."""

from __future__ import annotations

from functools import cached_property

from .expressions import SYMBOL
from .literals import symbol_latex
from .program import Aside, Function, Program
from .writing import Style, write

__all__ = ["Reading"]


class Reading:
    """How the source was read: fully bracketed text, LaTeX, and the notes on what was guessed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.notes = program.notes

    def _written(self, style: Style, equals: str) -> list[str]:
        rows: list[str] = []
        functions = sorted(self.program.functions.values(), key=lambda f: f.spans[-1], reverse=True)
        for line in self.program.lines:
            while functions and (self.program.asked_first or functions[-1].spans[-1][0] <= line.start):  # in the order of the source
                rows.append(self._definition(functions.pop(), style))
            if line.name in self.program.functions:
                continue
            if self.program.equation and line is self.program.target:
                sides = [write(self.program.nodes, n, style, longest=1_000_000) or "…" for n in self.program.nodes.args[line.node]]
                if self.program.nodes.ops[self.program.nodes.args[line.node][0]] == SYMBOL:  # not the name of a line
                    sides[0] = f"({sides[0]})"
                rows.append(equals.join(sides))
                rows += self._asked(style)
                continue
            body = write(self.program.nodes, line.node, style, longest=1_000_000) or "…"
            if line is self.program.target and self.program.request is not None and self.program.request.direction is not None:
                body += self._aside(" along ", self.program.request.direction, style)
            name = line.name if line.name is None or style.kind == "text" else symbol_latex(line.name)
            rows.append(body if name is None else f"{name}{equals}{body}")
        rows += [self._definition(f, style) for f in reversed(functions)]
        if self.program.point is not None:
            names, (nodes, roots) = self.program.point
            values = [write(nodes, root, style) or "…" for root in roots]
            pairs = (f"{n if style.kind == 'text' else symbol_latex(n)} = {v}" for n, v in zip(names, values, strict=True))
            rows[-1] += self._worded(" at ", style) + ", ".join(pairs)
        return rows

    def _asked(self, style: Style) -> list[str]:
        if self.program.follows is None:
            return []
        of, by = self.program.follows
        return [f"d{of}/d{by}" if style.kind == "text" else rf"\frac{{d{symbol_latex(of)}}}{{d{symbol_latex(by)}}}"]

    def _aside(self, word: str, aside: Aside, style: Style) -> str:
        parts = ", ".join(write(aside.nodes, root, style) or "…" for root in aside.roots)
        return f"{self._worded(word, style)}({parts})"

    @staticmethod
    def _worded(word: str, style: Style) -> str:
        return rf"\text{{{word}}}" if style.kind == "latex" else word

    @staticmethod
    def _definition(function: Function, style: Style) -> str:
        body = write(function.nodes, function.root, style, longest=1_000_000) or "…"
        name = function.name if style.kind == "text" else symbol_latex(function.name)
        return f"{name}({', '.join(function.parameters)}) = {body}"

    @cached_property
    def text(self) -> str:
        """The reading with every operation in brackets; it reads back to the same program."""
        return "; ".join(self._written(Style("text", tidy=False, bracketed=True), " = "))

    @cached_property
    def latex(self) -> str:
        """The reading typeset."""
        rows = self._written(Style("latex", tidy=False), " = ")
        return rows[0] if len(rows) == 1 else r"\begin{aligned}" + r" \\ ".join("&" + r for r in rows) + r"\end{aligned}"

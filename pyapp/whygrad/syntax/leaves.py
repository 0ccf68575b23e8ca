"""The start of a program, and its leaves: numbers, names and constants, each with its place."""

# ruff: noqa: D102  (a callback is named after the rule of the grammar that it serves)
from __future__ import annotations

import math
import re
from collections.abc import Collection
from fractions import Fraction
from typing import Any
from unicodedata import normalize

from lark import Token, Transformer

from ..errors import Repair, UserError
from ..exact import exact
from ..expressions import CONSTANT, NUMBER, SYMBOL, Kind
from ..operations import TABLE, Operation
from ..program import Note, Program
from ..words import say
from .mistakes import used_before
from .names import SUPERSCRIPTS

__all__ = ["Leaves", "span_of"]

DIGITS_AT_MOST = 400
RAISED = re.compile(r"(?=[+\-\w])([+-]?)(\d*)([a-z]*)")
FRACTIONS = {sign: normalize("NFKC", sign).replace("⁄", "/") for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"}


def span_of(token: Token) -> tuple[int, int]:
    """Return the place of a token."""
    return token.start_pos or 0, token.end_pos or 0


class Leaves(Transformer):  # type: ignore[type-arg]
    """Builds one program at a time; ``begin`` starts the next."""

    def begin(self, program: Program, assigned: set[str], heads: Collection[str] = ()) -> None:
        """Start a new program, in which some lines give ``assigned`` names and others define functions, ``heads``."""
        self.program, self.nodes, self.spans = program, program.nodes, program.spans
        self.assigned, self.heads = assigned, heads
        self.named: dict[str, str] = {}
        self.grouped: set[int] = set()
        self.parameters: tuple[str, ...] = ()
        self.forget()

    def forget(self) -> None:
        """Forget what was kept about the program read before."""

    def node(self, op: Kind, args: tuple[int, ...], span: tuple[int, int], data: Any = None) -> int:
        self.spans.append(span)
        return self.nodes.add(op, args, data)

    def join(self, op: Operation, a: int, b: int) -> int:
        return self.node(op, (a, b), (self.spans[a][0], self.spans[b][1]))

    def note(self, message: str, span: tuple[int, int], kind: str = "grey", *alternatives: Repair) -> None:
        self.program.notes.append(Note(message, *span, kind, alternatives))

    def text(self, node: int) -> str:
        start, end = self.spans[node]
        return self.program.source[start:end]

    # leaves
    def number(self, c: list[Token]) -> int:
        """A literal, kept exact; one that no double can hold is refused."""
        text, span = FRACTIONS.get(str(c[0]), str(c[0])), span_of(c[0])
        mantissa, _, exponent = text.lower().partition("e")
        self._countable(text, span)
        value = 1.0 if "/" in text else float(text)
        if math.isinf(value):
            message = say("This number is too large for a double (the largest is about 1.8e308).")
            raise UserError(message, self.program.source, span, say("write a smaller one"))
        if value == 0 and mantissa.strip("0."):
            message = say("This number is too small for a double (the smallest is about 5e-324).")
            raise UserError(message, self.program.source, span, say("write 0 or a larger one"))
        if not text.isascii() and c[0] not in FRACTIONS:
            self.note(say("{it} is read as {fraction}.", it=c[0], fraction=Fraction(text)), span)
        elif self.program.source[span[1] : span[1] + 1] == "i" and not self.program.source[span[1] + 1 : span[1] + 2].isalnum():
            self.imaginary(span[1])
        if exponent and value:
            self._scientific(mantissa, exponent, span)
        return self.node(NUMBER, (), span, exact(text) if value else 0)

    def imaginary(self, place: int) -> None:
        """Note 4i, in which i is no imaginary unit."""
        if "i" not in self.assigned:
            self.note(say("i is a variable like any other here, not the imaginary unit."), (place, place + 1))

    def _countable(self, text: str, span: tuple[int, int]) -> None:
        if len(text) > DIGITS_AT_MOST:
            raise UserError(
                say("This number has more than {digits_at_most} digits.", digits_at_most=DIGITS_AT_MOST),
                self.program.source,
                span,
                say("write fewer digits"),
            )

    def _scientific(self, mantissa: str, exponent: str, span: tuple[int, int]) -> None:
        """Note 2e-3, which is no difference, and 2e3x, which has no variable e3."""
        if not exponent.isdigit():
            other = Repair(
                *span,
                f"{mantissa}*e{exponent}",
                say("read it as {mantissa}·e {exponent} {exponent2}", mantissa=mantissa, exponent=exponent[0], exponent2=exponent[1:]),
            )
            alone = not self.program.source[span[0] - 1 : span[0]].isalpha()  # not \frac2e-3
            self.note(
                say(
                    "{it} is read as {mantissa}·10^({exponent}).",
                    it=self.program.source[slice(*span)],
                    mantissa=mantissa,
                    exponent=int(exponent),
                ),
                span,
                "grey",
                *[other] * alone,
            )
        elif self.program.source[span[1] : span[1] + 1].isalpha():
            self.note(
                say(
                    "{it} is read as {mantissa}·10^{exponent}.",
                    it=self.program.source[slice(*span)],
                    mantissa=mantissa,
                    exponent=int(exponent),
                ),
                span,
            )

    def superscribed(self, token: Token) -> int:
        """What is written in raised digits and letters: ⁻¹, ⁿ⁺¹, ²ⁿ."""
        span, total = span_of(token), None
        for sign, digits, letters in RAISED.findall(str(token).translate(SUPERSCRIPTS)):
            self._countable(digits, span)
            term = self.node(NUMBER, (), span, exact(digits) * (-1 if sign == "-" else 1)) if digits else None
            for letter in letters:
                factor = self.name([Token("NAME", letter, span[0], end_pos=span[1])])
                term = factor if term is None else self.node(TABLE["multiply"], (term, factor), span)
            if sign == "-" and not digits:
                term = self.node(TABLE["negative"], (term,), span)  # type: ignore[arg-type]
            total = term if total is None else self.node(TABLE["add"], (total, term), span)  # type: ignore[arg-type]
        return total  # type: ignore[return-value]

    def name(self, c: list[Token]) -> int:
        """A variable: a line read before, or an input."""
        name = str(c[0])
        if name not in self.named and name not in self.parameters:
            if name in self.assigned:
                raise used_before(self.program.source, name, span_of(c[0]))
            if name not in self.program.inputs:
                self.program.inputs.append(name)
        return self.node(SYMBOL, (), span_of(c[0]), self.named.get(name, name))

    def constant(self, c: list[Token]) -> int:
        return self.node(CONSTANT, (), span_of(c[0]), str(c[0]))

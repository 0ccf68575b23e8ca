"""One gradient: the number from the tape, the formula and steps from the rules, and the measured slope beside them."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .backward import magnitude, rounding_noise
from .evaluate import evaluate
from .expressions import Expressions
from .forms import shortest
from .implicit import ImplicitDerivation, followed
from .inline import inline
from .literals import symbol_latex, value_text
from .operations import Operation
from .rules import Applied, Derivation
from .simplify import Simplifier, TooLong
from .slope import CANNOT_TELL, DISAGREES, Check, check, verdict
from .steps import Step, Story
from .tape import as_float, finite
from .words import en as words
from .writing import write

if TYPE_CHECKING:
    from .explain import Explanation

__all__ = ["CONSTANT_BELOW", "Gradient", "Symbols"]

EVALUATIONS_AT_MOST = 400_000  # tape lines that measuring one slope may recompute
LATEX_AT_MOST = 120  # characters of a formula that is repeated in the name of its derivative
CONSTANT_BELOW = -1  # in place of the tape line of the order below, where that is a constant
NODES_AT_MOST = 30_000  # of a program whose formula is worked out


class Symbols:
    """The program's answer as an expression, shared by all gradients of one explanation."""

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        self.nodes = Expressions()
        self.simplifier = Simplifier(self.nodes)

    def root(self, wrt: str) -> int:
        """Return the target's expression, in which inputs and ``wrt`` are symbols."""
        e = self.explanation
        if not e.equation and e.of in e.program.inputs and e.program.lines[e.line].name != e.of:
            return self.nodes.symbol(e.of)
        return inline(e.program, self.nodes, e.line, {*e.input_names, wrt})


class Gradient:
    """The derivative of the target with respect to one name, and the reason."""

    def __init__(self, explanation: Explanation, name: str, value: Any, why: str, previous: int, symbols: Symbols) -> None:
        self._explanation, self.name, self._value, self.why = explanation, name, value, why
        self._previous, self._symbols = previous, symbols

    def __repr__(self) -> str:
        return f"<gradient {self.label} = {self.text or 'None'}>"

    @property
    def value(self) -> float | None:
        """The number, or None where there is none (``why`` says why)."""
        return as_float(self._value)

    @property
    def text(self) -> str:
        """The number for a reader."""
        if self._value is None or not finite(self._value):
            return ""
        return value_text(self._value if self.value is None else self.value)

    @property
    def label(self) -> str:
        """How the derivative is called, such as dz/dy."""
        e = self._explanation
        top, n = (e.of or ""), e.order
        return f"d{top}/d{self.name}" if n == 1 else f"d^{n}{top}/d{self.name}^{n}"

    @property
    def label_latex(self) -> str:
        """The label in LaTeX; with several inputs the derivative is partial."""
        e = self._explanation
        d = r"\partial " if len(e.input_names) > 1 and not e.equation else "d"
        x, n = symbol_latex(self.name), e.order
        if not e.of:
            power = "" if n == 1 else f"^{{{n}}}"
            inside = e.reading.latex if len(e.program.lines) == 1 and len(e.reading.latex) <= LATEX_AT_MOST else r"\ldots"
            inside = r"\ldots" if e.asked is not None else inside
            return rf"\frac{{{d}{power}}}{{{d}{x}{power}}}\left({inside}\right)"
        top = symbol_latex(e.of)
        return rf"\frac{{{d}{top}}}{{{d}{x}}}" if n == 1 else rf"\frac{{{d}^{{{n}}}{top}}}{{{d}{x}^{{{n}}}}}"

    # the rules
    @cached_property
    def _derived(self) -> tuple[Derivation, Applied] | None:
        """The derivation of the last order, or None where there is no path or the formula would be too long."""
        e, symbols = self._explanation, self._symbols
        if not e.connected[e.recording.tape.names[self.name]] if e.recording.tape.names[self.name] <= e.target_line else True:
            return None
        if len(e.program.nodes) > NODES_AT_MOST:
            return None
        nodes, simple = symbols.nodes, symbols.simplifier
        node, symbol = symbols.root(self.name), nodes.symbol(self.name)
        try:
            if e.equation:
                implicit = ImplicitDerivation(nodes, simple, symbol, nodes.symbol(e.of))
                solution = implicit.solve(node)
                return None if solution is None else (implicit, solution)
            for _ in range(e.order):
                derivation = Derivation(nodes, simple, symbol)
                applied = derivation(node)
                node = shortest(simple, applied.after)
                if node != applied.after:
                    applied = applied._replace(after=node, last=(Applied("simplify", applied.after, node),))
        except TooLong:
            return None
        return derivation, applied

    def _written(self, kind: str) -> str | None:
        if self._derived is None:
            return None
        return write(self._symbols.nodes, self._derived[1].after, self._explanation.style._replace(kind=kind))

    @cached_property
    def formula(self) -> str | None:
        """The derivative as text that reads back; None where there is none, or none of printable length."""
        return self._written("text")

    @cached_property
    def latex(self) -> str | None:
        """The formula in LaTeX."""
        return self._written("latex")

    @cached_property
    def python(self) -> str | None:
        """The formula in Python (with ``import math``)."""
        return self._written("python")

    @property
    def _environment(self) -> dict[str, float]:
        tape = self._explanation.recording.tape
        values = {name: float(tape.values[line]) for name, line in tape.names.items()}
        if self._explanation.equation and self.value is not None:
            values[f"{self._explanation.of}'"] = self.value
        return values

    @cached_property
    def story(self) -> Story | None:
        """The told steps, or None where there is no formula."""
        if self._derived is None:
            return None
        return Story(*self._derived, self._environment, self._explanation.style)

    @property
    def steps(self) -> Step | None:
        """The root step: its result is the formula. None where there is no formula."""
        return None if self.story is None else self.story.root

    @cached_property
    def rules_value(self) -> float | None:
        """The formula's number at the point."""
        if self._derived is None or not finite(self._explanation.recording.tape.values[self._explanation.target_line]):
            return None
        nodes, after = self._symbols.nodes, self._derived[1].after
        value = evaluate(nodes, nodes.reach([after]), self._environment)[after]
        return value if math.isfinite(value) else None

    @property
    def rules_verdict(self) -> str:
        """Whether the formula's number agrees with the tape's."""
        if self.value is None or self.rules_value is None:
            return CANNOT_TELL
        found = verdict(self.value, self.rules_value)
        if found == DISAGREES:
            found = verdict(self.value, self.rules_value, self._rounding)
        if found == DISAGREES:
            answer = abs(float(self._explanation.recording.tape.values[self._explanation.target_line]))
            found = found if self._noise <= 1e-6 * answer else CANNOT_TELL
        return found

    @cached_property
    def _noise(self) -> float:
        """How far rounding may have moved the value whose slope is measured."""
        tape = self._explanation.recording.tape
        return rounding_noise(tape, self._previous) if self._previous >= 0 else 0.0

    @property
    def _rounding(self) -> float:
        """How far rounding may have moved the tape's number."""
        tape = self._explanation.recording.tape
        size = magnitude(tape, self._previous, tape.names[self.name])
        exact = 1e-13 * max(1.0, abs(float(tape.values[self._previous])))  # sin(pi) is 0 in a formula and 1e-16 on the tape
        return 1e-9 * size + exact if math.isfinite(size) else math.inf

    # the slope
    @cached_property
    def check(self) -> Check:
        """The measured slope and its verdict about ``value``."""
        e = self._explanation
        tape = e.recording.tape
        line = tape.names[self.name]
        if self.value is None:
            return Check(None, None, CANNOT_TELL, self.why)
        if self._previous == CONSTANT_BELOW:
            return Check(0.0, 0.0, verdict(0.0, self.value))
        if tape.wide:
            return Check(None, None, CANNOT_TELL, words.SLOPE["wide"])
        if self._previous - line > EVALUATIONS_AT_MOST // 30:
            return Check(None, None, CANNOT_TELL, words.SLOPE["long"])
        if e.equation:
            curve = followed(e.program, self._environment, self.name, e.of)
            found = check(curve, tape.values[line], self.value, self._noise, False, lambda: self._rounding)
            return found._replace(why=words.SLOPE.get(found.why, found.why))
        if e.corners:
            return Check(None, None, CANNOT_TELL, words.SLOPE["corner"])
        smooth = all(not isinstance(op, Operation) or op.corner is None for op in tape.ops)
        found = check(tape.along(line, self._previous), tape.values[line], self.value, self._noise, smooth, lambda: self._rounding)
        return found._replace(why=words.SLOPE.get(found.why, found.why))

"""Tables of slopes times a vector, worked out without the table: jvp is J v, hvp is H v.

J v moves all entries of an array at once, along v. By the transpose of a transpose (Griewank and Walther, Evaluating
Derivatives, 2nd ed. 2008, section 3.3): the gradient of u·y by x is J^T u, and its slope by u is J.
"""

from __future__ import annotations

import math
from functools import cached_property
from random import Random
from typing import Any

from .array_gradient import ArrayGradient
from .arrays import ArrayError, broadcast_to, data_of, elementwise, shape_of, value_of
from .backward import TooLong, backward, derivative_line
from .errors import UserError
from .literals import shape_text
from .matrix_forms import Valued
from .operations import TABLE, Ref
from .slope import CANNOT_TELL, Check, check
from .tape import Value, finite
from .words import say, words

__all__ = ["HessianVector", "JacobianVector"]

SUM, MULTIPLY = TABLE["sum"].bind(), TABLE["multiply"]


class JacobianVector(ArrayGradient):
    """How every entry of the target moves when the entries of an array move along a vector: J v."""

    kind = "jvp"

    def _worked_out(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        self.line = tape.names[self.by[-1]]
        self.vector = self._vector()
        why, _ = e.why(self.by[0])
        if why and (not e.reaches(self.by[0]) or not finite(tape.values[e.target_line])):
            return None, e.target_line, why
        try:
            return self._product(e.target_line), e.target_line, why
        except TooLong:
            return None, e.target_line, words.ORDER_TOO_LONG.format(order=2)

    def _vector(self) -> Value:
        """Return the vector, with the shape of what moves. Raises UserError if it has another."""
        e = self._explanation
        assert e.request is not None
        tape, given = e.recording.tape, e.request.vector
        found = tape.values[tape.names[given]] if isinstance(given, str) else given
        own = shape_of(tape.values[self.line])
        try:
            return broadcast_to(value_of([float(x) for x in data_of(found)], shape_of(found)), own) if own else found
        except ArrayError:
            text = say(
                "The vector has {given}, and {name} has {own}.",
                given=shape_text(shape_of(found)), name=self.by[-1], own=shape_text(own),
            )  # fmt: skip
            raise UserError(text, e.program.source, e.program.place, say("give it one number for each entry")) from None

    def _product(self, target: int) -> Value:
        tape = self._explanation.recording.tape
        y = tape.values[target]
        zero = value_of([0.0] * len(data_of(y)), shape_of(y))
        weights = tape.input(f" weights of {target}", value_of([1.0] * len(data_of(y)), shape_of(y)))
        slope = derivative_line(tape, SUM(MULTIPLY(weights, Ref(tape, target))).index, self.line)
        if type(slope) is not Ref:
            return zero
        found = backward(tape, SUM(MULTIPLY(slope, self.vector)).index)[weights.index]
        return zero if found is None else found

    @property
    def label(self) -> str:
        """How it is called, as it is asked for."""
        given = self._explanation.request and self._explanation.request.vector
        return f"{self.kind}({self._explanation.of or 'z'}, {self.by[-1]}, {given if isinstance(given, str) else 'v'})"

    @cached_property
    def _found(self) -> tuple[Valued, int] | None:
        return None

    @property
    def _moved(self) -> int:
        """The tape line whose move along the vector is measured."""
        return self._explanation.target_line

    @cached_property
    def check(self) -> Check:
        """The slope along the vector, measured; the entries of the result are weighed at random."""
        e = self._explanation
        if self._value is None or not finite(self._value):
            return Check(None, None, CANNOT_TELL, self.why)
        if e.corners:
            return Check(None, None, CANNOT_TELL, words.SLOPE["corner"])
        tape = e.recording.tape
        random = Random(4)
        weights = [random.gauss(0, 1) for _ in data_of(self._value)]
        claimed = math.fsum(map(float.__mul__, weights, map(float, data_of(self._value))))
        moved_at, here = tape.along([self.line], self._moved), tape.values[self.line]

        def f(t: float) -> float:
            there = moved_at(elementwise(lambda a, b: a + t * b, here, self.vector))
            return math.fsum(map(float.__mul__, weights, map(float, data_of(there))))

        found = check(f, 0.0, claimed, 1e-15, False, lambda: 1e-7 * max(1.0, abs(claimed)))
        return found._replace(slope=None, why=words.SLOPE.get(found.why, found.why))


class HessianVector(JacobianVector):
    """How the gradient moves when the entries of an array move along a vector: H v."""

    kind = "hvp"

    def _product(self, target: int) -> Value:
        e = self._explanation
        tape = e.recording.tape
        if shape_of(tape.values[target]):
            raise UserError(
                say("A second derivative by arrays is worked out for a single number."),
                e.program.source,
                e.program.place,
                say("take the sum first"),
            )
        here = tape.values[self.line]
        slope = derivative_line(tape, target, self.line)
        self._slope_line = slope.index if type(slope) is Ref else self.line
        found = backward(tape, SUM(MULTIPLY(slope, self.vector)).index)[self.line] if type(slope) is Ref else None
        return value_of([0.0] * len(data_of(here)), shape_of(here)) if found is None else found

    @property
    def _moved(self) -> int:
        return self._slope_line

    @cached_property
    def check(self) -> Check:
        """The slope of the gradient along the vector, measured."""
        if self._value is not None and self._slope_line == self.line:  # a constant gradient does not move
            return Check(None, None, CANNOT_TELL, words.SLOPE["constant"])
        return super().check

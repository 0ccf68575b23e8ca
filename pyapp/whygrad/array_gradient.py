"""Gradients in programs with arrays: the effect on every entry, as a formula of arrays where there is a short one.

Of a target with several entries the gradient is that of their sum; ``jacobian`` keeps the entries apart, ``hessian`` is the
second derivative of a number. Checked with slopes along single entries or, for many entries, along random directions.
"""

from __future__ import annotations

import math
from functools import cached_property
from random import Random
from typing import Any

from .array_python import numpy_formula
from .arrays import Array, ArrayError, data_of, elementwise, entries, nested, shape_of, value_of
from .backward import TooLong, backward, derivative_line
from .errors import UserError
from .expressions import ARRAY, CONSTANT, NUMBER, SYMBOL
from .gradient import Gradient
from .literals import value_text
from .matrix_forms import Valued, adjoint_formula, agree
from .operations import Operation, Ref
from .record import Recording, constant_lines
from .slope import AGREES, CANNOT_TELL, DISAGREES, Check, check
from .tape import Value, as_plain, finite
from .words import say, words
from .writing import write

__all__ = ["ArrayGradient", "HessianGradient", "JacobianGradient", "leaf_letters"]

ENTRIES_CHECKED = 12
DIRECTIONS = 2
WORK_AT_MOST = 4_000_000  # numbers that measuring a slope may compute
MEASURES = 40  # how often a slope that is measured well is worked out
TABLE_AT_MOST = 250_000  # entries of a jacobian


class ArrayGradient(Gradient):
    """The effect of an array (or of a number that becomes part of one) on the target."""

    short = True

    def _worked_out(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        line = tape.names[self.by[-1]]
        why, _ = e.why(self.by[0])
        if why and (not e.reaches(self.by[0]) or not finite(tape.values[e.target_line])):
            return None, e.target_line, why
        adjoint = e.adjoints[line]
        zero = value_of([0.0] * math.prod(shape_of(tape.values[line])), shape_of(tape.values[line]))
        return zero if adjoint is None else adjoint, e.target_line, why

    @property
    def value(self) -> Any:
        """The numbers, nested as the array is; None in place of each that does not exist."""
        return as_plain(self._value)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the gradient, which is that of the array."""
        return shape_of(self._value) if self._value is not None else ()

    @property
    def text(self) -> str:
        """The numbers for a reader."""
        return "" if self._value is None else value_text(self._value)

    @property
    def _orders(self) -> list[Any]:
        return []

    @cached_property
    def _found(self) -> tuple[Valued, int] | None:
        e = self._explanation
        tape = e.recording.tape
        if self._value is None or not finite(self._value):
            return None
        found = adjoint_formula(tape, e.target_line, tape.names[self.by[-1]], leaf_letters(e.recording))
        if found is None:
            return None
        nodes, node = found
        return found if agree(nodes.values[node], self._value, nodes.noise(node)) else None

    def _written(self, kind: str) -> str | None:
        if self._found is None:
            return None
        nodes, node = self._found
        if kind == "python":
            return numpy_formula(nodes, node)
        return write(nodes, node, self._explanation.style._replace(kind=kind), longest=4000)

    @cached_property
    def rules_value(self) -> Any:
        """The formula's numbers at the point."""
        return None if self._found is None else as_plain(self._found[0].values[self._found[1]])

    @property
    def rules_verdict(self) -> str:
        """Whether the formula's numbers agree with the tape's."""
        return CANNOT_TELL if self._found is None else AGREES

    @property
    def label(self) -> str:
        """How the gradient is called; of many entries it is that of their sum."""
        several = type(self._explanation.recording.tape.values[self._explanation.target_line]) is Array
        return super().label if not several else super().label.replace(f"d{self._explanation.of}/", f"d sum({self._explanation.of})/", 1)

    # the slope
    @cached_property
    def check(self) -> Check:
        """Slopes measured by moving single entries, or all of them along random directions."""
        e = self._explanation
        tape = e.recording.tape
        if self._value is None or not finite(self._value) or self.adopted:
            return Check(None, None, CANNOT_TELL, self.why)
        line = tape.names[self.by[-1]]
        here = tape.values[line]
        if e.corners:
            return Check(None, None, CANNOT_TELL, words.SLOPE["corner"])
        size, work = len(data_of(here)), _work(e.recording, e.target_line)
        if not size:
            return Check(None, None, CANNOT_TELL, words.SLOPE["empty"])
        if work * 2 > WORK_AT_MOST:
            return Check(None, None, CANNOT_TELL, words.SLOPE["long"])
        if size <= ENTRIES_CHECKED and work * MEASURES * size <= WORK_AT_MOST:
            found = [self._measured_along(line, here, _unit(here, k), work) for k in range(size)]
            slopes = [c.slope for c in found]
            slope: Any = nested(Array(slopes, shape_of(here))) if type(here) is Array and None not in slopes else slopes[0]  # type: ignore[arg-type]
            return _worst(found)._replace(slope=slope if None not in slopes else None)
        random = Random(1)
        directions = [value_of([random.gauss(0, 1) for _ in range(size)], shape_of(here)) for _ in range(DIRECTIONS)]
        return _worst([self._measured_along(line, here, direction, work) for direction in directions])._replace(slope=None)

    def _measured_along(self, line: int, here: Value, direction: Value, work: int) -> Check:
        tape = self._explanation.recording.tape
        target_at = tape.along([line], self._explanation.target_line)
        claimed = sum(map(float.__mul__, map(float, data_of(self._value)), map(float, data_of(direction))))

        def f(t: float) -> float:
            try:
                return float(math.fsum(data_of(target_at(elementwise(lambda a, b: a + t * b, here, direction)))))
            except ArrayError:  # a mask that picks nothing any more, for one
                return math.nan

        if work * MEASURES > WORK_AT_MOST:
            h = 1e-4
            slope = (f(h) - f(-h)) / (2 * h)
            near = abs(slope - claimed) <= 1e-3 * max(abs(slope), abs(claimed), 1e-6)
            return Check(slope, abs(slope - claimed), AGREES if near else CANNOT_TELL, "" if near else words.SLOPE["long"])
        scale = max([abs(x) for x in data_of(here)], default=1.0)
        smooth = not any(isinstance(op, Operation) and (op.corner is not None or op.selects) for op in tape.ops)
        found = check(f, 0.0, claimed, 2.3e-16 * max(1.0, scale) * 16, smooth, lambda: 1e-9 * max(1.0, abs(claimed)))
        return found._replace(why=words.SLOPE.get(found.why, found.why))


def _unit(like: Value, k: int) -> Value:
    return value_of([float(i == k) for i in range(len(data_of(like)))], shape_of(like))


def _worst(found: list[Check]) -> Check:
    """Return the check that says least good, so that a verdict holds for all of them."""
    rank = {DISAGREES: 0, CANNOT_TELL: 1, AGREES: 2}
    worst = min(found, key=lambda c: rank[c.verdict])
    return worst._replace(error=max([c.error for c in found if c.error is not None], default=None))


def _work(recording: Recording, target: int) -> int:
    """Return about how many numbers are computed to run the tape once."""
    tape, work = recording.tape, 0
    for i in range(target + 1):
        size = len(data_of(tape.values[i])) if type(tape.values[i]) is Array else 1
        op = tape.ops[i]
        inner = 1
        if isinstance(op, Operation) and op.rule == "matrix" and tape.args[i]:
            inner = max([*shape_of(tape.values[tape.args[i][0]]), 1])
        work += size * inner // 4 + 1
    return work


def leaf_letters(recording: Recording) -> dict[int, tuple[str, Any]]:
    """Return for each line that formulas may name how it is written: inputs and lines that are just numbers by name."""
    tape, program = recording.tape, recording.program
    letters: dict[int, tuple[str, Any]] = {}
    for i, op in enumerate(tape.ops):
        node = recording.node_of.get(i)
        if isinstance(op, Operation) or node is None:
            continue
        kind, data = program.nodes.ops[node], program.nodes.data[node]
        if kind in (NUMBER, CONSTANT, ARRAY):
            letters[i] = (str(kind), data)
    given = constant_lines(program)
    for name, line in tape.names.items():
        if not isinstance(tape.ops[line], Operation) or name in given:
            letters[line] = (SYMBOL, name)
    return letters


class JacobianGradient(ArrayGradient):
    """Every entry of the target by every entry of an array."""

    def _worked_out(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        line, target = tape.names[self.by[-1]], tape.values[e.target_line]
        why, _ = e.why(self.by[0])
        if why and (not e.reaches(self.by[0]) or not finite(target)):
            return None, e.target_line, why
        return _rows(e.recording, e.target_line, line), e.target_line, why

    @property
    def label(self) -> str:
        """How it is called."""
        return f"jacobian({self._explanation.of or 'z'}, {self.by[-1]})"

    @cached_property
    def _found(self) -> tuple[Valued, int] | None:
        return None

    def _measured_along(self, line: int, here: Value, direction: Value, work: int) -> Check:
        tape = self._explanation.recording.tape
        target = self._explanation.target_line
        weights = Random(2)
        seed = [weights.gauss(0, 1) for _ in data_of(tape.values[target])]
        width = len(data_of(here))
        table, moves = data_of(self._value), data_of(direction)
        claimed = math.fsum(w * table[i * width + k] * moves[k] for i, w in enumerate(seed) for k in range(width))
        target_at = tape.along([line], target)

        def f(t: float) -> float:
            return math.fsum(
                w * x for w, x in zip(seed, data_of(target_at(elementwise(lambda a, b: a + t * b, here, direction))), strict=True)
            )

        return check(f, 0.0, claimed, 2.3e-16, False, lambda: 1e-9 * max(1.0, abs(claimed)))


class HessianGradient(ArrayGradient):
    """The second derivative of a number by two arrays: how the gradient by the one moves with each entry of the other."""

    def _worked_out(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        first, second = (tape.names[name] for name in (self.by[0], self.by[-1]))
        if type(tape.values[e.target_line]) is Array:
            raise UserError(
                say("A second derivative by arrays is worked out for a single number."),
                e.program.source,
                e.program.place,
                say("take the sum first"),
            )
        why, _ = e.why(self.by[0])
        if why:
            return None, e.target_line, why
        try:
            slope = derivative_line(tape, e.target_line, first)
        except TooLong:
            return None, e.target_line, words.ORDER_TOO_LONG.format(order=2)
        shape = (*shape_of(tape.values[first]), *shape_of(tape.values[second]))
        if type(slope) is not Ref or slope.index < second:
            return value_of([0.0] * entries(shape), shape), e.target_line, ""
        self.gradient_line = slope.index
        return _rows(e.recording, slope.index, second), slope.index, ""

    @property
    def label(self) -> str:
        """How it is called."""
        return Gradient.label.fget(self)  # type: ignore[attr-defined,no-any-return]

    @cached_property
    def _found(self) -> tuple[Valued, int] | None:
        return None

    @cached_property
    def check(self) -> Check:
        """The slopes of the gradient, measured."""
        e = self._explanation
        if self._value is None or not finite(self._value) or not hasattr(self, "gradient_line"):
            return Check(None, None, CANNOT_TELL, self.why or words.SLOPE["constant"])
        tape = e.recording.tape
        line = tape.names[self.by[-1]]
        here, width = tape.values[line], len(data_of(tape.values[line]))
        random = Random(3)
        move = [random.gauss(0, 1) for _ in range(width)]
        seed = [random.gauss(0, 1) for _ in data_of(tape.values[self.gradient_line])]
        table = data_of(self._value)
        claimed = math.fsum(w * table[i * width + k] * move[k] for i, w in enumerate(seed) for k in range(width))
        gradient_at = tape.along([line], self.gradient_line)
        direction = value_of(move, shape_of(here))

        def f(t: float) -> float:
            return math.fsum(
                w * x for w, x in zip(seed, data_of(gradient_at(elementwise(lambda a, b: a + t * b, here, direction))), strict=True)
            )

        if _work(e.recording, self.gradient_line) * MEASURES > WORK_AT_MOST:
            return Check(None, None, CANNOT_TELL, words.SLOPE["long"])
        found = check(f, 0.0, claimed, 1e-15, False, lambda: 1e-7 * max(1.0, abs(claimed)))
        return found._replace(slope=None, why=words.SLOPE.get(found.why, found.why))


def _rows(recording: Recording, target: int, line: int) -> Value:
    """Return the effects of a line on every entry of a target, one after another."""
    tape = recording.tape
    value, here = tape.values[target], tape.values[line]
    shape = (*shape_of(value), *shape_of(here))
    if math.prod(shape) > TABLE_AT_MOST:
        message = say(
            "All slopes of {data_of} entries by {data_of2} would be {math:,} numbers.",
            data_of=len(data_of(value)),
            data_of2=len(data_of(here)),
            math=math.prod(shape),
        )
        raise UserError(
            message,
            recording.program.source,
            recording.program.place,
            say("ask for fewer: at most {table_at_most:,} are worked out", table_at_most=TABLE_AT_MOST),
        )
    out: list[float] = []
    for k in range(len(data_of(value))):
        found = backward(tape, target, _unit(value, k))[line]
        out += [0.0] * len(data_of(here)) if found is None else [float(x) for x in data_of(found)]
    return value_of(out, shape)

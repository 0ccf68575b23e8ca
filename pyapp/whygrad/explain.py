"""The public face: one call that reads a source, works it out by three routes and tells why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import cycle, islice
from typing import Any, NamedTuple

from .backward import TooLong, backward, connected, derivative_line
from .edges import Warning, conventions, corners, decisive, why_no_path, why_no_slope, why_no_value
from .errors import UserError
from .expand import expand
from .gradient import CONSTANT_BELOW, Gradient, Symbols
from .implicit import solved
from .literals import value_text
from .operations import Ref
from .program import Program
from .reading import Reading
from .record import Recording, constant_lines, record
from .syntax import read
from .tape import as_float, finite, in_wide
from .told_tape import ToldTape
from .words import en as words
from .writing import Style

__all__ = ["ORDER_AT_MOST", "Explanation", "Target", "explain"]

ORDER_AT_MOST = 8
LANGUAGES = ("auto", "formula", "program", "python")
LOGARITHMS = ("ln", "log10")
POINTS = ((2, 3, 4, 5), (0.5, 0.25, 0.75), (1.5, 1.25, 1.75), (-0.5, -0.25), (-2, -3, -1.5), (0.1, 0.2), (10, 20), (1,), (100,))
"""Where to look when a free variable was given no value; the first point at which everything exists is taken."""


class Target(NamedTuple):
    """What was asked about: its name ("" for a bare expression), its value, and why if there is none."""

    name: str
    value: float | None
    why: str
    text: str


class Input(NamedTuple):
    """A free variable (or a line that is just a number): its value at the point and whether the person gave it."""

    name: str
    value: float
    given: bool


class Explanation:
    """Everything whygrad says about a source at a point. See :func:`explain`."""

    def __init__(
        self, written: Program, program: Program, at: Mapping[str, float], of: str | None, wrt: Sequence[str] | None, order: int
    ) -> None:
        self.written, self.program, self.given, self.order = written, program, dict(at), order
        asked = program.request
        self.asked = asked.name if asked and of is None and wrt == [asked.name] and order == asked.order else None
        self.line = len(program.lines) - 1 if of is None else _line_of(program, of)
        self.of = program.lines[self.line].name or "" if of is None else of
        self._constants = constant_lines(program)
        self.input_names = [*program.inputs, *self._constants]
        self.wrt = list(self.input_names) if wrt is None else list(wrt)
        self.equation = program.equation
        self.log = written.log
        if self.equation:
            self._choose_follower(of, wrt)
        self.warnings: list[Warning] = []
        self.at = self._point()
        self._run()

    def _choose_follower(self, of: str | None, wrt: Sequence[str] | None) -> None:
        """In an equation y follows x, unless the person says otherwise or uses other letters."""
        names = self.program.inputs
        self.wrt = list(wrt) if wrt else ["x" if "x" in names and of != "x" else next(n for n in names if n != of and (n != "y" or of))]
        self.of = of if of in names else next((n for n in ("y", *names) if n in names and n not in self.wrt), "")
        self.line = len(self.program.lines) - 1
        if len(self.wrt) != 1 or self.wrt[0] not in names or not self.of or self.of == self.wrt[0] or self.order != 1:
            hint = "ask for the first derivative of one letter by one other"
            raise UserError("This is not a question that an equation can answer.", self.program.source, hint=hint)

    # the point
    def _point(self) -> dict[str, float]:
        program = self.program
        at = {name: self.given[name] for name in self.input_names if name in self.given}
        if program.equation:
            return self._point_on_curve(at)
        missing = [name for name in program.inputs if name not in at]
        if not missing:
            return at
        tried: list[tuple[int, dict[str, float]]] = []
        for i, values in enumerate(POINTS):
            point = {**at, **dict(zip(missing, map(float, islice(cycle(values), len(missing))), strict=True))}
            if len(program.nodes) > 5_000:
                tried.append((0, point))
                break
            score = self._exists(record(program, point))
            tried.append((score * 100 - i, point))
            if score == 2:
                break
        point = max(tried, key=lambda t: t[0])[1]
        self._say_default(point, missing)
        return point

    def _point_on_curve(self, at: dict[str, float]) -> dict[str, float]:
        """Complete the point so that both sides are equal, where no value was given."""
        names = [n for n in self.program.inputs if n not in at]
        if not names:
            return at
        others = [n for n in names if n != self.of]
        tries = ((0.5, 0.25), (1, 2), (2, 3), (0.1, 0.2), (0, 0), (-1, -2), (3, 5)) if others else ((),)
        for values in tries:
            point = {**at, **dict(zip(others, map(float, islice(cycle(values), len(others))), strict=True))}
            y = point.get(self.of, solved(self.program, point, self.of) if self.of in names else None)
            if y is not None:
                break
        point = {**point, self.of: 1.0 if y is None else y}
        self._say_default(point, names)
        return point

    def _say_default(self, point: Mapping[str, float], names: Sequence[str]) -> None:
        pairs = ", ".join(f"{n} = {value_text(point[n])}" for n in names).replace("= ≈", "≈")
        self.warnings.append(Warning(words.DEFAULT.format(names=", ".join(names), pairs=pairs), "default"))

    def _exists(self, recording: Recording) -> int:
        """Return 2 where the answer and all slopes exist away from corners, 1 where the answer does, else 0."""
        target = self._target_line(recording)
        tape = recording.tape
        if not finite(tape.values[target]):
            return 0
        adjoints = backward(tape, target)
        smooth = all(finite(a) for a in adjoints if a is not None)
        return 2 if smooth and not corners(recording, target, decisive(tape, target)) else 1

    def _target_line(self, recording: Recording) -> int:
        named = bool(self.of) and not self.equation
        if named and self.of in self.program.inputs and not any(line.name == self.of for line in self.program.lines):
            return recording.tape.names[self.of]
        return recording.line_of[self.program.lines[self.line].node]

    # the tape
    def _run(self) -> None:
        self.recording = record(self.program, self.at)
        self._backward()
        if not self._complete():
            double = self.recording
            self.recording = record(self.program, self.at, wide=True)
            in_wide(self._backward)
            if not finite(self.recording.tape.values[self.target_line]):
                self.recording = double
                self._backward()
        self._warn()

    def _backward(self) -> None:
        recording = self.recording
        self.target_line = self._target_line(recording)
        self.length = len(recording.tape)
        self.adjoints = backward(recording.tape, self.target_line)
        self.connected = connected(recording.tape, self.target_line)

    def _complete(self) -> bool:
        """Tell whether the doubles held everything that leads to the answer."""
        tape = self.recording.tape
        lines = decisive(tape, self.target_line)
        return all([math.isfinite(tape.values[i]) for i in lines]) and all(
            [a is None or math.isfinite(a) for a in (self.adjoints[i] for i in lines)]
        )

    def _warn(self) -> None:
        tape, target = self.recording.tape, self.target_line
        value = tape.values[target]
        self._cause = ""
        if not finite(value):
            self._cause, line = why_no_value(self.recording, target)
            self.warnings.append(Warning(self._cause, "domain", line, None if line is None else self.recording.span(line)))
        elif not math.isfinite(float(value)):
            self._cause = words.BEYOND.format(of=self.label, size=value_text(value, 3).removeprefix("≈ "))
            self.warnings.append(Warning(self._cause, "overflow", target, self.recording.span(target)))
        self._off_curve = ""
        if self.equation and finite(value) and abs(float(value)) > 1e-9 * max(1.0, *(abs(float(v)) for v in tape.values if finite(v))):
            self._off_curve = words.OFF_CURVE.format(gap=value_text(float(value)))
            self.warnings.append(Warning(self._off_curve, "domain", target))
        self.corners = corners(self.recording, target, decisive(tape, target)) if finite(value) else []
        self.warnings += self.corners
        if finite(value):
            self.warnings += conventions(self.recording, decisive(tape, target))
        if finite(value):
            for name in self.wrt:
                why, line = self._why(name)
                if why and line is not None:
                    self.warnings.append(Warning(why, "slope", line, self.recording.span(line)))

    @property
    def label(self) -> str:
        """The target's name, or "the answer"."""
        return self.of or "the answer"

    # the answers
    @cached_property
    def target(self) -> Target:
        """The value of what was asked about; where a source ends with a derivative, the value of that derivative."""
        if self.equation:
            tape = self.recording.tape
            follower = as_float(tape.values[tape.names[self.of]])
            return Target(self.of, follower, "", value_text(follower))
        if self.asked is not None:
            gradient = self.gradients[self.asked]
            return Target(self.of, gradient.value, gradient.why, gradient.text)
        value = self.recording.tape.values[self.target_line]
        number = as_float(value)
        return Target(
            self.of,
            number,
            "" if number is not None else self._cause,
            value_text(value if number is None else number) if finite(value) else "",
        )

    @cached_property
    def reading(self) -> Reading:
        """How the source was read."""
        return Reading(self.written)

    @cached_property
    def tape(self) -> ToldTape:
        """The calculation, line by line, with the effects and what they are made of."""
        return ToldTape(self.recording, self.target_line, self.length, self.adjoints, self.style)

    @cached_property
    def style(self) -> Style:
        """How formulas are written here: with decimals if the person wrote decimals."""
        return Style(
            "text", decimals=any(a.isdigit() and b == "." for a, b in zip(self.program.source, self.program.source[1:], strict=False))
        )

    @property
    def inputs(self) -> list[Input]:
        """The free variables and their values at the point."""
        values = self.recording.tape.values
        names = self.recording.tape.names
        return [Input(n, float(values[names[n]]), n in self.given or n in self._constants) for n in self.input_names]

    @cached_property
    def gradients(self) -> dict[str, Gradient]:
        """The derivative of the target with respect to each name that was asked for."""
        symbols = Symbols(self)
        return {name: self._gradient(name, symbols) for name in self.wrt}

    def _why(self, name: str) -> tuple[str, int | None]:
        """Return why the first-order slope in ``name`` is missing and the line that is the cause; "" if it is there."""
        tape, target = self.recording.tape, self.target_line
        line = tape.names[name]
        value = tape.values[target]
        if line > target or not self.connected[line]:
            return why_no_path(self.recording, target, line, self.label, name) if line <= target else words.NO_PATH.format(
                of=self.label, wrt=name
            ), None
        if not finite(value):
            return words.NO_VALUE.format(of=self.label, cause=self._cause), None
        adjoint = self.adjoints[line]
        if adjoint is None or finite(adjoint):
            return "", None
        if tape.wide:
            return in_wide(why_no_slope, self.recording, target, line, self.label, self.adjoints)  # type: ignore[no-any-return]
        return why_no_slope(self.recording, target, line, self.label, self.adjoints)

    def _gradient(self, name: str, symbols: Symbols) -> Gradient:
        tape, line = self.recording.tape, self.recording.tape.names[name]
        if self.equation:
            return self._implicit(name, symbols)
        why, _ = self._why(name)
        value: Any = None
        previous = self.target_line
        if not why:
            value = self.adjoints[line]
            value = tape._as_value(0) if value is None else value
            if self.order > 1:
                value, previous, why = self._higher(line)
        if value is not None and finite(value) and as_float(value) is None:
            why = words.BEYOND_SLOPE.format(size=value_text(value, 3).removeprefix("≈ "))
        return Gradient(self, name, value, why, previous, symbols)

    def _implicit(self, name: str, symbols: Symbols) -> Gradient:
        """How the follower moves: the effect of ``name`` on the difference of the sides, made up for by the follower."""
        tape = self.recording.tape
        why = self._cause or self._off_curve
        if why:
            return Gradient(self, name, None, why, self.target_line, symbols)
        effects = [as_float(self.adjoints[tape.names[n]]) if self.connected[tape.names[n]] else 0.0 for n in (name, self.of)]
        by, follower = (0.0 if e is None else e for e in effects)
        if None in effects or not follower:
            return Gradient(self, name, None, words.NO_FOLLOWER.format(of=self.of, wrt=name), self.target_line, symbols)
        return Gradient(self, name, -by / follower, "", self.target_line, symbols)

    def _higher(self, line: int) -> tuple[Any, int, str]:
        """Return the derivative of order ``self.order``, the tape line of the order below, and why it is missing."""
        tape = self.recording.tape
        current: Any = Ref(tape, self.target_line)
        previous = self.target_line
        try:
            for _ in range(self.order):
                if type(current) is not Ref:  # the order below is a constant
                    return (tape._as_value(0) if finite(current) else None), CONSTANT_BELOW, "" if finite(current) else self._no_order()
                previous = current.index
                work = (tape, previous, line)
                current = in_wide(derivative_line, *work) if tape.wide else derivative_line(*work)
        except TooLong:
            return None, previous, words.ORDER_TOO_LONG.format(order=self.order)
        value = tape.values[current.index] if type(current) is Ref else current
        return (value, previous, "") if finite(value) else (None, previous, self._no_order())

    def _no_order(self) -> str:
        return words.NO_ORDER.format(of=self.label, order=self.order)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document (see document.schema.json)."""
        from .document import document

        return document(self)


def _line_of(program: Program, of: str) -> int:
    for i in range(len(program.lines) - 1, -1, -1):
        if program.lines[i].name == of:
            return i
    if of in program.inputs:
        return len(program.lines) - 1
    raise UserError(f"There is no line called {of}.", program.source, (0, len(program.source)), f"the names are {_names(program)}")


def _names(program: Program) -> str:
    return ", ".join([*program.inputs, *(line.name for line in program.lines if line.name)]) or "none"


def _checked_point(program: Program, at: Mapping[str, Any]) -> dict[str, float]:
    point: dict[str, float] = {}
    lines = {line.name for line in program.lines}
    settable = {*program.inputs, *constant_lines(program)}
    for name, value in at.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UserError(f"The value of {name} must be a number.", program.source, hint=f"give {name} a number such as 2")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise UserError(f"The value of {name} must be a finite number that a double can hold.", program.source)
        if name in lines and name not in settable:
            raise UserError(
                f"{name} is worked out by a line of the program, so it cannot be given a value.",
                program.source,
                hint=f"take out {name} = …",
            )
        point[name] = number
    return point


def explain(
    source: str,
    *,
    at: Mapping[str, Any] | None = None,
    of: str | None = None,
    wrt: str | Iterable[str] | None = None,
    order: int = 1,
    language: str = "auto",
    log: str = "ln",
) -> Explanation:
    """Read ``source``, work out its value and derivatives, and say why.

    ``at`` gives free variables numbers; a free variable with none gets a default, which ``warnings`` states. ``of`` is
    the name that is differentiated (default: the last line); ``wrt`` a name or names (default: every input;
    intermediate lines are allowed); ``order`` the order of the derivative, 1 to 8. ``language`` is "formula",
    "program", "python" or "auto"; ``log`` is what log means, "ln" or "log10". Raises UserError, and nothing else, for
    input that cannot be answered.
    """
    if not isinstance(source, str):
        raise UserError("The source must be text.")
    if language not in LANGUAGES:
        raise UserError(f"There is no language called {language}.", source, hint=f"the languages are {', '.join(LANGUAGES)}")
    if log not in LOGARITHMS:
        raise UserError(f"log cannot mean {log}.", source, hint=f"it means {' or '.join(LOGARITHMS)}")
    if isinstance(order, bool) or not isinstance(order, int) or not 1 <= order <= ORDER_AT_MOST:
        raise UserError(f"The order must be a whole number from 1 to {ORDER_AT_MOST}.", source)
    at = dict(at or {})
    written = read(source, tuple(at), language, log)
    program = expand(written)
    names = [wrt] if isinstance(wrt, str) else None if wrt is None else list(wrt)
    known = {*program.inputs, *(line.name for line in program.lines)}
    for name in names or ():
        if name not in known:
            raise UserError(
                f"There is nothing called {name} to differentiate by.", source, (0, len(source)), f"the names are {_names(program)}"
            )
    if program.request is not None and of is None and wrt is None and order == 1:
        names, order = [program.request.name], program.request.order
    if program.follows is not None and of is None and wrt is None:
        of, names = program.follows[0], [program.follows[1]]
    point = {**program.fixed, **_checked_point(program, at)}
    return Explanation(written, program, point, of, names, order)

"""The public face: one call that reads a source, works it out by three routes and tells why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from .along import CurveGradient, DirectionalGradient, ImplicitGradient
from .array_gradient import ArrayGradient, HessianGradient, JacobianGradient
from .arrays import Array, shape_of
from .backward import backward, connected
from .cells import cell_explainers, is_cell
from .edges import Warning, conventions, decisive, leads_from, pieces, why_no_path, why_no_slope, why_no_value
from .errors import UserError
from .expand import ORDER_AT_MOST, read_and_expand
from .expressions import ARRAY
from .gradient import Gradient, Symbols, limit_slope
from .literals import shape_text, value_text
from .nearby import Limit, around, corners_here, gap, single_point
from .points import checked_point, checked_question, default_point, point_on_curve
from .program import Program, Request
from .reading import Reading
from .record import Recording, constant_lines, record
from .tape import as_float, as_plain, finite, in_wide
from .told_tape import ToldTape
from .vector_products import HessianVector, JacobianVector
from .words import language as spoken
from .words import words
from .writing import Style

__all__ = ["ORDER_AT_MOST", "Explanation", "Target", "explain"]

LANGUAGES = ("auto", "formula", "program", "python")
LOGARITHMS = ("ln", "log10")


class Target(NamedTuple):
    """What was asked about: its name ("" for a bare expression), its value, and why if there is none."""

    name: str
    value: float | list[Any] | None
    why: str
    text: str
    shape: tuple[int, ...] = ()


class Input(NamedTuple):
    """A free variable (or a line that is just a number): its value at the point and whether the person gave it."""

    name: str
    value: float | list[Any]
    given: bool
    shape: tuple[int, ...] = ()
    text: str = ""


class Explanation:
    """Everything whygrad says about a source at a point. See :func:`explain`."""

    def __init__(
        self, written: Program, program: Program, at: Mapping[str, float], of: str | None, wrt: Sequence[str] | None, order: int
    ) -> None:
        self.written, self.program, self.given, self.order = written, program, dict(at), order
        self.request = program.request if of is None and wrt is None and order == 1 else None
        self.line = len(program.lines) - 1 if of is None else _line_of(program, of)
        self.of = program.lines[self.line].name or "" if of is None else of
        self._constants = constant_lines(program)
        self.input_names = [*program.inputs, *self._constants]
        self.wrt = list(self.input_names) if wrt is None else list(wrt)
        self.equation = program.equation
        self.log = written.log
        if self.equation:
            self._choose_follower(of, wrt)
        elif self.request is not None:
            self._follow(self.request)
        self.warnings: list[Warning] = []
        self.at = self._point()
        self._cause = self.off_curve = ""
        self.limits: dict[str, Limit] = {}  # what is true instead where the tape cannot tell
        self._run()
        for name in filter(self.constant, self.wrt):
            self.warnings.append(Warning(words.CONSTANT_IN.format(of=self.label, wrt=name), "convention"))

    def _follow(self, request: Request) -> None:
        """Ask what the last line asks for."""
        names = request.names or tuple(self.input_names)
        self.wrt = list(dict.fromkeys(names))
        self.order = {"derivative": len(names), "curve": len(names), "hessian": 2}.get(request.kind, 1)
        if request.kind in ("curve", "jacobian", "jvp", "hvp"):
            target = self.program.nodes.data[self.program.target.node]
            self.of = target if isinstance(target, str) else ""

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
        at = {name: self.given[name] for name in self.input_names if name in self.given}
        missing = [name for name in self.program.inputs if name not in at]
        if missing:
            at = point_on_curve(self.program, at, self.of) if self.equation else default_point(self.program, at, self.target_in)
            pairs = ", ".join(f"{n} = {value_text(at[n])}" for n in missing).replace("= ≈", "≈")
            self.warnings.append(Warning(words.DEFAULT.format(names=", ".join(missing), pairs=pairs), "default"))
        return at

    def target_in(self, recording: Recording) -> int:
        """Return the line of what is asked about, on a tape of the program."""
        if not self.equation and self.of in self.program.inputs and not any(line.name == self.of for line in self.program.lines):
            return recording.tape.names[self.of]
        return recording.line_of[self.program.lines[self.line].node]

    # the tape
    def _run(self) -> None:
        self.recording = record(self.program, self.at)
        self._backward()
        if not self.recording.tape.arrays and not self._complete():
            double = self.recording
            self.recording = record(self.program, self.at, wide=True)
            in_wide(self._backward)
            if not finite(self.recording.tape.values[self.target_line]):
                self.recording = double
                self._backward()
        self._warn()

    def _backward(self) -> None:
        recording = self.recording
        self.target_line = self.target_in(recording)
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
        value, moving, self._cause = tape.values[target], [] if self.equation else self._moving, ""
        if not finite(value):
            self._cause, line = why_no_value(self.recording, target)
            place, near = None if line is None else self.recording.span(line), gap(self.recording, target, moving)
            self.warnings.append(Warning(self._cause + near, "domain", line, place))
        elif type(value) is not Array and not math.isfinite(float(value)):
            self._cause = words.BEYOND.format(of=self.label, size=value_text(value, 3).removeprefix("≈ "))
            self.warnings.append(Warning(self._cause, "overflow", target, self.recording.span(target)))
        if self.equation and finite(value) and abs(float(value)) > 1e-9 * max(1.0, *(abs(float(v)) for v in tape.values if finite(v))):
            self.off_curve = words.OFF_CURVE.format(gap=value_text(float(value)))
            self.warnings.append(Warning(self.off_curve, "domain", target))
        self.corners = corners_here(self.recording, target, decisive(tape, target), self.label, moving) if finite(value) else []
        if finite(value):
            self.corners += pieces(self.recording, decisive(tape, target))
        self.warnings += self.corners
        if finite(value):
            self.warnings += conventions(self.recording, decisive(tape, target))
        if type(value) is Array and finite(value) and (self.request is None or self.request.kind not in ("jacobian", "jvp")):
            self.warnings.append(Warning(words.SEVERAL.format(of=self.label, shape=shape_text(value.shape)), "several", target))
        if finite(value) or type(value) is Array:
            for name in self._moving:
                why, line = self.why(name)
                if not why and (alone := single_point(self.recording, target, tape.names[name], self.adjoints)) is not None:
                    self.limits[name] = alone
                    self.warnings.append(Warning(alone.why, "slope" if alone.slope is None else "limit", target))
                limit = limit_slope(self, name) if why and line is not None else None
                if limit is not None:
                    self.limits[name] = Limit(limit, words.LIMIT.format(cause=why, limit=value_text(limit)))
                    self.warnings.append(Warning(self.limits[name].why, "limit", line))
                elif why and line is not None:
                    self.warnings.append(Warning(why, "slope", line, self.recording.span(line)))

    @property
    def label(self) -> str:
        """The target's name, or "the answer" in the language that is spoken."""
        return self.of or words.ANSWER

    # the answers
    @cached_property
    def target(self) -> Target:
        """The value of what was asked about; where a source ends with a derivative, the value of that derivative."""
        if self.equation:
            tape = self.recording.tape
            follower = as_float(tape.values[tape.names[self.of]])
            return Target(self.of, follower, "", value_text(follower))
        if self.request is not None:
            asked = [self.gradients[key] for key in self._asked]
            why = next((g.why for g in asked if g.why), "")
            if len(asked) == 1 and isinstance(asked[0], ArrayGradient):
                return Target(self.of, asked[0].value, why, asked[0].text, getattr(asked[0], "shape", ()))
            if self.request.kind in ("gradient", "hessian", "jacobian"):
                nested = self.request.kind == "hessian"
                rows = _square([g.value for g in asked], len(self.wrt), nested)
                texts = _square([g.text or "none" for g in asked], len(self.wrt), nested)
                return Target(self.of, None if why else rows, why, str(texts).replace("'", ""))
            return Target(self.of, asked[0].value, why, asked[0].text)
        value = self.recording.tape.values[self.target_line]
        if type(value) is Array:
            return Target(self.of, as_plain(value), self._cause, value_text(value), value.shape)
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
        return [
            Input(n, as_plain(v) if type(v) is Array else float(v), n in self.given or n in self._constants, shape_of(v), value_text(v, 17))
            for n, v in ((n, values[names[n]]) for n in self.input_names)
        ]

    @property
    def along(self) -> bool:
        """Whether the target follows a curve, so that its derivative is no partial one."""
        return self.equation or (self.request is not None and self.request.kind == "curve")

    @property
    def _moving(self) -> list[str]:
        """The names whose effects are asked for first."""
        curve = self.request is not None and self.request.kind == "curve"
        return [self.request.parameter] if curve and self.request else self.wrt

    @property
    def _asked(self) -> list[str]:
        """The keys of the gradients that the last line asks for."""
        kind, keys = (self.request.kind if self.request else ""), list(self.gradients)
        return keys[:1] if kind == "along" else keys

    @cached_property
    def gradients(self) -> dict[str, Gradient]:
        """The derivatives that were asked for: of the target, by each name of ``wrt`` unless the source says otherwise."""
        self.symbols = symbols = self.program.kept.pop((self.line, self.of), None) or Symbols(self)
        if self.equation:
            return {name: ImplicitGradient(self, name, (name,), symbols) for name in self.wrt}
        request = self.request or Request("", ())
        if self.recording.tape.arrays or request.vector is not None:
            return self._of_arrays(request, symbols)
        if request.kind == "curve":
            name = request.names[0]
            return {name: CurveGradient(self, name, request.names, request.parameter, symbols)}
        if request.kind == "hessian":
            pairs = {f"{a},{b}": (b, a) for a in self.wrt for b in self.wrt}
            return {key: Gradient(self, key, by, symbols) for key, by in pairs.items()}
        if request.kind == "derivative" and len(self.wrt) > 1:
            key = ",".join(reversed(request.names))
            return {key: Gradient(self, key, request.names, symbols)}
        found: dict[str, Gradient] = {name: Gradient(self, name, (name,) * self.order, symbols) for name in self.wrt}
        if request.direction is not None:
            whole = DirectionalGradient(self, request.names, request.direction, symbols)
            found = {whole.name: whole, **found}
        return found

    def _of_arrays(self, request: Request, symbols: Symbols) -> dict[str, Gradient]:
        """The derivatives in a program with arrays."""
        if request.kind in ("along", "curve"):
            raise UserError("Directions and curves are asked for with numbers, not arrays.", self.program.source, self.program.place)
        if request.kind == "hessian" or (self.order == 2 and (self._has_array(self.wrt) or not self._plain_numbers(symbols, self.wrt[0]))):
            if len(self.wrt) == 1:
                return {self.wrt[0]: HessianGradient(self, self.wrt[0], (self.wrt[0],) * 2, symbols)}
            return {f"{a},{b}": HessianGradient(self, f"{a},{b}", (b, a), symbols) for a in self.wrt for b in self.wrt}
        if self.order > 1 and not self._plain_numbers(symbols, self.wrt[0]):
            raise UserError("Orders above 2 need programs of numbers.", self.program.source, self.program.place, "ask for order 1 or 2")
        if request.vector is not None:
            product = JacobianVector if request.kind == "jvp" else HessianVector
            return {name: product(self, name, (name,), symbols) for name in self.wrt}
        kind = JacobianGradient if request.kind == "jacobian" else ArrayGradient
        several = request.kind == "derivative" and len(set(request.names)) > 1
        if several:
            key = ",".join(reversed(request.names))
            return {key: HessianGradient(self, key, request.names, symbols)}
        return {
            name: Gradient(self, name, (name,) * self.order, symbols)
            if self._plain_numbers(symbols, name)
            else kind(self, name, (name,), symbols)
            for name in self.wrt
        }

    def _has_array(self, names: Iterable[str]) -> bool:
        tape = self.recording.tape
        return any(type(tape.values[tape.names[n]]) is Array for n in names) or type(tape.values[self.target_line]) is Array

    def _plain_numbers(self, symbols: Symbols, name: str) -> bool:
        """Tell whether only numbers lie between a name and the target, so that the rules for numbers say it all."""
        if self._has_array([name]):
            return False
        nodes = symbols.nodes
        parts = nodes.reach([symbols.root((name,))])
        return all(nodes.ops[n] != ARRAY and getattr(nodes.ops[n], "elementwise", True) for n in parts)

    def reaches(self, name: str) -> bool:
        """Tell whether a slope can flow from the target to ``name`` in principle."""
        line = self.recording.tape.names[name]
        return line <= self.target_line and bool(self.connected[line])

    def constant(self, name: str) -> bool:
        """Tell whether d/dx is asked of what x does not stand in: mathematics calls that 0, where a framework says None."""
        value = self.recording.tape.values[self.target_line]
        if self.request is None or self.request.kind != "derivative" or type(value) is Array or not finite(value) or self.reaches(name):
            return False
        tape = self.recording.tape
        return self.target_line not in leads_from(tape, tape.names[name], self.target_line)

    def why(self, name: str) -> tuple[str, int | None]:
        """Return why the first-order slope in ``name`` is missing and the line that is the cause; "" if it is there."""
        tape, target = self.recording.tape, self.target_line
        line = tape.names[name]
        value = tape.values[target]
        if self.constant(name):
            return "", None
        if not self.reaches(name):
            none = words.NO_PATH.format(of=self.label, wrt=name)
            return why_no_path(self.recording, target, line, self.label, name) if line <= target else none, None
        if not finite(value) and type(value) is not Array:
            return words.NO_VALUE.format(of=self.label, cause=self._cause), None
        adjoint = self.adjoints[line]
        if name in self.limits:
            return self.limits[name].why if self.limits[name].slope is None else "", None
        if adjoint is None or finite(adjoint):
            return "", None
        asked = self.recording, target, line, self.label, self.adjoints
        why, place = in_wide(why_no_slope, *asked) if tape.wide else why_no_slope(*asked)
        return why + around(self.recording, target, line), place

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document (see document.schema.json)."""
        from .document import document

        return document(self)


def _square(parts: list[Any], width: int, nested: bool) -> list[Any]:
    """Return the parts as a list, or as rows of ``width``."""
    return [parts[i : i + width] for i in range(0, len(parts), width)] if nested else parts


def _line_of(program: Program, of: str) -> int:
    for i in range(len(program.lines) - 1, -1, -1):
        if program.lines[i].name == of:
            return i
    if of in program.inputs:
        return len(program.lines) - 1
    raise UserError(f"There is no line called {of}.", program.source, (0, len(program.source)), f"the names are {_names(program)}")


def _names(program: Program) -> str:
    return ", ".join([*program.inputs, *(line.name for line in program.lines if line.name)]) or "none"


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
    at, names, order = checked_question(source, at, of, wrt, order)
    if is_cell(source, language):
        return cell_explainers[0](source, at, log)  # type: ignore[no-any-return]
    arrays = any(isinstance(v, list | tuple | Array) or hasattr(v, "tolist") for v in at.values())
    written, program = read_and_expand(source, tuple(at), language, log, arrays, spoken())
    known = {*program.inputs, *(line.name for line in program.lines)}
    for name in names or ():
        if name not in known:
            raise UserError(
                f"There is nothing called {name} to differentiate by.", source, (0, len(source)), f"the names are {_names(program)}"
            )
    if program.follows is not None and of is None and wrt is None:
        of, names = program.follows[0], [program.follows[1]]
    point = {**program.fixed, **checked_point(program, at)}
    return Explanation(written, program, point, of, names, order)

"""One gradient: the number from the tape, the formula and steps from the rules, and the measured slope beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .alternatives import alternatives
from .arrays import Array
from .backward import TooLong as TapeTooLong
from .backward import backward, derivative_line, magnitude, rounding_noise
from .evaluate import evaluate
from .expressions import Expressions
from .forms import shortest
from .inline import copied, inline
from .literals import symbol_latex, value_text
from .operations import Operation, Ref
from .rules import Applied, Derivation
from .simplify import Simplifier, TooLong
from .slope import AGREES, CANNOT_TELL, DISAGREES, Check, approaches, check, sides, verdict
from .steps import Step, Story
from .tape import as_float, finite, in_wide
from .words import words
from .writing import write

if TYPE_CHECKING:
    from .explain import Explanation

__all__ = ["Gradient", "Symbols", "shortened"]

EVALUATIONS_AT_MOST = 400_000  # tape lines that measuring one slope may recompute
LATEX_AT_MOST = 120  # characters of a formula that is repeated in the name of its derivative
CONSTANT_BELOW = -1  # in place of the tape line of the order below, where that is a constant
LIMITS_AT_MOST = 200  # lines of a tape on which a slope is searched for as a limit
NODES_AT_MOST = 30_000  # of a program whose formula is worked out


class Symbols:
    """The program's answer as an expression, shared by all gradients of one explanation."""

    def __init__(self, explanation: Explanation) -> None:
        e = explanation
        self._program, self._line, self._inputs = e.program, e.line, list(e.input_names)
        self._input = e.of if not e.equation and e.of in e.program.inputs and e.program.lines[e.line].name != e.of else None
        self.nodes = Expressions()
        self.simplifier = Simplifier(self.nodes)
        self.kept: dict[Any, Any] = {}  # what gradients have worked out that is the same at every point

    def root(self, keep: Iterable[str]) -> int:
        """Return the target's expression, in which inputs and the names of ``keep`` are symbols."""
        if self._input is not None:
            return self.nodes.symbol(self._input)
        return inline(self._program, self.nodes, self._line, {*self._inputs, *keep})

    def line(self, name: str) -> int:
        """Return the expression of the line called ``name``, in which inputs are symbols."""
        last = next(i for i, line in enumerate(self._program.lines) if line.name == name)
        return inline(self._program, self.nodes, last, set(self._inputs))

    def lines(self, keep: Iterable[str], line_of: Sequence[int]) -> dict[int, int]:
        """Return the number of each expression that is a tape line, from 1; ``line_of`` tells the lines of the program's nodes."""
        known = self.kept.setdefault("copies", {})
        names = frozenset(keep)
        if names not in known:
            known[names] = copied(self._program, self.nodes, self._line, {*self._inputs, *names})[0]
        return {node: line + 1 for node, line in reversed([*zip(known[names], line_of, strict=False)])}  # of equal lines the first


class Gradient:
    """The derivative of the target by one name after another, and the reason. ``name`` is its key among the gradients."""

    def __init__(self, explanation: Explanation, name: str, by: tuple[str, ...], symbols: Symbols) -> None:
        self._explanation, self.name, self.by, self._symbols = explanation, name, by, symbols
        self._value, self._previous, self.why = self._worked_out()
        if self._value is not None and type(self._value) is not Array and finite(self._value) and as_float(self._value) is None:
            self.why = words.BEYOND_SLOPE.format(size=value_text(self._value, 3).removeprefix("≈ "))

    adopted = False  # whether the number is a framework's, which has another rule here

    def adopt(self, value: Any, why: str) -> None:
        """Take over the answer of a framework; ``why`` says how it comes to be another one than ours."""
        self._value, self.why, self.adopted = value, why, True

    short = False  # whether a missing formula needs no word (the numbers of a table say it)

    def _worked_out(self) -> tuple[Any, int, str]:
        """Return the number, the tape line whose slope it is (the order below), and why the number is missing."""
        e = self._explanation
        tape = e.recording.tape
        why, _ = e.why(self.by[0])
        if why:
            return None, e.target_line, why
        if self.by[0] in e.limits:
            return (
                (e.limits[self.by[0]].slope, e.target_line, "")
                if len(self.by) == 1
                else (None, e.target_line, words.NO_ORDER.format(of=e.label, order=len(self.by)))
            )
        if e.constant(self.by[0]):
            return tape._as_value(0), CONSTANT_BELOW if len(self.by) > 1 else e.target_line, ""
        if len(self.by) == 1:
            adjoint = e.adjoints[tape.names[self.by[0]]]
            return tape._as_value(0) if adjoint is None else adjoint, e.target_line, ""
        return self._higher()

    def _higher(self) -> tuple[Any, int, str]:
        e = self._explanation
        tape = e.recording.tape
        current: Any = Ref(tape, e.target_line)
        previous, why = e.target_line, words.NO_ORDER.format(of=e.label, order=len(self.by))
        try:
            for name in self.by:
                if type(current) is not Ref:  # the order below is a constant
                    return (tape._as_value(0), CONSTANT_BELOW, "") if finite(current) else (None, CONSTANT_BELOW, why)
                previous = current.index
                work = (tape, previous, tape.names[name])
                current = in_wide(derivative_line, *work) if tape.wide else derivative_line(*work)
        except TapeTooLong:
            return None, previous, words.ORDER_TOO_LONG.format(order=len(self.by))
        value = tape.values[current.index] if type(current) is Ref else current
        return (value, previous, "") if finite(value) else (None, previous, why)

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
        top, n = self._explanation.of, len(self.by)
        power = "" if n == 1 else f"^{n}"
        parts = [f"d{name}" + (f"^{n}" if n > 1 else "") for name, n in self._below]
        return f"d{power}{top}/{parts[0] if len(parts) == 1 else '(' + ' '.join(parts) + ')'}"

    @property
    def _below(self) -> list[tuple[str, int]]:
        """What stands below the line of the label: each name, and how often."""
        return [(name, len(list(group))) for name, group in groupby(reversed(self.by))]

    @property
    def label_latex(self) -> str:
        """The label in LaTeX; with several inputs the derivative is partial."""
        e = self._explanation
        d = r"\partial " if len(e.input_names) > 1 and not e.along else "d"
        power = "" if len(self.by) == 1 else f"^{{{len(self.by)}}}"
        below = r"\, ".join(f"{d}{symbol_latex(name)}" + (f"^{{{n}}}" if n > 1 else "") for name, n in self._below)
        if e.of:
            return rf"\frac{{{d}{power}{symbol_latex(e.of)}}}{{{below}}}"
        short = len(e.program.lines) == 1 and len(e.reading.latex) <= LATEX_AT_MOST and e.request is None
        inside = e.reading.latex if short else r"\ldots"
        return rf"\frac{{{d}{power}}}{{{below}}}\left({inside}\right)"

    # the rules
    def _once(self, what: Any, work: Callable[[], Any]) -> Any:
        """Return what ``work`` gives: the same at every point, so it is kept with the symbols."""
        if type(self) is not Gradient:
            return work()
        key = (self.by, what)
        if key not in self._symbols.kept:
            self._symbols.kept[key] = work()
        return self._symbols.kept[key]

    def _told(self, what: Any, derivation: Derivation, root: Applied) -> Story:
        """Return the story of a derivation at this point."""
        environment = self._environment
        story: Story = self._once(("story", what), lambda: Story(derivation, root, environment, self._explanation.style))
        return story.at(environment)

    @cached_property
    def _orders(self) -> list[tuple[Derivation, Applied]]:
        """The derivations, one an order; none where there is no path or the formula would be too long."""
        orders: list[tuple[Derivation, Applied]] = self._once("orders", self._derive)
        return orders

    def _derive(self) -> list[tuple[Derivation, Applied]]:
        e = self._explanation
        if len(e.program.nodes) > NODES_AT_MOST or not self._reached:
            return []
        try:
            return self._derivations(self._symbols.nodes, self._symbols.simplifier)
        except TooLong:
            return []

    @property
    def _derived(self) -> tuple[Derivation, Applied] | None:
        return self._orders[-1] if self._orders else None

    @property
    def _reached(self) -> bool:
        """Whether the names lead to the target at all."""
        return self._explanation.reaches(self.by[0]) or self._explanation.constant(self.by[0])

    def _derivations(self, nodes: Expressions, simple: Simplifier) -> list[tuple[Derivation, Applied]]:
        """Derive by one name after another."""
        node, found = self._symbols.root(self.by), []
        for name in self.by:
            derivation = Derivation(nodes, simple, nodes.symbol(name))
            found.append((derivation, shortened(simple, derivation(node))))
            node = found[-1][1].after
        return found

    @cached_property
    def alternatives(self) -> list[tuple[str, Story]]:
        """Other ways to the same derivative: the name of each and its story."""
        if self._derived is None or len(self.by) > 1 or type(self._derived[0]) is not Derivation or self._explanation.along:
            return []
        (derivation, applied), symbols = self._derived, self._symbols
        ways = self._once(
            "ways", lambda: alternatives(symbols.nodes, symbols.simplifier, derivation.symbol, symbols.root(self.by), applied)
        )
        return [(words.WAYS[w.way], self._told(w.way, w.derivation, w.root)) for w in ways]

    def _written(self, kind: str) -> str | None:
        derived = self._derived
        if derived is None:
            return None
        style = self._explanation.style._replace(kind=kind)
        written: str | None = self._once(("written", kind), lambda: write(self._symbols.nodes, derived[1].after, style))
        return written

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
        """The formula in Python, with ``math`` and, of arrays, ``np`` for NumPy; None where they have nothing for it."""
        return self._written("python")

    @property
    def _environment(self) -> dict[str, float]:
        tape = self._explanation.recording.tape
        return {name: float(tape.values[line]) for name, line in tape.names.items() if type(tape.values[line]) is not Array}

    @cached_property
    def story(self) -> Story | None:
        """The told steps, or None where there is no formula."""
        if self._derived is None:
            return None
        return self._told("usual", *self._derived)

    @cached_property
    def earlier(self) -> list[Story]:
        """The stories of the orders below, the first derivative first."""
        return [self._told(i, *order) for i, order in enumerate(self._orders[:-1])]

    @cached_property
    def lines(self) -> dict[int, int]:
        """The numbers of the expressions in the stories that are lines of the tape."""
        return self._symbols.lines(self.by, self._explanation.recording.line_of)

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
        if self.value is None or self.rules_value is None or self.adopted:
            return CANNOT_TELL
        found = verdict(self.value, self.rules_value)
        if found == DISAGREES and self.by[0] in self._explanation.limits:
            return CANNOT_TELL  # the formula has the rule of a piece that holds at this point alone
        if found == DISAGREES:
            found = verdict(self.value, self.rules_value, self._rounding)
        if found == DISAGREES:
            answer = abs(float(self._explanation.recording.tape.values[self._explanation.target_line]))
            found = found if self._noise <= 1e-6 * answer else CANNOT_TELL
        return found

    @cached_property
    def _noise(self) -> float:
        """How far rounding may have moved the value whose slope is measured."""
        e, target = self._explanation, self._previous
        tape = e.recording.tape
        if target < 0:
            return 0.0
        return rounding_noise(tape, e.adjoints if target == e.target_line else backward(tape, target))

    @property
    def _rounding(self) -> float:
        """How far rounding may have moved the tape's number."""
        tape = self._explanation.recording.tape
        size = magnitude(tape, self._previous, tape.names[self.by[-1]])
        exact = 1e-13 * max(1.0, abs(float(tape.values[self._previous])))  # sin(pi) is 0 in a formula and 1e-16 on the tape
        return 1e-9 * size + exact if math.isfinite(size) else math.inf

    # the slope
    @cached_property
    def check(self) -> Check:
        """The measured slope and its verdict about ``value``."""
        e = self._explanation
        if self.value is None or self.adopted:
            return Check(None, None, CANNOT_TELL, self.why)
        if self._previous == CONSTANT_BELOW:
            return Check(0.0, 0.0, verdict(0.0, self.value))
        if e.recording.tape.wide:
            return Check(None, None, CANNOT_TELL, words.SLOPE["wide"])
        if self._previous - min(e.recording.tape.names.values()) > EVALUATIONS_AT_MOST // 30:
            return Check(None, None, CANNOT_TELL, words.SLOPE["long"])
        if e.corners:
            return self._at_corner()
        found = self._measured(self.value)
        return found._replace(why=words.SLOPE.get(found.why, found.why))

    def _at_corner(self) -> Check:
        """The slopes from both sides; where they are equal after all, their number is the slope."""
        tape = self._explanation.recording.tape
        line = tape.names[self.by[-1]]
        left, right = sides(tape.along([line], self._previous), tape.values[line])
        if left is None or right is None:
            return Check(None, None, CANNOT_TELL, words.SLOPE["corner"])
        if abs(left - right) <= 1e-6 * max(1.0, abs(left)):  # a corner on the way, and none in the answer
            found = verdict(left, self.value or 0.0, 1e-6)
            return Check(left, abs(left - right), found if found == AGREES else CANNOT_TELL, words.SLOPE["corner"] * (found != AGREES))
        texts = [value_text(side).removeprefix("≈ ") for side in (left, right)]
        return Check(None, None, CANNOT_TELL, words.SIDES.format(left=texts[0], right=texts[1]), left, right)

    def _measured(self, value: float) -> Check:
        tape = self._explanation.recording.tape
        line = tape.names[self.by[-1]]
        return check(tape.along([line], self._previous), tape.values[line], value, self._noise, self._smooth, lambda: self._rounding)

    @property
    def _smooth(self) -> bool:
        """Whether no operation on the tape has a corner."""
        ops = self._explanation.recording.tape.ops
        return all(not isinstance(op, Operation) or op.corner is None for op in ops)


def limit_slope(explanation: Explanation, name: str) -> float | None:
    """Return the slope that the tape cannot reach, where the formula has one and measured slopes approach it; else None."""
    tape, target = explanation.recording.tape, explanation.target_line
    if tape.arrays or explanation.equation or explanation.request is not None or len(tape) > LIMITS_AT_MOST:
        return None
    value = Gradient(explanation, name, (name,), Symbols(explanation)).rules_value
    moved, here = tape.along([tape.names[name]], target), float(tape.values[tape.names[name]])
    return value if value is not None and approaches(lambda x: float(moved(x)), here, value) else None


def shortened(simple: Simplifier, applied: Applied) -> Applied:
    """Return the step with its answer in the shortest form, and the step "simplify" at its end if that is another one."""
    node = shortest(simple, applied.after)
    if node == applied.after:
        return applied
    return applied._replace(after=node, last=(*applied.last, Applied("simplify", applied.after, node)))

"""The tape as it is told: each line written out, with its value, its effect, and what the effect is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from .array_gradient import leaf_letters
from .arrays import Array, data_of, shape_of
from .backward import Contribution, contributions
from .expressions import SYMBOL, Expressions
from .literals import shape_text, value_text
from .matrix_forms import Valued, agree, received
from .operations import Operation, Ref
from .record import Recording
from .simplify import Simplifier
from .tape import CONSTANT_LINE, as_float, as_plain, finite, in_wide
from .words import because, words
from .writing import Style, write

__all__ = ["LINES_AT_MOST", "ToldContribution", "ToldLine", "ToldTape"]

LINES_AT_MOST = 1000
ENTRIES_TOLD = 64  # entries of an array that is shown whole


class ToldContribution(NamedTuple):
    """What one use of a line adds: the local slope (formula and number) times the effect of the line that uses it."""

    line: int
    argument: int
    formula: str
    latex: str
    slope: float | None
    incoming: Any
    adds: Any
    incoming_text: str = ""
    adds_text: str = ""
    because: str = ""  # with arrays: why the effect goes this way
    whole: bool = False  # the formula is that of the whole contribution, in which g stands for the incoming effect


class ToldLine(NamedTuple):
    """One line of the calculation. ``number`` and ``args`` count from 1; absent numbers are None."""

    number: int
    name: str | None
    operation: str
    args: tuple[int, ...]
    value: Any
    text: str
    adjoint: Any
    adjoint_text: str
    formula: str
    latex: str
    span: tuple[int, int] | None
    contributions: list[ToldContribution]
    shape: tuple[int, ...] = ()


class ToldTape:
    """The lines that were recorded for the program, first to last, at most ``LINES_AT_MOST`` of them told."""

    def __init__(self, recording: Recording, target: int, length: int, adjoints: Sequence[Any], style: Style) -> None:
        self._recording, self._target, self._adjoints, self._style = recording, target, adjoints, style
        self.total = length
        kept = recording.program.kept if not recording.tape.arrays else {}
        self._texts: dict[tuple[int, ...], list[str]] = kept.setdefault("tape", {})  # what is written of a line is the same at every point

    @cached_property
    def lines(self) -> list[ToldLine]:
        """The told lines."""
        tape = self._recording.tape
        return in_wide(self._told) if tape.wide else self._told()

    def _told(self) -> list[ToldLine]:
        tape = self._recording.tape
        names = {line: name for name, line in tape.names.items()}
        shown = min(self.total, LINES_AT_MOST)
        received: dict[int, list[ToldContribution]] = {}
        nodes = Expressions()
        simple = Simplifier(nodes)
        letters = [self._letter(nodes, i, names) for i in range(shown)]
        if finite(tape.values[self._target]) or tape.arrays:
            for c in contributions(tape, self._target, self._adjoints):
                if c.line >= shown or c.user >= shown:
                    continue
                if self._with_arrays(c.user):
                    told = self._passed_on(c, names)
                else:
                    key = (c.user, c.argument)
                    if key not in self._texts:
                        self._texts[key] = self._slope(nodes, simple, letters, c.user, c.argument)
                    text, latex = self._texts[key]
                    numbers = as_float(c.slope), as_float(c.incoming), as_float(c.adds)
                    told = ToldContribution(c.user + 1, c.argument, text, latex, *numbers, _text(c.incoming), _text(c.adds))
                received.setdefault(c.line, []).append(told)
        return [self._line(nodes, letters, i, names.get(i), received.get(i, [])) for i in range(shown)]

    def _with_arrays(self, line: int) -> bool:
        tape, op = self._recording.tape, self._recording.tape.ops[line]
        arrays = any([type(tape.values[i]) is Array for i in (line, *tape.args[line])])
        return isinstance(op, Operation) and (not op.elementwise or arrays)

    def _passed_on(self, c: Contribution, names: Mapping[int, str]) -> ToldContribution:
        """Tell what a use of an array adds: the rule of the operation with the letters put in, and why it is so."""
        tape, op = self._recording.tape, self._recording.tape.ops[c.user]
        assert isinstance(op, Operation)
        owner = Valued()
        leaves = leaf_letters(self._recording)

        def leaf(line: int) -> Ref:
            kind, data = leaves.get(line, (SYMBOL, names.get(line, f"v{line + 1}")))
            return Ref(owner, owner.leaf(kind, data, tape.values[line]))

        g = Ref(owner, owner.leaf(SYMBOL, f"g{c.user + 1}", c.incoming))
        found = received(owner, op, c.argument, g, leaf(c.user), [leaf(a) for a in tape.args[c.user]])
        if found is not None and agree(owner.values[found.index], c.adds):
            kinds = (self._style._replace(kind=kind) for kind in ("text", "latex"))
            text, latex = (write(owner, found.index, style, longest=2000) or "…" for style in kinds)
        else:
            text = latex = ""
        return ToldContribution(
            c.user + 1, c.argument, text, latex, None, as_plain_short(c.incoming), as_plain_short(c.adds), _text(c.incoming), _text(c.adds),
            self._because(c, op), True,
        )  # fmt: skip

    def _because(self, c: Contribution, op: Operation) -> str:
        tape = self._recording.tape
        own, whole = shape_of(tape.values[c.line]), shape_of(tape.values[c.user])
        if not op.elementwise:
            return because(op)
        if own == whole:
            return ""
        if not own:
            return words.COPIED_NUMBER.format(line=c.line + 1, count=len(data_of(tape.values[c.user])))
        return words.COPIED.format(line=c.line + 1, own=shape_text(own), shape=shape_text(whole))

    def _letter(self, nodes: Expressions, i: int, names: dict[int, str]) -> int:
        """Return the node that stands for line ``i`` in formulas: its number, its name, or v and its line number."""
        tape = self._recording.tape
        if i in names:
            return nodes.symbol(names[i])
        node = self._recording.node_of.get(i)
        if tape.args[i] or node is None:
            return nodes.symbol(f"v{i + 1}")
        program = self._recording.program.nodes
        return nodes.add(program.ops[node], (), program.data[node])

    def _slope(self, nodes: Expressions, simple: Simplifier, letters: list[int], line: int, k: int) -> list[str]:
        """Write the local slope of ``line`` in its argument ``k``. Where an argument is used twice, its slot is held apart."""
        tape = self._recording.tape
        op = tape.ops[line]
        assert isinstance(op, Operation)
        vjp = op.vjp[k]
        assert vjp is not None
        args = [simple.ref(simple(letters[a])) for a in tape.args[line]]
        slope = vjp(simple.number(1), simple.ref(letters[line]), *args)
        if not hasattr(slope, "index"):
            slope = simple.number(slope)
        kinds = (self._style._replace(kind="text"), self._style._replace(kind="latex"))
        return [write(nodes, slope.index, style) or "…" for style in kinds]

    def _line(self, nodes: Expressions, letters: list[int], i: int, name: str | None, received: list[ToldContribution]) -> ToldLine:
        tape, op = self._recording.tape, self._recording.tape.ops[i]
        value, adjoint = tape.values[i], self._adjoints[i] if i <= self._target else None
        if (i,) not in self._texts:
            self._texts[i,] = self._written(nodes, letters, i)
        texts = self._texts[i,]
        operation = op.name if isinstance(op, Operation) else op
        return ToldLine(
            i + 1, name, operation, tuple(a + 1 for a in tape.args[i]), as_plain_short(value), _text(value),
            as_plain_short(adjoint), _text(adjoint), texts[0], texts[1], self._recording.span(i), received, shape_of(value),
        )  # fmt: skip

    def _written(self, nodes: Expressions, letters: list[int], i: int) -> list[str]:
        """Write what line ``i`` is made from, as text and in LaTeX."""
        op, node, origin = self._recording.tape.ops[i], letters[i], self._recording.node_of.get(i)
        if isinstance(op, Operation):
            node = nodes.add(op, tuple(letters[a] for a in self._recording.tape.args[i]))
        elif op is CONSTANT_LINE and origin is not None:
            program = self._recording.program.nodes
            node = nodes.add(program.ops[origin], (), program.data[origin])
        written = self._style._replace(tidy=False)
        return [write(nodes, node, written._replace(kind=kind)) or "…" for kind in ("text", "latex")]


def as_plain_short(value: Any) -> Any:
    """Return a value as plain data; None for an array too large to be shown whole."""
    return as_plain(value) if type(value) is not Array or value.size <= ENTRIES_TOLD else None


def _text(value: Any) -> str:
    if type(value) is Array:
        return value_text(value)
    if value is None or not finite(value):
        return ""
    number = as_float(value)
    return value_text(value if number is None else number)

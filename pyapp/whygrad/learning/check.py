"""Check an answer: equal to the derivative in any form, or not; and if not, which known slip gives exactly this."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any, NamedTuple

from ..errors import UserError
from ..evaluate import evaluate
from ..expand import expand
from ..explain import Explanation, explain
from ..expressions import SYMBOL, Expressions
from ..gradient import Gradient
from ..implicit import solved
from ..inline import inline
from ..literals import value_text
from ..operations import TABLE
from ..rules import Derivation
from ..slope import AGREES, verdict
from ..syntax import read
from ..words import learning_words as words
from ..writing import Style, write
from .asked import PREFIX, asked
from .slips import candidates

__all__ = ["Checked", "Made", "check"]

ABS, MULTIPLY, POWER, SIGN = (TABLE[n] for n in ("abs", "multiply", "power", "sign"))
VALUES = (
    0.6180339887, 1.4142135624, -0.7320508076, 2.2360679775, 0.2679491924,
    -1.8392867552, 5.1961524227, 0.0986122887, 0.4450418679, 11.0901699,
)  # fmt: skip
POINTS_WANTED = 8
POINTS_TRIED = 40


class Made(NamedTuple):
    """A slip that gives exactly the answer: which, the rule it belongs to, where, what happened and what would be right."""

    name: str
    rule: str
    place: str
    message: str
    right: str


class Checked(NamedTuple):
    """What is said about an answer. ``verdict`` is "right", "wrong" or "cannot tell".

    ``at`` is a point at which a wrong answer differs, with its number there (None: it has none) and the derivative's.
    """

    verdict: str
    message: str
    formula: str
    latex: str
    shorter: bool
    at: dict[str, float] | None
    yours: float | None
    ours: float | None
    slip: Made | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {**self._asdict(), "slip": None if self.slip is None else self.slip._asdict()}


def check(source: str, answer: str, *, at: Mapping[str, float] | None = None, wrt: str | None = None, order: int = 1) -> Checked:
    """Check ``answer`` as the derivative of ``source`` by ``wrt`` (default: see :func:`asked`).

    Raises UserError where one of the two cannot be read, or the answer uses letters that the source does not have.
    """
    e = explain(source, at=at, wrt=wrt, order=order)
    gradient = asked(e, answer)
    if gradient is None:
        raise UserError(words.NOTHING_TO_DERIVE, source)
    if gradient.formula is None or gradient._derived is None:
        return Checked("cannot tell", words.NO_FORMULA, "", "", False, None, None, None, None)
    return _Check(e, gradient, answer).run()


class _Check:
    def __init__(self, e: Explanation, gradient: Gradient, answer: str) -> None:
        self.e, self.gradient = e, gradient
        self.nodes, self.simple = gradient._symbols.nodes, gradient._symbols.simplifier
        assert gradient._derived is not None
        self.derivation, self.right = gradient._derived[0], gradient._derived[1].after
        self.root = gradient._orders[-2][1].after if len(gradient._orders) > 1 else gradient._symbols.root(gradient.by)
        self.theirs = self._answer(answer)
        self.order: list[int] = []
        self.points = list(islice(self._points(), POINTS_WANTED))

    def _answer(self, answer: str) -> int:
        prefix = PREFIX.match(answer)
        names = {*self.e.input_names, *(line.name for line in self.e.program.lines if line.name)}
        text = " " * prefix.end() + answer[prefix.end() :] if prefix else answer
        program = expand(read(text, names))
        if program.equation or program.request is not None:
            raise UserError(words.NOT_A_FORMULA, answer, (0, len(answer)), words.WRITE_FORMULA)
        strange = [name for name in program.inputs if name not in names]
        if strange:
            known = ", ".join(self.e.input_names)
            raise UserError(words.STRANGE_LETTER.format(name=strange[0]), answer, (0, len(answer)), words.LETTERS.format(names=known))
        node = inline(program, self.nodes, len(program.lines) - 1, set(program.inputs))
        lines = {n: self.gradient._symbols.line(n) for n in program.inputs if n not in self.e.input_names and n not in self.gradient.by}
        return _put(self.nodes, node, lines)

    def _points(self) -> Iterator[dict[str, float]]:
        """Points at which the derivative exists, the given one first."""
        names = [n for n in self.e.recording.tape.names if n in {*self.e.input_names, *self.gradient.by}]
        here = self.gradient._environment
        for start in range(-1, POINTS_TRIED):
            values = islice(cycle(VALUES[start % len(VALUES) :] + VALUES[: start % len(VALUES)]), len(names))
            scale = (1.0, 3.0, 0.3, 10.0)[start // len(VALUES)] if start >= 0 else 1.0
            point = here if start < 0 else {n: v * scale for n, v in zip(names, values, strict=True)}
            if self.e.equation and start >= 0:
                follower = solved(self.e.program, point, self.e.of)
                if follower is None:
                    continue
                point[self.e.of] = follower
            values_of = self._evaluated(point, self.root, self.right)
            if all(math.isfinite(values_of[n]) for n in (self.root, self.right)):
                yield point

    def _evaluated(self, point: Mapping[str, float], *roots: int) -> dict[int, float]:
        return evaluate(self.nodes, self.nodes.reach(roots), point)

    def run(self) -> Checked:
        equal = self.simple(self.theirs) == self.right
        differs = None if equal else self._difference(self.theirs)
        if equal or (differs is None and self.points):
            return self._right()
        if differs is None:
            return self._said("cannot tell", words.NO_POINT)
        point, yours, ours = differs
        where = ", ".join(f"{n} = {value_text(point[n])}" for n in self.e.input_names if n in point).replace("= ≈", "≈")
        number = words.NO_NUMBER if yours is None else value_text(yours)
        made = self._slip()
        message = words.WRONG.format(where=where, yours=number, ours=value_text(ours))
        shown = {n: point[n] for n in self.e.input_names if n in point}
        return self._said("wrong", message)._replace(at=shown, yours=yours, ours=ours, slip=made)

    def _right(self) -> Checked:
        written = write(self.nodes, self.theirs, self.e.style._replace(tidy=False)) or ""
        shorter = len((self.gradient.formula or "").replace(" ", "")) < 0.8 * len(written.replace(" ", ""))
        return self._said("right", words.RIGHT_LONG if shorter else words.RIGHT)._replace(shorter=shorter)

    def _said(self, verdict_: str, message: str) -> Checked:
        formula = self.gradient.formula or ""
        return Checked(verdict_, message.format(formula=formula), formula, self.gradient.latex or "", False, None, None, None, None)

    def _difference(self, node: int) -> tuple[dict[str, float], float | None, float] | None:
        """Return the first point at which ``node`` is not the derivative, with both numbers; None if there is none."""
        node = self._with_odd_roots(node)
        for point in self.points:
            values = self._evaluated(point, node, self.right)
            yours, ours = values[node], values[self.right]
            if not math.isfinite(yours):
                return point, None, ours
            if verdict(yours, ours, 1e-9) != AGREES:
                return point, yours, ours
        return None

    def _with_odd_roots(self, root: int) -> int:
        """Return ``root`` with u^(p/q) for an odd q as schools read it below 0 too: the power p of the odd root of u."""
        nodes, placed = self.nodes, dict[int, int]()
        for node in nodes.reach([root]):
            op, args = nodes.ops[node], tuple(placed[a] for a in nodes.args[node])
            exponent = self.simple.value(self.simple(args[1])) if op is POWER else None
            if exponent is not None and exponent.denominator > 1 and exponent.denominator % 2:
                size = nodes.add(POWER, (nodes.add(ABS, args[:1]), args[1]))
                placed[node] = nodes.add(MULTIPLY, (nodes.add(SIGN, args[:1]), size)) if exponent.numerator % 2 else size
            else:
                placed[node] = nodes.add(op, args, nodes.data[node])
        return placed[root]

    def _slip(self) -> Made | None:
        """Return the first known slip that gives exactly their answer."""
        theirs = [self._evaluated(point, self.theirs)[self.theirs] for point in self.points]
        if type(self.derivation) is Derivation and not self.e.along:
            for slip, place, node in candidates(self.derivation, self.root):
                if node != self.right and self._same(node, theirs):
                    return self._made(slip.name, slip.rule, self.root if place is None else place)
        for name, rule, node in self._whole():
            if self._same(node, theirs):
                return Made(name, rule, "", words.SLIPS[name].format(place=""), self.gradient.formula or "")
        return None

    def _made(self, name: str, rule: str, place: int) -> Made:
        text = write(self.nodes, place, Style("text", tidy=False)) or "…"
        right = write(self.nodes, self.derivation.applied[place].after, self.e.style) or "…"
        return Made(name, rule, text, words.SLIPS[name].format(place=text), f"d/d{self.gradient.by[-1]}({text}) = {right}")

    def _whole(self) -> Iterator[tuple[str, str, int]]:
        """Slips about the answer as a whole."""
        simple = self.simple
        yield "sign", "constant_multiple", simple.product_of((simple.minus_one, self.right))
        yield "function_itself", "identity", self.root
        if self.e.equation:
            yield "upside_down", "implicit", simple.power_of(self.right, simple.minus_one)
            return
        for name in self.e.input_names:
            if name not in self.gradient.by and name in self.e.gradients:
                yield "other_letter", "constant", self.e.gradients[name]._derived[1].after  # type: ignore[index]
        if type(self.derivation) is Derivation:
            symbol = self.nodes.symbol(self.gradient.by[-1])
            yield "second_derivative", "power", Derivation(self.nodes, simple, symbol)(self.right).after

    def _same(self, node: int, theirs: list[float]) -> bool:
        agree = 0
        for point, their in zip(self.points, theirs, strict=True):
            value = self._evaluated(point, node)[node]
            if math.isfinite(their) != math.isfinite(value):
                return False
            if math.isfinite(their):
                if verdict(value, their, 1e-9) != AGREES:
                    return False
                agree += 1
        return agree > 0


def _put(nodes: Expressions, root: int, meaning: Mapping[str, int]) -> int:
    """Return ``root`` with nodes in place of the symbols of ``meaning``."""
    if not meaning:
        return root
    placed: dict[int, int] = {}
    for node in nodes.reach([root]):
        name = nodes.data[node]
        if nodes.ops[node] == SYMBOL and name in meaning:
            placed[node] = meaning[name]
        else:
            placed[node] = nodes.add(nodes.ops[node], tuple(placed[a] for a in nodes.args[node]), name)
    return placed[root]

"""Steps: the rules that were applied, as data for a reader. A step observes a derivation; it computes nothing anew."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from .backward import effect
from .expressions import SYMBOL, Expressions
from .lengths import tree_sizes
from .literals import symbol_latex, value_text
from .marking import MARKS_AT_MOST, Place, write_marked
from .operations import Operation
from .rules import Applied, Derivation, told
from .simplify import Simplifier
from .slope import CANNOT_TELL, DISAGREES
from .trials import Trial, agreement, elsewhere, tried
from .words import because, language, words
from .writing import Style, write

__all__ = ["STEPS_AT_MOST", "Binding", "Step", "Story"]

STEPS_AT_MOST = 400
NODES_AT_MOST = 200  # of an expression inside a step
TRIALS = 2  # other points at which every step is tried
ONE_LINE = ("constant", "identity", "constant_multiple", "sum", "difference", "rewrite", "simplify")
WITH_SLOPES = ("implicit", "product", "quotient", "reciprocal", "chain", "logarithmic_differentiation", "piecewise", "extremum")
SELF_EVIDENT = ("constant", "identity")
UNDERIVED = ("rewrite", "simplify")  # steps from an expression to an equal one; all others go from D(before) to after


class Binding(NamedTuple):
    """What a letter of a rule's general form stands for here."""

    name: str
    text: str
    latex: str


class Story:
    """The told steps of one derivative at one point. ``steps`` is flat; a step's children are numbers in it."""

    def __init__(self, derivation: Derivation, root: Applied, at: Mapping[str, float], style: Style) -> None:
        self.derivation, self.nodes, self.style = derivation, derivation.nodes, style
        self.name: str = self.nodes.data[derivation.symbol]
        self.answer = root.after
        self.steps, self.total = told(derivation, root, STEPS_AT_MOST)
        self._order = self.nodes.reach([n for step, _ in self.steps for n in (step.node, step.after)] + derivation.rates())
        self._symbols = [self.nodes.data[n] for n in self._order if self.nodes.ops[n] == SYMBOL]
        self.letter = next(c for c in ("u", "v", "w", "s", "t", "uu") if c not in self._symbols)
        self.sides: dict[tuple[int, str, str], tuple[str, list[Place]]] = {}  # what was written before
        self.told: dict[tuple[str, int], dict[str, Any]] = {}  # what a step says at every point
        self.fails: dict[int, bool] = {}  # whether the sides of a step differ at one of the trials
        self.here = tried(derivation, self._order, at)
        self._sizes = tree_sizes(self.nodes, self._order)

    def at(self, at: Mapping[str, float]) -> Story:
        """Return the same story at another point; what was written for one point is not written again."""
        moved = copy(self)
        moved.here = tried(self.derivation, self._order, at)
        return moved

    @cached_property
    def trials(self) -> list[Trial]:
        """Other points of the domain, at which every step is tried too."""
        return list(islice(elsewhere(self.derivation, self._order, self._symbols, self.steps[0][0].node), TRIALS))

    def size(self, node: int) -> int:
        """How many nodes are written for ``node``."""
        if node not in self._sizes:  # it came in while the steps were told
            self._sizes |= tree_sizes(self.nodes, self.nodes.reach([node]))
        return self._sizes[node]

    @cached_property
    def levels(self) -> list[str]:
        """For each step the detail from which on it is shown: "brief", "standard" or "full"."""
        levels = ["standard" if step.rule in ONE_LINE else "brief" for step, _ in self.steps]
        plain = [step.rule in ONE_LINE for step, _ in self.steps]
        for i in range(len(self.steps) - 1, -1, -1):  # children come after their step
            plain[i] = plain[i] and all(plain[c] for c in self.steps[i][1] if c < len(plain))
        for i, (step, children) in enumerate(self.steps):
            for c in children:
                rule = self.steps[c][0].rule if c < len(levels) else "rewrite"  # what is rewritten is told with its rule
                if rule in SELF_EVIDENT or (rule not in UNDERIVED and plain[i] and plain[c] and step.rule in ONE_LINE):
                    levels[c] = "full"
        return ["brief", *levels[1:]]

    @property
    def root(self) -> Step:
        """The step whose result is the answer."""
        return Step(self, 0)

    def marked(self, node: int, style: Style, marks: Mapping[int, int]) -> tuple[str, list[Place]]:
        """Write a node as :meth:`text` does, and tell where the nodes of ``marks`` stand in it."""
        if marks and len(marks) <= MARKS_AT_MOST and self.size(node) <= NODES_AT_MOST and node not in marks:
            return write_marked(self.nodes, node, style, marks)
        return self.text(node, style), []

    def text(self, node: int, style: Style) -> str:
        """Write a node that took part, in the way of ``style``; "…" for one that is too long to be read in a step."""
        if self.size(node) > NODES_AT_MOST and node != self.answer:
            return "…"
        return write(self.nodes, node, style) or "…"


class Step:
    """One step: a rule, what it was applied to, what came out, why, and both numbers at the point."""

    __slots__ = ("_applied", "_children", "_story", "index")

    def __init__(self, story: Story, index: int) -> None:
        self._story, self.index = story, index
        self._applied, self._children = story.steps[index]

    @property
    def rule(self) -> str:
        """The frozen rule id."""
        return self._applied.rule

    @property
    def title(self) -> str:
        """The rule's name for a reader."""
        if self._applied.reason == "curve":
            return words.CURVE[0]
        if self._applied.reason == "collected":
            return words.COLLECTED[0]
        title = words.RULES[self.rule][0]
        if self._by_table and self._applied.op is not None:
            return words.OPERATION_TITLE.format(title=title, name=self._applied.op.name)
        return title

    @property
    def _by_table(self) -> bool:
        """Whether the rule's form comes from the entry of the operation."""
        if self._applied.reason == "branches":
            return False
        return not words.RULES[self.rule][2] or (self.rule in ("exponential", "logarithm", "root", "power", "piecewise") and self._own_form)

    @property
    def _own_form(self) -> bool:
        op = self._applied.op
        return op is not None and (op.arity == 1 or self.rule == "logarithm")

    def general(self, kind: str = "text") -> str:
        """Return the rule's general form as "text" or "latex"."""
        op = self._applied.op
        if self._by_table and op is not None:
            nodes = Expressions()
            moving = [k for k, a in enumerate(self._story.nodes.args[self._applied.node]) if self._story.derivation.moving(a)]
            k = 0 if op.arity == 1 else moving[0] if self._applied.local is None else self._applied.local
            vjp = op.vjp[k]
            if vjp is None:
                return ""
            others = iter("abcd" if op.arity > 2 else "a")
            letters = [nodes.ref(nodes.symbol("x" if i == k else next(others, "e"))) for i in range(op.arity)]
            simple = Simplifier(nodes)
            whole = simple.apply(op, letters)
            after = vjp(simple.number(1), whole, *[simple.ref(r.index) for r in letters])
            style = Style(kind)
            if not hasattr(after, "index"):
                after = simple.number(after)
            inside = write(nodes, nodes.add(op, tuple(r.index for r in letters)), style._replace(tidy=False))
            slope = write(nodes, after.index, style)
            return rf"\frac{{d}}{{dx}} {inside} = {slope}" if kind == "latex" else f"d/dx {inside} = {slope}"
        if self._applied.reason == "curve":
            return words.CURVE[1] if kind == "text" else words.CURVE_LATEX
        if self._applied.reason == "branches":
            return words.BRANCHES[op.name][0] if op is not None and kind == "text" else ""
        return words.RULES[self.rule][1] if kind == "text" else words.GENERAL_LATEX.get(self.rule, "")

    @property
    def _shortened(self) -> list[Applied]:
        """The steps that make what came out shorter."""
        return [step for step in self._applied.last if step.rule == "simplify" and not step.reason]

    def _side(self, which: str, kind: str) -> tuple[str, list[Place]]:
        """Return one side of the step, written, and where its parts stand in it."""
        which = "after" if which == "worked" and not self._shortened else which
        key = (self.index, which, kind)
        if key not in self._story.sides:
            self._story.sides[key] = self._written(which, kind)
        return self._story.sides[key]

    def _written(self, which: str, kind: str) -> tuple[str, list[Place]]:
        story, applied = self._story, self._applied
        tidy = story.style._replace(kind=kind)
        as_written = tidy._replace(tidy=False)
        x = story.name
        if applied.local is not None:
            node, after, x = self._with_letter()
        else:
            node, after = applied.node, applied.after
        if which == "worked":
            return story.marked(self._shortened[0].node, tidy, self._parts_after)
        if which == "after":
            plain = self.rule == "rewrite" and applied.reason not in ("expanded", "logarithm")  # made from parts that stand in the source
            return story.marked(after, as_written if plain else tidy, self._parts_after)
        if self.rule in UNDERIVED:
            return story.marked(node, tidy if self.rule == "simplify" else as_written, {})
        if self.rule == "implicit" or applied.reason == "curve":
            y, x = ("y", "x") if applied.reason == "curve" else (story.nodes.data[story.derivation.follower], x)
            return rf"\frac{{d{symbol_latex(y)}}}{{d{symbol_latex(x)}}}" if kind == "latex" else f"d{y}/d{x}", []
        inside, spans = story.marked(node, as_written, {child: k for k, child in enumerate(applied.children)})
        head, end = (rf"\frac{{d}}{{d {symbol_latex(x)}}}\left(", r"\right)") if kind == "latex" else (f"d/d{x}(", ")")
        return head + inside + end, [Place(p.mark, p.start + len(head), p.end + len(head)) for p in spans]

    @property
    def _parts_after(self) -> dict[int, int]:
        """The nodes of the result that came from a part: the part itself, or its derivative."""
        story, parts = self._story, dict[int, int]()
        if self._applied.local is None and self.rule not in UNDERIVED:
            for k, child in enumerate(self._applied.children):
                step = story.derivation.applied.get(child)
                for node in (story.derivation.simple(child), child if step is None else step.after):
                    if story.nodes.args[node] or self.rule in ("sum", "difference"):  # a letter alone could stand for anything
                        parts.setdefault(node, k)
        return parts

    def _with_letter(self) -> tuple[int, int, str]:
        """Return the outer function and its slope with a letter for the inside."""
        story, applied = self._story, self._applied
        nodes, letter = story.nodes, story.letter
        args, op, k = list(nodes.args[applied.node]), nodes.ops[applied.node], applied.local
        assert isinstance(op, Operation)
        assert k is not None
        args[k] = nodes.symbol(letter)
        outer = nodes.add(op, tuple(args))
        derivation = Derivation(nodes, story.derivation.simple, args[k])
        return outer, derivation.slope(outer, k), letter

    @property
    def before(self) -> str:
        """What the rule was applied to, as text."""
        return self._side("before", "text")[0]

    @property
    def worked(self) -> str:
        """What came out at first, before it was simplified, as text."""
        return self._side("worked", "text")[0]

    @property
    def after(self) -> str:
        """What came out, as text."""
        return self._side("after", "text")[0]

    def latex(self, which: str) -> str:
        """Return ``before``, ``worked`` or ``after`` in LaTeX."""
        return self._side(which, "latex")[0]

    @property
    def path(self) -> list[dict[str, Any]]:
        """Which part of ``before`` became which part of ``worked``: for each part its places in both, in text and in LaTeX."""
        found: dict[int, dict[str, Any]] = {}
        for side in ("before", "worked"):
            for kind in ("text", "latex"):
                for mark, start, end in self._side(side, kind)[1]:
                    part = found.setdefault(mark, {"part": mark, "before": [], "worked": [], "before_latex": [], "worked_latex": []})
                    part[side if kind == "text" else f"{side}_latex"].append([start, end])
        return [found[mark] for mark in sorted(found)]

    @property
    def bindings(self) -> list[Binding]:
        """What the letters of the general form stand for here; u' and v' with u and v, where the rule needs them."""
        story = self._story
        written = [story.style._replace(kind=kind, tidy=False) for kind in ("text", "latex")]
        tidy = [story.style._replace(kind=kind) for kind in ("text", "latex")]
        outer = self.rule == "chain" or self._applied.local is not None
        found = []
        for name, node in self._applied.bindings:
            shown = story.letter if name == "u" and outer else name
            found.append(Binding(shown, *(story.text(node, style) for style in written)))
            if self.rule in WITH_SLOPES and node in story.derivation.applied:
                slope = story.derivation.applied[node].after
                found.append(Binding(f"{shown}'", *(story.text(slope, style) for style in tidy)))
        return found

    @property
    def because(self) -> str:
        """The reason, in one sentence."""
        applied = self._applied
        if applied.reason == "branches" and applied.op is not None:
            return words.BRANCHES[applied.op.name][1]
        if self.rule == "rewrite":
            return words.REWRITTEN[applied.reason]
        if applied.reason == "collected":
            return words.COLLECTED[1]
        if applied.reason == "follows":
            return words.FOLLOWS.format(x=self._story.name)
        if applied.reason == "curve":
            return words.CURVE[2].format(t=self._story.name)
        if applied.reason == "direction":
            return words.DIRECTION
        if applied.reason == "several":
            return words.CHAIN_SEVERAL.format(x=self._story.name)
        if self._by_table and applied.op is not None:
            return because(applied.op)
        return words.RULES[self.rule][2].format(x=self._story.name)

    @property
    def legal_if(self) -> list[str]:
        """The conditions under which the step may be taken."""
        text = self._story.style._replace(kind="text", tidy=False)
        return [f"{self._story.text(node, text)} {condition}" for node, condition in self._applied.legal_if]

    @property
    def value(self) -> tuple[float | None, float | None]:
        """Both sides at the point (None where there is no number)."""
        return self._sides(self._story.here)

    @property
    def number(self) -> str:
        """The number that came out at the point, for a reader ("" if there is none)."""
        before, after = self.value
        return value_text(after) if before is not None or after is not None else ""

    def _sides(self, trial: Trial) -> tuple[float | None, float | None]:
        story, applied = self._story, self._applied
        after = trial.values.get(applied.after, math.nan)
        if not math.isfinite(trial.values.get(applied.node, math.nan)):
            return None, None  # what has no value here has no slope here, whatever the formula gives
        if applied.local is not None:
            op = story.nodes.ops[applied.node]
            assert isinstance(op, Operation)
            vals = [trial.values[a] for a in story.nodes.args[applied.node]]
            before = effect(op, applied.local, 1.0, trial.values[applied.node], vals) if op.vjp[applied.local] else 0.0
        elif applied.reason == "curve":
            top, bottom = (trial.slopes.get(n, 0.0) for n in applied.children)
            before = top / bottom if bottom else math.nan
        elif self.rule == "implicit":
            before = trial.slopes.get(story.derivation.follower, math.nan)
        elif self.rule in UNDERIVED:
            before = trial.values.get(applied.node, math.nan)
        else:
            before = trial.slopes.get(applied.node, 0.0)
        return _number(before), _number(after)

    @property
    def check(self) -> str:
        """Whether both sides agree at the point, and at the other points at which they were tried."""
        found = self._verdict(self._story.here)
        if self.rule == "implicit":
            return found  # elsewhere the slope of the curve is not known
        fails = self._story.fails
        if self.index not in fails:
            fails[self.index] = any([self._verdict(trial) == DISAGREES for trial in self._story.trials])
        return DISAGREES if fails[self.index] else found

    def _verdict(self, trial: Trial) -> str:
        before, after = self._sides(trial)
        if before is None or after is None:
            return CANNOT_TELL
        return agreement(before, after, trial, 1e-12 if trial is self._story.here else 1e-9)

    @property
    def children(self) -> list[Step]:
        """The steps under this one."""
        return [Step(self._story, i) for i in self._children]

    def to_dict(self, lines: Mapping[int, int] | None = None) -> dict[str, Any]:
        """Return the step as JSON data; ``children`` are numbers in the list of all steps.

        ``lines`` numbers the expressions that are lines of the tape: ``line`` is what the rule is applied to, ``lines`` are its parts.
        """
        key = (language(), self.index)
        if key not in self._story.told:
            self._story.told[key] = self._everywhere()
        before, after = self.value
        line, *parts = [(lines or {}).get(node) for node in (self._applied.node, *self._applied.children)]
        numbers = {"value": {"before": before, "after": after, "text": self.number}, "check": self.check}
        return {**self._story.told[key], "line": line, "lines": parts, **numbers}

    def _everywhere(self) -> dict[str, Any]:
        """Return what is the same at every point."""
        return {
            "rule": self.rule,
            "title": self.title,
            "general": self.general("text"),
            "general_latex": self.general("latex"),
            "before": self.before,
            "before_latex": self.latex("before"),
            "worked": self.worked,
            "worked_latex": self.latex("worked"),
            "after": self.after,
            "after_latex": self.latex("after"),
            "bindings": [b._asdict() for b in self.bindings],
            "because": self.because,
            "legal_if": self.legal_if,
            "children": list(self._children),
            "level": self._story.levels[self.index],
            "path": self.path,
        }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None

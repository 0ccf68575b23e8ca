"""Steps: the rules that were applied, as data for a reader. A step observes a derivation; it computes nothing anew."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from .backward import effect
from .evaluate import evaluate, tangents
from .expressions import SYMBOL, Expressions
from .literals import symbol_latex, value_text
from .operations import Operation
from .rules import Applied, Derivation, told
from .simplify import Simplifier
from .slope import verdict
from .words import en as words
from .writing import Style, tree_sizes, write

__all__ = ["STEPS_AT_MOST", "Binding", "Step", "Story"]

STEPS_AT_MOST = 400
NODES_AT_MOST = 250  # of an expression inside a step
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
        order = self.nodes.reach([n for step, _ in self.steps for n in (step.node, step.after)] + derivation.rates())
        taken = {self.nodes.data[n] for n in order if self.nodes.ops[n] == SYMBOL}
        self.letter = next(c for c in ("u", "v", "w", "s", "t", "uu") if c not in taken)
        self.values = evaluate(self.nodes, order, at)
        self.slopes = tangents(self.nodes, order, self.values, derivation.start(self.values))
        self.sizes = tree_sizes(self.nodes, order)

    @property
    def root(self) -> Step:
        """The step whose result is the answer."""
        return Step(self, 0)

    def text(self, node: int, style: Style) -> str:
        """Write a node that took part, in the way of ``style``; "…" for one that is too long to be read in a step."""
        if self.sizes.get(node, 0) > NODES_AT_MOST and node != self.answer:
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
        title = words.RULES[self.rule][0]
        if self._by_table and self._applied.op is not None:
            return words.OPERATION_TITLE.format(title=title, name=self._applied.op.name)
        return title

    @property
    def _by_table(self) -> bool:
        """Whether the rule's form comes from the entry of the operation."""
        return not words.RULES[self.rule][2] or (self.rule in ("exponential", "logarithm", "root", "power") and self._own_form)

    @property
    def _own_form(self) -> bool:
        op = self._applied.op
        return op is not None and op.arity == 1

    def general(self, kind: str = "text") -> str:
        """Return the rule's general form as "text" or "latex"."""
        op = self._applied.op
        if self._by_table and op is not None:
            nodes = Expressions()
            letters = [nodes.ref(nodes.symbol(c)) for c in ("x", "a", "b")[: op.arity]]
            k = 0 if op.arity == 1 else self._applied.local or 0
            vjp = op.vjp[k]
            if vjp is None:
                return ""
            simple = Simplifier(nodes)
            whole = simple.apply(op, letters)
            after = vjp(simple.number(1), whole, *[simple.ref(r.index) for r in letters])
            style = Style(kind)
            if not hasattr(after, "index"):
                after = simple.number(after)
            inside = write(nodes, nodes.add(op, tuple(r.index for r in letters)), style._replace(tidy=False))
            slope = write(nodes, after.index, style)
            x = "xab"[k]
            return rf"\frac{{d}}{{d{x}}} {inside} = {slope}" if kind == "latex" else f"d/d{x} {inside} = {slope}"
        if self._applied.reason == "curve":
            return words.CURVE[1] if kind == "text" else words.CURVE_LATEX
        return words.RULES[self.rule][1] if kind == "text" else words.GENERAL_LATEX.get(self.rule, "")

    def _side(self, which: str, kind: str) -> str:
        story, applied = self._story, self._applied
        tidy = story.style._replace(kind=kind)
        as_written = tidy._replace(tidy=False)
        x = story.name
        if applied.local is not None:
            node, after, x = self._with_letter()
        else:
            node, after = applied.node, applied.after
        if which == "after":
            return story.text(after, as_written if self.rule == "rewrite" else tidy)
        if self.rule in UNDERIVED:
            return story.text(node, tidy if self.rule == "simplify" else as_written)
        if self.rule == "implicit" or applied.reason == "curve":
            y, x = ("y", "x") if applied.reason == "curve" else (story.nodes.data[story.derivation.follower], x)
            return rf"\frac{{d{symbol_latex(y)}}}{{d{symbol_latex(x)}}}" if kind == "latex" else f"d{y}/d{x}"
        inside = story.text(node, as_written)
        if kind == "latex":
            return rf"\frac{{d}}{{d {symbol_latex(x)}}}\left({inside}\right)"
        return f"d/d{x}({inside})"

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
        return self._side("before", "text")

    @property
    def after(self) -> str:
        """What came out, as text."""
        return self._side("after", "text")

    def latex(self, which: str) -> str:
        """Return ``before`` or ``after`` in LaTeX."""
        return self._side(which, "latex")

    @property
    def bindings(self) -> list[Binding]:
        """What the letters of the general form stand for here."""
        story = self._story
        text, latex = story.style._replace(kind="text", tidy=False), story.style._replace(kind="latex", tidy=False)
        found = []
        for name, node in self._applied.bindings:
            outer = self.rule == "chain" or self._applied.local is not None
            shown = story.letter if name == "u" and outer else name
            found.append(Binding(shown, story.text(node, text), story.text(node, latex)))
        return found

    @property
    def because(self) -> str:
        """The reason, in one sentence."""
        applied = self._applied
        if applied.reason == "equal factors":
            return words.EQUAL_FACTORS
        if applied.reason == "negative power":
            return words.NEGATIVE_POWER
        if applied.reason == "follows":
            return words.FOLLOWS.format(x=self._story.name)
        if applied.reason == "curve":
            return words.CURVE[2].format(t=self._story.name)
        if applied.reason == "direction":
            return words.DIRECTION
        if applied.reason == "several":
            return words.CHAIN_SEVERAL.format(x=self._story.name)
        if self._by_table and applied.op is not None:
            return applied.op.because
        return words.RULES[self.rule][2].format(x=self._story.name)

    @property
    def legal_if(self) -> list[str]:
        """The conditions under which the step may be taken."""
        text = self._story.style._replace(kind="text", tidy=False)
        return [f"{self._story.text(node, text)} {condition}" for node, condition in self._applied.legal_if]

    @property
    def value(self) -> tuple[float | None, float | None]:
        """Both sides at the point (None where there is no number)."""
        story, applied = self._story, self._applied
        after = story.values.get(applied.after, math.nan)
        if not math.isfinite(story.values.get(applied.node, math.nan)):
            return None, None  # what has no value here has no slope here, whatever the formula gives
        if applied.local is not None:
            op = story.nodes.ops[applied.node]
            assert isinstance(op, Operation)
            vals = [story.values[a] for a in story.nodes.args[applied.node]]
            before = effect(op, applied.local, 1.0, story.values[applied.node], vals) if op.vjp[applied.local] else 0.0
        elif applied.reason == "curve":
            top, bottom = (story.slopes.get(n, 0.0) for n in applied.children)
            before = top / bottom if bottom else math.nan
        elif self.rule == "implicit":
            before = story.slopes.get(story.derivation.follower, math.nan)
        elif self.rule in UNDERIVED:
            before = story.values.get(applied.node, math.nan)
        else:
            before = story.slopes.get(applied.node, 0.0)
        return _number(before), _number(after)

    @property
    def check(self) -> str:
        """Whether both sides agree at the point."""
        before, after = self.value
        return verdict(math.nan if before is None else before, math.nan if after is None else after)

    @property
    def children(self) -> list[Step]:
        """The steps under this one."""
        return [Step(self._story, i) for i in self._children]

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON data; ``children`` are numbers in the list of all steps."""
        before, after = self.value
        return {
            "rule": self.rule,
            "title": self.title,
            "general": self.general("text"),
            "general_latex": self.general("latex"),
            "before": self.before,
            "before_latex": self.latex("before"),
            "after": self.after,
            "after_latex": self.latex("after"),
            "bindings": [b._asdict() for b in self.bindings],
            "because": self.because,
            "legal_if": self.legal_if,
            "value": {"before": before, "after": after, "text": value_text(after)},
            "check": self.check,
            "children": list(self._children),
            "path": [],
        }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None

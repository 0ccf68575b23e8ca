"""The JSON document of the page: everything an explanation says, as plain data (document.schema.json describes it)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .arrays import asarray
from .gradient import Gradient
from .literals import symbol_latex, value_text
from .steps import Step, Story
from .tape import as_plain
from .words import words

if TYPE_CHECKING:
    from .explain import Explanation
    from .told_tape import ToldContribution, ToldLine

__all__ = ["VERSION", "document"]

VERSION = 1


def document(e: Explanation) -> dict[str, Any]:
    """Return the document of an explanation. All numbers in it are finite; null stands for a number that does not exist."""
    gradients = [_gradient(g) for g in e.gradients.values()]
    warnings = [w.to_dict() for w in e.warnings]
    for g in e.gradients.values():
        if g.formula is None and not g.why and g.by and not g.short:
            warnings.append({"kind": "limit", "message": words.TOO_LONG, "line": None, "start": None, "end": None})
        elif g.story is not None and g.story.total > len(g.story.steps):
            text = words.STEPS_CUT.format(shown=len(g.story.steps), total=g.story.total)
            warnings.append({"kind": "limit", "message": text, "line": None, "start": None, "end": None})
    told = {
        "version": VERSION,
        "language": e.program.language,
        "log": e.log,
        "source": e.program.source,
        "at": {name: as_plain(value) for name, value in e.given.items()},
        "of": e.of,
        "wrt": e.wrt,
        "order": e.order,
        "inputs": [
            {"name": i.name, "latex": symbol_latex(i.name), "value": i.value, "shape": list(i.shape), "text": i.text, "given": i.given}
            for i in e.inputs
        ],
        "reading": {"text": e.reading.text, "latex": e.reading.latex, "notes": [n.to_dict() for n in e.reading.notes]},
        "target": {
            "name": e.target.name,
            "latex": symbol_latex(e.target.name) if e.target.name else "",
            "value": e.target.value,
            "shape": list(e.target.shape),
            "text": e.target.text,
            "why": e.target.why,
        },
        "gradients": gradients,
        "tape": {"lines": [_line(line) for line in e.tape.lines], "total": e.tape.total},
        "warnings": warnings,
    }
    if not e.recording.tape.arrays:  # kept for the next point: only now, so that nothing half made is
        e.program.kept[e.line, e.of] = e.symbols
    return told


def _gradient(g: Gradient) -> dict[str, Any]:
    return {
        "name": g.name,
        "label": g.label,
        "label_latex": g.label_latex,
        "value": g.value,
        "text": g.text,
        "why": g.why,
        "formula": g.formula,
        "latex": g.latex,
        "python": g.python,
        "shape": list(getattr(g, "shape", ())),
        "check": {**g.check._asdict(), "text": _slope_text(g.check.slope)},
        "rules": {"value": g.rules_value, "verdict": g.rules_verdict},
        "steps": [] if g.story is None else _steps(g.story, g.lines),
        "earlier": [
            {"formula": story.root.after, "latex": story.root.latex("after"), "steps": _steps(story, g.lines)} for story in g.earlier
        ],
        "alternatives": [{"title": title, "steps": _steps(story, g.lines)} for title, story in g.alternatives],
    }


def _slope_text(slope: Any) -> str:
    return value_text(asarray(slope) if isinstance(slope, list) else slope)


def _steps(story: Story, lines: Mapping[int, int]) -> list[dict[str, Any]]:
    return [Step(story, i).to_dict(lines) for i in range(len(story.steps))]


def _line(line: ToldLine) -> dict[str, Any]:
    start, end = line.span or (None, None)
    return {
        "number": line.number,
        "name": line.name,
        "operation": line.operation,
        "args": list(line.args),
        "value": line.value,
        "text": line.text,
        "adjoint": line.adjoint,
        "adjoint_text": line.adjoint_text,
        "formula": line.formula,
        "latex": line.latex,
        "start": start,
        "end": end,
        "shape": list(line.shape),
        "contributions": [_contribution(c) for c in line.contributions],
    }


def _contribution(c: ToldContribution) -> dict[str, Any]:
    return {
        "line": c.line,
        "argument": c.argument,
        "formula": c.formula,
        "latex": c.latex,
        "slope": c.slope,
        "slope_text": value_text(c.slope),
        "incoming": c.incoming,
        "incoming_text": c.incoming_text,
        "adds": c.adds,
        "adds_text": c.adds_text,
        "because": c.because,
        "whole": c.whole,
    }

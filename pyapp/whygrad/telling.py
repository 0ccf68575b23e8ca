"""An explanation as plain text, in the detail that a reader wants: for the command line, and to be read through."""

from __future__ import annotations

from .explain import Explanation
from .gradient import Gradient
from .steps import ONE_LINE, Step, Story
from .words import words

__all__ = ["DETAILS", "tell", "tell_steps"]

DETAILS = ("answer", "brief", "standard", "full")
STEPS_SHOWN = 60
LINES_SHOWN = 60


def tell(e: Explanation, detail: str = "standard") -> str:
    """Return what an explanation says as text. ``detail`` is one of ``DETAILS``; "answer" leaves out steps and tape."""
    rows = _printed(e)
    rows += [f"read as: {e.reading.text}", *(f"  note: {note.message}" for note in e.reading.notes)]
    name = e.target.name or "value"
    rows.append(_equated(name, e.target.text) if e.target.text else f"{name}: no value. {e.target.why}")
    for gradient in e.gradients.values():
        rows += ["", *_tell_gradient(gradient, detail)]
    if detail != "answer":
        rows += ["", *_tell_tape(e)]
    return "\n".join([*rows, *(f"warning: {warning}" for warning in e.warnings)])


def _printed(e: Explanation) -> list[str]:
    """Return what a cell printed, and its last expression."""
    output, last = getattr(e, "output", None), getattr(e, "last", None)
    return [*(output.rstrip("\n").split("\n") if output else ()), *([last] if last is not None else []), *([""] if output or last else [])]


def _equated(left: str, number: str) -> str:
    """Return "left = number", with one sign only where the number is rounded."""
    return f"{left} {number}" if number.startswith("≈") else f"{left} = {number}"


def _tell_gradient(g: Gradient, detail: str) -> list[str]:
    if g.value is None:
        rows = [f"{g.label}: no number. {g.why}", *([f"  formula: {g.formula}"] if g.formula is not None else [])]
    else:
        formula = g.label if g.formula is None or g.formula == g.text else f"{g.label} = {g.formula}"
        measured = g.check.slope
        slope = f"slope {measured:.10g} " if isinstance(measured, float | int) else "slopes " if measured is not None else ""
        why = f" ({g.check.why})" if g.check.why else ""
        rows = [_equated(formula, g.text), f"  check: rules {g.rules_verdict}, {slope}{g.check.verdict}{why}"]
    if detail == "answer" or g.story is None:
        return rows
    for story in (*g.earlier, g.story):
        rows += ["", *tell_steps(story, detail)]
    for title, story in g.alternatives:
        rows += ["", f"another way: {title}", *tell_steps(story, detail)]
    return rows


def tell_steps(story: Story, detail: str = "standard") -> list[str]:
    """Return the steps of a story as rows of text, the parts of a step indented below it."""
    rows: list[str] = []
    told = 0
    stack: list[tuple[int, int, bool]] = [(0, 1, False)]
    while stack:
        index, depth, opened = stack.pop()
        if index >= len(story.steps):
            continue  # cut off with the end of a very long list
        if told == STEPS_SHOWN:
            rows.append("  … and more")
            break
        children = story.steps[index][1]
        first = [c for c in children if c < len(story.steps) and story.steps[c][0].rule == "rewrite"]
        if first and not opened:  # what was rewritten first comes before its rule
            stack += [(index, depth, True), *((c, depth, False) for c in reversed(first))]
            continue
        if DETAILS.index(story.levels[index]) <= DETAILS.index(detail):
            rows += ["  " * depth + row for row in _tell_step(Step(story, index), detail)]
            told += 1
        stack += [(c, depth + 1, False) for c in reversed(children) if c not in first]
    return rows


def _tell_step(step: Step, detail: str) -> list[str]:
    legal = f", as long as {' and '.join(step.legal_if)}" if step.legal_if else ""
    number = _number(step)
    if detail == "brief" or step.rule in ONE_LINE:
        after = step.after if step.rule in ("rewrite", "simplify") or detail == "brief" else step.worked
        left = f"{step.title}: {step.before} = {after}{legal}"
        wrong = number if step.check == "disagrees" else ""
        return [f"{left}   [{number}]" if detail == "brief" and number else f"{left}{wrong}", *_because(step, detail)]
    rows = [f"{step.title}: {step.general()}".removesuffix(": ")]
    if step.bindings:
        rows.append("  Here: " + ", ".join(f"{b.name} = {b.text}" for b in step.bindings))
    rows.append(f"  So: {step.before} = {step.worked}{legal}")
    if number:
        rows.append(f"  At the point: {number}")
    return [*rows, *_because(step, detail)]


def _because(step: Step, detail: str) -> list[str]:
    return [f"  Because {step.because}"] if detail == "full" and step.because else []


def _number(step: Step) -> str:
    """The number of a step at the point, with its tick."""
    text = step.number
    tick = {"agrees": " ✓", "disagrees": f" ✗ {words.WRONG}"}.get(step.check, "")
    return text + tick if text else tick.strip()


def _tell_tape(e: Explanation) -> list[str]:
    rows = ["the tape: the calculation, line by line"]
    for line in e.tape.lines[:LINES_SHOWN]:
        title = f"{line.name} = " if line.name and line.name != line.formula else ""
        effect = f"   effect on the answer {line.adjoint_text}" if line.adjoint_text else ""
        rows.append(f"  {line.number:>3}  {title}{line.formula}  →  {line.text or 'no value'}{effect}")
        for c in line.contributions:
            if c.whole:
                why = f"{c.because[:1].upper()}{c.because[1:]}." if c.because else ""
                rule = f"{c.formula}, with g{c.line} = {c.incoming_text}, " if c.formula else ""
                rows.append(f"         through line {c.line}: {rule}adds {c.adds_text or 'none'}. {why}".rstrip())
            elif c.adds is not None and c.slope is not None and c.incoming is not None:
                slope = f"{c.formula} = " if c.formula != f"{c.slope:.10g}" else ""
                product = f"slope {slope}{c.slope:.10g} times effect {c.incoming:.10g}"
                rows.append(f"         through line {c.line}: {product} adds {c.adds:.10g}")
        if len(line.contributions) > 1:
            total = " + ".join(c.adds_text.removeprefix("≈ ") for c in line.contributions[:6] if c.adds_text).replace("+ -", "- ")
            rest = " + …" if len(line.contributions) > 6 else ""
            rows.append(_equated(f"         used {len(line.contributions)} times: {total}{rest}", line.adjoint_text or "none"))
    if e.tape.total > LINES_SHOWN:
        rows.append(f"  … and {e.tape.total - LINES_SHOWN} more lines")
    return rows

"""An explanation as plain text, in the detail that a reader wants: for the command line, and to be read through."""

from __future__ import annotations

from .explain import Explanation
from .gradient import Gradient
from .literals import value_text
from .steps import ONE_LINE, Step, Story
from .words import say, words

__all__ = ["DETAILS", "LINES_SHOWN", "in_order", "tell", "tell_check", "tell_steps", "told_orders"]

DETAILS = ("answer", "brief", "standard", "full")
STEPS_SHOWN = 60
LINES_SHOWN = 60


def tell(e: Explanation, detail: str = "standard") -> str:
    """Return what an explanation says as text. ``detail`` is one of ``DETAILS``; "answer" leaves out steps and tape."""
    rows = _printed(e)
    rows.append(say("read as: {text}", text=e.reading.text))
    rows += [say("  note: {message}", message=note.message) for note in e.reading.notes]
    point = ", ".join(_equated(i.name, i.text) for i in e.inputs)
    rows += [say("  At the point: {number}", number=point)] if point else []
    name = e.target.name or say("value")
    rows.append(_equated(name, e.target.text) if e.target.text else say("{name}: no value. {why}", name=name, why=e.target.why))
    for gradient in e.gradients.values():
        rows += ["", *_tell_gradient(gradient, detail)]
    if detail != "answer":
        rows += ["", *_tell_tape(e)]
    return "\n".join([*rows, *(say("warning: {message}", message=warning) for warning in e.warnings)])


def _printed(e: Explanation) -> list[str]:
    """Return what a cell printed, and its last expression."""
    output, last = getattr(e, "output", None), getattr(e, "last", None)
    return [*(output.rstrip("\n").split("\n") if output else ()), *([last] if last is not None else []), *([""] if output or last else [])]


def _equated(left: str, number: str) -> str:
    """Return "left = number", with one sign only where the number is rounded."""
    return f"{left} {number}" if number.startswith("≈") else f"{left} = {number}"


def _rounded(number: str) -> str:
    """Return a number as one that rounded numbers led to."""
    return number if number.startswith("≈") else f"≈ {number}"


def _tell_gradient(g: Gradient, detail: str) -> list[str]:
    if g.value is None:
        rows = [say("{label}: no number. {why}", label=g.label, why=g.why)]
        rows += [say("  formula: {formula}", formula=g.formula)] if g.formula is not None else []
    else:
        formula = g.label if g.formula is None or g.formula == g.text else f"{g.label} = {g.formula}"
        rows = [_equated(formula, g.text), f"  {tell_check(g)}"]
    if detail == "answer" or g.story is None:
        return rows
    for title, story in told_orders(g):
        rows += ["", *([title] if title else []), *tell_steps(story, detail)]
    for title, story in g.alternatives:
        rows += ["", say("another way: {title}", title=title), *tell_steps(story, detail)]
    return rows


def told_orders(g: Gradient) -> list[tuple[str, Story]]:
    """Return the stories of a derivative, one an order, each with its title where there are several."""
    stories = [*g.earlier, *([g.story] if g.story is not None else [])]
    return [(say("Derivative of order {order}", order=i) if len(stories) > 1 else "", story) for i, story in enumerate(stories, 1)]


def tell_check(g: Gradient) -> str:
    """Return whether the three routes to a derivative agree."""
    measured = g.check.slope
    slope = (
        say("slope {number} ", number=value_text(measured))
        if isinstance(measured, float | int)
        else say("slopes ")
        if measured is not None
        else ""
    )
    why = f" ({g.check.why})" if g.check.why else ""
    return say("check: rules {rules}, {slope}{verdict}", rules=say(g.rules_verdict), slope=slope, verdict=say(g.check.verdict)) + why


def in_order(story: Story, detail: str) -> tuple[list[tuple[Step, int]], bool]:
    """Return the steps of a story as they are read, each with its depth, and whether there are more than are told."""
    found: list[tuple[Step, int]] = []
    stack: list[tuple[int, int, bool]] = [(0, 0, False)]
    while stack:
        index, depth, opened = stack.pop()
        if index >= len(story.steps):
            continue  # cut off with the end of a very long list
        if len(found) == STEPS_SHOWN:
            return found, True
        children = story.steps[index][1]
        first = [c for c in children if c < len(story.steps) and story.steps[c][0].rule == "rewrite"]
        if first and not opened:  # what was rewritten first comes before its rule
            stack += [(index, depth, True), *((c, depth, False) for c in reversed(first))]
            continue
        if DETAILS.index(story.levels[index]) <= DETAILS.index(detail):
            found.append((Step(story, index), depth))
        stack += [(c, depth + 1, False) for c in reversed(children) if c not in first]
    return found, False


def tell_steps(story: Story, detail: str = "standard") -> list[str]:
    """Return the steps of a story as rows of text, the parts of a step indented below it."""
    steps, more = in_order(story, detail)
    rows = ["  " * (depth + 1) + row for step, depth in steps for row in _tell_step(step, detail)]
    return [*rows, say("  … and more")] if more else rows


def _tell_step(step: Step, detail: str) -> list[str]:
    legal = say(", as long as {conditions}", conditions=say(" and ").join(step.legal_if)) if step.legal_if else ""
    number = _number(step)
    if detail == "brief" or step.rule in ONE_LINE:
        after = step.after if step.rule in ("rewrite", "simplify") or detail == "brief" else step.worked
        left = f"{step.title}: {step.before} = {after}{legal}"
        wrong = number if step.check == "disagrees" else ""
        return [f"{left}   [{number}]" if detail == "brief" and number else f"{left}{wrong}", *_because(step, detail)]
    rows = [f"{step.title}: {step.general()}".removesuffix(": ")]
    if step.bindings:
        rows.append(say("  Here: {bindings}", bindings=", ".join(f"{b.name} = {b.text}" for b in step.bindings)))
    rows.append(say("  So: {before} = {worked}{legal}", before=step.before, worked=step.worked, legal=legal))
    if number:
        rows.append(say("  At the point: {number}", number=number))
    return [*rows, *_because(step, detail)]


def _because(step: Step, detail: str) -> list[str]:
    return [say("  Because {reason}", reason=step.because)] if detail == "full" and step.because else []


def _number(step: Step) -> str:
    """The number of a step at the point, with its tick."""
    text = step.number
    tick = {"agrees": " ✓", "disagrees": f" ✗ {words.WRONG}"}.get(step.check, "")
    return text + tick if text else tick.strip()


def _tell_tape(e: Explanation) -> list[str]:
    rows = [say("the tape: the calculation, line by line")]
    none = say("none")
    for line in e.tape.lines[:LINES_SHOWN]:
        title = f"{line.name} = " if line.name and line.name != line.formula else ""
        effect = say("   effect on the answer {number}", number=line.adjoint_text) if line.adjoint_text else ""
        rows.append(f"  {line.number:>3}  {title}{line.formula}  →  {line.text or say('no value')}{effect}")
        for c in line.contributions:
            if c.whole:
                why = f"{c.because[:1].upper()}{c.because[1:]}." if c.because else ""
                rule = (
                    say("{formula}, with g{line} = {number}, ", formula=c.formula, line=c.line, number=c.incoming_text) if c.formula else ""
                )
                told = say("through line {line}: {rule}adds {number}. {why}", line=c.line, rule=rule, number=c.adds_text or none, why=why)
                rows.append(f"         {told}".rstrip())
            elif c.adds is not None and c.slope is not None and c.incoming is not None:
                slope, effect, adds = map(value_text, (c.slope, c.incoming, c.adds))
                slope = slope if c.formula in ("", slope) else _equated(c.formula, slope)
                told = say(
                    "through line {line}: slope {slope} times effect {effect} adds {adds}",
                    line=c.line,
                    slope=slope,
                    effect=effect,
                    adds=adds,
                )
                rows.append(f"         {told}")
        if len(line.contributions) > 1 and line.adjoint_text:
            total = " + ".join(c.adds_text.removeprefix("≈ ") for c in line.contributions[:6] if c.adds_text).replace("+ -", "- ")
            rest = " + …" if len(line.contributions) > 6 else ""
            used = say("used {count} times: {total}", count=len(line.contributions), total=total)
            exact = all(not c.adds_text.startswith("≈") for c in line.contributions)
            rows.append(_equated(f"         {used}{rest}", line.adjoint_text if exact else _rounded(line.adjoint_text)))
    if e.tape.total > LINES_SHOWN:
        rows.append(say("  … and {count} more lines", count=e.tape.total - LINES_SHOWN))
    return rows

"""An explanation as Markdown with formulas in LaTeX, for notes, notebooks and issues: the same rows as ``telling``, typeset."""

from __future__ import annotations

import re

from .explain import Explanation
from .gradient import Gradient
from .literals import symbol_latex
from .steps import ONE_LINE, Step
from .telling import LINES_SHOWN, in_order, tell_check, told_orders
from .words import say, words

__all__ = ["tell_markdown"]

MEANT = re.compile(r"[\\`*_<$\[\]~]")  # what Markdown would take for itself in a sentence


def tell_markdown(e: Explanation, detail: str = "standard") -> str:
    """Return what an explanation says as Markdown. ``detail`` is one of ``telling.DETAILS``; "answer" leaves out steps and tape."""
    output, last = getattr(e, "output", None), getattr(e, "last", None)
    rows = [*_fenced(getattr(e, "source", e.program.source)), f"$${e.reading.latex}$$", ""]
    rows += [*(f"- {_plain(note.message)}" for note in e.reading.notes), ""] if e.reading.notes else []
    rows += [row for printed in (output, last) if printed for row in _fenced(printed)]
    point = [f"${symbol_latex(i.name)}$ {i.text if i.text.startswith('≈') else f'= {i.text}'}" for i in e.inputs]
    rows += [say("  At the point: {number}", number=", ".join(point)).strip(), ""] if point else []
    name = f"${symbol_latex(e.target.name)}$" if e.target.name else say("Value")
    rows.append(_equated(name, e.target.text) if e.target.text else say("{name}: no value. {why}", name=name, why=_plain(e.target.why)))
    for gradient in e.gradients.values():
        rows += ["", *_gradient(gradient, detail)]
    if detail != "answer":
        rows += ["", *_tape(e)]
    return "\n".join([*rows, *(f"\n> {_plain(warning)}" for warning in e.warnings)]) + "\n"


def _plain(sentence: str) -> str:
    """Return a sentence with every sign in it standing for itself."""
    return MEANT.sub(r"\\\g<0>", sentence)


def _fenced(text: str) -> list[str]:
    """Return a text as it stands, behind a fence that is longer than any in it."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", text))])
    return [fence, text.rstrip("\n"), fence, ""]


def _equated(left: str, number: str) -> str:
    """Return "left = **number**", with one sign only where the number is rounded."""
    sign, digits = ("≈", number.removeprefix("≈").strip()) if number.startswith("≈") else ("=", number)
    return f"{left} {sign} **{digits}**"


def _gradient(g: Gradient, detail: str) -> list[str]:
    plain = g.formula is None or g.formula == g.text
    left = f"${g.label_latex}$" if plain else f"${g.label_latex} = {g.latex}$"
    rows = [f"## {left}" if g.value is None else f"## {_equated(left, g.text)}", ""]
    rows += [_plain(g.why if g.value is None else tell_check(g))]
    if detail == "answer" or g.story is None:
        return rows
    for title, story in [*told_orders(g), *g.alternatives]:
        steps, more = in_order(story, detail)
        rows += ["", *([f"### {title}", ""] if title else [])]
        rows += ["  " * depth + row for step, depth in steps for row in _step(step, detail)]
        rows += ["", say("  … and more").strip()] if more else []
    return rows


def _step(step: Step, detail: str) -> list[str]:
    """Return a step as an entry of a list, and what belongs to it as entries below."""
    legal = say(", as long as {conditions}", conditions=_plain(say(" and ").join(step.legal_if))) if step.legal_if else ""
    tick = {"agrees": " ✓", "disagrees": f" ✗ {words.WRONG}"}.get(step.check, "")
    short = detail == "brief" or step.rule in ONE_LINE
    after = "after" if step.rule in ("rewrite", "simplify") or detail == "brief" else "worked"
    equation = f"${step.latex('before')} = {step.latex(after)}${legal}"
    rows = [f"- **{step.title}**: {equation if short else _formula(step.general('latex'), step.general('text'))}".removesuffix(": ")]
    if not short:
        rows += ["  - " + ", ".join(f"${b.name} = {b.latex}$" for b in step.bindings)] if step.bindings else []
        rows.append(f"  - {equation}")
    if step.number and not short:
        rows.append("  - " + say("  At the point: {number}", number=f"{step.number}{tick}").strip())
    if detail == "full" and step.because:
        rows.append("  - " + say("  Because {reason}", reason=_plain(step.because)).strip())
    return rows


def _formula(latex: str, text: str) -> str:
    return f"${latex}$" if latex else _plain(text)


def _tape(e: Explanation) -> list[str]:
    titles = [say("Line"), say("Calculation"), say("Value"), say("Effect on the answer")]
    rows = [f"## {say('The calculation, line by line')}", "", f"| {' | '.join(titles)} |", "| --: | :-- | --: | --: |"]
    for line in e.tape.lines[:LINES_SHOWN]:
        name = f"{line.name} = " if line.name and line.name != line.formula else ""
        cells = [str(line.number), f"`{name}{line.formula}`", line.text or say("no value"), line.adjoint_text]
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    if e.tape.total > LINES_SHOWN:
        rows += ["", say("  … and {count} more lines", count=e.tape.total - LINES_SHOWN).strip()]
    return rows

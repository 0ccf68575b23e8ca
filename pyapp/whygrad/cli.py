"""The command line: ``whygrad 'x*x*x' x=2``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from .errors import UserError, caret
from .explain import Explanation, explain
from .gradient import Gradient
from .steps import Step

__all__ = ["main"]

STEPS_SHOWN = 40


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="whygrad", description="The value of a formula, its derivatives, and the reason why.")
    parser.add_argument("source", help="a formula or a program; - reads it from standard input")
    parser.add_argument("point", nargs="*", metavar="name=number", help="values of the free variables")
    parser.add_argument("--json", action="store_true", help="print the JSON document of the page")
    parser.add_argument("--of", metavar="NAME", help="what to differentiate (default: the last line)")
    parser.add_argument("--wrt", metavar="NAMES", help="by what, separated by commas (default: every input)")
    parser.add_argument("--order", type=int, default=1, help="the order of the derivative, 1 to 8")
    parser.add_argument("--language", default="auto", help="formula, program, python or auto")
    parser.add_argument("--log", default="ln", metavar="MEANING", help="what log means: ln or log10")
    return parser


def _point(pairs: Sequence[str]) -> dict[str, float]:
    point = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        try:
            point[name.strip()] = float(text)
        except ValueError:
            raise UserError(f"{pair} does not give a name a number.", pair, (0, len(pair)), "write it like x=2") from None
    return point


def _tell_step(step: Step, depth: int, room: list[int]) -> list[str]:
    rows: list[str] = []
    stack = [(step, depth)]
    while stack and room[0]:
        one, level = stack.pop()
        room[0] -= 1
        _, after = one.value
        tick = {"agrees": "✓", "disagrees": "✗ the two sides differ: this is a fault of whygrad"}.get(one.check, "")
        number = "" if after is None else f"   [{after:.10g} {tick}]".replace(" ]", "]")
        sign = "=" if one.rule != "rewrite" else "is"
        rows.append(f"{'  ' * level}{one.title}: {one.before} {sign} {one.after}{number}")
        if one.rule not in ("constant", "identity"):
            where = ", ".join(f"{b.name} = {b.text}" for b in one.bindings)
            rows.append(f"{'  ' * level}  {'with ' + where + '; ' if where else ''}because {one.because}")
        stack.extend((child, level + 1) for child in reversed(one.children))
    if stack:
        rows.append(f"{'  ' * depth}… and more")
    return rows


def _tell_gradient(g: Gradient) -> list[str]:
    if g.value is None:
        return [f"{g.label}: no number. {g.why}", *([f"  formula: {g.formula}"] if g.formula is not None else [])]
    formula = f"{g.formula} = " if g.formula is not None and g.formula != g.text else ""
    equals = "=" if formula or not g.text.startswith("≈") else ""
    rows = [f"{g.label} = {formula}{g.text}".replace("= ≈", "≈") if equals else f"{g.label} {g.text}"]
    slope = "" if g.check.slope is None else f"slope {g.check.slope:.10g}"
    why = f" ({g.check.why})" if g.check.why else ""
    rows.append(f"  check: rules {g.rules_verdict}, {slope} {g.check.verdict}{why}".replace("  ", " ").replace(" check", "  check", 1))
    if g.steps is not None:
        rows += ["  why:", *_tell_step(g.steps, 2, [STEPS_SHOWN])]
    return rows


def _tell(e: Explanation) -> str:
    rows = [f"read as: {note_text}" for note_text in [e.reading.text]]
    rows += [f"  note: {note.message}" for note in e.reading.notes]
    name = e.target.name or "value"
    rows.append(f"{name} = {e.target.text}".replace("= ≈", "≈") if e.target.text else f"{name}: no value. {e.target.why}")
    for g in e.gradients.values():
        rows += ["", *_tell_gradient(g)]
    rows += ["", "the tape: the calculation, line by line"]
    for line in e.tape.lines[:60]:
        title = f"{line.name} = " if line.name and line.name != line.formula else ""
        effect = f"   effect on the answer {line.adjoint_text}" if line.adjoint_text else ""
        rows.append(f"  {line.number:>3}  {title}{line.formula}  →  {line.text or 'no value'}{effect}")
        for c in line.contributions:
            if c.adds is not None and len(line.contributions) > 1:
                rows.append(
                    f"         line {c.line}: slope {c.formula} = {c.slope:.10g}, times effect {c.incoming:.10g}, adds {c.adds:.10g}"
                )
    if e.tape.total > 60:
        rows.append(f"  … and {e.tape.total - 60} more lines")
    rows += [f"warning: {warning}" for warning in e.warnings]
    return "\n".join(rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 for input that cannot be answered (with a caret under the place)."""
    args = _arguments().parse_args(argv)
    try:
        source = sys.stdin.read().rstrip("\n") if args.source == "-" else args.source
        wrt = [name.strip() for name in args.wrt.split(",")] if args.wrt else None
        e = explain(source, at=_point(args.point), of=args.of, wrt=wrt, order=args.order, language=args.language, log=args.log)
        print(json.dumps(e.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) if args.json else _tell(e))
    except UserError as error:
        print(f"line {error.line}, column {error.column}: {error.message}", file=sys.stderr)
        if error.source:
            print(caret(error), file=sys.stderr)
        if error.hint:
            print(f"hint: {error.hint}", file=sys.stderr)
        return 2
    return 0

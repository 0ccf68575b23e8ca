"""A program in micrograd: numbers that remember how they were made. It knows no arrays and few functions."""

from __future__ import annotations

from ..arrays import Array
from ..emitter import Emitter
from ..spelling import MICROGRAD
from ..words import say
from .straight import Straight, numbered

__all__ = ["micrograd"]


def micrograd(s: Straight) -> str:
    """Return the program in micrograd. Raises UserError where that has no arrays, or not the function."""
    if s.tape.arrays:
        raise s.cannot(say("micrograd calculates with single numbers, and this program has arrays."))
    if s.kind != "gradient":
        raise s.cannot(say("micrograd gives first derivatives only."))
    inputs = {name for name, _ in s.inputs}
    tracked = inputs if any(b not in inputs for b in s.by) else set(s.by)
    plain = inputs - tracked
    plain |= {name for name, _ in s.lines} - s.depend(sorted(tracked))
    emitter = Emitter(s, MICROGRAD, plain, lambda lists, whole: lists)
    rows = [
        f"{s.names[n]} = {f'Value({emitter.given(v)})' if n in tracked else emitter.given(v)}" for n, v in s.inputs if type(v) is not Array
    ]
    steps = [emitter.line(name, node) for name, node in s.lines]
    z = s.names[s.target]
    if s.target not in s.depend(sorted(tracked)):
        raise s.cannot(say("The answer is not made from {names}.", names=", ".join(s.by)))
    added = [f for f in ("exp", "log", "tanh") if any(f".{f}()" in step for step in steps)]
    about = (
        [f"# {say('{names}: as in the lecture; the released micrograd has + - * / ** and relu', names=', '.join(added))}"] if added else []
    )
    rows += [*steps, "", f"{z}.backward()", f"print({', '.join([f'{z}.data', *[f'{s.names[b]}.grad' for b in s.by]])})"]
    return numbered([*["import math"] * emitter.math, *about, "from micrograd.engine import Value", "", *rows])

"""Why a gradient of TensorFlow is None: the cause, and the one line that repairs it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from ..operations import Operation
from ..words import say
from .gradients import leads, rule
from .session import Session, current
from .tensorflow import EagerTensor, Variable

__all__ = ["ancestors", "why_none"]

STEPS = frozenset(("floor", "ceil", "round", "argmax", "argmin", "argsort"))


def why_none(
    source: EagerTensor, target: EagerTensor, lines: Sequence[int], watched: Collection[int], allowed: Callable[[int], bool]
) -> str:
    """Return why no slope flows from a source, which stands at ``lines``, to a target."""
    session, last = current(), target.line
    if not source._dtype.is_floating:
        return say("it holds whole numbers, and no slope flows to those: write 2.0 instead of 2, or use tf.cast(…, tf.float32) first.")
    if not any(leads(session, "tensorflow", last, [i])[last] for i in lines if i <= last):
        return _blocked(session, lines, last) or _left(session, lines, last) or _replaced(source) or say("the target is not made from it.")
    if set(lines) & set(watched):
        return say("the calculation, or a part of it, happened outside the tape: put it inside the with block.")
    if isinstance(source, Variable):
        return say("the tape does not watch this variable: add tape.watch(…) before it is used, or make it trainable.")
    return say("it is a constant that the tape did not watch: add tape.watch(…) before it is used, or make it a tf.Variable.")


def ancestors(session: Session, line: int) -> set[int]:
    """Return the lines that a line is made from, whatever the rules are."""
    seen, stack = {line}, [line]
    while stack:
        for a in session.tape.args[stack.pop()]:
            if a not in seen:
                seen.add(a)
                stack.append(a)
    return seen


def _row(session: Session, line: int) -> str:
    row = session.tape.rows[line]
    return say(" (line {row})", row=row) if row else ""


def _blocked(session: Session, lines: Sequence[int], last: int) -> str:
    """Return which operation between a source and the target lets no slope through."""
    tape, moved = session.tape, set(lines)
    for i in sorted(ancestors(session, last)):
        op, through = tape.ops[i], [k for k, a in enumerate(tape.args[i]) if a in moved]
        if not isinstance(op, Operation) or not through:
            continue
        dtype, where = tape.dtypes[i], _row(session, i)
        if op.name == "stop_gradient":
            return say("tf.stop_gradient{where} holds it fixed: leave it out if the slope is wanted.", where=where)
        if dtype is not None and dtype.kind == "i" and op.name == "identity":
            return say("it was made a whole number by tf.cast{where}, which has no slope: keep it a float.", where=where)
        if all(rule("tensorflow", op, k) is None for k in through):
            if op.name in STEPS:
                return say("tf.{name}{where} moves in steps, so TensorFlow gives it no slope.", name=op.name, where=where)
            if dtype is not None and dtype.kind == "b":
                return say(
                    "it is only compared{where}, and true or false has no slope: let it stand in the calculation itself.", where=where
                )
            return say("tf.{name}{where} has no slope for it.", name=op.name, where=where)
        moved.add(i)
    return ""


def _left(session: Session, lines: Sequence[int], last: int) -> str:
    """Return whether the numbers left the framework on their way to the target."""
    seen, stack = set[int](), [last]
    while stack:
        for i in ancestors(session, stack.pop()) - seen:
            seen.add(i)
            if i not in session.left:
                continue
            origin, how = session.left[i]
            if set(lines) & ancestors(session, origin):
                where = _row(session, i)
                if how == "assign":
                    return say(
                        "it was put into a variable by assign{where}, and a variable keeps its numbers, not where they came from: "
                        "calculate with the tensor itself.",
                        where=where,
                    )
                return say(
                    "its numbers went through NumPy{where}, where the tape cannot follow: use functions of tf instead of .numpy() and np.",
                    where=where,
                )
            stack.append(origin)
    return ""


def _replaced(source: EagerTensor) -> str:
    if isinstance(source, Variable) and len(source.lines) > 1:
        return say("the target is not made from its numbers of now: calculate it again after the assignment.")
    return ""

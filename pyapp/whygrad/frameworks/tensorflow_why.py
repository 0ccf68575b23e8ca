"""Why a gradient of TensorFlow is None: the cause, and the one line that repairs it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from ..operations import Operation
from .gradients import leads, rule
from .session import Session, current
from .tensorflow import EagerTensor, Variable

__all__ = ["why_none"]

STEPS = frozenset(("floor", "ceil", "round", "argmax", "argmin", "argsort"))
WHOLE = "it holds whole numbers, and no slope flows to those: write 2.0 instead of 2, or use tf.cast(…, tf.float32) first."


def why_none(
    source: EagerTensor, target: EagerTensor, lines: Sequence[int], watched: Collection[int], allowed: Callable[[int], bool]
) -> str:
    """Return why no slope flows from a source, which stands at ``lines``, to a target."""
    session = current()
    if not source._dtype.is_floating:
        return WHOLE
    if not target._dtype.is_floating and not set(lines) & set(_ancestors(session, target.line)):
        return "the target holds whole numbers, and no slope flows through those."
    last = target.line
    if any(leads(session, "tensorflow", last, [i])[last] for i in lines if i <= last):
        if not set(lines) & set(watched):
            if isinstance(source, Variable):
                return "the tape does not watch it: it is not trainable, or watch_accessed_variables is False. Add tape.watch(…) before it is used."
            return "it is a constant that the tape did not watch: add tape.watch(…) before it is used, or make it a tf.Variable."
        return "the calculation, or a part of it, happened outside the tape: put it inside the with block."
    return _blocked(session, lines, last) or _left(session, lines, last) or _replaced(source) or "the target is not made from it."


def _ancestors(session: Session, line: int) -> set[int]:
    """Return the lines that a line is made from, whatever the rules are."""
    seen, stack = {line}, [line]
    while stack:
        for a in session.tape.args[stack.pop()]:
            if a not in seen:
                seen.add(a)
                stack.append(a)
    return seen


def _blocked(session: Session, lines: Sequence[int], last: int) -> str:
    """Return which operation between a source and the target lets no slope through."""
    tape, found = session.tape, _ancestors(session, last)
    moved = set(lines)
    for i in sorted(found):
        op = tape.ops[i]
        if not isinstance(op, Operation):
            continue
        through = [k for k, a in enumerate(tape.args[i]) if a in moved]
        if not through:
            continue
        dtype, where = tape.dtypes[i], f" (line {tape.rows[i]})" if tape.rows[i] else ""
        if op.name == "stop_gradient":
            return f"tf.stop_gradient{where} holds it fixed: leave it out if the slope is wanted."
        if dtype is not None and dtype.kind == "i" and op.name == "identity":
            return f"it was made a whole number by tf.cast{where}, which has no slope: keep it a float."
        if all(rule("tensorflow", op, k) is None for k in through):
            if op.name in STEPS:
                return f"tf.{op.name}{where} moves in steps, so TensorFlow gives it no slope."
            if dtype is not None and dtype.kind == "b":
                return f"it is only compared{where}: true or false has no slope. Use it in the calculation itself, or a smooth function."
            return f"tf.{op.name}{where} has no slope for it."
        moved.add(i)
    return ""


def _left(session: Session, lines: Sequence[int], last: int) -> str:
    """Return whether the numbers left the framework on their way to the target."""
    seen: set[int] = set()
    stack = [last]
    while stack:
        for i in _ancestors(session, stack.pop()) - seen:
            seen.add(i)
            if i not in session.left:
                continue
            origin, how = session.left[i]
            if set(lines) & _ancestors(session, origin):
                row = session.tape.rows[i]
                where = f" (line {row})" if row else ""
                if how == "assign":
                    return (
                        f"it was put into a variable by assign{where}: a variable remembers its numbers, not where they came from. "
                        "Calculate with the tensor itself."
                    )
                return f"its numbers went through NumPy{where}, where the tape cannot follow: use the function of tf instead of .numpy() or np."
            stack.append(origin)
    return ""


def _replaced(source: EagerTensor) -> str:
    if isinstance(source, Variable) and len(source.lines) > 1:
        return "the target is not made from its numbers of now: calculate it again after the assignment."
    return ""

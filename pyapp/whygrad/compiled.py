"""A tape as Python code: one function of straight lines that computes a value, and how fast it moves, for a picture.

The slope goes forwards here, beside the value: every line adds up what its arguments pass on, by the vjps of the table
(for numbers, a vjp says equally how fast the result moves when the argument moves at the rate g). It is recorded
on the tape like anything else, so that applying it again gives the next order. A recorded line must hold at every point and not
only where it was recorded: what depends on the point (a branch, an edge of a domain) is a line of its own, a *choice*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .operations import TABLE, Operation, Ref
from .tape import INPUT, Tape, compute

__all__ = ["Function", "TooLong", "compiled", "moving", "rate", "watched"]

NAN = math.nan
WHERE = TABLE["where"]
LINES_AT_MOST = 20_000
Function = Callable[..., tuple[float, ...]]


class TooLong(Exception):
    """A calculation of more lines than are compiled."""


def choice(test: Callable[..., bool], arity: int) -> Operation:
    """Return an operation on (then, otherwise, *numbers): ``then`` where the test of the numbers holds."""
    still = (None,) * arity
    op = Operation(
        "choice",
        lambda a, b, *numbers: a if test(*numbers) else b,
        (lambda g, y, a, b, *numbers: op(g, 0.0, *numbers), lambda g, y, a, b, *numbers: op(0.0, g, *numbers), *still),
        rule="piecewise",
        because="",
        bound={"test": test},
    )
    return op


def rate(tape: Tape, target: int, wrt: int) -> Any:
    """Record how fast line ``target`` moves when line ``wrt`` moves at the rate 1: a handle, or a number where it is constant."""
    tape.share()
    rates: dict[int, Any] = {wrt: 1.0}
    for i in range(wrt + 1, target + 1):
        op, lines = tape.ops[i], tape.args[i]
        if not any([a in rates for a in lines]):
            continue
        if len(tape) > LINES_AT_MOST:
            raise TooLong
        assert isinstance(op, Operation)
        handles = [tape.plain(a) for a in lines]
        total: Any = 0.0
        for k, a in enumerate(lines):
            if a in rates and op.vjp[k] is not None:
                total = total + _passed(op, k, rates[a], Ref(tape, i), handles)
        if type(total) is Ref or total != 0:
            rates[i] = total
    return rates.get(target, 0.0)


def _passed(op: Operation, k: int, g: Any, y: Ref, handles: Sequence[Any]) -> Any:
    """Return what argument ``k``, moving at the rate ``g``, adds to the rate of ``y``, at whatever point."""
    try:
        adds: Any = op.vjp[k](g, y, *handles)  # type: ignore[misc]
    except (ArithmeticError, ValueError):
        adds = NAN
    if type(adds) is complex:
        adds = NAN
    if op.bound.get("test"):
        return adds
    limit, active = op.slope[k], op.active
    if limit is not None:
        adds = _chosen(limit.holds, adds, NAN, handles)
    for test, slopes in op.removable:
        if (slope := slopes[k]) is not None:
            adds = _chosen(test, g * float(slope), adds, handles)
    if active is not None and op is not WHERE:
        adds = _chosen(lambda *numbers: k in active(*numbers), adds, 0.0, handles)
    return adds


def _chosen(test: Callable[..., bool], then: Any, otherwise: Any, handles: Sequence[Any]) -> Any:
    if not any([type(h) is Ref for h in handles]):
        return then if test(*handles) else otherwise
    return choice(test, len(handles))(then, otherwise, *handles)


def moving(tape: Tape, lines: Iterable[int], upto: int) -> bytearray:
    """Return for each line up to ``upto`` whether one of ``lines`` moves it."""
    moved = bytearray(upto + 1)
    for line in lines:
        moved[line] = 1
    for i in range(upto + 1):
        if not moved[i] and any([moved[a] for a in tape.args[i]]):
            moved[i] = 1
    return moved


def watched(tape: Tape, target: int, wrt: int) -> list[Any]:
    """Return what is 0 where the curve may break: what operations with a domain, a corner or a comparison are applied to.

    Of two arguments that are compared it is their difference. Exact places are found as the zeros of these.
    """
    moved, found = moving(tape, [wrt], target), dict[int, Any]()
    for i in range(target + 1):
        op, lines = tape.ops[i], tape.args[i]
        if not (moved[i] and isinstance(op, Operation)):
            continue
        if len(lines) > 1 and (op.corner or not op.differentiable):
            handles = [Ref(tape, a) for a in lines]
            for other in handles[1:]:
                difference = handles[0] - other
                found[difference.index] = difference
        if op.domain or op.corner or op.removable or any(op.slope):
            found.update({a: Ref(tape, a) for a in lines if moved[a]})
    return list(found.values())


def compiled(tape: Tape, outputs: Sequence[Any], inputs: Sequence[int]) -> Callable[[Mapping[int, float]], Function]:
    """Return the ``outputs`` (handles, or numbers) as functions of the lines ``inputs``, compiled.

    The result takes the values of the other inputs by line, works out once what depends on them
    alone, and gives a function of the values of ``inputs``; nan stands for what does not exist.
    """
    roots = [o.index for o in outputs if type(o) is Ref]
    needed = _needed(tape, roots)
    moved = moving(tape, inputs, max([*roots, *inputs], default=0))
    space: dict[str, Any] = {"nan": NAN, "safely": _safely}
    fixed = [_quick(tape, i, space) for i in needed if tape.args[i] and not moved[i]]
    quick = [_quick(tape, i, space) for i in needed if tape.args[i] and moved[i]]
    safe = [_safe(tape, i, space) for i in needed if tape.args[i] and moved[i]]
    safe_fixed = [_safe(tape, i, space) for i in needed if tape.args[i] and not moved[i]]
    others = [i for i in needed if tape.ops[i] is INPUT and i not in inputs]
    for i in needed:
        if not tape.args[i] and tape.ops[i] is not INPUT:
            space[f"v{i}"] = float(tape.values[i])
    for n, output in enumerate(outputs):
        if type(output) is not Ref:
            space[f"o{n}"] = float(output)
    results = " ".join([f"v{o.index}," if type(o) is Ref else f"o{n}," for n, o in enumerate(outputs)])
    given, rest = (", ".join([f"v{i}" for i in lines]) for lines in (inputs, others))
    text = "\n".join(
        [
            f"def bind({rest}):",
            "  try:",
            *[f"    {line}" for line in (*fixed, "pass")],
            "  except (ArithmeticError, ValueError):",
            *[f"    {line}" for line in (*safe_fixed, "pass")],
            f"  def at({given}):",
            "    try:",
            *[f"      {line}" for line in quick],
            f"      return ({results})",
            "    except (ArithmeticError, ValueError):",
            *[f"      {line}" for line in safe],
            f"      return ({results})",
            "  return at",
        ]
    )
    exec(compile(text, "<the tape>", "exec"), space)
    bind = space["bind"]
    return lambda values: bind(*[values[i] for i in others])


def _needed(tape: Tape, roots: Sequence[int]) -> list[int]:
    seen, stack = set(roots), list(roots)
    while stack:
        for a in tape.args[stack.pop()]:
            if a not in seen:
                seen.add(a)
                stack.append(a)
    if len(seen) > LINES_AT_MOST:
        raise TooLong
    return sorted(seen)


def _quick(tape: Tape, i: int, space: dict[str, Any]) -> str:
    """Return line ``i`` as Python that may raise where the line has no value."""
    op: Any = tape.ops[i]
    names = [f"v{a}" for a in tape.args[i]]
    if op is WHERE:
        c, a, b = names
        return f"v{i} = ({a} if {c} else {b}) if {c} == {c} else nan"
    if test := op.bound.get("test"):
        a, b, *numbers = names
        return f"v{i} = {a} if {_known(space, 't', test)}({', '.join(numbers)}) else {b}"
    if getattr(op.forward, "__module__", "") == "_operator":  # Python's own arithmetic, as the entry writes it
        call = op.python.format(*names)
    else:
        call = f"{_known(space, 'f', op.forward)}({', '.join(names)})"
    tests = [] if op.total else [f"{name} == {name}" for name in dict.fromkeys(names)]
    if op.domain is not None:
        tests.append(f"{_known(space, 'd', op.domain.holds)}({', '.join(names)})")
    return f"v{i} = {call}" + (f" if {' and '.join(tests)} else nan" if tests else "")


def _safe(tape: Tape, i: int, space: dict[str, Any]) -> str:
    names = ", ".join([f"v{a}" for a in tape.args[i]])
    return f"v{i} = safely({_known(space, 'p', tape.ops[i])}, {names})"


def _safely(op: Operation, *args: float) -> Any:
    """Return the value of ``op``, nan where there is none."""
    if test := op.bound.get("test"):
        try:
            return args[0] if test(*args[2:]) else args[1]
        except (ArithmeticError, ValueError):
            return NAN
    return compute(op, args)


def _known(space: dict[str, Any], letter: str, thing: Any) -> str:
    name = f"{letter}{id(thing)}"
    space[name] = thing  # which also keeps it alive, so that no other gets its id
    return name

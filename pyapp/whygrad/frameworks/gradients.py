"""The backward pass of a cell, recorded on its tape, so that a gradient can itself be differentiated.

``CONVENTIONS`` holds where the frameworks differ from our rules and from each other (measured with TensorFlow 2.21,
PyTorch 2.13 and JAX 0.10): for each framework and operation the rules that it uses instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from ..arrays import Array, ArrayError, shape_of
from ..operations import TABLE, Operation, Ref, shape, sum_to
from .session import CellError, CellTape, Session

__all__ = ["CONVENTIONS", "backward", "leads", "upstream"]

Vjp = Callable[..., Any]
where, greater, less, equal, greater_equal = (TABLE[n] for n in ("where", "greater", "less", "equal", "greater_equal"))
sqrt, exp, sign = TABLE["sqrt"], TABLE["exp"], TABLE["sign"]


def _first_wins(test: Operation) -> tuple[Vjp, Vjp]:
    return (lambda g, y, a, b: where(test(a, b), g, 0 * g), lambda g, y, a, b: where(test(a, b), 0 * g, g))


def _safe(g: Any, slope: Any) -> Any:
    """A zero effect stays zero, even where the slope is infinite."""
    return where(equal(g, 0), 0 * g, slope)


def _clip_jax(g: Any, y: Any, x: Any, lo: Any, hi: Any) -> Any:
    edge = where(equal(x, lo), g / 2, where(equal(x, hi), g / 2, g))
    return where(less(x, lo), 0 * g, where(greater(x, hi), 0 * g, edge))


def _norm_torch(g: Any, y: Any, x: Any, axis: Any, keepdims: bool, ord: float) -> Any:
    found = TABLE["norm"].vjp[0](g, y, x, axis, keepdims, ord)  # type: ignore[misc]
    return where(equal(found, found), found, 0 * x)


def _std_torch(g: Any, y: Any, x: Any, axis: Any, keepdims: bool, ddof: int) -> Any:
    found = TABLE["std"].vjp[0](g, y, x, axis, keepdims, ddof)  # type: ignore[misc]
    return where(equal(found, found), found, 0 * x)


def _power_base(g: Any, y: Any, a: Any, b: Any) -> Any:
    return g * b * a ** (b - 1)


def _power_base_torch(g: Any, y: Any, a: Any, b: Any) -> Any:
    exponent = b.owner.value_of(b.index) if type(b) is Ref else b
    slope = g * (b * a ** (b - 1))
    return slope if type(exponent) is float and exponent else where(equal(b, 0), 0 * g, slope)


def _power_base_jax(g: Any, y: Any, a: Any, b: Any) -> Any:
    """A whole power of 0 has the slope 0; one with a fraction's type, such as 0.0, has none at 0."""
    slope = g * b * a ** (b - 1)
    kind = b.owner.dtypes[b.index] if type(b) is Ref and isinstance(b.owner, CellTape) else None
    if kind is None or kind.is_floating:
        return slope
    exponent = b.owner.value_of(b.index)
    return slope if type(exponent) is float and exponent else where(equal(b, 0), 0 * g, slope)


def _power_exponent(g: Any, y: Any, a: Any, b: Any) -> Any:
    return g * where(greater(a, 0), y * TABLE["ln"](where(greater(a, 0), a, 1 + 0 * a)), 0 * y)


def _still(name: str) -> Vjp:
    """The table's rule, which in PyTorch needs x: the slope stays where it is when x moves, so the second slope is 0, not None."""
    return lambda g, y, x, *more: where(equal(x, x), TABLE[name].vjp[0](g, y, x, *more), sign(x))  # type: ignore[misc]


def _zero(g: Any, *_: Any) -> Any:
    return 0 * g


RAW: dict[str, tuple[Vjp | None, ...]] = {  # IEEE arithmetic without our exceptions
    "sqrt": (lambda g, y, x: g / (2 * y),),
    "power": (_power_base, _power_exponent),
    "abs": (lambda g, y, x: g * sign(x),),
    "sigmoid": (lambda g, y, x: g * y * (1 - y),),
    "tanh": (lambda g, y, x: g * (1 - y * y),),
    "clip": (lambda g, y, x, lo, hi: where(less(x, lo), 0 * g, where(greater(x, hi), 0 * g, g)), None, None),
}
CONVENTIONS: dict[str, dict[str, tuple[Vjp | None, ...]]] = {
    "tensorflow": {
        "max": _first_wins(greater_equal),
        "min": _first_wins(TABLE["less_equal"]),
        "sqrt": (lambda g, y, x: _safe(g, g / (2 * y)),),
        "floor": (None,), "ceil": (None,), "round": (None,), "sign": (_zero,),
    },
    "torch": {
        "power": (_power_base_torch, _power_exponent),
        "relu": (_still("relu"),), "relu6": (_still("relu6"),), "leaky_relu": (_still("leaky_relu"), TABLE["leaky_relu"].vjp[1]),
        "norm": (_norm_torch,), "std": (_std_torch,),
        "floor": (_zero,), "ceil": (_zero,), "round": (_zero,), "sign": (_zero,),
        "atan2": (
            lambda g, y, a, b: where(equal(a * a + b * b, 0), 0 * g, g * b / (a * a + b * b)),
            lambda g, y, a, b: where(equal(a * a + b * b, 0), -(0 * g), -g * a / (a * a + b * b)),
        ),
    },
    "jax": {
        "power": (_power_base_jax, _power_exponent),
        "abs": (lambda g, y, x: g * where(greater_equal(x, 0), 1 + 0 * x, -1 + 0 * x),),
        "leaky_relu": (lambda g, y, x, slope: where(greater_equal(x, 0), g, g * slope), None),
        "clip": (_clip_jax, None, None),
        "floor": (_zero,), "ceil": (_zero,), "round": (_zero,), "sign": (_zero,),
    },
}  # fmt: skip


def rule(framework: str, op: Operation, k: int) -> Vjp | None:
    """Return the rule that a framework uses for argument ``k`` of an operation; None where no slope flows."""
    found = CONVENTIONS.get(framework, {}).get(op.name) or RAW.get(op.name)
    if found is None:
        return op.vjp[k]
    own = found[k] if k < len(found) else None
    if own is None or op.elementwise:
        return own
    return lambda g, y, *args: own(g, y, *args, **op.bound)


def upstream(session: Session, target: int, allowed: Callable[[int], bool] | None = None) -> list[int]:
    """Return the lines that ``target`` is made from, itself the last; lines that are not ``allowed`` are not looked behind."""
    tape = session.tape
    seen, stack = {target}, [target]
    while stack:
        i = stack.pop()
        if isinstance(tape.ops[i], Operation) and (allowed is None or allowed(i)):
            for a in tape.args[i]:
                if a not in seen:
                    seen.add(a)
                    stack.append(a)
    return sorted(seen)


def leads(
    session: Session, framework: str, target: int, watched: Collection[int], allowed: Callable[[int], bool] | None = None
) -> bytearray:
    """Return for each line up to ``target`` whether a watched line can move it, and it ``target``, by the rules of a framework.

    Only through lines that are ``allowed``, if that is given.
    """
    reached = bytearray(target + 1)
    for i in _moved(session, framework, upstream(session, target, allowed), watched, allowed):
        reached[i] = 1
    return reached


def _moved(
    session: Session, framework: str, lines: Sequence[int], watched: Collection[int], allowed: Callable[[int], bool] | None
) -> set[int]:
    tape, watched = session.tape, set(watched)
    reached = set[int]()
    for i in lines:
        op = tape.ops[i]
        dtype = tape.dtypes[i]
        if i in watched:
            reached.add(i)
        elif isinstance(op, Operation) and (allowed is None or allowed(i)) and (dtype is None or dtype.is_floating):
            args = tape.args[i]  # whole numbers and truth values move in jumps: no slope flows to them
            if any([a in reached and rule(framework, op, k) is not None for k, a in enumerate(args)]):
                reached.add(i)
    return reached


def backward(
    session: Session, framework: str, target: int, seed: Any, watched: Collection[int], allowed: Callable[[int], bool] | None = None,
    met: Callable[[int, Any], Any] | None = None,
) -> dict[int, Ref]:  # fmt: skip
    """Return the effects of all lines that lead from ``watched`` to ``target``, recorded on the tape.

    ``seed`` is the effect to start with; effects go only through lines that are ``allowed``, if that is given; what ``met``
    returns for a line and the whole effect on it takes the place of that effect.
    """
    tape = session.tape
    lines = upstream(session, target, allowed)
    reached = _moved(session, framework, lines, watched, allowed)
    adjoints: dict[int, Any] = {target: seed}
    for i in reversed(lines):
        g = adjoints.get(i)
        if g is None:
            continue
        if met is not None:
            g = adjoints[i] = met(i, g)
        op = tape.ops[i]
        if not isinstance(op, Operation) or i not in reached or (allowed is not None and not allowed(i)):
            continue
        args = tape.args[i]
        handles = [Ref(tape, a) for a in args]
        for k, a in enumerate(args):
            vjp = rule(framework, op, k) if a in reached else None
            if vjp is None:
                continue
            try:
                adds = vjp(g, Ref(tape, i), *handles)
                if op.elementwise:
                    adds = _fitted(tape, adds, tape.values[i])
                    adds = sum_to(adds, shape_of(tape.values[a]))
            except ArrayError as error:
                raise CellError("ValueError", error.message, error.hint) from None
            before = adjoints.get(a)
            adjoints[a] = adds if before is None else before + adds
    return {i: _line(session, g) for i, g in adjoints.items()}


def _fitted(tape: Any, adds: Any, like: Any) -> Any:
    own = shape_of(like)
    if shape(adds) == own:
        return adds
    return adds + (Array([0.0] * _count(own), own) if own else 0.0)


def _count(shape: Sequence[int]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _line(session: Session, g: Any) -> Ref:
    return g if type(g) is Ref else Ref(session.tape, session.tape.number(g).index)

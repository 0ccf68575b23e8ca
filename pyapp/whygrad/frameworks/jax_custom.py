"""JAX's functions with a slope of their own: custom_jvp and custom_vjp."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import arrays
from ..operations import Ref
from .custom import own_operation
from .gradients import backward, upstream
from .jax import JaxArray
from .jax_forward import bent_lines
from .jax_staging import marked
from .jax_trees import flatten, leaves, tree_map
from .session import CellError, current
from .tensor import Tensor, as_tensor

__all__ = ["custom_jvp", "custom_vjp"]


class _Custom:
    """What both kinds share: which arguments are numbers, and calling the function for its value alone."""

    def __init__(self, f: Callable[..., Any], nondiff_argnums: Any = ()) -> None:
        self.f, self.fixed = f, tuple(nondiff_argnums)
        self.__name__, self.__doc__ = getattr(f, "__name__", "function"), getattr(f, "__doc__", None)
        self.inside = False  # the function's own rules call it for its value alone

    def _apart(self, args: Any) -> tuple[list[Any], list[Any], Any]:
        """Return the arguments without a slope, the leaves of those with one, and their form."""
        fixed = [args[k] for k in self.fixed]
        moving = [a for k, a in enumerate(args) if k not in self.fixed]
        inputs, form = flatten(moving)
        return fixed, [as_tensor(JaxArray, v) for v in inputs], form

    def _plainly(self, args: Any, options: Any) -> Any:
        return self.f(*args, **options)

    @staticmethod
    def _moved(inputs: list[Any]) -> bool:
        return any([x.traced for x in inputs])


class custom_vjp(_Custom):
    """A function whose rule says how effects go back."""

    forward: Any = None
    back: Any = None

    def defvjp(self, forward: Any, back: Any, **_: Any) -> None:
        """Give the forward and the backward part."""
        self.forward, self.back = forward, back

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Return the value; while a gradient is asked for, that of the forward part."""
        fixed, inputs, _ = self._apart(args)
        if self.forward is None:
            raise CellError("AttributeError", f"No VJP defined for custom_vjp function {self.__name__} using defvjp.", "call defvjp first")
        if self.inside or not self._moved(inputs):
            return self._plainly(args, options)
        self.inside = True
        try:
            output, kept = self.forward(*args, **options)
        finally:
            self.inside = False
        kept = tree_map(lambda v: marked(v, one_way=False) if isinstance(v, JaxArray) else v, kept)  # its own rule goes back from here
        outs, shape = flatten(output)
        slope = _Back(self.back, fixed, kept, len(inputs), outs, shape, len(args) - len(fixed))
        made = [own_operation(JaxArray, inputs, as_tensor(JaxArray, out), slope.part(j)) for j, out in enumerate(outs)]
        return shape.made(iter(made))


class _Back:
    """The backward part of a function, which takes the effects on all its values."""

    def __init__(self, back: Any, fixed: list[Any], kept: Any, count: int, outs: list[Any], shape: Any, parts: int) -> None:
        self.back, self.fixed, self.kept, self.count, self.outs, self.shape = back, fixed, kept, count, outs, shape
        self.parts = parts

    def part(self, j: int) -> Callable[[Any], list[Any]]:
        """Return the rule for value ``j``: effects on the others are 0."""

        def slope(g: Any) -> list[Any]:
            effects = [g if k == j else as_tensor(JaxArray, out) * 0.0 for k, out in enumerate(self.outs)]
            found = self.back(*self.fixed, self.kept, self.shape.made(iter(effects)))
            if not isinstance(found, tuple | list) or len(found) != self.parts:
                text = (
                    "Custom VJP bwd rule must produce an output with the same container (pytree) structure as the args tuple of the primal "
                    "function, and in particular must produce a tuple of length equal to the number of arguments to the primal function, "
                    f"but got bwd output structure {flatten(found)[1]} for {self.parts} arguments."
                )
                raise CellError("TypeError", text, "let the rule return a tuple with one entry for each argument: (g * x,)")
            spread = [v for part in found for v in ([None] if part is None else leaves(part))]
            return spread if len(spread) == self.count else [*spread, *[None] * (self.count - len(spread))]

        return slope


class custom_jvp(_Custom):
    """A function whose rule says how moves go forward; they go back through the same lines."""

    moves: Any = None

    def defjvp(self, moves: Any, **_: Any) -> Any:
        """Give the rule from moves to moves."""
        self.moves = moves
        return moves

    def defjvps(self, *rules: Any) -> None:
        """Give one rule for each argument."""

        def moves(args: Any, speeds: Any) -> Any:
            out = self(*args)
            total: Any = 0.0
            for r, s in zip(rules, speeds, strict=True):
                total = total if r is None else total + r(s, out, *args)
            return out, total

        self.moves = moves

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Return the value; while a gradient is asked for, that of the rule, whose lines of the moves are gone back later."""
        fixed, inputs, form = self._apart(args)
        if self.moves is None:
            raise CellError("AttributeError", f"No JVP defined for custom_jvp function {self.__name__} using defjvp.", "call defjvp first")
        if self.inside or not self._moved(inputs):
            return self._plainly(args, options)
        speeds = [_leaf(_zeros(x), x) for x in inputs]
        moves = self._rule(fixed, inputs, form)
        output, moved = moves(speeds)
        outs, shape = flatten(output)
        parts = leaves(moved)
        moving = [s for x, s in zip(inputs, speeds, strict=True) if x.traced]
        straight = _is_linear(moving, parts, lambda at: leaves(moves(_placed(speeds, moving, at), again=True)[1]))
        level = not any([any(arrays.data_of(m.value)) for m in parts if isinstance(m, Tensor)])
        made = [
            own_operation(JaxArray, inputs, as_tensor(JaxArray, o), _through(m, speeds) if straight else self._refuse)
            for o, m in zip(outs, parts, strict=True)
        ]
        if not (straight and level):
            for j, out in enumerate(made):
                bent_lines()[out.line] = _own_move(moves, inputs, j)
        return shape.made(iter(made))

    def _rule(self, fixed: list[Any], inputs: list[Any], form: Any) -> Callable[..., Any]:
        """Return the rule as a function of the moves: the value and its move."""

        def moves(speeds: list[Any], again: bool = False) -> Any:
            before, self.inside, session = self.inside, True, current()
            session.muted += again
            try:
                return self.moves(*fixed, tuple(form.made(iter(inputs))), tuple(form.made(iter(speeds))))
            finally:
                self.inside = before
                session.muted -= again

        return moves

    def _refuse(self, _: Any) -> Any:
        raise CellError(
            "NotImplementedError", "Transpose rule (for reverse-mode differentiation) not implemented: the rule of the custom_jvp function "
            f"{self.__name__} is not linear in its tangents.", "jax.jvp and jax.jacfwd go forwards through it",
        )  # fmt: skip


def _own_move(moves: Any, inputs: list[Any], j: int) -> Callable[[Callable[[Any], Any]], Any]:
    return lambda speed: leaves(moves([speed(x) for x in inputs])[1])[j]


def _leaf(value: Any, like: Any) -> Any:
    return JaxArray(current().leaf(value, like._dtype), like._dtype)


def _placed(speeds: list[Any], moving: list[Any], at: list[Any]) -> list[Any]:
    new = dict(zip([s.line for s in moving], at, strict=True))
    return [new.get(s.line, s) for s in speeds]


def _is_linear(speeds: list[Any], parts: list[Any], again: Callable[[list[Any]], list[Any]]) -> bool:
    """Return whether ``parts`` follow the moves as a linear function does (a fixed part may be added).

    They do if their slopes are not made from the moves. If they are, what ``again`` gives for other moves decides.
    """
    session, own = current(), {s.line for s in speeds}
    for j, part in enumerate(parts):
        if not isinstance(part, Tensor) or not own.intersection(upstream(session, part.line)):
            continue
        seed = session.leaf(_spread(part, 1.0), part._dtype)
        found = backward(session, "jax", part.line, Ref(session.tape, seed), sorted(own))
        slopes = [found[s.line].index if s.line in found else None for s in speeds]
        if all([i is not None and not own.intersection(upstream(session, i)) for i in slopes]):
            continue
        values = session.tape.values
        for far in (0.5, -0.5, 40.0):
            at = [_leaf(_spread(s, far), s) for s in speeds]
            wanted = math.fsum([_dot(values[i], a.value) for i, a in zip(slopes, at, strict=True) if i is not None])
            reached = _dot(values[seed], as_tensor(JaxArray, again(at)[j]).value) - _dot(values[seed], part.value)
            if abs(wanted - reached) > 1e-3 * (abs(wanted) + abs(reached)):
                return False
    return True


def _spread(x: Any, scale: float) -> Any:
    """Return numbers of the shape of ``x`` that are all different."""
    count = len(arrays.data_of(x.value))
    return arrays.value_of([scale * (1.0 + (7 * k + 3) % 11 / 11) for k in range(count)], arrays.shape_of(x.value))


def _dot(a: Any, b: Any) -> float:
    return math.fsum([x * y for x, y in zip(arrays.data_of(a), arrays.data_of(b), strict=True)])


def _zeros(x: Any) -> Any:
    return arrays.zeros(arrays.shape_of(x.value))


def _through(moved: Any, speeds: list[Any]) -> Callable[[Any], list[Any]]:
    """Return the rule back through the lines that lead from moves to a move."""

    def slope(g: Any) -> list[Any]:
        session = current()
        if not isinstance(moved, Tensor):
            return [None] * len(speeds)
        found = backward(session, "jax", moved.line, Ref(session.tape, g.line), [s.line for s in speeds])
        return [JaxArray(found[s.line].index, s._dtype) if s.line in found else None for s in speeds]

    return slope

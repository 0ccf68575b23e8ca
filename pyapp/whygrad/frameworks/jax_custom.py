"""JAX's functions with a slope of their own: custom_jvp and custom_vjp."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..operations import Ref
from .custom import own_operation
from .gradients import backward
from .jax import JaxArray
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
        session = current()
        speeds = [JaxArray(session.leaf(x.value * 0.0 if not x.ndim else _zeros(x), x._dtype), x._dtype) for x in inputs]
        self.inside = True
        try:
            output, moved = self.moves(*fixed, tuple(form.made(iter(inputs))), tuple(form.made(iter(speeds))))
        finally:
            self.inside = False
        outs, shape = flatten(output)
        made = [
            own_operation(JaxArray, inputs, as_tensor(JaxArray, o), _through(m, speeds)) for o, m in zip(outs, leaves(moved), strict=True)
        ]
        return shape.made(iter(made))


def _zeros(x: Any) -> Any:
    from .. import arrays

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

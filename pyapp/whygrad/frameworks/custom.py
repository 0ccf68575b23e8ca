"""Functions with a slope of their own: custom_gradient, autograd.Function, custom_vjp."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..operations import Operation, Ref
from ..operations.entry import operation, remove
from .session import SESSION, CellError, current
from .tensor import Tensor, as_tensor

__all__ = ["own_operation", "with_own_gradient"]


def own_operation(
    cls: type[Tensor], inputs: Sequence[Tensor], output: Tensor, slope: Callable[[Any], Sequence[Any]], forward: Any = None
) -> Any:
    """Return ``output`` as an operation on ``inputs`` whose rule is ``slope``: from the effect on the output to those on the inputs.

    Where ``forward`` gives the value of an entry from those of the inputs, the slope can be measured too.
    """
    session = current()
    value = output.value
    last: list[Any] = [None, None]  # the effect it was asked for, and its answer: it is asked once for each argument

    def vjp(k: int) -> Callable[..., Any]:
        def back(g: Any, y: Any, *args: Any) -> Any:
            recorded = type(g) is Ref
            if recorded and g.owner is not session.tape:
                raise ValueError("the slope is Python code of the cell, which has no formula")
            token = SESSION.set(session)
            try:
                if not recorded or last[0] != g.index:
                    line = g.index if recorded else session.leaf(g, output._dtype)
                    last[:] = [line, slope(cls(line, output._dtype))]
                found = last[1]
                given = found[k] if isinstance(found, list | tuple) else found
                adds = as_tensor(cls, 0.0 if given is None else given).line
            except CellError as error:
                if recorded:
                    raise
                raise ValueError("the slope is Python code of the cell, which refuses these numbers") from error
            finally:
                SESSION.reset(token)
            return session.handle(adds) if recorded else session.tape.values[adds]

        return back

    name = f"custom_{len(session.tape)}"
    op: Operation = operation(
        name, forward or (lambda *args: value), *[vjp(k) for k in range(len(inputs))], rule="special", because="the cell gives its slope itself",
        elementwise=forward is not None, example=" ", selects=forward is None,
    )  # fmt: skip
    remove(op)
    line = session.apply(op, [t.line for t in inputs], output._dtype)
    return cls(line, output._dtype).made_from(op, list(inputs))


def with_own_gradient(cls: type[Tensor], f: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``f`` (which gives its value and the rule for its slope) as TensorFlow's custom_gradient does."""

    def function(*args: Any, **options: Any) -> Any:
        inputs = [as_tensor(cls, a) for a in args]
        output, rule = f(*inputs, **options)
        return own_operation(cls, inputs, output, lambda g: rule(g))

    return function

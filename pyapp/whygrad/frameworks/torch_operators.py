"""The signs between PyTorch's tensors that other frameworks' do not have: changes in place, and bits of whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .torch_graph import functions, graph
from .torch_memory import write

__all__ = ["Operators", "rewritten"]


def rewritten(tensor: Any, function: Callable[[Any], Any]) -> Any:
    """Change a tensor in its place to a function of it. The numbers before are kept for the slope of that function."""
    steps = graph().steps
    if tensor._leaf or not graph().recording:
        new = function(tensor)
        return write(tensor, new, steps[new.line][0] if new.line in steps else "")
    before = tensor.clone()
    new = function(before)
    if new.line in steps:
        name, made = steps[new.line]
        steps[new.line] = name, tuple([tensor.line if a == before.line else a for a in made])
    return write(tensor, new, steps[new.line][0] if new.line in steps else "")


class Operators:
    """What +=, // and & do."""

    # changes in place
    def __iadd__(self, other: Any) -> Any:
        return self._changed("add", other)

    def __isub__(self, other: Any) -> Any:
        return self._changed("sub", other)

    def __imul__(self, other: Any) -> Any:
        return self._changed("mul", other)

    def __itruediv__(self, other: Any) -> Any:
        return self._changed("div", other)

    def __ipow__(self, other: Any) -> Any:
        return self._changed("pow", other)

    def _changed(self: Any, name: str, *args: Any, **options: Any) -> Any:
        function = functions().method(name)
        if function is None:
            raise AttributeError(f"'Tensor' object has no attribute '{name}_'")
        return rewritten(self, lambda x: function(x, *args, **options))

    def __rfloordiv__(self, other: Any) -> Any:
        return functions().floor_divide(other, self)

    def __and__(self, other: Any) -> Any:
        return functions().bitwise_and(self, other)

    def __or__(self, other: Any) -> Any:
        return functions().bitwise_or(self, other)

    def __xor__(self, other: Any) -> Any:
        return functions().bitwise_xor(self, other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __lshift__(self, other: Any) -> Any:
        return functions().bitwise_left_shift(self, other)

    def __rshift__(self, other: Any) -> Any:
        return functions().bitwise_right_shift(self, other)

    def __invert__(self) -> Any:
        return functions().bitwise_not(self)

    def __floordiv__(self, other: Any) -> Any:
        return functions().floor_divide(self, other)

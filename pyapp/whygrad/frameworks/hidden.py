"""The names that lead from an object out of the cell, by whatever way they are asked for: a dot, getattr, vars, or a pattern."""

from __future__ import annotations

import types
from typing import Any

from .session import CellError

__all__ = ["hidden", "matched", "own", "plain"]

READ = frozenset(
    "__init__ __new__ __call__ __name__ __qualname__ __doc__ __slots__ __all__ __version__ __main__ __file__ "
    "__len__ __getitem__ __setitem__ __delitem__ __contains__ __iter__ __next__ __reversed__ __repr__ __str__ __format__ __bytes__ __hash__ "
    "__bool__ __float__ __int__ __index__ __complex__ __round__ __trunc__ __floor__ __ceil__ __abs__ __neg__ __pos__ __invert__ __add__ __radd__ "
    "__iadd__ __sub__ __rsub__ __isub__ __mul__ __rmul__ __imul__ __truediv__ __rtruediv__ __itruediv__ __floordiv__ __rfloordiv__ __mod__ "
    "__rmod__ __pow__ __rpow__ __ipow__ __matmul__ __rmatmul__ __imatmul__ __divmod__ __and__ __or__ __xor__ __eq__ __ne__ __lt__ __le__ __gt__ "
    "__ge__ __enter__ __exit__ __get__ __set__ __set_name__ __post_init__ __missing__ __getattr__ __wrapped__ __length_hint__ __copy__ "
    "__deepcopy__ __init_subclass__ __class_getitem__ __del__".split()
)  # fmt: skip
# Methods that a cell may define, though not call by their names. What tells Python how to match, copy or make a class is not
# among them: it would have names looked up that are hidden.
DEFINED = READ | frozenset(
    "__setattr__ __delattr__ __getattribute__ __delete__ __dir__ __ifloordiv__ __imod__ __rdivmod__ __rand__ __ror__ __rxor__ __iand__ __ior__ "
    "__ixor__ __lshift__ __rlshift__ __ilshift__ __rshift__ __rrshift__ __irshift__ __instancecheck__ __subclasscheck__ __sizeof__ __fspath__ "
    "__array__ __array_ufunc__ __array_function__ __array_priority__ __torch_function__ __jax_array__ __tf_tensor__".split()
)  # fmt: skip
WITHIN = frozenset(  # of frames, generators, tracebacks, and of what evaluates a text
    "gi_frame gi_code gi_yieldfrom f_globals f_locals f_back f_builtins f_code f_generator tb_frame tb_next tb_lasti cr_frame cr_code cr_await "
    "cr_origin ag_frame ag_code ag_await format_map mro func_globals func_code _convert_ _evaluate evaluate_bound evaluate_constraints "
    "evaluate_default evaluate_value".split()
)  # fmt: skip


def hidden(name: str, defined: bool = False) -> bool:
    """Whether a name leads out; of a method that is ``defined``, whether Python would look there for more of them."""
    special = name.startswith("__") and name.endswith("__")
    return (special and name not in (DEFINED if defined else READ)) or name in WITHIN


def plain(given: Any) -> str:
    """Return the name that is asked for as a text that is nothing but a text. Raises CellError for one that leads out."""
    if not isinstance(given, str):
        raise TypeError(f"attribute name must be string, not {type(given).__name__!r}")
    name = str.__str__(given)
    if hidden(name):
        raise CellError("AttributeError", f"{name} is not available in a cell.")
    return name


def own(thing: Any) -> dict[str, Any]:
    """Return what an object has of its own; of a class, what may be looked at."""
    if isinstance(thing, types.ModuleType):
        raise CellError("TypeError", "vars() of a module is not available in a cell.")
    names = thing.__dict__
    if type(names) is dict and not any([isinstance(n, str) and hidden(n) for n in names]):
        return names  # not a copy: what is set in it is set on the object
    return {n: v for n, v in names.items() if not hidden(n)}


def matched(kind: Any) -> Any:
    """Return a class whose parts are matched by their places, if none of these parts leads out."""
    for name in getattr(kind, "__match_args__", ()):
        plain(name)
    return kind

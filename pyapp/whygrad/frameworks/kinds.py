"""Classes in a cell: what makes them, and what type() says. Python's own ``type`` and metaclasses stay out of reach.

Whoever has one of them can make a class with parts of any name, and lead Python out of the cell by it.
"""

from __future__ import annotations

import abc
import builtins
import dataclasses
import enum
from typing import Any

from .dtypes import DType
from .hidden import hidden
from .session import CellError

__all__ = ["KIND", "abstract", "build_class", "dataclass", "is_instance", "is_subclass", "kind_of"]

MADE = frozenset(  # what Python itself puts into the body of a class
    "__module__ __annotations__ __annotate__ __annotate_func__ __classcell__ __classdictcell__ __conditional_annotations__ "
    "__firstlineno__ __static_attributes__ __orig_bases__ __type_params__".split()
)


def _no_metaclass() -> CellError:
    return CellError("TypeError", "Classes of classes are not supported in a cell.", "write class Name: without a metaclass")


class Kind:
    """``type`` as a cell has it: it tells the class of a thing, and makes none."""

    def __call__(self, *things: Any) -> Any:
        """Return the class of a thing; of a class this is ``type``."""
        if len(things) != 1:
            raise CellError("TypeError", "type takes 1 argument in a cell.", "write class Name: to make a class")
        return kind_of(things[0])

    def __getitem__(self, _: Any) -> Kind:
        return self

    def __or__(self, _: Any) -> Kind:
        return self

    __ror__ = __or__

    def __mro_entries__(self, _: Any) -> Any:
        raise _no_metaclass()

    def __repr__(self) -> str:
        return "<class 'type'>"


KIND = Kind()


def kind_of(thing: Any) -> Any:
    """Return the class of a thing; NumPy's single numbers have one of their own."""
    kind = type(thing)
    if issubclass(kind, type) or kind is Kind:
        return KIND
    single = thing.scalar_type() if hasattr(kind, "scalar_type") else None
    return kind if single is None else single


def is_instance(thing: Any, kinds: Any) -> bool:
    """isinstance() that knows NumPy's single numbers: a double is a float."""
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    single = thing.scalar_type() if hasattr(type(thing), "scalar_type") else None
    if single is not None and any([k is float and single == "float64" for k in wanted]):
        return True
    if any([isinstance(k, DType) and single is not None and k.name == single.name for k in wanted]):
        return True
    return isinstance(thing, tuple([type if k is KIND else k for k in wanted if not isinstance(k, DType)]))


def is_subclass(kind: Any, kinds: Any) -> bool:
    """issubclass() that knows ``type`` as a cell has it."""
    return issubclass(type if kind is KIND else kind, kinds if kinds is not KIND else type)


def build_class(body: Any, name: str, *bases: Any, metaclass: Any = KIND, **options: Any) -> Any:
    """What a class statement calls."""
    if metaclass is KIND:
        return builtins.__build_class__(body, name, *bases, **options)
    return builtins.__build_class__(body, name, *bases, metaclass=metaclass, **options)


def abstract(name: str, bases: tuple[Any, ...], body: dict[str, Any], **options: Any) -> Any:
    """ABCMeta as a cell has it: made by a class statement, or with parts that such a statement could have."""
    if any([hidden(part, defined=True) and part not in MADE for part in body]):
        raise _no_metaclass()
    return abc.ABCMeta(name, bases, dict(body), **options)


def dataclass(kind: Any = None, /, **options: Any) -> Any:
    """dataclasses.dataclass, which puts the names of fields into code: here they must be names."""
    if kind is None:
        return lambda kind: dataclass(kind, **options)
    if isinstance(kind, enum.EnumMeta):
        raise CellError("TypeError", "An Enum cannot be a dataclass in a cell.", "leave @dataclass out")
    fields = [f.name for base in kind.__mro__ for f in vars(base).get("__dataclass_fields__", {}).values()]
    for name in [*fields, *vars(kind).get("__annotations__", ())]:
        if type(name) is not str or not name.isidentifier() or hidden(name):
            raise CellError("TypeError", "Field names must be valid identifiers.", "name the fields as variables are named")
    return dataclasses.dataclass(kind, **options)

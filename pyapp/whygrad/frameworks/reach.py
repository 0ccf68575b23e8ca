"""What a cell can reach: the modules it may import, and the names it has without importing anything."""

from __future__ import annotations

import builtins
import math
from collections.abc import Iterator
from typing import Any

from .modules import Namespace
from .session import CellError

__all__ = ["USUAL", "builtin_names", "module_named", "modules"]

ALLOWED = [
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "callable",
    "chr",
    "complex",
    "dict",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "format",
    "frozenset",
    "hasattr",
    "hash",
    "hex",
    "id",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "object",
    "ord",
    "pow",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "zip",
    "classmethod",
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "Exception",
    "IndexError",
    "KeyError",
    "LookupError",
    "NotImplementedError",
    "OverflowError",
    "RuntimeError",
    "StopIteration",
    "TypeError",
    "ValueError",
    "ZeroDivisionError",
    "NameError",
    "True",
    "False",
    "None",
    "Ellipsis",
    "NotImplemented",
]
USUAL = {
    "tf": "tensorflow", "np": "numpy", "torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "jax": "jax", "jnp": "jax.numpy",
    "keras": "tensorflow.keras", "math": "math", "optim": "torch.optim", "anp": "autograd.numpy", "plt": "matplotlib.pyplot",
}  # fmt: skip


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    from . import jax_modules, micrograd, numpy, tensorflow_modules, torch_modules

    tf = tensorflow_modules.tensorflow()
    numbers = Namespace("math", {n: getattr(math, n) for n in dir(math) if not n.startswith("_")})
    found = {
        "tensorflow": tf,
        "numpy": numpy.numpy,
        "math": numbers,
        "keras": tf.keras,
        **torch_modules.modules(),
        **jax_modules.modules(),
        **micrograd.modules(),
    }
    found["random"] = Namespace("random", _random())
    found["matplotlib.pyplot"] = found["matplotlib"] = found["seaborn"] = _Silent()
    for name in ("typing", "copy", "functools", "itertools", "collections", "time", "warnings", "__future__", "dataclasses"):
        found[name] = _harmless(name)
    return found


class _Silent:
    """A module that draws: it takes everything and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __repr__(self) -> str:
        return ""

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self

    def __getitem__(self, key: Any) -> Any:
        return self

    def __len__(self) -> int:
        return 2

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        yield self
        yield self


def _random() -> dict[str, Any]:
    from random import Random

    own = Random(0)
    return {
        n: getattr(own, n)
        for n in ("random", "uniform", "gauss", "randint", "choice", "seed", "shuffle", "sample", "normalvariate", "randrange")
    }


def _harmless(name: str) -> Namespace:
    import collections
    import copy
    import functools
    import itertools
    import typing

    if name == "time":
        return Namespace("time", {"time": lambda: 0.0, "perf_counter": lambda: 0.0, "sleep": lambda _: None})
    if name == "warnings":
        return Namespace(
            "warnings", {"filterwarnings": lambda *a, **o: None, "simplefilter": lambda *a, **o: None, "warn": lambda *a, **o: None}
        )
    known = {
        "copy": (copy, "copy deepcopy"),
        "typing": (typing, "Any Callable Dict List Optional Tuple Union Sequence Iterable NamedTuple"),
        "functools": (functools, "partial reduce wraps lru_cache"),
        "itertools": (itertools, "product chain count cycle islice repeat accumulate combinations permutations zip_longest"),
        "collections": (collections, "namedtuple defaultdict OrderedDict Counter deque"),
    }
    if name not in known:
        return Namespace(name, {"annotations": None, "dataclass": lambda c: c})
    module, names = known[name]
    return Namespace(name, {n: getattr(module, n) for n in names.split()})


def module_named(known: dict[str, Any], name: str) -> Any:
    """Return a module, or a part of one, by its full name; None if there is none."""
    found: Any = known.get(name)
    if found is None and "." in name:
        head, *rest = name.split(".")
        found = known.get(head)
        for part in rest:
            found = None if found is None else getattr(found, part)
    return found


def builtin_names(known: dict[str, Any], say: Any) -> dict[str, Any]:
    """Return Python's own names as a cell has them; ``say`` stands for print."""

    def importer(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        try:
            found = module_named(known, name)
        except (CellError, AttributeError):
            found = None
        if found is None or level:
            raise CellError(
                "ModuleNotFoundError", f"{name} cannot be imported here.", "tensorflow, torch, jax, numpy, autograd, micrograd and math can"
            )
        return found if fromlist else module_named(known, name.split(".")[0])

    def get(thing: Any, name: str, *usual: Any) -> Any:
        if str(name).startswith("_"):
            raise CellError("AttributeError", f"{name} is not available in a cell.")
        return getattr(thing, name, *usual)

    space: dict[str, Any] = {n: getattr(builtins, n) for n in ALLOWED if hasattr(builtins, n)}
    space |= {
        "print": say,
        "__import__": importer,
        "__build_class__": builtins.__build_class__,
        "getattr": get,
        "__name__": "__main__",
        "display": say,
    }
    space["type"] = _type_of
    return space


def _type_of(thing: Any) -> Any:
    """type() of one argument: classes cannot be made by it."""
    return type(thing)

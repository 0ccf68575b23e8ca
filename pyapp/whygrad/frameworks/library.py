"""The parts of Python's standard library that a cell may import: what calculates, and nothing that leads out of the page."""

from __future__ import annotations

import abc
import bisect
import cmath
import collections
import contextlib
import copy
import dataclasses
import decimal
import enum
import fractions
import functools
import heapq
import itertools
import json
import math
import numbers
import operator
import pprint
import random
import statistics
import string
import sys
import textwrap
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .kinds import KIND, abstract, dataclass
from .modules import Namespace
from .session import CellError, current

__all__ = ["library", "own_random", "rounds_of"]

SEED = 0
TICK = 0.001  # seconds
ROUNDS_AT_MOST = 2_000_000
WITHHELD = {  # what would look into objects by the names of their parts, run text, make classes, or turn Python's own output away
    "operator": "attrgetter methodcaller",
    "string": "Formatter",
    "dataclasses": "make_dataclass",
    "json": "load dump",
    "functools": "singledispatch singledispatchmethod",
    "contextlib": "redirect_stdout redirect_stderr chdir",
    "enum": "EnumType EnumMeta EnumDict global_enum global_enum_repr global_str global_flag_repr pickle_by_global_name",
}
OF_TYPING = (  # no more: typing evaluates what is written as text
    "Annotated Any AnyStr Callable ClassVar Collection Concatenate Container DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable "
    "ItemsView Iterable Iterator KeysView List Literal Mapping MutableMapping MutableSequence MutableSet NamedTuple Never NewType NoReturn Optional "
    "OrderedDict ParamSpec Protocol Reversible Self Sequence Set Sized SupportsFloat SupportsIndex SupportsInt Text Tuple TYPE_CHECKING TypeAlias "
    "TypeVar Union ValuesView assert_never cast final no_type_check overload override runtime_checkable Counter SupportsAbs SupportsRound"
).split()
WHOLE = {
    "math": math, "cmath": cmath, "operator": operator, "string": string, "dataclasses": dataclasses, "copy": copy, "json": json,
    "decimal": decimal, "fractions": fractions, "statistics": statistics, "enum": enum, "textwrap": textwrap, "numbers": numbers,
    "heapq": heapq, "bisect": bisect, "functools": functools, "contextlib": contextlib, "collections": collections,
    "collections.abc": collections.abc,
}  # fmt: skip


def _wraps(wrapped: Any, assigned: Any = functools.WRAPPER_ASSIGNMENTS, updated: Any = ("__dict__",)) -> Callable[[Any], Any]:
    return lambda wrapper: _update_wrapper(wrapper, wrapped, assigned, updated)


def _update_wrapper(wrapper: Any, wrapped: Any, assigned: Any = functools.WRAPPER_ASSIGNMENTS, updated: Any = ("__dict__",)) -> Any:
    """functools.update_wrapper for the parts of a function that are usual; it would copy any other too."""
    usual = [n for n in functools.WRAPPER_ASSIGNMENTS if n in tuple(assigned)]
    return functools.update_wrapper(wrapper, wrapped, usual, [n for n in ("__dict__",) if n in tuple(updated)])


OWN: dict[str, dict[str, Any]] = {  # what Python's would do otherwise
    "functools": {"wraps": _wraps, "update_wrapper": _update_wrapper},
    "dataclasses": {"dataclass": dataclass},
    "abc": {n: getattr(abc, n) for n in ("ABC", "abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")} | {
        "ABCMeta": abstract},
    "typing": {n: getattr(typing, n) for n in OF_TYPING if hasattr(typing, n)} | {"Type": KIND},
}  # fmt: skip
LARGE = frozenset(["factorial", "comb", "perm"])


def library(say: Callable[..., None]) -> dict[str, Any]:
    """Return the modules; ``say`` stands for print."""
    found: dict[str, Any] = {}
    for name, module in WHOLE.items():
        withheld = WITHHELD.get(name, "").split()
        names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
        public = [n for n in names if n not in withheld and not _module(getattr(module, n))]
        found[name] = Namespace(name, {n: getattr(module, n) for n in public})
    for name, own in OWN.items():
        found[name] = Namespace(name, {**(found[name].__names__ if name in found else {}), **own})
    found["math"] = Namespace("math", {n: _bounded(n, f) for n, f in vars(math).items() if not n.startswith("_")})
    found["collections"] = Namespace("collections", {**found["collections"].__names__, "abc": found["collections.abc"]})
    found["itertools"] = Namespace("itertools", {**_public(itertools), "count": _count, "cycle": _cycle, "repeat": _repeat})
    found["random"] = Namespace(
        "random", {n: getattr(own_random(), n) for n in dir(random.Random) if not n.startswith("_")} | {"Random": random.Random}
    )
    found["pprint"] = Namespace("pprint", {"pprint": lambda x, *_, **o: say(pprint.pformat(x, **_known(o))), "pformat": pprint.pformat})
    found["time"] = Namespace("time", dict.fromkeys(("time", "perf_counter", "monotonic", "process_time"), _clock) | {
        "time_ns": lambda: int(_clock() * 1e9), "sleep": _clock, "strftime": lambda *_: ""})  # fmt: skip
    found["warnings"] = Namespace("warnings", dict.fromkeys(("filterwarnings", "simplefilter", "warn", "resetwarnings"), _nothing) | {
        "catch_warnings": _Quiet})  # fmt: skip
    found["logging"] = Namespace("logging", dict.fromkeys(("basicConfig", "info", "debug", "warning", "error", "disable"), _nothing) | {
        "getLogger": lambda *_: _Quiet(), "INFO": 20, "DEBUG": 10, "WARNING": 30, "ERROR": 40})  # fmt: skip
    found["gc"] = Namespace("gc", {"collect": lambda *_: 0})
    found["timeit"] = Namespace("timeit", {"default_timer": _clock})
    found["__future__"] = Namespace("__future__", dict.fromkeys(("annotations", "division", "print_function", "absolute_import")))
    for name in ("tqdm", "tqdm.auto", "tqdm.notebook"):
        found[name] = Namespace(name, {"tqdm": _Progress, "trange": lambda *n, **_: _Progress(range(*n))})
    return found


class OwnRandom(random.Random):
    """A generator that knows whether the cell gave it a seed."""

    seeded = False

    def seed(self, *given: Any, **o: Any) -> None:
        """Start from a seed."""
        super().seed(*given, **o)
        self.seeded = bool(given) and given[0] is not None


def own_random() -> OwnRandom:
    """Return the generator of this cell: without a seed of its own it gives the same numbers on every run."""

    def made() -> OwnRandom:
        found = OwnRandom(SEED)
        found.seeded = False
        return found

    return current().kept("random", made)  # type: ignore[no-any-return]


def _public(module: Any) -> dict[str, Any]:
    return {n: v for n, v in vars(module).items() if not n.startswith("_")}


def _module(thing: Any) -> bool:
    return isinstance(thing, type(sys))


def _clock(passes: float = 0.0) -> float:
    """Return the time of this cell: the same on every run, and later each time it is asked, so that what waits for it ends."""
    state = current().state
    state["clock"] = state.get("clock", 0.0) + max(float(passes), TICK)
    return float(state["clock"])


def _nothing(*_: Any, **__: Any) -> None:
    pass


def _known(options: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in options.items() if k in ("indent", "width", "depth", "compact", "sort_dicts")}


def _bounded(name: str, function: Any) -> Any:
    if name not in LARGE:
        return function

    def bounded(n: int, *more: int) -> Any:
        if isinstance(n, int) and n > 20_000:
            raise CellError("Limit", f"{name}({n}) is too large for this page.", "use a smaller number")
        return function(n, *more)

    return bounded


def rounds_of(things: Iterable[Any]) -> Iterator[Any]:
    """Return what may have no end, up to a bound."""
    for k, thing in enumerate(things):
        if k > ROUNDS_AT_MOST:
            raise CellError("Limit", f"The cell goes through more than {ROUNDS_AT_MOST:,} rounds of its loops.", "use fewer rounds")
        yield thing


def _count(start: Any = 0, step: Any = 1) -> Iterator[Any]:
    return rounds_of(itertools.count(start, step))


def _cycle(things: Iterable[Any]) -> Iterator[Any]:
    return rounds_of(itertools.cycle(things))


def _repeat(thing: Any, times: int | None = None) -> Iterator[Any]:
    return rounds_of(itertools.repeat(thing) if times is None else itertools.repeat(thing, times))


class _Quiet:
    """Something that may be called, entered and asked for anything, and does nothing."""

    def __init__(self, **_: Any) -> None: ...

    def __enter__(self) -> list[Any]:
        return []

    def __exit__(self, *_: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _nothing


class _Progress:
    """tqdm without its bar."""

    def __init__(self, things: Any = (), **_: Any) -> None:
        self.things = things

    def __iter__(self) -> Iterator[Any]:
        return iter(self.things)

    def __len__(self) -> int:
        return len(self.things)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _nothing

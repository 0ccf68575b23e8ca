"""One run of a cell: the tape on which every calculation is written, and what is known of its lines."""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Callable, Collection, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple

from ..arrays import Array, ArrayError, elementwise
from ..operations import Operation, Ref
from ..tape import INPUT, Tape
from ..words import say
from .dtypes import FLOAT32, DType, rounded

__all__ = ["CELL", "CellError", "CellTape", "Request", "Session", "current"]

CELL = "<cell>"
LINES_AT_MOST = 200_000


class CellError(Exception):
    """Something that the cell's framework refuses; ``kind`` is the name of its exception, ``hint`` a repair.

    It is an exception of that kind too, so the cell can catch it as it would the framework's.
    """

    shown = ""  # what a person reads, where the message is one for machines too

    def __new__(cls, kind: str, message: str, hint: str = "") -> CellError:
        return super().__new__(kind_named(kind) if cls is CellError and kind != "Exception" else cls, message)

    def __init__(self, kind: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.kind, self.message, self.hint = kind, message, hint

    def __str__(self) -> str:
        return self.message


KINDS: dict[str, type[CellError]] = {}
BASES: dict[str, type[Exception]] = {  # of exceptions that Python does not have: what a cell may catch them as
    "ConcretizationTypeError": TypeError, "TracerArrayConversionError": TypeError, "TracerIntegerConversionError": TypeError,
    "TracerBoolConversionError": TypeError, "NonConcreteBooleanIndexError": IndexError, "UFuncTypeError": TypeError, "LinAlgError": ValueError,
}  # fmt: skip


def kind_named(name: str) -> type[CellError]:
    """Return the exception that a framework's exception of this name is here."""
    base = getattr(builtins, name, BASES.get(name))
    also = (base,) if isinstance(base, type) and issubclass(base, Exception) else ()
    return KINDS.get(name) or KINDS.setdefault(name, type(name, (CellError, *also), {}))


class Request:
    """A gradient that the cell asked for: of a tape line by others, and what came out."""

    found: Sequence[Any] | None = None  # the numbers that came out
    kind = "gradient"  # or "jacobian", "batch"
    ends: Collection[int] = ()  # lines that the framework takes for constants

    def __init__(self, framework: str, target: int, by: Sequence[int], why: Sequence[str], row: int) -> None:
        self.framework, self.target, self.by, self.why, self.row = framework, target, list(by), list(why), row


class Remark(NamedTuple):
    """What is to be said with a request: its number, the line of the cell, the sentence, and what stands in it."""

    request: int
    row: int
    text: str
    line: int
    parts: dict[str, str]


def _divide(a: float, b: float) -> float:
    if b:
        return a / b
    return math.nan if not a or a != a else math.copysign(math.inf, a) * math.copysign(1, b)


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if a == 0 and b < 0 else math.nan


def _large(f: Callable[[float], float]) -> Callable[[float], float]:
    def bounded(x: float) -> float:
        try:
            return f(x)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return bounded


def _sinh(x: float) -> float:
    return math.sinh(x) if abs(x) < 700 else math.copysign(math.inf, x)


def _log(f: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: f(x) if x > 0 else -math.inf if x == 0 else math.nan


def _step(f: Callable[[float], float]) -> Callable[[float], float]:
    """Return ``f``, to a whole number, with the sign of what it is given; infinite and nan numbers stay."""
    return lambda x: math.copysign(f(x), x) if math.isfinite(x) else x


# What IEEE arithmetic gives where our operations have no value.
IEEE: dict[str, Callable[..., float]] = {
    "divide": _divide, "power": _power, "exp": _large(math.exp), "expm1": _large(math.expm1), "cosh": _large(lambda x: math.cosh(x)),
    "exp2": _large(lambda x: 2.0**x), "sinh": _sinh, "ln": _log(math.log), "log2": _log(math.log2), "log10": _log(math.log10),
    "log1p": lambda x: math.log1p(x) if x > -1 else -math.inf if x == -1 else math.nan,
    "reciprocal": lambda x: _divide(1.0, x), "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan,
    "artanh": lambda x: math.atanh(x) if abs(x) < 1 else math.copysign(math.inf, x) if abs(x) == 1 else math.nan,
    "ceil": _step(math.ceil), "round": _step(round), "floor": _step(math.floor), "sign": lambda x: float((x > 0) - (x < 0)) if x == x else x,
    "atan2": math.atan2, "less": lambda a, b: float(a < b), "where": lambda c, a, b: a if c else b,
    "rsqrt": lambda x: _divide(1.0, math.sqrt(x)) if x >= 0 else math.nan,
}  # fmt: skip


def ieee(op: Operation, args: Sequence[Any]) -> Any:
    """Return the value of ``op`` as the frameworks work it out: infinite and nan numbers go on."""
    work = IEEE.get(op.name)
    if work is not None:
        return elementwise(work, *args)
    found = elementwise(op.forward, *args) if op.elementwise else op.forward(*args)
    return found if isinstance(found, Array) else float(found)


class CellTape(Tape):
    """A tape that computes as the frameworks do."""

    def __init__(self) -> None:
        super().__init__()
        self.dtypes: list[DType | None] = []
        self.own_single: Callable[[Operation, Sequence[Any]], Any] | None = None  # values of float32 in the framework's own order
        self.rows: list[int] = []
        self.arrays = True

    def _leaf(self, op: str, value: Any, moves: int) -> int:
        line = super()._leaf(op, value, moves)
        self.dtypes.append(None)
        self.rows.append(0)
        return line

    def record(self, op: Operation, lines: tuple[int, ...]) -> int:
        """Record ``op``; the result is rounded as the widest of its arguments."""
        if len(self.ops) > LINES_AT_MOST:
            raise CellError("Limit", f"The cell calculates more than {LINES_AT_MOST:,} steps.", "use fewer or smaller loops")
        given = [self.values[i] for i in lines]
        kinds = [self.dtypes[i] for i in lines]
        dtype = widest([k for k in kinds if k is not None])
        value = self.own_single(op, given) if self.own_single is not None and dtype == FLOAT32 else None
        if value is None:
            value = ieee(op, given)
        if dtype is not None and dtype.is_floating:
            value = rounded(value, dtype)
        self.ops.append(op)
        self.args.append(lines)
        self.values.append(value)
        self.moves.append(1)
        self.dtypes.append(dtype)
        self.rows.append(row_of_cell())
        return len(self.ops) - 1


def widest(kinds: Sequence[DType]) -> DType | None:
    """Return the type that holds numbers of all ``kinds``."""
    floats = [k for k in kinds if k.kind == "f"]
    if len({k.name for k in floats}) > 1 and {k.bits for k in floats} == {16}:
        return FLOAT32  # which holds both kinds of half floats
    return max(floats or kinds, key=lambda k: (k.kind == "i", k.bits), default=None)


def row_of_cell() -> int:
    """Return the line of the cell that is being run, 0 if none is."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename.startswith(CELL):
            return int(frame.f_lineno)
        frame = frame.f_back
    return 0


class Session:
    """The tape of a cell, the gradients it asked for, and the state of its frameworks."""

    def __init__(self) -> None:
        self.tape = CellTape()
        self.requests: list[Request] = []
        self.tapes: list[Any] = []  # open TensorFlow tapes
        self.hints: dict[int, str] = {}  # names of lines that no variable holds
        self.left: dict[int, tuple[int, str]] = {}  # lines of plain values: the line they were read from, and by what
        self.seed = 0
        self.muted = 0  # calls of functions whose print is heard once only
        self.remarks: list[Remark] = []
        self.notes: list[str] = []  # what is to be said of the cell as a whole
        self.asked: set[str] = set()  # modules of the machine that the cell may import
        self.state: dict[str, Any] = {}  # what a framework keeps while the cell runs

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what a framework keeps under a name; made when it is first asked for."""
        if name not in self.state:
            self.state[name] = make()
        return self.state[name]

    def note(self, text: str, **parts: str) -> None:
        """Keep a note on the whole cell; it is said once."""
        if row_of_cell() and (said := say(text, **parts)) not in self.notes:
            self.notes.append(said)

    def remark(self, text: str, line: int, *, about: int, **parts: str) -> None:
        """Keep a remark on the request number ``about``; ``{name}`` in the text stands for the tape's ``line``."""
        row = row_of_cell()
        if row:
            self.remarks.append(Remark(about, row, text, line, parts))

    def leaf(self, value: Any, dtype: DType) -> int:
        """Return a new line for a value that is not calculated."""
        line = self.tape._leaf(INPUT, rounded(value, dtype), 1)
        self.tape.dtypes[line] = dtype
        self.tape.rows[line] = row_of_cell()
        return line

    def apply(self, op: Operation, lines: Sequence[int], dtype: DType) -> int:
        """Return the line of ``op`` applied to lines, rounded to ``dtype``. Raises CellError where shapes do not fit."""
        try:
            line = self.tape.record(op, tuple(lines))
        except ArrayError as error:
            raise CellError("ValueError", error.message[0].upper() + error.message[1:] + ".", error.hint) from None
        self.tape.values[line] = rounded(self.tape.values[line], dtype)
        self.tape.dtypes[line] = dtype
        return line

    def handle(self, line: int) -> Ref:
        """Return a handle of a line, for the rules of operations."""
        return Ref(self.tape, line)


SESSION: ContextVar[Session] = ContextVar("session")


def current() -> Session:
    """Return the session of the cell that is being run."""
    try:
        return SESSION.get()
    except LookupError:
        found = Session()
        SESSION.set(found)
        return found

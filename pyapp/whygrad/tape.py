"""The tape: a calculation, line by line, as flat lists.

Line i is an input, a constant, or an operation applied to earlier lines; ``args[i]`` holds their numbers. A value that
does not exist (a logarithm of a negative number) is nan on the tape and never leaves it as a number. Lines are plain
numbers in lists, so a million of them are freed as easily as ten (no linked objects, no recursion).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from fractions import Fraction
from typing import Any, Final

from .arrays import Array, ArrayError, elementwise, nested, shape_of
from .operations import CONSTANTS, TABLE, Operation, Ref

__all__ = ["CONSTANT_LINE", "INPUT", "WIDE", "Tape", "Value", "absent", "as_float", "as_plain", "compute", "deciding", "finite", "in_wide"]

INPUT: Final = "input"
CONSTANT_LINE: Final = "constant"

WHERE, ADD, SUB, MUL, DIV, POW = (TABLE[n] for n in ("where", "add", "subtract", "multiply", "divide", "power"))
WIDE = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[DivisionByZero, InvalidOperation, Overflow])
"""The arithmetic that takes over where an intermediate value leaves the range of doubles."""

NAN = math.nan
Value = Any  # float, Array, or Decimal on a wide tape


def finite(value: Value) -> bool:
    """Tell whether a value exists (it is neither nan nor infinite, nor is any of its entries)."""
    kind = type(value)
    if kind is Array:
        return math.isfinite(sum(value.data)) or all(map(math.isfinite, value.data))  # a sum takes a quarter of the time
    return value.is_finite() if kind is Decimal else math.isfinite(value)


def absent(like: Value) -> Value:
    """Return the mark of a number that does not exist, nan, in the numbers (and the shape) of ``like``."""
    if type(like) is Array:
        return Array([NAN] * like.size, like.shape)
    return Decimal("NaN") if type(like) is Decimal else NAN


def as_plain(value: Value | None) -> Any:
    """Return a tape's value as a float or as nested lists, None in place of each number that does not exist."""
    if type(value) is Array:
        return nested(Array([x if math.isfinite(x) else None for x in value.data], value.shape))  # type: ignore[misc]
    return as_float(value)


def as_float(value: Value | None) -> float | None:
    """Return a tape's value as a float, or None where it does not exist, is an array, or no double can hold it."""
    if value is None or type(value) is Array or not finite(value):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def compute(op: Operation, args: Sequence[Value]) -> Value:
    """Return the value of ``op`` at ``args``, or nan where it has none (or none that the numbers can hold)."""
    if not op.elementwise or any([type(arg) is Array for arg in args]):
        return _compute_arrays(op, args)
    if op is WHERE and args[0] == args[0]:
        return args[1] if args[0] else args[2]
    for arg in args:
        if arg != arg:
            return arg
    try:
        if op.domain is not None and not op.domain.holds(*args):
            return absent(args[0])
        value = op(*args)
    except (ArithmeticError, ValueError):
        return absent(args[0])
    return value if type(value) is type(args[0]) else type(args[0])(value)


def _compute_arrays(op: Operation, args: Sequence[Value]) -> Value:
    if op.elementwise:
        if op.total:
            return elementwise(op.forward, *args)
        if op.everywhere is not None and op.everywhere[0](*args):
            return op.everywhere[1](*args)
        # where every entry exists, which is checked at once, there is no need to ask for each
        if op is not WHERE and op.domain is not None and all(map(finite, args)):
            allowed = elementwise(op.domain.holds, *args)
            if type(allowed) is Array and allowed.data.count(1.0) == allowed.size:
                return elementwise(op.forward, *args)
        return elementwise(lambda *entries: compute(op, entries), *args)
    try:
        if op.domain is not None and not op.domain.holds(*args):
            value = op.forward(*args)  # for its shape; a matrix that has no inverse gives nan
            return absent(value)
        value = op.forward(*args)
    except (ArithmeticError, ValueError):
        return absent(args[0])
    return value if type(value) is Array else float(value)


def deciding(op: Operation, args: Sequence[Value]) -> Sequence[int]:
    """Return the arguments that decide the value of ``op`` at ``args`` (a branch not taken does not)."""
    if any([type(a) is Array for a in args]):
        return range(op.arity)
    known = args[:1] if op is WHERE else args
    if op.active is None or any([a != a for a in known]):
        return range(op.arity)
    return op.active(*args)


class Tape:
    """A calculation. ``wide`` tapes hold ``Decimal`` values of 40 digits and nearly boundless exponents.

    ``moves[i]`` tells whether an input or a named line can move line i: only such lines take part in a backward pass.
    """

    def __init__(self, wide: bool = False) -> None:
        self.wide = wide
        self.ops: list[Operation | str] = []
        self.args: list[tuple[int, ...]] = []
        self.values: list[Value] = []
        self.moves = bytearray()
        self.names: dict[str, int] = {}
        self.arrays = False  # whether a line may hold an array
        self.selects = False  # whether a line passes over entries, so that a zero effect may mean "not chosen"
        self._index: dict[tuple[Any, ...], int] | None = None

    def __len__(self) -> int:
        return len(self.ops)

    def _leaf(self, op: str, value: Any, moves: int) -> int:
        self.ops.append(op)
        self.args.append(())
        self.values.append(self._as_value(value))
        self.moves.append(moves)
        return len(self.ops) - 1

    def _as_value(self, value: Any) -> Value:
        if type(value) is Array:
            self.arrays = True
            return value
        if self.wide:
            if type(value) is Fraction:
                return WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
            return value if type(value) is Decimal else Decimal(value)
        try:
            return float(value)
        except OverflowError:
            return NAN

    def value_of(self, index: int) -> Value:
        """Return the value of a line."""
        return self.values[index]

    def input(self, name: str, value: Value) -> Ref:
        """Start a line for an input and return its handle."""
        line = self._leaf(INPUT, value, 1)
        self.names[name] = line
        return Ref(self, line)

    def number(self, value: Any) -> Ref:
        """Return a line for a constant number (int, float, Fraction or Decimal)."""
        return Ref(self, self._leaf(CONSTANT_LINE, value, 0))

    def constant(self, name: str) -> Ref:
        """Return a line for a named constant."""
        known = CONSTANTS[name]
        return self.number(Decimal(known.digits) if self.wide else known.value)

    def name(self, name: str, line: int) -> None:
        """Give a line a name; it can then be asked for and moves what is made from it."""
        self.names[name] = line
        self.moves[line] = 1

    def apply(self, op: Operation, args: Sequence[Any]) -> Any:
        """Record ``op`` applied to handles of this tape and plain numbers; return the new line's handle.

        After :meth:`share`, what needs no line (a product with 0, a sum of constants) comes back as a number.
        """
        if self._index is not None:
            return self._apply_shared(op, args)
        return Ref(self, self.record(op, tuple(a.index if type(a) is Ref else self.number(a).index for a in args)))

    def record(self, op: Operation, lines: tuple[int, ...]) -> int:
        """Record ``op`` applied to earlier lines; return the new line's number."""
        values, moves = self.values, self.moves
        if op.total and not self.wide and not self.arrays:  # nan and infinity pass through these by themselves
            try:
                if len(lines) == 2:
                    a, b = lines
                    value, moved = op.forward(values[a], values[b]), moves[a] | moves[b]
                else:
                    value, moved = op.forward(*[values[i] for i in lines]), any([moves[i] for i in lines])
                values.append(value if type(value) is float else float(value))
            except (ArithmeticError, ValueError):
                values.append(NAN)
                moved = any([moves[i] for i in lines])
        else:
            value = compute(op, [values[i] for i in lines])
            values.append(value)
            moved = any([moves[i] for i in lines])
            if type(value) is Array or not op.elementwise:
                self.arrays = True
                self.selects = self.selects or op.selects or op.active is not None
        self.ops.append(op)
        self.args.append(lines)
        moves.append(moved)
        return len(moves) - 1

    # recording a backward pass: equal lines are recorded once, and constants are worked out
    def share(self) -> None:
        """From now on record equal lines once and fold constants, as a recorded backward pass needs to stay small."""
        if self._index is None:
            self._index = {(op, args): i for i, (op, args) in enumerate(zip(self.ops, self.args, strict=True)) if args}

    def plain(self, line: int) -> Any:
        """Return what a vjp gets for a line: the number itself for a constant, else a handle."""
        return self.values[line] if self.ops[line] is CONSTANT_LINE and not self.moves[line] else Ref(self, line)

    def _apply_shared(self, op: Operation, args: Sequence[Any]) -> Any:
        plain = [self.plain(a.index) if type(a) is Ref else a for a in args]
        if not any(type(a) is Ref for a in plain):
            return compute(op, [self._as_value(a) for a in plain])
        folded = None if self.arrays else _fold(op, plain)
        if folded is not None:
            return folded
        if any([type(a) is Array for a in plain]):
            return Ref(self, self.record(op, tuple(a.index if type(a) is Ref else self.number(a).index for a in plain)))
        key = (op, tuple(a.index if type(a) is Ref else (float(a) if not self.wide else a,) for a in plain))
        assert self._index is not None
        found = self._index.get(key)
        if found is None:
            lines = tuple(a.index if type(a) is Ref else self.number(a).index for a in plain)
            found = self._index[key] = self.record(op, lines)
        return Ref(self, found)

    def along(self, moving: Sequence[int], target: int) -> Callable[..., Value]:
        """Return the value of ``target`` as a function of the values of the lines ``moving``, everything else held as recorded.

        It is absent where the moved values give arrays of other shapes, which do not fit (a mask that takes more entries).
        """
        moved = bytearray(len(self.values))
        for line in moving:
            moved[line] = 1
        affected: list[tuple[int, Any, tuple[int, ...]]] = []
        plain = not self.arrays and not self.wide
        for i in range(min(moving) + 1, target + 1):
            lines = self.args[i]
            if lines and not moved[i] and any([moved[a] for a in lines]) and getattr(self.ops[i], "name", "") != "stop_gradient":
                moved[i] = 1
                affected.append((i, self.ops[i], lines))
        values = self.values[:]

        def value_at(*new: Value) -> Value:
            for line, value in zip(moving, new, strict=True):
                values[line] = value
            for i, op, lines in affected:
                if plain and op.total:  # as in record
                    try:
                        values[i] = float(op.forward(*[values[a] for a in lines]))
                    except (ArithmeticError, ValueError):
                        values[i] = NAN
                else:
                    try:
                        values[i] = compute(op, [values[a] for a in lines])
                    except ArrayError:
                        return absent(self.values[target])
            found = values[target]
            return found if shape_of(found) == shape_of(self.values[target]) else absent(self.values[target])

        return value_at


def _fold(op: Operation, args: Sequence[Any]) -> Any:
    """Return the result of an operation with a 0 or a 1 that needs no line, or None."""
    if op is MUL:
        for a, b in (args, (args[1], args[0])):
            if type(a) is not Ref and (a == 0 or a == 1):
                return b if a == 1 else a
    elif op is ADD:
        for a, b in (args, (args[1], args[0])):
            if type(a) is not Ref and a == 0:
                return b
    elif op in (SUB, DIV, POW):
        a, b = args
        if type(b) is not Ref and b == (0 if op is SUB else 1):
            return a
        if op is POW and type(b) is not Ref and b == 0:
            return 1.0 if type(b) is float else b + 1
        if op is DIV and type(a) is not Ref and a == 0:
            return a
    return None


def in_wide(work: Callable[..., Any], *args: Any) -> Any:
    """Return ``work(*args)``, done under the wide arithmetic."""
    with localcontext(WIDE):
        return work(*args)

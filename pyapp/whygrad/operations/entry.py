"""One operation is one entry: the shape of an entry, and how an operation is applied.

An operation is called on numbers (floats, or ``Decimal`` where a double would overflow) and computes, or on
``Ref`` handles and then lets their owner (a tape, a set of expressions) note the application. A vjp written with
operations is therefore one line with four uses: the adjoint, the printed formula, the second derivative, the rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, Protocol

from ..arrays import Array, Shape, elementwise, shape_of

__all__ = [
    "CONSTANTS", "NAMES", "TABLE", "Constant", "Corner", "Limit", "Operation", "Owner", "Ref", "find", "operation", "same", "shape",
]  # fmt: skip

Vjp = Callable[..., Any]
Number = int | float | Fraction | Decimal


class Limit(NamedTuple):
    """Where a function, or its slope, exists: a test of the arguments and the sentence for where it does not."""

    holds: Callable[..., bool]
    allowed: str  # what is allowed, as the end of a sentence: "ln needs …"


class Corner(NamedTuple):
    """Where a slope jumps: a test of the arguments, the slopes on both sides, and the convention in words."""

    at: Callable[..., bool]
    sides: tuple[str, str]
    convention: str


class Constant(NamedTuple):
    """A named number: its value and how it is written."""

    name: str
    value: float
    latex: str
    python: str
    digits: str  # 50 digits, for arithmetic beyond the doubles


class Owner(Protocol):
    """What a ``Ref`` belongs to: it notes that an operation was applied."""

    def apply(self, op: Operation, args: Sequence[Any]) -> Ref:
        """Note ``op`` applied to ``args`` (handles or plain numbers) and return a handle of the result."""

    def constant(self, name: str) -> Ref:
        """Return a handle of the named constant."""

    def number(self, value: Number) -> Ref:
        """Return a handle of a plain number."""

    def value_of(self, index: int) -> Any:
        """Return the value of a handle at the point, where one is known."""


class Ref:
    """A handle: line ``index`` of its ``owner``. Arithmetic on handles is noted by the owner."""

    __slots__ = ("index", "owner")

    def __init__(self, owner: Owner, index: int) -> None:
        self.owner, self.index = owner, index

    def __repr__(self) -> str:
        return f"Ref({self.index})"

    def __add__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["add"], (self, other))

    def __radd__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["add"], (other, self))

    def __sub__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["subtract"], (self, other))

    def __rsub__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["subtract"], (other, self))

    def __mul__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["multiply"], (self, other))

    def __rmul__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["multiply"], (other, self))

    def __truediv__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["divide"], (self, other))

    def __rtruediv__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["divide"], (other, self))

    def __pow__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["power"], (self, other))

    def __rpow__(self, other: Any) -> Ref:
        return self.owner.apply(TABLE["power"], (other, self))

    def __neg__(self) -> Ref:
        return self.owner.apply(TABLE["negative"], (self,))


@dataclass(frozen=True, eq=False)
class Operation:
    """Everything whygrad knows about one operation. Make entries with :func:`operation`.

    ``name``      canonical name, accepted by the parser like each of ``aliases``
    ``forward``   floats to a float; may raise ArithmeticError or ValueError where a double cannot hold the result
    ``vjp``       for each argument ``lambda g, y, *args``: the effect ``g`` on the result ``y``, passed to that
                  argument, written with our own operations and whole numbers; None where no slope can flow
    ``rule``      frozen rule id; ``because`` the reason in one sentence
    ``text``, ``latex``, ``python``  how an application is written, ``{0}`` the first argument; ``level`` binds as in writing
    ``domain``    where it has a value; ``slope`` where it has a slope (one fact, or one for each argument);
                  ``corner`` where its slope jumps
    ``active``    which arguments decide the value at a point (where: the condition and the chosen branch)
    ``agreed``    where the value is a convention: a test of the arguments and the sentence that says so
    ``removable`` slopes at points where the vjp as written is 0/0: tests of the arguments, each with one slope (or
                  None) an argument
    ``everywhere`` what makes whole arrays quick: a test of the arguments (arrays among them) which tells that no entry needs
                  a look, for each has a value and a slope in the first argument by the vjp, and the function of whole arguments
    ``wide``      the same function on ``Decimal``, if it can be had, for values beyond the doubles
    ``defaults``  values of trailing arguments that may be left out
    ``samples``   one (low, high) an argument, for the tests; ``outside`` points that have no value
    ``special``   points with exact answers, "pi/6 -> 1/2"; ``example`` a formula that uses it

    An operation works entry by entry on arrays unless ``elementwise`` is False; then ``forward``, each vjp and the test of ``corner``
    take whole arrays, and the ``parameters`` (name and default) as keywords: :meth:`bind` fixes them. A ``variadic`` one takes
    any number of arguments, and its one vjp takes the number of the argument first. ``written`` gives text, LaTeX and Python
    of a bound one; ``selects`` tells that some entries of an argument do not count. One that is ``composed`` (its
    definition in our notation) is never noted itself: ``forward`` applies its parts.

    ``spelled`` says how it is written in the frameworks "tf", "torch", "jax", "np" and "micrograd" ("*": in all others), where
    that does not follow from its name or its ``python``: a function's name, a template, or what gives one for the shapes of
    the arguments and the parameters. In a template ``math.f`` is the function f of the framework; "" is: it has none.
    """

    name: str
    forward: Callable[..., Any]
    vjp: tuple[Vjp | None, ...]
    rule: str
    because: str
    aliases: tuple[str, ...] = ()
    text: str = ""
    latex: str = ""
    python: str = ""
    level: int = 9
    domain: Limit | None = None
    slope: tuple[Limit | None, ...] = ()
    corner: Corner | None = None
    active: Callable[..., tuple[int, ...]] | None = None
    agreed: tuple[Callable[..., bool], str] | None = None
    removable: tuple[tuple[Callable[..., bool], tuple[int | None, ...]], ...] = ()
    everywhere: tuple[Callable[..., bool], Callable[..., Any]] | None = None
    wide: Callable[..., Any] | None = None
    defaults: tuple[Number, ...] = ()
    samples: tuple[tuple[float, float], ...] = ()
    outside: tuple[tuple[float, ...], ...] = ()
    special: tuple[str, ...] = ()
    example: str = ""
    elementwise: bool = True
    parameters: Mapping[str, Any] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)
    variadic: bool = False
    written: Callable[..., tuple[str, str, str]] | None = None
    selects: bool = False
    composed: str = ""
    cases: tuple[tuple[Any, ...], ...] = ()
    spelled: Mapping[str, str | Callable[..., str]] = field(default_factory=dict)
    arity: int = field(init=False)
    differentiable: bool = field(init=False)
    total: bool = field(init=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "arity", len(self.vjp))
        set_(self, "differentiable", any(self.vjp) or bool(self.composed))
        set_(self, "total", self.elementwise and self.domain is None and self.active is None and self._spreads_nan())
        if not self.slope:
            set_(self, "slope", (None,) * self.arity)
        call = ", ".join(f"{{{i}}}" for i in range(self.arity))
        for style in ("text", "python"):
            if not getattr(self, style):
                set_(self, style, f"{self.name}({call})")
        if not self.latex:
            name = self.name.replace("_", r"\_")
            set_(self, "latex", rf"\operatorname{{{{{name}}}}}\left({call}\right)")
        if not self.example:
            letters = ("x", "y", "z", "w", *(f"x{i}" for i in range(4, self.arity)))[: self.arity]
            set_(self, "example", self.text.format(*letters))
        if not self.samples:
            set_(self, "samples", ((-3.0, 3.0),) * self.arity)

    def _spreads_nan(self) -> bool:
        """Tell whether ``forward`` gives no number where one of its arguments is none (a comparison does not)."""
        for k in range(self.arity):
            try:
                value = self.forward(*[math.nan if i == k else 1.0 for i in range(self.arity)])
            except (ArithmeticError, ValueError):
                continue
            if value == value:
                return False
        return True

    # ``differentiable``: a slope can flow; ``total``: defined everywhere, and every argument counts everywhere
    def __repr__(self) -> str:
        return f"<operation {self.name}>"

    def __call__(self, *args: Any) -> Any:
        """Apply: floats give a float, handles a handle of their owner, ``Decimal`` a ``Decimal``."""
        for arg in args:
            kind = type(arg)
            if kind is not float:
                if kind is Ref and not self.composed:
                    return arg.owner.apply(self, args)
                return self._mixed(args)
        return self.forward(*args)

    def _mixed(self, args: Sequence[Any]) -> Any:
        decimal = False
        for arg in args:
            if type(arg) is Ref and not self.composed:
                return arg.owner.apply(self, args)
            decimal = decimal or type(arg) is Decimal
        if not self.elementwise:
            return self.forward(*args)
        if any([type(arg) is Array for arg in args]):
            if self.everywhere is not None and self.everywhere[0](*args):
                return self.everywhere[1](*args)
            return elementwise(self.forward, *args)
        if not decimal:
            return self.forward(*map(float, args))
        exact = [a if type(a) is Decimal else Decimal(a) for a in args]
        if self.wide is not None:
            return self.wide(*exact)
        return Decimal(self.forward(*map(float, exact)))

    def bind(self, arity: int | None = None, **chosen: Any) -> Operation:
        """Return the operation with its parameters fixed, those left out at their defaults (the same object for the same ones)."""
        arity = self.arity if arity is None else arity
        key = (self.name, arity, repr(sorted(chosen.items())))
        found = BOUND.get(key)
        if found is None:
            if len(BOUND) > 5000:
                BOUND.clear()
            found = BOUND[key] = self._bound(arity, {**self.parameters, **chosen})
        return found

    def _bound(self, arity: int, chosen: dict[str, Any]) -> Operation:
        base = TABLE.get(self.name, self)
        vjps = (
            [partial(base.vjp[0], k) for k in range(arity)] if base.variadic and base.vjp[0] else base.vjp * (arity if base.variadic else 1)
        )
        texts = _written(base, arity, chosen) if base.written is None else base.written(arity, **chosen)
        return replace(
            base, forward=partial(base.forward, **chosen), vjp=tuple([v and partial(v, **chosen) for v in vjps]), bound=chosen,
            corner=base.corner and base.corner._replace(at=partial(base.corner.at, **chosen)),
            slope=() if base.variadic else base.slope, text=texts[0], latex=texts[1], python=texts[2], example=base.example or " ",
        )  # fmt: skip


BOUND: dict[tuple[str, int, str], Operation] = {}


def _written(op: Operation, arity: int, chosen: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return how an operation is written as a call, with the parameters that are not as usual."""
    operands = ", ".join(f"{{{k}}}" for k in range(arity))
    operands = f"[{operands}]" if op.variadic else operands
    more = "".join(
        [
            f", {name}={value!r}".replace("{", "{{").replace("}", "}}")
            for name, value in chosen.items()
            if value == () or value != op.parameters[name]
        ]
    )
    name = op.name.replace("_", r"\_")
    upright = more.replace("_", r"\_")
    latex = rf"\operatorname{{{{{name}}}}}\left({operands}{upright}\right)"
    return f"{op.name}({operands}{more})", latex, f"np.{op.name}({operands}{more})"


TABLE: dict[str, Operation] = {}
"""Every operation by its canonical name, in the order of the files."""

NAMES: dict[str, Operation] = {}
"""Every accepted name and alias."""

CONSTANTS: dict[str, Constant] = {}
"""The named numbers."""


def operation(name: str, forward: Callable[..., Any], *vjp: Vjp | None, **facts: Any) -> Operation:
    """Enter an operation in the table and return it. ``facts`` are the other fields of :class:`Operation`.

    ``aliases`` may be one string of words. Raises ValueError if a name is taken.
    """
    aliases = facts.pop("aliases", ())
    aliases = tuple(aliases.split()) if isinstance(aliases, str) else tuple(aliases)
    if isinstance(facts.get("slope"), Limit):  # one fact for every argument
        facts["slope"] = (facts["slope"],) * len(vjp)
    entry = Operation(name, forward, vjp, aliases=aliases, **facts)
    taken = [n for n in (name, *aliases) if n in NAMES]
    if taken:
        raise ValueError(f"{name}: the name {taken[0]} is taken by {NAMES[taken[0]].name}")
    TABLE[name] = entry
    NAMES.update(dict.fromkeys((name, *aliases), entry))
    return entry


def remove(entry: Operation) -> None:
    """Take an operation out of the table again (for tests that add one)."""
    del TABLE[entry.name]
    for name in (entry.name, *entry.aliases):
        del NAMES[name]


def find(name: str) -> Operation | None:
    """Return the operation that a name or alias stands for, or None."""
    return NAMES.get(name)


def same(like: Any, value: int | str) -> Any:
    """Return ``value`` (a whole number, or the name of a constant) in the world of ``like``: float, Decimal or handle.

    A vjp that needs ln 2 writes ``ln(same(g, 2))``: exact as a formula, a float as a number.
    """
    if type(like) is Ref:
        return like.owner.constant(value) if isinstance(value, str) else like.owner.number(value)
    if isinstance(value, str):
        return Decimal(CONSTANTS[value].digits) if type(like) is Decimal else CONSTANTS[value].value
    return Decimal(value) if type(like) is Decimal else float(value)


def shape(of: Any) -> Shape:
    """Return the shape of a value, or of what a handle stands for at the point."""
    return shape_of(of.owner.value_of(of.index) if type(of) is Ref else of)


def operations() -> Iterator[Operation]:
    """Iterate over the table."""
    return iter(TABLE.values())

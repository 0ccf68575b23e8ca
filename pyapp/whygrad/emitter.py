"""Writes expressions in the Python of a framework: the lines of a translation, and formulas of arrays to be copied."""

# ruff: noqa: D102  (a method is named after what it writes)
from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .arrays import Array, nested, shape_of
from .errors import UserError
from .exact import Exact
from .expressions import ARRAY, CONSTANT, NUMBER, SYMBOL, Expressions
from .operations import CONSTANTS, TABLE, Operation
from .program import ProgramLine
from .spelling import Spelling, spelled
from .words import say
from .writing import PLAIN, TIGHT, Item, Style, Writer

__all__ = ["TRUTHS", "Emitter", "short", "whole_nodes"]

WHERE = TABLE["where"]
TRUTHS = frozenset("less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not".split())  # noqa: SIM905
LOGICAL = frozenset({"logical_and", "logical_or", "logical_not"})
NUMBERS_TAKEN = frozenset({"where", "clip", "leaky_relu", "elu", "polygamma"})  # by PyTorch, whose other functions take tensors alone

WHOLE_ARGUMENTS = {"take": 1, "take_along_axis": 1, "one_hot": 0}
"""Operations of which one argument counts places."""
PLACES = frozenset(["argsort", "argmax", "argmin"])
SHAPING = frozenset(
    ["expand_dims", "squeeze", "reshape", "ravel", "transpose", "swapaxes", "broadcast_to", "getitem", "identity", "stop_gradient"]
)


def short(value: float, single: bool) -> str:
    """Return a number as Python writes it; of 32 bits, the shortest that means the same."""
    value = float(value)
    if not math.isfinite(value):
        return f'float("{value}")'
    return _in_32_bits(value) if single else repr(value)


def _in_32_bits(value: float) -> str:
    for digits in range(1, 10):
        near = float(f"{value:.{digits}g}")
        try:
            if struct.unpack("f", struct.pack("f", near))[0] == value:
                return repr(near)
        except OverflowError:  # the nearest with few digits may be beyond
            continue
    return repr(value)


class Written(Protocol):
    """What an emitter asks of that which it writes."""

    @property
    def nodes(self) -> Expressions: ...

    single: bool
    whole: set[int | str]
    names: dict[str, str]
    parts: dict[int, str]

    def cannot(self, sentence: str, hint: str = "") -> UserError:
        """Return the error that says why this is not written."""

    def node_value(self, node: int) -> Any:
        """Return the value of a node at the point."""


class Emitter(Writer):
    """Writes nodes in the way of a framework. ``plain`` are the names that hold Python's own numbers."""

    def __init__(self, straight: Written, way: Spelling, plain: set[str], array: Callable[[str, bool], str]) -> None:
        super().__init__(straight.nodes, Style("python", tidy=False), straight.parts)
        self.straight, self.way, self.array = straight, way, array
        self.truths: set[str] = set()  # names that hold a truth value
        self.numbers: set[int] = set()  # nodes of Python's own numbers
        self.math = False  # whether Python's math is used
        for node, (op, args, data) in enumerate(zip(self.nodes.ops, self.nodes.args, self.nodes.data, strict=True)):
            if (
                op in (NUMBER, CONSTANT)
                or (op == SYMBOL and data in plain)
                or (isinstance(op, Operation) and op.elementwise and all(a in self.numbers for a in args))
            ):
                self.numbers.add(node)

    def truth(self, node: int) -> bool:
        """Tell whether a node is a truth value, which does not count as a number in every framework."""
        op = self.nodes.ops[node]
        return (op == SYMBOL and self.nodes.data[node] in self.truths) or getattr(op, "name", "") in TRUTHS

    # leaves
    def symbol(self, name: str) -> str:
        return self.straight.names.get(name, name)

    def number(self, value: Exact) -> tuple[int, list[str | Item]]:
        text = (
            str(value.numerator) if value.denominator == 1 and abs(value.numerator) < 10**15 else short(float(value), self.straight.single)
        )
        return (2 if value < 0 else TIGHT), [text]

    def form(self, node: int, how: int) -> tuple[int, list[str | Item]]:
        op = self.nodes.ops[node]
        if op == ARRAY:
            return TIGHT, [self.made(self.nodes.data[node].value, node in self.straight.whole)]
        if op == CONSTANT:
            self.math = True
            return TIGHT, [CONSTANTS[self.nodes.data[node]].python]
        level, parts = super().form(node, how)
        if node in self.straight.whole and isinstance(parts[0], str) and isinstance(parts[-1], str) and parts[0].startswith("tf.cast("):
            parts = [parts[0].removeprefix("tf.cast("), *parts[1:-1], re.sub(r", tf\.float\d\d\)$", "", parts[-1])]
        return level, parts

    def power(self, base: int, exponent: int, value: Exact | None) -> tuple[int, list[str | Item]]:
        if self.way.key == "micrograd" and exponent not in self.numbers:
            raise self.straight.cannot(say("micrograd takes plain numbers as exponents only."))
        return super().power(base, exponent, value)

    def made(self, value: Array, whole: bool = False) -> str:
        """Return an array of plain numbers; one that is 1 or 0 everywhere by its name."""
        if value.size > 3 and not whole and len(set(value.data)) == 1 and value.data[0] in (0, 1):
            name, typed = ("ones" if value.data[0] else "zeros"), self.array("", False).partition("(")[2].removesuffix(")")
            return f"{self.way.root}.{name}({value.shape}{typed})"
        return self.array(lists(nested(value), self.straight.single, whole), whole)

    # applications
    def call(self, op: Operation, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        if all(a in self.numbers for a in args) and op.elementwise:
            self.math = self.math or "math." in op.python
            return self.filled(op, op.python, args)
        template = spelled(op, self.way, [shape_of(self.straight.node_value(a)) for a in args])
        template = template and template.replace("@dtype", f"{self.way.root}.float{32 if self.straight.single else 64}")
        if template is None:
            raise self.straight.cannot(say("{framework} has nothing that stands for {name}.", framework=self.way.title, name=op.name))
        level, parts = self.filled(op, template, args)
        places = iter(self._places(template))
        return level, [piece for part in parts for piece in (self._operand(op, part, next(places)) if isinstance(part, tuple) else [part])]

    @staticmethod
    def _places(template: str) -> list[int]:
        from string import Formatter

        return [int(field) for _, field, _, _ in Formatter().parse(template) if field]

    def _operand(self, op: Operation, part: Item, k: int) -> list[str | Item]:
        node = part[0]
        truth = self.truth(node)
        wanted = (op is WHERE and k == 0) or op.name in LOGICAL or (op.name == "masked" and k == 1)
        if wanted and node in self.numbers and self.way.key == "torch":
            return ["torch.tensor(bool(", (node, 0, PLAIN), "))"]
        if wanted and not truth:
            return ["(", (node, 1, PLAIN), " != 0)"]
        if truth and not wanted:
            return self.counted(part)
        structure = not op.elementwise and self.way.key in ("tf", "torch") and k not in (WHOLE_ARGUMENTS.get(op.name),)
        if (
            node in self.numbers
            and k != WHOLE_ARGUMENTS.get(op.name)
            and (len(op.vjp) > 1 or structure)
            and op.level >= TIGHT
            and op.name not in NUMBERS_TAKEN
            and self._tensors_alone(op)
        ):
            text = Emitter(self.straight, self.way, set(), self.array).run(node)
            number = re.fullmatch(r"-?\d+", text)
            return [self.wrapped(f"{text}.0" if number else text)]
        return [part]

    def _tensors_alone(self, op: Operation) -> bool:
        """Tell whether the framework's function does not take plain numbers."""
        return (
            (self.way.key == "torch" and op.name != "one_hot")
            or (self.way.key == "tf" and not op.elementwise and op.name != "stack")
            or (self.way.key == "tf" and op.name == "log_b")
            or (self.way.key == "micrograd" and op.name != "root")
        )

    def wrapped(self, number: str) -> str:
        """Return a plain number as the framework's own."""
        return f"Value({number})" if self.way.key == "micrograd" else self.array(number, False)

    def counted(self, part: Item) -> list[str | Item]:
        """Return a truth value as the number 0 or 1."""
        if part[0] in self.numbers:
            return ["float(", (part[0], 0, PLAIN), ")"]
        templates = {
            "tf": "tf.cast({0}, {1})",
            "torch": "torch.where({0}, 1.0, 0.0)",
            "jax": "jnp.where({0}, 1.0, 0.0)",
            "np": "np.where({0}, 1.0, 0.0)",
        }
        if self.way.key not in templates:
            raise self.straight.cannot(say("{framework} has nothing that stands for {name}.", framework=self.way.title, name="<"))
        before, _, behind = templates[self.way.key].partition("{0}")
        return [before, (part[0], 0, PLAIN), behind.replace("{1}", "tf.float32" if self.straight.single else "tf.float64")]

    def infix(self, level: int, sign: str, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        found, parts = super().infix(level, sign, args)
        return found, self._numbered(parts)

    def sum(self, args: tuple[int, ...]) -> tuple[int, list[str | Item]]:
        found, parts = super().sum(args)
        return found, self._numbered(parts)

    def _numbered(self, parts: Sequence[str | Item]) -> list[str | Item]:
        """Truth values do not add up in every framework: they become numbers first."""
        found: list[str | Item] = []
        for part in parts:
            found += self.counted(part) if isinstance(part, tuple) and self.truth(part[0]) else [part]
        return found

    def line(self, name: str, node: int) -> str:
        """Return ``name = expression``."""
        if self.truth(node):
            self.truths.add(name)
        return f"{self.symbol(name)} = {self.run(node, skip_name=True)}"

    def given(self, value: Any, whole: bool = False) -> str:
        """Return an input's value: a number, or an array as the framework makes it."""
        return self.made(value, whole) if type(value) is Array else short(value, self.straight.single)


def lists(value: Any, single: bool, whole: bool) -> str:
    """Return nested lists of numbers as text."""
    if isinstance(value, list):
        return f"[{', '.join([lists(v, single, whole) for v in value])}]"
    return str(int(value)) if whole else short(value, single)


def whole_nodes(nodes: Expressions, lines: Sequence[ProgramLine] = ()) -> set[int | str]:
    """Return the nodes and names that count places, and so are whole numbers; ``lines`` give names to nodes."""
    found: set[int | str] = set()
    stack = [args[WHOLE_ARGUMENTS[name]] for op, args in zip(nodes.ops, nodes.args, strict=True) if (name := _name(op)) in WHOLE_ARGUMENTS]
    while stack:
        node = stack.pop()
        if nodes.ops[node] in (ARRAY, NUMBER) or _name(nodes.ops[node]) in PLACES:
            found.add(node)
        elif nodes.ops[node] == SYMBOL:
            found.add(nodes.data[node])
            stack += [line.node for line in lines if line.name == nodes.data[node]]
        elif _name(nodes.ops[node]) in SHAPING:
            stack += nodes.args[node]
    return found


def _name(op: Any) -> str:
    return getattr(op, "name", "")

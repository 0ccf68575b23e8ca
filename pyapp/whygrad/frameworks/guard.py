"""What a cell may not do is found before it runs, and what could grow without end is counted while it runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import UserError
from ..words import retold
from .hidden import hidden, matched, own
from .kinds import kind_of
from .session import CellError

__all__ = ["Guard", "Limits", "at_line", "grown"]

TICKS_AT_MOST = 2_000_000
CAUGHT = 500
ENTRIES_AT_MOST = 10_000_000
BITS_AT_MOST = 4_000_000
OF_SELF = {"__class__": "__kind__", "__dict__": "__own__"}
GROWING = {ast.Add: "+", ast.Mult: "*", ast.Pow: "**", ast.LShift: "<<"}
INSIDE = re.compile(r"\{[^{}]*[.\[]\s*_\w*_")  # a place of str.format that looks into an object

WIDE = re.compile(r"[:%][^\s{}]*\d{7}")  # a place of a text that is filled up to millions of characters
PADDED = frozenset(["ljust", "rjust", "center", "zfill", "expandtabs"])
WIDTH_AT_MOST = 1_000_000


def at_line(source: str, row: int, text: str, hint: str = "") -> UserError:
    """Return an error whose place is a whole line of the cell."""
    lines = source.split("\n")
    row = min(max(row, 1), len(lines))
    start = sum(len(line) + 1 for line in lines[: row - 1])
    line = lines[row - 1]
    inner = len(line) - len(line.lstrip())
    return UserError(retold(text), source, (start + inner, start + max(len(line.rstrip()), inner)), retold(hint))


class Guard(ast.NodeTransformer):
    """Refuses what leads out of the cell, and counts loops, calls and what grows."""

    def __init__(self, source: str) -> None:
        self.source, self.classes = source, 0

    def _refuse(self, node: Any, text: str, hint: str = "") -> UserError:
        return at_line(self.source, node.lineno, text, hint)

    def _name(self, node: Any, name: str | None, bound: bool = False) -> None:
        if name is not None and hidden(name, bound):
            raise self._refuse(node, f"{name} is not available in a cell.", "a cell is for calculations")

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        inner = node.value
        if isinstance(inner, ast.Attribute) and inner.attr == "__class__" and node.attr in ("__name__", "__qualname__"):
            # the name of a class leads nowhere: x.__class__.__name__ is type(x).__name__
            node.value = self._call("__kind__", self.visit(inner.value))
            return node
        if isinstance(inner, ast.Name) and inner.id == "self" and node.attr in OF_SELF:
            return self._call(OF_SELF[node.attr], inner) if isinstance(node.ctx, ast.Load) else node
        self._name(node, node.attr)
        return self.generic_visit(node)

    def _call(self, function: str, given: ast.expr) -> ast.expr:
        call = ast.Call(ast.Name(function, ast.Load()), [given], [])
        return ast.fix_missing_locations(ast.copy_location(call, given))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "value" and not node.args and not node.keywords:
            # a tensor's value is its numbers here; where a framework has a method of this name, it is read_value
            node.func, node.args = ast.copy_location(ast.Name("__value__", ast.Load()), node), [called.value]
        if isinstance(called, ast.Attribute) and called.attr in PADDED and node.args:
            node.args[0] = self._call("__width__", node.args[0])
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        for part in node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []:
            if isinstance(part, ast.FormattedValue):
                part.value = self._call("__width__", part.value)
            elif isinstance(part, ast.Constant) and WIDE.search(f":{part.value!s}"):
                raise self._refuse(node, "A text of so many characters is too large for this page.", "use smaller numbers")
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        self._name(node, node.id)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str) and INSIDE.search(node.value):
            raise self._refuse(node, "A text that looks inside objects is not available in a cell.", "format plain values")
        if isinstance(node.value, str) and ("%" in node.value or "{" in node.value) and WIDE.search(node.value):
            raise self._refuse(node, "A text of so many characters is too large for this page.", "use smaller numbers")
        return node

    def visit_Match(self, node: ast.Match) -> Any:
        """A class whose parts are matched by their places is looked at before, and held by a name that the cell cannot change."""
        self.generic_visit(node)
        before: list[ast.stmt] = []
        for pattern in [p for case in node.cases for p in ast.walk(case.pattern) if isinstance(p, ast.MatchClass) and p.patterns]:
            self.classes += 1
            kept = f"__matched{self.classes}__"
            held = ast.Assign([ast.Name(kept, ast.Store())], self._call("__matched__", pattern.cls))
            before.append(ast.fix_missing_locations(ast.copy_location(held, pattern)))
            pattern.cls = ast.copy_location(ast.Name(kept, ast.Load()), pattern.cls)
        return [*before, node]

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        for name in node.kwd_attrs:
            self._name(node, name)
        return self.generic_visit(node)

    def _bound(self, node: Any) -> ast.AST:
        for name in (getattr(node, "name", None), getattr(node, "asname", None), getattr(node, "arg", None), getattr(node, "rest", None)):
            self._name(node, name if isinstance(name, str) else None, bound=True)
        for name in getattr(node, "names", []):
            self._name(node, name if isinstance(name, str) else None, bound=True)
        return self.generic_visit(node)

    visit_ClassDef = visit_arg = visit_alias = visit_Global = visit_Nonlocal = _bound
    visit_MatchAs = visit_MatchStar = visit_MatchMapping = visit_Import = visit_ImportFrom = _bound

    def _counted(self, node: Any) -> Any:
        self._bound(node)
        tick = ast.Expr(ast.Call(ast.Name("__tick__", ast.Load()), [], []))
        node.body.insert(1 if _documented(node) else 0, ast.copy_location(tick, node.body[0]))
        ast.fix_missing_locations(node)
        return node

    visit_For = visit_While = visit_FunctionDef = _counted

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """What goes on after every error, in ever deeper calls, would not end: an error that is caught counts as many rounds."""
        self._bound(node)
        tick = ast.Expr(ast.Call(ast.Name("__tick__", ast.Load()), [ast.Constant(CAUGHT)], []))
        node.body.insert(0, ast.copy_location(tick, node.body[0]))
        return ast.fix_missing_locations(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = ast.copy_location(ast.Call(ast.Name("__each__", ast.Load()), [node.iter], []), node.iter)
        return ast.fix_missing_locations(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        sign = GROWING.get(type(node.op))
        if sign is None or (isinstance(node.left, ast.Constant) and isinstance(node.left.value, float)):
            return node
        call = ast.Call(ast.Name("__grown__", ast.Load()), [ast.Constant(sign), node.left, node.right], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        sign = GROWING.get(type(node.op))
        if sign is not None and isinstance(node.target, ast.Name):
            now = ast.Name(node.target.id, ast.Load())
            node.value = ast.copy_location(
                ast.Call(ast.Name("__grown__", ast.Load()), [ast.Constant(sign), now, node.value, ast.Constant(True)], []), node.value
            )
        return ast.fix_missing_locations(node)

    def _asynchronous(self, node: Any) -> Any:
        raise self._refuse(node, "Asynchronous code is not supported in a cell.", "write it without async and await")

    visit_AsyncFunctionDef = visit_AsyncFor = visit_AsyncWith = visit_Await = _asynchronous


def _documented(node: Any) -> bool:
    return isinstance(node, ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None


class Limits:
    """The counters of a running cell."""

    def __init__(self, at_most: int = TICKS_AT_MOST) -> None:
        self.ticks, self.at_most = 0, at_most

    def names(self) -> dict[str, Any]:
        """Return the names that the guarded code calls."""
        return {
            "__tick__": self.tick, "__each__": self.each, "__grown__": grown, "__width__": narrow,
            "__kind__": kind_of, "__own__": own, "__matched__": matched,
        }  # fmt: skip

    def tick(self, rounds: int = 1) -> None:
        """Count a round of a loop, or a call."""
        self.ticks += rounds
        if self.ticks > self.at_most:
            raise CellError("Limit", f"The cell goes through more than {self.at_most:,} rounds of its loops.", "use fewer rounds")

    def each(self, things: Iterable[Any]) -> Iterator[Any]:
        """Count the rounds of a comprehension."""
        for thing in things:
            self.tick()
            yield thing


SEQUENCES = frozenset([str, list, tuple, bytes, bytearray])


def _too_large(what: str) -> CellError:
    return CellError("Limit", f"{what} is too large for this page.", "use smaller numbers")


def narrow(width: Any) -> Any:
    """Return the width of a text, unless the text would be too large."""
    if isinstance(width, int) and width > WIDTH_AT_MOST:
        raise _too_large("A text of so many characters")
    return width


def grown(sign: str, a: Any, b: Any, later: bool = False) -> Any:
    """Return ``a`` and ``b`` put together by + * ** or <<, unless the result would be too large; ``b`` alone if that comes ``later``."""
    kinds = type(a), type(b)
    if kinds == (int, int):
        if sign == "**" and b > 0 and a.bit_length() * b > BITS_AT_MOST and abs(a) > 1:
            raise _too_large(f"A power with {a.bit_length() * b:,} bits")
        if sign == "<<" and (a.bit_length() + b if b.bit_length() < 40 else BITS_AT_MOST + 1) > BITS_AT_MOST:
            raise _too_large("A number that is shifted so far")
        if sign == "*" and a.bit_length() + b.bit_length() > BITS_AT_MOST:
            raise _too_large("A product")
    elif sign == "*" and (kinds[0] in SEQUENCES or kinds[1] in SEQUENCES):
        things, times = (a, b) if kinds[0] in SEQUENCES else (b, a)
        if isinstance(times, int) and len(things) * times > ENTRIES_AT_MOST:
            raise _too_large(f"A {type(things).__name__} with {len(things) * times:,} entries")
    elif sign == "+" and kinds[0] in SEQUENCES and kinds[1] in SEQUENCES and len(a) + len(b) > ENTRIES_AT_MOST:
        raise _too_large(f"A {kinds[0].__name__} with {len(a) + len(b):,} entries")
    if later:
        return b
    return a + b if sign == "+" else a * b if sign == "*" else a**b if sign == "**" else a << b

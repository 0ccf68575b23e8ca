"""Readings that another reader would not share: a note with what else could be meant, applied by one click."""

from __future__ import annotations

import re
from typing import NamedTuple

from lark import Token

from ..errors import Repair
from ..expressions import CONSTANT, DERIVATIVE, NUMBER, SYMBOL
from ..operations import TABLE
from ..program import Note
from ..words import say
from .leaves import Leaves
from .names import SUPERSCRIPTS

__all__ = ["Doubts"]

MUL, DIV, POW, NEG = (TABLE[n] for n in ("multiply", "divide", "power", "negative"))
LETTERS = (SYMBOL, CONSTANT)
ARROW = re.compile(r"(?P<name>[^\W\d]\w*)\s*<-")
GOES_ON = re.compile(r"[^\S\n]*(?P<sign>\+|[-−](?=[^\S\n]))")
BEFORE = re.compile(r"(?:\\(?:[A-Za-z]+\*?\s*\{\s*)?|(?:[A-Za-z]+\.)+)$")  # of a function: \, \mathrm{ or np.


class Doubt(NamedTuple):
    """A product that could be grouped otherwise: ``inner`` would be in brackets with all that follows."""

    kind: str  # "quotient", "power" or "root": what the left factor ends with
    first: int  # the node at which the left factor begins
    inner: int  # the node that would be grouped with what follows
    left: int  # the factor on the left as it is read
    note: int  # its place in the list of notes


class Doubts(Leaves):
    """Notes for products, powers, roots and arguments without brackets."""

    def forget(self) -> None:
        """Forget the doubts of the program read before."""
        self.doubts: dict[int, Doubt] = {}
        self.roots: set[int] = set()  # roots whose operand has no brackets
        self.bars: set[int] = set()  # absolute values written with bars
        self.factors: set[str] = set()  # names before a bracket that have their note

    def source_of(self, first: int, last: int) -> str:
        """The text from the begin of one node to the end of another."""
        return self.program.source[self.spans[first][0] : self.spans[last][1]]

    def _last_factor(self, node: int) -> int:
        return self.nodes.args[node][1] if self.nodes.ops[node] is MUL and node not in self.grouped else node

    def _touch(self, left: int, right: int) -> bool:
        return self.spans[left][1] == self.spans[right][0]

    def doubt_base(self, base: int, exponent: int) -> None:
        """Note E^x, in which E is no constant, and e^(ix), in which i is no imaginary unit."""
        name = self.nodes.data[base] if self.nodes.ops[base] in LETTERS else ""
        if name == "E" and "E" not in self.assigned and exponent not in self.nodes.reach([base]):
            other = Repair(*self.spans[base], "e", say("read it as the constant {lower}", lower="e"))
            self.note(say("{text} is read as a variable.", text="E"), self.spans[base], "amber", other)
        if name == "e":
            places = [n for n in self.nodes.reach([exponent]) if self.nodes.ops[n] == SYMBOL and self.nodes.data[n] == "i"]
            if places:
                self.imaginary(self.spans[places[0]][0])

    # products
    def doubt_product(self, left: int, right: int, product: int) -> None:
        """Note a product of ``left`` and ``right``, written side by side, that could be read otherwise."""
        if left in self.doubts:
            self._extend(self.doubts[left], left, right, product)
        elif left not in self.grouped:
            kind = self._kind(left, right)
            if kind:
                self._begin(kind, left, right, product)
            else:
                self._called(self._last_factor(left), right)
                self._barred(left, right)

    def _kind(self, left: int, right: int) -> str:
        if self.nodes.ops[left] is DIV:
            return "quotient"
        last = self._last_factor(left)
        if last in self.grouped:
            return ""
        if self.nodes.ops[last] is POW and self._touch(last, right) and self._plain_exponent(last):
            return "power" if self._may_be_exponent(last, right) else ""
        word = last in self.roots and self.program.source[self.spans[last][0]].isalpha()
        if last in self.roots and right not in self.grouped and (word or self._touch(last, right)):
            return "root" if self.nodes.ops[right] in (*LETTERS, POW) else ""
        return ""

    def _plain_exponent(self, power: int) -> bool:
        """Tell whether a power ends with an exponent of one number or letter on the line, with or without a sign."""
        node = self.nodes.args[power][1]
        if self.spans[node][1] != self.spans[power][1] or self.program.source[self.spans[node][0]] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻":
            return False
        while self.nodes.ops[node] is NEG and node not in self.grouped:
            node = self.nodes.args[node][0]
        return node not in self.grouped and self.nodes.ops[node] in (*LETTERS, NUMBER)

    def _certain(self, power: int) -> bool:
        """x^2y is seldom x^(2y): a variable to the power of a number."""
        base, exponent = self.nodes.args[power]
        while self.nodes.ops[exponent] is NEG:
            (exponent,) = self.nodes.args[exponent]
        return self.nodes.ops[base] == SYMBOL and self.nodes.ops[exponent] == NUMBER

    def _may_be_exponent(self, power: int, right: int) -> bool:
        if right in self.grouped:
            return False
        op = self.nodes.ops[right]
        return op in LETTERS or (op is POW and self.nodes.ops[self.nodes.args[right][0]] in LETTERS and not self._certain(power))

    def _begin(self, kind: str, left: int, right: int, product: int) -> None:
        last = left if kind == "quotient" else self._last_factor(left)
        inner = self.nodes.args[last][0 if kind == "root" else 1]
        doubt = Doubt(kind, last, inner, last, len(self.program.notes))
        self.doubts[product] = doubt
        self.program.notes.append(self._note(doubt, right))

    def _extend(self, doubt: Doubt, left: int, right: int, product: int) -> None:
        """The other reading takes in one factor more."""
        if doubt.kind == "quotient" or (self._touch(left, right) and right not in self.grouped and self.nodes.ops[right] in LETTERS):
            self.doubts[product] = doubt
            self.program.notes[doubt.note] = self._note(doubt, right)
        else:
            self._called(self._last_factor(left), right)

    def _note(self, doubt: Doubt, right: int) -> Note:
        start, end = self.spans[doubt.first][0], self.spans[right][1]
        source, inner = self.program.source, self.spans[doubt.inner][0]
        inside, rest = source[inner:end], source[self.spans[doubt.left][1] : end].strip()
        how = say("from left to right: " if doubt.kind == "quotient" else "as ")
        other = Repair(inner, end, f"({inside})", say("read it as {start}({inside})", start=source[start:inner], inside=inside))
        text = say("{start} is read {how}({doubt})·{rest}.", start=source[start:end], how=how, doubt=self.text(doubt.left), rest=rest)
        return Note(text, start, end, "grey" if doubt.kind == "power" and self._certain(doubt.left) else "amber", (other,))

    def _called(self, left: int, right: int) -> None:
        """Note x(x + 1), in which x might be meant for a function, and f(2) where f is a line."""
        if self.nodes.ops[left] != SYMBOL or left in self.grouped or right not in self.grouped or not self._touch(left, right):
            return
        if self.program.source[self.spans[right][0]] != "(":
            return
        name, place = str(self.nodes.data[left]), (self.spans[left][0], self.spans[right][1])
        product = say("{left}{right} is read as the product {left}·{right}", left=self.text(left), right=self.text(right))
        if name in self.named:
            self.note(
                say("{product}, because {name} names a line.", product=product, name=name), place, "amber", *self._made_function(name)
            )
        elif name not in self.factors:
            self.factors.add(name)
            free = next((f for f in "fgh" if f not in {*self.assigned, *self.heads, *self.program.inputs}), "f")
            function = Repair(*self.spans[left], free, say("read {name} as an unknown function, {free}", name=name, free=free))
            self.note(say("{product}; {name} could be meant for a function.", product=product, name=name), place, "amber", function)

    def _made_function(self, name: str) -> tuple[Repair, ...]:
        """The change that makes a line of one variable a function."""
        lines = self.program.lines
        at = next(i for i, line in enumerate(lines) if line.name == name)
        nodes = range(lines[at - 1].node + 1 if at else 0, lines[at].node + 1)
        variables = {self.nodes.data[n] for n in nodes if self.nodes.ops[n] == SYMBOL} - set(self.named)
        if len(variables) != 1:
            return ()
        end = self.program.source.index("=", lines[at].start)
        head = f"{name}({variables.pop()}) "
        return (Repair(lines[at].start, end, head, say("make it the function {head}", head=head.strip())),)

    def _barred(self, left: int, right: int) -> None:
        """Note |a|b|c|, in which the bars can be paired in two ways."""
        if right not in self.bars or self.nodes.ops[left] is not MUL or left in self.grouped:
            return
        outer, between = self.nodes.args[left]
        outer = self._last_factor(outer)
        if outer not in self.bars or between in self.bars:
            return
        source, (start, end) = self.program.source, (self.spans[outer][0], self.spans[right][1])
        a, b, c = source[start + 1 : self.spans[outer][1] - 1], self.text(between), source[self.spans[right][0] + 1 : end - 1]
        text = say("{start} is read as |{a}|·{b}·|{c}|.", start=source[start:end], a=a, b=b, c=c)
        self.note(
            text, (start, end), "amber", Repair(start, end, f"abs({a} abs({b}) {c})", say("read it as |{a}·|{b}|·{c}|", a=a, b=b, c=c))
        )

    # powers and roots
    def doubt_power(self, base: int, power: int) -> None:
        """Note √x^2, which is read as (√x)^2."""
        if base in self.roots and base not in self.grouped:
            (inner,) = self.nodes.args[base]
            start, end = self.spans[inner][0], self.spans[power][1]
            inside = self.program.source[start:end]
            sign = self.program.source[self.spans[base][0] : start].strip()
            other = Repair(start, end, f"({inside})", say("read it as {sign}({inside})", sign=sign, inside=inside))
            text = say(
                "{power} is read as ({base}){base2}.",
                power=self.text(power),
                base=self.text(base),
                base2=self.program.source[self.spans[base][1] : end],
            )
            self.note(text, self.spans[power], "amber", other)

    def doubt_quotient(self, left: int, quotient: int) -> None:
        """Note x^1/2, which is read as x/2."""
        if self.nodes.ops[left] is not POW or left in self.grouped:
            return
        exponent, bottom = self.nodes.args[left][1], self.nodes.args[quotient][1]
        if not self._plain_exponent(left) or self.nodes.ops[bottom] != NUMBER or bottom in self.grouped:
            return
        start, end = self.spans[exponent][0], self.spans[quotient][1]
        inside = self.program.source[start:end]
        if inside.lstrip("+-−–").startswith("1/") and inside.lstrip("+-−–")[2:].isdigit():
            text = say(
                "{source_of} is read as ({left})/{bottom}.",
                source_of=self.source_of(left, quotient),
                left=self.text(left),
                bottom=self.text(bottom),
            )
            base = self.text(self.nodes.args[left][0])
            other = Repair(start, end, f"({inside})", say("read it as {base}^({inside})", base=base, inside=inside))
            self.note(text, (self.spans[left][0], end), "amber", other)

    def doubt_derivative(self, left: int, whole: int) -> None:
        """Note d/dx x/y, in which the derivative covers x alone."""
        if self.nodes.ops[left] != DERIVATIVE or left in self.grouped:
            return
        body, end = self.nodes.args[left][0], self.spans[whole][1]
        source, start = self.program.source, self.spans[body][0]
        if body in self.grouped or "d" not in source[self.spans[left][0] : start] or start <= self.spans[left][0]:
            return
        operator, inside = source[self.spans[left][0] : start].strip(), source[start:end]
        other = Repair(start, end, f"({inside})", say("read it as {operator}({inside})", operator=operator, inside=inside))
        text = say(
            "{whole} is read as ({left}){left2}.", whole=self.text(whole), left=self.text(left), left2=source[self.spans[left][1] : end]
        )
        self.note(text, self.spans[whole], "amber", other)

    def doubt_condition(self, node: int) -> None:
        """Note a comparison that is the whole answer; == may be meant for a line's =."""
        span = self.spans[node]
        at = self.text(node).find("==")
        name = self.text(node)[: max(at, 0)].strip()
        arrow = ARROW.match(self.text(node))
        name, at = (arrow["name"], arrow.end() - 2) if arrow else (name, at)  # x<-2 gives x a value in R
        known = name in self.program.inputs and at >= 0
        others = (Repair(span[0] + at, span[0] + at + 2, "=", say("give {name} a value", name=name)),) if known else ()
        self.note(say("This is read as a condition: 1 where it holds, and 0 elsewhere."), span, "amber" if others else "grey", *others)

    def doubt_line(self, start: int) -> None:
        """Note a line that begins with + or with a minus apart, which may go on from the line before."""
        source = self.program.source
        begin = source.rfind("\n", 0, start) + 1
        before = source[:begin].rstrip()
        sign = GOES_ON.match(source, begin)
        if sign is None or not self.program.lines or before.endswith(";"):
            return
        other = Repair(len(before), sign.start("sign"), " ", say("go on from the line before"))
        self.note(say("A line that begins with {sign} is read as a line of its own.", sign=sign["sign"]), sign.span("sign"), "amber", other)

    def doubt_equation(self, name: Token, right: int) -> None:
        """Note xy = 1, which names a line although it may be meant for an equation."""
        span, plain = (name.start_pos or 0, name.end_pos or 0), str(name)
        if {"x", "y"} != set(plain) or self.program.lines:
            return
        other = Repair(*span, "*".join(plain), say("read it as an equation"))
        self.note(say("{name} is read as the name of a line, not as a product.", name=plain), span, "amber", other)

    # arguments without brackets
    def doubt_sign(self, name: Token, inside: int) -> None:
        """Note sin - x, in which the minus could stand between two things of which one is missing."""
        source, (start, end) = self.program.source, self.spans[inside]
        if self.nodes.ops[inside] is NEG and source[start + 1 : start + 2].isspace() and (name.end_pos or 0) < start:
            self.note(
                say(
                    "{name} is read as {name2}(-{start}).",
                    name=source[name.start_pos : end],
                    name2=name,
                    start=source[start + 1 : end].strip(),
                ),
                (name.start_pos or 0, end),
            )

    def doubt_argument(self, name: str, start: int, inside: int) -> None:
        """Note an argument without brackets that goes on behind its first letter, as in sin xy."""
        node = inside
        while self.nodes.ops[node] is NEG and node not in self.grouped:
            (node,) = self.nodes.args[node]
        factors: list[int] = []
        while self.nodes.ops[node] is MUL and node not in self.grouped:
            node, last = self.nodes.args[node]
            factors.append(last)
        factors.append(node)
        factors.reverse()
        letter = next((i for i, n in enumerate(factors) if self.nodes.ops[n] not in (NUMBER, CONSTANT)), len(factors))
        if letter >= len(factors) - 1:
            return
        first, end = self.spans[inside][0], self.spans[inside][1]
        cut = self.spans[factors[letter]][1]
        one, rest = self.program.source[first:cut], self.program.source[cut:end]
        other = Repair(first, end, f"({one}){rest}", say("read it as {name}({one})·{rest}", name=name, one=one, rest=rest.strip()))
        self.note(say("{name} {inside} is read as {name}({inside}).", name=name, inside=self.text(inside)), (start, end), "amber", other)

    def doubt_inverse(self, name: Token, inverse: str, exponent: int, end: int) -> None:
        """Note sin^-1 x, which is read as the inverse function."""
        source, start = self.program.source, name.start_pos or 0
        inside = source[self.spans[exponent][1] : end].strip()
        inside = inside if inside[:1] in ("(", "{") or inside.startswith("\\left") else f"({inside})"
        before = BEFORE.search(source, max(0, start - 20), start)
        slash = "\\" if before and before[0].startswith("\\") else ""
        place = (before.start() if before else start, end)
        other = Repair(*place, f"(1/{slash}{name}{inside})", say("read it as 1/{name}{inside}", name=name, inside=inside))
        self.note(say("{name}^-1 is read as {inverse}, the inverse function.", name=name, inverse=inverse), place, "amber", other)

    def doubt_negative_power(self, name: Token, exponent: int, end: int) -> None:
        """Note sin^-2 x, a power although sin^-1 x is none."""
        inside = self.program.source[self.spans[exponent][1] : end].strip()
        inside = inside if inside.startswith("(") else f"({inside})"
        power = self.text(exponent).translate(SUPERSCRIPTS).strip("(){}")
        self.note(
            say("{name}^{power} is read as a power: ({name}{inside})^({power}).", name=name, power=power, inside=inside),
            (name.start_pos or 0, end),
        )

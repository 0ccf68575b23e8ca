"""The parser's callbacks: each appends nodes to the program at once, so that no tree of linked objects is ever built."""

# ruff: noqa: D102  (a callback is named after the rule of the grammar that it serves)
from __future__ import annotations

from typing import Any
from unicodedata import normalize

from lark import Token

from ..errors import Repair, UserError
from ..exact import Exact, exact
from ..expressions import CONSTANT, NUMBER, SYMBOL
from ..operations import NAMES, TABLE
from ..program import ProgramLine
from ..words import say
from .definitions import Definitions
from .leaves import span_of
from .lists import Listed, Text
from .mistakes import no_name, second_equation, two_numbers, wrong_count
from .words import CHOICES, DERIVATIVES

__all__ = ["Builder"]

COMPARISONS = {
    "<": "less", "<=": "less_equal", "≤": "less_equal", ">": "greater", ">=": "greater_equal", "≥": "greater_equal",
    "==": "equal", "!=": "not_equal", "≠": "not_equal",
}  # fmt: skip
INVERSES = {TABLE[n]: TABLE[f"arc{n}"] for n in ("sin", "cos", "tan", "sec", "csc", "cot")} | {
    TABLE[n]: TABLE[f"ar{n}"] for n in ("sinh", "cosh", "tanh", "sech", "csch", "coth")
}
FOLDED = (TABLE["max"], TABLE["min"], TABLE["add"], TABLE["multiply"])  # of any number of arguments, taken two by two
ADD, SUB, MUL, DIV, POW, NEG, WHERE = (TABLE[n] for n in "add subtract multiply divide power negative where".split())  # noqa: SIM905
CONDITIONS = frozenset(TABLE[n] for n in (*COMPARISONS.values(), "logical_and", "logical_or", "logical_not"))


class Builder(Definitions):
    """Builds one program at a time; ``begin`` starts the next."""

    # brackets
    def group(self, c: list[Any]) -> int:
        self.spans[c[1]] = (c[0].start_pos, c[2].end_pos)
        self.grouped.add(c[1])
        return int(c[1])

    def size(self, c: list[Any]) -> int:
        result = self.node(TABLE["abs"], (c[1],), (c[0].start_pos, c[2].end_pos))
        self.doubt_length(c[1], result)
        if str(c[0]) == "|" and c[2].end_pos == c[2].start_pos + 1:
            self.bars.add(result)
        return result

    def root(self, c: list[Any]) -> int:
        sign, inside = c
        degree, span = (
            {"sqrt": 2, "√": 2, "cbrt": 3, "∛": 3, "∜": 4}.get(str(sign)) or int(normalize("NFKC", sign[0])),
            (
                sign.start_pos,
                self.spans[inside][1],
            ),
        )
        if degree > 3:
            return self.node(TABLE["root"], (inside, self.node(NUMBER, (), span_of(sign), degree)), span)
        result = self.node(TABLE["cbrt" if degree == 3 else "sqrt"], (inside,), span)
        if inside not in self.grouped and not self.nodes.args[inside]:
            self.roots.add(result)
        return result

    def nth_root(self, c: list[Any]) -> int:
        """A root with its degree; the second and third have operations of their own."""
        degree, inside = c[2], c[4]
        span = (c[0].start_pos, self.spans[inside][1])
        value = self._value(degree)
        if value in (2, 3):
            return self.node(TABLE["sqrt" if value == 2 else "cbrt"], (inside,), span)
        return self.node(TABLE["root"], (inside, degree), span)

    def fraction(self, c: list[Any]) -> int:
        result = self.node(DIV, (c[1], c[2]), (c[0].start_pos, self.spans[c[2]][1]))
        self.grouped.add(result)
        return result

    def above(self, c: list[Any]) -> int:
        """{a \\over b}: a fraction as old LaTeX writes it."""
        result = self.node(DIV, (c[1], c[3]), (c[0].start_pos, c[4].end_pos))
        self.grouped.add(result)
        return result

    def enclosed(self, c: list[Any]) -> int:
        return self.node(TABLE[str(c[0])], (c[1],), (c[0].start_pos, c[2].end_pos))

    def case_if(self, c: list[Any]) -> tuple[int, int]:
        return c[-1], c[0]

    def case_else(self, c: list[Any]) -> int:
        return int(c[0])

    def cases(self, c: list[Any]) -> int:
        rows = [row for row in c if not isinstance(row, Token)]
        return self._choice(Token("FUNCTION", "cases"), rows, (c[0].start_pos, c[-1].end_pos))

    # arithmetic
    def add(self, c: list[Any]) -> int:
        return self.join(ADD, c[0], c[2])

    def subtract(self, c: list[Any]) -> int:
        return self.join(SUB, c[0], c[2])

    def multiply(self, c: list[Any]) -> int:
        product = self.join(MUL, c[0], c[2])
        self.doubt_derivative(c[0], product)
        return product

    def divide(self, c: list[Any]) -> int:
        quotient = self.join(DIV, c[0], c[2])
        self.doubt_quotient(c[0], quotient)
        self.doubt_derivative(c[0], quotient)
        return quotient

    def modulo(self, c: list[Any]) -> int:
        return self.join(TABLE["mod"], c[0], c[2])

    def negative(self, c: list[Any]) -> int:
        return self.node(NEG, (c[1],), (c[0].start_pos, self.spans[c[1]][1]))

    def positive(self, c: list[Any]) -> int:
        return int(c[1])

    def power(self, c: list[Any]) -> int:
        power = self.join(POW, c[0], c[2])
        if self.nodes.ops[c[0]] == SYMBOL and self.nodes.data[c[0]] == "i" and self._value(c[2]) == 2:
            self.imaginary(self.spans[c[0]][0])
        self.doubt_base(c[0], c[2])
        self.doubt_power(c[0], power)
        self.doubt_matrix_power(c[0], power)
        return power

    def superscript(self, c: list[Any]) -> int:
        power = self.join(POW, c[0], self.superscribed(c[1]))
        self.doubt_power(c[0], power)
        return power

    def factorial(self, c: list[Any]) -> int:
        one = self.node(NUMBER, (), span_of(c[1]), 1)
        inside = self.node(ADD, (c[0], one), (self.spans[c[0]][0], c[1].end_pos))
        if self.program.source[c[1].start_pos - 1] == "!":
            self.note(say("x!! is read as (x!)!, not as the double factorial."), span_of(c[1]), "amber")
        else:
            self.note(say("x! is read as gamma(x + 1), which is x! for whole numbers and smooth between them."), span_of(c[1]))
        return self.node(TABLE["gamma"], (inside,), self.spans[inside])

    def adjacent(self, c: list[Any]) -> int:
        """Two factors side by side."""
        left, right = c
        self._two_numbers(left, right)
        matrices = self.side_by_side(left, right)
        if matrices is not None:
            return matrices
        product = self.join(MUL, left, right)
        if self.nodes.ops[right] in CONDITIONS:  # x^2 {x > 0}
            self.doubt_condition(right)
        self.doubt_matrices(left, right)
        self.doubt_product(left, right, product)
        return product

    def _two_numbers(self, left: int, right: int) -> None:
        base = right
        while self.nodes.args[base] and base not in self.grouped:
            base = self.nodes.args[base][0]
        end, start = self.spans[left][1], self.spans[right][0]
        leads = self.spans[base][0] == start and base not in self.grouped
        if self.nodes.ops[base] == NUMBER and leads and (self.program.source[end - 1].isdecimal() or self.program.source[end - 1] == "."):
            raise two_numbers(self.program.source, (self.spans[left][0], self.spans[right][1]), (end, start))

    # conditions
    def compare(self, c: list[Any]) -> int:
        return self.join(TABLE[COMPARISONS[str(c[1])]], c[0], c[2])

    def compare_twice(self, c: list[Any]) -> int:
        first = self.join(TABLE[COMPARISONS[str(c[1])]], c[0], c[2])
        second = self.join(TABLE[COMPARISONS[str(c[3])]], c[2], c[4])
        return self.join(TABLE["logical_and"], first, second)

    def both(self, c: list[Any]) -> int:
        return self.join(TABLE["logical_and"], c[0], c[2])

    def either(self, c: list[Any]) -> int:
        return self.join(TABLE["logical_or"], c[0], c[2])

    def negation(self, c: list[Any]) -> int:
        return self.node(TABLE["logical_not"], (c[1],), (c[0].start_pos, self.spans[c[1]][1]))

    # functions
    def arguments(self, c: list[Any]) -> list[Any]:
        return [a for a in c if not isinstance(a, Token)]

    def case(self, c: list[Any]) -> tuple[int, int]:
        return c[0], c[2]

    def applied(self, name: Token, args: list[Any], end: int) -> int:
        """Apply the function of a name to its arguments, with defaults for those that may be left out."""
        span = (name.start_pos or 0, end)
        if str(name) in CHOICES and (str(name) != "where" or any(isinstance(a, tuple) for a in args)):
            return self._choice(name, args, span)
        if str(name) in DERIVATIVES:
            return self._gradient(name, args, span)
        placed = self.of_arrays(name, args, end)
        if placed is not None:
            return placed
        op = NAMES[str(name)]
        if any(isinstance(a, tuple) for a in args):
            raise UserError(
                say("A colon belongs in piecewise(condition: value, …), not in {name}.", name=name),
                self.program.source,
                span,
                say("use piecewise"),
            )
        if op in FOLDED and len(args) > 2:
            result = args[0]
            for a in args[1:]:
                result = self.node(op, (result, a), span)
            return int(result)
        missing = op.arity - len(args)
        if 0 < missing <= len(op.defaults):
            args = [*args, *(self.node(NUMBER, (), span, exact(d)) for d in op.defaults[-missing:])]
        if str(name) == "ln" and len(args) == 2:
            text = say("log with two arguments is read in both orders, so it is not clear which of them is the base.")
            raise UserError(text, self.program.source, span, say("write log_b(x), with the base below the line"))
        if len(args) != op.arity:
            raise wrong_count(self.program.source, name, op, len(args), span)
        return self.node(op, tuple(args), span)

    def _choice(self, name: Token, args: list[Any], span: tuple[int, int]) -> int:
        args = [self._pair(a) for a in args]
        if args and all(type(a) is tuple for a in args) and str(name) != "where":
            args = [*args[:-1], self._last_case(args[-1])]
        if len(args) < 2 or not isinstance(args[-1], int) or not all(type(a) is tuple for a in args[:-1]):
            text = say("{name} needs pairs of a condition and a value, and at the end the value for all other cases.", name=name)
            raise UserError(text, self.program.source, span, say("write it like piecewise(x < 0: -x, x^2)"))
        for condition, value in args[:-1]:
            self._in_order(condition, value)
        result: int = args[-1]
        for condition, value in reversed(args[:-1]):
            result = self.node(WHERE, (condition, value, result), span)
        return result

    def _pair(self, given: Any) -> Any:
        """(value, condition), as SymPy writes a case, as the condition and the value; (value, True) as the value."""
        if not isinstance(given, Listed) or len(given.items) != 2 or not isinstance(given.items[0], int):
            return given
        value, condition = given.items
        if isinstance(condition, Text) and condition.value is True:
            return value
        return (condition, value) if isinstance(condition, int) and self.nodes.ops[condition] in CONDITIONS else given

    def _last_case(self, case: tuple[int, int]) -> int:
        """The value of the last case, which stands for all other cases whatever its condition says."""
        self._in_order(*case)
        start, end = sorted((*self.spans[case[0]], *self.spans[case[1]]))[::3]
        text = say(
            "The last value, {case}, is read as the one for all other cases, whatever {case2} says.",
            case=self.text(case[1]),
            case2=self.text(case[0]),
        )
        self.note(text, (start, end), "amber")
        return case[1]

    def _in_order(self, condition: int, value: int) -> None:
        """Refuse a value where the condition is wanted, and the other way round."""
        if self.nodes.ops[condition] in CONDITIONS or self.nodes.ops[value] not in CONDITIONS:
            return
        first, second = sorted((condition, value), key=lambda n: self.spans[n])
        start, end = self.spans[first][0], self.spans[second][1]
        between = self.program.source[self.spans[first][1] : self.spans[second][0]]
        swapped = Repair(start, end, f"{self.text(second)}{between}{self.text(first)}", say("swap them"))
        where = say("before the colon" if ":" in between else "behind the sign &")
        text = say("A value stands where the condition belongs, and {value} where the value belongs.", value=self.text(value))
        raise UserError(text, self.program.source, (start, end), say("write the condition {where}", where=where), (swapped,))

    def call(self, c: list[Any]) -> int:
        return self.applied(c[0], c[2], c[3].end_pos)

    def apply(self, c: list[Any]) -> int:
        name, inside = c
        self.doubt_argument(str(name), name.start_pos, inside)
        self.doubt_sign(name, inside)
        return self.applied(name, [inside], self.spans[inside][1])

    def call_log(self, c: list[Any]) -> int:
        args = c[3]
        if len(args) != 1:
            raise wrong_count(self.program.source, c[0], TABLE["ln"], len(args), (c[0].start_pos, c[4].end_pos))
        return self.node(TABLE["log_b"], (c[1], args[0]), (c[0].start_pos, c[4].end_pos))

    def apply_log(self, c: list[Any]) -> int:
        self.doubt_argument(self.program.source[c[0].start_pos : self.spans[c[1]][1]], c[0].start_pos, c[2])
        return self.node(TABLE["log_b"], (c[1], c[2]), (c[0].start_pos, self.spans[c[2]][1]))

    # sin^2 x, sin^-1 x
    def exponent_plain(self, c: list[Any]) -> int:
        return self.number([c[1]])

    def exponent_minus(self, c: list[Any]) -> int:
        return self.negative([c[1], self.number([c[2]])])

    def exponent_group(self, c: list[Any]) -> int:
        return self.group(c[1:])

    def exponent_name(self, c: list[Any]) -> int:
        return self.name([c[1]])

    def exponent_super(self, c: list[Any]) -> int:
        return self.superscribed(c[0])

    def raised(self, name: Token, exponent: int, args: list[Any], end: int) -> int:
        """A power of a function; the power -1 of one that has an inverse is the inverse, with a note."""
        if str(name) not in NAMES:  # piecewise, diff
            text = say("A power of {name} stands behind its brackets.", name=name)
            raise UserError(text, self.program.source, (name.start_pos or 0, end), say("write it like ({name}(…))^2", name=name))
        op, value = NAMES[str(name)], self._value(exponent)
        if value == -1 and op in INVERSES:
            inverse = INVERSES[op].name
            self.doubt_inverse(name, inverse, exponent, end)
            return self.applied(Token("FUNCTION", inverse, name.start_pos, end_pos=name.end_pos), args, end)
        result = self.applied(name, args, end)
        if value is not None and value < 0:
            self.doubt_negative_power(name, exponent, end)
        return self.node(POW, (result, exponent), (name.start_pos or 0, end))

    def _value(self, node: int) -> Exact | None:
        sign = 1
        while self.nodes.ops[node] is NEG:
            node, sign = self.nodes.args[node][0], -sign
        return sign * self.nodes.data[node] if self.nodes.ops[node] == NUMBER else None

    def call_power(self, c: list[Any]) -> int:
        return self.raised(c[0], c[1], c[3], c[4].end_pos)

    def call_defined_power(self, c: list[Any]) -> int:
        """A power of a function that the source defines: f^2(x) is f(x)^2, and f^-1 is not known."""
        name, exponent = c[0], c[1]
        span = (name.start_pos, c[4].end_pos)
        value, written = self._value(exponent), self.text(exponent)
        if value is not None and value in range(1, 9) and exponent in self.grouped and "(" in written:
            shown = self.program.source[name.start_pos : c[2].start_pos].strip()
            text = say("{shown} is read as the derivative of order {value}.", shown=shown, value=value)
            end = c[2].start_pos
            power = Repair(name.start_pos, end, f"{name}^{value}", say("read it as a power of {name}", name=name))
            self.note(text, (name.start_pos, end), "amber", power)
            return self._call(name, int(value), c[3], span)
        if value is None or value < 0:
            better = f"write {name}(x)^({self.text(exponent)}) for a power"
            raise UserError(say("The inverse of {name} is not known here.", name=name), self.program.source, span, better)
        text = say(
            "{name} is read as a power of {name2}: {name2}(…)^{value}.",
            name=self.program.source[name.start_pos : c[2].start_pos].strip(),
            name2=name,
            value=value,
        )
        self.note(text, span)
        return self.node(POW, (self.call_defined([name, *c[2:]]), exponent), span)

    def apply_power(self, c: list[Any]) -> int:
        self.doubt_argument(self.program.source[c[0].start_pos : self.spans[c[1]][1]], c[0].start_pos, c[2])
        return self.raised(c[0], c[1], [c[2]], self.spans[c[2]][1])

    # lines
    def assignment(self, c: list[Any]) -> None:
        name = str(c[0])
        if any(line.name == name for line in self.program.lines):
            text = say("{name} is already named by an earlier line.", name=name)
            fresh = next(n for n in (f"{name}{i}" for i in range(2, 99)) if n not in self.assigned)
            raise UserError(
                text,
                self.program.source,
                span_of(c[0]),
                say("give this line another name, such as {fresh}", fresh=fresh),
                (Repair(*span_of(c[0]), fresh),),
            )
        self.named[name] = name
        self.doubt_equation(c[0], c[2])
        self.program.lines.append(ProgramLine(name, c[2], c[0].start_pos, self.spans[c[2]][1]))

    def equation(self, c: list[Any]) -> None:
        """Two sides that stay equal; kept as their difference."""
        left, right = c[0], c[2]
        if self.program.equation:
            raise second_equation(self.program.source, (self.spans[left][0], self.spans[right][1]))
        if self.nodes.ops[left] in (NUMBER, CONSTANT):
            raise no_name(self.program.source, self.spans[left])
        self.program.equation, self.program.sides = True, (left, right)
        self.program.lines.append(ProgramLine(None, self.join(SUB, left, right), self.spans[left][0], self.spans[right][1]))

    def answer(self, c: list[Any]) -> None:
        if self.nodes.ops[c[0]] in CONDITIONS:
            self.doubt_condition(c[0])
        self.doubt_line(self.spans[c[0]][0])
        self.program.lines.append(ProgramLine(None, c[0], *self.spans[c[0]]))

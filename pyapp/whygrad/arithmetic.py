"""Sums, products and powers in the form in which a teacher would leave them.

Sums and products are kept flat, with exact coefficients and like terms collected; roots are powers, quotients are
products with negative powers. Nothing here may shrink the domain: a form may be defined at more points than what it came
from, never at fewer, and has the same value wherever both are defined.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from .exact import Exact, exact, exact_power
from .expressions import CONSTANT, NUMBER, SYMBOL, Expressions
from .operations import TABLE, Operation

__all__ = ["Arithmetic", "TooLong"]

ADD, MUL, POW, CBRT, EXP = (TABLE[n] for n in ("add", "multiply", "power", "cbrt", "exp"))
ABS, SIGN, WHERE = (TABLE[n] for n in ("abs", "sign", "where"))
BITS_AT_MOST = 4096  # of an exact number that is worked out; larger powers stay written as powers
WORK_AT_MOST = 120_000
CASES_AT_MOST = 12  # of a choice inside choices into which a factor is multiplied


class TooLong(Exception):
    """The written-out form would be too long to be of use."""


class Arithmetic(ABC):
    """Builds the sums, products and powers of simplified nodes in ``nodes``."""

    def __init__(self, nodes: Expressions) -> None:
        self.nodes = nodes
        self.zero, self.one, self.minus_one = nodes.num(0), nodes.num(1), nodes.num(-1)
        self._sums: dict[tuple[int, ...], int] = {}
        self._products: dict[tuple[int, ...], int] = {}
        self._asked: dict[tuple[int, ...], int] = {}  # products by the factors that were given
        self._work = 0
        self._inside = 0

    @abstractmethod
    def build(self, op: Operation, args: tuple[int, ...]) -> int:
        """Return ``op`` applied to simplified nodes."""

    @abstractmethod
    def choice(self, args: tuple[int, ...]) -> int:
        """Return a choice between simplified branches."""

    def spend(self, work: int) -> None:
        """Count work; raises TooLong when a written-out form grows out of proportion."""
        self._work += work
        if self._work > WORK_AT_MOST:
            raise TooLong

    def value(self, node: int) -> Exact | None:
        """Return the exact number that a node is, or None."""
        return self.nodes.data[node] if self.nodes.ops[node] == NUMBER else None

    # sums
    def split(self, node: int) -> tuple[Exact, int | None]:
        """Return the coefficient of a term and the rest (None for a number)."""
        op = self.nodes.ops[node]
        if op == NUMBER:
            return self.nodes.data[node], None
        if op is MUL:
            args = self.nodes.args[node]
            if self.nodes.ops[args[0]] == NUMBER:
                return self.nodes.data[args[0]], args[1] if len(args) == 2 else self._multiplied(args[1:])
        return 1, node

    def scaled(self, coefficient: Exact, rest: int | None) -> int:
        """Return the term with this coefficient; ``rest`` has none of its own."""
        if rest is None or coefficient == 0:
            return self.nodes.num(coefficient)
        if coefficient == 1:
            return rest
        factors = self.nodes.args[rest] if self.nodes.ops[rest] is MUL else (rest,)
        return self._multiplied((self.nodes.num(coefficient), *factors))

    def sum_of(self, terms: Iterable[int]) -> int:
        """Return the sum of simplified terms, like terms collected, in the order in which they come."""
        nodes = self.nodes
        found: dict[int | None, Exact] = {}
        stack: list[tuple[int, Exact]] = [(t, 1) for t in reversed(list(terms))]
        while stack:
            term, times = stack.pop()
            self.spend(1)
            if nodes.ops[term] is ADD:
                stack.extend((a, times) for a in reversed(nodes.args[term]))
                continue
            coefficient, rest = self.split(term)
            if rest is not None and nodes.ops[rest] is ADD:
                stack.append((rest, times * coefficient))
                continue
            coefficient = times * coefficient
            found[rest] = found[rest] + coefficient if rest in found else coefficient
        kept = self._merged([self.scaled(c, rest) for rest, c in found.items() if c])
        if len(kept) < 2:
            return kept[0] if kept else self.zero
        if self.split(kept[0])[0] < 0:  # b - a rather than -a + b
            first = next((i for i, t in enumerate(kept) if self.split(t)[0] > 0), 0)
            kept.insert(0, kept.pop(first))
        key = tuple(sorted(kept))
        known = self._sums.get(key)
        if known is None:
            known = self._sums[key] = nodes.add(ADD, tuple(kept))
        return known

    def _merged(self, terms: list[int]) -> list[int]:
        """Add up choices that have the same condition, branch by branch."""
        groups: dict[int, list[int]] = {}
        for term in terms:
            if self.nodes.ops[term] is WHERE:
                groups.setdefault(self.nodes.args[term][0], []).append(term)
        for condition, group in groups.items():
            if len(group) > 1 and self._inside < CASES_AT_MOST:
                self._inside += 1
                branches = [self.sum_of([self.nodes.args[t][k] for t in group]) for k in (1, 2)]
                self._inside -= 1
                terms = [t for t in terms if t not in group] + [self.choice((condition, *branches))]
        return terms

    # products
    def product_of(self, factors: Iterable[int]) -> int:
        """Return the product of simplified factors: one coefficient, each base once."""
        given = tuple(factors)
        if len(given) == 2 and self.one in given:
            return given[1] if given[0] == self.one else given[0]
        if self._inside:
            return self._product_of(given)
        known = self._asked.get(given)
        if known is None:
            known = self._asked[given] = self._product_of(given)
        return known

    def _product_of(self, factors: tuple[int, ...]) -> int:
        nodes = self.nodes
        coefficient: Exact = 1
        exponents: dict[int, int] = {}
        stack = list(factors)
        stack.reverse()
        again = False
        joined: set[int] = set()  # bases that came in several powers
        while True:
            self.spend(len(stack))
            while stack:
                factor = stack.pop()
                op, args = nodes.ops[factor], nodes.args[factor]
                if op == NUMBER:
                    coefficient = coefficient * nodes.data[factor]
                    continue
                if op is MUL:
                    self.spend(len(args) // 4)
                    stack.extend(reversed(args))
                    continue
                if op is POW:
                    base, exponent = args
                elif op is EXP:
                    base, exponent = nodes.const("e"), args[0]
                else:
                    base, exponent = factor, self.one
                before = exponents.get(base)
                if before is not None:
                    joined.add(base)
                    exponent = self.sum_of((before, exponent))
                exponents[base] = exponent
            if coefficient == 0:
                return self.zero
            if coefficient.numerator.bit_length() + coefficient.denominator.bit_length() > BITS_AT_MOST:
                raise TooLong
            if any([nodes.ops[base] is SIGN for base in exponents]):
                self._signs_joined(exponents)
            powers = [self._joined(b, e) if b in joined else self.power_of(b, e) for b, e in exponents.items()]
            if again or all(nodes.ops[p] != NUMBER and nodes.ops[p] is not MUL for p in powers):
                break
            again, stack, exponents = True, powers[::-1], {}
        kept = sorted(powers, key=self.place) if len(powers) > 1 else powers
        choice = next((p for p in kept if nodes.ops[p] is WHERE), None)
        if choice is not None and (len(kept) > 1 or coefficient != 1) and self._inside < CASES_AT_MOST:
            return self._distributed([nodes.num(coefficient), *(p for p in kept if p != choice)], choice)
        if not kept:
            return nodes.num(coefficient)
        if coefficient != 1:
            kept = [nodes.num(coefficient), *kept]
        return kept[0] if len(kept) == 1 else self._multiplied(tuple(kept))

    def _joined(self, base: int, exponent: int) -> int:
        """Return the power that several powers of a base make: a^x/(a^x)^2 is 1/a^x rather than a^(-x)."""
        nodes = self.nodes
        if nodes.ops[exponent] is not MUL or self.split(exponent)[0] > 0 or nodes.ops[base] in (CONSTANT, EXP):
            return self.power_of(base, exponent)
        return self.power_of(self.power_of(base, self.product_of((self.minus_one, exponent))), self.minus_one)

    def _signs_joined(self, exponents: dict[int, int]) -> None:
        """Join sign(u) with odd powers of |u|, and with u or 1/u: sign(u)/|u| is 1/u, u*sign(u) is |u|."""
        nodes = self.nodes
        for sign in [b for b, e in exponents.items() if nodes.ops[b] is SIGN and e == self.one]:
            (u,) = nodes.args[sign]
            size = nodes.add(ABS, (u,))
            power = self.value(exponents[size]) if size in exponents else None
            if power is not None and power.denominator == 1 and power % 2 == 1:
                del exponents[sign]
                power_of_u = exponents.pop(size)
                exponents[u] = self.sum_of((exponents[u], power_of_u)) if u in exponents else power_of_u
            elif u in exponents and exponents[u] in (self.one, self.minus_one):
                del exponents[sign]
                power_of_u = exponents.pop(u)
                exponents[size] = self.sum_of((exponents[size], power_of_u)) if size in exponents else power_of_u

    def _distributed(self, others: list[int], choice: int) -> int:
        """Multiply each branch of a choice, so that the cases stay outside."""
        condition, *branches = self.nodes.args[choice]
        self._inside += 1
        try:
            return self.choice((condition, *[self.product_of((*others, b)) for b in branches]))
        finally:
            self._inside -= 1

    def _multiplied(self, factors: tuple[int, ...]) -> int:
        """Return the node of a product; products of the same factors in another order are one node."""
        key = tuple(sorted(factors))
        known = self._products.get(key)
        if known is None:
            known = self._products[key] = self.nodes.add(MUL, factors)
        return known

    def place(self, node: int) -> tuple[int, int]:
        """Return where a factor stands: by rank, variables in the order in which the person wrote them."""
        rank = self.rank(node)
        base = self.nodes.args[node][0] if self.nodes.ops[node] is POW else node
        return rank, base if rank == 2 else 0

    def rank(self, node: int) -> int:
        """Return where a factor stands in a product: constants, powers of variables, exponentials, functions, sums."""
        nodes = self.nodes
        op = nodes.ops[node]
        if op is POW:
            fixed = nodes.ops[nodes.args[node][1]] in (NUMBER, CONSTANT)
            if nodes.ops[nodes.args[node][0]] in (NUMBER, CONSTANT):
                return 1 if fixed else 3
            if not fixed and nodes.ops[nodes.args[node][0]] == SYMBOL:
                return 3
            op = nodes.ops[nodes.args[node][0]]
        if isinstance(op, str):
            return {NUMBER: 0, CONSTANT: 1, SYMBOL: 2}[op]
        return 3 if op is EXP else 5 if op is ADD else 6 if op is WHERE else 4

    # powers
    def power_of(self, base: int, exponent: int) -> int:
        """Return a power of simplified nodes."""
        nodes = self.nodes
        op, args = nodes.ops[base], nodes.args[base]
        r = self.value(exponent)
        if r == 1:
            return base
        if r == 0:
            return self.one
        if op == CONSTANT and nodes.data[base] == "e":
            return self.build(EXP, (exponent,))
        if op is EXP:  # e^u is positive, so (e^u)^r = e^(r u)
            return self.build(EXP, (self.product_of((exponent, args[0])),))
        if r is not None:
            if op == NUMBER:
                return self._number_power(base, exponent, nodes.data[base], r)
            if op is POW:
                inner = self.value(args[1])
                if inner is not None and r.denominator == 1:
                    return self.power_of(args[0], nodes.num(inner * r))
                if inner is not None and inner.denominator == 1 and inner % 2 == 1 and r.denominator % 2 == 0:
                    return self.power_of(args[0], nodes.num(inner * r))  # only where the base is not negative, on both sides
                if inner is None and r.denominator == 1 and not -1 <= r <= 1:  # (u^n)^2 is u^(2 n), but 1/u^n stays
                    return self.power_of(args[0], self.product_of((exponent, args[1])))
                if inner == 2 and r.denominator == 2:
                    return self.power_of(self.build(ABS, (args[0],)), nodes.num(r * 2))
            if op is CBRT and r.denominator == 1 and r.numerator % 3 == 0:
                return self.power_of(args[0], nodes.num(exact(r, 3)))
            if op is ABS and r.denominator == 1 and r.numerator % 2 == 0:
                return self.power_of(args[0], exponent)
            if op is MUL:
                return self._product_power(args, exponent, r, base)
        elif op == NUMBER and nodes.data[base] == 1:
            return self.one
        return nodes.add(POW, (base, exponent))

    def _number_power(self, base: int, exponent: int, b: Exact, r: Exact) -> int:
        exact = exact_power(b, r, BITS_AT_MOST)
        return self.nodes.add(POW, (base, exponent)) if exact is None else self.nodes.num(exact)

    def _product_power(self, args: tuple[int, ...], exponent: int, r: Exact, base: int) -> int:
        if r.denominator == 1 and abs(r.numerator) <= 1000:
            self.spend(len(args))
            return self.product_of([self.power_of(a, exponent) for a in args])
        first = self.value(args[0])
        if first is not None and first > 0:  # (4x)^(1/2) = 2 x^(1/2); the sign of the rest stays inside
            root = self.power_of(args[0], exponent)
            if self.nodes.ops[root] == NUMBER:
                rest = args[1] if len(args) == 2 else self._multiplied(args[1:])
                return self.product_of((root, self.power_of(rest, exponent)))
        return self.nodes.add(POW, (base, exponent))

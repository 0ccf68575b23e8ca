"""The form of an answer: the shortest of the forms in which a teacher might leave it.

The forms are tried on the whole and on the sums that are its factors: as it came, with common factors in front,
multiplied out, over a common denominator. A form may extend the domain (a common factor cancels), never shrink it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from .expressions import NUMBER
from .operations import TABLE
from .simplify import Simplifier
from .writing import write

__all__ = ["shortest"]

ADD, MUL, POW = TABLE["add"], TABLE["multiply"], TABLE["power"]
IDENTITIES = ((TABLE["sin"], TABLE["cos"], 1), (TABLE["cosh"], TABLE["sinh"], -1))
TERMS_AT_MOST = 40  # of a product that is multiplied out
NODES_AT_MOST = 400  # of an answer whose forms are compared
WORTH = 3  # signs that another form of a sum must save; a product, such as a fraction, is always made shorter

Factors = dict[int, Fraction]  # base and exponent


def length(simple: Simplifier, node: int) -> int:
    """Return how many numbers, names and signs a node is written with (brackets do not count)."""
    text = write(simple.nodes, node) or ""
    return len(re.findall(r"\w+|[^\s\w(),;]", text)) if text else 1 << 30


def shortest(simple: Simplifier, node: int) -> int:
    """Return the shortest form of a simplified node; the node itself if no other is clearly shorter."""
    if simple.nodes.ops[node] not in (ADD, MUL) or len(simple.nodes.reach([node])) > NODES_AT_MOST:
        return node
    best, least = node, length(simple, node)
    worth = WORTH if simple.nodes.ops[node] is ADD else 1
    for form in dict.fromkeys(_forms(simple, node)):
        size = length(simple, form)
        if size <= least - (worth if best == node else 1):
            best, least = form, size
    return best


def _forms(simple: Simplifier, node: int) -> Iterator[int]:
    inside = _on_sums(simple, node, lambda total: over_common_denominator(simple, total))
    for start in dict.fromkeys((node, inside)):
        yield start
        yield factored(simple, start)
        for form in (expanded(simple, start), _on_sums(simple, start, lambda total: expanded(simple, total))):
            short = _on_sums(simple, form, lambda total: pythagorean(simple, total))
            yield short
            yield factored(simple, short)


def _parts(simple: Simplifier, term: int) -> tuple[Fraction, Factors]:
    """Return a term as its coefficient and the powers of its bases."""
    coefficient, rest = simple.split(term)
    nodes = simple.nodes
    powers: Factors = {}
    for factor in () if rest is None else nodes.args[rest] if nodes.ops[rest] is MUL else (rest,):
        base, exponent = factor, Fraction(1)
        if nodes.ops[factor] is POW and nodes.ops[nodes.args[factor][1]] == NUMBER:
            base, exponent = nodes.args[factor][0], nodes.data[nodes.args[factor][1]]
        powers[base] = powers.get(base, Fraction(0)) + exponent
    return coefficient, powers


def _product(simple: Simplifier, coefficient: Fraction, powers: Factors) -> int:
    nodes = simple.nodes
    return simple.product_of([nodes.num(coefficient), *(simple.power_of(b, nodes.num(e)) for b, e in powers.items())])


def _on_sums(simple: Simplifier, node: int, change: Callable[[int], int]) -> int:
    """Apply ``change`` to a sum, or to each factor of a product that is a sum."""
    nodes = simple.nodes
    if nodes.ops[node] is ADD:
        return change(node)
    if nodes.ops[node] is MUL:
        return simple.product_of([_changed(simple, f, change) for f in nodes.args[node]])
    return node


def _changed(simple: Simplifier, factor: int, change: Callable[[int], int]) -> int:
    """Apply ``change`` to a factor that is a sum, or a whole power of one."""
    nodes = simple.nodes
    if nodes.ops[factor] is POW and nodes.ops[nodes.args[factor][0]] is ADD:
        base, exponent = nodes.args[factor]
        if nodes.ops[exponent] == NUMBER and nodes.data[exponent].denominator == 1:
            return simple.power_of(change(base), exponent)
    return change(factor) if nodes.ops[factor] is ADD else factor


def factored(simple: Simplifier, node: int) -> int:
    """Return ``node`` with the factors that all terms of a sum share in front of the sum."""

    def change(total: int) -> int:
        terms = [_parts(simple, t) for t in simple.nodes.args[total]]
        shared = {
            base: min(p[base] for _, p in terms)
            for base in terms[0][1]
            if all(base in p and (p[base] > 0) == (terms[0][1][base] > 0) for _, p in terms)
        }
        content = Fraction(math.gcd(*(c.numerator for c, _ in terms)), math.lcm(*(c.denominator for c, _ in terms)))
        if not shared and content == 1:
            return total
        rest = [_product(simple, c / content, {b: e - shared.get(b, 0) for b, e in p.items()}) for c, p in terms]
        return simple.product_of([_product(simple, content, shared), simple.sum_of(rest)])

    return _on_sums(simple, node, change)


def expanded(simple: Simplifier, node: int) -> int:
    """Return ``node`` with its products of sums multiplied out (what stands below the line stays a product)."""
    nodes = simple.nodes
    terms = nodes.args[node] if nodes.ops[node] is ADD else (node,)
    return simple.sum_of([_multiplied_out(simple, t) for t in terms])


def _multiplied_out(simple: Simplifier, term: int) -> int:
    nodes = simple.nodes
    coefficient, powers = _parts(simple, term)
    sums = {b: int(e) for b, e in powers.items() if nodes.ops[b] is ADD and e > 0 and e.denominator == 1}
    if math.prod(len(nodes.args[b]) ** e for b, e in sums.items()) > TERMS_AT_MOST:
        return term
    above = [simple.one]
    for base, exponent in sums.items():
        for _ in range(exponent):
            above = [simple.product_of((a, b)) for a in above for b in nodes.args[base]]
    outside = {b: e for b, e in powers.items() if b not in sums}
    below = {b: e for b, e in outside.items() if e < 0 and nodes.ops[b] is ADD}
    front = _product(simple, coefficient, {b: e for b, e in outside.items() if b not in below})
    total = simple.sum_of([simple.product_of((front, a)) for a in above])
    return simple.product_of((total, _product(simple, Fraction(1), below)))


def pythagorean(simple: Simplifier, total: int) -> int:
    """Return a sum in which sin² + cos² has become 1, and cosh² - sinh² too."""
    nodes, terms = simple.nodes, [_parts(simple, t) for t in simple.nodes.args[total]]
    for first, second, sign in IDENTITIES:
        for i, (c, powers) in enumerate(terms):
            for base in [b for b, e in powers.items() if nodes.ops[b] is first and e >= 2]:
                other = nodes.add(second, nodes.args[base])
                rest = {**powers, base: powers[base] - 2}
                wanted = {b: e for b, e in {**rest, other: rest.get(other, Fraction(0)) + 2}.items() if e}
                for j, (d, candidate) in enumerate(terms):
                    if i != j and d == sign * c and candidate == wanted:
                        left = [t for k, t in enumerate(nodes.args[total]) if k not in (i, j)]
                        return simple.sum_of([*left, _product(simple, c, rest)])
    return total


def over_common_denominator(simple: Simplifier, node: int) -> int:
    """Return a sum of fractions as one fraction."""
    terms = [_parts(simple, t) for t in simple.nodes.args[node]]
    below: Factors = {}
    for _, powers in terms:
        for base, exponent in powers.items():
            if exponent < 0:
                below[base] = max(below.get(base, Fraction(0)), -exponent)
    if not below:
        return node
    bottom = math.lcm(*(c.denominator for c, _ in terms))
    above = [_product(simple, c * bottom, {**p, **{b: p.get(b, Fraction(0)) + e for b, e in below.items()}}) for c, p in terms]
    top = expanded(simple, simple.sum_of(above))
    return simple.product_of([top, _product(simple, Fraction(1, bottom), {b: -e for b, e in below.items()})])

"""The form of an answer: the shortest of the forms in which a teacher might leave it.

The forms are tried on the whole and on the sums that are its factors: as it came, with common factors in front,
multiplied out, over a common denominator; then what is found is made shorter where an identity allows it. A form may
extend the domain (a common factor cancels), never shrink it. Forms of equal length stay as the rules gave them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from .exact import Exact, exact
from .expressions import NUMBER, SYMBOL
from .identities import Factors, divided_out, parts_of, product, signs_in_front
from .lengths import length
from .operations import TABLE
from .simplify import Simplifier, TooLong

__all__ = ["expanded", "shortest"]

ADD, MUL, POW, EXP = TABLE["add"], TABLE["multiply"], TABLE["power"], TABLE["exp"]
SQUARES = tuple(  # f² = k + m g²
    (TABLE[f], TABLE[g], k, m)
    for f, g, k, m in (
        ("sin", "cos", 1, -1), ("cos", "sin", 1, -1), ("sec", "tan", 1, 1), ("tan", "sec", -1, 1),
        ("csc", "cot", 1, 1), ("cot", "csc", -1, 1), ("cosh", "sinh", 1, 1), ("sinh", "cosh", -1, 1),
    )
)  # fmt: skip
RATIOS = tuple(tuple(TABLE[n] for n in names) for names in (("sin", "cos", "tan"), ("cos", "sin", "cot"), ("sinh", "cosh", "tanh")))
TERMS_AT_MOST = 40  # of a product that is multiplied out
NODES_AT_MOST = 400  # of an answer whose forms are compared
WORTH = 3  # signs that another form of a sum must save; a product, such as a fraction, is always made shorter
WORTH_OF_FACTORS = 2  # where it leaves but a polynomial in brackets, as (1 + x)*e^x does
WORTH_OF_EXPONENTIALS = 3  # signs that e^x below the line in place of e^(-x) must save

Change = Callable[[Simplifier, int], int]


def once(change: Change) -> Change:
    """Let a change be tried once on a node, however many forms contain it."""

    def kept(simple: Simplifier, node: int) -> int:
        key = change, node
        found = simple.changed.get(key)
        if found is None:
            found = simple.changed[key] = change(simple, node)
        return found

    return wraps(change)(kept)


def shortest(simple: Simplifier, node: int) -> int:
    """Return the shortest form of a simplified node; the node itself if no other is clearly shorter."""
    nodes, lengths = simple.nodes, simple.lengths
    if nodes.ops[node] not in (ADD, MUL, POW) or len(nodes.reach([node])) > NODES_AT_MOST:
        return node
    best, least = node, length(nodes, node, lengths)
    plain = nodes.ops[node] is ADD and not _polynomial(simple, node)
    tried = {node}
    try:
        if any(_has_sum(simple, n) for n in (node, *nodes.args[node])):
            for form in _forms(simple, node):
                if form not in tried:
                    tried.add(form)
                    size = length(nodes, form, lengths)
                    worth = 1 if nodes.ops[node] is not ADD or best != node else _worth(simple, form, plain)
                    if size <= least - worth:
                        best, least = form, size
        for change, saved in POLISH:
            form = change(simple, best)
            if form != best:
                size = length(nodes, form, lengths)
                if size <= least - saved:
                    best, least = form, size
    except TooLong:
        pass  # the forms found so far will do
    return best


def _worth(simple: Simplifier, form: int, plain: bool) -> int:
    """Return how many signs ``form`` must save to take the place of a sum."""
    nodes = simple.nodes
    if nodes.ops[form] is POW and nodes.ops[nodes.args[form][0]] is not ADD:
        return 1  # one square in place of a sum, as tan(x)^2 for sec(x)^2 - 1
    return WORTH_OF_FACTORS if plain and _plain(simple, form) else WORTH


def _has_sum(simple: Simplifier, node: int) -> bool:
    """Tell whether a node is a sum or a power of one."""
    nodes = simple.nodes
    return nodes.ops[nodes.args[node][0] if nodes.ops[node] is POW else node] is ADD


def _plain(simple: Simplifier, node: int) -> bool:
    """Tell whether a node is a product whose sums are polynomials."""
    nodes = simple.nodes
    return nodes.ops[node] is MUL and all(_polynomial(simple, n) for n in nodes.args[node] if nodes.ops[n] is ADD)


def _polynomial(simple: Simplifier, total: int) -> bool:
    """Tell whether a sum is made of whole powers of variables."""
    nodes = simple.nodes
    return all(
        nodes.ops[base] == SYMBOL and e > 0 and e.denominator == 1
        for term in nodes.args[total]
        for base, e in parts_of(simple, term)[1].items()
    )


def _forms(simple: Simplifier, node: int) -> Iterator[int]:
    def multiplied_out(total: int) -> int:
        return expanded(simple, total)

    inside = _on_sums(simple, node, lambda total: over_common_denominator(simple, total))
    seen = set()
    for start in dict.fromkeys((node, inside)):
        yield start
        front = factored(simple, start)
        for form in (front, expanded(simple, start), *(_on_sums(simple, f, multiplied_out) for f in dict.fromkeys((start, front)))):
            short = _on_sums(simple, form, lambda total: squares_joined(simple, total))
            if short not in seen:
                seen.add(short)
                yield short
                yield factored(simple, short)


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


def _content(coefficients: Iterable[Exact]) -> Exact:
    """Return the largest number by which all of several can be divided without new fractions."""
    found = list(coefficients)
    return exact(math.gcd(*[c.numerator for c in found]), math.lcm(*[c.denominator for c in found]))


@once
def factored(simple: Simplifier, node: int) -> int:
    """Return ``node`` with the factors that all terms of a sum share in front of the sum."""

    def change(total: int) -> int:
        terms = [parts_of(simple, t) for t in simple.nodes.args[total]]
        shared = {
            base: min(p[base] for _, p in terms)
            for base in terms[0][1]
            if all(base in p and (p[base] > 0) == (terms[0][1][base] > 0) for _, p in terms)
        }
        content = _content(c for c, _ in terms)
        if all(c < 0 for c, _ in terms):
            content = -content
        if not shared and content == 1:
            return total
        rest = [product(simple, exact(c, content), {b: e - shared.get(b, 0) for b, e in p.items()}) for c, p in terms]
        return simple.product_of([product(simple, content, shared), simple.sum_of(rest)])

    return _on_sums(simple, node, change)


def content_in_front(simple: Simplifier, node: int) -> int:
    """Return a product whose sums have no factor in common any more: x^x*(2*ln(x) + 2) is 2*x^x*(ln(x) + 1)."""
    return factored(simple, node) if simple.nodes.ops[node] is MUL else node


@once
def expanded(simple: Simplifier, node: int) -> int:
    """Return ``node`` with its products of sums multiplied out (what stands below the line stays a product)."""
    nodes = simple.nodes
    terms = nodes.args[node] if nodes.ops[node] is ADD else (node,)
    return simple.sum_of([_multiplied_out(simple, t) for t in terms])


def _multiplied_out(simple: Simplifier, term: int) -> int:
    nodes = simple.nodes
    coefficient, powers = parts_of(simple, term)
    sums = {b: int(e) for b, e in powers.items() if nodes.ops[b] is ADD and e > 0 and e.denominator == 1}
    if not sums:
        return term
    if math.prod(len(nodes.args[b]) ** e for b, e in sums.items()) > TERMS_AT_MOST:
        return term
    above = [simple.one]
    for base, exponent in sums.items():
        for _ in range(exponent):
            above = [simple.product_of((a, b)) for a in above for b in nodes.args[base]]
    outside = {b: e for b, e in powers.items() if b not in sums}
    below = {b: e for b, e in outside.items() if e < 0 and nodes.ops[b] is ADD}
    front = product(simple, coefficient, {b: e for b, e in outside.items() if b not in below})
    total = simple.sum_of([simple.product_of((front, a)) for a in above])
    return simple.product_of((total, product(simple, 1, below)))


@once
def squares_joined(simple: Simplifier, total: int) -> int:
    """Return a sum in which sin² + cos² has become 1, 1 - sin² cos², and so on for the other pairs of ``SQUARES``."""
    nodes = simple.nodes
    if nodes.ops[total] is not ADD:
        return total
    terms = [parts_of(simple, t) for t in nodes.args[total]]
    squared_ops = {nodes.ops[b] for _, powers in terms for b, e in powers.items() if e >= 2}
    for first, second, k, m in SQUARES:
        if first not in squared_ops:
            continue
        for i, (c, powers) in enumerate(terms):
            for base in [b for b, e in powers.items() if nodes.ops[b] is first and e >= 2]:
                other = nodes.add(second, nodes.args[base])
                plain = {b: e for b, e in {**powers, base: powers[base] - 2}.items() if e}
                squared = {**plain, other: plain.get(other, 0) + 2}
                for j, (d, candidate) in enumerate(terms):
                    joined = None
                    if candidate == squared and d == -m * c:  # c f² - m c g² = k c
                        joined = product(simple, k * c, plain)
                    elif candidate == plain and d == -k * c:  # c f² - k c = m c g²
                        joined = product(simple, m * c, squared)
                    if joined is not None and i != j:
                        return simple.sum_of([*(t for n, t in enumerate(nodes.args[total]) if n not in (i, j)), joined])
    return total


def over_common_denominator(simple: Simplifier, node: int) -> int:
    """Return a sum of fractions as one fraction."""
    terms = [parts_of(simple, t) for t in simple.nodes.args[node]]
    below: Factors = {}
    for _, powers in terms:
        for base, exponent in powers.items():
            if exponent < 0:
                below[base] = max(below.get(base, 0), -exponent)
    if not below:
        return node
    bottom = math.lcm(*(c.denominator for c, _ in terms))
    above = [product(simple, c * bottom, {**p, **{b: p.get(b, 0) + e for b, e in below.items()}}) for c, p in terms]
    top = expanded(simple, simple.sum_of(above))
    return simple.product_of([top, product(simple, exact(1, bottom), {b: -e for b, e in below.items()})])


def ratios_named(simple: Simplifier, node: int) -> int:
    """Return ``node`` with sin/cos as tan, in each of its terms; equal powers above and below the line alone."""
    nodes = simple.nodes
    terms = nodes.args[node] if nodes.ops[node] is ADD else (node,)
    changed = [_ratio_named(simple, t) for t in terms]
    return simple.sum_of(changed) if changed != list(terms) else node


def _ratio_named(simple: Simplifier, term: int) -> int:
    nodes = simple.nodes
    if nodes.ops[term] is not MUL:
        return term
    coefficient, powers = parts_of(simple, term)
    for first, second, ratio in RATIOS:
        for base, exponent in list(powers.items()):
            if nodes.ops[base] is first and exponent > 0:
                other = nodes.add(second, nodes.args[base])
                if powers.get(other) == -exponent:
                    named = nodes.add(ratio, nodes.args[base])
                    powers = {b: e for b, e in powers.items() if b not in (base, other)}
                    powers[named] = powers.get(named, 0) + exponent
    return product(simple, coefficient, powers)


def roots_cleared(simple: Simplifier, node: int) -> int:
    """Return ``node`` with the sums below roots and lines multiplied out, and their whole content in front of the root."""

    def change(base: int, exponent: Exact) -> int:
        total = squares_joined(simple, expanded(simple, base))
        if simple.nodes.ops[total] is ADD:
            coefficients = [simple.split(t)[0] for t in simple.nodes.args[total]]
            content = _content(coefficients)
            front = simple.power_of(simple.nodes.num(content), simple.nodes.num(exponent))
            if content != 1 and simple.nodes.ops[front] == NUMBER:
                scaled = [simple.product_of((simple.nodes.num(exact(1, content)), t)) for t in simple.nodes.args[total]]
                return simple.product_of((front, simple.power_of(simple.sum_of(scaled), simple.nodes.num(exponent))))
        return simple.power_of(total, simple.nodes.num(exponent))

    return _on_powers(simple, node, change)


def _on_powers(simple: Simplifier, node: int, change: Callable[[int, Exact], int]) -> int:
    """Apply ``change`` to the factors of a product that are powers of sums with a number as exponent."""
    nodes = simple.nodes
    factors = nodes.args[node] if nodes.ops[node] is MUL else (node,)
    changed = []
    for factor in factors:
        power = nodes.ops[factor] is POW and _has_sum(simple, factor) and nodes.ops[nodes.args[factor][1]] == NUMBER
        changed.append(change(nodes.args[factor][0], nodes.data[nodes.args[factor][1]]) if power else factor)
    return simple.product_of(changed) if changed != list(factors) else node


def joined_below(simple: Simplifier, node: int) -> int:
    """Return a fraction with the sums below its line multiplied together."""
    if simple.nodes.ops[node] is not MUL:
        return node
    coefficient, powers = parts_of(simple, node)
    below = [b for b, e in powers.items() if e == -1 and simple.nodes.ops[b] is ADD]
    if len(below) < 2:
        return node
    whole = expanded(simple, simple.product_of(below))
    rest = product(simple, coefficient, {b: e for b, e in powers.items() if b not in below})
    return simple.product_of((rest, simple.power_of(whole, simple.minus_one)))


def exponentials_above(simple: Simplifier, node: int) -> int:
    """Return a fraction with e^(-u) in a sum below its line multiplied away: e^(-u)/(1 + e^(-u)) is 1/(e^u + 1)."""
    nodes = simple.nodes
    if nodes.ops[node] not in (MUL, POW):
        return node
    coefficient, powers = parts_of(simple, node)
    for base, exponent in powers.items():
        if exponent > 0 or exponent.denominator > 1 or nodes.ops[base] is not ADD:
            continue
        inside = [nodes.args[b][0] for t in nodes.args[base] for b in parts_of(simple, t)[1] if nodes.ops[b] is EXP]
        for power in inside:
            if simple.split(power)[0] < 0:
                opposite = simple.product_of((simple.minus_one, power))
                times = simple.build(EXP, (opposite,))
                below = simple.sum_of([simple.product_of((times, t)) for t in nodes.args[base]])
                front = simple.build(EXP, (simple.product_of((nodes.num(-exponent), opposite)),))
                rest = product(simple, coefficient, {b: e for b, e in powers.items() if b != base})
                whole = simple.product_of((front, rest, simple.power_of(below, nodes.num(exponent))))
                return factored(simple, expanded(simple, whole))
    return node


POLISH: tuple[tuple[Change, int], ...] = (
    (signs_in_front, 1), (ratios_named, 1), (roots_cleared, 1), (divided_out, 1), (joined_below, 1),
    (exponentials_above, WORTH_OF_EXPONENTIALS), (content_in_front, 0),
)  # fmt: skip

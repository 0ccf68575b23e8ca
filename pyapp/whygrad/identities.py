"""Terms taken apart into powers, and what makes an answer shorter where an identity allows it."""

from __future__ import annotations

from .exact import Exact, exact
from .expressions import NUMBER, SYMBOL
from .operations import TABLE, Operation
from .simplify import Simplifier

__all__ = ["Factors", "divided_out", "parts_of", "product", "signs_in_front"]

ADD, MUL, POW = (TABLE[n] for n in ("add", "multiply", "power"))
EVEN = frozenset(TABLE[n] for n in ("cos", "sec", "cosh", "sech"))  # f(-u) = f(u)
ODD = frozenset(  # f(-u) = -f(u)
    TABLE[n] for n in ("sin", "tan", "csc", "cot", "sinh", "tanh", "csch", "coth", "arcsin", "arctan", "arsinh", "artanh", "erf")
)
DEGREE_AT_MOST = 20  # of a polynomial that is divided

Factors = dict[int, Exact]  # base and exponent


def parts_of(simple: Simplifier, term: int) -> tuple[Exact, Factors]:
    """Return a term as its coefficient and the powers of its bases (not to be changed: it is kept)."""
    known = simple.parts.get(term)
    if known is not None:
        return known
    coefficient, rest = simple.split(term)
    nodes = simple.nodes
    powers: Factors = {}
    for factor in () if rest is None else nodes.args[rest] if nodes.ops[rest] is MUL else (rest,):
        base, exponent = factor, 1
        if nodes.ops[factor] is POW and nodes.ops[nodes.args[factor][1]] == NUMBER:
            base, exponent = nodes.args[factor][0], nodes.data[nodes.args[factor][1]]
        powers[base] = powers.get(base, 0) + exponent
    simple.parts[term] = coefficient, powers
    return coefficient, powers


def product(simple: Simplifier, coefficient: Exact, powers: Factors) -> int:
    """Return the product of a coefficient and powers."""
    nodes = simple.nodes
    return simple.product_of([nodes.num(coefficient), *(simple.power_of(b, nodes.num(e)) for b, e in powers.items())])


def signs_in_front(simple: Simplifier, node: int) -> int:
    """Return ``node`` with cos(-u) as cos(u), sin(-u) as -sin(u), and so on for the other even and odd functions."""
    nodes = simple.nodes
    order = nodes.reach([node])
    if not any(nodes.ops[n] in EVEN or nodes.ops[n] in ODD for n in order):
        return node
    changed: dict[int, int] = {}
    for n in order:
        op, args = nodes.ops[n], tuple(changed[a] for a in nodes.args[n])
        if (op in EVEN or op in ODD) and simple.split(args[0])[0] < 0:
            turned = nodes.add(op, (simple.product_of((simple.minus_one, args[0])),))
            changed[n] = turned if op in EVEN else simple.product_of((simple.minus_one, turned))
        elif args == nodes.args[n] or not isinstance(op, Operation):
            changed[n] = n
        elif op is ADD or op is MUL:
            changed[n] = simple.sum_of(args) if op is ADD else simple.product_of(args)
        else:
            changed[n] = simple.build(op, args)
    return changed[node]


def divided_out(simple: Simplifier, node: int) -> int:
    """Return a fraction with a polynomial above the line divided by one below it, if nothing remains: (x^2 - 1)/(x - 1) is x + 1."""
    if simple.nodes.ops[node] is not MUL:
        return node
    coefficient, given = parts_of(simple, node)
    powers = dict(given)
    for below in [b for b, e in given.items() if e < 0 and e.denominator == 1]:
        bottom = _polynomial(simple, below)
        for above in [b for b, e in given.items() if e == 1]:
            top = _polynomial(simple, above)
            while top and bottom and top[0] == bottom[0] and powers.get(below) and (quotient := _divided(top[1], bottom[1])):
                powers[below] += 1
                top = top[0], quotient
                changed = simple.sum_of([product(simple, c, {top[0]: e} if e else {}) for e, c in reversed(list(enumerate(quotient))) if c])
                powers.pop(above, None)
                above = changed
                powers[above] = powers.get(above, 0) + 1
    powers = {b: e for b, e in powers.items() if e}
    return node if powers == given else product(simple, coefficient, powers)


def _polynomial(simple: Simplifier, total: int) -> tuple[int, list[Exact]] | None:
    """Return the variable of a sum and its coefficients, lowest first; None if it is no polynomial in one variable."""
    nodes, found, letter = simple.nodes, dict[int, Exact](), -1
    if nodes.ops[total] is not ADD:
        return None
    for term in nodes.args[total]:
        coefficient, powers = parts_of(simple, term)
        for base, exponent in powers.items():
            if nodes.ops[base] != SYMBOL or letter not in (-1, base) or exponent.denominator > 1 or not 0 < exponent <= DEGREE_AT_MOST:
                return None
            letter = base
        found[int(sum(powers.values()))] = coefficient
    return letter, [found.get(e, 0) for e in range(max(found) + 1)]


def _divided(top: list[Exact], bottom: list[Exact]) -> list[Exact] | None:
    """Return the quotient of two polynomials, or None if something remains."""
    rest, quotient = list(top), list[Exact]()
    while len(rest) >= len(bottom):
        factor = exact(rest[-1], bottom[-1])
        quotient.append(factor)
        for i, c in enumerate(reversed(bottom)):
            rest[-1 - i] -= factor * c
        rest.pop()
    return None if any(rest) or not quotient else quotient[::-1]

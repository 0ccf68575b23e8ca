"""Long sums and products taken whole, however they were written: a loop, so that 10,000 terms are no deeper than two."""

from __future__ import annotations

from .expressions import Expressions
from .operations import TABLE

__all__ = ["gather_product", "gather_sum"]

ADD, SUB, MUL, DIV, NEG = (TABLE[n] for n in ("add", "subtract", "multiply", "divide", "negative"))


def gather_sum(nodes: Expressions, node: int) -> list[tuple[int, int]]:
    """Return the terms of a sum as written, each with its sign (1 or -1), from left to right."""
    terms: list[tuple[int, int]] = []
    stack = [(node, 1)]
    while stack:
        n, sign = stack.pop()
        op, args = nodes.ops[n], nodes.args[n]
        if op is ADD:
            stack.extend((a, sign) for a in reversed(args))
        elif op is SUB:
            stack += [(args[1], -sign), (args[0], sign)]
        elif op is NEG:
            stack.append((args[0], -sign))
        else:
            terms.append((n, sign))
    return terms


def gather_product(nodes: Expressions, node: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the sign and the factors of a product or quotient as written, each with its exponent 1 or -1."""
    factors: list[tuple[int, int]] = []
    stack, sign = [(node, 1)], 1
    while stack:
        n, exponent = stack.pop()
        op, args = nodes.ops[n], nodes.args[n]
        if op is MUL:
            stack.extend((a, exponent) for a in reversed(args))
        elif op is DIV:
            stack += [(args[1], -exponent), (args[0], exponent)]
        elif op is NEG:
            sign = -sign
            stack.append((args[0], exponent))
        else:
            factors.append((n, exponent))
    return sign, factors

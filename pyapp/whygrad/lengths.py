"""How long a tidy expression is: the numbers, names and signs with which it is written (brackets do not count), or its nodes."""

from __future__ import annotations

from .exact import Exact
from .expressions import CONSTANT, NUMBER, SYMBOL, Expressions
from .operations import TABLE

__all__ = ["length", "tree_sizes"]

ADD, MUL, POW, EXP = (TABLE[n] for n in ("add", "multiply", "power", "exp"))
AT_MOST = 1 << 40  # written out, shared parts may double at every step


def tree_sizes(nodes: Expressions, order: list[int]) -> dict[int, int]:
    """Return for each node of ``order`` (arguments first) how many nodes it has when everything shared is written out."""
    sizes: dict[int, int] = {}
    for node in order:
        sizes[node] = min(1 + sum([sizes[a] for a in nodes.args[node]]), AT_MOST)
    return sizes


def length(nodes: Expressions, root: int, known: dict[int, int]) -> int:
    """Return the length of node ``root``; ``known`` holds what was counted before in the same nodes, and grows."""
    stack = [root]
    while stack:
        node = stack[-1]
        missing = [a for a in nodes.args[node] if a not in known] if node not in known else []
        if missing:
            stack += missing
            continue
        stack.pop()
        if node not in known:
            known[node] = min(_length(nodes, node, known), AT_MOST)
    return known[root]


def _length(nodes: Expressions, node: int, known: dict[int, int]) -> int:
    op, args = nodes.ops[node], nodes.args[node]
    if op == NUMBER:
        return int((1 if nodes.data[node].denominator == 1 else 3) + (nodes.data[node] < 0))
    if op in (SYMBOL, CONSTANT):
        return 1
    if op is ADD:  # a minus between terms takes the place of the plus
        return sum(known[a] - _negative(nodes, a) for a in args) + len(args) - 1 + _negative(nodes, args[0])
    if op is MUL:
        return _product(nodes, args, known)
    if op is POW:
        base, exponent = args
        if nodes.ops[exponent] != NUMBER:
            return known[base] + 1 + known[exponent]
        value = nodes.data[exponent]
        return _power(known[base], value) if value > 0 else 2 + _power(known[base], -value)
    return (2 if op is EXP else 1) + sum([known[a] for a in args])


def _negative(nodes: Expressions, node: int) -> bool:
    if nodes.ops[node] is MUL:
        node = nodes.args[node][0]
    return nodes.ops[node] == NUMBER and nodes.data[node] < 0


def _power(base: int, exponent: Exact) -> int:
    if exponent.denominator == 1:
        return base if exponent == 1 else base + 2
    return base + (1 if exponent.numerator == 1 and exponent.denominator == 2 else 4)


def _product(nodes: Expressions, args: tuple[int, ...], known: dict[int, int]) -> int:
    """A sign, the factors above the line and those below it, each with a sign before it but the first."""
    above = below = total = 0
    for arg in args:
        op = nodes.ops[arg]
        if op == NUMBER:
            value = nodes.data[arg]
            total += value < 0
            above += abs(value.numerator) != 1
            below += value.denominator != 1
            continue
        if op is POW:
            base, exponent = nodes.args[arg]
            if nodes.ops[exponent] == NUMBER and nodes.data[exponent] < 0:
                below += 1
                total += _power(known[base], -nodes.data[exponent])
                continue
        above += 1
        total += known[arg]
    total += sum(1 for arg in args if nodes.ops[arg] == NUMBER and abs(nodes.data[arg].numerator) != 1)
    total += sum(1 for arg in args if nodes.ops[arg] == NUMBER and nodes.data[arg].denominator != 1)
    return total + max(above, 1) - 1 + below + (above == 0)

"""Known slips: for each, what a derivation gives that makes this slip, at one place or everywhere.

A slip is a change of what one rule gives; the rest of the derivation goes on from the wrong result, as it does on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from ..exact import Exact, exact
from ..expressions import CONSTANT, Expressions
from ..operations import TABLE, Operation
from ..rules import Applied, Derivation, Plan
from ..simplify import Simplifier, TooLong

__all__ = ["SLIPS", "Candidate", "Slip", "candidates"]

LN, ABS, SQRT = (TABLE[n] for n in ("ln", "abs", "sqrt"))
Change = Callable[[Derivation, Applied], int | None]
PLACES_AT_MOST = 40


class Slip(NamedTuple):
    """One kind of slip: the rule it belongs to, and what that rule's step gives with the slip (None: it does not apply)."""

    name: str
    rule: str
    change: Change


class Candidate(NamedTuple):
    """A wrong answer that a slip gives: at the place ``node``, or everywhere (None)."""

    slip: Slip
    node: int | None
    answer: int


def _outer(d: Derivation, step: Applied, rule: str) -> tuple[Applied, Callable[[int], int]] | None:
    """Return the step about an outer function that ``rule`` tells, and how its slope goes into the whole."""
    if step.rule == rule and not step.children:
        return step, lambda new: new
    if step.rule == "chain" and len(step.inner) == 1 and step.inner[0].rule == rule:
        inside = step.children[0]
        return step.inner[0], lambda new: d.simple.product_of((new, d.derivative(inside)))
    return None


def _local(rule: str, change: Callable[[Derivation, Applied], int | None]) -> Change:
    """A slip in the slope of an outer function: what stands in place of that slope."""

    def changed(d: Derivation, step: Applied) -> int | None:
        found = _outer(d, step, rule)
        if found is None:
            return None
        new = change(d, found[0])
        return None if new is None else found[1](new)

    return changed


def _negated(d: Derivation, node: int) -> int:
    return d.simple.product_of((d.simple.minus_one, node))


def _power(change: Callable[[Derivation, int, Exact], int | None]) -> Change:
    """A slip in the power rule with a number as exponent; ``change`` gets the base and the exponent."""

    def changed(d: Derivation, step: Applied) -> int | None:
        base, exponent = d.nodes.args[step.node]
        value = d.simple.value(d.simple(exponent))
        return None if value is None else change(d, d.simple(base), value)

    return _local("power", changed)


def _raised(d: Derivation, base: int, exponent: Exact, factor: Exact = 1) -> int:
    return d.simple.product_of((d.nodes.num(factor), d.simple.power_of(base, d.nodes.num(exponent))))


def _base_and_exponent(d: Derivation, step: Applied) -> tuple[int, int]:
    args = d.nodes.args[step.node]
    base, exponent = args if len(args) == 2 else (d.nodes.const("e"), args[0])
    return d.simple(base), d.simple(exponent)


def _exponential(change: Callable[[Derivation, int, int, Applied], int | None]) -> Change:
    """A slip in the exponential rule; ``change`` gets the base and the exponent."""

    def changed(d: Derivation, step: Applied) -> int | None:
        return change(d, *_base_and_exponent(d, step), step)

    return _local("exponential", changed)


def _two(rule: str, change: Callable[[Derivation, int, int, int, int], int]) -> Change:
    """A slip in a rule about two parts; ``change`` gets u, v, u' and v'."""

    def changed(d: Derivation, step: Applied) -> int | None:
        if step.rule != rule or len(step.children) != 2:
            return None
        u, v = step.children
        return change(d, d.simple(u), d.simple(v), d.derivative(u), d.derivative(v))

    return changed


def _times(d: Derivation, *factors: int) -> int:
    return d.simple.product_of(factors)


def _over(d: Derivation, node: int, power: int = 1) -> int:
    return d.simple.power_of(node, d.nodes.num(-power))


def _plus(d: Derivation, *terms: int) -> int:
    return d.simple.sum_of(terms)


def _product_of_slopes(d: Derivation, step: Applied) -> int | None:
    return _times(d, *(d.derivative(f) for f in step.children)) if step.rule == "product" else None


def _half_product(first: bool) -> Change:
    return _two("product", lambda d, u, v, du, dv: _times(d, du, v) if first else _times(d, u, dv))


def _inner_forgotten(d: Derivation, step: Applied) -> int | None:
    return step.inner[0].after if step.rule == "chain" and len(step.inner) == 1 else None


def _inner_added(d: Derivation, step: Applied) -> int | None:
    if step.rule != "chain" or len(step.inner) != 1:
        return None
    return _plus(d, step.inner[0].after, d.derivative(step.children[0]))


def _slope_at_slope(d: Derivation, step: Applied) -> int | None:
    """f'(u') in place of f'(u)*u'."""
    if step.rule != "chain" or len(step.inner) != 1 or step.inner[0].local is None:
        return None
    op, args, k = d.nodes.ops[step.node], list(d.nodes.args[step.node]), step.inner[0].local
    args[k] = d.derivative(step.children[0])
    assert isinstance(op, Operation)
    return d.slope(d.nodes.add(op, tuple(args)), k)


def _inside_lost(d: Derivation, step: Applied) -> int | None:
    """f'(x)*u' in place of f'(u)*u', where x is the letter that moves."""
    if step.rule != "chain" or len(step.inner) != 1 or step.inner[0].local is None:
        return None
    op, args, k = d.nodes.ops[step.node], list(d.nodes.args[step.node]), step.inner[0].local
    args[k] = d.symbol
    assert isinstance(op, Operation)
    return _times(d, d.slope(d.nodes.add(op, tuple(args)), k), d.derivative(step.children[0]))


def _exponential_by_power(d: Derivation, step: Applied) -> int | None:
    """v*a^(v - 1) for the whole of a^v, the slope of v forgotten too."""
    found = _outer(d, step, "exponential")
    return None if found is None or found[0] is step else _powered(d, *_base_and_exponent(d, found[0]))


def _powered(d: Derivation, a: int, v: int) -> int:
    return _times(d, v, d.simple.power_of(a, _plus(d, v, d.simple.minus_one)))


def _general_power(d: Derivation, step: Applied, power: bool) -> int | None:
    if step.rule != "logarithmic_differentiation":
        return None
    (_, u), (_, v) = step.bindings
    s = d.simple
    if power:
        return _times(d, s(v), s.power_of(s(u), _plus(d, s(v), s.minus_one)), d.derivative(u))
    return _times(d, s(step.node), s.build(LN, (s(u),)), d.derivative(v))


def _constant_kept(d: Derivation, step: Applied) -> int | None:
    if step.rule not in ("sum", "difference"):
        return None
    still = [part for part in step.children if d.applied[part].rule == "constant"]
    if not still:
        return None
    sign = d.simple.minus_one if step.rule == "difference" and still[0] == step.children[1] else d.simple.one
    return _plus(d, step.after, *(_times(d, sign, d.simple(part)) for part in still))


def _factor_dropped(d: Derivation, step: Applied) -> int | None:
    return d.derivative(step.children[0]) if step.rule == "constant_multiple" else None


def _term_dropped(which: int) -> Change:
    def changed(d: Derivation, step: Applied) -> int | None:
        if step.rule not in ("sum", "difference") or len(step.children) <= max(which, 1):
            return None
        sign = d.simple.one if step.rule == "difference" and which == 1 else d.simple.minus_one
        return _plus(d, step.after, _times(d, sign, d.derivative(step.children[which])))

    return changed


def _reciprocal(change: Callable[[Derivation, int, int], int]) -> Change:
    def changed(d: Derivation, step: Applied) -> int | None:
        return change(d, d.simple(step.children[0]), d.derivative(step.children[0])) if step.rule == "reciprocal" else None

    return changed


def _in_degrees(d: Derivation, step: Applied) -> int:
    return _times(d, step.after, d.nodes.const("pi"), d.nodes.num(Fraction(1, 180)))


def _without_base(d: Derivation, step: Applied) -> int | None:
    if step.op is None or step.op is LN:
        return None
    return _over(d, d.simple(d.nodes.args[step.node][-1]))


def _base_on_top(d: Derivation, step: Applied) -> int | None:
    """ln(b)/x in place of 1/(x ln(b))."""
    without = _without_base(d, step)
    return None if without is None else _times(d, without, without, _over(d, step.after))


SLIPS: tuple[Slip, ...] = (
    Slip("inner_forgotten", "chain", _inner_forgotten),
    Slip("exponent_not_lowered", "power", _power(lambda d, u, n: _raised(d, u, n, n))),
    Slip("exponent_not_in_front", "power", _power(lambda d, u, n: _raised(d, u, n - 1))),
    Slip("product_of_slopes", "product", _product_of_slopes),
    Slip("quotient_of_slopes", "quotient", _two("quotient", lambda d, u, v, du, dv: _times(d, du, _over(d, dv)))),
    Slip(
        "quotient_swapped", "quotient",
        _two("quotient", lambda d, u, v, du, dv: _times(d, _plus(d, _times(d, u, dv), _negated(d, _times(d, du, v))), _over(d, v, 2))),
    ),
    Slip(
        "quotient_plus", "quotient",
        _two("quotient", lambda d, u, v, du, dv: _times(d, _plus(d, _times(d, u, dv), _times(d, du, v)), _over(d, v, 2))),
    ),
    Slip(
        "quotient_not_squared", "quotient",
        _two("quotient", lambda d, u, v, du, dv: _times(d, _plus(d, _times(d, du, v), _negated(d, _times(d, u, dv))), _over(d, v))),
    ),
    Slip(
        "quotient_top_alone", "quotient",
        _two("quotient", lambda d, u, v, du, dv: _plus(d, _times(d, du, v), _negated(d, _times(d, u, dv)))),
    ),
    Slip("product_minus", "product", _two("product", lambda d, u, v, du, dv: _plus(d, _times(d, du, v), _negated(d, _times(d, u, dv))))),
    Slip("product_first_alone", "product", _half_product(True)),
    Slip("product_second_alone", "product", _half_product(False)),
    Slip("exponential_by_power", "exponential", _exponential(lambda d, a, v, s: _powered(d, a, v))),
    Slip("exponential_by_power", "exponential", _exponential_by_power),
    Slip(
        "exponential_without_ln", "exponential",
        _exponential(lambda d, a, v, s: None if d.nodes.ops[a] == CONSTANT else d.simple.power_of(a, v)),
    ),
    Slip(
        "ln_upside_down", "exponential",
        _exponential(lambda d, a, v, s: None if d.nodes.ops[a] == CONSTANT else _times(d, s.after, _over(d, d.simple.build(LN, (a,)), 2))),
    ),
    Slip("power_rule_on_both", "logarithmic_differentiation", lambda d, s: _general_power(d, s, True)),
    Slip("exponential_rule_on_both", "logarithmic_differentiation", lambda d, s: _general_power(d, s, False)),
    Slip("sign_of_trigonometric", "trigonometric", _local("trigonometric", lambda d, s: _negated(d, s.after))),
    Slip("sign_of_hyperbolic", "hyperbolic", _local("hyperbolic", lambda d, s: _negated(d, s.after))),
    Slip("sign_of_inverse", "inverse_trigonometric", _local("inverse_trigonometric", lambda d, s: _negated(d, s.after))),
    Slip("degrees", "trigonometric", _local("trigonometric", _in_degrees)),
    Slip("base_ignored", "logarithm", _local("logarithm", _without_base)),
    Slip("ln_upside_down", "logarithm", _local("logarithm", _base_on_top)),
    Slip("logarithm_kept", "logarithm", _local("logarithm", lambda d, s: d.simple(s.node))),
    Slip("root_without_half", "root", _local("root", lambda d, s: _times(d, d.nodes.num(2), s.after) if s.op is SQRT else None)),
    Slip("root_upside_down", "root", _local("root", lambda d, s: _times(d, d.nodes.num(Fraction(1, 2)), d.simple(s.node)))),
    Slip("sign_of_exponent", "power", _power(lambda d, u, n: _raised(d, u, n - 1, -n) if n < 0 else None)),
    Slip("exponent_raised", "power", _power(lambda d, u, n: _raised(d, u, n + 1, exact(1, n + 1)) if n != -1 else None)),
    Slip("exponent_lowered_the_wrong_way", "power", _power(lambda d, u, n: _raised(d, u, n + 1, n))),
    Slip("constant_kept", "constant", _constant_kept),
    Slip("factor_dropped", "constant_multiple", _factor_dropped),
    *(Slip("term_dropped", "sum", _term_dropped(which)) for which in range(4)),
    Slip("reciprocal_sign", "reciprocal", _reciprocal(lambda d, v, dv: _times(d, dv, _over(d, v, 2)))),
    Slip("reciprocal_of_slope", "reciprocal", _reciprocal(lambda d, v, dv: _over(d, dv))),
    Slip("reciprocal_without_inner", "reciprocal", _reciprocal(lambda d, v, dv: _negated(d, _over(d, v, 2)))),
    Slip("reciprocal_not_squared", "reciprocal", _reciprocal(lambda d, v, dv: _negated(d, _times(d, dv, _over(d, v))))),
    Slip("absolute_is_one", "absolute", _local("absolute", lambda d, s: d.simple.one if s.op is ABS else None)),
    Slip("inner_added", "chain", _inner_added),
    Slip("slope_at_slope", "chain", _slope_at_slope),
    Slip("inside_lost", "chain", _inside_lost),
)  # fmt: skip
"""All slips, the more usual first."""


class _Slipped(Derivation):
    """A derivation that makes a slip at one place, or wherever it can."""

    def __init__(self, nodes: Expressions, simple: Simplifier, symbol: int, slip: Slip, place: int | None) -> None:
        super().__init__(nodes, simple, symbol)
        self._slip, self._place = slip, place

    def _plan(self, node: int) -> Plan:
        plan = super()._plan(node)
        if self._place is not None and node != self._place:
            return plan

        def finish() -> Applied:
            step = plan.finish()
            wrong = self._slip.change(self, step)
            return step if wrong is None else step._replace(after=wrong)

        return Plan(plan.parts, finish)


def candidates(derivation: Derivation, root: int) -> Iterator[Candidate]:
    """Yield the wrong answers that known slips give for ``root``, which ``derivation`` has differentiated rightly.

    Each slip at one place comes before the same slip everywhere; ways that would grow too long are left out.
    """
    nodes, simple, symbol = derivation.nodes, derivation.simple, derivation.symbol
    steps = list(derivation.applied.items())
    for slip in SLIPS:
        try:
            places = [node for node, step in steps if slip.change(derivation, step) is not None][:PLACES_AT_MOST]
            for place in [*places, None] if len(places) > 1 else places:
                yield Candidate(slip, place, _Slipped(nodes, simple, symbol, slip, place)(root).after)
        except TooLong:
            continue

"""Every entry of the table against its own facts. The tests loop over the table, never over a list of names.

A vjp is compared with the slope measured from ``forward`` alone, so nothing is derived a second time here.
"""

from __future__ import annotations

import itertools
import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import mpmath
import pytest
from whygrad.backward import derivative_line, effect
from whygrad.expressions import NUMBER, Expressions
from whygrad.operations import CONSTANTS, NAMES, TABLE, Limit, Operation, Ref, find, numerics, operation, operations, remove
from whygrad.syntax import read
from whygrad.tape import Tape, in_wide
from whygrad.words import en as words
from whygrad.writing import Style, write

ENTRIES = [op for op in operations() if op.elementwise]
each = pytest.mark.parametrize("op", ENTRIES, ids=lambda op: op.name)
WORLD = {**TABLE, **{name: constant.value for name, constant in CONSTANTS.items()}}
POINTS = 12
EXTREMES = (1e-160, 1e-20, 0.75, 2.0, 40.0, 700.0, 1000.0, 1e20, 1e160)


def number(text: str) -> float:
    """The value of an exact answer such as ``-sqrt(2)/2``, worked out by Python."""
    return float(eval(text.replace("^", "**"), {"__builtins__": {}}, WORLD))


def specials(op: Operation) -> Iterator[tuple[tuple[float, ...], float]]:
    """The special points of an entry with their values."""
    for text in op.special:
        left, right = text.split("->")
        yield tuple(number(part) for part in left.split(",")), number(right)


def drawn(op: Operation) -> list[tuple[float, ...]]:
    """Random points from the samples of an entry, the same on every run."""
    rng = random.Random(op.name)
    return [tuple(rng.uniform(*span) for span in op.samples) for _ in range(POINTS)]


def allowed(op: Operation, args: Sequence[Any]) -> bool:
    return op.domain is None or op.domain.holds(*args)


def points(op: Operation) -> list[tuple[float, ...]]:
    """Points away from corners: samples, samples with other signs where they are allowed, and special points."""
    signs = list(itertools.product((1, -1), repeat=op.arity))
    mirrored = [tuple(s * a for s, a in zip(sign, args, strict=True)) for args in drawn(op)[:4] for sign in signs]
    found = [*drawn(op), *mirrored, *(args for args, _ in specials(op))]
    return [args for args in dict.fromkeys(found) if allowed(op, args) and not (op.corner and op.corner.at(*args))]


def measured(f: Callable[[float], float], x: float, step: float = 2e-2) -> float | None:
    """The slope of ``f`` at x from central differences, extrapolated; None where they do not settle."""
    h, before, best, error = step * max(abs(x), 0.1), [], 0.0, math.inf
    for _ in range(6):
        try:
            row = [(f(x + h) - f(x - h)) / (2 * h)]
        except (ArithmeticError, ValueError):
            return None
        for i, old in enumerate(before):
            row.append(row[-1] + (row[-1] - old) / (4 ** (i + 1) - 1))
        if before and abs(row[-1] - before[-1]) < error:
            best, error = row[-1], abs(row[-1] - before[-1])
        before, h = row, h / 2
    return best if error <= 1e-8 * (1 + abs(best)) else None


def along(op: Operation, args: Sequence[float], k: int) -> Callable[[float], float]:
    """The forward of an entry as a function of argument k, refused outside the domain."""

    def f(a: float) -> float:
        moved = (*args[:k], a, *args[k + 1 :])
        if not allowed(op, moved):
            raise ValueError
        return op.forward(*moved)

    return f


def close(a: float, b: float, relative: float = 1e-7) -> bool:
    return abs(a - b) <= relative * max(abs(a), abs(b), 0.1)


def wrong_slopes(op: Operation) -> list[str]:
    """Where the vjps of an entry differ from the measured slopes. This is what the mutations below must set off."""
    found = []
    for k in range(op.arity):
        if op.vjp[k] is None:
            continue
        compared = 0
        for args in points(op):
            slope = measured(along(op, args, k), args[k])
            limit = op.slope[k]
            if slope is None or (limit is not None and not limit.holds(*args)):
                continue
            compared += 1
            for g in (1.0, -2.5):
                claimed = effect(op, k, g, float(op.forward(*args)), args)
                if not close(claimed, g * slope):
                    found.append(f"{op.name}{args}, argument {k}: {claimed} is not {g * slope}")
        if compared < POINTS // 2:
            found.append(f"{op.name}, argument {k}: measured at {compared} points only")
    return found


# ---- slopes ----


@each
def test_vjps_agree_with_the_measured_slope(op: Operation) -> None:
    assert not wrong_slopes(op)


CHANGES: dict[str, Callable[[Any, Any], Any]] = {
    "times 1.1": lambda slope, g: slope * 1.1,
    "sign flipped": lambda slope, g: -slope,
    "plus 0.1": lambda slope, g: slope + 0.1 * g,
}


def mutants(op: Operation) -> Iterator[tuple[str, Operation]]:
    """Every way of breaking one vjp of an entry, if it changes anything at all."""
    for k, vjp in enumerate(op.vjp):
        if vjp is None:
            continue
        for name, change in CHANGES.items():

            def broken(g: Any, y: Any, *args: Any, vjp: Any = vjp, change: Any = change) -> Any:
                return change(vjp(g, y, *args), g)

            if any(vjp(1.0, op.forward(*args), *args) != broken(1.0, op.forward(*args), *args) for args in [*drawn(op), *choices(op)]):
                yield f"argument {k} {name}", replace(op, vjp=(*op.vjp[:k], broken, *op.vjp[k + 1 :]))


def choices(op: Operation) -> Iterator[tuple[float, ...]]:
    """Special points at which the slope exists, such as those of the branch that samples do not reach."""
    for args, _ in specials(op):
        if all(limit is None or limit.holds(*args) for limit in op.slope) and not any(test(*args) for test, _ in op.removable):
            yield args


@each
def test_a_broken_vjp_is_found(op: Operation) -> None:
    broken = dict(mutants(op))
    assert len([name for name in broken if name.endswith("plus 0.1")]) == sum(v is not None for v in op.vjp)
    unseen = [name for name, mutant in broken.items() if not wrong_slopes(mutant)]
    assert not unseen


def derivatives(op: Operation, args: Sequence[float], k: int, order: int) -> list[float]:
    """The derivatives in argument k up to an order, each recorded from the one before (reverse over reverse)."""
    tape = Tape()
    handles = [tape.input(f"x{i}", a) for i, a in enumerate(args)]
    current: Any = Ref(tape, tape.record(op, tuple(h.index for h in handles)))
    found = [tape.values[current.index]]
    for _ in range(order):
        current = derivative_line(tape, current.index, handles[k].index) if type(current) is Ref else 0.0
        found.append(tape.values[current.index] if type(current) is Ref else current)
    return found


def slopes_at(op: Operation, k: int) -> list[tuple[float, ...]]:
    """Points at which the vjp of argument k has a slope as it is written."""
    limit, plain = op.slope[k], [args for args in points(op) if not any(test(*args) for test, _ in op.removable)]
    return [args for args in plain if op.vjp[k] is not None and (limit is None or limit.holds(*args))]


@each
def test_higher_orders_agree_with_the_measured_slope_of_the_order_below(op: Operation) -> None:
    for k in range(op.arity):
        compared = 0
        for args in slopes_at(op, k)[:6]:
            orders = derivatives(op, args, k, 4)
            for n in (2, 3, 4):
                slope = measured(lambda a, args=args, k=k, n=n: derivatives(op, (*args[:k], a, *args[k + 1 :]), k, n - 1)[-1], args[k])  # type: ignore[misc]
                if slope is not None and math.isfinite(slope):
                    compared += 1
                    assert close(orders[n], slope, 1e-5), (args, k, n)
        assert compared >= 3 or op.vjp[k] is None


@each
def test_derivatives_exist_up_to_order_8(op: Operation) -> None:
    for k in range(op.arity):
        for args in slopes_at(op, k)[:1]:
            assert all(math.isfinite(value) for value in derivatives(op, args, k, 8))


@each
def test_vjps_on_letters_hold_whole_numbers_only(op: Operation) -> None:
    for vjp in filter(None, op.vjp):
        nodes = Expressions()
        letters = [nodes.ref(nodes.symbol(letter)) for letter in "abcdef"[: op.arity]]
        vjp(nodes.ref(nodes.symbol("g")), nodes.apply(op, letters), *letters)
        assert all(value.denominator == 1 for kind, value in zip(nodes.ops, nodes.data, strict=True) if kind == NUMBER)


# ---- values ----


@each
def test_special_points_are_true(op: Operation) -> None:
    for args, value in specials(op):
        assert allowed(op, args) or min(map(abs, args)) > 0  # a rounded pole may count as a pole
        assert op.forward(*args) == pytest.approx(value, rel=1e-14, abs=3e-16)


@each
def test_the_domain_takes_the_samples_and_refuses_what_lies_outside(op: Operation) -> None:
    for args in drawn(op):
        assert allowed(op, args)
        assert allowed(op, [Decimal(a) for a in args])
        assert all(limit is None or limit.holds(*args) for limit in op.slope)
        assert math.isfinite(op.forward(*args))
    assert bool(op.outside) == (op.domain is not None)
    for args in op.outside:
        assert not allowed(op, args)
        assert not allowed(op, [Decimal(a) for a in args])


@each
def test_a_slope_that_does_not_exist_is_not_given(op: Operation) -> None:
    for k, limit in enumerate(op.slope):
        if limit is None:
            continue
        ends = [args for args, _ in specials(op) if allowed(op, args) and not limit.holds(*args)]
        assert ends, "no special point lies where the slope ends"
        for args in ends:
            taken = any(slopes[k] is not None and test(*args) for test, slopes in op.removable)
            assert taken or math.isnan(effect(op, k, 1.0, op.forward(*args), args))


# ---- corners ----


@each
def test_corners_state_both_sides_and_a_convention_that_the_vjp_keeps(op: Operation) -> None:
    if op.corner is None:
        return
    at_corner = [args for args, _ in specials(op) if op.corner.at(*args)]
    assert at_corner, "no special point lies at the corner"
    assert all(name in op.corner.convention for name in ("TensorFlow", "PyTorch", "JAX"))
    stated = re.match(r"-?\d+(/\d+)?(?![/\w])", op.corner.convention)
    for args in at_corner:
        used = effect(op, 0, 1.0, op.forward(*args), args)
        sides = [measured(along(op, args, 0), args[0] + side * 1e-3, step=1e-4) for side in (-1, 1)]
        assert min(sides) - 5e-3 <= used <= max(sides) + 5e-3
        assert stated is None or used == number(stated[0])
        for text, side in zip(op.corner.sides, sides, strict=True):
            if re.fullmatch(r"-?\d+(/\d+)?", text):
                assert close(number(text), side)


@each
def test_only_the_active_arguments_decide_the_value(op: Operation) -> None:
    if op.active is None:
        return
    for args in points(op):
        active = op.active(*args)
        for k in set(range(op.arity)) - set(active):
            assert all(op.forward(*args[:k], args[k] + small, *args[k + 1 :]) == op.forward(*args) for small in (1e-9, -1e-9))
            assert not op.vjp[k] or op.vjp[k](1.0, op.forward(*args), *args) == 0


# ---- beyond the doubles, and at extremes ----


@each
def test_decimals_agree_with_floats(op: Operation) -> None:
    for args in points(op):
        exact = [Decimal(a) for a in args]
        value = in_wide(lambda exact=exact: op(*exact))  # type: ignore[misc]
        assert type(value) is Decimal
        assert close(float(value), op.forward(*args), 1e-13)
        for k, vjp in enumerate(op.vjp):
            slope = effect(op, k, 1.0, float(op.forward(*args)), args) if vjp else math.nan
            if math.isfinite(slope):
                assert close(float(in_wide(lambda k=k, v=value, e=exact: effect(op, k, Decimal(1), v, e))), slope, 1e-11)  # type: ignore[misc]


def extremes(op: Operation) -> Iterator[tuple[float, ...]]:
    sized = [a * sign for a in EXTREMES for sign in (1, -1)]
    tame = [a for a in sized if 1e-20 <= abs(a) <= 1000]  # for what is a degree, an exponent or a divisor
    for args in itertools.product(*[sized, tame, tame][: op.arity]):
        if allowed(op, args) and op.wide is not None:
            yield args


@each
def test_floats_lose_nothing_at_extremes(op: Operation) -> None:
    """Where a double holds the answer it is given, to the last digits; a slope that needs a larger number between is refused."""
    for args in extremes(op):
        exact = [Decimal(a) for a in args]
        try:
            value = in_wide(lambda exact=exact: op(*exact))  # type: ignore[misc]
        except (ArithmeticError, ValueError):
            continue
        if math.isfinite(float(value)):
            got = float(op.forward(*args))
            assert math.isclose(got, float(value), rel_tol=3e-13, abs_tol=1e-307), args
            for k, vjp in enumerate(op.vjp):
                slope = effect(op, k, 1.0, got, args) if vjp and abs(got) > 1e-300 else math.nan
                if math.isfinite(slope):
                    true = float(in_wide(lambda k=k, v=value, e=exact: effect(op, k, Decimal(1), v, e)))  # type: ignore[misc]
                    assert math.isclose(slope, true, rel_tol=1e-9, abs_tol=1e-300 * max(map(abs, args))), (args, k)


@each
def test_nan_passes_through_a_total_operation(op: Operation) -> None:
    tape = Tape()
    for k in range(op.arity):
        lines = tuple(tape.input("x", math.nan if i == k else 1.0).index for i in range(op.arity))
        if op.active is None:
            assert math.isnan(tape.values[tape.record(op, lines)])


# ---- writing ----


@each
def test_templates_fill_and_read_back(op: Operation) -> None:
    letters = list("abcdef"[: op.arity])
    text = op.text.format(*letters)
    nodes = read(text).nodes
    assert nodes.ops[-1] is op or op.name == "identity"
    assert [nodes.data[i] for i in nodes.args[-1]] == letters or op.name == "identity"
    written = Expressions()
    root = written.apply(op, [written.ref(written.symbol(letter)) for letter in letters]).index
    assert all(write(written, root, Style(kind, tidy=False)) for kind in ("text", "latex", "python"))
    latex = op.latex.format(*letters)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") - latex.count(r"\left\l") == latex.count(r"\right") - latex.count(r"\right\r")
    assert all(letter in latex for letter in letters)


@each
def test_the_python_template_computes_the_value(op: Operation) -> None:
    for args in [*points(op), *(args for args, _ in specials(op))]:
        value = eval(op.python.format(*(f"({a!r})" for a in args)), {"math": math})
        assert close(value, op.forward(*args), 1e-12)


@each
def test_the_example_reads_and_uses_the_operation(op: Operation) -> None:
    assert op in read(op.example).nodes.ops or op.name == "identity"


@each
def test_the_reason_is_a_plain_sentence(op: Operation) -> None:
    assert op.rule in words.RULES
    assert 20 <= len(op.because) <= 160
    assert op.because[0].islower()
    assert not op.because.endswith(".")
    assert not re.search(r"\b(obviously|simply|trivial\w*|clearly|just)\b", op.because)
    assert all(limit is None or limit.allowed for limit in (op.domain, *op.slope))


# ---- names ----


def test_each_name_means_one_operation() -> None:
    names = [name for op in operations() for name in (op.name, *op.aliases)]
    assert len(names) == len(set(names)) == len(NAMES)
    assert all(name.isidentifier() and find(name) is NAMES[name] for name in names)
    assert find("no such name") is None
    with pytest.raises(ValueError, match="taken"):
        operation("mine", math.sin, None, rule="special", because="", aliases="log")


def test_an_entry_can_be_added_and_taken_out_again() -> None:
    half = operation("half", lambda x: x / 2, lambda g, y, x: g / 2, rule="constant_multiple", because="one half of x", aliases="halve")
    try:
        assert find("halve") is half
        assert half(3.0) == 1.5
        assert not wrong_slopes(half)
    finally:
        remove(half)
    assert find("half") is None is find("halve")


def test_a_limit_may_differ_between_arguments() -> None:
    assert all(len(op.slope) == op.arity and all(limit is None or isinstance(limit, Limit) for limit in op.slope) for op in ENTRIES)


# ---- the numbers that math does not have ----


def test_gamma_and_its_relatives_agree_with_mpmath() -> None:
    rng = random.Random(5)
    spans = ((-30.0, 0.0), (0.0, 3.0), (3.0, 100.0), (-400.0, -30.0))
    for _ in range(300):
        x = rng.uniform(*rng.choice(spans)) * rng.choice((1.0, 1.0, 1e-6))
        n = rng.randint(1, 8)
        with mpmath.workdps(60):
            pairs = [(numerics.digamma(x), mpmath.digamma(x), 0.1), (numerics.polygamma(n, x), mpmath.polygamma(n, x), 0.0)]
            if x > 0:
                at = Decimal(x)
                wide = in_wide(lambda at=at: (numerics.gamma_wide(at), numerics.lgamma_wide(at)))  # type: ignore[misc]
                pairs += [(wide[0], mpmath.gamma(x), 0.0), (wide[1], mpmath.loggamma(x), 0.01)]
            for got, true, floor in pairs:
                assert abs(mpmath.mpf(str(got)) - true) <= 1e-13 * max(abs(true), floor), (n, x)

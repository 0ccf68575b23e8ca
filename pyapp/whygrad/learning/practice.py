"""Problems to practise on: made by rule and level, the same for the same seed, with answers that stay short."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

from ..errors import UserError
from ..explain import Explanation, explain
from ..words import learning_words as words
from ..words import say

__all__ = ["LEVELS", "RULES", "Problem", "practice"]

LEVELS = (1, 2, 3)
ANSWER_AT_MOST = 70  # characters
TRIES = 200

# {a} to {d} are small whole numbers, {n} an exponent, {p} a polynomial, {f} and {g} functions, {t} a trigonometric one
TEMPLATES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "constant_multiple": (("{a}x^{n}", "x^{n}/{a}"), ("{a}{f}", "{f}/{a}"), ("-{a}{f}/{b}", "pi {f}", "{a}e^2 {f}")),
    "sum": (
        ("x^{n} + {a}x", "{a}x^2 + {b}x + {c}"), ("x^{n} - {a}x^2 + {b}", "{f} + {a}x^{n}"),
        ("{f} + {g} + {a}x", "{a}{f} - {b}{g} + {c}"),
    ),
    "power": (
        ("x^{n}", "{a}x^{n}"), ("x^-{n}", "{a}/x^{n}", "x^(1/{n})"),
        ("{a}x^({b}/{q})", "{a}/x^{n} + x^{m}", "x^{m} x^(1/2)"),
    ),
    "root": (
        ("sqrt(x)", "{a}sqrt(x)"), ("sqrt({a}x + {b})", "sqrt(x^2 + {a})"),
        ("x sqrt(x + {a})", "sqrt({f} + {a})", "1/sqrt({a}x + {b})"),
    ),
    "product": (("x {f}", "x^{n} {f}"), ("({p}) {f}", "x^{n} {g}"), ("({p}) {f} {g}", "x {f} {g}", "({p}) e^({a}x)")),
    "quotient": (
        ("{f}/x", "x/(x + {a})"), ("({a}x + {b})/({c}x - {d})", "{f}/x^{n}"),
        ("(x^2 + {a})/(x^2 - {b})", "{f}/({p})", "x/({g} + {a})"),
    ),
    "reciprocal": (
        ("1/(x + {a})", "1/(x^2 + {a})"), ("1/({p})", "1/({f} + {a})"),
        ("1/({f} {g})", "1/(e^x + {a}x)", "1/(x^{n} + {f})"),
    ),
    "chain": (
        ("({a}x + {b})^{n}", "sin({a}x)"), ("(x^2 + {a})^{n}", "{t}(x^2 + {a})", "e^(x^{n})"),
        ("{t}({f})", "e^({f})", "ln({f} + {a})^{n}"),
    ),
    "exponential": (("e^x + {a}x", "{a}e^x"), ("{m}^x", "e^({a}x)"), ("x {m}^x", "e^({a}x) {f}", "{m}^({a}x + {b})")),
    "logarithm": (("ln(x)", "{a}ln(x)"), ("ln({a}x + {b})", "log_{m} x"), ("x^{n} ln(x)", "ln(x^2 + {a}x)", "ln({f} + {a})")),
    "trigonometric": (
        ("sin(x) + {a}cos(x)", "{a}{t}(x)"), ("{t}({a}x)", "x {t}(x)"),
        ("{t}(x)^{n}", "sin({a}x) cos({b}x)", "{t}(x^2)/x"),
    ),
    "inverse_trigonometric": (("{i}(x)", "{a}{i}(x)"), ("{i}({a}x)", "x {i}(x)"), ("{i}(x^2)", "{i}(x)/x", "arctan({a}x + {b})")),
    "hyperbolic": (("{h}(x)", "{a}{h}(x)"), ("{h}({a}x)", "x {h}(x)"), ("{h}(x)^2", "sinh({a}x) cosh(x)", "e^x {h}(x)")),
    "absolute": (("abs(x)", "{a}abs(x)"), ("abs({a}x - {b})", "x abs(x)"), ("abs(x^2 - {a})", "abs({t}(x))", "x abs(x - {a})")),
    "logarithmic_differentiation": (("x^x", "x^({a}x)"), ("x^{t}(x)", "(x + {a})^x"), ("x^(x + {a})", "({p})^x", "x^(1/x)")),
    "implicit": (
        ("x^2 + y^2 = {s}", "x y = {a}"), ("x^2 + {a}y^2 = {s}", "y^2 = {a}x + {b}"),
        ("x^3 + y^3 = {a}x y", "x^2 y + y = {s}", "x + y^3 = {s}"),
    ),
}  # fmt: skip
FUNCTIONS = ("sin(x)", "cos(x)", "e^x", "ln(x)")
TRIGONOMETRIC = ("sin", "cos", "tan")
INVERSE = ("arcsin", "arccos", "arctan")
HYPERBOLIC = ("sinh", "cosh", "tanh")
RULES = (*TEMPLATES, "mixed")
"""The rules that can be practised."""


class Problem(NamedTuple):
    """One problem: what to differentiate, by what, at which point it has a value, and an id that makes it again."""

    id: str
    rule: str
    level: int
    source: str
    latex: str
    wrt: str
    at: dict[str, float]
    statement: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return self._asdict()


def practice(rule: str = "mixed", level: int = 1, seed: int = 0) -> Problem:
    """Return the problem number ``seed`` of a rule (one of ``RULES``) and a level, 1 to 3.

    Raises UserError for a rule or a level that there is not.
    """
    if rule not in RULES or level not in LEVELS:
        raise UserError(
            say("There are no problems of level {level} for {rule}.", level=level, rule=rule),
            hint=say("the rules are {join}", join=", ".join(RULES)),
        )
    rng = random.Random(f"{rule} {level} {seed}")
    for _ in range(TRIES):
        kind = rng.choice(list(TEMPLATES)) if rule == "mixed" else rule
        problem = _made(kind, level, rng)
        if problem is not None:
            e, source = problem
            wrt = next(iter(e.gradients))
            words_ = words.PROBLEM_CURVE if e.equation else words.PROBLEM
            statement = words_.format(wrt=wrt, of=e.of)
            return Problem(f"{rule}.{level}.{seed}", rule, level, source, e.reading.latex, wrt, e.at, statement)
    raise AssertionError(f"no problem was found for {rule}, level {level}, seed {seed}")


def _made(rule: str, level: int, rng: random.Random) -> tuple[Explanation, str] | None:
    """Fill in a template; None if what comes out is not a good problem."""
    numbers = {name: rng.randint(2, 9) for name in "abcd"}
    first, second = rng.sample(FUNCTIONS, 2)
    polynomial = rng.choice(("x^2 + {a}", "{a}x - {b}", "x^2 - {a}x", "{a}x + {b}", "x^3 + {a}")).format(**numbers)
    source = rng.choice(TEMPLATES[rule][level - 1]).format(
        **numbers, n=rng.randint(2, 5), m=rng.randint(2, 5), q=rng.choice((2, 3)), s=rng.randint(2, 30), p=polynomial, f=first, g=second,
        t=rng.choice(TRIGONOMETRIC), i=rng.choice(INVERSE), h=rng.choice(HYPERBOLIC),
    )  # fmt: skip
    try:
        e = explain(source)
    except UserError:
        return None
    gradient = next(iter(e.gradients.values()), None)
    if gradient is None or gradient.value is None or gradient.formula is None or gradient.story is None:
        return None
    told = {step.rule for step, _ in gradient.story.steps}
    good = rule in told and len(gradient.formula) <= ANSWER_AT_MOST and gradient.formula not in ("0", "1")
    return (e, source) if good and gradient.check.verdict == "agrees" else None

"""300 textbook formulas, and what sympy's ``diff`` and ``simplify(diff)`` make of them.

``python -m tests.unit.corpus`` works sympy's answers out anew (minutes) and writes them to ``corpus_sympy.json``.

Lengths are compared by one rule, :func:`size`, applied to printed texts, ours and sympy's alike. A number, a name or a
constant is 1. A sum or a product of any number of terms is 1 and its terms; a minus between terms is part of the sum, a
leading minus is 1. A quotient is 1 and its two sides, also where it is written as a negative power (x**(-2) is 1/x**2).
A power is 1, its base and its exponent; e^u is exp(u): a call, as sqrt is, 1 and its arguments. A fraction of two whole
numbers that stands as an exponent is one number.
"""

from __future__ import annotations

import ast
import json
import re
import signal
from pathlib import Path

ANSWERS = Path(__file__).parent / "corpus_sympy.json"
SECONDS_AT_MOST = 60  # for sympy to simplify one answer; beyond, its diff counts for both

CORPUS: dict[str, tuple[str, ...]] = {
    "polynomials": (
        "x^2", "x^3 - 3x", "5x^4 - 2x^3 + x - 7", "(x^2 - 1)/2", "x^7/7", "3x^2 + 2x + 1", "(x - 2)(x + 3)", "x(x - 1)(x + 1)",
        "(2x + 1)^2", "(x^2 + 1)^3", "(3x - 4)^5", "x^2 (x - 5)^3", "(x + 1)^2 (x - 1)^2", "(1 - x)^10", "x^4/4 - x^3/3 + x^2/2",
        "(x^3 - x)^4", "(x^2 + x + 1)(x - 1)", "7 - 4x", "x^10 + 10x", "(2x^2 - 3)(x + 4)", "-x^2 + 6x - 9", "(x^2 + 3x)^4",
    ),
    "rational": (
        "1/x", "1/x^2", "1/x^2 + 1/x", "1/(x + 1)", "x/(x + 1)", "(x + 1)/(x - 1)", "(x^2 + 1)/(x - 1)", "1/(x^2 + 1)", "x/(x^2 + 1)",
        "x^2/(x^2 + 1)", "(2x + 3)/(4x - 5)", "5/x^3", "x - 1/x", "(x^2 - 1)/(x^2 + 1)", "1/(2x + 1)^3", "x^3/(x - 1)", "x/(1 - x)^2",
        "(x + 1/x)^2", "(3x - 2)/x^2", "1/(x^2 - 4)", "(x^2 + 2x)/(x + 3)", "(1 - x)/(1 + x)", "x^2/(1 - x)", "3/(1 - 2x)",
    ),
    "roots": (
        "sqrt(x)", "1/sqrt(x)", "x sqrt(x)", "sqrt(2x + 3)", "sqrt(x^2 + 1)", "sqrt(1 - x^2)", "x sqrt(1 - x^2)", "x/sqrt(x^2 + 1)",
        "x^(2/3)", "x^(1/3)", "sqrt(x) + 1/sqrt(x)", "sqrt(x)(x - 1)", "(x + 1)/sqrt(x)", "sqrt(x^3)", "x^2 sqrt(x + 1)",
        "1/sqrt(1 - x^2)", "sqrt(x^2 - 4)", "sqrt(x + sqrt(x))", "(1 + sqrt(x))^2", "sqrt(4 - x^2)", "x^(3/2) - x^(1/2)",
        "sqrt(x^2 + 4x)", "sqrt((x - 1)/(x + 1))",
    ),
    "exponential": (
        "e^x", "e^(2x)", "e^(-x)", "e^(-x^2)", "e^(x^2)", "2^x", "10^x", "3e^(x/2)", "e^x + e^(-x)", "(e^x - e^(-x))/2", "e^(1/x)",
        "e^(sqrt(x))", "2^(3x)", "e^x/(1 + e^x)", "1/(1 + e^x)", "(e^x - 1)/(e^x + 1)", "(1 + e^x)^2", "e^(x^3 - x)",
        "5^(x^2)", "e^(e^x)", "sqrt(e^x + 1)",
    ),
    "logarithm": (
        "ln x", "ln(2x)", "ln(x^2)", "ln(x^2 + 1)", "ln(x)^2", "ln(ln x)", "log10(x)", "log_2 x", "1/ln(x)", "ln(3x + 1)", "ln(sqrt(x))",
        "ln((x + 1)/(x - 1))", "ln(1 + e^x)", "ln(x + sqrt(x^2 + 1))", "ln(x + sqrt(x^2 - 1))", "sqrt(ln x)", "ln(1/x)", "ln(x)^3",
        "ln(1 - x)", "ln(1 - x^2)", "ln|x|", "ln(x (x + 1))",
    ),
    "trigonometric": (
        "sin x", "cos x", "tan x", "sec x", "csc x", "cot x", "sin(2x)", "cos(3x + 1)", "sin^2 x", "cos^2 x", "tan^2 x", "sec^2 x",
        "sin^3 x",
        "sin(x^2)", "sin x cos x", "tan(2x)", "sin x + cos x", "sin^2 x - cos^2 x", "tan x - x", "sec x tan x", "sin(1/x)", "cos(sqrt(x))",
        "sin^2(3x)", "1/cos x", "cos^3(2x)",
    ),
    "inverse trigonometric": (
        "arcsin x", "arccos x", "arctan x", "arcsin(2x)", "arcsin(x/2)", "arccos(x/3)", "arctan(x/2)", "arctan(3x)", "arctan(x^2)",
        "arcsin(x^2)", "arctan(1/x)", "x arctan x", "arctan(x)^2", "arcsin(sqrt(x))", "arctan(sqrt(x))", "x arcsin x",
        "arctan((x - 1)/(x + 1))", "arctan(e^x)", "arccos(1 - x)", "arctan(x)/x", "x arcsin x + sqrt(1 - x^2)",
        "x arctan x - ln(1 + x^2)/2",
    ),
    "hyperbolic": (
        "sinh x", "cosh x", "tanh x", "sinh(2x)", "cosh(3x)", "tanh(x/2)", "sinh^2 x", "cosh^2 x", "tanh^2 x", "x sinh x",
        "x cosh x - sinh x", "cosh(x^2)", "ln(cosh x)", "sinh(x)/x", "1/cosh x", "e^x sinh x", "arsinh x", "artanh x", "ln(sinh x)",
    ),
    "products": (
        "x e^x", "x^2 e^x", "x ln x", "x^2 ln x", "x sin x", "x^2 sin x", "x cos x", "e^x sin x", "e^x cos x", "e^(-x) sin x", "x e^(-x)",
        "x^2 e^(-x)", "x^3 ln x", "sqrt(x) ln x", "sqrt(x) e^x", "x tan x", "e^x ln x", "sin x ln x", "x sin x cos x",
        "(x^2 + 1) e^x", "x e^(-x^2)", "(x - 1) e^x", "(x^2 - 2x + 2) e^x", "x ln x - x", "e^(2x) cos(3x)", "(x + 1) sin x",
    ),
    "quotients": (
        "sin(x)/x", "e^x/x", "ln(x)/x", "ln(x)/x^2", "cos(x)/x^2", "x/e^x", "x/ln x", "x/sin x", "sin x/(1 + cos x)", "(1 - cos x)/x",
        "(1 + sin x)/cos x", "e^x/(x + 1)", "x^2/e^x", "tan(x)/x", "sqrt(x)/(x + 1)", "ln(x)/sqrt(x)", "e^x/x^2", "cos x/(1 - sin x)",
        "(1 + ln x)/x", "(sin x - cos x)/(sin x + cos x)", "(1 + e^x)/(1 - e^x)", "x^2/ln x", "1/(1 + ln x)",
    ),
    "chains": (
        "sin(cos x)", "e^(sin x)", "ln(sin x)", "ln(cos x)", "sqrt(sin x)", "sin(e^x)", "cos(ln x)", "sin(ln x)", "tan(x^2)", "e^(cos(2x))",
        "(1 + sin x)^3", "sqrt(1 + sqrt(x))", "ln(tan x)", "sin(sin x)", "(x^2 + 1)^10", "(x^2 + 1)^(3/2)", "e^(x sin x)",
        "sqrt(1 + e^(2x))", "ln(sec x + tan x)", "(ln x + 1)^4", "cos^2(x^3)", "(2x + 1)^3 (x - 2)^4", "(x^2 + 3)^4 (x - 1)",
    ),
    "variable powers": (
        "x^x", "x^(2x)", "x^(sin x)", "x^(1/x)", "(sin x)^x", "(ln x)^x", "x^(x^2)", "x^sqrt(x)", "(1 + x)^x", "(x^2 + 1)^x",
        "(1 + 1/x)^x", "x^x ln x", "2^x x^2",
    ),
    "parameters": (
        "a x^2 + b x + c", "sin(a x)", "e^(k x)", "a^x", "x^n", "(a x + b)^n", "1/(a x + b)", "(a x + b)/(c x + d)", "e^(a x) sin(b x)",
        "sqrt(a^2 - x^2)", "sqrt(x^2 + a^2)", "arctan(x/a)", "ln(a x + b)", "x/(x^2 + a^2)", "a cos(b x) + b sin(a x)", "x^n e^x",
        "x^n ln x",
        "a/(1 + b e^(-k x))", "ln(x^2 + a^2)", "1/(x^2 + a^2)", "e^(a x)(a x - 1)",
    ),
    "physics and learning": (
        "1/(1 + e^(-x))", "ln(1 + e^(-x))", "e^(-x^2/2)/sqrt(2pi)", "(w x + b - y)^2 /2", "x/(1 + e^(-x))", "x/(1 + |x|)",
        "(e^x - e^(-x))/(e^x + e^(-x))", "e^(-(x - m)^2/(2 s^2))", "A sin(2pi f x + p)", "A e^(-k x) cos(b x)", "G m M/x^2",
        "4 (1/x^12 - 1/x^6)", "-x ln x - (1 - x) ln(1 - x)", "-y ln x - (1 - y) ln(1 - x)",
        "m c^2/sqrt(1 - x^2/c^2)", "P/x - a/x^2",
    ),
}  # fmt: skip

FORMULAS = [formula for group in CORPUS.values() for formula in group]


def size(text: str) -> int:
    """Return how many nodes a printed formula has, by the rule above."""
    names = text.split("; ")
    return sum(_size(ast.parse(row.split(" = ")[-1].replace("^", "**"), mode="eval").body) for row in names)


def _size(node: ast.expr) -> int:
    match node:
        case ast.Constant() | ast.Name():
            return 1
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return 1 if isinstance(inside, ast.Constant) else 1 + _size(inside)
        case ast.Call(args=args):
            return 1 + sum(map(_size, args))
        case ast.Tuple(elts=args):  # a case of sympy's Piecewise: its value and its condition
            return sum(map(_size, args))
        case ast.Compare(left=left, comparators=[right]):
            return 1 + _size(left) + _size(right)
        case ast.BinOp(left=ast.Name(id="e"), op=ast.Pow(), right=exponent):
            return 1 + _size(exponent)
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.UnaryOp(op=ast.USub(), operand=exponent)):
            return 2 + _power(base, exponent)
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=top), op=ast.Div(), right=bottom)):
            return 2 + _power(base, ast.BinOp(top, ast.Div(), bottom))
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return _power(base, exponent)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return 1 + _size(left) + _size(right)
        case ast.BinOp(op=op):
            kinds = (ast.Mult,) if isinstance(op, ast.Mult) else (ast.Add, ast.Sub)
            parts, stack = [], [node]
            while stack:
                part = stack.pop()
                if isinstance(part, ast.BinOp) and isinstance(part.op, kinds):
                    stack += [part.left, part.right]  # type: ignore[list-item]
                else:
                    parts.append(part)
            return 1 + sum(map(_size, parts))
    raise AssertionError(ast.dump(node))


def _power(base: ast.expr, exponent: ast.expr) -> int:
    if isinstance(exponent, ast.Constant) and exponent.value == 1:
        return _size(base)
    match exponent:
        case ast.BinOp(left=ast.Constant(), op=ast.Div(), right=ast.Constant()):
            return 2 + _size(base)
    return 1 + _size(base) + _size(exponent)


def main() -> None:
    """Work sympy's answers out anew."""
    import sympy
    from whygrad import explain

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    functions = {
        "ln": sympy.log, "arcsin": sympy.asin, "arccos": sympy.acos, "arctan": sympy.atan, "arsinh": sympy.asinh, "artanh": sympy.atanh,
        "abs": sympy.Abs, "log10": lambda u: sympy.log(u, 10), "log2": lambda u: sympy.log(u, 2), "pi": sympy.pi, "e": sympy.E,
    }  # fmt: skip
    found = {}
    for formula in FORMULAS:
        e = explain(formula, wrt="x")
        names = {n: sympy.Symbol(n, real=True) for n in e.input_names}
        written = re.sub(r"log_2\(", "log2(", e.reading.text).replace("^", "**")
        derivative = sympy.diff(sympy.sympify(written, locals={**functions, **names}), names["x"])
        signal.alarm(SECONDS_AT_MOST)
        try:
            short = sympy.simplify(derivative)
        except TimeoutError:
            short = derivative
        signal.alarm(0)
        texts = [str(derivative), str(short)]
        found[formula] = {"diff": texts[0], "simplify": texts[1], "nodes": [size(t) for t in texts]}
        print(formula, "|", *texts, sep="   ", flush=True)
    ANSWERS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

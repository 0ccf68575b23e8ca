"""Ratios from one run: how long whygrad takes beside a yardstick on the same machine.

    python3 build.py bench             everything
    python3 build.py bench --reading   from text to program
    python3 build.py bench --engine    the tape on long chains, beside a small tape of linked objects
    python3 build.py bench --answer    explain() and the whole document
    python3 build.py bench --browser   the whole document in Chromium, of the page that was built last
    python3 build.py bench --page      that page as it is used: from a key to the answer, long tasks, sizes, dragging
    python3 build.py bench --start     from navigation to the first live answer, beside other ways to have Python in a browser

The yardstick of reading and answering is Python's own ``compile`` of the same amount of text, so that figures from
different machines can be compared; times are medians over repeated runs.
"""

from __future__ import annotations

import argparse
import math
import statistics

import whygrad
from timing import median_time
from whygrad.expressions import Expressions
from whygrad.forms import shortest
from whygrad.inline import inline
from whygrad.rules import Derivation
from whygrad.simplify import Simplifier
from whygrad.syntax import read
from whygrad.writing import write

FORMULAS = (
    "x^2", "3x^2 - 2x + 1", "x^2 sin x", "sin x cos x", "e^(-x^2)", "ln(x)/x", "x^x", "sqrt(x^2 + 1)", "1/x", "(2x+1)^5",
    "sin(x)/x", "tan x", "x e^x", "ln(x^2 + 1)", "arctan(2x)", "x^3 ln x", "(x+1)/(x-1)", "sqrt(1 - x^2)", "e^(sin x)", "cos(x)^2",
    "sinh x", "2^x", "1/(1 + e^(-x))", "abs(x)", "max(x, 0)", "x sin x ln x", "e^(2x) cos(3x)", "arcsin(x)", "(x^2 + 3x)^4", "x^(2/3)",
    "ln(sin x)", "sin(cos(x))", "a x^2 + b x + c", "sqrt(x^2 + y^2)", "x^y", "sigmoid(w x + b)", "u = x^2; y = sin(u); y u",
    "z = y*y", "x*x*x", "(sigmoid(w x + b) - t)^2",
)  # fmt: skip


def table(title: str, times: list[float], yardstick: float) -> None:
    """Print the median, the 95th percentile and the worst of several times."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
    middle = statistics.median(ordered)
    print(
        f"{title:<34} median {middle * 1e3:7.3f} ms ({middle / yardstick:5.1f} × compile)   "
        f"95 % {high * 1e3:7.3f} ms   worst {ordered[-1] * 1e3:7.3f} ms"
    )


def compile_yardstick() -> float:
    """Return the median time in which Python compiles a short formula."""
    return statistics.median(median_time(lambda: compile("x**2*sin(x) + 3*x", "formula", "eval"), 200) for _ in range(5))


def reading() -> None:
    """From text to program."""
    table("text to program, 40 formulas", [median_time(lambda f=f: read(f)) for f in FORMULAS], compile_yardstick())  # type: ignore[misc]


def answer() -> None:
    """The derivative alone, the explanation, and the whole document."""
    stick = compile_yardstick()

    def alone(source: str) -> object:
        program, nodes = read(source), Expressions()
        simple = Simplifier(nodes)
        node = inline(program, nodes, len(program.lines) - 1, set(program.inputs))
        return write(nodes, shortest(simple, Derivation(nodes, simple, nodes.symbol(program.inputs[0]))(node).after))

    def derivative(source: str) -> object:
        return [g.formula for g in whygrad.explain(source).gradients.values()]

    table("derivative alone", [median_time(lambda f=f: alone(f)) for f in FORMULAS], stick)  # type: ignore[misc]
    table("explain() and formulas", [median_time(lambda f=f: derivative(f)) for f in FORMULAS], stick)  # type: ignore[misc]
    table("the page's whole document", [median_time(lambda f=f: whygrad.explain(f).to_dict()) for f in FORMULAS], stick)  # type: ignore[misc]


def browser() -> None:
    """The whole document in a browser, from the question to the answer."""
    from browser import times_in_browser  # here, so that the other parts need no browser

    at_first, later = times_in_browser(FORMULAS)
    table("the document in Chromium", later, compile_yardstick())
    table("  at once after the start", at_first, compile_yardstick())


def page() -> None:
    """The built page in a browser: from a key to the answer, long tasks, sizes, and how smoothly things are dragged."""
    from dragging import drags  # here, so that the other parts need no browser
    from page import page_figures

    page_figures(FORMULAS[:20])
    for each in drags(("x^2 sin x", "e^(-x^2)", "ln(x)/x", "1/(1 + e^(-x))", "x^3 - 3x", "sqrt(1 + x^2) cos(3x)", "x^2")):
        print(
            f"{each.what:<34} {each.frames:5.1f} frames a second ({each.answers:5.1f} with a new answer, "
            f"{each.pictures:5.1f} with the point in a new place), longest {each.longest:4.0f} ms"
        )


def start() -> None:
    """From navigation to the first live answer in Chromium, beside the ways that others take."""
    from start import times_to_start

    times_to_start()


def engine() -> None:
    """The tape alone: long chains of numbers, and whole programs of arrays."""
    from engine import chains, programs

    chains()
    programs()


def main() -> None:
    """Run the benchmarks that were asked for, all if none was named."""
    parser = argparse.ArgumentParser(description="whygrad's benchmarks")
    parts = {"reading": reading, "answer": answer, "engine": engine, "browser": browser, "page": page, "start": start}
    for name, part in parts.items():
        parser.add_argument(f"--{name}", action="store_true", help=part.__doc__)
    chosen = [name for name, wanted in vars(parser.parse_args()).items() if wanted] or list(parts)
    for name in chosen:
        parts[name]()


main()

"""Run every PyTorch cell with the real library and with whygrad, and print where they agree.

By hand, in an environment that has torch and lark: ``python tests/compare/torch_cells.py [-v] [word …]``. A word picks the
cells that hold it. The cells are those of tests/unit/cells_torch.py and of the text files beside this script, which are too
slow for a unit test, or do not agree.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
import time
import warnings
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "pyapp"), str(HERE.parents[1])]

import torch  # noqa: E402
import whygrad  # noqa: E402

from tests.unit.cells_torch import TORCH_CELLS, TORCH_REFUSED  # noqa: E402

NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim}


class Outcome:
    """What came of a cell: what it printed, its last repr, the gradients of its variables, its exception."""

    def __init__(self, output: str, last: str | None, grads: dict[str, Any], error: str) -> None:
        self.output, self.last, self.grads, self.error = output, last, grads, error


def cells() -> list[str]:
    """Return all cells: those of the unit tests, and those in the text files beside this script."""
    found = [source for source, *_ in (*TORCH_CELLS, *TORCH_REFUSED)]
    for path in sorted(HERE.glob("torch_*.txt")):
        found += [text.strip("\n") for text in re.split(r"^----.*\n", path.read_text("utf-8"), flags=re.M) if text.strip()]
    return found


def really(source: str) -> Outcome:
    """Run a cell with the real library."""
    import math

    import numpy as np

    torch.manual_seed(0)
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    space: dict[str, Any] = {**NAMES, "math": math, "np": np, "__name__": "__main__"}
    out, last, error = io.StringIO(), None, ""
    tree = ast.parse(source)
    final = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(tree, "<cell>", "exec"), space)
            if isinstance(final, ast.Expr):
                value = eval(compile(ast.Expression(final.value), "<cell>", "eval"), space)
                last = None if value is None else repr(value)
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
        grads = {
            n: (None if v.grad is None else v.grad.detach().tolist())
            for n, v in space.items()
            if isinstance(v, torch.Tensor) and v.is_leaf and v.requires_grad
        }
    return Outcome(out.getvalue(), last, grads, error)


def here(source: str) -> Outcome:
    """Run a cell with whygrad."""
    try:
        e = whygrad.explain(source, language="python")
    except whygrad.UserError as caught:
        return Outcome("", None, {}, caught.message)
    for request in e.requests:
        for gradient in request.gradients.values():
            if "disagrees" in (gradient.check.verdict, gradient.rules_verdict):
                return Outcome(e.output, e.last, {}, f"(ours) {gradient.label} disagrees")
    return Outcome(e.output, e.last, {n: v.grad for n, v in e.variables.items()}, "")


def _near(a: Any, b: Any) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_near, a, b))
    if a is None or b is None or isinstance(a, list) or isinstance(b, list):
        return a is b
    return abs(a - b) <= 1e-5 * max(1.0, abs(a)) or (a != a and b != b) or a == b


def difference(wanted: Outcome, found: Outcome) -> str:
    """Return what differs, or nothing."""
    if wanted.error or found.error:
        kind, _, text = wanted.error.partition(": ")
        main = re.split(r"\n|(?<=[a-z])\. ", text)[0].rstrip(".")
        if wanted.error and found.error.startswith(kind) and (main in found.error or "is not supported" in found.error):
            return ""
        return f"error\n  wanted: {wanted.error[:300]}\n  found:  {found.error[:300]}"
    if wanted.output != found.output:
        return f"output\n--- wanted\n{wanted.output}--- found\n{found.output}"
    if wanted.last != found.last:
        return f"last\n  wanted: {wanted.last}\n  found:  {found.last}"
    for name, grad in wanted.grads.items():
        if name in found.grads and not _near(grad, found.grads[name]):
            return f"{name}.grad\n  wanted: {grad}\n  found:  {found.grads[name]}"
    return ""


def main(words: list[str]) -> None:
    """Compare the cells and print the agreement."""
    verbose = "-v" in words
    words = [w for w in words if not w.startswith("-")]
    chosen = [c for c in cells() if not words or any(w in c for w in words)]
    agreed = 0
    for k, source in enumerate(chosen):
        start = time.perf_counter()
        wanted = really(source)
        middle = time.perf_counter()
        try:
            text = difference(wanted, here(source))
        except Exception as error:  # the comparison goes on: a fault of ours is a disagreement
            text = f"a fault of ours: {type(error).__name__}: {error}"
        agreed += not text
        taken = time.perf_counter() - middle
        if text or verbose or taken > 5:
            print(f"==== {k} ({middle - start:.1f} s, ours {taken:.1f} s) {'differs in ' + text if text else 'agrees'}")
        if text:
            print("\n".join(f"    | {line}" for line in source.split("\n")))
    print(f"{agreed} of {len(chosen)} cells agree with torch {torch.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Run the cells beside this script with the real JAX, autograd, NumPy and micrograd and with whygrad, and print where they agree.

By hand, in an environment that has jax, autograd, micrograd, numpy, scipy and lark: ``python tests/compare/jax_cells.py [-v] [word …]``.
A word picks the cells that hold it; ``--keep FILE`` keeps what the real libraries gave, for the next run.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import io
import json
import re
import sys
import time
import warnings
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "pyapp"), str(HERE.parents[1])]

import whygrad  # noqa: E402

TEXTS = (
    "jax_guides.txt", "jax_names.txt", "jax_more.txt", "jax_transforms.txt",
    "jax_questions.txt", "autograd_numpy.txt", "numpy_notebooks.txt", "micrograd_python.txt", "python_questions.txt",
    "jax_lessons.txt", "jax_expressions.txt",
)  # fmt: skip
USUAL = {"np": "numpy", "jax": "jax", "jnp": "jax.numpy", "math": "math"}


def cells() -> list[str]:
    """Return all cells of the texts."""
    parts = [part for name in TEXTS for part in re.split(r"^----.*\n", (HERE / name).read_text("utf-8"), flags=re.M)]
    return [part.strip("\n") for part in parts if part.strip()]


def really(source: str) -> dict[str, Any]:
    """Run a cell with the real libraries: what it printed, its last repr, its exception."""
    import jax
    import numpy as np

    jax.config.update("jax_enable_x64", False)
    np.set_printoptions(precision=8, suppress=False)
    sys.modules.pop("matplotlib", None)
    source = re.sub(r"^%.*$", "", source, flags=re.M)
    source = re.sub(r"^.*(?:matplotlib|graphviz).*$|^plt\.(?:.|\n(?=\s))*$", "", source, flags=re.M)
    space: dict[str, Any] = {short: importlib.import_module(long) for short, long in USUAL.items()}
    space["__name__"] = "__main__"
    out, last, error = io.StringIO(), None, ""
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
            final = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), space)
            if isinstance(final, ast.Expr):
                value = eval(compile(ast.Expression(final.value), "<cell>", "eval"), space)
                last = None if value is None else repr(value)
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
    return {"output": out.getvalue(), "last": last, "error": error}


def here(source: str) -> dict[str, Any]:
    """Run a cell with whygrad."""
    try:
        e = whygrad.explain(source, language="python")
    except whygrad.UserError as caught:
        return {"output": "", "last": None, "error": caught.message}
    for request in e.requests:
        for gradient in request.gradients.values():
            if "disagrees" in (gradient.check.verdict, gradient.rules_verdict):
                return {"output": e.output, "last": e.last, "error": f"(ours) {gradient.label} disagrees"}
    return {"output": e.output, "last": e.last, "error": ""}


NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")
SPARE = re.compile(r"(?<=\[)\s+|\s+(?=[\],])")  # the space that numbers of other lengths need in an array


def near(wanted: str, found: str, tolerance: float = 2e-5) -> bool:
    """Return whether two texts are the same but for the last digits of their numbers."""
    if re.sub(r"\s+", " ", SPARE.sub("", NUMBER.sub("#", wanted))) != re.sub(r"\s+", " ", SPARE.sub("", NUMBER.sub("#", found))):
        return False
    pairs = zip(map(float, NUMBER.findall(wanted)), map(float, NUMBER.findall(found)), strict=True)
    return all([abs(a - b) <= tolerance * max(1.0, abs(a)) for a, b in pairs])


def difference(wanted: dict[str, Any], found: dict[str, Any]) -> tuple[str, str]:
    """Return what differs, and the verdict: same, near (last digits only) or differs."""
    if wanted["error"] or found["error"]:
        kind, _, text = wanted["error"].partition(": ")
        main = re.split(r"\n|(?<=[a-z])\. ", text)[0].rstrip(".")[:60]
        if wanted["error"] and found["error"].startswith(kind) and main in found["error"]:
            return "", "same"
        return f"error\n  wanted: {wanted['error'][:300]}\n  found:  {found['error'][:300]}", "differs"
    verdict = "same"
    for part in ("output", "last"):
        a, b = str(wanted[part]), str(found[part])
        if a != b:
            if not near(a, b):
                return f"{part}\n--- wanted\n{a}\n--- found\n{b}", "differs"
            verdict = "near"
    return (
        f"near\n--- wanted\n{wanted['output']}{wanted['last']}\n--- found\n{found['output']}{found['last']}" if verdict == "near" else ""
    ), verdict


def main() -> None:
    """Compare the cells and print the agreement."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*")
    options.add_argument("-v", "--verbose", action="store_true")
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    kept = json.loads(given.keep.read_text("utf-8")) if given.keep and given.keep.exists() else {}
    count = {"same": 0, "near": 0, "differs": 0}
    for k, source in enumerate(cells()):
        if given.words and not any([w in source for w in given.words]):
            continue
        if source not in kept:
            kept[source] = really(source)
        start = time.perf_counter()
        try:
            text, verdict = difference(kept[source], here(source))
        except Exception as error:  # the comparison goes on: a fault of ours is a disagreement
            text, verdict = f"a fault of ours: {type(error).__name__}: {error}", "differs"
        count[verdict] += 1
        taken = time.perf_counter() - start
        if verdict == "differs" or taken > 3 or (text and given.verbose):
            print(f"==== {k} ({taken:.1f} s) {text or 'slow'}")
            print("\n".join(f"    | {line}" for line in source.split("\n")))
    if given.keep:
        given.keep.write_text(json.dumps(kept), "utf-8")
    print(f"of {sum(count.values())} cells {count['same']} agree, {count['near']} but for last digits, {count['differs']} differ")


if __name__ == "__main__":
    main()

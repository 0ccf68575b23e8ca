"""Run every TensorFlow cell with the real library and with whygrad, and print where they agree.

By hand, in an environment that has tensorflow and lark: ``python tests/compare/tensorflow_cells.py [-v] [word …]``. A word
picks the cells that hold it. What is compared: what a cell prints, its last expression, its exception and the line of it,
and that each gradient is told with the number that the cell got.
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import math
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "pyapp"), str(HERE.parents[1])]
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
import whygrad  # noqa: E402
from whygrad.arrays import nested  # noqa: E402

from tests.unit.cells_tensorflow import TENSORFLOW_CELLS, TENSORFLOW_REFUSED  # noqa: E402
from tests.unit.test_cells_tensorflow import close, shown  # noqa: E402


class Silent:
    """A module that draws: it takes everything and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __getitem__(self, _: Any) -> Any:
        return self


class Outcome:
    """What came of a cell: what it printed, its last repr, its exception and the line of that."""

    def __init__(self, output: str, last: str | None, error: str = "", line: int | None = None) -> None:
        self.output, self.last, self.error, self.line = output, last, error, line


def cells() -> list[str]:
    """Return all cells: those of the unit tests, and those in the text files beside this script."""
    found = [row[0] for row in (*TENSORFLOW_CELLS, *TENSORFLOW_REFUSED)]
    for path in sorted(HERE.glob("tensorflow_*.txt")):
        found += [text.strip("\n") for text in re.split(r"^----.*\n", path.read_text("utf-8"), flags=re.M) if text.strip()]
    return list(dict.fromkeys(found))


@contextlib.contextmanager
def caught_errors() -> Any:
    """Catch what the library writes past Python, which is where tf.print writes."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield lambda: (file.seek(0), file.read().decode())[1]
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def really(source: str) -> Outcome:
    """Run a cell with the real library."""
    tf.keras.utils.clear_session()
    tf.get_logger().setLevel("ERROR")
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")  # what tf.function reads the code from
    drawing = Silent()
    sys.modules |= {"matplotlib": drawing, "matplotlib.pyplot": drawing}  # type: ignore[dict-item]
    space: dict[str, Any] = {"tf": tf, "keras": tf.keras, "np": np, "math": math, "plt": drawing, "__name__": "__main__"}
    out, last, error, line = io.StringIO(), None, "", None
    tree = ast.parse(source)
    final = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(out), caught_errors() as more:
        try:
            exec(compile(tree, "<cell>", "exec"), space)
            if isinstance(final, ast.Expr):
                value = eval(compile(ast.Expression(final.value), "<cell>", "eval"), space)
                last = None if value is None or value is drawing else repr(value)
        except Exception as caught:
            error, trace = f"{type(caught).__name__}: {caught}", caught.__traceback__
            while trace is not None:
                line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "<cell>" else line
                trace = trace.tb_next
        printed = more()
    return Outcome(out.getvalue() + ("" if "Warning" in printed else printed), last, error, line)


def here(source: str) -> Outcome:
    """Run a cell with whygrad; a gradient that is told with another number than the cell's is an error of ours."""
    try:
        e = whygrad.explain(source, language="python")
    except whygrad.UserError as caught:
        return Outcome("", None, caught.message, caught.line)
    for request, asked in zip(e.requests, e.run.session.requests, strict=True):
        told = [g.value for g in request.gradients.values()]
        got = [v if v is None or isinstance(v, float) else nested(v) for v in dict(zip(asked.by, asked.found, strict=True)).values()]
        if not close(told, got):
            return Outcome(e.output, e.last, f"(ours) {list(request.gradients)} are {got} and told as {told}")
    return Outcome(e.output, e.last)


def difference(source: str, wanted: Outcome, found: Outcome) -> str:
    """Return what differs, or nothing."""
    if wanted.error or found.error:
        kind, _, text = wanted.error.partition(": ")
        main = re.sub(r"\{\{.*?\}\} ", "", text.split("\n")[0].split(" [Op:")[0]).strip().rstrip(".")
        if wanted.error and found.error.startswith(kind) and main in found.error and wanted.line == found.line:
            return ""
        return f"error\n  wanted: {wanted.line} {wanted.error[:300]}\n  found:  {found.line} {found.error[:300]}"
    texts = [shown(o.output) or "" for o in (wanted, found)]
    if "tf.print" in source:  # which the library writes beside what Python prints
        texts = ["\n".join(sorted(t.split("\n"))) for t in texts]
    if texts[0] != texts[1]:
        return f"output\n--- wanted\n{wanted.output}--- found\n{found.output}"
    if shown(wanted.last) != shown(found.last):
        return f"last\n  wanted: {wanted.last}\n  found:  {found.last}"
    return ""


def main(words: list[str]) -> None:
    """Compare the cells and print the agreement."""
    verbose = "-v" in words
    words = [w for w in words if not w.startswith("-")]
    chosen = [c for c in cells() if not words or any(w in c for w in words)]
    agreed = 0
    for k, source in enumerate(chosen):
        wanted, start = really(source), time.perf_counter()
        try:
            text = difference(source, wanted, here(source))
        except Exception as error:  # the comparison goes on: a fault of ours is a disagreement
            text = f"a fault of ours: {type(error).__name__}: {error}"
        agreed += not text
        taken = time.perf_counter() - start
        if text or verbose or taken > 5:
            print(f"==== {k} (ours {taken:.1f} s) {'differs in ' + text if text else 'agrees'}")
        if text:
            print("\n".join(f"    | {line}" for line in source.split("\n")))
    print(f"{agreed} of {len(chosen)} cells agree with TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])

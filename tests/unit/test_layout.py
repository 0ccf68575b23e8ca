"""The flow goes one way: a module imports only what stands earlier, and none knows the browser."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import whygrad

PACKAGE = Path(whygrad.__file__).parent
FLOW = [
    "words",
    "errors",
    "cells",
    "arrays",
    "operations",
    "exact",
    "expressions",
    "program",
    "literals",
    "lengths",
    "writing",
    "marking",
    "reading",
    "syntax",
    "tape",
    "record",
    "backward",
    "edges",
    "compiled",
    "evaluate",
    "matrix_forms",
    "spelling",
    "emitter",
    "array_python",
    "inline",
    "chains",
    "arithmetic",
    "inverses",
    "simplify",
    "identities",
    "forms",
    "rules",
    "alternatives",
    "expand",
    "implicit",
    "points",
    "slope",
    "nearby",
    "sampling",
    "pieces",
    "trials",
    "steps",
    "gradient",
    "array_gradient",
    "vector_products",
    "along",
    "told_tape",
    "explain",
    "document",
    "frameworks",
    "translating",
    "following",
    "learning",
    "curves",
    "catalogue",
    "completions",
    "plots",
    "telling",
    "markdown",
    "respond",
    "cli",
    "__init__",
    "__main__",
]
FILES = sorted(PACKAGE.rglob("*.py"))


def stage(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The stages that a file imports when it is loaded (what stands under TYPE_CHECKING is for the reader of types)."""
    found = set()
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.parse(path.read_text()).body:
        for part in ast.walk(node) if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)) else ():
            if isinstance(part, ast.ImportFrom) and part.level == depth:
                found |= {part.module.split(".")[0]} if part.module else {a.name for a in part.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_only_earlier_stages(path: Path) -> None:
    here = FLOW.index(stage(path))
    later = {name for name in imported(path) if name in FLOW and FLOW.index(name) > here}
    # the document is made on request by the explanation that it describes
    assert later <= ({"document"} if path.name == "explain.py" else set())


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_knows_the_browser(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        assert not {n.split(".")[0] for n in names} & {"js", "pyodide", "pyodide_js"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 420

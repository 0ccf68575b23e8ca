"""What makes a text a Python cell, and what explains one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

__all__ = ["CELL", "cell_explainers", "is_cell"]

CELL = re.compile(
    r"(?m)^[ \t]*(?:import\s+\w|from\s+[\w.]+\s+import\b|with\s+\w.*(?:[(.]|\sas\s).*:)"
    r"|^[ \t]*(?:def\s+\w+\(.*:|for\s+\w+.*\bin\b.*:|while\s.*:|class\s+\w+.*:)"
    r"|^[ \t]*(?:print\(|[!%]\w)|requires_grad|\.backward\(|GradientTape|\.numpy\(\)|tf\.Variable\(|\blambda\s*\w*:"
    r"|jax\.(?:grad|vjp|jvp|jac|hess|value)|^\s*\{\s*\"(?:cells|nbformat|metadata)\""
)
"""What makes a text a Python cell: no formula and no program has it."""

cell_explainers: list[Callable[..., Any]] = []
"""What explains a Python cell (see frameworks); they come later in the flow."""


def is_cell(source: str, language: str = "auto") -> bool:
    """Tell whether a source is taken as a Python cell, which would be run."""
    return bool(cell_explainers) and (language == "python" or (language == "auto" and CELL.search(source) is not None))

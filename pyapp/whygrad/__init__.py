"""whygrad: the value of a formula or a program, its derivatives, and the reason why.

>>> import whygrad
>>> e = whygrad.explain("z = y*y", at={"y": 4})
>>> e.target.value, e.gradients["y"].value, e.gradients["y"].formula
(16.0, 8.0, '2*y')
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .cells import cell_explainers
from .errors import UserError
from .explain import Explanation, explain

__all__ = ["Explanation", "UserError", "__version__", "explain", "follow", "notebook", "translate"]
__version__ = "0.1.0"


def translate(source: str, framework: str, **options: Any) -> str:
    """Return ``source`` as a program of "tensorflow", "torch", "jax", "numpy", "micrograd" or "whygrad" (see translating.translate)."""
    from .translating import translate as work

    return work(source, framework, **options)


def follow(source: str, name: str | int, index: Sequence[int], **options: Any) -> Any:
    """Return how one entry of an array reaches the answer, line by line (see following.follow)."""
    from .following import follow as work

    return work(source, name, index, **options)


def notebook(text: str) -> Any:
    """Run the cells of a notebook's file in order and explain their gradients (see frameworks.notebook)."""
    from .frameworks.notebook import notebook as work

    return work(text)


def _explain_cell(source: str, at: Mapping[str, Any], log: str) -> Any:
    from .frameworks import explain_cell  # only cells pay for it

    return explain_cell(source, at, log)


cell_explainers.append(_explain_cell)

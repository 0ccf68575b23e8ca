"""whygrad: the value of a formula or a program, its derivatives, and the reason why.

>>> import whygrad
>>> e = whygrad.explain("z = y*y", at={"y": 4})
>>> e.target.value, e.gradients["y"].value, e.gradients["y"].formula
(16.0, 8.0, '2*y')
"""

from collections.abc import Mapping
from typing import Any

from .errors import UserError
from .explain import Explanation, cell_explainers, explain

__all__ = ["Explanation", "UserError", "__version__", "explain"]
__version__ = "0.1.0"


def _explain_cell(source: str, at: Mapping[str, Any], log: str) -> Any:
    from .frameworks import explain_cell  # only cells pay for it

    return explain_cell(source, at, log)


cell_explainers.append(_explain_cell)

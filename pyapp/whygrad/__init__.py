"""whygrad: the value of a formula or a program, its derivatives, and the reason why.

>>> import whygrad
>>> e = whygrad.explain("z = y*y", at={"y": 4})
>>> e.target.value, e.gradients["y"].value, e.gradients["y"].formula
(16.0, 8.0, '2*y')
"""

from .errors import UserError
from .explain import Explanation, explain

__all__ = ["Explanation", "UserError", "__version__", "explain"]
__version__ = "0.1.0"

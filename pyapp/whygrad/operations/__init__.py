"""The table of operations: one entry an operation, grouped by family.

A family imports only from those before it, so the order here is the order of the table.
"""

from . import arithmetic, exponential, powers, choice, corners, trigonometric, hyperbolic, special, networks  # noqa: F401, I001
from . import shaping, joining, reductions, matrices, images, losses, activations  # noqa: F401
from .entry import CONSTANTS, NAMES, TABLE, Constant, Corner, Limit, Operation, Owner, Ref, find, operation, operations, remove, same, shape
from .shaping import sum_to
from .unknown import UNKNOWN, unknown

__all__ = [
    "CONSTANTS", "NAMES", "TABLE", "UNKNOWN", "Constant", "Corner", "Limit", "Operation", "Owner", "Ref",
    "find", "operation", "operations", "remove", "same", "shape", "sum_to", "unknown",
]  # fmt: skip

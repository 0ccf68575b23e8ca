"""The table of operations: one entry an operation, grouped by family."""

from . import arithmetic, exponential, powers, trigonometric, hyperbolic, corners, choice, networks, special  # noqa: F401, I001
from .entry import CONSTANTS, NAMES, TABLE, Constant, Corner, Limit, Operation, Owner, Ref, find, operation, operations, remove, same

__all__ = [
    "CONSTANTS", "NAMES", "TABLE", "Constant", "Corner", "Limit", "Operation", "Owner", "Ref",
    "find", "operation", "operations", "remove", "same",
]  # fmt: skip

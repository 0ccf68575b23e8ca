"""Stand-ins for tensorflow, torch, jax, numpy, autograd and micrograd over our tape: pasted cells run on them."""

from .explained import CellExplanation, explain_cell

__all__ = ["CellExplanation", "explain_cell"]

"""Letters that are written with signs of their own."""

from __future__ import annotations

import re

from ..operations import CONSTANTS, NAMES

__all__ = ["GREEK", "SUBSCRIPT", "SUPERSCRIPTS", "SYMBOLS", "plain", "primes"]

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣʸᵗⁱᵏᵐᵃᵇ", "0123456789-+nxytikmab")

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789aeoxhklmnpstijruv")
SUBSCRIPT = "₀-₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ"

SYMBOLS = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
           "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "σ": "sigma",
           "υ": "upsilon", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi",
           "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "π": "pi", "τ": "tau", "φ": "phi", "ϕ": "phi"}  # fmt: skip
GREEK = frozenset(SYMBOLS.values()) - set(CONSTANTS) - set(NAMES)

_BELOW = re.compile(f"_?([{SUBSCRIPT}]+)")
_SET = re.compile(r"\\[a-z]+\s*|[{}]")


def primes(text: str) -> int:
    """Return how many primes stand in a text such as '' or ″."""
    return sum({"″": 2, "‴": 3}.get(sign, 1) for sign in text)


def plain(text: str) -> str:
    """Return a name without the signs that only set it: x_{max}, x_{\\text{max}} and x₁ are x_max and x_1."""
    text = _SET.sub("", text)
    return text if text.isascii() else _BELOW.sub(lambda below: "_" + below[1].translate(SUBSCRIPTS), text)

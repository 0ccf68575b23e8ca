"""LaTeX commands as tokens of the grammar: a formula pasted from a paper is read like one that was typed."""

from __future__ import annotations

import re

from lark import Token

from ..errors import Repair, UserError
from ..operations import CONSTANTS, NAMES
from ..words import say
from .advice import advice
from .mistakes import OTHER_NAMES, nearest
from .names import GREEK

__all__ = ["command"]

SPACING = frozenset(
    {*",;:! ", "left", "right", "displaystyle", "textstyle", "limits", "nolimits", "quad", "qquad"}
    | {"left.", "right.", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr"}
)
MATRICES = ("matrix", "bmatrix", "pmatrix", "Bmatrix", "smallmatrix", "array")
CASES = ("cases", "dcases", "rcases")
SIGNS = {
    "cdot": ("TIMES", "*"), "times": ("TIMES", "*"), "ast": ("TIMES", "*"), "div": ("OVER", "/"),
    "le": ("COMPARE", "<="), "leq": ("COMPARE", "<="), "leqslant": ("COMPARE", "<="), "lt": ("COMPARE", "<"), "gt": ("COMPARE", ">"),
    "ge": ("COMPARE", ">="), "geq": ("COMPARE", ">="), "geqslant": ("COMPARE", ">="), "ne": ("COMPARE", "!="), "neq": ("COMPARE", "!="),
    "land": ("AND", "and"), "wedge": ("AND", "and"), "lor": ("OR", "or"), "vee": ("OR", "or"),
    "lnot": ("NOT", "not"), "neg": ("NOT", "not"),
    "vert": ("BAR", "|"), "mid": ("BAR", "|"), "lvert": ("LBAR", "|"), "rvert": ("RBAR", "|"), "|": ("BAR", "|"),
    "lVert": ("LBAR", "|"), "rVert": ("RBAR", "|"), "Vert": ("BAR", "|"), "over": ("ABOVE", "over"),
    "{": ("OPEN", "{"), "}": ("CLOSE", "}"), "lbrace": ("OPEN", "{"), "rbrace": ("CLOSE", "}"),
    "lfloor": ("LFLOOR", "floor"), "rfloor": ("RFLOOR", "floor"), "lceil": ("LFLOOR", "ceil"), "rceil": ("RFLOOR", "ceil"),
    "frac": ("FRACTION", "frac"), "dfrac": ("FRACTION", "frac"), "tfrac": ("FRACTION", "frac"), "cfrac": ("FRACTION", "frac"),
    "bmod": ("WORD", "mod"), "mod": ("WORD", "mod"),
    "partial": ("WORD", "∂"),
    **{f"begin{{{kind}}}": ("MATRIX", "[") for kind in MATRICES}, **{f"end{{{kind}}}": ("ENDMATRIX", "]") for kind in MATRICES},
    "sqrt": ("RADICAL", "sqrt"), "\\": ("ROW", "\\\\"),
    **{f"begin{{{kind}}}": ("CASES", "cases") for kind in CASES}, **{f"end{{{kind}}}": ("END", "cases") for kind in CASES},
    "ell": ("WORD", "l"), "hbar": ("WHOLE", "hbar"),
}  # fmt: skip
NAMED = {"Gamma": "gamma", "psi": "digamma", "varphi": "phi", "varepsilon": "epsilon", "vartheta": "theta", "varrho": "rho"}
IN_TEXT = {"and": "AND", "or": "OR", "not": "NOT", "if": "IF", "for": "IF", "when": "IF", "otherwise": "OTHERWISE", "else": "OTHERWISE"}
WRAPPED = re.compile(r"(?:operatorname|mathrm|mathit|mathbf|mathsf|text|mbox)\*?\s*\{([^{}]*)\}")


def command(source: str, token: Token) -> Token | None:
    """Return the token that a LaTeX command stands for (a WORD for a name), or None for one that only sets space.

    Raises UserError for a command that is not known, with the nearest that is.
    """
    name = str(token)[1:].replace(" ", "")

    def as_(kind: str, text: str) -> Token:
        # a name keeps the place of its letters, so that its parts can be placed when it is split
        inner = str(token).find(text) if kind in ("WORD", "WHOLE") else -1
        inner = 1 if inner > 1 and "{" not in token else inner  # \varphi is phi
        start = (token.start_pos or 0) + max(inner, 0)
        return Token(kind, text, start, end_pos=start + len(text) if inner > 0 else token.end_pos)

    if name in SPACING or str(token) == "\\ ":
        return None
    if name in SIGNS:
        return as_(*SIGNS[name])
    wrapped = WRAPPED.fullmatch(str(token)[1:])
    if wrapped:
        inside = wrapped[1].strip(" ~,.;:").replace("\\_", "_")
        inside = OTHER_NAMES.get(inside, inside) if "operatorname" in token or len(inside) > 2 or inside == "tg" else inside
        known = inside in NAMES or inside in CONSTANTS or not re.fullmatch(r"[^\W\d_]{2,}", inside)
        return as_(IN_TEXT[inside], inside) if inside in IN_TEXT else as_("WORD" if known else "WHOLE", inside) if inside else None
    head, under, below = name.partition("_")
    told = advice(source, f"\\{head.lstrip('dt') if head.endswith('binom') else head}", token.start_pos or 0)
    if told is not None:
        raise told
    head = NAMED.get(head, OTHER_NAMES.get(head, head))
    if head == "partial":
        return as_("WORD", "∂" + under + below)
    if head in NAMES or head in CONSTANTS or head in GREEK:
        return as_("WORD", head + under + below)
    told = advice(source, head, token.start_pos or 0)
    if told is not None:
        raise told
    near = nearest(name, [*SIGNS, *NAMES])
    at = (token.start_pos or 0, token.end_pos or 0)
    hint = say("did you mean \\{near}?", near=near[0]) if near else say("leave it out")
    raise UserError(
        say("The LaTeX command {token} is not known here.", token=token), source, at, hint, tuple(Repair(*at, f"\\{n} ") for n in near)
    )

"""Functions as books and other programs write them, put in this notation where they stand: arrows, sets, capital names, remarks."""

from __future__ import annotations

import re

from ..operations import NAMES

__all__ = ["REMARK", "as_here"]

LONG = 1_000  # characters of a text in which arrows and remarks are searched for
_NAME = r"[^\W\d_]\w*"
_SPACE = r"(?:\s|\\q?quad(?![A-Za-z])|\\[,;:! ])*"
_SET = r"(?:[ℝℕℤℚℂ]|[RNZQCD](?![A-Za-z]))\s*(?:\\setminus\s*\\?\{[^{}]*\\?\}|[\^_]\s*\{?[+\-*\d]\}?|[⁺²³₊*+])*"
_TO = r"(?:->|→|⟶|\\(?:long)?(?:rightarrow|to)(?![A-Za-z]))"
_MAPS = r"(?:->|→|↦|⟼|=>|\\(?:(?:long)?mapsto|to|rightarrow)(?![A-Za-z]))"
ARROW = re.compile(
    rf"(?:^|(?<=[;\n])){_SPACE}(?:(?P<name>{_NAME})\s*(?::=|:|=|\\colon(?![A-Za-z])){_SPACE})?(?:{_SET}\s*{_TO}\s*{_SET}{_SPACE}[,:;]?{_SPACE})?"
    rf"\(?\s*(?P<of>{_NAME}(?:\s*,\s*{_NAME})*)\s*\)?{_SPACE}{_MAPS}{_SPACE}(?!-?\s*(?:\d|∞|\\infty|infty)[^\n;]{{0,3}}(?:[;\n]|$))(?=\S)"
)
"""x ↦ x², f: x → x², f := x -> x^2, f: ℝ → ℝ, x ↦ x², (x, y) => x*y; not x → 0."""
SETS = re.compile(
    rf"(?:^|(?<=[;\n])){_SPACE}{_NAME}\s*(?::|\\colon(?![A-Za-z])){_SPACE}{_SET}\s*{_TO}\s*{_SET}{_SPACE}[,:;]?{_SPACE}(?={_NAME}\s*\()"
)
"""f: ℝ → ℝ before f(x) = x²."""

_FOR = r"(?:for|where|with|für|mit|wobei)\s+(?:(?:all|alle|every|jedes)\s+)?"
REMARK = re.compile(
    rf"(?:,|(?<=[\w)}}\]²³])(?=\s+{_FOR}|{_SPACE}\\q?quad))(?P<all>{_SPACE}(?:{_FOR})?"
    rf"\(?\s*[^\W\d_]\w?(?:\s*,\s*[^\W\d_])*\s*(?:(?:∈|\\in(?![A-Za-z])|(?<=\s)in(?=\s))\s*(?:{_SET}|[(\[][^()\[\];\n]*[)\]])"
    r"|(?:[<>≤≥≠]=?|!=|\\(?:ne|neq|geq?|leq?|geqslant|leqslant|gt|lt)(?![A-Za-z]))\s*[-−]?\s*(?:\d+(?:\.\d+)?|[a-z](?!\w)))\s*\)?)\s*$"
)
"""What is said behind a formula about the numbers that are meant: x ∈ ℝ, for x > 0."""

CAPITAL = re.compile(r"(?<![A-Za-z.])(?P<name>[A-Z][A-Za-z]+)(?=\[)")
HEAD = re.compile(r"(?<!\w)(?P<name>[A-Za-z])\[(?P<of>\s*[A-Za-z]_(?:\s*,\s*[A-Za-z]_)*\s*)\](?=\s*:?=)")
BASED = re.compile(r"(?<![A-Za-z.])Log\[(?P<base>\w+)\s?,(?P<of>(?:[^\[\]]|\[[^\[\]]*\])*)\]")
REPEATED = re.compile(r"(?<=,)(?P<space>\s*)[{(]\s*(?P<by>\w+)\s*,\s*(?P<n>\d)\s*[})](?=\s*[\]),])")
CONSTANT = re.compile(r"(?<![A-Za-z])(?:Pi|E)(?![A-Za-z\[(])")


def as_here(text: str) -> str:
    """Return a text with arrows and the brackets of other systems written as they are here; every place stays where it is."""
    if "[" in text and (CAPITAL.search(text) or HEAD.search(text) or "D[" in text or "Log[" in text):
        text = _wolfram(text)
    elif "Derivative(" in text:
        text = REPEATED.sub(_apart, text)
    if len(text) > LONG:
        return text
    if ">" in text or not text.isascii() or "\\" in text:
        text = SETS.sub(lambda match: " " * len(match[0]), text)
        text = ARROW.sub(_defined, text)
    return text


def _wolfram(text: str) -> str:
    text = BASED.sub(lambda match: f"log_{match['base']}({match['of']})", text)
    text = CAPITAL.sub(lambda match: match[0].lower() if match["name"].lower() in NAMES else match[0], text)
    text = CONSTANT.sub(lambda match: match[0].lower(), text)
    heads = {match["name"] for match in HEAD.finditer(text)}
    text = HEAD.sub(lambda match: f"{match['name']}({match['of'].replace('_', ' ')})", text)
    if heads:
        text = re.sub(rf"(?<!\w)([{''.join(heads)}]['′’]*)\[([^\[\]]*)\]", r"\1(\2)", text)
    return REPEATED.sub(_apart, text)


def _apart(match: re.Match[str]) -> str:
    """{x, 2} without its braces."""
    return match[0].replace("{", " ").replace("}", " ").replace("(", " ").replace(")", " ")


def _defined(match: re.Match[str]) -> str:
    """The head f(x) = for an arrow, or only space where there is no name, or no room for it."""
    head = f"{match['name']}({match['of']}) =" if match["name"] else ""
    return head.ljust(len(match[0])) if len(head) < len(match[0]) else " " * len(match[0])

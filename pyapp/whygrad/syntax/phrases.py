"""Signs and words that mean one thing together: d/dx, ∂²/∂x∂y, dz/dy, d(…)/dx, along (1, 2), at x = 3."""

from __future__ import annotations

import re

from lark import Token

from ..operations import CONSTANTS, NAMES, UNKNOWN
from .mistakes import derivative_mistake
from .names import SUPERSCRIPTS, plain

__all__ = ["ENDS", "Phrases"]

GROUP_AT_MOST = 300  # characters of the bracket in d(…)/dx
ORDER_AT_MOST = 8  # of a derivative
ENDS = frozenset(
    ["NUMBER", "NAME", "CONSTANT", "RPAR", "RBAR", "SUPERSCRIPT", "BANG", "DERIVATIVE_OF", "RSQUARE", "RINDEX", "TRANSPOSED", "METHOD"]
)
"""What an operand can end with."""

_D, _POWER = r"(?:d|∂|\\partial|\\mathrm\{d\})\s*", r"(?:\^\s*\{?\d\}?|[¹²³⁴-⁹])"
_NAME = r"[^\W\d_⁰¹²³⁴-⁹]+(?:_?\d+|_\{\w+\}|_\w+)?"
OPERATOR = re.compile(rf"{_D}(?P<top>{_POWER})?\s*(?P<of>{_NAME})?\s*/\s*(?P<open>\()?\s*")
FRACTION_OPERATOR = re.compile(rf"\\[dt]?frac\s*\{{\s*{_D}(?P<top>{_POWER})?\s*(?P<of>{_NAME})?\s*\}}\s*(?P<open>\{{)\s*")
VARIABLE = re.compile(rf"{_D}(?P<name>{_NAME})\s*(?P<power>{_POWER})?\s*")
GROUP = re.compile(rf"{_D}(?P<top>{_POWER})?\s*\(")
OVER = re.compile(r"\s*/\s*")
ALONG = re.compile(r"(?:along|in\s+(?:the\s+)?direction(?:\s+of)?)(?:\s+the\s+vector)?\s*(?=[(\[])")
AT = re.compile(r"at\s+([-+−\w(\[√π½⅓¼][^;\n\r#]*)")
NAMED = re.compile(r"\w+\s*=")
WORD = re.compile(r"[^\W\d_]+")


class Phrases:
    """Finds phrases where a word begins. ``known`` names are whole words; ``defined`` are functions of the source."""

    def __init__(self, source: str, known: frozenset[str], defined: frozenset[str]) -> None:
        self.source, self.known, self.defined = source, known, defined
        self.passed = 0  # what stands before this place in the source is done with
        self.skips: dict[int | None, int] = {}  # places to be passed over, with their ends
        self.last = "SEP"

    def _name(self, text: str, called: bool = True) -> tuple[str, str] | None:
        raise NotImplementedError

    def _derivative(self, token: Token) -> Token | None:
        """Return d/dx, d²/dx², ∂²/∂x∂y, dz/dy and the like as one token (its text is "names|of"), or None."""
        start = token.start_pos or 0
        match = OPERATOR.match(self.source, start) or FRACTION_OPERATOR.match(self.source, start)
        if "d" in self.known:
            return None
        if match is None:
            return self._derivative_group(start)
        names, end = self._variables(match.end())
        if match["open"]:
            closed = self.source[end : end + 1] == {"(": ")", "{": "}"}[match["open"]]
            names, end = (names if closed else []), end + 1
        if not names or self._goes_on(end):
            return None
        of = plain(match["of"] or "")
        if of and of not in self.known:
            if " " in self.source[start:end].rstrip() or not (of in self.defined or len(of) == 1):
                return None
            if of not in self.defined and of not in UNKNOWN:
                raise derivative_mistake(self.source, (start, end), of, names[0])
        if len(names) != int(_power(match["top"])) or len(names) > ORDER_AT_MOST:
            raise derivative_mistake(self.source, (start, end))
        return Token("DERIVATIVE_OF" if of else "DERIVATIVE", f"{' '.join(names)}|{of}", start, end_pos=end)

    def _derivative_group(self, start: int) -> Token | None:
        """Return the d of d(…)/dx, and remember to pass over /dx; None if there is no such thing here."""
        match = GROUP.match(self.source, start)
        if match is None:
            return None
        depth, end = 1, match.end()
        while depth and end < min(len(self.source), start + GROUP_AT_MOST):
            depth += {"(": 1, ")": -1}.get(self.source[end], 0)
            end += 1
        over = OVER.match(self.source, end)
        names, after = self._variables(over.end()) if over and not depth else ([], 0)
        if not names or len(names) != int(_power(match["top"])) or self._goes_on(after):
            return None
        self.skips[end + len(over[0]) - len(over[0].lstrip()) if over else end] = after
        return Token("DERIVED", f"{' '.join(names)}|", start, end_pos=match.end() - 1)

    def _goes_on(self, end: int) -> bool:
        """Tell whether a word goes on behind a place."""
        return self.source[end : end + 1].isalnum() or self.source[end : end + 1] == "_"

    def _variables(self, start: int) -> tuple[list[str], int]:
        """Return the names that stand below the line in ∂x ∂y², each as often as it counts, and where they end."""
        names: list[str] = []
        while (match := VARIABLE.match(self.source, start)) and len(names) <= ORDER_AT_MOST:
            found, end, power = self._name(match["name"]), match.end(), match["power"]
            if found is None:  # dxdy
                head = match["name"].partition("d")[0]
                found, end, power = self._name(head) if head else None, match.start("name") + len(head), None
            if found is None or found[0] != "NAME":
                break
            names += [found[1]] * min(int(_power(power)), ORDER_AT_MOST + 1)
            start = end
        return names, start if not names else start - (len(self.source[:start]) - len(self.source[:start].rstrip()))

    def _phrase(self, token: Token) -> Token | None:
        """Return what begins a direction (along, in the direction of) or a point (at) as one token, or None."""
        start, source = token.start_pos or 0, self.source
        if str(token) in self.known or not source[start - 1 : start].isspace() or self.last not in ENDS:
            return None
        match = ALONG.match(source, start)
        if match:
            return Token("ALONG", match[0], start, end_pos=match.end())
        match = AT.match(source, start)
        if match and all(name in NAMES or name in CONSTANTS for name in WORD.findall(NAMED.sub("", match[1]))):
            return Token("AT", "at", start, end_pos=start + 2)
        return None


def _power(text: str | None) -> str:
    """Return the digits of an exponent such as ^{2} or ²; "1" for none."""
    return (text or "1").translate(SUPERSCRIPTS).strip("^{} ")

"""Signs and words that mean one thing together: d/dx, ∂²/∂x∂y, dz/dy, d(…)/dx, along (1, 2), at x = 3."""

from __future__ import annotations

import re

from lark import Token

from ..operations import CONSTANTS, NAMES, UNKNOWN
from ..program import Note
from ..words import say
from .mistakes import derivative_mistake
from .names import SUPERSCRIPTS, plain
from .questions import ASK, BY, DIRECTIONAL, LEAD, ORDERS

__all__ = ["ENDS", "Phrases"]

GROUP_AT_MOST = 300  # characters of the bracket in d(…)/dx
ORDER_AT_MOST = 8  # of a derivative
ENDS = frozenset(
    [
        "NUMBER",
        "NAME",
        "CONSTANT",
        "RPAR",
        "RBAR",
        "SUPERSCRIPT",
        "BANG",
        "DERIVATIVE_OF",
        "RSQUARE",
        "RINDEX",
        "TRANSPOSED",
        "METHOD",
        "PRIME",
    ]
)
"""What an operand can end with."""

_D, _POWER = r"(?:d|∂|\\partial|\\mathrm\s*\{d\})\s*", r"(?:\^\s*(?:\d|\{\s*\d\s*\})|[¹²³⁴-⁹])"
_NAME = r"[^\W\d_⁰¹²³⁴-⁹]+(?:_?\d+|_\{\w+\}|_\w+)?"
OPERATOR = re.compile(rf"{_D}(?P<top>{_POWER})?\s*(?P<of>{_NAME})?\s*[/⁄∕]\s*(?P<open>\()?\s*")
FRACTION_OPERATOR = re.compile(rf"\\[dt]?frac\s*(?P<set>\{{)?\s*{_D}(?P<top>{_POWER})?\s*(?(set)(?P<of>{_NAME})?\s*\}})\s*(?P<open>\{{)\s*")
VARIABLE = re.compile(rf"{_D}(?P<name>{_NAME})\s*(?P<power>{_POWER})?(?:\s|\\[,;:! ])*")
PLAIN_ORDER = re.compile(r"[d∂](?P<n>[2-8])\s?(?P<of>[A-Za-z])?\s*/\s*[d∂](?P<by>[A-Za-z])(?P=n)(?!\w)")
OF = re.compile(r"\s*(?:of|von)\s+(?=\S)")
GROUP = re.compile(rf"{_D}(?P<top>{_POWER})?\s*(?P<call>{_NAME})?\s*\(")
FRACTION_GROUP = re.compile(rf"\\[dt]?frac\s*(?P<open>\{{)\s*(?P<d>{_D}(?P<top>{_POWER})?)")
ABOVE = re.compile(rf"{_D}(?:(?P<top>{_POWER})\s+)?(?<=\s)(?P<body>(?:[^()+\-−*=/,;\n|<>]|\([^()\n]*\))+?)\s*(?P<over>[/⁄∕])\s*")
POWERED = re.compile(r"[A-Za-z]\s*(?:\^|[²³⁴])")  # the x^3 of dx^3
BRACE = re.compile(r"[{}]")
PARTIAL = re.compile(r"(?P<d>D|∂|\\partial\s*)_(?:(?P<name>[^\W\d_])(?!\w)|\{(?P<names>\w+)\})")
OVER = re.compile(r"\s*[/⁄∕]\s*")
ALONG = re.compile(r"(?:along|in\s+(?:the\s+)?direction(?:\s+of)?)(?:\s+the\s+vector)?\s*(?=[(\[])")
AT = re.compile(
    r"(?:(?P<at>(?:evaluated\s+)?at|an\s+der\s+Stelle|im\s+Punkt)(?:\s+the)?(?:\s+point)?(?:\s+where)?|for|when|where|with|if|für|bei)\s+"
    r"(?P<names>\(\s*\w+(?:\s*,\s*\w+)*\s*\)\s*=\s*(?=\())?(?P<values>[-+−\w(\[√π½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒][^;\n\r#]{0,200})"
)
NAMED = re.compile(r"\w+\s*=(?!=)")
BEGINS = frozenset(["SEP", "EQUALS"])
WORD = re.compile(r"[^\W\d_]+")


class Phrases:
    """Finds phrases where a word begins. ``known`` names are whole words; ``defined`` are functions of the source."""

    def __init__(self, source: str, known: frozenset[str], defined: frozenset[str], notes: list[Note]) -> None:
        self.notes = notes
        self.source, self.known, self.defined = source, known, defined
        self.passed = 0  # what stands before this place in the source is done with
        self.skips: dict[int | None, int] = {}  # places to be passed over, with their ends
        self.last = "SEP"
        self.placing = ""  # what waits to be closed behind a sign for a point, such as the brace of |_{x=3}
        self.asking = False  # whether the line began with words such as "derivative of"

    def _name(self, text: str, called: bool = True) -> tuple[str, str] | None:
        raise NotImplementedError

    def _derivative(self, token: Token) -> Token | None:
        """Return d/dx, d²/dx², ∂²/∂x∂y, dz/dy and the like as one token (its text is "names|of"), or None."""
        start = token.start_pos or 0
        match = OPERATOR.match(self.source, start) or FRACTION_OPERATOR.match(self.source, start)
        if "d" in self.known:
            return None
        typed = PLAIN_ORDER.match(self.source, start)
        if typed is not None and f"d{typed['n']}" not in self.known:
            return self._derivative_typed(typed)
        if match is None:
            return (
                self._derivative_fraction(start)
                or self._derivative_group(start)
                or self._derivative_quotient(start)
                or self._partial(start)
            )
        names, end = self._variables(match.end())
        if match["open"]:
            closed = self.source[end : end + 1] == {"(": ")", "{": "}"}[match["open"]]
            names, end = (names if closed else []), end + 1
        if not names or (not match["open"] and self._goes_on(end)):
            return None
        of = plain(match["of"] or "")
        if of and of not in self.known:
            if (token.type == "WORD" and " " in self.source[start:end].rstrip()) or not (of in self.defined or len(of) == 1):
                return None
            if of not in self.defined and of not in UNKNOWN:
                raise derivative_mistake(self.source, (start, end), of, names[0])
        if len(names) != int(_power(match["top"])) or len(names) > ORDER_AT_MOST:
            raise derivative_mistake(self.source, (start, end))
        word = None if of else OF.match(self.source, end)
        return Token("DERIVATIVE_OF" if of else "DERIVATIVE", f"{' '.join(names)}|{of}", start, end_pos=word.end() if word else end)

    def _derivative_typed(self, match: re.Match[str]) -> Token:
        """Return d2y/dx2, in which the orders lie on the line, as one token."""
        of, place = match["of"] or "", match.span()
        if of and of not in {*self.known, *self.defined, *UNKNOWN}:
            raise derivative_mistake(self.source, place, of, match["by"])
        text = f"{' '.join([match['by']] * int(match['n']))}|{of}"
        message = say("{shown} is read as the derivative of order {value}.", shown=match[0], value=match["n"])
        self.notes.append(Note(message, *place))
        return Token("DERIVATIVE_OF" if of else "DERIVATIVE", text, place[0], end_pos=place[1])

    def _derivative_group(self, start: int) -> Token | None:
        """Return the d of d(…)/dx, and remember to pass over /dx; None if there is no such thing here."""
        match = GROUP.match(self.source, start)
        if match is None or (match["call"] and match["call"] not in {*self.defined, *UNKNOWN, *NAMES}):
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
        return Token("DERIVED", f"{' '.join(names)}|", start, end_pos=match.start("call") if match["call"] else match.end() - 1)

    def _derivative_quotient(self, start: int) -> Token | None:
        """Return the d of d sin x / dx, in which one product stands above the line, and remember to pass over / dx; or None."""
        near = self.source[start : start + GROUP_AT_MOST]
        match = ABOVE.match(self.source, start, start + GROUP_AT_MOST) if any(sign in near for sign in "/⁄∕") else None
        names, after = self._variables(match.end()) if match else ([], 0)
        if match is None or not names or len(names) != int(_power(match["top"])) or self._goes_on(after):
            return None
        self.skips[match.start("over")] = after
        return Token("DERIVATIVE", f"{' '.join(names)}|", start, end_pos=match.start("body"))

    def _derivative_fraction(self, start: int) -> Token | None:
        """Return the \\frac of \\frac{d (…)}{dx}, and remember to pass over the d and the second part; None if there is no such thing."""
        match = FRACTION_GROUP.match(self.source, start)
        if match is None:
            return None
        closing = self._closing(match.start("open"))
        second = self.source.find("{", closing)
        begin = second + 1 + len(self.source[second + 1 :]) - len(self.source[second + 1 :].lstrip(" "))
        names, end = self._variables(begin) if closing and not self.source[closing + 1 : second].strip() else ([], 0)
        ends = self._closing(second) if names else 0
        body = match.end("d")
        called = WORD.match(self.source, body)
        spaced = (
            match["d"][-1:].isspace()
            or not self.source[body : body + 1].isalpha()
            or (called and called[0] in {*self.defined, *UNKNOWN})
            or (names and POWERED.match(self.source, body) is not None)
        )
        if not names or ends != end or len(names) != int(_power(match["top"])) or not spaced or not self.source[body:closing].strip():
            return None
        self.skips[match.start("d")] = body
        self.skips[second] = ends + 1
        return Token("DERIVED", f"{' '.join(names)}|", start, end_pos=match.start("open"))

    def _closing(self, opening: int) -> int:
        """Return the place of the brace that closes the one at a place, or 0."""
        depth = 0
        for match in BRACE.finditer(self.source, opening, opening + GROUP_AT_MOST):
            depth += 1 if match[0] == "{" else -1
            if not depth:
                return match.start()
        return 0

    def _partial(self, start: int) -> Token | None:
        """Return ∂_x or D_x before what is differentiated as one token, or None."""
        match = PARTIAL.match(self.source, start)
        if match is None or plain(match[0]) in self.known or "D" in self.known:
            return None
        behind = self.source[match.end() :].lstrip(" ")[:2]
        if self.last in ENDS or not (behind[:1].isalpha() or behind[:1] in ("(", "[", "\\", "√")):
            return None
        letters = [match["name"]] if match["name"] else list(match["names"])
        return Token("DERIVATIVE", f"{' '.join(letters)}|", start, end_pos=match.end())

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
        """Return the words for a derivative, a letter, a direction or a point as one token, or None."""
        start, source = token.start_pos or 0, self.source
        asked = ASK.match(source, start) if self.last in BEGINS and str(token) not in self.known else None
        if asked:
            self.asking = True
            what = (asked["what"] or "").lower().removesuffix("en")
            kind = what if what in ("gradient", "jacobian", "hessian") else "derivative"
            order = ORDERS[asked["nth"].lower()] if asked["nth"] else 1
            by = asked["by"] or asked["letter"] or asked["letter2"] or ""
            return Token("ASK", f"{kind}|{order}|{by}", start, end_pos=asked.end())
        if str(token) in self.known or not source[start - 1 : start].isspace() or self.last not in ENDS:
            return None
        match = ALONG.match(source, start)
        if match:
            return Token("ALONG", match[0], start, end_pos=match.end())
        match = BY.match(source, start)
        if match and (self.asking or not match["by"]):
            return Token("BY", match[0], start, end_pos=match.end())
        match = AT.match(source, start)
        if match and (match["at"] or NAMED.match(match["values"])):
            words = WORD.findall(NAMED.sub("", match["values"]))
            if (match["at"] and NAMED.match(match["values"])) or all(name in NAMES or name in CONSTANTS or name == "and" for name in words):
                names = " ".join(re.findall(r"\w+", match["names"] or ""))
                self.placing = "|"
                return Token("AT", f"at|{names}", start, end_pos=match.start("values"))
        return None

    def _lead(self, token: Token) -> int:
        """Return where words such as "find" and "what is" end that begin a line, or 0."""
        if self.last not in BEGINS or str(token) in self.known:
            return 0
        match = LEAD.match(self.source, token.start_pos or 0) or DIRECTIONAL.match(self.source, token.start_pos or 0)
        return match.end() if match else 0


def _power(text: str | None) -> str:
    """Return the digits of an exponent such as ^{2} or ²; "1" for none."""
    return (text or "1").translate(SUPERSCRIPTS).strip("^{} ")

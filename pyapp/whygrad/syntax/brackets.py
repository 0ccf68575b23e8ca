"""Brackets and bars: matched, and told apart. Square ones are a list, an index, or brackets like any other."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from lark import Token

from .mistakes import missing_bracket, unpaired_bracket
from .phrases import ENDS, Phrases

__all__ = ["Brackets"]

PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "|": "|", "∣": "∣"}
CLOSED = {"LDEGREE": "RDEGREE", "LSQUARE": "RSQUARE", "LINDEX": "RINDEX"}
CHOICE = re.compile(
    r"\\?\{\s*(?:[^{}:;,\n<>=≤≥≠]|\{\w*\}){0,200}(?:[<>=≤≥≠]|\\[lgn](?:e|t|eq|eqslant)(?![A-Za-z]))(?:[^{}:;,\n]|\{\w*\}){0,200}:"
)
BRACKET = re.compile(r"[(\[{（)\]}）,:\n;]")
PLACE = re.compile(r"\s*(?:-?\s*\d+\s*[\],:]|:|\.\.\.|\[|None|True|False|newaxis)")
GIVEN = re.compile(r"\s*[^\W\d_]\w*\s*=(?!=)")
COMPARED = re.compile(r"[<>]|==|!=")
BEFORE_LIST, BEHIND_LIST = re.compile(r"(?:[=(,\[@+*/-]|^)\s*$"), re.compile(r"\s*(?:[,)\];\n@+*/#-]|\.T|$)")


class Inside(NamedTuple):
    """What stands between two brackets: where it ends, and whether it has a comma or a colon of its own."""

    end: int
    comma: bool
    colon: bool


class Brackets(Phrases):
    """Matches brackets and bars of one source; ``open`` are those that wait to be closed."""

    open: list[Token]

    @cached_property
    def insides(self) -> dict[int, Inside]:
        """What stands in each pair of brackets, by the place of the first."""
        found: dict[int, Inside] = {}
        if "[" not in self.source:
            return found
        waiting: list[tuple[int, list[bool]]] = []
        for match in BRACKET.finditer(self.source):
            sign, place = match[0], match.start()
            if sign in "([{（":
                waiting.append((place, [False, False]))
            elif sign in ")]}）":
                if waiting:
                    begin, (comma, colon) = waiting.pop()
                    found[begin] = Inside(place, comma, colon)
            elif waiting and sign in ",:":
                waiting[-1][1][sign == ":"] = True
        return found

    def _square(self, token: Token) -> str:
        """Return what a square bracket opens: LINDEX, LSQUARE (a list) or LPAR."""
        start = token.start_pos or 0
        inside = self.insides.get(start)
        if inside is None or inside.end >= len(self.source) or self.source[inside.end] != "]":
            return "LPAR"
        text = self.source[start + 1 : inside.end]
        if self.last in ENDS and not self.source[start - 1 : start].isspace():
            named = self.last == "NAME" and self._word_before(start) in self.known
            if (
                named
                or self.last == "RINDEX"
                or self._is_condition(text)
                or inside.colon
                or inside.comma
                or PLACE.match(self.source, start + 1)
                or COMPARED.search(text)
            ):
                return "LINDEX"
            return "LPAR"
        beside = self.source[:start].rstrip().endswith("@") or self.source[inside.end + 1 :].lstrip().startswith("@")
        if inside.comma or not text.strip() or text.lstrip().startswith("[") or beside or self._in_index():
            return "LSQUARE" if self.last not in ("FUNCTION", "LOG") else "LPAR"
        line = self.source.rfind("\n", 0, start) + 1
        alone = BEFORE_LIST.search(self.source[line:start]) and BEHIND_LIST.match(self.source, inside.end + 1)
        inner = bool(self.open) and self.open[-1].type == "LSQUARE"
        named = "=" in self.source[line:start].rstrip()[-1:]
        return "LSQUARE" if alone and (inner or named or self.last in ("LPAR", "COMMA")) else "LPAR"

    def choice_before(self, token: Token) -> Token | None:
        """Return the word that stands unwritten before {x < 0: -x, x}, a choice as calculators write it; None before other braces."""
        start = token.start_pos or 0
        if str(token) != "{" or not CHOICE.match(self.source, start):
            return None
        return Token("FUNCTION", "piecewise", start, end_pos=start)

    def _in_index(self) -> bool:
        """Tell whether a bracket opens a part of an index: x[[0]], x[:, [1]]."""
        return bool(self.open) and self.open[-1].type == "LINDEX" and self.last in ("LINDEX", "COMMA")

    def _is_condition(self, text: str) -> bool:
        """Tell whether a text is the name of a line that compares, so that it can only choose entries."""
        if not text.strip().isidentifier():
            return False
        return bool(re.search(rf"(?:^|[\n;])\s*{re.escape(text.strip())}\s*=(?!=)[^\n;]*(?:[<>]|==|!=)", self.source))

    def _word_before(self, place: int) -> str:
        match = re.search(r"\w+$", self.source[max(0, place - 60) : place])
        return match[0] if match else ""

    def _bracketed(self, token: Token) -> Token | None:
        """Match brackets and bars; return the token under its grammar name, or None for one that says nothing."""
        if token.type == "HOOK":
            token = Token(
                "LFLOOR" if token in "⌊⌈" else "RFLOOR", "floor" if token in "⌊⌋" else "ceil", token.start_pos, end_pos=token.end_pos
            )
        kind = token.type
        if kind == "OPEN":
            degree = self.last == "ROOT" and str(token) == "["
            name = "LDEGREE" if degree else self._square(token) if str(token) == "[" else "LPAR"
            token = _as(name, token)
            self.open.append(token)
        elif kind == "MATRIX":
            token = Token("LSQUARE", "matrix", token.start_pos, end_pos=token.end_pos)
            self.open.append(token)
        elif kind == "ENDMATRIX":
            if not self.open or self.open[-1] != "matrix":
                raise unpaired_bracket(self.source, token)
            self.open.pop()
            token = Token("RSQUARE", "matrix", token.start_pos, end_pos=token.end_pos)
        elif kind == "AMPERSAND" and self.open and self.open[-1] == "matrix":
            token = _as("COMMA", token)
        elif kind == "PLACE":
            self.placing = str(token)[-1] if str(token)[-1] in "{(" else "|"
        elif kind == "CLOSE":
            if not self.open and PAIRS.get(self.placing) == str(token):
                self.placing = "|"
                return _as("CLOSED", token)
            if not self.open:
                raise unpaired_bracket(self.source, token)
            if PAIRS.get(str(self.open[-1])) != str(token):
                raise missing_bracket(self.source, self.open[-1], token.start_pos or 0, token.end_pos or 0)
            opened = self.open.pop()
            token = _as(CLOSED.get(opened.type, "RPAR"), token)
        elif kind == "BAR":
            if self.open and self.open[-1].type == "LBAR" and self.last in ENDS:
                self.open.pop()
                token = _as("RBAR", token)
            else:
                token = _as("LBAR", token)
                self.open.append(token)
        elif kind == "RADICAL":
            token = _as("ROOT", token)
        elif kind in ("LFLOOR", "CASES", "LBAR"):
            self.open.append(token)
        elif kind in ("RFLOOR", "END", "RBAR"):
            if not self.open or self.open[-1].type != {"END": "CASES", "RFLOOR": "LFLOOR", "RBAR": "LBAR"}[kind]:
                raise unpaired_bracket(self.source, token)
            self.open.pop()
        elif kind == "COMMA" and not self.open and not self.placing and GIVEN.match(self.source, token.end_pos or 0):
            self.placing = "|"
            token = Token("AT", ",", token.start_pos, end_pos=token.end_pos)
        elif kind == "AND" and not self.open and self.placing:
            token = _as("COMMA", token)
        elif kind == "EQUALS" and self.last != "KEYWORD" and any(self._chooses(opened) for opened in self.open[-3:]):
            token = Token("COMPARE", "==", token.start_pos, end_pos=token.end_pos)
        elif kind == "SEP" and not self.open:
            self.placing, self.asking = "", False
        elif kind == "SEP":
            square = any(opened.type in ("LSQUARE", "LINDEX") for opened in self.open)
            if ";" not in token and (square or "[" in self.source):
                return None
            raise missing_bracket(self.source, self.open[-1], token.start_pos or 0)
        return token

    def _chooses(self, opened: Token) -> bool:
        """Tell whether a bracket holds conditions, in which = compares."""
        start = opened.start_pos or 0
        if opened == "{" and CHOICE.match(self.source, start):
            return True
        return opened.type == "CASES" or self.source[:start].rstrip().endswith(("piecewise", "where"))


def _as(kind: str, token: Token) -> Token:
    return Token(kind, str(token), token.start_pos, end_pos=token.end_pos)

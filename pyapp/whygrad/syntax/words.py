"""From the lexer's tokens to the grammar's: words are split into names, bars are paired, brackets are matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from lark import Token

from ..errors import Repair, UserError
from ..operations import CONSTANTS, NAMES
from ..program import Note
from .latex import command
from .mistakes import missing_bracket, strange_character, unknown_function, unpaired_bracket
from .names import GREEK, SUPERSCRIPTS, SYMBOLS

__all__ = ["CHOICES", "ENDS", "Words"]

DERIVATIVES = ("gradient", "derivative", "diff", "grad")
_D, _POWER = r"(?:d|∂|\\partial|\\mathrm\{d\})\s*", r"(?:\^\s*\{?[1-8]\}?|[²³⁴-⁸])"
_NAME = r"[^\W\d_⁰¹²³⁴-⁹]+(?:_?\d+|_\{\w+\}|_\w+)?"
OPERATOR = re.compile(rf"{_D}(?P<top>{_POWER})?\s*(?P<of>{_NAME})?\s*/\s*{_D}(?P<name>{_NAME})\s*{_POWER}?(?!\w)")
FRACTION_OPERATOR = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}(?P<top>{_POWER})?\s*(?P<of>{_NAME})?\s*\}}\s*\{{\s*{_D}(?P<name>{_NAME})\s*{_POWER}?\s*\}}"
)
CHOICES = ("piecewise", "where", "cases")
WORDS_OF_LOGIC = {"and": "AND", "or": "OR", "not": "NOT"}
MODULES = re.compile(r"(?:(?:tensorflow|tf|numpy|np|jax|jnp|torch|math|nn|functional|special|linalg|lax|keras|activations|F)\.)+")
NAME = re.compile(r"[^\W\d_](?:_\{(\w+)\}|_?\d+(?![\d.])|_[^\W_])?")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
ENDS = frozenset({"NUMBER", "NAME", "CONSTANT", "RPAR", "RBAR", "SUPERSCRIPT", "BANG"})  # what an operand can end with
PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "|": "|", "∣": "∣"}
SIDES = {"\\left": "LBAR", "\\right": "RBAR"}
USUAL_FUNCTIONS = frozenset("fghFGH")
NOTED_FROM = 3  # letters in a word that is read as a product


@cache
def _lengths() -> tuple[int, ...]:
    """The lengths of names that may stand inside a word, longest first."""
    return tuple(sorted({len(n) for n in (*NAMES, *CONSTANTS, *GREEK, *CHOICES) if len(n) > 1}, reverse=True))


class Words:
    """The stage between lexer and parser for one source. ``known`` names are whole words everywhere."""

    def __init__(self, source: str, known: Iterable[str], heads: Mapping[int, str], notes: list[Note]) -> None:
        self.source, self.known, self.notes = source, frozenset(known), notes
        self.heads, self.defined = heads, frozenset(heads.values())
        self.passed = 0  # what stands before this place in the source is done with
        self.open: list[Token] = []
        self.last = "SEP"

    def process(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Yield the grammar's tokens. Raises UserError for brackets that do not match and for unknown functions."""
        waiting: Token | None = None
        side = ""
        for raw in tokens:
            token = command(self.source, raw) if raw.type == "COMMAND" else raw
            if token is None:
                side = str(raw)
                continue
            if token.type == "BAR" and side in SIDES:
                token = _as(SIDES[side], token)
            side = ""
            if waiting is not None:
                yield from self._pieces(waiting, token)
            waiting = token
        if waiting is not None:
            yield from self._pieces(waiting, None)
        if self.open:
            raise missing_bracket(self.source, self.open[-1], len(self.source.rstrip()))

    def _pieces(self, token: Token, following: Token | None) -> Iterator[Token]:
        if (token.type == "UNDERSCORE" and self.last == "LOG") or (token.start_pos or 0) < self.passed:
            return
        operator = self._derivative(token) if token.type in ("WORD", "FRACTION") else None
        if operator is not None:
            self.passed, self.last = operator.end_pos or 0, operator.type
            yield operator
            return
        if token.type == "WHOLE":
            token = self._whole(token, following)
        for piece in self._split(token, following) if token.type == "WORD" else self._digits(token):
            out = self._bracketed(piece)
            self.last = out.type
            yield out

    def _whole(self, token: Token, following: Token | None) -> Token:
        """A word set upright in LaTeX is one variable; before a bracket it would be a function, and none is called so."""
        if following is not None and following.type == "OPEN" and str(token) not in self.known:
            raise unknown_function(self.source, str(token), token.start_pos or 0, [*NAMES, *self.known])
        return _as("NAME", token)

    def _derivative(self, token: Token) -> Token | None:
        """Return d/dx, d²/dx², dz/dy and the like as one token (its text is "order name of"), or None."""
        match = OPERATOR.match(self.source, token.start_pos or 0) or FRACTION_OPERATOR.match(self.source, token.start_pos or 0)
        if match is None or "d" in self.known:
            return None
        found = self._name(match["name"])
        if found is None or found[0] != "NAME" or (match["of"] and _plain(match["of"]) not in self.known):
            return None
        order = (match["top"] or "1").translate(SUPERSCRIPTS).strip("^{} ")
        text = f"{order} {found[1]} {_plain(match['of'] or '')}"
        return Token("DERIVATIVE_OF" if match["of"] else "DERIVATIVE", text, token.start_pos, end_pos=match.end())

    def _digits(self, token: Token) -> Iterable[Token]:
        """Take a number apart into digits where LaTeX does: \\frac12 is one half."""
        text, start = str(token), token.start_pos or 0
        if token.type != "NUMBER" or self.last != "FRACTION" or not text.isdigit() or len(text) < 2:
            return (token,)
        cuts = [(0, 1), (1, 2), (2, len(text))]
        return [Token("NUMBER", text[a:b], start + a, end_pos=start + b) for a, b in cuts if a < b]

    def _bracketed(self, token: Token) -> Token:
        """Match brackets and bars; return the token under its grammar name."""
        kind = token.type
        if kind == "OPEN":
            degree = self.last == "ROOT" and str(token) == "["
            token = _as("LDEGREE" if degree else "LPAR", token)
            self.open.append(token)
        elif kind == "CLOSE":
            if not self.open:
                raise unpaired_bracket(self.source, token)
            if PAIRS.get(str(self.open[-1])) != str(token):
                raise missing_bracket(self.source, self.open[-1], token.start_pos or 0)
            opened = self.open.pop()
            token = _as("RDEGREE" if opened.type == "LDEGREE" else "RPAR", token)
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
        elif kind == "SEP" and self.open:
            raise missing_bracket(self.source, self.open[-1], token.start_pos or 0)
        return token

    def _split(self, token: Token, following: Token | None) -> Iterable[Token]:
        text, start = str(token), token.start_pos or 0
        called = following is not None and following.type == "OPEN" and self._touch(token, following)
        if start in self.heads:
            return [_as("DEFINE", token)]
        if text in self.defined and following is not None and following.type in ("OPEN", "PRIME"):
            return [_as("DEFINED", token)]
        if text == "log" and following is not None and following.type == "UNDERSCORE":
            return [Token("LOG", "log_b", start, end_pos=token.end_pos)]
        prefix = MODULES.match(text)
        if prefix and len(prefix[0]) < len(text):
            text, start = text[prefix.end() :], start + prefix.end()
            if text == "log":
                return [Token("FUNCTION", "ln", start, end_pos=token.end_pos)]
        if text in WORDS_OF_LOGIC and text not in self.known:
            return [_as(WORDS_OF_LOGIC[text], token)]
        if "." in text:
            place = (token.start_pos or 0, token.end_pos or 0)
            raise UserError(f"{token} is not a name that is known here.", self.source, place, "write the name of a function alone")
        found = self._name(text)
        if called and text in USUAL_FUNCTIONS and text not in self.known:
            message = f"{text} is read as a variable that multiplies the bracket; a line such as {text}(x) = x^2 makes it a function."
            self.notes.append(Note(message, start, start + len(text), "amber", (Repair(start, start, f"{text}(x) = x^2; ", "define it"),)))
        if found is not None and not (text.startswith("log_") and text not in self.known):
            return [self._token(found, text, start, called, token.end_pos)]
        pieces = self._letters(text, start, called)
        if called and len(text) >= NOTED_FROM and all(p.type in ("NAME", "CONSTANT") and len(p) == 1 for p in pieces):
            raise unknown_function(self.source, text, start, [*NAMES, *self.known])
        self._note(text, start, pieces)
        return pieces

    def _touch(self, token: Token, following: Token) -> bool:
        """Tell whether a bracket follows a word at once (in LaTeX a \\left may stand between)."""
        between = self.source[token.end_pos : following.start_pos]
        return not between or (between.strip("} ") in ("", "\\left") and "\\" in self.source)

    def _letters(self, text: str, start: int, called: bool) -> list[Token]:
        """Split a word that is no name: the longest known name wins, left to right; other letters stand alone."""
        pieces: list[Token] = []
        i = 0
        while i < len(text):
            if text.startswith("log_", i):
                i = self._log(text, start, i, pieces)
                continue
            for length in _lengths():
                found = self._name(text[i : i + length]) if i + length <= len(text) else None
                if found is not None and not (length < 4 and found[0] == "NAME" and text[i : i + length] not in self.known):
                    break
            else:
                match = NAME.match(text, i) or NUMBER.match(text, i)
                length = match.end() - i if match else 1
                piece = text[i : i + length]
                if not (piece[0].isalpha() or "0" <= piece[0] <= "9"):
                    raise strange_character(self.source, start + i)
                found = ("NUMBER", piece) if piece[0].isdigit() else self._name(piece) or ("NAME", _plain(piece))
            end = i + length
            pieces.append(self._token(found, text[i:end], start + i, called and end == len(text), start + end))
            i = end
        return pieces

    def _log(self, text: str, start: int, i: int, pieces: list[Token]) -> int:
        """Read log_b: the base is a number, one letter, or what stands in braces."""
        pieces.append(Token("LOG", "log_b", start + i, end_pos=start + i + 4))
        names = "|".join(sorted({*CONSTANTS, *GREEK, *self.known}, key=len, reverse=True))
        match = re.compile(rf"\{{(\w+)\}}|(\d+)|({names}|[^\W\d_])").match(text, i + 4)
        if match is None:
            return i + 4
        base = match[1] or match[2] or match[3]
        kind = ("NUMBER", base) if base[0].isdigit() else self._name(base) or ("NAME", base)
        pieces.append(Token(kind[0], kind[1], start + match.start(), end_pos=start + match.end()))
        return match.end()

    def _name(self, text: str) -> tuple[str, str] | None:
        """Return the grammar's token type and canonical text of a whole name, or None."""
        plain = _plain(text)
        if plain in self.known:
            return "NAME", plain
        plain = SYMBOLS.get(plain, plain)
        if plain in self.known:
            return "NAME", plain
        if plain in self.defined:
            return "DEFINED", plain
        if plain in NAMES or plain in CHOICES or plain in DERIVATIVES:
            return "FUNCTION", plain
        if plain in CONSTANTS:
            return "CONSTANT", plain
        head, _, tail = plain.partition("_")
        head = SYMBOLS.get(head, head)
        if (head in GREEK or (len(head) == 1 and head.isalpha())) and bool(tail) == ("_" in plain):
            return ("NAME", f"{head}_{tail}" if tail else head) if "{" in text or re.fullmatch(r"\d*|[^\W\d_]+", tail) else None
        match = re.fullmatch(r"([A-Za-z]+?)(\d+)", plain)
        if match and (match[1] in GREEK or len(match[1]) == 1):
            return "NAME", plain
        return None

    def _token(self, found: tuple[str, str], text: str, start: int, called: bool, end: int | None) -> Token:
        kind, name = found
        if kind == "FUNCTION" and name in ("gamma", "psi") and not called:
            return Token("NAME", name, start, end_pos=end)
        if kind == "FUNCTION" and name in ("sqrt", "cbrt") and not called:
            return Token("ROOT", name, start, end_pos=end)
        if kind == "FUNCTION" and name == "log":
            place = (start, start + len(text))
            other = Repair(*place, "log10", "read it as log10")
            self.notes.append(Note("log is read as the natural logarithm, ln.", *place, "amber", (other,)))
            name = "ln"
        return Token(kind, name, start, end_pos=end)

    def _note(self, text: str, start: int, pieces: list[Token]) -> None:
        letters = [p for p in pieces if p.type in ("NAME", "CONSTANT")]
        if len(pieces) > 1 and (len(letters) >= NOTED_FROM or any(p.type in ("FUNCTION", "ROOT") for p in pieces)):
            shown = " · ".join(str(p) for p in pieces).replace("ln · ", "ln ")
            for p in pieces:
                if p.type in ("FUNCTION", "ROOT"):
                    shown = shown.replace(f"{p} · ", f"{p} ")
            self.notes.append(Note(f"{text} is read as {shown}.", start, start + len(text)))


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _as(kind: str, token: Token) -> Token:
    return Token(kind, str(token), token.start_pos, end_pos=token.end_pos)

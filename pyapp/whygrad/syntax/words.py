"""From the lexer's tokens to the grammar's: words are split into names, bars are paired, brackets are matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from unicodedata import category

from lark import Token

from ..errors import Repair, UserError
from ..operations import CONSTANTS, NAMES, UNKNOWN
from ..program import Note
from ..words import say
from .guesses import DERIVATIVES, NOTED_FROM, Guesses
from .latex import command
from .made import MADE
from .mistakes import missing_bracket, slipped, strange_character, too_long, unknown_function
from .names import GREEK, SUBSCRIPT, SYMBOLS, plain
from .phrases import BEGINS, ENDS

__all__ = ["CHOICES", "DERIVATIVES", "ENDS", "TOKENS_AT_MOST", "Words"]

TOKENS_AT_MOST = 8_000

CHOICES = ("piecewise", "where", "cases")
WORDS_OF_LOGIC = {"and": "AND", "or": "OR", "not": "NOT"}
MODULES = re.compile(
    r"(?:(?:tensorflow|tf|numpy|np|jax|jnp|torch|math|nn|functional|special|linalg|lax|keras|activations|F|Math|sympy|sp)\.)+"
)
NAME = re.compile(rf"[^\W\d_](?:_\{{(?:\w+|\\\w+\{{\w+\}})\}}|[{SUBSCRIPT}]+|_?\d+(?![\d.])|_[^\W_])?")
LOG = re.compile(f"log(?:_|(?=[{SUBSCRIPT}]))")
OTHER_BASE = re.compile(r"0(?:x[0-9a-fA-F]+|b[01]+|o[0-7]+)(?!\w)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SIDES = {"\\left": "LBAR", "\\right": "RBAR"}
PRIMED_CALL = re.compile(r"(?:['′’]+|\^\s*(?:\(\s*\d\s*\)|\{\s*\(\s*\d\s*\)\s*\}))\s*(?:\\left\s*)?\(")
SNAKE = re.compile(r"(?!log_)[A-Za-z]{2,}(?:_[A-Za-z]+\d*)*_[A-Za-z]{2,}\d*")
NTH = re.compile(r"(?:nd|rd|th|st|te)?[\s-]")  # behind a number
LITERALS = ("True", "False", "None")
METHODS = ("T", "sum", "mean", "max", "min", "dot", "reshape", "prod", "transpose", "std", "var", "ravel", "flatten", "norm")
ARRAYS = re.compile(
    rf"[@\[ᵀ]|\.T\b|[A-Z]\s*\^\s*\{{?\s*T\b|\b(?:{'|'.join([*MADE, *(n for n, op in NAMES.items() if not op.elementwise)])})\("
)
LATEX_SPACE = re.compile(r"\s*\\[,;:! ]\s*")
TEMPERATURE = re.compile(r"(?<![\^\w{.])T(?!\w)")  # T as a variable of its own


@cache
def _starts() -> frozenset[str]:
    """The first two letters of the names that may stand inside a word."""
    return frozenset(n[:2] for n in (*_names(), *CONSTANTS, *GREEK, *CHOICES, *DERIVATIVES))


@cache
def _lengths() -> tuple[int, ...]:
    """The lengths of names that may stand inside a word, longest first."""
    return tuple(sorted({len(n) for n in (*_names(), *CONSTANTS, *GREEK, *CHOICES) if len(n) > 1}, reverse=True))


def _names() -> list[str]:
    """The names of functions that may stand inside a word, or without brackets: those of numbers, not of arrays."""
    return [name for name, op in NAMES.items() if op.elementwise]


class Words(Guesses):
    """The stage between lexer and parser for one source. ``known`` names are whole words everywhere."""

    def __init__(
        self,
        source: str,
        known: Iterable[str],
        heads: Mapping[int, str],
        notes: list[Note],
        log: str = "ln",
        parameters: Iterable[str] = (),
    ) -> None:
        super().__init__(source, frozenset(known), frozenset(heads.values()), notes)
        self.heads, self.log, self.parameters = heads, log, frozenset(parameters)
        self.open: list[Token] = []

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
        if token.type == "UNDERSCORE" and self.last == "LOG":
            return
        for piece in self.classified(token, following):
            choice = self.choice_before(piece) if piece.type == "OPEN" else None
            if choice is not None:
                yield choice
            out = self._bracketed(piece)
            if out is not None:
                self.last = out.type
                yield out

    def classified(self, token: Token, following: Token | None) -> Iterable[Token]:
        """Return the pieces of a token, words told apart. Raises UserError for a word or a command that means nothing."""
        self.passed = self.skips.pop(token.start_pos, self.passed)
        if (token.start_pos or 0) < self.passed:
            if token.type != "WORD" or (token.end_pos or 0) <= self.passed:
                return ()
            token = Token("WORD", token[self.passed - (token.start_pos or 0) :], self.passed, end_pos=token.end_pos)
        if token.type == "WORD" and self.last in BEGINS:
            self.passed = max(self.passed, self._lead(token))
            if (token.start_pos or 0) < self.passed:
                return ()
        if token.type == "COMMAND":
            meant = command(self.source, token)
            if meant is None:
                return ()
            token = meant
        spoken = token.type in ("WORD", "FRACTION") or (self.last in BEGINS and NTH.match(self.source, token.end_pos or 0))
        phrase = (self._phrase(token) or self._derivative(token)) if spoken else None
        if phrase is not None:
            self.passed = phrase.end_pos or 0
            rest = token[self.passed - (token.start_pos or 0) :] if token.type == "WORD" else ""  # the f of df(x)/dx
            return (phrase, *self._split(Token("WORD", rest, self.passed, end_pos=token.end_pos), following)) if rest else (phrase,)
        if token.type == "WHOLE":
            token = self._whole(token, following)
        if token == "ᵀ":
            start = token.start_pos or 0
            return [Token("POWER", "^", start, end_pos=start), Token("TRANSPOSED", "T", start, end_pos=token.end_pos)]
        return self._split(token, following) if token.type == "WORD" else self._digits(token)

    def _whole(self, token: Token, following: Token | None) -> Token:
        """A word set upright in LaTeX is one variable; before a bracket it would be a function, and none is called so."""
        if token.start_pos in self.heads:
            return _as("DEFINE", token)
        if following is not None and following.type in ("OPEN", "PRIME") and str(token) in self.defined:
            return _as("DEFINED", token)
        if following is not None and following.type == "OPEN" and str(token) not in self.known:
            raise unknown_function(self.source, str(token), token.start_pos or 0, self._candidates())
        return _as("NAME", token)

    def _digits(self, token: Token) -> Iterable[Token]:
        """Take a number apart into digits where LaTeX does: \\frac12 is one half."""
        text, start = str(token), token.start_pos or 0
        if token == "0" and (match := OTHER_BASE.match(self.source, start)):
            other = Repair(*match.span(), str(int(match[0], 0)), say("read it as {value}", value=int(match[0], 0)))
            message = say("{text} is read as a product with 0.", text=match[0])
            self.notes.append(Note(message, *match.span(), "amber", (other,)))
        if token.type != "NUMBER" or self.last != "FRACTION" or not text.isdigit() or len(text) < 2:
            return (token,)
        cuts = [(0, 1), (1, 2), (2, len(text))]
        return [Token("NUMBER", text[a:b], start + a, end_pos=start + b) for a, b in cuts if a < b]

    def _split(self, token: Token, following: Token | None) -> Iterable[Token]:
        text, start = str(token), token.start_pos or 0
        called = following is not None and following.type == "OPEN" and self._touch(token, following)
        if (
            self.open
            and following is not None
            and following.type == "EQUALS"
            and self.last in ("COMMA", "LPAR")
            and not self._chooses(self.open[-1])
        ):
            return [_as("KEYWORD", token)]
        if text in LITERALS and self.open and text not in self.known:
            return [_as("LITERAL", token)]
        if "." in text and not MODULES.match(text):
            own, _, method = text.partition(".")
            if own in self.known or (len(own) == 1 and method in METHODS):
                return [*self._split(Token("WORD", own, start, end_pos=start + len(own)), None),
                        Token("METHOD", method, start + len(own), end_pos=token.end_pos)]  # fmt: skip
        if self.last == "POWER" and self._transposes(text, start):
            rest = Token("WORD", text[1:], start + 1, end_pos=token.end_pos)
            return [Token("TRANSPOSED", "T", start, end_pos=start + 1), *(self._split(rest, following) if len(text) > 1 else ())]
        if text[1:2] == "_" and text[0] in self.defined and text not in self.known:
            partial = self._partial_of(token, called)
            if partial is not None:
                return [partial]
        elif text[1:2] == "_" and text not in self.known and self.last in BEGINS and (following is None or following.type == "SEP"):
            below = plain(text).partition("_")[2]
            if text[0] in self.known and below.isalpha() and not set(below) & self.known:  # z_x behind z = x^2 y
                return [Token("DERIVATIVE_OF", f"{' '.join(reversed(below))}|{text[0]}", start, end_pos=token.end_pos)]
        if start in self.heads:
            return [_as("DEFINE", token)]
        if text in self.defined and following is not None and following.type in ("OPEN", "PRIME"):
            return [_as("DEFINED", token)]
        if text in UNKNOWN and text not in self.known | self.defined and (called or PRIMED_CALL.match(self.source, token.end_pos or 0)):
            return [self._unknown(text, start)]
        if called and text in NAMES and not NAMES[text].elementwise and text not in self.known:
            return [_as("FUNCTION", token)]
        if text in NAMES and len(text) >= NOTED_FROM and not NAMES[text].elementwise and text not in self.known:
            self._uncalled(text, token, following)
        if text == "log" and following is not None and following.type == "UNDERSCORE":
            return [Token("LOG", "log_b", start, end_pos=token.end_pos)]
        meant = self.meant_elsewhere(text, token, following, called)
        if meant is not None:
            return meant
        told = None if text in self.known else self._advice(text.partition("_")[0], start)
        if told is not None:
            raise told
        if text == "mod" and self.last in ENDS and not called:
            self.notes.append(Note(say("mod between two things is read as the remainder, mod(a, b)."), start, start + 3))
            return [_as("MODULO", token)]
        prefix = MODULES.match(text)
        if prefix and len(prefix[0]) < len(text):
            text, start = text[prefix.end() :], start + prefix.end()
            text = text.lower() if text.lower() in CONSTANTS else text  # Math.PI
            if text == "log":
                return [Token("FUNCTION", "ln", start, end_pos=token.end_pos)]
            if "." not in text and (self._name(text) or ("NAME", ""))[0] == "NAME":
                raise unknown_function(self.source, text, start, self._candidates())
        if text in WORDS_OF_LOGIC and text not in self.known:
            return [_as(WORDS_OF_LOGIC[text], token)]
        if "." in text:
            place = (token.start_pos or 0, token.end_pos or 0)
            told = self._advice(".", start)
            if told is not None:
                raise told
            shown = str(token) if len(token) <= 40 else f"{token[:40]}…"
            text = say("{shown} is not a name that is known here.", shown=shown)
            raise UserError(text, self.source, place, say("write the name of a function alone"))
        self._lookalike(text, start)
        found = self._name(text, called)
        if found is None and not called and SNAKE.fullmatch(text) and text not in self.known:
            self._whole_word(text, start)
            found = "NAME", text
        if found is not None and not (
            LOG.match(text) and text not in self.known and not (called and text in NAMES and len(text) > len("log_b"))
        ):
            typed = len(text) > 1 and self.source[start - 1 : start] != "\\"
            if found[1] not in self.known and typed and text.lower() in CONSTANTS and text not in CONSTANTS:
                other = Repair(start, start + len(text), text.lower(), say("read it as the constant {lower}", lower=text.lower()))
                self.notes.append(Note(say("{text} is read as a variable.", text=text), start, start + len(text), "amber", (other,)))
            return [self._token(found, text, start, called, token.end_pos)]
        if called and slipped(text) is not None and text not in NAMES:
            raise unknown_function(self.source, text, start, self._candidates())
        pieces = self._letters(text, start, called)
        letters = all(p.type in ("NAME", "CONSTANT") and len(p.partition("_")[0]) == 1 for p in pieces)
        usual = text.isalpha() or re.search(r"[A-Za-z]{2}_[A-Za-z]{2}", text)  # not x_1y(z + 1)
        if called and ((text != text.lower() and text.lower() in NAMES) or (len(text) >= NOTED_FROM and letters and usual)):
            raise unknown_function(self.source, text, start, self._candidates())
        if called and text.isalnum() | ("log_" in text) and text not in self.known and self._foreign(text, pieces):
            raise unknown_function(self.source, text, start, self._candidates())
        if letters:
            self.no_prose(text, start)
        self._note(text, start, pieces)
        return pieces

    def _partial_of(self, token: Token, called: bool) -> Token | None:
        """Return f_x, a derivative of a function that the source defines, as one token; None if that is a name."""
        letters = plain(str(token)).partition("_")[2]
        if not letters.isalpha() or not set(letters) <= self.parameters:
            return None
        kind = "PARTIAL" if called else "DERIVATIVE_OF"
        return Token(kind, f"{' '.join(reversed(letters))}|{token[0]}", token.start_pos, end_pos=token.end_pos)

    def _transposes(self, text: str, start: int) -> bool:
        """Tell whether the T of A^T means "transposed": it is no name here, and arrays or a factor are near."""
        if not text.startswith("T") or "T" in self.known or text in self.known or (len(text) > 1 and not text.isalpha()):
            return False
        behind = LATEX_SPACE.sub("", self.source[start + len(text) : start + len(text) + 40]).lstrip(" }")[:1]
        large = self.source[: start - 1].rstrip(" ^{")[-1:].isupper()
        near = large or (bool(behind) and (behind.isalpha() or behind == "(")) or len(text) > 1 or self.has_arrays
        return near and not self.has_temperature

    @cached_property
    def has_arrays(self) -> bool:
        """Whether the source has arrays in it."""
        return ARRAYS.search(self.source) is not None

    @cached_property
    def has_temperature(self) -> bool:
        """Whether T is a variable of the source."""
        return TEMPERATURE.search(self.source) is not None

    def _touch(self, token: Token, following: Token) -> bool:
        """Tell whether a bracket follows a word at once (in LaTeX a \\left may stand between)."""
        between = self.source[token.end_pos : following.start_pos]
        return not between or (between.strip("} ") in ("", "\\left") and "\\" in self.source)

    def _letters(self, text: str, start: int, called: bool) -> list[Token]:
        """Split a word that is no name: the longest known name wins, left to right; other letters stand alone."""
        pieces: list[Token] = []
        i = 0
        starts = _starts() | {name[:2] for name in self.known}
        while i < len(text):
            if len(pieces) > TOKENS_AT_MOST:
                raise too_long(self.source, TOKENS_AT_MOST, (start + i, start + i + 1))
            if LOG.match(text, i):
                i = self._log(text, start, i, pieces)
                continue
            for length in _lengths() if "_" in text or text[i : i + 2] in starts else ():
                found = self._name(text[i : i + length], called and i + length == len(text)) if i + length <= len(text) else None
                if found is not None and not (length < 4 and found[0] == "NAME" and text[i : i + length] not in self.known):
                    break
            else:
                match = NAME.match(text, i) or NUMBER.match(text, i)
                length = match.end() - i if match else 1
                piece = text[i : i + length]
                if not ((piece[0].isalpha() and category(piece[0]) != "Lm") or "0" <= piece[0] <= "9"):
                    raise strange_character(self.source, start + i)
                found = ("NUMBER", piece) if piece[0].isdigit() else self._name(piece) or ("NAME", plain(piece))
            end = i + length
            if found[0] == "FUNCTION":
                self._numbered(text, i, end, start)
            if text[i:] in UNKNOWN and called and text[i:] not in self.known:
                pieces.append(self._unknown(text[i:], start + i))
            else:
                pieces.append(self._token(found, text[i:end], start + i, called and end == len(text), start + end))
            i = end
        return pieces

    def _log(self, text: str, start: int, i: int, pieces: list[Token]) -> int:
        """Read log_b: the base is a number, one letter, or what stands in braces."""
        begin = i + 3 + (text[i + 3] == "_")
        pieces.append(Token("LOG", "log_b", start + i, end_pos=start + begin))
        names = "|".join(sorted({*CONSTANTS, *GREEK, *self.known}, key=len, reverse=True))
        match = re.compile(rf"\{{(\d+|[^\W\d]\w*)\}}|(\d+|[{SUBSCRIPT}]+)|({names}|[^\W\d_])").match(text, begin)
        if match is None:
            return begin
        base = plain(match[0]).lstrip("_")
        kind = ("NUMBER", base) if base[0].isdigit() else self._name(base) or ("NAME", base)
        pieces.append(Token(kind[0], kind[1], start + match.start(), end_pos=start + match.end()))
        return match.end()

    def _name(self, text: str, called: bool = True) -> tuple[str, str] | None:
        """Return the grammar's token type and canonical text of a whole name, or None.

        The names of signs (gt, le, sub) are names only before a bracket: in 1/2 gt^2 they are letters.
        """
        if "}" in text.rstrip("}"):  # a subscript in braces ends the name
            return None
        name = plain(text)
        if name in self.known:
            return "NAME", name
        name = SYMBOLS.get(name, name)
        if name in self.known:
            return "NAME", name
        if name in self.defined:
            return "DEFINED", name
        if name in CHOICES or name in DERIVATIVES or (called and name in MADE):
            return "FUNCTION", name
        if name in NAMES and (called or (NAMES[name].elementwise and not NAMES[name].text.startswith("{"))):
            return "FUNCTION", name
        if name in CONSTANTS:
            return "CONSTANT", name
        head, _, tail = name.partition("_")
        head = SYMBOLS.get(head, head)
        if (head in GREEK or (len(head) == 1 and head.isalpha() and category(head) != "Lm")) and bool(tail) == ("_" in name):
            return ("NAME", f"{head}_{tail}" if tail else head) if "{" in text or re.fullmatch(r"\d*|[^\W\d_]+", tail) else None
        match = re.fullmatch(r"([A-Za-z]+?)(\d+)", name)
        if match and (match[1] in GREEK or len(match[1]) == 1):
            return "NAME", name
        return None

    def _token(self, found: tuple[str, str], text: str, start: int, called: bool, end: int | None) -> Token:
        kind, name = found
        if name == "Gamma" and called and name not in self.known:
            return Token("FUNCTION", "gamma", start, end_pos=end)
        if kind == "FUNCTION" and name in ("gamma", "psi") and not called:
            return Token("NAME", name, start, end_pos=end)
        if kind == "FUNCTION" and name in ("sqrt", "cbrt") and not called:
            return Token("ROOT", name, start, end_pos=end)
        if kind == "FUNCTION" and name == "log":
            place = (start, start + len(text))
            other = "log10" if self.log == "ln" else "ln"
            text = f"\\{other} " if self.source[start - 1 : start] == "\\" else other
            repair = Repair(*place, {"\\log10 ": "log_{10}", "\\ln ": "ln "}.get(text, other), say("read it as {other}", other=other))
            meaning = say("as the natural logarithm, ln" if self.log == "ln" else "as log10, the logarithm to the base 10")
            self.notes.append(Note(say("log is read {meaning}.", meaning=meaning), *place, "amber", (repair,)))
            name = self.log
        return Token(kind, name, start, end_pos=end)


def _as(kind: str, token: Token) -> Token:
    return Token(kind, str(token), token.start_pos, end_pos=token.end_pos)

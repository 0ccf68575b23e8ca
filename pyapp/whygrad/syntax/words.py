"""From the lexer's tokens to the grammar's: words are split into names, bars are paired, brackets are matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from unicodedata import category

from lark import Token

from ..errors import Repair, UserError
from ..operations import CONSTANTS, NAMES, UNKNOWN
from ..program import Note
from ..words import say
from .advice import ADVICE, LOOKALIKES, advice
from .brackets import Brackets
from .latex import command
from .made import MADE
from .mistakes import missing_bracket, nearest, slipped, strange_character, too_long, unknown_function
from .names import GREEK, SUBSCRIPT, SYMBOLS, plain
from .phrases import ENDS

__all__ = ["CHOICES", "DERIVATIVES", "ENDS", "TOKENS_AT_MOST", "Words"]

TOKENS_AT_MOST = 8_000

DERIVATIVES = ("gradient", "derivative", "diff", "grad", "jacobian", "hessian", "hvp", "vjp", "jvp")
CHOICES = ("piecewise", "where", "cases")
WORDS_OF_LOGIC = {"and": "AND", "or": "OR", "not": "NOT"}
MODULES = re.compile(
    r"(?:(?:tensorflow|tf|numpy|np|jax|jnp|torch|math|nn|functional|special|linalg|lax|keras|activations|F|Math|sympy|sp)\.)+"
)
NAME = re.compile(rf"[^\W\d_](?:_\{{(?:\w+|\\\w+\{{\w+\}})\}}|[{SUBSCRIPT}]+|_?\d+(?![\d.])|_[^\W_])?")
LOG = re.compile(f"log(?:_|(?=[{SUBSCRIPT}]))")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SIDES = {"\\left": "LBAR", "\\right": "RBAR"}
PRIMED_CALL = re.compile(r"['′’]+\s*(?:\\left\s*)?\(")
NOTED_FROM = 3  # letters in a word that is read as a product
GUESSES_AT_MOST = 20  # searches of the table for the nearest name, each of which takes time, in one text
SNAKE = re.compile(r"(?!log_)[A-Za-z]{2,}(?:_[A-Za-z]+\d*)*_[A-Za-z]{2,}\d*")
LITERALS = ("True", "False", "None")
METHODS = ("T", "sum", "mean", "max", "min", "dot", "reshape", "prod", "transpose", "std", "var", "ravel", "flatten", "norm")
ARRAYS = re.compile(rf"[@\[]|\.T\b|\b(?:{'|'.join([*MADE, *(n for n, op in NAMES.items() if not op.elementwise)])})\(")
TEMPERATURE = re.compile(r"(?<![\^\w{.])T(?!\w)")  # T as a variable of its own
LIKE_A_NAME = 12  # letters in a word that may be a name with a slip in it


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


class Words(Brackets):
    """The stage between lexer and parser for one source. ``known`` names are whole words everywhere."""

    def __init__(self, source: str, known: Iterable[str], heads: Mapping[int, str], notes: list[Note], log: str = "ln") -> None:
        super().__init__(source, frozenset(known), frozenset(heads.values()))
        self.notes, self.heads, self.log = notes, heads, log
        self.guesses = self.advised = GUESSES_AT_MOST
        self.told: set[str] = set()  # unknown functions that have their note
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
            out = self._bracketed(piece)
            if out is not None:
                self.last = out.type
                yield out

    def classified(self, token: Token, following: Token | None) -> Iterable[Token]:
        """Return the pieces of a token, words told apart. Raises UserError for a word or a command that means nothing."""
        self.passed = self.skips.pop(token.start_pos, self.passed)
        if (token.start_pos or 0) < self.passed:
            return ()
        if token.type == "COMMAND":
            meant = command(self.source, token)
            if meant is None:
                return ()
            token = meant
        phrase = (self._derivative(token) or self._phrase(token)) if token.type in ("WORD", "FRACTION") else None
        if phrase is not None:
            self.passed = phrase.end_pos or 0
            return (phrase,)
        if token.type == "WHOLE":
            token = self._whole(token, following)
        return self._split(token, following) if token.type == "WORD" else self._digits(token)

    def _whole(self, token: Token, following: Token | None) -> Token:
        """A word set upright in LaTeX is one variable; before a bracket it would be a function, and none is called so."""
        if following is not None and following.type == "OPEN" and str(token) not in self.known:
            raise unknown_function(self.source, str(token), token.start_pos or 0, self._candidates())
        return _as("NAME", token)

    def _digits(self, token: Token) -> Iterable[Token]:
        """Take a number apart into digits where LaTeX does: \\frac12 is one half."""
        text, start = str(token), token.start_pos or 0
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
        if start in self.heads:
            return [_as("DEFINE", token)]
        if text in self.defined and following is not None and following.type in ("OPEN", "PRIME"):
            return [_as("DEFINED", token)]
        if text in UNKNOWN and text not in self.known and (called or PRIMED_CALL.match(self.source, token.end_pos or 0)):
            return [self._unknown(text, start)]
        if called and text in NAMES and not NAMES[text].elementwise and text not in self.known:
            return [_as("FUNCTION", token)]
        if text == "log" and following is not None and following.type == "UNDERSCORE":
            return [Token("LOG", "log_b", start, end_pos=token.end_pos)]
        told = None if text in self.known else self._advice(text.partition("_")[0], start)
        if told is not None:
            raise told
        if text == "mod" and self.last in ENDS and not called:
            self.notes.append(Note(say("mod between two things is read as the remainder, mod(a, b)."), start, start + 3))
            return [_as("MODULO", token)]
        prefix = MODULES.match(text)
        if prefix and len(prefix[0]) < len(text):
            text, start = text[prefix.end() :], start + prefix.end()
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
        if found is not None and not (LOG.match(text) and text not in self.known):
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
        self._note(text, start, pieces)
        return pieces

    def _lookalike(self, text: str, start: int) -> None:
        """Note a letter that looks like a Latin one and is none."""
        for i, char in enumerate(text[:LIKE_A_NAME] if not text.isascii() else ""):
            if char in LOOKALIKES and char not in self.told:
                self.told.add(char)
                place, latin = (start + i, start + i + 1), LOOKALIKES[char]
                script = say("Cyrillic" if char >= "Ѐ" else "Greek")
                better = "".join(LOOKALIKES.get(c, c) for c in text)
                other = Repair(start, start + len(text), better, say("write the Latin {latin}", latin=latin))
                message = say("{char} is a {script} letter, not the Latin {latin}.", char=char, script=script, latin=latin)
                self.notes.append(Note(message, *place, "amber", (other,)))

    def _transposes(self, text: str, start: int) -> bool:
        """Tell whether the T of A^T means "transposed": it is no name here, and arrays or a factor are near."""
        if not text.startswith("T") or "T" in self.known or text in self.known or (len(text) > 1 and not text.isalpha()):
            return False
        behind = self.source[start + len(text) :].lstrip(" }")[:1]
        large = self.source[: start - 1].rstrip(" ^{")[-1:].isupper()
        near = large or ARRAYS.search(self.source) is not None or (bool(behind) and (behind.isalpha() or behind == "(")) or len(text) > 1
        return near and TEMPERATURE.search(self.source) is None

    def _whole_word(self, text: str, start: int) -> None:
        """Note learning_rate, in which letters are not multiplied."""
        head, _, tail = text.rpartition("_")
        other = Repair(start, start + len(text), "*".join([*head[:-1], f"{head[-1]}_{tail}"]), say("multiply the letters"))
        others = (other,) if head.isalpha() and len(head) <= NOTED_FROM else ()
        self.notes.append(Note(say("{text} is read as one variable.", text=text), start, start + len(text), "grey", others))

    def _unknown(self, name: str, start: int) -> Token:
        """A letter that stands for some function, with a note."""
        if name not in self.told:
            self.told.add(name)
            message = say("{name} is read as an unknown function; its derivative is written {name}'.", name=name)
            repairs = (
                Repair(0, 0, f"{name}(x) = x^2; ", say("define {name}", name=name)),
                Repair(start + 1, start + 1, "*", say("read {name} as a variable", name=name)),
            )
            self.notes.append(Note(message, start, start + 1, "grey", repairs[: 1 + (self.source[start + 1 : start + 2] == "(")]))
        return Token("DEFINED", name, start, end_pos=start + 1)

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

    def _numbered(self, text: str, i: int, end: int, start: int) -> None:
        """Note exp2x, in which the number may belong to what follows."""
        base = text[i:end].rstrip("0123456789")
        if end < len(text) and base != text[i:end] and base in NAMES and NAMES[base].arity == 1:
            argument, place = text[i + len(base) :], (start + i, start + len(text))
            other = Repair(*place, f"{base}({argument})", say("read it as {base}({argument})", base=base, argument=argument))
            message = say("{it} is read as {end}({end2}).", it=text[i:], end=text[i:end], end2=text[end:])
            self.notes.append(Note(message, *place, "amber", (other,)))

    def _log(self, text: str, start: int, i: int, pieces: list[Token]) -> int:
        """Read log_b: the base is a number, one letter, or what stands in braces."""
        begin = i + 3 + (text[i + 3] == "_")
        pieces.append(Token("LOG", "log_b", start + i, end_pos=start + begin))
        names = "|".join(sorted({*CONSTANTS, *GREEK, *self.known}, key=len, reverse=True))
        match = re.compile(rf"\{{(\w+)\}}|(\d+|[{SUBSCRIPT}]+)|({names}|[^\W\d_])").match(text, begin)
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

    def _note(self, text: str, start: int, pieces: list[Token]) -> None:
        """Note how a word was split, and the name that it is nearest to."""
        place = (start, start + len(text))
        functions = [p.type in ("FUNCTION", "ROOT", "DEFINED") for p in pieces]
        if any(functions):
            parts = (self.source[p.start_pos : p.end_pos] for p in pieces)
            shown = "".join(f" {p} " if function else p for p, function in zip(parts, functions, strict=True))
            near = self._slip(text, pieces)
            space = " " if self.source[place[1] : place[1] + 1].isalpha() else ""
            others = tuple(Repair(*place, n + space, say("read it as {n}", n=n)) for n in near)
            message = say("{text} is read as {join}.", text=text, join=" ".join(shown.split()))
            self.notes.append(Note(message, *place, "amber" if near else "grey", others))
        elif len(pieces) > 1 and pieces[0].type != "LOG":
            near = self._meant(text, pieces)
            space = " " if self.source[place[1] : place[1] + 1].isalpha() else ""
            whole = any(len(part) > 1 and part.isalpha() for part in (self.source[p.start_pos : p.end_pos] for p in pieces))  # pix
            if near or whole or len(pieces) >= NOTED_FROM:
                others = tuple(Repair(*place, n + space, say("read it as {n}", n=n)) for n in near)
                message = say("{text} is read as {join}.", text=text, join=" · ".join(pieces))
                self.notes.append(Note(message, *place, "amber" if near else "grey", others))

    def _slip(self, text: str, pieces: list[Token]) -> list[str]:
        """The functions that a word with a function inside may be meant for: sinn, arcos."""
        name = slipped(text)
        if name is not None:
            return [name]
        if not text.isalpha() or len(text) > LIKE_A_NAME or len(pieces) < NOTED_FROM or pieces[1].type == "FUNCTION":
            return []
        return nearest(text, (n for n in self._candidates() if len(n) >= len(text)), 0.85)[:1]

    def _meant(self, text: str, pieces: list[Token]) -> list[str]:
        """The functions and constants that a word of single letters may be meant for: Sin, LN, PI, arcsn."""
        if not text.isalpha() or len(pieces) < len(text):
            return []
        if text != text.lower() and self._name(text.lower(), False):
            return [text.lower()]
        if not NOTED_FROM <= len(text) <= LIKE_A_NAME:
            return []
        return nearest(text, (n for n in self._candidates() if len(n) >= NOTED_FROM and self._name(n, False)), 0.8)[:2]

    def _advice(self, word: str, start: int) -> UserError | None:
        """What is to be said about a word that cannot stand here, as long as there is time to search."""
        if word not in ADVICE or self.advised < 0:
            return None
        self.advised -= 1
        return advice(self.source, word, start)

    def _candidates(self) -> Iterable[str]:
        """The names among which the nearest is searched, as long as there is time to search."""
        self.guesses -= 1
        return (*NAMES, *self.known) if self.guesses >= 0 else ()


def _as(kind: str, token: Token) -> Token:
    return Token(kind, str(token), token.start_pos, end_pos=token.end_pos)

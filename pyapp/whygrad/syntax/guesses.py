"""What is guessed about words, and said: how a word was split, and the name that it is nearest to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark import Token

from ..errors import Repair, UserError
from ..operations import NAMES
from ..program import Note
from ..words import say
from .advice import ADVICE, LOOKALIKES, advice
from .brackets import Brackets
from .mistakes import OTHER_NAMES, nearest, slipped

__all__ = ["DERIVATIVES", "NOTED_FROM", "Guesses"]

NOTED_FROM = 3  # letters in a word that is read as a product
GUESSES_AT_MOST = 20  # searches of the table for the nearest name, each of which takes time, in one text
USUAL = "xyztuvwsrnkθφωαβ"  # letters that stand behind a function without a space: sinx(x+1)
DERIVATIVES = ("gradient", "derivative", "diff", "grad", "jacobian", "hessian", "hvp", "vjp", "jvp")
FOREIGN = frozenset(["fmod", "exp10", "abs2", "celu", "logcumsumexp"])
"""Functions of libraries that are not here, and that would be read as letters and a function."""
ALSO_LETTERS = ("sh", "ch", "th", "ld", "sig", "arch", "ramp")
"""Names of functions elsewhere that may as well be letters or words, where no bracket follows."""
CHOOSING = {"if": "where", "iif": "where", "ifelse": "where", "wenn": "where", "piecewise": "piecewise", "where": "where"}
GLUED = re.compile(r"(?P<name>arc(?:tg|ctg|cotg|sen)|cotg|ctg|tg|sen)(?P<rest>[a-zθφα])")
RAISED = re.compile(r"\s?(?:\^\s*\{?-?\d+\}?|[²³])\s*[\\(\[{A-Za-z]")
_WORD = r"[^\W\d_]{2,}"
PROSE = re.compile(rf"{_WORD}(?:[ ,]+{_WORD}(?![\w(\[^'’.])){{1,8}}|[^\W\d_]{{3,}}(?=[ :]+[^\W\d_]\w*\s*(?:\([\w\s,]*\)\s*)?:?=(?!=))")
"""Two words side by side, or one before a line of its own: the function f(x) = x^2."""
SPOKEN = re.compile(
    r"(?:derivative|differentiate|differentiated|differentiation|slope|gradient|tangent|function|twice|implicitly|simplify|solve|base|respect|squared|cubed"
    r"|hello|hallo|help|hilfe|ableitung|ableiten|abgeleitet|zweimal|funktion|steigung|nullstellen?|tangente)(?!\w)",
    re.I,
)
"""Words that are none of letters wherever they stand."""
BEFORE_WORD = re.compile(rf"{_WORD}[ ,]+$")
USUAL_WORD = 4  # letters in the longer of two words that are no products
SHOWN = 40
LOG_WITH_NUMBER = re.compile(r"log\d+")
LIKE_A_NAME = 12  # letters in a word that may be a name with a slip in it


class Guesses(Brackets):
    """The notes about words, and what is refused because it was meant otherwise."""

    def __init__(self, source: str, known: frozenset[str], defined: frozenset[str], notes: list[Note]) -> None:
        super().__init__(source, known, defined, notes)
        self.guesses = self.advised = GUESSES_AT_MOST
        self.told: set[str] = set()  # unknown functions that have their note

    @staticmethod
    def _foreign(text: str, pieces: list[Token]) -> bool:
        """Tell whether a word before a bracket is a function that is not here (sinc, hardtanh, mish), not letters and a function."""
        functions = [i for i, piece in enumerate(pieces) if piece.type in ("FUNCTION", "ROOT", "LOG", "DEFINED")]
        if not functions:
            return False
        last = functions[-1] + (pieces[functions[-1]].type == "LOG")  # a logarithm has its base behind it
        behind = [p for p in pieces[last + 1 :] if p.type == "NAME" and len(p) == 1 and p.islower() and p not in USUAL]
        unknown = pieces[-1].type == "DEFINED" and len(text) >= NOTED_FROM
        return text in FOREIGN or functions[0] >= NOTED_FROM or bool(behind) or unknown

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

    def meant_elsewhere(self, text: str, token: Token, following: Token | None, called: bool) -> list[Token] | None:
        """Read the functions that are called otherwise in other places, sen x, tg(x), SIN(x), D[x^2, x], with a note; None for others."""
        start, end = token.start_pos or 0, token.end_pos or 0
        if text in self.known or text in self.defined or text in (*NAMES, "sqr") or not text.isalnum():
            return None
        if text == "D" and called and self.source[end] == "[":
            return [Token("FUNCTION", "diff", start, end_pos=end)]
        if called and text.lower() in CHOOSING and text not in CHOOSING.values():
            self.notes.append(Note(say("{text} is read as {join}.", text=text, join=CHOOSING[text.lower()]), start, end))
            return [Token("FUNCTION", CHOOSING[text.lower()], start, end_pos=end)]
        glued = GLUED.fullmatch(text)
        if glued is not None and text not in OTHER_NAMES:
            rest = Token("WORD", glued["rest"], start + glued.start("rest"), end_pos=end)
            head = Token("WORD", glued["name"], start, end_pos=rest.start_pos)
            return [*(self.meant_elsewhere(glued["name"], head, rest, False) or ()), *self._split(rest, following)]
        beside = called or (
            following is not None and following.type in ("WORD", "NUMBER", "COMMAND") and self.source[end : following.start_pos].isspace()
        )
        beside = beside or (following is not None and following.start_pos == end and following.type in ("WORD", "NUMBER"))
        beside = beside or RAISED.match(self.source, end) is not None
        lower = text.lower()
        name = OTHER_NAMES.get(text if text in OTHER_NAMES else lower) if called or lower not in ALSO_LETTERS else None
        if name is None and text != lower and len(text) > 1 and (lower in DERIVATIVES or (lower in NAMES and NAMES[lower].elementwise)):
            name = lower if called or lower in DERIVATIVES or not NAMES[lower].text.startswith("{") else None
        if name is None or not beside or (name in DERIVATIVES and not called):
            return None
        other = Repair(start, end, "*".join(text) + ("*" if called else "* "), say("multiply the letters"))
        self.notes.append(Note(say("{text} is read as {join}.", text=text, join=name), start, end, "grey" if called else "amber", (other,)))
        return list(self._split(Token("WORD", name, start, end_pos=end), following))

    def no_prose(self, text: str, start: int) -> None:
        """Refuse words of a sentence, which would be read as products of letters."""
        match = PROSE.match(self.source, start) or SPOKEN.match(self.source, start)
        if match is None or match.end() < start + len(text):
            return
        words = match[0].split()
        if any(self._name(word, False) or word in self.known for word in words) or (len(words) > 1 and max(map(len, words)) < USUAL_WORD):
            return
        begin = start
        while (before := BEFORE_WORD.search(self.source, max(0, begin - SHOWN), begin)) and before.start() < begin:
            begin = before.start()
        drop = Repair(begin, match.end(), "", say("leave them out"))
        shown = self.source[begin : match.end()].strip()
        message = say("Here stand words that are not understood: {shown}.", shown=shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…")
        hint = say("ask like “derivative of x^2”, or put * between letters that are multiplied")
        raise UserError(message, self.source, (begin, match.end()), hint, (drop,))

    def _split(self, token: Token, following: Token | None) -> Iterable[Token]:
        """Tell the names in a word apart."""
        raise NotImplementedError

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

    def _uncalled(self, text: str, token: Token, following: Token | None) -> None:
        """Refuse sum x: what works on a whole array has its argument in brackets."""
        if following is None or following.type not in ("WORD", "NUMBER", "COMMAND"):
            return
        place = (token.start_pos or 0, following.end_pos or 0)
        alone = following.type == "WORD" and len(following) == 1
        repair = Repair(*place, f"{text}({following})", say("write {text}({it})", text=text, it=following))
        message = say("{text} works on a whole array, and its argument stands in brackets.", text=text)
        raise UserError(message, self.source, place, say("write it like {text}(x)", text=text), (repair,) if alone else ())

    def _numbered(self, text: str, i: int, end: int, start: int) -> None:
        """Note exp2x, in which the number may belong to what follows."""
        base = text[i:end].rstrip("0123456789")
        if end < len(text) and base != text[i:end] and base in NAMES and NAMES[base].arity == 1:
            argument, place = text[i + len(base) :], (start + i, start + len(text))
            other = Repair(*place, f"{base}({argument})", say("read it as {base}({argument})", base=base, argument=argument))
            message = say("{it} is read as {end}({end2}).", it=text[i:], end=text[i:end], end2=text[end:])
            self.notes.append(Note(message, *place, "amber", (other,)))

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
            near = self._meant(text, start, pieces)
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
        if LOG_WITH_NUMBER.fullmatch(text):  # log3(x)
            return [f"log_{text[3:]}"]
        if not text.isalpha() or len(text) > LIKE_A_NAME or len(pieces) < NOTED_FROM or pieces[1].type == "FUNCTION":
            return []
        return nearest(text, (n for n in self._candidates() if len(n) >= len(text)), 0.85)[:1]

    def _meant(self, text: str, start: int, pieces: list[Token]) -> list[str]:
        """The functions and constants that a word of single letters may be meant for: Sin, LN, PI, arcsn."""
        if not text.isalpha() or len(pieces) < len(text):
            return []
        if text != text.lower() and self._name(text.lower(), False):
            return [text.lower()]
        other = OTHER_NAMES.get(text)
        if other is not None and self.source[start + len(text) :].lstrip(" ")[:1].isalpha():
            return [other]
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
        return (*NAMES, *DERIVATIVES, *self.known) if self.guesses >= 0 else ()

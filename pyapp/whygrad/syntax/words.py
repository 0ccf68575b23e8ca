"""From lark's raw tokens to the tokens of the grammar: words split into names, bars paired, brackets checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lark import Token

from ..errors import Repair, UserError
from ..operations import CONSTANTS, NAMES
from ..program import Note

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega", "π": "pi",
}  # fmt: skip
GREEK_NAMES = frozenset(GREEK.values()) - {"pi", "tau", "phi"}
PREFIX = re.compile(r"(?:(?:tf|np|jnp|torch|math|jax|numpy|tensorflow|nn|F|functional|special|linalg)\.)+")
ENDS = {"NUMBER", "NAME", "CONSTANT", "RPAR", "RBAR", "SUPERSCRIPT", "BANG"}
LONG = 3


class Words:
    """The stage between lexer and parser for one source."""

    always_accept = ("WORD", "BAR")

    def __init__(self, source: str, known: Iterable[str]) -> None:
        self.source = source
        self.known = set(known)
        self.notes: list[Note] = []

    def process(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Yield the grammar's tokens."""
        brackets: list[Token] = []
        last = "SEP"
        for token in tokens:
            for out in self.split(token, last):
                if out.type == "LPAR":
                    brackets.append(out)
                elif out.type == "RPAR":
                    self.close(brackets, out)
                elif out.type == "BAR":
                    opened = brackets and brackets[-1].type == "LBAR"
                    out = self.kind(out, "RBAR" if opened and last in ENDS else "LBAR")
                    if out.type == "LBAR":
                        brackets.append(out)
                    else:
                        brackets.pop()
                elif out.type == "SEP" and brackets:
                    self.unclosed(brackets[-1])
                last = out.type
                yield out
        if brackets:
            self.unclosed(brackets[-1])

    def close(self, brackets: list[Token], token: Token) -> None:
        pairs = {")": "(", "]": "[", "}": "{"}
        if not brackets:
            place = (token.start_pos, token.end_pos)
            raise UserError(f"This closing bracket has no opening one.", self.source, place, "take it away", (Repair(*place, "", "take it away"),))
        opened = brackets.pop()
        if opened.type == "LBAR":
            self.unclosed(opened)

    def unclosed(self, opened: Token) -> None:
        column = self.source.count("\n", 0, opened.start_pos)
        what = "bar" if opened.type == "LBAR" else "bracket"
        at = opened.start_pos - (self.source.rfind("\n", 0, opened.start_pos) + 1) + 1
        end = len(self.source.rstrip())
        closing = {"(": ")", "[": "]", "{": "}", "|": "|"}.get(str(opened), ")")
        raise UserError(
            f"A closing {what} is missing for the one at column {at}.", self.source, (opened.start_pos, opened.end_pos),
            f"add {closing}", (Repair(end, end, closing, f"add {closing}"),),
        )  # fmt: skip

    @staticmethod
    def kind(token: Token, type_: str) -> Token:
        return Token(type_, str(token), token.start_pos, end_pos=token.end_pos)

    def split(self, token: Token, last: str) -> list[Token]:
        if token.type != "WORD":
            return [token]
        text, start = str(token), token.start_pos
        assert start is not None
        text = "".join(GREEK.get(c, c) for c in text) if not text.isascii() and len(text) == 1 else text
        whole = self.classify(text)
        if whole:
            return [Token(whole[0], whole[1], start, end_pos=token.end_pos)]
        prefix = PREFIX.match(text)
        if prefix:
            name = text[prefix.end() :]
            found = self.classify(name)
            if found:
                return [Token(found[0], found[1], start, end_pos=token.end_pos)]
        out: list[Token] = []
        i, raw = 0, str(token)
        while i < len(raw):
            for j in range(len(raw), i, -1):
                piece = raw[i:j]
                found = self.classify(GREEK.get(piece, piece)) if j - i > 1 or piece in GREEK else None
                if found:
                    break
            else:
                match = re.compile(r"[^\W\d_](?:_\{\w+\}|_?\d+|_[^\W_])?").match(raw, i)
                j = match.end() if match else i + 1
                name = raw[i:j].replace("{", "").replace("}", "")
                found = self.classify(name) or ("NAME", name)
            out.append(Token(found[0], found[1], start + i, end_pos=start + j))
            i = j
        if len(out) >= LONG or any(t.type == "FUNCTION" for t in out):
            shown = "*".join(str(t) for t in out)
            self.notes.append(Note(f"{raw} is read as {shown}.", start, start + len(raw)))
        return out

    def classify(self, text: str) -> tuple[str, str] | None:
        if text in self.known:
            return "NAME", text
        if text in NAMES:
            return "FUNCTION", text
        if text in CONSTANTS:
            return "CONSTANT", text
        if text in GREEK_NAMES or re.fullmatch(r"[A-Za-z](?:_?\d+|_\{?\w+\}?)?", text):
            return "NAME", text.replace("{", "").replace("}", "")
        return None

"""Read a source: text in, program out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from lark import Lark, Token, UnexpectedCharacters, UnexpectedToken

from ..errors import UserError
from ..operations import CONSTANTS, NAMES
from ..program import Program
from .builder import Builder
from .latex import undollared
from .mistakes import explain_token, lone_equation, nothing, strange_character
from .names import SYMBOLS
from .words import Words

__all__ = ["CHARACTERS_AT_MOST", "TOKENS_AT_MOST", "read"]

CHARACTERS_AT_MOST = 100_000
TOKENS_AT_MOST = 8_000
ASSIGNMENT = re.compile(r"(?:^|[;\n\r\u2028\u2029])\s*([^\W\d_](?:\w|\{\w+\})*)\s*=(?!=)")
DEFINITION = re.compile(r"(?:^|[;\n\r\u2028\u2029])\s*([^\W\d_]\w*)\s*\(\s*[^\W\d_]\w*(?:\s*,\s*[^\W\d_]\w*)*\s*\)\s*=(?!=)")
PYTHON = re.compile(r"(?m)^\s*(?:import\s+\w|from\s+\w+\s+import\b|with\s+\w.*:|def\s+\w+\(.*:|for\s+\w+\s+in\b|class\s+\w+.*:|print\()")
COMMENT = re.compile(r"#[^\n]*")


class _Stage:
    """What lark calls between lexer and parser: the words of the source that is being read."""

    always_accept = ("WORD", "OPEN", "CLOSE", "BAR", "RADICAL", "PRIME", "COMMAND", "UNDERSCORE")

    def __init__(self) -> None:
        self.words: Words | None = None
        self.before: Token | None = None

    def process(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Hand the tokens on, remembering the last one, and stop at a text that is too long."""
        assert self.words is not None
        self.before = None
        for count, token in enumerate(self.words.process(tokens)):
            if count > TOKENS_AT_MOST:
                text = f"The text is too long: it has more than {TOKENS_AT_MOST:,} numbers, names and signs."
                raise UserError(text, self.words.source, (token.start_pos or 0, token.end_pos or 0), "ask about a part of it")
            yield token
            self.before = token


@cache
def _parser() -> tuple[Lark, Builder, _Stage]:
    grammar = files(__package__.rpartition(".")[0]).joinpath("grammar.lark").read_text("utf-8")
    builder, stage = Builder(), _Stage()
    lark = Lark(grammar, parser="lalr", lexer="basic", transformer=builder, postlex=stage, keep_all_tokens=True)
    return lark, builder, stage


def read(source: str, known: Iterable[str] = (), language: str = "auto") -> Program:
    """Read ``source`` and return its program.

    ``known`` are names that are whole words everywhere, like the names that the source assigns. Raises UserError, and
    nothing else, for a text that cannot be read.
    """
    if len(source) > CHARACTERS_AT_MOST:
        text = f"The text has {len(source):,} characters, and at most {CHARACTERS_AT_MOST:,} are read."
        raise UserError(text, source, (CHARACTERS_AT_MOST, len(source)), "ask about a part of it")
    cell = PYTHON.search(source) if language == "auto" else None
    if cell or language == "python":
        place = cell.span() if cell else (0, len(source))
        raise UserError("Python cells are not supported yet.", source, place, "write the lines of the calculation alone, such as y = x^2")
    lark, builder, stage = _parser()
    plain = COMMENT.sub(lambda m: " " * len(m[0]), source)
    assigned = {_canonical(m[1]) for m in ASSIGNMENT.finditer(plain)} - set(CONSTANTS) - (set(NAMES) - {"gamma", "psi"})
    heads = {m.start(1): m[1] for m in DEFINITION.finditer(plain) if m[1] not in NAMES and m[1] not in CONSTANTS}
    program = Program(source)
    builder.begin(program, assigned)
    stage.words = Words(source, {*known, *assigned}, heads, program.notes)
    try:
        lark.parse(undollared(source))
    except UnexpectedCharacters as error:
        raise strange_character(source, error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        raise explain_token(source, error.token, stage.before) from None
    if heads and (not program.lines or max(heads) > program.lines[-1].start):
        builder.answer_function(max(heads.items())[1])
    if not program.lines:
        raise nothing(source)
    if program.equation and program.nodes.args[program.target.node] != program.sides:
        raise UserError("An equation must be the last line.", source, (0, len(source)), "put it at the end")
    if program.equation and len(program.inputs) < 2:
        raise lone_equation(source, (program.target.start, program.target.end))
    program.language = language if language != "auto" else "formula" if len(program.lines) == 1 else "program"
    program.notes.sort(key=lambda note: note.start)
    return program


def _canonical(name: str) -> str:
    plain = name.replace("{", "").replace("}", "")
    return SYMBOLS.get(plain, plain)

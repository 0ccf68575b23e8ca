"""Read a source: text in, program out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lark import Lark, Token, UnexpectedCharacters, UnexpectedToken

from ..errors import Repair, UserError
from ..expressions import DERIVATIVE, SYMBOL
from ..operations import CONSTANTS, NAMES
from ..program import Note, Program, pruned
from ..reading import Reading
from ..words import say
from .builder import Builder
from .elsewhere import REMARK
from .latex import NAMED
from .misplaced import explain_token
from .mistakes import derivative_mistake, lone_equation, nothing, strange_character, too_long
from .names import SYMBOLS, plain
from .questions import LEAD, in_order
from .words import TOKENS_AT_MOST, Words
from .wrappers import unwrapped

__all__ = ["CHARACTERS_AT_MOST", "COMMENT", "Given", "names_given", "raw_tokens", "read"]

CHARACTERS_AT_MOST = 100_000
DERIVATIVES_AT_MOST = 40
MENDED_AT_MOST = 2_000  # characters of a text whose repairs are tried before they are offered
OFFERED_AT_MOST = 10  # alternatives that are tried before they are offered
_BEGIN, _GAP, _NAME = r"(?:^|[;\n\r\u2028\u2029])", r"[^\S\n\r\u2028\u2029]*", r"[^\W\d_₀-₉]\w*"
ASSIGNMENT = re.compile(rf"{_BEGIN}{_GAP}([^\W\d_₀-₉](?:\w|\{{\w+\}})*){_GAP}:?=(?!=)")
_SET = r"(?:\\(?:operatorname|mathrm|mathit|text)\*?\s*\{\s*|\\)?"
DEFINITION = re.compile(
    rf"{_BEGIN}{_GAP}{_SET}({_NAME})\s*\}}?{_GAP}(?:\\left\s*)?\({_GAP}\\?({_NAME}(?:{_GAP},{_GAP}\\?{_NAME})*){_GAP}"
    rf"(?:\\right\s*)?\){_GAP}:?=(?!=)"
)
PYTHON = re.compile(
    r"(?m)^[ \t]*(?:import\s+\w|from\s+\w+\s+import\b"
    r"|with\s+\w.*(?:\(|\sas\s).*:|def\s+\w+\(.*:|for\s+\w+\s+in\b|class\s+\w+.*:|print\()"
)
FOLLOWS = re.compile(
    rf"(?i:[;\n]{_GAP}(?:{LEAD.pattern})?)"
    rf"(?P<line>(?:\\frac\s?\{{\s?)?d(?P<of>[A-Za-z])\s?\}}?\s?[/{{]\s?d(?P<by>[A-Za-z])\s?\}}?)$"
)
WORD = re.compile(_NAME)
LETTER = re.compile(r"(?<!\w)[^\W\d_](?!\w|\s*(?:\\left\s*)?\()")
OPEN, CLOSE = re.compile(r"[(\[{]"), re.compile(r"[)\]}]")
LINE = re.compile(r"[^;\n\r]*")
LETTERS_TOO = ("gamma", "psi", "phi", "tau")  # names of functions and constants
DEFINED_ANEW = ("special", "piecewise", "chain", "reduction")
"""Rules of the functions that a source may define itself: those of learning and statistics, not those of school."""
COMMENT = re.compile(r"#[^\n]*")


class _Stage:
    """What lark calls between lexer and parser: the words of the source that is being read (None: tokens pass as they are)."""

    always_accept = ("WORD", "OPEN", "CLOSE", "BAR", "RADICAL", "PRIME", "COMMAND", "UNDERSCORE", "HOOK")

    def __init__(self) -> None:
        self.words: Words | None = None
        self.before: Token | None = None

    def process(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Hand the tokens on, remembering the last one, and stop at a text that is too long."""
        self.before = None
        if self.words is None:
            yield from tokens
            return
        for count, token in enumerate(self.words.process(tokens)):
            if count > TOKENS_AT_MOST:
                raise too_long(self.words.source, TOKENS_AT_MOST, (token.start_pos or 0, token.end_pos or 0))
            yield token
            self.before = token


class Given(NamedTuple):
    """The names that a source gives: to lines, to functions (by the place of their heads), and to their arguments."""

    assigned: set[str]
    heads: dict[int, str]
    parameters: set[str]


def names_given(source: str) -> Given:
    """Find the names that lines give, before anything is read: they are whole words everywhere."""
    if "=" not in source:
        return Given(set(), {}, set())
    text = COMMENT.sub(lambda comment: " " * len(comment[0]), source)
    fixed = NAMES.keys() | CONSTANTS.keys()
    assigned = {_canonical(line[1]) for line in ASSIGNMENT.finditer(text)} - (fixed - {"gamma", "psi"})
    definitions = [line for line in DEFINITION.finditer(text) if (line[1] not in fixed and line[1] != "Gamma") or _defined_anew(text, line)]
    heads = {line.start(1): NAMED.get(line[1], line[1]) if text[line.start(1) - 1] == "\\" else line[1] for line in definitions}
    parameters = {_canonical(name) for line in definitions for name in WORD.findall(line[2])}
    return Given(assigned, heads, parameters - fixed - set(heads.values()))


def _defined_anew(text: str, line: re.Match[str]) -> bool:
    """Tell whether a line defines a function that is here too: sigmoid(x) = 1/(1 + e^(-x)). sigmoid(x) = y is an equation."""
    if line[1] in LETTERS_TOO:
        return True
    if line[1] not in NAMES or NAMES[line[1]].rule not in DEFINED_ANEW:
        return False
    letters = set(LETTER.findall(LINE.match(text, line.end())[0]))  # type: ignore[index]
    parameters = set(WORD.findall(line[2]))
    return bool(letters & parameters) or letters <= CONSTANTS.keys()


@cache
def _parser() -> tuple[Lark, Builder, _Stage]:
    grammar = files(__package__.rpartition(".")[0]).joinpath("grammar.lark").read_text("utf-8")
    builder, stage = Builder(), _Stage()
    lark = Lark(grammar, parser="lalr", lexer="basic", transformer=builder, postlex=stage, keep_all_tokens=True)
    for rule in lark.rules:  # looked up at every step: a plain string is compared many times faster than lark's token
        rule.origin.name = str(rule.origin.name)
    return lark, builder, stage


def raw_tokens(text: str) -> Iterator[Token]:
    """Return the lexer's tokens, before words are told apart. Raises lark's UnexpectedCharacters."""
    lark, _, stage = _parser()
    stage.words = None
    return lark.lex(text)


def read(source: str, known: Iterable[str] = (), language: str = "auto", log: str = "ln") -> Program:
    """Read ``source`` and return its program.

    ``known`` are names that are whole words everywhere, like the names that the source assigns; ``log`` is what log means,
    "ln" or "log10". Raises UserError, and nothing else, for a text that cannot be read.
    """
    known = frozenset(known)
    try:
        program = _read(source, known, language, log)
    except UserError as error:
        error.repairs = tuple(repair for repair in error.repairs if _mends(repair, source, known, language, log))
        raise
    _offer(program, known)
    return program


def _offer(program: Program, known: Iterable[str]) -> None:
    """Keep of the notes' alternatives those that read, and otherwise than the text as it stands."""
    offered = [a for note in program.notes for a in note.alternatives]
    if not offered or len(program.source) > MENDED_AT_MOST:
        return
    reading, dropped = Reading(program).text, set()
    for alternative in offered[:OFFERED_AT_MOST]:
        try:
            if Reading(_read(alternative.applied(program.source), known, "auto", program.log)).text == reading:
                dropped.add(alternative)
        except UserError:
            dropped.add(alternative)
    program.notes[:] = [note._replace(alternatives=tuple(a for a in note.alternatives if a not in dropped)) for note in program.notes]


def _mends(repair: Repair, source: str, known: Iterable[str], language: str, log: str) -> bool:
    """Tell whether a text reads with ``repair``, or at least farther than to its place."""
    if len(source) > MENDED_AT_MOST:
        return True
    try:
        _read(repair.applied(source), known, language, log)
    except UserError as error:
        return error.start > repair.start + len(repair.text)
    return True


def _read(source: str, known: Iterable[str], language: str, log: str) -> Program:
    if len(source) > CHARACTERS_AT_MOST:
        text = say(
            "The text has {it:,} characters, and at most {characters_at_most:,} are read.",
            it=len(source),
            characters_at_most=CHARACTERS_AT_MOST,
        )
        raise UserError(text, source, (CHARACTERS_AT_MOST, len(source)), say("ask about a part of it"))
    cell = PYTHON.search(source) if language == "auto" else None
    if cell or language == "python":
        place = cell.span() if cell else (0, len(source))
        raise UserError(
            say("Python cells are not supported yet."), source, place, say("write the lines of the calculation alone, such as y = x^2")
        )
    lark, builder, stage = _parser()
    text = unwrapped(source)
    program = Program(source, log=log)
    text = _without_remark(text, program)
    parts = in_order(text)
    given, program.asked_first = names_given(parts[0]), len(parts) > 1
    builder.begin(program, given.assigned, given.heads.values())
    asked = FOLLOWS.search(text.rstrip("; \t\r\n"))
    if asked and (asked["of"] in given.assigned or asked["of"] in given.heads.values()):
        asked = None
    try:
        for part in parts if asked is None else (text[: asked.start()].ljust(len(text)),):
            stage.words = Words(part, {*known, *given.assigned, *given.parameters}, given.heads, program.notes, log, given.parameters)
            if program.equation and program.asked_first and (asked := FOLLOWS.search(f"\n{part.strip()}")):
                break
            lark.parse(part)
    except UnexpectedCharacters as error:
        raise strange_character(source, error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        raise explain_token(source, error.token, stage.before) from None
    if given.heads and not program.asked_first and (not program.lines or max(given.heads) > program.lines[-1].start):
        builder.answer_function(max(given.heads.items())[1])
    if not program.lines:
        raise nothing(source)
    if program.nodes.ops.count(DERIVATIVE) > DERIVATIVES_AT_MOST:
        text = say("The text has more than {derivatives_at_most} derivatives in it.", derivatives_at_most=DERIVATIVES_AT_MOST)
        raise UserError(text, source, (0, len(source)), say("ask about a part of it"))
    if program.equation and program.nodes.args[program.target.node] != program.sides:
        raise UserError(say("An equation must be the last line."), source, (0, len(source)), say("put it at the end"))
    if asked:
        if not program.equation or not {asked["of"], asked["by"]} <= set(program.inputs):
            raise derivative_mistake(source, (0, len(source)) if program.asked_first else asked.span("line"), asked["of"], asked["by"])
        program.follows = asked["of"], asked["by"]
    if program.equation and len(program.inputs) < 2:
        raise lone_equation(source, (program.target.start, program.target.end))
    if builder.static:
        pruned(program)
    program.language = language if language != "auto" else "formula" if len(program.lines) == 1 else "program"
    _alike(program)
    program.notes.sort(key=lambda note: note.start)
    return program


def _without_remark(text: str, program: Program) -> str:
    """Pass over what is said at the end about the numbers that are meant, such as "x > 0", with a note."""
    match = REMARK.search(text) if len(text) < MENDED_AT_MOST else None
    if match is None or len(OPEN.findall(text, 0, match.start())) != len(CLOSE.findall(text, 0, match.start())):
        return text
    start, end = match.span("all")
    shown = text[start:end].strip()
    program.notes.append(Note(say("{shown} is passed over: what is allowed follows from the formula.", shown=shown), start, end))
    return f"{text[: match.start()]}{' ' * (end - match.start())}{text[end:]}"


def _canonical(name: str) -> str:
    name = plain(name)
    return SYMBOLS.get(name, name)


def _alike(program: Program) -> None:
    """Note two variables whose names differ only by an underscore: x1 and x_1."""
    names = {*program.inputs, *(line.name for line in program.lines if line.name)}
    for name in sorted(n for n in names if "_" in n and n.replace("_", "") in names):
        other, nodes = name.replace("_", ""), program.nodes
        place = next((program.spans[i] for i, op in enumerate(nodes.ops) if op == SYMBOL and nodes.data[i] == name), None)
        if place is not None:
            program.notes.append(
                Note(
                    say("{other} and {name} are two different variables.", other=other, name=name),
                    *place,
                    "amber",
                    (Repair(*place, other),),
                )
            )

"""A token that cannot stand where it stands: what is said about it, told in words."""

from __future__ import annotations

import re

from lark import Token

from ..errors import Repair, UserError
from ..operations import NAMES
from ..words import say
from .advice import advice
from .foreign import other_list, other_number
from .mistakes import primed_bracket, primed_variable
from .phrases import ENDS

__all__ = ["explain_token"]

DIVISOR = re.compile(r"[^\S\n]*[-+]?[^\S\n]*(?:\(|\d|[a-z](?![A-Za-z(]|\s*=))")
SIGNS = {"PLUS", "TIMES", "OVER", "POWER"}


def explain_token(source: str, token: Token, before: Token | None) -> UserError:
    """A token that cannot stand where it stands, told in words."""
    end = len(source.rstrip())
    kind = token.type
    at = (token.start_pos or 0, token.end_pos or 0) if kind != "$END" else (end, end)
    text = source[slice(*at)]
    previous = before.type if before is not None else "SEP"
    last = "" if before is None else str(before)
    back = (before.start_pos or 0, before.end_pos or 0) if before is not None else at
    both = (back[0], at[1])
    ended = kind in ("$END", "SEP")
    drop, drop_last = Repair(*at, "", say("take {text} away", text=text)), Repair(*back, "", say("take {last} away", last=last))

    def wrong(message: str, place: tuple[int, int], hint: str, *repairs: Repair) -> UserError:
        return UserError(message, source, place, hint, repairs)

    told = other_number(source, at[0]) if kind in ("COMMA", "PRIME", "UNDERSCORE", "NUMBER") else None
    if told is not None:
        return told
    if kind == "PRIME" and previous in ("RPAR", "DEFINED"):
        return primed_bracket(source, at)
    if kind == "PRIME":
        return primed_variable(source, at)
    if kind == "COMMA":
        return _comma(source, at, previous)
    if kind == "EQUALS":
        return _equals(source, at, before)
    if ended and previous in (*SIGNS, "MINUS", "PLUS", "COMPARE", "EQUALS", "AND", "OR", "NOT"):
        return wrong(
            say("Something is missing after {last}.", last=last), back, say("write a number or a name after {last}", last=last), drop_last
        )
    if previous == "FRACTION" or (ended and re.search(r"frac\s*\{[^{}]*\}\s*$", source[: at[0]])):
        return wrong(say("A fraction needs two parts, one above the line and one below."), back, say("write it like \\frac{1}{2}"))
    if previous in ("FUNCTION", "LOG", "ROOT") and (ended or kind in ("RPAR", "COMMA")):
        return wrong(
            say("{last} needs something to work on.", last=last),
            back,
            say("write it like {names}", names=NAMES[last].example if last in NAMES else f"{last}(x)"),
        )
    if previous == "DEFINED" and kind not in ("POWER", "SUPERSCRIPT", "PRIME"):
        argument = kind in ("NAME", "NUMBER", "CONSTANT")
        repair = Repair(back[1], at[1], f"({text})") if argument else Repair(back[1], back[1], "(x)")
        message = say("{last} is a function, and its argument stands in brackets.", last=last)
        return wrong(message, both if argument else back, say("write {last}(x)", last=last), repair)
    if previous == "DERIVATIVE":
        operator = source[slice(*back)].strip()
        return wrong(
            say("It is not clear what {operator} works on.", operator=operator),
            back,
            say("write it like {operator}(x^2)", operator=operator),
        )
    if previous == "ROOT" and kind in ("MINUS", "PLUS"):
        return wrong(say("A sign behind {back} needs brackets.", back=source[slice(*back)]), both, say("write it like √(-x)"))
    if previous == "LPAR" and kind == "RPAR":
        return wrong(say("There is nothing between these brackets."), both, say("write something between them"))
    if text == last == "/" and back[1] == at[0]:
        hint = say("write # before a comment")
        return wrong(say("A comment begins with # here."), both, hint, Repair(*both, "#", hint), Repair(*both, "/", say("divide")))
    if kind in SIGNS and previous in (*SIGNS, "MINUS", "PLUS"):
        message = say("{last} and {text} stand side by side, and something is missing between them.", last=last, text=text)
        return wrong(message, both, say("take one of them away"), drop, drop_last)
    if kind in SIGNS and previous in ("SEP", "LPAR", "COMMA", "EQUALS", "LBAR", "COLON", "FUNCTION"):
        return wrong(
            say("Something is missing before {text}.", text=text), at, say("write a number or a name before {text}", text=text), drop
        )
    if kind in ("RPAR", "RBAR", "COLON") and previous in (*SIGNS, "MINUS", "PLUS", "COMPARE"):
        return wrong(
            say("Something is missing between {last} and {text}.", last=last, text=text),
            both,
            say("write a number or a name after {last}", last=last),
            drop_last,
        )
    if kind == "NUMBER" and previous in ("NAME", "CONSTANT", "RPAR", "SUPERSCRIPT", "BANG"):
        repairs = (Repair(at[0], at[0], "*", say("multiply")), Repair(at[0], at[0], "^", say("make it a power")))
        return wrong(say("A number stands behind {last}.", last=last), both, say("write * for a product or ^ for a power"), *repairs)
    if kind in ("POWER", "SUPERSCRIPT") and re.search(r"log_?[\d₀-₉]+$|log_\{?\w+\}?$", source[: at[0]]):
        return wrong(say("A power of a logarithm with a base stands behind its argument."), at, say("write it like log_2(x)^2"))
    if kind == "KEYWORD":
        return wrong(say("An equals sign cannot stand inside brackets."), at, say("name a line before, such as x = 2"))
    if kind == "COLON":
        if previous in ENDS and DIVISOR.match(source, at[1]):
            over = Repair(*at, "/", say("write {meant}", meant="/"))
            return wrong(say("A division is written with / here, not with a colon."), at, say("write {meant}", meant="/"), over)
        return advice(source, ":", at[0]) or wrong(
            say("A colon belongs in piecewise(condition: value, …) only."), at, say("write = to name a line")
        )
    if kind == "COMPARE" and previous == "MINUS" and text == ">":
        told = advice(source, "->", at[0])
        return told or wrong(say("A function is written with an equals sign, not with an arrow."), both, say("write it like f(x) = x^2"))
    if kind == "COMPARE" and text == "<" and previous in ("EQUALS", "SEP") and (told := advice(source, "<", at[0])):
        return told
    if kind == "COMPARE" and previous in ("EQUALS", "COMPARE") and back[1] == at[0]:
        told = advice(source, "=>", at[0]) if last + text == "=>" else None
        if told is not None:
            return told
        meant = {"=<": "<=", "=>": ">=", "<>": "!="}.get(last + text)
        mended = (Repair(*both, meant, say("write {meant}", meant=meant)),) if meant else ()
        return wrong(say("{last}{text} is no sign that compares.", last=last, text=text), both, say("write <=, >= or !="), *mended)
    if kind == "COMPARE":
        return wrong(say("A comparison can stand only where a condition is wanted."), at, say("put it in piecewise or where"))
    if kind in ("RPAR", "RBAR") and previous == "COMMA":
        return wrong(say("Something is missing after the comma."), back, say("write another argument"), drop_last)
    if kind == "BANG":
        return wrong(say("Something is missing before the exclamation mark."), at, say("write a number or a name before it"), drop)
    if ended:
        return wrong(say("The formula ends too early."), back, say("write on, or take the last part away"))
    shown = text if len(text) <= 20 else text[:20] + "…"
    joins = source[at[0] - 1 : at[0]].isalnum() and source[at[1] : at[1] + 1].isalnum()  # a^^b would become ab
    return wrong(
        say("{shown} cannot stand here.", shown=shown), at, say("put an operation before it, or take it away"), *([] if joins else [drop])
    )


def _comma(source: str, at: tuple[int, int], previous: str) -> UserError:
    before, after = source[: at[0]], source[at[1] :]
    if before.rfind("[") > max(before.rfind("("), before.rfind("]")):
        return UserError(say("Lists of numbers are not supported yet."), source, at, say("write one number"))
    told = other_list(source, at[0])
    if told is not None:
        return told
    if before[-1:].isdigit() and after[:1].isdigit():
        digits = len(before) - len(before.rstrip("0123456789"))
        tail = after[: len(after) - len(after.lstrip("0123456789"))]
        number = f"{before[-digits:]}.{tail}"
        point, whole = Repair(*at, ".", say("write {number}", number=number)), number.replace(".", "")
        if len(tail) == 3:  # 1,000 is a thousand to some and one to others
            both = (point, Repair(*at, "", say("write {whole}", whole=whole)))
            return UserError(
                say("A comma cannot stand inside a number."), source, at, say("write {number} or {whole}", number=number, whole=whole), both
            )
        return UserError(
            say("A comma cannot stand inside a number."), source, at, say("write {number} with a point", number=number), (point,)
        )
    if previous == "SEP":
        return UserError(say("A line cannot begin with a comma."), source, at, say("take it away"), (Repair(*at, "", say("take it away")),))
    if not after.partition("\n")[0].partition(";")[0].strip():
        drop = Repair(*at, "", say("take it away"))
        return UserError(say("Something is missing after the comma."), source, at, say("take it away"), (drop,))
    text = say("There are two answers on one line; a comma separates the arguments of a function only.")
    return UserError(text, source, at, say("put each on a line of its own, or write ; between them"), (Repair(*at, ";", say("write ;")),))


def _equals(source: str, at: tuple[int, int], before: Token | None) -> UserError:
    if before is None or before.type == "SEP":
        return UserError(
            say("A name is missing before =."), source, at, say("write it like y = x^2"), (Repair(*at, "", say("take = away")),)
        )
    back = (before.start_pos or 0, before.end_pos or 0)
    if before.type in ("FUNCTION", "LOG", "ROOT") or str(before) in NAMES:
        return UserError(
            say("{back} is a function and cannot be given a value.", back=source[slice(*back)]), source, back, say("choose another name")
        )
    line = source[max(source.rfind(end, 0, at[0]) for end in ";\n") + 1 : at[0]]
    if len(re.findall(r"(?<![<>=!:])=(?!=)|:=", line)) > line.count("(") - line.count(")"):
        end = min((i for i in (source.find(end, at[0]) for end in ";\n") if i >= 0), default=len(source))
        while source[end - 1] in "}) \t" and source.count("{", at[0], end) + source.count("(", at[0], end) < source.count(
            "}", at[0], end
        ) + source.count(")", at[0], end):
            end -= 1
        rest = Repair(at[0], end, "", say("leave out what follows the second"))
        return UserError(say("Two equals signs stand on one line."), source, at, say("keep one of them on a line"), (rest,))
    if sum(map(line.count, "([{")) > sum(map(line.count, ")]}")):
        return UserError(say("An equals sign cannot stand inside brackets."), source, at, say("name a line before, such as x = 2"))
    return UserError(say("This cannot be given a value."), source, back, say("name a line like y = x^2"))

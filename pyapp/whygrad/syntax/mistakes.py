"""What is wrong with a text, where, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lark import Token

from ..errors import Repair, UserError, place
from ..operations import NAMES, Operation

__all__ = [
    "derivative_mistake", "explain_token", "lone_equation", "missing_bracket", "nearest", "no_name", "nothing", "strange_character",
    "too_long", "two_numbers", "unknown_function", "unpaired_bracket", "used_before", "wrong_count",
]  # fmt: skip

CLOSING = {"(": ")", "[": "]", "{": "}", "（": "）", "|": "|", "∣": "|"}
SIGNS = {"PLUS", "TIMES", "OVER", "POWER"}
OTHER_NAMES = {
    "sen": "sin", "tg": "tan", "tang": "tan", "ctg": "cot", "cotg": "cot", "cosec": "csc", "arctg": "arctan", "sqr": "square",
    "logn": "ln", "sig": "sigmoid", "ramp": "relu", "cosinus": "cos", "sinus": "sin", "wurzel": "sqrt",
}  # fmt: skip


def nothing(source: str) -> UserError:
    """An empty text."""
    return UserError("There is nothing to read yet.", source, (0, 0), "type a formula such as x^2 sin x")


def missing_bracket(source: str, opened: Token, end: int, wrong: int = 0) -> UserError:
    """An opening bracket or bar that is never closed; ``end`` is where the closing one is wanted.

    ``wrong`` is the end of a bracket of another kind that stands there.
    """
    start = opened.start_pos or 0
    line, column = place(source, start)
    where = f"at column {column}" if "\n" not in source else f"at line {line}, column {column}"
    closing = CLOSING.get(str(opened)) or {"floor": r"\rfloor", "ceil": r"\rceil", "cases": r"\end{cases}"}[str(opened)]
    if str(opened) in "|∣":
        text, hint = f"The bar {where} has no partner, so it is not clear what it encloses.", "close it with |, or write abs(…)"
    else:
        text, hint = f"A closing bracket is missing for the one {where}.", f"add {closing}"
    repairs = (Repair(end, end, closing, f"add {closing}"), *([Repair(end, wrong, closing)] if wrong else []))
    return UserError(text, source, (start, start + 1), hint, repairs)


def unpaired_bracket(source: str, token: Token) -> UserError:
    """A closing bracket that closes nothing."""
    at = (token.start_pos or 0, token.end_pos or 0)
    return UserError("This closing bracket has no opening one before it.", source, at, "take it away", (Repair(*at, "", "take it away"),))


def nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> list[str]:
    """Return the known names that are written most like ``name`` (1 is the same, 0 has nothing in common)."""
    if name.lower() in OTHER_NAMES:
        return [OTHER_NAMES[name.lower()]]
    return difflib.get_close_matches(name.lower()[:40], [n for n in names if len(n) > 1], 3, likeness)


def too_long(source: str, limit: int, at: tuple[int, int]) -> UserError:
    """More words and signs than can be answered in time."""
    text = f"The text is too long: it has more than {limit:,} numbers, names and signs."
    return UserError(text, source, at, "ask about a part of it")


def derivative_mistake(source: str, at: tuple[int, int], of: str = "", name: str = "") -> UserError:
    """A derivative like d/dx or dy/dx that cannot be worked out as it is written."""
    if of:
        text = f"{source[slice(*at)]} asks for the derivative of {of}, and no line names {of}."
        return UserError(text, source, at, f"name it first, such as {of} = {name}^2; {source[slice(*at)]}, or write * for products")
    text = f"The orders above and below the line of {source[slice(*at)]} have to be the same number from 1 to 8."
    return UserError(text, source, at, "write it like d^2/dx^2, or ∂^2/∂x∂y")


def unknown_function(source: str, name: str, start: int, names: Iterable[str]) -> UserError:
    """A word before a bracket that is no known function."""
    near = nearest(name, names)
    at = (start, start + len(name))
    shown = name if len(name) <= 30 else name[:30] + "…"
    hint = f"did you mean {near[0]}?" if near else "put * between letters that are multiplied, or name a line with = first"
    return UserError(f"There is no function called {shown}.", source, at, hint, tuple(Repair(*at, n) for n in near))


def used_before(source: str, name: str, at: tuple[int, int]) -> UserError:
    """A name that is used before the line that gives it, itself included."""
    return UserError(
        f"{name} is used here before a line gives it a value.", source, at, f"give {name} a value in an earlier line, such as {name} = 2"
    )


def wrong_count(source: str, name: object, op: Operation, count: int, at: tuple[int, int]) -> UserError:
    """A function with too few or too many arguments."""
    low, high = op.arity - len(op.defaults), op.arity
    needs = f"{high} argument{'s' * (high != 1)}" if low == high else f"{low} to {high} arguments"
    return UserError(f"{name} takes {needs}, and here it has {count}.", source, at, f"write it like {op.example}")


def no_name(source: str, at: tuple[int, int]) -> UserError:
    """A number or a constant before an equals sign."""
    text = source[slice(*at)]
    what = "number" if text[:1].isdigit() or text[:1] == "." else "constant"
    return UserError(f"{text} is a {what} and cannot be given a value.", source, at, "write a name before =, such as y = …")


def lone_equation(source: str, at: tuple[int, int]) -> UserError:
    """An equation in which nothing can follow anything."""
    hint = "write an equation such as x^2 + y^2 = 1; to name a line, put a single name before ="
    return UserError("An equation needs two letters, one that moves and one that follows.", source, at, hint)


def two_numbers(source: str, at: tuple[int, int], gap: tuple[int, int]) -> UserError:
    """Two numbers with nothing between them."""
    repairs = [Repair(*gap, "*", "multiply them"), Repair(*gap, "; ", "make two lines of them")]
    if gap[0] < gap[1]:
        repairs.insert(1, Repair(*gap, "", "join them"))
    elif not source[gap[1]].isdecimal() and source[gap[1]] != ".":  # 3½
        repairs.insert(0, Repair(*gap, "+", "add them"))
    return UserError("Two numbers stand side by side.", source, at, "write * between them, or join them", tuple(repairs))


def strange_character(source: str, position: int) -> UserError:
    """A character that stands for nothing here."""
    char = source[position]
    at = (position, position + 1)
    hints = {
        "%": "write /100 for percent, or mod(a, b) for a remainder",
        "±": "choose one of the two signs",
        "→": "a limit cannot be worked out here",
        "≈": "write = to name a line",
        "'": "a derivative is not written with a prime here; it is worked out for every input",
        "@": "write * for a product",
        "$": "leave the dollar sign out",
        "\\": "write the name of a function without a backslash",
        "?": "leave it out",
        '"': "leave the quotation marks out",
        "∞": "infinity is not a number that can be calculated with",
        "&": "write and between two conditions",
    }
    shown = char if char.isprintable() and not char.isspace() else f"character number {ord(char)}"
    repairs: tuple[Repair, ...] = ()
    if char == "%" and not source[position + 1 :].lstrip()[:1].isalnum():
        repairs = (Repair(*at, "/100", "write /100"),)
    elif char not in hints or char in "'$?\"":
        repairs = (Repair(*at, "", "take it away"),)
    return UserError(f"{shown} has no meaning here.", source, at, hints.get(char, "take it away"), repairs)


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
    drop, drop_last = Repair(*at, "", f"take {text} away"), Repair(*back, "", f"take {last} away")

    def wrong(message: str, place: tuple[int, int], hint: str, *repairs: Repair) -> UserError:
        return UserError(message, source, place, hint, repairs)

    if kind == "PRIME":
        return wrong("A prime after a variable has no meaning.", at, "write the function itself; its derivative is worked out", drop)
    if kind == "COMMA":
        return _comma(source, at, previous)
    if kind == "EQUALS":
        return _equals(source, at, before)
    if ended and previous in (*SIGNS, "MINUS", "PLUS", "COMPARE", "EQUALS", "AND", "OR", "NOT"):
        return wrong(f"Something is missing after {last}.", back, f"write a number or a name after {last}", drop_last)
    if previous in ("FUNCTION", "LOG", "ROOT") and (ended or kind in ("RPAR", "COMMA")):
        return wrong(f"{last} needs something to work on.", back, f"write it like {NAMES[last].example if last in NAMES else f'{last}(x)'}")
    if previous == "DEFINED" and kind not in ("POWER", "SUPERSCRIPT", "PRIME"):
        argument = kind in ("NAME", "NUMBER", "CONSTANT")
        repair = Repair(back[1], at[1], f"({text})") if argument else Repair(back[1], back[1], "(x)")
        message = f"{last} is a function, and its argument stands in brackets."
        return wrong(message, both if argument else back, f"write {last}(x)", repair)
    if previous == "DERIVATIVE":
        operator = source[slice(*back)].strip()
        return wrong(f"It is not clear what {operator} works on.", back, f"write it like {operator}(x^2)")
    if previous == "ROOT" and kind in ("MINUS", "PLUS"):
        return wrong(f"A sign behind {source[slice(*back)]} needs brackets.", both, "write it like √(-x)")
    if previous == "LPAR" and kind == "RPAR":
        return wrong("There is nothing between these brackets.", both, "write something between them")
    if kind in SIGNS and previous in (*SIGNS, "MINUS", "PLUS"):
        message = f"{last} and {text} stand side by side, and something is missing between them."
        return wrong(message, both, "take one of them away", drop, drop_last)
    if kind in SIGNS and previous in ("SEP", "LPAR", "COMMA", "EQUALS", "LBAR", "COLON", "FUNCTION"):
        return wrong(f"Something is missing before {text}.", at, f"write a number or a name before {text}", drop)
    if kind in ("RPAR", "RBAR", "COLON") and previous in (*SIGNS, "MINUS", "PLUS", "COMPARE"):
        return wrong(f"Something is missing between {last} and {text}.", both, f"write a number or a name after {last}", drop_last)
    if kind == "NUMBER" and previous in ("NAME", "CONSTANT", "RPAR", "SUPERSCRIPT", "BANG"):
        repairs = (Repair(at[0], at[0], "*", "multiply"), Repair(at[0], at[0], "^", "make it a power"))
        return wrong(f"A number stands behind {last}.", both, "write * for a product or ^ for a power", *repairs)
    if kind == "COLON":
        return wrong("A colon belongs in piecewise(condition: value, …) only.", at, "write = to name a line")
    if kind == "COMPARE":
        return wrong("A comparison can stand only where a condition is wanted.", at, "put it in piecewise or where")
    if kind in ("RPAR", "RBAR") and previous == "COMMA":
        return wrong("Something is missing after the comma.", back, "write another argument", drop_last)
    if kind == "BANG":
        return wrong("Something is missing before the exclamation mark.", at, "write a number or a name before it", drop)
    if ended:
        return wrong("The formula ends too early.", back, "write on, or take the last part away")
    shown = text if len(text) <= 20 else text[:20] + "…"
    joins = source[at[0] - 1 : at[0]].isalnum() and source[at[1] : at[1] + 1].isalnum()  # a^^b would become ab
    return wrong(f"{shown} cannot stand here.", at, "put an operation before it, or take it away", *([] if joins else [drop]))


def _comma(source: str, at: tuple[int, int], previous: str) -> UserError:
    before, after = source[: at[0]], source[at[1] :]
    if before[-1:].isdigit() and after[:1].isdigit():
        digits = len(before) - len(before.rstrip("0123456789"))
        tail = after[: len(after) - len(after.lstrip("0123456789"))]
        number = f"{before[-digits:]}.{tail}"
        point, whole = Repair(*at, ".", f"write {number}"), number.replace(".", "")
        if len(tail) == 3:  # 1,000 is a thousand to some and one to others
            both = (point, Repair(*at, "", f"write {whole}"))
            return UserError("A comma cannot stand inside a number.", source, at, f"write {number} or {whole}", both)
        return UserError("A comma cannot stand inside a number.", source, at, f"write {number} with a point", (point,))
    if before.rfind("[") > max(before.rfind("("), before.rfind("]")):
        return UserError("Lists of numbers are not supported yet.", source, at, "write one number")
    if previous == "SEP":
        return UserError("A line cannot begin with a comma.", source, at, "take it away", (Repair(*at, "", "take it away"),))
    text = "There are two answers on one line; a comma separates the arguments of a function only."
    return UserError(text, source, at, "put each on a line of its own, or write ; between them", (Repair(*at, ";", "write ;"),))


def _equals(source: str, at: tuple[int, int], before: Token | None) -> UserError:
    if before is None or before.type == "SEP":
        return UserError("A name is missing before =.", source, at, "write it like y = x^2", (Repair(*at, "", "take = away"),))
    back = (before.start_pos or 0, before.end_pos or 0)
    if before.type in ("FUNCTION", "LOG", "ROOT") or str(before) in NAMES:
        return UserError(f"{before} is a function and cannot be given a value.", source, back, "choose another name")
    return UserError("This cannot be given a value.", source, back, "name a line like y = x^2")

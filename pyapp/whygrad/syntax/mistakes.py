"""What is wrong with a text, where, and how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from unicodedata import category, normalize

from lark import Token

from ..errors import Repair, UserError, place
from ..operations import NAMES, Operation
from ..words import say
from .advice import LINE_AT_MOST, advice
from .foreign import other_number, other_rows

__all__ = [
    "OTHER_NAMES", "derivative_mistake", "lone_equation", "missing_bracket", "nearest", "no_name", "nothing",
    "primed_bracket", "primed_function", "primed_variable", "second_equation", "slipped", "strange_character", "too_long", "two_numbers",
    "unknown_function", "unpaired_bracket", "used_before", "wrong_count",
]  # fmt: skip

CLOSING = {"(": ")", "[": "]", "{": "}", "（": "）", "|": "|", "∣": "|"}
ENDS = {"floor": r"\rfloor", "ceil": r"\rceil", "cases": r"\end{cases}", "matrix": r"\end{matrix}"}
OTHER_NAMES = {
    "sen": "sin", "tg": "tan", "tang": "tan", "ctg": "cot", "cotg": "cot", "cosec": "csc", "arctg": "arctan", "sqr": "square",
    "logn": "ln", "arcos": "arccos", "squareroot": "sqrt", "sine": "sin", "cosine": "cos", "tangent": "tan",
    "secant": "sec", "cosecant": "csc", "cotangent": "cot", "arcsine": "arcsin", "arccosine": "arccos", "arctangent": "arctan",
    "logarithm": "ln", "exponential": "exp", "modulus": "abs", "argsinh": "arsinh", "argcosh": "arcosh", "argtanh": "artanh",
    "ld": "log2", "surd": "root", "racine": "sqrt", "sig": "sigmoid", "ramp": "relu",
    "cosinus": "cos", "sinus": "sin", "wurzel": "sqrt", "arctang": "arctan", "arcctg": "arccot", "arcsen": "arcsin",
    "sh": "sinh", "ch": "cosh", "th": "tanh", "cth": "coth", "arsh": "arsinh", "arch": "arcosh", "arth": "artanh", "senh": "sinh",
}  # fmt: skip


def nothing(source: str) -> UserError:
    """An empty text."""
    return UserError(say("There is nothing to read yet."), source, (0, 0), say("type a formula such as x^2 sin x"))


def missing_bracket(source: str, opened: Token, end: int, wrong: int = 0) -> UserError:
    """An opening bracket or bar that is never closed; ``end`` is where the closing one is wanted.

    ``wrong`` is the end of a bracket of another kind that stands there.
    """
    start = opened.start_pos or 0
    told = other_rows(source, start, start) if str(opened) == "[" else None
    if told is not None:
        return told
    line, column = place(source, start)
    where = say("at column {column}" if "\n" not in source else "at line {line}, column {column}", line=line, column=column)
    closing = CLOSING.get(str(opened)) or ENDS[str(opened)]
    if str(opened) == "matrix":
        closing = source[start : opened.end_pos].replace("begin", "end", 1)
    if str(opened) in "|∣":
        text, hint = (
            say("The bar {where} has no partner, so it is not clear what it encloses.", where=where),
            say("close it with |, or write abs(…)"),
        )
    else:
        text, hint = say("A closing bracket is missing for the one {where}.", where=where), say("add {closing}", closing=closing)
    if source[end : end + 1] == ";" and _closes(source, end, closing):
        text, hint = say("A semicolon ends a line, and the bracket {where} is still open.", where=where), say("write a comma")
        return UserError(text, source, (end, end + 1), hint, (Repair(end, end + 1, ",", hint),))
    repairs = (Repair(end, end, closing, say("add {closing}", closing=closing)), *([Repair(end, wrong, closing)] if wrong else []))
    return UserError(text, source, (start, start + 1), hint, repairs)


def unpaired_bracket(source: str, token: Token) -> UserError:
    """A closing bracket that closes nothing."""
    at = (token.start_pos or 0, token.end_pos or 0)
    return UserError(
        say("This closing bracket has no opening one before it."), source, at, say("take it away"), (Repair(*at, "", say("take it away")),)
    )


def slipped(name: str) -> str | None:
    """The function that a word means in another language, or with a letter doubled by a slip: tg, sinn."""
    if name.lower() in OTHER_NAMES:
        return OTHER_NAMES[name.lower()]
    doubled = (name[: pair.start()] + name[pair.start() + 1 :] for pair in re.finditer(r"(.)\1", name[:40]))
    return next((once for once in doubled if once in NAMES and name not in NAMES), None)


def nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> list[str]:
    """Return the known names that are written most like ``name`` (1 is the same, 0 has nothing in common)."""
    meant = slipped(name)
    if meant is not None:
        return [meant]
    return difflib.get_close_matches(name.lower()[:40], [n for n in names if len(n) > 1], 3, likeness)


def too_long(source: str, limit: int, at: tuple[int, int]) -> UserError:
    """More words and signs than can be answered in time."""
    text = say("The text is too long: it has more than {limit:,} numbers, names and signs.", limit=limit)
    return UserError(text, source, at, say("ask about a part of it"))


def derivative_mistake(source: str, at: tuple[int, int], of: str = "", name: str = "") -> UserError:
    """A derivative like d/dx or dy/dx that cannot be worked out as it is written."""
    shown = re.sub(r"\s{2,}", "", source[slice(*at)])
    if of:
        text = say("{at} asks for the derivative of {of}, and no line names {of}.", at=shown, of=of)
        return UserError(
            text,
            source,
            at,
            say("name it first, such as {of} = {name}^2; {at}, or write * for products", of=of, name=name, at=shown),
        )
    text = say("The orders above and below the line of {at} have to be the same number from 1 to 8.", at=shown)
    return UserError(text, source, at, say("write it like d^2/dx^2, or ∂^2/∂x∂y"))


def unknown_function(source: str, name: str, start: int, names: Iterable[str]) -> UserError:
    """A word before a bracket that is no known function."""
    near = nearest(name, names)
    at = (start, start + len(name))
    shown = name if len(name) <= 30 else name[:30] + "…"
    hint = (
        say("did you mean {near}?", near=near[0]) if near else say("put * between letters that are multiplied, or name a line with = first")
    )
    return UserError(say("There is no function called {shown}.", shown=shown), source, at, hint, tuple(Repair(*at, n) for n in near))


def used_before(source: str, name: str, at: tuple[int, int]) -> UserError:
    """A name that is used before the line that gives it, itself included."""
    return UserError(
        say("{name} is used here before a line gives it a value.", name=name),
        source,
        at,
        say("give {name} a value in an earlier line, such as {name} = 2", name=name),
    )


def wrong_count(source: str, name: object, op: Operation, count: int, at: tuple[int, int]) -> UserError:
    """A function with too few or too many arguments."""
    low, high = op.arity - len(op.defaults), op.arity
    form = "{low} to {high} arguments" if low < high else "{high} arguments" if high > 1 else "{high} argument"
    needs = say(form, low=low, high=high)
    decimal = re.search(r"(\d+),(\d+)", source[slice(*at)]) if count > high else None
    return UserError(
        say("{name} takes {needs}, and here it has {count}.", name=name, needs=needs, count=count),
        source,
        at,
        say("write {number} with a point", number=f"{decimal[1]}.{decimal[2]}") if decimal else say("write it like {op}", op=op.example),
        (Repair(at[0] + decimal.start(2) - 1, at[0] + decimal.start(2), "."),) if decimal else (),
    )


def no_name(source: str, at: tuple[int, int]) -> UserError:
    """A number or a constant before an equals sign."""
    text = source[slice(*at)]
    what = say("number" if text[:1].isdigit() or text[:1] == "." else "constant")
    return UserError(
        say("{text} is a {what} and cannot be given a value.", text=text, what=what),
        source,
        at,
        say("write a name before =, such as y = …"),
    )


def _closes(source: str, end: int, closing: str) -> bool:
    """Tell whether a closing bracket follows on the same line."""
    return closing in source[end : end + LINE_AT_MOST].partition("\n")[0]


def lone_equation(source: str, at: tuple[int, int]) -> UserError:
    """An equation in which nothing can follow anything."""
    hint = say("write an equation such as x^2 + y^2 = 1; to name a line, put a single name before =")
    return UserError(say("An equation needs two letters, one that moves and one that follows."), source, at, hint)


def second_equation(source: str, at: tuple[int, int]) -> UserError:
    """An equation behind another one."""
    text = say("Several equations together cannot be solved here; one equation can be differentiated.")
    drop = Repair(*at, "", say("take it away"))
    return UserError(text, source, at, say("ask about one equation at a time"), (drop,))


def primed_variable(source: str, at: tuple[int, int]) -> UserError:
    """A prime behind a letter, which is no function."""
    told = other_number(source, at[0])
    if told is not None:
        return told
    name = re.search(r"\w*$", source[: at[0]])
    if name and name[0] and re.search(rf"(?:^|[\n;])\s*{name[0]}\s*=\s*\[", source):
        text, hint = say("A transposed array is written with ^T here."), say("write {number}", number=f"{name[0]}^T")
        return UserError(text, source, at, hint, (Repair(*at, "^T", hint),))
    drop = Repair(*at, "", say("take {text} away", text=source[slice(*at)]))
    hint = say("write the function itself; its derivative is worked out")
    return UserError(say("A prime after a variable has no meaning."), source, at, hint, (drop,))


def _opening(source: str, end: int) -> int:
    """The place of the bracket that is closed just before ``end``, or -1."""
    depth = 0
    for i in range(end - 1, max(-1, end - 2_000), -1):
        depth += (source[i] in ")]}") - (source[i] in "([{")
        if depth == 0:
            return i
    return -1


def primed_bracket(source: str, at: tuple[int, int]) -> UserError:
    """A prime behind a bracket: f(x)' is f'(x), and (x^2)' is d/dx(x^2)."""
    order, end = at[1] - at[0], len(source[: at[0]].rstrip())
    start = _opening(source, end)
    repairs: tuple[Repair, ...] = ()
    if start >= 0:
        word = re.search(r"[A-Za-z]*$", source[:start])
        name = word[0] if word else ""
        letters = sorted(set(re.findall(r"(?<![A-Za-z])[a-df-z](?![A-Za-z(])", source[start:end])))
        if len(name) == 1:
            better = f"{source[slice(*at)]}{source[start:end]}"
            repairs = (Repair(start, at[1], better, say("write {name}{better}", name=name, better=better)),)
        elif len(letters) == 1:
            power = f"^{order}" if order > 1 else ""
            body = f"({name}{source[start:end]})" if name else source[start:end]
            repairs = (Repair(start - len(name), at[1], f"d{power}/d{letters[0]}{power}{body}"),)
    hint = say("write {repairs}", repairs=repairs[0].label.removeprefix("write ")) if repairs else say("write it like d/dx(x^2)")
    return UserError(say("A prime cannot stand behind a bracket."), source, at, hint, repairs)


def primed_function(source: str, name: str, at: tuple[int, int]) -> UserError:
    """A prime behind the name of a known function whose argument is no letter: sin'(2x)."""
    hint = say("write d/dx(…) for a derivative, or name a function: f(x) = {name}(x); f'(2)", name=name)
    return UserError(say("A prime after {name} is read only where a single letter is in the brackets.", name=name), source, at, hint)


def two_numbers(source: str, at: tuple[int, int], gap: tuple[int, int]) -> UserError:
    """Two numbers with nothing between them."""
    told = other_number(source, gap[0] - 1) or other_rows(source, source.rfind("[", 0, gap[0]), gap[0])
    if told is not None:
        return told
    repairs = [Repair(*gap, "*", say("multiply them")), Repair(*gap, "; ", say("make two lines of them"))]
    if gap[0] < gap[1]:
        repairs.insert(1, Repair(*gap, "", say("join them")))
    elif not source[gap[1]].isdecimal() and source[gap[1]] != ".":  # 3½
        repairs.insert(0, Repair(*gap, "+", say("add them")))
    return UserError(say("Two numbers stand side by side."), source, at, say("write * between them, or join them"), tuple(repairs))


def strange_character(source: str, position: int) -> UserError:
    """A character that stands for nothing here."""
    char = source[position]
    told = advice(source, char, position) or other_number(source, position)
    if told is not None:
        return told
    at = (position, position + 1)
    hints = {
        "%": "write /100 for percent, or mod(a, b) for a remainder",
        "±": "choose one of the two signs",
        "∓": "choose one of the two signs",
        "→": "a limit cannot be worked out here",
        "≈": "write = to name a line",
        "≡": "write = to name a line",
        "'": "a derivative is not written with a prime here; it is worked out for every input",
        "@": "write * for a product",
        "$": "leave the dollar sign out",
        "\\": "write the name of a function without a backslash",
        "?": "leave it out",
        '"': "leave the quotation marks out",
        "&": "write and between two conditions",
        "∈": "leave out where the numbers are taken from",
        "~": "write not for the opposite of a condition",
        "_": "an underscore stands between a letter and its subscript, as in x_1",
    }
    shown = char if char.isprintable() and not char.isspace() else f"character number {ord(char)}"
    before, after = source[:position].rstrip()[-1:], source[position + 1 :].lstrip()[:1]
    repairs: tuple[Repair, ...] = ()
    if char == "%":
        percent = before.isdigit() and not source[position - 1].isspace() and source[position + 1 : position + 2].isspace()
        remainder = Repair(*at, "mod" if source[position - 1 : position + 2] == " % " else " mod ", say("write mod for the remainder"))
        part = Repair(*at, "/100*" if after.isalnum() else "/100", say("write /100"))
        repairs = ((part, remainder) if percent else (remainder,)) if after.isalnum() else (part,)
    elif char == "±":
        repairs = Repair(*at, "+"), Repair(*at, "-")
    elif category(char) == "Lm" and normalize("NFKD", char).isalnum():  # xⁿ, eˣ
        repairs = (Repair(*at, f"^{normalize('NFKD', char)}", say("write ^{normalize}", normalize=normalize("NFKD", char))),)
    elif char in "≈≡":
        repairs = (Repair(*at, "="),)
    elif char not in hints or char in "'$?\"":
        repairs = (Repair(*at, "", say("take it away")), *([Repair(*at, "*")] if before.isalnum() and after.isalnum() else []))
    return UserError(
        say("{shown} has no meaning here.", shown=shown),
        source,
        at,
        say(hints[char]) if char in hints else repairs[0].label if repairs else say("take it away"),
        repairs,
    )

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
from .advice import advice

__all__ = [
    "OTHER_NAMES", "derivative_mistake", "explain_token", "lone_equation", "missing_bracket", "nearest", "no_name", "nothing",
    "primed_function", "primed_variable", "slipped", "strange_character", "too_long", "two_numbers", "unknown_function",
    "unpaired_bracket", "used_before", "wrong_count",
]  # fmt: skip

CLOSING = {"(": ")", "[": "]", "{": "}", "（": "）", "|": "|", "∣": "|"}
ENDS = {"floor": r"\rfloor", "ceil": r"\rceil", "cases": r"\end{cases}", "matrix": r"\end{matrix}"}
SIGNS = {"PLUS", "TIMES", "OVER", "POWER"}
OTHER_NAMES = {
    "sen": "sin", "tg": "tan", "tang": "tan", "ctg": "cot", "cotg": "cot", "cosec": "csc", "arctg": "arctan", "sqr": "square",
    "logn": "ln", "arcos": "arccos", "squareroot": "sqrt", "sine": "sin", "cosine": "cos", "tangent": "tan",
    "secant": "sec", "cosecant": "csc", "cotangent": "cot", "arcsine": "arcsin", "arccosine": "arccos", "arctangent": "arctan",
    "logarithm": "ln", "exponential": "exp", "modulus": "abs", "argsinh": "arsinh", "argcosh": "arcosh", "argtanh": "artanh",
    "ld": "log2", "racine": "sqrt", "sig": "sigmoid", "ramp": "relu",
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
    if of:
        text = say("{at} asks for the derivative of {of}, and no line names {of}.", at=source[slice(*at)], of=of)
        return UserError(
            text,
            source,
            at,
            say("name it first, such as {of} = {name}^2; {at}, or write * for products", of=of, name=name, at=source[slice(*at)]),
        )
    text = say("The orders above and below the line of {at} have to be the same number from 1 to 8.", at=source[slice(*at)])
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
    return UserError(
        say("{name} takes {needs}, and here it has {count}.", name=name, needs=needs, count=count),
        source,
        at,
        say("write it like {op}", op=op.example),
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


def lone_equation(source: str, at: tuple[int, int]) -> UserError:
    """An equation in which nothing can follow anything."""
    hint = say("write an equation such as x^2 + y^2 = 1; to name a line, put a single name before =")
    return UserError(say("An equation needs two letters, one that moves and one that follows."), source, at, hint)


def primed_variable(source: str, at: tuple[int, int]) -> UserError:
    """A prime behind a letter, which is no function."""
    drop = Repair(*at, "", say("take {text} away", text=source[slice(*at)]))
    hint = say("write the function itself; its derivative is worked out")
    return UserError(say("A prime after a variable has no meaning."), source, at, hint, (drop,))


def primed_function(source: str, name: str, at: tuple[int, int]) -> UserError:
    """A prime behind the name of a known function whose argument is no letter: sin'(2x)."""
    hint = say("write d/dx(…) for a derivative, or name a function: f(x) = {name}(x); f'(2)", name=name)
    return UserError(say("A prime after {name} is read only where a single letter is in the brackets.", name=name), source, at, hint)


def two_numbers(source: str, at: tuple[int, int], gap: tuple[int, int]) -> UserError:
    """Two numbers with nothing between them."""
    repairs = [Repair(*gap, "*", say("multiply them")), Repair(*gap, "; ", say("make two lines of them"))]
    if gap[0] < gap[1]:
        repairs.insert(1, Repair(*gap, "", say("join them")))
    elif not source[gap[1]].isdecimal() and source[gap[1]] != ".":  # 3½
        repairs.insert(0, Repair(*gap, "+", say("add them")))
    return UserError(say("Two numbers stand side by side."), source, at, say("write * between them, or join them"), tuple(repairs))


def strange_character(source: str, position: int) -> UserError:
    """A character that stands for nothing here."""
    char = source[position]
    told = advice(source, char, position)
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

    if kind == "PRIME" and previous in ("RPAR", "DEFINED"):
        return _primed(source, at)
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
        return advice(source, ":", at[0]) or wrong(
            say("A colon belongs in piecewise(condition: value, …) only."), at, say("write = to name a line")
        )
    if kind == "COMPARE" and previous == "MINUS" and text == ">":
        told = advice(source, "->", at[0])
        return told or wrong(say("A function is written with an equals sign, not with an arrow."), both, say("write it like f(x) = x^2"))
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


def _opening(source: str, end: int) -> int:
    """The place of the bracket that is closed just before ``end``, or -1."""
    depth = 0
    for i in range(end - 1, max(-1, end - 2_000), -1):
        depth += (source[i] in ")]}") - (source[i] in "([{")
        if depth == 0:
            return i
    return -1


def _primed(source: str, at: tuple[int, int]) -> UserError:
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


def _comma(source: str, at: tuple[int, int], previous: str) -> UserError:
    before, after = source[: at[0]], source[at[1] :]
    if before.rfind("[") > max(before.rfind("("), before.rfind("]")):
        return UserError(say("Lists of numbers are not supported yet."), source, at, say("write one number"))
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

"""What people type that cannot be read here, or not as it stands: for each a sentence, a hint, and a repair where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ..errors import Repair, UserError
from ..words import say

__all__ = ["ADVICE", "LINE_AT_MOST", "LOOKALIKES", "advice"]


class Advice(NamedTuple):
    """``form`` is searched for on the line; the group "at" of the match is the place that is named, else the whole match."""

    form: re.Pattern[str]
    message: str
    hint: str
    repair: str | Callable[[re.Match[str]], str] | None = None  # what stands in place of the whole match
    whole: bool = False  # the form begins where the line begins


LIMIT = "A limit cannot be worked out here.", "put in a number close to the limit to see where it goes"
INTEGRAL = "An integral cannot be worked out here; a derivative can.", "write the function under the integral sign alone"
SUM = "A sum over an index cannot be worked out here.", "write its terms with + between them"
PRODUCT = "A product over an index cannot be worked out here.", "write its factors with * between them"
INFINITY = "Infinity is not a number that can be calculated with.", "write a large number, such as 1e6"
NOT_A_NUMBER = "nan is not a number that can be calculated with.", "write a number"
CHOICE = "A choice is written with where or piecewise."
DEGREES = "Angles are in radians here, and the degree sign is not read."
FUNCTION = "A function is defined with a name, its argument in brackets, and an equals sign."
OTHER_SYSTEM = "A derivative is written in another way here.", "write it like d/dx(x^2) or diff(x^2, x)"
NABLA = "The gradient is written as a word here.", "write it like gradient(x^2 y)"
DOT = "A dot over a letter has no meaning here.", "name the line, such as x = t^2, and ask for dx/dt"
LIST = "A list is written in square brackets here.", "write it like [1, 2]"
BINOMIAL = "Binomial coefficients are not read here.", "write n!/(k!*(n - k)!)"
METHOD = "A function stands before its argument here."
CAPITAL = re.compile(r"\b[A-Z][a-z]+(?=\[)")
ASSIGNED = r"(?P<name>[^\W\d]\w*\s*=(?!=)\s*)?"


def _choice(match: re.Match[str]) -> str:
    condition, yes, no = (match[group].strip().rstrip(":,").rstrip() for group in ("if", "yes", "no"))
    return f"{match['name'] or ''}where({condition}, {yes}, {no})"


def _bare(match: re.Match[str]) -> str:
    return match["inside"].strip()


def _listed(match: re.Match[str]) -> str:
    return f"[{match['inside'].strip()}]"


def _differentiated(match: re.Match[str]) -> str:
    of = CAPITAL.sub(lambda call: call[0].lower(), match["of"].strip())
    return f"diff({of}, {match['by']}{', ' + match['n'] if match['n'] else ''})"


_LINE = r"[^;\n\r]"
ADVICE: dict[str, tuple[Advice, ...]] = {
    "lim": (Advice(re.compile(r"\\?(?P<at>lim)(?![A-Za-z])"), *LIMIT),),
    "int": (Advice(re.compile(r"\\?(?P<at>int)(?![A-Za-z])"), *INTEGRAL),),
    "∫": (Advice(re.compile("∫"), *INTEGRAL),),
    "watch": (
        Advice(
            re.compile(r"(?P<at>watch)\((?P<inside>[^()\n;]*)\)"),
            "Every name is watched here, so a slope by each of them can be asked for.",
            "leave watch out",
            _bare,
        ),
    ),
    "sum": (Advice(re.compile(r"\\sum(?![A-Za-z])|sum_"), *SUM),),
    "prod": (Advice(re.compile(r"\\prod(?![A-Za-z])|prod_"), *PRODUCT),),
    "∑": (Advice(re.compile("∑"), *SUM),),
    "∏": (Advice(re.compile("∏"), *PRODUCT),),
    "Σ": (Advice(re.compile(r"Σ(?=\s*_?\s*[({]\s*\w+\s*=)"), *SUM),),
    "Π": (Advice(re.compile(r"Π(?=\s*_?\s*[({]\s*\w+\s*=)"), *PRODUCT),),
    "inf": (Advice(re.compile(r"(?<!\w)-?(?P<at>inf)(?:inity|ty)?(?!\w)"), *INFINITY), Advice(re.compile(r"\\infty"), *INFINITY)),
    "∞": (Advice(re.compile("∞"), *INFINITY),),
    "nan": (Advice(re.compile(r"(?<!\w)nan(?!\w)"), *NOT_A_NUMBER),),
    "°": (
        Advice(
            re.compile(r"(?P<number>\d+(?:\.\d*)?|\.\d+)\s*(?P<at>°)"),
            DEGREES,
            "multiply by pi/180",
            lambda match: f"({match['number']}*pi/180)",
        ),
        Advice(re.compile("°"), DEGREES, "multiply by pi/180", "*pi/180"),
    ),
    "if": (
        Advice(
            re.compile(rf"{ASSIGNED}(?P<yes>{_LINE}*\S)\s+(?P<at>if)\s(?P<if>{_LINE}+?)\selse\s+(?P<no>{_LINE}+)"),
            CHOICE,
            "write it like where(x < 0, -x, x)",
            _choice,
            True,
        ),
        Advice(
            re.compile(rf"{ASSIGNED}(?P<at>if)\s(?P<if>{_LINE}+?)(?:\sthen\s|:)(?P<yes>{_LINE}+?)\selse\s+(?P<no>{_LINE}+)"),
            CHOICE,
            "write it like where(x < 0, -x, x)",
            _choice,
            True,
        ),
        Advice(
            re.compile(rf"(?<![\w.])(?P<at>if)\s{_LINE}*?(?:[<>=≤≥≠]|\belse\b)"),
            f"{CHOICE[:-1]}, with a value for each case.",
            "write it like where(x < 0, -x, x)",
        ),
    ),
    "?": (
        Advice(
            re.compile(rf"{ASSIGNED}(?P<if>{_LINE}+?)(?P<at>\?)(?P<yes>{_LINE}+?):(?P<no>{_LINE}+)"),
            CHOICE,
            "write it like where(x < 0, -x, x)",
            _choice,
            True,
        ),
    ),
    "D": (Advice(re.compile(r"(?P<at>D)\[(?P<of>[^;\n]+?),\s*\{?(?P<by>\w+)(?:\s*,\s*(?P<n>\d))?\}?\]"), *OTHER_SYSTEM, _differentiated),),
    "Derivative": (
        Advice(re.compile(r"(?P<at>Derivative)\((?P<of>[^;\n]+?),\s*(?P<by>\w+)(?:\s*,\s*(?P<n>\d))?\)"), *OTHER_SYSTEM, _differentiated),
    ),
    "lambda": (
        Advice(
            re.compile(rf"(?:(?P<name>[^\W\d]\w*)\s*=\s*)?(?P<at>lambda)\s+(?P<of>[^:;\n]+?)\s*:\s*(?P<body>{_LINE}+)"),
            FUNCTION,
            "write it like f(x) = x^2",
            lambda match: f"{match['name'] or 'f'}({match['of']}) = {match['body']}",
        ),
    ),
    ".": (
        Advice(
            re.compile(r"(?<![\w.])(?P<of>[A-Za-z]\w{0,40})\.(?P<at>[a-z]\w{0,40})\(\)"),
            METHOD,
            "write it like sin(x)",
            lambda match: f"{match['at']}({match['of']})",
        ),
    ),
    '"': (Advice(re.compile(r'"(?P<inside>[^"\n]*)"'), "Quotation marks have no meaning here.", "leave them out", _bare),),
    "“": (Advice(re.compile(r"“(?P<inside>[^“”\n]*)”"), "Quotation marks have no meaning here.", "leave them out", _bare),),
    "‘": (Advice(re.compile(r"‘(?P<inside>[^‘’\n]*)’"), "Quotation marks have no meaning here.", "leave them out", _bare),),
    "`": (Advice(re.compile(r"`+(?P<inside>[^`\n]*)`+"), "Backquotes have no meaning here.", "leave them out", _bare),),
    "<": (Advice(re.compile(r"<(?P<inside>[^<>=;\n]*,[^<>=;\n]*)>"), *LIST, _listed),),
    "⟨": (Advice(re.compile(r"⟨(?P<inside>[^⟩;\n]*)⟩"), *LIST, _listed),),
    "←": (Advice(re.compile("←"), "A line is named with an equals sign here.", "write = to name a line", "="),),
    "∘": (
        Advice(
            re.compile(r"\(?(?P<f>[A-Za-z]\w*)\s*(?P<at>∘)\s*(?P<g>[A-Za-z]\w*)\)?\s*(?:\((?P<of>[^()]*)\))?"),
            "A function is put into another with brackets here.",
            "write it like f(g(x))",
            lambda match: f"{match['f']}({match['g']}({match['of'] or 'x'}))",
        ),
    ),
    "frac": (
        Advice(
            re.compile(r"(?<!\\)(?P<at>[dt]?frac)(?=\s*\{)"),
            "A command of LaTeX begins with a backslash.",
            "write \\frac",
            lambda match: f"\\{match['at']}",
        ),
    ),
    "factorial": (
        Advice(
            re.compile(r"(?P<at>factorial)\s*\((?P<of>[^()]*)\)"),
            "A factorial is written with an exclamation mark.",
            "write x! or (x + 1)!",
            lambda match: match["of"] + "!" if re.fullmatch(r"[A-Za-z]|\d+", match["of"]) else f"({match['of']})!",
        ),
    ),
    "Log": (
        Advice(
            re.compile(r"(?P<at>Log)\s*\[(?P<base>\w+),\s*(?P<of>[^\[\],]*)\]"),
            "A logarithm with a base is written in another way here.",
            "write it like log_2(x)",
            lambda match: f"log_{{{match['base']}}}({match['of']})",
        ),
    ),
    "$": (
        Advice(
            re.compile(r"(?<=[A-Za-z])(?P<at>\$)(?P<n>\d)"),
            *OTHER_SYSTEM,
            lambda match: f", {match['n']}",
        ),
    ),
    "∇": (
        Advice(re.compile(r"(?P<at>∇)\s*(?=\()"), *NABLA, "gradient"),
        Advice(re.compile(r"(?P<at>∇)\s*(?P<of>[A-Za-z]\w*)"), *NABLA, lambda match: f"gradient({match['of']})"),
    ),
    "\\nabla": (
        Advice(re.compile(r"(?P<at>\\nabla)\s*(?=\(|\\left\s*\()"), *NABLA, "gradient"),
        Advice(re.compile(r"(?P<at>\\nabla)\s*(?P<of>[A-Za-z]\w*)"), *NABLA, lambda match: f"gradient({match['of']})"),
    ),
    "\\dot": (Advice(re.compile(r"\\dot(?![A-Za-z])"), *DOT),),
    "\\ddot": (Advice(re.compile(r"\\ddot(?![A-Za-z])"), *DOT),),
    "\\binom": (
        Advice(
            re.compile(r"\\[dt]?binom\s*\{(?P<n>[^{}]*)\}\s*\{(?P<k>[^{}]*)\}"),
            *BINOMIAL,
            lambda match: "({n})!/(({k})!*(({n})-({k}))!)".format(**match.groupdict()),
        ),
        Advice(re.compile(r"\\[dt]?binom(?![A-Za-z])"), *BINOMIAL),
    ),
    "->": (
        Advice(
            re.compile(
                rf"(?:(?P<name>[^\W\d_])\s*(?::|=|\\colon\b)\s*)?(?P<of>[^\W\d_]\w*)\s*"
                rf"(?P<at>->|→|↦|=>|\\(?:mapsto|to|rightarrow)\b)(?!\s*-?\d+\s*$)(?P<body>{_LINE}+)"
            ),
            "A function is written with an equals sign, not with an arrow.",
            "write it like f(x) = x^2",
            lambda match: f"{match['name'] or 'f'}({match['of']}) = {match['body'].strip()}",
            True,
        ),
    ),
    "_": (
        Advice(
            re.compile(r"_\{[^{}]{0,40}\}"),
            "A subscript is one word or one number.",
            "write it like x_1 or x_max",
        ),
    ),
}
ADVICE |= {"infinity": ADVICE["inf"], "infty": ADVICE["inf"], "limit": (), "integral": (), "integrate": ()}
ADVICE |= dict.fromkeys(("→", "↦", ":", "=>", "\\mapsto", "\\colon", "\\to", "\\rightarrow"), ADVICE["->"])
ADVICE["dfrac"] = ADVICE["tfrac"] = ADVICE["frac"]
ADVICE["limit"] = (Advice(re.compile(r"limit(?=\W|$)"), *LIMIT),)
ADVICE["integral"] = ADVICE["integrate"] = (Advice(re.compile(r"integra(?:l|te)(?=\W|$)"), *INTEGRAL),)
for _word in ("if", "If", "IF", "ifelse", "IfElse", "iif", "IIF"):
    _called = Advice(
        re.compile(r"(?<![\w.])(?P<at>if|If|IF|ifelse|IfElse|iif|IIF)(?=\s*\()"), CHOICE, "write it like where(x < 0, -x, x)", "where"
    )
    ADVICE[_word] = (*ADVICE.get(_word, ()), _called)
ADVICE["else"] = (Advice(re.compile(r"(?<!\w)else(?!\w)"), CHOICE, "write it like where(x < 0, -x, x)"),)
ADVICE["then"] = (Advice(re.compile(r"(?<!\w)then(?!\w)"), CHOICE, "write it like where(x < 0, -x, x)"),)

LOOKALIKES = dict(zip("асеіјорѕухАВЕКМНОРСТХУοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceijopsyxABEKMHOPCTXYoABEZHIKMNOPTYX", strict=True))
"""Letters of the Cyrillic and the Greek alphabet that cannot be told from Latin ones on paper."""

LINE_AT_MOST = 200  # characters of a line, on either side, in which a form is searched for


def advice(source: str, word: str, position: int) -> UserError | None:
    """Return what is to be said about ``word`` at a place of the source, or None if it may stand there."""
    if word not in ADVICE:
        return None
    begin = max((source.rfind(end, 0, position) for end in ";\n\r"), default=-1) + 1
    ends = (i for i in (source.find(end, position) for end in ";\n\r") if i >= 0)
    end = min(ends, default=len(source))
    begin, end = max(begin, position - LINE_AT_MOST), min(end, position + LINE_AT_MOST)
    while begin < position and source[begin].isspace():
        begin += 1
    for form, message, hint, repair, whole in ADVICE[word]:
        matches = filter(None, [form.match(source, begin, end)]) if whole else form.finditer(source, begin, end)
        for match in matches:
            at = match.span("at" if "at" in form.groupindex else 0)
            if match.start() <= position < match.end():
                new = repair(match) if callable(repair) else repair
                repairs = () if new is None else (Repair(*match.span(), new),)
                return UserError(say(message), source, at, say(hint), repairs)
    return None

"""How LaTeX sets a formula, taken away so that every place in the text stays where it is: fonts, styles, braces around a whole."""

from __future__ import annotations

import re

__all__ = ["OPERATOR", "blanked", "kept", "plainly_set"]

BRACE = re.compile(r"[{}:]|\\over(?![A-Za-z])")
POWER = r"(?:\s*\^\s*(?:\d|\{\d\})|[²³⁴])?"
D = rf"\s*(?:d|∂|\\partial){POWER}\s*"
OPERATOR = re.compile(
    rf"(?:\{{|(?:\\left\s*)?\()\s*(?P<kept>{D}[/⁄∕]{D}[a-zA-Z]{POWER}|\\[dt]?frac\s*\{{{D}\}}\s*\{{[^{{}}]*\}})"
    r"\s*(?:\}|(?:\\right\s*)?\))"
)
"""An operator such as d/dx in brackets of its own."""
OVER = re.compile(rf"(?<=\{{)(?P<top>{D})\\over(?P<below>(?:\s+|(?=\\)){D}[a-zA-Z]{POWER}\s*)(?=\}})")

DISPLAYED = re.compile(r"[^\\{}]*(?=\{\s*\\displaystyle(?![A-Za-z]))")
UPRIGHT = re.compile(
    r"\\(?:mathrm|operatorname|rm|text)\s*(?:\{\s*d\s*\}|\s?d(?![A-Za-z])|\s+d(?=[A-Za-z](?![A-Za-z])))"
    r"|(?<![c}])\{\s*\\rm\s+d\s*\}"  # the d of dx
)
STYLES = re.compile(
    r"\\(?:(?:display|text|script)style|tiny|small|normalsize|[lL]arge|LARGE|[hH]uge|boxed)(?![A-Za-z])|\\(?:text)?color\s*\{\w+\}|\\(?:rm|bf|it|math(?:rm|bf|it|sf|cal|bb|frak))(?=\s+[A-Za-z](?![A-Za-z])|\s*\\)"
)
BESIDE_EQUALS = re.compile(r"\\[,;:!](?=(?:\s|\\[,;:!])*=)|(?<==)(?:\s*\\[,;:!])+")
FONTS = re.compile(r"(?:\\(?:boldsymbol|bm|pmb|vec|math(?:cal|bb|frak))\s*\{|(?<![c}])\{\s*\\(?:rm|bf|it)\s)(?P<kept>[^{}]*)\}")
ACCENTED = re.compile(
    r"\\(?:wide)?(?P<sign>hat|bar|tilde)\s*"
    r"(?:\{\s*\\?(?P<set>[A-Za-z]+)\s*\}|\\(?P<greek>[A-Za-z]+)|(?<=\s)(?P<letter>[A-Za-z]))(?!\s*_)"
)
TRANSPOSED = re.compile(
    r"\^\s*(?:\{\s*(?:T|\\top|\\intercal|\\(?:mathsf|mathrm|text)\s*\{?\s*T\s*\}?)\s*\}|\\(?:top|intercal)(?![A-Za-z]))"
)
PRIMES = re.compile(r"\^\s*(?:\{\s*(?:\\prime\s*)+\}|\\prime(?![A-Za-z]))")
PSI = re.compile(r"\\psi\s*(?:\\left\s*)?\([^()=]*\)\s*:?=")
BRACED = re.compile(r"(?:\\left\s*)?\\\{\s*\\begin\s*\{(?:array|[a-z]*matrix|aligned)\}(?:\s*\{[lcr|@ ]*\})?")
UNBRACED = re.compile(r"\\end\s*\{(?:array|[a-z]*matrix|aligned)\}(?:\s*\\right\s*\.)?")
BROKEN_BY = re.compile(r"(?<=\\\\)\[-?[\d.]+\s*\\?[a-z]+\]")  # the 6pt of \\[6pt]
ROW_ENDS = re.compile(r"[,;.](?=\s*(?:\\\\|\\end\b))")


def blanked(text: str, form: re.Pattern[str]) -> str:
    """Return ``text`` with spaces in place of what has a form."""
    return form.sub(lambda match: " " * len(match[0]), text)


def kept(match: re.Match[str]) -> str:
    """Return a match with its group "kept" where it stands, and spaces around it."""
    start, end = (place - match.start() for place in match.span("kept"))
    return f"{' ' * start}{match['kept']}{' ' * (len(match[0]) - end)}"


def plainly_set(text: str) -> str:
    """Return a text of LaTeX without what says only how it is set; y with a hat is y_hat, an array behind a brace are cases."""
    if text.count("\\displaystyle") == 1:  # an encyclopedia's formula is copied together with its text
        before = DISPLAYED.match(text)
        text = f"{' ' * before.end()}{text[before.end() :]}" if before else text
    text = blanked(UPRIGHT.sub(lambda match: "d".rjust(len(match[0])), text), STYLES)
    if PSI.search(text):  # a function of the source's own, not the digamma function
        text = text.replace("\\psi", " psi")
    text = blanked(text, BESIDE_EQUALS)
    text = FONTS.sub(kept, text)
    text = OVER.sub(lambda match: f"{match['top']}/    {match['below']}", text)
    text = ACCENTED.sub(lambda m: f"{m['set'] or m['greek'] or m['letter']}_{m['sign']}".ljust(len(m[0])), text)
    text = PRIMES.sub(lambda match: ("'" * match[0].count("prime")).ljust(len(match[0])), text)
    text = TRANSPOSED.sub(lambda match: "^T".rjust(len(match[0])), text)
    if "\\\\" in text:
        text = blanked(blanked(text, BROKEN_BY), ROW_ENDS)
    if BRACED.search(text):
        text = BRACED.sub(lambda match: r"\begin{cases}".ljust(len(match[0])), text)
        text = UNBRACED.sub(lambda match: r"\end{cases}".ljust(len(match[0])), text)
    return _bare(text)


def _bare(text: str) -> str:
    """Take away the braces around the whole of a text."""
    start, end, depth = len(text) - len(text.lstrip()), len(text.rstrip()) - 1, 0
    if text[start : start + 1] != "{" or text[end] != "}" or text[end - 1] == "\\":
        return text
    for match in BRACE.finditer(text, start, end):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth or (depth == 1 and match[0] not in "{}"):
            return text
    return f"{text[:start]} {text[start + 1 : end]} {text[end + 1 :]}" if depth == 1 else text

"""What stands around a formula where it was copied from: taken away, so that every place in the text stays where it is."""

from __future__ import annotations

import re
from unicodedata import normalize

from .elsewhere import as_here
from .questions import ASKED, LEAD, told
from .typeset import OPERATOR, blanked, kept, plainly_set

__all__ = ["LETTERS", "unwrapped"]

LETTERS = {
    **{code: normalize("NFKC", chr(code)) for code in (*range(0x1D400, 0x1D800), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    0x210E: "h", 0x212F: "e", 0x2147: "e", 0x2146: "d",
}  # fmt: skip
"""The slanted, bold and wide letters that typeset formulas are copied with."""

DOLLARS = re.compile(r"\$\$?")
MODES = re.compile(r"(?<!\\)\\[()\[\]]")
DISPLAY = r"(?:equation|align|aligned|alignat|gather|gathered|split|multline|eqnarray|displaymath|math)\*?"
BLANKED = re.compile(rf"\\(?:begin|end)\s*\{{{DISPLAY}\}}|\\(?:label|tag)\*?\s*\{{[^{{}}]*\}}|\\(?:nonumber|notag)(?![A-Za-z])")
IN_DISPLAY = re.compile(rf"\\begin\s*\{{{DISPLAY}\}}")
TABLES = re.compile(r"\\begin\s*\{(cases|[bpvB]?matrix|array)\}.*?\\end\s*\{\1\}", re.S)
BROKEN, ALIGNED = re.compile(r"\\\\(?:\[[^\[\]]*\])?"), re.compile("&")
STOP = re.compile(r"(?<=[\w)}\]$])\s*[.,]\s*(?=(?:\$|\\\)|\\\])*\s*$)")
D_NAMED = re.compile(r"(?<![^\W\d_])d\s*=")
RESPECT = re.compile(r"(?<!\w)(?:w\.\s?r\.\s?t\.?|wrt\.)(?=\s)")
NAME = r"[^\W\d_]\w*"
NEXT = re.compile(
    rf"(?:\s|\\q?quad|\\[,;:! ])*(?:and\s+|{LEAD.pattern})*(?:(?P<name>{NAME})\s*(?:\([^()=]*\)\s*)?:?=(?!=)|[^\W\d_]['′’]+"
    r"|(?:\\[dt]?frac\s*\{\s*)?(?:d|∂|\\partial\s)\^?[\d²³]?\s?[a-zA-Z]?\s?[/}]\s?[{d∂])",
    re.I,
)
COMMENT = re.compile(r"(?:^|(?<=[;\n]))[^\S\n]*(?://|%)[^\n]*")
ARROW = re.compile(rf"(?:^|(?<=[;\n]))(?P<name>\s*{NAME}\s+)<-(?=\s+)")
LET = re.compile(
    rf"(?:^|(?<=[;\n.]))\s*(?:let|given|suppose(?:\s+that)?|assume(?:\s+that)?|consider|define|set|take|const|var|double|float|int|where|gegeben(?:\s+(?:ist|sei))?\s*:?(?:\s+die\s+Funktion)?|betrachte|if(?![^;\n]*\b(?:then|else)\b)|sei)\s+"
    rf"(?={NAME}\s*(?:\([^()=]*\)\s*)?:?=(?!=))",
    re.I,
)
WHERE = re.compile(rf",(?=\s*(?:where|when|for|at|if|with)\s+{NAME}\s*=\s*[-+−\d.(√π])")
FOLLOWS_FROM = re.compile(
    r"\s*(?:\\(?:Long)?[rR]ightarrow(?![A-Za-z])|\\implies(?![A-Za-z])|⇒|⟹)\s*(?=[^\W\d_]['′’(]|d[a-z]\s*/|\\[dt]?frac|[^\W\d_]\s*=)"
)
SENTENCE = re.compile(r"(?<=[\w)])\.(?=\s+(?:[A-Z][a-z]+\s|[a-zA-Z]['′’]))|(?<=[\w)])\.(?=\s*$)")
GIVEN = re.compile(rf"\s*{NAME}\s*(?:\([^()=]*\)\s*)?:?=(?!=)")
QUOTES = ('"', "'", "`", "“", "„", "‘", "«")
QUOTED = re.compile(r"""(?<!["'`])(["'`]{1,3})[^"'`\n]+\1|[“„‘«][^“”„‘’«»\n]+[”“’»]""")
LONG = 10_000  # characters of a text in which no lines are searched for
JOINED = re.compile(r"[()\[\]{}（）;\n,]|\b(?:and|find)\b|\\q?quad(?![A-Za-z])")


def unwrapped(source: str) -> str:
    """Return the text without what only sets it: dollar signs, displays, slanted letters; positions stay the same."""
    text = source if source.isascii() else source.translate(LETTERS)
    if "$" in text and len(DOLLARS.findall(text)) % 2 == 0:
        text = blanked(text, STOP) if text.rstrip().endswith("$") else text
        text = blanked(text, DOLLARS)
    if "\\" in text:
        text = plainly_set(text)
        if sum(1 if m[0] in ("\\(", "\\[") else -1 for m in MODES.finditer(text)) == 0:
            text = blanked(text, MODES)
        if IN_DISPLAY.search(text) and len(text) < LONG:
            text = _lines(text)
        elif BROKEN.search(text) and "\\begin" not in text and len(text) < LONG:
            text = BROKEN.sub(lambda match: ";".ljust(len(match[0])), text)
        text = blanked(text, BLANKED)
    elif "^{T}" in text:
        text = text.replace("^{T}", "  ^T")
    if "=" in text and ("rrow" in text or "impl" in text or "⇒" in text or "⟹" in text):
        text = FOLLOWS_FROM.sub(lambda match: ";".ljust(len(match[0])), text)
    if "//" in text or "%" in text:  # comments of other languages
        text = blanked(text, COMMENT)
    if "<-" in text:
        text = ARROW.sub(r"\g<name> =", text)
    text = as_here(told(text if text[:1].strip() not in QUOTES else QUOTED.sub(lambda match: f" {match[0][1:-1]} ", text)))
    if "=" in text and len(text) < LONG:
        text = SENTENCE.sub(";", text)
        if LET.search(text):
            text = LET.sub(lambda match: " " * len(match[0]), text)
        text = WHERE.sub(lambda match: " ".ljust(len(match[0])), text)
        text = ASKED.sub(lambda match: match["ask"] + " " * len(match["name"]), text, count=1)
    if "/" in text or "frac" in text:
        text = text if D_NAMED.search(text) else OPERATOR.sub(kept, text)
    text = RESPECT.sub(lambda match: "wrt".ljust(len(match[0])), text) if "w." in text or "wrt." in text else text
    return (
        _apart(text)
        if len(text) < LONG and "=" in text and ("," in text or " and " in text or " find " in text or "quad" in text)
        else text
    )


def _lines(text: str) -> str:
    """Make the rows of a display lines, but not those of a table in it."""
    parts, end = [], 0
    for table in (*TABLES.finditer(text), None):
        part = text[end : table.start() if table else len(text)]
        part = ALIGNED.sub(" ", BROKEN.sub(lambda match: ";".ljust(len(match[0])), part))
        parts += [part, table[0] if table else ""]
        end = table.end() if table else end
    return "".join(parts)


def _apart(text: str) -> str:
    """Write ; for a comma between two lines: x = t^2, y = t^3; not for one before a point: x^2, x = 3."""
    found, depth, begin = list(text), 0, 0
    for match in JOINED.finditer(text):
        sign, place = match[0], match.start()
        if sign in (";", "\n"):
            begin = match.end()
        elif sign[0] in ",af\\":
            line = text[begin:place]
            following = NEXT.match(text, match.end()) if depth == 0 and "=" in line else None
            following = None if following and following["name"] and not GIVEN.match(text, begin) else following
            if following and not (following["name"] and re.search(rf"(?<![A-Za-z]){following['name']}(?![\w(])", line)):
                found[place : match.end()] = ";".ljust(len(sign))
                begin = match.end()
        else:
            depth += 1 if sign in "([{（" else -1
    return "".join(found)

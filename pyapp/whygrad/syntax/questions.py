"""Questions as people ask them, in English and in German: the words that lead to a formula, and those that ask for a derivative."""

from __future__ import annotations

import re

__all__ = ["ASK", "ASKED", "BY", "DIRECTIONAL", "LEAD", "ORDERS", "in_order", "told"]

LONG = 1_000  # characters of a text that may be a question

ORDERS = {
    word: order
    for order, words in enumerate(
        (
            "first 1st 1 1. 1te erste ersten",
            "second 2nd 2 2. 2te zweite zweiten",
            "third 3rd 3 3. 3te dritte dritten",
            "fourth 4th 4 4. 4te vierte vierten",
            "fifth 5th 5 5. fünfte fünften",
            "sixth 6th 6 6. sechste",
            "seventh 7th 7 7. siebte",
            "eighth 8th 8 8. achte",
        ),
        1,
    )
    for word in words.split()
}
_KIND = r"partial|partiellen?|total|ordinary|order|ordinary"
_NTH = rf"(?:(?P<nth>{'|'.join(sorted(map(re.escape, ORDERS), key=len, reverse=True))})[\s-]+)?(?:(?:{_KIND})\s+)*"
_ARTICLE = r"(?:(?:the|an?|die|den|der|eine|ihre)\s+)?"
_FILLING = (
    r"(?:(?:the|this|der|die|das|des|den|dem|following|folgende[nrs]?|given|gegebenen?|function|Funktion|expression|Ausdrucks?|Terms?"
    r"|equation|curve|Kurve|graph|Graphen|tangent|Tangente|line|to|an|of|von)(?!\w)\s*:?\s+)*"
)
_NAME = r"[^\W\d_]\w*"
_RESPECT = r"(?:with\s+respect\s+to|in\s+respect\s+to|wrt\.?|w\.\s?r\.\s?t\.?|nach)"
_ASK = (
    rf"{_ARTICLE}{_NTH}"
    r"(?:(?P<what>derivatives?|slope|gradient(?:en)?|jacobian|hessian|rate\s+of\s+change|Ableitung(?:sfunktion)?|Steigung|Änderungsrate"
    r"|d[ée]riv[ée]e|derivada|derivata|afgeleide)\s+(?:of|von|for|für|zu|der|des|del?|du|di|della|van)(?!\w)"
    r"|(?:differentiate|derive|(?:differenzieren?|leiten?|leitet)(?:\s+(?:Sie|man|ich|wir))?(?:\s+ab(?=\s*:))?)(?!\w)"
    r"|(?:derivative|Ableitung|Ableiten|diff|deriv)(?=\s*:|\s+[^\s=:(+*/^,)\-−])|Ableitung(?=[(\[])"
    r"|d\s?/\s?d(?P<letter>[a-z])\s+(?:of|von)(?!\w)|d[a-z]\s?/\s?d(?P<letter2>[a-z])\s+(?:of|von)(?!\w)(?!\s+[a-z]\s*(?:\(\w+\)\s*)?=))"
    rf"(?:\s+{_RESPECT}\s+(?P<by>[^\W\d_])(?=\s*[:,]|\s+of\s))?\s*[:,]?\s*{_FILLING}"
)
ASK = re.compile(rf"{_ASK}(?=[^\s=])", re.I)
"""A question for a derivative, up to what is differentiated."""
ASKED = re.compile(rf"(?<!\w)(?P<ask>{_ASK})(?P<name>(?:{_NAME}\s*(?:\([^()=;\n]*\))?\s*:?=(?!=)))", re.I)
"""The same up to a name that is given to it, as in "the derivative of f(x) = x^2"."""
DIRECTIONAL = re.compile(r"(?:the\s+)?directional\s+derivative\s+of\s+(?=\S)", re.I)
BY = re.compile(rf"(?:{_RESPECT}|(?P<by>by))\s+(?=[^\W\d_])", re.I)

_POLITE = (
    r"(?:(?:please|bitte|also|now|hi|hello)\s*,?\s+|(?:can|could|would|will)\s+you\s+|how\s+(?:(?:do|can|would|should)\s+(?:i|you|we|one)|to)\s+"
    r"|(?:i|we)\s+(?:want|need|have|would\s+like)\s+to\s+|help\s+me\s+(?:to\s+)?|wie\s+(?:kann|soll|muss)\s+(?:man|ich)\s+|(?:kannst\s+du|können\s+sie)\s+)"
)
_VERB = (
    r"(?:find(?:e|en\s+sie)?|compute|calculate|evaluate|determine|obtain|work\s+out|tell\s+me|show\s+me|give(?:\s+me)?|get"
    r"|what\s+is|what['’]s|whats|what\s+are|what\s+would\s+be"
    r"|(?:bestimm|berechn|bild|ermittl|nenn)en?(?:\s+sie)?|bestimmt|berechnet|ermitteln\s+sie|gib|geben\s+sie|gesucht(?:\s+(?:ist|wird))?"
    r"|was\s+(?:ist|wäre)|wie\s+(?:lautet|ist|heißt|groß\s+ist)|wie\s+(?:bestimmt|berechnet|bildet|findet)\s+man|wie)"
)
LEAD = re.compile(
    rf"(?:{_POLITE})*{_VERB}(?:\s*:|\s+(?:the|die|den)\s+value\s+of|\s+den\s+Wert\s+von)?\s+(?=\S)"
    rf"|(?:{_POLITE})+(?=differentiate|derive|d(?:/|erivative))",
    re.I,
)
"""Words at the beginning of a line that only lead to what is wanted."""

_LINE_END = r"(?=[^\S\n]*(?:[;\n]|$))"
WANTED = re.compile(rf"(?<=[\w)}}\]|²³'′’])[^\S\n]*(?:=[^\S\n]*)?\?+{_LINE_END}|(?<=[^\W\d]|[)}}\]|²³'′’])[^\S\n]*\.{_LINE_END}")
"""The question mark or the full stop behind a line, which may stand for what is wanted: f'(x) = ?"""
OPEN_END = re.compile(r"d[²³\d]?\s?/\s?d|frac\s*\{\s*d|[)\w]['′’]+(?:\([^()]*\))?\s*=|derivative|Ableitung")
"""What asks for a derivative in a line that ends with an equals sign: d/dx x^2 =."""
PARTED = re.compile(
    r"\s*(?:bitte\s+)?(?:(?:wie\s+)?leite(?:n\s+Sie|t\s+man)?(?!\w)[^\n]*\s(?P<ab>ab)|(?:gib|geben\s+Sie)\s[^\n]*\s(?P<an>an))\s*$", re.I
)
"""The second part of a German verb, which ends the sentence: leite … ab, gib … an."""
SET_EQUAL = re.compile(
    rf"(?:^|(?<=[;\n]))\s*(?:the\s+|die\s+|eine\s+)?(?:function|Funktion)\s+(?={_NAME}\s*(?:\([^()=]*\)\s*)?:?=(?!=))", re.I
)
IF_THEN = re.compile(
    rf"(?P<if>\s*(?:if|wenn)\s+)(?P<line>{_NAME}\s*(?:\([^()=]*\)\s*)?=(?!=)[^;\n]*?)(?P<then>,?\s+(?:then|dann)\s+)"
    rf"(?=[^\W\d_]['′’]|d[a-z]\s*/|\\frac|{_VERB})",
    re.I,
)
"""If y = x^2, then dy/dx = …"""
_GIVEN = r"(?:given(?:\s+that)?|if|where|for|when|with|and|of|von|für|bei|wenn|mit|zu)"
QUESTION_FIRST = re.compile(
    rf"\s*(?:{LEAD.pattern})?(?P<question>(?P<of>[^\W\d_])['′’]+(?:\([^()=]*\))?"
    r"|(?P<sub>[^\W\d_])_\{?[a-z]{1,3}\}?(?:\([^()=]*\))?"
    r"|(?:\\[dt]?frac\s*\{\s*)?(?:d|∂|\\partial\s)(?:\^?\d|[²³])?\s?(?P<name>[^\W\d_])\s*[/}][^,;:=\n]{2,40}?)"
    r"(?:\s+(?:by|using|durch|mit)\s+(?:implicit\w*|implizite\w*)(?:\s+\w+)?)?"
    rf"\s*(?:,|;|:|\n|(?<=\s){_GIVEN}(?!\w))(?:\s|\\q?quad|\\[,;: ])*(?:(?:{_GIVEN}|the\s+function|der\s+Funktion|die\s+Funktion)\s+)?"
    r"(?P<line>(?:(?(of)(?P=of)|(?(sub)(?P=sub)|(?P=name)))\s*(?:\([^()=]*\)\s*)?:?|(?(name)[^;\n=]{3,}?|(?!)))=(?!=)[^;\n=]+?)"
    r"(?P<point>\s+(?:at|when|an\s+der\s+Stelle|bei)\s+\w+\s*=\s*[^;\n=]+)?",
    re.I,
)


SPELLED = {
    r"(?:cubed|hoch\s+drei)": "^3", r"(?:squared|hoch\s+zwei)": "^2", r"(?:(?:raised\s+)?to\s+the(?:\s+power(?:\s+of)?)?|hoch)": "^",
    r"plus": "+", r"minus": "-", r"(?:times|multiplied\s+by|mal)": "*", r"(?:divided\s+by|geteilt\s+durch|durch)": "/",
}  # fmt: skip
"""Signs that are written as words between what they join."""
_BEHIND = {1: r"(?=\s+[\w(\\√-])", 2: r"(?=\s*(?:[-+*/),;\n]|[^\W\d_]|$))"}  # a sign joins, a power may end
BETWEEN = {re.compile(rf"(?<=[\w)\]}}²³])\s+{form}{_BEHIND[len(sign)]}", re.I): sign for form, sign in SPELLED.items()}
OF = r"\s+(?:of|von|aus)\s+(?=\S)"
NAMED = {
    re.compile(rf"(?<!\w)(?:the\s+|die\s+|der\s+|den\s+)?{form}{OF}", re.I): name
    for form, name in {
        r"(?:square\s+root|Quadratwurzel|Wurzel|sqrt)": "sqrt", r"(?:cube\s+root|Kubikwurzel)": "cbrt",
        r"(?:absolute\s+value|Betrag)": "abs", r"(?:natural\s+log(?:arithm)?|natürliche[rn]?\s+Logarithmus|ln)": "ln",
        r"(?:sine|sin|Sinus)": "sin", r"(?:cosine|cos|Cosinus|Kosinus)": "cos", r"(?:tangent|tan|Tangens)": "tan", r"(?:exp)": "exp",
    }.items()
}  # fmt: skip
WORDED = re.compile(r"[^\W\d_]{2,}\s")


def _spelled(text: str) -> str:
    """Return a text with signs and functions for their names in words: x squared, the square root of x."""
    for form, sign in (*BETWEEN.items(), *NAMED.items()):
        text = form.sub(lambda match, sign=sign: f"{sign} ".ljust(len(match[0])), text)  # type: ignore[misc]
    return text


def told(text: str) -> str:
    """Return a text without the words and signs of a question that stand around its lines; every place stays where it is."""
    if len(text) > LONG:
        return text
    if "?" in text or "." in text:
        text = WANTED.sub(lambda match: " " * len(match[0]), text)
    if text.rstrip().endswith("=") and OPEN_END.search(text):
        end = text.rindex("=")
        text = f"{text[:end]} {text[end + 1 :]}"
    text = _spelled(text) if "=" not in text[:1] and WORDED.search(f"{text} ") else text
    parted = PARTED.match(text) if text.rstrip().endswith(("ab", "an")) else None
    if parted:
        start, end = parted.span("ab" if parted["ab"] else "an")
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    text = IF_THEN.sub(lambda m: f"{' ' * len(m['if'])}{m['line']}{';'.ljust(len(m['then']))}", text, count=1) if "then" in text else text
    return SET_EQUAL.sub(lambda match: " " * len(match[0]), text) if "unction" in text or "unktion" in text else text


def in_order(text: str) -> tuple[str, ...]:
    """Return the lines of a text in the order in which they are read, each where it stands: the question dy/dx behind y = x^2."""
    match = QUESTION_FIRST.fullmatch(text.rstrip("; \t\r\n")) if "=" in text and len(text) < LONG else None
    if match is None:
        return (text,)
    start, end = match.span("line")
    first = f"{' ' * start}{text[start:end]}".ljust(len(text))
    begin, stop = match.span("question")
    return first, f"{' ' * begin}{text[begin:stop]}{' ' * (end - stop)}{text[end:]}"

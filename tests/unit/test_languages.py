"""Another language is complete: every name, every operation, every sentence, with the same places to be filled in."""

from __future__ import annotations

import ast
import json
import re
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import whygrad
from whygrad.cli import main
from whygrad.operations import TABLE
from whygrad.operations.unknown import unknown
from whygrad.respond import respond
from whygrad.syntax.advice import ADVICE
from whygrad.words import LANGUAGES, REASONS, SENTENCES, because, language, retold, say, speaking, words

OTHERS = [name for name in LANGUAGES if name != "en"]
SAME = {"OPERATION_TITLE", "CURVE_LATEX"}
"""Words of the modules that are notation, and so the same in every language."""


def leaves(value: Any, path: str = "") -> dict[str, str]:
    """All texts of a module of words, or of one of its dicts and tuples, by the way to each."""
    if isinstance(value, ModuleType):
        found = {name: each for name, each in vars(value).items() if name.isupper() and not name.startswith("_")}
        return leaves(found)
    if isinstance(value, str):
        return {path: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {where: text for key, each in pairs for where, text in leaves(each, f"{path}/{key}").items()}


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^}]*\}", text))


def notation(where: str, text: str) -> bool:
    """Whether a text is a formula, or nothing: these may be the same in two languages."""
    return where.strip("/") in SAME or not text or "LATEX" in where or text.startswith(("d/dx", "dy/dx"))


@pytest.mark.parametrize("other", OTHERS)
def test_every_word_is_there_with_the_same_places(other: str) -> None:
    for own, english in zip(LANGUAGES[other], LANGUAGES["en"], strict=True):
        ours, theirs = leaves(own), leaves(english)
        assert ours.keys() == theirs.keys()
        for where, text in theirs.items():
            if "LATEX" not in where and where.split("/")[1] != "FOR_EXAMPLE":
                assert places(ours[where]) == places(text), where
            assert notation(where, text) or ours[where] != text, where


@pytest.mark.parametrize("module", [module for pair in LANGUAGES.values() for module in pair])
def test_a_word_is_given_once(module: ModuleType) -> None:
    given = [
        t.id
        for line in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body
        if isinstance(line, ast.Assign)
        for t in line.targets
        if isinstance(t, ast.Name)
    ]
    assert len(given) == len(set(given)), [name for name in given if given.count(name) > 1]


@pytest.mark.parametrize("other", OTHERS)
def test_every_operation_has_its_reason(other: str) -> None:
    assert REASONS[other].keys() == TABLE.keys()
    with speaking(other):
        assert not [name for name, op in TABLE.items() if because(op) == op.because or not because(op)]
        assert because(unknown("f", 1)) == say("{name} is any function: its slope is called {name}'", name="f'")


def phrases() -> set[str]:
    """What the entries of the table say besides their reasons: allowed numbers and conventions."""
    found = set()
    for op in [*TABLE.values(), *(unknown(f, primes) for f in "fgh" for primes in (0, 1, 2))]:
        found |= {limit.allowed for limit in (op.domain, *op.slope) if limit is not None}
        if op.corner is not None:
            found |= {op.corner.convention, *op.corner.sides}
        if op.agreed is not None:
            found.add(op.agreed[1])
    return {text for text in found if re.search("[a-z]{2}", text) and text != "alpha"}


def advised() -> set[str]:
    return {text for each in ADVICE.values() for advice in each for text in (advice.message, advice.hint)}


def said() -> dict[str, str]:
    """Every sentence that the sources pass to ``say``, with the place where it stands."""
    found = {}
    for path in sorted(Path(whygrad.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value:
                        found[part.value] = f"{path.name}:{part.lineno}"
    return found


@pytest.mark.parametrize("other", OTHERS)
def test_every_sentence_is_there(other: str) -> None:
    known = SENTENCES[other]
    assert not sorted((phrases() | advised()) - known.keys())
    assert not [f"{where} {text}" for text, where in said().items() if text not in known]
    for english, text in known.items():
        assert places(text) == places(english)
        assert text != english


SOURCES = [
    "z = y*y", "x^2 * sin(x)", "sin(cos(x^2))", "x^x", "ln(x)/x", "sqrt(x*0)", "relu(x)", "max(x^2, y)", "x^2 + y^2 = 25",
    "sum([1, 2] * x)", "x = [[1, 2], [3, 4]]\nsum(x @ x)", "floor(x)", "ln(x - 5)", "clip(x, 0, 2)", "e^(e^(x*500))",
    "f(x)^2", "log x + sin xy", "1/2x", "x^2y", "sin^-1 x", "x(x + 1)", "x!",
    "sqrt(x - 2)", "abs(x - 2)^2", "max(x, 4 - x)", "sin(x - 2)/(x - 2)", "[x, x^2]", "atan2(x - 2, x - 2)",
]  # fmt: skip


def sentences(document: Any) -> list[str]:
    """All that a document says in words: reasons, titles, warnings, causes."""
    if isinstance(document, dict):
        own = [v for k, v in document.items() if k in ("because", "title", "message", "why") and isinstance(v, str) and v]
        return own + [text for each in document.values() for text in sentences(each)]
    return [text for each in document for text in sentences(each)] if isinstance(document, list) else []


def asked(source: str, speak: str | None, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(respond(json.dumps({"source": source, "speak": speak, **more})))
    return answer


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("source", SOURCES)
def test_a_document_speaks_one_language(source: str, other: str) -> None:
    ours, english = (sentences(asked(source, speak)) for speak in (other, "en"))
    assert len(ours) == len(english) > 0
    assert not set(ours) & set(english)
    assert not [text for text in ours if words.ANSWER in text]
    assert sentences(asked(source, "xx")) == sentences(asked(source, None)) == english


MISTAKES = [
    "",
    "sin(x",
    "x)",
    "2 3",
    "foo(x)",
    "sin",
    "x +",
    "max(x)",
    "3 = x",
    "x^",
    "1,5",
    "y = y + 1",
    "lim x",
    "int x",
    "x' + 1",
    "∑ x",
    "x @@ 2",
    "x = 2; x = 3",
    "f(x) = x; f(1, 2)",
    "piecewise(x)",
    "at x = 2",
    r"\\foo x",
    "5 %",
    "x ± 1",
    "(x^2)'",
    "1e999",
    "sqrt",
    "x ** ** 2",
    "90°",
    "[1, 2] + [1, 2, 3]",
    "ones(2, 3) @ ones(2, 3)",
    "[[1, 2], [3]]",
    "x = [1, 2]; x[5]",
    "inv([[1, 2], [2, 4]])",
    "reshape([1, 2, 3], 2, 2)",
    "sum([1, 2], axis=3)",
    "det(ones(2, 3))",
    "[1 2; 3 4]",
    "x + y = 3; x - y = 1",
]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("source", MISTAKES)
def test_a_mistake_is_told_in_it(source: str, other: str) -> None:
    ours, english = (asked(source, speak) for speak in (other, "en"))
    if english["ok"]:
        assert not set(sentences(ours)) & set(sentences(english))
        return
    assert ours["error"]["message"] != english["error"]["message"]
    assert not ours["error"]["hint"] or ours["error"]["hint"] != english["error"]["hint"]
    for one, two in zip(ours["error"]["repairs"], english["error"]["repairs"], strict=True):
        assert one["text"] == two["text"]
        assert one["label"] != two["label"]


def test_formulas_and_numbers_are_the_same_in_every_language() -> None:
    ours, english = (asked("x^x/3", speak)["document"]["gradients"][0] for speak in ("de", "en"))
    assert all(ours[kind] == english[kind] for kind in ("formula", "latex", "python", "text", "value"))


def test_a_check_and_a_hint_speak_it_too() -> None:
    checked = asked("x^3", "de", ask="check", answer="3x")["checked"]
    assert checked["message"].startswith("Nicht gleich: Bei x = ")
    assert asked("x^3", "de", ask="hint")["hint"]["message"] == "Sieh dir zuerst das Ganze an: Potenzregel."
    assert asked("x^3", "en", ask="hint")["hint"]["message"] == "Look at the whole first: Power rule."


def test_two_threads_may_speak_two_languages() -> None:
    meeting = threading.Barrier(2)
    heard = {}

    def speak(name: str) -> None:
        with speaking(name):
            meeting.wait(10)
            heard[name] = language(), words.RULES["chain"][0]
            meeting.wait(10)

    threads = [threading.Thread(target=speak, args=(name,)) for name in ("en", "de")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"en": ("en", "Chain rule"), "de": ("de", "Kettenregel")}
    assert language() == "en"


def test_the_command_line_speaks_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["x*x*x", "x=2", "--speak", "de", "--detail", "full"]) == 0
    assert "Potenzregel" in capsys.readouterr().out


def spoken(node: ast.AST | None) -> list[str]:
    """The texts that an expression can be: of an f-string, one with every place filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*spoken(node.body), *spoken(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return ["".join([str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values])]
    return []


def hints_of_cells() -> list[str]:
    """Every repair that the frameworks give with an exception of theirs, but for those that are code."""
    found = []
    for path in sorted((Path(whygrad.__file__).parent / "frameworks").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                third = call.args[2] if getattr(call.func, "id", "") in ("CellError", "refused") and len(call.args) > 2 else None
                given = [third, *[k.value for k in call.keywords if k.arg == "hint"]]
                found += [text for node in given for text in spoken(node) if " " in text and not text.startswith("model.")]
    return sorted(set(found))


@pytest.mark.parametrize("other", OTHERS)
def test_every_repair_of_a_cell_is_said_in_the_language(other: str) -> None:
    hints = hints_of_cells()
    assert len(hints) > 150
    with speaking(other):
        assert not [hint for hint in hints if retold(hint) == hint]
    assert [retold(hint) for hint in hints] == hints


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        (
            "import numpy as np\nnp.foo",
            "AttributeError: numpy.foo gibt es hier nicht.",
            "mit Operationen schreiben, die es gibt, etwa + * sum exp",
        ),
        (
            "import requests",
            "ModuleNotFoundError: requests kann hier nicht importiert werden.",
            "möglich sind tensorflow, torch, jax, numpy, autograd, micrograd und math",
        ),
        (
            "import os\nos.listdir('.')",
            "ModuleNotFoundError: os kann hier nicht importiert werden.",
            "eine Zelle darf os nur für os.environ, os.path und os.makedirs importieren",
        ),
        ("f(", "Das ist kein Python: '(' was never closed.", "Klammern und Einrückungen prüfen"),
        ("10**10**10", "Eine Potenz mit 40,000,000,000 Bits ist zu groß für diese Seite.", "kleinere Zahlen benutzen"),
        ("import numpy as np\nnp.ones(3)[5]", "IndexError: index 5 is out of bounds for axis 0 with size 3.", "der letzte ist 2"),
        (
            "import jax\njax.grad(lambda x: x)(jax.numpy.ones(2))",
            "TypeError: Gradient only defined for scalar-output functions. Output had shape: (2,).",
            "jnp.sum oder jacobian benutzen",
        ),
    ],
)
def test_an_exception_of_a_cell_leaves_it_in_german_where_it_is_ours(source: str, message: str, hint: str) -> None:
    with speaking("de"), pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source, language="python")
    assert (caught.value.message, caught.value.hint) == (message, hint)

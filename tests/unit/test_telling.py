"""What is taken away: the same explanation as text and as Markdown, in every detail and language."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from whygrad.respond import respond
from whygrad.telling import DETAILS

SOURCES = {
    "x^2 sin(x)": {"x": 2},
    "a = x*y; z = a^2 + |a|": {"x": 1, "y": 2},
    "sqrt(x)": {"x": 0},
    "X = [[1, 1], [1, 2]]; w = [1, 2]; z = sum((X @ w)^2)": {},
    "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\ny = (x**2).sum()\ny.backward()\nprint(x.grad)": {},
    "sigmoid(x)*swish(x) + mish(x)": {"x": 1},  # with notes and reasons in which a * stands
    "import torch\nx = torch.tensor(2., requires_grad=True)\n(x**2).backward()\nprint('```\\n$ *a*')\nx.grad": {},
}


def told(source: str, **more: object) -> str:
    answer = json.loads(respond(json.dumps({"ask": "tell", "source": source, "at": SOURCES[source], **more})))
    assert answer["ok"], answer
    return str(answer["told"])


@pytest.mark.parametrize("source", SOURCES)
def test_markdown_is_well_formed(source: str) -> None:
    for detail in DETAILS:
        text = told(source, form="markdown", detail=detail)
        fences = re.findall(r"^(`{3,})\n(.*?)\n\1$", text, re.MULTILINE | re.DOTALL)
        assert fences[0][1] == source
        assert len(fences) == 1 + ("import" in source) + ("\nx.grad" in source)
        outside = re.sub(r"^(`{3,})\n.*?\n\1$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert "```" not in outside
        for row, following in pairwise(outside.split("\n")):
            assert row.count("$") % 2 == 0, row
            assert "*" not in re.sub(r"\\\*|\$.*?\$|`.*?`|\*\*[^*]+\*\*", "", row), row  # each stands for itself or makes words bold
            assert not row.lstrip().startswith("- ") or not following or following.lstrip().startswith("- "), following
        table = re.findall(r"^\|.*\|$", text, re.MULTILINE)
        assert bool(table) is (detail != "answer")
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in table} <= {5}


def test_more_detail_tells_more() -> None:
    for form in ("text", "markdown"):
        lengths = [len(told("x^2 sin(x)", form=form, detail=detail)) for detail in DETAILS]
        assert lengths == sorted(set(lengths))


def test_the_orders_of_a_derivative_have_titles() -> None:
    for form in ("text", "markdown"):
        text = told("x^2 sin(x)", form=form, order=2, speak="de")
        assert text.index("Ableitung der Ordnung 1\n") < text.index("Ableitung der Ordnung 2\n")


def test_it_speaks_the_language_of_the_page() -> None:
    for form in ("text", "markdown"):
        german = told("x^2 sin(x)", form=form, speak="de")
        assert "Produktregel" in german
        assert "An der Stelle" in german
        assert "effect" not in german


def test_a_cell_without_anything_to_explain_is_refused() -> None:
    answer = json.loads(respond(json.dumps({"ask": "tell", "source": "import torch\nprint(1)"})))
    assert not answer["ok"]

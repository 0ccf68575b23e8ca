"""Compute the examples' documents, so that the page shows a full answer before Python has arrived.

``examples.py SOURCE FIRST OTHERS LANGUAGE [TITLES]`` reads a list of ``{group, title, source, at, …}`` (any field of a request
may be given) and writes it with the ``request``, the ``document`` and the ``tokens`` of each, in a language: TITLES holds
the groups and titles in it by the English ones. The first group, which is seen at once, gets a file of its own.
"""

import json
import sys
from pathlib import Path
from typing import Any

from whygrad.respond import respond

REQUEST: dict[str, Any] = {"source": "", "at": {}, "of": None, "wrt": None, "order": 1, "language": "auto", "log": "ln"}


def answered(example: dict[str, Any], language: str) -> dict[str, Any]:
    """Return an example with its request and its document; an example that has no answer stops the build."""
    request = {name: example.get(name, usual) for name, usual in REQUEST.items()}
    answer = json.loads(respond(json.dumps({**request, "speak": language})))
    if not answer["ok"]:
        raise SystemExit(f"the example {example['title']!r} has no answer: {answer['error']['message']}")
    coloured = json.loads(respond(json.dumps({"ask": "tokens", "source": request["source"], "known": list(request["at"])})))
    return {**example, "at": request["at"], "request": request, "document": answer["document"], "tokens": coloured["tokens"]}


def titled(example: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    """Return an example with its group and title in the language of ``titles``."""
    return {**example, **{name: titles[example[name]] for name in ("group", "title")}} if titles else example


source, first, others, language, *more = sys.argv[1:]
titles = json.loads(Path(more[0]).read_text("utf-8")) if more else {}
examples = [answered(titled(example, titles), language) for example in json.loads(Path(source).read_text("utf-8"))]
for file, chosen in ((first, True), (others, False)):
    part = [example for example in examples if (example["group"] == examples[0]["group"]) is chosen]
    Path(file).write_text(json.dumps(part, ensure_ascii=False, separators=(",", ":"), allow_nan=False), "utf-8")

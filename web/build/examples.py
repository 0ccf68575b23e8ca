"""Compute the examples' documents, so that the page shows a full answer before Python has arrived.

``examples.py SOURCE TARGET`` reads a list of ``{group, title, source, at, …}`` (any field of a request may be given)
and writes it with the ``request``, the ``document`` and the ``tokens`` of each.
"""

import json
import sys
from pathlib import Path
from typing import Any

from whygrad.respond import respond

REQUEST: dict[str, Any] = {"source": "", "at": {}, "of": None, "wrt": None, "order": 1, "language": "auto"}


def answered(example: dict[str, Any]) -> dict[str, Any]:
    """Return an example with its request and its document; an example that has no answer stops the build."""
    request = {name: example.get(name, usual) for name, usual in REQUEST.items()}
    answer = json.loads(respond(json.dumps(request)))
    if not answer["ok"]:
        raise SystemExit(f"the example {example['title']!r} has no answer: {answer['error']['message']}")
    coloured = json.loads(respond(json.dumps({"ask": "tokens", "source": request["source"], "known": list(request["at"])})))
    return {**example, "at": request["at"], "request": request, "document": answer["document"], "tokens": coloured["tokens"]}


source, target = map(Path, sys.argv[1:])
examples = [answered(example) for example in json.loads(source.read_text("utf-8"))]
target.write_text(json.dumps(examples, ensure_ascii=False, separators=(",", ":"), allow_nan=False), "utf-8")

"""Compute the examples' documents, so that the page shows a full answer before Python has arrived.

``examples.py SOURCE TARGET`` reads a list of ``{group, title, source, at, …}`` (any field of a request may be given)
and writes it with the ``request`` and the ``document`` of each.
"""

import json
import sys
from pathlib import Path

from whygrad.respond import respond

REQUEST: dict[str, object] = {"source": "", "at": {}, "of": None, "wrt": None, "order": 1, "language": "auto"}


def answered(example: dict[str, object]) -> dict[str, object]:
    """Return an example with its request and its document; an example that has no answer stops the build."""
    request = {name: example.get(name, usual) for name, usual in REQUEST.items()}
    answer = json.loads(respond(json.dumps(request)))
    if not answer["ok"]:
        raise SystemExit(f"the example {example['title']!r} has no answer: {answer['error']['message']}")
    return {**example, "at": request["at"], "request": request, "document": answer["document"]}


source, target = map(Path, sys.argv[1:])
examples = [answered(example) for example in json.loads(source.read_text("utf-8"))]
target.write_text(json.dumps(examples, ensure_ascii=False, separators=(",", ":"), allow_nan=False), "utf-8")

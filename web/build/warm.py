"""What Python has done before its memory is kept: everything is imported, and questions of each kind have been answered.

Runs inside Pyodide (see snapshot.mjs), with the text of examples.json as ``EXAMPLES``. What stays is a memory where
caches are warm: a reader's first question costs what every question costs.
"""

import gc
import importlib
import json
import linecache
import pkgutil
from typing import Any

import whygrad
from whygrad.respond import respond
from whygrad.words import LANGUAGES

for module in pkgutil.walk_packages(whygrad.__path__, "whygrad."):
    if module.name not in ("whygrad.__main__", "whygrad.cli"):
        importlib.import_module(module.name)

OWN: list[dict[str, Any]] = [
    {"source": "x^2 sin(x)", "ask": "check", "answer": "2x sin(x)"},
    {"source": "x^2 sin(x)", "ask": "hint", "level": 2},
    {"ask": "practice", "rule": "mixed", "level": 1, "seed": 1},
    {"ask": "completions", "start": "si", "source": "si"},
    {"source": "sin(x"},
    {"source": "\\frac{x^2}{\\sin x}"},
]
examples = json.loads(EXAMPLES)  # type: ignore[name-defined]  # noqa: F821
for speak in LANGUAGES:
    for asked in (*OWN, *({name: entry[name] for name in ("source", "at") if name in entry} for entry in examples)):
        respond(json.dumps({**asked, "speak": speak}))
        respond(json.dumps({"ask": "tokens", "source": asked.get("source", "x"), "speak": speak}))
linecache.clearcache()
gc.collect()

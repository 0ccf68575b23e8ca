"""What Python has done before its memory is kept: what a first answer needs is imported, and questions have been answered.

Runs inside Pyodide (see snapshot.mjs), with the text of examples.json as ``EXAMPLES``. What stays is a memory where
caches are warm: a reader's first question costs what every question costs.
"""

import gc
import importlib
import io
import json
import linecache
import pkgutil
import re
import sys
from typing import Any

import whygrad
from whygrad.cells import is_cell
from whygrad.respond import respond
from whygrad.words import LANGUAGES

# What comes later, when it is asked for: see bringFiles in web/restore.js.
LATER = ("__main__", "cli", "frameworks", "learning", "translating", "following", "markdown", "telling")
# What is not needed any more: the grammar is read, nothing waits for sockets, threads or other processes, no archive is unpacked,
# no code is taken apart.
DONE = re.compile(
    r"lark\..*(load_grammar|earley|cyk|ast_utils|reconstruct|indenter|tree_matcher|tree_templates)\w*"
    r"|asyncio\.(unix_events|selector_events|sslproto|base_subprocess|subprocess|streams|base_events|runners|transports|trsock"
    r"|locks|mixins|queues|graph|staggered|taskgroups|threads|timeouts)|ssl|socket|select|selectors|subprocess"
    r"|(zipfile|shutil|tempfile|bz2|lzma|compression|importlib\.resources)(\..*)?|importlib\.readers|pkgutil|ntpath|getpass"
    r"|dis|opcode|_opcode_metadata|pickle|_compat_pickle|hashlib|codeop|site"
)
OWN: list[dict[str, Any]] = [
    {"ask": "completions", "start": "si", "source": "si"},
    {"source": "sin(x"},
    {"source": "\\frac{x^2}{\\sin x}"},
]


def forget(name: str) -> None:
    """Free a module, wherever it is known: whoever asks for it again imports it anew."""
    module = sys.modules.pop(name)
    for other in list(sys.modules.values()):
        for attribute, value in list(getattr(other, "__dict__", {}).items()):
            if value is module or getattr(value, "__module__", None) == name:
                delattr(other, attribute)
    vars(module).clear()


for found in pkgutil.iter_modules(whygrad.__path__):
    if found.name not in LATER:
        module = importlib.import_module(f"whygrad.{found.name}")
        for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
            importlib.import_module(f"{module.__name__}.{inner.name}")
respond('{"source": "x"}')  # which reads the grammar
for name in [name for name in sys.modules if DONE.fullmatch(name)]:
    forget(name)
examples = [entry for entry in json.loads(EXAMPLES) if not is_cell(entry["source"])]  # type: ignore[name-defined]  # noqa: F821
for speak in LANGUAGES:
    for asked in (*OWN, *({name: entry[name] for name in ("source", "at") if name in entry} for entry in examples)):
        respond(json.dumps({**asked, "speak": speak}))
        respond(json.dumps({"ask": "tokens", "source": asked.get("source", "x"), "speak": speak}))
early = [name for name in sys.modules if name.startswith("whygrad.") and name.split(".")[1] in LATER]
assert not early, f"the first answer needs {early}, which is to come later"
linecache.clearcache()
# A buffer for what is typed has been allocated, 128 kB of what the block held before.
sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(sys.__stdin__.detach().detach(), 512))  # type: ignore[union-attr, misc]
gc.collect()

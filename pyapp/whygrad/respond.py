"""What the page asks: one JSON text in, one JSON text out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .completions import completions
from .errors import UserError
from .explain import Explanation, explain, is_cell
from .frameworks.colours import cell_tokens
from .learning import check, hint, practice
from .markdown import tell_markdown
from .syntax import tokens
from .telling import tell
from .words import speaking

__all__ = ["respond"]

Asked = dict[str, Any]


def respond(request: str) -> str:
    """Answer one request of the page: JSON text in, JSON text out.

    The request's ``ask`` names what is wanted, "explain" if it is left out; the other fields belong to that (see ``ANSWERS``).
    ``speak`` is the language of the answer's words, such as "de"; English if it is left out or not known.
    The answer is ``{"ok": true, …}`` or, for a UserError, ``{"ok": false, "error": …}``.
    """
    asked = json.loads(request)
    with speaking(asked.get("speak")):
        try:
            answer = {"ok": True, **ANSWERS[asked.get("ask", "explain")](asked)}
        except UserError as error:
            answer = {"ok": False, "error": error.to_dict()}
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)


def _explain(asked: Asked) -> Asked:
    """Take ``source`` and, if wanted, the arguments of ``explain``; give ``document``.

    Where ``run`` is false, a Python cell is not run: ``waiting`` says so.
    """
    if asked.get("run") is False and is_cell(str(asked["source"]), asked.get("language") or "auto"):
        return {"waiting": True}
    return {"document": _explained(asked).to_dict()}


def _tell(asked: Asked) -> Asked:
    """Take what ``_explain`` takes, and ``form`` ("text" or "markdown") and ``detail``; give what is ``told``, to be taken away."""
    form = tell_markdown if asked.get("form") == "markdown" else tell
    explained = _explained(asked)
    explained.to_dict()  # a cell without anything to explain is refused
    return {"told": form(explained, asked.get("detail") or "standard")}


def _tokens(asked: Asked) -> Asked:
    """Take ``source`` (and ``known`` names); give ``tokens``, the class of every piece: [start, end, class]."""
    if is_cell(asked["source"]):
        return {"tokens": cell_tokens(asked["source"])}
    return {"tokens": tokens(asked["source"], asked.get("known") or ())}


def _completions(asked: Asked) -> Asked:
    """Take the ``start`` of a name, and the ``source`` and ``known`` names around it; give ``completions``."""
    found = completions(asked["start"], asked.get("source") or "", asked.get("known") or ())
    return {"completions": [c._asdict() for c in found]}


def _check(asked: Asked) -> Asked:
    """Take ``source``, ``answer`` and, if wanted, ``at``, ``wrt`` and ``order``; give ``checked`` (learning.Checked)."""
    return {"checked": check(asked["source"], asked["answer"], **_chosen(asked, "at", "wrt", "order")).to_dict()}


def _hint(asked: Asked) -> Asked:
    """Take ``source``, ``level`` and, if wanted, ``at``, ``wrt`` and ``order``; give ``hint`` (learning.Hint)."""
    return {"hint": hint(asked["source"], asked.get("level", 1), **_chosen(asked, "at", "wrt", "order")).to_dict()}


def _practice(asked: Asked) -> Asked:
    """Take ``rule``, ``level`` and ``seed``; give ``problem`` (learning.Problem)."""
    return {"problem": practice(asked.get("rule", "mixed"), asked.get("level", 1), asked.get("seed", 0)).to_dict()}


def _explained(asked: Asked) -> Explanation:
    return explain(asked["source"], **_chosen(asked, "at", "of", "wrt", "order", "language", "log"))


def _chosen(asked: Asked, *names: str) -> Asked:
    return {name: asked[name] for name in names if asked.get(name) is not None}


ANSWERS: dict[str, Callable[[Asked], Asked]] = {
    "explain": _explain,
    "tell": _tell,
    "check": _check,
    "hint": _hint,
    "practice": _practice,
    "tokens": _tokens,
    "completions": _completions,
}

"""What the page asks: one JSON text in, one JSON text out.

What the first answer does not need (cells, learning, translations) is imported where it is asked for: a page starts sooner.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time
from typing import Any

from .cells import is_cell
from .completions import completions
from .errors import UserError
from .explain import explain
from .plots import NoPicture, curve, field, ranges
from .syntax import tokens
from .words import speaking

__all__ = ["respond"]

Asked = dict[str, Any]
QUICK = 0.5  # seconds of work; what takes longer is not run again in search of a repair


def respond(request: str) -> str:
    """Answer one request of the page: JSON text in, JSON text out.

    The request's ``ask`` names what is wanted, "explain" if it is left out; the other fields belong to that (see ``ANSWERS``).
    ``speak`` is the language of the answer's words, such as "de"; English if it is left out or not known.
    The answer is ``{"ok": true, …}`` or, for a UserError, ``{"ok": false, "error": …}``.
    """
    asked = json.loads(request)
    started = process_time()
    with speaking(asked.get("speak")):
        try:
            answer = {"ok": True, **ANSWERS[asked.get("ask", "explain")](asked)}
        except UserError as error:
            quick = process_time() - started < QUICK
            if quick and asked.get("ask", "explain") == "explain" and asked.get("run") is not False:
                _mend(error, asked)
            answer = {"ok": False, "error": error.to_dict()}
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)


def _explain(asked: Asked) -> Asked:
    """Take ``source`` and, if wanted, the arguments of ``explain``; give ``document``.

    Where ``run`` is false, a Python cell is not run: ``waiting`` says so. Of a cell that asks for several gradients,
    ``request`` is the number of the one that is told (the last, if it is left out).
    """
    if asked.get("run") is False and is_cell(str(asked["source"]), asked.get("language") or "auto"):
        return {"waiting": True}
    return {"document": _explained(asked).to_dict()}


def _tell(asked: Asked) -> Asked:
    """Take what ``_explain`` takes, and ``form`` ("text" or "markdown") and ``detail``; give what is ``told``, to be taken away."""
    from .markdown import tell_markdown
    from .telling import tell

    form = tell_markdown if asked.get("form") == "markdown" else tell
    e = _explained(asked)
    e.to_dict()  # a cell without anything to explain is refused
    return {"told": form(e, asked.get("detail") or "standard")}


def _notebook(asked: Asked) -> Asked:
    """Take ``text``, a notebook's file; give ``notebook``. Where ``run`` is false, its cells are only read."""
    from .frameworks.notebook import notebook

    return {"notebook": notebook(asked["text"], running=asked.get("run") is not False, log=asked.get("log") or "ln").to_dict()}


def _translate(asked: Asked) -> Asked:
    """Take ``source``, the arguments of ``explain``, ``to`` and, of a cell, the ``request``; give ``translation``, a text."""
    from .translating import translate

    options = {**_options(asked), **_chosen(asked, "request")}
    return {"translation": translate(asked["source"], asked["to"], **options)}


def _follow(asked: Asked) -> Asked:
    """Take ``source``, the arguments of ``explain``, a line's ``name`` or number and an entry's ``index``; give ``followed``."""
    from .following import followed

    e = explain(asked["source"], **_options(asked))
    cell = is_cell(str(asked["source"]), asked.get("language") or "auto")
    main = e.asked(asked["request"] if asked.get("request") is not None else -1).main if cell else e  # type: ignore[attr-defined]
    return {"followed": followed(main, asked["name"], asked["index"]).to_dict()}


def _mend(error: UserError, asked: Asked) -> None:
    """Give the error of a cell the changes of its text after which it runs."""
    source = str(asked["source"])
    if not error.repairs and error.source == source and is_cell(source, asked.get("language") or "auto"):
        from .frameworks.repairs import repairs_of_error

        error.repairs = tuple(repairs_of_error(error))


def _tokens(asked: Asked) -> Asked:
    """Take ``source`` (and ``known`` names); give ``tokens``, the class of every piece: [start, end, class]."""
    if is_cell(asked["source"]):
        from .frameworks.colours import cell_tokens

        return {"tokens": cell_tokens(asked["source"])}
    return {"tokens": tokens(asked["source"], asked.get("known") or ())}


def _completions(asked: Asked) -> Asked:
    """Take the ``start`` of a name, and the ``source`` and ``known`` names around it; give ``completions``."""
    found = completions(asked["start"], asked.get("source") or "", asked.get("known") or ())
    return {"completions": [c._asdict() for c in found]}


def _check(asked: Asked) -> Asked:
    """Take ``source``, ``answer`` and, if wanted, ``at``, ``wrt`` and ``order``; give ``checked`` (learning.Checked)."""
    from .learning import check

    return {"checked": check(asked["source"], asked["answer"], **_chosen(asked, "at", "wrt", "order")).to_dict()}


def _hint(asked: Asked) -> Asked:
    """Take ``source``, ``level`` and, if wanted, ``at``, ``wrt`` and ``order``; give ``hint`` (learning.Hint)."""
    from .learning import hint

    return {"hint": hint(asked["source"], asked.get("level", 1), **_chosen(asked, "at", "wrt", "order")).to_dict()}


def _practice(asked: Asked) -> Asked:
    """Take ``rule``, ``level`` and ``seed``; give ``problem`` (learning.Problem)."""
    from .learning import practice

    return {"problem": practice(asked.get("rule", "mixed"), asked.get("level", 1), asked.get("seed", 0)).to_dict()}


def _curve(asked: Asked) -> Asked:
    """Take ``source``, ``name``, ``low``, ``high`` and what else ``plots.curve`` takes; give ``curve``, or ``why`` there is none."""
    return _drawn("curve", curve, asked, ("name", "low", "high"), ("entry", "order", "fit", "bottom", "top"))


def _field(asked: Asked) -> Asked:
    """Take ``source``, ``names``, ``low``, ``high`` and what else ``plots.field`` takes; give ``field``, or ``why`` there is none."""
    return _drawn("field", field, asked, ("names", "low", "high"), ("arrows",))


def _ranges(asked: Asked) -> Asked:
    """Take ``source`` and ``within``; give ``ranges``, how far each name may be moved, or ``why`` there are none."""
    return _drawn("ranges", ranges, asked, ("within",), ())


def _drawn(kind: str, work: Callable[..., Any], asked: Asked, needed: tuple[str, ...], wanted: tuple[str, ...]) -> Asked:
    given = _chosen(asked, "at", "of", "wrt", "language", "log", "request", *needed, *wanted)
    try:
        return {kind: work(asked["source"], **given)}
    except NoPicture as why:
        return {kind: None, "why": str(why)}


def _explained(asked: Asked) -> Any:
    e = explain(asked["source"], **_options(asked))
    if asked.get("request") is not None and is_cell(str(asked["source"]), asked.get("language") or "auto"):
        e.asked(asked["request"])  # type: ignore[attr-defined]
    return e


def _options(asked: Asked) -> Asked:
    """Return the arguments of ``explain``; a cell sets its own values, and those of the formula before it are left out."""
    options = _chosen(asked, "at", "of", "wrt", "order", "language", "log")
    if "at" in options and is_cell(str(asked["source"]), options.get("language", "auto")):
        del options["at"]
    return options


def _chosen(asked: Asked, *names: str) -> Asked:
    return {name: asked[name] for name in names if asked.get(name) is not None}


ANSWERS: dict[str, Callable[[Asked], Asked]] = {
    "explain": _explain,
    "tell": _tell,
    "check": _check,
    "hint": _hint,
    "practice": _practice,
    "notebook": _notebook,
    "translate": _translate,
    "follow": _follow,
    "tokens": _tokens,
    "completions": _completions,
    "curve": _curve,
    "field": _field,
    "ranges": _ranges,
}

"""Nothing that a person pastes or follows gets out of the worker: each attempt is made in the real page, and fails.

A cell that gets hold of what it wants prints REACHED. Requests to other addresses, dialogs, and changes of the page outside
the places for answers count as well.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.whygrad_page import answered, editor, open_page, write

KEEPS = True  # the service worker is one of the doors
# Climbing from any object to every class, and from a class to the module that it came from.
CLIMB = """
def climb(name):
    for kind in ().__class__.__base__.__subclasses__():
        try:
            found = kind.__init__.__globals__["sys"].modules[name]
        except (AttributeError, KeyError, TypeError):
            continue
        return found
"""

CELLS = {
    "js": "import js\nprint('REACHED')",
    "js.fetch": "from js import fetch\nprint('REACHED')",
    "js.XMLHttpRequest": "from js import XMLHttpRequest\nprint('REACHED')",
    "js.document": "from js import document\nprint('REACHED')",
    "js.importScripts": "from js import importScripts\nprint('REACHED')",
    "js.localStorage": "from js import localStorage, indexedDB, caches\nprint('REACHED')",
    "pyodide_js": "import pyodide_js\nprint('REACHED')",
    "pyodide.code.run_js": "from pyodide.code import run_js\nrun_js('1')\nprint('REACHED')",
    "pyodide.http": "from pyodide.http import open_url\nprint('REACHED')",
    "pyodide.ffi": "from pyodide.ffi import to_js\nto_js([1]).constructor.constructor('return 1')()\nprint('REACHED')",
    "micropip": "import micropip\nprint('REACHED')",
    "os": "import os\nprint('REACHED')",
    "sys": "import sys\nprint('REACHED')",
    "subprocess": "import subprocess\nprint('REACHED')",
    "socket": "import socket\nprint('REACHED')",
    "ctypes": "import ctypes\nprint('REACHED')",
    "importlib": "import importlib\nimportlib.import_module('js')\nprint('REACHED')",
    "__import__": "__import__('js')\nprint('REACHED')",
    "a submodule of a stand-in": "import torch\nimport torch.js\nprint('REACHED')",
    "__builtins__ as a name": "__builtins__['__import__']('js')\nprint('REACHED')",
    "__builtins__ of a function": "print.__self__.__import__('js')\nprint('REACHED')",
    "__builtins__ replaced": "__builtins__ = None\nimport js\nprint('REACHED')",
    "globals": "globals()['__builtins__']['eval']('1')\nprint('REACHED')",
    "eval": "eval('1')\nprint('REACHED')",
    "exec": "exec('x = 1')\nprint('REACHED')",
    "compile": "compile('1', 'x', 'eval')\nprint('REACHED')",
    "open for reading": "open('/lib/python314.zip')\nprint('REACHED')",
    "open for writing": "open('/tmp/x', 'w').write('x')\nprint('REACHED')",
    "pathlib": "import pathlib\nprint('REACHED')",
    "input": "input('password?')\nprint('REACHED')",
    "breakpoint": "breakpoint()\nprint('REACHED')",
    "the modules by way of a class": CLIMB + "climb('js').fetch\nprint('REACHED')",
    "code from text by way of a class": CLIMB + "climb('pyodide_js').FS.constructor.constructor('return 1')()\nprint('REACHED')",
    "the network by way of a class": CLIMB + "f = climb('pyodide_js').FS.constructor.constructor('return fetch')()\nprint('REACHED')",
    "a package by way of a class": CLIMB
    + "climb('_pyodide_core')\np = climb('pyodide_js').loadPackage('https://elsewhere.invalid/x.whl')\nprint('done')",
    "another thread by way of a class": CLIMB + "climb('js').Worker.new('data:,1')\nprint('REACHED')",
    "a frame": "try:\n    1/0\nexcept ZeroDivisionError as e:\n    f = e.__traceback__.tb_frame\n"
    "while f.f_back: f = f.f_back\nf.f_globals['__builtins__'].open\n"
    "f.f_builtins['__import__']('js').fetch\nprint('REACHED')",
    "a string's format": "print('{0.__class__.__base__.__subclasses__}'.format(1)[:0] or 'done')",
    "an enumeration of a module": "import enum\nenum.Enum._convert_('X', 'builtins', lambda n: n == 'open').open.value\nprint('REACHED')",
    "an annotation evaluated": "import typing\ntyping.ForwardRef('__import__(\"js\")').evaluate()\nprint('REACHED')",
    "a wrapper's globals": "import functools\nclass K: pass\nk = K()\n"
    "functools.update_wrapper(k, print, assigned=('__globals__',))\nvars(k)['__globals__']\nprint('REACHED')",
    "a pattern's parts": "import abc, collections\nclass A(abc.ABC, collections.namedtuple('P', 'gi_frame')): pass\n"
    "def g(): yield 1\nA.register(type(g()))\nmatch g():\n    case A(f): print('REACHED')",
    "a metaclass": "T = type(int)\nB = T('B', (T,), {'__instancecheck__': lambda c, o: True})\nprint('REACHED')",
    "a path of imports": "import numpy.__class__.__init__.__globals__ as g\ng['sys'].modules['js'].fetch\nprint('REACHED')",
    "where Python prints": "import contextlib\nclass W: pass\nr = contextlib.redirect_stdout(W())\nr.__enter__()\nprint('REACHED')",
    "pickle": "import pickle\npickle.loads(b'cjs\\neval\\n.')\nprint('REACHED')",
    "a descriptor of a class": "def climb(): pass\nself = type(climb)\nself.__dict__['__globals__'].__get__(climb)\nprint('REACHED')",
    "the answer itself": "import json\njson.JSONEncoder.iterencode = lambda *a, **k: ['REACHED']\n1 / 0\nprint('REACHED')",
    "the page from what is printed": "print('<img src=x onerror=alert(1)><script>alert(2)</script>')",
    "the page from a name": "import torch\nx = torch.tensor(1., requires_grad=True)\n(x*x).backward()\n"
    "print(f'<svg onload=alert(1)>{x.grad}')",
}


@pytest.fixture(scope="module")
def opened(browser: object, address: str) -> Page:
    """One page for all cells: what one of them breaks would show in the next."""
    context = browser.new_context(locale="en-US")  # type: ignore[attr-defined]
    page = context.new_page()
    open_page(page, address)
    return page


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_stays_inside(opened: Page, address: str, name: str) -> None:
    page = opened
    foreign: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((address, "blob:")) else None)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    problem = page.locator("#problem .problem")
    write(page, "x^2")
    expect(problem).to_have_count(0)
    write(page, f"import tensorflow as tf\n{CELLS[name]}\n")
    if "REACHED" in CELLS[name]:
        expect(problem).to_be_visible()
    answered(page)
    shown = (problem if problem.count() else page.locator("#results")).inner_text()
    assert "REACHED" not in shown.replace("print('REACHED')", "")
    assert "our fault" not in shown
    assert not foreign
    assert not dialogs
    assert page.locator("img[src='x'], svg[onload], #results script").count() == 0


TEXTS = {
    "markup as a formula": "<img src=x onerror=alert(1)>",
    "markup as a name": "x_<b>1</b> = 2",
    "a link in LaTeX": r"\href{javascript:alert(1)}{x}",
    "a class in LaTeX": r"\htmlClass{x}{x^2}",
    "a picture in LaTeX": r"\includegraphics{https://elsewhere.invalid/x.png}",
    "a style in LaTeX": r"\htmlStyle{background:url(https://elsewhere.invalid)}{x^2}",
    "a macro that grows in LaTeX": r"\def\a{\a\a}\a",
    "a url in LaTeX": r"\url{javascript:alert(1)}",
    "a remark": "x^2 # <script>alert(1)</script>",
    "a string": "x = '<svg onload=alert(1)>'",
    "controls and turned letters": "x\u202e^2\u0000",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_only_text(opened: Page, address: str, name: str) -> None:
    page = opened
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if not request.url.startswith((address, "blob:")) else None)
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    write(page, TEXTS[name])
    answered(page)
    assert page.locator("a[href^=javascript], img, svg[onload], main script, [style*=url]").count() == 0
    assert not seen


LINKS = {
    "markup in the source": f"source={quote('<img src=x onerror=alert(1)>')}",
    "markup in a value": f"source=x&at={quote('x:<svg onload=alert(1)>')}",
    "markup in a name": f"source=x&wrt={quote('<script>alert(1)</script>')}&of={quote('<b>')}",
    "a prototype": "source=x&at=__proto__:1&__proto__=1&constructor=1",
    "markup in everything": f"source=x&order={quote('<b>')}&detail={quote('<b>')}&log={quote('<b>')}&language={quote('<b>')}",
    "not to be decoded": "source=%E0%A4%A",
    "percent signs": f"source=x&at={'%25' * 5000}:1&wrt={'%' * 5000}",
    "a prototype that is a list": "source=x&at=__proto__:[1;2],constructor:[3],toString:4",
    "nested lists": f"source=x&at=x:{'[' * 50_000}{']' * 50_000}",
    "very much": f"source=x&at={','.join(f'a{i}:{i}' for i in range(5000))}&wrt={'x,' * 5000}",
    "numbers that are none": "source=x&at=x:1e999,y:NaN,z:0x10&order=1e9&way=-1&request=99",
    "code": f"source={quote('import tensorflow as tf' + chr(10) + 'print(1)')}",
}


@pytest.mark.parametrize("name", LINKS)
def test_a_link_only_asks(page: Page, address: str, name: str, complaints: list[str]) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if not request.url.startswith((address, "blob:")) else None)
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    open_page(page, address, LINKS[name])
    answered(page)
    assert page.locator("main script, img, svg[onload]").count() == 0
    assert page.evaluate("({}).x === undefined && Object.keys(Object.prototype).length === 0")
    assert not seen
    if name == "code":
        expect(page.get_by_role("button", name="Run")).to_be_visible()
        expect(editor(page)).to_contain_text("print(1)")


KEPT = {
    "counts of no rule": '{"elsewhere":3,"__proto__":4,"length":2}',
    "wrong types": '[{"source":"x^4","at":5,"wrt":{"map":1},"of":[],"order":"<b>","language":{},"log":7}]',
    "markup": '[{"source":"<img src=x onerror=alert(1)>","at":{"<b>":"<i>"},"of":"<svg onload=alert(1)>"},{"source":"x^4"}]',
    "a prototype": '[{"source":"x^4","__proto__":{"polluted":1},"at":{"__proto__":[1]}}]',
    "no JSON": "[[[[",
}


def test_what_others_left_in_the_store_does_no_harm(page: Page, address: str, complaints: list[str]) -> None:
    open_page(page, address)
    for name, kept in KEPT.items():
        page.evaluate(
            """(kept) => {
              for (const key of ["whygrad.recent", "whygrad.solved", "whygrad-theme", "whygrad-language"]) localStorage.setItem(key, kept);
            }""",
            kept,
        )
        page.goto("about:blank")
        open_page(page, address, "source=x^3&at=x:2")
        expect(page.locator("#answer .result .value"), name).to_have_text("8")
        if "x^4" in kept:
            expect(page.locator(".lately button", has_text="x^3"), name).to_have_count(1)  # what was asked is in its place
            page.locator(".lately summary").click()
            page.locator(".lately button", has_text="x^4").click()
            answered(page)
            expect(editor(page), name).to_contain_text("x^4")
        assert page.locator("main script, img, svg[onload]").count() == 0, name
        assert page.evaluate("({}).polluted === undefined && Object.keys(Object.prototype).length === 0"), name


def test_what_another_window_says_is_not_heard(page: Page, address: str, complaints: list[str]) -> None:
    open_page(page, address, "source=x^3&at=x:2&embed=1", ready=False)  # where it is embedded, nothing tells of Python
    expect(page.locator("#answer .result .value")).to_have_text("8")
    for said in (
        {"kind": "answer", "id": 1, "text": "{}"},
        {"kind": "ready"},
        {"kind": "start", "base": "https://elsewhere.invalid/"},
        "take over",
    ):
        page.evaluate("(said) => window.postMessage(said, '*')", said)
    expect(page.locator("#answer .result .value")).to_have_text("8")


def test_the_page_itself_makes_no_code_from_text(page: Page, address: str, complaints: list[str]) -> None:
    """The debugger is free of the policy, what runs later by a timer is not."""
    open_page(page, address)
    attempts = {
        "eval": "(0, eval)('1')", "Function": "Function('1')()", "timer": "setTimeout('window.reached = 1')",
        "script": "document.body.append(Object.assign(document.createElement('script'), {text: 'window.reached = 1'}))",
        "markup": "document.body.innerHTML = '<img src=x onerror=\"window.reached = 1\">'",
        "worker": "new Worker('data:text/javascript,1')", "service worker": "navigator.serviceWorker.register('worker.js')",
    }  # fmt: skip
    for name, attempt in attempts.items():
        caught = page.evaluate(
            f"new Promise((done) => setTimeout(async () => {{ try {{ await ({attempt}); done('') }} catch (e) {{ done(e.name) }} }}))"
        )
        assert caught in ("EvalError", "TypeError"), name
    assert page.evaluate("window.reached === undefined")
    assert page.evaluate("fetch('https://elsewhere.invalid/').then(() => 'had', (error) => error.name)") == "TypeError"
    complaints.clear()


@pytest.mark.parametrize("route", ["", "?start=ordinary"], ids=["snapshot", "ordinary"])
def test_the_worker_has_no_doors(page: Page, address: str, route: str) -> None:
    open_page(page, address + route)
    names = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker", "BroadcastChannel", "indexedDB", "caches"]
    open_doors = "(names) => names.filter((name) => { try { return self[name] !== undefined } catch { return false } })"
    assert page.workers[0].evaluate(open_doors, names) == []
    undone = "(names) => names.filter((name) => { delete self[name]; return self[name] !== undefined })"
    assert page.workers[0].evaluate(undone, names) == []

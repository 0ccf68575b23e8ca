"""How long the page takes from navigation to its first live answer, beside other ways to have Python in a browser.

One interleaved run, each round with fresh profiles, in Chromium: cold, then once more with what the browser has kept; then with
the network slowed down; then the time until Python is back after an endless loop. The rivals are set up in .build/rivals and
served by the same server, which compresses as static hosts do.
"""

from __future__ import annotations

import functools
import gzip
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
import build
from tests.chromium import FLAGS

__all__ = ["times_to_start"]

RIVALS = build.WORK / "rivals"
PYSCRIPT = "@pyscript/core@0.7.31"
ROUNDS, SLOW_ROUNDS = 7, 3
SETTLED = 1500  # milliseconds after which a browser that was started is at rest
RATES = (100, 20, 5)  # Mbit/s
TEXT = {".html", ".js", ".mjs", ".css", ".json", ".wasm", ".svg", ".py"}

LOAD = """<!doctype html><title>rival</title><script type="module">
import { loadPyodide } from "./pyodide/pyodide.mjs";
const python = await loadPyodide({ indexURL: new URL("pyodide/", location).href });
%s
window.result = performance.now();
</script>"""
MICROPIP = """
const here = (name) => new URL(name, location).href;
await python.loadPackage(TOOLS.map(here));
await python.pyimport("micropip").install.callKwargs(python.toPy(WHEELS.map(here)), { deps: false });
"""
OURS = {"snapshot": "", "ordinary": "?start=ordinary"}
QUESTION = "#source=x%5E2+sin%28x%29+%2B+x%5E5&at=x:2"
# Told by the page itself, so that no round trip to this process counts.
WATCH = """(() => {
  const look = () => {
    if (window.result) return;
    if (document.querySelector("#answer .result .value")?.checkVisibility()) window.result = performance.now();
    else requestAnimationFrame(look);
  };
  if (location.pathname.includes("/page/")) look();
})()"""


RESULT = "() => new Promise((done) => (function look() { window.result ? done(window.result) : setTimeout(look, 5) })())"


class Compressing(SimpleHTTPRequestHandler):
    """Serves as static hosts do: compressed, and kept by the browser for a while."""

    protocol_version = "HTTP/1.1"
    extensions_map = build.Handler.extensions_map

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        body = compressed(path.resolve()) if path.suffix in TEXT else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in TEXT:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@functools.cache
def compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9)


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that was closed in the middle of a file is no error."""


def set_up() -> None:
    """Bring the rivals and write a page for each; what is there already stays."""
    root = build.emptied(RIVALS / "site")
    (root / "page").symlink_to(build.DIST)
    (root / "pyodide").symlink_to(build.PYODIDE)
    if not (RIVALS / "node_modules").exists():
        build.run("npm", "install", "--silent", "--prefix", RIVALS, PYSCRIPT)
    if not (RIVALS / "wheels").exists():
        build.run(build.PYTHON, "-m", "pip", "download", "--quiet", "--dest", RIVALS / "wheels", "sympy==1.14.0")
    (root / "pyscript").symlink_to(RIVALS / "node_modules" / "@pyscript" / "core" / "dist")
    for name, folder in (("tools", build.WORK / "tools"), ("wheels", build.WORK / "all-wheels"), ("sympy", RIVALS / "wheels")):
        (root / name).symlink_to(folder)

    def installed(folder: str, ending: str) -> str:
        tools, wheels = ([f"{name}/{file.name}" for file in sorted((root / name).glob("*.whl"))] for name in ("tools", folder))
        return MICROPIP.replace("TOOLS", str(tools)).replace("WHEELS", str(wheels)) + ending

    respond = 'python.pyimport("whygrad.respond").respond(JSON.stringify({ source: "x^2 sin(x) + x^5", at: { x: 2 } }));'
    differentiate = "python.runPython(\"import sympy; x = sympy.Symbol('x'); str(sympy.diff(x**2*sympy.sin(x) + x**5, x))\");"
    (root / "bare.html").write_text(LOAD % 'python.runPython("1 + 1");')
    (root / "standard.html").write_text(LOAD % installed("wheels", respond))
    (root / "sympy.html").write_text(LOAD % installed("sympy", differentiate))
    (root / "pyscript.html").write_text(
        '<!doctype html><title>rival</title><script type="module" src="pyscript/core.js"></script>'
        '<script type="py" config=\'{"interpreter": "./pyodide/pyodide.mjs"}\'>\n'
        "from pyscript import window\nwindow.result = window.performance.now() + 0 * (1 + 1)\n</script>"
    )


@contextmanager
def served() -> Iterator[str]:
    """Serve the page and the rivals, all compressed beforehand."""
    for folder in (build.DIST, build.PYODIDE, RIVALS / "node_modules" / "@pyscript" / "core" / "dist"):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in TEXT:
                compressed(path.resolve())
    server = Quiet(("127.0.0.1", 0), functools.partial(Compressing, directory=str(RIVALS / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@contextmanager
def fresh(playwright: object) -> Iterator[BrowserContext]:
    """A browser with an empty profile, which has started before anything is asked of it."""
    folder = tempfile.mkdtemp()
    context = playwright.chromium.launch_persistent_context(  # type: ignore[attr-defined]
        folder, executable_path=build.find_chromium(), args=FLAGS, locale="en-US"
    )
    context.add_init_script(WATCH)
    context.pages[0].wait_for_timeout(SETTLED)
    yield context
    context.close()
    shutil.rmtree(folder, ignore_errors=True)


def slowed(context: BrowserContext, page: Page, rate: float | None) -> None:
    """Let bytes come at so many Mbit/s."""
    if rate is not None:
        wire = context.new_cdp_session(page)
        limits = {"offline": False, "latency": 40, "downloadThroughput": rate * 125_000, "uploadThroughput": rate * 125_000}
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", limits)


def once(context: BrowserContext, address: str, rate: float | None = None) -> float:
    """Return the milliseconds from navigation to the result."""
    page = context.new_page()
    slowed(context, page, rate)
    page.goto(address)
    taken: float = page.evaluate(RESULT)
    page.close()
    return taken


ENDED = """
const { terminate } = Worker.prototype;
Worker.prototype.terminate = function () {
  terminate.call(this);
  window.result = undefined;
  const ended = performance.now();
  location.hash = "#source=x%5E9&at=x:2";
  const answered = () => document.querySelector("#answer .result .value")?.textContent === "512";
  const look = () => (answered() ? window.result = performance.now() - ended : setTimeout(look, 2));
  look();
};
Object.defineProperty(Navigator.prototype, "deviceMemory", { value: MEMORY });
"""


def restarted(playwright: object, address: str, memory: int) -> float:
    """Return the milliseconds from the end of a worker that runs for ever, and does not listen, to the answer to the next question."""
    with fresh(playwright) as context:
        context.add_init_script(ENDED.replace("MEMORY", str(memory)))
        page = context.new_page()
        page.goto(f"{address}page/{QUESTION}")
        page.get_by_text("Python is ready").wait_for(timeout=120_000)
        page.wait_for_timeout(5000)  # for what is kept, and for the worker that stands by
        page.workers[0].evaluate("setTimeout(() => { for (;;); })")
        page.evaluate("window.result = undefined; location.hash = '#source=x%5E8&at=x:2'")
        taken: float = page.evaluate(RESULT)
        return taken


def times_to_start(rounds: int = ROUNDS, slow_rounds: int = SLOW_ROUNDS) -> None:
    """Print medians and what they are beside the standard recipe and beside bare Pyodide."""
    set_up()
    with served() as base, sync_playwright() as playwright:
        ways = {name: f"{base}page/{query}{QUESTION}" for name, query in OURS.items()}
        ways |= {name: f"{base}{name}.html" for name in ("standard", "bare", "pyscript", "sympy")}
        cold: dict[str, list[float]] = {name: [] for name in ways}
        warm: dict[str, list[float]] = {name: [] for name in ways}
        paint = []
        for _ in range(rounds):
            for name, address in ways.items():
                with fresh(playwright) as context:
                    cold[name].append(once(context, address))
                    once(context, address)
                    warm[name].append(once(context, address))
            with fresh(playwright) as context:
                paint.append(once(context, f"{base}page/"))
        table("cold", cold)
        table("warm", warm)
        print(f"the precomputed answer stands after {statistics.median(paint):6.0f} ms")
        for rate in RATES:
            slow: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(slow_rounds):
                for name, address in ways.items():
                    with fresh(playwright) as context:
                        slow[name].append(once(context, address, rate))
            table(f"{rate} Mbit/s", slow)
        bare = statistics.median(cold["bare"])
        for memory, way in ((4, "by a worker made from what was kept"), (16, "by one that stood by")):
            back = statistics.median(restarted(playwright, base, memory) for _ in range(slow_rounds))
            print(f"the next answer after an endless loop, {way}: {back:6.0f} ms, {back / bare:5.3f} of bare")


def table(title: str, times: dict[str, list[float]]) -> None:
    """Print the median of each way, and its ratio to two of them."""
    middle = {name: statistics.median(found) for name, found in times.items()}
    print(f"{title} ({len(times['bare'])} rounds)")
    for name, found in middle.items():
        low, high = min(times[name]), max(times[name])
        ratios = f"{found / middle['standard']:5.2f} of standard  {found / middle['bare']:5.2f} of bare"
        print(f"  {name:<10} {found:7.0f} ms ({low:.0f} to {high:.0f})  {ratios}", flush=True)

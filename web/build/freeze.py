"""Prepare what the browser's Python starts from; runs inside Pyodide (see pyodide.mjs).

``freeze.py stdlib ZIP`` writes Pyodide's standard library with every module compiled: from sources a browser would
compile them again at each start, which takes longer than all the rest. ``freeze.py packages TOOLS WHEELS FOLDER``
does the same to the wheels in WHEELS and writes the lock file that loads them; TOOLS holds the wheel of micropip.
"""

import ast
import base64
import hashlib
import importlib.util
import json
import marshal
import sys
import types
import zipfile
from pathlib import Path

STDLIB = Path("web/node_modules/pyodide/python_stdlib.zip")
LIBRARY = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip/"
DOCUMENTED = ("pyodide/", "_pyodide/")
EPOCH = (1980, 1, 1, 0, 0, 0)
TAG = f"cp{sys.version_info.major}{sys.version_info.minor}-none-any"


class Unannotated(ast.NodeTransformer):
    """Takes the annotations of functions away, except where a decorator may read them."""

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        """Take them from one function, and from those inside it."""
        if not node.decorator_list:
            node.returns = None
            for given in ast.walk(node.args):
                if isinstance(given, ast.arg):
                    given.annotation = None
        return self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef


def unlined(code: types.CodeType) -> types.CodeType:
    """Return a code object, and all inside it, with a table that knows no line of any place (the longest entries are of eight)."""
    constants = tuple(unlined(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    whole, rest = divmod(len(code.co_code) // 2, 8)
    table = b"\xff" * whole + (bytes([0xF7 + rest]) if rest else b"")
    return code.replace(co_linetable=table, co_consts=constants)


def compiled(source: bytes, name: str) -> bytes:
    """Return the compiled form of a module, with a header that says not to look for its source.

    It has no docstrings, asserts, annotations and line numbers: nobody meets them on the page, and they are a fifth of all that is
    fetched. What Pyodide reads of its own while it starts keeps them.
    """
    tree = ast.parse(source, name)
    if name.removeprefix(LIBRARY).startswith(DOCUMENTED):
        code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
    else:
        code = unlined(compile(Unannotated().visit(tree), name, "exec", dont_inherit=True, optimize=2))
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(source) + marshal.dumps(code)


def write(archive: Path, files: dict[str, bytes]) -> None:
    """Write a zip file whose bytes depend on nothing but the files."""
    with zipfile.ZipFile(archive, "w") as out:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            out.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)


def read(archive: Path, prefix: str) -> dict[str, bytes]:
    """Return the files of an archive, its modules compiled as if they lay at ``prefix``."""
    files = {}
    with zipfile.ZipFile(archive) as source:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".py"):
                files[f"{name}c"] = compiled(content, prefix + name)
            elif not name.endswith("/"):
                files[name] = content
    return files


def stdlib(target: Path) -> None:
    """Write the compiled standard library to ``target``."""
    write(target, read(STDLIB, LIBRARY))


def compiled_wheel(wheel: Path, folder: Path) -> Path:
    """Write a wheel's compiled form into ``folder`` and return its path."""
    name, version = wheel.name.split("-")[:2]
    site = f"/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages/"
    files = read(wheel, site)
    record = next(file for file in files if file.endswith(".dist-info/RECORD"))
    del files[record]
    tags = next(file for file in files if file.endswith(".dist-info/WHEEL"))
    lines = [line for line in files[tags].decode().splitlines() if line and not line.startswith("Tag:")]
    files[tags] = "\n".join([*lines, f"Tag: {TAG}", ""]).encode()
    rows = []
    for file in sorted(files):
        digest = base64.urlsafe_b64encode(hashlib.sha256(files[file]).digest()).rstrip(b"=").decode()
        rows.append(f"{file},sha256={digest},{len(files[file])}\n")
    files[record] = "".join([*rows, f"{record},,\n"]).encode()
    target = folder / f"{name}-{version}-{TAG}.whl"
    write(target, files)
    return target


async def packages(tools: Path, wheels: Path, folder: Path) -> None:
    """Write the compiled wheels and a lock file that knows them alone, by names relative to itself."""
    sys.path += [str(tool.resolve()) for tool in sorted(tools.glob("*.whl"))]
    import micropip

    made = [compiled_wheel(wheel, folder) for wheel in sorted(wheels.glob("*.whl"))]
    await micropip.install([f"emfs:{wheel.resolve()}" for wheel in made], deps=False)
    lock = json.loads(micropip.freeze())
    kept = {}
    for wheel in made:
        key = wheel.name.split("-")[0].lower().replace("_", "-")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        kept[key] = {**lock["packages"][key], "file_name": wheel.name, "sha256": digest}
    missing = {name for entry in kept.values() for name in entry["depends"]} - kept.keys()
    if missing:
        raise SystemExit(f"no wheel was given for {', '.join(sorted(missing))}")
    (folder / "pyodide-lock.json").write_text(json.dumps({**lock, "packages": kept}, indent=1, sort_keys=True))


if sys.argv[1] == "stdlib":
    stdlib(Path(sys.argv[2]))
else:
    await packages(*map(Path, sys.argv[2:]))  # type: ignore[top-level-await]  # noqa: F704

"""Prepare what the browser's Python starts from; runs inside Pyodide (see pyodide.mjs).

``freeze.py stdlib ZIP`` writes Pyodide's standard library with every module compiled: from sources a browser would
compile them again at each start, which takes longer than all the rest. ``freeze.py packages TOOLS WHEELS FOLDER``
does the same to the wheels in WHEELS and writes the lock file that loads them; TOOLS holds the wheel of micropip.
"""

import base64
import hashlib
import json
import py_compile
import sys
import tempfile
import zipfile
from pathlib import Path

STDLIB = Path("web/node_modules/pyodide/python_stdlib.zip")
DOCUMENTED = ("pyodide/", "_pyodide/")  # Pyodide reads its own docstrings while it starts
EPOCH = (1980, 1, 1, 0, 0, 0)
TAG = f"cp{sys.version_info.major}{sys.version_info.minor}-none-any"


def compiled(source: bytes, name: str, optimize: int) -> bytes:
    """Return the compiled form of a module, with a header that says not to look for its source."""
    with tempfile.TemporaryDirectory() as folder:
        file, cache = Path(folder, "module.py"), Path(folder, "module.pyc")
        file.write_bytes(source)
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(file), str(cache), dfile=name, doraise=True, optimize=optimize, invalidation_mode=mode)
        return cache.read_bytes()


def write(archive: Path, files: dict[str, bytes]) -> None:
    """Write a zip file whose bytes depend on nothing but the files."""
    with zipfile.ZipFile(archive, "w") as out:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            out.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)


def read(archive: Path, prefix: str, optimize: int) -> dict[str, bytes]:
    """Return the files of an archive, its modules compiled as if they lay at ``prefix``."""
    files = {}
    with zipfile.ZipFile(archive) as source:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".py"):
                files[f"{name}c"] = compiled(content, prefix + name, 0 if name.startswith(DOCUMENTED) else optimize)
            elif not name.endswith("/"):
                files[name] = content
    return files


def stdlib(target: Path) -> None:
    """Write the compiled standard library to ``target``, without the docstrings and asserts that nobody meets."""
    library = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip/"
    write(target, read(STDLIB, library, optimize=2))


def compiled_wheel(wheel: Path, folder: Path) -> Path:
    """Write a wheel's compiled form into ``folder`` and return its path."""
    name, version = wheel.name.split("-")[:2]
    site = f"/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages/"
    files = read(wheel, site, optimize=0)
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

"""What notebooks ask of the machine around them: environment, paths, dates, the system, and libraries that are not here.

Nothing here reads or changes anything outside the cell. A module of the machine (os, sys, pathlib) is there for a cell that
takes only harmless names from it; a library that is not here may be imported, and what uses it is refused in a sentence.
"""

from __future__ import annotations

import ast
import datetime
import posixpath
import types
from collections.abc import Callable
from typing import Any

from .modules import Namespace
from .session import CellError, current

__all__ = ["HARMLESS", "MACHINE", "Absent", "absent", "asked_of_the_machine", "machine"]

MACHINE = ("os", "os.path", "sys", "pathlib", "platform")
HARMLESS = {
    "os": "os.environ, os.path and os.makedirs",
    "sys": "sys.version, sys.stdout and sys.float_info",
    "pathlib": "the parts of a Path",
}
ABSENT = (
    "pandas sklearn scipy statsmodels sympy tensorflow_probability tensorflow_datasets tensorflow_hub tensorflow_addons torchvision torchaudio "
    "transformers datasets gym gymnasium PIL cv2 skimage imageio h5py networkx nltk xgboost lightgbm numba cupy theano"
).split()
FILES = ("pickle", "glob", "shutil", "csv", "zipfile", "tempfile")
INSTEAD = {
    "pandas": "write the columns as lists or NumPy arrays",
    "sklearn": "write the data as lists, and the loss and the steps in the cell itself",
    "scipy": "use the functions of numpy, tensorflow, torch or jax.scipy",
    "tensorflow_probability": "write the density with tf.exp and tf.math.log",
    "sympy": "type the formula itself into the box",
}
PASSED = "{name} is not here: its import is passed over, and a line that uses it would be refused."


class Absent:
    """A library that is not here, or a part of it: it can be named; whoever uses it is told so."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def _refused(self, *_: Any, **__: Any) -> Any:
        head = self._name.split(".")[0]
        files = "a cell reads and writes no files: write the numbers into it"
        hint = files if head in FILES else INSTEAD.get(head, "write what it does in the cell itself")
        raise CellError("ModuleNotFoundError", f"{self._name} cannot be used here: there is no {head} in this page.", hint)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._name}.{name}")

    def __mro_entries__(self, _: Any) -> Any:
        return self._refused()

    def __repr__(self) -> str:
        return str(self._refused())

    def __instancecheck__(self, _: Any) -> bool:
        return False

    __radd__ = __rsub__ = __rmul__ = __rmatmul__ = __rtruediv__ = __rpow__ = _refused
    __call__ = __getitem__ = __setattr__ = __iter__ = __len__ = __bool__ = __enter__ = __exit__ = __add__ = __sub__ = __mul__ = _refused


def absent(name: str) -> Absent | None:
    """Return what stands for a library that is not here, noted; None if it is not one that notebooks commonly import."""
    head = name.split(".")[0]
    if head not in ABSENT and head not in FILES:
        return None
    current().note(PASSED, name=head)
    return Absent(name)


class _Written:
    """sys.stdout and sys.stderr."""

    def __init__(self, say: Callable[..., None]) -> None:
        self.say = say

    def write(self, text: str) -> int:
        """Print a text as it is."""
        self.say(text, end="")
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""


class Path:
    """A path, which leads nowhere: there are no files."""

    def __init__(self, *parts: Any) -> None:
        self.text = posixpath.normpath(posixpath.join("", *map(str, parts)))
        self.name = posixpath.basename(self.text)
        self.stem, self.suffix = posixpath.splitext(self.name)

    @property
    def parent(self) -> Path:
        """The folder."""
        return Path(posixpath.dirname(self.text))

    def __truediv__(self, other: Any) -> Path:
        return Path(self.text, other)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"PosixPath({self.text!r})"

    def exists(self) -> bool:
        """There is nothing."""
        return False

    is_file = is_dir = exists

    def mkdir(self, *_: Any, **__: Any) -> None:
        """Make nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise CellError("AttributeError", f"Path.{name} is not available in a cell.", "a cell reads and writes no files")


def _quiet(*_: Any, **__: Any) -> None:
    return None


def _nowhere(*_: Any, **__: Any) -> bool:
    return False


def machine(say: Callable[..., None]) -> dict[str, Any]:
    """Return the modules of the machine; ``say`` stands for print."""
    environment: dict[str, str] = {}
    plain = ("join", "basename", "dirname", "splitext", "split", "normpath", "isabs")
    path = Namespace("os.path", {n: getattr(posixpath, n) for n in plain} | dict.fromkeys(("exists", "isfile", "isdir"), _nowhere) | {
        "expanduser": str, "abspath": str, "sep": "/"})  # fmt: skip
    sizes = types.SimpleNamespace(max=1.7976931348623157e308, min=2.2250738585072014e-308, epsilon=2.0**-52)
    os = {"environ": environment, "getenv": environment.get, "path": path, "makedirs": _quiet, "mkdir": _quiet, "sep": "/", "linesep": "\n",
          "getcwd": lambda: "/", "cpu_count": lambda: 1, "name": "posix"}  # fmt: skip
    system = {"version": "3.11", "version_info": (3, 11, 0), "platform": "whygrad", "maxsize": 2**63 - 1, "float_info": sizes, "argv": ["cell"],
              "stdout": _Written(say), "stderr": _Written(say), "byteorder": "little", "executable": "python", "path": [],
              "getrecursionlimit": lambda: 1000, "setrecursionlimit": _quiet, "getsizeof": lambda *_: 0}  # fmt: skip
    return {
        "os": Namespace("os", os), "os.path": path, "sys": Namespace("sys", system),
        "pathlib": Namespace("pathlib", {"Path": Path}),
        "platform": Namespace("platform", {"python_version": lambda: "3.11", "system": lambda: "whygrad", "platform": lambda: "whygrad"}),
        "datetime": Namespace("datetime", {n: getattr(datetime, n) for n in ("datetime", "date", "time", "timedelta", "timezone")}),
    }  # fmt: skip


def asked_of_the_machine(tree: ast.AST, known: dict[str, Any], usual: dict[str, str]) -> set[str]:
    """Return the modules of the machine of which the code takes only what is there.

    Of a module that it takes nothing from, the import is harmless too, unless the code asks nothing of any other module: then
    the import is all there is to it, and it is answered. ``usual`` names the modules that need no import.
    """
    called = dict(usual)
    taken: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.split(".")[0]
                called[alias.asname or head] = alias.name if alias.asname else head
                if head in MACHINE:
                    taken.setdefault(called[alias.asname or head], set())
        elif isinstance(node, ast.ImportFrom) and node.module in MACHINE:
            taken.setdefault(node.module, set()).update(a.name for a in node.names)
    others = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called:
            module = called[node.value.id]
            others = True
            if module in taken:
                taken[module].add(node.attr)
    return {m for m, names in taken.items() if (names or others) and all(n in known[m].__names__ for n in names)}

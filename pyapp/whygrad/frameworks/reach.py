"""What a cell can reach: the modules it may import, and the names it has without importing anything."""

from __future__ import annotations

import builtins
from typing import Any

from .guard import grown
from .hidden import own, plain
from .kinds import KIND, build_class, is_instance, is_subclass
from .library import library, rounds_of
from .modules import Namespace
from .session import CellError, current
from .silent import Silent, drawing
from .surroundings import HARMLESS, MACHINE, absent, machine

__all__ = ["USUAL", "builtin_names", "module_named", "modules"]

ALLOWED = (
    "abs all any ascii bin bool callable chr classmethod complex dict divmod enumerate filter float format frozenset hash hex id int "
    "iter len list map max min next object oct ord property repr reversed round set slice sorted staticmethod str sum super tuple zip "
    "Ellipsis NotImplemented True False None BaseException"
).split()
REFUSED = (
    "open input eval exec compile globals locals breakpoint exit quit help memoryview delattr bytearray aiter anext get_ipython"
).split()
BYTES_AT_MOST = 10_000_000
USUAL = {
    "tf": "tensorflow", "np": "numpy", "torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "jax": "jax", "jnp": "jax.numpy",
    "keras": "tensorflow.keras", "math": "math", "optim": "torch.optim", "anp": "autograd.numpy", "plt": "matplotlib.pyplot",
}  # fmt: skip


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    from . import autograd, jax_modules, micrograd, numpy, tensorflow_modules, torch_modules

    tf = tensorflow_modules.tensorflow()
    found = {
        "tensorflow": tf,
        "numpy": numpy.numpy,
        "keras": tf.keras,
        **torch_modules.modules(),
        "numpy.random": numpy.numpy.random,
        "numpy.linalg": numpy.numpy.linalg,
        **jax_modules.modules(),
        **autograd.autograd_modules(),
        **micrograd.modules(),
    }
    return found | drawing()


def module_named(known: dict[str, Any], name: str) -> Any:
    """Return a module, or a part of one, by its full name; None if there is none."""
    found: Any = known.get(name)
    if found is None and "." in name:
        head, *rest = name.split(".")
        found = known.get(head)
        for part in rest:
            found = getattr(found, plain(part)) if isinstance(found, Namespace | Silent) else None
    return found


def builtin_names(known: dict[str, Any], say: Any) -> dict[str, Any]:
    """Return Python's own names as a cell has them; ``say`` stands for print."""
    known |= library(_printed(say)) | machine(_printed(say))

    def importer(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        try:
            found = module_named(known, name)
        except (CellError, AttributeError):
            found = None
        if name.split(".")[0] in MACHINE and name.split(".")[0] not in {m.split(".")[0] for m in current().asked}:
            found = None
        if found is None and not level and (stand_in := absent(name)) is not None:
            return stand_in if fromlist else absent(name.split(".")[0])
        if found is None or level:
            usual = "tensorflow, torch, jax, numpy, autograd, micrograd and math can"
            hint = f"a cell may import {name} for {HARMLESS[name]} only" if name in HARMLESS else usual
            raise CellError("ModuleNotFoundError", f"{name} cannot be imported here.", hint)
        for part in fromlist or ():
            if part != "*" and isinstance(found, Namespace):
                _look_up(found, name, part)
        return found if fromlist else module_named(known, name.split(".")[0])

    space: dict[str, Any] = {n: getattr(builtins, n) for n in ALLOWED}
    space |= {n: e for n, e in vars(builtins).items() if isinstance(e, type) and issubclass(e, Exception)}
    space |= {n: _refused(n) for n in REFUSED}
    return space | {
        "print": _printed(say),
        "display": _printed(say),
        "__import__": importer,
        "__build_class__": build_class,
        "__name__": "__main__",
        "getattr": _get,
        "hasattr": _has,
        "setattr": _set,
        "vars": _vars,
        "dir": lambda thing: [n for n in dir(thing) if not n.startswith("_")],
        "type": KIND,
        "isinstance": is_instance,
        "issubclass": is_subclass,
        "pow": lambda a, b, m=None: grown("**", a, b) if m is None else pow(a, b, m),
        "range": _range,
        "iter": lambda thing, *end: rounds_of(iter(thing, *end)) if end else iter(thing),
        "bytes": _bytes,
    }


def _refused(name: str) -> Any:
    def refuse(*_: Any, **__: Any) -> None:
        raise CellError("NotAvailable", f"{name} is not available in a cell.", "a cell calculates: it reads no files and asks nothing")

    return refuse


def _printed(say: Any) -> Any:
    def printed(*values: Any, sep: Any = " ", end: Any = "\n", file: Any = None, **_: Any) -> None:
        if file is not None and hasattr(file, "write"):
            file.write((" " if sep is None else sep).join(map(str, values)) + ("\n" if end is None else end))
        else:
            say(*values, sep=sep, end=end)

    return printed


def _get(thing: Any, name: str, *usual: Any) -> Any:
    return getattr(thing, plain(name), *usual)


def _look_up(module: Namespace, name: str, part: str) -> None:
    """Refuse a name that a module lacks; what a module says of one by itself is said."""
    try:
        getattr(module, part)
    except CellError as error:
        if error.kind != "AttributeError":
            raise
        text = f"cannot import name '{part}' from '{name}': {name}.{part} is not supported."
        raise CellError("ImportError", text, "leave it out, or write it yourself") from None


def _has(thing: Any, name: str) -> bool:
    try:
        return hasattr(thing, plain(name))
    except CellError:
        return False


def _set(thing: Any, name: str, value: Any) -> None:
    setattr(thing, plain(name), value)


def _vars(*thing: Any) -> dict[str, Any]:
    if not thing:
        _refused("vars")()
    return own(thing[0])


def _range(*bounds: Any) -> range:
    made = range(*bounds)
    if len(made) > BYTES_AT_MOST:
        raise CellError("Limit", f"A range of {len(made):,} numbers is too long for this page.", "use fewer rounds")
    return made


def _bytes(given: Any = b"", *more: Any) -> bytes:
    if isinstance(given, int) and given > BYTES_AT_MOST:
        raise CellError("Limit", "So many bytes are too large for this page.", "use fewer")
    return bytes(given, *more)

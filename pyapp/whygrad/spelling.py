"""How an operation is written in a framework: what its entry says, or what follows from its name and its Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .arrays import Shape
from .operations import NAMES, TABLE, Operation

__all__ = ["JAX", "MICROGRAD", "NUMPY", "TENSORFLOW", "TORCH", "Spelling", "spelled"]

TOP = frozenset("exp sqrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh".split())  # noqa: SIM905
MATH = re.compile(r"(?<![\w.])math\.(\w+)\(")
PLACE = re.compile(r"\{([a-z]\w*)\}")


class Spelling(NamedTuple):
    """A framework's ways: the ``key`` of entries, the module of its functions, and what it calls common parameters."""

    key: str
    title: str
    module: str
    parameters: dict[str, str] = {}  # noqa: RUF012

    @property
    def root(self) -> str:
        """The name under which the framework is imported."""
        return self.module.split(".")[0]

    def function(self, op: Operation, python: str) -> str:
        """Return the name of the function that Python's ``math`` calls ``python``; NumPy and its like say arcsin."""
        if self.key == "tf" and python in TOP:
            return f"tf.{python}"
        if self.key in ("jax", "np"):
            return self.module + next((n for n in (op.name, *op.aliases) if n == f"arc{python[1:]}"), python)
        return self.module + python


TENSORFLOW = Spelling("tf", "TensorFlow", "tf.math.")
TORCH = Spelling("torch", "PyTorch", "torch.", {"axis": "dim", "keepdims": "keepdim"})
JAX = Spelling("jax", "JAX", "jnp.")
NUMPY = Spelling("np", "NumPy", "np.")
MICROGRAD = Spelling("micrograd", "micrograd", "")


def spelled(op: Operation, way: Spelling, shapes: Sequence[Shape]) -> str | None:
    """Return the template of an application (``{0}`` the first argument), or None where the framework has nothing for it."""
    entry = TABLE.get(op.name, op)
    found = entry.spelled.get(way.key, "" if way is MICROGRAD and "@." in str(entry.spelled.get("*")) else entry.spelled.get("*"))
    if callable(found):
        found = found(shapes, **op.bound)
    if found is None:
        found = _derived(op, way)
    if not found:
        return None
    found = found.replace("@.", f"{way.root}.")
    if "{" not in found:
        found = _call(found, op, way)
    return _in_framework(PLACE.sub(lambda m: repr(op.bound[m[1]]), found), way)


def _derived(op: Operation, way: Spelling) -> str:
    if way.key == "micrograd":
        words = set(re.findall(r"(?<![\w.])[a-z]\w*(?![\w.])", op.python))
        usable = (
            op.elementwise
            and op.differentiable
            and not words
            and "%" not in op.python
            and not re.fullmatch(r"math\.\w+\(\{0\}(?:, \{1\})?\)", op.python)
        )
        return op.python if usable else ""
    if not op.elementwise and not op.example.strip():  # only the effects of other operations are made of it
        return ""
    if not op.elementwise:
        return f"{way.root}.{op.name}"
    alone = re.fullmatch(r"math\.(\w+)\(\{0\}(?:, \{1\})?\)", op.python)
    return way.function(op, alone[1]) if alone else op.python


def _call(name: str, op: Operation, way: Spelling) -> str:
    operands = ", ".join(f"{{{k}}}" for k in range(op.arity))
    operands = f"[{operands}]" if op.variadic else operands
    more = [f", {way.parameters.get(n, n)}={v!r}" for n, v in op.bound.items() if v != op.parameters[n]]
    return f"{name}({operands}{''.join(more)})".replace("{'", "{{'")


def _in_framework(template: str, way: Spelling) -> str | None:
    """Put the framework's functions in the place of those of Python's ``math``, the innermost last."""
    while (match := MATH.search(template)) is not None:
        inside, end = _arguments(template, match.end())
        op = NAMES.get(match[1])
        below = None if op is None else spelled(op, way, ((),) * op.arity)
        if below is None or MATH.search(below):
            return None
        for k, argument in enumerate(inside):
            tight = (
                f"({{{k}}}" in below or f" {{{k}}}," in below or re.search(rf", \{{{k}\}}\)", below) or re.fullmatch(r"[\w.{}]+", argument)
            )
            below = below.replace(f"{{{k}}}", f"\0{k}\0" if tight else f"(\0{k}\0)")
        for k, argument in enumerate(inside):
            below = below.replace(f"\0{k}\0", argument)
        template = template[: match.start()] + below + template[end:]
    return template


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """Return the arguments of a call whose bracket opens before ``start``, and where it ends."""
    found, depth, place = [""], 1, start
    while depth:
        c = text[place]
        depth += (c in "([") - (c in ")]")
        if c == "," and depth == 1:
            found.append("")
        elif depth:
            found[-1] += c
        place += 1
    return [f.strip() for f in found], place

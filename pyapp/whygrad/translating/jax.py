"""A program in JAX: a function of what it is differentiated by, and jax.grad of it. autograd is written the same way."""

from __future__ import annotations

from ..arrays import Array
from ..emitter import Emitter
from ..spelling import JAX, NUMPY, Spelling
from ..words import say
from .straight import Straight, numbered

__all__ = ["autograd", "jax"]


def jax(s: Straight) -> str:
    """Return the program in JAX."""
    double = [] if s.single else ['jax.config.update("jax_enable_x64", True)']
    return _functions(s, JAX, ["import jax", "import jax.numpy as jnp", "", *double], "jax.")


def autograd(s: Straight) -> str:
    """Return the program in NumPy, differentiated by the package autograd."""
    imported = {"hessian": "hessian", "jacobian": "jacobian"}.get(s.kind, "grad" if not s.is_array else "elementwise_grad")
    return _functions(s, NUMPY, ["import autograd.numpy as np", f"from autograd import {imported}", ""], "")


def _functions(s: Straight, way: Spelling, head: list[str], module: str) -> str:
    inputs = {name for name, _ in s.inputs}
    plain = {name for name, value in s.inputs if type(value) is not Array and name not in s.by}
    arrays = [n for n, node in s.lines if type(s.node_value(node)) is Array]
    plain |= {name for name, _ in s.lines} - s.depend([*sorted(inputs - plain), *arrays, *s.by])
    emitter = Emitter(s, way, plain, lambda lists, whole: f"{'jnp' if way is JAX else 'np'}.array({lists})")
    rows = [f"{s.names[name]} = {emitter.given(value, name in s.whole)}" for name, value in s.inputs]
    steps = {name: emitter.line(name, node) for name, node in s.lines}
    groups = _groups(s, inputs)
    moved = s.depend(s.by)
    rows += [step for name, step in steps.items() if name not in moved or (name in s.by and name != s.target)]
    shown: list[str] = []
    z = s.names[s.target]
    for number, group in enumerate(groups):
        f = "f" if len(groups) == 1 else f"f{number + 1}"
        names = [s.names[b] for b in group]
        inside = [step for name, step in steps.items() if name in s.depend(group) and name not in group]
        *before, last = inside or [f"{z} = {z}"]
        rows += ["", f"def {f}({', '.join(names)}):", *[f"    {step}" for step in before], f"    return {last.partition(' = ')[2]}", ""]
        if not shown:
            shown.append(f"{f}({', '.join(names)})")
        shown += _asked(s, module, f, group, names)
    if any("put(" in row for row in rows):
        raise s.cannot(say("{framework} has nothing that stands for {name}.", framework="NumPy", name="scatter_add"))
    return numbered([*["import math"] * emitter.math, *head, *rows, f"print({', '.join(shown)})"])


def _groups(s: Straight, inputs: set[str]) -> list[list[str]]:
    """Return the names that one function can have as its parameters: an intermediate line has a function of its own."""
    by = list(dict.fromkeys(s.by))
    lines = [b for b in by if b not in inputs]
    whole = [b for b in by if b in inputs]
    return [*([whole] if whole else []), *[[b] for b in lines]]


def _asked(s: Straight, module: str, f: str, group: list[str], names: list[str]) -> list[str]:
    called = f"({', '.join(names)})"
    if s.kind in ("jacobian", "hessian"):
        if len(names) > 1 and not module:
            raise s.cannot(say("Second slopes by several names are asked for one name after another here: d/dx d/dy."))
        places = f", argnums={tuple(range(len(names)))}" if len(names) > 1 else ""
        return [f"{module}{s.kind}({f}{places}){called}"]
    if s.kind == "derivative":
        text = f
        for b in s.by:
            place = group.index(b)
            text = f"{module}grad({text}{f', {place}' if place else ''})"
        return [f"{text}{called}"]
    if s.is_array and module:  # the gradient of an array is that of its sum
        f = f"lambda {', '.join(names)}: {f}{called}.sum()"
    grad = f"{module}grad" if not s.is_array or module else "elementwise_grad"
    if len(names) == 1:
        return [f"{grad}({f}){called}"]
    if module:
        return [f"{grad}({f}, argnums={tuple(range(len(names)))}){called}"]
    return [f"{grad}({f}, {k}){called}" for k in range(len(names))]

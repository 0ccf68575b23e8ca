"""A program in PyTorch: leaves that require a gradient, and backward()."""

from __future__ import annotations

from ..arrays import Array
from ..emitter import Emitter
from ..spelling import TORCH
from ..words import say
from .straight import Straight, numbered

__all__ = ["torch"]


def torch(s: Straight) -> str:
    """Return the program in PyTorch."""
    inputs = {name for name, _ in s.inputs}
    watched = inputs if any(b not in inputs for b in s.by) else set(s.by)
    watched -= {name for name in s.whole if isinstance(name, str)}
    plain = {name for name, value in s.inputs if type(value) is not Array and name not in watched}
    arrays = [n for n, node in s.lines if type(s.node_value(node)) is Array]
    plain |= {name for name, _ in s.lines} - s.depend([*sorted(inputs - plain), *arrays])
    emitter = Emitter(s, TORCH, plain, lambda lists, whole: f"torch.tensor({lists})")
    rows = []
    for name, value in s.inputs:
        text = emitter.given(value, name in s.whole)
        if name in watched:
            text = f"{text.removesuffix(')') if type(value) is Array else f'torch.tensor({text}'}, requires_grad=True)"
        rows.append(f"{s.names[name]} = {text}")
    z, by = s.names[s.target], [s.names[b] for b in s.by]
    steps = []
    kept = [b for b in s.by if b not in inputs]
    for name, node in s.lines:
        steps.append(emitter.line(name, node))
        if name in kept and s.kind == "gradient":
            steps.append(f"{s.names[name]}.retain_grad()")
    reached = s.depend(sorted(watched))
    if s.target not in reached:
        raise s.cannot(say("The answer is not made from {names}, and PyTorch refuses to go backwards from it.", names=", ".join(s.by)))
    if s.kind == "gradient":
        seed = f"torch.ones_like({z})" if s.is_array else ""
        steps += [
            "",
            f"{z}.backward({seed})",
            f"print({', '.join([f'{z}.detach()' if s.is_array else f'{z}.item()', *[f'{b}.grad' for b in by]])})",
        ]
    elif s.kind in ("jacobian", "hessian"):
        x = ", ".join(by)
        name = s.slope_name(s.by[:1] * (2 if s.kind == "hessian" else 1))
        body = ["", f"def f({x}):", *[f"    {step}" for step in steps if step], f"    return {z}", ""]
        steps = [*body, f"{name} = torch.autograd.functional.{s.kind}(f, {x if len(by) == 1 else f'({x})'})", f"print({name})"]
    else:
        last = z
        for k, b in enumerate(by):
            name = s.slope_name(s.by[: k + 1])
            more = ", create_graph=True" if k + 1 < len(by) else ""
            steps.append(f"{name}, = torch.autograd.grad({last}, {b}{more})")
            last = name
        steps.append(f"print({z}.item(), {last}.item())")
    double = [] if s.single else ["torch.set_default_dtype(torch.float64)"]
    return numbered([*["import math"] * emitter.math, "import torch", "", *double, *rows, *steps])

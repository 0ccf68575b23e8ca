"""A program in TensorFlow: variables, a tape, its gradient."""

from __future__ import annotations

from ..arrays import Array
from ..emitter import Emitter
from ..spelling import TENSORFLOW
from ..words import say
from .straight import Straight, numbered

__all__ = ["tensorflow"]


def tensorflow(s: Straight) -> str:
    """Return the program in TensorFlow."""
    typed = "" if s.single else ", dtype=tf.float64"
    inputs = {name for name, _ in s.inputs}
    watched = inputs if any(b not in inputs for b in s.by) else set(s.by)
    watched -= {name for name in s.whole if isinstance(name, str)}
    plain = {name for name, value in s.inputs if type(value) is not Array and name not in watched}
    moved = s.depend(sorted(inputs - plain) + [n for n, node in s.lines if type(s.node_value(node)) is Array])
    plain |= {name for name, _ in s.lines if name not in moved}
    emitter = Emitter(s, TENSORFLOW, plain, lambda lists, whole: f"tf.constant({lists}{'' if whole else typed})")
    rows = []
    for name, value in s.inputs:
        text = emitter.given(value, name in s.whole)
        if name in watched:
            made = type(value) is Array and text.startswith("tf.constant(")
            bare = text.removeprefix("tf.constant(").removesuffix(")").removesuffix(typed) if made else text
            text = f"tf.Variable({bare}{'' if 'dtype=' in bare else typed})"
        rows.append(f"{s.names[name]} = {text}")
    steps = [emitter.line(name, node) for name, node in s.lines]
    z, by = s.names[s.target], [s.names[b] for b in s.by]
    if s.kind in ("gradient", "jacobian"):
        body = ["with tf.GradientTape() as tape:", *[f"    {step}" for step in steps], ""]
        method = "jacobian" if s.kind == "jacobian" else "gradient"
        names = [s.slope_name([b]) for b in s.by]
        body.append(f"{', '.join(names)} = tape.{method}({z}, {by[0] if len(by) == 1 else '[' + ', '.join(by) + ']'})")
        shown = names
    elif s.kind == "hessian" and len(s.by) > 1:
        raise s.cannot(say("Second slopes by several names are asked for one name after another here: d/dx d/dy."))
    elif s.kind == "hessian":
        x = by[0]
        first, second = s.slope_name(s.by[:1]), s.slope_name(s.by[:1] * 2)
        body = ["with tf.GradientTape() as outer:", "    with tf.GradientTape() as tape:", *[f"        {step}" for step in steps]]
        body += [f"    {first} = tape.gradient({z}, {x})", f"{second} = outer.jacobian({first}, {x})"]
        shown = [second]
    else:
        body, shown = _nested(s, steps)
    rows += ["", *body]
    sparse = any("tf.gather(" in step for step in steps)  # of which TensorFlow gives the slices alone
    shown = [f"tf.convert_to_tensor({name})" if sparse else name for name in shown]
    told = [name if s.kind == "gradient" and not s.flows(b) else f"{name}.numpy()" for name, b in zip(shown, s.by, strict=False)]
    prints = [f"print({', '.join([f'{z}.numpy()', *told])})"]
    head = ["import math"] * emitter.math + ["import tensorflow as tf", ""]
    return numbered([*head, *rows, *prints])


def _nested(s: Straight, steps: list[str]) -> tuple[list[str], list[str]]:
    """One tape around another, the innermost for the first derivative."""
    order = len(s.by)
    body = [f"{'    ' * k}with tf.GradientTape() as tape{order - k}:" for k in range(order)]
    body += [f"{'    ' * order}{step}" for step in steps]
    last = s.names[s.target]
    for k in range(order):
        name = s.slope_name(s.by[: k + 1])
        body.append(f"{'    ' * (order - 1 - k)}{name} = tape{k + 1}.gradient({last}, {s.names[s.by[k]]})")
        last = name
    return body, [last]

"""A program in whygrad's own notation, the values of its inputs included."""

from __future__ import annotations

from ..arrays import Array
from ..emitter import short
from ..literals import array_text
from ..writing import Style, Writer
from .straight import Straight

__all__ = ["notation"]


def notation(s: Straight) -> str:
    """Return the program in the notation of the page."""
    writer = Writer(s.nodes, Style("text", tidy=False), s.parts)
    rows = []
    for name, value in s.inputs:
        text = array_text(value, "", "text") if type(value) is Array else short(value, s.single).removesuffix(".0")
        rows.append(f"{name} = {text}")
    rows += [f"{name} = {writer.run(node, skip_name=True)}" for name, node in s.lines]
    by = list(dict.fromkeys(s.by))
    if s.kind == "derivative":
        text = s.target
        for b in s.by:
            text = f"d/d{b}({text})"
        rows.append(text)
    elif s.kind in ("hessian", "jacobian") or by != [name for name, _ in s.inputs]:
        rows.append(f"{s.kind}({', '.join([s.target, *by])})")
    return "\n".join(rows) + "\n"

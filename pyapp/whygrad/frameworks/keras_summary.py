"""Keras: the table of a model's layers."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence
from typing import Any

from .keras_layer import Layer, Node

__all__ = ["summary"]

WIDTHS = {3: (31, 22, 13), 4: (19, 17, 10, 17)}  # of the columns; the fourth says what a layer is connected to


def summary(model: Any) -> str:
    """Return the table of a model's layers, as Keras prints it."""
    rows = _rows(model)
    widths = WIDTHS[len(rows[0])]

    def bar(left: str, line: str, middle: str, right: str) -> str:
        return left + middle.join(line * (w + 2) for w in widths) + right

    def cells(row: Sequence[str], edge: str) -> str:
        columns = [textwrap.wrap(text, w) or [""] for text, w in zip(row, widths, strict=True)]
        lines = itertools.zip_longest(*columns, fillvalue="")
        return "\n".join(edge + edge.join(f" {t:>{w}} " if k == 2 else f" {t:<{w}} " for k, (t, w) in enumerate(zip(line, widths, strict=True))) + edge
                         for line in lines)  # fmt: skip

    body = f"\n{bar('├', '─', '┼', '┤')}\n".join(cells(row, "│") for row in rows[1:])
    lines = [f'Model: "{model.name}"', bar("┏", "━", "┳", "┓"), cells(rows[0], "┃"), bar("┡", "━", "╇", "┩"), body, bar("└", "─", "┴", "┘")]
    own, trained = model.variables, model.trainable_variables
    held = model.optimizer.variables if model.optimizer is not None and model.optimizer.built else []
    counts = {"Total": [*own, *held], "Trainable": trained, "Non-trainable": [v for v in own if all(v is not t for t in trained)]}
    for title, variables in (counts | ({"Optimizer": held} if held else {})).items():
        lines.append(f" {title} params: {sum(int(v.size) for v in variables):,} ({_memory(variables)})")
    return "\n".join(lines)


def _memory(variables: Sequence[Any]) -> str:
    size = float(sum(int(v.size) * v._dtype.bits // 8 for v in variables))
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.2f} {unit}"
        size /= 1024
    return ""


def _rows(model: Any) -> list[tuple[str, ...]]:
    """Return the heads and the rows of the table; where paths branch, with a column for what a layer is connected to."""
    nodes: list[Node] = model.plan or []
    order = list(dict.fromkeys([n.layer for n in nodes]))
    layers = order if nodes and not hasattr(model, "stack") else model.layers
    users = [id(p) for n in nodes for p in n.before()]
    branched = len(set(users)) < len(users) or any(len(n.before()) > 1 for n in nodes)
    rows: list[tuple[str, ...]] = [("Layer (type)", "Output Shape", "Param #", "Connected to")]
    for layer in layers:
        node = next((n for n in nodes if n.layer is layer), None)
        count = f"{layer.count_params():,}" if node or layer.built else "0 (unbuilt)"
        before = ", ".join(f"{p.node.layer.name}[0][{p.node.places.index(p)}]" for p in (node.before() if node else [])) or "-"
        rows.append((f"{layer.name} ({type(layer).__name__})", _shape(layer, node), count, before))
    return rows if branched else [row[:3] for row in rows]


def _shape(layer: Layer, node: Node | None) -> str:
    if node is not None:
        shapes = [p.shape for p in node.places]
    elif layer.made_shape is not None:
        shapes = layer.made_shape
    else:
        return "?"
    told = [f"({', '.join(map(str, s))})" for s in shapes]
    return told[0] if len(told) == 1 else f"[{', '.join(told)}]"

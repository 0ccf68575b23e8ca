"""How PyTorch prints a tensor: four digits behind the point, entries of one width, lines of 80 characters, long ones with dots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..arrays import Array, data_of, shape_of
from .dtypes import DType
from .session import Session, current

__all__ = ["set_printoptions", "tensor_text"]

USUAL: dict[str, Any] = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
PROFILES: dict[str, dict[str, Any]] = {
    "default": USUAL,
    "short": {**USUAL, "precision": 2, "edgeitems": 2},
    "full": {**USUAL, "threshold": math.inf},
}


def _options(session: Session) -> dict[str, Any]:
    return session.kept("torch printing", lambda: dict(USUAL))  # type: ignore[no-any-return]


def set_printoptions(profile: str | None = None, **changed: Any) -> None:
    """Change how tensors are printed from now on."""
    options = _options(current())
    if profile is not None:
        options.update(PROFILES[profile])
    options.update({k: v for k, v in changed.items() if k in USUAL and (v is not None or k == "sci_mode")})


class _Form:
    """How the entries of one tensor are written: whole, with four digits, or with an exponent, all of one width."""

    def __init__(self, numbers: Sequence[float], dtype: DType, options: dict[str, Any]) -> None:
        self.dtype, self.digits = dtype, options["precision"]
        self.whole, self.exponent, self.width = True, False, 1
        if dtype.kind != "f":
            self.width = max([len(self._text(x)) for x in numbers], default=1)
            return
        known = [x for x in numbers if x and math.isfinite(x)]
        if not known:
            return
        sizes = [abs(x) for x in known]
        least, most = min(sizes), max(sizes)
        self.whole = all([x == math.ceil(x) for x in known])
        wide = most / least > 1000.0 or most > 1e8 or (least < 1e-4 and not self.whole)
        self.exponent = wide if options["sci_mode"] is None else options["sci_mode"]
        self.width = max([len(self._text(x)) for x in known])

    def _text(self, x: float) -> str:
        if self.dtype.kind == "b":
            return str(bool(x))
        if self.dtype.kind == "i":
            return str(int(x))
        if self.exponent:
            return f"{x:.{self.digits}e}"
        if self.whole:
            return f"{x:.0f}." if math.isfinite(x) else str(x)
        return f"{x:.{self.digits}f}"

    def __call__(self, x: float) -> str:
        return self._text(x).rjust(self.width)


def _summary(data: Sequence[float], shape: tuple[int, ...], edge: int) -> list[float]:
    """Return the entries that are shown of a long tensor."""
    if not shape:
        return list(data)
    step = len(data) // shape[0] if shape[0] else 0
    rows = range(shape[0]) if shape[0] <= 2 * edge else [*range(edge), *range(shape[0] - edge, shape[0])]
    return [x for k in rows for x in _summary(data[k * step : (k + 1) * step], shape[1:], edge)]


def _nested(data: Sequence[float], shape: tuple[int, ...], indent: int, form: _Form, short: bool, options: dict[str, Any]) -> str:
    edge = options["edgeitems"]
    cut = short and shape[0] > 2 * edge
    rows = [*range(edge), *range(shape[0] - edge, shape[0])] if cut else range(shape[0])
    if len(shape) == 1:
        texts = [form(data[k]) for k in rows]
        if cut:
            texts.insert(edge, " ...")
        count = max(1, int((options["linewidth"] - indent) / (form.width + 2)))
        lines = [", ".join(texts[k : k + count]) for k in range(0, len(texts), count)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    step = len(data) // shape[0] if shape[0] else 0
    parts = [_nested(data[k * step : (k + 1) * step], shape[1:], indent + 1, form, short, options) for k in rows]
    if cut:
        parts.insert(edge, "...")
    return "[" + ("," + "\n" * (len(shape) - 1) + " " * (indent + 1)).join(parts) + "]"


def tensor_text(session: Session, value: Any, dtype: DType, notes: Sequence[str] = (), name: str = "tensor(") -> str:
    """Return a tensor as PyTorch prints it; ``notes`` (its type, its slope) stand behind the numbers."""
    options, shape, data = _options(session), shape_of(value), data_of(value)
    notes, indent = list(notes), len(name)
    if not isinstance(value, Array):
        text = _Form(data, dtype, options)(data[0])
    elif not data:
        text = "[]"
        if len(shape) > 1:
            notes.insert(0, f"size=({', '.join(map(str, shape))})")
    else:
        short = len(data) > options["threshold"]
        form = _Form(_summary(data, shape, options["edgeitems"]) if short else data, dtype, options)
        text = _nested(data, shape, indent, form, short, options)
    parts = [name + text]
    length = len(parts[0]) - parts[0].rfind("\n") - 1
    for note in notes:
        if length + len(note) + 2 > options["linewidth"]:
            parts.append(",\n" + " " * indent + note)
            length = indent + len(note)
        else:
            parts.append(", " + note)
            length += len(note) + 2
    return "".join(parts) + ")"

"""How NumPy prints numbers and arrays; JAX and TensorFlow print theirs by it.

The digits are the fewest that give back the number, cut at ``precision``; entries have one width, long arrays have dots.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import shape_of
from .dtypes import DType, rounded
from .session import current

__all__ = ["array_text", "number_text", "options", "printoptions", "repr_text", "set_printoptions"]

USUAL: dict[str, Any] = {
    "edgeitems": 3, "threshold": 1000, "floatmode": "maxprec", "precision": 8, "suppress": False, "linewidth": 75, "nanstr": "nan",
    "infstr": "inf", "sign": "-", "formatter": None, "legacy": False, "override_repr": None,
}  # fmt: skip
SHORT = {16: 1e3, 32: 1e6}  # from here on a single number of few bits has an exponent


def options() -> dict[str, Any]:
    """Return how numbers are printed in this cell."""
    return current().kept("printing", lambda: dict(USUAL))  # type: ignore[no-any-return]


def set_printoptions(*args: Any, **changed: Any) -> None:
    """Change how numbers are printed from now on."""
    if args:
        changed["precision"] = args[0]
    options().update({k: v for k, v in changed.items() if v is not None})


class printoptions:
    """Change how numbers are printed inside a with block."""

    def __init__(self, **changed: Any) -> None:
        self.changed = changed

    def __enter__(self) -> dict[str, Any]:
        self.before = dict(options())
        set_printoptions(**self.changed)
        return options()

    def __exit__(self, *_: object) -> None:
        options().update(self.before)


# ---- digits ----


def plain_digits(x: float, dtype: DType) -> str:
    """Return the fewest digits that give back ``x`` in its type, without an exponent; at least one place behind the point."""
    text = repr(x)
    if dtype.name == "float64":
        if "e" not in text:
            return text
        return next((t for t in (f"{x:.{d}f}" for d in range(1, 330)) if float(t) == x), text)
    return next((t for t in (f"{x:.{d}f}" for d in range(1, 60)) if rounded(float(t), dtype) == x), text)


def exponent_digits(x: float, dtype: DType, precision: int = 17) -> tuple[str, str]:
    """Return the fewest digits that give back ``x``, at most ``precision`` behind the point, and the exponent: "1.5", "e+10"."""
    digits = next((d for d in range(precision) if rounded(float(f"{x:.{d}e}"), dtype) == x), precision)
    return with_exponent(x, digits)


def with_exponent(x: float, digits: int) -> tuple[str, str]:
    """Return ``x`` with ``digits`` behind the point, and the exponent."""
    mantissa, exponent = f"{x:.{digits}e}".split("e")
    return mantissa if digits else f"{mantissa}.", f"e{exponent[0]}{exponent[1:]:0>2}"


def number_text(x: float, dtype: DType) -> str:
    """Return a number as NumPy prints a single one of ``dtype``: 8.0, 0.1, 12, True, nan, inf, 1e-05."""
    if dtype.kind == "b":
        return str(bool(x))
    if dtype.kind == "i":
        return str(int(x))
    if dtype.name == "bfloat16":
        return f"{x:.6g}"
    if not math.isfinite(x) or dtype.name == "float64":
        return repr(float(x))
    if not x or 1e-4 <= abs(x) < SHORT[dtype.bits]:
        return plain_digits(x, dtype)
    mantissa, exponent = exponent_digits(x, dtype)
    return mantissa.removesuffix(".") + exponent


# ---- entries of one width ----


def _writer(numbers: Sequence[float], dtype: DType, scalar: bool = False) -> Callable[[float], str]:
    """Return what writes the entries of an array that shows ``numbers``."""
    given = options()
    formatter = (given["formatter"] or {}).get({"b": "bool", "i": "int", "f": "float"}[dtype.kind])
    formatter = formatter or (given["formatter"] or {}).get("float_kind" if dtype.kind == "f" else "int_kind")
    if formatter is not None:
        return lambda x: str(formatter(_plain(x, dtype)))
    if dtype.name == "bfloat16":
        return lambda x: f"{x:.6g}"
    if dtype.kind == "b":
        return (lambda x: str(bool(x))) if scalar else lambda x: f"{bool(x)!s:>5}"
    if dtype.kind == "i":
        width = max([len(str(int(x))) for x in numbers], default=0)
        return lambda x: str(int(x)).rjust(width)
    return _float_writer(numbers, dtype, given)


def _plain(x: float, dtype: DType) -> Any:
    return {"f": float, "i": int, "b": bool}[dtype.kind](x)


def _float_writer(numbers: Sequence[float], dtype: DType, given: dict[str, Any]) -> Callable[[float], str]:
    known = [x for x in numbers if math.isfinite(x)]
    sizes = [abs(x) for x in known if x]
    precision = given["precision"]
    fixed = given["floatmode"] == "fixed"
    if given["floatmode"] == "unique":
        precision = 330
    wide = bool(sizes) and (
        max(sizes) >= 1e8 or (not given["suppress"] and (min(sizes) < 1e-4 or _ratio(max(sizes), min(sizes), dtype) > 1000.0))
    )
    sign = "+" if given["sign"] == "+" else " " if given["sign"] == " " else ""

    def signed(text: str) -> str:
        return text if not sign or text.startswith("-") else sign + text

    if wide:
        most = precision if fixed else max([len(exponent_digits(x, dtype, precision)[0].partition(".")[2]) for x in known], default=0)
        size = max([len(with_exponent(x, most)[1]) for x in known], default=0)

        def write(x: float) -> str:
            mantissa, exponent = with_exponent(x, most)
            return signed(mantissa + exponent[:2] + exponent[2:].rjust(size - 2, "0"))
    else:
        most = precision if fixed else max([len(_behind(x, dtype, precision)) for x in known], default=0)
        same = fixed or given["floatmode"] == "maxprec_equal"

        def write(x: float) -> str:
            if same:
                return signed(f"{x:.{most}f}")
            part = _behind(x, dtype, precision)
            return signed(f"{_before(x, dtype, precision)}.{part:<{most}}")

    texts = [write(x) for x in known]
    width = max([len(t) for t in texts], default=0)
    odd = [len(_odd(x, given)) for x in numbers if not math.isfinite(x)]
    width = max([width, *odd])
    return lambda x: (write(x) if math.isfinite(x) else signed(_odd(x, given))).rjust(width)


def _ratio(most: float, least: float, dtype: DType) -> float:
    return rounded(most / least, dtype) if dtype.bits < 64 else most / least


def _odd(x: float, given: dict[str, Any]) -> str:
    return str(given["nanstr"]) if x != x else ("-" if x < 0 else "") + str(given["infstr"])


def _cut(x: float, dtype: DType, precision: int) -> tuple[str, str]:
    whole, _, part = plain_digits(x, dtype).partition(".")
    if len(part) > precision:
        whole, _, part = f"{x:.{precision}f}".partition(".")
    return whole, part.rstrip("0")


def _behind(x: float, dtype: DType, precision: int) -> str:
    return _cut(x, dtype, precision)[1]


def _before(x: float, dtype: DType, precision: int) -> str:
    return _cut(x, dtype, precision)[0]


# ---- arrays ----


def array_text(value: Any, dtype: DType, separator: str = " ", prefix: str = "", suffix: str = "", scalar: bool = True) -> str:
    """Return an array as nested brackets, rows under each other; a number as a single one unless ``scalar`` is False."""
    given = options()
    shape = shape_of(value)
    if not shape:
        return number_text(value, dtype) if scalar else _writer([value], dtype, True)(value)
    if not value.size:
        return "[" * len(shape[:1]) + "]"
    edge = given["edgeitems"] if value.size > given["threshold"] else 0
    write = _writer(_shown(value.data, shape, edge), dtype)
    return _rows(value.data, shape, " " + " " * len(prefix), given["linewidth"] - len(suffix), (write, separator, edge))


def _edges(size: int, edge: int) -> list[int]:
    return [*range(edge), *range(size - edge, size)] if edge and size > 2 * edge else [*range(size)]


def _shown(data: Sequence[float], shape: tuple[int, ...], edge: int) -> Sequence[float]:
    if not edge:
        return data
    if not shape:
        return data
    step = len(data) // shape[0]
    return [x for k in _edges(shape[0], edge) for x in _shown(data[k * step : (k + 1) * step], shape[1:], edge)]


def _rows(data: Sequence[float], shape: tuple[int, ...], indent: str, width: int, how: tuple[Any, str, int]) -> str:
    write, separator, edge = how
    size = shape[0]
    kept = _edges(size, edge)
    dots = edge if len(kept) < size else -1
    if len(shape) == 1:
        words = [write(data[k]) for k in kept]
        if dots >= 0:
            words.insert(dots, "...")
        return f"[{_wrapped(words, separator, indent, width - max(len(separator.rstrip()), 1))[len(indent) :]}]"
    step = len(data) // size
    texts = [_rows(data[k * step : (k + 1) * step], shape[1:], indent + " ", width - 1, how) for k in kept]
    if dots >= 0:
        texts.insert(dots, "...")
    between = separator.rstrip() + "\n" * (len(shape) - 1) + indent
    return f"[{between.join(texts)}]"


def _wrapped(words: Sequence[str], separator: str, indent: str, width: int) -> str:
    done, line = "", indent
    for k, word in enumerate(words):
        if len(line) > len(indent) and len(line) + len(word) > width:
            done, line = done + line.rstrip() + "\n", indent
        line += word + (separator if k < len(words) - 1 else "")
    return done + line


def repr_text(name: str, value: Any, dtype: DType, extra: str = "") -> str:
    """Return an array as its constructor: array([1., 2.], dtype=float32); ``extra`` is what stands behind the numbers."""
    prefix = f"{name}("
    text = array_text(value, dtype, ", ", prefix, "," if extra else ")", False)
    if not extra:
        return f"{prefix}{text})"
    text = f"{prefix}{text},"
    last = len(text) - (text.rfind("\n") + 1)
    space = " " if last + len(extra) + 2 <= options()["linewidth"] else "\n" + " " * len(prefix)
    return f"{text}{space}{extra})"

"""What NumPy and JAX say of shapes and places that do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..operations import Operation
from .session import CellError

__all__ = ["jax_says", "numpy_says", "ragged"]

Shapes = list[tuple[int, ...]]
SQUARE = frozenset(["inverse", "det", "cholesky", "solve", "logdet"])
LARGEST = {"amax": ("maximum", "max"), "amin": ("minimum", "min")}


def numpy_says(op: Operation, tensors: Sequence[Any], error: CellError) -> CellError:
    """Return NumPy's words for an operation that it refuses."""
    name, shapes = op.name, [arrays.shape_of(t.value) for t in tensors]
    found = _of_axes(op, shapes) or _of_matrices(name, shapes, error)
    if op.elementwise and len(shapes) > 1:
        found = "ValueError", f"operands could not be broadcast together with shapes {' '.join(map(_tight, shapes))} "
    elif name == "dot" and all(shapes):
        (a, b), k = shapes[:2], -2 if len(shapes[1]) > 1 else 0
        text = f"shapes {_tight(a)} and {_tight(b)} not aligned"
        found = "ValueError", f"{text}: {a[-1]} (dim {len(a) - 1}) != {b[k]} (dim {len(b) + k if k else 0})"
    elif name == "matmul" and all(shapes):
        (a, b), k = shapes[:2], -2 if len(shapes[1]) > 1 else 0
        text = "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?)"
        found = "ValueError", f"{text} (size {b[k]} is different from {a[-1]})"
    elif name == "reshape":
        found = "ValueError", f"cannot reshape array of size {tensors[0].size} into shape {_tight(op.bound['shape'])}"
    elif name == "stack":
        found = "ValueError", "all input arrays must have the same shape"
    elif name == "concat":
        found = "ValueError", _joined(shapes, op.bound["axis"])
    elif name in LARGEST and 0 in shapes[0]:
        found = "ValueError", f"zero-size array to reduction operation {LARGEST[name][0]} which has no identity"
    return error if found is None else CellError(*found, error.hint)


def jax_says(op: Operation, tensors: Sequence[Any], error: CellError) -> CellError:
    """Return JAX's words for an operation that it refuses."""
    name, shapes = op.name, [arrays.shape_of(t.value) for t in tensors]
    found = _of_axes(op, shapes)
    listed = ", ".join(map(str, shapes))
    if name == "reshape":
        wanted = op.bound["shape"]
        total = 1
        for n in wanted:
            total *= n
        text = f"cannot reshape array of shape {shapes[0]} (size {tensors[0].size}) into shape {wanted} (size {total})"
        found = "TypeError", text
    elif name == "stack":
        found = "ValueError", f"All input arrays must have the same shape. Got {listed}."
    elif name == "concat" and not all(shapes):
        found = "ValueError", "Zero-dimensional arrays cannot be concatenated."
    elif name == "concat":
        text = "Cannot concatenate arrays with shapes that differ in dimensions other than the one being concatenated: concatenating along "
        found = "TypeError", f"{text}dimension {op.bound['axis']} for shapes {listed}."
    elif name in LARGEST and 0 in shapes[0]:
        found = "ValueError", f"zero-size array to reduction operation {LARGEST[name][1]} which has no identity"
    elif name in SQUARE and shapes[0][-2:-1] != shapes[0][-1:]:
        found = "ValueError", f"Argument to {'inv' if name == 'inverse' else name} must have shape [..., n, n], got {shapes[0]}."
    elif name == "squeeze":
        text = "cannot select an axis to squeeze out which has size not equal to one, got "
        found = "ValueError", f"{text}shape={shapes[0]} and dimensions={_several(op.bound['axis'])}"
    elif name == "transpose":
        text = "transpose permutation isn't a permutation of operand dimensions, got permutation "
        found = "TypeError", f"{text}{op.bound['axes']} for operand shape {shapes[0]}."
    elif name == "masked":
        found = "IndexError", f"boolean index did not match shape of indexed array in index 0: got {shapes[1]}, expected {list(shapes[0])}"
    kind, text = found or (error.kind, error.message)
    return error if found is None else CellError("ValueError" if kind == "AxisError" else kind, text, error.hint)


def _of_axes(op: Operation, shapes: Shapes) -> tuple[str, str] | None:
    axes, size = _several(op.bound.get("axis")), len(shapes[0]) if shapes else 0
    out = next((k for k in axes if isinstance(k, int) and not -size <= k < size), None)
    if out is not None and op.name not in ("stack", "expand_dims"):
        return "AxisError", f"axis {out} is out of bounds for array of dimension {size}"
    if op.name in ("argmax", "argmin") and 0 in shapes[0]:
        return "ValueError", f"attempt to get {op.name} of an empty sequence"
    if op.name == "squeeze":
        return "ValueError", "cannot select an axis to squeeze out which has size not equal to one"
    if op.name == "transpose":
        return "ValueError", "axes don't match array"
    if op.name == "masked":
        axis = next((k for k, (n, m) in enumerate(zip(*shapes, strict=False)) if n != m), 0)
        text = f"boolean index did not match indexed array along axis {axis}; size of axis is {shapes[0][axis]}"
        return "IndexError", f"{text} but size of corresponding boolean axis is {shapes[1][axis]}"
    return None


def _of_matrices(name: str, shapes: Shapes, error: CellError) -> tuple[str, str] | None:
    if name not in SQUARE:
        return None
    if shapes[0][-2:-1] != shapes[0][-1:]:
        return "LinAlgError", "Last 2 dimensions of the array must be square"
    if name == "cholesky":
        return "LinAlgError", "Matrix is not positive definite"
    if name == "solve" and shapes[1] and shapes[1][0] != shapes[0][-1]:
        text = "solve1: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m)->(m)"
        return "ValueError", f"{text} (size {shapes[1][0]} is different from {shapes[0][-1]})"
    return ("LinAlgError", "Singular matrix") if "singular" in error.message else None


def _joined(shapes: Shapes, axis: int) -> str:
    if not all(shapes):
        return "zero-dimensional arrays cannot be concatenated"
    for k, shape in enumerate(shapes):
        if len(shape) != len(shapes[0]):
            text = f"all the input arrays must have same number of dimensions, but the array at index 0 has {len(shapes[0])} dimension(s)"
            return f"{text} and the array at index {k} has {len(shape)} dimension(s)"
        place = next((j for j, (a, b) in enumerate(zip(shapes[0], shape, strict=True)) if a != b and j != axis % len(shape)), None)
        if place is not None:
            text = "all the input array dimensions except for the concatenation axis must match exactly, but along dimension "
            return f"{text}{place}, the array at index 0 has size {shapes[0][place]} and the array at index {k} has size {shape[place]}"
    return "the arrays do not fit"


def ragged(value: Any) -> str:
    """Return NumPy's words for nested lists whose rows have different lengths, "" if they have not."""
    level, shape = [value], list[int]()
    while level and all([isinstance(v, list | tuple) for v in level]):
        sizes = {len(v) for v in level}
        if len(sizes) > 1:
            break
        shape.append(sizes.pop())
        level = [part for v in level for part in v]
    else:
        if not any([isinstance(v, list | tuple) for v in level]):
            return ""
    text = "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
    return f"{text}{len(shape)} dimensions. The detected shape was {tuple(shape)} + inhomogeneous part."


def _several(axis: Any) -> tuple[Any, ...]:
    return () if axis is None else tuple(axis) if isinstance(axis, list | tuple) else (axis,)


def _tight(shape: tuple[int, ...]) -> str:
    return str(tuple(shape)).replace(" ", "")

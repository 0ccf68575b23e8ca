"""What PyTorch refuses, in its own sentences, and which number type a result has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import data_of, shape_of
from ..operations import Operation
from .dtypes import BOOL, FLOAT32, INT64, DType
from .gradients import upstream
from .session import KINDS, CellError
from .tensor import COMPARISONS
from .torch_names import kept_by

__all__ = ["BRANCH", "ITEM", "LINALG", "NAMES", "checked", "not_batched", "not_saved", "of_matrices", "result_type"]

NAMES = {
    "float32": "Float", "float64": "Double", "int64": "Long", "int32": "Int", "bool": "Bool", "float16": "Half", "uint8": "Byte",
    "int8": "Char", "bfloat16": "BFloat16",
}  # fmt: skip
SPELLED = {
    "float32": "float", "float64": "double", "int64": "long int", "int32": "int", "bool": "bool", "float16": "c10::Half", "uint8": "unsigned char",
    "int8": "signed char", "int16": "short int", "bfloat16": "c10::BFloat16",
}  # fmt: skip
LINALG = KINDS.setdefault("_LinAlgError", type("_LinAlgError", (CellError, RuntimeError), {}))
WHOLE = frozenset(
    [
        "add", "subtract", "multiply", "negative", "abs", "sign", "max", "min", "clip", "where", "mod", "sum", "prod", "amax", "amin", "cumsum",
        "cumprod", "matmul", "dot", "outer", "einsum", "stack", "concat", "square", "identity", "power", "relu", "sort", "trace", "floor", "ceil",
        "round", "tile", "repeat", "pad", "tril", "triu", "diag", "flip", "roll", "squared_difference", "stop_gradient", "put_along_axis",
        "zeros_like", "ones_like", "max_pool",
    ]
)  # fmt: skip
MOVES = frozenset(
    ["reshape", "ravel", "squeeze", "expand_dims", "broadcast_to", "transpose", "swapaxes", "moveaxis", "scatter_add", "sum_to"]
)
Shape = tuple[int, ...]


def refused(message: str, kind: str = "RuntimeError", hint: str = "") -> CellError:
    """Return the error with which PyTorch refuses."""
    return CellError(kind, message, hint)


# ---- types ----


def promoted(kinds: Sequence[DType]) -> DType | None:
    """Return the type that holds numbers of all ``kinds``."""
    if not kinds:
        return None
    order = {"b": 0, "i": 1, "f": 2}
    best = max(order[k.kind] for k in kinds)
    return max([k for k in kinds if order[k.kind] == best], key=lambda k: k.bits)


def result_type(op: Operation, tensors: Sequence[Any], usual: DType = FLOAT32) -> DType:
    """Return the type of the result: arrays count before single numbers, those before Python's own."""
    if op.name in COMPARISONS:
        return BOOL
    if op.name in ("argmax", "argmin", "argsort"):
        return INT64
    used = tensors[1:] if op.name == "where" else tensors[:1] if op.name in ("take", "masked", "take_along_axis", "getitem") else tensors
    order = {"b": 0, "i": 1, "f": 2}
    groups = (
        [t._dtype for t in used if t.ndim and not t.weak], [t._dtype for t in used if not t.ndim and not t.weak],
        [t._dtype for t in used if t.weak],
    )  # fmt: skip
    found: DType | None = None
    for k, group in enumerate(groups):
        best = promoted(group)
        if best is None:
            continue
        if k == 2 and best.kind == "f" and (found is None or found.kind != "f"):
            best = usual
        if found is None or order[best.kind] > order[found.kind]:
            found = best
    kind = found or usual
    if op.name in ("sum", "prod", "cumsum", "cumprod", "trace") and kind.kind != "f":
        return INT64
    if kind.kind == "f" or op.name in WHOLE or op.name in MOVES or op.name in ("take", "masked", "take_along_axis", "getitem"):
        return kind
    return usual


# ---- shapes ----


def checked(op: Operation, tensors: Sequence[Any]) -> None:
    """Raise the error with which PyTorch refuses ``op`` of these tensors, if it does."""
    shapes = [shape_of(t.value) for t in tensors]
    if op.name == "power" and tensors[0]._dtype.kind != "f" and tensors[1].weak and tensors[1]._dtype.kind == "i" and tensors[1].value < 0:
        raise refused("Integers to negative integer powers are not allowed.", hint="make the base of floats: 2. instead of 2")
    if op.elementwise:
        if len(shapes) > 1:
            _fit(shapes)
    elif (test := CHECKS.get(op.name)) is not None:
        test(op, tensors, shapes)
    axis = op.bound.get("axis") if op.bound else None
    if axis is not None and op.name not in ("take", "stack", "expand_dims") and tensors:
        for k in axis if isinstance(axis, tuple | list) else (axis,):
            axis_in(k, len(shapes[0]))


def axis_in(axis: int, count: int) -> None:
    """Raise the error of an axis that is not there."""
    most = max(count, 1)
    if not -most <= axis < most:
        raise refused(f"Dimension out of range (expected to be in range of [{-most}, {most - 1}], but got {axis})", "IndexError")


def _fit(shapes: Sequence[Shape]) -> None:
    wide = shapes[0]
    for other in shapes[1:]:
        size = max(len(wide), len(other))
        a, b = (1,) * (size - len(wide)) + wide, (1,) * (size - len(other)) + other
        for k in range(size - 1, -1, -1):
            if a[k] != b[k] and 1 not in (a[k], b[k]):
                raise refused(f"The size of tensor a ({a[k]}) must match the size of tensor b ({b[k]}) at non-singleton dimension {k}")
        wide = tuple([y if x == 1 else x for x, y in zip(a, b, strict=True)])


def _by(shape: Shape) -> str:
    return "x".join(map(str, shape))


def _matmul(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    (a, b), (x, y) = shapes, tensors
    if not a or not b:
        raise refused("both arguments to matmul need to be at least 1D, but they are " + f"{len(a)}D and {len(b)}D")
    if x._dtype != y._dtype:
        if len(a) == len(b) == 1:
            raise refused(f"dot : expected both vectors to have same dtype, but found {NAMES[x._dtype.name]} and {NAMES[y._dtype.name]}")
        if len(a) > 2 or len(b) > 2:
            raise refused(f"expected scalar type {NAMES[x._dtype.name]} but found {NAMES[y._dtype.name]}", hint="convert one: x.float()")
        raise refused(
            f"expected m1 and m2 to have the same dtype, but got: {SPELLED[x._dtype.name]} != {SPELLED[y._dtype.name]}",
            hint="convert one: x.float()",
        )
    if len(a) == len(b) == 1:
        _dot(op, tensors, shapes)
    elif len(b) == 1:
        if a[-1] != b[0]:
            raise refused(f"size mismatch, got input ({a[-2]}), mat ({_by(a[-2:])}), vec ({b[0]})")
    elif a[-1] != b[-2]:
        first = (1, *a) if len(a) == 1 else a
        if len(first) > 2 or len(b) > 2:
            if len(b) == 2:
                first = (_count(first[:-1]), first[-1])
            else:
                raise refused(
                    f"Expected size for first two dimensions of batch2 tensor to be: [{_count(b[:-2])}, {first[-1]}] but got: "
                    f"[{_count(b[:-2])}, {b[-2]}]."
                )
        raise refused(f"mat1 and mat2 shapes cannot be multiplied ({_by(first)} and {_by(b)})", hint="turn one: a @ b.T, or look at .shape")
    elif len(a) > 2 and len(b) > 2:
        if len(a) == len(b) == 3 and a[0] != b[0] and 1 not in (a[0], b[0]):
            raise refused(f"Expected size for first two dimensions of batch2 tensor to be: [{a[0]}, {a[2]}] but got: [{b[0]}, {b[1]}].")
        _fit([a[:-2], b[:-2]])


def _count(shape: Shape) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _dot(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    a, b = shapes
    if len(a) != 1 or len(b) != 1:
        raise refused(f"1D tensors expected, but got {len(a)}D and {len(b)}D tensors")
    if a != b:
        raise refused(
            f"inconsistent tensor size, expected tensor [{a[0]}] and src [{b[0]}] to have the same number of elements, but got {a[0]} and "
            f"{b[0]} elements respectively"
        )


def _reshape(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    wanted, size = op.bound["shape"], _count(shapes[0])
    if list(wanted).count(-1) > 1:
        raise refused("only one dimension can be inferred", hint="write -1 once")
    known = _count([k for k in wanted if k != -1])  # type: ignore[arg-type]
    if (known != size and -1 not in wanted) or (-1 in wanted and (not known or size % known)):
        raise refused(f"shape '{list(wanted)}' is invalid for input of size {size}")


def _concat(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    axis = op.bound["axis"] % max(len(shapes[0]), 1)
    for k, shape in enumerate(shapes):
        if not shape:
            raise refused(f"zero-dimensional tensor (at position {k}) cannot be concatenated")
        if len(shape) != len(shapes[0]):
            raise refused(f"Tensors must have same number of dimensions: got {len(shapes[0])} and {len(shape)}")
        for i, (a, b) in enumerate(zip(shapes[0], shape, strict=True)):
            if i != axis and a != b:
                raise refused(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {a} but got size {b} for tensor number {k} in the list."
                )


def _stack(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    for k, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise refused(
                f"stack expects each tensor to be equal size, but got {list(shapes[0])} at entry 0 and {list(shape)} at entry {k}"
            )


def _getitem(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    index, shape = op.bound["index"], shapes[0]
    parts = index if isinstance(index, tuple) else (index,)
    counted = [k for k in parts if k is not None and k is not ...]
    if not shape and counted:
        raise refused(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
            "IndexError",
        )
    if len(counted) > len(shape):
        raise refused(f"too many indices for tensor of dimension {len(shape)}", "IndexError")
    axis = 0
    for k in parts:
        if k is ...:
            axis = len(shape) - sum([p is not None and p is not ... for p in parts[parts.index(...) + 1 :]]) if ... in parts else axis
            continue
        if k is None:
            continue
        for place in k if isinstance(k, list) else (k,) if isinstance(k, int) else ():
            if isinstance(place, int) and not -shape[axis] <= place < shape[axis]:
                raise refused(f"index {place} is out of bounds for dimension {axis} with size {shape[axis]}", "IndexError")
        axis += 1


def _expanded(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    wanted, own = op.bound["shape"], shapes[0]
    for k in range(1, len(own) + 1):
        if k <= len(wanted) and own[-k] not in (1, wanted[-k]):
            raise refused(
                f"The expanded size of the tensor ({wanted[-k]}) must match the existing size ({own[-k]}) at non-singleton dimension "
                f"{len(wanted) - k}.  Target sizes: {list(wanted)}.  Tensor sizes: {list(own)}"
            )


def _floats(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    if tensors[0]._dtype.kind != "f":
        name = NAMES[tensors[0]._dtype.name]
        if op.name in ("std", "var"):
            raise refused("std and var only support floating point and complex dtypes", hint="make it floats: x.float()")
        if op.name == "mean":
            raise refused(
                f"mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {name}",
                hint="make it floats: x.float().mean()",
            )
        raise refused(f"\"softmax_lastdim_kernel_impl\" not implemented for '{name}'", "NotImplementedError", "make it floats: x.float()")


def _square(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    shape, name = shapes[0], {"inverse": "inv", "det": "det", "cholesky": "cholesky"}[op.name]
    if len(shape) < 2:
        raise refused(f"linalg.{name}: The input tensor A must have at least 2 dimensions.")
    if shape[-1] != shape[-2]:
        raise refused(f"linalg.{name}: A must be batches of square matrices, but they are {shape[-2]} by {shape[-1]} matrices")


def _gather(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    axis = op.bound["axis"] % max(len(shapes[0]), 1)
    size = shapes[0][axis] if shapes[0] else 1
    for k in data_of(tensors[1].value):
        if not 0 <= k < size:
            raise refused(f"index {int(k)} is out of bounds for dimension {axis} with size {size}")
    for k, (own, other) in enumerate(zip(shapes[0], shapes[1], strict=False)):
        if k != axis and other > own:
            raise refused(
                f"Size does not match at dimension {k} expected index {list(shapes[1])} to be no larger than self {list(shapes[0])} apart from "
                f"dimension {axis}"
            )


def _einsum(op: Operation, tensors: Sequence[Any], shapes: Sequence[Shape]) -> None:
    inside, arrow, result = op.bound["notation"].partition("->")
    if "." in inside:
        return
    sizes: dict[str, int] = {}
    for k, (letters, shape) in enumerate(zip(inside.split(","), shapes, strict=False)):
        if len(letters) != len(shape):
            raise refused(
                "einsum(): the number of subscripts in the equation "
                f"({len(letters)}) {'is more than' if len(letters) > len(shape) else 'does not match'} the number of dimensions "
                f"({len(shape)}) for operand {k}" + ("" if len(letters) > len(shape) else " and no ellipsis was given")
            )
        for letter, size in zip(letters, shape, strict=True):
            seen = sizes.setdefault(letter, size)
            if 1 not in (seen, size) and seen != size:
                raise refused(
                    f"einsum(): subscript {letter} has size {size} for operand {k} which does not broadcast with previously seen size {seen}"
                )
            sizes[letter] = max(seen, size)
    for letter in result if arrow else "":
        if letter not in sizes:
            raise refused(f"einsum(): output subscript {letter} does not appear in the equation for any input operand")


def of_matrices(op: Operation, tensors: Sequence[Any], error: CellError) -> CellError:
    """Return what PyTorch says of a matrix that has no inverse or no such factor."""
    if op.name == "inverse":
        return CellError("_LinAlgError", f"linalg.inv: The diagonal element {_flat(tensors[0])} is zero, the inversion could not be completed "
                         "because the input matrix is singular.", error.hint)  # fmt: skip
    if op.name == "solve":
        return CellError("_LinAlgError", "torch.linalg.solve: The solver failed because the input matrix is singular.", error.hint)
    if op.name == "cholesky":
        return CellError("_LinAlgError", "linalg.cholesky: The factorization could not be completed because the input is not positive-definite "
                         f"(the leading minor of order {_minor(tensors[0])} is not positive-definite).", error.hint)  # fmt: skip
    return error


def _table(x: Any) -> list[list[float]]:
    data, n = data_of(x.value), shape_of(x.value)[-1]
    return [list(data[k * n : (k + 1) * n]) for k in range(n)]


def _flat(x: Any) -> int:
    """Return at which row a matrix runs out of pivots."""
    rows = _table(x)
    for k in range(len(rows)):
        best = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        if abs(rows[k][k]) < 1e-12:
            return k + 1
        for i in range(k + 1, len(rows)):
            part = rows[i][k] / rows[k][k]
            rows[i] = [a - part * b for a, b in zip(rows[i], rows[k], strict=True)]
    return len(rows)


def _minor(x: Any) -> int:
    rows = _table(x)
    for k in range(len(rows)):
        if rows[k][k] <= 0:
            return k + 1
        for i in range(k + 1, len(rows)):
            part = rows[i][k] / rows[k][k]
            rows[i] = [a - part * b for a, b in zip(rows[i], rows[k], strict=True)]
    return len(rows)


CHECKS: dict[str, Callable[[Operation, Sequence[Any], Sequence[Shape]], None]] = {
    "matmul": _matmul, "dot": _dot, "reshape": _reshape, "concat": _concat, "stack": _stack, "getitem": _getitem, "broadcast_to": _expanded,
    "mean": _floats, "std": _floats, "var": _floats, "softmax": _floats, "log_softmax": _floats, "inverse": _square, "det": _square,
    "cholesky": _square, "take_along_axis": _gather, "einsum": _einsum,
}  # fmt: skip


def not_saved(op: Operation, line: int, tensors: Sequence[Any]) -> None:
    """Raise the error of a tensor made in inference mode that a slope would need."""
    kept = kept_by(op, [t.line for t in tensors], line, [getattr(t, "_needs", False) for t in tensors])
    if any([t._inference for t in tensors if t.line in kept]):
        raise refused(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by "
            "autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` "
            "instead of `torch.inference_mode()`.", hint="use torch.no_grad() instead",
        )  # fmt: skip


ITEM = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try to rewrite what "
    "you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file a bug report."
)
BRANCH = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please shout over "
    "at https://github.com/pytorch/functorch/issues/257 ."
)


def not_batched(tensor: Any, sentence: str) -> None:
    """Raise the error of numbers that vmap cannot look at: it goes through all of them at once."""
    session = tensor._session
    if (entries := session.state.get("torch batched")) and any([e.intersection(upstream(session, tensor.line)) for e in entries]):
        raise refused(sentence, hint="write it with torch.where, or without vmap")

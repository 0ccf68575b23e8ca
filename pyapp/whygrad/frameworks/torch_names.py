"""The names that PyTorch gives to the steps of its graph (grad_fn), which of them are views, and what each keeps for its slope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..operations import Operation

__all__ = ["VIEWS", "copies", "kept_by", "name_of"]

PLAIN = {
    "add": "Add", "power": "Pow", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "negative": "Neg", "exp": "Exp", "ln": "Log", "log1p": "Log1P",
    "arcsin": "Asin", "arccos": "Acos", "arctan": "Atan", "atan2": "Atan2", "arsinh": "Asinh", "arcosh": "Acosh", "artanh": "Atanh",
    "identity": "Clone", "transpose": "Permute", "swapaxes": "Transpose", "getitem": "Select", "take": "Index", "masked": "Index",
    "take_along_axis": "Gather", "concat": "Cat", "max": "Maximum", "min": "Minimum", "clip": ("Clamp", 1), "expand_dims": "Unsqueeze",
    "ravel": "View", "reshape": "View", "broadcast_to": "Expand", "square": "Pow", "matmul": "Mm", "relu6": "Hardtanh", "swish": "Silu",
    "log_softmax": "LogSoftmax", "leaky_relu": "LeakyRelu", "logsigmoid": "LogSigmoid", "norm": "LinalgVectorNorm", "mod": "Remainder",
    "amax": "Amax", "amin": "Amin", "tile": "Repeat", "repeat": "View", "inverse": "LinalgInvEx", "solve": "LinalgSolveEx",
    "det": "LinalgDet", "cholesky": "LinalgCholeskyEx", "trace": "Trace", "einsum": "View", "outer": "Mul", "diag": "Diagonal",
    "convolve": "Convolution", "max_pool": "MaxPool2DWithIndices", "avg_pool": "AvgPool2D", "pad": "ConstantPadNd", "squared_difference": "Pow",
    "layer_norm": "NativeLayerNorm", "batch_norm": "NativeBatchNorm", "softsign": "Div", "exp2": "Exp2", "gamma": "Lgamma",
    "logdet": "Where", "matrix_power": "Mm",
}  # fmt: skip
VIEWS = frozenset(["reshape", "ravel", "transpose", "swapaxes", "moveaxis", "getitem", "expand_dims", "squeeze", "broadcast_to", "diag"])
"""Operations whose result shares its numbers with what it is made of."""

NOTHING = frozenset(
    [
        "add", "subtract", "negative", "sum", "mean", "identity", "reshape", "ravel", "transpose", "swapaxes", "moveaxis", "getitem", "stack",
        "concat", "expand_dims", "squeeze", "broadcast_to", "flip", "roll", "tile", "repeat", "pad", "unpad", "tril", "triu", "cumsum", "floor",
        "ceil", "round", "sign", "trace", "diag", "scatter_add", "sum_to", "zeros_like", "ones_like",
    ]
)  # fmt: skip
RESULT = frozenset(["exp", "sigmoid", "tanh", "sqrt", "rsqrt", "reciprocal", "softmax", "log_softmax", "relu", "tan", "exp2", "expm1", "cholesky", "inverse"])  # fmt: skip


def kept_by(op: Operation, args: Sequence[int], line: int, moved: Sequence[bool]) -> list[int]:
    """Return the lines that a step keeps for its slope; ``moved`` tells which arguments need a gradient."""
    if op.name in NOTHING:
        return []
    if op.name in RESULT:
        return [line]
    if op.name in ("multiply", "matmul", "dot", "outer", "convolve"):
        return [a for a, other in zip(args, reversed(moved), strict=True) if other]
    if op.name == "divide":
        return [args[1], *(args[:1] if moved[1] else [])]
    if op.name == "power":
        return [args[0], *([line] if moved[1] else [])]
    if op.name in ("where", "take", "masked", "take_along_axis"):
        return [args[0 if op.name == "where" else 1]]
    return [*args, line] if op.name in ("amax", "amin", "norm", "prod", "logsumexp", "std") else list(args)


def name_of(op: Operation, tensors: Sequence[Any], made: Any) -> str:
    """Return the name of the step that ``op`` of ``tensors`` is."""
    name, kind = PLAIN.get(op.name, op.name.title().replace("_", "")), 0
    if isinstance(name, tuple):
        name, kind = name
    axis = op.bound.get("axis") if op.bound else None
    first = tensors[0]
    if op.name in ("sum", "mean", "prod") and axis is not None:
        kind = 1
    elif op.name == "squeeze" and axis is not None:
        kind = 1 if isinstance(axis, int) else 2
    elif op.name == "power":
        base, exponent = tensors
        kind = 2 if base.weak else 0 if exponent.weak else 1
    elif op.name == "subtract" and first.weak:
        name, kind = "Rsub", 1
    elif op.name == "divide" and first.weak:
        name = "Mul"
    elif op.name == "matmul":
        name, kind = _product(first, tensors[1])
    elif op.name in ("reshape", "ravel") and not first.is_contiguous():
        name = "UnsafeView"
    elif op.name == "identity" and first._dtype != made._dtype:
        name = "ToCopy"
    elif op.name == "getitem":
        name = _part(op.bound["index"])
    elif op.name == "diag" and first.ndim == 1:
        name = "DiagEmbed"
    elif op.name == "max_pool" and first.ndim == 3:
        name = "Squeeze"
    return f"{name}Backward{kind}"


def _product(a: Any, b: Any) -> tuple[str, int]:
    """Return the name of a matrix product by the axes of its factors."""
    axes = a.ndim, b.ndim
    if axes == (1, 2):
        return "Squeeze", 4
    return {(1, 1): "Dot", (2, 1): "Mv", (2, 2): "Mm"}.get(axes, "UnsafeView"), 0


def _part(index: Any) -> str:
    found = "Slice"
    for k in index if isinstance(index, tuple) else (index,):
        if isinstance(k, list):
            return "Index"
        found = "Select" if isinstance(k, int) else "Unsqueeze" if k is None else "Slice" if k != slice(None) and k is not ... else found
    return found


def copies(op: Operation, tensor: Any) -> bool:
    """Tell whether an operation that usually gives a view has to copy."""
    if op.name == "getitem":
        index = op.bound["index"]
        return any([isinstance(k, list) for k in (index if isinstance(index, tuple) else (index,))])
    return (op.name in ("reshape", "ravel") and not tensor.is_contiguous()) or (op.name == "diag" and tensor.ndim == 1)

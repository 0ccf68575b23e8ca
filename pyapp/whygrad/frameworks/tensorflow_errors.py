"""What TensorFlow refuses, in its words: types that it does not mix, shapes that do not fit, numbers that a type cannot hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..operations import Operation
from .dtypes import DType
from .session import CellError
from .tensor import Tensor

__all__ = ["OPS", "cannot_convert", "check_float", "invalid", "mixed", "op_name", "shape_refused"]

# TensorFlow's names of operations, as its messages have them
OPS = {
    "add": "AddV2", "subtract": "Sub", "multiply": "Mul", "divide": "RealDiv", "power": "Pow", "max": "Maximum", "min": "Minimum",
    "mod": "FloorMod", "floordiv": "FloorDiv", "less": "Less", "less_equal": "LessEqual", "greater": "Greater",
    "greater_equal": "GreaterEqual", "equal": "Equal", "not_equal": "NotEqual", "matmul": "MatMul", "concat": "ConcatV2", "stack": "Pack",
    "where": "SelectV2", "ln": "Log", "log1p": "Log1p", "squared_difference": "SquaredDifference", "arcsin": "Asin", "arccos": "Acos",
    "arctan": "Atan", "atan2": "Atan2", "reshape": "Reshape", "getitem": "StridedSlice", "take": "GatherV2", "sum": "Sum", "mean": "Mean",
    "amax": "Max", "amin": "Min", "prod": "Prod", "broadcast_to": "BroadcastTo", "logical_and": "LogicalAnd", "logical_or": "LogicalOr",
    "logical_not": "LogicalNot", "log_softmax": "LogSoftmax", "solve": "MatrixSolve", "inverse": "MatrixInverse", "einsum": "Einsum",
}  # fmt: skip
WORDS = {"float32": "float", "float64": "double", "float16": "half"}
FLOATS = frozenset(
    ["sqrt", "exp", "expm1", "ln", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sigmoid", "softmax", "log_softmax", "rsqrt", "reciprocal", "erf", "elu", "softplus", "softsign", "lgamma", "digamma"]
)  # fmt: skip
ALLOWED = "bfloat16, half, float, double, complex64, complex128"


def op_name(op: Operation) -> str:
    """Return TensorFlow's name of an operation."""
    return OPS.get(op.name) or "".join(part.title() for part in op.name.split("_"))


def invalid(op: str, message: str, hint: str = "", suffix: str = " name: ") -> CellError:
    """Return the error of a kernel that was started and refused its input."""
    where = f"{{{{function_node __wrapped__{op}_device_/job:localhost/replica:0/task:0/device:CPU:0}}}}"
    error = CellError("InvalidArgumentError", f"{where} {message} [Op:{op.partition('_N_')[0]}]{suffix}", hint)
    error.shown = f"{message} [Op:{op.partition('_N_')[0]}]"
    return error


def mixed(op: Operation, position: int, wanted: DType, found: DType) -> CellError:
    """Return the error for two types in one operation."""
    first, second = (WORDS.get(d.name, d.name) for d in (wanted, found))
    return CellError(
        "InvalidArgumentError",
        f"cannot compute {op_name(op)} as input #{position}(zero-based) was expected to be a {first} tensor but is a {second} tensor "
        f"[Op:{op_name(op)}] name: {op.name if op.name == 'concat' else ''}",
        f"make the types the same, for instance with tf.cast(…, tf.{wanted.name})",
    )


def cannot_convert(value: Any, dtype: DType) -> CellError:
    """Return the error for a Python number that a type cannot hold."""
    return CellError(
        "TypeError", f"Cannot convert {value!r} to EagerTensor of dtype {WORDS.get(dtype.name, dtype.name)}",
        f"write whole numbers with a point, or use tf.cast(…, tf.float32): {dtype.name} holds no fractions" if dtype.kind == "i" else "",
    )  # fmt: skip


def check_float(op: Operation, first: Tensor) -> None:
    """Raise CellError if an operation that is only for floats gets whole numbers."""
    if op.name in FLOATS and not first._dtype.is_floating:
        name, text = op_name(op), f"Value for attr 'T' of {first._dtype.name} is not in the list of allowed values: {ALLOWED}"
        error = CellError(
            "InvalidArgumentError",
            f"{text}\n\t; NodeDef: {{{{node {name}}}}}; "
            f"Op<name={name}; signature=x:T -> y:T; attr=T:type,allowed=[DT_BFLOAT16, DT_HALF, DT_FLOAT, DT_DOUBLE, DT_COMPLEX64, "
            f"DT_COMPLEX128]> [Op:{name}] name: ",
            "write the number with a point, as in 2.0, or use tf.cast(…, tf.float32)",
        )
        error.shown = f"{text} [Op:{name}]"
        raise error


def shape_refused(op: Operation, tensors: Sequence[Tensor], error: CellError) -> CellError:
    """Return what TensorFlow says of shapes that do not fit; our own sentence is the hint."""
    shapes = [arrays.shape_of(t.value) for t in tensors]
    first, *more = [_text(s) for s in shapes]
    name, ours = op_name(op), error.message + (f" {error.hint}" if error.hint else "")
    if op.name == "matmul":
        low = next((len(s) for s in shapes if len(s) < 2), None)
        if low is not None and len(shapes[0]) == len(shapes[1]):
            return invalid(name, f"In[0] and In[1] ndims must be == 2: {low}", ours)
        if len(shapes[0]) != len(shapes[1]):
            return invalid(name, f"In[0] and In[1] has different ndims: {first} vs. {more[0]}", ours)
        return invalid(name, f"Matrix size-incompatible: In[0]: {first}, In[1]: {more[0]}", ours)
    if op.name == "reshape":
        wanted = op.bound["shape"]
        known = arrays.entries([k for k in wanted if k >= 0])
        text = f"the requested shape requires a multiple of {known}" if -1 in wanted else f"the requested shape has {known}"
        return invalid(name, f"Input to reshape is a tensor with {arrays.entries(shapes[0])} values, but {text}", ours, "")
    if op.name in ("stack", "concat"):
        k = next((k for k, s in enumerate(shapes) if s != shapes[0]), 1)
        if op.name == "stack":
            text = f"Shapes of all inputs must match: values[0].shape = {first} != values[{k}].shape = {more[k - 1]}"
            return invalid(f"Pack_N_{len(shapes)}", text, ours, " name: stack")
        text = f"Dimension {1 - op.bound['axis'] % 2} in both shapes must be equal: shape[0] = {first} vs. shape[{k}] = {more[k - 1]}"
        return invalid(f"ConcatV2_N_{len(shapes)}", f"ConcatOp : {text}", ours, " name: concat")
    if op.name == "getitem":
        return _index_refused(op, shapes[0], ours)
    if op.name in ("sum", "mean", "amax", "amin", "prod") and isinstance(op.bound.get("axis"), int):
        return invalid(name, f"Invalid reduction dimension ({op.bound['axis']} for input with {len(shapes[0])} dimension(s)", ours)
    if op.elementwise and len(shapes) == 2:
        return invalid(name, f"Incompatible shapes: {first} vs. {more[0]}", ours)
    return CellError("InvalidArgumentError", error.message, error.hint)


def _index_refused(op: Operation, shape: tuple[int, ...], ours: str) -> CellError:
    index = op.bound["index"]
    parts = index if isinstance(index, tuple) else (index,)
    for axis, k in enumerate(parts):
        if isinstance(k, int) and axis < len(shape) and not -shape[axis] <= k < shape[axis]:
            return invalid("StridedSlice", f"slice index {k} of dimension {axis} out of bounds.", ours, " name: strided_slice/")
    return CellError("InvalidArgumentError", ours)


def _text(shape: Sequence[int]) -> str:
    return f"[{','.join(map(str, shape))}]"

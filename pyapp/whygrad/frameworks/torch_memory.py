"""Tensors that share their numbers: views, detach(), data, numpy(); and changes in place, which all of them see.

A memory knows every tensor in it. Each tensor has its way ``_at`` from the whole memory to its own numbers, as a row of
operations; a view has besides the tensor ``_base`` that slopes go back to, and its ``_path`` from there.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .. import arrays
from ..arrays import Array
from ..operations import TABLE, Operation
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor
from .torch_graph import graph

__all__ = ["Memory", "alias", "contiguous", "put", "strides", "write"]

KINDS = {
    "float32": "FloatTensor", "float64": "DoubleTensor", "int64": "LongTensor", "int32": "IntTensor", "bool": "BoolTensor",
    "float16": "HalfTensor", "uint8": "ByteTensor", "int8": "CharTensor",
}  # fmt: skip


class Memory:
    """The numbers that several tensors share, how often they were changed, and those tensors."""

    def __init__(self, first: Any) -> None:
        self.value, self.version, self.kind = first.value, 0, KINDS.get(first._dtype.name, "FloatTensor")
        self.members: list[weakref.ref[Any]] = []
        self.add(first)

    def add(self, tensor: Any) -> None:
        """Take a tensor in."""
        if len(self.members) > 32:
            self.members = [m for m in self.members if m() is not None]
        self.members.append(weakref.ref(tensor))
        tensor._memory = self
        self.note(tensor)

    def note(self, tensor: Any) -> None:
        """Note that the line of a tensor holds this version."""
        graph().versions[tensor.line] = (self, self.version, weakref.ref(tensor))

    def shape_at(self, line: int) -> Any:
        """Return the shape of a line."""
        return arrays.shape_of(current().tape.values[line])

    def others(self, than: Any) -> list[Any]:
        """Return the other tensors in it."""
        found = [m() for m in self.members]
        return [t for t in found if t is not None and t is not than]


def memory_of(tensor: Any) -> Memory:
    """Return the memory of a tensor."""
    return tensor._memory or Memory(tensor)


def alias(made: Any, of: Any, op: Operation | None) -> None:
    """Say that ``made`` is ``op`` of a tensor and shares its numbers: a view, or with no ``op`` a tensor without its slopes."""
    memory = memory_of(of)
    made._at = of._at if op is None else (*of._at, op)
    if op is not None:
        made._base = of._base if of._base is not None else of
        made._path = (*of._path, op) if of._base is not None else (op,)
    memory.add(made)


def places(at: Sequence[Operation], of: Any) -> Any:
    """Return which of the numbers of ``of`` a way leads to."""
    shape = arrays.shape_of(of)
    found = arrays.value_of([float(k) for k in range(len(arrays.data_of(of)))], shape)
    for op in at:
        found = op.forward(found)
    return found


def contiguous(tensor: Any) -> bool:
    """Tell whether the numbers of a tensor stand one behind another in its memory."""
    if all([op.name in ("reshape", "ravel", "expand_dims", "squeeze") for op in tensor._at]):
        return True
    numbers = arrays.data_of(places(tensor._at, tensor._memory.value))
    return all([b == a + 1 for a, b in pairwise(numbers)])


def strides(tensor: Any) -> tuple[int, ...]:
    """Return how far apart in memory neighbours along each axis are."""
    shape = tuple(tensor.shape)
    steps = tuple([math.prod(shape[k + 1 :]) for k in range(len(shape))])
    if tensor._memory is None or contiguous(tensor):
        return steps
    numbers = arrays.data_of(places(tensor._at, tensor._memory.value))
    return tuple([int(numbers[step] - numbers[0]) if size > 1 else step for size, step in zip(shape, steps, strict=True)])


def put(tensor: Any, way: Sequence[Operation], new: Any) -> Any:
    """Return ``tensor`` with the numbers that a way leads to replaced by ``new``, as a new tensor; slopes go to both."""
    found = places(way, tensor.value)
    where = [int(k) for k in arrays.data_of(found)]
    value, kind = tensor.value, type(tensor)._plain()
    size, shape = len(arrays.data_of(value)), arrays.shape_of(value)
    new = apply(kind, TABLE["broadcast_to"].bind(shape=arrays.shape_of(found)), new) if tuple(new.shape) != arrays.shape_of(found) else new
    if not shape:
        return new

    def shaped(t: Any, to: tuple[int, ...]) -> Any:
        return t if arrays.shape_of(t.value) == to else apply(kind, TABLE["reshape"].bind(shape=to), t)

    flat = shaped(new, (len(where),))
    spread = apply(kind, TABLE["scatter_add"].bind(index=(where,), shape=(size,)), flat)
    mask = [0.0] * size
    for k in where:
        mask[k] = 1.0
    chosen = as_tensor(kind, TABLE["reshape"].bind(shape=shape).forward(Array(mask, (size,))).data)
    return apply(kind, TABLE["where"], shaped(chosen, shape), shaped(spread, shape), tensor)


def _may_change(tensor: Any) -> None:
    own = graph()
    base = tensor._base
    if own.recording and tensor._needs and tensor._leaf:
        raise CellError(
            "RuntimeError", "a leaf Variable that requires grad is being used in an in-place operation.",
            "put it inside with torch.no_grad():, or write it as a new value",
        )  # fmt: skip
    if own.recording and base is not None and base._needs and base._leaf:
        raise CellError(
            "RuntimeError", "a view of a leaf Variable that requires grad is being used in an in-place operation.",
            "put it inside with torch.no_grad():, or change a copy: x.clone()",
        )  # fmt: skip


def write(tensor: Any, new: Any, name: str) -> Any:
    """Change a tensor in its place: it, and all that share its numbers, stand for new lines from now on."""
    own = graph()
    _may_change(tensor)
    if new._dtype != tensor._dtype:
        order = "bif"
        if order.index(new._dtype.kind) > order.index(tensor._dtype.kind):
            names = {"float32": "Float", "float64": "Double", "int64": "Long", "int32": "Int", "bool": "Bool"}
            raise CellError(
                "RuntimeError", f"result type {names.get(new._dtype.name, new._dtype.name)} can't be cast to the desired output type "
                f"{names.get(tensor._dtype.name, tensor._dtype.name)}", "make the tensor of floats: 2. instead of 2",
            )  # fmt: skip
        new = as_tensor(type(tensor), new, tensor._dtype)
    if tuple(new.shape) != tuple(tensor.shape):
        raise CellError(
            "RuntimeError", f"output with shape {list(tensor.shape)} doesn't match the broadcast shape {list(new.shape)}", "write y = y + …"
        )
    memory = memory_of(tensor)
    memory.version += 1
    memory.value = new.value if not tensor._at else _replaced(memory.value, tensor._at, new.value)
    moved = own.recording and (tensor._needs or new._needs or (tensor._base is not None and tensor._base._needs))
    family = tensor._base if tensor._base is not None else tensor
    if tensor._base is not None and moved:
        _stand_for(family, put(family, tensor._path, new), "CopySlices")
        _stand_for(tensor, _along(family, tensor._path), "AsStridedBackward0")
    elif moved:
        _stand_for(tensor, new, name)
    else:
        _take(tensor, new.value)
        if family is not tensor:
            _take(family, _value(memory, family))
    for other in memory.others(tensor):
        if other is family:
            continue
        if moved and (other._base is family):
            _stand_for(other, _along(family, other._path), "AsStridedBackward0")
        else:
            _take(other, _value(memory, other))
    for t in (tensor, *memory.others(tensor)):
        memory.note(t)
    return tensor


def _replaced(value: Any, at: Sequence[Operation], new: Any) -> Any:
    data = list(arrays.data_of(value))
    for k, x in zip(arrays.data_of(places(at, value)), arrays.data_of(new), strict=True):
        data[int(k)] = x
    return arrays.value_of(data, arrays.shape_of(value))


def _value(memory: Memory, tensor: Any) -> Any:
    value = memory.value
    for op in tensor._at:
        value = op.forward(value)
    return value


def _along(base: Any, path: Sequence[Operation]) -> Any:
    for op in path:
        base = apply(type(base)._plain(), op, base)
    return base


def _take(tensor: Tensor, value: Any) -> None:
    """Give a tensor other numbers; what it is made from stays as it was."""
    session, own = current(), graph()
    if isinstance(getattr(tensor, "lines", None), list):
        tensor.lines.append(tensor.line)  # type: ignore[attr-defined]
    if getattr(tensor, "_needs", False) and not tensor._leaf:  # type: ignore[attr-defined]
        line = session.apply(TABLE["identity"], [tensor.line], tensor._dtype)
        session.tape.values[line] = value
        own.steps[line] = own.steps.get(tensor.line, ("CloneBackward0", (tensor.line,)))
        tensor.line = line
        return
    tensor.line = session.leaf(value, tensor._dtype)
    if getattr(tensor, "_needs", False):
        own.tensors[tensor.line] = tensor


def _stand_for(tensor: Any, new: Any, name: str) -> None:
    """Let a tensor stand for a new line, with its slopes."""
    own = graph()
    tensor.lines.append(tensor.line)
    kept: Any = own.tensors.get(tensor.line)
    tensor.line, tensor._needs, tensor._leaf = new.line, new._needs, new._leaf
    if new._needs:
        old = own.steps.get(new.line, ("", ()))
        own.steps[new.line] = (name or old[0], old[1])
        tensor._leaf = False
    if kept is tensor and (tensor._kept or tensor._hooks):
        own.tensors[tensor.line] = tensor

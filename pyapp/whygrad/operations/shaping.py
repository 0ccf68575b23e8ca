"""Operations that only move entries: the slope of each entry is 1 where it went, so an effect goes back the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..arrays import Shape
from .entry import Operation, operation, shape
from .spelling import INDEX, ORDER, TAKEN, added, flipped, gathered, moved, picked, placed, rolled, summed, swapped

__all__ = ["broadcast_to", "getitem", "reshape", "scatter_add", "spread", "sum_to", "transpose"]

MOVED = "every entry is only put in another place, so its effect goes back to the place it came from"


def structural(name: str, forward: Any, *vjp: Any, rule: str, because: str, cases: Any = (), **facts: Any) -> Operation:
    """Enter an operation on whole arrays; ``parameters`` are keywords of ``forward`` and of every vjp.

    ``cases`` are for the tests: the shapes of the arguments (or whole values), then a dict of parameters.
    """
    facts.setdefault("example", " ")
    return operation(name, forward, *vjp, rule=rule, because=because, elementwise=False, cases=cases, **facts)


# ---- shapes ----


def _reshaped(x: Any, shape: Any) -> Any:
    return arrays.reshape(x, shape)


_reshape = structural(
    "reshape", _reshaped, lambda g, y, x, shape: reshape(g, _shape(x)),
    rule="rewrite", because="the entries keep their order, so each effect goes back to the entry in the same place",
    parameters={"shape": ()}, aliases="view",
    example="x = [1, 2, 3, 4]; sum(reshape(x, (2, 2))[0])",
    cases=(((2, 3), {"shape": (3, 2)}), ((4,), {"shape": (2, -1)}), ((), {"shape": (1, 1)})),
    spelled={"*": "@.reshape({0}, {shape})"},
)  # fmt: skip


def _shape(x: Any) -> Shape:
    return shape(x)


def reshape(x: Any, to: Sequence[int]) -> Any:
    """Return ``x`` with another shape; itself if it has that shape."""
    return x if shape(x) == tuple(to) else _reshape.bind(shape=tuple(to))(x)


ravel = structural(
    "ravel", arrays.ravel, lambda g, y, x: reshape(g, shape(x)),
    rule="rewrite", because="the entries keep their order, so each effect goes back to the entry in the same place",
    aliases="flatten",
    example="x = [[1, 2], [3, 4]]; ravel(x)[2]",
    cases=(((2, 3), {}), ((3,), {}), ((), {})),
    spelled={"*": "@.ravel", "tf": "tf.reshape({0}, [-1])"},
)  # fmt: skip

squeeze = structural(
    "squeeze", arrays.squeeze, lambda g, y, x, axis: reshape(g, shape(x)),
    rule="rewrite", because="only axes of size 1 are left out, so each effect goes back to its entry",
    parameters={"axis": None},
    example="x = [[1, 2, 3]]; sum(squeeze(x)^2)",
    cases=(((1, 3, 1), {}), ((1, 3), {"axis": 0})),
)  # fmt: skip

expand_dims = structural(
    "expand_dims", arrays.expand_dims, lambda g, y, x, axis: reshape(g, shape(x)),
    rule="rewrite", because="only an axis of size 1 is added, so each effect goes back to its entry",
    parameters={"axis": 0}, aliases="unsqueeze newaxis",
    example="x = [1, 2]; sum(expand_dims(x, 1) @ [[3, 4]])",
    cases=(((3,), {"axis": 0}), ((2, 3), {"axis": -1})),
    spelled={"*": "@.expand_dims({0}, {axis})", "torch": "torch.unsqueeze({0}, {axis})"},
)  # fmt: skip

# ---- copies, and the sums that undo them ----

_broadcast_to = structural(
    "broadcast_to", arrays.broadcast_to, lambda g, y, x, shape: sum_to(g, _shape(x)),
    rule="reduction", because="every entry was copied, so it receives the sum of the effects of its copies",
    parameters={"shape": ()}, aliases="expand",
    example="x = [1, 2]; sum(broadcast_to(x, (3, 2)))",
    cases=(((3,), {"shape": (2, 3)}), ((2, 1), {"shape": (2, 3)}), ((), {"shape": (2, 2)})),
    spelled={"*": "@.broadcast_to({0}, {shape})"},
)  # fmt: skip

_sum_to = structural(
    "sum_to", arrays.sum_to, lambda g, y, x, shape: broadcast_to(g, _shape(x)),
    rule="reduction", because="every entry is counted once in a sum, so it receives the effect of that sum",
    parameters={"shape": ()}, cases=(((2, 3), {"shape": (3,)}), ((2, 3), {"shape": (2, 1)}), ((2, 3), {"shape": ()})),
    spelled={"np": summed},
)  # fmt: skip


def broadcast_to(x: Any, to: Sequence[int]) -> Any:
    """Return ``x`` copied to a larger shape; itself if it has that shape."""
    return x if shape(x) == tuple(to) else _broadcast_to.bind(shape=tuple(to))(x)


def sum_to(x: Any, to: Sequence[int]) -> Any:
    """Return ``x`` summed to the shape of which it is a copy; itself if it has that shape."""
    return x if shape(x) == tuple(to) else _sum_to.bind(shape=tuple(to))(x)


def kept(axis: Any, of: Shape) -> Shape:
    """Return the shape that a reduction along ``axis`` leaves if the axes stay with size 1."""
    axes = arrays.axes_of(axis, of)
    return tuple([1 if k in axes else size for k, size in enumerate(of)])


def spread(g: Any, axis: Any, of: Shape) -> Any:
    """Return what a reduction along ``axis`` of an array of shape ``of`` gave, copied back to all its entries."""
    return broadcast_to(g if not shape(g) else reshape(g, kept(axis, of)), of)


# ---- order ----


def _back(order: Sequence[int] | None, count: int) -> tuple[int, ...] | None:
    return None if order is None else tuple(sorted(range(count), key=[k % count for k in order].__getitem__))


def _transposed(arity: int, axes: Any) -> tuple[str, str, str]:
    if axes is None:
        return "{0}^T", "{0}^{{T}}", "{0}.T"
    return f"transpose({{0}}, {axes!r})", rf"\operatorname{{{{transpose}}}}\left({{0}}, {axes!r}\right)", f"np.transpose({{0}}, {axes!r})"


transpose = structural(
    "transpose", lambda x, axes: arrays.transpose(x, axes), lambda g, y, x, axes: transpose.bind(axes=_back(axes, len(shape(x))))(g),
    rule="matrix", because=MOVED, parameters={"axes": None}, aliases="permute", written=_transposed,
    text="{0}^T", latex="{0}^{{T}}", python="{0}.T",
    example="x = [[1, 2], [3, 4]]; sum(transpose(x) @ [1, 0])",
    cases=(((2, 3), {}), ((2, 3, 4), {"axes": (2, 0, 1)}), ((3,), {}), ((), {})),
    spelled=ORDER,
)  # fmt: skip

swapaxes = structural(
    "swapaxes", lambda x, first, second: arrays.swapaxes(x, first, second),
    lambda g, y, x, first, second: swapaxes.bind(first=first, second=second)(g),
    rule="matrix", because=MOVED, parameters={"first": -1, "second": -2},
    example="x = [[1, 2], [3, 4]]; sum(swapaxes(x, 0, 1) @ [1, 0])",
    cases=(((2, 3), {"first": 0, "second": 1}), ((2, 3, 4), {})),
    spelled={"tf": swapped, "*": "@.swapaxes({0}, {first}, {second})"},
)  # fmt: skip

moveaxis = structural(
    "moveaxis", lambda x, source, target: arrays.moveaxis(x, source, target),
    lambda g, y, x, source, target: moveaxis.bind(source=target, target=source)(g),
    rule="matrix", because=MOVED, parameters={"source": 0, "target": -1},
    example="x = [[1, 2], [3, 4]]; sum(moveaxis(x, 0, 1) @ [1, 0])",
    cases=(((2, 3, 4), {}), ((2, 3), {"source": 1, "target": 0})),
    spelled={"tf": moved, "*": "@.moveaxis({0}, {source}, {target})"},
)  # fmt: skip

split = structural(
    "split", lambda x, parts, axis: arrays.stack(arrays.split(x, parts, axis)),
    lambda g, y, x, parts, axis: reshape(moveaxis.bind(source=0, target=arrays.axis_of(axis, _shape(x)))(g), _shape(x)),
    rule="rewrite", because=MOVED, parameters={"parts": 2, "axis": 0},
    example="x = [1, 2, 3, 4]; dot(split(x, 2)[0], [1, 2])",
    cases=(((4,), {}), ((4, 3), {}), ((2, 6), {"parts": 3, "axis": 1}), ((2, 4), {"axis": -1})),
    spelled={"*": "@.stack(@.split({0}, {parts}, {axis}))", "torch": "torch.stack(torch.chunk({0}, {parts}, {axis}))"},
)  # fmt: skip

flip = structural(
    "flip", arrays.flip, lambda g, y, x, axis: flip.bind(axis=axis)(g),
    rule="rewrite", because=MOVED, parameters={"axis": None}, aliases="reverse",
    example="x = [1, 2, 3]; dot(flip(x), [1, 2, 3])",
    cases=(((2, 3), {}), ((2, 3), {"axis": 1})),
    spelled={"tf": flipped("tf.reverse"), "torch": flipped("torch.flip")},
)  # fmt: skip


def _minus(shift: Any) -> Any:
    return -shift if isinstance(shift, int) else tuple([-s for s in shift])


roll = structural(
    "roll", lambda x, shift, axis: arrays.roll(x, shift, axis), lambda g, y, x, shift, axis: roll.bind(shift=_minus(shift), axis=axis)(g),
    rule="rewrite", because=MOVED, parameters={"shift": 1, "axis": None},
    example="x = [1, 2, 3]; dot(roll(x, 1), [1, 2, 3])",
    cases=(((5,), {"shift": 2}), ((2, 3), {"shift": 1, "axis": 1})),
    spelled={"*": rolled("@.roll"), "tf": rolled("tf.roll"), "torch": rolled("torch.roll")},
)  # fmt: skip

# ---- parts ----


def index_text(index: Any) -> str:
    """Return an index as it is written between brackets."""
    parts = index if type(index) is tuple else (index,)
    texts = []
    for part in parts:
        if isinstance(part, slice):
            start, stop, step = ("" if k is None else str(k) for k in (part.start, part.stop, part.step))
            texts.append(f"{start}:{stop}" + (f":{step}" if step else ""))
        else:
            texts.append("..." if part is Ellipsis else str(list(part)) if isinstance(part, list | tuple) else str(part))
    return ", ".join(texts)


def index_of(text: str) -> Any:
    """Return the index that :func:`index_text` wrote. Raises ArrayError where the text is none."""
    try:
        parts = [_part_of(part.strip()) for part in re.split(r",(?![^\[]*\])", text)]
    except ValueError:
        raise arrays.ArrayError(f'"{text:.40}" is no index', "an index is written like '0, 1:3'") from None
    return parts[0] if len(parts) == 1 else tuple(parts)


def _part_of(text: str) -> Any:
    if text == "...":
        return Ellipsis
    if ":" in text:
        return slice(*[int(k) if k else None for k in text.split(":")])
    if text.startswith("["):
        return [int(k) for k in text.strip("[]").split(",") if k.strip()]
    return None if text == "None" else int(text)


def _scattered(arity: int, index: Any, shape: Shape) -> tuple[str, str, str]:
    text = f"scatter_add({{0}}, '{index_text(index)}', shape={shape!r})"
    return text, rf"\operatorname{{{{scatter}}}}_{{{{{index_text(index)}}}}}\left({{0}}\right)", f"np.{text}"


def _indexed(arity: int, index: Any) -> tuple[str, str, str]:
    text = index_text(index)
    return f"{{0}}[{text}]", rf"{{0}}\left[{text}\right]".replace("...", r"\ldots"), f"{{0}}[{text}]"


_getitem = structural(
    "getitem", arrays.getitem, lambda g, y, x, index: scatter_add(g, index, shape(x)),
    rule="rewrite", because="the entries that are taken out receive their effect, all others receive 0",
    parameters={"index": ()}, written=_indexed, selects=True,
    example="x = [1, 2, 3]; x[1]^2",
    cases=(
        ((4,), {"index": 1}), ((4,), {"index": slice(None, None, -2)}), ((3, 4), {"index": (slice(1, 3), -1)}),
        ((3, 4), {"index": ([0, 0, 2],)}),
        ((2, 3, 4), {"index": (..., 0)}), ((3,), {"index": (None, slice(None))}), ((3,), {"index": slice(2, 2)}),
    ),
    spelled=INDEX,
)  # fmt: skip

_scatter_add = structural(
    "scatter_add", arrays.scatter_add, lambda g, y, x, index, shape: getitem(g, index),
    rule="rewrite", because="every entry is added at its place, so it receives the effect of that place",
    written=_scattered, parameters={"index": (), "shape": ()},
    cases=(((2,), {"index": slice(0, 2), "shape": (4,)}), ((3,), {"index": ([0, 0, 2],), "shape": (3,)})),
    spelled={"np": placed, "jax": added("jax"), "torch": added("torch"), "tf": added("tf")},
)  # fmt: skip


def getitem(x: Any, index: Any) -> Any:
    """Return ``x[index]``."""
    return _getitem.bind(index=index)(x)


def scatter_add(g: Any, index: Any, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` that is 0 but for ``g``, added at ``index``."""
    return _scatter_add.bind(index=index, shape=tuple(to))(g)


def _masked(arity: int) -> tuple[str, str, str]:
    return "{0}[{1}]", r"{0}\left[{1}\right]", "{0}[{1}]"


masked = structural(
    "masked", lambda x, mask: arrays.getitem(x, arrays.Mask(mask)), lambda g, y, x, mask: scatter_masked(g, mask, to=shape(x)), None,
    rule="rewrite", because="the entries that are taken out receive their effect, all others receive 0",
    written=_masked, text="{0}[{1}]", latex=r"{0}\left[{1}\right]", python="{0}[{1}]", aliases="boolean_mask masked_select", selects=True,
    example="x = [1, -2, 3]; sum(x[x > 0])",
    cases=(((3,), arrays.asarray([1, 0, 1]), {}), ((2, 2), arrays.asarray([[1, 0], [0, 1]]), {})),
    spelled={"*": "{0}[{1}]", "tf": "tf.boolean_mask"},
)  # fmt: skip


def scatter_masked(g: Any, mask: Any, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` with the entries of ``g`` where ``mask`` is not 0."""
    return _scatter_masked.bind(shape=tuple(to))(g, mask)


_scatter_masked = structural(
    "scatter_masked", lambda g, mask, shape: arrays.scatter_add(g, arrays.Mask(mask), shape),
    lambda g, y, x, mask, shape: masked(g, mask), None,
    rule="rewrite", because="every entry is put in its place, so it receives the effect of that place", parameters={"shape": ()},
    cases=(((2,), arrays.asarray([1, 0, 1]), {"shape": (3,)}),),
)  # fmt: skip

take = structural(
    "take", lambda x, indices, axis: arrays.take(x, indices, axis),
    lambda g, y, x, indices, axis: put(g, indices, axis, shape(x)), None,
    rule="rewrite", because="every entry receives the effects of all places to which it was copied",
    parameters={"axis": 0}, aliases="gather embedding embedding_lookup index_select", selects=True,
    example="x = [1, 2, 3]; sum(take(x, [0, 2, 2]))",
    cases=(((4,), arrays.asarray([0, 2, 2]), {}), ((3, 4), arrays.asarray([[1, 0], [3, 3]]), {"axis": 1})),
    spelled=TAKEN,
)  # fmt: skip


def put(g: Any, indices: Any, axis: int, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` to which the slices ``g`` are added along ``axis`` at ``indices``."""
    return _put.bind(axis=axis, shape=tuple(to))(g, indices)


def _put_forward(g: Any, indices: Any, axis: int, shape: Shape) -> Any:
    axis = arrays.axis_of(axis, shape)
    return arrays.scatter_add(g, (*[slice(None)] * axis, indices if isinstance(indices, arrays.Array) else int(indices)), shape)


_put = structural(
    "put", _put_forward, lambda g, y, x, indices, axis, shape: take.bind(axis=axis)(g, indices), None,
    rule="rewrite",
    because="every slice is added at its place, so it receives the effect of that place", parameters={"axis": 0, "shape": ()},
    cases=(((3,), arrays.asarray([0, 2, 2]), {"shape": (4,)}),),
)  # fmt: skip

take_along_axis = structural(
    "take_along_axis", lambda x, indices, axis: arrays.gather(x, indices, axis),
    lambda g, y, x, indices, axis: put_along_axis(g, indices, axis, shape(x)), None,
    rule="rewrite", because="every entry receives the effects of all places to which it was copied",
    parameters={"axis": -1}, selects=True,
    example="x = [[1, 2], [3, 4]]; sum(take_along_axis(x, [[1], [0]], 1))",
    cases=(((2, 3), arrays.asarray([[2, 0], [1, 1]]), {"axis": 1}),),
    spelled={"*": "@.take_along_axis({0}, {1}, {axis})", "torch": "torch.take_along_dim({0}, {1}, {axis})", "tf": gathered, "np": picked},
)  # fmt: skip


def put_along_axis(g: Any, indices: Any, axis: int, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` to which ``g`` is added at ``indices`` along ``axis``."""
    return _put_along_axis.bind(axis=axis, shape=tuple(to))(g, indices)


_put_along_axis = structural(
    "put_along_axis", lambda g, indices, axis, shape: arrays.gather_adjoint(g, indices, shape, axis),
    lambda g, y, x, indices, axis, shape: take_along_axis.bind(axis=axis)(g, indices), None,
    rule="rewrite",
    because="every entry is added at its place, so it receives the effect of that place", parameters={"axis": -1, "shape": ()},
    cases=(((2, 2), arrays.asarray([[2, 0], [1, 1]]), {"axis": 1, "shape": (2, 3)}),),
)  # fmt: skip

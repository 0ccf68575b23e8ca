"""Operations that only move entries: the slope of each entry is 1 where it went, so an effect goes back the same way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..arrays import Shape
from .entry import Operation, operation, shape

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
    parameters={"shape": ()}, aliases="view", cases=(((2, 3), {"shape": (3, 2)}), ((4,), {"shape": (2, -1)}), ((), {"shape": (1, 1)})),
)  # fmt: skip


def _shape(x: Any) -> Shape:
    return shape(x)


def reshape(x: Any, to: Sequence[int]) -> Any:
    """Return ``x`` with another shape; itself if it has that shape."""
    return x if shape(x) == tuple(to) else _reshape.bind(shape=tuple(to))(x)


ravel = structural(
    "ravel", arrays.ravel, lambda g, y, x: reshape(g, shape(x)),
    rule="rewrite", because="the entries keep their order, so each effect goes back to the entry in the same place",
    aliases="flatten", cases=(((2, 3), {}), ((3,), {}), ((), {})),
)  # fmt: skip

squeeze = structural(
    "squeeze", arrays.squeeze, lambda g, y, x, axis: reshape(g, shape(x)),
    rule="rewrite", because="only axes of size 1 are left out, so each effect goes back to its entry",
    parameters={"axis": None}, cases=(((1, 3, 1), {}), ((1, 3), {"axis": 0})),
)  # fmt: skip

expand_dims = structural(
    "expand_dims", arrays.expand_dims, lambda g, y, x, axis: reshape(g, shape(x)),
    rule="rewrite", because="only an axis of size 1 is added, so each effect goes back to its entry",
    parameters={"axis": 0}, aliases="unsqueeze newaxis", cases=(((3,), {"axis": 0}), ((2, 3), {"axis": -1})),
)  # fmt: skip

# ---- copies, and the sums that undo them ----

_broadcast_to = structural(
    "broadcast_to", arrays.broadcast_to, lambda g, y, x, shape: sum_to(g, _shape(x)),
    rule="reduction", because="every entry was copied, so it receives the sum of the effects of its copies",
    parameters={"shape": ()}, aliases="expand", cases=(((3,), {"shape": (2, 3)}), ((2, 1), {"shape": (2, 3)}), ((), {"shape": (2, 2)})),
)  # fmt: skip

_sum_to = structural(
    "sum_to", arrays.sum_to, lambda g, y, x, shape: broadcast_to(g, _shape(x)),
    rule="reduction", because="every entry is counted once in a sum, so it receives the effect of that sum",
    parameters={"shape": ()}, cases=(((2, 3), {"shape": (3,)}), ((2, 3), {"shape": (2, 1)}), ((2, 3), {"shape": ()})),
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
    cases=(((2, 3), {}), ((2, 3, 4), {"axes": (2, 0, 1)}), ((3,), {}), ((), {})),
)  # fmt: skip

swapaxes = structural(
    "swapaxes", lambda x, first, second: arrays.swapaxes(x, first, second),
    lambda g, y, x, first, second: swapaxes.bind(first=first, second=second)(g),
    rule="matrix", because=MOVED, parameters={"first": -1, "second": -2}, cases=(((2, 3), {"first": 0, "second": 1}), ((2, 3, 4), {})),
)  # fmt: skip

moveaxis = structural(
    "moveaxis", lambda x, source, target: arrays.moveaxis(x, source, target),
    lambda g, y, x, source, target: moveaxis.bind(source=target, target=source)(g),
    rule="matrix", because=MOVED, parameters={"source": 0, "target": -1}, cases=(((2, 3, 4), {}), ((2, 3), {"source": 1, "target": 0})),
)  # fmt: skip

flip = structural(
    "flip", arrays.flip, lambda g, y, x, axis: flip.bind(axis=axis)(g),
    rule="rewrite", because=MOVED, parameters={"axis": None}, aliases="reverse", cases=(((2, 3), {}), ((2, 3), {"axis": 1})),
)  # fmt: skip


def _minus(shift: Any) -> Any:
    return -shift if isinstance(shift, int) else tuple([-s for s in shift])


roll = structural(
    "roll", lambda x, shift, axis: arrays.roll(x, shift, axis), lambda g, y, x, shift, axis: roll.bind(shift=_minus(shift), axis=axis)(g),
    rule="rewrite", because=MOVED, parameters={"shift": 1, "axis": None}, cases=(((5,), {"shift": 2}), ((2, 3), {"shift": 1, "axis": 1})),
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


def _indexed(arity: int, index: Any) -> tuple[str, str, str]:
    text = index_text(index)
    return f"{{0}}[{text}]", rf"{{0}}\left[{text}\right]".replace("...", r"\ldots"), f"{{0}}[{text}]"


_getitem = structural(
    "getitem", arrays.getitem, lambda g, y, x, index: scatter_add(g, index, shape(x)),
    rule="rewrite", because="the entries that are taken out receive their effect, all others receive 0",
    parameters={"index": ()}, written=_indexed, selects=True,
    cases=(
        ((4,), {"index": 1}), ((4,), {"index": slice(None, None, -2)}), ((3, 4), {"index": (slice(1, 3), -1)}), ((3, 4), {"index": ([0, 0, 2],)}),
        ((2, 3, 4), {"index": (..., 0)}), ((3,), {"index": (None, slice(None))}), ((3,), {"index": slice(2, 2)}),
    ),
)  # fmt: skip

_scatter_add = structural(
    "scatter_add", arrays.scatter_add, lambda g, y, x, index, shape: getitem(g, index),
    rule="rewrite", because="every entry is added at its place, so it receives the effect of that place",
    parameters={"index": (), "shape": ()}, cases=(((2,), {"index": slice(0, 2), "shape": (4,)}), ((3,), {"index": ([0, 0, 2],), "shape": (3,)})),
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
    cases=(((3,), arrays.asarray([1, 0, 1]), {}), ((2, 2), arrays.asarray([[1, 0], [0, 1]]), {})),
)  # fmt: skip


def scatter_masked(g: Any, mask: Any, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` with the entries of ``g`` where ``mask`` is not 0."""
    return _scatter_masked.bind(shape=tuple(to))(g, mask)


_scatter_masked = structural(
    "scatter_masked", lambda g, mask, shape: arrays.scatter_add(g, arrays.Mask(mask), shape), lambda g, y, x, mask, shape: masked(g, mask), None,
    rule="rewrite", because="every entry is put in its place, so it receives the effect of that place", parameters={"shape": ()},
    cases=(((2,), arrays.asarray([1, 0, 1]), {"shape": (3,)}),),
)  # fmt: skip

take = structural(
    "take", lambda x, indices, axis: arrays.take(x, indices, axis),
    lambda g, y, x, indices, axis: put(g, indices, axis, shape(x)), None,
    rule="rewrite", because="every entry receives the effects of all places to which it was copied",
    parameters={"axis": 0}, aliases="gather embedding embedding_lookup index_select", selects=True,
    cases=(((4,), arrays.asarray([0, 2, 2]), {}), ((3, 4), arrays.asarray([[1, 0], [3, 3]]), {"axis": 1})),
)  # fmt: skip


def put(g: Any, indices: Any, axis: int, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` to which the slices ``g`` are added along ``axis`` at ``indices``."""
    return _put.bind(axis=axis, shape=tuple(to))(g, indices)


def _put_forward(g: Any, indices: Any, axis: int, shape: Shape) -> Any:
    axis = arrays.axis_of(axis, shape)
    return arrays.scatter_add(g, (*[slice(None)] * axis, indices if isinstance(indices, arrays.Array) else int(indices)), shape)


_put = structural(
    "put", _put_forward, lambda g, y, x, indices, axis, shape: take.bind(axis=axis)(g, indices), None,
    rule="rewrite", because="every slice is added at its place, so it receives the effect of that place", parameters={"axis": 0, "shape": ()},
    cases=(((3,), arrays.asarray([0, 2, 2]), {"shape": (4,)}),),
)  # fmt: skip

take_along_axis = structural(
    "take_along_axis", lambda x, indices, axis: arrays.gather(x, indices, axis),
    lambda g, y, x, indices, axis: put_along_axis(g, indices, axis, shape(x)), None,
    rule="rewrite", because="every entry receives the effects of all places to which it was copied",
    parameters={"axis": -1}, selects=True, cases=(((2, 3), arrays.asarray([[2, 0], [1, 1]]), {"axis": 1}),),
)  # fmt: skip


def put_along_axis(g: Any, indices: Any, axis: int, to: Sequence[int]) -> Any:
    """Return an array of shape ``to`` to which ``g`` is added at ``indices`` along ``axis``."""
    return _put_along_axis.bind(axis=axis, shape=tuple(to))(g, indices)


_put_along_axis = structural(
    "put_along_axis", lambda g, indices, axis, shape: arrays.gather_adjoint(g, indices, shape, axis),
    lambda g, y, x, indices, axis, shape: take_along_axis.bind(axis=axis)(g, indices), None,
    rule="rewrite", because="every entry is added at its place, so it receives the effect of that place", parameters={"axis": -1, "shape": ()},
    cases=(((2, 2), arrays.asarray([[2, 0], [1, 1]]), {"axis": 1, "shape": (2, 3)}),),
)  # fmt: skip

# ---- joining, copying, padding ----


def _listed(name: str) -> Any:
    def written(arity: int, axis: Any) -> tuple[str, str, str]:
        inside = ", ".join(f"{{{k}}}" for k in range(arity))
        if name == "stack" and axis == 0:
            return f"[{inside}]", rf"\left[{inside}\right]", f"np.array([{inside}])"
        more = "" if axis == 0 else f", axis={axis}"
        return f"{name}([{inside}]{more})", rf"\operatorname{{{{{name}}}}}\left([{inside}]{more}\right)", f"np.{name}([{inside}]{more})"

    return written


def _part(k: int, g: Any, y: Any, *args: Any, axis: int) -> Any:
    at = arrays.axis_of(axis, shape(y))
    start = sum([shape(a)[at] for a in args[:k]])
    return getitem(g, (*[slice(None)] * at, slice(start, start + shape(args[k])[at])))


def _layer(k: int, g: Any, y: Any, *args: Any, axis: int) -> Any:
    return getitem(g, (*[slice(None)] * arrays.axis_of(axis, shape(y)), k))


concat = structural(
    "concat", lambda *args, axis: arrays.concat(args, axis), _part,
    rule="rewrite", because="each part keeps its entries, so it receives the effects of its own places",
    parameters={"axis": 0}, variadic=True, aliases="concatenate cat", written=_listed("concat"),
    cases=(((2,), (3,), {}), ((2, 1), (2, 3), {"axis": 1})),
)  # fmt: skip

stack = structural(
    "stack", lambda *args, axis: arrays.stack(args, axis), _layer,
    rule="rewrite", because="each part keeps its entries, so it receives the effects of its own places",
    parameters={"axis": 0}, variadic=True, aliases="array", written=_listed("stack"),
    cases=(((), (), (), {}), ((2,), (2,), {"axis": 1})),
)  # fmt: skip


def _tiled(g: Any, y: Any, x: Any, times: Any) -> Any:
    counts = (times,) if isinstance(times, int) else tuple(times)
    own = shape(x)
    length = max(len(counts), len(own))
    counts, sizes = (1,) * (length - len(counts)) + counts, (1,) * (length - len(own)) + own
    doubled = [size for pair in zip(counts, sizes, strict=True) for size in pair]
    folded = sum_to(reshape(g, doubled), [1 if k % 2 == 0 else size for k, size in enumerate(doubled)])
    return reshape(folded, own)


tile = structural(
    "tile", lambda x, times: arrays.tile(x, times), _tiled,
    rule="reduction", because="every entry was copied, so it receives the sum of the effects of its copies",
    parameters={"times": 1}, cases=(((3,), {"times": 2}), ((2, 3), {"times": (2, 1)}), ((2,), {"times": (3, 2)})),
)  # fmt: skip


def _repeated(g: Any, y: Any, x: Any, times: int, axis: Any) -> Any:
    own = shape(x) if axis is not None else (math.prod(shape(x)),)
    at = 0 if axis is None else arrays.axis_of(axis, own)
    doubled = (*own[: at + 1], times, *own[at + 1 :])
    folded = sum_to(reshape(g, doubled), (*own[: at + 1], 1, *own[at + 1 :]))
    return reshape(folded, shape(x))


repeat = structural(
    "repeat", lambda x, times, axis: arrays.repeat(x, times, axis), _repeated,
    rule="reduction", because="every entry was copied, so it receives the sum of the effects of its copies",
    parameters={"times": 1, "axis": None}, aliases="repeat_interleave", cases=(((3,), {"times": 2}), ((2, 3), {"times": 2, "axis": 0})),
)  # fmt: skip

pad = structural(
    "pad", lambda x, widths, fill: arrays.pad(x, widths, fill), lambda g, y, x, widths, fill: unpad.bind(widths=widths)(g),
    rule="rewrite", because="the entries keep their places inside the border, so each receives its effect",
    parameters={"widths": (), "fill": 0.0}, cases=(((3,), {"widths": ((1, 2),)}), ((2, 2), {"widths": ((0, 1), (1, 0))})),
)  # fmt: skip

unpad = structural(
    "unpad", lambda x, widths: arrays.unpad(x, widths), lambda g, y, x, widths: pad.bind(widths=widths)(g),
    rule="rewrite", because="the entries of the border are left out and receive 0",
    parameters={"widths": ()}, cases=(((4,), {"widths": ((1, 2),)}),),
)  # fmt: skip


def _triangle(name: str, forward: Any, side: str) -> Operation:
    found: Operation = structural(
        name, lambda x, k: forward(x, k), lambda g, y, x, k: found.bind(k=k)(g),
        rule="rewrite", because=f"the entries {side} the diagonal keep their effects, the others were replaced by 0",
        parameters={"k": 0}, cases=(((3, 3), {}), ((2, 3), {"k": 1})),
    )  # fmt: skip
    return found


tril = _triangle("tril", arrays.tril, "on and below")
triu = _triangle("triu", arrays.triu, "on and above")

diag = structural(
    "diag", arrays.diag, lambda g, y, x: diag_back(g, x),
    rule="rewrite", because="the entries of the diagonal keep their effects", aliases="diagonal", cases=(((3,), {}), ((3, 3), {})),
)  # fmt: skip


def diag_back(g: Any, x: Any) -> Any:
    """Return the effect on what diag was given: a list from a matrix, or a matrix from a list."""
    own = shape(x)
    if len(own) == 1:
        return diag(g)
    places = tuple(range(min(own)))
    return scatter_add(g, (list(places), list(places)), own)


flow_stopped = structural(
    "stop_gradient", lambda x: x, None,
    rule="constant", because="the value is used as if it were a plain number: no slope flows through it",
    aliases="detach StopGradient", cases=(((2,), {}), ((), {})),
)  # fmt: skip


def _like(name: str, value: float) -> Operation:
    return structural(
        name, lambda x: arrays.full(arrays.shape_of(x), value), None,
        rule="constant", because="only the shape of the argument counts, not its numbers", cases=(((2, 2), {}), ((), {})),
    )  # fmt: skip


zeros_like, ones_like = _like("zeros_like", 0.0), _like("ones_like", 1.0)

one_hot = structural(
    "one_hot", lambda x, classes, axis: arrays.one_hot(x, classes, axis), None,
    rule="constant", because="its argument is a class, which does not move a little",
    parameters={"classes": 2, "axis": -1}, cases=((arrays.asarray([0, 2]), {"classes": 3}),),
)  # fmt: skip

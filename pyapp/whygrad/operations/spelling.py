"""How operations on arrays are written in the frameworks, where that depends on shapes and parameters.

Each gives what an entry's ``spelled`` holds: a function of the shapes of the arguments and of the parameters that returns a
template, in which ``@.`` stands for the framework's module, or "" where the framework cannot say it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import Shape

__all__ = [
    "INDEX",
    "JOINED",
    "ORDER",
    "TAKEN",
    "added",
    "convolved",
    "convolved_in_jax",
    "counted",
    "cut",
    "flipped",
    "gathered",
    "listed",
    "moved",
    "padded",
    "picked",
    "placed",
    "pooled",
    "product",
    "reduced",
    "rolled",
    "scanned",
    "scanned_by_tensorflow",
    "summed",
    "swapped",
    "tiled",
]  # fmt: skip

Way = Callable[..., str]


def _permuted(shape: Shape, order: Sequence[int]) -> list[int]:
    return [k % len(shape) for k in order]


def _order(name: str, short: str) -> Way:
    def way(shapes: Sequence[Shape], axes: Any) -> str:
        own = shapes[0]
        if axes is None and len(own) < 2:
            return "{0}"
        if axes is None and short and (len(own) == 2 or name == "@.transpose"):
            return short
        return f"{name}({{0}}, {_permuted(own, reversed(range(len(own))) if axes is None else axes)})"  # type: ignore[arg-type]

    return way


ORDER: dict[str, str | Way] = {
    "*": _order("@.transpose", "{0}.T"),
    "tf": _order("tf.transpose", "tf.transpose({0})"),
    "torch": _order("torch.permute", "{0}.T"),
}


def _perm(shape: Shape, source: int, target: int) -> list[int]:
    order = list(range(len(shape)))
    order.insert(target % len(shape), order.pop(source % len(shape)))
    return order


def swapped(shapes: Sequence[Shape], first: int, second: int) -> str:
    """Return how TensorFlow swaps two axes."""
    order = list(range(len(shapes[0])))
    order[first], order[second] = order[second], order[first]
    return f"tf.transpose({{0}}, {order})"


def moved(shapes: Sequence[Shape], source: int, target: int) -> str:
    """Return how TensorFlow moves an axis."""
    return f"tf.transpose({{0}}, {_perm(shapes[0], source, target)})"


def flipped(name: str) -> Way:
    """Return how entries are turned round where the axes must be named."""

    def way(shapes: Sequence[Shape], axis: Any) -> str:
        axes = list(range(len(shapes[0]))) if axis is None else [axis] if isinstance(axis, int) else list(axis)
        return f"{name}({{0}}, {axes})" if shapes[0] else "{0}"

    return way


def rolled(name: str) -> Way:
    """Return how entries are moved along where an axis must be named."""

    def way(shapes: Sequence[Shape], shift: Any, axis: Any) -> str:
        if axis is None and len(shapes[0]) > 1:
            return "" if name.startswith("tf") else f"{name}({{0}}, {shift})"
        return f"{name}({{0}}, {shift}, {0 if axis is None else axis})"

    return way


def _in_jax(index: Any) -> str:
    """Return an index whose lists are arrays of JAX."""
    from .shaping import index_text

    parts = index if isinstance(index, tuple) else (index,)
    return ", ".join([f"jnp.array({part})" if isinstance(part, list) else index_text(part) for part in parts])


def added(key: str) -> Way:
    """Return how entries are added at their places to zeros."""

    def way(shapes: Sequence[Shape], index: Any, shape: Shape) -> str:
        parts = index if isinstance(index, tuple) else (index,)
        if key == "jax":
            return f"jnp.zeros({shape}).at[{_in_jax(index)}].add({{0}})"
        if len(parts) > len(shape) or not all([isinstance(p, int | list) and not isinstance(p, bool) for p in parts]):
            return ""
        if key == "torch":  # along the first axis only
            rows = [parts[0] % shape[0]] if isinstance(parts[0], int) else parts[0]
            wide = (len(rows), *shape[1:])
            return f"torch.zeros({shape}).index_add(0, torch.tensor({rows}), torch.reshape({{0}}, {wide}))" if len(parts) == 1 else ""
        if len(parts) < len(shape):
            return ""
        if all([isinstance(p, int) for p in parts]):
            return f"tf.scatter_nd([{[p % n for p, n in zip(parts, shape, strict=True)]}], tf.reshape({{0}}, [1]), {list(shape)})"
        if not all([isinstance(p, list) for p in parts]):
            return ""
        return f"tf.scatter_nd({[list(place) for place in zip(*parts, strict=True)]}, {{0}}, {list(shape)})"

    return way


def _indexed(key: str) -> Way:
    def way(shapes: Sequence[Shape], index: Any) -> str:
        from .shaping import index_text

        parts = index if isinstance(index, tuple) else (index,)
        lists = [part for part in parts if isinstance(part, list)]
        if key == "tf" and lists:
            several = len(lists) == len(parts) == len(shapes[0])
            pairs = [list(pair) for pair in zip(*lists, strict=True)]
            return f"tf.gather({{0}}, {lists[0]})" if len(parts) == 1 else f"tf.gather_nd({{0}}, {pairs})" if several else ""
        if key == "torch" and any(isinstance(part, slice) and part.step is not None and part.step < 0 for part in parts):
            return ""
        return f"{{0}}[{_in_jax(index) if key == 'jax' else index_text(index)}]"

    return way


INDEX: dict[str, str | Way] = {key: _indexed(key) for key in ("tf", "torch", "jax", "np")}


def _taken(shapes: Sequence[Shape], axis: int) -> str:
    before = axis % max(len(shapes[0]), 1)
    return f"{{0}}[{':, ' * before}{{1}}]"


TAKEN: dict[str, str | Way] = {"*": "@.take({0}, {1}, axis={axis})", "tf": "tf.gather({0}, {1}, axis={axis})", "torch": _taken}


def tiled(name: str) -> Way:
    """Return how an array is repeated: TensorFlow counts for every axis."""

    def way(shapes: Sequence[Shape], times: Any) -> str:
        counts = [times] if isinstance(times, int) else list(times)
        more = len(counts) - len(shapes[0])
        if not name.startswith("tf") or more <= 0:
            return f"{name}({{0}}, {tuple([1] * -more + counts)})"
        return f"tf.tile(tf.reshape({{0}}, {[1] * more + list(shapes[0])}), {counts})"

    return way


def scanned_by_tensorflow(name: str) -> Way:
    """Return how TensorFlow writes running sums and products."""

    def way(shapes: Sequence[Shape], axis: Any, reverse: bool, exclusive: bool) -> str:
        if axis is None and len(shapes[0]) > 1:
            return ""
        more = f", exclusive={exclusive}" * exclusive + f", reverse={reverse}" * reverse
        return f"{name}({{0}}, axis={axis or 0}{more})"

    return way


def padded(name: str, fill_name: str) -> Way:
    """Return how an array is padded; PyTorch counts the axes from the last."""

    def way(shapes: Sequence[Shape], widths: Any, fill: float) -> str:
        pairs = [tuple(w) for w in widths]
        given = [k for pair in reversed(pairs) for k in pair] if name.startswith("torch") else pairs
        return f"{name}({{0}}, {given}{f', {fill_name}={fill}' if fill else ''})"

    return way


def listed(name: str, axis_name: str) -> Way:
    """Return how arrays are joined, the axis always named."""

    def way(shapes: Sequence[Shape], axis: int) -> str:
        return f"{name}([{', '.join(f'{{{k}}}' for k in range(len(shapes)))}], {axis_name}={axis})"

    return way


JOINED: dict[str, str | Way] = {
    "tf": listed("tf.concat", "axis"), "torch": listed("torch.cat", "dim"), "*": listed("@.concatenate", "axis"),
}  # fmt: skip


def reduced(name: str, *, axis: str = "axis", keep: str = "keepdims", always: str = "", every: bool = False) -> Way:
    """Return how many numbers become one: ``always`` is said each time; with ``every``, all axes are named where none is."""

    def way(shapes: Sequence[Shape], axis_: Any = None, **given: Any) -> str:
        chosen = given.pop("axis")
        if chosen is None and every:
            chosen = tuple(range(len(shapes[0])))
        more = f", {axis}={chosen!r}" if chosen is not None else ""
        more += f", {keep}=True" if given.pop("keepdims") else ""
        more += always.format(**given)
        if not always and any(value != usual for value, usual in ((given.get("ddof", 0), 0), (given.get("ord", 2), 2))):
            return ""
        return f"{name}({{0}}{more})"

    return way


def scanned(name: str, axis_name: str) -> Way:
    """Return how running sums and products are written where they only run forwards, each entry included."""

    def way(shapes: Sequence[Shape], axis: Any, reverse: bool, exclusive: bool) -> str:
        products = exclusive and name.endswith("prod")
        if (axis is None and len(shapes[0]) > 1) or not shapes[0] or (products and (len(shapes[0]) > 1 or name.startswith("torch"))):
            return ""
        if products:
            found = f"{name}(@.append(1.0, {'@.flip({0})' if reverse else '{0}'}[:-1]))"
            return f"@.flip({found})" if reverse else found
        at = 0 if axis is None else axis
        if reverse:
            turned = "torch.flip({}, [{}])" if name.startswith("torch") else "@.flip({}, {})"
            running = f"{name}({turned.format('{0}', at)}, {axis_name}={at})"
            found = turned.format(running, at)
        else:
            found = f"{name}({{0}}, {axis_name}={at})"
        return f"({found} - {{0}})" if exclusive else found

    return way


def product(name: str) -> Way:
    """Return how TensorFlow and PyTorch multiply arrays with ``@`` or their own function for lists."""

    def way(shapes: Sequence[Shape]) -> str:
        first, second = map(len, shapes)
        if not first or not second:
            return "({0}*{1})"
        if name == "tf" and 1 in (first, second):
            return "tf.tensordot({0}, {1}, 1)" if max(first, second) <= 2 else ""
        if name == "dot" and first == second == 1:
            return "torch.dot({0}, {1})"
        return "{0} @ {1}" if name == "@" else "({0} @ {1})"

    return way


def summed(shapes: Sequence[Shape], shape: Shape) -> str:
    """Return how NumPy sums an array to the shape of which it is a copy."""
    own = shapes[0]
    more = len(own) - len(shape)
    axes = tuple(k for k, size in enumerate(own) if k < more or (shape[k - more] == 1 and size != 1))
    return "np.sum({0})" if not shape else f"np.reshape(np.sum({{0}}, axis={axes}), {shape})"


def cut(shapes: Sequence[Shape], widths: Any) -> str:
    """Return how NumPy takes away what was padded."""
    parts = [f"{before}:{size - behind}" for size, (before, behind) in zip(shapes[0], widths, strict=True)]
    return f"{{0}}[{', '.join(parts)}]"


def placed(shapes: Sequence[Shape], index: Any, shape: Shape) -> str:
    """Return how NumPy puts entries in their places among zeros: by the function that stands above the program."""
    lists = [part for part in (index if isinstance(index, tuple) else (index,)) if isinstance(part, list)]
    twice = lists and len(set(zip(*lists, strict=True))) < len(lists[0])
    return "" if twice else f"put({{0}}, {index!r}, {shape})"


def picked(shapes: Sequence[Shape], axis: int) -> str:
    """Return how NumPy takes one entry or more of each row, by places: autograd knows their slope."""
    size = len(shapes[0])
    if size == 1:
        return "{0}[{1}]"
    if size != 2:
        return ""
    rows, columns = shapes[0]
    return f"{{0}}[np.arange({rows})[:, None], {{1}}]" if axis % 2 else f"{{0}}[{{1}}, np.arange({columns})[None, :]]"


def gathered(shapes: Sequence[Shape], axis: int) -> str:
    """Return how TensorFlow takes one entry or more of each row: along the last axis only."""
    size = len(shapes[0])
    return f"tf.gather({{0}}, {{1}}, batch_dims={size - 1})" if axis in (-1, size - 1) else ""


def convolved_in_jax(shapes: Sequence[Shape], stride: Any, padding: Any, dilation: Any, groups: int, channels_last: bool) -> str:
    """Return how JAX convolves."""
    axes = len(shapes[0]) - 2
    space = "DHW"[3 - axes :]
    strides, steps = ((k,) * axes if isinstance(k, int) else tuple(k) for k in (stride, dilation))
    widths = [(k, k) if isinstance(k, int) else tuple(k) for k in ((padding,) * axes if isinstance(padding, int) else padding)]
    how = repr(padding.upper()) if isinstance(padding, str) else repr(widths)
    more = f", rhs_dilation={steps}" * (dilation != 1) + f", feature_group_count={groups}" * (groups != 1)
    more += f", dimension_numbers=('N{space}C', '{space}IO', 'N{space}C')" * channels_last
    return f"jax.lax.conv_general_dilated({{0}}, {{1}}, {strides}, {how}{more})"


def convolved(shapes: Sequence[Shape], stride: Any, padding: Any, dilation: Any, groups: int, channels_last: bool) -> str:
    """Return how PyTorch convolves."""
    axes = len(shapes[0]) - 2
    if channels_last or axes not in (1, 2):
        return ""
    more = f", stride={stride}" * (stride != 1) + f", padding={padding!r}" * (padding != "valid")
    more += f", dilation={dilation}" * (dilation != 1) + f", groups={groups}" * (groups != 1)
    return f"torch.nn.functional.conv{axes}d({{0}}, {{1}}{more})"


def pooled(name: str) -> Way:
    """Return how PyTorch pools."""

    def way(shapes: Sequence[Shape], size: Any, stride: Any, padding: Any, channels_last: bool) -> str:
        axes = len(shapes[0]) - 2
        if channels_last or axes not in (1, 2) or padding != "valid":
            return ""
        return f"torch.nn.functional.{name}{axes}d({{0}}, {size}{'' if stride is None else f', stride={stride}'})"

    return way


def counted(name: str) -> Way:
    """Return how TensorFlow gives places, as numbers with which one can go on."""

    def way(shapes: Sequence[Shape], axis: Any) -> str:
        if axis is None and len(shapes[0]) != 1:
            return ""
        return (
            f"tf.cast({name}({{0}}, axis={axis or 0}), @dtype)" if name != "tf.argsort" else f"tf.cast({name}({{0}}, axis={axis}), @dtype)"
        )

    return way

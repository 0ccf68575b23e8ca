"""Operations that put arrays together, copy them, cut them off, or hold them still."""

from __future__ import annotations

import math
from typing import Any

from .. import arrays
from .entry import Operation, shape
from .shaping import getitem, reshape, scatter_add, structural, sum_to
from .spelling import JOINED, cut, listed, padded, tiled

__all__ = ["concat", "stack"]

# ---- joining, copying, padding ----


def _listed(name: str) -> Any:
    def written(arity: int, axis: Any) -> tuple[str, str, str]:
        inside = ", ".join(f"{{{k}}}" for k in range(arity))
        if name == "stack" and axis == 0 and arity > 1:  # square brackets around one value may be brackets like any other
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
    example="x = [1, 2]; y = [3]; sum(concat([x, y])^2)",
    cases=(((2,), (3,), {}), ((2, 1), (2, 3), {"axis": 1})),
    spelled=JOINED,
)  # fmt: skip

stack = structural(
    "stack", lambda *args, axis: arrays.stack(args, axis), _layer,
    rule="rewrite", because="each part keeps its entries, so it receives the effects of its own places",
    parameters={"axis": 0}, variadic=True, written=_listed("stack"),
    example="x = 2; y = 3; sum([x, x*y])",
    cases=(((), (), (), {}), ((2,), (2,), {"axis": 1})),
    spelled={"*": listed("@.stack", "axis"), "torch": listed("torch.stack", "dim")},
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
    parameters={"times": 1},
    example="x = [1, 2]; sum(tile(x, 3))",
    cases=(((3,), {"times": 2}), ((2, 3), {"times": (2, 1)}), ((2,), {"times": (3, 2)})),
    spelled={"*": "@.tile({0}, {times})", "torch": tiled("torch.tile"), "tf": tiled("tf.tile")},
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
    parameters={"times": 1, "axis": None}, aliases="repeat_interleave",
    example="x = [1, 2]; sum(repeat(x, 3))",
    cases=(((3,), {"times": 2}), ((2, 3), {"times": 2, "axis": 0})),
    spelled={"*": lambda shapes, times, axis: f"@.repeat({{0}}, {times}{'' if axis is None else f', axis={axis}'})",
             "torch": lambda shapes, times, axis: f"torch.repeat_interleave({{0}}, {times}{'' if axis is None else f', dim={axis}'})"},
)  # fmt: skip

pad = structural(
    "pad", lambda x, widths, fill: arrays.pad(x, widths, fill), lambda g, y, x, widths, fill: unpad.bind(widths=widths)(g),
    rule="rewrite", because="the entries keep their places inside the border, so each receives its effect",
    parameters={"widths": (), "fill": 0.0},
    example="x = [1, 2]; sum(pad(x, ((1, 1),))^2)",
    cases=(((3,), {"widths": ((1, 2),)}), ((2, 2), {"widths": ((0, 1), (1, 0))})),
    spelled={"*": padded("@.pad", "constant_values"), "torch": padded("torch.nn.functional.pad", "value")},
)  # fmt: skip

unpad = structural(
    "unpad", lambda x, widths: arrays.unpad(x, widths), lambda g, y, x, widths: pad.bind(widths=widths)(g),
    rule="rewrite", because="the entries of the border are left out and receive 0",
    parameters={"widths": ()}, cases=(((4,), {"widths": ((1, 2),)}),),
    spelled={"np": cut},
)  # fmt: skip


def _triangle(name: str, forward: Any, side: str) -> Operation:
    bounds = "-1, 0" if name == "tril" else "0, -1"
    found: Operation = structural(
        name, lambda x, k: forward(x, k), lambda g, y, x, k: found.bind(k=k)(g),
        rule="rewrite", because=f"the entries {side} the diagonal keep their effects, the others were replaced by 0",
        parameters={"k": 0}, example=f"x = [[1, 2], [3, 4]]; sum({name}(x)^2)", cases=(((3, 3), {}), ((2, 3), {"k": 1})),
        spelled={"*": f"@.{name}({{0}}, {{k}})", "tf": lambda shapes, k: "" if k else f"tf.linalg.band_part({{0}}, {bounds})"},
    )  # fmt: skip
    return found


tril = _triangle("tril", arrays.tril, "on and below")
triu = _triangle("triu", arrays.triu, "on and above")

diag = structural(
    "diag", arrays.diag, lambda g, y, x: diag_back(g, x),
    rule="rewrite", because="the entries of the diagonal keep their effects", aliases="diagonal",
    example="x = [[1, 2], [3, 4]]; sum(diag(x))",
    cases=(((3,), {}), ((3, 3), {})),
    spelled={"*": "@.diag", "tf": lambda shapes: "tf.linalg.diag({0})" if len(shapes[0]) == 1 else "tf.linalg.diag_part({0})"},
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
    aliases="detach StopGradient",
    example="x = 3; x*stop_gradient(x)",
    cases=(((2,), {}), ((), {})),
    spelled={"tf": "tf.stop_gradient", "torch": "{0}.detach()", "jax": "jax.lax.stop_gradient", "np": "{0}"},
)  # fmt: skip


def _like(name: str, value: float) -> Operation:
    return structural(
        name, lambda x: arrays.full(arrays.shape_of(x), value), None,
        rule="constant", because="only the shape of the argument counts, not its numbers", example=f"x = [1, 2]; sum(x + {name}(x))",
        cases=(((2, 2), {}), ((), {})), spelled={"*": f"@.{name}"},
    )  # fmt: skip


zeros_like, ones_like = _like("zeros_like", 0.0), _like("ones_like", 1.0)

one_hot = structural(
    "one_hot", lambda x, classes, axis: arrays.one_hot(x, classes, axis), None,
    rule="constant", because="its argument is a class, which does not move a little",
    parameters={"classes": 2, "axis": -1},
    example="x = [5, 7, 9]; dot(one_hot(1, 3), x)",
    cases=((arrays.asarray([0, 2]), {"classes": 3}),),
    spelled={"tf": "tf.one_hot({0}, {classes}, dtype=@dtype)", "jax": "jax.nn.one_hot({0}, {classes})", "*": "",
             "torch": "torch.nn.functional.one_hot(torch.as_tensor({0}), {classes}).to(@dtype)"},
)  # fmt: skip

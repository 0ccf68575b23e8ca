"""Operations that make one number of many: sums, means, products, extremes, and what is built from them."""

from __future__ import annotations

import math
from typing import Any

from .. import arrays
from .choice import equal, where
from .corners import sign
from .entry import Corner, Limit, Operation, Ref, shape
from .exponential import exp
from .joining import stack
from .shaping import reshape, spread, structural, take_along_axis, transpose
from .spelling import counted, reduced, scanned, scanned_by_tensorflow

__all__ = ["logsumexp", "mean", "softmax", "total"]

AXES = {"axis": None, "keepdims": False}
SHAPES: Any = (
    ((2, 3), {}),
    ((2, 3), {"axis": 0}),
    ((2, 3), {"axis": 1, "keepdims": True}),
    ((4,), {}),
    ((), {}),
    ((1, 3), {"axis": (0, 1)}),
)


def _count(of: Any, axis: Any) -> int:
    own = shape(of)
    return math.prod([own[k] for k in arrays.axes_of(axis, own)])


def _number(value: Any) -> Any:
    """Return a value at the point, of a handle too."""
    return value.owner.value_of(value.index) if type(value) is Ref else value


def _sigma(name: str) -> Any:
    def written(arity: int, axis: Any, keepdims: bool) -> tuple[str, str, str]:
        more = ("" if axis is None else f", axis={axis!r}") + (", keepdims=True" if keepdims else "")
        return f"{name}({{0}}{more})", rf"\operatorname{{{{{name}}}}}\left({{0}}{more}\right)", f"np.{name}({{0}}{more})"

    return written


def _reduction(name: str, forward: Any, vjp: Any, because: str, aliases: str = "", cases: Any = SHAPES, **facts: Any) -> Operation:
    return structural(
        name, lambda x, axis, keepdims: forward(x, axis, keepdims), vjp,
        rule="reduction", because=because,
        parameters=AXES, aliases=aliases, cases=cases, written=facts.pop("written", _sigma(name)),
        example=f"x = [3, 1, 2]; {name.removeprefix('a') if name in ('amax', 'amin') else name}(x)", **facts,
    )  # fmt: skip


# ---- sums ----

total = _reduction(
    "sum", arrays.sum_, lambda g, y, x, axis, keepdims: spread(g, axis, shape(x)),
    "every entry moves the sum one for one, so each receives the whole effect of the sum", "reduce_sum",
    (*SHAPES, ((0,), {}), ((0, 2), {"axis": 0})), spelled={"tf": "tf.reduce_sum"},
)  # fmt: skip

mean = _reduction(
    "mean", arrays.mean, lambda g, y, x, axis, keepdims: spread(g, axis, shape(x)) / _count(x, axis),
    "every entry moves the mean by its share, one part in n, so each receives the effect of the mean divided by n", "reduce_mean average",
    spelled={"tf": "tf.reduce_mean"},
)  # fmt: skip

cumsum = structural(
    "cumsum", lambda x, axis, reverse, exclusive: arrays.cumsum(x, axis, reverse, exclusive),
    lambda g, y, x, axis, reverse, exclusive: reshape(cumsum.bind(axis=axis, reverse=not reverse, exclusive=exclusive)(g), shape(x)),
    rule="reduction", because="an entry is part of all running sums from its place on, so it receives their effects",
    parameters={"axis": None, "reverse": False, "exclusive": False},
    example="x = [1, 2, 3]; sum(cumsum(x))",
    cases=(((4,), {}), ((2, 3), {"axis": 1}), ((2, 3), {})),
    spelled={"tf": scanned_by_tensorflow("tf.cumsum"), "torch": scanned("torch.cumsum", "dim"), "*": scanned("@.cumsum", "axis")},
)  # fmt: skip

# ---- products ----


def _others(x: Any, axis: int) -> Any:
    """Return for each entry the product of all others along ``axis``."""
    before = cumprod.bind(axis=axis, exclusive=True)(x)
    return before * cumprod.bind(axis=axis, exclusive=True, reverse=True)(x)


def _prod_back(g: Any, y: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    own = shape(x)
    if not own:
        return g
    axes = arrays.axes_of(axis, own)
    if len(axes) == 1:
        return spread(g, axes, own) * _others(x, axes[0])
    kept = [k for k in range(len(own)) if k not in axes]
    order = (*kept, *axes)  # the entries of one product side by side, as one axis
    flat = reshape(_ordered(x, order), (*[own[k] for k in kept], math.prod([own[k] for k in axes])))
    others = reshape(_others(flat, len(kept)), [own[k] for k in order])
    return spread(g, axis, own) * _ordered(others, tuple(sorted(range(len(own)), key=order.__getitem__)))


def _ordered(x: Any, order: tuple[int, ...]) -> Any:
    return x if order == tuple(range(len(order))) else transpose.bind(axes=order)(x)


prod = _reduction(
    "prod", arrays.prod, _prod_back,
    "the product moves as one entry moves, times all the other entries", "reduce_prod product",
    cases=(((2, 3), {}), ((2, 3), {"axis": 0}), ((2, 3, 2), {"axis": (0, 2)}), ((arrays.asarray([2.0, 0.0, 3.0])), {}), ((), {})),
    spelled={"tf": "tf.reduce_prod"},
)  # fmt: skip


def _cumprod_back(g: Any, y: Any, x: Any, axis: Any, reverse: bool, exclusive: bool) -> Any:
    own = shape(x)
    if len(own) != 1 and (axis is None or not own):  # all entries are one list
        flat = _cumprod_back(
            reshape(g, (math.prod(own),)), reshape(y, (math.prod(own),)), reshape(x, (math.prod(own),)), 0, reverse, exclusive
        )
        return reshape(flat, own)
    at = arrays.axis_of(axis or 0, own)
    scan = {"axis": at, "reverse": reverse, "exclusive": exclusive}
    if all(arrays.data_of(_number(x))):
        return cumsum.bind(axis=at, reverse=not reverse, exclusive=exclusive)(g * y) / x
    parts = []  # with an entry of 0: the product without it, worked out for each entry in turn
    lane = [1] * len(own)
    lane[at] = own[at]
    for k in range(own[at]):
        single = [1.0 if i == k else 0.0 for i in range(own[at])]
        here = arrays.reshape(arrays.asarray(single), lane)
        without = where(here, 1.0, x)
        parts.append(total.bind(axis=at)(g * (cumprod.bind(**scan)(without) - cumprod.bind(**scan)(where(here, 0.0, x)))))
    return stack.bind(arity=len(parts), axis=at)(*parts)


cumprod = structural(
    "cumprod", lambda x, axis, reverse, exclusive: arrays.cumprod(x, axis, reverse, exclusive), _cumprod_back,
    rule="reduction", because="an entry is a factor of all running products from its place on",
    parameters={"axis": None, "reverse": False, "exclusive": False},
    example="x = [1, 2, 3]; sum(cumprod(x))",
    cases=(((4,), {}), ((2, 3), {"axis": 1}), ((3,), {"exclusive": True}), (arrays.asarray([2.0, 0.0, 3.0]), {}), ((2, 2), {}), ((), {})),
    spelled={"tf": scanned_by_tensorflow("tf.math.cumprod"), "torch": scanned("torch.cumprod", "dim"), "*": scanned("@.cumprod", "axis")},
)  # fmt: skip

# ---- extremes ----


def _tied(x: Any, chosen: Any, axis: Any) -> bool:
    """Tell whether the entry that was chosen along ``axis`` is there more than once."""
    hits = arrays.elementwise(lambda a, b: float(a == b), x, chosen)
    return any([hit > 1 for hit in arrays.data_of(arrays.sum_(hits, axis))])


def _extreme(name: str, forward: Any, aliases: str, which: str) -> Operation:
    def back(g: Any, y: Any, x: Any, axis: Any, keepdims: bool) -> Any:
        own = shape(x)
        hits = equal(x, spread(y, axis, own))
        ties = total.bind(axis=axis)(hits) if axis is not None else total.bind()(hits)
        return spread(g, axis, own) * hits / spread(ties, axis, own)

    def tied(x: Any, axis: Any, keepdims: bool) -> bool:
        return _tied(x, forward(x, axis, True), axis)

    return _reduction(
        name, forward, back, f"only the {which} entry decides, so it receives the whole effect and the others 0", aliases,
        written=_sigma(name[1:]), selects=True, spelled={"tf": f"tf.reduce_{name[1:]}"},
        corner=Corner(tied, ("0", "1"), "an equal share for each of them; TensorFlow, PyTorch and JAX do the same"),
    )  # fmt: skip


amax = _extreme("amax", arrays.max_, "reduce_max", "largest")
amin = _extreme("amin", arrays.min_, "reduce_min", "smallest")


def _place(name: str, forward: Any) -> Operation:
    return structural(
        name, lambda x, axis: forward(x, axis), None,
        rule="constant", because="a place in a list does not move when the numbers move a little",
        parameters={"axis": None}, example=f"x = [3, 1, 2]; sum(x)*{name}(x)", cases=(((4,), {}), ((2, 3), {"axis": 1})),
        spelled={"tf": counted(f"tf.{name}")},
    )  # fmt: skip


argmax, argmin = _place("argmax", arrays.argmax), _place("argmin", arrays.argmin)
argsort = structural(
    "argsort", lambda x, axis: arrays.argsort(x, axis), None,
    rule="constant", because="a place in a list does not move when the numbers move a little", parameters={"axis": -1},
    example="x = [3, 1, 2]; sum(x)*argsort(x)[0]",
    cases=(((4,), {}),),
    spelled={"tf": counted("tf.argsort")},
)  # fmt: skip


def _unsorted(g: Any, y: Any, x: Any, axis: int) -> Any:
    if not shape(x):
        return g
    return take_along_axis.bind(axis=axis)(g, arrays.argsort(arrays.argsort(_number(x), axis), axis))


def _neighbours(x: Any, axis: int) -> bool:
    """Tell whether equal entries stand beside each other once they are sorted along ``axis``."""
    if not arrays.shape_of(x):
        return False
    y = arrays.moveaxis(arrays.sort(x, axis), axis, -1)
    first, second = (arrays.data_of(arrays.getitem(y, (..., part))) for part in (slice(None, -1), slice(1, None)))
    return any([a == b for a, b in zip(first, second, strict=True)])


sort = structural(
    "sort", lambda x, axis: arrays.sort(x, axis), _unsorted,
    rule="rewrite", because="every entry is only put in another place, so its effect goes back to the place it came from",
    parameters={"axis": -1},
    corner=Corner(
        _neighbours, ("0", "1"),
        "the effects go to the places in which the entries stand, equal ones in their order; PyTorch and JAX do the same",
    ),
    example="x = [3, 1, 2]; dot(sort(x), [1, 2, 3])",
    cases=(((4,), {}), ((2, 3), {"axis": 0})),
    spelled={"torch": "torch.sort({0}, dim={axis}).values"},
)  # fmt: skip

# ---- spread of numbers ----


def _less(of: Any, axis: Any, less: int) -> int:
    return _count(of, axis) - less


def _centred(x: Any, axis: Any) -> Any:
    return x - spread(mean.bind(axis=axis)(x), axis, shape(x)) if shape(x) else x - x


SPREAD = {**AXES, "ddof": 0}
var = structural(
    "var", lambda x, axis, keepdims, ddof: arrays.var(x, axis, keepdims, ddof),
    lambda g, y, x, axis, keepdims, ddof: spread(g, axis, shape(x)) * (2 * _centred(x, axis)) / _less(x, axis, ddof),
    rule="reduction", because="moving one entry moves its squared distance from the mean; the mean's own move cancels over all entries",
    parameters=SPREAD, aliases="variance reduce_variance",
    example="x = [1, 2, 6]; var(x)",
    cases=(*SHAPES[:4], ((5,), {"ddof": 1})),
    spelled={"tf": reduced("tf.math.reduce_variance"),
             "torch": reduced("torch.var", axis="dim", keep="keepdim", always=", correction={ddof}"),
             "*": reduced("@.var", always=", ddof={ddof}")},
)  # fmt: skip

std = structural(
    "std", lambda x, axis, keepdims, ddof: arrays.std(x, axis, keepdims, ddof),
    lambda g, y, x, axis, keepdims, ddof: spread(g, axis, shape(x)) * _centred(x, axis)
    / (_less(x, axis, ddof) * spread(y, axis, shape(x))),
    rule="reduction", because="it is the square root of the variance: the chain rule divides by twice the deviation itself",
    parameters=SPREAD, aliases="reduce_std",
    example="x = [1, 2, 6]; std(x)",
    cases=(*SHAPES[:4], ((5,), {"ddof": 1})),
    slope=Limit(lambda x: any([v != arrays.data_of(x)[0] for v in arrays.data_of(x)]), "entries that are not all equal"),
    spelled={"tf": reduced("tf.math.reduce_std"),
             "torch": reduced("torch.std", axis="dim", keep="keepdim", always=", correction={ddof}"),
             "*": reduced("@.std", always=", ddof={ddof}")},
)  # fmt: skip


def _norm_back(g: Any, y: Any, x: Any, axis: Any, keepdims: bool, ord: float) -> Any:
    own = shape(x)
    wide = spread(g, axis, own)
    if ord == 1:
        return wide * sign(x)
    if ord == 2:
        return wide * x / spread(y, axis, own)
    if ord == math.inf:
        size = spread(y, axis, own)
        hits = equal(x * sign(x), size)
        return wide * sign(x) * hits / spread(total.bind(axis=axis)(hits), axis, own)
    return wide * sign(x) * (x * sign(x) / spread(y, axis, own)) ** (ord - 1)


def _norm_corner(x: Any, axis: Any, keepdims: bool, ord: float) -> bool:
    if ord == math.inf:
        return _tied(arrays.elementwise(abs, x), arrays.norm(x, axis, True, ord), axis)
    return ord == 1 and not all(arrays.data_of(x))


norm = structural(
    "norm", lambda x, axis, keepdims, ord: arrays.norm(x, axis, keepdims, ord), _norm_back,
    rule="reduction", because="the length grows by the part of a move that points along the list: each entry divided by the length",
    parameters={**AXES, "ord": 2},
    example="x = [3, 4]; norm(x)",
    cases=(*SHAPES[:4], ((3,), {"ord": 1}), ((3,), {"ord": 3})),
    slope=Limit(lambda x: any(arrays.data_of(x)), "a list that is not all 0"),
    corner=Corner(_norm_corner, ("-1", "1"), "halfway between the two, for entries of equal size an equal share; PyTorch does the same"),
    spelled={"tf": reduced("tf.norm", always=", ord={ord}"),
             "torch": reduced("torch.linalg.vector_norm", axis="dim", keep="keepdim", always=", ord={ord}"),
             "*": reduced("@.linalg.norm")},
)  # fmt: skip

logsumexp = _reduction(
    "logsumexp", arrays.logsumexp, lambda g, y, x, axis, keepdims: spread(g, axis, shape(x)) * exp(x - spread(y, axis, shape(x))),
    "each entry counts with its share e^x of the sum, which is its softmax", "reduce_logsumexp",
    spelled={"tf": "tf.reduce_logsumexp", "jax": "jax.nn.logsumexp",
             "torch": reduced("torch.logsumexp", axis="dim", keep="keepdim", every=True),
             "np": lambda shapes, axis, keepdims: f"np.log(np.sum(np.exp({{0}}), axis={axis!r}, keepdims={keepdims}))"},
)  # fmt: skip

# ---- shares ----


def _softmax_back(g: Any, y: Any, x: Any, axis: int) -> Any:
    return y * (g - spread(_along(axis, x)(g * y), axis, shape(x))) if shape(x) else g * 0


def _along(axis: Any, x: Any) -> Operation:
    """Return the sum along an axis; a list has only one, which need not be named."""
    return total.bind() if len(shape(x)) == 1 else total.bind(axis=axis)


softmax = structural(
    "softmax", lambda x, axis: arrays.softmax(x, axis), _softmax_back,
    rule="reduction",
    because="raising one entry raises its own share and lowers all others: its share times its effect above the average effect",
    parameters={"axis": -1},
    example="x = [0, 1, 2]; softmax(x)[2]",
    cases=(((3,), {}), ((2, 3), {"axis": 0})),
    spelled={"tf": "tf.nn.softmax", "torch": "torch.softmax({0}, dim={axis})", "jax": "jax.nn.softmax",
             "np": "(np.exp({0})/np.sum(np.exp({0}), axis={axis}, keepdims=True))"},
)  # fmt: skip

log_softmax = structural(
    "log_softmax", lambda x, axis: arrays.log_softmax(x, axis),
    lambda g, y, x, axis: g - exp(y) * spread(_along(axis, x)(g), axis, shape(x)) if shape(x) else g * 0,
    rule="reduction", because="an entry moves its own logarithm one for one and lowers all of them by its share",
    parameters={"axis": -1},
    example="x = [0, 1, 2]; log_softmax(x)[2]",
    cases=(((3,), {}), ((2, 3), {"axis": 0})),
    spelled={"tf": "tf.nn.log_softmax", "torch": "torch.log_softmax({0}, dim={axis})", "jax": "jax.nn.log_softmax",
             "np": "({0} - np.log(np.sum(np.exp({0}), axis={axis}, keepdims=True)))"},
)  # fmt: skip

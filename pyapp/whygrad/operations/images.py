"""Convolution and pooling: a small window moves over a list or an image."""

from __future__ import annotations

from typing import Any

from .. import arrays
from .entry import Corner, Operation, shape
from .shaping import structural
from .spelling import convolved, convolved_in_jax, pooled

__all__ = ["convolve", "max_pool"]

MOVES = {"stride": 1, "padding": "valid", "dilation": 1, "groups": 1, "channels_last": False}


def _input_back(g: Any, y: Any, x: Any, kernel: Any, **how: Any) -> Any:
    return _input_adjoint.bind(shape=shape(x), **how)(g, kernel)


def _kernel_back(g: Any, y: Any, x: Any, kernel: Any, **how: Any) -> Any:
    return _kernel_adjoint.bind(shape=shape(kernel), **how)(g, x)


convolve = structural(
    "convolve", arrays.convolve, _input_back, _kernel_back,
    rule="matrix",
    because="each place of the result is a sum of entries times weights, so an entry receives the effects of all windows it is in",
    parameters=MOVES, aliases="conv1d conv2d convolution",
    example="x = [[[1, 2, 3, 4]]]; k = [[[1, -1]]]; sum(convolve(x, k)^2)",
    cases=(((1, 1, 5), (1, 1, 3), {}), ((2, 2, 4, 4), (3, 2, 2, 2), {"stride": 2}), ((1, 1, 3, 3), (1, 1, 2, 2), {"padding": "same"})),
    spelled={"torch": convolved, "jax": convolved_in_jax, "*": ""},
)  # fmt: skip

_input_adjoint = structural(
    "convolve_input_adjoint", lambda g, kernel, shape, **how: arrays.convolve_input_adjoint(g, kernel, shape, **how),
    lambda h, y, g, kernel, shape, **how: convolve.bind(**how)(h, kernel),
    lambda h, y, g, kernel, shape, **how: _kernel_adjoint.bind(shape=_shape(kernel), **how)(g, h),
    rule="matrix", because="it is the way back through a convolution, which is a convolution again", parameters={"shape": (), **MOVES},
    cases=(((1, 1, 3), (1, 1, 3), {"shape": (1, 1, 5)}),),
)  # fmt: skip

_kernel_adjoint = structural(
    "convolve_kernel_adjoint", lambda g, x, shape, **how: arrays.convolve_kernel_adjoint(g, x, shape, **how),
    lambda h, y, g, x, shape, **how: convolve.bind(**how)(x, h),
    lambda h, y, g, x, shape, **how: _input_adjoint.bind(shape=_shape(x), **how)(g, h),
    rule="matrix", because="it is the way back through a convolution, which is a convolution again", parameters={"shape": (), **MOVES},
    cases=(((1, 1, 3), (1, 1, 5), {"shape": (1, 1, 3)}),),
)  # fmt: skip


def _shape(x: Any) -> Any:
    return shape(x)


WINDOWS = {"size": 2, "stride": None, "padding": "valid", "channels_last": False}


def _max_back(g: Any, y: Any, x: Any, **how: Any) -> Any:
    return _max_adjoint.bind(**how)(g, x)


max_pool: Operation = structural(
    "max_pool", arrays.max_pool, _max_back,
    rule="reduction", because="only the largest entry of a window decides, so it receives the whole effect of that window",
    parameters=WINDOWS, aliases="max_pool1d max_pool2d", selects=True,
    corner=Corner(arrays.max_pool_tied, ("0", "1"), "the first of them receives the whole effect; TensorFlow and PyTorch do the same"),
    example="x = [[[1, 3, 2, 4]]]; sum(max_pool(x)^2)",
    cases=(((1, 1, 4), {}), ((1, 2, 4, 4), {"size": 2, "stride": 1})),
    spelled={"torch": pooled("max_pool"), "*": ""},
)  # fmt: skip

_max_adjoint = structural(
    "max_pool_adjoint", arrays.max_pool_adjoint, lambda h, y, g, x, **how: _max_chosen.bind(**how)(h, x), None,
    rule="reduction",
    because="every effect goes back to the largest entry of its window", parameters=WINDOWS, cases=(((1, 1, 2), (1, 1, 4), {}),),
)  # fmt: skip


def _chosen(h: Any, x: Any, **how: Any) -> Any:
    """Return the entries of ``h`` at the places of the largest entries of ``x``: the transpose of the adjoint, column by column."""
    zero = arrays.max_pool(x, **how)
    found = []
    for k in range(zero.size):
        unit = arrays.Array([float(i == k) for i in range(zero.size)], zero.shape)
        found.append(sum([a * b for a, b in zip(arrays.data_of(h), arrays.max_pool_adjoint(unit, x, **how).data, strict=True)]))
    return arrays.Array(found, zero.shape)


_max_chosen = structural(
    "max_pool_chosen", _chosen, lambda g, y, h, x, **how: _max_adjoint.bind(**how)(g, x), None,
    rule="reduction",
    because="the entry is taken from the place of the largest one", parameters=WINDOWS, cases=(((1, 1, 4), (1, 1, 4), {}),),
)  # fmt: skip

avg_pool: Operation = structural(
    "avg_pool", arrays.avg_pool, lambda g, y, x, **how: _avg_adjoint.bind(shape=shape(x), **how)(g),
    rule="reduction", because="every entry of a window moves its mean by its share", parameters=WINDOWS,
    aliases="avg_pool1d avg_pool2d average_pool",
    example="x = [[[1, 3, 2, 4]]]; sum(avg_pool(x)^2)",
    cases=(((1, 1, 4), {}), ((1, 2, 4, 4), {"size": 2, "stride": 1})),
    spelled={"torch": pooled("avg_pool"), "*": ""},
)  # fmt: skip

_avg_adjoint = structural(
    "avg_pool_adjoint", lambda g, shape, **how: arrays.avg_pool_adjoint(g, shape, **how),
    lambda h, y, g, shape, **how: avg_pool.bind(**how)(h),
    rule="reduction", because="every entry receives its share of the effects of its windows", parameters={"shape": (), **WINDOWS},
    cases=(((1, 1, 2), {"shape": (1, 1, 4)}),),
)  # fmt: skip

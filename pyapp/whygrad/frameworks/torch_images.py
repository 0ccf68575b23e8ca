"""Functions of torch.nn.functional on images and rows: borders, sizes, windows, transposed convolutions, norms of each example."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from ..arrays import value_of
from ..operations import TABLE
from .dtypes import INT64
from .tensor import apply
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH

__all__ = ["IMAGES", "PADS", "pairs"]


def pairs(size: Any, count: int) -> tuple[int, ...]:
    """Return a size for each of ``count`` axes."""
    return (int(size),) * count if isinstance(size, int) else tuple([int(k) for k in size])


def _places(rows: Sequence[int]) -> Any:
    return TORCH._new(value_of([float(k) for k in rows], (len(rows),)), INT64)


def _picked(x: Any, axis: int, rows: Sequence[int]) -> Any:
    return apply(TorchTensor, TABLE["take"].bind(axis=axis), x, _places(rows))


# ---- borders ----

BORDERS = {"reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "Slice"}


def pad(input: Any, pad: Sequence[int], mode: str = "constant", value: Any = None) -> Any:
    """Return ``input`` with a border, the last axis first: of one number, or of its own entries by ``mode``."""
    sides = [(pad[k], pad[k + 1]) for k in range(0, len(pad), 2)]
    if mode == "constant":
        for k, (before, after) in enumerate(sides):  # a negative border takes away
            size = input.shape[-1 - k]
            if before < 0 or after < 0:
                input = TORCH.narrow(input, input.ndim - 1 - k, max(-before, 0), size + min(before, 0) + min(after, 0))
        widths = ((0, 0),) * (input.ndim - len(sides)) + tuple([(max(a, 0), max(b, 0)) for a, b in sides[::-1]])
        return apply(TorchTensor, TABLE["pad"].bind(widths=widths, fill=float(value or 0.0)), input)
    if mode not in BORDERS:
        raise refused(f"Unrecognised padding mode {mode}", "NotImplementedError")
    found = input
    for k, (before, after) in enumerate(sides):
        axis, size = input.ndim - 1 - k, input.shape[-1 - k]
        if mode == "reflect" and max(before, after) >= size:
            raise refused(
                "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
                f"({before}, {after}) at dimension {axis} of input {list(input.shape)}"
            )
        places = range(-before, size + after)
        if mode == "reflect":
            rows = [size - 1 - abs(size - 1 - abs(p)) for p in places]
        else:
            rows = [min(max(p, 0), size - 1) if mode == "replicate" else p % size for p in places]
        found = _picked(found, axis, rows)
    return found._rename(f"{BORDERS[mode]}{len(sides)}DBackward0" if mode != "circular" else "CopySlices", [input])


def _bordered(mode: str, input: Any, padding: Any, value: float = 0.0) -> Any:
    axes = input.ndim - 2 if input.ndim > 2 else 1
    return pad(input, [padding] * 2 * axes if isinstance(padding, int) else padding, mode, value)


PADS: dict[str, Any] = {
    "reflection_pad": partial(_bordered, "reflect"), "replication_pad": partial(_bordered, "replicate"), "circular_pad": partial(_bordered, "circular"),
    "zero_pad": partial(_bordered, "constant"), "constant_pad": partial(_bordered, "constant"),
}  # fmt: skip


# ---- sizes ----


def interpolate(input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: Any = None, **_: Any) -> Any:
    """Return an image of another size: each entry the nearest one, or between its neighbours (linear, bilinear)."""
    count = input.ndim - 2
    if (size is None) == (scale_factor is None):
        raise refused("either size or scale_factor should be defined" if size is None else "only one of size or scale_factor should be defined",
                      "ValueError")  # fmt: skip
    if mode not in ("nearest", "linear", "bilinear", "area"):
        raise refused(f"interpolate with mode={mode!r} is not supported.", "NotImplementedError", "use nearest or bilinear")
    factors = None if scale_factor is None else (list(scale_factor) if isinstance(scale_factor, list | tuple) else [scale_factor] * count)
    before = tuple(input.shape)[2:]
    sizes = pairs(size, count) if factors is None else tuple([math.floor(n * f) for n, f in zip(before, factors, strict=True)])
    found = input
    for k, (old, new) in enumerate(zip(before, sizes, strict=True)):
        scale = old / new if factors is None else 1 / factors[k]
        if mode == "nearest":
            found = _picked(found, 2 + k, [min(math.floor(j * scale), old - 1) for j in range(new)])
            continue
        rows = [[0.0] * old for _ in range(new)]
        for j, row in enumerate(rows):
            if mode == "area":
                first, last = math.floor(j * old / new), math.ceil((j + 1) * old / new)
                row[first:last] = [1 / (last - first)] * (last - first)
                continue
            place = j * (old - 1) / (new - 1) if align_corners and new > 1 else 0.0 if align_corners else max((j + 0.5) * scale - 0.5, 0.0)
            low = min(math.floor(place), old - 1)
            high, part = min(low + 1, old - 1), place - low
            row[low] += 1 - part
            row[high] += part
        weights = TORCH._new(value_of([v for row in rows for v in row], (new, old)), input._dtype)
        found = TORCH.movedim(TORCH.matmul(TORCH.movedim(found, 2 + k, -1), TORCH.turned(weights)), -1, 2 + k)
    kind = {"nearest": "UpsampleNearest", "area": "AdaptiveAvgPool"}.get(mode, "UpsampleLinear" if count == 1 else "UpsampleBilinear")
    return found._rename(f"{kind}{count}DBackward0", [input])


def pixel_shuffle(input: Any, upscale_factor: int) -> Any:
    """Return an image larger by a factor, made from r² times as many channels."""
    r, (*lead, c, h, w) = upscale_factor, input.shape
    if c % (r * r):
        raise refused(f"pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
                      f"input.size(-3)={c} is not divisible by {r * r}")  # fmt: skip
    n, at = c // (r * r), len(lead)
    parts = TORCH.permute(input.reshape(*lead, n, r, r, h, w), [*range(at), at, at + 3, at + 1, at + 4, at + 2])
    return parts.reshape(*lead, n, h * r, w * r)._rename("PixelShuffleBackward0", [input])


def pixel_unshuffle(input: Any, downscale_factor: int) -> Any:
    """Return an image smaller by a factor, with r² times as many channels."""
    r, (*lead, c, h, w) = downscale_factor, input.shape
    at = len(lead)
    parts = TORCH.permute(input.reshape(*lead, c, h // r, r, w // r, r), [*range(at), at, at + 2, at + 4, at + 1, at + 3])
    return parts.reshape(*lead, c * r * r, h // r, w // r)._rename("PixelUnshuffleBackward0", [input])


# ---- windows ----


def _windows(sizes: Sequence[int], kernel: Sequence[int], dilation: Sequence[int], stride: Sequence[int]) -> tuple[list[int], int]:
    """Return the places in a flat image of every entry of the kernel in every window, and how many windows there are."""
    (h, w), (a, b) = sizes, kernel
    down = [(h - dilation[0] * (a - 1) - 1) // stride[0] + 1, (w - dilation[1] * (b - 1) - 1) // stride[1] + 1]
    rows = [
        (y * stride[0] + i * dilation[0]) * w + x * stride[1] + j * dilation[1]
        for i in range(a) for j in range(b) for y in range(down[0]) for x in range(down[1])
    ]  # fmt: skip
    return rows, down[0] * down[1]


def unfold(input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Return the entries under a window as columns, one for each place of the window."""
    kernel, gaps, border, steps = (pairs(v, 2) for v in (kernel_size, dilation, padding, stride))
    x = pad(input, [border[1], border[1], border[0], border[0]]) if any(border) else input
    n, c, h, w = x.shape
    rows, count = _windows((h, w), kernel, gaps, steps)
    return _picked(x.reshape(n, c, h * w), 2, rows).reshape(n, c * kernel[0] * kernel[1], count)._rename("Im2ColBackward0", [input])


def fold(input: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Return an image in which columns are added up where their windows stand."""
    kernel, gaps, border, steps = (pairs(v, 2) for v in (kernel_size, dilation, padding, stride))
    h, w = [s + 2 * b for s, b in zip(pairs(output_size, 2), border, strict=True)]
    rows, count = _windows((h, w), kernel, gaps, steps)
    n, channels = input.shape[0], input.shape[1] // (kernel[0] * kernel[1])
    if input.shape[2] != count:
        raise refused(f"Expected size of input's dimension 2 to match the calculated number of sliding blocks, but got {input.shape[2]}")
    empty = TORCH.zeros(n, channels, h * w, dtype=input._dtype)
    image = TORCH.index_add(empty, 2, _places(rows), input.reshape(n, channels, len(rows))).reshape(n, channels, h, w)
    if any(border):
        image = image[:, :, border[0] : h - border[0], border[1] : w - border[1]]
    return image._rename("Col2ImBackward0", [input])


def _transposed(count: int, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, output_padding: Any = 0,
                groups: int = 1, dilation: Any = 1) -> Any:  # fmt: skip
    """Return a convolution of the input with gaps between its entries: what a convolution's effect does to its input."""
    steps, border, more, gaps = (pairs(v, count) for v in (stride, padding, output_padding, dilation))
    x = input if input.ndim == count + 2 else input.unsqueeze(0)
    if x.shape[1] != weight.shape[0]:
        raise refused(
            f"Given transposed=1, weight of size {list(weight.shape)}, expected input{list(x.shape)} to have {weight.shape[0]} channels, but "
            f"got {x.shape[1]} channels instead"
        )
    for k in range(count):
        size, axis = x.shape[2 + k], 2 + k
        if steps[k] > 1:
            wide = pad(x.unsqueeze(axis + 1), [0, 0] * (x.ndim - axis - 1) + [0, steps[k] - 1])
            shape = list(x.shape)
            shape[axis] = size * steps[k]
            x = TORCH.narrow(wide.reshape(*shape), axis, 0, (size - 1) * steps[k] + 1)
    sides = [v for k in range(count - 1, -1, -1) for v in [gaps[k] * (weight.shape[2 + k] - 1) - border[k]] for v in (v, v + more[k])]
    x = pad(x, sides)
    turned = TORCH.flip(weight, *range(2, 2 + count))
    how: dict[str, Any] = {"dilation": gaps[0] if len(set(gaps)) == 1 else gaps, "stride": 1, "padding": "valid", "groups": 1}
    wide, parts = x.shape[1] // groups, []
    for g in range(groups):
        kernel = TORCH.transpose(TORCH.narrow(turned, 0, g * wide, wide), 0, 1)
        parts.append(apply(TorchTensor, TABLE["convolve"].bind(**how), TORCH.narrow(x, 1, g * wide, wide) if groups > 1 else x, kernel))
    y = parts[0] if groups == 1 else TORCH.concat(parts, 1)
    y = y if bias is None else y + TORCH.reshape(bias, -1, *[1] * count)
    y = y if input.ndim == count + 2 else TORCH.squeeze(y, 0)
    return y._rename("ConvolutionBackward0", [input, weight, *([] if bias is None else [bias])])


def _lp_pool(count: int, input: Any, norm_type: float, kernel_size: Any, stride: Any = None, **_: Any) -> Any:
    steps, size = None if stride is None else pairs(stride, count), pairs(kernel_size, count)
    mean = apply(TorchTensor, TABLE["avg_pool"].bind(size=size, stride=steps), abs(input) ** norm_type)
    return (mean * math.prod(size)) ** (1 / norm_type)


# ---- norms ----


def _standard(x: Any, axes: Any, eps: float) -> Any:
    return (x - TORCH.mean(x, axes, True)) / TORCH.sqrt_of(TORCH.var(x, axes, False, keepdim=True) + eps)


def instance_norm(input: Any, running_mean: Any = None, running_var: Any = None, weight: Any = None, bias: Any = None,
                  use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-5) -> Any:  # fmt: skip
    """Return ``input`` with mean 0 and variance 1 in every channel of every example."""
    y = _standard(input, tuple(range(2, input.ndim)), eps)
    shape = (1, -1, *[1] * (input.ndim - 2))
    y = y if weight is None else y * weight.reshape(*shape)
    return (y if bias is None else y + bias.reshape(*shape))._rename("ViewBackward0", [input])


def rms_norm(input: Any, normalized_shape: Any, weight: Any = None, eps: Any = None) -> Any:
    """Return ``input`` over its root mean square along the last axes."""
    axes = tuple(range(input.ndim - len(pairs(normalized_shape, 1)), input.ndim))
    small = {"float64": 2.0**-52, "float16": 2.0**-10, "bfloat16": 2.0**-7}.get(input._dtype.name, 2.0**-23) if eps is None else eps
    y = input * (TORCH.mean(input * input, axes, True) + small).rsqrt()
    return (y if weight is None else y * weight)._rename("FusedRmsNormBackward0", [input, *([] if weight is None else [weight])])


def local_response_norm(input: Any, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Any:
    """Return ``input`` over a power of what its neighbouring channels hold."""
    squares = pad(input * input, [0, 0] * (input.ndim - 2) + [size // 2, (size - 1) // 2])
    total = sum([TORCH.narrow(squares, 1, j, input.shape[1]) for j in range(size)][1:], TORCH.narrow(squares, 1, 0, input.shape[1]))
    return input / (total * (alpha / size) + k) ** beta


# ---- draws and bags ----


def gumbel_softmax(logits: Any, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Any:
    """Return a draw of a class as a softmax of scores with noise, or with ``hard`` as 0 and 1 with the softmax's slope."""
    noise = -TORCH.empty(*logits.shape, dtype=logits._dtype).exponential_().log()
    soft = TORCH.softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    best = TORCH.argmax(soft, dim, True)
    return TORCH.scatter(TORCH.zeros_like(logits), dim, best, 1.0) - soft.detach() + soft


def embedding_bag(
    input: Any, weight: Any, offsets: Any = None, *_: Any, mode: str = "mean", per_sample_weights: Any = None, **__: Any
) -> Any:
    """Return the mean, sum or largest of the rows that each bag names."""
    if input.ndim == 2:
        bags = [input[k] for k in range(input.shape[0])]
        shares = [None] * len(bags) if per_sample_weights is None else [per_sample_weights[k] for k in range(len(bags))]
    else:
        if offsets is None:
            raise refused("offsets has to be a 1D Tensor but got None", "ValueError")
        ends = [*map(int, offsets.tolist()), input.shape[0]]
        spans = list(pairwise(ends))
        bags = [input[a:b] for a, b in spans]
        shares = [None if per_sample_weights is None else per_sample_weights[a:b] for a, b in spans]
    found = []
    for bag, share in zip(bags, shares, strict=True):
        rows = apply(TorchTensor, TABLE["take"].bind(axis=0), weight, bag)
        rows = rows if share is None else rows * share.unsqueeze(1)
        found.append(TORCH.mean(rows, 0) if mode == "mean" else TORCH.sum(rows, 0) if mode == "sum" else TORCH.amax(rows, 0))
    return TORCH.stack(found)._rename("EmbeddingBagBackward0", [weight])


IMAGES: dict[str, Any] = {
    f.__name__: f
    for f in (
        pad, interpolate, pixel_shuffle, pixel_unshuffle, unfold, fold, instance_norm, rms_norm, local_response_norm, gumbel_softmax, embedding_bag,
    )
}  # fmt: skip
IMAGES |= {f"conv_transpose{n}d": partial(_transposed, n) for n in (1, 2)} | {f"lp_pool{n}d": partial(_lp_pool, n) for n in (1, 2)}
IMAGES |= {"upsample": interpolate}

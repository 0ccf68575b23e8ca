"""tf.image: what turns, shifts and measures images."""

from __future__ import annotations

import math
from typing import Any

from .tensorflow import work
from .tensorflow_nn import TF

__all__ = ["IMAGE"]

GREY = (0.2989, 0.587, 0.114)  # how much red, green and blue count in a grey


def _steps(images: Any) -> tuple[Any, Any]:
    """Return the differences of neighbours downwards and to the right."""
    x = TF.t(images)
    return x[..., 1:, :, :] - x[..., :-1, :, :], x[..., :, 1:, :] - x[..., :, :-1, :]


def total_variation(images: Any, **_: Any) -> Any:
    """Return for each image the sum of the differences of neighbours."""
    down, right = _steps(images)
    axes = (-3, -2, -1)
    return TF.sum(abs(down), axes) + TF.sum(abs(right), axes)


def image_gradients(image: Any) -> tuple[Any, Any]:
    """Return the differences of neighbours, filled up with zeros."""
    down, right = _steps(image)
    return TF.pad(down, [[0, 0], [0, 1], [0, 0], [0, 0]]), TF.pad(right, [[0, 0], [0, 0], [0, 1], [0, 0]])


def rgb_to_grayscale(images: Any, **_: Any) -> Any:
    """Return images with one channel."""
    x = TF.t(images)
    return TF.expand_dims(TF.tensordot(x, TF.constant(list(GREY), x._dtype), 1), -1)


def per_image_standardization(image: Any) -> Any:
    """Return images with mean 0 and spread 1."""
    x = TF.cast(image, "float32")
    mean = TF.mean(x, (-3, -2, -1), True)
    least = 1.0 / math.sqrt(math.prod(tuple(x.shape)[-3:]))
    return (x - mean) / TF.maximum(work("sqrt", TF.var(x, (-3, -2, -1), True)), least)


def psnr(a: Any, b: Any, max_val: float, **_: Any) -> Any:
    """Return the ratio of signal to noise in decibels."""
    error = TF.mean(work("square", TF.t(a) - b), (-3, -2, -1))
    return 20.0 * math.log10(max_val) - 10.0 * TF.log(error) / math.log(10.0)


def convert_image_dtype(image: Any, dtype: Any, **_: Any) -> Any:
    """Return an image of whole numbers in floats from 0 to 1."""
    x = TF.t(image)
    found = TF.cast(x, dtype)
    return found if x._dtype.is_floating else found * (1.0 / (2 ** (x._dtype.bits - x._dtype.name.startswith("int")) - 1))


IMAGE: dict[str, Any] = {
    "adjust_contrast": TF.adjust_contrast, "adjust_brightness": lambda image, delta: TF.t(image) + delta, "total_variation": total_variation,
    "image_gradients": image_gradients, "rgb_to_grayscale": rgb_to_grayscale, "per_image_standardization": per_image_standardization,
    "flip_left_right": lambda image: TF.reverse(image, [TF.t(image).ndim - 2]), "flip_up_down": lambda image: TF.reverse(image, [TF.t(image).ndim - 3]),
    "psnr": psnr, "convert_image_dtype": convert_image_dtype,
    "grayscale_to_rgb": lambda images, **_: TF.concat([images] * 3, -1),
}  # fmt: skip

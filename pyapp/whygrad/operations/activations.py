"""Activation functions that are made of others."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .corners import clip
from .exponential import ln
from .hyperbolic import tanh
from .losses import composed
from .networks import elu, softplus

ONE: tuple[Any, ...] = (((3,), {}), ((2, 3), {}), ((), {}))
SCALE, ALPHA = Fraction("1.0507009873554805"), Fraction("1.6732632423543772")


def _hard_sigmoid(x: Any) -> Any:
    return clip(x / 6 + Fraction(1, 2), 0, 1)


composed("mish", lambda x, /: x * tanh(softplus(x)), "mish(x) = x*tanh(softplus(x))",
         "it is x times a factor that goes smoothly from 0 to 1", cases=ONE, example="mish(x)")  # fmt: skip
composed("selu", lambda x, /: SCALE * elu(x, ALPHA), "selu(x) = 1.0507009873554805*elu(x, 1.6732632423543772)",
         "it is elu with two numbers that keep the mean and the variance of a layer", cases=ONE, example="selu(x)")  # fmt: skip
composed("hardtanh", lambda x, /: clip(x, -1, 1), "hardtanh(x) = clip(x, -1, 1)",
         "it is x itself, kept between -1 and 1", cases=ONE, example="hardtanh(x)")  # fmt: skip
composed("hardsigmoid", lambda x, /: _hard_sigmoid(x), "hardsigmoid(x) = clip(x/6 + 1/2, 0, 1)",
         "it is a straight line from 0 to 1, instead of the curve of sigmoid", cases=ONE, aliases="hard_sigmoid",
         example="hardsigmoid(x)")  # fmt: skip
composed("hardswish", lambda x, /: x * _hard_sigmoid(x), "hardswish(x) = x*clip(x/6 + 1/2, 0, 1)",
         "it is x times its hardsigmoid", cases=ONE, aliases="hard_swish", example="hardswish(x)")  # fmt: skip
composed("tanhshrink", lambda x, /: x - tanh(x), "tanhshrink(x) = x - tanh(x)",
         "it is what tanh takes away from x", cases=ONE, example="tanhshrink(x)")  # fmt: skip
composed("logit", lambda x, /: ln(x / (1 - x)), "logit(x) = ln(x/(1 - x))",
         "it undoes sigmoid: x and 1 - x are compared by their quotient", cases=ONE, example="logit(x)")  # fmt: skip

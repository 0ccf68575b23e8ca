"""The activation functions of neural networks."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .choice import choose, greater, less, less_equal, where
from .corners import absolute
from .entry import Corner, operation, same
from .exponential import exp, expm1
from .numerics import expm1_wide, log1p_wide, power_of_e
from .powers import sqrt
from .special import erfc

# ---- with a corner ----

relu = operation(
    "relu", lambda x: max(x, 0), lambda g, y, x: where(greater(x, 0), g, 0),
    rule="piecewise", because="above 0 it is x itself, slope 1; below 0 it stays at 0, slope 0",
    python="max({0}, 0.0)", wide=lambda x: max(x, Decimal(0)),
    corner=Corner(lambda x: x == 0, ("0", "1"), "0; TensorFlow, PyTorch and JAX also give 0"), special=("-2 -> 0", "0 -> 0", "3 -> 3"),
    spelled={"tf": "tf.nn.relu", "torch": "torch.relu", "jax": "jax.nn.relu", "np": "math.max({0}, 0.0)", "micrograd": "{0}.relu()"},
)  # fmt: skip

relu6 = operation(
    "relu6", lambda x: min(max(x, 0), 6), lambda g, y, x: where(less_equal(x, 0), 0, where(less(x, 6), g, 0)),
    rule="piecewise", because="between 0 and 6 it is x itself, slope 1; outside it stays at 0 or at 6, slope 0",
    python="min(max({0}, 0.0), 6.0)", wide=lambda x: min(max(x, Decimal(0)), Decimal(6)),
    corner=Corner(lambda x: x in (0, 6), ("0 (at 6: 1)", "1 (at 6: 0)"), "0; TensorFlow, PyTorch and JAX also give 0"),
    samples=((-3.0, 9.0),), special=("-2 -> 0", "0 -> 0", "3 -> 3", "6 -> 6", "8 -> 6"),
    spelled={"tf": "tf.nn.relu6", "torch": "torch.nn.functional.relu6", "jax": "jax.nn.relu6", "np": "math.min(math.max({0}, 0.0), 6.0)"},
)  # fmt: skip


def _leaky(x: Any, slope: Any) -> Any:
    return x if x > 0 else slope * x


leaky_relu = operation(
    "leaky_relu", _leaky, lambda g, y, x, slope: where(greater(x, 0), g, g * slope), lambda g, y, x, slope: where(greater(x, 0), 0, g * x),
    rule="piecewise", because="above 0 it is x itself, slope 1; below 0 it is the small slope times x",
    python="({0} if {0} > 0 else {1}*{0})", wide=_leaky, defaults=(Fraction(1, 100),),
    corner=Corner(
        lambda x, slope: x == 0 and slope != 1, ("the small slope", "1"),
        "the small slope; TensorFlow and PyTorch give the same, JAX gives 1",
    ),
    samples=((-3.0, 3.0), (0.05, 0.5)), special=("-2, 1/2 -> -1", "0, 1/2 -> 0", "3, 1/2 -> 3"), example="leaky_relu(x)",
    spelled={"*": "math.where({0} > 0, {0}, {1}*{0})"},
)  # fmt: skip

elu = operation(
    "elu", lambda x, alpha: x if x > 0 else alpha * math.expm1(x),
    lambda g, y, x, alpha: choose(greater(x, 0), lambda: g, lambda: g * (alpha * exp(x))),
    lambda g, y, x, alpha: choose(greater(x, 0), lambda: 0 * g, lambda: g * expm1(x)),
    rule="piecewise", because="above 0 it is x itself, slope 1; below 0 it is alpha*(e^x - 1), whose slope is alpha*e^x",
    python="({0} if {0} > 0 else {1}*math.expm1({0}))", wide=lambda x, alpha: x if x > 0 else alpha * expm1_wide(x), defaults=(1,),
    corner=Corner(
        lambda x, alpha: x == 0 and alpha != 1, ("alpha", "1"), "alpha; TensorFlow, PyTorch and JAX do the same",
    ),
    samples=((-3.0, 3.0), (0.3, 2.0)), special=("3, 2 -> 3", "0, 2 -> 0"), example="elu(x)",
    spelled={"*": "math.where({0} > 0, {0}, {1}*math.expm1({0}))"},
)  # fmt: skip

# ---- smooth ----


def _sigmoid(x: Any) -> Any:
    small = power_of_e(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _softplus_wide(x: Decimal) -> Decimal:
    return max(x, Decimal(0)) + log1p_wide((-abs(x)).exp())


sigmoid = operation(
    "sigmoid", _sigmoid, lambda g, y, x: g * (y * sigmoid(-x)),
    rule="special", because="it is 1/(1 + e^(-x)); its slope is s*(1 - s), and the rest up to 1 is sigmoid(-x)",
    python="(1/(1 + math.exp(-{0})))", wide=_sigmoid, aliases="logistic expit", special=("0 -> 1/2",),
    spelled={"tf": "tf.sigmoid", "torch": "torch.sigmoid", "jax": "jax.nn.sigmoid"},
)  # fmt: skip

logsigmoid = operation(
    "logsigmoid", lambda x: -_softplus(-x), lambda g, y, x: g * sigmoid(-x),
    rule="special", because="it is ln of the sigmoid s: its slope is s*(1 - s)/s = 1 - s, which is sigmoid(-x)",
    python="(-math.log1p(math.exp(-{0})))", wide=lambda x: -_softplus_wide(-x), aliases="log_sigmoid",
    spelled={"tf": "tf.math.log_sigmoid", "torch": "torch.nn.functional.logsigmoid", "jax": "jax.nn.log_sigmoid"},
)  # fmt: skip

softplus = operation(
    "softplus", _softplus, lambda g, y, x: g * sigmoid(x),
    rule="special", because="it is ln(1 + e^x): its slope is e^x/(1 + e^x), and that is the sigmoid",
    python="math.log1p(math.exp({0}))", wide=_softplus_wide,
    spelled={"tf": "tf.nn.softplus", "torch": "torch.nn.functional.softplus", "jax": "jax.nn.softplus"},
)  # fmt: skip

swish = operation(
    "swish", lambda x: x * _sigmoid(x), lambda g, y, x: g * (sigmoid(x) * (1 + x * sigmoid(-x))),
    rule="special", because="it is x times its sigmoid s: the product rule gives s + x*s*(1 - s), and 1 - s is sigmoid(-x)",
    python="({0}/(1 + math.exp(-{0})))", wide=lambda x: x * _sigmoid(x), aliases="silu", special=("0 -> 0",),
    spelled={"tf": "tf.nn.silu", "torch": "torch.nn.functional.silu", "jax": "jax.nn.silu"},
)  # fmt: skip

gelu = operation(
    "gelu", lambda x: x * (math.erfc(-x / math.sqrt(2)) / 2),
    lambda g, y, x: g * (erfc(-x / sqrt(same(g, 2))) / 2 + x * exp(-x * x / 2) / sqrt(2 * same(g, "pi"))),
    rule="special", because="it is x times the share of a normal distribution below x; the product rule adds x times the bell curve",
    python="({0}*math.erfc(-{0}/math.sqrt(2))/2)", special=("0 -> 0",),
    spelled={"tf": "tf.nn.gelu", "torch": "torch.nn.functional.gelu", "jax": "jax.nn.gelu({0}, approximate=False)"},
)  # fmt: skip

softsign = operation(
    "softsign", lambda x: x / (1 + abs(x)), lambda g, y, x: g / (1 + absolute(x)) ** 2,
    rule="special", because="it is x/(1 + |x|): in the quotient rule the terms with x cancel on both sides of 0, which leaves 1/(1 + |x|)²",
    python="({0}/(1 + abs({0})))", wide=lambda x: x / (1 + abs(x)), special=("0 -> 0", "1 -> 1/2"),
    spelled={"*": "({0}/(1 + math.abs({0})))"},
)  # fmt: skip

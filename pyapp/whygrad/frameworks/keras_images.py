"""Keras: layers whose window moves over steps or images, and those that widen or cut them."""

from __future__ import annotations

from typing import Any, ClassVar

from ..operations import TABLE
from .keras_activations import activation as activation_of
from .keras_layer import Layer, Weighed, simple
from .session import CellError
from .tensor import apply
from .tensorflow import EagerTensor
from .tensorflow_nn import TF

__all__ = ["IMAGES"]


def _sizes(given: Any, axes: int) -> tuple[int, ...]:
    return (given,) * axes if isinstance(given, int) else tuple(int(k) for k in given)


def _pairs(given: Any, axes: int) -> list[tuple[int, int]]:
    """Return how much is meant before and behind each axis: of one number, of one for an axis, or of pairs."""
    if axes == 1 and not isinstance(given, int):
        given = [given]
    parts = (given,) * axes if isinstance(given, int) else given
    return [(k, k) if isinstance(k, int) else tuple(k) for k in parts]


class Conv(Weighed):
    """A window of weights that moves over steps or an image."""

    axes = 2

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid", data_format: Any = None, dilation_rate: Any = 1,
        groups: int = 1, activation: Any = None, use_bias: bool = True, **o: Any,
    ) -> None:  # fmt: skip
        super().__init__(**o)
        if data_format == "channels_first":
            raise CellError("ValueError", "data_format='channels_first' is not supported.", "put the channels behind: channels_last")
        self.filters, self.kernel_size, self.strides = filters, _sizes(kernel_size, self.axes), _sizes(strides, self.axes)
        self.padding, self.dilation, self.groups = padding.lower(), _sizes(dilation_rate, self.axes), groups
        self.use_bias, self.activation = use_bias, activation_of(activation)
        self.bias: Any = None

    def build(self, input_shape: Any = None) -> None:
        """Make kernel and bias."""
        assert input_shape is not None
        if len(input_shape) != self.axes + 2:
            raise CellError(
                "ValueError", f"Input 0 of layer \"{self.name}\" is incompatible with the layer: expected min_ndim={self.axes + 2}, found "
                f"ndim={len(input_shape)}. Full shape received: {tuple(input_shape)}", "the input has axes for batch, space and channels",
            )  # fmt: skip
        self.make(int(input_shape[-1]))
        if self.use_bias:
            self.bias = self.part("bias", (self.outputs(int(input_shape[-1])),))
        self.built = True

    def outputs(self, channels: int) -> int:
        """Return how many channels come out."""
        return self.filters

    def make(self, channels: int) -> None:
        """Make the kernel."""
        self.kernel = self.part("kernel", (*self.kernel_size, channels // self.groups, self.filters))

    def moved(self, x: Any, kernel: Any, groups: int) -> Any:
        """Return the window moved over an input."""
        padding = self.padding
        if padding == "causal":
            x, padding = TF.pad(x, [[0, 0], [self.dilation[0] * (self.kernel_size[0] - 1), 0], [0, 0]]), "valid"
        how: dict[str, Any] = {
            "stride": self.strides,
            "padding": padding,
            "dilation": self.dilation,
            "groups": groups,
            "channels_last": True,
        }
        return apply(EagerTensor, TABLE["convolve"].bind(**how), x, kernel)

    def work(self, x: Any) -> Any:
        """Return the output before bias and activation."""
        return self.moved(x, self.kernel, self.groups)

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        y = self.work(inputs)
        return self.activation(y if self.bias is None else y + self.bias)


class DepthwiseConv(Conv):
    """A window for each channel by itself."""

    usual: ClassVar[dict[str, str]] = {"depthwise": "glorot_uniform", "bias": "zeros"}

    def __init__(self, kernel_size: Any, strides: Any = 1, padding: str = "valid", depth_multiplier: int = 1, **o: Any) -> None:
        super().__init__(0, kernel_size, strides, padding, **o)
        self.depth_multiplier = depth_multiplier

    def outputs(self, channels: int) -> int:
        """Return how many channels come out."""
        return channels * self.depth_multiplier

    def make(self, channels: int) -> None:
        """Make the kernel."""
        self.kernel = self.part("kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise")

    def work(self, x: Any) -> Any:
        """Return the output before bias and activation."""
        return self.moved(x, TF.reshape(self.kernel, (*self.kernel_size, 1, -1)), x.shape[-1])


class SeparableConv(Conv):
    """A window for each channel by itself, then weights across the channels."""

    usual: ClassVar[dict[str, str]] = {"depthwise": "glorot_uniform", "pointwise": "glorot_uniform", "bias": "zeros"}

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid", depth_multiplier: int = 1, **o: Any
    ) -> None:
        super().__init__(filters, kernel_size, strides, padding, **o)
        self.depth_multiplier = depth_multiplier

    def make(self, channels: int) -> None:
        """Make both kernels."""
        self.depthwise = self.part("depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise")
        sizes = (*(1,) * self.axes, channels * self.depth_multiplier, self.filters)
        self.pointwise = self.part("pointwise_kernel", sizes, "pointwise")

    def work(self, x: Any) -> Any:
        """Return the output before bias and activation."""
        apart = self.moved(x, TF.reshape(self.depthwise, (*self.kernel_size, 1, -1)), x.shape[-1])
        return apply(EagerTensor, TABLE["convolve"].bind(channels_last=True), apart, self.pointwise)


class ConvTranspose(Conv):
    """The way back through a convolution: every entry spreads over a window."""

    def make(self, channels: int) -> None:
        """Make the kernel."""
        self.kernel = self.part("kernel", (*self.kernel_size, self.filters, channels))

    def work(self, x: Any) -> Any:
        """Return the output before bias and activation."""
        sizes = [
            n * s if self.padding == "same" else (n - 1) * s + max(k, s)
            for n, s, k in zip(tuple(x.shape)[1:-1], self.strides, self.kernel_size, strict=True)
        ]
        how: dict[str, Any] = {
            "stride": self.strides,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": 1,
            "channels_last": True,
        }
        op = TABLE["convolve_input_adjoint"].bind(shape=(x.shape[0], *sizes, self.filters), **how)
        return apply(EagerTensor, op, x, self.kernel)


class Pool(Layer):
    """A window that moves and takes the largest entry or the mean."""

    axes, kind = 2, "max_pool"

    def __init__(self, pool_size: Any = None, strides: Any = None, padding: str = "valid", data_format: Any = None, **o: Any) -> None:
        super().__init__(**o)
        if pool_size is None and self.kind != "max_pool":
            raise CellError("TypeError", f"{type(self).__name__}.__init__() missing 1 required positional argument: 'pool_size'")
        self.pool_size = _sizes(pool_size or 2, self.axes)
        self.strides, self.padding = self.pool_size if strides is None else _sizes(strides, self.axes), padding.lower()

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        how: dict[str, Any] = {"size": self.pool_size, "stride": self.strides, "padding": self.padding, "channels_last": True}
        return apply(EagerTensor, TABLE[self.kind].bind(**how), inputs)


def _whole(axes: int, work: Any) -> Any:
    def reduced(x: Any, keepdims: bool, _: Any) -> Any:
        return work(x, tuple(range(1, axes + 1)), keepdims)

    return reduced


def _wide(x: Any, size: Any, axes: int) -> Any:
    for k, times in enumerate(_sizes(size, axes)):
        x = TF.repeat(x, times, k + 1)
    return x


def _cut(x: Any, cropping: Any, axes: int) -> Any:
    parts = [slice(a, -b or None) for a, b in _pairs(cropping, axes)]
    return x[(slice(None), *parts)]


def _kinds(axes: int) -> dict[str, Any]:
    """Return the layers for so many axes in space."""
    made: dict[str, Any] = {}

    def add(name: str, base: type, **own: Any) -> None:
        made[name] = type(name, (base,), {"axes": axes, "__doc__": base.__doc__, **own})

    for name, base in (
        ("Conv{}D", Conv),
        ("DepthwiseConv{}D", DepthwiseConv),
        ("SeparableConv{}D", SeparableConv),
        ("Conv{}DTranspose", ConvTranspose),
    ):
        add(name.format(axes), base)
    add(f"MaxPooling{axes}D", Pool, built=True)
    add(f"AveragePooling{axes}D", Pool, built=True, kind="avg_pool")
    options = ("keepdims", False), ("data_format", None)
    for name, work in (("GlobalMaxPooling", TF.amax), ("GlobalAveragePooling", TF.mean)):
        made[f"{name}{axes}D"] = simple(f"{name}{axes}D", _whole(axes, work), *options)
    usual = 1 if axes == 1 else (1,) * axes
    made[f"ZeroPadding{axes}D"] = simple(
        f"ZeroPadding{axes}D", lambda x, width: TF.pad(x, [(0, 0), *_pairs(width, axes), (0, 0)]), ("padding", usual)
    )
    made[f"Cropping{axes}D"] = simple(f"Cropping{axes}D", lambda x, width: _cut(x, width, axes), ("cropping", usual))
    made[f"UpSampling{axes}D"] = simple(f"UpSampling{axes}D", lambda x, size: _wide(x, size, axes), ("size", 2))
    return made


IMAGES: dict[str, Any] = {
    name: kind for axes in (1, 2, 3) for name, kind in _kinds(axes).items() if not name.startswith(("Depthwise3", "Separable3"))
}
for _axes in (1, 2, 3):
    IMAGES |= {
        f"Convolution{_axes}D": IMAGES[f"Conv{_axes}D"], f"MaxPool{_axes}D": IMAGES[f"MaxPooling{_axes}D"],
        f"AvgPool{_axes}D": IMAGES[f"AveragePooling{_axes}D"], f"GlobalMaxPool{_axes}D": IMAGES[f"GlobalMaxPooling{_axes}D"],
        f"GlobalAvgPool{_axes}D": IMAGES[f"GlobalAveragePooling{_axes}D"],
    }  # fmt: skip

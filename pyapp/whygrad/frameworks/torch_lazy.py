"""Layers of torch.nn that learn how wide their input is from the first one: until then their parameters have no shape."""

from __future__ import annotations

from typing import Any

from .torch_checks import refused
from .torch_module import Module, Parameter
from .torch_random import generator

__all__ = ["lazy_layers"]

AXES = {
    # the layer, and the axis of its input that says how wide it is
    "Linear": -1, "Conv1d": -2, "Conv2d": -3, "ConvTranspose1d": -2, "ConvTranspose2d": -3, "BatchNorm1d": 1, "BatchNorm2d": 1,
    "InstanceNorm1d": -2, "InstanceNorm2d": -3,
}  # fmt: skip
WIDTHS = ("in_features", "in_channels", "num_features")
HINT = "give the layer an input first: net(X)"


class Uninitialized(Parameter):
    """A parameter that has no shape yet."""

    @property
    def shape(self) -> Any:
        """Refuse: nobody knows it yet."""
        text = (
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when trying "
        )
        text += "to load an uninitialized parameter into an initialized one. Call `forward` to initialize the parameters before accessing "
        raise refused(text + "their attributes.", "RuntimeError", HINT)

    def numel(self) -> int:
        """Refuse: nobody knows it yet."""
        text = (
            "Attempted to use an uninitialized parameter in <method 'numel' of 'torch._C.TensorBase' objects>. This error happens when you "
        )
        text += "are using a `LazyModule` or explicitly manipulating `torch.nn.parameter.UninitializedParameter` objects. When using "
        text += "LazyModules Call `forward` with a dummy batch to initialize the parameters before calling torch functions"
        raise refused(text, "ValueError", HINT)

    def __repr__(self) -> str:
        return "<UninitializedParameter>"

    __str__ = __repr__


def _lazy(real: Any, axis: int) -> type[Module]:
    class Lazy(real):  # type: ignore[misc]
        """The layer before its first input; afterwards it is an ordinary one."""

        def __init__(self, *args: Any, **options: Any) -> None:
            state = generator().get_state()
            super().__init__(1, *args, **options)  # for its settings: what it draws is not drawn yet
            generator().set_state(state)
            self.__dict__.update(_given=(args, options), **{n: 0 for n in WIDTHS if n in self.__dict__})
            for name, p in self._parameters.items():
                if p is not None:
                    self._parameters[name] = Uninitialized()

        def __call__(self, *inputs: Any, **options: Any) -> Any:
            args, settings = self.__dict__.pop("_given")
            made = real(inputs[0].shape[axis], *args, **settings)
            for name, new in made._parameters.items():
                if new is not None:  # an optimizer may hold the parameter, so it stays the same object
                    own = self._parameters[name]
                    own.__class__, own._dtype = Parameter, new._dtype
                    own.data = new
            self.__dict__.update({n: v for n, v in made.__dict__.items() if n in WIDTHS})
            self._buffers.update(made._buffers)
            object.__setattr__(self, "__class__", real)
            return self(*inputs, **options)

    Lazy.__name__ = Lazy.__qualname__ = f"Lazy{real.__name__}"
    return Lazy


def lazy_layers(layers: dict[str, Any]) -> dict[str, type[Module]]:
    """Return the lazy forms of layers, by their names."""
    return {f"Lazy{name}": _lazy(layers[name], axis) for name, axis in AXES.items()}

"""Keras: what all layers share, and the places of models that are only planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from .keras_inputs import arguments, converted, floatx, initial, mask_of, takes
from .keras_rules import constraint as constraint_of
from .keras_rules import regularizer as regularizer_of
from .keras_variables import KerasVariable, Trackable, auto_name, initializer
from .session import CellError, current
from .tensorflow import EagerTensor, flat
from .tensorflow_nn import TF
from .tensorflow_types import TensorShape

__all__ = ["REQUIRED", "Input", "InputLayer", "KerasTensor", "Layer", "Node", "Weighed", "like", "operated", "planned", "simple"]


class Node:
    """A layer put to work in a model that is only planned, and on what."""

    def __init__(self, layer: Any, inputs: Any, args: Sequence[Any] = (), options: dict[str, Any] | None = None) -> None:
        self.layer, self.inputs, self.args, self.options = layer, inputs, tuple(args), options or {}
        self.places: list[KerasTensor] = []

    def before(self) -> list[KerasTensor]:
        """Return the places that are needed for it."""
        return [v for v in flat([self.inputs, list(self.args), self.options]) if isinstance(v, KerasTensor)]


class KerasTensor:
    """A place for a tensor in a model that is only planned: the node that will make it, and what it makes of zeros."""

    planned = True  # what functions of TensorFlow ask for, which take no places

    def __init__(self, sample: Any, node: Node, name: str | None = None, batch: int | None = None) -> None:
        self.sample, self.node, self.name, self.batch = sample, node, auto_name("KerasTensor", name), batch
        node.places.append(self)

    @property
    def shape(self) -> Any:
        """The shape, with None for the batch."""
        return (self.batch, *tuple(self.sample.shape)[1:])

    dtype = property(lambda self: self.sample._dtype.name)
    ndim = property(lambda self: self.sample.ndim)

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name={self.name}>"

    def __getitem__(self, index: Any) -> Any:
        return operated("GetItem", lambda x, i: x[i], self, index)

    def __neg__(self) -> Any:
        return operated("Negative", lambda x: -x, self)

    def __iter__(self) -> Any:
        raise CellError("TypeError", "Cannot iterate over a symbolic tensor.")

    def __bool__(self) -> bool:
        raise CellError("TypeError", "A symbolic KerasTensor cannot be used as a boolean.")


def _arithmetic(name: str, work: Callable[[Any, Any], Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return lambda self, other: operated(name, work, self, other), lambda self, other: operated(name, work, other, self)


for _method, _name, _work in (
    ("add", "Add", lambda a, b: a + b), ("sub", "Subtract", lambda a, b: a - b), ("mul", "Multiply", lambda a, b: a * b),
    ("truediv", "TrueDivide", lambda a, b: a / b), ("pow", "Power", lambda a, b: a**b), ("matmul", "Matmul", lambda a, b: a @ b),
):  # fmt: skip
    for _prefix, _function in zip(("__", "__r"), _arithmetic(_name, _work), strict=True):
        setattr(KerasTensor, f"{_prefix}{_method}__", _function)


def planned(value: Any) -> bool:
    """Whether there is a KerasTensor in nested values."""
    return any(isinstance(v, KerasTensor) for v in flat(value))


def like(value: Any, work: Callable[[Any], Any]) -> Any:
    """Return ``work`` of everything in nested lists, tuples and dicts, nested alike."""
    if isinstance(value, dict):
        return {k: like(v, work) for k, v in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, TensorShape):
        return type(value)([like(v, work) for v in value])
    return work(value)


def _samples(value: Any) -> Any:
    return like(value, lambda v: v.sample if isinstance(v, KerasTensor) else v)


def Input(shape: Any = None, batch_size: int | None = None, dtype: Any = None, **o: Any) -> KerasTensor:
    """Return the place of a model's input."""
    batch_shape = o.get("batch_shape")
    if batch_shape is not None:
        batch_size, *shape = batch_shape
    if isinstance(shape, int):
        raise CellError("ValueError", f"Cannot convert '{shape}' to a shape.", f"write shape=({shape},)")
    sizes = [1 if k is None else int(k) for k in (shape or ())]
    layer = InputLayer(name=o.get("name"))
    return KerasTensor(TF.zeros((batch_size or 1, *sizes), dtype or floatx()), Node(layer, None), o.get("name"), batch_size)


class Layer(Trackable):
    """A layer: its variables are made when it first sees an input."""

    built = False
    made_shape: Any = None  # the shapes that came out first
    raw = False  # whether it takes its inputs as they are
    given: dict[str, Any]

    def __new__(cls, *args: Any, **options: Any) -> Any:
        made = super().__new__(cls)
        made.__dict__["given"] = arguments(cls, args, options)
        return made

    def __init__(
        self,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
        input_shape: Any = None,
        activity_regularizer: Any = None,
        **o: Any,
    ) -> None:
        super().__init__(auto_name(type(self).__name__, name))
        self.trainable = trainable
        self.regularized: list[Any] = []
        self.extra: list[Any] = []
        self.activity, self.nodes = regularizer_of(activity_regularizer), list[Node]()
        dim, batch_shape = o.pop("input_dim", None), o.pop("batch_input_shape", None)
        shape = (dim,) if dim is not None else batch_shape[1:] if batch_shape is not None else input_shape
        self.first_shape = None if shape is None else (None, *(shape if isinstance(shape, list | tuple) else (shape,)))
        self.float_type = getattr(dtype, "name", dtype)
        for unknown in o:
            raise CellError(
                "ValueError", f"Unrecognized keyword arguments passed to {type(self).__name__}: {{'{unknown}': {o[unknown]!r}}}"
            )

    dtype = property(lambda self: self.float_type or floatx())
    compute_dtype = dtype

    def add_weight(
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, trainable: bool = True, regularizer: Any = None,
        constraint: Any = None, name: str | None = None, **_: Any,
    ) -> KerasVariable:  # fmt: skip
        """Make a variable of the layer."""
        from_shape = (shape,) if isinstance(shape, int) else tuple(int(k) for k in (shape or ()))
        value = initial(
            initializer or ("glorot_uniform" if dtype is None or "float" in str(dtype) else "zeros"), from_shape, dtype or self.dtype
        )
        made = KerasVariable(value, trainable=trainable, name=name or "variable", path=f"{self.name}/{name or 'variable'}")
        made.constraint = constraint_of(constraint)
        if regularizer is not None:
            self.regularized.append((regularizer_of(regularizer), made))
        return made

    def build(self, input_shape: Any = None) -> None:
        """Make the variables for inputs of a shape."""
        self.built = True

    def call(self, inputs: Any, *args: Any, **options: Any) -> Any:
        """Work out the output."""
        raise CellError("NotImplementedError", f"Layer {type(self).__name__} does not have a `call()` method implemented.")

    def _ensure_built(self, inputs: Any) -> None:
        if not self.built:
            shapes = [TensorShape(x.shape) for x in flat(inputs) if isinstance(x, EagerTensor)]
            if type(self).build is not Layer.build and shapes:
                self.build(shapes if isinstance(inputs, list | tuple) and len(shapes) > 1 else shapes[0])
            self.built = True

    def __call__(self, inputs: Any = None, *args: Any, **options: Any) -> Any:
        if planned([inputs, list(args), options]):
            return self._planned(inputs, args, options)
        session = current()
        outer = session.kept("keras call", lambda: (0, None))  # how many layers are at work, and whether they train
        training = options.pop("training", None)
        training = outer[1] if training is None else bool(training)
        if not outer[0]:
            self.forget_losses()
        given = inputs if self.raw else converted(inputs)
        mask = options.pop("mask", None)
        mask = mask_of(given) if mask is None else mask
        session.state["keras call"] = (outer[0] + 1, training)
        try:
            self._ensure_built(given)
            self.check(given)
            if training is not None and takes(self.call, "training"):
                options["training"] = training
            if mask is not None and takes(self.call, "mask"):
                options["mask"] = mask
            found = self._called(given, args, options)
        finally:
            session.state["keras call"] = outer
        self._after(given, found, mask)
        return found

    def check(self, inputs: Any) -> None:
        """Raise CellError for inputs that the layer cannot take."""

    def _called(self, given: Any, args: Sequence[Any], options: dict[str, Any]) -> Any:
        try:
            return self.call(given, *args, **options)
        except CellError as error:
            raise self._within(error) from error

    def _within(self, error: CellError) -> CellError:
        """Return an error as Keras passes it on: with the name of the layer in whose call it came up."""
        if error.kind not in ("ValueError", "TypeError", "AttributeError") or getattr(error, "within", False):
            return error
        where = f"Exception encountered when calling {type(self).__name__}.call()."
        told = CellError(
            error.kind, f"{where}\n\n\033[1m{error.message}\033[0m\n\nArguments received by {type(self).__name__}.call()", error.hint
        )
        told.shown, told.within = f"{where} {error.shown or error.message}", True  # type: ignore[attr-defined]
        return told

    def _after(self, given: Any, found: Any, mask: Any) -> None:
        if self.activity is not None:
            for output in flat(found):
                self.extra.append(self.activity(output))
        if self.made_shape is None:
            self.made_shape = [tuple(v.shape) for v in flat(found) if isinstance(v, EagerTensor)]
        after = self.compute_mask(given, mask)
        if after is not None and isinstance(found, EagerTensor):
            found.__dict__["keras_mask"] = after

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return which steps of the output count; None if all do."""
        return previous_mask

    def _planned(self, inputs: Any, args: Any, options: dict[str, Any]) -> Any:
        session = current()
        outer = session.kept("keras call", lambda: (0, None))
        session.state["keras call"] = (outer[0] + 1, False)
        try:
            sample = self(_samples(inputs), *_samples(args), **_samples(options))
        finally:
            session.state["keras call"] = outer
        self.forget_losses()
        node = Node(self, inputs, args, options)
        self.nodes.append(node)
        batch = next((p.batch for p in node.before()), None)
        return like(sample, lambda s: KerasTensor(s, node, batch=batch))

    @property
    def input(self) -> Any:
        """The place of what it is made from, in a planned model."""
        return self._node().inputs

    @property
    def output(self) -> Any:
        """The place of what it makes, in a planned model."""
        places = self._node().places
        return places[0] if len(places) == 1 else places

    def _node(self) -> Node:
        if not self.nodes:
            raise CellError("AttributeError", f"The layer {self.name} has never been called and thus has no defined output.")
        return self.nodes[0]

    def add_loss(self, loss: Any) -> None:
        """Add to what the model will minimize."""
        self.extra.extend(flat(loss))

    def forget_losses(self) -> None:
        """Forget what add_loss added: a new call of the outermost layer adds anew."""
        waiting = [self]
        while waiting:
            layer = waiting.pop()
            layer.extra.clear()
            waiting += [part for part in layer.parts() if isinstance(part, Layer)]

    @property
    def losses(self) -> list[Any]:
        """What regularizers and add_loss add."""
        found = [*self.extra, *[x for part in self.parts() if isinstance(part, Layer) for x in part.added()]]
        return found + self.rules()

    def added(self) -> list[Any]:
        """Return what add_loss added, in this layer and its parts."""
        return self.extra + [x for part in self.parts() if isinstance(part, Layer) for x in part.added()]

    def rules(self) -> list[Any]:
        """Return what regularizers of trained variables add, in this layer and its parts."""
        own = [r(v) for r, v in self.regularized if self.trainable and v.trainable]
        return own + [x for part in self.parts() if isinstance(part, Layer) for x in part.rules()]

    def count_params(self) -> int:
        """Return how many numbers the variables hold."""
        return sum(int(v.size) for v in self.variables)

    def get_weights(self) -> list[Any]:
        """Return the numbers of the variables as arrays of NumPy."""
        return [v.numpy() for v in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace the numbers of the variables."""
        own = self.weights
        if len(own) != len(weights):
            raise CellError(
                "ValueError", f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length {len(weights)}, but the layer "
                f"was expecting {len(own)} weights.", "build the layer or call it once first",
            ) if own else CellError("ValueError", f"Layer '{self.name}' has no weights yet.", "call it once, or build it")  # fmt: skip
        for v, new in zip(own, weights, strict=True):
            v.assign(new)

    def get_config(self) -> dict[str, Any]:
        """Return what a layer like this is made with."""
        return {"name": self.name, "trainable": self.trainable, **self.given, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Return a layer made with what another one was."""
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


class Weighed(Layer):
    """A layer with named parts (kernel, bias, …), each with an initializer, a regularizer and a constraint of its own."""

    usual: ClassVar[dict[str, str]] = {"kernel": "glorot_uniform", "bias": "zeros"}

    def __init__(self, **o: Any) -> None:
        self.rules_of: dict[str, tuple[Any, Any, Any]] = {}
        rules = {
            part: (
                initializer(o.pop(f"{part}_initializer", usual) or usual), o.pop(f"{part}_regularizer", None), o.pop(f"{part}_constraint", None),
            )
            for part, usual in self.usual.items()
        }  # fmt: skip
        super().__init__(**o)
        self.rules_of = rules

    def part(self, name: str, shape: Sequence[Any], rule: str = "") -> KerasVariable:
        """Make the variable of a part; ``rule`` names the part whose rules it has, if it is not its own."""
        start, regularizer, constraint = self.rules_of[rule or name]
        return self.add_weight(tuple(shape), start, regularizer=regularizer, constraint=constraint, name=name)


class InputLayer(Layer):
    """The place where a model's input comes in."""


def simple(name: str, work: Callable[..., Any], *usual: tuple[str, Any]) -> type:
    """Return a layer without variables: ``work`` of its input and of its settings, with their usual values."""

    def __init__(self: Any, *given: Any, **o: Any) -> None:
        self.settings = [o.pop(key, value) for key, value in usual]
        self.settings[: len(given)] = given
        missing = [f"'{key}'" for (key, _), value in zip(usual, self.settings, strict=True) if value is REQUIRED]
        if missing:
            raise CellError("TypeError", f"{name}.__init__() missing {len(missing)} required positional argument: {' and '.join(missing)}")
        Layer.__init__(self, **o)
        self.given = {**dict(zip([key for key, _ in usual], self.settings, strict=True)), **o}

    def call(self: Any, inputs: Any, *_: Any, **__: Any) -> Any:
        return work(inputs, *self.settings)

    return type(name, (Layer,), {"__init__": __init__, "call": call, "built": True, "__doc__": f"Keras' layer {name}."})


REQUIRED = object()  # the usual value of a setting that must be given


def operated(name: str, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Return the place of what a function will make of places and values."""
    held = type(name, (Layer,), {"call": lambda self, inputs: work(*inputs[0], **inputs[1]), "built": True})()
    sample = work(*_samples(args), **_samples(options))
    node = Node(held, [list(args), options])
    held.nodes.append(node)
    held.raw = True  # it takes its arguments as they are
    batch = next((p.batch for p in node.before()), None)
    return like(sample, lambda s: KerasTensor(s, node, batch=batch))

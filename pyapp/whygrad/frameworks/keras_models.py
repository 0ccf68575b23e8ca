"""Keras: models made of layers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from .keras_callbacks import spoken
from .keras_inputs import converted
from .keras_layer import Input, InputLayer, KerasTensor, Layer, Node, like
from .keras_summary import summary
from .keras_training import Trainer
from .keras_variables import auto_name
from .session import CellError
from .tensorflow import EagerTensor, flat

__all__ = ["MODELS", "Model", "Sequential"]


class Model(Trainer, Layer):
    """A model: a layer that can be trained. Made of inputs and outputs, it works out what lies between."""

    def __init__(self, inputs: Any = None, outputs: Any = None, **o: Any) -> None:
        if outputs is not None and type(self) is Model:
            o["name"] = auto_name("Functional", o.get("name"))
        super().__init__(**o)
        self.ends: Any = None
        self.plan: list[Node] = []
        if outputs is not None:
            self._plan(inputs, outputs)

    def _plan(self, inputs: Any, outputs: Any) -> None:
        self.ends, self.plan, self.built = (inputs, outputs), nodes_of(inputs, outputs), True

    def parts(self) -> list[Any]:
        """Return the layers."""
        return (
            list(dict.fromkeys([n.layer for n in self.plan]))
            if self.ends is not None and type(self).call is Model.call
            else super().parts()
        )

    @property
    def layers(self) -> list[Any]:
        """The layers of the model."""
        return [part for part in self.parts() if isinstance(part, Layer)]

    def get_layer(self, name: str | None = None, index: int | None = None) -> Any:
        """Return a layer by its name or its place."""
        found = self.layers[index] if index is not None else next((part for part in self.layers if part.name == name), None)
        if found is None:
            raise CellError("ValueError", f"No such layer: {name}. Existing layers are: {[part.name for part in self.layers]}.")
        return found

    def _end(self, which: int) -> Any:
        if self.ends is None:
            raise CellError(
                "AttributeError", f"The layer {self.name} has never been called and thus has no defined {('input', 'output')[which]}."
            )
        return self.ends[which]

    inputs = property(lambda self: flat(self._end(0)))
    outputs = property(lambda self: flat(self._end(1)))
    input = property(lambda self: self._end(0))
    output = property(lambda self: self._end(1))
    input_shape = property(lambda self: like(self._end(0), lambda p: p.shape))
    output_shape = property(lambda self: like(self._end(1), lambda p: p.shape))

    @property
    def output_names(self) -> list[str]:
        """The names of the layers that make the outputs."""
        if self.ends is None:
            return ["output"]
        return list(self.ends[1]) if isinstance(self.ends[1], dict) else [p.node.layer.name for p in self.outputs]

    def build(self, input_shape: Any = None) -> None:
        """Make all variables for inputs of a shape."""
        if input_shape is not None and not self.built:
            self(Input(batch_shape=tuple(input_shape)).sample)

    def _ensure_built(self, inputs: Any) -> None:
        if type(self).build is not Model.build:
            super()._ensure_built(inputs)
        self.built = True

    def call(self, inputs: Any, *args: Any, **options: Any) -> Any:
        """Work out the output."""
        if self.ends is None:
            raise CellError("NotImplementedError", f"Model {type(self).__name__} does not have a `call()` method implemented.")
        return worked_out(self.ends, self.plan, inputs)

    def summary(self, **_: Any) -> None:
        """Print the layers with their shapes and numbers of parameters."""
        spoken(summary(self))

    def save(self, *_: Any, **__: Any) -> None:
        """Nothing can be saved here."""

    save_weights = export = save

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the shape of the output for inputs of a shape."""
        found = self(Input(batch_shape=tuple(input_shape)).sample)
        return (input_shape[0], *tuple(found.shape)[1:])


class Sequential(Model):
    """Layers one after another."""

    def __init__(self, layers: Sequence[Any] = (), **o: Any) -> None:
        super().__init__(**o)
        self.stack: list[Any] = []
        self.start: Any = None
        for layer in layers or ():
            self._add(layer)
        self._rebuilt()

    def add(self, layer: Any) -> None:
        """Add a layer at the end."""
        self._add(layer)
        self._rebuilt()

    def _add(self, layer: Any) -> None:
        if isinstance(layer, KerasTensor):
            self.start = layer
            return
        if not isinstance(layer, Layer) and not callable(layer):
            raise CellError(
                "ValueError",
                f"Only instances of `keras.Layer` can be added to a Sequential model. Received: {layer} (of type {type(layer)})",
            )
        if not self.stack and self.start is None and getattr(layer, "first_shape", None):
            self.start = Input(batch_shape=layer.first_shape)
        self.stack.append(layer)

    def _rebuilt(self) -> None:
        if self.start is not None and self.stack:
            place = self.start
            for layer in self.stack:
                place = layer(place)
            self._plan(self.start, place)

    def pop(self, rebuild: bool = True) -> Any:
        """Leave the last layer out."""
        last = self.stack.pop()
        self._rebuilt()
        return last

    def parts(self) -> list[Any]:
        """Return the layers."""
        return list(self.stack)

    def build(self, input_shape: Any = None) -> None:
        """Make all variables for inputs of a shape."""
        if input_shape is not None and self.start is None:
            self.start = Input(batch_shape=tuple(input_shape))
            self._rebuilt()

    def _ensure_built(self, inputs: Any) -> None:
        if self.start is None and isinstance(inputs, EagerTensor) and inputs.ndim and self.stack:
            self.start = Input(batch_shape=tuple(inputs.shape), dtype=inputs._dtype)
            self._rebuilt()

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Work out the output."""
        for layer in self.stack:
            inputs = layer(inputs)
        return inputs


def nodes_of(inputs: Any, outputs: Any) -> list[Node]:
    """Return what is put to work between places of a planned model, in the order in which it works."""
    given = [p for p in flat(inputs) if isinstance(p, KerasTensor)]
    found: dict[int, Node] = {id(p.node): p.node for p in given}
    waiting = [(p.node, False) for p in reversed(flat(outputs)) if isinstance(p, KerasTensor)]
    while waiting:
        node, ready = waiting.pop()
        if id(node) in found:
            continue
        if ready:
            found[id(node)] = node
            continue
        if isinstance(node.layer, InputLayer):
            raise CellError(
                "ValueError", f"`inputs` not connected to `outputs`: the output is made from {node.layer.name}, which is no input of the model.",
                "name all inputs",
            )  # fmt: skip
        waiting.append((node, True))
        waiting += [(p.node, False) for p in reversed(node.before())]
    return list(found.values())


def worked_out(ends: Any, plan: Sequence[Node], inputs: Any) -> Any:
    """Return the outputs of a planned model for values of its inputs."""
    places = flat(ends[0])
    given = converted(inputs)
    if isinstance(given, dict):
        named = {p.node.layer.name: p for p in places} if not isinstance(ends[0], dict) else ends[0]
        values = {id(named[name]): value for name, value in given.items() if name in named}
    else:
        values = {id(place): value for place, value in zip(places, flat(given), strict=False)}
    for place in places:
        if id(place) not in values:
            raise CellError("ValueError", f"An input of the model is missing: {place.node.layer.name}.", "give a value for each input")
        _check(place, values[id(place)])

    def filled(value: Any) -> Any:
        return like(value, lambda v: values[id(v)] if isinstance(v, KerasTensor) else v)

    for node in plan:
        if all(id(p) in values for p in node.places):
            continue
        found = node.layer(filled(node.inputs), *filled(node.args), **filled(node.options))
        for place, value in zip(node.places, flat(found), strict=True):
            values[id(place)] = value
    return filled(ends[1])


def _check(place: KerasTensor, value: Any) -> None:
    wanted, found = place.shape, tuple(value.shape)
    if len(found) == len(wanted) and any(w not in (None, f, 1) for w, f in zip(wanted[1:], found[1:], strict=True)):
        raise CellError(
            "ValueError", f"Input 0 with name '{place.node.layer.name}' of the model is incompatible with the layer: expected shape={wanted}, found "
            f"shape={found}",
        )  # fmt: skip


def _replaced(places: dict[int, Any], value: Any) -> Any:
    return places.get(id(value), value)


def clone_model(model: Any, **_: Any) -> Any:
    """Return a model like another, with variables of its own."""
    if isinstance(model, Sequential):
        made = Sequential([type(layer).from_config(layer.get_config()) for layer in model.stack], name=model.name)
        made.build(None if model.start is None else model.start.shape)
        return made
    copies = {
        id(n.layer): n.layer if isinstance(n.layer, InputLayer) else type(n.layer).from_config(n.layer.get_config()) for n in model.plan
    }
    places: dict[int, Any] = {id(p): p for p in model.inputs}
    for node in model.plan:
        if id(node.places[0]) not in places:
            inputs, args, options = (like(v, partial(_replaced, places)) for v in (node.inputs, list(node.args), node.options))
            found = copies[id(node.layer)](inputs, *args, **options)
            places |= {id(p): new for p, new in zip(node.places, flat(found), strict=True)}
    return Model(model.ends[0], like(model.ends[1], lambda p: places[id(p)]), name=model.name)


MODELS: dict[str, Any] = {"Sequential": Sequential, "Model": Model, "clone_model": clone_model}

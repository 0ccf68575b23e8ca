"""Keras: models, and how they are trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .keras_layers import KerasTensor, Layer, converted
from .keras_losses import loss_named
from .keras_metrics import CompiledMetrics, Mean
from .keras_optimizers import optimizer_named
from .session import CellError, current
from .tensor import as_tensor
from .tensorflow import EagerTensor, flat
from .tensorflow_data import Dataset
from .tensorflow_nn import TF
from .tensorflow_tape import GradientTape

__all__ = ["Model", "Sequential"]


def numbers(logs: Any) -> dict[str, float]:
    """Return results by their names as plain numbers."""
    found: dict[str, float] = {}
    for name, value in (logs or {}).items():
        found |= numbers(value) if isinstance(value, dict) else {name: float(value)}
    return found


class History:
    """What fit reports: the losses of the epochs."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []


class Model(Layer):
    """A model: a layer that can be trained. Made of inputs and outputs, it works out what lies between."""

    def __init__(self, inputs: Any = None, outputs: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.optimizer: Any = None
        self.ends = None if outputs is None else (inputs, outputs)
        self.found: list[Layer] | None = None if outputs is None else layers_between(inputs, outputs)
        self.built = outputs is not None

    def parts(self) -> list[Any]:
        """Return the layers."""
        return super().parts() if self.found is None else self.found

    @property
    def layers(self) -> list[Any]:
        """The layers of the model."""
        return [part for part in self.parts() if isinstance(part, Layer)]

    def get_layer(self, name: str | None = None, index: int | None = None) -> Any:
        """Return a layer by its name or its place."""
        return self.layers[index] if index is not None else next(part for part in self.layers if part.name == name)

    def call(self, inputs: Any, *args: Any, **options: Any) -> Any:
        """Work out the output."""
        if self.ends is None:
            return super().call(inputs)
        values = {id(place): value for place, value in zip(flat(self.ends[0]), flat(inputs), strict=False)}
        return worked_out(self.ends[1], values, options)

    # training
    def compile(self, optimizer: Any = "rmsprop", loss: Any = None, metrics: Any = None, **_: Any) -> None:
        """Say how the model is trained."""
        self.optimizer, self.loss = optimizer_named(optimizer), None if loss is None else loss_named(loss)
        self.loss_tracker = Mean(name="loss")
        self.compiled = CompiledMetrics(list(flat(metrics))) if metrics else None

    @property
    def metrics(self) -> list[Any]:
        """The metrics of the model."""
        return [self.loss_tracker, *([self.compiled] if self.compiled else [])]

    def compute_loss(self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, **_: Any) -> Any:
        """Return what is minimized."""
        total = self.loss(y, y_pred) if self.loss is not None else None
        for more in self.losses:
            total = more if total is None else total + more
        return total

    def _measured(self, y: Any, y_pred: Any, loss: Any, count: int) -> dict[str, float]:
        self.loss_tracker.update_state(loss, sample_weight=float(count))
        if self.compiled is not None:
            self.compiled.update_state(y, y_pred)
        return numbers({m.name: m.result() for m in self.metrics})

    def train_step(self, data: Any) -> dict[str, Any]:
        """Move the variables by one batch."""
        x, y = data if isinstance(data, tuple) and len(data) > 1 else (data, None)
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred)
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return self._measured(y, y_pred, loss, TF.t(flat(x)[0]).shape[0])

    def test_step(self, data: Any) -> dict[str, Any]:
        """Work out loss and metrics for one batch."""
        x, y = data
        y_pred = self(x, training=False)
        return self._measured(y, y_pred, self.compute_loss(x, y, y_pred), TF.t(flat(x)[0]).shape[0])

    def _batches(self, x: Any, y: Any, size: int | None) -> Iterator[Any]:
        if isinstance(x, Dataset):
            return iter(x)
        parts = (converted(x),) if y is None else (converted(x), TF.t(as_tensor(EagerTensor, y)))
        return iter(Dataset.from_tensor_slices(parts if y is not None else parts[0]).batch(size or 32))

    def _reset(self) -> None:
        for m in self.metrics:
            m.reset_state()

    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto", callbacks: Any = None,
        validation_data: Any = None, **_: Any,
    ) -> History:  # fmt: skip
        """Train: the first step is kept as a request for gradients, the others are like it. Rows are not shuffled."""
        if self.optimizer is None:
            raise CellError("ValueError", "You must call `compile()` before calling `fit()`.")
        done, asked = History(), current().requests
        before = len(asked)
        for epoch in range(epochs):
            self._reset()
            logs: dict[str, Any] = {}
            count = 0
            for batch in self._batches(x, y, batch_size):
                logs, count = self.train_step(batch), count + 1
                del asked[before + 1 :]
            logs = numbers(dict(sorted(logs.items())))
            if validation_data is not None:
                held_out = self._evaluated(validation_data[0], validation_data[1], batch_size)
                logs |= {f"val_{k}": v for k, v in sorted(held_out.items())}
            for name, value in logs.items():
                done.history.setdefault(name, []).append(value)
            done.epoch.append(epoch)
            if verbose:
                text = " - ".join(f"{name}: {value:.4f}" if abs(value) > 1e-3 else f"{name}: {value:.4e}" for name, value in logs.items())
                current().write(f"Epoch {epoch + 1}/{epochs}\n{count}/{count} - {text}\n")  # type: ignore[attr-defined]
        return done

    def _evaluated(self, x: Any, y: Any, batch_size: int | None) -> dict[str, float]:
        self._reset()
        logs: dict[str, float] = {}
        for batch in self._batches(x, y, batch_size):
            logs = self.test_step(batch)
        return logs

    def evaluate(self, x: Any = None, y: Any = None, batch_size: int | None = None, return_dict: bool = False, **_: Any) -> Any:
        """Return loss and metrics."""
        logs = self._evaluated(x, y, batch_size)
        return logs if return_dict else list(logs.values()) if len(logs) > 1 else next(iter(logs.values()))

    def train_on_batch(self, x: Any, y: Any = None, return_dict: bool = False, **_: Any) -> Any:
        """Move the variables by one batch; return loss and metrics."""
        logs = self.train_step((converted(x), TF.t(as_tensor(EagerTensor, y))))
        return logs if return_dict else list(logs.values()) if len(logs) > 1 else next(iter(logs.values()))

    def predict(self, x: Any, batch_size: int | None = None, **_: Any) -> Any:
        """Return the outputs as an array of NumPy."""
        rows = [self(batch, training=False) for batch in self._batches(x, None, batch_size)]
        return TF.concat(rows, 0).numpy()

    predict_on_batch = predict

    def summary(self, **_: Any) -> None:
        """Print the layers with their shapes and numbers of parameters."""
        current().write(summary(self) + "\n")  # type: ignore[attr-defined]

    def save(self, *_: Any, **__: Any) -> None:
        """Nothing can be saved here."""


class Sequential(Model):
    """Layers one after another."""

    def __init__(self, layers: Sequence[Any] = (), **o: Any) -> None:
        super().__init__(**o)
        self.stack: list[Any] = []
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Add a layer at the end."""
        if isinstance(layer, KerasTensor):
            self.first_shape = (None, *tuple(layer.sample.shape)[1:])
            return
        if not self.stack and getattr(layer, "first_shape", None):
            self.first_shape = layer.first_shape
        self.stack.append(layer)
        if self.first_shape:
            self.build(self.first_shape)

    def pop(self) -> None:
        """Leave the last layer out."""
        self.stack.pop()

    def parts(self) -> list[Any]:
        """Return the layers."""
        return self.stack

    def build(self, input_shape: Any = None) -> None:
        """Make all variables for inputs of a shape."""
        if input_shape is not None:
            self.outputs_of(TF.zeros([1 if k is None else int(k) for k in input_shape]))

    def outputs_of(self, sample: Any) -> list[Any]:
        """Return what each layer makes of an input."""
        found = []
        for layer in self.stack:
            sample = layer(sample)
            found.append(sample)
        return found

    def call(self, inputs: Any, training: bool = False, **_: Any) -> Any:
        """Work out the output."""
        for layer in self.stack:
            inputs = layer(inputs, training=training) if isinstance(layer, Layer) else layer(inputs)
        return inputs


def layers_between(inputs: Any, outputs: Any) -> list[Layer]:
    """Return the layers of a planned model, in the order in which they work."""
    order: list[Layer] = []

    def visit(place: Any) -> None:
        if isinstance(place, KerasTensor) and place.layer is not None:
            for earlier in flat(place.inputs[0]):
                visit(earlier)
            if place.layer not in order:
                order.append(place.layer)

    for place in flat(outputs):
        visit(place)
    return order


def worked_out(place: Any, values: dict[int, Any], options: dict[str, Any]) -> Any:
    """Return the value of a place in a planned model, with ``values`` for its inputs."""
    if isinstance(place, list | tuple | dict):
        return (
            {k: worked_out(v, values, options) for k, v in place.items()}
            if isinstance(place, dict)
            else [worked_out(v, values, options) for v in place]
        )
    if not isinstance(place, KerasTensor):
        return place
    if id(place) not in values:
        if place.layer is None:
            raise CellError("ValueError", "An input of the model is missing.")
        inputs, args, given = place.inputs
        values[id(place)] = place.layer(worked_out(inputs, values, options), *args, **{**given, **options})
    return values[id(place)]


WIDTHS = (31, 22, 13)


def summary(model: Model) -> str:
    """Return the table of a model's layers, as Keras prints it."""
    shapes: dict[int, Any] = {}
    if isinstance(model, Sequential) and model.first_shape:
        samples = model.outputs_of(TF.zeros([1 if k is None else int(k) for k in model.first_shape]))
        shapes = {id(layer): s for layer, s in zip(model.stack, samples, strict=True)}
    rows = [("Layer (type)", "Output Shape", "Param #")]
    for layer in model.layers:
        made = shapes.get(id(layer))
        count = f"{layer.count_params():,}" if made is not None or layer.variables else "0 (unbuilt)"
        rows.append(
            (
                f"{layer.name} ({type(layer).__name__})",
                "?" if made is None else f"({', '.join(map(str, (None, *tuple(made.shape)[1:])))})",
                count,
            )
        )

    def bar(left: str, line: str, middle: str, right: str) -> str:
        return left + middle.join(line * (w + 2) for w in WIDTHS) + right

    def cells(row: tuple[str, str, str], edge: str) -> str:
        texts = [f" {row[0]:<{WIDTHS[0]}} ", f" {row[1]:<{WIDTHS[1]}} ", f" {row[2]:>{WIDTHS[2]}} "]
        return edge + edge.join(texts) + edge

    body = f"\n{bar('├', '─', '┼', '┤')}\n".join(cells(row, "│") for row in rows[1:])
    total, trained = (sum(int(v.size) for v in vs) for vs in (model.variables, model.trainable_variables))
    lines = [f'Model: "{model.name}"', bar("┏", "━", "┳", "┓"), cells(rows[0], "┃"), bar("┡", "━", "╇", "┩"), body, bar("└", "─", "┴", "┘")]
    for title, number in (("Total", total), ("Trainable", trained), ("Non-trainable", total - trained)):
        lines.append(
            f" {title} params: {number:,} ({number * 4:.2f} B)"
            if number * 4 < 1024
            else f" {title} params: {number:,} ({number * 4 / 1024:.2f} KB)"
        )
    return "\n".join(lines)

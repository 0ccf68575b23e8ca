"""Keras: how a model is trained, measured and asked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from .keras_callbacks import Callbacks, History, ProgbarLogger, numbers
from .keras_compiled import CompiledLoss, CompiledMetrics
from .keras_inputs import converted
from .keras_metrics import Mean, Metric
from .keras_optimizers import optimizer_named
from .session import CellError, current
from .tensor import Tensor, as_tensor
from .tensorflow import EagerTensor, flat
from .tensorflow_data import Dataset
from .tensorflow_nn import TF
from .tensorflow_random import epoch_order
from .tensorflow_tape import GradientTape

__all__ = ["Trainer"]

IN_ORDER = (
    "Keras goes through the rows in another order, drawn anew on every run, so its numbers differ a little from run to run; here the rows stay in "
    "their order. Give shuffle=False to fit, or set a seed with keras.utils.set_random_seed, and the numbers are the same everywhere."
)


def _rows(value: Any) -> int:
    return int(TF.t(next(v for v in flat(value) if v is not None)).shape[0])


def _part(value: Any, places: Any) -> Any:
    """Return rows of nested tensors."""
    if isinstance(value, dict):
        return {k: _part(v, places) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return tuple([_part(v, places) for v in value])
    return value if value is None else value[places] if isinstance(places, slice) else TF.gather(value, places)


def _held(value: Any) -> Any:
    """Return data as nested tensors: lists of numbers are data, lists of tensors several inputs."""
    if isinstance(value, dict):
        return {k: _held(v) for k, v in value.items()}
    if isinstance(value, tuple) or (isinstance(value, list) and any(isinstance(v, Tensor) for v in value)):
        return tuple([_held(v) for v in value])
    return value if value is None else converted(as_tensor(EagerTensor, value))


def unpacked(data: Any) -> tuple[Any, Any, Any]:
    """Return inputs, targets and weights of a batch."""
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    return (*data, None, None)[:3]


def packed(x: Any, y: Any, weights: Any) -> Any:
    """Return a batch as a model's steps get it."""
    return x if y is None and weights is None else (x, y) if weights is None else (x, y, weights)


class Batches:
    """The batches of an epoch, from arrays, a data set or a generator."""

    def __init__(
        self,
        x: Any,
        y: Any = None,
        weights: Any = None,
        size: Any = None,
        steps: int | None = None,
        shuffle: bool = False,
        class_weight: Any = None,
    ) -> None:
        self.steps, self.data = steps, None
        self.going: Iterator[Any] | None = None
        self.given = x if isinstance(x, Dataset) or hasattr(x, "__next__") else None
        self.class_weight = class_weight
        if self.given is not None:
            return
        self.data = (_held(x), _held(y), _held(weights))
        counts = [("x", self.data[0]), ("y", self.data[1])]
        sizes = {name: [_rows(v) for v in flat(held) if v is not None] for name, held in counts if held is not None}
        self.count = _rows(self.data[0])
        if len({n for each in sizes.values() for n in each}) > 1:
            told = "".join(f"'{name}' sizes: {', '.join(map(str, each))}\n" for name, each in sizes.items())
            raise CellError(
                "ValueError",
                f"Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.{told}",
                "give one target for each row",
            )
        self.size = int(size or (math.ceil(self.count / steps) if steps else 32))
        self.mixed = shuffle and self.count > 1
        self.unseeded = self.mixed and epoch_order(2) is None and self.count > self.size

    def _all(self) -> Iterator[Any]:
        if self.data is None:
            for row in self.given:  # type: ignore[union-attr]
                x, y, w = unpacked(row)
                yield packed(_held(x), _held(y), _held(w))
            return
        order = epoch_order(self.count) if self.mixed else None
        for start in range(0, self.count, self.size):
            places: Any = slice(start, start + self.size) if order is None else order[start : start + self.size]
            yield packed(*[_part(v, places) for v in self.data])

    def __iter__(self) -> Iterator[Any]:
        endless = self.steps is not None and self.data is None
        rows = self.going or self._all() if endless else self._all()
        self.going = rows if endless else None
        done = 0
        while self.steps is None or done < self.steps:
            batch = next(rows, None)
            if batch is None:
                self.going = None
                return
            done += 1
            yield self._weighed(batch)

    def _weighed(self, batch: Any) -> Any:
        if self.class_weight is None:
            return batch
        x, y, _ = unpacked(batch)
        classes = TF.argmax(y, -1) if y.ndim > 1 and y.shape[-1] > 1 else TF.reshape(y, (-1,))
        return x, y, TF.constant([float(self.class_weight.get(int(c), 1.0)) for c in classes.tolist()], "float32")


class Trainer:
    """What a model can do once it is compiled."""

    stop_training = False
    optimizer: Any = None
    run_eagerly = False
    compiled_loss: Any = None
    compiled_metrics: Any = None
    loss_mean: Any = None

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Say how the model is trained."""
        self.optimizer, self.loss = optimizer_named(optimizer), loss
        self.loss_mean = Mean(name="loss")
        names = getattr(self, "output_names", ["output"])
        self.compiled_loss = None if loss is None else CompiledLoss(loss, loss_weights, names)
        self.compiled_metrics = CompiledMetrics(metrics, weighted_metrics, names) if metrics or weighted_metrics else None

    @property
    def metrics(self) -> list[Any]:
        """The metrics of the model."""
        found = [] if self.loss_mean is None else [self.loss_mean]
        if self.compiled_loss is not None:
            found += self.compiled_loss.means
        found += [m for part in [self, *self._layers()] for m in _metrics_of(part)]
        return [*found, self.compiled_metrics] if self.compiled_metrics is not None else found

    def _layers(self) -> list[Any]:
        return self.layers  # type: ignore[attr-defined, no-any-return]

    @property
    def metrics_names(self) -> list[str]:
        """The names of the metrics."""
        return [m.name for m in self.metrics]

    def compute_loss(self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, **_: Any) -> Any:
        """Return what is minimized."""
        total = None if self.compiled_loss is None or y is None else self.compiled_loss(y, y_pred, sample_weight)
        for more in self.losses:  # type: ignore[attr-defined]
            total = more if total is None else total + TF.sum(more)
        if total is None:
            raise CellError(
                "ValueError", "No loss to compute. Provide a `loss` argument in `compile()`.", "model.compile(optimizer=…, loss='mse')"
            )
        return total

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Add a batch to the metrics, and return them all."""
        if self.compiled_metrics is not None:
            self.compiled_metrics.update_state(y, y_pred, sample_weight=sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """Return the metrics by their names."""
        found: dict[str, Any] = {}
        for m in self.metrics:
            result = m.result()
            found |= result if isinstance(result, dict) else {m.name: result}
        return numbers(found)

    def reset_metrics(self) -> None:
        """Start the metrics again."""
        for m in self.metrics:
            m.reset_state()

    def _predicted(self, x: Any, training: bool) -> Any:
        return self(x, training=training)  # type: ignore[operator]

    def _track(self, loss: Any, x: Any) -> None:
        self.loss_mean.update_state(loss, sample_weight=float(_rows(x)))

    def train_step(self, data: Any) -> dict[str, Any]:
        """Move the variables by one batch."""
        x, y, weight = unpacked(data)
        with GradientTape() as tape:
            y_pred = self._predicted(x, True)
            loss = self.compute_loss(x, y, y_pred, weight)
        self._track(loss, x)
        variables = self.trainable_variables  # type: ignore[attr-defined]
        if variables:
            self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return self.compute_metrics(x, y, y_pred, weight)

    def test_step(self, data: Any) -> dict[str, Any]:
        """Work out loss and metrics for one batch."""
        x, y, weight = unpacked(data)
        y_pred = self._predicted(x, False)
        self._track(self.compute_loss(x, y, y_pred, weight), x)
        return self.compute_metrics(x, y, y_pred, weight)

    def predict_step(self, data: Any) -> Any:
        """Work out the outputs for one batch."""
        return self._predicted(unpacked(data)[0], False)

    def _epoch_logs(self, logs: Any) -> dict[str, Any]:
        """Return the results of an epoch: the metrics, if they are what the last step told, which is else taken itself."""
        all_of_it = self.get_metrics_result()
        return all_of_it if set(logs) == set(all_of_it) else numbers(logs)

    def _compiled(self) -> None:
        if self.loss_mean is None:
            raise CellError("ValueError", "You must call `compile()` before using the model.", "model.compile(optimizer='sgd', loss='mse')")

    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto", callbacks: Any = None,
        validation_split: float = 0.0, validation_data: Any = None, shuffle: bool = True, class_weight: Any = None, sample_weight: Any = None,
        initial_epoch: int = 0, steps_per_epoch: int | None = None, validation_steps: int | None = None, validation_batch_size: Any = None,
        validation_freq: int = 1,
    ) -> Any:  # fmt: skip
        """Train: the first step is kept as a request for gradients, the others are like it."""
        self._compiled()
        if validation_split and validation_data is None:
            held = [_held(v) for v in (x, y, sample_weight)]
            at = math.floor(_rows(held[0]) * (1.0 - validation_split))
            (x, y, sample_weight), validation_data = ([_part(v, p) for v in held] for p in (slice(0, at), slice(at, None)))
        batches = Batches(x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight)
        held_out: Batches | None = None
        if validation_data is not None:
            a, b, c = (validation_data, None, None) if isinstance(validation_data, Dataset) else unpacked(tuple(validation_data))
            held_out = Batches(a, b, c, validation_batch_size or batch_size, validation_steps)
        steps = math.ceil(batches.count / batches.size) if batches.data is not None else steps_per_epoch
        params = {"verbose": verbose, "epochs": epochs, "steps": steps}
        loud = [ProgbarLogger()] if verbose else []
        told = Callbacks(callbacks, self, params, *loud, History())
        asked = current().requests
        before = len(asked)
        self.stop_training = False
        told.tell("on_train_begin", logs={})
        last: Any = None
        for epoch in range(initial_epoch, epochs):
            last = self._epoch(epoch, batches, told, before)
            if held_out is not None and (epoch + 1) % validation_freq == 0:
                last |= {f"val_{k}": v for k, v in self._evaluated(held_out, told).items()}
            told.tell("on_epoch_end", epoch, logs=last)
            if self.stop_training:
                break
        told.tell("on_train_end", logs=last)
        if getattr(batches, "unseeded", False):
            current().note(IN_ORDER)
        return told.first(History)

    def _epoch(self, epoch: int, batches: Batches, told: Callbacks, before: int) -> dict[str, Any]:
        self.reset_metrics()
        told.tell("on_epoch_begin", epoch, logs={})
        logs: dict[str, Any] = {}
        for step, batch in enumerate(batches):
            told.tell("on_train_batch_begin", step, logs={})
            logs = self.train_step(batch)
            del current().requests[before + 1 :]
            told.tell("on_train_batch_end", step, logs=numbers(logs))
            if self.stop_training:
                break
        return dict(self._epoch_logs(logs))

    def _evaluated(self, batches: Batches, told: Callbacks) -> dict[str, Any]:
        self.reset_metrics()
        told.tell("on_test_begin", logs={})
        logs: Any = {}
        for step, batch in enumerate(batches):
            told.tell("on_test_batch_begin", step, logs={})
            logs = self.test_step(batch)
            told.tell("on_test_batch_end", step, logs=numbers(logs))
        logs = self._epoch_logs(logs)
        told.tell("on_test_end", logs=logs)
        return dict(logs)

    def evaluate(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto", sample_weight: Any = None, steps: int | None = None,
        callbacks: Any = None, return_dict: bool = False, **_: Any,
    ) -> Any:  # fmt: skip
        """Return loss and metrics."""
        self._compiled()
        logs = self._evaluated(Batches(x, y, sample_weight, batch_size, steps), Callbacks(callbacks, self, {}))
        return logs if return_dict else self._listed(logs)

    def _listed(self, logs: dict[str, Any]) -> Any:
        first = [n for n in self.metrics_names if n in logs]
        found = [logs[n] for n in [*first, *[n for n in logs if n not in first]]]
        return found if len(found) > 1 else found[0]

    def _on_batch(self, step: Any, x: Any, y: Any, weight: Any, return_dict: bool) -> Any:
        self._compiled()
        self.reset_metrics()
        logs = numbers(step(packed(_held(x), _held(y), _held(weight))))
        return logs if return_dict else self._listed(logs)

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False) -> Any:
        """Move the variables by one batch; return loss and metrics."""
        return self._on_batch(self.train_step, x, y, sample_weight, return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Work out loss and metrics for one batch, as evaluate does."""
        return self._on_batch(self.test_step, x, y, sample_weight, return_dict)

    def predict(self, x: Any, batch_size: int | None = None, verbose: Any = "auto", steps: int | None = None, callbacks: Any = None) -> Any:
        """Return the outputs as arrays of NumPy."""
        rows = [self.predict_step(batch) for batch in Batches(x, None, None, batch_size, steps)]
        return _joined(rows)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs for one batch as arrays of NumPy."""
        return _joined([self.predict_step(_held(x))])


def _metrics_of(part: Any) -> list[Metric]:
    """Return the metrics among the attributes of a model or a layer."""
    own = ("loss_mean", "compiled_metrics", "compiled_loss", "given")
    return [v for name, value in vars(part).items() if name not in own for v in flat(value) if isinstance(v, Metric)]


def _joined(rows: Sequence[Any]) -> Any:
    first = rows[0]
    if isinstance(first, dict):
        return {k: _joined([r[k] for r in rows]) for k in first}
    if isinstance(first, list | tuple):
        return [_joined([r[k] for r in rows]) for k in range(len(first))]
    return TF.concat([TF.t(r) for r in rows], 0).numpy()

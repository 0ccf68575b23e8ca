"""Keras: what fit calls at the start and the end of epochs and batches."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from .session import current
from .tensorflow import flat

__all__ = ["CALLBACKS", "Callbacks", "History", "numbers", "spoken"]

MOMENTS = tuple(
    f"on_{part}_{end}"
    for part in ("train", "test", "predict", "epoch", "train_batch", "test_batch", "predict_batch")
    for end in ("begin", "end")
)


def numbers(logs: Any) -> dict[str, Any]:
    """Return results by their names as plain numbers, sorted; those within a result stand in its place."""
    found: dict[str, Any] = {}
    for name, value in sorted((logs or {}).items()):
        found |= numbers(value) if isinstance(value, Mapping) else {name: float(value) if not getattr(value, "ndim", 0) else value.numpy()}
    return found


def spoken(text: str) -> None:
    """Print a line."""
    current().write(text + "\n")  # type: ignore[attr-defined]


class Callback:
    """What a cell derives from to hear of epochs and batches."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.params: dict[str, Any] = {}
        self.model: Any = None

    def set_params(self, params: dict[str, Any]) -> None:
        """Take what is known of the training."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Take the model."""
        self.model = model

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Hear of a batch that begins, under its old name."""

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Hear of a batch that ended, under its old name."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Hear of a batch that begins."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Hear of a batch that ended."""
        self.on_batch_end(batch, logs)


def _silent(*_: Any, **__: Any) -> None:
    return None


for _moment in MOMENTS:
    if not hasattr(Callback, _moment):
        setattr(Callback, _moment, _silent)


class History(Callback):
    """What fit reports: losses and metrics of the epochs."""

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Any = None) -> None:
        """Start again."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the results of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self


class LambdaCallback(Callback):
    """Functions that are called at moments."""

    def __init__(self, **functions: Any) -> None:
        super().__init__()
        for name, function in functions.items():
            if function is not None:
                self.__dict__[name] = function


class Monitor(Callback):
    """What watches one of the results for getting better."""

    def __init__(self, monitor: str = "val_loss", min_delta: float = 0.0, mode: str = "auto", verbose: int = 0) -> None:
        super().__init__()
        self.monitor, self.verbose = monitor, verbose
        up = mode == "max" or (mode == "auto" and any(w in monitor for w in ("acc", "auc", "precision", "recall", "f1")))
        self.better: Callable[[float, float], bool] = (lambda a, b: a - abs(min_delta) > b) if up else (lambda a, b: a + abs(min_delta) < b)
        self.worst = -math.inf if up else math.inf
        self.best = self.worst

    def watched(self, logs: Any) -> float | None:
        """Return the result that is watched."""
        return (logs or {}).get(self.monitor)


class EarlyStopping(Monitor):
    """Ends the training when a result has not got better for some epochs."""

    def __init__(
        self, monitor: str = "val_loss", min_delta: float = 0.0, patience: int = 0, verbose: int = 0, mode: str = "auto", baseline: Any = None,
        restore_best_weights: bool = False, start_from_epoch: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(monitor, min_delta, mode, verbose)
        self.patience, self.baseline, self.restore_best_weights, self.start = patience, baseline, restore_best_weights, start_from_epoch
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights: Any = None

    def on_train_begin(self, logs: Any = None) -> None:
        """Start again."""
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best, self.best_weights = self.worst, None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Look at the results of an epoch."""
        now = self.watched(logs)
        if now is None or epoch < self.start:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self.better(now, self.best):
            self.best, self.best_epoch = now, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self.better(now, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, self.model.stop_training = epoch, True

    def on_train_end(self, logs: Any = None) -> None:
        """Put the best weights back."""
        if self.stopped_epoch and self.verbose:
            spoken(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                spoken(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class LearningRateScheduler(Callback):
    """Sets the rate before every epoch."""

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Set the rate."""
        try:
            rate = float(self.schedule(epoch, float(self.model.optimizer.learning_rate)))
        except TypeError:  # a schedule of the epoch alone
            rate = float(self.schedule(epoch))
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            spoken(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Tell the rate."""
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ReduceLROnPlateau(Monitor):
    """Makes the rate smaller when a result has not got better for some epochs."""

    def __init__(
        self, monitor: str = "val_loss", factor: float = 0.1, patience: int = 10, verbose: int = 0, mode: str = "auto", min_delta: float = 1e-4,
        cooldown: int = 0, min_lr: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(monitor, min_delta, mode, verbose)
        self.factor, self.patience, self.cooldown, self.min_lr = factor, patience, cooldown, min_lr
        self.wait = self.resting = 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Look at the results of an epoch."""
        rate = float(self.model.optimizer.learning_rate)
        if logs is not None:
            logs["learning_rate"] = rate
        now = self.watched(logs)
        if now is None:
            return
        if self.resting:
            self.resting, self.wait = self.resting - 1, 0
        if self.better(now, self.best):
            self.best, self.wait = now, 0
        elif not self.resting:
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                new = max(rate * self.factor, self.min_lr)
                self.model.optimizer.learning_rate = new
                self.resting, self.wait = self.cooldown, 0
                if self.verbose:
                    spoken(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")


class TerminateOnNaN(Callback):
    """Ends the training when the loss is no number any more."""

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look at the loss of a batch."""
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            spoken(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True


class ProgbarLogger(Callback):
    """Prints the results of every epoch, without a bar."""

    steps = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Count the batches anew."""
        self.steps = 0

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Count a batch."""
        self.steps += 1

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Print the results of an epoch."""
        steps, epochs = self.steps, self.params["epochs"]
        text = " - ".join(f"{n}: {v:.4f}" if abs(v) > 1e-3 else f"{n}: {v:.4e}" for n, v in (logs or {}).items() if isinstance(v, float))
        spoken(f"Epoch {epoch + 1}/{epochs}\n{steps}/{steps} - {text}")


class Callbacks:
    """Several callbacks as one."""

    def __init__(self, given: Any, model: Any, params: dict[str, Any], *more: Callback) -> None:
        self.all = [c for c in flat(given) if c is not None] if given is not None else []
        self.all += [m for m in more if not any(isinstance(c, type(m)) for c in self.all)]
        self.params = params
        for callback in self.all:
            callback.set_model(model)
            callback.set_params(params)

    def tell(self, moment: str, *at: Any, logs: Any = None) -> None:
        """Call all of them at a moment."""
        for callback in self.all:
            getattr(callback, moment)(*at, logs)

    def first(self, kind: type) -> Any:
        """Return the one of a kind."""
        return next((c for c in self.all if isinstance(c, kind)), None)


def _quiet(name: str) -> type:
    return type(name, (Callback,), {"__doc__": "It would write a file, which is not done here."})


CALLBACKS: dict[str, Any] = {
    c.__name__: c for c in (Callback, History, LambdaCallback, EarlyStopping, LearningRateScheduler, ReduceLROnPlateau, TerminateOnNaN, ProgbarLogger)
}  # fmt: skip
CALLBACKS |= {name: _quiet(name) for name in ("ModelCheckpoint", "TensorBoard", "CSVLogger", "BackupAndRestore")}

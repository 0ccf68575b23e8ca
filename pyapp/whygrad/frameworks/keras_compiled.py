"""Keras: the losses and the metrics that compile was given."""

from __future__ import annotations

from typing import Any

from .keras_counts import COUNTS
from .keras_losses import FUNCTIONS, Loss, loss_named
from .keras_metrics import ACCURACIES, METRICS, Mean, Metric, named_metric
from .session import CellError
from .tensorflow_nn import TF

__all__ = ["CompiledLoss", "CompiledMetrics"]


class CompiledLoss:
    """The losses that compile was given, one for each output, weighed and added."""

    def __init__(self, asked: Any, weights: Any, names: list[str]) -> None:
        self.asked, self.weights, self.names = asked, weights, names
        self.means: list[Any] = []
        if not isinstance(asked, dict | list | tuple):
            self.single: Loss | None = loss_named(asked)
            return
        self.single = None
        wanted = [asked.get(n) for n in names] if isinstance(asked, dict) else list(asked)
        self.parts = [None if w is None else loss_named(w) for w in wanted]
        self.means = (
            [Mean(name=f"{n}_loss") for n, part in zip(names, self.parts, strict=False) if part is not None] if len(names) > 1 else []
        )

    def __call__(self, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        predicted = outputs_of(y_pred, self.names)
        if self.single is not None and len(predicted) == 1:
            total = self.single(outputs_of(y, self.names)[0], predicted[0], sample_weight)
            scale = self.weights if not isinstance(self.weights, list | tuple | dict) else outputs_of(self.weights, self.names)[0]
            return total if scale is None else total * scale
        if self.single is not None:
            self.parts = [self.single] * len(predicted)
            self.means = self.means or [Mean(name=f"{n}_loss") for n in self.names]
        targets = outputs_of(y, self.names)
        scales = [None] * len(predicted) if self.weights is None else outputs_of(self.weights, self.names)
        total, means = None, iter(self.means)
        for part, target, p, scale in zip(self.parts, targets, predicted, scales, strict=False):
            if part is None:
                continue
            value = part(target, p, sample_weight)
            mean = next(means, None)
            if mean is not None:
                mean.update_state(value, sample_weight=float(p.shape[0]))
            value = value if scale is None else value * scale
            total = value if total is None else total + value
        return total


def outputs_of(value: Any, names: list[str]) -> list[Any]:
    """Return the parts for the outputs of a model, in their order."""
    if isinstance(value, dict):
        return [value.get(n) for n in names]
    return list(value) if isinstance(value, list | tuple) else [value]


class CompiledMetrics(Metric):
    """The metrics that compile was given; which they are is known when target and prediction are."""

    def __init__(self, asked: Any, weighted: Any, names: list[str]) -> None:
        super().__init__("compile_metrics")
        self.asked, self.names = (asked, weighted), names
        self.made: list[tuple[int, bool, Metric]] | None = None  # of each its output, and whether weights count

    def reset_state(self) -> None:
        """Start again."""
        for _, _, metric in self.made or []:
            metric.reset_state()

    def _made(self, targets: list[Any], predicted: list[Any]) -> list[tuple[int, bool, Metric]]:
        found = []
        for weighs, asked in enumerate(self.asked):
            for k, each in enumerate(self._of_outputs(asked)):
                for given in each if isinstance(each, list | tuple) else [each]:
                    if given is not None:
                        found.append((k, bool(weighs), metric_named(given, TF.t(targets[k]), predicted[k])))
        return found

    def _of_outputs(self, asked: Any) -> list[Any]:
        if isinstance(asked, dict):
            return [asked.get(n) for n in self.names]
        single = len(self.names) == 1 and not (isinstance(asked, list) and asked and isinstance(asked[0], list))
        return [asked] if single or asked is None else list(asked)

    def update_state(self, y: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        targets, predicted = outputs_of(y, self.names), outputs_of(y_pred, self.names)
        if self.made is None:
            self.made = self._made(targets, predicted)
        for k, weighs, metric in self.made:
            weights = {"sample_weight": sample_weight} if weighs and sample_weight is not None else {}
            metric.update_state(targets[k], predicted[k], **weights)

    def result(self) -> dict[str, Any]:
        """Return the metrics by their names."""
        several = len(self.names) > 1
        found: dict[str, Any] = {}
        for k, _, metric in self.made or []:
            name = f"{self.names[k]}_{metric.name}" if several else metric.name
            found[name if name not in found else f"weighted_{name}"] = metric.result()
        return found


def metric_named(given: Any, y_true: Any, y_pred: Any) -> Metric:
    """Return a metric by its name; "accuracy" means the one that fits target and prediction."""
    if isinstance(given, Metric):
        return given
    if isinstance(given, type) and issubclass(given, Metric):
        return given()
    if isinstance(given, str) and given in ("accuracy", "acc", "crossentropy", "ce"):
        wide, same = y_pred.shape[-1] > 1, tuple(y_true.shape) == tuple(y_pred.shape)
        kind = "binary" if not wide else "categorical" if same else "sparse_categorical"
        return named_metric(given, ACCURACIES[f"{kind}_accuracy"] if given in ("accuracy", "acc") else FUNCTIONS[f"{kind}_crossentropy"])
    known: Any = {**FUNCTIONS, **ACCURACIES}.get(given) if isinstance(given, str) else given
    own: Any = {**METRICS, **COUNTS}.get(given) if known is None else None
    if isinstance(own, type):
        return own()  # type: ignore[no-any-return]
    if isinstance(known, Loss):
        return named_metric(known.name, known.call)
    if not callable(known):
        raise CellError("ValueError", f"Could not interpret metric identifier: {given}")
    return named_metric(str(given) if isinstance(given, str) else getattr(known, "__name__", "metric"), known)

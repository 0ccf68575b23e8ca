"""Keras: metrics that count which predictions are right: precision, recall, areas under curves, overlaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .. import arrays
from .dtypes import FLOAT32
from .keras_metrics import Metric
from .keras_variables import auto_name
from .tensor import as_tensor
from .tensorflow import EagerTensor, work
from .tensorflow_nn import TF

__all__ = ["COUNTS"]


SMALL = 1e-7  # what keeps a quotient from having 0 below


def _flat(value: Any) -> list[float]:
    return [float(x) for x in arrays.data_of(as_tensor(EagerTensor, value, FLOAT32).value)]


def _share(a: float, b: float) -> float:
    return a / b if b else 0.0


class Counts(Metric):
    """How many are rightly and wrongly taken for true and for false, above each threshold."""

    def __init__(
        self, thresholds: Any = None, top_k: int | None = None, class_id: int | None = None, name: str | None = None, **_: Any
    ) -> None:
        super().__init__(name or auto_name(type(self).__name__, None))
        self.thresholds = [0.5] if thresholds is None else list(thresholds) if isinstance(thresholds, list | tuple) else [thresholds]
        self.single, self.class_id, self.top_k = not isinstance(thresholds, list | tuple), class_id, top_k
        self.right_true, self.wrong_true, self.right_false, self.wrong_false = (
            self.add_weight((len(self.thresholds),), name=n)
            for n in ("true_positives", "false_positives", "true_negatives", "false_negatives")
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        y, p = as_tensor(EagerTensor, y_true, FLOAT32), as_tensor(EagerTensor, y_pred, FLOAT32)
        if self.top_k is not None:
            places = TF.top_k(p, self.top_k).indices
            p = TF.sum(TF.one_hot(places, p.shape[-1]), -2) * 2.0
        if self.class_id is not None:
            y, p = y[..., self.class_id], p[..., self.class_id]
        weights = [1.0] * p.size if sample_weight is None else self._weights(sample_weight, p)
        rows = list(zip(_flat(y), _flat(p), weights, strict=True))
        for variable, truth, taken in (
            (self.right_true, True, True), (self.wrong_true, False, True), (self.right_false, False, False), (self.wrong_false, True, False),
        ):  # fmt: skip
            variable.assign_add([sum(w for a, b, w in rows if (a != 0) is truth and (b > t) is taken) * 1.0 for t in self.thresholds])

    @staticmethod
    def _weights(given: Any, p: Any) -> list[float]:
        weight = as_tensor(EagerTensor, given, FLOAT32)
        while weight.ndim < p.ndim:
            weight = TF.expand_dims(weight, -1)
        return _flat(TF.broadcast_to(weight, tuple(p.shape)))

    def numbers(self) -> list[tuple[float, float, float, float]]:
        """Return for each threshold: true and taken for it, false and taken for true, false and taken for it, true and taken for false."""
        return list(zip(*[_flat(v) for v in (self.right_true, self.wrong_true, self.right_false, self.wrong_false)], strict=True))

    def _made(self, values: Sequence[float]) -> Any:
        return TF.constant(values[0] if self.single else list(values), "float32")


def _counted(name: str, of: Any, about: str) -> type:
    def result(self: Any) -> Any:
        return self._made([of(*each) for each in self.numbers()])

    return type(name, (Counts,), {"result": result, "__doc__": about})


class Curve(Counts):
    """A metric over many thresholds."""

    def __init__(self, num_thresholds: int = 200, name: str | None = None, thresholds: Any = None, **_: Any) -> None:
        even = [(k + 1) / (num_thresholds - 1) for k in range(num_thresholds - 2)]
        inner = even if thresholds is None else sorted(thresholds)
        super().__init__([-1e-7, *inner, 1.0 + 1e-7], name=name)
        self.single = True


class AUC(Curve):
    """The area under a curve, by trapezoids between thresholds (ROC) or by interpolated precision (PR)."""

    def __init__(self, num_thresholds: int = 200, curve: str = "ROC", summation_method: str = "interpolation", name: str | None = None,
                 from_logits: bool = False, **o: Any) -> None:  # fmt: skip
        super().__init__(num_thresholds, name, **o)
        self.curve, self.from_logits = curve, from_logits

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        super().update_state(y_true, work("sigmoid", TF.t(y_pred)) if self.from_logits else y_pred, sample_weight)

    def result(self) -> Any:
        """Return the area so far."""
        counts = self.numbers()
        if self.curve == "PR":
            return TF.constant(math.fsum(self._strip(a, b) for a, b in pairwise(counts)), "float32")
        points = [(_share(fp, fp + tn), _share(tp, tp + fn)) for tp, fp, tn, fn in counts]
        return TF.constant(math.fsum((a[0] - b[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(points)), "float32")

    @staticmethod
    def _strip(a: tuple[float, ...], b: tuple[float, ...]) -> float:
        """Return the area between two thresholds, precision taken as Davis and Goadrich (2006) do."""
        p, q = a[0] + a[1], b[0] + b[1]
        slope = _share(a[0] - b[0], max(p - q, 0.0))
        start = b[0] - slope * q
        ratio = p / q if p > 0 and q > 0 else 1.0
        return _share(slope * (a[0] - b[0] + start * math.log(ratio)), max(b[0] + b[3], 0.0))


class Overlap(Metric):
    """How far the predicted and the true places of each class lie upon each other, on average."""

    def __init__(self, num_classes: int, name: str | None = None, argmax: bool = False, **_: Any) -> None:
        super().__init__(name)
        self.num_classes, self.argmax = num_classes, argmax
        self.total_cm = self.add_weight((num_classes, num_classes), name="total_confusion_matrix")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        y_pred = TF.argmax(y_pred, -1) if self.argmax else y_pred
        n = self.num_classes
        pairs = list(zip(_flat(y_true), _flat(y_pred), strict=True))
        self.total_cm.assign_add([[float(pairs.count((i, j))) for j in range(n)] for i in range(n)])

    def result(self) -> Any:
        """Return the mean so far."""
        table = self.total_cm.tolist()
        found = []
        for k, row in enumerate(table):
            union = sum(row) + sum(r[k] for r in table) - row[k]
            found += [row[k] / union] if union else []
        return TF.constant(_share(sum(found), len(found)), "float32")


class FBetaScore(Metric):
    """The mean of precision and recall for each class, recall weighed by beta."""

    def __init__(
        self, average: str | None = None, beta: float = 1.0, threshold: float | None = None, name: str | None = None, **_: Any
    ) -> None:
        super().__init__(name or auto_name(type(self).__name__, None))
        self.average, self.beta, self.threshold = average, beta, threshold
        self.counts: list[list[float]] = []

    def reset_state(self) -> None:
        """Start again."""
        self.counts = []

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        y, p = as_tensor(EagerTensor, y_true, FLOAT32), as_tensor(EagerTensor, y_pred, FLOAT32)
        taken = TF.one_hot(TF.argmax(p, -1), p.shape[-1]) if self.threshold is None else TF.cast(p > self.threshold, "float32")
        rows = list(zip(y.tolist(), taken.tolist(), strict=True))
        self.counts = self.counts or [[0.0, 0.0, 0.0] for _ in range(y.shape[-1])]
        for k, held in enumerate(self.counts):
            held[0] += sum(a[k] * b[k] for a, b in rows)
            held[1] += sum((1 - a[k]) * b[k] for a, b in rows)
            held[2] += sum(a[k] * (1 - b[k]) for a, b in rows)

    def _scores(self, counts: Sequence[Sequence[float]]) -> Any:
        """Return the score of each class from how many are right, wrongly taken and missed."""
        tp, fp, fn = (TF.constant([c[k] for c in counts], "float32") for k in range(3))
        precision, recall = tp / (tp + fp + SMALL), tp / (tp + fn + SMALL)
        return precision * recall / (self.beta**2 * precision + recall + SMALL) * (1 + self.beta**2)

    def result(self) -> Any:
        """Return the scores so far."""
        if self.average == "micro":
            return self._scores([[sum(c) for c in zip(*self.counts, strict=True)]])[0]
        scores = self._scores(self.counts)
        if self.average is None:
            return scores
        sizes = TF.constant([tp + fn if self.average == "weighted" else 1.0 for tp, _, fn in self.counts], "float32")
        return TF.divide_no_nan(TF.sum(scores * sizes), TF.sum(sizes))


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall for each class."""

    def __init__(self, average: str | None = None, threshold: float | None = None, name: str | None = "f1_score", **_: Any) -> None:
        super().__init__(average, 1.0, threshold, name)


class R2Score(Metric):
    """How much of the spread of the targets the predictions explain."""

    def __init__(self, name: str | None = "r2_score", **_: Any) -> None:
        super().__init__(name)
        self.rows: list[tuple[float, float]] = []

    def reset_state(self) -> None:
        """Start again."""
        self.rows = []

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        self.rows += zip(_flat(y_true), _flat(y_pred), strict=True)

    def result(self) -> Any:
        """Return the score so far."""
        mean = _share(sum(y for y, _ in self.rows), len(self.rows))
        spread = sum((y - mean) ** 2 for y, _ in self.rows)
        return TF.constant(1.0 - _share(sum((y - p) ** 2 for y, p in self.rows), spread), "float32")


COUNTS: dict[str, Any] = {
    "Precision": _counted("Precision", lambda tp, fp, tn, fn: _share(tp, tp + fp), "The share of what is taken for true that is true."),
    "Recall": _counted("Recall", lambda tp, fp, tn, fn: _share(tp, tp + fn), "The share of what is true that is taken for it."),
    "TruePositives": _counted("TruePositives", lambda tp, fp, tn, fn: tp, "How many are true and taken for it."),
    "FalsePositives": _counted("FalsePositives", lambda tp, fp, tn, fn: fp, "How many are false and taken for true."),
    "TrueNegatives": _counted("TrueNegatives", lambda tp, fp, tn, fn: tn, "How many are false and taken for it."),
    "FalseNegatives": _counted("FalseNegatives", lambda tp, fp, tn, fn: fn, "How many are true and taken for false."),
    "AUC": AUC, "MeanIoU": Overlap, "F1Score": F1Score, "FBetaScore": FBetaScore, "R2Score": R2Score,
}  # fmt: skip
Overlap.__name__ = "MeanIoU"

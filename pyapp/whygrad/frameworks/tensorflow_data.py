"""tf.data, as far as training loops use it: rows of tensors, batched, mapped and repeated."""

from __future__ import annotations

import itertools
import random as python_random
from collections.abc import Callable, Iterator
from typing import Any

from .dtypes import INT64
from .session import current
from .tensor import Tensor
from .tensorflow import EagerTensor
from .tensorflow_nn import TF

__all__ = ["Dataset"]


def _each(value: Any, work: Callable[[Any], Any]) -> Any:
    """Return ``work`` of every tensor in nested values."""
    if isinstance(value, dict):
        return {k: _each(v, work) for k, v in value.items()}
    return tuple([_each(v, work) for v in value]) if isinstance(value, tuple) else work(value)


def _joined(rows: list[Any]) -> Any:
    first = rows[0]
    if isinstance(first, dict):
        return {k: _joined([r[k] for r in rows]) for k in first}
    if isinstance(first, tuple):
        return tuple([_joined([r[k] for r in rows]) for k in range(len(first))])
    return TF.stack(rows)


class Dataset:
    """Rows, made anew each time it is gone through."""

    def __init__(self, make: Callable[[], Iterator[Any]], count: int | None = None) -> None:
        self.make, self.count = make, count

    def __iter__(self) -> Iterator[Any]:
        return self.make()

    def __len__(self) -> int:
        return sum(1 for _ in self) if self.count is None else self.count

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """Return the rows of tensors."""
        held = _each(tensors, TF.constant)
        first = held
        while not isinstance(first, Tensor):
            first = next(iter(first.values())) if isinstance(first, dict) else first[0]
        count = first.shape[0]
        return Dataset(lambda: (_each(held, lambda t, k=k: t[k]) for k in range(count)), count)  # type: ignore[misc]

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """Return one row."""
        held = _each(tensors, TF.constant)
        return Dataset(lambda: iter([held]), 1)

    @staticmethod
    def range(*bounds: int, **_: Any) -> Dataset:
        """Return whole numbers."""
        numbers = range(*bounds)
        return Dataset(lambda: (EagerTensor(current().leaf(float(k), INT64), INT64) for k in numbers), len(numbers))

    @staticmethod
    def zip(*datasets: Any) -> Dataset:
        """Return rows of several side by side."""
        parts = datasets[0] if len(datasets) == 1 else datasets
        return Dataset(lambda: zip(*parts, strict=False))

    def batch(self, batch_size: int, drop_remainder: bool = False, **_: Any) -> Dataset:
        """Return several rows as one."""

        def batches() -> Iterator[Any]:
            rows = iter(self)
            while part := list(itertools.islice(rows, int(batch_size))):
                if len(part) == batch_size or not drop_remainder:
                    yield _joined(part)

        return Dataset(batches)

    def unbatch(self) -> Dataset:
        """Return the rows of batches."""
        return Dataset(lambda: (row for part in self for row in Dataset.from_tensor_slices(part)))

    def map(self, map_func: Callable[..., Any], *_: Any, **__: Any) -> Dataset:
        """Return a function of every row."""
        return Dataset(lambda: (map_func(*row) if isinstance(row, tuple) else map_func(row) for row in self), self.count)

    def filter(self, predicate: Callable[..., Any], **_: Any) -> Dataset:
        """Return the rows for which something holds."""
        return Dataset(lambda: (row for row in self if bool(predicate(*row) if isinstance(row, tuple) else predicate(row))))

    def take(self, count: int, **_: Any) -> Dataset:
        """Return the first rows."""
        return Dataset(lambda: itertools.islice(iter(self), count))

    def skip(self, count: int, **_: Any) -> Dataset:
        """Return the rows but the first."""
        return Dataset(lambda: itertools.islice(iter(self), count, None))

    def repeat(self, count: int | None = None, **_: Any) -> Dataset:
        """Return the rows again and again."""
        times = itertools.count() if count is None or count < 0 else range(count)
        return Dataset(lambda: (row for _ in times for row in self))

    def shuffle(self, buffer_size: int, seed: Any = None, **_: Any) -> Dataset:
        """Return the rows in another order: not that of the library."""

        def mixed() -> Iterator[Any]:
            rows = list(self)
            python_random.Random(seed or current().seed).shuffle(rows)
            return iter(rows)

        return Dataset(mixed, self.count)

    def concatenate(self, other: Any) -> Dataset:
        """Return these rows, then those."""
        return Dataset(lambda: itertools.chain(iter(self), iter(other)))

    def enumerate(self, start: int = 0) -> Dataset:
        """Return the rows with their numbers."""
        return Dataset(lambda: ((TF.constant(k, INT64), row) for k, row in enumerate(self, start)))

    def reduce(self, initial_state: Any, reduce_func: Callable[..., Any]) -> Any:
        """Return all rows taken together."""
        held = TF.constant(initial_state)
        for row in self:
            held = reduce_func(held, row)
        return held

    def cache(self, *_: Any) -> Dataset:
        """Return itself: rows are made anew in any case."""
        return self

    prefetch = cache

    def as_numpy_iterator(self) -> Iterator[Any]:
        """Return the rows as arrays of NumPy."""
        return (_each(row, lambda t: t.numpy()) for row in self)

    def cardinality(self) -> Any:
        """Return how many rows there are."""
        return TF.constant(len(self), INT64)

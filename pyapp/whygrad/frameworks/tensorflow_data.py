"""tf.data, as far as training loops use it: rows of tensors, batched, mapped and repeated."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from .dtypes import INT64
from .jax_trees import leaves
from .library import rounds_of
from .session import CellError, current
from .tensor import Tensor
from .tensorflow import EagerTensor
from .tensorflow_nn import TF
from .tensorflow_random import mixing_seeds, words_of
from .tensorflow_traced import TensorSpec

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


def _typed(row: Any, types: Any) -> Any:
    """Return what a generator gave as tensors."""
    if isinstance(types, tuple | list):
        return tuple([_typed(v, t) for v, t in zip(row, types, strict=True)])
    if isinstance(types, dict):
        return {k: _typed(row[k], t) for k, t in types.items()}
    return TF.constant(row, getattr(types, "dtype", types))


def _windowed(rows: list[Any]) -> Any:
    """Return a window: a data set, or several where rows have parts."""
    first = rows[0]
    if isinstance(first, tuple):
        return tuple([_windowed([r[k] for r in rows]) for k in range(len(first))])
    return Dataset(lambda: iter(rows), len(rows))


class Dataset:
    """Rows, made anew each time it is gone through."""

    def __init__(self, make: Callable[[], Iterator[Any]], count: int | None = None, whole: Any = None) -> None:
        self.make, self.count, self.whole = make, count, whole  # the tensors whose rows they are, if they are just those

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
        for size in [t.shape[0] for t in leaves(held)]:
            if size != count:
                raise CellError("ValueError", f"Dimensions {count} and {size} are not compatible", "give tensors with as many rows")
        return Dataset(lambda: (_each(held, lambda t, k=k: t[k]) for k in range(count)), count, held)  # type: ignore[misc]

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

        size, whole = int(batch_size), self.whole
        if whole is not None and self.count is not None:
            starts = range(0, self.count - size + 1 if drop_remainder else self.count, size)
            return Dataset(lambda: (_each(whole, lambda t, k=k: t[k : k + size]) for k in starts), len(starts))._as_batches(drop_remainder)  # type: ignore[misc]

        def batches() -> Iterator[Any]:
            rows = iter(self)
            while part := list(itertools.islice(rows, size)):
                if len(part) == size or not drop_remainder:
                    yield _joined(part)

        return Dataset(batches)._as_batches(drop_remainder)

    def _as_batches(self, whole: bool) -> Dataset:
        self.batched = not whole
        return self

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

    def shuffle(self, buffer_size: Any, seed: Any = None, reshuffle_each_iteration: bool = True, **_: Any) -> Dataset:
        """Return the rows in another order: each time one of so many that wait is taken, as the library draws it."""
        seeds = mixing_seeds(seed, bool(reshuffle_each_iteration))
        size = int(buffer_size)

        def mixed() -> Iterator[Any]:
            draw, rows = words_of(*next(seeds)), rounds_of(self)
            waiting = list(itertools.islice(rows, size))
            first = 0
            while waiting:  # the places of the waiting rows form a ring that starts at ``first``
                at = (first + next(draw)) % len(waiting)
                yield waiting[at]
                waiting[at] = waiting[first]
                new = next(rows, None)
                if new is not None:
                    waiting[first] = new
                    first = (first + 1) % size
                else:
                    waiting = [*waiting[first + 1 :], *waiting[:first]]
                    first = 0

        return Dataset(mixed, self.count)

    def window(self, size: int, shift: int | None = None, stride: int = 1, drop_remainder: bool = False, **_: Any) -> Dataset:
        """Return windows of rows, each a data set of its own."""

        def windows() -> Iterator[Any]:
            rows, step = list(self), shift or size
            for start in range(0, len(rows), step):
                part = rows[start : start + size * stride : stride]
                if len(part) == size or not drop_remainder:
                    yield _windowed(part)

        return Dataset(windows)

    def flat_map(self, map_func: Callable[..., Any], **_: Any) -> Dataset:
        """Return the rows of the data sets that a function makes of rows."""
        return Dataset(lambda: (new for row in self for new in (map_func(*row) if isinstance(row, tuple) else map_func(row))))

    interleave = flat_map

    def take_while(self, predicate: Callable[..., Any], **_: Any) -> Dataset:
        """Return the rows before the first for which something does not hold."""
        return Dataset(lambda: itertools.takewhile(lambda row: bool(predicate(row)), self))

    @staticmethod
    def from_generator(
        generator: Callable[..., Any], output_types: Any = None, output_shapes: Any = None, args: Any = (), output_signature: Any = None
    ) -> Dataset:
        """Return what a generator gives, as tensors of the types that are named."""
        types = output_signature if output_signature is not None else output_types

        def rows() -> Iterator[Any]:
            return (_typed(row, types) for row in generator(*args))

        return Dataset(rows)

    @property
    def element_spec(self) -> Any:
        """The shape and the type of a row."""
        first = next(iter(self))
        return _each(
            first,
            lambda t: TensorSpec(tuple(t.shape) if self.whole is not None or not self.batched else (None, *tuple(t.shape)[1:]), t._dtype),
        )

    batched = False

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

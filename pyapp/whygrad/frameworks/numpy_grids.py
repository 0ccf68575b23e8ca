"""The functions of NumPy that go through the places of arrays: grids, iterators, triangles, joined and cut arrays."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import arrays
from .library import rounds_of
from .numpy_places import Places
from .session import CellError
from .tensor import Tensor, as_tensor, shape_arg

__all__ = ["Axes", "Grid", "Grids"]


class Axes:
    """np.s_ and np.index_exp: brackets that give back what stands in them."""

    def __getitem__(self, index: Any) -> Any:
        return index


class Grid:
    """np.mgrid and np.ogrid: brackets in which slices make grids."""

    def __init__(self, functions: Any, spread: bool) -> None:
        self.np, self.spread = functions, spread

    def _row(self, part: slice) -> Any:
        start, stop, step = part.start or 0, part.stop, 1 if part.step is None else part.step
        if isinstance(step, complex):
            return self.np.linspace(start, stop, int(abs(step)))
        return self.np.arange(start, stop, step)

    def __getitem__(self, parts: Any) -> Any:
        if not isinstance(parts, tuple):
            return self._row(parts)
        rows = [self._row(p) for p in parts]
        if self.spread:
            return self.np.stack(self.np.meshgrid(*rows, indexing="ij"))
        return self.np.ix_(*rows)


class Walk:
    """What np.nditer gives: it goes through the entries of an array, the last axis fastest."""

    def __init__(self, x: Any, flags: Sequence[str] = (), op_flags: Any = (), **_: Any) -> None:
        if isinstance(x, list | tuple):
            raise CellError("NotImplementedError", "np.nditer over several arrays is not supported.", "use zip and ravel()")
        self.x, self.flags = x, flags
        self.places = list(itertools.product(*[range(n) for n in x.shape]))
        self.iterindex = 0

    @property
    def finished(self) -> bool:
        """Whether all entries have been passed."""
        return self.iterindex >= len(self.places)

    @property
    def multi_index(self) -> tuple[int, ...]:
        """The place of the entry."""
        return self.places[self.iterindex]

    @property
    def index(self) -> int:
        """How many entries have been passed."""
        return self.iterindex

    @property
    def value(self) -> Any:
        """The entry."""
        return self.x[self.multi_index]

    def __getitem__(self, k: Any) -> Any:
        return self.value

    def iternext(self) -> bool:
        """Go on to the next entry; return whether there is one."""
        self.iterindex += 1
        return not self.finished

    def __iter__(self) -> Iterator[Any]:
        while not self.finished:
            yield self.value
            self.iterindex += 1

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None: ...


class Grids(Places):
    """Grids, triangles, and walks through the places of arrays."""

    def nditer(self, x: Any, flags: Any = (), op_flags: Any = (), **o: Any) -> Any:
        return Walk(x if isinstance(x, list | tuple | Tensor) else self.t(x), flags, op_flags, **o)

    def ndindex(self, *shape: Any) -> Iterator[tuple[int, ...]]:
        sizes = shape_arg(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)
        return rounds_of(itertools.product(*[range(n) for n in sizes]))

    def ndenumerate(self, x: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
        x = self.t(x)
        return ((place, x[place]) for place in self.ndindex(x.shape))

    def ix_(self, *rows: Any) -> tuple[Any, ...]:
        given = [self.t(r) for r in rows]
        return tuple([self.reshape(r, tuple([-1 if j == k else 1 for j in range(len(given))])) for k, r in enumerate(given)])

    def meshgrid(self, *vectors: Any, indexing: str = "xy", **_: Any) -> Any:
        given = [self.t(v) for v in vectors]
        sizes = [v.size for v in given]
        count = len(given)
        order = [1, 0, *range(2, count)] if indexing == "xy" and count > 1 else list(range(count))
        shape = tuple([sizes[k] for k in order])
        found = []
        for k, v in enumerate(given):
            place = order.index(k)
            found.append(self.broadcast_to(self.reshape(v, tuple([sizes[k] if j == place else 1 for j in range(count)])), shape))
        return found if self.cls.framework == "jax" else tuple(found)

    def indices(self, sizes: Any, **_: Any) -> Any:
        return self.stack(self.meshgrid(*[self.arange(n) for n in shape_arg(sizes)], indexing="ij"))

    def fromfunction(self, f: Callable[..., Any], shape: Any, **_: Any) -> Any:
        return f(*[self._floating(row) for row in self.indices(shape)])

    def fromiter(self, things: Any, dtype: Any = None, count: int = -1, **_: Any) -> Any:
        found = list(itertools.islice(rounds_of(things), None if count < 0 else count))
        return self._made(self.t(found).value, dtype)

    def unravel_index(self, k: Any, shape: Any) -> tuple[Any, ...]:
        left, found = self.t(k), []
        for size in reversed(shape_arg(shape)):
            found.append(left % size)
            left = left // size
        return tuple(found[::-1])

    def ravel_multi_index(self, places: Any, shape: Any, **_: Any) -> Any:
        total: Any = 0
        for place, size in zip(places, shape_arg(shape), strict=True):
            total = total * size + place
        return total

    def tri(self, n: int, m: int | None = None, k: int = 0, dtype: Any = None) -> Any:
        return self.tril(self.ones((n, n if m is None else m), dtype=dtype), k)

    def tril_indices(self, n: int, k: int = 0, m: int | None = None) -> tuple[Any, ...]:
        return self.nonzero(self.tri(n, m, k))

    def triu_indices(self, n: int, k: int = 0, m: int | None = None) -> tuple[Any, ...]:
        return self.nonzero(1.0 - self.tri(n, m, k - 1))

    def diag_indices(self, n: int, ndim: int = 2) -> tuple[Any, ...]:
        return (self.arange(n),) * ndim

    def fill_diagonal(self, x: Any, value: Any, **_: Any) -> None:
        for k in range(min(x.shape)):
            x[(k,) * x.ndim] = value

    def geomspace(self, start: float, stop: float, num: int = 50, **_: Any) -> Any:
        start, stop = float(start), float(stop)
        low, high = math.log10(abs(start)), math.log10(abs(stop))
        inner = [math.copysign(10.0 ** (low + k * (high - low) / max(num - 1, 1)), start) for k in range(num)]
        return self._made(arrays.value_of([start, *inner[1:-1], stop][:num], (num,)), None)

    def vander(self, x: Any, N: int | None = None, increasing: bool = False) -> Any:
        x = self.t(x)
        powers = range(x.size if N is None else N)
        columns = [x**k for k in powers]
        return self.stack(columns if increasing else columns[::-1], 1)

    # joined and cut
    def dstack(self, values: Any) -> Any:
        return self.concat([self.atleast_3d(v) for v in values], 2)

    def atleast_3d(self, x: Any) -> Any:
        x = self.atleast_2d(x)
        return x if x.ndim > 2 else self.reshape(x, (*x.shape, 1))

    def hsplit(self, x: Any, parts: Any) -> list[Any]:
        return self.split(x, parts, 1 if self.t(x).ndim > 1 else 0)

    def vsplit(self, x: Any, parts: Any) -> list[Any]:
        return self.split(x, parts, 0)

    def block(self, rows: Any) -> Any:
        if not isinstance(rows, list):
            return self.t(rows)
        if not any([isinstance(r, list) for r in rows]):
            return self.hstack(rows)
        return self.vstack([self.block(r) for r in rows])

    def delete(self, x: Any, places: Any, axis: Any = None) -> Any:
        x = self.ravel(x) if axis is None else self.t(x)
        axis = 0 if axis is None else axis % x.ndim
        size = x.shape[axis]
        gone = range(size)[places] if isinstance(places, slice) else [int(k) for k in arrays.data_of(self.t(places).value)]
        out = {k % size for k in gone}
        return self.take(x, self._whole([k for k in range(size) if k not in out]), axis=axis)

    def insert(self, x: Any, place: int, value: Any, axis: Any = None) -> Any:
        x = self.ravel(x) if axis is None else self.t(x)
        axis = 0 if axis is None else axis % x.ndim
        before = (slice(None),) * axis
        width = (*x.shape[:axis], -1, *x.shape[axis + 1 :])
        value = (
            self.reshape(value, width) if self.t(value).size > 1 else self.broadcast_to(value, tuple([1 if n < 0 else n for n in width]))
        )
        first, second = x[(*before, slice(None, place))], x[(*before, slice(place, None))]
        return self.concat([first, as_tensor(self.cls, value, x._dtype), second], axis)

    def rot90(self, x: Any, k: int = 1, axes: Any = (0, 1)) -> Any:
        x = self.t(x)
        for _round in range(k % 4):
            x = self.flip(self.swapaxes(x, *axes), axes[0])
        return x

    def broadcast_arrays(self, *values: Any) -> tuple[Any, ...]:
        shape = self.broadcast_shapes(*[self.shape(v) for v in values])
        return tuple([self.broadcast_to(v, shape) for v in values])

    def broadcast_shapes(self, *shapes: Any) -> tuple[int, ...]:
        return arrays.broadcast_shape(*map(shape_arg, shapes)) if len(shapes) > 1 else shape_arg(shapes[0])

    def matrix_transpose(self, x: Any) -> Any:
        return self.swapaxes(x, -1, -2)

    def permute_dims(self, x: Any, axes: Any) -> Any:
        return self.transpose(x, axes)

    def rollaxis(self, x: Any, axis: int, start: int = 0) -> Any:
        return self.moveaxis(x, axis, start)

    def compress(self, mask: Any, x: Any, axis: Any = None, **_: Any) -> Any:
        return self.take(x, self.nonzero(mask)[0], axis=axis)

    def extract(self, mask: Any, x: Any) -> Any:
        return self.take(x, self.flatnonzero(mask))

    def select(self, tests: Any, values: Any, default: Any = 0) -> Any:
        found = default
        for test, value in zip(reversed(tests), reversed(values), strict=True):
            found = self.where(test, value, found)
        return found

    def piecewise(self, x: Any, tests: Any, values: Any, *args: Any, **_: Any) -> Any:
        x = self.t(x)
        found = [v(x, *args) if callable(v) else self.zeros_like(x) + v for v in values]
        rest = found.pop() if len(found) > len(tests) else self.zeros_like(x)
        return self.select(list(tests), found, rest)

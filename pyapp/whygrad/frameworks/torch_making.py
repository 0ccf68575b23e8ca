"""How PyTorch's tensors are made: of data, of one number, of a range, of random numbers."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from .. import arrays
from .dtypes import BOOL, INT64, rounded
from .functions import Functions, taken
from .session import current
from .tensor import Tensor, as_tensor, dtype_of, shape_arg
from .torch import TorchTensor
from .torch_checks import refused
from .torch_random import generator

__all__ = ["Making"]


def _checked(value: Any, depth: int = 0) -> Any:
    """Return nested data as plain numbers. Raises CellError as PyTorch does where it is none."""
    if isinstance(value, Tensor):
        if depth and len(arrays.data_of(value.value)) != 1:
            raise refused(
                "only one element tensors can be converted to Python scalars",
                "ValueError",
                "write torch.stack(…) to join tensors: slopes go through it",
            )
        return value.tolist()
    if isinstance(value, str):
        if depth:
            raise refused("too many dimensions 'str'", "ValueError")
        raise refused("new(): invalid data type 'str'", "TypeError")
    if isinstance(value, list | tuple | range):
        parts = [_checked(v, depth + 1) for v in value]
        sizes = [len(p) if isinstance(p, list) else None for p in parts]
        for size in sizes[1:]:
            if size != sizes[0]:
                if size is None or sizes[0] is None:
                    raise refused(f"expected sequence of length {sizes[0] or 0} at dim {depth + 1} (got {size or 0})", "ValueError")
                raise refused(f"expected sequence of length {sizes[0]} at dim {depth + 1} (got {size})", "ValueError")
        return parts
    if not isinstance(value, int | float):
        raise refused(f"Could not infer dtype of {type(value).__name__}")
    return value


class Making(Functions):
    """The functions that make tensors."""

    def _new(self, value: Any, dtype: Any, requires_grad: Any = False, usual: Any = None) -> Any:
        kind = dtype_of(dtype, usual or TorchTensor.float_type)
        if requires_grad and not kind.is_floating:
            raise refused("Only Tensors of floating point and complex dtype can require gradients", hint="write 2.0 instead of 2")
        made = TorchTensor(current().leaf(value, kind), kind)
        return made.requires_grad_() if requires_grad else made

    def tensor(self, data: Any, dtype: Any = None, requires_grad: bool = False, **_: Any) -> Any:
        kind = data._dtype if isinstance(data, Tensor) and dtype is None else dtype
        value = arrays.asarray([float(x) for x in data]) if isinstance(data, bytes) else None
        made = as_tensor(TorchTensor, _checked(data), kind) if value is None else self._new(value, kind)
        made.weak = False
        return self._new(made.value, made._dtype, requires_grad)

    def as_tensor(self, data: Any, dtype: Any = None, **_: Any) -> Any:
        if isinstance(data, TorchTensor):
            return data.to(dtype) if dtype is not None else data
        return self.tensor(data, dtype) if not isinstance(data, Tensor) else self.from_numpy(data).to(dtype)

    asarray = as_tensor

    def from_numpy(self, array: Any) -> Any:
        from .torch_numpy import from_numpy

        if not isinstance(array, Tensor):
            raise refused(f"expected np.ndarray (got {type(array).__name__})", "TypeError")
        return from_numpy(array)

    def Tensor(self, *data: Any) -> Any:
        if data and isinstance(data[0], list | tuple | Tensor):
            return self.tensor(data[0], TorchTensor.float_type)
        return self.zeros(*data) if data else self.tensor([])

    def _sized(self, number: float, size: Sequence[Any], o: dict[str, Any], usual: Any = None) -> Any:
        given = taken(o, ("size",), None)
        if given is None:
            given = size[0] if len(size) == 1 and not isinstance(size[0], int) else size
        return self._new(arrays.full(shape_arg(given), number), o.get("dtype"), o.get("requires_grad"), usual)

    def ones(self, *size: Any, **o: Any) -> Any:
        return self._sized(1.0, size, o)

    def zeros(self, *size: Any, **o: Any) -> Any:
        return self._sized(0.0, size, o)

    empty = zeros

    def full(self, size: Any, fill_value: Any, **o: Any) -> Any:
        number = as_tensor(TorchTensor, fill_value)
        return self._sized(float(number.item()), (size,), o, number._dtype)

    def _like(self, number: Any, x: Any, o: dict[str, Any]) -> Any:
        return self._new(arrays.full(tuple(x.shape), number), o.get("dtype") or x._dtype, o.get("requires_grad"))

    def ones_like(self, x: Any, **o: Any) -> Any:
        return self._like(1.0, x, o)

    def zeros_like(self, x: Any, **o: Any) -> Any:
        return self._like(0.0, x, o)

    empty_like = zeros_like

    def full_like(self, x: Any, fill_value: Any, **o: Any) -> Any:
        return self._like(float(fill_value), x, o)

    def new_tensor(self, x: Any, data: Any, **o: Any) -> Any:
        return self.tensor(data, o.pop("dtype", x._dtype), **o)

    def new_zeros(self, x: Any, *size: Any, **o: Any) -> Any:
        return self.zeros(*size, **{"dtype": x._dtype, **o})

    def new_ones(self, x: Any, *size: Any, **o: Any) -> Any:
        return self.ones(*size, **{"dtype": x._dtype, **o})

    def new_empty(self, x: Any, *size: Any, **o: Any) -> Any:
        return self.empty(*size, **{"dtype": x._dtype, **o})

    def new_full(self, x: Any, size: Any, number: Any, **o: Any) -> Any:
        return self.full(size, number, **{"dtype": x._dtype, **o})

    def eye(self, n: int, m: int | None = None, dtype: Any = None, requires_grad: bool = False, **_: Any) -> Any:
        return self._new(arrays.eye(n, m), dtype, requires_grad)

    def arange(self, *bounds: Any, dtype: Any = None, requires_grad: bool = False, **o: Any) -> Any:
        numbers = [b.item() if isinstance(b, Tensor) else b for b in (*bounds, *[o[k] for k in ("start", "end", "step") if k in o])]
        usual = INT64 if all([isinstance(b, int) for b in numbers]) else TorchTensor.float_type
        if len(numbers) > 1:
            step = numbers[2] if len(numbers) > 2 else 1
            if not step:
                raise refused("step must be nonzero")
            if (numbers[1] - numbers[0]) * step < 0:
                raise refused("upper bound and lower bound inconsistent with step sign")
        return self._new(arrays.arange(*numbers), dtype, requires_grad, usual)

    def range(self, start: Any, end: Any, step: Any = 1, **o: Any) -> Any:
        return self._new(arrays.arange(start, end + step / 2, step), o.get("dtype"), o.get("requires_grad"))

    def linspace(self, start: Any, end: Any, steps: int = 100, dtype: Any = None, requires_grad: bool = False, **_: Any) -> Any:
        kind = dtype_of(dtype, TorchTensor.float_type)
        first, last = (rounded(float(x), kind) for x in (start, end))
        step = rounded((last - first) / max(steps - 1, 1), kind)
        numbers = [first + step * k if k < steps // 2 else last - step * (steps - 1 - k) for k in range(steps)]
        return self._new(arrays.value_of(numbers, (steps,)), kind, requires_grad)

    def logspace(self, start: Any, end: Any, steps: int = 100, base: float = 10.0, **o: Any) -> Any:
        numbers = [base ** (start + (end - start) * k / max(steps - 1, 1)) for k in range(steps)]
        return self._new(arrays.value_of(numbers, (steps,)), o.get("dtype"), o.get("requires_grad"))

    def scalar_tensor(self, x: Any, **o: Any) -> Any:
        return self.tensor(x, o.get("dtype") or TorchTensor.float_type)

    # random numbers
    def _drawn(self, how: str, size: Sequence[Any], o: dict[str, Any], *about: float) -> Any:
        given = taken(o, ("size",), None)
        if given is None:
            given = size[0] if len(size) == 1 and not isinstance(size[0], int) else size
        shape, kind = shape_arg(given), dtype_of(o.get("dtype"), TorchTensor.float_type)
        numbers = getattr(generator(o.get("generator")), how)(math.prod(shape), *about, kind)
        return self._new(arrays.value_of(numbers, shape), kind, o.get("requires_grad"))

    def rand(self, *size: Any, **o: Any) -> Any:
        return self._drawn("uniform", size, o, 0.0, 1.0)

    def randn(self, *size: Any, **o: Any) -> Any:
        return self._drawn("normal", size, o, 0.0, 1.0)

    def rand_like(self, x: Any, **o: Any) -> Any:
        return self.rand(*x.shape, **{"dtype": x._dtype, **o})

    def randn_like(self, x: Any, **o: Any) -> Any:
        return self.randn(*x.shape, **{"dtype": x._dtype, **o})

    def normal(self, mean: Any = 0.0, std: Any = 1.0, size: Any = None, **o: Any) -> Any:
        if size is not None:
            return self._drawn("normal", (size,), o, float(mean), float(std))
        shape = tuple((mean if isinstance(mean, Tensor) else std).shape)
        return self.randn(*shape, **o) * std + mean

    def uniform(self, size: Any, low: float = 0.0, high: float = 1.0, **o: Any) -> Any:
        return self._drawn("uniform", (size,), o, float(low), float(high))

    def randint(self, *bounds: Any, **o: Any) -> Any:
        given = list(bounds)
        low, high = o.pop("low", None), o.pop("high", None)
        size = o.pop("size", None) or given.pop()
        if high is None:
            high = given.pop()
        low = (given.pop() if given else 0) if low is None else low
        shape = shape_arg(size)
        numbers = generator(o.get("generator")).whole(math.prod(shape), int(low), int(high))
        return self._new(arrays.value_of(numbers, shape), o.get("dtype"), o.get("requires_grad"), INT64)

    def randint_like(self, x: Any, *bounds: Any, **o: Any) -> Any:
        return self.randint(*bounds, tuple(x.shape), **{"dtype": x._dtype, **o})

    def randperm(self, n: int, **o: Any) -> Any:
        return self._new(arrays.value_of(generator(o.get("generator")).permutation(n), (n,)), o.get("dtype"), False, INT64)

    def bernoulli(self, p: Any, **o: Any) -> Any:
        source = generator(o.get("generator"))
        numbers = [float(source.uniform(1, 0.0, 1.0, p._dtype)[0] < x) for x in arrays.data_of(p.value)]
        return self._new(arrays.value_of(numbers, tuple(p.shape)), p._dtype)

    def multinomial(self, weights: Any, num_samples: int, replacement: bool = False, **o: Any) -> Any:
        """Return places drawn by their weights, row by row.

        Without replacement each weight is divided by a waiting time, and the largest are taken, as PyTorch does it.
        """
        source, data, width = generator(o.get("generator")), arrays.data_of(weights.value), weights.shape[-1]
        rows = [data[k : k + width] for k in range(0, len(data), width)]
        if any([not w >= 0 or w == math.inf for w in data]):
            raise refused("probability tensor contains either `inf`, `nan` or element < 0")
        if any([not sum(row) for row in rows]):
            raise refused("invalid multinomial distribution (sum of probabilities <= 0)")
        if not replacement and num_samples > width:
            raise refused("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
        found: list[float] = []
        if not replacement or num_samples == 1:
            waits = source.exponential(len(data), 1.0)
            for k, row in enumerate(rows):
                keys = [w / t if t else math.inf for w, t in zip(row, waits[k * width : (k + 1) * width], strict=True)]
                found += sorted(map(float, range(width)), key=lambda i: -keys[int(i)])[:num_samples]
        else:
            for row in rows:
                ends = list(accumulate(row))
                draws = [source.uniform(1, 0.0, 1.0, DOUBLE)[0] for _ in range(num_samples)]
                found += [float(min(bisect_left([e / ends[-1] for e in ends], u), width - 1)) for u in draws]
        return self._new(arrays.value_of(found, (*tuple(weights.shape)[:-1], num_samples)), INT64)

    def manual_seed(self, seed: int) -> Any:
        return generator().manual_seed(int(seed))

    def initial_seed(self) -> int:
        return generator().initial_seed()

    seed = initial_seed

    def get_rng_state(self) -> Any:
        return generator().get_state()

    def set_rng_state(self, state: Any) -> None:
        generator().set_state(state)

    def _truth(self, value: Any) -> Any:
        return self._new(value, BOOL)


DOUBLE = dtype_of("float64", INT64)

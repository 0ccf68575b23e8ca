"""Arrays that are made of plain numbers while a text is read: ones(2, 2), linspace(0, 1, 5), [[1, 2], [3, 4]]."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .. import arrays

__all__ = ["MADE", "PLAIN", "Maker"]


class Maker(NamedTuple):
    """How an array is made: the names of its arguments, how many must be given, and the work."""

    parameters: tuple[str, ...]
    needed: int
    make: Callable[..., Any]
    shaped: bool = False  # the numbers given by place are the shape


def _shape(shape: Any) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _random(make: Callable[..., Any]) -> Callable[..., Any]:
    def made(shape: Any = (), seed: int = 0, first: float | None = None, second: float | None = None) -> Any:
        return make(_shape(shape), int(seed), *[x for x in (first, second) if x is not None])

    return made


def _range(start: float, stop: float | None = None, step: float = 1) -> Any:
    return arrays.arange(start, stop, step)


ONES = Maker(("shape",), 0, lambda shape=(): arrays.ones(_shape(shape)), True)
ZEROS = Maker(("shape",), 0, lambda shape=(): arrays.zeros(_shape(shape)), True)
EYE = Maker(("n", "m", "k"), 1, arrays.eye)
RANGE = Maker(("start", "stop", "step"), 1, _range)
NORMAL = Maker(("shape", "seed", "mean", "stddev"), 0, _random(arrays.random_normal), True)
UNIFORM = Maker(("shape", "seed", "minval", "maxval"), 0, _random(arrays.random_uniform), True)
MADE: dict[str, Maker] = {
    "ones": ONES,
    "zeros": ZEROS,
    "eye": EYE,
    "full": Maker(("shape", "fill_value"), 2, lambda shape, fill_value: arrays.full(_shape(shape), fill_value)),
    "arange": RANGE,
    "range": RANGE,
    "linspace": Maker(("start", "stop", "num"), 2, lambda start, stop, num=50: arrays.linspace(start, stop, int(num))),
    "randn": NORMAL,
    "random_normal": NORMAL,
    "normal": NORMAL,
    "rand": UNIFORM,
    "random_uniform": UNIFORM,
    "uniform": UNIFORM,
}
"""What makes an array of plain numbers, by name. Random numbers are the same for the same seed, which is 0 unless given."""

PLAIN = ("array", "asarray", "constant", "Variable", "tensor", "convert_to_tensor", "Constant")
"""Names before a bracket that only say "this is an array": what stands in them is meant."""

for _name in PLAIN:
    MADE[_name] = Maker(("value", "dtype"), 1, lambda value, dtype=None: value)


def sizes(numbers: Sequence[Any]) -> Any:
    """Return the shape that ones(2, 3) or ones((2, 3)) names."""
    return numbers[0] if len(numbers) == 1 and isinstance(numbers[0], tuple) else tuple(numbers)

"""Texts as tensors of TensorFlow, and lists whose rows differ in length: they can be printed, joined and made numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from .dtypes import FLOAT32, INT32, INT64
from .session import CellError, current
from .tensor import Tensor, as_tensor
from .tensorflow import EagerTensor, flat
from .tensorflow_types import TensorShape

__all__ = ["RAGGED", "SPARSE", "STRINGS", "RaggedTensor", "SparseTensor", "StringTensor"]


LETTERS_AT_MOST = 1_000_000


def _shape(text: Any) -> tuple[int, ...]:
    return (len(text), *(_shape(text[0]) if text else ())) if isinstance(text, list) else ()


def _plain(value: Any) -> Any:
    if isinstance(value, StringTensor):
        return value.text
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.decode() if isinstance(value, bytes) else str(value)


def _each(text: Any, work: Callable[[str], Any]) -> Any:
    return [_each(t, work) for t in text] if isinstance(text, list) else work(text)


class StringTensor:
    """Texts as a tensor."""

    dtype = "string"

    def __init__(self, text: Any) -> None:
        self.text = _plain(text)
        if sum(len(t) for t in flat(self.text)) > LETTERS_AT_MOST:
            raise CellError("Limit", f"The cell makes a text of more than {LETTERS_AT_MOST:,} letters.", "join less")

    @property
    def shape(self) -> Any:
        """The size of each axis."""
        return TensorShape(_shape(self.text))

    def numpy(self) -> Any:
        """Return the text as bytes, or an array of them."""
        return _Texts(self.text) if isinstance(self.text, list) else str(self.text).encode()

    def __add__(self, other: Any) -> Any:
        return STRINGS["join"]([self, other])

    def __radd__(self, other: Any) -> Any:
        return STRINGS["join"]([other, self])

    def __getitem__(self, index: Any) -> Any:
        return StringTensor(self.text[index])

    def __len__(self) -> int:
        return len(self.text)

    def __iter__(self) -> Any:
        return iter([StringTensor(t) for t in self.text])

    def __eq__(self, other: object) -> Any:
        return self.text == _plain(other)

    __hash__ = None  # type: ignore[assignment]

    def _told(self) -> str:
        return str(_Texts(self.text)) if isinstance(self.text, list) else repr(str(self.text).encode())

    def __str__(self) -> str:
        return f"tf.Tensor({self._told()}, shape={tuple(self.shape)}, dtype=string)"

    def __format__(self, spec: str) -> str:
        return format(self._told(), spec)

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={tuple(self.shape)}, dtype=string, numpy={self.numpy()!r}>"


class _Texts(list):  # type: ignore[type-arg]
    """Several texts as NumPy shows them."""

    def __str__(self) -> str:
        return "[" + " ".join(str(_Texts(t)) if isinstance(t, list) else repr(t.encode()) for t in self) + "]"

    def __repr__(self) -> str:
        return f"array({_each(list(self), lambda t: t.encode())!r}, dtype=object)"


def _numbers(text: Any, work: Callable[[str], float], dtype: Any) -> Any:
    return as_tensor(EagerTensor, _each(_plain(text), work), dtype)


def _join(inputs: Sequence[Any], separator: str = "", **_: Any) -> StringTensor:
    texts = [_plain(t) for t in inputs]
    size = next((len(t) for t in texts if isinstance(t, list)), None)
    if size is None:
        return StringTensor(separator.join(texts))
    return StringTensor([separator.join(t[k] if isinstance(t, list) else t for t in texts) for k in range(size)])


def _split(input: Any, sep: str | None = None, **_: Any) -> Any:
    text = _plain(input)
    return RaggedTensor([t.split(sep or None) for t in text]) if isinstance(text, list) else StringTensor(text.split(sep or None))


def _as_string(input: Any, **_: Any) -> StringTensor:
    value = as_tensor(EagerTensor, input)
    whole = not value._dtype.is_floating
    found = value.tolist()

    def told(x: Any) -> Any:
        return [told(v) for v in x] if isinstance(x, list) else str(x).lower() if isinstance(x, bool) else str(x) if whole else f"{x:f}"

    return StringTensor(told(found))


def _texts(work: Callable[..., str]) -> Callable[..., StringTensor]:
    return lambda input, *args, **o: StringTensor(_each(_plain(input), lambda t: work(t, *args, **o)))


STRINGS: dict[str, Callable[..., Any]] = {
    "join": _join, "split": _split, "as_string": _as_string, "upper": _texts(lambda t, **_: t.upper()), "lower": _texts(lambda t, **_: t.lower()),
    "strip": _texts(lambda t, **_: t.strip()), "substr": _texts(lambda t, pos, len, **_: t[pos : pos + len]),
    "length": lambda input, **_: _numbers(input, lambda t: len(t.encode()), INT32),
    "to_number": lambda input, out_type=FLOAT32, **_: _numbers(input, float, out_type),
}  # fmt: skip


class RaggedTensor:
    """A list whose rows differ in length."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    @property
    def shape(self) -> Any:
        """The size of each axis, None where the rows differ."""
        return TensorShape((len(self.rows), None))

    @property
    def dtype(self) -> Any:
        """The type of the entries."""
        values = flat(self.rows)
        return "string" if values and isinstance(values[0], str) else self.flat_values.dtype

    @property
    def flat_values(self) -> Any:
        """All entries in one row."""
        return as_tensor(EagerTensor, flat(self.rows))

    values = flat_values

    def to_list(self) -> list[Any]:
        """Return the rows as lists."""
        return self.rows

    def row_lengths(self, **_: Any) -> Any:
        """Return how long the rows are."""
        return as_tensor(EagerTensor, [len(r) for r in self.rows], INT64)

    def to_tensor(self, default_value: Any = 0, **_: Any) -> Any:
        """Return the rows filled up to one length."""
        width = max(map(len, self.rows), default=0)
        return as_tensor(EagerTensor, [[*row, *[default_value] * (width - len(row))] for row in self.rows])

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Any:
        row = self.rows[index]
        return StringTensor(row) if row and isinstance(row[0], str) else as_tensor(EagerTensor, row)

    def __repr__(self) -> str:
        return f"<tf.RaggedTensor {_each(self.rows, lambda t: t.encode() if isinstance(t, str) else t)!r}>"


def _ragged(pylist: Any, **_: Any) -> RaggedTensor:
    return RaggedTensor([v.tolist() if isinstance(v, Tensor) else list(v) for v in pylist])


def _stack(rows: Sequence[Any], **_: Any) -> RaggedTensor:
    return _ragged([r if isinstance(r, Tensor) else as_tensor(EagerTensor, r) for r in rows])


def _row_lengths(values: Any, row_lengths: Any, **_: Any) -> RaggedTensor:
    held, found = as_tensor(EagerTensor, values).tolist(), []
    for n in as_tensor(EagerTensor, row_lengths).tolist():
        found.append(held[:n])
        held = held[n:]
    return RaggedTensor(found)


RAGGED: dict[str, Any] = {"constant": _ragged, "stack": _stack}
RaggedTensor.from_row_lengths = staticmethod(_row_lengths)  # type: ignore[attr-defined]


class SparseTensor:
    """A table of which only some entries are given."""

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        self.indices = as_tensor(EagerTensor, indices, INT64)
        self.values = as_tensor(EagerTensor, values)
        self.sizes = [int(k) for k in dense_shape]

    shape = property(lambda self: TensorShape(self.sizes))
    dtype = property(lambda self: self.values.dtype)
    dense_shape = property(lambda self: as_tensor(EagerTensor, self.sizes, INT64))

    def __repr__(self) -> str:
        return f"SparseTensor(indices={self.indices!s}, values={self.values!s}, dense_shape={self.dense_shape!s})"

    def dense(self) -> Any:
        """Return the whole table."""
        value = arrays.zeros(tuple(self.sizes))
        for place, entry in zip(self.indices.tolist(), arrays.data_of(self.values.value), strict=True):
            value = arrays.setitem(value, tuple(place), entry)
        return EagerTensor(current().leaf(value, self.values._dtype), self.values._dtype)


def _dense(sp_input: Any, **_: Any) -> Any:
    if not isinstance(sp_input, SparseTensor):
        raise CellError("TypeError", f"Input must be a SparseTensor. Received: {sp_input}")
    return sp_input.dense()


SPARSE: dict[str, Any] = {"SparseTensor": SparseTensor, "to_dense": _dense}

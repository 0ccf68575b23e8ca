"""TensorFlow's control of what is calculated: arrays of tensors, branches, folds, gradients inside functions, forward mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .dtypes import FLOAT32
from .session import CellError, current
from .tensor import as_tensor, dtype_of
from .tensorflow import EagerTensor, flat
from .tensorflow_nn import TF
from .tensorflow_tape import GradientTape

__all__ = ["CONTROL", "TRAIN", "ForwardAccumulator"]


PLACES_AT_MOST = 200_000


class TensorArray:
    """Tensors by their places, written one after another."""

    def __init__(self, dtype: Any, size: Any = None, dynamic_size: bool = False, clear_after_read: bool = True, **_: Any) -> None:
        self.kind, self.dynamic, self.cleared = dtype_of(dtype, FLOAT32), dynamic_size or size is None, clear_after_read
        self.held: list[Any] = []
        self._grow(int(size or 0))

    def _grow(self, count: int) -> None:
        if count > PLACES_AT_MOST:
            raise CellError(
                "Limit", f"A TensorArray of more than {PLACES_AT_MOST:,} places is too large for this page.", "use fewer places"
            )
        self.held += [None] * (count - len(self.held))

    def _at(self, index: Any) -> int:
        k = int(index)
        if k < 0 or (k >= len(self.held) and not self.dynamic):
            raise CellError(
                "OutOfRangeError",
                f"Tried to write to index {k} but array is not resizeable and size is: {len(self.held)}",
                "give dynamic_size=True",
            )
        return k

    def write(self, index: Any, value: Any) -> TensorArray:
        """Put a tensor at a place; returns the array after it."""
        k = self._at(index)
        self._grow(k + 1)
        self.held[k] = as_tensor(EagerTensor, value, None if isinstance(value, EagerTensor) else self.kind)
        return self

    def read(self, index: Any) -> Any:
        """Return the tensor at a place."""
        k = int(index)
        if not 0 <= k < len(self.held):
            raise CellError("OutOfRangeError", f"Tried to read from index {k} but array size is: {len(self.held)}")
        if self.held[k] is None:
            raise CellError("InvalidArgumentError", f"Could not read index {k} twice because it was cleared after a previous read.")
        found = self.held[k]
        if self.cleared:
            self.held[k] = None
        return found

    def _filled(self) -> list[Any]:
        known = next((h for h in self.held if h is not None), None)
        return [TF.zeros(() if known is None else tuple(known.shape), self.kind) if h is None else h for h in self.held]

    def stack(self, **_: Any) -> Any:
        """Return all tensors as one."""
        return TF.stack(self._filled()) if self.held else TF.zeros((0,), self.kind)

    def concat(self, **_: Any) -> Any:
        """Return all tensors one behind another."""
        return TF.concat(self._filled(), 0)

    def gather(self, indices: Any, **_: Any) -> Any:
        """Return tensors at places as one."""
        return TF.stack([self._filled()[int(k)] for k in as_tensor(EagerTensor, indices).tolist()])

    def unstack(self, value: Any, **_: Any) -> TensorArray:
        """Fill the array with the rows of a tensor."""
        self.held = TF.unstack(value)
        return self

    split = unstack

    def size(self, **_: Any) -> Any:
        """Return how many places there are."""
        return TF.constant(len(self.held))

    def identity(self) -> TensorArray:
        """Return itself."""
        return self

    dtype = property(lambda self: self.kind)


def switch_case(branch_index: Any, branch_fns: Any, default: Any = None, **_: Any) -> Any:
    """Return what the function of that number gives, else the default or the last."""
    pairs = (
        branch_fns.items() if isinstance(branch_fns, dict) else [f if isinstance(f, tuple) else (k, f) for k, f in enumerate(branch_fns)]
    )
    known = dict(pairs)
    return known.get(int(branch_index), default or known[max(known)])()


def foldr(fn: Callable[..., Any], elems: Any, initializer: Any = None, **_: Any) -> Any:
    """Return the rows taken together from the last to the first."""
    rows = list(TF.t(elems))[::-1]
    held = rows.pop(0) if initializer is None else TF.t(initializer)
    for row in rows:
        held = fn(held, row)
    return held


def gradients(ys: Any, xs: Any, grad_ys: Any = None, unconnected_gradients: Any = "none", **_: Any) -> list[Any]:
    """Return the effects of ``xs`` on ``ys``, as code inside of tf.function asks for them."""
    tape, wanted = GradientTape(), flat(xs)
    tape.spans, tape.watched = [[0, len(current().tape)]], {x.line for x in wanted if isinstance(x, EagerTensor)}
    return tape.gradient(ys, wanted, grad_ys, unconnected_gradients)  # type: ignore[no-any-return]


class ForwardAccumulator:
    """Forward mode: how much a target moves when the inputs move in a direction."""

    def __init__(self, primals: Any, tangents: Any) -> None:
        self.primals = flat(primals)
        self.tangents = [as_tensor(EagerTensor, t) for t in flat(tangents)]
        self.tape = GradientTape(persistent=True, watch_accessed_variables=False)

    def __enter__(self) -> ForwardAccumulator:
        self.tape.__enter__()
        self.tape.watch(self.primals)
        return self

    def __exit__(self, *end: object) -> None:
        self.tape.__exit__(*end)

    def jvp(self, target: Any, unconnected_gradients: Any = "none") -> Any:
        """Return how much ``target`` moves: its Jacobian times the direction."""
        if isinstance(target, list | tuple):
            return type(target)([self.jvp(t, unconnected_gradients) for t in target])
        parts: Sequence[Any] = self.tape._table(target, self.primals)[0]
        moves = [
            TF.tensordot(part, tangent, tangent.ndim) if tangent.ndim else part * tangent
            for part, tangent in zip(parts, self.tangents, strict=True)
            if part is not None
        ]
        if moves:
            return TF.add_n(moves)
        zero = str(getattr(unconnected_gradients, "value", unconnected_gradients)).lower() == "zero"
        return TF.zeros_like(target) if zero else None


class Checkpoint:
    """Things kept by their names; nothing is written."""

    def __init__(self, *_: Any, **kept: Any) -> None:
        self.__dict__.update(kept)

    def save(self, *_: Any, **__: Any) -> str:
        """Return a name; nothing is written here."""
        return "ckpt-1"

    write = save

    def restore(self, *_: Any, **__: Any) -> Checkpoint:
        """Return itself: nothing was written."""
        return self


CONTROL: dict[str, Any] = {
    "TensorArray": TensorArray, "switch_case": switch_case, "foldr": foldr, "gradients": gradients,
}  # fmt: skip
TRAIN = {"Checkpoint": Checkpoint}

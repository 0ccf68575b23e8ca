"""The gradient tape of TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import arrays
from ..operations import Operation, Ref
from .gradients import backward, leads
from .session import CellError, Request, current, row_of_cell
from .tensor import Tensor, as_tensor
from .tensorflow import EagerTensor, IndexedSlices, Variable, flat, variables
from .tensorflow_nn import TF
from .tensorflow_why import ancestors, why_none

__all__ = ["GradientTape"]


class GradientTape:
    """The gradient tape: it knows which lines were calculated while it was open, and which tensors it watches."""

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self.persistent, self.accessed = persistent, watch_accessed_variables
        self.spans: list[list[int]] = []
        self.watched: set[int] = set()
        self.seen: list[Variable] = []
        self.used = False

    def __enter__(self) -> GradientTape:
        session = current()
        if self in session.tapes:
            raise CellError("ValueError", "Tape is still recording, This can happen if you try to re-enter an already-active tape.")
        self.spans.append([len(session.tape), -1])
        session.tapes.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        session = current()
        self._close()
        session.tapes.remove(self)

    def _close(self) -> None:
        if self.spans and self.spans[-1][1] < 0:
            self.spans[-1][1] = len(current().tape)

    def watch(self, tensor: Any) -> None:
        """Watch a tensor, or each of several."""
        for t in flat(tensor):
            if not isinstance(t, EagerTensor):
                raise CellError(
                    "ValueError", f"Passed in object {t!r} of type '{type(t).__name__}', not tf.Tensor or tf.Variable or ExtensionType.",
                    "watch a tensor: tf.constant(…)",
                )  # fmt: skip
            if t._dtype.is_floating:
                self.watched.add(t.line)
                if isinstance(t, Variable):
                    self.seen.append(t)

    def stop_recording(self) -> _Pause:
        """Return a context in which nothing is recorded."""
        return _Pause(self)

    def reset(self) -> None:
        """Forget everything."""
        self.spans, self.watched = [[len(current().tape), -1]], set()

    def watched_variables(self) -> tuple[Variable, ...]:
        """Return the variables that were used while the tape was open."""
        used = {
            a for start, end in self.spans for i in range(start, end if end >= 0 else len(current().tape)) for a in current().tape.args[i]
        }
        return tuple(v for v in variables() if v in self.seen or (self.accessed and v.trainable and used & set(v.lines)))

    def _allowed(self, line: int) -> bool:
        return any(start <= line and (end < 0 or line < end) for start, end in self.spans)

    def _roots(self, sources: Sequence[Any]) -> set[int]:
        found = set(self.watched)
        for v in variables():
            if (self.accessed and v.trainable and v._dtype.is_floating) or v in self.seen:
                found.update(v.lines)
        return found

    def gradient(self, target: Any, sources: Any, output_gradients: Any = None, unconnected_gradients: Any = "none") -> Any:
        """Return the effects of ``sources`` on ``target``, nested as ``sources`` are; None where no slope flows."""
        if not self.spans or (self.used and not self.persistent):
            raise CellError(
                "RuntimeError", "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)",
                "open it with tf.GradientTape(persistent=True)",
            )  # fmt: skip
        self.used = True
        targets, wanted = self._checked(target, sources)
        seeds = flat(output_gradients) if output_gradients is not None else [None] * len(targets)
        zero = str(getattr(unconnected_gradients, "value", unconnected_gradients)).lower() == "zero"
        row = row_of_cell()
        found: list[Any] = [None] * len(wanted)
        by = [line_of(s) for s in wanted]
        why = [""] * len(wanted)
        for t, seed in zip(targets, seeds, strict=True):
            effects, lines, reasons = self._of(t, wanted, seed)
            for k, adds in enumerate(effects):
                why[k] = why[k] or reasons[k]
                if adds is not None:
                    found[k], by[k] = adds if found[k] is None else TF.t(found[k]) + TF.t(adds), lines[k]
        why = ["" if g is not None else reason for g, reason in zip(found, why, strict=True)]
        if zero:
            found = [TF.zeros_like(s) if g is None else g for s, g in zip(wanted, found, strict=True)]
        self._ask(self._whole(targets, seeds), targets, by, why, row, found)
        return nested(sources, iter(found))

    @staticmethod
    def _checked(target: Any, sources: Any) -> tuple[list[Any], list[Any]]:
        if target is None:
            raise CellError(
                "TypeError",
                "Argument `target` should be a list or nested structure of Tensors, Variables or CompositeTensors to be differentiated, "
                "but received None.",
            )
        wanted = flat(sources)
        for s in wanted:
            if s is None:
                raise CellError("TypeError", "Cannot convert the argument `type_value`: None to a TensorFlow DType.")
            if not isinstance(s, EagerTensor):
                raise CellError("AttributeError", f"'{type(s).__name__}' object has no attribute 'dtype'", "ask for a tensor or a variable")
        return flat(target), wanted

    @staticmethod
    def _whole(targets: list[Any], seeds: list[Any]) -> int:
        """Return the line that is differentiated: the target, or what several or weighed ones add up to."""
        if len(targets) == 1 and seeds[0] is None:
            return int(targets[0].line)
        parts = [t if s is None else t * as_tensor(EagerTensor, s, t._dtype) for t, s in zip(targets, seeds, strict=True)]
        sums = [TF.sum(p) if p.ndim else p for p in parts]
        total = TF.add_n(sums)
        current().hints[total.line] = "total"
        return int(total.line)

    def _ask(
        self, line: int, targets: list[Any], by: list[int], why: list[str], row: int, found: list[Any], kind: str = "gradient"
    ) -> None:
        """Keep what was asked for, so that it is explained."""
        session = current()
        request = Request("tensorflow", line, by, why, row)
        request.found, request.kind = [None if g is None else TF.t(g).value for g in found], kind
        behind = set[int]().union(*[ancestors(session, t.line) for t in targets])
        request.ends = {i for i in behind if isinstance(session.tape.ops[i], Operation) and not self._allowed(i)}
        session.requests.append(request)

    def _of(self, target: Any, sources: Sequence[Any], seed: Any) -> tuple[list[Any], list[int], list[str]]:
        session = current()
        if not isinstance(target, EagerTensor):
            kind, missing = ("numpy.float32", "_id") if isinstance(target, Tensor) else (type(target).__name__, "dtype")
            raise CellError(
                "AttributeError", f"'{kind}' object has no attribute '{missing}'", "leave out .numpy() and float(): they leave the tape"
            )
        reached = leads(session, "tensorflow", target.line, self._roots(sources), self._allowed)
        start = as_tensor(EagerTensor, seed) if seed is not None else TF.ones_like(target)
        effects = backward(session, "tensorflow", target.line, Ref(session.tape, start.line), self._roots(sources), self._allowed)
        found: list[Any] = []
        why: list[str] = []
        by: list[int] = []
        for s in sources:
            lines = s.lines if isinstance(s, Variable) else [s.line]
            held = [i for i in lines if i in effects and i <= target.line and reached[i]]
            by.append(held[0] if held else line_of(s))
            if not held:
                found.append(None)
                why.append(self._why(s, target))
                continue
            total = effects[held[0]]
            for more in held[1:]:
                total = total + effects[more]
            session.tape.dtypes[total.index] = s._dtype
            dense = EagerTensor(total.index, s._dtype)
            found.append(self._slices(dense, lines, effects, reached, target.line) or dense)
            why.append("")
        return found, by, why

    def _slices(self, dense: Any, lines: Sequence[int], effects: dict[int, Ref], reached: Any, last: int) -> IndexedSlices | None:
        """Return the slope of a table as its used rows, if all its uses only pick rows."""
        tape = current().tape
        own = set(lines)
        users = sorted([i for i in effects if i <= last and reached[i] and not own.isdisjoint(tape.args[i])])
        if not users or any(tape.ops[i].name != "take" or tape.ops[i].bound["axis"] != 0 for i in users):  # type: ignore[union-attr]
            return None
        parts = [(EagerTensor(effects[i].index, dense._dtype), tape.args[i][1]) for i in users]
        rest = tuple(dense.shape)[1:]
        slopes = [TF.reshape(g, (-1, *rest)) for g, _ in parts]
        indices = [TF.reshape(EagerTensor(i, tape.dtypes[i] or dense._dtype), (-1,)) for _, i in parts]
        joined = [part[0] if len(part) == 1 else TF.concat(part, 0) for part in (slopes, indices)]
        return IndexedSlices(joined[0], joined[1], dense=dense)

    def _why(self, source: Any, target: Any) -> str:
        lines = source.lines if isinstance(source, Variable) else [source.line]
        return why_none(source, target, lines, self._roots([source]), self._allowed)

    def jacobian(self, target: Any, sources: Any, **_: Any) -> Any:
        """Return the effects on every entry of ``target``."""
        if not self.spans or (self.used and not self.persistent):
            return self.gradient(target, sources)
        wanted = self._checked(target, sources)[1]
        found, by, why = self._table(target, wanted)
        self._ask(target.line, [target], by, why, row_of_cell(), found, "jacobian")
        return nested(sources, iter(found))

    def _table(self, target: Any, wanted: list[Any]) -> tuple[list[Any], list[int], list[str]]:
        """Return the effects of sources on every entry of a target."""
        rows: list[Any] = []
        size = len(arrays.data_of(target.value))
        for k in range(size):
            unit = arrays.value_of([float(i == k) for i in range(size)], arrays.shape_of(target.value))
            seed = EagerTensor(current().leaf(unit, target._dtype), target._dtype)
            effects, by, why = self._of(target, wanted, seed)
            rows.append(effects)
        self.used = True
        found: list[Any] = []
        for j, s in enumerate(wanted):
            column = [None if row[j] is None else TF.t(row[j]) for row in rows]
            whole = None if any(c is None for c in column) else TF.stack(column)
            found.append(None if whole is None else TF.reshape(whole, (*tuple(target.shape), *tuple(s.shape))))
        return found, by, why

    def batch_jacobian(self, target: Any, source: Any, **_: Any) -> Any:
        """Return for each row of a batch the effects of its source on its target."""
        if not self.spans or (self.used and not self.persistent):
            return self.gradient(target, source)
        (whole,), by, why = self._table(target, [source])
        if whole is not None:
            before = [slice(None)] * (target.ndim - 1)
            whole = TF.stack([whole[(k, *before, k)] for k in range(target.shape[0])])
        self._ask(target.line, [target], by, why, row_of_cell(), [whole], "batch")
        return whole


class _Pause:
    def __init__(self, tape: GradientTape) -> None:
        self.tape = tape

    def __enter__(self) -> None:
        self.tape._close()

    def __exit__(self, *_: object) -> None:
        self.tape.spans.append([len(current().tape), -1])


def line_of(source: Any) -> int:
    """Return the line that stands for a source: of a variable the first."""
    return int(source.lines[0] if isinstance(source, Variable) else source.line)


def nested(like: Any, values: Any) -> Any:
    """Return values nested as ``like`` is."""
    if isinstance(like, dict):
        return {k: nested(v, values) for k, v in like.items()}
    if isinstance(like, list | tuple) and not isinstance(like, Tensor):
        return type(like)(nested(v, values) for v in like) if type(like) is not tuple else tuple([nested(v, values) for v in like])
    return next(values)

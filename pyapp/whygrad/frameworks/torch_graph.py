"""The graph of PyTorch: which tensors keep a gradient, how effects go back, where none are kept, what is freed."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import data_of
from ..operations import TABLE, Operation, Ref
from .gradients import backward, leads, upstream
from .session import CellError, Request, current, row_of_cell
from .tensor import Tensor, as_tensor
from .torch_names import kept_by
from .torch_sums import single

__all__ = [
    "EnableGrad", "Graph", "Handle", "InferenceMode", "NoGrad", "SetGrad", "Step", "backward_from", "functions", "grad", "graph", "seed_of",
]  # fmt: skip

NUMBERS_AT_MOST = 2_000_000
ADDED = (
    "{name}.grad was {before} already, and backward() adds to it: {before} + {adds} = {total}. For {adds} alone, "
    "set {name}.grad = None (or call optimizer.zero_grad()) before backward()."
)


class Graph:
    """What PyTorch keeps while a cell runs."""

    def __init__(self) -> None:
        self.tensors: dict[int, Any] = {}  # by their lines: leaves, and tensors with a hook or retain_grad()
        self.held: set[int] = set()  # lines through which no slope goes
        self.freed: set[int] = set()  # lines whose values a backward pass has used up
        self.steps: dict[int, tuple[str, tuple[int, ...]]] = {}  # of lines that need a gradient: name, and what it is made from
        self.versions: dict[int, tuple[Any, int, Any]] = {}  # of lines whose numbers may be shared: memory, its version, the tensor
        self.recording, self.inference = True, False
        self.living: list[weakref.ref[Any]] = []  # every tensor that there may still be
        self.scratch: list[range] = []  # lines written by backward passes
        self.counted = self.kept = 0  # how far the numbers on the tape are counted, and how many of them may be forgotten
        current().tape.own_single = single


def graph(session: Any = None) -> Graph:
    """Return the graph of a session: that of the cell that is being run, if no other is given."""
    return (session or current()).kept("torch graph", Graph)  # type: ignore[no-any-return]


def functions() -> Any:
    """Return PyTorch's functions, which stand after the tensors they work on."""
    from .torch_functions import TORCH

    return TORCH


class Handle:
    """What register_hook returns: it takes the hook away again."""

    def __init__(self, hooks: dict[int, Any], key: int) -> None:
        self._hooks, self._key = hooks, key

    def remove(self) -> None:
        """Take the hook away."""
        self._hooks.pop(self._key, None)


class Step:
    """A step of the graph as a cell sees it: ``grad_fn``."""

    def __init__(self, line: int) -> None:
        self._line, self._session = line, current()

    def name(self) -> str:
        """Return its name."""
        return graph(self._session).steps[self._line][0]

    @property
    def next_functions(self) -> tuple[Any, ...]:
        """The steps that its arguments come from."""
        return tuple([(step_of(a) if a >= 0 else None, 0) for a in graph(self._session).steps[self._line][1]])

    def __getattr__(self, name: str) -> Any:
        """What it keeps for its slope: ``_saved_self``, ``_saved_result`` and so on."""
        if not name.startswith("_saved_"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        tape = self._session.tape
        op = tape.ops[self._line]
        args = {"self": 0, "other": 1, "exponent": 1, "mat2": 1}
        kept = name.removeprefix("_saved_")
        if (
            name.startswith("_saved_")
            and isinstance(op, Operation)
            and (kept == "result" or args.get(kept, 9) < len(tape.args[self._line]))
        ):
            line = self._line if kept == "result" else tape.args[self._line][args[kept]]
            made = functions().cls(line, tape.dtypes[line])
            made._needs, made._leaf = line in graph().steps or line in graph().tensors, line not in graph().steps
            if kept != "exponent" or made.ndim:
                return made
            return int(made.item()) if made.item() == int(made.item()) else made.item()
        raise CellError("AttributeError", f"'{type(self).__name__}' object has no attribute '{name}'")

    @property
    def variable(self) -> Any:
        """The leaf that the gradient is added to."""
        return graph(self._session).tensors.get(self._line)

    def __repr__(self) -> str:
        return f"<{self.name()} object at 0x{0x7F0000000000 + 16 * self._line:x}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and other._line == self._line

    def __hash__(self) -> int:
        return self._line


class _Leaf(Step):
    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    next_functions = ()

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at 0x{0x7F0000000000 + 16 * self._line:x}>"


KINDS: dict[str, type[Step]] = {"AccumulateGrad": type("AccumulateGrad", (_Leaf,), {})}


def step_of(line: int) -> Any:
    """Return the step that made a line, as an object of a class with its name; None where no gradient goes."""
    found = graph()
    if line in found.steps:
        name = found.steps[line][0]
        return KINDS.setdefault(name, type(name, (Step,), {}))(line)
    return KINDS["AccumulateGrad"](line) if line in found.tensors else None


# ---- backwards ----


def forget(own: Graph) -> None:
    """Drop numbers that no tensor has and no backward pass can need: a long training would fill the memory with them."""
    session = current()
    tape = session.tape
    own.kept += sum([len(data_of(v)) for v in tape.values[own.counted :]])
    own.counted = len(tape.values)
    if own.kept < NUMBERS_AT_MOST:
        return
    living = [(r, t) for r in own.living if (t := r()) is not None]
    own.living = [r for r, _ in living]
    needed = {t.line for _, t in living}
    for _, t in living:
        if t._needs and not t._leaf:
            needed.update(upstream(session, t.line, lambda i: i not in own.freed and i not in own.held))
    for i in (*own.steps, *[i for lines in own.scratch for i in lines]):
        if i not in needed and isinstance(tape.ops[i], Operation):
            tape.values[i] = 0.0
    own.scratch, own.kept = [], 0


def seed_of(tensor: Any, gradient: Any, at: int = 0) -> Any:
    """Return the effect to start with. Raises CellError where the tensor needs no gradient, or is no single number."""
    if not tensor._needs:
        raise CellError(
            "RuntimeError", f"element {at} of tensors does not require grad and does not have a grad_fn",
            "make an input with requires_grad=True, and leave out detach() and no_grad()",
        )  # fmt: skip
    if gradient is None:
        if tensor.numel() != 1:
            raise CellError(
                "RuntimeError", "grad can be implicitly created only for scalar outputs", "call .sum() first, or give gradient=…"
            )
        return functions().ones_like(tensor)
    if isinstance(gradient, Tensor) and gradient.framework != "torch":
        told = f"gradients can be either Tensors or None, but got {gradient._dtype.name}"
        raise CellError("TypeError", told, "make it a tensor: torch.from_numpy(…)")
    given = as_tensor(type(tensor), gradient)
    if tuple(given.shape) != tuple(tensor.shape):
        raise CellError(
            "RuntimeError",
            f"Mismatch in shape: grad_output[{at}] has a shape of {given.shape!r} and output[{at}] has a shape of {tensor.shape!r}.",
        )
    return given


def _effects(target: Any, seed: Any, create: bool, used: list[int]) -> dict[int, Ref]:
    """Return the effects on ``target`` of the lines that lead to it; ``used`` receives those whose values were needed."""
    session, own = current(), graph()

    def met(i: int, effect: Any) -> Any:
        op = session.tape.ops[i]
        if isinstance(op, Operation) and i not in own.held:
            args = session.tape.args[i]
            lines = kept_by(op, args, i, [a in own.steps or a in own.tensors for a in args])
            if lines:
                used.append(i)
                _still_there(own, i, lines)
        tensor = own.tensors.get(i)
        if tensor is not None and tensor._hooks and (tensor._leaf or tensor.line == i):
            for hook in list(tensor._hooks.values()):
                effect = Ref(session.tape, effect.index if isinstance(effect, Ref) else session.tape.number(effect).index)
                changed = hook(as_gradient(effect, tensor, create))
                effect = effect if changed is None else Ref(session.tape, as_tensor(type(tensor), changed).line)
        return effect

    watched = own.tensors.keys()
    return backward(session, "torch", target.line, Ref(session.tape, seed.line), watched, lambda i: i not in own.held, met)


def _still_there(own: Graph, step: int, lines: Sequence[int]) -> None:
    if step in own.freed:
        raise CellError(
            "RuntimeError",
            "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
            "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True "
            "if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
            "call the first backward with retain_graph=True, or calculate it anew",
        )
    for line in lines:
        memory, version, owner = own.versions.get(line, (None, 0, None))
        if memory is not None and memory.version != version:
            tensor = f"[torch.{memory.kind} {list(memory.shape_at(line))}]"
            changed = owner()
            now = line if line == step or changed is None else changed.line
            made = own.steps[now][0].removesuffix("0").removesuffix("1").removesuffix("Backward") if now in own.steps else ""
            origin = f", which is output 0 of {'torch::autograd::' if made == 'CopySlices' else ''}{made}," if made else ""
            raise CellError(
                "RuntimeError",
                f"one of the variables needed for gradient computation has been modified by an inplace operation: {tensor}{origin} is at "
                f"version {memory.version}; expected version {version} instead. Hint: enable anomaly detection to find the operation that "
                "failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).",
                "write the change as a new value, such as y = y + 1, or change a copy: y.clone()",
            )


def as_gradient(ref: Ref, tensor: Any, create: bool) -> Any:
    """Return an effect as a tensor: plain numbers, or with ``create`` one from which slopes go back."""
    session, own = current(), graph()
    kind = type(tensor)._plain()
    if not create:
        return kind(session.leaf(session.tape.values[ref.index], tensor._dtype), tensor._dtype)
    session.tape.dtypes[ref.index] = tensor._dtype
    found = kind(ref.index, tensor._dtype)
    if leads(session, "torch", ref.index, own.tensors.keys(), lambda i: i not in own.held)[ref.index]:
        op = session.tape.ops[ref.index]
        found._needs, found._leaf = True, False
        if ref.index not in own.steps:
            found._register(op, [])
    return found


def backward_from(targets: Sequence[Any], seeds: Sequence[Any], keep: bool, create: bool, inputs: Any = None) -> None:
    """Add to ``grad`` of every leaf the effect it has on the targets."""
    session, own = current(), graph()
    wanted = None if inputs is None else {id(t) for t in (inputs if isinstance(inputs, list | tuple) else [inputs])}
    row = row_of_cell()
    started = [seed_of(t, s, k) for k, (t, s) in enumerate(zip(targets, seeds, strict=True))]
    used: list[int] = []
    first = len(session.tape)
    for target, seed in zip(targets, started, strict=True):
        asked, answers = [], []
        for line, effect in sorted(_effects(target, seed, create, used).items()):
            tensor = own.tensors.get(line)
            if tensor is None or not (tensor._leaf or (tensor._kept and tensor.line == line)):
                continue
            if wanted is not None and id(tensor) not in wanted:
                continue
            gradient = as_gradient(effect, tensor, create)
            if tensor.grad is None:
                tensor._grad = gradient.clone() if create else gradient
            else:
                total = tensor.grad + gradient
                if total.numel() == 1:
                    about = {"before": _short(tensor.grad), "adds": _short(gradient), "total": _short(total)}
                    session.remark(ADDED, line, about=len(session.requests), **about)
                tensor._grad = total if create else total.detach()
            if create and tensor.grad._needs:
                tensor.grad._rename("CopyBackwards")
            for hook in list(tensor._after.values()):
                if hook(tensor) is not None:
                    raise CellError("RuntimeError", "Tensor post accumulate grad hooks should return None.")
            asked.append(line)
            answers.append(gradient.value)
        request = Request("torch", _weighed(target, seed), asked, [""] * len(asked), row)
        request.found = answers
        session.requests.append(request)
    if not create:
        own.scratch.append(range(first, len(session.tape)))
    if not keep:
        own.freed.update(used)
        forget(own)


def _weighed(target: Any, seed: Any) -> int:
    """Return the line of the number whose gradient is asked for: the target, or its entries times the effects given, summed."""
    session, weights = current(), data_of(seed.value)
    if all([w == 1 for w in weights]):
        return int(target.line)
    line = session.apply(TABLE["multiply"], [target.line, seed.line], target._dtype)
    return session.apply(TABLE["sum"].bind(), [line], target._dtype) if target.ndim else line


def _short(tensor: Any) -> str:
    return f"{tensor.item():.6g}"


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: Any = None, create_graph: bool = False,
    allow_unused: Any = None, is_grads_batched: bool = False, materialize_grads: bool = False, **_: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Return the effects of ``inputs`` on ``outputs`` (torch.autograd.grad); with ``is_grads_batched`` for each row of ``grad_outputs``."""
    if is_grads_batched:
        batches = [list(b) for b in (grad_outputs if isinstance(grad_outputs, list | tuple) else [grad_outputs])]
        keep = create_graph if retain_graph is None else retain_graph
        last, options = len(batches[0]) - 1, {"allow_unused": allow_unused, "materialize_grads": materialize_grads}
        given = inputs if isinstance(inputs, Tensor) else list(inputs)
        rows = [grad(outputs, given, list(b), k < last or keep, create_graph, **options) for k, b in enumerate(zip(*batches, strict=True))]
        return tuple([None if part[0] is None else functions().stack(part) for part in map(list, zip(*rows, strict=True))])
    targets = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    wanted: list[Any] = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    seeds = list(grad_outputs) if isinstance(grad_outputs, list | tuple) else [grad_outputs] * len(targets)
    keep = bool(create_graph if retain_graph is None else retain_graph)
    totals: list[Any] = [None] * len(wanted)
    started = [seed_of(t, s, k) for k, (t, s) in enumerate(zip(targets, seeds, strict=True))]
    if not all([t._needs for t in wanted]):
        raise CellError("RuntimeError", "One of the differentiated Tensors does not require grad", "make it with requires_grad=True")
    row, used = row_of_cell(), list[int]()
    for target, seed in zip(targets, started, strict=True):
        found = _effects(target, seed, create_graph, used)
        for k, t in enumerate(wanted):
            if t.line in found:
                adds = as_gradient(found[t.line], t, create_graph)
                totals[k] = adds if totals[k] is None else totals[k] + adds
    if not keep:
        graph().freed.update(used)
    why = ["" if g is not None else "the target is not made from it." for g in totals]
    if materialize_grads:
        totals = [functions().zeros_like(t) if g is None else g for t, g in zip(wanted, totals, strict=True)]
    elif any([g is None for g in totals]) and not allow_unused:
        at = next(k for k, g in enumerate(totals) if g is None)
        raise CellError(
            "RuntimeError", f"The differentiated Tensor at index {at} appears to not have been used in the graph. "
            "Set allow_unused=True if this is the desired behavior.", "use it in the calculation, or give allow_unused=True",
        )  # fmt: skip
    request = Request("torch", _weighed(targets[-1], started[-1]), [t.line for t in wanted], why, row)
    request.found = [None if g is None or len(targets) > 1 else g.value for g in totals]
    current().requests.append(request)
    return tuple(totals)


# ---- where gradients are kept ----


class _Mode:
    """A with block, or what stands before a function, that changes how the graph is kept."""

    changed: tuple[bool, bool | None] = (False, None)  # whether it records, whether it is inference mode

    def __new__(cls, *args: Any, **_: Any) -> Any:
        made = super().__new__(cls)
        if args and callable(args[0]):
            return made(args[0])
        return made

    def __init__(self, *_: Any, **__: Any) -> None:
        self.before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        own = graph()
        self.before.append((own.recording, own.inference))
        recording, inference = self.changed
        own.recording = recording
        own.inference = own.inference if inference is None else inference

    def __exit__(self, *_: object) -> None:
        own = graph()
        own.recording, own.inference = self.before.pop()

    def __call__(self, f: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(f)
        def wrapped(*args: Any, **options: Any) -> Any:
            with type(self)() if type(self) is not SetGrad else self:
                return f(*args, **options)

        return wrapped


class NoGrad(_Mode):
    """Inside it nothing needs a gradient."""


class EnableGrad(_Mode):
    """Inside it gradients are kept again."""

    changed = (True, None)


class InferenceMode(_Mode):
    """Inside it nothing needs a gradient, nor may it ever."""

    changed = (False, True)


class SetGrad(_Mode):
    """Whether gradients are kept, from now on or inside a with block."""

    def __init__(self, on: bool = True) -> None:
        super().__init__()
        self.changed = (bool(on), None)
        own = graph()
        self.first = own.recording
        own.recording = bool(on)

    def __enter__(self) -> None:
        own = graph()
        self.before.append((self.first, own.inference))
        own.recording = self.changed[0]

"""PyTorch, as far as cells about gradients use it: tensors that know whether they need a gradient, and backward()."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE, Operation, Ref
from .dtypes import DTYPES, FLOAT32, INT64, DType
from .functions import Functions
from .numpy import ndarray
from .session import CellError, Request, current, row_of_cell
from .tensor import Tensor, apply, as_tensor
from .torch_graph import EnableGrad, NoGrad, effects_on, functions, held, register, registered, seed_of
from .torch_printing import tensor_text

__all__ = ["TYPES", "EnableGrad", "NoGrad", "TorchTensor", "grad", "in_place", "register"]

GRAD_FN = {
    "add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "power": "Pow", "negative": "Neg", "sum": "Sum", "mean": "Mean",
    "matmul": "Mm", "exp": "Exp", "ln": "Log", "sin": "Sin", "cos": "Cos", "tanh": "Tanh", "relu": "Relu", "sigmoid": "Sigmoid", "dot": "Dot",
    "sqrt": "Sqrt", "abs": "Abs", "identity": "Clone", "reshape": "View", "transpose": "T", "getitem": "Select", "stack": "Stack",
    "concat": "Cat", "where": "Where", "max": "Maximum", "min": "Minimum", "amax": "Max", "amin": "Min", "softmax": "Softmax",
    "log_softmax": "LogSoftmax", "norm": "LinalgVectorNorm", "prod": "Prod", "var": "Var", "std": "Std",
}  # fmt: skip


METHODS = frozenset(
    "sum mean prod var std argmax argmin cumsum reshape transpose squeeze ravel dot clip sin cos tan exp log sqrt abs tanh sigmoid relu square norm pow matmul mm mv t softmax log_softmax floor ceil round sign cumprod repeat trace det inverse sort flip outer".split()
)


class _Type(DType):
    def __repr__(self) -> str:
        return f"torch.{self.name}"


TYPES = {name: _Type(d.name, d.kind, d.bits) for name, d in DTYPES.items()}


class Size(tuple):  # type: ignore[type-arg]
    """A shape that prints as PyTorch's."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def numel(self) -> int:
        """Return how many entries there are."""
        return math.prod(self)


class _GradFn:
    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return f"{self._name}Backward0"

    def __repr__(self) -> str:
        return f"<{self._name}Backward0 object>"


class TorchTensor(Tensor):
    """A tensor of PyTorch."""

    framework = "torch"
    float_type, int_type = FLOAT32, INT64

    def __init__(self, line: int, dtype: DType) -> None:
        super().__init__(line, dtype)
        self._needs, self._leaf, self._op, self.grad, self._kept = False, True, "", None, False
        self._hooks: list[Callable[[Any], Any]] = []
        self._version_leaf = False

    def made_from(self, op: Operation, tensors: Sequence[Tensor]) -> Any:
        """A result needs a gradient if something that it is made from does, unless no_grad holds."""
        session = current()
        needs = any(getattr(t, "_needs", False) for t in tensors)
        if session.no_grad or op.name == "stop_gradient" or not self._dtype.is_floating:
            held(session).add(self.line)
            return self
        self._needs, self._leaf, self._op = needs, not needs, op.name
        if needs:
            register(self)
        return self

    # what it is
    @property
    def shape(self) -> Any:
        """The size of each axis."""
        return Size(arrays.shape_of(self.value))

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return TYPES[self._dtype.name]

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient is wanted."""
        return self._needs

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        self.requires_grad_(wanted)

    @property
    def is_leaf(self) -> bool:
        """Whether it was not calculated from tensors that need a gradient."""
        return self._leaf

    @property
    def grad_fn(self) -> Any:
        """What its gradient goes back through."""
        return _GradFn(GRAD_FN.get(self._op, self._op.title())) if self._needs and not self._leaf else None

    @property
    def data(self) -> Any:
        """The numbers, without a gradient."""
        return self.detach()

    @data.setter
    def data(self, new: Any) -> None:
        self.line = current().leaf(as_tensor(TorchTensor, new).value, self._dtype)
        if self._needs:
            register(self)

    @property
    def device(self) -> str:
        """Where it is kept."""
        return "cpu"

    def size(self, axis: int | None = None) -> Any:
        """Return the shape, or the size of one axis."""
        return self.shape if axis is None else self.shape[axis]

    def dim(self) -> int:
        """Return the number of axes."""
        return self.ndim

    def numel(self) -> int:
        """Return how many entries there are."""
        return len(arrays.data_of(self.value))

    def requires_grad_(self, wanted: bool = True) -> Any:
        """Say whether a gradient is wanted."""
        if wanted and not self._dtype.is_floating:
            raise CellError("RuntimeError", "only Tensors of floating point dtype can require gradients", "write 2.0 instead of 2")
        if not wanted and not self._leaf:
            raise CellError("RuntimeError", "you can only change requires_grad flags of leaf variables.", "use detach()")
        self._needs = wanted
        if wanted:
            register(self)
        return self

    def detach(self) -> Any:
        """Return the numbers as a tensor from which no slope goes back."""
        return apply(TorchTensor, TABLE["stop_gradient"], self)

    def clone(self) -> Any:
        """Return a copy; slopes go on through it."""
        return apply(TorchTensor, TABLE["identity"], self)

    def numpy(self) -> Any:
        """Return the numbers as NumPy's."""
        if self._needs:
            raise CellError("RuntimeError", "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        return ndarray(current().leaf(self.value, self._dtype), self._dtype)

    def retain_grad(self) -> None:
        """Keep the gradient of a tensor that was calculated."""
        self._kept = True

    def register_hook(self, hook: Callable[[Any], Any]) -> None:
        """Call ``hook`` with the gradient when it is there; what it returns takes its place."""
        self._hooks.append(hook)

    def cpu(self) -> Any:
        """Return itself."""
        return self

    def to(self, *args: Any, **_: Any) -> Any:
        """Return it in another type."""
        kind = next((a for a in args if isinstance(a, DType)), None)
        return self if kind is None else as_tensor(TorchTensor, self, kind)

    def float(self) -> Any:
        """Return it as float32."""
        return as_tensor(TorchTensor, self, FLOAT32)

    def double(self) -> Any:
        """Return it as float64."""
        return as_tensor(TorchTensor, self, DTYPES["float64"])

    def long(self) -> Any:
        """Return it as whole numbers."""
        return as_tensor(TorchTensor, self, INT64)

    def backward(self, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False, **_: Any) -> None:
        """Add to ``grad`` of every leaf the effect it has on this tensor."""
        seed = seed_of(self, gradient)
        found, by = effects_on(self, seed, bool(create_graph if retain_graph is None else retain_graph))
        asked = []
        for line in sorted(found):
            tensor = registered().get(line)
            if tensor is None or line not in by or not (tensor._leaf or tensor._kept or tensor._hooks):
                continue
            gradient_of = _as_gradient(found[line], tensor, create_graph)
            for hook in tensor._hooks:
                changed = hook(gradient_of)
                gradient_of = gradient_of if changed is None else changed
            if tensor._leaf or tensor._kept:
                tensor.grad = gradient_of if tensor.grad is None else _summed(tensor.grad, gradient_of, create_graph)
                asked.append(line)
        current().requests.append(Request("torch", self.line, asked, [""] * len(asked), row_of_cell()))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith("_") and not name.startswith("_"):
            return lambda *args, **options: in_place(self, name[:-1], *args, **options)
        wanted = {"pow": "pow", "t": "t"}.get(name, name)
        function = functions().find(wanted)
        if function is None or (
            name not in METHODS
            and name not in MORE
            and TABLE.get(name) is None
            and not hasattr(Functions, name)
            and not hasattr(type(functions()), name)
        ):
            raise AttributeError(f"'Tensor' object has no attribute '{name}'")
        return lambda *args, **options: function(self, *args, **options)

    def _in_place(self, name: str, other: Any) -> Any:
        return in_place(self, name, other)

    def __iadd__(self, other: Any) -> Any:
        return in_place(self, "add", other)

    def __isub__(self, other: Any) -> Any:
        return in_place(self, "sub", other)

    def __imul__(self, other: Any) -> Any:
        return in_place(self, "mul", other)

    def __itruediv__(self, other: Any) -> Any:
        return in_place(self, "div", other)

    def __setitem__(self, index: Any, new: Any) -> None:
        _may_change(self)
        if isinstance(index, Tensor):
            index = arrays.Mask(index.value) if index._dtype.kind == "b" else index.tolist()
        value = arrays.setitem(self.value, index, as_tensor(TorchTensor, new).value)
        self.line = current().leaf(value, self._dtype)

    def __repr__(self) -> str:
        parts = [tensor_text(self.value, self._dtype)]
        if self._dtype.name not in ("float32", "int64", "bool"):
            parts.append(f"dtype=torch.{self._dtype.name}")
        if self._needs:
            parts.append("requires_grad=True" if self._leaf else f"grad_fn=<{GRAD_FN.get(self._op, self._op.title())}Backward0>")
        return f"tensor({', '.join(parts)})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if not self.ndim else str(self)


MORE = frozenset(
    [
        "view",
        "unsqueeze",
        "sub",
        "add",
        "mul",
        "div",
        "neg",
        "max",
        "min",
        "amax",
        "amin",
        "t",
        "pow",
        "log",
        "abs",
        "log10",
        "numel",
        "item",
        "expand",
        "mean",
        "std",
        "var",
        "norm",
        "float",
        "exp",
        "sqrt",
        "detach",
    ]
)


# ---- the graph ----


def _as_gradient(ref: Ref, tensor: TorchTensor, create: bool) -> Any:
    session = current()
    if create:
        session.tape.dtypes[ref.index] = tensor._dtype
        found = TorchTensor(ref.index, tensor._dtype)
        found._needs, found._leaf, found._op = True, False, "multiply"
        register(found)
        return found
    return TorchTensor(session.leaf(session.tape.values[ref.index], tensor._dtype), tensor._dtype)


def _summed(a: Any, b: Any, create: bool) -> Any:
    total = a + b
    return total if create else total.detach()


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: Any = None, create_graph: bool = False,
    allow_unused: Any = None, **_: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Return the effects of ``inputs`` on ``outputs`` (torch.autograd.grad)."""
    targets = list(outputs) if isinstance(outputs, list | tuple) else [outputs]
    wanted = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    seeds = list(grad_outputs) if isinstance(grad_outputs, list | tuple) else [grad_outputs] * len(targets)
    totals: list[Any] = [None] * len(wanted)
    for t in wanted:
        if not t._needs:
            raise CellError("RuntimeError", "One of the differentiated Tensors does not require grad", "make it with requires_grad=True")
    row = row_of_cell()
    for target, seed in zip(targets, seeds, strict=True):
        found, _needed = effects_on(target, seed_of(target, seed), bool(create_graph if retain_graph is None else retain_graph))
        for k, t in enumerate(wanted):
            if t.line in found:
                adds = _as_gradient(found[t.line], t, create_graph)
                totals[k] = adds if totals[k] is None else totals[k] + adds
    why = ["" if g is not None else "the target is not made from it." for g in totals]
    if any(g is None for g in totals) and not allow_unused:
        raise CellError(
            "RuntimeError", "One of the differentiated Tensors appears to not have been used in the graph. "
            "Set allow_unused=True if this is the desired behavior.",
        )  # fmt: skip
    current().requests.append(Request("torch", targets[-1].line, [t.line for t in wanted], why, row))
    return tuple(totals)


def _may_change(tensor: TorchTensor) -> None:
    if tensor._needs and tensor._leaf and not current().no_grad:
        raise CellError(
            "RuntimeError",
            "a leaf Variable that requires grad is being used in an in-place operation.",
            "put it inside with torch.no_grad():",
        )


def in_place(tensor: TorchTensor, name: str, *args: Any, **options: Any) -> Any:
    """Change a tensor in its place: its name stands for a new line from now on."""
    if name == "requires_grad":
        return tensor.requires_grad_(*args, **options)
    if name == "detach":
        tensor._needs, tensor._leaf = False, True
        return tensor
    _may_change(tensor)
    if name == "zero":
        new = functions().zeros_like(tensor)
    elif name in ("fill", "copy"):
        new = functions().zeros_like(tensor) + args[0]
    elif name in ("uniform", "normal"):
        new = getattr(functions(), name)(arrays.shape_of(tensor.value), *args)
    else:
        function = functions().find(name)
        if function is None:
            raise AttributeError(f"'Tensor' object has no attribute '{name}_'")
        new = function(tensor, *args, **options)
    if (tensor._leaf and not new._needs) or current().no_grad:
        tensor.line = current().leaf(new.value, tensor._dtype)
        if tensor._needs:
            register(tensor)
        return tensor
    tensor.line, tensor._op, tensor._needs, tensor._leaf = new.line, new._op, new._needs, new._leaf
    if tensor._needs:
        register(tensor)
    return tensor

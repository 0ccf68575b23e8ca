"""PyTorch, as far as cells about gradients use it: tensors that know whether they need a gradient, and backward()."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import arrays
from ..operations import TABLE, Operation
from .dtypes import DTYPES, FLOAT32, INT64, DType
from .session import CellError, current
from .tensor import Tensor, apply, as_tensor
from .torch_checks import BRANCH, ITEM, checked, not_batched, not_saved, of_matrices, refused, result_type
from .torch_graph import Handle, backward_from, functions, graph, step_of
from .torch_memory import KINDS, alias, contiguous, strides
from .torch_names import VIEWS, copies, name_of
from .torch_operators import Operators
from .torch_printing import tensor_text
from .torch_types import TYPES, Device, Size

__all__ = ["TorchTensor"]

NO_LEAF = (
    "{name} is no leaf, it was calculated, so PyTorch does not keep its gradient and {name}.grad is None: "
    "call {name}.retain_grad() before backward()."
)


SHORT = {"multiply": "Mul", "add": "Add", "divide": "Div"}
TWO = frozenset(["add", "subtract", "multiply", "divide"])  # whose step in the graph has a place for a plain number too


class _Usual:
    """The type of floats where none is given: what torch.set_default_dtype has chosen in this session."""

    def __get__(self, tensor: Any, kind: Any = None) -> DType:
        return current().kept("torch floats", lambda: FLOAT32)  # type: ignore[no-any-return]


class TorchTensor(Operators, Tensor):
    """A tensor of PyTorch."""

    framework = "torch"
    float_type = _Usual()
    int_type = INT64
    _memory: Any = None
    _base: Any = None
    _at: tuple[Operation, ...] = ()
    _path: tuple[Operation, ...] = ()
    _kept = _inference = False
    _grad: Any = None

    def __init__(self, line: int, dtype: DType) -> None:
        super().__init__(line, dtype)
        self._needs, self._leaf = False, True
        self._hooks: dict[int, Callable[[Any], Any]] = {}
        self._after: dict[int, Callable[[Any], Any]] = {}
        graph().living.append(weakref.ref(self))
        self.lines: list[int] = []  # that it stood for before it was changed in place

    @classmethod
    def result_type(cls, op: Operation, tensors: Sequence[Tensor]) -> DType:
        """Return the type of the result, or raise the error with which PyTorch refuses."""
        checked(op, tensors)
        return result_type(op, tensors, cls.float_type)

    refusal = staticmethod(of_matrices)

    def made_from(self, op: Operation, tensors: Sequence[Tensor]) -> Any:
        """A result needs a gradient if something that it is made from does, unless no_grad holds."""
        own = graph()
        if op.name in VIEWS and len(tensors) == 1 and isinstance(tensors[0], TorchTensor) and not copies(op, tensors[0]):
            alias(self, tensors[0], op)
        self._inference = own.inference
        if not own.recording or op.name == "stop_gradient" or not self._dtype.is_floating:
            own.held.add(self.line)
            return self
        if any([getattr(t, "_needs", False) for t in tensors]):
            if any([getattr(t, "_inference", False) for t in tensors]):
                not_saved(op, self.line, tensors)
            self._needs, self._leaf = True, False
            self._register(op, tensors)
        return self

    def _register(self, op: Any, tensors: Sequence[Any]) -> None:
        made = tuple([t.line if getattr(t, "_needs", False) else -1 for t in tensors if not (t.weak and op.name not in TWO)])
        if op.name in ("add", "multiply") and tensors and tensors[0].weak:  # 2 * x is x * 2 there
            made = made[::-1]
        name = name_of(op, tensors, self) if tensors else f"{SHORT.get(op.name, 'Mul')}Backward0"
        graph().steps[self.line] = (name, made)

    def _rename(self, name: str, made_from: Sequence[Any] | None = None) -> Any:
        """Give its step in the graph another name, and others that it is made from: for what takes several operations here."""
        steps = graph().steps
        if self.line in steps:
            lines = steps[self.line][1] if made_from is None else tuple([t.line if t._needs else -1 for t in made_from])
            steps[self.line] = (name, lines)
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
    def grad(self) -> Any:
        """The gradient that backward() left, or None."""
        if self._grad is None and self._needs and not self._leaf and not self._kept:
            self._session.remark(NO_LEAF, self.line, about=len(self._session.requests) - 1)
        return self._grad

    @grad.setter
    def grad(self, new: Any) -> None:
        if new is not None and not isinstance(new, TorchTensor):
            raise refused(f"assigned grad expected to be a Tensor or None but got grad of type {type(new).__name__}", "TypeError")
        if new is not None and tuple(new.shape) != tuple(self.shape):
            raise refused(
                f"attempting to assign a gradient of size '{list(new.shape)}' to a tensor of size '{list(self.shape)}'. "
                "Please ensure that the gradient and the tensor are the same size"
            )
        self._grad = new

    @property
    def grad_fn(self) -> Any:
        """The step of the graph that made it."""
        return step_of(self.line) if self._needs and not self._leaf else None

    @property
    def data(self) -> Any:
        """The numbers, without a gradient."""
        return self._apart()

    @data.setter
    def data(self, new: Any) -> None:
        new = as_tensor(TorchTensor, new)
        self.lines.append(self.line)
        self.line, self._memory, self._at, self._base, self._path = current().leaf(new.value, self._dtype), None, (), None, ()
        if self._needs:
            graph().tensors[self.line] = self

    T = property(lambda self: self.apply(TABLE["transpose"].bind(), self))
    mT = property(lambda self: self.apply(TABLE["swapaxes"].bind(first=-2, second=-1), self))
    H = mT
    device = property(lambda self: Device())
    is_cuda = is_sparse = is_quantized = property(lambda self: False)
    layout = property(lambda self: functions().layout)
    retains_grad = property(lambda self: self._kept)
    _version = property(lambda self: 0 if self._memory is None else self._memory.version)
    itemsize = property(lambda self: self.element_size())
    real = property(lambda self: self)
    is_cpu = property(lambda self: True)
    nbytes = property(lambda self: self.numel() * self.element_size())
    names: Any = None

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the size of one axis."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        """Return the number of axes."""
        return self.ndim

    ndimension = dim

    def _is_view(self) -> bool:
        return self._base is not None

    def numel(self) -> int:
        """Return how many entries there are."""
        return len(arrays.data_of(self.value))

    nelement = numel

    def element_size(self) -> int:
        """Return the bytes of an entry."""
        return max(self._dtype.bits // 8, 1)

    def item(self) -> Any:
        """Return the single number."""
        if self.numel() != 1:
            raise refused(
                f"a Tensor with {self.numel()} elements cannot be converted to Scalar", hint="call .sum() or .mean(), or .tolist()"
            )
        not_batched(self, ITEM)
        return super().item()

    def _single(self) -> Any:
        if self.numel() != 1:
            raise refused("only one element tensors can be converted to Python scalars", "ValueError")
        return super().item()

    def __float__(self) -> float:
        return float(self._single())

    def __int__(self) -> int:
        return int(self._single())

    def __index__(self) -> int:
        if self._dtype.kind == "f":
            raise refused("only integer tensors of a single element can be converted to an index", "TypeError")
        return int(self._single())

    def __bool__(self) -> bool:
        if self.numel() > 1:
            raise refused("Boolean value of Tensor with more than one value is ambiguous", hint="call .any() or .all()")
        not_batched(self, BRANCH)
        return bool(super().item()) if self.numel() else False

    def __len__(self) -> int:
        if not self.ndim:
            raise refused("len() of a 0-d tensor", "TypeError")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim:
            raise refused("iteration over a 0-d tensor", "TypeError")
        return iter([self[k]._rename("UnbindBackward0") for k in range(len(self))])

    def __contains__(self, number: Any) -> bool:
        return float(number) in arrays.data_of(self.value)

    def is_floating_point(self) -> bool:
        """Whether it holds fractions."""
        return self._dtype.is_floating

    def is_inference(self) -> bool:
        """Whether it was made in inference mode."""
        return self._inference

    def is_contiguous(self, **_: Any) -> bool:
        """Whether its numbers stand one behind another."""
        return self._memory is None or contiguous(self)

    def data_ptr(self) -> int:
        """Return a number that tensors with the same memory share."""
        return id(self._memory or self)

    def stride(self, dim: int | None = None) -> Any:
        """Return how far apart in memory neighbours along each axis are."""
        steps = strides(self)
        return steps if dim is None else steps[dim]

    def type(self, dtype: Any = None) -> Any:
        """Return the name of its type, or it in another type."""
        return f"torch.{KINDS.get(self._dtype.name, 'FloatTensor')}" if dtype is None else self.to(dtype)

    # gradients
    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Say whether a gradient is wanted."""
        if requires_grad and not self._dtype.is_floating:
            raise refused("only Tensors of floating point dtype can require gradients", hint="write 2.0 instead of 2")
        if requires_grad and self._inference and not graph().inference:
            raise refused(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.", hint="use torch.no_grad() instead"
            )
        if not self._leaf:
            if requires_grad:
                return self
            raise refused(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't "
                "require differentiation use var_no_grad = var.detach().", hint="use detach()"
            )  # fmt: skip
        self._needs = requires_grad
        if requires_grad:
            graph().tensors[self.line] = self
            graph().held.add(self.line)  # it may have been calculated: backward passes stop here
        else:
            graph().tensors.pop(self.line, None)
        return self

    def _apart(self) -> Any:
        made = apply(TorchTensor, TABLE["stop_gradient"], self)
        alias(made, self, None)
        return made

    def detach(self) -> Any:
        """Return the numbers as a tensor from which no slope goes back."""
        return self._apart()

    def detach_(self) -> Any:
        """Cut it off from what it was made of."""
        graph().held.add(self.line)
        self._needs, self._leaf = False, True
        return self

    def clone(self, **_: Any) -> Any:
        """Return a copy; slopes go on through it."""
        return apply(TorchTensor, TABLE["identity"], self)

    def leaving(self) -> None:
        """Raise the error of numbers that NumPy wants while a gradient is kept."""
        if self._needs:
            raise refused(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.", hint="write .detach().numpy()"
            )

    def numpy(self, force: bool = False) -> Any:
        """Return the numbers as NumPy's, which are the same numbers."""
        if not force:
            self.leaving()
        from .torch_numpy import shared

        return shared(self)

    def retain_grad(self) -> None:
        """Keep the gradient of a tensor that was calculated."""
        if not self._needs:
            raise refused("can't retain_grad on Tensor that has requires_grad=False")
        if not self._leaf:
            self._kept = True
            graph().tensors[self.line] = self

    def register_hook(self, hook: Callable[[Any], Any]) -> Any:
        """Call ``hook`` with the gradient when it is there; what it returns takes its place."""
        if not self._needs:
            raise refused("cannot register a hook on a tensor that doesn't require gradient")
        graph().tensors[self.line] = self
        key = max(self._hooks, default=-1) + 1
        self._hooks[key] = hook
        return Handle(self._hooks, key)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], Any]) -> Any:
        """Call ``hook`` with the tensor when its gradient is there."""
        if not self._leaf:
            raise refused("post accumulate grad hooks cannot be registered on non-leaf tensors")
        key = max(self._after, default=-1) + 1
        self._after[key] = hook
        return Handle(self._after, key)

    def backward(self, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None) -> None:
        """Add to ``grad`` of every leaf the effect it has on this tensor."""
        keep = bool(create_graph if retain_graph is None else retain_graph)
        backward_from([self], [gradient], keep, create_graph, inputs)

    # types and places
    def to(self, *args: Any, dtype: Any = None, **_: Any) -> Any:
        """Return it in another type."""
        kind = dtype or next((a._dtype if isinstance(a, Tensor) else a for a in args if isinstance(a, DType | Tensor)), None)
        if any([str(a).startswith("cuda") for a in args if isinstance(a, str)]):
            Device("cuda")
        return self if kind is None else as_tensor(TorchTensor, self, kind)

    def type_as(self, other: Any) -> Any:
        """Return it in the type of another tensor."""
        return self.to(other)

    def __setitem__(self, index: Any, new: Any) -> None:
        functions().set_part(self, index, new)

    def __getitem__(self, index: Any) -> Any:
        return functions().part(self, index)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"'Tensor' object has no attribute '{name}'")
        if name.endswith("_"):
            return lambda *args, **options: functions().change(self, name[:-1], *args, **options)
        function = functions().method(name)
        if function is None:
            raise CellError("AttributeError", f"'Tensor' object has no attribute '{name}'", "look the name up: it is not supported here")
        return lambda *args, **options: function(self, *args, **options)

    def __repr__(self) -> str:
        notes = [] if self._dtype in (TorchTensor.float_type, INT64, DTYPES["bool"]) and self.numel() else [f"dtype={self.dtype!r}"]
        if self._dtype == TorchTensor.float_type:
            notes = []
        if self._needs:
            notes.append("requires_grad=True" if self._leaf else f"grad_fn=<{graph(self._session).steps.get(self.line, ('',))[0]}>")
        return tensor_text(self._session, self.value, self._dtype, notes)

    def __str__(self) -> str:
        return TorchTensor.__repr__(self)

    def __format__(self, spec: str) -> str:
        if not self.ndim and type(self) is TorchTensor:
            return format(self.item(), spec)
        if spec:
            raise refused("unsupported format string passed to Tensor.__format__", "TypeError", "format one number: x.item()")
        return str(self)

    def __deepcopy__(self, memo: Any) -> Any:
        if not self._leaf:
            raise refused(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.",
                hint="use .detach()",
            )
        made: Any = self.detach().clone()
        if type(self) is not TorchTensor:  # a parameter is made of its numbers
            made = self.__class__(made)  # type: ignore[call-arg]
        made.requires_grad_(self._needs)
        memo[id(self)] = made
        return made


TorchTensor.__name__ = TorchTensor.__qualname__ = "Tensor"
TorchTensor.__module__ = "torch"

"""Modules of PyTorch: parts of a model, which know their parameters and the modules in them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from .session import current
from .tensor import as_tensor
from .torch import TorchTensor
from .torch_checks import refused
from .torch_graph import NoGrad

__all__ = ["Module", "Parameter", "indented"]


class Parameter(TorchTensor):
    """A tensor that is learned."""

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        made = as_tensor(TorchTensor, [] if data is None else data)
        super().__init__(current().leaf(made.value, made._dtype), made._dtype)
        if requires_grad:
            self.requires_grad_()

    def __repr__(self) -> str:
        return f"Parameter containing:\n{TorchTensor.__repr__(self)}"

    __str__ = __repr__


Parameter.__module__ = "torch.nn.parameter"


def indented(text: str) -> str:
    """Return a text with its lines but the first moved to the right."""
    return text.replace("\n", "\n  ")


def _kind(value: Any) -> str:
    return value.type() if isinstance(value, TorchTensor) else type(value).__name__


class _Removable:
    def __init__(self, hooks: list[Any], hook: Any) -> None:
        self._hooks, self._hook = hooks, hook

    def remove(self) -> None:
        """Take the hook away."""
        if self._hook in self._hooks:
            self._hooks.remove(self._hook)


class Module:
    """A part of a model."""

    training = True

    def __init__(self, *_: Any, **__: Any) -> None:
        self.__dict__.update(_parameters={}, _buffers={}, _modules={}, _before=[], _after=[], _backward=[], _fleeting=set(), training=True)

    def __setattr__(self, name: str, value: Any) -> None:
        kinds = self.__dict__
        kind = "_parameters" if isinstance(value, Parameter) else "_modules" if isinstance(value, Module) else ""
        if kind and kind not in kinds:
            raise refused(f"cannot assign {'parameters' if kind == '_parameters' else 'module'} before Module.__init__() call", "AttributeError",
                          "call super().__init__() first")  # fmt: skip
        for other in ("_parameters", "_buffers", "_modules"):
            if name in kinds.get(other, ()) and other != kind:
                if other == "_buffers" and isinstance(value, TorchTensor | None):
                    kinds[other][name] = value
                    return
                if other == "_parameters" and value is not None:
                    raise refused(
                        f"cannot assign '{_kind(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)", "TypeError"
                    )
                del kinds[other][name]
        if kind:
            kinds.pop(name, None)
            kinds[kind][name] = value
        else:
            kinds[name] = value

    def __getattr__(self, name: str) -> Any:
        for kind in ("_parameters", "_buffers", "_modules"):
            found = self.__dict__.get(kind)
            if found is not None and name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__[kind]:
                del self.__dict__[kind][name]
                return
        object.__delattr__(self, name)

    def __call__(self, *args: Any, **options: Any) -> Any:
        for hook in list(self._before):
            changed = hook(self, args)
            args = args if changed is None else changed if isinstance(changed, tuple) else (changed,)
        forward = getattr(self, "forward", None)
        if forward is None:
            raise refused(f'Module [{type(self).__name__}] is missing the required "forward" function', "NotImplementedError")
        out = self._watched(forward, args, options) if self._backward else forward(*args, **options)
        for hook in list(self._after):
            changed = hook(self, args, out)
            out = out if changed is None else changed
        return out

    def _watched(self, forward: Any, args: Any, options: Any) -> Any:
        """Call ``forward``, and the backward hooks with the gradients by its input and its output when they are there."""
        inside = tuple([a.clone() if isinstance(a, TorchTensor) and a.requires_grad else a for a in args])
        out = forward(*inside, **options)
        seen: list[Any] = [None]

        def tell(gradient: Any) -> Any:
            changed = None
            for hook in list(self._backward):
                changed = hook(self, (gradient,), (seen[0],))
            return changed[0] if isinstance(changed, tuple) else changed

        moved = next((a for a in inside if isinstance(a, TorchTensor) and a.requires_grad), None)

        def first(gradient: Any) -> None:
            seen[0] = gradient
            if moved is None:
                tell(None)

        if isinstance(out, TorchTensor) and out.requires_grad:
            out = out.clone()._rename("BackwardHookFunctionBackward")
            out.register_hook(first)
            if moved is not None:
                moved.register_hook(tell)
        return out

    def register_full_backward_hook(self, hook: Callable[..., Any], **_: Any) -> Any:
        """Call ``hook`` with the module and the gradients by its input and its output."""
        self._backward.append(hook)
        return _Removable(self._backward, hook)

    # what is in it
    def named_modules(self, memo: Any = None, prefix: str = "", **_: Any) -> Iterator[tuple[str, Module]]:
        """Yield all modules, itself first, with their names."""
        yield prefix, self
        for name, part in self._modules.items():
            if part is not None:
                yield from part.named_modules(prefix=f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """Yield all modules, itself first."""
        return (m for _, m in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the modules directly in it, with their names."""
        return iter([(n, m) for n, m in self._modules.items() if m is not None])

    def children(self) -> Iterator[Module]:
        """Yield the modules directly in it."""
        return (m for _, m in self.named_children())

    def _named(self, kind: str, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Any]]:
        seen = set()
        for path, part in self.named_modules(prefix=prefix) if recurse else [(prefix, self)]:
            for name, tensor in part.__dict__[kind].items():
                if tensor is not None and id(tensor) not in seen:
                    seen.add(id(tensor))
                    yield f"{path}.{name}" if path else name, tensor

    def named_parameters(self, prefix: str = "", recurse: bool = True, **_: Any) -> Iterator[tuple[str, Any]]:
        """Yield the parameters with their names."""
        return self._named("_parameters", prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """Yield the parameters."""
        return (p for _, p in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True, **_: Any) -> Iterator[tuple[str, Any]]:
        """Yield the buffers with their names."""
        return self._named("_buffers", prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """Yield the buffers."""
        return (b for _, b in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Any:
        """Return the module under a name with dots."""
        found: Any = self
        for name in target.split(".") if target else []:
            found = getattr(found, name)
        return found

    def get_parameter(self, target: str) -> Any:
        """Return the parameter under a name with dots."""
        *path, last = target.split(".")
        return getattr(self.get_submodule(".".join(path)), last)

    def _swap(self, name: str, new: Any) -> Any:
        kind = next(k for k in ("_parameters", "_buffers") if name in self.__dict__[k])
        old = self.__dict__[kind][name]
        self.__dict__[kind][name] = new
        return old

    def register_parameter(self, name: str, param: Any) -> None:
        """Take in a parameter, or None."""
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Keep a tensor that is not learned."""
        self._buffers[name] = tensor
        if not persistent:
            self._fleeting.add(name)

    def add_module(self, name: str, module: Any) -> None:
        """Take in a module."""
        self._modules[name] = module

    register_module = add_module

    # state
    def state_dict(self, **_: Any) -> Any:
        """Return the parameters and buffers by their names."""
        found = OrderedDict()
        for path, part in self.named_modules():
            for kind in ("_parameters", "_buffers"):
                for name, tensor in part.__dict__[kind].items():
                    if tensor is not None and name not in part._fleeting:
                        found[f"{path}.{name}" if path else name] = tensor.detach()
        return found

    def load_state_dict(self, state_dict: Any, strict: bool = True, **_: Any) -> Any:
        """Take the numbers of parameters and buffers from ``state_dict``."""
        own = dict([*self.named_parameters(), *self.named_buffers()])
        missing, more = [n for n in own if n not in state_dict], [n for n in state_dict if n not in own]
        lines = []
        if strict and missing:
            lines.append("Missing key(s) in state_dict: " + ", ".join([f'"{n}"' for n in missing]) + ". ")
        if strict and more:
            lines.append("Unexpected key(s) in state_dict: " + ", ".join([f'"{n}"' for n in more]) + ". ")
        for name, tensor in own.items():
            if name in state_dict and tuple(state_dict[name].shape) != tuple(tensor.shape):
                lines.append(
                    f"size mismatch for {name}: copying a param with shape {state_dict[name].shape!r} from checkpoint, the shape in current "
                    f"model is {tensor.shape!r}."
                )
        if lines:
            raise refused(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t" + "\n\t".join(lines))
        with NoGrad():
            for name, tensor in own.items():
                if name in state_dict:
                    tensor.copy_(state_dict[name])
        return _Keys()

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients."""
        for p in self.parameters():
            p.grad = None if set_to_none or p._grad is None else p._grad.detach() * 0

    def train(self, mode: bool = True) -> Any:
        """Say whether it is being trained, and return itself."""
        for m in self.modules():
            m.__dict__["training"] = mode
        return self

    def eval(self) -> Any:
        """Say that it is not being trained, and return itself."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Say whether its parameters are learned, and return itself."""
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def apply(self, fn: Callable[[Any], Any]) -> Any:
        """Call ``fn`` with each module in it and itself, and return itself."""
        for part in self.children():
            part.apply(fn)
        fn(self)
        return self

    def to(self, *args: Any, **options: Any) -> Any:
        """Return itself, its parameters in another type."""
        for p in [*self.parameters(), *self.buffers()]:
            changed = p.to(*args, **options)
            if changed is not p:
                p._dtype = changed._dtype
                p.data = changed
        return self

    def double(self) -> Any:
        """Return itself with float64 parameters."""
        return self.to(dtype=_type("float64"))

    def float(self) -> Any:
        """Return itself with float32 parameters."""
        return self.to(dtype=_type("float32"))

    def cpu(self) -> Any:
        """Return itself."""
        return self

    def register_forward_hook(self, hook: Callable[..., Any], **_: Any) -> Any:
        """Call ``hook`` with the module, its input and its output."""
        self._after.append(hook)
        return _Removable(self._after, hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any], **_: Any) -> Any:
        """Call ``hook`` with the module and its input."""
        self._before.append(hook)
        return _Removable(self._before, hook)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        extra = self.extra_repr()
        parts = [f"({name}): {indented(repr(m))}" for name, m in self._modules.items()]
        name = self._get_name()
        if not parts:
            return f"{name}({extra})"
        return f"{name}(\n  " + "\n  ".join([*([extra] if extra else []), *parts]) + "\n)"


class _Keys:
    missing_keys: tuple[str, ...] = ()
    unexpected_keys: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "<All keys matched successfully>"


def _type(name: str) -> Any:
    from .dtypes import DTYPES

    return DTYPES[name]

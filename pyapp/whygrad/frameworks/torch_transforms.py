"""PyTorch's functions on functions: torch.func, forward mode, functions with a slope of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from .. import arrays
from .custom import own_operation
from .modules import Namespace
from .session import current
from .tensor import Tensor
from .torch import TorchTensor
from .torch_checks import refused
from .torch_functions import TORCH
from .torch_graph import EnableGrad, NoGrad
from .torch_graph import grad as gradient

__all__ = ["Function", "entered", "forward_ad", "func", "leaves", "mapped", "needing", "plain", "pushed", "table", "vmap"]


class _Context:
    """What forward leaves for backward."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()
        self.needs_input_grad: tuple[bool, ...] = ()
        self.steps: tuple[Any, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors."""
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Say which results have no slope."""
        self.steps = tensors

    def mark_dirty(self, *_: Any) -> None:
        """Take it and do nothing."""

    set_materialize_grads = save_for_forward = mark_dirty


class Function:
    """A function with a slope of its own: forward(ctx, …) and backward(ctx, grad)."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise refused(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward "
            "method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)", hint=f"call {type(self).__name__}.apply(…)"
        )  # fmt: skip

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """Call it."""
        context = _Context()
        inputs = [a for a in args if isinstance(a, Tensor)]
        context.needs_input_grad = tuple([isinstance(a, TorchTensor) and a.requires_grad for a in args])
        own: Any = cls
        with NoGrad():
            if hasattr(cls, "setup_context"):
                output = own.forward(*args)
                own.setup_context(context, args, output)
            else:
                output = own.forward(context, *args)
        several = isinstance(output, tuple)
        outputs = list(output) if several else [output]

        def back(*effects: Any) -> list[Any]:
            backward = getattr(own, "backward", None) or getattr(own, "vjp", None)
            if backward is None:
                raise refused(
                    "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.",
                    "NotImplementedError", "give it a static method backward(ctx, grad_output)",
                )  # fmt: skip
            found = backward(context, *effects)
            found = list(found) if isinstance(found, tuple | list) else [found]
            if len(found) < len(args) or any([f is not None for f in found[len(args) :]]):
                raise refused(
                    f"function {cls.__name__}Backward returned an incorrect number of gradients (expected {len(args)}, got {len(found)})",
                    hint="return one gradient for each argument of forward, None where there is none",
                )
            for k, (f, a) in enumerate(zip(found, args, strict=False)):
                if isinstance(f, TorchTensor) and isinstance(a, TorchTensor) and a.requires_grad and tuple(f.shape) != tuple(a.shape):
                    if f.ndim > a.ndim or any([m not in (1, n) for m, n in zip(f.shape[::-1], a.shape[::-1], strict=False)]):
                        raise refused(
                            f"Function {cls.__name__}Backward returned an invalid gradient at index {k} - got {list(f.shape)} but expected shape compatible with {list(a.shape)}",
                            hint="return a gradient with the shape of the argument",
                        )
                    found[k] = TORCH.expand(f, *a.shape)
            return [f for f, a in zip(found, args, strict=False) if isinstance(a, Tensor)]

        made = _results(inputs, outputs, back, context.steps)
        for new, o in zip(made, outputs, strict=True):
            if new is not o:
                new._rename(f"{cls.__name__}Backward")
        context.saved_tensors = tuple([next((m for m, o in zip(made, outputs, strict=True) if o is t), t) for t in context.saved_tensors])
        return tuple(made) if several else made[0]


def _results(inputs: list[Any], outputs: list[Any], back: Callable[..., list[Any]], apart: Sequence[Any]) -> list[Any]:
    """Return the results of a function with its slope. Several become parts of one row, so that ``back`` is asked once for all."""
    moving = [o for o in outputs if isinstance(o, TorchTensor) and o.is_floating_point() and not any([o is a for a in apart])]
    if not moving:
        return outputs

    def effects(row: Any) -> list[Any]:
        parts, at = [], 0
        for o in outputs:
            if not any([o is m for m in moving]):
                parts.append(TORCH.zeros_like(o) if isinstance(o, TorchTensor) else None)
                continue
            parts.append(row[at : at + o.numel()].reshape(o.shape))
            at += o.numel()
        return parts

    if len(outputs) == 1:
        return [own_operation(TorchTensor, inputs, outputs[0], back)]
    row = TORCH.concat([m.detach().reshape(-1) for m in moving])
    row = own_operation(TorchTensor, inputs, row, lambda g: back(*effects(g)))
    made = effects(row)
    return [m if any([o is k for k in moving]) else o for m, o in zip(made, outputs, strict=True)]


# ---- trees: tensors in lists, tuples and dicts ----


def leaves(tree: Any) -> list[Any]:
    """Return what stands in lists, tuples and dicts, in one list."""
    if isinstance(tree, dict):
        return [x for v in tree.values() for x in leaves(v)]
    return [x for v in tree for x in leaves(v)] if isinstance(tree, list | tuple) else [tree]


def mapped(f: Callable[[Any], Any], tree: Any) -> Any:
    """Return a tree of the same form with ``f`` of everything in it."""
    if isinstance(tree, dict):
        return {k: mapped(f, v) for k, v in tree.items()}
    if isinstance(tree, list | tuple):
        return type(tree)([mapped(f, v) for v in tree])
    return f(tree)


def entered(x: Any) -> Any:
    """Return a tensor for the inside of a function: a leaf of its own, or a line from which slopes go on outside."""
    if not isinstance(x, TorchTensor):
        raise refused(f"Thing passed to transform API must be Tensor, got {type(x)}", "ValueError", "torch.tensor(…) makes one")
    if x.requires_grad:
        return x.clone()
    return TorchTensor(current().leaf(x.value, x._dtype), x._dtype).requires_grad_()


class _Level:
    """How deep functions on functions stand in each other: only the outermost gives plain numbers."""

    def __enter__(self) -> bool:
        levels = current().kept("torch levels", lambda: [0])
        levels[0] += 1
        self.inner = levels[0] > 1
        self.mode = EnableGrad()
        self.mode.__enter__()
        return bool(self.inner)

    def __exit__(self, *_: object) -> None:
        current().kept("torch levels", lambda: [0])[0] -= 1
        self.mode.__exit__()


def plain(tree: Any, keep: bool) -> Any:
    """Return a tree with its tensors cut off from what they were made of, unless ``keep`` says otherwise."""
    return mapped(lambda t: t if keep or not isinstance(t, TorchTensor) else t.detach(), tree)


def needing(args: Any) -> bool:
    """Tell whether a tensor in a tree needs a gradient."""
    return any([isinstance(t, TorchTensor) and t.requires_grad for t in leaves(args)])


def _chosen(args: Sequence[Any], argnums: Any) -> tuple[list[Any], Any]:
    """Return the arguments with those that are asked for entered, and those (one, or a tuple)."""
    places = [argnums] if isinstance(argnums, int) else list(argnums)
    inside = [mapped(entered, a) if k in places else a for k, a in enumerate(args)]
    return inside, inside[argnums] if isinstance(argnums, int) else tuple([inside[k] for k in places])


def grad_and_value(f: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """Return the function that gives the gradient of ``f``, and its value."""

    def function(*args: Any, **options: Any) -> Any:
        with _Level() as inner:
            keep = inner or needing(args)
            inside, wanted = _chosen(args, argnums)
            out = f(*inside, **options)
            out, aux = out if has_aux else (out, None)
            if not isinstance(out, TorchTensor):
                raise refused(f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(out)}")
            if out.ndim:
                raise refused(
                    f"grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with {out.ndim} dims. Maybe you "
                    "wanted to use the vjp or jacrev APIs instead?", hint="call .sum() at the end of the function",
                )  # fmt: skip
            flat = leaves(wanted)
            if out.requires_grad:
                found = iter(gradient(out, flat, create_graph=keep, materialize_grads=True))
            else:
                found = iter([TORCH.zeros_like(t) for t in flat])
            slopes = mapped(lambda _: next(found), wanted)
            value, aux = plain(out, keep), plain(aux, keep)
        return slopes, ((value, aux) if has_aux else value)

    return function


def grad(f: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """Return the function that gives the gradient of ``f``."""
    both = grad_and_value(f, argnums, has_aux)

    def function(*args: Any, **options: Any) -> Any:
        slopes, value = both(*args, **options)
        return (slopes, value[1]) if has_aux else slopes

    return function


def _row(k: int, dim: Any, tensor: Any) -> Any:
    return TORCH.select(tensor, dim if isinstance(dim, int) else 0, k)


def vmap(f: Callable[..., Any], in_dims: Any = 0, out_dims: Any = 0, **_: Any) -> Callable[..., Any]:
    """Return ``f`` for every entry along an axis, the results put together."""

    def function(*args: Any, **options: Any) -> Any:
        dims = [in_dims] * len(args) if isinstance(in_dims, int) or in_dims is None else list(in_dims)
        sizes = [leaves(a)[0].shape[d if isinstance(d, int) else 0] for a, d in zip(args, dims, strict=True) if d is not None and leaves(a)]
        if len(set(sizes)) > 1:
            raise refused(
                f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension",
                "ValueError",
            )

        def row(k: int) -> Any:
            taken = [a if d is None else mapped(partial(_row, k, d), a) for a, d in zip(args, dims, strict=True)]
            batched = current().kept("torch batched", list)
            batched.append({t.line for a, d in zip(taken, dims, strict=True) if d is not None for t in leaves(a)})
            try:
                return f(*taken, **options)
            finally:
                batched.pop()

        rows = [row(k) for k in range(sizes[0])]
        flat = [leaves(r) for r in rows]
        stacked = iter([TORCH.stack([r[j] for r in flat], out_dims) for j in range(len(flat[0]))])
        return mapped(lambda _: next(stacked), rows[0])

    return function


def table(out: Any, wanted: Any, create: bool = True) -> Any:
    """Return the effects of ``wanted`` on every entry of ``out``."""
    size, rows = out.numel(), []
    before = len(current().requests)
    for k in range(size):
        unit = arrays.value_of([float(i == k) for i in range(size)], arrays.shape_of(out.value))
        seed = TorchTensor(current().leaf(unit, out._dtype), out._dtype)
        if out.requires_grad:
            (found,) = gradient(out, [wanted], grad_outputs=[seed], create_graph=create, retain_graph=True, materialize_grads=True)
        else:
            found = TORCH.zeros_like(wanted)
        rows.append(found)
    del current().requests[before + 1 :]
    return TORCH.reshape(TORCH.stack(rows), (*tuple(out.shape), *tuple(wanted.shape)))


def _jacobian(f: Callable[..., Any], argnums: Any = 0, has_aux: bool = False, **_: Any) -> Callable[..., Any]:
    def function(*args: Any) -> Any:
        with _Level() as inner:
            keep = inner or needing(args)
            inside, wanted = _chosen(args, argnums)
            out = f(*inside)
            out, aux = out if has_aux else (out, None)
            found = plain(mapped(lambda o: mapped(lambda x: table(o, x, keep), wanted), out), keep)
        return (found, aux) if has_aux else found

    return function


def _func_hessian(f: Callable[..., Any], argnums: Any = 0) -> Callable[..., Any]:
    return _jacobian(_jacobian(f, argnums), argnums)


def _func_vjp(f: Callable[..., Any], *args: Any, has_aux: bool = False) -> Any:
    with _Level() as inner:
        keep = inner or needing(args)
        inside = [mapped(entered, a) for a in args]
        out = f(*inside)
        out, aux = out if has_aux else (out, None)

    def back(*given: Any, **_: Any) -> Any:
        tree = given[0] if len(given) == 1 else given
        found = iter(gradient(leaves(out), leaves(inside), leaves(tree), retain_graph=True, create_graph=keep, materialize_grads=True))
        return tuple(mapped(lambda _: next(found), inside))

    return (plain(out, keep), back, aux) if has_aux else (plain(out, keep), back)


def _func_jvp(f: Callable[..., Any], primals: Any, tangents: Any, **_: Any) -> Any:
    with _Level() as inner:
        keep = inner or needing(primals)
        inside = [entered(x) for x in primals]
        out = f(*inside)
        return plain(out, keep), plain(pushed(out, inside, tangents), keep)


def _func_linearize(f: Callable[..., Any], *primals: Any) -> Any:
    """Return the value of ``f`` and the function from moves of its arguments to its own."""
    return f(*primals), lambda *tangents: _func_jvp(f, primals, tangents)[1]


def pushed(out: Any, inside: Sequence[Any], moves: Sequence[Any]) -> Any:
    """Return how fast ``out`` moves when the tensors ``inside`` move like ``moves``."""
    total = None
    for x, move in zip(inside, moves, strict=True):
        slopes = TORCH.reshape(table(out, x), (out.numel(), x.numel()))
        adds = TORCH.reshape(TORCH.matmul(slopes, TORCH.reshape(move, (x.numel(),))), tuple(out.shape))
        total = adds if total is None else total + adds
    return total


def functional_call(module: Any, parameters: Any, args: Any = (), kwargs: Any = None, **_: Any) -> Any:
    """Call a module with other parameters."""
    parameters = {k: v for p in (parameters if isinstance(parameters, list | tuple) else [parameters]) for k, v in p.items()}
    before = {}
    for name, new in parameters.items():
        *path, last = name.split(".")
        holder = module.get_submodule(".".join(path))
        before[name] = holder, last, holder._swap(last, new)
    try:
        return module(*(args if isinstance(args, tuple) else (args,)), **(kwargs or {}))
    finally:
        for holder, last, old in before.values():
            holder._swap(last, old)


class _Dual:
    """A level of forward mode: tensors that carry a tangent, and what is made of them."""

    def __enter__(self) -> _Dual:
        current().state["torch duals"] = []
        return self

    def __exit__(self, *_: object) -> None:
        current().state["torch duals"] = None


def make_dual(tensor: Any, tangent: Any, **_: Any) -> Any:
    """Return a tensor that carries a tangent: how fast it moves."""
    duals = current().state.get("torch duals")
    if duals is None:
        raise refused("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.")
    if tuple(tensor.shape) != tuple(tangent.shape):
        raise refused(f"Expected tangent to have the shape {list(tensor.shape)}, but got {list(tangent.shape)}")
    made = entered(tensor)
    duals.append((made, tangent))
    return made


class UnpackedDualTensor(NamedTuple):
    """A value and how fast it moves."""

    primal: Any
    tangent: Any


def unpack_dual(tensor: Any, **_: Any) -> Any:
    """Return the numbers of a tensor, and its tangent: the slopes by all that carry one, times those tangents."""
    found = None
    for dual, tangent in current().state.get("torch duals") or []:
        if dual is tensor:
            found = tangent
        elif tensor.requires_grad and any([t is not None for t in gradient(tensor.sum(), [dual], retain_graph=True, allow_unused=True)]):
            adds = pushed(tensor, [dual], [tangent]).detach()
            found = adds if found is None else found + adds
    return UnpackedDualTensor(tensor.detach(), found)


def stack_module_state(models: Any) -> tuple[Any, Any]:
    """Return the parameters and the buffers of models, those of one name in one tensor."""
    named = [(dict(m.named_parameters()), dict(m.named_buffers())) for m in models]
    stacked = [{k: TORCH.stack([n[part][k] for n in named]) for k in named[0][part]} for part in (0, 1)]
    for tensor in stacked[0].values():
        tensor.detach_().requires_grad_()
    return stacked[0], stacked[1]


forward_ad = Namespace("torch.autograd.forward_ad", {"dual_level": _Dual, "make_dual": make_dual, "unpack_dual": unpack_dual})
func = Namespace("torch.func", {
    "grad": grad, "grad_and_value": grad_and_value, "vmap": vmap, "jacrev": _jacobian, "jacfwd": _jacobian, "hessian": _func_hessian,
    "vjp": _func_vjp, "jvp": _func_jvp, "linearize": _func_linearize, "functional_call": functional_call,
    "stack_module_state": stack_module_state,
})  # fmt: skip

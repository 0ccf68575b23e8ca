"""PyTorch's functions on functions: torch.func, torch.autograd.functional, functions with a slope of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

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

__all__ = ["Function", "func", "functional", "gradcheck", "vmap"]


class _Context:
    """What forward leaves for backward."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()
        self.needs_input_grad: tuple[bool, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors."""
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *_: Any) -> None:
        """Take it and do nothing."""

    mark_dirty = set_materialize_grads = save_for_forward = mark_non_differentiable


class Function:
    """A function with a slope of its own: forward(ctx, …) and backward(ctx, grad)."""

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

        def slope(k: int) -> Callable[[Any], list[Any]]:
            def back(g: Any) -> list[Any]:
                given = [g if j == k else TORCH.zeros_like(o) for j, o in enumerate(outputs)]
                found = own.backward(context, *given)
                found = list(found) if isinstance(found, tuple | list) else [found]
                if len(found) < len(args):
                    raise refused(
                        f"function {cls.__name__}Backward returned an incorrect number of gradients (expected {len(args)}, got {len(found)})",
                        hint="return one gradient for each argument of forward, None where there is none",
                    )
                return [f for f, a in zip(found, args, strict=False) if isinstance(a, Tensor)]

            return back

        made = [own_operation(TorchTensor, inputs, o, slope(k)) for k, o in enumerate(outputs)]
        for new in made:
            new._rename(f"{cls.__name__}Backward")
        context.saved_tensors = tuple([next((m for m, o in zip(made, outputs, strict=True) if o is t), t) for t in context.saved_tensors])
        return tuple(made) if several else made[0]


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


def _entered(x: Any) -> Any:
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


def _plain(tree: Any, keep: bool) -> Any:
    return mapped(lambda t: t if keep or not isinstance(t, TorchTensor) else t.detach(), tree)


def _needing(args: Any) -> bool:
    return any([isinstance(t, TorchTensor) and t.requires_grad for t in leaves(args)])


def _chosen(args: Sequence[Any], argnums: Any) -> tuple[list[Any], Any]:
    """Return the arguments with those that are asked for entered, and those (one, or a tuple)."""
    places = [argnums] if isinstance(argnums, int) else list(argnums)
    inside = [mapped(_entered, a) if k in places else a for k, a in enumerate(args)]
    return inside, inside[argnums] if isinstance(argnums, int) else tuple([inside[k] for k in places])


def grad_and_value(f: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """Return the function that gives the gradient of ``f``, and its value."""

    def function(*args: Any, **options: Any) -> Any:
        with _Level() as inner:
            keep = inner or _needing(args)
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
            value, aux = _plain(out, keep), _plain(aux, keep)
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
        sizes = [leaves(a)[0].shape[d if isinstance(d, int) else 0] for a, d in zip(args, dims, strict=True) if d is not None]
        if len(set(sizes)) > 1:
            raise refused(
                f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension",
                "ValueError",
            )

        def row(k: int) -> Any:
            taken = [a if d is None else mapped(partial(_row, k, d), a) for a, d in zip(args, dims, strict=True)]
            return f(*taken, **options)

        rows = [row(k) for k in range(sizes[0])]
        flat = [leaves(r) for r in rows]
        stacked = iter([TORCH.stack([r[j] for r in flat], out_dims) for j in range(len(flat[0]))])
        return mapped(lambda _: next(stacked), rows[0])

    return function


def _table(out: Any, wanted: Any, create: bool = True) -> Any:
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
            keep = inner or _needing(args)
            inside, wanted = _chosen(args, argnums)
            out = f(*inside)
            out, aux = out if has_aux else (out, None)
            found = _plain(mapped(lambda o: mapped(lambda x: _table(o, x, keep), wanted), out), keep)
        return (found, aux) if has_aux else found

    return function


def _func_hessian(f: Callable[..., Any], argnums: Any = 0) -> Callable[..., Any]:
    return _jacobian(_jacobian(f, argnums), argnums)


def _func_vjp(f: Callable[..., Any], *args: Any, has_aux: bool = False) -> Any:
    with _Level() as inner:
        keep = inner or _needing(args)
        inside = [mapped(_entered, a) for a in args]
        out = f(*inside)
        out, aux = out if has_aux else (out, None)

    def back(*given: Any, **_: Any) -> Any:
        tree = given[0] if len(given) == 1 else given
        found = iter(gradient(leaves(out), leaves(inside), leaves(tree), retain_graph=True, create_graph=keep, materialize_grads=True))
        return tuple(mapped(lambda _: next(found), inside))

    return (_plain(out, keep), back, aux) if has_aux else (_plain(out, keep), back)


def _func_jvp(f: Callable[..., Any], primals: Any, tangents: Any, **_: Any) -> Any:
    with _Level() as inner:
        keep = inner or _needing(primals)
        inside = [_entered(x) for x in primals]
        out = f(*inside)
        return _plain(out, keep), _plain(_pushed(out, inside, tangents), keep)


def _pushed(out: Any, inside: Sequence[Any], moves: Sequence[Any]) -> Any:
    total = None
    for x, move in zip(inside, moves, strict=True):
        table = TORCH.reshape(_table(out, x), (out.numel(), x.numel()))
        adds = TORCH.reshape(TORCH.matmul(table, TORCH.reshape(move, (x.numel(),))), tuple(out.shape))
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


# ---- torch.autograd.functional ----


def _inside(inputs: Any) -> list[Any]:
    return [_entered(x) for x in (inputs if isinstance(inputs, tuple) else (inputs,))]


def _form(found: list[Any], inputs: Any) -> Any:
    return tuple(found) if isinstance(inputs, tuple) else found[0]


def jacobian(f: Callable[..., Any], inputs: Any, create_graph: bool = False, **_: Any) -> Any:
    """Return all slopes of ``f`` at ``inputs``."""
    inside = _inside(inputs)
    out = f(*inside)
    return _plain(mapped(lambda o: _form([_table(o, x, create_graph) for x in inside], inputs), out), create_graph)


def _scalar(out: Any, name: str) -> None:
    if out.numel() != 1:
        raise refused(f"The Tensor returned by the function given to {name} should contain a single element")


def hessian(f: Callable[..., Any], inputs: Any, create_graph: bool = False, **_: Any) -> Any:
    """Return all second slopes of ``f`` at ``inputs``."""
    inside = _inside(inputs)
    out = f(*inside)
    _scalar(out, "hessian")
    first = gradient(out, inside, create_graph=True, materialize_grads=True)
    found = [tuple([_plain(_table(g, x, create_graph), create_graph) for x in inside]) for g in first]
    return tuple(found) if isinstance(inputs, tuple) else found[0][0]


def vjp(f: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and the effects where those on its value are ``v``."""
    inside = _inside(inputs)
    out = f(*inside)
    found = gradient(out, inside, grad_outputs=[v], create_graph=create_graph, materialize_grads=True)
    return _plain(out, create_graph), _form(list(found), inputs)


def jvp(f: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and how fast it moves when its inputs move like ``v``."""
    inside = _inside(inputs)
    moves = list(v) if isinstance(v, tuple) else [TORCH.ones_like(inside[0]) if v is None else v]
    out = f(*inside)
    return _plain(out, create_graph), _plain(_pushed(out, inside, moves), create_graph)


def hvp(f: Callable[..., Any], inputs: Any, v: Any = None, **_: Any) -> tuple[Any, Any]:
    """Return the value of ``f``, and its second slopes times ``v``."""
    inside = _inside(inputs)
    moves = list(v) if isinstance(v, tuple) else [TORCH.ones_like(inside[0]) if v is None else v]
    out = f(*inside)
    _scalar(out, "hvp")
    first = gradient(out, inside, create_graph=True, materialize_grads=True)
    found = gradient(list(first), inside, moves, materialize_grads=True) if _needing(first) else [TORCH.zeros_like(x) for x in inside]
    return out.detach(), _form(list(found), inputs)


def gradcheck(f: Callable[..., Any], inputs: Any, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3, **_: Any) -> bool:
    """Tell whether the slopes of ``f`` agree with measured ones. Raises CellError where they do not."""
    given = list(inputs) if isinstance(inputs, tuple | list) else [inputs]
    for k, x in enumerate(given):
        if not (isinstance(x, TorchTensor) and x.requires_grad):
            continue
        table = arrays.data_of(_table(TORCH.reshape(f(*given), -1), x, False).value)
        with NoGrad():
            data, shape, columns = list(arrays.data_of(x.value)), tuple(x.shape), []
            for j in range(len(data)):
                ends = []
                for step in (eps, -eps):
                    moved = [v + step * (i == j) for i, v in enumerate(data)]
                    ends.append(arrays.data_of(f(*given[:k], TORCH._new(arrays.value_of(moved, shape), x._dtype), *given[k + 1 :]).value))
                columns.append([(a - b) / (2 * eps) for a, b in zip(*ends, strict=True)])
        measured = [columns[j][i] for i in range(len(columns[0])) for j in range(len(columns))]
        if any([abs(a - b) > atol + rtol * abs(b) for a, b in zip(table, measured, strict=True)]):
            raise refused(f"Jacobian mismatch for output 0 with respect to input {k}")
    return True


func = Namespace("torch.func", {
    "grad": grad, "grad_and_value": grad_and_value, "vmap": vmap, "jacrev": _jacobian, "jacfwd": _jacobian, "hessian": _func_hessian,
    "vjp": _func_vjp, "jvp": _func_jvp, "functional_call": functional_call,
})  # fmt: skip
functional = Namespace(
    "torch.autograd.functional", {"jacobian": jacobian, "hessian": hessian, "vjp": vjp, "jvp": jvp, "hvp": hvp, "vhp": hvp}
)

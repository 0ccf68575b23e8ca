"""JAX's functions with a slope of their own, its keys, its loops, and the modules of JAX and autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .custom import own_operation
from .dtypes import DTYPES, FLOAT32, FLOAT64
from .jax import ANP, AUTOGRAD, JAX, JNP, JaxArray, leaves, tree_map
from .modules import Namespace
from .numpy import random_names
from .tensor import as_tensor

__all__ = ["modules"]


class _Custom:
    """A function with a slope of its own: defvjp or defjvp say how."""

    def __init__(self, f: Callable[..., Any], nondiff_argnums: Any = ()) -> None:
        self.f = f
        self.forward: Any = None
        self.inside = False  # the function's own rules call it for its value alone
        self.back: Any = None
        self.moves: Any = None

    def defvjp(self, forward: Any, back: Any, **_: Any) -> None:
        """Give the forward and the backward part."""
        self.forward, self.back = forward, back

    def defjvp(self, moves: Any, **_: Any) -> Any:
        """Give the rule from moves to moves."""
        self.moves = moves
        return moves

    def defjvps(self, *rules: Any) -> None:
        """Give one rule for each argument."""

        def moves(args: Any, speeds: Any) -> Any:
            out = self.f(*args)
            total = 0.0
            for r, s in zip(rules, speeds, strict=True):
                total = total if r is None else total + r(s, out, *args)
            return out, total

        self.moves = moves

    def __call__(self, *args: Any) -> Any:
        inputs = [as_tensor(JaxArray, a) for a in args]
        if self.forward is not None and not self.inside:
            self.inside = True
            try:
                output, kept = self.forward(*inputs)
            finally:
                self.inside = False
            return own_operation(JaxArray, inputs, as_tensor(JaxArray, output), lambda g: self.back(kept, g))
        if self.moves is None:
            return self.f(*inputs)
        if self.inside:
            return self.f(*inputs)
        self.inside = True
        try:
            output = as_tensor(JaxArray, self.moves(inputs, [as_tensor(JaxArray, 0.0) for _ in inputs])[0])
        finally:
            self.inside = False

        def slope(g: Any) -> list[Any]:
            found = []
            for k in range(len(inputs)):
                speeds = [as_tensor(JaxArray, 1.0 if j == k else 0.0, inputs[j]._dtype) for j in range(len(inputs))]
                found.append(g * self.moves(inputs, speeds)[1])
            return found

        return own_operation(JaxArray, inputs, output, slope)


class _Key:
    """A key for random numbers. The numbers drawn with it are the same on every run, and not those of the real library."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __repr__(self) -> str:
        return f"Array([0, {self.seed}], dtype=uint32)"

    def __getitem__(self, k: int) -> _Key:
        return _Key(self.seed * 1000 + k)


def _split(key: _Key, num: int = 2) -> list[_Key]:
    return [_Key(key.seed * 1000 + k + 1) for k in range(num)]


def _drawn(name: str) -> Callable[..., Any]:
    def draw(key: _Key, shape: Any = (), *args: Any, minval: float = 0.0, maxval: float = 1.0, **_: Any) -> Any:
        if name == "uniform":
            return JNP.uniform(shape, minval, maxval, seed=key.seed)
        return JNP.normal(shape, seed=key.seed)

    return draw


def _cond(test: Any, yes: Any, no: Any, *args: Any) -> Any:
    return yes(*args) if test else no(*args)


def _fori(low: int, high: int, body: Any, start: Any) -> Any:
    for k in range(int(low), int(high)):
        start = body(k, start)
    return start


def _scan(f: Any, start: Any, xs: Any, length: int = 0, **_: Any) -> Any:
    outs = []
    for k in range(length if xs is None else len(leaves(xs)[0])):
        start, out = f(start, None if xs is None else tree_map(lambda v, k=k: as_tensor(JaxArray, v)[k], xs))
        outs.append(out)
    return start, None if outs[0] is None else JNP.stack(outs)


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    numpy = Namespace("jax.numpy", {**DTYPES, "ndarray": JaxArray, "linalg": Namespace("jax.numpy.linalg", {}, JNP.find)}, JNP.find)
    lax = Namespace("jax.lax", {
        "stop_gradient": JAX.stop_gradient, "cond": _cond, "fori_loop": _fori, "scan": _scan, "select": JNP.where,
    }, JNP.find)  # fmt: skip
    random = Namespace("jax.random", {
        "PRNGKey": _Key, "key": _Key, "split": _split, "normal": _drawn("normal"), "uniform": _drawn("uniform"), "fold_in": lambda k, n: k[n],
    })  # fmt: skip
    tree = {"tree_map": tree_map, "tree_leaves": leaves, "map": tree_map, "leaves": leaves}
    nn = Namespace("jax.nn", {"one_hot": JNP.one_hot, "logsumexp": JNP.logsumexp}, JNP.find)
    jit = lambda f=None, **_: f if f is not None else (lambda g: g)  # noqa: E731
    jax = Namespace("jax", {
        "grad": JAX.grad, "value_and_grad": JAX.value_and_grad, "jacfwd": JAX.jacobian, "jacrev": JAX.jacobian, "jacobian": JAX.jacobian,
        "hessian": JAX.hessian, "vjp": JAX.vjp, "jvp": JAX.jvp, "vmap": JAX.vmap, "jit": jit, "numpy": numpy, "lax": lax, "random": random,
        "nn": nn, "tree_map": tree_map, "tree_util": Namespace("jax.tree_util", tree), "tree": Namespace("jax.tree", tree), "Array": JaxArray,
        "custom_vjp": _Custom, "custom_jvp": _Custom, "device_put": lambda x: x, "__version__": "0.10.2", "checkpoint": lambda f, **_: f,
        "config": Namespace("jax.config", {"update": _configured}), "block_until_ready": lambda x: x, "debug": Namespace("jax.debug", {"print": lambda *a, **o: None}),
    })  # fmt: skip
    anp = Namespace("autograd.numpy", {
        "random": Namespace("autograd.numpy.random", random_names(ANP)), "linalg": Namespace("autograd.numpy.linalg", {}, ANP.find), "float64": FLOAT64,
    }, ANP.find)  # fmt: skip
    autograd = Namespace("autograd", {
        "grad": AUTOGRAD.grad, "jacobian": AUTOGRAD.jacobian, "hessian": AUTOGRAD.hessian, "elementwise_grad": AUTOGRAD.elementwise_grad,
        "value_and_grad": AUTOGRAD.value_and_grad, "numpy": anp, "egrad": AUTOGRAD.elementwise_grad,
    })  # fmt: skip
    return {
        "jax": jax, "jax.numpy": numpy, "jax.lax": lax, "jax.random": random, "jax.nn": nn, "jax.tree_util": jax.tree_util,
        "autograd": autograd, "autograd.numpy": anp,
    }  # fmt: skip


def _configured(name: str, value: Any) -> None:
    if name == "jax_enable_x64":
        JaxArray.float_type = FLOAT64 if value else FLOAT32

"""The modules of JAX: jit, settings, and where each name is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .dtypes import BOOL, DTYPES, DType, dtype_text
from .jax import JNP, JaxArray, use_doubles
from .jax_custom import custom_jvp, custom_vjp
from .jax_lax import lax_module
from .jax_nn import nn_module, scipy_modules
from .jax_random import random
from .jax_transforms import Transforms
from .jax_trees import flatten, tree_map, tree_names
from .modules import Namespace
from .numpy_names import numpy_names
from .session import CellError, current
from .tensor import Tensor, as_tensor

__all__ = ["modules"]

JAX = Transforms(JaxArray)


class JaxType(DType):
    """A number type of jax.numpy: called, it makes an array."""

    def __call__(self, value: Any = 0.0) -> Any:
        """Return a value in this type."""
        found = JNP.array(value, dtype=DTYPES[self.name])
        found.weak = False
        return found

    def __repr__(self) -> str:
        return f"<class 'jax.numpy.{self.name}'>"

    __hash__ = DType.__hash__


class Jitted:
    """A function as jit gives it. It runs as it is; what it prints, it prints once for arguments of a kind, and sees them staged."""

    def __init__(self, f: Callable[..., Any], static_argnums: Any = (), static_argnames: Any = (), **_: Any) -> None:
        self.f = self.__wrapped__ = f
        self.__name__, self.__doc__ = getattr(f, "__name__", "function"), getattr(f, "__doc__", None)
        self.fixed = (static_argnums,) if isinstance(static_argnums, int) else tuple(static_argnums or ())
        self.names = (static_argnames,) if isinstance(static_argnames, str) else tuple(static_argnames or ())

    def _static(self, k: int) -> bool:
        code = getattr(self.f, "__code__", None)
        name = code.co_varnames[k] if code is not None and k < code.co_argcount else ""
        return k in self.fixed or name in self.names

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Return what the function returns."""
        if any([isinstance(v, JaxArray) and v.staged for v in flatten((args, options))[0] if hasattr(v, "staged")]):
            return self.f(*args, **options)
        seen: list[Any] = [self.f]
        given = [a if self._static(k) else self._staged(a, seen) for k, a in enumerate(args)]
        named = {n: a if n in self.names else self._staged(a, seen) for n, a in options.items()}
        seen += [repr(a) for k, a in enumerate(args) if self._static(k)]
        session = current()
        known = session.kept("jit", set)
        again = tuple(seen) in known
        known.add(tuple(seen))
        session.muted += again
        try:
            return tree_map(self._open, self.f(*given, **named))
        finally:
            session.muted -= again

    @staticmethod
    def _staged(tree: Any, seen: list[Any]) -> Any:
        def entry(value: Any) -> Any:
            if not isinstance(value, Tensor | int | float):
                if isinstance(value, str):
                    text = f"Cannot interpret value of type {type(value)} as an abstract array; it does not have a dtype attribute"
                    raise CellError("TypeError", text, "mark the argument with static_argnums")
                return value
            tensor = as_tensor(JaxArray, value)
            found = JaxArray(tensor.line, tensor._dtype)
            found.weak, found.traced, found.staged = tensor.weak, tensor.traced, True
            seen.append(found._short())
            return found

        return tree_map(entry, tree)

    @staticmethod
    def _open(value: Any) -> Any:
        if not isinstance(value, Tensor | int | float):
            return value
        tensor = as_tensor(JaxArray, value)
        found = JaxArray(tensor.line, tensor._dtype)
        found.weak, found.traced = tensor.weak, tensor.traced
        return found

    def __get__(self, owner: Any, cls: Any = None) -> Any:
        return self if owner is None else lambda *args, **options: self(owner, *args, **options)

    def __repr__(self) -> str:
        return f"<PjitFunction of {self.f!r}>"


def jit(f: Any = None, **options: Any) -> Any:
    """Return the function; used as a decorator with or without arguments."""
    return Jitted(f, **options) if f is not None else lambda g: Jitted(g, **options)


def _decorator(f: Any = None, **_: Any) -> Any:
    return f if f is not None else lambda g: g


def _configured(name: str, value: Any) -> None:
    if name == "jax_enable_x64":
        use_doubles(bool(value))


def _debug_print(text: str, *args: Any, **options: Any) -> None:
    options.pop("ordered", None)
    known = tree_map(lambda v: Jitted._open(JAX._free(v)) if isinstance(v, JaxArray) else v, (args, options))
    current().write(text.format(*known[0], **known[1]) + "\n")  # type: ignore[attr-defined]


def _jaxpr(*_: Any, **__: Any) -> Any:
    raise CellError("NotImplementedError", "jax.make_jaxpr is not supported.", "the page shows the calculation line by line")


def _shape_of(f: Any, *args: Any, **options: Any) -> Any:
    return f(*args, **options)


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    use_doubles(False)
    types = {n: JaxType(d.name, d.kind, d.bits) for n, d in DTYPES.items() if n not in ("float", "int", "double", "half", "long")}
    names = {**numpy_names(JNP), **types, "bool_": BOOL, "ndarray": JaxArray, "float_": types["float32"], "int_": types["int32"]}
    names |= {
        "result_type": lambda *given: dtype_text(JNP.kind(_widest(given))), "promote_types": lambda a, b: dtype_text(JNP.kind(_widest((a, b)))),
        "bfloat16": types["float16"], "iinfo": lambda _: Namespace("iinfo", {"max": 2**31 - 1, "min": -(2**31)}),
    }  # fmt: skip
    numpy = Namespace("jax.numpy", names, JNP.find)
    lax = lax_module(JAX.stop_gradient)
    nn = nn_module(JNP)
    scipy = scipy_modules("jax.scipy", JNP)
    trees = tree_names()
    tree, tree_util = Namespace("jax.tree", trees), Namespace("jax.tree_util", trees)
    debug = Namespace("jax.debug", {"print": _debug_print, "callback": lambda f, *a, **o: f(*a, **o), "breakpoint": lambda: None})
    config = Namespace("jax.config", {"update": _configured, "jax_enable_x64": False})
    dtypes = Namespace("jax.dtypes", {"canonicalize_dtype": JNP.kind})
    jax = Namespace("jax", {
        "grad": JAX.grad, "value_and_grad": JAX.value_and_grad, "jacfwd": JAX.jacobian, "jacrev": JAX.jacobian, "jacobian": JAX.jacobian,
        "hessian": JAX.hessian, "vjp": JAX.vjp, "jvp": JAX.jvp, "linearize": JAX.linearize, "vmap": JAX.vmap, "pmap": JAX.vmap, "jit": jit,
        "numpy": numpy, "lax": lax, "random": random, "nn": nn, "scipy": scipy["jax.scipy"], "tree_map": tree_map, "tree_util": tree_util, "tree": tree,
        "Array": JaxArray, "custom_vjp": custom_vjp, "custom_jvp": custom_jvp, "checkpoint": _decorator, "remat": _decorator,
        "named_call": _decorator, "ensure_compile_time_eval": Jitted, "device_put": lambda x, *_: tree_map(lambda v: as_tensor(JaxArray, v), x),
        "device_get": lambda x: tree_map(lambda v: v, x), "block_until_ready": lambda x: x, "__version__": "0.10.2", "config": config,
        "debug": debug, "dtypes": dtypes, "make_jaxpr": _jaxpr, "eval_shape": _shape_of, "devices": lambda *_: ["TFRT_CPU_0"],
        "local_devices": lambda *_: ["TFRT_CPU_0"], "device_count": lambda: 1, "default_backend": lambda: "cpu",
        "disable_jit": lambda *_: _Nothing(), "typing": Namespace("jax.typing", {"ArrayLike": Any}),
    })  # fmt: skip
    flags = Namespace("jax.config", {"config": config, "update": _configured})
    return {
        "jax": jax, "jax.numpy": numpy, "jax.lax": lax, "jax.random": random, "jax.nn": nn, "jax.tree_util": tree_util, "jax.tree": tree,
        "jax.numpy.linalg": numpy.linalg, "jax.debug": debug, "jax.config": flags, "jax.typing": jax.typing, **scipy,
    }  # fmt: skip


class _Nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _widest(given: Any) -> DType:
    from .session import widest

    kinds = [
        v if isinstance(v, DType) else v._dtype if isinstance(v, Tensor) else JNP.kind(v) or as_tensor(JaxArray, v)._dtype for v in given
    ]
    found = widest(kinds)
    return found if found is not None else DTYPES["float32"]

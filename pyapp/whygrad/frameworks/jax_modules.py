"""The modules of JAX: settings, and where each name is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .custom import with_own_gradient
from .dtypes import BOOL, DTYPES, DType, dtype_text
from .jax import JNP, JaxArray, Spoken, setting
from .jax_custom import custom_jvp, custom_vjp
from .jax_initializers import initializers
from .jax_lax import lax_module
from .jax_nn import nn_module, scipy_modules
from .jax_random import random
from .jax_staging import Jitted, Once, jit, marked
from .jax_transforms import Transforms
from .jax_trees import in_one_row, tree_map, tree_names
from .modules import Namespace
from .numpy_names import numpy_names
from .session import CellError, current, kind_named
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


def _decorator(f: Any = None, **_: Any) -> Any:
    return f if f is not None else lambda g: g


def _configured(name: str, value: Any) -> None:
    current().state[name] = value


def _debug_print(text: str, *args: Any, **options: Any) -> None:
    options.pop("ordered", None)
    known = tree_map(lambda v: marked(v, staged=False, traced=False, mapped=0) if isinstance(v, JaxArray) else v, (args, options))
    current().write(text.format(*known[0], **known[1]) + "\n")  # type: ignore[attr-defined]


def _jaxpr(*_: Any, **__: Any) -> Any:
    raise CellError("NotImplementedError", "jax.make_jaxpr is not supported.", "the page shows the calculation line by line")


class ShapeDtypeStruct:
    """The shape and the type of an array without its numbers."""

    def __init__(self, shape: Any, dtype: Any, weak_type: bool = False, **_: Any) -> None:
        self.shape, self.dtype, self.weak_type = tuple(shape), dtype_text(JNP.kind(dtype)), weak_type

    def __repr__(self) -> str:
        return f"ShapeDtypeStruct(shape={self.shape}, dtype={self.dtype}{', weak_type=True' if self.weak_type else ''})"


def _shape_of(f: Any, *args: Any, **options: Any) -> Any:
    given = tree_map(lambda v: JNP.zeros(v.shape, dtype=v.dtype.name) if isinstance(v, ShapeDtypeStruct) else v, (args, options))
    found = tree_map(lambda v: as_tensor(JaxArray, v), Once(f)(*given[0], **given[1]))
    return tree_map(lambda v: ShapeDtypeStruct(v.shape, v._dtype, v.weak), found)


@contextmanager
def _with_setting(name: str, value: Any) -> Iterator[None]:
    before = setting(name)
    _configured(name, value)
    try:
        yield
    finally:
        _configured(name, before)


def _custom_gradient(f: Any) -> Any:
    return with_own_gradient(JaxArray, f)


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    types = {n: JaxType(d.name, d.kind, d.bits) for n, d in DTYPES.items() if n not in ("float", "int", "double", "half", "long")}
    names = {**numpy_names(JNP), **types, "bool_": BOOL, "ndarray": JaxArray, "float_": types["float32"], "int_": types["int32"]}
    names |= {
        "result_type": lambda *given: dtype_text(JNP.kind(_widest(given))), "promote_types": lambda a, b: dtype_text(JNP.kind(_widest((a, b)))),
        "iinfo": lambda _: Namespace("iinfo", {"max": 2**31 - 1, "min": -(2**31)}),
    }  # fmt: skip
    numpy = Namespace("jax.numpy", names, JNP.find)
    lax = lax_module(JAX.stop_gradient)
    nn = nn_module(JNP)
    scipy = scipy_modules("jax.scipy", JNP)
    trees = tree_names()
    tree, tree_util = Namespace("jax.tree", trees), Namespace("jax.tree_util", trees)
    debug = Namespace("jax.debug", {"print": _debug_print, "callback": lambda f, *a, **o: f(*a, **o), "breakpoint": lambda: None})
    config = Namespace(
        "jax.config", {"update": _configured, "read": setting}, lambda name: setting(name) if name.startswith("jax_") else None
    )
    errors = Namespace("jax.errors", {}, lambda name: kind_named(name) if name[:1].isupper() else None)
    starts = initializers()
    experimental = Namespace("jax.experimental", {
        "enable_x64": lambda on=True: _with_setting("jax_enable_x64", on), "disable_x64": lambda: _with_setting("jax_enable_x64", False)})  # fmt: skip
    dtypes = Namespace("jax.dtypes", {"canonicalize_dtype": JNP.kind})
    jax = Namespace("jax", {
        "grad": JAX.grad, "value_and_grad": JAX.value_and_grad, "jacfwd": JAX.jacobian, "jacrev": JAX.jacrev, "jacobian": JAX.jacrev,
        "hessian": JAX.hessian, "vjp": JAX.vjp, "jvp": JAX.jvp, "linearize": JAX.linearize, "vmap": JAX.vmap, "pmap": JAX.vmap, "jit": jit,
        "numpy": numpy, "lax": lax, "random": random, "nn": nn, "scipy": scipy["jax.scipy"], "tree_map": tree_map, "tree_util": tree_util, "tree": tree,
        "Array": JaxArray, "custom_vjp": custom_vjp, "custom_jvp": custom_jvp, "checkpoint": _decorator, "remat": _decorator,
        "named_call": _decorator, "ensure_compile_time_eval": Jitted, "device_put": lambda x, *_: tree_map(lambda v: as_tensor(JaxArray, v), x),
        "device_get": lambda x: tree_map(lambda v: v.__array__() if isinstance(v, JaxArray) else v, x), "block_until_ready": lambda x: x, "__version__": "0.10.2", "config": config,
        "debug": debug, "dtypes": dtypes, "make_jaxpr": _jaxpr, "eval_shape": _shape_of, "devices": lambda *_: [Spoken("CpuDevice(id=0)")],
        "local_devices": lambda *_: [Spoken("CpuDevice(id=0)")], "device_count": lambda: 1, "default_backend": lambda: "cpu",
        "disable_jit": lambda *_: _Nothing(), "named_scope": lambda *_: _Nothing(), "default_device": lambda *_: _Nothing(),
        "default_matmul_precision": lambda *_: _Nothing(), "checking_leaks": lambda *_: _Nothing(), "process_count": lambda: 1,
        "process_index": lambda: 0, "local_device_count": lambda: 1, "clear_caches": lambda: None, "effects_barrier": lambda: None,
        "enable_x64": lambda on=True: _with_setting("jax_enable_x64", on), "debug_nans": lambda on=True: _with_setting("jax_debug_nans", on),
        "ShapeDtypeStruct": ShapeDtypeStruct, "custom_gradient": _custom_gradient, "errors": errors, "experimental": experimental,
        "typeof": lambda x: x.aval, "typing": Namespace("jax.typing", {"ArrayLike": Any}),
    })  # fmt: skip
    jax.nn.initializers = starts
    jax.flatten_util = Namespace("jax.flatten_util", {"ravel_pytree": lambda tree: in_one_row(JNP, tree)})
    flags = Namespace("jax.config", {"config": config, "update": _configured})
    return {
        "jax": jax, "jax.numpy": numpy, "jax.lax": lax, "jax.random": random, "jax.nn": nn, "jax.tree_util": tree_util, "jax.tree": tree,
        "jax.flatten_util": jax.flatten_util, "jax.numpy.linalg": numpy.linalg, "jax.test_util": Namespace("jax.test_util", {"check_grads": JAX.check_grads}),
        "jax.nn.initializers": starts, "jax.errors": errors, "jax.experimental": experimental, "jax.debug": debug, "jax.config": flags, "jax.typing": jax.typing, **scipy,
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

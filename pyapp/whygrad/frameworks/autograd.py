"""autograd: NumPy's arrays, from which slopes go back, and functions with slopes of their own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .custom import own_operation
from .functions import Functions
from .jax_nn import scipy_modules
from .jax_transforms import Transforms, named
from .jax_trees import in_one_row, leaves, tree_map
from .modules import Namespace
from .numpy import ndarray
from .numpy_functions import NumpyFunctions
from .numpy_names import numpy_names
from .numpy_random import random_module
from .printing import array_text
from .session import CellError
from .tensor import as_tensor

__all__ = ["ANP", "AUTOGRAD", "AutogradArray", "autograd_modules"]


class AutogradArray(ndarray):
    """An array of autograd: NumPy's; ``traced`` while a gradient is asked for."""

    framework = "autograd"
    traced = False

    def made_from(self, op: Any, tensors: Any) -> Any:
        """A result is traced with any of what it is made of."""
        self.traced = any([getattr(t, "traced", False) for t in tensors])
        return self

    def _changed(self, result: Any, work: str) -> Any:
        return result if self.traced or getattr(result, "traced", False) else super()._changed(result, work)

    def __setitem__(self, index: Any, new: Any) -> None:
        if self.traced:
            raise CellError(
                "TypeError", "'ArrayBox' object does not support item assignment", "build a new array: np.where, np.concatenate"
            )
        if any([getattr(v, "traced", False) for v in leaves(new)]):
            text = "setting an array element with a sequence."
            raise CellError("ValueError", text, "build a new array: np.array([…]), np.where, np.concatenate")
        super().__setitem__(index, new)

    def __repr__(self) -> str:
        return str(self) if self.traced else super().__repr__()

    def __str__(self) -> str:
        return f"Autograd ArrayBox with value {array_text(self.value, self._dtype)}" if self.traced else super().__str__()


def _in_order(made: Any, like: Any) -> Any:
    """Return a tree with the keys of its dicts in the order of another: autograd keeps it, JAX sorts them."""
    if isinstance(like, dict):
        return {k: _in_order(made[k], v) for k, v in like.items()}
    if type(like) in (list, tuple):
        return type(like)([_in_order(m, v) for m, v in zip(made, like, strict=True)])
    return made


ANP = NumpyFunctions(AutogradArray)
AutogradArray.functions = ANP


class _Autograd(Transforms):
    """autograd's functions: whole numbers may be differentiated, lists of arguments stay lists."""

    def refuse_integer(self, tensor: Any) -> None:
        """Take arrays of whole numbers too."""

    def refuse_plain(self, value: Any) -> None:
        """Refuse Python's whole numbers."""
        raise self.foreign(value)

    def foreign(self, value: Any) -> CellError:
        """Return the refusal of what is no number."""
        return CellError("TypeError", f"Can't differentiate w.r.t. type {type(value)}")

    def not_scalar(self, out: Any) -> CellError:
        """Return the refusal of a value that is no single number."""
        text = "Grad only applies to real scalar-output functions. Try jacobian, elementwise_grad or holomorphic_grad."
        return CellError("TypeError", text, "use np.sum, or elementwise_grad")

    def _shaped(self, trees: Any, found: list[Any], single: bool) -> Any:
        if not single or any([isinstance(tree, list | tuple | dict) for tree, _ in trees]):
            for x in found:
                x.box = True
        made = super()._shaped(trees, found, single)
        given = [tree for tree, _ in trees]
        return _in_order(made, given[0] if single else tuple(given))

    def make_vjp(self, f: Any, argnum: Any = 0) -> Callable[..., Any]:
        """Return the function that gives the rule back and the value."""

        def function(*args: Any, **options: Any) -> Any:
            out, trees, inside = self._called(f, args, options, argnum)
            out = as_tensor(self.cls, out)

            def back(g: Any) -> Any:
                return self._shaped(trees, self.effects(out, inside, as_tensor(self.cls, g, out._dtype)), isinstance(argnum, int))

            return back, self.left(out, inside)

        return named(function, f)  # type: ignore[no-any-return]

    def make_jvp(self, f: Any, argnum: int = 0) -> Callable[..., Any]:
        """Return the function that gives for a point the function from a move to value and move."""

        def function(*args: Any, **options: Any) -> Any:
            def moved(v: Any) -> Any:
                out, _trees, inside = self._called(f, args, options, argnum)
                return self.left(out, inside), self.speeds(out, inside, leaves(v))

            return moved

        return function

    def hessian_vector_product(self, f: Any, argnum: int = 0) -> Callable[..., Any]:
        """Return the function that multiplies second slopes by a vector, its last argument."""

        def function(*args: Any, **options: Any) -> Any:
            *rest, vector = args
            slope = self.grad(f, argnum)
            return self.grad(
                lambda *inner, **o: Functions(self.cls).tensordot(slope(*inner, **o), vector, as_tensor(self.cls, vector).ndim), argnum
            )(*rest, **options)

        return function

    def make_hvp(self, f: Any, argnum: int = 0) -> Callable[..., Any]:
        """Return the function that gives for a point the one from a vector to the second slopes times it, and the gradient."""

        def function(*args: Any, **options: Any) -> Any:
            slope = self.grad(f, argnum)
            return lambda v: self.hessian_vector_product(f, argnum)(*args, v, **options), slope(*args, **options)

        return function

    def tensor_jacobian_product(self, f: Any, argnum: int = 0) -> Callable[..., Any]:
        """Return the function that multiplies slopes from the left by its last argument."""

        def function(*args: Any, **options: Any) -> Any:
            *rest, vector = args
            return self.make_vjp(f, argnum)(*rest, **options)[0](vector)

        return function

    vector_jacobian_product = tensor_jacobian_product

    def grad_named(self, f: Any, name: str) -> Callable[..., Any]:
        """Return the gradient by an argument that is given by its name."""
        return self.grad(f, f.__code__.co_varnames.index(name))

    def multigrad_dict(self, f: Any) -> Callable[..., Any]:
        """Return the function that gives the gradient by each argument, under the names of these."""

        def function(*args: Any, **options: Any) -> Any:
            given = inspect.signature(f).bind(*args, **options)
            given.apply_defaults()
            return self.grad(lambda named: f(**named))(dict(given.arguments))

        return function

    def multigrad(self, f: Any, argnums: Any = (0,), **_: Any) -> Callable[..., Any]:
        """Return the gradient by several arguments."""
        return self.grad(f, tuple(argnums))

    def grad_and_aux(self, f: Any, argnum: int = 0) -> Callable[..., Any]:
        """Return the gradient, and what the function gives beside its value."""
        return self.grad(f, argnum, has_aux=True)

    def checkpoint(self, f: Any) -> Any:
        """Return the function itself."""
        return f


AUTOGRAD = _Autograd(AutogradArray)


class primitive:
    """A function that autograd does not look into: its slopes are given by defvjp."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f, self.rules, self.numbers = f, dict[int, Any](), list[int]()
        self.__name__, self.__doc__ = getattr(f, "__name__", "function"), getattr(f, "__doc__", None)

    def __call__(self, *args: Any, **options: Any) -> Any:
        traced = [k for k, a in enumerate(args) if getattr(a, "traced", False)]
        plain = [AUTOGRAD._free(a) if k in traced else a for k, a in enumerate(args)]
        out = self.f(*plain, **options)
        if not traced:
            return out
        for k in traced:
            if k not in self.rules:
                raise CellError(
                    "NotImplementedError", f"VJP of {self.__name__} wrt argnum {k} not defined", f"call defvjp({self.__name__}, …)"
                )
        made = as_tensor(AutogradArray, out)
        made = AutogradArray(made.line, made._dtype)

        def slope(g: Any) -> list[Any]:
            return [None if self.rules[k] is None else self.rules[k](made, *plain, **options)(g) for k in traced]

        return own_operation(AutogradArray, [args[k] for k in traced], made, slope)


def defvjp(function: primitive, *makers: Any, argnums: Any = None, **_: Any) -> None:
    """Give the rules of a function's arguments."""
    function.rules.update(zip(argnums if argnums is not None else range(len(makers)), makers, strict=False))


def _optimizer(name: str) -> Callable[..., Any]:
    def optimize(grad: Any, x0: Any, callback: Any = None, num_iters: int = 100, step_size: Any = None, mass: float = 0.9, **o: Any) -> Any:
        x, state, second = x0, None, None
        size = step_size if step_size is not None else {"sgd": 0.1, "adam": 0.001, "rmsprop": 0.1}[name]
        zeros = tree_map(lambda v: 0.0 * as_tensor(AutogradArray, v), x)
        state = zeros
        second = zeros if name == "adam" else tree_map(lambda v: v + 1.0, zeros)
        b1, b2, gamma = o.get("b1", 0.9), o.get("b2", 0.999), o.get("gamma", 0.9)
        for i in range(int(num_iters)):
            g = grad(x, i)
            if callback is not None:
                callback(x, i, g)
            if name == "sgd":
                state = tree_map(lambda v, d: mass * v - (1.0 - mass) * d, state, g)
                x = tree_map(lambda p, v: p + size * v, x, state)
            elif name == "rmsprop":
                second = tree_map(lambda a, d: a * gamma + d**2 * (1 - gamma), second, g)
                x = tree_map(lambda p, d, a: p - size * d / (ANP.any_name("sqrt")(a) + 1e-8), x, g, second)  # type: ignore[misc]
            else:
                state = tree_map(lambda m, d: (1 - b1) * d + b1 * m, state, g)
                second = tree_map(lambda v, d: (1 - b2) * d**2 + b2 * v, second, g)
                by1, by2 = 1 - b1 ** (i + 1), 1 - b2 ** (i + 1)
                x = tree_map(lambda p, m, v, a=by1, b=by2: p - size * (m / a) / (ANP.any_name("sqrt")(v / b) + 1e-8), x, state, second)  # type: ignore[misc]
        return x

    return optimize


def _flattened(tree: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return all numbers of a tree in one row, and the way back."""
    row, back = in_one_row(ANP, tree)
    return row, lambda row: _in_order(back(row), tree)


def _flat_function(f: Callable[..., Any], example: Any) -> tuple[Any, Any, Any]:
    row, back = _flattened(example)
    return lambda x, *args: _flattened(f(back(x), *args))[0], back, row


def _checked(f: Callable[..., Any], modes: Any = None, order: int = 2) -> Callable[..., None]:
    return lambda *args: AUTOGRAD.check_grads(f, args, order)


def autograd_modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    random = random_module("autograd.numpy.random", AutogradArray)
    names = numpy_names(ANP)
    anp = Namespace("autograd.numpy", {**names, "random": random, "ndarray": ndarray}, ANP.find)
    extend = Namespace("autograd.extend", {"primitive": primitive, "defvjp": defvjp})
    flat = Namespace("autograd.misc.flatten", {"flatten": _flattened, "flatten_func": _flat_function})
    optimizers = Namespace("autograd.misc.optimizers", {n: _optimizer(n) for n in ("sgd", "adam", "rmsprop")})
    own = ("grad", "jacobian", "hessian", "elementwise_grad", "value_and_grad", "make_vjp", "make_jvp", "hessian_vector_product", "multigrad",
           "grad_and_aux", "checkpoint", "make_hvp", "tensor_jacobian_product", "vector_jacobian_product", "grad_named", "multigrad_dict")  # fmt: skip
    scipy = scipy_modules("autograd.scipy", ANP)
    autograd = Namespace("autograd", {
        **{n: getattr(AUTOGRAD, n) for n in own}, "numpy": anp, "egrad": AUTOGRAD.elementwise_grad, "extend": extend, "scipy": scipy["autograd.scipy"],
        "misc": Namespace("autograd.misc", {"optimizers": optimizers, "flatten": _flattened}), "deriv": AUTOGRAD.grad, "primitive": primitive,
        "list": list, "tuple": tuple, "dict": dict, "isinstance": isinstance,
    })  # fmt: skip
    tests = Namespace("autograd.test_util", {"check_grads": _checked})
    return {
        "autograd": autograd, "autograd.numpy": anp, "autograd.numpy.random": random, "autograd.numpy.linalg": anp.linalg, "autograd.extend": extend,
        "autograd.misc.optimizers": optimizers, "autograd.misc.flatten": flat, "autograd.misc": autograd.misc, "autograd.builtins": autograd,
        "autograd.test_util": tests, "autograd.differential_operators": autograd, **scipy,
    }  # fmt: skip

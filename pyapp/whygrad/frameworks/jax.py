"""JAX and autograd, as far as cells about gradients use them: functions that make functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays
from ..arrays import Array
from ..operations import TABLE, Ref
from .dtypes import FLOAT32, INT32, array_text, number_text
from .functions import Functions
from .gradients import backward
from .numpy import METHODS, _Functions, ndarray
from .session import CellError, Request, current, row_of_cell
from .tensor import Tensor, apply, as_tensor

__all__ = ["ANP", "AUTOGRAD", "JAX", "JNP", "JaxArray", "leaves", "tree_map"]


class JaxArray(Tensor):
    """An array of JAX."""

    framework = "jax"
    float_type, int_type = FLOAT32, INT32

    def __repr__(self) -> str:
        value = self.value
        weak = ", weak_type=True" if self.weak else ""
        text = array_text(value, self._dtype, ", ", "       ") if isinstance(value, Array) else _point(number_text(value, self._dtype))
        return f"Array({text}, dtype={self._dtype.name}{weak})"

    def __str__(self) -> str:
        return array_text(self.value, self._dtype)

    def made_from(self, op: Any, tensors: Any) -> Any:
        """A result of weakly typed numbers alone is weakly typed."""
        self.weak = bool(tensors) and all(getattr(t, "weak", False) for t in tensors)
        return self

    def block_until_ready(self) -> Any:
        """Return itself."""
        return self

    def astype(self, dtype: Any) -> Any:
        """Return it in another type."""
        return as_tensor(JaxArray, self, dtype)

    @property
    def at(self) -> Any:
        """Give access to a changed copy."""
        return _At(self)

    def __getattr__(self, name: str) -> Any:
        if name in METHODS or name in ("max", "min"):
            function = JNP.find({"max": "amax", "min": "amin", "pow": "power"}.get(name, name))
            if function is not None:
                return lambda *args, **options: function(self, *args, **options)
        raise AttributeError(f"'ArrayImpl' object has no attribute '{name}'")


class _At:
    def __init__(self, array: Any, index: Any = None) -> None:
        self.array, self.index = array, index

    def __getitem__(self, index: Any) -> _At:
        return _At(self.array, index)

    def set(self, new: Any) -> Any:
        mask = arrays.setitem(arrays.zeros(arrays.shape_of(self.array.value)), self.index, 1.0)
        spread = apply(
            JaxArray, TABLE["scatter_add"].bind(index=self.index, shape=arrays.shape_of(self.array.value)), as_tensor(JaxArray, new)
        )
        return self.array * as_tensor(JaxArray, arrays.nested(1.0 - mask), self.array._dtype) + spread

    def add(self, new: Any) -> Any:
        value = as_tensor(JaxArray, new)
        return self.array + apply(JaxArray, TABLE["scatter_add"].bind(index=self.index, shape=arrays.shape_of(self.array.value)), value)


def _point(text: str) -> str:
    return text.removesuffix("0") if text.endswith(".0") else text


class AutogradArray(ndarray):
    """An array of autograd: NumPy's, from which slopes go back."""

    framework = "autograd"


JNP = _Functions(JaxArray)
ANP = _Functions(AutogradArray)


# ---- trees ----


def leaves(tree: Any) -> list[Any]:
    """Return the leaves of nested lists, tuples and dicts."""
    if isinstance(tree, dict):
        return [v for key in sorted(tree) for v in leaves(tree[key])]
    if isinstance(tree, list | tuple):
        return [v for each in tree for v in leaves(each)]
    return [] if tree is None else [tree]


def rebuilt(tree: Any, values: Any) -> Any:
    """Return a tree with other leaves."""
    if isinstance(tree, dict):
        made = {key: rebuilt(tree[key], values) for key in sorted(tree)}
        return {key: made[key] for key in tree}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*[rebuilt(each, values) for each in tree])
    if isinstance(tree, list | tuple):
        return type(tree)([rebuilt(each, values) for each in tree])
    return None if tree is None else next(values)


def tree_map(f: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Return the tree of ``f`` of the leaves."""
    columns = [leaves(t) for t in (tree, *others)]
    return rebuilt(tree, iter([f(*each) for each in zip(*columns, strict=True)]))


# ---- functions of functions ----


class _Family:
    """The functions of JAX and of autograd, for arrays of their class."""

    def __init__(self, cls: type[Tensor]) -> None:
        self.cls = cls

    def entered(self, tree: Any, strict: bool = True) -> tuple[Any, list[Any]]:
        """Return a tree whose leaves are lines of their own, and these."""
        found = []
        for value in leaves(tree):
            tensor = as_tensor(self.cls, value)
            if not tensor._dtype.is_floating:
                if self.cls is JaxArray and strict:
                    raise CellError(
                        "TypeError", "grad requires real- or complex-valued inputs (input dtype that is a sub-dtype of np.inexact), but got "
                        f"{tensor._dtype.name}. If you want to use integer inputs, use vjp or set allow_int to True.", "write 2.0 instead of 2",
                    )  # fmt: skip
                tensor = as_tensor(self.cls, tensor, self.cls.float_type)
            line = current().apply(TABLE["identity"], [tensor.line], tensor._dtype)
            inside = self.cls(line, tensor._dtype)
            if isinstance(inside, JaxArray):
                inside.weak = isinstance(value, int | float) or getattr(value, "weak", False)
            found.append(inside)
        return rebuilt(tree, iter(found)), found

    def effects(self, out: Any, inside: list[Any], seed: Any, note: bool = True) -> list[Any]:
        """Return the effects of ``inside`` on ``out``; zeros where there is no path."""
        session = current()
        framework = self.cls.framework
        if not isinstance(out, Tensor):
            return [self._zeros(x) for x in inside]
        row = row_of_cell()
        effects = backward(session, framework, out.line, Ref(session.tape, seed.line), [x.line for x in inside])
        found = []
        for x in inside:
            ref = effects.get(x.line)
            if ref is None:
                found.append(self._zeros(x))
                continue
            session.tape.dtypes[ref.index] = x._dtype
            made = self.cls(ref.index, x._dtype)
            if isinstance(made, JaxArray):
                made.weak = x.weak
            found.append(made)
        if note:
            by = [x.line for x in inside if x.line <= out.line]
            session.requests.append(Request(framework, out.line, by, [""] * len(by), row))
        return found

    def _zeros(self, x: Any) -> Any:
        return self.cls(current().leaf(arrays.zeros(arrays.shape_of(x.value)), x._dtype), x._dtype)

    def _called(self, f: Any, args: Any, options: Any, places: Any, strict: bool = True) -> tuple[Any, Any, list[Any]]:
        inside = list(args)
        numbers = [places] if isinstance(places, int) else list(places)
        found: list[Any] = []
        trees = []
        for k in numbers:
            if not -len(inside) <= k < len(inside):
                raise CellError(
                    "ValueError", f"differentiating with respect to argnums={places} requires at least {k + 1} positional arguments"
                )
            inside[k], own = self.entered(args[k], strict)
            self._hint(f, k, own)
            trees.append((args[k], len(own)))
            found += own
        return f(*inside, **options), trees, found

    @staticmethod
    def _hint(f: Any, k: int, own: list[Any]) -> None:
        """The name of a function's parameter is the name of what stands in its place."""
        code = getattr(f, "__code__", None)
        if code is not None and 0 <= k < code.co_argcount and len(own) == 1:
            current().hints[own[0].line] = code.co_varnames[k]

    def _shaped(self, trees: Any, found: list[Any], single: bool) -> Any:
        values = iter(found)
        made = tuple(rebuilt(tree, values) for tree, _ in trees)
        return made[0] if single else made

    def _scalar(self, out: Any, name: str) -> Any:
        out = as_tensor(self.cls, out)
        current().hints.setdefault(out.line, "y")
        if out.ndim:
            raise CellError(
                "TypeError",
                f"Gradient only defined for scalar-output functions. Output had shape: {arrays.shape_of(out.value)}.",
                "use jnp.sum, or jacobian",
            )
        if not out._dtype.is_floating:
            raise CellError("TypeError", f"{name} requires real-valued outputs, but got {out._dtype.name}.")
        return out

    def _one(self, out: Any) -> Any:
        return self.cls(current().leaf(1.0, out._dtype), out._dtype)

    def value_and_grad(self, f: Any, argnums: Any = 0, has_aux: bool = False, **_: Any) -> Callable[..., Any]:
        """Return the function that gives the value of ``f`` and its gradient."""

        def function(*args: Any, **options: Any) -> Any:
            result, trees, inside = self._called(f, args, options, argnums)
            out = self._scalar(result[0] if has_aux else result, "grad")
            found = self.effects(out, inside, self._one(out))
            return result if has_aux else out, self._shaped(trees, found, isinstance(argnums, int))

        return function

    def grad(self, f: Any, argnums: Any = 0, has_aux: bool = False, **_: Any) -> Callable[..., Any]:
        """Return the function that gives the gradient of ``f``."""
        both = self.value_and_grad(f, argnums, has_aux)

        def function(*args: Any, **options: Any) -> Any:
            value, found = both(*args, **options)
            return (found, value[1]) if has_aux else found

        return function

    def jacobian(self, f: Any, argnums: Any = 0, **_: Any) -> Callable[..., Any]:
        """Return the function that gives all slopes of ``f``."""

        def function(*args: Any, **options: Any) -> Any:
            result, trees, inside = self._called(f, args, options, argnums)
            tables = [self._table(as_tensor(self.cls, out), inside) for out in leaves(result)]
            shaped = [self._shaped(trees, table, isinstance(argnums, int)) for table in tables]
            return rebuilt(result, iter(shaped))

        return function

    def _table(self, out: Any, inside: list[Any]) -> list[Any]:
        size = len(arrays.data_of(out.value))
        shape = arrays.shape_of(out.value)
        rows = []
        functions = Functions(self.cls)
        for k in range(size):
            unit = arrays.value_of([float(i == k) for i in range(size)], shape)
            rows.append(self.effects(out, inside, self.cls(current().leaf(unit, out._dtype), out._dtype), note=not k))
        return [
            functions.reshape(functions.stack([row[j] for row in rows]), (*shape, *arrays.shape_of(x.value))) if size else self._zeros(x)
            for j, x in enumerate(inside)
        ]

    def hessian(self, f: Any, argnums: Any = 0, **_: Any) -> Callable[..., Any]:
        """Return the function that gives all second slopes of ``f``."""
        return self.jacobian(self.grad(f, argnums), argnums)

    def vjp(self, f: Any, *args: Any, **_: Any) -> tuple[Any, Callable[..., Any]]:
        """Return the value of ``f``, and the function from effects on it to effects on its arguments."""
        out, trees, inside = self._called(f, args, {}, range(len(args)), strict=False)

        def back(*seeds: Any) -> Any:
            given = leaves(seeds[0] if len(seeds) == 1 else seeds)
            total: list[Any] | None = None
            for part, seed in zip(leaves(out), given, strict=True):
                found = self.effects(part, inside, as_tensor(self.cls, seed, part._dtype))
                total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
            return self._shaped(trees, total or [], False)

        return out, back

    def jvp(self, f: Any, args: Any, moves: Any) -> tuple[Any, Any]:
        """Return the value of ``f``, and how fast it moves when its arguments move like ``moves``."""
        out, _, inside = self._called(f, args, {}, range(len(args)), strict=False)
        functions = Functions(self.cls)
        speeds = leaves(list(moves))

        def speed(part: Any) -> Any:
            part = as_tensor(self.cls, part)
            total = None
            for table, x, move in zip(self._table(part, inside), inside, speeds, strict=True):
                size, width = len(arrays.data_of(part.value)), len(arrays.data_of(x.value))
                flat = functions.reshape(as_tensor(self.cls, move, x._dtype), (width,))
                adds = functions.reshape(functions.matmul(functions.reshape(table, (size, width)), flat), arrays.shape_of(part.value))
                total = adds if total is None else total + adds
            return total

        return out, tree_map(speed, out)

    def vmap(self, f: Any, in_axes: Any = 0, out_axes: int = 0, **_: Any) -> Callable[..., Any]:
        """Return ``f`` for every entry along an axis, the results put together."""

        def function(*args: Any) -> Any:
            axes = [in_axes] * len(args) if isinstance(in_axes, int) or in_axes is None else list(in_axes)
            given = [tree_map(lambda v: as_tensor(self.cls, v), a) for a in args]
            count = next(arrays.shape_of(leaves(a)[0].value)[x] for a, x in zip(given, axes, strict=True) if x is not None)

            def entry(a: Any, axis: Any, k: int) -> Any:
                return a if axis is None else tree_map(lambda v: v[(*[slice(None)] * axis, k)], a)

            rows = [f(*[entry(a, x, k) for a, x in zip(given, axes, strict=True)]) for k in range(count)]
            columns = [leaves(r) for r in rows]
            stacked = [Functions(self.cls).stack([as_tensor(self.cls, c[j]) for c in columns], out_axes) for j in range(len(columns[0]))]
            return rebuilt(rows[0], iter(stacked))

        return function

    def elementwise_grad(self, f: Any, argnums: Any = 0, **_: Any) -> Callable[..., Any]:
        """Return the function that gives the slope of every entry by itself."""

        def function(*args: Any, **options: Any) -> Any:
            out, trees, inside = self._called(f, args, options, argnums)
            out = as_tensor(self.cls, out)
            seed = self.cls(current().leaf(arrays.ones(arrays.shape_of(out.value)), out._dtype), out._dtype)
            return self._shaped(trees, self.effects(out, inside, seed), isinstance(argnums, int))

        return function

    def stop_gradient(self, x: Any) -> Any:
        """Return a tree through which no slope goes."""
        return tree_map(lambda v: apply(self.cls, TABLE["stop_gradient"], as_tensor(self.cls, v)), x)


JAX, AUTOGRAD = _Family(JaxArray), _Family(AutogradArray)

"""Functions that make functions: grad, jacobian, vjp, jvp, vmap and their kin, as JAX and autograd have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import arrays
from ..operations import TABLE, Ref
from .functions import Functions
from .gradients import backward
from .jax_forward import Forward
from .jax_trees import flatten, leaves, rebuilt, tree_map
from .jax_vmap import Mapped, count
from .session import CellError, Request, current, row_of_cell
from .tensor import Tensor, apply, as_tensor

__all__ = ["Transforms"]

INTEGERS = (
    "grad requires real- or complex-valued inputs (input dtype that is a sub-dtype of np.inexact), but got {}. "
    "If you want to use Boolean- or integer-valued inputs, use vjp or set allow_int to True."
)


def named(function: Any, like: Any) -> Any:
    """Give a made function the name and the words of the one it is made of."""
    function.__name__ = getattr(like, "__name__", "function")
    function.__doc__ = getattr(like, "__doc__", None)
    return function


def _typed(x: Any) -> str:
    return f"{x._dtype.name}[{','.join(map(str, x.shape))}]"


class Transforms(Forward):
    """The functions for arrays of a class; autograd's differ in what they refuse."""

    def __init__(self, cls: Any) -> None:
        self.cls = cls

    # ---- values that are watched ----

    def entered(self, tree: Any, strict: bool = True) -> tuple[Any, list[Any]]:
        """Return a tree whose leaves are lines of their own, and these."""
        found = []
        given, form = flatten(tree)
        for value in given:
            if not isinstance(value, Tensor | int | float):
                raise self.foreign(value)
            if isinstance(value, int):
                self.refuse_plain(value)
            tensor = as_tensor(self.cls, value)
            if not tensor._dtype.is_floating:
                if strict:
                    self.refuse_integer(tensor)
                tensor = as_tensor(self.cls, tensor, self.cls.float_type)
            line = current().apply(TABLE["identity"], [tensor.line], tensor._dtype)
            inside = self.cls(line, tensor._dtype)
            inside.weak = getattr(tensor, "weak", False)
            inside.traced, inside.staged, inside.mapped = True, getattr(tensor, "staged", False), getattr(tensor, "mapped", 0)
            inside.front = "grad"
            inside.outer = getattr(tensor, "traced", False)
            found.append(inside)
        return form.made(iter(found)), found

    def foreign(self, value: Any) -> CellError:
        """Return the refusal of what is no number."""
        if isinstance(value, complex):
            text = "slopes by complex numbers are not supported."
            return CellError("NotImplementedError", text, "give the real and the imaginary part as two numbers")
        return CellError("TypeError", f"Argument '{value}' of type {type(value)} is not a valid JAX type")

    def refuse_integer(self, tensor: Any) -> None:
        """Refuse whole numbers, from which no slope comes."""
        raise CellError("TypeError", INTEGERS.format(tensor._dtype.name), "write 2.0 instead of 2")

    def refuse_plain(self, value: Any) -> None:
        """Refuse Python's whole numbers, where they are refused apart from others."""

    def left(self, tree: Any, inside: list[Any]) -> Any:
        """Return a result as it is seen outside: no longer traced by this gradient."""
        outer = any([x.outer for x in inside])
        return tree if outer else tree_map(self._free, tree)

    def _free(self, value: Any) -> Any:
        if not isinstance(value, self.cls) or not getattr(value, "traced", False):
            return value
        found = self.cls(value.line, value._dtype)
        found.weak, found.staged, found.mapped = value.weak, getattr(value, "staged", False), getattr(value, "mapped", 0)
        return found

    @staticmethod
    def go_back(tree: Any) -> None:
        """Refuse to go backwards through a loop that ends when its numbers say so."""
        if any([getattr(v, "one_way", False) and v.traced for v in leaves(tree)]):
            raise CellError(
                "ValueError", "Reverse-mode differentiation does not work for lax.while_loop or lax.fori_loop with dynamic start/stop values. "
                "Try using lax.scan, or using fori_loop with static start/stop.", "jax.jvp and jax.jacfwd go forwards through it",
            )  # fmt: skip

    def effects(self, out: Any, inside: list[Any], seed: Any, note: bool = True, allowed: Any = None) -> list[Any]:
        """Return the effects of ``inside`` on ``out``, by lines that are ``allowed``; zeros where there is no path."""
        session = current()
        if not isinstance(out, Tensor):
            return [self._zeros(x) for x in inside]
        row = row_of_cell()
        effects = backward(session, self.cls.framework, out.line, Ref(session.tape, seed.line), [x.line for x in inside], allowed)
        found = []
        for x in inside:
            ref = effects.get(x.line)
            if ref is None:
                found.append(self._zeros(x))
                continue
            session.tape.dtypes[ref.index] = x._dtype
            found.append(self._like(self.cls(ref.index, x._dtype), x))
        if note:
            by = [x.line for x in inside if x.line <= out.line]
            request = Request(self.cls.framework, out.line, by, [""] * len(by), row)
            request.ends = frozenset(by)  # what is asked about is given: how its number came about is no part of the question
            session.requests.append(request)
        return found

    def _like(self, made: Any, x: Any) -> Any:
        made.weak, made.traced, made.staged, made.mapped = x.weak, x.outer, getattr(x, "staged", False), getattr(x, "mapped", 0)
        return made

    def _zeros(self, x: Any) -> Any:
        return self._like(self.cls(current().leaf(arrays.zeros(arrays.shape_of(x.value)), x._dtype), x._dtype), x)

    def _called(self, f: Any, args: Any, options: Any, places: Any, strict: bool = True) -> tuple[Any, Any, list[Any]]:
        inside = list(args)
        numbers = [places] if isinstance(places, int) else list(places)
        found: list[Any] = []
        trees = []
        for k in numbers:
            if not -len(inside) <= k < len(inside):
                raise CellError(
                    "TypeError", f"differentiating with respect to argnums={places} requires at least {max(k + 1, -k)} positional arguments to be "
                    f"passed by the caller, but got only {len(inside)} positional arguments.", "argnums counts from 0",
                )  # fmt: skip
            inside[k], own = self.entered(args[k], strict)
            self._hint(f, k % len(inside), own)
            trees.append((args[k], len(own)))
            found += own
        return f(*inside, **options), trees, found

    @staticmethod
    def _hint(f: Any, k: int, own: list[Any]) -> None:
        """The name of a function's parameter is the name of what stands in its place."""
        code = getattr(f, "__code__", None) or getattr(getattr(f, "__wrapped__", None), "__code__", None)
        k += hasattr(f, "__self__")  # a method's first parameter is the object it belongs to
        if code is not None and 0 <= k < code.co_argcount and len(own) == 1:
            current().hints[own[0].line] = code.co_varnames[k]

    def _shaped(self, trees: Any, found: list[Any], single: bool) -> Any:
        values = iter(found)
        made = tuple(rebuilt(tree, values) for tree, _ in trees)
        return made[0] if single else made

    def scalar(self, out: Any) -> Any:
        """Return a function's value as a tensor. Raises CellError if it is no single float."""
        if out is None or isinstance(out, list | tuple | dict):
            out = tree_map(self._free, out)
            raise CellError("TypeError", f"Gradient only defined for scalar-output functions. Output was {out}.", "return a single number")
        if not isinstance(out, Tensor | int | float):
            raise self.foreign(out)
        out = as_tensor(self.cls, out)
        current().hints.setdefault(out.line, "y")
        if out.ndim:
            raise self.not_scalar(out)
        if not out._dtype.is_floating:
            raise CellError(
                "TypeError", "grad requires real-valued outputs (output dtype that is a sub-dtype of np.floating), but got "
                f"{out._dtype.name}. For differentiation of functions with integer outputs, use jax.vjp directly.", "let it return a float",
            )  # fmt: skip
        return out

    def not_scalar(self, out: Any) -> CellError:
        """Return the refusal of a value that is no single number."""
        text = f"Gradient only defined for scalar-output functions. Output had shape: {arrays.shape_of(out.value)}."
        return CellError("TypeError", text, "use jnp.sum, or jacobian")

    def _one(self, out: Any) -> Any:
        return self.cls(current().leaf(arrays.ones(out.shape), out._dtype), out._dtype)

    # ---- gradients ----

    def value_and_grad(
        self, f: Any = None, argnums: Any = 0, has_aux: bool = False, allow_int: bool = False, **_: Any
    ) -> Callable[..., Any]:
        """Return the function that gives the value of ``f`` and its gradient."""

        if not callable(f):
            raise CellError("TypeError", f"Expected a callable value, got {f}", "give a function: jax.grad(f)(x)")

        def function(*args: Any, **options: Any) -> Any:
            result, trees, inside = self._called(f, args, options, argnums, not allow_int)
            out = self.scalar(self._apart(result)[0] if has_aux else result)
            self.go_back(out)
            found = self.effects(out, inside, self._one(out))
            value = self.left((out, result[1]) if has_aux else out, inside)
            return value, self._shaped(trees, found, isinstance(argnums, int))

        return named(function, f)  # type: ignore[no-any-return]

    @staticmethod
    def _apart(result: Any) -> Any:
        """Return the value and what a function gives beside it."""
        if not isinstance(result, tuple | list) or len(result) != 2:
            raise CellError(
                "TypeError", f"expected function with aux output to return a two-element tuple, but got type {type(result)} with value "
                f"{result!r}", "return value, aux",
            )  # fmt: skip
        return result

    def grad(self, f: Any = None, argnums: Any = 0, has_aux: bool = False, **o: Any) -> Callable[..., Any]:
        """Return the function that gives the gradient of ``f``."""
        both = self.value_and_grad(f, argnums, has_aux, **o)

        def function(*args: Any, **options: Any) -> Any:
            value, found = both(*args, **options)
            return (found, value[1]) if has_aux else found

        return named(function, f)  # type: ignore[no-any-return]

    def jacrev(self, f: Any, argnums: Any = 0, **o: Any) -> Callable[..., Any]:
        """Return the function that gives all slopes of ``f``, found backwards."""
        return self.jacobian(f, argnums, back=True, **o)

    def jacobian(self, f: Any, argnums: Any = 0, has_aux: bool = False, back: bool = False, **_: Any) -> Callable[..., Any]:
        """Return the function that gives all slopes of ``f``."""

        def function(*args: Any, **options: Any) -> Any:
            result, trees, inside = self._called(f, args, options, argnums)
            if back:
                self.go_back(result)
            result, aux = self._apart(result) if has_aux else (result, None)
            outs = [as_tensor(self.cls, out) for out in leaves(result)]
            forward = not back and self.bent(outs, inside)
            tables = [self.moved_table(out, inside) if forward else self.table(out, inside) for out in outs]
            shaped = rebuilt(result, iter([self._shaped(trees, table, isinstance(argnums, int)) for table in tables]))
            return (shaped, self.left(aux, inside)) if has_aux else shaped

        return named(function, f)  # type: ignore[no-any-return]

    def table(self, out: Any, inside: list[Any], allowed: Any = None) -> list[Any]:
        """Return all slopes of ``out`` by each of ``inside``, by lines that are ``allowed``."""
        size = len(arrays.data_of(out.value))
        shape = arrays.shape_of(out.value)
        rows = []
        functions = Functions(self.cls)
        for k in range(size):
            unit = arrays.value_of([float(i == k) for i in range(size)], shape)
            rows.append(
                self.effects(out, inside, self.cls(current().leaf(unit, out._dtype), out._dtype), not k and allowed is None, allowed)
            )
        if not shape and rows:
            return rows[0]
        return [
            functions.reshape(functions.stack([row[j] for row in rows]), (*shape, *arrays.shape_of(x.value))) if size else self._zeros(x)
            for j, x in enumerate(inside)
        ]

    def hessian(self, f: Any, argnums: Any = 0, **o: Any) -> Callable[..., Any]:
        """Return the function that gives all second slopes of ``f``."""
        return named(self.jacobian(self.jacobian(f, argnums, back=True, **o), argnums, **o), f)  # type: ignore[no-any-return]

    def vjp(self, f: Any, *args: Any, has_aux: bool = False, **_: Any) -> Any:
        """Return the value of ``f``, and the function from effects on it to effects on its arguments."""
        result, trees, inside = self._called(f, args, {}, range(len(args)), strict=False)
        result, aux = result if has_aux else (result, None)
        outs, form = flatten(result)

        def back(*seeds: Any) -> Any:
            self.go_back(result)
            given = leaves(seeds[0] if len(seeds) == 1 else seeds)
            if len(given) != len(outs):
                raise CellError(
                    "ValueError", f"unexpected tree structure of argument to vjp function: {len(given)} values for {len(outs)}."
                )
            total: list[Any] | None = None
            for part, seed in zip(outs, given, strict=True):
                part = as_tensor(self.cls, part)
                own, other = (_typed(v) for v in (part, as_tensor(self.cls, seed)))
                if own != other and part.shape != as_tensor(self.cls, seed).shape:
                    text = (
                        f"unexpected JAX type (e.g. shape/dtype) for argument to VJP function: got {other}, but expected {own} because the "
                    )
                    text += f"corresponding output of the differentiated function had JAX type {own}"
                    raise CellError("ValueError", text, "give effects of the shape of the value")
                found = self.effects(part, inside, as_tensor(self.cls, seed, part._dtype))
                total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
            return self._shaped(trees, total or [], False)

        value = self.left(form.made(iter([as_tensor(self.cls, v) for v in outs])), inside)
        return (value, back, self.left(aux, inside)) if has_aux else (value, back)

    def elementwise_grad(self, f: Any, argnums: Any = 0, **_: Any) -> Callable[..., Any]:
        """Return the function that gives the slope of every entry by itself."""

        def function(*args: Any, **options: Any) -> Any:
            out, trees, inside = self._called(f, args, options, argnums)
            out = as_tensor(self.cls, out)
            return self._shaped(trees, self.effects(out, inside, self._one(out)), isinstance(argnums, int))

        return named(function, f)  # type: ignore[no-any-return]

    def check_grads(
        self, f: Any, args: Any, order: int = 1, *_: Any, atol: Any = None, rtol: Any = None, eps: Any = None, **__: Any
    ) -> None:
        """Compare the slopes of ``f`` with differences of its values along one way. Raises CellError if they do not agree."""
        given, form = flatten(tuple(args))
        given = [as_tensor(self.cls, v, self.cls.float_type) for v in given]
        double = self.cls.float_type.bits == 64
        eps = (1e-6 if double else 1e-2) if eps is None else float(eps)
        functions = Functions(self.cls)
        moves = [functions.reshape(functions.linspace(0.7, 1.1, v.size), arrays.shape_of(v.value)) for v in given]

        def at(step: float) -> list[Any]:
            return leaves(f(*form.made(iter([v + step * m for v, m in zip(given, moves, strict=True)]))))

        slopes = leaves(self.jvp(f, form.made(iter(given)), form.made(iter(moves)))[1])
        tolerance = {
            "rtol": (1e-5 if double else 1e-2) if rtol is None else float(rtol),
            "atol": (1e-5 if double else 1e-2) if atol is None else float(atol),
        }
        for slope, high, low in zip(slopes, at(eps), at(-eps), strict=True):
            difference = (high - low) / (2 * eps)
            if not functions.allclose(slope, difference, **tolerance):
                text = f"Derivative check failed: the slope is {self._free(slope)}, the difference of values {self._free(difference)}."
                raise CellError("AssertionError", text, "look at the rule that the function has of its own")
        if order > 1:
            self.check_grads(lambda *xs: self._pulled(f, xs), form.made(iter(given)), order - 1, atol=atol, rtol=rtol)

    def _pulled(self, f: Any, xs: Any) -> Any:
        out, back = self.vjp(f, *xs)
        return back(tree_map(lambda v: self._one(as_tensor(self.cls, v)), out))

    def stop_gradient(self, x: Any) -> Any:
        """Return a tree through which no slope goes."""
        return tree_map(lambda v: apply(self.cls, TABLE["stop_gradient"], as_tensor(self.cls, v)), x)

    # ---- many at once ----

    def vmap(self, f: Any, in_axes: Any = 0, out_axes: Any = 0, **_: Any) -> Callable[..., Any]:
        """Return ``f`` for every entry along an axis, the results put together."""
        if not callable(f):
            raise CellError("TypeError", f"Expected a callable value, got {f}", "give a function: jax.vmap(f)(x)")

        def function(*args: Any, **options: Any) -> Any:
            if isinstance(in_axes, list | tuple) and len(in_axes) != len(args):
                text = "vmap in_axes must be an int, None, or a tuple of entries corresponding to the positional arguments passed to the function, "
                text += f"but got len(in_axes)={len(in_axes)}, len(args)={len(args)}"
                raise CellError("ValueError", text, "give one entry for each argument")
            axes = [in_axes] * len(args) if isinstance(in_axes, int) or in_axes is None else list(in_axes)
            given = [Mapped(self.cls, a, x) for a, x in [*zip(args, axes, strict=True), *[(v, 0) for v in options.values()]]]
            number, session = count(f, given), current()
            rows = []
            for k in range(number):
                entries = [g.entry(k, number) for g in given]
                session.muted += bool(k)  # JAX looks at the function once
                try:
                    rows.append(f(*entries[: len(args)], **dict(zip(options, entries[len(args) :], strict=True))))
                finally:
                    session.muted -= bool(k)
            columns = [leaves(r) for r in rows]
            places = leaves(out_axes) if not isinstance(out_axes, int) else [out_axes] * len(columns[0])
            places = places * len(columns[0]) if len(places) == 1 else places
            functions = Functions(self.cls)
            stacked = [functions.stack([as_tensor(self.cls, c[j]) for c in columns], places[j]) for j in range(len(columns[0]))]
            for found in stacked:
                found.mapped = max([getattr(v, "mapped", 0) for g in given for v in g.given], default=0)
            return rebuilt(rows[0], iter(stacked))

        return named(function, f)  # type: ignore[no-any-return]

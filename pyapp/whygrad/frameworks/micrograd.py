"""micrograd, after A. Karpathy's library of that name: numbers that remember how they were made, and small networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..operations import TABLE, Ref
from .custom import own_operation
from .dtypes import FLOAT64
from .gradients import backward
from .library import own_random
from .modules import Namespace
from .session import CellError, Request, current, row_of_cell
from .tensor import Tensor

__all__ = ["Value", "modules"]


class Value:
    """A number on the tape; ``grad`` is what backward() has added up."""

    def __init__(self, data: Any, _children: Any = (), _op: str = "", label: str = "", line: int | None = None) -> None:
        self._backward: Callable[[], Any] = lambda: None
        self.grad, self._op, self.label, self._prev = 0, _op, label, set(_children)
        self._own = data
        if line is None:
            line = self._of_the_cell(list(dict.fromkeys(_children))) if _children else current().leaf(float(data), FLOAT64)
        self.line = line

    @property
    def data(self) -> Any:
        """The number."""
        return self._own

    @data.setter
    def data(self, new: Any) -> None:
        self._own = new
        self.line = current().leaf(float(new), FLOAT64)

    @staticmethod
    def _of(x: Any) -> Value:
        return x if isinstance(x, Value) else Value(x, label="_")

    def _of_the_cell(self, children: list[Value]) -> int:
        """Return the line of a number that the cell makes of others itself: what its ``_backward`` adds to their ``grad`` are its slopes."""

        def slopes(g: Tensor) -> list[float]:
            kept = [(v, v.grad) for v in (self, *children)]
            for v in children:
                v.grad = 0
            self.grad = g.item()
            self._backward()
            found = [float(v.grad) for v in children]
            for v, grad in kept:
                v.grad = grad
            return found

        output = Tensor(current().leaf(float(self._own), FLOAT64), FLOAT64)
        return int(own_operation(Tensor, [Tensor(v.line, FLOAT64) for v in children], output, slopes).line)

    def _made(self, name: str, *args: Any, op: str = "", number: Any = None) -> Value:
        values = [self._of(a) for a in args]
        line = current().apply(TABLE[name], [v.line for v in values], FLOAT64)
        return Value(current().tape.values[line] if number is None else number, values, op, line=line)

    def __add__(self, other: Any) -> Value:
        return self._made("add", self, other, op="+")

    def __mul__(self, other: Any) -> Value:
        return self._made("multiply", self, other, op="*")

    def __pow__(self, other: Any) -> Value:
        if not isinstance(other, int | float):
            raise CellError("AssertionError", "only supporting int/float powers for now")
        return self._made("power", self, other, op=f"**{other}")

    def relu(self) -> Value:
        """Return the number, or 0 where it is negative."""
        return self._made("relu", self, op="ReLU")

    def tanh(self) -> Value:
        """Return the hyperbolic tangent."""
        return self._made("tanh", self, op="tanh")

    def exp(self) -> Value:
        """Return the exponential."""
        return self._made("exp", self, op="exp")

    def log(self) -> Value:
        """Return the natural logarithm."""
        return self._made("ln", self, op="log")

    def sigmoid(self) -> Value:
        """Return the sigmoid."""
        return self._made("sigmoid", self, op="sigmoid")

    def backward(self) -> None:
        """Add to ``grad`` of every number the effect it has on this one."""
        session = current()
        values = self._reached()
        lines = {v.line for v in values}
        row = row_of_cell()
        seed = Ref(session.tape, session.leaf(1.0, FLOAT64))
        left = {v.line: v.grad for v in values if v._prev and v is not self and v.grad}  # of an earlier call: micrograd sends it on again
        effects = backward(
            session,
            "micrograd",
            self.line,
            seed,
            [v.line for v in values if not v._prev],
            met=lambda line, g: g + left[line] if line in left else g,
        )
        by = [v.line for v in values if not v._prev and v.line in effects and v.label != "_"]
        for v in values:
            if v.line in effects:
                v.grad = (0 if v._prev else v.grad) + session.tape.values[effects[v.line].index]
        self.grad = 1
        session.requests.append(Request("micrograd", self.line, [b for b in by if b in lines] or [self.line], [""] * max(len(by), 1), row))

    def _reached(self) -> list[Value]:
        seen, stack, found = {id(self)}, [self], [self]
        while stack:
            for v in stack.pop()._prev:
                if id(v) not in seen:
                    seen.add(id(v))
                    stack.append(v)
                    found.append(v)
        return sorted(found, key=lambda v: v.line)  # a set has no order that two runs share

    def __neg__(self) -> Value:
        return self.__mul__(-1)

    def __radd__(self, other: Any) -> Value:
        return self.__add__(other)

    def __sub__(self, other: Any) -> Value:
        return self.__add__(-self._of(other))

    def __rsub__(self, other: Any) -> Value:
        return self._of(other) + (-self)

    def __rmul__(self, other: Any) -> Value:
        return self.__mul__(other)

    def __truediv__(self, other: Any) -> Value:
        return self * (self._of(other) ** -1)

    def __rtruediv__(self, other: Any) -> Value:
        return self._of(other) * self**-1

    def __lt__(self, other: Any) -> bool:
        return bool(self._own < self._of(other)._own)

    def __gt__(self, other: Any) -> bool:
        return bool(self._own > self._of(other)._own)

    def __repr__(self) -> str:
        return f"Value(data={self._own}, grad={self.grad})"


class Module:
    """A part of a network."""

    def zero_grad(self) -> None:
        """Set all gradients to 0."""
        for p in self.parameters():
            p.grad = 0

    def parameters(self) -> list[Value]:
        """Return the numbers that can be learned."""
        return []


class Neuron(Module):
    """A weighted sum, and relu."""

    def __init__(self, nin: int, nonlin: bool = True) -> None:
        draw = own_random().uniform
        self.w, self.b, self.nonlin = [Value(draw(-1, 1)) for _ in range(nin)], Value(0), nonlin

    def __call__(self, x: Sequence[Any]) -> Value:
        act = self.b
        for w, xi in zip(self.w, x, strict=False):
            act = act + w * xi
        return act.relu() if self.nonlin else act

    def parameters(self) -> list[Value]:
        """Return the numbers that can be learned."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """Neurons side by side."""

    def __init__(self, nin: int, nout: int, **options: Any) -> None:
        self.neurons = [Neuron(nin, **options) for _ in range(nout)]

    def __call__(self, x: Sequence[Any]) -> Any:
        out = [n(x) for n in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self) -> list[Value]:
        """Return the numbers that can be learned."""
        return [p for n in self.neurons for p in n.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """Layers one after another."""

    def __init__(self, nin: int, nouts: Sequence[int]) -> None:
        sizes = [nin, *nouts]
        self.layers = [Layer(sizes[i], sizes[i + 1], nonlin=i != len(nouts) - 1) for i in range(len(nouts))]

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        """Return the numbers that can be learned."""
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def modules() -> dict[str, Any]:
    """Return the modules that a cell may import."""
    engine = Namespace("micrograd.engine", {"Value": Value})
    nn = Namespace("micrograd.nn", {"Neuron": Neuron, "Layer": Layer, "MLP": MLP, "Module": Module})
    return {"micrograd": Namespace("micrograd", {"engine": engine, "nn": nn}), "micrograd.engine": engine, "micrograd.nn": nn}

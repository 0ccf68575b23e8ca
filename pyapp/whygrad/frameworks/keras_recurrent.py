"""Keras: layers that go through steps one after another and keep a state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from .keras_activations import activation as activation_of
from .keras_inputs import takes
from .keras_layer import Layer, Weighed
from .keras_random import SeedGenerator, dropped
from .session import CellError
from .tensorflow import EagerTensor
from .tensorflow_nn import TF

__all__ = ["RECURRENT"]


class Cell(Weighed):
    """One step of a recurrent layer: from an input and states to an output and states."""

    usual: ClassVar[dict[str, str]] = {"kernel": "glorot_uniform", "recurrent": "orthogonal", "bias": "zeros"}
    gates, states = 1, 1

    def __init__(
        self, units: int, activation: Any = "tanh", use_bias: bool = True, dropout: float = 0.0, recurrent_dropout: float = 0.0, seed: Any = None,
        **o: Any,
    ) -> None:  # fmt: skip
        super().__init__(**o)
        self.units, self.activation, self.use_bias = units, activation_of(activation), use_bias
        self.dropout, self.recurrent_dropout, self.seed_generator = dropout, recurrent_dropout, SeedGenerator(seed)
        self.bias: Any = None
        self.masks: dict[str, Any] = {}  # what is left out, the same in all steps of a sequence

    @property
    def state_size(self) -> Any:
        """How many numbers each state has."""
        return self.units if self.states == 1 else [self.units] * self.states

    def build(self, input_shape: Any = None) -> None:
        """Make the kernels and the bias."""
        assert input_shape is not None
        self.kernel = self.part("kernel", (int(input_shape[-1]), self.units * self.gates))
        self.recurrent_kernel = self.part("recurrent_kernel", (self.units, self.units * self.gates), "recurrent")
        if self.use_bias:
            self.make_bias()
        self.built = True

    def make_bias(self) -> None:
        """Make the bias."""
        self.bias = self.part("bias", (self.units * self.gates,))

    def thinned(self, name: str, x: Any, rate: float, training: bool) -> Any:
        """Return ``x`` with entries left out while training."""
        if not training or not rate:
            return x
        if name not in self.masks:
            self.masks[name] = dropped(TF.ones_like(x), rate, self.seed_generator)
        return x * self.masks[name]

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """Return the output and the states after a step."""
        given = list(states) if isinstance(states, list | tuple) else [states]
        inputs = self.thinned("inputs", inputs, self.dropout, training)
        held = self.thinned("state", given[0], self.recurrent_dropout, training)
        found = self.step(inputs, [held, *given[1:]], given[0])
        return found[0], found if isinstance(states, list | tuple) else found[0]

    def step(self, x: Any, states: list[Any], last: Any) -> list[Any]:
        """Return the states after a step, the output first."""
        raise NotImplementedError

    def _with_bias(self, x: Any, bias: Any) -> Any:
        return x if bias is None else x + bias


class SimpleRNNCell(Cell):
    """A step that mixes the input with the last output."""

    def step(self, x: Any, states: list[Any], last: Any) -> list[Any]:
        """Return the output after a step."""
        return [self.activation(self._with_bias(TF.matmul(x, self.kernel), self.bias) + TF.matmul(states[0], self.recurrent_kernel))]


class LSTMCell(Cell):
    """A step with gates for what comes in, stays and goes out. S. Hochreiter, J. Schmidhuber, 1997."""

    gates, states = 4, 2

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        unit_forget_bias: bool = True,
        **o: Any,
    ) -> None:
        super().__init__(units, activation, use_bias, **o)
        self.gate, self.unit_forget_bias = activation_of(recurrent_activation), unit_forget_bias

    def make_bias(self) -> None:
        """Make the bias, 1 where the gate decides what stays."""
        super().make_bias()
        if self.unit_forget_bias:
            parts = TF.split(self.bias, 4)
            self.bias.replaced(TF.concat([parts[0], TF.ones_like(parts[1]), *parts[2:]]).value)

    def step(self, x: Any, states: list[Any], last: Any) -> list[Any]:
        """Return output and memory after a step."""
        z = TF.matmul(x, self.kernel) + TF.matmul(states[0], self.recurrent_kernel)
        i, f, c, o = TF.split(self._with_bias(z, self.bias), 4, axis=1)
        memory = self.gate(f) * states[1] + self.gate(i) * self.activation(c)
        return [self.gate(o) * self.activation(memory), memory]


class GRUCell(Cell):
    """A step with gates for what is renewed and what is forgotten. K. Cho and others, 2014."""

    gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        reset_after: bool = True,
        **o: Any,
    ) -> None:
        super().__init__(units, activation, use_bias, **o)
        self.gate, self.reset_after = activation_of(recurrent_activation), reset_after

    def make_bias(self) -> None:
        """Make the bias: two rows where the gate comes behind the product."""
        self.bias = self.part("bias", (2, 3 * self.units) if self.reset_after else (3 * self.units,))

    def step(self, x: Any, states: list[Any], last: Any) -> list[Any]:
        """Return the output after a step."""
        first, second = (None, None) if self.bias is None else (self.bias[0], self.bias[1]) if self.reset_after else (self.bias, None)
        xz, xr, xh = TF.split(self._with_bias(TF.matmul(x, self.kernel), first), 3, axis=1)
        n = self.units
        if self.reset_after:
            hz, hr, hh = TF.split(self._with_bias(TF.matmul(states[0], self.recurrent_kernel), second), 3, axis=1)
            z, r = self.gate(xz + hz), self.gate(xr + hr)
            new = self.activation(xh + r * hh)
        else:
            hz, hr = TF.split(TF.matmul(states[0], self.recurrent_kernel[:, : 2 * n]), 2, axis=1)
            z, r = self.gate(xz + hz), self.gate(xr + hr)
            new = self.activation(xh + TF.matmul(r * states[0], self.recurrent_kernel[:, 2 * n :]))
        return [z * last + (1.0 - z) * new]


class StackedRNNCells(Layer):
    """Steps of several cells, each on the output of the one before."""

    def __init__(self, cells: Sequence[Any], **o: Any) -> None:
        super().__init__(**o)
        self.cells = list(cells)

    @property
    def state_size(self) -> list[Any]:
        """How many numbers each state has."""
        return [c.state_size for c in self.cells]

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """Return the output and the states after a step."""
        after = []
        for cell, state in zip(self.cells, states, strict=True):
            inputs, new = cell(inputs, state, training=training)
            after.append(new)
        return inputs, after


def _zeros(size: Any, rows: int) -> Any:
    return [_zeros(k, rows) for k in size] if isinstance(size, list | tuple) else TF.zeros((rows, int(size)))


class RNN(Layer):
    """A cell that goes through the steps of a sequence."""

    def __init__(
        self, cell: Any, return_sequences: bool = False, return_state: bool = False, go_backwards: bool = False, stateful: bool = False,
        unroll: bool = False, **o: Any,
    ) -> None:  # fmt: skip
        super().__init__(**o)
        self.cell = StackedRNNCells(cell) if isinstance(cell, list | tuple) else cell
        self.return_sequences, self.return_state, self.go_backwards, self.stateful = return_sequences, return_state, go_backwards, stateful
        self.kept: Any = None

    def reset_states(self) -> None:
        """Forget the state that a stateful layer kept."""
        self.kept = None

    reset_state = reset_states

    def check(self, inputs: Any) -> None:
        """Raise CellError for inputs without steps."""
        first = inputs[0] if isinstance(inputs, list | tuple) else inputs
        if first.ndim < 3:
            raise CellError(
                "ValueError", f"Input 0 with name 'None' of layer '{self.name}' is incompatible with the layer: expected ndim=3, found "
                f"ndim={first.ndim}. Full shape received: {tuple(first.shape)}", "the input has axes for batch, steps and features",
            )  # fmt: skip

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        """Return the last output, or all, and the states where they are asked for."""
        many = isinstance(self.cell.state_size, list | tuple)
        start = initial_state if initial_state is not None else self.kept
        states = _zeros(self.cell.state_size if many else [self.cell.state_size], sequences.shape[0]) if start is None else start
        states = list(states) if isinstance(states, list | tuple) else [states]
        if isinstance(self.cell, Cell):
            self.cell.masks.clear()
        count = sequences.shape[1]
        order = range(count - 1, -1, -1) if self.go_backwards else range(count)
        more = {"training": training} if isinstance(self.cell, Layer) and takes(self.cell.call, "training") else {}
        outputs: list[Any] = []
        for k in order:
            output, after = self.cell(sequences[:, k], states, **more)
            after = list(after) if isinstance(after, list | tuple) else [after]
            if mask is not None:
                kept = TF.expand_dims(mask[:, k], -1)
                before = outputs[-1] if outputs else TF.zeros_like(output)
                output = TF.where(kept, output, before)
                after = [TF.where(kept, new, old) for new, old in zip(after, states, strict=True)]
            states = after
            outputs.append(output)
        self.kept = [EagerTensor(s.line, s._dtype) for s in states] if self.stateful else None
        found = TF.stack(outputs, 1) if self.return_sequences else outputs[-1]
        return [found, *states] if self.return_state else found

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return which steps of the output count."""
        return previous_mask if self.return_sequences else None


HOW = (
    "return_sequences",
    "return_state",
    "go_backwards",
    "stateful",
    "unroll",
    "name",
    "trainable",
    "dtype",
    "input_shape",
    "batch_input_shape",
)


def _of_cell(name: str, kind: Any) -> type:
    """Return the layer that goes through steps with cells of a kind."""

    def __init__(self: Any, units: int, *args: Any, **o: Any) -> None:
        how = {k: o.pop(k) for k in HOW if k in o}
        for unused in ("time_major", "implementation", "use_cudnn"):
            o.pop(unused, None)
        activity = o.pop("activity_regularizer", None)
        RNN.__init__(self, kind(units, *args, name=f"{name.lower()}_cell", **o), **how, activity_regularizer=activity)

    return type(name, (RNN,), {"__init__": __init__, "units": property(lambda self: self.cell.units), "__doc__": kind.__doc__})


class TimeDistributed(Layer):
    """A layer put to work on every step by itself."""

    def __init__(self, layer: Any, **o: Any) -> None:
        super().__init__(**o)
        self.layer = layer

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Work out the output."""
        return TF.stack([self.layer(inputs[:, k], training=training) for k in range(inputs.shape[1])], 1)


class Bidirectional(Layer):
    """A recurrent layer, and another that goes backwards, their outputs joined."""

    def __init__(self, layer: Any, merge_mode: str | None = "concat", weights: Any = None, backward_layer: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.merge_mode, self.forward_layer = merge_mode, layer
        self.backward_layer = type(layer).from_config({**layer.given, "go_backwards": True}) if backward_layer is None else backward_layer

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Work out the output."""
        found = [layer(inputs, mask=mask, training=training) for layer in (self.forward_layer, self.backward_layer)]
        parts = [list(f) if isinstance(f, list) else [f] for f in found]
        a, b = parts[0][0], parts[1][0]
        if self.forward_layer.return_sequences:
            b = TF.reverse(b, [1])
        mode = self.merge_mode
        merged = [a, b] if mode is None else [
            TF.concat([a, b], -1) if mode == "concat" else a + b if mode == "sum" else a * b if mode == "mul" else (a + b) / 2.0
        ]  # fmt: skip
        more = [*parts[0][1:], *parts[1][1:]]
        return merged[0] if len(merged) == 1 and not more else [*merged, *more]


RECURRENT: dict[str, Any] = {
    "SimpleRNNCell": SimpleRNNCell, "LSTMCell": LSTMCell, "GRUCell": GRUCell, "StackedRNNCells": StackedRNNCells, "RNN": RNN,
    "SimpleRNN": _of_cell("SimpleRNN", SimpleRNNCell), "LSTM": _of_cell("LSTM", LSTMCell), "GRU": _of_cell("GRU", GRUCell),
    "TimeDistributed": TimeDistributed, "Bidirectional": Bidirectional,
}  # fmt: skip

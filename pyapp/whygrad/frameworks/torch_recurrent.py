"""Recurrent layers of torch.nn: RNN, LSTM and GRU over sequences, and their cells for one step, with state.

In the formulas x is the input of a step, h the state before it, and every gate is W_i x + b_i + W_h h + b_h of its own rows.
"""

from __future__ import annotations

import math
from typing import Any

from .torch import TorchTensor
from .torch_checks import refused
from .torch_functional import FUNCTIONS
from .torch_functions import TORCH
from .torch_module import Module, Parameter

__all__ = ["RECURRENT"]

GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}
State = tuple[Any, ...]


def _step(kind: str, inside: Any, state: State, weight: Any, bias: Any, bend: str) -> State:
    """Return the state after a step: (h,), or (h, c) for an LSTM; ``inside`` is W_i x + b_i."""
    h = state[0]
    own = FUNCTIONS["linear"](h, weight, bias)
    if kind == "RNN":
        return (getattr(inside + own, bend)(),)
    if kind == "LSTM":
        i, f, g, o = (inside + own).chunk(4, -1)
        c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c
    r, z, n = inside.chunk(3, -1)
    own_r, own_z, own_n = own.chunk(3, -1)
    n = (n + (r + own_r).sigmoid() * own_n).tanh()
    return ((h - n) * (z + own_z).sigmoid() + n,)


class _Recurrent(Module):
    """What the layers and the cells have in common."""

    kind = "RNN"

    def _begin(self, names: list[tuple[str, tuple[int, ...]]], dtype: Any) -> None:
        for name, shape in names:
            setattr(self, name, Parameter(TORCH.zeros(*shape, dtype=dtype)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew, each between -1/sqrt(hidden_size) and that."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size else 0.0
        for p in self.parameters():
            p.data.uniform_(-bound, bound)

    def _empty(self, like: Any, *shape: int) -> State:
        return tuple([TORCH.zeros(*shape, dtype=like._dtype) for _ in range(2 if self.kind == "LSTM" else 1)])

    def _as_state(self, given: Any) -> State:
        return (given[0], given[1]) if self.kind == "LSTM" else (given,)


class _Sequence(_Recurrent):
    """A recurrent layer: steps through a sequence, layer upon layer, forwards and with ``bidirectional`` backwards too."""

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: str = "tanh", bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        if proj_size:
            raise refused("proj_size is not supported.", "NotImplementedError", "put an nn.Linear behind the layer")
        if nonlinearity not in ("tanh", "relu"):
            raise refused(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.", "ValueError")
        if hidden_size <= 0:
            raise refused("hidden_size must be greater than zero", "ValueError")
        if num_layers <= 0:
            raise refused("num_layers must be greater than zero", "ValueError")
        self.input_size, self.hidden_size, self.num_layers, self.bias = input_size, hidden_size, num_layers, bias
        self.batch_first, self.dropout, self.bidirectional, self.nonlinearity = batch_first, dropout, bidirectional, nonlinearity
        self.proj_size, self.mode = 0, f"RNN_{nonlinearity.upper()}" if self.kind == "RNN" else self.kind
        rows, names = GATES[self.kind] * hidden_size, list[tuple[str, tuple[int, ...]]]()
        for layer in range(num_layers):
            width = hidden_size * len(self._ways) if layer else input_size
            for end in [f"_l{layer}{way}" for way in self._ways]:
                names += [(f"weight_ih{end}", (rows, width)), (f"weight_hh{end}", (rows, hidden_size))]
                names += [(f"bias_ih{end}", (rows,)), (f"bias_hh{end}", (rows,))] if bias else []
        self._begin(names, dtype)

    @property
    def _ways(self) -> tuple[str, ...]:
        return ("", "_reverse") if self.bidirectional else ("",)

    def flatten_parameters(self) -> None:
        """Do nothing: it is about the memory of a GPU."""

    def forward(self, input: Any, hx: Any = None) -> Any:
        """Return the outputs of the last layer at every step, and the state of every layer after the last one."""
        if input.ndim not in (2, 3):
            raise refused(f"{self.kind}: Expected input to be 2D or 3D, got {input.ndim}D instead", "ValueError")
        alone = input.ndim == 2
        if not alone and self.batch_first:
            input = input.transpose(0, 1)
        x = input.unsqueeze(1) if alone else input
        if x.shape[-1] != self.input_size:
            raise refused(f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {x.shape[-1]}")
        shape = (self.num_layers * len(self._ways), x.shape[1], self.hidden_size)
        if hx is None:
            begun = self._empty(x, *shape)
        else:
            begun = self._as_state(hx)
            self._fits(begun, shape, alone)
            begun = tuple([s.unsqueeze(1) for s in begun]) if alone else begun
        out, ended = self._through(x, begun)
        if alone:
            out, ended = out.squeeze(1), [s.squeeze(1) for s in ended]
        elif self.batch_first:
            out = out.transpose(0, 1)._rename("TransposeBackward1")
        return out, tuple(ended) if self.kind == "LSTM" else ended[0]

    def _through(self, x: Any, begun: State) -> tuple[Any, list[Any]]:
        ended: list[State] = []
        for layer in range(self.num_layers):
            if layer and self.dropout and self.training:
                x = FUNCTIONS["dropout"](x, self.dropout)
            outputs = []
            for way in self._ways:
                end, at = f"_l{layer}{way}", len(ended)
                state: State = tuple([s[at] for s in begun])
                weight, bias = getattr(self, f"weight_hh{end}"), getattr(self, f"bias_hh{end}") if self.bias else None
                inside = FUNCTIONS["linear"](x, getattr(self, f"weight_ih{end}"), getattr(self, f"bias_ih{end}") if self.bias else None)
                found = []
                for given in reversed(inside.unbind(0)) if way else inside.unbind(0):
                    state = _step(self.kind, given, state, weight, bias, self.nonlinearity)
                    found.append(state[0])
                outputs.append(TORCH.stack(found[::-1] if way else found))
                if self.kind == "LSTM":
                    outputs[-1]._rename("MkldnnRnnLayerBackward0")
                ended.append(state)
            x = TORCH.concat(outputs, -1) if len(outputs) > 1 else outputs[0]
        return x, [TORCH.stack(list(parts)) for parts in zip(*ended, strict=True)]

    def _fits(self, state: State, shape: tuple[int, ...], alone: bool) -> None:
        """Raise the error of a state of another shape."""
        wanted, names = 2 if alone else 3, ("hx",) if len(state) == 1 else ("hx", "cx")
        kind = f"For {'unbatched 2-D' if alone else 'batched 3-D'} input, {' and '.join(names)} should also be {wanted}-D but got "
        if any([s.ndim != wanted for s in state]):
            dims = [f"{s.ndim}-D" for s in state]
            raise refused(kind + (f"{dims[0]} tensor" if len(dims) == 1 else f"({', '.join(dims)}) tensors"))
        for k, s in enumerate(state):
            given = (s.shape[0], 1, *s.shape[1:]) if alone else tuple(s.shape)
            if given != shape:
                which = f"hidden[{k}]" if len(state) > 1 else "hidden"
                raise refused(f"Expected {which} size {shape}, got {list(given)}")

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        told = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False}
        return ", ".join([f"{self.input_size}, {self.hidden_size}"] + [
            f"{name}={getattr(self, name)}" for name, usual in told.items() if getattr(self, name) != usual
        ])  # fmt: skip


class RNN(_Sequence):
    """h' = tanh of the gate, or relu."""


class LSTM(_Sequence):
    """c' = f c + i g and h' = o tanh(c'), with the gates i, f, g, o."""

    kind = "LSTM"

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True, *args: Any, **options: Any) -> None:
        super().__init__(input_size, hidden_size, num_layers, "tanh", bias, *args, **options)


class GRU(_Sequence):
    """h' = (1 - z) n + z h, with the gates r, z and the new value n, in which r weighs the part of h."""

    kind = "GRU"

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True, *args: Any, **options: Any) -> None:
        super().__init__(input_size, hidden_size, num_layers, "tanh", bias, *args, **options)


class _Cell(_Recurrent):
    """One step of a recurrent layer."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias, self.nonlinearity = input_size, hidden_size, bias, nonlinearity
        rows = GATES[self.kind] * hidden_size
        names: list[tuple[str, tuple[int, ...]]] = [("weight_ih", (rows, input_size)), ("weight_hh", (rows, hidden_size))]
        self._begin([*names, *([("bias_ih", (rows,)), ("bias_hh", (rows,))] if bias else [])], dtype)
        if not bias:
            self.bias_ih = self.bias_hh = None

    def forward(self, input: Any, hx: Any = None) -> Any:
        """Return the state after the step."""
        if input.ndim not in (1, 2):
            raise refused(f"{self.kind}Cell: Expected input to be 1D or 2D, got {input.ndim}D instead", "ValueError")
        if hx is not None:
            for k, s in enumerate(self._as_state(hx)):
                if not isinstance(s, TorchTensor) or s.ndim not in (1, 2):
                    which = f"hx[{k}]" if self.kind == "LSTM" else "hidden"
                    raise refused(f"{self.kind}Cell: Expected {which} to be 1D or 2D, got {s.ndim}D instead", "ValueError")
        alone = input.ndim == 1
        x = input.unsqueeze(0) if alone else input
        if x.shape[1] != self.input_size:
            raise refused(f"input has inconsistent input_size: got {x.shape[1]} expected {self.input_size}")
        state = self._empty(x, x.shape[0], self.hidden_size) if hx is None else self._as_state(hx)
        state = tuple([s.unsqueeze(0) for s in state]) if alone and hx is not None else state
        for k, s in enumerate(state):
            if s.shape[0] != x.shape[0]:
                raise refused(f"Input batch size {x.shape[0]} doesn't match hidden{k} batch size {s.shape[0]}")
            if s.shape[1] != self.hidden_size:
                raise refused(f"hidden{k} has inconsistent hidden_size: got {s.shape[1]}, expected {self.hidden_size}")
        inside = FUNCTIONS["linear"](x, self.weight_ih, self.bias_ih)
        state = _step(self.kind, inside, state, self.weight_hh, self.bias_hh, self.nonlinearity)
        state = tuple([s.squeeze(0) for s in state]) if alone else state
        return state if self.kind == "LSTM" else state[0]

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        text = f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")
        return text + ("" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}")


class RNNCell(_Cell):
    """A step of an RNN."""


class LSTMCell(_Cell):
    """A step of an LSTM."""

    kind = "LSTM"


class GRUCell(_Cell):
    """A step of a GRU."""

    kind = "GRU"


RECURRENT: dict[str, type[Module]] = {c.__name__: c for c in (RNN, LSTM, GRU, RNNCell, LSTMCell, GRUCell)}

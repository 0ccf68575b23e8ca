"""Attention layers of torch.nn: heads side by side, and the encoder layers of transformers made of them."""

from __future__ import annotations

import copy
import math
from typing import Any

from .torch_checks import refused
from .torch_functional import FUNCTIONS
from .torch_functions import TORCH
from .torch_init import INIT
from .torch_layers import SETTLED
from .torch_module import Module, Parameter

__all__ = ["ATTENTION"]


def _layers() -> Any:
    from .torch_nn import nn

    return nn


class MultiheadAttention(Module):
    """softmax(Q K^T / sqrt d) V for several heads, each on its part of the features."""

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True, *_: Any, batch_first: bool = False, **__: Any
    ) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise refused("embed_dim must be divisible by num_heads", "AssertionError")
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = embed_dim, num_heads, dropout, batch_first
        self.head_dim = embed_dim // num_heads
        self.in_proj_weight = Parameter(TORCH.zeros(3 * embed_dim, embed_dim))
        if bias:
            self.in_proj_bias = Parameter(TORCH.zeros(3 * embed_dim))
        else:
            self.register_parameter("in_proj_bias", None)
        self.out_proj = _Out(embed_dim, embed_dim, bias)
        INIT["xavier_uniform_"](self.in_proj_weight)
        if bias:
            INIT["zeros_"](self.out_proj.bias)

    def forward(
        self, query: Any, key: Any, value: Any, key_padding_mask: Any = None, need_weights: bool = True, attn_mask: Any = None,
        average_attn_weights: bool = True, is_causal: bool = False,
    ) -> tuple[Any, Any]:  # fmt: skip
        """Return the outputs, and the weights of attention (their mean over the heads) or None."""
        alone, q, k, v = query.ndim == 2, query, key, value
        if alone:
            q, k, v = (t.unsqueeze(0) for t in (q, k, v))
        elif not self.batch_first:
            q, k, v = (t.transpose(0, 1) for t in (q, k, v))
        n, d, heads = q.shape[0], self.embed_dim, self.num_heads

        def projected(t: Any, at: int) -> Any:
            bias = None if self.in_proj_bias is None else self.in_proj_bias[at * d : (at + 1) * d]
            y = FUNCTIONS["linear"](t, self.in_proj_weight[at * d : (at + 1) * d], bias)
            return y.reshape(n, t.shape[1], heads, self.head_dim).transpose(1, 2)

        q, k, v = projected(q, 0), projected(k, 1), projected(v, 2)
        scores = TORCH.matmul(q / math.sqrt(self.head_dim), k.transpose(-2, -1))
        for mask, shape in ((attn_mask, None), (key_padding_mask, (n, 1, 1, k.shape[2]))):
            if mask is None:
                continue
            mask = mask if shape is None else mask.reshape(*shape)
            mask = mask.reshape(n, heads, *mask.shape[1:]) if mask.ndim == 3 else mask
            scores = TORCH.masked_fill(scores, mask, -math.inf) if mask._dtype.kind == "b" else scores + mask
        weights = FUNCTIONS["dropout"](TORCH.softmax(scores, -1), self.dropout, self.training)
        out = TORCH.matmul(weights, v).transpose(1, 2).reshape(n, q.shape[2], d)
        out = self.out_proj(out)
        shown = None
        if need_weights:
            shown = weights.mean(1) if average_attn_weights else weights
            shown = shown.squeeze(0) if alone else shown
        if alone:
            return out.squeeze(0), shown
        return (out._rename("TransposeBackward0") if self.batch_first else out.transpose(0, 1)._rename("ViewBackward0")), shown


class _Out(Module):
    """The last linear map of attention, under the name that PyTorch prints."""

    def __init__(self, width: int, out: int, bias: bool) -> None:
        super().__init__()
        bound = 1 / math.sqrt(width)
        self.width, self.out = width, out
        self.weight = Parameter(TORCH.uniform((out, width), -bound, bound))
        if bias:
            self.bias = Parameter(TORCH.uniform((out,), -bound, bound))
        else:
            self.register_parameter("bias", None)

    def forward(self, input: Any) -> Any:
        """Return the outputs."""
        return FUNCTIONS["linear"](input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return what stands in the brackets of its repr."""
        return f"in_features={self.width}, out_features={self.out}, bias={self.bias is not None}"


_Out.__name__ = _Out.__qualname__ = "NonDynamicallyQuantizableLinear"


class TransformerEncoderLayer(Module):
    """Attention of a sequence to itself, then two linear maps; each added to its input and normalized."""

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1, activation: Any = "relu",
        layer_norm_eps: float = 1e-5, batch_first: bool = False, norm_first: bool = False, bias: bool = True, **_: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        nn = _layers()
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first)
        self.linear1 = nn.Linear(d_model, dim_feedforward, bias)
        self.dropout = SETTLED["Dropout"](dropout)
        self.linear2 = nn.Linear(dim_feedforward, d_model, bias)
        self.norm_first = norm_first
        self.norm1, self.norm2 = (nn.LayerNorm(d_model, layer_norm_eps, bias=bias) for _ in range(2))
        self.dropout1, self.dropout2 = SETTLED["Dropout"](dropout), SETTLED["Dropout"](dropout)
        self.activation = FUNCTIONS[activation] if isinstance(activation, str) else activation

    def forward(self, src: Any, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False) -> Any:
        """Return the outputs."""

        def attended(x: Any) -> Any:
            return self.dropout1(self.self_attn(x, x, x, src_key_padding_mask, False, src_mask)[0])

        def fed(x: Any) -> Any:
            return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))

        if self.norm_first:
            x = src + attended(self.norm1(src))
            return x + fed(self.norm2(x))
        x = self.norm1(src + attended(src))
        return self.norm2(x + fed(x))


class TransformerEncoder(Module):
    """Copies of an encoder layer, one after another."""

    def __init__(self, encoder_layer: Any, num_layers: int, norm: Any = None, **_: Any) -> None:
        super().__init__()
        self.layers = _layers().ModuleList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm

    def forward(self, src: Any, mask: Any = None, src_key_padding_mask: Any = None, is_causal: Any = None) -> Any:
        """Return the outputs."""
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask)
        return src if self.norm is None else self.norm(src)


ATTENTION: dict[str, Any] = {c.__name__: c for c in (MultiheadAttention, TransformerEncoderLayer, TransformerEncoder)}

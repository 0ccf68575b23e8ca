"""Keras: attention, and layers whose product is written as an einsum."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from .keras_activations import activation as activation_of
from .keras_layer import Weighed
from .keras_random import SeedGenerator, dropped
from .session import CellError
from .tensorflow import work
from .tensorflow_nn import TF

__all__ = ["ATTENTION"]

FAR = -1e9  # what a score is where nothing may be seen


class EinsumDense(Weighed):
    """A layer whose product of input and kernel is written as an einsum."""

    def __init__(self, equation: str, output_shape: Any, activation: Any = None, bias_axes: str | None = None, **o: Any) -> None:
        super().__init__(**o)
        self.equation, self.activation, self.bias_axes = equation.replace(" ", ""), activation_of(activation), bias_axes
        self.sizes = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.bias: Any = None

    def build(self, input_shape: Any = None) -> None:
        """Make kernel and bias."""
        assert input_shape is not None
        given, output = self.equation.split("->")
        inputs, kernel = given.split(",")
        if "." in self.equation:
            raise CellError("ValueError", "EinsumDense with an ellipsis is not supported.", "name the axes")
        known: dict[str, Any] = dict(zip(inputs, tuple(input_shape), strict=True))
        for letter, size in zip(reversed(output), reversed(self.sizes), strict=False):
            known.setdefault(letter, size)
        self.kernel = self.part("kernel", [known[k] for k in kernel])
        if self.bias_axes:
            first = min(output.index(k) for k in self.bias_axes)
            self.bias = self.part("bias", [known[k] if k in self.bias_axes else 1 for k in output[first:]])
        self.built = True

    def call(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Work out the output."""
        y = TF.einsum(self.equation, inputs, self.kernel)
        return self.activation(y if self.bias is None else y + self.bias)


class Attention(Weighed):
    """Values weighed by how well their keys fit a query."""

    usual: ClassVar[dict[str, str]] = {}  # no part is drawn

    def __init__(self, use_scale: bool = False, score_mode: str = "dot", dropout: float = 0.0, seed: Any = None, **o: Any) -> None:
        super().__init__(**o)
        self.use_scale, self.score_mode, self.dropout = use_scale, score_mode, dropout
        self.seed_generator = SeedGenerator(seed) if dropout > 0 else None
        self.scale: Any = None

    def build(self, input_shape: Any = None) -> None:
        """Make the scale."""
        if self.use_scale:
            self.scale = self.add_weight((), "ones", name="scale")
        self.built = True

    def scores(self, query: Any, key: Any) -> Any:
        """Return how well each key fits each query."""
        found = TF.matmul(query, TF.matrix_transpose(key))
        return found if self.scale is None else found * self.scale

    def call(
        self, inputs: Any, mask: Any = None, training: bool = False, return_attention_scores: bool = False, use_causal_mask: bool = False
    ) -> Any:
        """Work out the output."""
        query, value, key = (*inputs, inputs[1])[:3] if len(inputs) == 2 else inputs
        scores = self.scores(query, key)
        if use_causal_mask:
            seen = TF.band_part(TF.ones((scores.shape[-2], scores.shape[-1])), -1, 0)
            scores = scores + (1.0 - seen) * FAR
        weights = TF.softmax(scores)
        if training and self.dropout:
            weights = dropped(weights, self.dropout, self.seed_generator)
        found = TF.matmul(weights, value)
        return (found, weights) if return_attention_scores else found

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return nothing: all places count."""
        return None


class AdditiveAttention(Attention):
    """Attention whose scores are sums over tanh. D. Bahdanau and others, 2015."""

    def __init__(self, use_scale: bool = True, **o: Any) -> None:
        super().__init__(use_scale, **o)

    def build(self, input_shape: Any = None) -> None:
        """Make the scale."""
        assert input_shape is not None
        if self.use_scale:
            self.scale = self.add_weight((int(input_shape[0][-1]),), "glorot_uniform", name="scale")
        self.built = True

    def scores(self, query: Any, key: Any) -> Any:
        """Return how well each key fits each query."""
        found = work("tanh", TF.expand_dims(query, -2) + TF.expand_dims(key, -3))
        return TF.sum(found if self.scale is None else found * self.scale, -1)


class MultiHeadAttention(Weighed):
    """Attention of several heads side by side. A. Vaswani and others, 2017."""

    def __init__(
        self, num_heads: int, key_dim: int, value_dim: int | None = None, dropout: float = 0.0, use_bias: bool = True, output_shape: Any = None,
        seed: Any = None, **o: Any,
    ) -> None:  # fmt: skip
        super().__init__(**o)
        self.num_heads, self.key_dim, self.value_dim = num_heads, key_dim, value_dim or key_dim
        self.dropout, self.use_bias, self.width = dropout, use_bias, output_shape
        self.seed_generator = SeedGenerator(seed) if dropout > 0 else None
        self.heads: dict[str, tuple[Any, Any]] = {}

    def make(self, query: int, value: int, key: int) -> None:
        """Make kernels and biases of query, key, value and output."""
        for name, size, wide in (("query", query, self.key_dim), ("key", key, self.key_dim), ("value", value, self.value_dim)):
            kernel = self.part("kernel", (size, self.num_heads, wide))
            self.heads[name] = kernel, self.part("bias", (self.num_heads, wide)) if self.use_bias else None
        width = self.width or query
        self.heads["output"] = (
            self.part("kernel", (self.num_heads, self.value_dim, width)),
            self.part("bias", (width,)) if self.use_bias else None,
        )

    def put(self, name: str, equation: str, x: Any) -> Any:
        """Return an input put through a kernel and its bias."""
        kernel, bias = self.heads[name]
        found = TF.einsum(equation, x, kernel)
        return found if bias is None else found + bias

    def call(
        self, query: Any, value: Any, key: Any = None, attention_mask: Any = None, return_attention_scores: bool = False, training: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:  # fmt: skip
        """Work out the output."""
        key = value if key is None else key
        if not self.heads:
            self.make(query.shape[-1], value.shape[-1], key.shape[-1])
        q, k, v = (self.put(n, "abc,cde->abde", x) for n, x in (("query", query), ("key", key), ("value", value)))
        q = q * (1.0 / math.sqrt(float(self.key_dim)))
        scores = TF.einsum("aecd,abcd->acbe", k, q)
        seen = None if attention_mask is None else TF.cast(attention_mask, "float32")
        if use_causal_mask:
            causal = TF.band_part(TF.ones((scores.shape[-2], scores.shape[-1])), -1, 0)
            seen = causal if seen is None else seen * causal
        if seen is not None:
            scores = scores + (1.0 - (TF.expand_dims(seen, 1) if seen.ndim == 3 else seen)) * FAR
        weights = TF.softmax(scores)
        used = dropped(weights, self.dropout, self.seed_generator) if training and self.dropout else weights
        found = self.put("output", "abcd,cde->abe", TF.einsum("acbe,aecd->abcd", used, v))
        return (found, weights) if return_attention_scores else found


ATTENTION: dict[str, Any] = {
    "EinsumDense": EinsumDense, "Attention": Attention, "AdditiveAttention": AdditiveAttention, "MultiHeadAttention": MultiHeadAttention,
}  # fmt: skip

"""The keywords of TensorFlow's functions that change nothing here, and what is said of all others."""

from __future__ import annotations

from typing import Any

from .session import CellError

__all__ = ["passed_over"]

IDLE = frozenset(  # how it is worked out, not what comes out; or what the functions here look up for themselves
    "name alg a_is_sparse adjoint_a adjoint_b autograph axis b_is_sparse back_prop bad_indices_policy binary_output conjugate dtype dtype_hint "
    "experimental_attributes experimental_autograph_options experimental_compile experimental_follow_type_hints experimental_implements "
    "experimental_relax_shapes fallback_to_while_loop fn_output_signature grad_a grad_b index_type infer_shape jit_compile keepdims layout "
    "message out_idx out_type output_stream output_type parallel_iterations reduce_retracing shape_invariants shift stable stateful strict "
    "summarize swap_memory tensor_dtype validate_indices warn".split()
)
MEANT = frozenset(
    "align begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask dilations max_norm num_cols num_rows padding_value num exclusive "
    "reverse truncated batch_dims".split()
)
FORMATS = (None, "NHWC", "NWC", "N...C")


def passed_over(name: str, given: dict[str, Any]) -> None:
    """Refuse the keywords of a call that are not TensorFlow's, or that would change what comes out."""
    for keyword, value in given.items():
        if keyword in IDLE or (keyword == "data_format" and value in FORMATS):
            continue
        if keyword == "data_format" or keyword in MEANT:
            if value:
                raise CellError("NotImplementedError", f"tf.{name} with {keyword}={value!r} is not supported.", "write it without")
            continue
        start = "constant() got" if name == "constant" else "Got"
        raise CellError("TypeError", f"{start} an unexpected keyword argument '{keyword}'", SPELLED.get(keyword, ""))


SPELLED = {
    "std": "it is called stddev here",
    "dim": "it is called axis here",
    "keep_dims": "it is called keepdims here",
    "keepdim": "it is called keepdims here",
}

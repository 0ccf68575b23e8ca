"""JAX, autograd, NumPy and micrograd cells: what they print, show and refuse, numbers of one seed, and what a cell may not do."""

from __future__ import annotations

import math

import numpy as np
import pytest
import whygrad
from whygrad.frameworks.cell import State, run

from .cells_jax import DRAWS, JAX_CELLS, JAX_REFUSED, PRINTED

CONVENTIONS = [
    # what is differentiated at x, and the gradient that JAX gives there (the table of edges)
    ("jnp.abs(x)", "0.", "1.0"),
    ("jax.nn.relu(x)", "0.", "0.0"),
    ("jax.nn.relu6(x)", "6.", "0.0"),
    ("jnp.maximum(x, 0.)", "0.", "0.5"),
    ("jnp.max(x)", "jnp.array([1., 1.])", "[0.5 0.5]"),
    ("jax.nn.leaky_relu(x, 0.2)", "0.", "1.0"),
    ("jnp.clip(x, -1., 1.)", "1.", "0.5"),
    ("jnp.sqrt(x)", "0.", "inf"),
    ("jnp.log(x)", "-1.", "-1.0"),
    ("jnp.arcsin(x)", "1.", "inf"),
    ("jnp.linalg.norm(x)", "jnp.zeros(2)", "[nan nan]"),
    ("jnp.std(x)", "jnp.ones(2)", "[nan nan]"),
    ("jnp.arctan2(x, 0.)", "0.", "nan"),
    ("jnp.power(x, 0.)", "0.", "nan"),
    ("x ** 0", "0.", "0.0"),
    ("jnp.where(x < 1, x, jnp.sqrt(x))", "0.", "nan"),
    ("jnp.floor(x)", "1.5", "0.0"),
    ("jnp.round(x)", "1.5", "0.0"),
    ("3.0", "1.", "0.0"),
]


@pytest.mark.parametrize(("source", "output", "last"), JAX_CELLS, ids=range(len(JAX_CELLS)))
def test_a_cell_prints_and_shows_what_the_libraries_do(source: str, output: str, last: str | None) -> None:
    e = whygrad.explain(source, language="python")
    assert e.output == output
    assert e.last == last
    for gradient in [g for request in e.requests[-2:] for g in request.gradients.values()]:
        assert gradient.check.verdict != "disagrees"
        assert gradient.rules_verdict != "disagrees"


@pytest.mark.parametrize(("source", "line", "message"), JAX_REFUSED, ids=range(len(JAX_REFUSED)))
def test_what_the_libraries_refuse_is_refused_at_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source, language="python")
    assert caught.value.message.startswith(message)
    assert caught.value.line == line


@pytest.mark.parametrize(("function", "at", "slope"), CONVENTIONS, ids=[c[0] for c in CONVENTIONS])
def test_edges_are_those_of_jax(function: str, at: str, slope: str) -> None:
    e = whygrad.explain(f"import jax, jax.numpy as jnp\nprint(jax.grad(lambda x: {function})({at}))", language="python")
    assert e.output == f"{slope}\n"


def test_random_numbers_of_a_seed_are_those_of_numpy() -> None:
    for seed in (0, 42, 123456789):
        cell = "\n".join([f"np.random.seed({seed})", *[f"x{k} = {draw}" for k, draw in enumerate(DRAWS)]])
        found = whygrad.explain(f"import numpy as np\n{cell}", language="python").variables
        np.random.seed(seed)
        for k, draw in enumerate(DRAWS):
            assert np.allclose(found[f"x{k}"].value, eval(draw), rtol=1e-14, atol=0), draw


@pytest.mark.parametrize("values", PRINTED)
def test_arrays_are_printed_as_numpy_prints_them(values: str) -> None:
    cell = f"import numpy as np\nx = np.array({values})\nprint(x)\nprint(repr(x))\nprint(x * 1, repr(x.astype(np.float32)))"
    x = np.array(eval(values))
    assert whygrad.explain(cell, language="python").output == f"{x}\n{x!r}\n{x * 1} {x.astype(np.float32)!r}\n"


def test_a_gradient_of_a_function_is_told_with_the_names_of_the_cell() -> None:
    e = whygrad.explain("import jax\ndef f(w, b):\n    return w * 3.0 + b * b\nprint(jax.grad(f, (0, 1))(2.0, 5.0))", language="python")
    (request,) = e.requests
    assert list(request.gradients) == ["w", "b"]
    assert [g.value for g in request.gradients.values()] == [3.0, 10.0]
    assert request.gradients["b"].formula == "2*b"


def test_a_loop_of_training_asks_each_time_about_what_is_given_then() -> None:
    cell = "import jax\nw = 4.0\nfor _ in range(3):\n    w = w - 0.25 * jax.grad(lambda w: w * w)(w)\nprint(w)"
    e = whygrad.explain(cell, language="python")
    assert e.output == "0.5\n"
    assert [next(iter(r.gradients.values())).value for r in e.requests] == [8.0, 4.0, 2.0]
    assert all(len(r.tape.lines) < 5 for r in e.requests)  # what came before is no part of the question


def test_a_function_that_jit_saw_prints_once() -> None:
    cell = "import jax\n@jax.jit\ndef f(x):\n    print('seen', x)\n    return x * 2\nprint(f(1.0))\nprint(f(2.0))"
    assert whygrad.explain(cell, language="python").output == "seen JitTracer(~float32[])\n2.0\n4.0\n"


def test_the_64_bits_of_one_cell_are_not_those_of_another() -> None:
    wide, narrow = State(), State()  # of two pages that run at the same time
    on = "import jax\njax.config.update('jax_enable_x64', True)\nprint(jax.config.jax_enable_x64)"
    kind = "import jax.numpy as jnp\nprint(jnp.ones(1).dtype)"
    assert run(on, wide).output == "True\n"
    assert [run(kind, narrow).output, run(kind, wide).output, run(kind).output] == ["float32\n", "float64\n", "float32\n"]


def test_magic_lines_are_passed_over_with_a_note() -> None:
    e = whygrad.explain(
        "%matplotlib inline\n!pip install jax\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nx = 3.0\nprint(x * x)"
    )
    assert e.output == "9.0\n"
    assert math.isclose(e.variables["x"].value, 3.0)
    assert sum("is passed over" in note for note in e.run.notes) == 2


def test_what_a_cell_sets_on_a_class_is_gone_in_the_next() -> None:
    first = "from micrograd.engine import Value\nValue.twice = lambda v: v * 2\nValue.tanh = lambda v: v\nprint(Value(3.0).twice())"
    assert whygrad.explain(first, language="python").output == "Value(data=6.0, grad=0)\n"
    second = "from micrograd.engine import Value\nprint(hasattr(Value, 'twice'), Value(0.5).tanh().data < 0.5)"
    assert whygrad.explain(second, language="python").output == "False True\n"


def test_the_parameter_that_a_method_is_differentiated_by_has_its_own_name() -> None:
    cell = "import jax\nclass Model:\n    def loss(self, weight):\n        return weight * weight\nprint(jax.grad(Model().loss)(3.0))"
    assert list(whygrad.explain(cell, language="python").gradients) == ["weight"]

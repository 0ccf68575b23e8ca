"""Translations are run on our own stand-ins and compared with what was translated: every operation, whole programs, cells."""

from __future__ import annotations

import re
from typing import Any

import pytest
import whygrad
from whygrad.cli import main
from whygrad.operations import TABLE
from whygrad.translating import FRAMEWORKS, translate

from .cells import CELLS
from .test_array_programs import GIVEN, PROGRAMS

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|nan|inf)")
OTHER = re.compile(r"d?type=[\w.]+|shape=\([^)]*\)|requires_grad=True|grad_fn=<\w+>")
EXAMPLES = [op.example for op in TABLE.values() if op.example.strip() and not op.composed]
SCALARS = [
    "z = y*y", "x*x*x", "x^2 sin x", "e^(-x^2)", "1/(1 + e^(-x))", "x^x", "ln(x)/x", "sqrt(1 + x^2)", "|x - 5|", "(x + 1)^2 (x - 3)^3",
    "a = x*y; b = sin(a); a*b", "f(t) = t^2 + 1; f(f(x))", "piecewise(x < 0: -x, x^2)", "max(x, y)^2", "x^2 y + y^3; wrt", "2^x + x^2",
    "w = 0.5; b = -1; p = sigmoid(w*x + b); -ln(p)", "relu(x - 1)*tanh(x)", "atan2(y, x)", "log_2 x + log10(x)", "pi*x^2 + e*x",
    "x_{max}^2 + lambda", "(x < y)*x + y*(x < 9)",
    "x = -2.25; gamma(x)", "x = -0.5; x/gamma(x)^2", "c = x < 3; where(c, x^2, 0)", "theta = pi/3; sin(2 theta)",
]  # fmt: skip
PLACES = [
    "import torch\nimport torch.nn.functional as F\nx = torch.tensor([[1., 2., 3.], [4., 5., 7.]], requires_grad=True)\n"
    "F.cross_entropy(x, torch.tensor([2, 0])).backward()",
    "import jax, jax.numpy as jnp\njax.grad(lambda x: jnp.interp(x, jnp.array([0., 1., 2.]), jnp.array([0., 10., 15.])))(1.5)",
    "import jax, jax.numpy as jnp\njax.grad(lambda x: jnp.sum(x.at[0].set(3.0) ** 2) + x[jnp.array([1, 1])].sum())(jnp.array([1., 2.]))",
    "import torch\nx = torch.tensor([3., 1., 2.], requires_grad=True)\n(torch.sort(x)[0][:2] * torch.tensor([1., 2.])).sum().backward()",
    "import torch\nx = torch.tensor([[1., 2.], [3., 5.]], requires_grad=True)\n"
    "(x[torch.tensor([0, 1]), torch.tensor([1, 0])]**2).sum().backward()",
]  # of cells that pick entries: places are whole numbers in every framework
HIGHER = [
    "f(x) = x^3; f''(2)",
    "d^2/dx^2(sin(x) x)",
    "d/dx(d/dy(x^2 y^3))",
    "x = [1, 2]; hessian(sum(x^3) + x[0]*x[1], x)",
    "x = [1, 2]; jacobian(x^2 + x[0], x)",
]


def flat(value: Any) -> list[float]:
    if isinstance(value, list):
        return [x for each in value for x in flat(each)]
    return [] if value is None else [float(value)]


def wanted(e: Any) -> list[float]:
    """The value and the gradients; only these where the source itself ends with a derivative."""
    values = [g.value for g in e.gradients.values()]
    return [x for value in (values if e.request else [e.target.value, *values]) for x in flat(value)]


def printed(text: str, framework: str) -> list[float]:
    if framework == "whygrad":  # where the last line asks for derivatives, those are the answer
        return wanted(whygrad.explain(text))
    return [float(x) for x in NUMBER.findall(OTHER.sub("", whygrad.explain(text, language="python").output))]


def agree(found: list[float], want: list[float]) -> bool:
    """Agreement as far as PyTorch prints digits."""
    return len(found) == len(want) and all(abs(a - b) <= 2e-4 * max(1.0, abs(b)) for a, b in zip(found, want, strict=True))


def disagreements(source: str, framework: str, **options: Any) -> tuple[str, str]:
    """What became of a translation: "agrees", "refused" (with a sentence), "lacking" (in the stand-in), or "differs"."""
    e = whygrad.explain(source, **options)
    try:
        text = translate(source, framework, **options)
    except whygrad.UserError as error:
        assert error.message.endswith(".")
        return "refused", error.message
    try:
        found = printed(text, framework)
    except whygrad.UserError as error:
        assert re.search("not supported|has no attribute|takes|must be Tensor", error.message), f"{error.message}\n{text}"
        return "lacking", error.message
    want = wanted(e)
    if framework == "whygrad" or e.request:  # the value itself may be left out, by the source or by the translation
        shared = min(len(found), len(want))
        found, want = found[-shared:], want[-shared:]
    return ("agrees" if agree(found, want) else "differs"), f"{text}\n{found}, wanted {want}"


LEAST = {"tensorflow": 115, "torch": 115, "jax": 115, "numpy": 110, "micrograd": 30, "whygrad": len(EXAMPLES)}
"""Of the operations, how many must be translated and agree; the others are refused with a sentence, or lack in the stand-in."""


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_operation_is_translated_and_agrees(framework: str) -> None:
    found = {source: disagreements(source, framework) for source in EXAMPLES}
    wrong = {source: why for source, (verdict, why) in found.items() if verdict == "differs"}
    if framework == "tensorflow":  # its own convention: steps have no slope at all
        wrong = {source: why for source, why in wrong.items() if source not in ("floor(x)", "ceil(x)", "round(x)")}
    assert not wrong, "\n".join(wrong.values())
    assert sum(verdict == "agrees" for verdict, _ in found.values()) >= LEAST[framework]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_programs_are_translated_and_agree(framework: str) -> None:
    jobs: list[tuple[str, dict[str, Any]]] = [(source.removesuffix("; wrt"), {}) for source in [*SCALARS, *HIGHER]]
    for source, _, gradients in PROGRAMS:
        names = [n for n in GIVEN if re.search(rf"(?<![A-Za-z_]){n}(?![A-Za-z_0-9(])", source)]
        jobs.append(
            (
                source,
                {"at": {n: GIVEN[n].tolist() if hasattr(GIVEN[n], "tolist") else GIVEN[n] for n in names}, "wrt": list(gradients) or None},
            )
        )
    jobs += [
        (source, {})
        for cells in (CELLS["tensorflow"][:9], CELLS["torch"][:4], CELLS["jax"][:4])
        for source, output in cells
        if "None" not in output
    ]
    jobs += [(source, {}) for source in PLACES]
    found = {source: disagreements(source, framework, **options) for source, options in jobs}
    assert not [why for verdict, why in found.values() if verdict == "differs"]
    assert sum(verdict == "agrees" for verdict, _ in found.values()) >= (10 if framework == "micrograd" else 60)


def test_a_translation_reads_as_a_person_would_write_it() -> None:
    assert translate("z = y*y", "tensorflow", at={"y": 4}) == (
        "import tensorflow as tf\n\ny = tf.Variable(4.0, dtype=tf.float64)\n\nwith tf.GradientTape() as tape:\n    z = y*y\n\n"
        "dz_dy = tape.gradient(z, y)\nprint(z.numpy(), dz_dy.numpy())\n"
    )
    assert "y = torch.tensor(4.0, requires_grad=True)\nz = y*y\n\nz.backward()\nprint(z.item(), y.grad)" in translate(
        "z = y*y", "torch", at={"y": 4}
    )
    assert "def f(y):\n    return y*y\n\nprint(f(y), jax.grad(f)(y))" in translate("z = y*y", "jax", at={"y": 4})
    assert "g_y = g_z*y\ng_y = g_y + g_z*y\nprint(z, g_y)" in translate("z = y*y", "numpy", at={"y": 4})
    assert translate("z = y*y", "whygrad", at={"y": 4}) == "y = 4\nz = y*y\n"


@pytest.mark.parametrize("framework", ["tensorflow", "torch", "jax", "numpy", "micrograd", "whygrad"])
def test_what_is_used_twice_is_written_once(framework: str) -> None:
    cell = "x = torch.tensor(1.01, requires_grad=True)\ny = x\nfor _ in range(6):\n  y = y*y\ny.backward()"
    text = translate(cell, framework)
    assert len(text) < 1200
    assert agree(printed(text, framework), [1.01**64, 64 * 1.01**63])


def test_a_cell_keeps_its_numbers_of_32_bits() -> None:
    text = translate("x = tf.Variable(0.1)\nwith tf.GradientTape() as t:\n  y = x*0.3\nprint(t.gradient(y, x))", "torch")
    assert "torch.tensor(0.1, requires_grad=True)" in text
    assert "x*0.3" in text
    assert "float64" not in text


@pytest.mark.parametrize(
    ("source", "framework", "sentence"),
    [
        ("sin(x)", "micrograd", "micrograd has nothing that stands for sin."),
        ("sum([x, 1])", "micrograd", "micrograd calculates with single numbers, and this program has arrays."),
        ("x^2 + y^2 = 25", "torch", "An equation, a curve or a direction cannot be translated: frameworks differentiate by names."),
        ("x < 1", "jax", "No slope flows from the answer to x, so there is no gradient to ask for."),
        ("erf(x)", "numpy", "NumPy has nothing that stands for erf."),
        ("x", "cobol", "There is no framework called cobol."),
    ],
)
def test_what_cannot_be_translated_is_said(source: str, framework: str, sentence: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        translate(source, framework)
    assert caught.value.message == sentence


def test_the_command_line_translates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--translate", "jax", "x*x*x", "x=2"]) == 0
    assert "jax.grad(f)(x)" in capsys.readouterr().out

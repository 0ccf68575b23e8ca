"""PyTorch cells: what they print, show, keep and refuse, the reasons given for gradients, and numbers of one seed."""

from __future__ import annotations

import re

import pytest
import whygrad
from whygrad.frameworks.cell import State, run
from whygrad.words import speaking

from .cells_torch import TORCH_CELLS, TORCH_REFUSED

CONVENTIONS = [
    # what is differentiated at x, and the gradient that PyTorch gives there (the table of edges)
    ("torch.abs(x)", "0.", [0.0]),
    ("F.relu(x)", "0.", [0.0]),
    ("F.relu6(x)", "6.", [0.0]),
    ("torch.maximum(x, torch.tensor([0.]))", "0.", [0.5]),
    ("x.max()", "1., 1.", [0.5, 0.5]),
    ("F.leaky_relu(x, 0.2)", "0.", [0.2]),
    ("x.clamp(-1., 1.)", "1.", [1.0]),
    ("torch.sqrt(x)", "0.", [float("inf")]),
    ("torch.log(x)", "-1.", [-1.0]),
    ("x.norm()", "0., 0.", [0.0, 0.0]),
    ("x.std()", "1., 1.", [0.0, 0.0]),
    ("torch.atan2(x, torch.zeros(1))", "0.", [0.0]),
    ("x ** 0", "0.", [0.0]),
    ("torch.floor(x)", "0.5", [0.0]),
    ("torch.round(x)", "0.5", [0.0]),
]


@pytest.mark.parametrize(("source", "output", "last"), TORCH_CELLS, ids=range(len(TORCH_CELLS)))
def test_a_cell_prints_what_torch_prints(source: str, output: str, last: str | None) -> None:
    e = whygrad.explain(source, language="python")
    assert e.output == output
    assert e.last == last
    for request in e.requests[-3:]:
        for gradient in request.gradients.values():
            assert gradient.check.verdict != "disagrees"
            assert gradient.rules_verdict != "disagrees"


@pytest.mark.parametrize(("source", "error"), TORCH_REFUSED, ids=range(len(TORCH_REFUSED)))
def test_a_cell_is_refused_in_torchs_words(source: str, error: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source, language="python")
    kind, _, text = error.partition(": ")
    assert caught.value.message.startswith(kind)
    assert re.split(r"(?<=[a-z])\. ", text)[0].rstrip(".") in caught.value.message
    assert caught.value.line is not None


@pytest.mark.parametrize(("function", "at", "gradient"), CONVENTIONS)
def test_torchs_convention_at_an_edge(function: str, at: str, gradient: list[float]) -> None:
    e = whygrad.explain(f"import torch\nx = torch.tensor([{at}], requires_grad=True)\n({function}).sum().backward()", language="python")
    assert e.variables["x"].grad == pytest.approx(gradient)


def test_a_gradient_that_was_added_to_is_told_with_a_repair() -> None:
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\nfor _ in range(2):\n    y = x**2\n    y.backward()\nprint(x.grad)"
    e = whygrad.explain(source)
    assert e.output == "tensor(8.)\n"
    notes = [note.message for note in e.requests[1].reading.notes]
    assert any("x.grad was 4 already, and backward() adds to it: 4 + 4 = 8" in note and "x.grad = None" in note for note in notes)
    assert not [note for note in e.requests[0].reading.notes if "adds to it" in note.message]


def test_why_the_gradient_of_what_was_calculated_is_none() -> None:
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * 3\nz = y**2\nz.backward()\nprint(y.grad)"
    e = whygrad.explain(source)
    assert e.output == "None\n"
    assert any("call y.retain_grad() before backward()" in note["message"] for note in e.to_dict()["reading"]["notes"])


def test_the_lines_of_a_request_have_the_names_of_the_cell() -> None:
    source = (
        "import torch\nw = torch.tensor(1.0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "for _ in range(3):\n    opt.zero_grad()\n    loss = (w - 3) ** 2\n    loss.backward()\n    opt.step()"
    )
    e = whygrad.explain(source)
    assert len(e.requests) == 3
    for request in e.requests:
        assert list(request.gradients) == ["w"]
    assert e.requests[-1].of == "loss"
    assert e.requests[0].gradients["w"].value == -4.0


def test_the_parameters_of_a_model_are_named() -> None:
    source = (
        "import torch\nfrom torch import nn\nmodel = nn.Sequential(nn.Linear(2, 1))\nloss = model(torch.ones(1, 2)).sum()\nloss.backward()"
    )
    (request,) = whygrad.explain(source).requests
    assert set(request.gradients) == {"model_0_weight", "model_0_bias"}


def test_what_is_missing_is_said_at_its_line() -> None:
    with pytest.raises(whygrad.UserError, match=r"torch\.fancy is not supported") as caught:
        whygrad.explain("import torch\nx = torch.fancy(1)", language="python")
    assert caught.value.line == 2


def test_the_default_type_ends_with_the_session() -> None:
    wide = "import torch\ntorch.set_default_dtype(torch.float64)\nprint(torch.ones(1).dtype)"
    first, other = State(), State()
    assert run(wide, first).output == "torch.float64\n"
    assert run("print(torch.ones(1).dtype)", other).output == "torch.float32\n"
    assert run("print(torch.ones(1).dtype)", first).output == "torch.float64\n"
    assert whygrad.explain("import torch\nprint(torch.ones(1).dtype)", language="python").output == "torch.float32\n"


def test_draws_that_depend_on_the_processor_are_said() -> None:
    source = "import torch\nx = torch.ones(4, requires_grad=True)\ntorch.nn.functional.dropout(x, 0.5).sum().backward()"
    waits = ("torch.empty(3).exponential_()", "torch.multinomial(torch.ones(3), 2)", "torch.nn.functional.gumbel_softmax(torch.ones(3))")
    for language, words in (("en", "not Intel's"), ("de", "von Intel")):
        for cell in (source, *[f"import torch\nprint({call})" for call in waits]):
            with speaking(language):
                notes = [note["message"] for note in whygrad.explain(cell, language="python").to_dict()["reading"]["notes"]]
            assert sum(words in note for note in notes) == 1, cell
    notes = whygrad.explain(source.replace("0.5)", "0.5, training=False)")).to_dict()["reading"]["notes"]
    assert not any("Intel" in note["message"] for note in notes)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("torch.relu(torch.ones(2), axs=0)", "relu() got an unexpected keyword argument 'axs'"),
        ("torch.ones(2, 2).sum(dims=0)", "sum() got an unexpected keyword argument 'dims'"),
        ("torch.nn.CrossEntropyLoss(weights=None)", "unexpected keyword argument 'weights'"),
        ("torch.nn.LeakyReLU(slope=0.1)", "unexpected keyword argument 'slope'"),
        ("torch.optim.Adam([torch.ones(1, requires_grad=True)], rate=1)", "unexpected keyword argument 'rate'"),
        ("torch.nn.MaxPool2d(2, ceil_mode=True)", "MaxPool2d with ceil_mode=True is not supported"),
        ("torch.nn.LSTM(2, 3, proj_size=1)", "proj_size is not supported"),
    ],
)
def test_a_setting_that_would_change_nothing_is_refused(call: str, words: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(f"import torch\n{call}", language="python")
    assert words in caught.value.message


def test_a_recurrent_layer_is_its_cell_step_by_step() -> None:
    for kind in ("RNN", "GRU", "LSTM"):
        source = (
            f"import torch\nfrom torch import nn\nlayer, cell = nn.{kind}(2, 3), nn.{kind}Cell(2, 3)\n"
            "for n, p in cell.named_parameters():\n    p.data = getattr(layer, n + '_l0').detach()\n"
            "def several(s):\n    return s if isinstance(s, tuple) else (s,)\n"
            "x, state = torch.randn(4, 2, 2), None\nfor step in x:\n    state = cell(step, state)\n"
            "out, last = layer(x)\nsame = [torch.allclose(a, b[0], atol=1e-6) for a, b in zip(several(state), several(last))]\n"
            "print(all(same), torch.allclose(out[-1], several(state)[0], atol=1e-6))"
        )
        assert whygrad.explain(source, language="python").output == "True True\n"

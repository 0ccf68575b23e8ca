"""The notes: where a text can be read in two ways, it says so, and one click gives the other reading."""

from __future__ import annotations

import random

import pytest
import whygrad
from whygrad.program import Program
from whygrad.reading import Reading
from whygrad.syntax import read

# a text, how it is read, and for each note its kind and what its alternatives are read as
DOUBTS: dict[str, tuple[str, list[tuple[str, list[str]]]]] = {
    "1/2x": ("(1/2)*x", [("amber", ["1/(2*x)"])]),
    "1/2xy": ("((1/2)*x)*y", [("amber", ["1/((2*x)*y)"])]),
    "1/2πx": ("((1/2)*pi)*x", [("amber", ["1/((2*pi)*x)"])]),
    "1/2 sin x": ("(1/2)*sin(x)", [("amber", ["1/(2*sin(x))"])]),
    "e^2x": ("(e^2)*x", [("amber", ["e^(2*x)"])]),
    "e^-2x": ("(e^(-2))*x", [("amber", ["e^((-2)*x)"])]),
    "e^xy": ("(e^x)*y", [("amber", ["e^(x*y)"])]),
    "e^-xy": ("(e^(-x))*y", [("amber", ["e^((-x)*y)"])]),
    "e^2πx": ("((e^2)*pi)*x", [("amber", ["e^((2*pi)*x)"])]),
    "e^2x^2": ("(e^2)*(x^2)", [("amber", ["e^(2*(x^2))"])]),
    "x^yz": ("(x^y)*z", [("amber", ["x^(y*z)"])]),
    "x^2y": ("(x^2)*y", [("grey", ["x^(2*y)"])]),
    "x^-2y": ("(x^(-2))*y", [("grey", ["x^((-2)*y)"])]),
    "x^1/2": ("(x^1)/2", [("amber", ["x^(1/2)"])]),
    "√2x": ("sqrt(2)*x", [("amber", ["sqrt(2*x)"])]),
    "√xy": ("sqrt(x)*y", [("amber", ["sqrt(x*y)"])]),
    "sqrt 2 x": ("sqrt(2)*x", [("amber", ["sqrt(2*x)"])]),
    "√x^2": ("sqrt(x)^2", [("amber", ["sqrt(x^2)"])]),
    "√x²": ("sqrt(x)^2", [("amber", ["sqrt(x^2)"])]),
    "sin xy": ("sin(x*y)", [("amber", ["sin(x)*y"])]),
    "sin 2x y": ("sin((2*x)*y)", [("amber", ["sin(2*x)*y"])]),
    "sin -xy": ("sin(-(x*y))", [("amber", ["sin(-x)*y"])]),
    "sin^2 xy": ("sin(x*y)^2", [("amber", ["(sin(x)^2)*y"])]),
    "log_2 xy": ("log_2(x*y)", [("amber", ["log_2(x)*y"])]),
    r"\sin\frac{x}{2}y": ("sin((x/2)*y)", [("amber", ["sin(x/2)*y"])]),
    "sin^-1 x": ("arcsin(x)", [("amber", ["1/sin(x)"])]),
    "2/sin^-1 x": ("2/arcsin(x)", [("amber", ["2/(1/sin(x))"])]),
    r"\sin^{-1} x": ("arcsin(x)", [("amber", ["1/sin(x)"])]),
    r"\tan^{-1}\left(x\right)": ("arctan(x)", [("amber", ["1/tan(x)"])]),
    "np.sin^-1 x": ("arcsin(x)", [("amber", ["1/sin(x)"])]),
    "log x": ("ln(x)", [("amber", ["log10(x)"])]),
    r"\log x": ("ln(x)", [("amber", ["log_10(x)"])]),
    "exp2x": ("exp2(x)", [("amber", ["exp(2*x)"]), ("grey", [])]),
    "|x|y|z|": ("(abs(x)*y)*abs(z)", [("amber", ["abs((x*abs(y))*z)"])]),
    "f(x)": ("f(x)", [("grey", ["f(x) = x^2; f(x)", "f*x"])]),
    "f'(x)": ("f'(x)", [("grey", ["f(x) = x^2; f'(x)"])]),
    "g(x)+h(y)": (
        "g(x) + h(y)",
        [("grey", ["g(x) = x^2; g(x) + h(y)", "(g*x) + h(y)"]), ("grey", ["h(x) = x^2; g(x) + h(y)", "g(x) + (h*y)"])],
    ),
    "xf(x)": ("x*f(x)", [("grey", []), ("grey", ["f(x) = x^2; x*f(x)", "(x*f)*x"])]),
    "x(x+1)": ("x*(x + 1)", [("amber", ["f(x + 1)"])]),
    "f = x^2; f(3)": ("f = x^2; f*3", [("amber", ["f(x) = x^2; f(3)"])]),
    "y(3)": ("y*3", [("amber", ["f(3)"])]),
    "sen x": ("((s*e)*n)*x", [("amber", ["sin(x)"])]),
    "arcsn x": ("((((a*r)*c)*s)*n)*x", [("amber", ["arcsin(x)", "arsinh(x)"])]),
    "Sin x": ("((S*i)*n)*x", [("amber", ["sin(x)"])]),
    "PI": ("P*I", [("amber", ["pi"])]),
    "x1 + x_1": ("x1 + x_1", [("amber", ["x1 + x1"])]),
    "2e-3": ("0.002", [("grey", ["(2*e) - 3"])]),
    "2e3x": ("2000*x", [("grey", [])]),
    "sinxy": ("sin(x*y)", [("grey", []), ("amber", ["sin(x)*y"])]),
    "abc": ("(a*b)*c", [("grey", [])]),
}
QUIET = [
    "sin 2πx", "sin 2x", "sin(x)y", "sin^2(x)y", "e^(2)x", "x^{2}y", "2^{10}x", "e^x y", "x²y", "√(2x)", "√(2)x", "|x||y|", "2|x|y",
    "x^2 sin x", "x^(1/2)", "x^3/2", "log_2 x", "x (x+1)", "ln sin(x)", "1/(2x)", "x_{max}", "x₁", r"\frac{1}{2}x", "x^2/2", "2(3)",
]  # fmt: skip


@pytest.mark.parametrize("text", DOUBTS)
def test_a_doubtful_text_has_its_notes_and_their_alternatives(text: str) -> None:
    reading, notes = DOUBTS[text]
    program = read(text)
    assert Reading(program).text == reading
    got = [(n.kind, [Reading(read(a.applied(text))).text for a in n.alternatives]) for n in program.notes]
    assert sorted(got) == sorted(notes)


@pytest.mark.parametrize("text", QUIET)
def test_a_clear_text_has_no_note(text: str) -> None:
    assert [note.message for note in read(text).notes] == []


PARTS = [
    *"xyzabn", *"xyzn", *"0123456789", *"+-*/^", *"  ()()||,.!", "√", "²", "⁻¹", "π", "e", "sin", "sin ", "ln ", "log ", "log_", "cos",
    "exp", "sqrt", "max(", "where(", "piecewise(", ":", "<", "; ", "x_1", "x1", "x_{ab}", "½", "₁", r"\frac", "{", "}", r"\sin", r"\left(",
    r"\right)", r"\sqrt", "^-", "^2", "/2", "%", "'", "\n", "θ", "tf.", "alpha", "foo", "1e3", "y=", "{x}{y}", "asin", "tan",
]  # fmt: skip


def texts(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choice(PARTS) for _ in range(rng.randint(1, 8))) for _ in range(count)]


@pytest.mark.parametrize("seed", range(8))
def test_of_any_text_each_repair_mends_and_each_alternative_reads(seed: int) -> None:
    read_texts = 0
    for text in texts(seed, 500):
        try:
            program = read(text)
        except whygrad.UserError as error:
            assert 0 <= error.start <= error.end <= len(text), text
            assert error.message.endswith((".", "?")), text
            for repair in error.repairs:
                assert_farther(text, repair)
            continue
        read_texts += 1
        assert_alternatives(text, program)
    assert read_texts > 20


def assert_farther(text: str, repair: whygrad.errors.Repair) -> None:
    """With the repair the text reads, or the next mistake stands behind it."""
    try:
        read(repair.applied(text))
    except whygrad.UserError as error:
        assert error.start > repair.start + len(repair.text), (text, repair.text)


def assert_alternatives(text: str, program: Program) -> None:
    before = Reading(program).text
    assert Reading(read(before, program.inputs)).text == before, text
    for note in program.notes:
        assert 0 <= note.start < note.end <= len(text), text
        for alternative in note.alternatives:
            assert Reading(read(alternative.applied(text))).text != before, (text, note.message)

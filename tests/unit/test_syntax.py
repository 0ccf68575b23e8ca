"""How input is read: a table of (input, fully bracketed reading), the notes, the mistakes, and any text at all."""

from __future__ import annotations

import random

import pytest
import whygrad
from hypothesis import given, settings
from hypothesis import strategies as st
from whygrad.reading import Reading
from whygrad.record import record
from whygrad.syntax import read

from .programs import expression, point

READINGS = {
    "products": {
        "2x": "2*x", "2(x+1)": "2*(x + 1)", "(x+1)(x-1)": "(x + 1)*(x - 1)", "(x+1)2": "(x + 1)*2", "xy": "x*y", "abc": "(a*b)*c",
        "x y z": "(x*y)*z", "2 x": "2*x", "x(x+1)": "x*(x + 1)", "2πx": "(2*pi)*x", "x·y": "x*y", "x×2": "x*2", "x ∗ y": "x*y",
        "3x^2y": "(3*(x^2))*y", "2(3)": "2*3", "x_1x_2": "x_1*x_2",
    },
    "names": {
        "x1": "x1", "x_1": "x_1", "x_{max}": "x_max", "w1 + w2": "w1 + w2", "alpha x": "alpha*x", "αx": "alpha*x", "θ^2": "theta^2",
        "sinx": "sin(x)", "lnx": "ln(x)", "pix": "pi*x", "xln(2)": "x*ln(2)", "xsinx": "x*sin(x)", "i j k": "(i*j)*k", "sin2x": "sin(2*x)",
        "sinθ": "sin(theta)", "xe^x": "x*(e^x)", "π": "pi", "tau x": "tau*x",
    },
    "functions without brackets": {
        "sin x": "sin(x)", "sin 2x": "sin(2*x)", "sin 2πx": "sin((2*pi)*x)", "ln x^2": "ln(x^2)", "sin x cos x": "sin(x)*cos(x)",
        "x sin x ln x": "(x*sin(x))*ln(x)", "sin xy": "sin(x*y)", "sin(x)y": "sin(x)*y", "sin(x)^2": "sin(x)^2", "sin x + 1": "sin(x) + 1",
        "sin x/2": "sin(x)/2", "sin x * 2": "sin(x)*2", "sin cos x": "sin(cos(x))", "sin -x": "sin(-x)", "(sin x)": "sin(x)",
        "√2x": "sqrt(2)*x", "sqrt2x": "sqrt(2)*x", "√(x+1)": "sqrt(x + 1)", "sqrt x": "sqrt(x)", "∛x": "cbrt(x)", "2 sin x": "2*sin(x)",
        "ln 2x + 1": "ln(2*x) + 1", "sin x^2 cos x": "sin(x^2)*cos(x)", "sin 2(x+1)": "sin(2*(x + 1))", "e^sin x": "e^sin(x)",
    },
    "powers of functions": {
        "sin^2 x": "sin(x)^2", "sin²x": "sin(x)^2", "sin^2(x)": "sin(x)^2", "sin^-1 x": "arcsin(x)", "tan⁻¹x": "arctan(x)",
        "sin^(-1)(x)": "arcsin(x)", "sin^-2 x": "sin(x)^(-2)", "cos^3 2x": "cos(2*x)^3", "tanh^-1 x": "artanh(x)", "ln^2 x": "ln(x)^2",
        "sin^2 x + cos^2 x": "(sin(x)^2) + (cos(x)^2)",
    },
    "powers": {
        "e^x": "e^x", "e^-x^2": "e^(-(x^2))", "x^-1": "x^(-1)", "-x^2": "-(x^2)", "-2^2": "-(2^2)", "2^3^2": "2^(3^2)", "x**2": "x^2",
        "e^2x": "(e^2)*x", "x^2y": "(x^2)*y", "x²": "x^2", "x³+x⁻¹": "(x^3) + (x^(-1))", "x^(1/2)": "x^(1/2)", "e^(2x)": "e^(2*x)",
        "2^x": "2^x", "x^y^z": "x^(y^z)", "(x^2)^3": "(x^2)^3",
    },
    "quotients": {
        "1/2x": "(1/2)*x", "a/bc": "(a/b)*c", "x/2y": "(x/2)*y", "1/(2x)": "1/(2*x)", "x/y/z": "(x/y)/z", "x ÷ 2": "x/2", "½x": "0.5*x",
        "1/x^2": "1/(x^2)",
    },
    "logarithms": {
        "log(x)": "ln(x)", "ln(x)": "ln(x)", "log10(x)": "log10(x)", "log2(x)": "log2(x)", "log_2 x": "log_2(x)", "log_b(x)": "log_b(x)",
        "log_{10}(x)": "log_10(x)", "lb(x)": "log2(x)", "log_2(x)^2": "log_2(x)^2",
    },
    "bars": {
        "|x|": "abs(x)", "||x|-1|": "abs(abs(x) - 1)", "2|x|y": "(2*abs(x))*y", "|x||y|": "abs(x)*abs(y)", "|x+1|^2": "abs(x + 1)^2",
        "|-x|": "abs(-x)", "sin|x|": "sin(abs(x))", "|2x|": "abs(2*x)",
    },
    "numbers": {
        ".5x": "0.5*x", "2e3": "2000", "1.50": "1.5", "2.x": "2*x", "1e-3": "0.001", "x!": "gamma(x + 1)", "5!": "gamma(5 + 1)",
    },
    "signs": {
        "x − 1": "x - 1", "x – 1": "x - 1", "--x": "-(-x)", "+x": "x", "x*-1": "x*(-1)", "2 - -x": "2 - (-x)", "-sin x": "-sin(x)",
    },
    "conditions": {
        "where(x < 1, x, x^2)": "piecewise(x < 1: x, x^2)", "piecewise(x<0: -x, x^2)": "piecewise(x < 0: -x, x^2)",
        "max(x, y, 2)": "max(max(x, y), 2)", "clip(x, 0, 1)": "clip(x, 0, 1)", "relu(x)": "relu(x)",
        "piecewise(x≤0: 0, x<1: x, 1)": "piecewise(x <= 0: 0, x < 1: x, 1)",
    },
    "programs": {
        "z = y*y": "z = y*y", "u = x^2; sin u": "u = x^2; sin(u)", "a = 2\nb = a x\nb^2": "a = 2; b = a*x; b^2",
        "loss = x^2; loss x": "loss = x^2; loss*x",
        "y = x # a comment": "y = x", "\n\n x \n": "x",
    },
    "names of frameworks": {
        "np.sin(x)": "sin(x)", "tf.math.log(x)": "ln(x)", "torch.exp(x)": "exp(x)", "math.sqrt(x)": "sqrt(x)", "np.sqrt(x)**2": "sqrt(x)^2",
        "tf.multiply(x, y)": "x*y", "jnp.arcsin(x)": "arcsin(x)", "asin(x)": "arcsin(x)", "power(x, 3)": "x^3", "tf.nn.relu(x)": "relu(x)",
    },
    "definitions and derivatives": {
        "f(x) = x^2; f(3)": "f(x) = x^2; f(3)", "f(x) = x^2; f'(3)": "f(x) = x^2; f'(3)", "f(x) = x^2; f''(x)": "f(x) = x^2; f''(x)",
        "f(x) = x^2": "f(x) = x^2", "d/dx(x^2)": "d/dx(x^2)", "d/dx sin x": "d/dx(sin(x))", "d^2/dx^2(x^3)": "d^2/dx^2(x^3)",
        "d²/dx² x³": "d^2/dx^2(x^3)", "∂/∂x (x y)": "d/dx(x*y)", "z = y*y; dz/dy": "z = y*y; d/dy(z)", r"\frac{d}{dx} x^2": "d/dx(x^2)",
        "z = y*y; gradient(z, y)": "z = y*y; d/dy(z)", r"\frac{\partial}{\partial x} x y": "d/dx(x*y)", "d x": "d*x",
        "f(x, y) = x y; f(1, 2)": "f(x, y) = x*y; f(1, 2)", "x + d/dx(x^2)": "x + d/dx(x^2)", "d/dx x^2 + 1": "d/dx(x^2) + 1",
        "gamma x": "gamma*x", "gamma(x)": "gamma(x)", "gamma = 0.9; gamma x": "gamma = 0.9; gamma*x",
    },
    "equations": {
        "x^2 + y^2 = 1": "(x^2) + (y^2) = 1", "sin(x y) = x": "sin(x*y) = x", "x^2 = y": "x^2 = y", "a = 2; x y = a": "a = 2; x*y = a",
    },
    "LaTeX": {
        r"\frac{x^2}{\sin x}": "(x^2)/sin(x)", r"\sqrt[3]{x}": "cbrt(x)", r"\sqrt[n]{x}": "root(x, n)", r"\sqrt{x+1}": "sqrt(x + 1)",
        r"\left|x-1\right|": "abs(x - 1)", r"2\cdot x": "2*x", r"\sin^{-1} x": "arcsin(x)", r"\mathrm{loss}^{2}": "loss^2",
        r"x_{1}^{2}": "x_1^2", r"\operatorname{sigmoid}\left(x\right)": "sigmoid(x)", r"\frac12 x": "(1/2)*x", r"\alpha_{1} x": "alpha_1*x",
        r"\log_{10}\left(x\right)": "log_10(x)", r"e^{-x^2}": "e^(-(x^2))", r"\left\lfloor x \right\rfloor": "floor(x)", r"$x^2$": "x^2",
        r"\[ \ln x \]": "ln(x)", r"x \le 1": "x <= 1", r"\frac{1}{2} \, x": "(1/2)*x", r"\pi r^2": "pi*(r^2)", r"\frac xy": "x/y",
        r"\begin{cases}x & \text{if } x < 1 \\ x^2 & \text{otherwise}\end{cases}": "piecewise(x < 1: x, x^2)",
        r"\sin\left(x\right)\cos x": "sin(x)*cos(x)", r"\Gamma(x)": "gamma(x)", r"\sin^{2}\theta": "sin(theta)^2",
    },
}  # fmt: skip
ROWS = [(text, reading) for group in READINGS.values() for text, reading in group.items()]


@pytest.mark.parametrize(("text", "reading"), ROWS)
def test_readings(text: str, reading: str) -> None:
    assert Reading(read(text)).text == reading


@pytest.mark.parametrize(("text", "reading"), ROWS)
def test_a_reading_reads_back_to_the_same(text: str, reading: str) -> None:
    assert Reading(read(reading, read(text).inputs)).text == reading


@pytest.mark.parametrize("text", [text for text, _ in ROWS])
def test_spans_lie_in_the_source(text: str) -> None:
    program = read(text)
    assert len(program.spans) == len(program.nodes)
    for start, end in program.spans:
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_reads_back(seed: int) -> None:
    """Text reads back to the same tree; LaTeX, in which 2^x and exp2(x) look alike, to the same value."""
    rng = random.Random(seed)
    for _ in range(50):
        program, at = read(expression(rng, rng.randint(1, 5))), point(rng)
        reading = Reading(program)
        assert Reading(read(reading.text)).text == reading.text
        values = [record(p, at).tape.values[-1] for p in (program, read(reading.latex))]
        assert values[0] == pytest.approx(values[1], rel=1e-9, nan_ok=True), (reading.text, reading.latex)


AMBER = ["x(x+1)", "1/2x", "a/bc", "x/2y", "log(x)", "sin xy", "e^2x", "sin^-1 x", "tan⁻¹x"]


@pytest.mark.parametrize("text", AMBER)
def test_real_ambiguity_gets_an_alternative_that_reads(text: str) -> None:
    notes = [note for note in read(text).notes if note.kind == "amber"]
    assert notes
    before = Reading(read(text)).text
    for note in notes:
        for repair in note.alternatives:
            assert Reading(read(repair.applied(text))).text != before


QUIET = ["x^2", "2x", "sin(x)", "x sin x", "z = y*y", "e^(-x^2)", "1/(2x)", "3x^2 + 2x + 1"]


@pytest.mark.parametrize("text", QUIET)
def test_plain_input_gets_no_note(text: str) -> None:
    assert not read(text).notes


def test_known_names_are_whole_words() -> None:
    assert read("speed t", ("speed",)).inputs == ["speed", "t"]
    assert read("learning_rate = 0.1; learning_rate x").inputs == ["x"]


MISTAKES = {  # input, words of the message or the hint, what the first repair gives ("" if there is none)
    "sin(x": ("closing bracket is missing for the one at column 4", "sin(x)"),
    "(x+1": ("column 1", "(x+1)"),
    "x)": ("no opening", "x"),
    "[x)": ("missing", ""),
    "|x": ("bar", "|x|"),
    "x +": ("missing after +", "x "),
    "x * / 2": ("side by side", "x *  2"),
    "* x": ("missing before *", " x"),
    "()": ("nothing between", ""),
    "sin()": ("nothing between", ""),
    "sin": ("needs something", ""),
    "sen(x)": ("did you mean sin", "sin(x)"),
    "sqr(x)": ("did you mean square", "square(x)"),
    "arcsn(x)": ("did you mean arcsin", "arcsin(x)"),
    "foo(x)": ("no function called foo", None),
    "x = x + 1": ("before a line gives it", ""),
    "pi = 3": ("constant", ""),
    "e = 2": ("constant", ""),
    "5 = x": ("number", ""),
    "sin = 2": ("function", ""),
    "= 2": ("name is missing", None),
    "x + 1 = 2": ("needs two letters", ""),
    "x^2 = y^2; 3": ("last line", ""),
    "1,5": ("1.5", "1.5"),
    "x, y": ("two answers", "x; y"),
    "2 3": ("side by side", "2*3"),
    "5%": ("percent", None),
    "x'": ("prime", "x"),
    "1e400": ("too large", ""),
    "log(x, 2)": ("base", ""),
    "max(x)": ("takes 2 arguments", ""),
    "sin(x, y)": ("takes 1 argument", ""),
    "": ("nothing to read", ""),
    "   \n ": ("nothing to read", ""),
    "\0": ("no meaning", ""),
    "x $ y": ("dollar", None),
    "7" * 500: ("digits", ""),
    "y = 1; y = 2": ("already named", None),
    "max(x,": ("missing", None),
    "piecewise(x<0: 1)": ("all other cases", ""),
    r"\sni x": (r"did you mean \sin", r"\sin  x"),
    r"\frac{x}{": ("closing bracket is missing", None),
    r"\mathrm{foo}(x)": ("no function called foo", None),
    "f(x) = f(x - 1); f(2)": ("before a line gives it", ""),
    "f(x) = x; f(1, 2)": ("was defined with 1 argument", ""),
    "import tensorflow as tf\nx = tf.ones((2,2))": ("Python cells", ""),
    "[1, 2, 3]": ("Lists of numbers", ""),
    "gradient(x^2, 2)": ("needs what is differentiated", ""),
    "x < ": ("missing after <", None),
    "y =": ("missing after =", None),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_have_a_sentence_a_place_and_a_repair(text: str) -> None:
    words, repaired = MISTAKES[text]
    with pytest.raises(whygrad.UserError) as caught:
        read(text)
    error = caught.value
    assert words in f"{error.message} {error.hint}"
    assert 0 <= error.start <= error.end <= len(text)
    assert error.message.endswith((".", "?"))
    if repaired:
        assert error.repairs[0].applied(text) == repaired
    for repair in error.repairs if repaired is not None else ():
        assert 0 <= repair.start <= repair.end <= len(text)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer_or_a_user_error(text: str) -> None:
    try:
        read(text)
    except whygrad.UserError as error:
        assert 0 <= error.start <= error.end <= len(text)


SIGNS = st.sampled_from(
    [*list("xyzab0123456789+-*/^()|,;=.<>! \n√²πe"), "sin", "ln ", "log_", "piecewise(", "sqrt", "where", "**", ":", "'"]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(SIGNS, max_size=25).map("".join))
def test_any_likely_text_gets_an_answer_or_a_user_error(text: str) -> None:
    try:
        program = read(text)
    except whygrad.UserError as error:
        assert 0 <= error.start <= error.end <= len(text)
        return
    reading = Reading(program).text
    assert Reading(read(reading, [line.name for line in program.lines if line.name])).text == reading


@pytest.mark.parametrize("character", [*list("(x)|-+*^/!√²sπ7.,;=#'\"\\%a "), "\n", "\u200f", "é", "😀"])
def test_long_repetitions_get_an_answer_or_a_user_error(character: str) -> None:
    for length in (3000, 100_001):
        try:
            read(character * length)
        except whygrad.UserError as error:
            assert error.message

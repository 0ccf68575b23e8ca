"""How input is read: the table of readings and notes, and what holds for every row of it."""

from __future__ import annotations

import random

import pytest
import whygrad
from whygrad.operations import TABLE
from whygrad.program import Program
from whygrad.reading import Reading
from whygrad.record import record
from whygrad.syntax import read

from .programs import call, expression, point
from .readings import READINGS, Notes

ROWS: dict[str, tuple[str, Notes]] = {
    text: (row, []) if isinstance(row, str) else row for group in READINGS.values() for text, row in group.items()
}


def own_names(program: Program) -> list[str]:
    """The names that the reading of a program alone would not show to be whole words."""
    return [name for name in program.inputs if len(name) > 1]


@pytest.mark.parametrize("text", ROWS)
def test_a_text_is_read_with_its_notes(text: str) -> None:
    reading, notes = ROWS[text]
    program = read(text)
    assert Reading(program).text == reading
    assert [(n.kind, [Reading(read(a.applied(text))).text for a in n.alternatives]) for n in program.notes] == notes


def test_the_table_is_wide() -> None:
    assert len(ROWS) >= 320


@pytest.mark.parametrize("text", ROWS)
def test_a_reading_reads_back_to_the_same(text: str) -> None:
    program = read(text)
    reading = Reading(program).text
    assert Reading(read(reading, own_names(program))).text == reading


@pytest.mark.parametrize("text", ROWS)
def test_places_lie_in_the_source_and_alternatives_read_otherwise(text: str) -> None:
    program = read(text)
    assert len(program.spans) == len(program.nodes)
    assert all(0 <= start < end <= len(text) for start, end in program.spans)
    for note in program.notes:
        assert 0 <= note.start < note.end <= len(text)
        assert note.message.endswith(".")
        for alternative in note.alternatives:
            assert Reading(read(alternative.applied(text))).text != ROWS[text][0]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_reads_back(seed: int) -> None:
    """Text reads back to the same tree; LaTeX, in which 2^x and exp2(x) look alike, to the same value."""
    rng = random.Random(seed)
    for _ in range(50):
        assert_reads_back(read(expression(rng, rng.randint(1, 5))), point(rng))


@pytest.mark.parametrize("name", [name for name, op in TABLE.items() if op.elementwise])
def test_every_operation_reads_back_in_each_form(name: str) -> None:
    op, rng = TABLE[name], random.Random(name)
    for args in (["x", "y", "t"], ["x + 1", "y*t", "-x"], ["sin(x)", "2", "x^2"]):
        if name == "where":
            args[0] = f"{args[0]} < 1"
        text = call(op, args[: op.arity])
        assert_reads_back(read(text if op.name != "equal" else f"where({text}, x, y)"), point(rng))


def assert_reads_back(program: Program, at: dict[str, float]) -> None:
    reading = Reading(program)
    assert Reading(read(reading.text)).text == reading.text
    values = [record(p, at).tape.values[-1] for p in (program, read(reading.latex))]
    assert values[0] == pytest.approx(values[1], rel=1e-9, nan_ok=True), (reading.text, reading.latex)


def test_known_names_are_whole_words() -> None:
    assert read("speed t", ("speed",)).inputs == ["speed", "t"]
    assert read("learning_rate = 0.1; learning_rate x").inputs == ["x"]


# the setting "log means log10"
LOG10 = {
    "log(x)": ("log10(x)", "ln(x)"), "log x": ("log10(x)", "ln(x)"), r"\log x": ("log10(x)", "ln(x)"), "xlog x": ("x*log10(x)", "x*ln(x)"),
    "log^2 x": ("log10(x)^2", "ln(x)^2"), r"\operatorname{log}(x)": ("log10(x)", "ln(x)"),
}  # fmt: skip


@pytest.mark.parametrize("text", LOG10)
def test_log_means_what_the_setting_says(text: str) -> None:
    reading, other = LOG10[text]
    program = read(text, log="log10")
    assert Reading(program).text == reading
    (repair,) = next(note.alternatives for note in program.notes if note.message.startswith("log is"))
    assert Reading(read(repair.applied(text), log="log10")).text == other


def test_the_setting_leaves_other_logarithms_alone() -> None:
    for text, reading in {"ln x": "ln(x)", "np.log(x)": "ln(x)", "log_2 x": "log_2(x)", "log2(x)": "log2(x)"}.items():
        assert Reading(read(text, log="log10")).text == reading


def test_the_setting_reaches_the_answer() -> None:
    e = whygrad.explain("log(x)", at={"x": 100}, log="log10")
    assert e.target.value == pytest.approx(2)
    assert e.to_dict()["log"] == "log10"
    assert whygrad.explain("log(x)", at={"x": 1}).gradients["x"].value == pytest.approx(1)
    with pytest.raises(whygrad.UserError, match="log cannot mean"):
        whygrad.explain("x", log="log2")


def test_an_equation_answers_the_derivative_that_follows_it() -> None:
    at = {"x": 0.6, "y": 0.8}
    assert whygrad.explain("x^2 + y^2 = 1; dy/dx", at=at).gradients["x"].value == pytest.approx(-0.75)
    assert whygrad.explain("x^2 + y^2 = 1\ndx/dy", at=at).gradients["y"].value == pytest.approx(-4 / 3)

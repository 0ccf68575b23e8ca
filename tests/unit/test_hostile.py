"""Any text at all, of any depth, width and size: an answer or a clear limit in time, never a crash."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
import whygrad
from hypothesis import given, settings
from hypothesis import strategies as st
from whygrad.program import Program
from whygrad.reading import Reading
from whygrad.respond import respond
from whygrad.syntax import read

from .texts import PARTS, UNITS, slips, texts

HOSTILE = {
    "5,000 nested brackets": "(" * 5000 + "x" + ")" * 5000,
    "10,000 nested brackets": "(" * 10_000 + "x" + ")" * 10_000,
    "sin 2,000 deep": "sin(" * 2000 + "x" + ")" * 2000,
    "a sum of 20,000 terms": "+".join(["x"] * 20_000),
    "a product of 2,000 factors": "*".join(["x"] * 2000),
    "a product of 2,000 different factors": "*".join(f"(x+{i})" for i in range(2000)),
    "a tower of powers": "^".join(["x"] * 2000),
    "unary minuses": "-" * 5000 + "x",
    "absolute values": "|" * 2000 + "x" + "|" * 2000,
    "quotients": "/".join(["x"] * 3000),
    "a staircase of lines": "; ".join(["a0 = x", *[f"a{i} = a{i - 1}*a{i - 1} + a{i - 1}" for i in range(1, 200)]]),
    "a staircase of sines": "; ".join(["a0 = x", *[f"a{i} = sin(a{i - 1}) + a{i - 1}" for i in range(1, 300)]]),
    "100 kB": "x + " * 25_000 + "x",
    "open brackets": "(" * 10_000,
    "closed brackets": ")" * 10_000,
    "letters": "a" * 10_000,
    "digits": "7" * 10_000,
    "big powers": "9^9^9^9",
    "factorials": "x" + "!" * 300,
    "nested quotients": "1/(1+" * 1500 + "x" + ")" * 1500,
    "huge numbers": "1e308*10 + 10^10000 + 9^9^9",
    "a huge exponent": "x^(10^400)",
    "a tiny number": "1e-320*x/1e300",
    "many digits": "1" * 399 + "*x",
    "10,000 nested braces": "{" * 10_000 + "x" + "}" * 10_000,
    "10,000 nested sines": "sin " * 10_000 + "x",
    "10,000 nested functions": "exp(" * 10_000 + "x" + ")" * 10_000,
    "10,000 nested roots": "√" * 10_000 + "x",
    "5,000 nested cube roots": "∛" * 5_000 + "x",
    "10,000 nested choices": "where(x<1, " * 10_000 + "x" + ", 1)" * 10_000,
    "10,000 nested fractions": r"\frac{1}{" * 10_000 + "x" + "}" * 10_000,
    "2,000 derivatives": "d/dx " * 2_000 + "x",
    "40 derivatives": "d/dx " * 40 + "sin x",
    "2,000 conditions": "where(" + "not " * 2_000 + "x<1, 1, 2)",
    "nested powers": "(" * 500 + "x" + ")^2" * 500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_gets_an_answer_or_a_clear_limit(name: str) -> None:
    answer = json.loads(respond(json.dumps({"source": HOSTILE[name], "at": {"x": 0.9}})))
    if answer["ok"]:
        document = answer["document"]
        assert document["target"]["value"] is not None or document["target"]["why"]
        for gradient in document["gradients"]:
            assert gradient["value"] is not None or gradient["why"]
            assert gradient["rules"]["verdict"] != "disagrees"
    else:
        assert answer["error"]["message"]


@pytest.mark.parametrize("end", ["", "(x)"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_answered_in_time(unit: str, end: str) -> None:
    text = unit * (99_990 // len(unit)) + end
    begin = time.process_time()
    try:
        read(text)
    except whygrad.UserError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert len(error.message) < 300
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("length", [10_000])
@pytest.mark.parametrize("character", [chr(code) for code in range(32, 127)])
def test_long_repetitions_get_an_answer_or_a_user_error(character: str, length: int) -> None:
    try:
        read(character * length)
    except whygrad.UserError as error:
        assert error.message


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer_or_an_error_with_a_place(text: str) -> None:
    answer = json.loads(respond(json.dumps({"source": text})))
    assert answer["ok"] or 0 <= answer["error"]["start"] <= answer["error"]["end"] <= len(text)


STRANGE = st.sampled_from(
    [*"xy2+*/^()=.,| ", "\u200b", "\u202e", "\u0301", "\ufeff", "\u00ad", "ˆ", "ⁿ", "٣", "х", "ﬁ", "𝑥", "２", "😀", "\0", "\u2028"]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PARTS) | STRANGE, max_size=20).map("".join))
def test_any_likely_text_gets_an_answer_or_a_user_error(text: str) -> None:
    try:
        program = read(text)
    except whygrad.UserError as error:
        assert 0 <= error.start <= error.end <= len(text)
        return
    assert Reading(program).text


@pytest.mark.parametrize("kind", [texts, slips])
@pytest.mark.parametrize("seed", range(6))
def test_of_any_text_each_repair_mends_and_each_alternative_reads(seed: int, kind: Callable[[int, int], list[str]]) -> None:
    read_texts = 0
    for text in kind(seed, 400):
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
    assert Reading(read(before, [name for name in program.inputs if len(name) > 1])).text == before, text
    for note in program.notes:
        assert 0 <= note.start < note.end <= len(text), text
        for alternative in note.alternatives:
            assert Reading(read(alternative.applied(text))).text != before, (text, note.message)

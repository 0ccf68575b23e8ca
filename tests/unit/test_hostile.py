"""Depth, width and size: an answer or a clear limit, never a crash."""

from __future__ import annotations

import json

import pytest
from whygrad.respond import respond

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

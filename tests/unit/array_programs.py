"""Random programs of arrays: each line in our notation, and the same line for NumPy."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

Shape = tuple[int, ...]
NAMES = ("A", "B", "u")
SIZES = (1, 1, 2, 2, 3)
LARGE = 20.0


def softmax(x: Any, axis: int = -1) -> Any:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def pooled(x: Any) -> Any:
    """The largest entry of each window of two along the last axis, without what is left over."""
    whole = x[..., : x.shape[-1] // 2 * 2]
    return whole.reshape(*x.shape[:-1], -1, 2).max(axis=-1)


def convolved(x: Any, k: Any) -> Any:
    return np.stack([(x[..., i : i + k.shape[-1]] * k[0]).sum(axis=(1, 2)) for i in range(x.shape[-1] - k.shape[-1] + 1)], axis=-1)[:, None]


WORLD: dict[str, Any] = {"np": np, "softmax": softmax, "pooled": pooled, "convolved": convolved, "math": math}


def square(s: Shape) -> bool:
    return len(s) > 1 and s[-1] == s[-2]


STEPS: tuple[tuple[Callable[[Shape], Any], str, str], ...] = (
    # what the shape of a must be, our line, NumPy's; b broadcasts with a, k is an axis, i an index on it
    (lambda s: True, "sin({a})", "np.sin({a})"),
    (lambda s: True, "sigmoid({a})", "1/(1 + np.exp(-{a}))"),
    (lambda s: True, "ln(1 + {a}^2)", "np.log(1 + {a}**2)"),
    (lambda s: True, "{a}*{b}", "{a}*{b}"),
    (lambda s: True, "{b} - {a}", "{b} - {a}"),
    (lambda s: True, "{a}/(2 + {b}^2)", "{a}/(2 + {b}**2)"),
    (lambda s: True, "max({a}, {b})", "np.maximum({a}, {b})"),
    (lambda s: True, "where({a} > 0.1, {b}, {a}^2)", "np.where({a} > 0.1, {b}, {a}**2)"),
    (lambda s: True, "hypot({a}, 1 + {b}^2)", "np.hypot({a}, 1 + {b}**2)"),
    (lambda s: True, "{a}^T", "{a}.T"),
    (lambda s: True, "[{a}, {a}]", "np.stack([{a}, {a}])"),
    (lambda s: True, "reshape({a}, (-1,))", "{a}.reshape(-1)"),
    (lambda s: True, "expand_dims({a}, -1)", "{a}[..., None]"),
    (lambda s: True, "mse({a}, {b})", "(({a} - {b})**2).mean()"),
    (lambda s: True, "prod({a})", "{a}.prod()"),
    (lambda s: s, "sum({a}, axis={k}, keepdims=True)", "{a}.sum(axis={k}, keepdims=True)"),
    (lambda s: s, "mean({a}, {k})", "{a}.mean(axis={k})"),
    (lambda s: s, "prod({a}, axis={k})", "{a}.prod(axis={k})"),
    (lambda s: s, "max({a}, axis={k})", "{a}.max(axis={k})"),
    (lambda s: s, "logsumexp({a}, axis={k})", "np.log(np.exp({a}).sum(axis={k}))"),
    (lambda s: s, "norm(1 + {a}^2, axis={k})", "np.sqrt(((1 + {a}**2)**2).sum(axis={k}))"),
    (lambda s: s, "var({a}, axis={k})", "{a}.var(axis={k})"),
    (lambda s: s, "softmax({a}, axis={k})", "softmax({a}, {k})"),
    (lambda s: s, "log_softmax({a}, axis={k})", "np.log(softmax({a}, {k}))"),
    (lambda s: s, "cumsum({a}, axis={k})", "{a}.cumsum(axis={k})"),
    (lambda s: s, "cumprod({a})", "{a}.reshape(-1).cumprod()"),
    (lambda s: s, "sort({a}, axis={k})", "np.sort({a}, axis={k})"),
    (lambda s: s, "flip({a}, axis={k})", "np.flip({a}, {k})"),
    (lambda s: s, "roll({a}, 1, axis={k})", "np.roll({a}, 1, {k})"),
    (lambda s: s, "repeat({a}, 2, axis={k})", "np.repeat({a}, 2, {k})"),
    (lambda s: s, "tile({a}, 2)", "np.tile({a}, 2)"),
    (lambda s: s, "pad({a}, 1)", "np.pad({a}, 1)"),
    (lambda s: s, "concat([{a}, {a}], axis={k})", "np.concatenate([{a}, {a}], axis={k})"),
    (lambda s: s, "split({a}, {a_size}, {k})[0]", "np.split({a}, {a_size}, {k})[0]"),
    (lambda s: s, "take({a}, [{i}, {i}, 0], axis={k})", "np.take({a}, [{i}, {i}, 0], axis={k})"),
    (lambda s: s, "{a}[{j}]", "{a}[{j}]"),
    (lambda s: s, "{a}[..., ::-1]", "{a}[..., ::-1]"),
    (lambda s: s, "{a}[[{j}, 0]]", "{a}[[{j}, 0]]"),
    (lambda s: s, "{a}[{a} < 9]", "{a}[{a} < 9]"),
    (lambda s: s, "{a} @ ones({last}, 2)", "{a} @ np.ones(({last}, 2))"),
    (lambda s: len(s) == 1, "outer({a}, {a})", "np.outer({a}, {a})"),
    (lambda s: len(s) == 1, "dot({a}, ones(2, {last}, 1))", "np.dot({a}, np.ones((2, {last}, 1)))"),
    (lambda s: len(s) == 2, "{a}^T @ {a} + eye({last})", "{a}.T @ {a} + np.eye({last})"),
    (lambda s: len(s) == 2, "einsum('ij,kj->ik', {a}, {a})", "{a} @ {a}.T"),
    (lambda s: len(s) == 2, "tril({a}, 0)", "np.tril({a})"),
    (lambda s: len(s) == 2, "diag({a})", "np.diag({a})"),
    (lambda s: len(s) > 1, "swapaxes({a}, 0, -1)", "np.swapaxes({a}, 0, -1)"),
    (lambda s: len(s) > 2, "prod({a}, axis=(0, 2))", "{a}.prod(axis=(0, 2))"),
    (lambda s: len(s) > 1, "layer_norm({a} + [{weights}], axis=-1)",
     "(lambda x: (x - x.mean(-1, keepdims=True))/np.sqrt(x.var(-1, keepdims=True) + 1e-5))({a} + np.array([{weights}]))"),
    (lambda s: len(s) == 3 and s[-1] > 1, "max_pool({a}, (2,))", "pooled({a})"),
    (lambda s: len(s) == 3 and s[-1] > 1, "conv1d({a}, {a}[:1, :, :2])", "convolved({a}, {a}[:1, :, :2])"),
    (square, "trace({a})", "np.trace({a}, axis1=-2, axis2=-1)"),
    (square, "det({a})", "np.linalg.det({a})"),
    (square, "inverse({a} + 9eye({last}))", "np.linalg.inv({a} + 9*np.eye({last}))"),
    (square, "solve({a} + 9eye({last}), [{weights}])", "np.linalg.solve({a} + 9*np.eye({last}), np.array([{weights}])[:, None])[..., 0]"),
    (square, "logdet({a} + 9eye({last}))", "np.linalg.slogdet({a} + 9*np.eye({last}))[1]"),
)  # fmt: skip


class Grown(NamedTuple):
    """A program, the values of its inputs, and the value of its last line as NumPy calculates it."""

    source: str
    at: dict[str, Any]
    last: str
    run: Callable[[Mapping[str, Any]], Any]


def grown(seed: int, lines: int = 4) -> Grown:
    """Return a random program; the numbers of its lines stay moderate."""
    choose, rng = random.Random(seed), np.random.default_rng(seed)
    at = {name: np.asarray(rng.normal(size=[choose.choice(SIZES) for _ in range(choose.choice((0, 1, 2, 2, 3)))])) for name in NAMES}
    values, texts, codes = dict(at), list[str](), list[tuple[str, str]]()
    while len(texts) < lines:
        a = choose.choice(list(values)) if choose.random() < 0.4 else list(values)[-1]
        shape = values[a].shape
        needs, text, code = choose.choice(STEPS)
        if not needs(shape) or (not shape and "{k}" in text):
            continue
        fitting = [n for n, v in values.items() if _broadcasts(v.shape, shape)]
        k = choose.randrange(-len(shape), len(shape)) if shape else 0
        places = {
            "a": a, "b": choose.choice(fitting), "k": k, "a_size": shape[k] if shape else 1, "last": shape[-1] if shape else 1,
            "i": choose.randrange(shape[k]) if shape else 0, "j": -choose.randint(1, shape[0]) if shape else 0,
            "weights": ", ".join(str(round(w, 2)) for w in rng.normal(size=shape[-1] if shape else 1)),
        }  # fmt: skip
        text, code = text.format(**places), code.format(**places)
        value = np.asarray(eval(code, WORLD, values), dtype=float)
        if value.size > 200 or not np.isfinite(value).all():
            continue
        if np.abs(value).max() > LARGE:
            text, code, value = f"({text})/100", f"({code})/100", value / 100
        name = f"y_{len(texts) + 1}"
        values[name] = value
        texts.append(f"{name} = {text}")
        codes.append((name, code))

    def run(given: Mapping[str, Any]) -> Any:
        found = dict(given)
        for name, code in codes:
            found[name] = np.asarray(eval(code, WORLD, found), dtype=float)
        return found[codes[-1][0]]

    return Grown("\n".join(texts), at, codes[-1][0], run)


def _broadcasts(a: Shape, b: Shape) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(a[::-1], b[::-1], strict=False))

"""The tape alone, without reading or explaining, beside a small tape of linked objects."""

from __future__ import annotations

import math
import random
import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import whygrad
from timing import median_time
from whygrad.arrays import data_of
from whygrad.backward import backward
from whygrad.operations import TABLE
from whygrad.record import record
from whygrad.tape import Tape


class Linked:
    """The yardstick of the engine: a scalar tape of linked objects and closures, as small teaching engines have it."""

    def __init__(self, value: float, parents: tuple[Linked, ...] = ()) -> None:
        self.value, self.grad, self.parents = value, 0.0, parents
        self.pull: Callable[[], None] = lambda: None

    def __mul__(self, other: Linked) -> Linked:
        out = Linked(self.value * other.value, (self, other))

        def pull() -> None:
            self.grad += other.value * out.grad
            other.grad += self.value * out.grad

        out.pull = pull
        return out

    def __add__(self, other: Linked) -> Linked:
        out = Linked(self.value + other.value, (self, other))

        def pull() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out.pull = pull
        return out

    def through(self, value: float, slope: float) -> Linked:
        """Return a function of this, whose value and slope are known."""
        out = Linked(value, (self,))

        def pull() -> None:
            self.grad += slope * out.grad

        out.pull = pull
        return out

    def backward(self) -> None:
        order: list[Linked] = []
        seen, stack = set[int](), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack += [(parent, False) for parent in node.parents]
        self.grad = 1.0
        for node in reversed(order):
            node.pull()


def linked_chain(n: int) -> float:
    x, order = Linked(0.5), []
    y = x
    for i in range(n):
        y = y * x if i % 2 else y + x
        order.append(y)
    y.grad = 1.0
    for node in reversed(order):
        node.pull()
    while order:  # from the end, so that no long chain is freed at once
        order.pop().parents = ()
    return x.grad


def tape_chain(n: int) -> float:
    tape, add, multiply = Tape(), TABLE["add"], TABLE["multiply"]
    x = y = tape.input("x", 0.5).index
    for i in range(n):
        y = tape.record(multiply if i % 2 else add, (y, x))
    result = backward(tape, y)[x]
    assert result is not None
    return float(result)


def chains() -> None:
    """Print the time and the memory that an operation takes on chains of numbers."""
    for n in (10_000, 100_000, 1_000_000):
        repeats = 5 if n < 1_000_000 else 1
        ours, theirs = median_time(lambda n=n: tape_chain(n), repeats), median_time(lambda n=n: linked_chain(n), repeats)  # type: ignore[misc]
        assert math.isclose(tape_chain(1000), linked_chain(1000))
        tracemalloc.start()
        tape_chain(min(n, 100_000))
        peak = tracemalloc.get_traced_memory()[1] / min(n, 100_000)
        tracemalloc.stop()
        print(
            f"chain of {n:>9,} operations          {ours / n * 1e6:6.2f} µs an operation "
            f"({theirs / ours:4.2f} × faster than linked objects), {peak:4.0f} bytes an operation"
        )


def linked_rosenbrock(point: list[float]) -> list[float]:
    xs, one = [Linked(x) for x in point], Linked(1.0)
    total = Linked(0.0)
    for b, a in pairwise(xs):
        far, near = a + b * b * Linked(-1.0), one + b * Linked(-1.0)
        total = total + far * far * Linked(100.0) + near * near
    total.backward()
    return [x.grad for x in xs]


def linked_network(rows: list[list[float]], targets: list[float], weights: list[list[float]], last: list[float]) -> list[float]:
    first, second = [[Linked(w) for w in row] for row in weights], [Linked(v) for v in last]
    total = Linked(0.0)
    for row, target in zip(rows, targets, strict=True):
        inputs, out = [Linked(x) for x in row], Linked(0.0)
        for k, v in enumerate(second):
            inside = Linked(0.0)
            for x, column in zip(inputs, first, strict=True):
                inside = inside + x * column[k]
            y = math.tanh(inside.value)
            out = out + inside.through(y, 1 - y * y) * v
        off = out + Linked(-target)
        total = total + off * off * Linked(1 / len(rows))
    total.backward()
    return [w.grad for row in first for w in row]


ROSENBROCK = "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)"
NETWORK = "mean((tanh(X @ W) @ v - t)^2)"
LARGE = "h = relu(X @ W + b)\nz = h @ V + c\nloss = cross_entropy_with_logits(z, t)"


def runner(source: str, at: dict[str, object], name: str) -> Callable[[], list[float]]:
    """Return what records a program and goes backwards through it, and gives the effects of an input."""
    e = whygrad.explain(source, at=at)
    program, point, target = e.program, dict(e.at), e.target_line

    def run() -> list[float]:
        tape = record(program, point).tape
        return list(data_of(backward(tape, target)[tape.names[name]]))

    return run


def programs() -> None:
    """Print the time of whole programs of arrays, recorded and differentiated."""
    draw = random.Random(1)

    def table(rows: int, columns: int) -> list[list[float]]:
        return [[draw.gauss(0, 0.3) for _ in range(columns)] for _ in range(rows)]

    (point,), X, W, (v,), (t,) = table(1, 1000), table(16, 4), table(4, 8), table(1, 8), table(1, 16)
    pairs = (
        ("Rosenbrock in 1,000 variables", runner(ROSENBROCK, {"x": point}, "x"), lambda: linked_rosenbrock(point)),
        ("network 4-8-1 on 16 samples", runner(NETWORK, {"X": X, "W": W, "v": v, "t": t}, "W"), lambda: linked_network(X, t, W, v)),
    )
    for what, ours, theirs in pairs:
        assert all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(ours(), theirs(), strict=True))
        own, other = median_time(ours, 31), median_time(theirs, 5)
        print(f"{what:<34} {own * 1e3:8.3f} ms ({other / own:5.1f} × faster than linked objects)")
    classes = [[float(k == i % 10) for k in range(10)] for i in range(32)]
    at = {"X": table(32, 784), "W": table(784, 32), "b": [0.0] * 32, "V": table(32, 10), "c": [0.0] * 10, "t": classes}
    print(f"{'network 784-32-10 on 32 samples':<34} {median_time(runner(LARGE, at, 'W'), 3) * 1e3:8.1f} ms, the loss and all gradients")

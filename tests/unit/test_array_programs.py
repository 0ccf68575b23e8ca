"""Whole programs with arrays: values and gradients against NumPy, derived by hand or by complex steps.

A row is a program, the values it is asked at, and for each name the gradient as NumPy code; "*" stands for a complex step
in every entry, which shares nothing with the program but the value.
"""

from __future__ import annotations

import json
import math
import re
import time
from typing import Any

import numpy as np
import pytest
import whygrad
from whygrad.following import followed
from whygrad.tape import as_plain

from .array_programs import Grown, grown, softmax

RNG = np.random.default_rng(5)
A, B = RNG.normal(size=(3, 3)), RNG.normal(size=(3, 3))
X, W, V = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))
x, y, b, w = RNG.normal(size=3), RNG.normal(size=5), RNG.normal(size=4), RNG.normal(size=3)
p = np.abs(RNG.normal(size=4)) + 0.2
GIVEN: dict[str, Any] = {"A": A, "B": B, "X": X, "W": W, "V": V, "x": x, "y": y, "b": b, "w": w, "p": p, "c": 1.3}


def sigmoid(t: Any) -> Any:
    return 1 / (1 + np.exp(-t))


OURS_ALONE = ("cofactors", "einsum_part")  # NumPy has no function that stands for them
WORLD = {"np": np, "sigmoid": sigmoid, "softmax": softmax, **GIVEN}
PROGRAMS: list[tuple[str, str, dict[str, str]]] = [
    # source, value, gradients
    ("sum(x)", "x.sum()", {"x": "np.ones(3)"}),
    ("mean(x^2)", "(x**2).mean()", {"x": "2*x/3"}),
    ("x @ x", "x@x", {"x": "2*x"}),
    ("x^T A x", "x@A@x", {"x": "(A+A.T)@x", "A": "np.outer(x,x)"}),
    ("sum(A @ x)", "(A@x).sum()", {"x": "A.sum(0)", "A": "np.tile(x,(3,1))"}),
    ("w @ A @ x", "w@A@x", {"w": "A@x", "A": "np.outer(w,x)", "x": "A.T@w"}),
    ("norm(A @ x)^2", "((A@x)**2).sum()", {"x": "2*A.T@A@x"}),
    ("trace(A @ B)", "np.trace(A@B)", {"A": "B.T", "B": "A.T"}),
    ("trace(A^T @ A)", "(A*A).sum()", {"A": "2*A"}),
    ("det(A)", "np.linalg.det(A)", {"A": "np.linalg.det(A)*np.linalg.inv(A).T"}),
    ("logdet(A^T @ A + eye(3))", "np.linalg.slogdet(A.T@A+np.eye(3))[1]", {"A": "2*A@np.linalg.inv(A.T@A+np.eye(3))"}),
    ("sum(inverse(A))", "np.linalg.inv(A).sum()", {"A": "-np.linalg.inv(A).T@np.ones((3,3))@np.linalg.inv(A).T"}),
    ("x @ solve(A, w)", "x@np.linalg.solve(A,w)", {"w": "np.linalg.solve(A.T,x)"}),
    ("r = X@w - y; mean(r^2)", "((X@w-y)**2).mean()", {"w": "2*X.T@(X@w-y)/5", "y": "-2*(X@w-y)/5"}),
    ("r = X@w - y; sum(r^2)/2 + c/2*sum(w^2)", "((X@w-y)**2).sum()/2+c/2*(w**2).sum()", {"w": "X.T@(X@w-y)+c*w", "c": "(w**2).sum()/2"}),
    ("z = X@w; mean(softplus(z) - y*z)", "(np.log1p(np.exp(X@w))-y*(X@w)).mean()", {"w": "X.T@(sigmoid(X@w)-y)/5"}),
    ("sum(sigmoid(X@w))", "sigmoid(X@w).sum()", {"w": "X.T@(sigmoid(X@w)*(1-sigmoid(X@w)))"}),
    ("h = tanh(X@W + b); sum(h@V)", "(np.tanh(X@W+b)@V).sum()", {
        "b": "((1-np.tanh(X@W+b)**2)*V.sum(1)).sum(0)", "W": "X.T@((1-np.tanh(X@W+b)**2)*V.sum(1))",
        "V": "np.tile(np.tanh(X@W+b).sum(0)[:,None],(1,2))",
    }),
    ("h = relu(X@W + b); mean(h^2)", "(np.maximum(X@W+b,0)**2).mean()", {"W": "X.T@(2*np.maximum(X@W+b,0))/20"}),
    ("s = softmax(b); s[1]", "softmax(b)[1]", {"b": "softmax(b)[1]*(np.eye(4)[1]-softmax(b))"}),
    ("-log_softmax(b)[2]", "-np.log(softmax(b)[2])", {"b": "softmax(b)-np.eye(4)[2]"}),
    ("logsumexp(b)", "np.log(np.exp(b).sum())", {"b": "softmax(b)"}),
    ("-sum(p*log(p))", "-(p*np.log(p)).sum()", {"p": "-np.log(p)-1"}),
    ("sum(p*log(p/softmax(b)))", "(p*np.log(p/softmax(b))).sum()", {"b": "p.sum()*softmax(b)-p"}),
    ("prod(p)", "p.prod()", {"p": "p.prod()/p"}),
    ("var(p)", "p.var()", {"p": "2*(p-p.mean())/4"}),
    ("std(p)", "p.std()", {"p": "(p-p.mean())/(4*p.std())"}),
    ("max(b)", "b.max()", {"b": "(b==b.max())*1.0"}),
    ("sum(max(b, 0))", "np.maximum(b,0).sum()", {"b": "(b>0)*1.0"}),
    ("sum(abs(b))", "np.abs(b).sum()", {"b": "np.sign(b)"}),
    ("sum(cumsum(b)^2)", "(b.cumsum()**2).sum()", {"b": "np.cumsum((2*b.cumsum())[::-1])[::-1]"}),
    ("sum(sort(b)*[1,2,3,4])", "(np.sort(b)*[1,2,3,4]).sum()", {"b": "np.argsort(np.argsort(b))+1.0"}),
    ("sum(where(b > 0, b^2, -b))", "np.where(b>0,b**2,-b).sum()", {"b": "np.where(b>0,2*b,-1)"}),
    ("z = (p - mean(p))/sqrt(var(p) + 0.001); sum(z^3)", "(((p-p.mean())/np.sqrt(((p-p.mean())**2).mean()+0.001))**3).sum()", {"p": "*"}),
    ("m = mean(X, axis=0); v = var(X, axis=0); z = (X - m)/sqrt(v + 1e-5); sum(z*X)", "", {}),
    ("q = X@A; k = X@B; s = softmax(q@k^T/sqrt(3)); sum((s@X)^2)",
     "((softmax((X@A)@(X@B).T/np.sqrt(3))@X)**2).sum()", {"A": "*", "X": "*"}),
    ("sum(100*(p[1:] - p[:-1]^2)^2 + (1 - p[:-1])^2)", "(100*(p[1:]-p[:-1]**2)**2+(1-p[:-1])**2).sum()", {"p": "*"}),
    ("sum(outer(x, w)*A)", "(np.outer(x,w)*A).sum()", {"x": "A@w", "w": "A.T@x"}),
    ("einsum('ij,jk,ki->', A, B, A)", "np.einsum('ij,jk,ki->',A,B,A)", {"B": "(A@A).T"}),
    ("sum(reshape(X, (3, 5))[0]^2)", "(X.reshape(3,5)[0]**2).sum()", {"X": "np.where(np.arange(15).reshape(5,3)<5,2*X,0)"}),
    ("sum(concat([x, w])^2)", "(x**2).sum()+(w**2).sum()", {"x": "2*x", "w": "2*w"}),
    ("sum(stack([x, w]) @ A)", "((x+w)@A).sum()", {"x": "A.sum(1)"}),
    ("sum(exp(-(X - x)^2/2))", "np.exp(-(X-x)**2/2).sum()", {"x": "((X-x)*np.exp(-(X-x)**2/2)).sum(0)"}),
    ("c*sum(x)^2 + dot(x, w)", "c*x.sum()**2+x@w", {"c": "x.sum()**2", "x": "2*c*x.sum()+w"}),
    ("matrix_power(A, 3)[0, 1]", "np.linalg.matrix_power(A,3)[0,1]", {"A": "*"}),
    ("y1 = sum(A); z = y1*y1", "A.sum()**2", {"A": "2*A.sum()*np.ones((3,3))"}),
]  # fmt: skip


def given(source: str) -> dict[str, Any]:
    names = set(whygrad.syntax.read(source, list(GIVEN)).inputs)
    return {name: np.asarray(value).tolist() for name, value in GIVEN.items() if name in names}


def complex_step(code: str, name: str) -> Any:
    """The gradient of NumPy code by moving each entry into the imaginary direction."""
    here = np.asarray(WORLD[name])
    out = np.zeros(here.shape)
    for place in np.ndindex(here.shape):
        step = here.astype(complex)
        step[place] += 1e-20j
        out[place] = eval(code, {**WORLD, "softmax": lambda t: np.exp(t) / np.exp(t).sum(axis=-1, keepdims=True), name: step}).imag / 1e-20
    return out


@pytest.mark.parametrize("row", PROGRAMS, ids=lambda row: row[0])
def test_a_program_agrees_with_numpy(row: tuple[str, str, dict[str, str]]) -> None:
    source, value, gradients = row
    e = whygrad.explain(source, at=given(source))
    if value:
        assert np.allclose(e.target.value, eval(value, WORLD), rtol=1e-9)
    for name, code in gradients.items():
        gradient = e.gradients[name]
        wanted = complex_step(value.replace("np.abs", ""), name) if code == "*" else eval(code, WORLD)
        assert np.allclose(gradient.value, wanted, rtol=1e-8, atol=1e-10), name
        assert gradient.check.verdict in ("agrees", "cannot tell")
        if gradient.formula is not None and len(gradient.formula) < 300:
            again = whygrad.explain(gradient.formula, at=given(source)).target.value
            assert np.allclose(again, gradient.value, rtol=1e-8, atol=1e-10), gradient.formula
        assert gradient.python or not gradient.formula or any(ours in gradient.formula for ours in OURS_ALONE), gradient.formula
        assert_python_gives_its_number(e, gradient)


def assert_python_gives_its_number(e: Any, gradient: Any) -> None:
    """What is copied as Python runs in NumPy, where it is given, and gives the gradient."""
    if gradient.python is None:
        return
    tape = e.recording.tape
    world = {"np": np, "math": math, **{name: np.asarray(as_plain(tape.values[line])) for name, line in tape.names.items()}}
    *shared, result = gradient.python.split("; ")
    exec("\n".join([*shared, f"result = {result}"]), world)
    assert np.allclose(world["result"], gradient.value, rtol=1e-8, atol=1e-10), gradient.python


def test_the_notebook_of_which_it_all_began() -> None:
    e = whygrad.explain("x = ones(2,2)\ny = sum(x)\nz = y*y", wrt=["y", "x"])
    assert e.target.value == 16.0
    assert e.gradients["y"].value == 8.0
    assert e.gradients["x"].value == [[8.0, 8.0], [8.0, 8.0]]
    line = e.tape.lines[1]
    assert (line.name, line.value, line.adjoint) == ("y", 4.0, 8.0)
    assert [c.adds for c in line.contributions] == [4.0, 4.0]
    (use,) = e.tape.lines[0].contributions
    assert use.because == "every entry moves the sum one for one, so each receives the whole effect of the sum"


def test_hessians_and_jacobians() -> None:
    at = given("sum(x^3) + x^T A x")
    assert np.allclose(whygrad.explain("hessian(sum(x^3) + x^T A x, x)", at=at).target.value, np.diag(6 * x) + A + A.T)
    assert np.allclose(whygrad.explain("x^T A x", at=at, wrt="x", order=2).gradients["x"].value, A + A.T)
    assert np.allclose(whygrad.explain("jacobian(A @ x, x)", at=given("A @ x")).target.value, A)
    assert np.allclose(
        whygrad.explain("jacobian(softmax(b), b)", at=given("b")).target.value, np.diag(softmax(b)) - np.outer(softmax(b), softmax(b))
    )


def test_many_variables_stay_linear() -> None:
    n = 1000
    values = np.linspace(-1, 1, n)
    e = whygrad.explain("sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", at={"x": values.tolist()})
    wanted = np.zeros(n)
    wanted[:-1] += -400 * values[:-1] * (values[1:] - values[:-1] ** 2) - 2 * (1 - values[:-1])
    wanted[1:] += 200 * (values[1:] - values[:-1] ** 2)
    assert np.allclose(e.gradients["x"].value, wanted)


def test_a_network_of_two_layers_and_all_its_gradients() -> None:
    source = (
        "X = randn(32, 784, seed=1); T = rand(32, 10, seed=2); W1 = randn(784, 32, seed=3)/28; b1 = zeros(32)\n"
        "W2 = randn(32, 10, seed=4)/6; b2 = zeros(10)\n"
        "h = relu(X @ W1 + b1); z = h @ W2 + b2\nloss = -mean(sum(T*log_softmax(z), axis=1))"
    )
    begin = time.process_time()
    e = whygrad.explain(source, wrt=["W1", "b1", "W2", "b2"])
    shapes = {name: np.asarray(g.value).shape for name, g in e.gradients.items()}
    assert shapes == {"W1": (784, 32), "b1": (32,), "W2": (32, 10), "b2": (10,)}
    assert time.process_time() - begin < 20  # a guard against the wrong order of growth, not a measurement
    e.to_dict()


@pytest.mark.parametrize(("source", "message"), [
    ("x = ones(2, 3); y = ones(2); x + y", "(2, 3) and (2,) cannot be broadcast"),
    ("x = ones(2, 3); y = ones(2); x @ y", "(2, 3) and (2,)"),
    ("x = [1, 2, 3]; x[5]", "Index 5 is outside axis 0"),
    ("reshape(ones(2, 3), (4,))", "(4,)"),
    ("sum(ones(2, 2), axis=2)", "Axis 2"),
    ("inverse(ones(2, 3))", "square"),
    ("ones(10000, 10000)", "too big"),
    ("[[1, 2], [3]]", "different lengths"),
    ("x = [1, 2]\nsum(x, axis=0.5)", "The axis of sum must be a whole number, or several in brackets."),
    ("x = [1, 2]\ntranspose(x, None, 2)", "The axes of transpose must be a whole number, or several in brackets."),
    ("pad(ones(2, 2), ((1, 1), (2, 2), (3, 3)))", "3 pairs of widths do not fit the shape (2, 2)"),
    ("split([1, 2, 3], 'a')", "The parts of split must be a whole number."),
    ("max_pool([[[1, 2]]], size=1/2)", "The size of max_pool must be a whole number"),
    ("x = [1, 2]\nx.smu()", "There is no function called smu."),
    ("scatter_add([1], 'a', shape=(3,))", '"a" is no index'),
    ("x = [1, 2]; x[0, 0]", "2 indices are too many for the shape (2,), which has 1 axis."),
    ("solve(ones(2, 3), [1, 2])", "The solution needs a square matrix, not one of 2 rows and 3 columns."),
    ("inverse([[1, 2], [2, 4]])", "The 2 × 2 matrix is singular"),
    ("matrix_power([[1, 2], [3, 4]], 10^9)", "A matrix power is worked out up to 1000"),
    ("matrix_power(3, 2)", "The matrix power needs a matrix, not a single number."),
    ("einsum('ij->', [1, 2], [3])", '"ij->" speaks of 1 array, not of 2.'),
    ("x + [1, 2] = y", "An equation is answered with numbers, not with arrays."),
    ("x = [1, 2]\nhessian(x^2, x)", "A second derivative by arrays is worked out for a single number."),
    ("x = [1, 2]\njvp(x^2, x, [1, 2, 3])", "The vector has 3 entries, and x has 2 entries."),
    ("x = [1, 2]; watch(x); sum(x)", "Every name is watched here"),
])  # fmt: skip
def test_what_does_not_fit_is_said_with_both_shapes_and_the_place(source: str, message: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source).to_dict()
    assert message in caught.value.message
    assert caught.value.start < caught.value.end
    assert caught.value.hint


@pytest.mark.parametrize(("source", "value"), [
    ("x = [1, 2]; y = x^2; z = sum(y); gradient(z, [x, y])", [[2, 4], [1, 1]]),
    ("x = 2; y = 3; jacobian([x*y, x + y], (x, y))", [[3, 1], [2, 1]]),
    ("x = [1, 2]; hvp(sum(x^3), x, -[1, 0])", [-6, 0]),
    ("x = 3; hvp(x^3, x, -2)", -36),
    ("f(x) = sum(x^3); f'([1, 2])", [3, 12]),
    ("f(x) = sum(x^3); f''([1, 2])", [[6, 0], [0, 12]]),
    ("f(x) = sum(x^3); v = [1, 2]; f'(v)", [3, 12]),
    ("A = ones(3, 3); hessian(det(A), A)[0]", None),
    ("A = ones(2, 2); hessian(det(A), A)", [[[[0, 0], [0, 1]], [[0, 0], [-1, 0]]], [[[0, -1], [0, 0]], [[1, 0], [0, 0]]]]),
    ("X = [[1], [2]]; X @ [3]", [3, 6]),
    ("x = [4, 5, 6]; x[[1]]", [5]),
    ("concat([[1], [2, 3]])", [1, 2, 3]),
    ("x = [1, 2, 3]; m = x > 1; (2x)[m]", [4, 6]),
    ("B = [[1, 2], [3, 4]]; piecewise(B^T > 2: 1, 0)^T", [[0, 0], [1, 1]]),
])  # fmt: skip
def test_lists_of_names_and_of_one_entry_are_read(source: str, value: Any) -> None:
    if value is None:
        with pytest.raises(whygrad.UserError, match="can only be what the last line asks for"):
            whygrad.explain(source)
    else:
        assert whygrad.explain(source).target.value == value


@pytest.mark.parametrize(("source", "gradient", "corner"), [
    ("x = [[1, 2], [2, 1]]; sum(max(x, axis=0))", [[0, 1], [1, 0]], ""),
    ("x = [[1, 1], [3, 4]]; sum(max(x, axis=1))", [[0.5, 0.5], [0, 1]], "max has a corner here"),
    ("x = [1, 1, 2]; dot(sort(x), [1, 2, 3])", [1, 2, 3], "sort has a corner here"),
    ("x = [[[1, 1, 2, 3]]]; sum(max_pool(x))", [[[1, 0, 0, 1]]], "max_pool has a corner here"),
    ("x = [1, 0]; norm(x, ord=1)", [1, 0], "norm has a corner here"),
    ("x = [[0, 0], [3, 4]]; sum(norm(x, axis=1))", [[None, None], [0.6, 0.8]], "the slope of norm needs a list that is not all 0"),
])  # fmt: skip
def test_ties_are_said_where_they_are(source: str, gradient: Any, corner: str) -> None:
    e = whygrad.explain(source)
    assert e.gradients["x"].value == gradient
    assert any(corner in w for w in e.warnings) if corner else not e.warnings


@pytest.mark.parametrize(("source", "formula"), [
    ("x = [-1, 2]; y = -3; sum(reshape(x*y, (1, -1)))", "y*ones(2)"),
    ("x = -2; y = [1, 2]; sum(y*where(x > 0, x, x^2))", "piecewise(x > 0: sum(y), 0) + 2*piecewise(x > 0: 0, sum(y))*x"),
    ("x = [1, 2]; sum(x*sum([0.65, -0.26]))", "0.39*ones(2)"),
])  # fmt: skip
def test_a_formula_of_arrays_holds_elsewhere_too(source: str, formula: str) -> None:
    assert whygrad.explain(source).gradients["x"].formula == formula


@pytest.mark.parametrize(("at", "why"), [
    ({"x": [1, -1]}, "ln needs a number above 0, and line 2 has ln(-1) at entry [1]."),
    ({"x": [[1, 2], [3, 0]]}, "ln needs a number above 0, and line 2 has ln(0) at entry [1, 1]."),
])  # fmt: skip
def test_the_entry_that_has_no_value_is_named(at: dict[str, Any], why: str) -> None:
    e = whygrad.explain("sum(ln(x))", at=at)
    assert e.target.value is None
    assert why in e.warnings
    assert e.gradients["x"].value is None


def test_a_missing_slope_is_missing_for_its_entry_only() -> None:
    e = whygrad.explain("sum(sqrt(x))", at={"x": [4, 0]})
    assert e.gradients["x"].value == [0.25, None]
    assert "sqrt(0) at entry [1]" in e.gradients["x"].why
    chosen = whygrad.explain("sum(where(x < 1, x, sqrt(x)))", at={"x": [0, 4]})
    assert chosen.gradients["x"].value == [1.0, 0.25]


def test_a_target_with_several_entries_is_said() -> None:
    e = whygrad.explain("y = x^2", at={"x": [1, 2]})
    assert e.target.value == [1.0, 4.0]
    assert e.gradients["x"].value == [2.0, 4.0]
    assert any("the effects shown are on the sum of its entries" in w for w in e.warnings)


def used(program: Grown) -> dict[str, Any]:
    """The inputs that a random program is made from, as lists."""
    return {name: value.tolist() for name, value in program.at.items() if re.search(rf"\b{name}\b", program.source)}


def moved(program: Grown, name: str, step: Any) -> float:
    """The sum of the last line's entries after a move of one input, by NumPy."""
    return float(program.run({**program.at, name: program.at[name] + step}).sum())


@pytest.mark.parametrize("seed", range(60))
def test_a_random_program_agrees_with_numpy_and_its_slopes(seed: int) -> None:
    program, rng = grown(seed), np.random.default_rng(seed)
    at = used(program)
    e = whygrad.explain(program.source, at=at)
    document = e.to_dict()
    json.dumps(document, allow_nan=False)
    assert np.allclose(e.target.value, program.run(program.at), rtol=1e-8, atol=1e-9)
    for line in document["tape"]["lines"]:
        assert line["text"]
        assert line["value"] is None or np.asarray(line["value"], dtype=float).shape == tuple(line["shape"])
    for name in at:
        gradient = e.gradients[name]
        if gradient.value is None:
            assert gradient.why
            continue
        assert np.asarray(gradient.value).shape == program.at[name].shape
        assert_python_gives_its_number(e, gradient)
        way = rng.normal(size=program.at[name].shape)
        near, wide = ((moved(program, name, h * way) - moved(program, name, -h * way)) / (2 * h) for h in (1e-5, 2e-5))
        assert e.corners or abs(np.sum(gradient.value * way) - near) <= 1e-5 * max(1, abs(near)) + 20 * abs(near - wide)
        assert gradient.check.verdict == "agrees" or gradient.check.why
        assert gradient.check.verdict != "disagrees"
        if gradient.formula is not None:
            assert np.allclose(whygrad.explain(gradient.formula, at=at).target.value, gradient.value, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("seed", range(100, 120))
def test_a_random_program_has_slopes_of_the_second_order(seed: int) -> None:
    program = grown(seed, lines=3)
    at, rng = used(program), np.random.default_rng(seed)
    name = next(iter(at))
    here = program.at[name]
    way = rng.normal(size=here.shape).round(2)
    asked = f"{program.source}\nz = sum({program.last})\n"
    if whygrad.explain(asked + "z", at=at).corners:
        return
    product = whygrad.explain(f"{asked}hvp(z, {name}, {way.tolist()})", at=at)
    if product.target.value is None:
        assert product.target.why
        return
    table = whygrad.explain(f"{asked}hessian(z, {name})", at=at)
    matrix = np.reshape(table.target.value, (here.size, here.size))
    assert np.allclose(matrix, matrix.T, rtol=1e-7, atol=1e-7)
    assert np.allclose(matrix @ way.ravel(), np.ravel(product.target.value), rtol=1e-7, atol=1e-7)
    h = 1e-3
    second = (moved(program, name, h * way) - 2 * moved(program, name, 0) + moved(program, name, -h * way)) / h**2
    assert np.sum(product.target.value * way) == pytest.approx(second, rel=1e-2, abs=1e-3)
    slopes = whygrad.explain(f"{program.source}\njacobian({program.last}, {name})", at=at).target.value
    jvp = whygrad.explain(f"{program.source}\njvp({program.last}, {name}, {way.tolist()})", at=at).target.value
    assert np.allclose(np.tensordot(slopes, way, here.ndim), jvp, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("seed", range(200, 215))
def test_an_entry_of_any_line_of_a_random_program_is_followed(seed: int) -> None:
    program = grown(seed)
    e = whygrad.explain(f"{program.source}\nsum({program.last})", at=used(program))
    for line in e.tape.lines:
        if line.contributions and line.shape and 0 not in line.shape and not e.corners:
            place = tuple(size - 1 for size in line.shape)
            found = followed(e, line.number, place)
            assert found.effect == pytest.approx(np.asarray(line.adjoint)[place])
            assert math.fsum(each.adds or 0 for each in found.lines) == pytest.approx(found.effect, abs=1e-9)
            assert not found.lines or found.lines[-1].carries == pytest.approx(found.effect, abs=1e-9)

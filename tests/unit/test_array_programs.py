"""Whole programs with arrays: values and gradients against NumPy, derived by hand or by complex steps.

A row is a program, the values it is asked at, and for each name the gradient as NumPy code; "*" stands for a complex step
in every entry, which shares nothing with the program but the value.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
import whygrad

RNG = np.random.default_rng(5)
A, B = RNG.normal(size=(3, 3)), RNG.normal(size=(3, 3))
X, W, V = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))
x, y, b, w = RNG.normal(size=3), RNG.normal(size=5), RNG.normal(size=4), RNG.normal(size=3)
p = np.abs(RNG.normal(size=4)) + 0.2
GIVEN: dict[str, Any] = {"A": A, "B": B, "X": X, "W": W, "V": V, "x": x, "y": y, "b": b, "w": w, "p": p, "c": 1.3}


def sigmoid(t: Any) -> Any:
    return 1 / (1 + np.exp(-t))


def softmax(t: Any, axis: int = -1) -> Any:
    e = np.exp(t - t.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


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
])  # fmt: skip
def test_what_does_not_fit_is_said_with_both_shapes_and_the_place(source: str, message: str) -> None:
    with pytest.raises(whygrad.UserError) as caught:
        whygrad.explain(source)
    assert message in caught.value.message
    assert caught.value.start < caught.value.end


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

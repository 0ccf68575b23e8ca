"""Products of matrices, and what is solved with them. K. B. Petersen, M. S. Pedersen, "The Matrix Cookbook", section 2."""

from __future__ import annotations

from typing import Any

from .. import arrays
from ..arrays import Shape
from .entry import Limit, shape
from .shaping import broadcast_to, expand_dims, reshape, scatter_add, structural, sum_to, swapaxes, transpose
from .spelling import product

__all__ = ["det", "dot", "einsum", "inverse", "matmul", "outer", "solve", "trace"]


def turned(x: Any) -> Any:
    """Return the matrices in the last two axes transposed."""
    return transpose.bind()(x) if len(shape(x)) == 2 else swapaxes.bind()(x)


# ---- the matrix product ----


def _rows(x: Any) -> Any:
    """A list on the left of @ is a row."""
    return reshape(x, (1, *shape(x))) if len(shape(x)) == 1 else x


def _columns(x: Any) -> Any:
    """A list on the right of @ is a column."""
    return reshape(x, (*shape(x), 1)) if len(shape(x)) == 1 else x


def _widened(g: Any, a: Shape, b: Shape) -> Any:
    """Return the effect on a product with the axes that its lists left out."""
    own = shape(g)
    if len(b) == 1:
        own = (*own, 1)
    if len(a) == 1:
        own = (*own[:-1], 1, own[-1])
    return reshape(g, own)


def _left(g: Any, y: Any, a: Any, b: Any) -> Any:
    if len(shape(a)) == 1 == len(shape(b)):
        return g * b
    if len(shape(b)) == 1 and len(shape(a)) == 2:
        return outer(g, b)
    if len(shape(a)) == 1 and len(shape(b)) == 2:
        return matmul(b, g)
    if len(shape(a)) == 2 == len(shape(b)):
        return matmul(g, turned(b))
    wide = _widened(g, shape(a), shape(b))
    return reshape(sum_to(matmul(wide, turned(_columns(b))), shape(_rows(a))), shape(a))


def _right(g: Any, y: Any, a: Any, b: Any) -> Any:
    if len(shape(a)) == 1 == len(shape(b)):
        return g * a
    if len(shape(a)) == 2 and len(shape(b)) == 1:
        return matmul(turned(a), g)
    if len(shape(a)) == 1 and len(shape(b)) == 2:
        return outer(a, g)
    if len(shape(a)) == 2 == len(shape(b)):
        return matmul(turned(a), g)
    wide = _widened(g, shape(a), shape(b))
    return reshape(sum_to(matmul(turned(_rows(a)), wide), shape(_columns(b))), shape(b))


PRODUCTS: Any = (
    ((2, 3), (3, 2), {}),
    ((3,), (3,), {}),
    ((2, 3), (3,), {}),
    ((3,), (3, 2), {}),
    ((4, 2, 3), (3, 2), {}),
    ((1, 2, 3), (2, 3, 1), {}),
)
matmul = structural(
    "matmul", arrays.matmul, _left, _right,
    rule="matrix",
    because="entry (i, j) of the product is row i times column j, so an entry of one matrix moves it by its partner in the other",
    text="{0} @ {1}", latex=r"{0} \, {1}", python="{0} @ {1}", level=2, written=lambda arity: ("{0} @ {1}", r"{0} \, {1}", "{0} @ {1}"),
    aliases="mm bmm matvec",
    example="A = [[1, 2], [3, 4]]; x = [5, 6]; sum(A @ x)",
    cases=PRODUCTS,
    spelled={"*": "{0} @ {1}", "tf": product("tf")},
)  # fmt: skip


def _dot_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    if not shape(a) or not shape(b):
        return sum_to(g * b, shape(a))
    return _left(g, y, a, b) if len(shape(b)) <= 2 else _einsum_back(0, g, y, a, b, notation=_dotted(a, b))


def _dot_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    if not shape(a) or not shape(b):
        return sum_to(g * a, shape(b))
    return _right(g, y, a, b) if len(shape(b)) <= 2 else _einsum_back(1, g, y, a, b, notation=_dotted(a, b))


def _dotted(a: Any, b: Any) -> str:
    """Return dot as an einsum: over the last axis of ``a`` and the last but one of ``b``."""
    return _paired(a, b, ([len(shape(a)) - 1], [len(shape(b)) - 2]))


dot = structural(
    "dot", arrays.dot, _dot_left, _dot_right,
    rule="matrix", because="each entry of one list moves the sum of products by its partner in the other",
    latex=r"{0} \cdot {1}", aliases="inner vdot",
    example="a = [1, 2]; b = [3, 4]; dot(a, b)",
    cases=(*PRODUCTS[:4], ((), (3,), {}), ((2, 3), (2, 3, 2), {}), ((3,), (2, 3, 2), {})),
    spelled={"*": "@.dot", "tf": product("tf"), "torch": product("dot")},
)  # fmt: skip

outer = structural(
    "outer", arrays.outer,
    lambda g, y, a, b: reshape(matmul(g, reshape(b, (_size(b),))), shape(a)),
    lambda g, y, a, b: reshape(matmul(turned(g), reshape(a, (_size(a),))), shape(b)),
    rule="matrix", because="entry (i, j) is a_i times b_j, so a_i receives the effects of row i, each times its b_j",
    latex=r"{0} \otimes {1}",
    example="a = [1, 2]; b = [3, 4]; sum(outer(a, b))",
    cases=(((2,), (3,), {}), ((1,), (2,), {})),
    spelled={"*": "@.outer", "tf": "tf.tensordot({0}, {1}, 0)"},
)  # fmt: skip


def _size(x: Any) -> int:
    return arrays.entries(shape(x))


# ---- sums of products in general ----


def _einsum_written(arity: int, notation: str) -> tuple[str, str, str]:
    inside = ", ".join([f"'{notation}'", *(f"{{{k}}}" for k in range(arity))])
    return f"einsum({inside})", rf"\operatorname{{{{einsum}}}}\left({inside}\right)".replace("->", r"\to "), f"np.einsum({inside})"


def _einsum_back(k: int, g: Any, y: Any, *args: Any, notation: str) -> Any:
    return einsum_part.bind(arity=len(args), notation=notation, k=k, shape=shape(args[k]))(g, *args[:k], *args[k + 1 :])


einsum = structural(
    "einsum", lambda *args, notation: arrays.einsum(notation, *args), _einsum_back,
    rule="matrix", because="every term of the sum is a product of one entry each, so an entry moves it by the product of its partners",
    parameters={"notation": ""}, variadic=True, written=_einsum_written,
    example="A = [[1, 2], [3, 4]]; x = [5, 6]; sum(einsum('ij,j->i', A, x))",
    cases=(
        ((2, 3), (3, 2), {"notation": "ij,jk->ik"}), ((3, 3), {"notation": "ii"}), ((2, 3), {"notation": "ij->j"}),
        ((2, 3), (2, 3), {"notation": "ij,ij->"}), ((2,), (3,), {"notation": "i,j->ij"}),
    ),
    spelled={"*": lambda shapes, notation: f"@.einsum({notation!r}, {', '.join(f'{{{k}}}' for k in range(len(shapes)))})"},
)  # fmt: skip


def _part_forward(g: Any, *others: Any, notation: str, k: int, shape: Shape) -> Any:
    values = [*others[:k], arrays.zeros(shape), *others[k:]]
    return arrays.einsum_adjoint(g, notation, k, *values)


def _part_back(j: int, h: Any, y: Any, g: Any, *others: Any, notation: str, k: int, shape: Shape) -> Any:
    if j == 0:
        return einsum.bind(arity=len(others) + 1, notation=notation)(*others[:k], h, *others[k:])
    place = j - 1 if j - 1 < k else j  # of this operand in the notation
    rest = [*others[:k], h, *others[k:]]
    del rest[place]
    return einsum_part.bind(arity=len(others) + 1, notation=notation, k=place, shape=_shape(others[j - 1]))(g, *rest)


def _shape(x: Any) -> Shape:
    return shape(x)


einsum_part = structural(
    "einsum_part", _part_forward, _part_back,
    rule="matrix", because="it is a sum of products again, with the effect in the place of one of the factors",
    parameters={"notation": "", "k": 0, "shape": ()}, variadic=True,
    cases=(((2, 2), (3, 2), {"notation": "ij,jk->ik", "k": 0, "shape": (2, 3)}),),
)  # fmt: skip


def tensordot(a: Any, b: Any, axes: Any) -> Any:
    """Return the sum of products over axes of ``a`` and ``b``, told as an einsum."""
    return einsum.bind(arity=2, notation=_paired(a, b, axes))(a, b)


def _paired(a: Any, b: Any, axes: Any) -> str:
    """Return the notation of the sum of products over axes of ``a`` and ``b``, paired in order (see arrays.tensordot)."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    first, second = list(letters[: len(shape(a))]), list(letters[len(shape(a)) : len(shape(a)) + len(shape(b))])
    pairs = (range(len(first) - axes, len(first)), range(axes)) if isinstance(axes, int) else axes
    for i, j in zip(*pairs, strict=True):
        second[j] = first[i]
    result = [c for c in first + second if (first + second).count(c) == 1]
    return f"{''.join(first)},{''.join(second)}->{''.join(result)}"


# ---- one matrix ----


def _diagonal_of(g: Any, own: Shape) -> Any:
    """Return matrices of shape ``own`` with ``g`` on their diagonals."""
    n = min(own[-2:])
    wide = broadcast_to(expand_dims.bind(axis=-1)(g), (*shape(g), n)) if shape(g) else broadcast_to(g, (n,))
    places = list(range(n))
    return scatter_add(wide, (..., places, places), own)


trace = structural(
    "trace", lambda x: arrays.trace(x), lambda g, y, x: _diagonal_of(g, shape(x)),
    rule="matrix", because="only the entries of the diagonal are added, so each of them receives the whole effect and the others 0",
    latex=r"\operatorname{{tr}}\left({0}\right)", aliases="tr",
    example="A = [[1, 2], [3, 4]]; trace(A @ A)",
    cases=(((3, 3), {}), ((2, 3), {})),
    spelled={"*": "@.trace", "tf": "tf.linalg.trace"},
)  # fmt: skip


def _each(g: Any, of: Any) -> Any:
    """Return a number for each matrix as a factor of the whole matrix."""
    return g if not shape(g) else reshape(g, (*shape(g), 1, 1))


def _invertible(x: Any) -> bool:
    own = arrays.shape_of(x)
    if len(own) < 2 or own[-1] != own[-2]:
        return True  # what is wrong with it the operation itself says
    return all(arrays.data_of(arrays.det(x)))


REGULAR = Limit(_invertible, "a matrix whose determinant is not 0")
MATRICES: Any = (((3, 3), {}), ((1, 1), {}), ((2, 2, 2), {}))


def _of_cofactors(g: Any, y: Any, x: Any) -> Any:
    if shape(x)[-1] < 3:  # they are the entries themselves in other places, or 1
        return cofactors(g) if shape(x)[-1] == 2 else g * 0
    if shape(x)[-1] == 3:  # products of two entries: what both together make more than each alone
        return cofactors(x + g) - y - cofactors(g)
    back = turned(inverse(x))
    return _each(trace(matmul(turned(back), g)), x) * y - matmul(y, matmul(turned(g), back))


cofactors = structural(
    "cofactors", arrays.cofactors, _of_cofactors,
    rule="matrix", because="where there is an inverse, they are the determinant times the inverse, transposed; both parts move",
    latex=r"\operatorname{{cof}}\left({0}\right)", slope=Limit(lambda x: shape(x)[-1] < 4 or _invertible(x), REGULAR.allowed),
    example="A = [[1, 2], [3, 4]]; sum(cofactors(A))",
    cases=(*MATRICES, ((4, 4), {}), (arrays.ones((3, 3)), {})),
    spelled={"*": ""},
)  # fmt: skip

det = structural(
    "det", arrays.det, lambda g, y, x: _each(g, x) * cofactors(x),
    rule="matrix",
    because="an entry moves the determinant by its cofactor: the determinant of what is left without its row and column, with a sign",
    latex=r"\det\left({0}\right)",
    example="A = [[1, 2], [3, 4]]; det(A)",
    cases=MATRICES,
    spelled={"*": "@.linalg.det"},
)  # fmt: skip

logdet = structural(
    "logdet", lambda x: arrays.slogdet(x)[1], lambda g, y, x: _each(g, x) * turned(inverse(x)),
    rule="matrix",
    because="by the chain rule the slope of the determinant is divided by the determinant, which leaves the inverse, transposed",
    domain=REGULAR,
    example="A = [[2, 1], [1, 2]]; logdet(A)",
    cases=MATRICES,
    spelled={"*": "@.linalg.slogdet({0})[1]"},
)  # fmt: skip

inverse = structural(
    "inverse", arrays.inverse, lambda g, y, x: -matmul(matmul(turned(y), g), turned(y)),
    rule="matrix", because="from A times its inverse = I: a move of A is undone by the inverse on both sides, with a minus sign",
    latex=r"{0}^{{-1}}", python="np.linalg.inv({0})", written=lambda arity: ("inverse({0})", r"{0}^{{-1}}", "np.linalg.inv({0})"),
    aliases="inv", domain=REGULAR,
    example="A = [[1, 2], [3, 5]]; sum(inverse(A))",
    cases=MATRICES,
    spelled={"*": "@.linalg.inv"},
)  # fmt: skip


def _solve_back(g: Any, a: Any, b: Any) -> Any:
    """Return the effect on the right side, before it is summed over the matrices that share it."""
    if len(shape(b)) > 1 or len(shape(a)) == 2:
        return solve(turned(a), g)
    return reshape(solve(turned(a), reshape(g, (*shape(g), 1))), shape(g))  # one list for several matrices


def _solve_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    return sum_to(_solve_back(g, a, b), shape(b))


def _solve_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    back = _solve_back(g, a, b)
    if len(shape(b)) > 1:
        return -sum_to(matmul(back, turned(y)), shape(a))
    if len(shape(a)) == 2:
        return -outer(back, y)
    return -matmul(reshape(back, (*shape(back), 1)), reshape(y, (*shape(y)[:-1], 1, shape(y)[-1])))


solve = structural(
    "solve", arrays.solve, _solve_left, _solve_right,
    rule="matrix", because="the answer is the inverse of A times b; the effect goes back through the transposed system",
    domain=Limit(lambda a, b: _invertible(a), "a matrix whose determinant is not 0"),
    example="A = [[2, 1], [1, 3]]; b = [3, 5]; sum(solve(A, b))",
    cases=(((3, 3), (3,), {}), ((2, 2), (2, 3), {}), ((3, 2, 2), (2,), {}), ((3, 2, 2), (2, 1), {}), ((2, 2), (3, 2, 1), {})),
    spelled={"*": "@.linalg.solve",
             "tf": lambda shapes: "tf.linalg.solve" if len(shapes[1]) > 1 else "tf.linalg.solve({0}, {1}[:, None])[:, 0]"},
)  # fmt: skip


def _lower_half(x: Any) -> Any:
    """Return the lower triangle with half of the diagonal."""
    n = shape(x)[-1]
    return x * arrays.asarray([[1.0 if i > j else 0.5 if i == j else 0.0 for j in range(n)] for i in range(n)])


def _cholesky_back(g: Any, y: Any, x: Any) -> Any:
    inner = _lower_half(matmul(turned(y), g))
    back = inverse(y)
    found = matmul(matmul(turned(back), inner), back)
    return (found + turned(found)) / 2


def _symmetric(x: Any) -> Any:
    return (x + arrays.swapaxes(x, -1, -2)) / 2


cholesky = structural(
    "cholesky", lambda x: arrays.cholesky(_symmetric(x)), _cholesky_back,
    rule="matrix", because="from L times its transpose = A: the move of A is split into its lower half and the mirror of it",
    example="A = [[4, 2], [2, 5]]; sum(cholesky(A))",
    cases=((arrays.asarray([[4.0, 1.0], [1.0, 3.0]]), {}),),
    spelled={"*": "@.linalg.cholesky"},
)  # fmt: skip


def _power_back(g: Any, y: Any, x: Any, n: int) -> Any:
    if n < 0:
        back = inverse(x)
        return inverse.vjp[0](_power_back(g, y, back, -n), back, x)  # type: ignore[misc]
    found = None
    for k in range(n):
        adds = g if k == 0 else matmul(turned(_power(x, k)), g)
        adds = adds if k == n - 1 else matmul(adds, turned(_power(x, n - 1 - k)))
        found = adds if found is None else found + adds
    return x * 0 if found is None else found


def _power(x: Any, n: int) -> Any:
    return x if n == 1 else matrix_power.bind(n=n)(x)


matrix_power = structural(
    "matrix_power", lambda x, n: arrays.matrix_power(x, n), _power_back,
    rule="matrix", because="it is a product of equal matrices: each of them moves in its turn, and the effects are added",
    parameters={"n": 1},
    example="A = [[1, 2], [3, 4]]; sum(matrix_power(A, 3))",
    cases=(((2, 2), {"n": 3}), ((2, 2), {"n": 0})),
    spelled={"*": "@.linalg.matrix_power({0}, {n})", "tf": ""},
)  # fmt: skip

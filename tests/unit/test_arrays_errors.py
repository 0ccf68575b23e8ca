"""What arrays do not allow is refused in one clear sentence."""

from __future__ import annotations

import math
from typing import Any

import pytest
from whygrad import arrays as wa

A23, A32, A4 = wa.ones((2, 3)), wa.ones((3, 2)), wa.ones(4)
A33, EMPTY = wa.ones((3, 3)), wa.zeros((0, 3))
IMAGE = wa.ones((1, 2, 5, 5))

REFUSED: list[tuple[Any, str]] = [
    (lambda: A23 + A4, "(2, 3) and (4,) cannot be broadcast: the last sizes are 3 and 4"),
    (lambda: A23 + A33, "(2, 3) and (3, 3) cannot be broadcast: the sizes before the last are 2 and 3"),
    (lambda: wa.ones((2, 1, 1)) + wa.ones((3, 1, 1)), "(2, 1, 1) and (3, 1, 1) cannot be broadcast: the sizes of axis -3 are 2 and 3"),
    (lambda: wa.broadcast_to(A23, (3,)), "(2, 3) cannot be broadcast to (3,)"),
    (lambda: wa.broadcast_to(A23, (1, 3)), "(2, 3) cannot be broadcast to (1, 3)"),
    (lambda: wa.sum_to(A23, (2,)), "(2, 3) and (2,) cannot be broadcast: the last sizes are 3 and 2"),
    (lambda: wa.sum_to(A4, (2, 4)), "(4,) cannot be summed to (2, 4): (2, 4) does not broadcast to (4,)"),
    (lambda: wa.asarray([[1, 2], [3]]), "the rows have different lengths: 2 and 1"),
    (lambda: wa.asarray([1, [2]]), "a list mixes numbers and lists"),
    (lambda: wa.asarray([[1], 2]), "a list mixes numbers and lists"),
    (lambda: wa.asarray([1, "x"]), "an array holds numbers, and 'x' is none"),
    (lambda: wa.asarray(None), "an array holds numbers, and None is none"),
    (lambda: wa.asarray([10**400]), "an array holds a whole number that is too large for a double"),
    (lambda: wa.zeros((2000, 2000)), "an array of shape (2000, 2000) is too big: it may have 2,000,000 entries at most, not 4,000,000"),
    (
        lambda: wa.ones((2000, 1)) * wa.ones(2000),
        "an array of shape (2000, 2000) is too big: it may have 2,000,000 entries at most, not 4,000,000",
    ),
    (lambda: wa.arange(1e300), "an array of shape"),
    (lambda: wa.arange(0, 1, 0), "a range needs finite ends and a step that is not 0"),
    (lambda: wa.zeros((2, -1)), "the shape (2, -1) has the negative size -1"),
    (lambda: wa.zeros((1,) * 40), "an array may have 32 axes at most, not 40"),
    (lambda: wa.outer(wa.ones(2000), wa.ones(2000)), "an array of shape (2000, 2000) is too big"),
    (
        lambda: wa.matmul(wa.ones((1000, 1000)), wa.ones((1000, 1000))),
        "the product of (1000, 1000) and (1000, 1000) is too big: it would take 1,000,000,000 multiplications, and 200,000,000 are allowed",
    ),
    (lambda: bool(A23), "an array of shape (2, 3) is neither true nor false"),
    (lambda: wa.reshape(A23, (4, 2)), "(2, 3) cannot be reshaped to (4, 2): 6 entries are not 8"),
    (lambda: wa.reshape(A23, (4, -1)), "(2, 3) cannot be reshaped to (4, -1): 6 entries do not fill rows of 4"),
    (lambda: wa.reshape(A23, (-1, -1)), "(-1, -1) has more than one size -1"),
    (lambda: wa.transpose(A23, (0, 0)), "the order (0, 0) does not name each axis of the shape (2, 3) once"),
    (lambda: wa.squeeze(A23, 1), "axis 1 of the shape (2, 3) cannot be left out: its size is 3, not 1"),
    (lambda: wa.concat([]), "there are no arrays to join"),
    (lambda: wa.concat([A23, A33], 1), "(2, 3) and (3, 3) cannot be joined along axis 1: their other sizes differ"),
    (lambda: wa.concat([1.0, A4]), "a single number cannot be joined to arrays along an axis"),
    (lambda: wa.stack([A23, A32]), "(2, 3) and (3, 2) cannot be stacked: the shapes must be equal"),
    (lambda: wa.split(A4, 3), "an axis of size 4 does not divide into 3 equal parts"),
    (lambda: wa.repeat(A4, [1, 2]), "2 numbers of repetitions do not fit an axis of size 4"),
    (lambda: wa.pad(A4, [(1, 1), (0, 0)]), "2 pairs of widths do not fit the shape (4,)"),
    (lambda: wa.tril(A4), "a triangle needs a matrix, not the shape (4,)"),
    (lambda: wa.sum_(A23, 2), "axis 2 does not exist: an array of shape (2, 3) has 2 axes"),
    (lambda: wa.sum_(A4, -2), "axis -2 does not exist: an array of shape (4,) has 1 axis"),
    (lambda: wa.sum_(1.0, 0), "axis 0 does not exist: a single number has no axes"),
    (lambda: wa.sum_(A23, (0, -2)), "axis 0 is named twice in (0, -2)"),
    (lambda: wa.mean(EMPTY, 0), "the mean of no entries does not exist"),
    (lambda: wa.max_(EMPTY, 0), "the maximum of no entries does not exist"),
    (lambda: wa.argmin(EMPTY), "the minimum of no entries does not exist"),
    (lambda: wa.var(wa.ones(1), less=1), "the variance of 1 entry, divided by 0, does not exist"),
    (lambda: wa.norm(A4, order=-1), "a norm needs a positive order, not -1"),
    (lambda: wa.getitem(A23, 2), "index 2 is outside axis 0, whose size is 2"),
    (lambda: wa.getitem(A23, (0, [0, -4])), "index -4 is outside axis 1, whose size is 3"),
    (lambda: wa.getitem(A23, (0, 0, 0)), "3 indices are too many for the shape (2, 3), which has 2 axes"),
    (lambda: wa.getitem(A4, (..., ...)), "an index may have one ... only"),
    (lambda: wa.getitem(A4, 1.5), "1.5 is no index: an index is a whole number"),
    (lambda: wa.getitem(A4, wa.asarray([0.0, math.nan])), "nan is no index: an index is a whole number"),
    (lambda: wa.getitem(A4, "x"), "'x' is no index"),
    (lambda: wa.getitem(A4, True), "a single truth value is no index"),
    (lambda: wa.getitem(A4, slice(None, None, 0)), "the step of a slice cannot be 0"),
    (lambda: wa.getitem(A4, slice("x")), "'x' is no bound of a slice: bounds are whole numbers"),
    (lambda: wa.getitem(A4, slice(0.5, None)), "0.5 is no index: an index is a whole number"),
    (lambda: wa.one_hot(A4, -1), "the shape (4, -1) has the negative size -1"),
    (lambda: wa.getitem(A4, [True, False]), "a mask of shape (2,) does not fit the axes (4,) that it stands for"),
    (lambda: wa.getitem(A33, ([0, 1], [0, 1, 2])), "(2,) and (3,) cannot be broadcast: the last sizes are 2 and 3"),
    (lambda: wa.getitem(EMPTY, 0), "index 0 is outside axis 0, whose size is 0"),
    (lambda: wa.gather(A23, wa.zeros(3), 0), "indices of shape (3,) do not fit the shape (2, 3): they need as many axes"),
    (lambda: wa.gather(A23, wa.zeros((2, 4)), 0), "indices of shape (2, 4) do not fit the shape (2, 3): axis 1 is larger"),
    (lambda: wa.matmul(A23, A23), "(2, 3) and (2, 3) cannot be multiplied as matrices: the left has 3 columns, the right 2 rows"),
    (lambda: wa.matmul(A23, 2.0), "a matrix product needs arrays, not a single number"),
    (lambda: wa.tensordot(A23, A23, 1), "(2, 3) and (2, 3) cannot be multiplied over the axes (1,) and (0,): their sizes differ"),
    (lambda: wa.cross(A23, A4), "a cross product needs vectors of 3 entries, not the shape (4,)"),
    (lambda: wa.trace(A4), "the trace needs a matrix, not the shape (4,)"),
    (lambda: wa.det(A23), "the determinant needs a square matrix, not one of 2 rows and 3 columns"),
    (lambda: wa.det(2.0), "the determinant needs a matrix, not a single number"),
    (lambda: wa.inverse(A33), "the 3 × 3 matrix is singular: its determinant is 0, so it has no inverse"),
    (lambda: wa.inverse(wa.asarray([[1, 2, 3], [4, 5, 6], [7, 8, 9]])), "the 3 × 3 matrix is singular"),
    (lambda: wa.inverse(wa.zeros((2, 2))), "the 2 × 2 matrix is singular"),
    (lambda: wa.solve(A33, A4), "(3, 3) and (4,) do not fit: the matrix has 3 rows and the right side 4"),
    (lambda: wa.solve(A33, 1.0), "(3, 3) and () do not fit: the matrix has 3 rows and the right side none"),
    (lambda: wa.solve_triangular(wa.zeros((2, 2)), wa.ones(2)), "the triangular matrix is singular: there is a 0 on its diagonal"),
    (lambda: wa.cholesky(wa.asarray([[1, 2], [2, 1]])), "the matrix is not positive definite, so it has no Cholesky factor"),
    (lambda: wa.einsum("ij,jk->ik", A23), '"ij,jk->ik" speaks of 2 arrays, not of 1'),
    (lambda: wa.einsum("ijk->i", A23), '"ijk" in "ijk->i" names 3 axes, and the array of shape (2, 3) has 2'),
    (lambda: wa.einsum("ij,jk->ik", A23, A23), 'the axis j in "ij,jk->ik" has two sizes, 3 and 2'),
    (lambda: wa.einsum("ij->ii", A33), '"ij->ii" names i twice in the result'),
    (lambda: wa.einsum("ij->ik", A33), '"ij->ik" names k in the result, and no array has such an axis'),
    (lambda: wa.einsum("i1->i", A33), "\"i1->i\" is no notation for a sum of products: '1' is no letter"),
    (
        lambda: wa.einsum_adjoint(A4, "ij->i", 0, A33),
        "an effect of shape (4,) does not fit the sum of products, whose result has the shape (3,)",
    ),
    (lambda: wa.einsum("...i->i", A33), '"...i->i" leaves out the axes of ... in the result'),
    (lambda: wa.conv2d(IMAGE, wa.ones((1, 3, 2, 2))), "the input has 2 channels, and the kernel of shape (1, 3, 2, 2) is made for 3"),
    (lambda: wa.conv2d(IMAGE, wa.ones((1, 2, 6, 2))), "a window of (6, 2) does not fit into (5, 5)"),
    (lambda: wa.conv1d(IMAGE, wa.ones((1, 2, 2))), "conv1d needs an input with 3 axes, not the shape (1, 2, 5, 5)"),
    (lambda: wa.conv2d(IMAGE, wa.ones((1, 2, 2))), "(1, 2, 5, 5) and (1, 2, 2) cannot be convolved: they have 4 and 3 axes"),
    (lambda: wa.conv2d(IMAGE, wa.ones((1, 2, 2, 2)), 0), "the stride must be at least 1, not 0"),
    (lambda: wa.conv2d(IMAGE, wa.ones((1, 2, 2, 2)), 1, "full"), '"full" is no padding'),
    (lambda: wa.convolve(IMAGE, wa.ones((1, 2, 2, 2)), groups=3), "2 channels and 1 output do not divide into 3 groups"),
    (
        lambda: wa.convolve_input_adjoint(IMAGE, wa.ones((1, 2, 2, 2)), (1, 2, 5, 5)),
        "an effect of shape (1, 2, 5, 5) does not fit the convolution, whose result has the shape (1, 1, 4, 4)",
    ),
    (lambda: wa.max_pool(IMAGE, 6), "a window of (6, 6) does not fit into (5, 5)"),
    (lambda: wa.max_pool(IMAGE, 2, padding=2), "a padding of 2 leaves windows of size 2 empty"),
    (lambda: wa.avg_pool(A4, 2), "pooling needs axes for batch, channels and space, not the shape (4,)"),
    (
        lambda: wa.avg_pool_adjoint(IMAGE, (1, 2, 5, 5), 2),
        "an effect of shape (1, 2, 5, 5) does not fit the windows, of which there are (1, 2, 2, 2)",
    ),
    (
        lambda: wa.max_pool_adjoint(IMAGE, IMAGE, 2),
        "an effect of shape (1, 2, 5, 5) does not fit the windows, of which there are (1, 2, 2, 2)",
    ),
]


@pytest.mark.parametrize(("work", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused(work: Any, message: str) -> None:
    with pytest.raises(wa.ArrayError) as caught:
        work()
    found = caught.value
    assert found.message == message or (found.message.startswith(message) and len(message) < len(found.message))
    assert str(found) == found.message
    assert not found.message.endswith(".")
    assert found.hint != found.message


def test_a_very_deep_list_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(wa.ArrayError, match="32 axes at most"):
        wa.asarray(deep)

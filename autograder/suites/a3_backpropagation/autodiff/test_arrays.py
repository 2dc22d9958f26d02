"""Operations that change shapes: sums, means, maxima, other arrangements, parts, products of matrices."""

import numpy as np
import pytest

from autograder.checks import for_each_question
from autograder.suites.a3_backpropagation.autodiff.graphs import (
    Case,
    agree_in_gradient,
    agree_in_value,
    method,
    mind_others,
    operator,
    with_constant,
)

REDUCTIONS = {"sum": np.sum, "mean": np.mean, "max": np.max}
ALONG = ({"axis": 0}, {"axis": 1}, {"axis": 1, "keepdims": True}, {"axis": 2})
SEVERAL = (
    {"axis": (0, 2)},
    {"axis": -1},
    {"axis": (1, -1), "keepdims": True},
    {"axis": -2, "keepdims": True},
    {"axis": None, "keepdims": True},
)


def apart(rng, shape):
    """Draw numbers no two of which are close, so that a maximum stays where it is."""
    return rng.permutation(np.prod(shape, dtype=int)).reshape(shape) * 0.37 - 2.0 + rng.uniform(0, 0.1)


def reduced(name, x, **options):
    """Return a reduction of an array."""
    return Case(method(name, **options), lambda x: REDUCTIONS[name](x, **options), (x,))


def reductions(name, rng, choices):
    """Return reductions along axes of equal length, where numpy lets a wrong one pass, and of others."""
    cases = [reduced(name, apart(rng, (2, 2, 2)), **options) for options in choices]
    return [*cases, *(reduced(name, apart(rng, (2, 3, 4)), **options) for options in choices[:2])]


@for_each_question(*REDUCTIONS, points=(0.5, 0.25, 0.5))
def test_values(submission, reference, rng, name):
    """The values are numpy's, with axis and keepdims as there."""
    cases = [reduced(name, apart(rng, (2, 3, 4)), **options) for options in ({}, *ALONG, *SEVERAL)]
    agree_in_value(submission, reference, *cases, reduced(name, apart(rng, (4,))))


@for_each_question(*REDUCTIONS, points=(0.5, 0.25, 0.5))
def test_gradient_of_all(submission, reference, rng, name):
    """Without an axis all entries go into one number, and one number comes back."""
    cases = [reduced(name, apart(rng, shape)) for shape in ((4,), (3, 3), (2, 3))]
    agree_in_gradient(submission, reference, rng, *cases)


@for_each_question(*REDUCTIONS, points=(1, 0.25, 0.5))
def test_gradient_along_an_axis(submission, reference, rng, name):
    """With an axis each entry gets the share of its own row, column or layer."""
    agree_in_gradient(submission, reference, rng, *reductions(name, rng, ALONG))


@for_each_question(*REDUCTIONS, points=(1, 0.25, 0.5))
def test_gradient_along_several_axes(submission, reference, rng, name):
    """Several axes at once, axes counted from the end, and axes that are kept."""
    agree_in_gradient(submission, reference, rng, *reductions(name, rng, SEVERAL))


# ---------------------------------------------------------------- arrangement


def arranged(name, x, *args):
    """Return an array in another arrangement."""
    return Case(method(name, *args), lambda x: getattr(x, name)(*args), (x,))


ARRANGEMENTS = {
    "reshape": (((2, 6), (3, 4)), ((2, 6), (-1,)), ((2, 3, 2), (4, -1)), ((6,), (1, 6)), ((1,), (1, 1, 1))),
    "transpose": (
        ((2, 3), ()),
        ((3, 3), ()),
        ((2, 3, 4), ()),
        ((2, 3, 4), (1, 2, 0)),
        ((3, 3, 3), (2, 0, 1)),
    ),
}
FURTHER = {"reshape": (), "transpose": (((2, 3, 4), (0, 2, 1)), ((2, 2, 2, 2), (3, 1, 0, 2)), ((4,), ()))}


@for_each_question(*ARRANGEMENTS, points=(0.5, 0.25))
def test_arrangement(submission, reference, rng, name):
    """The numbers stand where numpy puts them."""
    cases = [arranged(name, rng.standard_normal(shape), *args) for shape, args in ARRANGEMENTS[name]]
    agree_in_value(submission, reference, *cases)


@for_each_question(*ARRANGEMENTS, points=(0.5, 0.75))
def test_gradient_of_arrangement(submission, reference, rng, name):
    """Every share goes back to where its number came from."""
    rows = (*ARRANGEMENTS[name], *FURTHER[name])
    cases = [arranged(name, rng.standard_normal(shape), *args) for shape, args in rows]
    agree_in_gradient(submission, reference, rng, *cases)


# ---------------------------------------------------------------- parts


def taken(x, key):
    """Return a part of an array."""
    return Case(lambda program, x: program.item(x, key), lambda x: x[key], (x,))


ALL = slice(None)
ONCE = (
    2,
    -1,
    (1, 2),
    slice(1, 3),
    (ALL, 0),
    (slice(None, None, -2), slice(0, 2)),
    (..., 1),
    (None, 0),
    ([0, 2],),
)
TWICE = (
    ([0, 0, 2],),
    ([1, 1, 1, 1],),
    (ALL, [2, 0, 2]),
    ([0, 3, 0], [1, 1, 1]),
    ([[0, 1], [1, 3]],),
    ([3, -1, 0],),
)


@pytest.mark.question("__getitem__", points=0.5)
def test_parts(submission, reference, rng):
    """What is taken is what numpy takes."""
    x = rng.standard_normal((4, 3))
    agree_in_value(submission, reference, *(taken(x, key) for key in (*ONCE, *TWICE, x > 0)))


@pytest.mark.question("__getitem__", points=1)
def test_gradient_of_parts(submission, reference, rng):
    """Shares go back to the places they were taken from; the rest gets zeros."""
    x = rng.standard_normal((4, 3))
    mask = np.array([[True, False, True], [False] * 3, [False, True, False], [True] * 3])
    rows = np.arange(4), np.array([2, 0, 1, 1])  # as the scores of the right classes are taken
    agree_in_gradient(submission, reference, rng, *(taken(x, key) for key in (*ONCE, mask, rows)))


@pytest.mark.question("__getitem__", points=1.5)
def test_repeated_places(submission, reference, rng):
    """A place that is taken several times gets all of its shares."""
    x = rng.standard_normal((4, 3))
    cases = [taken(x, key) for key in TWICE]
    agree_in_gradient(submission, reference, rng, *cases, taken(x[:, 0], ([1, 1, 2],)))


# ---------------------------------------------------------------- products of matrices


def product(rng, one, other):
    """Return a matrix product of arrays of these shapes."""
    return Case(operator("matmul"), np.matmul, (rng.standard_normal(one), rng.standard_normal(other)))


def times_array(rng):
    """Return the product of a tensor and a plain array."""
    plain = rng.standard_normal((3, 2))
    return Case(with_constant("matmul", plain), lambda x: x @ plain, (rng.standard_normal((4, 3)),))


MATRICES = ((3, 3), (3, 3)), ((4, 3), (3, 2)), ((1, 3), (3, 1)), ((4, 1), (1, 2))
VECTORS = ((3,), (3,)), ((3, 3), (3,)), ((3,), (3, 3)), ((4, 3), (3,)), ((3,), (3, 2))
STACKS = (
    ((3, 3, 3), (3, 3, 3)),
    ((2, 4, 3), (2, 3, 5)),
    ((2, 4, 3), (3, 5)),
    ((4, 3), (2, 3, 5)),
    ((2, 1, 4, 3), (3, 3, 2)),
    ((1, 4, 3), (2, 3, 2)),
    ((2, 4, 3), (3,)),
    ((3,), (2, 3, 4)),
)


@pytest.mark.question("__matmul__", points=1)
def test_products(submission, reference, rng):
    """The values are numpy's for matrices, vectors and stacks of matrices, and for a plain array."""
    agree_in_value(submission, reference, *(product(rng, *pair) for pair in (*MATRICES, *VECTORS, *STACKS)))
    agree_in_value(submission, reference, times_array(rng))


@pytest.mark.question("__matmul__", points=1)
def test_gradients_of_matrices(submission, reference, rng):
    """The gradients of a product of two matrices, square ones among them, and of a matrix and an array."""
    cases = [product(rng, *pair) for pair in MATRICES]
    agree_in_gradient(submission, reference, rng, *cases, times_array(rng))


@pytest.mark.question("__matmul__", points=1)
def test_gradients_of_vectors(submission, reference, rng):
    """The gradients where one operand or both have a single axis."""
    agree_in_gradient(submission, reference, rng, *(product(rng, *pair) for pair in VECTORS))


@pytest.mark.question("__matmul__", points=1)
def test_gradients_of_stacks(submission, reference, rng):
    """The gradients of stacks of matrices, also where the stacks are broadcast."""
    agree_in_gradient(submission, reference, rng, *(product(rng, *pair) for pair in STACKS))


# ---------------------------------------------------------------- manners

SAMPLE = ([0, 2], [1, 1])
Q = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 1.5]])
USES = {
    "sum": (method("sum", axis=0), lambda x: x.sum(axis=0)),
    "mean": (method("mean", axis=0), lambda x: x.mean(axis=0)),
    "max": (method("max", axis=0), lambda x: x.max(axis=0)),
    "reshape": (method("reshape", 2, 6), lambda x: x.reshape(2, 6)),
    "transpose": (method("transpose"), np.transpose),
    "__getitem__": (lambda program, x: program.item(x, SAMPLE), lambda x: x[SAMPLE]),
    "__matmul__": (with_constant("matmul", Q), lambda x: x @ Q),
}


@for_each_question(*USES)
def test_manners(submission, reference, rng, name):
    """Data, and gradients that belong to others, are left as they were."""
    build, formula = USES[name]
    mind_others(submission, reference, rng, Case(build, formula, (apart(rng, (4, 3)),)))

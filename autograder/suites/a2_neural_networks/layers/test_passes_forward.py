"""Forward passes: activations, maxout, affine. Only the output is judged; the cache is the student's own."""

import numpy as np
import pytest

from autograder.checks import agree, for_each_question, require_result
from autograder.submission import Handle, describe_type, effects

PLAIN = ("sigmoid_forward", "tanh_forward", "relu_forward")
SLOPED = ("leaky_relu_forward", "elu_forward")
ACTIVATIONS = (*PLAIN, *SLOPED)
AFFINE, MAXOUT = "affine_forward", "maxout_forward"
NO_CACHE = "A forward pass returns a pair: the output, and a cache for the way back. Yours does not."


def output(result):
    """Return the first of the two things that a forward pass returns."""
    pair = describe_type(result) in ("tuple", "list") if isinstance(result, Handle) else True
    if not pair or (not isinstance(result, Handle) and not (isinstance(result, (tuple, list)) and result)):
        pytest.fail(NO_CACHE, pytrace=False)
    if isinstance(result, Handle):
        result[1]  # the student's error if there is none
    elif len(result) != 2:
        pytest.fail(NO_CACHE, pytrace=False)
    return result[0]


def out_of(name):
    """Return the scenario that runs a forward pass and drops the cache."""

    def pointwise(code, x, *alpha):
        return output(getattr(code, name)(x, *alpha))

    return pointwise


def affine(code, x, w, b):
    """Return the output of the affine layer."""
    return output(code.affine_forward(x, w, b))


def maxout(code, x, w1, b1, w2, b2):
    """Return the output of the maxout layer."""
    return output(code.maxout_forward(x, w1, b1, w2, b2))


def require_unchanged(submission, scenario, names, *args):
    """Require that no argument is changed; that the cache may hold one of them is no fault."""
    scenario(submission, *args)
    changed = [name for place, name in enumerate(names) if place in effects(submission).mutated]
    if changed:
        pytest.fail(
            f"Your function changes `{changed[0]}`, which belongs to its caller: work on a copy.",
            pytrace=False,
        )


def numbers(rng, shape):
    """Draw numbers of either sign, most of them where the activations bend."""
    x = rng.uniform(0.1, 3.0, size=shape) * rng.choice([-1.0, 1.0], size=shape)
    x.flat[:2] = (-1.3, 0.7)
    return x


# ---------------------------------------------------------------- activations


@for_each_question(*ACTIVATIONS)
def test_shapes(submission, reference, rng, name):
    """Returned are a real array of the shape of x, and a cache."""
    require_result(submission, reference, out_of(name), numbers(rng, (4, 3)))


@for_each_question(*ACTIVATIONS, points=0.5)
def test_values(submission, reference, rng, name):
    """The output is right for random x, in a row, a table and a block."""
    for shape in ((6,), (4, 3), (2, 3, 2)):
        agree(submission, reference, out_of(name), numbers(rng, shape))
    for alpha in (0.3, 2.0) if name in SLOPED else ():
        agree(submission, reference, out_of(name), numbers(rng, (4, 3)), alpha)


@for_each_question(*ACTIVATIONS, points=0.5)
def test_extremes(submission, reference, rng, name):
    """The output is right and finite at 0, far out on either side, and for small slopes of the curve."""
    for size in (0.0, 1e-3, 30.0, 800.0, 1e4):
        agree(submission, reference, out_of(name), np.array([[-size, size], [-0.5, 1.5]]))
    agree(submission, reference, out_of(name), -np.abs(numbers(rng, (2, 3))))
    agree(submission, reference, out_of(name), np.zeros((2, 2)))


@for_each_question(*ACTIVATIONS)
def test_purity(submission, rng, name):
    """The input is left as it was."""
    require_unchanged(submission, out_of(name), ("x",), numbers(rng, (4, 3)))


# ---------------------------------------------------------------- affine


def affine_problem(rng, n, shape, m):
    """Draw x, w and b of an affine layer."""
    return (
        rng.standard_normal((n, *shape)),
        rng.standard_normal((int(np.prod(shape)), m)),
        rng.standard_normal(m),
    )


@pytest.mark.question(AFFINE)
def test_affine_shape(submission, reference, rng):
    """Returned are a real array with a row for each example and a column for each output, and a cache."""
    require_result(submission, reference, affine, *affine_problem(rng, 4, (3,), 5))


@pytest.mark.question(AFFINE, points=1)
def test_affine_flat(submission, reference, rng):
    """The output is right where an example is a row of numbers."""
    for n, d, m in ((5, 5, 5), (4, 3, 5), (3, 6, 2)):
        agree(submission, reference, affine, *affine_problem(rng, n, (d,), m))


@pytest.mark.question(AFFINE, points=1)
def test_affine_pictures(submission, reference, rng):
    """The output is right where an example is a picture, or has more axes still."""
    for n, shape, m in ((4, (1, 5), 3), (4, (4, 4), 4), (3, (2, 3), 4), (2, (3, 2, 2), 5)):
        agree(submission, reference, affine, *affine_problem(rng, n, shape, m))


@pytest.mark.question(AFFINE, points=1)
def test_affine_edges(submission, reference, rng):
    """A single example, a single input and a single output are layers, too."""
    for n, shape, m in ((1, (4,), 3), (1, (2, 3), 2), (5, (1,), 3), (4, (3,), 1), (1, (1,), 1)):
        agree(submission, reference, affine, *affine_problem(rng, n, shape, m))


@pytest.mark.question(AFFINE)
def test_affine_purity(submission, rng):
    """All of x, w and b are left as they were."""
    require_unchanged(submission, affine, ("x", "w", "b"), *affine_problem(rng, 4, (2, 3), 5))


# ---------------------------------------------------------------- maxout


def maxout_problem(rng, n, d, m):
    """Draw x, w1, b1, w2 and b2 of a maxout layer."""
    return (
        rng.standard_normal((n, d)),
        rng.standard_normal((d, m)),
        rng.standard_normal(m),
        rng.standard_normal((d, m)),
        rng.standard_normal(m),
    )


@pytest.mark.question(MAXOUT)
def test_maxout_shape(submission, reference, rng):
    """Returned are a real array with a row for each example and a column for each output, and a cache."""
    require_result(submission, reference, maxout, *maxout_problem(rng, 4, 3, 5))


@pytest.mark.question(MAXOUT, points=1)
def test_maxout_values(submission, reference, rng):
    """The output is right for random maps."""
    for n, d, m in ((6, 3, 5), (5, 5, 5), (1, 4, 3), (7, 1, 1)):
        agree(submission, reference, maxout, *maxout_problem(rng, n, d, m))


@pytest.mark.question(MAXOUT, points=1)
def test_maxout_special_cases(submission, reference, rng):
    """Maxout can be ReLU, the leaky ReLU and the absolute value; it can also lie below 0 everywhere."""
    x, one, none = numbers(rng, (4, 3)), np.eye(3), np.zeros(3)
    for other in (0.0, 0.1, -1.0):
        agree(submission, reference, maxout, x, other * one, none, one, none)
        agree(submission, reference, maxout, x, one, none, other * one, none)
    agree(submission, reference, maxout, x, one, none - 5.0, -one, none - 6.0)


@pytest.mark.question(MAXOUT)
def test_maxout_purity(submission, rng):
    """None of the arguments is changed."""
    names = ("x", "w1", "b1", "w2", "b2")
    require_unchanged(submission, maxout, names, *maxout_problem(rng, 4, 3, 5))

"""The tools of a gradient check: a numeric gradient and a relative error."""

import numpy as np
import pytest

from autograder.checks import agree, planted, require_pure, require_result

# What is differentiated stands in the student's process: it is asked a hundred times. Of an argument that the
# student's code got wrong it makes NaN.
FORMULAS = {
    # A weight for each cube: no two slopes are alike, and some are negative.
    "cubes": "np.sum(np.resize([1.0, -2.0, 3.0, -4.0, 5.0, -6.0], x.shape) * x**3)",
    # This one couples the entries.
    "waves": "np.exp(np.sin(x).sum() / x.size) + np.sum(x * np.roll(x, 1))",
}
FIELD = """
import numpy as np


def field(x):
    if type(x) is not np.ndarray or x.shape != {shape} or x.dtype.kind not in "iuf":
        return float("nan")
    with np.errstate(all="ignore"):
        return float({formula})
"""


def field(code, f, x):
    """Plant a scalar function of arrays of the shape of x."""
    return planted(code, "field", FIELD.format(shape=x.shape, formula=FORMULAS[f]))


def gradient(code, f, x, *h):
    """Play the scenario: the numeric gradient at x of a formula, by its name."""
    with field(code, f, x):
        return code.numeric_gradient(code.field, x, *h)


@pytest.mark.question("numeric_gradient")
def test_gradient_shape(submission, reference, rng):
    """The gradient is a real array of the shape of x."""
    require_result(submission, reference, gradient, "cubes", rng.standard_normal((3, 2)))


@pytest.mark.question("numeric_gradient", points=1)
def test_default_step(submission, reference, rng):
    """The gradient is accurate with the default step."""
    x = rng.uniform(-1.5, 1.5, size=(3, 2))
    for f in FORMULAS:
        agree(submission, reference, gradient, f, x, tolerance=1e-6)


@pytest.mark.question("numeric_gradient", points=1)
def test_centred_with_step_h(submission, reference, rng):
    """With a coarse h the quotient is off by exactly what a centred difference of that h is off by."""
    for h in (0.25, 0.1):
        x = rng.uniform(-1.5, 1.5, size=(2, 3))
        for f in FORMULAS:
            agree(submission, reference, gradient, f, x, h)


@pytest.mark.question("numeric_gradient", points=1)
def test_any_number_of_axes(submission, reference, rng):
    """Vectors, flat matrices and arrays of three axes are all differentiated entry by entry."""
    for shape in ((4,), (1, 3), (2, 3, 2)):
        x = rng.uniform(-1.5, 1.5, size=shape)
        agree(submission, reference, gradient, "waves", x, 1e-3, tolerance=1e-6)


@pytest.mark.question("numeric_gradient")
def test_x_restored(submission, rng):
    """After the call x is what it was before."""
    # Small whole numbers and a power of two: adding and taking off h leaves no rounding error behind,
    # so a solution that steps to and fro without keeping the old value passes.
    x = rng.integers(1, 9, size=(2, 3)).astype(float)
    with field(submission, "cubes", x):
        require_pure(submission, "numeric_gradient", submission.field, x, 2.0**-7)


def pairs(rng, shape=(3, 4)):
    """Draw two arrays whose entries agree in sign: where signs differ the error is 1, whatever the sizes."""
    signs = np.where(np.arange(np.prod(shape)).reshape(shape) % 2, 1.0, -1.0)
    a, b = rng.uniform(0.5, 2.0, size=(2, *shape))
    b[0, 0] = a[0, 0] / 3  # an entry where a is clearly the larger one
    return signs * a, signs * b


@pytest.mark.question("relative_error")
def test_error_is_a_number(submission, reference, rng):
    """Returned is one number."""
    require_result(submission, reference, "relative_error", *pairs(rng))


@pytest.mark.question("relative_error", points=1)
def test_largest_relative_error(submission, reference, rng):
    """Each entry has its own denominator, never less than 1e-8, and the worst entry counts."""
    a, b = pairs(rng)
    agree(submission, reference, "relative_error", a, b)
    agree(submission, reference, "relative_error", np.abs(a), np.abs(a) + np.abs(b))
    a[1], b[1] = 1e3 * a[1], 1.01e3 * a[1]
    a[0, 0] = b[0, 0] = 0.0
    agree(submission, reference, "relative_error", a, b)
    tiny = rng.uniform(1.0, 2.0, size=5) * 1e-9
    agree(submission, reference, "relative_error", tiny, tiny / 3)


@pytest.mark.question("relative_error")
def test_arguments_unchanged(submission, rng):
    """Neither array is changed."""
    require_pure(submission, "relative_error", *pairs(rng))

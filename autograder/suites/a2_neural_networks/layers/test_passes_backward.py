"""Backward passes: what the upstream gradient becomes on its way through a layer.

Each is called with the cache of the student's own forward pass, whatever that holds. Where the student's
forward pass is missing or wrong, which has cost its own points already, the reference's cache serves as well.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks import (
    Disagreement,
    agree,
    check_gradient,
    difference,
    for_each_question,
    require_result,
)
from autograder.errors import StudentError
from autograder.submission import Handle, effects, value

PLAIN = ("sigmoid_backward", "tanh_backward", "relu_backward")
SLOPED = ("leaky_relu_backward", "elu_backward")
ACTIVATIONS = (*PLAIN, *SLOPED)
AFFINE, MAXOUT = "affine_backward", "maxout_backward"
AFFINE_NAMES = ("dx", "dw", "db")
MAXOUT_NAMES = ("dx", "dw1", "db1", "dw2", "db2")


def forward(code, name, inputs):
    """Run the forward pass that belongs to a backward pass; return its two results."""
    result = getattr(code, name.replace("_backward", "_forward"))(*inputs)
    if isinstance(result, Handle):
        return result[0], result[1]
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        pytest.fail("There is no cache to go back with: your forward pass returns no pair.", pytrace=False)
    return result


def chain(name):
    """Return the scenario: forward, then backward with the cache that forward made."""

    def backward(code, dout, *inputs):
        _, cache = forward(code, name, inputs)
        return getattr(code, name)(dout, cache)

    return backward


def measured(name, part):
    """Return a scenario with a value to measure: the output weighed by dout, and one of its gradients."""

    def backward(code, dout, *inputs):
        out, cache = forward(code, name, inputs)
        gradients = getattr(code, name)(dout, cache)
        several = name not in ACTIVATIONS and isinstance(gradients, (tuple, list)) and len(gradients) > part
        return weighed(out, dout), gradients[part] if several else gradients

    return backward


def weighed(out, dout):
    """Return the loss whose gradient with respect to out is dout; 0 where out is not what it should be."""
    out = value(out) if isinstance(out, Handle) else out
    good = isinstance(out, np.ndarray) and out.shape == dout.shape and out.dtype.kind in "iuf"
    return float(np.sum(out * dout)) if good else 0.0


def on_a_sound_cache(submission, reference, name, inputs, check):
    """Run a check on the student's code; where forward is wrong and it fails, on the reference's cache."""
    __tracebackhide__ = True
    try:
        check(submission)
        return
    except (Disagreement, StudentError, pytest.fail.Exception) as error:
        if forward_is_right(submission, reference, name, inputs):
            raise
        first = error
    ahead = name.replace("_backward", "_forward")
    mixed = {ahead: getattr(reference, ahead), name: getattr(submission, name)}
    try:
        check(SimpleNamespace(**mixed))
    except StudentError:
        raise first from None


def forward_is_right(submission, reference, name, inputs):
    """Tell whether the student's forward pass gives the right output."""
    try:
        got, _ = forward(submission, name, inputs)
        got = value(got)
    except (StudentError, pytest.fail.Exception):
        return False
    return difference(got, forward(reference, name, inputs)[0], 1e-8) is None


def agree_backward(submission, reference, name, dout, *inputs, names=()):
    """Require the reference's gradients."""
    __tracebackhide__ = True
    on_a_sound_cache(
        submission,
        reference,
        name,
        inputs,
        lambda code: agree(code, reference, chain(name), dout, *inputs, names=names),
    )


def check_slope(submission, reference, name, part, label, dout, *inputs):
    """Require that a gradient is the slope of the reference's output, weighed by dout."""
    __tracebackhide__ = True
    on_a_sound_cache(
        submission,
        reference,
        name,
        inputs,
        lambda code: check_gradient(
            code,
            reference,
            measured(name, part),
            dout,
            *inputs,
            wrt=1 + part,
            names=("value", label),
        ),
    )


def check_shapes(submission, reference, name, dout, *inputs, names=()):
    """Require gradients of the right kind and shape."""
    __tracebackhide__ = True
    on_a_sound_cache(
        submission,
        reference,
        name,
        inputs,
        lambda code: require_result(code, reference, chain(name), dout, *inputs, names=names),
    )


def check_purity(submission, reference, name, dout, *inputs):
    """Require that neither argument of a backward pass is changed, and that dout is not handed back."""
    __tracebackhide__ = True
    on_a_sound_cache(
        submission, reference, name, inputs, lambda code: chain(name)(code, dout.copy(), *inputs)
    )
    seen = effects(submission)
    for place, argument in enumerate(("dout", "cache")):
        if place in seen.mutated:
            pytest.fail(
                f"Your function changes `{argument}`, which belongs to its caller: work on a copy.",
                pytrace=False,
            )
    if 0 in seen.aliased:
        pytest.fail("Your function returns the memory of `dout`: copy it.", pytrace=False)


def signs(rng, shape):
    """Draw numbers of either sign, none of them near 0."""
    x = rng.uniform(0.2, 2.5, size=shape) * rng.choice([-1.0, 1.0], size=shape)
    x.flat[:4] = (-1.2, 0.8, -0.6, 1.7)
    return x


# ---------------------------------------------------------------- activations


@for_each_question(*ACTIVATIONS)
def test_shapes(submission, reference, rng, name):
    """Returned is a real array of the shape of x."""
    check_shapes(submission, reference, name, rng.standard_normal((4, 3)), signs(rng, (4, 3)))


@for_each_question(*ACTIVATIONS, points=0.5)
def test_slope(submission, reference, rng, name):
    """The gradient is the slope of the output, times what comes from upstream."""
    for shape in ((6,), (3, 4), (2, 3, 2)):
        dout, x = signs(rng, shape)[..., ::-1], signs(rng, shape)
        for alpha in (0.3, 2.0) if name in SLOPED else ():
            check_slope(submission, reference, name, 0, "gradient", dout, x, alpha)
        check_slope(submission, reference, name, 0, "gradient", dout, x)


@for_each_question(*ACTIVATIONS, points=0.5)
def test_extremes(submission, reference, rng, name):
    """The gradient is right and finite at 0, far out on either side, and where dout is 0."""
    dout = np.array([[2.0, -3.0], [0.0, 1.5]])
    for size in (0.0, 1e-3, 30.0, 800.0, 1e4):
        x = np.array([[-size, size], [1.1, -0.5]])
        for alpha in (0.3,) if name in SLOPED else ():
            agree_backward(submission, reference, name, dout, x, alpha)
        agree_backward(submission, reference, name, dout, x)


@for_each_question(*ACTIVATIONS)
def test_purity(submission, reference, rng, name):
    """The upstream gradient and the cache are left as they were."""
    check_purity(submission, reference, name, rng.standard_normal((4, 3)), signs(rng, (4, 3)))


# ---------------------------------------------------------------- affine


def affine_problem(rng, n, shape, m):
    """Draw dout, then x, w and b of an affine layer."""
    inputs = rng.standard_normal((n, *shape)), rng.standard_normal((int(np.prod(shape)), m))
    return rng.standard_normal((n, m)), *inputs, rng.standard_normal(m)


@pytest.mark.question(AFFINE)
def test_affine_shapes(submission, reference, rng):
    """Returned are three real arrays, each of the shape of its variable."""
    for shape in ((3,), (2, 3)):
        problem = affine_problem(rng, 4, shape, 5)
        check_shapes(submission, reference, AFFINE, *problem, names=AFFINE_NAMES)


@pytest.mark.question(AFFINE, points=1)
def test_affine_dx(submission, reference, rng):
    """The gradient dx is the slope with respect to x."""
    for n, shape, m in ((4, (3,), 5), (5, (4,), 4), (3, (2, 3), 2)):
        check_slope(submission, reference, AFFINE, 0, "dx", *affine_problem(rng, n, shape, m))


@pytest.mark.question(AFFINE, points=1)
def test_affine_dw(submission, reference, rng):
    """The gradient dw is the slope with respect to w."""
    for n, shape, m in ((4, (3,), 5), (5, (5,), 5), (3, (2, 3), 2)):
        check_slope(submission, reference, AFFINE, 1, "dw", *affine_problem(rng, n, shape, m))


@pytest.mark.question(AFFINE, points=1)
def test_affine_db(submission, reference, rng):
    """The gradient db is the slope with respect to b."""
    for n, shape, m in ((4, (3,), 5), (5, (5,), 5), (3, (2, 3), 2)):
        check_slope(submission, reference, AFFINE, 2, "db", *affine_problem(rng, n, shape, m))


@pytest.mark.question(AFFINE, points=1)
def test_affine_pictures(submission, reference, rng):
    """All three are right where an example is a picture, or has more axes still."""
    for n, shape, m in ((4, (1, 5), 3), (4, (4, 4), 4), (3, (3, 3), 2), (2, (3, 2, 2), 5)):
        problem = affine_problem(rng, n, shape, m)
        agree_backward(submission, reference, AFFINE, *problem, names=AFFINE_NAMES)


@pytest.mark.question(AFFINE, points=1)
def test_affine_edges(submission, reference, rng):
    """A single example, a single input and a single output are layers, too."""
    for n, shape, m in ((5, (1,), 3), (4, (3,), 1), (1, (4,), 3), (1, (2, 3), 2), (1, (1,), 1)):
        problem = affine_problem(rng, n, shape, m)
        agree_backward(submission, reference, AFFINE, *problem, names=AFFINE_NAMES)


@pytest.mark.question(AFFINE)
def test_affine_purity(submission, reference, rng):
    """The upstream gradient and the cache are left as they were."""
    check_purity(submission, reference, AFFINE, *affine_problem(rng, 4, (2, 3), 5))


# ---------------------------------------------------------------- maxout


def maxout_problem(rng, n, d, m):
    """Draw dout, then x, w1, b1, w2 and b2 of a maxout layer, in which no output is near a tie."""
    while True:
        x = rng.standard_normal((n, d))
        w1, w2 = rng.standard_normal((2, d, m))
        b1, b2 = rng.standard_normal((2, m))
        first, second = x @ w1 + b1, x @ w2 + b2
        won = np.count_nonzero(first > second)
        if np.abs(first - second).min() > 1e-3 and 0 < won < n * m:
            return rng.standard_normal((n, m)), x, w1, b1, w2, b2


@pytest.mark.question(MAXOUT)
def test_maxout_shapes(submission, reference, rng):
    """Returned are five real arrays, each of the shape of its variable."""
    check_shapes(submission, reference, MAXOUT, *maxout_problem(rng, 4, 3, 5), names=MAXOUT_NAMES)


@pytest.mark.question(MAXOUT, points=1)
def test_maxout_dx(submission, reference, rng):
    """The gradient dx is the slope with respect to x."""
    for n, d, m in ((4, 3, 5), (5, 4, 4), (6, 2, 3)):
        check_slope(submission, reference, MAXOUT, 0, "dx", *maxout_problem(rng, n, d, m))


@pytest.mark.question(MAXOUT, points=1)
def test_maxout_weights(submission, reference, rng):
    """The gradients dw1 and dw2 are the slopes with respect to the weights."""
    for n, d, m in ((4, 3, 5), (5, 5, 5)):
        for part, label in ((1, "dw1"), (3, "dw2")):
            check_slope(submission, reference, MAXOUT, part, label, *maxout_problem(rng, n, d, m))


@pytest.mark.question(MAXOUT, points=1)
def test_maxout_biases(submission, reference, rng):
    """The gradients db1 and db2 are the slopes with respect to the biases."""
    for n, d, m in ((4, 3, 5), (5, 5, 5)):
        for part, label in ((2, "db1"), (4, "db2")):
            check_slope(submission, reference, MAXOUT, part, label, *maxout_problem(rng, n, d, m))


@pytest.mark.question(MAXOUT)
def test_maxout_purity(submission, reference, rng):
    """The upstream gradient and the cache are left as they were."""
    check_purity(submission, reference, MAXOUT, *maxout_problem(rng, 4, 3, 5))

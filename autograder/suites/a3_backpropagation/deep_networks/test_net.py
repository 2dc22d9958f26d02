"""The network: how it begins, its scores, loss and gradients, whatever its depth.

Only the last question, at the end, runs the student's own beginning and loss together.
"""

from itertools import pairwise

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, planted, require_result
from autograder.errors import StudentError
from autograder.submission import Submission, effects, plant, signature, value

NAMES = ("loss", "gradients")
CHANGED = "Your `loss` changes the data it is given: work on a copy."
MOVED = "Your `loss` changes the parameters: it should only measure."
# Stands in for a wrong `he_init`: tells by its numbers what it was asked for, and gives nothing away.
STAND_IN = """
import numpy as np

def he_init(fan_in, fan_out, rng=None):
    rng = np.random.default_rng() if rng is None else rng
    return 1000.0 * fan_in + fan_out + rng.random((fan_in, fan_out))
"""
SIZES = (120, [150, 60], 90)
BARE = """
def bare(cls, depth):
    model = cls.__new__(cls)
    model.num_layers = depth
    return model
"""
DESCEND = """
import numpy as np

def descend(net, X, y, rate, steps):
    for _ in range(steps):
        grads = net.loss(X, y)[1]
        for name in net.params:
            net.params[name] = net.params[name] - rate * grads[name]
    return net.loss(X, y)[0], np.argmax(net.loss(X), axis=1)
"""


def names_of(sizes):
    """Return the keys of the parameters of a net."""
    return [f"{kind}{k}" for k in range(1, len(sizes)) for kind in "Wb"]


def problem(rng, n, *sizes):
    """Draw data and parameters; no hidden unit is so near its corner that a small step crosses it."""
    while True:
        X, y = rng.standard_normal((n, sizes[0])), rng.integers(0, sizes[-1], size=n)
        params, out, near = [], X, []
        for fan_in, fan_out in pairwise(sizes):
            params += [rng.standard_normal((fan_in, fan_out)), 0.5 * rng.standard_normal(fan_out)]
            out = out @ params[-2] + params[-1]
            near.append(np.abs(out).min())
            on = np.mean(out > 0)
            out = np.maximum(0, out)
        if min(near[:-1], default=1.0) > 1e-2 and 0 < on < 1:
            return X, y, params


# ---------------------------------------------------------------- __init__


def made(code, input_dim, hidden_dims, num_classes, reg=0.0, seed=None):
    """Make a net; a class in CS231n's order of arguments is called in that order."""
    names = []
    if isinstance(code, Submission):
        names = [name for name, _ in signature(code, "FullyConnectedNet.__init__")]
    rng = None if seed is None else np.random.default_rng(seed)
    if names[1:4] != ["hidden_dims", "input_dim", "num_classes"]:
        return code.FullyConnectedNet(input_dim, hidden_dims, num_classes, reg, rng)
    more = {"dtype": "float64"} if "dtype" in names else {}
    more |= {"rng": rng} if "rng" in names else {}
    return code.FullyConnectedNet(hidden_dims, input_dim=input_dim, num_classes=num_classes, reg=reg, **more)


def initial(code, *sizes):
    """Make a net and return its parameters."""
    return value(made(code, *sizes).params)


def kept(code, *sizes):
    """Make a net and return its biases and the strength of its penalty."""
    model = made(code, *sizes)
    params = value(model.params)
    return *(part for name, part in sorted(params.items()) if name[0] == "b"), value(model.reg)


def with_own_or_stand_in(submission, check):
    """Run a check with the student's own `he_init`, and where it fails once more with the stand-in."""
    try:
        check(False)
    except (AssertionError, StudentError, pytest.fail.Exception):
        with planted(submission, "he_init", STAND_IN):
            check(True)


@pytest.mark.question("__init__")
def test_parameters(submission, reference):
    """`params` holds weights and biases of every layer in the right shapes, however many there are."""

    def check(_):
        for sizes in ((7, [5, 4], 3), (4, [], 2), (3, [6, 5, 4, 2], 8)):
            require_result(submission, reference, initial, *sizes)

    with_own_or_stand_in(submission, check)


@pytest.mark.question("__init__", points=1)
def test_weights(submission, rng):
    """Each layer's weights are those of `he_init` for its own size, and new numbers."""
    seed = int(rng.integers(2**31))

    def check(stands_in):
        params = initial(submission, *SIZES, 0.0, seed)
        for name, fan_in, fan_out in (("W1", 120, 150), ("W2", 150, 60), ("W3", 60, 90)):
            W = np.asarray(params[name])
            if stands_in:
                judge_call(name, W, fan_in, fan_out)
            else:
                judge_spread(name, W, fan_in)

    with_own_or_stand_in(submission, check)


def judge_spread(name, W, fan_in):
    """Fail unless these are numbers around 0 with variance 2 / fan_in."""
    if abs(W.mean()) > 0.1 * W.std() or abs(W.var() * fan_in / 2 - 1) > 0.1:
        pytest.fail(f"{name} does not begin with what `he_init` gives for a layer of this size.")


def judge_call(name, W, fan_in, fan_out):
    """Fail unless these are the stand-in's numbers for this layer."""
    told = W - (1000 * fan_in + fan_out)
    if told.min() < 0 or told.max() > 1:
        pytest.fail(f"{name} does not begin with what `he_init` gives for a layer of this size.")


@pytest.mark.question("__init__")
def test_draws(submission, rng):
    """Every layer has numbers of its own, and all of them come from `rng`."""
    seed = int(rng.integers(2**31))

    def check(_):
        first, again = (initial(submission, 4, [4, 4], 4, 0.0, seed) for _ in range(2))
        if np.array_equal(first["W1"], first["W2"]) or np.array_equal(first["W2"], first["W3"]):
            pytest.fail("Two layers begin with the same numbers: hand one `rng` on, do not make it anew.")
        new = [initial(submission, 4, [4, 4], 4)["W2"] for _ in range(2)]
        if np.array_equal(*new):
            pytest.fail("Two nets begin with the same weights: is a seed set inside `__init__`?")
        names = [name for name, _ in signature(submission, "FullyConnectedNet.__init__")]
        if "seed" not in names and not all(np.array_equal(first[name], again[name]) for name in first):
            pytest.fail("Two nets from equal generators differ: hand `rng` on to every layer.")

    with_own_or_stand_in(submission, check)


@pytest.mark.question("__init__", points=1)
def test_biases_and_reg(submission, reference):
    """Biases begin as zeros, and `reg` is kept."""

    def check(_):
        for reg in (0.0, 0.25):
            agree(submission, reference, kept, 6, [5, 4], 3, reg, names=("b1", "b2", "b3", "reg"))

    with_own_or_stand_in(submission, check)


# ---------------------------------------------------------------- loss


def net(code, params, reg=0.0):
    """Return a net with these parameters, whatever the student's `__init__` makes of them, or if it fails."""
    sizes = [len(W) for W in params[::2]] + [len(params[-1])]
    try:
        model = made(code, sizes[0], sizes[1:-1], sizes[-1], reg)
    except (StudentError, TypeError):
        with plant(code, "bare", BARE):
            model = code.bare(code.FullyConnectedNet, len(sizes) - 1)
    model.params = {name: part.copy() for name, part in zip(names_of(sizes), params, strict=True)}
    model.reg = reg
    return model


def scores(code, X, *params):
    """Evaluate the scores."""
    return net(code, params).loss(X)


def cost(code, X, y, reg, *params):
    """Evaluate loss and gradients."""
    return net(code, params, reg).loss(X, y)


def gradients(*names):
    """Return the scenario that evaluates some of the gradients."""

    def some(code, X, y, *params):
        result = cost(code, X, y, 0.0, *params)
        found = result[1] if type(result) is tuple and len(result) == 2 else None
        fits = type(found) is dict and all(name in found for name in names)
        return tuple(found[name] for name in names) if fits else result

    return some


def slopes_of(name):
    """Return the scenario that evaluates the loss and one of the gradients."""

    def one(code, X, y, reg, *params):
        result = cost(code, X, y, reg, *params)
        fits = type(result) is tuple and len(result) == 2 and type(result[1]) is dict and name in result[1]
        return (result[0], result[1][name]) if fits else result

    return one


@pytest.mark.question("loss")
def test_scores_form(submission, reference, rng):
    """Without y it returns scores: a row for each example, a column for each class."""
    X, _, params = problem(rng, 5, 4, 6, 5, 3)
    require_result(submission, reference, scores, X, *params)


@pytest.mark.question("loss")
def test_loss_form(submission, reference, rng):
    """With y it returns one number and a dict of gradients in the shapes of the parameters."""
    X, y, params = problem(rng, 5, 4, 6, 5, 3)
    require_result(submission, reference, cost, X, y, 0.1, *params, names=NAMES)


@pytest.mark.question("loss", points=1.5)
def test_scores(submission, reference, rng):
    """The scores are right for one, two, three and no hidden layers."""
    for sizes in ((5, 4, 6, 3), (4, 7, 5, 6, 3), (9, 3, 5, 4, 4, 4, 2), (6, 4, 3)):
        X, _, params = problem(rng, *sizes)
        agree(submission, reference, scores, X, *params, names=("scores",))


@pytest.mark.question("loss", points=0.5)
def test_data_loss(submission, reference, rng):
    """Without a penalty the loss is the mean softmax loss."""
    for sizes in ((5, 4, 6, 5, 3), (1, 7, 4, 2)):
        X, y, params = problem(rng, *sizes)
        agree(submission, reference, cost, X, y, 0.0, *params, names=NAMES, only="loss")


@pytest.mark.question("loss", points=1)
def test_penalty(submission, reference, rng):
    """The penalty is `reg` times the squares of all weights, of every layer."""
    for sizes, reg in (((5, 4, 6, 5, 3), 0.7), ((3, 3, 4, 5, 2, 4), 0.05)):
        X, y, params = problem(rng, *sizes)
        agree(submission, reference, cost, X, y, reg, *params, names=NAMES, only="loss")


def compare_gradients(submission, reference, rng, sizes, last):
    """Compare the gradients of the last layer, or of all others, without a penalty."""
    X, y, params = problem(rng, *sizes)
    every = names_of(sizes[1:])
    names = every[-2:] if last else every[:-2]
    told = [f"gradient of {name}" for name in names]
    agree(submission, reference, gradients(*names), X, y, *params, names=told)


@pytest.mark.question("loss", points=1.5)
def test_last_gradients(submission, reference, rng):
    """The gradients of the last layer are right."""
    for sizes in ((5, 4, 5, 3), (4, 3, 4, 5, 2), (6, 4, 3)):
        compare_gradients(submission, reference, rng, sizes, last=True)


@pytest.mark.question("loss", points=2)
def test_deeper_gradients(submission, reference, rng):
    """The gradients of every other layer are right."""
    for sizes in ((5, 4, 5, 3), (4, 3, 4, 5, 2), (3, 3, 3, 3, 3, 3)):
        compare_gradients(submission, reference, rng, sizes, last=False)


@pytest.mark.question("loss", points=1)
def test_penalty_gradients(submission, reference, rng):
    """With a penalty, too, all gradients are the slopes of the loss."""
    sizes, reg = (4, 3, 2, 4, 3), 0.4
    X, y, params = problem(rng, *sizes)
    for position, name in enumerate(names_of(sizes[1:])):
        names = ("loss", f"gradient of {name}")
        arguments = (submission, reference, slopes_of(name), X, y, reg, *params)
        check_gradient(*arguments, wrt=3 + position, names=names)


def far_apart(rng):
    """Draw a problem in which a score overflows if nothing is taken off, and rows far below others."""
    while True:
        X, y, params = problem(rng, 6, 4, 5, 4, 3)
        params[-2], params[-1] = 400 * params[-2], 100 * params[-1]
        out = X
        for W, b in zip(params[:-2:2], params[1:-2:2], strict=True):
            out = np.maximum(0, out @ W + b)
        highest = (out @ params[-2] + params[-1]).max(axis=1)
        if highest.max() > 1000 and np.ptp(highest) > 1000:
            return X, y, params


@pytest.mark.question("loss", points=0.5)
def test_large_scores(submission, reference, rng):
    """Large scores do not overflow, neither in the loss nor in the gradients."""
    X, y, params = far_apart(rng)
    agree(submission, reference, cost, X, y, 0.0, *params, names=NAMES)


@pytest.mark.question("loss")
def test_loss_purity(submission, rng):
    """X, y and the parameters are left as they were."""
    X, y, params = problem(rng, 5, 4, 6, 5, 3)
    model = net(submission, params, 0.1)
    model.loss(X, y)
    if effects(submission).mutated:
        pytest.fail(CHANGED)
    after = value(model.params)
    same = [np.array_equal(after[name], part) for name, part in zip(after, params, strict=True)]
    if not all(same):
        pytest.fail(MOVED)


# ---------------------------------------------------------------- together


def own_gradients(code, X, y, seed):
    """Make a net as the student does; return its parameters, its loss and its gradients."""
    model = made(code, X.shape[1], [6, 5], 3, 0.05, seed)
    before = value(model.params)
    return before, model.loss(X, y)


@pytest.mark.question("together", points=0.5)
def test_gradients_of_your_own(submission, reference, rng):
    """From your own beginning, too, loss and gradients belong together."""
    X, y = rng.standard_normal((6, 4)), rng.integers(0, 3, size=6)
    params, (loss, grads) = own_gradients(submission, X, y, 1)
    right, slopes = net(reference, [params[name] for name in names_of((4, 6, 5, 3))], 0.05).loss(X, y)
    pairs = [(loss, right)] + [(grads[name], slopes[name]) for name in slopes]
    if not all(np.allclose(got, wanted, rtol=1e-8, atol=1e-10) for got, wanted in pairs):
        pytest.fail("Your net, as it begins, does not have the loss and the gradients of its parameters.")


@pytest.mark.question("together", points=0.5)
def test_learning(submission, rng):
    """From its own beginning your net learns random labels by heart."""
    X, y = rng.standard_normal((24, 6)), rng.integers(0, 3, size=24)
    model = made(submission, 6, [30, 30], 3, 0.0, 1)
    with plant(submission, "descend", DESCEND):
        loss, labels = submission.descend(model, X, y, 0.3, 200)
    right = np.mean(np.asarray(labels) == y)
    if not (np.isfinite(loss) and right > 0.95):
        pytest.fail(
            f"After 200 steps your net has {right:.0%} of 24 random labels right, where nearly all can be."
        )

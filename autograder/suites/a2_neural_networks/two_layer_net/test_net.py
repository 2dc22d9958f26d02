"""The network: how it begins, its loss and gradients, its predictions. The layers are ours.

Only the last question, at the end, runs the student's own layers, and everything together.
"""

import inspect
from contextlib import ExitStack, contextmanager
from functools import partial

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, given, require_result, substitute
from autograder.checks.values import expect
from autograder.errors import StudentError
from autograder.submission import Submission, effects, plant, signature, value

KEYS = ("W1", "b1", "W2", "b2")
NAMES = ("loss", "gradients")
LAYERS = (
    *(f"{name}_{way}" for name in ("affine", "relu") for way in ("forward", "backward")),
    "softmax_loss",
)
CHANGED = "Your `{}` changes the data it is given: work on a copy."
MOVED = "Your `loss` changes the parameters: it should only measure."
SEEDED = "import numpy\n\ndef seeded(number):\n    numpy.random.seed(number)\n"
BARE = "def bare(cls):\n    return cls.__new__(cls)\n"


def problem(rng, n, d, h, c):
    """Draw parameters and data; no hidden unit is so near its corner that a small step crosses it."""
    while True:
        W1, b1 = rng.standard_normal((d, h)), rng.standard_normal(h)
        W2, b2 = rng.standard_normal((h, c)), rng.standard_normal(c)
        X, y = rng.standard_normal((n, d)), rng.integers(0, c, size=n)
        hidden = X @ W1 + b1
        if np.abs(hidden).min() > 1e-2 and 0.2 < np.mean(hidden > 0) < 0.8:
            return [W1, b1, W2, b2, X, y]


@contextmanager
def lent(code, layers):
    """Lend the right layers, if any are given."""
    with ExitStack() as stack:
        for name in LAYERS if layers else ():
            stack.enter_context(substitute(code, f"layers.{name}", getattr(layers, name)))
        yield


def with_own_or_lent(reference, check):
    """Run a check with the student's own layers, and where it fails once more with the right ones.

    A mistake in the notebook `layers` has cost its points there. Lent layers cost a fresh process for the
    next test, so the student's own go first.
    """
    try:
        check(None)
    except (AssertionError, StudentError):
        check(reference.layers)


def net(code, params, reg=0.0):
    """Return a net with these parameters, whatever the student's `__init__` makes of them, or if it fails."""
    (d, h), c = params[0].shape, len(params[3])
    try:
        model = code.TwoLayerNet(d, h, c, 0.01, reg)
    except StudentError:
        with plant(code, "bare", BARE):
            model = code.bare(code.TwoLayerNet)
    model.params = {key: part.copy() for key, part in zip(KEYS, params, strict=True)}
    model.reg = reg
    return model


def takes_reg(code):
    """Whether `loss` asks for the strength of the penalty, as an older CS231n's does."""
    if isinstance(code, Submission):
        return "reg" in [name for name, _ in signature(code, "TwoLayerNet.loss")][3:]
    return "reg" in list(inspect.signature(code.TwoLayerNet.loss).parameters)[3:]


def costs(layers):
    """Return the scenario that evaluates loss and gradients with the right layers."""

    def cost(code, W1, b1, W2, b2, X, y, reg):
        with lent(code, layers):
            model = net(code, (W1, b1, W2, b2), reg)
            return model.loss(X, y, reg) if takes_reg(code) else model.loss(X, y)

    return cost


def one_gradient(key, layers):
    """Return the scenario that evaluates the loss and one gradient of the four."""

    def cost(code, W1, b1, W2, b2, X, y, reg):
        return picked(costs(layers)(code, W1, b1, W2, b2, X, y, reg), key)

    return cost


def picked(result, key):
    """Return (loss, gradient of `key`); of something else, that."""
    fits = type(result) is tuple and len(result) == 2 and type(result[1]) is dict and key in result[1]
    return (result[0], result[1][key]) if fits else result


def scoring(layers):
    """Return the scenario that evaluates the scores."""

    def scores(code, W1, b1, W2, b2, X):
        with lent(code, layers):
            return net(code, (W1, b1, W2, b2)).loss(X)

    return scores


# ---------------------------------------------------------------- __init__


def initial(code, *sizes):
    """Make a net and return its parameters."""
    return value(code.TwoLayerNet(*sizes).params)


def kept(code, *sizes):
    """Make a net and return its biases and the strength of its penalty."""
    model = code.TwoLayerNet(*sizes)
    params = value(model.params)
    return params["b1"], params["b2"], value(model.reg)


@pytest.mark.question("__init__")
def test_parameters(submission, reference):
    """`params` holds four arrays in the right shapes."""
    require_result(submission, reference, initial, 7, 5, 3, 0.1, 0.5)
    require_result(submission, reference, initial)


@pytest.mark.question("__init__", points=1)
def test_weights(submission):
    """Weights are normal numbers around 0 with the spread that was asked for, new ones each time."""
    for scale in (1e-3, 0.3):
        params = initial(submission, 400, 60, 50, scale, 0.0)
        for name in ("W1", "W2"):
            _judge_draws(name, np.asarray(params[name]) / scale)
    again = initial(submission, 400, 60, 50, 0.3, 0.0)
    if np.array_equal(params["W1"], again["W1"]):
        pytest.fail("Two nets begin with the same weights: is a seed set inside `__init__`?")


def _judge_draws(name, drawn):
    if not drawn.any():
        pytest.fail(f"{name} begins with zeros. All hidden units stay identical.")
    if abs(drawn.mean()) > 0.1 * drawn.std():
        pytest.fail(f"The numbers in {name} do not lie around 0.")
    if not 0.9 < drawn.std() < 1.1:
        pytest.fail(f"The standard deviation of {name} is not `weight_scale`.")
    if not 2.5 < np.mean((drawn / drawn.std()) ** 4) < 3.5:
        pytest.fail(f"The numbers in {name} are not normal.")


@pytest.mark.question("__init__", points=1)
def test_biases_and_reg(submission, reference):
    """Biases begin as zeros, and `reg` is kept."""
    for reg in (0.0, 0.25):
        agree(submission, reference, kept, 6, 5, 3, 0.1, reg, names=("b1", "b2", "reg"))


# ---------------------------------------------------------------- loss


def compare(check, submission, reference, make, *args, **options):
    """Compare scenarios that `make` builds, with the student's own layers or with lent ones."""
    with_own_or_lent(reference, lambda layers: check(submission, reference, make(layers), *args, **options))


@pytest.mark.question("loss")
def test_scores_form(submission, reference, rng):
    """Without y it returns scores: a row for each example, a column for each class."""
    compare(require_result, submission, reference, scoring, *problem(rng, 5, 4, 6, 3)[:5])


@pytest.mark.question("loss")
def test_loss_form(submission, reference, rng):
    """With y it returns one number and a dict of gradients in the shapes of the parameters."""
    compare(require_result, submission, reference, costs, *problem(rng, 5, 4, 6, 3), 0.1, names=NAMES)


@pytest.mark.question("loss", points=2)
def test_scores(submission, reference, rng):
    """The scores are those of affine, ReLU, affine."""
    for size in ((5, 4, 6, 3), (1, 7, 4, 2), (9, 3, 5, 4)):
        compare(agree, submission, reference, scoring, *problem(rng, *size)[:5], names=("scores",))


@pytest.mark.question("loss", points=1)
def test_data_loss(submission, reference, rng):
    """Without a penalty the loss is the mean softmax loss."""
    for size in ((5, 4, 6, 3), (1, 7, 4, 2)):
        drawn = problem(rng, *size)
        compare(agree, submission, reference, costs, *drawn, 0.0, names=NAMES, only="loss")


@pytest.mark.question("loss", points=1)
def test_penalty(submission, reference, rng):
    """The penalty is `reg` times the squares of both weight matrices."""
    for size, reg in (((5, 4, 6, 3), 0.7), ((3, 3, 5, 4), 0.05)):
        drawn = problem(rng, *size)
        compare(agree, submission, reference, costs, *drawn, reg, names=NAMES, only="loss")


def compare_slopes(submission, reference, rng, keys, reg):
    """Compare gradients with measured slopes of the reference's loss."""
    for size in ((5, 4, 6, 3), (1, 3, 7, 2)):
        drawn = problem(rng, *size)
        for key in keys:
            names = ("loss", f"gradient of {key}")
            make = partial(one_gradient, key)
            compare(
                check_gradient, submission, reference, make, *drawn, reg, wrt=KEYS.index(key), names=names
            )


@pytest.mark.question("loss", points=2)
def test_output_gradients(submission, reference, rng):
    """The gradients of W2 and b2 are the slopes of the loss."""
    compare_slopes(submission, reference, rng, ("W2", "b2"), 0.0)


@pytest.mark.question("loss", points=2)
def test_hidden_gradients(submission, reference, rng):
    """The gradients of W1 and b1 are the slopes of the loss."""
    compare_slopes(submission, reference, rng, ("W1", "b1"), 0.0)


@pytest.mark.question("loss", points=1)
def test_penalty_gradients(submission, reference, rng):
    """With a penalty, too, all four gradients are the slopes of the loss."""
    compare_slopes(submission, reference, rng, KEYS, 0.4)


@pytest.mark.question("loss")
def test_loss_purity(submission, reference, rng):
    """X, y and the parameters are left as they were."""
    *params, X, y = problem(rng, 5, 4, 6, 3)

    def check(layers):
        with lent(submission, layers):
            model = net(submission, params, 0.1)
            model.loss(X, y)
            assert not effects(submission).mutated, CHANGED.format("loss")
        after = value(model.params)
        same = [np.array_equal(after[key], part) for key, part in zip(KEYS, params, strict=True)]
        assert all(same), MOVED

    told_plainly(reference, check)


def told_plainly(reference, check):
    """Run a check with own or lent layers, and let the student read what fails."""
    try:
        with_own_or_lent(reference, check)
    except AssertionError as failure:
        pytest.fail(str(failure))


# ---------------------------------------------------------------- predict


def predicting(scores, layers):
    """Return the scenario that predicts with the right `loss`, and if asked with the right layers."""

    def predict(code, W1, b1, W2, b2, X):
        model = net(code, (W1, b1, W2, b2))
        with (
            lent(code, layers),
            given(model, "loss", lambda X, y=None, reg=0.0: scores(W1, b1, W2, b2, X)),
        ):
            return model.predict(X)

    return predict


def right_scores(reference):
    """Return the function that evaluates the reference's scores."""
    return partial(scoring(None), reference)


@pytest.mark.question("predict")
def test_labels_form(submission, reference, rng):
    """Returned is one label for each example."""
    make = partial(predicting, right_scores(reference))
    compare(require_result, submission, reference, make, *problem(rng, 9, 4, 6, 3)[:5])


@pytest.mark.question("predict", points=2)
def test_labels(submission, reference, rng):
    """The class with the highest score wins, also where all scores are negative."""
    make = partial(predicting, right_scores(reference))
    for size, shift in (((40, 4, 6, 3), 0.0), ((30, 3, 8, 5), -30.0), ((1, 5, 4, 2), 0.0)):
        W1, b1, W2, b2, X, _ = problem(rng, *size)
        compare(agree, submission, reference, make, W1, b1, W2, 3 * b2 + shift, X)


@pytest.mark.question("predict")
def test_predict_purity(submission, reference, rng):
    """X is left as it was."""
    *params, X, _ = problem(rng, 5, 4, 6, 3)
    scores = right_scores(reference)

    def check(layers):
        model = net(submission, params)
        with lent(submission, layers), given(model, "loss", lambda X, y=None, reg=0.0: scores(*params, X)):
            model.predict(X)
            assert not effects(submission).mutated, CHANGED.format("predict")

    told_plainly(reference, check)


# ---------------------------------------------------------------- together


def own_gradient(key):
    """Return the scenario that runs the student's own layers and net."""

    def cost(code, W1, b1, W2, b2, X, y, reg):
        model = own_net(code, (W1, b1, W2, b2), reg)
        return picked(model.loss(X, y, reg) if takes_reg(code) else model.loss(X, y), key)

    return cost


def own_net(code, params, reg):
    """Make a net as the student does, then give it these parameters."""
    model = code.TwoLayerNet(*params[0].shape, len(params[3]), 0.01, reg)
    model.params = {key: part.copy() for key, part in zip(KEYS, params, strict=True)}
    return model


def own_training(code, W1, b1, W2, b2, X, y, reg, steps):
    """Train the student's own net; return losses, parameters and predictions."""
    model = own_net(code, (W1, b1, W2, b2), reg)
    history = value(model.train(X, y, X, y, 0.1, 0.9, reg, steps, len(X)))
    return np.array(history["loss_history"]), value(model.params), model.predict(X)


def decided(reference, rng):
    """Draw a training at whose end the right class is ahead, above 0, and without the last bias, too.

    What is wrong in `predict` alone has cost its points already.
    """
    while True:
        W1, b1, W2, b2, X, _ = problem(rng, 6, 4, 5, 3)
        drawn = (W1, b1, W2, b2, np.repeat(X[:1], 6, axis=0), np.full(6, 2), 0.01, 5)
        _, end, _ = expect(reference, own_training, drawn, {})
        plain = np.maximum(0, X[0] @ end["W1"] + end["b1"]) @ end["W2"]
        scores = plain + end["b2"]
        if plain.argmax() == scores.argmax() == 2 and scores[2] > 0:
            return drawn


@pytest.mark.question("together", points=1)
def test_gradients_of_your_own(submission, reference, rng):
    """With your own layers, too, the gradients are the slopes of the loss."""
    drawn = problem(rng, 6, 4, 5, 3)
    for position, key in enumerate(KEYS):
        names = ("loss", f"gradient of {key}")
        check_gradient(submission, reference, own_gradient(key), *drawn, 0.1, wrt=position, names=names)


@pytest.mark.question("together", points=1)
def test_training_of_your_own(submission, reference, rng):
    """A short training leads where it should: all rows are the same one, so whichever are drawn."""
    names = ("losses", "parameters", "predictions")
    agree(submission, reference, own_training, *decided(reference, rng), names=names)


@pytest.mark.question("together", points=1)
def test_learning(submission, rng):
    """From its own beginning the net learns what no straight line can tell apart."""
    corner = np.arange(120) % 4
    X = 2.0 * np.column_stack([corner % 2, corner // 2]) - 1.0 + 0.2 * rng.standard_normal((120, 2))
    y = (corner % 2 + corner // 2) % 2
    with plant(submission, "seeded", SEEDED):  # chance should not decide about points
        submission.seeded(0)
    model = submission.TwoLayerNet(2, 24, 2, 0.5, 0.0)
    losses = np.array(value(model.train(X, y, X, y, 0.5, 1.0, 0.0, 300, 40))["loss_history"])
    right = np.mean(np.asarray(model.predict(X)) == y)
    if not losses[-20:].mean() < 0.5 * losses[:3].mean():
        pytest.fail("Your net hardly lowers its loss on four clouds of points in opposite corners.")
    if right < 0.9:
        pytest.fail(
            f"Your net gets {right:.0%} of four clouds of points right: no better than a straight line."
        )

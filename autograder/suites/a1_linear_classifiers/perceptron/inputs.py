"""What the functions of the notebook are asked for, drawn widely: shapes, dtypes, ties, extremes."""

import numpy as np

SHAPES = ((1,), (7,), (3, 4), (1, 5), (2, 2, 2))


def numbers(rng, shape):
    """Yield answers and targets: near, far, equal, whole numbers."""
    y_hat, y = 3 * rng.standard_normal((2, *shape))
    yield y_hat, y
    yield y, y
    yield 1e6 * y_hat, 1e-6 * y
    yield rng.integers(-3, 4, size=shape), rng.integers(-3, 4, size=shape)
    yield y_hat, np.zeros(shape)


def sides(rng, shape):
    """Yield scores and labels of 1 and -1; some leads are exactly 0 or 1."""
    y = rng.choice([-1, 1], size=shape)
    yield 3 * rng.standard_normal(shape), y
    yield y * rng.choice([-1.0, 0.0, 0.5, 1.0, 2.0], size=shape), y.astype(float)
    yield rng.integers(-2, 3, size=shape), y


def losses(name, draw):
    """Return the draw of one of the losses."""
    return lambda rng: ((name, *pair) for shape in SHAPES for pair in draw(rng, shape))


def steps(rng):
    """Yield weights, an example, a target and a rate."""
    for d in (1, 2, 5, 9):
        for rate in (0.0, 0.01, 0.5, 1.0, 3.0):
            w, x = rng.standard_normal((2, d))
            yield "perceptron_step", w, x, float(rng.standard_normal()), rate
            yield "perceptron_step", np.zeros(d), x, 1.0, rate
            yield "perceptron_step", w, x, float(w @ x), rate


def training(rng):
    """Yield problems with a generator; without one where all examples are alike."""
    for n, d in ((1, 1), (1, 3), (4, 2), (6, 3), (5, 5)):
        for rate, epochs in ((0.1, 1), (0.02, 4), (0.3, 2)):
            X, y = rng.standard_normal((n, d)), rng.standard_normal(n)
            yield "train_perceptron", X, y, rate, epochs, np.random.default_rng(rng.integers(100))
            yield "train_perceptron", np.tile(X[:1], (n, 1)), np.full(n, y[0]), rate, epochs
    yield "train_perceptron", np.eye(3), np.arange(3.0), 0.1, 0, np.random.default_rng(0)


INPUTS = {
    "zero_one_loss": losses("zero_one_loss", numbers),
    "l1_loss": losses("l1_loss", numbers),
    "l2_loss": losses("l2_loss", numbers),
    "hinge_loss": losses("hinge_loss", sides),
    "perceptron_step": steps,
    "train_perceptron": training,
}

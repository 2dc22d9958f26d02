"""What the functions of the notebook are asked for, drawn widely: sizes, penalties, saturation, settings."""

import numpy as np

from autograder.checks import given
from autograder.submission import value

KEYS = ("W1", "b1", "W2", "b2")
SIZES = ((5, 4, 6, 3), (1, 7, 4, 2), (9, 3, 5, 4), (4, 4, 4, 4), (2, 1, 1, 2), (30, 2, 8, 5))


def train_tiny_net(rng):
    """Draw data and weights, small and saturating, for no step and for many."""
    for n, d, h, m in ((6, 4, 3, 2), (1, 2, 5, 3), (4, 4, 4, 4), (3, 5, 1, 1)):
        for scale, rate, steps in ((0.7, 0.01, 1), (0.7, 0.005, 20), (30.0, 1e-4, 5), (1.0, 0.02, 0)):
            x, y = rng.standard_normal((n, d)), rng.standard_normal((n, m))
            w1, w2 = scale * rng.standard_normal((d, h)), rng.standard_normal((h, m))
            yield "train_tiny_net", x, y, w1, w2, rate, steps


def beginning(code, *sizes):
    """Return what does not depend on the draws: shapes, spread, zeros, the penalty."""
    np.random.seed(0)
    model = code.TwoLayerNet(*sizes)
    params = value(model.params)
    spread = [round(float(np.log10(np.std(params[key]))), 1) for key in ("W1", "W2")]
    centred = [bool(abs(params[key].mean()) < 0.1 * params[key].std()) for key in ("W1", "W2")]
    return {key: params[key].shape for key in KEYS}, spread, centred, params["b1"], params["b2"], model.reg


def beginnings(rng):
    """Yield sizes of a net: the defaults, some, all."""
    for sizes in ((), (400,), (300, 60), (300, 60, 50), (300, 60, 50, 0.3), (70, 60, 50, 0.1, 0.25)):
        yield beginning, *sizes


def net(code, params, reg=0.0):
    """Return a net with these parameters."""
    model = code.TwoLayerNet(*params[0].shape, len(params[3]), 0.01, reg)
    model.params = dict(zip(KEYS, params, strict=True))
    return model


def cost(code, W1, b1, W2, b2, X, y, reg):
    """Return loss and gradients, and the parameters afterwards."""
    model = net(code, (W1, b1, W2, b2), reg)
    return model.loss(X, y), value(model.params)


def scores(code, W1, b1, W2, b2, X):
    """Return the scores."""
    return net(code, (W1, b1, W2, b2)).loss(X)


def problem(rng, n, d, h, c, scale=1.0):
    """Draw parameters, examples and labels."""
    params = [scale * rng.standard_normal(shape) for shape in ((d, h), h, (h, c), c)]
    return [*params, rng.standard_normal((n, d)), rng.integers(0, c, size=n)]


def losses(rng):
    """Yield small and large parameters, with and without penalty."""
    for size in SIZES:
        for scale in (1e-3, 1.0, 20.0):
            for reg in (0.0, 1e-3, 1.5):
                yield cost, *problem(rng, *size, scale), reg
            yield scores, *problem(rng, *size, scale)[:5]
        *params, X, y = problem(rng, *size)
        yield cost, *params, X, y.astype(np.uint8), 0.5
        yield cost, *(0.0 * part for part in params), X, y, 0.5


def predict(code, W1, b1, W2, b2, X):
    """Return the labels a net predicts."""
    return net(code, (W1, b1, W2, b2)).predict(X)


def predictions(rng):
    """Yield nets whose scores are of either sign, or tied."""
    for size in SIZES:
        W1, b1, W2, b2, X, _ = problem(rng, *size)
        for bias in (b2, 3 * b2 - 30.0, 3 * b2 + 30.0, 10 * b2):
            yield predict, W1, b1, W2, bias, X
        yield predict, W1, b1, 0 * W2, 0 * b2, X


def same_rows(code, W1, b1, W2, b2, x, label, count, reg, options):
    """Train on rows that are all alike, so that chance decides nothing."""
    np.random.seed(1)
    model = net(code, (W1, b1, W2, b2), reg)
    X, y = np.tile(x, (count, 1)), np.full(count, label)
    history = model.train(X, y, np.vstack([X[:3], -X[:2]]), np.full(5, label), **options)
    return value(model.params), value(model.reg), {name: list(part) for name, part in history.items()}


def batches(code, count, options):
    """Return what the batches of a training have in common, and whether their rows are random ones."""
    seen = []

    def loss(X, y=None):
        if y is None:
            return np.eye(3)[np.zeros(len(X), dtype=int)]
        seen.append((X[:, 0], y))
        return 0.0, {}

    np.random.seed(2)
    model = code.TwoLayerNet(2, 2, 3)
    X, y = np.column_stack([np.arange(count), np.ones(count)]), np.arange(count) % 3
    with given(model, "loss", loss):
        history = model.train(X, y, X[:4], y[:4], **options)
    rows = np.array([numbers for numbers, _ in seen])
    own = all(np.array_equal(numbers % 3, labels) for numbers, labels in seen)
    drawn = [len(np.unique(rows, axis=0)) > 1, len(np.unique(rows)) > count / 2] if len(rows) > 5 else []
    return own, rows.shape, drawn, [len(part) for part in history.values()]


def trainings(rng):
    """Yield one row, and options: the defaults, short and long epochs, a penalty passed or kept."""
    for options in (
        {"num_iters": 4, "batch_size": 6},
        {"num_iters": 9, "batch_size": 4, "learning_rate": 0.3, "learning_rate_decay": 0.5},
        {"num_iters": 5, "batch_size": 48, "learning_rate": 0.3, "reg": 0.3, "verbose": True},
        {"num_iters": 7, "batch_size": 12, "learning_rate": 0.1, "reg": 0.0, "learning_rate_decay": 1.0},
        {"num_iters": 1, "batch_size": 24},
        {},
    ):
        *params, X, _ = problem(rng, 1, 3, 4, 3, 0.5)
        for reg in (0.0, 0.2):
            yield same_rows, *params, X, 2, 24, reg, options
        yield batches, 24, options
    yield batches, 100, {"num_iters": 30, "batch_size": 7}


INPUTS = {
    "train_tiny_net": train_tiny_net,
    "__init__": beginnings,
    "loss": losses,
    "predict": predictions,
    "train": trainings,
}

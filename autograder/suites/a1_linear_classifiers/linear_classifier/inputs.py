"""What the functions of the notebook are asked for, drawn widely: shapes, ties, settings of every kind."""

import numpy as np

from autograder.checks import given
from autograder.problems import linear_problem
from autograder.submission import value

OPEN = ("train_final",)  # any way of training is right that gets images right


def bowl(W):
    """A loss with one lowest point."""
    return float(np.sum((W - 0.3) ** 2))


def terrace(W):
    """A loss with many ties."""
    return float(np.floor(np.abs(W).sum()))


def search(code, loss_fn, shape, tries, scale, seed):
    """Search with a seeded generator."""
    return code.random_search(loss_fn, shape, tries, scale, np.random.default_rng(seed))


def alone(code, tries):
    """Search without generator and scale: what does not depend on the draws."""
    W, loss, losses = code.random_search(bowl, (2, 3), tries)
    return W.shape, bool(np.abs(W).max() < 1e-2), loss == losses.min(), len(losses)


def searches(rng):
    """Yield losses, shapes, numbers of tries and scales."""
    for shape in ((3, 2), (4,), (1, 1), (2, 2, 2)):
        for tries, scale in ((1, 0.1), (8, 1.0), (25, 0.01)):
            for loss_fn in (bowl, terrace, lambda W: 2.0, lambda W: -bowl(W)):
                yield search, loss_fn, shape, tries, scale, int(rng.integers(1000))
    yield alone, 5


def same_rows(code, W, x, label, count, options):
    """Train on rows that are all alike: every draw gives the same batch. Return weights, losses, batches."""
    asked = []

    def loss(X_batch, y_batch, reg):
        asked.append((X_batch.copy(), y_batch.copy(), reg))
        return float(len(asked)) + reg, np.outer(X_batch.mean(axis=0), np.arange(4.0)) / len(asked)

    model = code.LinearClassifier()
    model.W = None if W is None else W.copy()
    with given(model, "loss", loss):
        losses = model.train(np.tile(x, (count, 1)), np.full(count, label), **options)
    return (value(model.W) if W is not None else value(model.W).shape), list(losses), asked


def first_weights(code, seed, features):
    """Return the weights that training starts from, and those it goes on with."""
    np.random.seed(seed)
    model = code.LinearClassifier()
    seen = []
    for _ in range(2):
        with given(model, "loss", lambda *batch: (0.0, np.zeros((features, 4)))):
            model.train(np.ones((12, features)), np.resize([0, 1, 3], 12), num_iters=1)
        seen.append(value(model.W))
    return seen[0].shape, seen[0].std() < 0.002, seen[0].std() > 0.0005, np.array_equal(*seen)


def rows_drawn(code, count, batch_size):
    """Return whether batches are random rows with their own labels."""
    seen = []

    def loss(X_batch, y_batch, reg):
        seen.append((X_batch[:, 0], y_batch))
        return 0.0, np.zeros((2, 5))

    model = code.LinearClassifier()
    X = np.column_stack([np.arange(count), np.ones(count)])
    with given(model, "loss", loss):
        model.train(X, np.arange(count) % 5, num_iters=40, batch_size=batch_size)
    rows = np.array([numbers for numbers, _ in seen])
    own = all(np.array_equal(numbers % 5, labels) for numbers, labels in seen)
    return own, rows.shape, len(np.unique(rows)) == count, len(np.unique(rows, axis=0)) > 1


def trainings(rng):
    """Yield weights or none, one row, and options."""
    for features in (2, 5):
        for options in (
            {},
            {"num_iters": 3, "batch_size": 4},
            {"learning_rate": 0.3, "reg": 0.2, "num_iters": 7, "batch_size": 1},
            {"learning_rate": 2.0, "num_iters": 1, "batch_size": 10},
        ):
            x, W = rng.standard_normal(features), rng.standard_normal((features, 4))
            yield same_rows, W, x, 3, 10, options
            yield same_rows, None, x, 3, 10, options
        yield first_weights, int(rng.integers(1000)), 100 * features
    yield rows_drawn, 10, 6
    yield rows_drawn, 30, 25


def predict(code, W, X):
    """Predict with these weights."""
    model = code.LinearClassifier()
    model.W = W.copy()
    return model.predict(X)


def predictions(rng):
    """Yield weights and rows: one and many, scores of either sign, ties."""
    for n, d, c in ((1, 2, 3), (4, 4, 4), (20, 5, 10), (7, 1, 2)):
        W, X = rng.standard_normal((d, c)), rng.standard_normal((n, d))
        yield predict, W, X
        yield predict, -np.abs(W), np.abs(X)
        yield predict, np.zeros((d, c)), X


def cost(code, name, W, X, y, reg):
    """Return what a class's loss says."""
    model = getattr(code, name)()
    model.W = W.copy()
    return model.loss(X, y, reg)


def costs(name):
    """Return the draw of one of the classes."""

    def draw(rng):
        for n, d, c in ((1, 3, 2), (6, 4, 5), (12, 2, 3)):
            for reg in (0.0, 0.3, 2.0):
                yield cost, name, *linear_problem(rng, n, d, c), reg

    return draw


def tuned(code, grid, scores):
    """Tune over settings whose scores are known; return also what was asked."""
    asked = []

    def train(setting):
        asked.append(setting)
        return scores[grid.index(setting)]

    return code.tune(train, grid), asked


def grids(rng):
    """Yield settings of several kinds with scores: ties, negative ones, a single one."""
    for settings in (
        [0.1],
        [3, 1, 2],
        [(0.1, 1), (0.1, 2), (0.2, 1)],
        [{"a": 1}, {"a": 2}, {"a": 3}, {"b": 1}],
    ):
        count = len(settings)
        for scores in (rng.random(count), -rng.random(count), np.zeros(count), rng.integers(0, 2, count)):
            yield tuned, settings, scores.tolist()


INPUTS = {
    "random_search": searches,
    "train": trainings,
    "predict": predictions,
    "LinearSVM": costs("LinearSVM"),
    "Softmax": costs("Softmax"),
    "tune": grids,
}

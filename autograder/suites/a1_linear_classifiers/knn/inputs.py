"""What the methods are asked for, drawn widely: shapes, bytes, ties, extremes."""

import numpy as np


def distances(code, name, stored, asked):
    """Return the table of distances that a method makes."""
    model = code.KNearestNeighbor()
    model.train(stored, np.zeros(len(stored), dtype=np.int64))
    return getattr(model, name)(asked)


def images(rng):
    """Yield stored and new images."""
    for num_train, num_test, features in (
        (1, 1, 1),
        (5, 3, 1),
        (1, 4, 3),
        (7, 5, 6),
        (3, 9, 40),
        (20, 20, 2),
    ):
        stored, asked = rng.standard_normal((num_train, features)), rng.standard_normal((num_test, features))
        yield stored, asked
        yield 1e3 + stored, 1e3 + asked
        yield 255 * stored**2, 255 * asked**2
    stored, asked = (rng.integers(0, 256, size=(n, 12), dtype=np.uint8) for n in (7, 5))
    yield stored, asked
    yield stored, stored[::-1]
    yield stored.astype(np.float32), asked.astype(np.float32)
    yield np.zeros((3, 4)), np.zeros((2, 4))
    # Alike but for rounding: what lies below zero before the root.
    stored = rng.uniform(0.0, 1.0, size=(20, 300))
    yield stored, np.vstack([stored + 0.1, stored - 0.1])


def measured(name):
    """Return the draw of one of the three methods."""
    return lambda rng: ((distances, name, *pair) for pair in images(rng))


def own_image(code, stored):
    """Return whether each image is at a distance from itself that is a number, and small."""
    own = np.diag(distances(code, "compute_distances_no_loops", stored, stored))
    return bool(np.all(own < 1e-4))


def without_loops(rng):
    """Yield what the others are asked, and images at distance 0 from themselves."""
    yield from measured("compute_distances_no_loops")(rng)
    for features in (5, 300, 3000):
        yield own_image, rng.uniform(0.0, 1.0, size=(30, features))


def vote(code, dists, labels, *k):
    """Return the labels that the neighbours vote for."""
    model = code.KNearestNeighbor()
    model.train(np.zeros((len(labels), 1)), labels)
    return model.predict_labels(dists, *k)


def elections(rng):
    """Yield distances, labels and k: with ties of both kinds, few labels and many, other integer types."""
    for rows, stored, classes in ((1, 1, 2), (4, 6, 2), (6, 20, 4), (5, 200, 10)):
        labels = rng.integers(0, classes, size=stored)
        spread, equal = rng.random((rows, stored)), rng.integers(0, 3, size=(rows, stored)).astype(float)
        for dists in (spread, equal):
            yield vote, dists, labels
            for k in (1, 2, 3, 4, 7, stored):
                if k <= stored:
                    yield vote, dists, labels, k
        for dtype in (np.uint8, np.int32):
            yield vote, spread, labels.astype(dtype), 1
        yield vote, spread, labels + 5, 1


def predict(code, stored, labels, X, *options):
    """Return the predictions of a trained classifier."""
    model = code.KNearestNeighbor()
    model.train(stored, labels)
    return model.predict(X, *options)


def which(code, stored, labels, X, *options):
    """Return which versions of the distances were computed."""
    model = code.KNearestNeighbor()
    model.train(stored, labels)
    called = []

    def record(name):
        def compute(X):
            called.append(name)
            return np.abs(X[:, :1] - stored[:, 0])

        setattr(model, name, compute)

    for loops in ("no_loops", "one_loop", "two_loops"):
        record(f"compute_distances_{loops}")
    return called, model.predict(X, *options)


def predictions(rng):
    """Yield data, k and the number of loops, with and without the defaults."""
    for n, d in ((6, 1), (15, 3)):
        stored, X = rng.standard_normal((n, d)), rng.standard_normal((8, d))
        labels = rng.integers(0, 3, size=n)
        for scenario in (predict, which):
            yield scenario, stored, labels, X
            for k in (1, 2, 5):
                yield scenario, stored, labels, X, k
                for loops in (0, 1, 2):
                    yield scenario, stored, labels, X, k, loops


def folds(rng):
    """Yield data, the number of folds and the choices of k; folds of unequal size, too."""
    for count, num_folds, k_choices in (
        (12, 3, [1, 2]),
        (11, 4, [3, 1]),
        (9, 9, [1]),
        (20, 2, [5, 1, 10]),
        (7, 3, [4]),
    ):
        X = rng.standard_normal((count, 2))
        y = (X[:, 0] + 0.5 * rng.standard_normal(count) > 0).astype(np.int64)
        yield "cross_validate_k", X, y, num_folds, k_choices
        yield "cross_validate_k", X, rng.integers(0, 4, size=count), num_folds, k_choices


INPUTS = {
    "compute_distances_two_loops": measured("compute_distances_two_loops"),
    "compute_distances_one_loop": measured("compute_distances_one_loop"),
    "compute_distances_no_loops": without_loops,
    "predict_labels": elections,
    "predict": predictions,
    "cross_validate_k": folds,
}

"""The vote of the neighbours on tables made here, and the prediction on top of given distances and votes."""

import numpy as np
import pytest

from autograder.checks import agree, given, require_pure, require_result
from autograder.submission import value

VOTE, PREDICT = "KNearestNeighbor.predict_labels", "KNearestNeighbor.predict"


def vote(code, dists, y_train, k=None):
    """Return the labels that the neighbours vote for."""
    model = code.KNearestNeighbor()
    model.train(np.zeros((len(y_train), 1)), y_train)
    return model.predict_labels(dists) if k is None else model.predict_labels(dists, k)


def election(rng, rows, stored, k, tied_votes=False, equal=False):
    """Draw distances and labels such that in each row the vote of the k nearest is tied, or is not.

    With `equal`, most distances occur many times.
    """
    labels = rng.integers(0, 4, size=stored)
    dists = []
    while len(dists) < rows:
        row = (
            rng.integers(1, 4, size=stored) / 2
            if equal
            else 2 + rng.permutation(stored) + rng.random(stored) / 2
        )
        votes = np.sort(np.bincount(labels[np.argsort(row, kind="stable")[:k]], minlength=4))
        if (votes[-1] == votes[-2]) == tied_votes:
            dists.append(row)
    return np.array(dists), labels


@pytest.mark.question("predict_labels")
def test_labels_shape(submission, reference, rng):
    """Returned is one label for each row of distances."""
    require_result(submission, reference, vote, *election(rng, 5, 12, 3), 3)


@pytest.mark.question("predict_labels", points=1.5)
def test_majority(submission, reference, rng):
    """The label in the majority among the k nearest wins; without k the nearest decides."""
    agree(submission, reference, vote, *election(rng, 12, 20, 1))
    for k in (1, 3, 4, 7, 12):
        agree(submission, reference, vote, *election(rng, 12, 20, k), k)


@pytest.mark.question("predict_labels", points=1)
def test_tied_votes(submission, reference, rng):
    """Of equally frequent labels the smallest wins."""
    for k in (2, 4, 6):
        agree(submission, reference, vote, *election(rng, 12, 20, k, tied_votes=True), k)


@pytest.mark.question("predict_labels", points=0.5)
def test_tied_distances(submission, reference, rng):
    """Of equally far images those of lower index are the neighbours."""
    for k in (1, 5):
        agree(submission, reference, vote, *election(rng, 12, 150, k, equal=True), k)


@pytest.mark.question("predict_labels")
def test_purity(submission, rng):
    """The distances are left as they were."""
    require_pure(submission, vote, *election(rng, 5, 12, 3), 3, of=VOTE)


def true_distances(stored):
    """Return a function that computes distances to the stored images."""
    return lambda X: np.sqrt(((np.asarray(X)[:, np.newaxis] - stored) ** 2).sum(axis=2))


def true_votes(labels):
    """Return a function that lets neighbours vote."""

    def votes(dists, k=1):
        nearest = np.argsort(np.asarray(dists), axis=1, kind="stable")[:, :k]
        return np.array([np.bincount(row).argmax() for row in labels[nearest]])

    return votes


def predict(code, X_train, y_train, X, k=None, num_loops=None):
    """Return the prediction of a classifier whose distances and votes are given."""
    return predict_from(code, [true_distances(X_train)] * 3, X_train, y_train, X, k, num_loops)


def predict_by_version(code, X_train, y_train, X, k, *num_loops):
    """Do so for several num_loops; here each version finds other distances, which shows who was called."""
    tables = [true_distances(np.roll(X_train, turn, axis=0)) for turn in (0, 3, 5)]
    return tuple(predict_from(code, tables, X_train, y_train, X, k, loops) for loops in num_loops or [None])


def predict_from(code, tables, X_train, y_train, X, k, num_loops):
    """Return the prediction when the versions without, with one and with two loops are these functions."""
    model = code.KNearestNeighbor()
    model.train(X_train, y_train)
    options = [option for option in (k, num_loops) if option is not None]
    with (
        given(model, "compute_distances_no_loops", tables[0]),
        given(model, "compute_distances_one_loop", tables[1]),
        given(model, "compute_distances_two_loops", tables[2]),
        given(model, "predict_labels", true_votes(y_train)),
    ):
        return value(model.predict(X, *options))


def problem(rng):
    """Draw stored images, their labels and images to classify."""
    return rng.standard_normal((14, 3)), rng.permutation(np.arange(14) % 4), rng.standard_normal((25, 3))


@pytest.mark.question("predict")
def test_predicted_shape(submission, reference, rng):
    """Returned is one label for each image."""
    require_result(submission, reference, predict, *problem(rng), 3, 0)


@pytest.mark.question("predict", points=2)
def test_predictions(submission, reference, rng):
    """The labels are right for several k, and for the default, whatever the version."""
    for k in (1, 4, 9):
        for loops in (0, 1, 2):
            agree(submission, reference, predict, *problem(rng), k, loops)
    agree(submission, reference, predict, *problem(rng))


@pytest.mark.question("predict", points=1)
def test_num_loops(submission, reference, rng):
    """The version asked for computes the distances; without num_loops the one that needs no loops."""
    agree(submission, reference, predict_by_version, *problem(rng), 1, 2, 1, 0)
    agree(submission, reference, predict_by_version, *problem(rng), 1)


@pytest.mark.question("predict")
def test_images_unchanged(submission, rng):
    """X is left as it was."""
    require_pure(submission, predict, *problem(rng), 3, 0, of=PREDICT)

"""Checks of `train_final` on easy pictures: three tints with noise."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import numbers

Function = Callable[..., Any]
Array = NDArray[Any]


def pictures(count: int, seed: int) -> tuple[Array, Array]:
    """Return pictures whose class is their tint, all of them reddish, and their labels."""
    rng = np.random.default_rng(seed)
    y = np.arange(count) % 3
    X = rng.uniform(0.0, 0.3, (count, 1024, 3)) + np.array([0.45, 0.0, 0.0])
    X += 0.2 * np.eye(3)[y][:, np.newaxis, :]
    return X.reshape(count, 3072), y


class Trained:
    """What `train_final` makes of easy pictures: trained once, for all checks.

    Parameters
    ----------
    train_final : callable
        The student's function.
    """

    def __init__(self, train_final: Function) -> None:
        self._train_final = train_final
        self.given = (*pictures(300, 0), *pictures(60, 1))
        self.before = tuple(part.copy() for part in self.given)

    @cached_property
    def model(self) -> Any:
        """The student's model."""
        model = self._train_final(*self.given, np.random.default_rng(0))
        if not callable(getattr(model, "predict", None)):
            raise CheckFailed(f"Expected a model with a method `predict`, got {type(model).__name__}.")
        return model


def labels(trained: Trained) -> None:
    """It returns a model whose `predict` gives one label for each row of raw pixels."""
    X, _ = pictures(30, 2)
    got = numbers("predict(X)", trained.model.predict(X)).shape
    if got != (30,):
        raise CheckFailed(f"30 pictures: expected 30 labels, got shape {got}.")


def learns(trained: Trained) -> None:
    """It tells pictures of three plain tints apart."""
    X, y = pictures(60, 2)
    right = float(np.mean(np.asarray(trained.model.predict(X)) == y))
    if right < 0.9:
        raise CheckFailed(
            f"{right:.0%} of 60 easy pictures are right. Does `predict` prepare its pixels exactly as the "
            "training did?"
        )


def leaves_images(trained: Trained) -> None:
    """The images it is given stay as they were."""
    model = trained.model
    if not all(map(np.array_equal, trained.given, trained.before)):
        raise CheckFailed(
            "The caller's images have changed: `X - mean` makes new ones, `X -= mean` does not."
        )
    X, _ = pictures(30, 2)
    before = X.copy()
    model.predict(X)
    if not np.array_equal(X, before):
        raise CheckFailed("`predict` has changed the images it was given.")


def one_by_one(trained: Trained) -> None:
    """What it says about an image does not depend on the others beside it."""
    X, _ = pictures(30, 3)
    together = np.asarray(trained.model.predict(X))
    alone = np.array([np.asarray(trained.model.predict(X[[i]]))[0] for i in range(len(X))])
    if not np.array_equal(together, alone):
        raise CheckFailed(
            "Alone, some images get another label than among others: prepare them with the numbers of the "
            "training images."
        )


CHECKS = (labels, learns, leaves_images, one_by_one)

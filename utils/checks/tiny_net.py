"""Checks of the network in twenty lines: one input, one sigmoid, one output, worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]


def three_results(train: Function) -> None:
    """It returns w1, w2 and one loss for every step."""
    x, y, w1, w2 = np.ones((4, 3)), np.zeros((4, 1)), np.zeros((3, 2)), np.ones((2, 1))
    got = train(x, y, w1, w2, 0.01, 5)
    if not isinstance(got, tuple) or len(got) != 3:
        raise CheckFailed("Expected three results, (w1, w2, losses).")
    for name, value, shape in zip(("w1", "w2", "losses"), got, ((3, 2), (2, 1), (5,)), strict=True):
        if numbers(name, value).shape != shape:
            raise CheckFailed(f"{name}: expected shape {shape} after 5 steps, got {np.shape(value)}.")


def _one(train: Function, steps: int = 1, copies: int = 1) -> Any:
    """Train on x = 1, y = 0 from w1 = 0 and w2 = 2: h = 1/2, so the prediction is 1."""
    x, y = np.ones((copies, 1)), np.zeros((copies, 1))
    return train(x, y, np.array([[0.0]]), np.array([[2.0]]), 0.1, steps)


def squared_errors(train: Function) -> None:
    """The loss adds up the squares of all errors, before the step."""
    expect(
        "The first loss: two examples, each wrong by 1",
        _one(train, copies=2)[2],
        [2.0],
        Hint([1.0], "S1 adds the squares up; you take half of that, or their mean."),
        Hint([np.sqrt(2.0)], "There is no root in this loss."),
    )


def output_weights(train: Function) -> None:
    """w2 takes one step against its gradient."""
    expect(
        "w2 after one step of rate 0.1 from 2, with h = 1/2 and an error of 1",
        _one(train)[1],
        [[1.9]],
        Hint([[1.95]], "A square has a slope of twice what is squared."),
        Hint([[2.1]], "You step along the gradient: that is uphill."),
        Hint([[2.0]], "w2 has not moved."),
        Hint([[1.0]], "The learning rate has no effect."),
    )


def hidden_weights(train: Function) -> None:
    """w1 takes one step against its gradient, which comes back through the old w2 and the sigmoid."""
    expect(
        "w1 after one step of rate 0.1 from 0, with w2 = 2, h = 1/2 and an error of 1",
        _one(train)[0],
        [[-0.1]],
        Hint([[-0.095]], "You pass the gradient back through w2 after its step: take the old one."),
        Hint([[-0.4]], "The slope of the sigmoid is missing on the way back."),
        Hint([[-0.2]], "Half of the sigmoid's slope is missing: it has two factors."),
        Hint([[-0.05]], "A square has a slope of twice what is squared."),
        Hint([[0.1]], "You step along the gradient: that is uphill."),
        Hint([[0.0]], "w1 has not moved."),
    )  # fmt: skip


def untouched(train: Function) -> None:
    """The data and weights it is given stay what they were."""
    x, y, w1, w2 = np.ones((2, 2)), np.zeros((2, 1)), np.full((2, 3), 0.5), np.ones((3, 1))
    train(x, y, w1, w2, 0.1, 2)
    for name, array, before in (("x", x, 1.0), ("y", y, 0.0), ("w1", w1, 0.5), ("w2", w2, 1.0)):
        if not np.all(array == before):
            raise CheckFailed(
                f"{name} is changed, and belongs to the caller. `-=` writes into the array itself."
            )

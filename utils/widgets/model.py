"""What the interactive classifier computes, without anything to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Loss = Callable[[Array, Array, NDArray[np.intp], float], tuple[Any, Any]]

# S1's screen of CS231n's demo, transposed to our convention: a column a class, the biases in the last row.
LECTURE_W = np.array([[1.03, -1.20, 0.16], [0.99, 0.74, -1.72], [-0.19, 0.02, 0.30]])
LECTURE_REG = 0.15849


@dataclass(frozen=True, eq=False)
class State:
    """Where the controls stand. A new one is made for every change, so the old one can always come back."""

    W: Array
    reg: float
    rate: float
    kind: str

    def with_weight(self, index: tuple[int, int], value: float) -> State:
        """Return the state with one weight changed."""
        W = self.W.copy()
        W[index] = value
        return replace(self, W=W)

    def of_the_lecture(self) -> State:
        """Return the state with S1's weights and strength of the penalty."""
        return replace(self, W=LECTURE_W.copy(), reg=LECTURE_REG)


@dataclass(frozen=True, eq=False)
class Reading:
    """What there is to read off at one state."""

    scores: Array
    each: Array
    data: float
    penalty: float
    gradient: Array

    @property
    def total(self) -> float:
        """Data loss and penalty together."""
        return self.data + self.penalty


class Problem:
    """Points in the plane with labels 0 to 2, and losses to choose from.

    Parameters
    ----------
    X : array, shape (N, 2)
        Points, without the column of ones.
    y : array of int, shape (N,)
        Labels.
    losses : mapping of name to callable
        Each takes (W, X, y, reg) and returns a loss and its gradient. It is asked for the data part only
        (reg = 0): the penalty is added here, because S1's demo leaves the biases out of it.
    """

    def __init__(self, X: ArrayLike, y: ArrayLike, losses: Mapping[str, Loss]) -> None:
        points, labels = np.asarray(X, dtype=float), np.asarray(y)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                f"X should have two columns, the coordinates, got shape {points.shape}. "
                "The column of ones is added here."
            )
        if labels.shape != (len(points),) or not np.isin(labels, (0, 1, 2)).all():
            raise ValueError("y should hold one label a point, each 0, 1 or 2.")
        self.X = np.column_stack([points, np.ones(len(points))])
        self.y = labels.astype(np.intp)
        self.losses = dict(losses)

    def start(self) -> State:
        """Return the state of S1's screen, with the first of the losses."""
        return State(LECTURE_W.copy(), LECTURE_REG, 0.1, next(iter(self.losses)))

    def read(self, state: State) -> Reading:
        """Return scores, losses and slopes at a state."""
        data, _ = self._data(state)
        each = [self._data(state, [i])[0] for i in range(len(self.y))]
        penalty = state.reg * float(np.sum(state.W[:2] ** 2))
        return Reading(self.X @ state.W, np.array(each), data, penalty, self.gradient(state))

    def gradient(self, state: State) -> Array:
        """Return the slopes of the total loss; the penalty does not pull at the biases."""
        pull = 2 * state.reg * state.W
        pull[2] = 0.0
        return self._data(state)[1] + pull

    def descend(self, state: State, steps: int = 1) -> State:
        """Return the state after steps of gradient descent."""
        for _ in range(steps):
            state = replace(state, W=state.W - state.rate * self.gradient(state))
        return state

    def _data(self, state: State, rows: list[int] | None = None) -> tuple[float, Array]:
        """Ask the chosen loss. It gets copies, and what it returns is looked at: the code is a student's."""
        chosen = slice(None) if rows is None else rows
        loss, dW = self.losses[state.kind](state.W.copy(), self.X[chosen].copy(), self.y[chosen].copy(), 0.0)
        value, slopes = np.asarray(loss, dtype=float), np.asarray(dW, dtype=float)
        if value.size != 1 or slopes.shape != state.W.shape:
            raise ValueError(
                f"the loss should be one number and dW of shape {state.W.shape}, "
                f"got shapes {value.shape} and {slopes.shape}."
            )
        if not (np.isfinite(value).all() and np.isfinite(slopes).all()):
            raise ValueError("the loss or its gradient is not finite here.")
        return float(value.item()), slopes


def random_weights(rng: np.random.Generator) -> Array:
    """Return weights as large as S1's."""
    return rng.standard_normal((3, 3))

"""Checks of `train_final` on easy curves, and of all the parts together on one weight."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
Array = NDArray[Any]


def bumps(count: int, seed: int) -> tuple[Array, Array]:
    """Return curves with noise whose class is where their one bump is, and their labels."""
    rng = np.random.default_rng(seed)
    y = np.arange(count) % 3
    centres = 8.0 + 12.0 * y + rng.uniform(-2.0, 2.0, count)
    bump = 3.0 * np.exp(-0.5 * ((np.arange(40) - centres[:, np.newaxis]) / 2.0) ** 2)
    kinds = np.where(np.arange(3) == y[:, np.newaxis], 1.0, 0.0) @ np.array([[1.0], [-1.0], [0.4]])
    return kinds * bump + 0.2 * rng.standard_normal((count, 40)), y


def easy_curves(train_final: Function) -> None:
    """Its `predict` gives one label a curve, and tells three easy kinds apart."""
    (X, y), (X_val, y_val), (curves, kinds) = bumps(600, 0), bumps(60, 1), bumps(60, 2)
    before = X.copy(), X_val.copy(), curves.copy()
    model = train_final(X, y, X_val, y_val, np.random.default_rng(0))
    if not callable(getattr(model, "predict", None)):
        raise CheckFailed(f"Expected something with a method `predict`, got {type(model).__name__}.")
    got = numbers("predict(X)", model.predict(curves))
    if got.shape != (60,):
        raise CheckFailed(f"60 curves: expected 60 labels, got shape {got.shape}.")
    if not all(np.array_equal(old, now) for old, now in zip(before, (X, X_val, curves), strict=True)):
        raise CheckFailed(
            "The caller's curves have changed: `X -= mean` works on them, `X - mean` makes new on."
        )
    right = float(np.mean(got == kinds))
    if right < 0.9:
        raise CheckFailed(
            f"{right:.0%} of 60 easy curves are right. Enough steps? Does `predict` prepare its curves as "
            "the training did?"
        )
    alone = np.array([np.asarray(model.predict(curves[[row]]))[0] for row in range(20)])
    if not np.array_equal(alone, got[:20]):
        raise CheckFailed(
            "Alone, some curves get another label than among others: prepare them with the numbers of the "
            "training part."
        )


def slope_of_one(params: dict[str, Array], X: Array, y: Array) -> tuple[float, dict[str, Array]]:
    """Return a loss whose gradient is 1 everywhere."""
    return float(params["w"][0]), {"w": np.ones(1)}


def walk(parts: Any, rule: str, schedule: Function, steps: int) -> tuple[float, Any]:
    """Train one weight from 0 on a slope of 1; return where it ends, and the history."""
    train, optimizers, _ = parts
    rows = np.zeros((4, 1)), np.zeros(4, dtype=int)
    start = {"w": np.zeros(1)}
    params, history = train(slope_of_one, start, *rows, getattr(optimizers, rule), schedule, steps, 2)
    return float(params["w"][0]), history


def schedules_in_the_loop(parts: Any) -> None:
    """Warm-up and cosine give the rates 0.5, 1, 1, 0.85, 0.5, 0.15, and SGD goes as far as their sum."""
    _, _, schedules = parts

    def cosine(t: int) -> Any:
        return schedules.cosine_decay(t, 1.0, 4)

    end, history = walk(parts, "sgd", schedules.with_warmup(cosine, 2), 6)
    rates = [0.5, 1.0, 1.0, 0.5 + 0.25 * np.sqrt(2), 0.5, 0.5 - 0.25 * np.sqrt(2)]
    expect(
        "the rates",
        history["rate"],
        rates,
        Hint([0.0, 0.5, *rates[2:]], "The warm-up begins at 0: the first step learns nothing."),
        Hint([0.5, 1.0, *rates[4:], 0.0, 0.0], "After the warm-up the schedule begins at its own step 0."),
    )
    expect("where SGD ends", end, -sum(rates))


def every_optimizer(parts: Any) -> None:
    """Three steps at rate 0.1 down a slope of 1: each optimizer goes as far as it should."""
    # Velocities 1, 1.9, 2.71; Nesterov's steps 1 + 0.9 v; AdaGrad's 1 / sqrt(t); Adam's are one rate long.
    caches = [1 - 0.99**t for t in (1, 2, 3)]
    lengths = {
        "sgd": 3.0,
        "sgd_momentum": 5.61,
        "nesterov_momentum": 8.049,
        "adagrad": 1 + 1 / np.sqrt(2) + 1 / np.sqrt(3),
        "rmsprop": float(np.sum(1 / np.sqrt(caches))),
        "adam": 3.0,
    }
    alone = {"sgd_momentum": 1.0, "nesterov_momentum": 1.9, "adagrad": 1.0, "rmsprop": 10.0}
    for rule, length in lengths.items():
        end, _ = walk(parts, rule, lambda t: 0.1, 3)
        forgotten = f"Its memory does not reach the next step. In `{rule}`, or in `train`?"
        hints = [Hint(-0.3 * alone[rule], forgotten)] if rule in alone else []
        expect(f"where {rule} ends", end, -0.1 * length, *hints, Hint(0.0, "It has not moved."))


def decay_in_the_loop(parts: Any) -> None:
    """AdamW with a slope of 1: each step is one rate and a hundredth of a tenth of the weight."""
    end, _ = walk(parts, "adamw", lambda t: 0.1, 3)
    w = 0.0
    for _ in range(3):
        w = w - 0.1 * (1.0 + 0.01 * w)
    expect("where adamw ends", end, w, Hint(-0.3, "Nothing decays."), tolerance=1e-7)


FINAL = (easy_curves,)
TOGETHER = (schedules_in_the_loop, every_optimizer, decay_in_the_loop)

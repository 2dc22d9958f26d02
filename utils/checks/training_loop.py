"""Checks of `train`. Gradients are dictated, batches are recorded; the optimizer counts its steps."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
Array = NDArray[Any]
KEYS = ("loss", "rate", "score")


class Dictated:
    """Stands in for a model's loss: notes each batch; losses are 10, 20, 30, ..., gradients 1 and 2."""

    def __init__(self) -> None:
        self.batches: list[tuple[Array, Array]] = []

    def __call__(self, params: Any, X: Any, y: Any) -> tuple[float, dict[str, Array]]:
        self.batches.append((np.array(X), np.array(y)))
        return 10.0 * len(self.batches), {"a": np.ones(2), "b": np.array([2.0])}


def counting(w: Array, dw: Array, config: Any = None) -> tuple[Array, dict[str, Any]]:
    """Take steps of once, twice, three times the rate: the count is kept in config, which is written into."""
    if not isinstance(config, dict) or "learning_rate" not in config:
        raise CheckFailed('The optimizer got a config without "learning_rate": set it before each call.')
    config["count"] = config.get("count", 0) + 1
    return w - config["learning_rate"] * config["count"] * dw, config


def starting() -> dict[str, Array]:
    """Return two parameters of different shapes."""
    return {"a": np.array([1.0, 2.0]), "b": np.array([3.0])}


def numbered(count: int = 30) -> tuple[Array, Array]:
    """Return rows that carry their own number, and in the second feature their label."""
    y = np.arange(count) * 7 % 3
    return np.column_stack([np.arange(count, dtype=float), y]), y


def run(train: Function, steps: int, schedule: Function, **options: Any) -> tuple[Any, Any, Dictated]:
    """Train on dictated gradients; return the parameters, the history, and what was recorded."""
    dictated = Dictated()
    given = {"num_steps": steps, "batch_size": 6, "rng": np.random.default_rng(0)} | options
    got = train(dictated, starting(), *numbered(), counting, schedule, **given)
    if not isinstance(got, tuple) or len(got) != 2:
        kind = f"{len(got)} values" if isinstance(got, tuple) else type(got).__name__
        raise CheckFailed(f"Expected two values, params and history; got {kind}.")
    return *got, dictated


def tenth(t: int) -> float:
    """Return a constant rate."""
    return 0.1


def form(train: Function) -> None:
    """It returns the parameters, by name, and a history of losses, rates and scores."""
    params, history, _ = run(train, 3, tenth)
    if not isinstance(params, dict) or set(params) != {"a", "b"}:
        raise CheckFailed("params: expected a dict with the keys of the params it was given, a and b.")
    for name, start in starting().items():
        shape = numbers(f"params[{name!r}]", params[name]).shape
        if shape != start.shape:
            raise CheckFailed(f"params[{name!r}]: expected shape {start.shape}, got {shape}.")
    if not isinstance(history, dict) or not set(KEYS) <= set(history):
        raise CheckFailed('history: expected a dict with the keys "loss", "rate" and "score".')
    lengths = [len(history[key]) for key in KEYS]
    if lengths != [3, 3, 0]:
        raise CheckFailed(
            f"Three steps without a score: expected 3 losses, 3 rates, no score; got {lengths}."
        )


def steps(train: Function) -> None:
    """Each parameter has its own config: an optimizer that counts counts for each."""
    settings: dict[str, Any] = {"friend": 1}
    params, _, _ = run(train, 3, tenth, settings=settings)
    forgotten = "The optimizer's memory is lost between steps: hand the config on that it returned."
    shared = "Both parameters share one config: the optimizer counted the steps of both."
    expect(
        "a after steps of 1, 2 and 3 times 0.1",
        params["a"],
        [0.4, 1.4],
        Hint([1.0, 2.0], "It has not moved."),
        Hint([1.6, 2.6], "It moved uphill: take what the optimizer returns."),
        Hint([0.7, 1.7], forgotten),
        Hint([0.1, 1.1], shared),
        Hint([0.7, 1.7], "One step too few."),
    )
    expect(
        "b, whose gradient is 2",
        params["b"],
        [1.8],
        Hint([3.0], "It has not moved: every parameter has its turn in every step."),
        Hint([2.4], forgotten),
        Hint([0.6], shared),
        Hint([2.4], "It got the gradient of the other parameter."),
    )
    if settings != {"friend": 1}:
        raise CheckFailed("`settings` has changed: give each parameter's config a copy of it.")


def rates(train: Function) -> None:
    """Step t = 0, 1, 2, ... is taken at the rate schedule(t)."""
    params, history, _ = run(train, 3, lambda t: 0.5**t)
    expect(
        "the rates of three steps under the schedule 0.5^t",
        history["rate"],
        [1.0, 0.5, 0.25],
        Hint([0.5, 0.25, 0.125], "The first step is t = 0."),
        Hint([1.0, 1.0, 1.0], "The rate never changes: ask the schedule in every step."),
        Hint([1.0, 0.25, 0.0625], "Ask the schedule once a step."),
    )
    expect(
        "a after these steps",
        params["a"],
        [-1.75, -0.75],
        Hint([-5.0, -4.0], "The optimizer used the first rate all along: its config was not updated."),
    )


def losses_and_batches(train: Function) -> None:
    """Each step sees another batch of rows, each with its own label, and notes its loss."""
    _, history, dictated = run(train, 4, tenth)
    expect(
        "history['loss']",
        history["loss"],
        [10.0, 20.0, 30.0, 40.0],
        Hint([20.0, 40.0, 60.0, 80.0], "You ask for the loss again after the step: note the one before it."),
    )
    for X, y in dictated.batches:
        if X.ndim != 2 or y.shape != (len(X),) or not np.array_equal(X[:, 1], y):
            raise CheckFailed("Rows and labels of a batch do not belong together: one draw serves both.")
    sizes = {len(X) for X, _ in dictated.batches}
    if sizes != {6}:
        raise CheckFailed(f"Expected batches of 6 rows, got sizes {sorted(sizes)}.")
    if len({tuple(np.sort(X[:, 0])) for X, _ in dictated.batches}) == 1:
        raise CheckFailed("Every step sees the same rows: draw new ones each time.")


def best(train: Function) -> None:
    """Scores 1, 3, 3, 2 after every second step: what is kept is what it was after step 4."""
    answers = iter([1.0, 3.0, 3.0, 2.0])
    params, history, _ = run(train, 8, tenth, every=2, score=lambda params: next(answers))
    expect("history['score']", history["score"], [1.0, 3.0, 3.0, 2.0])
    expect(
        "a of the best score",
        params["a"],
        [0.0, 1.0],
        Hint([-2.6, -1.6], "These are the last weights. Or did your best ones keep training?"),
        Hint([-1.1, -0.1], "The third score is only as good as the second: that does not unseat the leader."),
        Hint([0.7, 1.7], "This is what had the lowest score, or the first."),
    )


def untouched(train: Function) -> None:
    """The caller's parameters and data stay as they were."""
    params, (X, y) = starting(), numbered()
    train(Dictated(), params, X, y, counting, tenth, 3, 6, rng=np.random.default_rng(0))
    if not all(np.array_equal(params[name], start) for name, start in starting().items()):
        raise CheckFailed("The caller's params have changed: train a dictionary of your own.")
    if not (np.array_equal(X, numbered()[0]) and np.array_equal(y, numbered()[1])):
        raise CheckFailed("X or y has changed.")


TRAIN = (form, steps, rates, losses_and_batches, best, untouched)

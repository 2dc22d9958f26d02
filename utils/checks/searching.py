"""Checks of `random_search` and `tune`: losses and scores are scripted, so every answer is known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]


def triple_of_search(random_search: Function) -> None:
    """It returns W, its loss, and the losses of all tries."""
    got = random_search(scripted([3.0, 1.0, 2.0, 4.0]), (2, 3), 4, 1.0, np.random.default_rng(0))
    W, loss, losses = _three(got, "W, loss, losses")
    for what, value, shape in (("W", W, (2, 3)), ("loss", loss, ()), ("losses", losses, (4,))):
        found = numbers(what, value).shape
        if found != shape:
            raise CheckFailed(f"{what}: expected shape {shape}, got {found}.")


def draws(random_search: Function) -> None:
    """A single try is scale * rng.standard_normal(shape)."""
    W, _, _ = random_search(scripted([1.0]), (2, 2), 1, 0.5, np.random.default_rng(0))
    drawn = np.random.default_rng(0).standard_normal((2, 2))
    expect(
        "W of one try with scale 0.5",
        W,
        0.5 * drawn,
        Hint(drawn, "The scale has no effect."),
        Hint(0.25 * drawn, "The scale is applied twice, or squared."),
        Hint(1e-4 * drawn, "You use the default scale instead of the one that was passed."),
        Hint(0.5 * np.random.default_rng(0).random((2, 2)), "These are uniform numbers: draw normal ones."),
        Hint(0.5 * np.random.default_rng(0).uniform(-1, 1, (2, 2)), "These are uniform numbers."),
    )


def keeps_the_best(random_search: Function) -> None:
    """Of losses 3, 1, 2 the second try is kept."""
    W, loss, _ = random_search(scripted([3.0, 1.0, 2.0]), (2,), 3, 1.0, np.random.default_rng(0))
    first, second, third = np.random.default_rng(0).standard_normal((3, 2))
    expect(
        "W",
        W,
        second,
        Hint(third, "Not the best you saw: this is the last one."),
        Hint(first, "This is the first one, which has the highest loss."),
    )
    expect(
        "The loss",
        loss,
        1.0,
        Hint(2.0, "This is the last loss, not the lowest."),
        Hint(3.0, "This is the highest loss."),
    )


def all_losses(random_search: Function) -> None:
    """Every loss is reported, in order."""
    _, _, losses = random_search(scripted([3.0, 1.0, 2.0]), (2,), 3, 1.0, np.random.default_rng(0))
    expect(
        "losses",
        losses,
        [3.0, 1.0, 2.0],
        Hint([3.0, 1.0, 1.0], "These are the lowest losses so far: report every try's own."),
        Hint([1.0, 2.0, 3.0], "Report them in the order of the tries, not sorted."),
    )


def search_tie(random_search: Function) -> None:
    """A tie does not unseat the leader."""
    W, _, _ = random_search(scripted([2.0, 1.0, 1.0]), (2,), 3, 1.0, np.random.default_rng(0))
    _, second, third = np.random.default_rng(0).standard_normal((3, 2))
    expect(
        "W, where the second and the third try are equally good",
        W,
        second,
        Hint(third, "A later try that is only as good must not replace the leader."),
    )


def triple_of_tune(tune: Function) -> None:
    """It returns the best setting, its score, and the scores of all settings."""
    _, value, scores = _three(
        tune(table({"a": 0.2, "b": 0.5, "c": 0.3}), ["a", "b", "c"]), "best, value, scores"
    )
    for what, got, shape in (("value", value, ()), ("scores", scores, (3,))):
        found = numbers(what, got).shape
        if found != shape:
            raise CheckFailed(f"{what}: expected shape {shape}, got {found}.")


def best_setting(tune: Function) -> None:
    """The highest score wins, and its setting is returned."""
    best, value, scores = tune(table({(1, 2): 0.2, (3, 4): 0.5, (5, 6): 0.3}), [(1, 2), (3, 4), (5, 6)])
    expect("scores", scores, [0.2, 0.5, 0.3], Hint([0.5, 0.3, 0.2], "Keep the order of the grid."))
    expect(
        "value",
        value,
        0.5,
        Hint(
            0.2,
            "This is the lowest score.",
        ),
        Hint(0.3, "This is the last score."),
    )
    if best == 1:
        raise CheckFailed("best is 1: return the setting itself, not its place in the grid.")
    if best != (3, 4):
        raise CheckFailed(f"best: expected (3, 4), which scores 0.5, got {best!r}.")


def tune_tie(tune: Function) -> None:
    """Of equally good settings the first wins."""
    best, _, _ = tune(table({1: 0.1, 2: 0.4, 3: 0.4}), [1, 2, 3])
    if best != 2:
        raise CheckFailed(f"2 and 3 both score 0.4: expected best = 2, the first, got {best!r}.")


def negative_scores(tune: Function) -> None:
    """Scores may be negative."""
    best, value, _ = tune(table({1: -3.0, 2: -1.0, 3: -2.0}), [1, 2, 3])
    if best is None:
        raise CheckFailed("best is None where all scores are negative: what do you start from?")
    expect("value of scores -3, -1, -2", value, -1.0, Hint(0.0, "You start from 0: a score may be negative."))


def once_each(tune: Function) -> None:
    """Each setting is trained once, in the order of the grid."""
    asked: list[Any] = []

    def train(setting: Any) -> float:
        asked.append(setting)
        return float(len(asked))

    tune(train, [{"rate": 1}, {"rate": 2}, {"rate": 3}])
    if len(asked) > 3:
        raise CheckFailed(
            f"Three settings, but {len(asked)} trainings: keep the score instead of asking again."
        )
    if asked != [{"rate": 1}, {"rate": 2}, {"rate": 3}]:
        raise CheckFailed(f"Expected each setting once, in order; your calls were {asked}.")


def scripted(values: Sequence[float]) -> Function:
    """Return a loss function that answers with these values, one after the other."""
    remaining = iter(values)

    def loss_fn(W: Any) -> float:
        try:
            return next(remaining)
        except StopIteration:
            raise CheckFailed(f"loss_fn was called more than {len(values)} times: once a try.") from None

    return loss_fn


def table(scores: dict[Any, float]) -> Function:
    """Return a training that looks its score up."""
    return lambda setting: scores[setting]


def _three(got: Any, names: str) -> tuple[Any, Any, Any]:
    if not isinstance(got, tuple) or len(got) != 3:
        kind = f"{len(got)} values" if isinstance(got, tuple) else type(got).__name__
        raise CheckFailed(f"Expected three values, ({names}), got {kind}.")
    return got

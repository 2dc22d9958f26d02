"""Checks of `split` and `log_uniform_search`: where rows go, and where tries fall."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
Array = NDArray[Any]
PARTS = ("training", "validation", "test")
RANGES = {"rate": (1e-4, 1.0), "reg": (1e-3, 10.0)}


def sorted_rows(count: int) -> tuple[Array, Array]:
    """Return rows that carry their number, and labels in rising order."""
    number = np.arange(count)
    return np.column_stack([number, number**2]).astype(float), number // (count // 4)


def parts(split: Function, seed: int = 0) -> list[tuple[Array, Array]]:
    """Split 400 such rows: 100 for validation, 60 for testing."""
    X, y = sorted_rows(400)
    got = split(X, y, 100, 60, np.random.default_rng(seed))
    if not isinstance(got, tuple | list) or len(got) != 3:
        kind = f"{len(got)} values" if isinstance(got, tuple | list) else type(got).__name__
        raise CheckFailed(f"Expected three pairs, ((X_train, y_train), (X_val, y_val), ...); got {kind}.")
    for name, pair in zip(PARTS, got, strict=True):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise CheckFailed(f"The {name} part: expected a pair, X and y of that part.")
    return [
        (numbers(f"X of the {name} part", a), numbers(f"its y ({name})", b))
        for name, (a, b) in zip(PARTS, got, strict=True)
    ]


def three_pairs(split: Function) -> None:
    """It returns three pairs with the sizes asked for."""
    sizes = [(a.shape, b.shape) for a, b in parts(split)]
    if sizes != [((size, 2), (size,)) for size in (240, 100, 60)]:
        lengths = ", ".join(str(a[0]) if a else "?" for a, _ in sizes)
        raise CheckFailed(
            "400 rows of 2 numbers, 100 for validation, 60 for testing: expected parts of 240, 100 and 60 "
            f"rows (training first), each with as many labels; got {lengths}."
        )


def every_row_once(split: Function) -> None:
    """Every row is in exactly one part."""
    seen = np.concatenate([a[:, 0] for a, _ in parts(split)])
    twice = len(seen) - len(np.unique(seen))
    if twice:
        raise CheckFailed(f"{twice} rows sit in two parts: shuffle once, then cut.")


def own_labels(split: Function) -> None:
    """Every row keeps its label."""
    for name, (a, b) in zip(PARTS, parts(split), strict=True):
        if not np.array_equal(a[:, 0] // 100, b):
            raise CheckFailed(f"In the {name} part X and y do not belong together: one order serves both.")


def every_class(split: Function) -> None:
    """Sorted data are shuffled before they are cut."""
    for name, (_, b) in zip(PARTS, parts(split), strict=True):
        lost = sorted({0, 1, 2, 3} - set(b.tolist()))
        if lost:
            raise CheckFailed(f"The {name} part holds no example of class {lost[0]}: is anything shuffled?")


def caller_keeps_order(split: Function) -> None:
    """The order comes from `rng`, and the caller's arrays stay as they were."""
    if not np.array_equal(parts(split)[0][0], parts(split)[0][0]):
        raise CheckFailed("Two generators of the same seed give two different splits: draw from `rng` only.")
    X, y = sorted_rows(400)
    split(X, y, 100, 60, np.random.default_rng(0))
    if not (np.array_equal(X, sorted_rows(400)[0]) and np.array_equal(y, sorted_rows(400)[1])):
        raise CheckFailed("X or y has changed: `rng.shuffle(X)` shuffles the caller's data.")


def scripted(*scores: float) -> tuple[Function, list[dict[str, float]]]:
    """Return a score that answers with these numbers, the last again and again, and what it was asked."""
    asked: list[dict[str, float]] = []

    def score(setting: Any) -> float:
        if not isinstance(setting, dict) or set(setting) != set(RANGES):
            raise CheckFailed(f"`score` was called with {setting!r}: a dict with the keys of `ranges`.")
        asked.append(dict(setting))
        return scores[min(len(asked), len(scores)) - 1]

    return score, asked


def search(log_uniform_search: Function, *scores: float, tries: int) -> tuple[Any, Any, Any, Any]:
    """Search with scripted scores; return what it returned, and what it asked."""
    score, asked = scripted(*scores)
    got = log_uniform_search(score, dict(RANGES), tries, np.random.default_rng(0))
    if not isinstance(got, tuple) or len(got) != 3:
        kind = f"{len(got)} values" if isinstance(got, tuple) else type(got).__name__
        raise CheckFailed(f"Expected three values, best, value, tries; got {kind}.")
    return *got, asked


def triple(log_uniform_search: Function) -> None:
    """It returns the best settings, their score, and every try."""
    best, value, tries, asked = search(log_uniform_search, 0.3, 0.1, 0.2, tries=3)
    if not isinstance(best, dict):
        raise CheckFailed(f"best: expected a dict of settings, got {type(best).__name__}.")
    numbers("value", value)
    if len(asked) != 3:
        raise CheckFailed(f"Three tries, but `score` was asked {len(asked)} times.")
    pairs = isinstance(tries, list) and all(isinstance(pair, tuple | list) for pair in tries)
    if not pairs or [len(pair) for pair in tries] != [2, 2, 2]:
        raise CheckFailed("tries: expected a list of three pairs (settings, score).")


def keeps_the_best(log_uniform_search: Function) -> None:
    """Of scores -3, -1, -2, -1 the second is kept, and all are reported."""
    best, value, tries, asked = search(log_uniform_search, -3.0, -1.0, -2.0, -1.0, tries=4)
    hints = (
        Hint(-3.0, "This is the lowest score, or the first."),
        Hint(0.0, "A score may be negative: what do you start from?"),
        Hint(1.0, "Do not change the sign of the score."),
    )
    expect("value", value, -1.0, *hints)
    if best == asked[3]:
        raise CheckFailed("The fourth try is only as good as the second: a tie does not unseat the leader.")
    if best != asked[1]:
        raise CheckFailed("best is not the setting that scored -1: do setting and score belong together?")
    expect("the scores in tries", [pair[1] for pair in tries], [-3.0, -1.0, -2.0, -1.0])
    if [pair[0] for pair in tries] != asked:
        raise CheckFailed("tries: the settings are not those that were asked, in order.")


def decades(log_uniform_search: Function) -> None:
    """400 tries spread evenly over the orders of magnitude, within the ranges."""
    asked = search(log_uniform_search, 0.0, tries=400)[3]
    for name, (low, high) in RANGES.items():
        drawn = np.array([setting[name] for setting in asked], dtype=float)
        if drawn.min() < low or drawn.max() > high:
            raise CheckFailed(
                f"{name}: your tries go from {drawn.min():.2g} to {drawn.max():.2g}; the range is {low:g} to "
                f"{high:g}."
            )
        shares = np.histogram(np.log10(drawn / low), np.arange(5))[0] / 400
        if shares.max() > 0.4:
            told = ", ".join(f"{share:.0%}" for share in shares)
            raise CheckFailed(f"{name}: its four decades hold {told} of the tries, not a quarter each.")


def separate_draws(log_uniform_search: Function) -> None:
    """The settings of a try are drawn separately, from `rng`."""
    asked = search(log_uniform_search, 0.0, tries=400)[3]
    logs = np.log10([[setting[name] for name in RANGES] for setting in asked])
    if abs(np.corrcoef(logs.T)[0, 1]) > 0.4:
        raise CheckFailed("Where one setting is large the other is, too: a draw for each.")
    if search(log_uniform_search, 0.0, tries=400)[3] != asked:
        raise CheckFailed("Two generators of the same seed give different tries: draw from `rng` only.")


SPLIT = (three_pairs, every_row_once, own_labels, every_class, caller_keeps_order)
SEARCH = (triple, keeps_the_best, decades, separate_draws)

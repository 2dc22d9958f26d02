"""What the functions of the notebook are asked for, drawn widely: sizes, optimizers, schedules, scores."""

import numpy as np

from autograder.suites.a4_optimization.training.test_train import KINDS, constant, falling, problem, run

OPEN = ("train_final",)  # any way of training is right that gets curves right


def parted(code, count, num_val, num_test, seed):
    """Split rows that carry their number; return what does not depend on how they are drawn."""
    X, y = np.arange(3.0 * count).reshape(count, 3), np.arange(count) * 5 // count
    found = code.split(X, y, num_val, num_test, np.random.default_rng(seed))
    rows = [part[:, 0] / 3 for part, _ in found]
    own = all(np.array_equal(y[(part[:, 0] / 3).astype(int)], labels) for part, labels in found)
    again = code.split(X, y, num_val, num_test, np.random.default_rng(seed))
    other = code.split(X, y, num_val, num_test, np.random.default_rng(seed + 1))
    free = [code.split(X, y, num_val, num_test)[0][0] for _ in range(2)]
    return (
        [len(part) for part in rows],
        np.sort(np.concatenate(rows)),
        own,
        all(np.array_equal(a[0], b[0]) for a, b in zip(found, again, strict=True)),
        np.array_equal(found[0][0], other[0][0]),
        np.array_equal(*free),
        [len(np.unique(labels)) for _, labels in found] if min(num_val, num_test) > 40 else [],
    )


def splits(rng):
    """Yield sizes."""
    for count, num_val, num_test in ((30, 5, 8), (200, 50, 50), (400, 60, 90), (12, 0, 4), (20, 3, 0)):
        yield parted, count, num_val, num_test, int(rng.integers(1000))


def trainings(rng):
    """Yield problems for both kinds of optimizers, schedules, settings and scores."""
    for kind in KINDS:
        for steps in (1, 5, 12):
            for rate in (constant, falling):
                for settings in (None, {"begun": 2}):
                    yield run, *problem(rng, steps), kind, rate, settings
        for scores, every in (
            ([0.4, 0.9, 0.9, 0.1, 0.6, 0.3], 2),
            ([-2.0, -1.0, -3.0, -1.0, -5.0, -1.5], 1),
            (rng.standard_normal(6).tolist(), 1),
            ([0.0, 0.0], 5),
            ([0.5], 13),
        ):
            yield run, *problem(rng, 12), kind, falling, None, scores, every
    for batch in (1, 24):
        yield run, *problem(rng, 3), "returns a new config", constant, None, None, 100, batch


def averages(rng):
    """Yield sequences of several kinds."""
    for length in (1, 2, 9, 80):
        for beta in (0.0, 0.3, 0.9, 1.0):
            yield "ema", rng.standard_normal(length), beta
            yield "ema", rng.integers(-9, 9, length), beta
    yield "ema", [3, 1, 2], 0.5


def tried(code, scores, ranges, seed):
    """Search over scripted scores; return what was asked, too."""
    asked = []

    def score(setting):
        asked.append(dict(setting))
        return scores[len(asked) - 1]

    return code.log_uniform_search(score, ranges, len(scores), np.random.default_rng(seed)), asked


def unseeded(code):
    """Search without a generator: what does not depend on the draws."""
    searches = [code.log_uniform_search(lambda setting: 1.0, {"a": (0.1, 10.0)}, 2)[0]["a"] for _ in range(2)]
    return searches[0] == searches[1], all(0.1 <= a <= 10.0 for a in searches)


def searches(rng):
    """Yield scores and ranges."""
    for ranges in ({"a": (1e-5, 1.0)}, {"a": (0.1, 0.2), "b": (1.0, 1000.0)}, {"a": (2.0, 2.0)}):
        for scores in ([0.3], [1.0, 2.0, 2.0, 0.0], [-2.0, -1.0, -3.0], rng.standard_normal(8).tolist()):
            yield tried, scores, ranges, int(rng.integers(1000))
    yield (unseeded,)


def diagnoses(rng):
    """Yield errors, equal gaps among them."""
    for errors in rng.integers(0, 5, (30, 3)) / 8:
        yield "diagnose", *errors.tolist()


INPUTS = {
    "split": splits,
    "train": trainings,
    "ema": averages,
    "log_uniform_search": searches,
    "diagnose": diagnoses,
}

"""Random search over orders of magnitude. How a number is drawn is free; where hundreds fall is not."""

import numpy as np
import pytest

from autograder.submission import value

RANGES = {"rate": (1e-5, 1e-1), "reg": (1e-3, 10.0), "width": (2.0, 32.0)}
TRIES = 400


class Scored:
    """Scores that are scripted, or follow from the settings; keeps what it was asked."""

    def __init__(self, scores=()):
        self.scores = scores
        self.asked = []

    def score(self, setting):
        """Answer for a setting."""
        self.asked.append(setting)
        if len(self.asked) <= len(self.scores):
            return float(self.scores[len(self.asked) - 1])
        return float(-(np.log(setting["rate"] * 1e3) ** 2) - setting["reg"])


def search(submission, scored, tries, seed, ranges=None):
    """Search with a seeded generator."""
    rng = np.random.default_rng(seed)
    return value(submission.log_uniform_search(scored.score, ranges or RANGES, tries, rng))


def tried(submission, seed):
    """Return hundreds of settings, one column each."""
    scored = Scored()
    search(submission, scored, TRIES, seed)
    return np.array([[setting[name] for name in RANGES] for setting in scored.asked])


@pytest.mark.question("log_uniform_search")
def test_search_form(submission, rng):
    """Returned are a setting, its score, and a list of settings with scores; each is asked for once."""
    scored = Scored()
    found = search(submission, scored, 5, int(rng.integers(2**31)))
    if type(found) is not tuple or len(found) != 3:
        pytest.fail("Returned are not three values: best, value, tries.", pytrace=False)
    best, highest, tries = found
    if len(scored.asked) != 5:
        pytest.fail("`score` is not asked once for each try.", pytrace=False)
    for setting in (*scored.asked, best):
        if type(setting) is not dict or set(setting) != set(RANGES):
            pytest.fail("A setting is not a dict with the names of `ranges`.", pytrace=False)
    if not isinstance(highest, float | int | np.number):
        pytest.fail("`value` is not a number.", pytrace=False)
    pairs = type(tries) is list and [pair for pair in tries if type(pair) in (tuple, list) and len(pair) == 2]
    if not pairs or len(pairs) != 5 or len(tries) != 5:
        pytest.fail("`tries` is not a list of one pair (settings, score) a try.", pytrace=False)


@pytest.mark.question("log_uniform_search")
def test_draws_come_from_rng(submission, rng):
    """Generators of one seed give the same tries; without a generator they differ every time."""
    seed = int(rng.integers(2**31))
    one, other = Scored(), Scored()
    for scored in (one, other):
        search(submission, scored, 4, seed)
    if one.asked != other.asked:
        pytest.fail("Two searches with generators of the same seed differ: not all draws come from `rng`.")
    free = Scored()
    for _ in range(2):
        submission.log_uniform_search(free.score, RANGES, 3)
    if free.asked[:3] == free.asked[3:]:
        pytest.fail("Without `rng` two searches try the same: the generator of its own has a fixed seed.")


@pytest.mark.question("log_uniform_search", points=1)
def test_best_and_tries(submission, rng):
    """The highest score wins, of equals the first, whatever its sign; every try is reported."""
    for scores in (
        [0.2, 0.7, 0.1, 0.7, 0.4],
        [-3.0, -1.0, -2.0],
        [0.9, 0.1, 0.5],
        [-2.0, -2.0],
        [0.1, 0.2, 0.9],
    ):
        scored = Scored(scores)
        best, highest, tries = search(submission, scored, len(scores), int(rng.integers(2**31)))
        _judge(scored.asked, scores, best, highest, tries)


def _judge(asked, scores, best, highest, tries):
    if [pair[0] for pair in tries] != asked or [pair[1] for pair in tries] != scores:
        pytest.fail("`tries` does not hold every setting with its own score, in order.", pytrace=False)
    top = max(scores)
    if highest == min(scores) != top:
        pytest.fail("You keep the lowest score.", pytrace=False)
    if highest != top:
        pytest.fail("`value` is not the highest score.", pytrace=False)
    if best == asked[scores.index(top)]:
        return
    if best in [setting for setting, score in zip(asked, scores, strict=True) if score == top]:
        pytest.fail("Of equally good tries you keep a later one.", pytrace=False)
    pytest.fail("`best` is not the setting of the highest score.", pytrace=False)


@pytest.mark.question("log_uniform_search", points=1)
def test_spread(submission, rng):
    """Hundreds of tries spread evenly over the orders of magnitude, from the lowest value to the highest."""
    drawn = tried(submission, int(rng.integers(2**31)))
    for column, (low, high) in zip(drawn.T, RANGES.values(), strict=True):
        if not np.all((column >= low * (1 - 1e-12)) & (column <= high * (1 + 1e-12))):
            pytest.fail("Some tries lie outside their range.", pytrace=False)
        along = np.log(column / low) / np.log(high / low)  # from 0 to 1
        quarters = np.histogram(along, np.linspace(0, 1, 5))[0] / TRIES
        if len(np.unique(np.round(along, 6))) < TRIES / 4:
            pytest.fail("Most tries repeat earlier ones: draw anew, and not from a grid.", pytrace=False)
        if quarters.max() > 0.5:
            pytest.fail("Nearly all tries share one part of the orders of magnitude.", pytrace=False)
        if np.abs(quarters - 0.25).max() > 0.13:
            pytest.fail("Your tries do not spread evenly over the orders of magnitude.", pytrace=False)


@pytest.mark.question("log_uniform_search", points=1)
def test_separate(submission, rng):
    """Each setting has a draw of its own, in every try."""
    drawn = np.log(tried(submission, int(rng.integers(2**31))))
    together = np.abs(np.corrcoef(drawn.T) - np.eye(len(RANGES))).max()
    if not together < 0.4:
        pytest.fail("Where one setting is large another always is, too (or small).", pytrace=False)
    onwards = [abs(np.corrcoef(column[:-1], column[1:])[0, 1]) for column in drawn.T]
    if not max(onwards) < 0.4:
        pytest.fail("Each try depends on the one before it.", pytrace=False)

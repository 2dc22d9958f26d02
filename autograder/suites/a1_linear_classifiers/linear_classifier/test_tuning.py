"""A search through a grid of settings."""

import numpy as np
import pytest

from autograder.checks import agree, require_result

NAMES = ("best", "value", "scores")


class Looked:
    """A training that looks the score of the next setting up, and notes what it was asked."""

    def __init__(self, grid, scores):
        self.grid = list(grid)
        self.scores = list(scores)
        self.asked = []

    def train(self, setting):
        """Return the score of a setting."""
        self.asked.append(setting)
        return self.scores[self.grid.index(setting)]


def tune(code, grid, scores):
    """Tune; an array of scores is as good as a list."""
    result = code.tune(Looked(grid, scores).train, grid)
    if type(result) is tuple and len(result) == 3 and type(result[2]) in (list, tuple):
        return (*result[:2], np.array(result[2]))
    return result


def winner(code, grid, scores):
    """Return the best setting and its score."""
    return tune(code, grid, scores)[:2]


def every(code, grid, scores):
    """Return all scores."""
    return tune(code, grid, scores)[2]


def mixed(rng, count):
    """Draw scores of which the highest and the lowest stand neither first nor last."""
    scores = rng.permutation(np.linspace(0.1, 0.9, count))
    if count < 4:
        return scores
    for place, extreme in ((1, np.argmin), (2, np.argmax)):
        found = extreme(scores)
        scores[[found, place]] = scores[[place, found]]
    return scores


@pytest.mark.question("tune")
def test_tune_form(submission, reference, rng):
    """Returned are a setting, its score, and all scores."""
    require_result(submission, reference, tune, [0.1, 0.2, 0.4], rng.random(3).tolist(), names=NAMES)


@pytest.mark.question("tune")
def test_kinds(submission, rng):
    """A setting may be anything, such as a dict."""
    grid = [{"rate": 0.1, "reg": 0.0}, {"rate": 0.2, "reg": 0.0}, {"rate": 0.2, "reg": 1.0}]
    submission.tune(Looked(grid, rng.random(3).tolist()).train, grid)


@pytest.mark.question("tune")
def test_each_once(submission, rng):
    """Each setting is trained once, in the order of the grid."""
    grid = [(0.1, 1), (0.1, 2), (0.2, 1), (0.2, 2)]
    looked = Looked(grid, [0.2, 0.5, 0.3, 0.4])
    submission.tune(looked.train, grid)
    if len(looked.asked) > len(grid):
        pytest.fail("Some settings are trained more than once: keep the score instead of asking again.")
    if sorted(looked.asked) != grid:
        pytest.fail("Some settings of the grid are never tried.")
    if looked.asked != grid:
        pytest.fail("The settings are not tried in the order of the grid.")


@pytest.mark.question("tune", points=2)
def test_best(submission, reference, rng):
    """Best is the setting with the highest score, whatever its sign, with that score."""
    for count, low in ((6, 0.0), (9, -5.0), (1, 0.0), (5, -3.0)):
        grid = [(float(rate), int(reg)) for rate, reg in rng.permuted(np.arange(2 * count)).reshape(count, 2)]
        scores = (low + mixed(rng, count)).tolist()
        agree(submission, reference, winner, grid, scores, names=NAMES[:2])


@pytest.mark.question("tune", points=1)
def test_first_of_equals(submission, reference, rng):
    """Of equally good settings the first one wins."""
    for scores in ([0.2, 0.1, 0.7, 0.7, 0.3], [0.5, 0.5, 0.5], [0.1, 0.3, 0.2, 0.3, 0.3]):
        grid = rng.permutation(100)[: len(scores)].tolist()
        agree(submission, reference, winner, grid, scores, names=NAMES[:2])


@pytest.mark.question("tune", points=1)
def test_scores(submission, reference, rng):
    """The scores are those of all settings, in the order of the grid."""
    for count in (5, 8):
        grid = rng.permutation(100)[:count].tolist()
        agree(submission, reference, every, grid, rng.permutation(np.linspace(-1, 1, count)).tolist())

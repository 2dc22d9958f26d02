"""The numbers in the text of the notebook `linear_classifier`, computed again by its own cells."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.course import find_course
from tests.notebooks.by_cells import Run, runner, sources
from tests.notebooks.smaller import SMALLER

pytestmark = pytest.mark.xdist_group("linear_classifier")  # what is trained once serves all tests

COURSE = find_course(Path(__file__))
BOOK = next(book for book in COURSE.assignments["a1_linear_classifiers"] if book.name == "linear_classifier")
CELLS = sources(BOOK)
DATA = ("images", "prepare")
MEASURED = json.loads((BOOK.suite / "accuracy.json").read_text(encoding="utf-8"))
POINT = 0.01  # a percentage point: another order of summation may move a few images


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a runner of the notebook's cells."""
    return runner(BOOK, DATA)


@pytest.fixture(scope="module")
def run_smaller() -> Run:
    """Return a runner of the cells in their smaller form."""
    return runner(BOOK, DATA, SMALLER[BOOK.name])


def percent(text: str, number: float) -> None:
    assert f"{number:.1f} %" in text


# ---------------------------------------------------------------- said without running anything


def test_sizes():
    assert (32 * 32 * 3 + 1) * 10 == 30_730
    assert 2 * 30_730 == 61_460
    assert 1 / math.sqrt(30_730) == pytest.approx(0.006, abs=0.0005)
    assert pytest.approx(0.0255) == 1e-4 * 255
    assert math.sqrt(0.29 * 0.71 / 1000) == pytest.approx(0.014, abs=0.0005)


def test_the_thresholds_in_the_text_are_those_of_the_suite():
    text = CELLS["part-final"]
    assert f"**{MEASURED['thresholds']['full']:.0%} earn".replace("%", " %") in text
    assert f"{MEASURED['thresholds']['zero']:.0%} none".replace("%", " %") in text
    found = MEASURED["models"]["reference"]["accuracies"]
    assert f"{len(found)} runs of our own solution" in text
    percent(text, 100 * min(found))
    for number in (2000, 500, 1500):
        assert number in MEASURED["images"].values()


def test_the_thresholds_follow_from_the_measurement():
    thresholds = MEASURED["thresholds"]
    reference = MEASURED["models"]["reference"]
    assert len(reference["accuracies"]) >= 20
    assert reference["mean"] == pytest.approx(np.mean(reference["accuracies"]), abs=1e-4)
    assert thresholds["full"] < np.quantile(reference["accuracies"], 0.01) - 0.01
    worthless = [MEASURED["models"][name]["accuracies"] for name in ("slow", "untrained", "guesses")]
    assert max(map(max, worthless)) < thresholds["zero"] < thresholds["full"]
    assert np.mean(MEASURED["models"]["plain"]["accuracies"]) > thresholds["full"]


def test_what_the_calibration_says_about_shapes10():
    table = (COURSE.root / "docs" / "datasets.md").read_text(encoding="utf-8")
    softmax, net = (
        float(re.search(rf"\| {name}, pixels \| ([\d.]+)", table)[1])
        for name in ("softmax", r"two-layer net \(100 units\)")
    )
    assert f"it reaches about {softmax:.0%}".replace("%", " %") in CELLS["final-lesson"]
    assert f"gets about {net:.0%}".replace("%", " %") in CELLS["final-lesson"]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("blind-lesson", (14.0, 9.6)),
        ("three-ways-lesson", (13.2, 85.6, 20.8)),
        ("first-training-lesson", (27.2, 29.1)),
        ("final-lesson", (28.8,)),
        ("closing", (32.1,)),
    ],
)
def test_these_numbers_stand_in_the_text(cell, numbers):
    """They are computed below; those that take long in full only."""
    for number in numbers:
        percent(CELLS[cell], number)


# ---------------------------------------------------------------- computed by the cells


@pytest.mark.full
def test_three_ways_to_search(run):
    found = run("blind-search", "three-ways")
    blind, reached = found["seen"]["blind"], found["reached"]
    assert (blind.min(), blind.max()) == pytest.approx((8.60, 9.63), abs=0.005)
    losses = found["plots"].drawn["search_curves"][0]
    assert min(losses["local"]) == pytest.approx(7.23, abs=0.02)
    assert min(losses["along the slope"]) == pytest.approx(1.25, abs=0.01)
    seen = [found["accuracy"](found[W], found["X_500"], found["y_500"]) for W in ("W_blind", "W_slope")]
    assert seen == pytest.approx([0.140, 0.856], abs=POINT)
    assert list(reached.values())[:3] == pytest.approx([0.096, 0.132, 0.208], abs=POINT)


@pytest.mark.slow
def test_three_ways_to_search_in_a_tenth_of_the_tries(run_smaller):
    found = run_smaller("blind-search", "three-ways")
    losses, reached = found["plots"].drawn["search_curves"][0], list(found["reached"].values())
    blind, local, slope = (min(losses[name]) for name in ("blind", "local", "along the slope"))
    assert slope < 0.75 * local < local < blind
    assert reached[2] > 1.3 * max(reached[:2])


@pytest.mark.full
def test_first_training(run):
    found = run("first-training")
    first = [losses[0] for losses in found["curves"].values()]
    assert first == pytest.approx([9.01, 2.30], abs=0.005)
    X, y = found["X_val"], found["validation"].y
    shares = [np.mean(model.predict(X) == y) for model in (found["svm"], found["softmax"])]
    assert shares == pytest.approx([0.272, 0.291], abs=POINT)
    seen = [
        np.mean(model.predict(found["X_train"]) == found["training"].y)
        for model in (found["svm"], found["softmax"])
    ]
    assert seen == pytest.approx([0.41, 0.41], abs=POINT)
    assert found["reached"]["softmax, 4,000 images"] == pytest.approx(0.321, abs=POINT)


@pytest.mark.slow
def test_first_training_of_a_tenth_of_the_steps(run_smaller):
    found = run_smaller("first-training")
    first, last = zip(*((losses[0], losses[-1]) for losses in found["curves"].values()), strict=True)
    assert first == pytest.approx([9.01, 2.30], abs=0.005)
    assert all(np.less(last, 0.95 * np.array(first)))
    for model in (found["svm"], found["softmax"]):
        assert np.mean(model.predict(found["X_val"]) == found["validation"].y) > 0.17


@pytest.mark.full
def test_rates(run):
    """The slow ones hardly fall, the fast one jumps above its start."""
    curves = run("rates")["plots"].drawn["loss_curves"][0]
    ends = [np.mean(losses[-50:]) for losses in curves.values()]
    start = math.log(10)
    assert start - 0.05 < ends[0] < start
    assert ends[2] < ends[1] < ends[0]
    assert ends[3] > start


@pytest.mark.slow
def test_rates_in_a_tenth_of_the_steps(run_smaller):
    curves = run_smaller("rates")["plots"].drawn["loss_curves"][0]
    crawling, slow, right, fast = (np.mean(losses[-10:]) for losses in curves.values())
    start = math.log(10)
    assert start - 0.02 < crawling < start < fast
    assert right < slow < crawling


@pytest.mark.slow
@pytest.mark.parametrize("runs", ["run_smaller", pytest.param("run", marks=pytest.mark.full)])
def test_batches(runs, request):
    """Seen in epochs, small batches get further; in seconds, single images are slowest."""
    races = request.getfixturevalue(runs)("batches")["plots"].drawn["descent_races"][0]
    full, some, single = (heights[-1] for _, heights in races["epochs"].values())
    assert single < some < full
    seconds = [effort[-1] for effort, _ in races["seconds"].values()]
    assert max(seconds) == seconds[2]


@pytest.mark.full
def test_grid(run):
    found = run("grid")
    assert found["best"] == (0.1, 0.01)
    assert found["value"] == pytest.approx(0.293, abs=POINT)
    table = found["table"]
    assert table[3].max() < table[2].min()
    assert table[3, 2] < table[3, 0]
    assert (table > found["value"] - 0.014).sum() >= 2


@pytest.mark.slow
def test_grid_of_a_tenth_of_the_steps(run_smaller):
    found = run_smaller("grid")
    table, (rate, _) = found["table"], found["best"]
    assert rate >= 0.1
    assert found["value"] == table.max() > table[0].max()


@pytest.mark.slow
def test_final(run):
    found = run("final")
    y, answers = found["test"].y, found["answers"]
    names = list(found["data"].classes)
    assert np.mean(answers == y) == pytest.approx(0.288, abs=POINT)
    taken = np.zeros((10, 10))
    np.add.at(taken, (y, answers), 1)
    square, disc, heart, arrow = (names.index(name) for name in ("square", "disc", "heart", "arrow"))
    assert np.argsort(taken[square])[-2] == disc
    assert taken[heart, arrow] > taken[heart, heart]

"""The numbers in the text of the notebook `training`, computed again by its own cells."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from autograder.course import find_course
from datasets.mnist1d import make_curves
from tests.notebooks.by_cells import Run, runner, sources
from tests.notebooks.smaller import SMALLER

pytestmark = pytest.mark.xdist_group("training")  # what is trained once serves all tests

COURSE = find_course(Path(__file__))
BOOK = next(book for book in COURSE.assignments["a4_optimization"] if book.name == "training")
CELLS = sources(BOOK)
DATA = ("gallery", "split-figure")
MEASURED = json.loads((BOOK.suite / "accuracy.json").read_text(encoding="utf-8"))
POINT = 0.015  # 15 of 1,000 curves: another order of summation moves a few


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a runner of the notebook's cells."""
    return runner(BOOK, DATA)


@pytest.fixture(scope="module")
def run_smaller() -> Run:
    """Return a runner of the cells in their smaller form."""
    return runner(BOOK, DATA, SMALLER[BOOK.name])


def says(cell: str, *texts: str) -> None:
    """Require that these words stand in a cell."""
    assert [text for text in texts if text not in CELLS[cell]] == []


# ---------------------------------------------------------------- said without running anything


def test_points():
    assert sum(question.points for question in BOOK.questions) == 26
    assert sum(question.points for question in BOOK.questions if question.manual) == 4


def test_question_search():
    good = 1e-3 - 1e-4
    assert good == pytest.approx(0.0009)
    assert pytest.approx(0.988, abs=5e-4) == 1 - 0.8**20
    assert 1 - (1 - good) ** 20 == pytest.approx(0.018, abs=5e-4)
    deviation = math.sqrt(0.62 * 0.38 / 1000)
    assert deviation == pytest.approx(0.015, abs=5e-4)
    best = np.random.default_rng(0).standard_normal((2000, 200)).max(axis=1).mean()
    assert best == pytest.approx(2.7, abs=0.06)
    assert best * deviation == pytest.approx(0.041, abs=0.002)
    says("question-search", "98.8", "1.8", "0.0009", "= 4.1$ points")


def test_question_recipe(run):
    diagnose = run()["diagnose"]
    assert diagnose(3.0, 11.0, 12.5) == (8.0, 1.5, "bias")
    assert diagnose(1.0, 5.0, 8.0) == (4.0, 3.0, "bias")
    assert diagnose(4.5, 5.0, 8.0)[2] == "variance"
    says("question-recipe", "Avoidable bias 8 points, variance 1.5")


def test_uniform_rates_share_one_decade():
    assert pytest.approx(0.9, abs=1e-4) == (1 - 0.1) / (1 - 1e-5)
    says("part-search", "ninety percent lie above 0.1")


def test_the_thresholds_in_the_text_are_those_of_the_suite():
    full, zero = (MEASURED["thresholds"][key] for key in ("full", "zero"))
    found = MEASURED["models"]["reference"]["accuracies"]
    linear, dense = (MEASURED["models"][name]["mean"] for name in ("linear", "dense"))
    says("part-final", f"**{100 * full:.1f} % earn all four points, {100 * zero:.1f} % none")
    says(
        "part-final", f"in {len(found)} runs of our own solution", f"worst got {100 * min(found):.1f} % right"
    )
    says("part-final", f"a linear classifier gets {100 * linear:.0f} %", f"hidden layers {100 * dense:.0f} %")
    assert MEASURED["images"] == {"train": 2000, "validation": 500, "hidden": 1500}


def test_the_thresholds_follow_from_the_measurement():
    thresholds, models = MEASURED["thresholds"], MEASURED["models"]
    reference = models["reference"]["accuracies"]
    assert len(reference) >= 20
    assert models["reference"]["mean"] == pytest.approx(np.mean(reference), abs=1e-4)
    assert thresholds["full"] < np.quantile(reference, 0.01) - 0.01
    worthless = [models[name]["accuracies"] for name in ("crawling", "unmoved", "guesses")]
    assert max(map(max, worthless)) < thresholds["zero"]
    assert max(models["dense"]["accuracies"]) < thresholds["full"] < models["constant"]["mean"]


def test_people_get_four_percent_wrong():
    """Greydanus and Kobak print 96 % for a person; 32, 68 and 94 % for kinds of models like ours."""
    says("part-split", "96 % right")
    says("gaps", "HUMAN = 0.04")


def test_these_numbers_stand_in_the_text():
    """They are computed below, most of them in full only."""
    says("race-lesson", "a loss of 0.68", "45.0 %", "54.8 %", "All five begin at 2.33")
    says("ema-lesson", "2.13", "2.31", "0.44")
    says("search-lesson", "32.2 %", "45.6 %", "between 0.05 and 0.2")
    says(
        "gaps-lesson",
        "59.9 points, variance 7.4",
        "Bias 6.7, variance 30.0",
        "4.9 % and 5.2 %",
        "0.9 and 0.3",
    )
    says("closing", "3.9 % wrong", "2.2 % on the")


# ---------------------------------------------------------------- computed by the cells


def test_the_split_of_sorted_data(run):
    found = run()
    cut, shuffled = found["plots"].drawn["split_counts"][0].values()
    assert [sorted(set(y.tolist())) for y in cut.values()] == [[0, 1, 2, 3, 4, 5], [6, 7], [8, 9]]
    assert all(len(set(y.tolist())) == 10 for y in shuffled.values())
    says("split-lesson", "learns six digits, validates on two others and tests on the last two")


@pytest.mark.full
def test_race_and_average(run):
    found = run("race", "ema-figure")
    errors, losses = found["errors"], found["losses"]
    assert [values[0] for values in losses.values()] == pytest.approx([2.33] * 5, abs=0.005)
    ends = {name: np.mean(values[-50:]) for name, values in losses.items()}
    assert min(ends, key=ends.get) == min(errors, key=errors.get) == "Adam, warm-up to 0.02, cosine"
    assert max(ends, key=ends.get) == max(errors, key=errors.get) == "SGD, 0.2"
    assert ends["Adam, warm-up to 0.02, cosine"] == pytest.approx(0.68, abs=0.02)
    assert errors["Adam, warm-up to 0.02, cosine"] == pytest.approx(0.450, abs=POINT)
    assert errors["SGD, 0.2"] == pytest.approx(0.548, abs=POINT)
    assert (ends["Adam, 0.05"], ends["Adam, 0.005"]) == pytest.approx((0.87, 0.90), abs=0.02)
    assert np.mean(losses["Adam, 0.05"][50:100]) < np.mean(losses["Adam, 0.005"][50:100])
    raw, averages = found["raw"], found["averages"]["β = 0.98"]
    numbers = raw[10], averages[10], found["from_zero"][10]
    assert numbers == pytest.approx((2.13, 2.31, 0.44), abs=0.01)
    assert found["ema"](raw, 0.9).min() > 0.44


@pytest.mark.slow
def test_a_short_race_and_its_average(run_smaller):
    found = run_smaller("race", "ema-figure")
    errors, losses = found["errors"], found["losses"]
    assert [values[0] for values in losses.values()] == pytest.approx([2.33] * 5, abs=0.005)
    ends = {name: np.mean(values[-20:]) for name, values in losses.items()}
    assert max(ends, key=ends.get) == max(errors, key=errors.get) == "SGD, 0.2"
    assert ends["Adam, 0.05"] < ends["Adam, 0.005"]
    # the first steps are the same ones, so are these numbers
    numbers = found["raw"][10], found["averages"]["β = 0.98"][10], found["from_zero"][10]
    assert numbers == pytest.approx((2.13, 2.31, 0.44), abs=0.01)


@pytest.mark.full
def test_search(run):
    found = run("race", "search-figure")
    uniform, tries = found["uniform"], found["tries"]
    assert min(setting["learning_rate"] for setting, _ in uniform) > 0.1
    assert max(score for _, score in uniform) == pytest.approx(0.322, abs=POINT)
    assert found["value"] == pytest.approx(0.456, abs=POINT)
    good = [setting for setting, score in tries if score > 0.35]
    assert good
    assert all(0.05 < setting["learning_rate"] < 0.2 for setting in good)
    assert all(setting["weight_decay"] < 0.1 for setting in good)
    assert all(score < 0.35 for setting, score in tries if setting["learning_rate"] < 0.01)


@pytest.mark.slow
def test_a_search_in_a_tenth_of_the_steps(run_smaller):
    found = run_smaller("race", "search-figure")
    uniform, tries = found["uniform"], found["tries"]
    assert (len(uniform), len(tries)) == (12, 12)
    assert min(setting["learning_rate"] for setting, _ in uniform) > 0.1
    assert 0.05 < max(tries, key=lambda each: each[1])[0]["learning_rate"] < 0.2
    low = [score for setting, score in tries if setting["learning_rate"] < 1e-3]
    assert len(low) == 6  # of the twelve, which spread over five orders of magnitude
    assert max(low) < found["value"] - 0.05


@pytest.mark.full
def test_three_diagnoses(run):
    found = run("race", "gaps")
    verdicts, curves = found["verdicts"], found["curves"]
    gaps = {name: (bias, variance) for name, (bias, variance, _) in verdicts.items()}
    assert gaps["linear"] == pytest.approx((0.599, 0.074), abs=POINT)
    assert gaps["two hidden layers"] == pytest.approx((0.067, 0.300), abs=POINT)
    assert gaps["sliding"] == pytest.approx((0.009, 0.003), abs=POINT)
    assert (verdicts["linear"][2], verdicts["two hidden layers"][2]) == ("bias", "variance")
    assert curves["linear"][-1, 1] == pytest.approx(0.64, abs=POINT)
    assert curves["two hidden layers"][-1, 1:] == pytest.approx((0.11, 0.41), abs=POINT)
    half = curves["two hidden layers"][8:, 2]
    assert np.ptp(half) < 0.06  # "has stopped half-way"
    assert curves["sliding"][-1, 1:] == pytest.approx((0.049, 0.052), abs=POINT)
    assert math.sqrt(0.05 * 0.95 / 1000) == pytest.approx(0.007, abs=5e-4)


@pytest.mark.slow
def test_the_gaps_after_a_hundred_steps(run_smaller):
    found = run_smaller("race", "gaps")
    ends = {name: curve[-1, 1:] for name, curve in found["curves"].items()}
    assert all(ends["sliding"] + 0.2 < ends["two hidden layers"])
    assert all(ends["two hidden layers"] + 0.05 < ends["linear"])
    bias, variance, larger = found["verdicts"]["linear"]
    assert (bias, variance) == pytest.approx((ends["linear"][0] - 0.04, np.ptp(ends["linear"])))
    assert larger == "bias"


@pytest.mark.full
def test_final_and_closing(run):
    found = run("race", "gaps", "final", "closing-figure")
    assert found["right"] > MEASURED["thresholds"]["full"]
    assert found["test_error"] == pytest.approx(0.039, abs=POINT)
    assert found["curve"][:, 2].min() == pytest.approx(0.022, abs=POINT)
    reached = found["plots"].drawn["accuracy_ladder"][0]
    assert list(reached)[:3] == ["linear", "nearest neighbour", "two hidden layers"]
    assert max(list(reached.values())[:3]) < 0.7 < 0.94 < reached["sliding, with care"]


@pytest.mark.slow
def test_a_short_final_and_closing(run_smaller):
    found = run_smaller("race", "gaps", "final", "closing-figure")
    assert found["right"] > 0.6
    reached = found["plots"].drawn["accuracy_ladder"][0]
    assert {"linear", "nearest neighbour", "two hidden layers"} < reached.keys()
    assert max(list(reached.values())[:3]) < 0.7 < reached["sliding, with care"] == 1 - found["test_error"]


def test_other_layers_give_what_autograd_says(run):
    """The given networks: a slope measured in every parameter."""
    found, rng = run(), np.random.default_rng(0)
    X, y = make_curves(10, 3)
    for net in (found["dense"](40, 6, 10), found["sliding"](width=5, filters=4, hidden=3)):
        params = net.start(rng)
        value, grads = net.loss(params, X, y)
        assert value == pytest.approx(math.log(10), abs=0.5)
        for name, w in params.items():
            direction = rng.standard_normal(w.shape)
            up, down = (net.loss(params | {name: w + step * direction}, X, y)[0] for step in (1e-6, -1e-6))
            assert np.sum(grads[name] * direction) == pytest.approx((up - down) / 2e-6, abs=1e-7)

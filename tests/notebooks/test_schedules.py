"""The numbers in the text of the notebook `schedules`, computed again."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.course import find_course

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "schedules.ipynb"
HELPERS = {"imports", "bowl", "contestants", "walls"}


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def book() -> SimpleNamespace:
    """Return what the authored notebook defines, with the helpers of its experiments."""
    namespace: dict[str, Any] = {"np": np}
    for name, source in cells():
        if name.endswith("-solution") or name in HELPERS:
            exec(source, namespace)
        if name == "batch-figure":
            exec(source.split("with when_ready()")[0], namespace)
    return SimpleNamespace(**namespace)


def heights(book: SimpleNamespace, rates: Any, count: int = 1000, seed: int = 1) -> Any:
    """Return the mean height after each step."""
    return book.bowl(book.walk(rates, count, np.random.default_rng(seed))).mean(axis=1)


def test_points():
    notebooks = find_course().notebooks("a4_optimization")
    (notebook,) = (one for one in notebooks if one.name == "schedules")
    assert sum(question.points for question in notebook.questions) == 14
    assert sum(question.points for question in notebook.questions if question.manual) == 4


# ---------------------------------------------------------------- the schedules themselves


def test_the_example_of_s4(book):
    assert [round(float(book.inverse_time_decay(t, 0.1, 1.0)), 3) for t in range(4)] == [
        0.1,
        0.05,
        0.033,
        0.025,
    ]


def test_resnet(book):
    epochs = np.array([0, 29, 30, 59, 60, 89, 90])
    np.testing.assert_allclose(
        book.step_decay(epochs, 0.1, 0.1, 30), [0.1, 0.1, 0.01, 0.01, 1e-3, 1e-3, 1e-4], rtol=1e-12
    )


def test_how_long_half_of_the_rate_takes(book):
    decay = 0.001
    assert book.exponential_decay(round(0.69 / decay), 1.0, decay) == pytest.approx(0.5, abs=0.002)
    assert book.inverse_time_decay(round(1 / decay), 1.0, decay) == pytest.approx(0.5)
    assert book.inverse_time_decay(round(3 / decay), 1.0, decay) == pytest.approx(0.25)
    assert -np.log(0.95) == pytest.approx(0.051, abs=0.0005)
    slopes = [f(1, 1.0, 1e-6) - 1.0 for f in (book.exponential_decay, book.inverse_time_decay)]
    assert slopes[0] == pytest.approx(slopes[1], rel=1e-5)


def test_what_adds_up_to_infinity(book):
    """Each decade of steps adds as much as the one before to a series that grows without bound, or more."""
    t = np.arange(1_000_000)
    sums = {}
    for name, rates in {
        "inverse time": book.inverse_time_decay(t, 1.0, 1.0),
        "inverse root": book.inverse_sqrt_decay(t + 1, 1.0),
        "exponential": book.exponential_decay(t, 1.0, 0.01),
    }.items():
        later = rates[100_000:]
        sums[name] = [later.sum(), np.sum(later**2)]
    assert sums["inverse time"][0] == pytest.approx(np.log(10), rel=1e-3)
    assert sums["inverse time"][1] < 1e-4
    assert sums["inverse root"][0] > 1000
    assert sums["inverse root"][1] == pytest.approx(np.log(10), rel=1e-3)
    assert sums["exponential"][0] < 1e-12


def test_no_jump_and_the_two_slips_of_the_figure(book):
    inner = book.partial(book.inverse_time_decay, base=0.1, decay=0.25)
    rates = np.array([book.with_warmup(inner, 8)(t) for t in range(24)])
    assert rates[7] == pytest.approx(0.1)
    assert rates[8] == pytest.approx(0.1)
    assert np.all(np.diff(rates[:8]) > 0)
    assert inner(8) == pytest.approx(0.1 / 3)


def test_a_root_after_a_warm_up(book):
    rate = book.with_warmup(lambda t: book.inverse_sqrt_decay(t + 1, 0.6), 2)
    np.testing.assert_allclose([rate(t) for t in range(4)], [0.3, 0.6, 0.6, 0.6 / np.sqrt(2)])
    with pytest.raises(ValueError, match="steps begin at 1"):
        book.with_warmup(book.partial(book.inverse_sqrt_decay, base=0.6), 2)(0)


# ---------------------------------------------------------------- on the noisy bowl


def test_the_bowl_is_the_mean_of_its_examples(book):
    def loss(w: Any) -> Any:
        return np.mean(0.5 * np.sum(book.CURVATURE * (w - book.EXAMPLES) ** 2, axis=-1))

    for w in np.random.default_rng(0).normal(size=(3, 2)):
        assert loss(w) - loss(np.zeros(2)) == pytest.approx(book.bowl(w))
    gradients = book.CURVATURE * (book.START - book.EXAMPLES)
    np.testing.assert_allclose(gradients.mean(axis=0), book.CURVATURE * book.START)
    np.testing.assert_allclose(gradients.std(axis=0), 1.0, atol=0.01)
    assert book.bowl(book.START) == pytest.approx(24.4)


def test_the_constant_rate_rattles_where_theory_says(book):
    found = heights(book, np.full(400, 0.5))
    floor = sum(0.5 / (2 * (2 - 0.5 * h)) for h in book.CURVATURE)
    assert round(floor, 3) == 0.298
    assert found[50:].mean() == pytest.approx(floor, rel=0.02)
    assert found[20] > 1.2 * floor
    assert found[30:].min() > 0.85 * floor
    assert found[30:].max() < 1.15 * floor


def test_the_rate_that_falls_settles(book):
    found = heights(book, book.exponential_decay(np.arange(400), 0.5, 0.01))
    assert round(found[-1], 3) == 0.013


def test_the_rate_that_falls_too_fast_stops_early(book):
    rates = book.exponential_decay(np.arange(400), 0.5, 0.1)
    ends = book.walk(rates, 1000, np.random.default_rng(1))[-1]
    assert round(rates.sum(), 2) == 5.25
    assert np.exp(-0.2 * rates.sum()) == pytest.approx(0.35, abs=0.005)
    assert ends[:, 0].mean() == pytest.approx(-2.7, abs=0.05)
    found = heights(book, rates)
    assert found[100] == pytest.approx(found[-1], rel=1e-3)


def test_the_small_constant_rate_needs_time(book):
    found = heights(book, np.full(800, 0.025), 300)
    assert found[400] == pytest.approx(0.13, abs=0.01)
    assert found[800] == pytest.approx(0.014, abs=0.002)


@pytest.mark.slow
def test_how_carefully_the_first_rate_must_be_chosen(book):
    bases, ends = np.geomspace(0.01, 1.9, 20), {}
    for base in bases:
        for name, rates in book.contestants(base).items():
            ends.setdefault(name, []).append(heights(book, rates, 300, 2)[-1])
    best = {name: min(values) for name, values in ends.items()}
    good = {name: bases[np.array(values) < 0.05] for name, values in ends.items()}
    assert round(best.pop("constant"), 3) == 0.028
    assert best.pop("too fast") > 0.05
    assert [round(min(best.values()), 3), round(max(best.values()), 3)] == [0.010, 0.017]
    assert [round(float(end), 2) for end in good["constant"][[0, -1]]] == [0.04, 0.09]
    for name in ("linear", "cosine"):
        assert [round(float(end), 2) for end in good[name][[0, -1]]] == [0.07, 1.9]
    for name in ("step", "exponential"):
        assert [round(float(end), 2) for end in good[name][[0, -1]]] == [0.16, 1.9]


def test_at_one_half_the_cosine_is_not_among_the_best(book):
    for seed in (4, 5):
        ends = {name: heights(book, rates, 1000, seed)[-1] for name, rates in book.contestants(0.5).items()}
        assert ends["cosine"] > 1.3 * max(ends["step"], ends["exponential"], ends["inverse time"])


# ---------------------------------------------------------------- warm-up and batch size


def test_on_steep_ground(book):
    cosine = book.partial(book.cosine_decay, base=0.5, total=60)
    assert len(book.distances(cosine)) == 4
    assert book.distances(book.with_warmup(cosine, 10))[-1] < 0.2
    highest = {warmup: book.highest_rate(warmup) for warmup in (0, 5, 10, 20)}
    assert [round(float(rate), 2) for rate in highest.values()] == [0.22, 0.95, 1.91, 3.83]
    assert [round(highest[n] / n, 2) for n in (5, 10, 20)] == [0.19, 0.19, 0.19]
    assert round(2 / 9, 2) == 0.22


def test_the_batch(book):
    same = {batch: book.by_examples(0.02, batch)[1][-1] for batch in (4, 32, 256)}
    assert same[4] == pytest.approx(0.003, abs=0.0005)
    assert same[32] == pytest.approx(0.29, abs=0.01)
    assert same[256] == pytest.approx(6.9, abs=0.05)
    scaled = {
        batch: book.by_examples(book.scale_with_batch(0.02, batch, 4), batch) for batch in (4, 32, 256, 512)
    }
    for at in (1024, 2048, 3072):
        four, thirty_two, many = (scaled[b][1][scaled[b][0] == at].item() for b in (4, 32, 256))
        assert thirty_two == pytest.approx(four, rel=0.15)
        assert 0.5 < many / four < 1.1
    floors = {batch: curve[len(curve) // 2 :].mean() for batch, (_, curve) in scaled.items()}
    assert floors[32] == pytest.approx(floors[4], rel=0.15)
    assert floors[256] == pytest.approx(0.005, abs=0.0005)
    assert floors[256] / floors[4] == pytest.approx(2, abs=0.3)
    assert scaled[512][1][-1] > 1e9


# ---------------------------------------------------------------- the questions


def test_question_units(book):
    assert [round(0.1 * 0.9**k, 4) for k in (1, 2, 3)] == [0.09, 0.081, 0.0729]
    late = book.inverse_time_decay(500, 0.1, 1.0)
    assert late == pytest.approx(0.0002, abs=1e-6)
    assert 0.05 / late == pytest.approx(250, rel=0.01)
    epochs = np.arange(4)
    np.testing.assert_allclose(
        book.inverse_time_decay(500 * epochs, 0.1, 1 / 500), book.inverse_time_decay(epochs, 0.1, 1.0)
    )


def test_question_sum(book):
    assert 0.5 / (1 - np.exp(-0.1)) == pytest.approx(5.25, abs=0.005)
    assert np.log(100) / 0.2 == pytest.approx(23, abs=0.05)
    decay = 0.022
    rates = book.exponential_decay(np.arange(2000), 0.5, decay)
    assert np.prod(1 - 0.2 * rates) == pytest.approx(0.01, abs=0.002)
    assert 1 - book.scale_with_batch(0.02, 512, 4) == pytest.approx(-1.56)
    assert book.scale_with_batch(0.02, 400, 4) == pytest.approx(2.0)


def test_question_sum_a_warm_up_does_not_help_on_a_bowl(book):
    rate = book.with_warmup(lambda t: 2.56, 10)
    rates = [rate(t) for t in range(60)]
    assert heights(book, rates, 20)[-1] > 1e9


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "0.1, 0.05, 0.033, 0.025",
        "Here that is 0.298",
        "add up to 5.25",
        "around $w_1 = -2.7$",
        "It ends at 0.13 and is still on its way. Given twice the time, it comes down to 0.014",
        "ends at 0.028",
        "between 0.010 and 0.017",
        "within 0.04 and 0.09",
        "from 0.07 to 1.9, step and exponential decay from 0.16 to 1.9",
        "0.22 without, 0.95 with 5 steps, 1.91 with 10, 3.83 with 20",
        "those of 32 are at 0.29, those of 256 at 6.9, from a start at 24.4",
        "0.09, 0.081, 0.0729 instead of 0.01, 0.001, 0.0001",
        "about $0.5 / 23 = 0.022$",
        "batches below 400",
    )
    assert [number for number in numbers if number not in text] == []

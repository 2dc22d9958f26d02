"""The numbers in the text of the notebook `optimizers`, computed again."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.course import find_course

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "optimizers.ipynb"
HELPERS = {"imports", "slices", "descend", "line-model", "inside", "valley", "rules", "saddle", "gabor"}
HELPERS |= {"noise", "probe"}
RATES = {"SGD": 0.18, "momentum": 0.05, "Nesterov": 0.05}


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
    return SimpleNamespace(**namespace)


def test_points():
    notebooks = find_course().notebooks("a4_optimization")
    (notebook,) = (one for one in notebooks if one.name == "optimizers")
    assert sum(question.points for question in notebook.questions) == 34
    assert sum(question.points for question in notebook.questions if question.manual) == 4


@pytest.mark.slow
def test_slices_of_a_linear_loss_are_bowls_and_of_a_deep_one_are_not(book):
    rng = np.random.default_rng(0)
    assert book.bends(book.slices_of((), 6, rng)[1]) == 0
    assert book.bends(book.slices_of((32, 32, 32), 6, rng)[1]) == 6


def test_the_line_goes_across_first_and_along_afterwards(book):
    way = book.descend(book.sgd, book.line_gradient, [2.0, -1.0], 60, learning_rate=0.2)
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    losses = book.line_loss(way)
    assert steps[0] > 1.5 * steps[5] > 1.5 * steps[50]
    assert losses[10] > 5 * losses[60]  # "after ten steps the line is still wrong"
    best = np.polyfit(book.LINE_X, book.LINE_Y, 1)[::-1]
    assert book.line_loss(best) < losses[60] < 1.05 * book.line_loss(best)


def test_the_gradient_of_the_line(book):
    phi = np.array([0.3, -0.7])
    measured = [(book.line_loss(phi + e) - book.line_loss(phi - e)) / 2e-6 for e in 1e-6 * np.eye(2)]
    np.testing.assert_allclose(book.line_gradient(phi), measured, rtol=1e-6)


def test_a_steady_gradient_is_summed_up_to_ten_of_its_kind(book):
    way = book.descend(book.sgd_momentum, np.ones_like, [0.0], 200, learning_rate=1.0)
    assert float(way[-2, 0] - way[-1, 0]) == pytest.approx(10.0, rel=1e-6)


def test_the_two_forms_of_momentum(book):
    forms = (book.sgd_momentum, book.rate_inside)
    constant = [book.at_rates(form, np.full(5, 0.1)) for form in forms]
    falling = [book.at_rates(form, 0.1 / (1 + np.arange(5))) for form in forms]
    np.testing.assert_allclose(*constant, atol=1e-15)
    assert [round(way[-1], 3) for way in falling] == [0.262, -0.218]


def test_nesterov_is_the_look_ahead(book):
    """The usual form, with the gradient at the place ahead, moved to that place."""
    rate, rho, place, v = 0.05, 0.9, np.array(book.TOP), np.zeros(2)
    ahead = []
    for _ in range(20):
        ahead.append(place - rate * rho * v)
        v = rho * v + book.valley_gradient(ahead[-1])
        place = place - rate * v
    way = book.descend(book.nesterov_momentum, book.valley_gradient, book.TOP, 19, learning_rate=rate)
    np.testing.assert_allclose(way, ahead, rtol=1e-12, atol=1e-12)


def test_nesterov_with_the_old_velocity_is_momentum(book):
    def old(w: Any, dw: Any, config: Any) -> Any:
        config = {"velocity": 0.0, **(config or {})}
        v = 0.9 * config["velocity"] + dw
        return w - config["learning_rate"] * (dw + 0.9 * config["velocity"]), {**config, "velocity": v}

    ways = [
        book.descend(f, book.valley_gradient, book.TOP, 9, learning_rate=0.05)
        for f in (old, book.sgd_momentum)
    ]
    np.testing.assert_allclose(*ways, rtol=1e-13)


def test_the_valley(book):
    rules = {"SGD": book.sgd, "momentum": book.sgd_momentum, "Nesterov": book.nesterov_momentum}
    heights = {}
    for name, rule in rules.items():
        way = book.descend(rule, book.valley_gradient, book.TOP, 60, learning_rate=RATES[name])
        heights[name] = float(book.valley(way[60]))
        assert book.VALLEY_RATES[name] == RATES[name]
    assert [float(f"{height:.2g}") for height in heights.values()] == [0.46, 0.017, 0.0023]
    wild = book.descend(book.sgd, book.valley_gradient, book.TOP, 60, learning_rate=0.201)
    assert abs(wild[-1, 1]) > abs(wild[0, 1])
    sizes = book.valley(np.eye(2))
    assert sizes[1] / sizes[0] == pytest.approx(100)


@pytest.mark.parametrize("name", ["adagrad", "adam"])
def test_the_first_normalized_step_is_the_sign(book, name):
    w, _ = getattr(book, name)(np.zeros(3), np.array([3.0, -2.0, 5.0]), {"learning_rate": 1.0})
    np.testing.assert_allclose(w, [-1.0, 1.0, -1.0], rtol=1e-6)


def steps_under(book: SimpleNamespace, name: str, gradients: Any) -> Any:
    return -book.steps_of(
        lambda w, dw, c: getattr(book, name)(w, dw, {"learning_rate": 1.0, **(c or {})}), gradients
    )


def test_how_long_a_step_is(book):
    t = np.arange(1, 41)
    np.testing.assert_allclose(steps_under(book, "adam", np.ones(40)), 1.0, rtol=1e-6)
    np.testing.assert_allclose(steps_under(book, "adagrad", np.ones(40)), t**-0.5, rtol=1e-6)
    assert steps_under(book, "rmsprop", np.ones(40))[0] == pytest.approx(10, rel=1e-6)
    uncorrected = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert uncorrected[0] == pytest.approx(3.16, abs=0.01)
    assert uncorrected.max() == pytest.approx(6.57, abs=0.01)


def test_after_a_large_gradient(book):
    shaken = np.where(np.arange(5000) == 9, 100.0, 1.0)
    adagrad, rmsprop, adam = (steps_under(book, name, shaken) for name in ("adagrad", "rmsprop", "adam"))
    assert adagrad[10:40].max() < 0.0101  # near a hundredth, and falling
    assert rmsprop[40] < 0.2
    assert rmsprop[900] > 0.9
    assert adam[900] < 0.5
    assert adam[4990] > 0.9
    assert adam[13] > 3 * max(rmsprop[13], adagrad[13])  # while the other two have all but stopped


def test_decay(book):
    rng = np.random.default_rng(0)
    noise = np.array([0.1, 10.0]) * rng.standard_normal((300, 100, 2))

    def left(optimizer: Any, penalty: float, **settings: float) -> Any:
        sent = iter(noise)
        start = np.ones((100, 2))
        rule = lambda w: next(sent) + penalty * w  # noqa: E731
        return book.descend(optimizer, rule, start, 300, learning_rate=0.01, **settings)[-1].mean(axis=0)

    quiet, loud = left(book.adam, 0.5)
    assert abs(quiet) < 0.01
    assert loud > 0.85
    np.testing.assert_allclose(left(book.adamw, 0.0, weight_decay=0.5), 0.995**300, atol=0.03)


def test_the_saddle(book):
    straight = {name: book.steps_out(rule, False) for name, rule in book.RULES.items()}
    turned = {name: book.steps_out(rule, True) for name, rule in book.RULES.items()}
    assert list(straight.values()) == [349, 72, 67, 1263, 17, 77, 77]
    assert list(turned.values()) == [349, 72, 67, None, 112, 302, 302]


def test_the_gradient_of_the_ripple(book):
    phi = np.array([1.3, 9.0])
    measured = [(book.gabor(phi + e) - book.gabor(phi - e)) / 2e-6 for e in 1e-6 * np.eye(2)]
    np.testing.assert_allclose(book.gabor_gradient(phi), measured, rtol=1e-5)
    rows = np.array([3, 4, 9])
    parts = [book.gabor_gradient(phi, [row]) for row in rows]
    np.testing.assert_allclose(book.gabor_gradient(phi, rows), np.mean(parts, axis=0), rtol=1e-12)


def test_who_reaches_which_valley(book):
    ways = book.race(book.gabor_gradient, book.EDGE, 150, book.GABOR_RATES)
    ends = {name: float(book.gabor(way[-1])) for name, way in ways.items()}
    assert {name for name, loss in ends.items() if loss < 0.02} == {"momentum", "Nesterov", "Adam", "AdamW"}
    assert ends["SGD"] > 0.2
    assert 4 < ways["AdaGrad"][-1, 0] < 6 > ways["RMSProp"][-1, 0] > 4


@pytest.mark.slow
def test_what_noise_does(book):
    ends = [
        book.final_losses(book.sgd, batch, np.random.default_rng(seed), learning_rate=0.5)
        for seed, batch in enumerate((28, 4, 4, 4))
    ]
    lowest = min(losses.min() for losses in ends)
    quiet, *noisy = [losses < lowest + 0.005 for losses in ends]
    assert len(quiet) == 441
    assert all(0.22 < good.mean() < 0.25 for good in (quiet, *noisy))
    assert sum(int(np.sum(good & ~quiet)) for good in noisy) == 13
    assert sum(int(np.sum(~good & quiet)) for good in noisy) == 6
    # Near a border: within two steps of the grid a start ended otherwise without any noise.
    plain = quiet.reshape(21, 21)
    for good in noisy:
        for i, j in np.argwhere(good.reshape(21, 21) != plain):
            around = plain[max(0, i - 2) : i + 3, max(0, j - 2) : j + 3]
            assert around.min() != around.max()


def test_the_table(book):
    table = {name: tuple(book.probe(rule).values()) for name, rule in book.RULES.items()}
    assert table == {
        "SGD": (False, False, False, False, False),
        "momentum": (True, False, False, False, False),
        "Nesterov": (True, False, False, False, False),
        "AdaGrad": (False, True, False, False, False),
        "RMSProp": (False, True, True, False, False),
        "Adam": (True, True, True, True, False),
        "AdamW": (True, True, True, True, True),
    }


def test_the_probe_tells_what_a_name_does_not(book):
    """Adam without its correction, and Adam with the penalty in its gradient."""

    def uncorrected(w: Any, dw: Any, config: Any) -> Any:
        return book.adam(w, dw, {**(config or {}), "t": 10**6})

    def coupled(w: Any, dw: Any, config: Any) -> Any:
        return book.adam(w, dw + 0.1 * w, config)

    assert tuple(book.probe(uncorrected).values()) == (True, True, True, False, False)
    assert not book.probe(coupled)["decoupled decay"]


def test_question_correction(book):
    assert 10 / np.sqrt(1000) == pytest.approx(0.32, abs=0.005)
    gradient, epsilon = 1e-6, 1e-8
    assert gradient / (gradient + epsilon) == pytest.approx(0.99, abs=0.001)
    assert gradient / np.sqrt(gradient**2 + epsilon) == pytest.approx(0.01, abs=0.0001)


def test_question_decay():
    assert np.log(2) / (1e-3 * 0.01) == pytest.approx(69_000, rel=0.01)
    assert np.log(2) / (1e-5 * 0.01) == pytest.approx(6.9e6, rel=0.01)


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "0.262 against −0.218",
        "0.017 above the floor",
        "349, 72 and 67 steps either way",
        "17 along the axis and 112 turned, Adam 77 and 302",
        "1,263",
        "13 are won and 6 are lost",
        "69,000",
    )
    assert [number for number in numbers if number not in text] == []

"""The numbers in the text of the notebook `deep_networks`, computed again."""

import json
from math import comb, log10
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import datasets
from utils.gradient_check import check_gradient
from utils.pieces import joints_on_line

SOLUTION = Path(__file__).parents[2] / "solutions" / "a3_backpropagation" / "deep_networks.ipynb"
HELPERS = {"through-figure": "with when_ready", "actual-figure": "with when_ready", "depth-run": "curves = "}


def cells() -> dict[str, tuple[str, bool]]:
    """Return the source of every cell by id, and whether it only defines."""
    book = json.loads(SOLUTION.read_text(encoding="utf-8"))
    return {
        cell["id"]: (
            "".join(cell["source"]),
            cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", ()),
        )
        for cell in book["cells"]
    }


@pytest.fixture(scope="module")
def book() -> SimpleNamespace:
    """Return what the authored notebook defines, with the helpers of its experiments."""
    namespace: dict[str, Any] = {}
    for source, defines in cells().values():
        if defines:
            exec(source, namespace)
    for cell, end in HELPERS.items():
        exec(cells()[cell][0].split(end)[0], namespace)
    return SimpleNamespace(**namespace)


def test_the_ten_numbers_of_the_first_figure(book):
    theta, phi = np.array([[-1.0, 1.0], [4.0, -2.0], [-6.0, 2.0]]), np.array([1.0, 1.0, 1.0, -2.0])
    assert theta.size + phi.size == 10
    np.testing.assert_allclose(book.joints(theta), [1, 2, 3])
    np.testing.assert_allclose(book.slopes(theta, phi), [-2, -1, 1, -3])


def test_slopes_are_those_of_the_graph(book):
    rng = np.random.default_rng(0)
    theta, phi = rng.standard_normal((7, 2)), rng.standard_normal(8)
    at = book.joints(theta)
    inside = np.concatenate([[at[0] - 1], (at[:-1] + at[1:]) / 2, [at[-1] + 1]])
    rise = book.evaluate((theta, phi), inside + 1e-6) - book.evaluate((theta, phi), inside - 1e-6)
    np.testing.assert_allclose(book.slopes(theta, phi), rise / 2e-6, rtol=1e-6, atol=1e-8)


def test_twice_the_units_a_quarter_of_the_gap(book):
    fine, gaps = np.linspace(-2, 2, 4001), []
    for units in (40, 80, 160, 320):
        knots = np.linspace(-2, 2, units + 1)
        followed = book.evaluate(book.network_through(knots, book.bumpy(knots)), fine)
        gaps.append(np.abs(followed - book.bumpy(fine)).max())
    np.testing.assert_allclose(np.divide(gaps[:-1], gaps[1:]), 4, atol=0.2)
    assert round(log10(40**10)) == 16


def test_three_lines_make_seven_polygons(book):
    assert comb(3, 0) + comb(3, 1) + comb(3, 2) == 7
    namespace = vars(book).copy()
    exec(cells()["plane-figure"][0].split("with when_ready")[0], namespace)
    theta, _ = namespace["three"]
    assert len(np.unique(book.activation_pattern(namespace["places"], theta), axis=0)) == 7


def test_question_1_two_mirrors(book):
    Theta = np.array([[0.19, 1.84], [-0.97, -0.93]])
    U, S, Vt = np.linalg.svd(Theta)
    assert np.linalg.det(U) == pytest.approx(-1)
    assert np.linalg.det(Vt) == pytest.approx(-1)
    assert np.linalg.det(Theta) == pytest.approx(1.6, abs=0.02)
    printed = [[0.83, -0.55], [-0.55, -0.83]], [2.17, 0.74], [[0.32, 0.94], [0.94, -0.32]]
    for ours, theirs in zip((np.abs(U), S, np.abs(Vt)), printed, strict=True):
        np.testing.assert_allclose(ours, np.abs(theirs), atol=0.011)
    np.testing.assert_allclose(np.abs(Vt), np.abs(Vt.T), atol=1e-12)  # 2 x 2, a mirror: its own transpose
    np.testing.assert_allclose(Vt, Vt.T, atol=1e-12)
    U[:, 1], Vt[1] = -U[:, 1], -Vt[1]
    np.testing.assert_allclose(U * S @ Vt, Theta)
    assert np.linalg.det(U) == pytest.approx(1)
    assert np.linalg.det(Vt) == pytest.approx(1)


def test_three_pieces_after_three_pieces_are_nine(book):
    first = book.network_through(np.array([-1, -0.4, 0.3, 1.0]), np.array([-1, 1.0, -1, 1]))
    second = book.network_through(np.array([-1, -0.5, 0.4, 1.0]), np.array([-0.6, 0.9, -0.2, 0.7]))
    params = {
        "W1": first[0][:, 1:].T,
        "b1": first[0][:, 0],
        "W2": np.outer(first[1][1:], second[0][:, 1]),
        "b2": second[0][:, 0] + first[1][0] * second[0][:, 1],
        "W3": second[1][1:, np.newaxis],
        "b3": second[1][:1],
    }
    assert 1 + len(joints_on_line(params, -1, 1)) == 9
    assert book.max_linear_regions(1, 6, 1) == 7


def test_question_2_three_numbers_on_the_slides(book):
    assert book.max_linear_regions(1, 10, 5) == 161_051 == 11**5
    assert book.num_parameters(1, [10] * 5, 1) == 471
    assert book.num_parameters(10, [50] * 5, 1) == 10_801
    bound = book.max_linear_regions(10, 50, 5)
    assert bound == 6**40 * sum(comb(50, j) for j in range(11))
    assert log10(bound) == pytest.approx(41.3, abs=0.05)
    assert bound / 1e41 == pytest.approx(1.8, abs=0.05)
    assert log10(2**250 / 1.8) == pytest.approx(75, abs=0.01)
    assert bound < 2**250 < 10**134
    counts = [book.num_parameters(40, [n] * k, 10) for k, n in enumerate((298, 100, 75, 63), 1)]
    assert counts == [15_208, 15_210, 15_235, 15_319]
    assert 41 * 63 + 3 * 64 * 63 + 64 * 10 == 2583 + 12096 + 640 == 15_319


def test_the_net_folded_by_hand_has_a_hundred_thousand_pieces(book):
    found = [1 + len(joints_on_line(book.folding_net(depth), 0, 1)) for depth in (1, 2, 5)]
    assert found == [10, 100, 100_000]
    assert sum(part.size for part in book.folding_net(5).values()) == 471


def test_random_nets_have_about_51_pieces(book):
    rng = np.random.default_rng(1)
    means = [
        np.mean([1 + len(joints_on_line(book.random_net(depth, rng), -1e6, 1e6)) for _ in range(300)])
        for depth in (1, 2, 3, 4, 5)
    ]
    assert means[0] == 11
    np.testing.assert_allclose(np.diff(means), 10, atol=2)
    assert means[-1] == pytest.approx(51, abs=2)


def test_only_he_keeps_the_size_of_a_signal(book):
    rng = np.random.default_rng(0)
    for factor, size in ((1.0, 1.0), (0.5, 2.0**-15)):
        found = []
        for _ in range(5):
            h = rng.standard_normal((100, 100))
            for _ in range(30):
                h = np.maximum(0, np.sqrt(factor) * h @ book.he_init(100, 100, rng))
            found.append(np.sqrt(np.mean(h**2)))
        assert abs(np.log10(np.mean(found) / size)) < 0.7


@pytest.mark.parametrize("hidden", [[], [5], [5, 4], [4, 3, 5, 4]])
def test_every_gradient_of_the_reference_is_a_slope(book, hidden):
    rng = np.random.default_rng(2)
    net = book.FullyConnectedNet(4, hidden, 3, 0.3, rng)
    net.params = {name: part + 0.1 * rng.standard_normal(part.shape) for name, part in net.params.items()}
    X, y = rng.standard_normal((6, 4)), rng.integers(0, 3, size=6)
    _, grads = net.loss(X, y)
    for name, parameter in list(net.params.items()):

        def f(value, name=name):
            net.params[name] = value
            return float(net.loss(X, y)[0])

        assert check_gradient(f, parameter, grads[name]).ok
        net.params[name] = parameter


def epochs_needed(book, count, seed, starts):
    """Return how long each depth takes to learn `count` labels by heart, and its errors early on."""

    class Silent:
        def update(self, epochs):
            pass

        set_postfix_str = update

    curves = datasets.load("mnist1d").X[:count]
    labels = np.random.default_rng(seed).integers(0, 10, size=count)
    needed, early = [], []
    for depth, (start, units) in enumerate(zip(starts, (298, 100, 75, 63), strict=True), start=1):
        rng = np.random.default_rng(start)
        errors = book.learn_by_heart(curves, labels, [units] * depth, 0.2, 3000, rng, Silent())
        needed.append(25 * len(errors))
        early.append(errors[0])
    return needed, early


@pytest.mark.full
@pytest.mark.parametrize(
    ("seed", "starts", "epochs"),
    [(0, (1, 2, 3, 4), (1025, 500, 400, 400)), (2, (2, 2, 2, 2), (1125, 500, 375, 400))],
)
def test_epochs_to_the_last_error(book, seed, starts, epochs):
    needed, early = epochs_needed(book, 1000, seed, starts)
    np.testing.assert_allclose(needed, epochs, atol=75)  # where another library rounds otherwise
    assert needed[0] > 1.7 * max(needed[1:])
    assert all(0.7 < error < 0.8 for error in early)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "starts"), [(0, (1, 2, 3, 4)), (2, (2, 2, 2, 2))])
def test_epochs_to_the_last_of_fewer_errors(book, seed, starts):
    needed, early = epochs_needed(book, 200, seed, starts)
    np.testing.assert_allclose(needed, (100, 100, 75, 75), atol=25)
    assert all(0.2 < error < 0.5 for error in early)


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for source, _ in cells().values())
    numbers = (
        *("161,051", "15,319", "471 parameters", "100,000 pieces", "about 51 pieces"),
        *("1,025, 500, 400 and 400", "1,125, 500, 375 and 400", "between 70 % and 80 % wrong"),
    )
    assert [number for number in numbers if number not in text] == []

"""The numbers in the text of the notebook `second_order`, computed again, and beside `scipy.optimize`."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import optimize

from autograder.course import find_course

pytestmark = pytest.mark.xdist_group("second_order")  # what is trained once serves all tests

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "second_order.ipynb"
HELPERS = {"gabor", "search", "drivers", "scipy-methods", "map-starts"}


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def book() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {"np": np}
    for name, source in cells():
        if name.endswith("-solution") or name in HELPERS:
            exec(source, namespace)
    return SimpleNamespace(**namespace)


def slopes(f: Any, w: Any, step: float = 1e-5) -> Any:
    """Measure the derivatives of f, a number or an array: one column for each weight."""
    moved = [(f(w + step * e) - f(w - step * e)) / (2 * step) for e in np.eye(len(w))]
    return np.stack(moved, axis=-1)


def test_points():
    notebooks = find_course().notebooks("a4_optimization")
    (notebook,) = (one for one in notebooks if one.name == "second_order")
    assert sum(question.points for question in notebook.questions) == 26
    assert sum(question.points for question in notebook.questions if question.manual) == 4


def test_by_hand(book):
    r, J, H = book.derivatives_by_hand(np.array([2.0, 1.0]))
    assert r.tolist() == [2, -2, 3]
    assert (J.T @ r).tolist() == [12, -9]
    assert (J.T @ J).tolist() == [[21, 6], [6, 18]]
    assert H.tolist() == [[25, 2], [2, 10]]
    r, J, H = book.derivatives_by_hand(np.array([1.0, 2.0]))
    assert r.tolist() == [0, 0, 0]
    np.testing.assert_array_equal(H, J.T @ J)


def test_by_hand_is_what_one_measures(book):
    for w in np.random.default_rng(0).normal(size=(5, 2)):
        _, J, H = book.derivatives_by_hand(w)
        np.testing.assert_allclose(slopes(lambda w: book.derivatives_by_hand(w)[0], w), J, atol=1e-7)

        def gradient(w):
            r, J, _ = book.derivatives_by_hand(w)
            return J.T @ r

        np.testing.assert_allclose(slopes(gradient, w), H, atol=1e-7)
        np.testing.assert_allclose(gradient(w), slopes(lambda w: book_loss(book, w), w), atol=1e-6)


def book_loss(book: Any, w: Any) -> float:
    return float(0.5 * np.sum(book.derivatives_by_hand(w)[0] ** 2))


def test_least_squares_takes_one_step_from_anywhere(book):
    rng = np.random.default_rng(1)
    A, b = rng.normal(size=(20, 4)), rng.normal(size=20)
    for start in 10 * rng.normal(size=(3, 4)):
        landed = book.newton_step(start, *book.least_squares_derivatives(start, A, b))
        np.testing.assert_allclose(landed, np.linalg.lstsq(A, b)[0], atol=1e-12)


def test_the_gabor_derivatives_are_what_one_measures(book):
    for phi in (book.START, np.array([-3.0, 7.0]), np.array([1.0, -20.0])):
        r, J = book.residuals(phi)
        np.testing.assert_allclose(slopes(lambda w: book.residuals(w)[0], phi), J, atol=1e-8)
        np.testing.assert_allclose(
            slopes(lambda w: book.gabor_gradient(w)[1], phi), book.gabor_hessian(phi), atol=1e-7
        )
        assert book.gabor_loss(phi) == pytest.approx(0.5 * r @ r)


def test_a_leash_finds_a_better_step(book):
    at = np.array([-7.5, 7.0])
    losses = {d: book.gabor_loss(book.levenberg_step(at, *book.residuals(at), d)) for d in (0.0, 0.1, 0.01)}
    assert losses[0.0] > book.gabor_loss(at)
    assert min(losses.values()) < book.gabor_loss(at) - 0.4


def test_the_damping_figure_shows_refusals_in_any_units(book):
    start, units = np.array([-6.0, 4.75]), np.array([1.0, 0.001])
    path, losses, dampings = book.levenberg_marquardt(book.residuals, start, num_attempts=20)
    assert np.sum(np.diff(dampings) > 0) == 8
    assert np.all(np.diff(losses) <= 0)

    def other(w):
        r, J = book.residuals(w * units)
        return r, J * units

    same = book.levenberg_marquardt(other, start / units, num_attempts=20)[0]
    np.testing.assert_allclose(same * units, path, atol=1e-5)


def test_the_race(book):
    runs = book.OURS | {"gradient descent": book.gradient_descent}
    paths = {name: run(book.START) for name, run in runs.items()}
    steps = {name: len(path) - 1 for name, path in paths.items()}
    assert steps.pop("gradient descent") == pytest.approx(424, abs=3)
    assert steps == {"Newton": 4, "Gauss-Newton": 9, "Levenberg-Marquardt": 9, "L-BFGS": 11}
    for path in paths.values():
        np.testing.assert_allclose(path[-1], [0.0608, 16.6183], atol=2e-4)
    assert len(book.gradient_descent(book.START, 0.9)) > 1.8 * 424
    assert not book.arrived(book.gradient_descent(book.START, 0.95)[-1])
    _, _, dampings = book.levenberg_marquardt(book.residuals, book.START, num_attempts=9)
    assert np.all(np.diff(dampings) < 0)


def test_newton_doubles_digits_and_gauss_newton_wins_a_factor(book):
    best = book.newton(book.START)[-1]
    far = {name: np.linalg.norm(book.OURS[name](book.START) - best, axis=1) for name in book.OURS}
    assert far["Newton"][3] < far["Newton"][2] ** 1.5
    factors = far["Gauss-Newton"][2:8] / far["Gauss-Newton"][1:7]
    assert factors.min() > 0.1
    assert factors.max() < 0.5


def test_scipy_ends_at_the_same_minimum_in_about_as_many_steps(book):
    best = book.newton(book.START)[-1]
    for name, run in book.SCIPY.items():
        found, steps, evaluations = run(book.START)
        np.testing.assert_allclose(found, best, atol=1e-4, err_msg=name)
        assert (steps or evaluations) <= 20, name


def test_our_direction_is_scipys(book):
    """Its L-BFGS operator, which begins with the identity, on a history whose scale is 1."""
    rng = np.random.default_rng(2)
    s = [rng.normal(size=6) for _ in range(4)]
    curvature = np.diag(rng.uniform(1.0, 4.0, size=6))
    y = [curvature @ step for step in s]
    y[-1] = y[-1] * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    gradient = rng.normal(size=6)
    theirs = optimize.LbfgsInvHessProduct(np.array(s), np.array(y))
    np.testing.assert_allclose(book.lbfgs_direction(gradient, s, y), -theirs(gradient), rtol=1e-10)


def test_our_minimum_is_scipys_on_other_residuals(book):
    """Rosenbrock's valley, by Levenberg and Marquardt."""

    def banana(w):
        return np.array([10 * (w[1] - w[0] ** 2), 1 - w[0]]), np.array([[-20 * w[0], 10.0], [-1.0, 0.0]])

    path, _, _ = book.levenberg_marquardt(banana, np.array([-1.2, 1.0]), num_attempts=60)
    theirs = optimize.least_squares(lambda w: banana(w)[0], [-1.2, 1.0], lambda w: banana(w)[1], method="lm")
    np.testing.assert_allclose(path[-1], theirs.x, atol=1e-8)


@pytest.fixture(scope="module")
def map_of_starts(book) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return where every method ends from the 25 starts, and what that is."""
    return book.where_all_end()


def test_the_map_of_starts(map_of_starts):
    """The text says `about`: from a bad start rounding decides, and another BLAS rounds otherwise."""
    ends, kinds = map_of_starts

    def same(one, two):
        near = np.linalg.norm(ends[one] - ends[two], axis=1) < 0.01
        return sum(n and k != "astray" for n, k in zip(near, kinds[one], strict=True))

    assert len(ends["Newton"]) == 25
    assert same("Levenberg-Marquardt", "SciPy LM") == pytest.approx(21, abs=2)
    assert same("L-BFGS", "SciPy L-BFGS-B") == pytest.approx(14, abs=3)
    assert same("Levenberg-Marquardt", "L-BFGS") == pytest.approx(9, abs=3)
    others = [name for name in ends if name != "Newton"]
    assert max(same("Newton", other) for other in others) <= 8
    assert max(same(one, two) for one in ends for two in ends if one != two) < 25
    assert all(2 <= found.count("lowest minimum") <= 6 for found in kinds.values())
    assert kinds["Newton"].count("astray") > 12
    assert 1 <= kinds["Newton"].count("saddle or hilltop") <= 4
    assert all("saddle or hilltop" not in kinds[name] for name in others)


def test_no_end_is_lower_than_the_lowest(book, map_of_starts):
    ends, kinds = map_of_starts
    lowest = book.gabor_loss(book.newton(book.START)[-1])
    reached = [
        book.gabor_loss(w)
        for name, where in ends.items()
        for w, kind in zip(where, kinds[name], strict=True)
        if kind != "astray"
    ]
    assert min(reached) == pytest.approx(lowest)


@pytest.mark.slow
def test_the_shares_of_the_closing_map(book):
    best = book.newton(book.START)[-1]
    starts = [np.array([a, b]) for b in np.linspace(-4, 30, 25) for a in np.linspace(-10, 10, 25)]
    for name, share in (("Newton", 0.04), ("Levenberg-Marquardt", 0.16), ("L-BFGS", 0.22)):
        with np.errstate(all="ignore"):
            kinds = [book.kind(book.OURS[name](w)[-1], best) for w in starts]
        assert kinds.count("lowest minimum") / len(kinds) == pytest.approx(share, abs=0.015), name


def test_question_factor_the_missing_two_makes_a_mirror(book):
    rng = np.random.default_rng(3)
    A, b, x = rng.normal(size=(9, 3)), rng.normal(size=9), rng.normal(size=3)
    solution = np.linalg.lstsq(A, b)[0]

    def printed(x):
        return x - np.linalg.solve(A.T @ A, 2 * A.T @ (A @ x - b))

    np.testing.assert_allclose(printed(x), 2 * solution - x, atol=1e-10)
    np.testing.assert_allclose(np.sum((A @ printed(x) - b) ** 2), np.sum((A @ x - b) ** 2))
    np.testing.assert_allclose(printed(printed(x)), x, atol=1e-10)


def test_question_networks():
    n = 1_000_000
    assert n**2 * 8 == 8e12
    seconds = 2 / 3 * n**3 / 1e11
    assert seconds == pytest.approx(6.7e6, rel=0.01)
    assert round(seconds / 86400) == 77
    assert 20 * n * 8 == 160e6


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "$J^\\top \\mathbf{r} = (12, -9)$",
        "Newton needs 4 steps, Levenberg-Marquardt and Gauss-Newton 9, L-BFGS 11, and gradient descent 424",
        "rate 0.89",
        "from about 21 starts",
        "share about 14",
        "it is about 9",
        "three to five starts of 25",
        "4 % of these starts by Newton, 16 % by Levenberg-Marquardt, 22 % by L-BFGS",
        "77 days",
        "160 MB",
    )
    assert [number for number in numbers if number not in text] == []

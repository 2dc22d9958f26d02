"""The interactive classifier: what it computes, what its controls do, and what it is without a browser."""

import subprocess
import sys

import numpy as np
import pytest

import datasets
from utils import when_ready, widgets
from utils.widgets import drawing, html, linear2d
from utils.widgets.model import LECTURE_REG, LECTURE_W, Problem, State

PRINTED = [0.00, 0.00, 0.35, 0.00, 0.29, 0.00, 0.03, 0.00, 0.03]  # S1's last column


@pytest.fixture
def points():
    return datasets.load("nine_points")


@pytest.fixture
def losses(written):
    return {"SVM": written("svm_loss_vectorized"), "softmax": written("softmax_loss_vectorized")}


@pytest.fixture
def problem(points, losses):
    return Problem(points.X, points.y, losses)


@pytest.fixture
def panel(problem):
    pytest.importorskip("ipywidgets")
    from utils.widgets.panel import Panel

    return Panel(problem, problem.start())


def empty(W, X, y, reg):
    raise NotImplementedError("Your turn: replace this line with your code.")


# ---------------------------------------------------------------- the model


def test_it_opens_with_the_table_of_the_lecture(problem):
    reading = problem.read(problem.start())
    assert (reading.data, reading.penalty, reading.total) == pytest.approx((0.08, 1.11, 1.19), abs=0.005)
    assert reading.each == pytest.approx(PRINTED, abs=0.01)
    assert reading.scores[0] == pytest.approx([0.72, -0.28, -0.31], abs=0.01)


@pytest.mark.parametrize("kind", ["SVM", "softmax"])
def test_the_slopes_are_those_of_the_total_shown(problem, kind):
    W = np.random.default_rng(3).standard_normal((3, 3))
    state = State(W, 0.3, 0.1, kind)
    measured = np.zeros((3, 3))
    for index in np.ndindex(3, 3):
        up, down = (problem.read(state.with_weight(index, W[index] + h)).total for h in (1e-6, -1e-6))
        measured[index] = (up - down) / 2e-6
    np.testing.assert_allclose(problem.gradient(state), measured, atol=1e-7)


def test_a_step_goes_against_the_slopes_and_many_go_down(problem):
    state = problem.start()
    one = problem.descend(state)
    np.testing.assert_allclose(one.W, state.W - 0.1 * problem.gradient(state))
    assert (
        problem.read(problem.descend(state, 50)).total < problem.read(one).total < problem.read(state).total
    )


def test_states_are_not_changed_behind_ones_back(problem):
    state = problem.start()
    state.with_weight((0, 0), 9.0)
    problem.descend(state, 3)
    np.testing.assert_array_equal(state.W, LECTURE_W)


def test_a_loss_that_writes_into_its_arguments_spoils_nothing(points, losses):
    def careless(W, X, y, reg):
        result = losses["SVM"](W, X, y, reg)
        W[:], X[:], y[:] = 0, 0, 0
        return result

    problem = Problem(points.X, points.y, {"SVM": careless})
    state = problem.start()
    assert problem.read(state).total == problem.read(state).total == pytest.approx(1.19, abs=0.005)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((np.zeros(9), np.zeros((3, 3))), "one number"),
        ((1.0, np.zeros((2, 3))), r"dW of shape \(3, 3\)"),
        ((np.nan, np.zeros((3, 3))), "not finite"),
        ((1.0, np.full((3, 3), np.inf)), "not finite"),
    ],
)
def test_what_a_loss_returns_is_looked_at(points, answer, words):
    problem = Problem(points.X, points.y, {"SVM": lambda W, X, y, reg: answer})
    with pytest.raises(ValueError, match=words):
        problem.read(problem.start())


def test_points_with_a_column_of_ones_are_refused_with_a_reason(losses):
    three = datasets.load("nine_points", bias=True)
    with pytest.raises(ValueError, match="The column of ones is added here"):
        Problem(three.X, three.y, losses)
    with pytest.raises(ValueError, match="each 0, 1 or 2"):
        Problem(three.X[:, :2], three.y + 1, losses)


# ---------------------------------------------------------------- the pictures


def test_every_place_lies_in_the_region_of_its_highest_score():
    rng = np.random.default_rng(0)
    for _ in range(20):
        W = rng.standard_normal((3, 3))
        regions = [drawing.region(W, c, 1.0) for c in range(3)]
        assert sum(map(area, regions)) == pytest.approx(4)
        for c, corners in enumerate(regions):
            if area(corners) > 1e-3:
                assert np.argmax([*corners.mean(axis=0), 1] @ W) == c


def area(corners):
    """Return the area of a polygon."""
    if len(corners) < 3:
        return 0.0
    x, y = corners.T
    return abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def test_weights_of_zero_and_huge_ones_can_be_drawn(problem):
    for W in (np.zeros((3, 3)), 1e9 * LECTURE_W):
        state = State(W, 0.0, 0.1, "SVM")
        assert drawing.picture(problem, state, problem.read(state)).startswith(b"\x89PNG")


def test_numbers_are_written_with_a_minus_but_none_before_zero():
    assert [html.number(value) for value in (1.234, -0.5, -0.0, -0.001)] == ["1.23", "−0.50", "0.00", "0.00"]


# ---------------------------------------------------------------- the panel


def test_the_panel_shows_the_table(panel):
    assert "data loss <b>0.08</b> + penalty <b>1.11</b> = total <b>1.19</b>" in panel.totals.value
    assert panel.table.value.count("<tr") == 10
    assert bytes(panel.plane.value).startswith(b"\x89PNG")
    assert panel.weights[1][2].control.label == "-1.72"
    assert "−1.72" in panel.labels[1][2].value
    assert "−0.45" in panel.labels[1][2].value


def test_a_slider_moves_one_weight(panel):
    panel.weights[2][0].control.index = 500
    expected = LECTURE_W.copy()
    expected[2, 0] = 2.0
    np.testing.assert_array_equal(panel.state.W, expected)
    assert "total <b>1.19</b>" not in panel.totals.value


def test_steps_repeat_and_play_descend(panel, problem):
    start = panel.state
    panel.step.click()
    np.testing.assert_allclose(panel.state.W, problem.descend(start).W)
    panel.repeat.click()
    np.testing.assert_allclose(panel.state.W, problem.descend(start, 21).W)
    panel.play.value = 1
    panel.play.value = 0  # stopped
    np.testing.assert_allclose(panel.state.W, problem.descend(start, 22).W)


def test_weights_between_the_places_of_a_slider_or_beyond_them_stay_exact(panel):
    W = np.full((3, 3), 0.123456)
    W[0, 0] = 12.5
    panel.go(lambda state: State(W, 0.2, 0.1, "SVM"))
    np.testing.assert_array_equal(panel.state.W, W)
    assert panel.weights[0][0].control.label == "3.00"
    assert "12.50" in panel.labels[0][0].value
    assert panel.weights[1][1].control.label == "0.12"


def test_randomize_and_back_to_the_lecture(panel):
    panel.random.click()
    first = panel.state.W
    panel.random.click()
    assert not np.allclose(first, panel.state.W)
    panel.reg.control.index = 0
    assert panel.state.reg == 0
    assert "penalty <b>0.00</b>" in panel.totals.value
    panel.lecture.click()
    np.testing.assert_array_equal(panel.state.W, LECTURE_W)
    assert panel.state.reg == LECTURE_REG
    assert "total <b>1.19</b>" in panel.totals.value


def test_the_other_loss_can_be_chosen(panel, problem):
    panel.kind.value = "softmax"
    reading = problem.read(State(LECTURE_W, LECTURE_REG, 0.1, "softmax"))
    assert f"data loss <b>{reading.data:.2f}</b>" in panel.totals.value


def test_a_loss_still_empty_is_named_and_the_other_stays(points, losses):
    pytest.importorskip("ipywidgets")
    from utils.widgets.panel import Panel

    problem = Problem(points.X, points.y, {"SVM": losses["SVM"], "softmax": empty})
    panel = Panel(problem, problem.start())
    panel.kind.value = "softmax"
    assert "This part waits for <code>empty</code>" in panel.message.value
    assert panel.kind.value == panel.state.kind == "SVM"
    panel.step.click()
    assert panel.message.value == ""


def test_a_loss_that_fails_says_so_in_the_panel(points, losses):
    pytest.importorskip("ipywidgets")
    from utils.widgets.panel import Panel

    def broken(W, X, y, reg):
        raise ZeroDivisionError("by <nothing>")

    problem = Problem(points.X, points.y, {"SVM": losses["SVM"], "softmax": broken})
    panel = Panel(problem, problem.start())
    panel.kind.value = "softmax"
    assert "ZeroDivisionError: by &lt;nothing&gt;" in panel.message.value
    assert "total <b>1.19</b>" in panel.totals.value


# ---------------------------------------------------------------- the call


def test_outside_a_notebook_it_is_a_figure(figures, points, losses):
    widgets.linear_classifier_2d(points.X, points.y, svm=losses["SVM"], softmax=losses["softmax"])
    plane, beside = figures.gcf().axes
    assert len(plane.patches) == 3
    assert beside.tables[0][3, 7].get_text().get_text() == "0.34"
    assert "data loss 0.08 + penalty 1.11 = total 1.19" in beside.texts[0].get_text()
    figures.gcf().canvas.draw()


def test_without_ipywidgets_it_is_a_figure_in_a_notebook_too(figures, points, losses, monkeypatch):
    monkeypatch.setattr(linear2d, "find_spec", lambda name: None)
    monkeypatch.setattr("IPython.get_ipython", lambda: type("Shell", (), {"kernel": True}))
    widgets.linear_classifier_2d(points.X, points.y, svm=losses["SVM"], softmax=losses["softmax"])
    assert len(figures.get_fignums()) == 1


def test_in_a_kernel_one_output_holds_the_panel_and_a_picture(points, losses, monkeypatch):
    pytest.importorskip("ipywidgets")
    shown = []
    monkeypatch.setattr(linear2d, "_live", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    widgets.linear_classifier_2d(points.X, points.y, svm=losses["SVM"], softmax=losses["softmax"])
    assert [sorted(bundle) for bundle in shown] == [
        ["application/vnd.jupyter.widget-view+json", "image/png", "text/plain"]
    ]
    assert "total loss 1.19" in shown[0]["text/plain"]


def test_an_empty_exercise_makes_it_wait(figures, points, losses, capsys):
    with when_ready():
        widgets.linear_classifier_2d(points.X, points.y, svm=empty, softmax=losses["softmax"])
    assert capsys.readouterr().out == (
        "This part waits for `empty`. Write it above, then run this cell again.\n"
    )
    assert figures.get_fignums() == []


def test_importing_it_loads_neither_ipywidgets_nor_matplotlib():
    heavy = "{'ipywidgets', 'matplotlib', 'IPython'}"
    program = f"import sys\nfrom utils import widgets\nprint({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

"""Every check of the notebook `perceptron` accepts the solution, and calls every usual slip by its name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import perceptron

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a1_linear_classifiers" / "perceptron.ipynb"
NAMES = [name.removeprefix("check_") for name in perceptron.__all__]
UPDATE = "w = perceptron_step(w, X[i], y[i], learning_rate)"
ORDER = "rng.permutation(len(X))"

# exercise, edits of the solution's text, what the student must read
SLIPS = [
    ("zero_one_loss", [("!=", "==")], "You charge the right answers"),
    ("zero_one_loss", [("np.where(y_hat != y, 1.0, 0.0)", "y_hat != y")], "True and False"),
    ("zero_one_loss", [("np.where(y_hat != y, 1.0, 0.0)", "np.mean(y_hat != y)")], "got a single number"),
    ("zero_one_loss", [("np.where(y_hat != y, 1.0, 0.0)", "abs(y_hat - y)")], "how far it is off"),
    ("l1_loss", [("np.abs(y_hat - y)", "y_hat - y")], "too low counts as less than nothing"),
    ("l1_loss", [("np.abs(y_hat - y)", "y - y_hat")], "too high counts as less than nothing"),
    ("l1_loss", [("np.abs(y_hat - y)", "(y_hat - y) ** 2")], "These are squares"),
    ("l1_loss", [("np.abs(y_hat - y)", "np.sum(np.abs(y_hat - y))")], "got a single number"),
    ("l1_loss", [("np.abs(y_hat - y)", "np.abs(np.abs(y_hat) - np.abs(y))")], "Subtract first"),
    ("l1_loss", [("np.abs(y_hat - y)", "np.abs(y_hat - y)[:, None]")], "3 losses, got shape (3, 1)"),
    ("l2_loss", [("(y_hat - y) ** 2", "0.5 * (y_hat - y) ** 2")], "There is a 1/2 in it"),
    ("l2_loss", [("(y_hat - y) ** 2", "np.abs(y_hat - y)")], "absolute values (L1)"),
    ("l2_loss", [("(y_hat - y) ** 2", "y_hat - y")], "The square is missing"),
    ("l2_loss", [("(y_hat - y) ** 2", "y - y_hat")], "The square is missing"),
    ("l2_loss", [("(y_hat - y) ** 2", "y_hat**2 - y**2")], "Subtract first, then square"),
    ("l2_loss", [("(y_hat - y) ** 2", "np.mean((y_hat - y) ** 2)")], "got a single number"),
    ("hinge_loss", [("np.maximum(0.0, 1.0 - y * y_hat)", "1.0 - y * y_hat")], "max(0, ...) is missing"),
    ("hinge_loss", [("1.0 - y", "1.0 + y")], "You charge the right side"),
    ("hinge_loss", [("1.0 - y", "-y")], "The margin of 1 is missing"),
    ("hinge_loss", [("y * y_hat", "y_hat")], "The label has no effect"),
    ("hinge_loss", [("y * y_hat", "(y > 0) * y_hat")], "as if its label were 0"),
    (
        "hinge_loss",
        [("return np.maximum(0.0, 1.0 - y * y_hat)", "return np.maximum(0.0, 1.0 - y * y_hat) ** 2")],
        "These are squares",
    ),
    ("hinge_loss", [("np.maximum(0.0, 1.0 - y * y_hat)", "np.abs(1.0 - y * y_hat)")], "costs nothing"),
    ("hinge_loss", [("np.maximum(0.0, 1.0", "np.max(0.0, 1.0")], "Your code raised"),
    ("perceptron_step", [("w + learning_rate", "w - learning_rate")], "You step uphill"),
    ("perceptron_step", [("error * x", "error")], "The input is missing"),
    ("perceptron_step", [("* error * x", "* 2 * error * x")], "Twice too far"),
    ("perceptron_step", [("learning_rate * error", "error")], "The learning rate has no effect"),
    ("perceptron_step", [("w + learning_rate", "learning_rate")], "return the weights after"),
    ("perceptron_step", [("w + learning_rate * error", "-error")], "The new weight"),
    ("perceptron_step", [("y - w @ x", "y - w * x")], "Each weight predicts for itself"),
    ("perceptron_step", [("y - w @ x", "y - np.sign(w @ x)")], "Rosenblatt's rule"),
    ("perceptron_step", [("y - w @ x", "y")], "The prediction is missing"),
    ("perceptron_step", [("* error * x", "* 0 * x")], "Nothing moves"),
    (
        "perceptron_step",
        [("return w + learning_rate * error * x", "w += learning_rate * error * x\n    return w")],
        "has changed",
    ),
    ("perceptron_step", [("* error * x", "* error * x[:, None]")], "Expected new weights of shape (3,)"),
    ("train_perceptron", [("return w, np.array(path)", "return w")], "Expected a pair"),
    (
        "train_perceptron",
        [("return w, np.array(path)", "return np.array(path), w")],
        "w should have shape (2,)",
    ),
    ("train_perceptron", [("np.array(path)", "path")], "`path` should be an array"),
    ("train_perceptron", [("path = [w]", "path = []")], "Is the start missing?"),
    (
        "train_perceptron",
        [("            path.append", "        path.append")],
        "after every step, not after every pass",
    ),
    ("train_perceptron", [("range(epochs)", "range(epochs + 1)")], "path should be (4 * 3 + 1, 2)"),
    (
        "train_perceptron",
        [("np.random.default_rng() if rng is None else rng", "rng")],
        "Your code raised AttributeError",
    ),
    (
        "train_perceptron",
        [(UPDATE, "w += learning_rate * (y[i] - w @ X[i]) * X[i]")],
        "You stored the same array",
    ),
    (
        "train_perceptron",
        [(UPDATE, "w += learning_rate * (y[i] - w @ X[i]) * X[i]")],
        "so no order can be seen",  # not that the generator is at fault
    ),
    (
        "train_perceptron",
        [
            ("        for i", "        old = w\n        for i"),
            (UPDATE, "w = w + learning_rate * (y[i] - old @ X[i]) * X[i]"),
        ],
        "Each step starts from",
    ),
    (
        "train_perceptron",
        [("        for i", "        w = np.zeros(X.shape[1])\n        for i")],
        "not from zeros",
    ),
    ("train_perceptron", [("return w, np", "return path[len(X)], np")], "where the first pass ended"),
    ("train_perceptron", [(ORDER, "rng.integers(len(X), size=len(X))")], "share no feature"),
    ("train_perceptron", [("y[i]", "y[0]")], "share no feature"),
    ("train_perceptron", [("learning_rate)", "learning_rate / len(X))")], "The path"),
    (
        "train_perceptron",
        [("learning_rate)", "learning_rate / (4 if len(X) == 4 else 1))")],
        "by the number of examples",
    ),
    ("train_perceptron", [(ORDER, "np.random.default_rng().permutation(len(X))")], "two different orders"),
    ("train_perceptron", [(ORDER, "range(len(X))")], "Two generators gave the same order"),
    (
        "train_perceptron",
        [
            ("    path = [w]", "    path = [w]\n    order = rng.permutation(len(X))"),
            ("in rng.permutation(len(X)):", "in order:"),
        ],
        "Both passes have the same order",
    ),
]


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Return the source of every solution cell, by function."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    marks = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in cells]
    return {
        mark["grade_id"].removesuffix("_solution"): source
        for mark, source in marks
        if mark.get("solution") and not mark.get("grade")
    }


@pytest.fixture
def slipped(answers: dict[str, str]) -> Callable[..., Any]:
    """Return a maker of functions: the solution `name`, with each `old` in its text made `new`."""

    def make(name: str, *edits: tuple[str, str]) -> Any:
        head, code = answers[name].rsplit('"""', 1)
        for old, new in edits:
            if old not in code:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            code = code.replace(old, new)
        namespace: dict[str, Any] = {"np": np}
        exec(answers["perceptron_step"], namespace)
        exec(f'{head}"""{code}', namespace)
        return namespace[name]

    return make


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, slipped):
    result = getattr(perceptron, f"check_{name}")(slipped(name))
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, slipped):
    result = getattr(perceptron, f"check_{name}")(slipped(name, *edits))
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = getattr(perceptron, f"check_{name}")(stub)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    result = getattr(perceptron, f"check_{name}")(lambda *arguments: None)
    assert not result.passed
    assert "None" in repr(result)


def test_another_way_to_shuffle_passes(slipped):
    """The order is the student's to draw, as long as the generator decides it."""
    edit = ("rng.permutation(len(X))", "rng.choice(len(X), size=len(X), replace=False)")
    assert perceptron.check_train_perceptron(slipped("train_perceptron", edit)).passed

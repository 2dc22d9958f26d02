"""Every check accepts the solution, and every slip people really make is called by its name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from utils import add_to_class
from utils.checks import linear_classifier as checks

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a1_linear_classifiers"
CHECKS = {
    "random_search": checks.check_random_search,
    "train": checks.check_train,
    "predict": checks.check_predict,
    "LinearSVM": checks.check_linear_svm,
    "Softmax": checks.check_softmax,
    "tune": checks.check_tune,
    "train_final": checks.check_train_final,
}
DRAW = "scale * rng.standard_normal(shape)"
STEP = "self.W = self.W - learning_rate * gradient"
ROWS = "np.random.choice(num_train, batch_size)"
RETURN_BEST = "return grid[first], scores[first], scores"

# exercise, edits of the solution's text, what the student must read
SLIPS = [
    ("random_search", [("return best_W, best_loss, losses", "return best_W, best_loss")], "three values"),
    ("random_search", [("return best_W, best_loss, losses", "pass")], "got NoneType"),
    ("random_search", [("losses[number] < best_loss", "True")], "Not the best you saw"),
    ("random_search", [("losses[number] < best_loss", "False")], "the first one, which has the highest"),
    ("random_search", [(DRAW, "rng.standard_normal(shape)")], "The scale has no effect"),
    ("random_search", [(DRAW, f"scale * {DRAW}")], "applied twice"),
    ("random_search", [(DRAW, "1e-4 * rng.standard_normal(shape)")], "default scale"),
    ("random_search", [("rng.standard_normal(shape)", "rng.random(shape)")], "uniform numbers"),
    ("random_search", [("< best_loss", "<= best_loss")], "must not replace the leader"),
    ("random_search", [("losses\n", "np.minimum.accumulate(losses)\n")], "lowest losses so far"),
    ("random_search", [("best_loss, losses\n", "best_loss, np.sort(losses)\n")], "not sorted"),
    ("random_search", [("best_loss, losses\n", "loss_fn(best_W), losses\n")], "once a try"),
    ("train", [("return loss_history", "pass")], "got None"),
    ("train", [("return loss_history", "return loss_history[-1]")], "Expected a list of 4 losses"),
    ("train", [(STEP, "pass")], "W has not moved"),
    ("train", [(STEP, "self.W = self.W + learning_rate * gradient")], "that is uphill"),
    ("train", [(STEP, "self.W = self.W - gradient")], "learning rate has no effect"),
    ("train", [(STEP, f"{STEP} / batch_size")], "already divided"),
    ("train", [("loss_history.append(loss)", "loss_history.append(loss + reg)")], "already inside"),
    (
        "train",
        [("loss_history.append(loss)", "loss_history.append(self.loss(X[rows], y[rows], reg)[0])")],
        "note the one before it",
    ),
    ("train", [("y[rows]", f"y[{ROWS}]")], "one draw of rows serves both"),
    ("train", [("y[rows]", "y")], "one label a row"),
    ("train", [("y[rows], reg)", "y[rows], 0.0)")], "`loss` got 0.0"),
    ("train", [(ROWS, "np.arange(num_train)")], "batch_size has no effect"),
    ("train", [(ROWS, f"{ROWS}[1:]")], "Expected batches of 10 rows"),
    ("train", [(ROWS, "np.arange(batch_size)")], "the same rows"),
    ("train", [("    if self.W is None:\n        self.W", "    self.W")], "Training never continues"),
    ("train", [("0.001 * np.random.randn(dim", "np.random.randn(dim")], "0.001 times"),
    ("train", [("np.max(y) + 1", "np.max(y)")], "raised ValueError"),
    ("predict", [("axis=1", "axis=0")], "expected shape (4,)"),
    ("predict", [("np.argmax(X @ self.W, axis=1)", "X @ self.W")], "4 x 3 scores"),
    ("predict", [("np.argmax", "np.argmin")], "lowest score"),
    ("predict", [("np.argmax", "np.max")], "scores of the winners"),
    ("predict", [("np.argmax(X @ self.W, axis=1)", "np.zeros(len(X))")], "Every row gets class 0"),
    ("LinearSVM", [("y_batch, reg)\n        ###", "y_batch, 0.0)\n        ###")], "reg is not passed on"),
    ("LinearSVM", [("(self.W,", "(0 * self.W,")], "the loss at W = 0"),
    ("LinearSVM", [("y_batch, reg)\n        ###", "y_batch, reg)[0]\n        ###")], "Expected a pair"),
    ("Softmax", [("y_batch, reg)\n        ###", "y_batch, 0.0)\n        ###")], "reg is not passed on"),
    ("Softmax", [("(self.W,", "(0 * self.W,")], "the loss at W = 0"),
    ("Softmax", [("softmax_loss", "svm_loss")], "expected"),
    ("tune", [(RETURN_BEST, "return grid[first], scores[first]")], "three values"),
    ("tune", [(RETURN_BEST, "return first, scores[first], scores")], "not its place in the grid"),
    ("tune", [("np.argmax", "np.argmin")], "the lowest score"),
    ("tune", [("int(np.argmax(scores))", "len(scores) - 1")], "the last score"),
    (
        "tune",
        [("int(np.argmax(scores))", "len(scores) - 1 - int(np.argmax(scores[::-1]))")],
        "expected best = 2, the first",
    ),
    (
        "tune",
        [(RETURN_BEST, "return (grid[first] if scores[first] > 0 else None), scores[first], scores")],
        "what do you start from?",
    ),
    ("tune", [("scores[first], scores", "max(0, scores[first]), scores")], "You start from 0"),
    ("tune", [(RETURN_BEST, "return grid[first], train(grid[first]), scores")], "4 trainings"),
    ("tune", [("tqdm(grid,", "tqdm(grid[::-1],")], "in order"),
    ("train_final", [("return model", "return W")], "method `predict`"),
    (
        "train_final",
        [("return model", "model.predict = lambda X: np.zeros((len(X), 3))\n    return model")],
        "expected 30 labels",
    ),
    ("train_final", [("(images - mean)", "images")], "prepare its pixels"),
    (
        "train_final",
        [("    rows, model", "    X -= mean\n    rows, model"), ("hstack([X - mean", "hstack([X")],
        "caller's images have changed",
    ),
    ("train_final", [("(images - mean)", "(images - images.mean(axis=0))")], "Alone, some images"),
]


def solutions(name: str) -> dict[str, str]:
    """Return the solution cells of a notebook, by question, and its class cell."""
    cells = json.loads((SOLUTIONS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    found = {"class": "".join("".join(cell["source"]) for cell in cells if cell["id"] == "linear-classifier")}
    for cell in cells:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and not mark.get("grade"):
            found[mark["grade_id"].removesuffix("_solution")] = "".join(cell["source"])
    return found


@pytest.fixture(scope="module")
def code() -> dict[str, str]:
    return solutions("linear_classifier")


@pytest.fixture
def made(code: dict[str, str]) -> Callable[..., Any]:
    """Return a maker of what a graded cell checks, with each `old` in the solution made `new`."""

    def make(name: str, *edits: tuple[str, str]) -> Any:
        source = code[name]
        for old, new in edits:
            assert old in source, f"{name} does not contain {old!r}"
            source = source.replace(old, new)
        imports = "import sys\nimport numpy as np\nfrom tqdm import tqdm\nfrom types import SimpleNamespace\n"
        namespace: dict[str, Any] = {"add_to_class": add_to_class}
        for text in solutions("losses").values():
            exec(f"{imports}{text}", namespace)
        exec("losses = SimpleNamespace(**globals())", namespace)
        exec(code["class"], namespace)
        exec(source, namespace)
        return namespace["LinearClassifier" if name in ("train", "predict") else name]

    return make


@pytest.mark.parametrize("name", CHECKS)
def test_the_solution_passes_every_check(name, made):
    result = CHECKS[name](made(name))
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, made):
    result = CHECKS[name](made(name, *edits))
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", CHECKS)
def test_an_untouched_stub_gets_a_kind_word(name, code, made):
    before, _, rest = code[name].partition("### BEGIN SOLUTION")
    indent = before[before.rindex("\n") + 1 :]
    body = rest.partition("### END SOLUTION")[0]
    result = CHECKS[name](made(name, (body, f"\n{indent}raise NotImplementedError\n{indent}")))
    assert not result.started
    assert "✗" not in repr(result)


def test_the_final_model_is_trained_once_for_all_its_checks(made):
    calls, train_final = [], made("train_final")

    def counted(*args):
        calls.append(args)
        return train_final(*args)

    assert checks.check_train_final(counted).passed
    assert checks.check_train_final(counted).passed
    assert len(calls) == 2  # once a run: what it is built on may have changed since

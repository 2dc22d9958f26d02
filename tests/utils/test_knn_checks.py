"""Every check of the notebook `knn` accepts the solution, and typical slips are called by their names."""

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from utils.checks import knn

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a1_linear_classifiers" / "knn.ipynb"
NAMES = [name.removeprefix("check_") for name in knn.__all__]
TWO, ONE, NONE = (f"compute_distances_{loops}" for loops in ("two_loops", "one_loop", "no_loops"))
TWO_ROOT = "np.sqrt(np.sum((X[i] - self.X_train[j]) ** 2))"
SQUARES = "test_squares + train_squares - 2 * X @ self.X_train.T"
OTHERS = "X_folds[:fold] + X_folds[fold + 1 :]"
LABELS_OF_OTHERS = "y_folds[:fold] + y_folds[fold + 1 :]"
CORRECT = "np.mean(y_pred == y_folds[fold])"


def sources() -> dict[str, str]:
    """Return the class and the solutions, by name."""
    found = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if cell["id"] == "class" or grade_id.endswith("_solution"):
            found[grade_id.removesuffix("_solution") or "class"] = "".join(cell["source"])
    return found


def made(name: str = "", *edits: tuple[str, str]) -> Any:
    """Return what the check of an exercise takes: of a method its class. `edits` change that one solution."""
    namespace: dict[str, Any] = {}
    exec("import sys\nimport numpy as np\nfrom tqdm import tqdm\nfrom utils import add_to_class", namespace)
    for each, source in sources().items():
        for old, new in edits if each == name else ():
            if old not in source:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            source = source.replace(old, new)
        exec(source, namespace)
    return namespace["cross_validate_k" if name == "cross_validate_k" else "KNearestNeighbor"]


# exercise, edits of the solution's text, what the student must read
SLIPS = [
    (TWO, [(TWO_ROOT, "np.sum((X[i] - self.X_train[j]) ** 2)")], "the root is missing"),
    (TWO, [(TWO_ROOT, "np.sum(np.abs(X[i] - self.X_train[j]))")], "absolute differences (L1)"),
    (TWO, [(TWO_ROOT, "np.sqrt(np.sum(X[i] - self.X_train[j]) ** 2)")], "opposite sign cancel"),
    (TWO, [(TWO_ROOT, "np.max(np.abs(X[i] - self.X_train[j]))")], "Only the largest difference counts"),
    (TWO, [("np.sum(", "np.mean(")], "mean over the features"),
    (TWO, [("return dists", "return dists.T")], "Rows are training points here"),
    (TWO, [("X[i] - ", "self.X_train[i] - ")], "X plays no part"),
    (TWO, [("dists[i, j] =", "distance =")], "is the table ever filled in?"),
    (TWO, [("return dists", "dists")], "got None"),
    (ONE, [(", axis=1", ", axis=0")], "Your code raised ValueError"),
    (ONE, [("np.sqrt(", "(")], "the root is missing"),
    (NONE, [("np.maximum(squares, 0.0)", "squares")], "rounding can leave a little less than 0"),
    (NONE, [("    X = X.astype(np.float64)\n", "")], "wrapped around in 8 bits"),
    (NONE, [("- 2 * X", "+ 2 * X")], "the wrong sign"),
    (NONE, [("- 2 * X", "- X")], "factor 2 of the mixed term"),
    (NONE, [(f"squares = {SQUARES}", "squares = train_squares")], "expected shape (2, 3), got (3,)"),
    ("predict_labels", [("self.y_train[nearest]", "nearest")], "positions, not labels"),
    ("predict_labels", [("[:k]", "[:1]")], "k has no effect"),
    ("predict_labels", [("dists[i], kind", "-dists[i], kind")], "These are the farthest"),
    (
        "predict_labels",
        [("np.argmax(votes)", "len(votes) - 1 - np.argmax(votes[::-1])")],
        "the smaller label",
    ),
    (
        "predict_labels",
        [("np.argmax(votes)", "np.mean(self.y_train[nearest])"), ("dtype=self.y_train.dtype", "dtype=float")],
        "do not average",
    ),
    (
        "predict_labels",
        [('np.argsort(dists[i], kind="stable")', "np.lexsort((-np.arange(dists.shape[1]), dists[i]))")],
        "the lower index comes first",
    ),
    ("predict", [("(dists, k)", "(dists)")], "does k reach predict_labels?"),
    ("predict", [("num_loops == 1", "num_loops == 2")], "`compute_distances_one_loop` should be called"),
    (
        "predict",
        [("return self.predict_labels(dists, k)", "return dists")],
        "expected shape (2,), got (2, 5)",
    ),
    (
        "cross_validate_k",
        [(OTHERS, "X_folds"), (LABELS_OF_OTHERS, "y_folds")],
        "you test on points you stored",
    ),
    ("cross_validate_k", [("np.mean(y_pred", "np.sum(y_pred")], "divide by the size of the fold"),
    ("cross_validate_k", [("np.mean(y_pred", "100 * np.mean(y_pred")], "percentages"),
    ("cross_validate_k", [("y_pred == ", "y_pred != ")], "shares of mistakes"),
    ("cross_validate_k", [(CORRECT, "np.sum(y_pred == y_folds[fold]) / len(X)")], "not of the whole data"),
    ("cross_validate_k", [("labels(dists, k)", "labels(dists)")], "k has no effect"),
    (
        "cross_validate_k",
        [("tqdm(range(num_folds)", "tqdm(range(num_folds - 1)")],
        "3 folds give 3 accuracies",
    ),
    ("cross_validate_k", [("return accuracies", "return list(accuracies)")], "Expected a dict"),
    ("cross_validate_k", [("for k in k_choices}", "for k in range(1, 9)}")], "Expected the keys"),
]


def checked(name: str, subject: Any) -> Any:
    return getattr(knn, f"check_{name}")(subject)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name):
    result = checked(name, made(name))
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence):
    result = checked(name, made(name, *edits))
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    model = made()
    setattr(model, name, stub)
    result = checked(name, stub if name == "cross_validate_k" else model)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    model = made()
    setattr(model, name, lambda *arguments: None)
    result = checked(name, model.cross_validate_k if name == "cross_validate_k" else model)
    assert not result.passed
    assert "None" in repr(result)


def test_a_table_of_zeros_does_not_pass():
    for name in (TWO, ONE, NONE):
        model = made()
        setattr(model, name, lambda self, X: 0.0 * X @ self.X_train.T)
        assert sum(line.status == "failed" for line in checked(name, model).lines) >= 2


def test_the_progress_bar_does_not_show():
    shown = StringIO()
    with redirect_stdout(shown):
        assert checked("cross_validate_k", made("cross_validate_k")).passed
    assert shown.getvalue() == ""


def test_what_the_checks_are_made_of():
    """Every exercise of the notebook has its checks; the class itself is given."""
    assert set(NAMES) | {"class"} == set(sources())
    assert all(isinstance(getattr(knn, f"check_{name}"), knn.Exercise) for name in NAMES)

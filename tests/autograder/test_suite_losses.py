"""The suite of a1_linear_classifiers/losses on the reference, stubs, zeros, other right ways and mistakes."""

import importlib.util
import inspect
import json
import re
import zlib
from collections import defaultdict

import numpy as np
import pytest

from autograder.course import find_course
from autograder.fake import fake_submission
from autograder.loader import new_namespace, run_cell
from autograder.misconceptions import load_catalogue, mistaken_source
from autograder.outcomes import Outcome, classify
from autograder.plugin import AUTHORED, Bench
from autograder.submission import link_of

IMPORTS = "import numpy as np"
NOTEBOOK = next(
    notebook for notebook in find_course().notebooks("a1_linear_classifiers") if notebook.name == "losses"
)
CATALOGUE = load_catalogue(NOTEBOOK.suite)


def _solutions():
    cells = json.loads(NOTEBOOK.solution.read_text(encoding="utf-8"))["cells"]
    marks = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells if cell["cell_type"] == "code"]
    return {
        mark["grade_id"].removesuffix("_solution"): "".join(cell["source"])
        for cell, mark in marks
        if mark.get("solution")
    }


SOLUTIONS = _solutions()


def _tests():
    """Return (function, question, points, parameters) of every test of the suite, in order."""
    found = []
    for path in sorted(NOTEBOOK.suite.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"suite_losses_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, function in list(vars(module).items()):
            if name.startswith("test_"):
                found += _runs(function)
    return found


def _runs(function):
    marks = {mark.name: mark for mark in function.pytestmark}
    rows = marks["parametrize"].args[1] if "parametrize" in marks else []
    cases = [(row.marks[0], {"name": row.values[0]}) for row in rows] or [(marks["question"], {})]
    return [(function, mark.args[0], mark.kwargs.get("points", 0), given) for mark, given in cases]


TESTS = _tests()


@pytest.fixture(scope="module")
def reference():
    module = new_namespace("reference_losses")
    for number, source in enumerate([IMPORTS, *SOLUTIONS.values()]):
        run_cell(module, source, f"<reference_losses cell {number}>")
    return module


@pytest.fixture(scope="module")
def run_suite(reference):
    """Return a function that runs the whole suite on changed sources and returns the bench."""

    def run(changes, secret="s"):
        bench = Bench(NOTEBOOK, reference, CATALOGUE, secret)
        submission = fake_submission([IMPORTS, *(SOLUTIONS | changes).values()])
        # What numpy would only print in a worker is an exception here, where warnings are errors.
        with np.errstate(all="ignore"):
            for test in TESTS:
                bench.outcomes.append(_outcome(test, submission, reference, secret))
        return bench

    return run


@pytest.fixture(scope="module")
def grade(run_suite):
    """Return a function that runs the whole suite on changed sources and returns results by question."""
    return lambda *given: {result.id: result for result in run_suite(*given).results()}


def _outcome(test, submission, reference, secret):
    function, question, points, given = test
    link_of(submission).begin_test(question)
    rng = np.random.default_rng(zlib.crc32(f"{secret} {function.__name__} {given}".encode()))
    fixtures = {"submission": submission, "reference": reference, "rng": rng, **given}
    error = None
    try:
        function(**{name: fixtures[name] for name in inspect.signature(function).parameters})
    except (Exception, *AUTHORED) as raised:
        error = raised
    verdict = classify(error, points, AUTHORED)
    assert not verdict.unusual, f"{function.__name__} {given} raised {error!r}"
    title = function.__doc__.splitlines()[0]
    return Outcome(question, function.__name__, title, points, verdict.status, verdict.message, error)


def test_points_are_those_of_the_notebook():
    points = defaultdict(float)
    for function, question, worth in {(test[0], test[1], test[2]) for test in TESTS}:
        assert function.__doc__
        points[question] += worth
    assert points == {question.id: question.points for question in NOTEBOOK.questions if not question.manual}


@pytest.mark.parametrize("secret", ["s", "another", "a third"])
def test_the_reference_earns_everything(grade, secret):
    for result in grade({}, secret).values():
        assert (result.status, result.score) == ("passed", result.max_score)


def _stub(function):
    signature = SOLUTIONS[function].split("\n")[0]
    return f'{signature}\n    """Say what to do."""\n    raise NotImplementedError("TODO")\n'


ZEROS = {
    name: f"{SOLUTIONS[name].splitlines()[0]}\n    return {result}\n"
    for name, result in {
        **{name: "0.0, np.zeros_like(W)" for name in SOLUTIONS if "loss" in name or "penalty" in name},
        "numeric_gradient": "np.zeros_like(x)",
        "relative_error": "0.0",
    }.items()
}


@pytest.mark.parametrize(
    "changes",
    [{name: _stub(name) for name in SOLUTIONS}, ZEROS, dict.fromkeys(SOLUTIONS, "pass")],
    ids=["stubs", "zeros", "nothing"],
)
def test_no_work_earns_nothing(grade, changes):
    assert len(changes) == 9
    for result in grade(changes).values():
        assert result.score == 0
        assert result.hint
        assert not any(test.score for test in result.tests)


def test_a_missing_function_costs_its_own_question(grade):
    results = grade({"l1_penalty": "pass"})
    assert {name for name, result in results.items() if result.status != "passed"} == {"l1_penalty"}
    assert "does not define `l1_penalty`" in results["l1_penalty"].hint


@pytest.mark.parametrize("mistake", CATALOGUE, ids=lambda mistake: mistake.name)
def test_a_mistake_loses_its_questions_and_is_told_its_sentence(grade, mistake):
    results = grade({mistake.function: mistaken_source(mistake, SOLUTIONS[mistake.function])})
    lost = {name for name, result in results.items() if result.score < result.max_score}
    assert lost == set(mistake.questions)
    assert all(mistake.sentence in results[name].hint for name in lost)
    if mistake.told_by == "diagnosis":
        assert results[mistake.function].hint == mistake.sentence


def test_the_catalogue_is_large_enough():
    assert len(CATALOGUE) > 100
    assert {mistake.function for mistake in CATALOGUE} == set(SOLUTIONS)


def test_two_mistakes_at_once_are_both_told(grade):
    source = SOLUTIONS["svm_loss_vectorized"]
    source = source.replace(" + reg * np.sum(W**2)", "").replace("-pushes.sum(axis=1)", "-1.0")
    hint = grade({"svm_loss_vectorized": source})["svm_loss_vectorized"].hint
    assert "regulariz" in hint
    assert "how many margins" in hint


def test_partial_credit_for_a_right_loss(grade):
    source = SOLUTIONS["svm_loss_naive"].replace("2 * reg * W", "reg * W")
    result = grade({"svm_loss_naive": source})["svm_loss_naive"]
    assert {test.name: test.score for test in result.tests if test.max_score} == {
        "test_loss": 2.0,
        "test_gradient": 0.0,
        "test_worked_example": 1.0,
        "test_edges": 0.0,
    }


def test_no_message_holds_an_expected_value(run_suite):
    bench = run_suite(ZEROS)
    told = [test.message for result in bench.results() for test in result.tests if test.message]
    told += [result.hint for result in bench.results()]
    assert len(told) > 25
    # The inputs may be named, behind "Called with"; before that no message needs a decimal number.
    assert not any(re.search(r"\d\.\d", text.split("Called with")[0]) for text in told)


# Right solutions written in other ways. Each must earn everything.

ALTERNATIVES = {
    "svm in the manner of CS231n": """
def svm_loss_vectorized(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    N = X.shape[0]
    S = X.dot(W)
    right = S[np.arange(N), y].reshape(-1, 1)
    M = np.maximum(0, S - right + 1)
    M[np.arange(N), y] = 0
    loss = np.sum(M) / N
    loss += reg * np.sum(W * W)
    M[M > 0] = 1
    M[np.arange(N), y] -= np.sum(M, axis=1)
    dW = np.dot(X.T, M) / N
    dW += 2 * reg * W
    return loss, dW
""",
    "svm, a loop over classes": """
def svm_loss_vectorized(W, X, y, reg):
    N, (D, C) = len(X), W.shape
    right = (X * W[:, y].T).sum(1)
    total, dW = 0, np.zeros((D, C))
    for c in range(C):
        active = (X @ W[:, c] - right + 1 > 0) & (y != c)
        total += (X[active] @ W[:, c] - right[active] + 1).sum()
        dW[:, c] += X[active].sum(0)
        for k in range(C):
            dW[:, k] -= X[active & (y == k)].sum(axis=0)
    return float(total / N + reg * (W ** 2).sum()), dW / N + reg * 2 * W
""",
    "svm with einsum and one-hot rows": """
def svm_loss_vectorized(W, X, y, reg):
    Y = np.eye(W.shape[1])[y]
    S = np.einsum("nd,dc->nc", X, W)
    M = np.clip(S - np.einsum("nc,nc->n", S, Y)[:, None] + 1, 0, None) * (1 - Y)
    A = (M > 0) * 1.0
    G = A - Y * A.sum(1, keepdims=True)
    dW = np.einsum("nd,nc->dc", X, G) / X.shape[0] + 2 * reg * W
    return np.asarray(M.sum() / X.shape[0] + reg * np.einsum("dc,dc->", W, W)), dW
""",
    "svm with a mask and np.add.at": """
def svm_loss_vectorized(W, X, y, reg):
    n = y.size
    S = X @ W
    S -= np.take_along_axis(S, y[:, None].astype(int), axis=1)
    S += 1
    S[range(n), y] = -np.inf
    mask = S > 0
    dWT = np.zeros_like(W.T)
    i, j = np.nonzero(mask)
    np.add.at(dWT, j, X[i])
    np.subtract.at(dWT, y[i], X[i])
    dWT /= n
    dWT += 2 * reg * W.T
    return [S[mask].sum() / n + reg * np.linalg.norm(W) ** 2, dWT.T]
""",
    "svm, list comprehensions": """
def svm_loss_naive(weights, images, labels, strength):
    margins = [
        [max(0, float(w @ x) - float(weights.T[k] @ x) + 1) if j != k else 0 for j, w in enumerate(weights.T)]
        for x, k in zip(images, labels)
    ]
    value = sum(map(sum, margins)) / len(images) + strength * sum(w * w for w in weights.ravel().tolist())
    rows = []
    for row, k in zip(margins, labels):
        rows.append([(m > 0) - (j == k) * sum(o > 0 for o in row) for j, m in enumerate(row)])
    return value, sum(np.outer(x, r) for x, r in zip(images, rows)) / len(images) + 2 * strength * weights
""",
    "svm, counting per example": """
def svm_loss_naive(W, X, y, reg, delta=1.0):
    loss, dW = np.float64(0), np.zeros(W.shape)
    for x, label in zip(X, y):
        s = W.T.dot(x)
        violated = s - s[label] + delta > 0
        violated[label] = False
        loss += np.sum((s - s[label] + delta)[violated])
        dW += np.outer(x, violated)
        dW[:, label] -= violated.sum() * x
    loss /= len(X)
    dW /= len(X)
    return loss + reg * np.sum(np.square(W)), dW + 2 * reg * W
""",
    "softmax in the manner of CS231n": """
def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    p = np.exp(f) / np.sum(np.exp(f), axis=1, keepdims=True)
    loss = -np.sum(np.log(p[np.arange(N), y])) / N + reg * np.sum(W * W)
    p[np.arange(N), y] -= 1
    return loss, X.T.dot(p) / N + 2 * reg * W
""",
    "softmax with logaddexp": """
def softmax_loss_vectorized(W, X, y, reg):
    Y = (y[:, None] == np.arange(W.shape[1])).astype(float)
    logp = X @ W
    logp = logp - np.logaddexp.reduce(logp, axis=1, keepdims=True)
    dW = X.T @ ((np.exp(logp) - Y) / len(y))
    return np.array(-(logp * Y).sum() / len(y) + reg * (W ** 2).sum()), dW + 2 * reg * W
""",
    "softmax transposed, a loop over classes": """
def softmax_loss_vectorized(W, X, y, reg):
    S = (W.T @ X.T)
    S = S - S.max(0)
    E = np.exp(S)
    P = E / E.sum(0)
    dW = np.stack([X.T @ (P[c] - (y == c)) for c in range(W.shape[1])], axis=1) / len(X)
    dW += 2 * reg * W
    return np.mean(np.log(E.sum(0)) - S[y, np.arange(len(X))]) + reg * np.vdot(W, W), dW
""",
    "softmax by example": """
def softmax_loss_naive(W, X, y, reg):
    import math
    loss, dW = 0, np.zeros_like(W)
    for x, k in zip(X, y):
        s = x.dot(W).tolist()
        top = max(s)
        total = sum(math.exp(v - top) for v in s)
        loss -= s[k] - top - math.log(total)
        for j in range(len(s)):
            dW[:, j] += x * math.exp(s[j] - top) / total
        dW[:, k] -= x
    return loss / len(y) + reg * float(np.sum(W * W)), dW / len(y) + 2 * reg * W
""",
    "l2 by the norm": "def l2_penalty(w):\n    return np.linalg.norm(w) ** 2, w + w\n",
    "l2 by einsum": "def l2_penalty(W):\n    return np.einsum('ij,ij', W, W), np.multiply(W, 2)\n",
    "l1 with whole numbers": (
        "def l1_penalty(W):\n    signs = np.where(W > 0, 1, np.where(W < 0, -1, 0))\n"
        "    return np.linalg.norm(W.ravel(), 1), signs\n"
    ),
    "l1 with masks": (
        "def l1_penalty(W):\n    g = np.zeros(W.shape)\n    g[W > 0] = 1\n    g[W < 0] -= 1\n"
        "    return float((g * W).sum()), g\n"
    ),
    "elastic net from the others": """
def elastic_net_penalty(W, beta):
    square, dsquare = l2_penalty(W)
    size, dsize = l1_penalty(W)
    return beta * square + size, beta * dsquare + dsize
""",
    "numeric gradient in the manner of CS231n": """
def numeric_gradient(f, x, h=0.00001, verbose=False):
    fx = f(x)
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        up = f(x)
        x[ix] = old - h
        down = f(x)
        x[ix] = old
        grad[ix] = (up - down) / (2 * h)
        it.iternext()
    return grad
""",
    "numeric gradient to and fro": """
def numeric_gradient(f, x, h=1e-5):
    slopes = []
    flat = x.reshape(-1)
    for i in range(flat.size):
        flat[i] += h
        up = f(x)
        flat[i] -= 2 * h
        slopes.append((up - f(x)) / 2 / h)
        flat[i] += h
    return np.array(slopes).reshape(x.shape)
""",
    "numeric gradient with unit arrays": """
def numeric_gradient(f, x, h=1e-5):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(f(x + e) - f(x - e)) / (2 * h) for e in steps], x.shape)
""",
    "relative error, entry by entry": """
def relative_error(a, b):
    return max(abs(p - q) / max(abs(p) + abs(q), 1e-8) for p, q in zip(a.flat, b.flat))
""",
}


@pytest.mark.parametrize("source", ALTERNATIVES.values(), ids=ALTERNATIVES)
def test_other_right_solutions_earn_everything(grade, source):
    name = source.split("def ")[1].split("(")[0]
    for secret in ("s", "another"):
        result = grade({name: source}, secret)[name]
        assert (result.status, result.score, result.hint) == ("passed", result.max_score, "")

"""Every check accepts the solution, and every slip people really make is called by its name."""

import pytest

from utils.checks import losses

NAMES = [name.removeprefix("check_") for name in losses.__all__]

# exercise, edits of the solution's text, what the student must read
SLIPS = [
    ("relative_error", [("np.max(", "np.mean(")], "You averaged"),
    ("relative_error", [("np.max(", "np.sum(")], "You summed"),
    ("relative_error", [("np.max(", "np.array(")], "Expected a single number"),
    ("relative_error", [("np.abs(a - b)", "np.abs(np.abs(a) - np.abs(b))")], "hide a flipped sign"),
    ("relative_error", [("np.abs(a) + np.abs(b)", "np.abs(a + b)")], "|a| + |b|, not |a + b|"),
    ("relative_error", [("np.abs(a - b) / np", "(a - b) / np")], "take the absolute difference"),
    (
        "relative_error",
        [("np.maximum(1e-8, np.abs(a) + np.abs(b))", "(np.abs(a) + np.abs(b))")],
        "floor of 1e-8",
    ),
    ("relative_error", [("1e-8", "1e-300")], "the denominator is at least 1e-8"),
    (
        "relative_error",
        [("np.abs(a) + np.abs(b)", "np.maximum(np.abs(a), np.abs(b))")],
        "the larger of the two",
    ),
    ("relative_error", [("/ np.maximum(1e-8, np.abs(a) + np.abs(b))", "")], "absolute error"),
    (
        "numeric_gradient",
        [("(above - below) / (2 * h)", "(above - below) / h")],
        "the two points lie 2h apart",
    ),
    ("numeric_gradient", [("/ (2 * h)", "")], "This is a rise"),
    ("numeric_gradient", [("kept - h", "kept"), ("(2 * h)", "h")], "You look only ahead"),
    ("numeric_gradient", [("kept + h", "kept"), ("(2 * h)", "h")], "You look only back"),
    ("numeric_gradient", [("x[index] = kept\n", "\n")], "put the old value back"),
    (
        "numeric_gradient",
        [("        x[index] = kept\n", "        x[index] += h\n")],
        "does not undo rounding",
    ),
    ("numeric_gradient", [("kept = x[index]", "h, kept = 1e-5, x[index]")], "h is ignored"),
    (
        "numeric_gradient",
        [("np.zeros_like(x)", "np.zeros(x.size)"), ("gradient[index]", "gradient[0]")],
        "has shape (2, 3)",
    ),
    ("numeric_gradient", [("(above - below)", "(below - above)")], "The sign is flipped"),
    ("svm_loss_naive", [("if j == y[i]:", "if False:")], "the right class counts itself"),
    ("svm_loss_naive", [("+ 1.0", "")], "The margin of 1 is missing"),
    ("svm_loss_naive", [("loss / num_train", "loss"), ("dW / num_train", "dW")], "divide by their number"),
    ("svm_loss_naive", [("loss / num_train", "loss / num_classes")], "divide by the number of examples"),
    ("svm_loss_naive", [("if margin > 0:", "if True:")], "max(0, ...) is missing"),
    ("svm_loss_naive", [("loss += margin", "loss += margin**2")], "squared"),
    ("svm_loss_naive", [("scores[j] - scores[y[i]]", "scores[y[i]] - scores[j]")], "the wrong way round"),
    ("svm_loss_naive", [("dW[:, y[i]] -= X[i]", "pass")], "Only wrong classes receive"),
    ("svm_loss_naive", [("dW[:, j] += X[i]", "pass")], "Only right classes receive"),
    ("svm_loss_naive", [("dW[:, j] += X[i]", "pass"), ("dW[:, y[i]] -= X[i]", "pass")], "never filled in"),
    (
        "svm_loss_naive",
        [("return loss, dW", "return loss, dW.T")],
        "A gradient has the shape of its variable",
    ),
    ("svm_loss_naive", [("return loss, dW", "return loss")], "Expected a pair"),
    ("svm_loss_naive", [("return loss, dW", "pass")], "Expected a pair"),
    ("svm_loss_naive", [("+ 2 * reg * W", "+ reg * W")], "disagree on the penalty by a factor"),
    ("svm_loss_naive", [("+ 2 * reg * W", "")], "The penalty is missing in the gradient"),
    ("svm_loss_naive", [("+ 2 * reg * W", "+ 2 * W")], "not multiplied by reg"),
    ("svm_loss_naive", [("+ reg * np.sum(W**2)", "")], "The penalty is missing."),
    ("svm_loss_naive", [("+ reg * np", "+ 0.5 * reg * np")], "There is a 1/2 in the penalty"),
    ("svm_loss_naive", [("+ reg * np.sum(W**2)", "+ reg * np.sum(np.abs(W))")], "absolute values (L1)"),
    (
        "svm_loss_naive",
        [("loss / num_train + reg * np", "loss / num_train + reg / num_train * np")],
        "divided by N",
    ),
    ("svm_loss_vectorized", [("-pushes.sum(axis=1)", "-1.0")], "how many margins are violated"),
    ("svm_loss_vectorized", [("margins[rows, y] = 0.0\n", "\n")], "the right class counts itself"),
    (
        "svm_loss_vectorized",
        [("margins.sum() / num_train", "margins.max(axis=1).mean()")],
        "Only the worst wrong class",
    ),
    (
        "svm_loss_vectorized",
        [("scores[rows, y][:, np.newaxis]", "scores[:, y]")],
        "Your code raised ValueError",
    ),
    ("softmax_loss_naive", [("scores = scores - scores.max()\n", "\n")], "overflowed"),
    (
        "softmax_loss_naive",
        [("np.log(exp_scores.sum()) - scores[y[i]]", "-np.log2(probabilities[y[i]])")],
        "base 2",
    ),
    ("softmax_loss_naive", [("- scores[y[i]]", "")], "score of the right class is missing"),
    (
        "softmax_loss_naive",
        [("loss / num_train", "loss"), ("dW / num_train", "dW")],
        "divide by their number",
    ),
    ("softmax_loss_naive", [("(probabilities[j] - (j == y[i]))", "probabilities[j]")], "misses its -1"),
    (
        "softmax_loss_naive",
        [("(probabilities[j] - (j == y[i]))", "(0.0 - (j == y[i]))")],
        "The probabilities are missing",
    ),
    (
        "softmax_loss_naive",
        [("probabilities[j] - ", "probabilities[j] * (j == y[i]) - ")],
        "Wrong classes receive no",
    ),
    (
        "softmax_loss_vectorized",
        [
            (
                "np.log(totals[:, 0]) - scores[rows, y]",
                "-np.log((exp_scores / exp_scores.sum(axis=0))[rows, y])",
            )
        ],
        "Probabilities sum to one over examples",
    ),
    (
        "softmax_loss_vectorized",
        [("dscores = exp_scores / totals", "dscores = exp_scores / exp_scores.sum(axis=0)")],
        "The gradient",
    ),
    ("softmax_loss_vectorized", [("np.mean(", "np.sum(")], "divide by their number"),
    ("softmax_loss_vectorized", [("dscores[rows, y] -= 1.0", "dscores -= 1.0")], "The gradient"),
    ("l2_penalty", [("np.sum(W**2)", "0.5 * np.sum(W**2)")], "There is a 1/2 in it"),
    ("l2_penalty", [("np.sum(W**2)", "np.sqrt(np.sum(W**2))")], "the penalty is its square"),
    ("l2_penalty", [("np.sum(W**2)", "np.mean(W**2)")], "This is a mean"),
    ("l2_penalty", [("np.sum(W**2)", "np.sum(W) ** 2")], "square each weight, then add"),
    ("l2_penalty", [("np.sum(W**2)", "W**2")], "should be one number"),
    ("l2_penalty", [("2 * W", "W")], "without the factor 2"),
    ("l1_penalty", [("np.sum(np.abs(W))", "np.abs(np.sum(W))")], "take absolute values before you sum"),
    ("l1_penalty", [("np.sign(W)", "np.ones_like(W)")], "A negative weight has slope -1"),
    ("l1_penalty", [("np.sign(W)", "np.where(W >= 0, 1.0, -1.0)")], "our convention takes 0"),
    ("l1_penalty", [("np.sign(W)", "W / np.abs(W)")], "0/0"),
    (
        "elastic_net_penalty",
        [("beta * W**2 + np.abs(W)", "W**2 + beta * np.abs(W)")],
        "gave it to the absolute values",
    ),
    (
        "elastic_net_penalty",
        [("beta * W**2 + np.abs(W)", "beta * (W**2 + np.abs(W))")],
        "beta multiplies both terms",
    ),
    ("elastic_net_penalty", [("beta * W**2 +", "W**2 +")], "beta has no effect."),
    ("elastic_net_penalty", [("2 * beta * W +", "beta * W +")], "the factor 2 is missing"),
    ("elastic_net_penalty", [("+ np.sign(W)", "")], "The slope of the absolute values is missing"),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, written):
    result = getattr(losses, f"check_{name}")(written(name))
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, written):
    result = getattr(losses, f"check_{name}")(written(name, *edits))
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = getattr(losses, f"check_{name}")(stub)
    assert not result.started
    assert "not started yet" in repr(result)
    assert "✗" not in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    result = getattr(losses, f"check_{name}")(lambda *arguments: None)
    assert not result.passed
    assert "None" in repr(result)


@pytest.mark.parametrize("name", ["svm_loss_naive", "softmax_loss_naive"])
def test_a_loss_of_constant_zero_does_not_pass(name, written):
    result = getattr(losses, f"check_{name}")(lambda W, X, y, reg: (0.0, 0 * W))
    assert sum(line.status == "failed" for line in result.lines) >= 4


def test_the_point_of_the_gradient_check_lies_away_from_every_corner(written):
    """Otherwise a right gradient could fail: margins near 0 move with the step."""
    import numpy as np

    rng = np.random.default_rng(6)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 1])
    scores = X @ W
    margins = scores - scores[np.arange(6), y][:, None] + 1
    assert np.abs(margins).min() > 1e-3

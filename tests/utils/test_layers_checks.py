"""Every check of the notebook `layers` accepts the solution, and calls every usual slip by its name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import layers

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a2_neural_networks" / "layers.ipynb"
NAMES = [name.removeprefix("check_") for name in layers.__all__]
BACKWARD = [name for name in NAMES if name.endswith("_backward")]
SIGMOID = "np.where(x >= 0, 1.0, small) / (1.0 + small)"
MAPS = "np.maximum(first, second)"
AFFINE = "x.reshape(len(x), -1) @ w + b"
FLAT = "x.reshape(len(x), -1)"
D1, D2 = "np.where(first_wins, dout, 0.0)", "np.where(first_wins, 0.0, dout)"
CHANGED = "has changed: work on a copy"

# exercise, edits of its solution's text, what the student must read
SLIPS = [
    ("product_of_sum", [("dx, dy = dq, dq", "dx, dy = 1.0, 1.0")], "stop at the sum"),
    ("product_of_sum", [("dq, dz = z, q", "dq, dz = q, z")], "Each factor got its own value"),
    ("product_of_sum", [("dq, dz = z, q", "dq, dz = z, x * y")], "not x y"),
    ("product_of_sum", [("dq, dz = z, q", "dq, dz = z, 1.0")], "dz is the other factor, x + y."),
    ("product_of_sum", [("dx, dy = dq, dq", "dx, dy = dq * x, dq * y")], "contain x and y"),
    ("product_of_sum", [("q * z", "x + y * z")], "multiply before you add"),
    ("product_of_sum", [("value, dx, dy, dz", "value, (dx, dy, dz)")], "got 2 values"),
    ("sigmoid_neuron", [("np.exp(-score)", "np.exp(score)")], "falls where it should rise"),
    ("sigmoid_neuron", [(" + w[2]", "")], "The bias w[2] is missing"),
    ("sigmoid_neuron", [("value * (1.0 - value)", "1.0")], "it goes on through the sigmoid"),
    ("sigmoid_neuron", [("np.append(x, 1.0)", "w")], "not the weight"),
    ("sigmoid_neuron", [("dscore * w[:2]", "dscore * x")], "not the input"),
    ("sigmoid_neuron", [("dscore * np.append(x, 1.0)", "np.append(dscore * x, 1.0)")], "The bias, too"),
    ("sigmoid_neuron", [("value * (1.0 - value)", "value")], "one factor is missing"),
    ("sigmoid_neuron", [("value * (1.0 - value)", "1.0 - value")], "one factor is missing"),
    ("sigmoid_neuron", [("value * (1.0 - value)", "score * (1.0 - score)")], "not the score"),
    ("sigmoid_neuron", [("value * (1.0 - value)", "1.0 - value**2")], "dw"),
    ("sigmoid_neuron", [("dscore * np.append(x, 1.0)", "dscore * x")], "dw: expected shape (3,)"),
    ("sigmoid_neuron", [("value, dw, dx", "value, dw")], "got 2 values"),
    ("sigmoid_forward", [("return out, out", "return out")], "Expected a pair"),
    ("sigmoid_forward", [("return out, out", "return out.sum(), out")], "expected shape (2, 3), got ()"),
    ("sigmoid_forward", [(SIGMOID, "np.where(x < 0, 1.0, small) / (1.0 + small)")], "Your curve falls"),
    ("sigmoid_forward", [(SIGMOID, "np.tanh(x)")], "This is tanh"),
    ("sigmoid_forward", [(SIGMOID, "np.exp(x)")], "The 1 in the denominator is missing"),
    (
        "sigmoid_forward",
        [("    return out", "    out = out * (1.0 - out)\n    return out")],
        "This is the slope",
    ),
    ("sigmoid_forward", [(SIGMOID, "np.exp(x) / (1.0 + np.exp(x))")], "An exponential overflowed"),
    ("sigmoid_forward", [(SIGMOID, "1 / (1 + np.exp(np.negative(x, out=x)))")], CHANGED),
    ("sigmoid_backward", [("dout * out", "out")], "dout is missing"),
    ("sigmoid_backward", [("* (1.0 - out)", "")], "One of the two factors"),
    ("sigmoid_backward", [("dout * out *", "dout *")], "One of the two factors"),
    ("sigmoid_backward", [("out = cache", "out = np.log(cache / (1 - cache))")], "not x"),
    ("sigmoid_backward", [("out * (1.0 - out)", "(1.0 - out**2)")], "slope of tanh"),
    ("sigmoid_backward", [("(1.0 - out)", "(out - 1.0)")], "The sign is flipped"),
    (
        "sigmoid_backward",
        [("return dout *", "dout *= 1\n    dout += 0.5\n    return (dout - 0.5) *")],
        CHANGED,
    ),
    ("tanh_forward", [("np.tanh(x)", "1 / (1 + np.exp(-x))")], "This is the sigmoid"),
    ("tanh_forward", [("np.tanh(x)", "np.tanh(x / 2)")], "the sigmoid needs 2x"),
    ("tanh_forward", [("np.tanh(x)", "2 / (1 + np.exp(-2 * x))")], "the - 1 is missing"),
    ("tanh_forward", [("np.tanh(x)", "np.sinh(x) / np.cosh(x)")], "An exponential overflowed"),
    ("tanh_backward", [("dout * (", "(")], "dout is missing"),
    ("tanh_backward", [("out = cache", "out = np.arctanh(cache)")], "not x"),
    ("tanh_backward", [("out**2", "out")], "The square is missing"),
    ("tanh_backward", [("1.0 - out", "1.0 + out")], "1 + t**2 grows"),
    ("relu_forward", [("np.maximum", "np.minimum")], "You cut off the other side"),
    ("relu_forward", [("np.maximum(0.0, x)", "np.abs(x)")], "You fold the negative side up"),
    ("relu_forward", [("np.maximum(0.0, x)", "(x > 0) * 1.0")], "This is the gate"),
    ("relu_forward", [("np.maximum(0.0, x)", "np.full(x.shape, np.max(x))")], "entry by entry"),
    ("relu_forward", [("np.maximum(0.0, x)", "max(0.0, x)")], "Your code raised ValueError"),
    ("relu_forward", [("np.maximum(0.0, x)", "np.maximum(0.0, x, out=x)")], CHANGED),
    ("relu_backward", [("(x > 0)", "(dout > 0)")], "The gate depends on dout"),
    ("relu_backward", [("(x > 0)", "(x > 0) * (dout > 0)")], "Negative gradients pass"),
    ("relu_backward", [("x > 0", "x >= 0")], "At x = 0 the slope is taken as 0"),
    ("relu_backward", [("dout * (x > 0)", "(x > 0) * 1.0")], "dout is missing"),
    ("relu_backward", [("(x > 0)", "np.maximum(0, x)")], "the slope is 1, not x"),
    ("relu_backward", [("dout * (x > 0)", "dout.copy()")], "There is no gate"),
    ("relu_backward", [("x > 0", "x < 0")], "The gate is open on the wrong side"),
    ("relu_backward", [("return dout * (x > 0)", "dout[x <= 0] = 0\n    return dout")], CHANGED),
    (
        "relu_backward",
        [("return dout * (x > 0)", "return (dout * (x > 0)).ravel()")],
        "shape of its variable",
    ),
    ("leaky_relu_forward", [("alpha=0.01", "alpha=0.1")], "as in S1's picture"),
    ("leaky_relu_forward", [("alpha * x", "0.0 * x")], "Nothing leaks"),
    ("leaky_relu_forward", [("x, alpha * x)", "alpha * x, x)")], "The sides are exchanged"),
    (
        "leaky_relu_forward",
        [("np.where(x > 0, x, alpha * x)", "np.maximum(0, x) + alpha * x")],
        "is added on",
    ),
    ("leaky_relu_forward", [("x, alpha * x)", "x, -alpha * x)")], "its sign is wrong"),
    ("leaky_relu_forward", [("x, alpha * x)", "x, alpha)")], "is a constant"),
    ("leaky_relu_forward", [("np.where(x > 0, x, alpha * x)", "np.maximum(alpha * x, x)")], "wrong branch"),
    ("leaky_relu_forward", [("alpha * x)", "0.01 * x)")], "alpha has no effect"),
    ("leaky_relu_backward", [("x > 0", "dout > 0")], "The gate depends on dout"),
    ("leaky_relu_backward", [("x > 0", "x >= 0")], "At x = 0 the slope is taken as alpha"),
    ("leaky_relu_backward", [("1.0, alpha", "1.0, 0.01")], "the forward pass has to keep it"),
    ("leaky_relu_backward", [("1.0, alpha", "1.0, 0.0")], "Nothing leaks"),
    ("leaky_relu_backward", [("dout * ", "")], "dout is missing"),
    ("leaky_relu_backward", [("1.0, alpha", "alpha, 1.0")], "The sides are exchanged"),
    ("elu_forward", [(" - 1.0)", ")")], "the curve jumps at 0"),
    ("elu_forward", [(" - 1.0)", ")"), ("x > 0", "x >= 0")], "the curve jumps at 0"),
    ("elu_forward", [("alpha * (np.exp(np.minimum(x, 0.0)) - 1.0)", "alpha * x")], "leaky ReLU"),
    ("elu_forward", [("alpha=1.0", "alpha=0.01")], "here it is 1"),
    ("elu_forward", [("x > 0, x, alpha", "x > 99, x, alpha"), ("np.minimum(x, 0.0)", "x")], "straight line"),
    ("elu_forward", [("alpha * (np", "1.0 * (np")], "alpha has no effect"),
    (
        "elu_forward",
        [("(np.exp(np.minimum(x, 0.0)) - 1.0)", "np.exp(np.minimum(x, 0.0)) - 1.0")],
        "exp(x) alone",
    ),
    ("elu_forward", [("alpha * (np.exp(", "(np.exp(alpha * ")], "inside the exponent"),
    (
        "elu_forward",
        [
            (
                "np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0.0)) - 1.0))",
                "(x > 0) * x + (x <= 0) * alpha * np.expm1(x)",
            )
        ],
        "An exponential overflowed",
    ),
    ("elu_backward", [("x >= 0", "x > 0")], "At x = 0 the slope is taken as 1"),
    ("elu_backward", [("alpha * np.exp", "np.exp")], "the forward pass has to keep it"),
    (
        "elu_backward",
        [("np.exp(np.minimum(x, 0.0))", "np.expm1(np.minimum(x, 0.0))")],
        "its slope has no - 1",
    ),
    (
        "elu_backward",
        [("alpha * np.exp(", "alpha**2 * np.expm1(")],
        "alpha times the output is not the slope",
    ),
    ("elu_backward", [("dout * ", "")], "dout is missing"),
    ("elu_backward", [("alpha * np.exp(", "0.0 * np.exp(")], "that is ReLU"),
    ("elu_backward", [("alpha * np.exp(np.minimum(x, 0.0))", "alpha")], "That is the leaky ReLU"),
    ("affine_forward", [(AFFINE, "x @ w + b")], "Your code raised ValueError"),
    ("affine_forward", [(f"{FLAT} @ w + b", f"{FLAT} @ w")], "The bias is missing"),
    ("affine_forward", [("w + b", "w - b")], "The bias has the wrong sign"),
    ("affine_forward", [("@ w + b", "@ (w + b)")], "once for every input"),
    ("affine_forward", [(FLAT, "x.reshape(-1, len(x)).T")], "mixes the examples"),
    ("affine_forward", [("-1)", '-1, order="F")')], "in another order than"),
    ("affine_forward", [("return out", "x += 1\n    return out")], CHANGED),
    ("affine_backward", [(".reshape(x.shape)", "")], "dx: expected shape (4, 2, 3), got (4, 6)"),
    ("affine_backward", [("(dout @ w.T)", "(dout @ w.T / len(x))")], "dout holds the 1/N already"),
    ("affine_backward", [("(dout @ w.T)", "(np.ones_like(dout) @ w.T)")], "dout is missing in dx"),
    ("affine_backward", [(".T @ dout", ".T @ dout / len(x)")], "dout holds the 1/N already"),
    ("affine_backward", [("dout.sum(axis=0)", "dout.mean(axis=0)")], "a sum, not a mean"),
    ("affine_backward", [("dout.sum(axis=0)", "np.ones_like(dout).sum(axis=0)")], "dout is missing in db"),
    ("affine_backward", [("dout.sum(axis=0)", "dout")], "db: expected shape (5,), got (4, 5)"),
    ("affine_backward", [("dx, dw, db", "dw, dx, db")], "dx: expected shape"),
    ("affine_backward", [("return dx, dw, db", "return dx, dw")], "Expected dx, dw, db"),
    ("affine_backward", [("reshape(x.shape)", 'reshape(x.shape, order="F")')], "measured slope"),
    ("affine_backward", [("return dx", "dout *= 2\n    return dx")], CHANGED),
    ("maxout_forward", [(MAPS, "np.minimum(first, second)")], "the smaller of the two"),
    ("maxout_forward", [(MAPS, "first + second")], "the sum of the two"),
    ("maxout_forward", [(MAPS, "first")], "The second map has no effect"),
    ("maxout_forward", [(MAPS, "second")], "The first map has no effect"),
    ("maxout_forward", [(MAPS, f"np.maximum(0, {MAPS})")], "only the two maps compete"),
    ("maxout_forward", [(" + b1", ""), (" + b2", "")], "The biases are missing"),
    ("maxout_forward", [("w1 + b1", "w1 + b2"), ("w2 + b2", "w2 + b1")], "The biases are exchanged"),
    ("maxout_forward", [(MAPS, f"{MAPS}.max(axis=1)")], "expected shape (4, 5)"),
    ("maxout_forward", [("return out", "b1 += 1\n    return out")], CHANGED),
    ("maxout_backward", [(D1, "dout"), (D2, "dout")], "The loser receives gradient, too"),
    ("maxout_backward", [(D1, "dout / 2"), (D2, "dout / 2")], "You share dout"),
    ("maxout_backward", [(D2, "0 * dout")], "db2 receives nothing"),
    (
        "maxout_backward",
        [
            ("first_wins, dout, 0.0", "~first_wins, dout, 0.0"),
            ("first_wins, 0.0, dout", "~first_wins, 0.0, dout"),
        ],
        "went to the loser",
    ),
    ("maxout_backward", [("d1.sum(axis=0)", "d1.mean(axis=0)")], "a sum, not a mean"),
    ("maxout_backward", [(" + d2 @ w2.T", "")], "dx: The worst is"),
    (
        "maxout_backward",
        [("x.T @ d1, d1.sum(axis=0), x.T @ d2", "x.T @ d1, x.T @ d2, d1.sum(axis=0)")],
        "db1: expected",
    ),
    (
        "maxout_backward",
        [(f"d1 = {D1}", "d1 = dout\n    d1[~first_wins] = 0.0"), (D2, "0.0 * dout")],
        "receives nothing",
    ),
    ("svm_loss", [("margins[rows, y] = 0.0", "pass")], "the right class counts itself"),
    ("svm_loss", [(" + 1.0", "")], "The margin of 1 is missing"),
    ("svm_loss", [("margins.sum() / num_examples", "margins.sum()")], "divide by their number"),
    ("svm_loss", [("return loss, pushes / num_examples", "return loss, pushes")], "divide by their number"),
    ("svm_loss", [("-pushes.sum(axis=1)", "-1.0")], "ignores how many margins"),
    ("svm_loss", [("margins.sum() / num_examples", "margins.mean()")], "number of classes"),
    ("svm_loss", [("return loss, pushes / num_examples", "return loss")], "Expected a pair"),
    ("svm_loss", [("    return loss", "    x -= pushes\n    return loss")], CHANGED),
    ("softmax_loss", [("x.max(axis=1, keepdims=True)", "0.0")], "large scores overflowed"),
    ("softmax_loss", [("dx[rows, y] -= 1.0", "pass")], "The right class misses its -1"),
    ("softmax_loss", [("return loss, dx / num_examples", "return loss, dx")], "divide by their number"),
    ("softmax_loss", [("np.mean(", "np.sum(")], "divide by their number"),
    ("softmax_loss", [("shifted = x - x.max", "x -= x.max"), ("shifted", "x")], CHANGED),
    (
        "dead_relu_fraction",
        [("np.mean(np.all(activations == 0, axis=0))", "np.mean(activations == 0)")],
        "silent moments",
    ),
    ("dead_relu_fraction", [("np.mean(np.all", "np.sum(np.all")], "This is how many"),
    ("dead_relu_fraction", [("return np", "return 100 * np")], "This is percent"),
    ("dead_relu_fraction", [("return np", "return 1 - np")], "the share of the living"),
    ("dead_relu_fraction", [("np.all", "np.any")], "silent once is not dead"),
    ("dead_relu_fraction", [("axis=0", "axis=1")], "You look along the rows"),
    (
        "dead_relu_fraction",
        [("activations == 0, axis=0", "activations[:1] == 0, axis=0")],
        "the first example alone",
    ),
    ("dead_relu_fraction", [("np.all(activations == 0, axis=0)", "activations == 0, axis=0")], "shape ()"),
    ("dead_relu_fraction", [("return", "activations[activations > 0] = 1\n    return")], CHANGED),
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
def checked(answers: dict[str, str]) -> Callable[..., Any]:
    """Return a runner of checks: of the solution `name`, with each `old` in its text made `new`."""

    def run(name: str, *edits: tuple[str, str]) -> Any:
        head, code = answers[name].rsplit('"""', 1)
        signature, _, document = head.partition('"""')
        for old, new in edits:
            if old not in signature + code:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            signature, code = signature.replace(old, new), code.replace(old, new)
        namespace: dict[str, Any] = {"np": np}
        forward = name.replace("_backward", "_forward")
        exec(answers[forward], namespace)
        right = namespace[forward]
        exec(f'{signature}"""{document}"""{code}', namespace)
        return check(name, namespace[name], right)

    return run


def check(name: str, function: Any, forward: Any) -> Any:
    """Run the check of an exercise."""
    exercise = getattr(layers, f"check_{name}")
    return exercise(function, forward) if name in BACKWARD else exercise(function)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, checked):
    result = checked(name)
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_slip_is_called_by_its_name(name, edits, sentence, checked):
    result = checked(name, *edits)
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name, answers):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    namespace: dict[str, Any] = {"np": np}
    forward = name.replace("_backward", "_forward")
    exec(answers[forward], namespace)
    for way_there in (namespace[forward], stub):
        result = check(name, stub, way_there)
        assert not result.started
        assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name, answers):
    namespace: dict[str, Any] = {"np": np}
    forward = name.replace("_backward", "_forward")
    exec(answers[forward], namespace)
    result = check(name, lambda *arguments: None, namespace[forward])
    assert not result.passed
    assert "None" in repr(result)


@pytest.mark.parametrize("name", BACKWARD)
def test_a_way_back_without_the_way_there_is_sent_to_it(name):
    def relu_forward(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = check(name, lambda dout, cache: dout, relu_forward)
    assert result.started
    assert "Write `relu_forward` first" in repr(result)


def test_the_line_of_an_error_is_shown(answers):
    namespace: dict[str, Any] = {"np": np}
    exec(answers["relu_forward"], namespace)

    def relu_backward(dout, cache):
        return dout * undefined  # noqa: F821

    result = check("relu_backward", relu_backward, namespace["relu_forward"])
    assert "`return dout * undefined" in repr(result)


def test_another_cache_is_as_good(answers):
    """The cache is the student's: here a mask."""

    def relu_forward(x):
        return x * (x > 0), {"open": x > 0}

    assert check("relu_backward", lambda dout, cache: dout * cache["open"], relu_forward).passed

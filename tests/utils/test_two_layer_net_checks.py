"""The checks of the notebook `two_layer_net`: right answers pass, typical wrong ones hear what is wrong."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from utils import add_to_class
from utils.checks import two_layer_net as checks
from utils.notebooks import provided_by

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a2_neural_networks"
CHECKS = {
    "__init__": checks.check_init,
    "loss": checks.check_loss,
    "predict": checks.check_predict,
    "train": checks.check_train,
    "together": checks.check_together,
}
DW1 = "dw1 = x.T @ (dh * h * (1.0 - h))"
FIRST = "w2 = w2 - learning_rate * dw2"
TINY = (
    (DW1, "dw1 = x.T @ dh", "slope of the sigmoid is missing"),
    (DW1, "dw1 = x.T @ (dh * h)", "it has two factors"),
    ("2.0 * (y_pred - y)", "(y_pred - y)", "twice what is squared"),
    ("np.sum((y_pred - y) ** 2)", "np.mean((y_pred - y) ** 2)", "half of that, or their mean"),
    ("w1 = w1 - learning_rate * dw1", "w1 -= learning_rate * dw1", "w1 is changed"),
    ("w2 = w2 - learning_rate", "w2 = w2 + learning_rate", "uphill"),
    ("range(num_steps)", "range(num_steps - 1)", "losses: expected shape (5,)"),
    ("return w1, w2, losses", "return w1, w2", "three results"),
)
METHODS = (
    ("__init__", "hidden_dim, num_classes)", "num_classes, hidden_dim)", "W2 should have shape (4, 3)"),
    ("__init__", "np.zeros(hidden_dim)", "np.ones(hidden_dim)", "b1 should begin as zeros"),
    ("__init__", "weight_scale * np.random.randn", "np.random.randn", "a spread of 0.01"),
    ("__init__", "weight_scale * np.random.randn", "0 * np.random.randn", "stay the same"),
    ("__init__", "self.reg = reg", "self.reg = 0.0", "self.reg of a net"),
    ("__init__", '"b2"', '"b3"', "keys W1, b1, W2 and b2"),
    ("loss", "layers.relu_backward(dactive, cache_relu)", "dactive", "without its non-linearity"),
    ("loss", "layers.relu_forward(hidden)", "hidden, hidden", "lost its ReLU"),
    ("loss", "        return scores", "        return np.maximum(0, scores)", "never negative"),
    ("loss", "loss = data_loss + self.reg", "loss = data_loss + 0.5 * self.reg", "CS231n's half"),
    ("loss", "np.sum(W1**2) + np.sum(W2**2)", "2 * np.sum(W1**2)", "W1 counts twice"),
    ("loss", "penalty = ", "penalty = np.sum(b1**2) + np.sum(b2**2) + ", "covers the biases"),
    ("loss", "self.reg * penalty", "0 * penalty", "penalty is missing"),
    ("loss", "dW1 + 2 * self.reg * W1", "dW1 + self.reg * W1", "factor of 2"),
    ("loss", "dW2 + 2 * self.reg * W2", "dW2", "not the gradient"),
    ("loss", "data_loss + self", "data_loss * len(X) + self", "not their sum"),
    ("loss", "layers.softmax_loss", "layers.svm_loss", "hinge"),
    ("loss", '{"W1": dW1', '{"dW1": dW1', "keys of the parameters"),
    ("loss", '"b1": db1', '"b1": db2.sum()', "another shape"),
    ("predict", "axis=1", "axis=0", "expected shape (3,)"),
    ("predict", "np.argmax(scores, axis=1)", "scores", "3 x 2 scores"),
    ("predict", "argmax", "argmin", "lowest score"),
    ("train", "- learning_rate * grads", "+ learning_rate * grads", "uphill"),
    ("train", "for name in grads:", 'for name in ("W1", "W2"):', "b1 has not moved"),
    ("train", "learning_rate = learning_rate * learning_rate_decay", "pass", "does not decay"),
    ("train", "if iteration % epoch == 0:", "if iteration % 1 == 0:", "train_acc_history should have 3"),
    ("train", "y[rows]", "y[np.random.permutation(rows)]", "do not belong together"),
    ("train", "np.random.choice(num_train, batch_size)", "np.arange(num_train)", "no effect"),
    ("train", "np.random.choice(num_train, batch_size)", "np.arange(batch_size)", "the same rows"),
    ("train", "np.random.choice(num_train, batch_size)", "np.random.choice(num_train, 7)", "10 rows"),
    ("train", "np.mean(self.predict(X_batch)", "np.sum(self.predict(X_batch)", "a share is asked for"),
    ("train", "        self.reg = reg\n", "        pass\n", "expected 0.25, got 0.5"),
    ("train", '"val_acc_history": val', '"val_history": val', "a dict with the keys"),
    ("together", "layers.relu_backward(dactive, cache_relu)", "dactive", "not the slope of the loss"),
    ("together", "- learning_rate * grads", "- 0 * grads", "Four clouds"),
)


def cells(name: str) -> dict[str, str]:
    """Return the cells of a solution that define something, by id."""
    book = json.loads((SOLUTIONS / f"{name}.ipynb").read_text(encoding="utf-8"))
    return {
        cell["id"]: "".join(cell["source"])
        for cell in book["cells"]
        if cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", ())
    }


@pytest.fixture(scope="module")
def layers() -> Any:
    namespace: dict[str, Any] = {}
    for source in cells("layers").values():
        exec(source, namespace)
    return SimpleNamespace(**namespace)


def made(layers: Any, cell: str = "", old: str = "", new: str = "") -> dict[str, Any]:
    """Run the notebook with a change in one of its cells."""
    namespace: dict[str, Any] = {}
    with provided_by(lambda name: layers):
        for name, source in cells("two_layer_net").items():
            if name == cell:
                assert old in source, f"{old!r} is not in {cell}"
                source = source.replace(old, new)
            exec(source, namespace)
    return namespace


def test_right_answers_pass(layers):
    notebook = made(layers)
    assert checks.check_train_tiny_net(notebook["train_tiny_net"]).passed
    for name, check in CHECKS.items():
        result = check(notebook["TwoLayerNet"])
        assert result.passed, f"{name}: {result}"


@pytest.mark.parametrize(("old", "new", "told"), TINY)
def test_a_wrong_tiny_net_hears_why(layers, old, new, told):
    result = checks.check_train_tiny_net(made(layers, "train-tiny-net-solution", old, new)["train_tiny_net"])
    assert not result.passed
    assert told in repr(result)


@pytest.mark.parametrize(("method", "old", "new", "told"), METHODS)
def test_a_wrong_method_hears_why(layers, method, old, new, told):
    cell = method.strip("_")
    if method == "together":
        cell = "train" if "grads" in old else "loss"
    result = CHECKS[method](made(layers, f"{cell}-solution", old, new)["TwoLayerNet"])
    assert not result.passed
    assert told in repr(result)


def test_w2_must_not_move_before_the_gradient_has_passed_it(layers):
    old, new = "        dh = dy_pred", f"        {FIRST}\n        dh = dy_pred"
    source = made(layers, "train-tiny-net-solution", old, new)
    told = repr(checks.check_train_tiny_net(source["train_tiny_net"]))
    assert "after its step" in told


def test_methods_are_checked_before_the_first_is_written():
    """A broken `__init__` costs the other checks nothing."""

    class Net:
        def __init__(self, *sizes: Any) -> None:
            raise NotImplementedError

    @add_to_class(Net)
    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)

    assert checks.check_predict(Net).passed
    assert not checks.check_init(Net).started


def test_nothing_started_is_said_kindly():
    class Net:
        def __init__(self, *sizes: Any, **options: Any) -> None:
            raise NotImplementedError

        loss = train = predict = __init__

    for check in CHECKS.values():
        assert "is not started yet" in repr(check(Net))

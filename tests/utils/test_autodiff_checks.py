"""The checks of the notebook `autodiff`: right answers pass, typical wrong ones hear what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from utils.checks import autodiff as checks
from utils.checks.exercise import Exercise

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a3_backpropagation" / "autodiff.ipynb"
CHECKS = {one.name: one for name, one in vars(checks).items() if isinstance(one, Exercise)}
ADD = "grads[parent] = grads[parent] + share if parent in grads else share"
STORE = "if node._parents or node.grad is None:"
KEPT = "if axis is not None and not keepdims:"
WRONG = (
    ("unbroadcast", "grad.sum(", "grad.mean(", "mean: each use counts in full"),
    ("unbroadcast", ".reshape(shape)", "", "expected shape (4, 1), got (4,)"),
    ("unbroadcast", "    if grad.shape", "    grad *= 2\n    if grad.shape", "got [ 6., 10., 14.]"),
    ("backward", ADD, "grads[parent] = share", "y is used twice"),
    ("backward", STORE, "if True:", "leaves add up"),
    ("backward", "np.array(grad)", "grad", "changed y.grad"),
    ("backward", "node.grad = np.array(grad)", "pass", "is None. It is stored in `grad`"),
    ("backward", "uses[parent] += 1", "uses[parent] = 1", "The gradient of y in"),
    ("backward", "self.data.size != 1", "False", "should raise ValueError"),
    ("zero_grad", "self.grad = None", "pass", "still"),
    ("__sub__", "unbroadcast(-grad", "unbroadcast(grad", "the other sign"),
    ("__sub__", "unbroadcast(-grad, other.shape)", "-grad", "expected shape (3,), got (2, 3)"),
    ("__rsub__", "-self + other", "self + -1.0 * other", "exchanged"),
    ("__truediv__", "-grad * value", "grad * value", "look at the sign"),
    ("__truediv__", "-grad * value / other.data", "-grad / other.data**2", "numerator is missing"),
    ("__rtruediv__", "-grad * value", "grad * value", "look at the sign"),
    ("__rtruediv__", "-grad * value / self.data", "-grad / self.data**2", "numerator is missing"),
    ("__pow__", "grad * exponent *", "grad *", "exponent is missing"),
    ("__pow__", "(exponent - 1)", "exponent", "falls by one"),
    ("exp", "grad * value", "value", "slope alone"),
    ("exp", "grad * value", "grad * self.data", "not x"),
    ("exp", "Tensor(value, [(self, lambda grad: grad * value)])", "value", "should be a Tensor"),
    ("exp", ", [(self, lambda grad: grad * value)]", "", "No gradient arrives at x"),
    ("log", "grad / self.data", "grad * self.data", "one over x"),
    ("sin", "grad * np", "-grad * np", "cosine"),
    ("cos", "-grad", "grad", "look at the sign"),
    ("tanh", "value**2", "self.data**2", "not of the input"),
    ("relu", "> 0", ">= 0", "slope 0"),
    ("relu", "grad * active", "grad", "Nothing comes back"),
    ("sum", "np.broadcast_to(grad, self.shape)", "np.ones(self.shape)", "slope alone"),
    ("sum", "np.expand_dims(grad, axis)", "np.expand_dims(grad, 0)", "Your code raised ValueError"),
    ("mean", "grad / count", "grad", "element count"),
    ("mean", "self.data.size / value.size", "self.data.size", "number of all entries"),
    (
        "max",
        "share = largest / largest.sum(axis=axis, keepdims=True)",
        "share = 1.0 * (self.data == self.data.max())",
        "Each row has a largest",
    ),
    ("reshape", "grad.reshape(self.shape)", "grad", "expected shape (2, 3), got (3, 2)"),
    ("transpose", "np.argsort(order)", "order", "expected shape (2, 3, 4)"),
    ("__getitem__", "np.add.at(share, key, grad)", "share[key] += grad", "count once"),
    ("__matmul__", "P.swapaxes(-1, -2) @ grad", "-P.swapaxes(-1, -2) @ grad", "The sign is flipped"),
    ("together", "-grad * np.sin", "grad * np.sin", "is not the slope"),
)


def cells() -> dict[str, str]:
    """Return the cells of the solution that define something, by id."""
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return {
        cell["id"]: "".join(cell["source"])
        for cell in book["cells"]
        if cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", ())
    }


def made(question: str = "", old: str = "", new: str = "") -> dict[str, Any]:
    """Run the notebook with a change in one of its solution cells."""
    namespace: dict[str, Any] = {}
    changed = f"{'cos' if question == 'together' else question.strip('_').replace('_', '-')}-solution"
    for name, source in cells().items():
        if name == changed:
            assert old in source, f"{old!r} is not in {name}"
            source = source.replace(old, new)
        exec(source, namespace)
    return namespace


def checked(question: str, namespace: dict[str, Any]) -> Any:
    return CHECKS[question](namespace["unbroadcast" if question == "unbroadcast" else "Tensor"])


def test_right_answers_pass():
    notebook = made()
    for question in CHECKS:
        result = checked(question, notebook)
        assert result.passed, f"{question}: {result}"


@pytest.mark.parametrize(("question", "old", "new", "told"), WRONG)
def test_a_wrong_answer_hears_why(question, old, new, told):
    result = checked(question, made(question, old, new))
    assert not result.passed
    assert told in repr(result)


def test_every_exercise_has_a_wrong_answer_here():
    assert {question for question, *_ in WRONG} == CHECKS.keys()


def test_recursion_and_every_path_are_noticed():
    notebook = made()
    recursive = """
def backward(self):
    order, met = [], set()
    def build(node):
        if node not in met:
            met.add(node)
            for parent, _ in node._parents:
                build(parent)
            order.append(node)
    build(self)
    grads = {self: np.ones(self.shape)}
    for node in order[::-1]:
        for parent, send in node._parents:
            grads[parent] = grads.get(parent, 0.0) + send(grads[node])
        node.grad = grads[node] + (0.0 if node._parents or node.grad is None else node.grad)
"""
    paths = """
def backward(self):
    if self.data.size != 1:
        raise ValueError
    grads, waiting = {}, [(self, np.ones(self.shape))]
    while waiting:
        node, grad = waiting.pop()
        grads[node] = grads.get(node, 0.0) + grad
        waiting += [(parent, send(grad)) for parent, send in node._parents]
    for node, grad in grads.items():
        node.grad = grad + (0.0 if node._parents or node.grad is None else node.grad)
"""
    for source, told in ((recursive, "exhaust the stack"), (paths, "went along 8,190")):
        exec(source, notebook)
        notebook["Tensor"].backward = notebook["backward"]
        assert told in repr(checked("backward", notebook))


@pytest.mark.parametrize("question", ["__sub__", "__truediv__", "__matmul__", "exp", "sum", "__getitem__"])
def test_an_operation_is_checked_before_backward_is_written(question):
    notebook = made()

    def backward(self):
        raise NotImplementedError

    notebook["Tensor"].backward = backward
    assert checked(question, notebook).passed


def test_what_is_missing_is_named():
    notebook = made()
    source = "def unbroadcast(grad, shape):\n    raise NotImplementedError\n"
    exec(source, notebook)
    assert "needs `unbroadcast`, which is not written yet" in repr(checked("__sub__", notebook))
    assert "needs `unbroadcast`, which is not written yet" in repr(checked("backward", notebook))


@pytest.mark.parametrize("style", ["micrograd", "tape"])
def test_a_class_with_other_insides_passes(style):
    path = Path(__file__).parents[1] / "suites" / "right" / "a3_backpropagation" / "autodiff" / f"{style}.py"
    namespace = made()
    exec(path.read_text(encoding="utf-8"), namespace)
    for question in CHECKS:
        result = checked(question, namespace)
        assert result.passed, f"{question}: {result}"


def test_nothing_started_is_said_kindly():
    notebook = made()
    for name in CHECKS:
        exec(f"def {name}(*args, **options):\n    raise NotImplementedError\n", notebook)
        setattr(notebook["Tensor"], name, notebook[name])
    for question in CHECKS:
        assert "is not started yet" in repr(checked(question, notebook))

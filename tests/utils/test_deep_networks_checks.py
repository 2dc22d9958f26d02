"""The checks of the notebook `deep_networks`: right answers pass, wrong ones hear what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from utils import add_to_class
from utils.checks import deep_networks as checks

SOLUTION = Path(__file__).parents[2] / "solutions" / "a3_backpropagation" / "deep_networks.ipynb"
METHODS = {"__init__": "init-solution", "loss": "loss-solution"}
CELLS = {
    "activation_pattern": "pattern-solution",
    "joints": "joints-solution",
    "slopes": "slopes-solution",
    "network_through": "through-solution",
    "svd_steps": "svd-solution",
    "max_linear_regions": "regions-solution",
    "num_parameters": "parameters-solution",
    "he_init": "he-init-solution",
}
DW = "inputs[k - 1].T @ dout + 2 * self.reg * W"
BOUND = "(D // D_i + 1) ** (D_i * (K - 1)) * one_layer"
SLIPS = (
    ("activation_pattern", "> 0", ">= 0", "exactly 0: off"),
    ("activation_pattern", "> 0", "<= 0", "Exactly the others"),
    ("activation_pattern", "theta[:, 0] + X", "X", "offsets in the first column"),
    ("activation_pattern", " > 0", "", "a comparison with 0"),
    ("activation_pattern", "theta[:, 0] + X @ theta[:, 1:].T", "X[:, 0] * 1", "expected shape (5, 3)"),
    ("joints", "-offset", "offset", "sign is flipped"),
    ("joints", "np.sort(-offset / slope)", "-offset / slope", "sort them"),
    ("joints", "np.sort(-offset / slope)", "np.sort(-offset / slope)[::-1]", "increasing"),
    ("joints", "theta[theta[:, 1] != 0].T", "theta.T", "never switches"),
    ("joints", "!= 0", "> 0", "expected shape (3,)"),
    ("slopes", "(phi[1:] * theta[:, 1])", "phi[1:]", "phi times its theta"),
    ("slopes", "(phi[1:] * theta[:, 1])", "theta[:, 1]", "each counts times its phi"),
    ("slopes", "return on @ (phi[1:] * theta[:, 1])", "return (on @ (phi[1:] * theta[:, 1]))[1:]", "too few"),
    ("slopes", "    return on", "    on = on[::-1]\n    return on", "not from right to left"),
    (
        "slopes",
        "on = activation_pattern(inside[:, np.newaxis], theta)",
        "on = inside[:, np.newaxis] > -theta[:, 0] / theta[:, 1]",
        "to the left of its joint",
    ),
    ("network_through", "np.diff(slope)", "slope[1:]", "the change of slope"),
    ("network_through", "y[:1], ", "0 * y[:1], ", "belongs into phi[0]"),
    ("network_through", "y[:1], ", "", "phi should have shape (4,)"),
    ("network_through", "return theta, phi", "return theta", "a pair"),
    ("svd_steps", "X @ Vt.T", "X @ Vt", "A factor or its transpose?"),
    ("svd_steps", "stretched @ U.T", "X @ Theta", "points are rows", "Points are rows"),
    ("svd_steps", "turned * S", "turned * S[::-1]", "comes first", "Where the four points end"),
    ("svd_steps", "return turned, stretched,", "return X * 2, stretched,", "lengths after the first step"),
    ("svd_steps", "return turned, stretched, ", "return turned, ", "three arrays"),
    ("max_linear_regions", "D_i * (K - 1)", "D_i * K", "first layer's factor"),
    ("max_linear_regions", "D // D_i + 1", "D // D_i", "one more than"),
    ("max_linear_regions", "range(D_i + 1)", "range(D + 1)", "up to D_i"),
    ("max_linear_regions", "range(D_i + 1)", "range(1, D_i + 1)", "begins with j = 0"),
    ("max_linear_regions", "D_i * (K - 1)", "(K - 1)", "D_i as a factor"),
    ("max_linear_regions", "(D // D_i + 1)", "(D / D_i + 1)", "int"),
    ("max_linear_regions", BOUND, f"int(float({BOUND}))", "Nearly"),
    ("num_parameters", "fan_in * fan_out + fan_out", "fan_in * fan_out", "weights only"),
    ("num_parameters", "(*hidden_dims, num_classes)", "hidden_dims", "last layer is missing"),
    ("num_parameters", "return total", "return total - num_classes", "biases of the last layer"),
    ("num_parameters", "(*hidden_dims, num_classes)", "(*hidden_dims[:1], num_classes)", "One hidden layer"),
    ("he_init", "2.0 / fan_in", "2.0 / fan_out", "incoming values count"),
    ("he_init", "2.0 / fan_in", "1.0 / fan_in", "a 2 is missing"),
    ("he_init", "np.sqrt(2.0 / fan_in)", "(2.0 / fan_in)", "the variance"),
    ("he_init", "np.sqrt(2.0 / fan_in) * ", "", "plain standard normal"),
    ("he_init", "rng.standard_normal(", "np.random.standard_normal(", "draw from `rng`"),
    ("he_init", "(fan_in, fan_out))", "(fan_out, fan_in))", "expected shape (7, 5)"),
    ("he_init", "default_rng()", "default_rng(0)", "Without `rng`"),
    ("__init__", "sizes[k], rng)", "sizes[k], np.random.default_rng(0))", "hand one `rng` on"),
    ("__init__", "np.zeros(sizes[k])", "np.ones(sizes[k])", "b1 should begin as zeros"),
    ("__init__", "self.reg = reg", "self.reg = 0.0", "self.reg of a net"),
    ("__init__", "range(1, len(sizes))", "range(1, len(sizes) - 1)", "the keys W1, b1"),
    ("__init__", 'f"W{k}"] = he_init', 'f"W{k}"] = 0.1 * he_init', "Does `he_init` pass"),
    ("loss", "dout = (dout @ W.T) * (inputs[k - 1] > 0)", "dout = dout @ W.T", "without its non-linearity"),
    ("loss", "if k < depth:", "if False:", "have lost their ReLU"),
    ("loss", "if k < depth:", "if k == 1 < depth:", "One hidden layer has lost"),
    ("loss", "if k < depth:", "if True:", "never negative"),
    ("loss", "loss += self.reg", "loss += 0.5 * self.reg", "CS231n's half"),
    ("loss", "loss += self.reg", "loss += (k == 1) * self.reg", "deeper layers escape"),
    ("loss", "loss += self.reg", "loss += (k != 2) * self.reg", "in the middle escapes"),
    ("loss", "loss += self.reg", "loss += 0 * self.reg", "penalty is missing"),
    ("loss", DW, DW.replace("2 * ", ""), "factor of 2"),
    ("loss", DW, DW.replace("+ 2 *", "+ 0 *"), "not the gradient"),
    ("loss", "-np.mean(log_p", "-np.sum(log_p", "not their sum"),
    ("loss", "scores - scores.max(axis=1, keepdims=True)", "scores", "Not every number is finite"),
    ("loss", "return loss, grads", "return loss, {f'd{name}': grads[name] for name in grads}", "the keys"),
    ("loss", "        if k > 1:", "        if k == depth:", "The gradient of W1"),
    ("together", "dout.sum(axis=0)", "dout.mean(axis=0)", "not the slope of the loss"),
)


def cells() -> dict[str, str]:
    """Return the cells of the solution that define something, by id."""
    book = json.loads(SOLUTION.read_text(encoding="utf-8"))
    return {
        cell["id"]: "".join(cell["source"])
        for cell in book["cells"]
        if cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", ())
    }


def made(cell: str = "", old: str = "", new: str = "") -> dict[str, Any]:
    """Run the notebook with a change in one of its cells."""
    namespace: dict[str, Any] = {}
    for name, source in cells().items():
        if name == cell:
            assert old in source, f"{old!r} is not in {cell}"
            source = source.replace(old, new)
        exec(source, namespace)
    return namespace


def checked(name: str, notebook: dict[str, Any]) -> Any:
    check = checks.check_init if name == "__init__" else getattr(checks, f"check_{name}")
    return check(notebook[name] if name in CELLS else notebook["FullyConnectedNet"])


@pytest.mark.parametrize("name", [*CELLS, *METHODS, "together"])
def test_right_answers_pass(name):
    result = checked(name, made())
    assert result.passed, str(result)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip[0]}-{slip[3][:20]}")
def test_a_wrong_answer_hears_why(slip):
    name, old, new, *told = slip
    cell = CELLS.get(name) or METHODS.get(name, "loss-solution")
    result = checked(name, made(cell, old, new))
    assert not result.passed
    assert any(text in repr(result) for text in told), repr(result)


def test_methods_are_checked_before_the_first_is_written():
    """A broken `__init__` costs the check of `loss` nothing."""

    class Net:
        def __init__(self, *sizes: Any) -> None:
            raise NotImplementedError

    Net.loss = made()["FullyConnectedNet"].loss
    assert checks.check_loss(Net).passed
    assert not checks.check_init(Net).started


def test_nothing_started_is_said_kindly():
    class Net:
        pass

    @add_to_class(Net)
    def __init__(self, *sizes: Any, **options: Any) -> None:  # noqa: N807
        raise NotImplementedError

    def stub(*args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    Net.loss = stub
    for name in CELLS:
        assert "is not started yet" in repr(getattr(checks, f"check_{name}")(stub))
    for check in (checks.check_init, checks.check_loss, checks.check_together):
        assert "is not started yet" in repr(check(Net))

"""The reference optimizers beside PyTorch's, where it has the same rule; skipped where it is not installed.

What differs by convention, and is set here so that the rules can be compared:

- Defaults. `torch.optim.SGD` has a rate of 1e-3 and no momentum; `Adagrad` an epsilon of 1e-10 (ours 1e-8).
  `RMSprop` calls `decay_rate` alpha. Those of `Adam` and `AdamW` are ours.
- `SGD` begins its velocity with the first gradient: the same as 0.9 * 0 + gradient. Its `dampening`, which
  scales later gradients, is 0 by default; ours has none. `nesterov=True` is our rule.
- The argument `weight_decay` of all but `AdamW` adds weight_decay * w to the gradient, the slope of
  weight_decay / 2 * sum(w**2): twice our `reg` for the same penalty. `AdamW` shrinks w before Adam's step,
  by the same factor of the same old w.
- Epsilon is outside the root everywhere, and in Adam added after the correction, as here.
- PyTorch writes into the parameter and keeps the state in the optimizer; ours returns both.
- PyTorch works in 32 bits unless told otherwise: here both work in 64.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "optimizers.ipynb"
BETAS = {"beta1": 0.85, "beta2": 0.97}
# our function, our settings, PyTorch's class, its settings; the learning rate is common
PEERS = [
    ("sgd", {}, "SGD", {}),
    ("sgd_momentum", {"momentum": 0.8}, "SGD", {"momentum": 0.8}),
    ("nesterov_momentum", {"momentum": 0.8}, "SGD", {"momentum": 0.8, "nesterov": True}),
    ("adagrad", {"epsilon": 1e-4}, "Adagrad", {"eps": 1e-4}),
    ("rmsprop", {"decay_rate": 0.9, "epsilon": 1e-4}, "RMSprop", {"alpha": 0.9, "eps": 1e-4}),
    ("rmsprop", {}, "RMSprop", {}),
    ("adam", {**BETAS, "epsilon": 1e-4}, "Adam", {"betas": (0.85, 0.97), "eps": 1e-4}),
    ("adam", {}, "Adam", {}),
    ("adamw", {**BETAS, "weight_decay": 0.3}, "AdamW", {"betas": (0.85, 0.97), "weight_decay": 0.3}),
    ("adamw", {}, "AdamW", {}),
]


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """Return the functions of the authored notebook."""
    namespace: dict[str, Any] = {"np": np}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["id"].endswith("-solution"):
            exec("".join(cell["source"]), namespace)
    return namespace


def ours(function: Any, w: Any, gradients: Any, rates: Any, settings: dict[str, float]) -> Any:
    """Return the weights after each step."""
    config, way = dict(settings), []
    for dw, rate in zip(gradients, rates, strict=True):
        w, config = function(w, dw, {**config, "learning_rate": rate})
        way.append(w)
    return np.array(way)


def theirs(kind: Any, w: Any, gradients: Any, rates: Any, settings: dict[str, Any]) -> Any:
    """Return the weights after each step of PyTorch's optimizer."""
    parameter = torch.nn.Parameter(torch.tensor(w))
    optimizer, way = kind([parameter], lr=rates[0], **settings), []
    for dw, rate in zip(gradients, rates, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = torch.tensor(dw)
        optimizer.step()
        way.append(parameter.detach().numpy().copy())
    return np.array(way)


@pytest.mark.parametrize("falling", [False, True], ids=["constant rate", "falling rate"])
@pytest.mark.parametrize(("name", "settings", "kind", "peers"), PEERS)
def test_the_whole_trajectory_is_pytorchs(reference, name, settings, kind, peers, falling):
    rng = np.random.default_rng(7)
    w = rng.standard_normal((4, 3))
    gradients = 10.0 ** rng.uniform(-4, 1, size=(4, 3)) * rng.standard_normal((60, 4, 3))
    gradients[:, 0, 0] = 0.0
    rates = [0.05 / (1 + 0.1 * step * falling) for step in range(60)]
    mine = ours(reference[name], w, gradients, rates, settings)
    other = theirs(getattr(torch.optim, kind), w, gradients, rates, peers)
    np.testing.assert_allclose(mine, other, rtol=1e-10, atol=1e-12)


def test_weight_decay_in_the_gradient_is_twice_reg(reference):
    """`SGD(weight_decay=2 * reg)` is descent on our loss with `reg`."""
    rng = np.random.default_rng(8)
    w, reg = rng.standard_normal(5), 0.2
    gradients, start = rng.standard_normal((20, 5)), w
    way = []
    for dw in gradients:
        w, _ = reference["sgd"](w, dw + 2 * reg * w, {"learning_rate": 0.1})
        way.append(w)
    other = theirs(torch.optim.SGD, start, gradients, [0.1] * 20, {"weight_decay": 2 * reg})
    np.testing.assert_allclose(way, other, rtol=1e-12)

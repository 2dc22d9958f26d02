"""Every check of the notebook `optimizers` accepts the solution, and calls usual slips by name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import optimizers as checks

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "optimizers.ipynb"
NAMES = [name.removeprefix("check_") for name in checks.__all__]
SGD, MOMENTUM, NESTEROV = "sgd", "sgd_momentum", "nesterov_momentum"
ADAGRAD, RMSPROP, ADAM, ADAMW = "adagrad", "rmsprop", "adam", "adamw"
RATE, RHO, EPSILON = 'config["learning_rate"]', 'config["momentum"]', 'config["epsilon"]'
STORED = 'config | {"velocity": v}'
CACHED = 'config | {"cache": cache}'
MOMENTS = 'config | {"m": m, "v": v, "t": t}'
GIVEN = "(config or {})"
ROOT = f"(np.sqrt(cache) + {EPSILON})"
FADED = 'decay * config["cache"] + (1 - decay) * dw**2'
DECAY = ' + config["weight_decay"] * w)'

# exercise, edits of its solution's text, what the student must read
SLIPS = [
    (SGD, [(f"w - {RATE}", f"w + {RATE}")], "w after the first step: expected [ 0.95, -2.4 ]"),
    (SGD, [(f"w - {RATE}", f"w + {RATE}")], "That is uphill"),
    (SGD, [(f"{RATE} * dw", "dw")], "The learning rate is missing"),
    (SGD, [(f"{RATE} * dw", f"{RATE} * np.sign(dw)")], "Only the sign is left"),
    (SGD, [("next_w = w -", "w -="), ("return next_w", "return w")], "w is changed"),
    (SGD, [("return next_w, config", "return next_w")], "Expected a pair, `next_w, config`; got ndarray"),
    (SGD, [("return next_w, config", "return next_w, config, 1")], "got 3 values"),
    (SGD, [("return next_w, config", "return config, next_w")], "next_w: expected numbers, got dict"),
    (SGD, [("return next_w, config", "return next_w, 1e-2")], "config: expected a dictionary, got float"),
    (
        SGD,
        [("return next_w, config", "return next_w[0], config")],
        "expected the shape of w, (2,), got ()",
    ),
    (SGD, [("1e-2", "1e-3")], "without a config"),
    (SGD, [(f"| {GIVEN}", "| config")], "unsupported operand"),
    (MOMENTUM, [(f"{RATE} * v", f'{RATE} * config["velocity"]')], "from before this gradient"),
    (MOMENTUM, [(" + dw", f" + (1 - {RHO}) * dw")], "Your velocity is an average"),
    (MOMENTUM, [(f"{RATE} * v", f"{RATE} * (dw + {RHO} * v)")], "is this Nesterov's step?"),
    (MOMENTUM, [(" + dw", f" + {RATE} * dw")], "The learning rate counts twice"),
    (MOMENTUM, [(STORED, "config")], "The velocity is forgotten"),
    (MOMENTUM, [(f"{RHO} * config", "config")], "the momentum is missing"),
    (MOMENTUM, [(f"v = {RHO} * config", 'v = (dw != 0) * config["momentum"] * config')], "still carries on"),
    (MOMENTUM, [('"momentum": 0.9', '"momentum": 0.99')], "without a config"),
    (MOMENTUM, [(f"defaults | {GIVEN}", "config or defaults")], "KeyError"),
    (
        MOMENTUM,
        [
            ("def sgd", "COMMON = {}\ndef sgd"),
            (GIVEN, "COMMON"),
            (STORED, f"COMMON.update({STORED}) or COMMON"),
        ],
        "Does it find the memory of the first?",
    ),
    (NESTEROV, [(f"(dw + {RHO} * v)", "v")], "That is plain momentum"),
    (NESTEROV, [(f"(dw + {RHO} * v)", "(dw + v)")], "the velocity is multiplied by the momentum"),
    (NESTEROV, [(f"(dw + {RHO} * v)", f"({RHO} * v)")], "The gradient itself is missing"),
    (NESTEROV, [(STORED, "config")], "The velocity is forgotten"),
    (NESTEROV, [(f"w - {RATE}", f"w + {RATE}")], "That is uphill"),
    (ADAGRAD, [(ROOT, f"(cache + {EPSILON})")], "The root is missing"),
    (ADAGRAD, [(f" / {ROOT}", "")], "The division is missing"),
    (ADAGRAD, [("np.sqrt(cache)", 'np.sqrt(config["cache"])')], "before you divide by it"),
    (ADAGRAD, [("dw**2", "np.sum(dw**2)")], "All weights share one cache"),
    (ADAGRAD, [(CACHED, "config")], "The cache is forgotten"),
    (ADAGRAD, [(f"w - {RATE}", f"w + {RATE}")], "That is uphill"),
    (RMSPROP, [("(1 - decay) * dw**2", "dw**2")], "The new square is not weighted"),
    (RMSPROP, [(FADED, '(1 - decay) * config["cache"] + decay * dw**2')], "The two weights are exchanged"),
    (RMSPROP, [(ROOT, f"(cache + {EPSILON})")], "The root is missing"),
    (RMSPROP, [(f" / {ROOT}", "")], "The division is missing"),
    (RMSPROP, [("np.sqrt(cache)", 'np.sqrt(config["cache"])')], "before you divide by it"),
    (RMSPROP, [(CACHED, "config")], "The cache is forgotten"),
    (RMSPROP, [("decay * config", "config")], "The old cache does not fade"),
    (ADAM, [('t = config["t"] + 1', 't = config["t"]'), ('"t": t}', '"t": t + 1}')], "t has to be 1 already"),
    (ADAM, [('"t": 0}', '"t": 1}')], "Your clock starts one step ahead"),
    (ADAM, [("beta1**t", "beta1"), ("beta2**t", "beta2")], "The corrections do not fade"),
    (ADAM, [("v / (1 - beta2**t)", "v")], "The second moment is not corrected"),
    (ADAM, [("m / (1 - beta1**t)", "m")], "The first moment is not corrected"),
    (ADAM, [(MOMENTS, "config")], "The state is forgotten"),
    (ADAM, [("np.sqrt(v_hat)", "v_hat")], "The root is missing"),
    (ADAM, [('"beta2": 0.999', '"beta2": 0.99')], "without a config"),
    (ADAMW, [(DECAY, ")")], "Nothing decays"),
    (
        ADAMW,
        [("    m = beta1", '    dw = dw + config["weight_decay"] * w\n    m = beta1'), (DECAY, ")")],
        "in the grad",
    ),
    (ADAMW, [(f"(direction{DECAY}", 'direction - config["weight_decay"] * w')], "multiplies the decay, too"),
    (ADAMW, [(DECAY, DECAY.replace("+", "-"))], "The weights grow"),
    (ADAMW, [(DECAY, DECAY.replace("+", "+ 2 *"))], "twice as strong"),
    (ADAMW, [(DECAY, DECAY.replace("+", "+ 0.5 *"))], "half as strong"),
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
    """Return a runner of checks: of the solution `name`, with each `old` in its code made `new`."""

    def run(name: str, *edits: tuple[str, str]) -> Any:
        parts = answers[name].split('"""')
        head, code = parts[0], parts[2]
        for old, new in edits:
            if old not in head + code:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            head, code = head.replace(old, new), code.replace(old, new)
        namespace: dict[str, Any] = {"np": np}
        exec(head + code, namespace)
        with np.errstate(all="ignore"):
            return check(name, namespace[name])

    return run


def check(name: str, function: Any) -> Any:
    """Run the check of an exercise."""
    return getattr(checks, f"check_{name}")(function)


def said(result: Any) -> str:
    return "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, checked):
    result = checked(name)
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, checked):
    result = checked(name, *edits)
    assert not result.passed
    assert sentence in said(result)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(w, dw, config=None):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = check(name, stub)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    result = check(name, lambda w, dw, config=None: None)
    assert not result.passed
    assert "None" in repr(result)


def in_place(w, dw, config=None):
    config = config or {"learning_rate": 1e-2}
    w -= config["learning_rate"] * dw
    return w, config


def shares(w, dw, config=None, common={}):  # noqa: B006
    config = {"learning_rate": 1e-2, "momentum": 0.9, **common, **(config or {})}
    common["velocity"] = config["momentum"] * common.get("velocity", 0.0) + dw
    return w - config["learning_rate"] * common["velocity"], config


def counts(w, dw, config=None, calls=[]):  # noqa: B006
    """Its rate falls with every call, whoever calls."""
    config = {"learning_rate": 1e-2, **(config or {})}
    calls.append(1)
    return w - config["learning_rate"] / len(calls) * dw, config


def aliased(w, dw, config=None):
    """The first gradient itself becomes the velocity, and is written into later."""
    config = {"learning_rate": 1e-2, "momentum": 0.9, **(config or {})}
    if "velocity" in config:
        config["velocity"] *= config["momentum"]
        config["velocity"] += dw
    else:
        config["velocity"] = dw
    return w - config["learning_rate"] * config["velocity"], config


def from_the_other_form(w, dw, config=None):
    """CS231n's velocity has another sign and scale: not the checks' business."""
    config = {"learning_rate": 1e-2, "momentum": 0.9, **(config or {})}
    v = config["momentum"] * config.get("velocity", 0.0) - config["learning_rate"] * dw
    return w + v, {**config, "velocity": v}


@pytest.mark.parametrize(
    ("name", "function", "sentence"),
    [
        (SGD, in_place, "`-=` writes into the array itself"),
        (MOMENTUM, shares, "Does it find the memory of the first?"),
        (SGD, counts, "A second parameter changes the way of the first"),
        (MOMENTUM, aliased, "Is the state an array of its own, or `dw` itself?"),
    ],
)
def test_what_a_call_leaves_behind(name, function, sentence):
    assert sentence in said(check(name, function))


def test_the_private_form_of_the_state_is_free():
    assert check(MOMENTUM, from_the_other_form).passed
